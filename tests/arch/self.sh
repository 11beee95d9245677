#!/bin/sh
# SPDX-License-Identifier: MIT
# self.sh SCRIPTS COMPILER: each script must notice the offences that it is for, and let a clean tree pass.
set -eu
scripts=$1
compiler=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fresh() {
  rm -rf "$work/tree"
  mkdir -p "$work/tree/core/base" "$work/tree/core/net" "$work/tree/core/cli" "$work/tree/plugins/one" \
    "$work/tree/include/waybill" "$work/tree/tests"
  cd "$work/tree"
  printf 'waybill_room(base)\nwaybill_room(net        SEES base   USES x)\n' > core/CMakeLists.txt
  spdx='/* SPDX-License-Identifier: MIT */'
  printf '%s\n#include <stdint.h>\n' "$spdx" | tee core/base/a.h include/waybill/plugin.h > core/base/a.c
  printf '%s\n#include "../base/a.h"\n#include <curl/curl.h>\n/* getenv() sleep() */\n' "$spdx" > core/net/n.c
  printf '%s\n#include <waybill/waybill.h>\n#include <stdlib.h>\nint f(void) { exit(1); }\n' "$spdx" > core/cli/c.c
  printf '%s\n#include <waybill/plugin.h>\n' "$spdx" > plugins/one/one.c
  touch README.md core/base/README.md core/net/README.md core/cli/README.md plugins/one/README.md plugins/one/CMakeLists.txt
}
passes() {
  sh "$scripts/$1.sh" "$2" > "$work/out" 2>&1 || { echo "$1.sh refuses a clean tree:"; cat "$work/out"; failed=1; }
}
notices() { # script, folder, words
  if sh "$scripts/$1.sh" "$2" > "$work/out" 2>&1; then
    echo "$1.sh does not notice: $3"
    failed=1
  elif ! grep -qF "$3" "$work/out"; then
    echo "$1.sh says something else than \"$3\":"
    cat "$work/out"
    failed=1
  fi
}

fresh
for script in arrows banned tree headers; do passes $script "$work/tree"; done
fresh; echo '#include "../net/n.h"' >> core/base/a.c; notices arrows "$work/tree" 'core/base/a.c:3: room base may not see net'
fresh; echo '#include <curl/curl.h>' >> core/base/a.h; notices arrows "$work/tree" 'core/base/a.h:3: only net may include <curl/curl.h>'
fresh; echo '#include "../base/a.h"' >> core/cli/c.c; notices arrows "$work/tree" 'room cli may not see base'
fresh; echo '#include <stdio.h>' >> plugins/one/one.c; notices arrows "$work/tree" 'plugins/one/one.c:3: a plugin may not include <stdio.h>'
fresh; echo '#include "../../core/base/a.h"' >> plugins/one/one.c; notices arrows "$work/tree" 'a plugin may not include'
fresh; echo 'int g(char *a) { strcpy(a, ""); }' >> core/base/a.c; notices banned "$work/tree" 'core/base/a.c:3: int g(char *a) { strcpy('
fresh; echo 'int g(void) { return getenv("A") != 0; }' >> core/base/a.c; notices banned "$work/tree" 'read the environment'
fresh; echo 'int g(void) { exit(0); }' >> core/net/n.c; notices banned "$work/tree" 'nothing below the program ends it'
fresh; touch notes.txt; notices tree "$work/tree" 'notes.txt: does not belong'
fresh; echo 'int x;' > core/base/b.c; notices tree "$work/tree" 'core/base/b.c:1: the first line'
fresh; awk 'BEGIN { for (i = 0; i < 600; i++) print "" }' >> core/base/a.c; notices tree "$work/tree" 'longer than 600 lines'
fresh; rm core/net/README.md; notices tree "$work/tree" 'core/net: a room without README.md'
fresh; echo '/* TODO: more */' >> core/base/a.c; notices tree "$work/tree" 'without a number'
fresh; echo 'no_such_type x;' >> include/waybill/plugin.h; notices headers "$work/tree" 'include/waybill/plugin.h: does not compile alone'
fresh; echo '#include <stdio.h>' >> include/waybill/plugin.h; notices headers "$work/tree" 'include/waybill/plugin.h:3:#include <stdio.h>'

# Shared objects: a clean one, one with a variable, one that exports too much.
object() { # folder, source
  mkdir -p "$1/waybill/plugins"
  printf '%s\n' "$2" > "$work/o.c"
  "$compiler" -shared -fPIC -o "$1/waybill/plugins/o.so" "$work/o.c"
}
entry='int wb_module_entry(void) { return 0; }'
object "$work/clean" "$entry static const int a[] = { 1, 2 }; __attribute__((visibility(\"hidden\"))) const int *const p = a;"
passes symbols "$work/clean"
object "$work/variable" "$entry static int counter; __attribute__((visibility(\"hidden\"))) int next(void) { return ++counter; }"
notices symbols "$work/variable" 'waybill/plugins/o.so: can change: counter (.bss)'
object "$work/more" "$entry int helper(void) { return 1; }"
notices symbols "$work/more" 'waybill/plugins/o.so: exports helper'
object "$work/none" 'static int f(void) { return 1; } __attribute__((visibility("hidden"))) int (*const g)(void) = f;'
notices symbols "$work/none" 'does not export wb_module_entry'
mkdir -p "$work/nothing"
notices symbols "$work/nothing" 'no plugins found'
exit $failed
