/* The hash table of forms: see vocabulary.h. */
#include "store/vocabulary.h"

enum { FIRST_SLOTS = 1 << 12, FIRST_ENTRIES = 256, LARGE = 1 << 18 };

int tkit_vocabulary_init(struct tkit_vocabulary *v, tkit *tk)
{
    *v = (struct tkit_vocabulary){.tk = tk, .mask = FIRST_SLOTS - 1};
    v->slots = tkit_calloc(tk, FIRST_SLOTS, sizeof *v->slots);
    v->entries = tkit_calloc(tk, FIRST_ENTRIES, sizeof *v->entries);
    v->entries_capacity = v->entries ? FIRST_ENTRIES : 0;
    if (v->slots && v->entries)
        return TKIT_OK;
    tkit_vocabulary_free(v);
    return tkit_fail_nomem(tk);
}

void tkit_vocabulary_free(struct tkit_vocabulary *v)
{
    if (v->slots)
        tkit_free(v->tk, v->slots, (v->mask + 1) * sizeof *v->slots);
    tkit_free(v->tk, v->entries, v->entries_capacity * sizeof *v->entries);
    tkit_free(v->tk, v->forms, v->forms_capacity);
    tkit_free(v->tk, v->ends, v->ends_capacity * sizeof *v->ends);
    *v = (struct tkit_vocabulary){.tk = v->tk};
}

size_t tkit_vocabulary_bytes(const struct tkit_vocabulary *v)
{
    return (v->mask + 1) * sizeof *v->slots + v->entries_capacity * sizeof *v->entries + v->forms_capacity +
           v->ends_capacity * sizeof *v->ends;
}

static size_t free_slot(const struct tkit_vocabulary *v, uint32_t hash)
{
    size_t at = hash & v->mask;
    while (v->slots[at].next_id) at = (at + 1) & v->mask;
    return at;
}

static int grow(struct tkit_vocabulary *v)
{
    size_t old = v->mask + 1, size = old < LARGE ? 4 * old : 2 * old;
    struct tkit_slot *before = v->slots, *slots = tkit_calloc(v->tk, size, sizeof *slots);
    if (!slots)
        return tkit_fail_nomem(v->tk);
    v->slots = slots;
    v->mask = size - 1;
    for (size_t i = 0; i < old; i++)
        if (before[i].next_id)
            slots[free_slot(v, before[i].hash)] = before[i];
    tkit_free(v->tk, before, old * sizeof *before);
    return TKIT_OK;
}

/* The second half of the key of a long form, as the entry has it: no key ends in this byte. */
static uint64_t changed(uint64_t part)
{
    return part & ~(UINT64_C(1) << 56);
}

static bool equals(const struct tkit_vocabulary *v, uint32_t id, const struct tkit_key *key)
{
    const struct tkit_entry *e = &v->entries[id];
    if (!tkit_key_is_long(key->part))
        return tkit_vocabulary_is(v, id, key);
    if (e->key[0] != key->part[0] || e->key[1] != changed(key->part[1]))
        return false;
    uint32_t length;
    const char *form = tkit_vocabulary_form(v, id, &length);
    return length == key->length && memcmp(form, key->form, length) == 0;
}

static uint32_t add(struct tkit_vocabulary *v, const struct tkit_key *key)
{
    bool is_long = tkit_key_is_long(key->part);
    uint32_t length = is_long ? key->length : tkit_key_length(key->part);
    if (v->forms_size + length > UINT32_MAX) {
        tkit_fail(v->tk, TKIT_ELIMIT, "more than 4 GiB of different forms in one segment");
        return UINT32_MAX;
    }
    size_t most = v->forms_size + (is_long ? length : sizeof key->part);
    if (tkit_reserve(v->tk, (void **)&v->ends, &v->ends_capacity, v->count + 1, sizeof *v->ends) != TKIT_OK ||
        tkit_reserve(v->tk, (void **)&v->entries, &v->entries_capacity, v->count + 1, sizeof *v->entries) != TKIT_OK ||
        tkit_reserve(v->tk, (void **)&v->forms, &v->forms_capacity, most, 1) != TKIT_OK ||
        ((v->count + 1) * UINT64_C(2) > v->mask + 1 && grow(v) != TKIT_OK)) /* at most half full */
        return UINT32_MAX;
    char *to = v->forms + v->forms_size;
    if (is_long) {
        memcpy(to, key->form, length);
    } else {
        tkit_store64(to, key->part[0]);
        tkit_store64(to + 8, key->part[1]);
    }
    v->forms_size += length;
    v->ends[v->count] = (uint32_t)v->forms_size;
    v->entries[v->count] = (struct tkit_entry){.key = {key->part[0], is_long ? changed(key->part[1]) : key->part[1]}};
    v->slots[free_slot(v, key->hash)] = (struct tkit_slot){v->count + 1, key->hash};
    return v->count++;
}

uint32_t tkit_vocabulary_enter(struct tkit_vocabulary *v, const struct tkit_key *key)
{
    for (size_t at = key->hash & v->mask; v->slots[at].next_id; at = (at + 1) & v->mask)
        if (v->slots[at].hash == key->hash && equals(v, v->slots[at].next_id - 1, key))
            return v->slots[at].next_id - 1;
    return add(v, key);
}

/* ---- order ---- */

struct sort_entry {
    uint64_t prefix; /* the first eight bytes, big-endian: most comparisons end here */
    uint32_t id;
};

/* By prefix, stable, 16 bits at a time from the right. The result is in `a`: the number of passes is even. */
static void sort_by_prefix(struct sort_entry *a, struct sort_entry *b, uint32_t count, uint32_t *starts)
{
    enum { DIGITS = 1 << 16 };
    for (unsigned shift = 0; shift < 64; shift += 16) {
        memset(starts, 0, (DIGITS + 1) * sizeof *starts);
        for (uint32_t i = 0; i < count; i++) starts[(a[i].prefix >> shift & (DIGITS - 1)) + 1]++;
        for (uint32_t d = 0; d < DIGITS; d++) starts[d + 1] += starts[d];
        for (uint32_t i = 0; i < count; i++) b[starts[a[i].prefix >> shift & (DIGITS - 1)]++] = a[i];
        struct sort_entry *swap = a;
        a = b;
        b = swap;
    }
}

static bool is_before(const struct tkit_vocabulary *v, const struct sort_entry *x, const struct sort_entry *y)
{
    uint32_t length, other;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix;
    const char *a = tkit_vocabulary_form(v, x->id, &length), *b = tkit_vocabulary_form(v, y->id, &other);
    uint32_t common = length < other ? length : other;
    int order = common ? memcmp(a, b, common) : 0;
    return order ? order < 0 : length < other;
}

/* Merges [first, middle) and [middle, end), both in order. */
static void merge_runs(const struct tkit_vocabulary *v, struct sort_entry *entries, struct sort_entry *scratch,
                       uint32_t first, uint32_t middle, uint32_t end)
{
    uint32_t a = first, b = middle, out = first;
    if (middle == end || !is_before(v, &entries[middle], &entries[middle - 1]))
        return;
    while (a < middle && b < end) scratch[out++] = is_before(v, &entries[b], &entries[a]) ? entries[b++] : entries[a++];
    while (a < middle) scratch[out++] = entries[a++];
    while (b < end) scratch[out++] = entries[b++];
    memcpy(entries + first, scratch + first, (end - first) * sizeof *entries);
}

static void sort_by_form(const struct tkit_vocabulary *v, struct sort_entry *entries, struct sort_entry *scratch,
                         uint32_t count)
{
    for (uint64_t run = 1; run < count; run *= 2)
        for (uint64_t first = 0; first + run < count; first += 2 * run) {
            uint64_t end = first + 2 * run < count ? first + 2 * run : count;
            merge_runs(v, entries, scratch, (uint32_t)first, (uint32_t)(first + run), (uint32_t)end);
        }
}

static void sort_entries(const struct tkit_vocabulary *v, struct sort_entry *entries, struct sort_entry *scratch,
                         uint32_t count, uint32_t *starts)
{
    enum { FEW = 4096 }; /* not worth four passes over 65,536 digits */
    if (count <= FEW) {
        sort_by_form(v, entries, scratch, count);
        return;
    }
    sort_by_prefix(entries, scratch, count, starts);
    for (uint32_t i = 0, same; i < count; i = same) { /* what eight bytes do not tell apart */
        same = i + 1;
        while (same < count && entries[same].prefix == entries[i].prefix) same++;
        sort_by_form(v, entries + i, scratch, same - i);
    }
}

/* The first eight bytes of a form, as a number that sorts like them. */
static uint64_t prefix_of(const struct tkit_vocabulary *v, uint32_t id)
{
    uint32_t start = id ? v->ends[id - 1] : 0, length = v->ends[id] - start;
    uint64_t prefix = 0;
    if (v->forms_size - start >= sizeof prefix) {
        prefix = __builtin_bswap64(tkit_load64(v->forms + start));
        return length >= 8 ? prefix : length ? prefix & UINT64_MAX << 8 * (8 - length) : 0;
    }
    for (uint32_t i = 0; i < 8; i++) prefix = prefix << 8 | (i < length ? (uint8_t)v->forms[start + i] : 0);
    return prefix;
}

int tkit_vocabulary_rank(const struct tkit_vocabulary *v, uint32_t *rank, uint32_t *order)
{
    size_t bytes = ((size_t)v->count + 1) * sizeof(struct sort_entry), digits = ((1 << 16) + 1) * sizeof(uint32_t);
    struct sort_entry *entries = tkit_alloc(v->tk, bytes), *scratch = tkit_alloc(v->tk, bytes);
    uint32_t *starts = tkit_alloc(v->tk, digits);
    bool ready = entries && scratch && starts;
    for (uint32_t id = 0; ready && id < v->count; id++) entries[id] = (struct sort_entry){prefix_of(v, id), id};
    if (ready)
        sort_entries(v, entries, scratch, v->count, starts);
    for (uint32_t i = 0; ready && i < v->count; i++) {
        rank[entries[i].id] = i;
        order[i] = entries[i].id;
    }
    tkit_free(v->tk, entries, bytes);
    tkit_free(v->tk, scratch, bytes);
    tkit_free(v->tk, starts, digits);
    return ready ? TKIT_OK : tkit_fail_nomem(v->tk);
}
