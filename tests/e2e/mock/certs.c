/* SPDX-License-Identifier: MIT */
/* A throw-away authority and three servers' certificates, made anew at each start. */
#include "inside.h"
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#define DAY (24L * 60 * 60)

typedef struct identity {
  const char *common_name, *alternative; /* alternative: "DNS:...", or NULL for the authority */
  long from_s, to_s;                     /* seconds from now */
} identity;

static bool add_extension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  bool good = extension && X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return good;
}

/* issuer NULL: signed by itself, the authority. */
static X509 *make_certificate(const identity *who, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
                              long serial)
{
  X509 *certificate = X509_new();
  if (!certificate)
    return NULL;
  X509_NAME *name = X509_get_subject_name(certificate);
  bool good = X509_set_version(certificate, 2) &&
              ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
              X509_gmtime_adj(X509_getm_notBefore(certificate), who->from_s) &&
              X509_gmtime_adj(X509_getm_notAfter(certificate), who->to_s) &&
              X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)who->common_name,
                                         -1, -1, 0) &&
              X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : name) &&
              X509_set_pubkey(certificate, key);
  if (good && issuer)
    good = add_extension(certificate, issuer, NID_subject_alt_name, who->alternative) &&
           add_extension(certificate, issuer, NID_basic_constraints, "CA:FALSE");
  else if (good)
    good = add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  if (good && X509_sign(certificate, issuer_key, EVP_sha256()))
    return certificate;
  X509_free(certificate);
  return NULL;
}

static bool to_text(BIO *bio, buf *out)
{
  char *bytes = NULL;
  long count = bio ? BIO_get_mem_data(bio, &bytes) : 0;
  if (count > 0)
    buf_add(out, (wb_str){ bytes, (size_t)count });
  BIO_free(bio);
  return count > 0 && !out->failed;
}

static bool certificate_text(X509 *certificate, buf *out)
{
  BIO *bio = BIO_new(BIO_s_mem());
  if (bio && certificate && PEM_write_bio_X509(bio, certificate))
    return to_text(bio, out);
  BIO_free(bio);
  return false;
}

static bool key_text(EVP_PKEY *key, buf *out)
{
  BIO *bio = BIO_new(BIO_s_mem());
  if (bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL))
    return to_text(bio, out);
  BIO_free(bio);
  return false;
}

static bool write_file(const mock *m, const char *name, const buf *text)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", m->folder.data, name);
  FILE *f = fopen(buf_cstr(&path), "w");
  bool good = f && fwrite(text->data, 1, text->n, f) == text->n;
  return f && fclose(f) == 0 && good;
}

static bool make_servers(mock *m, X509 *authority, EVP_PKEY *key)
{
  static const identity servers[] = {
    { "localhost", "DNS:localhost,IP:127.0.0.1", -DAY, 30 * DAY },
    { "localhost", "DNS:localhost,IP:127.0.0.1", -30 * DAY, -DAY },
    { "carrier.example", "DNS:carrier.example", -DAY, 30 * DAY },
  };
  bool good = true;
  for (size_t i = 0; good && i < WB_COUNT(servers); i++) {
    X509 *server = make_certificate(&servers[i], key, authority, key, (long)i + 2);
    good = certificate_text(server, &m->pems[i].certificate) && key_text(key, &m->pems[i].key);
    X509_free(server);
  }
  return good;
}

bool certs_make(mock *m)
{
  static const identity root = { "waybill test authority", NULL, -40 * DAY, 30 * DAY };
  WB_AUTO(buf) text = { 0 };
  EVP_PKEY *key = EVP_EC_gen("P-256"); /* one key for all: nobody trusts this authority but the tests */
  X509 *authority = key ? make_certificate(&root, key, NULL, key, 1) : NULL;
  bool good = authority && certificate_text(authority, &text) && write_file(m, "ca.pem", &text) &&
              make_servers(m, authority, key) && write_file(m, "certificate.pem", &m->pems[0].certificate) &&
              write_file(m, "key.pem", &m->pems[0].key);
  X509_free(authority);
  EVP_PKEY_free(key);
  return good;
}
