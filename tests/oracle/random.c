/* SPDX-License-Identifier: MIT */
#include "random.h"
#include "core/number/number.h"

#define MOST_REPEATS 128

number_random number_random_new(uint64_t seed)
{
  return (number_random){ seed * UINT64_C(0x9E3779B97F4A7C15) + 1 };
}

/* splitmix64 */
static uint64_t next(number_random *r)
{
  uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

size_t random_below(number_random *r, size_t n)
{
  return (size_t)(next(r) % n);
}

/* The members of the class at *pattern, which moves behind it. */
static size_t read_class(const char **pattern, char members[64])
{
  const char *p = *pattern;
  size_t n = 0;
  if (*p != '[') {
    members[n++] = *p++;
    *pattern = p;
    return n;
  }
  for (p++; *p != ']'; p++) {
    char last = p[1] == '-' ? p[2] : *p;
    for (char c = *p; c <= last; c++)
      members[n++] = c;
    p += p[1] == '-' ? 2 : 0;
  }
  *pattern = p + 1;
  return n;
}

static unsigned read_number(const char **p)
{
  unsigned n = 0;
  while (**p >= '0' && **p <= '9')
    n = n * 10 + (unsigned)(*(*p)++ - '0');
  return n;
}

/* "{n}" or "{n,m}" or nothing. */
static unsigned read_repeat(number_random *r, const char **pattern)
{
  if (**pattern != '{')
    return 1;
  ++*pattern;
  unsigned least = read_number(pattern), most = least;
  if (**pattern == ',') {
    ++*pattern;
    most = read_number(pattern);
  }
  ++*pattern;
  return least + (unsigned)random_below(r, most - least + 1);
}

void number_random_make(number_random *r, const wb_format *format, char text[NUMBER_RANDOM_BYTES])
{
  static const char checks[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  size_t n = 0;
  for (const char *p = format->pattern; *p;) {
    char members[64];
    size_t count = read_class(&p, members);
    for (unsigned left = read_repeat(r, &p); left > 0 && n < MOST_REPEATS; left--)
      text[n++] = members[random_below(r, count)];
  }
  text[n] = '\0';
  if (!format->check || format->check->kind == WB_CHECK_NONE)
    return;
  char *check = &text[format->check->at], first = *check;
  for (const char *c = checks; *c; c++) {
    *check = *c;
    if (number_check(format->check, (wb_str){ text, n }) == NUMBER_CHECK_OK &&
        number_pattern_match(format->pattern, (wb_str){ text, n }))
      return;
  }
  *check = first;
}

static void insert(char *text, size_t at, char c)
{
  size_t n = strlen(text);
  if (n + 2 > NUMBER_RANDOM_BYTES)
    return;
  memmove(text + at + 1, text + at, n - at + 1);
  text[at] = c;
}

static void mutate_once(number_random *r, char *text)
{
  static const char all[] = "0123456789012345678901234567890123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  size_t n = strlen(text), at = n ? random_below(r, n) : 0;
  char c = all[random_below(r, sizeof all - 1)];
  if (n == 0)
    return;
  switch (random_below(r, 9)) {
  case 0:
    insert(text, at, c);
    break;
  case 1:
    memmove(text + at, text + at + 1, n - at);
    break;
  case 2:
    insert(text, at, '-');
    break;
  case 3:
    insert(text, at, ' ');
    break;
  case 4:
    text[at] = text[at] >= 'A' && text[at] <= 'Z' ? (char)(text[at] - 'A' + 'a') : text[at];
    break;
  case 5:
    if (at + 1 < n) {
      char first = text[at];
      text[at] = text[at + 1];
      text[at + 1] = first;
    }
    break;
  default:
    text[at] = c;
    break;
  }
}

void number_random_mutate(number_random *r, char text[NUMBER_RANDOM_BYTES])
{
  for (size_t left = random_below(r, 3); left > 0; left--)
    mutate_once(r, text);
}
