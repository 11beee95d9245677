/* SPDX-License-Identifier: MIT */
/* A plugin that is right in everything; CMakeLists.txt makes one wrong in each way by overriding one of
 * these. */
#include <waybill/plugin.h>

#ifndef ID
#define ID "fixture"
#endif
#ifndef NAME
#define NAME "Fixture"
#endif
#ifndef VERSION
#define VERSION "1.0.0"
#endif
#ifndef LICENCE
#define LICENCE "MIT"
#endif
#ifndef COUNTRIES
#define COUNTRIES "DE,AT"
#endif
#ifndef HOMEPAGE
#define HOMEPAGE "https://fixture.example/"
#endif
#ifndef CAPS
#define CAPS WB_CAP_TRACK
#endif
#ifndef PLAN
#define PLAN plan
#endif
#ifndef PARSE
#define PARSE parse
#endif
#ifndef WEBHOOK
#define WEBHOOK NULL
#endif
#ifndef ENDPOINT_NAME
#define ENDPOINT_NAME "api"
#endif
#ifndef ORIGIN
#define ORIGIN "https://api.fixture.example"
#endif
#ifndef SANDBOX
#define SANDBOX "https://sandbox.fixture.example:8443"
#endif
#ifndef ENDPOINTS
#define ENDPOINTS WB_ARRAY(endpoints)
#endif
#ifndef CREDENTIALS
#define CREDENTIALS WB_ARRAY(credentials)
#endif
#ifndef AUTH /* scheme, grant, token_form, token_endpoint, token_path, scope, param, prefix, credential */
#define AUTH                                                                                      \
  WB_AUTH_OAUTH2, WB_GRANT_CLIENT_CREDENTIALS, WB_TOKEN_FORM, 0, "/oauth/token", NULL, NULL, NULL, \
    { "client_id", "client_secret" }
#endif
#ifndef PATTERN
#define PATTERN "FX[0-9]{9}"
#endif
#ifndef EXAMPLE
#define EXAMPLE "FX123456789"
#endif
#ifndef FORMAT_ID
#define FORMAT_ID "fx"
#endif
#ifndef URL
#define URL "https://fixture.example/track/{number}"
#endif
#ifndef CHECK
#define CHECK NULL
#endif
#ifndef LABEL
#define LABEL "Parcel"
#endif
#ifndef FORMATS
#define FORMATS WB_ARRAY(formats)
#endif
#ifndef BATCH_MAX
#define BATCH_MAX 10
#endif
#ifndef WINDOW_MS
#define WINDOW_MS 60000
#endif
#ifndef LIMITS_SIZE
#define LIMITS_SIZE sizeof(wb_limits)
#endif
#ifndef HOOK
#define HOOK NULL
#endif
#ifndef CARRIER_SIZE
#define CARRIER_SIZE sizeof(wb_carrier)
#endif
#ifndef MAGIC
#define MAGIC WB_MAGIC
#endif
#ifndef MAJOR
#define MAJOR WB_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR WB_ABI_MINOR
#endif
#ifndef MODULE_SIZE
#define MODULE_SIZE sizeof(wb_module)
#endif
#ifndef CARRIERS
#define CARRIERS &carrier
#endif
#ifndef COUNT
#define COUNT (sizeof(list) / sizeof(list[0]))
#endif
#ifndef LIST
#define LIST list
#endif
#ifndef ANSWER
#define ANSWER &module
#endif

#define TEN(text) text text text text text text text text text text
#define LONG_TEXT TEN(TEN(TEN("five!")))

#ifdef UNDEFINED
extern int32_t nobody_defines_this(void);
#else
static int32_t nobody_defines_this(void)
{
  return WB_OK;
}
#endif

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  (void)h;
  (void)c;
  (void)b;
  return nobody_defines_this();
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  (void)h;
  (void)c;
  (void)b;
  (void)r;
  return WB_OK;
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *p)
{
  (void)h;
  (void)c;
  (void)p;
  return WB_OK;
}

/* What a later version might append. */
typedef struct future_endpoint {
  wb_endpoint now;
  const char *later[3];
} future_endpoint;
typedef struct future_carrier {
  wb_carrier now;
  const char *later[20];
} future_carrier;

static const wb_endpoint endpoints[] = { { ENDPOINT_NAME, ORIGIN, SANDBOX } };
static const future_endpoint future_endpoints[] = {
  { { "api", "https://one.example", NULL }, { "x", "y", "z" } },
  { { "two", "https://two.example", NULL }, { "x", "y", "z" } },
};
static const wb_credential credentials[] = {
  { "client_id", "API key", "https://fixture.example/developer", 0, 0 },
  { "client_secret", "API secret", NULL, 0, 0 },
};
static const wb_credential twice[] = {
  { "client_id", "API key", NULL, 0, 0 },
  { "client_id", "API key", NULL, 0, 0 },
};
static const wb_auth auth[] = { { AUTH } };
static const wb_check luhn = { .kind = WB_CHECK_LUHN, .from = 2, .count = 8, .at = 10 };
static const wb_lookup lookups[] = {
  { "kind", 2, 2, WB_LIST(wb_label, { "12", LABEL }, { "13", "Pallet" }) },
};
static const wb_format formats[] = { { FORMAT_ID, PATTERN, EXAMPLE, URL, 0, 0, CHECK, WB_ARRAY(lookups) } };
static const wb_limits limits = {
  .struct_size = LIMITS_SIZE, .batch_max = BATCH_MAX, .requests = 5, .window_ms = WINDOW_MS
};
#define HOOK_MEMBERS(how)                                                                                  \
  .struct_size = sizeof(wb_hook), .scheme = WB_HOOK_HMAC_SHA256, .header = "x-signature", .encoding = how, \
  .credential = { "client_secret" }
static const wb_hook hook = { HOOK_MEMBERS("hex") };
static const wb_hook odd_hook = { HOOK_MEMBERS("base32") };

#define CARRIER_MEMBERS                                                                               \
  .struct_size = CARRIER_SIZE, .caps = CAPS, .id = ID, .name = NAME, .version = VERSION,              \
  .licence = LICENCE, .homepage = HOMEPAGE, .countries = COUNTRIES, .languages = "en,de",             \
  .endpoints = ENDPOINTS, .credentials = CREDENTIALS, .auth = WB_ARRAY(auth), .formats = FORMATS,     \
  .limits = &limits, .hook = HOOK, .plan = PLAN, .parse = PARSE, .webhook = WEBHOOK
static const wb_carrier carrier = { CARRIER_MEMBERS };
static const future_carrier future = { { CARRIER_MEMBERS }, { "a", "b" } };
static const wb_carrier second = { .struct_size = sizeof second, .id = "second", .name = "Second",
                                   .version = "1", .licence = "MIT", .formats = WB_ARRAY(formats) };

static const wb_carrier *const list[] = { CARRIERS };
static const wb_module module = { MAGIC, MAJOR, MINOR, MODULE_SIZE, COUNT, LIST };

#ifndef NO_ENTRY
const wb_module *wb_module_entry(uint32_t low, uint32_t high)
{
  (void)low;
  (void)high;
  return ANSWER;
}
#endif
