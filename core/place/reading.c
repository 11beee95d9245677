/* SPDX-License-Identifier: MIT */
#include "reading.h"
#include "../base/fold.h"

#define RUN_WORDS      6  /* the longest name in words */
#define RUN_CHARACTERS 14 /* and in characters of a script without blanks */

/* Scripts that do not part words: Han, kana, Thai, Lao, Khmer, Burmese. */
static bool is_unparted(uint32_t c)
{
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
         (c >= 0xE00 && c <= 0xEFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF);
}

static bool parts_segments(uint32_t c)
{
  return c == ',' || c == ';' || c == '(' || c == ')' || c == '[' || c == ']' || c == '/' || c == '|' ||
         c == ':' || c == '\n' || c == '\t' || c == 0x2013 || c == 0x2014 || (c >= 0x3001 && c <= 0x3011) ||
         (c >= 0xFF08 && c <= 0xFF0F) || c == 0xFF1A || c == 0xFF1B || c == 0x060C;
}

typedef struct word_maker {
  reading *r;
  reading_word *open; /* the word that grows, or NULL */
  uint8_t segment;
  bool started; /* the segment has a word */
  unsigned capitals, characters;
} word_maker;

static void close_word(word_maker *m)
{
  if (m->open)
    m->open->exchange = m->characters == 6 && m->capitals == 6;
  if (m->open)
    m->open->code = m->characters >= 2 && m->characters <= 3 && m->capitals == m->characters;
  m->open = NULL;
}

static bool open_word(word_maker *m, bool with_blank)
{
  reading *r = m->r;
  if (r->word_count == READING_WORDS || r->bytes + 1 >= READING_BYTES)
    return false;
  if (with_blank && r->bytes)
    r->folded[r->bytes++] = ' ';
  m->open = &r->words[r->word_count++];
  *m->open = (reading_word){ .at = (uint16_t)r->bytes, .segment = m->segment };
  m->started = true;
  m->capitals = m->characters = 0;
  return true;
}

static void read_words(wb_str text, reading *r)
{
  word_maker m = { .r = r };
  fold_piece piece;
  uint32_t before = ' ';
  bool joined = false; /* the character before was of a script without blanks */
  while (fold_next(&text, &piece)) {
    /* A dash parts segments only where blanks stand around it. */
    bool dash = piece.was == '-' && before == ' ' && text.n && text.p[0] == ' ';
    before = piece.was;
    if (piece.blank) {
      close_word(&m);
      joined = false;
      if ((dash || parts_segments(piece.was)) && m.started) {
        m.segment++;
        m.started = false;
      }
      continue;
    }
    if (piece.text.n == 0)
      continue;
    bool unparted = is_unparted(piece.was);
    if (unparted != joined || unparted)
      close_word(&m);
    if (!m.open && !open_word(&m, !(unparted && joined)))
      break;
    joined = unparted;
    if (r->bytes + piece.text.n > READING_BYTES)
      break;
    memcpy(r->folded + r->bytes, piece.text.p, piece.text.n);
    r->bytes += piece.text.n;
    m.open->n = (uint16_t)(m.open->n + piece.text.n);
    m.open->whole_script = unparted;
    m.open->digits |= piece.was < 0x80 && ascii_is_digit((char)piece.was);
    m.characters++;
    m.capitals += piece.was >= 'A' && piece.was <= 'Z';
  }
  close_word(&m);
}

wb_str reading_text(const reading *r, size_t first, size_t count)
{
  size_t from = r->words[first].at,
         to = (size_t)r->words[first + count - 1].at + r->words[first + count - 1].n;
  return (wb_str){ r->folded + from, to - from };
}

static bool is_word_only(const name_meanings *m)
{
  for (uint32_t i = 0; i < m->count; i++)
    if (places_kind(name_meaning(m, i)) == PLACES_IS_WORD)
      return true;
  return false;
}

static reading_span *add_span(reading *r, size_t first, size_t n, const name_meanings *m)
{
  const reading_word *words = r->words;
  if (r->span_count == READING_SPANS)
    return NULL;
  bool starts = first == 0 || words[first - 1].segment != words[first].segment;
  bool ends = first + n == r->word_count || words[first + n].segment != words[first].segment;
  r->spans[r->span_count] = (reading_span){
    .first = (uint8_t)first, .count = (uint8_t)n, .whole_segment = starts && ends, .meanings = *m
  };
  return &r->spans[r->span_count++];
}

/* "USJFKA": country, place, and a letter for the office. */
static void find_exchange(const gazetteer *g, reading *r, size_t word)
{
  wb_str code = reading_text(r, word, 1);
  uint16_t country = gazetteer_country_number(g, str_upto(code, 2));
  name_meanings m;
  if (!country || !gazetteer_find(g, (wb_str){ code.p + 2, 3 }, &m))
    return;
  reading_span *s = add_span(r, word, 1, &m);
  if (s)
    s->country = country;
}

static void find_spans_at(const gazetteer *g, reading *r, size_t first)
{
  const reading_word *words = r->words;
  size_t most = words[first].whole_script ? RUN_CHARACTERS : RUN_WORDS;
  size_t rest = r->word_count - first, n = most < rest ? most : rest;
  for (; n > 0; n--) {
    wb_str run = reading_text(r, first, n);
    name_meanings m;
    /* One character of such a script is part of many names and a name of hardly any. */
    if (run.n > PLACES_NAME_MAX || !gazetteer_find(g, run, &m))
      continue;
    if (is_word_only(&m))
      for (size_t i = first; i < first + n; i++)
        r->words[i].neutral = true;
    if (!words[first].whole_script || n > 1)
      add_span(r, first, n, &m);
  }
  if (words[first].exchange)
    find_exchange(g, r, first);
}

void reading_make(const gazetteer *g, wb_str text, reading *ret_reading)
{
  reading *r = ret_reading;
  r->bytes = r->word_count = r->span_count = 0;
  read_words(text, r);
  for (size_t i = 0; i < r->word_count; i++)
    find_spans_at(g, r, i);
  for (size_t i = 0; i < r->span_count; i++) {
    reading_span *s = &r->spans[i];
    s->neutral = true;
    for (size_t k = s->first; k < (size_t)s->first + s->count; k++)
      s->neutral &= r->words[k].neutral;
  }
}

bool reading_stands_alone(const reading *r, const reading_span *span)
{
  uint8_t segment = r->words[span->first].segment;
  for (size_t i = 0; i < r->word_count; i++) {
    bool inside = i >= span->first && i < (size_t)span->first + span->count;
    if (!inside && r->words[i].segment == segment && !r->words[i].neutral)
      return false;
  }
  return true;
}
