#!/bin/sh
# Builds the carrier and runs its tests: what a build server should do after each change.  waybill must be installed; when it
# is not in /usr, say where: CMAKE_PREFIX_PATH=/opt/waybill sh ci.sh
set -eu
cd "$(dirname "$0")"
cmake -S . -B build
cmake --build build
ctest --test-dir build --output-on-failure
