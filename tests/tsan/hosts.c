/* SPDX-License-Identifier: MIT */
/* plan() and parse() of each carrier in several threads at once, each with a host of its own, over all recordings. */
#include "../carriers/replay.h"
#include "crew.h"
#include <glob.h>

#define CARRIER(id) wb_module_fn wb_module_##id;
#include "carriers.inc"
#undef CARRIER

static wb_module_fn *const modules[] = {
#define CARRIER(id) wb_module_##id,
#include "carriers.inc"
#undef CARRIER
};

static void play_one(host *h, const wb_carrier *carrier, const char *folder, crew_tally *tally)
{
  WB_AUTO(buf) text = { 0 };
  wb_error err = { 0 };
  if (play_case(h, carrier, folder, NULL, &text, NULL, &err))
    crew_fail(folder, err.text);
  crew_add(tally, buf_view(&text));
}

static void play_carrier(host *h, const wb_carrier *carrier, crew_tally *tally)
{
  WB_AUTO(buf) pattern = { 0 };
  glob_t found = { 0 };
  buf_printf(&pattern, WB_SOURCE_DIR "/plugins/%s/recordings/*/ask", carrier->id);
  if (glob(buf_cstr(&pattern), 0, NULL, &found))
    return; /* a carrier may have none yet */
  for (size_t i = 0; i < found.gl_pathc; i++) {
    *strrchr(found.gl_pathv[i], '/') = '\0';
    play_one(h, carrier, found.gl_pathv[i], tally);
  }
  globfree(&found);
}

static void work(void *user, crew_tally *tally)
{
  host *h = NULL;
  wb_error err = { 0 };
  (void)user;
  if (host_new(NULL, &h, &err))
    crew_fail("host_new", err.text);
  for (size_t i = 0; i < WB_COUNT(modules); i++) {
    const wb_module *m = modules[i](WB_ABI_MAJOR, WB_ABI_MAJOR);
    for (uint32_t k = 0; m && k < m->carrier_count; k++)
      play_carrier(h, m->carriers[k], tally);
  }
  host_free(h);
}

int main(void)
{
  crew_run("hosts", work, NULL);
  return EXIT_SUCCESS;
}
