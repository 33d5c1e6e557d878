/* Sentence boundaries after UAX #29, default rules.
 *
 * Only a terminator or a paragraph separator can end a sentence, so the rules are asked at those candidates and
 * nowhere else. Rule SB8 may look far ahead, but never beyond the next candidate: the whole stays linear. */
#include "text/sentences.h"

#include "text/scan.h"

struct reader {
    const uint8_t *text, *end;
};

static unsigned class_at(const struct reader *r, const uint8_t *at, unsigned *n)
{
    return unicode_record(utf8_decode(at, r->end, n))->sentence;
}

static bool is_ignored(unsigned class) /* SB5 */
{
    return class == SB_EXTEND || class == SB_FORMAT;
}

static const uint8_t *skip_ignored(const struct reader *r, const uint8_t *at)
{
    unsigned n;
    while (at < r->end && *at >= 0x80 && is_ignored(class_at(r, at, &n))) at += n;
    return at;
}

/* Behind all characters of `class` (and what SB5 skips after them). */
static const uint8_t *skip_class(const struct reader *r, const uint8_t *at, unsigned class)
{
    unsigned n;
    while (at < r->end && class_at(r, at, &n) == class) at = skip_ignored(r, at + n);
    return at;
}

static bool is_separator(unsigned class)
{
    return class == SB_CR || class == SB_LF || class == SB_SEP;
}

static bool is_terminator(unsigned class)
{
    return class == SB_ATERM || class == SB_STERM;
}

/* SB8: does a lower-case letter come before any other letter, separator or terminator? */
static bool lower_follows(const struct reader *r, const uint8_t *at)
{
    while (at < r->end) {
        unsigned n, class = class_at(r, at, &n);
        if (class == SB_LOWER)
            return true;
        if (class == SB_OLETTER || class == SB_UPPER || is_separator(class) || is_terminator(class))
            return false;
        at += n;
    }
    return false;
}

/* SB7: is the character before `at` a letter with case? */
static bool letter_before(const uint8_t *from, const uint8_t *at)
{
    while (at > from) {
        unsigned n;
        unsigned class = unicode_record(utf8_decode_before(from, at, &n))->sentence;
        if (!is_ignored(class))
            return class == SB_UPPER || class == SB_LOWER;
        at -= n;
    }
    return false;
}

/* The usual cases among ASCII characters: a line feed, and a stop before one space and a letter. The same answers as
 * below, sooner; false for all others. */
static bool is_plain(const uint8_t *text, size_t length, size_t at, size_t *end, size_t *next)
{
    if (text[at] == '\n') {
        *end = *next = at + 1;
        return true;
    }
    if (length - at < 3 || text[at + 1] != ' ' || !(text[at] == '.' || text[at] == '?' || text[at] == '!'))
        return false;
    uint8_t behind = text[at + 2];
    bool is_lower = behind >= 'a' && behind <= 'z';
    if (!is_lower && !(behind >= 'A' && behind <= 'Z'))
        return false;
    *next = at + 2;
    *end = is_lower && text[at] == '.' ? 0 : at + 2;
    return true;
}

size_t tkit_uax29_end(const uint8_t *text, size_t length, size_t from, size_t at, size_t *next)
{
    size_t end;
    if (is_plain(text, length, at, &end, next))
        return end;
    const struct reader r = {text, text + length};
    const uint8_t *p = text + at;
    unsigned n, class = class_at(&r, p, &n);
    if (is_separator(class)) { /* SB3, SB4 */
        p += n;
        if (class == SB_CR && p < r.end && *p == '\n')
            p++;
        return *next = (size_t)(p - text);
    }
    bool is_full_stop = class == SB_ATERM;
    const uint8_t *stop = p;
    p = skip_ignored(&r, p + n);
    *next = (size_t)(p - text);
    if (p == r.end)
        return length;
    if (is_full_stop) {
        class = class_at(&r, p, &n);
        if (class == SB_NUMERIC || (class == SB_UPPER && letter_before(text + from, stop)))
            return 0; /* SB6, SB7 */
    }
    p = skip_class(&r, p, SB_CLOSE); /* SB9 */
    p = skip_class(&r, p, SB_SP);    /* SB10 */
    *next = (size_t)(p - text);
    if (p == r.end)
        return length;
    class = class_at(&r, p, &n);
    if (is_separator(class))
        return tkit_uax29_end(text, length, from, *next, next);
    if (class == SB_SCONTINUE || is_terminator(class))
        return 0; /* SB8a */
    if (is_full_stop && lower_follows(&r, p))
        return 0; /* SB8 */
    return *next; /* SB11 */
}

int tkit_sentence_rules(tkit *tk, const tkit_sentence_options *options, struct sentence_rules *rules)
{
    tkit_sentence_options given = {0};
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    if (given.mode < TKIT_SENTENCES_UAX29 || given.mode > TKIT_SENTENCES_NEWS)
        return tkit_fail(tk, TKIT_EINVALID, "no sentence mode has the number %d", given.mode);
    if (given.newline < TKIT_NEWLINE_PARAGRAPH || given.newline > TKIT_NEWLINE_SPACE)
        return tkit_fail(tk, TKIT_EINVALID, "no newline mode has the number %d", given.newline);
    *rules = (struct sentence_rules){.is_news = given.mode == TKIT_SENTENCES_NEWS,
                                     .is_wrapped = given.newline == TKIT_NEWLINE_SPACE,
                                     .language = &tkit_sentence_english};
    return TKIT_OK;
}

/* ---- the part of a scan that is about sentences ---- */

/* A sentence of the news mode: without the white space around it, dropped when nothing is left. */
static int add_trimmed(struct scan *s, size_t from, size_t end)
{
    const uint8_t *a = s->text + from, *b = s->text + end;
    unsigned n;
    while (a < b && !(unicode_record(utf8_decode(a, b, &n))->kind & ~UNICODE_SPACE)) a += n;
    while (b > a && !(unicode_record(utf8_decode_before(a, b, &n))->kind & ~UNICODE_SPACE)) b -= n;
    return a < b ? tkit_spans_add(s->tk, s->sentences, (size_t)(a - s->text), (size_t)(b - s->text), 0) : TKIT_OK;
}

static int end_sentence(struct scan *s, size_t end)
{
    size_t from = s->sentence;
    s->sentence = end;
    return s->rules->is_news ? add_trimmed(s, from, end) : tkit_spans_add(s->tk, s->sentences, from, end, 0);
}

int tkit_scan_candidate(struct scan *s, size_t at)
{
    size_t end = s->rules->is_news
                     ? tkit_news_end(s->rules, s->text, s->length, s->sentence, at, &s->candidate)
                     : tkit_uax29_end(s->text, s->length, s->sentence, at, &s->candidate);
    return end ? end_sentence(s, end) : TKIT_OK;
}

int tkit_scan_candidates(struct scan *s, size_t until)
{
    enum { POLL = 1 << 12 };
    const struct reader r = {s->text, s->text + s->length};
    int rc = TKIT_OK;
    for (size_t n = 0; s->candidate < until && s->candidate < s->length && rc == TKIT_OK; n++) {
        unsigned size;
        uint32_t cp = utf8_decode(s->text + s->candidate, r.end, &size);
        unsigned class = unicode_record(cp)->sentence;
        if (is_separator(class) || is_terminator(class) || (cp == 0x2026 && s->rules->is_news))
            rc = tkit_scan_candidate(s, s->candidate);
        else
            s->candidate += size;
        if (n % POLL == POLL - 1 && rc == TKIT_OK)
            rc = tkit_poll(s->tk);
    }
    return rc;
}

int tkit_scan_last_sentence(struct scan *s)
{
    return s->sentence < s->length ? end_sentence(s, s->length) : TKIT_OK;
}
