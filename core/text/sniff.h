/* SPDX-License-Identifier: MIT */
/* What kind of text is this?  Told from how it begins. */
#ifndef TEXT_SNIFF_H
#define TEXT_SNIFF_H
#include "text.h"

typedef struct text_nature {
  enum text_kind kind; /* never TEXT_AUTO */
  bool is_folder;      /* mail: an mbox file, many mails one after the other */
  bool is_encoded;     /* mail: it needs decoding */
  bool is_html;        /* mail that needs none: its body is HTML */
  size_t body;         /* mail that needs none: where its body begins */
  wb_str subject;      /* the same: the words of its Subject field */
} text_nature;

/* From the first bytes, up to 64 KiB; kind: what the caller knows already, or TEXT_AUTO. */
void text_sniff(wb_str start, enum text_kind kind, text_nature *ret_nature);
#endif
