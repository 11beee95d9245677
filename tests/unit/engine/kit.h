/* SPDX-License-Identifier: MIT */
/* Contexts for tests: a home of their own, no user's settings, the carriers of this build. */
#ifndef ENGINE_KIT_H
#define ENGINE_KIT_H
#include "core/base/buf.h"
#include "tests/e2e/mock/mock.h"
#include <criterion/criterion.h>
#include <waybill/waybill.h>

/* Makes a folder and points HOME at it; XDG_* and WAYBILL_* of the caller are forgotten. */
void kit_home(void);
void kit_home_remove(void);
const char *kit_folder(void);

wb_context *kit_demo(void);               /* the shipped recordings, nothing kept */
wb_context *kit_live(mock *m, const char *script); /* the probe carrier asks the mock's script */

wb_query kit_query(const char *number);

/* Each case of each carrier that has recordings: "plugins/ups/recordings/on-the-way". */
typedef void kit_case_fn(const char *folder, void *user);
size_t kit_each_case(kit_case_fn *visit, void *user);
bool kit_read(const char *folder, const char *name, buf *out); /* false: there is no such file */

#define cr_ok(call, err) cr_assert_eq((call), WB_OK, "%s", (err).text)
#endif
