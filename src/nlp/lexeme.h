/* Lexemes: digit runs, words and marks of running text, as the rules for dates and numbers read
 * them.
 *
 * A sliding window over one linear scan: the reader asks for the lexeme at a position, a few behind
 * it and up to LEXEME_AHEAD before it, and memory does not grow with the text. Words are looked up
 * in the table of lexeme_words.c. Not the tokens of text.h: "2,400", "9/11" and "NBJS8850" stay in
 * pieces here, and what is glued to what is kept. */
#ifndef TOOLKIT_NLP_LEXEME_H
#define TOOLKIT_NLP_LEXEME_H

#include "base/context.h"

enum {
    LEXEME_WINDOW = 1024, /* lexemes kept at once */
    LEXEME_AHEAD = 64,    /* how far a rule may look forward */
    LEXEME_BEHIND = 8     /* and back */
};

enum lexeme_kind { LEXEME_END, LEXEME_DIGITS, LEXEME_WORD, LEXEME_MARK };

enum lexeme_flag {
    LEXEME_GLUED = 1,   /* nothing between it and the lexeme before */
    LEXEME_NEWLINE = 2, /* first on its line */
    LEXEME_CAPITAL = 4, /* starts with A-Z */
    LEXEME_PLURAL = 8   /* ends like an English plural */
};

/* Marks are their ASCII byte; dashes and quotation marks of Unicode are mapped to it, the rest has
 * these. */
enum lexeme_mark { MARK_EURO = 1, MARK_POUND, MARK_YEN, MARK_RUPEE, MARK_DEGREE, MARK_DASH, MARK_ELLIPSIS, MARK_OTHER };

/* What a word means to the rules. `value` is given in the comment. */
enum word_class {
    WORD_OTHER,     /* not in the table */
    WORD_MONTH,     /* 1-12, +100: an abbreviation, +200: also another word (May, March) */
    WORD_WEEKDAY,   /* 1-7 from Monday, +100: an abbreviation, +200: also another word (Sun, Sat) */
    WORD_CARDINAL,  /* 0-19 */
    WORD_TENS,      /* 20-90 */
    WORD_ORDINAL,   /* 1-20, 30 */
    WORD_MAGNITUDE, /* power of ten: hundred 2, thousand 3 ... ; plural hundreds +100 */
    WORD_DOZEN,     /* 12, +100: plural */
    WORD_PARTS,     /* thirds 3, quarters 4 ... */
    WORD_HALF,
    WORD_PERIOD,   /* enum period */
    WORD_PERIODIC, /* annually, daily ...: enum period */
    WORD_SEASON,   /* 21 spring - 24 winter, as in ISO 8601-2; +200: also another word (spring, fall) */
    WORD_HOLIDAY,  /* row of the table of holidays */
    WORD_TODAY,    /* today 0, yesterday -1, tomorrow 1 (as int16) */
    WORD_VAGUE,    /* recently, lately */
    WORD_RECENT,
    WORD_EARLIER, /* earlier, later */
    WORD_EARLY,   /* early, mid, late */
    WORD_LAST,    /* last, previous */
    WORD_PAST,
    WORD_NEXT, /* next, coming */
    WORD_THIS, /* this, current */
    WORD_AGO,
    WORD_FEW,          /* few, several, many, couple */
    WORD_ERA,          /* AD, CE 1; BC, BCE -1 */
    WORD_YEAR_FOLLOWS, /* fiscal, circa */
    WORD_AM,           /* am 0, pm 12 */
    WORD_OCLOCK,
    WORD_THE,
    WORD_A,
    WORD_OF,
    WORD_IN,
    WORD_ON,
    WORD_AT,
    WORD_TO,
    WORD_AND,
    WORD_OR,
    WORD_FROM,
    WORD_BETWEEN,
    WORD_SINCE,
    WORD_UNTIL,
    WORD_BY,
    WORD_DURING,
    WORD_FOR,
    WORD_BEFORE,
    WORD_PER,
    WORD_EACH,
    WORD_AS,
    WORD_THAN,
    WORD_ABOUT, /* nearly, about, some: near the value */
    WORD_OVER,  /* over, above: the value is a lower bound */
    WORD_UNDER, /* under, below: the value is an upper bound */
    WORD_MORE,
    WORD_LESS,
    WORD_LEAST,
    WORD_MOST,
    WORD_UP,
    WORD_EXACT,
    WORD_MUCH, /* as MANY as */
    WORD_PERCENT,
    WORD_CENT,
    WORD_PERCENTAGE,
    WORD_POINT,
    WORD_CURRENCY,      /* row of the table of currencies */
    WORD_CURRENCY_CODE, /* the same, written before the number */
    WORD_MEASURE,       /* km, tonnes */
    WORD_TIMES,         /* times, fold */
    WORD_TWICE,         /* twice 2 */
    WORD_PEOPLE,        /* plurals without -s */
    WORD_OTHERS,        /* other, more, additional: between a number and its noun, no part of the unit */
    WORD_LABEL,         /* page, section, No.: the number behind it is a name */
    WORD_STOP           /* ends a noun phrase: auxiliaries, pronouns, conjunctions, other prepositions */
};

enum period {
    PERIOD_SECOND = 1,
    PERIOD_MINUTE,
    PERIOD_HOUR,
    PERIOD_DAY,
    PERIOD_WEEK,
    PERIOD_FORTNIGHT,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR,
    PERIOD_DECADE,
    PERIOD_CENTURY,
    PERIOD_WEEKEND
};

typedef struct lexeme {
    uint32_t start, end; /* bytes of the text */
    uint32_t value;      /* DIGITS: the number, UINT32_MAX when it has more than nine digits; MARK: which */
    int16_t number;      /* WORD: the value of its class */
    uint8_t kind, word, flags;
} lexeme;

/* A word as a key: lower case, padded with zeros; longer words are in no table. */
enum { WORD_KEY = 16, WORDS_KNOWN = 256 };
struct word_key {
    uint64_t first, rest;
};

typedef struct lexer {
    const char *text;
    size_t length, at;
    lexeme window[LEXEME_WINDOW];
    size_t count; /* lexemes in the window; the last is LEXEME_END once the text is used up */
    bool newline; /* a line break was crossed since the last lexeme */
    struct {      /* what the words seen last are; texts repeat themselves */
        struct word_key key;
        const struct word_entry *entry;
    } known[WORDS_KNOWN];
} lexer;

void tkit_lexer_start(lexer *x, const char *text, size_t length);

/* Keeps LEXEME_AHEAD lexemes before `position` in the window; returns the position after a move of
 * the window. */
size_t tkit_lexer_fill(lexer *x, size_t position);

/* The lexeme at a position; LEXEME_END outside the window. */
const lexeme *tkit_lexer_at(const lexer *x, size_t position);
static inline bool lexeme_is_mark(const lexeme *l, uint32_t mark)
{
    return l->kind == LEXEME_MARK && l->value == mark;
}
static inline bool lexeme_is_word(const lexeme *l, enum word_class word)
{
    return l->kind == LEXEME_WORD && l->word == word;
}
static inline bool lexeme_glued(const lexeme *l)
{
    return (l->flags & LEXEME_GLUED) != 0;
}
static inline size_t lexeme_digits(const lexeme *l) /* how many */
{
    return l->kind == LEXEME_DIGITS ? l->end - l->start : 0;
}
/* Whether a word reads `word` (lower-case ASCII), ignoring case. */
bool tkit_lexeme_reads(const lexer *x, const lexeme *l, const char *word);

/* Whether digits at a position belong to a name, code, address or path: NBJS8850, APT-C-39,
 * id:6374560. */
bool tkit_lexeme_in_code(const lexer *x, size_t position);

/* A cardinal number at a position, in digits (2,400; 5.31 million) or spelled (thirty-five): the
 * position behind it and its value, or 0 when there is none. */
size_t tkit_cardinal_at(const lexer *x, size_t position, double *value);

/* The row of the table for a word, or NULL. */
struct word_entry {
    char word[WORD_KEY];
    uint8_t class;
    int16_t value;
};
const struct word_entry *tkit_word_lookup(const struct word_key *key);

/* Currencies: ISO 4217 code, or the bare sign where the sign alone does not tell. */
extern const char *const tkit_currency_names[];
enum {
    CURRENCY_DOLLAR,
    CURRENCY_USD,
    CURRENCY_EUR,
    CURRENCY_GBP,
    CURRENCY_CNY,
    CURRENCY_JPY,
    CURRENCY_INR,
    CURRENCY_RUB,
    CURRENCY_CHF,
    CURRENCY_KRW,
    CURRENCY_AUD,
    CURRENCY_CAD,
    CURRENCY_HKD,
    CURRENCY_PESO,
    CURRENCY_KRONA,
    CURRENCY_BRL,
    CURRENCY_ZAR,
    CURRENCY_CENT,
    CURRENCY_NZD,
    CURRENCY_TWD,
    CURRENCY_SGD,
    CURRENCY_YEN_SIGN
};

/* Days that have a name. year 0: every year; month 0: computed (the fourth Thursday of November). */
struct holiday {
    int16_t year;
    uint8_t month, day;
};
extern const struct holiday tkit_holidays[];
enum {
    HOLIDAY_CHRISTMAS,
    HOLIDAY_CHRISTMAS_EVE,
    HOLIDAY_NEW_YEAR,
    HOLIDAY_NEW_YEARS_EVE,
    HOLIDAY_HALLOWEEN,
    HOLIDAY_THANKSGIVING,
    HOLIDAY_VALENTINE,
    HOLIDAY_BOXING,
    HOLIDAY_INDEPENDENCE,
    HOLIDAY_JUNETEENTH,
    HOLIDAY_DDAY
};

#endif
