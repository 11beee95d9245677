#!/bin/sh
# SPDX-License-Identifier: MIT
# promises.sh COMPILER SOURCE_DIR [--update]: every constant that plugins were ever given keeps its name, number and word, and no
# number of a list is given twice.  promised.tsv is the list; a new constant is appended to it by --update, which changes no line.
set -eu
compiler=$1 list=$2/tests/abi/promised.tsv update=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

printf '#include <waybill/plugin.h>\n#include <waybill/ext/doc.h>\n' | "$compiler" -E -P -I"$2/include" - > "$work/source"
grep -oE '\bWB_[A-Z0-9_]+ = -?[0-9]+' "$work/source" | sed 's/ = /	/' | sort > "$work/numbers"
sed -n 's/^  X(\(WB_[A-Z0-9_]*\), [0-9]*, "\([^"]*\)".*/\1	\2/p' "$2/include/waybill/status.h" | sort > "$work/words"
join -t '	' -a 1 "$work/numbers" "$work/words" > "$work/now"
[ "$(wc -l < "$work/now")" -gt 300 ] || { echo "only $(wc -l < "$work/now") constants were found in the headers"; exit 1; }
touch "$list"
sort "$list" > "$work/promised"
comm -13 "$work/promised" "$work/now" > "$work/new"
if [ "$update" = --update ]; then
  cut -f 1 "$work/promised" > "$work/names"
  join -t '	' -v 2 "$work/names" "$work/new" >> "$list"
  exit 0
fi
failed=0
comm -23 "$work/promised" "$work/now" > "$work/gone"
[ ! -s "$work/gone" ] || { echo 'promised, and no longer so:'; cat "$work/gone"; failed=1; }
[ ! -s "$work/new" ] || { echo 'not in promised.tsv (promises.sh --update appends what is new):'; cat "$work/new"; failed=1; }
# Of the lists of status.h no number and no word is given twice.
awk -F'\t' '$3 != "" {
  kind = $1 ~ /^WB_REASON_/ ? "reason" : $1 ~ /^WB_TRACKING_/ ? "tracking" : $2 >= 256 || $1 ~ /^WB_UNKNOWN/ ? "status" : "outcome"
  if (number[kind, $2]++ || word[kind, $3]++) print "given twice: " $0 }' "$work/now" > "$work/twice"
[ ! -s "$work/twice" ] || { cat "$work/twice"; failed=1; }
exit $failed
