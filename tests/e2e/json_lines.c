/* SPDX-License-Identifier: MIT */
/* Holds JSON Lines on standard input against the contract: json_lines SCHEMA [CHECK]...
 *
 * Each line must be one object with the members of its schema, in the right types.  CHECK: PATH=VALUE, PATH (present and
 * not null), !PATH (null or absent), PATH#COUNT (elements), @N (the following are about line N; from 1).  A path is names
 * and indexes with dots; index -1 is the last.  --print PATH writes that value of every line instead. */
#include <json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LINES = 8192 };

typedef struct member {
  const char *path; /* seen from the object */
  const char *kinds; /* s string, o object, a array, n number, 0 null, - may be absent */
} member;

typedef struct schema {
  const char *name;
  const member *members;
  const char *list;         /* a list in it whose elements have members too, or NULL */
  const member *of_element;
} schema;

static const member timeline[] = {
  { "schema", "s" }, { "shipment", "s0" }, { "number", "s" }, { "carrier", "s0" }, { "status", "s" }, { "as_of", "s" },
  { "tracking", "s" }, { "checked_at", "s0" }, { "eta", "o0" }, { "flags", "a" }, { "findings", "a" }, { "legs", "a" },
  { "events", "a" }, { NULL, NULL },
};
static const member timeline_event[] = {
  { "id", "s" }, { "aliases", "a" }, { "status", "s" }, { "time", "o" }, { "time.from", "s0" }, { "time.to", "s0" },
  { "time.local", "s0" }, { "time.offset", "s0" }, { "time.precision", "s" }, { "time.zone_from", "s0" }, { "place", "o0" },
  { "text", "s0" }, { "leg", "n" }, { "sources", "a" }, { "statements", "a" }, { "confidence", "n" }, { "flags", "a" },
  { NULL, NULL },
};
static const member feed[] = {
  { "schema", "s" }, { "shipment", "s0-" }, { "source", "s" }, { "role", "s" }, { "carrier", "s" }, { "fetched_at", "s" },
  { "results", "a" }, { "more", "a-" }, { "error", "o-" }, { NULL, NULL },
};
static const member feed_result[] = {
  { "number", "s" }, { "outcome", "s" }, { "detail", "s0" }, { "retry_after_s", "n0" }, { "service", "s0" },
  { "weight_g", "n0" }, { "signed_by", "s0" }, { "eta", "a" }, { "related", "a" }, { "events", "a" }, { NULL, NULL },
};
static const member detect[] = {
  { "schema", "s" }, { "input", "s" }, { "number", "s" }, { "candidates", "a" }, { "suggestions", "a" }, { NULL, NULL },
};
static const member candidate[] = {
  { "carrier", "s" }, { "format", "s" }, { "check", "s" }, { "probability", "n" }, { "bits", "n" }, { "inner", "s0" },
  { "url", "s0" }, { "evidence", "a" }, { NULL, NULL },
};
static const member extract[] = {
  { "schema", "s" }, { "file", "s" }, { "part", "s" }, { "offset", "n" }, { "length", "n" }, { "text", "s" }, { "number", "s" },
  { "probability", "n" }, { "candidates", "a" }, { NULL, NULL },
};
static const member carrier[] = {
  { "schema", "s" }, { "id", "s" }, { "name", "s" }, { "version", "s" }, { "state", "s" }, { "credentials", "a" },
  { "settings", "a" }, { "inputs", "a" }, { "formats", "a" }, { "origins", "a" }, { "limits", "o" }, { NULL, NULL },
};
static const member why[] = { { "schema", "s" }, { "number", "s" }, { "events", "a" }, { NULL, NULL } };
static const member why_event[] = { { "id", "s" }, { "status", "s" }, { "statements", "a" }, { NULL, NULL } };

static const schema schemas[] = {
  { "waybill.timeline/1", timeline, "events", timeline_event },
  { "waybill.feed/1", feed, "results", feed_result },
  { "waybill.detect/1", detect, "candidates", candidate },
  { "waybill.extract/1", extract, "candidates", candidate },
  { "waybill.carrier/1", carrier, NULL, NULL },
  { "waybill.why/1", why, "events", why_event },
};

static bool step_into(json_object **at, const char *name)
{
  if (json_object_is_type(*at, json_type_array)) {
    long n = (long)json_object_array_length(*at), i = strtol(name, NULL, 10);
    i = i < 0 ? n + i : i;
    if (i < 0 || i >= n)
      return false;
    *at = json_object_array_get_idx(*at, (size_t)i);
    return true;
  }
  return json_object_is_type(*at, json_type_object) && json_object_object_get_ex(*at, name, at);
}

/* false: absent.  A JSON null is a NULL object. */
static bool look_up(json_object *root, const char *path, size_t path_bytes, json_object **ret_value)
{
  json_object *at = root;
  for (const char *p = path, *end = path + path_bytes; p < end;) {
    char name[64];
    size_t n = 0;
    while (p < end && *p != '.' && n < sizeof name - 1)
      name[n++] = *p++;
    name[n] = '\0';
    p += p < end;
    if (!step_into(&at, name))
      return false;
  }
  *ret_value = at;
  return true;
}

static char kind_of(json_object *value)
{
  switch (json_object_get_type(value)) {
  case json_type_null:
    return '0';
  case json_type_string:
    return 's';
  case json_type_object:
    return 'o';
  case json_type_array:
    return 'a';
  case json_type_int:
  case json_type_double:
    return 'n';
  case json_type_boolean:
    return 'b';
  }
  return '?';
}

static bool has_members(json_object *o, const member *members, const char *what, size_t line)
{
  for (; members->path; members++) {
    json_object *value;
    bool there = look_up(o, members->path, strlen(members->path), &value);
    char kind = there ? kind_of(value) : '-';
    if (strchr(members->kinds, kind))
      continue;
    printf("line %zu: %s: member %s is of kind '%c', not one of '%s'\n", line, what, members->path, kind, members->kinds);
    return false;
  }
  return true;
}

static bool fits_schema(json_object *o, const char *name, size_t line)
{
  const schema *s = NULL;
  json_object *list;
  for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++)
    s = strcmp(schemas[i].name, name) == 0 ? &schemas[i] : s;
  if (!s || !look_up(o, "schema", 6, &list) || strcmp(json_object_get_string(list), name) != 0) {
    printf("line %zu: the schema is not %s\n", line, name);
    return false;
  }
  if (!has_members(o, s->members, name, line))
    return false;
  if (!s->list || !look_up(o, s->list, strlen(s->list), &list))
    return true;
  for (size_t i = 0; i < json_object_array_length(list); i++)
    if (!has_members(json_object_array_get_idx(list, i), s->of_element, s->list, line))
      return false;
  return true;
}

static const char *text_of(json_object *value)
{
  return json_object_is_type(value, json_type_string) || !value ? json_object_get_string(value)
                                                                : json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
}

static bool holds(json_object *o, const char *check)
{
  bool absent = check[0] == '!';
  const char *path = check + absent;
  size_t n = strcspn(path, "=#");
  json_object *value = NULL;
  bool there = look_up(o, path, n, &value) && value;
  const char *found = there ? text_of(value) : "null";
  bool good = there;
  if (absent)
    good = !there;
  else if (path[n] == '=')
    good = strcmp(there ? found : "", path + n + 1) == 0;
  else if (path[n] == '#')
    good = json_object_is_type(value, json_type_array) &&
           json_object_array_length(value) == strtoul(path + n + 1, NULL, 10);
  if (!good)
    printf("expected %s, found %.300s\n", check, found);
  return good;
}

static json_object *parse_line(const char *text, size_t n, size_t line)
{
  json_tokener *t = json_tokener_new();
  json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  json_object *o = json_tokener_parse_ex(t, text, (int)n);
  if (json_tokener_get_error(t) != json_tokener_success || !json_object_is_type(o, json_type_object)) {
    printf("line %zu is not one JSON object: %s\n", line, json_tokener_error_desc(json_tokener_get_error(t)));
    json_object_put(o);
    o = NULL;
  }
  json_tokener_free(t);
  return o;
}

static bool check_all(json_object **lines, size_t count, int argc, char **argv)
{
  bool good = true;
  size_t at = 0;
  for (size_t i = 0; i < count && good; i++)
    good = fits_schema(lines[i], argv[1], i + 1);
  for (int i = 2; i < argc && good; i++) {
    if (argv[i][0] == '@')
      at = strtoul(argv[i] + 1, NULL, 10) - 1;
    else
      good = at < count && holds(lines[at], argv[i]);
  }
  return good;
}

static void print_all(json_object **lines, size_t count, const char *path)
{
  for (size_t i = 0; i < count; i++) {
    json_object *value = NULL;
    look_up(lines[i], path, strlen(path), &value);
    puts(value ? text_of(value) : "null");
  }
}

int main(int argc, char **argv)
{
  static json_object *lines[MOST_LINES];
  char *text = NULL;
  size_t capacity = 0, count = 0;
  bool good = argc > 1;
  for (ssize_t n; good && count < MOST_LINES && (n = getline(&text, &capacity, stdin)) > 0;) {
    lines[count] = parse_line(text, (size_t)n, count + 1);
    good = lines[count] != NULL;
    count += good;
  }
  if (good && count == 0)
    puts("nothing was printed");
  good = good && count > 0;
  if (good && argc == 3 && strcmp(argv[1], "--print") == 0)
    print_all(lines, count, argv[2]);
  else
    good = good && check_all(lines, count, argc, argv);
  for (size_t i = 0; i < count; i++)
    json_object_put(lines[i]);
  free(text);
  return good ? 0 : 1;
}
