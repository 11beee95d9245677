/* SPDX-License-Identifier: MIT */
/* Every reader of dates and amounts, over one text cut in two. */
#include "core/base/clock.h"
#include "fuzz.h"
#include <waybill/carrier-kit.h>

#define FIRST_MS (-INT64_C(62135596800000)) /* 0001-01-01 */
#define LAST_MS  INT64_C(253402300799999)   /* 9999-12-31 */

static void check_civil(wb_str text)
{
  WB_AUTO(buf) written = { 0 };
  int64_t ms = 0, again = 0;
  if (!civil_parse_utc(text, &ms))
    return;
  fuzz_promise(ms >= FIRST_MS - 86400000 && ms <= LAST_MS + 86400000, "a time lies in the calendar");
  civil c = civil_from_ms(ms);
  if (c.year < 1 || c.year > 9999)
    return; /* an offset led out of it */
  fuzz_promise(civil_is_valid(&c) && civil_to_ms(&c) == ms, "a civil time is its instant");
  civil_add_utc(&written, ms);
  fuzz_promise(civil_parse_utc(buf_view(&written), &again) && again == ms, "what is written reads back");
}

static void check_reading(wb_time t)
{
  fuzz_promise(t.kind <= WB_TIME_DATE && t.precision <= WB_PRECISION_SECOND, "kind and precision are known");
  fuzz_promise(t.local_ms >= FIRST_MS && t.local_ms <= LAST_MS, "a wall clock lies in the calendar");
  fuzz_promise(t.utc_ms >= FIRST_MS && t.utc_ms <= LAST_MS, "an instant lies in the calendar");
  fuzz_promise(t.offset_min > -1440 && t.offset_min < 1440, "an offset is less than a day");
  fuzz_promise((t.kind == WB_TIME_NONE) == (t.precision == WB_PRECISION_NONE), "a reading has a precision");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  char *copy = fuzz_copy(data, n);
  wb_str text = { copy, n }, first, rest = text;
  if (!str_split(&rest, '|', &first))
    first = rest = (wb_str){ copy, 0 };
  check_civil(text);
  check_reading(wb_time_iso(text));
  check_reading(wb_time_digits(first, rest));
  wb_field after = { .name = WB_STR("retry-after"), .value.text = text };
  const wb_response response = { .headers = { &after, 1, sizeof after } };
  fuzz_promise(wb_retry_after(&response, 7) <= 86400, "a pause is at most a day");
  fuzz_promise(wb_decimal(text, 1000000) >= -1, "a decimal is none or not negative");
  fuzz_promise(wb_grams(first, rest) < 4000000000u, "a weight is less than 4000 tonnes");
  wb_int(text, 0);
  free(copy);
  return 0;
}
