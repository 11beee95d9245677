#!/bin/sh
# SPDX-License-Identifier: MIT
# installed.sh SOURCE_DIR BUILD_DIR CMAKE COMPILER LIBDIR: installs the build into a fresh prefix and uses it as a stranger
# would: files, pkg-config, CMake package, the example of docs/library.md; then once more after the tree was moved.
set -eu
source_dir=$1 build=$2 cmake=$3 compiler=$4 lib=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
HOME=$work/home XDG_CONFIG_HOME='' XDG_STATE_HOME='' XDG_CACHE_HOME='' XDG_DATA_HOME='' WAYBILL_PLUGIN_PATH='' LD_LIBRARY_PATH=''
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME WAYBILL_PLUGIN_PATH LD_LIBRARY_PATH
mkdir "$HOME"
prefix=$work/one
failed=0
offence() { echo "$*"; failed=1; }

"$cmake" --install "$build" --prefix "$prefix" > "$work/install.log"

# ---- the files ----
for file in bin/waybill include/waybill/waybill.h include/waybill/base.h include/waybill/status.h include/waybill/author.h include/waybill/plugin.h \
  include/waybill/carrier-kit.h include/waybill/carrier-text.h include/waybill/ext/doc.h "$lib/libwaybill.so" "$lib/libwaybill.so.0" \
  "$lib/waybill/waybill-json.so" "$lib/waybill/waybill-xml.so" "$lib/waybill/waybill-mail.so" "$lib/waybill/waybill-net.so" "$lib/waybill/waybill-store.so" "$lib/waybill/waybill-kit.so" \
  "$lib/pkgconfig/waybill.pc" "$lib/cmake/waybill/waybillConfig.cmake" "$lib/cmake/waybill/waybillConfigVersion.cmake" \
  "$lib/cmake/waybill/waybillCarrier.cmake" "$lib/cmake/waybill/plugin.map" share/waybill/template/template.c share/waybill/template/CMakeLists.txt \
  share/waybill/template/README.md share/waybill/template/ci.sh share/waybill/template/recordings/on-the-way/feed.json \
  share/waybill/places.bin share/man/man1/waybill.1 share/doc/waybill/waybill.conf.example; do
  [ -s "$prefix/$file" ] || offence "not installed: $file"
done
for folder in "$source_dir"/plugins/*/; do
  id=$(basename "$folder")
  case $id in _*) continue ;; esac
  [ -f "$prefix/$lib/waybill/plugins/$id.so" ] || offence "not installed: the plugin $id"
  [ -z "$(find "$folder/recordings" -name ask)" ] || [ -n "$(find "$prefix/share/waybill/recordings/$id" -name '*.http')" ] ||
    offence "not installed: the recordings of $id"
done
[ -z "$(find "$prefix" -name '_template*' -o -name template.so)" ] || offence "the template is installed as a carrier"
[ -z "$(find "$prefix" -perm /022 ! -type l)" ] || offence "writable by others: $(find "$prefix" -perm /022 ! -type l | head -1)"
grep -rlF -e "$build" -e "$source_dir" "$prefix" --include=*.pc --include=*.cmake --include=*.h --include=waybill.1 > "$work/paths" &&
  offence "names the build or source folder: $(cat "$work/paths")"

# ---- the library's name and its exports ----
readelf -d "$prefix/$lib/libwaybill.so.0" > "$work/dynamic"
grep -qF 'Library soname: [libwaybill.so.0]' "$work/dynamic" || offence "SONAME is not libwaybill.so.0"
for file in "$prefix/bin/waybill" "$prefix/$lib/libwaybill.so.0" "$prefix/$lib"/waybill/*.so "$prefix/$lib"/waybill/plugins/*.so; do
  readelf -d "$file" | grep -E 'R(UN)?PATH' | grep -vF '[$ORIGIN' > "$work/rpath" && offence "$file: $(cat "$work/rpath")"
done
sed -n '/global:/,/local:/p' "$source_dir/core/api/waybill.map" | grep -oE '\bwb_[a-z0-9_]+' | sort > "$work/promised"
nm -D --defined-only "$prefix/$lib/libwaybill.so.0" | awk '$2 != "A" { print $NF }' | sed 's/@.*//' | sort > "$work/exported"
[ -s "$work/promised" ] || offence "no symbols in waybill.map"
cmp -s "$work/promised" "$work/exported" || offence "exports differ from waybill.map: $(diff "$work/promised" "$work/exported" | grep '^[<>]')"

# ---- the example, from the page ----
page=$source_dir/docs/library.md
block() { # language, number: the block of that kind
  awk -v open="\`\`\`$1" -v wanted="$2" '$0 == "```" && on { exit } on { print; next } $0 == open && ++n == wanted { on = 1 }
    $0 != open && /^```/ { inside = !inside }' "$page"
}
block c 1 > "$work/where.c"
block cmake 1 > "$work/CMakeLists.txt"
numbers=$(sed -n 's/^\$ \.\/where //p' "$page")
awk '/^\$ \.\/where / { seen = 1 } seen && /^```$/ { n++; next } seen && n == 2 { print } n > 2 { exit }' "$page" > "$work/expected"
for file in where.c CMakeLists.txt expected; do
  [ -s "$work/$file" ] || offence "docs/library.md has no $file"
done
sort "$work/expected" > "$work/expected.sorted"
runs() { # program, what it is
  "$1" $numbers > "$work/out" 2> "$work/err" || offence "$2 fails: $(cat "$work/err")"
  sort "$work/out" | cmp -s "$work/expected.sorted" - || offence "$2 prints something else than docs/library.md: $(cat "$work/out" "$work/err")"
}

warnings='-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes -Werror'
PKG_CONFIG_PATH=$prefix/$lib/pkgconfig
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs waybill)
case $flags in *"$prefix"*) ;; *) offence "pkg-config gives another folder: $flags" ;; esac
version=$(sed -n 's/^project(waybill VERSION \([0-9.]*\).*/\1/p' "$source_dir/CMakeLists.txt")
[ "$(pkg-config --modversion waybill)" = "$version" ] || offence "pkg-config has another version than $version"
[ -f "$(pkg-config --variable=plugindir waybill)/ups.so" ] || offence "pkg-config's plugindir is not where the plugins are"
"$compiler" $warnings -o "$work/where" "$work/where.c" $flags "-Wl,-rpath,$prefix/$lib" || offence "does not compile with pkg-config"
runs "$work/where" "the example built with pkg-config"

"$cmake" -S "$work" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$warnings" \
  > "$work/cmake.log" 2>&1 && "$cmake" --build "$work/consumer" > "$work/cmake.log" 2>&1 ||
  offence "does not build with find_package: $(cat "$work/cmake.log")"
runs "$work/consumer/where" "the example built with CMake"

# ---- the program, and then all of it somewhere else ----
demo() { "$1/bin/waybill" track --demo $numbers; }
demo "$prefix" > "$work/before" || offence "the installed program fails"
mv "$prefix" "$work/another place"
prefix="$work/another place"
demo "$prefix" > "$work/after" || offence "the program fails after the tree was moved"
cmp -s "$work/before" "$work/after" || offence "the program prints something else after the tree was moved"
[ -s "$work/after" ] || offence "the program prints nothing"
"$prefix/bin/waybill" carriers show ups > "$work/shown" || offence "carriers show fails after the tree was moved"
grep -qF "$prefix/$lib/waybill/plugins/ups.so" "$work/shown" || offence "the plugin is taken from elsewhere: $(grep '^plugin' "$work/shown")"
PKG_CONFIG_PATH="$prefix/$lib/pkgconfig"
pkg-config --cflags waybill | grep -qF 'another' || offence "waybill.pc still names the first place: $(pkg-config --cflags waybill)"
LD_LIBRARY_PATH="$prefix/$lib"
runs "$work/where" "the example after the tree was moved"
exit $failed
