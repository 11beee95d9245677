/* SPDX-License-Identifier: MIT */
#include "../base/limits.h"
#include "inside.h"
#include <errno.h>
#include <openssl/x509.h>

static const char *why_not_connected(const transfer *t)
{
  long number = 0;
  curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
  switch (number) {
  case ECONNREFUSED:
    return "connection refused";
  case ENETUNREACH:
  case EHOSTUNREACH:
    return "there is no way to this host (network down?)";
  case ETIMEDOUT:
    return "the host does not answer";
  case EMFILE:
  case ENFILE:
    return "too many open files";
  default:
    return "cannot connect";
  }
}

static void timeout_words(const net *n, const transfer *t, buf *why)
{
  curl_off_t ready_us = 0;
  curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
  uint32_t ms = n->options.total_timeout_ms;
  const char *what = "timed out: no complete answer within";
  if (t->trouble == TROUBLE_IDLE) {
    ms = n->options.idle_timeout_ms;
    what = "timed out: nothing arrived for";
  } else if (!ready_us) {
    ms = n->options.connect_timeout_ms < ms ? n->options.connect_timeout_ms : ms;
    what = "timed out: no connection within";
  }
  buf_printf(why, "%s %u.%u s", what, ms / 1000, ms % 1000 / 100);
}

static void tls_words(const transfer *t, buf *why)
{
  long verified = 0;
  curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  if (verified != X509_V_OK)
    buf_printf(why, "TLS: the server's certificate is not accepted: %s",
               X509_verify_cert_error_string(verified));
  else
    buf_printf(why, "TLS: %s", t->words[0] ? t->words : "the handshake failed");
}

static int own_reason(const net *n, const transfer *t, buf *why)
{
  switch (t->trouble) {
  case TROUBLE_BODY:
    buf_printf(why, "the answer is larger than %zu bytes", n->options.max_body_bytes);
    return WB_E_LIMIT;
  case TROUBLE_HEADERS:
    buf_printf(why, "the headers of the answer are larger than %u bytes", WB_MAX_HEADER_BYTES);
    return WB_E_LIMIT;
  case TROUBLE_MEMORY:
    buf_add_text(why, "out of memory");
    return WB_E_NOMEM;
  case TROUBLE_NONE:
  case TROUBLE_IDLE:
    break;
  }
  return WB_OK;
}

typedef struct spelling {
  CURLcode rc;
  bool passing;      /* another try may help */
  const char *tape;  /* how a recording spells it */
  const char *words; /* NULL: worked out, or libcurl's own */
} spelling;

static const spelling spellings[] = {
  /* of libcurl's hundred codes those that occur with HTTP */
  { CURLE_COULDNT_RESOLVE_HOST, true, "resolve", "the host name cannot be resolved (no network?)" },
  { CURLE_COULDNT_RESOLVE_PROXY, true, "resolve", "the proxy's host name cannot be resolved" },
  { CURLE_COULDNT_CONNECT, true, "refused", NULL },
  { CURLE_OPERATION_TIMEDOUT, true, "timeout", NULL },
  { CURLE_SSL_CONNECT_ERROR, true, "tls", NULL },
  { CURLE_PEER_FAILED_VERIFICATION, false, "tls", NULL },
  { CURLE_SSL_CACERT_BADFILE, false, "tls", "TLS: the file of trusted certificates cannot be read" },
  { CURLE_GOT_NOTHING, true, "reset", "the server closed the connection without an answer" },
  { CURLE_SEND_ERROR, true, "reset", "the connection broke while sending" },
  { CURLE_RECV_ERROR, true, "reset", "the connection broke while receiving" },
  { CURLE_PARTIAL_FILE, true, "truncated", "the answer was cut short" },
  { CURLE_HTTP2, true, "reset", "the HTTP/2 connection broke" },
  { CURLE_HTTP2_STREAM, true, "reset", "the server gave up this request (HTTP/2 stream reset)" },
  { CURLE_BAD_CONTENT_ENCODING, true, "truncated", "the answer's compression is damaged" },
  { CURLE_UNSUPPORTED_PROTOCOL, false, "reset", "what came back is not HTTP" },
  { CURLE_WEIRD_SERVER_REPLY, false, "reset", "what came back is not HTTP" },
};

static const spelling *spelling_of(CURLcode rc)
{
  for (size_t i = 0; i < WB_COUNT(spellings); i++)
    if (spellings[i].rc == rc)
      return &spellings[i];
  return NULL;
}

int failure_reason(const net *n, const transfer *t, CURLcode rc, buf *ret_why, const char **ret_tape)
{
  const spelling *s = spelling_of(rc);
  *ret_tape = s ? s->tape : "reset";
  int own = own_reason(n, t, ret_why);
  if (own)
    return own;
  if (rc == CURLE_FILESIZE_EXCEEDED) {
    buf_printf(ret_why, "the answer is larger than %zu bytes", n->options.max_body_bytes);
    return WB_E_LIMIT;
  }
  if (rc == CURLE_OUT_OF_MEMORY &&
      t->head_bytes) { /* what 7.88 says of one header line that is too long for it */
    buf_printf(ret_why, "the headers of the answer are larger than %u bytes", WB_MAX_HEADER_BYTES);
    return WB_E_LIMIT;
  }
  if (rc == CURLE_OUT_OF_MEMORY) {
    buf_add_text(ret_why, "out of memory");
    return WB_E_NOMEM;
  }
  if (rc == CURLE_OPERATION_TIMEDOUT)
    timeout_words(n, t, ret_why);
  else if (rc == CURLE_COULDNT_CONNECT)
    buf_add_text(ret_why, why_not_connected(t));
  else if (rc == CURLE_SSL_CONNECT_ERROR || rc == CURLE_PEER_FAILED_VERIFICATION)
    tls_words(t, ret_why);
  else if (s && s->words)
    buf_add_text(ret_why, s->words);
  else
    buf_printf(ret_why, "%s", t->words[0] ? t->words : curl_easy_strerror(rc));
  return WB_E_NETWORK;
}

bool failure_is_passing(const transfer *t, CURLcode rc)
{
  const spelling *s = spelling_of(rc);
  return (t->trouble == TROUBLE_NONE || t->trouble == TROUBLE_IDLE) && s && s->passing;
}
