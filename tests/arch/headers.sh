#!/bin/sh
# SPDX-License-Identifier: MIT
# headers.sh SOURCE_DIR: each public header compiles alone as C11 and C++17 with both compilers, and includes nothing but
# stddef.h, stdint.h and its neighbours.
set -eu
cd "$1"
headers=$(find include -name '*.h' | sort)
[ -n "$headers" ] || { echo "no public headers found"; exit 1; }
failed=0

try() { # compiler, language, standard
  command -v "$1" > /dev/null || { echo "skipped: there is no $1"; return 0; }
  for header in $headers; do
    printf '#include <%s>\n' "${header#include/}" |
      "$1" -x "$2" -std="$3" -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only - ||
      { echo "$header: does not compile alone with $1 -std=$3"; failed=1; }
  done
}
try gcc c c11
try clang c c11
try g++ c++ c++17
try clang++ c++ c++17

# The kit is headers of inline functions, for plugins: they may use string.h.
others=$(grep -nE '^[ ]*#[ ]*include' $headers /dev/null | grep -vE '<(stddef|stdint)\.h>|"[a-z./-]+"|<waybill/' |
  grep -vE '^include/waybill/carrier-text\.h:[0-9]+:#include <string\.h>$' || :)
[ -z "$others" ] || { printf '%s\n' "$others"; failed=1; }
exit $failed
