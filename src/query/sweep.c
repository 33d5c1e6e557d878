/* Sweeps: see sweep.h.
 *
 * A pattern becomes a list of steps, each with one value per boundary between tokens: the earliest end of a match that
 * goes on from this step here (the latest, stored inverted, for strategy longest). The value of a token is that of what
 * follows it, one boundary on; of a choice the lesser of two; of a gap []{m,n} the least in a window. A look-behind
 * sweeps the reversed pattern in the other direction.
 *
 * A *fence* keeps a match from running over the end of a region: `within` around all steps, and <x> ... </x> around
 * those between the tags. Behind such an end the steps have two values: for who enters there, and for who comes from
 * the token before, who must not take another. */
#include "query/sweep.h"
#include "query/classes.h"

enum {
    SWEEP_STEPS = 400,
    SWEEP_FLAGS = 8,   /* a bit each per boundary */
    SWEEP_FENCES = 8,
    NEAR = 12          /* windows of so many boundaries are searched one by one */
};

enum step_kind {
    STEP_MATCH,
    STEP_TOKEN,
    STEP_ANY,
    STEP_SPLIT,
    STEP_GAP,
    STEP_ASSERT, /* a tag or look-around */
    STEP_ENTER,  /* the first of paired tags */
    STEP_LEAVE   /* the second */
};

struct window {        /* of a gap */
    uint32_t least, most; /* UNBOUNDED: no end */
    uint32_t *history;    /* values of the step behind, one a boundary */
    uint32_t *queue;      /* boundaries whose values ascend, the least in front; as many as there are boundaries */
    size_t head, tail;
    uint32_t floor;       /* what lies before this boundary is fenced off */
    uint32_t least_yet;   /* no end: the least so far */
    uint32_t last;        /* look-around: the last boundary from which it goes on, NO_END: none */
};

struct step {
    enum step_kind kind;
    uint16_t next, other;
    uint32_t bit;         /* TOKEN, GAP: of the condition, GAP 0: any token; ASSERT, ENTER, LEAVE: of the flag */
    struct window *window;
};

struct fence {
    uint8_t flag;           /* the bit of boundaries where its regions end */
    unsigned first, last;   /* the steps between, last exclusive */
};

struct flag {
    const struct node *node; /* a tag or look-around; NULL: within */
    bool is_end;
    struct regions regions;
    struct sweep *look;
};

struct sweep {
    struct search *search;
    bool is_look, backward, latest; /* backward: a look-behind */
    struct step steps[SWEEP_STEPS];
    uint16_t order[SWEEP_STEPS]; /* so that what a step reads at the same boundary comes before it */
    unsigned step_count, entry;
    struct flag flags[SWEEP_FLAGS];
    unsigned flag_count;
    struct fence fences[SWEEP_FENCES];
    unsigned fence_count;
    bool possible;
    int error;
    struct token_classes *classes;
    uint32_t values[2][SWEEP_STEPS]; /* at this boundary and the one before, in turns */

    /* per document */
    uint32_t *bits, *ends;
    size_t bits_capacity, ends_capacity;
    uint8_t *at; /* flags of the boundaries */
    size_t at_capacity, history_capacity;
};

/* ---- from the pattern to steps ---- */

static unsigned add_step(struct sweep *w, enum step_kind kind, unsigned next, unsigned other)
{
    if (w->step_count == SWEEP_STEPS)
        w->possible = false;
    if (!w->possible)
        return 0;
    w->steps[w->step_count] = (struct step){.kind = kind, .next = (uint16_t)next, .other = (uint16_t)other};
    return w->step_count++;
}

static unsigned add_flag(struct sweep *w, const struct node *node, bool is_end)
{
    if (w->flag_count == SWEEP_FLAGS) {
        w->possible = false;
        return 0;
    }
    w->flags[w->flag_count] = (struct flag){.node = node, .is_end = is_end};
    return w->flag_count++;
}

/* The flag of an assertion of the search's automaton, which has resolved layers and look-arounds already. */
static unsigned flag_of(struct sweep *w, const struct node *node, bool is_end)
{
    for (unsigned i = 0; i < w->flag_count; i++)
        if (w->flags[i].node == node && w->flags[i].is_end == is_end)
            return i;
    struct search *s = w->search;
    unsigned flag = add_flag(w, node, is_end);
    if (!w->possible)
        return 0;
    for (unsigned i = 0; i < s->automaton->assertion_count; i++) {
        const struct assertion *x = &s->automaton->assertions[i];
        if (x->kind == ASSERT_LOOK && x->node == node) {
            w->error = tkit_sweep_open(s->looks[i], node->first, &w->flags[flag].look);
            w->possible &= w->flags[flag].look != NULL;
            return flag;
        }
        bool same_side = is_end ? x->kind == ASSERT_CLOSE || x->kind == ASSERT_PAIR : x->kind == ASSERT_OPEN;
        if (same_side && tkit_assertion_concerns(x, node)) {
            w->flags[flag].regions = s->assertion_regions[i];
            w->possible &= node->kind != NODE_REGION || !s->assertion_regions[i].reach; /* a fence knows no nesting */
            return flag;
        }
    }
    w->possible = false;
    return 0;
}

static unsigned compile(struct sweep *w, const struct node *n, unsigned next);

static unsigned compile_assert(struct sweep *w, enum step_kind kind, const struct node *n, bool is_end, unsigned next)
{
    unsigned step = add_step(w, kind, next, 0);
    if (w->possible)
        w->steps[step].bit = UINT32_C(1) << flag_of(w, n, is_end);
    return step;
}

static bool is_any(const struct test *test)
{
    return !test || test->kind == TEST_TRUE;
}

static uint32_t condition_bit(const struct sweep *w, const struct test *test)
{
    return UINT32_C(1) << (tkit_automaton_predicate(w->search->automaton, test) % CLASS_BITS);
}

static unsigned compile_token(struct sweep *w, const struct test *test, unsigned next)
{
    unsigned step = add_step(w, is_any(test) ? STEP_ANY : STEP_TOKEN, next, 0);
    if (w->possible && !is_any(test))
        w->steps[step].bit = condition_bit(w, test);
    return step;
}

/* `least` to `most` (-1: no end) tokens that meet one condition. */
static unsigned compile_gap(struct sweep *w, const struct test *test, int least, int most, unsigned next)
{
    if (least == most && least <= 4) {
        while (least-- > 0) next = compile_token(w, test, next);
        return next;
    }
    unsigned step = add_step(w, STEP_GAP, next, 0);
    if (!w->possible)
        return 0;
    struct window *window = w->steps[step].window = tkit_arena_zalloc(w->search->scope.arena, sizeof *window);
    if (!window) {
        w->error = TKIT_ENOMEM;
        w->possible = false;
        return 0;
    }
    window->least = (uint32_t)least;
    window->most = most < 0 ? AUTOMATON_UNBOUNDED : (uint32_t)most;
    w->steps[step].bit = is_any(test) ? 0 : condition_bit(w, test);
    return step;
}

static unsigned compile_repeat(struct sweep *w, const struct node *n, unsigned next)
{
    unsigned enter = next;
    if (n->max == 0)
        return next;
    if (n->first->kind == NODE_TOKEN)
        return compile_gap(w, n->first->test, n->min, n->max, next);
    if (n->max < 0) {
        unsigned loop = add_step(w, STEP_SPLIT, next, next);
        unsigned body = compile(w, n->first, loop);
        if (!w->possible)
            return 0;
        w->steps[loop].next = (uint16_t)body;
        enter = loop;
    } else {
        for (int i = n->max; i > n->min && w->possible; i--) {
            unsigned body = compile(w, n->first, enter);
            enter = add_step(w, STEP_SPLIT, body, next);
        }
    }
    for (int i = 0; i < n->min && w->possible; i++) enter = compile(w, n->first, enter);
    return enter;
}

/* <x> body </x>, or the other way round when the sweep goes backward. */
static unsigned compile_region(struct sweep *w, const struct node *n, unsigned next)
{
    struct fence fence = {.first = w->step_count};
    unsigned leave = compile_assert(w, STEP_LEAVE, n, !w->backward, next);
    unsigned body = n->first ? compile(w, n->first, leave) : compile_gap(w, NULL, 1, -1, leave);
    fence.last = w->step_count;
    unsigned enter = compile_assert(w, STEP_ENTER, n, w->backward, body);
    if (!w->possible || w->fence_count == SWEEP_FENCES) {
        w->possible = false;
        return 0;
    }
    fence.flag = (uint8_t)w->steps[leave].bit;
    w->fences[w->fence_count++] = fence;
    return enter;
}

static unsigned compile_sequence(struct sweep *w, const struct node *n, unsigned next)
{
    size_t count = 0, i = 0;
    for (const struct node *c = n->first; c; c = c->next) count++;
    const struct node **list = tkit_arena_alloc(w->search->scope.arena, count * sizeof *list);
    if (!list) {
        w->error = TKIT_ENOMEM;
        w->possible = false;
        return 0;
    }
    for (const struct node *c = n->first; c; c = c->next) list[i++] = c;
    for (i = 0; i < count && w->possible; i++) next = compile(w, list[w->backward ? i : count - 1 - i], next);
    return next;
}

static unsigned compile(struct sweep *w, const struct node *n, unsigned next)
{
    if (!w->possible)
        return 0;
    switch (n->kind) {
    case NODE_TOKEN: return compile_token(w, n->test, next);
    case NODE_SEQUENCE: return compile_sequence(w, n, next);
    case NODE_CHOICE: {
        unsigned enter = compile(w, n->first, next);
        for (const struct node *c = n->first->next; c && w->possible; c = c->next)
            enter = add_step(w, STEP_SPLIT, enter, compile(w, c, next));
        return enter;
    }
    case NODE_REPEAT: return compile_repeat(w, n, next);
    case NODE_CAPTURE: return compile(w, n->first, next);
    case NODE_OPEN: return compile_assert(w, STEP_ASSERT, n, false, next);
    case NODE_CLOSE: return compile_assert(w, STEP_ASSERT, n, true, next);
    case NODE_LOOK: return compile_assert(w, STEP_ASSERT, n, false, next);
    case NODE_REGION: return compile_region(w, n, next);
    }
    return next;
}

static void add_wall(struct sweep *w, struct fence *fence, const struct regions *regions)
{
    unsigned flag = add_flag(w, NULL, true);
    if (w->possible) {
        w->flags[flag].regions = *regions;
        w->possible = regions->reach == NULL;
        fence->flag |= (uint8_t)(1u << flag);
    }
}

/* `within` bounds what is searched. The earliest end needs no fence: it lies inside or none does. */
static void fence_filters(struct sweep *w)
{
    struct search *s = w->search;
    struct fence fence = {.first = 0, .last = w->step_count};
    for (size_t i = 0; i < s->filter_count && w->possible; i++) {
        const struct filter *f = s->filters[i].filter;
        if (f->negative || f->containing)
            continue;
        if (f->tokens || f->regions > 1) {
            w->possible = false;
            return;
        }
        add_wall(w, &fence, &s->filters[i].regions);
    }
    if (s->is_restricted && w->possible)
        add_wall(w, &fence, &s->restricted);
    if (fence.flag && w->fence_count == SWEEP_FENCES)
        w->possible = false;
    if (fence.flag && w->possible)
        w->fences[w->fence_count++] = fence;
}

/* Puts the steps in order. What reads its own value at one boundary has none: a repetition of what may be empty. */
static void order_steps(struct sweep *w)
{
    bool placed[SWEEP_STEPS] = {false};
    unsigned count = 0, before;
    do {
        before = count;
        for (unsigned i = 0; i < w->step_count; i++) {
            const struct step *step = &w->steps[i];
            bool reads = step->kind != STEP_MATCH && step->kind != STEP_TOKEN && step->kind != STEP_ANY;
            if (placed[i] || (reads && !placed[step->next]) || (step->kind == STEP_SPLIT && !placed[step->other]))
                continue;
            placed[i] = true;
            w->order[count++] = (uint16_t)i;
        }
    } while (count > before);
    w->possible &= count == w->step_count;
}

int tkit_sweep_open(struct search *s, const struct node *pattern, struct sweep **out)
{
    *out = NULL;
    bool nullable = s->automaton->nullable;
    struct sweep *w = tkit_arena_zalloc(s->scope.arena, sizeof *w);
    if (!w)
        return TKIT_ENOMEM;
    w->search = s;
    w->possible = true;
    w->is_look = !s->is_main;
    w->latest = s->is_main && s->program->query->strategy == STRATEGY_LONGEST;
    w->backward = s->is_behind;
    if (s->is_main && !w->latest && nullable)
        return TKIT_OK; /* the earliest end would be that of no token at all */
    unsigned match = add_step(w, STEP_MATCH, 0, 0);
    w->entry = compile(w, pattern, match);
    if (w->possible && w->latest)
        fence_filters(w);
    if (w->possible)
        order_steps(w);
    int r = w->error;
    if (r == TKIT_OK && w->possible)
        r = tkit_classes_open(&s->scope, s->predicates, s->automaton->predicate_count, &w->classes);
    if (r == TKIT_OK && w->possible && w->classes && !w->classes->labelled)
        *out = w;
    else
        tkit_sweep_close(w);
    return r;
}

void tkit_sweep_close(struct sweep *w)
{
    if (!w)
        return;
    tkit *tk = w->search->scope.tk;
    for (unsigned i = 0; i < w->flag_count; i++) tkit_sweep_close(w->flags[i].look);
    for (unsigned i = 0; i < w->step_count; i++) {
        struct window *window = w->steps[i].window;
        if (window) {
            tkit_free(tk, window->history, w->history_capacity * sizeof *window->history);
            tkit_free(tk, window->queue, w->history_capacity * sizeof *window->queue);
        }
    }
    tkit_classes_close(&w->search->scope, w->classes);
    tkit_free(tk, w->bits, w->bits_capacity * sizeof *w->bits);
    tkit_free(tk, w->ends, w->ends_capacity * sizeof *w->ends);
    tkit_free(tk, w->at, w->at_capacity);
    *w = (struct sweep){.search = w->search};
}

unsigned tkit_sweep_steps(const struct sweep *w)
{
    unsigned steps = w->step_count;
    for (unsigned i = 0; i < w->flag_count; i++)
        if (w->flags[i].look)
            steps += tkit_sweep_steps(w->flags[i].look);
    return steps;
}

/* ---- over a document ---- */

static int make_room(struct sweep *w, size_t tokens)
{
    tkit *tk = w->search->scope.tk;
    int r = tkit_reserve(tk, (void **)&w->bits, &w->bits_capacity, tokens, sizeof *w->bits);
    if (r == TKIT_OK)
        r = tkit_reserve(tk, (void **)&w->ends, &w->ends_capacity, tokens + 1, sizeof *w->ends);
    if (r == TKIT_OK && w->flag_count)
        r = tkit_reserve(tk, (void **)&w->at, &w->at_capacity, tokens + 1, 1);
    size_t grown = tokens + 1 > w->history_capacity ? (tokens + 1) * 2 : w->history_capacity;
    if (r != TKIT_OK || grown == w->history_capacity)
        return r;
    for (unsigned i = 0; i < w->step_count; i++) { /* contents need not survive */
        struct window *window = w->steps[i].window;
        if (!window)
            continue;
        tkit_free(tk, window->history, w->history_capacity * sizeof *window->history);
        tkit_free(tk, window->queue, w->history_capacity * sizeof *window->queue);
        window->history = tkit_alloc(tk, grown * sizeof *window->history);
        window->queue = tkit_alloc(tk, grown * sizeof *window->queue);
        r = window->history && window->queue ? r : TKIT_ENOMEM;
    }
    w->history_capacity = grown;
    return r == TKIT_OK ? TKIT_OK : tkit_fail_nomem(tk);
}

static int sweep_document(struct sweep *w, uint32_t document);

/* Whether a look-around is met at each of the document's boundaries, tokens + 1 of them: sets `bit` in flags[] where it
 * is (or is not, when negative). */
static int sweep_look(struct sweep *w, uint32_t document, bool negative, uint8_t bit, uint8_t *flags)
{
    const struct tkit_segment *segment = w->search->scope.segment;
    uint32_t tokens = segment->first_token[document + 1] - segment->first_token[document];
    int r = sweep_document(w, document);
    for (uint32_t i = 0; i <= tokens && r == TKIT_OK; i++)
        if ((w->ends[i] != NO_END) != negative)
            flags[i] |= bit;
    return r;
}

/* Marks the boundaries of the document that meet each flag. */
static int mark_flags(struct sweep *w, uint32_t document, uint32_t first, uint32_t end)
{
    memset(w->at, 0, end - first + 1);
    for (unsigned i = 0; i < w->flag_count; i++) {
        struct flag *f = &w->flags[i];
        uint8_t bit = (uint8_t)(1u << i);
        if (f->look) {
            int r = sweep_look(f->look, document, f->node->negative, bit, w->at);
            if (r != TKIT_OK)
                return r;
            continue;
        }
        for (size_t k = tkit_regions_from(&f->regions, first); k < f->regions.count && f->regions.start[k] < end; k++) {
            uint32_t boundary = f->is_end ? f->regions.end[k] : f->regions.start[k];
            if (boundary <= end)
                w->at[boundary - first] |= bit;
        }
    }
    return TKIT_OK;
}

/* From here on the gap knows only boundary k and what comes after it. */
static void window_fence(struct window *g, uint32_t k)
{
    g->floor = k;
    g->head = g->tail = 0;
    g->least_yet = NO_END;
    g->last = NO_END;
}

/* The least value of the step behind a gap, `k` boundaries into the sweep; `value` is its value here. */
static uint32_t window_value(struct window *g, bool is_look, uint32_t k, uint32_t value)
{
    g->history[k] = value;
    if (k < g->floor + g->least)
        return NO_END;
    uint32_t newest = k - g->least;
    if (g->most == AUTOMATON_UNBOUNDED) {
        if (g->history[newest] < g->least_yet)
            g->least_yet = g->history[newest];
        return g->least_yet;
    }
    uint32_t oldest = k - g->floor > g->most ? k - g->most : g->floor;
    if (is_look) { /* any value will do */
        if (g->history[newest] != NO_END)
            g->last = newest;
        return g->last != NO_END && g->last >= oldest ? 0 : NO_END;
    }
    if (g->most - g->least < NEAR) {
        uint32_t least = NO_END;
        for (uint32_t i = oldest; i <= newest; i++) least = g->history[i] < least ? g->history[i] : least;
        return least;
    }
    while (g->tail > g->head && g->history[g->queue[g->tail - 1]] >= g->history[newest]) g->tail--;
    g->queue[g->tail++] = newest;
    while (g->queue[g->head] < oldest) g->head++;
    return g->history[g->queue[g->head]];
}

/* Behind the end of a region: the values for who comes from the token before. */
static void apply_fence(struct sweep *w, const struct fence *f, uint32_t *now, uint32_t k, uint32_t at)
{
    for (unsigned o = 0; o < w->step_count; o++) {
        unsigned i = w->order[o];
        const struct step *step = &w->steps[i];
        if (i < f->first || i >= f->last)
            continue;
        switch (step->kind) {
        case STEP_MATCH: break;
        case STEP_TOKEN: case STEP_ANY: case STEP_ENTER: now[i] = NO_END; break;
        case STEP_SPLIT: now[i] = now[step->next] < now[step->other] ? now[step->next] : now[step->other]; break;
        case STEP_ASSERT: case STEP_LEAVE: now[i] = at & step->bit ? now[step->next] : NO_END; break;
        case STEP_GAP:
            window_fence(step->window, k);
            now[i] = window_value(step->window, w->is_look, k, now[step->next]);
            break;
        }
    }
}

/* Sweeps over `tokens` tokens: result[boundary] = value of the entry, for boundaries from the far end to the near
 * one. */
static int sweep_over(struct sweep *w, uint32_t first, uint32_t tokens, uint32_t *result)
{
    enum { POLL = 0xfff };
    uint32_t *now = w->values[0], *before = w->values[1];
    for (unsigned i = 0; i < w->step_count; i++) {
        before[i] = NO_END;
        if (w->steps[i].window)
            window_fence(w->steps[i].window, 0);
    }
    for (uint32_t k = 0; k <= tokens; k++) {
        uint32_t boundary = w->backward ? k : tokens - k, token = w->backward ? k - 1 : boundary;
        uint32_t bits = k ? w->bits[token] : 0, at = w->flag_count ? w->at[boundary] : 0;
        for (unsigned o = 0; o < w->step_count; o++) {
            unsigned i = w->order[o];
            const struct step *step = &w->steps[i];
            switch (step->kind) {
            case STEP_MATCH: now[i] = w->latest ? ~(first + boundary) : first + boundary; break;
            case STEP_TOKEN: now[i] = bits & step->bit ? before[step->next] : NO_END; break;
            case STEP_ANY: now[i] = before[step->next]; break;
            case STEP_SPLIT: now[i] = now[step->next] < now[step->other] ? now[step->next] : now[step->other]; break;
            case STEP_ASSERT: case STEP_ENTER: now[i] = at & step->bit ? now[step->next] : NO_END; break;
            case STEP_LEAVE: now[i] = NO_END; break; /* who enters here has taken no token yet: see apply_fence() */
            case STEP_GAP:
                if (step->bit & ~bits)
                    window_fence(step->window, k);
                now[i] = window_value(step->window, w->is_look, k, now[step->next]);
                break;
            }
        }
        result[boundary] = now[w->entry];
        for (unsigned f = 0; f < w->fence_count; f++)
            if (at & w->fences[f].flag)
                apply_fence(w, &w->fences[f], now, k, at);
        uint32_t *swap = before;
        before = now;
        now = swap;
        if ((k & POLL) == POLL) {
            int r = tkit_search_poll(w->search);
            if (r != TKIT_OK)
                return r;
        }
    }
    return TKIT_OK;
}

static int sweep_document(struct sweep *w, uint32_t document)
{
    struct tkit_segment *segment = w->search->scope.segment;
    uint32_t first = segment->first_token[document], end = segment->first_token[document + 1];
    int r = make_room(w, end - first);
    if (r == TKIT_OK)
        r = tkit_classes_read(&w->search->scope, w->classes, first, end - first, w->bits);
    if (r == TKIT_OK && w->flag_count)
        r = mark_flags(w, document, first, end);
    return r == TKIT_OK ? sweep_over(w, first, end - first, w->ends) : r;
}

int tkit_sweep_ends(struct sweep *w, const uint32_t **ends)
{
    uint32_t document = w->search->document;
    const struct tkit_segment *segment = w->search->scope.segment;
    uint32_t first = segment->first_token[document], tokens = segment->first_token[document + 1] - first;
    int r = sweep_document(w, document);
    *ends = w->ends;
    for (uint32_t i = 0; i < tokens && r == TKIT_OK && w->latest; i++)
        if (w->ends[i] != NO_END)
            w->ends[i] = ~w->ends[i] > first + i ? ~w->ends[i] : NO_END;
    return r;
}
