# SPDX-License-Identifier: MIT
# extract: files, standard input, mail, HTML; for people, JSON, tab-separated, --strict.
. "$(dirname "$0")/lib.sh"

cat >"$T/mail.eml" <<'END'
From: "Shop" <no-reply@shop.example>
To: a@b.example
Subject: =?utf-8?q?Ihre_Sendung_1ZWB7T210340001015?=
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="xx"

--xx
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Ihre Sendungsnummer f=FCr das Paket: 1ZWB7T2103=
40001015
--xx
Content-Type: text/html; charset=utf-8

<p>Tracking: <b>1Z</b>WB7T210340001015</p><a href="https://www.ups.com/track?tracknum=1ZWB7T210340001015&amp;x=1">here</a>
--xx--
END
printf 'Your order 123-1234567-1234567 has shipped.\nTracking: 1Z WB7 T21 03 4000 1015\nOrder number: 568838414941\n' >"$T/plain"

says "finds numbers in plain text, with offset and length, and tells orders from parcels"
run extract --json "$T/plain"
code 0; lines 2; quiet
json waybill.extract/1 "file=$T/plain" part= offset=11 length=19 number=123-1234567-1234567 candidates.0.carrier=amazon \
  @2 offset=54 length=23 'text=1Z WB7 T21 03 4000 1015' number=1ZWB7T210340001015 candidates.0.carrier=ups candidates.0.check=ok
says "keeps with --strict what one would act on unseen"
run extract --strict --json "$T/plain"
code 0; lines 1; json waybill.extract/1 number=1ZWB7T210340001015
says "decodes mail: subject, quoted-printable, HTML, links"
run extract --tsv "$T/mail.eml"
code 0; lines 4; quiet
is "$(cut -f2,5,6,7 "$T/out" | tr '\t' ' ')" "subject 1ZWB7T210340001015 1ZWB7T210340001015 ups
1 text/plain 1ZWB7T210340001015 1ZWB7T210340001015 ups
2 text/html 1ZWB7T210340001015 1ZWB7T210340001015 ups
links 1ZWB7T210340001015 1ZWB7T210340001015 ups"
says "shows people where it is and whose"
run extract "$T/plain"
code 0; out "$T/plain:54: 1ZWB7T210340001015"; out UPS; out 'Amazon (an order)'
says "reads standard input, as - and without a word"
IN=$T/plain run extract --format '{file} {number} {strict}' -
code 0; out '- 1ZWB7T210340001015 yes'; out '- 123-1234567-1234567 no'
IN=$T/plain run extract -q
code 0; silent; quiet
says "finds nothing: exit code 3"
printf 'Nothing to see here, call 555-1234.\n' >"$T/nothing"
run extract "$T/nothing"
code 3; silent; quiet
says "goes on after a file that is not there"
run extract --tsv "$T/none" "$T/plain"
code 1; lines 2; err 'cannot open'
says "does not take options of other commands"
run extract --postcode 1 "$T/plain"
code 2
run detect --strict 7
code 2
says "shows nothing of a mail that could harm a terminal"
printf 'Tracking: 1ZWB7T210340001015\033[31m\n' >"$T/escape"
run extract "$T/escape"
code 0; no_out "$(printf '\033')"
done_testing
