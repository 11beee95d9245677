/* SPDX-License-Identifier: MIT */
/* What a carrier declares, with each size and stride that a version before or after this one could have:
 * nothing beyond is read, what is lacking is zero. */
#include "../edge.h"
#include "core/plugin/declare.h"

#define ROOM 64u

typedef struct sizes {
  edge page;
  arena *memory;
  wb_carrier read; /* what came back */
} sizes;

static void open_sizes(sizes *s)
{
  edge_open(&s->page);
  s->memory = arena_new(0);
  cr_assert_not_null(s->memory);
}

static void close_sizes(sizes *s)
{
  arena_free(s->memory);
  edge_close(&s->page);
}

/* From the live structure to bytes and back. */
static int go_round(sizes *s, const wb_carrier *live, wb_error *err)
{
  WB_AUTO(buf) formats = { 0 };
  WB_AUTO(buf) rest = { 0 };
  s->read = (wb_carrier){ 0 };
  int rc = declare_write(live, &formats, &rest, err);
  if (rc == WB_OK)
    rc = declare_read_formats(arena_str(s->memory, buf_view(&formats)), s->memory, &s->read, err);
  return rc ? rc : declare_read_rest(arena_str(s->memory, buf_view(&rest)), s->memory, &s->read, err);
}

/* `whole` with rubbish behind it, cut to n bytes, at the edge. */
static void *placed(sizes *s, const void *whole, size_t whole_size, size_t n)
{
  char copy[512];
  memset(copy, 0xEE, sizeof copy);
  memcpy(copy, whole, whole_size);
  return edge_put(&s->page, copy, n);
}

static const wb_carrier plain = {
  .id = "sizes", .name = "Sizes", .version = "1", .licence = "MIT", .countries = "DE", .languages = "de"
};

Test(sizes, of_a_carrier)
{
  sizes s;
  open_sizes(&s);
  for (size_t n = offsetof(wb_carrier, plan); n <= sizeof plain + ROOM; n += 8) {
    wb_error err = { 0 };
    wb_carrier live = plain;
    live.struct_size = (uint32_t)n;
    cr_assert_eq(go_round(&s, placed(&s, &live, sizeof live, n), &err), WB_OK, "%zu: %s", n, err.text);
    cr_expect_str_eq(s.read.languages, "de");
  }
  close_sizes(&s);
}

Test(sizes, of_limits_and_hooks)
{
  const wb_limits limits = { .batch_max = 3, .requests = 4, .window_ms = 5, .day_quota = 6 };
  const wb_hook hook = { .scheme = WB_HOOK_TOKEN, .header = "x-token", .credential = { "key" } };
  sizes s;
  open_sizes(&s);
  for (size_t n = 8; n <= sizeof limits + ROOM; n += 8) {
    wb_error err = { 0 };
    wb_carrier live = plain;
    wb_limits some = limits;
    live.struct_size = sizeof live;
    some.struct_size = (uint32_t)n;
    live.limits = placed(&s, &some, sizeof some, n);
    cr_assert_eq(go_round(&s, &live, &err), WB_OK, "%zu: %s", n, err.text);
    cr_expect_eq(s.read.limits->batch_max, 3);
    cr_expect_eq(s.read.limits->window_ms, n >= 16 ? 5 : 0);
    cr_expect_eq(s.read.limits->day_quota, n >= 32 ? 6 : 0);
  }
  for (size_t n = 8; n <= sizeof hook + ROOM; n += 8) {
    wb_error err = { 0 };
    wb_carrier live = plain;
    wb_hook some = hook;
    live.struct_size = sizeof live;
    some.struct_size = (uint32_t)n;
    live.hook = placed(&s, &some, sizeof some, n);
    cr_assert_eq(go_round(&s, &live, &err), WB_OK, "%zu: %s", n, err.text);
    cr_expect_eq(s.read.hook->scheme, WB_HOOK_TOKEN);
    cr_expect_eq(s.read.hook->header != NULL, n >= 16);
    cr_expect_eq(s.read.hook->credential[0] != NULL, n >= 40);
  }
  close_sizes(&s);
}

/* Two elements whose stride is n, the second one at the edge. */
static wb_list two(sizes *s, const void *element, size_t size, size_t n)
{
  char copies[2 * 256];
  memset(copies, 0xEE, sizeof copies);
  memcpy(copies, element, size < n ? size : n);
  memcpy(copies + n, element, size < n ? size : n);
  return (wb_list){ edge_put(&s->page, copies, 2 * n), 2, (uint32_t)n };
}

Test(sizes, of_the_elements_of_lists)
{
  static const wb_endpoint endpoint = { "api", "https://a.example", NULL };
  static const wb_credential credential = { .name = "key", .label = "Key", .optional = 1 };
  static const wb_setting setting = { "account", "Account", "1" };
  static const wb_input input = { .name = "postcode", .label = "Postcode", .required = 1 };
  static const wb_auth auth = { .scheme = WB_AUTH_HEADER, .credential = { "key" } };
  static const wb_format format = { .id = "f", .pattern = "[0-9]{9}", .example = "123456789" };
  static const struct {
    const char *name;
    const void *element;
    size_t size, least, list; /* least: what the first version had; list: where in the carrier */
  } rows[] = {
    { "endpoint", &endpoint, sizeof endpoint, 24, offsetof(wb_carrier, endpoints) },
    { "credential", &credential, sizeof credential, 32, offsetof(wb_carrier, credentials) },
    { "setting", &setting, sizeof setting, 24, offsetof(wb_carrier, settings) },
    { "input", &input, sizeof input, 24, offsetof(wb_carrier, inputs) },
    { "auth row", &auth, sizeof auth, 80, offsetof(wb_carrier, auth) },
    { "format", &format, sizeof format, 64, offsetof(wb_carrier, formats) },
  };
  sizes s;
  open_sizes(&s);
  for (size_t i = 0; i < WB_COUNT(rows); i++)
    for (size_t n = 0; n <= rows[i].size + ROOM; n += 8) {
      wb_error err = { 0 };
      wb_carrier live = plain;
      live.struct_size = sizeof live;
      *(wb_list *)(void *)((char *)&live + rows[i].list) = two(&s, rows[i].element, rows[i].size, n);
      int rc = go_round(&s, &live, &err);
      cr_expect_eq(rc, n < rows[i].least ? WB_E_ARG : WB_OK, "%s of %zu bytes: %s", rows[i].name, n,
                   err.text);
      if (rc == WB_OK)
        cr_expect_eq(((wb_list *)(void *)((char *)&s.read + rows[i].list))->count, 2);
    }
  close_sizes(&s);
}
