/* SPDX-License-Identifier: MIT */
#include "words.h"

/* One list for each first byte.  Beginnings are enough where endings vary: "sendung" stands for "Sendungen" too. */
#define TRACKING(text) { text, sizeof(text) - 1, WORD_TRACKING, false }
#define PARCEL(text) { text, sizeof(text) - 1, WORD_PARCEL, false }
#define NUMBER(text) { text, sizeof(text) - 1, WORD_NUMBER, true }
#define ORDER(text) { text, sizeof(text) - 1, WORD_ORDER, false }
#define OTHER(text) { text, sizeof(text) - 1, WORD_OTHER, false }
#define WHOLE(kind, text) { text, sizeof(text) - 1, kind, true }

static const word words_a[] = {
  OTHER("account"), OTHER("acct"), TRACKING("air waybill"), OTHER("amex"), OTHER("art.-nr"), OTHER("article"),
  OTHER("articolo"), OTHER("artikel"), OTHER("artikkel"), OTHER("artículo"), WHOLE(WORD_OTHER, "asin"),
  ORDER("auftrag"), OTHER("auth"), PARCEL("avis de passage"), WHOLE(WORD_TRACKING, "awb"),
};
static const word words_b[] = {
  PARCEL("balík"), OTHER("bank"), OTHER("bankkonto"), PARCEL("barcode"), ORDER("bestell"), ORDER("beställning"),
  WHOLE(WORD_OTHER, "bic"), OTHER("birth"), OTHER("bon d'achat"), TRACKING("bordereau"),
};
static const word words_c[] = {
  OTHER("call"), OTHER("card"), PARCEL("carrier"), OTHER("carte"), OTHER("case"), OTHER("cellulare"),
  WHOLE(WORD_OTHER, "cif"), OTHER("client"), NUMBER("code"), NUMBER("codice"), TRACKING("codice di tracking"),
  TRACKING("codice spedizione"), PARCEL("colet"), PARCEL("colis"), ORDER("comanda"), ORDER("comandă"),
  ORDER("commande"), OTHER("compte"), TRACKING("con note"), TRACKING("connote"), PARCEL("consegna"),
  TRACKING("consignment"), OTHER("conto"), OTHER("contract"), OTHER("coupon"), PARCEL("courier"), PARCEL("csomag"),
  TRACKING("csomagszám"), OTHER("cuenta"), OTHER("cupón"), OTHER("customer"), OTHER("customs value"),
  NUMBER("código"), TRACKING("código de rastreamento"), TRACKING("código de rastreio"),
  TRACKING("código de seguimiento"),
};
static const word words_d[] = {
  PARCEL("delivery"), OTHER("device"), PARCEL("dispatch"), OTHER("dni"), PARCEL("doručen"), PARCEL("dostaw"),
};
static const word words_e[] = {
  TRACKING("e-tracking"), WHOLE(WORD_OTHER, "ean"), PARCEL("encomenda"), PARCEL("envio"), PARCEL("envío"),
  PARCEL("expédition"),
};
static const word words_f[] = {
  OTHER("factura"), OTHER("facture"), OTHER("factuur"), OTHER("faktur"), OTHER("fattura"), OTHER("fatura"),
  WHOLE(WORD_OTHER, "fax"), PARCEL("forsendelse"), TRACKING("frachtbrief"), TRACKING("freight bill"),
  PARCEL("försändelse"),
};
static const word words_g[] = {
  OTHER("geschenk"), OTHER("gift card"), OTHER("giftcard"), OTHER("gtin"), TRACKING("guia"), OTHER("gutschein"),
  TRACKING("guía"), TRACKING("gönderi"),
};
static const word words_h[] = {
  OTHER("handy"), OTHER("hotline"), OTHER("hs code"), OTHER("hs-code"),
};
static const word words_i[] = {
  OTHER("iban"), WHOLE(WORD_OTHER, "id"), TRACKING("identcode"), OTHER("imei"), OTHER("in-reply-to"),
  OTHER("insurance"), OTHER("invoice"), OTHER("isbn"), OTHER("issn"), OTHER("item"),
};
static const word words_k[] = {
  PARCEL("kargo"), OTHER("karte"), WHOLE(WORD_OTHER, "key"), OTHER("klant"), OTHER("klient"), TRACKING("kolli"),
  TRACKING("kollinummer"), OTHER("kontakt"), OTHER("konto"), OTHER("kreditkarte"), OTHER("kunde"), OTHER("kupon"),
  PARCEL("kurier"), PARCEL("küldemény"),
};
static const word words_l[] = {
  WHOLE(WORD_TRACKING, "ldv"), TRACKING("lettera di vettura"), PARCEL("leverans"), PARCEL("levering"), OTHER("licen"),
  PARCEL("lieferung"), TRACKING("list przewozowy"), TRACKING("listu przewozowego"), PARCEL("livraison"),
  TRACKING("localizador"), OTHER("lot"), PARCEL("lähety"), TRACKING("lähetystunnus"),
};
static const word words_m[] = {
  OTHER("mastercard"), OTHER("member"), OTHER("message-id"), OTHER("mobil"), OTHER("model"), OTHER("modell"),
  OTHER("mwst"),
};
static const word words_n[] = {
  OTHER("nachnahmebetrag"), WHOLE(WORD_OTHER, "nif"), TRACKING("nyomkövet"),
};
static const word words_o[] = {
  ORDER("objedn"), PARCEL("objeto"), ORDER("orden"), ORDER("order"), ORDER("ordine"), ORDER("ordre"),
  WHOLE(WORD_OTHER, "otp"),
};
static const word words_p[] = {
  OTHER("p.iva"), PARCEL("pacco"), PARCEL("package"), PARCEL("pacote"), PARCEL("paczk"), PARCEL("paket"),
  TRACKING("paketnr"), TRACKING("paketnummer"), PARCEL("paketti"), PARCEL("pakke"), TRACKING("pakkenummer"),
  PARCEL("pakket"), TRACKING("pakketnummer"), PARCEL("paquete"), PARCEL("parcel"), OTHER("part no"),
  OTHER("part number"), OTHER("partita iva"), OTHER("passport"), OTHER("payment"), ORDER("pedido"),
  OTHER("personnummer"), OTHER("phone"), TRACKING("piececode"), OTHER("pin"), OTHER("po box"), OTHER("policy no"),
  OTHER("postfach"), TRACKING("pro no"), TRACKING("pro number"), OTHER("prodott"), OTHER("product"), OTHER("produit"),
  OTHER("produkt"), OTHER("promo"), PARCEL("przesyłk"), OTHER("puhelin"), ORDER("purchase"),
};
static const word words_q[] = {
  OTHER("qty"), OTHER("quittung"),
};
static const word words_r[] = {
  TRACKING("rastre"), OTHER("receipt"), OTHER("rechnung"), NUMBER("ref"), NUMBER("reference"), OTHER("references"),
  NUMBER("referencia"), NUMBER("referentie"), NUMBER("referenz"), OTHER("registration"), ORDER("rendel"),
  OTHER("request"), OTHER("rib"), OTHER("routing number"), NUMBER("référence"), OTHER("rückruf"),
};
static const word words_s[] = {
  TRACKING("seguimento"), TRACKING("seguimiento"), PARCEL("sendung"), TRACKING("sendungsn"), TRACKING("sendungsv"),
  OTHER("serial"), OTHER("serien"), OTHER("session"), TRACKING("seurant"), PARCEL("shipment"),
  TRACKING("shipment id"), TRACKING("shipment n"), PARCEL("shipped"), PARCEL("shipping"), ORDER("sipariş"),
  OTHER("sku"), TRACKING("sledovac"), TRACKING("spediz. n"), PARCEL("spedizione"), TRACKING("sporing"),
  TRACKING("spårning"), OTHER("steuer"), TRACKING("suivi"), TRACKING("suivre"), OTHER("swift"),
};
static const word words_t[] = {
  TRACKING("takip"), OTHER("tarjeta"), OTHER("tax"), WHOLE(WORD_OTHER, "tel"), OTHER("telefon"), OTHER("telefono"),
  OTHER("telefoon"), OTHER("telephone"), OTHER("teléfono"), PARCEL("teslimat"), OTHER("tfn"), OTHER("ticket"),
  ORDER("tilau"), OTHER("timestamp"), OTHER("token"), TRACKING("tracciamento"), TRACKING("trace"), TRACKING("track"),
  TRACKING("tracking"), TRACKING("trackingn"), TRACKING("tracknum"), OTHER("transac"), OTHER("transakc"),
  OTHER("transaktion"), OTHER("transazione"), WHOLE(WORD_OTHER, "ts"), OTHER("tuote"), OTHER("tva"),
  OTHER("téléphone"),
};
static const word words_u[] = {
  WHOLE(WORD_OTHER, "uid"), OTHER("upc"), OTHER("user"), OTHER("ust-id"), OTHER("utm_"), OTHER("uuid"),
};
static const word words_v[] = {
  WHOLE(WORD_OTHER, "vat"), OTHER("vergi"), PARCEL("versand"), PARCEL("verzending"), OTHER("vin"), OTHER("visa"),
  OTHER("voucher"), TRACKING("vrachtbrief"),
};
static const word words_w[] = {
  TRACKING("waybill"), ORDER("web order"), OTHER("whatsapp"),
};
static const word words_z[] = {
  OTHER("zahlung"), ORDER("zamówieni"), TRACKING("zending"), OTHER("zip"), PARCEL("zásiel"), PARCEL("zásil"),
};
static const word words_c3[] = {
  OTHER("účet"),
};
static const word words_c4[] = {
  PARCEL("čísl"), TRACKING("číslo zásielky"), TRACKING("číslo zásilky"),
};
static const word words_c5[] = {
  TRACKING("śledzeni"),
};
static const word words_ce[] = {
  PARCEL("αποστολή"), TRACKING("αριθμός αποστολής"), TRACKING("εντοπισμ"),
};
static const word words_cf[] = {
  ORDER("παραγγελί"), OTHER("τηλέφωνο"),
};
static const word words_d0[] = {
  OTHER("артикул"), TRACKING("відстежен"), OTHER("договор"), PARCEL("доставк"),
  ORDER("заказ"), ORDER("замовленн"), OTHER("карт"), OTHER("код товара"),
  TRACKING("накладн"), PARCEL("отправлени"), TRACKING("отслеж"), ORDER("поръчк"),
  PARCEL("посилк"), PARCEL("посылк"), PARCEL("пратка"),
};
static const word words_d1[] = {
  OTHER("рахунок"), OTHER("сч"), OTHER("тел"), OTHER("товар"), TRACKING("товарителниц"),
  TRACKING("трек"), TRACKING("ттн"), TRACKING("шпи"),
};
static const word words_d7[] = {
  ORDER("הזמנה"), PARCEL("חבילה"), OTHER("טלפון"), TRACKING("מעקב"),
};
static const word words_d8[] = {
  TRACKING("تتبع"), PARCEL("شحنة"), ORDER("طلب"),
};
static const word words_d9[] = {
  OTHER("هاتف"),
};
static const word words_e3[] = {
  TRACKING("お問い合わせ伝票"), TRACKING("お問い合わせ番号"), TRACKING("お問合せ番号"),
};
static const word words_e4[] = {
  TRACKING("伝票番号"),
};
static const word words_e5[] = {
  PARCEL("包裹"), TRACKING("单号"), OTHER("发票"), OTHER("口座"), OTHER("商品"), OTHER("型号"),
  PARCEL("快递"), TRACKING("快递单"), PARCEL("快遞"),
};
static const word words_e6[] = {
  OTHER("手机"), ORDER("注文"),
};
static const word words_e7[] = {
  PARCEL("物流"), OTHER("电话"),
};
static const word words_e8[] = {
  PARCEL("荷物"), ORDER("訂單"), OTHER("請求"), ORDER("订单"), TRACKING("运单"), TRACKING("追跡"),
  TRACKING("追踪"), TRACKING("追蹤"),
};
static const word words_e9[] = {
  TRACKING("送り状"), TRACKING("運單"), PARCEL("配送"), OTHER("電話"),
};
static const word words_ea[] = {
  OTHER("계좌"),
};
static const word words_eb[] = {
  TRACKING("등기번호"), PARCEL("배송"),
};
static const word words_ec[] = {
  TRACKING("송장"), TRACKING("운송장"), OTHER("전화"), ORDER("주문"),
};
static const word words_ed[] = {
  PARCEL("택배"),
};

typedef struct bucket {
  const word *words;
  size_t count;
} bucket;

#define BUCKET(list) { list, WB_COUNT(list) }
static const bucket buckets[256] = {
  ['a'] = BUCKET(words_a), ['b'] = BUCKET(words_b), ['c'] = BUCKET(words_c), ['d'] = BUCKET(words_d),
  ['e'] = BUCKET(words_e), ['f'] = BUCKET(words_f), ['g'] = BUCKET(words_g), ['h'] = BUCKET(words_h),
  ['i'] = BUCKET(words_i), ['k'] = BUCKET(words_k), ['l'] = BUCKET(words_l), ['m'] = BUCKET(words_m),
  ['n'] = BUCKET(words_n), ['o'] = BUCKET(words_o), ['p'] = BUCKET(words_p), ['q'] = BUCKET(words_q),
  ['r'] = BUCKET(words_r), ['s'] = BUCKET(words_s), ['t'] = BUCKET(words_t), ['u'] = BUCKET(words_u),
  ['v'] = BUCKET(words_v), ['w'] = BUCKET(words_w), ['z'] = BUCKET(words_z), [0xC3] = BUCKET(words_c3),
  [0xC4] = BUCKET(words_c4), [0xC5] = BUCKET(words_c5), [0xCE] = BUCKET(words_ce),
  [0xCF] = BUCKET(words_cf), [0xD0] = BUCKET(words_d0), [0xD1] = BUCKET(words_d1),
  [0xD7] = BUCKET(words_d7), [0xD8] = BUCKET(words_d8), [0xD9] = BUCKET(words_d9),
  [0xE3] = BUCKET(words_e3), [0xE4] = BUCKET(words_e4), [0xE5] = BUCKET(words_e5),
  [0xE6] = BUCKET(words_e6), [0xE7] = BUCKET(words_e7), [0xE8] = BUCKET(words_e8),
  [0xE9] = BUCKET(words_e9), [0xEA] = BUCKET(words_ea), [0xEB] = BUCKET(words_eb),
  [0xEC] = BUCKET(words_ec), [0xED] = BUCKET(words_ed),
};

static bool ends_here(wb_str text, size_t n)
{
  return n == text.n || (!ascii_is_alpha(text.p[n]) && (unsigned char)text.p[n] < 0x80);
}

/* Most words differ from the text in their second byte already; every one has two. */
const word *word_find(wb_str text)
{
  const word *best = NULL;
  size_t best_n = 0;
  if (text.n < 2)
    return NULL;
  bucket b = buckets[(unsigned char)text.p[0]];
  for (size_t i = 0; i < b.count; i++) {
    const word *w = &b.words[i];
    if (w->text[1] != text.p[1] || w->n <= best_n || w->n > text.n || memcmp(w->text, text.p, w->n) != 0 ||
        (w->whole && !ends_here(text, w->n)))
      continue;
    best = w;
    best_n = w->n;
  }
  return best;
}
