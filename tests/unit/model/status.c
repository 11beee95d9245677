/* SPDX-License-Identifier: MIT */
#include "core/model/status.h"
#include <criterion/criterion.h>

typedef struct listed {
  uint32_t code, flags;
  const char *word;
} listed;

#define LISTED(identifier, code, word, flags, meaning) { (code), (flags), (word) },
static const listed statuses[] = { WB_STATUS_WORDS(LISTED) };
static const listed reasons[] = { WB_REASON_WORDS(LISTED) };

/* Ascending codes are unique codes, and what the lookup by halves rests on. */
static void check_list(const listed *rows, size_t count, char separator)
{
  wb_str main_word = { NULL, 0 };
  for (size_t i = 0; i < count; i++) {
    wb_str word = str_of(rows[i].word);
    bool is_main = WB_MAIN(rows[i].code) == rows[i].code;
    if (i)
      cr_assert_lt(rows[i - 1].code, rows[i].code, "%s", rows[i].word);
    for (size_t k = 0; k < i; k++)
      cr_assert_str_neq(rows[k].word, rows[i].word);
    if (is_main) {
      main_word = word;
      cr_assert_eq(str_find_byte(word, separator), SIZE_MAX, "%s", rows[i].word);
      continue;
    }
    cr_assert(str_starts(word, main_word), "%s", rows[i].word);
    cr_assert_eq(word.p[main_word.n], separator, "%s", rows[i].word);
    cr_assert_gt(word.n, main_word.n + 1, "%s", rows[i].word);
  }
}

Test(status, has_unique_ascending_codes_and_words_that_begin_with_their_main)
{
  check_list(statuses, WB_COUNT(statuses), '.');
  check_list(reasons, WB_COUNT(reasons), '/');
}

Test(status, has_every_word_of_the_taxonomy)
{
  size_t mains = 0;
  for (size_t i = 0; i < WB_COUNT(statuses); i++)
    mains += WB_MAIN(statuses[i].code) == statuses[i].code;
  cr_assert_eq(mains, 15);
  cr_assert_eq(WB_COUNT(statuses) - mains, 183);
  cr_assert_eq(WB_COUNT(reasons), 6 + 63);
}

Test(status, brings_only_flags_that_the_taxonomy_allows)
{
  for (size_t i = 0; i < WB_COUNT(statuses); i++) {
    uint32_t code = statuses[i].code, main_code = WB_MAIN(code);
    cr_assert_eq(status_flags(code), statuses[i].flags);
    cr_assert_eq(statuses[i].flags & ~15u, 0, "%s", statuses[i].word);
    bool returning = code != main_code && (main_code == WB_RETURNING || main_code == WB_RETURNED);
    cr_assert_eq((statuses[i].flags & WB_FLAG_RETURN_LEG) != 0, returning, "%s", statuses[i].word);
    bool ended = code != main_code && code != WB_DELIVERED_IN_PART &&
                 (main_code == WB_DELIVERED || main_code == WB_RETURNED || main_code == WB_CANCELLED ||
                  main_code == WB_LOSS);
    cr_assert_eq((statuses[i].flags & WB_FLAG_TERMINAL) != 0, ended, "%s", statuses[i].word);
  }
  cr_assert_eq(status_flags(WB_CUSTOMS_DELAYED), WB_FLAG_DELAY);
  cr_assert_eq(status_flags(WB_EXCEPTION_ADDRESS), WB_FLAG_ACTION_REQUIRED);
  cr_assert_eq(status_flags(WB_RETURNED_TO_SENDER), WB_FLAG_RETURN_LEG | WB_FLAG_TERMINAL);
}

Test(status, turns_every_code_into_its_word_and_back)
{
  for (size_t i = 0; i < WB_COUNT(statuses); i++) {
    uint32_t back = 99;
    cr_assert_str_eq(status_word(statuses[i].code), statuses[i].word);
    cr_assert(status_from_word(str_of(statuses[i].word), &back));
    cr_assert_eq(back, statuses[i].code);
  }
  for (size_t i = 0; i < WB_COUNT(reasons); i++) {
    uint32_t back = 99;
    cr_assert_str_eq(reason_word(reasons[i].code), reasons[i].word);
    cr_assert(reason_from_word(str_of(reasons[i].word), &back));
    cr_assert_eq(back, reasons[i].code);
  }
}

Test(status, degrades_what_it_does_not_know_to_the_main_word)
{
  uint32_t code = 99;
  cr_assert_eq(status_known(WB_IN_TRANSIT + 250), WB_IN_TRANSIT);
  cr_assert_str_eq(status_word(WB_IN_TRANSIT + 250), "in_transit");
  cr_assert_eq(status_known(77), WB_UNKNOWN_UNCLASSIFIED);
  cr_assert_eq(status_known(256 * 200), WB_UNKNOWN_UNCLASSIFIED);
  cr_assert_eq(status_known(UINT32_MAX), WB_UNKNOWN_UNCLASSIFIED);
  cr_assert_eq(status_known(0), WB_UNKNOWN);
  cr_assert_eq(reason_known(WB_REASON_CUSTOMS + 200), WB_REASON_CUSTOMS);
  cr_assert_eq(reason_known(256 * 99), 0);
  cr_assert_null(reason_word(0));
  cr_assert(status_from_word(STR("in_transit.teleported"), &code));
  cr_assert_eq(code, WB_IN_TRANSIT);
  cr_assert(reason_from_word(STR("carrier/gremlins"), &code));
  cr_assert_eq(code, WB_REASON_CARRIER);
}

Test(status, refuses_words_that_are_none)
{
  uint32_t code = 99;
  const char *const words[] = {
    "", ".", "in_transi", "IN_TRANSIT", "in_transit/moving", "teleported.moving"
  };
  for (size_t i = 0; i < WB_COUNT(words); i++)
    cr_assert_not(status_from_word(str_of(words[i]), &code), "%s", words[i]);
  cr_assert_not(reason_from_word(STR(""), &code));
  cr_assert_not(outcome_from_word(STR("foundd"), &code));
  cr_assert_eq(code, 99);
}

Test(status, names_outcomes_and_tracking_states)
{
  static const struct {
    uint32_t outcome, tracking;
    const char *word;
  } rows[] = {
    { WB_FOUND, WB_TRACKING_OK, "found" },
    { WB_NOT_FOUND, WB_TRACKING_NOT_FOUND, "not_found" },
    { WB_NOT_YET, WB_TRACKING_PENDING, "not_yet" },
    { WB_INVALID, WB_TRACKING_INVALID_NUMBER, "invalid" },
    { WB_ARCHIVED, WB_TRACKING_ARCHIVED, "archived" },
    { WB_FORBIDDEN, WB_TRACKING_FORBIDDEN, "forbidden" },
    { WB_NEEDS_INPUT, WB_TRACKING_NEEDS_INPUT, "needs_input" },
    { WB_FAILED, WB_TRACKING_SOURCE_ERROR, "failed" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    uint32_t back = 0;
    cr_assert_str_eq(outcome_word(rows[i].outcome), rows[i].word);
    cr_assert(outcome_from_word(str_of(rows[i].word), &back));
    cr_assert_eq(back, rows[i].outcome);
    cr_assert_eq(tracking_of_outcome(rows[i].outcome), rows[i].tracking);
  }
  cr_assert_str_eq(outcome_word(0), "failed");
  cr_assert_str_eq(tracking_word(WB_TRACKING_RATE_LIMITED), "rate_limited");
  cr_assert_str_eq(tracking_word(WB_TRACKING_OK), "ok");
}

Test(status, answers_for_the_parcel_in_exit_codes)
{
  static const struct {
    uint32_t status, flags;
    int code;
  } rows[] = {
    { WB_DELIVERED_SIGNED, 0, 0 },
    { WB_DELIVERED, 0, 0 },
    { WB_DELIVERED_IN_PART, 0, 10 },
    { WB_DELIVERED_SIGNED, WB_FLAG_RETURN_LEG, 12 },
    { WB_PRE_SHIPMENT, 0, 10 },
    { WB_IN_TRANSIT_MOVING, 0, 10 },
    { WB_IN_TRANSIT_MOVING, WB_FLAG_ACTION_REQUIRED, 11 },
    { WB_IN_TRANSIT_MOVING, WB_FLAG_RETURN_LEG, 12 },
    { WB_OUT_FOR_DELIVERY_ON_VEHICLE, WB_FLAG_DELAY, 10 },
    { WB_CUSTOMS_STARTED, 0, 10 },
    { WB_CUSTOMS_HELD, 0, 12 },
    { WB_CUSTOMS_DUTY_UNPAID, 0, 11 },
    { WB_READY_FOR_PICKUP_LOCKER, 0, 11 },
    { WB_ATTEMPT_FAILED_OTHER, 0, 12 },
    { WB_EXCEPTION_ADDRESS, 0, 11 },
    { WB_EXCEPTION_DELAYED, 0, 12 },
    { WB_RETURNED_TO_SENDER, 0, 12 },
    { WB_CANCELLED_ORDER, 0, 12 },
    { WB_LOSS_STOLEN, WB_FLAG_ACTION_REQUIRED, 13 },
    { WB_UNKNOWN, 0, 10 },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++)
    cr_assert_eq(status_exit_code(rows[i].status, rows[i].flags), rows[i].code, "%s",
                 status_word(rows[i].status));
}

Test(status, writes_flags_as_letters_and_names)
{
  char out[6];
  cr_assert_str_eq(flags_letters(0, out), "");
  cr_assert_str_eq(flags_letters(31, out), "ADRTS");
  cr_assert_str_eq(flags_letters(WB_FLAG_RETURN_LEG | WB_FLAG_ACTION_REQUIRED, out), "AR");
  cr_assert_str_eq(flag_name(WB_FLAG_ACTION_REQUIRED), "action_required");
  cr_assert_str_eq(flag_name(WB_FLAG_SYNTHETIC), "synthetic");
  cr_assert_null(flag_name(32));
}
