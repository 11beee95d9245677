/* SPDX-License-Identifier: MIT */
/* The cache file as an enemy would write it. */
#include "core/plugin/image.h"
#include "core/plugin/declare.h"
#include "folder.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static void read_cache(const folder *f, buf *into)
{
  folder_add(f, "good", "good");
  folder_add(f, "http", "http");
  registry_free(folder_open(f, false));
  cr_assert_eq(buf_read_file(into, f->cache, NULL), WB_OK);
}

static int decode(wb_str bytes, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  image img;
  int rc = image_decode(bytes, memory, &img, err);
  for (uint32_t i = 0; rc == WB_OK && i < img.carriers.count; i++) {
    wb_carrier c = { 0 };
    const image_carrier *found = WB_AT(image_carrier, img.carriers, i);
    rc = declare_read_formats(found->formats, memory, &c, err);
    if (rc == WB_OK)
      rc = declare_read_rest(found->rest, memory, &c, err);
  }
  return rc;
}

/* Makes the checksum right again, so that the decoder itself must notice. */
static void seal(char *bytes, size_t n)
{
  uint64_t length = n - 32, hash = XXH3_64bits(bytes + 32, n - 32);
  for (int i = 0; i < 8; i++) {
    bytes[16 + i] = (char)(length >> (8 * i));
    bytes[24 + i] = (char)(hash >> (8 * i));
  }
}

Test(image, a_damaged_file_is_refused)
{
  WB_AUTO(buf) good = { 0 };
  folder f;
  folder_make(&f);
  read_cache(&f, &good);
  cr_assert_eq(decode(buf_view(&good), NULL), WB_OK);
  for (size_t n = 0; n < good.n; n++)
    cr_expect_eq(decode((wb_str){ good.data, n }, NULL), WB_E_PARSE, "cut at %zu", n);
  for (size_t i = 0; i < good.n; i++) {
    good.data[i] ^= 0x10;
    cr_expect_eq(decode(buf_view(&good), NULL), WB_E_PARSE, "byte %zu", i);
    good.data[i] ^= 0x10;
  }
  static const char *const words[] = { "it is not a plugin cache",
                                       "it is of version 99, this waybill writes 3",
                                       "its checksum is wrong" };
  static const size_t at[] = { 0, 8, 40 };
  for (size_t i = 0; i < WB_COUNT(words); i++) {
    wb_error err = { 0 };
    char kept = good.data[at[i]];
    good.data[at[i]] = 99;
    cr_expect_eq(decode(buf_view(&good), &err), WB_E_PARSE);
    cr_expect_str_eq(err.text, words[i]);
    good.data[at[i]] = kept;
  }
  folder_remove(&f);
}

Test(image, a_made_up_file_with_a_right_checksum_does_no_harm)
{
  WB_AUTO(buf) good = { 0 };
  folder f;
  folder_make(&f);
  read_cache(&f, &good);
  static const unsigned char values[] = { 0x00, 0x01, 0x7F, 0x80, 0xFF };
  unsigned refused = 0;
  for (size_t i = 32; i < good.n; i++)
    for (size_t k = 0; k < WB_COUNT(values); k++) {
      char kept = good.data[i];
      good.data[i] = (char)values[k];
      seal(good.data, good.n);
      refused += decode(buf_view(&good), NULL) != WB_OK;
      good.data[i] = kept;
    }
  cr_expect_gt(refused, 100);
  for (size_t n = 32; n < good.n; n++) {
    char kept[32];
    memcpy(kept, good.data, sizeof kept);
    seal(good.data, n);
    cr_expect_eq(decode((wb_str){ good.data, n }, NULL), WB_E_PARSE, "cut at %zu", n);
    memcpy(good.data, kept, sizeof kept);
  }
  folder_remove(&f);
}

Test(image, a_broken_cache_is_made_anew)
{
  WB_AUTO(buf) good = { 0 };
  folder f;
  folder_make(&f);
  read_cache(&f, &good);
  for (int i = 0; i < 4; i++) {
    FILE *out = fopen(f.cache, "w");
    cr_assert_not_null(out);
    if (i < 3)
      fwrite(good.data, 1, i == 0 ? 0 : i == 1 ? 20 : good.n - 1, out);
    else
      fwrite(good.data, 1, good.n, out);
    fclose(out);
    cr_assert_eq(chmod(f.cache, i < 3 ? 0600 : 0666), 0); /* whole, but anybody could have written it */
    registry *r = folder_open(&f, false);
    cr_expect_not(registry_was_cached(r), "case %d", i);
    cr_expect_eq(registry_count(r), 1);
    registry_free(r);
    r = folder_open(&f, false);
    cr_expect(registry_was_cached(r));
    registry_free(r);
  }
  folder_remove(&f);
}

Test(image, what_is_not_a_file_is_not_a_cache)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  cr_assert_eq(mkdir(f.cache, 0700), 0);
  registry *r = folder_open(&f, false);
  cr_expect_not(registry_was_cached(r));
  cr_expect_eq(registry_count(r), 1);
  registry_free(r);
  folder_remove(&f);
}

/* Whoever can write a cache must not be able to name a file elsewhere, or a folder that is not there. */
Test(image, no_carrier_leads_out_of_its_folder)
{
  const image_folder folders[] = { { "/usr/lib/waybill/plugins", 1, { 0 } } };
  const image_carrier carriers[] = {
    { "good", "Good", 0, "good.so", { 0 }, { { 0 } }, STR("f"), STR("r") },
    { "good", "Good", 0, "../../../tmp/evil.so", { 0 }, { { 0 } }, STR("f"), STR("r") },
    { "good", "Good", 1, "good.so", { 0 }, { { 0 } }, STR("f"), STR("r") },
    { NULL, "Good", 0, "good.so", { 0 }, { { 0 } }, STR("f"), STR("r") },
  };
  for (size_t i = 0; i < WB_COUNT(carriers); i++) {
    WB_AUTO(buf) bytes = { 0 };
    WB_AUTO(arena_ref) memory = arena_new(0);
    const image img = { .folders = WB_ARRAY(folders), .carriers = { &carriers[i], 1, sizeof carriers[i] } };
    image read;
    wb_error err = { 0 };
    cr_assert_eq(image_encode(&img, &bytes, NULL), WB_OK);
    cr_expect_eq(image_decode(buf_view(&bytes), memory, &read, &err), i == 0 ? WB_OK : WB_E_PARSE, "row %zu", i);
    cr_expect_str_eq(err.text, i == 0 ? "" : "carrier 1 is damaged");
  }
}
