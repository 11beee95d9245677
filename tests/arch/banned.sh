#!/bin/sh
# SPDX-License-Identifier: MIT
# banned.sh SOURCE_DIR: functions that nobody calls, and those that only some rooms may.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"

files=$(find core include plugins -name '*.[ch]' 2>/dev/null | sort)
[ -n "$files" ] || { echo "no sources found in $1"; exit 1; }

# calls NAMES: file:line of each call, from sources without comments and strings
stripped=$(awk -f "$here/strip.awk" $files)
calls() {
  printf '%s\n' "$stripped" |
    grep -E "^[^:]*:[0-9]*:(.*[^A-Za-z0-9_>.])?($1)[ ]*\(" | sed 's/^\([^:]*:[0-9]*\):[ ]*/\1: /' || :
}

offences=$(
  calls 'strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|strncpy|strncat|alloca|setlocale|localtime|localtime_r|gmtime|gmtime_r|mktime|system|popen|mktemp|tmpnam|asctime|ctime|rand|srand' |
    sed 's/$/   <- banned everywhere/'
  calls 'getenv|secure_getenv' | grep -vE '^core/(api|cli|config)/' | sed 's/$/   <- only api, cli and config read the environment/' || :
  calls 'exit|_exit|abort|quick_exit' | grep -vE '^core/(cli|child)/' | sed 's/$/   <- nothing below the program ends it/' || :
  calls 'printf|puts|putchar|vprintf|perror' | grep -vE '^core/cli/' | sed 's/$/   <- only the program prints/' || :
  calls 'sleep|usleep|nanosleep' | grep -vE '^core/net/' | sed 's/$/   <- only net sleeps/' || :
  calls 'time|gettimeofday|clock_gettime' | grep -vE '^core/(base|net|cli)/' | sed 's/$/   <- time comes from base\/clock.h/' || :
)
[ -z "$offences" ] || { printf '%s\n' "$offences"; exit 1; }
