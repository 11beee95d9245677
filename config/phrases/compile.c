/* SPDX-License-Identifier: MIT */
/* The tables of this folder, made into the source of core/phrase's table.  README.md says what their fields
 * are.
 *
 *   usage: phrases_compile OUT.c LANGUAGE.tsv... */
#include "compile.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROW_PATTERN, ROW_KINDS, ROW_WEIGHT, ROW_SOURCE, ROW_FIELDS };

static const char *const kind_names[] = {
#define KIND_NAME(name, per_thousand) #name,
  KIND_ROWS(KIND_NAME)
#undef KIND_NAME
};

static int read_kinds(lexicon *x, const table_line *l, kinds *ret_kinds)
{
  wb_str rest = str_of(l->fields[ROW_KINDS]), word;
  *ret_kinds = 0;
  while (str_split(&rest, ' ', &word)) {
    size_t i = 0;
    while (i < WB_COUNT(kind_names) && !str_is(word, kind_names[i]))
      i++;
    if (i == WB_COUNT(kind_names))
      return table_refuse(l, &x->err, "kind \"%.*s\" is not one of core/model/kind.h", STR_ARG(word));
    *ret_kinds |= UINT64_C(1) << i;
  }
  return *ret_kinds ? WB_OK : table_refuse(l, &x->err, "a rule needs kinds");
}

static int add_element(lexicon *x, const table_line *l, wb_str element)
{
  uint16_t *place = ARENA_PUSH(x->memory, x->elements, x->element_count, x->element_capacity);
  return place ? lexicon_class(x, l, element, place) : error_nomem(&x->err);
}

/* The needed classes first, then the refused ones. */
static int add_rule(lexicon *x, const table_line *l, const char *lang)
{
  phrase_rule rule = { .first = (uint16_t)x->element_count };
  int64_t weight = 0;
  int rc = read_kinds(x, l, &rule.meaning);
  if (rc == WB_OK && l->fields[ROW_WEIGHT] &&
      (!str_to_i64(str_of(l->fields[ROW_WEIGHT]), &weight) || weight < -200 || weight > 200))
    rc = table_refuse(l, &x->err, "weight \"%s\" is not a number from -200 to 200", l->fields[ROW_WEIGHT]);
  for (int refused = 0; refused < 2; refused++) {
    wb_str rest = str_of(l->fields[ROW_PATTERN]), element;
    while (rc == WB_OK && str_split(&rest, ' ', &element)) {
      bool refuse = element.n > 1 && element.p[0] == '!';
      if (element.n == 0)
        rc = table_refuse(l, &x->err, "two blanks in the pattern");
      else if (str_is(element, "~"))
        rule.any_order = 1;
      if (rule.any_order && str_is(element, "~"))
        continue;
      if (rc || refuse != (refused == 1))
        continue;
      rc = add_element(x, l, refuse ? str_from(element, 1) : element);
      rule.need = (uint8_t)(rule.need + !refuse);
      rule.refuse = (uint8_t)(rule.refuse + refuse);
    }
  }
  if (rc == WB_OK && (rule.need == 0 || rule.need > 8))
    rc = table_refuse(l, &x->err, "a pattern needs one to eight words that must be there");
  rule.weight = (int16_t)weight;
  rule.lang[0] = lang[0];
  rule.lang[1] = lang[1];
  phrase_rule *place = rc == WB_OK ? ARENA_PUSH(x->memory, x->rules, x->rule_count, x->rule_capacity) : NULL;
  if (place)
    *place = rule;
  return rc ? rc : place ? WB_OK : error_nomem(&x->err);
}

static int read_language(lexicon *x, const char *path)
{
  table rows = { 0 };
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  int rc = table_read(&rows, x->memory, path, ROW_FIELDS, &x->err);
  lexicon_forget_names(x);
  for (size_t i = 0; i < rows.count && rc == WB_OK; i++) {
    const table_line *l = &rows.lines[i];
    if (!l->fields[ROW_PATTERN])
      rc = table_refuse(l, &x->err, "a row needs a pattern");
    else if (l->fields[ROW_PATTERN][0] == '@' && strchr(l->fields[ROW_PATTERN], '=') != NULL)
      rc = lexicon_name(x, l, str_of(l->fields[ROW_PATTERN] + 1));
    else
      rc = add_rule(x, l, name);
  }
  return rc;
}

int main(int argc, char **argv)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) out = { 0 };
  lexicon x = { .memory = memory };
  int rc =
      argc < 3 || !memory ? error_set(&x.err, WB_E_ARG, "usage: %s OUT.c LANGUAGE.tsv...", argv[0]) : WB_OK;
  for (int i = 2; i < argc && rc == WB_OK; i++)
    rc = read_language(&x, argv[i]);
  if (rc == WB_OK)
    rc = lexicon_emit(&x, &out);
  if (rc == WB_OK)
    rc = buf_check(&out, &x.err);
  if (rc == WB_OK)
    rc = table_write(argv[1], &out, &x.err);
  if (rc)
    fprintf(stderr, "%s\n", x.err.text);
  return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
