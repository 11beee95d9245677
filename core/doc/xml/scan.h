/* SPDX-License-Identifier: MIT */
/* The pass over an XML text before libxml2 sees it: every limit, and no document type.
 *
 * It reads any encoding in which the bytes of ASCII stand for ASCII and for nothing else.  Where the text is
 * not well formed, libxml2 says so at the place where this pass goes astray, or before. */
#ifndef DOC_XML_SCAN_H
#define DOC_XML_SCAN_H
#include "../doc.h"

/* Nodes are tags, opening and closing, and attributes: a text hides behind each tag at most, so this bounds
 * the tree. */
#define XML_MOST_DEPTH 255u /* what libxml2 itself allows */
#define XML_MOST_NAMESPACES                                                                                  \
  128u /* declared around one element: each element is looked up in them, one by one */

/* WB_OK, WB_E_PARSE or WB_E_LIMIT with line and column. */
int xml_scan(wb_str text, const doc_limits *limits, wb_error *err);

/* Line and column, from 1, of a byte of the text. */
void xml_position(wb_str text, size_t at, size_t *ret_line, size_t *ret_column);
#endif
