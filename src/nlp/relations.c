/* The names of arcs: features over the finished tree, dependents before their heads, siblings from left to right. */
#include "nlp/parser.h"

/* ---- walking a tree ---- */

int tkit_tree_walk_build(struct tree_walk *w, const uint32_t *heads, size_t count)
{
    size_t before = w->capacity, n = count + 2;
    if (n > w->capacity) {
        tkit_free(w->tk, w->first_child, 4 * before * sizeof *w->first_child);
        w->capacity = 0;
        w->first_child = tkit_alloc(w->tk, 8 * n * sizeof *w->first_child);
        if (!w->first_child)
            return tkit_fail_nomem(w->tk);
        w->capacity = 2 * n;
        w->next_sibling = w->first_child + w->capacity;
        w->order = w->next_sibling + w->capacity;
        w->waiting = w->order + w->capacity;
    }
    memset(w->first_child, 0, n * sizeof *w->first_child);
    memset(w->waiting, 0, n * sizeof *w->waiting);
    for (uint32_t d = (uint32_t)count; d >= 1; d--) {
        w->next_sibling[d] = w->first_child[heads[d]];
        w->first_child[heads[d]] = d;
        w->waiting[heads[d]]++;
    }
    /* leaves first; a head joins when its last dependent has */
    size_t used = 0;
    for (uint32_t d = 1; d <= count; d++)
        if (!w->waiting[d])
            w->order[used++] = d;
    for (size_t k = 0; k < used; k++) {
        uint32_t head = heads[w->order[k]];
        if (head && --w->waiting[head] == 0)
            w->order[used++] = head;
    }
    return TKIT_OK;
}

void tkit_tree_walk_free(struct tree_walk *w)
{
    if (w->tk)
        tkit_free(w->tk, w->first_child, 4 * w->capacity * sizeof *w->first_child);
    *w = (struct tree_walk){0};
}

/* ---- features ---- */

size_t tkit_relation_features(const struct parser_search *p, const struct tree_walk *walk, const uint32_t *heads,
                              const uint8_t *relations, uint32_t d, uint64_t *out)
{
    const struct atom *atoms = p->atoms;
    uint32_t last = p->word_count + 1, h = heads[d] ? heads[d] : last, g = heads[d] ? heads[heads[d]] : 0;
    const struct atom *a = &atoms[d], *b = &atoms[h], *grand = &atoms[heads[d] && g ? g : heads[d] ? last : 0];
    const struct atom *before = &atoms[d - 1], *after = &atoms[d + 1 <= last ? d + 1 : 0];
    const struct atom *head_before = &atoms[h - 1], *head_after = &atoms[h + 1 <= last ? h + 1 : 0];
    uint64_t right = d > h, near = feature_bin(d > h ? d - h : h - d) << 1 | right;

    /* its dependents: the first, the last, the set of their relations; the mark or case word among them */
    uint64_t first = 0, final = 0, set = 0, introducer = 0, children = 0;
    for (uint32_t c = walk->first_child[d]; c; c = walk->next_sibling[c]) {
        if (!first)
            first = atoms[c].t;
        final = atoms[c].t;
        set |= 1ull << (relations[c] & 63);
        if (c < d && atoms[c].u != TKIT_UPOS_PUNCT && !introducer)
            introducer = atoms[c].w;
        children++;
    }
    /* elder siblings that are named, and how many more there are on the other side of the head */
    uint64_t siblings = 0, elder = 0, elder_tag = 0;
    for (uint32_t c = walk->first_child[heads[d]]; c && c != d; c = walk->next_sibling[c]) {
        siblings |= 1ull << (relations[c] & 63);
        elder = relations[c] + 1u;
        elder_tag = atoms[c].t;
    }
    uint32_t younger = walk->next_sibling[d];

    uint64_t *f = out;
    *f++ = feature2(1, a->t, right);
    *f++ = feature2(2, a->w, right);
    *f++ = feature2(3, a->wt, right);
    *f++ = feature2(4, b->t, right);
    *f++ = feature2(5, b->w, right);
    *f++ = feature2(6, b->wt, right);
    *f++ = feature3(7, a->t, b->t, right);
    *f++ = feature3(8, a->w, b->t, right);
    *f++ = feature3(9, a->t, b->w, right);
    *f++ = feature3(10, a->m, b->m, right);
    *f++ = feature3(11, a->t, b->t, near);
    *f++ = feature3(12, a->u, b->u, near);
    *f++ = feature3(13, a->t, before->t, right);
    *f++ = feature3(14, a->t, after->t, right);
    *f++ = feature4(15, a->t, b->t, before->t, right);
    *f++ = feature4(16, a->t, b->t, after->t, right);
    *f++ = feature4(17, a->t, b->t, head_before->t, right);
    *f++ = feature4(18, a->t, b->t, head_after->t, right);
    *f++ = feature2(19, a->w, before->w);
    *f++ = feature2(20, a->w, after->w);
    *f++ = feature3(21, a->t, set, right);
    *f++ = feature4(22, a->t, b->t, set, right);
    *f++ = feature4(23, a->u, b->m, set, right);
    *f++ = feature3(24, a->t, introducer, right);
    *f++ = feature4(25, a->t, b->t, introducer, right);
    *f++ = feature4(26, a->u, b->m, introducer, right);
    *f++ = feature3(27, a->m, introducer, right);
    *f++ = feature3(28, a->t, first, right);
    *f++ = feature3(29, a->t, final, right);
    *f++ = feature4(30, a->t, b->t, first, final);
    *f++ = feature4(31, a->t, b->t, siblings, right);
    *f++ = feature4(32, a->t, b->t, elder, right);
    *f++ = feature4(33, a->u, b->m, siblings, right);
    *f++ = feature4(34, a->w, b->t, siblings, right);
    *f++ = feature4(35, a->t, b->t, elder_tag, elder);
    *f++ = feature4(36, a->t, b->t, younger ? atoms[younger].t : 0, right);
    *f++ = feature4(37, a->t, b->t, grand->t, right);
    *f++ = feature3(38, b->t, set, siblings);
    *f++ = feature3(39, a->m, set, right);
    *f++ = feature4(40, a->u, b->t, set, siblings);
    *f++ = feature3(41, a->m, b->t, near);
    *f++ = feature4(42, a->t, introducer, siblings, right);
    *f++ = feature4(43, a->t, b->t, children < 4 ? children : 4, right);
    *f++ = feature2(44, a->m, right);
    *f++ = feature2(45, b->m, right);
    *f++ = feature3(46, a->s, introducer, right);
    *f++ = feature4(47, a->s, b->s, introducer, right);
    *f++ = feature4(48, a->s, b->t, set, right);
    *f++ = feature3(49, a->s, b->m, right);
    *f++ = feature4(50, a->s, b->s, a->t, right);
    return (size_t)(f - out);
}
