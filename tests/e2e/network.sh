# SPDX-License-Identifier: MIT
# Whole runs against a mock carrier over real HTTPS: tokens, refusals, retries, the store, and what must never be seen.
. "$(dirname "$0")/lib.sh"

ID=planted-id-4c1b SECRET=planted-secret-77e0
AS_OF=2026-03-04T14:05:00Z

# Recorded answers of UPS that are served one after the other: first a refusal, then the parcel.
WAY=$RECORDINGS/ups/recordings/on-the-way/1.http
answers() { # NAME NUMBER RESPONSE HEAD... : NAME/1.http refuses, NAME/2.http is the parcel under that number
  mkdir -p "$T/served/$1"
  sed "s/1ZWB7T210340001015/$2/g" "$WAY" >"$T/served/$1/2.http"
  sed '/^< /,$d' "$T/served/$1/2.http" >"$T/served/$1/1.http"
  printf "$3" >>"$T/served/$1/1.http"
}
mkdir -p "$T/served/plain"
cp "$WAY" "$T/served/plain/1.http"
answers 401-once 1ZWB7T210340001024 '< 401\n\n{}\n'
answers 429-once 1ZWB7T210340001033 '< 429\n< retry-after: 1\n\n{}\n'
answers 500-once 1ZWB7T210340001051 '< 500\n\nsorry\n'
mock_start "$T/served"

ups() { # ARGUMENTS of one run that may ask the mock
  WAYBILL_UPS_CLIENT_ID=$ID WAYBILL_UPS_CLIENT_SECRET=$SECRET run --set "net.ca_file=$CA" --set "ups.endpoint.api=$URL" \
    --set net.backoff_ms=10 --as-of "$AS_OF" "$@"
}

says "asks for a token and then for the parcel, and keeps the answer"
ups -vv --record "$T/tape" --json 1ZWB7T210340001015
code 0; json waybill.timeline/1 carrier=ups status=out_for_delivery.on_vehicle events#7 asked.0.recorded=false
cp "$T/out" "$T/live"; cp "$T/err" "$T/log"
[ -s "$HOME/.local/state/waybill/waybill.db" ] || wrong "nothing was kept"
is "$(stat -c %a "$HOME/.local/state/waybill/waybill.db")" 600

says "answers from the store, and explains, when nobody can be asked"
run --offline --json --as-of "$AS_OF" 1ZWB7T210340001015
code 0; json waybill.timeline/1 status=out_for_delivery.on_vehicle events#7
value events >"$T/kept"
"$JSON_LINES" --print events <"$T/live" | cmp -s - "$T/kept" || wrong "the store tells other events than the run did"
run --offline --tsv 1ZWB7T21034000101
code 0; out 1ZWB7T210340001015
run why 1ZWB7T210340001015
code 0; out 'I/021/OT'

says "replays a recorded run to the same timeline"
run --replay "$T/tape" --set "ups.endpoint.api=$URL" --as-of "$AS_OF" --json 1ZWB7T210340001015
code 0
for member in events status eta legs findings service weight_g; do
  is "$(value $member)" "$("$JSON_LINES" --print $member <"$T/live")"
done

says "asks nobody again before min_poll_s has passed"
ups --set ups.min_poll_s=3600 --json 1ZWB7T210340001015
code 0; json waybill.timeline/1 events#7
ups --set ups.min_poll_s=3600 -vv --tsv 1ZWB7T210340001015
code 0; no_err '/api/track'

says "renews a token that is refused, once"
ups --tsv 1ZWB7T210340001024
code 0; out out_for_delivery
says "waits as long as a carrier asks, then goes on"
ups --tsv 1ZWB7T210340001033
code 0; out out_for_delivery
says "tries again after a failure of the carrier's"
ups --tsv 1ZWB7T210340001051
code 0; out out_for_delivery

mock_stop
says "asked once for each parcel, once more for each refusal, and once a run for a token"
is "${MOCK_SAW%, *}" 'mock: 12 requests, 5 token calls'

says "says that the carrier cannot be reached"
ups --set net.retries=0 --set ups.endpoint.api=https://127.0.0.1:1 1ZWB7T210140001028
code 5; out 'The carrier could not be asked'; out 'https://127.0.0.1:1'
says "still shows what is kept when the carrier cannot be reached"
ups --set net.retries=0 --set ups.endpoint.api=https://127.0.0.1:1 1ZWB7T210340001015
out 'Out For Delivery Today'

# ---- secrets ----

says "shows no secret and no token in output, log, store or recording"
"$WAYBILL" --offline --json 1ZWB7T210340001015 >>"$T/log" 2>&1
"$WAYBILL" why --json 1ZWB7T210340001015 >>"$T/log" 2>&1
basic=$(printf '%s:%s' "$ID" "$SECRET" | base64)
for secret in "$SECRET" mock-token "$basic" Bearer\ mock; do
  ! grep -rqaF -e "$secret" "$T/live" "$T/log" "$T/tape" "$HOME" || wrong "\"$secret\" can be seen"
done
grep -q '{token}' "$T"/tape/*.http "$T"/tape/*/*.http 2>/dev/null || wrong "the recording does not say that a token was sent"

done_testing
