/* SPDX-License-Identifier: MIT */
/* The layout of every structure of the carrier ABI, as plugins in the world were compiled against it:
 * 64-bit pointers, little or big endian.  A line that fails here means that old plugins would be misread:
 * append, or take a new version. */
#include <waybill/plugin.h>

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
#define AT(type, member, bytes) _Static_assert(offsetof(type, member) == (bytes), #type "." #member)

_Static_assert(sizeof(void *) == 8, "the layout below is that of 64-bit machines");
_Static_assert(WB_ABI_MAJOR == 0 && WB_ABI_MINOR == 1, "a new version: review every line below");

SIZE(wb_str, 16);
AT(wb_str, p, 0);
AT(wb_str, n, 8);

SIZE(wb_error, 512);
AT(wb_error, code, 0);
AT(wb_error, text, 4);

SIZE(wb_value, 24);
AT(wb_value, source, 0);
AT(wb_value, escape, 4);
AT(wb_value, text, 8);

SIZE(wb_field, 40);
AT(wb_field, name, 0);
AT(wb_field, value, 16);

SIZE(wb_list, 16);
AT(wb_list, items, 0);
AT(wb_list, count, 8);
AT(wb_list, stride, 12);

SIZE(wb_time, 64);
AT(wb_time, kind, 0);
AT(wb_time, precision, 4);
AT(wb_time, flags, 8);
AT(wb_time, offset_min, 12);
AT(wb_time, local_ms, 16);
AT(wb_time, utc_ms, 24);
AT(wb_time, zone, 32);
AT(wb_time, raw, 48);

SIZE(wb_place, 104);
AT(wb_place, text, 0);
AT(wb_place, city, 16);
AT(wb_place, region, 32);
AT(wb_place, postcode, 48);
AT(wb_place, country, 64);
AT(wb_place, facility, 80);
AT(wb_place, lat_udeg, 96);
AT(wb_place, lon_udeg, 100);

SIZE(wb_endpoint, 24);
AT(wb_endpoint, name, 0);
AT(wb_endpoint, origin, 8);
AT(wb_endpoint, sandbox_origin, 16);

SIZE(wb_credential, 32);
AT(wb_credential, name, 0);
AT(wb_credential, label, 8);
AT(wb_credential, obtain_url, 16);
AT(wb_credential, optional, 24);
AT(wb_credential, reserved, 28);

SIZE(wb_setting, 24);
AT(wb_setting, name, 0);
AT(wb_setting, label, 8);
AT(wb_setting, fallback, 16);

SIZE(wb_input, 24);
AT(wb_input, name, 0);
AT(wb_input, label, 8);
AT(wb_input, required, 16);
AT(wb_input, reserved, 20);

SIZE(wb_auth, 80);
AT(wb_auth, scheme, 0);
AT(wb_auth, grant, 4);
AT(wb_auth, token_form, 8);
AT(wb_auth, token_endpoint, 12);
AT(wb_auth, token_path, 16);
AT(wb_auth, scope, 24);
AT(wb_auth, param, 32);
AT(wb_auth, prefix, 40);
AT(wb_auth, credential, 48);

SIZE(wb_check, 32);
AT(wb_check, kind, 0);
AT(wb_check, letters, 2);
AT(wb_check, from, 4);
AT(wb_check, count, 6);
AT(wb_check, at, 8);
AT(wb_check, modulo, 10);
AT(wb_check, modulo2, 12);
AT(wb_check, complement, 14);
AT(wb_check, add, 16);
AT(wb_check, reserved, 18);
AT(wb_check, weights, 24);

SIZE(wb_label, 16);
AT(wb_label, code, 0);
AT(wb_label, text, 8);

SIZE(wb_lookup, 32);
AT(wb_lookup, what, 0);
AT(wb_lookup, at, 8);
AT(wb_lookup, count, 12);
AT(wb_lookup, labels, 16);

SIZE(wb_format, 64);
AT(wb_format, id, 0);
AT(wb_format, pattern, 8);
AT(wb_format, example, 16);
AT(wb_format, url, 24);
AT(wb_format, flags, 32);
AT(wb_format, share, 36);
AT(wb_format, check, 40);
AT(wb_format, lookups, 48);

SIZE(wb_limits, 32);
AT(wb_limits, struct_size, 0);
AT(wb_limits, batch_max, 4);
AT(wb_limits, requests, 8);
AT(wb_limits, window_ms, 12);
AT(wb_limits, concurrent, 16);
AT(wb_limits, min_poll_s, 20);
AT(wb_limits, max_steps, 24);
AT(wb_limits, day_quota, 28);

SIZE(wb_hook, 48);
AT(wb_hook, struct_size, 0);
AT(wb_hook, scheme, 4);
AT(wb_hook, header, 8);
AT(wb_hook, prefix, 16);
AT(wb_hook, encoding, 24);
AT(wb_hook, credential, 32);

SIZE(wb_number, 56);
AT(wb_number, number, 0);
AT(wb_number, postcode, 16);
AT(wb_number, country, 32);
AT(wb_number, shipped_ms, 48);

SIZE(wb_batch, 64);
AT(wb_batch, struct_size, 0);
AT(wb_batch, op, 4);
AT(wb_batch, now_ms, 8);
AT(wb_batch, language, 16);
AT(wb_batch, numbers, 32);
AT(wb_batch, settings, 48);

SIZE(wb_request, 136);
AT(wb_request, struct_size, 0);
AT(wb_request, endpoint, 4);
AT(wb_request, method, 8);
AT(wb_request, flags, 12);
AT(wb_request, auth, 16);
AT(wb_request, reserved, 20);
AT(wb_request, path, 24);
AT(wb_request, query, 40);
AT(wb_request, headers, 56);
AT(wb_request, body, 72);
AT(wb_request, content_type, 88);
AT(wb_request, covers, 104);
AT(wb_request, cookie, 120);

SIZE(wb_response, 80);
AT(wb_response, struct_size, 0);
AT(wb_response, status, 4);
AT(wb_response, step, 8);
AT(wb_response, reserved, 12);
AT(wb_response, headers, 16);
AT(wb_response, body, 32);
AT(wb_response, cookie, 48);
AT(wb_response, covers, 64);

SIZE(wb_event, 288);
AT(wb_event, struct_size, 0);
AT(wb_event, number, 4);
AT(wb_event, status, 8);
AT(wb_event, reason, 12);
AT(wb_event, flags, 16);
AT(wb_event, unmapped, 20);
AT(wb_event, time, 24);
AT(wb_event, place, 88);
AT(wb_event, code, 192);
AT(wb_event, text, 208);
AT(wb_event, lang, 224);
AT(wb_event, event_id, 240);
AT(wb_event, retracts, 256);
AT(wb_event, piece, 272);

SIZE(wb_eta, 152);
AT(wb_eta, kind, 0);
AT(wb_eta, reserved, 4);
AT(wb_eta, from, 8);
AT(wb_eta, to, 72);
AT(wb_eta, text, 136);

SIZE(wb_related, 56);
AT(wb_related, role, 0);
AT(wb_related, reserved, 4);
AT(wb_related, number, 8);
AT(wb_related, carrier, 24);
AT(wb_related, carrier_text, 40);

SIZE(wb_result, 176);
AT(wb_result, struct_size, 0);
AT(wb_result, number, 4);
AT(wb_result, outcome, 8);
AT(wb_result, retry_after_s, 12);
AT(wb_result, weight_g, 16);
AT(wb_result, pieces, 20);
AT(wb_result, status, 24);
AT(wb_result, reserved, 28);
AT(wb_result, detail, 32);
AT(wb_result, needs, 48);
AT(wb_result, service, 64);
AT(wb_result, signed_by, 80);
AT(wb_result, carrier, 96);
AT(wb_result, origin_country, 112);
AT(wb_result, destination_country, 128);
AT(wb_result, eta, 144);
AT(wb_result, related, 160);

SIZE(wb_push, 64);
AT(wb_push, struct_size, 0);
AT(wb_push, reserved, 4);
AT(wb_push, now_ms, 8);
AT(wb_push, headers, 16);
AT(wb_push, query, 32);
AT(wb_push, body, 48);

SIZE(wb_host, 72);
AT(wb_host, struct_size, 0);
AT(wb_host, abi_major, 4);
AT(wb_host, abi_minor, 6);
AT(wb_host, alloc, 8);
AT(wb_host, request, 16);
AT(wb_host, event, 24);
AT(wb_host, result, 32);
AT(wb_host, number, 40);
AT(wb_host, fail, 48);
AT(wb_host, log, 56);
AT(wb_host, extension, 64);

SIZE(wb_carrier, 216);
AT(wb_carrier, struct_size, 0);
AT(wb_carrier, caps, 4);
AT(wb_carrier, id, 8);
AT(wb_carrier, name, 16);
AT(wb_carrier, version, 24);
AT(wb_carrier, licence, 32);
AT(wb_carrier, homepage, 40);
AT(wb_carrier, support, 48);
AT(wb_carrier, countries, 56);
AT(wb_carrier, languages, 64);
AT(wb_carrier, endpoints, 72);
AT(wb_carrier, credentials, 88);
AT(wb_carrier, settings, 104);
AT(wb_carrier, inputs, 120);
AT(wb_carrier, auth, 136);
AT(wb_carrier, formats, 152);
AT(wb_carrier, limits, 168);
AT(wb_carrier, hook, 176);
AT(wb_carrier, plan, 184);
AT(wb_carrier, parse, 192);
AT(wb_carrier, webhook, 200);
AT(wb_carrier, extension, 208);

SIZE(wb_module, 24);
AT(wb_module, magic, 0);
AT(wb_module, abi_major, 4);
AT(wb_module, abi_minor, 6);
AT(wb_module, struct_size, 8);
AT(wb_module, carrier_count, 12);
AT(wb_module, carriers, 16);
