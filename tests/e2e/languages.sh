# SPDX-License-Identifier: MIT
# Mails in many languages, encodings and character sets: each names its numbers in the field X-Numbers of its header, which
# is never searched.  People, shops and serials are invented.
. "$SOURCE/lib.sh"

for path in "$SOURCE"/mails/*.eml; do
  sed -n 's/^X-Numbers: //p' "$path" | tr ' ' '\n' | sed "s|^|$path |"
done | sort >"$T/planted"
run extract --format '{file} {number}' "$SOURCE"/mails/*.eml
sort -u "$T/out" >"$T/found"
run extract --strict --format '{file} {number}' "$SOURCE"/mails/*.eml
sort -u "$T/out" >"$T/strict"
planted=$(wc -l <"$T/planted")
found=$(comm -12 "$T/planted" "$T/found" | wc -l)
strict=$(comm -12 "$T/planted" "$T/strict" | wc -l)
false=$(comm -13 "$T/planted" "$T/strict" | wc -l)

says "finds the numbers of mails in twenty languages"
[ "$(ls "$SOURCE/mails" | cut -d - -f 1 | sort -u | wc -l)" -ge 20 ] || wrong "fewer languages"
[ $((found * 100)) -ge $((planted * 99)) ] || wrong "$found of $planted planted numbers were found"
says "is right about what one would act on unseen"
[ $((strict * 100)) -ge $(((strict + false) * 95)) ] || wrong "$false strict finds beside $strict that were planted"
[ $((strict * 100)) -ge $((planted * 95)) ] || wrong "only $strict of $planted are strict finds"
echo "$planted planted, $found found, $strict of them with --strict, which finds $false others"

done_testing
