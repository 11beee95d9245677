/* SPDX-License-Identifier: MIT */
/* What the core decides about an answer without the plugin: refusals by status, failures, numbers left
 * without a word. */
#include "../base/clock.h"
#include "call.h"

#define LONGEST_RETRY_S INT64_C(31536000) /* a year: more is a mistake of the sender */

/* ---- Retry-After ---- */

static bool month_of(wb_str name, uint8_t *ret_month)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (size_t i = 0; i < 12; i++)
    if (str_equal(name, (wb_str){ months + 3 * i, 3 })) {
      *ret_month = (uint8_t)(i + 1);
      return true;
    }
  return false;
}

static bool two_digits(wb_str s, size_t at, uint8_t *ret_value)
{
  uint64_t value;
  if (!str_to_u64(str_upto(str_from(s, at), 2), &value))
    return false;
  *ret_value = (uint8_t)value;
  return true;
}

/* "Wed, 04 Mar 2026 09:30:00 GMT": the only form of RFC 9110 that a sender may write. */
static bool http_date(wb_str s, int64_t *ret_ms)
{
  civil c = { 0 };
  uint64_t year;
  if (s.n != 29 || !str_ends(s, STR(" GMT")) || !two_digits(s, 5, &c.day) ||
      !month_of(str_upto(str_from(s, 8), 3), &c.month) || !str_to_u64(str_upto(str_from(s, 12), 4), &year) ||
      !two_digits(s, 17, &c.hour) || !two_digits(s, 20, &c.minute) || !two_digits(s, 23, &c.second))
    return false;
  c.year = (int32_t)year;
  if (!civil_is_valid(&c))
    return false;
  *ret_ms = civil_to_ms(&c);
  return true;
}

static uint32_t retry_after(wb_list headers, int64_t now_ms)
{
  for (uint32_t i = 0; i < headers.count; i++) {
    const wb_field *f = WB_AT(wb_field, headers, i);
    uint64_t seconds;
    int64_t at_ms, wait_s = 0;
    if (!str_equal_nocase(f->name, STR("retry-after")))
      continue;
    wb_str value = str_trim(f->value.text);
    if (str_to_u64(value, &seconds))
      wait_s = seconds < (uint64_t)LONGEST_RETRY_S ? (int64_t)seconds : LONGEST_RETRY_S;
    else if (http_date(value, &at_ms) && at_ms > now_ms)
      wait_s = (at_ms - now_ms + 999) / 1000;
    return (uint32_t)(wait_s < LONGEST_RETRY_S ? wait_s : LONGEST_RETRY_S);
  }
  return 0;
}

int host_refusal(const host_request *r, uint32_t status, wb_list headers, int64_t now_ms,
                 uint32_t *ret_retry_after_s, wb_error *err)
{
  *ret_retry_after_s = retry_after(headers, now_ms);
  if (r->flags & WB_REQ_ANY_STATUS)
    return WB_OK;
  if (status == 401)
    return error_set(err, WB_E_AUTH, "the carrier refused the credentials (HTTP 401)");
  if (status == 403)
    return error_set(err, WB_E_AUTH, "the carrier does not allow this account to ask (HTTP 403)");
  if (status == 429 && *ret_retry_after_s)
    return error_set(err, WB_E_RATE, "the carrier asks to slow down for %u s (HTTP 429)", *ret_retry_after_s);
  if (status == 429)
    return error_set(err, WB_E_RATE, "the carrier asks to slow down (HTTP 429)");
  if (status >= 500)
    return error_set(err, WB_E_UPSTREAM, "the carrier has trouble of its own (HTTP %u): try again later",
                     status);
  if (status >= 300 && status < 400)
    return error_set(err, WB_E_UPSTREAM,
                     "the carrier sends the request elsewhere (HTTP %u), which is not followed", status);
  if (status < 200)
    return error_set(err, WB_E_UPSTREAM, "the carrier's answer is no final one (HTTP %u)", status);
  return WB_OK;
}

/* ---- failures ---- */

static int fail_number(feed *into, wb_str number, wb_str why, uint32_t retry_after_s)
{
  feed_result *r = feed_result_of(into, number, (wb_str){ NULL, 0 });
  if (!r)
    return WB_E_NOMEM;
  if (r->outcome)
    return WB_OK;
  r->outcome = WB_FAILED;
  r->retry_after_s = retry_after_s;
  r->detail = arena_str(into->memory, why);
  return r->detail.p ? WB_OK : WB_E_NOMEM;
}

int host_fail_covers(const wb_batch *batch, const uint32_t *covers, size_t cover_count, const wb_error *why,
                     uint32_t retry_after_s, feed *into)
{
  int rc = WB_OK;
  wb_str words = str_of(why->text);
  for (size_t i = 0; !rc && i < cover_count; i++)
    if (covers[i] < batch->numbers.count)
      rc = fail_number(into, WB_AT(wb_number, batch->numbers, covers[i])->number, words, retry_after_s);
  if (!rc && !into->error_code) {
    into->error_code = why->code;
    into->error_text = arena_str(into->memory, words);
  }
  return rc;
}

static bool is_asked(const wb_batch *batch, const feed_result *r)
{
  for (uint32_t i = 0; !r->key.n && i < batch->numbers.count; i++)
    if (str_equal(WB_AT(wb_number, batch->numbers, i)->number, r->number))
      return true;
  return false;
}

int host_finish(const wb_batch *batch, feed *into)
{
  for (size_t i = 0; i < into->result_count; i++) {
    feed_result *r = &into->results[i];
    if (r->outcome || !r->event_count)
      continue;
    /* Nobody asked for a piece or a second shipment: its events are all that there is to say about it. */
    if (!is_asked(batch, r))
      r->outcome = WB_FOUND;
    else if (fail_number(into, r->number, STR("the answer has events but says nothing of the number itself"),
                         0))
      return WB_E_NOMEM;
  }
  for (uint32_t i = 0; i < batch->numbers.count; i++)
    if (fail_number(into, WB_AT(wb_number, batch->numbers, i)->number,
                    STR("the answer does not mention this number"), 0))
      return WB_E_NOMEM;
  return WB_OK;
}
