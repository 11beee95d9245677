/* SPDX-License-Identifier: MIT */
#include "measure.h"
#include "store_kit.h"

Test(measure, prints_bytes_per_event_and_the_rate_of_durable_commits)
{
  place p = place_new();
  char other[256];
  double bytes = measure_bytes_per_event(p.path, 1000);
  fprintf(stderr, "store: %.1f bytes per event (1000 feeds of 11 events)\n", bytes);
  snprintf(other, sizeof other, "%s/commits.db", p.folder);
  double commits = measure_commits(other, 200);
  snprintf(other, sizeof other, "%s/appends", p.folder);
  double appends = measure_appends(other, 200);
  fprintf(stderr, "store: %.0f durable commits/s, %.0f appends of 8 KiB with fdatasync/s, ratio %.2f\n",
          commits, appends, commits / appends);
  cr_expect(bytes > 0 && commits > 0 && appends > 0);
  place_free(&p);
}
