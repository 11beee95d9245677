/* SPDX-License-Identifier: MIT */
#ifndef PHRASES_COMPILE_H
#define PHRASES_COMPILE_H
#include "config/table/table.h"
#include "core/phrase/phrase_table.h"

typedef struct class_name { /* @name = words */
  wb_str name, words;
} class_name;

typedef struct stem_use { /* a stem in a class */
  wb_str stem;
  uint16_t entry; /* of phrase_class_lists */
} stem_use;

typedef struct lexicon {
  arena *memory;
  wb_error err;
  class_name *names;
  size_t name_count, name_capacity;
  wb_str *classes; /* each as its alternatives are written, names put in */
  size_t class_count, class_capacity;
  stem_use *uses;
  size_t use_count, use_capacity;
  phrase_rule *rules;
  size_t rule_count, rule_capacity;
  uint16_t *elements;
  size_t element_count, element_capacity;
} lexicon;

/* "name=words": from here on @name stands for the words. */
int lexicon_name(lexicon *x, const table_line *l, wb_str text);
void lexicon_forget_names(lexicon *x);
/* The number of the class of these alternatives, new or old. */
int lexicon_class(lexicon *x, const table_line *l, wb_str alternatives, uint16_t *ret_class);
int lexicon_emit(lexicon *x, buf *out);
#endif
