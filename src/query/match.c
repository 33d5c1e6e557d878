/* Matching in one segment: opens a search, applies strategy and filters to what candidates.c proposes and simulate.c
 * verifies. What the strategy drops is dropped while streaming. */
#include "query/dfa.h"
#include "query/sweep.h"
#include "query/variants.h"

#include <stddef.h>
#include <time.h>

/* ---- interruption ---- */

uint64_t tkit_query_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int tkit_query_check_time(tkit *tk, uint64_t deadline)
{
    return deadline && tkit_query_clock() > deadline ? tkit_fail_limit(tk, LIMIT_QUERY_MILLISECONDS, "query") : TKIT_OK;
}

int tkit_search_poll(struct search *s)
{
    int r = tkit_poll(s->scope.tk);
    return r == TKIT_OK ? tkit_query_check_time(s->scope.tk, s->scope.deadline) : r;
}

/* Looks at flag and clock after every few ten thousand tokens: a millisecond or so. */
int tkit_search_keep_going(struct search *s)
{
    enum { WORK = 1 << 16 };
    if (++s->work < WORK)
        return TKIT_OK;
    s->work = 0;
    return tkit_search_poll(s);
}

/* ---- filters ---- */

/* How far a match from `start` may reach; 0: it may not start here. */
static uint32_t limit_of(struct search *s, uint32_t start)
{
    uint32_t limit = s->document_end;
    for (size_t i = 0; i < s->filter_count; i++) {
        const struct filter *f = s->filters[i].filter;
        struct regions *regions = &s->filters[i].regions;
        if (f->negative || f->containing)
            continue;
        if (f->tokens) {
            limit = limit - start > (uint32_t)f->tokens ? start + (uint32_t)f->tokens : limit;
            continue;
        }
        size_t r = tkit_regions_holding(regions, start);
        if (r == NO_REGION)
            return 0;
        size_t last = r + (f->regions ? (size_t)f->regions - 1 : 0);
        if (last >= regions->count)
            last = regions->count - 1;
        limit = regions->end[last] < limit ? regions->end[last] : limit;
    }
    if (s->is_restricted) {
        size_t r = tkit_regions_holding(&s->restricted, start);
        if (r == NO_REGION)
            return 0;
        limit = s->restricted.end[r] < limit ? s->restricted.end[r] : limit;
    }
    return limit;
}

static bool passes(struct search *s, const struct match *m)
{
    for (size_t i = 0; i < s->filter_count; i++) {
        const struct filter *f = s->filters[i].filter;
        struct regions *regions = &s->filters[i].regions;
        bool yes;
        if (f->containing)
            yes = tkit_regions_inside(regions, m->start, m->end);
        else if (!f->negative)
            continue; /* limit_of() saw to it */
        else if (f->tokens)
            yes = m->end - m->start <= (uint32_t)f->tokens;
        else
            yes = tkit_regions_hold_span(regions, m->start, m->end);
        if (yes == f->negative)
            return false;
    }
    return true;
}

/* ---- strategies ---- */

static int push_pending(struct search *s, const struct match *m)
{
    if (s->pending_first && s->pending_first * 2 >= s->pending_count) { /* half of it is used up */
        memmove(s->pending, s->pending + s->pending_first, (s->pending_count - s->pending_first) * sizeof *s->pending);
        s->pending_count -= s->pending_first;
        s->pending_first = 0;
    }
    int r =
        tkit_reserve(s->scope.tk, (void **)&s->pending, &s->pending_capacity, s->pending_count + 1, sizeof *s->pending);
    if (r == TKIT_OK)
        s->pending[s->pending_count++] = *m;
    return r;
}

/* standard: of the matches with one end, only the one that starts first. 1: keep, 0: drop. */
static int keep_first_of_end(struct search *s, const struct match *m)
{
    if (s->automaton->shortest == s->automaton->longest)
        return 1;
    size_t kept = 0;
    bool taken = false;
    for (size_t i = 0; i < s->pending_count; i++) { /* few: those whose end lies ahead */
        if (s->pending[i].end <= m->start)
            continue;
        taken |= s->pending[i].end == m->end;
        s->pending[kept++] = s->pending[i];
    }
    s->pending_count = kept;
    if (taken)
        return 0;
    int r = push_pending(s, m);
    return r == TKIT_OK ? 1 : r;
}

/* Goes on to the next document that can have matches and sweeps over it: 1, 0 behind the last, or an error. */
static int sweep_next_document(struct search *s)
{
    for (;;) {
        uint32_t anchor = tkit_search_next_anchor(s, s->next_anchor);
        if (anchor == TKIT_NO_TOKEN)
            return s->scope.segment->status;
        tkit_search_enter_document(s, anchor);
        s->next_anchor = s->document_end;
        if (!tkit_search_allows_document(s, s->document))
            continue;
        s->next_start = s->ends_first = s->scope.segment->first_token[s->document];
        s->range_end = s->document_end;
        s->work += s->document_end - s->next_start;
        int r = tkit_search_keep_going(s);
        if (r == TKIT_OK)
            r = tkit_sweep_ends(s->sweep, &s->ends);
        return r == TKIT_OK ? 1 : r;
    }
}

/* The next match before filters, by sweeps. */
static int next_swept(struct search *s, struct match *out)
{
    for (;;) {
        while (s->next_start < s->range_end) {
            uint32_t start = s->next_start++, end = s->ends[start - s->ends_first];
            if (end == NO_END)
                continue;
            if (((s->filter_count || s->is_restricted) && end > limit_of(s, start)) ||
                !tkit_search_satisfies(s, start, end, NULL))
                continue;
            *out = (struct match){start, end};
            return 1;
        }
        int r = sweep_next_document(s);
        if (r <= 0)
            return r;
    }
}

/* The end of the match from a start for a pattern with labels: 1, 0, or an error. */
static int run_labels(struct search *s, uint32_t start, uint32_t limit, uint32_t *end)
{
    bool complete = false;
    int r = s->variants ? tkit_variants_run(s->variants, start, limit, end, &complete) : 0;
    if (r < 0 || complete || (r > 0 && s->program->query->strategy != STRATEGY_LONGEST))
        return r;
    return tkit_search_run_threads(s, start, limit, TKIT_NO_TOKEN, end, NULL);
}

/* The next match before filters: 1, 0, or an error. */
static int next_raw(struct search *s, struct match *out)
{
    if (s->sweep)
        return next_swept(s, out);
    uint32_t start;
    while ((start = tkit_search_next_candidate(s)) != TKIT_NO_TOKEN) {
        uint32_t end = 0;
        int r = tkit_search_keep_going(s);
        if (r != TKIT_OK)
            return r;
        tkit_search_enter_document(s, start);
        uint32_t limit = s->filter_count || s->is_restricted ? limit_of(s, start) : s->document_end;
        if (limit <= start)
            continue;
        if (s->program->query->strategy == STRATEGY_LONGEST && limit <= s->reached)
            continue; /* whatever is found lies inside the match before */
        if (s->is_certain) {
            end = tkit_search_satisfies(s, start, start + 1, NULL) ? start + 1 : 0;
        } else if (s->follows_labels || s->dfa) {
            r = s->dfa ? tkit_dfa_run(s->dfa, start, limit, &end) : run_labels(s, start, limit, &end);
            if (r < 0)
                return r;
        } else {
            end = s->is_simple ? tkit_search_run_word(s, start, limit) : tkit_search_run_sets(s, start, limit);
        }
        if (end > start) {
            *out = (struct match){start, end};
            return 1;
        }
    }
    return s->scope.segment->status;
}

static int next_shortest(struct search *s, struct match *out)
{
    for (;;) {
        /* A match is certain when no later one can lie inside it. */
        if (s->pending_first < s->pending_count &&
            (s->exhausted || s->pending[s->pending_first].end <= s->pending[s->pending_count - 1].start)) {
            *out = s->pending[s->pending_first++];
            return 1;
        }
        if (s->exhausted)
            return 0;
        struct match m;
        int r = next_raw(s, &m);
        if (r < 0)
            return r;
        if (r == 0) {
            s->exhausted = true;
            continue;
        }
        while (s->pending_count > s->pending_first && s->pending[s->pending_count - 1].end >= m.end) s->pending_count--;
        if ((r = push_pending(s, &m)) != TKIT_OK)
            return r;
    }
}

static int next_by_strategy(struct search *s, struct match *out)
{
    for (;;) {
        int r;
        switch (s->program->query->strategy) {
        case STRATEGY_SHORTEST: return next_shortest(s, out);
        case STRATEGY_TRADITIONAL: return next_raw(s, out);
        case STRATEGY_LONGEST:
            if ((r = next_raw(s, out)) <= 0)
                return r;
            if (out->end <= s->reached)
                continue; /* inside an earlier one */
            s->reached = out->end;
            return 1;
        case STRATEGY_STANDARD:
            if ((r = next_raw(s, out)) <= 0 || (r = keep_first_of_end(s, out)) != 0)
                return r;
            continue;
        }
        return 0;
    }
}

int tkit_search_next(struct search *s, struct match *out)
{
    int r = tkit_search_prepare(s);
    if (r != TKIT_OK)
        return r;
    if (!s->automaton) {
        while (s->position_next < s->position_count) {
            uint32_t p = s->positions[s->position_next++];
            tkit_search_enter_document(s, p);
            *out = (struct match){p, p + 1};
            if (!tkit_search_allows_document(s, s->document) || limit_of(s, p) <= p ||
                !tkit_search_satisfies(s, p, p + 1, NULL) || !passes(s, out))
                continue;
            return 1;
        }
        return s->scope.segment->status;
    }
    while ((r = next_by_strategy(s, out)) > 0)
        if (passes(s, out))
            return 1;
    return r;
}

void tkit_search_skip_document(struct search *s, uint32_t end)
{
    s->next_start = s->next_start < end ? end : s->next_start;
    s->next_anchor = s->next_anchor < end ? end : s->next_anchor;
    while (s->position_next < s->position_count && s->positions[s->position_next] < end) s->position_next++;
}

int tkit_search_bind(struct search *s, const struct match *m, uint32_t *labels, struct match *captures)
{
    uint32_t end;
    struct thread bound;
    for (unsigned i = 0; i < QUERY_LABELS; i++) {
        labels[i] = TKIT_NO_TOKEN;
        captures[i] = (struct match){TKIT_NO_TOKEN, TKIT_NO_TOKEN};
    }
    if (!s->automaton || s->program->query->labels == 0)
        return TKIT_OK;
    tkit_search_enter_document(s, m->start);
    int r = tkit_search_run_threads(s, m->start, m->end, m->end, &end, &bound);
    if (r <= 0)
        return r;
    for (unsigned i = 0; i < s->program->query->labels; i++) {
        labels[i] = bound.labels[i];
        captures[i] = (struct match){bound.capture_start[i], bound.capture_end[i]};
    }
    return TKIT_OK;
}

/* ---- opening ---- */

int tkit_program_build(tkit_arena *arena, const struct parsed *query, struct program **out)
{
    struct program *p = *out = tkit_arena_zalloc(arena, sizeof *p);
    if (!p)
        return TKIT_ENOMEM;
    p->query = query;
    int r = query->pattern ? tkit_automaton_build(arena, query->pattern, &p->automaton) : TKIT_OK;
    size_t filters = 0, i = 0;
    for (const struct filter *f = query->filters; f; f = f->next) filters++;
    p->filters = tkit_arena_zalloc(arena, filters * sizeof *p->filters + 1);
    if (!p->filters)
        return TKIT_ENOMEM;
    for (const struct filter *f = query->filters; f && r == TKIT_OK; f = f->next, i++)
        if (f->query)
            r = tkit_program_build(arena, f->query, &p->filters[i]);
    return r;
}

/* Whether a condition looks at labels that only a way through the pattern sets. */
static bool needs_labels(const struct predicate *p)
{
    if (p->kind == PREDICATE_COMPARE) {
        const struct operand *sides[2] = {&p->test->left, &p->test->right};
        for (int i = 0; i < 2; i++)
            if ((sides[i]->kind == OPERAND_ATTRIBUTE || sides[i]->kind == OPERAND_POSITION ||
                 sides[i]->kind == OPERAND_DISTANCE) &&
                (sides[i]->label >= 0 || sides[i]->other >= 0))
                return true;
        return false;
    }
    if (p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET || p->kind == PREDICATE_HEAD ||
        p->kind == PREDICATE_DOCUMENTS)
        return p->label >= 0;
    for (const struct predicate *c = p->first; c; c = c->next)
        if (needs_labels(c))
            return true;
    return false;
}

static bool uses_bindings(const struct predicate *p)
{
    if (p->kind == PREDICATE_COMPARE || ((p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET ||
                                          p->kind == PREDICATE_HEAD) && p->label != LABEL_THIS) ||
        (p->kind == PREDICATE_DOCUMENTS && p->label >= 0))
        return true;
    for (const struct predicate *c = p->first; c; c = c->next)
        if (uses_bindings(c))
            return true;
    return false;
}

static int open_layer(struct search *s, const char *layer, const struct test *test, uint32_t at, enum region_side side,
                      struct regions *out)
{
    const struct tkit_regions *regions;
    uint64_t *keep = NULL;
    int r = tkit_segment_regions(s->scope.segment, layer, &regions);
    if (r == TKIT_ENOTFOUND)
        return tkit_scope_no_layer(&s->scope, at, layer);
    if (r == TKIT_OK && test)
        r = tkit_region_test(&s->scope, test, layer, regions, &keep);
    if (r == TKIT_OK)
        r = tkit_regions_of_layer(s->scope.arena, regions, keep, side, out);
    return r;
}

/* The matches of a sub-query as regions. */
static int open_sub_query(struct search *s, const struct program *program, struct regions *out)
{
    struct search *sub = NULL;
    struct match m, *list = NULL;
    size_t count = 0, capacity = 0;
    uint32_t *start = NULL, *end = NULL;
    int r = tkit_search_open(&s->scope, program, NULL, 0, false, &sub);
    while (r == TKIT_OK && (r = tkit_search_next(sub, &m)) > 0) {
        r = tkit_reserve(s->scope.tk, (void **)&list, &capacity, count + 1, sizeof *list);
        if (r == TKIT_OK)
            list[count++] = m;
    }
    tkit_search_close(sub);
    if (r == TKIT_OK) {
        start = tkit_arena_alloc(s->scope.arena, count * 4 + 1);
        end = tkit_arena_alloc(s->scope.arena, count * 4 + 1);
        r = start && end ? TKIT_OK : TKIT_ENOMEM;
    }
    for (size_t i = 0; i < count && r == TKIT_OK; i++) {
        start[i] = list[i].start;
        end[i] = list[i].end;
    }
    tkit_free(s->scope.tk, list, capacity * sizeof *list);
    return r == TKIT_OK ? tkit_regions_prepare(s->scope.arena, start, end, count, NULL, out) : r;
}

static int open_filters(struct search *s)
{
    const struct parsed *q = s->program->query;
    size_t i = 0;
    for (const struct filter *f = q->filters; f; f = f->next) s->filter_count++;
    s->filters = tkit_arena_zalloc(s->scope.arena, s->filter_count * sizeof *s->filters + 1);
    if (!s->filters)
        return TKIT_ENOMEM;
    int r = TKIT_OK;
    for (const struct filter *f = q->filters; f && r == TKIT_OK; f = f->next, i++) {
        s->filters[i].filter = f;
        if (f->layer)
            r = open_layer(s, f->layer, f->test, f->at, REGION_WHOLE, &s->filters[i].regions);
        else if (f->query)
            r = open_sub_query(s, s->program->filters[i], &s->filters[i].regions);
    }
    return r;
}

/* Documents that the constraint rules out whole: no need to look into them. */
static void restrict_documents(struct search *s)
{
    const struct predicate *p = s->constraint;
    if (!p)
        return;
    if (p->kind == PREDICATE_DOCUMENTS)
        s->documents = p->bits;
    if (p->kind == PREDICATE_AND)
        for (const struct predicate *c = p->first; c; c = c->next)
            if (c->kind == PREDICATE_DOCUMENTS)
                s->documents = c->bits; /* one of them is enough; the constraint itself tests all */
}

/* What matching needs of an automaton: conditions, assertions, room. */
static int open_automaton(struct search *s, struct automaton *a, bool *labels)
{
    tkit_arena *arena = s->scope.arena;
    s->automaton = a;
    s->is_simple = a->words == 1 && a->assertion_count == 0;
    s->memo_position = TKIT_NO_TOKEN;
    s->predicates = tkit_arena_zalloc(arena, a->predicate_count * sizeof *s->predicates + 1);
    s->assertion_regions = tkit_arena_zalloc(arena, a->assertion_count * sizeof *s->assertion_regions + 1);
    s->looks = tkit_arena_zalloc(arena, a->assertion_count * sizeof *s->looks + 1);
    s->set = tkit_arena_zalloc(arena, a->words * 8);
    s->next = tkit_arena_zalloc(arena, a->words * 8);
    if (!s->predicates || !s->assertion_regions || !s->looks || !s->set || !s->next)
        return TKIT_ENOMEM;
    int r = TKIT_OK;
    for (unsigned i = 0; i < a->predicate_count && r == TKIT_OK; i++) {
        r = tkit_predicate_build(&s->scope, a->predicates[i], &s->predicates[i]);
        if (r == TKIT_OK) {
            *labels |= needs_labels(s->predicates[i]);
            s->predicates[i]->uses_labels = uses_bindings(s->predicates[i]);
        }
    }
    for (unsigned i = 0; i < a->assertion_count && r == TKIT_OK; i++) {
        const struct assertion *x = &a->assertions[i];
        if (x->kind != ASSERT_LOOK) {
            enum region_side side = x->kind == ASSERT_OPEN    ? REGION_STARTS
                                    : x->kind == ASSERT_CLOSE ? REGION_ENDS
                                                              : REGION_WHOLE;
            r = open_layer(s, x->node->name, x->node->test, x->node->at, side, &s->assertion_regions[i]);
            if (r == TKIT_OK && x->kind == ASSERT_PAIR && s->assertion_regions[i].reach) { /* which region, the threads
                                                                                              know */
                *labels = true;
                if (!s->is_main)
                    r = tkit_fail(s->scope.tk, TKIT_EQUERY,
                                  "query: regions of '%s' overlap, no <%s> ... </%s> inside a look-around at %u",
                                  x->node->name, x->node->name, x->node->name, x->node->at + 1);
            }
            continue;
        }
        struct search *look = s->looks[i] = tkit_arena_zalloc(arena, sizeof *look);
        bool inner = false;
        if (!look)
            return TKIT_ENOMEM;
        look->scope = s->scope;
        look->program = s->program;
        look->is_behind = x->node->behind;
        r = open_automaton(look, x->automaton, &inner);
        if (r == TKIT_OK && inner)
            r = tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no labels inside a look-around at %u", x->node->at + 1);
    }
    return r;
}

/* Whether a condition on the match can be told from its start. */
static bool concerns_start(const struct predicate *p)
{
    switch (p->kind) {
    case PREDICATE_COMPARE: return false;
    case PREDICATE_FORM: case PREDICATE_SET: case PREDICATE_HEAD: return p->label == LABEL_MATCH;
    default: break;
    }
    for (const struct predicate *c = p->first; c; c = c->next)
        if (!concerns_start(c))
            return false;
    return true;
}

enum { LONG_MATCH = 1000 }; /* tokens; beyond that, how long does not matter */

/* How many tokens a part of a pattern takes, about: a repetition goes on as long as its condition is likely to hold. */
static double likely_length(const struct search *s, const struct node *n)
{
    double length = 0;
    switch (n->kind) {
    case NODE_TOKEN: return 1;
    case NODE_SEQUENCE:
        for (const struct node *c = n->first; c; c = c->next) length += likely_length(s, c);
        return length;
    case NODE_CHOICE:
        for (const struct node *c = n->first; c; c = c->next) {
            double one = likely_length(s, c);
            length = one > length ? one : length;
        }
        return length;
    case NODE_REPEAT: {
        double more = n->max < 0 ? LONG_MATCH : n->max - n->min;
        if (n->first->kind == NODE_TOKEN) {
            unsigned i = tkit_automaton_predicate(s->automaton, n->first->test);
            double tokens = i < s->automaton->predicate_count ? (double)s->predicates[i]->tokens : 0;
            double share = tokens / ((double)s->scope.segment->tokens + 1), run = share / (1.0001 - share);
            return n->min + (run < more ? run : more);
        }
        return (n->min + more) * likely_length(s, n->first);
    }
    case NODE_CAPTURE: return likely_length(s, n->first);
    case NODE_REGION: return n->first ? likely_length(s, n->first) : LONG_MATCH;
    default: return 0;
    }
}

/* How many tokens a match that starts somewhere looks at, about: until what it needs comes, or its region ends. */
static uint64_t expected_length(const struct search *s, const struct anchor_choice *need)
{
    double likely = likely_length(s, s->program->query->pattern);
    uint64_t all = s->scope.segment->tokens, length = likely < LONG_MATCH ? (uint64_t)likely : LONG_MATCH;
    if (need->usable && s->program->query->strategy != STRATEGY_LONGEST && all / (need->cost + 1) + 1 < length)
        length = all / (need->cost + 1) + 1;
    for (size_t i = 0; i < s->filter_count; i++) {
        const struct filter *f = s->filters[i].filter;
        uint64_t region = f->tokens ? (uint64_t)f->tokens : all / (s->filters[i].regions.count + 1) + 1;
        if (!f->negative && !f->containing && region < length)
            length = region;
    }
    uint64_t shortest = (uint64_t)s->automaton->shortest;
    return length > shortest ? length - shortest : 0;
}

/* The cheapest way: start by start behind anchors, by single tokens or with a table for whole documents; or sweeps over
 * documents. Costs are nanoseconds, more or less. */
static int choose_way(struct search *s, const struct anchor_choice *anchor, bool labels)
{
    enum {
        COST_START = 60, COST_LENGTH = 6,
        COST_TABLE_START = 15, COST_TABLE_LENGTH = 2,
        COST_DOCUMENT_TOKEN = 5, COST_STEP = 3,
        STARTS_DOCUMENT = 20
    };
    const struct automaton *a = s->automaton;
    const struct node *pattern = s->program->query->pattern;
    struct tkit_segment *segment = s->scope.segment;
    uint64_t starts = anchor->cost * (uint64_t)(anchor->most - anchor->least + 1);
    s->scan = !anchor->usable || starts > segment->tokens;
    if (s->scan)
        starts = segment->tokens;
    if (s->scope.documents_only && starts > (uint64_t)segment->documents * STARTS_DOCUMENT)
        starts = (uint64_t)segment->documents * STARTS_DOCUMENT; /* a hit ends the work on its document */
    struct anchor_choice need = tkit_search_choose_anchor(s, pattern, 0, 0, true);
    uint64_t length = expected_length(s, &need), average = segment->tokens / (segment->documents + 1) + 1;
    uint64_t by_starts = starts * (COST_START + COST_LENGTH * length) * (1 + a->assertion_count);
    if (labels || by_starts < segment->tokens)
        return TKIT_OK;
    uint64_t touched = starts * average < segment->tokens ? starts * average : segment->tokens;
    uint64_t by_table = touched * COST_DOCUMENT_TOKEN + starts * (COST_TABLE_START + COST_TABLE_LENGTH * length);
    int r = by_table < by_starts ? tkit_dfa_open(s, &s->dfa) : TKIT_OK;
    if (r != TKIT_OK || (s->constraint && !concerns_start(s->constraint)))
        return r;
    uint64_t best = s->dfa ? by_table : by_starts, swept = segment->tokens;
    r = tkit_sweep_open(s, pattern, &s->sweep);
    if (r != TKIT_OK || !s->sweep)
        return r;
    if (need.usable && need.cost * average < swept)
        swept = need.cost * average;
    if (swept * (COST_DOCUMENT_TOKEN + COST_STEP * tkit_sweep_steps(s->sweep)) > best) {
        tkit_sweep_close(s->sweep);
        s->sweep = NULL;
        return TKIT_OK;
    }
    tkit_dfa_close(s->dfa);
    s->dfa = NULL;
    s->scan = !need.usable || need.cost >= segment->documents;
    s->cost = swept;
    return s->scan ? TKIT_OK : tkit_search_open_anchors(s, &need);
}

static int open_pattern(struct search *s)
{
    bool labels = s->constraint && needs_labels(s->constraint);
    s->is_main = true;
    int r = open_automaton(s, s->program->automaton, &labels);
    s->follows_labels = labels;
    return r;
}

/* Whether the pattern is one token whose postings are its matches. */
static bool is_certain(const struct search *s)
{
    const struct predicate *p = s->predicates[0];
    return s->program->query->pattern->kind == NODE_TOKEN && !s->follows_labels &&
           (p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET) && p->label == LABEL_THIS;
}

static int prepare_pattern(struct search *s)
{
    s->is_certain = is_certain(s);
    int r = s->is_certain ? TKIT_OK : tkit_search_need_documents(s);
    if (r != TKIT_OK)
        return r;
    struct anchor_choice anchor = tkit_search_choose_anchor(s, s->program->query->pattern, 0, 0, false);
    s->cost = s->scope.segment->tokens;
    if (!s->is_certain)
        r = choose_way(s, &anchor, s->follows_labels);
    if (r == TKIT_OK && s->follows_labels)
        r = tkit_variants_open(s, &s->variants);
    return r != TKIT_OK || s->scan || s->sweep ? r : tkit_search_open_anchors(s, &anchor);
}

static int prepare_meet(struct search *s)
{
    const struct meet *m = s->program->query->meet;
    struct position_list list = {0};
    int r = m->a ? tkit_search_need_documents(s) : TKIT_OK;
    if (r == TKIT_OK)
        r = tkit_search_meet_positions(s, m, &list);
    s->positions = list.at;
    s->position_count = list.count;
    return r;
}

int tkit_search_prepare(struct search *s)
{
    if (s->is_ready)
        return TKIT_OK;
    int r = s->automaton ? prepare_pattern(s) : prepare_meet(s);
    s->is_ready = r == TKIT_OK;
    return r;
}

int tkit_search_open(struct scope *scope, const struct program *program, const struct match *within,
                     size_t within_count, bool restricted, struct search **out)
{
    const struct parsed *q = program->query;
    *out = NULL;
    struct search *s = tkit_arena_zalloc(scope->arena, sizeof *s);
    if (!s)
        return TKIT_ENOMEM;
    s->scope = *scope;
    s->program = program;
    s->document_end = scope->segment->documents ? scope->segment->first_token[1] : 0;
    int r = q->constraint ? tkit_predicate_build(&s->scope, q->constraint, &s->constraint) : TKIT_OK;
    if (r == TKIT_OK)
        r = open_filters(s);
    if (r == TKIT_OK && restricted) {
        uint32_t *start = tkit_arena_alloc(scope->arena, within_count * 4 + 1);
        uint32_t *end = tkit_arena_alloc(scope->arena, within_count * 4 + 1);
        s->is_restricted = true;
        r = start && end ? TKIT_OK : TKIT_ENOMEM;
        for (size_t i = 0; i < within_count && r == TKIT_OK; i++) {
            start[i] = within[i].start;
            end[i] = within[i].end;
        }
        if (r == TKIT_OK)
            r = tkit_regions_prepare(scope->arena, start, end, within_count, NULL, &s->restricted);
    }
    if (r == TKIT_OK) {
        restrict_documents(s);
        r = q->pattern ? open_pattern(s) : tkit_search_check_meet(s, q->meet);
    }
    s->thread_size = sizeof(struct thread);
    if (r == TKIT_OK && q->labels + q->hidden && q->pattern) { /* matching or tkit_search_bind() wants them */
        s->threads = tkit_arena_alloc(scope->arena, THREAD_LIMIT * sizeof *s->threads);
        s->other = tkit_arena_alloc(scope->arena, THREAD_LIMIT * sizeof *s->other);
        r = s->threads && s->other ? TKIT_OK : TKIT_ENOMEM;
    }
    if (r != TKIT_OK) {
        tkit_search_close(s);
        return r;
    }
    *out = s;
    return TKIT_OK;
}

void tkit_search_close(struct search *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->anchor_count; i++) tkit_postings_close(&s->anchors[i]);
    s->anchor_count = 0;
    tkit_sweep_close(s->sweep);
    tkit_dfa_close(s->dfa);
    tkit_variants_close(s->variants);
    tkit_free(s->scope.tk, s->anchor_bits, s->anchor_words * 8);
    s->anchor_bits = NULL;
    tkit_free(s->scope.tk, s->pending, s->pending_capacity * sizeof *s->pending);
    s->pending = NULL;
}

void tkit_search_explain(const struct search *s, tkit_buffer *out)
{
    tkit_buffer_printf(out, "segment %lld: ", (long long)s->scope.segment->id);
    if (!s->automaton) {
        tkit_buffer_printf(out, "%zu positions by meet and union of %llu postings", s->position_count,
                           (unsigned long long)s->cost);
    } else if (s->sweep) {
        tkit_buffer_printf(out, "a sweep over about %llu of %u tokens, %u steps each", (unsigned long long)s->cost,
                           s->scope.segment->tokens, tkit_sweep_steps(s->sweep));
    } else if (s->scan) {
        tkit_buffer_printf(out, "every one of %u tokens is tried as a start", s->scope.segment->tokens);
    } else {
        const struct test *t = s->automaton->predicates[s->anchor_predicate];
        size_t from = t ? t->at : 0, length = s->program->query->length - from;
        const char *stop = t ? memchr(s->program->query->text + from, ']', length) : NULL;
        if (stop)
            length = (size_t)(stop - (s->program->query->text + from));
        tkit_buffer_printf(out, "%llu of %u tokens are anchors (%.*s), %d to %d behind the start",
                           (unsigned long long)s->cost, s->scope.segment->tokens, (int)(length > 60 ? 60 : length),
                           s->program->query->text + from, s->least, s->most);
    }
    if (s->automaton)
        tkit_buffer_printf(out, "; automaton of %u states, %u conditions%s", s->automaton->state_count,
                           s->automaton->predicate_count, s->dfa ? ", as a table" : "");
    for (size_t i = 0; i < s->filter_count; i++)
        if (s->filters[i].filter->layer)
            tkit_buffer_printf(out, "; layer %s: %zu regions", s->filters[i].filter->layer,
                               s->filters[i].regions.count);
    if (s->follows_labels)
        tkit_buffer_puts(out, s->variants ? "; labels at fixed places" : "; labels are followed");
}

