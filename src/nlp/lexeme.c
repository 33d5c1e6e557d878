/* The scanner behind lexeme.h: one pass over the bytes, no allocation. */
#include "nlp/lexeme.h"

enum { CLASS_SPACE, CLASS_DIGIT, CLASS_LETTER, CLASS_MARK, CLASS_HIGH };

#define FOUR(class) class, class, class, class
#define SIXTEEN(class) FOUR(class), FOUR(class), FOUR(class), FOUR(class)
#define LETTERS CLASS_MARK, SIXTEEN(CLASS_LETTER), FOUR(CLASS_LETTER), FOUR(CLASS_LETTER), CLASS_LETTER, CLASS_LETTER

static const uint8_t classes[256] = {
    SIXTEEN(CLASS_SPACE),
    SIXTEEN(CLASS_SPACE),
    CLASS_SPACE,
    FOUR(CLASS_MARK),
    FOUR(CLASS_MARK),
    FOUR(CLASS_MARK),
    CLASS_MARK,
    CLASS_MARK,
    CLASS_MARK,
    FOUR(CLASS_DIGIT),
    FOUR(CLASS_DIGIT),
    CLASS_DIGIT,
    CLASS_DIGIT, /* 0-9 */
    FOUR(CLASS_MARK),
    CLASS_MARK,
    CLASS_MARK,
    LETTERS,
    FOUR(CLASS_MARK),
    CLASS_MARK, /* up to ` */
    LETTERS,
    FOUR(CLASS_MARK),
    CLASS_SPACE,
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
    SIXTEEN(CLASS_HIGH),
};

static inline int byte_class(unsigned char c)
{
    return classes[c];
}

/* Unicode punctuation and spaces that matter to the rules. Returns their length in bytes and sets
 * *mark (0 = a space), or 0 when the byte belongs to a word. */
static size_t high_mark(const unsigned char *s, size_t left, uint32_t *mark)
{
    if (left >= 2 && s[0] == 0xc2) {
        switch (s[1]) {
        case 0xa0: *mark = 0; return 2;
        case 0xa3: *mark = MARK_POUND; return 2;
        case 0xa5: *mark = MARK_YEN; return 2;
        case 0xb0: *mark = MARK_DEGREE; return 2;
        case 0xab:
        case 0xbb: *mark = '"'; return 2;
        default: *mark = MARK_OTHER; return s[1] < 0xc0 && s[1] != 0xaa && s[1] != 0xb5 && s[1] != 0xba ? 2 : 0;
        }
    }
    if (left < 3)
        return 0;
    if (s[0] == 0xe2 && s[1] == 0x80) {
        unsigned char c = s[2];
        if (c <= 0x8a || c == 0xa8 || c == 0xa9 || c == 0xaf)
            *mark = 0; /* en quad to hair space, line separators, narrow no-break space */
        else if (c >= 0x90 && c <= 0x92)
            *mark = '-';
        else if (c >= 0x93 && c <= 0x95)
            *mark = MARK_DASH;
        else if (c == 0x98 || c == 0x99)
            *mark = '\'';
        else if (c >= 0x9a && c <= 0x9f)
            *mark = '"';
        else if (c == 0xa6)
            *mark = MARK_ELLIPSIS;
        else
            *mark = MARK_OTHER;
        return 3;
    }
    if (s[0] == 0xe2 && s[1] == 0x81) {
        *mark = s[2] == 0x9f ? 0 : s[2] == 0x84 ? '/' : MARK_OTHER;
        return 3;
    }
    if (s[0] == 0xe2 && s[1] == 0x82 && s[2] >= 0xa0) {
        *mark = s[2] == 0xac ? MARK_EURO : s[2] == 0xb9 ? MARK_RUPEE : MARK_OTHER;
        return 3;
    }
    if (s[0] == 0xe2 && s[1] == 0x88 && s[2] == 0x92) {
        *mark = '-'; /* the minus sign */
        return 3;
    }
    if (s[0] == 0xe3 && s[1] == 0x80) {
        *mark = s[2] == 0x80 ? 0 : MARK_OTHER;
        return 3;
    }
    return 0;
}

/* -s, but neither -ss (press), -us (virus), -is (crisis). */
static bool looks_plural(const char *s, size_t n)
{
    if (n < 3 || (s[n - 1] | 0x20) != 's')
        return false;
    char before = s[n - 2] | 0x20;
    return before != 's' && before != 'u' && before != 'i';
}

/* The first `n` < 16 bytes of a word in lower case; `left` bytes of text can be read. */
static struct word_key key_of(const char *word, size_t n, size_t left)
{
    static const unsigned char ones[2 * WORD_KEY] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    char text[WORD_KEY] = {0};
    struct word_key key, mask;
    const uint64_t small = 0x2020202020202020ull;
    if (left >= WORD_KEY) {
        memcpy(&key, word, sizeof key);
    } else {
        memcpy(text, word, n);
        memcpy(&key, text, sizeof key);
    }
    memcpy(&mask, ones + WORD_KEY - n, sizeof mask);
    key.first = (key.first | small) & mask.first;
    key.rest = (key.rest | small) & mask.rest;
    return key;
}

static const struct word_entry *look_up(lexer *x, const char *word, size_t n)
{
    if (n >= WORD_KEY)
        return NULL;
    struct word_key key = key_of(word, n, x->length - (size_t)(word - x->text));
    uint64_t hash = (key.first ^ key.rest * 3) * 0x9E3779B97F4A7C15ull;
    size_t at = hash >> 56; /* WORDS_KNOWN = 1 << 8 */
    if (x->known[at].key.first != key.first || x->known[at].key.rest != key.rest) {
        x->known[at].key = key;
        x->known[at].entry = tkit_word_lookup(&key);
    }
    return x->known[at].entry;
}

static size_t scan_word(lexer *x, size_t at, lexeme *out)
{
    const unsigned char *s = (const unsigned char *)x->text;
    size_t start = at;
    uint32_t mark;
    for (; at < x->length; at++) {
        int class = byte_class(s[at]);
        if (class == CLASS_LETTER)
            continue;
        if (class != CLASS_HIGH || high_mark(s + at, x->length - at, &mark))
            break;
    }
    const char *word = x->text + start;
    out->kind = LEXEME_WORD;
    out->end = (uint32_t)at;
    if (s[start] >= 'A' && s[start] <= 'Z')
        out->flags |= LEXEME_CAPITAL;
    if (looks_plural(word, at - start))
        out->flags |= LEXEME_PLURAL;
    const struct word_entry *entry = look_up(x, word, at - start);
    if (entry) {
        out->word = entry->class;
        out->number = entry->value;
    }
    return at;
}

static size_t scan_digits(lexer *x, size_t at, lexeme *out)
{
    size_t start = at;
    uint32_t value = 0;
    for (; at < x->length && byte_class((unsigned char)x->text[at]) == CLASS_DIGIT; at++)
        if (at - start < 9)
            value = value * 10 + (uint32_t)(x->text[at] - '0');
    out->kind = LEXEME_DIGITS;
    out->value = at - start > 9 ? UINT32_MAX : value;
    out->end = (uint32_t)at;
    return at;
}

/* The next lexeme of the text. */
static void scan(lexer *x, lexeme *out)
{
    const unsigned char *s = (const unsigned char *)x->text;
    size_t at = x->at, before = at;
    uint32_t mark = 0;
    size_t wide = 0;
    while (at < x->length) {
        int class = byte_class(s[at]);
        if (class == CLASS_SPACE) {
            x->newline |= s[at] == '\n';
            at++;
        } else if (class == CLASS_HIGH && (wide = high_mark(s + at, x->length - at, &mark)) && mark == 0) {
            at += wide;
        } else {
            break;
        }
    }
    *out = (lexeme){.start = (uint32_t)at, .end = (uint32_t)at};
    if (at == before && at > 0)
        out->flags |= LEXEME_GLUED;
    if (x->newline || before == 0)
        out->flags |= LEXEME_NEWLINE;
    x->newline = false;
    if (at >= x->length) {
        x->at = at;
        return;
    }
    switch (byte_class(s[at])) {
    case CLASS_DIGIT: x->at = scan_digits(x, at, out); return;
    case CLASS_LETTER: x->at = scan_word(x, at, out); return;
    case CLASS_HIGH:
        if (!wide) {
            x->at = scan_word(x, at, out);
            return;
        }
        break;
    default:
        mark = s[at];
        wide = 1;
        break;
    }
    out->kind = LEXEME_MARK;
    out->value = mark;
    x->at = at + wide;
    out->end = (uint32_t)x->at;
}

void tkit_lexer_start(lexer *x, const char *text, size_t length)
{
    x->text = text;
    x->length = length;
    x->at = 0;
    x->count = 0;
    x->newline = false;
    memset(x->known, 0, sizeof x->known);
    tkit_lexer_fill(x, 0);
}

size_t tkit_lexer_fill(lexer *x, size_t position)
{
    bool ended = x->count && x->window[x->count - 1].kind == LEXEME_END;
    if (ended || position + LEXEME_AHEAD < x->count)
        return position;
    size_t drop = position > LEXEME_BEHIND ? position - LEXEME_BEHIND : 0;
    memmove(x->window, x->window + drop, (x->count - drop) * sizeof *x->window);
    x->count -= drop;
    while (x->count < LEXEME_WINDOW) {
        lexeme *out = &x->window[x->count++];
        scan(x, out);
        if (out->kind == LEXEME_END)
            break;
    }
    return position - drop;
}

static const lexeme outside = {.kind = LEXEME_END};

const lexeme *tkit_lexer_at(const lexer *x, size_t position)
{
    return position < x->count ? &x->window[position] : &outside;
}

bool tkit_lexeme_reads(const lexer *x, const lexeme *l, const char *word)
{
    if (l->kind != LEXEME_WORD || (x->text[l->start] | 0x20) != word[0])
        return false;
    size_t n = strlen(word);
    if (l->end - l->start != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((x->text[l->start + i] | 0x20) != word[i])
            return false;
    return true;
}

bool tkit_lexeme_in_code(const lexer *x, size_t p)
{
    const lexeme *l = tkit_lexer_at(x, p);
    if (p == 0 || !lexeme_glued(l))
        return false;
    const lexeme *before = tkit_lexer_at(x, p - 1);
    if (before->kind == LEXEME_WORD || before->kind == LEXEME_DIGITS)
        return true;
    switch (before->value) {
    case '_':
    case '#':
    case '@':
    case '=':
    case '\\':
    case '&':
    case '~':
    case '^':
    case '*': return true;
    case '/':
    case '.':
    case ':':
    case ',':
    case '-': {
        if (!lexeme_glued(before) || p < 2)
            return false;
        const lexeme *first = tkit_lexer_at(x, p - 2);
        if (before->value == '-' && lexeme_is_word(first, WORD_EARLY))
            return false;
        if (before->value == '-' && (tkit_lexeme_reads(x, first, "pre") || tkit_lexeme_reads(x, first, "post")))
            return false;
        /* punctuation between sentences without a space: "week.2014" is no code, "v1.2" and "id:7"
         * are */
        return first->kind == LEXEME_WORD || first->kind == LEXEME_DIGITS || first->value == '/';
    }
    default: return false;
    }
}

/* ---- cardinals ---- */

static double power_of_ten(int exponent)
{
    double value = 1;
    while (exponent-- > 0) value *= 10;
    return value;
}

/* 2400, 2,400, 5.31: digits with groups of three and a fraction. */
static size_t digits_at(const lexer *x, size_t p, double *value)
{
    const lexeme *l = tkit_lexer_at(x, p);
    if (l->value == UINT32_MAX)
        return 0;
    double v = l->value;
    size_t first = lexeme_digits(l);
    for (p++; first <= 3; p += 2) {
        const lexeme *comma = tkit_lexer_at(x, p), *group = tkit_lexer_at(x, p + 1);
        if (!lexeme_is_mark(comma, ',') || !lexeme_glued(comma) || lexeme_digits(group) != 3 || !lexeme_glued(group))
            break;
        v = v * 1000 + group->value;
        if (v > 1e18)
            return 0;
    }
    const lexeme *point = tkit_lexer_at(x, p), *fraction = tkit_lexer_at(x, p + 1);
    if (lexeme_is_mark(point, '.') && lexeme_glued(point) && lexeme_glued(fraction) && lexeme_digits(fraction) &&
        fraction->value != UINT32_MAX) {
        v += fraction->value / power_of_ten((int)lexeme_digits(fraction));
        p += 2;
    }
    *value = v;
    return p;
}

/* Magnitudes behind digits: 5.31 million, 5bn, 5m (behind a currency sign the caller knows better),
 * 3 hundred thousand. */
static size_t magnitudes_at(const lexer *x, size_t p, double *value)
{
    for (;;) {
        const lexeme *l = tkit_lexer_at(x, p);
        if (lexeme_is_word(l, WORD_MAGNITUDE) && l->number < 100) {
            *value *= power_of_ten(l->number);
            p++;
        } else if (lexeme_is_mark(l, '-') && lexeme_glued(l) &&
                   lexeme_is_word(tkit_lexer_at(x, p + 1), WORD_MAGNITUDE) && lexeme_glued(tkit_lexer_at(x, p + 1)) &&
                   tkit_lexer_at(x, p + 1)->number < 100) {
            p++;
        } else if (lexeme_is_word(l, WORD_DOZEN) && l->number == 12) {
            *value *= 12;
            p++;
        } else {
            return p;
        }
    }
}

/* thirty-five; two hundred and six thousand. Tens and units add up, magnitudes multiply what stands
 * before them. */
static size_t spelled_at(const lexer *x, size_t p, double *value)
{
    double total = 0, part = 0;
    size_t start = p, last = 0;
    int expect = 3; /* 3: anything, 2: a unit or a magnitude, 1: a magnitude only */
    for (; p < start + 24; p++) {
        const lexeme *l = tkit_lexer_at(x, p);
        if (lexeme_is_mark(l, '-') && last && lexeme_glued(l) && lexeme_glued(tkit_lexer_at(x, p + 1)))
            continue;
        if (last && lexeme_is_word(l, WORD_AND) && expect == 3) {
            const lexeme *next = tkit_lexer_at(x, p + 1);
            if (lexeme_is_word(next, WORD_TENS) || lexeme_is_word(next, WORD_CARDINAL))
                continue;
            break;
        }
        if (l->kind != LEXEME_WORD)
            break;
        if (l->word == WORD_TENS && expect == 3) {
            part += l->number;
            expect = 2;
        } else if (l->word == WORD_CARDINAL && expect >= 2 && !(expect == 2 && (l->number == 0 || l->number > 9))) {
            part += l->number;
            expect = 1;
        } else if (l->word == WORD_MAGNITUDE && l->number < 100 && (last || l->number == 2)) {
            if (!last)
                return 0; /* "hundred" needs a number or an article before it */
            if (l->number == 2) {
                part *= 100;
            } else {
                total += (part ? part : 1) * power_of_ten(l->number);
                part = 0;
            }
            expect = 3;
        } else if (l->word == WORD_DOZEN && l->number == 12 && last) {
            part *= 12;
            expect = 1;
        } else {
            break;
        }
        last = p + 1;
    }
    if (!last)
        return 0;
    *value = total + part;
    return last;
}

/* A hyphen between two words. */
static bool hyphen_joins(const lexer *x, size_t p)
{
    return lexeme_is_mark(tkit_lexer_at(x, p), '-') && lexeme_glued(tkit_lexer_at(x, p)) &&
           lexeme_glued(tkit_lexer_at(x, p + 1));
}

size_t tkit_cardinal_at(const lexer *x, size_t p, double *value)
{
    const lexeme *l = tkit_lexer_at(x, p), *next = tkit_lexer_at(x, p + 1);
    size_t end = 0;
    if (l->kind == LEXEME_DIGITS) {
        end = digits_at(x, p, value);
        return end ? magnitudes_at(x, end, value) : 0;
    }
    if (l->kind != LEXEME_WORD)
        return 0;
    if (l->word == WORD_CARDINAL || l->word == WORD_TENS) {
        end = spelled_at(x, p, value);
    } else if (l->word == WORD_A && next->kind == LEXEME_WORD &&
               ((next->word == WORD_MAGNITUDE && next->number < 100) ||
                (next->word == WORD_DOZEN && next->number == 12))) {
        *value = 1;
        end = magnitudes_at(x, p + 1, value);
    } else if (l->word == WORD_HALF && lexeme_is_word(next, WORD_A) &&
               (lexeme_is_word(tkit_lexer_at(x, p + 2), WORD_PERCENT) ||
                lexeme_is_word(tkit_lexer_at(x, p + 2), WORD_PERCENTAGE))) {
        *value = 0.5;
        return p + 2;
    } else if (l->word == WORD_HALF && lexeme_is_word(next, WORD_A) &&
               lexeme_is_word(tkit_lexer_at(x, p + 2), WORD_MAGNITUDE)) {
        *value = 0.5;
        return magnitudes_at(x, p + 2, value);
    }
    if (!end)
        return 0;
    /* two and a half (million), seven-and-a-half */
    if (hyphen_joins(x, end) && lexeme_is_word(tkit_lexer_at(x, end + 1), WORD_AND) && hyphen_joins(x, end + 2) &&
        lexeme_is_word(tkit_lexer_at(x, end + 3), WORD_A) && hyphen_joins(x, end + 4) &&
        lexeme_is_word(tkit_lexer_at(x, end + 5), WORD_HALF)) {
        *value += 0.5;
        return end + 6;
    }
    if (lexeme_is_word(tkit_lexer_at(x, end), WORD_AND) && lexeme_is_word(tkit_lexer_at(x, end + 1), WORD_A) &&
        lexeme_is_word(tkit_lexer_at(x, end + 2), WORD_HALF)) {
        *value += 0.5;
        end = magnitudes_at(x, end + 3, value);
    }
    return end;
}
