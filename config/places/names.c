/* SPDX-License-Identifier: MIT */
/* The spellings under which a name is looked for, and the table of all names. */
#include "compile.h"
#include "core/base/fold.h"
#include <stdio.h>
#define XXH_INLINE_ALL /* nothing to load */
#include <xxhash.h>

uint32_t atlas_text(atlas *a, const char *text)
{
  gpointer found;
  if (g_hash_table_lookup_extended(a->text_at, text, NULL, &found))
    return GPOINTER_TO_UINT(found);
  uint32_t at = (uint32_t)a->texts.n;
  buf_add_text(&a->texts, text);
  buf_add_byte(&a->texts, '\0');
  g_hash_table_insert(a->text_at, g_strdup(text), GUINT_TO_POINTER(at));
  return at;
}

static void add_folded(atlas *a, wb_str folded, uint32_t reference)
{
  if (folded.n == 0 || folded.n > PLACES_NAME_MAX)
    return;
  guint64 hash = XXH3_64bits(folded.p, folded.n);
  GArray *list = g_hash_table_lookup(a->names, &hash);
  if (!list) {
    list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_hash_table_insert(a->names, g_memdup2(&hash, sizeof hash), list);
  }
  for (guint i = 0; i < list->len; i++) {
    uint32_t *other = &g_array_index(list, uint32_t, i);
    if ((*other & ~PLACES_WEAK) == (reference & ~PLACES_WEAK)) {
      if (!(reference & PLACES_WEAK)) /* weak only while every way to it is */
        *other &= ~PLACES_WEAK;
      return;
    }
  }
  g_array_append_val(list, reference);
}

const GArray *atlas_named(const atlas *a, wb_str name)
{
  char folded[PLACES_NAME_MAX];
  size_t n = fold_text(name, folded, sizeof folded);
  guint64 hash = XXH3_64bits(folded, n);
  return g_hash_table_lookup(a->names, &hash);
}

void atlas_code(atlas *a, const char *country, const char *code, uint32_t region)
{
  char key[32];
  int n = snprintf(key, sizeof key, "%c%s %s", PLACES_CODE_MARK, country, code);
  for (int i = 0; i < n; i++)
    key[i] = ascii_lower(key[i]);
  add_folded(a, (wb_str){ key, (size_t)n }, PLACES_REFERENCE(PLACES_IS_REGION, false, region));
}

/* "Köln" as "Koeln": the letters as those write them who have no such keys. */
static void add_spelled_out(atlas *a, wb_str name, uint32_t reference)
{
  static const struct {
    const char *letter, *spelled;
  } rows[] = { { "ä", "ae" }, { "ö", "oe" }, { "ü", "ue" }, { "Ä", "ae" }, { "Ö", "oe" }, { "Ü", "ue" },
               { "ø", "oe" }, { "Ø", "oe" }, { "å", "aa" }, { "Å", "aa" }, { "ñ", "ny" } };
  WB_AUTO(buf) out = { 0 };
  bool changed = false;
  while (name.n) {
    size_t taken = 0;
    for (size_t i = 0; i < WB_COUNT(rows) && !taken; i++)
      if (str_starts(name, str_of(rows[i].letter))) {
        buf_add_text(&out, rows[i].spelled);
        taken = strlen(rows[i].letter);
        changed = true;
      }
    if (!taken)
      buf_add_byte(&out, name.p[0]);
    name = str_from(name, taken ? taken : 1);
  }
  char folded[PLACES_NAME_MAX];
  if (changed)
    add_folded(a, (wb_str){ folded, fold_text(buf_view(&out), folded, sizeof folded) }, reference);
}

/* The name with a word put for another wherever it stands as a word. */
static void add_replaced(atlas *a, wb_str folded, const char *word, const char *by, uint32_t reference)
{
  char padded[PLACES_NAME_MAX + 3], pattern[32], out[2 * PLACES_NAME_MAX];
  snprintf(padded, sizeof padded, " %.*s ", STR_ARG(folded));
  snprintf(pattern, sizeof pattern, " %s ", word);
  char *found = strstr(padded, pattern);
  if (!found)
    return;
  int n = snprintf(out, sizeof out, "%.*s %s%s%s", (int)(found - padded), padded, by, *by ? " " : "",
                   found + strlen(pattern));
  add_folded(a, str_trim((wb_str){ out, (size_t)n }), reference);
}

/* "Frankfurt am Main" is called Frankfurt; "Frankfurt (Oder)" too. */
static void add_shortened(atlas *a, wb_str name, wb_str folded, uint32_t reference)
{
  static const char *const joints[] = { " am ",     " an der ", " an den ", " in der ", " im ",  " ob der ",
                                        " upon ",   " on ",     " sur ",    " na ",     " nad ", " aan den ",
                                        " aan de ", " del ",    " de la ",  " под " };
  size_t bracket = str_find_byte(name, '(');
  char shorter[PLACES_NAME_MAX];
  if (bracket != SIZE_MAX && bracket > 3)
    add_folded(a, (wb_str){ shorter, fold_text(str_upto(name, bracket), shorter, sizeof shorter) },
               reference | PLACES_WEAK);
  for (size_t i = 0; i < WB_COUNT(joints); i++) {
    size_t at = str_find(folded, str_of(joints[i]));
    if (at != SIZE_MAX && at >= 4)
      add_folded(a, str_upto(folded, at), reference | PLACES_WEAK);
  }
}

/* Endings that say what kind of place it is: 上海市 is 上海, 서울특별시 is 서울. */
static void add_without_ending(atlas *a, wb_str folded, uint32_t reference)
{
  static const char *const endings[] = {
    "特别行政区", "特別行政區", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "特别市",
    "广域市",     "地区",       "市",         "省",         "都",           "府",     "县",     "縣",
    "県",         "区",         "區",         "특별자치시", "특별자치도",   "특별시", "광역시", " 시",
    "시",         "군",         "도",         " shi",       " si",          " sheng"
  };
  for (size_t i = 0; i < WB_COUNT(endings); i++) {
    wb_str ending = str_of(endings[i]);
    if (str_ends(folded, ending) && folded.n >= ending.n + 4) {
      add_folded(a, str_trim(str_upto(folded, folded.n - ending.n)), reference);
      return;
    }
  }
}

static bool is_short_latin(wb_str folded)
{
  if (folded.n > 3)
    return false;
  for (size_t i = 0; i < folded.n; i++)
    if ((unsigned char)folded.p[i] >= 0x80)
      return false;
  return true;
}

void atlas_name(atlas *a, wb_str name, uint32_t reference, bool exact)
{
  static const char *const pairs[][2] = { { "saint", "st" },    { "st", "saint" }, { "sankt", "st" },
                                          { "sainte", "ste" },  { "mount", "mt" }, { "fort", "ft" },
                                          { "heights", "hts" }, { "point", "pt" }, { "springs", "spgs" },
                                          { "and", "" } };
  char bytes[PLACES_NAME_MAX], joined[PLACES_NAME_MAX];
  wb_str folded = { bytes, fold_text(name, bytes, sizeof bytes) };
  if (!exact && is_short_latin(folded))
    return;
  add_folded(a, folded, reference);
  if (str_find_byte(name, '\'') != SIZE_MAX || str_find(name, STR("’")) != SIZE_MAX) {
    WB_AUTO(buf) out = { 0 };
    for (size_t i = 0; i < name.n; i++)
      if (name.p[i] == '\'')
        continue;
      else if (str_starts(str_from(name, i), STR("’")))
        i += 2;
      else
        buf_add_byte(&out, name.p[i]);
    add_folded(a, (wb_str){ joined, fold_text(buf_view(&out), joined, sizeof joined) }, reference);
  }
  add_spelled_out(a, name, reference);
  for (size_t i = 0; i < WB_COUNT(pairs); i++)
    add_replaced(a, folded, pairs[i][0], pairs[i][1], reference);
  add_without_ending(a, folded, reference);
  if (places_kind(reference) == PLACES_IS_CITY)
    add_shortened(a, name, folded, reference);
}

/* ---- the table ---- */

static uint32_t rank(const atlas *a, uint32_t reference)
{
  uint32_t index = reference & PLACES_INDEX;
  if (places_kind(reference) == PLACES_IS_CITY)
    return g_array_index(a->cities, places_city, index).population;
  return places_kind(reference) == PLACES_IS_WORD ? 0 : UINT32_MAX;
}

static int by_rank(const void *left, const void *right, void *context)
{
  uint32_t one = *(const uint32_t *)left, other = *(const uint32_t *)right;
  uint32_t a = rank(context, one), b = rank(context, other);
  return a != b ? (a < b ? 1 : -1) : (one > other) - (one < other);
}

static int by_hash(const void *left, const void *right)
{
  guint64 one = *(const guint64 *)left, other = *(const guint64 *)right;
  return (one > other) - (one < other);
}

void atlas_pack_names(atlas *a, buf *slots, buf *lists, uint32_t *ret_slots, uint32_t *ret_lists)
{
  uint32_t count = 1;
  guint n = 0;
  while (count < g_hash_table_size(a->names) * 3 / 2)
    count *= 2;
  guint64 *hashes = g_new(guint64, g_hash_table_size(a->names)), *key;
  GHashTableIter each;
  g_hash_table_iter_init(&each, a->names);
  while (g_hash_table_iter_next(&each, (gpointer *)&key, NULL))
    hashes[n++] = *key;
  qsort(hashes, n, sizeof *hashes, by_hash); /* the same bytes on every run */
  places_name *packed_names = g_new(places_name, count);
  memset(packed_names, 0xFF, count * sizeof *packed_names);
  GArray *packed = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < n; i++) {
    GArray *list = g_hash_table_lookup(a->names, &hashes[i]);
    uint32_t reference = g_array_index(list, uint32_t, 0), slot = (uint32_t)hashes[i] & (count - 1);
    if (list->len > 1) {
      g_array_sort_with_data(list, by_rank, a);
      reference = PLACES_LIST | packed->len;
      g_array_append_val(packed, list->len);
      g_array_append_vals(packed, list->data, list->len);
    }
    while (packed_names[slot].reference != PLACES_NO_NAME)
      slot = (slot + 1) & (count - 1);
    packed_names[slot] = (places_name){ (uint32_t)(hashes[i] >> 32), reference };
  }
  buf_add(slots, (wb_str){ (const char *)packed_names, count * sizeof *packed_names });
  buf_add(lists, (wb_str){ packed->data, packed->len * sizeof(uint32_t) });
  *ret_slots = count;
  *ret_lists = packed->len;
  g_array_free(packed, TRUE);
  g_free(packed_names);
  g_free(hashes);
}
