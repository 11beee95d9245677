/* SPDX-License-Identifier: MIT */
#include "declare.h"

#define SMALL_LIST  64
#define MAX_LOOKUPS 16
#define MAX_LABELS  4096

void declare_copy_sized(void *to, size_t to_size, const void *from, size_t from_size)
{
  size_t n = from_size < to_size ? from_size : to_size;
  memset(to, 0, to_size);
  memcpy(to, from, n);
}

/* ---- formats ---- */

static void label_element(codec *c, void *element)
{
  wb_label *label = element;
  codec_text(c, "code", &label->code);
  codec_text(c, "text", &label->text);
}

static void lookup_element(codec *c, void *element)
{
  static const codec_kind labels = { "label", sizeof(wb_label), CODEC_UP_TO(wb_label, text), MAX_LABELS,
                                     label_element };
  wb_lookup *lookup = element;
  codec_text(c, "what", &lookup->what);
  codec_u32(c, &lookup->at);
  codec_u32(c, &lookup->count);
  codec_list(c, &lookup->labels, &labels);
}

static void check_members(codec *c, wb_check *check)
{
  codec_u16(c, &check->kind);
  codec_u16(c, &check->letters);
  codec_u16(c, &check->from);
  codec_u16(c, &check->count);
  codec_u16(c, &check->at);
  codec_u16(c, &check->modulo);
  codec_u16(c, &check->modulo2);
  codec_u16(c, &check->complement);
  codec_u16(c, &check->add);
  codec_text(c, "weights", &check->weights);
}

static void check_pointer(codec *c, const wb_check **check)
{
  wb_check copy = { 0 };
  if (!codec_present(c, *check))
    return;
  if (c->out) {
    copy = **check;
    check_members(c, &copy);
    return;
  }
  wb_check *made = codec_new(c, sizeof *made);
  if (made)
    check_members(c, made);
  *check = made;
}

static void format_element(codec *c, void *element)
{
  static const codec_kind lookups = { "lookup", sizeof(wb_lookup), CODEC_UP_TO(wb_lookup, labels),
                                      MAX_LOOKUPS, lookup_element };
  wb_format *format = element;
  codec_text(c, "id", &format->id);
  codec_text(c, "pattern", &format->pattern);
  codec_text(c, "example", &format->example);
  codec_text(c, "url", &format->url);
  codec_u32(c, &format->flags);
  codec_u32(c, &format->share);
  check_pointer(c, &format->check);
  codec_list(c, &format->lookups, &lookups);
}

static void formats_part(codec *c, wb_carrier *carrier)
{
  static const codec_kind formats = { "format", sizeof(wb_format), CODEC_UP_TO(wb_format, lookups),
                                      WB_MAX_FORMATS_PER_CARRIER, format_element };
  codec_text(c, "id", &carrier->id);
  codec_text(c, "name", &carrier->name);
  codec_text(c, "countries", &carrier->countries);
  codec_list(c, &carrier->formats, &formats);
}

/* ---- the rest ---- */

static void endpoint_element(codec *c, void *element)
{
  wb_endpoint *endpoint = element;
  codec_text(c, "name", &endpoint->name);
  codec_text(c, "origin", &endpoint->origin);
  codec_text(c, "sandbox_origin", &endpoint->sandbox_origin);
}

static void credential_element(codec *c, void *element)
{
  wb_credential *credential = element;
  codec_text(c, "name", &credential->name);
  codec_text(c, "label", &credential->label);
  codec_text(c, "obtain_url", &credential->obtain_url);
  codec_u32(c, &credential->optional);
}

static void setting_element(codec *c, void *element)
{
  wb_setting *setting = element;
  codec_text(c, "name", &setting->name);
  codec_text(c, "label", &setting->label);
  codec_text(c, "fallback", &setting->fallback);
}

static void input_element(codec *c, void *element)
{
  wb_input *input = element;
  codec_text(c, "name", &input->name);
  codec_text(c, "label", &input->label);
  codec_u32(c, &input->required);
}

static void auth_element(codec *c, void *element)
{
  wb_auth *auth = element;
  codec_u32(c, &auth->scheme);
  codec_u32(c, &auth->grant);
  codec_u32(c, &auth->token_form);
  codec_u32(c, &auth->token_endpoint);
  codec_text(c, "token_path", &auth->token_path);
  codec_text(c, "scope", &auth->scope);
  codec_text(c, "param", &auth->param);
  codec_text(c, "prefix", &auth->prefix);
  for (size_t i = 0; i < WB_COUNT(auth->credential); i++)
    codec_text(c, "credential", &auth->credential[i]);
}

static void limits_pointer(codec *c, const wb_limits **limits)
{
  wb_limits copy, *l = &copy;
  if (!codec_present(c, *limits))
    return;
  if (c->out)
    declare_copy_sized(l, sizeof *l, *limits, (*limits)->struct_size);
  else if (!(l = codec_new(c, sizeof *l)))
    return;
  codec_u32(c, &l->batch_max);
  codec_u32(c, &l->requests);
  codec_u32(c, &l->window_ms);
  codec_u32(c, &l->concurrent);
  codec_u32(c, &l->min_poll_s);
  codec_u32(c, &l->max_steps);
  codec_u32(c, &l->day_quota);
  if (!c->out) {
    l->struct_size = (uint32_t)sizeof *l;
    *limits = l;
  }
}

static void hook_pointer(codec *c, const wb_hook **hook)
{
  wb_hook copy, *h = &copy;
  if (!codec_present(c, *hook))
    return;
  if (c->out)
    declare_copy_sized(h, sizeof *h, *hook, (*hook)->struct_size);
  else if (!(h = codec_new(c, sizeof *h)))
    return;
  codec_u32(c, &h->scheme);
  codec_text(c, "hook header", &h->header);
  codec_text(c, "hook prefix", &h->prefix);
  codec_text(c, "hook encoding", &h->encoding);
  for (size_t i = 0; i < WB_COUNT(h->credential); i++)
    codec_text(c, "hook credential", &h->credential[i]);
  if (!c->out) {
    h->struct_size = (uint32_t)sizeof *h;
    *hook = h;
  }
}

static void rest_part(codec *c, wb_carrier *carrier)
{
  static const codec_kind endpoints = { "endpoint", sizeof(wb_endpoint),
                                        CODEC_UP_TO(wb_endpoint, sandbox_origin), SMALL_LIST,
                                        endpoint_element };
  static const codec_kind credentials = { "credential", sizeof(wb_credential),
                                          CODEC_UP_TO(wb_credential, optional), SMALL_LIST,
                                          credential_element };
  static const codec_kind settings = { "setting", sizeof(wb_setting), CODEC_UP_TO(wb_setting, fallback),
                                       SMALL_LIST, setting_element };
  static const codec_kind inputs = { "input", sizeof(wb_input), CODEC_UP_TO(wb_input, required), SMALL_LIST,
                                     input_element };
  static const codec_kind auth = { "auth row", sizeof(wb_auth), CODEC_UP_TO(wb_auth, credential), SMALL_LIST,
                                   auth_element };
  codec_u32(c, &carrier->caps);
  codec_text(c, "version", &carrier->version);
  codec_text(c, "licence", &carrier->licence);
  codec_text(c, "homepage", &carrier->homepage);
  codec_text(c, "support", &carrier->support);
  codec_text(c, "languages", &carrier->languages);
  codec_list(c, &carrier->endpoints, &endpoints);
  codec_list(c, &carrier->credentials, &credentials);
  codec_list(c, &carrier->settings, &settings);
  codec_list(c, &carrier->inputs, &inputs);
  codec_list(c, &carrier->auth, &auth);
  limits_pointer(c, &carrier->limits);
  hook_pointer(c, &carrier->hook);
}

int declare_write(const wb_carrier *live, buf *formats, buf *rest, wb_error *err)
{
  wb_carrier copy;
  declare_copy_sized(&copy, sizeof copy, live, live->struct_size);
  codec first = codec_writer(formats, err), second = codec_writer(rest, err);
  formats_part(&first, &copy);
  int rc = codec_finish(&first);
  if (rc)
    return rc;
  rest_part(&second, &copy);
  return codec_finish(&second);
}

int declare_read_formats(wb_str bytes, arena *memory, wb_carrier *into, wb_error *err)
{
  codec c = codec_reader(bytes, memory, err);
  formats_part(&c, into);
  return codec_finish(&c);
}

int declare_read_rest(wb_str bytes, arena *memory, wb_carrier *into, wb_error *err)
{
  codec c = codec_reader(bytes, memory, err);
  rest_part(&c, into);
  return codec_finish(&c);
}
