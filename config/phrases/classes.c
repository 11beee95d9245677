/* SPDX-License-Identifier: MIT */
/* Classes: alternatives with | between them.  word: the whole word; word*: what begins with it; *word*: what
 * has it inside; _ is a blank; @name stands for the alternatives of that name. */
#include "compile.h"
#include "core/base/fold.h"

void lexicon_forget_names(lexicon *x)
{
  x->name_count = 0;
}

/* The alternatives with every @name put in. */
static int put_names_in(lexicon *x, const table_line *l, wb_str alternatives, buf *out)
{
  wb_str one;
  while (str_split(&alternatives, '|', &one)) {
    if (one.n == 0)
      return table_refuse(l, &x->err, "an alternative is empty");
    if (out->n)
      buf_add_byte(out, '|');
    if (one.p[0] != '@') {
      buf_add(out, one);
      continue;
    }
    size_t i = 0;
    while (i < x->name_count && !str_equal(x->names[i].name, str_from(one, 1)))
      i++;
    if (i == x->name_count)
      return table_refuse(l, &x->err, "%.*s is not defined above", STR_ARG(one));
    buf_add(out, x->names[i].words);
  }
  return buf_check(out, &x->err);
}

int lexicon_name(lexicon *x, const table_line *l, wb_str text)
{
  WB_AUTO(buf) words = { 0 };
  size_t equals = str_find_byte(text, '=');
  int rc = put_names_in(x, l, str_from(text, equals + 1), &words);
  class_name *name = rc == WB_OK ? ARENA_PUSH(x->memory, x->names, x->name_count, x->name_capacity) : NULL;
  if (!name)
    return rc ? rc : error_nomem(&x->err);
  name->name = arena_str(x->memory, str_upto(text, equals));
  name->words = arena_str(x->memory, buf_view(&words));
  return arena_failed(x->memory) ? error_nomem(&x->err) : WB_OK;
}

static int add_stem(lexicon *x, const table_line *l, wb_str one, uint16_t class)
{
  char spaced[200], folded[PHRASE_STEM_MAX + 1];
  bool inside = one.p[0] == '*', open = one.p[one.n - 1] == '*';
  if (one.n >= sizeof spaced)
    return table_refuse(l, &x->err, "a word is too long");
  for (size_t i = 0; i < one.n; i++)
    spaced[i] = one.p[i] == '_' || one.p[i] == '*' ? ' ' : one.p[i];
  size_t n = fold_text((wb_str){ spaced, one.n }, folded, sizeof folded);
  if (n < 2 || n > PHRASE_STEM_MAX)
    return table_refuse(l, &x->err, "\"%.*s\" has %zu bytes when folded; 2 to %d can be matched",
                        STR_ARG(one), n, PHRASE_STEM_MAX);
  stem_use *use = ARENA_PUSH(x->memory, x->uses, x->use_count, x->use_capacity);
  if (!use)
    return error_nomem(&x->err);
  use->stem = arena_str(x->memory, (wb_str){ folded, n });
  use->entry = (uint16_t)(class | (open ? 0u : PHRASE_WHOLE) | (inside ? PHRASE_INSIDE : 0u));
  return arena_failed(x->memory) ? error_nomem(&x->err) : WB_OK;
}

int lexicon_class(lexicon *x, const table_line *l, wb_str alternatives, uint16_t *ret_class)
{
  WB_AUTO(buf) words = { 0 };
  int rc = put_names_in(x, l, alternatives, &words);
  for (size_t i = 0; i < x->class_count && rc == WB_OK; i++)
    if (str_equal(x->classes[i], buf_view(&words))) {
      *ret_class = (uint16_t)i;
      return WB_OK;
    }
  if (rc == WB_OK && x->class_count == PHRASE_CLASSES_MAX)
    rc = table_refuse(l, &x->err, "more than %d different sets of words", PHRASE_CLASSES_MAX);
  wb_str *class = rc == WB_OK ? ARENA_PUSH(x->memory, x->classes, x->class_count, x->class_capacity) : NULL;
  if (!class)
    return rc ? rc : error_nomem(&x->err);
  *class = arena_str(x->memory, buf_view(&words));
  *ret_class = (uint16_t)(x->class_count - 1);
  wb_str rest = *class, one;
  while (rc == WB_OK && str_split(&rest, '|', &one))
    rc = add_stem(x, l, one, *ret_class);
  return rc;
}
