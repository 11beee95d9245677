/* SPDX-License-Identifier: MIT */
/* One walk over the folded text finds the stems in it, and so the classes; every rule whose classes are all
 * there is tried, and the one that explains most of the text holds. */
#include "phrase.h"
#include "../base/fold.h"
#include "phrase_table.h"
#define XXH_INLINE_ALL /* nothing to load */
#include <xxhash.h>

#define TEXT_BYTES           400 /* of the folded text: the rest of a longer one is not read */
#define FINDS                160
#define NO_FIND              UINT16_MAX
#define SENTENCES_MAX        8
#define ABBREVIATION_LETTERS 4 /* of a word: St. Louis is no sentence's end */
#define STEPS_MAX                                                                                            \
  100000 /* a sentence of a carrier takes some hundreds; one made to be slow may not take more */
#define GAP_WORDS      5  /* between two classes of a rule */
#define GAP_CHARACTERS 12 /* in scripts that do not part words */

/* Points of a rule: what is explained. */
enum {
  POINTS_WORD = 16,
  POINTS_CHARACTER = 8,
  POINTS_LENGTH_MOST = 10,
  POINTS_LANGUAGE = 8,
  POINTS_SHORT_WORD = 20,
  POINTS_OTHER_ORDER = 8
};

typedef struct find { /* a class found in the text */
  uint16_t class;
  uint16_t at, end; /* bytes */
  uint16_t word;    /* which word, or character of a script without blanks, of the text */
  uint16_t last;    /* the last one that it covers */
  uint16_t next;    /* the find before it of the same class, or NO_FIND */
} find;

typedef struct matcher {
  char text[TEXT_BYTES];
  uint16_t bytes, find_count;
  uint16_t words[TEXT_BYTES]; /* of each byte: which word it belongs to */
  bool starts[TEXT_BYTES];    /* a word, or a character of such a script, begins here */
  bool unparted[TEXT_BYTES];
  find finds[FINDS];
  uint16_t latest[PHRASE_CLASSES_MAX]; /* of a class that is present: its last find */
  uint64_t present[PHRASE_CLASSES_MAX / 64];
  wb_str lang;
  unsigned steps; /* that were spent on following rules */
} matcher;

static bool is_present(const matcher *m, unsigned class)
{
  return m->present[class / 64] >> (class % 64) & 1;
}

/* Scripts whose words run together, or take endings without a break: Han, kana, Hangul, Thai, Lao, Khmer,
 * Burmese. */
static bool is_unparted(const char *p)
{
  unsigned char a = (unsigned char)p[0], b = a >= 0xE0 ? (unsigned char)p[1] : 0;
  if (a >= 0xE3 && a <= 0xED)
    return true;
  return (a == 0xE0 && b >= 0xB8 && b <= 0xBB) || (a == 0xE1 && (b < 0x83 || b == 0x9E || b == 0x9F)) ||
         (a == 0xE2 && b >= 0xBA) || a == 0xF0;
}

static size_t character_bytes(char c)
{
  unsigned char u = (unsigned char)c;
  return u < 0x80 ? 1 : u >= 0xF0 ? 4 : u >= 0xE0 ? 3 : 2;
}

static void split_words(matcher *m)
{
  uint16_t word = 0;
  bool fresh = true;
  for (size_t i = 0; i < m->bytes;) {
    size_t n = character_bytes(m->text[i]);
    if (i + n > m->bytes)
      n = m->bytes - i;
    bool blank = m->text[i] == ' ', unparted = !blank && n > 2 && is_unparted(m->text + i);
    if (unparted && !fresh)
      word++;
    m->starts[i] = !blank && (fresh || unparted);
    for (size_t k = i; k < i + n; k++) {
      m->words[k] = word;
      m->unparted[k] = unparted;
      m->starts[k] = k == i && m->starts[i];
    }
    if (blank)
      word++;
    fresh = blank || unparted;
    if (unparted && i + n < m->bytes && m->text[i + n] != ' ')
      word++;
    i += n;
  }
}

static void add_finds(matcher *m, const phrase_stem *s, size_t at, bool inside)
{
  size_t end = at + s->length;
  bool whole = end == m->bytes || m->text[end] == ' ' || m->unparted[at];
  for (unsigned i = 0; i < s->count && m->find_count < FINDS; i++) {
    uint16_t entry = phrase_class_lists[s->first + i];
    if ((entry & PHRASE_WHOLE && !whole) || (inside && !(entry & PHRASE_INSIDE)))
      continue;
    unsigned class = PHRASE_CLASS(entry);
    uint16_t next = is_present(m, class) ? m->latest[class] : NO_FIND;
    m->present[class / 64] |= UINT64_C(1) << (class % 64);
    m->latest[class] = m->find_count;
    m->finds[m->find_count++] = (find){ .class = (uint16_t) class,
                                        .at = (uint16_t)at,
                                        .end = (uint16_t)end,
                                        .word = m->words[at],
                                        .last = m->words[end - 1],
                                        .next = next };
  }
}

static void find_stems(matcher *m)
{
  for (size_t at = 0; at + 1 < m->bytes; at++) {
    bool inside = !m->starts[at];
    uint64_t lengths = (inside ? phrase_inside : phrase_lengths)[phrase_pair(m->text + at)];
    if (!lengths || m->text[at] == ' ')
      continue;
    uint32_t hash = PHRASE_HASH_START;
    for (size_t n = 1; n <= PHRASE_STEM_MAX && at + n <= m->bytes && lengths >> n; n++) {
      hash = phrase_hash(hash, m->text[at + n - 1]);
      if (!(lengths >> n & 1))
        continue;
      for (uint32_t slot = phrase_spread(hash) & phrase_stem_mask; phrase_stems[slot].length;
           slot = (slot + 1) & phrase_stem_mask)
        if (phrase_stems[slot].hash == hash && phrase_stems[slot].length == n)
          add_finds(m, &phrase_stems[slot], at, inside);
    }
  }
}

static int points_of_find(const matcher *m, const find *f)
{
  int length = f->end - f->at;
  return (m->unparted[f->at] ? POINTS_CHARACTER : POINTS_WORD) * (f->last - f->word + 1) +
         (length < POINTS_LENGTH_MOST ? length : POINTS_LENGTH_MOST);
}

/* All classes of the rule are present.  Points of the classes from `element` on, each behind the one before;
 * -1: they do not follow each other so.
 */
static int follow(matcher *m, const phrase_rule *r, unsigned element, const find *before)
{
  if (element == r->need)
    return 0;
  int best = -1;
  unsigned class = phrase_elements[r->first + element];
  for (unsigned i = m->latest[class]; i != NO_FIND && m->steps < STEPS_MAX;
       i = m->finds[i].next, m->steps++) {
    const find *f = &m->finds[i];
    unsigned gap = before && m->unparted[before->at] ? GAP_CHARACTERS : GAP_WORDS;
    if (before && (f->at < before->end || f->word > before->last + 1u + gap))
      continue;
    int rest = follow(m, r, element + 1, f), points = points_of_find(m, f) + rest;
    if (rest >= 0 && points > best)
      best = points;
  }
  return best;
}

/* Points of all the classes wherever they stand; -1: they lie too far apart. */
static int stand_around(const matcher *m, const phrase_rule *r)
{
  int points = -POINTS_OTHER_ORDER;
  unsigned first = UINT16_MAX, last = 0;
  for (unsigned i = 0; i < r->need; i++) {
    const find *best = NULL;
    for (unsigned k = m->latest[phrase_elements[r->first + i]]; k != NO_FIND; k = m->finds[k].next)
      if (!best || points_of_find(m, &m->finds[k]) > points_of_find(m, best))
        best = &m->finds[k];
    if (!best)
      return -1;
    points += points_of_find(m, best);
    first = best->word < first ? best->word : first;
    last = best->last > last ? best->last : last;
  }
  return last - first <= r->need * (GAP_WORDS + 1u) && points > 0 ? points : -1;
}

static int points_of(matcher *m, const phrase_rule *r)
{
  for (unsigned i = 0; i < r->need; i++)
    if (!is_present(m, phrase_elements[r->first + i]))
      return -1;
  for (unsigned i = r->need; i < (unsigned)r->need + r->refuse; i++)
    if (is_present(m, phrase_elements[r->first + i]))
      return -1;
  int points = follow(m, r, 0, NULL);
  if (points < 0 && r->any_order)
    points = stand_around(m, r);
  const char *lang = m->lang.n >= 2 ? m->lang.p : "en";
  bool same_language = r->lang[0] == lang[0] && r->lang[1] == lang[1];
  /* A short word of another language is no evidence: "den" is German, and Vietnamese for arrived. */
  if (points < 0 || (!same_language && r->need == 1 && points <= POINTS_SHORT_WORD))
    return -1;
  return points + r->weight + (same_language ? POINTS_LANGUAGE : 0);
}

static kinds match_sentence(wb_str text, wb_str lang)
{
  matcher m;
  m.bytes = (uint16_t)fold_text(text, m.text, sizeof m.text);
  m.find_count = 0;
  m.steps = 0;
  m.lang = lang;
  memset(m.present, 0, sizeof m.present);
  split_words(&m);
  find_stems(&m);
  uint64_t tried[WB_COUNT(m.present)] = { 0 };
  kinds best = 0;
  int most = 0;
  for (unsigned i = 0; i < m.find_count; i++) {
    unsigned class = m.finds[i].class;
    const phrase_anchor *a = &phrase_anchors[class];
    if (tried[class / 64] >> (class % 64) & 1)
      continue;
    tried[class / 64] |= UINT64_C(1) << (class % 64);
    for (unsigned k = 0; k < a->count; k++) {
      const phrase_rule *r = &phrase_rules[phrase_anchored[a->first + k]];
      int points = points_of(&m, r);
      if (points > most)
        best = 0;
      if (points >= most && points >= 0) {
        most = points;
        best |= r->meaning;
      }
    }
  }
  return best;
}

/* Takes the first sentence off: up to 。or a full stop behind a word that is no abbreviation. */
static wb_str next_sentence(wb_str *rest)
{
  size_t letters = 0, n = rest->n, next = rest->n;
  for (size_t i = 0; i < rest->n && n == rest->n; i++) {
    char c = rest->p[i];
    bool stops = (c == '.' || c == '!' || c == '?') && letters >= ABBREVIATION_LETTERS;
    if ((stops && i + 1 < rest->n && rest->p[i + 1] == ' ') || str_starts(str_from(*rest, i), STR("。"))) {
      n = i;
      next = i + 1;
    }
    letters = ascii_is_alpha(c) || (unsigned char)c >= 0x80 ? letters + 1 : 0;
  }
  wb_str sentence = str_upto(*rest, n);
  *rest = str_from(*rest, next);
  return sentence;
}

/* The first sentence that says something: what follows explains, or tells what to do; but that it goes back
 * may be said last. */
static kinds match(wb_str text, wb_str lang)
{
  kinds found = 0;
  for (unsigned i = 0; text.n && i < SENTENCES_MAX; i++) {
    kinds more = match_sentence(next_sentence(&text), lang);
    found |= found ? more & (KIND(RETURNING) | KIND(RETURNED)) : more;
  }
  return found;
}

kinds phrase_kinds(phrase_cache *cache, wb_str text, wb_str lang)
{
  if (text.n == 0)
    return 0;
  if (!cache || cache->count < 2)
    return match(text, lang);
  uint64_t seed = lang.n >= 2 ? (uint64_t)(unsigned char)lang.p[0] << 8 | (unsigned char)lang.p[1] : 0;
  XXH128_hash_t key = XXH3_128bits_withSeed(text.p, text.n, seed);
  /* Two slots for each key: the one that was asked for last stands first. */
  phrase_cache_slot *slot = &cache->slots[key.low64 & (cache->count - 2)];
  if (slot[0].key[0] == key.low64 && slot[0].key[1] == key.high64)
    return slot[0].found;
  phrase_cache_slot fresh = slot[1];
  if (fresh.key[0] != key.low64 || fresh.key[1] != key.high64)
    fresh = (phrase_cache_slot){ { key.low64, key.high64 }, match(text, lang) };
  slot[1] = slot[0];
  slot[0] = fresh;
  return fresh.found;
}
