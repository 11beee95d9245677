/* SPDX-License-Identifier: MIT */
/* Numbers in texts: the text room's pieces through the number room's finder, as public structures. */
#ifndef ENGINE_EXTRACT_H
#define ENGINE_EXTRACT_H
#include "engine.h"

int extract_text(engine *e, const wb_extract_input *in, int (*found)(void *user, const wb_find *find), void *user,
                 wb_error *err);

int find_to_json(const wb_find *f, const char *file, buf *out, wb_error *err); /* waybill.extract/1 */
#endif
