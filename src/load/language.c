/* Language identification: see language.h.
 *
 * Scripts that one language uses decide alone (kana, Hangul, Greek, Thai ...). Latin texts are told apart by function
 * words, which make up a third of any running text and hardly occur in other languages' texts; Cyrillic ones by letters
 * that only one of the languages has, and by function words where there are none. */
#include "load/language.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <toolkit/text.h>

enum {
    LOOKED_AT = 2000,
    LEAST_LETTERS = 3,
    LEAST_WORDS = 6,
    LEAST_PERCENT = 12,
    FIRST_WORDS = 24,
    SURE_WORDS = 60,
    MOST_WORDS = 200,
    SURE_PERCENT = 33,
    PLAIN_PERCENT = 25
};

/* Function words, each between two spaces. ASCII letters in lower case. */
static const struct profile {
    const char *language, *words;
} profiles[] = {
    {"en", " the of and to in that is was for on with as by at it from his he are be which this have had not but they "
           "were their has an or we would been who will more said "},
    {"de", " der die das und ist in den von zu mit sich des auf für nicht ein eine dem im es als auch an werden aus er "
           "hat dass sie nach wird bei einer um am sind noch wie einem über "},
    {"fr", " de la le et les des en un une du que est pour qui dans par plus pas au sur ne se ce il sont avec aux son "
           "cette ou mais comme nous elle été à "},
    {"es", " de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este "
           "sí porque esta entre cuando muy sin "},
    {"pt", " de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das seu sua ou "
           "ser quando muito há são "},
    {"it", " di che e la il un a per in una sono mi ho lo ma ha si con non le da i del della nel al alla dei delle "
           "anche come più gli questo è "},
    {"nl", " de het een en van in is dat op te zijn voor met die niet aan er om ook als dan maar bij door naar heeft "
           "uit worden nog over werd deze wordt "},
    {"sv", " och i att det som en på är av för med till den har de inte om ett han men var jag sig från "
           "vi så kan när "},
    {"da", " og i at det er en til af den på for med de der ikke et som har om han var jeg men sig fra vi så kan "
           "blev efter også "},
    {"no", " og i det er til en av for på som med de at har ikke den et om fra var jeg men seg han vi så kan ble "
           "etter også nå "},
    {"fi", " ja on ei että oli se hän mutta ovat kuin joka myös niin sen ole vain jos tämä "
           "mukaan sekä tai kun "},
    {"pl", " i w na z do nie że się jest to o jak po co ale od za przez dla jego był tak oraz tym "
           "może który które "},
    {"cs", " a v se na je že o s z do i to k ve pro za by ale jako po jeho jsou od který která "
           "byl tak při "},
    {"hu", " a az és hogy nem is egy ez meg volt azt csak de ki mint van már ha el s vagy minden pedig "
           "szerint lesz "},
    {"ro", " de și în a la cu pe nu care din o un este mai ce să că sunt pentru au dar fi "
           "al prin sau "},
    {"tr", " ve bir bu da de için ile olarak daha çok gibi olan ne kadar sonra o en ama mi olduğunu her "
           "türkiye var dedi "},
    {"id", " yang dan di dari untuk dengan ini itu pada tidak dalam akan ke ada oleh juga adalah mereka telah sebagai "
           "bisa karena tersebut kata "},
    {"vi", " và của có là không các được cho "
           "trong một với đã người này những "},
    {"ru", " и в не на что с по "
           "как это из от для "
           "о к он или также "},
    {"uk", " і в не на що з до "
           "та як за від для "
           "це про або його "},
    {"bg", " и на да се е в за от "
           "с не че по са това "
           "ще като "},
};
enum { PROFILES = sizeof profiles / sizeof *profiles };

enum script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_HAN, SCRIPT_KANA, SCRIPT_HANGUL, SCRIPT_ARABIC, SCRIPT_HEBREW,
              SCRIPT_GREEK, SCRIPT_THAI, SCRIPT_DEVANAGARI, SCRIPT_GEORGIAN, SCRIPT_ARMENIAN, SCRIPT_COUNT };

/* The code that a script decides alone; "" where words must. Kana and Persian letters are looked at in addition. */
static const char *const of_script[SCRIPT_COUNT] = {"", "", "zh", "ja", "ko", "ar", "he", "el", "th", "hi", "ka", "hy"};

static int script_of(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        enum script script;
    } ranges[] = {
        {0xc0, 0x24f, SCRIPT_LATIN},
        {0x370, 0x3ff, SCRIPT_GREEK},     {0x400, 0x52f, SCRIPT_CYRILLIC},  {0x531, 0x587, SCRIPT_ARMENIAN},
        {0x5d0, 0x5ea, SCRIPT_HEBREW},    {0x620, 0x6ff, SCRIPT_ARABIC},    {0x900, 0x97f, SCRIPT_DEVANAGARI},
        {0xe01, 0xe5b, SCRIPT_THAI},      {0x10a0, 0x10ff, SCRIPT_GEORGIAN}, {0x1e00, 0x1eff, SCRIPT_LATIN},
        {0x3041, 0x30ff, SCRIPT_KANA},    {0x3400, 0x9fff, SCRIPT_HAN},     {0xac00, 0xd7a3, SCRIPT_HANGUL},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return (int)ranges[i].script;
    return -1;
}

struct counts {
    size_t letters, scripts[SCRIPT_COUNT], persian;
};

static void count_scripts(const char *text, size_t length, struct counts *out)
{
    *out = (struct counts){0};
    if (tkit_is_ascii(text, length)) { /* all Latin: how much of it hardly matters */
        for (size_t i = 0; i < length && out->letters < LEAST_LETTERS; i++)
            out->letters += (unsigned char)((text[i] | 32) - 'a') < 26;
        out->scripts[SCRIPT_LATIN] = out->letters;
        return;
    }
    for (size_t i = 0; i < length;) {
        unsigned size = 1;
        unsigned char first = (unsigned char)text[i];
        if (first < 0x80) {
            bool letter = (first | 32) >= 'a' && (first | 32) <= 'z';
            out->letters += letter;
            out->scripts[SCRIPT_LATIN] += letter;
            i++;
            continue;
        }
        uint32_t c = tkit_utf8_decode(text + i, length - i, &size);
        int script = script_of(c);
        if (script >= 0) {
            out->letters++;
            out->scripts[script]++;
            out->persian += c == 0x67e || c == 0x686 || c == 0x698 || c == 0x6af || c == 0x6cc;
        }
        i += size ? size : 1;
    }
}

/* Letters that, among the languages written in Cyrillic, one has alone - but for Belarusian, which has those of Russian
 * and Ukrainian and one more, and Macedonian, which has those of Serbian. */
static const char *cyrillic_language(const char *text, size_t length)
{
    static const struct {
        const char *language;
        uint32_t letters[10]; /* small and capital */
    } own[] = {
        {"be", {0x45e, 0x40e}},
        {"mk", {0x453, 0x403, 0x45c, 0x40c, 0x455, 0x405}},
        {"sr", {0x458, 0x408, 0x459, 0x409, 0x45a, 0x40a, 0x452, 0x402, 0x45b, 0x40b}},
        {"uk", {0x457, 0x407, 0x454, 0x404, 0x456, 0x406, 0x491, 0x490}},
        {"ru", {0x44b, 0x42b, 0x44d, 0x42d, 0x451, 0x401}},
    };
    enum { LANGUAGES = sizeof own / sizeof *own, FIRST_PLAIN = 2 };
    size_t found[LANGUAGES] = {0}, most = 0;
    for (size_t i = 0; i < length;) {
        unsigned size = 1;
        uint32_t c = (unsigned char)text[i] < 0x80 ? 0 : tkit_utf8_decode(text + i, length - i, &size);
        for (size_t n = 0; c >= 0x400 && n < LANGUAGES; n++)
            for (size_t k = 0; k < sizeof own->letters / sizeof *own->letters; k++) found[n] += c == own[n].letters[k];
        i += size ? size : 1;
    }
    for (size_t n = 0; n < LANGUAGES; n++) most = found[n] > most ? found[n] : most;
    for (size_t n = 0; n < LANGUAGES; n++)
        if (found[n] > 0 && found[n] * (n < FIRST_PLAIN ? 50 : 2) >= most)
            return own[n].language;
    return NULL;
}

/* The next word of the text in lower case, zeros behind it: its length, 0 at the end. Longer ones are cut. */
enum { LONGEST_FUNCTION_WORD = 16, LONGEST_WORD = 24 };

static size_t next_word(const char *text, size_t length, size_t *at, char word[LONGEST_WORD])
{
    size_t n = 0;
    memset(word, 0, LONGEST_WORD);
    for (; *at <= length; (*at)++) {
        unsigned char c = *at < length ? (unsigned char)text[*at] : ' ';
        bool letter = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter && c == 0xe2 && *at + 1 < length && ((unsigned char)text[*at + 1] & 0xfc) == 0x80)
            letter = false; /* typographic quotes and dashes */
        if (letter) {
            if (n < LONGEST_WORD)
                n++;
            word[n - 1] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c;
        } else if (n > 0) {
            return n;
        }
    }
    return n;
}

/* The words of a text that are short enough for a profile, each with how often it occurs. */
struct seen {
    uint64_t word[LONGEST_FUNCTION_WORD / 8]; /* its bytes; 0 for a free slot */
    uint16_t times;
    uint16_t counted; /* the last count that met it: a word that stands twice in a profile counts once */
};

enum { SLOTS = 512 }; /* more than twice as many as words are looked at */

struct sample {
    const char *text;
    size_t length, at, words;
    uint16_t counts;
    struct seen seen[SLOTS];
};

static struct seen *find_seen(struct sample *s, const uint64_t word[2])
{
    uint64_t hash = (word[0] ^ word[1] * UINT64_C(0xff51afd7ed558ccd)) * UINT64_C(0x9e3779b97f4a7c15);
    struct seen *seen = &s->seen[hash >> 55];
    while (seen->word[0] && (seen->word[0] != word[0] || seen->word[1] != word[1]))
        seen = seen + 1 < s->seen + SLOTS ? seen + 1 : s->seen;
    return seen;
}

/* Goes on through the text until the sample has `most` words or the text ends. Long words count, but are not kept. */
static void collect(struct sample *s, size_t most)
{
    char word[LONGEST_WORD];
    uint64_t key[2];
    size_t n;
    for (; s->words < most && (n = next_word(s->text, s->length, &s->at, word)) > 0; s->words++) {
        if (n > LONGEST_FUNCTION_WORD)
            continue;
        memcpy(key, word, sizeof key);
        struct seen *seen = find_seen(s, key);
        memcpy(seen->word, key, sizeof key);
        seen->times++;
    }
}

/* How many of the words a profile knows. */
static size_t count_known(struct sample *s, size_t profile)
{
    size_t known = 0;
    s->counts++;
    for (const char *from = profiles[profile].words + 1, *end; *from; from = end + 1) {
        uint64_t key[2] = {0};
        for (end = from; *end != ' ';) end++;
        memcpy(key, from, (size_t)(end - from));
        struct seen *seen = find_seen(s, key);
        if (seen->word[0] && seen->counted != s->counts)
            known += seen->times;
        seen->counted = s->counts;
    }
    return known;
}

const char *tkit_language_guess(const char *text, size_t length)
{
    struct counts counts;
    size_t hits[PROFILES] = {0}, best = 0, second = SIZE_MAX;
    if (length > LOOKED_AT)
        for (length = LOOKED_AT; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;) length--;
    count_scripts(text, length, &counts);
    if (counts.letters < LEAST_LETTERS)
        return NULL;
    if (counts.scripts[SCRIPT_KANA] * 20 > counts.letters)
        return "ja";
    for (int s = 0; s < SCRIPT_COUNT; s++)
        if (of_script[s][0] && counts.scripts[s] * 2 > counts.letters)
            return s == SCRIPT_ARABIC && counts.persian * 50 > counts.letters ? "fa" : of_script[s];
    const char *cyrillic =
        counts.scripts[SCRIPT_CYRILLIC] * 2 > counts.letters ? cyrillic_language(text, length) : NULL;
    if (cyrillic)
        return cyrillic;
    struct sample sample = {.text = text, .length = length};
    /* The commonest case first: plain English shows in the first lines. */
    collect(&sample, FIRST_WORDS);
    if (sample.words == FIRST_WORDS && count_known(&sample, 0) >= FIRST_WORDS * 3 / 8)
        return profiles[0].language;
    collect(&sample, SURE_WORDS);
    if (sample.words >= SURE_WORDS / 2 && count_known(&sample, 0) * 100 >= sample.words * SURE_PERCENT)
        return profiles[0].language;
    collect(&sample, MOST_WORDS);
    hits[0] = count_known(&sample, 0);
    if (sample.words == MOST_WORDS && hits[0] * 100 >= sample.words * PLAIN_PERCENT)
        return profiles[0].language;
    for (size_t p = 1; p < PROFILES; p++) hits[p] = count_known(&sample, p);
    for (size_t p = 1; p < PROFILES; p++)
        if (hits[p] > hits[best])
            best = p;
    for (size_t p = 0; p < PROFILES; p++)
        if (p != best && (second == SIZE_MAX || hits[p] > hits[second]))
            second = p;
    if (sample.words < LEAST_WORDS || hits[best] * 100 < sample.words * LEAST_PERCENT || hits[best] == hits[second])
        return NULL;
    return profiles[best].language;
}
