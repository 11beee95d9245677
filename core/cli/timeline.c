/* SPDX-License-Identifier: MIT */
/* A timeline for people: status first, then when it comes, then what happened, newest first. */
#include "commands.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char *const months[] = { "",    "January", "February", "March",     "April",   "May",      "June",
                                      "July", "August", "September", "October", "November", "December" };

/* ---- words ---- */

static const char *main_phrase(uint32_t status)
{
  static const struct {
    uint32_t main;
    const char *phrase;
  } phrases[] = {
    { WB_UNKNOWN, "Unknown" },
    { WB_PRE_SHIPMENT, "Announced" },
    { WB_ACCEPTED, "Accepted by the carrier" },
    { WB_IN_TRANSIT, "In transit" },
    { WB_CUSTOMS, "In customs" },
    { WB_OUT_FOR_DELIVERY, "Out for delivery" },
    { WB_ATTEMPT_FAILED, "Delivery attempt failed" },
    { WB_READY_FOR_PICKUP, "Ready for pickup" },
    { WB_DELIVERED, "Delivered" },
    { WB_EXCEPTION, "Problem" },
    { WB_RETURNING, "Going back to the sender" },
    { WB_RETURNED, "Back with the sender" },
    { WB_CANCELLED, "Cancelled" },
    { WB_LOSS, "Lost" },
    { WB_NOTE, "Note" },
  };
  for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
    if (phrases[i].main == WB_MAIN(status))
      return phrases[i].phrase;
  return "Unknown";
}

static const char *tracking_phrase(uint32_t tracking)
{
  static const char *const phrases[] = {
    [WB_TRACKING_OK] = "",
    [WB_TRACKING_PENDING] = "No data yet",
    [WB_TRACKING_NOT_FOUND] = "Not found",
    [WB_TRACKING_INVALID_NUMBER] = "Not a valid number",
    [WB_TRACKING_NEEDS_INPUT] = "The carrier asks for more",
    [WB_TRACKING_AUTH_REQUIRED] = "Credentials needed",
    [WB_TRACKING_UNSUPPORTED] = "Nobody to ask",
    [WB_TRACKING_RATE_LIMITED] = "Asked to slow down",
    [WB_TRACKING_SOURCE_ERROR] = "The carrier could not be asked",
    [WB_TRACKING_STALE] = "Out of date",
    [WB_TRACKING_EXPIRED] = "Given up after long silence",
    [WB_TRACKING_STOPPED] = "No longer followed",
    [WB_TRACKING_RECYCLED] = "The number has a new life",
    [WB_TRACKING_ARCHIVED] = "Removed by the carrier",
    [WB_TRACKING_FORBIDDEN] = "Not shown to this account",
  };
  return tracking < sizeof phrases / sizeof phrases[0] ? phrases[tracking] : "Unknown";
}

static enum color status_color(uint32_t status, uint32_t flags)
{
  switch (WB_MAIN(status)) {
  case WB_DELIVERED:
    return GREEN;
  case WB_EXCEPTION:
  case WB_LOSS:
  case WB_RETURNING:
  case WB_RETURNED:
    return RED;
  case WB_ATTEMPT_FAILED:
  case WB_READY_FOR_PICKUP:
    return YELLOW;
  case WB_UNKNOWN:
    return BOLD;
  default:
    return flags & WB_FLAG_ACTION_REQUIRED ? YELLOW : CYAN;
  }
}

/* "in_transit.arrived_facility" -> "arrived facility" */
static const char *sub_phrase(uint32_t status, char *out, size_t capacity)
{
  const char *dot = strchr(wb_status_word(status), '.');
  snprintf(out, capacity, "%s", dot ? dot + 1 : "");
  for (char *p = out; *p; p++)
    *p = *p == '_' ? ' ' : *p;
  return out;
}

/* ---- dates ---- */

static void date_text(int64_t local_ms, bool with_year, char *out, size_t capacity)
{
  wb_date d;
  wb_date_of(local_ms, &d);
  if (with_year)
    snprintf(out, capacity, "%s %u %s %d", weekdays[d.weekday], d.day, months[d.month], d.year);
  else
    snprintf(out, capacity, "%s %u %s", weekdays[d.weekday], d.day, months[d.month]);
}

static void time_text(int64_t local_ms, char *out, size_t capacity)
{
  wb_date d;
  wb_date_of(local_ms, &d);
  snprintf(out, capacity, "%02u:%02u", d.hour, d.minute);
}

static void ago_text(int64_t ms, char *out, size_t capacity)
{
  int64_t minutes = ms / 60000;
  if (minutes < 1)
    snprintf(out, capacity, "just now");
  else if (minutes < 120)
    snprintf(out, capacity, "%" PRId64 " min ago", minutes);
  else if (minutes < 48 * 60)
    snprintf(out, capacity, "%" PRId64 " h ago", minutes / 60);
  else
    snprintf(out, capacity, "%" PRId64 " days ago", minutes / 1440);
}

static bool eta_text(const wb_timeline_eta *eta, char *out, size_t capacity)
{
  char day[48], last[48], from[8], to[8];
  if (!eta->kind)
    return false;
  date_text(eta->from_local_ms, false, day, sizeof day);
  date_text(eta->to_local_ms, false, last, sizeof last);
  time_text(eta->from_local_ms, from, sizeof from);
  time_text(eta->to_local_ms, to, sizeof to);
  bool one_day = strcmp(day, last) == 0;
  bool whole_day = eta->precision <= 1 || (strcmp(from, "00:00") == 0 && strcmp(to, "23:59") == 0);
  if (one_day && whole_day)
    snprintf(out, capacity, "%s", day);
  else if (whole_day)
    snprintf(out, capacity, "%s to %s", day, last);
  else if (one_day && strcmp(from, to) == 0)
    snprintf(out, capacity, "%s, %s", day, to);
  else if (one_day && strcmp(from, "00:00") == 0)
    snprintf(out, capacity, "%s, by %s", day, to);
  else if (one_day)
    snprintf(out, capacity, "%s, %s to %s", day, from, to);
  else
    snprintf(out, capacity, "%s, %s to %s, %s", day, from, last, to);
  return true;
}

/* ---- the head ---- */

static bool is_recorded(const wb_timeline *tl)
{
  for (size_t i = 0; i < tl->source_count; i++)
    if (tl->sources[i].recorded)
      return true;
  return false;
}

/* One line of the head, made of pieces; what does not fit goes on in the next line, indented. */
typedef struct head_line {
  const terminal *terminal;
  size_t column;
} head_line;

static void put_piece(head_line *l, const char *before, enum color color, const char *text)
{
  const unsigned indent = 2;
  const terminal *t = l->terminal;
  size_t columns = text_columns(text), gap = strlen(before);
  if (l->column && l->column + gap + columns > t->width) {
    size_t mark = gap - strspn(before, " ") ? 1 : 0; /* the comma stays behind, the blanks go */
    fprintf(t->out, "%.*s\n%*s", (int)mark, before, (int)indent, "");
    l->column = indent;
  } else {
    fputs(before, t->out);
    l->column += gap;
  }
  if (l->column + columns <= t->width)
    put_colored(t, color, text);
  else
    put_wrapped(t, text, indent, t->width - indent);
  l->column += columns;
}

/* "1Z...  UPS, UPS Ground  (recorded, not live)" */
static void show_title(const terminal *t, const wb_timeline *tl)
{
  head_line l = { .terminal = t };
  put_piece(&l, "", BOLD, tl->number[0] ? tl->number : "?");
  const char *carrier = tl->carrier_name[0] ? tl->carrier_name : tl->carrier;
  if (carrier[0])
    put_piece(&l, "  ", PLAIN, carrier);
  if (tl->service[0] && strcmp(tl->service, carrier) != 0)
    put_piece(&l, ", ", PLAIN, tl->service);
  if (is_recorded(tl))
    put_piece(&l, "  ", DIM, "(recorded, not live)");
  fputc('\n', t->out);
}

/* What is said in place of a status when nothing is known of the parcel.  Here and below a is NULL for a timeline of
 * saved feeds, for which nobody was asked. */
static const char *trouble_phrase(const wb_answer *a, const wb_timeline *tl)
{
  switch (a ? wb_answer_code(a) : WB_OK) {
  case WB_E_PARSE:
  case WB_E_LIMIT:
    return "The carrier's answer was not understood";
  case WB_E_AMBIGUOUS:
    return "Several carriers are possible";
  case WB_E_CANCELLED:
    return "Interrupted";
  default:
    return tracking_phrase(tl->tracking);
  }
}

static void show_status(const terminal *t, const wb_answer *a, const wb_timeline *tl)
{
  char sub[64], ago[40];
  head_line l = { .terminal = t };
  bool known = tl->tracking == WB_TRACKING_OK || tl->event_count > 0;
  if (!known) {
    put_piece(&l, "", YELLOW, trouble_phrase(a, tl));
    fputc('\n', t->out);
    return;
  }
  put_piece(&l, "", status_color(tl->status, tl->flags), main_phrase(tl->status));
  sub_phrase(tl->status, sub, sizeof sub);
  if (sub[0] && strcmp(sub, wb_status_word(WB_MAIN(tl->status))) != 0)
    put_piece(&l, ": ", PLAIN, sub);
  const wb_timeline_event *last = tl->event_count ? &tl->events[tl->event_count - 1] : NULL;
  if (last && last->time.to_ms && last->time.precision > 1 && last->time.zone_from != WB_ZONE_ASSUMED &&
      tl->as_of_ms >= last->time.from_ms) {
    ago[0] = '(';
    ago_text(tl->as_of_ms - last->time.from_ms, ago + 1, sizeof ago - 2);
    memcpy(ago + strlen(ago), ")", 2);
    put_piece(&l, " ", PLAIN, ago);
  }
  fputc('\n', t->out);
}

/* "First mile: UPS 1Z..., last mile: USPS 92...", or "With Canada Post, then USPS"; one carrier needs no words. */
static void show_legs(const terminal *t, const wb_timeline *tl)
{
  head_line l = { .terminal = t };
  for (size_t i = 0; i < tl->leg_count && tl->leg_count > 1; i++) {
    const wb_timeline_leg *leg = &tl->legs[i];
    bool first = strcmp(leg->role, "first_mile") == 0, last = strcmp(leg->role, "last_mile") == 0;
    put_piece(&l, i ? ", " : "", PLAIN, first ? "first mile:" : last ? "last mile:" : i ? "then" : "with");
    put_piece(&l, " ", PLAIN, leg->carrier_name[0] ? leg->carrier_name : leg->carrier);
    if (strcmp(leg->number, tl->number) != 0)
      put_piece(&l, " ", PLAIN, leg->number);
  }
  if (l.column)
    fputc('\n', t->out);
}

static void show_facts(const terminal *t, const wb_timeline *tl)
{
  static const char *const kinds[] = { "",      "scheduled", "estimated by the carrier", "promised",
                                       "rescheduled", "confirmed", "predicted" };
  char eta[128];
  if (eta_text(&tl->eta, eta, sizeof eta)) {
    head_line l = { .terminal = t };
    put_piece(&l, "", PLAIN, "Comes");
    put_piece(&l, " ", BOLD, eta);
    if (tl->eta.kind < sizeof kinds / sizeof kinds[0])
      put_piece(&l, ", ", PLAIN, kinds[tl->eta.kind]);
    fputc('\n', t->out);
  }
  if (tl->signed_by[0]) {
    head_line l = { .terminal = t };
    put_piece(&l, "", PLAIN, "Signed by");
    put_piece(&l, " ", PLAIN, tl->signed_by);
    fputc('\n', t->out);
  }
  if (tl->pieces > 1)
    fprintf(t->out, "%u pieces\n", tl->pieces);
  show_legs(t, tl);
}

static void show_findings(const terminal *t, const wb_timeline *tl)
{
  for (size_t i = 0; i < tl->finding_count; i++) {
    bool problem = strcmp(tl->findings[i].severity, "problem") == 0;
    put_colored(t, problem ? RED : YELLOW, problem ? "! " : "* ");
    put_wrapped(t, tl->findings[i].text, 2, t->width - 2);
    fputc('\n', t->out);
  }
}

/* Does the text begin with this carrier's name already?  "canada-post", "Canada Post: E002 ..." */
static bool names_carrier(const char *text, const char *id)
{
  for (; *id; id++, text++) {
    char a = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
    if (a != *id && !(a == ' ' && *id == '-'))
      return false;
  }
  return *text == ' ' || *text == ':';
}

static void show_sources(const terminal *t, const wb_answer *a, const wb_timeline *tl)
{
  const char *text = a ? wb_answer_text(a) : "";
  bool told = false;
  for (size_t i = 0; i < tl->source_count; i++) {
    const wb_source *s = &tl->sources[i];
    if (s->outcome == WB_FOUND || !s->detail[0])
      continue;
    size_t prefix = tl->source_count > 1 && !names_carrier(s->detail, s->carrier) ? strlen(s->carrier) + 2 : 0;
    if (prefix)
      fprintf(t->out, "%s: ", s->carrier);
    put_wrapped(t, s->detail, 2, t->width > prefix + 2 ? t->width - (unsigned)prefix - 2 : t->width);
    fputc('\n', t->out);
    told = told || strstr(text, s->detail) != NULL;
  }
  if (text[0] && !told) {
    put_wrapped(t, text, 0, t->width);
    fputc('\n', t->out);
  }
}

/* ---- events ---- */

static void place_text(const wb_event_place *p, char *out, size_t capacity)
{
  const char *first = p->city[0] ? p->city : p->text[0] ? p->text : p->facility;
  const char *region = p->city[0] ? p->region : "";
  const char *country = p->city[0] || !p->text[0] ? p->country : "";
  snprintf(out, capacity, "%s%s%s%s%s", first, first[0] && region[0] ? ", " : "", region,
           (first[0] || region[0]) && country[0] ? ", " : "", country);
}

static void show_day(const terminal *t, const wb_timeline_event *ev, char *last_day, size_t capacity)
{
  char day[64] = "No date";
  if (ev->time.has_local || ev->time.to_ms)
    date_text(ev->time.has_local ? ev->time.local_ms : ev->time.from_ms, true, day, sizeof day);
  if (strcmp(day, last_day) == 0)
    return;
  snprintf(last_day, capacity, "%s", day);
  fputs("\n  ", t->out);
  put_colored(t, DIM, day);
  fputc('\n', t->out);
}

static void show_event(const terminal *t, const wb_timeline_event *ev)
{
  char clock[12] = "", place[160], sub[64], phrase[128];
  bool utc = !ev->time.has_local;
  if (ev->time.precision > 1)
    time_text(utc ? ev->time.from_ms : ev->time.local_ms, clock, sizeof clock);
  place_text(&ev->place, place, sizeof place);
  const char *text = ev->text;
  if (!text[0]) {
    sub_phrase(ev->status, sub, sizeof sub);
    snprintf(phrase, sizeof phrase, "%s%s%s", main_phrase(ev->status), sub[0] ? ": " : "", sub);
    text = phrase;
  }
  fprintf(t->out, "    %5s%s  ", clock, utc && clock[0] ? "Z" : " ");
  const unsigned indent = 12;
  unsigned room = t->width > indent + 8 ? t->width - indent : 8;
  size_t place_columns = text_columns(place);
  put_wrapped(t, text, indent, room);
  size_t text_width = text_columns(text);
  if (place[0]) { /* beside the text when both fit, else below it */
    bool beside = text_width + place_columns + 3 <= room;
    fputs(beside ? "" : "\n", t->out);
    put_blanks(t->out, beside ? 2 : indent);
    if (t->color)
      fputs("\033[2m", t->out);
    put_wrapped(t, place, indent, room);
    if (t->color)
      fputs("\033[0m", t->out);
  }
  fputc('\n', t->out);
}

static void show_whole(const terminal *t, const wb_answer *a, const wb_timeline *tl)
{
  char last_day[64] = "";
  show_title(t, tl);
  show_status(t, a, tl);
  show_facts(t, tl);
  show_findings(t, tl);
  show_sources(t, a, tl);
  for (size_t i = tl->event_count; i-- > 0;) {
    show_day(t, &tl->events[i], last_day, sizeof last_day);
    show_event(t, &tl->events[i]);
  }
}

void show_timeline(const terminal *t, const wb_answer *a)
{
  show_whole(t, a, wb_answer_timeline(a));
}

void show_merged(const terminal *t, const wb_timeline *made)
{
  show_whole(t, NULL, made);
}

/* ---- --tsv and --format ---- */

const char *const timeline_fields[] = { "number", "carrier",  "status",  "eta",       "updated", "place", "text",  "tracking",
                                        "input",  "carrier_name", "main", "eta_from", "eta_to",  "service", "signed_by",
                                        "flags",  "events",   "error",   "as_of",     NULL };
#define TSV_FIELDS 8 /* the first ones */

typedef struct line {
  const wb_answer *answer; /* NULL: of saved feeds */
  const wb_timeline *timeline;
  char texts[24][160];
  size_t used;
} line;

static const char *iso(line *l, int64_t ms, const char *suffix)
{
  wb_date d;
  char *out = l->texts[l->used++ % 24];
  wb_date_of(ms, &d);
  snprintf(out, sizeof l->texts[0], "%04d-%02u-%02uT%02u:%02u:%02u%s", d.year, d.month, d.day, d.hour, d.minute, d.second, suffix);
  return out;
}

static const char *flags_text(line *l, uint32_t flags)
{
  static const char letters[] = "ADRTS";
  char *out = l->texts[l->used++ % 24], *p = out;
  for (unsigned i = 0; letters[i]; i++)
    if (flags & (1u << i))
      *p++ = letters[i];
  *p = '\0';
  return out;
}

static const char *last_event_value(line *l, const wb_timeline *tl, const char *name)
{
  const wb_timeline_event *ev = tl->event_count ? &tl->events[tl->event_count - 1] : NULL;
  if (!ev)
    return "";
  if (strcmp(name, "text") == 0)
    return ev->text;
  if (strcmp(name, "place") == 0) {
    char *out = l->texts[l->used++ % 24];
    place_text(&ev->place, out, sizeof l->texts[0]);
    return out;
  }
  if (ev->time.has_local && !ev->time.has_offset)
    return iso(l, ev->time.local_ms, "");
  return ev->time.to_ms ? iso(l, ev->time.from_ms, "Z") : "";
}

static const char *line_value(void *user, const char *name)
{
  line *l = user;
  const wb_timeline *tl = l->timeline;
  const wb_timeline_eta *eta = &tl->eta;
  char *out = l->texts[l->used++ % 24];
  const struct {
    const char *name, *value;
  } plain[] = {
    { "number", tl->number }, { "carrier", tl->carrier }, { "carrier_name", tl->carrier_name },
    { "status", wb_status_word(tl->status) }, { "main", wb_status_word(WB_MAIN(tl->status)) },
    { "tracking", wb_tracking_word(tl->tracking) }, { "service", tl->service }, { "signed_by", tl->signed_by },
    { "input", l->answer ? wb_answer_input(l->answer) : tl->number },
    { "error", l->answer ? wb_answer_text(l->answer) : "" },
  };
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (strcmp(name, plain[i].name) == 0)
      return plain[i].value;
  if (strcmp(name, "eta_from") == 0)
    return eta->kind ? iso(l, eta->from_local_ms, "") : "";
  if (strcmp(name, "eta_to") == 0)
    return eta->kind ? iso(l, eta->to_local_ms, "") : "";
  if (strcmp(name, "flags") == 0)
    return flags_text(l, tl->flags);
  if (strcmp(name, "as_of") == 0)
    return iso(l, tl->as_of_ms, "Z");
  out[0] = '\0';
  if (strcmp(name, "events") == 0)
    snprintf(out, sizeof l->texts[0], "%zu", tl->event_count);
  else if (strcmp(name, "eta") == 0)
    eta_text(eta, out, sizeof l->texts[0]);
  else
    return last_event_value(l, tl, name);
  return out;
}

void timeline_line(const cli_options *o, const wb_answer *a, const wb_timeline *tl)
{
  line l = { .answer = a, .timeline = tl };
  const char *values[TSV_FIELDS];
  if (o->output == OUTPUT_FORMAT) {
    put_format(stdout, o->format, line_value, &l);
    return;
  }
  for (size_t i = 0; i < TSV_FIELDS; i++)
    values[i] = line_value(&l, timeline_fields[i]);
  put_tsv(stdout, values, TSV_FIELDS);
}
