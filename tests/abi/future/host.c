/* SPDX-License-Identifier: MIT */
/* future_host PLUGIN.so RECORDINGS [PLUGIN.so RECORDINGS]...: the host room, built against the header of a
 * later version, loads plugins of today and replays their cases: what comes out is their feed.json, byte for
 * byte. */
#include "core/doc/doc.h"
#include "core/kit/trial.h"
#include <stdio.h>
#include <stdlib.h>

#ifndef WB_FUTURE
#error "this is to be built against the future header"
#endif

/* The parts are of today: the languages are linked in, and grow with the rest. */
int doc_open_json(const doc_language **ret_language, wb_error *err)
{
  (void)err;
  *ret_language = doc_json_language();
  return WB_OK;
}

int doc_open_xml(const doc_language **ret_language, wb_error *err)
{
  (void)err;
  *ret_language = doc_xml_language();
  return WB_OK;
}

static int compare(const char *folder, wb_str actual)
{
  WB_AUTO(buf) path = { 0 };
  WB_AUTO(buf) expected = { 0 };
  WB_AUTO(buf) difference = { 0 };
  wb_error err = { 0 };
  buf_printf(&path, "%s/feed.json", folder);
  if (buf_read_file(&expected, buf_cstr(&path), &err))
    return fprintf(stderr, "%s\n", err.text), 1;
  if (str_equal(buf_view(&expected), actual))
    return 0;
  difference_add(&difference, folder, buf_view(&expected), actual);
  fputs(buf_cstr(&difference), stderr);
  return 1;
}

static int replay(host *h, const wb_carrier *carrier, const char *recordings, const char *name)
{
  WB_AUTO(buf) folder = { 0 };
  WB_AUTO(buf) out = { 0 };
  wb_error err = { 0 };
  buf_printf(&folder, "%s/%s", recordings, name);
  if (play_case(h, carrier, buf_cstr(&folder), NULL, &out, NULL, &err))
    return fprintf(stderr, "%s: %s\n", buf_cstr(&folder), err.text), 1;
  return compare(buf_cstr(&folder), buf_view(&out));
}

static int replay_all(const char *plugin, const char *recordings, size_t *cases)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  const char **names = NULL;
  size_t count = 0, carriers = 0;
  open_carrier *list = NULL;
  wb_error err = { 0 };
  host *h = NULL;
  int failed = 0;
  if (!memory || open_plugin(plugin, memory, &list, &carriers, &err) ||
      kit_cases(recordings, memory, &names, &count, &err) || host_new(NULL, &h, &err))
    return fprintf(stderr, "%s: %s\n", plugin, err.text), 1;
  for (size_t i = 0; i < count; i++)
    failed |= replay(h, &list[0].copy, recordings, names[i]);
  *cases += count;
  host_free(h);
  return failed;
}

int main(int count, char **arguments)
{
  size_t cases = 0;
  int failed = 0;
  for (int i = 1; i + 1 < count; i += 2)
    failed |= replay_all(arguments[i], arguments[i + 1], &cases);
  printf("%zu cases\n", cases);
  return failed || !cases ? EXIT_FAILURE : EXIT_SUCCESS;
}
