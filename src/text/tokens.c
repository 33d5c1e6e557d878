/* Words and sentences of a text as columns: the choice of a kernel, and what kernels leave to exact code. */
#include "text/scan.h"
#include "text/words.h"

/* ---- what the block kernels call ---- */

static bool is_wanted(enum scan_words want, unsigned kind)
{
    return want == SCAN_ALL || (want == SCAN_VISIBLE ? kind != TKIT_TOKEN_SPACE : kind <= TKIT_TOKEN_NUMBER);
}

int tkit_scan_exact(struct scan *s, size_t *at, size_t until)
{
    enum { POLL = 1 << 14 };
    int rc = TKIT_OK;
    if (until > s->length)
        until = s->length;
    for (size_t n = 0; *at < until && rc == TKIT_OK; n++) {
        unsigned kinds;
        size_t end = tkit_word_end(s->text, s->length, *at, &kinds);
        unsigned kind = tkit_word_kind(kinds);
        if (is_wanted(s->want, kind))
            rc = tkit_spans_add(s->tk, s->words, *at, end, kind);
        if (n % POLL == POLL - 1 && rc == TKIT_OK)
            rc = tkit_poll(s->tk);
        *at = end;
    }
    return rc;
}

/* ---- the choice ---- */

static int run_exact(struct scan *s)
{
    size_t at = 0;
    int rc = s->want == SCAN_NO_WORDS ? TKIT_OK : tkit_scan_exact(s, &at, s->length);
    return rc == TKIT_OK && s->rules ? tkit_scan_candidates(s, s->length) : rc;
}

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}
#endif

int tkit_scan_with(struct scan *s, enum scan_kernel kernel)
{
    switch (kernel) {
    case KERNEL_EXACT: return run_exact(s);
    case KERNEL_PORTABLE: return tkit_scan_portable(s);
#ifdef __x86_64__
    case KERNEL_SSE2: return tkit_scan_sse2(s);
    case KERNEL_AVX2:
        if (has_avx2())
            return tkit_scan_avx2(s);
        break;
    case KERNEL_AVX512:
        if (has_avx512())
            return tkit_scan_avx512(s);
        break;
#elif defined(__aarch64__)
    case KERNEL_NEON: return tkit_scan_neon(s);
#endif
    default: break;
    }
    return tkit_fail(s->tk, TKIT_EUNSUPPORTED, "this machine does not have kernel %d", (int)kernel);
}

int tkit_scan(struct scan *s)
{
#ifdef __x86_64__
    if (has_avx512())
        return tkit_scan_avx512(s);
    if (has_avx2())
        return tkit_scan_avx2(s);
    return tkit_scan_sse2(s);
#elif defined(__aarch64__)
    return tkit_scan_neon(s);
#else
    return tkit_scan_portable(s);
#endif
}

/* ---- the public functions ---- */

static int start(struct scan *s)
{
    enum { BYTES_A_TOKEN = 5, SLACK = 128 }; /* of English; denser texts let the columns grow */
    int rc = tkit_text_check_length(s->tk, s->length);
    if (s->sentences)
        s->sentences->count = 0;
    if (s->words) {
        s->words->count = 0;
        if (rc == TKIT_OK)
            rc = tkit_spans_room(s->tk, s->words, s->length / BYTES_A_TOKEN + SLACK);
    }
    if (rc == TKIT_OK)
        rc = tkit_scan(s);
    return rc == TKIT_OK && s->rules ? tkit_scan_last_sentence(s) : rc;
}

static enum scan_words wanted(unsigned flags)
{
    return flags & TKIT_TOKENS_ALL ? SCAN_ALL : flags & TKIT_TOKENS_WORDS ? SCAN_WORDS : SCAN_VISIBLE;
}

int tkit_tokenize(tkit *tk, const char *text, size_t length, unsigned flags, tkit_spans *out)
{
    struct scan s = {.tk = tk, .text = (const uint8_t *)text, .length = length, .want = wanted(flags), .words = out};
    return start(&s);
}

int tkit_sentences(tkit *tk, const char *text, size_t length, const tkit_sentence_options *options,
                   tkit_spans *out)
{
    struct sentence_rules rules;
    int rc = tkit_sentence_rules(tk, options, &rules);
    if (rc != TKIT_OK)
        return rc;
    struct scan s = {.tk = tk, .text = (const uint8_t *)text, .length = length, .rules = &rules, .sentences = out};
    return start(&s);
}

int tkit_segment(tkit *tk, const char *text, size_t length, unsigned flags, const tkit_sentence_options *options,
                 tkit_spans *tokens, tkit_spans *sentences)
{
    struct sentence_rules rules;
    int rc = tkit_sentence_rules(tk, options, &rules);
    if (rc != TKIT_OK)
        return rc;
    struct scan s = {.tk = tk, .text = (const uint8_t *)text, .length = length, .want = wanted(flags),
                     .words = tokens, .rules = &rules, .sentences = sentences};
    return start(&s);
}
