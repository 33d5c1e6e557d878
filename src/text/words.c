/* Word boundaries after UAX #29, default rules, one character at a time. */
#include "text/words.h"

#include <toolkit/text.h>

struct cursor {
    const uint8_t *text, *end;
};

/* The class of the first character at or behind `at` that WB4 does not skip; WB_OTHER at the end of the text. */
static unsigned class_behind(const struct cursor *c, const uint8_t *at)
{
    while (at < c->end) {
        unsigned n;
        unsigned class = unicode_record(utf8_decode(at, c->end, &n))->word;
        if (class != WB_EXTEND && class != WB_FORMAT && class != WB_ZWJ)
            return class;
        at += n;
    }
    return WB_OTHER;
}

static bool is_letter(unsigned class)
{
    return class == WB_ALETTER || class == WB_HEBREW;
}

static bool is_mid_letter(unsigned class) /* MidLetter | MidNumLetQ */
{
    return class == WB_MIDLETTER || class == WB_MIDNUMLET || class == WB_SINGLE_QUOTE;
}

static bool is_mid_number(unsigned class) /* MidNum | MidNumLetQ */
{
    return class == WB_MIDNUM || class == WB_MIDNUMLET || class == WB_SINGLE_QUOTE;
}

static bool is_newline(unsigned class)
{
    return class == WB_CR || class == WB_LF || class == WB_NEWLINE;
}

/* The rules that look at one character on each side (WB5, 8-10, 13, 13a, 13b). */
static bool joins(unsigned left, unsigned right)
{
    if (is_letter(left) || left == WB_NUMERIC)
        return is_letter(right) || right == WB_NUMERIC || right == WB_EXTENDNUMLET;
    if (left == WB_KATAKANA)
        return right == WB_KATAKANA || right == WB_EXTENDNUMLET;
    if (left == WB_EXTENDNUMLET)
        return is_letter(right) || right == WB_NUMERIC || right == WB_KATAKANA || right == WB_EXTENDNUMLET;
    return false;
}

size_t tkit_word_end(const uint8_t *text, size_t length, size_t from, unsigned *kinds)
{
    const struct cursor c = {text, text + length};
    const uint8_t *at = text + from;
    unsigned n;
    const struct unicode_record *record = unicode_record(utf8_decode(at, c.end, &n));
    unsigned left = record->word, before = WB_OTHER; /* two characters back, skipped ones not counted */
    unsigned raw = left;                             /* the character right before, skipped or not */
    bool odd_regional = left == WB_REGIONAL;
    unsigned seen = record->kind;
    at += n;
    for (; at < c.end; at += n) {
        uint32_t cp = utf8_decode(at, c.end, &n);
        record = unicode_record(cp);
        unsigned right = record->word;
        bool join;
        if (raw == WB_CR && right == WB_LF)
            join = true; /* WB3 */
        else if (is_newline(raw) || is_newline(right))
            join = false; /* WB3a, WB3b */
        else if (raw == WB_ZWJ && (record->grapheme & GB_PICTOGRAPHIC))
            join = true; /* WB3c */
        else if (raw == WB_WSEGSPACE && right == WB_WSEGSPACE)
            join = true; /* WB3d */
        else if (right == WB_EXTEND || right == WB_FORMAT || right == WB_ZWJ) {
            seen |= record->kind; /* WB4 */
            raw = right;
            continue;
        } else if (joins(left, right))
            join = true;
        else if (is_letter(left) && is_mid_letter(right))
            join = is_letter(class_behind(&c, at + n)) ||
                   (left == WB_HEBREW && right == WB_SINGLE_QUOTE); /* WB6, WB7a */
        else if (is_letter(before) && is_mid_letter(left))
            join = is_letter(right); /* WB7 */
        else if (left == WB_HEBREW && right == WB_DOUBLE_QUOTE)
            join = class_behind(&c, at + n) == WB_HEBREW; /* WB7b */
        else if (before == WB_HEBREW && left == WB_DOUBLE_QUOTE)
            join = right == WB_HEBREW; /* WB7c */
        else if (left == WB_NUMERIC && is_mid_number(right))
            join = class_behind(&c, at + n) == WB_NUMERIC; /* WB12 */
        else if (before == WB_NUMERIC && is_mid_number(left))
            join = right == WB_NUMERIC; /* WB11 */
        else if (left == WB_REGIONAL && right == WB_REGIONAL && odd_regional) {
            join = true; /* WB15, WB16: pairs */
            odd_regional = false;
            seen |= record->kind;
            raw = right;
            continue;
        } else
            join = false; /* WB999 */
        if (!join)
            break;
        seen |= record->kind;
        before = left;
        left = raw = right;
    }
    *kinds = seen;
    return (size_t)(at - text);
}

unsigned tkit_word_kind(unsigned kinds)
{
    if (kinds & UNICODE_LETTER)
        return TKIT_TOKEN_WORD;
    if (kinds & UNICODE_DIGIT)
        return TKIT_TOKEN_NUMBER;
    if (kinds & UNICODE_SYMBOL)
        return TKIT_TOKEN_SYMBOL;
    if (kinds & UNICODE_PUNCTUATION)
        return TKIT_TOKEN_PUNCTUATION;
    if ((kinds & UNICODE_MARK) && !(kinds & UNICODE_SPACE))
        return TKIT_TOKEN_SYMBOL;
    return TKIT_TOKEN_SPACE;
}
