/* SPDX-License-Identifier: MIT */
#include "extract.h"
#include "../base/json_writer.h"
#include "../number/extract.h"
#include "../text/text.h"
#include "detect.h"

typedef struct extraction {
  engine *e;
  const wb_extract_input *in;
  int (*found)(void *user, const wb_find *find);
  void *user;
  wb_error *err;
  arena *memory;         /* of one find */
  number_finder *finder; /* of the text at hand */
  number_finder *links;  /* of its links; made with the first */
  const char *part;
  bool has_links;
  bool in_links; /* the find is one of theirs */
  size_t at;     /* of the input's text, without a read function */
} extraction;

/* ---- finds ---- */

static const char **describe_evidence(extraction *x, const number_find *find, size_t i, size_t *ret_count)
{
  number_reason reasons[NUMBER_MAX_REASONS];
  size_t n = 0, count = number_explain(x->e->detector, &find->matches[i], &x->e->prior, reasons);
  const char **list = arena_array(x->memory, count + find->hint_count + 1, sizeof *list);
  for (size_t k = 0; list && k < count; k++)
    list[n++] = arena_cstr(x->memory, str_of(reasons[k].text));
  for (size_t k = 0; list && k < find->hint_count; k++)
    list[n++] = arena_cstr(x->memory, str_of(find->hints[k].text));
  if (list && find->own_hints[i].text[0])
    list[n++] = arena_cstr(x->memory, str_of(find->own_hints[i].text));
  *ret_count = n;
  return list;
}

static int report(void *user, const number_find *find)
{
  extraction *x = user;
  if (x->in->strict && !find->strict)
    return WB_OK;
  arena_reset(x->memory);
  wb_candidate *candidates = arena_array(x->memory, find->count, sizeof *candidates);
  for (size_t i = 0; candidates && i < find->count; i++) {
    detect_candidate(x->e, &find->matches[i], &x->e->prior, x->memory, &candidates[i]);
    candidates[i].evidence = describe_evidence(x, find, i, &candidates[i].evidence_count);
  }
  wb_find out = {
    .part = x->in_links ? "links" : x->part,
    .offset = find->offset,
    .length = find->text.n,
    .text = arena_cstr(x->memory, find->text),
    .number = arena_cstr(x->memory, find->matches[0].number),
    .candidates = candidates,
    .candidate_count = find->count,
    .probability_ppm = find->probability,
    .is_strict = find->strict,
  };
  if (arena_failed(x->memory))
    return error_nomem(x->err);
  return x->found(x->user, &out) ? error_set(x->err, WB_E_CANCELLED, "the caller ended the search") : WB_OK;
}

/* ---- texts ---- */

static int begin_text(void *user, const char *part, uint64_t offset)
{
  extraction *x = user;
  x->part = part;
  finder_begin(x->finder, offset);
  return WB_OK;
}

static int add_text(void *user, wb_str piece)
{
  extraction *x = user;
  return finder_feed(x->finder, piece);
}

static int feed_links(extraction *x, wb_str text)
{
  x->in_links = true;
  int rc = finder_feed(x->links, text);
  x->in_links = false;
  return rc;
}

static int add_link(void *user, wb_str address)
{
  extraction *x = user;
  if (!x->links) {
    int rc = finder_new(x->e->detector, &x->e->prior, report, x, &x->links, x->err);
    if (rc)
      return rc;
  }
  if (!x->has_links)
    finder_begin(x->links, 0);
  x->has_links = true;
  int rc = feed_links(x, address);
  return rc ? rc : feed_links(x, STR("\n"));
}

static int end_text(void *user)
{
  extraction *x = user;
  int rc = finder_end(x->finder);
  if (rc == WB_OK && x->has_links) {
    x->in_links = true;
    rc = finder_end(x->links);
    x->in_links = false;
  }
  x->has_links = false;
  return rc;
}

static int64_t read_given(void *user, char *buffer, size_t capacity)
{
  extraction *x = user;
  if (x->in->read)
    return x->in->read(x->in->read_user, buffer, capacity);
  size_t n = x->in->text.n - x->at < capacity ? x->in->text.n - x->at : capacity;
  if (n)
    memcpy(buffer, x->in->text.p + x->at, n);
  x->at += n;
  return (int64_t)n;
}

static int walk_texts(extraction *x)
{
  text_source source = { read_given, x };
  text_sink sink = { begin_text, add_text, add_link, end_text, x };
  if (x->in->kind > WB_TEXT_MAIL)
    return error_set(x->err, WB_E_ARG, "wb_extract: there is no kind %u of text", x->in->kind);
  return text_walk(&source, (enum text_kind)x->in->kind, &sink, x->err);
}

int extract_text(engine *e, const wb_extract_input *in, int (*found)(void *user, const wb_find *find), void *user,
                 wb_error *err)
{
  wb_error own = { 0 };
  extraction x = { .e = e, .in = in, .found = found, .user = user, .err = err ? err : &own };
  int rc = engine_open_detector(e, x.err);
  if (rc == WB_OK && !(x.memory = arena_new(0)))
    rc = error_nomem(x.err);
  if (rc == WB_OK)
    rc = finder_new(e->detector, &e->prior, report, &x, &x.finder, x.err);
  if (rc == WB_OK)
    rc = walk_texts(&x);
  finder_free(x.finder);
  finder_free(x.links);
  arena_free(x.memory);
  return rc;
}

/* ---- JSON ---- */

int find_to_json(const wb_find *f, const char *file, buf *out, wb_error *err)
{
  json_writer w;
  json_begin(&w, out);
  json_object(&w);
  json_member_text(&w, "schema", STR("waybill.extract/1"));
  json_member_text(&w, "file", str_of(file));
  json_member_text(&w, "part", str_of(f->part));
  json_member_i64(&w, "offset", (int64_t)f->offset);
  json_member_i64(&w, "length", (int64_t)f->length);
  json_member_text(&w, "text", str_of(f->text));
  json_member_text(&w, "number", str_of(f->number));
  json_key(&w, "probability");
  detection_write_ppm(&w, f->probability_ppm);
  json_key(&w, "strict");
  json_bool(&w, f->is_strict != 0);
  json_key(&w, "candidates");
  detection_write_candidates(&w, f->candidates, f->candidate_count);
  json_object_end(&w);
  return buf_check(out, err);
}
