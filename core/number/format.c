/* SPDX-License-Identifier: MIT */
/* What can be said about one declared format by itself. */
#include "detector.h"

static int check_label(const wb_lookup *lookup, const wb_label *label, wb_error *err)
{
  if (!label->code || !label->text)
    return error_set(err, WB_E_ARG, "lookup \"%s\": a label without code or text", lookup->what);
  if (strlen(label->code) != lookup->count)
    return error_set(err, WB_E_ARG, "lookup \"%s\": code \"%s\" has %zu characters, the lookup reads %u",
                     lookup->what, label->code, strlen(label->code), lookup->count);
  return WB_OK;
}

static int check_lookup(const wb_lookup *lookup, size_t shortest, wb_error *err)
{
  if (!lookup->what || !lookup->what[0])
    return error_set(err, WB_E_ARG, "a lookup without a name (what)");
  if (lookup->count == 0 || (size_t)lookup->at + lookup->count > shortest)
    return error_set(err, WB_E_ARG,
                     "lookup \"%s\" reads %u characters at %u, but the shortest number has %zu", lookup->what,
                     lookup->count, lookup->at, shortest);
  for (uint32_t i = 0; i < lookup->labels.count; i++) {
    int rc = check_label(lookup, WB_AT(wb_label, lookup->labels, i), err);
    if (rc)
      return rc;
  }
  return WB_OK;
}

static int check_example(const wb_format *format, const pattern *p, const check_rule *check, wb_error *err)
{
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING] = { 0 };
  wb_str example = str_of(format->example);
  if (example.n == 0)
    return error_set(err, WB_E_ARG, "it has no example");
  if (example.n < p->shortest || example.n > p->longest)
    return error_set(err, WB_E_ARG, "example \"%s\" has %zu characters, the pattern %s wants %u to %u",
                     format->example, example.n, format->pattern, p->shortest, p->longest);
  symbol_encode(example, symbols);
  size_t at = pattern_mismatch(p->classes, symbols, example.n);
  if (at < example.n)
    return error_set(err, WB_E_ARG, "example \"%s\" does not match the pattern %s: character %zu, '%c'",
                     format->example, format->pattern, at + 1, example.p[at]);
  if (check->kind == WB_CHECK_NONE || check_passes(check, symbols))
    return WB_OK;
  uint8_t expected = check_expected(check, symbols);
  if (expected == SYMBOL_OTHER)
    return error_set(err, WB_E_ARG,
                     "example \"%s\" fails its check digit: no digit can be right for what it covers",
                     format->example);
  return error_set(err, WB_E_ARG,
                   "example \"%s\" fails its check digit: character %u is '%c' and should be '%c'",
                   format->example, check->at + 1u, example.p[check->at], symbol_characters[expected]);
}

int format_compile(const wb_format *format, pattern *ret_pattern, check_rule *ret_check, wb_error *err)
{
  int rc = pattern_compile(format->pattern, ret_pattern, err);
  if (rc)
    return error_context(err, rc, "pattern \"%s\"", format->pattern ? format->pattern : "");
  rc = check_compile(format->check, ret_pattern->shortest, ret_check, err);
  for (uint32_t i = 0; rc == WB_OK && i < format->lookups.count; i++)
    rc = check_lookup(WB_AT(wb_lookup, format->lookups, i), ret_pattern->shortest, err);
  return rc ? rc : check_example(format, ret_pattern, ret_check, err);
}

int number_format_check(const wb_format *format, wb_error *err)
{
  pattern p;
  check_rule check;
  return format_compile(format, &p, &check, err);
}
