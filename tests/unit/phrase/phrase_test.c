/* SPDX-License-Identifier: MIT */
#include "sentences.h"
#include <criterion/criterion.h>

static unsigned count_kinds(kinds set)
{
  unsigned n = 0;
  for (; set; set &= set - 1)
    n++;
  return n;
}

Test(phrase, understands_sentences_of_carriers)
{
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    const phrase_case *c = &cases[i];
    kinds found = phrase_kinds(NULL, str_of(c->text), str_of(c->lang));
    cr_expect(found & c->meant, "%s: %s: %llx", c->lang, c->text, (unsigned long long)found);
    cr_expect_leq(count_kinds(found), 5, "%s: %s means too much", c->lang, c->text);
  }
}

Test(phrase, understands_nearly_all_of_them_without_their_language)
{
  size_t missed = 0;
  for (size_t i = 0; i < WB_COUNT(cases); i++)
    missed += !(phrase_kinds(NULL, str_of(cases[i].text), str_of("")) & cases[i].meant);
  cr_expect_leq(missed * 50, WB_COUNT(cases), "%zu of %zu", missed, WB_COUNT(cases));
}

Test(phrase, tells_a_word_from_its_negation)
{
  static const struct {
    const char *lang, *yes, *no;
  } pairs[] = {
    { "en", "The item was delivered", "The item was not delivered" },
    { "en", "Delivered", "Undelivered" },
    { "en", "Delivered", "Delivered to carrier" },
    { "en", "Delivered to the customer", "Delivered to the sorting facility" },
    { "en", "Delivery completed", "Delivery could not be completed" },
    { "de", "Die Sendung wurde zugestellt", "Die Sendung konnte nicht zugestellt werden" },
    { "fr", "Le colis a été livré", "Le colis n'a pas pu être livré" },
    { "es", "El envío fue entregado", "El envío no pudo ser entregado" },
    { "it", "Il pacco è stato consegnato", "Il pacco non è stato consegnato" },
    { "nl", "Het pakket is bezorgd", "Het pakket is niet bezorgd" },
    { "pl", "Przesyłka doręczona", "Przesyłka nie doręczona" },
    { "ru", "Посылка вручена", "Посылка не вручена" },
    { "zh", "已投递", "未投递" },
    { "zh", "妥投", "未妥投" },
    { "sv", "Paketet har levererats", "Paketet kunde inte levereras" },
    { "vi", "Giao hàng thành công", "Giao hàng không thành công" },
  };
  for (size_t i = 0; i < WB_COUNT(pairs); i++) {
    kinds yes = phrase_kinds(NULL, str_of(pairs[i].yes), str_of(pairs[i].lang));
    kinds no = phrase_kinds(NULL, str_of(pairs[i].no), str_of(pairs[i].lang));
    cr_expect(yes & KIND(DELIVERED), "%s", pairs[i].yes);
    cr_expect(!(no & KIND(DELIVERED)), "%s", pairs[i].no);
    cr_expect(no, "%s says nothing", pairs[i].no);
  }
}

Test(phrase, says_nothing_of_what_it_does_not_understand)
{
  static const char *const texts[] = { "",  " ",     "???",         "ZX-9 17:40", "Lorem ipsum",
                                       "x", "12345", "\xff\xfe\x80" };
  for (size_t i = 0; i < WB_COUNT(texts); i++)
    cr_expect_eq(phrase_kinds(NULL, str_of(texts[i]), str_of("")), 0, "%s", texts[i]);
}

Test(phrase, does_not_care_for_case_accents_and_punctuation)
{
  cr_expect_eq(phrase_kinds(NULL, STR("OUT FOR DELIVERY!"), STR("en")),
               phrase_kinds(NULL, STR("out-for-delivery"), STR("en")));
  cr_expect_eq(phrase_kinds(NULL, STR("LIVRE"), STR("fr")), phrase_kinds(NULL, STR("Livré"), STR("fr")));
}

Test(phrase, gives_the_same_with_a_cache)
{
  static phrase_cache_slot slots[16]; /* few, so that they are used again */
  phrase_cache cache = { slots, WB_COUNT(slots) };
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < WB_COUNT(cases); i++)
      cr_expect_eq(phrase_kinds(&cache, str_of(cases[i].text), str_of(cases[i].lang)),
                   phrase_kinds(NULL, str_of(cases[i].text), str_of(cases[i].lang)), "%s", cases[i].text);
}

Test(phrase, reads_a_long_text_to_its_limit)
{
  static char text[20000];
  memset(text, 'a', sizeof text);
  for (size_t i = 0; i < sizeof text; i += 7)
    text[i] = ' ';
  memcpy(text, "delivered ", 10);
  cr_expect_eq(phrase_kinds(NULL, (wb_str){ text, sizeof text }, STR("en")), KIND(DELIVERED));
}
