/* SPDX-License-Identifier: MIT */
#include "error.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts a text that was too long at the start of the character that did not fit. */
static void trim_partial_character(char *text, size_t capacity, int wanted)
{
  if (wanted < 0 || (size_t)wanted < capacity)
    return;
  size_t end = capacity - 1;
  size_t start = end;
  while (start > 0 && start > end - 4 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u)
    start--;
  if (start > 0 && (unsigned char)text[start - 1] >= 0xC0u)
    text[start - 1] = '\0';
}

int error_set(wb_error *err, int code, const char *format, ...)
{
  if (!err || err->code != WB_OK)
    return code;
  va_list args;
  va_start(args, format);
  int wanted = vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  trim_partial_character(err->text, sizeof err->text, wanted);
  err->code = code;
  return code;
}

int error_context(wb_error *err, int code, const char *format, ...)
{
  if (!err || err->code == WB_OK)
    return code;
  wb_error with = { 0 };
  va_list args;
  va_start(args, format);
  int used = vsnprintf(with.text, sizeof with.text, format, args);
  va_end(args);
  if (used >= 0 && (size_t)used < sizeof with.text) {
    size_t left = sizeof with.text - (size_t)used;
    int wanted = snprintf(with.text + used, left, ": %s", err->text);
    trim_partial_character(with.text + used, left, wanted);
    memcpy(err->text, with.text, sizeof err->text);
  }
  return err->code;
}

const char *error_name(int code)
{
  static const struct {
    int code;
    const char *name;
  } names[] = {
    { WB_OK, "WB_OK" },
    { WB_E_PARSE, "WB_E_PARSE" },
    { WB_E_AUTH, "WB_E_AUTH" },
    { WB_E_RATE, "WB_E_RATE" },
    { WB_E_UPSTREAM, "WB_E_UPSTREAM" },
    { WB_E_UNSUPPORTED, "WB_E_UNSUPPORTED" },
    { WB_E_ARG, "WB_E_ARG" },
    { WB_E_LIMIT, "WB_E_LIMIT" },
    { WB_E_NOMEM, "WB_E_NOMEM" },
    { WB_E_IO, "WB_E_IO" },
    { WB_E_CONFIG, "WB_E_CONFIG" },
    { WB_E_CREDENTIALS, "WB_E_CREDENTIALS" },
    { WB_E_NETWORK, "WB_E_NETWORK" },
    { WB_E_NOT_FOUND, "WB_E_NOT_FOUND" },
    { WB_E_PLUGIN, "WB_E_PLUGIN" },
    { WB_E_STORE, "WB_E_STORE" },
    { WB_E_CANCELLED, "WB_E_CANCELLED" },
    { WB_E_AMBIGUOUS, "WB_E_AMBIGUOUS" },
  };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (names[i].code == code)
      return names[i].name;
  return "WB_E_?";
}

int error_nomem(wb_error *err)
{
  return error_set(err, WB_E_NOMEM, "out of memory");
}
