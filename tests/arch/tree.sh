#!/bin/sh
# SPDX-License-Identifier: MIT
# tree.sh SOURCE_DIR: what may stand at the top, first lines, lengths, and what every room and carrier must have.
set -eu
cd "$1"

top=' CHANGELOG.md CMakeLists.txt CMakePresets.json CONTRIBUTING.md LICENSE README.md SECURITY.md config core docs include plugins tests .ci .clang-format .clang-tidy .editorconfig .git .gitattributes .github .gitignore '
LONGEST=600
longer='' # files with a reason to be longer than that, each between blanks

offences=$(
  for entry in * .[!.]*; do
    [ -e "$entry" ] || continue
    case "$entry" in build | build-*) continue ;; esac # kept out by .gitignore
    case "$top" in *" $entry "*) ;; *) echo "$entry: does not belong at the top of the tree" ;; esac
  done
  find core include plugins tests -name '*.[ch]' | sort | while read -r file; do
    read -r first < "$file" || first=
    [ "$first" = '/* SPDX-License-Identifier: MIT */' ] || echo "$file:1: the first line is not the SPDX line"
    lines=$(wc -l < "$file")
    case "$longer" in *" $file "*) continue ;; esac
    [ "$lines" -le $LONGEST ] || echo "$file:$lines: longer than $LONGEST lines"
  done
  find core -name '*.c' | sed 's|/[^/]*$||' | sort -u | while read -r room; do
    up=$room # a folder inside a room may be told of in the room's own
    while [ "$up" != core ] && [ ! -f "$up/README.md" ]; do up=${up%/*}; done
    [ "$up" != core ] || echo "$room: a room without README.md"
  done
  for carrier in plugins/*/CMakeLists.txt; do
    [ -f "${carrier%/*}/README.md" ] || echo "${carrier%/*}: a carrier without README.md"
  done
  grep -nE 'TODO|FIXME|XXX' $(find core include plugins -name '*.[ch]') /dev/null |
    grep -vE '(TODO|FIXME|XXX)\(#[0-9]+\)|[A-Za-z]XXX|XXX[A-Za-z"X]' | sed 's/$/   <- without a number/' || :
)
[ -z "$offences" ] || { printf '%s\n' "$offences"; exit 1; }
