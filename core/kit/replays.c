/* SPDX-License-Identifier: MIT */
/* Level 2: recordings give the feed that their author has read, each time. */
#include "trial.h"
#include <stdio.h>

/* Plays the case on h; false after trial_fail(). */
static bool play(trial *t, host *h, const wb_carrier *carrier, const char *folder, buf *out, feed **ret_feed)
{
  wb_error why = { 0 };
  trial_doing(t, "replaying %s", t->subject);
  if (play_case(h, carrier, folder, NULL, out, ret_feed, &why) == WB_OK)
    return true;
  trial_fail(t, "cannot be replayed: %s", why.text);
  return false;
}

static void write_feed(trial *t, const char *path, wb_str text)
{
  FILE *f = fopen(path, "w");
  bool ok = f && fwrite(text.p, 1, text.n, f) == text.n;
  if (f && fclose(f) != 0)
    ok = false;
  if (ok)
    trial_note(t, "wrote %s: read it line by line against the recording", path);
  else
    trial_fail(t, "cannot write %s", path);
}

static void fail_difference(trial *t, wb_str expected, wb_str actual)
{
  WB_AUTO(buf) difference = { 0 };
  wb_str line, rest;
  difference_add(&difference, t->subject, expected, actual);
  rest = buf_view(&difference);
  while (str_split(&rest, '\n', &line))
    if (line.n)
      trial_fail(t, "%.*s", STR_ARG(line));
}

static void compare(trial *t, const char *folder, wb_str actual)
{
  WB_AUTO(buf) expected = { 0 };
  wb_error why = { 0 };
  wb_str path = arena_printf(t->memory, "%s/feed.json", folder);
  int rc = buf_read_file(&expected, path.p, &why);
  if (rc == WB_OK && str_equal(buf_view(&expected), actual))
    return;
  if (t->update) {
    write_feed(t, path.p, actual);
    return;
  }
  if (rc) {
    trial_fail(t, "has no feed.json to compare with (--update writes one): %s", why.text);
    return;
  }
  trial_fail(t, "the feed is not the expected one (--update writes the new one):");
  fail_difference(t, buf_view(&expected), actual);
}

static void run_cases(trial *t)
{
  const char **names = NULL;
  size_t count = 0, tracking = 0;
  if (!trial_open(t))
    return;
  for (size_t i = 0; i < t->carrier_count; i++)
    tracking += (t->carriers[i].copy.caps & WB_CAP_TRACK) != 0;
  if (!tracking)
    trial_skip(t, "the carriers of this file cannot be asked: they know number formats only");
  else if (!t->recordings)
    trial_skip(t, "no folder of recordings was named");
  else if (kit_cases(t->recordings, t->memory, &names, &count, t->err) == WB_OK && !count)
    trial_fail(
        t, "%s holds no case: a folder with `ask`, recordings and feed.json for each thing that can happen",
        t->recordings);
}

static void run_replay(trial *t)
{
  WB_AUTO(buf) out = { 0 };
  const char *folder = NULL;
  const wb_carrier *carrier = trial_carrier(t, &folder);
  host *h = carrier ? trial_host(t, NULL) : NULL;
  if (h && play(t, h, carrier, folder, &out, NULL))
    compare(t, folder, buf_view(&out));
  host_free(h);
}

/* Twice on one host, whose memory the first time has used, and once on a fresh one. */
static void run_again(trial *t)
{
  WB_AUTO(buf) first = { 0 };
  WB_AUTO(buf) second = { 0 };
  WB_AUTO(buf) third = { 0 };
  const char *folder = NULL;
  const wb_carrier *carrier = trial_carrier(t, &folder);
  host *h = carrier ? trial_host(t, NULL) : NULL, *fresh = carrier ? trial_host(t, NULL) : NULL;
  if (h && fresh && play(t, h, carrier, folder, &first, NULL) && play(t, h, carrier, folder, &second, NULL) &&
      play(t, fresh, carrier, folder, &third, NULL) &&
      (!str_equal(buf_view(&first), buf_view(&second)) || !str_equal(buf_view(&first), buf_view(&third)))) {
    bool again = !str_equal(buf_view(&first), buf_view(&second));
    trial_fail(t, "the same answer read twice gives two feeds: plan() and parse() must depend on their "
                  "arguments alone");
    fail_difference(t, buf_view(&first), again ? buf_view(&second) : buf_view(&third));
  }
  host_free(h);
  host_free(fresh);
}

/* ---- statuses ---- */

/* A feed.json that its author has read says "unmapped" where no row is meant to be. */
static bool is_expected(trial *t, const char *folder, wb_str actual)
{
  WB_AUTO(buf) expected = { 0 };
  wb_str path = arena_printf(t->memory, "%s/feed.json", folder);
  return !t->update && buf_read_file(&expected, path.p, NULL) == WB_OK &&
         str_equal(buf_view(&expected), actual);
}

static void tell_unmapped(trial *t, const wb_carrier *c, const feed_statement *s, bool expected)
{
  if (expected)
    trial_note(t, "code \"%.*s\" has no row, as feed.json says", STR_ARG(s->code));
  else
    trial_fail(t,
               "carrier %s: no table row explains code \"%.*s\", text \"%.*s\": add { \"%.*s\", WB_..., 0, 0 "
               "}, or let feed.json say "
               "\"unmapped\": true (--update)",
               c->id, STR_ARG(s->code), STR_ARG(s->text), STR_ARG(s->code));
}

static void run_statuses(trial *t)
{
  WB_AUTO(buf) out = { 0 };
  WB_AUTO(feed_ref) into = NULL;
  const char *folder = NULL;
  const wb_carrier *carrier = trial_carrier(t, &folder);
  host *h = carrier ? trial_host(t, NULL) : NULL;
  if (h && play(t, h, carrier, folder, &out, &into)) {
    bool expected = is_expected(t, folder, buf_view(&out));
    for (size_t i = 0; i < into->result_count; i++)
      for (size_t k = 0; k < into->results[i].event_count; k++)
        if (into->results[i].events[k].unmapped)
          tell_unmapped(t, carrier, &into->results[i].events[k], expected);
  }
  host_free(h);
}

const kit_kind kit_replays[] = {
  { WB_LEVEL_REPLAYS, "cases", "there is a case for each thing that can happen", KIT_ONCE, run_cases },
  { WB_LEVEL_REPLAYS, "replay", "the recording gives feed.json, byte for byte", KIT_EACH_CASE, run_replay },
  { WB_LEVEL_REPLAYS, "again", "the same answer gives the same feed each time", KIT_EACH_CASE, run_again },
  { WB_LEVEL_REPLAYS, "statuses", "every code has a row, or feed.json says that it has none", KIT_EACH_CASE,
    run_statuses },
  { 0 },
};
