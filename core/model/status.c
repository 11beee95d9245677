/* SPDX-License-Identifier: MIT */
#include "status.h"

typedef struct row {
  uint32_t code, flags;
  const char *word;
} row;

#define ROW(identifier, code, word, flags, meaning) { (code), (flags), (word) },

/* The lists stand in the order of their codes, each main word before its sub words (held by the unit test),
 * so that find() can halve and words of one main are neighbours. */
static const row statuses[] = { WB_STATUS_WORDS(ROW) };
static const row reasons[] = { WB_REASON_WORDS(ROW) };
static const row trackings[] = { WB_TRACKING_WORDS(ROW) };
static const row outcomes[] = { WB_OUTCOME_WORDS(ROW) };
#undef ROW

static const struct {
  uint32_t bit;
  char letter;
  const char *name;
} flag_rows[] = {
  { WB_FLAG_ACTION_REQUIRED, 'A', "action_required" },
  { WB_FLAG_DELAY, 'D', "delay" },
  { WB_FLAG_RETURN_LEG, 'R', "return_leg" },
  { WB_FLAG_TERMINAL, 'T', "terminal" },
  { WB_FLAG_SYNTHETIC, 'S', "synthetic" },
};

static const row *find(const row *rows, size_t count, uint32_t code)
{
  for (size_t half; count > 1; count -= half) {
    half = count / 2;
    rows = rows[half].code <= code ? rows + half : rows;
  }
  return rows->code == code ? rows : NULL;
}

static const row *find_word(const row *rows, size_t count, wb_str word)
{
  for (size_t i = 0; i < count; i++)
    if (str_is(word, rows[i].word))
      return &rows[i];
  return NULL;
}

/* The row of a word whose part before `separator` names its main; the main's row when the rest is not known.
 */
static const row *find_degrading(const row *rows, size_t count, wb_str word, char separator)
{
  size_t at = str_find_byte(word, separator);
  const row *main_row = find_word(rows, count, str_upto(word, at));
  if (!main_row || at == SIZE_MAX)
    return main_row;
  for (const row *r = main_row; r < rows + count && WB_MAIN(r->code) == main_row->code; r++)
    if (str_is(word, r->word))
      return r;
  return main_row;
}

/* The row of the word, of its main word, or of unknown.unclassified. */
static const row *status_row(uint32_t status)
{
  const row *r = find(statuses, WB_COUNT(statuses), status);
  if (!r && WB_MAIN(status) != WB_UNKNOWN)
    r = find(statuses, WB_COUNT(statuses), WB_MAIN(status));
  if (!r)
    r = find(statuses, WB_COUNT(statuses), WB_UNKNOWN_UNCLASSIFIED);
  return r ? r : statuses;
}

uint32_t status_known(uint32_t status)
{
  return status_row(status)->code;
}

uint32_t status_resolve(uint32_t status, uint32_t *ret_flags)
{
  const row *r = status_row(status);
  *ret_flags = r->flags;
  return r->code;
}

uint32_t reason_known(uint32_t reason)
{
  if (find(reasons, WB_COUNT(reasons), reason))
    return reason;
  return find(reasons, WB_COUNT(reasons), WB_MAIN(reason)) ? WB_MAIN(reason) : 0;
}

const char *status_word(uint32_t status)
{
  return status_row(status)->word;
}

uint32_t status_flags(uint32_t status)
{
  return status_row(status)->flags;
}

const char *reason_word(uint32_t reason)
{
  const row *r = find(reasons, WB_COUNT(reasons), reason_known(reason));
  return r ? r->word : NULL;
}

const char *tracking_word(uint32_t tracking)
{
  const row *r = find(trackings, WB_COUNT(trackings), tracking);
  return r ? r->word : "source_error";
}

const char *outcome_word(uint32_t outcome)
{
  const row *r = find(outcomes, WB_COUNT(outcomes), outcome);
  return r ? r->word : "failed";
}

bool status_from_word(wb_str word, uint32_t *ret_status)
{
  const row *r = find_degrading(statuses, WB_COUNT(statuses), word, '.');
  if (r)
    *ret_status = r->code;
  return r != NULL;
}

bool reason_from_word(wb_str word, uint32_t *ret_reason)
{
  const row *r = find_degrading(reasons, WB_COUNT(reasons), word, '/');
  if (r)
    *ret_reason = r->code;
  return r != NULL;
}

bool outcome_from_word(wb_str word, uint32_t *ret_outcome)
{
  const row *r = find_word(outcomes, WB_COUNT(outcomes), word);
  if (r)
    *ret_outcome = r->code;
  return r != NULL;
}

uint32_t tracking_of_outcome(uint32_t outcome)
{
  switch (outcome) {
  case WB_FOUND:
    return WB_TRACKING_OK;
  case WB_NOT_FOUND:
    return WB_TRACKING_NOT_FOUND;
  case WB_NOT_YET:
    return WB_TRACKING_PENDING;
  case WB_INVALID:
    return WB_TRACKING_INVALID_NUMBER;
  case WB_ARCHIVED:
    return WB_TRACKING_ARCHIVED;
  case WB_FORBIDDEN:
    return WB_TRACKING_FORBIDDEN;
  case WB_NEEDS_INPUT:
    return WB_TRACKING_NEEDS_INPUT;
  default: /* failed, and outcomes that this version does not know */
    return WB_TRACKING_SOURCE_ERROR;
  }
}

static bool is_problem(uint32_t status)
{
  switch (WB_MAIN(status)) {
  case WB_ATTEMPT_FAILED:
  case WB_EXCEPTION:
  case WB_RETURNING:
  case WB_RETURNED:
  case WB_CANCELLED:
    return true;
  default:
    return status == WB_CUSTOMS_HELD || status == WB_CUSTOMS_EXCEPTION || status == WB_CUSTOMS_REJECTED ||
           status == WB_CUSTOMS_EXPORT_HELD || status == WB_CUSTOMS_IMPORT_TERMINATED;
  }
}

int status_exit_code(uint32_t status, uint32_t flags)
{
  enum { DELIVERED = 0, ON_THE_WAY = 10, NEEDS_ACTION = 11, PROBLEM = 12, LOSS = 13 };
  uint32_t known = status_known(status);
  flags |= status_flags(known);
  if (WB_MAIN(known) == WB_LOSS)
    return LOSS;
  if (WB_MAIN(known) == WB_DELIVERED && known != WB_DELIVERED_IN_PART)
    return flags & WB_FLAG_RETURN_LEG ? PROBLEM : DELIVERED; /* delivered on the way back: to the sender */
  if (flags & WB_FLAG_ACTION_REQUIRED || WB_MAIN(known) == WB_READY_FOR_PICKUP)
    return NEEDS_ACTION;
  return is_problem(known) || flags & WB_FLAG_RETURN_LEG ? PROBLEM : ON_THE_WAY;
}

const char *flags_letters(uint32_t flags, char out[6])
{
  size_t n = 0;
  for (size_t i = 0; i < WB_COUNT(flag_rows); i++)
    if (flags & flag_rows[i].bit)
      out[n++] = flag_rows[i].letter;
  out[n] = '\0';
  return out;
}

const char *flag_name(uint32_t bit)
{
  for (size_t i = 0; i < WB_COUNT(flag_rows); i++)
    if (flag_rows[i].bit == bit)
      return flag_rows[i].name;
  return NULL;
}
