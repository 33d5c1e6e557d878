/* What each block of running text is: title, lead, heading, caption, credit, boilerplate and its kind.
 *
 * Works on features that any text has - length, punctuation, place before the first or behind the last full paragraph,
 * repetition of the title, density of code - and on the phrases of block_rules.c. */
#include "load/block_rules.h"
#include "load/blocks.h"
#include "load/fold_line.h"

#include <ctype.h>
#include <endian.h>

enum {
    FULL_WORDS = 12,     /* a full paragraph has at least so many words and ends like a sentence ... */
    FULL_BYTES = 150,    /* ... or so many bytes, in scripts without spaces */
    LONG_BYTES = 600,    /* longer than any rule looks at */
    TITLE_WORDS = 32,
    TITLE_BYTES = 260,
    HEADING_WORDS = 12,
    LEFTOVER_WORDS = 8,  /* a line without full stop among boilerplate behind the text */
    RELATED_WORDS = 25,  /* a headline under "related stories" */
    SHORT_BYTES = 120,   /* may be a line of buttons wherever it stands */
    KEY_BYTES = 6,       /* of a phrase that the sieve knows; phrases shorter than that: */
    SHORT_KEY_BYTES = 4,
    PIECE_BYTES = 3,     /* of a button's name that its sieve knows */
    SIEVE = 16384,       /* bits of a sieve of phrase beginnings */
};

struct scan {
    tkit_document *document;
    const char *text;
    size_t first_full, last_full; /* indices of blocks; first > last when there is no full paragraph */
    size_t title;                 /* index of the title, SIZE_MAX without one */
    uint64_t starts[SIEVE / 64];  /* a bit for the beginning of every phrase that may begin a line ... */
    uint64_t words[SIEVE / 64];   /* ... of every phrase that may begin at any word of it ... */
    uint64_t ends[SIEVE / 64];    /* ... and for the last letters of every phrase that may end it */
    uint64_t pieces[SIEVE / 64];  /* and for the first letters of names of buttons */
    uint8_t *sieved;              /* for each block: 0 not asked yet, 1 does not pass, 2 passes */
};

static tkit_block *block_at(const struct scan *s, size_t i)
{
    return &s->document->blocks[i];
}

static void set_kind(tkit_block *b, int kind, const char *detail)
{
    b->kind = kind;
    b->detail = detail;
    b->is_body = tkit_block_kind_is_body(kind);
}

/* Not yet anything particular. */
static bool is_open(const tkit_block *b)
{
    return b->kind == TKIT_BLOCK_PARAGRAPH || b->kind == TKIT_BLOCK_LIST;
}

/* ---- features ---- */

static bool ends_with(const char *text, const tkit_block *b, const char *bytes)
{
    size_t n = strlen(bytes);
    return b->end - b->start >= n && memcmp(text + b->end - n, bytes, n) == 0;
}

static bool ends_sentence(const char *text, const tkit_block *b)
{
    static const char *const wide[] = {"\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB", "\xE3\x80\x82", "\xEF\xBC\x81",
                                       "\xEF\xBC\x9F", "\xE3\x80\x8D", "\xE2\x80\xA6"};
    char last = text[b->end - 1];
    if (last == '"' && b->end - b->start > 1) /* a quoted name at the end of a headline ends no sentence */
        return strchr(".!?,;:", text[b->end - 2]) != NULL;
    if ((unsigned char)last < 0x80)
        return strchr(".!?\":)]", last) != NULL && last != 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (ends_with(text, b, wide[i]))
            return true;
    return false;
}

static size_t count_words(const char *text, const tkit_block *b)
{
    size_t words = 0;
    bool inside = false;
    for (uint32_t i = b->start; i < b->end; i++) {
        bool space = tkit_space_at(text, i, b->end) > 0;
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

static bool is_full(const struct scan *s, const tkit_block *b)
{
    uint32_t bytes = b->end - b->start;
    return bytes >= LONG_BYTES ||
           (ends_sentence(s->text, b) && (bytes >= FULL_BYTES || count_words(s->text, b) >= FULL_WORDS));
}

static bool starts_upper(const struct scan *s, const tkit_block *b)
{
    unsigned char c = (unsigned char)s->text[b->start];
    if ((c == '(' || c == '[') && b->end - b->start > 1) /* "(LEAD) Minister warns of floods" */
        c = (unsigned char)s->text[b->start + 1];
    return isupper(c) || isdigit(c) || c >= 0x80 || c == '"' || c == '\'';
}

/* Most long words of a headline in title case begin with a capital. */
static bool is_title_case(const struct scan *s, const tkit_block *b)
{
    size_t longer = 0, capital = 0, length = 0;
    char first = 0;
    for (uint32_t i = b->start; i <= b->end; i++) {
        unsigned char c = i < b->end ? (unsigned char)s->text[i] : ' ';
        if (isalpha(c)) {
            if (length++ == 0)
                first = (char)c;
            continue;
        }
        longer += length > 3;
        capital += length > 3 && isupper((unsigned char)first);
        length = 0;
    }
    return longer >= 2 && capital * 3 >= longer * 2;
}

/* ---- code inside text ---- */

/* Where a script begins in the block: the first token that prose does not have. */
static uint32_t find_code(const char *text, const tkit_block *b)
{
    static const char *const tokens[] = {"(function", "function (", "function(", "window.", "document.write", "<script",
                                         "var ", "googletag", "adsbygoogle", "$(", "@media", "@import", ".push("};
    uint32_t best = b->end;
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        const char *at = memmem(text + b->start, best - b->start, tokens[i], strlen(tokens[i]));
        if (at)
            best = (uint32_t)(at - text);
    }
    return best;
}

/* The script in a block, [*from, *to): from its first token to its last closing brace or semicolon, if what lies
 * between is as full of brackets as code is. */
static bool code_span(const char *text, const tkit_block *b, uint32_t *from, uint32_t *to)
{
    enum { LEAST = 10, PERCENT = 7 };
    uint32_t marks = 0;
    if (!memchr(text + b->start, '{', b->end - b->start))
        return false;
    *from = find_code(text, b);
    *to = b->end;
    while (*to > *from && text[*to - 1] != ';' && text[*to - 1] != '}') (*to)--;
    for (uint32_t i = *from; i < *to; i++) marks += strchr("{}();=|[]:,", text[i]) != NULL && text[i] != 0;
    return marks >= LEAST && marks * 100 >= (*to - *from) * PERCENT;
}

/* Puts a new block behind block `index`. The caller sets its fields. */
static int insert_behind(struct scan *s, size_t index, uint32_t start, uint32_t end, int kind, const char *detail)
{
    tkit_document *d = s->document;
    tkit_trim(d->text, &start, &end);
    if (start >= end)
        return TKIT_OK;
    int rc = tkit_document_add_plain_block(d, start, end, kind, detail);
    if (rc)
        return rc;
    tkit_block added = d->blocks[d->block_count - 1];
    memmove(&d->blocks[index + 2], &d->blocks[index + 1], (d->block_count - index - 2) * sizeof added);
    d->blocks[index + 1] = added;
    return TKIT_OK;
}

/* Cuts scripts out of the blocks that they share with text. */
static int split_code(struct scan *s)
{
    if (!memchr(s->text, '{', s->document->length))
        return TKIT_OK;
    for (size_t i = 0; i < s->document->block_count; i++) {
        tkit_block b = *block_at(s, i);
        uint32_t from, to;
        if (!is_open(&b) || !code_span(s->text, &b, &from, &to))
            continue;
        int rc = insert_behind(s, i, to, b.end, TKIT_BLOCK_PARAGRAPH, NULL);
        if (rc)
            return rc;
        uint32_t start = b.start, end = from;
        tkit_trim(s->text, &start, &end);
        if (start < end) {
            block_at(s, i)->end = end;
            rc = insert_behind(s, i, from, to, TKIT_BLOCK_BOILERPLATE, "ad-javascript");
            if (rc)
                return rc;
        } else {
            block_at(s, i)->end = to;
            set_kind(block_at(s, i), TKIT_BLOCK_BOILERPLATE, "ad-javascript");
        }
    }
    return TKIT_OK;
}

/* "... on this issue. (End) [Editor: Ji Sun]": where a note in brackets at the end of a block begins, if it is one of
 * those who made the text; the block's end when it is none. */
static uint32_t closing_credit(const char *text, const tkit_block *b)
{
    enum { LONGEST = 80 };
    static const char *const notes[] = {"editor", "end)", "end]", "source:", "responsible", "web editor", "author:",
                                        "reporter:", "proofread", "translated by", "reporting by", "edited by",
                                        "intern", "chief editor"};
    char last = text[b->end - 1], opener = last == ')' ? '(' : last == ']' ? '[' : 0;
    uint32_t at = b->end;
    if (!opener)
        return b->end;
    while (at > b->start && b->end - at < LONGEST && text[at - 1] != opener) at--;
    if (at == b->start || text[at - 1] != opener)
        return b->end;
    struct folded_line line;
    tkit_fold_line(text, at, b->end, &line);
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (strncmp(line.text, notes[i], strlen(notes[i])) == 0)
            return at - 1;
    return b->end;
}

/* Cuts such notes off the last paragraphs. */
static int split_credits(struct scan *s)
{
    enum { LAST = 4 };
    size_t count = s->document->block_count;
    for (size_t i = count > LAST ? count - LAST : 0; i < s->document->block_count; i++) {
        tkit_block b = *block_at(s, i);
        uint32_t from, end = b.end;
        if (!is_open(&b))
            continue;
        while ((from = closing_credit(s->text, &b)) < b.end && from > b.start) {
            b.end = from;
            while (b.end > b.start && tkit_space_at(s->text, b.end - 1, b.end)) b.end--;
        }
        if (from == b.start || b.end == end) /* nothing else, or no note */
            continue;
        block_at(s, i)->end = b.end;
        int rc = insert_behind(s, i, b.end, end, TKIT_BLOCK_CREDIT, "credit-line");
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* ---- phrases ---- */

static bool is_at(const struct scan *s, size_t i, enum phrase_place place)
{
    bool none = s->first_full > s->last_full, head = !none && i < s->first_full, tail = !none && i > s->last_full;
    switch (place) {
    case PLACE_ANY: return true;
    case PLACE_EDGE: return head || tail;
    case PLACE_HEAD: return head;
    case PLACE_TAIL: return tail;
    }
    return false;
}

/* ---- the sieve: most paragraphs hold the beginning of no phrase and need not be folded ---- */

/* A number for the first `length` bytes of a phrase, at most eight, without case; of `left` when there are no more. */
static uint32_t sieve_key(const char *p, size_t left, size_t length)
{
    char bytes[8] = {0};
    uint64_t number;
    memcpy(bytes, p, left < length ? left : length);
    memcpy(&number, bytes, sizeof number);
    number |= UINT64_C(0x2020202020202020);
    return (uint32_t)((le64toh(number) << 8 * (8 - KEY_BYTES)) * UINT64_C(0x9e3779b97f4a7c15) >> 50) & (SIEVE - 1);
}

/* The same for KEY_BYTES bytes of a text that goes on behind them. */
static uint32_t sieve_key_inside(const char *p)
{
    uint64_t number;
    memcpy(&number, p, sizeof number);
    number |= UINT64_C(0x2020202020202020);
    return (uint32_t)((le64toh(number) << 8 * (8 - KEY_BYTES)) * UINT64_C(0x9e3779b97f4a7c15) >> 50) & (SIEVE - 1);
}

static void set_bit(uint64_t *bits, uint32_t key)
{
    bits[key / 64] |= UINT64_C(1) << (key % 64);
}

static void fill_sieve(struct scan *s)
{
    for (size_t r = 0; r < tkit_phrase_rule_count; r++) {
        const struct phrase_rule *rule = &tkit_phrase_rules[r];
        const char *phrase = rule->phrase;
        size_t n = rule->length;
        uint32_t key = n < KEY_BYTES ? sieve_key(phrase, n, SHORT_KEY_BYTES) : sieve_key(phrase, KEY_BYTES, KEY_BYTES);
        if (rule->match == MATCH_HAS)
            set_bit(s->words, key);
        else if (rule->match != MATCH_END)
            set_bit(s->starts, key);
        if (rule->match != MATCH_END || n < SHORT_KEY_BYTES)
            continue;
        while (n > SHORT_KEY_BYTES && (phrase[n - 1] == '.' || phrase[n - 1] == '!')) n--;
        set_bit(s->ends, sieve_key(phrase + n - SHORT_KEY_BYTES, SHORT_KEY_BYTES, SHORT_KEY_BYTES));
    }
    for (size_t p = 0; p < tkit_phrase_piece_count; p++) {
        const char *piece = tkit_phrase_pieces[p].phrase;
        size_t n = strlen(piece);
        set_bit(s->pieces, sieve_key(piece, n, n < PIECE_BYTES ? n : PIECE_BYTES));
    }
}

static bool has_bit(const uint64_t *bits, uint32_t key)
{
    return bits[key / 64] >> (key % 64) & 1;
}

static bool may_start(const struct scan *s, uint32_t at, uint32_t end)
{
    return has_bit(s->starts, sieve_key(s->text + at, end - at, KEY_BYTES)) ||
           has_bit(s->starts, sieve_key(s->text + at, end - at, SHORT_KEY_BYTES));
}

/* Does the block end in the last four letters of a phrase that may end a line? */
static bool may_end(const struct scan *s, const tkit_block *b)
{
    uint32_t end = b->end;
    while (end > b->start && (s->text[end - 1] == '.' || s->text[end - 1] == '!')) end--;
    return end - b->start > SHORT_KEY_BYTES &&
           has_bit(s->ends, sieve_key(s->text + end - SHORT_KEY_BYTES, SHORT_KEY_BYTES, SHORT_KEY_BYTES));
}

static bool is_letter(char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)c >= 0x80;
}

/* Could any rule fit this block? Errs on the side of looking. */
static bool passes_sieve(const struct scan *s, const tkit_block *b)
{
    const char *text = s->text;
    uint32_t end = b->end;
    char last = text[end - 1];
    if (last == ')' || last == ']' || may_end(s, b) || (unsigned char)text[b->start] >= 0x80)
        return true;
    if (may_start(s, b->start, end))
        return true;
    uint32_t begin = b->start; /* a whole line may stand in brackets */
    while (begin < end && strchr(" []()<>|*.:!-_", text[begin])) begin++;
    if (begin > b->start && may_start(s, begin, end))
        return true;
    /* Asked at every byte, not at every word: hardly a bit is ever set, so that the processor does not have to
     * guess. */
    for (uint32_t i = b->start; i + KEY_BYTES <= end; i++) {
        uint32_t key =
            i + 8 <= s->document->length ? sieve_key_inside(text + i) : sieve_key(text + i, KEY_BYTES, KEY_BYTES);
        if (has_bit(s->words, key) && (i == b->start || !is_letter(text[i - 1])))
            return true;
    }
    return false;
}

static bool may_match(struct scan *s, size_t i)
{
    if (s->sieved[i] == 0)
        s->sieved[i] = passes_sieve(s, block_at(s, i)) ? 2 : 1;
    return s->sieved[i] == 2;
}

/* Does any phrase that may stand anywhere begin in the line? */
static bool may_have(const struct scan *s, const struct folded_line *line)
{
    const char *text = line->text; /* which is longer than the line */
    for (size_t i = 0; i + KEY_BYTES <= line->length; i++)
        if (has_bit(s->words, sieve_key_inside(text + i)) &&
            (i == 0 || !isalnum((unsigned char)text[i - 1]) || !isalnum((unsigned char)text[i])))
            return true;
    return false;
}

static const struct phrase_rule *find_rule(const struct scan *s, size_t i, const struct folded_line *line)
{
    bool asks = line->length > 0 && line->text[line->length - 1] == '?', has = may_have(s, line);
    size_t start, end;
    tkit_folded_core(line, &start, &end);
    for (size_t r = 0; r < tkit_phrase_rule_count; r++) {
        const struct phrase_rule *rule = &tkit_phrase_rules[r];
        bool matches = false;
        switch (rule->match) {
        case MATCH_WHOLE:
            matches = end - start == rule->length && memcmp(line->text + start, rule->phrase, rule->length) == 0;
            break;
        case MATCH_START:
            matches = line->text[0] == rule->phrase[0] && tkit_folded_starts(line, rule->phrase);
            break;
        case MATCH_END: matches = tkit_folded_ends(line, rule->phrase); break;
        case MATCH_HAS: matches = has && tkit_folded_has(line, rule->phrase); break;
        }
        if (matches && (rule->longest == 0 || line->words <= rule->longest) && is_at(s, i, rule->place) &&
            !(asks && rule->kind == TKIT_BLOCK_CREDIT))
            return rule;
    }
    return NULL;
}

static const char between[] = " |/,-&>+"; /* names of buttons */

/* Could the block begin with the name of a button? Errs on the side of looking. */
static bool may_tile(const struct scan *s, const tkit_block *b)
{
    uint32_t at = b->start;
    while (at < b->end && (strchr(between, s->text[at]) || (unsigned char)s->text[at] < ' ')) at++;
    for (size_t n = 1; n <= PIECE_BYTES; n++)
        if (at + n > b->end || (unsigned char)s->text[at + n - 1] >= 0x80 ||
            has_bit(s->pieces, sieve_key(s->text + at, n, n)))
            return true;
    return false;
}

/* Is the line made of nothing but names of buttons and links? A single one counts at the edge of the text only. */
static const char *tiled_by(const struct scan *s, size_t i, const struct folded_line *line)
{
    size_t at = 0, pieces = 0;
    const char *detail = NULL;
    if (line->length > SHORT_BYTES)
        return NULL;
    while (at < line->length) {
        size_t longest = 0;
        if (strchr(between, line->text[at])) {
            at++;
            continue;
        }
        const char *found = NULL;
        for (size_t p = 0; p < tkit_phrase_piece_count; p++) {
            const struct phrase_piece *piece = &tkit_phrase_pieces[p];
            if (piece->phrase[0] != line->text[at])
                continue;
            size_t n = strlen(piece->phrase);
            if (n > longest && strncmp(line->text + at, piece->phrase, n) == 0 &&
                !isalnum((unsigned char)line->text[at + n])) {
                longest = n;
                found = piece->detail;
            }
        }
        if (longest == 0)
            return NULL;
        if (pieces++ == 0)
            detail = found;
        at += longest;
    }
    return pieces > 1 || is_at(s, i, PLACE_EDGE) ? detail : NULL;
}

/* "www.example.org", "https://...", "news@example.org": an address and nothing else. */
static bool is_address(const struct folded_line *line)
{
    const char *dot = strrchr(line->text, '.');
    if (line->words != 1 || line->length > 200 || !dot || !isalpha((unsigned char)dot[1]) ||
        !isalpha((unsigned char)dot[2]))
        return false;
    if (strncmp(line->text, "http", 4) == 0 || strncmp(line->text, "www.", 4) == 0)
        return true;
    for (const char *p = line->text; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr(".-_@/:?=&%#~", *p))
            return false;
    return line->length >= 6;
}

static bool has_month(const struct folded_line *line)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july", "august",
                                         "september", "october", "november", "december", "jan", "feb", "mar", "apr",
                                         "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (tkit_folded_has(line, months[i]))
            return true;
    return false;
}

/* How many words begin in lower case. */
static size_t lower_words(const char *text, const tkit_block *b)
{
    size_t n = 0;
    for (uint32_t i = b->start; i < b->end; i++)
        n += islower((unsigned char)text[i]) && (i == b->start || tkit_space_at(text, i - 1, b->end) == 1);
    return n;
}

/* "2031-09-22", "2031/09/22 14:05" */
static bool opens_with_iso_date(const char *s)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)s[i]) : s[i] == '\0' || !strchr("-/.", s[i]))
            return false;
    return !isdigit((unsigned char)s[sizeof form - 1]);
}

/* A line of place, date or time and nothing else: "Washington, 5 July 2021", "12:50 P.M. EST". */
static bool is_dateline(const char *text, const tkit_block *b, const struct folded_line *line)
{
    bool digit = false, clock = false;
    if (line->words > 7 || lower_words(text, b) > 1)
        return false;
    for (const char *p = line->text; *p; p++) {
        digit = digit || isdigit((unsigned char)*p);
        clock = clock || (*p == ':' && p > line->text && isdigit((unsigned char)p[-1]) && isdigit((unsigned char)p[1]));
    }
    if (!digit)
        return false;
    bool half = tkit_folded_has(line, "a.m.") || tkit_folded_has(line, "p.m.") || tkit_folded_has(line, "am") ||
                tkit_folded_has(line, "pm");
    return has_month(line) || (line->words <= 3 && opens_with_iso_date(line->text)) ||
           (clock && (half || line->words <= 3));
}

static bool has_clock(const char *line)
{
    for (const char *p = line; (p = strchr(p, ':')) != NULL; p++)
        if (p > line && isdigit((unsigned char)p[-1]) && isdigit((unsigned char)p[1]) && isdigit((unsigned char)p[2]))
            return true;
    return false;
}

/* A day with its year: "2031-09-22", "March 13, 2031", "22 September 2031". */
static bool has_day(const struct folded_line *line)
{
    bool year = false;
    for (const char *p = line->text; *p; p++) {
        bool opens = p == line->text || !isdigit((unsigned char)p[-1]);
        if (opens && strlen(p) >= 10 && opens_with_iso_date(p))
            return true;
        year = year || (opens && (memcmp(p, "19", 2) == 0 || memcmp(p, "20", 2) == 0) && strlen(p) >= 4 &&
                        isdigit((unsigned char)p[2]) && isdigit((unsigned char)p[3]) && !isdigit((unsigned char)p[4]));
    }
    return year && has_month(line);
}

/* A line that tells several things of an article, the day among them: "2031-05-21 18:22 Source: Maren Evening News",
 * "By Ane Borg | Maren Global | Published: Jun 05, 2031 09:41 AM". */
static bool is_imprint(const char *text, const tkit_block *b, const struct folded_line *line)
{
    enum { LONGEST = 24, LOWER = 3 };
    static const char *const labels[] = {"source:",    "author:",  "editor:", "reporter:",
                                         "published:", "updated:", "posted:"};
    bool labelled = strchr(line->text, '|') != NULL;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) labelled = labelled || strstr(line->text, labels[i]);
    return line->words <= LONGEST && !line->is_cut && lower_words(text, b) <= LOWER && !ends_with(text, b, ".") &&
           !ends_with(text, b, "?") && (labelled || has_clock(line->text)) && has_day(line);
}

/* "(Global Times)": the whole line in brackets, without a sentence in it. */
static bool is_bracketed(const struct folded_line *line)
{
    return line->words <= 8 && line->length > 2 && line->text[0] == '(' && line->text[line->length - 1] == ')' &&
           line->text[line->length - 2] != '.' && line->text[line->length - 2] != '?' && !strchr(line->text + 1, '(');
}

static bool is_byline(const struct scan *s, const tkit_block *b, const struct folded_line *line)
{
    return line->words >= 2 && line->words <= 10 && strncmp(line->text, "by ", 3) == 0 && b->end - b->start > 3 &&
           isupper((unsigned char)s->text[b->start + 3]) && !ends_with(s->text, b, ".");
}

/* "News / China", "Home > World > Asia": short steps between signs, all of them beginning upper case. */
static bool is_breadcrumb(const struct folded_line *line, const char *text, const tkit_block *b)
{
    static const char *const signs[] = {" / ", " > ", " \xC2\xBB ", " \xE2\x80\xBA ", " | ", " :: "};
    size_t steps = 0;
    if (line->words > 12 || ends_sentence(text, b) || !isupper((unsigned char)text[b->start]))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        for (const char *at = line->text; (at = strstr(at, signs[i])); at++) steps++;
    return steps > 0 && line->words <= 4 * (steps + 1);
}

static void apply_phrases(struct scan *s, size_t i)
{
    tkit_block *b = block_at(s, i);
    struct folded_line line;
    if (!is_open(b) || b->end - b->start > LONG_BYTES)
        return;
    bool sieved = may_match(s, i), edge = is_at(s, i, PLACE_EDGE);
    if (!sieved && !edge && (b->end - b->start > SHORT_BYTES || !may_tile(s, b)))
        return;
    tkit_fold_line(s->text, b->start, b->end, &line);
    const struct phrase_rule *rule = sieved ? find_rule(s, i, &line) : NULL;
    const char *detail;
    bool imprint = is_at(s, i, PLACE_EDGE) && i > 0 && is_imprint(s->text, b, &line);
    if (rule && !(imprint && rule->kind == TKIT_BLOCK_CREDIT))
        set_kind(b, rule->kind, rule->detail);
    else if (imprint)
        set_kind(b, TKIT_BLOCK_CREDIT, "dateline");
    else if ((detail = tiled_by(s, i, &line)))
        set_kind(b, TKIT_BLOCK_BOILERPLATE, detail);
    else if (is_at(s, i, PLACE_EDGE) && is_address(&line))
        set_kind(b, TKIT_BLOCK_BOILERPLATE, "site-footer");
    else if (is_at(s, i, PLACE_HEAD) && is_breadcrumb(&line, s->text, b))
        set_kind(b, TKIT_BLOCK_BOILERPLATE, "breadcrumb");
    else if (is_at(s, i, PLACE_TAIL) && strchr(line.text, '|') && is_breadcrumb(&line, s->text, b))
        set_kind(b, TKIT_BLOCK_BOILERPLATE, "navigation");
    else if (is_at(s, i, PLACE_EDGE) && i > 0 && is_dateline(s->text, b, &line))
        set_kind(b, TKIT_BLOCK_CREDIT, "dateline");
    else if (is_at(s, i, PLACE_TAIL) && is_bracketed(&line))
        set_kind(b, TKIT_BLOCK_CREDIT, "credit-line");
    else if (is_at(s, i, PLACE_HEAD) && i > 0 && is_byline(s, b, &line))
        set_kind(b, TKIT_BLOCK_CREDIT, "byline");
}

/* ---- the frame of the text ---- */

/* Full paragraphs that no rule takes for something else delimit head and tail. */
static void find_frame(struct scan *s)
{
    s->first_full = 1;
    s->last_full = 0;
    bool found = false;
    for (size_t i = 0; i < s->document->block_count; i++) {
        const tkit_block *b = block_at(s, i);
        struct folded_line line;
        if (!is_open(b) || !is_full(s, b))
            continue;
        if (b->end - b->start < LONG_BYTES && may_match(s, i)) {
            tkit_fold_line(s->text, b->start, b->end, &line);
            if (find_rule(s, i, &line))
                continue;
        }
        if (!found)
            s->first_full = i;
        s->last_full = i;
        found = true;
    }
}

/* ---- title, lead, headings ---- */

static bool looks_like_title(const struct scan *s, const tkit_block *b)
{
    struct folded_line line;
    if (b->end - b->start > TITLE_BYTES || tkit_block_starts_turn(s->text, b))
        return false;
    tkit_fold_line(s->text, b->start, b->end, &line);
    if (line.words > TITLE_WORDS || !starts_upper(s, b) || ends_with(s->text, b, ":") || ends_with(s->text, b, ";"))
        return false;
    /* A full stop at the end is a sentence, unless the words are in title case or it is the file's first line of
     * few. */
    return !ends_with(s->text, b, ".") || is_title_case(s, b);
}

static void find_title(struct scan *s)
{
    for (size_t i = 0; i + 1 < s->document->block_count; i++) {
        tkit_block *b = block_at(s, i);
        if (!is_open(b))
            continue;
        bool framed = s->first_full <= s->last_full;
        if (b->kind == TKIT_BLOCK_PARAGRAPH && (!framed || i < s->first_full) && looks_like_title(s, b)) {
            set_kind(b, TKIT_BLOCK_TITLE, NULL);
            s->title = i;
        }
        return;
    }
}

/* The title again, under itself or behind the text. */
static void find_repeated_titles(struct scan *s)
{
    enum { NEAR = 5 };
    struct folded_line title, line;
    if (s->title == SIZE_MAX)
        return;
    const tkit_block *b = block_at(s, s->title);
    tkit_fold_line(s->text, b->start, b->end, &title);
    for (size_t i = 0; i < s->document->block_count; i++) {
        tkit_block *other = block_at(s, i);
        if (i == s->title || !is_open(other) || other->end - other->start > TITLE_BYTES * 2)
            continue;
        if (i > s->title + NEAR && !is_at(s, i, PLACE_TAIL))
            continue;
        tkit_fold_line(s->text, other->start, other->end, &line);
        if (line.length == title.length && memcmp(line.text, title.text, line.length) == 0)
            set_kind(other, TKIT_BLOCK_BOILERPLATE, "duplicate-title");
    }
}

/* Short lines without a full stop that stand among boilerplate behind the text belong to it. */
static void find_leftovers(struct scan *s)
{
    const char *before = NULL;
    if (s->first_full > s->last_full)
        return;
    for (size_t i = s->last_full + 1; i < s->document->block_count; i++) {
        tkit_block *b = block_at(s, i);
        struct folded_line line;
        if (b->kind == TKIT_BLOCK_BOILERPLATE)
            before = b->detail;
        if (!before || !is_open(b))
            continue;
        tkit_fold_line(s->text, b->start, b->end, &line);
        bool related = strcmp(before, "related") == 0;
        if (line.words <= (related ? RELATED_WORDS : LEFTOVER_WORDS) && !ends_with(s->text, b, ".") &&
            !ends_with(s->text, b, "?") && !ends_with(s->text, b, "\""))
            set_kind(b, TKIT_BLOCK_BOILERPLATE, related ? "related" : "site-footer");
    }
}

static void find_headings(struct scan *s)
{
    for (size_t i = 0; i + 1 < s->document->block_count; i++) {
        tkit_block *b = block_at(s, i);
        const tkit_block *next = block_at(s, i + 1);
        struct folded_line line;
        if (b->kind != TKIT_BLOCK_PARAGRAPH || b->end - b->start > TITLE_BYTES || !next->is_body ||
            !starts_upper(s, b) || ends_sentence(s->text, b))
            continue;
        tkit_fold_line(s->text, b->start, b->end, &line);
        if (line.words > HEADING_WORDS || ends_with(s->text, b, ",") || ends_with(s->text, b, ";") ||
            ends_with(s->text, b, "-"))
            continue;
        if (is_full(s, next))
            set_kind(b, TKIT_BLOCK_HEADING, NULL);
    }
}

static void find_lead(struct scan *s)
{
    if (s->title == SIZE_MAX)
        return;
    for (size_t i = s->title + 1; i < s->document->block_count; i++) {
        tkit_block *b = block_at(s, i);
        if (!b->is_body || b->kind == TKIT_BLOCK_HEADING)
            continue;
        if (b->kind == TKIT_BLOCK_PARAGRAPH)
            set_kind(b, TKIT_BLOCK_LEAD, NULL);
        return;
    }
}

int tkit_blocks_classify(tkit_document *document)
{
    struct scan s = {.document = document, .text = document->text, .title = SIZE_MAX};
    bool has_headings = false; /* the format marks its headings: a short line is none */
    int rc = split_code(&s);
    if (rc == TKIT_OK)
        rc = split_credits(&s);
    if (rc)
        return rc;
    for (size_t i = 0; i < document->block_count; i++) {
        int kind = document->blocks[i].kind;
        has_headings = has_headings || kind == TKIT_BLOCK_HEADING;
        const tkit_fact *given = &document->facts[FACT_TITLE];
        if (given->value && given->start < given->end && document->blocks[i].start == given->start &&
            document->blocks[i].end == given->end)
            set_kind(&document->blocks[i], kind = TKIT_BLOCK_TITLE, NULL);
        if (kind == TKIT_BLOCK_TITLE && s.title == SIZE_MAX)
            s.title = i;
    }
    size_t count = document->block_count;
    s.sieved = tkit_calloc(document->tk, count, 1);
    if (!s.sieved)
        return tkit_fail_nomem(document->tk);
    fill_sieve(&s);
    find_frame(&s);
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        apply_phrases(&s, i);
        if ((i & 0x3ff) == 0x3ff)
            rc = tkit_poll(document->tk);
    }
    tkit_free(document->tk, s.sieved, count ? count : 1);
    if (rc)
        return rc;
    if (s.title == SIZE_MAX)
        find_title(&s);
    find_repeated_titles(&s);
    find_leftovers(&s);
    if (!has_headings)
        find_headings(&s);
    find_lead(&s);
    return TKIT_OK;
}
