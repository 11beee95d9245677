/* SPDX-License-Identifier: MIT */
/* Track Alert v2: UPS posts one activity of one package.  The body is not signed: UPS repeats a credential
 * that the user chose. */
#include "ups.h"

const wb_hook ups_hook = { .struct_size = sizeof ups_hook,
                           .scheme = WB_HOOK_TOKEN,
                           .header = "credential",
                           .credential = { "webhook_credential" } };

/* "021" is often written without quotes and then arrives as the number 21. */
static wb_str three_digits(wb_kit *k, wb_str code)
{
  static const char zeros[] = "000";
  return code.n && code.n < 3 ? wb_join(k, wb_span(zeros, 3 - code.n), "", code) : code;
}

static wb_event event_of(wb_kit *k, const wb_node *root, uint32_t n)
{
  const ups_moment moment = {
    .date = wb_get_trim(k, root, "localActivityDate"),
    .clock = wb_get_trim(k, root, "localActivityTime"),
    .gmt_date = wb_get_trim(k, root, "gmtActivityDate"),
    .gmt_clock = wb_get_trim(k, root, "gmtActivityTime"),
    .gmt_offset = wb_get_trim(k, root, "gmtOffset"),
  };
  wb_event e = wb_event_of(n);
  ups_status_apply(k, &e, wb_get_trim(k, root, "activityStatus.type"),
                   three_digits(k, wb_get_trim(k, root, "activityStatus.descriptionCode")),
                   wb_get_trim(k, root, "activityStatus.code"));
  e.time = ups_time(k, &moment);
  e.text = wb_get_trim(k, root, "activityStatus.description");
  e.place.city = wb_get_trim(k, root, "activityLocation.city");
  e.place.region = wb_get_trim(k, root, "activityLocation.stateProvince");
  e.place.postcode = wb_get_trim(k, root, "activityLocation.postalCode");
  e.place.country = wb_alpha2(k, wb_get(k, root, "activityLocation.country"));
  return e;
}

/* The day, or the window of that day where one is told: without a zone, the destination's own. */
static wb_list eta_of(wb_kit *k, const wb_node *root)
{
  wb_str day = wb_get_trim(k, root, "scheduledDeliveryDate");
  const ups_moment begin = { .date = day, .clock = wb_get_trim(k, root, "deliveryStartTime") };
  const ups_moment end = { .date = day, .clock = wb_get_trim(k, root, "deliveryEndTime") };
  wb_time from = ups_time(k, &begin), to = ups_time(k, &end), whole = wb_time_digits(day, wb_span(NULL, 0));
  wb_eta *eta = (wb_eta *)k->h->alloc(k->c, sizeof *eta);
  if (!eta || whole.kind == WB_TIME_NONE)
    return wb_list_of(NULL, 0, sizeof *eta);
  int window = from.kind == WB_TIME_LOCAL && to.kind == WB_TIME_LOCAL;
  *eta = window ? wb_eta_of(WB_ETA_ESTIMATED, from, to) : wb_eta_of(WB_ETA_SCHEDULED, whole, whole);
  eta->text = wb_get_trim(k, root, "deliveryTimeDescription");
  return wb_list_of(eta, 1, sizeof *eta);
}

int32_t ups_webhook(const wb_host *h, wb_call *c, const wb_push *p)
{
  wb_kit k = { h, c, NULL, NULL };
  const wb_node *root = wb_json(&k, p->body);
  wb_str number = wb_get_trim(&k, root, "trackingNumber");
  if (!root || !number.n)
    return wb_no_tree(&k);
  int32_t index = h->number(c, number, wb_span(NULL, 0), WB_NO_PARENT);
  if (index < 0)
    return index;
  wb_event e = event_of(&k, root, (uint32_t)index);
  wb_result r = wb_result_of((uint32_t)index, WB_FOUND);
  wb_str other = wb_get_trim(&k, root, "alternateTrackingNumber");
  const wb_related alias = { .role = WB_ROLE_ALIAS, .number = other };
  r.signed_by = wb_get_trim(&k, root, "receivedBy");
  r.eta = eta_of(&k, root);
  r.related = wb_list_of(&alias, other.n ? 1 : 0, sizeof alias);
  int32_t rc = h->event(c, &e);
  return rc ? rc : h->result(c, &r);
}
