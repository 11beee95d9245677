# The header of a later minor version: every structure that may grow has members behind its last one.  FROZEN ones do not.
BEGIN {
  n = split("endpoint credential setting input auth lookup format limits hook number batch request response event eta " \
            "related result push carrier module doc", list, " ")
  for (i = 1; i <= n; i++) grows["wb_" list[i]] = 1
}
/^#define WAYBILL_PLUGIN_H/ { print; print "#define WB_FUTURE 1"; next }
/^struct wb_host \{/ { host = 1 }
/^\};/ && host { host = 0; print "  const void *later[5];"; grown++ }
match($0, /^\} wb_[a-z]+;/) {
  name = substr($0, 3, RLENGTH - 3)
  if (name in grows) { print "  const void *later[5];"; grown++ }
}
{ print }
END { if (FILENAME ~ /plugin\.h$/ && grown != 21) { print "#error \"" grown " structures have grown, 21 should\"" } }
