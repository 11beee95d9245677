/* SPDX-License-Identifier: MIT */
/* Whom else to ask about a parcel: the carrier that an answer names, and the post at the other end of an S10 item. */
#ifndef ENGINE_FOLLOW_H
#define ENGINE_FOLLOW_H
#include "query.h"

#define FOLLOW_MAX_ROUNDS 2 /* a partner of a partner, and no further */

/* Is the related number one under which the same parcel goes on (or came from)?  Pieces, masters and returns are other
 * parcels. */
bool follow_leads_on(const wb_related *r);

/* Appends to choices (QUERY_MAX_ASKS at most, those already asked included) the posts of `country` that can be asked about
 * an S10 number which another post issued.  Anything but a valid S10 number, or no country: none. */
int follow_other_post(engine *e, query *q, wb_str number, wb_str country, choice *choices, size_t *count, wb_error *err);

/* All asks of q are done: whom do their answers name that was not asked yet? */
int follow_choose(engine *e, query *q, choice *ret_choices, size_t *ret_count, wb_error *err);
#endif
