/* Regular expressions against the plain use of PCRE2: one expression compiled with UTF, UCP and JIT, matched in a loop.
 * All systems find every match of eight expressions and sum up the bytes that they cover. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static const char *const patterns[] = {
    "\\b\\w+ing\\b",
    "\\b(?:said|says|told|added|asked)\\b",
    "\"[^\"]+\"",
    "\\b\\d+(?:[.,]\\d+)*\\b",
    "\\b[A-Z]\\w+ [A-Z]\\w+\\b",
    "(?i)\\bgovernment\\w*",
    "\\b(\\w+) \\1\\b",
    "\\bin \\d{4}\\b",
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

/* ---- ours ---- */

struct ours {
    tkit *tk;
    tkit_regex *regex[PATTERNS];
};

static void ours_close(void *state)
{
    struct ours *o = state;
    for (int i = 0; i < PATTERNS; i++) tkit_regex_free(o->regex[i]);
    tkit_destroy(o->tk);
    free(o);
}

static void *ours_open(const struct bench_corpus *corpus)
{
    (void)corpus;
    struct ours *o = calloc(1, sizeof *o);
    if (!o || tkit_create(&o->tk, NULL) != TKIT_OK)
        abort();
    for (int i = 0; i < PATTERNS; i++)
        if (tkit_regex_compile(o->tk, patterns[i], strlen(patterns[i]), 0, &o->regex[i]) != TKIT_OK) {
            ours_close(o);
            return NULL;
        }
    return o;
}

static uint64_t ours_run(void *state, const struct bench_corpus *corpus)
{
    struct ours *o = state;
    uint64_t sum = 0;
    for (size_t t = 0; t < corpus->count; t++) {
        const struct bench_text *text = &corpus->texts[t];
        int nature = tkit_text_nature(text->text, text->length);
        for (int i = 0; i < PATTERNS; i++) {
            size_t spans[4];
            for (size_t at = 0; tkit_regex_exec(o->regex[i], text->text, text->length, at, nature, 0, spans, 2) > 0;
                 at = spans[1])
                sum += spans[1] - spans[0] + spans[0] * 31;
        }
    }
    return sum;
}

/* ---- PCRE2 ---- */

struct plain {
    pcre2_code *code[PATTERNS];
    pcre2_match_data *match;
};

static void plain_close(void *state)
{
    struct plain *p = state;
    for (int i = 0; i < PATTERNS; i++) pcre2_code_free(p->code[i]);
    pcre2_match_data_free(p->match);
    free(p);
}

static void *plain_open(const struct bench_corpus *corpus)
{
    (void)corpus;
    struct plain *p = calloc(1, sizeof *p);
    int error;
    PCRE2_SIZE offset;
    if (!p)
        abort();
    p->match = pcre2_match_data_create(8, NULL);
    for (int i = 0; i < PATTERNS; i++) {
        p->code[i] = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &error,
                                   &offset, NULL);
        if (!p->code[i] || pcre2_jit_compile(p->code[i], PCRE2_JIT_COMPLETE) != 0) {
            plain_close(p);
            return NULL;
        }
    }
    return p;
}

static uint64_t plain_run(void *state, const struct bench_corpus *corpus)
{
    struct plain *p = state;
    uint64_t sum = 0;
    for (size_t t = 0; t < corpus->count; t++) {
        const struct bench_text *text = &corpus->texts[t];
        for (int i = 0; i < PATTERNS; i++) {
            const PCRE2_SIZE *found = pcre2_get_ovector_pointer(p->match);
            for (size_t at = 0; pcre2_match(p->code[i], (PCRE2_SPTR)text->text, text->length, at, PCRE2_NO_UTF_CHECK,
                                            p->match, NULL) > 0;
                 at = found[1])
                sum += found[1] - found[0] + found[0] * 31;
        }
    }
    return sum;
}

static const struct bench_system systems[] = {
    {"toolkit", NULL, ours_open, ours_close, ours_run, NULL, 0, 0},
    {"PCRE2, UTF and UCP", NULL, plain_open, plain_close, plain_run, NULL, 2, 3},
};
static const struct bench_measure measures[] = {
    {"regex, 8 expressions", BENCH_ASCII, systems, sizeof systems / sizeof *systems, 0},
};
const struct bench_table bench_regex = {"Regular expressions", measures, sizeof measures / sizeof *measures};
