/* SPDX-License-Identifier: MIT */
#include "oracle.h"
#include <stdio.h>
#include <stdlib.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MOST_WEIGHTS 64

typedef struct compiled {
  pcre2_code *code;
  pcre2_match_data *data;
  const wb_check *check; /* or NULL */
  unsigned weights[MOST_WEIGHTS];
  unsigned weight_count;
} compiled;

struct oracle {
  compiled *rows;
  size_t count;
};

static void die(const char *what, const char *which)
{
  fprintf(stderr, "oracle: %s: %s\n", what, which);
  exit(2);
}

static void compile(compiled *c, const wb_format *format)
{
  char text[WB_MAX_DECLARED_TEXT + 8];
  int error;
  PCRE2_SIZE at;
  snprintf(text, sizeof text, "^%s$", format->pattern);
  c->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_DOLLAR_ENDONLY, &error, &at, NULL);
  if (!c->code || pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE) != 0)
    die("PCRE2 does not take a pattern", text);
  c->data = pcre2_match_data_create_from_pattern(c->code, NULL);
  c->check = format->check && format->check->kind != WB_CHECK_NONE ? format->check : NULL;
  const char *p = c->check && c->check->weights ? c->check->weights : "1";
  while (*p && c->weight_count < MOST_WEIGHTS) {
    char *end;
    c->weights[c->weight_count++] = (unsigned)strtoul(p, &end, 10);
    p = *end == ',' ? end + 1 : end;
  }
}

oracle *oracle_new(const number_row *rows, size_t count)
{
  oracle *o = calloc(1, sizeof *o);
  if (!o || !(o->rows = calloc(count, sizeof *o->rows)))
    die("no memory", "rows");
  o->count = count;
  for (size_t i = 0; i < count; i++)
    compile(&o->rows[i], rows[i].format);
  return o;
}

void oracle_free(oracle *o)
{
  for (size_t i = 0; i < o->count; i++) {
    pcre2_match_data_free(o->rows[i].data);
    pcre2_code_free(o->rows[i].code);
  }
  free(o->rows);
  free(o);
}

/* ---- check digits, from their description ---- */

static int value_of(char c, unsigned letters)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c < 'A' || c > 'Z' || letters == WB_LETTERS_NONE)
    return -1;
  return letters == WB_LETTERS_ASCII3 ? (c - 3) % 10 : c - 'A' + 10;
}

static int weighted(const compiled *c, const char *serial)
{
  unsigned sum = c->check->add;
  for (unsigned i = 0; i < c->check->count; i++) {
    int value = value_of(serial[i], c->check->letters);
    if (value < 0)
      return -1;
    sum += (unsigned)value * c->weights[i % c->weight_count];
  }
  unsigned digit = sum % c->check->modulo;
  if (c->check->complement)
    digit = (c->check->modulo - digit) % c->check->modulo;
  return (int)(c->check->modulo2 ? digit % c->check->modulo2 : digit);
}

static int remainder_of(const wb_check *check, const char *serial)
{
  unsigned rest = 0;
  for (unsigned i = 0; i < check->count; i++) {
    if (serial[i] < '0' || serial[i] > '9')
      return -1;
    rest = (rest * 10 + (unsigned)(serial[i] - '0')) % check->modulo;
  }
  unsigned digit = (rest + check->add) % check->modulo;
  if (check->complement)
    digit = (check->modulo - digit) % check->modulo;
  return (int)(check->modulo2 ? digit % check->modulo2 : digit);
}

static int luhn(const wb_check *check, const char *serial)
{
  unsigned sum = 0;
  for (unsigned i = 0; i < check->count; i++) {
    char c = serial[check->count - 1 - i];
    if (c < '0' || c > '9')
      return -1;
    unsigned value = (unsigned)(c - '0') * (i % 2 == 0 ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return (int)((10 - sum % 10) % 10);
}

static int s10(const char *serial)
{
  static const unsigned weights[] = { 8, 6, 4, 2, 3, 5, 9, 7 };
  unsigned sum = 0;
  for (unsigned i = 0; i < 8; i++) {
    if (serial[i] < '0' || serial[i] > '9')
      return -1;
    sum += (unsigned)(serial[i] - '0') * weights[i];
  }
  unsigned digit = 11 - sum % 11;
  return digit == 10 ? 0 : digit == 11 ? 5 : (int)digit;
}

static char mod37_36(const wb_check *check, const char *serial)
{
  unsigned p = 36;
  for (unsigned i = 0; i < check->count; i++) {
    int value = value_of(serial[i], WB_LETTERS_36);
    if (value < 0)
      return '\0';
    unsigned sum = (p + (unsigned)value) % 36;
    p = (sum == 0 ? 36 : sum) * 2 % 37;
  }
  return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - p) % 36];
}

static bool is_right(const compiled *c, const char *text)
{
  const char *serial = text + c->check->from;
  char found = text[c->check->at];
  int digit = -1;
  switch (c->check->kind) {
  case WB_CHECK_WEIGHTED:
    digit = weighted(c, serial);
    break;
  case WB_CHECK_REMAINDER:
    digit = remainder_of(c->check, serial);
    break;
  case WB_CHECK_LUHN:
    digit = luhn(c->check, serial);
    break;
  case WB_CHECK_S10:
    digit = s10(serial);
    break;
  case WB_CHECK_MOD37_36:
    return mod37_36(c->check, serial) == found;
  }
  return digit >= 0 && digit <= 9 && found == (char)('0' + digit);
}

bool oracle_accepts(const oracle *o, size_t row, wb_str text)
{
  const compiled *c = &o->rows[row];
  if (pcre2_jit_match(c->code, (PCRE2_SPTR)text.p, text.n, 0, 0, c->data, NULL) < 0)
    return false;
  return !c->check || is_right(c, text.p);
}

size_t oracle_count(const oracle *o, wb_str text)
{
  size_t count = 0;
  for (size_t i = 0; i < o->count; i++)
    count += oracle_accepts(o, i, text);
  return count;
}

registry *oracle_registry(const char *folder, const number_row **ret_rows, size_t *ret_count)
{
  registry_folder where = { folder, false };
  registry_options options = { .folders = &where, .folder_count = 1 };
  registry *r;
  wb_error err = { 0 };
  if (registry_open(&options, &r, &err) || registry_rows(r, ret_rows, ret_count, &err))
    die(folder, err.text);
  if (*ret_count == 0)
    die(folder, "no formats");
  return r;
}
