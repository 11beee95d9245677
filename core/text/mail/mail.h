/* SPDX-License-Identifier: MIT */
/* Mail by GMime; text.h is the manual. */
#ifndef TEXT_MAIL_MAIL_H
#define TEXT_MAIL_MAIL_H
#include "../text.h"

int mail_read(const text_source *source, bool is_folder, const text_mail_sink *sink, wb_error *err);
#endif
