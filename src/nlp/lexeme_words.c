/* The words that the rules for dates and numbers know, and the names of currencies and days.
 *
 * One list per first letter, so that most words of a text are dismissed after a few comparisons. */
#include "nlp/lexeme.h"

const char *const tkit_currency_names[] = {
    [CURRENCY_DOLLAR] = "$",    [CURRENCY_USD] = "USD",  [CURRENCY_EUR] = "EUR",   [CURRENCY_GBP] = "GBP",
    [CURRENCY_CNY] = "CNY",     [CURRENCY_JPY] = "JPY",  [CURRENCY_INR] = "INR",   [CURRENCY_RUB] = "RUB",
    [CURRENCY_CHF] = "CHF",     [CURRENCY_KRW] = "KRW",  [CURRENCY_AUD] = "AUD",   [CURRENCY_CAD] = "CAD",
    [CURRENCY_HKD] = "HKD",     [CURRENCY_PESO] = "peso", [CURRENCY_KRONA] = "krona", [CURRENCY_BRL] = "BRL",
    [CURRENCY_ZAR] = "ZAR",     [CURRENCY_CENT] = "cent", [CURRENCY_NZD] = "NZD",  [CURRENCY_TWD] = "TWD",
    [CURRENCY_SGD] = "SGD",     [CURRENCY_YEN_SIGN] = "¥",
};

const struct holiday tkit_holidays[] = {
    [HOLIDAY_CHRISTMAS] = {0, 12, 25},      [HOLIDAY_CHRISTMAS_EVE] = {0, 12, 24}, [HOLIDAY_NEW_YEAR] = {0, 1, 1},
    [HOLIDAY_NEW_YEARS_EVE] = {0, 12, 31},  [HOLIDAY_HALLOWEEN] = {0, 10, 31},     [HOLIDAY_THANKSGIVING] = {0, 0, 0},
    [HOLIDAY_VALENTINE] = {0, 2, 14},       [HOLIDAY_BOXING] = {0, 12, 26},        [HOLIDAY_INDEPENDENCE] = {0, 7, 4},
    [HOLIDAY_JUNETEENTH] = {0, 6, 19},      [HOLIDAY_DDAY] = {1944, 6, 6},
};

#define MONTH(n) WORD_MONTH, n
#define SHORT_MONTH(n) WORD_MONTH, n + 100
#define WEEKDAY(n) WORD_WEEKDAY, n
#define SHORT_DAY(n) WORD_WEEKDAY, n + 100
#define STOP WORD_STOP, 0
#define PEOPLE WORD_PEOPLE, 0
#define MEASURE WORD_MEASURE, 0
#define LABEL WORD_LABEL, 0

static const struct word_entry words_a[] = {
    {"a", WORD_A, 0}, {"an", WORD_A, 0}, {"and", WORD_AND, 0}, {"at", WORD_AT, 0}, {"as", WORD_AS, 0},
    {"about", WORD_ABOUT, 0}, {"are", STOP}, {"after", STOP}, {"all", STOP}, {"also", STOP}, {"against", STOP},
    {"among", STOP}, {"any", STOP}, {"above", WORD_OVER, 0}, {"additional", WORD_OTHERS, 0}, {"ago", WORD_AGO, 0},
    {"almost", WORD_ABOUT, 0}, {"along", STOP}, {"although", STOP}, {"am", WORD_AM, 0}, {"annually",
    WORD_PERIODIC, PERIOD_YEAR},
    {"approximately", WORD_ABOUT, 0}, {"approx", WORD_ABOUT, 0}, {"april", MONTH(4)}, {"apr", SHORT_MONTH(4)},
    {"around", WORD_ABOUT, 0}, {"article", LABEL}, {"august", MONTH(8)}, {"aug", SHORT_MONTH(8)},
    {"autumn", WORD_SEASON, 23}, {"acre", MEASURE}, {"acres", MEASURE}, {"ad", WORD_ERA, 1}, {"aircraft", PEOPLE},
    {"across", STOP}, {"already", STOP}, {"another", STOP}, {"apiece", STOP}, {"aud", WORD_CURRENCY_CODE, CURRENCY_AUD},
    {"act", STOP}, {"away", STOP}, {"amid", STOP}, {"alone", STOP}, {"altogether", STOP}, {"appendix", LABEL},
    {"", 0, 0}};
static const struct word_entry words_b[] = {
    {"by", WORD_BY, 0}, {"be", STOP}, {"been", STOP}, {"but", STOP}, {"because", STOP}, {"before", WORD_BEFORE, 0},
    {"between", WORD_BETWEEN, 0}, {"below", WORD_UNDER, 0}, {"beneath", STOP}, {"being", STOP}, {"both", STOP},
    {"billion", WORD_MAGNITUDE, 9}, {"billions", WORD_MAGNITUDE, 109}, {"bn", WORD_MAGNITUDE, 9}, {"bc", WORD_ERA, -1},
    {"bce", WORD_ERA, -1}, {"barrel", MEASURE}, {"barrels", MEASURE}, {"bytes", MEASURE}, {"boxing",
    WORD_HOLIDAY, HOLIDAY_BOXING},
    {"barely", WORD_ABOUT, 0}, {"became", STOP}, {"become", STOP}, {"began", STOP}, {"behind", STOP}, {"beyond",
    WORD_OVER, 0},
    {"", 0, 0}};
static const struct word_entry words_c[] = {
    {"can", STOP}, {"could", STOP}, {"current", WORD_THIS, 0}, {"coming", WORD_NEXT, 0}, {"century",
    WORD_PERIOD, PERIOD_CENTURY},
    {"centuries", WORD_PERIOD, PERIOD_CENTURY}, {"cent", WORD_CENT, 0}, {"cents", WORD_CENT, 0}, {"circa",
    WORD_YEAR_FOLLOWS, 0},
    {"chapter", LABEL}, {"channel", LABEL}, {"christmas", WORD_HOLIDAY, HOLIDAY_CHRISTMAS}, {"children", PEOPLE},
    {"cattle", PEOPLE}, {"crore", WORD_MAGNITUDE, 7}, {"crores", WORD_MAGNITUDE, 107}, {"ce", WORD_ERA, 1}, {"close",
    WORD_OTHER, 0}, {"cny", WORD_CURRENCY_CODE, CURRENCY_CNY},
    {"couple", WORD_FEW, 2}, {"clause", LABEL}, {"came", STOP}, {"come", STOP}, {"chf",
    WORD_CURRENCY_CODE, CURRENCY_CHF},
    {"cad", WORD_CURRENCY_CODE, CURRENCY_CAD}, {"cm", MEASURE}, {"criteria", PEOPLE}, {"", 0, 0}};
static const struct word_entry words_d[] = {
    {"day", WORD_PERIOD, PERIOD_DAY}, {"days", WORD_PERIOD, PERIOD_DAY}, {"did", STOP}, {"do", STOP}, {"does", STOP},
    {"during", WORD_DURING, 0}, {"daily", WORD_PERIODIC, PERIOD_DAY}, {"december", MONTH(12)}, {"dec", SHORT_MONTH(12)},
    {"decade", WORD_PERIOD, PERIOD_DECADE}, {"decades", WORD_PERIOD, PERIOD_DECADE}, {"degree", MEASURE}, {"degrees",
    MEASURE},
    {"different", WORD_OTHERS, 0}, {"distinct", WORD_OTHERS, 0}, {"dollar", WORD_CURRENCY, CURRENCY_DOLLAR},
    {"dollars", WORD_CURRENCY, CURRENCY_DOLLAR}, {"dozen", WORD_DOZEN, 12}, {"dozens", WORD_DOZEN, 112},
    {"double", WORD_OTHER, 0}, {"despite", STOP}, {"down", STOP}, {"due", STOP}, {"data", PEOPLE}, {"died", STOP},
    {"", 0, 0}};
static const struct word_entry words_e[] = {
    {"each", WORD_EACH, 0}, {"every", WORD_EACH, 0}, {"early", WORD_EARLY, 0}, {"earlier", WORD_EARLIER, -1},
    {"eight", WORD_CARDINAL, 8}, {"eleven", WORD_CARDINAL, 11}, {"eighteen", WORD_CARDINAL, 18}, {"eighty",
    WORD_TENS, 80},
    {"eighth", WORD_ORDINAL, 8}, {"eleventh", WORD_ORDINAL, 11}, {"eighteenth", WORD_ORDINAL, 18}, {"eighths",
    WORD_PARTS, 8},
    {"exactly", WORD_EXACT, 0}, {"exceeding", WORD_OVER, 0}, {"extra", WORD_OTHERS, 0}, {"eur",
    WORD_CURRENCY_CODE, CURRENCY_EUR},
    {"euro", WORD_CURRENCY, CURRENCY_EUR}, {"euros", WORD_CURRENCY, CURRENCY_EUR}, {"estimated", WORD_ABOUT, 0},
    {"except", STOP}, {"either", STOP}, {"even", STOP}, {"ended", STOP}, {"", 0, 0}};
static const struct word_entry words_f[] = {
    {"for", WORD_FOR, 0}, {"from", WORD_FROM, 0}, {"few", WORD_FEW, 0}, {"february", MONTH(2)}, {"feb", SHORT_MONTH(2)},
    {"fewer", WORD_LESS, 0}, {"fifth", WORD_ORDINAL, 5}, {"fifteen", WORD_CARDINAL, 15}, {"fifteenth",
    WORD_ORDINAL, 15},
    {"fifths", WORD_PARTS, 5}, {"fifty", WORD_TENS, 50}, {"figure", LABEL}, {"first", WORD_ORDINAL, 1},
    {"fiscal", WORD_YEAR_FOLLOWS, 0}, {"financial", WORD_OTHER, 0}, {"five", WORD_CARDINAL, 5}, {"flight", LABEL},
    {"foot", MEASURE}, {"feet", MEASURE}, {"fold", WORD_TIMES, 0}, {"formerly", WORD_VAGUE, 0},
    {"fortnight", WORD_PERIOD, PERIOD_FORTNIGHT}, {"fortnights", WORD_PERIOD, PERIOD_FORTNIGHT}, {"forty",
    WORD_TENS, 40},
    {"four", WORD_CARDINAL, 4}, {"fourth", WORD_ORDINAL, 4}, {"fourteen", WORD_CARDINAL, 14}, {"fourteenth",
    WORD_ORDINAL, 14},
    {"franc", WORD_CURRENCY, CURRENCY_CHF}, {"francs", WORD_CURRENCY, CURRENCY_CHF}, {"friday", WEEKDAY(5)}, {"fri",
    SHORT_DAY(5)},
    {"further", WORD_OTHERS, 0}, {"fall", WORD_SEASON, 223}, {"fish", PEOPLE}, {"former", WORD_OTHERS, 0}, {"", 0, 0}};
static const struct word_entry words_g[] = {
    {"gallon", MEASURE}, {"gallons", MEASURE}, {"gram", MEASURE}, {"grams", MEASURE}, {"gbp",
    WORD_CURRENCY_CODE, CURRENCY_GBP},
    {"gb", MEASURE}, {"ghz", MEASURE}, {"gw", MEASURE}, {"gigawatts", MEASURE}, {"get", STOP}, {"go", STOP}, {"got",
    STOP},
    {"given", STOP}, {"gate", LABEL}, {"group", WORD_OTHER, 0}, {"", 0, 0}};
static const struct word_entry words_h[] = {
    {"he", STOP}, {"her", STOP}, {"his", STOP}, {"has", STOP}, {"have", STOP}, {"had", STOP}, {"how", STOP}, {"here",
    STOP},
    {"half", WORD_HALF, 2}, {"halves", WORD_PARTS, 2}, {"halloween", WORD_HOLIDAY, HOLIDAY_HALLOWEEN}, {"hectare",
    MEASURE},
    {"hectares", MEASURE}, {"hour", WORD_PERIOD, PERIOD_HOUR}, {"hours", WORD_PERIOD, PERIOD_HOUR}, {"hourly",
    WORD_PERIODIC, PERIOD_HOUR},
    {"hundred", WORD_MAGNITUDE, 2}, {"hundreds", WORD_MAGNITUDE, 102}, {"high", WORD_MUCH, 0}, {"hkd",
    WORD_CURRENCY_CODE, CURRENCY_HKD},
    {"highway", LABEL}, {"", 0, 0}};
static const struct word_entry words_i[] = {
    {"in", WORD_IN, 0}, {"is", STOP}, {"it", STOP}, {"its", STOP}, {"i", STOP}, {"if", STOP}, {"into", STOP}, {"inside",
    STOP},
    {"inch", MEASURE}, {"inches", MEASURE}, {"including", STOP}, {"inr", WORD_CURRENCY_CODE, CURRENCY_INR}, {"item",
    LABEL},
    {"injured", STOP}, {"independence", WORD_HOLIDAY, HOLIDAY_INDEPENDENCE}, {"instead", STOP}, {"individual",
    WORD_OTHERS, 0}, {"", 0, 0}};
static const struct word_entry words_j[] = {
    {"january", MONTH(1)}, {"jan", SHORT_MONTH(1)}, {"june", MONTH(6)}, {"jun", SHORT_MONTH(6)}, {"july", MONTH(7)},
    {"jul", SHORT_MONTH(7)}, {"just", WORD_EXACT, 0}, {"jpy", WORD_CURRENCY_CODE, CURRENCY_JPY},
    {"juneteenth", WORD_HOLIDAY, HOLIDAY_JUNETEENTH}, {"", 0, 0}};
static const struct word_entry words_k[] = {
    {"kb", MEASURE}, {"kg", MEASURE}, {"kilogram", MEASURE}, {"kilograms", MEASURE}, {"kilometer", MEASURE},
    {"kilometers", MEASURE},
    {"kilometre", MEASURE}, {"kilometres", MEASURE}, {"kilos", MEASURE}, {"kilo", MEASURE}, {"km", MEASURE}, {"kmh",
    MEASURE},
    {"kph", MEASURE}, {"kw", MEASURE}, {"kwh", MEASURE}, {"knots", MEASURE}, {"killed", STOP}, {"krona",
    WORD_CURRENCY, CURRENCY_KRONA},
    {"kronor", WORD_CURRENCY, CURRENCY_KRONA}, {"", 0, 0}};
static const struct word_entry words_l[] = {
    {"last", WORD_LAST, 0}, {"late", WORD_EARLY, 0}, {"lately", WORD_VAGUE, 0}, {"later", WORD_EARLIER, 1}, {"least",
    WORD_LEAST, 0},
    {"less", WORD_LESS, 0}, {"like", STOP}, {"long", WORD_MUCH, 0}, {"low", WORD_MUCH, 0}, {"large", WORD_OTHERS, 0},
    {"little", WORD_MUCH, 0},
    {"lb", MEASURE}, {"lbs", MEASURE}, {"liter", MEASURE}, {"liters", MEASURE}, {"litre", MEASURE}, {"litres", MEASURE},
    {"line", LABEL}, {"level", LABEL}, {"left", STOP}, {"lakh", WORD_MAGNITUDE, 5}, {"lakhs", WORD_MAGNITUDE, 105},
    {"", 0, 0}};
static const struct word_entry words_m[] = {
    {"more", WORD_MORE, 0}, {"most", WORD_MOST, 0}, {"many", WORD_FEW, -1}, {"much", WORD_MUCH, 0}, {"march",
    WORD_MONTH, 203},
    {"mar", SHORT_MONTH(3)}, {"may", WORD_MONTH, 205}, {"men", PEOPLE}, {"maximum", WORD_OTHER, 0}, {"media", PEOPLE},
    {"me", STOP},
    {"mid", WORD_EARLY, 0}, {"might", STOP}, {"must", STOP}, {"my", STOP}, {"meter", MEASURE}, {"meters", MEASURE},
    {"metre", MEASURE},
    {"metres", MEASURE}, {"mile", MEASURE}, {"miles", MEASURE}, {"million", WORD_MAGNITUDE, 6}, {"millions",
    WORD_MAGNITUDE, 106},
    {"mn", WORD_MAGNITUDE, 6}, {"minute", WORD_PERIOD, PERIOD_MINUTE}, {"minutes", WORD_PERIOD, PERIOD_MINUTE},
    {"merely", WORD_EXACT, 0},
    {"monday", WEEKDAY(1)}, {"mon", SHORT_DAY(1)}, {"month", WORD_PERIOD, PERIOD_MONTH}, {"months",
    WORD_PERIOD, PERIOD_MONTH},
    {"monthly", WORD_PERIODIC, PERIOD_MONTH}, {"mph", MEASURE}, {"mg", MEASURE}, {"ml", MEASURE}, {"mm", MEASURE},
    {"mw", MEASURE},
    {"mb", MEASURE}, {"megawatts", MEASURE}, {"mhz", MEASURE}, {"mt", MEASURE}, {"", 0, 0}};
static const struct word_entry words_n[] = {
    {"not", STOP}, {"no", LABEL}, {"nos", LABEL}, {"nor", STOP}, {"now", STOP}, {"nearly", WORD_ABOUT, 0}, {"next",
    WORD_NEXT, 0}, {"new", WORD_OTHERS, 0},
    {"nine", WORD_CARDINAL, 9}, {"nineteen", WORD_CARDINAL, 19}, {"ninety", WORD_TENS, 90}, {"ninth", WORD_ORDINAL, 9},
    {"nineteenth", WORD_ORDINAL, 19}, {"november", MONTH(11)}, {"nov", SHORT_MONTH(11)}, {"number", LABEL},
    {"nzd", WORD_CURRENCY_CODE, CURRENCY_NZD}, {"near", STOP}, {"", 0, 0}};
static const struct word_entry words_o[] = {
    {"of", WORD_OF, 0}, {"on", WORD_ON, 0}, {"or", WORD_OR, 0}, {"our", STOP}, {"out", STOP}, {"over", WORD_OVER, 0},
    {"other", WORD_OTHERS, 0},
    {"october", MONTH(10)}, {"oct", SHORT_MONTH(10)}, {"one", WORD_CARDINAL, 1}, {"only", WORD_EXACT, 0}, {"ounce",
    MEASURE},
    {"ounces", MEASURE}, {"oz", MEASURE}, {"off", STOP}, {"onto", STOP}, {"outside", STOP}, {"oclock", WORD_OCLOCK, 0},
    {"once", STOP},
    {"overall", STOP}, {"", 0, 0}};
static const struct word_entry words_p[] = {
    {"past", WORD_PAST, 0}, {"page", LABEL}, {"pages", WORD_OTHER, 0}, {"part", LABEL}, {"paragraph", LABEL}, {"people",
    PEOPLE},
    {"per", WORD_PER, 0}, {"percent", WORD_PERCENT, 0}, {"pct", WORD_PERCENT, 0}, {"percentage", WORD_PERCENTAGE, 0},
    {"persons", PEOPLE},
    {"personnel", PEOPLE}, {"pm", WORD_AM, 12}, {"point", WORD_POINT, 0}, {"points", WORD_POINT, 0}, {"police", PEOPLE},
    {"pound", WORD_CURRENCY, CURRENCY_GBP}, {"pounds", WORD_CURRENCY, CURRENCY_GBP}, {"previous", WORD_LAST, 0},
    {"previously", WORD_VAGUE, 0}, {"peso", WORD_CURRENCY, CURRENCY_PESO}, {"pesos", WORD_CURRENCY, CURRENCY_PESO},
    {"pp", WORD_OTHER, 0}, {"phase", LABEL}, {"protocol", LABEL}, {"platform", LABEL}, {"", 0, 0}};
static const struct word_entry words_q[] = {
    {"quarter", WORD_PERIOD, PERIOD_QUARTER}, {"quarters", WORD_PARTS, 4}, {"quarterly", WORD_PERIODIC, PERIOD_QUARTER},
    {"quadrillion", WORD_MAGNITUDE, 15}, {"", 0, 0}};
static const struct word_entry words_r[] = {
    {"recently", WORD_VAGUE, 0}, {"recent", WORD_RECENT, 0}, {"roughly", WORD_ABOUT, 0}, {"renminbi",
    WORD_CURRENCY, CURRENCY_CNY},
    {"rmb", WORD_CURRENCY_CODE, CURRENCY_CNY}, {"rouble", WORD_CURRENCY, CURRENCY_RUB}, {"roubles",
    WORD_CURRENCY, CURRENCY_RUB},
    {"ruble", WORD_CURRENCY, CURRENCY_RUB}, {"rubles", WORD_CURRENCY, CURRENCY_RUB}, {"rupee",
    WORD_CURRENCY, CURRENCY_INR},
    {"rupees", WORD_CURRENCY, CURRENCY_INR}, {"rand", WORD_CURRENCY, CURRENCY_ZAR}, {"room", LABEL}, {"route", LABEL},
    {"round", LABEL}, {"resolution", LABEL}, {"rather", STOP}, {"rs", WORD_CURRENCY_CODE, CURRENCY_INR}, {"", 0, 0}};
static const struct word_entry words_s[] = {
    {"she", STOP}, {"said", STOP}, {"says", STOP}, {"saw", STOP}, {"since", WORD_SINCE, 0}, {"so", STOP}, {"some",
    WORD_ABOUT, 0}, {"soon", WORD_VAGUE, 0},
    {"saturday", WEEKDAY(6)}, {"sat", WORD_WEEKDAY, 206}, {"second", WORD_ORDINAL, 2}, {"seconds",
    WORD_PERIOD, PERIOD_SECOND},
    {"section", LABEL}, {"sections", LABEL}, {"sept", SHORT_MONTH(9)}, {"sep", SHORT_MONTH(9)}, {"september", MONTH(9)},
    {"series", PEOPLE},
    {"seven", WORD_CARDINAL, 7}, {"seventeen", WORD_CARDINAL, 17}, {"seventeenth", WORD_ORDINAL, 17}, {"seventh",
    WORD_ORDINAL, 7},
    {"seventy", WORD_TENS, 70}, {"several", WORD_FEW, -1}, {"should", STOP}, {"six", WORD_CARDINAL, 6}, {"sixteen",
    WORD_CARDINAL, 16},
    {"sixteenth", WORD_ORDINAL, 16}, {"sixth", WORD_ORDINAL, 6}, {"sixths", WORD_PARTS, 6}, {"sixty", WORD_TENS, 60},
    {"sheep", PEOPLE},
    {"spring", WORD_SEASON, 221}, {"staff", PEOPLE}, {"stage", LABEL}, {"such", WORD_OTHERS, 0}, {"summer",
    WORD_SEASON, 22}, {"sunday", WEEKDAY(7)},
    {"sun", WORD_WEEKDAY, 207}, {"species", PEOPLE}, {"separate", WORD_OTHERS, 0}, {"senior", WORD_OTHER, 0}, {"square",
    WORD_OTHER, 0},
    {"sgd", WORD_CURRENCY_CODE, CURRENCY_SGD}, {"", 0, 0}};
static const struct word_entry words_t[] = {
    {"the", WORD_THE, 0}, {"to", WORD_TO, 0}, {"that", STOP}, {"this", WORD_THIS, 0}, {"than", WORD_THAN, 0}, {"their",
    STOP},
    {"them", STOP}, {"then", STOP}, {"there", STOP}, {"these", STOP}, {"they", STOP}, {"those", STOP}, {"through",
    STOP}, {"till", WORD_UNTIL, 0},
    {"today", WORD_TODAY, 0}, {"tonight", WORD_TODAY, 0}, {"tomorrow", WORD_TODAY, 1}, {"ten", WORD_CARDINAL, 10},
    {"tenth", WORD_ORDINAL, 10}, {"tenths", WORD_PARTS, 10}, {"tens", WORD_MAGNITUDE, 101}, {"thanksgiving",
    WORD_HOLIDAY, HOLIDAY_THANKSGIVING},
    {"third", WORD_ORDINAL, 3}, {"thirds", WORD_PARTS, 3}, {"thirteen", WORD_CARDINAL, 13}, {"thirteenth",
    WORD_ORDINAL, 13},
    {"thirtieth", WORD_ORDINAL, 30}, {"thirty", WORD_TENS, 30}, {"thousand", WORD_MAGNITUDE, 3}, {"thousands",
    WORD_MAGNITUDE, 103},
    {"three", WORD_CARDINAL, 3}, {"thursday", WEEKDAY(4)}, {"thu", SHORT_DAY(4)}, {"thur", SHORT_DAY(4)}, {"thurs",
    SHORT_DAY(4)},
    {"times", WORD_TIMES, 0}, {"tn", WORD_MAGNITUDE, 12}, {"ton", MEASURE}, {"tonne", MEASURE}, {"tonnes", MEASURE},
    {"tons", MEASURE},
    {"trillion", WORD_MAGNITUDE, 12}, {"trillions", WORD_MAGNITUDE, 112}, {"tuesday", WEEKDAY(2)}, {"tue",
    SHORT_DAY(2)}, {"tues", SHORT_DAY(2)},
    {"twelfth", WORD_ORDINAL, 12}, {"twelve", WORD_CARDINAL, 12}, {"twentieth", WORD_ORDINAL, 20}, {"twenty",
    WORD_TENS, 20}, {"twice", WORD_TWICE, 2},
    {"two", WORD_CARDINAL, 2}, {"table", LABEL}, {"title", LABEL}, {"type", LABEL}, {"tb", MEASURE}, {"together", STOP},
    {"took", STOP},
    {"twd", WORD_CURRENCY_CODE, CURRENCY_TWD}, {"track", LABEL}, {"troops", PEOPLE}, {"total", WORD_OTHERS, 0},
    {"", 0, 0}};
static const struct word_entry words_u[] = {
    {"up", WORD_UP, 0}, {"until", WORD_UNTIL, 0}, {"under", WORD_UNDER, 0}, {"upon", STOP}, {"us", STOP}, {"usd",
    WORD_CURRENCY_CODE, CURRENCY_USD},
    {"unit", LABEL}, {"upcoming", WORD_NEXT, 0}, {"unless", STOP}, {"", 0, 0}};
static const struct word_entry words_v[] = {
    {"valentine", WORD_HOLIDAY, HOLIDAY_VALENTINE}, {"version", LABEL}, {"volume", LABEL}, {"vol", LABEL}, {"via",
    STOP}, {"versus", STOP},
    {"volts", MEASURE}, {"very", STOP}, {"", 0, 0}};
static const struct word_entry words_w[] = {
    {"was", STOP}, {"we", STOP}, {"were", STOP}, {"what", STOP}, {"when", STOP}, {"where", STOP}, {"which", STOP},
    {"while", STOP}, {"who", STOP},
    {"whose", STOP}, {"why", STOP}, {"will", STOP}, {"with", STOP}, {"within", STOP}, {"without", STOP}, {"would",
    STOP},
    {"wednesday", WEEKDAY(3)}, {"wed", SHORT_DAY(3)}, {"week", WORD_PERIOD, PERIOD_WEEK}, {"weeks",
    WORD_PERIOD, PERIOD_WEEK},
    {"weekend", WORD_PERIOD, PERIOD_WEEKEND}, {"weekends", WORD_PERIOD, PERIOD_WEEKEND}, {"weekly",
    WORD_PERIODIC, PERIOD_WEEK},
    {"winter", WORD_SEASON, 24}, {"women", PEOPLE}, {"won", WORD_OTHER, 0}, {"whom", STOP}, {"watts", MEASURE}, {"went",
    STOP},
    {"worldwide", STOP}, {"whether", STOP}, {"wounded", STOP}, {"whole", WORD_OTHERS, 0}, {"well", STOP}, {"", 0, 0}};
static const struct word_entry words_x[] = {{"", 0, 0}};
static const struct word_entry words_y[] = {
    {"year", WORD_PERIOD, PERIOD_YEAR}, {"years", WORD_PERIOD, PERIOD_YEAR}, {"yearly", WORD_PERIODIC, PERIOD_YEAR},
    {"yesterday", WORD_TODAY, -1}, {"yet", STOP}, {"you", STOP}, {"your", STOP}, {"yard", MEASURE}, {"yards", MEASURE},
    {"yuan", WORD_CURRENCY, CURRENCY_CNY}, {"yen", WORD_CURRENCY, CURRENCY_JPY}, {"", 0, 0}};
static const struct word_entry words_z[] = {{"zero", WORD_CARDINAL, 0}, {"", 0, 0}};

static const struct word_entry *const by_letter[26] = {
    words_a, words_b, words_c, words_d, words_e, words_f, words_g, words_h, words_i, words_j, words_k, words_l, words_m,
    words_n, words_o, words_p, words_q, words_r, words_s, words_t, words_u,
    words_v, words_w, words_x, words_y, words_z};

const struct word_entry *tkit_word_lookup(const struct word_key *key)
{
    unsigned char letter = (unsigned char)(*(const char *)key - 'a');
    if (letter >= 26)
        return NULL;
    for (const struct word_entry *e = by_letter[letter]; e->word[0]; e++)
        if (memcmp(e->word, key, sizeof *key) == 0)
            return e;
    return NULL;
}
