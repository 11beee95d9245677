# SPDX-License-Identifier: MIT
# The folders that the program keeps things in: missing, unwritable, damaged, of a newer version.
. "$(dirname "$0")/lib.sh"

mock_start
cp "$PROBE" "$T/plugins/probe.so"
chmod 755 "$T/plugins/probe.so"
WAYBILL_PROBE_CLIENT_ID=mock-client WAYBILL_PROBE_CLIENT_SECRET='mock secret/1+2'
export WAYBILL_PROBE_CLIENT_ID WAYBILL_PROBE_CLIENT_SECRET
ask() {
  run --plugins "$T/plugins" --set "net.ca_file=$CA" --set "probe.endpoint.api=$URL" --tsv "$@" PROBE00000001
}

says "keeps in the state folder of HOME, of XDG, and of --state"
ask; code 0
[ -s "$HOME/.local/state/waybill/waybill.db" ] || wrong "nothing in HOME"
XDG_STATE_HOME=$T/xdg ask; code 0
[ -s "$T/xdg/waybill/waybill.db" ] || wrong "nothing in XDG_STATE_HOME"
ask --state "$T/own"; code 0
[ -s "$T/own/waybill.db" ] || wrong "nothing in --state"
is "$(stat -c %a "$T/own")" 700

says "keeps nothing with --state '', with store.keep=no, or with --demo"
rm -rf "$HOME/.local"
ask --state ''; code 0
ask --set store.keep=no; code 0
run --demo --tsv 1ZWB7T210340001015; code 0
[ ! -e "$HOME/.local/state/waybill/waybill.db" ] || wrong "something was kept"

says "works without HOME, and says that nothing is kept"
home=$HOME
unset HOME
ask; code 0; lines 1; err 'nothing will be kept'
run --demo --tsv 1ZWB7T210340001015; code 0; lines 1
HOME=$home
export HOME

says "says that it cannot keep what it shows, or which folder is no folder"
: >"$T/file"
ask --state "$T/file/below"
code 1; err "$T/file/below"; err 'not every answer was kept'; out in_transit

says "starts over or says so when the database is damaged, and never crashes"
for damage in 'not a database at all' ''; do
  mkdir -p "$T/damaged"
  printf '%s' "$damage" >"$T/damaged/waybill.db"
  [ "$damage" ] && head -c 20000 /dev/urandom >>"$T/damaged/waybill.db"
  ask --state "$T/damaged"
  [ "$CODE" -le 1 ] || wrong "unexpected code"
  [ -z "$damage" ] || err "$T/damaged/waybill.db"
  rm -rf "$T/damaged"
done
says "says when a database is cut off in the middle"
ask --state "$T/cut"; code 0
ask --state "$T/cut"; code 0
truncate -s 5000 "$T/cut/waybill.db"
rm -f "$T/cut/waybill.db-wal"
ask --state "$T/cut"
[ "$CODE" -le 1 ] || wrong "unexpected code"
err waybill.db
says "leaves a database of a newer version alone"
ask --state "$T/newer"; code 0
printf '\377\000\000\000' | dd of="$T/newer/waybill.db" bs=1 seek=60 conv=notrunc 2>/dev/null # user_version
cp "$T/newer/waybill.db" "$T/newer.copy"
ask --state "$T/newer"
[ "$CODE" -le 1 ] || wrong "unexpected code"
err newer
cmp -s "$T/newer/waybill.db" "$T/newer.copy" || wrong "it was changed"

if [ "$(id -u)" -ne 0 ]; then
  says "says when the state folder may not be written"
  mkdir "$T/locked"; chmod 500 "$T/locked"
  ask --state "$T/locked"; err 'ermission denied'
  chmod 700 "$T/locked"
else
  echo "skipped as root: a state folder that may not be written"
fi

says "works when there is no place for the registry's cache, and when the cache is damaged"
XDG_CACHE_HOME=$T/file/below ask --state ''; code 0; lines 1
mkdir -p "$HOME/.cache/waybill"
head -c 5000 /dev/urandom >"$HOME/.cache/waybill/registry.cache"
ask --state ''; code 0; lines 1
: >"$HOME/.cache/waybill/registry.cache"
ask --state ''; code 0; lines 1

says "says which recordings are missing or no recordings"
run --replay "$T/none" 1ZWB7T210340001015; [ "$CODE" -ne 0 ] || wrong "worked"; out "$T/none"
mkdir "$T/odd"; printf 'hello\n' >"$T/odd/1.http"
run --replay "$T/odd" 1ZWB7T210340001015; [ "$CODE" -ne 0 ] || wrong "worked"; out '1.http'
says "says when recordings cannot be written"
ask --state '' --record "$T/file/below"
err "$T/file/below"
mock_stop

done_testing
