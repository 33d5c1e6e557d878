/* Quantities in running English text: the number itself, what only looks like one, the scan, the
 * public functions. A quantity is read from left to right - hedge, currency, number, range, unit,
 * period - and everything that is none (names, codes, times, telephone and list numbers) is turned
 * away on the way. Dates are found first and left out. */
#include "nlp/number_rules.h"

#include <math.h>

/* Behind everything that hangs together without white space. */
static size_t skip_run(const struct counter *c, size_t p)
{
    do p++;
    while (glued(c, p) && at(c, p)->kind != LEXEME_END);
    return p;
}

/* ---- numbers ---- */

/* k, m, bn glued to digits: thousand, million. Without money or a plural behind it only "k": "5G", "4K" and "3M" are names. */
static size_t glued_magnitude(const struct counter *c, size_t p, bool money, double *value)
{
    const lexeme *noun = at(c, p + 1); /* 1.5m followers, 15K fans; but 100m hurdles */
    money |= noun->kind == LEXEME_WORD && !lexeme_glued(noun) && noun->flags & LEXEME_PLURAL &&
             !(noun->flags & (LEXEME_CAPITAL | LEXEME_NEWLINE)) && noun->word == WORD_OTHER &&
             !tkit_lexeme_reads(&c->x, noun, "hurdles");
    const lexeme *l = at(c, p);
    if (!lexeme_glued(l) || l->kind != LEXEME_WORD || l->end - l->start != 1) return p;
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
    if (!lexeme_is_word(l, WORD_MAGNITUDE)) return 1;
    return pow(10, l->number % 100);
}

/* "out of five" behind a number: the position behind, or 0. */
static size_t out_of(const struct counter *c, size_t p, double top, double *bottom)
{
    if (!reads(c, p, "out") || !word(c, p + 1, WORD_OF)) return 0;
    size_t end = tkit_cardinal_at(&c->x, p + 2, bottom);
    return end && *bottom > top && !mark(c, end, '%') && !word(c, end, WORD_PERIOD) ? end : 0;
}

/* Thirds, quarters, 3/4, half of: the position behind, or 0. */
static size_t fraction_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    double top = 1, bottom = 0;
    size_t end = 0;
    if (lexeme_is_word(l, WORD_HALF)) {
        const lexeme *next = at(c, p + 1);
        if (lexeme_is_word(next, WORD_A) &&
            (word(c, p + 2, WORD_MAGNITUDE) || word(c, p + 2, WORD_PERCENT) || word(c, p + 2, WORD_PERCENTAGE)))
            return 0; /* half a million, half a percent */
        if (p && (word(c, p - 1, WORD_ORDINAL) || word(c, p - 1, WORD_AND))) return 0;
        if (next->kind == LEXEME_WORD &&
            (next->word == WORD_OF || next->word == WORD_THE || next->word == WORD_A ||
             reads(c, p + 1, "its") || reads(c, p + 1, "their") || reads(c, p + 1, "our")))
            bottom = 2, end = p + 1;
    } else if (lexeme_is_word(l, WORD_A)) {
        const lexeme *part = at(c, p + 1);
        if (!word(c, p + 2, WORD_OF) || part->kind != LEXEME_WORD) return 0;
        if (part->word == WORD_ORDINAL && part->number >= 3)
            bottom = part->number, end = p + 2;
        else if (reads(c, p + 1, "quarter"))
            bottom = 4, end = p + 2;
        else if (part->word == WORD_HALF)
            bottom = 2, end = p + 2;
    } else if (lexeme_is_word(l, WORD_CARDINAL)) {
        size_t q = mark(c, p + 1, '-') && glued(c, p + 1) ? p + 2 : p + 1;
        const lexeme *part = at(c, q);
        top = l->number;
        if (lexeme_is_word(part, WORD_PARTS))
            bottom = part->number, end = q + 1;
        else if (top == 1 && lexeme_is_word(part, WORD_ORDINAL) && part->number >= 3)
            bottom = part->number, end = q + 1;
        else if (top == 1 && tkit_lexeme_reads(&c->x, part, "quarter"))
            bottom = 4, end = q + 1;
        else if (word(c, p + 1, WORD_IN) && top == 1) { /* one in five */
            double among;
            size_t q2 = tkit_cardinal_at(&c->x, p + 2, &among);
            if (q2 && among > 1 && !word(c, q2, WORD_PERIOD)) bottom = among, end = q2;
        } else {
            end = out_of(c, p + 1, top, &bottom);
        }
    } else if (l->kind == LEXEME_DIGITS && reads(c, p + 1, "out")) {
        top = l->value;
        end = out_of(c, p + 1, top, &bottom);
    } else if (l->kind == LEXEME_DIGITS && mark(c, p + 1, '/') && glued(c, p + 1)) {
        const lexeme *below = at(c, p + 2);
        if (lexeme_digits(l) > 2 || lexeme_digits(below) == 0 || lexeme_digits(below) > 2 ||
            below->value < 2 || l->value >= below->value || l->value == 0 || below->value > 20 ||
            glued(c, p + 3))
            return 0;
        top = l->value, bottom = below->value, end = p + 3;
    }
    if (!end || bottom == 0) return 0;
    r->min = r->max = top / bottom;
    r->kind = TKIT_NUMBER_FRACTION;
    r->spelled = true;
    return end;
}

/* hundreds, tens of thousands, dozens: at least. */
static size_t plural_magnitude_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    double value = 0;
    if (l->kind != LEXEME_WORD || l->number < 100) return 0;
    if (l->word == WORD_DOZEN)
        value = 12;
    else if (l->word == WORD_MAGNITUDE)
        value = pow(10, l->number - 100);
    else
        return 0;
    size_t end = p + 1;
    while (word(c, end, WORD_OF) &&
           (word(c, end + 1, WORD_MAGNITUDE) && at(c, end + 1)->number > 100)) {
        value *= pow(10, at(c, end + 1)->number - 100);
        end += 2;
    }
    if (!word(c, end, WORD_OF)) return 0;
    r->min = value;
    r->max = INFINITY;
    r->spelled = true;
    return end + 1;
}

/* The range's other end behind `p` ("to 3,500", "-15", "and 7" after between). Sets r->max. */
static size_t range_at(const struct counter *c, size_t p, bool between, bool money,
                       struct reading *r)
{
    const lexeme *l = at(c, p);
    size_t q = p;
    if (mark(c, q, '%') || word(c, q, WORD_PERCENT)) q++; /* 5% to 7% */
    l = at(c, q);
    bool dash = l->kind == LEXEME_MARK && (l->value == '-' || l->value == MARK_DASH);
    if (!dash && !lexeme_is_word(l, WORD_TO) && !(between && lexeme_is_word(l, WORD_AND)) &&
        !(lexeme_is_word(l, WORD_OR) && q == p))
        return p;
    q++;
    const char *ignored;
    size_t sign = tkit_rule_currency_at(c, q, &ignored);
    if (sign) q = sign;
    if (dash && at(c, q)->kind != LEXEME_DIGITS && !r->spelled) return p;
    double value;
    size_t end = tkit_cardinal_at(&c->x, q, &value);
    if (!end) return p;
    end = glued_magnitude(c, end, money, &value);
    double scale = last_magnitude(c, end);
    double low = r->min;
    if (scale > 1 && last_magnitude(c, p) == 1 && low < value / scale)
        low *= scale; /* 5 to 7 million */
    if (low >= value || (lexeme_is_word(l, WORD_OR) && value > low * 4)) return p;
    r->min = low;
    r->max = value;
    r->plain = false;
    return end;
}

/* ---- what only looks like a number ---- */

static bool is_time(const struct counter *c, size_t p, size_t end)
{
    if (mark(c, end, ':') && glued(c, end) && at(c, end + 1)->kind == LEXEME_DIGITS &&
        glued(c, end + 1))
        return true;
    const lexeme *l = at(c, end);
    if (lexeme_is_word(l, WORD_AM) && at(c, p)->kind == LEXEME_DIGITS) return true; /* 5 pm */
    if ((tkit_lexeme_reads(&c->x, l, "a") || tkit_lexeme_reads(&c->x, l, "p")) &&
        mark(c, end + 1, '.') && glued(c, end + 1) && reads(c, end + 2, "m") && glued(c, end + 2))
        return true; /* 5 p.m. */
    return tkit_lexeme_reads(&c->x, l, "o") && mark(c, end + 1, '\'') && reads(c, end + 2, "clock");
}

/* Names that numbers go with: Boeing 737, Apollo 11. */
static bool is_maker(const struct counter *c, const lexeme *l)
{
    static const char *const names[] = {"boeing", "airbus", "apollo", "windows", "iphone", "ipad", "galaxy", "soyuz",
                                        "shenzhou", "voyager", "gemini", "playstation", "xbox", "falcon", "android",
                                        "kepler", "interstate", "pier", "studio", NULL};
    for (const char *const *n = names; l->flags & LEXEME_CAPITAL && *n; n++)
        if (tkit_lexeme_reads(&c->x, l, *n)) return true;
    return tkit_lexeme_reads(&c->x, l, "iphone") || tkit_lexeme_reads(&c->x, l, "ipad");
}

/* Digits that name, number or address something, by what stands around them. */
static bool is_label(const struct counter *c, size_t p, size_t end)
{
    const lexeme *l = at(c, p), *before = p ? at(c, p - 1) : NULL, *next = at(c, end);
    if (before && lexeme_is_word(before, WORD_LABEL) &&
        !(tkit_lexeme_reads(&c->x, before, "no") && l->kind == LEXEME_WORD))
        return true;
    if (before && lexeme_is_mark(before, '.') && p > 1 &&
        lexeme_is_word(at(c, p - 2), WORD_LABEL) && lexeme_glued(before) &&
        (at(c, p - 2)->end - at(c, p - 2)->start) <= 3)
        return true; /* No. 5, vol. 3 */
    if (l->kind != LEXEME_DIGITS) return false;
    if (before && is_maker(c, before)) return true;
    if (lexeme_digits(l) > 1 && c->x.text[l->start] == '0') return true; /* 007 */
    if (lexeme_digits(l) >= 7 && end == p + 1 &&
        !(before && before->kind == LEXEME_MARK && before->value != '('))
        return true; /* 20100624 */
    if ((l->flags & LEXEME_NEWLINE) && lexeme_digits(l) <= 3 && end == p + 1 &&
        lexeme_glued(next) && (lexeme_is_mark(next, '.') || lexeme_is_mark(next, ')')))
        return true; /* 1. First item */
    if (before && (lexeme_is_mark(before, '(') || lexeme_is_mark(before, '[')) && end == p + 1 &&
        (lexeme_is_mark(next, ')') || lexeme_is_mark(next, ']')) && lexeme_digits(l) <= 3)
        return true; /* (1), [12] */
    if (before && lexeme_is_mark(before, '+') && lexeme_digits(l) <= 3 &&
        at(c, end)->kind == LEXEME_DIGITS)
        return true; /* +44 20 ... */
    return false;
}

/* 202-555-0100, 0800 123 456, 1.2.3, 10:30:00: the position behind a chain of digit groups, 0 when
 * it is none. */
static size_t digit_chain(const struct counter *c, size_t p)
{
    size_t q = p, groups = 0, separators = 0;
    uint32_t first = 0;
    bool same = true;
    while (at(c, q)->kind == LEXEME_DIGITS) {
        groups++;
        q++;
        if (at(c, q)->kind == LEXEME_DIGITS) {
            separators++;
            continue;
        }
        const lexeme *l = at(c, q);
        if (l->kind != LEXEME_MARK || !lexeme_glued(l) || at(c, q + 1)->kind != LEXEME_DIGITS ||
            !glued(c, q + 1))
            break;
        if (l->value != '-' && l->value != '.' && l->value != ':' && l->value != '/') break;
        same &= first == 0 || first == l->value;
        first = l->value;
        separators++;
        q++;
    }
    if (groups >= 3 && same) return q;
    /* two groups: a telephone number of seven digits, or two numbers side by side */
    if (groups == 2 && separators && lexeme_digits(at(c, p)) >= 3 &&
        (at(c, p + 1)->kind == LEXEME_DIGITS ||
         (first == '-' && lexeme_digits(at(c, p + 2)) == 4 && lexeme_digits(at(c, p)) == 3)))
        return q;
    return 0;
}

/* A number without a unit, or with a doubtful one, that is rather a name: "Company 360 report",
 * "Boeing 737". */
static bool is_name(const struct counter *c, size_t number, size_t end, const struct reading *r)
{
    const lexeme *l = at(c, number), *before = number ? at(c, number - 1) : NULL,
                 *next = at(c, end);
    if (r->spelled && !r->kind && l->flags & LEXEME_CAPITAL && before &&
        before->kind == LEXEME_WORD && before->word == WORD_OTHER && before->flags & LEXEME_CAPITAL)
        return true; /* World War Two */
    if (!r->plain || r->kind || r->hedge_end > r->hedge) return false;
    if (lexeme_digits(l) >= 5) return true;
    if (!before || before->kind != LEXEME_WORD) return false;
    bool noun_follows =
        next->kind == LEXEME_WORD && !lexeme_glued(next) && next->word == WORD_OTHER;
    if (before->word == WORD_OTHER && before->flags & LEXEME_CAPITAL) return true;
    return noun_follows &&
           (before->word == WORD_THE || before->word == WORD_THIS || before->word == WORD_A);
}

/* "one" is a pronoun more often than a number. */
static bool is_pronoun(const struct counter *c, size_t number, size_t end, const struct reading *r)
{
    if (end != number + 1 || !word(c, number, WORD_CARDINAL) || at(c, number)->number != 1)
        return false;
    if (r->kind == 0) return true;
    const lexeme *before = number ? at(c, number - 1) : NULL;
    if (before && before->kind == LEXEME_WORD &&
        (before->word == WORD_THIS || before->word == WORD_EACH || before->word == WORD_LABEL ||
         before->word == WORD_OTHERS || before->word == WORD_A || reads(c, number - 1, "that") ||
         reads(c, number - 1, "which")))
        return true;
    return r->kind == TKIT_NUMBER_COUNT &&
           (r->unit_end != number + 2 || at(c, number + 1)->flags & LEXEME_PLURAL);
}

/* ---- one quantity ---- */

static size_t behind_number(const struct counter *c, size_t p, struct reading *r)
{
    size_t q = p;
    if (word(c, q, WORD_OR) &&
        (word(c, q + 1, WORD_MORE) || word(c, q + 1, WORD_LESS) || reads(c, q + 1, "so"))) {
        enum bound bound = word(c, q + 1, WORD_MORE)   ? BOUND_MIN
                           : word(c, q + 1, WORD_LESS) ? BOUND_MAX
                                                       : BOUND_NEAR;
        if (r->hedge == r->hedge_end) tkit_rule_set_bound(r, bound, q, q + 2);
        return q + 2;
    }
    if (mark(c, q, '-') && glued(c, q) && reads(c, q + 1, "plus") && glued(c, q + 1)) {
        if (r->hedge == r->hedge_end) tkit_rule_set_bound(r, BOUND_MIN, q + 1, q + 2);
        return q + 2;
    }
    if (mark(c, q, '+') && glued(c, q)) {
        if (r->hedge == r->hedge_end) tkit_rule_set_bound(r, BOUND_MIN, q, q + 1);
        return q + 1;
    }
    return q;
}

/* Reads the quantity at `p`. Returns the position behind it and fills `r`, or returns how far to
 * skip with r->end = 0. */
static size_t quantity_at(const struct counter *c, size_t p, struct reading *r)
{
    size_t q = p, next;
    *r = (struct reading){.first = p, .hedge = p, .hedge_end = p};
    bool between = word(c, q, WORD_BETWEEN) || word(c, q, WORD_FROM);
    if (between) r->first = r->hedge = r->hedge_end = ++q;
    for (int i = 0; i < 3 && (next = tkit_rule_hedge_at(c, q, r)); i++) q = next;
    const char *money = NULL;
    size_t sign = tkit_rule_currency_at(c, q, &money);
    if (sign) {
        if (r->hedge == r->hedge_end) r->first = q;
        q = sign;
    }
    const lexeme *l = at(c, q);
    size_t number = q;
    bool digits = l->kind == LEXEME_DIGITS;
    if (!digits && l->kind != LEXEME_WORD) return p + 1;
    if (digits && !money && tkit_lexeme_in_code(&c->x, q)) return skip_run(c, q);
    if (digits && (next = digit_chain(c, q))) return next;
    size_t end = fraction_at(c, q, r);
    if (!end) end = plural_magnitude_at(c, q, r);
    bool fixed = end != 0;
    if (!end) {
        if (word(c, q, WORD_TWICE)) {
            r->min = r->max = l->number;
            r->unit = q, r->unit_end = q + 1, r->name = "times", r->kind = TKIT_NUMBER_MULTIPLE;
            r->end = tkit_rule_period_at(c, q + 1, r);
            return r->end;
        }
        if (word(c, q, WORD_A) && word(c, q + 1, WORD_FEW) && at(c, q + 1)->number == 2 &&
            word(c, q + 2, WORD_OF)) {
            r->min = r->max = 2; /* a couple of */
            end = q + 3;
            fixed = true;
        } else {
            double value;
            end = tkit_cardinal_at(&c->x, q, &value);
            if (!end) return q > p ? q : p + 1;
            r->plain = digits && end == q + 1;
            r->spelled = !digits;
            r->min = r->max = value;
        }
    }
    if (is_label(c, number, end) || is_time(c, number, end)) return skip_run(c, end - 1);
    if (digits) {
        double value = r->max;
        next = glued_magnitude(c, end, money != NULL, &value);
        if (next != end) {
            r->min = r->max = value;
            r->plain = false;
            end = next;
        }
        l = at(c, end);
        if (lexeme_glued(l) && l->kind == LEXEME_WORD && l->word != WORD_MEASURE &&
            l->word != WORD_CURRENCY_CODE && l->word != WORD_PERCENT &&
            !tkit_lexeme_reads(&c->x, l, "m") && !tkit_lexeme_reads(&c->x, l, "x") &&
            !tkit_lexeme_reads(&c->x, l, "hrs") && l->word != WORD_TIMES)
            return skip_run(c, end); /* 5G, 20th, 1990s */
        if (lexeme_glued(l) && l->kind == LEXEME_MARK &&
            (l->value == '_' || l->value == '@' || l->value == '=' || l->value == '/'))
            return skip_run(c, end);
        size_t sign_at = number ? number - 1 : 0;
        if (number && ((mark(c, sign_at, '-') && glued(c, number) && !glued(c, sign_at)) ||
                       reads(c, sign_at, "minus"))) {
            r->min = r->max = -r->max;
            if (r->first == number) r->first = sign_at;
        }
    }
    if (!fixed) {
        size_t ranged = range_at(c, end, between, money != NULL, r);
        if (ranged == end && digits && mark(c, end, '-') && glued(c, end) &&
            at(c, end + 1)->kind == LEXEME_DIGITS && glued(c, end + 1))
            return skip_run(c, end); /* a score, 2-1 */
        end = ranged;
    }
    size_t number_end = end;
    end = behind_number(c, end, r);
    if (money) {
        r->kind = TKIT_NUMBER_MONEY;
        r->name = money;
        r->unit = r->unit_end = number;
        if (word(c, end, WORD_CURRENCY) || (reads(c, end, "us") && word(c, end + 1, WORD_CURRENCY)))
            end += reads(c, end, "us") ? 2 : 1; /* $5 US dollars */
        else if (mark(c, end, '-') && glued(c, end) && reads(c, end + 1, "a") &&
                 mark(c, end + 2, '-')) /* $5-a-day */
            end = number_end;
    } else {
        l = at(c, end);
        if (digits && lexeme_glued(l) && tkit_lexeme_reads(&c->x, l, "x"))
            end = tkit_rule_set_unit(r, end, end + 1, "times", TKIT_NUMBER_MULTIPLE);
        else if (digits && lexeme_glued(l) && tkit_lexeme_reads(&c->x, l, "m"))
            end = tkit_rule_set_unit(r, end, end + 1, NULL, TKIT_NUMBER_MEASURE);
        else if (r->kind == TKIT_NUMBER_FRACTION) {
            size_t of = word(c, end, WORD_OF) ? end + 1 : end;
            while (word(c, of, WORD_THE) || reads(c, of, "its") || reads(c, of, "their") ||
                   reads(c, of, "all") || word(c, of, WORD_A))
                of++;
            size_t noun = tkit_rule_noun_at(c, of, r);
            if (noun != of) end = noun;
        } else {
            end = tkit_rule_unit_at(c, end, r);
        }
    }
    end = end == number_end ? end : behind_number(c, end, r);
    if (is_name(c, number, number_end, r) || is_pronoun(c, number, number_end, r))
        return number_end;
    if (r->kind != 0 || money) end = tkit_rule_period_at(c, end, r);
    if (!r->kind) r->kind = TKIT_NUMBER_BARE;
    if (r->kind == TKIT_NUMBER_DURATION && word(c, end, WORD_AGO)) end++;
    if (r->bound == BOUND_MIN)
        r->max = INFINITY;
    else if (r->bound == BOUND_MAX)
        r->min = -INFINITY;
    r->end = end;
    return end;
}

/* ---- the scan ---- */

/* Whether a date covers this byte: then it is no quantity. Durations and "the past five years" are
 * both. */
static uint32_t date_until(struct counter *c, uint32_t byte)
{
    while (c->date < c->dates.count && c->dates.items[c->date].end <= byte) c->date++;
    if (c->date >= c->dates.count) return 0;
    const tkit_date *d = &c->dates.items[c->date];
    if (d->start > byte) return 0;
    switch (d->how) {
    case TKIT_DATE_DURATION:
    case TKIT_DATE_RELATIVE:
    case TKIT_DATE_RELATIVE_UNANCHORED:
    case TKIT_DATE_VAGUE: return 0;
    default: return d->end;
    }
}

/* Cuts a quantity that would run into a date: "10 people on July 5" never does, "5 percent 2014"
 * might. */
static bool runs_into_date(const struct counter *c, uint32_t start, uint32_t end)
{
    for (size_t i = c->date; i < c->dates.count && c->dates.items[i].start < end; i++) {
        const tkit_date *d = &c->dates.items[i];
        bool counted = d->how == TKIT_DATE_DURATION || d->how == TKIT_DATE_RELATIVE ||
                       d->how == TKIT_DATE_RELATIVE_UNANCHORED || d->how == TKIT_DATE_VAGUE;
        if (!counted && d->end > start) return true;
    }
    return false;
}

static bool can_begin(const lexeme *l)
{
    if (l->kind == LEXEME_DIGITS) return true;
    if (l->kind == LEXEME_MARK)
        return l->value == '$' || l->value == '~' ||
               (l->value >= MARK_EURO && l->value <= MARK_RUPEE);
    if (l->kind != LEXEME_WORD) return false;
    switch (l->word) {
    case WORD_OTHER:
        return (l->flags & LEXEME_CAPITAL) ||
               l->end - l->start > 4; /* US$, close to, greater than */
    case WORD_CARDINAL:
    case WORD_TENS:
    case WORD_MAGNITUDE:
    case WORD_DOZEN:
    case WORD_HALF:
    case WORD_A:
    case WORD_BETWEEN:
    case WORD_FROM:
    case WORD_ABOUT:
    case WORD_OVER:
    case WORD_UNDER:
    case WORD_MORE:
    case WORD_LESS:
    case WORD_AT:
    case WORD_AS:
    case WORD_UP:
    case WORD_EXACT:
    case WORD_CURRENCY_CODE:
    case WORD_TWICE:
    case WORD_STOP:
    case WORD_LABEL: return true;
    default: return false;
    }
}

static int emit(struct counter *c, const struct reading *r)
{
    tkit_numbers *out = c->out;
    int code = tkit_reserve(c->tk, (void **)&out->items, &out->capacity, out->count + 1,
                            sizeof *out->items);
    if (code != TKIT_OK) return code;
    tkit_number *n = &out->items[out->count++];
    *n = (tkit_number){.start = at(c, r->first)->start,
                       .end = at(c, r->end - 1)->end,
                       .min = r->min,
                       .max = r->max,
                       .unit = r->name,
                       .period = r->period,
                       .kind = r->kind};
    if (r->hedge_end > r->hedge) {
        n->hedge_start = at(c, r->hedge)->start;
        n->hedge_end = at(c, r->hedge_end - 1)->end;
        if (n->hedge_start < n->start) n->start = n->hedge_start;
    }
    if (r->unit_end > r->unit) {
        n->unit_start = at(c, r->unit)->start;
        n->unit_end = at(c, r->unit_end - 1)->end;
    }
    return TKIT_OK;
}

static int scan(struct counter *c)
{
    size_t p = 0;
    unsigned steps = 0;
    int code;
    for (const lexeme *l; (l = at(c, p))->kind != LEXEME_END;) {
        size_t next = p + 1;
        uint32_t covered = date_until(c, l->start);
        if (covered) {
            while (at(c, next)->kind != LEXEME_END && at(c, next)->start < covered) next++;
        } else if (can_begin(l)) {
            struct reading r;
            next = quantity_at(c, p, &r);
            if (r.end) {
                if (runs_into_date(c, at(c, r.first)->start, at(c, r.end - 1)->end))
                    next = p + 1;
                else if ((code = emit(c, &r)) != TKIT_OK)
                    return code;
            }
        }
        if ((++steps & 0xfff) == 0 && (code = tkit_poll(c->tk)) != TKIT_OK) return code;
        p = tkit_lexer_fill(&c->x, next > p ? next : p + 1);
    }
    return TKIT_OK;
}

int tkit_numbers_find(tkit *tk, const char *text, size_t length, tkit_numbers *out)
{
    struct counter c = {.tk = tk, .out = out};
    out->count = 0;
    int code = tkit_dates_find(tk, text, length, NULL, &c.dates);
    if (code == TKIT_OK) {
        tkit_lexer_start(&c.x, text, length);
        code = scan(&c);
    }
    tkit_dates_free(tk, &c.dates);
    return code;
}

void tkit_numbers_free(tkit *tk, tkit_numbers *numbers)
{
    tkit_free(tk, numbers->items, numbers->capacity * sizeof *numbers->items);
    *numbers = (tkit_numbers){0};
}

const char *tkit_number_kind_name(int kind)
{
    static const char *const names[] = {NULL,      "bare",     "count",    "percent", "money",
                                        "measure", "duration", "fraction", "multiple"};
    return kind > 0 && kind < (int)(sizeof names / sizeof *names) ? names[kind] : NULL;
}
