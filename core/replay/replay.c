/* SPDX-License-Identifier: MIT */
#include "replay.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct played { /* the public one first */
  net_answer shown;
  struct played *next;
} played;

typedef struct shelf { /* the recordings of one source */
  struct shelf *next;
  wb_str source;
  tape *recordings; /* NULL: it has no folder of its own */
} shelf;

typedef struct replay {
  arena *memory;
  const char *folder;
  wb_clock *clock, own_clock;
  shelf *shelves;
  tape *all; /* NULL until something is in no shelf */
  played *first, *last;
  size_t ready;
  net_stats stats;
} replay;

/* Callers hold a net, which is a replay here. */
static replay *of(net *n)
{
  return (replay *)(void *)n;
}

static const replay *of_const(const net *n)
{
  return (const replay *)(const void *)n;
}

/* ---- life ---- */

static net_options options_default(void)
{
  return (net_options){ 0 };
}

static int create(const net_options *options, net **ret_net, wb_error *err)
{
  struct stat st;
  if (stat(options->replay_folder, &st) != 0)
    return error_set(err, WB_E_IO, "cannot read the folder %s: %s", options->replay_folder, strerror(errno));
  arena *memory = arena_new(0);
  replay *r = memory ? arena_alloc(memory, sizeof *r) : NULL;
  if (!r || !(r->folder = arena_cstr(memory, str_of(options->replay_folder)))) {
    arena_free(memory);
    return error_nomem(err);
  }
  r->memory = memory;
  r->clock = options->clock ? options->clock : &r->own_clock;
  *ret_net = (net *)(void *)r;
  return WB_OK;
}

static void answer_free(net_answer *answer)
{
  free(answer);
}

static bool next(net *n, net_answer **ret_answer)
{
  replay *r = of(n);
  played *p = r->first;
  if (!p)
    return false;
  r->first = p->next;
  r->ready--;
  *ret_answer = &p->shown;
  return true;
}

static void destroy(net *n)
{
  net_answer *left;
  if (!n)
    return;
  while (next(n, &left))
    answer_free(left);
  for (shelf *s = of(n)->shelves; s; s = s->next)
    tape_close(s->recordings);
  tape_close(of(n)->all);
  arena_free(of(n)->memory);
}

/* ---- asking ---- */

/* A source is one folder's name: nothing that leads elsewhere. */
static bool is_folder_name(wb_str source)
{
  return source.n && source.p[0] != '.' && str_find_byte(source, '/') == SIZE_MAX &&
         str_find_byte(source, '\0') == SIZE_MAX;
}

static int open_shelf(replay *r, wb_str source, shelf **ret_shelf, wb_error *err)
{
  struct stat st;
  shelf *s = arena_alloc(r->memory, sizeof *s);
  const char *folder = arena_printf(r->memory, "%s/%.*s", r->folder, STR_ARG(source)).p;
  if (!s || !folder || !(s->source = arena_str(r->memory, source)).p)
    return error_nomem(err);
  if (stat(folder, &st) == 0 && S_ISDIR(st.st_mode)) {
    int rc = tape_open(folder, &s->recordings, err);
    if (rc && rc != WB_E_NOT_FOUND)
      return rc;
  }
  s->next = r->shelves;
  r->shelves = s;
  *ret_shelf = s;
  return WB_OK;
}

static int shelf_of(replay *r, wb_str source, shelf **ret_shelf, wb_error *err)
{
  for (shelf *s = r->shelves; s; s = s->next)
    if (str_equal(s->source, source)) {
      *ret_shelf = s;
      return WB_OK;
    }
  return open_shelf(r, source, ret_shelf, err);
}

static int find(replay *r, const net_request *q, const tape_exchange **ret_exchange, wb_error *err)
{
  shelf *own = NULL;
  wb_error missing = { 0 };
  int rc = is_folder_name(q->source) ? shelf_of(r, q->source, &own, err) : WB_OK;
  if (rc)
    return rc;
  if (own && own->recordings &&
      tape_find(own->recordings, q->method, q->shown_url, q->shown_body, ret_exchange, &missing) == WB_OK)
    return WB_OK;
  if (!r->all)
    rc = tape_open(r->folder, &r->all, err);
  return rc ? rc : tape_find(r->all, q->method, q->shown_url, q->shown_body, ret_exchange, err);
}

static void play(const replay *r, const net_request *q, const tape_exchange *x, net_answer *a)
{
  a->status = x->status;
  a->at_ms = x->at_ms ? x->at_ms : clock_now_ms(r->clock);
  a->recorded = true;
  a->headers = x->headers;
  a->header_count = x->header_count;
  a->body = x->body.n ? x->body : STR("");
  a->kept_body = q->keep_body ? a->body : STR("");
  if (!x->status)
    a->code = error_set(&a->error, WB_E_NETWORK, "%.*s %.*s: the recording says: %.*s", STR_ARG(q->method),
                        STR_ARG(q->shown_url), STR_ARG(x->failure));
}

static int submit(net *n, const net_request *q, uint64_t *ret_id, wb_error *err)
{
  replay *r = of(n);
  const tape_exchange *x = NULL;
  played *p = calloc(1, sizeof *p);
  if (!p)
    return error_nomem(err);
  p->shown.user = q->user;
  p->shown.id = ++r->stats.submitted;
  p->shown.body = p->shown.kept_body = STR("");
  p->shown.code = find(r, q, &x, &p->shown.error);
  if (p->shown.code == WB_OK) {
    play(r, q, x, &p->shown);
    r->stats.replayed++;
  }
  *(r->first ? &r->last->next : &r->first) = p;
  r->last = p;
  r->ready++;
  r->stats.answered++;
  if (ret_id)
    *ret_id = p->shown.id;
  return WB_OK;
}

/* Every request is answered when it was taken: there is nothing to cancel, to wait for or to wake. */
static void cancel(net *n, uint64_t id)
{
  (void)n;
  (void)id;
}

static void cancel_all(net *n)
{
  (void)n;
}

static int step(net *n, int timeout_ms, wb_error *err)
{
  (void)timeout_ms;
  (void)err;
  return of(n)->ready > INT32_MAX ? INT32_MAX : (int)of(n)->ready;
}

static size_t pending(const net *n)
{
  (void)n;
  return 0;
}

static int no_fd(const net *n)
{
  (void)n;
  return -1;
}

static int timeout_ms(const net *n)
{
  return of_const(n)->ready ? 0 : -1;
}

static void wake(net *n)
{
  (void)n;
}

static void stats(const net *n, net_stats *ret_stats)
{
  *ret_stats = of_const(n)->stats;
}

const net_part *replay_functions(void)
{
  static const net_part table = {
    .options_default = options_default,
    .create = create,
    .destroy = destroy,
    .submit = submit,
    .cancel = cancel,
    .cancel_all = cancel_all,
    .step = step,
    .next = next,
    .answer_free = answer_free,
    .pending = pending,
    .fd = no_fd,
    .timeout_ms = timeout_ms,
    .wake = wake,
    .stats = stats,
  };
  return &table;
}
