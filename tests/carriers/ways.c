/* SPDX-License-Identifier: MIT */
/* The ways in which one carrier can be run.  Whatever the way, the same answer gives the same bytes. */
#include "core/base/module.h"
#include "core/plugin/child.h"
#include "core/plugin/file.h"
#include "replay.h"
#include <unistd.h>

const char *const way_names[WAY_COUNT] = { "in this process", "in a child", "linked in" };

/* carriers.inc: CARRIER(symbol) for each carrier that has a static twin. */
#define CARRIER(symbol) wb_module_fn wb_module_##symbol;
#include "carriers.inc"
#undef CARRIER
static wb_module_fn *const twins[] = {
#define CARRIER(symbol) wb_module_##symbol,
#include "carriers.inc"
#undef CARRIER
};

static const wb_carrier *find_twin(const char *id)
{
  for (size_t i = 0; i < WB_COUNT(twins); i++) {
    const wb_module *m = twins[i](WB_ABI_MAJOR, WB_ABI_MAJOR);
    for (uint32_t k = 0; m && k < m->carrier_count; k++)
      if (strcmp(m->carriers[k]->id, id) == 0)
        return m->carriers[k];
  }
  return NULL;
}

static int open_child(ways *w, const char *id, wb_error *err)
{
  WB_AUTO(buf) path = { 0 };
  const child_options options = { 0 };
  file_stamp stamp;
  size_t count;
  int fd = -1, rc = carrier_path(id, &path, err);
  if (!rc)
    rc = file_open_plugin(buf_cstr(&path), true, &fd, &stamp, err);
  if (!rc)
    rc = child_open(buf_cstr(&path), fd, &options, &w->process, err);
  if (fd >= 0)
    close(fd);
  if (rc)
    return rc;
  const child_carrier *found = child_carriers(w->process, &count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(found[i].carrier.id, w->carriers[WAY_PLUGIN]->id) == 0)
      w->carriers[WAY_CHILD] = &found[i].carrier;
  return w->carriers[WAY_CHILD]
             ? WB_OK
             : error_set(err, WB_E_PLUGIN, "%s holds no carrier \"%s\"", buf_cstr(&path), id);
}

int ways_open(ways *w, const char *id, wb_error *err)
{
  *w = (ways){ 0 };
  int rc = carrier_open(id, &w->carriers[WAY_PLUGIN], err);
  if (!rc)
    rc = open_child(w, id, err);
  w->carriers[WAY_STATIC] = find_twin(id);
  if (!rc && !w->carriers[WAY_STATIC] && id[0] != '_') /* the template has none */
    rc = error_set(err, WB_E_PLUGIN, "carrier \"%s\" is not linked in", id);
  return rc;
}

void ways_close(ways *w)
{
  child_free(w->process);
  *w = (ways){ 0 };
}
