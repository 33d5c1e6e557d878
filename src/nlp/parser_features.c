/* What the parser looks at: after Zhang and Nivre 2011 (words, tags, distance, valency, second dependents), carried
 * over to arc-hybrid, with what lies between two words added. */
#include "nlp/parser.h"

static const struct cell nothing;

/* What stands between words a < b: a comma, a verb, a conjunction, a mark. */
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

size_t tkit_parser_features(const struct parser_search *p, const struct state *state, uint64_t *out)
{
    const struct atom *atoms = p->atoms;
    const struct cell *c0 = state->stack ? &p->cells[state->stack] : &nothing;
    const struct cell *c1 = c0->below ? &p->cells[c0->below] : &nothing;
    const struct cell *c2 = c1->below ? &p->cells[c1->below] : &nothing;
    uint32_t last = p->word_count + 1, front = state->front;
    const struct atom *s0 = &atoms[c0->word], *s1 = &atoms[c1->word], *s2 = &atoms[c2->word];
    const struct atom *b0 = &atoms[front], *b1 = &atoms[front + 1 <= last ? front + 1 : 0];
    const struct atom *b2 = &atoms[front + 2 <= last ? front + 2 : 0];
    const struct atom *s0l = &atoms[c0->l1], *s0r = &atoms[c0->r1], *s1l = &atoms[c1->l1], *s1r = &atoms[c1->r1];
    const struct atom *s0l2 = &atoms[c0->l2], *s0r2 = &atoms[c0->r2], *s1r2 = &atoms[c1->r2], *s1l2 = &atoms[c1->l2];
    const struct atom *b0l = &atoms[state->l1], *b0l2 = &atoms[state->l2];
    uint64_t d0 = c0->word ? feature_bin(front - c0->word) : 9;
    uint64_t d1 = c1->word ? feature_bin(c0->word - c1->word) : 9;
    uint64_t g0 = c0->word ? between(s0, b0) : 64, g1 = c1->word ? between(s1, s0) : 64;
    uint64_t vl0 = c0->lefts < 4 ? c0->lefts : 4, vr0 = c0->rights < 4 ? c0->rights : 4;
    uint64_t vr1 = c1->rights < 4 ? c1->rights : 4, vl1 = c1->lefts < 4 ? c1->lefts : 4;
    uint64_t vb = state->lefts < 4 ? state->lefts : 4;
    uint64_t *f = out;

    /* single words */
    *f++ = feature1(1, s0->wt);
    *f++ = feature1(2, s0->w);
    *f++ = feature1(3, s0->t);
    *f++ = feature1(4, s1->wt);
    *f++ = feature1(5, s1->w);
    *f++ = feature1(6, s1->t);
    *f++ = feature1(7, b0->wt);
    *f++ = feature1(8, b0->w);
    *f++ = feature1(9, b0->t);
    *f++ = feature1(10, b1->wt);
    *f++ = feature1(11, b1->w);
    *f++ = feature1(12, b1->t);
    *f++ = feature1(13, b2->wt);
    *f++ = feature1(14, b2->t);
    *f++ = feature1(15, s2->wt);
    *f++ = feature1(16, s2->t);

    /* top and front: may the front be its head, has the top more to take */
    *f++ = feature2(17, s0->wt, b0->wt);
    *f++ = feature2(18, s0->wt, b0->w);
    *f++ = feature2(19, s0->w, b0->wt);
    *f++ = feature2(20, s0->wt, b0->t);
    *f++ = feature2(21, s0->t, b0->wt);
    *f++ = feature2(22, s0->m, b0->m);
    *f++ = feature2(23, s0->t, b0->t);
    *f++ = feature2(24, b0->t, b1->t);
    *f++ = feature2(25, b0->wt, b1->t);
    *f++ = feature2(26, b0->t, b1->wt);
    *f++ = feature2(27, s0->m, b1->m);

    /* the word below and the top: may it be its head */
    *f++ = feature2(28, s1->wt, s0->wt);
    *f++ = feature2(29, s1->wt, s0->w);
    *f++ = feature2(30, s1->w, s0->wt);
    *f++ = feature2(31, s1->wt, s0->t);
    *f++ = feature2(32, s1->t, s0->wt);
    *f++ = feature2(33, s1->m, s0->m);
    *f++ = feature2(34, s1->t, s0->t);
    *f++ = feature2(35, s1->t, b0->t);
    *f++ = feature2(36, s1->wt, b0->t);
    *f++ = feature2(37, s1->m, b0->m);
    *f++ = feature2(38, s2->t, s0->t);

    /* three tags */
    *f++ = feature3(39, b0->t, b1->t, b2->t);
    *f++ = feature3(40, s0->t, b0->t, b1->t);
    *f++ = feature3(41, s1->t, s0->t, b0->t);
    *f++ = feature3(42, s2->t, s1->t, s0->t);
    *f++ = feature3(43, s1->wt, s0->t, b0->t);
    *f++ = feature3(44, s1->t, s0->wt, b0->t);
    *f++ = feature3(45, s1->t, s0->t, b0->wt);
    *f++ = feature3(46, s0->wt, b0->t, b1->t);
    *f++ = feature4(47, s1->t, s0->t, b0->t, b1->t);
    *f++ = feature3(48, s1->m, s0->m, b0->t);
    *f++ = feature4(49, s2->u, s1->t, s0->t, b0->t);

    /* dependents */
    *f++ = feature3(50, s0->t, s0l->t, b0->t);
    *f++ = feature3(51, s0->t, s0r->t, b0->t);
    *f++ = feature3(52, s0->t, b0l->t, b0->t);
    *f++ = feature3(53, s1->t, s1r->t, s0->t);
    *f++ = feature3(54, s1->t, s1l->t, s0->t);
    *f++ = feature3(55, s1->t, s0l->t, s0->t);
    *f++ = feature3(56, s1->t, s0r->t, s0->t);
    *f++ = feature3(57, s0->t, s0l->t, s0l2->t);
    *f++ = feature3(58, s0->t, s0r->t, s0r2->t);
    *f++ = feature3(59, s1->t, s1r->t, s1r2->t);
    *f++ = feature3(60, b0->t, b0l->t, b0l2->t);
    *f++ = feature2(61, s0->t, s0l->w);
    *f++ = feature2(62, s0->t, s0r->w);
    *f++ = feature2(63, s1->t, s1r->w);
    *f++ = feature2(64, b0->t, b0l->w);
    *f++ = feature3(65, s1->m, s0l->w, s0->t);
    *f++ = feature3(66, s1->t, s0l->w, s0->m);
    *f++ = feature3(67, s1->t, s0l->w, s0->t);
    *f++ = feature3(68, s0->t, b0l->w, b0->t);
    *f++ = feature4(69, s1->t, s1r->t, s0->t, b0->t);
    *f++ = feature4(70, s1->t, s0->t, s0r->t, b0->t);
    *f++ = feature4(71, s1->t, s0->t, s0l->t, b0->t);
    *f++ = feature3(72, s1->t, s1l->t, s1l2->t);
    *f++ = feature3(73, s1->t, s1r->w, s0->t);

    /* distance */
    *f++ = feature2(74, s0->w, d0);
    *f++ = feature2(75, s0->t, d0);
    *f++ = feature2(76, b0->w, d0);
    *f++ = feature2(77, b0->t, d0);
    *f++ = feature3(78, s0->t, b0->t, d0);
    *f++ = feature3(79, s1->t, s0->t, d1);
    *f++ = feature2(80, s1->w, d1);
    *f++ = feature2(81, s1->t, d1);
    *f++ = feature2(82, s0->w, d1);

    /* valency */
    *f++ = feature2(83, s0->w, vr0);
    *f++ = feature2(84, s0->t, vr0);
    *f++ = feature2(85, s0->w, vl0);
    *f++ = feature2(86, s0->t, vl0);
    *f++ = feature2(87, b0->w, vb);
    *f++ = feature2(88, b0->t, vb);
    *f++ = feature2(89, s1->w, vr1);
    *f++ = feature2(90, s1->t, vr1);
    *f++ = feature2(91, s1->t, vl1);
    *f++ = feature4(92, s1->t, s0->t, vr1, vr0);
    *f++ = feature4(93, s0->t, b0->t, vr0, vb);

    /* what lies between */
    *f++ = feature3(94, s0->t, b0->t, g0);
    *f++ = feature3(95, s1->t, s0->t, g1);
    *f++ = feature3(96, s1->u, s0->u, g1 << 3 | d1);
    *f++ = feature3(97, s0->u, b0->u, g0 << 3 | d0);
    *f++ = feature4(98, s1->u, s0->u, b0->u, g1 << 8 | g0);
    return (size_t)(f - out);
}
