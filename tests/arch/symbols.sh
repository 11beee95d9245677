#!/bin/sh
# SPDX-License-Identifier: MIT
# symbols.sh FOLDER: what the shared objects in FOLDER, FOLDER/waybill and FOLDER/waybill/plugins export, and that none of
# them has a variable that can change.
set -eu
cd "$1"
failed=0

exports() { # file, pattern of what may be exported
  wrong=$(nm -D --defined-only "$1" | awk '{ print $NF }' | sed 's/@.*//' | grep -vE "^($2)$" || :)
  [ -z "$wrong" ] || { printf '%s: exports %s\n' "$1" $wrong; failed=1; }
}
has() { # file, symbol
  nm -D --defined-only "$1" | awk '{ print $NF }' | sed 's/@.*//' | grep -qx "$2" || { echo "$1: does not export $2"; failed=1; }
}
# Symbols of ours in .data, .bss and thread storage; .data.rel.ro is made read-only after loading.  ini_*: the options of inih,
# when its archive is linked; nothing here changes them.
constant() {
  wrong=$(nm -f sysv --defined-only "$1" | awk -F'|' '
    { gsub(/[ \t]/, "", $1); gsub(/[ \t]/, "", $3); gsub(/[ \t]/, "", $7) }
    $7 ~ /^\.(data|bss|tdata|tbss)/ && $7 !~ /^\.data\.rel\.ro/ && $3 != "A" { print $1 " (" $7 ")" }' |
    grep -vE '^(__dso_handle|completed\.[0-9]+|__TMC_END__|_edata|_end|__bss_start|__data_start|data_start|_GLOBAL_OFFSET_TABLE_|ini_[a-z_]+) ' || :)
  [ -z "$wrong" ] || { printf '%s\n' "$wrong" | sed "s|^|$1: can change: |"; failed=1; }
}

found=0
for file in waybill/plugins/*.so; do
  [ -f "$file" ] || continue
  found=1
  exports "$file" wb_module_entry
  has "$file" wb_module_entry
  constant "$file"
done
for file in waybill/*.so; do
  [ -f "$file" ] || continue
  exports "$file" waybill_part
  has "$file" waybill_part
  constant "$file"
done
for file in libwaybill.so; do
  [ -f "$file" ] || continue
  exports "$file" '(wb|waybill)_[a-z0-9_]+|WAYBILL_[0-9.]+'
  constant "$file"
done
[ $found = 1 ] || { echo "no plugins found in $1/waybill/plugins: build everything first"; exit 1; }
exit $failed
