/* Sentence boundaries in running prose: UAX #29 knows no words, this does.
 *
 * Asked at the same candidates as the default rules (terminators and line breaks, and the ellipsis). What stands
 * before the stop (an abbreviation, an initial, a number) and what comes behind it (a lower-case word, a name with
 * a said-clause, a typical first word) decide. Every look in either direction has a fixed bound, or ends at the
 * next candidate. */
#include "text/sentences.h"

#include <string.h>

enum { WORD_MOST = 32, CLAUSE_WORDS = 5 };

struct view {
    const struct sentence_rules *rules;
    const uint8_t *text, *end;
};

static bool is_upper(uint8_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static const struct unicode_record *record_at(const struct view *v, const uint8_t *at, unsigned *n)
{
    return unicode_record(utf8_decode(at, v->end, n));
}

static const struct unicode_record *record_before(const struct view *v, const uint8_t *at, unsigned *n)
{
    return unicode_record(utf8_decode_before(v->text, at, n));
}

static bool is_break(unsigned class)
{
    return class == SB_CR || class == SB_LF || class == SB_SEP;
}

/* ---- what comes behind the stop ---- */

enum follower {
    FOLLOWS_NOTHING,    /* the end of the text */
    FOLLOWS_PARAGRAPH,  /* a break between paragraphs */
    FOLLOWS_LOWER,
    FOLLOWS_UPPER,      /* or a letter without case */
    FOLLOWS_DIGIT,
    FOLLOWS_CONTINUATION, /* comma, semicolon, colon */
    FOLLOWS_STOP,       /* another terminator */
    FOLLOWS_OTHER
};

struct next {
    enum follower what;
    const uint8_t *at;   /* behind the white space */
    const uint8_t *word; /* behind opening quotes and brackets too */
    bool has_space, has_opening;
};

/* A line break that a wrapped text does not have inside a paragraph: a blank line, the start of a list item, or a
 * line that ended although the next word would have fitted twice over. */
static bool is_hard_break(const struct view *v, const uint8_t *at)
{
    const uint8_t *p = at, *line = at, *q;
    if (*p == '\r' && p + 1 < v->end && p[1] == '\n')
        p++;
    p++;
    while (p < v->end && (*p == ' ' || *p == '\t')) p++;
    if (p == v->end || *p == '\n' || *p == '\r')
        return true;
    if ((*p == '-' || *p == '*') && p + 1 < v->end && p[1] == ' ')
        return true;
    if (v->end - p >= 3 && memcmp(p, "\xE2\x80\xA2", 3) == 0) /* bullet */
        return true;
    enum { LINE_MOST = 400 };
    while (line > v->text && line[-1] != '\n' && line[-1] != '\r' && at - line < LINE_MOST) line--;
    for (q = p; q < v->end && *q != '\n' && *q != '\r' && q - p < LINE_MOST;) q++;
    const uint8_t *word = p;
    while (word < q && *word != ' ') word++;
    bool is_start = is_upper(*p) || is_digit(*p) || *p >= 0x80 || *p == '"' || *p == '\'' || *p == '(';
    return is_start && at > line && at[-1] != ',' && at[-1] != ';' && 2 * ((at - line) + (word - p) + 1) < q - p;
}

/* Is the line break at `at` one between paragraphs? */
static bool ends_paragraph(const struct view *v, const uint8_t *at, unsigned class)
{
    if (!v->rules->is_wrapped)
        return true;
    return class == SB_SEP ? *at != 0xC2 /* NEL is a line break, LS and PS are not */ : is_hard_break(v, at);
}

static struct next look_ahead(const struct view *v, const uint8_t *at)
{
    struct next next = {.what = FOLLOWS_NOTHING, .at = at, .word = at};
    const struct unicode_record *record = NULL;
    unsigned n;
    while (at < v->end) {
        record = record_at(v, at, &n);
        if (is_break(record->sentence)) {
            if (ends_paragraph(v, at, record->sentence)) {
                next.what = FOLLOWS_PARAGRAPH;
                next.at = next.word = at;
                return next;
            }
        } else if (record->kind != UNICODE_SPACE) {
            break;
        }
        next.has_space = true;
        at += n;
    }
    next.at = next.word = at;
    if (at == v->end)
        return next;
    const uint8_t *start = at;
    while (at < v->end && (record = record_at(v, at, &n))->sentence == SB_CLOSE) at += n;
    next.has_opening = at > start;
    next.word = at;
    next.what = FOLLOWS_OTHER;
    if (at == v->end)
        return next;
    switch (record->sentence) {
    case SB_LOWER: next.what = FOLLOWS_LOWER; break;
    case SB_UPPER:
    case SB_OLETTER: next.what = FOLLOWS_UPPER; break;
    case SB_NUMERIC: next.what = FOLLOWS_DIGIT; break;
    case SB_SCONTINUE: next.what = *at == '-' || *at >= 0x80 ? FOLLOWS_OTHER : FOLLOWS_CONTINUATION; break;
    case SB_ATERM:
    case SB_STERM: next.what = FOLLOWS_STOP; break;
    default: break;
    }
    /* "iPhone", "eBay": a capital in second place makes a name of it. */
    if (next.what == FOLLOWS_LOWER && at + 1 < v->end && is_upper(at[1]))
        next.what = FOLLOWS_UPPER;
    return next;
}

/* The letters of the word at `at`, up to an apostrophe. */
static size_t word_length(const struct view *v, const uint8_t *at)
{
    const uint8_t *p = at;
    unsigned n;
    while (p < v->end && p - at < WORD_MOST && (record_at(v, p, &n)->kind & UNICODE_LETTER)) p += n;
    return (size_t)(p - at);
}

/* Is the word at `at` one that sentences start with? A single letter with a full stop is an initial. */
static bool is_starter(const struct view *v, const uint8_t *at)
{
    const struct sentence_language *l = v->rules->language;
    size_t length = word_length(v, at);
    if (length == 0 || (length == 1 && at + 1 < v->end && at[1] == '.'))
        return false;
    return tkit_word_in(l->starters, l->starter_count, (const char *)at, length);
}

/* A said-clause behind a quotation: a name of up to three words and a verb of saying. *is_whole tells that the clause
 * ends right there ("He said."): then a pronoun will do for the name. */
static bool is_said_clause(const struct view *v, const uint8_t *at, bool *is_whole)
{
    const struct sentence_language *l = v->rules->language;
    bool is_name = true;
    *is_whole = false;
    for (int words = 0; words < CLAUSE_WORDS; words++) {
        size_t length = word_length(v, at);
        if (length == 0)
            return false;
        if (words > 0 && tkit_word_in(l->saying, l->saying_count, (const char *)at, length)) {
            *is_whole = at + length < v->end && at[length] == '.';
            return is_name || *is_whole;
        }
        unsigned n;
        if (record_at(v, at, &n)->sentence != SB_UPPER)
            return false;
        if (words == 0 && is_starter(v, at))
            is_name = false;
        at += length;
        if (at < v->end && *at == '.') /* an initial, a title */
            at++;
        if (at == v->end || *at != ' ')
            return false;
        at++;
    }
    return false;
}

/* ---- what stands before the stop ---- */

/* The start of the word that ends at `at`: letters, inner full stops, a slash ("c/o", "p.m"). */
static const uint8_t *word_start(const struct view *v, const uint8_t *from, const uint8_t *at)
{
    const uint8_t *p = at;
    while (p > from && at - p < WORD_MOST) {
        unsigned n = 1;
        if (p[-1] != '.' && p[-1] != '/' && !(record_before(v, p, &n)->kind & UNICODE_LETTER))
            break;
        p -= n;
    }
    while (p < at && *p == '.') p++;
    return p;
}

/* Single letters with stops between them: U.S, a.m, J.R.R */
static bool is_dotted(const uint8_t *word, const uint8_t *end)
{
    if ((end - word) % 2 == 0 || end - word < 3)
        return false;
    for (const uint8_t *p = word; p < end; p += 2)
        if (!(is_upper(*p) || (*p >= 'a' && *p <= 'z')) || (p + 1 < end && p[1] != '.'))
            return false;
    return true;
}

/* Does a full stop behind the word that ends at `stop` belong to the word rather than to the sentence? */
static bool is_abbreviated(const struct view *v, const uint8_t *from, const uint8_t *stop, const struct next *next)
{
    const uint8_t *word = word_start(v, from, stop);
    size_t length = (size_t)(stop - word);
    if (length == 0)
        return false;
    bool starts = next->what == FOLLOWS_UPPER && is_starter(v, next->word);
    bool quotes = next->has_opening && *next->at != '(' && *next->at != '[';
    const struct abbreviation_row *row =
        tkit_abbreviation_find(v->rules->language, (const char *)word, length);
    if (row && row->is_capital && !is_upper(*word))
        row = NULL;
    switch (row ? row->class : ABBREVIATION_NONE) {
    case ABBREVIATION_TITLE:
    case ABBREVIATION_NEVER: return true;
    case ABBREVIATION_NUMBER: return next->what == FOLLOWS_DIGIT;
    case ABBREVIATION_MONTH: return next->what == FOLLOWS_DIGIT || (!starts && !quotes);
    case ABBREVIATION_MAYBE: return !starts && !(quotes && next->has_space);
    case ABBREVIATION_NONE: break;
    }
    if (length == 1 && is_upper(*word)) { /* an initial; but "than I." and "plan B. The" */
        if (starts || quotes)
            return false;
        if (*word == 'I' && word - from >= 2 && word[-1] == ' ') {
            const uint8_t *before = word_start(v, from, word - 1);
            return before < word - 1 && is_upper(*before);
        }
        return true;
    }
    return is_dotted(word, stop) && !starts && !quotes;
}

/* "1. The first", "2. The second": a number alone at the start of a sentence. */
static bool is_list_number(const uint8_t *from, const uint8_t *stop)
{
    enum { DIGITS_MOST = 3 };
    const uint8_t *p = stop;
    while (p > from && is_digit(p[-1])) p--;
    if (p == stop || stop - p > DIGITS_MOST)
        return false;
    while (p > from && (p[-1] == ' ' || p[-1] == '(')) p--;
    return p == from;
}

/* Part of an address on the net or of a file name: no space is missing there. */
static bool is_address(const struct view *v, const uint8_t *from, const uint8_t *stop)
{
    enum { ADDRESS_MOST = 80 };
    const uint8_t *p = stop;
    for (; p > from && p[-1] > ' ' && stop - p < ADDRESS_MOST; p--)
        if (p[-1] == '@' || p[-1] == '/' || p[-1] == '\\' || p[-1] == '_')
            return true;
    if (stop - p >= 3 && memcmp(p, "www", 3) == 0)
        return true;
    for (p = stop; p < v->end && *p > ' ' && p - stop < ADDRESS_MOST; p++)
        if (*p == '@' || *p == '/' || *p == '\\' || *p == '_')
            return true;
    return false;
}

/* "the end.The next": a stop whose space got lost. A lower-case word, or a year, before it and a capitalised word
 * behind it. */
static bool is_missing_space(const struct view *v, const uint8_t *from, const uint8_t *stop, const struct next *next)
{
    if (next->what != FOLLOWS_UPPER || is_address(v, from, stop))
        return false;
    unsigned n, first_size;
    size_t following = word_length(v, next->word);
    if (record_at(v, next->word, &first_size)->sentence == SB_OLETTER)
        return false;
    const uint8_t *p = stop;
    size_t letters = 0;
    while (p > from && letters < WORD_MOST) {
        const struct unicode_record *r = record_before(v, p, &n);
        if (r->sentence != SB_LOWER && r->sentence != SB_NUMERIC && r->sentence != SB_CLOSE)
            break;
        letters += r->sentence != SB_CLOSE;
        p -= n;
    }
    if (letters < 2)
        return false;
    const uint8_t *second = next->word + first_size;
    if (second == v->end)
        return false;
    if (following == 1) /* "it.I think", "it.A man" */
        return (*next->word == 'I' || *next->word == 'A') && *second == ' ';
    return record_at(v, second, &n)->sentence == SB_LOWER;
}

/* ---- the stop itself ---- */

/* Is a straight quotation mark open at `at` in the sentence that starts at `from`? Looks back a fixed distance. */
static bool has_open_quote(const uint8_t *from, const uint8_t *at)
{
    enum { BACK_MOST = 2000 };
    bool open = false;
    if (at - from > BACK_MOST)
        from = at - BACK_MOST;
    for (const uint8_t *p = from; p < at; p++)
        if (*p == '"')
            open = !open;
    return open;
}

struct stop {
    const uint8_t *end;    /* behind terminators and closers */
    bool is_strong;        /* ? or ! or a terminator of another script */
    bool is_wide;          /* a full-width one: no space is expected behind it */
    bool is_ellipsis;
    bool has_closer;       /* quotes or brackets closed behind it */
    bool has_quote;        /* among them a quotation mark */
};

/* Behind the number of a note, "[17]" or " [17]"; `at` when there is none. */
static const uint8_t *skip_note(const struct view *v, const uint8_t *at)
{
    enum { DIGITS_MOST = 3 };
    const uint8_t *p = at;
    while (p < v->end && p - at < 1 && *p == ' ') p++;
    if (p == v->end || *p != '[')
        return at;
    const uint8_t *digits = ++p;
    while (p < v->end && p - digits < DIGITS_MOST && is_digit(*p)) p++;
    return p > digits && p < v->end && *p == ']' ? p + 1 : at;
}

static struct stop take_stop(const struct view *v, const uint8_t *from, const uint8_t *at)
{
    struct stop s = {0};
    unsigned dots = 0, n;
    while (at < v->end) {
        uint32_t cp = utf8_decode(at, v->end, &n);
        unsigned class = unicode_record(cp)->sentence;
        if (class == SB_ATERM) {
            dots++;
        } else if (class == SB_STERM) {
            s.is_strong = true;
            s.is_wide |= cp >= 0x3000;
        } else if (cp == 0x2026) {
            s.is_ellipsis = true;
        } else if (class == SB_CLOSE && cp != '(' && cp != '[' && cp != '{' && cp != 0x201C && cp != 0x2018) {
            s.has_closer = true;
            s.has_quote |= cp == '"' || cp == 0x201D || cp == '\'' || cp == 0x2019 || cp == 0xBB;
        } else if (class == SB_EXTEND || class == SB_FORMAT) {
            /* belongs to the character before it */
        } else {
            break;
        }
        at += n;
    }
    s.is_ellipsis |= dots > 1;
    s.end = at;
    /* `yes . " He`: a closing mark that stands apart, as tokenized and translated texts have it. */
    if (v->end - at >= 3 && at[0] == ' ' && at[1] == '"' && (at[2] == ' ' || at[2] == '\n') &&
        has_open_quote(from, at)) {
        s.end = at + 2;
        s.has_closer = s.has_quote = true;
    } else if (v->end - at >= 3 && at[0] == ' ' && at[1] == ')' && (at[2] == ' ' || at[2] == '\n')) {
        s.end = at + 2;
        s.has_closer = true;
    }
    s.end = skip_note(v, s.end);
    return s;
}

/* Careless writers start sentences with small letters. Believed behind ? and !, and behind a whole word; never behind
 * a quotation, an ellipsis, or what may be an abbreviation. */
static bool ends_before_lower(const struct view *v, const uint8_t *from, const uint8_t *at, const struct stop *s,
                              const struct next *next)
{
    if (s->has_closer || s->is_ellipsis)
        return false;
    if (s->is_strong)
        return !next->has_opening || *next->at != '(';
    const uint8_t *word = word_start(v, from, at);
    enum { SHORT = 2 };
    unsigned n;
    if (at - word <= SHORT || memchr(word, '.', (size_t)(at - word)) ||
        record_at(v, word, &n)->sentence != SB_LOWER)
        return false;
    return !tkit_abbreviation_find(v->rules->language, (const char *)word, (size_t)(at - word));
}

static bool ends_sentence(const struct view *v, const uint8_t *from, const uint8_t *at, const struct stop *s,
                          const struct next *next)
{
    switch (next->what) {
    case FOLLOWS_NOTHING:
    case FOLLOWS_PARAGRAPH: return true;
    case FOLLOWS_STOP:
    case FOLLOWS_CONTINUATION: return false;
    default: break;
    }
    if (s->is_wide)
        return !(s->has_quote && next->what == FOLLOWS_LOWER);
    if (!next->has_space)
        return (s->is_strong || !is_abbreviated(v, from, at, next)) && is_missing_space(v, from, at, next);
    if (next->what == FOLLOWS_LOWER)
        return ends_before_lower(v, from, at, s, next);
    if (s->has_quote && next->what == FOLLOWS_UPPER && !next->has_opening) {
        bool is_whole; /* behind a full stop only "He said." belongs to the quotation: "Smith said he ..." begins
                          anew */
        if (is_said_clause(v, next->word, &is_whole) && (s->is_strong || is_whole))
            return false;
    }
    if (s->is_strong)
        return true;
    if (s->is_ellipsis)
        return next->what == FOLLOWS_UPPER || next->has_opening;
    return !is_list_number(from, at) && !is_abbreviated(v, from, at, next);
}

size_t tkit_news_end(const struct sentence_rules *rules, const uint8_t *text, size_t length, size_t from, size_t at,
                     size_t *next_candidate)
{
    const struct view v = {rules, text, text + length};
    const uint8_t *p = text + at;
    unsigned n, class = record_at(&v, p, &n)->sentence;
    if (is_break(class)) {
        *next_candidate = at + n;
        return ends_paragraph(&v, p, class) ? at + n : 0;
    }
    struct stop s = take_stop(&v, text + from, p);
    struct next next = look_ahead(&v, s.end);
    *next_candidate = (size_t)(s.end - text);
    return ends_sentence(&v, text + from, p, &s, &next) ? *next_candidate : 0;
}
