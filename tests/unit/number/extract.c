/* SPDX-License-Identifier: MIT */
#include "core/number/extract.h"
#include "rows.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct finds {
  const number_detector *d;
  char said[4096]; /* "offset+length number carrier[!|?|#]" one after the other: strict, doubtful, an order */
  size_t n, stop_at, count;
} finds;

static int note(void *user, const number_find *find)
{
  finds *f = user;
  const number_match *best = &find->matches[0];
  if (f->n > sizeof f->said / 2)
    f->n = 0;
  f->n += (size_t)snprintf(f->said + f->n, sizeof f->said - f->n, "%s%llu+%zu %.*s %s%s", f->n ? ", " : "",
                           (unsigned long long)find->offset, find->text.n, (int)best->number.n, best->number.p,
                           number_detector_row(f->d, best->row)->carrier_id, find->order ? "#" : find->strict ? "!" : "?");
  return ++f->count == f->stop_at ? WB_E_CANCELLED : WB_OK;
}

static void search_in_pieces(finds *f, wb_str text, size_t piece)
{
  number_detector *d = NULL;
  number_finder *finder = NULL;
  cr_assert_eq(number_detector_new(rows_all, ROWS_COUNT, &d, NULL), WB_OK);
  f->d = d;
  f->n = f->count = 0;
  f->said[0] = '\0';
  cr_assert_eq(finder_new(d, NULL, note, f, &finder, NULL), WB_OK);
  finder_begin(finder, 0);
  for (size_t at = 0; at < text.n; at += piece)
    cr_assert_eq(finder_feed(finder, str_upto(str_from(text, at), piece)), WB_OK);
  cr_assert_eq(finder_end(finder), WB_OK);
  finder_free(finder);
  number_detector_free(d);
}

static const char *search(finds *f, const char *text)
{
  search_in_pieces(f, str_of(text), SIZE_MAX / 2);
  return f->said;
}

typedef struct expectation {
  const char *text, *said;
} expectation;

static void expect(const expectation *table, size_t count)
{
  finds f = { 0 };
  for (size_t i = 0; i < count; i++)
    cr_expect_str_eq(search(&f, table[i].text), table[i].said, "%s: %s", table[i].text, f.said);
}

Test(extract, finds_numbers_as_they_are_printed)
{
  static const expectation table[] = {
    { "1Z999AA10123456784", "0+18 1Z999AA10123456784 ups!" },
    { "see 1Z 999 AA1 01 2345 6784.", "4+23 1Z999AA10123456784 ups!" },
    { "(1z999aa10123456784)", "1+18 1Z999AA10123456784 ups!" },
    { "1Z999AA10123456784,1Z999AA10123456784", "0+18 1Z999AA10123456784 ups!, 19+18 1Z999AA10123456784 ups!" },
    { "Tracking: 1Z-999-AA1-01-2345-6784", "10+23 1Z999AA10123456784 ups!" },
    { "parcel RA 123 456 785 GB here", "7+17 RA123456785GB royal-mail!" },
    { "tracking 9400\xC2\xA0""1112\xC2\xA0""0255\xC2\xA0""5842\xC2\xA0""3326\xC2\xA0""69", "9+32 9400111202555842332669 usps!" },
    { "\xE7\x95\xAA\xE5\x8F\xB7""1Z999AA10123456784\xE3\x81\xA7\xE3\x81\x99", "6+18 1Z999AA10123456784 ups!" },
    { "tracking \xEF\xBC\x91Z999AA10123456784", "9+20 1Z999AA10123456784 ups!" },
    { "tracking 1Z999\xE2\x80\x8B""AA10123456784", "9+21 1Z999AA10123456784 ups!" },
  };
  expect(table, WB_COUNT(table));
}

Test(extract, finds_nothing_inside_longer_words)
{
  static const expectation table[] = {
    { "", "" },
    { "no digits at all", "" },
    { "EAN 12345678901", "" },
    { "x1Z999AA10123456784", "" },
    { "1Z999AA101234567845", "" },
    { "\xC3\xA9""1Z999AA10123456784", "" },
    { "id_1Z999AA10123456784", "" },
    { "0f1Z999AA10123456784-1234-5678", "" },
    { "<568838414941@mail.example>", "" },
  };
  expect(table, WB_COUNT(table));
}

Test(extract, judges_by_labels_in_many_languages)
{
  static const char *const tracking[] = {
    "Tracking number: ", "Tracking code: ", "Sendungsnummer: ", "Ihre Paketnummer lautet ", "Numéro de suivi : ", "Votre colis : ",
    "NUMÉRO DE SUIVI ", "Número de seguimiento: ", "Código de rastreio: ", "Codice di tracking: ", "Zendingsnummer ", "Numer przesyłki: ",
    "Numer listu przewozowego: ", "Spårningsnummer: ", "Sporingsnummer: ", "Seurantatunnus: ", "Číslo zásilky: ", "Csomagszám: ", "Kargo takip no: ",
    "Трек-номер: ", "ОТПРАВЛЕНИЕ ", "Номер посилки ", "お問い合わせ番号：", "运单号：", "운송장 번호: ", "رقم تتبع ",
    "Tracking number of your order: ", "Tracking number:\n\n", "Numéro de suivi de votre commande : ",
    "https://shop.example/track?n=", "Order 4711, tracking 3, parcel no. ",
  };
  static const char *const other[] = {
    "Order number: ", "Bestellnummer ", "Auftrag ", "Commande n° ", "Pedido: ", "Ordine n. ", "Zamówienie nr ", "Заказ № ", "注文番号：",
    "订单号：", "Tel. ", "Téléphone ", "Call ", "ISBN ", "EAN: ", "Rechnung Nr. ", "Facture ", "IBAN ", "Kundennummer: ", "Coupon code: ",
    "Gift card ", "https://shop.example/p?id=", "Parcel order no. ", "+", "1-800-",
  };
  char text[256];
  finds f = { 0 };
  for (size_t i = 0; i < WB_COUNT(tracking); i++) {
    snprintf(text, sizeof text, "%s568838414941", tracking[i]);
    search(&f, text);
    cr_expect(f.count == 1 && strstr(f.said, "568838414941"), "%s: %s", text, f.said);
  }
  for (size_t i = 0; i < WB_COUNT(other); i++) {
    snprintf(text, sizeof text, "%s568838414941", other[i]);
    search(&f, text);
    cr_expect(!strchr(f.said, '!') && f.n == 0, "%s: %s", text, f.said);
  }
}

Test(extract, tells_orders_from_parcels)
{
  static const expectation table[] = {
    { "Your order 123-1234567-1234567 has shipped", "11+19 123-1234567-1234567 amazon#" },
    { "123-1234567-1234567", "0+19 123-1234567-1234567 amazon#" },
  };
  expect(table, WB_COUNT(table));
}

Test(extract, reads_lists_below_a_label_and_links)
{
  static const expectation table[] = {
    { "Tracking numbers:\n568838414941\n320610804900\n", "18+12 568838414941 fedex!, 31+12 320610804900 purolator!" },
    { "https://a.example/?u=https%3A%2F%2Fb.example%2Ftrack%3Fn%3D1Z999AA10123456784%26x", "59+18 1Z999AA10123456784 ups!" },
  };
  expect(table, WB_COUNT(table));
}

Test(extract, does_not_depend_on_the_pieces)
{
  static const char sentence[] = "Some words that fill the window, order no. 568838414941, and then tracking number 1Z 999 AA1 01 2345 6784. ";
  enum { TIMES = 3000 };
  char *text = malloc(TIMES * sizeof sentence);
  finds *pieces = calloc(1, sizeof *pieces);
  cr_assert(text && pieces);
  for (size_t i = 0; i < TIMES; i++)
    memcpy(text + i * (sizeof sentence - 1), sentence, sizeof sentence);
  wb_str all = { text, TIMES * (sizeof sentence - 1) };
  static const size_t sizes[] = { 1000, 4096, 65536, 65537 };
  for (size_t i = 0; i < WB_COUNT(sizes); i++) {
    search_in_pieces(pieces, all, sizes[i]);
    cr_expect_eq(pieces->count, TIMES, "%zu: %zu", sizes[i], pieces->count);
  }
  free(text);
  free(pieces);
}

Test(extract, ends_when_the_caller_says_so)
{
  finds f = { .stop_at = 1 };
  number_detector *d = NULL;
  number_finder *finder = NULL;
  cr_assert_eq(number_detector_new(rows_all, ROWS_COUNT, &d, NULL), WB_OK);
  f.d = d;
  cr_assert_eq(finder_new(d, NULL, note, &f, &finder, NULL), WB_OK);
  finder_begin(finder, 0);
  cr_assert_eq(finder_feed(finder, STR("1Z999AA10123456784 1Z999AA10123456784")), WB_OK);
  cr_expect_eq(finder_end(finder), WB_E_CANCELLED);
  cr_expect_eq(f.count, 1);
  finder_free(finder);
  number_detector_free(d);
}
