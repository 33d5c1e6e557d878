/* Postings: cursors over posting lists and their unions. See segment.h. */
#include "store/segment_parts.h"

enum {
    SIDE_BY_SIDE = 8, /* lists that are merged while reading; more are gathered in a bitmap first */
    WORD_BITS = 64
};

/* ---- one list ---- */

static void fail(struct tkit_cursor *c)
{
    if (!c->segment->status)
        c->segment->status = tkit_segment_damaged(c->segment, "a posting list");
    c->at = c->end = c->numbers;
    c->block = c->list.blocks + 1;
}

static bool load_block(struct tkit_cursor *c, uint32_t block)
{
    unsigned tail = c->list.count % PACK_BLOCK;
    c->at = c->end = c->numbers;
    c->block = block < c->list.blocks ? block : c->list.blocks + (block > c->list.blocks);
    if (block > c->list.blocks || (block == c->list.blocks && tail == 0))
        return false;
    unsigned count = tkit_postings_decode(&c->list, block, c->numbers);
    if (count == 0) {
        fail(c);
        return false;
    }
    c->end = c->numbers + count;
    return true;
}

/* The number that the cursor stands before, TKIT_NO_TOKEN at the end. */
static inline uint32_t head(struct tkit_cursor *c)
{
    if (c->at == c->end && !load_block(c, c->block + 1))
        return TKIT_NO_TOKEN;
    return *c->at;
}

/* Moves the cursor before the first number >= target and returns that. */
static uint32_t advance(struct tkit_cursor *c, uint32_t target)
{
    if (c->at == c->end || c->end[-1] < target) {
        uint32_t block = tkit_postings_find_block(&c->list, c->block + 1, target);
        if (!load_block(c, block))
            return TKIT_NO_TOKEN;
        if (c->end[-1] < target) { /* only the tail can be all below */
            c->at = c->end;
            return head(c);
        }
    }
    /* The answer lies in the block: the first of up to 128 ascending numbers that is not below. */
    const uint32_t *low = c->at;
    size_t length = (size_t)(c->end - low);
    while (length > 1) {
        size_t half = length / 2;
        low += low[half - 1] < target ? half : 0;
        length -= half;
    }
    c->at = low + (*low < target);
    return *c->at;
}

/* The list was made before. */
static int open_cursor(struct tkit_cursor *c, struct tkit_segment *segment, struct tkit_attribute *a, uint32_t form,
                       bool documents)
{
    const struct tkit_term *t = &a->terms[form];
    const struct tkit_row *row = tkit_list_made(documents ? a->documents : a->positions, form);
    c->segment = segment;
    if (!tkit_postings_open(&c->list, row->data, row->size, documents ? t->documents : t->tokens,
                            documents ? segment->documents : segment->tokens))
        return tkit_segment_damaged(segment, "a posting list");
    c->at = c->end = c->numbers;
    c->block = UINT32_MAX; /* the next one is 0 */
    return TKIT_OK;
}

/* ---- unions ---- */

/* The base forms behind forms of any attribute: all of them, in an array of the caller's. */
struct form_list {
    uint32_t *forms;
    size_t count, capacity;
};

static int expand(struct tkit_attribute *a, const uint32_t *forms, size_t count, struct form_list *out)
{
    tkit *tk = a->segment->corpus->tk;
    for (size_t i = 0; i < count; i++) {
        if (forms[i] >= a->forms)
            return tkit_fail(tk, TKIT_EINVALID, "attribute '%s' has no form number %u", a->name, forms[i]);
        uint32_t one = forms[i], more = 1;
        const uint32_t *from = &one;
        if (a->base != a) {
            from = a->base_forms + a->base_starts[one];
            more = a->base_starts[one + 1] - a->base_starts[one];
        }
        int rc = tkit_reserve(tk, (void **)&out->forms, &out->capacity, out->count + more, sizeof *out->forms);
        if (rc)
            return rc;
        if (more)
            memcpy(out->forms + out->count, from, more * sizeof *from);
        out->count += more;
    }
    return TKIT_OK;
}

static int alloc_cursors(struct tkit_postings *p, unsigned count)
{
    p->cursors = tkit_alloc(p->segment->corpus->tk, count * sizeof *p->cursors);
    if (!p->cursors)
        return tkit_fail_nomem(p->segment->corpus->tk);
    p->cursor_count = count;
    return TKIT_OK;
}

static void free_cursors(struct tkit_postings *p)
{
    tkit *tk = p->segment->corpus->tk;
    tkit_free(tk, p->cursors, p->cursor_count * sizeof *p->cursors);
    tkit_free(tk, p->bits, p->words * sizeof *p->bits);
    p->cursors = NULL;
    p->bits = NULL;
    p->cursor_count = 0;
    p->words = p->word = 0;
    p->left = 0;
    p->current = TKIT_NO_TOKEN;
}

static int alloc_bits(struct tkit_postings *p, uint32_t numbers)
{
    p->words = (size_t)numbers / WORD_BITS + 1;
    p->bits = tkit_calloc(p->segment->corpus->tk, p->words, sizeof *p->bits);
    return p->bits ? TKIT_OK : tkit_fail_nomem(p->segment->corpus->tk);
}

static inline void set_bit(uint64_t *bits, uint32_t number)
{
    bits[number / WORD_BITS] |= UINT64_C(1) << number % WORD_BITS;
}

/* Sets the bits of one list. */
static int gather(struct tkit_postings *p, struct tkit_attribute *base, uint32_t form, bool documents)
{
    struct tkit_cursor c;
    int rc = open_cursor(&c, p->segment, base, form, documents);
    for (uint32_t block = 0; rc == TKIT_OK && load_block(&c, block); block++)
        for (const uint32_t *n = c.numbers; n < c.end; n++) set_bit(p->bits, *n);
    return rc ? rc : p->segment->status;
}

static int gather_all(struct tkit_postings *p, struct tkit_attribute *base, const struct form_list *list,
                      bool documents)
{
    int rc = alloc_bits(p, documents ? p->segment->documents : p->segment->tokens);
    for (size_t i = 0; i < list->count && rc == TKIT_OK; i++) {
        rc = gather(p, base, list->forms[i], documents);
        if (rc == TKIT_OK && i % 64 == 0)
            rc = tkit_poll(p->segment->corpus->tk);
    }
    if (rc == TKIT_OK)
        p->left = p->bits[0];
    return rc;
}

static int open_forms(struct tkit_postings *p, struct tkit_attribute *base, const struct form_list *list,
                      bool documents)
{
    int rc = (documents ? tkit_lists_documents : tkit_lists_positions)(base, list->forms, list->count);
    if (rc)
        return rc;
    if (list->count > (documents ? 1 : SIDE_BY_SIDE)) /* forms share documents, never positions */
        return gather_all(p, base, list, documents);
    rc = list->count ? alloc_cursors(p, (unsigned)list->count) : TKIT_OK;
    for (unsigned i = 0; i < list->count && rc == TKIT_OK; i++)
        rc = open_cursor(&p->cursors[i], p->segment, base, list->forms[i], documents);
    return rc;
}

/* Joins the positions of a form of a derived attribute, as they come from an open cursor for each of its base forms. */
static int join_positions(struct tkit_postings *p, struct tkit_attribute *a, uint32_t form)
{
    tkit *tk = p->segment->corpus->tk;
    size_t total = (size_t)p->total, size = (total + 1) * sizeof(uint32_t);
    uint32_t *positions = tkit_alloc(tk, size);
    if (!positions)
        return tkit_fail_nomem(tk);
    size_t count = tkit_postings_read(p, positions, total);
    int rc = p->segment->status;
    if (rc == TKIT_OK && (count != total || total != a->terms[form].tokens))
        rc = tkit_segment_damaged(p->segment, "a posting list");
    if (rc == TKIT_OK)
        rc = tkit_lists_keep_joined(a, form, positions, (uint32_t)count);
    tkit_free(tk, positions, size);
    return rc;
}

/* "The", "the" and "THE" are one form in lower case: their joined positions are kept, and read by one cursor. */
static int open_joined(struct tkit_postings *p, struct tkit_attribute *a, uint32_t form, const struct form_list *list)
{
    int rc = TKIT_OK;
    if (!tkit_list_made(a->positions, form)) {
        rc = open_forms(p, a->base, list, false);
        if (rc == TKIT_OK)
            rc = join_positions(p, a, form);
        free_cursors(p);
    }
    if (rc == TKIT_OK)
        rc = alloc_cursors(p, 1);
    return rc == TKIT_OK ? open_cursor(p->cursors, p->segment, a, form, false) : rc;
}

static int open_postings(struct tkit_postings *p, struct tkit_attribute *a, const uint32_t *forms, size_t count,
                         bool documents)
{
    struct form_list list = {0};
    *p = (struct tkit_postings){.segment = a->segment, .current = TKIT_NO_TOKEN};
    int rc = a->segment->status;
    if (rc == TKIT_OK)
        rc = expand(a, forms, count, &list);
    for (size_t i = 0; i < list.count && rc == TKIT_OK; i++) {
        const struct tkit_term *t = &a->base->terms[list.forms[i]];
        p->total += documents ? t->documents : t->tokens;
    }
    if (rc == TKIT_OK && a->base != a && count == 1 && list.count > 1 && !documents)
        rc = open_joined(p, a, forms[0], &list);
    else if (rc == TKIT_OK)
        rc = open_forms(p, a->base, &list, documents);
    tkit_free(a->segment->corpus->tk, list.forms, list.capacity * sizeof *list.forms);
    if (rc)
        tkit_postings_close(p);
    return rc;
}

int tkit_postings_open_positions(struct tkit_postings *p, struct tkit_attribute *attribute, const uint32_t *forms,
                                 size_t count)
{
    return open_postings(p, attribute, forms, count, false);
}

int tkit_postings_open_documents(struct tkit_postings *p, struct tkit_attribute *attribute, const uint32_t *forms,
                                 size_t count)
{
    return open_postings(p, attribute, forms, count, true);
}

void tkit_postings_close(struct tkit_postings *p)
{
    if (!p->segment)
        return;
    free_cursors(p);
}

/* ---- reading ---- */

static uint32_t next_bit(struct tkit_postings *p)
{
    while (p->left == 0) {
        if (p->word + 1 >= p->words)
            return TKIT_NO_TOKEN;
        p->left = p->bits[++p->word];
    }
    uint32_t number = (uint32_t)(p->word * WORD_BITS) + (uint32_t)__builtin_ctzll(p->left);
    p->left &= p->left - 1;
    return number;
}

static uint32_t seek_bit(struct tkit_postings *p, uint32_t target)
{
    size_t word = target / WORD_BITS;
    if (word >= p->words) {
        p->word = p->words - 1;
        p->left = 0;
        return TKIT_NO_TOKEN;
    }
    if (word > p->word) {
        p->word = word;
        p->left = p->bits[word];
    }
    if (word == p->word)
        p->left &= UINT64_MAX << target % WORD_BITS;
    return next_bit(p);
}

/* The least number in front of the cursors; all that stand at it go on. */
static uint32_t next_of_many(struct tkit_postings *p)
{
    uint32_t heads[SIDE_BY_SIDE], least = TKIT_NO_TOKEN;
    for (unsigned i = 0; i < p->cursor_count; i++) {
        heads[i] = head(&p->cursors[i]);
        least = heads[i] < least ? heads[i] : least;
    }
    for (unsigned i = 0; i < p->cursor_count && least != TKIT_NO_TOKEN; i++)
        p->cursors[i].at += heads[i] == least;
    return least;
}

uint32_t tkit_postings_next(struct tkit_postings *p)
{
    if (p->cursor_count == 1) {
        p->current = head(p->cursors);
        p->cursors->at += p->current != TKIT_NO_TOKEN;
    } else if (p->bits) {
        p->current = next_bit(p);
    } else {
        p->current = next_of_many(p);
    }
    return p->current;
}

uint32_t tkit_postings_seek(struct tkit_postings *p, uint32_t target)
{
    if (p->current != TKIT_NO_TOKEN && p->current >= target)
        return p->current;
    if (p->cursor_count == 1) {
        p->current = advance(p->cursors, target);
        p->cursors->at += p->current != TKIT_NO_TOKEN;
    } else if (p->bits) {
        p->current = seek_bit(p, target);
    } else {
        for (unsigned i = 0; i < p->cursor_count; i++)
            if (head(&p->cursors[i]) < target)
                advance(&p->cursors[i], target);
        p->current = next_of_many(p);
    }
    return p->current;
}

size_t tkit_postings_read(struct tkit_postings *p, uint32_t *numbers, size_t room)
{
    size_t count = 0;
    while (count < room) {
        if (p->cursor_count == 1) {
            if (head(p->cursors) == TKIT_NO_TOKEN)
                break;
            size_t piece = (size_t)(p->cursors->end - p->cursors->at);
            if (piece > room - count)
                piece = room - count;
            memcpy(numbers + count, p->cursors->at, piece * sizeof *numbers);
            p->cursors->at += piece;
            count += piece;
        } else {
            uint32_t number = p->bits ? next_bit(p) : next_of_many(p);
            if (number == TKIT_NO_TOKEN)
                break;
            numbers[count++] = number;
        }
    }
    p->current = count ? numbers[count - 1] : TKIT_NO_TOKEN;
    return count;
}
