/* SPDX-License-Identifier: MIT */
/* The plugin's source: static tables and one carrier for each line of carriers.tsv. */
#include "compile.h"

static void emit_text(buf *out, const char *text)
{
  if (!text) {
    buf_add_text(out, "NULL");
    return;
  }
  buf_add_byte(out, '"');
  for (const char *p = text; *p; p++) {
    if (*p == '"' || *p == '\\')
      buf_add_byte(out, '\\');
    buf_add_byte(out, *p);
  }
  buf_add_byte(out, '"');
}

static void emit_member(buf *out, const char *name, const char *text)
{
  if (!text)
    return;
  buf_printf(out, " .%s = ", name);
  emit_text(out, text);
  buf_add_byte(out, ',');
}

static void emit_check(buf *out, size_t row, const wb_check *c)
{
  buf_printf(out,
             "static const wb_check check_%zu = { .kind = %u, .letters = %u, .from = %u, .count = %u, .at = %u, "
             ".modulo = %u, .modulo2 = %u, .complement = %u, .add = %u,",
             row, c->kind, c->letters, c->from, c->count, c->at, c->modulo, c->modulo2, c->complement, c->add);
  emit_member(out, "weights", c->weights);
  buf_add_text(out, " };\n");
}

static void emit_labels(buf *out, size_t row, uint32_t at, const wb_lookup *lookup)
{
  buf_printf(out, "static const wb_label labels_%zu_%u[] = {\n", row, at);
  for (uint32_t i = 0; i < lookup->labels.count; i++) {
    const wb_label *label = WB_AT(wb_label, lookup->labels, i);
    buf_add_text(out, "  { ");
    emit_text(out, label->code);
    buf_add_text(out, ", ");
    emit_text(out, label->text);
    buf_add_text(out, " },\n");
  }
  buf_add_text(out, "};\n");
}

static void emit_lookups(buf *out, size_t row, const wb_format *f)
{
  for (uint32_t i = 0; i < f->lookups.count; i++)
    if (WB_AT(wb_lookup, f->lookups, i)->labels.count)
      emit_labels(out, row, i, WB_AT(wb_lookup, f->lookups, i));
  buf_printf(out, "static const wb_lookup lookups_%zu[] = {\n", row);
  for (uint32_t i = 0; i < f->lookups.count; i++) {
    const wb_lookup *lookup = WB_AT(wb_lookup, f->lookups, i);
    buf_add_text(out, "  {");
    emit_member(out, "what", lookup->what);
    buf_printf(out, " .at = %u, .count = %u,", lookup->at, lookup->count);
    if (lookup->labels.count)
      buf_printf(out, " .labels = WB_ARRAY(labels_%zu_%u)", row, i);
    buf_add_text(out, " },\n");
  }
  buf_add_text(out, "};\n");
}

static void emit_format(buf *out, size_t row, const wb_format *f)
{
  buf_add_text(out, "  {");
  emit_member(out, "id", f->id);
  emit_member(out, "pattern", f->pattern);
  emit_member(out, "example", f->example);
  emit_member(out, "url", f->url);
  buf_printf(out, " .flags = %u, .share = %u,", f->flags, f->share);
  if (f->check)
    buf_printf(out, " .check = &check_%zu,", row);
  if (f->lookups.count)
    buf_printf(out, " .lookups = WB_ARRAY(lookups_%zu)", row);
  buf_add_text(out, " },\n");
}

static void emit_carrier(buf *out, const tables *t, size_t index)
{
  const char *const *carrier = t->carriers.lines[index].fields;
  buf_printf(out, "static const wb_format formats_%zu[] = {\n", index);
  for (size_t i = 0; i < t->rows.count; i++)
    if (strcmp(t->rows.lines[i].fields[ROW_CARRIER], carrier[CARRIER_ID]) == 0)
      emit_format(out, i, &t->formats[i]);
  buf_printf(out, "};\nstatic const wb_carrier carrier_%zu = {\n  .struct_size = sizeof(wb_carrier),", index);
  emit_member(out, "id", carrier[CARRIER_ID]);
  emit_member(out, "name", carrier[CARRIER_NAME]);
  emit_member(out, "version", "1.0.0");
  emit_member(out, "licence", "MIT");
  emit_member(out, "homepage", carrier[CARRIER_HOMEPAGE]);
  emit_member(out, "countries", carrier[CARRIER_COUNTRIES]);
  buf_printf(out, "\n  .formats = WB_ARRAY(formats_%zu)\n};\n", index);
}

void tables_emit(const tables *t, buf *out)
{
  buf_add_text(out, "/* SPDX-License-Identifier: MIT */\n/* Made from config/formats; change the tables there. */\n"
                    "#include <waybill/plugin.h>\n\n");
  for (size_t i = 0; i < t->rows.count; i++) {
    if (t->formats[i].check)
      emit_check(out, i, t->formats[i].check);
    if (t->formats[i].lookups.count)
      emit_lookups(out, i, &t->formats[i]);
  }
  for (size_t i = 0; i < t->carriers.count; i++)
    emit_carrier(out, t, i);
  buf_add_text(out, "WB_MODULE(");
  for (size_t i = 0; i < t->carriers.count; i++)
    buf_printf(out, "%s&carrier_%zu", i ? ", " : "", i);
  buf_add_text(out, ")\n");
}
