/* SPDX-License-Identifier: MIT */
#include "store_kit.h"

typedef struct scan {
  const char *code, *status, *text;
} scan;

static const scan scans[] = {
  { "MP", "pre_shipment.label_created", "Shipper created a label, UPS has not received the package yet." },
  { "OR", "accepted.origin_facility", "Origin Scan" },
  { "DP", "in_transit.departed_facility", "Departed from Facility" },
  { "AR", "in_transit.arrived_facility", "Arrived at Facility" },
  { "YP", "in_transit.processed", "Processing at UPS Facility" },
  { "OF", "out_for_delivery.on_vehicle", "Out For Delivery Today" },
  { "FS", "delivered.household", "DELIVERED" },
};
static const char *const cities[][3] = { { "Secaucus", "NJ", "07094" },  { "Louisville", "KY", "40219" },
                                         { "Columbus", "OH", "43085" },  { "Hodgkins", "IL", "60525" },
                                         { "Mesquite", "TX", "75150" },  { "Ontario", "CA", "91761" },
                                         { "Edmonton", "AB", "T5S1R5" }, { "Rockdale", "IL", "60436" } };

static unsigned next(unsigned *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

void kit_feed(buf *out, unsigned seed, size_t events)
{
  unsigned state = seed * 2654435761u + 1;
  buf_printf(
      out,
      "{\"schema\":\"waybill.feed/"
      "1\",\"source\":\"ups\",\"role\":\"carrier\",\"carrier\":\"ups\",\"fetched_at\":"
      "\"2026-03-%02uT%02u:%02u:00Z\",\"results\":[{\"number\":\"1Z999AA1%010u\",\"outcome\":\"found\","
      "\"detail\":"
      "null,\"retry_after_s\":null,\"service\":\"UPS "
      "Ground\",\"weight_g\":%u,\"signed_by\":null,\"eta\":[{\"kind\":"
      "\"scheduled\",\"from\":\"2026-03-%02uT00:00:00\",\"to\":\"2026-03-%02uT23:59:59\",\"offset\":null,"
      "\"precision\":\"day\"}],\"related\":[],\"events\":[",
      next(&state) % 28 + 1, next(&state) % 24, next(&state) % 60, seed, next(&state) % 20000 + 1,
      10 + seed % 10, 10 + seed % 10);
  for (size_t i = 0; i < events; i++) {
    const scan *s = &scans[next(&state) % WB_COUNT(scans)];
    const char *const *city = cities[next(&state) % WB_COUNT(cities)];
    buf_printf(
        out,
        "%s{\"status\":\"%s\",\"reason\":null,\"flags\":[],\"time\":{\"local\":\"2026-03-%02uT%02u:%02u:%"
        "02u\","
        "\"offset\":\"-0%u:00\",\"zone\":null,\"precision\":\"second\",\"raw\":\"202603%02u %02u%02u%02u\"},"
        "\"place\":{\"text\":null,\"city\":\"%s\",\"region\":\"%s\",\"postcode\":\"%s\",\"country\":\"US\","
        "\"facility\":null,\"lat\":null,\"lon\":null},\"code\":\"%s\",\"text\":\"%s\",\"lang\":\"en\","
        "\"event_id\":"
        "null}",
        i ? "," : "", s->status, next(&state) % 28 + 1, next(&state) % 24, next(&state) % 60,
        next(&state) % 60, next(&state) % 5 + 4, next(&state) % 28 + 1, next(&state) % 24, next(&state) % 60,
        next(&state) % 60, city[0], city[1], city[2], s->code, s->text);
  }
  buf_add_text(out, "]}]}");
  cr_assert_eq(buf_check(out, NULL), WB_OK);
}
