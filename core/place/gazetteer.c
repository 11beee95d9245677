/* SPDX-License-Identifier: MIT */
#include "gazetteer.h"
#include "../base/buf.h"
#include "../base/fold.h"
#include "../base/module.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL /* nothing to load */
#include <xxhash.h>

#define PROBES_MAX   64 /* of the table of names; a sound file needs far fewer */
#define MEANINGS_MAX 96 /* of one name that are looked at; San José has about thirty */

struct gazetteer {
  const unsigned char *map;
  size_t bytes;
  places_section sections[PLACES_SECTIONS];
};

static const size_t row_bytes[PLACES_SECTIONS] = {
  [PLACES_TEXTS] = 1,
  [PLACES_ZONES] = sizeof(uint32_t),
  [PLACES_ZONE_LISTS] = sizeof(uint16_t),
  [PLACES_ZONE_SETS] = sizeof(places_zone_set),
  [PLACES_COUNTRIES] = sizeof(places_country),
  [PLACES_REGIONS] = sizeof(places_region),
  [PLACES_CITIES] = sizeof(places_city),
  [PLACES_SITES] = sizeof(places_site),
  [PLACES_POSTCODES] = sizeof(places_postcode),
  [PLACES_NAMES] = sizeof(places_name),
  [PLACES_LISTS] = sizeof(uint32_t),
};

/* ---- opening ---- */

static bool has_row_none(unsigned section)
{
  return section >= PLACES_ZONE_SETS && section <= PLACES_SITES;
}

static bool is_sound(const places_header *h, const unsigned char *map, size_t bytes)
{
  for (unsigned i = 0; i < PLACES_SECTIONS; i++) {
    const places_section *s = &h->sections[i];
    if (s->at % 8 || s->at > bytes || s->count > (bytes - s->at) / row_bytes[i])
      return false;
    if (has_row_none(i) && s->count == 0)
      return false;
  }
  uint32_t slots = h->sections[PLACES_NAMES].count;
  const places_section *texts = &h->sections[PLACES_TEXTS];
  return slots > 0 && (slots & (slots - 1)) == 0 && texts->count > 0 &&
         map[texts->at + texts->count - 1] == 0;
}

static int open_map(const char *path, gazetteer *g, wb_error *err)
{
  struct stat about;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return error_set(err, WB_E_IO, "%s: %s", path, strerror(errno));
  bool readable = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
  g->bytes =
      readable && about.st_size > 0 && (uint64_t)about.st_size < UINT32_MAX ? (size_t)about.st_size : 0;
  void *map =
      g->bytes >= sizeof(places_header) ? mmap(NULL, g->bytes, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
  int rc = !readable ? error_set(err, WB_E_IO, "%s: not a file that can be read", path)
           : map == MAP_FAILED
               ? error_set(err, WB_E_PARSE, "%s: not a gazetteer of waybill; install waybill again", path)
               : WB_OK;
  close(file);
  if (rc == WB_OK)
    g->map = map;
  return rc;
}

int gazetteer_open(const char *path, gazetteer **ret_gazetteer, wb_error *err)
{
  WB_AUTO(buf) folder = { 0 };
  WB_AUTO(gazetteer_ref) g = calloc(1, sizeof *g);
  places_header h;
  if (!g)
    return error_nomem(err);
  int rc = path ? WB_OK : module_data_folder(&folder, err);
  if (rc)
    return rc;
  buf_add_text(&folder, path ? path : "/places.bin");
  path = buf_cstr(&folder);
  if ((rc = open_map(path, g, err)) != WB_OK)
    return rc;
  memcpy(&h, g->map, sizeof h);
  if (h.magic != PLACES_MAGIC || h.version != PLACES_VERSION)
    return error_set(err, WB_E_PARSE, "%s: a gazetteer of another version of waybill; install waybill again",
                     path);
  if (h.bytes != g->bytes || !is_sound(&h, g->map, g->bytes))
    return error_set(err, WB_E_PARSE, "%s: damaged or cut short; install waybill again", path);
  memcpy(g->sections, h.sections, sizeof g->sections);
  *ret_gazetteer = wb_steal(&g);
  return WB_OK;
}

void gazetteer_close(gazetteer *g)
{
  if (!g)
    return;
  if (g->map)
    munmap((void *)(uintptr_t)g->map, g->bytes);
  free(g);
}

/* ---- rows ---- */

static uint32_t count_of(const gazetteer *g, unsigned section)
{
  return g->sections[section].count;
}

static const void *row(const gazetteer *g, unsigned section, uint32_t number)
{
  return g->map + g->sections[section].at +
         (size_t)(number < count_of(g, section) ? number : 0) * row_bytes[section];
}

const places_country *gazetteer_country_row(const gazetteer *g, uint32_t number)
{
  return row(g, PLACES_COUNTRIES, number);
}

const places_region *gazetteer_region_row(const gazetteer *g, uint32_t number)
{
  return row(g, PLACES_REGIONS, number);
}

const places_city *gazetteer_city_row(const gazetteer *g, uint32_t number)
{
  return row(g, PLACES_CITIES, number);
}

const places_site *gazetteer_site_row(const gazetteer *g, uint32_t number)
{
  return row(g, PLACES_SITES, number);
}

static const char *text(const gazetteer *g, uint32_t at)
{
  return row(g, PLACES_TEXTS, at);
}

uint16_t gazetteer_country_number(const gazetteer *g, wb_str code)
{
  if (code.n != 2)
    return 0;
  const char upper[2] = { ascii_upper(code.p[0]), ascii_upper(code.p[1]) };
  for (uint32_t i = 1; i < count_of(g, PLACES_COUNTRIES) && i < UINT16_MAX; i++)
    if (memcmp(gazetteer_country_row(g, i)->code, upper, 2) == 0)
      return (uint16_t)i;
  return 0;
}

static int compare_postcode(const places_postcode *p, wb_str country, wb_str prefix)
{
  int order = memcmp(p->country, country.p, 2);
  char padded[sizeof p->prefix] = { 0 };
  memcpy(padded, prefix.p, prefix.n);
  return order ? order : memcmp(p->prefix, padded, sizeof padded);
}

const places_postcode *gazetteer_postcode_row(const gazetteer *g, wb_str country, wb_str postcode)
{
  if (country.n != 2 || postcode.n == 0)
    return NULL;
  for (size_t n = postcode.n < 5 ? postcode.n : 5; n > 0; n--) {
    uint32_t low = 0, high = count_of(g, PLACES_POSTCODES);
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      const places_postcode *p = row(g, PLACES_POSTCODES, middle);
      int order = compare_postcode(p, country, str_upto(postcode, n));
      if (order == 0)
        return p;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  }
  return NULL;
}

/* ---- names ---- */

bool gazetteer_find(const gazetteer *g, wb_str folded, name_meanings *ret_meanings)
{
  uint64_t hash = XXH3_64bits(folded.p, folded.n);
  uint32_t mask = count_of(g, PLACES_NAMES) - 1, slot = (uint32_t)hash & mask;
  for (unsigned i = 0; i < PROBES_MAX; i++, slot = (slot + 1) & mask) {
    const places_name *name = row(g, PLACES_NAMES, slot);
    if (name->reference == PLACES_NO_NAME)
      return false;
    if (name->tag != (uint32_t)(hash >> 32))
      continue;
    *ret_meanings = (name_meanings){ NULL, 1, name->reference };
    if (!(name->reference & PLACES_LIST))
      return true;
    uint32_t at = name->reference & ~PLACES_LIST, all = count_of(g, PLACES_LISTS);
    if (at >= all)
      return false;
    const uint32_t *list = row(g, PLACES_LISTS, at);
    uint32_t most = all - at - 1 < MEANINGS_MAX ? all - at - 1 : MEANINGS_MAX;
    *ret_meanings = (name_meanings){ list + 1, list[0] < most ? list[0] : most, 0 };
    return ret_meanings->count > 0;
  }
  return false;
}

static uint16_t region_among(const gazetteer *g, uint16_t country, const name_meanings *m)
{
  for (uint32_t i = 0; i < m->count; i++) {
    uint32_t reference = name_meaning(m, i);
    if (places_kind(reference) == PLACES_IS_REGION &&
        gazetteer_region_row(g, reference & PLACES_INDEX)->country == country)
      return (uint16_t)(reference & PLACES_INDEX);
  }
  return 0;
}

uint16_t gazetteer_find_region(const gazetteer *g, uint16_t country, wb_str code_or_name)
{
  char key[PLACES_NAME_MAX + 4];
  const char *code = gazetteer_country_row(g, country)->code;
  key[0] = PLACES_CODE_MARK;
  key[1] = ascii_lower(code[0]);
  key[2] = ascii_lower(code[1]);
  key[3] = ' ';
  size_t n = fold_text(code_or_name, key + 4, PLACES_NAME_MAX);
  name_meanings m;
  uint16_t found = 0;
  if (country && n && gazetteer_find(g, (wb_str){ key, n + 4 }, &m))
    found = region_among(g, country, &m);
  if (!found && country && n && gazetteer_find(g, (wb_str){ key + 4, n }, &m))
    found = region_among(g, country, &m);
  return found;
}

/* ---- what is told of a place that was found ---- */

size_t gazetteer_zones(const gazetteer *g, const place_found *found, const char **ret_zones, size_t max)
{
  if (!g)
    return 0;
  const places_zone_set *set = row(g, PLACES_ZONE_SETS, found->zones);
  uint32_t all = count_of(g, PLACES_ZONE_LISTS);
  if (set->first > all || set->count > all - set->first)
    return 0;
  for (uint32_t i = 0; i < set->count && i < max; i++) {
    const uint16_t *zone = row(g, PLACES_ZONE_LISTS, set->first + i);
    const uint32_t *at = row(g, PLACES_ZONES, *zone);
    ret_zones[i] = text(g, *at);
  }
  return set->count;
}

wb_str gazetteer_city(const gazetteer *g, const place_found *found)
{
  return g && found->city ? str_of(text(g, gazetteer_city_row(g, found->city)->name)) : (wb_str){ NULL, 0 };
}

wb_str gazetteer_region(const gazetteer *g, const place_found *found)
{
  return g && found->region ? str_of(text(g, gazetteer_region_row(g, found->region)->name))
                            : (wb_str){ NULL, 0 };
}
