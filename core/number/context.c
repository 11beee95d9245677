/* SPDX-License-Identifier: MIT */
#include "context.h"
#include "words.h"

#define LONGEST_LABEL   40u /* bytes of a line that is a label by itself, over the number */
#define MOST_LINES_BACK 8   /* numbers one under the other below their label */
#define FAR_BYTES       64u /* a word further away than this counts half */
#define DIRECT_BYTES    4u
#define MOST_DIGITS     6u /* more digits than this are a number of their own */

/* Bytes of the lower-case copy that is searched. */
#define COPY_MAX (CONTEXT_BEFORE + CONTEXT_AFTER)

typedef struct lowered {
  char text[COPY_MAX];
  size_t n;
} lowered;

/* Lower case of ASCII, Latin-1 letters, Greek and Cyrillic: each of the same length. */
static void lower_copy(wb_str s, lowered *to)
{
  to->n = s.n < COPY_MAX ? s.n : COPY_MAX;
  for (size_t i = 0; i < to->n; i++) {
    unsigned char c = (unsigned char)s.p[i], last = i ? (unsigned char)s.p[i - 1] : 0;
    unsigned char lead = i ? (unsigned char)to->text[i - 1] : 0;
    if (c < 0x80)
      c = (unsigned char)ascii_lower((char)c);
    else if (last == 0xC3 && c >= 0x80 && c <= 0x9E)
      c = (unsigned char)(c + 0x20);
    else if (last == 0xC4 && lead == 0xC4 && (c == 0x8C || c == 0x9A || c == 0x84 || c == 0x86 || c == 0x98 || c == 0x82))
      c++;
    else if (last == 0xC5 && lead == 0xC5 && (c == 0x9A || c == 0xA0 || c == 0x98 || c == 0x9E || c == 0xBB || c == 0xBD))
      c = (unsigned char)(c == 0xBB || c == 0xBD ? c + 1 : c + 1);
    else if (last == 0xCE && c >= 0x91 && c <= 0x9F)
      c = (unsigned char)(c + 0x20);
    else if (last == 0xD0 && c >= 0x90 && c <= 0x9F)
      c = (unsigned char)(c + 0x20);
    else if (last == 0xD0 && c >= 0xA0 && c <= 0xAF) {
      to->text[i - 1] = '\xD1';
      c = (unsigned char)(c - 0x20);
    }
    to->text[i] = (char)c;
  }
}

static bool is_letter_byte(char c)
{
  return ascii_is_alpha(c) || ((unsigned char)c >= 0xC3 && (unsigned char)c <= 0xDF);
}

/* Words begin behind what is no letter; in scripts without blanks anywhere. */
static bool word_starts(const lowered *t, size_t at)
{
  unsigned char c = (unsigned char)t->text[at];
  if (c >= 0xE3 && c <= 0xEF)
    return true;
  if (!is_letter_byte((char)c))
    return false;
  if (at == 0 || !(ascii_is_alpha(t->text[at - 1]) || ascii_is_digit(t->text[at - 1]) || (unsigned char)t->text[at - 1] >= 0x80))
    return true;
  return at >= 2 && (unsigned char)t->text[at - 1] >= 0x80 && (unsigned char)t->text[at - 2] < 0xC3 && at >= 3 &&
         (unsigned char)t->text[at - 3] >= 0xE2; /* behind a character of three bytes */
}

typedef struct labels {
  const word *tracking, *parcel, *against; /* the last of each kind */
  size_t tracking_at, parcel_at, against_at, against_end, tracking_end; /* in the copy */
  unsigned numbers;
  bool stale; /* a number of its own stood behind these */
} labels;

static void forget(labels *l)
{
  unsigned numbers = 0;
  *l = (labels){ .numbers = numbers };
}

static void note_word(labels *l, const word *w, size_t at, size_t n)
{
  if (l->stale)
    forget(l);
  switch (w->kind) {
  case WORD_TRACKING:
    l->tracking = w;
    l->tracking_at = at;
    l->tracking_end = at + n;
    break;
  case WORD_PARCEL:
    l->parcel = w;
    l->parcel_at = at;
    break;
  case WORD_NUMBER:
    l->numbers++;
    break;
  case WORD_ORDER:
  case WORD_OTHER:
    l->against = w;
    l->against_at = at;
    l->against_end = at + n;
    break;
  }
}

/* A sentence or a cell ends here. */
static bool is_break(const lowered *t, size_t at)
{
  char c = t->text[at], next = at + 1 < t->n ? t->text[at + 1] : '\0';
  return c == '\t' || c == '|' || c == ';' || ((c == '.' || c == '!' || c == '?') && next == ' ' && at > 3 && t->text[at - 3] != ' ');
}

/* The labels of one line up to the number. */
static void read_labels(const lowered *t, labels *l)
{
  size_t digits = 0;
  for (size_t i = 0; i < t->n; i++) {
    const word *w = word_starts(t, i) ? word_find((wb_str){ t->text + i, t->n - i }) : NULL;
    digits = ascii_is_digit(t->text[i]) ? digits + 1 : ascii_is_alpha(t->text[i]) ? 0 : digits;
    if (digits >= MOST_DIGITS)
      l->stale = true;
    if (is_break(t, i) && i + 2 < t->n)
      forget(l);
    if (w) {
      note_word(l, w, i, w->n);
      i += w->n - 1;
      digits = 0;
    }
    if (ascii_is_alpha(t->text[i])) /* nothing begins or ends inside a word */
      while (i + 1 < t->n && ascii_is_alpha(t->text[i + 1]))
        i++;
  }
}

static int32_t faded(int32_t bits, size_t distance)
{
  return distance > FAR_BYTES ? bits / 2 : bits;
}

/* Does nothing stand between a label's end and the number but blanks, "no.", "#"? */
static bool is_direct(const lowered *t, size_t end)
{
  size_t letters = 0;
  for (size_t i = end; i < t->n; i++) {
    if (t->text[i] == ':' || t->text[i] == '=')
      return false;
    letters += t->text[i] != ' ';
  }
  return letters <= DIRECT_BYTES;
}

static void decide(const lowered *t, const labels *l, wb_str written, context *c)
{
  const word *best = l->tracking ? l->tracking : l->parcel;
  size_t best_at = l->tracking ? l->tracking_at : l->parcel_at;
  int32_t bits = l->tracking ? CONTEXT_TRACKING : CONTEXT_PARCEL;
  bool against = l->against && (!best || (!l->tracking && l->against_at > l->parcel_at) ||
                                (l->against_at > best_at && is_direct(t, l->against_end)));
  if (!best && !against) {
    c->bits += l->numbers ? CONTEXT_NUMBER : 0;
    return;
  }
  if (against) {
    best = l->against;
    best_at = l->against_at;
    bits = l->against->kind == WORD_ORDER ? CONTEXT_ORDER : CONTEXT_OTHER;
  } else if (l->tracking && l->against && l->against_at > l->tracking_at) {
    bits = CONTEXT_PARCEL; /* both are there: a little less sure */
  }
  c->bits += faded(bits, t->n - best_at);
  c->tracking = !against;
  c->order = against && best->kind == WORD_ORDER;
  c->label = (wb_str){ written.p + best_at, best->n };
}

static bool read_line(wb_str line, context *c)
{
  lowered t;
  labels l = { 0 };
  if (line.n > CONTEXT_BEFORE)
    line = str_from(line, line.n - CONTEXT_BEFORE);
  lower_copy(line, &t);
  read_labels(&t, &l);
  decide(&t, &l, line, c);
  return c->label.n > 0;
}

static bool has_words(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (is_letter_byte(s.p[i]) || (unsigned char)s.p[i] >= 0xE3)
      return true;
  return false;
}

/* The line that ends at `end`. */
static size_t line_start(wb_str text, size_t floor, size_t end)
{
  while (end > floor && text.p[end - 1] != '\n')
    end--;
  return end;
}

static bool is_number_line(wb_str line)
{
  size_t digits = 0;
  for (size_t i = 0; i < line.n; i++)
    digits += ascii_is_digit(line.p[i]);
  return digits >= MOST_DIGITS;
}

/* Labels over the number: the nearest line that is short or ends in a colon; over other numbers of the same list. */
static void read_lines_above(wb_str text, size_t floor, size_t at, context *c)
{
  size_t end = at;
  for (int i = 0; i < MOST_LINES_BACK && end > floor + 1; i++) {
    size_t start = line_start(text, floor, end - 1);
    wb_str line = str_trim((wb_str){ text.p + start, end - 1 - start });
    end = start;
    if (line.n == 0)
      continue;
    bool numbers = is_number_line(line);
    if (line.n <= LONGEST_LABEL || line.p[line.n - 1] == ':')
      if (has_words(line) && read_line(line, c))
        return;
    if (!numbers)
      return;
  }
}

/* "(tracking number)" behind it. */
static void read_after(wb_str text, size_t end, context *c)
{
  size_t n = 0;
  while (end + n < text.n && n < CONTEXT_AFTER && text.p[end + n] != '\n')
    n++;
  lowered t;
  wb_str line = { text.p + end, n };
  lower_copy(line, &t);
  for (size_t i = 0; i < t.n; i++) {
    const word *w = word_starts(&t, i) ? word_find((wb_str){ t.text + i, t.n - i }) : NULL;
    if (is_break(&t, i) || ascii_is_digit(t.text[i]))
      return;
    if (!w || w->kind == WORD_NUMBER)
      continue;
    c->tracking = w->kind == WORD_TRACKING || w->kind == WORD_PARCEL;
    c->bits += c->tracking ? (w->kind == WORD_TRACKING ? CONTEXT_TRACKING : CONTEXT_PARCEL) / 2 : CONTEXT_OTHER / 2;
    c->label = (wb_str){ line.p + i, w->n };
    return;
  }
}

static bool ends_link(char c)
{
  return (unsigned char)c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '(' || (unsigned char)c >= 0xE2;
}

static wb_str find_link(wb_str text, size_t floor, size_t at)
{
  size_t start = at;
  while (start > floor && !ends_link(text.p[start - 1]))
    start--;
  wb_str link = { text.p + start, at - start };
  bool is_link = str_find(link, STR("://")) != SIZE_MAX || str_starts(link, STR("www."));
  return is_link ? link : (wb_str){ NULL, 0 };
}

void context_read(wb_str text, size_t at, size_t n, context *c)
{
  size_t floor = at > CONTEXT_BEFORE ? at - CONTEXT_BEFORE : 0;
  size_t start = line_start(text, floor, at);
  wb_str before = { text.p + start, at - start };
  *c = (context){ .link = find_link(text, floor, at) };
  size_t end = at + n, stop = end;
  while (stop < text.n && stop - end < CONTEXT_AFTER && text.p[stop] != '\n')
    stop++;
  size_t above = start > floor ? line_start(text, floor, start - 1) : start;
  c->line = (wb_str){ text.p + above, stop - above };
  if (c->link.n) {
    if (!read_line(c->link, c) || !c->tracking)
      c->bits += CONTEXT_LINK;
    return;
  }
  if (!read_line(before, c) && !has_words(before) && start > floor)
    read_lines_above(text, floor, start, c);
  if (!c->label.n)
    read_after(text, end, c);
}

static bool is_name_at(wb_str text, size_t at, wb_str name)
{
  char last = at ? text.p[at - 1] : ' ', next = at + name.n < text.n ? text.p[at + name.n] : ' ';
  if (is_letter_byte(last) || is_letter_byte(next))
    return false;
  size_t i = 1;
  while (i < name.n && (ascii_lower(text.p[at + i]) == ascii_lower(name.p[i]) || (name.p[i] == '-' && text.p[at + i] == ' ')))
    i++;
  return i == name.n;
}

/* The name as a whole word; it must begin with a capital as names do, or "ups" is found in "pick ups". */
static bool has_name(wb_str text, wb_str name)
{
  if (name.n < 2)
    return false;
  for (size_t at = 0; at + name.n <= text.n; at++) {
    const char *found = memchr(text.p + at, ascii_upper(name.p[0]), text.n - name.n - at + 1);
    if (!found)
      return false;
    at = (size_t)(found - text.p);
    if (is_name_at(text, at, name))
      return true;
  }
  return false;
}

int32_t context_named(const context *c, const number_row *row)
{
  bool named = has_name(c->line, str_of(row->carrier_id)) || has_name(c->line, str_of(row->carrier_name));
  return named ? CONTEXT_NAMED : 0;
}

/* The host of "https://www.example.com/...", without "www.". */
static wb_str host_of(const char *url)
{
  wb_str rest = str_of(url);
  size_t at = str_find(rest, STR("://"));
  if (at == SIZE_MAX)
    return (wb_str){ NULL, 0 };
  rest = str_from(rest, at + 3);
  at = str_find_byte(rest, '/');
  rest = at == SIZE_MAX ? rest : str_upto(rest, at);
  return str_starts(rest, STR("www.")) ? str_from(rest, 4) : rest;
}

int32_t context_linked(const context *c, const number_row *row)
{
  wb_str host = host_of(row->format->url);
  if (c->link.n == 0 || host.n == 0)
    return 0;
  for (size_t i = 0; i + host.n <= c->link.n; i++)
    if (str_equal_nocase((wb_str){ c->link.p + i, host.n }, host))
      return CONTEXT_HOST;
  return 0;
}
