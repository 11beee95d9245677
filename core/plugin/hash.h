/* SPDX-License-Identifier: MIT */
/* XXH3, whose header is not written for our warnings. */
#ifndef PLUGIN_HASH_H
#define PLUGIN_HASH_H
#define XXH_INLINE_ALL
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#include <xxhash.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#endif
