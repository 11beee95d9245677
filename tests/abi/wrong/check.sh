#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh PROGRAM FOLDER_OF_PLUGINS SOURCE: each plugin of the shelf fails the tests that expected.tsv names, with those words,
# and no other; what waybill says of a file that is none, and of arguments that are wrong.
set -eu
program=$1 plugins=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/offences"
offence() { echo "$*" >> "$work/offences"; }
umask 022
cp -R "$source/recordings" "$work/recordings"

check() { # FILE RECORDINGS...: $work/out, $code
  code=0
  timeout 120 "$program" --config '' --state '' carriers check "$@" > "$work/out" 2> "$work/err" || code=$?
}
text_of() { # TEST: its words, one a line
  sed -n "s/.*\"test\":\"$1\",.*\"verdict\":\"failed\",\"text\":\"\(.*\)\"}\$/\1/p" "$work/out" |
    sed 's/\\u000a/\n/g; s/\\"/"/g; s/\\\\/\\/g'
}
judge() { # NAME: against its rows of expected.tsv
  awk -F'\t' -v name="$1" '$1 == name { print $2 "\t" $3 }' "$source/expected.tsv" > "$work/rows"
  cut -f 1 "$work/rows" | sort -u > "$work/wanted"
  sed -n 's/.*"test":"\([a-z]*\)",.*"verdict":"failed".*/\1/p' "$work/out" | sort -u > "$work/failed"
  cmp -s "$work/wanted" "$work/failed" ||
    offence "$1: expected to fail: $(tr '\n' ' ' < "$work/wanted"); failed: $(tr '\n' ' ' < "$work/failed"): $(grep '"failed"' "$work/out" | head -c 1500)"
  while IFS='	' read -r test words; do
    text_of "$test" | awk -v words="$words" 'index($0, words) == 1 { found = 1 } END { exit !found }' ||
      offence "$1: $test does not say \"$words\", but: $(text_of "$test" | head -c 600)"
  done < "$work/rows"
  if [ -s "$work/rows" ]; then wanted=1; else wanted=0; fi
  [ "$code" = $wanted ] || offence "$1: exit code $code, expected $wanted: $(cat "$work/err")"
}

count=0
for file in "$source"/*.c; do
  name=$(basename "$file" .c)
  check "$plugins/$name.so" "$work/recordings" --json
  judge "$name"
  count=$((count + 1))
done
cut -f 1 "$source/expected.tsv" | grep -v '^#' | sort -u | while read -r name; do
  [ -f "$source/$name.c" ] || offence "expected.tsv: there is no $name.c"
done
[ $count -ge 20 ] || offence "only $count plugins on the shelf"

# ---- what is not in the source of a plugin ----
says() { # WORDS: of the run before
  grep -qF -e "$1" "$work/out" "$work/err" || offence "does not say \"$1\", but: $(cat "$work/out" "$work/err" | head -c 800)"
}
cp "$plugins/nothing.so" "$work/p.so"
chmod 664 "$work/p.so"
check "$work/p.so"
[ "$code" = 1 ] || offence "a plugin that others can write: exit code $code"
says "is writable by its group (mode 0664), who could put any program in its place: run chmod go-w $work/p.so"
chmod 644 "$work/p.so"
check "$work/p.so" -v
[ "$code" = 0 ] || offence "without recordings: exit code $code"
says 'no folder of recordings was named'
mkdir "$work/none"
check "$work/p.so" "$work/none"
[ "$code" = 1 ] || offence "a folder without cases: exit code $code"
says "$work/none holds no case: a folder with \`ask\`, recordings and feed.json for each thing that can happen"
check "$work/p.so" "$work/recordings" --in-process
[ "$code" = 0 ] || offence "in process: exit code $code"
echo 'This is no program.' > "$work/text.so"
check "$work/text.so"
[ "$code" = 1 ] || offence "a text: exit code $code"
says 'is no shared object: expected an ELF file'
says 'cannot be loaded: '
head -c 3000 "$plugins/nothing.so" > "$work/text.so"
check "$work/text.so"
[ "$code" = 1 ] || offence "half a plugin: exit code $code"
mkdir -p "$work/many/other"
cp -R "$work/recordings/on-the-way" "$work/many/other/"
check "$work/p.so" "$work/many"
[ "$code" = 1 ] || offence "the cases of another carrier: exit code $code"
says 'the case lies in a folder other, but the file holds no carrier of that id'
mv "$work/many/other" "$work/many/wrong"
check "$work/p.so" "$work/many"
[ "$code" = 0 ] || offence "cases in a folder of the carrier's id: exit code $code"

# ---- --update ----
rm "$work/recordings/on-the-way/feed.json"
check "$work/p.so" "$work/recordings"
[ "$code" = 1 ] || offence "without feed.json: exit code $code"
says 'has no feed.json to compare with (--update writes one)'
check "$work/p.so" "$work/recordings" --update
[ "$code" = 0 ] || offence "--update: exit code $code"
cmp -s "$work/recordings/on-the-way/feed.json" "$source/recordings/on-the-way/feed.json" || offence "--update writes another feed.json"

# ---- usage ----
for arguments in '' 'nowhere.so' "$work/p.so nowhere" 'a b c'; do
  check $arguments
  [ "$code" = 2 ] || offence "carriers check $arguments: exit code $code"
  [ -s "$work/err" ] || offence "carriers check $arguments: no words"
done

[ ! -s "$work/offences" ] || { cat "$work/offences"; exit 1; }
echo "$count plugins"
