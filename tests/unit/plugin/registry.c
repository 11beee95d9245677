/* SPDX-License-Identifier: MIT */
#include "core/base/clock.h"
#include "core/plugin/image.h"
#include "folder.h"
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Test(registry, gives_everything_that_a_carrier_declares)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  for (int cached = 0; cached < 2; cached++) {
    registry *r = folder_open(&f, false);
    const registry_carrier *c;
    char path[256];
    cr_assert_eq(registry_was_cached(r), cached == 1);
    cr_assert_eq(registry_find(r, STR("good"), &c, NULL), WB_OK);
    snprintf(path, sizeof path, "%s/good.so", f.plugins);
    cr_expect_str_eq(c->path, path);
    cr_expect_not(c->bundled);
    const wb_carrier *d = c->declared;
    cr_expect_eq(d->struct_size, sizeof *d);
    cr_expect_eq(d->caps, WB_CAP_TRACK);
    cr_expect_str_eq(d->name, "Fixture");
    cr_expect_str_eq(d->version, "1.0.0");
    cr_expect_str_eq(d->licence, "MIT");
    cr_expect_str_eq(d->homepage, "https://fixture.example/");
    cr_expect_null(d->support);
    cr_expect_str_eq(d->countries, "DE,AT");
    cr_expect_str_eq(d->languages, "en,de");
    cr_assert_eq(d->endpoints.count, 1);
    cr_expect_str_eq(WB_AT(wb_endpoint, d->endpoints, 0)->sandbox_origin,
                     "https://sandbox.fixture.example:8443");
    cr_assert_eq(d->credentials.count, 2);
    cr_expect_str_eq(WB_AT(wb_credential, d->credentials, 1)->label, "API secret");
    cr_expect_eq(d->settings.count, 0);
    cr_assert_eq(d->auth.count, 1);
    cr_expect_eq(WB_AT(wb_auth, d->auth, 0)->token_form, WB_TOKEN_FORM);
    cr_expect_str_eq(WB_AT(wb_auth, d->auth, 0)->credential[1], "client_secret");
    cr_expect_null(WB_AT(wb_auth, d->auth, 0)->credential[2]);
    cr_expect_eq(d->limits->batch_max, 10);
    cr_expect_eq(d->limits->window_ms, 60000);
    cr_expect_null(d->hook);
    cr_expect(!d->plan && !d->parse && !d->webhook && !d->extension);
    cr_assert_eq(d->formats.count, 1);
    const wb_format *format = WB_AT(wb_format, d->formats, 0);
    cr_expect_str_eq(format->pattern, "FX[0-9]{9}");
    const wb_lookup *lookup = WB_AT(wb_lookup, format->lookups, 0);
    cr_expect_str_eq(WB_AT(wb_label, lookup->labels, 1)->text, "Pallet");
    cr_expect_eq(registry_at(r, 0), c);
    cr_expect_null(registry_at(r, 1));
    cr_expect_null(registry_id(r, 1));
    registry_free(r);
  }
  folder_remove(&f);
}

Test(registry, loads_plugins_that_are_larger_or_smaller_than_ours)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "larger", "larger");
  folder_add(&f, "smaller", "smaller");
  registry *r = folder_open(&f, false);
  const wb_carrier *c = NULL;
  wb_error err = { 0 };
  cr_assert_eq(registry_load(r, STR("larger"), &c, &err), WB_OK, "%s", err.text);
  cr_assert_eq(c->endpoints.count, 2);
  cr_expect_str_eq(WB_AT(wb_endpoint, c->endpoints, 1)->origin, "https://two.example");
  cr_expect_not_null(c->parse);
  cr_assert_eq(registry_load(r, STR("smaller"), &c, &err), WB_OK, "%s", err.text);
  cr_expect_eq(c->struct_size, sizeof *c);
  cr_expect_not_null(c->parse);
  cr_expect_null(c->webhook);
  cr_expect_null(c->extension);
  cr_expect_eq(c->limits->batch_max, 10);
  cr_expect_eq(c->limits->requests, 0, "beyond the plugin's struct_size");
  cr_expect_eq(c->limits->struct_size, sizeof *c->limits);
  registry_free(r);
  folder_remove(&f);
}

Test(registry, loads_every_kind_of_carrier)
{
  folder f;
  folder_make(&f);
  static const char *const names[] = { "good", "pushed", "formats_only", "two" };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    folder_add(&f, names[i], names[i]);
  registry *r = folder_open(&f, false);
  static const char *const ids[] = { "first", "formats-only", "good", "pushed", "second" };
  cr_assert_eq(registry_count(r), WB_COUNT(ids));
  for (size_t i = 0; i < WB_COUNT(ids); i++) {
    const wb_carrier *c = NULL, *again = NULL;
    cr_expect_str_eq(registry_id(r, i), ids[i]);
    cr_expect_eq(registry_at(r, i)->index, i);
    cr_assert_eq(registry_load(r, str_of(ids[i]), &c, NULL), WB_OK);
    cr_expect_str_eq(c->id, ids[i]);
    cr_expect_str_eq(c->name, registry_name(r, i));
    cr_assert_eq(registry_load(r, str_of(ids[i]), &again, NULL), WB_OK);
    cr_expect_eq(c, again);
  }
  registry_free(r);
  folder_remove(&f);
}

Test(registry, gives_formats_to_the_detector)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  folder_add(&f, "two", "two");
  registry *r = folder_open(&f, false);
  const number_row *rows;
  size_t count;
  number_detector *d = NULL;
  number_text text;
  number_match m[NUMBER_MAX_MATCHES];
  cr_assert_eq(registry_rows(r, &rows, &count, NULL), WB_OK);
  cr_assert_eq(count, 3);
  cr_assert_eq(number_detector_new(rows, count, &d, NULL), WB_OK);
  cr_assert_eq(number_normalise(STR("fx 123 456 789"), &text, NULL), WB_OK);
  cr_assert_eq(number_detect(d, &text, NULL, m, WB_COUNT(m), &count), WB_OK);
  cr_expect_eq(count, 3);
  cr_expect_str_eq(registry_id(r, number_detector_row(d, m[0].row)->carrier_index), "first");
  cr_expect_str_eq(rows[0].countries, "DE,AT");
  number_detector_free(d);
  registry_free(r);
  folder_remove(&f);
}

Test(registry, the_first_folder_wins)
{
  char words[256];
  folder a, b;
  registry *r = NULL;
  folder_make(&a);
  folder_make(&b);
  folder_add(&a, "good", "mine");
  folder_add(&b, "good", "theirs");
  folder_add(&b, "two", "two");
  folder_add(&b, "two", "zwei");
  const registry_folder folders[] = { { a.plugins, false },
                                      { "/nowhere/at/all", false },
                                      { b.plugins, true } };
  const registry_options options = { .folders = folders, .folder_count = 3 };
  cr_assert_eq(registry_open(&options, &r, NULL), WB_OK);
  cr_expect_eq(registry_count(r), 3);
  const registry_carrier *c;
  cr_assert_eq(registry_find(r, STR("good"), &c, NULL), WB_OK);
  cr_expect(str_ends(str_of(c->path), STR("/mine.so")));
  cr_expect_not(c->bundled);
  cr_assert_eq(registry_find(r, STR("second"), &c, NULL), WB_OK);
  cr_expect(c->bundled);
  snprintf(words, sizeof words, "carrier id \"good\" is already provided by %s/mine.so", a.plugins);
  cr_expect_str_eq(folder_refusal(r, "theirs.so"), words);
  snprintf(words, sizeof words, "carrier id \"first\" is already provided by %s/two.so", b.plugins);
  cr_expect_str_eq(folder_refusal(r, "zwei.so"), words);
  registry_free(r);
  folder_remove(&a);
  folder_remove(&b);
}

Test(registry, an_unknown_id_gets_suggestions)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  folder_add(&f, "pushed", "pushed");
  registry *r = folder_open(&f, false);
  static const char *const table[][2] = {
    { "god", "there is no carrier \"god\"; did you mean good?" },
    { "godo", "there is no carrier \"godo\"; did you mean good?" },
    { "push", "there is no carrier \"push\"; did you mean pushed?" },
    { "zzzzzz", "there is no carrier \"zzzzzz\"" },
    { "", "there is no carrier \"\"" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    const registry_carrier *c;
    const wb_carrier *live;
    wb_error err = { 0 }, again = { 0 };
    cr_expect_eq(registry_find(r, str_of(table[i][0]), &c, &err), WB_E_NOT_FOUND);
    cr_expect_str_eq(err.text, table[i][1], "%s", err.text);
    cr_expect_eq(registry_load(r, str_of(table[i][0]), &live, &again), WB_E_NOT_FOUND);
    cr_expect_str_eq(again.text, err.text);
  }
  registry_free(r);
  folder_remove(&f);
}

Test(registry, the_cache_serves_until_a_folder_changes)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  registry_free(folder_open(&f, false));
  struct stat st;
  cr_assert_eq(stat(f.cache, &st), 0);
  cr_expect_eq(st.st_mode & 07777, 0600);
  registry *r = folder_open(&f, false);
  cr_expect(registry_was_cached(r));
  registry_free(r);
  r = folder_open(&f, true);
  cr_expect_not(registry_was_cached(r), "rescan");
  registry_free(r);
  folder_write(&f, "two.so", "x", 1); /* also sets the folder's old time again: */
  r = folder_open(&f, false);
  cr_expect(registry_was_cached(r), "the folder's time is all that is looked at");
  registry_free(r);
  const struct timespec times[2] = { { .tv_sec = 1700000001 }, { .tv_sec = 1700000001 } };
  cr_assert_eq(utimensat(AT_FDCWD, f.plugins, times, 0), 0);
  r = folder_open(&f, false);
  cr_expect_not(registry_was_cached(r));
  cr_expect_not_null(folder_refusal(r, "two.so"));
  registry_free(r);
  /* Other folders than those that the cache is about. */
  const registry_folder folders[] = { { f.plugins, true } };
  const registry_options options = { .folders = folders, .folder_count = 1, .cache_file = f.cache };
  cr_assert_eq(registry_open(&options, &r, NULL), WB_OK);
  cr_expect_not(registry_was_cached(r));
  registry_free(r);
  folder_remove(&f);
}

Test(registry, a_folder_that_has_only_just_changed_is_not_believed)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  cr_assert_eq(utimensat(AT_FDCWD, f.plugins, NULL, 0), 0);
  registry_free(folder_open(&f, false));
  cr_expect_neq(access(f.cache, F_OK), 0);
  folder_remove(&f);
}

/* Opens the registry where no process can be started: what has to be looked at is refused. */
static registry *open_without_processes(const folder *f)
{
  const registry_folder folders[] = { { f->plugins, false } };
  const registry_options options = {
    .folders = folders, .folder_count = 1, .cache_file = f->cache, .helper = "/nowhere/waybill-child"
  };
  registry *r = NULL;
  cr_assert_eq(registry_open(&options, &r, NULL), WB_OK);
  return r;
}

static void age_folder_differently(const folder *f, time_t by)
{
  const struct timespec times[2] = { { .tv_sec = 1700000000 + by }, { .tv_sec = 1700000000 + by } };
  cr_assert_eq(utimensat(AT_FDCWD, f->plugins, times, 0), 0);
}

Test(registry, only_files_that_changed_are_looked_at_again)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  folder_add(&f, "http", "http");
  registry_free(folder_open(&f, false));
  folder_add(&f, "two", "two");
  age_folder_differently(&f, 1);
  registry *r = open_without_processes(&f);
  cr_expect_not(registry_was_cached(r));
  cr_expect_eq(registry_count(r), 1);
  cr_expect(str_starts(str_of(folder_refusal(r, "http.so")), STR("carrier fixture: endpoint")));
  cr_expect(str_starts(str_of(folder_refusal(r, "two.so")), STR("cannot start /nowhere/waybill-child")));
  registry_free(r);
  r = folder_open(&f, false);
  cr_expect_not(registry_was_cached(r), "what this machine failed to do is not remembered");
  cr_expect_eq(registry_count(r), 3);
  registry_free(r);
  folder_remove(&f);
}

/* One byte that no code looks at, in a file that keeps its size and its time. */
Test(registry, a_change_of_content_alone_is_found)
{
  char path[256];
  struct stat st;
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  registry_free(folder_open(&f, false));
  snprintf(path, sizeof path, "%s/good.so", f.plugins);
  cr_assert_eq(stat(path, &st), 0);
  int fd = open(path, O_WRONLY);
  cr_assert_eq(pwrite(fd, "\x5A", 1, 15), 1, "padding of the ELF identification");
  const struct timespec times[2] = { st.st_atim, st.st_mtim };
  cr_assert_eq(futimens(fd, times), 0);
  close(fd);
  age_folder_differently(&f, 1);
  registry *r = open_without_processes(&f);
  cr_expect(str_starts(str_of(folder_refusal(r, "good.so")), STR("cannot start")), "it was looked at");
  registry_free(r);
  folder_remove(&f);
}

/* Writes the cache again with its refusals so much older. */
static void age_refusals(const folder *f, int64_t by_ms)
{
  WB_AUTO(buf) bytes = { 0 };
  WB_AUTO(buf) older = { 0 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  image img;
  cr_assert_eq(buf_read_file(&bytes, f->cache, NULL), WB_OK);
  cr_assert_eq(image_decode(buf_view(&bytes), memory, &img, NULL), WB_OK);
  cr_assert_eq(img.refusals.count, 1);
  image_refusal refusal = *WB_AT(image_refusal, img.refusals, 0);
  refusal.tried_ms -= by_ms;
  img.refusals.items = &refusal;
  cr_assert_eq(image_encode(&img, &older, NULL), WB_OK);
  cr_assert_eq(file_replace(f->cache, buf_view(&older), NULL), WB_OK);
}

Test(registry, a_refusal_is_tried_again_after_a_day)
{
  static const struct {
    int64_t age_ms;
    bool cached;
  } table[] = { { 0, true }, { 86000000, true }, { 86500000, false }, { -86500000, false } };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    folder f;
    size_t count;
    folder_make(&f);
    folder_add(&f, "good", "good");
    folder_add(&f, "http", "http");
    registry_free(folder_open(&f, false));
    age_refusals(&f, table[i].age_ms);
    registry *r = folder_open(&f, false);
    cr_expect_eq(registry_was_cached(r), table[i].cached, "%lld ms", (long long)table[i].age_ms);
    cr_expect_eq(registry_count(r), 1);
    const registry_refusal *refused = registry_refusals(r, &count);
    cr_assert_eq(count, 1);
    int64_t age = clock_now_ms(&(wb_clock){ 0 }) - refused[0].tried_ms;
    cr_expect(table[i].cached ? age >= table[i].age_ms : age >= 0 && age < 60000, "%lld", (long long)age);
    registry_free(r);
    folder_remove(&f);
  }
}

static void count_lines(void *user, int level, const char *line)
{
  (void)level;
  *(int *)user +=
      str_find(str_of(line), STR("plugin cache not kept: cannot write /nowhere/at/all/cache")) != SIZE_MAX;
}

Test(registry, a_cache_that_cannot_be_written_is_a_log_line)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "good");
  int lines = 0;
  const logger log = { count_lines, &lines, LOG_DEBUG };
  const registry_folder folders[] = { { f.plugins, false } };
  const registry_options options = {
    .folders = folders, .folder_count = 1, .cache_file = "/nowhere/at/all/cache", .log = &log
  };
  registry *r = NULL;
  cr_assert_eq(registry_open(&options, &r, NULL), WB_OK);
  cr_expect_eq(lines, 1);
  cr_expect_eq(registry_count(r), 1);
  registry_free(r);
  folder_remove(&f);
}

Test(registry, a_folder_that_cannot_be_read_is_refused_alone)
{
  const registry_folder folders[] = { { "/etc/hostname", false } };
  const registry_options options = { .folders = folders, .folder_count = 1 };
  registry *r = NULL;
  wb_error err = { 0 };
  cr_assert_eq(registry_open(&options, &r, &err), WB_OK, "%s", err.text);
  cr_expect_eq(registry_count(r), 0);
  cr_expect_str_eq(folder_refusal(r, "hostname"), "cannot read the plugin folder /etc/hostname: Not a directory");
  registry_free(r);
}

/* Renames over the plugin, as installing does; the folder keeps its time. */
static void replace(const folder *f, const char *fixture)
{
  char from[256], to[256];
  folder_add(f, fixture, "new");
  snprintf(from, sizeof from, "%s/new.so", f->plugins);
  snprintf(to, sizeof to, "%s/good.so", f->plugins);
  cr_assert_eq(rename(from, to), 0);
  folder_age(f);
}

/* In a process of its own, as an earlier run would: the linker gives a path that it has open already
 * without looking. */
static void scan_elsewhere(const folder *f)
{
  int status = -1;
  pid_t child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) {
    registry_free(folder_open(f, false));
    _exit(0);
  }
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert_eq(status, 0);
}

typedef struct change {
  const char *fixture, *words; /* behind "plugin PATH: "; NULL: it works */
} change;

Test(registry, a_plugin_that_changed_since_the_scan_must_still_say_the_same)
{
  static const change table[] = {
    { "good", NULL },
    { "pushed", "carrier good is not what it was when it was scanned: run the command again" },
    { "http", "carrier fixture: endpoint \"api\": origin \"http://api.fixture.example\" does not begin with "
              "https://" },
    { "text", "cannot be loaded: file too short: expected a shared object for this machine" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    folder f;
    char words[512] = "";
    wb_error err = { 0 };
    const wb_carrier *c = NULL;
    folder_make(&f);
    folder_add(&f, "good", "good");
    scan_elsewhere(&f);
    replace(&f, table[i].fixture);
    registry *r = folder_open(&f, false);
    cr_assert(registry_was_cached(r));
    cr_expect_eq(registry_load(r, STR("good"), &c, &err), table[i].words ? WB_E_PLUGIN : WB_OK);
    if (table[i].words)
      snprintf(words, sizeof words, "plugin %s/good.so: %s", f.plugins, table[i].words);
    cr_expect_str_eq(err.text, words, "%s", err.text);
    cr_expect_neq(access(f.cache, F_OK), 0, "the cache goes");
    registry_free(r);
    folder_remove(&f);
  }
}

Test(registry, a_plugin_that_went_away_is_an_error_with_its_path)
{
  char path[256], words[320];
  folder f;
  wb_error err = { 0 };
  folder_make(&f);
  folder_add(&f, "good", "good");
  registry *r = folder_open(&f, false);
  const wb_carrier *c = NULL;
  snprintf(path, sizeof path, "%s/good.so", f.plugins);
  cr_assert_eq(unlink(path), 0);
  cr_expect_eq(registry_load(r, STR("good"), &c, &err), WB_E_PLUGIN);
  snprintf(words, sizeof words, "plugin %s: cannot be found: No such file or directory", path);
  cr_expect_str_eq(err.text, words);
  registry_free(r);
  folder_remove(&f);
}

#ifdef WB_SANITIZED /* starting a process takes many times as long */
enum { MANY = 20 };
#else
enum { MANY = 200 };
#endif

/* The ids must differ, so that each copy has its own. */
Test(registry, two_hundred_plugins)
{
  WB_AUTO(buf) content = { 0 };
  folder f;
  folder_make(&f);
  cr_assert_eq(buf_read_file(&content, WB_BINARY_DIR "/tests/abi/fixtures/good.so", NULL), WB_OK);
  size_t at = str_find(buf_view(&content), STR("good\0"));
  cr_assert_neq(at, SIZE_MAX);
  for (int i = 0; i < MANY; i++) {
    char file[32], id[8];
    snprintf(id, sizeof id, "p%03d", i);
    memcpy(content.data + at, id, 4);
    snprintf(file, sizeof file, "p%03d.so", i);
    folder_write(&f, file, content.data, content.n);
  }
  int64_t start = clock_steady_ms();
  registry *r = folder_open(&f, false);
  printf("scan of %d plugins: %d ms\n", (int)MANY, (int)(clock_steady_ms() - start));
  cr_expect_eq(registry_count(r), MANY);
  registry_free(r);
  enum { ROUNDS = 100 };
  start = clock_steady_ms();
  for (int i = 0; i < ROUNDS; i++) {
    const number_row *rows;
    size_t count;
    r = folder_open(&f, false);
    cr_assert(registry_was_cached(r));
    cr_assert_eq(registry_rows(r, &rows, &count, NULL), WB_OK);
    cr_assert_eq(count, MANY);
    registry_free(r);
  }
  printf("opening from the cache with all formats: %d us\n",
         (int)((clock_steady_ms() - start) * 1000 / ROUNDS));
  folder_remove(&f);
}
