# SPDX-License-Identifier: MIT
# waybill carriers record: what a live answer says of people is not in the case that is kept, and the case replays.
. "$(dirname "$0")/lib.sh"

mkdir -p "$T/answers"
cat >"$T/answers/people.http" <<'EOF'
waybill-exchange 1
at: 2026-03-04T09:00:00Z

> GET https://api.example.com/people?number=PROBE00000001

< 200
< content-type: application/json
< set-cookie: session=planted-cookie
< x-request-id: planted-request

{ "text": "Delivered, call +49 30 1234 5678 or jane.planted@mail.example", "number": "probe00000001", "weight": 1.5,
  "status": { "name": "Delivered" }, "location": { "city": "Lyon", "country": "FR" },
  "recipient": { "name": "Jane Plänted", "street": "Planted Road 12", "city": "Plantedville", "country": "FR", "zip": 75001 },
  "signedBy": "J. Plan\"ted", "phone": 491701234567, "empty": { "phone": null, "email": "" },
  "podImage": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
  "key": "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoxfQ.c2lnbmF0dXJlLXBsYW50ZWQ", "eventId": "2f1c7a90-1111-4222-8333-444455556666" }
EOF
cat >"$T/answers/xml.http" <<'EOF'
waybill-exchange 1
at: 2026-03-04T09:00:00Z

> GET https://api.example.com/xml

< 200
< content-type: text/xml

<?xml version="1.0"?><r xmlns:a="https://a.example/"><status name="Delivered">7</status><a:consignee id="A1"><name>Planted &amp; Sons</name>
<postcode>SW1A 1AA</postcode></a:consignee><signature><![CDATA[Planted]]></signature><city>Lyon</city><phone n="0170planted"/></r>
EOF
mock_start "$T/answers"
cp "$PROBE" "$T/plugins/probe.so"
chmod 755 "$T/plugins/probe.so"
WAYBILL_PROBE_CLIENT_ID=mock-client WAYBILL_PROBE_CLIENT_SECRET='mock secret/1+2'
export WAYBILL_PROBE_CLIENT_ID WAYBILL_PROBE_CLIENT_SECRET
cd "$T"

record() { # SCRIPT [ARGUMENT]...
  script=$1
  shift
  run carriers record probe --plugins "$T/plugins" --set "net.ca_file=$CA" --set "probe.endpoint.api=$URL" \
    --set "probe.script=$script" "$@"
}
no_people() { # FILE...
  for planted in Plant plant Jane jane 'Road' 75001 1234 4917 iVBOR eyJ J. 'mock secret'; do
    ! grep -qF -e "$planted" "$@" || wrong "it still holds $planted: $(grep -hF -e "$planted" "$@" | head -3)"
  done
}
has() { # FILE TEXT
  grep -qF -e "$2" "$1" || wrong "$1 lacks $2: $(tail -8 "$1")"
}

says "shows it and keeps nothing when nobody is there to look"
record '/people?number=PROBE00000001' PROBE00000001
code 1; err 'it was not kept'; out 'blanked recipient.name'; out '---- 1.http ----'
[ ! -e recordings ] || wrong "something was kept"
no_people "$T/out"
says "keeps it when told to, without the people in it"
record '/people?number=PROBE00000001' --yes PROBE00000001 kept
code 0; out 'kept as kept'
no_people kept/1.http kept/ask
has kept/1.http '"location": { "city": "Lyon", "country": "FR" }'
has kept/1.http '"status": { "name": "Delivered" }'
has kept/1.http '"weight": 1.5'
has kept/1.http '"recipient": { "name": "Xxxx Xxxxxxx", "street": "Xxxxxxx Xxxx 11", "city": "Xxxxxxxxxxxx", "country": "FR", "zip": 11111 }'
has kept/1.http '"signedBy": "X. Xxxxxxxx"'
has kept/1.http '"phone": 111111111111'
has kept/1.http '"empty": { "phone": null, "email": "" }'
has kept/1.http '"eventId": "2f1c7a90-1111-4222-8333-444455556666"'
has kept/1.http 'Delivered, call +11 11 1111 1111 or xxxx.xxxxxxx@xxxx.xxxxxxx'
has kept/1.http '> GET https://api.example.com/people'
says "leaves cookies and traces out, and says so"
out 'left out the header set-cookie'; out 'left out the header x-request-id'
! grep -qi -e cookie -e request kept/1.http || wrong "a header is left"
says "names the invented number of the format in place of the real one"
example=$(sed -n 's/^\(PROBE[0-9]*\).*/\1/p' kept/ask)
[ "$example" ] && has kept/1.http "\"number\": \"$example\""
says "makes a case that replays"
mkdir cases && mv kept cases/
run carriers check "$T/plugins/probe.so" cases --update --json # the probe takes anything for a parcel: other tests fail
grep '"test":"replay"' "$T/out" | grep -q '"verdict":"passed","text":"wrote cases/kept/feed.json' || wrong "no feed.json was written"
run carriers check "$T/plugins/probe.so" cases --json
grep '"test":"replay"' "$T/out" | grep -q '"verdict":"passed"' || wrong "the case does not replay"
has cases/kept/feed.json '"outcome": "found"'

says "reads XML too, whatever the carrier makes of it"
record /xml --yes PROBE00000001 xml
code 0
no_people xml/1.http
has xml/1.http '<status name="Delivered">7</status><a:consignee id="X1"><name>Xxxxxxx x Xxxx</name>'
has xml/1.http '<postcode>XX1X 1XX</postcode></a:consignee><signature><![CDATA[Xxxxxxx]]></signature><city>Lyon</city><phone n="1111xxxxxxx"/></r>'
says "does not write over a case"
record /xml --yes PROBE00000001 xml
code 2; err 'xml exists already: name another folder'
says "wants a carrier that there is"
run carriers record prob PROBE00000001 --plugins "$T/plugins"
code 2; err 'prob'
says "has nothing to keep when nothing was asked"
record /people --offline PROBE00000001
[ "$CODE" != 0 ] || wrong "it says that it worked"
says "leaves nothing behind in /tmp"
[ -z "$(ls -d /tmp/waybill-record-* 2>/dev/null)" ] || wrong "left: $(ls -d /tmp/waybill-record-*)"
mock_stop
done_testing
