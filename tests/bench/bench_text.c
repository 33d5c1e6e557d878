/* Words and sentences against ICU and libunistring. All systems leave the same: start, end and kind of each word,
 * boundaries of each sentence, in arrays that are reused from text to text. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#include "text/scan.h"

#ifdef BENCH_ICU
#include <unicode/ubrk.h>
#include <unicode/utext.h>
#endif
#ifdef BENCH_UNISTRING
#include <unictype.h>
#include <uniwbrk.h>
#endif

/* ---- ours ---- */

struct ours {
    tkit *tk;
    tkit_spans words, sentences;
};

static void *ours_open(const struct bench_corpus *corpus)
{
    (void)corpus;
    struct ours *o = calloc(1, sizeof *o);
    if (o && tkit_create(&o->tk, NULL) != TKIT_OK) {
        free(o);
        o = NULL;
    }
    return o;
}

static void ours_close(void *state)
{
    struct ours *o = state;
    tkit_spans_free(o->tk, &o->words);
    tkit_spans_free(o->tk, &o->sentences);
    tkit_destroy(o->tk);
    free(o);
}

static uint64_t ours_words(void *state, const struct bench_corpus *corpus)
{
    struct ours *o = state;
    uint64_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        if (tkit_tokenize(o->tk, corpus->texts[i].text, corpus->texts[i].length, TKIT_TOKENS_WORDS, &o->words) < 0)
            abort();
        count += o->words.count;
    }
    return count;
}

/* What all systems must agree on: where words start. ICU follows CLDR, which takes @ for a letter and lets a colon join
 * nothing; ICU also does not count superscripts and fractions. So starts behind @ and colon, and words that do not
 * start with a letter or a digit, are left out on all sides. */
static uint64_t fingerprint(const struct bench_text *text, const uint32_t *start, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = start[i];
        uint8_t c = (uint8_t)text->text[at], before = at ? (uint8_t)text->text[at - 1] : ' ';
        int is_ascii_word = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        unsigned size;
        uint32_t cp = tkit_utf8_decode(text->text + at, text->length - at, &size);
        int is_letter = cp >= 0xC0 && !(cp >= 0x2000 && cp < 0x2C00);
        if (before != '@' && before != ':' && (is_ascii_word || is_letter))
            sum += 1 + (uint64_t)at * 31;
    }
    return sum;
}

/* The same by one kernel, for machines that have no better one. */
static uint64_t kernel_words(struct ours *o, const struct bench_corpus *corpus, enum scan_kernel kernel, int is_answer)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct bench_text *text = &corpus->texts[i];
        struct scan s = {.tk = o->tk, .text = (const uint8_t *)text->text, .length = text->length,
                         .want = SCAN_WORDS, .words = &o->words};
        o->words.count = 0;
        if (tkit_scan_with(&s, kernel) != TKIT_OK)
            return 0;
        sum += is_answer ? fingerprint(text, o->words.start, o->words.count) : o->words.count;
    }
    return sum;
}

#define KERNEL(name, kernel) \
    static uint64_t name(void *state, const struct bench_corpus *corpus) \
    { \
        return kernel_words(state, corpus, kernel, 0); \
    } \
    static uint64_t name##_answer(void *state, const struct bench_corpus *corpus) \
    { \
        return kernel_words(state, corpus, kernel, 1); \
    }
#ifdef __x86_64__
KERNEL(sse2_words, KERNEL_SSE2)
KERNEL(avx2_words, KERNEL_AVX2)
#endif
KERNEL(portable_words, KERNEL_PORTABLE)

static uint64_t ours_both(void *state, const struct bench_corpus *corpus)
{
    struct ours *o = state;
    uint64_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        if (tkit_segment(o->tk, corpus->texts[i].text, corpus->texts[i].length, TKIT_TOKENS_WORDS, NULL, &o->words,
                         &o->sentences) < 0)
            abort();
        count += o->words.count + o->sentences.count;
    }
    return count;
}

static uint64_t ours_words_answer(void *state, const struct bench_corpus *corpus)
{
    struct ours *o = state;
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const struct bench_text *text = &corpus->texts[i];
        if (tkit_tokenize(o->tk, text->text, text->length, TKIT_TOKENS_WORDS, &o->words) < 0)
            abort();
        sum += fingerprint(text, o->words.start, o->words.count);
    }
    return sum;
}

static uint64_t ours_both_answer(void *state, const struct bench_corpus *corpus)
{
    uint64_t sentences = ours_both(state, corpus) - ours_words(state, corpus);
    return ours_words_answer(state, corpus) + sentences;
}

#ifdef BENCH_ICU
/* ---- ICU ---- */

struct icu {
    UBreakIterator *words, *sentences;
    UText *text;
    uint32_t *start, *end;
    uint8_t *kind;
};

static void icu_close(void *state)
{
    struct icu *u = state;
    if (u->words)
        ubrk_close(u->words);
    if (u->sentences)
        ubrk_close(u->sentences);
    utext_close(u->text);
    free(u->start);
    free(u->end);
    free(u->kind);
    free(u);
}

static void *icu_open(const struct bench_corpus *corpus)
{
    struct icu *u = calloc(1, sizeof *u);
    UErrorCode status = U_ZERO_ERROR;
    size_t longest = 1;
    for (size_t i = 0; i < corpus->count; i++)
        if (corpus->texts[i].length > longest)
            longest = corpus->texts[i].length;
    if (!u)
        return NULL;
    u->words = ubrk_open(UBRK_WORD, "en", NULL, 0, &status);
    u->sentences = ubrk_open(UBRK_SENTENCE, "en", NULL, 0, &status);
    u->start = malloc(longest * sizeof *u->start);
    u->end = malloc(longest * sizeof *u->end);
    u->kind = malloc(longest);
    if (U_FAILURE(status) || !u->start || !u->end || !u->kind) {
        icu_close(u);
        return NULL;
    }
    return u;
}

static UText *icu_text(struct icu *u, const struct bench_text *text)
{
    UErrorCode status = U_ZERO_ERROR;
    u->text = utext_openUTF8(u->text, text->text, (int64_t)text->length, &status);
    if (U_FAILURE(status))
        abort();
    return u->text;
}

static size_t icu_words_of(struct icu *u, const struct bench_text *text)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t count = 0;
    ubrk_setUText(u->words, icu_text(u, text), &status);
    int32_t from = ubrk_first(u->words);
    for (int32_t to; (to = ubrk_next(u->words)) != UBRK_DONE; from = to) {
        int32_t kind = ubrk_getRuleStatus(u->words);
        if (kind < UBRK_WORD_NONE_LIMIT)
            continue;
        u->start[count] = (uint32_t)from;
        u->end[count] = (uint32_t)to;
        u->kind[count++] = kind < UBRK_WORD_NUMBER_LIMIT ? 2 : 1;
    }
    return count;
}

static size_t icu_sentences_of(struct icu *u, const struct bench_text *text)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t count = 0;
    ubrk_setUText(u->sentences, icu_text(u, text), &status);
    int32_t from = ubrk_first(u->sentences);
    for (int32_t to; (to = ubrk_next(u->sentences)) != UBRK_DONE; from = to) {
        u->start[count] = (uint32_t)from;
        u->end[count++] = (uint32_t)to;
    }
    return count;
}

static uint64_t icu_words(void *state, const struct bench_corpus *corpus)
{
    uint64_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) count += icu_words_of(state, &corpus->texts[i]);
    return count;
}

static uint64_t icu_words_answer(void *state, const struct bench_corpus *corpus)
{
    struct icu *u = state;
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        size_t count = icu_words_of(u, &corpus->texts[i]);
        sum += fingerprint(&corpus->texts[i], u->start, count);
    }
    return sum;
}

static uint64_t icu_both(void *state, const struct bench_corpus *corpus)
{
    uint64_t count = 0;
    for (size_t i = 0; i < corpus->count; i++)
        count += icu_words_of(state, &corpus->texts[i]) + icu_sentences_of(state, &corpus->texts[i]);
    return count;
}

static uint64_t icu_both_answer(void *state, const struct bench_corpus *corpus)
{
    uint64_t sum = icu_words_answer(state, corpus);
    for (size_t i = 0; i < corpus->count; i++) sum += icu_sentences_of(state, &corpus->texts[i]);
    return sum;
}

#define ICU_MISSING NULL
#else
#define ICU_MISSING "icu-uc is not installed"
#define icu_open NULL
#define icu_close NULL
#define icu_words NULL
#define icu_words_answer NULL
#define icu_both NULL
#define icu_both_answer NULL
#endif

/* ---- libunistring ---- */

#ifdef BENCH_UNISTRING
struct unistring {
    char *breaks;
    uint32_t *start, *end;
};

static void unistring_close(void *state)
{
    struct unistring *u = state;
    free(u->breaks);
    free(u->start);
    free(u->end);
    free(u);
}

static void *unistring_open(const struct bench_corpus *corpus)
{
    struct unistring *u = calloc(1, sizeof *u);
    size_t longest = 1;
    for (size_t i = 0; i < corpus->count; i++)
        if (corpus->texts[i].length > longest)
            longest = corpus->texts[i].length;
    if (!u)
        return NULL;
    u->breaks = malloc(longest);
    u->start = malloc(longest * sizeof *u->start);
    u->end = malloc(longest * sizeof *u->end);
    if (!u->breaks || !u->start || !u->end) {
        unistring_close(u);
        return NULL;
    }
    return u;
}

/* Segments that start with an ASCII letter or digit, or a character above ASCII that is one; or with a low line that
 * another of these follows. */
static int is_word(const uint8_t *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint8_t c = text[i];
        if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80)
            return 1;
        if (c != '_')
            return 0;
    }
    return 0;
}

static size_t unistring_words_of(struct unistring *u, const struct bench_text *text)
{
    const uint8_t *bytes = (const uint8_t *)text->text;
    size_t from = 0, count = 0;
    u8_wordbreaks(bytes, text->length, u->breaks);
    for (size_t at = 1; at <= text->length; at++) {
        if (at < text->length && !u->breaks[at])
            continue;
        if (is_word(bytes, from, at)) {
            u->start[count] = (uint32_t)from;
            u->end[count++] = (uint32_t)at;
        }
        from = at;
    }
    return count;
}

static uint64_t unistring_words(void *state, const struct bench_corpus *corpus)
{
    uint64_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) count += unistring_words_of(state, &corpus->texts[i]);
    return count;
}

static uint64_t unistring_answer(void *state, const struct bench_corpus *corpus)
{
    struct unistring *u = state;
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        size_t count = unistring_words_of(u, &corpus->texts[i]);
        sum += fingerprint(&corpus->texts[i], u->start, count);
    }
    return sum;
}
#define UNISTRING_MISSING NULL
#else
#define UNISTRING_MISSING "libunistring-dev is not installed"
#define unistring_open NULL
#define unistring_close NULL
#define unistring_words NULL
#define unistring_answer NULL
#endif

/* ---- the table ---- */

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OURS(what) {"toolkit", NULL, ours_open, ours_close, what, what##_answer, 0, 0}
#define ICU(what, floor, goal) {"ICU", ICU_MISSING, icu_open, icu_close, what, what##_answer, floor, goal}

static const struct bench_system words[] = {OURS(ours_words), ICU(icu_words, 15, 25)};
#ifdef __x86_64__
static const struct bench_system words_avx2[] = {
    {"toolkit, AVX2 only", NULL, ours_open, ours_close, avx2_words, avx2_words_answer, 0, 0},
    ICU(icu_words, 15, 25),
};
static const struct bench_system words_sse2[] = {
    {"toolkit, SSE2 only", NULL, ours_open, ours_close, sse2_words, sse2_words_answer, 0, 0},
    ICU(icu_words, 8, 15),
};
#endif
static const struct bench_system words_portable[] = {
    {"toolkit, no vectors", NULL, ours_open, ours_close, portable_words, portable_words_answer, 0, 0},
    ICU(icu_words, 2, 4),
};
static const struct bench_system words_unistring[] = {
    OURS(ours_words),
    {"libunistring", UNISTRING_MISSING, unistring_open, unistring_close, unistring_words, unistring_answer, 10, 15},
};
static const struct bench_system both[] = {OURS(ours_both), ICU(icu_both, 15, 25)};
static const struct bench_system words_other[] = {OURS(ours_words), ICU(icu_words, 5, 12)};

static const struct bench_measure measures[] = {
    {"words", BENCH_ASCII, words, COUNT(words), 1},
#ifdef __x86_64__
    {"words, AVX2", BENCH_ASCII, words_avx2, COUNT(words_avx2), 0},
    {"words, SSE2", BENCH_ASCII, words_sse2, COUNT(words_sse2), 0},
#endif
    {"words, no vectors", BENCH_ASCII, words_portable, COUNT(words_portable), 0},
    {"words, libunistring", BENCH_ASCII, words_unistring, COUNT(words_unistring), 0},
    {"words and sentences", BENCH_ASCII, both, COUNT(both), 0},
    {"words, beyond ASCII", BENCH_OTHER, words_other, COUNT(words_other), 0},
};

const struct bench_table bench_text = {"Words and sentences", measures, COUNT(measures)};
