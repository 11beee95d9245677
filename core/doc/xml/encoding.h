/* SPDX-License-Identifier: MIT */
/* Which bytes an XML body is made of.  After this, ASCII bytes are ASCII characters and nothing else,
 * whatever the encoding; UTF-16 is converted here, for in it they are not. */
#ifndef DOC_XML_ENCODING_H
#define DOC_XML_ENCODING_H
#include "../../base/buf.h"

typedef struct xml_text {
  wb_str text;  /* without a mark and blanks in front; in the body or in the buffer */
  bool is_utf8; /* valid UTF-8, whatever the declaration says; false: libxml2 decodes as declared */
} xml_text;

/* WB_E_PARSE: not UTF-8 (line and column), a NUL, an encoding that is not accepted.  The text may live in
 * `converted`. */
int xml_read_encoding(wb_str body, buf *converted, xml_text *ret_text, wb_error *err);
#endif
