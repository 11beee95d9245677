# SPDX-License-Identifier: MIT
# The harness of the program's tests.  Each NAME.sh of this folder is run by ctest as `sh -eu NAME.sh` and sources this.
#
#   says "it does so and so"     names the test that follows
#   run [ARGUMENTS]              the program, with $IN as standard input; then $T/out, $T/err and $CODE
#   code N, out TEXT, err TEXT, no_out TEXT, no_err TEXT, silent, same_as GOLDEN, json SCHEMA [CHECK]...
#   done_testing                 last line of every script
#
# A failed check is told with the command and what it printed, and the script goes on.
# WAYBILL, MOCK, JSON_LINES, PROBE, HOSTILE (built plugins), SOURCE (this folder) and RECORDINGS (plugins/) come from CMakeLists.txt.
# UPDATE=1 writes the golden files instead of comparing: read the difference before it is kept.

T=$(mktemp -d)
IN=/dev/null
CODE=0
MOCK_PID=
TESTS=0
FAILURES=0
NOW='not named yet'
COMMAND=
trap 'mock_stop; chmod -R u+rwX "$T"; rm -rf "$T"' EXIT
trap 'exit 130' INT TERM

umask 022
for name in $(env | sed -n 's/^\(WAYBILL_[A-Z0-9_]*\|XDG_[A-Z_]*\|NO_COLOR\)=.*/\1/p'); do
  unset "$name"
done
mkdir "$T/home" "$T/plugins"
HOME=$T/home COLUMNS=80 TERM=xterm LC_ALL=C TZ=UTC0
ASAN_OPTIONS=exitcode=99 LSAN_OPTIONS=exitcode=99 # never mistaken for a code of the program
export HOME COLUMNS TERM LC_ALL TZ ASAN_OPTIONS LSAN_OPTIONS

says() {
  NOW=$1
  TESTS=$((TESTS + 1))
}

wrong() {
  FAILURES=$((FAILURES + 1))
  printf 'FAILED: %s\n  %s\n  $ %s\n  exit code %s\n' "$NOW" "$1" "$COMMAND" "$CODE"
  for stream in out err; do
    [ ! -f "$T/$stream" ] || head -c 2000 "$T/$stream" | sed "s/^/  $stream| /"
  done
}

# 60 s is far beyond what any test needs: a program that hangs fails with 124.
run() {
  COMMAND="waybill $*"
  CODE=0
  timeout 60 "$WAYBILL" "$@" <"$IN" >"$T/out" 2>"$T/err" 9>&- || CODE=$?
}

code() { [ "$CODE" -eq "$1" ] || wrong "expected exit code $1"; }
out() { grep -qF -e "$1" "$T/out" || wrong "standard output lacks: $1"; }
err() { grep -qF -e "$1" "$T/err" || wrong "standard error lacks: $1"; }
no_out() { ! grep -qF -e "$1" "$T/out" || wrong "standard output has: $1"; }
no_err() { ! grep -qF -e "$1" "$T/err" || wrong "standard error has: $1"; }
silent() { [ ! -s "$T/out" ] || wrong "standard output is not empty"; }
quiet() { [ ! -s "$T/err" ] || wrong "standard error is not empty"; }
lines() { [ "$(wc -l <"$T/out")" -eq "$1" ] || wrong "expected $1 lines, not $(wc -l <"$T/out")"; }
is() { [ "$1" = "$2" ] || wrong "expected \"$2\", not \"$1\""; }

same_as() {
  if [ "${UPDATE:-}" ]; then
    cp "$T/out" "$SOURCE/golden/$1"
  elif ! diff -u "$SOURCE/golden/$1" "$T/out" >"$T/diff"; then
    wrong "standard output differs from golden/$1"
    cat "$T/diff"
  fi
}

# Every line is an object with the contract's members; then PATH=VALUE, PATH (is there), !PATH (null or absent),
# PATH#COUNT, @N (go on with line N).
json() {
  "$JSON_LINES" "$@" <"$T/out" >"$T/json" 2>&1 || wrong "$(cat "$T/json")"
}
value() { "$JSON_LINES" --print "$1" <"$T/out"; }

# The response's body of a recording.
body_of() {
  sed '1,/^< [0-9]/d' "$1" | sed '1,/^$/d'
}

# ---- the mock carrier ----

# mock_start [FOLDER of recordings]: then $URL, $OTHER, $CA.
mock_start() {
  rm -f "$T/mock.in" "$T/mock.out"
  mkfifo "$T/mock.in"
  if [ $# -gt 0 ]; then
    "$MOCK" --folder "$1" <"$T/mock.in" >"$T/mock.out" 2>"$T/mock.err" &
  else
    "$MOCK" <"$T/mock.in" >"$T/mock.out" 2>"$T/mock.err" &
  fi
  MOCK_PID=$!
  exec 9>"$T/mock.in"
  tries=0
  until grep -q '^ca: ' "$T/mock.out"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ]; then
      echo "the mock did not start"
      cat "$T/mock.err"
      exit 1
    fi
    sleep 0.05
  done
  URL=$(sed -n 's/^url: //p' "$T/mock.out")
  OTHER=$(sed -n 's/^other: //p' "$T/mock.out")
  CA=$(sed -n 's/^ca: //p' "$T/mock.out")
}

# Ends it; MOCK_SAW is then its last line: "mock: 3 requests, 1 token calls, 1 connections".
mock_stop() {
  [ "$MOCK_PID" ] || return 0
  exec 9>&-
  wait "$MOCK_PID" || :
  MOCK_PID=
  MOCK_SAW=$(cat "$T/mock.err")
}

done_testing() {
  echo "$TESTS tests, $FAILURES failed checks"
  [ "$FAILURES" -eq 0 ]
}
