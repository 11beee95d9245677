/* SPDX-License-Identifier: MIT */
/* A carrier that is right in everything but one deed.  A file of this folder names where it happens and does
 * it; what it found comes back as the text of an event, so that a test can see what there was to be found. */
#ifndef HOSTILE_H
#define HOSTILE_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <waybill/plugin.h>

enum { IN_CONSTRUCTOR = 1, IN_ENTRY, IN_PLAN, IN_PARSE, IN_WEBHOOK };
typedef struct scene { /* h and c are NULL before plan() */
  const wb_host *h;
  wb_call *c;
} scene;

static const int where; /* the file says: IN_... */
/* A short text that lives on, or NULL: "done". */
static const char *deed(const scene *s);

/* The name that the carrier declares: it can be changed as long as the plugin is being loaded. */
static char declared_name[64] = "Hostile";

static wb_str text_of(const char *text)
{
  return (wb_str){ text, text ? strlen(text) : 0 };
}

/* Reads a file into text that is kept, or tells why not. */
static const char *look_into(const char *path)
{
  static char found[48];
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return "closed";
  ssize_t n = read(fd, found, sizeof found - 1);
  close(fd);
  return n > 0 ? found : "empty";
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  const wb_request r = { .struct_size = sizeof r, .method = WB_GET, .path = { "/track", 6 } };
  (void)b;
  if (where == IN_PLAN)
    deed(&(scene){ h, c });
  return h->request(c, &r);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  const char *found = where == IN_PARSE ? deed(&(scene){ h, c }) : NULL;
  const wb_event e = { .struct_size = sizeof e,
                       .status = WB_IN_TRANSIT,
                       .text = text_of(found ? found : "done") };
  const wb_result result = { .struct_size = sizeof result, .outcome = WB_FOUND };
  (void)b;
  (void)r;
  h->event(c, &e);
  return h->result(c, &result);
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *p)
{
  (void)p;
  if (where == IN_WEBHOOK)
    deed(&(scene){ h, c });
  return WB_OK;
}

static const wb_endpoint endpoints[] = { { "api", "https://api.hostile.example", NULL } };
static const wb_credential credentials[] = { { "key", "Key", NULL, 1, 0 } };
static const wb_format formats[] = { { .id = "hostile", .pattern = "HO[0-9]{9}", .example = "HO123456789" } };
static const wb_hook hook = { .struct_size = sizeof hook,
                              .scheme = WB_HOOK_TOKEN,
                              .header = "x-key",
                              .encoding = "hex",
                              .credential = { "key" } };
static const wb_carrier carrier = {
  .struct_size = sizeof carrier,
  .caps = WB_CAP_TRACK | WB_CAP_WEBHOOK,
  .id = ID,
  .name = declared_name,
  .version = "1",
  .licence = "MIT",
  .countries = "*",
  .endpoints = WB_ARRAY(endpoints),
  .credentials = WB_ARRAY(credentials),
  .formats = WB_ARRAY(formats),
  .hook = &hook,
  .plan = plan,
  .parse = parse,
  .webhook = webhook,
};

static void tell(const char *found)
{
  if (found)
    snprintf(declared_name, sizeof declared_name, "%s", found);
}

__attribute__((constructor)) static void construct(void)
{
  if (where == IN_CONSTRUCTOR)
    tell(deed(&(scene){ NULL, NULL }));
}

static const wb_carrier *const list[] = { &carrier };
static const wb_module module = {
  WB_MAGIC, WB_ABI_MAJOR, WB_ABI_MINOR, (uint32_t)sizeof(wb_module), 1, list
};

const wb_module *wb_module_entry(uint32_t low, uint32_t high)
{
  (void)low;
  (void)high;
  if (where == IN_ENTRY)
    tell(deed(&(scene){ NULL, NULL }));
  return &module;
}
#endif
