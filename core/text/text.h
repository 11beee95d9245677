/* SPDX-License-Identifier: MIT */
/* The texts in a file of any kind: plain text as it is, the words and links of an HTML page, the subject and the decoded
 * parts of a mail.
 *
 * Everything is read once, in pieces.  GMime and libxml2 sit in parts of their own (waybill-mail.so, waybill-xml.so) and are
 * opened when a text needs them: a mail that is neither encoded nor in parts is read as it stands. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H
#include "../base/error.h"
#include "../base/str.h"

enum text_kind { TEXT_AUTO = 0, TEXT_PLAIN = 1, TEXT_HTML = 2, TEXT_MAIL = 3 };

typedef struct text_source {
  /* Bytes read, 0 at the end, -1: failed. */
  int64_t (*read)(void *user, char *buffer, size_t capacity);
  void *user;
} text_source;

/* Texts one after the other, each begin() add()... end(); links() may come between, for the links of the text at hand.
 * Anything but WB_OK ends the walk and is returned. */
typedef struct text_sink {
  int (*begin)(void *user, const char *part, uint64_t offset); /* part "": the source itself; offset: of its first byte */
  int (*add)(void *user, wb_str piece);
  int (*link)(void *user, wb_str address);
  int (*end)(void *user);
  void *user;
} text_sink;

/* WB_E_IO: the source failed, or a part cannot be opened.  WB_E_LIMIT: a mail that is too large or too deep, a page too deep. */
int text_walk(const text_source *source, enum text_kind kind, const text_sink *sink, wb_error *err);

/* ---- the part "mail" ---- */

typedef struct text_mail_sink {
  /* Subject or text part, decoded to UTF-8.  name: "subject", "1.2 text/plain"; is_html: of a text part. */
  int (*text)(void *user, const char *name, bool is_html, wb_str text, wb_error *err);
  void *user;
} text_mail_sink;

typedef struct text_mail_part {
  /* Messages one after the other when the source is a mail folder (mbox). */
  int (*read)(const text_source *source, bool is_folder, const text_mail_sink *sink, wb_error *err);
} text_mail_part;
#endif
