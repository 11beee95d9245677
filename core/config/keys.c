/* SPDX-License-Identifier: MIT */
#include "config.h"

/* config/waybill.conf.example and docs/configuration.md show these rows; a test holds them against the table. */
const config_key config_keys[] = {
  { "waybill", "language", CONFIG_TEXT, 0, 0, "en", "language of the carriers' texts, where they offer it (BCP 47)" },
  { "waybill", "country", CONFIG_TEXT, 0, 0, NULL, "your country (ISO 3166-1 alpha-2): makes its carriers more likely" },
  { "waybill", "carriers", CONFIG_TEXT, 0, 0, NULL, "carriers you use, comma separated: makes them more likely" },
  { "waybill", "plugins", CONFIG_TEXT, 0, 0, NULL, "more plugin folders, colon separated" },
  { "waybill", "isolation", CONFIG_TEXT, 0, 0, "auto", "plugins in processes of their own: auto (those of strangers), process (all) or none" },
  { "waybill", "ask_at_most", CONFIG_NUMBER, 1, 16, "4", "carriers asked for one number that several may hold" },
  { "waybill", "ask_from_percent", CONFIG_NUMBER, 0, 100, "5", "a carrier less likely than this is not asked" },
  { "waybill", "follow", CONFIG_YES_NO, 0, 0, "yes", "ask the carrier that takes a parcel over too, and the post at its other end" },
  { "net", "in_flight", CONFIG_NUMBER, 1, 4096, "256", "requests under way at once" },
  { "net", "per_origin", CONFIG_NUMBER, 1, 256, "8", "connections to one origin" },
  { "net", "connect_timeout_ms", CONFIG_NUMBER, 100, 600000, "10000", "time for connecting" },
  { "net", "total_timeout_ms", CONFIG_NUMBER, 100, 3600000, "60000", "time for one try of a request" },
  { "net", "idle_timeout_ms", CONFIG_NUMBER, 100, 600000, "20000", "longest silence in a transfer" },
  { "net", "retries", CONFIG_NUMBER, 0, 10, "3", "tries after the first, for requests that only read" },
  { "net", "backoff_ms", CONFIG_NUMBER, 1, 60000, "500", "first pause before a retry; doubles, with jitter" },
  { "net", "backoff_max_ms", CONFIG_NUMBER, 1, 600000, "30000", "longest pause before a retry" },
  { "net", "retry_after_max_ms", CONFIG_NUMBER, 0, 3600000, "120000", "a longer Retry-After is not waited for" },
  { "net", "max_body_bytes", CONFIG_NUMBER, 1024, 67108864, "2097152", "largest answer, decompressed" },
  { "net", "http2", CONFIG_YES_NO, 0, 0, "yes", "HTTP/2 where the carrier speaks it" },
  { "net", "ca_file", CONFIG_TEXT, 0, 0, NULL, "certificates to trust instead of the system's: a file, or a folder made by c_rehash" },
  { "net", "allow_http", CONFIG_YES_NO, 0, 0, "no", "plain http to 127.0.0.1 and localhost, for tests" },
  { "net", "contact", CONFIG_TEXT, 0, 0, NULL, "your e-mail or URL, put into the User-Agent" },
  { "store", "keep", CONFIG_YES_NO, 0, 0, "yes", "keep every feed in the state folder" },
  { "store", "answers", CONFIG_YES_NO, 0, 0, "yes", "keep the carriers' raw answers too" },
  { "store", "durable", CONFIG_YES_NO, 0, 0, "yes", "wait for the disk at each commit" },
};
const size_t config_key_count = WB_COUNT(config_keys);
