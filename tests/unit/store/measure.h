/* SPDX-License-Identifier: MIT */
/* Rates of durable commits, for tests that print them and for benchmarks. */
#ifndef TEST_STORE_MEASURE_H
#define TEST_STORE_MEASURE_H
#include <stddef.h>

/* Commits of one feed of 11 events each, synchronous=FULL, into a new store at `path`; per second. */
double measure_commits(const char *path, size_t count);
/* The bare limit: append 8 KiB and fdatasync, per second. */
double measure_appends(const char *path, size_t count);
/* Bytes of the database file per event after `feeds` feeds of 11 events each, without answers. */
double measure_bytes_per_event(const char *path, size_t feeds);
#endif
