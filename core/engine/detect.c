/* SPDX-License-Identifier: MIT */
#include "detect.h"
#include "chosen.h"

int detect_recognise(engine *e, wb_str input, int *ret_recognised, wb_error *err)
{
  number_text text;
  number_match best;
  size_t count = 0;
  int rc = number_normalise(input, &text, err);
  if (rc == WB_OK)
    rc = engine_open_detector_for(e, &text, err);
  if (rc == WB_OK)
    rc = number_detect(e->detector, &text, &e->prior, &best, 1, &count);
  if (rc == WB_OK)
    *ret_recognised = count > 0 && best.check != NUMBER_CHECK_FAILED;
  return rc;
}

int detect_number(engine *e, wb_str input, detected *ret_detected, wb_error *err)
{
  int rc = number_normalise(input, &ret_detected->text, err);
  if (rc == WB_OK)
    rc = engine_open_detector_for(e, &ret_detected->text, err);
  if (rc)
    return rc;
  ret_detected->prior = e->prior;
  ret_detected->prior.chosen = chosen_recall(e, number_view(&ret_detected->text));
  return number_detect(e->detector, &ret_detected->text, &ret_detected->prior, ret_detected->matches,
                       NUMBER_MAX_MATCHES, &ret_detected->count);
}

/* "https://example.com/{number}" with the number put in, percent-encoded where it must be. */
static const char *public_page(arena *memory, const char *pattern, wb_str number)
{
  wb_str rest = str_of(pattern);
  size_t at = str_find(rest, STR("{number}"));
  WB_AUTO(buf) out = { 0 };
  if (!pattern)
    return NULL;
  buf_add(&out, str_upto(rest, at));
  for (size_t i = 0; at != SIZE_MAX && i < number.n; i++) {
    char c = number.p[i];
    if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.')
      buf_add_byte(&out, c);
    else
      buf_printf(&out, "%%%02X", (unsigned)(unsigned char)c);
  }
  if (at != SIZE_MAX)
    buf_add(&out, str_from(rest, at + 8));
  return out.failed ? NULL : arena_cstr(memory, buf_view(&out));
}

void detect_candidate(engine *e, const number_match *m, const number_prior *prior, arena *memory, wb_candidate *c)
{
  number_reason reasons[NUMBER_MAX_REASONS];
  const number_row *row = number_detector_row(e->detector, m->row);
  size_t count = number_explain(e->detector, m, prior, reasons);
  const char **evidence = arena_array(memory, count ? count : 1, sizeof *evidence);
  for (size_t i = 0; evidence && i < count; i++)
    evidence[i] = arena_cstr(memory, str_of(reasons[i].text));
  *c = (wb_candidate){
    .carrier = row->carrier_id,
    .carrier_name = row->carrier_name,
    .format = row->format->id,
    .check = m->check,
    .probability_ppm = m->probability,
    .bits_milli = m->bits,
    .is_order = (row->format->flags & WB_FORMAT_ORDER) != 0,
    .inner = m->inner.n ? arena_cstr(memory, m->inner) : NULL,
    .url = public_page(memory, row->format->url, m->inner.n ? m->inner : m->number),
    .evidence = evidence,
    .evidence_count = count,
  };
}

static void describe_suggestions(engine *e, const detected *d, arena *memory, wb_detection *out)
{
  number_suggestion repairs[NUMBER_MAX_SUGGESTIONS];
  const number_match *best = d->count ? &d->matches[0] : NULL;
  bool valid = best && best->check != NUMBER_CHECK_FAILED &&
               (best->check == NUMBER_CHECK_OK || best->probability >= NUMBER_SURE_PPM);
  size_t count = valid ? 0 : number_repair(e->detector, &d->text, &d->prior, repairs);
  wb_suggestion *s = arena_array(memory, count ? count : 1, sizeof *s);
  for (size_t i = 0; s && i < count; i++)
    s[i] = (wb_suggestion){
      .number = arena_cstr(memory, str_of(repairs[i].number)),
      .carrier = number_detector_row(e->detector, repairs[i].row)->carrier_id,
      .edit = arena_cstr(memory, str_of(repairs[i].edit)),
    };
  out->suggestions = s;
  out->suggestion_count = count;
}

int detect_describe(engine *e, const detected *d, wb_str input, arena *memory, const wb_detection **ret, wb_error *err)
{
  wb_detection *out = arena_alloc(memory, sizeof *out);
  wb_candidate *candidates = arena_array(memory, d->count ? d->count : 1, sizeof *candidates);
  if (!out || !candidates)
    return error_nomem(err);
  wb_str number = d->count ? d->matches[0].number : number_view(&d->text);
  out->input = arena_cstr(memory, input);
  out->number = arena_cstr(memory, number);
  for (size_t i = 0; i < d->count; i++)
    detect_candidate(e, &d->matches[i], &d->prior, memory, &candidates[i]);
  out->candidates = candidates;
  out->candidate_count = d->count;
  describe_suggestions(e, d, memory, out);
  if (arena_failed(memory))
    return error_nomem(err);
  *ret = out;
  return WB_OK;
}

/* ---- JSON ---- */

static const char *check_word(uint32_t check)
{
  return check == WB_CHECKED_OK ? "ok" : check == WB_CHECKED_FAILED ? "failed" : "none";
}

/* value / scale with `digits` decimals, as JSON text */
static void member_decimal(json_writer *w, const char *key, int64_t value, int64_t scale, int digits)
{
  WB_AUTO(buf) text = { 0 };
  int64_t absolute = value < 0 ? -value : value;
  buf_printf(&text, "%s%lld.%0*lld", value < 0 ? "-" : "", (long long)(absolute / scale), digits,
             (long long)(absolute % scale));
  json_key(w, key);
  json_raw(w, buf_view(&text));
}

static void write_candidate(json_writer *w, const wb_candidate *c)
{
  json_object(w);
  json_member_text(w, "carrier", str_of(c->carrier));
  json_member_text(w, "format", str_of(c->format));
  json_member_text(w, "check", str_of(check_word(c->check)));
  member_decimal(w, "probability", c->probability_ppm, 1000000, 6);
  member_decimal(w, "bits", c->bits_milli, 1000, 3);
  json_member_text_or_null(w, "inner", str_of(c->inner));
  json_member_text_or_null(w, "url", str_of(c->url));
  json_key(w, "evidence");
  json_array(w);
  for (size_t i = 0; i < c->evidence_count; i++)
    json_text(w, str_of(c->evidence[i]));
  json_array_end(w);
  if (c->is_order) {
    json_key(w, "order");
    json_bool(w, true);
  }
  json_object_end(w);
}

void detection_write_ppm(json_writer *w, uint32_t ppm)
{
  WB_AUTO(buf) text = { 0 };
  buf_printf(&text, "%u.%06u", ppm / 1000000, ppm % 1000000);
  json_raw(w, buf_view(&text));
}

void detection_write_candidates(json_writer *w, const wb_candidate *candidates, size_t count)
{
  json_array(w);
  for (size_t i = 0; i < count; i++)
    write_candidate(w, &candidates[i]);
  json_array_end(w);
}

int detection_to_json(const wb_detection *d, buf *out, wb_error *err)
{
  json_writer w;
  json_begin(&w, out);
  json_object(&w);
  json_member_text(&w, "schema", STR("waybill.detect/1"));
  json_member_text(&w, "input", str_of(d->input));
  json_member_text(&w, "number", str_of(d->number));
  json_key(&w, "candidates");
  detection_write_candidates(&w, d->candidates, d->candidate_count);
  json_key(&w, "suggestions");
  json_array(&w);
  for (size_t i = 0; i < d->suggestion_count; i++) {
    json_object(&w);
    json_member_text(&w, "number", str_of(d->suggestions[i].number));
    json_member_text(&w, "carrier", str_of(d->suggestions[i].carrier));
    json_member_text(&w, "edit", str_of(d->suggestions[i].edit));
    json_object_end(&w);
  }
  json_array_end(&w);
  json_object_end(&w);
  return buf_check(out, err);
}
