/* SPDX-License-Identifier: MIT */
/* MACs against the published vectors: RFC 4231 (HMAC-SHA-256) and RFC 2202 (HMAC-SHA-1), test cases 1 to 7.
 */
#include "core/net/net.h"
#include <criterion/criterion.h>

enum { VECTORS = 7 };

typedef struct vector {
  size_t key_bytes, data_bytes;
  unsigned char key_byte, data_byte; /* repeated, when no text is given */
  const char *key, *data;
  const char *mac;
} vector;

#define LONG_KEY_TEXT "Test Using Larger Than Block-Size Key - Hash Key First"

static const vector sha256[VECTORS] = {
  { 20, 0, 0x0b, 0, NULL, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
  { 0, 0, 0, 0, "Jefe", "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
  { 20, 50, 0xaa, 0xdd, NULL, NULL, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
  { 25, 50, 0x01, 0xcd, "count", NULL, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
  { 0, 0, 0, 0, NULL, NULL, NULL }, /* case 5 is about a cut MAC, which is never accepted */
  { 131, 0, 0xaa, 0, NULL, LONG_KEY_TEXT,
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
  { 131, 0, 0xaa, 0, NULL,
    "This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
    "be hashed "
    "before being used by the HMAC algorithm.",
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
};

static const vector sha1[VECTORS] = {
  { 20, 0, 0x0b, 0, NULL, "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00" },
  { 0, 0, 0, 0, "Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
  { 20, 50, 0xaa, 0xdd, NULL, NULL, "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
  { 25, 50, 0x01, 0xcd, "count", NULL, "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
  { 20, 0, 0x0c, 0, NULL, "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04" },
  { 80, 0, 0xaa, 0, NULL, LONG_KEY_TEXT, "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
  { 80, 0, 0xaa, 0, NULL, "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
    "e8e99d0f45237d786d6bbaa7965c7808bbff1a91" },
};

static wb_str bytes_of(const char *text, unsigned char byte, size_t count, char room[256])
{
  bool counts = text && str_is(str_of(text), "count"); /* 01 02 03 ... */
  if (text && !counts)
    return str_of(text);
  for (size_t i = 0; i < count; i++)
    room[i] = (char)(counts ? byte + i : byte);
  return (wb_str){ room, count };
}

static void try_vectors(const vector vectors[VECTORS], uint32_t scheme)
{
  for (size_t i = 0; i < VECTORS; i++) {
    char key[256], data[256], wrong[80], upper[80];
    if (!vectors[i].mac)
      continue;
    net_push push = { .scheme = scheme, .header_value = str_of(vectors[i].mac) };
    push.secret[0] = bytes_of(vectors[i].key, vectors[i].key_byte, vectors[i].key_bytes, key);
    push.body = bytes_of(vectors[i].data, vectors[i].data_byte, vectors[i].data_bytes, data);
    cr_expect_eq(net_verify_push(&push, NULL), WB_OK, "case %zu", i + 1);
    for (size_t k = 0; k <= push.header_value.n; k++)
      upper[k] = ascii_upper(vectors[i].mac[k]);
    push.header_value = str_of(upper);
    cr_expect_eq(net_verify_push(&push, NULL), WB_OK, "case %zu in upper case", i + 1);
    memcpy(wrong, vectors[i].mac, push.header_value.n + 1);
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    push.header_value = str_of(wrong);
    cr_expect_eq(net_verify_push(&push, NULL), WB_E_AUTH, "case %zu, one digit wrong", i + 1);
    push.header_value = str_of(vectors[i].mac);
    push.body.n--;
    cr_expect_eq(net_verify_push(&push, NULL), WB_E_AUTH, "case %zu, one byte short", i + 1);
  }
}

Test(push, agrees_with_the_published_vectors)
{
  try_vectors(sha256, NET_PUSH_HMAC_SHA256);
  try_vectors(sha1, NET_PUSH_HMAC_SHA1);
}

Test(push, reads_prefix_and_base64)
{
  net_push push = { .scheme = NET_PUSH_HMAC_SHA256,
                    .base64 = true,
                    .prefix = STR("sha256="),
                    .secret = { STR("Jefe") },
                    .body = STR("what do ya want for nothing?") };
  static const struct {
    const char *value;
    int code;
  } rows[] = {
    { "sha256=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", WB_OK },
    { "  sha256=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM= ", WB_OK },
    { "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", WB_E_AUTH },
    { "sha256=X9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", WB_E_AUTH },
    { "sha256=W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEMA", WB_E_AUTH },
    { "sha256=!!!!Rr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", WB_E_AUTH },
    { "sha256=W9zBRr9g", WB_E_AUTH },
    { "sha256=", WB_E_AUTH },
    { "", WB_E_AUTH },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    wb_error err = { 0 };
    push.header_value = str_of(rows[i].value);
    cr_expect_eq(net_verify_push(&push, &err), rows[i].code, "\"%s\": %s", rows[i].value, err.text);
    cr_expect_eq(rows[i].code != WB_OK, err.text[0] != '\0');
  }
}

Test(push, compares_tokens_and_logins_as_a_whole)
{
  static const struct {
    uint32_t scheme;
    const char *value;
    int code;
  } rows[] = {
    { NET_PUSH_TOKEN, "Aladdin", WB_OK },
    { NET_PUSH_TOKEN, "Aladdi", WB_E_AUTH },
    { NET_PUSH_TOKEN, "Aladdinn", WB_E_AUTH },
    { NET_PUSH_TOKEN, "aladdin", WB_E_AUTH },
    { NET_PUSH_TOKEN, "", WB_E_AUTH },
    { NET_PUSH_BASIC, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", WB_OK }, /* RFC 7617, section 2 */
    { NET_PUSH_BASIC, "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", WB_OK },
    { NET_PUSH_BASIC, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=", WB_E_AUTH },
    { NET_PUSH_BASIC, "QWxhZGRpbjpvcGVuIHNlc2FtZQ==", WB_E_AUTH },
    { NET_PUSH_BASIC, "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", WB_E_AUTH },
    { 0, "Aladdin", WB_E_ARG },
    { 9, "Aladdin", WB_E_ARG },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_push push = { .scheme = rows[i].scheme,
                      .header_value = str_of(rows[i].value),
                      .secret = { STR("Aladdin"), STR("open sesame") } };
    cr_expect_eq(net_verify_push(&push, NULL), rows[i].code, "%u %s", rows[i].scheme, rows[i].value);
  }
}

Test(push, accepts_nothing_without_a_secret)
{
  for (uint32_t scheme = NET_PUSH_HMAC_SHA256; scheme <= NET_PUSH_BASIC; scheme++) {
    net_push push = { .scheme = scheme,
                      .header_value =
                          STR("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad") };
    cr_expect_eq(net_verify_push(&push, NULL), WB_E_ARG, "%u",
                 scheme); /* the MAC of nothing with an empty key */
  }
}
