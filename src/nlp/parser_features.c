/* What the parser looks at: after Zhang and Nivre 2011 (words, tags, distance, valency, second dependents), carried
 * over to arc-hybrid, with what lies between two words and classes of meaning added.
 *
 * Features come in groups, each decided by a few words or by words with their dependents. The states of a beam share
 * most of these, so that the sum of weights over a group is kept for the sentence and looked up by what decides it. */
#include "nlp/parser.h"

static const struct cell nothing;

/* What stands between words a < b: commas, verbs, a conjunction, a mark. */
static unsigned between(const struct atom *a, const struct atom *b)
{
    unsigned code = 0;
    unsigned commas = (uint16_t)(b->commas - a->commas), verbs = (uint16_t)(b->verbs - a->verbs);
    code |= commas > 2 ? 2 : commas;
    code |= (verbs > 2 ? 2 : verbs) << 2;
    code |= (unsigned)(b->conjunctions != a->conjunctions) << 4;
    code |= (unsigned)(b->marks != a->marks) << 5;
    return code;
}

/* The words of a state: s0 s1 s2 from the top of the stack down, b0 b1 b2 from the front of the buffer on. */
struct places {
    const struct state *state;
    const struct atom *atoms;
    const struct cell *c0, *c1;
    const struct atom *s0, *s1, *s2, *b0, *b1, *b2;
    uint32_t w0, w1, w2, front;
    uint64_t d0, d1, g0, g1; /* distance and what lies between: s0 b0, s1 s0 */
};

static struct places places_of(const struct parser_search *p, const struct state *state)
{
    const struct cell *c0 = state->stack ? &p->cells[state->stack] : &nothing;
    const struct cell *c1 = c0->below ? &p->cells[c0->below] : &nothing;
    const struct cell *c2 = c1->below ? &p->cells[c1->below] : &nothing;
    const struct atom *atoms = p->atoms;
    uint32_t last = p->word_count + 1, front = state->front;
    struct places x = {.state = state,
                       .atoms = atoms,
                       .c0 = c0,
                       .c1 = c1,
                       .w0 = c0->word,
                       .w1 = c1->word,
                       .w2 = c2->word,
                       .front = front};
    x.s0 = &atoms[c0->word];
    x.s1 = &atoms[c1->word];
    x.s2 = &atoms[c2->word];
    x.b0 = &atoms[front];
    x.b1 = &atoms[front + 1 <= last ? front + 1 : 0];
    x.b2 = &atoms[front + 2 <= last ? front + 2 : 0];
    x.d0 = c0->word ? feature_bin(front - c0->word) : 9;
    x.d1 = c1->word ? feature_bin(c0->word - c1->word) : 9;
    x.g0 = c0->word ? between(x.s0, x.b0) : 64;
    x.g1 = c1->word ? between(x.s1, x.s0) : 64;
    return x;
}

/* ---- groups of features that words alone decide ---- */

/* The top of the stack */
static size_t top_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature1(1, x->s0->wt);
    *f++ = feature1(2, x->s0->w);
    *f++ = feature1(3, x->s0->t);
    return (size_t)(f - out);
}

/* The word below it */
static size_t below_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature1(4, x->s1->wt);
    *f++ = feature1(5, x->s1->w);
    *f++ = feature1(6, x->s1->t);
    return (size_t)(f - out);
}

/* The third word of the stack */
static size_t third_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature1(15, x->s2->wt);
    *f++ = feature1(16, x->s2->t);
    return (size_t)(f - out);
}

/* The front of the buffer and what follows it */
static size_t front_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature1(7, x->b0->wt);
    *f++ = feature1(8, x->b0->w);
    *f++ = feature1(9, x->b0->t);
    *f++ = feature1(10, x->b1->wt);
    *f++ = feature1(11, x->b1->w);
    *f++ = feature1(12, x->b1->t);
    *f++ = feature1(13, x->b2->wt);
    *f++ = feature1(14, x->b2->t);
    *f++ = feature2(24, x->b0->t, x->b1->t);
    *f++ = feature2(25, x->b0->wt, x->b1->t);
    *f++ = feature2(26, x->b0->t, x->b1->wt);
    *f++ = feature3(39, x->b0->t, x->b1->t, x->b2->t);
    return (size_t)(f - out);
}

/* Top and front: may the front be its head, has the top more to take */
static size_t top_front_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature2(17, x->s0->wt, x->b0->wt);
    *f++ = feature2(18, x->s0->wt, x->b0->w);
    *f++ = feature2(19, x->s0->w, x->b0->wt);
    *f++ = feature2(20, x->s0->wt, x->b0->t);
    *f++ = feature2(21, x->s0->t, x->b0->wt);
    *f++ = feature2(22, x->s0->m, x->b0->m);
    *f++ = feature2(23, x->s0->t, x->b0->t);
    *f++ = feature2(27, x->s0->m, x->b1->m);
    *f++ = feature3(40, x->s0->t, x->b0->t, x->b1->t);
    *f++ = feature3(46, x->s0->wt, x->b0->t, x->b1->t);
    *f++ = feature2(74, x->s0->w, x->d0);
    *f++ = feature2(75, x->s0->t, x->d0);
    *f++ = feature2(76, x->b0->w, x->d0);
    *f++ = feature2(77, x->b0->t, x->d0);
    *f++ = feature3(78, x->s0->t, x->b0->t, x->d0);
    *f++ = feature3(94, x->s0->t, x->b0->t, x->g0);
    *f++ = feature3(97, x->s0->u, x->b0->u, x->g0 << 3 | x->d0);
    *f++ = feature2(100, x->s0->s, x->b0->s);
    return (size_t)(f - out);
}

/* The word below and the top: may it be its head */
static size_t pair_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature2(28, x->s1->wt, x->s0->wt);
    *f++ = feature2(29, x->s1->wt, x->s0->w);
    *f++ = feature2(30, x->s1->w, x->s0->wt);
    *f++ = feature2(31, x->s1->wt, x->s0->t);
    *f++ = feature2(32, x->s1->t, x->s0->wt);
    *f++ = feature2(33, x->s1->m, x->s0->m);
    *f++ = feature2(34, x->s1->t, x->s0->t);
    *f++ = feature3(79, x->s1->t, x->s0->t, x->d1);
    *f++ = feature2(80, x->s1->w, x->d1);
    *f++ = feature2(81, x->s1->t, x->d1);
    *f++ = feature2(82, x->s0->w, x->d1);
    *f++ = feature3(95, x->s1->t, x->s0->t, x->g1);
    *f++ = feature3(96, x->s1->u, x->s0->u, x->g1 << 3 | x->d1);
    *f++ = feature3(104, x->s1->m, x->s0->s, x->s0->t);
    *f++ = feature3(105, x->s1->s, x->s1->t, x->s0->m);
    return (size_t)(f - out);
}

/* All three */
static size_t three_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature2(35, x->s1->t, x->b0->t);
    *f++ = feature2(36, x->s1->wt, x->b0->t);
    *f++ = feature2(37, x->s1->m, x->b0->m);
    *f++ = feature3(41, x->s1->t, x->s0->t, x->b0->t);
    *f++ = feature3(43, x->s1->wt, x->s0->t, x->b0->t);
    *f++ = feature3(44, x->s1->t, x->s0->wt, x->b0->t);
    *f++ = feature3(45, x->s1->t, x->s0->t, x->b0->wt);
    *f++ = feature4(47, x->s1->t, x->s0->t, x->b0->t, x->b1->t);
    *f++ = feature3(48, x->s1->m, x->s0->m, x->b0->t);
    *f++ = feature4(98, x->s1->u, x->s0->u, x->b0->u, x->g1 << 8 | x->g0);
    *f++ = feature3(99, x->s1->s, x->s0->s, x->b0->t);
    return (size_t)(f - out);
}

/* ---- groups of features that dependents decide as well ---- */

static uint64_t at_most_four(unsigned n)
{
    return n < 4 ? n : 4;
}

/* The top and its dependents */
static size_t top_cell_features(const struct places *x, uint64_t *out)
{
    const struct cell *c = x->c0;
    const struct atom *a = x->atoms, *s0 = x->s0, *l = &a[c->l1], *r = &a[c->r1];
    uint64_t lefts = at_most_four(c->lefts), rights = at_most_four(c->rights);
    uint64_t *f = out;
    *f++ = feature3(57, s0->t, l->t, a[c->l2].t);
    *f++ = feature3(58, s0->t, r->t, a[c->r2].t);
    *f++ = feature2(61, s0->t, l->w);
    *f++ = feature2(62, s0->t, r->w);
    *f++ = feature2(83, s0->w, rights);
    *f++ = feature2(84, s0->t, rights);
    *f++ = feature2(85, s0->w, lefts);
    *f++ = feature2(86, s0->t, lefts);
    return (size_t)(f - out);
}

/* The word below and its dependents */
static size_t below_cell_features(const struct places *x, uint64_t *out)
{
    const struct cell *c = x->c1;
    const struct atom *a = x->atoms, *s1 = x->s1;
    uint64_t *f = out;
    *f++ = feature3(59, s1->t, a[c->r1].t, a[c->r2].t);
    *f++ = feature2(63, s1->t, a[c->r1].w);
    *f++ = feature3(72, s1->t, a[c->l1].t, a[c->l2].t);
    *f++ = feature2(89, s1->w, at_most_four(c->rights));
    *f++ = feature2(90, s1->t, at_most_four(c->rights));
    *f++ = feature2(91, s1->t, at_most_four(c->lefts));
    return (size_t)(f - out);
}

/* The front and its dependents */
static size_t front_cell_features(const struct places *x, uint64_t *out)
{
    const struct atom *l = &x->atoms[x->state->l1];
    uint64_t lefts = at_most_four(x->state->lefts);
    uint64_t *f = out;
    *f++ = feature3(60, x->b0->t, l->t, x->atoms[x->state->l2].t);
    *f++ = feature2(64, x->b0->t, l->w);
    *f++ = feature2(87, x->b0->w, lefts);
    *f++ = feature2(88, x->b0->t, lefts);
    return (size_t)(f - out);
}

/* Top and front with their dependents */
static size_t top_front_cell_features(const struct places *x, uint64_t *out)
{
    const struct atom *a = x->atoms, *s0 = x->s0, *b0 = x->b0, *l = &a[x->state->l1];
    uint64_t rights = at_most_four(x->c0->rights);
    uint64_t *f = out;
    *f++ = feature3(50, s0->t, a[x->c0->l1].t, b0->t);
    *f++ = feature3(51, s0->t, a[x->c0->r1].t, b0->t);
    *f++ = feature3(52, s0->t, l->t, b0->t);
    *f++ = feature3(68, s0->t, l->w, b0->t);
    *f++ = feature4(93, s0->t, b0->t, rights, at_most_four(x->state->lefts));
    *f++ = feature3(106, s0->s, b0->w, rights);
    return (size_t)(f - out);
}

/* The word below and the top with their dependents */
static size_t pair_cell_features(const struct places *x, uint64_t *out)
{
    const struct cell *c0 = x->c0, *c1 = x->c1;
    const struct atom *a = x->atoms, *s0 = x->s0, *s1 = x->s1, *s0l = &a[c0->l1], *s1r = &a[c1->r1];
    uint64_t *f = out;
    *f++ = feature3(53, s1->t, s1r->t, s0->t);
    *f++ = feature3(54, s1->t, a[c1->l1].t, s0->t);
    *f++ = feature3(55, s1->t, s0l->t, s0->t);
    *f++ = feature3(56, s1->t, a[c0->r1].t, s0->t);
    *f++ = feature3(65, s1->m, s0l->w, s0->t);
    *f++ = feature3(66, s1->t, s0l->w, s0->m);
    *f++ = feature3(67, s1->t, s0l->w, s0->t);
    *f++ = feature3(73, s1->t, s1r->w, s0->t);
    *f++ = feature4(92, s1->t, s0->t, at_most_four(c1->rights), at_most_four(c0->rights));
    *f++ = feature3(101, s1->s, s0l->w, s0->s);
    *f++ = feature3(102, s1->m, s0l->w, s0->s);
    *f++ = feature3(103, s1->s, s0->t, s0l->w);
    return (size_t)(f - out);
}

/* All three with their dependents */
static size_t three_cell_features(const struct places *x, uint64_t *out)
{
    const struct atom *a = x->atoms, *s0 = x->s0, *s1 = x->s1, *b0 = x->b0;
    uint64_t *f = out;
    *f++ = feature4(69, s1->t, a[x->c1->r1].t, s0->t, b0->t);
    *f++ = feature4(70, s1->t, s0->t, a[x->c0->r1].t, b0->t);
    *f++ = feature4(71, s1->t, s0->t, a[x->c0->l1].t, b0->t);
    return (size_t)(f - out);
}

/* The stack's first three words and the front */
static size_t four_features(const struct places *x, uint64_t *out)
{
    uint64_t *f = out;
    *f++ = feature2(38, x->s2->t, x->s0->t);
    *f++ = feature3(42, x->s2->t, x->s1->t, x->s0->t);
    *f++ = feature4(49, x->s2->u, x->s1->t, x->s0->t, x->b0->t);
    return (size_t)(f - out);
}

/* ---- a state ---- */

enum group {
    TOP, BELOW, THIRD, FRONT, TOP_FRONT, PAIR, THREE, TOP_CELL, BELOW_CELL, FRONT_CELL, TOP_FRONT_CELL, PAIR_CELL,
    THREE_CELL, FOUR, GROUPS
};
_Static_assert((int)GROUPS == PARSER_GROUPS, "the header counts the groups");

static size_t (*const group_features[GROUPS])(const struct places *, uint64_t *) = {
    [TOP] = top_features,
    [BELOW] = below_features,
    [THIRD] = third_features,
    [FRONT] = front_features,
    [TOP_FRONT] = top_front_features,
    [PAIR] = pair_features,
    [THREE] = three_features,
    [TOP_CELL] = top_cell_features,
    [BELOW_CELL] = below_cell_features,
    [FRONT_CELL] = front_cell_features,
    [TOP_FRONT_CELL] = top_front_cell_features,
    [PAIR_CELL] = pair_cell_features,
    [THREE_CELL] = three_cell_features,
    [FOUR] = four_features,
};

/* A word with its dependents as one key. */
static uint64_t cell_key(const struct cell *c)
{
    return feature4(c->word, c->l1, c->l2, (uint64_t)c->r1 << 32 | c->r2,
                    (uint64_t)at_most_four(c->lefts) << 8 | at_most_four(c->rights));
}

/* What decides the groups, as keys that tell all groups apart. */
static void group_keys(const struct places *x, uint64_t keys[GROUPS])
{
    uint64_t w0 = x->w0, w1 = x->w1, w2 = x->w2, front = x->front, c0 = cell_key(x->c0), c1 = cell_key(x->c1);
    uint64_t b = feature4(0, front, x->state->l1, x->state->l2, at_most_four(x->state->lefts));
    keys[TOP] = w0 | 1ull << 60;
    keys[BELOW] = w1 | 2ull << 60;
    keys[THIRD] = w2 | 3ull << 60;
    keys[FRONT] = front | 4ull << 60;
    keys[TOP_FRONT] = w0 | front << 20 | 5ull << 60;
    keys[PAIR] = w1 | w0 << 20 | 6ull << 60;
    keys[THREE] = w1 | w0 << 20 | front << 40 | 7ull << 60;
    keys[TOP_CELL] = c0 + TOP_CELL;
    keys[BELOW_CELL] = c1 + BELOW_CELL;
    keys[FRONT_CELL] = b + FRONT_CELL;
    keys[TOP_FRONT_CELL] = feature2(TOP_FRONT_CELL, c0, b);
    keys[PAIR_CELL] = feature2(PAIR_CELL, c1, c0);
    keys[THREE_CELL] = feature3(THREE_CELL, c1, c0, front);
    keys[FOUR] = feature4(FOUR, w2, w1, w0, front);
}

static struct group_sum *sum_of(struct parser_search *p, uint64_t key)
{
    return &p->sums[feature_slot(key * FEATURE_K0, GROUP_SUMS)];
}

size_t tkit_parser_features(const struct parser_search *p, const struct state *s, uint64_t *out)
{
    struct places x = places_of(p, s);
    size_t n = 0;
    for (enum group g = TOP; g < GROUPS; g++) n += group_features[g](&x, out + n);
    return n;
}

static void add_scores(int32_t to[ACTIONS], const struct group_sum *sum)
{
    for (unsigned a = 0; a < ACTIONS; a++) to[a] += sum->scores[a];
}

void tkit_parser_collect(struct parser_search *p, const struct state *s, struct parser_pending *out)
{
    struct places x = places_of(p, s);
    uint64_t keys[GROUPS];
    size_t n = 0;
    group_keys(&x, keys);
    memset(out->scores, 0, sizeof out->scores);
    out->count = out->asked = 0;
    for (enum group g = TOP; g < GROUPS; g++) {
        struct group_sum *sum = sum_of(p, keys[g]);
        bool is_there = sum->key == keys[g] && (sum->sentence & ~PENDING) == p->sentence;
        if (is_there && sum->sentence == p->sentence) {
            add_scores(out->scores, sum);
            continue;
        }
        out->keys[out->count] = keys[g];
        out->groups[out->count] = (uint8_t)g;
        out->first[out->count] = (uint8_t)n;
        if (!is_there) {
            sum->key = keys[g];
            sum->sentence = p->sentence | PENDING;
            n += group_features[g](&x, out->features + n);
            out->asked |= (uint16_t)(1u << out->count);
        }
        out->count++;
    }
    out->first[out->count] = (uint8_t)n;
    if (!p->sift)
        return;
    uint8_t before[PARSER_FEATURES + 1];
    p->sift(p->weights, out->features, n, before);
    for (unsigned k = 0; k <= out->count; k++) out->first[k] = before[out->first[k]];
}

void tkit_parser_sum(struct parser_search *p, const struct state *s, const struct parser_pending *in,
                     int32_t scores[ACTIONS])
{
    memcpy(scores, in->scores, sizeof in->scores);
    for (unsigned k = 0; k < in->count; k++) {
        struct group_sum *sum = sum_of(p, in->keys[k]);
        if (sum->key != in->keys[k] || sum->sentence != p->sentence) {
            uint64_t again[PARSER_FEATURES];
            const uint64_t *features = in->features + in->first[k];
            size_t count = in->first[k + 1] - in->first[k];
            if (!(in->asked >> k & 1)) { /* a state before had the features, and its sum has been driven out */
                struct places x = places_of(p, s);
                count = group_features[in->groups[k]](&x, again);
                features = again;
            }
            *sum = (struct group_sum){.key = in->keys[k], .sentence = p->sentence};
            p->score(p->weights, features, count, sum->scores);
        }
        add_scores(scores, sum);
    }
}

void tkit_parser_score_state(struct parser_search *p, const struct state *s, int32_t scores[ACTIONS])
{
    tkit_parser_collect(p, s, &p->pending[0]);
    tkit_parser_sum(p, s, &p->pending[0], scores);
}
