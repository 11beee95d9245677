/* SPDX-License-Identifier: MIT */
/* Every limit of the core, in one place.  A limit that is reached is an error with words, never a silent cut. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Input of users */
#define WB_MAX_NUMBER_BYTES 128           /* after normalisation; the longest known format has 41 */
#define WB_MAX_LINE_BYTES 4096            /* one line of a bulk input, before normalisation */
#define WB_MAX_CONFIG_BYTES (1u << 20)    /* one configuration or credentials file */
#define WB_MAX_CONFIG_LINE_BYTES 4096

#define WB_MAX_MAIL_BYTES (64u << 20)     /* one message with all that is attached; held in memory while it is read */
#define WB_MAX_MAIL_DEPTH 16              /* parts in parts, and messages in messages */
#define WB_MAX_MAIL_PARTS 1000
#define WB_MAX_HTML_DEPTH 20000           /* elements that were opened and not closed */

/* Answers of carriers */
#define WB_MAX_BODY_BYTES (2u << 20)      /* after decompression; enforced while receiving */
#define WB_MAX_HEADER_BYTES (64u << 10)   /* all headers of one answer */
#define WB_MAX_DOC_DEPTH 64               /* nesting of JSON and XML */
#define WB_MAX_DOC_NODES 200000           /* values, members, elements and attributes: bounds the tree to about 50 MB */
#define WB_MAX_XML_ATTRIBUTES 256         /* on one element: libxml2 is quadratic in them */

/* One call of a carrier (plan or parse) */
#define WB_MAX_CALL_MEMORY (32u << 20)    /* arena of h->alloc() and copies */
#define WB_MAX_CALL_REQUESTS 512
#define WB_MAX_BATCH_REQUESTS 4096        /* of all calls for one batch: pages that lead to pages must end */
#define WB_MAX_CALL_EVENTS 50000
#define WB_MAX_CALL_NUMBERS 5000          /* extra numbers: pieces, duplicates */
#define WB_MAX_CALL_LOG_LINES 200
#define WB_MAX_COOKIE_BYTES 4096
#define WB_MAX_PATH_BYTES 2048            /* path of one request; the query has as much again */
#define WB_MAX_TEXT_BYTES 8192            /* one text field of an event or result */
#define WB_MAX_STEPS 8                    /* follow-up depth when the carrier declares none */
#define WB_MAX_BATCH 200                  /* numbers per plan() */

/* Plugins */
#define WB_MAX_PLUGINS 1000
#define WB_MAX_PLUGIN_BYTES (64u << 20)   /* one file */
#define WB_REFUSAL_LASTS_MS 86400000      /* then a file that was refused is tried again */
#define WB_MAX_CARRIERS_PER_MODULE 256
#define WB_MAX_FORMATS_PER_CARRIER 256
#define WB_MAX_DECLARED_TEXT 4096         /* one declared string */

/* Processes of plugins */
#define WB_MAX_FRAME_BYTES (64u << 20)    /* one call or its answer */
#define WB_MAX_CHILD_MEMORY (512u << 20)  /* address space: the largest tree and the call's memory fit twice */
#define WB_MAX_CHILD_CPU_S 120            /* of one process in all its calls: then another is started */
#define WB_CHILD_CPU_MS 3000              /* of one call, or of loading the plugin */
#define WB_CHILD_WALL_MS 15000            /* the same by the clock: a process that waits for something */
#define WB_MAX_CHILDREN 16                /* running at once; the one that was idle longest makes room */
#define WB_CHILD_IDLE_MS 60000            /* then its process is ended */

/* Transfers: defaults that settings may change */
#define WB_NET_IN_FLIGHT 256
#define WB_NET_PER_ORIGIN 8               /* connections per origin */
#define WB_NET_CONNECT_TIMEOUT_MS 10000
#define WB_NET_TOTAL_TIMEOUT_MS 60000
#define WB_NET_IDLE_TIMEOUT_MS 20000      /* no byte for so long */
#define WB_NET_RETRIES 3
#define WB_NET_BACKOFF_MS 500             /* first pause; doubles, with jitter */
#define WB_NET_BACKOFF_MAX_MS 30000
#define WB_NET_RETRY_AFTER_MAX_MS 120000  /* a longer Retry-After ends the try and is told to the user */
#define WB_NET_REDIRECTS 3
#define WB_NET_BREAKER_FAILURES 5         /* in a row, then the origin rests */
#define WB_NET_BREAKER_REST_MS 30000
#endif
