/* The parser at work: the beam search for heads. See parser.h; relations.c names the arcs. */
#include "nlp/parser.h"

/* How far a state may lie behind the best one, in units of the quantised weights, the largest of which is 32000.
 * Measured on models of the size of ours: what lies further behind does not win. Weights of small models are spread
 * otherwise. */
enum { MARGIN = 60000, LARGE_MODEL = 10000 };

static uint16_t next_count(uint16_t before, bool one)
{
    return (uint16_t)(before + one);
}

static int reserve(struct parser_search *p, size_t count)
{
    size_t steps = (2 * count + 2) * (p->beam + 1);
    int code = tkit_reserve(p->tk, (void **)&p->atoms, &p->atom_capacity, count + 2, sizeof *p->atoms);
    if (!code)
        code = tkit_reserve(p->tk, (void **)&p->cells, &p->cell_capacity, steps, sizeof *p->cells);
    if (!code)
        code = tkit_reserve(p->tk, (void **)&p->states, &p->state_capacity, steps, sizeof *p->states);
    return code;
}

int tkit_parser_prepare(struct parser_search *p, const struct word *words, size_t count)
{
    int code = reserve(p, count);
    if (code)
        return code;
    p->atoms[0] = (struct atom){.w = 1, .t = 1, .wt = 1, .m = 1, .u = 31};
    for (size_t i = 0; i < count; i++) {
        const struct word *w = &words[i];
        const struct atom *before = &p->atoms[i];
        bool comma = w->upos == TKIT_UPOS_PUNCT && w->size == 1 && w->form[0] == ',';
        p->atoms[i + 1] = (struct atom){
            .w = w->lower,
            .t = w->tag_key,
            .wt = feature2(99, w->lower, w->tag_key),
            .m = w->lemma,
            .u = w->upos,
            .s = w->sense ? w->sense : (uint32_t)w->upos << 8,
            .commas = next_count(before->commas, comma),
            .verbs = next_count(before->verbs, w->upos == TKIT_UPOS_VERB || w->upos == TKIT_UPOS_AUX),
            .conjunctions = next_count(before->conjunctions, w->upos == TKIT_UPOS_CCONJ),
            .marks = next_count(before->marks, w->upos == TKIT_UPOS_PUNCT && !comma),
        };
    }
    p->atoms[count + 1] = p->atoms[count];
    struct atom *root = &p->atoms[count + 1];
    root->w = root->t = root->wt = root->m = 2;
    root->u = 30;
    p->word_count = (uint32_t)count;
    p->sentence = (p->sentence + 1) & ~PENDING;
    p->cell_count = 1; /* cell 0 is "no cell" */
    p->states[0] = (struct state){.front = 1, .gold = true};
    p->state_count = 1;
    p->best[0] = 0;
    p->best_count = 1;
    return TKIT_OK;
}

void tkit_parser_search_free(struct parser_search *p)
{
    if (!p->tk)
        return;
    tkit_free(p->tk, p->atoms, p->atom_capacity * sizeof *p->atoms);
    tkit_free(p->tk, p->cells, p->cell_capacity * sizeof *p->cells);
    tkit_free(p->tk, p->states, p->state_capacity * sizeof *p->states);
    p->atoms = NULL;
    p->cells = NULL;
    p->states = NULL;
    p->atom_capacity = p->cell_capacity = p->state_capacity = 0;
}

/* Bit mask of the actions that are possible. */
static unsigned allowed_actions(const struct parser_search *p, const struct state *s)
{
    bool at_root = s->front == p->word_count + 1;
    bool one = s->stack != 0, two = one && p->cells[s->stack].below != 0;
    unsigned allowed = 0;
    if (!at_root)
        allowed |= 1u << SHIFT;
    if (one && (!at_root || !two)) /* the root takes one word only */
        allowed |= 1u << LEFT;
    if (two)
        allowed |= 1u << RIGHT;
    return allowed;
}

uint32_t tkit_parser_advance(struct parser_search *p, uint32_t from, unsigned action, int64_t score)
{
    const struct state *old = &p->states[from];
    struct state *s = &p->states[p->state_count];
    *s = *old;
    s->score = score;
    s->before = from;
    s->action = (uint8_t)action;
    if (action == SHIFT) {
        p->cells[p->cell_count] = (struct cell){.word = old->front, .below = old->stack, .l1 = old->l1,
                                                .l2 = old->l2, .lefts = (uint16_t)old->lefts};
        s->stack = p->cell_count++;
        s->front++;
        s->l1 = s->l2 = s->lefts = 0;
    } else if (action == LEFT) {
        const struct cell *top = &p->cells[old->stack];
        s->l2 = old->l1; /* the newest left dependent is the outermost */
        s->l1 = top->word;
        s->lefts++;
        s->stack = top->below;
    } else {
        const struct cell *top = &p->cells[old->stack];
        struct cell *head = &p->cells[p->cell_count];
        *head = p->cells[top->below];
        head->r2 = head->r1;
        head->r1 = top->word;
        head->rights++;
        s->stack = p->cell_count++;
    }
    return p->state_count++;
}

struct candidate {
    int64_t score;
    uint32_t from;
    unsigned action;
};

void tkit_parser_step(struct parser_search *p, unsigned gold)
{
    struct candidate kept[BEAM_MAX];
    unsigned count = 0;
    for (unsigned b = 0; b < p->best_count; b++) tkit_parser_collect(p, &p->states[p->best[b]], &p->pending[b]);
    for (unsigned b = 0; b < p->best_count; b++) {
        uint32_t from = p->best[b];
        const struct state *s = &p->states[from];
        unsigned allowed = allowed_actions(p, s);
        int32_t scores[ACTIONS];
        tkit_parser_sum(p, s, &p->pending[b], scores);
        for (unsigned a = 0; a < ACTIONS; a++) {
            if (!(allowed >> a & 1))
                continue;
            struct candidate c = {s->score + scores[a], from, a};
            unsigned at = count < p->beam ? count++ : count;
            if (at == p->beam && c.score <= kept[at - 1].score)
                continue;
            if (at == p->beam)
                at--;
            while (at > 0 && kept[at - 1].score < c.score) {
                kept[at] = kept[at - 1];
                at--;
            }
            kept[at] = c;
        }
    }
    while (p->margin && count > 1 && kept[count - 1].score < kept[0].score - p->margin) count--;
    for (unsigned k = 0; k < count; k++) {
        bool was_gold = p->states[kept[k].from].gold;
        p->best[k] = tkit_parser_advance(p, kept[k].from, kept[k].action, kept[k].score);
        p->states[p->best[k]].gold = was_gold && kept[k].action == gold;
    }
    p->best_count = count;
}

/* Heads (1-based, 0 the root) from a final state. */
static void read_heads(const struct parser_search *p, uint32_t state, uint32_t *heads)
{
    uint32_t root = p->word_count + 1;
    while (state) {
        const struct state *s = &p->states[state], *before = &p->states[s->before];
        if (s->action == LEFT)
            heads[p->cells[before->stack].word] = before->front == root ? 0 : before->front;
        else if (s->action == RIGHT)
            heads[p->cells[before->stack].word] = p->cells[p->cells[before->stack].below].word;
        state = s->before;
    }
}

/* ---- the whole ---- */

static void score_weights(const void *weights, const uint64_t *features, size_t count, int32_t out[ACTIONS])
{
    const struct narrow_weights *w = weights;
    int32_t sum[ACTIONS] = {0};
    for (size_t i = 0; i < count; i++) narrow_add(w, features[i], sum);
    for (unsigned a = 0; a < ACTIONS; a++) out[a] += sum[a];
}

static void sift_weights(const void *weights, uint64_t *features, size_t count, uint8_t *before)
{
    const struct narrow_weights *w = weights;
    count = sieve_features(w->sieve, w->count, features, count, features, before);
    for (size_t i = 0; i < count; i++) narrow_prefetch(w, features[i]);
}

int tkit_parser_open(struct parser *p, tkit *tk, const tkit_model *model)
{
    const void *setting;
    size_t size;
    *p = (struct parser){.tk = tk};
    int code = tkit_model_expect(model, "parser");
    if (!code)
        code = tkit_narrow_load(model, "HEADS", &p->heads);
    if (!code)
        code = tkit_model_strings(model, "RELNAMES", &p->relation_names);
    if (!code && p->relation_names.count > RELATIONS_MAX)
        code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: too many relations");
    if (!code)
        code = tkit_wide_load(model, "REL", p->relation_names.count, &p->relations);
    if (!code)
        code = tkit_model_need(model, "SETTING", 2, &setting, &size);
    if (!code) {
        const unsigned char *s = setting;
        p->beam = size ? s[0] : 0;
        p->root = size ? s[1] : 0;
        if (!p->beam || p->beam > BEAM_MAX || p->root >= p->relation_names.count)
            code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: settings of the parser");
    }
    if (!code)
        code = tkit_narrow_sieve(tk, &p->heads);
    if (!code)
        code = tkit_wide_sieve(tk, &p->relations);
    if (code)
        tkit_parser_close(p);
    return code;
}

void tkit_parser_close(struct parser *p)
{
    if (!p->tk)
        return;
    tkit_sieve_free(p->tk, p->heads.sieve, p->heads.count);
    tkit_sieve_free(p->tk, p->relations.sieve, p->relations.count);
    tkit_model_strings_free(p->tk, &p->relation_names);
    *p = (struct parser){0};
}

static void name_relations(const struct parser *p, struct parser_scratch *x, size_t count)
{
    uint64_t features[RELATION_FEATURES];
    int32_t scores[RELATIONS_MAX + 1];
    memset(x->relations, 0, count + 2);
    for (size_t k = 0; k < count; k++) {
        uint32_t head = x->walk.order[k]; /* its dependents' own dependents are named already */
        for (uint32_t d = x->walk.first_child[head]; d; d = x->walk.next_sibling[d]) {
            size_t n = tkit_relation_features(&x->search, &x->walk, x->heads, x->relations, d, features);
            wide_score(&p->relations, features, n, scores);
            unsigned best = p->root == 0 && p->relation_names.count > 1;
            for (unsigned c = best; c < p->relation_names.count; c++)
                if (scores[c] > scores[best] && c != p->root)
                    best = c;
            x->relations[d] = (uint8_t)best;
        }
    }
    for (uint32_t d = 1; d <= count; d++)
        if (!x->heads[d])
            x->relations[d] = p->root;
}

int tkit_parser_run(const struct parser *p, struct parser_scratch *x, const struct word *words, size_t count)
{
    size_t capacity = x->capacity;
    int code = tkit_reserve(p->tk, (void **)&x->heads, &x->capacity, count + 2, sizeof *x->heads);
    if (!code && capacity != x->capacity) {
        tkit_free(p->tk, x->relations, capacity);
        x->relations = tkit_alloc(p->tk, x->capacity);
        if (!x->relations) {
            tkit_free(p->tk, x->heads, x->capacity * sizeof *x->heads);
            x->heads = NULL;
            x->capacity = 0;
            return tkit_fail_nomem(p->tk);
        }
    }
    struct parser_search *s = &x->search;
    s->tk = x->walk.tk = p->tk;
    s->beam = p->beam;
    s->margin = p->heads.count >= LARGE_MODEL ? MARGIN : 0;
    s->score = score_weights;
    s->sift = sift_weights;
    s->weights = &p->heads;
    if (!code)
        code = tkit_parser_prepare(s, words, count);
    if (code)
        return code;
    for (size_t step = 0; step < 2 * count; step++) tkit_parser_step(s, ACTIONS);
    read_heads(s, s->best[0], x->heads);
    code = tkit_tree_walk_build(&x->walk, x->heads, count);
    if (!code)
        name_relations(p, x, count);
    return code;
}

void tkit_parser_scratch_free(tkit *tk, struct parser_scratch *x)
{
    tkit_parser_search_free(&x->search);
    tkit_tree_walk_free(&x->walk);
    tkit_free(tk, x->heads, x->capacity * sizeof *x->heads);
    tkit_free(tk, x->relations, x->capacity);
    x->heads = NULL;
    x->relations = NULL;
    x->capacity = 0;
}
