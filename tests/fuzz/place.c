/* SPDX-License-Identifier: MIT */
/* First byte 0..127: the members of a place, a line each, asked of the real gazetteer.  Else a damaged
 * gazetteer: the real one, with a byte changed at each place that six bytes of the input name (section or
 * offset, and value). */
#include "core/place/place.h"
#include "core/base/buf.h"
#include "core/place/gazetteer_file.h"
#include "fuzz.h"
#include <fcntl.h>
#include <unistd.h>

#define REAL WB_BINARY_DIR "/share/waybill/places.bin"

static char path[] = "/tmp/waybill-fuzz-places-XXXXXX";
static int file = -1;
static buf real;

static void remove_file(void)
{
  unlink(path);
  buf_free(&real);
}

static void ask(const gazetteer *g, const wb_place *p)
{
  place_found f, again;
  place_cache_slot slots[2];
  memset(slots, 0, sizeof slots);
  place_cache cache = { slots, WB_COUNT(slots) };
  const char *zones[4];
  place_resolve(g, NULL, p, str_of("US"), &f);
  for (int i = 0; i < 2; i++) {
    place_resolve(g, &cache, p, str_of("US"), &again);
    fuzz_promise(place_compare(&f, &again) == place_compare(&again, &f), "comparing is symmetrical");
    fuzz_promise(again.level == f.level && again.city == f.city && again.certainty == f.certainty,
                 "a cache changes nothing");
  }
  fuzz_promise(f.certainty <= 1000 && f.level <= PLACE_FACILITY, "numbers in their range");
  fuzz_promise((f.level == PLACE_NONE) == (f.country[0] == '\0'), "whatever is known lies in a country");
  size_t n = gazetteer_zones(g, &f, zones, WB_COUNT(zones));
  for (size_t i = 0; i < n && i < WB_COUNT(zones); i++)
    fuzz_promise(zones[i] && zones[i][0], "a zone is a text of the file");
  wb_str city = gazetteer_city(g, &f), region = gazetteer_region(g, &f);
  fuzz_promise((city.n == 0 || city.p) && (region.n == 0 || region.p), "names are texts of the file");
}

static void ask_members(const uint8_t *data, size_t n)
{
  static gazetteer *g;
  wb_str lines[6] = { { NULL, 0 } };
  char *copy = fuzz_copy(data, n);
  wb_str rest = { copy, n };
  for (size_t i = 0; i < WB_COUNT(lines) && str_split(&rest, '\n', &lines[i]); i++)
    continue;
  if (!g)
    fuzz_promise(gazetteer_open(REAL, &g, NULL) == WB_OK, "the real gazetteer");
  const wb_place p = { .text = lines[0],
                       .city = lines[1],
                       .region = lines[2],
                       .postcode = lines[3],
                       .country = lines[4],
                       .facility = lines[5] };
  ask(g, &p);
  free(copy);
}

static void ask_damaged(const uint8_t *data, size_t n)
{
  static const wb_place places[] = { { .text = { "SECAUCUS, NJ 07094 USA", 22 } },
                                     { .text = { "Springfield", 11 }, .country = { "US", 2 } },
                                     { .postcode = { "79901", 5 }, .country = { "US", 2 } },
                                     { .text = { "USJFKA", 6 } },
                                     { .text = { "上海市", 9 } } };
  gazetteer *g = NULL;
  if (file < 0) {
    file = mkstemp(path);
    fuzz_promise(file >= 0 && buf_read_file(&real, REAL, NULL) == WB_OK, "a copy of the real gazetteer");
    fuzz_promise(write(file, real.data, real.n) == (ssize_t)real.n, "a copy of the real gazetteer");
    atexit(remove_file);
  }
  for (size_t i = 0; i + 6 <= n; i += 6) {
    uint32_t at =
        (uint32_t)data[i] << 24 | (uint32_t)data[i + 1] << 16 | (uint32_t)data[i + 2] << 8 | data[i + 3];
    at %= data[i + 4] & 1 ? (uint32_t)sizeof(places_header) : (uint32_t)real.n;
    fuzz_promise(pwrite(file, &data[i + 5], 1, at) == 1, "damage");
  }
  if (gazetteer_open(path, &g, NULL) == WB_OK)
    for (size_t i = 0; i < WB_COUNT(places); i++) {
      place_found f;
      const char *zones[4];
      place_resolve(g, NULL, &places[i], str_of(""), &f);
      fuzz_promise(gazetteer_zones(g, &f, zones, WB_COUNT(zones)) <= UINT16_MAX * (size_t)UINT16_MAX,
                   "no crash");
    }
  gazetteer_close(g);
  for (size_t i = 0; i + 6 <= n; i += 6) {
    uint32_t at =
        (uint32_t)data[i] << 24 | (uint32_t)data[i + 1] << 16 | (uint32_t)data[i + 2] << 8 | data[i + 3];
    at %= data[i + 4] & 1 ? (uint32_t)sizeof(places_header) : (uint32_t)real.n;
    fuzz_promise(pwrite(file, real.data + at, 1, at) == 1, "repair");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  if (n > 0 && data[0] >= 128)
    ask_damaged(data + 1, n - 1);
  else
    ask_members(data, n);
  return 0;
}
