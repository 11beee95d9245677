#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh VERSION: builds plugin.c against this tree's headers as golden/x86-64-VERSION.so.  Run once when a version of the ABI is
# frozen, never again: the file is what was shipped then.
set -eu
cd "$(dirname "$0")"
file=x86-64-$1.so
[ ! -e "$file" ] || { echo "$file is there: a golden binary is never made again"; exit 1; }
gcc -std=c17 -Os -fPIC -shared -fvisibility=hidden -I../../../include -Wl,--version-script=../../../config/cmake/plugin.map \
  -Wl,-z,defs -Wl,-z,now -Wl,--build-id=none -Wl,-z,noseparate-code -s -o "$file" plugin.c
sha256sum "$file"
