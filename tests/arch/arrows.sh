#!/bin/sh
# SPDX-License-Identifier: MIT
# arrows.sh SOURCE_DIR: every room includes only itself and the rooms that its line in core/CMakeLists.txt SEES; a
# third-party header only where that library belongs; a plugin only the public headers and a little of libc.
set -eu
cd "$1"

rooms=$(sed -n 's/^waybill_room(\([a-z/]*\)\(.*\))$/\1 \2/p' core/CMakeLists.txt)
[ -n "$rooms" ] || { echo "core/CMakeLists.txt: no waybill_room() lines found"; exit 1; }

offences=$(
  {
    printf '%s\n' "$rooms" | sed 's/^/ROOM /'
    printf 'ROOM cli SEES\n'
    find core plugins -name '*.[ch]' -exec grep -nHE '^[ \t]*#[ \t]*include' {} + |
      sed -n 's/^\([^:]*\):\([0-9]*\):[^<"]*\([<"][^>"]*[>"]\).*/FILE \1 \2 \3/p' | sort
  } | awk '
    function folder(path) { sub(/\/[^\/]*$/, "", path); return path }
    function resolve(path,    n, parts, i, out, depth) { # a/b/../c -> a/c
      n = split(path, parts, "/"); depth = 0
      for (i = 1; i <= n; i++) {
        if (parts[i] == "..") depth--
        else if (parts[i] != ".") out_parts[++depth] = parts[i]
      }
      out = ""
      for (i = 1; i <= depth; i++) out = out (i > 1 ? "/" : "") out_parts[i]
      return out
    }
    function offence(words) { print file ":" line ": " words }
    BEGIN {
      # header prefix -> rooms that may include it
      split("curl/=net openssl/=net json-c/=doc/json libxml/=doc/xml gmime/=text/mail sqlite3.h=store zstd.h=store ini.h=config " \
            "utf8proc.h=cli xxhash.h=model,plugin,place,phrase seccomp.h=child libelf.h=kit gelf.h=kit", pairs, " ")
      for (i in pairs) { split(pairs[i], kv, "="); owner[kv[1]] = kv[2] }
      split("limits.h stdbool.h stddef.h stdint.h string.h", names, " ")
      for (i in names) libc[names[i]] = 1
    }
    $1 == "ROOM" {
      known[$2] = 1; sees[$2, $2] = 1; on = 0
      for (i = 3; i <= NF; i++) {
        if ($i == "SEES") on = 1
        else if ($i == "USES") on = 0
        else if (on) sees[$2, $i] = 1
      }
      next
    }
    {
      file = $2; line = $3; what = $4
      name = substr(what, 2, length(what) - 2)
      local = substr(what, 1, 1) == "\""
    }
    file ~ /^plugins\// {
      if (local ? name ~ /\// : !(name in libc) && name !~ /^waybill\/(plugin|carrier-kit|status|base)\.h$/ &&
                                name !~ /^waybill\/ext\//)
        offence("a plugin may not include " what)
      next
    }
    {
      room = folder(substr(file, 6))
      if (!(room in known)) { offence("the folder core/" room " is no room of core/CMakeLists.txt"); next }
      if (local) {
        target = folder(resolve(folder(file) "/" name))
        if (target !~ /^core\//) { offence(what " leads out of core/"); next }
        target = substr(target, 6)
        if (!((room, target) in sees)) offence("room " room " may not see " target " (" what ")")
        next
      }
      for (prefix in owner)
        if (index(name, prefix) == 1 && ("," owner[prefix] ",") !~ ("," room ","))
          offence("only " owner[prefix] " may include " what)
      if (room == "cli" && name ~ /^waybill\// && name != "waybill/waybill.h" && name != "waybill/author.h" &&
          name != "waybill/status.h" && name != "waybill/base.h")
        offence("the program uses only the public library, not " what)
    }'
)
[ -z "$offences" ] || { printf '%s\n' "$offences"; exit 1; }
