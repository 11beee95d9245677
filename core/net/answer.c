/* SPDX-License-Identifier: MIT */
#include "inside.h"
#include <openssl/crypto.h>
#include <stdlib.h>

answer *answer_new(net *n)
{
  answer *a = calloc(1, sizeof *a);
  if (!a) { /* kept for this moment */
    a = n->spare_answer;
    n->spare_answer = NULL;
  }
  if (!a)
    error_set(&n->failed, WB_E_NOMEM, "out of memory: an answer was lost");
  return a;
}

void answer_add_header(buf *head, wb_str name, wb_str value)
{
  buf_add_lower(head, name);
  buf_add_byte(head, '\0');
  buf_add(head, str_upto(value, str_find_byte(value, '\0'))); /* NUL ends it here, SIZE_MAX is the whole */
  buf_add_byte(head, '\0');
}

bool answer_index(answer *a)
{
  size_t count = 0;
  for (size_t i = 0; i < a->head.n; i++)
    count += a->head.data[i] == '\0';
  a->shown.header_count = count / 2;
  if (!count)
    return true;
  a->headers = calloc(count / 2, sizeof *a->headers);
  if (!a->headers)
    return false;
  wb_str rest = buf_view(&a->head), piece;
  for (size_t i = 0; i < count / 2; i++) {
    str_split(&rest, '\0', &piece);
    a->headers[i].name = piece;
    str_split(&rest, '\0', &piece);
    a->headers[i].value = piece;
  }
  a->shown.headers = a->headers;
  return true;
}

static void queue_answer(net *n, answer *a)
{
  if (n->last_answer)
    n->last_answer->next = a;
  else
    n->first_answer = a;
  n->last_answer = a;
  n->answers_ready++;
  n->stats.answered++;
}

static void give_to_token(net *n, const job *fetch, answer *a)
{
  token_answered(n, fetch, a ? &a->shown : NULL);
  if (a && a->body.data)
    OPENSSL_cleanse(a->body.data, a->body.n); /* holds the token */
  net_answer_free(a ? &a->shown : NULL);
}

void answer_give(net *n, job *j, answer *a)
{
  job_do(n, j, JOB_FINISH);
  n->job_count--;
  if (a) {
    a->shown.user = j->user;
    a->shown.id = j->id;
    a->shown.attempts = j->attempts;
    a->shown.body = a->body.n ? buf_view(&a->body) : (wb_str){ "", 0 };
  }
  if (j->fetches)
    give_to_token(n, j, a);
  else if (a) {
    record_keep(j, a);
    queue_answer(n, a);
  }
  job_free(j);
}

bool net_next(net *n, net_answer **ret_answer)
{
  answer *a = n->first_answer;
  if (!a)
    return false;
  n->first_answer = a->next;
  if (!a->next)
    n->last_answer = NULL;
  a->next = NULL;
  n->answers_ready--;
  *ret_answer = &a->shown;
  return true;
}

void net_answer_free(net_answer *shown)
{
  if (!shown)
    return;
  answer *a = (answer *)(void *)shown;
  buf_free(&a->head);
  buf_free(&a->body);
  buf_free(&a->kept);
  free(a->headers);
  free(a);
}
