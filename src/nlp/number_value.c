/* The number itself: magnitudes, fractions, plurals, ranges. See number_rules.h. */
#include "nlp/number_rules.h"

#include <math.h>

/* Without money or a plural behind it only "k": "5G", "4K" and "3M" are names. */
size_t tkit_rule_magnitude_at(const struct counter *c, size_t p, bool money, double *value)
{
    const lexeme *noun = at(c, p + 1); /* 1.5m followers, 15K fans; but 100m hurdles */
    money |= noun->kind == LEXEME_WORD && !lexeme_glued(noun) && noun->flags & LEXEME_PLURAL &&
             !(noun->flags & (LEXEME_CAPITAL | LEXEME_NEWLINE)) && noun->word == WORD_OTHER &&
             !tkit_lexeme_reads(&c->x, noun, "hurdles");
    const lexeme *l = at(c, p);
    if (!lexeme_glued(l) || l->kind != LEXEME_WORD || l->end - l->start != 1)
        return p;
    char letter = c->x.text[l->start];
    if (letter == 'k' || (money && letter == 'K'))
        *value *= 1e3;
    else if (money && (letter == 'm' || letter == 'M'))
        *value *= 1e6;
    else if (money && (letter == 'b' || letter == 'B'))
        *value *= 1e9;
    else if (money && (letter == 't' || letter == 'T'))
        *value *= 1e12;
    else
        return p;
    return p + 1;
}

static double last_magnitude(const struct counter *c, size_t end)
{
    const lexeme *l = at(c, end - 1);
    if (!lexeme_is_word(l, WORD_MAGNITUDE))
        return 1;
    return pow(10, l->number % 100);
}

/* "out of five" behind a number: the position behind, or 0. */
static size_t out_of(const struct counter *c, size_t p, double top, double *bottom)
{
    if (!reads(c, p, "out") || !word(c, p + 1, WORD_OF))
        return 0;
    size_t end = tkit_cardinal_at(&c->x, p + 2, bottom);
    return end && *bottom > top && !mark(c, end, '%') && !word(c, end, WORD_PERIOD) ? end : 0;
}

/* What a fraction is made of. */
struct parts {
    double top, bottom; /* a bottom of 0: it is none */
};

/* half of, half the, half its */
static size_t half_at(const struct counter *c, size_t p, struct parts *parts)
{
    const lexeme *next = at(c, p + 1);
    if (lexeme_is_word(next, WORD_A) &&
        (word(c, p + 2, WORD_MAGNITUDE) || word(c, p + 2, WORD_PERCENT) || word(c, p + 2, WORD_PERCENTAGE)))
        return 0; /* half a million, half a percent */
    if (p && (word(c, p - 1, WORD_ORDINAL) || word(c, p - 1, WORD_AND)))
        return 0;
    if (!lexeme_is_word(next, WORD_OF) && !lexeme_is_word(next, WORD_THE) && !lexeme_is_word(next, WORD_A) &&
        !reads(c, p + 1, "its") && !reads(c, p + 1, "their") && !reads(c, p + 1, "our"))
        return 0;
    *parts = (struct parts){1, 2};
    return p + 1;
}

/* a third of, a quarter of, a half of */
static size_t part_at(const struct counter *c, size_t p, struct parts *parts)
{
    const lexeme *part = at(c, p + 1);
    if (!word(c, p + 2, WORD_OF))
        return 0;
    *parts = (struct parts){1, 0};
    if (lexeme_is_word(part, WORD_ORDINAL) && part->number >= 3)
        parts->bottom = part->number;
    else if (reads(c, p + 1, "quarter"))
        parts->bottom = 4;
    else if (lexeme_is_word(part, WORD_HALF))
        parts->bottom = 2;
    return p + 2;
}

/* two thirds, one-fifth, one quarter, one in five, three out of four */
static size_t spelled_parts_at(const struct counter *c, size_t p, struct parts *parts)
{
    size_t q = mark(c, p + 1, '-') && glued(c, p + 1) ? p + 2 : p + 1, end;
    const lexeme *part = at(c, q);
    double among;
    *parts = (struct parts){at(c, p)->number, 0};
    bool one = parts->top == 1;
    if (lexeme_is_word(part, WORD_PARTS) || (one && lexeme_is_word(part, WORD_ORDINAL) && part->number >= 3)) {
        parts->bottom = part->number;
        return q + 1;
    }
    if (one && tkit_lexeme_reads(&c->x, part, "quarter")) {
        parts->bottom = 4;
        return q + 1;
    }
    if (!one || !word(c, p + 1, WORD_IN))
        return out_of(c, p + 1, parts->top, &parts->bottom);
    end = tkit_cardinal_at(&c->x, p + 2, &among);
    if (!end || among <= 1 || word(c, end, WORD_PERIOD))
        return 0;
    parts->bottom = among;
    return end;
}

/* 3/4, 3 out of 4 */
static size_t digit_parts_at(const struct counter *c, size_t p, struct parts *parts)
{
    const lexeme *above = at(c, p), *below = at(c, p + 2);
    *parts = (struct parts){above->value, 0};
    if (reads(c, p + 1, "out"))
        return out_of(c, p + 1, parts->top, &parts->bottom);
    if (!mark(c, p + 1, '/') || !glued(c, p + 1))
        return 0;
    if (lexeme_digits(above) > 2 || lexeme_digits(below) == 0 || lexeme_digits(below) > 2 || below->value < 2 ||
        above->value >= below->value || above->value == 0 || below->value > 20 || glued(c, p + 3))
        return 0;
    parts->bottom = below->value;
    return p + 3;
}

size_t tkit_rule_fraction_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    struct parts parts = {0};
    size_t end = 0;
    if (l->kind == LEXEME_DIGITS)
        end = digit_parts_at(c, p, &parts);
    else if (lexeme_is_word(l, WORD_HALF))
        end = half_at(c, p, &parts);
    else if (lexeme_is_word(l, WORD_A))
        end = part_at(c, p, &parts);
    else if (lexeme_is_word(l, WORD_CARDINAL))
        end = spelled_parts_at(c, p, &parts);
    if (!end || parts.bottom == 0)
        return 0;
    r->min = r->max = parts.top / parts.bottom;
    r->kind = TKIT_NUMBER_FRACTION;
    r->spelled = true;
    return end;
}

/* hundreds, tens of thousands, dozens: at least. */
size_t tkit_rule_plural_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    double value = 0;
    if (l->kind != LEXEME_WORD || l->number < 100)
        return 0;
    if (l->word == WORD_DOZEN)
        value = 12;
    else if (l->word == WORD_MAGNITUDE)
        value = pow(10, l->number - 100);
    else
        return 0;
    size_t end = p + 1;
    while (word(c, end, WORD_OF) && (word(c, end + 1, WORD_MAGNITUDE) && at(c, end + 1)->number > 100)) {
        value *= pow(10, at(c, end + 1)->number - 100);
        end += 2;
    }
    if (!word(c, end, WORD_OF))
        return 0;
    r->min = value;
    r->max = INFINITY;
    r->spelled = true;
    return end + 1;
}

/* The range's other end behind `p` ("to 3,500", "-15", "and 7" after between). Sets r->max. */
size_t tkit_rule_range_at(const struct counter *c, size_t p, bool between, bool money, struct reading *r)
{
    const lexeme *l = at(c, p);
    size_t q = p;
    if (mark(c, q, '%') || word(c, q, WORD_PERCENT))
        q++; /* 5% to 7% */
    l = at(c, q);
    bool dash = l->kind == LEXEME_MARK && (l->value == '-' || l->value == MARK_DASH);
    if (!dash && !lexeme_is_word(l, WORD_TO) && !(between && lexeme_is_word(l, WORD_AND)) &&
        !(lexeme_is_word(l, WORD_OR) && q == p))
        return p;
    q++;
    const char *ignored;
    size_t sign = tkit_rule_currency_at(c, q, &ignored);
    if (sign)
        q = sign;
    if (dash && at(c, q)->kind != LEXEME_DIGITS && !r->spelled)
        return p;
    double value;
    size_t end = tkit_cardinal_at(&c->x, q, &value);
    if (!end)
        return p;
    end = tkit_rule_magnitude_at(c, end, money, &value);
    double scale = last_magnitude(c, end);
    double low = r->min;
    if (scale > 1 && last_magnitude(c, p) == 1 && low < value / scale)
        low *= scale; /* 5 to 7 million */
    if (low >= value || (lexeme_is_word(l, WORD_OR) && value > low * 4))
        return p;
    r->min = low;
    r->max = value;
    r->plain = false;
    return end;
}
