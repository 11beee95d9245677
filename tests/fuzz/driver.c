/* SPDX-License-Identifier: MIT */
/* Feeds a target every file of the folders given as arguments: what ctest runs where there is no libFuzzer.
 */
#include "core/base/buf.h"
#include "fuzz.h"
#include <dirent.h>

static int feed_file(const char *folder, const char *name)
{
  WB_AUTO(buf) path = { 0 };
  WB_AUTO(buf) content = { 0 };
  wb_error err = { 0 };
  buf_printf(&path, "%s/%s", folder, name);
  if (buf_read_file(&content, buf_cstr(&path), &err)) {
    fprintf(stderr, "%s\n", err.text);
    return -1;
  }
  LLVMFuzzerTestOneInput((const uint8_t *)content.data, content.n);
  return 0;
}

static int feed_folder(const char *folder)
{
  int fed = 0;
  DIR *open = opendir(folder);
  if (!open) {
    perror(folder);
    return -1;
  }
  for (const struct dirent *entry = readdir(open); entry && fed >= 0; entry = readdir(open))
    if (entry->d_name[0] != '.')
      fed = feed_file(folder, entry->d_name) ? -1 : fed + 1;
  closedir(open);
  return fed;
}

int main(int count, char **arguments)
{
  int total = 0;
  for (int i = 1; i < count; i++) {
    int fed = feed_folder(arguments[i]);
    if (fed < 0)
      return EXIT_FAILURE;
    total += fed;
  }
  printf("%d files\n", total);
  return total ? EXIT_SUCCESS : EXIT_FAILURE; /* no corpus is no test */
}
