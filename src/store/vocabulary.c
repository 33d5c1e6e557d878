/* The hash table of forms: see vocabulary.h. */
#include "store/vocabulary.h"

#include <stdlib.h>
#include <xxhash.h>

enum { FIRST_SLOTS = 1 << 12 };
#define EMPTY UINT32_MAX /* length of a free slot */

int tkit_vocabulary_init(struct tkit_vocabulary *v, tkit *tk)
{
    *v = (struct tkit_vocabulary){.tk = tk, .mask = FIRST_SLOTS - 1};
    v->slots = tkit_alloc(tk, FIRST_SLOTS * sizeof *v->slots);
    if (!v->slots)
        return tkit_fail_nomem(tk);
    memset(v->slots, 0xff, FIRST_SLOTS * sizeof *v->slots);
    return TKIT_OK;
}

void tkit_vocabulary_free(struct tkit_vocabulary *v)
{
    if (v->slots)
        tkit_free(v->tk, v->slots, (v->mask + 1) * sizeof *v->slots);
    tkit_free(v->tk, v->forms, v->forms_capacity);
    tkit_free(v->tk, v->ends, v->ends_capacity * sizeof *v->ends);
    *v = (struct tkit_vocabulary){.tk = v->tk};
}

size_t tkit_vocabulary_bytes(const struct tkit_vocabulary *v)
{
    return (v->mask + 1) * sizeof *v->slots + v->forms_capacity + v->ends_capacity * sizeof *v->ends;
}

struct tkit_key tkit_vocabulary_long_key(const char *form, uint32_t length)
{
    struct tkit_key key = {.form = form, .length = length};
    key.part[0] = XXH3_64bits(form, length);
    key.hash = (uint32_t)key.part[0];
    return key;
}

static uint32_t hash_of_slot(const struct tkit_slot *slot)
{
    return slot->length > INLINE_FORM ? (uint32_t)slot->key[0] : tkit_vocabulary_mix(slot->key[0], slot->key[1] + slot->length);
}

static int grow(struct tkit_vocabulary *v)
{
    size_t old = v->mask + 1, mask = 2 * old - 1;
    struct tkit_slot *slots = tkit_alloc(v->tk, 2 * old * sizeof *slots);
    if (!slots)
        return tkit_fail_nomem(v->tk);
    memset(slots, 0xff, 2 * old * sizeof *slots);
    for (size_t i = 0; i < old; i++) {
        if (v->slots[i].length == EMPTY)
            continue;
        size_t at = hash_of_slot(&v->slots[i]) & mask;
        while (slots[at].length != EMPTY) at = (at + 1) & mask;
        slots[at] = v->slots[i];
    }
    tkit_free(v->tk, v->slots, old * sizeof *slots);
    v->slots = slots;
    v->mask = mask;
    return TKIT_OK;
}

static bool equals(const struct tkit_vocabulary *v, const struct tkit_slot *slot, const struct tkit_key *key)
{
    if (slot->length != key->length || slot->key[0] != key->part[0])
        return false;
    if (key->length <= INLINE_FORM)
        return slot->key[1] == key->part[1];
    uint32_t length;
    return memcmp(tkit_vocabulary_form(v, slot->id, &length), key->form, key->length) == 0;
}

/* A new form in the free slot `at`; the table may grow and the slot move. */
static struct tkit_slot *add(struct tkit_vocabulary *v, const struct tkit_key *key, size_t at)
{
    if (v->forms_size + key->length > UINT32_MAX) {
        tkit_fail(v->tk, TKIT_ELIMIT, "more than 4 GiB of different forms in one segment");
        return NULL;
    }
    if (tkit_reserve(v->tk, (void **)&v->ends, &v->ends_capacity, v->count + 1, sizeof *v->ends) != TKIT_OK ||
        tkit_reserve(v->tk, (void **)&v->forms, &v->forms_capacity, v->forms_size + key->length, 1) != TKIT_OK)
        return NULL;
    if ((v->count + 1) * UINT64_C(5) > (v->mask + 1) * UINT64_C(3)) { /* at most 60 % full */
        if (grow(v) != TKIT_OK)
            return NULL;
        at = key->hash & v->mask;
        while (v->slots[at].length != EMPTY) at = (at + 1) & v->mask;
    }
    if (key->length)
        memcpy(v->forms + v->forms_size, key->form, key->length);
    v->forms_size += key->length;
    v->ends[v->count] = (uint32_t)v->forms_size;
    v->slots[at] = (struct tkit_slot){.key = {key->part[0], key->part[1]}, .length = key->length, .id = v->count};
    v->count++;
    return &v->slots[at];
}

struct tkit_slot *tkit_vocabulary_probe(struct tkit_vocabulary *v, const struct tkit_key *key, bool *is_new)
{
    size_t at = key->hash & v->mask;
    for (;; at = (at + 1) & v->mask) {
        struct tkit_slot *slot = &v->slots[at];
        if (slot->length == EMPTY)
            break;
        if (equals(v, slot, key)) {
            *is_new = false;
            return slot;
        }
    }
    *is_new = true;
    return add(v, key, at);
}

/* ---- order ---- */

struct sort_entry {
    uint64_t prefix; /* the first eight bytes, big-endian: most comparisons end here */
    const char *form;
    uint32_t length, id;
};

static int compare(const void *a, const void *b)
{
    const struct sort_entry *x = a, *y = b;
    uint32_t common = x->length < y->length ? x->length : y->length;
    int order = common ? memcmp(x->form, y->form, common) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

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

static void sort_entries(struct sort_entry *entries, struct sort_entry *scratch, uint32_t count, uint32_t *starts)
{
    enum { FEW = 4096 }; /* not worth four passes over 65,536 digits */
    if (count > FEW)
        sort_by_prefix(entries, scratch, count, starts);
    else
        qsort(entries, count, sizeof *entries, compare);
    for (uint32_t i = 0; count > FEW && i < count;) { /* what eight bytes do not tell apart */
        uint32_t same = i + 1;
        while (same < count && entries[same].prefix == entries[i].prefix) same++;
        if (same - i > 1)
            qsort(entries + i, same - i, sizeof *entries, compare);
        i = same;
    }
}

int tkit_vocabulary_rank(const struct tkit_vocabulary *v, uint32_t *rank, uint32_t *order)
{
    size_t bytes = ((size_t)v->count + 1) * sizeof(struct sort_entry), digits = ((1 << 16) + 1) * sizeof(uint32_t);
    struct sort_entry *entries = tkit_alloc(v->tk, bytes), *scratch = tkit_alloc(v->tk, bytes);
    uint32_t *starts = tkit_alloc(v->tk, digits);
    bool ready = entries && scratch && starts;
    for (uint32_t id = 0; ready && id < v->count; id++) {
        struct sort_entry *e = &entries[id];
        e->form = tkit_vocabulary_form(v, id, &e->length);
        e->id = id;
        e->prefix = 0;
        for (uint32_t i = 0; i < 8; i++) e->prefix = e->prefix << 8 | (i < e->length ? (uint8_t)e->form[i] : 0);
    }
    if (ready)
        sort_entries(entries, scratch, v->count, starts);
    for (uint32_t i = 0; ready && i < v->count; i++) {
        rank[entries[i].id] = i;
        order[i] = entries[i].id;
    }
    tkit_free(v->tk, entries, bytes);
    tkit_free(v->tk, scratch, bytes);
    tkit_free(v->tk, starts, digits);
    return ready ? TKIT_OK : tkit_fail_nomem(v->tk);
}

void tkit_vocabulary_documents(const struct tkit_vocabulary *v, uint32_t *documents)
{
    for (size_t i = 0; i <= v->mask; i++)
        if (v->slots[i].length != EMPTY)
            documents[v->slots[i].id] = v->slots[i].documents;
}
