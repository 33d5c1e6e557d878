/* Dates in running English text: the scan, the choice among the rules, ranges, and the public
 * functions. The longest reading wins because rules try their longer form first. Nothing backtracks
 * over more than one expression, so the scan is linear. */
#include "nlp/date_rules.h"

#include "nlp/date_calendar.h"

#include <stdio.h>

/* ---- one date ---- */

/* 2021-07-05, 19th century, 5 July, 1990s, 10 years, 2021: what begins with digits. */
static size_t digits_date_at(const struct finder *f, size_t p, moment *m)
{
    size_t end;
    if (tkit_lexeme_in_code(&f->x, p))
        return 0;
    if (p && glued(f, p) && at(f, p - 1)->kind == LEXEME_MARK &&
        (at(f, p - 1)->value == '$' || (at(f, p - 1)->value >= MARK_EURO && at(f, p - 1)->value <= MARK_RUPEE)))
        return 0;
    if ((end = tkit_rule_numeric_at(f, p, m)) || (end = tkit_rule_century_at(f, p, m)) ||
        (end = tkit_rule_quarter_at(f, p, m)))
        return end;
    *m = (moment){.year = NO_YEAR};
    if ((end = tkit_rule_day_month_at(f, p, m)) || (end = tkit_rule_decade_at(f, p, m)))
        return end;
    *m = (moment){.year = NO_YEAR};
    if ((end = tkit_rule_counted_period_at(f, p, m)))
        return end;
    return tkit_rule_bare_year(f, p, tkit_rule_asks_for_date(f, p), m);
}

static size_t vague_date(size_t end, moment *m)
{
    m->how = TKIT_DATE_VAGUE;
    return end;
}

/* "earlier this year"; "earlier" by itself. */
static size_t earlier_date_at(const struct finder *f, size_t p, moment *m)
{
    size_t end;
    if ((word(f, p + 1, WORD_THIS) || word(f, p + 1, WORD_LAST)) && (end = tkit_rule_deictic_at(f, p + 1, m)))
        return end;
    if (at(f, p)->number > 0 || word(f, p + 1, WORD_THAN) || class_before(f, p, WORD_PERIOD))
        return 0; /* "later" is no date; "two years earlier" depends on what was told before */
    return vague_date(p + 1, m);
}

/* early 2021, the late 1990s, mid-July, late last year */
static size_t early_date_at(const struct finder *f, size_t p, moment *m)
{
    size_t q = p + 1, end;
    if (mark(f, q, '-') && glued(f, q))
        q++;
    if (word(f, q, WORD_THE))
        q++;
    const lexeme *next = at(f, q);
    if (next->kind == LEXEME_DIGITS) {
        if ((end = tkit_rule_decade_at(f, q, m)) || (end = tkit_rule_century_at(f, q, m)))
            return end;
        return tkit_rule_bare_year(f, q, true, m);
    }
    if (next->kind != LEXEME_WORD)
        return 0;
    switch (next->word) {
    case WORD_MONTH: return tkit_rule_month_led(f, q, true, m);
    case WORD_LAST:
    case WORD_NEXT:
    case WORD_THIS: return tkit_rule_deictic_at(f, q, m);
    case WORD_ORDINAL: return tkit_rule_century_at(f, q, m);
    default: return 0;
    }
}

/* twentieth century, second quarter, fifth of July */
static size_t ordinal_date_at(const struct finder *f, size_t p, moment *m)
{
    size_t end;
    if ((end = tkit_rule_century_at(f, p, m)) || (end = tkit_rule_quarter_at(f, p, m)))
        return end;
    *m = (moment){.year = NO_YEAR};
    return tkit_rule_day_month_at(f, p, m);
}

/* twenty-first century, twenty-fifth of July, twenty years */
static size_t tens_date_at(const struct finder *f, size_t p, moment *m)
{
    size_t end;
    if ((end = tkit_rule_century_at(f, p, m)) || (end = tkit_rule_day_month_at(f, p, m)))
        return end;
    return tkit_rule_counted_period_at(f, p, m);
}

static size_t month_date_at(const struct finder *f, size_t p, moment *m)
{
    bool strong = tkit_rule_asks_for_date(f, p) || (class_before(f, p, WORD_TO) && at(f, p)->number < 200);
    return tkit_rule_month_led(f, p, strong, m);
}

/* What begins with a word. */
static size_t word_date_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    switch (l->word) {
    case WORD_OTHER: return reads(f, p, "q") || reads(f, p, "h") ? tkit_rule_quarter_at(f, p, m) : 0;
    case WORD_OTHERS: return l->flags & LEXEME_CAPITAL ? tkit_rule_new_year_at(f, p, m) : 0;
    case WORD_MONTH: return month_date_at(f, p, m);
    case WORD_WEEKDAY: return tkit_rule_weekday_led(f, p, m);
    case WORD_ORDINAL: return ordinal_date_at(f, p, m);
    case WORD_TENS: return tens_date_at(f, p, m);
    case WORD_CARDINAL:
    case WORD_A:
    case WORD_FEW: return tkit_rule_counted_period_at(f, p, m);
    case WORD_SEASON: return tkit_rule_season_at(f, p, m);
    case WORD_HOLIDAY: return tkit_rule_holiday_at(f, p, m);
    case WORD_LAST:
    case WORD_NEXT:
    case WORD_THIS:
    case WORD_PAST: return tkit_rule_deictic_at(f, p, m);
    case WORD_TODAY: tkit_resolve_days(&f->anchor, l->number, m); return p + 1;
    case WORD_VAGUE: return vague_date(p + 1, m);
    case WORD_RECENT: return word(f, p + 1, WORD_PERIOD) ? vague_date(p + 2, m) : 0;
    case WORD_EARLIER: return earlier_date_at(f, p, m);
    case WORD_EARLY: return early_date_at(f, p, m);
    default: return 0;
    }
}

/* The date that begins at a position: the position behind it, or 0. */
static size_t date_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    *m = (moment){.year = NO_YEAR};
    switch (l->kind) {
    case LEXEME_DIGITS: return digits_date_at(f, p, m);
    case LEXEME_WORD: return word_date_at(f, p, m);
    case LEXEME_MARK: /* '90s */
        return l->value == '\'' && lexeme_digits(at(f, p + 1)) == 2 && glued(f, p + 1)
                   ? tkit_rule_decade_at(f, p + 1, m)
                   : 0;
    default: return 0;
    }
}

/* The day before yesterday, the 20th: what needs its article. */
static size_t article_date_at(const struct finder *f, size_t p, moment *m)
{
    int day;
    bool ordinal;
    *m = (moment){.year = NO_YEAR};
    if (reads(f, p + 1, "day") && (word(f, p + 2, WORD_BEFORE) || reads(f, p + 2, "after")) &&
        word(f, p + 3, WORD_TODAY)) {
        int away = at(f, p + 3)->number;
        bool before = word(f, p + 2, WORD_BEFORE);
        if ((before && away == -1) || (!before && away == 1)) {
            tkit_resolve_days(&f->anchor, away * 2, m);
            return p + 4;
        }
    }
    if (at(f, p + 1)->kind != LEXEME_DIGITS)
        return 0;
    size_t end = tkit_rule_day_at(f, p + 1, &day, &ordinal);
    if (!end || !ordinal)
        return 0;
    /* "the 20th century", "the 20th time", "the 5th Infantry": a day is followed by no noun */
    const lexeme *next = at(f, end);
    if (next->kind == LEXEME_WORD && (next->flags & LEXEME_CAPITAL || next->word == WORD_PERIOD))
        return 0;
    if (next->kind == LEXEME_WORD && !class_before(f, p, WORD_ON) &&
        (next->word == WORD_OTHER || next->word == WORD_TIMES || next->word == WORD_PEOPLE ||
         next->word == WORD_OTHERS || next->word == WORD_PERCENTAGE))
        return 0;
    if (lexeme_is_mark(next, '-') || word(f, end, WORD_OF))
        return 0;
    m->day = day;
    m->precision = TKIT_PRECISION_DAY;
    m->how = TKIT_DATE_EXPLICIT_NO_YEAR;
    tkit_resolve_year(&f->anchor, m);
    return end;
}

/* ---- ranges ---- */

/* 2014-2016, 2014-16: the year at `q` behind a year. */
static size_t year_range_end_at(const struct finder *f, size_t q, bool dash, bool announced, const moment *from,
                                moment *to)
{
    const lexeme *next = at(f, q);
    if (!dash && !announced)
        return 0;
    *to = *from;
    if (!tkit_rule_whole_digits(f, q))
        return 0;
    if (lexeme_digits(next) == 4 && next->value > (uint32_t)from->year && next->value < 2200) {
        to->year = (int)next->value;
        return tkit_rule_counts_something(f, q + 1) && !announced ? 0 : q + 1;
    }
    if (dash && lexeme_glued(next) && lexeme_digits(next) == 2 && (int)next->value > from->year % 100) {
        to->year = from->year / 100 * 100 + (int)next->value;
        return q + 1;
    }
    return 0;
}

/* July 5-7, 2021: the day at `q` behind a day with its month. */
static size_t day_range_end_at(const struct finder *f, size_t q, bool dash, moment *from, moment *to)
{
    int day, year;
    bool ordinal;
    size_t end = tkit_rule_day_at(f, q, &day, &ordinal);
    if (!end || word(f, end, WORD_MONTH) || (mark(f, end, ':') && glued(f, end)) || day <= from->day ||
        !tkit_is_civil(from->year == NO_YEAR ? 2000 : from->year, from->month, day) ||
        (!dash && tkit_rule_counts_something(f, end)))
        return 0;
    *to = *from;
    to->day = day;
    size_t with_year = tkit_rule_year_behind(f, end, &year);
    if (!with_year)
        return end;
    from->year = to->year = year;
    from->how = to->how = TKIT_DATE_EXPLICIT;
    return with_year;
}

/* The year behind the second date is the first one's too: June 30 to July 5, 2021. */
static void share_year(moment *from, const moment *to)
{
    from->year = to->year - (from->month > to->month);
    from->how = TKIT_DATE_EXPLICIT;
}

/* A range's other end behind `p`: "-7", " to June 5", "–2014". The position behind it, or 0. */
static size_t range_end_at(const struct finder *f, size_t p, bool announced, moment *from, moment *to)
{
    const lexeme *l = at(f, p);
    bool dash = l->kind == LEXEME_MARK && (l->value == '-' || l->value == MARK_DASH);
    bool wordy = lexeme_is_word(l, WORD_TO) || lexeme_is_word(l, WORD_UNTIL) || tkit_lexeme_reads(&f->x, l, "through");
    if (!dash && !wordy && !(announced && lexeme_is_word(l, WORD_AND)))
        return 0;
    size_t q = p + 1, end;
    if (from->precision == TKIT_PRECISION_MONTH && from->month && (announced || dash) &&
        (from->how == TKIT_DATE_RELATIVE || from->how == TKIT_DATE_RELATIVE_UNANCHORED)) {
        end = date_at(f, q, to); /* from March to May 2021 */
        if (!end || to->precision != TKIT_PRECISION_MONTH || to->how != TKIT_DATE_EXPLICIT)
            return 0;
        share_year(from, to);
        return end;
    }
    if (from->how != TKIT_DATE_EXPLICIT && from->how != TKIT_DATE_EXPLICIT_NO_YEAR)
        return 0;
    if (from->precision == TKIT_PRECISION_YEAR && at(f, q)->kind == LEXEME_DIGITS)
        return year_range_end_at(f, q, dash, announced, from, to);
    if (from->precision == TKIT_PRECISION_DAY && from->day && from->month &&
        (end = day_range_end_at(f, q, dash, from, to)))
        return end;
    end = date_at(f, q, to);
    if (!end || to->precision != from->precision ||
        (to->how != TKIT_DATE_EXPLICIT && to->how != TKIT_DATE_EXPLICIT_NO_YEAR))
        return 0;
    if (to->how == TKIT_DATE_EXPLICIT && from->how == TKIT_DATE_EXPLICIT_NO_YEAR && from->month)
        share_year(from, to);
    return end;
}

/* 5-7 July 2021, 5 to 7 July: the month stands behind both days. */
static size_t day_range_at(const struct finder *f, size_t p, moment *from, moment *to)
{
    int day;
    bool ordinal;
    if (at(f, p)->kind != LEXEME_DIGITS || tkit_lexeme_in_code(&f->x, p))
        return 0;
    size_t q = tkit_rule_day_at(f, p, &day, &ordinal);
    if (!q || (!mark(f, q, '-') && !mark(f, q, MARK_DASH) && !word(f, q, WORD_TO) && !word(f, q, WORD_AND)))
        return 0;
    *to = (moment){.year = NO_YEAR};
    size_t end = tkit_rule_day_month_at(f, q + 1, to);
    if (!end || day >= to->day || (word(f, q, WORD_AND) && !class_before(f, p, WORD_BETWEEN)))
        return 0;
    *from = *to;
    from->day = day;
    return end;
}

/* ---- the scan ---- */

static int emit(struct finder *f, size_t first, size_t end, const moment *from, const moment *to, int open)
{
    tkit_dates *out = f->out;
    int r = tkit_reserve(f->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
    if (r != TKIT_OK)
        return r;
    tkit_date *d = &out->items[out->count++];
    char a[28], b[28];
    *d = (tkit_date){
        .start = at(f, first)->start, .end = at(f, end - 1)->end, .how = from->how, .precision = from->precision};
    if (!to && !open) {
        tkit_moment_write(from, d->value, sizeof d->value);
    } else if (open) {
        tkit_moment_write(from, a, sizeof a);
        if (a[0])
            snprintf(d->value, sizeof d->value, open > 0 ? "%s/.." : "../%s", a);
        if (from->how == TKIT_DATE_EXPLICIT || from->how == TKIT_DATE_NAMED)
            d->how = TKIT_DATE_EXPLICIT_OPEN_RANGE;
    } else {
        tkit_moment_write(from, a, sizeof a);
        tkit_moment_write(to, b, sizeof b);
        if (a[0] && b[0])
            snprintf(d->value, sizeof d->value, "%s/%s", a, b);
    }
    if (!d->value[0] && d->how != TKIT_DATE_RELATIVE_UNANCHORED && d->how != TKIT_DATE_AMBIGUOUS &&
        d->how != TKIT_DATE_EXPLICIT_NO_YEAR)
        d->precision = TKIT_PRECISION_NONE;
    return TKIT_OK;
}

/* Whether a preposition belongs to the expression: "on Monday", "in May", "in December last year". */
static bool takes_preposition(const moment *m)
{
    return (m->how == TKIT_DATE_RELATIVE || m->how == TKIT_DATE_RELATIVE_UNANCHORED) && !m->literal[0] &&
           (m->precision == TKIT_PRECISION_DAY || m->precision == TKIT_PRECISION_MONTH);
}

/* What leads a date: since, until (an open range), from, between (a range is announced), on, in. */
struct lead {
    size_t end; /* behind it */
    int open;   /* 1 since, -1 until */
    bool announced;
};

/* False when no date begins at `p`. */
static bool lead_at(const struct finder *f, size_t p, struct lead *out)
{
    const lexeme *l = at(f, p);
    *out = (struct lead){.end = p};
    if (l->kind == LEXEME_MARK)
        return l->value == '\'';
    if (l->kind != LEXEME_WORD)
        return true;
    switch (l->word) {
    case WORD_OTHER: return reads(f, p, "q") || reads(f, p, "h");
    case WORD_SINCE: out->open = 1; break;
    case WORD_UNTIL: out->open = -1; break;
    case WORD_FROM:
    case WORD_BETWEEN: out->announced = true; break;
    case WORD_ON:
    case WORD_IN: break;
    default: return true;
    }
    out->end++;
    return true;
}

/* Tries every rule at a position: the position behind the expression, or 0; a negative code on
 * failure in *error. */
static size_t expression_at(struct finder *f, size_t p, int *error)
{
    struct lead lead;
    moment from, to;
    size_t end;
    if (!lead_at(f, p, &lead))
        return 0;
    size_t q = lead.end;
    if (word(f, q, WORD_THE)) {
        if ((end = article_date_at(f, q, &from))) { /* the article belongs to "the 20th" */
            *error = emit(f, lead.open ? p : q, end, &from, NULL, lead.open);
            return end;
        }
        q++;
        if (reads(f, q, "year") && at(f, q + 1)->kind == LEXEME_DIGITS)
            q++;
    }
    if (!lead.open && (end = day_range_at(f, q, &from, &to))) {
        *error = emit(f, q, end, &from, &to, 0);
        return end;
    }
    end = date_at(f, q, &from);
    if (!end)
        return 0;
    size_t whole = lead.open ? 0 : range_end_at(f, end, lead.announced, &from, &to);
    if (whole) {
        *error = emit(f, q, whole, &from, &to, 0);
        return whole;
    }
    if (from.how == TKIT_DATE_VAGUE || from.how == TKIT_DATE_DURATION)
        lead.open = 0;
    bool with_preposition = q == lead.end && (word(f, p, WORD_ON) || word(f, p, WORD_IN)) && takes_preposition(&from);
    *error = emit(f, lead.open || with_preposition ? p : q, end, &from, NULL, lead.open);
    return end;
}

int tkit_dates_find(tkit *tk, const char *text, size_t length, const tkit_date_options *options, tkit_dates *out)
{
    tkit_date_options given = {0};
    struct finder f = {.tk = tk, .anchor = {.year = NO_YEAR}, .out = out};
    out->count = 0;
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    if (length > UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "dates: text of %zu bytes is over 4 GiB", length);
    if (given.anchor && !tkit_anchor_parse(given.anchor, &f.anchor))
        return tkit_fail(tk, TKIT_EINVALID, "anchor '%s' is no date: write 2021-07-05, 2021-07 or 2021", given.anchor);
    if (given.order && strcmp(given.order, "dmy") != 0 && strcmp(given.order, "mdy") != 0)
        return tkit_fail(tk, TKIT_EINVALID, "order '%s': expected 'dmy' or 'mdy'", given.order);
    if (given.order)
        f.order = given.order[0] == 'd' ? ORDER_DMY : ORDER_MDY;
    tkit_lexer_start(&f.x, text, length);
    size_t p = 0;
    unsigned steps = 0;
    while (at(&f, p)->kind != LEXEME_END) {
        int error = TKIT_OK;
        size_t end = expression_at(&f, p, &error);
        if (error != TKIT_OK || ((++steps & 0xfff) == 0 && (error = tkit_poll(tk)) != TKIT_OK))
            return error;
        p = tkit_lexer_fill(&f.x, end ? end : p + 1);
    }
    return TKIT_OK;
}

void tkit_dates_free(tkit *tk, tkit_dates *dates)
{
    tkit_free(tk, dates->items, dates->capacity * sizeof *dates->items);
    *dates = (tkit_dates){0};
}

const char *tkit_date_how_name(int how)
{
    static const char *const names[] = {NULL,
                                        "explicit",
                                        "explicit-no-year",
                                        "explicit-open-range",
                                        "relative",
                                        "relative-unanchored",
                                        "named-event",
                                        "vague",
                                        "duration",
                                        "ambiguous"};
    return how > 0 && how < (int)(sizeof names / sizeof *names) ? names[how] : NULL;
}

const char *tkit_date_precision_name(int precision)
{
    static const char *const names[] = {NULL, "time", "day", "week", "month", "season", "year", "decade", "century"};
    return precision > 0 && precision < (int)(sizeof names / sizeof *names) ? names[precision] : NULL;
}
