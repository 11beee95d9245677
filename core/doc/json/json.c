/* SPDX-License-Identifier: MIT */
#include "../doc.h"
#include "../text.h"
#include "scan.h"
#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>

/* json-c keeps the text of a number only when it is a float.  Behind an integer that 64 bits would not give
 * back as written, the parser is fed this exponent, and text() cuts it off again; the value is the same. */
static const char exponent[] = "E+0000000000000000";
#define EXPONENT STR(exponent)

struct doc_parser {
  json_tokener *tokener;
  uint32_t depth; /* that the tokener was made for */
  json_scan scan;
};

struct doc_tree {
  json_object *root; /* NULL: the value null */
};

/* json-c has NULL for null; nodes have this, because NULL means absent. */
static const char null_mark;
#define NULL_NODE ((const wb_node *)(const void *)&null_mark)

static const wb_node *node_of(const json_object *value)
{
  return value ? (const wb_node *)(const void *)value : NULL_NODE;
}

/* json-c's getters take no const; NULL for absent and null alike. */
static json_object *value_of(const wb_node *n)
{
  return n == NULL_NODE ? NULL : (json_object *)(uintptr_t)n;
}

/* ---- getters ---- */

static uint32_t node_kind(const wb_node *n)
{
  if (!n)
    return WB_NODE_ABSENT;
  switch (json_object_get_type(value_of(n))) {
  case json_type_null:
    return WB_NODE_NULL;
  case json_type_boolean:
    return WB_NODE_BOOL;
  case json_type_double:
  case json_type_int:
    return WB_NODE_NUMBER;
  case json_type_string:
    return WB_NODE_STRING;
  case json_type_array:
    return WB_NODE_ARRAY;
  case json_type_object:
    return WB_NODE_OBJECT;
  }
  return WB_NODE_ABSENT;
}

/* Writes the decimal digits and a NUL, at most 21 bytes. */
static size_t write_integer(int64_t value, char *to)
{
  char digits[20];
  size_t count = 0, n = 0;
  uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    digits[count++] = (char)('0' + left % 10);
    left /= 10;
  } while (left);
  if (value < 0)
    to[n++] = '-';
  while (count)
    to[n++] = digits[--count];
  to[n] = '\0';
  return n;
}

/* Integers lose their text in json-c: it is made again on the first question and kept with the value. */
static wb_str integer_text(json_object *value)
{
  enum { SIZE = 24 };
  const char *kept = json_object_get_userdata(value);
  if (kept)
    return str_of(kept);
  char *text = malloc(SIZE);
  if (!text)
    return (wb_str){ NULL, 0 };
  size_t n = write_integer(json_object_get_int64(value), text);
  json_object_set_userdata(value, text, json_object_free_userdata);
  return (wb_str){ text, n };
}

static wb_str float_text(json_object *value)
{
  wb_str text = str_of(json_object_get_userdata(value));
  if (str_ends(text, EXPONENT))
    text.n -= EXPONENT.n;
  return text;
}

static wb_str node_text(const wb_node *n)
{
  json_object *value = value_of(n);
  switch (json_object_get_type(value)) {
  case json_type_boolean:
    return json_object_get_boolean(value) ? STR("true") : STR("false");
  case json_type_double:
    return float_text(value);
  case json_type_int:
    return integer_text(value);
  case json_type_string:
    return (wb_str){ json_object_get_string(value), (size_t)json_object_get_string_len(value) };
  case json_type_null:
  case json_type_array:
  case json_type_object:
    break;
  }
  return (wb_str){ NULL, 0 };
}

static wb_str node_name(const wb_node *n)
{
  (void)n;
  return (wb_str){ NULL, 0 };
}

/* The step of a path: up to the dot, or to the end of the text when dot is NULL. */
typedef struct json_step {
  const char *start, *dot;
} json_step;

static wb_str step_text(json_step s)
{
  return (wb_str){ s.start, s.dot ? (size_t)(s.dot - s.start) : strlen(s.start) };
}

static bool is_key(const char *key, json_step s)
{
  if (!s.dot)
    return strcmp(key, s.start) == 0;
  size_t n = (size_t)(s.dot - s.start);
  return strncmp(key, s.start, n) == 0 && key[n] == '\0';
}

/* Names of members begin differently, mostly. */
static const wb_node *walk_members(const struct lh_table *members, json_step s)
{
  const struct lh_entry *entry;
  char first = s.start == s.dot ? '\0' : s.start[0];
  lh_foreach(members, entry)
  {
    const char *key = lh_entry_k(entry);
    if (key[0] == first && is_key(key, s))
      return node_of(lh_entry_v(entry));
  }
  return NULL;
}

enum { FEW_MEMBERS = 24 };

/* A few members are compared sooner than a name is hashed.  Hashing needs a NUL behind the name. */
static const wb_node *member(json_object *object, json_step s)
{
  const struct lh_table *members = json_object_get_object(object);
  char key[64];
  json_object *value;
  if (members->count <= FEW_MEMBERS || (s.dot && (size_t)(s.dot - s.start) >= sizeof key))
    return walk_members(members, s);
  if (s.dot) {
    wb_str text = step_text(s);
    memcpy(key, text.p, text.n);
    key[text.n] = '\0';
    s.start = key;
  }
  return json_object_object_get_ex(object, s.start, &value) ? node_of(value) : NULL;
}

static const wb_node *element(json_object *array, json_step s)
{
  uint64_t at;
  if (!str_to_u64(step_text(s), &at) || at >= json_object_array_length(array))
    return NULL;
  return node_of(json_object_array_get_idx(array, (size_t)at));
}

static const wb_node *step_into(const wb_node *n, json_step s)
{
  json_object *value = value_of(n);
  json_type type = json_object_get_type(value);
  if (type == json_type_object)
    return member(value, s);
  return type == json_type_array ? element(value, s) : NULL;
}

static const wb_node *node_get(const wb_node *n, const char *path)
{
  if (!path || !path[0])
    return n;
  while (n && path) {
    const char *dot = strchr(path, '.');
    n = step_into(n, (json_step){ path, dot });
    path = dot ? dot + 1 : NULL;
  }
  return n;
}

/* Mostly it is a string. */
static inline wb_str member_text(json_object *value)
{
  if (!value)
    return (wb_str){ NULL, 0 };
  int length = json_object_get_string_len(value); /* 0: no string, or an empty one */
  return length ? (wb_str){ json_object_get_string(value), (size_t)length } : node_text(node_of(value));
}

static wb_str node_get_text(const wb_node *n, const char *name)
{
  const struct lh_table *members = json_object_get_object(value_of(n)); /* NULL: no object */
  const struct lh_entry *entry;
  if (!members || members->count > FEW_MEMBERS)
    return node_text(step_into(n, (json_step){ name, NULL }));
  lh_foreach(members, entry)
  {
    const char *key = lh_entry_k(entry);
    if (key[0] == name[0] && strcmp(key, name) == 0)
      return member_text(lh_entry_v(entry));
  }
  return (wb_str){ NULL, 0 };
}

static inline bool is_row(const wb_member *row, const char *key)
{
  return row->name[0] == key[0] && strcmp(row->name, key) == 0;
}

/* The row that has this name, or `count`. */
static size_t find_row(const wb_member *rows, size_t count, const char *key)
{
  size_t i = 0;
  while (i < count && !is_row(&rows[i], key))
    i++;
  return i;
}

static void put_member(const wb_member *row, json_object *value, void *structure)
{
  bool is_text = row->kind == WB_MEMBER_TEXT;
  doc_put_member(row, node_of(value), is_text ? member_text(value) : (wb_str){ NULL, 0 }, structure);
}

static void node_fill(const wb_node *n, const wb_member *rows, size_t count, void *structure)
{
  const struct lh_table *members = json_object_get_object(value_of(n));
  const struct lh_entry *entry;
  size_t next = 0;
  if (!members)
    return;
  lh_foreach(members, entry)
  {
    const char *key = lh_entry_k(entry);
    if (next >= count || !is_row(&rows[next], key)) { /* mostly members stand as the rows do */
      size_t i = find_row(rows, count, key);
      if (i == count)
        continue;
      next = i;
    }
    put_member(&rows[next++], lh_entry_v(entry), structure);
  }
}

/* position[0]: the value; [1]: when it is an array, its list. */
static wb_iter node_iterate(const wb_node *n, const char *path)
{
  const wb_node *all = node_get(n, path);
  json_object *value = value_of(all);
  bool is_array = json_object_is_type(value, json_type_array);
  return (wb_iter){ .position = { all, is_array ? json_object_get_array(value) : NULL } };
}

static int32_t node_next(wb_iter *it)
{
  const wb_node *all = it->position[0];
  const array_list *list = it->position[1];
  size_t count = list ? list->length : all != NULL;
  uint32_t at = it->node ? it->index + 1 : 0;
  if (at >= count) {
    it->node = NULL;
    it->position[0] = it->position[1] = NULL;
    return 0;
  }
  it->node = list ? node_of(list->array[at]) : all;
  it->index = at;
  return 1;
}

/* ---- parsing ---- */

static doc_parser *parser_new(void)
{
  return calloc(1, sizeof(doc_parser));
}

static void parser_free(doc_parser *p)
{
  if (!p)
    return;
  if (p->tokener)
    json_tokener_free(p->tokener);
  json_scan_free(&p->scan);
  free(p);
}

/* A tokener for this depth, as new. */
static bool prepare(doc_parser *p, uint32_t depth)
{
  if (p->tokener && p->depth == depth) {
    json_tokener_reset(p->tokener);
    return true;
  }
  if (p->tokener)
    json_tokener_free(p->tokener);
  p->tokener = json_tokener_new_ex((int)depth + 2); /* json-c counts the value within, too */
  if (!p->tokener)
    return false;
  json_tokener_set_flags(p->tokener, JSON_TOKENER_STRICT);
  p->depth = depth;
  return true;
}

static int fail_at(doc_parser *p, wb_str body, size_t at, wb_error *err)
{
  doc_byte_words met = doc_describe_byte(body.p + (at < body.n ? at : body.n), body.p + body.n);
  enum json_tokener_error code = json_tokener_get_error(p->tokener);
  if (code == json_tokener_continue || code == json_tokener_error_parse_eof)
    return error_set(err, WB_E_PARSE, "not JSON: byte %zu: ends too early", body.n);
  if (code == json_tokener_error_parse_unexpected)
    return error_set(err, WB_E_PARSE, "not JSON: byte %zu: unexpected %s", at, met.text);
  return error_set(err, WB_E_PARSE, "not JSON: byte %zu: %s at %s", at, json_tokener_error_desc(code),
                   met.text);
}

/* Feeds body[from..to).  True when the parser can go on or is done. */
static bool feed(doc_parser *p, wb_str piece, json_object **ret_value)
{
  if (piece.n == 0)
    return true;
  *ret_value = json_tokener_parse_ex(p->tokener, piece.p, (int)piece.n);
  enum json_tokener_error code = json_tokener_get_error(p->tokener);
  return code == json_tokener_success || code == json_tokener_continue;
}

/* Feeds the text in pieces that end behind its long integers, with the exponent between them, and one NUL at
 * the end, which tells json-c that a number on its own is over. */
static int feed_all(doc_parser *p, wb_str body, size_t start, json_object **ret_value, wb_error *err)
{
  size_t at = start;
  for (size_t i = 0; i <= p->scan.long_count; i++) {
    size_t to = i < p->scan.long_count ? p->scan.long_ends[i] : body.n;
    if (!feed(p, (wb_str){ body.p + at, to - at }, ret_value))
      return fail_at(p, body, at + json_tokener_get_parse_end(p->tokener), err);
    if (to < body.n && json_tokener_get_error(p->tokener) == json_tokener_success) {
      json_object_put(*ret_value);
      return error_set(err, WB_E_PARSE, "not JSON: byte %zu: unexpected number", at);
    }
    if (i < p->scan.long_count && !feed(p, EXPONENT, ret_value))
      return fail_at(p, body, to, err);
    at = to;
  }
  if (json_tokener_get_error(p->tokener) == json_tokener_continue && !feed(p, (wb_str){ "", 1 }, ret_value))
    return fail_at(p, body, body.n, err);
  if (json_tokener_get_error(p->tokener) != json_tokener_success)
    return fail_at(p, body, body.n, err);
  return WB_OK;
}

static int parse_text(doc_parser *p, wb_str body, wb_str text, doc_tree *tree, wb_error *err)
{
  json_object *value = NULL;
  int rc = feed_all(p, body, (size_t)(text.p - body.p), &value, err);
  if (rc)
    return rc;
  if (!value && !str_equal(str_trim(text), STR("null"))) /* json-c tells of no memory in no other way */
    return error_nomem(err);
  tree->root = value;
  return WB_OK;
}

static void tree_free(doc_tree *t)
{
  if (!t)
    return;
  json_object_put(t->root);
  free(t);
}

static int parse(doc_parser *p, wb_str body, const doc_limits *limits, doc_tree **ret_tree, wb_error *err)
{
  wb_str text = doc_skip_start(body);
  if (body.n > limits->bytes || body.n > INT_MAX)
    return error_set(err, WB_E_LIMIT, "JSON: %zu bytes, more than %zu: refused", body.n, limits->bytes);
  if (text.n == 0)
    return error_set(err, WB_E_PARSE, "not JSON: the body is empty");
  int rc = text.p[0] == '<' ? doc_refuse_html(body, "JSON", err) : WB_OK;
  if (rc)
    return rc;
  rc = json_scan_run(&p->scan, body, text, limits, err);
  if (rc)
    return rc;
  doc_tree *tree = calloc(1, sizeof *tree);
  if (!tree || !prepare(p, limits->depth)) {
    free(tree);
    return error_nomem(err);
  }
  rc = parse_text(p, body, text, tree, err);
  if (rc) {
    free(tree);
    return rc;
  }
  *ret_tree = tree;
  return WB_OK;
}

static const wb_node *tree_root(const doc_tree *t)
{
  return node_of(t->root);
}

const doc_language *doc_json_language(void)
{
  static const doc_language language = {
    .name = "JSON",
    .parser_new = parser_new,
    .parser_free = parser_free,
    .parse = parse,
    .tree_free = tree_free,
    .root = tree_root,
    .getters = { .struct_size = sizeof(wb_doc),
                 .get = node_get,
                 .text = node_text,
                 .name = node_name,
                 .kind = node_kind,
                 .iterate = node_iterate,
                 .next = node_next,
                 .get_text = node_get_text,
                 .fill = node_fill },
  };
  return &language;
}
