# SPDX-License-Identifier: MIT
# detect, parse, why and carriers: text, JSON and tab-separated values.
. "$(dirname "$0")/lib.sh"

# ---- detect ----

says "detects, with evidence for people"
run detect 1ZWB7T210340001015 XT289997231FR
code 0; same_as detect.txt; quiet
says "detects for programs"
run detect --json 1ZWB7T210340001015 '1z wb7-t21 03 4000 1015'
code 0; lines 2
json waybill.detect/1 number=1ZWB7T210340001015 candidates.0.carrier=ups candidates.0.check=ok candidates.0.format=ups-1z \
  suggestions#0 @2 'input=1z wb7-t21 03 4000 1015' number=1ZWB7T210340001015 candidates.0.carrier=ups
run detect --tsv 1ZWB7T210340001015 XT289997231FR
code 0; same_as detect.tsv
run detect --format '{number} {carrier} {check}' 1ZWB7T210340001015
code 0; is "$(cat "$T/out")" '1ZWB7T210340001015 ups ok'
says "says a wrong check digit and what was probably meant"
run detect 1ZWB7T210340001016
code 3; out 'check digit wrong'; out 'did you mean'
run detect --json 1ZWB7T210340001016
code 3; json waybill.detect/1 candidates.0.check=failed suggestions.0.carrier=ups suggestions.0.edit
says "reads standard input, one number a line, and goes on after a bad one"
printf '1ZWB7T210340001015\r\n\n\377\376\nXT289997231FR' >"$T/numbers"
IN=$T/numbers run detect --tsv
code 1; lines 2; err 'not UTF-8'
IN=$T/numbers run detect --tsv -
code 1; lines 2
says "finds nothing: exit code 3, and no output with --quiet"
run detect 7
code 3; out 'no carrier known'
run detect --quiet 1ZWB7T210340001015
code 0; silent; quiet

# ---- parse ----

says "parses a saved answer into a feed"
body_of "$RECORDINGS/ups/recordings/on-the-way/1.http" >"$T/way"
run parse ups "$T/way" --number 1ZWB7T210340001015 --fetched-at 2026-03-04T14:05:00Z
code 0; lines 1; quiet
json waybill.feed/1 source=ups role=carrier fetched_at=2026-03-04T14:05:00Z results#1 results.0.outcome=found \
  results.0.events#7 results.0.events.0.status=out_for_delivery.on_vehicle results.0.events.0.code=I/021/OT \
  results.0.events.0.time.local=2026-03-04T07:41:22 results.0.events.0.time.offset=-06:00 results.0.weight_g=2087 \
  results.0.events.0.ref=ups:1772633100000:0:0
says "reads the answer from standard input"
IN=$T/way run parse ups - --number 1ZWB7T210340001015
code 0; json waybill.feed/1 results.0.outcome=found

# Outcome of a recorded case, with its status and the code that is expected; always one feed.
parse_case() {
  folder=$RECORDINGS/$1/recordings/$2
  body_of "$folder/1.http" >"$T/body"
  status=$(sed -n 's/^< \([0-9]*\)$/\1/p' "$folder/1.http" | head -1)
  number=$(grep -v -e '^#' -e '^set ' "$folder/ask" | head -1 | cut -d' ' -f1)
  run parse "$1" "$T/body" --number "$number" --http-status "$status"
  code "$4"
  json waybill.feed/1 "results.0.number=$number" "results.0.outcome=$3"
}
says "prints a feed for every outcome, whatever the exit code"
parse_case ups not-found not_found 3
parse_case ups invalid-number invalid 3
parse_case canada-post announced not_yet 3
parse_case canada-post archived archived 3
parse_case usps not-entitled forbidden 4
parse_case ups refused-credentials failed 4; json waybill.feed/1 error.code=auth
parse_case ups throttled failed 5; json waybill.feed/1 error.code=rate
parse_case usps server-failure failed 5; json waybill.feed/1 error.code=upstream
parse_case ups html-block-page failed 6; json waybill.feed/1 error.code=parse; err 'HTML page'
parse_case ups cut-short failed 6
parse_case chronopost malformed failed 6
says "says in how many seconds a carrier wants to be asked again"
run parse ups "$T/way" --number 1ZWB7T210340001015 --http-status 429 --header 'Retry-After: 90'
code 5; json waybill.feed/1 results.0.retry_after_s=90; err '90 s'
says "lists the further requests that a parser asks for"
body_of "$RECORDINGS/dhl/recordings/pages/1.http" >"$T/body"
run parse dhl "$T/body" --number 6919466116
json waybill.feed/1 more#1 more.0.endpoint=api more.0.method=GET more.0.step=1 more.0.path
says "takes several files, one feed a line, and goes on after one that is not there"
run parse ups "$T/way" "$T/none" "$T/way" --number 1ZWB7T210340001015
code 1; lines 2; err "cannot read $T/none: No such file"; json waybill.feed/1 @2 results.0.outcome=found
says "gives a result for every number that was asked"
body_of "$RECORDINGS/usps/recordings/batch-mixed/1.http" >"$T/body"
run parse usps "$T/body" --number 9400108499000000000316 --number 'weird #2'
code 0; json waybill.feed/1 results.0.outcome=found 'results.1.number=weird #2' results.1.outcome=failed
says "refuses what it cannot do, with words"
run parse nope "$T/way" --number 1; code 2; err 'there is no carrier "nope"'; silent
run parse ups "$T/way"; code 2; err 'parse needs --number'
run parse ups; code 2; err 'parse needs a carrier and a file'
run parse ups "$T" --number 1; code 2; err 'Is a directory'
run parse ups "$T/way" --number 1 --http-status 999; code 2; err 'not a number from 100 to 599'
run parse ups "$T/way" --number 1 --header nothing; code 2; err "'Name: value'"; silent
run parse ups "$T/way" --number 1 --fetched-at noon; code 2; err 'not a time'
run parse ups "$T/way" --number 1 --format '{nope}'; code 2; err 'has no field "nope"'
run parse ups "$T/way" --number 1 --strict; code 2; err '--strict does not go with this command'
says "prints a feed as lines"
run parse ups "$T/way" --number 1ZWB7T210340001015 --tsv
code 0; lines 7
is "$(head -1 "$T/out")" "1ZWB7T210340001015	found	out_for_delivery.on_vehicle	2026-03-04T07:41:22-06:00	Madison, WI, US	I/021/OT	Out For Delivery Today	"
run parse ups "$T/way" --number 1ZWB7T210340001015 --format '{code}|{time}'
code 0; lines 7; out 'M/003/MP|2026-03-02T09:30:11-05:00'
run parse ups "$T/way" --number 1ZWB7T210140001028 --tsv
code 6; lines 1; out 'failed						'

# ---- why ----

says "explains every event: code, rule, zone and statement"
run why --demo 1ZWB7T210340001015
code 0; out 'prefix 1Z'; out 'ups at 2026-03-04T14:05:00Z: found'; out 'said code "I/021/OT"'; out 'told the offset'
out 'zone of ups [ups:1772633100000:0:6]: the reading names its own zone'
run why --demo --json 1ZWB7T210340001015
code 0; json waybill.why/1 number=1ZWB7T210340001015 events#7 events.0.reasons.0.what=zone events.0.reasons.0.source=ups
says "explains one event by its id, and refuses an unknown id"
id=$(value events.-1.id)
run why --demo 1ZWB7T210340001015 "$id"
code 0; out "$id"; out 'I/021/OT'; no_out 'I/005/AR'
run why --demo 1ZWB7T210340001015 e-0000000000000000
code 3; err 'e-0000000000000000'; silent
says "explains in lines, a statement each"
run why --demo --tsv 1ZWB7T210340001015
code 0; lines 7; out "$id	out_for_delivery.on_vehicle	ups	I/021/OT	Out For Delivery Today	20260304 074122	offset	map	"
run why --demo --format '{event} {how}' 1ZWB7T210340001015 "$id"
code 0; is "$(cat "$T/out")" "$id map"
says "takes the carrier of a number"
run why --demo 1ZWB7T210340001015@ups "$id"; code 0; out "$id"
run why --demo 1ZWB7T210340001015@upss; code 2; err 'did you mean ups'
says "has nothing to explain about a number that was never tracked"
run why 1ZWB7T210340001015
code 3; err 'nothing is kept'; silent
run why; code 2; err 'why takes a number'

# ---- carriers ----

says "lists the carriers"
run carriers
code 0; out 'chronopost     ready'; out 'ups            needs credentials'; out 'only the number formats are known'; no_out '4px'; quiet
run carriers list --json
code 0; json waybill.carrier/1 id=4px state='formats only' path
is "$(value id | sort -c && echo sorted)" sorted
run carriers --tsv
code 0; grep -q "^ups	UPS	1.0.0	needs credentials	" "$T/out" || wrong "no line of UPS"
run carriers --format '{id} is {state}'
code 0; out 'ups is needs credentials'
run carriers show ups --format '{id} {version}'
code 0; is "$(cat "$T/out")" 'ups 1.0.0'
says "shows what a carrier needs, and where a value came from"
WAYBILL_UPS_CLIENT_ID=planted-id run carriers show ups
code 0; out 'client_secret'; out 'set by environment'; out 'https://developer.ups.com'; no_out 'planted-id'
WAYBILL_UPS_CLIENT_ID=planted-id run carriers show ups --json
code 0; no_out 'planted-id'
json waybill.carrier/1 id=ups state='needs credentials' credentials.0.set_by=environment '!credentials.0.value' '!credentials.1.set_by'
says "names the nearest carrier"
run carriers show usp
code 2; err 'did you mean ups'
is "$(grep -o 'usps' "$T/err" | wc -l)" 1
says "says why a plugin was not loaded, and tells of it elsewhere"
printf 'not a program\n' >"$T/plugins/bad.so"
run carriers scan --plugins "$T/plugins"
code 8; out "not loaded: $T/plugins/bad.so"; out 'ups '
head -c 3000 "$PROBE" >"$T/plugins/cut.so"
run carriers scan --plugins "$T/plugins"
code 8; out "not loaded: $T/plugins/cut.so: is cut short: it has 3000 bytes"
rm "$T/plugins/cut.so"
run carriers scan --json --plugins "$T/plugins"
code 8; json waybill.carrier/1; err "not loaded: $T/plugins/bad.so"
run carriers --plugins "$T/plugins"
code 0; err '1 plugin file was not loaded'
says "refuses a plugin that others could have written"
cp "$PROBE" "$T/plugins/probe.so"; chmod 666 "$T/plugins/probe.so"; rm "$T/plugins/bad.so"
run carriers scan --plugins "$T/plugins"
code 8; out 'writable by everybody'; out 'chmod go-w'
touch -d '1 hour ago' "$T/plugins" # an old folder: what is found in it is kept in the cache
run carriers --plugins "$T/plugins"
code 0; no_out 'Probe Parcel'; err 'waybill carriers scan says why'
chmod 755 "$T/plugins/probe.so"
run carriers --plugins "$T/plugins"
code 0; out 'Probe Parcel'; quiet
says "goes on with the rest when a folder of plugins cannot be read"
: >"$T/no-folder"
run carriers scan --plugins "$T/no-folder" --plugins "$T/plugins"
code 8; out "not loaded: $T/no-folder: cannot read the plugin folder"; out 'Probe Parcel'; quiet

done_testing
