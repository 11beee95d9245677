/* SPDX-License-Identifier: MIT */
/* What of a URL decides where a request goes.  Stricter than the standard: no user information, no byte
 * outside of printable ASCII, no backslash, so that no two readers can see two hosts in it. */
#ifndef NET_URL_H
#define NET_URL_H
#include "../base/buf.h"

/* "https://host" or "https://host:port" in lower case, default ports left out.  false: not such a URL. */
bool url_origin(wb_str url, buf *ret_origin);

/* https, or http to this machine itself when that is allowed. */
bool url_is_allowed(wb_str origin, bool allow_http);

/* Percent-encodes all but RFC 3986 unreserved bytes. */
void url_escape(wb_str text, buf *out);
#endif
