/* What only looks like a quantity: times, labels, telephone numbers, names, pronouns. See
 * number_rules.h. */
#include "nlp/number_rules.h"

bool tkit_rule_is_time(const struct counter *c, size_t p, size_t end)
{
    if (mark(c, end, ':') && glued(c, end) && at(c, end + 1)->kind == LEXEME_DIGITS && glued(c, end + 1))
        return true;
    const lexeme *l = at(c, end);
    if (lexeme_is_word(l, WORD_AM) && at(c, p)->kind == LEXEME_DIGITS)
        return true; /* 5 pm */
    if ((tkit_lexeme_reads(&c->x, l, "a") || tkit_lexeme_reads(&c->x, l, "p")) && mark(c, end + 1, '.') &&
        glued(c, end + 1) && reads(c, end + 2, "m") && glued(c, end + 2))
        return true; /* 5 p.m. */
    return tkit_lexeme_reads(&c->x, l, "o") && mark(c, end + 1, '\'') && reads(c, end + 2, "clock");
}

/* Names that numbers go with: Boeing 737, Apollo 11. */
static bool is_maker(const struct counter *c, const lexeme *l)
{
    static const char *const names[] = {"boeing",  "airbus",   "apollo",     "windows", "iphone",      "ipad", "galaxy",
                                        "soyuz",   "shenzhou", "voyager",    "gemini",  "playstation", "xbox", "falcon",
                                        "android", "kepler",   "interstate", "pier",    "studio",      NULL};
    for (const char *const *n = names; l->flags & LEXEME_CAPITAL && *n; n++)
        if (tkit_lexeme_reads(&c->x, l, *n))
            return true;
    return tkit_lexeme_reads(&c->x, l, "iphone") || tkit_lexeme_reads(&c->x, l, "ipad");
}

/* Digits that name, number or address something, by what stands around them. */
bool tkit_rule_is_label(const struct counter *c, size_t p, size_t end)
{
    const lexeme *l = at(c, p), *before = p ? at(c, p - 1) : NULL, *next = at(c, end);
    if (before && lexeme_is_word(before, WORD_LABEL) &&
        !(tkit_lexeme_reads(&c->x, before, "no") && l->kind == LEXEME_WORD))
        return true;
    if (before && lexeme_is_mark(before, '.') && p > 1 && lexeme_is_word(at(c, p - 2), WORD_LABEL) &&
        lexeme_glued(before) && (at(c, p - 2)->end - at(c, p - 2)->start) <= 3)
        return true; /* No. 5, vol. 3 */
    if (l->kind != LEXEME_DIGITS)
        return false;
    if (before && is_maker(c, before))
        return true;
    if (lexeme_digits(l) > 1 && c->x.text[l->start] == '0')
        return true; /* 007 */
    if (lexeme_digits(l) >= 7 && end == p + 1 && !(before && before->kind == LEXEME_MARK && before->value != '('))
        return true; /* 20100624 */
    if ((l->flags & LEXEME_NEWLINE) && lexeme_digits(l) <= 3 && end == p + 1 && lexeme_glued(next) &&
        (lexeme_is_mark(next, '.') || lexeme_is_mark(next, ')')))
        return true; /* 1. First item */
    if (before && (lexeme_is_mark(before, '(') || lexeme_is_mark(before, '[')) && end == p + 1 &&
        (lexeme_is_mark(next, ')') || lexeme_is_mark(next, ']')) && lexeme_digits(l) <= 3)
        return true; /* (1), [12] */
    if (before && lexeme_is_mark(before, '+') && lexeme_digits(l) <= 3 && at(c, end)->kind == LEXEME_DIGITS)
        return true; /* +44 20 ... */
    return false;
}

/* 202-555-0100, 0800 123 456, 1.2.3, 10:30:00: the position behind a chain of digit groups, 0 when
 * it is none. */
size_t tkit_rule_digit_chain(const struct counter *c, size_t p)
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
        if (l->kind != LEXEME_MARK || !lexeme_glued(l) || at(c, q + 1)->kind != LEXEME_DIGITS || !glued(c, q + 1))
            break;
        if (l->value != '-' && l->value != '.' && l->value != ':' && l->value != '/')
            break;
        same &= first == 0 || first == l->value;
        first = l->value;
        separators++;
        q++;
    }
    if (groups >= 3 && same)
        return q;
    /* two groups: a telephone number of seven digits, or two numbers side by side */
    if (groups == 2 && separators && lexeme_digits(at(c, p)) >= 3 &&
        (at(c, p + 1)->kind == LEXEME_DIGITS ||
         (first == '-' && lexeme_digits(at(c, p + 2)) == 4 && lexeme_digits(at(c, p)) == 3)))
        return q;
    return 0;
}

/* A number without a unit, or with a doubtful one, that is rather a name: "Company 360 report",
 * "Boeing 737". */
bool tkit_rule_is_name(const struct counter *c, size_t number, size_t end, const struct reading *r)
{
    const lexeme *l = at(c, number), *before = number ? at(c, number - 1) : NULL, *next = at(c, end);
    if (r->spelled && !r->kind && l->flags & LEXEME_CAPITAL && before && before->kind == LEXEME_WORD &&
        before->word == WORD_OTHER && before->flags & LEXEME_CAPITAL)
        return true; /* World War Two */
    if (!r->plain || r->kind || r->hedge_end > r->hedge)
        return false;
    if (lexeme_digits(l) >= 5)
        return true;
    if (!before || before->kind != LEXEME_WORD)
        return false;
    bool noun_follows = next->kind == LEXEME_WORD && !lexeme_glued(next) && next->word == WORD_OTHER;
    if (before->word == WORD_OTHER && before->flags & LEXEME_CAPITAL)
        return true;
    return noun_follows && (before->word == WORD_THE || before->word == WORD_THIS || before->word == WORD_A);
}

/* "one" is a pronoun more often than a number. */
bool tkit_rule_is_pronoun(const struct counter *c, size_t number, size_t end, const struct reading *r)
{
    if (end != number + 1 || !word(c, number, WORD_CARDINAL) || at(c, number)->number != 1)
        return false;
    if (r->kind == 0)
        return true;
    const lexeme *before = number ? at(c, number - 1) : NULL;
    if (before && before->kind == LEXEME_WORD &&
        (before->word == WORD_THIS || before->word == WORD_EACH || before->word == WORD_LABEL ||
         before->word == WORD_OTHERS || before->word == WORD_A || reads(c, number - 1, "that") ||
         reads(c, number - 1, "which")))
        return true;
    return r->kind == TKIT_NUMBER_COUNT && (r->unit_end != number + 2 || at(c, number + 1)->flags & LEXEME_PLURAL);
}
