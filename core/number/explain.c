/* SPDX-License-Identifier: MIT */
/* The reasons of a match in words. */
#include "detector.h"
#include <stdarg.h>
#include <stdio.h>

typedef struct reasons {
  number_reason *list;
  size_t count;
} reasons;

/* Ends at a whole character when the words were cut. */
static void cut_at_character(char *text)
{
  size_t bad, n = strlen(text);
  if (!str_is_utf8((wb_str){ text, n }, &bad))
    text[bad] = '\0';
}

static void WB_PRINTF(3, 4) add(reasons *r, int32_t bits, const char *format, ...)
{
  va_list args;
  if (r->count == NUMBER_MAX_REASONS) { /* the last one takes the rest, so that the sum stays right */
    r->list[r->count - 1].bits += bits;
    return;
  }
  number_reason *reason = &r->list[r->count++];
  va_start(args, format);
  vsnprintf(reason->text, sizeof reason->text, format, args);
  va_end(args);
  cut_at_character(reason->text);
  reason->bits = bits;
}

static void add_form(reasons *r, const detector_row *row, const number_row *source, wb_str number)
{
  int32_t shared = source->format->flags & WB_FORMAT_SHARED ? BITS_SHARED : 0;
  if (row->prefix_n)
    add(r, row->prefix_bits, "prefix %.*s", (int)row->prefix_n, number.p);
  add(r, row->base_bits - row->prefix_bits - row->share_bits - shared, "form %s", source->format->pattern);
  if (shared)
    add(r, shared, "a form that many carriers share");
  if (row->share_bits)
    add(r, row->share_bits, "about %u.%02u %% of all numbers", source->format->share / 10000,
        source->format->share / 100 % 100);
}

static void add_check(reasons *r, const detector_row *row, const number_match *match)
{
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING] = { 0 };
  if (!row->check)
    return;
  symbol_encode(match->number, symbols);
  char found = match->number.p[row->check->at];
  const char *what = ascii_is_digit(found) ? "digit" : "character";
  uint8_t expected = check_expected(row->check, symbols);
  if (match->check == NUMBER_CHECK_OK)
    add(r, row->check_bits, "check %s %c", what, found);
  else if (expected == SYMBOL_OTHER)
    add(r, BITS_SLIP, "check %s %c, where none can be right", what, found);
  else
    add(r, BITS_SLIP, "check %s %c, should be %c", what, found, symbol_characters[expected]);
}

static void add_lookup(reasons *r, const lookup_table *table, wb_str number)
{
  const wb_lookup *declared = table->declared;
  wb_str code = { number.p + declared->at, declared->count };
  const wb_label *label = lookup_find(table, number);
  if (label)
    add(r, table->known_bits, "%s %.*s: %s", declared->what, STR_ARG(code), label->text);
  else if (table->count == 0)
    add(r, 0, "%s %.*s", declared->what, STR_ARG(code));
  else
    add(r, table->unknown_bits, "%s %.*s is not a known one", declared->what, STR_ARG(code));
}

static void add_prior(reasons *r, const number_row *source, const number_prior *prior)
{
  int32_t own = prior_own(source, prior), chosen = prior_chosen(source, prior), country = prior_country(source, prior);
  if (chosen)
    add(r, chosen, "you chose %s for this number", source->carrier_name);
  if (own)
    add(r, own, "you have %s set up", source->carrier_name);
  if (country)
    add(r, country, country > 0 ? "%s serves %s" : "%s does not collect in %s", source->carrier_name,
        prior->country);
}

size_t number_explain(const number_detector *d, const number_match *match, const number_prior *prior,
                      number_reason ret_reasons[NUMBER_MAX_REASONS])
{
  reasons r = { ret_reasons, 0 };
  const detector_row *row = &d->rows[match->row];
  const number_row *source = &d->source[match->row];
  add_form(&r, row, source, match->number);
  add_check(&r, row, match);
  for (unsigned i = 0; i < row->lookup_count; i++)
    add_lookup(&r, &row->lookups[i], match->number);
  add_prior(&r, source, prior);
  return r.count;
}
