# SPDX-License-Identifier: MIT
# C source without comments, and with empty string and character literals; line numbers stay.
FNR == 1 { comment = 0 }
{
  out = ""; s = $0; n = length(s)
  for (i = 1; i <= n; i++) {
    c = substr(s, i, 1); two = substr(s, i, 2)
    if (comment) { if (two == "*/") { comment = 0; i++ } }
    else if (quote != "") { if (c == "\\") i++; else if (c == quote) { quote = ""; out = out c } }
    else if (two == "/*") { comment = 1; i++; out = out " " }
    else if (two == "//") break
    else { if (c == "\"" || c == "'") quote = c; out = out c }
  }
  quote = ""
  print FILENAME ":" FNR ":" out
}
