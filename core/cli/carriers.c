/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
  CAP_TRACK = 1,
  CAP_WEBHOOK = 2,
  CAP_AGGREGATOR = 8,
  CAP_UNOFFICIAL = 16,
  CAP_EXPERIMENTAL = 32
}; /* WB_CAP_* of plugin.h */

static bool knows_formats_only(const wb_carrier_info *i)
{
  return !(i->caps & (CAP_TRACK | CAP_WEBHOOK));
}

static const char *state_of(const wb_carrier_info *i)
{
  if (knows_formats_only(i))
    return "formats only";
  return !i->enabled ? "off" : i->ready ? "ready" : "needs credentials";
}

/* ---- JSON ---- */

static void put_field_list(const char *name, const wb_carrier_field *f, size_t count)
{
  printf(",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? ",{\"name\":" : "{\"name\":", stdout);
    put_json(f[i].name);
    put_member("label", f[i].label);
    put_member("obtain_url", f[i].obtain_url);
    put_member("value", f[i].value);
    put_member("set_by", f[i].set_by);
    printf(",\"required\":%s}", f[i].required ? "true" : "false");
  }
  fputc(']', stdout);
}

static void put_text_list(const char *name, const char *const *texts, size_t count)
{
  printf(",\"%s\":[", name);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? "," : "", stdout);
    put_json(texts[i]);
  }
  fputc(']', stdout);
}

static void put_carrier_json(const wb_carrier_info *i)
{
  fputs("{\"schema\":\"waybill.carrier/1\",\"id\":", stdout);
  put_json(i->id);
  put_member("name", i->name);
  put_member("version", i->version);
  put_member("state", state_of(i));
  put_member("off_reason", i->off_reason);
  put_member("countries", i->countries);
  put_member("languages", i->languages);
  put_member("licence", i->licence);
  put_member("homepage", i->homepage);
  put_member("support", i->support);
  put_member("path", i->path);
  printf(",\"unofficial\":%s,\"experimental\":%s,\"aggregator\":%s,\"webhook\":%s",
         i->caps & CAP_UNOFFICIAL ? "true" : "false", i->caps & CAP_EXPERIMENTAL ? "true" : "false",
         i->caps & CAP_AGGREGATOR ? "true" : "false", i->caps & CAP_WEBHOOK ? "true" : "false");
  printf(",\"limits\":{\"batch_max\":%u,\"requests\":%u,\"window_ms\":%u,\"min_poll_s\":%u,\"day_quota\":%u}",
         i->batch_max, i->requests, i->window_ms, i->min_poll_s, i->day_quota);
  put_field_list("credentials", i->credentials, i->credential_count);
  put_field_list("settings", i->settings, i->setting_count);
  put_field_list("inputs", i->inputs, i->input_count);
  put_text_list("formats", i->formats, i->format_count);
  put_text_list("origins", i->origins, i->origin_count);
  fputs("}\n", stdout);
}

/* ---- list ---- */

static const char *const carrier_fields[] = { "id", "name", "version", "state", "countries", "path", NULL };

typedef struct carrier_row {
  const char *const *values;
} carrier_row;

static const char *carrier_value(void *user, const char *name)
{
  const carrier_row *row = user;
  for (size_t i = 0; carrier_fields[i]; i++)
    if (strcmp(carrier_fields[i], name) == 0)
      return row->values[i];
  return NULL;
}

static void list_carrier(const cli_options *o, const terminal *t, const wb_carrier_info *i)
{
  const char *values[] = { i->id, i->name, i->version, state_of(i), i->countries, i->path };
  carrier_row row = { values };
  if (o->output == OUTPUT_JSON) {
    put_carrier_json(i);
  } else if (o->output == OUTPUT_TSV) {
    put_tsv(stdout, values, sizeof values / sizeof values[0]);
  } else if (o->output == OUTPUT_FORMAT) {
    put_format(stdout, o->format, carrier_value, &row);
  } else {
    const char *state = state_of(i);
    fprintf(t->out, "%-14s ", i->id);
    put_colored(t, strcmp(state, "ready") == 0 ? GREEN : YELLOW, state);
    put_blanks(t->out, strlen(state) < 18 ? 18 - strlen(state) : 1);
    fprintf(t->out, "%s %s%s\n", i->name, i->version, i->caps & CAP_UNOFFICIAL ? " (unofficial)" : "");
  }
}

/* Why plugins were not loaded: part of a scan's result, else a hint. */
static void list_refusals(const cli_options *o, const wb_context *c, bool whole)
{
  size_t count = wb_refusal_count(c);
  for (size_t i = 0; i < count && whole; i++) {
    FILE *out = o->output == OUTPUT_PEOPLE ? stdout : stderr;
    const wb_refusal *r = wb_refusal_at(c, i);
    fputs("not loaded: ", out);
    put_text(out, r->path, strlen(r->path));
    fputs(": ", out);
    put_text(out, r->reason, strlen(r->reason)); /* quotes what the file declares */
    fputc('\n', out);
  }
  if (count && !whole && o->verbosity >= 0)
    fprintf(stderr, "waybill: %zu plugin file%s not loaded; waybill carriers scan says why\n", count,
            count == 1 ? " was" : "s were");
}

static int list_all(const cli_options *o, wb_context *c, bool scan)
{
  terminal t = terminal_of(stdout, o->color);
  const wb_carrier_info *info;
  wb_error err = { 0 };
  size_t hidden = 0;
  for (size_t i = 0; i < wb_carrier_count(c); i++) {
    if (wb_carrier_at(c, i, &info, &err) != WB_OK)
      return fail(&err);
    if (o->output == OUTPUT_PEOPLE && knows_formats_only(info))
      hidden++;
    else
      list_carrier(o, &t, info);
  }
  if (hidden)
    fprintf(t.out, "and %zu of which only the number formats are known; --tsv lists them too\n", hidden);
  list_refusals(o, c, scan);
  return scan && wb_refusal_count(c) ? EXIT_PLUGIN : wb_carrier_count(c) ? EXIT_WORKED : EXIT_NO_DATA;
}

/* ---- show ---- */

static void show_fields(const terminal *t, const char *title, const wb_carrier_field *f, size_t count,
                        bool secret)
{
  if (count == 0)
    return;
  fputc('\n', t->out);
  put_colored(t, BOLD, title);
  fputc('\n', t->out);
  for (size_t i = 0; i < count; i++) {
    fprintf(t->out, "  %-18s ", f[i].name);
    if (secret)
      put_colored(t,
                  f[i].set_by     ? GREEN
                  : f[i].required ? RED
                                  : DIM,
                  f[i].set_by     ? "set"
                  : f[i].required ? "not set"
                                  : "not set (optional)");
    else
      put_text(t->out, f[i].value ? f[i].value : "-", f[i].value ? strlen(f[i].value) : 1);
    if (f[i].set_by)
      fprintf(t->out, " by %s", f[i].set_by);
    fputc('\n', t->out);
    put_blanks(t->out, 21);
    put_wrapped(t, f[i].label ? f[i].label : "", 21, t->width > 41 ? t->width - 21 : 20);
    fputc('\n', t->out);
    if (f[i].obtain_url)
      fprintf(t->out, "%*sget it at %s\n", 21, "", f[i].obtain_url);
  }
}

static void show_limits(const terminal *t, const wb_carrier_info *i)
{
  fprintf(t->out, "limits      %u number%s a request", i->batch_max, i->batch_max == 1 ? "" : "s");
  if (i->requests)
    fprintf(t->out, ", %u request%s in %u.%u s", i->requests, i->requests == 1 ? "" : "s",
            i->window_ms / 1000, i->window_ms % 1000 / 100);
  if (i->day_quota)
    fprintf(t->out, ", %u a day", i->day_quota);
  if (i->min_poll_s)
    fprintf(t->out, ", the same number again after %u min", (i->min_poll_s + 59) / 60);
  fputc('\n', t->out);
}

static void show_inputs(const terminal *t, const wb_carrier_info *info)
{
  if (info->input_count)
    fputs("\nFacts about the parcel\n", t->out);
  for (size_t i = 0; i < info->input_count; i++)
    fprintf(t->out, "  --%-16s %s%s\n", info->inputs[i].name,
            info->inputs[i].required ? "needed: " : "helps: ",
            info->inputs[i].label ? info->inputs[i].label : "");
}

/* What keeps the plugin in, which only loading it tells. */
static void show_walls(const terminal *t, wb_context *c, const wb_carrier_info *i)
{
  const char *walls = NULL;
  wb_error err = { 0 };
  if (wb_carrier_walls(c, i->id, &walls, &err) != WB_OK)
    fprintf(t->out, "runs in     nothing: %s\n", err.text);
  else
    fprintf(t->out, "runs in     %s%s%s\n", walls ? "a process of its own (" : "this process", walls ? walls : "",
            walls ? ")" : "");
}

static void show_people(const terminal *t, wb_context *c, const wb_carrier_info *i)
{
  put_colored(t, BOLD, i->name);
  fprintf(t->out, " (%s %s)\n", i->id, i->version);
  fprintf(t->out, "state       %s%s%s\n", state_of(i), i->off_reason ? ": " : "",
          i->off_reason ? i->off_reason : "");
  fprintf(t->out, "countries   %s\nlanguages   %s\n", i->countries, i->languages[0] ? i->languages : "-");
  show_limits(t, i);
  fputs("formats    ", t->out);
  for (size_t k = 0; k < i->format_count; k++)
    fprintf(t->out, " %s", i->formats[k]);
  fputs("\nasks       ", t->out);
  for (size_t k = 0; k < i->origin_count; k++)
    fprintf(t->out, " %s", i->origins[k]);
  fprintf(t->out, "\nhomepage    %s\nsupport     %s\nlicence     %s\nplugin      %s\n",
          i->homepage[0] ? i->homepage : "-", i->support[0] ? i->support : "-", i->licence, i->path);
  show_walls(t, c, i);
  show_fields(t, "Credentials", i->credentials, i->credential_count, true);
  if (i->credential_count)
    fprintf(t->out,
            "  Set them in the environment (WAYBILL_<CARRIER>_<NAME>) or under [carrier %s] in the file\n"
            "  `credentials` beside waybill.conf, which only you may read.\n",
            i->id);
  show_fields(t, "Settings", i->settings, i->setting_count, false);
  show_inputs(t, i);
}

static int show_one(const cli_options *o, wb_context *c, const char *id)
{
  terminal t = terminal_of(stdout, o->color);
  const wb_carrier_info *info;
  wb_error err = { 0 };
  int rc = wb_carrier_find(c, id, &info, &err);
  if (rc == WB_E_NOT_FOUND) {
    complain("", err.text);
    return EXIT_USAGE;
  }
  if (rc)
    return fail(&err);
  if (o->output == OUTPUT_PEOPLE)
    show_people(&t, c, info);
  else
    list_carrier(o, &t, info);
  return EXIT_WORKED;
}

/* ---- verbs ---- */

typedef struct verb {
  const char *name;
  size_t least, most; /* words behind it */
  const char *usage, *help;
  int (*run)(const cli_options *o); /* NULL: the registry's verbs, which need a context */
} verb;

static const verb verbs[] = {
  { "list", 0, 0, "list", "the carriers, and which are ready", NULL },
  { "show", 1, 1, "show ID", "what one carrier needs and promises", NULL },
  { "scan", 0, 0, "scan", "look at every plugin file again; why some were not loaded", NULL },
  { "check", 1, 2, "check FILE.so [RECORDINGS]", "the tests of a plugin, each in a process of its own",
    carriers_check },
  { "new", 1, 2, "new ID [FOLDER]", "a folder to write a carrier in, ready to build", carriers_new },
  { "record", 2, 3, "record ID NUMBER [FOLDER]", "a recording of a live answer, without people in it",
    carriers_record },
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

void carriers_print_help(void)
{
  puts("What carriers can do");
  for (size_t i = 0; i < VERB_COUNT; i++)
    printf("  waybill carriers %-26s %s\n", verbs[i].usage, verbs[i].help);
  putchar('\n');
}

static const verb *find_verb(const char *word)
{
  const char *names[VERB_COUNT + 1] = { NULL };
  for (size_t i = 0; i < VERB_COUNT; i++) {
    if (strcmp(verbs[i].name, word) == 0)
      return &verbs[i];
    names[i] = verbs[i].name;
  }
  const char *nearest = suggest(word, names);
  fprintf(stderr, "waybill: carriers knows list, show, scan, check, new and record, not \"%.40s\"%s%s%s\n",
          word, nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
  return NULL;
}

static int run_registry_verb(const cli_options *o, const verb *v, const char *id)
{
  int rc = EXIT_WORKED;
  bool scan = strcmp(v->name, "scan") == 0;
  if (o->format && check_format(o->format, carrier_fields))
    return EXIT_USAGE;
  cli_options with_scan = *o;
  with_scan.library.rescan = scan;
  if (scan && o->verbosity == 0)
    with_scan.verbosity = -1; /* the refusals are what is shown: once is enough */
  wb_context *c = open_context(&with_scan, &rc);
  if (!c)
    return rc;
  rc = v->most ? show_one(o, c, id) : list_all(o, c, scan);
  wb_context_free(c);
  return rc;
}

int command_carriers(const cli_options *o)
{
  const verb *v = find_verb(o->word_count ? o->words[0] : "list");
  size_t given = o->word_count ? o->word_count - 1 : 0;
  if (!v)
    return EXIT_USAGE;
  if (given < v->least || given > v->most) {
    fprintf(stderr,
            v->most ? "waybill: it is: waybill carriers %s\n" : "waybill: carriers %s takes nothing more\n",
            v->most ? v->usage : v->name);
    return EXIT_USAGE;
  }
  cli_options rest = *o;
  rest.words += o->word_count ? 1 : 0;
  rest.word_count = given;
  return v->run ? v->run(&rest) : run_registry_verb(&rest, v, given ? rest.words[0] : NULL);
}
