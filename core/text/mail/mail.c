/* SPDX-License-Identifier: MIT */
#include "mail.h"
#include "../../base/buf.h"
#include "../../base/limits.h"
#include <gmime/gmime.h>
#include <stdio.h>

/* "1.12.3 text/plain" */
#define NAME_BYTES 128

#define BLOCK_BYTES (64u << 10)

typedef struct mail {
  const text_source *source;
  const text_mail_sink *sink;
  wb_error *err;
  buf bytes; /* the message at hand, and what was read beyond it */
  bool ended;
  unsigned parts;
} mail;

/* ---- parts ---- */

/* The decoded bytes, in UTF-8 when the character set is known to iconv. */
static GMimeStream *decode(GMimePart *part)
{
  const char *charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
  GMimeDataWrapper *content = g_mime_part_get_content(part);
  GMimeStream *memory = g_mime_stream_mem_new(), *filtered = g_mime_stream_filter_new(memory);
  GMimeFilter *convert = charset ? g_mime_filter_charset_new(charset, "utf-8") : NULL;
  if (convert) {
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), convert);
    g_object_unref(convert);
  }
  if (content)
    g_mime_data_wrapper_write_to_stream(content, filtered);
  g_mime_stream_flush(filtered);
  g_object_unref(filtered);
  return memory;
}

static int read_text(mail *m, GMimePart *part, const char *number)
{
  GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  if (!g_mime_content_type_is_type(type, "text", "*"))
    return WB_OK;
  char name[NAME_BYTES];
  const char *sub = g_mime_content_type_get_media_subtype(type);
  snprintf(name, sizeof name, "%.60s text/%.40s", number, sub ? sub : "plain");
  GMimeStream *memory = decode(part);
  GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
  wb_str text = { (const char *)bytes->data, bytes->len };
  int rc = m->sink->text(m->sink->user, name, g_mime_content_type_is_type(type, "text", "html"), text, m->err);
  g_object_unref(memory);
  return rc;
}

static int read_message(mail *m, GMimeMessage *message, const char *number, unsigned depth);

static int read_object(mail *m, GMimeObject *object, const char *number, unsigned depth);

static int read_multipart(mail *m, GMimeMultipart *parts, const char *number, unsigned depth)
{
  int rc = WB_OK, count = g_mime_multipart_get_count(parts);
  for (int i = 0; i < count && rc == WB_OK; i++) {
    char inner[NAME_BYTES];
    snprintf(inner, sizeof inner, "%.100s%s%d", number, number[0] ? "." : "", i + 1);
    rc = read_object(m, g_mime_multipart_get_part(parts, i), inner, depth + 1);
  }
  return rc;
}

static int read_object(mail *m, GMimeObject *object, const char *number, unsigned depth)
{
  if (!object)
    return WB_OK;
  if (depth > WB_MAX_MAIL_DEPTH || ++m->parts > WB_MAX_MAIL_PARTS)
    return error_set(m->err, WB_E_LIMIT, "a mail of more than %d parts, or of more than %d inside each other: refused",
                     WB_MAX_MAIL_PARTS, WB_MAX_MAIL_DEPTH);
  if (GMIME_IS_MULTIPART(object))
    return read_multipart(m, GMIME_MULTIPART(object), number, depth);
  if (GMIME_IS_MESSAGE_PART(object))
    return read_message(m, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), number, depth + 1);
  return GMIME_IS_PART(object) ? read_text(m, GMIME_PART(object), number[0] ? number : "1") : WB_OK;
}

static int read_message(mail *m, GMimeMessage *message, const char *number, unsigned depth)
{
  if (!message)
    return WB_OK;
  const char *subject = g_mime_message_get_subject(message);
  int rc = subject ? m->sink->text(m->sink->user, "subject", false, str_of(subject), m->err) : WB_OK;
  return rc ? rc : read_object(m, g_mime_message_get_mime_part(message), number, depth);
}

/* ---- messages ---- */

static int read_block(mail *m)
{
  if (m->bytes.n > WB_MAX_MAIL_BYTES)
    return error_set(m->err, WB_E_LIMIT, "a mail of more than %u MiB: refused", WB_MAX_MAIL_BYTES >> 20);
  if (!buf_reserve(&m->bytes, BLOCK_BYTES))
    return buf_check(&m->bytes, m->err);
  int64_t got = m->source->read(m->source->user, m->bytes.data + m->bytes.n, BLOCK_BYTES);
  if (got < 0)
    return error_set(m->err, WB_E_IO, "the mail cannot be read");
  m->ended = got == 0;
  m->bytes.n += (size_t)got;
  return WB_OK;
}

/* The next "From " line of a mail folder behind an empty line, at or behind `from`; SIZE_MAX: not there yet. */
static size_t find_next(wb_str s, size_t from)
{
  for (;;) {
    size_t at = str_find(str_from(s, from), STR("\nFrom "));
    if (at == SIZE_MAX)
      return SIZE_MAX;
    at += from;
    if (at > 0 && (s.p[at - 1] == '\n' || (at > 1 && s.p[at - 1] == '\r' && s.p[at - 2] == '\n')))
      return at + 1;
    from = at + 1;
  }
}

/* Reads until the message is whole: its bytes. */
static int next_message(mail *m, bool is_folder, size_t *ret_n)
{
  size_t from = 0, next = SIZE_MAX;
  int rc = WB_OK;
  for (;;) {
    next = is_folder ? find_next(buf_view(&m->bytes), from) : SIZE_MAX;
    if (next != SIZE_MAX || m->ended || rc)
      break;
    from = m->bytes.n > 8 ? m->bytes.n - 8 : 0;
    rc = read_block(m);
  }
  *ret_n = next == SIZE_MAX ? m->bytes.n : next;
  return rc;
}

/* Without the line "From somebody, some time" that begins it in a mail folder. */
static wb_str without_from(wb_str s)
{
  size_t end = str_find_byte(s, '\n');
  return !str_starts(s, STR("From ")) ? s : str_from(s, end == SIZE_MAX ? s.n : end + 1);
}

static int read_one(mail *m, wb_str bytes)
{
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p ? bytes.p : "", bytes.n);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  m->parts = 0;
  int rc = read_message(m, message, "", 0);
  if (message)
    g_object_unref(message);
  g_object_unref(parser);
  g_object_unref(stream);
  return rc;
}

static int read_messages(mail *m, bool is_folder)
{
  int rc = WB_OK;
  while (rc == WB_OK && (m->bytes.n || !m->ended)) {
    size_t n;
    rc = next_message(m, is_folder, &n);
    if (rc || n == 0)
      break;
    rc = read_one(m, without_from(str_upto(buf_view(&m->bytes), n)));
    memmove(m->bytes.data, m->bytes.data + n, m->bytes.n - n);
    m->bytes.n -= n;
  }
  return rc;
}

int mail_read(const text_source *source, bool is_folder, const text_mail_sink *sink, wb_error *err)
{
  mail m = { .source = source, .sink = sink, .err = err };
  g_mime_init();
  int rc = read_messages(&m, is_folder);
  buf_free(&m.bytes);
  return rc;
}
