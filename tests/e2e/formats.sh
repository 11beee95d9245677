#!/bin/sh
# SPDX-License-Identifier: MIT
# The tables of config/formats: what is wrong is refused with file, line and reason, and what they hold is detected.
. "$SOURCE/lib.sh"

tables=$SOURCE/../../config/formats
carrier='one\tOne Parcel\t*\t-\t-\n'
row='one\tone-12\tON[0-9]{12}\tluhn over=2-12 at=13\t-\t0.5\t-\tON123456789015\tinvented\tC\n'
codes='place\t12\tHere\n'

# compile CARRIERS CODES ROWS: what the compiler says
compile() {
  printf "$1" >"$T/carriers.tsv"; printf "$2" >"$T/codes.tsv"; printf "$3" >"$T/rows.tsv"
  CODE=0; COMMAND="formats_compile"; rm -f "$T/out.c"
  "$COMPILE" "$T/out.c" "$T/carriers.tsv" "$T/codes.tsv" "$T/rows.tsv" >"$T/out" 2>"$T/err" || CODE=$?
}
refused() { # CARRIERS CODES ROWS WORDS
  compile "$1" "$2" "$3"
  code 1; err "$4"; [ ! -e "$T/out.c" ] || wrong 'it wrote a plugin all the same'
}
with() { printf '%s' "$row" | sed "s~$1~$2~"; }

says "takes a table in order"
compile "$carrier" "$codes" "$row"
code 0; quiet
says "refuses what does not compile, with line and reason"
refused "$carrier" "$codes" "# comment\n\n$(with '\[0-9\]{12}' '[0-9}{12}')" 'rows.tsv:3: format one-12: pattern'
refused "$carrier" "$codes" "$(with ON123456789015 ON123456789016)" 'rows.tsv:1: format one-12: example "ON123456789016" fails its check digit'
refused "$carrier" "$codes" "$(with luhn luhm)" 'check "luhm": not one of sum'
refused "$carrier" "$codes" "$(with at=13 at=x)" '"at=x" is not understood'
refused "$carrier" "$codes" "$(with at=13 at=99)" 'check digit: it covers'
refused "$carrier" "$codes" "$(with 0.5 lots)" 'share "lots" is not a percentage'
refused "$carrier" "$codes" "$(with '\\t-\\tON' '\\tmaybe\\tON')" 'mark "maybe" is neither'
refused "$carrier" "$codes" "$(with '\\tC' '\\tZ')" 'sureness "Z" is not A, B or C'
refused "$carrier" "$codes" "$(with '\\tinvented' '\\t-')" 'needs its source'
refused "$carrier" "$codes" "$row$(with '^one' two)" 'rows.tsv:2: carrier "two" is not in the table'
refused "$carrier" "$codes" "$(with '\\t-\\t0.5' '\\tplace@2+2=plaice\\t0.5')" 'no code of a table "plaice"'
refused "$carrier" "$codes" "$(with '\\t-\\t0.5' '\\tplace=2\\t0.5')" 'not of the form what@position+length=table'
refused "$carrier" "$codes" "$(with '\\tC\\n' '')" 'rows.tsv:1: 9 fields, expected 10'
refused "$carrier" "$codes" "$(with '\\tC' '\\tC\\tmore')" 'more than 10 fields'
refused "$carrier$carrier" "$codes" "$row" 'carriers.tsv:2: carrier "one" stands twice'
refused "${carrier}two\tTwo\t*\t-\t-\n" "$codes" "$row" 'carriers.tsv:2: carrier "two" has no format'
refused "$carrier" "place\t-\tHere\n" "$row" 'codes.tsv:1: a code needs'

says "knows every example of the tables, its carrier among the candidates"
grep -hv '^#' "$tables"/*.formats.tsv | cut -f8 >"$T/examples"
grep -hv '^#' "$tables"/*.formats.tsv | cut -f1,2 >"$T/expected"
IN=$T/examples run detect --json -
code 0; quiet
is "$(wc -l <"$T/out")" "$(wc -l <"$T/examples")"
paste "$T/expected" "$T/out" | awk -F '\t' '
  index($3, "{\"carrier\":\"" $1 "\",\"format\":\"" $2 "\",\"check\":\"failed\"") { print $1, $2, "fails"; next }
  !index($3, "{\"carrier\":\"" $1 "\",\"format\":\"" $2 "\",") { print $1, $2, "is missing" }' >"$T/missing"
[ ! -s "$T/missing" ] || wrong "$(head -5 "$T/missing")"
says "names the origin post of every issuing code"
awk -F '\t' '$1 == "post" { print $2 "\t" $3 }' "$tables/codes.tsv" >"$T/posts"
is "$(wc -l <"$T/posts")" "$(sort -u "$T/posts" | wc -l)"
[ "$(wc -l <"$T/posts")" -ge 240 ] || wrong "only $(wc -l <"$T/posts") issuing codes"
cut -f1 "$T/posts" | sed 's/^/RR123456785/' >"$T/numbers"
IN=$T/numbers run detect --json -
code 0
paste "$T/posts" "$T/out" | awk -F '\t' '!index($3, "\"post " $1 ": " $2 "\"")' >"$T/missing"
[ ! -s "$T/missing" ] || wrong "no post named in $(head -1 "$T/missing")"
says "has at least 120 formats of at least 60 carriers"
run carriers list --json
carriers=$(wc -l <"$T/out")
formats=$(sed 's/.*"formats":\[\([^]]*\)\].*/\1/' "$T/out" | tr ',' '\n' | grep -c .)
[ "$carriers" -ge 60 ] || wrong "$carriers carriers"
[ "$formats" -ge 120 ] || wrong "$formats formats"
says "cannot ask a carrier of the tables"
run GFUS01026837331000
code 3; out 'knows number formats only'

says "remembers the carrier that a user names for a number"
run detect --tsv 320610804900
code 0; is "$(head -1 "$T/out" | cut -f 3)" purolator
run track --offline 3206-1080-4900@fedex
run detect 320610804900
code 0; out 'you chose FedEx for this number'
run detect --tsv 320610804900
is "$(head -1 "$T/out" | cut -f 3)" fedex
run detect 566838414943
no_out 'you chose'
says "takes the last carrier that was named"
run track --offline 320610804900 --carrier purolator
run track --offline '3206 1080 4900'
out 'Purolator cannot be asked'
is "$(wc -l <"$HOME/.local/state/waybill/chosen-carriers")" 2
run track --offline 320610804900@purolator
is "$(wc -l <"$HOME/.local/state/waybill/chosen-carriers")" 2
says "goes on without what was chosen when it cannot be read"
printf 'no blank\n320610804900 nobody\n320610804900 fe' >"$HOME/.local/state/waybill/chosen-carriers"
run detect 320610804900
code 0; no_out 'you chose'

done_testing
