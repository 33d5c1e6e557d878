/* Lexical diversity of a sequence of type ids, and readability of English from counts. */
#include "base/context.h"

#include <ctype.h>
#include <math.h>

#include <toolkit/stats.h>

static const double mtld_threshold = 0.72; /* McCarthy & Jarvis 2010 */
enum { USUAL_WINDOW = 100, HDD_SAMPLE = 42 }; /* 42: McCarthy & Jarvis 2007 */

/* Mean TTR of all windows: one type count is kept while the window slides. `seen` has room for every id, zeroed. */
static double moving_average_ttr(const uint32_t *ids, size_t count, size_t window, uint32_t *seen)
{
    if (window > count)
        window = count;
    size_t types = 0;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        types += seen[ids[i]]++ == 0;
        if (i >= window)
            types -= --seen[ids[i - window]] == 0;
        if (i + 1 >= window)
            sum += (double)types / (double)window;
    }
    return sum / (double)(count - window + 1);
}

/* Mean length of the runs after which TTR has fallen to the threshold. `last[id]` is the run that saw id last. */
static double run_length(const uint32_t *ids, size_t count, int backwards, uint32_t *last)
{
    double factors = 0;
    size_t tokens = 0, types = 0;
    uint32_t run = 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t id = ids[backwards ? count - 1 - i : i];
        types += last[id] != run;
        last[id] = run;
        tokens++;
        if ((double)types / (double)tokens <= mtld_threshold) {
            factors += 1;
            tokens = types = 0;
            run++;
        }
    }
    if (tokens) /* the rest counts as the part of a factor that it has come down */
        factors += (1 - (double)types / (double)tokens) / (1 - mtld_threshold);
    return factors > 0 ? (double)count / factors : (double)count;
}

/* The chance that a type of f tokens is among `drawn` of n: 1 - prod (n - f - i) / (n - i). */
static double chance_of_type(double f, double n, int drawn)
{
    double none = 1;
    for (int i = 0; i < drawn && none > 0; i++) none *= fmax(0, n - f - i) / (n - i);
    return 1 - none;
}

/* Chances are computed once for each frequency below `KEPT`. */
static double expected_ttr(const uint32_t *frequencies, uint32_t types_limit, size_t count)
{
    enum { KEPT = 256 };
    double kept[KEPT] = {0}, sum = 0;
    int drawn = count < HDD_SAMPLE ? (int)count : HDD_SAMPLE;
    for (uint32_t id = 0; id < types_limit; id++) {
        uint32_t f = frequencies[id];
        double chance = f < KEPT ? kept[f] : 0;
        if (f && chance == 0)
            chance = chance_of_type(f, (double)count, drawn);
        if (f < KEPT)
            kept[f] = chance;
        sum += chance;
    }
    return sum / drawn;
}

int tkit_diversity_of(tkit *tk, const uint32_t *ids, size_t count, uint32_t types_limit, size_t window,
                      tkit_diversity *out)
{
    *out = (tkit_diversity){.tokens = (int64_t)count};
    if (count == 0)
        return TKIT_OK;
    uint32_t *table = tkit_calloc(tk, types_limit, sizeof *table);
    if (!table)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < count; i++) table[ids[i]]++;
    double squares = 0, pairs = 0, n = (double)count;
    for (uint32_t id = 0; id < types_limit; id++) {
        double f = table[id];
        out->types += table[id] > 0;
        out->hapax += table[id] == 1;
        squares += f * f;
        pairs += f * (f - 1);
    }
    out->ttr = (double)out->types / n;
    out->yule_k = 1e4 * (squares - n) / (n * n);
    out->simpson = count > 1 ? pairs / (n * (n - 1)) : 0;
    out->hapax_growth = (double)out->hapax / n;
    out->hdd = expected_ttr(table, types_limit, count);
    out->guiraud = (double)out->types / sqrt(n);
    out->herdan = count > 1 ? log((double)out->types) / log(n) : 1;
    memset(table, 0, types_limit * sizeof *table);
    out->mattr = moving_average_ttr(ids, count, window ? window : USUAL_WINDOW, table);
    memset(table, 0, types_limit * sizeof *table);
    double forwards = run_length(ids, count, 0, table);
    memset(table, 0, types_limit * sizeof *table);
    out->mtld = (forwards + run_length(ids, count, 1, table)) / 2;
    tkit_free(tk, table, types_limit * sizeof *table);
    return TKIT_OK;
}

/* ---- readability ---- */

int tkit_readability_of(const tkit_readability_counts *c, tkit_readability *out)
{
    *out = (tkit_readability){0};
    if (c->sentences <= 0 || c->words <= 0)
        return TKIT_EINVALID;
    double sentences = (double)c->sentences, words = (double)c->words;
    double length = words / sentences, syllables = (double)c->syllables / words;
    double characters = (double)c->characters / words;
    out->flesch = 206.835 - 1.015 * length - 84.6 * syllables;
    out->flesch_kincaid = 0.39 * length + 11.8 * syllables - 15.59;
    out->fog = 0.4 * (length + 100 * (double)c->polysyllables / words);
    out->smog = 1.0430 * sqrt((double)c->polysyllables * 30 / sentences) + 3.1291;
    out->ari = 4.71 * characters + 0.5 * length - 21.43;
    out->coleman_liau = 5.88 * characters - 29.6 * sentences / words - 15.8;
    out->lix = length + 100 * (double)c->long_words / words;
    return TKIT_OK;
}

static int is_vowel(char c)
{
    return c && strchr("aeiouy", tolower((unsigned char)c)) != NULL;
}

int tkit_syllables_english(const char *word, size_t length)
{
    int groups = 0;
    for (size_t i = 0; i < length; i++)
        groups += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
    if (length > 2) {
        char last = (char)tolower((unsigned char)word[length - 1]);
        char before = (char)tolower((unsigned char)word[length - 2]);
        char third = (char)tolower((unsigned char)word[length - 3]);
        int silent_e = last == 'e' && !is_vowel(before) && !(before == 'l' && !is_vowel(third));
        int silent_ed = before == 'e' && last == 'd' && !is_vowel(third) && third != 't' && third != 'd';
        int silent_es = before == 'e' && last == 's' && !is_vowel(third) && !strchr("szxcg", third) &&
                        !(length > 3 && third == 'h');
        groups -= silent_e || silent_ed || silent_es;
    }
    return groups > 0 ? groups : 1;
}
