# SPDX-License-Identifier: MIT
# merge: saved feeds into timelines.
. "$(dirname "$0")/lib.sh"

# feed SHIPMENT SOURCE FETCHED STATUS LOCAL OFFSET: one line with one statement
feed() {
  printf '{"schema":"waybill.feed/1","shipment":"%s","source":"%s","role":"carrier","carrier":"%s","fetched_at":"%s","results":[{"number":"N%s","outcome":"found","events":[{"ref":"%s/%s/%s","status":"%s","time":{"local":"%s","offset":"%s","precision":"second"},"place":{"text":"Secaucus, NJ, US"},"text":"Picked up"}]}]}\n' \
    "$1" "$2" "$2" "$3" "$1" "$1" "$2" "$3" "$4" "$5" "$6"
}
{
  feed s1 ups 2026-03-02T00:00:00Z accepted.picked_up 2026-03-01T10:00:00 -05:00
  feed s1 agg 2026-03-02T00:00:00Z accepted.picked_up 2026-03-01T15:00:00 +00:00
  feed s1 ups 2026-03-03T00:00:00Z accepted.picked_up 2026-03-01T10:00:00 -05:00
  feed s2 ups 2026-03-02T00:00:00Z accepted.picked_up 2026-03-01T11:00:00 -05:00
} >"$T/feeds"

says "merges what two sources say of one scan"
run merge --json "$T/feeds"
code 0; lines 2; quiet
json waybill.timeline/1 shipment=s1 number=Ns1 status=accepted.picked_up events#1 events.0.statements#3 events.0.sources#2 \
  @2 shipment=s2 events#1
says "shows a timeline after each moment of fetching"
run merge --every --json "$T/feeds"
code 0; lines 3
json waybill.timeline/1 shipment=s1 poll=0 events.0.statements#2 @2 shipment=s1 poll=1 events.0.statements#3 @3 shipment=s2 poll=0
says "does not mind the order of the lines"
run merge --every --json "$T/feeds"
cp "$T/out" "$T/grouped"
{ sed -n 4p "$T/feeds"; sed -n 3p "$T/feeds"; sed -n 1p "$T/feeds"; sed -n 2p "$T/feeds"; } >"$T/mixed"
run merge --every --json "$T/mixed"
code 0; is "$(sort "$T/out")" "$(sort "$T/grouped")"
says "reads standard input, several files, and lines without an end"
IN=$T/feeds run merge --json
code 0; lines 2
sed -n 1p "$T/feeds" | tr -d '\n' >"$T/one"
sed -n 4p "$T/feeds" | tr -d '\n' >"$T/two"
run merge --json "$T/one" "$T/two"
code 0; lines 2
says "shows people a timeline"
run merge "$T/feeds"
code 0; out 'Picked up'; quiet
says "says which line is no feed, and what is wrong"
{ sed -n 1p "$T/feeds"; echo '{"schema":"other"}'; } >"$T/bad"
run merge --json "$T/bad"
code 6; err 'line 2'; err 'waybill.feed/1'
echo 'no json' >"$T/bad"
run merge --json "$T/bad"
code 6; err 'line 1'
says "finds nothing in nothing"
run merge --json
code 3; silent
says "says that a file cannot be read"
run merge --json "$T/none"
code 1; err "cannot read $T/none"
says "refuses options that are not its own"
run merge --carrier ups "$T/feeds"
code 2; err 'does not go with this command'
run detect --every 1
code 2

done_testing
