#!/bin/sh
# SPDX-License-Identifier: MIT
# author.sh BUILD_DIR CMAKE COMPILER: from an installed tree alone, a new carrier is written, built with one command, passes its
# tests untouched, is installed for its user and asked; and what `carriers new` refuses.
set -eu
build=$1 cmake=$2 compiler=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HOME=$work/home XDG_CONFIG_HOME='' XDG_STATE_HOME='' XDG_CACHE_HOME='' XDG_DATA_HOME='' WAYBILL_PLUGIN_PATH='' LD_LIBRARY_PATH=''
CC=$compiler
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME WAYBILL_PLUGIN_PATH LD_LIBRARY_PATH CC
umask 022
mkdir "$HOME"
failed=0
offence() { echo "$*"; failed=1; }

"$cmake" --install "$build" --prefix "$work/prefix" > "$work/install.log"
waybill=$work/prefix/bin/waybill
CMAKE_PREFIX_PATH=$work/prefix
export CMAKE_PREFIX_PATH
cd "$work"

"$waybill" carriers new acme-post > out || offence "carriers new: exit code $?"
grep -qF 'cd acme-post && sh ci.sh' out || offence "carriers new does not say how to build: $(cat out)"
for file in acme-post.c CMakeLists.txt README.md ci.sh recordings/on-the-way/1.http recordings/on-the-way/ask recordings/on-the-way/feed.json; do
  [ -s "acme-post/$file" ] || offence "not written: $file"
done
[ -z "$(grep -rl -e template -e TEMPLATE -e Template acme-post)" ] || offence "still named after the template: $(grep -rn -i template acme-post | head -3)"
[ -z "$(find acme-post -perm /022)" ] || offence "writable by others: $(find acme-post -perm /022 | head -3)"
[ "$(grep -c '^[a-z]' acme-post/CMakeLists.txt)" -le 4 ] || offence "CMakeLists.txt is long"

sh acme-post/ci.sh > ci.log 2>&1 || offence "the untouched carrier does not build or pass: $(tail -40 ci.log)"
grep -q '100% tests passed' ci.log || offence "no test was run: $(tail -5 ci.log)"
! grep -i 'warning' ci.log || offence "it builds with warnings"
"$waybill" carriers check acme-post/build/acme-post.so acme-post/recordings > out || offence "check: exit code $?: $(cat out)"

# Installed where waybill looks for a user's plugins, it is one of the carriers, and its recording is replayed.
"$cmake" --install acme-post/build --prefix "$HOME/.local" > out || offence "cannot be installed: $(cat out)"
"$waybill" carriers show acme-post > out 2> err || offence "carriers show: $(cat err)"
grep -qF "$HOME/.local/share/waybill/plugins/acme-post.so" out || offence "not found where it was installed: $(cat out)"
WAYBILL_ACME_POST_KEY=k "$waybill" track --replay acme-post/recordings TP2026033106@acme-post > out 2> err || offence "track: $(cat err)"
grep -qF 'Out for delivery' out || offence "track shows something else: $(cat out)"

refuses() { # WORDS ARGUMENTS...
  words=$1 code=0
  shift
  "$waybill" carriers new "$@" > out 2> err || code=$?
  [ $code = 2 ] || offence "carriers new $*: exit code $code"
  grep -qF -e "$words" err || offence "carriers new $*: does not say \"$words\", but: $(cat err)"
}
refuses 'acme-post" already' acme-post elsewhere
refuses 'there is a carrier "ups" already' ups
refuses 'elsewhere exists already: nothing was written' acme-two "$(mkdir -p elsewhere && echo elsewhere)"
refuses '"Acme" cannot be a carrier'"'"'s id: 2 to 32 small letters, digits and dashes' Acme
refuses '"a" cannot be' a
refuses '"../x" cannot be' ../x
refuses '"-x" cannot be' -- -x
refuses '"12345678901234567890123456789012x" cannot be' 12345678901234567890123456789012x
refuses 'cannot make the folder no/such/folder' acme-two no/such/folder
refuses 'it is: waybill carriers new ID [FOLDER]'
[ -z "$(ls elsewhere)" ] || offence 'something was written into a folder that was there'
exit $failed
