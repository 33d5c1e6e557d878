/* N-grams of two and more forms, with or without gaps, of a corpus or a part of it, counted over the forward columns.
 * Single forms are counted in frequencies.c, pairs of neighbours of whole documents in pairs.c.
 *
 * An n-gram is a pair: the number of its first n - 1 forms, and its last form. So every level is one hash table of
 * 64-bit keys, exact for any n. Look-ups go in batches whose slots are fetched ahead, because each is a cache miss. */
#include "query/counts.h"
#include "query/query.h"
#include "query/sample.h"
#include "store/segment.h"

enum { MOST_FORMS = 5, MOST_GAP = 10, BATCH = 64 };

struct slot {
    uint64_t key; /* + 1; 0 = free */
    uint32_t id;  /* below the last level: the number of this n-gram */
    uint32_t count, documents, last;
};

struct level {
    struct slot *slots;
    size_t size, used; /* size: a power of two */
    uint64_t *keys;    /* id -> key */
    size_t keys_capacity;
};

struct counter {
    tkit *tk;
    unsigned n, gap;
    struct sample sample;
    struct level levels[MOST_FORMS]; /* [k]: n-grams of k + 1 forms; [0] is not used */
    tkit_counts *forms;              /* the vocabulary over all segments; its row is the form's number */
    uint32_t document;
    uint64_t total;
    uint32_t *ids;                   /* of the tokens of a document */
    size_t ids_capacity;
    uint32_t batch[BATCH][MOST_FORMS]; /* n-grams that wait */
    size_t waiting;
};

static inline size_t hash_key(uint64_t key)
{
    key *= UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio: Knuth's multiplicative hash, folded */
    return (size_t)(key ^ key >> 32);
}

static int level_grow(tkit *tk, struct level *l)
{
    size_t size = l->size ? l->size * 2 : 1 << 14;
    struct slot *slots = tkit_calloc(tk, size, sizeof *slots);
    if (!slots)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < l->size; i++) {
        if (!l->slots[i].key)
            continue;
        size_t at = hash_key(l->slots[i].key) & (size - 1);
        while (slots[at].key) at = (at + 1) & (size - 1);
        slots[at] = l->slots[i];
    }
    tkit_free(tk, l->slots, l->size * sizeof *l->slots);
    l->slots = slots;
    l->size = size;
    return TKIT_OK;
}

/* The slot of a key, entered when it is new. There must be room. */
static struct slot *level_enter(tkit *tk, struct level *l, uint64_t key)
{
    size_t mask = l->size - 1, at = hash_key(key + 1) & mask;
    while (l->slots[at].key && l->slots[at].key != key + 1) at = (at + 1) & mask;
    struct slot *slot = &l->slots[at];
    if (!slot->key) {
        if (tkit_reserve(tk, (void **)&l->keys, &l->keys_capacity, l->used + 1, sizeof *l->keys) != TKIT_OK)
            return NULL;
        l->keys[l->used] = key;
        slot->key = key + 1;
        slot->id = (uint32_t)l->used++;
    }
    return slot;
}

/* Counts the n-grams that wait. */
static int flush(struct counter *c)
{
    uint64_t keys[BATCH];
    uint32_t prefix[BATCH];
    for (size_t i = 0; i < c->waiting; i++) prefix[i] = c->batch[i][0];
    for (unsigned k = 1; k < c->n; k++) {
        struct level *l = &c->levels[k];
        int r = TKIT_OK;
        while (r == TKIT_OK && (l->used + BATCH) * 2 > l->size) r = level_grow(c->tk, l);
        if (r != TKIT_OK)
            return r;
        for (size_t i = 0; i < c->waiting; i++) {
            keys[i] = (uint64_t)prefix[i] << 32 | c->batch[i][k];
            __builtin_prefetch(&l->slots[hash_key(keys[i] + 1) & (l->size - 1)]);
        }
        for (size_t i = 0; i < c->waiting; i++) {
            struct slot *slot = level_enter(c->tk, l, keys[i]);
            if (!slot)
                return TKIT_ENOMEM;
            prefix[i] = slot->id;
            if (k + 1 < c->n)
                continue;
            slot->count++;
            if (slot->last != c->document) {
                slot->last = c->document;
                slot->documents++;
            }
        }
    }
    c->total += c->waiting;
    c->waiting = 0;
    return tkit_poll(c->tk); /* with gaps, one document can be a lot of work */
}

/* Counts one n-gram: the forms at `places` behind the first one. */
static int count_one(struct counter *c, const uint32_t *first, const uint32_t *places)
{
    for (unsigned k = 0; k < c->n; k++) c->batch[c->waiting][k] = first[places[k]];
    return ++c->waiting == BATCH ? flush(c) : TKIT_OK;
}

/* Counts every n-gram that begins with the first of `room` tokens and has its last within n + gap of them. */
static int count_from(struct counter *c, const uint32_t *first, uint32_t room)
{
    uint32_t places[MOST_FORMS] = {0, 1, 2, 3, 4};
    if (room > c->n + c->gap)
        room = c->n + c->gap;
    if (room < c->n)
        return TKIT_OK;
    for (;;) { /* combinations in lexical order: the last place that can moves on, those behind it follow closely */
        int r = count_one(c, first, places);
        unsigned k = c->n - 1;
        while (k > 0 && places[k] == room - c->n + k) k--;
        if (r != TKIT_OK || k == 0)
            return r;
        for (places[k]++, k++; k < c->n; k++) places[k] = places[k - 1] + 1;
    }
}

/* The tokens from one on that make n-grams together: up to the end of its sentence or to a form that breaks them. */
static uint32_t run_length(const struct counter *c, uint32_t from, uint32_t end)
{
    uint32_t at = from;
    while (at < end && c->ids[at] != LEFT_OUT) at++;
    return at - from;
}

static int count_document(struct counter *c, struct tkit_attribute *a, const uint32_t *map, uint32_t first,
                          uint32_t count, const uint32_t *sentences, size_t sentence_count, size_t *sentence)
{
    int r = tkit_reserve(c->tk, (void **)&c->ids, &c->ids_capacity, (size_t)count + 1, sizeof *c->ids);
    if (r != TKIT_OK)
        return r;
    tkit_column_forms(a, first, count, c->ids);
    for (uint32_t i = 0; i < count; i++) c->ids[i] = c->ids[i] < a->forms ? map[c->ids[i]] : LEFT_OUT;
    for (uint32_t at = 0, stop, run; at < count && r == TKIT_OK; at = stop) {
        while (*sentence < sentence_count && sentences[*sentence] <= first + at) ++*sentence;
        stop =
            *sentence < sentence_count && sentences[*sentence] < first + count ? sentences[*sentence] - first : count;
        for (; at < stop && r == TKIT_OK; at += run + 1) {
            run = run_length(c, at, stop);
            for (uint32_t i = at; i + c->n <= at + run && r == TKIT_OK; i++) {
                uint32_t reach = tkit_sample_reach(&c->sample, first + i) - (first + i), room = at + run - i;
                r = count_from(c, c->ids + i, room < reach ? room : reach);
            }
        }
    }
    return r == TKIT_OK && c->waiting ? flush(c) : r; /* batches are of one document */
}

static int count_segment(struct counter *c, struct tkit_segment *s, uint32_t number, const tkit_ngram_options *o)
{
    struct tkit_attribute *a = tkit_segment_attribute(s, o->by);
    tkit_arena arena;
    uint32_t *map = NULL;
    if (!a)
        return TKIT_OK;
    tkit_arena_init(&arena, c->tk);
    int r = tkit_attribute_load(a);
    if (r == TKIT_OK)
        r = tkit_counts_map(c->forms, a, o->with_punctuation, &arena, &map);
    if (r == TKIT_OK)
        r = tkit_sample_enter(&c->sample, number);
    const uint32_t *sentences = NULL;
    if (r == TKIT_OK && !o->across_sentences && s->sentences) {
        sentences = tkit_segment_sentences(s);
        r = sentences ? TKIT_OK : s->status;
    }
    size_t sentence = 0;
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        if (!tkit_is_chosen(&c->sample.chosen, s->document[d]))
            continue;
        c->document++;
        r = count_document(c, a, map, s->first_token[d], s->first_token[d + 1] - s->first_token[d], sentences,
                           sentences ? s->sentences : 0, &sentence);
        if (r == TKIT_OK)
            r = tkit_poll(c->tk);
    }
    tkit_arena_free(&arena);
    return r == TKIT_OK ? s->status : r;
}

/* Turns the slots of the last level into rows. */
static int make_rows(struct counter *c, uint64_t least, tkit_counts *out)
{
    const struct level *l = &c->levels[c->n - 1];
    tkit_buffer key;
    int r = TKIT_OK;
    tkit_buffer_init(&key, c->tk);
    for (size_t i = 0; i < l->size && r == TKIT_OK; i++) {
        const struct slot *slot = &l->slots[i];
        if (!slot->key || slot->count < least)
            continue;
        uint32_t forms[MOST_FORMS];
        uint64_t at = slot->key - 1;
        for (unsigned k = c->n - 1; k > 0; k--) {
            forms[k] = (uint32_t)at;
            at = k > 1 ? c->levels[k - 1].keys[at >> 32] : at >> 32;
        }
        forms[0] = (uint32_t)at;
        tkit_buffer_clear(&key);
        for (unsigned k = 0; k < c->n; k++) {
            if (k)
                tkit_buffer_putc(&key, '\t');
            tkit_buffer_add(&key, c->forms->rows[forms[k]].key, c->forms->rows[forms[k]].length);
        }
        if ((r = tkit_buffer_status(&key)) == TKIT_OK)
            r = tkit_counts_append(out, key.data, key.size, slot->count, slot->documents);
    }
    tkit_buffer_free(&key);
    return r;
}

static int count_ngrams(struct counter *c, struct tkit_index *index, const tkit_ngram_options *o, tkit_counts **out)
{
    int r = tkit_counts_new(c->tk, &c->forms);
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++) r = count_segment(c, index->segments[i], (uint32_t)i, o);
    if (r == TKIT_OK)
        r = tkit_counts_new(c->tk, out);
    if (r == TKIT_OK)
        r = make_rows(c, o->least, *out);
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, 0, false);
    if (r == TKIT_OK) {
        (*out)->total = c->total;
        (*out)->types = c->levels[c->n - 1].used;
    }
    return r;
}

static int check(tkit *tk, const struct tkit_index *index, const tkit_ngram_options *o)
{
    if (o->n > MOST_FORMS)
        return tkit_fail(tk, TKIT_EINVALID, "n-grams of %u forms: at most %d", o->n, MOST_FORMS);
    if (o->gap > MOST_GAP)
        return tkit_fail(tk, TKIT_EINVALID, "gaps of %u tokens: at most %d", o->gap, MOST_GAP);
    return tkit_index_need_attribute(index, o->by);
}

static void free_counter(struct counter *c)
{
    for (unsigned k = 0; k < MOST_FORMS; k++) {
        tkit_free(c->tk, c->levels[k].slots, c->levels[k].size * sizeof *c->levels[k].slots);
        tkit_free(c->tk, c->levels[k].keys, c->levels[k].keys_capacity * sizeof *c->levels[k].keys);
    }
    tkit_free(c->tk, c->ids, c->ids_capacity * sizeof *c->ids);
    tkit_counts_free(c->forms);
    tkit_sample_leave(c->tk, &c->sample);
}

int tkit_corpus_ngrams(tkit_corpus *corpus, const tkit_ngram_options *options, tkit_counts **out)
{
    tkit_ngram_options o = {0};
    struct tkit_index *index = NULL;
    int r = TKIT_OK;
    *out = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    o.n = o.n ? o.n : 1;
    o.by = o.by ? o.by : "word";
    struct counter c = {.tk = corpus->tk, .n = o.n, .gap = o.gap,
                        .sample = {.chosen = {o.documents, o.document_count}, .inside = o.inside}};
    if (o.inside)
        index = o.inside->query->index;
    else
        r = tkit_index_open(corpus, &index);
    if (r == TKIT_OK)
        r = check(corpus->tk, index, &o);
    if (r == TKIT_OK && o.n == 1)
        r = tkit_index_frequencies(index, &o, &c.sample, out);
    else if (r == TKIT_OK && o.n == 2 && !o.gap && !o.inside)
        r = tkit_index_pairs(index, &o, &c.sample.chosen, out);
    else if (r == TKIT_OK)
        r = count_ngrams(&c, index, &o, out);
    free_counter(&c);
    if (!o.inside)
        tkit_index_close(index);
    if (r != TKIT_OK) {
        tkit_counts_free(*out);
        *out = NULL;
    }
    return r;
}
