/* SPDX-License-Identifier: MIT */
#include "document.h"
#include "core/base/clock.h"
#include "kit.h"
#include "tests/carriers/replay.h"
#include <string.h>

enum { JSON_BYTES = 4400, XML_BYTES = 6000 };

static const struct sample {
  const char *carrier;
  bool xml;
  const char *from, *to; /* around the events: the text up to the first, and after the last */
} samples[] = {
  { "ups", false, "\"activity\":[", "]" },
  { "fedex", false, "\"scanEvents\":[", "]" },
  { "usps", false, "\"trackingEvents\":[", "]" },
  { "dhl", false, "\"events\":[", "]" },
  { "amazon", false, "\"eventHistory\":[", "]" },
  { "inpost", false, "\"tracking_details\":[", "]" },
  { "canada-post", true, "<significant-events>", "</significant-events>" },
  { "chronopost", true, "</errorCode><listEventInfoComp>", "</listEventInfoComp>" },
};

const char *const document_carriers[] = { "ups",    "fedex",       "usps",       "dhl", "amazon",
                                          "inpost", "canada-post", "chronopost", NULL };

static void need(int rc, const wb_error *err)
{
  if (rc)
    kit_die("%s", err->text);
}

static void squeeze_json(wb_str text, buf *out)
{
  bool inside = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (inside && c == '\\')
      buf_add_byte(out, text.p[i++]);
    else if (c == '"')
      inside = !inside;
    if (inside || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
      buf_add_byte(out, text.p[i]);
  }
}

static void squeeze_xml(wb_str text, buf *out)
{
  wb_str line;
  while (str_split(&text, '\n', &line))
    buf_add(out, str_trim(line));
}

/* Length of the JSON array whose first byte after `[` is at the start; elements only. */
static size_t elements_bytes(wb_str rest)
{
  size_t depth = 0;
  bool inside = false;
  for (size_t i = 0; i < rest.n; i++) {
    char c = rest.p[i];
    if (inside && c == '\\')
      i++;
    else if (c == '"')
      inside = !inside;
    else if (!inside && (c == '[' || c == '{'))
      depth++;
    else if (!inside && (c == ']' || c == '}') && depth-- == 0)
      return i;
  }
  return 0;
}

static void enlarge(const struct sample *s, buf *body, wb_str text)
{
  size_t wanted = s->xml ? XML_BYTES : JSON_BYTES, at = str_find(text, str_of(s->from)) + strlen(s->from);
  wb_str rest = str_from(text, at);
  wb_str events = str_upto(rest, s->xml ? str_find(rest, str_of(s->to)) : elements_bytes(rest));
  if (at > text.n || !events.n)
    kit_die("%s: the recording has no %s", s->carrier, s->from);
  buf_add(body, str_upto(text, at + events.n));
  while (body->n + (rest.n - events.n) < wanted) {
    buf_add_text(body, s->xml ? "" : ",");
    buf_add(body, events);
  }
  buf_add(body, str_from(rest, events.n));
}

void document_make(const char *carrier, arena *memory, document *ret)
{
  WB_AUTO(buf) path = { 0 }, text = { 0 };
  tape *recordings;
  wb_error err = { 0 };
  const struct sample *s = NULL;
  for (size_t i = 0; i < WB_COUNT(samples); i++)
    if (strcmp(samples[i].carrier, carrier) == 0)
      s = &samples[i];
  if (!s)
    kit_die("no carrier %s", carrier);
  buf_printf(&path, WB_SOURCE_DIR "/plugins/%s/recordings/on-the-way", carrier);
  need(tape_open(buf_cstr(&path), &recordings, &err), &err);
  (s->xml ? squeeze_xml : squeeze_json)(tape_at(recordings, tape_count(recordings) - 1)->body, &text);
  enlarge(s, &ret->body, buf_view(&text));
  tape_close(recordings);
  ret->xml = s->xml;
  need(carrier_open(carrier, &ret->carrier, &err), &err);
  buf_add_text(&path, "/ask");
  need(ask_read(buf_cstr(&path), ret->carrier, memory, &ret->batch, &err), &err);
  ret->batch.now_ms = INT64_C(1772614800000);
}
