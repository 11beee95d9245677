/* SPDX-License-Identifier: MIT */
/* A pattern and a number, divided by a line break.  The language is a subset of POSIX extended regular expressions, so
 * regexec() must come to the same. */
#include "core/number/number.h"
#include "fuzz.h"
#include <regex.h>

#define MOST_BYTES 300u

static bool oracle(const char *pattern, const char *number)
{
  char whole[MOST_BYTES + 8];
  regex_t compiled;
  snprintf(whole, sizeof whole, "^(%s)$", pattern);
  fuzz_promise(regcomp(&compiled, whole, REG_EXTENDED | REG_NOSUB) == 0, "a pattern is a POSIX expression");
  bool matches = regexec(&compiled, number, 0, NULL, 0) == 0;
  regfree(&compiled);
  return matches;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  char text[MOST_BYTES + 1];
  wb_error err = { 0 };
  if (n > MOST_BYTES)
    return 0;
  memcpy(text, data, n);
  text[n] = '\0';
  char *number = strchr(text, '\n');
  if (number)
    *number++ = '\0';
  else
    number = text + n;
  int rc = number_pattern_check(text, &err);
  fuzz_promise(rc == err.code && (rc == WB_OK || rc == WB_E_ARG), "a pattern is right or wrong, with words");
  bool matches = number_pattern_match(text, str_of(number));
  fuzz_promise(rc == WB_OK || !matches, "a wrong pattern matches nothing");
  if (rc == WB_OK && strlen(number) <= WB_MAX_NUMBER_BYTES)
    fuzz_promise(matches == oracle(text, number), "regexec says the same");
  return 0;
}
