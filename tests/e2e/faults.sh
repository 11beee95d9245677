# SPDX-License-Identifier: MIT
# What a carrier's server may do to us: each ends in its own words, outcome and exit code, in bounded time.
. "$(dirname "$0")/lib.sh"

mock_start
cp "$PROBE" "$T/plugins/probe.so"
chmod 755 "$T/plugins/probe.so"
WAYBILL_PROBE_CLIENT_ID=mock-client WAYBILL_PROBE_CLIENT_SECRET='mock secret/1+2'
export WAYBILL_PROBE_CLIENT_ID WAYBILL_PROBE_CLIENT_SECRET

probe() { # SCRIPT [ARGUMENT]...
  script=$1
  shift
  run --plugins "$T/plugins" --set "net.ca_file=$CA" --set "probe.endpoint.api=$URL" --set "probe.script=$script" \
    --set net.backoff_ms=10 --state '' "$@"
}
answer() { # OUTCOME CODE WORD: of the one that was asked
  json waybill.timeline/1 "asked.0.outcome=$1" "asked.0.error.code=$2" 'asked.0.detail' events#0
  err "$3"
}

says "works when nothing is wrong"
probe /ok --json PROBE00000001
code 0; json waybill.timeline/1 carrier=probe status=in_transit.moving tracking=ok events#1
says "asks the other carriers although one lacks its credentials"
probe /ok --tsv 1ZWB7T210340001015 PROBE00000001
code 1; lines 2; out 'PROBE00000001	probe	in_transit.moving'; err 'UPS needs client_id, client_secret'; err 'developer.ups.com'
probe /ok --set waybill.ask_from_percent=0 --json 00340434161094027318
code 4; json waybill.timeline/1 asked.0.carrier=dhl asked.0.error.code=credentials asked.1.carrier=usps asked.1.error.code=credentials
says "renews a refused token once"
probe /guarded-once --json PROBE00000001
code 0; json waybill.timeline/1 tracking=ok
says "gives up on credentials that are refused again"
probe /guarded-never --json PROBE00000001
code 4; answer failed auth refused
says "says that the token call was refused, without telling the secret"
WAYBILL_PROBE_CLIENT_SECRET=planted-wrong-secret probe /ok -vv --json PROBE00000001
code 4; json waybill.timeline/1 asked.0.error.code=auth
no_out planted; no_err planted
says "waits for a short Retry-After"
probe '/flaky?status=429&fails=1&after=1' --json PROBE00000001
code 0; json waybill.timeline/1 tracking=ok
says "does not wait for a long one, and hands it on"
probe '/status?is=429&after=7200' --json PROBE00000001
code 5; answer failed rate 'slow down'; json waybill.timeline/1 tracking=rate_limited asked.0.retry_after_s=7200
says "tries again after 500"
probe '/flaky?status=500&fails=2' --json PROBE00000001
code 0; json waybill.timeline/1 tracking=ok
says "gives up when 500 stays"
probe '/status?is=503' --set net.retries=1 --json PROBE00000001
code 5; answer failed upstream 503
says "tells garbage in place of HTTP"
probe /garbage --set net.retries=0 --json PROBE00000001
code 5; answer failed network 'not HTTP'
says "tells a page in place of an answer"
probe /type --json PROBE00000001
code 6; answer failed parse 'HTML'
says "tells an answer that breaks off, and a connection that does"
probe /truncated --set net.retries=0 --json PROBE00000001
code 5; answer failed network 'cut short'
probe /reset --set net.retries=0 --json PROBE00000001
code 5; answer failed network 'connection broke'
says "does not unpack a bomb, nor take a body without end"
probe /bomb --set net.retries=0 --json PROBE00000001
code 6; answer failed limit bytes
probe /huge --set net.retries=0 --json PROBE00000001
code 6; answer failed limit bytes
says "does not follow a redirect to another host, nor to plain http"
probe '/redirect?where=out' --set net.retries=0 --json PROBE00000001
[ "$CODE" -eq 5 ] || [ "$CODE" -eq 6 ] || wrong "unexpected code"
json waybill.timeline/1 asked.0.outcome=failed events#0; err "$OTHER"
probe '/redirect?where=http' --set net.retries=0 --json PROBE00000001
json waybill.timeline/1 asked.0.outcome=failed events#0
says "does not wait for ever"
probe '/stall?ms=4000' --set net.retries=0 --set net.idle_timeout_ms=400 --set net.total_timeout_ms=900 --json PROBE00000001
code 5; answer failed network 'timed out'
says "does not trust a certificate that nobody vouches for, has expired, or is another's"
run --plugins "$T/plugins" --set "probe.endpoint.api=$URL" --set net.retries=0 --state '' --json PROBE00000001
code 5; answer failed network certificate
for server in expired misnamed; do
  probe /ok --set net.retries=0 --set "probe.endpoint.api=$(sed -n "s/^$server: //p" "$T/mock.out")" --json PROBE00000001
  code 5; answer failed network certificate
done

says "goes through the proxy that the environment names, unless it excepts the host"
plain=$(sed -n 's/^plain: //p' "$T/mock.out") # a server that is no proxy: through it nothing arrives
https_proxy=$plain probe /ok --set net.retries=0 --json PROBE00000001
code 5; json waybill.timeline/1 asked.0.outcome=failed asked.0.error.code=network
https_proxy=$plain no_proxy=localhost probe /ok --set net.retries=0 --json PROBE00000001
code 0; json waybill.timeline/1 tracking=ok
https_proxy=http://user:planted-word@proxy.invalid:3128 probe /ok --set net.retries=0 -vv --json PROBE00000001
code 5; err "the proxy's host name cannot be resolved"; no_out planted; no_err planted
all_proxy=socks5h://127.0.0.1:1 probe /ok --set net.retries=0 --json PROBE00000001
code 5; json waybill.timeline/1 asked.0.error.code=network

says "scrubs what a server echoes: no token and no secret in a recording or log"
probe /echo -vv --record "$T/tape" --json PROBE00000001
grep -rq '^> GET https://localhost' "$T/tape" || wrong "nothing was recorded"
for secret in mock-token 'mock secret' 'mock%20secret' one-time-value; do
  ! grep -rqaF -e "$secret" "$T/tape" "$T/out" "$T/err" || wrong "\"$secret\" can be seen"
done

says "is interrupted in mid-transfer, and keeps and shows what arrived"
RUN="--plugins $T/plugins --set net.ca_file=$CA --set probe.endpoint.api=$URL"
interrupt() { # SIGNAL ARGUMENT...
  signal=$1
  shift
  COMMAND="waybill $*"
  CODE=0
  timeout --preserve-status -s "$signal" 2 env --default-signal=INT --default-signal=TERM "$WAYBILL" "$@" \
    </dev/null >"$T/out" 2>"$T/err" 9>&- || CODE=$?
}
# shellcheck disable=SC2086 # the words of RUN hold no blanks
interrupt INT $RUN --set 'probe.script=/stall?ms=8000' --tsv PROBE00000002
code 130; silent; err 'interrupted'; err '1 numbers, 0 answered'
# one that is answered, then one that stalls
# shellcheck disable=SC2086
run $RUN --set probe.script=/ok --tsv PROBE00000003
code 0
# shellcheck disable=SC2086
interrupt TERM $RUN --set 'probe.script=/stall?ms=8000' --set probe.min_poll_s=3600 --tsv PROBE00000003 PROBE00000002
code 130; out PROBE00000003; no_out PROBE00000002; err '2 numbers, 1 answered, 1 with data (interrupted'
# shellcheck disable=SC2086
run $RUN --offline --tsv PROBE00000003
code 0; out in_transit.moving
mock_stop

done_testing
