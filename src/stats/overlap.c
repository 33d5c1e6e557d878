/* Sets that share weighted terms: candidates from an inverted index whose frequent terms propose nothing, every pair
 * verified on the full sets.
 *
 * Owns the sets (4 bytes a term), how often each term occurs, and the last list of pairs. */
#include "base/context.h"

#include <math.h>
#include <stdlib.h>

#include <toolkit/stats.h>

enum { POLL_EVERY = 1024 /* sets */ };

struct set {
    size_t first; /* in terms */
    uint32_t count, group;
    double weight;
};

struct tkit_overlap {
    tkit *tk;
    struct set *sets;
    size_t set_count, set_capacity;
    uint32_t *terms; /* of all sets, each ascending */
    size_t term_count, term_capacity;
    uint32_t *frequency; /* of a term: in how many sets */
    double *weights;     /* of a term */
    size_t frequency_count, frequency_capacity, weight_capacity;
    int weighed;
    tkit_overlap_pair *pairs;
    size_t pair_count, pair_capacity;
};

int tkit_overlap_create(tkit *tk, tkit_overlap **out)
{
    *out = tkit_calloc(tk, 1, sizeof **out);
    if (!*out)
        return tkit_fail_nomem(tk);
    (*out)->tk = tk;
    return TKIT_OK;
}

void tkit_overlap_free(tkit_overlap *o)
{
    if (!o)
        return;
    tkit *tk = o->tk;
    tkit_free(tk, o->sets, o->set_capacity * sizeof *o->sets);
    tkit_free(tk, o->terms, o->term_capacity * sizeof *o->terms);
    tkit_free(tk, o->frequency, o->frequency_capacity * sizeof *o->frequency);
    tkit_free(tk, o->weights, o->weight_capacity * sizeof *o->weights);
    tkit_free(tk, o->pairs, o->pair_capacity * sizeof *o->pairs);
    tkit_free(tk, o, sizeof *o);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int tkit_overlap_add(tkit_overlap *o, uint32_t group, const uint32_t *terms, size_t count)
{
    tkit *tk = o->tk;
    uint32_t highest = 0;
    for (size_t i = 0; i < count; i++) {
        if (terms[i] >= TKIT_OVERLAP_TERMS)
            return tkit_fail(tk, TKIT_EINVALID, "a term is %u, not below %u", (unsigned)terms[i], TKIT_OVERLAP_TERMS);
        if (terms[i] > highest)
            highest = terms[i];
    }
    size_t known = o->frequency_count;
    if (tkit_reserve(tk, (void **)&o->sets, &o->set_capacity, o->set_count + 1, sizeof *o->sets) ||
        tkit_reserve(tk, (void **)&o->terms, &o->term_capacity, o->term_count + count, sizeof *o->terms) ||
        (count && highest >= known &&
         tkit_reserve(tk, (void **)&o->frequency, &o->frequency_capacity, (size_t)highest + 1, sizeof *o->frequency)))
        return TKIT_ENOMEM;
    if (count && highest >= known) {
        memset(o->frequency + known, 0, ((size_t)highest + 1 - known) * sizeof *o->frequency);
        o->frequency_count = (size_t)highest + 1;
    }
    uint32_t *set = o->terms + o->term_count, kept = 0;
    if (count) {
        memcpy(set, terms, count * sizeof *set);
        qsort(set, count, sizeof *set, by_value);
    }
    for (size_t i = 0; i < count; i++)
        if (i == 0 || set[i] != set[i - 1]) {
            o->frequency[set[i]]++;
            set[kept++] = set[i];
        }
    o->sets[o->set_count++] = (struct set){.first = o->term_count, .count = kept, .group = group};
    o->term_count += kept;
    o->weighed = 0;
    return TKIT_OK;
}

size_t tkit_overlap_count(const tkit_overlap *o)
{
    return o->set_count;
}

/* ---- weights ---- */

static int weigh(tkit_overlap *o)
{
    if (o->weighed)
        return TKIT_OK;
    if (tkit_reserve(o->tk, (void **)&o->weights, &o->weight_capacity, o->frequency_count, sizeof *o->weights))
        return TKIT_ENOMEM;
    for (size_t i = 0; i < o->frequency_count; i++)
        o->weights[i] = o->frequency[i] ? log(1 + (double)o->set_count / o->frequency[i]) : 0;
    for (size_t i = 0; i < o->set_count; i++) {
        struct set *s = &o->sets[i];
        s->weight = 0;
        for (uint32_t k = 0; k < s->count; k++) s->weight += o->weights[o->terms[s->first + k]];
    }
    o->weighed = 1;
    return TKIT_OK;
}

/* ---- pairs ---- */

/* Where the members that hold a term stand in the index of one search. */
struct posting {
    uint32_t count, first, passed;
};

/* One search: the index over the sets that take part. */
struct search {
    const uint32_t *members; /* NULL: all sets, by number */
    size_t member_count;
    struct posting *postings; /* of a term */
    uint32_t *index;          /* members, ascending inside each term */
    uint32_t *counts, *touched;
};

static const struct set *member_at(const tkit_overlap *o, const struct search *s, size_t n)
{
    return &o->sets[s->members ? s->members[n] : n];
}

static void fill_index(const tkit_overlap *o, struct search *s)
{
    for (size_t n = 0; n < s->member_count; n++) {
        const struct set *set = member_at(o, s, n);
        for (uint32_t k = 0; k < set->count; k++) s->postings[o->terms[set->first + k]].count++;
    }
    uint32_t used = 0;
    for (size_t n = 0; n < s->member_count; n++) {
        const struct set *set = member_at(o, s, n);
        for (uint32_t k = 0; k < set->count; k++) {
            struct posting *p = &s->postings[o->terms[set->first + k]];
            if (p->passed == 0) {
                p->first = used;
                used += p->count;
            }
            s->index[p->first + p->passed++] = (uint32_t)n;
        }
    }
    for (size_t n = 0; n < s->member_count; n++) {
        const struct set *set = member_at(o, s, n);
        for (uint32_t k = 0; k < set->count; k++) s->postings[o->terms[set->first + k]].passed = 0;
    }
}

static tkit_overlap_pair measure(const tkit_overlap *o, uint32_t a, uint32_t b)
{
    const struct set *x = &o->sets[a], *y = &o->sets[b];
    const uint32_t *p = o->terms + x->first, *q = o->terms + y->first;
    uint32_t i = 0, j = 0, shared = 0;
    double common = 0;
    while (i < x->count && j < y->count) {
        uint32_t left = p[i], right = q[j];
        if (left == right) {
            common += o->weights[left];
            shared++;
        }
        i += left <= right;
        j += right <= left;
    }
    tkit_overlap_pair pair = {.a = a, .b = b, .shared = shared};
    if (shared) {
        pair.cosine = common / sqrt(x->weight * y->weight);
        pair.containment = common / (x->weight < y->weight ? x->weight : y->weight);
    }
    return pair;
}

static int verify(tkit_overlap *o, const tkit_overlap_options *options, uint32_t a, uint32_t b)
{
    tkit_overlap_pair pair = measure(o, a, b);
    if (pair.cosine < options->cosine &&
        !(pair.containment >= options->containment && pair.shared >= options->contained_terms))
        return TKIT_OK;
    if (tkit_reserve(o->tk, (void **)&o->pairs, &o->pair_capacity, o->pair_count + 1, sizeof *o->pairs))
        return TKIT_ENOMEM;
    o->pairs[o->pair_count++] = pair;
    return TKIT_OK;
}

static int search_pairs(tkit_overlap *o, const tkit_overlap_options *options, struct search *s)
{
    fill_index(o, s);
    for (size_t n = 0; n < s->member_count; n++) {
        const struct set *set = member_at(o, s, n);
        uint32_t touched = 0;
        for (uint32_t k = 0; k < set->count; k++) {
            struct posting *p = &s->postings[o->terms[set->first + k]];
            p->passed++;
            if (p->count > options->common)
                continue;
            /* the members behind this one */
            for (uint32_t i = p->passed; i < p->count; i++) {
                uint32_t other = s->index[p->first + i];
                if (s->counts[other]++ == 0)
                    s->touched[touched++] = other;
            }
        }
        uint32_t self = (uint32_t)(set - o->sets);
        int code = TKIT_OK;
        for (uint32_t t = 0; t < touched; t++) {
            uint32_t other = s->touched[t];
            const struct set *partner = member_at(o, s, other);
            uint32_t proposals = s->counts[other];
            s->counts[other] = 0;
            if (code == TKIT_OK && proposals >= options->least_shared && partner->group != set->group &&
                set->count >= options->least_terms && partner->count >= options->least_terms)
                code = verify(o, options, self, (uint32_t)(partner - o->sets));
        }
        if (code == TKIT_OK && n % POLL_EVERY == 0)
            code = tkit_poll(o->tk);
        if (code != TKIT_OK)
            return code;
    }
    return TKIT_OK;
}

static int by_pair(const void *a, const void *b)
{
    const tkit_overlap_pair *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

int tkit_overlap_find(tkit_overlap *o, const tkit_overlap_options *options, const uint32_t *members, size_t count,
                      const tkit_overlap_pair **pairs, size_t *pair_count)
{
    tkit *tk = o->tk;
    tkit_overlap_options used = {.common = 60, .least_shared = 2, .least_terms = 1, .cosine = 0.5, .containment = 2};
    if (options) {
        tkit_overlap_options given = {0};
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
        used.common = given.common ? given.common : used.common;
        used.least_shared = given.least_shared ? given.least_shared : used.least_shared;
        used.least_terms = given.least_terms ? given.least_terms : used.least_terms;
        used.cosine = given.cosine > 0 ? given.cosine : used.cosine;
        used.containment = given.containment > 0 ? given.containment : used.containment;
        used.contained_terms = given.contained_terms;
    }
    *pairs = NULL;
    *pair_count = 0;
    o->pair_count = 0;
    struct search s = {.members = members, .member_count = members ? count : o->set_count};
    size_t room = 0;
    for (size_t n = 0; n < s.member_count; n++) {
        if (members && members[n] >= o->set_count)
            return tkit_fail(tk, TKIT_EINVALID, "there is no set %u", (unsigned)members[n]);
        room += member_at(o, &s, n)->count;
    }
    int code = weigh(o);
    if (code != TKIT_OK)
        return code;
    s.postings = tkit_calloc(tk, o->frequency_count + 1, sizeof *s.postings);
    s.index = tkit_alloc(tk, (room + 1) * sizeof *s.index);
    s.counts = tkit_calloc(tk, s.member_count + 1, sizeof *s.counts);
    s.touched = tkit_alloc(tk, (s.member_count + 1) * sizeof *s.touched);
    code = s.postings && s.index && s.counts && s.touched ? search_pairs(o, &used, &s) : tkit_fail_nomem(tk);
    tkit_free(tk, s.postings, (o->frequency_count + 1) * sizeof *s.postings);
    tkit_free(tk, s.index, (room + 1) * sizeof *s.index);
    tkit_free(tk, s.counts, (s.member_count + 1) * sizeof *s.counts);
    tkit_free(tk, s.touched, (s.member_count + 1) * sizeof *s.touched);
    if (code != TKIT_OK)
        return code;
    if (o->pair_count > 1)
        qsort(o->pairs, o->pair_count, sizeof *o->pairs, by_pair);
    *pairs = o->pairs;
    *pair_count = o->pair_count;
    return TKIT_OK;
}

int tkit_overlap_compare(tkit_overlap *o, uint32_t a, uint32_t b, tkit_overlap_pair *out)
{
    if (a >= o->set_count || b >= o->set_count)
        return tkit_fail(o->tk, TKIT_EINVALID, "there is no set %u", (unsigned)(a >= o->set_count ? a : b));
    int code = weigh(o);
    if (code == TKIT_OK)
        *out = measure(o, a, b);
    return code;
}

/* Shared terms of two sets, the heaviest first. */
struct shared_term {
    double weight;
    uint32_t term;
};

static int by_weight(const void *a, const void *b)
{
    const struct shared_term *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

int tkit_overlap_shared(tkit_overlap *o, uint32_t a, uint32_t b, uint32_t *terms, size_t room, size_t *count)
{
    *count = 0;
    if (a >= o->set_count || b >= o->set_count)
        return tkit_fail(o->tk, TKIT_EINVALID, "there is no set %u", (unsigned)(a >= o->set_count ? a : b));
    int code = weigh(o);
    if (code != TKIT_OK)
        return code;
    const struct set *x = &o->sets[a], *y = &o->sets[b];
    size_t most = x->count < y->count ? x->count : y->count;
    struct shared_term *list = tkit_alloc(o->tk, (most + 1) * sizeof *list);
    if (!list)
        return tkit_fail_nomem(o->tk);
    uint32_t i = 0, j = 0;
    while (i < x->count && j < y->count) {
        uint32_t left = o->terms[x->first + i], right = o->terms[y->first + j];
        if (left == right)
            list[(*count)++] = (struct shared_term){o->weights[left], left};
        i += left <= right;
        j += right <= left;
    }
    if (*count > 1)
        qsort(list, *count, sizeof *list, by_weight);
    for (size_t n = 0; n < *count && n < room; n++) terms[n] = list[n].term;
    tkit_free(o->tk, list, (most + 1) * sizeof *list);
    return TKIT_OK;
}

double tkit_overlap_weight(tkit_overlap *o, uint32_t set)
{
    return set < o->set_count && weigh(o) == TKIT_OK ? o->sets[set].weight : 0;
}
