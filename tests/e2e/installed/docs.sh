#!/bin/sh
# SPDX-License-Identifier: MIT
# docs.sh SOURCE_DIR PROGRAM: what the pages claim is true of the source and of the built program.
set -eu
program=$2
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HOME=$work/home XDG_CONFIG_HOME='' XDG_STATE_HOME='' XDG_CACHE_HOME='' XDG_DATA_HOME='' WAYBILL_PLUGIN_PATH=''
TZ=Pacific/Auckland COLUMNS=80
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME WAYBILL_PLUGIN_PATH TZ COLUMNS
mkdir "$HOME"
: > "$work/offences"
offence() { echo "$*" >> "$work/offences"; }
some() { [ -s "$1" ] || offence "found nothing to hold against $2"; } # a check that reads nothing is none

# ---- links between pages ----
find . -name '*.md' -not -path './build*' -not -path './.git/*' | sort | xargs awk '
  FNR == 1 { code = 0 }
  /^ *```/ { code = !code; next }
  !code { rest = $0
    while (match(rest, /\]\([^)]+\)/)) {
      link = substr(rest, RSTART + 2, RLENGTH - 3); rest = substr(rest, RSTART + RLENGTH); sub(/#.*/, "", link)
      if (link != "" && link !~ /^[a-z]+:/) print FILENAME, link } }' | sort -u > "$work/links"
while read -r page link; do
  [ -e "${page%/*}/$link" ] || offence "$page: the link $link leads nowhere"
done < "$work/links"
some "$work/links" 'the pages'

# ---- README: the command, its picture, the commands' table ----
sed -n 's|^sh config/bootstrap\.sh && build/waybill \(track --demo .*\)|\1|p' README.md > "$work/command"
some "$work/command" "README's first command"
grep -qxF 'sh config/bootstrap.sh && ctest --test-dir build --output-on-failure' README.md || offence 'README.md: no test command'
[ ! -f .ci/run ] || grep -qxF 'sh config/bootstrap.sh && ctest --test-dir build --output-on-failure' .ci/run ||
  offence '.ci/run does not run the command of README.md'
command=$(cat "$work/command")
"$program" $command > "$work/shown" 2> "$work/err" || offence "README.md: waybill $command: exit code $?: $(cat "$work/err")"
for number in $command; do
  case $number in track | --demo) continue ;; esac
  grep -q "^$number .*(recorded, not live)" "$work/shown" || offence "README.md: $number is not answered"
done
awk '/^```$/ { inside = !inside; if (!inside && hit) exit; next } inside && /recorded, not live/ { hit = 1 } inside && hit { print }' README.md > "$work/picture"
some "$work/picture" "README's picture"
head -n "$(wc -l < "$work/picture")" "$work/shown" | cmp -s - "$work/picture" || {
  offence 'README.md: the picture is not what the command prints:'
  head -n "$(wc -l < "$work/picture")" "$work/shown" | diff "$work/picture" - >> "$work/offences" || :
}
for command in $(sed -n 's/^  { "\([a-z]*\)", FOR_[A-Z]*, "waybill.*/\1/p' core/cli/options.c); do
  echo "$command" >> "$work/commands"
  grep -q "^| \`waybill \[*$command" README.md || offence "README.md: the command $command is not in the table"
  grep -qE "^\.(B|BR) (\"?$command|$command )" docs/man/waybill.1 || offence "waybill.1: no command $command"
done
some "$work/commands" 'the commands'

# ---- waybill.1: options, exit codes ----
sed -n 's/^  \[OPT_[A-Z_]*\] = { "\([a-z-]*\)", \(0\|'"'\(.\)'"'\),.*/\1 \3/p' core/cli/options.c > "$work/options"
some "$work/options" 'the options'
sed 's/\\-/-/g' docs/man/waybill.1 > "$work/man"
while read -r name letter; do
  grep -qE "^\.BR? .*--$name( |\$)" "$work/man" || offence "waybill.1: the option --$name is missing"
  [ -z "$letter" ] || grep -qE "^\.BR? -$letter \", \" --$name" "$work/man" || offence "waybill.1: the letter -$letter of --$name is missing"
done < "$work/options"
grep -oE -- '--[a-z]+(-[a-z]+)*' "$work/man" | sort -u | while read -r option; do
  grep -qE "^${option#--} ?" "$work/options" || offence "waybill.1: there is no option $option"
done
sed -n '/EXIT_WORKED = 0/,/};/p' core/cli/options.h | grep -oE '= [0-9]+' | grep -oE '[0-9]+' > "$work/codes"
some "$work/codes" 'the exit codes'
for code in $(cat "$work/codes") 10 11 12 13; do
  grep -qx "\.B $code" "$work/man" || offence "waybill.1: the exit code $code is missing"
  grep -qE "(^|[ :])$code [a-z]" README.md || offence "README.md: the exit code $code is missing"
done
sed -n 's/^const char \*const timeline_fields\[\] = {//; /timeline_fields\[\]/,/NULL/p' core/cli/timeline.c | grep -oE '"[a-z_]+"' | tr -d '"' > "$work/fields"
sed -n '/^static const char \*const fields\[\]/,/NULL/p' core/cli/detect.c | grep -oE '"[a-z_]+"' | tr -d '"' >> "$work/fields"
cat core/cli/why.c core/cli/parse.c core/cli/carriers.c | sed -n '/^static const char \*const \(carrier_\)*fields\[\]/,/NULL/p' | grep -oE '"[a-z_]+"' | tr -d '"' >> "$work/lines"
some "$work/lines" 'the fields of lines'
sed -n '/--tsv/,/^\.TP/p' "$work/man" > "$work/tsv"
while read -r field; do
  grep -qE "(^|[ ,])$field[,.;]" "$work/tsv" || offence "waybill.1: the field $field of --tsv is missing"
done < "$work/lines"
some "$work/fields" 'the fields of --format'
sed -n '/--format/,/^\.TP/p' "$work/man" > "$work/format"
while read -r field; do
  grep -qE "(^|[ ,])$field[,.]" "$work/format" || offence "waybill.1: the field $field of --format is missing"
done < "$work/fields"
if command -v groff > /dev/null; then # not needed for building
  words=$(groff -ww -man -Tutf8 docs/man/waybill.1 2>&1 > /dev/null)
  [ -z "$words" ] || offence "waybill.1: $words"
fi

# ---- configuration.md: every setting with its default and range ----
sed -n 's/^  { "\([a-z]*\)", "\([a-z0-9_]*\)", CONFIG_\([A-Z_]*\), \([0-9]*\), \([0-9]*\), "\{0,1\}\([^",]*\)"\{0,1\}, ".*/\1 \2 \3 \4 \5 \6/p' \
  core/config/keys.c > "$work/keys"
some "$work/keys" 'the settings'
[ "$(grep -c '^  { "' core/config/keys.c)" = "$(wc -l < "$work/keys")" ] || offence 'core/config/keys.c has rows that cannot be read here'
awk '/^#/ { section = $2 } /^\| `/ { print section, $0 }' docs/configuration.md > "$work/rows"
while read -r section key kind lowest highest fallback; do
  default="\`$fallback\`"
  [ "$fallback" != NULL ] || default=-
  case $kind in NUMBER) range="$lowest to $highest" ;; YES_NO) range='yes or no' ;; *) range=text ;; esac
  row="[$section] | \`$key\` | $default | $range |"
  grep -qF "$row" "$work/rows" || offence "configuration.md: no row: $row"
done < "$work/keys"
for key in $(sed -n '/^static const char \*const common_keys/,/};/p' core/engine/account.c | grep -oE '"[a-z_]+"' | tr -d '"'); do
  echo "$key" >> "$work/common"
  grep -qE "^Carriers \|.*\`$key\`.*\|" "$work/rows" ||
    offence "configuration.md: Carriers has no setting $key"
done
some "$work/common" 'the settings of every carrier'

# ---- carriers.md: what the built carriers declare, and their recordings ----
"$program" carriers list --json > "$work/carriers"
some "$work/carriers" 'the carriers'
text() { printf '%s\n' "$line" | sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"; }
number() { printf '%s\n' "$line" | sed -n "s/.*\"$1\":\\([0-9]*\\).*/\\1/p"; }
names() { printf '%s\n' "$line" | sed -n "s/.*\"$1\":\\[\\([^]]*\\)\\].*/\\1/p" | grep -oE "$2" | sed 's/.*"\([^"]*\)"$/\1/'; }
while read -r line; do
  case $line in *'"state":"formats only"'*) continue ;; esac
  id=$(printf '%s\n' "$line" | sed 's/.*"schema":"waybill.carrier\/1","id":"\([^"]*\)".*/\1/')
  page="docs/carriers.md: $id"
  grep -F "[$id](../plugins/$id/README.md)" docs/carriers.md > "$work/needs" || offence "$page: no row"
  for name in $(names credentials '"name":"[^"]*"') $(names settings '"name":"[^"]*"'); do
    grep -qF "\`$name\`" "$work/needs" || offence "$page: $name is missing"
  done
  grep "^| $id |" docs/carriers.md > "$work/rows" || :
  for name in $(names formats '"[^"]*"'); do
    grep -qF "\`$name\`" "$work/rows" || offence "$page: the format $name is missing"
  done
  requests=$(number requests) window=$(number window_ms) quota=$(number day_quota) poll=$(number min_poll_s)
  rate=-
  [ "$requests" = 0 ] || rate="$requests in $((window / 1000)) s"
  [ "$quota" != 0 ] || quota=-
  if [ "$poll" = 0 ]; then poll=-; else poll="$((poll / 60)) min"; fi
  languages=$(text languages | sed 's/,/, /g')
  cases=$(find "plugins/$id/recordings" -name ask | wc -l)
  row="| $id | $(number batch_max) | $rate | $quota | $poll | ${languages:--} | $cases |"
  grep -qF "$row" "$work/rows" || offence "$page: no row that begins: $row"
  case $line in *'"webhook":true'*) no='| no |$' ;; *) no='| [^n][^|]*|$' ;; esac
  ! grep -F "$row" "$work/rows" | grep -q "$no" || offence "$page: wrong about its webhook"
done < "$work/carriers"

# ---- dependencies, version ----
sed -n "/^packages='/,/^'/p" config/bootstrap.sh | grep -v "'" | tr ' ' '\n' | grep . > "$work/packages"
some "$work/packages" 'the packages'
tr ' |,' '\n\n\n' < docs/dependencies.md > "$work/words"
while read -r package; do
  grep -qxF "$package" "$work/words" || offence "dependencies.md: the package $package is missing"
done < "$work/packages"
version=$(sed -n 's/^project(waybill VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
grep -qF "## [$version]" CHANGELOG.md || offence "CHANGELOG.md: the version $version is missing"
grep -qF "\"waybill $version\"" docs/man/waybill.1 || offence "waybill.1: not of the version $version"
[ "$("$program" --version)" = "waybill $version" ] || offence "the program is not of the version $version"

[ ! -s "$work/offences" ] || { cat "$work/offences"; exit 1; }
