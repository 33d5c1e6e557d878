/* Atoms of a text, and the features of the gaps between them: the part of the segmenter that working and learning
 * share. */
#include "nlp/segmenter.h"
#include "nlp/word.h"

enum kind { LETTERS_LOWER = 1, LETTERS_FIRST, LETTERS_ONE, LETTERS_UPPER, LETTERS_MIXED, LETTERS_OTHER, DIGITS };
enum chunk { CHUNK_WORD, CHUNK_ADDRESS, CHUNK_MAIL, CHUNK_DIGITS, CHUNK_MIXED, CHUNK_MARKS };

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}
static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* A curly apostrophe inside a token of letters: three bytes. */
static bool is_apostrophe(const char *at, const char *end)
{
    return end - at >= 3 && memcmp(at, "\xe2\x80\x99", 3) == 0;
}

static uint32_t kind_of(const char *at, size_t size)
{
    unsigned char c = (unsigned char)at[0];
    if (is_digit(c))
        return DIGITS * 8 + (uint32_t)(size < 6 ? size : 6);
    if (!is_letter(c) || is_apostrophe(at, at + size))
        return 0x100 | (uint32_t)feature_text(at, size) << 9;
    bool lower = false, upper = false, other = false;
    for (size_t i = 1; i < size; i++) {
        unsigned char d = (unsigned char)at[i];
        lower |= d >= 'a' && d <= 'z';
        upper |= d >= 'A' && d <= 'Z';
        other |= d >= 0x80;
    }
    uint32_t length = (uint32_t)(size < 4 ? size : 4);
    if (c >= 0x80)
        return LETTERS_OTHER * 8;
    if (c >= 'a')
        return (upper ? LETTERS_MIXED : LETTERS_LOWER) * 8 + length;
    if (size == 1)
        return LETTERS_ONE * 8;
    return (upper ? (lower ? LETTERS_MIXED : LETTERS_UPPER) : LETTERS_FIRST) * 8 + length + (other ? 0 : 0);
}

static int add_atom(struct segmentation *s, const char *text, uint32_t start, uint32_t end, uint8_t space)
{
    char lower[WORD_BYTES];
    int code = tkit_reserve(s->tk, (void **)&s->atoms, &s->atom_capacity, s->atom_count + 1, sizeof *s->atoms);
    if (code)
        return code;
    size_t n = tkit_word_lower(text + start, end - start, lower);
    uint32_t kind = kind_of(text + start, end - start);
    if (kind / 8 == DIGITS) /* numbers by their length */
        memset(lower, '0', n);
    s->atoms[s->atom_count++] = (struct segment_atom){.start = start, .end = end, .text = feature_text(lower, n),
                                                      .kind = kind, .space = space};
    return TKIT_OK;
}

/* One UAX #29 token, cut where letters, digits and marks meet. */
static int cut_token(struct segmentation *s, const char *text, uint32_t start, uint32_t end, uint8_t space)
{
    for (uint32_t at = start; at < end;) {
        uint32_t from = at;
        const char *c = text + at;
        if (is_digit((unsigned char)*c)) {
            while (at < end && is_digit((unsigned char)text[at])) at++;
        } else if (is_apostrophe(c, text + end)) {
            at += 3;
        } else if (is_letter((unsigned char)*c)) {
            while (at < end && is_letter((unsigned char)text[at]) && !is_apostrophe(text + at, text + end)) at++;
        } else {
            at++;
        }
        int code = add_atom(s, text, from, at, space);
        if (code)
            return code;
        space = SPACE_NONE;
    }
    return TKIT_OK;
}

/* Lines that were wrapped at a column, so that their ends mean nothing: none is longer than 100 bytes, and those that
 * another line follows directly are long. Everywhere else the end of a line ends a paragraph. */
static bool is_wrapped(const char *text, size_t size)
{
    size_t followed = 0, length_sum = 0;
    for (const char *at = text, *end = text + size; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline ? newline : end) - at);
        if (length > 100)
            return false;
        if (newline && newline + 1 < end && newline[1] != '\n' && newline[1] != '\r' && length) {
            followed++;
            length_sum += length;
        }
        at = newline ? newline + 1 : end;
    }
    return followed && length_sum / followed >= 50;
}

static uint8_t space_between(const char *text, uint32_t from, uint32_t to, bool wrapped)
{
    unsigned newlines = 0;
    if (from == to)
        return SPACE_NONE;
    for (uint32_t i = from; i < to; i++) newlines += text[i] == '\n';
    return newlines > 1 || (newlines && !wrapped) ? SPACE_PARAGRAPH : SPACE_BLANK;
}

static uint8_t chunk_of(const char *text, uint32_t start, uint32_t end)
{
    bool letters = false, digits = false, marks = false, slashes = false;
    const char *at = memchr(text + start, '@', end - start);
    for (uint32_t i = start; i < end; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_letter(c))
            letters = true;
        else if (is_digit(c))
            digits = true;
        else
            marks = true;
        slashes |= c == ':' && end - i > 3 && text[i + 1] == '/' && text[i + 2] == '/';
    }
    if (slashes || (end - start > 4 && memcmp(text + start, "www.", 4) == 0))
        return CHUNK_ADDRESS;
    if (at && at > text + start && at < text + end - 1)
        return CHUNK_MAIL;
    return letters ? (digits ? CHUNK_MIXED : CHUNK_WORD) : digits ? CHUNK_DIGITS : marks ? CHUNK_MARKS : CHUNK_WORD;
}

static void mark_chunks(struct segmentation *s, const char *text)
{
    bool quoted = false;
    for (size_t first = 0, i; first < s->atom_count; first = i) {
        for (i = first + 1; i < s->atom_count && s->atoms[i].space == SPACE_NONE; i++) {}
        uint8_t chunk = chunk_of(text, s->atoms[first].start, s->atoms[i - 1].end);
        for (size_t k = first; k < i; k++) s->atoms[k].chunk = chunk;
    }
    for (size_t i = 0; i < s->atom_count; i++) {
        struct segment_atom *a = &s->atoms[i];
        const char *at = text + a->start;
        if (a->space == SPACE_PARAGRAPH)
            quoted = false;
        a->quoted = quoted;
        if (*at == '"' && a->end - a->start == 1)
            quoted = !quoted;
        else if (a->end - a->start == 3 && memcmp(at, "\xe2\x80\x9c", 3) == 0)
            quoted = true;
        else if (a->end - a->start == 3 && memcmp(at, "\xe2\x80\x9d", 3) == 0)
            quoted = false;
    }
}

int tkit_segment_atoms(tkit *tk, const char *text, size_t size, struct segmentation *s)
{
    s->tk = tk;
    s->atom_count = 0;
    int code = tkit_tokenize(tk, text, size, 0, &s->tokens);
    bool wrapped = is_wrapped(text, size);
    uint32_t last = 0;
    for (size_t i = 0; !code && i < s->tokens.count; i++) {
        uint32_t start = s->tokens.start[i], end = s->tokens.end[i];
        uint8_t space = i ? space_between(text, last, start, wrapped) : SPACE_PARAGRAPH;
        if (s->tokens.kind[i] == TKIT_TOKEN_WORD || s->tokens.kind[i] == TKIT_TOKEN_NUMBER)
            code = cut_token(s, text, start, end, space);
        else
            code = add_atom(s, text, start, end, space);
        last = end;
        if (!code && i % 65536 == 65535)
            code = tkit_poll(tk);
    }
    if (!code)
        mark_chunks(s, text);
    return code;
}

bool tkit_gap_is_plain(const struct segmentation *s, size_t i)
{
    const struct segment_atom *a = &s->atoms[i - 1], *b = &s->atoms[i];
    return b->space == SPACE_BLANK && a->kind < 0x100 && b->kind / 8 == LETTERS_LOWER;
}

size_t tkit_gap_features(const struct segmentation *s, const char *text, size_t i, const struct gap_history *history,
                         uint64_t *out)
{
    static const struct segment_atom edge = {.text = 3, .kind = 7, .space = 7};
    const struct segment_atom *atoms = s->atoms, *end = atoms + s->atom_count;
    const struct segment_atom *r1 = &atoms[i], *l1 = r1 - 1;
    const struct segment_atom *l2 = i > 1 ? r1 - 2 : &edge, *l3 = i > 2 ? r1 - 3 : &edge;
    const struct segment_atom *r2 = r1 + 1 < end ? r1 + 1 : &edge, *r3 = r1 + 2 < end ? r1 + 2 : &edge;
    const struct segment_atom *first = &atoms[history->word_atom];
    char lower[WORD_BYTES];
    size_t n = tkit_word_lower(text + first->start, l1->end - first->start, lower);
    uint64_t so_far = feature_text(lower, n);
    uint64_t before_word = history->word_atom ? first[-1].text : 0,
             before_kind = history->word_atom ? first[-1].kind : 0;
    uint64_t space = r1->space != SPACE_NONE, spaces = space | (uint64_t)(l1->space != SPACE_NONE) << 1 |
                     (uint64_t)(r2->space != SPACE_NONE) << 2 | (uint64_t)(l2->space != SPACE_NONE) << 3;
    uint64_t length = feature_bin(history->sentence_words), atoms_so_far = i - history->word_atom;
    uint64_t *f = out;
    *f++ = feature3(1, l1->kind, r1->kind, space);
    *f++ = feature3(2, l1->text, r1->text, space);
    *f++ = feature3(3, l1->text, r1->kind, space);
    *f++ = feature3(4, l1->kind, r1->text, space);
    *f++ = feature2(5, l1->text, space);
    *f++ = feature2(6, r1->text, space);
    *f++ = feature4(7, l2->kind, l1->kind, r1->kind, spaces);
    *f++ = feature4(8, l1->kind, r1->kind, r2->kind, spaces);
    *f++ = feature4(9, feature2(0, l2->kind, l1->kind), r1->kind, r2->kind, spaces);
    *f++ = feature4(10, feature2(0, l3->kind, l2->kind), l1->kind, r1->kind, spaces);
    *f++ = feature4(11, l1->kind, feature2(0, r1->kind, r2->kind), r3->kind, spaces);
    *f++ = feature3(12, l2->text, l1->text, spaces);
    *f++ = feature3(13, r1->text, r2->text, spaces);
    *f++ = feature4(14, l2->text, l1->kind, r1->kind, spaces);
    *f++ = feature4(15, l1->kind, r1->kind, r2->text, spaces);
    *f++ = feature3(16, so_far, r1->kind, space);
    *f++ = feature3(17, so_far, r1->text, space);
    *f++ = feature4(18, l1->chunk, l1->kind, r1->kind, space);
    *f++ = feature4(19, r1->chunk, l1->kind, r1->kind, space);
    *f++ = feature4(20, length, l1->kind, r1->kind, space);
    *f++ = feature4(21, r1->quoted, l1->kind, r1->kind, space);
    *f++ = feature4(22, r1->quoted, feature2(0, l2->kind, l1->kind), r1->kind, spaces);
    *f++ = feature4(23, atoms_so_far < 4 ? atoms_so_far : 4, l1->kind, r1->kind, spaces);
    *f++ = feature4(24, feature2(0, l2->text, l1->text), r1->text, r2->text, spaces);
    *f++ = feature4(25, before_word, so_far, r1->kind, space);
    *f++ = feature4(26, before_kind, l1->kind, r1->kind, spaces);
    *f++ = feature4(27, so_far, r1->kind, length, space);
    *f++ = feature4(28, l1->kind, r1->text, r2->kind, spaces);
    *f++ = feature3(29, l1->chunk, r1->chunk, spaces);
    *f++ = feature4(30, l2->text, l1->text, r1->text, spaces);
    *f++ = feature4(31, l1->kind, r1->text, r2->text, spaces);
    *f++ = feature3(32, length, r1->text, space);
    *f++ = feature4(33, l2->text, l1->text, r1->kind, spaces);
    return (size_t)(f - out);
}

/* ---- clitics ---- */

static size_t ends_with(const char *token, size_t size, const char *ending)
{
    size_t n = strlen(ending);
    return size > n && memcmp(token + size - n, ending, n) == 0 ? size - n : 0;
}

size_t tkit_clitic_at(const char *token, size_t size)
{
    static const char *const endings[] = {
        "n't", "n\xe2\x80\x99t", "'s", "\xe2\x80\x99s", "'m", "\xe2\x80\x99m", "'re", "\xe2\x80\x99re",
        "'ve", "\xe2\x80\x99ve", "'ll", "\xe2\x80\x99ll", "'d", "\xe2\x80\x99" "d", NULL,
    };
    char lower[WORD_BYTES];
    if (size > WORD_BYTES)
        return 0;
    for (size_t i = 0; i < size; i++) lower[i] = (char)(token[i] >= 'A' && token[i] <= 'Z' ? token[i] + 32 : token[i]);
    for (const char *const *e = endings; *e; e++) {
        size_t at = ends_with(lower, size, *e);
        if (at)
            return at;
    }
    size_t at = ends_with(lower, size, "s'");
    if (!at)
        at = ends_with(lower, size, "s\xe2\x80\x99");
    return at ? at + 1 : 0;
}
