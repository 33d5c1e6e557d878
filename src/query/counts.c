/* Frequency lists under construction, and those of hits by keys. Forms are counted in frequencies.c, n-grams in
 * ngrams.c. */
#include "query/counts.h"

#include <stdlib.h>
#include <xxhash.h>

#include "query/query.h"

int tkit_counts_new(tkit *tk, tkit_counts **out)
{
    tkit_counts *c = *out = tkit_calloc(tk, 1, sizeof *c);
    if (!c)
        return tkit_fail_nomem(tk);
    c->tk = tk;
    tkit_arena_init(&c->arena, tk);
    return TKIT_OK;
}

void tkit_counts_free(tkit_counts *c)
{
    if (!c)
        return;
    tkit_free(c->tk, c->rows, c->capacity * sizeof *c->rows);
    tkit_free(c->tk, c->slots, c->slot_count * sizeof *c->slots);
    tkit_free(c->tk, c->spelled, c->spelled_size);
    tkit_counts_free(c->forms); /* which has none itself */
    tkit_arena_free(&c->arena);
    tkit_free(c->tk, c, sizeof *c);
}

static size_t find_slot(const tkit_counts *c, const char *key, size_t length)
{
    size_t mask = c->slot_count - 1, i = (size_t)XXH3_64bits(key, length) & mask;
    for (; c->slots[i]; i = (i + 1) & mask) {
        const struct count_row *row = &c->rows[c->slots[i] - 1];
        if (row->length == length && memcmp(row->key, key, length) == 0)
            break;
    }
    return i;
}

static int grow(tkit_counts *c)
{
    size_t old = c->slot_count, size = old ? old * 2 : 1024;
    uint32_t *slots = tkit_calloc(c->tk, size, sizeof *slots);
    if (!slots)
        return tkit_fail_nomem(c->tk);
    tkit_free(c->tk, c->slots, old * sizeof *c->slots);
    c->slots = slots;
    c->slot_count = size;
    for (size_t i = 0; i < c->count; i++) c->slots[find_slot(c, c->rows[i].key, c->rows[i].length)] = (uint32_t)i + 1;
    return TKIT_OK;
}

int tkit_counts_append_kept(tkit_counts *c, const char *key, size_t length, uint64_t count, uint32_t documents)
{
    if (c->count == UINT32_MAX - 1)
        return tkit_fail(c->tk, TKIT_ELIMIT, "more than four thousand million different keys");
    int r = tkit_reserve(c->tk, (void **)&c->rows, &c->capacity, c->count + 1, sizeof *c->rows);
    if (r != TKIT_OK)
        return r;
    c->rows[c->count++] =
        (struct count_row){.key = key, .length = (uint32_t)length, .count = count, .documents = documents};
    c->total += count;
    return TKIT_OK;
}

int tkit_counts_of_pairs(tkit_counts *c, tkit_counts *forms)
{
    size_t longest = 0;
    c->forms = forms;
    for (size_t i = 0; i < forms->count; i++)
        longest = forms->rows[i].length > longest ? forms->rows[i].length : longest;
    c->spelled = tkit_alloc(c->tk, 2 * longest + 2);
    if (!c->spelled)
        return tkit_fail_nomem(c->tk);
    c->spelled_size = 2 * longest + 2;
    return TKIT_OK;
}

int tkit_counts_append_pair(tkit_counts *c, uint64_t pair, uint64_t count, uint32_t documents)
{
    int r = tkit_counts_append_kept(c, NULL, 0, count, documents);
    if (r == TKIT_OK)
        c->rows[c->count - 1].pair = pair;
    return r;
}

/* The key of a pair, until the next one is asked for. */
static const char *spell_pair(const tkit_counts *c, uint64_t pair, size_t *length)
{
    const struct count_row *first = &c->forms->rows[pair >> 32], *second = &c->forms->rows[(uint32_t)pair];
    memcpy(c->spelled, first->key, first->length);
    c->spelled[first->length] = '\t';
    memcpy(c->spelled + first->length + 1, second->key, second->length);
    *length = (size_t)first->length + 1 + second->length;
    c->spelled[*length] = 0;
    return c->spelled;
}

int tkit_counts_keep_text(tkit_counts *c, const char *text, size_t length, const char **copy)
{
    *copy = tkit_arena_strndup(&c->arena, text, length);
    return *copy ? TKIT_OK : TKIT_ENOMEM;
}

int tkit_counts_append(tkit_counts *c, const char *key, size_t length, uint64_t count, uint32_t documents)
{
    const char *copy;
    int r = tkit_counts_keep_text(c, key, length, &copy);
    return r == TKIT_OK ? tkit_counts_append_kept(c, copy, length, count, documents) : r;
}

int tkit_counts_number(tkit_counts *c, const char *key, size_t length, size_t *row)
{
    int r;
    if (c->count * 2 >= c->slot_count && (r = grow(c)) != TKIT_OK)
        return r;
    size_t slot = find_slot(c, key, length);
    if (!c->slots[slot]) {
        if ((r = tkit_counts_append(c, key, length, 0, 0)) != TKIT_OK)
            return r;
        c->slots[slot] = (uint32_t)c->count;
    }
    *row = c->slots[slot] - 1;
    return TKIT_OK;
}

/* Adds `count` occurrences of a key in a document. */
static int counts_add(tkit_counts *c, const char *key, size_t length, uint64_t count, int64_t document)
{
    size_t row;
    int r = tkit_counts_number(c, key, length, &row);
    if (r != TKIT_OK)
        return r;
    tkit_counts_count(c, row, document);
    c->rows[row].count += count - 1;
    c->total += count - 1;
    return TKIT_OK;
}

static int compare_keys(const void *x, const void *y)
{
    const struct count_row *a = x, *b = y;
    if (!a->key)
        return (a->pair > b->pair) - (a->pair < b->pair);
    int order = memcmp(a->key, b->key, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

struct place {
    uint64_t count;
    uint32_t row;
};

/* Falling by count and otherwise as they were: a radix sort from the lowest digit of the count up to the last that is
 * needed. */
static void sort_places(struct place *places, struct place *other, size_t count, uint64_t greatest)
{
    enum { DIGIT = 11, DIGITS = 1 << DIGIT };
    for (unsigned shift = 0; shift < 64 && greatest >> shift; shift += DIGIT) {
        size_t starts[DIGITS] = {0}, at = 0;
        for (size_t i = 0; i < count; i++) starts[places[i].count >> shift & (DIGITS - 1)]++;
        for (size_t d = DIGITS; d-- > 0;) {
            size_t here = starts[d];
            starts[d] = at;
            at += here;
        }
        for (size_t i = 0; i < count; i++) other[starts[places[i].count >> shift & (DIGITS - 1)]++] = places[i];
        memcpy(places, other, count * sizeof *places);
    }
}

static int sort_rows(tkit_counts *c)
{
    uint64_t greatest = 0;
    size_t bytes = c->count * sizeof(struct place);
    if (!c->count)
        return TKIT_OK;
    struct place *places = tkit_alloc(c->tk, 2 * bytes);
    struct count_row *rows = tkit_alloc(c->tk, c->count * sizeof *rows);
    if (places && rows) {
        for (size_t i = 0; i < c->count; i++) {
            places[i] = (struct place){c->rows[i].count, (uint32_t)i};
            greatest = c->rows[i].count > greatest ? c->rows[i].count : greatest;
        }
        sort_places(places, places + c->count, c->count, greatest);
        for (size_t i = 0; i < c->count; i++) rows[i] = c->rows[places[i].row];
        tkit_free(c->tk, c->rows, c->capacity * sizeof *c->rows);
        c->rows = rows;
        c->capacity = c->count;
    } else {
        tkit_free(c->tk, rows, c->count * sizeof *rows);
    }
    tkit_free(c->tk, places, 2 * bytes);
    return places && rows ? TKIT_OK : tkit_fail_nomem(c->tk);
}

int tkit_counts_finish(tkit_counts *c, uint64_t least, bool in_order)
{
    size_t kept = 0;
    c->types = 0;
    for (size_t i = 0; i < c->count; i++) {
        c->types += c->rows[i].count > 0;
        if (c->rows[i].count >= least)
            c->rows[kept++] = c->rows[i];
    }
    c->count = kept;
    tkit_free(c->tk, c->slots, c->slot_count * sizeof *c->slots);
    c->slots = NULL;
    c->slot_count = 0;
    c->ordered = in_order ? kept : 0;
    return sort_rows(c);
}

size_t tkit_counts_rows(const tkit_counts *c)
{
    return c->count;
}

uint64_t tkit_counts_total(const tkit_counts *c)
{
    return c->total;
}

uint64_t tkit_counts_types(const tkit_counts *c)
{
    return c->types;
}

const char *tkit_counts_row(tkit_counts *c, size_t index, size_t *length, uint64_t *count, uint32_t *documents)
{
    if (index >= c->count)
        return NULL;
    while (c->ordered <= index) { /* the next run of equal counts */
        size_t end = c->ordered + 1;
        while (end < c->count && c->rows[end].count == c->rows[c->ordered].count) end++;
        qsort(c->rows + c->ordered, end - c->ordered, sizeof *c->rows, compare_keys);
        c->ordered = end;
    }
    const struct count_row *row = &c->rows[index];
    *length = row->length;
    *count = row->count;
    *documents = row->documents;
    return row->key ? row->key : spell_pair(c, row->pair, length);
}

int tkit_hits_group(tkit_hits *h, const char *const *names, size_t count, uint64_t least, tkit_counts **out)
{
    enum { MOST_KEYS = 4 };
    struct key_reader readers[MOST_KEYS];
    tkit_query *q = h->query;
    *out = NULL;
    if (count < 1 || count > MOST_KEYS)
        return tkit_fail(q->tk, TKIT_EINVALID, "hits are grouped by one to %d keys", MOST_KEYS);
    for (size_t k = 0; k < count; k++) {
        int r = tkit_key_open(q, names[k], &readers[k]);
        if (r != TKIT_OK)
            return r;
    }
    int r = tkit_counts_new(q->tk, out);
    for (size_t i = 0; i < h->count && r == TKIT_OK; i++) {
        const tkit_hit *hit = &h->items[i];
        const struct tkit_segment *s = q->index->segments[hit->segment];
        tkit_buffer_clear(&h->value);
        for (size_t k = 0; k < count && r == TKIT_OK; k++) {
            if (k)
                tkit_buffer_putc(&h->value, '\t');
            r = tkit_key_value(&readers[k], hit, &h->value);
        }
        if (r == TKIT_OK && (i & 0xfff) == 0)
            r = tkit_poll(q->tk);
        if (r == TKIT_OK)
            r = counts_add(*out, h->value.data ? h->value.data : "", h->value.size, 1,
                                s->document[tkit_segment_document_of(s, hit->start, 0)]);
    }
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, least, false);
    if (r != TKIT_OK) {
        tkit_counts_free(*out);
        *out = NULL;
    }
    return r;
}
