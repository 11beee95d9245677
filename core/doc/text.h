/* SPDX-License-Identifier: MIT */
/* What the languages share: how a body begins, what is no answer of a carrier at all, and how a path is cut
 * up. */
#ifndef DOC_TEXT_H
#define DOC_TEXT_H
#include "../base/error.h"
#include "../base/str.h"
#include <waybill/ext/doc.h>

/* The body without a UTF-8 byte order mark and without blanks (space, tab, CR, LF) in front. */
wb_str doc_skip_start(wb_str body);

/* WB_E_PARSE when the body is a page for people, which is how firewalls, portals and broken servers answer:
 * the words say so and quote the page's title.  WB_OK: it does not look like one. */
int doc_refuse_html(wb_str body, const char *language, wb_error *err);

/* Foreign text for an error's words: blanks for control characters, '?' for what is not UTF-8, cut between
 * characters. */
typedef struct doc_quote {
  char text[161];
} doc_quote;
doc_quote doc_quote_of(wb_str foreign);

/* The byte at p in words: "'x'", "byte 0x1f", or "the end" when p is the end. */
typedef struct doc_byte_words {
  char text[16];
} doc_byte_words;
doc_byte_words doc_describe_byte(const char *p, const char *end);

/* Puts what was found where the member's row wants it; texts are trimmed as the carrier kit does. */
static inline void doc_put_member(const wb_member *m, const wb_node *found, wb_str text, void *structure)
{
  void *to = (char *)structure + m->at;
  if (m->kind == WB_MEMBER_NODE) {
    memcpy(to, &found, sizeof found);
    return;
  }
  const char *start = text.p, *end = text.n ? start + text.n : start;
  while (end > start && (unsigned char)end[-1] <= ' ')
    end--;
  while (start < end && (unsigned char)*start <= ' ')
    start++;
  text = (wb_str){ start, (size_t)(end - start) };
  memcpy(to, &text, sizeof text);
}

/* Cuts the next step off a path: "a.b" gives "a", then "b".  *path becomes NULL behind the last step. */
static inline wb_str doc_next_step(const char **path)
{
  const char *start = *path, *dot = strchr(start, '.');
  *path = dot ? dot + 1 : NULL;
  return (wb_str){ start, dot ? (size_t)(dot - start) : strlen(start) };
}
#endif
