/* SPDX-License-Identifier: MIT */
/* Findings: the table of rules, and how a file of them adds one. */
#ifndef MERGE_FINDINGS_H
#define MERGE_FINDINGS_H
#include "parts.h"

#define MAX_OF_ONE_RULE 20 /* distinct ones that are named; the rest is counted in one more finding */

/* X(IDENTIFIER, "rule", "severity", "what ends it by itself, or nothing") */
#define FINDING_RULES(X)                                                                                     \
  X(SEVERAL_SHIPMENTS, "several-shipments", "warning", "")                                                   \
  X(PIECES, "pieces", "info", "")                                                                            \
  X(RETRACTION, "retraction", "info", "")                                                                    \
  X(REUSE, "number-reuse", "info", "")                                                                       \
  X(MOVED, "moved-after-delivered", "warning", "")                                                           \
  X(HELD, "moved-after-delivered", "info", "")                                                               \
  X(UNMAPPED, "unmapped-code", "info", "")                                                                   \
  X(CLOCK, "clock", "warning", "when these moments have passed")                                             \
  X(STATUS_DISAGREES, "sources-disagree-status", "info", "when both sources say the same")                   \
  X(ETA_DISAGREES, "sources-disagree-eta", "info", "when both name days close together, or at the delivery") \
  X(RELATED, "related-number", "info", "")                                                                   \
  X(DELIVERIES, "conflicting-deliveries", "warning", "when one of the deliveries is taken back")             \
  X(CONFLICT, "conflict", "warning", "when one of the sources says it otherwise")                            \
  X(LOOP, "loop", "warning", "at the delivery")                                                              \
  X(LOOP_AGAIN, "loop", "problem", "at the delivery")                                                        \
  X(WRONG_DESTINATION, "wrong-destination", "warning", "at a later scan in the declared country")

#define FINDING_NAME(name, rule, severity, clears) FINDING_##name,
typedef enum finding_rule { FINDING_RULES(FINDING_NAME) FINDING_RULE_COUNT } finding_rule;
#undef FINDING_NAME

/* a and b: the events that show it, or NULL.  false: memory is spent. */
bool merge_add_finding(merger *m, finding_rule rule, wb_str text, const draft *a, const draft *b);

/* What the way of the parcel shows: deliveries and kinds that contradict each other, loops, a wrong country.
 */
bool merge_find_journey(merger *m);
#endif
