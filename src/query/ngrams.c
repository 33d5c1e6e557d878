/* N-grams of two and more forms, with or without gaps, of a corpus or a part of it, counted over the forward columns.
 * Single forms are counted in frequencies.c, pairs of neighbours of whole documents in pairs.c.
 *
 * The n-grams that begin with one form are gathered in one stretch of memory, then counted in tables that are as large
 * as the stretch wants, which mostly stay in the cache: one table of all n-grams would miss it at every token. How
 * long the stretches are is counted first. Where all of them together would take much memory, they are filled in
 * rounds, a range of first forms in each; a form whose stretch alone is too long is counted where it is met.
 *
 * Behind its first form an n-gram is a pair: the number of what is in front of its last form, and that form. So every
 * level is a hash table of 64-bit keys, exact for any n. */
#include "query/counts.h"
#include "query/query.h"
#include "query/sample.h"
#include "store/segment.h"

enum { MOST_FORMS = 5, MOST_GAP = 10, BATCH = 64 };
/* N-grams of a round: the first where that is all, otherwise a share of all, up to the last. */
enum { ROUND_LEAST = 8 << 20, ROUND_MOST = 32 << 20, ROUNDS = 16 };

struct slot {
    uint64_t key; /* + 1; 0 = free */
    uint32_t id;  /* below the last level: the number of this n-gram */
    uint32_t count, documents, last;
};

struct level {
    struct slot *slots;
    size_t size, used; /* size: a power of two, of `capacity` */
    size_t capacity;
    uint64_t *keys; /* id -> key */
    size_t keys_capacity;
};

enum task { MEASURE, GATHER, COUNT };

struct counter {
    tkit *tk;
    unsigned n, gap;
    struct sample sample;
    struct level levels[MOST_FORMS]; /* [k]: n-grams of k + 1 forms, their first one left out */
    tkit_counts *forms;              /* the vocabulary over all segments; its row is the form's number */
    tkit_arena arena;
    uint32_t **maps;                 /* of each segment: form -> number */
    uint32_t document;
    uint64_t total, types;
    uint32_t *ids; /* of the tokens of a document */
    size_t ids_capacity;
    uint32_t batch[BATCH][MOST_FORMS]; /* n-grams that wait */
    uint32_t batch_documents[BATCH];
    uint32_t *batch_places[BATCH]; /* where they are gathered */
    size_t waiting;

    enum task task;
    uint64_t combinations[MOST_FORMS + MOST_GAP + 1]; /* n-grams from a token with so many from it on */
    uint64_t *begins;                                 /* form -> n-grams that begin with it */
    uint32_t first, end;                              /* first forms of this round */
    uint32_t *stretches;                              /* tuples: the forms behind the first, the document */
    size_t stretches_capacity;
    uint64_t *at; /* form of this round -> tuples in front of and in its stretch so far */
};

static inline size_t hash_key(uint64_t key)
{
    key *= UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio: Knuth's multiplicative hash, folded */
    return (size_t)(key ^ key >> 32);
}

/* ---- tables ---- */

/* Empties a table that holds so many keys without growing. */
static int level_clear(tkit *tk, struct level *l, uint64_t keys)
{
    size_t size = 16;
    while (size < keys * 2) size *= 2;
    if (size > l->capacity) {
        tkit_free(tk, l->slots, l->capacity * sizeof *l->slots);
        l->slots = tkit_calloc(tk, size, sizeof *l->slots);
        l->capacity = l->slots ? size : 0;
        if (!l->slots)
            return tkit_fail_nomem(tk);
    } else {
        memset(l->slots, 0, size * sizeof *l->slots);
    }
    l->size = size;
    l->used = 0;
    return TKIT_OK;
}

static int level_grow(tkit *tk, struct level *l)
{
    size_t size = l->size * 2;
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
    tkit_free(tk, l->slots, l->capacity * sizeof *l->slots);
    l->slots = slots;
    l->size = l->capacity = size;
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

/* The level with the shortest keys: two forms behind the first one, where there are two. */
static unsigned lowest_level(const struct counter *c)
{
    return c->n > 2 ? 2 : 1;
}

/* Counts the n-grams that wait. */
static int flush(struct counter *c)
{
    uint64_t keys[BATCH];
    uint32_t prefix[BATCH];
    for (size_t i = 0; i < c->waiting; i++) prefix[i] = c->n > 2 ? c->batch[i][1] : 0;
    for (unsigned k = lowest_level(c); k < c->n; k++) {
        struct level *l = &c->levels[k];
        int r = TKIT_OK;
        while (r == TKIT_OK && (l->used + c->waiting) * 2 > l->size) r = level_grow(c->tk, l);
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
            if (slot->last != c->batch_documents[i]) {
                slot->last = c->batch_documents[i];
                slot->documents++;
            }
        }
    }
    c->waiting = 0;
    return tkit_poll(c->tk); /* with gaps, one document can be a lot of work */
}

/* ---- a walk over the tokens ---- */

/* Puts the n-grams that wait into their stretches. */
static int gather(struct counter *c)
{
    for (size_t i = 0; i < c->waiting; i++) {
        uint32_t *tuple = c->batch_places[i];
        for (unsigned k = 1; k < c->n; k++) tuple[k - 1] = c->batch[i][k];
        tuple[c->n - 1] = c->batch_documents[i];
    }
    c->waiting = 0;
    return tkit_poll(c->tk);
}

/* Takes one n-gram: the forms at `places` behind the first one. */
static int take_one(struct counter *c, const uint32_t *first, const uint32_t *places)
{
    size_t i = c->waiting++;
    for (unsigned k = 1; k < c->n; k++) c->batch[i][k] = first[places[k]];
    c->batch_documents[i] = c->document;
    if (c->task == GATHER) {
        c->batch_places[i] = c->stretches + c->at[*first - c->first]++ * c->n;
        __builtin_prefetch(c->batch_places[i], 1);
    }
    return c->waiting < BATCH ? TKIT_OK : c->task == GATHER ? gather(c) : flush(c);
}

/* Takes every n-gram that begins with the first of `room` tokens and has its last within n + gap of them. */
static int take_from(struct counter *c, const uint32_t *first, uint32_t room)
{
    uint32_t places[MOST_FORMS] = {0, 1, 2, 3, 4};
    if (room > c->n + c->gap)
        room = c->n + c->gap;
    if (c->task == MEASURE) {
        c->begins[*first] += c->combinations[room];
        return TKIT_OK;
    }
    if (room < c->n || *first < c->first || *first >= c->end)
        return TKIT_OK;
    for (;;) { /* combinations in lexical order: the last place that can moves on, those behind it follow closely */
        int r = take_one(c, first, places);
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

static int walk_document(struct counter *c, struct tkit_attribute *a, const uint32_t *map, uint32_t first,
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
                r = take_from(c, c->ids + i, room < reach ? room : reach);
            }
        }
    }
    return r;
}

static int walk_segment(struct counter *c, struct tkit_segment *s, uint32_t number, const tkit_ngram_options *o)
{
    struct tkit_attribute *a = tkit_segment_attribute(s, o->by);
    if (!a)
        return TKIT_OK;
    int r = tkit_sample_enter(&c->sample, number);
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
        r = walk_document(c, a, c->maps[number], s->first_token[d], s->first_token[d + 1] - s->first_token[d],
                          sentences, sentences ? s->sentences : 0, &sentence);
        if (r == TKIT_OK)
            r = tkit_poll(c->tk);
    }
    return r == TKIT_OK ? s->status : r;
}

static int walk(struct counter *c, struct tkit_index *index, const tkit_ngram_options *o, enum task task)
{
    int r = TKIT_OK;
    c->task = task;
    c->document = 0;
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++) r = walk_segment(c, index->segments[i], (uint32_t)i, o);
    return r;
}

/* ---- rounds ---- */

/* Turns the slots of the last level into rows of n-grams that begin with a form. */
static int make_rows(struct counter *c, uint32_t first, uint64_t least, tkit_buffer *key, tkit_counts *out)
{
    const struct level *l = &c->levels[c->n - 1];
    int r = TKIT_OK;
    c->types += l->used;
    for (size_t i = 0; i < l->size && r == TKIT_OK; i++) {
        const struct slot *slot = &l->slots[i];
        if (!slot->key || slot->count < least)
            continue;
        uint32_t forms[MOST_FORMS] = {first};
        uint64_t at = slot->key - 1;
        for (unsigned k = c->n - 1; k > 1; k--) {
            forms[k] = (uint32_t)at;
            at = k > 2 ? c->levels[k - 1].keys[at >> 32] : at >> 32;
        }
        forms[1] = (uint32_t)at;
        tkit_buffer_clear(key);
        for (unsigned k = 0; k < c->n; k++) {
            if (k)
                tkit_buffer_putc(key, '\t');
            tkit_buffer_add(key, c->forms->rows[forms[k]].key, c->forms->rows[forms[k]].length);
        }
        if ((r = tkit_buffer_status(key)) == TKIT_OK)
            r = tkit_counts_append(out, key->data, key->size, slot->count, slot->documents);
    }
    return r;
}

static int clear_levels(struct counter *c, uint64_t keys)
{
    int r = TKIT_OK;
    for (unsigned k = lowest_level(c); k < c->n && r == TKIT_OK; k++) r = level_clear(c->tk, &c->levels[k], keys);
    return r;
}

/* Counts the stretch of a form: `count` tuples. */
static int count_stretch(struct counter *c, const uint32_t *tuples, uint64_t count)
{
    int r = clear_levels(c, count);
    for (uint64_t i = 0; i < count && r == TKIT_OK; i++, tuples += c->n) {
        memcpy(c->batch[c->waiting] + 1, tuples, (c->n - 1) * sizeof *tuples);
        c->batch_documents[c->waiting] = tuples[c->n - 1];
        if (++c->waiting == BATCH || i + 1 == count)
            r = flush(c);
    }
    return r;
}

/* Counts the n-grams that begin with the forms of a round. */
static int count_round(struct counter *c, struct tkit_index *index, const tkit_ngram_options *o, tkit_buffer *key,
                       tkit_counts *out)
{
    uint64_t before = 0;
    for (uint32_t f = c->first; f < c->end; f++) {
        c->at[f - c->first] = before;
        before += c->begins[f];
    }
    if (before > ROUND_MOST) { /* one form, too frequent for a stretch */
        int r = clear_levels(c, BATCH);
        if (r == TKIT_OK)
            r = walk(c, index, o, COUNT);
        if (r == TKIT_OK && c->waiting)
            r = flush(c);
        return r == TKIT_OK ? make_rows(c, c->first, o->least, key, out) : r;
    }
    int r = tkit_reserve(c->tk, (void **)&c->stretches, &c->stretches_capacity, before * c->n, sizeof *c->stretches);
    if (r == TKIT_OK)
        r = walk(c, index, o, GATHER);
    if (r == TKIT_OK)
        r = gather(c);
    for (uint32_t f = c->first; f < c->end && r == TKIT_OK; f++) {
        uint64_t count = c->begins[f];
        if (count)
            r = count_stretch(c, c->stretches + (c->at[f - c->first] - count) * c->n, count);
        if (r == TKIT_OK && count)
            r = make_rows(c, f, o->least, key, out);
    }
    return r;
}

/* The end of the round that starts with a form. */
static uint32_t round_end(const struct counter *c, uint32_t first, uint64_t most)
{
    uint64_t sum = c->begins[first];
    uint32_t end = first + 1;
    while (end < c->forms->count && sum + c->begins[end] <= most) sum += c->begins[end++];
    return end;
}

/* All forms, and how many n-grams begin with each. */
static int measure(struct counter *c, struct tkit_index *index, const tkit_ngram_options *o)
{
    int r = tkit_counts_new(c->tk, &c->forms);
    c->maps = tkit_arena_zalloc(&c->arena, index->count * sizeof *c->maps + 1);
    if (r != TKIT_OK || !c->maps)
        return r != TKIT_OK ? r : TKIT_ENOMEM;
    for (size_t i = 0; i < index->count && r == TKIT_OK; i++) {
        struct tkit_attribute *a = tkit_segment_attribute(index->segments[i], o->by);
        if (a && (r = tkit_attribute_load(a)) == TKIT_OK)
            r = tkit_counts_map(c->forms, a, o->with_punctuation, &c->arena, &c->maps[i]);
    }
    if (r != TKIT_OK)
        return r;
    c->begins = tkit_arena_zalloc(&c->arena, (c->forms->count + 1) * sizeof *c->begins);
    c->at = tkit_arena_alloc(&c->arena, (c->forms->count + 1) * sizeof *c->at);
    if (!c->begins || !c->at)
        return TKIT_ENOMEM;
    for (unsigned room = c->n; room <= c->n + c->gap; room++) { /* n - 1 of room - 1 places */
        uint64_t ways = 1;
        for (unsigned k = 1; k < c->n; k++) ways = ways * (room - k) / k;
        c->combinations[room] = ways;
    }
    return walk(c, index, o, MEASURE);
}

static int count_ngrams(struct counter *c, struct tkit_index *index, const tkit_ngram_options *o, tkit_counts **out)
{
    tkit_buffer key;
    tkit_buffer_init(&key, c->tk);
    int r = measure(c, index, o);
    if (r == TKIT_OK)
        r = tkit_counts_new(c->tk, out);
    for (size_t f = 0; r == TKIT_OK && f < c->forms->count; f++) c->total += c->begins[f];
    uint64_t most = c->total / ROUNDS;
    most = most < ROUND_LEAST ? ROUND_LEAST : most > ROUND_MOST ? ROUND_MOST : most;
    for (c->first = 0; r == TKIT_OK && c->first < c->forms->count; c->first = c->end) {
        c->end = round_end(c, c->first, most);
        r = count_round(c, index, o, &key, *out);
    }
    tkit_buffer_free(&key);
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, 0, false);
    if (r == TKIT_OK) {
        (*out)->total = c->total;
        (*out)->types = c->types;
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
        tkit_free(c->tk, c->levels[k].slots, c->levels[k].capacity * sizeof *c->levels[k].slots);
        tkit_free(c->tk, c->levels[k].keys, c->levels[k].keys_capacity * sizeof *c->levels[k].keys);
    }
    tkit_free(c->tk, c->ids, c->ids_capacity * sizeof *c->ids);
    tkit_free(c->tk, c->stretches, c->stretches_capacity * sizeof *c->stretches);
    tkit_arena_free(&c->arena);
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
    tkit_arena_init(&c.arena, corpus->tk);
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
