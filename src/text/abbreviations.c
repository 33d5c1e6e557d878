/* English words of the news sentence mode. The tables are sorted by byte value for the binary search. */
#include "text/abbreviations.h"

#include <string.h>

#define T ABBREVIATION_TITLE
#define N ABBREVIATION_NEVER
#define D ABBREVIATION_NUMBER
#define M ABBREVIATION_MONTH
#define S ABBREVIATION_MAYBE

static const struct abbreviation_row abbreviations[] = {
    {"a.d", S, 1}, {"a.f.l", S, 1}, {"a.g", S, 1}, {"a.k.a", S, 0}, {"a.m", S, 0}, {"adm", T, 1},
    {"al", S, 0}, {"ala", S, 1}, {"ald", T, 1}, {"alta", S, 1}, {"amb", T, 1}, {"approx", N, 0},
    {"apr", M, 1}, {"ariz", S, 1}, {"ark", S, 1}, {"art", D, 0}, {"arts", D, 0}, {"assn", S, 1},
    {"assoc", T, 1}, {"asst", T, 1}, {"attn", S, 0}, {"atty", T, 1}, {"aug", M, 1}, {"ave", S, 1},
    {"b.a", S, 1}, {"b.c", S, 1}, {"blvd", S, 1}, {"brig", T, 1}, {"brig.gen", T, 1},
    {"bros", S, 1}, {"c", D, 0}, {"c.i.a", S, 1}, {"c/o", S, 0}, {"ca", N, 0}, {"calif", S, 1},
    {"capt", T, 1}, {"cf", N, 0}, {"ch", D, 0}, {"chap", D, 0}, {"chaps", D, 0}, {"cl", D, 0},
    {"cm", S, 0}, {"cmdr", T, 1}, {"cmdre", T, 1}, {"co", S, 1}, {"col", T, 1}, {"colo", S, 1},
    {"conn", S, 1}, {"corp", S, 1}, {"cos", S, 1}, {"cpl", T, 1}, {"d.c", S, 1}, {"d.d.s", S, 1},
    {"dec", M, 1}, {"del", S, 1}, {"dep", T, 1}, {"dept", S, 1}, {"det", T, 1}, {"dist", T, 1},
    {"dr", T, 1}, {"drs", T, 1}, {"e.g", N, 0}, {"e.s.t", S, 1}, {"e.t", S, 1}, {"e.u", S, 1},
    {"ed", S, 1}, {"eds", S, 1}, {"eg", N, 0}, {"ens", T, 1}, {"eq", D, 0}, {"eqs", D, 0},
    {"esq", S, 1}, {"est", S, 0}, {"etc", S, 0}, {"ex", D, 0}, {"excl", N, 0}, {"ext", D, 0},
    {"f.b.i", S, 1}, {"feb", M, 1}, {"fig", D, 0}, {"figs", D, 0}, {"fla", S, 1}, {"fr", T, 1},
    {"fri", S, 1}, {"ft", S, 1}, {"fwd", S, 0}, {"g.o.p", S, 1}, {"ga", S, 1}, {"gen", T, 1},
    {"gen.sec", S, 1}, {"gov", T, 1}, {"govs", T, 1}, {"govt", S, 1}, {"hist", S, 1}, {"hon", T, 1},
    {"hr", S, 0}, {"hrs", S, 0}, {"hwy", S, 1}, {"i.e", N, 0}, {"ill", S, 1}, {"inc", S, 1},
    {"incl", N, 0}, {"ind", S, 1}, {"insp", T, 1}, {"inst", S, 1}, {"intl", S, 1}, {"j.d", S, 1},
    {"jan", M, 1}, {"jr", S, 1}, {"jul", M, 1}, {"jun", M, 1}, {"kan", S, 1}, {"kg", S, 0},
    {"km", S, 0}, {"ky", S, 1}, {"l.a", S, 1}, {"la", S, 1}, {"lb", S, 0}, {"lbs", S, 0},
    {"ll.b", S, 1}, {"lt", T, 1}, {"lt.cmdr", T, 1}, {"lt.col", T, 1}, {"lt.gen", T, 1},
    {"lt.gov", T, 1}, {"ltd", S, 1}, {"m.a", S, 1}, {"m.b.a", S, 1}, {"m.d", S, 1}, {"maj", T, 1},
    {"maj.gen", T, 1}, {"mar", M, 1}, {"mass", S, 1}, {"max", S, 0}, {"md", S, 1}, {"messrs", T, 1},
    {"mfg", S, 1}, {"mgr", T, 1}, {"mich", S, 1}, {"min", S, 0}, {"minn", S, 1}, {"misc", S, 0},
    {"miss", S, 1}, {"mmes", T, 1}, {"mo", S, 1}, {"mon", S, 1}, {"mont", S, 1}, {"mph", S, 0},
    {"mr", T, 1}, {"mrs", T, 1}, {"ms", T, 1}, {"msgr", T, 1}, {"mt", S, 1}, {"mx", T, 1},
    {"n.c", S, 1}, {"n.d", S, 1}, {"n.h", S, 1}, {"n.j", S, 1}, {"n.m", S, 1}, {"n.v", S, 1},
    {"n.y", S, 1}, {"natl", S, 1}, {"neb", S, 1}, {"nev", S, 1}, {"no", D, 0}, {"nos", D, 0},
    {"nov", M, 1}, {"nr", D, 0}, {"oct", M, 1}, {"okla", S, 1}, {"ont", S, 1}, {"op", D, 0},
    {"ore", S, 1}, {"orig", S, 0}, {"oz", S, 0}, {"p", D, 0}, {"p.m", S, 0}, {"p.o", S, 1},
    {"p.r.c", S, 1}, {"p.s", N, 0}, {"p.s.t", S, 1}, {"p.t", S, 1}, {"pa", S, 1}, {"par", D, 0},
    {"paras", D, 0}, {"penn", S, 1}, {"pfc", T, 1}, {"ph.d", S, 1}, {"plc", S, 1}, {"pp", D, 0},
    {"pres", T, 1}, {"prof", T, 1}, {"profs", T, 1}, {"pty", S, 1}, {"pvt", T, 1}, {"que", S, 1},
    {"r.i", S, 1}, {"r.n", S, 1}, {"rd", S, 1}, {"rear.adm", T, 1}, {"ref", D, 0}, {"refs", D, 0},
    {"rep", T, 1}, {"repr", S, 0}, {"reps", T, 1}, {"resp", N, 0}, {"rev", T, 1}, {"revs", T, 1},
    {"s.a", S, 1}, {"s.c", S, 1}, {"s.d", S, 1}, {"s.p.a", S, 1}, {"sask", S, 1}, {"sat", S, 1},
    {"sec", D, 0}, {"sec.gen", T, 1}, {"secs", D, 0}, {"sen", T, 1}, {"sens", T, 1}, {"sep", M, 1},
    {"sept", M, 1}, {"sgt", T, 1}, {"sgt.maj", T, 1}, {"spc", T, 1}, {"sq", S, 0}, {"sr", S, 1},
    {"st", S, 1}, {"sun", S, 1}, {"supt", T, 1}, {"tel", D, 0}, {"temp", S, 0}, {"tenn", S, 1},
    {"tex", S, 1}, {"thu", S, 1}, {"thur", S, 1}, {"thurs", S, 1}, {"trans", S, 1}, {"treas", T, 1},
    {"tue", S, 1}, {"tues", S, 1}, {"u.a.e", S, 1}, {"u.k", S, 1}, {"u.n", S, 1}, {"u.s", S, 1},
    {"u.s.a", S, 1}, {"u.s.s.r", S, 1}, {"univ", S, 1}, {"v", N, 0}, {"va", S, 1},
    {"vice.adm", T, 1}, {"viz", N, 0}, {"vol", D, 0}, {"vols", D, 0}, {"vs", N, 0}, {"vt", S, 1},
    {"w.va", S, 1}, {"w/o", S, 0}, {"wash", S, 1}, {"wed", S, 1}, {"wis", S, 1}, {"wyo", S, 1},
};

static const char *const starters[] = {
    "a", "after", "all", "also", "although", "among", "an", "and", "another", "any", "as", "at",
    "because", "before", "both", "but", "by", "despite", "did", "do", "does", "during", "each",
    "even", "every", "few", "finally", "first", "for", "from", "given", "had", "has", "have", "he",
    "her", "here", "his", "how", "however", "i", "if", "in", "instead", "is", "it", "its", "last",
    "later", "let", "many", "meanwhile", "more", "moreover", "most", "my", "nevertheless", "next",
    "no", "none", "nor", "not", "nothing", "now", "of", "on", "once", "one", "only", "other",
    "others", "our", "over", "perhaps", "please", "she", "since", "so", "some", "still", "such",
    "that", "the", "their", "then", "there", "these", "they", "this", "those", "though", "thus",
    "to", "today", "together", "two", "under", "unlike", "until", "was", "we", "well", "were",
    "what", "when", "where", "whether", "which", "while", "who", "why", "will", "with", "without",
    "would", "yesterday", "yet", "you", "your",
};

static const char *const saying[] = {
    "added", "admitted", "agreed", "announced", "answered", "argued", "asked", "asks", "began",
    "believes", "called", "claimed", "commented", "complained", "concluded", "continued",
    "countered", "cried", "declared", "demanded", "exclaimed", "explained", "explains", "inquired",
    "insisted", "joked", "laughed", "mused", "noted", "observed", "pleaded", "questioned",
    "quipped", "recalled", "remarked", "repeated", "replied", "reported", "responded", "said",
    "says", "shouted", "sighed", "snapped", "stated", "thought", "told", "tweeted", "urged",
    "wondered", "wrote", "yelled",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

const struct sentence_language tkit_sentence_english = {
    .tag = "en",
    .abbreviations = abbreviations,
    .abbreviation_count = COUNT(abbreviations),
    .starters = starters,
    .starter_count = COUNT(starters),
    .saying = saying,
    .saying_count = COUNT(saying),
};

/* strcmp order of `word` in lower case against a table's entry. */
static int compare(const char *word, size_t length, const char *entry)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)word[i], e = (unsigned char)entry[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        if (c != e)
            return c < e ? -1 : 1;
    }
    return entry[length] ? -1 : 0;
}

const struct abbreviation_row *tkit_abbreviation_find(const struct sentence_language *language, const char *word,
                                                      size_t length)
{
    size_t low = 0, high = language->abbreviation_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(word, length, language->abbreviations[middle].word);
        if (order == 0)
            return &language->abbreviations[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool tkit_word_in(const char *const *list, size_t count, const char *word, size_t length)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(word, length, list[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
