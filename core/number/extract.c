/* SPDX-License-Identifier: MIT */
#include "extract.h"
#include "context.h"
#include "detector.h"
#include "groups.h"
#include "words.h"
#include <stdlib.h>

/* The window: what is behind the place that is searched, and enough before and after it for groups and context. */
#define WINDOW_BYTES (64u << 10)
#define BEHIND_BYTES (2u * CONTEXT_BEFORE) /* kept when the window moves on */
#define AHEAD_BYTES  1024u                 /* not searched before more text, or the end, is there */

/* Weights in thousandths of a bit; README.md explains them. */
#define TEXT_UNKNOWN  (BITS_UNKNOWN + 3000) /* running text holds more numbers of other kinds than a list of parcels */
#define SHAPE_GROUPS  (-1000)               /* printed in groups as labels are */
#define SHAPE_ODD     (-5000)               /* groups of which no label is made */
#define SHAPE_CUT     (-4000)               /* more groups of digits stand beside it, on one side */
#define SHAPE_LETTERS (-3000)               /* capitals, or one letter, stand before it as a prefix would */
#define SHAPE_DASHES  (-5000)               /* dashes that the format does not own: telephones have them */
#define SHAPE_CASES   (-7000)               /* capitals and small letters mixed: tokens have them */
#define SHAPE_SMALL   (-2000)               /* small letters alone */
#define SHAPE_SIGN    (-9000)               /* "+", "@", a currency or a fraction beside it */
#define FAILED_LEAST  16000                 /* evidence that a form with a wrong check digit must have */

#define HITS_MAX 64

typedef struct hit { /* groups that may be a number */
  uint8_t first, last;
  int32_t bits, shape;
} hit;

struct number_finder {
  const number_detector *d;
  const number_prior *prior;
  number_find_fn *found;
  void *user;
  size_t shortest, longest;
  uint64_t offset; /* of window[0] */
  size_t n, at;    /* bytes in the window; the next to be searched */
  size_t from;     /* end of the last chain: groups do not begin before it */
  chain chain;
  hit hits[HITS_MAX];
  size_t hit_count;
  number_find find;
  char window[WINDOW_BYTES];
};

static wb_str view(const number_finder *f)
{
  return (wb_str){ f->window, f->n };
}

/* ---- which groups belong together ---- */

static bool can_start(const chain *c, size_t i)
{
  if (i == 0)
    return !c->attached && !ascii_is_alpha(c->before) && !ascii_is_digit(c->before) && c->before != 1 && c->before != '_';
  char joiner = c->groups[i - 1].joiner;
  return joiner == ' ' || (joiner == '-' && c->groups[i - 1].digits == 0);
}

static bool can_end(const chain *c, size_t i)
{
  if (i + 1 < c->count)
    return c->groups[i].joiner == ' ';
  return c->after != 1 && c->after != '_';
}

static bool is_small(const group *g)
{
  return g->lower > 0 && g->upper == 0;
}

/* Do the groups look like those that labels and mails print: alike but for the first and the last, S10's and UPS's. */
static bool is_regular(const chain *c, size_t first, size_t last)
{
  const group *g = c->groups;
  unsigned singles = 0, odd = 0;
  for (size_t i = first; i <= last; i++)
    singles += g[i].n == 1;
  for (size_t i = first + 2; i < last; i++)
    odd += g[i].n != g[i - 1].n && g[i].n < 2;
  return singles <= 1 && odd == 0;
}

static int32_t shape_of_cases(const chain *c, size_t first, size_t last)
{
  bool small = false, capital = false, mixed = false;
  for (size_t i = first; i <= last; i++) {
    mixed = mixed || (c->groups[i].lower && c->groups[i].upper);
    small = small || is_small(&c->groups[i]);
    capital = capital || c->groups[i].upper;
  }
  return mixed || (small && capital) ? SHAPE_CASES : small ? SHAPE_SMALL : 0;
}

static int32_t shape_of_sides(const chain *c, size_t first, size_t last)
{
  int32_t bits = 0;
  if (first > 0 && c->groups[first - 1].digits)
    bits += SHAPE_CUT;
  if (first > 0 && !c->groups[first - 1].digits && (c->groups[first - 1].lower == 0 || c->groups[first - 1].n == 1))
    bits += SHAPE_LETTERS;
  if (last + 1 < c->count && c->groups[last + 1].digits)
    bits += SHAPE_CUT;
  if (first == 0 && (c->before == '+' || c->before == '$' || c->before == '@'))
    bits += SHAPE_SIGN;
  if (last + 1 == c->count && (c->after == '@' || c->after == '%' || c->after == '$'))
    bits += SHAPE_SIGN;
  return bits;
}

static int32_t shape_of(const chain *c, size_t first, size_t last, bool dashed)
{
  int32_t bits = shape_of_cases(c, first, last) + shape_of_sides(c, first, last);
  bool blanks = false, dashes = false;
  for (size_t i = first; i < last; i++) {
    blanks = blanks || c->groups[i].joiner == ' ';
    dashes = dashes || c->groups[i].joiner != ' ';
  }
  if (blanks)
    bits += is_regular(c, first, last) ? SHAPE_GROUPS : SHAPE_ODD;
  if (dashes && !dashed)
    bits += SHAPE_DASHES;
  return bits;
}

/* Letters alone at the end belong to a number only as a country does: two of them, written as the rest is. */
static bool is_loose_end(const chain *c, size_t first, size_t last)
{
  const group *end = &c->groups[last];
  if (last == first || end->digits || c->groups[last - 1].joiner != ' ')
    return false;
  bool capital = false;
  for (size_t i = first; i < last; i++)
    capital = capital || c->groups[i].upper;
  return end->n != 2 || (is_small(end) && capital);
}

/* ---- hits ---- */

static void add_hit(number_finder *f, const hit *h)
{
  if (f->hit_count < HITS_MAX)
    f->hits[f->hit_count++] = *h;
}

/* Has any format numbers of this length, with the dashes or without? */
static bool has_length(const number_finder *f, size_t first, size_t last)
{
  size_t n = 0, dashes = 0;
  for (size_t i = first; i <= last; i++) {
    n += f->chain.groups[i].n;
    dashes += i < last && f->chain.groups[i].joiner == '-';
  }
  return detector_has_length(f->d, n) || (dashes && n + dashes <= f->longest && detector_has_length(f->d, n + dashes));
}

/* "EAN 4012345678901": the letters are a label, not the start of a number. */
static bool is_label(const number_finder *f, const group *g)
{
  char lower[GROUPS_MOST_PREFIX];
  size_t n = g->end - g->from;
  if (g->digits || n > sizeof lower)
    return false;
  for (size_t i = 0; i < n; i++)
    lower[i] = ascii_lower(f->window[g->from + i]);
  const word *w = word_find((wb_str){ lower, n });
  return w && w->n == n;
}

static void try_groups(number_finder *f, size_t first, size_t last)
{
  const number_match *best = f->find.matches;
  size_t count = 0;
  if (!has_length(f, first, last) || !groups_join(view(f), &f->chain, first, last, &f->find.reading))
    return;
  number_detect(f->d, &f->find.reading, f->prior, f->find.matches, 1, &count);
  if (count == 0 || (best->check == NUMBER_CHECK_FAILED && best->bits < FAILED_LEAST))
    return;
  bool dashed = best->number.n != f->find.reading.text_n;
  hit h = { (uint8_t)first, (uint8_t)last, best->bits, shape_of(&f->chain, first, last, dashed) };
  add_hit(f, &h);
}

static void collect(number_finder *f)
{
  const chain *c = &f->chain;
  f->hit_count = 0;
  for (size_t first = 0; first < c->count; first++) {
    if (!can_start(c, first) || (c->groups[first].joiner == ' ' && is_label(f, &c->groups[first])))
      continue;
    size_t n = 0, digits = 0;
    for (size_t last = first; last < c->count; last++) {
      n += c->groups[last].n;
      digits += c->groups[last].digits;
      if (n > f->longest)
        break;
      if (digits && n >= f->shortest && can_end(c, last) && !is_loose_end(c, first, last))
        try_groups(f, first, last);
    }
  }
}

/* The best of what is left, more groups first among equals. */
static const hit *best_hit(const number_finder *f, uint32_t taken)
{
  const hit *best = NULL;
  for (size_t i = 0; i < f->hit_count; i++) {
    const hit *h = &f->hits[i];
    uint32_t mask = (uint32_t)((UINT64_C(2) << h->last) - (UINT64_C(1) << h->first));
    if (taken & mask)
      continue;
    int32_t ahead = best ? h->bits + h->shape - best->bits - best->shape : 1;
    if (ahead > 0 || (ahead == 0 && h->last - h->first > best->last - best->first))
      best = h;
  }
  return best;
}

/* ---- a find ---- */

static void sort_matches(number_find *find)
{
  for (size_t i = 1; i < find->count; i++) {
    number_match m = find->matches[i];
    number_reason own = find->own_hints[i];
    size_t at = i;
    for (; at > 0 && find->matches[at - 1].bits < m.bits; at--) {
      find->matches[at] = find->matches[at - 1];
      find->own_hints[at] = find->own_hints[at - 1];
    }
    find->matches[at] = m;
    find->own_hints[at] = own;
  }
}

static void add_own_hint(number_find *find, size_t i, const context *c, const number_row *row)
{
  int32_t linked = context_linked(c, row), named = linked ? 0 : context_named(c, row);
  number_reason *hint = &find->own_hints[i];
  *hint = (number_reason){ .bits = linked + named };
  if (hint->bits == 0)
    return;
  wb_str words = linked ? STR("the link leads to its page") : STR("its name stands beside it");
  memcpy(hint->text, words.p, words.n);
  find->matches[i].bits += hint->bits;
}

static void add_hint(number_find *find, int32_t bits, wb_str before, wb_str quoted)
{
  number_reason *hint = &find->hints[find->hint_count++];
  size_t n = 0;
  *hint = (number_reason){ .bits = bits };
  memcpy(hint->text, before.p, before.n);
  n = before.n;
  if (quoted.n && quoted.n + n + 3 < sizeof hint->text) {
    hint->text[n++] = '"';
    memcpy(hint->text + n, quoted.p, quoted.n);
    hint->text[n + quoted.n] = '"';
  }
}

static void describe_context(number_find *find, const context *c, int32_t shape)
{
  find->hint_count = 0;
  if (c->label.n)
    add_hint(find, c->bits, c->link.n ? STR("the link says ") : STR("near the word "), c->label);
  else if (c->bits)
    add_hint(find, c->bits, c->link.n ? STR("inside a link that does not speak of tracking") : STR("called a reference or code"),
             (wb_str){ NULL, 0 });
  if (shape)
    add_hint(find, shape, STR("the way it is written"), (wb_str){ NULL, 0 });
}

/* Probabilities of the matches and of all together. */
static void weigh(const number_finder *f, number_find *find)
{
  int32_t best = TEXT_UNKNOWN;
  uint64_t total, sum = 0;
  for (size_t i = 0; i < find->count; i++)
    best = find->matches[i].bits > best ? find->matches[i].bits : best;
  total = bits_power(f->d->powers, (uint32_t)(best - TEXT_UNKNOWN));
  for (size_t i = 0; i < find->count; i++)
    sum += bits_power(f->d->powers, (uint32_t)(best - find->matches[i].bits));
  total += sum;
  for (size_t i = 0; i < find->count; i++) {
    uint64_t part = bits_power(f->d->powers, (uint32_t)(best - find->matches[i].bits));
    find->matches[i].probability = (uint32_t)((part * 1000000u + total / 2) / total);
  }
  find->probability = (uint32_t)((sum * 1000000u + total / 2) / total);
}

static int give(number_finder *f, const hit *h)
{
  number_find *find = &f->find;
  const group *first = &f->chain.groups[h->first], *last = &f->chain.groups[h->last];
  context c;
  groups_join(view(f), &f->chain, h->first, h->last, &find->reading);
  number_detect(f->d, &find->reading, f->prior, find->matches, NUMBER_MAX_MATCHES, &find->count);
  context_read(view(f), first->from, last->end - first->from, &c);
  for (size_t i = 0; i < find->count; i++) {
    bool order = number_detector_row(f->d, find->matches[i].row)->format->flags & WB_FORMAT_ORDER;
    find->matches[i].bits += (order && c.order ? -c.bits : c.bits) + h->shape;
    add_own_hint(find, i, &c, number_detector_row(f->d, find->matches[i].row));
  }
  sort_matches(find);
  weigh(f, find);
  if (find->probability < FIND_SHOWN_PPM)
    return WB_OK;
  describe_context(find, &c, h->shape);
  const number_match *best = &find->matches[0];
  find->offset = f->offset + first->from;
  find->text = (wb_str){ f->window + first->from, last->end - first->from };
  find->order = (number_detector_row(f->d, best->row)->format->flags & WB_FORMAT_ORDER) != 0;
  find->strict = find->probability >= FIND_STRICT_PPM && !find->order && best->check != NUMBER_CHECK_FAILED;
  return f->found(f->user, find);
}

/* Hits that do not overlap, in the order of the text. */
static int give_hits(number_finder *f)
{
  const hit *chosen[GROUPS_MAX] = { NULL };
  uint32_t taken = 0;
  int rc = WB_OK;
  for (const hit *h; (h = best_hit(f, taken)) != NULL;) {
    taken |= (uint32_t)((UINT64_C(2) << h->last) - (UINT64_C(1) << h->first));
    chosen[h->first] = h;
  }
  for (size_t i = 0; i < GROUPS_MAX && rc == WB_OK; i++)
    if (chosen[i])
      rc = give(f, chosen[i]);
  return rc;
}

/* ---- the window ---- */

static int search(number_finder *f, size_t stop)
{
  int rc = WB_OK;
  while (rc == WB_OK) {
    size_t digit = groups_next_digit(view(f), f->at);
    if (digit >= stop) {
      f->at = stop > f->at ? stop : f->at;
      return WB_OK;
    }
    groups_read(view(f), f->from, digit, &f->chain);
    collect(f);
    if (f->hit_count)
      rc = give_hits(f);
    /* A chain that is full goes on with its last group. */
    size_t done = f->chain.count == GROUPS_MAX ? f->chain.count / 2 : f->chain.count;
    f->at = f->from = f->chain.groups[done - 1].end;
    if (f->at <= digit)
      f->at = digit + 1;
  }
  return rc;
}

static void move_on(number_finder *f)
{
  size_t keep = f->at > BEHIND_BYTES ? f->at - BEHIND_BYTES : 0;
  memmove(f->window, f->window + keep, f->n - keep);
  f->n -= keep;
  f->at -= keep;
  f->from = f->from > keep ? f->from - keep : 0;
  f->offset += keep;
}

int finder_feed(number_finder *f, wb_str piece)
{
  while (piece.n) {
    size_t room = WINDOW_BYTES - f->n, n = piece.n < room ? piece.n : room;
    memcpy(f->window + f->n, piece.p, n);
    f->n += n;
    piece = str_from(piece, n);
    if (f->n < WINDOW_BYTES)
      break;
    int rc = search(f, f->n - AHEAD_BYTES);
    if (rc)
      return rc;
    move_on(f);
  }
  return WB_OK;
}

int finder_end(number_finder *f)
{
  int rc = search(f, f->n);
  f->n = f->at = f->from = 0;
  return rc;
}

void finder_begin(number_finder *f, uint64_t offset)
{
  f->offset = offset;
  f->n = f->at = f->from = 0;
}

int finder_new(const number_detector *d, const number_prior *prior, number_find_fn *found, void *user,
               number_finder **ret_finder, wb_error *err)
{
  number_finder *f = malloc(sizeof *f);
  if (!f)
    return error_nomem(err);
  f->d = d;
  f->prior = prior;
  f->found = found;
  f->user = user;
  f->shortest = f->longest = 0;
  for (size_t n = WB_MAX_NUMBER_BYTES; n > 0; n--)
    if (detector_has_length(d, n)) {
      f->longest = f->longest ? f->longest : n;
      f->shortest = n;
    }
  finder_begin(f, 0);
  *ret_finder = f;
  return WB_OK;
}

void finder_free(number_finder *f)
{
  free(f);
}
