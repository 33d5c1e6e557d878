/* The block kernel: see scan.h. A file that includes this names its function SCAN_FUNCTION and defines classify(),
 * which fills the masks of 64 bytes; bytes above 0x7F appear in `high` only. */
#include "text/scan.h"
#include "text/words.h"

/* Masks of one block: bit i is byte i. A block ends between two characters, so it may be shorter than 64 bytes. */
struct block {
    uint64_t letter, digit, underscore; /* ALetter, Numeric, ExtendNumLet */
    uint64_t mid_letter, mid_both, mid_number; /* MidLetter, MidNumLet and the apostrophe, MidNum: first bytes */
    uint64_t space;                     /* U+0020 */
    uint64_t visible, symbol;           /* visible and neither letter nor digit nor _; those that are symbols */
    uint64_t cr, lf;
    uint64_t candidate;                 /* where a sentence may end */
    uint64_t high;                      /* above 0x7F */
    /* From here on: filled by decode_high() only. */
    uint64_t lead;                      /* first bytes of characters above 0x7F */
    uint64_t long_mid;                  /* all bytes of a mid character of several bytes */
    uint64_t single_word, single_number; /* letters and numbers that are words alone (ideographs, fractions) */
    unsigned size;
    bool is_rare;                       /* holds what only the automaton treats exactly */
};

static inline void classify(const uint8_t *p, struct block *b, int want, bool sentences);

static inline uint64_t low_bits(unsigned n)
{
    return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

static inline unsigned bit_count(uint64_t mask)
{
#if defined(__POPCNT__) || !defined(__x86_64__)
    return (unsigned)__builtin_popcountll(mask);
#else /* plain x86-64 has no instruction for it, and the compiler would call a function */
    mask -= mask >> 1 & UINT64_C(0x5555555555555555);
    mask = (mask & UINT64_C(0x3333333333333333)) + (mask >> 2 & UINT64_C(0x3333333333333333));
    mask = (mask + (mask >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(mask * UINT64_C(0x0101010101010101) >> 56);
#endif
}

static inline uint64_t last_bit(uint64_t mask, unsigned size)
{
    return mask >> (size - 1) & 1;
}

/* ---- characters above 0x7F ---- */

/* What a character contributes to the masks. `bits` are its bytes; `joins` tells whether a letter or a digit precedes
 * (bit 0, bit 1). False: leave it to the automaton. */
static inline bool place_character(struct block *b, const struct unicode_record *r, uint64_t bits, unsigned joins,
                                   int want)
{
    switch (r->word) {
    case WB_ALETTER:
        b->letter |= bits;
        return r->kind & UNICODE_LETTER;
    case WB_NUMERIC:
        b->digit |= bits;
        return r->kind & UNICODE_DIGIT;
    case WB_EXTENDNUMLET: b->underscore |= bits; return true;
    case WB_MIDLETTER:
        b->mid_letter |= bits & -bits;
        b->long_mid |= bits;
        break;
    case WB_MIDNUMLET:
        b->mid_both |= bits & -bits;
        b->long_mid |= bits;
        break;
    case WB_MIDNUM:
        b->mid_number |= bits & -bits;
        b->long_mid |= bits;
        break;
    case WB_EXTEND:
    case WB_FORMAT: /* WB4; a joiner is left to the automaton: a pictograph may follow it */
        if (joins & 1)
            b->letter |= bits;
        else if (joins & 2)
            b->digit |= bits;
        return joins != 0;
    case WB_WSEGSPACE: return want != SCAN_ALL;
    case WB_OTHER:
    case WB_NEWLINE: break;
    default: return false;
    }
    if (r->kind & UNICODE_LETTER)
        b->single_word |= bits;
    else if (r->kind & UNICODE_DIGIT)
        b->single_number |= bits;
    else if (r->kind & UNICODE_SYMBOL)
        b->visible |= bits, b->symbol |= bits;
    else if (r->kind & UNICODE_PUNCTUATION)
        b->visible |= bits;
    else if (r->kind & UNICODE_MARK)
        return false;
    return true;
}

/* Decodes the characters above 0x7F of a block that starts at `at`, and cuts the block before one that is not whole
 * in it. `joins` describes the character before the block, as above. */
static void decode_high(const struct scan *s, size_t at, struct block *b, unsigned joins, int want, bool sentences)
{
    const uint8_t *text = s->text + at, *end = s->text + s->length;
    uint64_t left = b->high, covered = 0;
    bool is_news = sentences && s->rules->is_news;
    while (left) {
        unsigned i = (unsigned)__builtin_ctzll(left), n;
        uint32_t cp = utf8_decode(text + i, end, &n);
        if (cp == UNICODE_INVALID) {
            b->is_rare = true;
            return;
        }
        if (i + n > b->size) {
            b->size = i;
            break;
        }
        const struct unicode_record *r = unicode_record(cp);
        uint64_t bits = low_bits(n) << i, before = UINT64_C(1) << i >> 1;
        unsigned joined = i == 0 ? joins : (b->letter & before ? 1u : 0) | (b->digit & before ? 2u : 0);
        b->lead |= UINT64_C(1) << i;
        covered |= bits;
        left &= ~covered;
        if (!place_character(b, r, bits, joined, want)) {
            b->is_rare = true;
            return;
        }
        if (sentences && (r->sentence == SB_ATERM || r->sentence == SB_STERM || r->sentence == SB_SEP ||
                          (is_news && cp == 0x2026)))
            b->candidate |= UINT64_C(1) << i;
    }
    if (b->size < 64) {
        uint64_t keep = low_bits(b->size);
        b->letter &= keep, b->digit &= keep, b->underscore &= keep;
        b->mid_letter &= keep, b->mid_both &= keep, b->mid_number &= keep;
        b->space &= keep, b->visible &= keep, b->symbol &= keep;
        b->cr &= keep, b->lf &= keep, b->candidate &= keep, b->high &= keep;
    }
}

static inline void load(const struct scan *s, size_t at, struct block *b, unsigned joins, const int want,
                        const bool sentences)
{
    size_t left = s->length - at;
    if (left >= 64) {
        classify(s->text + at, b, want, sentences);
        b->size = 64;
    } else {
        uint8_t padded[64] = {0};
        memcpy(padded, s->text + at, left);
        classify(padded, b, want, sentences);
        b->size = (unsigned)left;
    }
    b->lead = b->long_mid = b->single_word = b->single_number = 0;
    b->is_rare = false;
    if (b->high)
        decode_high(s, at, b, joins, want, sentences);
}

/* ---- from masks to tokens ---- */

/* What one block leaves to the next: bit 0 of each stands for the last byte. */
struct carry {
    uint64_t letter, digit; /* of the character before a mid character */
    uint64_t word, token;   /* a word token, any token runs up to here */
    uint64_t no_letter;     /* and has had no letter so far */
    uint64_t single_word, single_number, symbol, visible;
    uint64_t space, cr;
};

/* All bytes of the mid characters that start at `first` and have what `after` wants behind their last byte. `later`
 * are the bytes of such characters that are not first. */
static inline uint64_t whole_mids(uint64_t first, uint64_t later, uint64_t after)
{
    uint64_t all = first | (first << 1 & later);
    all |= all << 1 & later;
    uint64_t last = all & ~(all >> 1 & later) & after;
    last |= (last & later) >> 1;
    return last | (last & later) >> 1;
}

struct ends {
    uint64_t at;                               /* a token ends before this byte */
    uint64_t number, punctuation, symbol, other; /* which of them are not words; `other` is white space */
};

/* Both may write up to sixteen elements (kinds: 64) beyond what they have to say. */
static inline void emit_offsets(uint32_t *out, uint64_t mask, unsigned count, uint32_t base);
static inline void emit_kinds(uint8_t *out, const struct ends *e, unsigned count, const int want);

#ifndef SCAN_EMIT /* a kernel with a better way has its own */
/* Writes base + i for every bit i. */
static inline void emit_offsets(uint32_t *out, uint64_t mask, unsigned count, uint32_t base)
{
    enum { USUAL = 12 }; /* words in 64 bytes of English: one branch that is nearly always right */
    for (unsigned i = 0; i < USUAL; i++) {
        out[i] = base + (uint32_t)__builtin_ctzll(mask | UINT64_C(1) << 63);
        mask &= mask - 1;
    }
    for (unsigned i = USUAL; i < count; i++) {
        out[i] = base + (uint32_t)__builtin_ctzll(mask);
        mask &= mask - 1;
    }
}

#ifdef __BMI2__
/* Three bits a kind: each is packed to the bits of `at`, then spread to the bytes, eight kinds at a time. */
static inline void emit_kinds(uint8_t *out, const struct ends *e, unsigned count, const int want)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t bit1 = _pext_u64(e->number | e->punctuation, e->at), bit2 = 0, bit0 = ~bit1;
    if (want != SCAN_WORDS) {
        bit0 = ~_pext_u64(e->number | e->symbol, e->at);
        bit2 = _pext_u64(e->symbol | e->other, e->at);
    }
    for (unsigned i = 0; i < 16 || i < count; i += 8) {
        uint64_t kinds = _pdep_u64(bit0 >> i, ones) | _pdep_u64(bit1 >> i, ones) << 1;
        if (want != SCAN_WORDS)
            kinds |= _pdep_u64(bit2 >> i, ones) << 2;
        memcpy(out + i, &kinds, 8);
    }
}
#else
/* All words first, then each exception at its rank. */
static inline void emit_kinds(uint8_t *out, const struct ends *e, unsigned count, const int want)
{
    (void)count;
    memset(out, TKIT_TOKEN_WORD, 64);
    uint64_t mask = want == SCAN_WORDS ? e->number : e->number | e->punctuation | e->symbol | e->other;
    for (; mask; mask &= mask - 1) {
        uint64_t bit = mask & -mask;
        unsigned rank = bit_count(e->at & (bit - 1));
        unsigned kind = e->number & bit ? TKIT_TOKEN_NUMBER
                        : e->punctuation & bit ? TKIT_TOKEN_PUNCTUATION
                        : e->symbol & bit      ? TKIT_TOKEN_SYMBOL
                                               : TKIT_TOKEN_SPACE;
        out[rank] = (uint8_t)kind;
    }
}
#endif
#endif

/* The tokens of one block. False: a token starts with a low line, which may be neither word nor number. */
static inline bool finish_block(struct scan *s, size_t at, const struct block *b, uint64_t next_letter,
                                uint64_t next_digit, struct carry *c, size_t *starts, size_t *ends, const int want)
{
    const unsigned size = b->size;
    const uint64_t all = low_bits(size);
    /* Mid characters belong to a word when letters, or digits, stand on both sides of them. */
    uint64_t letter_before = b->letter << 1 | c->letter, digit_before = b->digit << 1 | c->digit;
    uint64_t letter_after = b->letter >> 1 | next_letter << (size - 1);
    uint64_t digit_after = b->digit >> 1 | next_digit << (size - 1);
    uint64_t between_letters = (b->mid_letter | b->mid_both) & letter_before;
    uint64_t between_digits = (b->mid_number | b->mid_both) & digit_before;
    uint64_t inner;
    if (b->long_mid) {
        /* The byte behind a mid character of several bytes is not the next one: ask at its last byte. */
        uint64_t later = b->long_mid & ~b->lead;
        inner = whole_mids(between_letters, later, letter_after) | whole_mids(between_digits, later, digit_after);
    } else {
        inner = (between_letters & letter_after) | (between_digits & digit_after);
    }
    uint64_t word = b->letter | b->digit | b->underscore | inner;
    uint64_t word_start = word & ~(word << 1 | c->word);
    if (word_start & b->underscore)
        return false;

    uint64_t single = b->single_word | b->single_number;
    uint64_t token, start;
    if (want == SCAN_WORDS) {
        token = word | single;
        start = word_start | (single & b->lead);
    } else {
        uint64_t apart = (single | b->visible) & ~word;
        uint64_t first = ~b->high | b->lead;
        if (want == SCAN_ALL) {
            apart = all & ~word;
            first &= ~(b->space & (b->space << 1 | c->space)) & ~(b->lf & (b->cr << 1 | c->cr));
        }
        token = word | apart;
        start = word_start | (apart & first);
    }
    struct ends e;
    e.at = (token << 1 | c->token) & (start | ~token) & all;

    /* A number is a word without a letter: an addition that starts at the first byte ripples through what is not a
     * letter and comes out behind the last byte. */
    uint64_t bare = word & ~b->letter, sum;
    bool over = __builtin_add_overflow(bare, (word_start & bare), &sum);
    over |= __builtin_add_overflow(sum, c->no_letter, &sum);
    uint64_t no_letter = size == 64 ? over : sum >> (size & 63) & 1;
    e.number = ((sum & ~word) | (b->single_number << 1 | c->single_number)) & e.at;
    e.symbol = e.punctuation = e.other = 0;
    if (want != SCAN_WORDS) {
        uint64_t symbol = b->symbol & ~word, visible = b->visible & ~word;
        uint64_t behind_word = (word | single) << 1 | c->word | c->single_word | c->single_number;
        e.symbol = (symbol << 1 | c->symbol) & e.at;
        e.punctuation = (visible << 1 | c->visible) & e.at & ~e.symbol;
        e.other = e.at & ~(behind_word | e.symbol | e.punctuation);
        c->symbol = last_bit(symbol, size);
        c->visible = last_bit(visible, size);
    }

    tkit_spans *out = s->words;
    unsigned started = bit_count(start), ended = bit_count(e.at);
    emit_offsets(out->start + *starts, start, started, (uint32_t)at);
    emit_offsets(out->end + *ends, e.at, ended, (uint32_t)at);
    emit_kinds(out->kind + *ends, &e, ended, want);
    *starts += started;
    *ends += ended;

    c->letter = last_bit(b->letter, size);
    c->digit = last_bit(b->digit, size);
    c->word = last_bit(word, size);
    c->token = last_bit(token, size);
    c->no_letter = no_letter;
    c->single_word = last_bit(b->single_word, size);
    c->single_number = last_bit(b->single_number, size);
    c->space = last_bit(b->space, size);
    c->cr = last_bit(b->cr, size);
    return true;
}

/* The token that the end of the text ends. */
static inline void finish_text(struct scan *s, const struct carry *c, size_t ends)
{
    unsigned kind = TKIT_TOKEN_SPACE;
    if (c->no_letter || c->single_number)
        kind = TKIT_TOKEN_NUMBER;
    else if (c->word || c->single_word)
        kind = TKIT_TOKEN_WORD;
    else if (c->symbol)
        kind = TKIT_TOKEN_SYMBOL;
    else if (c->visible)
        kind = TKIT_TOKEN_PUNCTUATION;
    s->words->end[ends] = (uint32_t)s->length;
    s->words->kind[ends] = (uint8_t)kind;
}

static inline int block_candidates(struct scan *s, size_t at, const struct block *b)
{
    for (uint64_t mask = b->candidate; mask; mask &= mask - 1) {
        size_t place = at + (unsigned)__builtin_ctzll(mask);
        if (place < s->candidate)
            continue;
        int rc = tkit_scan_candidate(s, place);
        if (rc != TKIT_OK)
            return rc;
    }
    if (s->candidate < at + b->size)
        s->candidate = at + b->size;
    return TKIT_OK;
}

static inline int run(struct scan *s, const int want, const bool sentences)
{
    enum { POLL_BLOCKS = 1 << 12, ROOM = 96 };
    struct carry c = {0};
    struct block blocks[2] = {{0}, {0}}, *block = &blocks[0], *next = &blocks[1];
    tkit_spans *words = s->words;
    size_t at = 0, starts = 0, ends = 0;
    size_t safe = 0; /* a word boundary that is not behind any open token */
    int rc = TKIT_OK;
    bool is_loaded = false;
    for (unsigned round = 0; at < s->length; round++) {
        if (round % POLL_BLOCKS == 0 && (rc = tkit_poll(s->tk)) != TKIT_OK)
            return rc;
        if (!is_loaded)
            load(s, at, block, 0, want, sentences);
        is_loaded = false;
        size_t behind = at + block->size;
        bool is_exact = block->is_rare;
        if (!is_exact) {
            next->letter = next->digit = 0;
            if (behind < s->length) {
                unsigned joins = (unsigned)(last_bit(block->letter, block->size) |
                                            last_bit(block->digit, block->size) << 1);
                load(s, behind, next, joins, want, sentences);
                is_loaded = true;
            }
            if (words->capacity - starts < ROOM) {
                words->count = starts;
                rc = tkit_spans_grow(s->tk, words, ROOM);
                if (rc != TKIT_OK)
                    return rc;
            }
            uint64_t before = c.space;
            if (finish_block(s, at, block, next->letter & 1, next->digit & 1, &c, &starts, &ends, want)) {
                uint64_t gaps = block->space & ~(block->space << 1 | before);
                if (gaps)
                    safe = at + 63 - (unsigned)__builtin_clzll(gaps);
                if (sentences && (rc = block_candidates(s, at, block)) != TKIT_OK)
                    return rc;
                at = behind;
                struct block *done = block; /* swapped, not copied: a copy stalls on the stores just made */
                block = next;
                next = done;
            } else {
                is_exact = true;
            }
        }
        if (is_exact) {
            while (starts > 0 && words->start[starts - 1] >= safe) starts--;
            words->count = starts;
            at = safe;
            rc = tkit_scan_exact(s, &at, behind);
            if (rc == TKIT_OK && sentences)
                rc = tkit_scan_candidates(s, at);
            if (rc != TKIT_OK)
                return rc;
            starts = ends = words->count;
            safe = at;
            c = (struct carry){0};
            is_loaded = false;
        }
    }
    if (starts > ends)
        finish_text(s, &c, ends);
    words->count = starts;
    return TKIT_OK;
}

/* Sentences alone: the candidates of each block. */
static inline int run_sentences(struct scan *s)
{
    enum { POLL_BLOCKS = 1 << 12 };
    struct block b;
    for (size_t at = 0, round = 0; at < s->length; at += b.size, round++) {
        int rc = round % POLL_BLOCKS == 0 ? tkit_poll(s->tk) : TKIT_OK;
        load(s, at, &b, 3, SCAN_WORDS, true);
        if (rc == TKIT_OK)
            rc = b.is_rare ? tkit_scan_candidates(s, at + b.size) : block_candidates(s, at, &b);
        if (rc != TKIT_OK)
            return rc;
    }
    return TKIT_OK;
}

int SCAN_FUNCTION(struct scan *s)
{
    if (s->want == SCAN_NO_WORDS)
        return run_sentences(s);
    if (s->rules)
        return s->want == SCAN_WORDS     ? run(s, SCAN_WORDS, true)
               : s->want == SCAN_VISIBLE ? run(s, SCAN_VISIBLE, true)
                                         : run(s, SCAN_ALL, true);
    return s->want == SCAN_WORDS     ? run(s, SCAN_WORDS, false)
           : s->want == SCAN_VISIBLE ? run(s, SCAN_VISIBLE, false)
                                     : run(s, SCAN_ALL, false);
}
