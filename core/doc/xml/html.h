/* SPDX-License-Identifier: MIT */
/* The text of HTML pages, by libxml2's HTML parser; doc.h is the manual. */
#ifndef DOC_XML_HTML_H
#define DOC_XML_HTML_H
#include "../doc.h"

extern const doc_html_reader xml_html_reader;
#endif
