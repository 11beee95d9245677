/* SPDX-License-Identifier: MIT */
#include "text.h"
#include "../base/module.h"
#include "../doc/doc.h"
#include "sniff.h"
#include <stdlib.h>

#define BLOCK_BYTES (64u << 10)

typedef struct walk {
  const text_source *source;
  const text_sink *sink;
  const doc_html_reader *html;
  wb_error *err;
  size_t n, at; /* bytes of the block, and those that were taken */
  bool ended;
  char block[BLOCK_BYTES];
} walk;

/* Fills the block behind what it holds.  WB_E_IO. */
static int fill(walk *w)
{
  while (!w->ended && w->n < BLOCK_BYTES) {
    int64_t got = w->source->read(w->source->user, w->block + w->n, BLOCK_BYTES - w->n);
    if (got < 0)
      return error_set(w->err, WB_E_IO, "the text cannot be read");
    w->ended = got == 0;
    w->n += (size_t)got;
  }
  return WB_OK;
}

/* The next piece of the source; n == 0: the end. */
static int next_piece(walk *w, wb_str *ret_piece)
{
  int rc = WB_OK;
  if (w->at == w->n) {
    w->at = w->n = 0;
    rc = fill(w);
  }
  *ret_piece = (wb_str){ w->block + w->at, w->n - w->at };
  w->at = w->n;
  return rc;
}

static int64_t read_walk(void *user, char *buffer, size_t capacity)
{
  walk *w = user;
  size_t n = w->n - w->at < capacity ? w->n - w->at : capacity;
  if (n == 0)
    return w->ended ? 0 : w->source->read(w->source->user, buffer, capacity);
  memcpy(buffer, w->block + w->at, n);
  w->at += n;
  return (int64_t)n;
}

static int walk_plain(walk *w)
{
  wb_str piece;
  int rc = w->sink->begin(w->sink->user, "", w->at);
  while (rc == WB_OK && (rc = next_piece(w, &piece)) == WB_OK && piece.n)
    rc = w->sink->add(w->sink->user, piece);
  return rc ? rc : w->sink->end(w->sink->user);
}

static int open_html(walk *w)
{
  const doc_language *xml;
  int rc = w->html ? WB_OK : doc_open_xml(&xml, w->err);
  if (rc == WB_OK && !w->html)
    w->html = xml->html;
  return rc;
}

static doc_html *begin_html(walk *w, bool is_utf8)
{
  doc_html_sink sink = { .text = w->sink->add, .link = w->sink->link, .user = w->sink->user };
  return w->html->begin(&sink, is_utf8);
}

static int walk_html(walk *w, const char *part)
{
  wb_str piece;
  int rc = open_html(w);
  if (rc)
    return rc;
  doc_html *h = begin_html(w, false);
  if (!h)
    return error_nomem(w->err);
  rc = w->sink->begin(w->sink->user, part, 0);
  while (rc == WB_OK && (rc = next_piece(w, &piece)) == WB_OK && piece.n)
    rc = w->html->feed(h, piece, w->err);
  if (rc) {
    w->html->free(h);
    return rc;
  }
  rc = w->html->end(h, w->err);
  return rc ? rc : w->sink->end(w->sink->user);
}

static int html_in_mail(walk *w, wb_str text, wb_error *err)
{
  int rc = open_html(w);
  if (rc)
    return rc;
  doc_html *h = begin_html(w, true);
  if (!h)
    return error_nomem(err);
  rc = w->html->feed(h, text, err);
  if (rc == WB_OK)
    return w->html->end(h, err);
  w->html->free(h);
  return rc;
}

static int text_in_mail(void *user, const char *name, bool is_html, wb_str text, wb_error *err)
{
  walk *w = user;
  int rc = w->sink->begin(w->sink->user, name, 0);
  if (rc == WB_OK)
    rc = is_html ? html_in_mail(w, text, err) : w->sink->add(w->sink->user, text);
  return rc ? rc : w->sink->end(w->sink->user);
}

static int walk_encoded(walk *w, bool is_folder)
{
  const void *table;
  text_source source = { read_walk, w };
  text_mail_sink sink = { text_in_mail, w };
  int rc = module_open("mail", &table, w->err);
  return rc ? rc : ((const text_mail_part *)table)->read(&source, is_folder, &sink, w->err);
}

/* Nothing in it is encoded: the subject and the body stand in the file as they are. */
static int walk_bare_mail(walk *w, const text_nature *nature)
{
  const text_sink *sink = w->sink;
  int rc = sink->begin(sink->user, "subject", nature->subject.p ? (uint64_t)(nature->subject.p - w->block) : 0);
  if (rc == WB_OK)
    rc = sink->add(sink->user, nature->subject);
  if (rc == WB_OK)
    rc = sink->end(sink->user);
  w->at = nature->body;
  if (rc)
    return rc;
  return nature->is_html ? walk_html(w, "text/html") : walk_plain(w);
}

static int walk_text(walk *w, enum text_kind kind)
{
  text_nature nature;
  int rc = fill(w);
  if (rc)
    return rc;
  text_sniff((wb_str){ w->block, w->n }, kind, &nature);
  switch (nature.kind) {
  case TEXT_HTML:
    return walk_html(w, "text/html");
  case TEXT_MAIL:
    return nature.is_encoded ? walk_encoded(w, nature.is_folder) : walk_bare_mail(w, &nature);
  case TEXT_AUTO:
  case TEXT_PLAIN:
    break;
  }
  return walk_plain(w);
}

int text_walk(const text_source *source, enum text_kind kind, const text_sink *sink, wb_error *err)
{
  walk *w = calloc(1, sizeof *w);
  if (!w)
    return error_nomem(err);
  w->source = source;
  w->sink = sink;
  w->err = err;
  int rc = walk_text(w, kind);
  free(w);
  return rc;
}
