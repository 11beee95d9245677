/* SPDX-License-Identifier: MIT */
#include "compile.h"
#include <stdio.h>
#include <stdlib.h>

#define REFUSE(t, l, ...) table_refuse((l), &(t)->err, __VA_ARGS__)

/* ---- the check digit: "sum mod=10 weights=3,1 over=0-14 at=15 complement" ---- */

static bool read_u16(wb_str text, uint16_t *ret)
{
  uint64_t value;
  if (!str_to_u64(text, &value) || value > UINT16_MAX)
    return false;
  *ret = (uint16_t)value;
  return true;
}

static bool read_over(wb_str text, wb_check *c)
{
  size_t dash = str_find_byte(text, '-');
  uint16_t last;
  if (dash == SIZE_MAX || !read_u16(str_upto(text, dash), &c->from) || !read_u16(str_from(text, dash + 1), &last) ||
      last < c->from)
    return false;
  c->count = (uint16_t)(last - c->from + 1);
  return true;
}

static bool read_letters(wb_str text, wb_check *c)
{
  c->letters = str_is(text, "ascii3") ? WB_LETTERS_ASCII3 : str_is(text, "36") ? WB_LETTERS_36 : WB_LETTERS_NONE;
  return c->letters != WB_LETTERS_NONE;
}

static bool read_option(tables *t, wb_str word, wb_check *c)
{
  size_t equals = str_find_byte(word, '=');
  wb_str name = str_upto(word, equals), value = equals == SIZE_MAX ? (wb_str){ NULL, 0 } : str_from(word, equals + 1);
  if (str_is(word, "complement"))
    return (c->complement = 1) != 0;
  if (str_is(name, "weights"))
    return (c->weights = arena_cstr(t->memory, value)) != NULL;
  if (str_is(name, "over"))
    return read_over(value, c);
  if (str_is(name, "letters"))
    return read_letters(value, c);
  if (str_is(name, "at"))
    return read_u16(value, &c->at);
  if (str_is(name, "mod"))
    return read_u16(value, &c->modulo);
  if (str_is(name, "then"))
    return read_u16(value, &c->modulo2);
  return str_is(name, "add") && read_u16(value, &c->add);
}

static int read_check(tables *t, const table_line *l, const wb_check **ret_check)
{
  static const struct {
    const char *name;
    uint16_t kind;
  } kinds[] = { { "sum", WB_CHECK_WEIGHTED }, { "remainder", WB_CHECK_REMAINDER }, { "luhn", WB_CHECK_LUHN },
                { "s10", WB_CHECK_S10 },      { "mod37_36", WB_CHECK_MOD37_36 } };
  wb_str rest = str_of(l->fields[ROW_CHECK]), word;
  wb_check *check = arena_alloc(t->memory, sizeof *check);
  if (!rest.n)
    return WB_OK;
  if (!check)
    return error_nomem(&t->err);
  str_split(&rest, ' ', &word);
  for (size_t i = 0; i < WB_COUNT(kinds); i++)
    if (str_is(word, kinds[i].name))
      check->kind = kinds[i].kind;
  if (check->kind == WB_CHECK_NONE)
    return REFUSE(t, l, "check \"%.*s\": not one of sum, remainder, luhn, s10, mod37_36", STR_ARG(word));
  while (str_split(&rest, ' ', &word))
    if (!read_option(t, word, check))
      return REFUSE(t, l, "check: \"%.*s\" is not understood", STR_ARG(word));
  *ret_check = check;
  return WB_OK;
}

/* ---- lookups: "post@11+2=post", "number@2+18" ---- */

/* A code that the pattern can never show is left out, so that rows of one format may share a table. */
static bool can_stand(const wb_format *f, const wb_lookup *lookup, const char *code)
{
  wb_str example = str_of(f->example);
  char number[WB_MAX_NUMBER_BYTES];
  size_t n = strlen(code);
  if (example.n > sizeof number || n != lookup->count || lookup->at + n > example.n)
    return true; /* what is wrong is said by number_format_check() */
  memcpy(number, example.p, example.n);
  memcpy(number + lookup->at, code, n);
  return number_pattern_match(f->pattern, (wb_str){ number, example.n });
}

static int read_labels(tables *t, const table_line *l, const wb_format *f, wb_lookup *lookup, wb_str name)
{
  wb_label *labels = NULL;
  size_t count = 0, capacity = 0;
  for (size_t i = 0; i < t->codes.count; i++) {
    const char *const *code = t->codes.lines[i].fields;
    if (!str_is(name, code[CODE_TABLE]) || !can_stand(f, lookup, code[CODE_CODE]))
      continue;
    wb_label *label = ARENA_PUSH(t->memory, labels, count, capacity);
    if (!label)
      return error_nomem(&t->err);
    *label = (wb_label){ code[CODE_CODE], code[CODE_MEANING] };
  }
  if (!count)
    return REFUSE(t, l, "lookup \"%s\": no code of a table \"%.*s\" can stand there", lookup->what, STR_ARG(name));
  lookup->labels = (wb_list){ labels, (uint32_t)count, (uint32_t)sizeof *labels };
  return WB_OK;
}

static int read_lookup(tables *t, const table_line *l, const wb_format *f, wb_str word, wb_lookup *ret_lookup)
{
  size_t at = str_find_byte(word, '@'), plus = str_find_byte(word, '+'), equals = str_find_byte(word, '=');
  uint16_t from, count;
  size_t end = equals == SIZE_MAX ? word.n : equals;
  if (at == SIZE_MAX || plus == SIZE_MAX || at > plus || plus > end ||
      !read_u16((wb_str){ word.p + at + 1, plus - at - 1 }, &from) ||
      !read_u16((wb_str){ word.p + plus + 1, end - plus - 1 }, &count))
    return REFUSE(t, l, "lookup \"%.*s\" is not of the form what@position+length=table", STR_ARG(word));
  *ret_lookup = (wb_lookup){ .what = arena_cstr(t->memory, str_upto(word, at)), .at = from, .count = count };
  if (!ret_lookup->what)
    return error_nomem(&t->err);
  return equals == SIZE_MAX ? WB_OK : read_labels(t, l, f, ret_lookup, str_from(word, equals + 1));
}

static int read_lookups(tables *t, const table_line *l, wb_format *f)
{
  wb_str rest = str_of(l->fields[ROW_LOOKUPS]), word;
  wb_lookup *lookups = NULL;
  size_t count = 0, capacity = 0;
  while (str_split(&rest, ' ', &word)) {
    wb_lookup *lookup = ARENA_PUSH(t->memory, lookups, count, capacity);
    int rc = lookup ? read_lookup(t, l, f, word, lookup) : error_nomem(&t->err);
    if (rc)
      return rc;
  }
  f->lookups = (wb_list){ lookups, (uint32_t)count, (uint32_t)sizeof *lookups };
  return WB_OK;
}

/* ---- rows ---- */

/* Percent with at most four decimals, as parts per million. */
static bool read_share(const char *text, uint32_t *ret_ppm)
{
  wb_str whole = str_of(text), part = { NULL, 0 };
  size_t dot = str_find_byte(whole, '.');
  uint64_t value, decimals = 0;
  if (dot != SIZE_MAX) {
    part = str_from(whole, dot + 1);
    whole = str_upto(whole, dot);
  }
  if (!str_to_u64(whole, &value) || value > 100 || part.n > 4 || (dot != SIZE_MAX && !str_to_u64(part, &decimals)))
    return false;
  for (size_t i = part.n; i < 4; i++)
    decimals *= 10;
  value = value * 10000 + decimals;
  *ret_ppm = (uint32_t)value;
  return value > 0 && value <= 1000000;
}

static int read_marks(tables *t, const table_line *l, wb_format *f)
{
  const char *marks = l->fields[ROW_MARKS], *share = l->fields[ROW_SHARE], *sure = l->fields[ROW_SURENESS];
  if (marks && strcmp(marks, "shared") != 0 && strcmp(marks, "order") != 0)
    return REFUSE(t, l, "mark \"%s\" is neither shared nor order", marks);
  if (marks)
    f->flags = strcmp(marks, "shared") == 0 ? WB_FORMAT_SHARED : WB_FORMAT_ORDER;
  if (share && !read_share(share, &f->share))
    return REFUSE(t, l, "share \"%s\" is not a percentage such as 0.25", share);
  if (!sure || strlen(sure) != 1 || sure[0] < 'A' || sure[0] > 'C')
    return REFUSE(t, l, "sureness \"%s\" is not A, B or C", sure ? sure : "-");
  if (!l->fields[ROW_SOURCE])
    return REFUSE(t, l, "a row needs its source");
  return WB_OK;
}

static const table_line *find_carrier(const tables *t, const char *id)
{
  for (size_t i = 0; id && i < t->carriers.count; i++)
    if (strcmp(t->carriers.lines[i].fields[CARRIER_ID], id) == 0)
      return &t->carriers.lines[i];
  return NULL;
}

static int compile_row(tables *t, const table_line *l, wb_format *f)
{
  wb_error why = { 0 };
  const table_line *carrier = find_carrier(t, l->fields[ROW_CARRIER]);
  if (!carrier)
    return REFUSE(t, l, "carrier \"%s\" is not in the table of carriers",
                  l->fields[ROW_CARRIER] ? l->fields[ROW_CARRIER] : "-");
  *f = (wb_format){ .id = l->fields[ROW_FORMAT],
                    .pattern = l->fields[ROW_PATTERN],
                    .example = l->fields[ROW_EXAMPLE],
                    .url = carrier->fields[CARRIER_PAGE] };
  if (!f->id)
    return REFUSE(t, l, "a row needs the id of its format");
  int rc = read_marks(t, l, f);
  if (rc == WB_OK)
    rc = read_check(t, l, &f->check);
  if (rc == WB_OK)
    rc = read_lookups(t, l, f);
  if (rc == WB_OK && number_format_check(f, &why))
    rc = REFUSE(t, l, "format %s: %s", f->id, why.text);
  return rc;
}

static int check_carriers(tables *t)
{
  for (size_t i = 0; i < t->carriers.count; i++) {
    const table_line *l = &t->carriers.lines[i];
    if (!l->fields[CARRIER_ID] || !l->fields[CARRIER_NAME])
      return REFUSE(t, l, "a carrier needs id and name");
    if (find_carrier(t, l->fields[CARRIER_ID]) != l)
      return REFUSE(t, l, "carrier \"%s\" stands twice", l->fields[CARRIER_ID]);
    bool used = false;
    for (size_t k = 0; k < t->rows.count && !used; k++)
      used = t->rows.lines[k].fields[ROW_CARRIER] &&
             strcmp(t->rows.lines[k].fields[ROW_CARRIER], l->fields[CARRIER_ID]) == 0;
    if (!used)
      return REFUSE(t, l, "carrier \"%s\" has no format", l->fields[CARRIER_ID]);
  }
  return WB_OK;
}

static int check_codes(tables *t)
{
  for (size_t i = 0; i < t->codes.count; i++)
    for (unsigned k = 0; k < CODE_FIELDS; k++)
      if (!t->codes.lines[i].fields[k])
        return REFUSE(t, &t->codes.lines[i], "a code needs table, code and meaning");
  return WB_OK;
}

int tables_compile(tables *t)
{
  int rc = check_carriers(t);
  if (rc == WB_OK)
    rc = check_codes(t);
  t->formats = arena_array(t->memory, t->rows.count, sizeof *t->formats);
  if (rc == WB_OK && !t->formats)
    rc = error_nomem(&t->err);
  for (size_t i = 0; i < t->rows.count && rc == WB_OK; i++)
    rc = compile_row(t, &t->rows.lines[i], &t->formats[i]);
  return rc;
}

/* ---- the program ---- */

int main(int argc, char **argv)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) out = { 0 };
  tables t = { .memory = memory };
  if (argc < 5 || !memory) {
    fprintf(stderr, "usage: %s OUT.c carriers.tsv codes.tsv formats.tsv...\n", argv[0]);
    return EXIT_FAILURE;
  }
  int rc = table_read(&t.carriers, t.memory, argv[2], CARRIER_FIELDS, &t.err);
  if (rc == WB_OK)
    rc = table_read(&t.codes, t.memory, argv[3], CODE_FIELDS, &t.err);
  for (int i = 4; i < argc && rc == WB_OK; i++)
    rc = table_read(&t.rows, t.memory, argv[i], ROW_FIELDS, &t.err);
  if (rc == WB_OK)
    rc = tables_compile(&t);
  if (rc == WB_OK) {
    tables_emit(&t, &out);
    rc = buf_check(&out, &t.err);
  }
  if (rc == WB_OK)
    rc = table_write(argv[1], &out, &t.err);
  if (rc)
    fprintf(stderr, "%s\n", t.err.text);
  return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
