/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "core/tape/tape.h"
#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = WB_BINARY_DIR "/tape-XXXXXX";

static void make_folder(void)
{
  cr_assert_not_null(mkdtemp(folder));
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
  (void)st;
  (void)kind;
  (void)where;
  return remove(path);
}

static void remove_folder(void)
{
  nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(tape, .init = make_folder, .fini = remove_folder);

static void put(const char *name, const char *request, const char *answer)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", folder, name);
  FILE *f = fopen(buf_cstr(&path), "w");
  cr_assert_not_null(f, "%s", buf_cstr(&path));
  fprintf(f, "waybill-exchange 1\n\n%s\n< 200\n\n%s\n", request, answer);
  fclose(f);
}

static void put_folder(const char *name)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", folder, name);
  cr_assert_eq(mkdir(buf_cstr(&path), 0700), 0);
}

static tape *open_tape(void)
{
  tape *t = NULL;
  wb_error err = { 0 };
  cr_assert_eq(tape_open(folder, &t, &err), WB_OK, "%s", err.text);
  return t;
}

static void answers(tape *t, const char *method, const char *url, const char *body, const char *expected)
{
  const tape_exchange *x = NULL;
  wb_error err = { 0 };
  cr_assert_eq(tape_find(t, str_of(method), str_of(url), str_of(body), &x, &err), WB_OK, "%s", err.text);
  cr_assert(str_is(x->body, expected), "%.*s is not %s", STR_ARG(x->body), expected);
}

static void has_none(tape *t, const char *method, const char *url, const char *body, const char *words)
{
  const tape_exchange *x = NULL;
  wb_error err = { 0 };
  cr_assert_eq(tape_find(t, str_of(method), str_of(url), str_of(body), &x, &err), WB_E_NOT_FOUND);
  cr_assert(strstr(err.text, words), "%s", err.text);
}

Test(tape, reads_folders_below_in_byte_order_and_only_recordings)
{
  put_folder("b");
  put("b/2.http", "> GET https://h/x\n", "third");
  put("b/10.http", "> GET https://h/x\n", "second");
  put("a.http", "> GET https://h/x\n", "first");
  put("notes.txt", "not one\n", "");
  put(".hidden.http", "not one\n", "");
  tape *t = open_tape();
  cr_assert_eq(tape_count(t), 3);
  cr_assert(str_is(tape_at(t, 1)->body, "second"));
  cr_assert(str_ends(tape_at(t, 2)->path, STR("/b/2.http")));
  cr_assert_null(tape_at(t, 3));
  answers(t, "GET", "https://h/x", "", "first");
  answers(t, "GET", "https://h/x", "", "second");
  answers(t, "GET", "https://h/x", "", "third");
  answers(t, "GET", "https://h/x", "", "third");
  tape_close(t);
}

Test(tape, tells_requests_apart_by_method_url_and_body)
{
  put("1.http", "> GET https://h/x\n", "get");
  put("2.http", "> POST https://h/x\n>\n> a\n", "a");
  put("3.http", "> POST https://h/x\n>\n> b\n", "b");
  put("4.http", "> GET https://h/x?y\n", "query");
  tape *t = open_tape();
  answers(t, "POST", "https://h/x", "b", "b");
  answers(t, "GET", "https://h/x?y", "", "query");
  answers(t, "POST", "https://h/x", "a", "a");
  answers(t, "GET", "https://h/x", "", "get");
  has_none(t, "GET", "https://h/z", "", "nearest is GET https://h/x");
  has_none(t, "PUT", "https://h/x", "", "nearest is");
  has_none(t, "POST", "https://h/x", "c", "with this body");
  tape_close(t);
}

Test(tape, says_what_is_wrong_with_a_folder)
{
  tape *t = NULL;
  wb_error err = { 0 };
  cr_assert_eq(tape_open(folder, &t, &err), WB_E_NOT_FOUND);
  cr_assert(strstr(err.text, folder));
  err = (wb_error){ 0 };
  cr_assert_eq(tape_open("/nonexistent/folder", &t, &err), WB_E_IO);
  cr_assert(strstr(err.text, "/nonexistent/folder"));
  put("1.http", "> GET nowhere\n", "");
  err = (wb_error){ 0 };
  cr_assert_eq(tape_open(folder, &t, &err), WB_E_PARSE);
  cr_assert(strstr(err.text, "/1.http:3: expected"), "%s", err.text);
  cr_assert_null(t);
}

Test(tape, ends_a_circle_of_folders)
{
  WB_AUTO(buf) link_path = { 0 };
  tape *t = NULL;
  wb_error err = { 0 };
  put("1.http", "> GET https://h/x\n", "");
  buf_printf(&link_path, "%s/again", folder);
  cr_assert_eq(symlink(folder, buf_cstr(&link_path)), 0);
  cr_assert_eq(tape_open(folder, &t, &err), WB_E_IO);
  cr_assert(strstr(err.text, "circle"), "%s", err.text);
}

static unsigned mode_of(const char *name)
{
  WB_AUTO(buf) path = { 0 };
  struct stat st;
  buf_printf(&path, "%s/%s", folder, name);
  return stat(buf_cstr(&path), &st) == 0 ? st.st_mode & 0777u : 0;
}

static size_t files_in(const char *path)
{
  size_t n = 0;
  DIR *dir = opendir(path);
  cr_assert_not_null(dir);
  while (readdir(dir))
    n++;
  closedir(dir);
  return n - 2;
}

Test(tape, adds_numbered_files_that_only_the_owner_reads)
{
  WB_AUTO(buf) made = { 0 };
  wb_error err = { 0 };
  tape_exchange x = { .method = STR("GET"),
                      .url = STR("https://API.example.com:8443/v1?a=b"),
                      .status = 200,
                      .body = STR("{}"),
                      .at_ms = INT64_C(1772614800000) };
  buf_printf(&made, "%s/made", folder);
  for (int i = 0; i < 3; i++)
    cr_assert_eq(tape_add(buf_cstr(&made), &x, &err), WB_OK, "%s", err.text);
  x.url = STR("http://127.0.0.1:80");
  cr_assert_eq(tape_add(buf_cstr(&made), &x, &err), WB_OK, "%s", err.text);
  cr_assert_eq(mode_of("made"), 0700);
  cr_assert_eq(mode_of("made/0001-api.example.com_8443.http"), 0600);
  cr_assert_eq(mode_of("made/0003-api.example.com_8443.http"), 0600);
  cr_assert_eq(mode_of("made/0004-127.0.0.1_80.http"), 0600);
  cr_assert_eq(files_in(buf_cstr(&made)), 4);
  tape *t = open_tape();
  cr_assert_eq(tape_count(t), 4);
  answers(t, "GET", "https://API.example.com:8443/v1?a=b", "", "{}");
  tape_close(t);
}

Test(tape, goes_on_after_the_highest_number_and_stops_at_the_last)
{
  wb_error err = { 0 };
  const tape_exchange x = { .method = STR("GET"), .url = STR("https://h/"), .status = 200 };
  put("0041-other.http", "> GET https://h/x\n", "");
  put("99999-other.http", "> GET https://h/x\n", "");
  cr_assert_eq(tape_add(folder, &x, &err), WB_OK);
  cr_assert_eq(mode_of("0042-h.http"), 0600);
  put("9999-h.http", "> GET https://h/x\n", "");
  cr_assert_eq(tape_add(folder, &x, &err), WB_E_LIMIT);
  cr_assert(strstr(err.text, "another folder"), "%s", err.text);
}

Test(tape, leaves_nothing_behind_when_it_cannot_write)
{
  WB_AUTO(buf) below = { 0 };
  wb_error err = { 0 };
  tape_exchange x = { .method = STR("GET"), .url = STR("https://h/"), .status = 200 };
  buf_printf(&below, "%s/no/such", folder);
  cr_assert_eq(tape_add(buf_cstr(&below), &x, &err), WB_E_IO);
  cr_assert(strstr(err.text, "/no/such"), "%s", err.text);
  x.status = 7;
  err = (wb_error){ 0 };
  cr_assert_eq(tape_add(folder, &x, &err), WB_E_ARG);
  cr_assert_eq(files_in(folder), 0);
}

Test(tape, finds_its_way_among_many)
{
  char name[32], request[64], url[48], answer[16];
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "%04d.http", i);
    snprintf(request, sizeof request, "> GET https://h/%d\n", i % 100);
    snprintf(answer, sizeof answer, "%d", i);
    put(name, request, answer);
  }
  tape *t = open_tape();
  for (int i = 0; i < 400; i++) { /* the fourth round gives the last of each again */
    snprintf(url, sizeof url, "https://h/%d", i % 100);
    snprintf(answer, sizeof answer, "%d", i < 300 ? i : i - 100);
    answers(t, "GET", url, "", answer);
  }
  tape_close(t);
}
