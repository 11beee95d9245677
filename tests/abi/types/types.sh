#!/bin/sh
# SPDX-License-Identifier: MIT
# types.sh LIBRARY PLUGIN_TYPES INCLUDE [--update]: the library's functions and the plugin ABI have the types that were promised
# (library.abi, plugin.abi; written by --update, which is for a change that docs/abi-changes.md allows).  New functions are not a
# change.  Exit 77: skipped, there is no abidw or no debug information.
set -eu
library=$1 plugin=$2 include=$3 update=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
command -v abidw > /dev/null && command -v abidiff > /dev/null || { echo 'skipped: there is no abidw (package abigail-tools)'; exit 77; }
readelf -S "$library" | grep -q '\.debug_info' || { echo 'skipped: the library was built without debug information'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

describe() { # FILE
  abidw --no-show-locs --no-comp-dir-path --no-corpus-path --no-elf-needed --drop-undefined-syms --exported-interfaces-only \
    --headers-dir "$include" --drop-private-types --type-id-style hash "$1"
}
describe "$library" > "$work/library.abi"
describe "$plugin" > "$work/plugin.abi"
seen() { grep -c "<function-decl name='$2" "$work/$1.abi" || :; }
[ "$(seen library wb_)" -ge 50 ] || { echo "only $(seen library wb_) functions were found in $library"; exit 1; }
[ "$(seen plugin seen_wb_)" -ge 30 ] || { echo "only $(seen plugin seen_wb_) structures were found in $plugin"; exit 1; }
if [ "$update" = --update ]; then
  cp "$work/library.abi" "$work/plugin.abi" "$here/"
  exit 0
fi
failed=0
for name in library plugin; do
  abidiff --no-added-syms "$here/$name.abi" "$work/$name.abi" > "$work/out" 2>&1 || {
    echo "$name: not what was promised.  When docs/abi-changes.md allows it: sh tests/abi/types/types.sh $1 $2 $3 --update"
    cat "$work/out"
    failed=1
  }
done
exit $failed
