/* SPDX-License-Identifier: MIT */
#include "blank.h"

#define LONGEST_NAME  64u
#define LONGEST_SHAPE 256u
#define LONGEST_PLAIN 40u /* a longer run without a blank is a key or a picture */

/* Anywhere in the name. */
static const char *const telling_parts[] = {
  "phone",      "mobile",      "fax",       "email",    "mail",      "signature",   "signed",
  "street",     "addressline", "firstname", "lastname", "fullname",  "surname",     "receivedby",
  "acceptedby", "deliveredto", "leftwith",  "neighbor", "neighbour", "token",       "secret",
  "password",   "apikey",      "authoriz",  "cookie",   "account",   "customerref", "birth",
  "passport",   "latitude",    "longitude",
};
/* The whole name. */
static const char *const telling_names[] = {
  "address",    "addressone",  "addresstwo", "address1", "address2",     "address3",  "line1",    "line2",
  "line3",      "housenumber", "house",      "company",  "companyname",  "attention", "initials", "image",
  "photo",      "pod",         "podimage",   "tel",      "login",        "user",      "username", "reference",
  "references", "note",        "notes",      "remark",   "instructions",
};
static const char *const person_parts[] = { "recipient", "receiver", "consignee", "consignor",    "shipper",
                                            "sender",    "shipto",   "shipfrom",  "customer",     "contact",
                                            "addressee", "buyer",    "driver",    "courierperson" };
/* Whose "name" is not a person's. */
static const char *const things[] = { "status",    "event",    "service",     "product",   "country",
                                      "carrier",   "location", "facility",    "depot",     "type",
                                      "milestone", "origin",   "destination", "packaging", "office" };

/* Letters and digits in lower case. */
static size_t plain_name(wb_str name, char *out)
{
  size_t n = 0;
  for (size_t i = 0; i < name.n && n < LONGEST_NAME; i++)
    if (ascii_is_alpha(name.p[i]) || ascii_is_digit(name.p[i]))
      out[n++] = ascii_lower(name.p[i]);
  return n;
}

static bool has_part(wb_str name, const char *const *parts, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (str_find(name, str_of(parts[i])) != SIZE_MAX)
      return true;
  return false;
}

static bool is_one_of(wb_str name, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (str_is(name, names[i]))
      return true;
  return false;
}

bool rule_is_person(wb_str name)
{
  char plain[LONGEST_NAME];
  wb_str s = { plain, plain_name(name, plain) };
  return has_part(s, person_parts, WB_COUNT(person_parts));
}

bool rule_blanks(wb_str parent, wb_str name, bool person)
{
  char plain[LONGEST_NAME], plain_parent[LONGEST_NAME];
  wb_str s = { plain, plain_name(name, plain) }, above = { plain_parent, plain_name(parent, plain_parent) };
  if (str_find(s, STR("country")) != SIZE_MAX || str_ends(s, STR("type")))
    return false;
  if (person || has_part(s, telling_parts, WB_COUNT(telling_parts)) ||
      is_one_of(s, telling_names, WB_COUNT(telling_names)) ||
      has_part(s, person_parts, WB_COUNT(person_parts)))
    return true;
  return str_is(s, "name") && !has_part(above, things, WB_COUNT(things));
}

/* ---- what values look like ---- */

static bool is_mail_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

static size_t mail_length(wb_str s)
{
  size_t n = 0, dots = 0;
  while (n < s.n && is_mail_byte(s.p[n]))
    n++;
  if (n == 0 || n >= s.n || s.p[n] != '@')
    return 0;
  size_t host = ++n;
  for (; n < s.n && (ascii_is_alpha(s.p[n]) || ascii_is_digit(s.p[n]) || s.p[n] == '.' || s.p[n] == '-'); n++)
    dots += s.p[n] == '.';
  return dots && n > host + 3 ? n : 0;
}

/* +49 (0)30 1234-5678, or 00 in place of the plus */
static size_t phone_length(wb_str s)
{
  size_t digits = 0, n = 0, last = 0;
  if (!s.n || (s.p[0] != '+' && !(s.n > 2 && s.p[0] == '0' && s.p[1] == '0' && s.p[2] != '0')))
    return 0;
  for (n = 1; n < s.n && (ascii_is_digit(s.p[n]) || strchr(" ()-/.", s.p[n])); n++)
    if (ascii_is_digit(s.p[n])) {
      digits++;
      last = n + 1;
    }
  return digits >= 9 && digits <= 16 ? last : 0;
}

static bool is_packed_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '-' ||
         c == '.';
}

static size_t packed_length(wb_str s)
{
  size_t n = 0, letters = 0, digits = 0, slashes = 0;
  for (; n < s.n && is_packed_byte(s.p[n]); n++) {
    letters += ascii_is_alpha(s.p[n]);
    digits += ascii_is_digit(s.p[n]);
    slashes += s.p[n] == '/' && n && s.p[n - 1] == '/';
  }
  return n >= LONGEST_PLAIN && letters && digits && !slashes ? n : 0;
}

size_t rule_pattern(wb_str text, size_t at, const char **ret_what)
{
  wb_str s = str_from(text, at);
  size_t n;
  if (at && is_packed_byte(text.p[at - 1]) && text.p[at] != '+')
    return 0; /* only where a word begins */
  if ((n = mail_length(s))) {
    *ret_what = "an e-mail address";
    return n;
  }
  if ((n = phone_length(s))) {
    *ret_what = "a phone number";
    return n;
  }
  if ((n = packed_length(s))) {
    *ret_what = "a key or a picture";
    return n;
  }
  return 0;
}

/* ---- shapes ---- */

/* Bytes of the character at p: an escape, a UTF-8 sequence, or one. */
static size_t character_length(wb_str s, char escape)
{
  size_t n = 1;
  if (escape == '\\' && s.p[0] == '\\')
    return s.n > 1 && s.p[1] == 'u' ? (s.n < 6 ? s.n : 6) : s.n > 1 ? 2 : 1;
  if (escape == '&' && s.p[0] == '&') {
    size_t end = str_find_byte(str_upto(s, 12), ';');
    return end == SIZE_MAX ? 1 : end + 1;
  }
  if ((unsigned char)s.p[0] >= 0xC0)
    while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
      n++;
  return n;
}

void rule_add_shape(buf *out, wb_str text, char escape)
{
  for (size_t i = 0; text.n && i < LONGEST_SHAPE; i++) {
    size_t n = character_length(text, escape);
    char c = text.p[0];
    if (ascii_is_digit(c))
      buf_add_byte(out, '1');
    else if (ascii_is_alpha(c))
      buf_add_byte(out, c >= 'a' ? 'x' : 'X');
    else
      buf_add_byte(out, n > 1 || (unsigned char)c >= 0x80 ? 'x' : c);
    text = str_from(text, n);
  }
}
