/* Where matches can start: the postings of the rarest condition that every match must meet at a known distance from its
 * start, or every position when there is none. */
#include "query/bitset.h"
#include "query/forms.h"
#include "query/search.h"

static void better(struct anchor_choice *best, const struct anchor_choice *c, bool anywhere)
{
    if (!c->usable)
        return;
    uint64_t a = c->cost * (anywhere ? 1 : (uint64_t)(c->most - c->least + 1));
    uint64_t b = best->cost * (anywhere ? 1 : (uint64_t)(best->most - best->least + 1));
    if (!best->usable || a < b)
        *best = *c;
}

static bool has_postings(const struct predicate *p)
{
    switch (p->kind) {
    case PREDICATE_FALSE: return true;
    case PREDICATE_FORM: case PREDICATE_SET: return p->label == LABEL_THIS;
    case PREDICATE_AND:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (has_postings(c))
                return true;
        return false;
    case PREDICATE_OR:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (!has_postings(c))
                return false;
        return true;
    default: return false;
    }
}

struct anchor_choice tkit_search_choose_anchor(struct search *s, const struct node *n, int least, int most,
                                               bool anywhere)
{
    struct anchor_choice best = {0};
    switch (n->kind) {
    case NODE_TOKEN: {
        unsigned i = tkit_automaton_predicate(s->automaton, n->test);
        if (i < 64 && i < s->automaton->predicate_count && (anywhere || most != AUTOMATON_UNBOUNDED) &&
            has_postings(s->predicates[i]))
            best = (struct anchor_choice){UINT64_C(1) << i, s->predicates[i]->tokens, least, most, true};
        return best;
    }
    case NODE_SEQUENCE:
        for (const struct node *c = n->first; c && (anywhere || most != AUTOMATON_UNBOUNDED); c = c->next) {
            struct anchor_choice choice = tkit_search_choose_anchor(s, c, least, most, anywhere);
            better(&best, &choice, anywhere);
            int shortest, longest;
            tkit_node_extent(c, &shortest, &longest);
            least += shortest;
            most = longest == AUTOMATON_UNBOUNDED || most > 100000 ? AUTOMATON_UNBOUNDED : most + longest;
        }
        return best;
    case NODE_CHOICE:
        for (const struct node *c = n->first; c; c = c->next) {
            struct anchor_choice choice = tkit_search_choose_anchor(s, c, least, most, anywhere);
            if (!choice.usable)
                return choice;
            if (c == n->first) {
                best = choice;
                continue;
            }
            best.predicates |= choice.predicates;
            best.cost += choice.cost;
            best.least = choice.least < best.least ? choice.least : best.least;
            best.most = choice.most > best.most ? choice.most : best.most;
        }
        return best;
    case NODE_REPEAT: return n->min > 0 ? tkit_search_choose_anchor(s, n->first, least, most, anywhere) : best;
    case NODE_CAPTURE: return tkit_search_choose_anchor(s, n->first, least, most, anywhere);
    case NODE_REGION: return n->first ? tkit_search_choose_anchor(s, n->first, least, most, anywhere) : best;
    case NODE_OPEN: case NODE_CLOSE: case NODE_LOOK: return best;
    }
    return best;
}

/* ---- documents ---- */

int tkit_scope_need_documents(struct scope *s, const struct predicate *p, uint64_t *documents, unsigned *needed)
{
    enum { FORMS_MOST = 64 };
    struct tkit_segment *segment = s->segment;
    uint32_t *forms, number;
    size_t count, words = (size_t)segment->documents / 64 + 1;
    struct tkit_postings postings = {0};
    if ((p->kind != PREDICATE_FORM && p->kind != PREDICATE_SET) || p->label != LABEL_THIS ||
        p->tokens > segment->tokens / 20)
        return TKIT_OK;
    int r = tkit_forms_list(p, s->arena, &forms, &count);
    if (r != TKIT_OK || count > FORMS_MOST)
        return r;
    uint64_t *have = tkit_arena_zalloc(s->arena, words * sizeof *have);
    if (!have)
        return TKIT_ENOMEM;
    r = tkit_postings_open_documents(&postings, p->attribute, forms, count);
    while (r == TKIT_OK && (number = tkit_postings_next(&postings)) != TKIT_NO_TOKEN)
        bitset_add(have, number);
    tkit_postings_close(&postings);
    for (size_t i = 0; i < words; i++) documents[i] &= have[i];
    ++*needed;
    return r != TKIT_OK ? r : segment->status;
}

static int need_node(struct search *s, const struct node *n, uint64_t *documents, unsigned *needed)
{
    int r = TKIT_OK;
    switch (n->kind) {
    case NODE_TOKEN: {
        unsigned i = tkit_automaton_predicate(s->automaton, n->test);
        return i < s->automaton->predicate_count
                   ? tkit_scope_need_documents(&s->scope, s->predicates[i], documents, needed)
                   : TKIT_OK;
    }
    case NODE_SEQUENCE:
        for (const struct node *c = n->first; c && r == TKIT_OK; c = c->next) r = need_node(s, c, documents, needed);
        return r;
    case NODE_REPEAT: return n->min > 0 ? need_node(s, n->first, documents, needed) : TKIT_OK;
    case NODE_CAPTURE: return need_node(s, n->first, documents, needed);
    case NODE_REGION: return n->first ? need_node(s, n->first, documents, needed) : TKIT_OK;
    default: return TKIT_OK;
    }
}

static int need_meet(struct search *s, const struct meet *m, uint64_t *documents, unsigned *needed)
{
    if (m->is_union)
        return TKIT_OK;
    if (m->a) {
        int r = need_meet(s, m->a, documents, needed);
        return r == TKIT_OK ? need_meet(s, m->b, documents, needed) : r;
    }
    struct predicate *p;
    int r = tkit_predicate_build(&s->scope, m->test, &p);
    return r == TKIT_OK ? tkit_scope_need_documents(&s->scope, p, documents, needed) : r;
}

int tkit_search_need_documents(struct search *s)
{
    const struct parsed *q = s->program->query;
    size_t words = (size_t)s->scope.segment->documents / 64 + 1;
    unsigned needed = 0;
    uint64_t *documents = tkit_arena_alloc(s->scope.arena, words * sizeof *documents);
    if (!documents)
        return TKIT_ENOMEM;
    for (size_t i = 0; i < words; i++) documents[i] = s->documents ? s->documents[i] : UINT64_MAX;
    int r = q->pattern ? need_node(s, q->pattern, documents, &needed) : need_meet(s, q->meet, documents, &needed);
    if (needed > 0)
        s->documents = documents;
    return r;
}

/* ---- anchors ---- */

/* Opens the postings of a predicate; several go into s->anchors. */
static int open_postings(struct search *s, const struct predicate *p, size_t room)
{
    if (p->kind == PREDICATE_FALSE)
        return TKIT_OK;
    if (p->kind == PREDICATE_AND) {
        const struct predicate *rarest = NULL;
        for (const struct predicate *c = p->first; c; c = c->next)
            if (has_postings(c) && (!rarest || c->tokens < rarest->tokens))
                rarest = c;
        return open_postings(s, rarest, room);
    }
    if (p->kind == PREDICATE_OR) {
        for (const struct predicate *c = p->first; c; c = c->next) {
            int r = open_postings(s, c, room);
            if (r != TKIT_OK)
                return r;
        }
        return TKIT_OK;
    }
    if (s->anchor_count == room)
        return tkit_fail(s->scope.tk, TKIT_EQUERY, "query: too many alternatives");
    uint32_t *forms;
    size_t count;
    int r = tkit_forms_list(p, s->scope.arena, &forms, &count);
    if (r == TKIT_OK)
        r = tkit_postings_open_positions(&s->anchors[s->anchor_count], p->attribute, forms, count);
    if (r == TKIT_OK)
        s->anchor_count++;
    return r;
}

static size_t count_leaves(const struct predicate *p)
{
    size_t n = 1;
    if (p->kind == PREDICATE_AND || p->kind == PREDICATE_OR)
        for (const struct predicate *c = p->first; c; c = c->next) n += count_leaves(c);
    return n;
}

/* Several lists become one bitmap. */
static int gather(struct search *s)
{
    enum { BATCH = 512 };
    uint32_t batch[BATCH];
    struct tkit_segment *segment = s->scope.segment;
    s->anchor_words = (size_t)segment->tokens / 64 + 1;
    s->anchor_bits = tkit_calloc(s->scope.tk, s->anchor_words, 8);
    if (!s->anchor_bits)
        return tkit_fail_nomem(s->scope.tk);
    for (size_t i = 0; i < s->anchor_count; i++) {
        size_t n;
        while ((n = tkit_postings_read(&s->anchors[i], batch, BATCH)) > 0)
            for (size_t k = 0; k < n; k++) bitset_add(s->anchor_bits, batch[k]);
    }
    return segment->status;
}

int tkit_search_open_anchors(struct search *s, const struct anchor_choice *choice)
{
    size_t room = 0;
    for (unsigned i = 0; i < 64; i++)
        if (choice->predicates >> i & 1)
            room += count_leaves(s->predicates[i]);
    s->anchors = tkit_arena_zalloc(s->scope.arena, room * sizeof *s->anchors);
    if (!s->anchors)
        return TKIT_ENOMEM;
    s->least = choice->least;
    s->most = choice->most;
    s->cost = choice->cost;
    s->anchor_predicate = (unsigned)__builtin_ctzll(choice->predicates);
    for (unsigned i = 0; i < 64; i++)
        if (choice->predicates >> i & 1) {
            int r = open_postings(s, s->predicates[i], room);
            if (r != TKIT_OK)
                return r;
        }
    return s->anchor_count > 1 ? gather(s) : TKIT_OK;
}

uint32_t tkit_search_next_anchor(struct search *s, uint32_t target)
{
    if (s->scan)
        return target < s->scope.segment->tokens ? target : TKIT_NO_TOKEN;
    if (s->anchor_count == 0)
        return TKIT_NO_TOKEN;
    if (!s->anchor_bits)
        return tkit_postings_seek(&s->anchors[0], target);
    size_t w = target / 64;
    if (w >= s->anchor_words)
        return TKIT_NO_TOKEN;
    uint64_t left = s->anchor_bits[w] & (~UINT64_C(0) << (target % 64));
    while (!left) {
        if (++w >= s->anchor_words)
            return TKIT_NO_TOKEN;
        left = s->anchor_bits[w];
    }
    return (uint32_t)(w * 64 + (unsigned)__builtin_ctzll(left));
}

bool tkit_search_allows_document(const struct search *s, uint32_t document)
{
    return s->scope.segment->document[document] != 0 &&
           (!s->documents || bitset_has(s->documents, document));
}

void tkit_search_change_document(struct search *s, uint32_t position)
{
    struct tkit_segment *segment = s->scope.segment;
    bool behind = position >= segment->first_token[s->document];
    s->document = tkit_segment_document_of(segment, position, behind ? s->document : 0);
    s->document_end = segment->first_token[s->document + 1];
}

/* The next start to try: TKIT_NO_TOKEN behind the last. Starts ascend; each comes once. */
uint32_t tkit_search_next_candidate(struct search *s)
{
    while (s->next_start >= s->range_end) {
        uint32_t anchor = tkit_search_next_anchor(s, s->next_anchor);
        if (anchor == TKIT_NO_TOKEN)
            return TKIT_NO_TOKEN;
        tkit_search_enter_document(s, anchor);
        if (!tkit_search_allows_document(s, s->document)) {
            s->next_anchor = s->document_end;
            continue;
        }
        if (s->scan) { /* all that is left of the document */
            s->next_start = anchor > s->next_start ? anchor : s->next_start;
            s->next_anchor = s->range_end = s->document_end;
            continue;
        }
        s->next_anchor = anchor + 1;
        uint32_t first = s->scope.segment->first_token[s->document], behind = anchor - first;
        if (behind < (uint32_t)s->least)
            continue;
        uint32_t low = behind > (uint32_t)s->most ? anchor - (uint32_t)s->most : first;
        s->next_start = low > s->next_start ? low : s->next_start;
        s->range_end = anchor - (uint32_t)s->least + 1;
    }
    return s->next_start++;
}

