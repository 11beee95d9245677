/* SPDX-License-Identifier: MIT */
/* Each way in which a plugin can be wrong, and the exact words; the fixtures are made by tests/abi. */
#include "core/base/buf.h"
#include "folder.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct refusal {
  const char *fixture, *words;
} refusal;

static const refusal table[] = {
  { "text", "cannot be loaded: file too short: expected a shared object for this machine" },
  { "empty", "cannot be loaded: file too short: expected a shared object for this machine" },
  { "no_entry", "exports no function wb_module_entry: expected a plugin that ends in WB_MODULE(...) of "
                "waybill/plugin.h" },
  { "other_majors",
    "speaks none of the ABI majors 0 to 0 that this waybill offers: rebuild it with this waybill's headers" },
  { "bad_magic", "its module begins with 0x57423100, expected 0x00314257: not made with waybill/plugin.h, or "
                 "for another byte "
                 "order" },
  { "other_major",
    "is made for plugin ABI 7.3, this waybill speaks 0.1: rebuild it with this waybill's headers" },
  { "other_minor",
    "is made for plugin ABI 0.99, this waybill speaks 0.1: rebuild it with this waybill's headers" },
  { "small_module", "its wb_module has struct_size 8, expected at least 24" },
  { "no_carriers", "declares no carriers" },
  { "null_list", "declares no carriers" },
  { "many_carriers", "declares 257 carriers, at most 256 are allowed" },
  { "null_carrier", "carrier 1 of the module is NULL" },
  { "small_carrier", "wb_carrier has struct_size 40, expected at least 184: set it to sizeof(wb_carrier)" },
  { "huge_carrier",
    "wb_carrier has struct_size 2147483647, expected at least 184: set it to sizeof(wb_carrier)" },
  { "small_limits", "wb_limits has struct_size 4, expected at least 8: set it to sizeof(wb_limits)" },
  { "twice", "carrier id \"fixture\" stands twice in the module" },
  { "id_null", "carrier id \"NULL\" is not [a-z0-9-]{2,32}" },
  { "id_upper", "carrier id \"DHL\" is not [a-z0-9-]{2,32}" },
  { "id_short", "carrier id \"x\" is not [a-z0-9-]{2,32}" },
  { "id_long", "carrier id \"a-name-of-more-than-thirty-two-letters\" is not [a-z0-9-]{2,32}" },
  { "no_name", "carrier fixture has no name" },
  { "no_version", "carrier fixture has no version, such as \"1.0.0\"" },
  { "no_licence", "carrier fixture has no licence, an SPDX expression such as \"MIT\"" },
  { "bad_countries", "carrier fixture: countries \"Germany\" is neither \"*\" nor a list of ISO 3166 codes "
                     "such as \"DE,AT\"" },
  { "no_plan", "carrier fixture has WB_CAP_TRACK without plan()" },
  { "no_parse", "carrier fixture has WB_CAP_TRACK without parse()" },
  { "no_webhook", "carrier fixture has WB_CAP_WEBHOOK without webhook()" },
  { "no_hook", "carrier fixture has WB_CAP_WEBHOOK without a hook that says how bodies are authenticated" },
  { "hook_alone", "carrier fixture has a hook without WB_CAP_WEBHOOK" },
  { "hook_encoding", "carrier fixture: hook: encoding \"base32\" is neither \"hex\" nor \"base64\"" },
  { "nothing", "carrier fixture can do nothing: neither WB_CAP_TRACK nor WB_CAP_WEBHOOK, and no formats" },
  { "no_endpoint", "carrier fixture tracks but declares no endpoint to ask" },
  { "endpoint_name", "carrier fixture: endpoint 1: name \"The API\" is not [a-z0-9_]+" },
  { "http",
    "carrier fixture: endpoint \"api\": origin \"http://api.fixture.example\" does not begin with https://" },
  { "path", "carrier fixture: endpoint \"api\": origin \"https://api.fixture.example/v1\" is not of the form "
            "https://host, "
            "without a path" },
  { "host", "carrier fixture: endpoint \"api\": origin \"https://\" is not of the form https://host, without "
            "a path" },
  { "port",
    "carrier fixture: endpoint \"api\": origin \"https://api.fixture.example:99999\" is not of the form "
    "https://host, without a path" },
  { "userinfo",
    "carrier fixture: endpoint \"api\": origin \"https://me@api.fixture.example\" is not of the form "
    "https://host, without a path" },
  { "sandbox",
    "carrier fixture: endpoint \"api\": sandbox_origin \"ftp://sandbox.fixture.example\" does not begin with "
    "https://" },
  { "credential_twice", "carrier fixture: credential \"client_id\" is declared twice" },
  { "token_endpoint", "carrier fixture: auth row 1: token_endpoint 5, but there are 1 endpoints" },
  { "token_path", "carrier fixture: auth row 1: token_path \"token\" does not begin with /" },
  { "grant", "carrier fixture: auth row 1: unknown grant 9" },
  { "undeclared", "carrier fixture: auth row 1 names the credential \"api_key\", which is not declared" },
  { "no_credential", "carrier fixture: auth row 1 needs credential[2]" },
  { "query_name", "carrier fixture: auth row 1: a query parameter needs its name in param" },
  { "scheme", "carrier fixture: auth row 1: unknown scheme 77" },
  { "format_id", "carrier fixture: format 1 has no id" },
  { "pattern", "carrier fixture: format \"fx\": pattern \"FX.*\": position 3: '.' is not part of the pattern "
               "language, which "
               "has classes such as [0-9A-Z], single characters and {n}" },
  { "example", "carrier fixture: format \"fx\": example \"FX12345678\" has 10 characters, the pattern "
               "FX[0-9]{9} wants 11 to "
               "11" },
  { "check_digit", "carrier fixture: format \"fx\": example \"FX123456789\" fails its check digit: character "
                   "11 is '9' and should be '2'" },
  { "format_url", "carrier fixture: format \"fx\": url \"fixture.example\" is not a web address" },
  { "batch", "carrier fixture: limits: batch_max 201 is over 200" },
  { "rate", "carrier fixture: limits: requests 5 in window_ms 0: a rate needs both" },
  { "long_text", "carrier 1 of the module: homepage is longer than 4096 bytes" },
  { "not_utf8", "carrier 1 of the module: format 1: lookup 1: label 1: text is not UTF-8 (byte 6)" },
  { "stride",
    "carrier 1 of the module: the list of endpoints has elements of 16 bytes, at least 24 are needed" },
  { "null_items", "carrier 1 of the module: the list of formats has 2 elements but no items" },
  { "many_formats",
    "carrier 1 of the module: the list of formats has 257 elements, at most 256 are allowed" },
};

Test(refusals, say_exactly_what_is_wrong_and_the_rest_goes_on)
{
  folder f;
  folder_make(&f);
  for (size_t i = 0; i < WB_COUNT(table); i++)
    folder_add(&f, table[i].fixture, table[i].fixture);
  folder_add(&f, "good", "good");
  for (int cached = 0; cached < 2; cached++) {
    registry *r = folder_open(&f, false);
    cr_expect_eq(registry_was_cached(r), cached == 1);
    for (size_t i = 0; i < WB_COUNT(table); i++) {
      char file[64];
      snprintf(file, sizeof file, "%s.so", table[i].fixture);
      const char *words = folder_refusal(r, file);
      cr_expect_str_eq(words ? words : "taken", table[i].words, "%s: %s", file, words ? words : "taken");
    }
    size_t count;
    registry_refusals(r, &count);
    cr_expect_eq(count, WB_COUNT(table));
    cr_expect_eq(registry_count(r), 1);
    cr_expect_str_eq(registry_id(r, 0), "good");
    registry_free(r);
  }
  folder_remove(&f);
}

Test(refusals, a_function_that_nobody_defines_is_named)
{
  folder f;
  folder_make(&f);
  folder_add(&f, "undefined", "undefined");
  registry *r = folder_open(&f, false);
  cr_expect_str_eq(folder_refusal(r, "undefined.so"),
                   "cannot be loaded: undefined symbol: nobody_defines_this: a plugin may use "
                   "libc and what waybill/plugin.h gives it");
  registry_free(r);
  folder_remove(&f);
}

Test(refusals, a_program_for_another_machine)
{
  WB_AUTO(buf) content = { 0 };
  folder f;
  folder_make(&f);
  cr_assert_eq(buf_read_file(&content, WB_BINARY_DIR "/tests/abi/fixtures/good.so", NULL), WB_OK);
  content.data[18] = 0x16; /* e_machine: IBM S/390 */
  content.data[19] = 0;
  folder_write(&f, "s390.so", content.data, content.n);
  registry *r = folder_open(&f, false);
  const char *words = folder_refusal(r, "s390.so");
  cr_assert_not_null(words);
  cr_expect(str_starts(str_of(words), STR("cannot be loaded: ")), "%s", words);
  cr_expect(str_ends(str_of(words), STR(": expected a shared object for this machine")), "%s", words);
  registry_free(r);
  folder_remove(&f);
}

/* The linker would map what is not there and die of SIGBUS. */
Test(refusals, files_that_were_cut_short)
{
  char path[256];
  folder f;
  folder_make(&f);
  folder_add(&f, "good", "cut");
  snprintf(path, sizeof path, "%s/cut.so", f.plugins);
  WB_AUTO(buf) whole = { 0 };
  cr_assert_eq(buf_read_file(&whole, path, NULL), WB_OK);
  size_t cut_short = 0;
  for (size_t n = 64; n < whole.n; n += 512) {
    unlink(path); /* what was loaded is mapped */
    folder_write(&f, "cut.so", whole.data, n);
    registry *r = folder_open(&f, true);
    const char *words = folder_refusal(r, "cut.so"); /* NULL: only what nobody needs was cut */
    cr_expect(words || registry_count(r) == 1, "%zu bytes", n);
    cut_short += words && strstr(words, "is cut short: it has ") && strstr(words, ": copy it again");
    registry_free(r);
  }
  cr_expect_gt(cut_short, 3);
  folder_remove(&f);
}

Test(refusals, files_that_others_could_have_written)
{
  char path[256], words[512];
  folder f;
  folder_make(&f);
  static const char *const names[] = { "folder.so", "dangling.so" };
  snprintf(path, sizeof path, "%s/%s", f.plugins, names[0]);
  cr_assert_eq(mkdir(path, 0700), 0);
  snprintf(path, sizeof path, "%s/%s", f.plugins, names[1]);
  cr_assert_eq(symlink("/nowhere/at/all", path), 0);
  folder_add(&f, "good", "group");
  folder_add(&f, "good", "world");
  snprintf(path, sizeof path, "%s/group.so", f.plugins);
  cr_assert_eq(chmod(path, 0664), 0);
  snprintf(path, sizeof path, "%s/world.so", f.plugins);
  cr_assert_eq(chmod(path, 0666), 0);
  registry *r = folder_open(&f, false);
  cr_expect_eq(registry_count(r), 0);
  cr_expect_str_eq(folder_refusal(r, "folder.so"), "is not a regular file");
  cr_expect_str_eq(folder_refusal(r, "dangling.so"), "cannot be found: No such file or directory");
  snprintf(words, sizeof words,
           "is writable by its group (mode 0664), who could put any program in its place: run chmod go-w "
           "%s/group.so",
           f.plugins);
  cr_expect_str_eq(folder_refusal(r, "group.so"), words);
  snprintf(words, sizeof words,
           "is writable by everybody (mode 0666), who could put any program in its place: run chmod go-w "
           "%s/world.so",
           f.plugins);
  cr_expect_str_eq(folder_refusal(r, "world.so"), words);
  registry_free(r);

  /* A folder that others can write; the installation's own may belong to a group. */
  cr_assert_eq(chmod(f.plugins, 0775), 0);
  r = folder_open(&f, true);
  cr_expect(str_starts(str_of(folder_refusal(r, "plugins")), STR("is writable by its group (mode 0775)")));
  registry_free(r);
  const registry_folder bundled[] = { { f.plugins, true } };
  const registry_options options = { .folders = bundled, .folder_count = 1 };
  cr_assert_eq(registry_open(&options, &r, NULL), WB_OK);
  cr_expect_eq(registry_count(r), 1);
  cr_expect_not_null(folder_refusal(r, "world.so"));
  registry_free(r);
  folder_remove(&f);
}

Test(refusals, a_file_that_belongs_to_somebody_else)
{
  char path[256], words[128];
  folder f;
  if (geteuid() != 0)
    cr_skip("only root can give files away");
  folder_make(&f);
  folder_add(&f, "good", "good");
  snprintf(path, sizeof path, "%s/good.so", f.plugins);
  cr_assert_eq(chown(path, 12345, (gid_t)-1), 0);
  registry *r = folder_open(&f, false);
  snprintf(words, sizeof words, "belongs to user 12345; expected root or you (user 0)");
  cr_expect_str_eq(folder_refusal(r, "good.so"), words);
  registry_free(r);
  folder_remove(&f);
}

Test(refusals, the_check_of_one_file_says_the_same_with_its_path)
{
  char path[256], words[512];
  size_t carriers = 0;
  wb_error err = { 0 };
  folder f;
  folder_make(&f);
  folder_add(&f, "http", "http");
  folder_add(&f, "two", "two");
  snprintf(path, sizeof path, "%s/http.so", f.plugins);
  snprintf(words, sizeof words,
           "%s: carrier fixture: endpoint \"api\": origin \"http://api.fixture.example\" does not begin with "
           "https://",
           path);
  cr_expect_eq(registry_check_file(path, &carriers, &err), WB_E_PLUGIN);
  cr_expect_str_eq(err.text, words);
  snprintf(path, sizeof path, "%s/two.so", f.plugins);
  cr_expect_eq(registry_check_file(path, &carriers, NULL), WB_OK);
  cr_expect_eq(carriers, 2);
  folder_remove(&f);
}
