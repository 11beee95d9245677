/* SPDX-License-Identifier: MIT */
#include "core/config/config.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/waybill-config-XXXXXX";
static const char *const environment[] = { "HOME=/home/ada", "XDG_STATE_HOME=relative/is/ignored",
                                           "XDG_CACHE_HOME=/var/tmp/ada", "WAYBILL_NET_RETRIES=7",
                                           "WAYBILL_CANADA_POST_USERNAME=ada", NULL };
static config *c;
static wb_error err;

static void set_up(void)
{
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(config_new(environment, &c, NULL), WB_OK);
  err = (wb_error){ 0 };
}

static void tear_down(void)
{
  config_free(c);
}

TestSuite(config, .init = set_up, .fini = tear_down);

static const char *write_file(const char *name, const char *text, size_t n)
{
  static char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "wb");
  cr_assert_not_null(f);
  fwrite(text, 1, n, f);
  fclose(f);
  chmod(path, 0600);
  return path;
}

static int load(const char *text)
{
  return config_load(c, write_file("waybill.conf", text, strlen(text)), true, &err);
}

Test(config, knows_who_is_stronger)
{
  uint64_t n;
  cr_assert_eq(config_number(c, "net", "in_flight", &n, NULL), WB_OK);
  cr_assert_eq(n, 256, "the default");
  cr_assert_eq(load("[net]\nin_flight = 12\nretries = 1\n"), WB_OK, "%s", err.text);
  cr_assert_eq(config_number(c, "net", "in_flight", &n, NULL), WB_OK);
  cr_assert_eq(n, 12, "the file");
  cr_assert_eq(config_number(c, "net", "retries", &n, NULL), WB_OK);
  cr_assert_eq(n, 7, "the environment");
  cr_assert_eq(config_override(c, "net.retries=0", &err), WB_OK, "%s", err.text);
  cr_assert_eq(config_number(c, "net", "retries", &n, NULL), WB_OK);
  cr_assert_eq(n, 0, "the command line");
}

Test(config, names_environment_variables_by_carrier)
{
  config_value v = config_get(c, "carrier canada-post", "username");
  cr_assert_str_eq(v.text, "ada");
  cr_assert_eq(v.source, CONFIG_ENVIRONMENT);
  cr_assert_null(config_get(c, "carrier canada-post", "password").text);
}

Test(config, finds_the_standard_folders)
{
  static const struct {
    int which;
    const char *wanted;
  } table[] = { { CONFIG_FOLDER_CONFIG, "/home/ada/.config/waybill" },
                { CONFIG_FOLDER_STATE, "/home/ada/.local/state/waybill" }, /* a relative XDG path is ignored */
                { CONFIG_FOLDER_CACHE, "/var/tmp/ada/waybill" } };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    WB_AUTO(buf) out = { 0 };
    cr_assert_eq(config_folder(c, table[i].which, &out, &err), WB_OK);
    cr_assert_str_eq(buf_cstr(&out), table[i].wanted);
  }
}

Test(config, says_file_and_line_of_what_is_wrong)
{
  static const struct {
    const char *text;
    const char *words[3];
  } table[] = {
    { "[net]\nin_flihgt = 3\n", { ":2:", "in_flihgt", "did you mean \"in_flight\"?" } },
    { "[network]\nx = 1\n", { ":2:", "unknown section [network]", "[carrier ID]" } },
    { "[net]\n\n\nretries = many\n", { ":4:", "\"many\"", "from 0 to 10" } },
    { "[net]\nretries = 11\n", { ":2:", "\"11\"", "from 0 to 10" } },
    { "[net]\nhttp2 = perhaps\n", { ":2:", "perhaps", "neither yes nor no" } },
    { "[net]\nretries = 1\nretries = 2\n", { ":3:", "already set in line 2", "retries" } },
    { "[net]\nnonsense\n", { ":2:", "[section]", "key = value" } },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    config *fresh;
    wb_error why = { 0 };
    cr_assert_eq(config_new(NULL, &fresh, NULL), WB_OK);
    const char *path = write_file("wrong.conf", table[i].text, strlen(table[i].text));
    cr_assert_eq(config_load(fresh, path, true, &why), WB_E_CONFIG, "case %zu: %s", i, why.text);
    for (size_t k = 0; k < 3; k++)
      cr_assert_not_null(strstr(why.text, table[i].words[k]), "case %zu: \"%s\" not in: %s", i, table[i].words[k], why.text);
    config_free(fresh);
  }
}

Test(config, keeps_values_longer_than_the_librarys_buffer_whole)
{
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(buf) secret = { 0 };
  for (int i = 0; i < 900; i++)
    buf_printf(&secret, "%c", "abc#[;x=|"[i % 9]);
  buf_printf(&text, "[carrier amazon]\nclient_id = short\nrefresh_token = %s\nregion = eu\n", buf_cstr(&secret));
  cr_assert_eq(load(buf_cstr(&text)), WB_OK, "%s", err.text);
  cr_assert_str_eq(config_get(c, "carrier amazon", "refresh_token").text, buf_cstr(&secret));
  config_value after = config_get(c, "carrier amazon", "region");
  cr_assert_str_eq(after.text, "eu");
  cr_assert_eq(after.line, 4);
}

Test(config, follows_includes_and_refuses_cycles)
{
  const char *other = "[waybill]\nlanguage = fr\n", *cycle = "[waybill]\ninclude = cycle.conf\n";
  write_file("other.conf", other, strlen(other));
  cr_assert_eq(load("[waybill]\ninclude = other.conf\ncountry = CA\n"), WB_OK, "%s", err.text);
  cr_assert_str_eq(config_get(c, "waybill", "language").text, "fr");
  cr_assert_str_eq(config_get(c, "waybill", "country").text, "CA");
  const char *path = write_file("cycle.conf", cycle, strlen(cycle));
  cr_assert_eq(config_load(c, path, true, &err), WB_E_CONFIG);
  cr_assert_not_null(strstr(err.text, "includes itself"), "%s", err.text);
}

Test(config, refuses_what_is_no_settings_file)
{
  wb_error why = { 0 };
  cr_assert_eq(config_load(c, "/nonexistent/waybill.conf", false, &why), WB_OK, "absence may be fine");
  cr_assert_eq(config_load(c, "/nonexistent/waybill.conf", true, &why), WB_E_CONFIG);
  why.code = WB_OK;
  cr_assert_eq(config_load(c, folder, true, &why), WB_E_CONFIG);
  cr_assert_not_null(strstr(why.text, "not a file"), "%s", why.text);
  why.code = WB_OK;
  cr_assert_eq(config_load(c, write_file("binary.conf", "[net]\n\0\0\1", 9), true, &why), WB_E_CONFIG);
  cr_assert_not_null(strstr(why.text, "NUL"), "%s", why.text);
  why.code = WB_OK;
  char *huge = calloc(1, (1u << 20) + 2);
  memset(huge, '\n', (1u << 20) + 1);
  cr_assert_eq(config_load(c, write_file("huge.conf", huge, (1u << 20) + 1), true, &why), WB_E_CONFIG);
  free(huge);
}

Test(config, knows_whether_others_can_read_a_value)
{
  cr_assert_eq(load("[carrier ups]\nclient_id = x\n"), WB_OK);
  cr_assert(config_get(c, "carrier ups", "client_id").private_file);
  const char *path = write_file("open.conf", "[carrier ups]\nclient_secret = y\n", 32);
  chmod(path, 0644);
  cr_assert_eq(config_load(c, path, true, &err), WB_OK);
  cr_assert_not(config_get(c, "carrier ups", "client_secret").private_file);
}

Test(config, takes_secrets_from_commands)
{
  static const struct {
    const char *command;
    int code;
    const char *wanted; /* the value, or a part of the words */
  } table[] = {
    { "printf 's3cret\\nsecond line\\n'", WB_OK, "s3cret" },
    { "exit 3", WB_E_CREDENTIALS, "exit status 3" },
    { "true", WB_E_CREDENTIALS, "printed nothing" },
    { "yes", WB_E_CREDENTIALS, "" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    WB_AUTO(buf) out = { 0 };
    wb_error why = { 0 };
    cr_assert_eq(config_run(table[i].command, &out, &why), table[i].code, "%s: %s", table[i].command, why.text);
    const char *told = table[i].code ? why.text : buf_cstr(&out);
    cr_assert_not_null(strstr(told, table[i].wanted), "%s: %s", table[i].command, told);
  }
}

Test(config, reads_overrides_of_carriers_without_the_word_carrier)
{
  cr_assert_eq(config_override(c, "ups.enabled=no", &err), WB_OK, "%s", err.text);
  cr_assert_str_eq(config_get(c, "carrier ups", "enabled").text, "no");
  static const char *const wrong[] = { "nonsense", "=x", "net=1", ".x=1", "net.unknown=1" };
  for (size_t i = 0; i < WB_COUNT(wrong); i++) {
    wb_error why = { 0 };
    cr_assert_eq(config_override(c, wrong[i], &why), WB_E_CONFIG, "%s", wrong[i]);
  }
}

/* The example is the table: every key of ours stands in it with its default, and it loads when switched on. */
Test(config, ships_a_complete_example)
{
  WB_AUTO(buf) text = { 0 };
  cr_assert_eq(buf_read_file(&text, WB_SOURCE_DIR "/config/waybill.conf.example", &err), WB_OK);
  for (size_t i = 0; i < config_key_count; i++) {
    WB_AUTO(buf) line = { 0 };
    buf_printf(&line, "\n; %s =%s%s", config_keys[i].key, config_keys[i].fallback ? " " : "",
               config_keys[i].fallback ? config_keys[i].fallback : "");
    cr_assert_neq(str_find(buf_view(&text), buf_view(&line)), SIZE_MAX, "not in the example:%s", buf_cstr(&line));
  }
  cr_assert_eq(config_load(c, WB_SOURCE_DIR "/config/waybill.conf.example", true, &err), WB_OK, "%s", err.text);
}
