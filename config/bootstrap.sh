#!/bin/sh
# SPDX-License-Identifier: MIT
# Sets up everything on Debian 12: installs the packages that are missing, configures and builds into build/.
# Run again, it does only what is not done yet.  Says what it does.
set -eu
cd "$(dirname "$0")/.."

packages='
gcc g++ clang libclang-rt-14-dev cmake ninja-build pkg-config
libcurl4-openssl-dev libssl-dev libjson-c-dev libxml2-dev libgmime-3.0-dev libsqlite3-dev libzstd-dev libxxhash-dev libinih-dev libutf8proc-dev libelf-dev libseccomp-dev
libgeonames-dev libgeonames-common iso-codes
tzdata ca-certificates
libcriterion-dev libpcre2-dev libmicrohttpd-dev libgnutls28-dev zlib1g-dev openssl nghttp2-server valgrind binutils file abigail-tools
'

missing=
for package in $packages; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "bootstrap: these packages are missing and there is no sudo; as root run: apt-get install$missing" >&2
      exit 1
    }
    as_root=sudo
  fi
  echo "bootstrap: installing$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  # Slim images leave message catalogues out; those of libgeonames-common and iso-codes are names of places.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o 'Dpkg::Options::=--path-include=/usr/share/locale/*/LC_MESSAGES/*.mo' $missing >/dev/null
fi

if [ ! -f build/build.ninja ]; then
  echo "bootstrap: configuring build/"
  cmake -S . -B build -G Ninja -DWAYBILL_WERROR="${WAYBILL_WERROR:-ON}" >/dev/null
fi
echo "bootstrap: building"
cmake --build build -- --quiet
echo "bootstrap: done; the program is build/waybill"
