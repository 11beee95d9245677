/* SPDX-License-Identifier: MIT */
#include "compile.h"
#include <stdlib.h>

static int by_stem(const void *left, const void *right)
{
  const stem_use *a = left, *b = right;
  int order = str_compare(a->stem, b->stem);
  return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

static uint32_t hash_of(wb_str stem)
{
  uint32_t hash = PHRASE_HASH_START;
  for (size_t i = 0; i < stem.n; i++)
    hash = phrase_hash(hash, stem.p[i]);
  return hash;
}

static void emit_u64s(buf *out, const char *name, const uint64_t *values, size_t count)
{
  buf_printf(out, "const uint64_t %s[PHRASE_PAIRS] = {\n[0] = UINT64_C(%llu),", name,
             (unsigned long long)values[0]);
  for (size_t i = 1; i < count; i++)
    if (values[i])
      buf_printf(out, "\n[%zu] = UINT64_C(%llu),", i, (unsigned long long)values[i]);
  buf_add_text(out, "\n};\n");
}

static int emit_stems(lexicon *x, buf *out)
{
  WB_AUTO(buf) lists = { 0 };
  uint64_t lengths[PHRASE_PAIRS] = { 0 }, inside[PHRASE_PAIRS] = { 0 };
  size_t mask = 1, list_count = 0;
  while (mask < x->use_count * 2)
    mask *= 2;
  phrase_stem *slots = arena_array(x->memory, mask, sizeof *slots);
  if (!slots)
    return error_nomem(&x->err);
  qsort(x->uses, x->use_count, sizeof *x->uses, by_stem);
  for (size_t i = 0; i < x->use_count;) {
    wb_str stem = x->uses[i].stem;
    phrase_stem s = { .hash = hash_of(stem), .first = (uint16_t)list_count, .length = (uint8_t)stem.n };
    for (; i < x->use_count && str_equal(x->uses[i].stem, stem); i++, list_count++) {
      buf_printf(&lists, "%s%u,", list_count % 20 ? "" : "\n", x->uses[i].entry);
      if (x->uses[i].entry & PHRASE_INSIDE)
        inside[phrase_pair(stem.p)] |= UINT64_C(1) << stem.n;
      s.count++;
    }
    lengths[phrase_pair(stem.p)] |= UINT64_C(1) << stem.n;
    size_t slot = phrase_spread(s.hash) & (mask - 1);
    while (slots[slot].length)
      slot = (slot + 1) & (mask - 1);
    slots[slot] = s;
  }
  if (list_count > UINT16_MAX)
    return error_set(&x->err, WB_E_LIMIT, "more than %d uses of words in all tables", UINT16_MAX);
  buf_printf(out, "const uint32_t phrase_stem_mask = %zu;\nconst phrase_stem phrase_stems[] = {\n", mask - 1);
  for (size_t i = 0; i < mask; i++)
    buf_printf(out, "{%u,%u,%u,%u},%s", slots[i].hash, slots[i].first, slots[i].count, slots[i].length,
               i % 6 == 5 ? "\n" : "");
  buf_add_text(out, "};\nconst uint16_t phrase_class_lists[] = {");
  buf_add(out, buf_view(&lists));
  buf_add_text(out, "};\n");
  emit_u64s(out, "phrase_lengths", lengths, PHRASE_PAIRS);
  emit_u64s(out, "phrase_inside", inside, PHRASE_PAIRS);
  return buf_check(&lists, &x->err);
}

/* A rule is tried when the class is found that the fewest rules need. */
static int emit_rules(lexicon *x, buf *out)
{
  size_t *uses = arena_array(x->memory, x->class_count, sizeof *uses);
  size_t *anchors = arena_array(x->memory, x->rule_count, sizeof *anchors);
  if (!uses || !anchors)
    return error_nomem(&x->err);
  if (x->rule_count > UINT16_MAX || x->element_count > UINT16_MAX)
    return error_set(&x->err, WB_E_LIMIT, "more than %d rules or words of rules", UINT16_MAX);
  for (size_t i = 0; i < x->rule_count; i++)
    for (unsigned k = 0; k < x->rules[i].need; k++)
      uses[x->elements[x->rules[i].first + k]]++;
  buf_add_text(out, "const phrase_rule phrase_rules[] = {\n");
  for (size_t i = 0; i < x->rule_count; i++) {
    const phrase_rule *r = &x->rules[i];
    anchors[i] = x->elements[r->first];
    for (unsigned k = 1; k < r->need; k++)
      if (uses[x->elements[r->first + k]] < uses[anchors[i]])
        anchors[i] = x->elements[r->first + k];
    buf_printf(out, "{UINT64_C(%llu),%u,%u,%u,%d,%u,{'%c','%c'}},\n", (unsigned long long)r->meaning,
               r->first, r->need, r->refuse, r->weight, r->any_order, r->lang[0], r->lang[1]);
  }
  buf_add_text(out, "};\nconst uint16_t phrase_elements[] = {");
  for (size_t i = 0; i < x->element_count; i++)
    buf_printf(out, "%s%u,", i % 20 ? "" : "\n", x->elements[i]);
  WB_AUTO(buf) anchored = { 0 };
  size_t count = 0;
  buf_add_text(out, "};\nconst phrase_anchor phrase_anchors[] = {\n");
  for (size_t class = 0; class < x->class_count; class ++) {
    size_t first = count;
    for (size_t i = 0; i < x->rule_count; i++)
      if (anchors[i] == class)
        buf_printf(&anchored, "%zu,%s", i, ++count % 20 ? "" : "\n");
    buf_printf(out, "{%zu,%zu},\n", first, count - first);
  }
  buf_add_text(out, "};\nconst uint16_t phrase_anchored[] = {");
  buf_add(out, buf_view(&anchored));
  buf_add_text(out, "};\n");
  return buf_check(&anchored, &x->err);
}

int lexicon_emit(lexicon *x, buf *out)
{
  if (x->rule_count == 0)
    return error_set(&x->err, WB_E_ARG, "the tables have no rules");
  buf_add_text(out, "/* SPDX-License-Identifier: MIT */\n#include \"core/phrase/phrase_table.h\"\n");
  int rc = emit_stems(x, out);
  return rc ? rc : emit_rules(x, out);
}
