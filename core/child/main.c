/* SPDX-License-Identifier: MIT */
/* waybill-child scan|run|run-all FILE: started by the core (core/plugin/process.c), never by people.
 *
 * Before the walls: limits, the plugin's libraries, and to run it the parsers that it names (run-all: all),
 * since nothing can be opened later.  Behind them: the plugin is loaded, which runs code of its own, and told
 * about; then calls, until the pipe is closed. */
#include "../base/limits.h"
#include "../plugin/open.h"
#include "child.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <waybill/ext/doc.h>

typedef struct served {
  arena *memory; /* what the plugin declares */
  arena *call;   /* what came in */
  arena *kept;   /* what the host copies */
  host *host;
  open_carrier *carriers;
  size_t count;
  buf in, out;
  bool json, xml; /* parsers that are open */
} served;

/* ---- the pipe ---- */

static bool write_all(wb_str bytes)
{
  while (bytes.n) {
    ssize_t n = write(PROCESS_PIPE, bytes.p, bytes.n);
    if (n < 0 && errno != EINTR)
      return false;
    bytes = str_from(bytes, n > 0 ? (size_t)n : 0);
  }
  return true;
}

static bool read_frame(buf *in, frame_header *ret_header)
{
  buf_clear(in);
  in->max = WB_MAX_FRAME_BYTES + sizeof *ret_header;
  for (size_t wanted = sizeof *ret_header; in->n < wanted;) {
    if (!buf_reserve(in, in->capacity > wanted ? in->capacity - 1 - in->n : wanted - in->n))
      return false;
    ssize_t n = read(PROCESS_PIPE, in->data + in->n, in->capacity - 1 - in->n);
    if (n <= 0 && !(n < 0 && errno == EINTR))
      return false;
    in->n += n > 0 ? (size_t)n : 0;
    if (in->n < sizeof *ret_header)
      continue;
    memcpy(ret_header, in->data, sizeof *ret_header);
    wanted = sizeof *ret_header + ret_header->bytes;
  }
  return true;
}

/* ---- loading ---- */

static uint32_t entries_of(const wb_carrier *c)
{
  return (c->plan ? FRAME_HAS_PLAN : 0u) | (c->parse ? FRAME_HAS_PARSE : 0u) |
         (c->webhook ? FRAME_HAS_WEBHOOK : 0u);
}

static bool tell_loaded(served *s, wb_str standing, const wb_error *why)
{
  const host_notes notes = { .refused = *why };
  frame_begin(&s->out, FRAME_LOADED);
  frame_put_u64(&s->out, frame_build());
  frame_put_text(&s->out, standing);
  frame_put_u32(&s->out, (uint32_t)why->code);
  if (why->code)
    frame_put_notes(&s->out, &notes);
  else
    frame_put_u32(&s->out, (uint32_t)s->count);
  for (size_t i = 0; !why->code && i < s->count; i++) {
    frame_put_text(&s->out, s->carriers[i].formats);
    frame_put_text(&s->out, s->carriers[i].rest);
    frame_put_u32(&s->out, entries_of(&s->carriers[i].copy));
  }
  return frame_end(&s->out, NULL) == WB_OK && write_all(buf_view(&s->out)) && !why->code;
}

/* libxml2 costs as much as all the rest of the start. */
static int open_parsers(served *s, bool all, wb_error *err)
{
  s->json = all || needed_text(WB_EXT_JSON);
  s->xml = all || needed_text(WB_EXT_XML);
  return host_open_documents(s->host, s->json, s->xml, err);
}

static bool load(served *s, const char *path, const char *how)
{
  WB_AUTO(buf) words = { 0 };
  wb_error why = { 0 };
  walls_limits();
  lseek(PROCESS_FILE, 0, SEEK_SET); /* the core keeps the file, and an earlier process has read it */
  needed_load();
  if (strcmp(how, "scan") != 0)
    open_parsers(s, strcmp(how, "run-all") == 0, &why);
  walls w = walls_raise(&words);
  if (!why.code)
    open_plugin(path, s->memory, &s->carriers, &s->count, &why);
  close(PROCESS_FILE);
  if (!w.filter)
    walls_close_files(&w, &words);
  return tell_loaded(s, buf_view(&words), &why);
}

/* ---- calls ---- */

static void call_entry(served *s, frame_kind kind, frame_reader *r, feed *into)
{
  recorded k;
  wb_batch batch;
  wb_response response;
  wb_push push;
  host_requests requests = { 0 };
  uint32_t index = frame_take_u32(r);
  if (index >= s->count)
    return;
  record_carrier(&k, &s->carriers[index].copy, &s->out);
  k.json = s->json;
  k.xml = s->xml;
  if (kind == FRAME_WEBHOOK) {
    if (frame_take(r, &frame_shape_push, &push) && !r->failed)
      host_webhook(s->host, &k.carrier, &push, into, NULL);
    return;
  }
  if (!frame_take(r, &frame_shape_batch, &batch) || r->failed)
    return;
  if (kind == FRAME_PLAN)
    host_plan(s->host, &k.carrier, &batch, s->kept, into, &requests, NULL);
  else if (frame_take(r, &frame_shape_response, &response) && !r->failed)
    host_parse(s->host, &k.carrier, &batch, &response, s->kept, into, &requests, NULL);
}

static bool serve(served *s, const frame_header *header)
{
  feed *into = NULL;
  wb_error why = { 0 };
  frame_reader r = frame_read(str_from(buf_view(&s->in), sizeof *header), s->call);
  if (feed_new(0, &into, NULL))
    return false;
  arena_reset(s->call);
  arena_reset(s->kept);
  frame_begin(&s->out, FRAME_ANSWER);
  call_entry(s, (frame_kind)header->kind, &r, into);
  feed_free(into);
  if (frame_end(&s->out, &why)) { /* the plugin said more than fits */
    const host_notes notes = { .refused = why };
    frame_begin(&s->out, FRAME_ANSWER);
    frame_put_u32(&s->out, FRAME_CALL_NOTES);
    frame_put_notes(&s->out, &notes);
    frame_put_u32(&s->out, FRAME_CALL_END);
    frame_put_u32(&s->out, (uint32_t)why.code);
    frame_end(&s->out, NULL);
  }
  return write_all(buf_view(&s->out));
}

static bool prepare(served *s)
{
  s->memory = arena_new(0);
  s->call = arena_new(0);
  s->kept = arena_new(0);
  return s->memory && s->call && s->kept && host_new(NULL, &s->host, NULL) == WB_OK;
}

int main(int argc, char **argv)
{
  served s = { 0 };
  frame_header header;
  static const char *const ways[] = { "scan", "run", "run-all" };
  size_t way = 0;
  while (argc == 3 && way < WB_COUNT(ways) && strcmp(argv[1], ways[way]) != 0)
    way++;
  if (argc != 3 || way == WB_COUNT(ways)) {
    fputs("waybill-child is started by waybill, for plugins to run in\n", stderr);
    return 2;
  }
  bool going = prepare(&s) && load(&s, argv[2], argv[1]) && way > 0;
  while (going && read_frame(&s.in, &header))
    going = serve(&s, &header);
  _exit(0); /* the plugin's own end is of no interest */
}
