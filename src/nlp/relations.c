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

/* What the features of an arc are made of. */
struct arc_view {
    const struct atom *a, *b, *grand;     /* the word, its head, the head of that */
    const struct atom *before, *after;    /* beside the word */
    const struct atom *head_before, *head_after;
    uint64_t right, near;                 /* the word stands right of its head; that with the distance */
    uint64_t first, final, set, children; /* its dependents: tags of the first and last, relations, at most 4 of them */
    uint64_t introducer;                  /* the mark or case word among them */
    uint64_t siblings, elder, elder_tag;  /* elder siblings, which are named: relations; the nearest one */
    uint64_t younger_tag;                 /* the next sibling */
};

static void view_words(struct arc_view *x, const struct parser_search *p, const uint32_t *heads, uint32_t d)
{
    const struct atom *atoms = p->atoms;
    uint32_t last = p->word_count + 1, h = heads[d] ? heads[d] : last, g = heads[d] ? heads[heads[d]] : 0;
    x->a = &atoms[d], x->b = &atoms[h], x->grand = &atoms[heads[d] && g ? g : heads[d] ? last : 0];
    x->before = &atoms[d - 1], x->after = &atoms[d + 1 <= last ? d + 1 : 0];
    x->head_before = &atoms[h - 1], x->head_after = &atoms[h + 1 <= last ? h + 1 : 0];
    x->right = d > h, x->near = feature_bin(d > h ? d - h : h - d) << 1 | x->right;
}

static void view_children(struct arc_view *x, const struct atom *atoms, const struct tree_walk *walk,
                          const uint8_t *relations, uint32_t d)
{
    x->first = x->final = x->set = x->introducer = x->children = 0;
    for (uint32_t c = walk->first_child[d]; c; c = walk->next_sibling[c]) {
        if (!x->first)
            x->first = atoms[c].t;
        x->final = atoms[c].t;
        x->set |= 1ull << (relations[c] & 63);
        if (c < d && atoms[c].u != TKIT_UPOS_PUNCT && !x->introducer)
            x->introducer = atoms[c].w;
        x->children += x->children < 4;
    }
}

static void view_siblings(struct arc_view *x, const struct atom *atoms, const struct tree_walk *walk,
                          const uint8_t *relations, uint32_t head, uint32_t d)
{
    x->siblings = x->elder = x->elder_tag = 0;
    for (uint32_t c = walk->first_child[head]; c && c != d; c = walk->next_sibling[c]) {
        x->siblings |= 1ull << (relations[c] & 63);
        x->elder = relations[c] + 1u;
        x->elder_tag = atoms[c].t;
    }
    uint32_t younger = walk->next_sibling[d];
    x->younger_tag = younger ? atoms[younger].t : 0;
}

/* The word and its head. */
static uint64_t *pair_features(const struct arc_view *x, uint64_t *f)
{
    *f++ = feature2(1, x->a->t, x->right);
    *f++ = feature2(2, x->a->w, x->right);
    *f++ = feature2(3, x->a->wt, x->right);
    *f++ = feature2(4, x->b->t, x->right);
    *f++ = feature2(5, x->b->w, x->right);
    *f++ = feature2(6, x->b->wt, x->right);
    *f++ = feature3(7, x->a->t, x->b->t, x->right);
    *f++ = feature3(8, x->a->w, x->b->t, x->right);
    *f++ = feature3(9, x->a->t, x->b->w, x->right);
    *f++ = feature3(10, x->a->m, x->b->m, x->right);
    *f++ = feature3(11, x->a->t, x->b->t, x->near);
    *f++ = feature3(12, x->a->u, x->b->u, x->near);
    *f++ = feature2(44, x->a->m, x->right);
    *f++ = feature2(45, x->b->m, x->right);
    *f++ = feature3(41, x->a->m, x->b->t, x->near);
    *f++ = feature3(49, x->a->s, x->b->m, x->right);
    *f++ = feature4(50, x->a->s, x->b->s, x->a->t, x->right);
    return f;
}

/* The words beside them, and the head's head. */
static uint64_t *around_features(const struct arc_view *x, uint64_t *f)
{
    *f++ = feature3(13, x->a->t, x->before->t, x->right);
    *f++ = feature3(14, x->a->t, x->after->t, x->right);
    *f++ = feature4(15, x->a->t, x->b->t, x->before->t, x->right);
    *f++ = feature4(16, x->a->t, x->b->t, x->after->t, x->right);
    *f++ = feature4(17, x->a->t, x->b->t, x->head_before->t, x->right);
    *f++ = feature4(18, x->a->t, x->b->t, x->head_after->t, x->right);
    *f++ = feature2(19, x->a->w, x->before->w);
    *f++ = feature2(20, x->a->w, x->after->w);
    *f++ = feature4(37, x->a->t, x->b->t, x->grand->t, x->right);
    return f;
}

/* The word's dependents. */
static uint64_t *child_features(const struct arc_view *x, uint64_t *f)
{
    *f++ = feature3(21, x->a->t, x->set, x->right);
    *f++ = feature4(22, x->a->t, x->b->t, x->set, x->right);
    *f++ = feature4(23, x->a->u, x->b->m, x->set, x->right);
    *f++ = feature3(24, x->a->t, x->introducer, x->right);
    *f++ = feature4(25, x->a->t, x->b->t, x->introducer, x->right);
    *f++ = feature4(26, x->a->u, x->b->m, x->introducer, x->right);
    *f++ = feature3(27, x->a->m, x->introducer, x->right);
    *f++ = feature3(28, x->a->t, x->first, x->right);
    *f++ = feature3(29, x->a->t, x->final, x->right);
    *f++ = feature4(30, x->a->t, x->b->t, x->first, x->final);
    *f++ = feature3(39, x->a->m, x->set, x->right);
    *f++ = feature4(43, x->a->t, x->b->t, x->children, x->right);
    *f++ = feature3(46, x->a->s, x->introducer, x->right);
    *f++ = feature4(47, x->a->s, x->b->s, x->introducer, x->right);
    *f++ = feature4(48, x->a->s, x->b->t, x->set, x->right);
    return f;
}

/* The head's other dependents. */
static uint64_t *sibling_features(const struct arc_view *x, uint64_t *f)
{
    *f++ = feature4(31, x->a->t, x->b->t, x->siblings, x->right);
    *f++ = feature4(32, x->a->t, x->b->t, x->elder, x->right);
    *f++ = feature4(33, x->a->u, x->b->m, x->siblings, x->right);
    *f++ = feature4(34, x->a->w, x->b->t, x->siblings, x->right);
    *f++ = feature4(35, x->a->t, x->b->t, x->elder_tag, x->elder);
    *f++ = feature4(36, x->a->t, x->b->t, x->younger_tag, x->right);
    *f++ = feature3(38, x->b->t, x->set, x->siblings);
    *f++ = feature4(40, x->a->u, x->b->t, x->set, x->siblings);
    *f++ = feature4(42, x->a->t, x->introducer, x->siblings, x->right);
    return f;
}

size_t tkit_relation_features(const struct parser_search *p, const struct tree_walk *walk, const uint32_t *heads,
                              const uint8_t *relations, uint32_t d, uint64_t *out)
{
    struct arc_view x;
    view_words(&x, p, heads, d);
    view_children(&x, p->atoms, walk, relations, d);
    view_siblings(&x, p->atoms, walk, relations, heads[d], d);
    uint64_t *f = out;
    f = pair_features(&x, f);
    f = around_features(&x, f);
    f = child_features(&x, f);
    f = sibling_features(&x, f);
    return (size_t)(f - out);
}
