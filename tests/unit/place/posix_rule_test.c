/* SPDX-License-Identifier: MIT */
#include "core/base/clock.h"
#include "core/place/tzif.h"
#include <criterion/criterion.h>

Test(posix_rule, reads_what_posix_and_rfc_8536_allow_and_nothing_else)
{
  struct {
    const char *text;
    bool valid;
  } cases[] = {
    { "UTC0", true },
    { "EST5EDT,M3.2.0,M11.1.0", true },
    { "<-03>3", true },
    { "<+0330>-3:30", true },
    { "IST-1GMT0,M10.5.0,M3.5.0/1", true },
    { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true },
    { "AAA-1BBB,J60/167,365/-167:59:59", true },
    { "", false },
    { "ES5", false },
    { "EST", false },
    { "EST5EDT", false },
    { "EST5EDT,M3.2.0", false },
    { "EST5EDT,M3.2.0,M11.1.0,", false },
    { "EST5EDT,M13.2.0,M11.1.0", false },
    { "EST5EDT,M0.2.0,M11.1.0", false },
    { "EST5EDT,M3.6.0,M11.1.0", false },
    { "EST5EDT,M3.2.7,M11.1.0", false },
    { "EST5EDT,J0,J365", false },
    { "EST5EDT,J1,J366", false },
    { "EST5EDT,M3.2.0/168,M11.1.0", false },
    { "EST27", false },
    { "EST5:60", false },
    { "<EST5", false },
    { "EST5 ", false },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    posix_rule rule = { .standard_s = 77 };
    cr_expect_eq(posix_rule_read(str_of(cases[i].text), &rule), cases[i].valid, "\"%s\"", cases[i].text);
    if (!cases[i].valid)
      cr_expect_eq(rule.standard_s, 77, "\"%s\"", cases[i].text);
  }
}

Test(posix_rule, changes_at_the_moment_that_the_rule_names)
{
  struct {
    const char *rule, *at;
    int32_t before_s, from_s;
  } cases[] = {
    { "EST5EDT,M3.2.0,M11.1.0", "2040-03-11T07:00:00Z", -18000, -14400 },
    { "EST5EDT,M3.2.0,M11.1.0", "2040-11-04T06:00:00Z", -14400, -18000 },
    { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-03-31T16:00:00Z", 39600, 36000 },
    { "IST-1GMT0,M10.5.0,M3.5.0/1", "2040-03-25T01:00:00Z", 0, 3600 },
    { "IST-1GMT0,M10.5.0,M3.5.0/1", "2040-10-28T01:00:00Z", 3600, 0 },
    { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T01:00:00Z", -7200, -3600 }, /* Saturday 23:00 */
    { "AAA0BBB,J60/0,J300/0", "2040-03-01T00:00:00Z", 0, 3600 }, /* J60 is 1 March in every year */
    { "AAA0BBB,J60/0,J300/0", "2041-03-01T00:00:00Z", 0, 3600 },
    { "AAA0BBB,59/0,300/0", "2040-02-29T00:00:00Z", 0, 3600 }, /* 59 counts 29 February */
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    posix_rule rule;
    int64_t at;
    cr_assert(posix_rule_read(str_of(cases[i].rule), &rule), "%s", cases[i].rule);
    cr_assert(civil_parse_utc(str_of(cases[i].at), &at));
    cr_expect_eq(posix_rule_offset_s(&rule, at / 1000 - 1), cases[i].before_s, "%s before %s", cases[i].rule,
                 cases[i].at);
    cr_expect_eq(posix_rule_offset_s(&rule, at / 1000), cases[i].from_s, "%s from %s", cases[i].rule,
                 cases[i].at);
  }
}
