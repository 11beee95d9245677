/* SPDX-License-Identifier: MIT */
#include "../base/clock.h"
#include "play.h"

typedef struct asking {
  const char *path;
  size_t line;
  const wb_carrier *carrier;
  arena *memory;
  wb_batch *batch;
  wb_number *numbers;
  size_t count, capacity;
  wb_field *settings;
  wb_error *err;
} asking;

static int wrong(const asking *a, const char *what, wb_str text)
{
  return error_set(a->err, WB_E_PARSE, "%s:%zu: %s \"%.*s\"", a->path, a->line, what, STR_ARG(text));
}

static int read_hint(asking *a, wb_number *n, wb_str word)
{
  wb_str name, value = word;
  if (!str_split(&value, '=', &name) || !value.n)
    return wrong(a, "expected name=value, met", word);
  if (str_is(name, "postcode"))
    n->postcode = arena_str(a->memory, value);
  else if (str_is(name, "country"))
    n->country = arena_str(a->memory, value);
  else if (!str_is(name, "shipped"))
    return wrong(a, "expected postcode=, country= or shipped=, met", word);
  else if (value.n != 10 || !civil_parse_utc(value, &n->shipped_ms))
    return wrong(a, "expected shipped=YYYY-MM-DD, met", word);
  return WB_OK;
}

static int read_number(asking *a, wb_str line)
{
  wb_str word;
  wb_number n = { 0 };
  str_split(&line, ' ', &word);
  n.number = arena_str(a->memory, word);
  while (str_split(&line, ' ', &word)) {
    int rc = word.n ? read_hint(a, &n, word) : WB_OK;
    if (rc)
      return rc;
  }
  wb_number *slot = ARENA_PUSH(a->memory, a->numbers, a->count, a->capacity);
  if (!slot)
    return error_nomem(a->err);
  *slot = n;
  return WB_OK;
}

static int read_setting(asking *a, wb_str text)
{
  wb_str name, value = text;
  if (!str_split(&value, '=', &name) || !value.p)
    return wrong(a, "expected set name=value, met", text);
  if (str_is(name, "language")) {
    a->batch->language = arena_str(a->memory, value);
    return WB_OK;
  }
  for (uint32_t i = 0; i < a->carrier->settings.count; i++)
    if (str_equal(a->settings[i].name, name)) {
      a->settings[i].value.text = arena_str(a->memory, value);
      return WB_OK;
    }
  return wrong(a, "the carrier declares no setting", name);
}

static int fill_settings(asking *a)
{
  uint32_t count = a->carrier->settings.count;
  a->settings = arena_array(a->memory, count, sizeof *a->settings);
  if (!a->settings)
    return error_nomem(a->err);
  for (uint32_t i = 0; i < count; i++) {
    const wb_setting *s = WB_AT(wb_setting, a->carrier->settings, i);
    a->settings[i] = (wb_field){ .name = str_of(s->name), .value.text = str_of(s->fallback) };
  }
  return WB_OK;
}

int ask_read(const char *path, const wb_carrier *carrier, arena *memory, wb_batch *ret_batch, wb_error *err)
{
  WB_AUTO(buf) text = { .max = 1 << 20 };
  wb_batch batch = { .struct_size = sizeof batch, .op = WB_OP_TRACK };
  asking a = { .path = path, .carrier = carrier, .memory = memory, .batch = &batch, .err = err };
  wb_str line, rest;
  int rc = buf_read_file(&text, path, err);
  if (!rc)
    rc = fill_settings(&a);
  rest = buf_view(&text);
  while (!rc && str_split(&rest, '\n', &line)) {
    a.line++;
    line = str_trim(line);
    if (!line.n || line.p[0] == '#')
      continue;
    rc =
        str_starts(line, STR("set ")) ? read_setting(&a, str_trim(str_from(line, 4))) : read_number(&a, line);
  }
  if (!rc && !a.count)
    rc = error_set(err, WB_E_PARSE, "%s asks for no number", path);
  if (rc)
    return rc;
  batch.numbers = (wb_list){ a.numbers, (uint32_t)a.count, sizeof *a.numbers };
  batch.settings = (wb_list){ a.settings, carrier->settings.count, sizeof *a.settings };
  *ret_batch = batch;
  return arena_failed(memory) ? error_nomem(err) : WB_OK;
}
