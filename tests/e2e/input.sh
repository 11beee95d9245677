# SPDX-License-Identifier: MIT
# Whatever a user, a file or a carrier may feed the program: a clear word and an exit code, never a crash or a hang.
. "$(dirname "$0")/lib.sh"

# ---- numbers ----

says "takes lower case, blanks and dashes"
for number in 1zwb7t210340001015 '1Z WB7 T21 03 4000 1015' 1Z-WB7T21-03-4000-1015; do
  run --demo --format '{number} {status}' "$number"
  code 0; is "$(cat "$T/out")" '1ZWB7T210340001015 out_for_delivery.on_vehicle'
done
says "takes the number out of a longer barcode"
run detect --json 420787459400108499000000000132
code 0; json waybill.detect/1 candidates.0.carrier=usps candidates.0.inner=9400108499000000000132
says "refuses an empty number, a huge one, a binary one and one of foreign letters, and says where"
run detect ''; code 2; err 'empty'; silent
run ''; code 2; err 'empty'
run "$(head -c 100000 /dev/zero | tr '\0' 7)"; code 2; err 'long'
run "$(printf '\377\376\375')"; code 2; err 'not UTF-8'
run detect 'Ž1234567'; code 2; err 'U+017D'
run "$(printf '1Z\033[31m')"; code 2; no_err "$(printf '\033')"
says "reads a line of a megabyte, NUL bytes and no line end without trouble"
{ head -c 1048576 /dev/zero | tr '\0' 7; printf '\nabc\0def\n1ZWB7T210340001015'; } >"$T/numbers"
IN=$T/numbers run --demo --tsv -
code 1; lines 1; err 'line 1: '; err 'line 2: '; err '3 numbers'
says "reads a megabyte that is no text at all"
head -c 1048576 "$WAYBILL" >"$T/numbers"
IN=$T/numbers run detect --tsv -
[ "$CODE" -le 3 ] || wrong "unexpected code"
says "finds nothing to do in an empty list, nor in lines of blanks"
IN=/dev/null run -
code 0; silent; err '0 numbers'
printf '  \n\t\n\n' >"$T/numbers"
IN=$T/numbers run -
code 0; silent; err '0 numbers'
says "says that standard input cannot be read"
for command in 'track --demo' detect; do
  # shellcheck disable=SC2086
  IN=/ run $command -
  code 1; silent; err 'cannot read standard input: Is a directory'
done
says "answers a number before the next one has come"
COMMAND='waybill - of a slow writer'
mkfifo "$T/slow"
: >"$T/out"
timeout 60 "$WAYBILL" --demo --tsv - <"$T/slow" >"$T/out" 2>"$T/err" &
slow_pid=$!
exec 8>"$T/slow"
printf '1ZWB7T210340001015\n1ZWB7T2101' >&8
tries=0
until [ -s "$T/out" ] || [ "$tries" -gt 200 ]; do tries=$((tries + 1)); sleep 0.05; done
lines 1; out 1ZWB7T210340001015
printf '40001028\n' >&8
exec 8>&-
wait "$slow_pid" || wrong "it failed"
lines 2; out 1ZWB7T210140001028
says "is interrupted while it waits for the next number"
for signal in INT TERM; do
  : >"$T/out"
  env --default-signal=INT --default-signal=TERM timeout 60 "$WAYBILL" --demo --tsv - <"$T/slow" >"$T/out" 2>"$T/err" 8>&- &
  slow_pid=$!
  exec 8>"$T/slow"
  printf '1ZWB7T210340001015\n' >&8
  tries=0
  until [ -s "$T/out" ] || [ "$tries" -gt 200 ]; do tries=$((tries + 1)); sleep 0.05; done
  CODE=0
  pkill -"$signal" -P "$slow_pid"
  wait "$slow_pid" || CODE=$?
  exec 8>&-
  code 130; lines 1; err 'interrupted; what arrived is shown and kept'
done

says "works through 3,000 numbers that nobody knows, and sums up"
awk 'BEGIN {
  for (n = 1; n <= 3000; n++) {
    body = sprintf("99AA1003%07d", n); sum = 0
    for (i = 1; i <= 15; i++) {
      c = substr(body, i, 1)
      v = c ~ /[0-9]/ ? c : (index("ABCDEFGHIJKLMNOPQRSTUVWXYZ", c) + 1) % 10
      sum += i % 2 ? v : 2 * v
    }
    print "1Z" body (10 - sum % 10) % 10
  }
}' >"$T/numbers"
IN=$T/numbers run --demo --tsv -
code 3; err 'waybill: 3000 numbers, 3000 answered, 0 with data'
cut -f1 "$T/out" | cmp -s - "$T/numbers" || wrong "not the numbers that were asked, in their order"
IN=$T/numbers run --demo --tsv -q -
code 3; quiet

says "knows the common options with every command"
body_of "$RECORDINGS/ups/recordings/on-the-way/1.http" >"$T/way"
mkdir "$T/empty"
for command in 'track 1ZWB7T210340001015' 'detect 1ZWB7T210340001015' "extract $T/way" "parse ups $T/way --number 1ZWB7T210340001015" \
  'why 1ZWB7T210340001015' 'carriers list'; do
  for option in --json --tsv --format=x --color=never --config= -q -v --as-of=2026-03-04T09:00:00Z --offline "--record=$T/empty" \
    "--replay=$T/empty" --demo; do
    # shellcheck disable=SC2086
    run $command "$option" --state '' --set net.retries=0 --set ups.client_id=a --set ups.client_secret=b --set ups.endpoint.api=https://localhost:1
    [ "$CODE" -ne 2 ] || wrong "a usage error"
  done
done
says "refuses a country that is none, and a command that is none"
run --demo --carrier '' 1ZWB7T210340001015; code 2; err "needs a carrier's id"
run --demo --country Germany 1ZWB7T210340001015; code 2; err 'not a two-letter code'; silent
run help trak; code 2; err 'did you mean track'
says "lets the carrier behind a number stand before --carrier"
run --demo --carrier ups --format '{number} {carrier}' 2026331000000281@canada-post 1ZWB7T210340001015
code 0; out '2026331000000281 canada-post'; out '1ZWB7T210340001015 ups'

# ---- settings ----

settings() { cat >"$T/waybill.conf"; }
try_settings() {
  run --config "$T/waybill.conf" carriers
}
says "names file, line and the nearest key of an unknown setting"
printf '[net]\n# a comment\nretrys = 3\n' | settings
try_settings
code 4; err "$T/waybill.conf:3: unknown setting \"retrys\" in [net]; did you mean \"retries\"?"; silent
says "names an unknown section, a bad value, a setting given twice"
printf '[nett]\nretries = 3\n' | settings; try_settings; code 4; err 'unknown section [nett]'
printf '[net]\nretries = many\n' | settings; try_settings; code 4; err ':2: retries = "many" is not a number from 0 to 10'
printf '[net]\nretries = 1\nretries = 2\n' | settings; try_settings; code 4; err 'already set in line 2'
printf 'one two three\n' | settings; try_settings; code 4; err 'waybill.conf:1'
printf '[carrier upps]\nclient_id = x\n' | settings; try_settings; code 4; err 'did you mean ups'
printf '[carrier ups]\nclient_idd = x\n' | settings; try_settings; code 4; err 'did you mean "client_id"?'
says "refuses an endpoint that is not https"
printf '[carrier ups]\nendpoint.api = http://example.com\n' | settings
run --config "$T/waybill.conf" 1ZWB7T210340001015
code 4; err 'not an https origin'
says "refuses settings that ask more of a carrier than it allows"
printf '[carrier chronopost]\nrequests = 99\n' | settings
run --config "$T/waybill.conf" XT289997231FR
code 4; err 'settings can only be stricter'
says "refuses a circle of includes and a file over the limit"
printf '[waybill]\ninclude = other.conf\n' | settings
printf '[waybill]\ninclude = waybill.conf\n' >"$T/other.conf"
try_settings
code 4; err 'includes itself'
{ printf '[waybill]\n'; yes '# filler' | head -c 2000000; } | settings
try_settings
code 4; err 'settings'; silent
says "tells a setting outside any section, an unknown carrier, and what is no language"
printf 'language = fr\n' | settings; try_settings; code 4; err ':1: "language" stands below no [section]'
printf '[waybill]\ncarriers = ups, dhhl\n' | settings; try_settings; code 4; err ':2: carriers: there is no carrier "dhhl"; did you mean dhl?'
printf '[waybill]\nlanguage = \377\n' | settings; try_settings; code 4; err 'not a language tag'
says "shows the shipped recordings whatever the user's language is"
printf '[waybill]\nlanguage = fr\n' | settings
run --config "$T/waybill.conf" --demo --tsv 1ZWB7T210340001015
code 0; out out_for_delivery
says "says which file is missing or is none"
run --config "$T/none.conf" carriers; code 4; err "$T/none.conf"; silent
run --config "$T" carriers; code 4; err 'not a file'
if [ "$(id -u)" -ne 0 ]; then
  says "says which file it may not read"
  printf '[net]\n' | settings; chmod 0 "$T/waybill.conf"
  try_settings; code 4; err 'Permission denied'; chmod 600 "$T/waybill.conf"
else
  echo "skipped as root: an unreadable file of settings"
fi
says "takes no settings at all with --config ''"
run --config '' carriers; code 0
says "refuses a bad --set"
run --set nonsense carriers; code 4; err 'not of the form section.key=value'
run --set net.retries=99 carriers; code 4; err 'the command line'
says "reads settings from the environment, and says when they are wrong"
WAYBILL_NET_RETRIES=many WAYBILL_UPS_CLIENT_ID=a WAYBILL_UPS_CLIENT_SECRET=b run 1ZWB7T210340001015
code 4; out 'the environment: retries = "many"'

says "refuses a file of credentials that others can read, with the command that helps"
mkdir -p "$HOME/.config/waybill"
printf '[carrier ups]\nclient_id = planted-id\nclient_secret = planted-secret\n' >"$HOME/.config/waybill/credentials"
chmod 644 "$HOME/.config/waybill/credentials"
run 1ZWB7T210340001015
code 4; err "run: chmod 600 '$HOME/.config/waybill/credentials'"; silent; no_err planted
chmod 600 "$HOME/.config/waybill/credentials"
run carriers show ups
code 0; out 'set by file'; no_out planted
says "refuses credentials in settings that others can read"
printf '[carrier ups]\nclient_secret = planted-secret\n' | settings; chmod 644 "$T/waybill.conf"
try_settings; code 4; err 'chmod 600'; no_err planted
rm "$HOME/.config/waybill/credentials"

# ---- output ----

says "tells when the output cannot be written"
CODE=0; COMMAND='waybill >/dev/full'
"$WAYBILL" --demo 1ZWB7T210340001015 >/dev/full 2>"$T/err" || CODE=$?
code 1; err 'cannot write the output: No space left'
CODE=0; COMMAND='waybill >&-'
"$WAYBILL" --demo 1ZWB7T210340001015 >&- 2>"$T/err" || CODE=$?
code 1; err 'cannot write the output'
CODE=0; COMMAND='waybill carriers >&-'
"$WAYBILL" carriers --json >&- 2>"$T/err" || CODE=$?
code 1
CODE=0; COMMAND='waybill - >&-'
yes 1ZWB7T210340001015 | timeout 60 "$WAYBILL" --demo --tsv - >&- 2>"$T/err" || CODE=$?
code 1; err 'cannot write the output: Bad file descriptor'
says "works with standard error closed, and with standard input closed"
CODE=0; COMMAND='waybill 2>&-'
"$WAYBILL" --demo --tsv 1ZWB7T210340001015 >"$T/out" 2>&- || CODE=$?
code 0; lines 1
CODE=0; COMMAND='waybill - <&-'
timeout 60 "$WAYBILL" --demo --tsv - <&- >"$T/out" 2>"$T/err" || CODE=$?
code 1; silent; err 'cannot read standard input: Bad file descriptor'
says "ends quietly when the reader goes away, also of an input without end"
for command in 'track --demo' detect; do
  CODE=0; COMMAND="yes | waybill $command - | head -1"
  # shellcheck disable=SC2086
  { yes 1ZWB7T210340001015 | timeout 60 "$WAYBILL" $command --tsv - 2>"$T/err" || echo $? >"$T/code"; } | head -n 1 >"$T/out"
  is "$(cat "$T/code")" 1; lines 1; no_err 'cannot write'
done
IN=$T/numbers
CODE=0; COMMAND='waybill | head -1'
{ "$WAYBILL" --demo --json - <"$T/numbers" 2>"$T/err"; echo $? >"$T/code"; } | head -n 1 >"$T/out"
no_err 'cannot write'
IN=/dev/null

says "shows answers that cannot be kept, and says that"
COMMAND='waybill with a full disk'
for limit in 0 8; do # blocks of 512 bytes: nothing can be written; the new database is cut short
  ( ulimit -f "$limit"; trap '' XFSZ; "$WAYBILL" --state "$T/full" --replay "$RECORDINGS/ups/recordings/on-the-way" \
    --format '{status}' 1ZWB7T210340001015 2>&1 || echo "code $?" ) | cat >"$T/out"
  rm -rf "$T/full"
  out 'code 1'; out out_for_delivery; out 'not every answer was kept'; out "$T/full"
done
run --state "$T/numbers/below" --replay "$RECORDINGS/ups/recordings/on-the-way" --tsv 1ZWB7T210340001015
code 1; lines 1; out out_for_delivery; err 'not every answer was kept: '; err 'Not a directory'

says "keeps control characters of an answer away from the terminal"
mkdir -p "$T/evil"
sed 's/"Out For Delivery Today"/"\\u001b[2J\\u009b31mOut\\u0007 For\\u202e\\u0000 Delivery\\ttoday"/; s/"city": "Madison"/"city": "Mad\\u001bison\\nX"/' \
  "$RECORDINGS/ups/recordings/on-the-way/1.http" >"$T/evil/1.http"
grep -q u001b "$T/evil/1.http" || wrong "the recording was not changed"
for mode in --color=never --tsv '--format={text} {place}'; do
  run --replay "$T/evil" "$mode" 1ZWB7T210340001015
  code 0; out 'Out For'
  LC_ALL=C tr -d '\11\12\40-\176' <"$T/out" >"$T/odd"
  [ ! -s "$T/odd" ] || wrong "bytes that a terminal may act on: $(od -An -c "$T/odd")"
done
run --replay "$T/evil" --json 1ZWB7T210340001015
code 0; json waybill.timeline/1 events#7
LC_ALL=C tr -d '\12\40-\176\200-\377' <"$T/out" >"$T/odd"
[ ! -s "$T/odd" ] || wrong "a raw control character in JSON"
run why --replay "$T/evil" 1ZWB7T210340001015
code 0
LC_ALL=C tr -d '\12\40-\176' <"$T/out" >"$T/odd"
[ ! -s "$T/odd" ] || wrong "why lets bytes through: $(od -An -c "$T/odd")"

done_testing
