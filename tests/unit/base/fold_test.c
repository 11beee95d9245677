/* SPDX-License-Identifier: MIT */
#include "core/base/fold.h"
#include <criterion/criterion.h>

Test(fold, takes_case_accents_and_punctuation_away)
{
  static const struct {
    const char *text, *folded;
  } cases[] = {
    { "", "" },
    { "  SECAUCUS,  N.J.!", "secaucus n j" },
    { "Köln", "koln" },
    { "KÖLN", "koln" },
    { "Ko\xcc\x88ln", "koln" }, /* o and a combining diaeresis */
    { "Straße", "strasse" },
    { "Łódź Ørsted Æble İstanbul ı", "lodz orsted aeble istanbul i" },
    { "Москва ЁЛКА", "москва елка" },
    { "ΑΘΉΝΑ ς", "αθηνα σ" },
    { "ＵＰＳ１２３", "ups123" },
    { "【上海市】快件，到达", "上海市 快件 到达" },
    { "がｶﾞ", "がカ\xe3\x82\x99" },
    { "서울", "서울" },
    { "ที่ทำการ", "ที่ทำการ" },
    { "شُكْرًا", "شكرا" },
    { "soft\xc2\xadhyphen", "softhyphen" },
    { "a\xff\x62", "a b" },
    { "d'origine l’installation", "d origine l installation" },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    char out[128];
    size_t n = fold_text(str_of(cases[i].text), out, sizeof out);
    cr_expect(str_is((wb_str){ out, n }, cases[i].folded), "%s: %.*s", cases[i].text, (int)n, out);
  }
}

Test(fold, stops_at_a_character_when_there_is_no_room)
{
  char out[4];
  cr_expect_eq(fold_text(STR("ab上海"), out, sizeof out), 2);
  cr_expect_eq(fold_text(STR("abc d"), out, sizeof out), 3);
}
