#!/bin/sh
# SPDX-License-Identifier: MIT
# gate.sh BUILD_DIR EXPECTED [--update]: fixed workloads of the program under callgrind, their instructions held against
# EXPECTED within a tolerance; and the files they touch counted.  Exit 77: skipped.
#
# Only instructions inside our own objects, json-c and libxml2 are counted, and only calls that find, open or map a file: what
# libc and the dynamic loader take is their affair and differs from system to system, and from path to path.
set -eu
build=$1
expected=$2
update=${3:-}
percent=5
slack=2 # calls: a folder more or less on the way

command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset WAYBILL_PLUGIN_PATH LD_LIBRARY_PATH 2>/dev/null || :
export HOME="$work" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state" LC_ALL=C
mkdir "$work/cache"
program=$build/waybill

# Recordings' bodies, for `waybill parse`.
body() { awk 'seen > 1 { print } /^$/ { if (answer) seen = 2 } /^< [0-9]/ { answer = 1 }' "$1"; }
recordings=$build/share/waybill/recordings
body "$recordings/ups/on-the-way/1.http" > "$work/ups.json"
body "$recordings/canada-post/on-the-way/1.http" > "$work/canada-post.xml"

# Numbers of several forms and texts around them, made by rule.
awk '
  function with_check(serial,  i, sum) {
    for (i = length(serial); i > 0; i--) sum += substr(serial, i, 1) * ((length(serial) - i) % 2 ? 1 : 3)
    return serial (10 - sum % 10) % 10
  }
  BEGIN {
    for (i = 0; i < 2000; i++) {
      print with_check(sprintf("9400111%014d", i * 91))
      print with_check(sprintf("%015d", 700000 + i * 37))
      printf "TBA%012d\nJD%016d\nGFUS%014d\n", i * 1237, i * 71, i * 11
    }
  }' > "$work/numbers"
awk 'NR % 5 == 1 {
  printf "Order %06d of 2026-03-%02d, invoice 2026%05d, 12.50 EUR.\n", NR, NR % 28 + 1, NR
  printf "Your parcel has left us; the tracking number is %s.\nQuestions? Call +49 30 %07d.\n\n", $0, NR * 13
}' "$work/numbers" > "$work/text.txt"
sed -e '1i <html><body>' -e 's/.*/<p>&<\/p>/' "$work/text.txt" > "$work/page.html"

# Self cost of each object: lines "position cost" count for the object of the last "ob=" (fn lines may carry one), but
# the line behind "calls=" is what the callee took.
cost() {
  awk '
    /^ob=/ {
      id = substr($0, 4); name = id
      if (match(id, /^\([0-9]+\)/)) {
        key = substr(id, 1, RLENGTH)
        if (length(id) > RLENGTH) names[key] = substr(id, RLENGTH + 2)
        name = names[key]
      }
      ours = name ~ /waybill|json-c|libxml2|\/plugins\//
      next
    }
    /^c(ob|fi|fn)=/ {
      id = substr($0, 5)
      if (/^cob=/ && match(id, /^\([0-9]+\)/) && length(id) > RLENGTH) names[substr(id, 1, RLENGTH)] = substr(id, RLENGTH + 2)
      next
    }
    /^calls=/ { skip = 1; next }
    /^[0-9+*-]/ { if (skip) skip = 0; else if (ours) sum += $2; next }
    END { printf "%d\n", sum }' "$1"
}

count() { # NAME WORDS...: prints NAME and the instructions; standard input is $input
  name=$1
  shift
  valgrind --tool=callgrind --compress-strings=yes --callgrind-out-file="$work/$name.callgrind" \
    "$program" "$@" --config '' < "$input" > "$work/$name.out" 2> "$work/$name.err" || {
    echo "$name failed:" >&2
    cat "$work/$name.out" "$work/$name.err" >&2
    exit 1
  }
  echo "instructions $name $(cost "$work/$name.callgrind")"
}

files() { # NAME WORDS...: calls on files behind the loader's work, from the program's first own call on
  name=$1
  shift
  strace -o "$work/calls" "$program" "$@" --config '' > /dev/null
  echo "calls $name $(awk '/SIGPIPE/ { on = 1 }
    on && /^(open|openat|stat|newfstatat|statx|access|faccessat2?|getdents64|mmap)\(/ && !/MAP_ANONYMOUS|AT_EMPTY_PATH/ { n++ }
    END { print n + 0 }' "$work/calls")"
}

input=/dev/null
"$program" detect --config '' 1Z999AA10123456784 > /dev/null # writes the registry cache
sleep 1
{
  count detect detect 1Z999AA10123456784
  input=$work/numbers
  count detect-bulk detect -q -
  input=/dev/null
  count extract-text extract -q "$work/text.txt"
  count extract-html extract -q "$work/page.html"
  count parse-json parse ups "$work/ups.json" --number 1ZWB7T210340001015
  count parse-xml parse canada-post "$work/canada-post.xml" --number 2026331000000113
  count track-demo track --demo 1ZWB7T210340001015
  if command -v strace >/dev/null && strace -o "$work/true" true 2>/dev/null; then
    files detect detect 1Z999AA10123456784
    files track-demo track --demo 1ZWB7T210340001015
  fi
} > "$work/found"

if [ "$update" = --update ]; then
  cp "$work/found" "$expected"
  echo "written: $expected"
  cat "$expected"
  exit 0
fi

awk -v percent="$percent" -v slack="$slack" -v script="$0" -v build="$build" -v file="$expected" '
  NR == FNR { want[$1 " " $2] = $3; next }
  {
    key = $1 " " $2
    if (!(key in want)) { printf "%-28s %12d: not in the list\n", key, $3; failed = 1; next }
    change = want[key] ? 100 * ($3 - want[key]) / want[key] : 0
    off = $3 - want[key] > 0 ? $3 - want[key] : want[key] - $3
    if ($1 == "calls" && off <= slack) allowed = 1; else allowed = change <= percent && change >= -percent
    verdict = allowed ? "ok" : change > 0 ? "MORE THAN ALLOWED" : "less: update the list"
    printf "%-28s %12d  expected %12d  %+6.1f %%  %s\n", key, $3, want[key], change, verdict
    if (!allowed) failed = 1
  }
  END {
    if (failed) printf "Tolerance: %d %%, or %d calls.  When the change is meant: sh %s %s %s --update\n", percent, slack, script, build, file
    exit failed
  }' "$expected" "$work/found"
