/* SPDX-License-Identifier: MIT */
/* Shapes of USPS numbers.  A number may stand behind a routing prefix, 420 and the ZIP code of 5 or 9 digits.
 *
 * IMpb says USPS and nobody else, also where a consolidator carried the parcel first (UPS Mail Innovations,
 * DHL eCommerce): the mailer id in it names the shipper.  Legacy numbers are checked with 91 in front unless
 * they begin with it: 9 * 3 + 1 = 28 more. */
#include "formats.h"

/* clang-format off */
#define PAGE "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"

/* Weights 3, 1 from the left over `count` digits from `from`; the digit behind them. */
#define MOD10(from_, count_, add_)                                                         \
  { .kind = WB_CHECK_WEIGHTED, .from = from_, .count = count_, .at = from_ + count_,       \
    .modulo = 10, .complement = 1, .add = add_, .weights = "3,1" }

static const wb_label services[] = {
  { "01", "Delivery Confirmation" },
  { "02", "Delivery Confirmation" },
  { "03", "Delivery Confirmation, retail" },
  { "04", "Delivery Confirmation, retail" },
  { "05", "Delivery Confirmation, insured over $50" },
  { "06", "Delivery Confirmation, insured over $50" },
  { "07", "Delivery Confirmation, insured" },
  { "08", "Delivery Confirmation, insured" },
  { "14", "Delivery Confirmation, software vendor" },
  { "21", "Signature Confirmation" },
  { "22", "Signature Confirmation" },
  { "23", "Signature Confirmation, retail" },
  { "24", "Signature Confirmation, retail" },
  { "25", "Signature Confirmation, insured" },
  { "26", "Signature Confirmation, insured" },
  { "34", "Signature Confirmation, software vendor" },
  { "50", "Electronic file header" },
  { "56", "Passive scan under way" },
  { "73", "Insured mail, over $50" },
  { "82", "Merchandise return" },
  { "83", "Merchandise return, insured" },
  { "85", "Merchandise return, insured over $50" },
};
static const wb_label issuers[] = {
  { "92", "commercial mailer, nine digits" },
  { "93", "commercial mailer, six digits" },
  { "95", "sold at a post office or kiosk" },
};
static const wb_label products[] = { { "612", "Parcel Select" } };

/* First letter of an S10 number, as the Universal Postal Union gives them out. */
static const wb_label mail_kinds[] = {
  { "C", "parcel" },
  { "E", "express" },
  { "H", "e-commerce" },
  { "L", "tracked letter" },
  { "R", "registered" },
  { "U", "untracked" },
  { "V", "insured" },
};

/* What a number tells: service, mailer (nine digits or six), and behind the routing prefix the ZIP code. */
#define ZIP5            { "ZIP code", 3, 5, { NULL, 0, 0 } }
#define ZIP9            { "ZIP code", 3, 9, { NULL, 0, 0 } }
#define SERVICE(at_)    { "service", at_, 2, WB_ARRAY(services) }
#define ISSUER(at_)     { "issuer", at_, 2, WB_ARRAY(issuers) }, { "service", at_ + 2, 3, WB_ARRAY(products) }
#define SERVICE_N(at_)  { "service type", at_ + 2, 3, { NULL, 0, 0 } }
#define MAILER(at_, n_) { "mailer", at_ + 5, n_, { NULL, 0, 0 } }
#define TELLS(...)      WB_LIST(wb_lookup, __VA_ARGS__)

static const wb_check checks[] = {
  /* 0 */ MOD10(0, 19, 0),
  /* 1 */ MOD10(0, 21, 0),
  /* 2 */ MOD10(0, 25, 0),
  /* 3 */ MOD10(8, 21, 0),
  /* 4 */ MOD10(0, 29, 0),
  /* 5 */ MOD10(8, 25, 0),
  /* 6 */ MOD10(12, 21, 0),
  /* 7 */ MOD10(0, 19, 28),
  /* 8 */ MOD10(8, 19, 0),
  /* 9 */ MOD10(8, 19, 28),
  /* 10 */ MOD10(12, 19, 0),
  /* 11 */ MOD10(12, 19, 28),
};
static const wb_check s10_check = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };

const wb_format usps_formats[USPS_FORMATS] = {
  { "usps-20", "[0-9]{20}",
    "03071790000523483741", PAGE, 0, 4000, &checks[0], TELLS(SERVICE(0)) },
  { "usps-impb-n", "94[0-9]{3}9[0-9]{16}",
    "9400191206206406260789", PAGE, 0, 90000, &checks[1], TELLS(SERVICE_N(0), MAILER(0, 9)) },
  { "usps-impb-n", "94[0-9]{3}[0-8][0-9]{16}",
    "9400111206206406260787", PAGE, 0, 90000, &checks[1], TELLS(SERVICE_N(0), MAILER(0, 6)) },
  { "usps-impb-n", "94[0-9]{3}9[0-9]{20}",
    "94001912062064062607800016", PAGE, 0, 90000, &checks[2], TELLS(SERVICE_N(0), MAILER(0, 9)) },
  { "usps-impb-n", "94[0-9]{3}[0-8][0-9]{20}",
    "94001112062064062607800014", PAGE, 0, 90000, &checks[2], TELLS(SERVICE_N(0), MAILER(0, 6)) },
  { "usps-impb-n", "420[0-9]{5}94[0-9]{3}9[0-9]{16}",
    "420787459400191206206406260789", PAGE, 0, 90000, &checks[3], TELLS(ZIP5, SERVICE_N(8), MAILER(8, 9)) },
  { "usps-impb-n", "420[0-9]{5}94[0-9]{3}[0-8][0-9]{16}",
    "420787459400111206206406260787", PAGE, 0, 90000, &checks[3], TELLS(ZIP5, SERVICE_N(8), MAILER(8, 6)) },
  { "usps-impb-n", "94[0-9]{3}9[0-9]{24}",
    "940019120620640626078000123456", PAGE, 0, 90000, &checks[4], TELLS(SERVICE_N(0), MAILER(0, 9)) },
  { "usps-impb-n", "420[0-9]{5}94[0-9]{3}9[0-9]{20}",
    "4207874594001912062064062607800016", PAGE, 0, 90000, &checks[5], TELLS(ZIP5, SERVICE_N(8), MAILER(8, 9)) },
  { "usps-impb-n", "420[0-9]{5}94[0-9]{3}[0-8][0-9]{20}",
    "4207874594001112062064062607800014", PAGE, 0, 90000, &checks[5], TELLS(ZIP5, SERVICE_N(8), MAILER(8, 6)) },
  { "usps-impb-n", "420[0-9]{9}94[0-9]{3}9[0-9]{16}",
    "4207874512349400191206206406260789", PAGE, 0, 90000, &checks[6],
    TELLS(ZIP9, SERVICE_N(12), MAILER(12, 9)) },
  { "usps-impb-n", "420[0-9]{9}94[0-9]{3}[0-8][0-9]{16}",
    "4207874512349400111206206406260787", PAGE, 0, 90000, &checks[6],
    TELLS(ZIP9, SERVICE_N(12), MAILER(12, 6)) },
  { "usps-impb-c", "9[25][0-9]{3}9[0-9]{16}",
    "9261290113185417468510", PAGE, 0, 60000, &checks[1], TELLS(ISSUER(0), MAILER(0, 9)) },
  { "usps-impb-c", "9[25][0-9]{3}9[0-9]{20}",
    "92612901131854174685100116", PAGE, 0, 60000, &checks[2], TELLS(ISSUER(0), MAILER(0, 9)) },
  { "usps-impb-c", "9[35][0-9]{3}[0-8][0-9]{16}",
    "9361280113185417468510", PAGE, 0, 60000, &checks[1], TELLS(ISSUER(0), MAILER(0, 6)) },
  { "usps-impb-c", "9[35][0-9]{3}[0-8][0-9]{20}",
    "93612801131854174685100116", PAGE, 0, 60000, &checks[2], TELLS(ISSUER(0), MAILER(0, 6)) },
  { "usps-impb-c", "420[0-9]{5}9[25][0-9]{3}9[0-9]{16}",
    "420100289261290113185417468510", PAGE, 0, 60000, &checks[3], TELLS(ZIP5, ISSUER(8), MAILER(8, 9)) },
  { "usps-impb-c", "420[0-9]{5}9[25][0-9]{3}9[0-9]{20}",
    "4201002892612901131854174685100116", PAGE, 0, 60000, &checks[5], TELLS(ZIP5, ISSUER(8), MAILER(8, 9)) },
  { "usps-impb-c", "420[0-9]{5}9[35][0-9]{3}[0-8][0-9]{16}",
    "420100289361280113185417468510", PAGE, 0, 60000, &checks[3], TELLS(ZIP5, ISSUER(8), MAILER(8, 6)) },
  { "usps-impb-c", "420[0-9]{5}9[35][0-9]{3}[0-8][0-9]{20}",
    "4201002893612801131854174685100116", PAGE, 0, 60000, &checks[5], TELLS(ZIP5, ISSUER(8), MAILER(8, 6)) },
  { "usps-impb-c", "420[0-9]{9}9[25][0-9]{3}9[0-9]{16}",
    "4201028200009261290113185417468510", PAGE, 0, 60000, &checks[6], TELLS(ZIP9, ISSUER(12), MAILER(12, 9)) },
  { "usps-impb-c", "420[0-9]{9}9[35][0-9]{3}[0-8][0-9]{16}",
    "4201028200009361280113185417468510", PAGE, 0, 60000, &checks[6], TELLS(ZIP9, ISSUER(12), MAILER(12, 6)) },
  { "usps-legacy", "91[0-9]{18}",
    "91102683733100003953", PAGE, 0, 3000, &checks[0], TELLS(SERVICE(0)) },
  { "usps-legacy", "[0-8][0-9]{19}",
    "71969010756003077385", PAGE, 0, 3000, &checks[7], TELLS(SERVICE(0)) },
  { "usps-legacy", "9[02-9][0-9]{18}",
    "96969010756003077384", PAGE, 0, 3000, &checks[7], TELLS(SERVICE(0)) },
  { "usps-legacy", "91[0-9]{20}",
    "9101026837331000039521", PAGE, 0, 3000, &checks[1], TELLS(SERVICE(2)) },
  { "usps-legacy", "420[0-9]{5}91[0-9]{18}",
    "4202215391102683733100003953", PAGE, 0, 3000, &checks[8], TELLS(ZIP5, SERVICE(8)) },
  { "usps-legacy", "420[0-9]{5}[0-8][0-9]{19}",
    "4202215371969010756003077385", PAGE, 0, 3000, &checks[9], TELLS(ZIP5, SERVICE(8)) },
  { "usps-legacy", "420[0-9]{5}9[02-9][0-9]{18}",
    "4202215396969010756003077384", PAGE, 0, 3000, &checks[9], TELLS(ZIP5, SERVICE(8)) },
  { "usps-legacy", "420[0-9]{5}91[0-9]{20}",
    "420221539101026837331000039521", PAGE, 0, 3000, &checks[3], TELLS(ZIP5, SERVICE(10)) },
  { "usps-legacy", "420[0-9]{9}91[0-9]{18}",
    "42022153123491102683733100003953", PAGE, 0, 3000, &checks[10], TELLS(ZIP9, SERVICE(12)) },
  { "usps-legacy", "420[0-9]{9}[0-8][0-9]{19}",
    "42022153123471969010756003077385", PAGE, 0, 3000, &checks[11], TELLS(ZIP9, SERVICE(12)) },
  { "usps-legacy", "420[0-9]{9}9[02-9][0-9]{18}",
    "42022153123496969010756003077384", PAGE, 0, 3000, &checks[11], TELLS(ZIP9, SERVICE(12)) },
  { "usps-legacy", "420[0-9]{9}91[0-9]{20}",
    "4202215312349101026837331000039521", PAGE, 0, 3000, &checks[6], TELLS(ZIP9, SERVICE(14)) },
  { "usps-s10", "[A-Z]{2}[0-9]{9}US", "EX123456785US", PAGE, 0, 5000, &s10_check,
    TELLS({ "service", 0, 1, WB_ARRAY(mail_kinds) }) },
};
