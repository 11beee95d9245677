/* SPDX-License-Identifier: MIT */
/* A carrier in C++17, over the same headers.  It does not exist.  The build leaves out exceptions, run-time types and the C++
 * library: what a plugin needs beside libc, a user's machine may have in another version. */
#include <cstdint>
#include <waybill/carrier-kit.h>

namespace {

const wb_status_row statuses[] = { /* sorted by code */
  { "ARRIVED", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "COLLECTED", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
};

/* The elements at a path, for a range-based for. */
class elements {
public:
  elements(const wb_kit &kit, const wb_node *node, const char *path) : doc(kit.d), it(kit.d->iterate(node, path)) {}
  elements &begin() { return ++*this; }
  const elements &end() const { return *this; }
  elements &operator++() { more = doc->next(&it) != 0; return *this; }
  bool operator!=(const elements &) const { return more; }
  const wb_node *operator*() const { return it.node; }

private:
  const wb_doc *doc;
  wb_iter it;
  bool more = false;
};

std::int32_t tell(wb_kit &k, std::uint32_t number, const wb_node *scan)
{
  wb_event e = wb_event_of(number);
  e.code = wb_get(&k, scan, "code");
  e.text = wb_get_trim(&k, scan, "text");
  e.time = wb_time_iso(wb_get(&k, scan, "time"));
  e.place.city = wb_get_trim(&k, scan, "city");
  wb_status_apply(&e, wb_status_find(statuses, WB_COUNT_OF(statuses), e.code));
  return k.h->event(k.c, &e);
}

extern "C" std::int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, nullptr };
  for (std::uint32_t i = 0; i < b->numbers.count; i++) {
    wb_request r = wb_request_of(WB_GET, 0, wb_path(&k, "/parcels/", wb_number_at(&k, i)->number, ""));
    r.covers = wb_list_of(&i, 1, sizeof i);
    if (std::int32_t rc = h->request(c, &r))
      return rc;
  }
  return WB_OK;
}

extern "C" std::int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, nullptr };
  const std::uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_xml(&k, r->body);
  if (!root || !wb_equal(wb_get(&k, root, "number"), wb_number_at(&k, number)->number))
    return wb_no_tree(&k);
  for (const wb_node *scan : elements(k, root, "scan"))
    if (std::int32_t rc = tell(k, number, scan))
      return rc;
  return wb_outcome(&k, number, WB_FOUND, wb_span(nullptr, 0));
}

const wb_endpoint endpoints[] = { { "api", "https://xml.example.com", nullptr } };

/* C++17 has no designated initialisers: a function that is evaluated by the compiler fills in what is there. */
constexpr wb_format make_format()
{
  wb_format f = {};
  f.id = "cplusplus";
  f.pattern = "CP[0-9]{8}";
  f.example = "CP20260331";
  return f;
}
constexpr wb_format formats[] = { make_format() };

constexpr wb_carrier make_carrier()
{
  wb_carrier c = {};
  c.struct_size = sizeof(wb_carrier);
  c.caps = WB_CAP_TRACK;
  c.id = "cplusplus";
  c.name = "C++ Parcel";
  c.version = "1.0.0";
  c.licence = "MIT";
  c.countries = "FR";
  c.endpoints = WB_ARRAY(endpoints);
  c.formats = WB_ARRAY(formats);
  c.plan = plan;
  c.parse = parse;
  return c;
}
constexpr wb_carrier carrier = make_carrier();

} // namespace

WB_MODULE(&carrier)
