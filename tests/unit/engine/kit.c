/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "kit.h"
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char home[] = "/tmp/waybill-engine-XXXXXX";
extern char **environ;

void kit_home(void)
{
  cr_assert(mkdtemp(home));
  for (char **e = environ; *e;) {
    wb_str name = str_upto(str_of(*e), str_find_byte(str_of(*e), '='));
    WB_AUTO(buf) copy = { 0 };
    buf_add(&copy, name);
    if (str_starts(name, STR("XDG_")) || str_starts(name, STR("WAYBILL_")))
      unsetenv(buf_cstr(&copy));
    else
      e++;
  }
  setenv("HOME", home, 1);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
  (void)st;
  (void)kind;
  (void)at;
  return remove(path);
}

void kit_home_remove(void)
{
  nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *kit_folder(void)
{
  return home;
}

wb_context *kit_demo(void)
{
  wb_context *c = NULL;
  wb_error err = { 0 };
  wb_options o = WB_INIT(wb_options);
  o.config_file = "";
  o.demo = 1;
  cr_ok(wb_context_new(&o, &c, &err), err);
  return c;
}

wb_context *kit_live(mock *m, const char *script)
{
  wb_context *c = NULL;
  wb_error err = { 0 };
  WB_AUTO(buf) text = { 0 };
  const char *overrides[5];
  size_t starts[5], count = 0;
  const char *const pairs[][2] = { { "net.ca_file=", mock_ca_file(m) },
                                   { "probe.endpoint.api=", mock_url(m) },
                                   { "probe.script=", script },
                                   { "probe.client_id=", MOCK_ID },
                                   { "probe.client_secret=", MOCK_SECRET } };
  for (; count < WB_COUNT(pairs); count++) {
    starts[count] = text.n;
    buf_printf(&text, "%s%s", pairs[count][0], pairs[count][1]);
    buf_add_byte(&text, '\0');
  }
  for (size_t i = 0; i < count; i++)
    overrides[i] = text.data + starts[i];
  WB_AUTO(buf) folder = { 0 };
  wb_str probe = STR(WB_PROBE);
  size_t slash = probe.n;
  while (probe.p[slash - 1] != '/')
    slash--;
  buf_add(&folder, str_upto(probe, slash - 1));
  const char *folders[] = { buf_cstr(&folder) };
  wb_options o = WB_INIT(wb_options);
  o.config_file = "";
  o.overrides = overrides;
  o.override_count = count;
  o.plugin_folders = folders;
  o.plugin_folder_count = 1;
  cr_ok(wb_context_new(&o, &c, &err), err);
  return c;
}

wb_query kit_query(const char *number)
{
  wb_query q = WB_INIT(wb_query);
  q.number = str_of(number);
  return q;
}

size_t kit_each_case(kit_case_fn *visit, void *user)
{
  glob_t found;
  cr_assert_eq(glob(WB_SOURCE_DIR "/plugins/[a-z]*/recordings/*", 0, NULL, &found), 0);
  size_t count = found.gl_pathc;
  for (size_t i = 0; i < count; i++)
    visit(found.gl_pathv[i], user);
  globfree(&found);
  return count;
}

bool kit_read(const char *folder, const char *name, buf *out)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", folder, name);
  return buf_read_file(out, buf_cstr(&path), NULL) == WB_OK;
}
