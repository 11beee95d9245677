/* SPDX-License-Identifier: MIT */
/* A carrier with two formats and nothing to ask, as one of 200 that are installed and not used: bench_start makes copies
 * of it in which the digits of "bench-000" and "QB000" are others. */
#include <waybill/carrier-kit.h>

static const wb_format formats[] = {
  { .id = "bench-000", .pattern = "QB000[0-9]{8}", .example = "QB00012345678" },
  { .id = "bench-000-long", .pattern = "QB000[A-Z][0-9]{12}", .example = "QB000A123456789012" },
};

static const wb_limits limits = { .struct_size = sizeof limits, .batch_max = 1 };

static const wb_carrier carrier = {
  .struct_size = sizeof carrier, .id = "bench-000", .name = "Bench", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://bench.example", .countries = "*", .languages = "en",
  .formats = WB_ARRAY(formats), .limits = &limits,
};
WB_MODULE(&carrier)
