# SPDX-License-Identifier: MIT
# Plugins of strangers: what people and programs see of those that mean harm (tests/abi/hostile), and of the one that does not.
. "$(dirname "$0")/lib.sh"

shelf() { # NAME...: a plugin folder of these
  rm -rf "$T/plugins"
  mkdir "$T/plugins"
  for plugin in "$@"; do
    cp "$HOSTILE/$plugin.so" "$T/plugins/"
    chmod 755 "$T/plugins/$plugin.so"
  done
}
track() { run --plugins "$T/plugins" --set waybill.ask_from_percent=0 --set waybill.ask_at_most=16 --replay "$T/tape" "$@"; }

mkdir "$T/tape"
printf '%s\n' 'waybill-exchange 1' 'at: 2026-03-04T14:05:00Z' '' '> GET https://api.hostile.example/track' '' '< 200' \
  '< content-type: application/json' '' '{}' >"$T/tape/1.http"
NUMBER=HO123456789

says "tells on scanning what a plugin did, and loads the others"
shelf crash_in_constructor socket_in_constructor exit_in_entry polite
run carriers scan --plugins "$T/plugins"
code 8; out 'polite '; out 'ups '
out "not loaded: $T/plugins/crash_in_constructor.so: its process died: signal 11 (Segmentation fault)"
out "not loaded: $T/plugins/socket_in_constructor.so: it used the system call socket, which a plugin may not"
out "not loaded: $T/plugins/exit_in_entry.so: its process died: it ended itself (exit code 0)"

says "says of each carrier where it runs"
run carriers show polite --plugins "$T/plugins"
code 0; out 'runs in     a process of its own (limits'
run carriers show ups --plugins "$T/plugins"
code 0; out 'runs in     this process'
run carriers show ups --set waybill.isolation=process
code 0; out 'runs in     a process of its own (limits'
shelf polite
run carriers show polite --plugins "$T/plugins" --set waybill.isolation=none
code 0; out 'runs in     this process'
run carriers list --set waybill.isolation=never
code 4; err 'isolation = "never" is none of auto, process and none'

says "gives the other carrier's answer when one dies"
shelf crash_in_parse polite
track --json "$NUMBER"
code 0; json waybill.timeline/1 carrier=polite events#1 events.0.text='nothing hostile'

says "ends with 8 when the plugin is the reason"
track "$NUMBER@crash-in-parse"
code 8; out 'died: signal 11 (Segmentation fault)'
shelf fork_in_parse polite
track "$NUMBER@fork-in-parse"
code 8; out 'system call clone, which a plugin may not'

says "parses a saved answer in a process of its own"
printf '{}' >"$T/answer"
run parse polite "$T/answer" --number "$NUMBER" --plugins "$T/plugins"
code 0; json waybill.feed/1 source=polite results.0.events.0.text='nothing hostile'

says "leaves no process behind"
strangers() { ps -e -o args= | grep -c "^[^ ]*waybill-child [a-z-]* $T/" || :; }
is "$(strangers)" 0

says "leaves none behind even when it is killed itself"
shelf loop_in_parse polite
"$WAYBILL" --plugins "$T/plugins" --replay "$T/tape" "$NUMBER@loop-in-parse" >"$T/out" 2>"$T/err" 9>&- &
victim=$!
tries=0
until [ "$(strangers)" -gt 0 ] || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
kill -KILL $victim 2>/dev/null || :
wait $victim 2>/dev/null || :
tries=0
until [ "$(strangers)" -eq 0 ] || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
is "$(strangers)" 0

says "tells that the program for plugins is missing, and goes on with its own"
mkdir -p "$T/tree"
cp -R "$(dirname "$WAYBILL")/lib" "$(dirname "$WAYBILL")/share" "$T/tree/" 2>/dev/null || :
cp "$WAYBILL" "$T/tree/waybill"
rm -f "$T/tree/lib/waybill/waybill-child"
KEPT=$WAYBILL WAYBILL=$T/tree/waybill
run carriers scan --plugins "$T/plugins"
WAYBILL=$KEPT
code 8; out 'ups '; out 'waybill-child, in which plugins run: No such file or directory'

done_testing
