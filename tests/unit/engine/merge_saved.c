/* SPDX-License-Identifier: MIT */
/* wb_merge(): lines in pieces, groups within a window, and what is refused. */
#include "kit.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <waybill/waybill.h>

typedef struct input {
  const char *text;
  size_t at, step; /* bytes a read gives at most */
  char shown[256]; /* shipments, as they were given out, with their events */
} input;

static int64_t read_text(void *user, char *buffer, size_t capacity)
{
  input *in = user;
  size_t left = strlen(in->text) - in->at, n = left < in->step ? left : in->step;
  n = n < capacity ? n : capacity;
  memcpy(buffer, in->text + in->at, n);
  in->at += n;
  return (int64_t)n;
}

static int note(void *user, const wb_timeline *t)
{
  input *in = user;
  size_t n = strlen(in->shown);
  snprintf(in->shown + n, sizeof in->shown - n, "%s%s:%zu", n ? " " : "",
           t->shipment[0] ? t->shipment : t->number, t->event_count);
  return 0;
}

#define LINE(shipment, number, fetched, local)                                                               \
  "{\"schema\":\"waybill.feed/1\"," shipment                                                                 \
  "\"source\":\"ups\",\"role\":\"carrier\",\"carrier\":\"ups\",\"fetched_at\":"                              \
  "\"" fetched "\",\"results\":[{\"number\":\"" number                                                       \
  "\",\"outcome\":\"found\",\"events\":[{\"status\":\"delivered\","                                          \
  "\"time\":{\"local\":\"" local "\",\"offset\":\"Z\",\"precision\":\"second\"}}]}]}\n"
#define A1 LINE("\"shipment\":\"a\",", "N1", "2026-03-02T00:00:00Z", "2026-03-01T10:00:00")
#define A2 LINE("\"shipment\":\"a\",", "N1", "2026-03-03T00:00:00Z", "2026-03-02T10:00:00")
#define B1 LINE("\"shipment\":\"b\",", "N2", "2026-03-02T00:00:00Z", "2026-03-01T10:00:00")
#define C1 LINE("", "N3", "2026-03-02T00:00:00Z", "2026-03-01T10:00:00")

Test(merge_saved, groups_lines_within_a_window)
{
  static const struct {
    const char *what, *text;
    size_t window;
    int code;
    const char *shown, *error;
  } cases[] = {
    { "nothing", "", 0, WB_OK, "", NULL },
    { "blank lines", "\n\n" A1 "\n", 0, WB_OK, "a:1", NULL },
    { "grouped", A1 A2 B1, 1, WB_OK, "a:2 b:1", NULL },
    { "mixed, within the window", A1 B1 A2, 0, WB_OK, "a:2 b:1", NULL },
    { "mixed, beyond it", A1 B1 A2, 1, WB_E_LIMIT, "a:1", "line 3" },
    { "by number", C1 C1 B1, 0, WB_OK, "N3:1 b:1", NULL },
    { "no feed", A1 "{}\n", 0, WB_E_PARSE, "", "line 2" },
  };
  wb_options o = WB_INIT(wb_options);
  wb_context *c = NULL;
  wb_error err = { 0 };
  o.config_file = o.state_folder = "";
  cr_assert_eq(wb_context_new(&o, &c, &err), WB_OK, "%s", err.text);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (size_t step = 1; step <= 4096; step *= 64) {
      input in = { .text = cases[i].text, .step = step };
      wb_merge_input merge = {
        .struct_size = sizeof merge, .read = read_text, .user = &in, .window_bytes = cases[i].window
      };
      err = (wb_error){ 0 };
      int rc = wb_merge(c, &merge, note, &in, &err);
      cr_expect_eq(rc, cases[i].code, "%s: %d %s", cases[i].what, rc, err.text);
      cr_expect_str_eq(in.shown, cases[i].shown, "%s, %zu bytes at once", cases[i].what, step);
      cr_expect(!cases[i].error || strstr(err.text, cases[i].error), "%s: %s", cases[i].what, err.text);
    }
  wb_context_free(c);
}
