/* SPDX-License-Identifier: MIT */
/* The table of functions that a plugin sees.  Each begins by finding out whether its handle is that of the
 * call that runs now, on this thread; the work is done in the file of its theme. */
#include "call.h"

#define LIVE UINT64_C(0x9E0D57A11C0FFEE5) /* any value that memory is unlikely to hold by chance */

wb_call *call_begin(host *h, const call *prepared)
{
  arena_reset(h->scratch);
  h->call = *prepared;
  call *c = &h->call;
  c->thread = pthread_self();
  c->asked = c->batch ? c->batch->numbers.count : 0;
  c->number_count = c->number_capacity = c->asked;
  c->numbers = arena_array(h->scratch, c->asked, sizeof *c->numbers);
  if (!c->numbers)
    return NULL;
  for (size_t i = 0; i < c->asked; i++)
    c->numbers[i] =
        (call_number){ .number = WB_AT(wb_number, c->batch->numbers, i)->number, .result = SIZE_MAX };
  h->current = &h->handles[h->next_handle++ % CALL_HANDLES];
  *h->current = (wb_call){ LIVE, h };
  return h->current;
}

void call_end(host *h)
{
  call_free_trees(&h->call);
  *h->current = (wb_call){ 0, NULL };
  h->current = NULL;
  h->call = (call){ 0 };
}

call *call_of(wb_call *handle)
{
  if (!handle || (uintptr_t)handle % _Alignof(wb_call) || handle->magic != LIVE)
    return NULL;
  call *c = &handle->owner->call;
  return pthread_equal(c->thread, pthread_self()) ? c : NULL;
}

const wb_carrier *host_carrier_of(wb_call *handle)
{
  const call *c = call_of(handle);
  return c ? c->carrier : NULL;
}

void host_get_notes(wb_call *handle, host_notes *ret_notes)
{
  const call *c = call_of(handle);
  *ret_notes = c ? (host_notes){ c->document, c->broken, c->refused } : (host_notes){ 0 };
}

void host_put_notes(wb_call *handle, const host_notes *notes)
{
  call *c = call_of(handle);
  if (!c)
    return;
  c->document = notes->document;
  if (notes->broken.code)
    error_set(&c->broken, notes->broken.code, "%s", notes->broken.text);
  if (notes->refused.code)
    error_set(&c->refused, notes->refused.code, "%s", notes->refused.text);
}

static void *table_alloc(wb_call *handle, size_t n)
{
  call *c = call_of(handle);
  if (!c)
    return NULL;
  void *p = arena_alloc(host_of(c)->scratch, n);
  if (!p)
    call_refuse(c, WB_E_LIMIT, "alloc() of %zu bytes: the call's %u bytes are spent", n, WB_MAX_CALL_MEMORY);
  return p;
}

static int32_t table_request(wb_call *handle, const wb_request *r)
{
  call *c = call_of(handle);
  return c ? call_request(c, r) : WB_E_ARG;
}

static int32_t table_event(wb_call *handle, const wb_event *e)
{
  call *c = call_of(handle);
  return c ? call_event(c, e) : WB_E_ARG;
}

static int32_t table_result(wb_call *handle, const wb_result *r)
{
  call *c = call_of(handle);
  return c ? call_result(c, r) : WB_E_ARG;
}

static int32_t table_number(wb_call *handle, wb_str number, wb_str key, uint32_t parent)
{
  call *c = call_of(handle);
  return c ? call_number_of(c, number, key, parent) : WB_E_ARG;
}

static int32_t table_fail(wb_call *handle, int32_t code, wb_str why)
{
  call *c = call_of(handle);
  if (!c)
    return WB_E_ARG;
  if (code >= WB_OK || code < -19)
    return call_refuse(c, WB_E_ARG, "fail(): %d is no code that a plugin may give", (int)code);
  wb_str words = call_printable(c, why);
  const char *joint = words.n && c->document.code ? ": " : "";
  const char *note = c->document.code ? c->document.text : "";
  error_set(&c->failed, code, "%.*s%s%s", STR_ARG(words), joint, note);
  return code;
}

static void table_log(wb_call *handle, uint32_t level, wb_str line)
{
  call *c = call_of(handle);
  if (!c)
    return;
  wb_str text = call_shown(c, line);
  call_log(c, level > WB_LOG_WARN ? WB_LOG_WARN : (int)level, "%.*s", STR_ARG(text));
}

static const void *table_extension(wb_call *handle, const char *id)
{
  call *c = call_of(handle);
  return c && id ? call_extension(c, id) : NULL;
}

const wb_host host_functions = {
  .struct_size = (uint32_t)sizeof(wb_host),
  .abi_major = WB_ABI_MAJOR,
  .abi_minor = WB_ABI_MINOR,
  .alloc = table_alloc,
  .request = table_request,
  .event = table_event,
  .result = table_result,
  .number = table_number,
  .fail = table_fail,
  .log = table_log,
  .extension = table_extension,
};
