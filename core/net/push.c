/* SPDX-License-Identifier: MIT */
#include "net.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

/* In a time that does not tell how much of it was right.  Lengths may be known to the sender. */
static bool is_same(wb_str a, wb_str b)
{
  return a.n == b.n && CRYPTO_memcmp(a.p, b.p, a.n) == 0;
}

static int hex_value(char c)
{
  if (ascii_is_digit(c))
    return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(wb_str text, unsigned char *ret_mac, size_t bytes)
{
  if (text.n != 2 * bytes)
    return false;
  for (size_t i = 0; i < bytes; i++) {
    int high = hex_value(text.p[2 * i]), low = hex_value(text.p[2 * i + 1]);
    if (high < 0 || low < 0)
      return false;
    ret_mac[i] = (unsigned char)(high * 16 + low);
  }
  return true;
}

static bool read_base64(wb_str text, unsigned char *ret_mac, size_t bytes)
{
  unsigned char decoded[3 * 32];
  if (text.n != (bytes + 2) / 3 * 4)
    return false;
  int written = EVP_DecodeBlock(decoded, (const unsigned char *)text.p, (int)text.n);
  if (written < 0 || (size_t)written < bytes || (bytes % 3 && text.p[text.n - 1] != '='))
    return false;
  memcpy(ret_mac, decoded, bytes);
  return true;
}

static int verify_mac(const net_push *p, wb_str value, wb_error *err)
{
  unsigned char expected[EVP_MAX_MD_SIZE], given[EVP_MAX_MD_SIZE];
  unsigned int bytes = 0;
  const EVP_MD *digest = p->scheme == NET_PUSH_HMAC_SHA256 ? EVP_sha256() : EVP_sha1();
  size_t wanted = p->scheme == NET_PUSH_HMAC_SHA256 ? 32 : 20;
  if (p->secret[0].n > INT32_MAX)
    return error_set(err, WB_E_ARG, "the secret of the push is too long");
  if (!(p->base64 ? read_base64(value, given, wanted) : read_hex(value, given, wanted)))
    return error_set(err, WB_E_AUTH, "the push's signature is not %zu bytes in %s", wanted,
                     p->base64 ? "base64" : "hex");
  if (!HMAC(digest, p->secret[0].p, (int)p->secret[0].n, (const unsigned char *)p->body.p, p->body.n,
            expected, &bytes))
    return error_nomem(err);
  bool same = bytes == wanted && CRYPTO_memcmp(expected, given, wanted) == 0;
  OPENSSL_cleanse(expected, sizeof expected);
  return same ? WB_OK
              : error_set(err, WB_E_AUTH, "the push's signature does not fit its body and our secret");
}

static int verify_basic(const net_push *p, wb_error *err)
{
  WB_AUTO(buf) pair = { 0 };
  WB_AUTO(buf) expected = { 0 };
  buf_add(&pair, p->secret[0]);
  buf_add_byte(&pair, ':');
  buf_add(&pair, p->secret[1]);
  if (pair.failed || pair.n > 4096 || !buf_reserve(&expected, 8192))
    return error_set(err, WB_E_ARG, "user and password of the push are too long");
  expected.n =
      (size_t)EVP_EncodeBlock((unsigned char *)expected.data, (const unsigned char *)pair.data, (int)pair.n);
  wb_str given = p->header_value;
  bool same = str_equal_nocase(str_upto(given, 6), STR("Basic ")) &&
              is_same(str_trim(str_from(given, 6)), buf_view(&expected));
  OPENSSL_cleanse(pair.data, pair.n);
  OPENSSL_cleanse(expected.data, expected.n);
  return same ? WB_OK : error_set(err, WB_E_AUTH, "the push's user or password is wrong");
}

int net_verify_push(const net_push *p, wb_error *err)
{
  wb_str value = str_trim(p->header_value);
  if (p->scheme < NET_PUSH_HMAC_SHA256 || p->scheme > NET_PUSH_BASIC)
    return error_set(err, WB_E_ARG, "unknown way to prove a push (%u)", p->scheme);
  if (!p->secret[0].n || (p->scheme == NET_PUSH_BASIC && !p->secret[1].n))
    return error_set(err, WB_E_ARG, "no secret is set to check the push with");
  if (!value.n)
    return error_set(err, WB_E_AUTH, "the push has no header that proves who sent it");
  if (p->scheme == NET_PUSH_BASIC)
    return verify_basic(p, err);
  if (!str_starts(value, p->prefix))
    return error_set(err, WB_E_AUTH, "the push's header does not start with \"%.*s\"", STR_ARG(p->prefix));
  value = str_from(value, p->prefix.n);
  if (p->scheme == NET_PUSH_TOKEN)
    return is_same(value, p->secret[0]) ? WB_OK : error_set(err, WB_E_AUTH, "the push's token is wrong");
  return verify_mac(p, value, err);
}
