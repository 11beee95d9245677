/* SPDX-License-Identifier: MIT */
#include "options.h"
#include "output.h"
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct option_row {
  const char *name;
  char letter;          /* or 0 */
  const char *argument; /* its name in the help, or NULL */
  uint32_t commands;
  const char *help;
} option_row;

enum {
  OPT_JSON,
  OPT_TSV,
  OPT_FORMAT,
  OPT_COLOR,
  OPT_CONFIG,
  OPT_SET,
  OPT_QUIET,
  OPT_VERBOSE,
  OPT_AS_OF,
  OPT_OFFLINE,
  OPT_RECORD,
  OPT_REPLAY,
  OPT_DEMO,
  OPT_CARRIER,
  OPT_POSTCODE,
  OPT_COUNTRY,
  OPT_SHIPPED,
  OPT_LANGUAGE,
  OPT_EXIT_STATUS,
  OPT_NUMBER,
  OPT_HTTP_STATUS,
  OPT_HEADER,
  OPT_STEP,
  OPT_COOKIE,
  OPT_FETCHED_AT,
  OPT_PLUGINS,
  OPT_STATE,
  OPT_STRICT,
  OPT_EVERY,
  OPT_IN_PROCESS,
  OPT_UPDATE,
  OPT_YES,
  OPT_HELP,
  OPT_VERSION,
  OPT_COUNT
};

static const option_row rows[OPT_COUNT] = {
  [OPT_JSON] = { "json", 0, NULL, FOR_ALL, "one JSON object a result, one a line" },
  [OPT_TSV] = { "tsv", 0, NULL, FOR_ALL, "tab-separated lines" },
  [OPT_FORMAT] = { "format", 0, "TEXT", FOR_ALL, "a line a result, such as '{number}\\t{status}'" },
  [OPT_COLOR] = { "color", 0, "WHEN", FOR_ALL, "auto, always or never" },
  [OPT_CONFIG] = { "config", 0, "FILE", FOR_ALL, "settings from this file; '' for none" },
  [OPT_SET] = { "set", 0, "KEY=VALUE", FOR_ALL, "one setting, such as net.retries=0 or ups.enabled=no" },
  [OPT_QUIET] = { "quiet", 'q', NULL, FOR_ALL,
                  "no progress, no warnings; detect, extract: only the exit code" },
  [OPT_VERBOSE] = { "verbose", 'v', NULL, FOR_ALL, "say what is done; twice: everything" },
  [OPT_AS_OF] = { "as-of", 0, "TIME", FOR_ALL, "judge as if it were this time (2026-03-04T09:00:00Z)" },
  [OPT_OFFLINE] = { "offline", 0, NULL, FOR_ALL, "ask nobody; show what is kept" },
  [OPT_RECORD] = { "record", 0, "DIR", FOR_ALL, "write the exchanges there, secrets redacted" },
  [OPT_REPLAY] = { "replay", 0, "DIR", FOR_ALL, "take the answers from recordings" },
  [OPT_DEMO] = { "demo", 0, NULL, FOR_ALL, "take the answers from the shipped recordings" },
  [OPT_CARRIER] = { "carrier", 0, "ID", FOR_TRACK | FOR_WHY,
                    "ask this carrier, whatever the number looks like" },
  [OPT_POSTCODE] = { "postcode", 0, "TEXT", FOR_TRACK | FOR_PARSE | FOR_CARRIERS,
                     "of the recipient; some carriers ask for it" },
  [OPT_COUNTRY] = { "country", 0, "CC", FOR_TRACK | FOR_PARSE | FOR_CARRIERS,
                    "of the recipient, two letters" },
  [OPT_SHIPPED] = { "shipped", 0, "DATE", FOR_TRACK | FOR_PARSE | FOR_CARRIERS,
                    "day of shipping, 2026-03-01" },
  [OPT_LANGUAGE] = { "language", 0, "TAG", FOR_TRACK, "of the carriers' texts, such as fr" },
  [OPT_EXIT_STATUS] = { "exit-status", 0, NULL, FOR_TRACK,
                        "the exit code tells of the parcel: 0 delivered, 10 on the way, 11 act, 12 problem, "
                        "13 loss" },
  [OPT_NUMBER] = { "number", 0, "N", FOR_PARSE, "a number the response is for; may be repeated" },
  [OPT_HTTP_STATUS] = { "http-status", 0, "CODE", FOR_PARSE, "of the response (200)" },
  [OPT_HEADER] = { "header", 0, "LINE", FOR_PARSE, "of the response, 'Name: value'; may be repeated" },
  [OPT_STEP] = { "step", 0, "K", FOR_PARSE, "0 for a first answer, 1 for the follow-up it asked for ..." },
  [OPT_COOKIE] = { "cookie", 0, "TEXT", FOR_PARSE, "of the request, as `more` shows it" },
  [OPT_FETCHED_AT] = { "fetched-at", 0, "TIME", FOR_PARSE, "when the response arrived" },
  [OPT_PLUGINS] = { "plugins", 0, "DIR", FOR_ALL, "one more folder of plugins, looked at first" },
  [OPT_STATE] = { "state", 0, "DIR", FOR_ALL, "where feeds are kept; '' for nowhere" },
  [OPT_STRICT] = { "strict", 0, NULL, FOR_EXTRACT, "only finds that one would act on without a second look" },
  [OPT_IN_PROCESS] = { "in-process", 0, NULL, FOR_CARRIERS, "check: all in this process, for a debugger" },
  [OPT_UPDATE] = { "update", 0, NULL, FOR_CARRIERS, "check: write what comes out as feed.json" },
  [OPT_YES] = { "yes", 0, NULL, FOR_CARRIERS, "record: keep it without asking" },
  [OPT_EVERY] = { "every", 0, NULL, FOR_MERGE, "a timeline after each moment of fetching, not only the last" },
  [OPT_HELP] = { "help", 'h', NULL, FOR_ALL, "this" },
  [OPT_VERSION] = { "version", 'V', NULL, FOR_ALL, "the version" },
};

static const struct {
  const char *name;
  uint32_t bit;
  const char *usage, *help;
} commands[] = {
  { "track", FOR_TRACK, "waybill [track] NUMBER[@CARRIER]... | -", "ask the carriers, show the timeline" },
  { "detect", FOR_DETECT, "waybill detect NUMBER... | -",
    "which carriers may have issued a number, offline" },
  { "extract", FOR_EXTRACT, "waybill extract [FILE... | -]",
    "find tracking numbers in mails and other texts, offline" },
  { "parse", FOR_PARSE, "waybill parse CARRIER FILE... --number N",
    "read saved responses of a carrier, offline" },
  { "merge", FOR_MERGE, "waybill merge [FILE... | -]", "merge saved feeds into timelines, offline" },
  { "why", FOR_WHY, "waybill why NUMBER [EVENT-ID]", "what led to what is shown" },
  { "carriers", FOR_CARRIERS, "waybill carriers [list | show ID | scan | ...]",
    "which carriers there are and what each needs" },
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])
static const char *const command_names[] = { "track", "detect",   "extract", "parse", "merge",
                                             "why",   "carriers", "help",    NULL };
/* Words that a user may expect to be commands, and that no carrier's number looks like. */
static const char *const later_names[] = { "add",    "list",   "show",       "orders",
                                           "watch",  "wait",   "report", "serve",      "import",
                                           "export", "forget", "record", "completion", NULL };

/* Edits and neighbour swaps between two short words. */
static size_t distance(const char *a, const char *b)
{
  enum { LONGEST = 24 };
  size_t rows_of[3][LONGEST + 1];
  size_t n = strlen(a), m = strlen(b);
  if (n > LONGEST || m > LONGEST)
    return SIZE_MAX;
  for (size_t i = 0; i <= n; i++) {
    size_t *now = rows_of[i % 3], *last = rows_of[(i + 2) % 3], *before = rows_of[(i + 1) % 3];
    for (size_t j = 0; j <= m; j++) {
      size_t best = i ? j ? last[j - 1] + (a[i - 1] != b[j - 1]) : i : j;
      if (i && j && last[j] + 1 < best)
        best = last[j] + 1;
      if (i && j && now[j - 1] + 1 < best)
        best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
        best = before[j - 2] + 1;
      now[j] = best;
    }
  }
  return rows_of[n % 3][m];
}

const char *suggest(const char *word, const char *const *known)
{
  const char *best = NULL;
  size_t nearest = strlen(word) < 4 ? 2 : 3;
  for (size_t i = 0; known[i]; i++) {
    size_t d = distance(word, known[i]);
    if (d < nearest) {
      nearest = d;
      best = known[i];
    }
  }
  return best;
}

static int usage_error(const char *what, const char *word, const char *nearest, const char *before)
{
  fprintf(stderr, "waybill: %s \"%.100s\"", what, word);
  if (nearest)
    fprintf(stderr, "; did you mean %s%s?", before, nearest);
  fprintf(stderr, "\nTry: waybill --help\n");
  return EXIT_USAGE;
}

/* ---- values ---- */

static int append(const char ***list, size_t *count, const char *value)
{
  if (*count >= MOST_REPEATS) {
    fprintf(stderr, "waybill: an option is repeated more than %d times\n", MOST_REPEATS);
    return EXIT_USAGE;
  }
  const char **grown = realloc(*list, (*count + 1) * sizeof *grown);
  if (!grown) {
    fprintf(stderr, "waybill: out of memory\n");
    return EXIT_USAGE;
  }
  grown[(*count)++] = value;
  *list = grown;
  return EXIT_WORKED;
}

static int read_time(const char *name, const char *value, int64_t *ret_ms)
{
  if (wb_time_parse((wb_str){ value, strlen(value) }, ret_ms) == WB_OK)
    return EXIT_WORKED;
  fprintf(stderr,
          "waybill: --%s \"%.60s\" is not a time such as 2026-03-04T09:00:00Z or a date such as 2026-03-04\n",
          name, value);
  return EXIT_USAGE;
}

static int read_number(const char *name, const char *value, unsigned lowest, unsigned highest,
                       unsigned *ret_number)
{
  char *end = NULL;
  unsigned long number = value[0] >= '0' && value[0] <= '9' ? strtoul(value, &end, 10) : ULONG_MAX;
  if (end && !*end && number >= lowest && number <= highest) {
    *ret_number = (unsigned)number;
    return EXIT_WORKED;
  }
  fprintf(stderr, "waybill: --%s \"%.40s\" is not a number from %u to %u\n", name, value, lowest, highest);
  return EXIT_USAGE;
}

static int read_color(const char *value, int *ret_color)
{
  static const char *const words[] = { "never", "auto", "always", NULL };
  for (int i = 0; words[i]; i++)
    if (strcmp(value, words[i]) == 0) {
      *ret_color = i - 1;
      return EXIT_WORKED;
    }
  return usage_error("--color knows auto, always and never, not", value, suggest(value, words), "");
}

static int read_country(const char *value, const char **ret_country)
{
  bool letters = strlen(value) == 2;
  for (const char *p = value; letters && *p; p++)
    letters = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
  if (!letters) {
    fprintf(stderr, "waybill: --country \"%.40s\" is not a two-letter code of ISO 3166-1, such as DE\n",
            value);
    return EXIT_USAGE;
  }
  *ret_country = value;
  return EXIT_WORKED;
}

static int take_option(cli_options *o, int which, const char *value)
{
  switch (which) {
  case OPT_JSON:
    o->output = OUTPUT_JSON;
    return EXIT_WORKED;
  case OPT_TSV:
    o->output = OUTPUT_TSV;
    return EXIT_WORKED;
  case OPT_FORMAT:
    o->output = OUTPUT_FORMAT;
    o->format = value;
    return EXIT_WORKED;
  case OPT_COLOR:
    return read_color(value, &o->color);
  case OPT_CONFIG:
    o->library.config_file = value;
    return EXIT_WORKED;
  case OPT_SET:
    return append(&o->overrides, &o->override_count, value);
  case OPT_QUIET:
    o->verbosity = -1;
    return EXIT_WORKED;
  case OPT_VERBOSE:
    o->verbosity = o->verbosity < 0 ? 1 : o->verbosity + 1;
    return EXIT_WORKED;
  case OPT_AS_OF:
    return read_time("as-of", value, &o->library.now_ms);
  case OPT_OFFLINE:
    o->library.offline = 1;
    return EXIT_WORKED;
  case OPT_RECORD:
    o->library.record_folder = value;
    return EXIT_WORKED;
  case OPT_REPLAY:
    o->library.replay_folder = value;
    return EXIT_WORKED;
  case OPT_DEMO:
    o->library.demo = 1;
    return EXIT_WORKED;
  case OPT_CARRIER:
    if (!value[0])
      return usage_error("--carrier needs a carrier's id, not", value, NULL, "");
    o->carrier = value;
    return EXIT_WORKED;
  case OPT_POSTCODE:
    o->postcode = value;
    return EXIT_WORKED;
  case OPT_COUNTRY:
    return read_country(value, &o->country);
  case OPT_SHIPPED:
    return read_time("shipped", value, &o->shipped_ms);
  case OPT_LANGUAGE:
    o->language = value;
    return EXIT_WORKED;
  case OPT_EXIT_STATUS:
    o->exit_status = true;
    return EXIT_WORKED;
  case OPT_NUMBER:
    return append(&o->numbers, &o->number_count, value);
  case OPT_HTTP_STATUS:
    return read_number("http-status", value, 100, 599, &o->http_status);
  case OPT_HEADER:
    return append(&o->headers, &o->header_count, value);
  case OPT_STEP:
    return read_number("step", value, 0, 64, &o->step);
  case OPT_COOKIE:
    o->cookie = value;
    return EXIT_WORKED;
  case OPT_FETCHED_AT:
    o->fetched_at = value;
    return EXIT_WORKED;
  case OPT_PLUGINS: {
    const char **list = (const char **)(uintptr_t)o->library.plugin_folders; /* ours: it grows only here */
    int rc = append(&list, &o->library.plugin_folder_count, value);
    o->library.plugin_folders = list;
    return rc;
  }
  case OPT_STATE:
    o->library.state_folder = value;
    return EXIT_WORKED;
  case OPT_STRICT:
    o->strict = true;
    return EXIT_WORKED;
  case OPT_IN_PROCESS:
    o->in_process = true;
    return EXIT_WORKED;
  case OPT_UPDATE:
    o->update = true;
    return EXIT_WORKED;
  case OPT_YES:
    o->yes = true;
    return EXIT_WORKED;
  case OPT_EVERY:
    o->every = true;
    return EXIT_WORKED;
  case OPT_HELP:
    o->help = true;
    return EXIT_WORKED;
  case OPT_VERSION:
    o->version = true;
    return EXIT_WORKED;
  }
  return EXIT_USAGE;
}

/* ---- reading ---- */

static const char *nearest_option(const char *word)
{
  const char *names[OPT_COUNT + 1];
  char bare[32] = "";
  size_t n = strcspn(word + strspn(word, "-"), "=");
  memcpy(bare, word + strspn(word, "-"), n < sizeof bare - 1 ? n : sizeof bare - 1);
  for (int i = 0; i < OPT_COUNT; i++)
    names[i] = rows[i].name;
  names[OPT_COUNT] = NULL;
  return suggest(bare, names);
}

static int bad_option(int code, char **argv)
{
  const char *word = argv[optind - 1];
  if (code == ':') {
    fprintf(stderr, "waybill: %s needs a value\nTry: waybill --help\n", word);
    return EXIT_USAGE;
  }
  return usage_error("unknown option", word, nearest_option(word), "--");
}

static int read_all_options(int argc, char **argv, cli_options *o, uint64_t *ret_seen)
{
  struct option longs[OPT_COUNT + 1];
  memset(longs, 0, sizeof longs);
  for (int i = 0; i < OPT_COUNT; i++)
    longs[i] =
        (struct option){ rows[i].name, rows[i].argument ? required_argument : no_argument, NULL, 256 + i };
  opterr = 0;
  for (;;) {
    int code = getopt_long(argc, argv, ":qvhV", longs, NULL);
    int which = code - 256;
    if (code == -1)
      return EXIT_WORKED;
    if (code == '?' || code == ':')
      return bad_option(code, argv);
    for (int i = 0; code < 256 && i < OPT_COUNT; i++)
      if (rows[i].letter == code)
        which = i;
    *ret_seen |= UINT64_C(1) << which;
    int rc = take_option(o, which, optarg);
    if (rc)
      return rc;
  }
}

/* A first word without digits that is nearly a command was meant as one. */
static int choose_command(cli_options *o)
{
  const char *word = o->word_count ? o->words[0] : "";
  o->command = FOR_TRACK;
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (strcmp(word, commands[i].name) == 0) {
      o->command = commands[i].bit;
      o->command_named = true;
    }
  if (strcmp(word, "help") == 0) {
    o->help = o->command_named = true;
    uint32_t about = strcmp(o->word_count > 1 ? o->words[1] : "help", "help") == 0 ? FOR_ALL : 0;
    for (size_t i = 0; o->word_count > 1 && i < COMMAND_COUNT; i++)
      if (strcmp(o->words[1], commands[i].name) == 0)
        about = commands[i].bit;
    if (!about)
      return usage_error("unknown command", o->words[1], suggest(o->words[1], command_names), "");
    o->command = about;
  }
  if (o->command_named) {
    o->words++;
    o->word_count--;
    return EXIT_WORKED;
  }
  for (size_t i = 0; later_names[i]; i++)
    if (strcmp(word, later_names[i]) == 0) {
      fprintf(stderr, "waybill: this version has no command \"%s\" yet\nTry: waybill --help\n", word);
      return EXIT_USAGE;
    }
  if (word[0] && !strpbrk(word, "0123456789@-") && suggest(word, command_names))
    return usage_error("unknown command", word, suggest(word, command_names), "");
  return EXIT_WORKED;
}

static int check_options(const cli_options *o, uint64_t seen)
{
  for (int i = 0; i < OPT_COUNT; i++)
    if ((seen & (UINT64_C(1) << i)) && !(rows[i].commands & o->command) && !o->help) {
      fprintf(stderr, "waybill: --%s does not go with this command\nTry: waybill help\n", rows[i].name);
      return EXIT_USAGE;
    }
  const struct {
    int a, b;
  } apart[] = { { OPT_JSON, OPT_TSV },       { OPT_JSON, OPT_FORMAT },  { OPT_TSV, OPT_FORMAT },
                { OPT_DEMO, OPT_REPLAY },    { OPT_DEMO, OPT_OFFLINE }, { OPT_OFFLINE, OPT_REPLAY },
                { OPT_OFFLINE, OPT_RECORD }, { OPT_DEMO, OPT_RECORD },  { OPT_REPLAY, OPT_RECORD } };
  for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
    if ((seen >> apart[i].a & 1) && (seen >> apart[i].b & 1)) {
      fprintf(stderr, "waybill: --%s and --%s exclude each other\n", rows[apart[i].a].name,
              rows[apart[i].b].name);
      return EXIT_USAGE;
    }
  return EXIT_WORKED;
}

int options_read(int argc, char **argv, cli_options *ret_options)
{
  uint64_t seen = 0;
  *ret_options = (cli_options){ .library = WB_INIT(wb_options) };
  int rc = read_all_options(argc, argv, ret_options, &seen);
  if (rc)
    return rc;
  ret_options->words = argv + optind;
  ret_options->word_count = (size_t)(argc - optind);
  ret_options->library.overrides = ret_options->overrides;
  ret_options->library.override_count = ret_options->override_count;
  rc = choose_command(ret_options);
  return rc ? rc : check_options(ret_options, seen);
}

void options_free(cli_options *o)
{
  free(o->numbers);
  free(o->headers);
  free(o->overrides);
  free((void *)(uintptr_t)o->library.plugin_folders);
}

/* ---- help ---- */

void options_print_help(const cli_options *o)
{
  printf("waybill " WB_VERSION ": where is my parcel?\n\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (!o->command_named || (commands[i].bit & o->command))
      printf("  %-42s %s\n", commands[i].usage, commands[i].help);
  printf("\nOptions\n");
  for (int i = 0; i < OPT_COUNT; i++) {
    char left[48];
    if (o->command_named && !(rows[i].commands & o->command))
      continue;
    snprintf(left, sizeof left, "%s%c%s--%s%s%s", rows[i].letter ? "-" : "  ",
             rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? ", " : " ", rows[i].name,
             rows[i].argument ? " " : "", rows[i].argument ? rows[i].argument : "");
    printf("  %-26s %s\n", left, rows[i].help);
  }
  printf("\nExit codes: 0 worked, 1 some failed, 2 usage, 3 no data, 4 credentials or settings missing, 5 "
         "network,\n"
         "6 answer not understood, 7 ambiguous, 8 plugin refused, 130 interrupted.  See waybill(1).\n");
}

/* ---- errors ---- */

int exit_code_of(int library_code)
{
  switch (library_code) {
  case WB_OK:
    return EXIT_WORKED;
  case WB_E_ARG:
    return EXIT_USAGE;
  case WB_E_CREDENTIALS:
  case WB_E_CONFIG:
  case WB_E_AUTH:
    return EXIT_CREDENTIALS;
  case WB_E_NETWORK:
  case WB_E_RATE:
  case WB_E_UPSTREAM:
    return EXIT_NETWORK;
  case WB_E_PARSE:
  case WB_E_LIMIT:
    return EXIT_PARSE;
  case WB_E_AMBIGUOUS:
    return EXIT_AMBIGUOUS;
  case WB_E_PLUGIN:
    return EXIT_PLUGIN;
  case WB_E_CANCELLED:
    return EXIT_INTERRUPTED;
  case WB_E_NOT_FOUND:
  case WB_E_UNSUPPORTED:
    return EXIT_NO_DATA;
  default: /* the store, files, memory */
    return EXIT_SOME_FAILED;
  }
}

int fail(const wb_error *err)
{
  complain("", err->text);
  return exit_code_of(err->code);
}
