/* SPDX-License-Identifier: MIT */
/* waybill/ext/doc.h - the first host extension: read-only trees of JSON ("wb.json/1") and XML ("wb.xml/1").
 *
 * Both ids give a wb_doc, so a carrier reads either language with the same words.  The host parses with its own
 * libraries under its own limits (depth, size, nodes, no DTD, no entities of the document, valid UTF-8) and lends the
 * tree until the entry returns.  Each function takes a NULL node and answers empty: a chain of getters needs no test.
 *
 * PATHS   Dots descend: "location.address.city".  In XML a step is a child element by local name (prefix ignored),
 *         "@name" an attribute.  In JSON a step is a member, or an index when the value is an array ("shipment.0").
 *         A member that has a dot in its name cannot be reached.
 * REPEATS iterate() hides the difference between one and many: a JSON array gives its elements, any other JSON value
 *         itself once; in XML the first element at the path and its later siblings of that name; absent gives none. */
#ifndef WAYBILL_EXT_DOC_H
#define WAYBILL_EXT_DOC_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define WB_EXT_JSON "wb.json/1"
#define WB_EXT_XML "wb.xml/1"

typedef struct wb_node wb_node; /* opaque; lives until the entry returns */
typedef struct wb_iter {
  const wb_node *node;     /* the current element, after next() said 1 */
  const void *position[2]; /* the host's own */
  uint32_t index, reserved; /* of the current element, from 0 */
} wb_iter; /* FROZEN */

enum { WB_NODE_ABSENT = 0, WB_NODE_NULL = 1, WB_NODE_BOOL = 2, WB_NODE_NUMBER = 3, WB_NODE_STRING = 4, WB_NODE_ARRAY = 5,
       WB_NODE_OBJECT = 6, WB_NODE_ELEMENT = 7 };

/* A member that fill() reads, and where it goes: offsetof() in a structure of the carrier's choice, a wb_event for one. */
typedef struct wb_member {
  const char *name;  /* one step of a path, taken as it is */
  uint32_t at, kind; /* WB_MEMBER_TEXT: a wb_str, blanks cut off both ends; WB_MEMBER_NODE: a const wb_node * */
} wb_member; /* FROZEN */
enum { WB_MEMBER_TEXT = 0, WB_MEMBER_NODE = 1 };

typedef struct wb_doc {
  uint32_t struct_size, reserved;
  /* The root: the JSON value, or the XML document element.  NULL: not of this language, or over a limit; the host has
   * noted which, and `return h->fail(c, WB_E_PARSE, ...)` adds your own words to that. */
  const wb_node *(*parse)(wb_call *c, wb_str body);
  const wb_node *(*get)(const wb_node *n, const char *path); /* the first one at the path; NULL = absent */
  wb_str (*text)(const wb_node *n); /* a scalar as the document writes it, an element's text; "" if absent or null */
  wb_str (*name)(const wb_node *n); /* XML: local name of the element; JSON: "" */
  uint32_t (*kind)(const wb_node *n); /* WB_NODE_* */
  wb_iter (*iterate)(const wb_node *n, const char *path); /* "" or NULL: n itself */
  int32_t (*next)(wb_iter *it);                           /* 1: it->node is set; 0: no more */
  /* Appended: ask WB_HAS() first, as wb_get() and wb_fill() do.
   * get_text(): text(get(n, step)) for a path of one step, which is taken as it is: a dot in it is part of the name.
   * fill(): the same for several members in one walk, in any order; the document's own order is the fastest.  What the
   * node lacks is left as it was. */
  wb_str (*get_text)(const wb_node *n, const char *step);
  void (*fill)(const wb_node *n, const wb_member *members, size_t count, void *structure);
} wb_doc;

#ifdef __cplusplus
}
#endif
#endif
