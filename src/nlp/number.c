/* Quantities in running English text: one quantity, the scan, the public functions. A quantity is
 * read from left to right - hedge, currency, number, range, unit, period - and everything that is
 * none (names, codes, times, telephone and list numbers) is turned away on the way. Dates are found
 * first and left out. */
#include "nlp/number_rules.h"

#include <math.h>

/* Behind everything that hangs together without white space. */
static size_t skip_run(const struct counter *c, size_t p)
{
    do p++;
    while (glued(c, p) && at(c, p)->kind != LEXEME_END);
    return p;
}

/* ---- one quantity ---- */

static size_t behind_number(const struct counter *c, size_t p, struct reading *r)
{
    size_t q = p;
    if (word(c, q, WORD_OR) && (word(c, q + 1, WORD_MORE) || word(c, q + 1, WORD_LESS) || reads(c, q + 1, "so"))) {
        enum bound bound = word(c, q + 1, WORD_MORE) ? BOUND_MIN : word(c, q + 1, WORD_LESS) ? BOUND_MAX : BOUND_NEAR;
        if (r->hedge == r->hedge_end)
            tkit_rule_set_bound(r, bound, q, q + 2);
        return q + 2;
    }
    if (mark(c, q, '-') && glued(c, q) && reads(c, q + 1, "plus") && glued(c, q + 1)) {
        if (r->hedge == r->hedge_end)
            tkit_rule_set_bound(r, BOUND_MIN, q + 1, q + 2);
        return q + 2;
    }
    if (mark(c, q, '+') && glued(c, q)) {
        if (r->hedge == r->hedge_end)
            tkit_rule_set_bound(r, BOUND_MIN, q, q + 1);
        return q + 1;
    }
    return q;
}

/* Where the parts of a quantity stand, beside what `struct reading` keeps of them. */
struct quantity {
    size_t number;     /* the first lexeme of the number */
    size_t number_end; /* behind the last */
    const char *money; /* the currency that stands before it, or NULL */
    bool digits;       /* the number begins with digits */
    bool between;      /* "from" or "between" stands before it: "and" may lead the other end */
    bool fixed;        /* a number that no other end of a range follows */
};

/* What stands before the number: between, hedges, a currency. */
static void read_lead(const struct counter *c, size_t p, struct reading *r, struct quantity *n)
{
    size_t q = p, next;
    *r = (struct reading){.first = p, .hedge = p, .hedge_end = p};
    *n = (struct quantity){0};
    n->between = word(c, q, WORD_BETWEEN) || word(c, q, WORD_FROM);
    if (n->between)
        r->first = r->hedge = r->hedge_end = ++q;
    for (int i = 0; i < 3 && (next = tkit_rule_hedge_at(c, q, r)); i++) q = next;
    size_t sign = tkit_rule_currency_at(c, q, &n->money);
    if (sign) {
        if (r->hedge == r->hedge_end)
            r->first = q;
        q = sign;
    }
    n->number = q;
    n->digits = at(c, q)->kind == LEXEME_DIGITS;
}

/* "twice" is number and unit in one. */
static size_t read_twice(const struct counter *c, size_t p, struct reading *r)
{
    r->min = r->max = at(c, p)->number;
    tkit_rule_set_unit(r, p, p + 1, "times", TKIT_NUMBER_MULTIPLE);
    r->end = tkit_rule_period_at(c, p + 1, r);
    return r->end;
}

/* The number, without what is glued to it. Sets n->number_end; false when there is none. */
static bool read_number(const struct counter *c, struct reading *r, struct quantity *n)
{
    size_t p = n->number, end = tkit_rule_fraction_at(c, p, r);
    if (!end)
        end = tkit_rule_plural_at(c, p, r);
    if (!end && word(c, p, WORD_A) && word(c, p + 1, WORD_FEW) && at(c, p + 1)->number == 2 &&
        word(c, p + 2, WORD_OF)) {
        r->min = r->max = 2; /* a couple of */
        end = p + 3;
    }
    n->fixed = end != 0;
    if (!end) {
        double value;
        end = tkit_cardinal_at(&c->x, p, &value);
        if (!end)
            return false;
        r->plain = n->digits && end == p + 1;
        r->spelled = !n->digits;
        r->min = r->max = value;
    }
    n->number_end = end;
    return true;
}

/* Whether what is glued behind digits makes a name or a code of them: 5G, 20th, 1990s, 7_3. */
static bool is_glued_to_name(const struct counter *c, size_t end)
{
    const lexeme *l = at(c, end);
    if (!lexeme_glued(l))
        return false;
    if (l->kind == LEXEME_MARK)
        return l->value == '_' || l->value == '@' || l->value == '=' || l->value == '/';
    return l->kind == LEXEME_WORD && l->word != WORD_MEASURE && l->word != WORD_CURRENCY_CODE &&
           l->word != WORD_PERCENT && l->word != WORD_TIMES && !tkit_lexeme_reads(&c->x, l, "m") &&
           !tkit_lexeme_reads(&c->x, l, "x") && !tkit_lexeme_reads(&c->x, l, "hrs");
}

/* -5, minus 5 */
static void read_minus(const struct counter *c, struct reading *r, const struct quantity *n)
{
    if (n->number == 0)
        return;
    size_t sign = n->number - 1;
    if (!(mark(c, sign, '-') && glued(c, n->number) && !glued(c, sign)) && !reads(c, sign, "minus"))
        return;
    r->min = r->max = -r->max;
    if (r->first == n->number)
        r->first = sign;
}

/* What belongs to the digits: magnitude, sign. False when they are part of a name. */
static bool read_around_digits(const struct counter *c, struct reading *r, struct quantity *n)
{
    double value = r->max;
    size_t end = tkit_rule_magnitude_at(c, n->number_end, n->money != NULL, &value);
    if (end != n->number_end) {
        r->min = r->max = value;
        r->plain = false;
        n->number_end = end;
    }
    if (is_glued_to_name(c, end))
        return false;
    read_minus(c, r, n);
    return true;
}

/* The other end of a range. False when the two are a score: 2-1. */
static bool read_range(const struct counter *c, struct reading *r, struct quantity *n)
{
    size_t end = n->number_end;
    n->number_end = tkit_rule_range_at(c, end, n->between, n->money != NULL, r);
    return n->number_end != end || !n->digits || !mark(c, end, '-') || !glued(c, end) ||
           at(c, end + 1)->kind != LEXEME_DIGITS || !glued(c, end + 1);
}

/* Money by the sign before the number; what repeats it behind: $5 US dollars, $5-a-day. */
static size_t read_money(const struct counter *c, size_t p, struct reading *r, const struct quantity *n)
{
    r->kind = TKIT_NUMBER_MONEY;
    r->name = n->money;
    r->unit = r->unit_end = n->number;
    if (word(c, p, WORD_CURRENCY))
        return p + 1;
    if (reads(c, p, "us") && word(c, p + 1, WORD_CURRENCY))
        return p + 2;
    if (mark(c, p, '-') && glued(c, p) && reads(c, p + 1, "a") && mark(c, p + 2, '-'))
        return n->number_end;
    return p;
}

/* What a fraction is one of: a third of all the workers. */
static size_t read_whole(const struct counter *c, size_t p, struct reading *r)
{
    size_t of = word(c, p, WORD_OF) ? p + 1 : p;
    while (word(c, of, WORD_THE) || reads(c, of, "its") || reads(c, of, "their") || reads(c, of, "all") ||
           word(c, of, WORD_A))
        of++;
    size_t noun = tkit_rule_noun_at(c, of, r);
    return noun != of ? noun : p;
}

static size_t read_unit(const struct counter *c, size_t p, struct reading *r, const struct quantity *n)
{
    if (n->money)
        return read_money(c, p, r, n);
    bool glued_on = n->digits && glued(c, p);
    if (glued_on && reads(c, p, "x"))
        return tkit_rule_set_unit(r, p, p + 1, "times", TKIT_NUMBER_MULTIPLE);
    if (glued_on && reads(c, p, "m"))
        return tkit_rule_set_unit(r, p, p + 1, NULL, TKIT_NUMBER_MEASURE);
    if (r->kind == TKIT_NUMBER_FRACTION)
        return read_whole(c, p, r);
    return tkit_rule_unit_at(c, p, r);
}

/* What stands behind the number, and the end: fills the rest of `r`. */
static size_t read_rest(const struct counter *c, struct reading *r, const struct quantity *n)
{
    size_t end = behind_number(c, n->number_end, r);
    end = read_unit(c, end, r, n);
    if (end != n->number_end)
        end = behind_number(c, end, r);
    if (tkit_rule_is_name(c, n->number, n->number_end, r) || tkit_rule_is_pronoun(c, n->number, n->number_end, r))
        return n->number_end;
    if (r->kind != 0)
        end = tkit_rule_period_at(c, end, r);
    if (!r->kind)
        r->kind = TKIT_NUMBER_BARE;
    if (r->kind == TKIT_NUMBER_DURATION && word(c, end, WORD_AGO))
        end++;
    if (r->bound == BOUND_MIN)
        r->max = INFINITY;
    else if (r->bound == BOUND_MAX)
        r->min = -INFINITY;
    r->end = end;
    return end;
}

/* Reads the quantity at `p`. Returns the position behind it and fills `r`, or returns how far to
 * skip with r->end = 0. */
static size_t quantity_at(const struct counter *c, size_t p, struct reading *r)
{
    struct quantity n;
    size_t chain;
    read_lead(c, p, r, &n);
    if (!n.digits && at(c, n.number)->kind != LEXEME_WORD)
        return p + 1;
    if (n.digits && !n.money && tkit_lexeme_in_code(&c->x, n.number))
        return skip_run(c, n.number);
    if (n.digits && (chain = tkit_rule_digit_chain(c, n.number)))
        return chain;
    if (word(c, n.number, WORD_OTHER))
        return n.number > p ? n.number : p + 1; /* most words */
    if (word(c, n.number, WORD_TWICE))
        return read_twice(c, n.number, r);
    if (!read_number(c, r, &n))
        return n.number > p ? n.number : p + 1;
    if (tkit_rule_is_label(c, n.number, n.number_end) || tkit_rule_is_time(c, n.number, n.number_end))
        return skip_run(c, n.number_end - 1);
    if (n.digits && !read_around_digits(c, r, &n))
        return skip_run(c, n.number_end);
    if (!n.fixed && !read_range(c, r, &n))
        return skip_run(c, n.number_end);
    return read_rest(c, r, &n);
}

/* ---- the scan ---- */

/* Whether a date covers this byte: then it is no quantity. Durations and "the past five years" are
 * both. */
static uint32_t date_until(struct counter *c, uint32_t byte)
{
    while (c->date < c->dates.count && c->dates.items[c->date].end <= byte) c->date++;
    if (c->date >= c->dates.count)
        return 0;
    const tkit_date *d = &c->dates.items[c->date];
    if (d->start > byte)
        return 0;
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
        if (!counted && d->end > start)
            return true;
    }
    return false;
}

static bool can_begin(const lexeme *l)
{
    if (l->kind == LEXEME_DIGITS)
        return true;
    if (l->kind == LEXEME_MARK)
        return l->value == '$' || l->value == '~' || (l->value >= MARK_EURO && l->value <= MARK_RUPEE);
    if (l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_OTHER: return (l->flags & LEXEME_CAPITAL) || l->end - l->start > 4; /* US$, close to, greater than */
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
    int code = tkit_reserve(c->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
    if (code != TKIT_OK)
        return code;
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
        if (n->hedge_start < n->start)
            n->start = n->hedge_start;
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
        if ((++steps & 0xfff) == 0 && (code = tkit_poll(c->tk)) != TKIT_OK)
            return code;
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
