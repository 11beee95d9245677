/* SPDX-License-Identifier: MIT */
#include "pack.h"
#include <zstd.h>

/* One of zstd's fast levels: two thirds of the work of level 1, for an eighth more bytes. */
#define LEVEL (-1)

/* Texts of waybill.feed/1, the commonest last, where a short distance reaches them. */
static const char dictionary[] =
    "\"signature\",\"needs_input\",\"archived\",\"forbidden\",\"failed\",\"error\":{\"code\":\"rate\","
    "\"message\":\""
    "\"customs.started\"\"customs.cleared\"\"attempt_failed.not_home\"\"exception.delayed\"\"returning."
    "started\""
    "\"ready_for_pickup.pickup_point\"\"delivered.signed\"\"delivered.household\"\"note.update\"\"note."
    "information\""
    "\"pre_shipment.info_received\"\"pre_shipment.label_created\"\"accepted.picked_up\"\"accepted.origin_"
    "facility\""
    "\"out_for_delivery.on_vehicle\"\"delivered.delivered\"\"recipient/not_home\"\"carrier/"
    "\"action_required\"delay\""
    "\"fedex\"\"usps\"\"dhl\"\"canada-post\"\"amazon\"\"chronopost\"\"inpost\"\"ups\"\"kind\":"
    "\"scheduled\"estimated\""
    "\"Z\",\"zone\":null,\"precision\":\"minute\",\"precision\":\"day\",\"doubtful\":true\"lang\":"
    "\"fr\"\"country\":\"DE\""
    "\"country\":\"CA\"\"country\":\"FR\"\"facility\":null,\"lat\":4,\"lon\":-7,\"zone_abbreviation\":\"EST\""
    "{\"schema\":\"waybill.feed/"
    "1\",\"source\":\"ups\",\"role\":\"carrier\",\"carrier\":\"ups\",\"fetched_at\":\"2026-"
    "00Z\",\"plugin_version\":\"0.1.0\",\"recorded\":true,\"results\":[{\"number\":\"1Z\",\"outcome\":\"not_"
    "found\","
    "\"detail\":\"\",\"outcome\":\"found\",\"detail\":null,\"retry_after_s\":null,\"service\":\"UPS "
    "Ground\",\"weight_g\":"
    "null,\"signed_by\":null,\"origin_country\":\"US\",\"destination_country\":\"US\",\"eta\":[{\"kind\":"
    "\"estimated\","
    "\"from\":\"2026-\",\"to\":\"2026-T00:00:00T23:59:59\",\"offset\":null,\"precision\":\"day\",\"text\":"
    "\"\"}],"
    "\"related\":[{\"role\":\"last_mile\",\"carrier\":\"usps\",\"number\":\"92\"}],\"related\":[],\"events\":"
    "["
    "{\"status\":\"in_transit.departed_facility\",\"Departed from facility\"\"Arrived at facility\"\"Out for "
    "delivery\""
    "\"Delivered\"\"Shipment information received\"\"lang\":\"en\",\"event_id\":null,\"unmapped\":true}]}]}"
    "\"zone\":null,\"precision\":\"minute\",\"raw\":\"2026\"},\"place\":{\"text\":null,\"city\":\"},"
    "\"place\":null,"
    "\"region\":null,\"postcode\":null,\"country\":null,\"facility\":\"\",\"lat\":null,\"lon\":null},"
    "\"code\":null,"
    "\"event_id\":null},{\"status\":\"in_transit.arrived_facility\",\"reason\":null,\"flags\":[],\"time\":{"
    "\"local\":"
    "\"2026-0\",\"offset\":\"-05:00\",\"zone\":null,\"precision\":\"second\",\"raw\":\"2026-0\"},\"place\":{"
    "\"text\":\"\","
    "\"city\":\"\",\"region\":\"\",\"postcode\":\"\",\"country\":\"US\",\"facility\":null,\"lat\":null,"
    "\"lon\":null},"
    "\"code\":\"\",\"text\":\"\",\"lang\":\"en\",\"event_id\":null},{\"status\":\"in_transit.moving\","
    "\"reason\":null,"
    "\"flags\":[],\"time\":{\"local\":\"2026-";

wb_str pack_dictionary(void)
{
  return STR(dictionary);
}

static wb_str dictionary_of(pack_way way)
{
  return way == PACK_ZSTD_FEED ? pack_dictionary() : (wb_str){ NULL, 0 };
}

int pack_bytes(store *s, packed *p, buf *room, wb_error *err)
{
  wb_str plain = p->bytes;
  if (plain.n < PACK_FROM_BYTES) {
    p->way = PACK_PLAIN;
    return WB_OK;
  }
  if (!s->packer && !(s->packer = ZSTD_createCCtx()))
    return error_nomem(err);
  buf_clear(room);
  size_t bound = ZSTD_compressBound(plain.n);
  if (ZSTD_isError(bound) || !buf_reserve(room, bound))
    return buf_check(room, err) != WB_OK ? room->failed : error_nomem(err);
  if (p->way == PACK_ZSTD_FEED && !s->feed_words &&
      !(s->feed_words = ZSTD_createCDict(dictionary, sizeof dictionary - 1, LEVEL)))
    return error_nomem(err);
  size_t n = p->way == PACK_ZSTD_FEED
                 ? ZSTD_compress_usingCDict(s->packer, room->data, bound, plain.p, plain.n, s->feed_words)
                 : ZSTD_compressCCtx(s->packer, room->data, bound, plain.p, plain.n, LEVEL);
  if (ZSTD_isError(n))
    return error_set(err, WB_E_STORE, "cannot compress %zu bytes: %s", plain.n, ZSTD_getErrorName(n));
  if (n < plain.n)
    p->bytes = (wb_str){ room->data, n };
  else
    p->way = PACK_PLAIN;
  return WB_OK;
}

static int damaged(const store *s, const char *why, wb_error *err)
{
  db_flag_damage(s, true);
  return error_set(err, WB_E_STORE, "a kept answer in %s is damaged (%s)", s->path, why);
}

int unpack_bytes(store *s, packed kept, arena *memory, wb_str *ret_bytes, wb_error *err)
{
  if (kept.way == PACK_PLAIN) {
    *ret_bytes = arena_str(memory, kept.bytes);
    return ret_bytes->p ? WB_OK : error_set(err, WB_E_LIMIT, "the feeds asked for do not fit their memory");
  }
  if (!s->unpacker && !(s->unpacker = ZSTD_createDCtx()))
    return error_nomem(err);
  unsigned long long size = ZSTD_getFrameContentSize(kept.bytes.p, kept.bytes.n);
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > STORE_MAX_TEXT_BYTES)
    return damaged(s, "its size is not told", err);
  char *bytes = arena_alloc(memory, (size_t)size + 1);
  if (!bytes)
    return error_set(err, WB_E_LIMIT, "the feeds asked for do not fit their memory");
  wb_str known = dictionary_of(kept.way);
  size_t n = ZSTD_decompress_usingDict(s->unpacker, bytes, (size_t)size, kept.bytes.p, kept.bytes.n, known.p,
                                       known.n);
  if (ZSTD_isError(n) || n != size)
    return damaged(s, ZSTD_isError(n) ? ZSTD_getErrorName(n) : "its size is wrong", err);
  *ret_bytes = (wb_str){ bytes, n };
  return WB_OK;
}
