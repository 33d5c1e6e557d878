/* What the parser looks at: after Zhang and Nivre 2011 (words, tags, distance, valency, second dependents), carried
 * over to arc-hybrid, with what lies between two words and classes of meaning added.
 *
 * Most features depend on one, two or three words and on nothing else. The states of a beam share these words, so that
 * the sums of weights over such a group are kept for the sentence and looked up by its words. */
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
    struct places x = {.c0 = c0, .c1 = c1, .w0 = c0->word, .w1 = c1->word, .w2 = c2->word, .front = front};
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

/* Dependents and valency, which are the state's own */
static size_t rest_features(const struct parser_search *p, const struct state *state, const struct places *x,
                            uint64_t *out)
{
    const struct atom *atoms = p->atoms;
    const struct cell *c0 = x->c0, *c1 = x->c1;
    const struct atom *s0l = &atoms[c0->l1], *s0r = &atoms[c0->r1], *s1l = &atoms[c1->l1], *s1r = &atoms[c1->r1];
    const struct atom *s0l2 = &atoms[c0->l2], *s0r2 = &atoms[c0->r2], *s1r2 = &atoms[c1->r2], *s1l2 = &atoms[c1->l2];
    const struct atom *b0l = &atoms[state->l1], *b0l2 = &atoms[state->l2];
    uint64_t vl0 = c0->lefts < 4 ? c0->lefts : 4, vr0 = c0->rights < 4 ? c0->rights : 4;
    uint64_t vr1 = c1->rights < 4 ? c1->rights : 4, vl1 = c1->lefts < 4 ? c1->lefts : 4;
    uint64_t vb = state->lefts < 4 ? state->lefts : 4;
    uint64_t *f = out;
    *f++ = feature2(38, x->s2->t, x->s0->t);
    *f++ = feature3(42, x->s2->t, x->s1->t, x->s0->t);
    *f++ = feature4(49, x->s2->u, x->s1->t, x->s0->t, x->b0->t);
    *f++ = feature3(50, x->s0->t, s0l->t, x->b0->t);
    *f++ = feature3(51, x->s0->t, s0r->t, x->b0->t);
    *f++ = feature3(52, x->s0->t, b0l->t, x->b0->t);
    *f++ = feature3(53, x->s1->t, s1r->t, x->s0->t);
    *f++ = feature3(54, x->s1->t, s1l->t, x->s0->t);
    *f++ = feature3(55, x->s1->t, s0l->t, x->s0->t);
    *f++ = feature3(56, x->s1->t, s0r->t, x->s0->t);
    *f++ = feature3(57, x->s0->t, s0l->t, s0l2->t);
    *f++ = feature3(58, x->s0->t, s0r->t, s0r2->t);
    *f++ = feature3(59, x->s1->t, s1r->t, s1r2->t);
    *f++ = feature3(60, x->b0->t, b0l->t, b0l2->t);
    *f++ = feature2(61, x->s0->t, s0l->w);
    *f++ = feature2(62, x->s0->t, s0r->w);
    *f++ = feature2(63, x->s1->t, s1r->w);
    *f++ = feature2(64, x->b0->t, b0l->w);
    *f++ = feature3(65, x->s1->m, s0l->w, x->s0->t);
    *f++ = feature3(66, x->s1->t, s0l->w, x->s0->m);
    *f++ = feature3(67, x->s1->t, s0l->w, x->s0->t);
    *f++ = feature3(68, x->s0->t, b0l->w, x->b0->t);
    *f++ = feature4(69, x->s1->t, s1r->t, x->s0->t, x->b0->t);
    *f++ = feature4(70, x->s1->t, x->s0->t, s0r->t, x->b0->t);
    *f++ = feature4(71, x->s1->t, x->s0->t, s0l->t, x->b0->t);
    *f++ = feature3(72, x->s1->t, s1l->t, s1l2->t);
    *f++ = feature3(73, x->s1->t, s1r->w, x->s0->t);
    *f++ = feature2(83, x->s0->w, vr0);
    *f++ = feature2(84, x->s0->t, vr0);
    *f++ = feature2(85, x->s0->w, vl0);
    *f++ = feature2(86, x->s0->t, vl0);
    *f++ = feature2(87, x->b0->w, vb);
    *f++ = feature2(88, x->b0->t, vb);
    *f++ = feature2(89, x->s1->w, vr1);
    *f++ = feature2(90, x->s1->t, vr1);
    *f++ = feature2(91, x->s1->t, vl1);
    *f++ = feature4(92, x->s1->t, x->s0->t, vr1, vr0);
    *f++ = feature4(93, x->s0->t, x->b0->t, vr0, vb);
    *f++ = feature3(101, x->s1->s, s0l->w, x->s0->s);
    *f++ = feature3(102, x->s1->m, s0l->w, x->s0->s);
    *f++ = feature3(103, x->s1->s, x->s0->t, s0l->w);
    *f++ = feature3(106, x->s0->s, x->b0->w, vr0);
    return (size_t)(f - out);
}

/* ---- a state ---- */

enum group { TOP, BELOW, THIRD, FRONT, TOP_FRONT, PAIR, THREE, GROUPS };

static size_t group_features(enum group group, const struct places *x, uint64_t *out)
{
    switch (group) {
    case TOP: return top_features(x, out);
    case BELOW: return below_features(x, out);
    case THIRD: return third_features(x, out);
    case FRONT: return front_features(x, out);
    case TOP_FRONT: return top_front_features(x, out);
    case PAIR: return pair_features(x, out);
    default: return three_features(x, out);
    }
}

/* The words that decide a group. */
static uint64_t group_key(enum group group, const struct places *x)
{
    uint64_t a = 0, b = 0, c = 0;
    switch (group) {
    case TOP: a = x->w0; break;
    case BELOW: a = x->w1; break;
    case THIRD: a = x->w2; break;
    case FRONT: a = x->front; break;
    case TOP_FRONT: a = x->w0, b = x->front; break;
    case PAIR: a = x->w1, b = x->w0; break;
    default: a = x->w1, b = x->w0, c = x->front; break;
    }
    return a | b << 20 | c << 40 | (uint64_t)(group + 1) << 60;
}

size_t tkit_parser_features(const struct parser_search *p, const struct state *s, uint64_t *out)
{
    struct places x = places_of(p, s);
    size_t n = rest_features(p, s, &x, out);
    for (enum group g = TOP; g < GROUPS; g++) n += group_features(g, &x, out + n);
    return n;
}

void tkit_parser_score_state(struct parser_search *p, const struct state *s, int32_t scores[ACTIONS])
{
    uint64_t features[PARSER_FEATURES];
    struct places x = places_of(p, s);
    size_t n = rest_features(p, s, &x, features);
    memset(scores, 0, ACTIONS * sizeof *scores);
    p->score(p->weights, features, n, scores);
    for (enum group g = TOP; g < GROUPS; g++) {
        uint64_t key = group_key(g, &x);
        struct group_sum *sum = &p->sums[feature_slot(key * FEATURE_K0, GROUP_SUMS)];
        if (sum->key != key || sum->sentence != p->sentence) {
            *sum = (struct group_sum){.key = key, .sentence = p->sentence};
            n = group_features(g, &x, features);
            p->score(p->weights, features, n, sum->scores);
        }
        for (unsigned a = 0; a < ACTIONS; a++) scores[a] += sum->scores[a];
    }
}
