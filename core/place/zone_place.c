/* SPDX-License-Identifier: MIT */
#include "zone.h"
#include <waybill/waybill.h>

typedef struct country_row {
  char country[3];
  const char *zone;
} country_row;

typedef struct region_row {
  char country[3], code[4];
  const char *name; /* "" where carriers write codes only */
  const char *zone;
} region_row;

typedef struct postcode_row {
  char country[3];
  const char *prefix; /* "": all others */
  const char *zone;
} postcode_row;

/* Countries with a single clock, by code; the zone is the one that the time zone database lists for the
 * country. */
/* clang-format off */
static const country_row countries[] = {
  { "AD", "Europe/Andorra" }, { "AE", "Asia/Dubai" }, { "AF", "Asia/Kabul" }, { "AG", "America/Antigua" },
  { "AI", "America/Anguilla" }, { "AL", "Europe/Tirane" }, { "AM", "Asia/Yerevan" },
  { "AO", "Africa/Luanda" }, { "AR", "America/Argentina/Buenos_Aires" }, { "AS", "Pacific/Pago_Pago" },
  { "AT", "Europe/Vienna" }, { "AW", "America/Aruba" }, { "AX", "Europe/Mariehamn" }, { "AZ", "Asia/Baku" },
  { "BA", "Europe/Sarajevo" }, { "BB", "America/Barbados" }, { "BD", "Asia/Dhaka" },
  { "BE", "Europe/Brussels" }, { "BF", "Africa/Ouagadougou" }, { "BG", "Europe/Sofia" },
  { "BH", "Asia/Bahrain" }, { "BI", "Africa/Bujumbura" }, { "BJ", "Africa/Porto-Novo" },
  { "BL", "America/St_Barthelemy" }, { "BM", "Atlantic/Bermuda" }, { "BN", "Asia/Brunei" },
  { "BO", "America/La_Paz" }, { "BQ", "America/Kralendijk" }, { "BS", "America/Nassau" },
  { "BT", "Asia/Thimphu" }, { "BW", "Africa/Gaborone" }, { "BY", "Europe/Minsk" }, { "BZ", "America/Belize" },
  { "CC", "Indian/Cocos" }, { "CF", "Africa/Bangui" }, { "CG", "Africa/Brazzaville" },
  { "CH", "Europe/Zurich" }, { "CI", "Africa/Abidjan" }, { "CK", "Pacific/Rarotonga" },
  { "CM", "Africa/Douala" }, { "CN", "Asia/Shanghai" }, { "CO", "America/Bogota" },
  { "CR", "America/Costa_Rica" }, { "CU", "America/Havana" }, { "CV", "Atlantic/Cape_Verde" },
  { "CW", "America/Curacao" }, { "CX", "Indian/Christmas" }, { "CY", "Asia/Nicosia" },
  { "CZ", "Europe/Prague" }, { "DE", "Europe/Berlin" }, { "DJ", "Africa/Djibouti" },
  { "DK", "Europe/Copenhagen" }, { "DM", "America/Dominica" }, { "DO", "America/Santo_Domingo" },
  { "DZ", "Africa/Algiers" }, { "EC", "America/Guayaquil" }, { "EE", "Europe/Tallinn" },
  { "EG", "Africa/Cairo" }, { "EH", "Africa/El_Aaiun" }, { "ER", "Africa/Asmara" },
  { "ET", "Africa/Addis_Ababa" }, { "FI", "Europe/Helsinki" }, { "FJ", "Pacific/Fiji" },
  { "FK", "Atlantic/Stanley" }, { "FO", "Atlantic/Faroe" }, { "FR", "Europe/Paris" },
  { "GA", "Africa/Libreville" }, { "GB", "Europe/London" }, { "GD", "America/Grenada" },
  { "GE", "Asia/Tbilisi" }, { "GF", "America/Cayenne" }, { "GG", "Europe/Guernsey" },
  { "GH", "Africa/Accra" }, { "GI", "Europe/Gibraltar" }, { "GM", "Africa/Banjul" },
  { "GN", "Africa/Conakry" }, { "GP", "America/Guadeloupe" }, { "GQ", "Africa/Malabo" },
  { "GR", "Europe/Athens" }, { "GS", "Atlantic/South_Georgia" }, { "GT", "America/Guatemala" },
  { "GU", "Pacific/Guam" }, { "GW", "Africa/Bissau" }, { "GY", "America/Guyana" }, { "HK", "Asia/Hong_Kong" },
  { "HN", "America/Tegucigalpa" }, { "HR", "Europe/Zagreb" }, { "HT", "America/Port-au-Prince" },
  { "HU", "Europe/Budapest" }, { "IE", "Europe/Dublin" }, { "IL", "Asia/Jerusalem" },
  { "IM", "Europe/Isle_of_Man" }, { "IN", "Asia/Kolkata" }, { "IO", "Indian/Chagos" },
  { "IQ", "Asia/Baghdad" }, { "IR", "Asia/Tehran" }, { "IS", "Atlantic/Reykjavik" }, { "IT", "Europe/Rome" },
  { "JE", "Europe/Jersey" }, { "JM", "America/Jamaica" }, { "JO", "Asia/Amman" }, { "JP", "Asia/Tokyo" },
  { "KE", "Africa/Nairobi" }, { "KG", "Asia/Bishkek" }, { "KH", "Asia/Phnom_Penh" },
  { "KM", "Indian/Comoro" }, { "KN", "America/St_Kitts" }, { "KP", "Asia/Pyongyang" }, { "KR", "Asia/Seoul" },
  { "KW", "Asia/Kuwait" }, { "KY", "America/Cayman" }, { "KZ", "Asia/Almaty" }, { "LA", "Asia/Vientiane" },
  { "LB", "Asia/Beirut" }, { "LC", "America/St_Lucia" }, { "LI", "Europe/Vaduz" }, { "LK", "Asia/Colombo" },
  { "LR", "Africa/Monrovia" }, { "LS", "Africa/Maseru" }, { "LT", "Europe/Vilnius" },
  { "LU", "Europe/Luxembourg" }, { "LV", "Europe/Riga" }, { "LY", "Africa/Tripoli" },
  { "MA", "Africa/Casablanca" }, { "MC", "Europe/Monaco" }, { "MD", "Europe/Chisinau" },
  { "ME", "Europe/Podgorica" }, { "MF", "America/Marigot" }, { "MG", "Indian/Antananarivo" },
  { "MH", "Pacific/Majuro" }, { "MK", "Europe/Skopje" }, { "ML", "Africa/Bamako" }, { "MM", "Asia/Yangon" },
  { "MO", "Asia/Macau" }, { "MP", "Pacific/Saipan" }, { "MQ", "America/Martinique" },
  { "MR", "Africa/Nouakchott" }, { "MS", "America/Montserrat" }, { "MT", "Europe/Malta" },
  { "MU", "Indian/Mauritius" }, { "MV", "Indian/Maldives" }, { "MW", "Africa/Blantyre" },
  { "MY", "Asia/Kuala_Lumpur" }, { "MZ", "Africa/Maputo" }, { "NA", "Africa/Windhoek" },
  { "NC", "Pacific/Noumea" }, { "NE", "Africa/Niamey" }, { "NF", "Pacific/Norfolk" },
  { "NG", "Africa/Lagos" }, { "NI", "America/Managua" }, { "NL", "Europe/Amsterdam" },
  { "NO", "Europe/Oslo" }, { "NP", "Asia/Kathmandu" }, { "NR", "Pacific/Nauru" }, { "NU", "Pacific/Niue" },
  { "NZ", "Pacific/Auckland" }, { "OM", "Asia/Muscat" }, { "PA", "America/Panama" }, { "PE", "America/Lima" },
  { "PH", "Asia/Manila" }, { "PK", "Asia/Karachi" }, { "PL", "Europe/Warsaw" }, { "PM", "America/Miquelon" },
  { "PN", "Pacific/Pitcairn" }, { "PR", "America/Puerto_Rico" }, { "PS", "Asia/Gaza" },
  { "PW", "Pacific/Palau" }, { "PY", "America/Asuncion" }, { "QA", "Asia/Qatar" }, { "RE", "Indian/Reunion" },
  { "RO", "Europe/Bucharest" }, { "RS", "Europe/Belgrade" }, { "RW", "Africa/Kigali" },
  { "SA", "Asia/Riyadh" }, { "SB", "Pacific/Guadalcanal" }, { "SC", "Indian/Mahe" },
  { "SD", "Africa/Khartoum" }, { "SE", "Europe/Stockholm" }, { "SG", "Asia/Singapore" },
  { "SH", "Atlantic/St_Helena" }, { "SI", "Europe/Ljubljana" }, { "SJ", "Arctic/Longyearbyen" },
  { "SK", "Europe/Bratislava" }, { "SL", "Africa/Freetown" }, { "SM", "Europe/San_Marino" },
  { "SN", "Africa/Dakar" }, { "SO", "Africa/Mogadishu" }, { "SR", "America/Paramaribo" },
  { "SS", "Africa/Juba" }, { "ST", "Africa/Sao_Tome" }, { "SV", "America/El_Salvador" },
  { "SX", "America/Lower_Princes" }, { "SY", "Asia/Damascus" }, { "SZ", "Africa/Mbabane" },
  { "TC", "America/Grand_Turk" }, { "TD", "Africa/Ndjamena" }, { "TF", "Indian/Kerguelen" },
  { "TG", "Africa/Lome" }, { "TH", "Asia/Bangkok" }, { "TJ", "Asia/Dushanbe" }, { "TK", "Pacific/Fakaofo" },
  { "TL", "Asia/Dili" }, { "TM", "Asia/Ashgabat" }, { "TN", "Africa/Tunis" }, { "TO", "Pacific/Tongatapu" },
  { "TR", "Europe/Istanbul" }, { "TT", "America/Port_of_Spain" }, { "TV", "Pacific/Funafuti" },
  { "TW", "Asia/Taipei" }, { "TZ", "Africa/Dar_es_Salaam" }, { "UA", "Europe/Kyiv" },
  { "UG", "Africa/Kampala" }, { "UY", "America/Montevideo" }, { "UZ", "Asia/Tashkent" },
  { "VA", "Europe/Vatican" }, { "VC", "America/St_Vincent" }, { "VE", "America/Caracas" },
  { "VG", "America/Tortola" }, { "VI", "America/St_Thomas" }, { "VN", "Asia/Ho_Chi_Minh" },
  { "VU", "Pacific/Efate" }, { "WF", "Pacific/Wallis" }, { "WS", "Pacific/Apia" }, { "YE", "Asia/Aden" },
  { "YT", "Indian/Mayotte" }, { "ZA", "Africa/Johannesburg" }, { "ZM", "Africa/Lusaka" },
  { "ZW", "Africa/Harare" },
};

/* Regions with a single clock, or nearly: a region is left out when more than about one inhabitant in twenty lives by
 * another one (Kentucky, Tennessee, Indiana, the Dakotas, Idaho; Nunavut; Chihuahua, Tamaulipas, Nayarit ...). */
static const region_row regions[] = {
  { "AU", "ACT", "Australian Capital Territory", "Australia/Sydney" },
  { "AU", "NSW", "New South Wales", "Australia/Sydney" },
  { "AU", "NT", "Northern Territory", "Australia/Darwin" },
  { "AU", "QLD", "Queensland", "Australia/Brisbane" },
  { "AU", "SA", "South Australia", "Australia/Adelaide" }, { "AU", "TAS", "Tasmania", "Australia/Hobart" },
  { "AU", "VIC", "Victoria", "Australia/Melbourne" }, { "AU", "WA", "Western Australia", "Australia/Perth" },
  { "BR", "AC", "", "America/Rio_Branco" }, { "BR", "AL", "", "America/Maceio" },
  { "BR", "AM", "", "America/Manaus" }, { "BR", "AP", "", "America/Belem" },
  { "BR", "BA", "", "America/Bahia" }, { "BR", "CE", "", "America/Fortaleza" },
  { "BR", "DF", "", "America/Sao_Paulo" }, { "BR", "ES", "", "America/Sao_Paulo" },
  { "BR", "GO", "", "America/Sao_Paulo" }, { "BR", "MA", "", "America/Fortaleza" },
  { "BR", "MG", "", "America/Sao_Paulo" }, { "BR", "MS", "", "America/Campo_Grande" },
  { "BR", "MT", "", "America/Cuiaba" }, { "BR", "PA", "", "America/Belem" },
  { "BR", "PB", "", "America/Fortaleza" }, { "BR", "PE", "", "America/Recife" },
  { "BR", "PI", "", "America/Fortaleza" }, { "BR", "PR", "", "America/Sao_Paulo" },
  { "BR", "RJ", "", "America/Sao_Paulo" }, { "BR", "RN", "", "America/Fortaleza" },
  { "BR", "RO", "", "America/Porto_Velho" }, { "BR", "RR", "", "America/Boa_Vista" },
  { "BR", "RS", "", "America/Sao_Paulo" }, { "BR", "SC", "", "America/Sao_Paulo" },
  { "BR", "SE", "", "America/Maceio" }, { "BR", "SP", "", "America/Sao_Paulo" },
  { "BR", "TO", "", "America/Araguaina" }, { "CA", "AB", "Alberta", "America/Edmonton" },
  { "CA", "BC", "British Columbia", "America/Vancouver" }, { "CA", "MB", "Manitoba", "America/Winnipeg" },
  { "CA", "NB", "New Brunswick", "America/Moncton" }, { "CA", "NF", "Newfoundland", "America/St_Johns" },
  { "CA", "NL", "Newfoundland and Labrador", "America/St_Johns" },
  { "CA", "NS", "Nova Scotia", "America/Halifax" },
  { "CA", "NT", "Northwest Territories", "America/Edmonton" }, { "CA", "ON", "Ontario", "America/Toronto" },
  { "CA", "PE", "Prince Edward Island", "America/Halifax" }, { "CA", "QC", "Quebec", "America/Toronto" },
  { "CA", "SK", "Saskatchewan", "America/Regina" }, { "CA", "YT", "Yukon", "America/Whitehorse" },
  { "MX", "AGU", "", "America/Mexico_City" }, { "MX", "BCN", "", "America/Tijuana" },
  { "MX", "BCS", "", "America/Mazatlan" }, { "MX", "CAM", "", "America/Merida" },
  { "MX", "CHP", "", "America/Mexico_City" }, { "MX", "CMX", "", "America/Mexico_City" },
  { "MX", "COL", "", "America/Mexico_City" }, { "MX", "DUR", "", "America/Monterrey" },
  { "MX", "GRO", "", "America/Mexico_City" }, { "MX", "GUA", "", "America/Mexico_City" },
  { "MX", "HID", "", "America/Mexico_City" }, { "MX", "JAL", "", "America/Mexico_City" },
  { "MX", "MEX", "", "America/Mexico_City" }, { "MX", "MIC", "", "America/Mexico_City" },
  { "MX", "MOR", "", "America/Mexico_City" }, { "MX", "NLE", "", "America/Monterrey" },
  { "MX", "OAX", "", "America/Mexico_City" }, { "MX", "PUE", "", "America/Mexico_City" },
  { "MX", "QUE", "", "America/Mexico_City" }, { "MX", "ROO", "", "America/Cancun" },
  { "MX", "SIN", "", "America/Mazatlan" }, { "MX", "SLP", "", "America/Mexico_City" },
  { "MX", "SON", "", "America/Hermosillo" }, { "MX", "TAB", "", "America/Mexico_City" },
  { "MX", "TLA", "", "America/Mexico_City" }, { "MX", "VER", "", "America/Mexico_City" },
  { "MX", "YUC", "", "America/Merida" }, { "MX", "ZAC", "", "America/Mexico_City" },
  { "RU", "ALT", "", "Asia/Barnaul" }, { "RU", "BA", "", "Asia/Yekaterinburg" },
  { "RU", "CHE", "", "Asia/Yekaterinburg" }, { "RU", "IRK", "", "Asia/Irkutsk" },
  { "RU", "KAM", "", "Asia/Kamchatka" }, { "RU", "KDA", "", "Europe/Moscow" },
  { "RU", "KEM", "", "Asia/Novokuznetsk" }, { "RU", "KGD", "", "Europe/Kaliningrad" },
  { "RU", "KHA", "", "Asia/Vladivostok" }, { "RU", "KYA", "", "Asia/Krasnoyarsk" },
  { "RU", "LEN", "", "Europe/Moscow" }, { "RU", "MOS", "", "Europe/Moscow" },
  { "RU", "MOW", "", "Europe/Moscow" }, { "RU", "NIZ", "", "Europe/Moscow" },
  { "RU", "NVS", "", "Asia/Novosibirsk" }, { "RU", "OMS", "", "Asia/Omsk" },
  { "RU", "PER", "", "Asia/Yekaterinburg" }, { "RU", "PRI", "", "Asia/Vladivostok" },
  { "RU", "ROS", "", "Europe/Moscow" }, { "RU", "SAM", "", "Europe/Samara" },
  { "RU", "SAR", "", "Europe/Saratov" }, { "RU", "SPE", "", "Europe/Moscow" },
  { "RU", "SVE", "", "Asia/Yekaterinburg" }, { "RU", "TA", "", "Europe/Moscow" },
  { "RU", "TOM", "", "Asia/Tomsk" }, { "RU", "TYU", "", "Asia/Yekaterinburg" },
  { "RU", "VGG", "", "Europe/Volgograd" }, { "RU", "VOR", "", "Europe/Moscow" },
  { "US", "AK", "Alaska", "America/Anchorage" }, { "US", "AL", "Alabama", "America/Chicago" },
  { "US", "AR", "Arkansas", "America/Chicago" }, { "US", "AZ", "Arizona", "America/Phoenix" },
  { "US", "CA", "California", "America/Los_Angeles" }, { "US", "CO", "Colorado", "America/Denver" },
  { "US", "CT", "Connecticut", "America/New_York" },
  { "US", "DC", "District of Columbia", "America/New_York" }, { "US", "DE", "Delaware", "America/New_York" },
  { "US", "FL", "Florida", "America/New_York" }, { "US", "GA", "Georgia", "America/New_York" },
  { "US", "GU", "Guam", "Pacific/Guam" }, { "US", "HI", "Hawaii", "Pacific/Honolulu" },
  { "US", "IA", "Iowa", "America/Chicago" }, { "US", "IL", "Illinois", "America/Chicago" },
  { "US", "KS", "Kansas", "America/Chicago" }, { "US", "LA", "Louisiana", "America/Chicago" },
  { "US", "MA", "Massachusetts", "America/New_York" }, { "US", "MD", "Maryland", "America/New_York" },
  { "US", "ME", "Maine", "America/New_York" }, { "US", "MI", "Michigan", "America/Detroit" },
  { "US", "MN", "Minnesota", "America/Chicago" }, { "US", "MO", "Missouri", "America/Chicago" },
  { "US", "MS", "Mississippi", "America/Chicago" }, { "US", "MT", "Montana", "America/Denver" },
  { "US", "NC", "North Carolina", "America/New_York" }, { "US", "NE", "Nebraska", "America/Chicago" },
  { "US", "NH", "New Hampshire", "America/New_York" }, { "US", "NJ", "New Jersey", "America/New_York" },
  { "US", "NM", "New Mexico", "America/Denver" }, { "US", "NV", "Nevada", "America/Los_Angeles" },
  { "US", "NY", "New York", "America/New_York" }, { "US", "OH", "Ohio", "America/New_York" },
  { "US", "OK", "Oklahoma", "America/Chicago" }, { "US", "OR", "Oregon", "America/Los_Angeles" },
  { "US", "PA", "Pennsylvania", "America/New_York" }, { "US", "PR", "Puerto Rico", "America/Puerto_Rico" },
  { "US", "RI", "Rhode Island", "America/New_York" }, { "US", "SC", "South Carolina", "America/New_York" },
  { "US", "TX", "Texas", "America/Chicago" }, { "US", "UT", "Utah", "America/Denver" },
  { "US", "VA", "Virginia", "America/New_York" }, { "US", "VT", "Vermont", "America/New_York" },
  { "US", "WA", "Washington", "America/Los_Angeles" }, { "US", "WI", "Wisconsin", "America/Chicago" },
  { "US", "WV", "West Virginia", "America/New_York" }, { "US", "WY", "Wyoming", "America/Denver" },
};
/* clang-format on */

/* Countries in which the post code tells the islands from the mainland. */
static const postcode_row postcodes[] = {
  { "ES", "35", "Atlantic/Canary" }, { "ES", "38", "Atlantic/Canary" }, { "ES", "", "Europe/Madrid" },
  { "PT", "95", "Atlantic/Azores" }, { "PT", "96", "Atlantic/Azores" }, { "PT", "97", "Atlantic/Azores" },
  { "PT", "98", "Atlantic/Azores" }, { "PT", "99", "Atlantic/Azores" }, { "PT", "", "Europe/Lisbon" },
};

static const char *zone_of_region(wb_str country, wb_str region)
{
  if (region.n > 3 && region.p[2] == '-' && str_equal_nocase(str_upto(region, 2), country))
    region = str_from(region, 3); /* ISO 3166-2: "US-NJ" */
  for (size_t i = 0; region.n && i < WB_COUNT(regions); i++) {
    const region_row *row = &regions[i];
    if (!str_equal_nocase(country, str_of(row->country)))
      continue;
    if (str_equal_nocase(region, str_of(row->code)) || str_equal_nocase(region, str_of(row->name)))
      return row->zone;
  }
  return NULL;
}

static const char *zone_of_postcode(wb_str country, wb_str postcode)
{
  if (postcode.n < 4 || !ascii_is_digit(postcode.p[0]))
    return NULL;
  for (size_t i = 0; i < WB_COUNT(postcodes); i++)
    if (str_equal_nocase(country, str_of(postcodes[i].country)) &&
        str_starts(postcode, str_of(postcodes[i].prefix)))
      return postcodes[i].zone;
  return NULL;
}

static const char *zone_of_country(wb_str country)
{
  size_t low = 0, high = WB_COUNT(countries);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_compare(str_of(countries[middle].country), country);
    if (order == 0)
      return countries[middle].zone;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

bool zone_of_place(const wb_place *place, const char **ret_zone, uint32_t *ret_zone_from)
{
  if (place->country.n != 2)
    return false;
  const char upper[2] = { ascii_upper(place->country.p[0]), ascii_upper(place->country.p[1]) };
  wb_str country = { upper, 2 };
  const char *zone = zone_of_country(country);
  uint32_t from = zone ? WB_ZONE_COUNTRY : WB_ZONE_PLACE;
  if (!zone)
    zone = zone_of_region(country, str_trim(place->region));
  if (!zone)
    zone = zone_of_postcode(country, str_trim(place->postcode));
  if (!zone)
    return false;
  *ret_zone = zone;
  *ret_zone_from = from;
  return true;
}
