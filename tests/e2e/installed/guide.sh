#!/bin/sh
# SPDX-License-Identifier: MIT
# guide.sh SOURCE_DIR BUILD_DIR CMAKE COMPILER: docs/plugin-guide.md from top to bottom, with an installed waybill alone.  A listing
# whose fence names a file ("```c acme.c") is written to the folder acme, one with a plus is added to it; a console listing is run
# line by line, and what stands behind a command must come out in that order ("..." stands for any lines, or any end of a line).
# Then the examples: each builds without a warning and passes all of the author's tests.
set -eu
source_dir=$1 build=$2 cmake=$3 CC=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HOME=$work/home XDG_CONFIG_HOME='' XDG_STATE_HOME='' XDG_CACHE_HOME='' XDG_DATA_HOME='' WAYBILL_PLUGIN_PATH='' LD_LIBRARY_PATH=''
TZ=UTC0 COLUMNS=80 LC_ALL=C
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME WAYBILL_PLUGIN_PATH LD_LIBRARY_PATH TZ COLUMNS LC_ALL CC
umask 022
mkdir "$HOME" "$work/place" "$work/steps"
: > "$work/offences"
offence() { echo "$*" >> "$work/offences"; }

"$cmake" --install "$build" --prefix "$work/prefix" > "$work/install.log"
CMAKE_PREFIX_PATH=$work/prefix PATH=$work/prefix/bin:$PATH
export CMAKE_PREFIX_PATH PATH

# One file a step, in the order of the page: first line "write FILE", "add FILE" or "run", then the listing.
awk -v out="$work/steps" '
  /^```/ && !inside {
    inside = 1; count++; file = sprintf("%s/%03d", out, count)
    if ($2 != "") print ($3 == "+" ? "add " : "write ") $2 > file
    else if ($1 == "```console") print "run" > file
    else { file = "" ; bare++ }
    next
  }
  /^```$/ && inside { inside = 0; if (file) close(file); next }
  inside && file { print > file }
  END { if (bare) print bare " listings are neither written nor run" > (out "/bare") }' "$source_dir/docs/plugin-guide.md"
[ ! -f "$work/steps/bare" ] || offence "plugin-guide.md: $(cat "$work/steps/bare")"

# Expected lines, against what came out.
compare() { # COMMAND
  awk -v command="$1" '
    function fits(want, line,    n) {
      n = length(want)
      if (n >= 3 && substr(want, n - 2) == "...") return index(line, substr(want, 1, n - 3)) == 1
      return want == line
    }
    NR == FNR { want[++wanted] = $0; next }
    { lines[++count] = $0 }
    END {
      at = 1
      for (i = 1; i <= wanted; i++) {
        if (want[i] == "...") { any = 1; continue }
        found = 0
        for (k = at; k <= count && !found; k++) { if (fits(want[i], lines[k])) found = k; else if (!any) break }
        if (!found) { print "after: $ " command; print "the page says: " want[i]; for (k = at; k <= count && k < at + 12; k++) print "  came out: " lines[k]; exit 1 }
        at = found + 1; any = 0
      }
      if (!any && at <= count) { print "after: $ " command; print "the page does not say: " lines[at]; exit 1 }
    }' "$work/wanted" "$work/out" >> "$work/offences" || :
}
run_one() { # COMMAND, its output in $work/wanted
  (cd "$work/place" && PATH=$PATH sh -c "$1") > "$work/out" 2>&1 || offence "exit code $? of: $1: $(tail -5 "$work/out")"
  compare "$1"
}
run_steps() { # FILE of commands and outputs
  command=
  while IFS= read -r line; do
    case $line in
      '$ '*)
        [ -z "$command" ] || run_one "$command"
        command=${line#'$ '}
        : > "$work/wanted"
        ;;
      *) printf '%s\n' "$line" >> "$work/wanted" ;;
    esac
  done < "$1"
  [ -z "$command" ] || run_one "$command"
}

ran=0
for step in "$work"/steps/[0-9]*; do
  read -r what file < "$step"
  sed 1d "$step" > "$work/listing"
  ran=$((ran + 1))
  case $what in
    run) run_steps "$work/listing" ;;
    write) mkdir -p "$work/place/acme/$(dirname "$file")" && cp "$work/listing" "$work/place/acme/$file" ;;
    add) { echo && cat "$work/listing"; } >> "$work/place/acme/$file" ;;
  esac
  [ ! -s "$work/offences" ] || break # what follows builds on it
done
[ "$ran" -ge 15 ] || [ -s "$work/offences" ] || offence "only $ran listings were found in plugin-guide.md"

# ---- the examples ----
for folder in "$source_dir"/docs/examples/*/; do
  name=$(basename "$folder")
  cp -R "$folder" "$work/$name"
  { "$cmake" -S "$work/$name" -B "$work/$name/build" && "$cmake" --build "$work/$name/build"; } > "$work/log" 2>&1 ||
    offence "docs/examples/$name does not build: $(tail -20 "$work/log")"
  ! grep -i warning "$work/log" > "$work/warnings" || offence "docs/examples/$name builds with warnings: $(head -3 "$work/warnings")"
  waybill carriers check "$work/$name/build/$name.so" "$work/$name/recordings" > "$work/out" 2>&1 ||
    offence "docs/examples/$name does not pass: $(grep -A3 failed "$work/out")"
done
! grep -q carrier-kit.h "$source_dir/docs/examples/plain/plain.c" || offence 'docs/examples/plain uses the helpers'
[ -d "$work/cplusplus" ] && [ -d "$work/plain" ] || offence 'an example is missing'

[ ! -s "$work/offences" ] || { cat "$work/offences"; exit 1; }
echo "$ran listings"
