#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh PROGRAM GOLDEN.so: the golden plugin passes all tests of the author's kit.  A copy is checked: what a checkout gives its
# files as owner and mode is not the plugin's affair.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$2" "$work/golden.so"
chmod 644 "$work/golden.so"
[ "$(wc -c < "$2")" -le 51200 ] || { echo "$2 is larger than 50 KB"; exit 1; }
"$1" --config '' --state '' carriers check "$work/golden.so" "$(dirname "$2")/recordings" > "$work/out" || { cat "$work/out"; exit 1; }
tail -1 "$work/out"
