# SPDX-License-Identifier: MIT
# waybill track on the shipped recordings: what people and programs read.
. "$(dirname "$0")/lib.sh"

says "shows a parcel on 80 columns"
run --demo 1ZWB7T210340001015
code 0; same_as ups-80.txt; quiet

says "wraps long texts and places on 40 columns"
COLUMNS=40 run --demo XT289997231FR
code 0; same_as chronopost-40.txt; quiet
[ "$(awk '{ if (length($0) > 40) print }' "$T/out" | wc -l)" -eq 0 ] || wrong "a line is longer than 40"

says "reads XML carriers as well as JSON ones, in the order in which they were named"
run --demo 2026331000000113 4704055705@dhl XT289997231FR 1ZWB7T210340001015
code 0; same_as four-carriers.txt

says "keeps the order with --tsv, and a second naming shows a second time"
run --demo --tsv XT289997231FR 1ZWB7T210340001015 1zwb7t210340001015 XT289997231FR
code 0; same_as order.tsv; lines 4; quiet

says "prints valid JSON Lines with the contract's members"
run --demo --json 1ZWB7T210340001015 XT289997231FR 1ZWB7T210340001042
code 1; lines 3
json waybill.timeline/1 number=1ZWB7T210340001015 carrier=ups status=out_for_delivery.on_vehicle tracking=ok events#7 \
  events.0.status=pre_shipment.label_created events.0.time.from=2026-03-02T14:30:11Z events.0.time.offset=-05:00 \
  events.0.time.zone_from=offset events.-1.place.city=Madison events.0.sources#1 events.0.statements#1 eta.kind=estimated \
  eta.from=2026-03-04T13:15:00 as_of=2026-03-04T14:05:00Z legs#1 legs.0.carrier=ups \
  @2 number=XT289997231FR carrier=chronopost status=ready_for_pickup.at_pickup_point \
  @3 number=1ZWB7T210340001042 tracking=not_found status=unknown.no_data events#0 '!carrier'

says "gives the same events whatever the user's time zone is"
run --demo --json 1ZWB7T210340001015; cp "$T/out" "$T/utc"
TZ=Asia/Kolkata run --demo --json 1ZWB7T210340001015
cmp -s "$T/utc" "$T/out" || wrong "another TZ changes the timeline"

says "judges by --as-of"
run --demo --json --as-of 2026-03-04T20:00:00+01:00 1ZWB7T210340001015
json waybill.timeline/1 as_of=2026-03-04T19:00:00Z
run --demo --as-of yesterday 1ZWB7T210340001015
code 2; err '--as-of "yesterday" is not a time'

says "writes a format's fields, escapes and braces"
run --demo --format '{number}\t{carrier_name}\t{status}\t{events}\t{{x}}\\' 1ZWB7T210340001015
code 0
is "$(cat "$T/out")" "$(printf '1ZWB7T210340001015\tUPS\tout_for_delivery.on_vehicle\t7\t{x}\\')"
says "refuses an unknown field of a format and lists those that there are"
run --demo --format '{numbr}' 1ZWB7T210340001015
code 2; err 'no field "numbr"'; err ' number '; silent

says "asks the carrier behind the @, and the one of --carrier"
run --demo --json 1ZWB7T210340001015@ups
code 0; json waybill.timeline/1 carrier=ups
run --demo --json --carrier chronopost XT289997231FR
code 0; json waybill.timeline/1 carrier=chronopost
says "asks the carrier that takes a parcel over, as far as it is recorded"
run --demo --json 1ZWB7T21YW40001133
code 0; json waybill.timeline/1 number=1ZWB7T21YW40001133 asked#2 asked.0.carrier=ups asked.1.carrier=usps \
  asked.1.outcome=found legs#2 legs.0.role=first_mile legs.1.carrier=usps legs.1.number=9261290113185417400015 \
  status=in_transit.arrived_local_depot events#4
run --demo --json --set waybill.follow=no 1ZWB7T21YW40001133
code 0; json waybill.timeline/1 asked#1
says "asks the post at the other end of an S10 item"
run --demo --json --country us LM473124829CA
code 0; json waybill.timeline/1 asked#2 asked.0.carrier=canada-post asked.1.carrier=usps legs#2 events#4
run --demo --json --set waybill.country=US LM473124829CA
code 0; json waybill.timeline/1 asked#2
run --demo --json LM473124829CA
code 0; json waybill.timeline/1 asked#1 events#3
run --demo --json --country us 1ZWB7T210340001015
code 0; json waybill.timeline/1 asked#1

says "names the nearest carrier for one that is unknown"
run --demo 1ZWB7T210340001015@upz
code 2; err 'there is no carrier "upz"; did you mean ups'; silent
run --demo --carrier chronpost XT289997231FR
code 2; err 'did you mean chronopost?'

says "names the nearest option and command"
run --demoo 1ZWB7T210340001015
code 2; err 'unknown option "--demoo"; did you mean --demo?'; silent
run trakc 1ZWB7T210340001015
code 2; err 'unknown command "trakc"; did you mean track?'
run carriers lst
code 2; err 'did you mean list?'
says "tells of a command that is not there yet"
run watch
code 2; err 'no command "watch" yet'
says "refuses options that exclude each other or do not belong"
run --json --tsv 1ZWB7T210340001015
code 2; err '--json and --tsv exclude each other'
run detect --strict 1ZWB7T210340001015
code 2; err '--strict does not go with this command'
says "wants a number and says how"
run
code 2; err 'which number?'
run --carrier
code 2; err '--carrier needs a value'

says "answers for the parcel with --exit-status"
run --demo --exit-status --tsv XT289997231FR; code 11
run --demo --exit-status --tsv 1ZWB7T210340001015; code 10
run --demo --exit-status --tsv 1ZWB7T210140001028; code 0
run --demo --exit-status --tsv 1ZWB7T211240001034; code 11
run --demo --exit-status --tsv 1ZWB7T210340001168 1ZWB7T210140001028; code 12
run --demo --exit-status --tsv 1ZWB7T210340001042; code 3

says "names the credentials that are missing, and where to get them"
run 1ZWB7T210340001015
code 4; out 'Credentials needed'; out WAYBILL_UPS_CLIENT_ID; out 'https://developer.ups.com'
says "shows the candidates when nobody is likely enough to be asked"
run --set waybill.ask_from_percent=100 --tsv 799528907868
code 7; err 799528907868@fedex; err 'several carriers are possible'
says "says that a check digit is wrong and asks nobody"
run 1ZWB7T210340001016
code 3; out 'Not a valid number'; out 'check digit is wrong'
says "has three sayings for no data, an answer that is not understood, and one that is not for this account"
run --demo 1ZWB7T210340001042; code 3; out 'Not found'
run --demo 1ZWB7T210340001088; code 6; out "The carrier's answer was not understood"
run --demo 9400108499000000000194; code 4; out 'Not shown to this account'

says "prints help for the program and for a command"
run --help
code 0; out 'waybill carriers'; out 'Exit codes: 0 worked'; quiet
run help detect
code 0; out 'waybill detect NUMBER'; no_out '--http-status'
run detect --help
code 0; no_out '--http-status'
run --version
code 0; out 'waybill 0.'

says "colours when told, and not with NO_COLOR, in a pipe, or with never"
run --demo --color always 1ZWB7T210340001015
grep -q "$(printf '\033')\[" "$T/out" || wrong "no colour"
sed "s/$(printf '\033')\[[0-9;]*m//g" "$T/out" | cmp -s - "$SOURCE/golden/ups-80.txt" || wrong "colour changes the words"
run --demo 1ZWB7T210340001015
no_out "$(printf '\033')"
NO_COLOR=1 run --demo --color auto 1ZWB7T210340001015
no_out "$(printf '\033')"
run --demo --color sometimes 1ZWB7T210340001015
code 2; err '--color knows auto, always and never'

done_testing
