#!/bin/sh
# SPDX-License-Identifier: MIT
# bench.sh SOURCE_DIR BUILD_DIR [PROGRAM...]: runs the benchmarks and prints their table; what is in the way of a
# measurement (no wrk, no node) is a line of the table.  PROGRAM: only these, such as "parse start".
set -u
source=$1
build=$2
shift 2
lib=$build/lib
[ -d "$lib/waybill" ] || lib=$(dirname "$(find "$build" -path '*/waybill/waybill-net.so' | head -n 1)")/..
chosen=${*:-fetch tls track parse child hostile start store}
work=$build/bench
mkdir -p "$work/node" "$work/home"
cd "$work" || exit 1

# Nothing of the user's own: no settings, no registry cache, no feeds.
export HOME="$work/home" XDG_CONFIG_HOME="$work/home/config" XDG_CACHE_HOME="$work/home/cache" XDG_STATE_HOME="$work/home/state"
unset WAYBILL_PLUGIN_PATH http_proxy https_proxy all_proxy LD_LIBRARY_PATH 2>/dev/null

# Node's packages, once; without npm or the network that baseline is left out.
node_script=
if command -v node >/dev/null && command -v npm >/dev/null; then
  cp "$source/tests/bench/node/package.json" "$source/tests/bench/node/track.js" node/
  if [ ! -d node/node_modules/better-sqlite3/build/Release ]; then
    echo "bench: installing undici and better-sqlite3 into $work/node" >&2
    (cd node && npm install --no-audit --no-fund >npm.log 2>&1) || echo "bench: npm failed, see $work/node/npm.log" >&2
  fi
  (cd node && node -e 'new (require("better-sqlite3"))(":memory:"); require("undici")' >/dev/null 2>&1) &&
    node_script=$work/node/track.js
fi

run() {
  echo "bench: $1" >&2
  case $1 in
    fetch) "$lib/bench_fetch" "$lib/bench_server" ;;
    tls) "$lib/bench_tls" ;;
    track) "$lib/bench_track" "$lib/bench_server" "$build/waybill" "$node_script" ;;
    parse) "$lib/bench_parse" ;;
    child) "$lib/bench_child" ;;
    hostile) "$lib/bench_hostile" ;;
    start) "$lib/bench_start" "$build/waybill" "$lib/waybill/bench/bench_plugin.so" ;;
    store) "$lib/bench_store" ;;
    *) echo "bench: there is no $1: fetch tls track parse hostile start store" >&2 ;;
  esac
}

: > table.tsv
for program in $chosen; do
  run "$program" >> table.tsv || printf '\tbench_%s\t-\t-\t-\t-\tFAILED\n' "$program" >> table.tsv
done

awk -F '\t' -v load="$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null)" '
  BEGIN { row[0] = "goal\tquantity\tours\tbaseline\tratio\twanted\tresult"; n = 1 }
  { row[n++] = $0 }
  END {
    for (i = 0; i < n; i++) { split(row[i], cell, "\t"); for (c = 1; c <= 7; c++) if (length(cell[c]) > width[c]) width[c] = length(cell[c]) }
    for (i = 0; i < n; i++) {
      split(row[i], cell, "\t"); line = ""
      for (c = 1; c <= 7; c++) line = line sprintf(c == 3 || c == 4 || c == 5 ? "%*s  " : "%-*s  ", width[c], cell[c])
      sub(/ +$/, "", line); print line
      met += cell[7] == "met"; missed += cell[7] == "MISSED"; skipped += cell[7] ~ /^skipped/
    }
    printf "\n%d goals met, %d missed, %d skipped; load average at the end: %s\n", met, missed, skipped, load
  }' table.tsv
