#!/bin/sh
# SPDX-License-Identifier: MIT
# docs_self.sh SOURCE_DIR PROGRAM: docs.sh must notice each kind of offence that it is for; that it lets the true pages
# pass is its own test.
set -eu
source_dir=$1 program=$2
here=$source_dir/tests/e2e/installed
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

cd "$source_dir"
mkdir "$work/clean"
find README.md CHANGELOG.md CMakeLists.txt LICENSE .ci docs include core plugins config tests/e2e -name '*.h' -o -type d -print -o -name '*.md' \
  -print -o -name '*.1' -print -o -name 'ask' -print -o -path 'core/*/*.c' -print -o -path 'config/*' -type f -print -o -path '.ci/run' -print \
  -o -name CMakeLists.txt -print -o -name LICENSE -print | tar -cf - --no-recursion -T - | tar -xf - -C "$work/clean"
cp core/cli/options.h "$work/clean/core/cli/"

fresh() { rm -rf "$work/tree"; cp -R "$work/clean" "$work/tree"; cd "$work/tree"; }
replace() { # file, what, by what: it must be there
  grep -qF "$2" "$1" || { echo "$1 has no \"$2\" to spoil"; failed=1; }
  awk -v a="$2" -v b="$3" '{ i = index($0, a); if (i) $0 = substr($0, 1, i - 1) b substr($0, i + length(a)); print }' "$1" > "$work/spoiled"
  cp "$work/spoiled" "$1"
}
judge() { # words...: docs.sh refuses the tree, and with each of these
  ! sh "$here/docs.sh" "$work/tree" "$program" > "$work/out" 2>&1 || { echo "docs.sh notices nothing of: $1"; failed=1; }
  for words in "$@"; do
    grep -qF -e "$words" "$work/out" || { echo "docs.sh does not say \"$words\", but:"; cat "$work/out"; failed=1; }
  done
}

fresh
replace docs/library.md '](recordings.md)' '](no-such-page.md)'
replace README.md 'track --demo 1ZWB7T210340001015' 'track --demo 1Z1'
replace README.md '`waybill why' '`waybill wy'
replace docs/man/waybill.1 '\-\-exit\-status' '\-\-exit\-code'
replace docs/man/waybill.1 '.B 130' '.B 131'
replace docs/configuration.md '| `retries` | `3`' '| `retries` | `4`'
replace docs/carriers.md '| 35 | 60 in' '| 36 | 60 in'
replace docs/carriers.md ' `ups-waybill`' ''
replace docs/dependencies.md 'valgrind' 'walgrind'
replace CHANGELOG.md '## [0' '## [9'
judge './docs/library.md: the link no-such-page.md leads nowhere' 'README.md: the picture is not what the command prints' \
  'README.md: waybill track --demo 1Z1 ' 'README.md: 1Z1 is not answered' \
  'README.md: the command why is not in the table' 'waybill.1: the option --exit-status is missing' 'waybill.1: there is no option --exit-code' \
  'waybill.1: the exit code 130 is missing' 'configuration.md: no row: [net] | `retries` | `3` | 0 to 10 |' \
  'docs/carriers.md: usps: no row that begins' 'docs/carriers.md: ups: the format ups-waybill is missing' \
  'dependencies.md: the package valgrind is missing' 'CHANGELOG.md: the version'
fresh
replace README.md 'build/waybill track --demo' 'build/waybill track --demonstrate'
judge "found nothing to hold against README's first command"
exit $failed
