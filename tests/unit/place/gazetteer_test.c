/* SPDX-License-Identifier: MIT */
#include "core/base/buf.h"
#include "core/place/gazetteer_file.h"
#include "core/place/place.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

static const char *const real = WB_BINARY_DIR "/share/waybill/places.bin";

static int open_bytes(const char *data, size_t n, wb_error *err)
{
  char path[] = "/tmp/waybill-places-XXXXXX";
  int file = mkstemp(path);
  cr_assert(file >= 0 && write(file, data, n) == (ssize_t)n);
  close(file);
  gazetteer *g = NULL;
  int rc = gazetteer_open(path, &g, err);
  gazetteer_close(g);
  unlink(path);
  return rc;
}

Test(gazetteer, opens_beside_the_library)
{
  WB_AUTO(gazetteer_ref) g = NULL;
  wb_error err = { 0 };
  cr_assert_eq(gazetteer_open(NULL, &g, &err), WB_OK, "%s", err.text);
}

Test(gazetteer, says_what_is_wrong_with_a_file)
{
  WB_AUTO(buf) all = { 0 };
  wb_error err = { 0 };
  gazetteer *g = NULL;
  cr_assert_eq(gazetteer_open("/nonexistent/places.bin", &g, &err), WB_E_IO);
  cr_assert(strstr(err.text, "/nonexistent/places.bin"));
  cr_assert_eq(buf_read_file(&all, real, NULL), WB_OK);

  err = (wb_error){ 0 };
  cr_assert_eq(open_bytes(all.data, 10, &err), WB_E_PARSE);
  err = (wb_error){ 0 };
  cr_assert_eq(open_bytes(all.data, all.n - 1, &err), WB_E_PARSE);
  cr_assert(strstr(err.text, "cut short"), "%s", err.text);
  all.data[0] ^= 1;
  err = (wb_error){ 0 };
  cr_assert_eq(open_bytes(all.data, all.n, &err), WB_E_PARSE);
  cr_assert(strstr(err.text, "another version"), "%s", err.text);
}

Test(gazetteer, refuses_sections_that_leave_the_file)
{
  WB_AUTO(buf) all = { 0 };
  cr_assert_eq(buf_read_file(&all, real, NULL), WB_OK);
  for (unsigned i = 0; i < PLACES_SECTIONS; i++) {
    places_header h;
    memcpy(&h, all.data, sizeof h);
    h.sections[i].count = UINT32_MAX;
    WB_AUTO(buf) bad = { 0 };
    buf_add(&bad, buf_view(&all));
    memcpy(bad.data, &h, sizeof h);
    cr_assert_eq(open_bytes(bad.data, bad.n, NULL), WB_E_PARSE, "section %u", i);
  }
}
