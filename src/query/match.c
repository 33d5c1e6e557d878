/* Matching in one segment.
 *
 * Candidates for starts come from the postings of the rarest condition that every match must meet at a known distance from
 * its start; the automaton verifies them over the forward columns. What the strategy drops is dropped while streaming. */
#include "query/match.h"

#include <time.h>


struct thread { /* one way through the pattern, when labels matter */
    uint16_t state;
    uint32_t labels[QUERY_LABELS];
    uint32_t capture_start[QUERY_LABELS], capture_end[QUERY_LABELS];
};

struct filter_state {
    const struct filter *filter;
    struct regions regions;
};

struct search {
    struct scope scope;
    const struct program *program;
    struct automaton *automaton;
    struct predicate **predicates;
    struct regions *assertion_regions; /* one per assertion (tags) */
    struct search **looks;             /* one per assertion (look-around) */
    struct predicate *constraint;
    struct filter_state *filters;
    size_t filter_count;
    struct regions restricted;         /* a subcorpus */
    bool is_restricted;

    /* candidates */
    bool scan;                         /* every position */
    struct tkit_postings *anchors;     /* opened postings */
    size_t anchor_count;
    uint64_t *anchor_bits;             /* several of them, gathered */
    size_t anchor_words;
    int least, most;                   /* the anchor lies so far behind the start */
    uint64_t cost;
    unsigned anchor_predicate;
    uint32_t next_anchor;              /* where to look for the next anchor */
    uint32_t next_start, range_end;    /* starts that the current anchor leaves to try */

    /* the document of the current start */
    uint32_t document, document_end;
    const uint64_t *documents;         /* allowed documents, NULL = all */

    /* simulation */
    uint64_t *set, *next;
    bool is_simple;                    /* one word of states, no assertions */
    uint32_t memo_position;
    uint64_t memo_known, memo_value;
    struct thread *threads, *other;    /* THREAD_LIMIT each */

    /* strategy */
    struct match *pending;             /* shortest: not yet certain; standard: ends already taken */
    size_t pending_count, pending_first, pending_capacity;
    uint32_t reached;                  /* longest: the furthest end so far */
    bool exhausted;

    /* meet and union: all positions, computed when opened */
    uint32_t *positions;
    size_t position_count, position_next;
    uint32_t work; /* tokens looked at since the last look at the interrupt flag */
};

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

/* Looks at flag and clock after every few hundred thousand tokens: a millisecond or two. */
static int keep_going(struct search *s)
{
    enum { WORK = 1 << 18 };
    if (++s->work < WORK)
        return TKIT_OK;
    s->work = 0;
    int r = tkit_poll(s->scope.tk);
    return r == TKIT_OK ? tkit_query_check_time(s->scope.tk, s->scope.deadline) : r;
}

/* ---- predicates with a memory of one position ---- */

static bool holds(struct search *s, unsigned predicate, uint32_t position, const struct bindings *b)
{
    const struct predicate *p = s->predicates[predicate];
    if (p->kind == PREDICATE_TRUE)
        return true;
    if (predicate >= 64 || p->uses_labels)
        return tkit_predicate_holds(p, s->scope.segment, position, b);
    if (s->memo_position != position) {
        s->memo_position = position;
        s->memo_known = 0;
    }
    uint64_t bit = UINT64_C(1) << predicate;
    if (!(s->memo_known & bit)) {
        s->memo_known |= bit;
        if (tkit_predicate_holds(p, s->scope.segment, position, b))
            s->memo_value |= bit;
        else
            s->memo_value &= ~bit;
    }
    return (s->memo_value & bit) != 0;
}

/* ---- assertions ---- */

static bool runs_from(struct search *s, uint32_t start, uint32_t limit, uint32_t exact_end);

/* The table of the automaton that is true at a boundary, as far as `relevant` asks. */
static unsigned table_at(struct search *s, uint32_t boundary, unsigned relevant)
{
    unsigned table = 0;
    const struct automaton *a = s->automaton;
    for (unsigned i = 0; i < a->assertion_count; i++) {
        if (!(relevant >> i & 1))
            continue;
        const struct assertion *x = &a->assertions[i];
        bool yes = false;
        uint32_t first = s->scope.segment->first_token[s->document];
        switch (x->kind) {
        case ASSERT_OPEN: yes = tkit_regions_start_at(&s->assertion_regions[i], boundary); break;
        case ASSERT_CLOSE: yes = tkit_regions_end_at(&s->assertion_regions[i], boundary); break;
        case ASSERT_NOT_CLOSE: yes = !tkit_regions_end_at(&s->assertion_regions[i], boundary); break;
        case ASSERT_LOOK: {
            struct search *look = s->looks[i];
            look->document = s->document;
            look->document_end = s->document_end;
            if (!x->node->behind) {
                yes = look->automaton->nullable || runs_from(look, boundary, s->document_end, TKIT_NO_TOKEN);
            } else {
                uint32_t furthest = (uint32_t)look->automaton->longest;
                uint32_t from = boundary - first > furthest ? boundary - furthest : first;
                yes = look->automaton->nullable;
                for (uint32_t p = boundary; p-- > from && !yes;) yes = runs_from(look, p, boundary, boundary);
            }
            yes = yes != x->node->negative;
            break;
        }
        }
        if (yes)
            table |= 1u << i;
    }
    return table;
}

/* ---- simulation ---- */

static bool any(const uint64_t *set, unsigned words)
{
    for (unsigned w = 0; w < words; w++)
        if (set[w])
            return true;
    return false;
}

static unsigned relevant_of(const struct automaton *a, const uint64_t *set)
{
    unsigned relevant = 0;
    if (a->assertion_count == 0)
        return 0;
    for (unsigned w = 0; w < a->words; w++)
        for (uint64_t left = set[w]; left; left &= left - 1)
            relevant |= a->relevant[w * 64 + (unsigned)__builtin_ctzll(left)];
    return relevant;
}

/* Consumes the token at `p`: the states of `set` that take it, in place. False when none does. */
static bool consume(struct search *s, uint64_t *set, uint32_t p)
{
    const struct automaton *a = s->automaton;
    uint64_t alive = 0;
    for (unsigned w = 0; w < a->words; w++) {
        for (uint64_t left = set[w]; left; left &= left - 1) {
            unsigned i = (unsigned)__builtin_ctzll(left);
            if (!holds(s, a->states[w * 64 + i].predicate, p, NULL))
                set[w] &= ~(UINT64_C(1) << i);
        }
        alive |= set[w];
    }
    return alive != 0;
}

static void follow_all(const struct automaton *a, unsigned table, const uint64_t *set, uint64_t *next)
{
    memset(next, 0, a->words * 8);
    for (unsigned w = 0; w < a->words; w++)
        for (uint64_t left = set[w]; left; left &= left - 1) {
            const uint64_t *to = automaton_follow(a, table, w * 64 + (unsigned)__builtin_ctzll(left));
            for (unsigned v = 0; v < a->words; v++) next[v] |= to[v];
        }
}

static bool is_final(const struct automaton *a, unsigned table, const uint64_t *set)
{
    const uint64_t *final = a->final + (size_t)table * a->words;
    for (unsigned w = 0; w < a->words; w++)
        if (set[w] & final[w])
            return true;
    return false;
}

/* Whether the pattern matches from `start`; with exact_end only when it ends there. For look-around. */
static bool runs_from(struct search *s, uint32_t start, uint32_t limit, uint32_t exact_end)
{
    const struct automaton *a = s->automaton;
    unsigned table = table_at(s, start, a->relevant_first);
    memcpy(s->set, a->first + (size_t)table * a->words, a->words * 8);
    for (uint32_t p = start; p < limit && any(s->set, a->words);) {
        if (!consume(s, s->set, p))
            return false;
        p++;
        table = table_at(s, p, relevant_of(a, s->set));
        if ((exact_end == TKIT_NO_TOKEN || p == exact_end) && is_final(a, table, s->set))
            return true;
        follow_all(a, table, s->set, s->next);
        uint64_t *swap = s->set;
        s->set = s->next;
        s->next = swap;
    }
    return false;
}

static bool satisfies(struct search *s, uint32_t start, uint32_t end, const uint32_t *labels)
{
    if (!s->constraint)
        return true;
    struct bindings b = {.first = start, .last = end - 1, .labels = labels};
    return tkit_predicate_holds(s->constraint, s->scope.segment, TKIT_NO_TOKEN, &b);
}

/* The match from `start` for an automaton of at most 64 states without assertions: nearly all of them. */
static uint32_t run_word(struct search *s, uint32_t start, uint32_t limit)
{
    const struct automaton *a = s->automaton;
    const uint64_t *follow = a->follow, final = a->final[0];
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    uint32_t found = 0;
    uint64_t set = a->first[0];
    for (uint32_t p = start; p < limit; s->work++) {
        uint64_t next = 0, taken = 0;
        for (uint64_t left = set; left; left &= left - 1) {
            unsigned i = (unsigned)__builtin_ctzll(left);
            if (!holds(s, a->states[i].predicate, p, NULL))
                continue;
            taken |= left & -left;
            next |= follow[i];
        }
        if (!taken)
            break;
        p++;
        if (taken & final && satisfies(s, start, p, NULL)) {
            found = p;
            if (!longest)
                break;
        }
        set = next;
        if (!set)
            break;
    }
    return found;
}

/* The match from `start`: its end, 0 when there is none. */
static uint32_t run_sets(struct search *s, uint32_t start, uint32_t limit)
{
    const struct automaton *a = s->automaton;
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    uint32_t found = 0;
    unsigned table = table_at(s, start, a->relevant_first);
    memcpy(s->set, a->first + (size_t)table * a->words, a->words * 8);
    for (uint32_t p = start; p < limit; s->work++) {
        if (!consume(s, s->set, p))
            break;
        p++;
        table = table_at(s, p, relevant_of(a, s->set));
        if (is_final(a, table, s->set) && satisfies(s, start, p, NULL)) {
            found = p;
            if (!longest)
                break;
        }
        follow_all(a, table, s->set, s->next);
        if (!any(s->next, a->words))
            break;
        uint64_t *swap = s->set;
        s->set = s->next;
        s->next = swap;
    }
    return found;
}

/* ---- simulation with labels ---- */

enum { THREAD_LIMIT = 4096 };

static int add_thread(struct search *s, struct thread *list, size_t *count, const struct thread *t)
{
    size_t size = s->program->query->labels * sizeof *t->labels;
    for (size_t i = *count; i-- > 0;)
        if (list[i].state == t->state && memcmp(list[i].labels, t->labels, size) == 0)
            return TKIT_OK;
    if (*count == THREAD_LIMIT)
        return tkit_fail(s->scope.tk, TKIT_ELIMIT, "query: more than %d ways to set the labels of one match", THREAD_LIMIT);
    list[(*count)++] = *t;
    return TKIT_OK;
}

/* Lets threads take the token at `p`. Those that cannot are dropped. */
static size_t consume_threads(struct search *s, struct thread *list, size_t count, uint32_t start, uint32_t p)
{
    const struct automaton *a = s->automaton;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct thread *t = &list[i];
        const struct state *state = &a->states[t->state];
        struct bindings b = {.first = start, .last = p, .labels = t->labels};
        if (!holds(s, state->predicate, p, &b))
            continue;
        if (state->label >= 0)
            t->labels[state->label] = p;
        for (unsigned c = 0; c < s->program->query->labels; c++)
            if (state->captures >> c & 1) {
                if (t->capture_start[c] == TKIT_NO_TOKEN)
                    t->capture_start[c] = p;
                t->capture_end[c] = p + 1;
            }
        if (kept != i)
            list[kept] = *t;
        kept++;
    }
    return kept;
}

/* Adds a thread for every state of `set`. */
static int spread(struct search *s, const uint64_t *set, const struct thread *from, struct thread *list, size_t *count)
{
    for (unsigned w = 0; w < s->automaton->words; w++)
        for (uint64_t left = set[w]; left; left &= left - 1) {
            struct thread t = *from;
            t.state = (uint16_t)(w * 64 + (unsigned)__builtin_ctzll(left));
            int r = add_thread(s, list, count, &t);
            if (r != TKIT_OK)
                return r;
        }
    return TKIT_OK;
}

/* The same as run_sets() with labels. With `exact_end`, only the match that ends there; *bound gets the thread that found
 * it. An error is negative; else 1 and *end, or 0. */
static int run_threads(struct search *s, uint32_t start, uint32_t limit, uint32_t exact_end, uint32_t *end,
                       struct thread *bound)
{
    const struct automaton *a = s->automaton;
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    struct thread *now = s->threads, *later = s->other;
    size_t count = 0, next_count;
    struct thread blank = {0};
    memset(blank.labels, 0xff, sizeof blank.labels);
    memset(blank.capture_start, 0xff, sizeof blank.capture_start);
    memset(blank.capture_end, 0xff, sizeof blank.capture_end);
    unsigned table = table_at(s, start, a->relevant_first);
    int r = spread(s, a->first + (size_t)table * a->words, &blank, now, &count), found = 0;
    for (uint32_t p = start; r == TKIT_OK && p < limit && count; s->work += (uint32_t)count) {
        count = consume_threads(s, now, count, start, p);
        p++;
        next_count = 0;
        bool ended = false;
        for (size_t i = 0; i < count && r == TKIT_OK; i++) {
            unsigned state = now[i].state;
            table = table_at(s, p, a->relevant[state]);
            bool final = a->final[(size_t)table * a->words + state / 64] >> (state % 64) & 1;
            if (final && !ended && (exact_end == TKIT_NO_TOKEN || p == exact_end) && satisfies(s, start, p, now[i].labels)) {
                *end = p;
                if (bound)
                    *bound = now[i];
                found = 1;
                ended = true;
                if (!longest || exact_end != TKIT_NO_TOKEN)
                    return 1;
            }
            r = spread(s, automaton_follow(a, table, state), &now[i], later, &next_count);
        }
        struct thread *swap = now;
        now = later;
        later = swap;
        count = next_count;
    }
    return r != TKIT_OK ? r : found;
}

/* ---- candidates ---- */

/* What a pattern must meet, and where: one of these conditions, `least` to `most` tokens behind the start. */
struct anchor_choice {
    uint64_t predicates; /* a bit a condition; conditions from 64 on are no anchors */
    uint64_t cost;
    int least, most;
    bool usable;
};

static void better(struct anchor_choice *best, const struct anchor_choice *c)
{
    if (!c->usable)
        return;
    uint64_t a = c->cost * (uint64_t)(c->most - c->least + 1), b = best->cost * (uint64_t)(best->most - best->least + 1);
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

/* The best anchor of a part of the pattern that starts `least` to `most` tokens behind the start. */
static struct anchor_choice choose_anchor(struct search *s, const struct node *n, int least, int most)
{
    struct anchor_choice best = {0};
    switch (n->kind) {
    case NODE_TOKEN: {
        unsigned i = tkit_automaton_predicate(s->automaton, n->test);
        if (i < 64 && i < s->automaton->predicate_count && most != AUTOMATON_UNBOUNDED && has_postings(s->predicates[i]))
            best = (struct anchor_choice){UINT64_C(1) << i, s->predicates[i]->tokens, least, most, true};
        return best;
    }
    case NODE_SEQUENCE:
        for (const struct node *c = n->first; c && most != AUTOMATON_UNBOUNDED; c = c->next) {
            struct anchor_choice choice = choose_anchor(s, c, least, most);
            better(&best, &choice);
            int shortest, longest;
            tkit_node_extent(c, &shortest, &longest);
            least += shortest;
            most = longest == AUTOMATON_UNBOUNDED || most > 100000 ? AUTOMATON_UNBOUNDED : most + longest;
        }
        return best;
    case NODE_CHOICE:
        for (const struct node *c = n->first; c; c = c->next) {
            struct anchor_choice choice = choose_anchor(s, c, least, most);
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
    case NODE_REPEAT: return n->min > 0 ? choose_anchor(s, n->first, least, most) : best;
    case NODE_CAPTURE: return choose_anchor(s, n->first, least, most);
    case NODE_OPEN: case NODE_CLOSE: case NODE_REGION: case NODE_LOOK: return best;
    }
    return best;
}

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
    int r = tkit_predicate_forms(p, s->scope.arena, &forms, &count);
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
            for (size_t k = 0; k < n; k++) s->anchor_bits[batch[k] / 64] |= UINT64_C(1) << (batch[k] % 64);
    }
    return segment->status;
}

static int open_anchors(struct search *s, const struct anchor_choice *choice)
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

/* The first anchor at or behind `target`. */
static uint32_t seek_anchor(struct search *s, uint32_t target)
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

static bool document_allowed(const struct search *s, uint32_t document)
{
    return s->scope.segment->document[document] != 0 &&
           (!s->documents || (s->documents[document / 64] >> (document % 64) & 1));
}

/* Makes the document that holds `position` the current one. */
static void enter_document(struct search *s, uint32_t position)
{
    struct tkit_segment *segment = s->scope.segment;
    bool behind = position >= segment->first_token[s->document];
    if (behind && position < s->document_end)
        return;
    s->document = tkit_segment_document_of(segment, position, behind ? s->document : 0);
    s->document_end = segment->first_token[s->document + 1];
}

/* The next start to try: TKIT_NO_TOKEN behind the last. Starts ascend; each comes once. */
static uint32_t next_candidate(struct search *s)
{
    while (s->next_start >= s->range_end) {
        uint32_t anchor = seek_anchor(s, s->next_anchor);
        if (anchor == TKIT_NO_TOKEN)
            return TKIT_NO_TOKEN;
        enter_document(s, anchor);
        if (!document_allowed(s, s->document)) {
            s->next_anchor = s->document_end;
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
    int r = tkit_reserve(s->scope.tk, (void **)&s->pending, &s->pending_capacity, s->pending_count + 1, sizeof *s->pending);
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

/* The next match before filters: 1, 0, or an error. */
static int next_raw(struct search *s, struct match *out)
{
    uint32_t start;
    while ((start = next_candidate(s)) != TKIT_NO_TOKEN) {
        uint32_t end = 0;
        int r = keep_going(s);
        if (r != TKIT_OK)
            return r;
        enter_document(s, start);
        uint32_t limit = limit_of(s, start);
        if (limit <= start)
            continue;
        if (s->program->query->strategy == STRATEGY_LONGEST && limit <= s->reached)
            continue; /* whatever is found lies inside the match before */
        if (s->program->labels) {
            if ((r = run_threads(s, start, limit, TKIT_NO_TOKEN, &end, NULL)) < 0)
                return r;
        } else {
            end = s->is_simple ? run_word(s, start, limit) : run_sets(s, start, limit);
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
    if (!s->automaton) {
        while (s->position_next < s->position_count) {
            uint32_t p = s->positions[s->position_next++];
            enter_document(s, p);
            *out = (struct match){p, p + 1};
            if (!document_allowed(s, s->document) || limit_of(s, p) <= p || !satisfies(s, p, p + 1, NULL) || !passes(s, out))
                continue;
            return 1;
        }
        return s->scope.segment->status;
    }
    int r;
    while ((r = next_by_strategy(s, out)) > 0)
        if (passes(s, out))
            return 1;
    return r;
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
    enter_document(s, m->start);
    int r = run_threads(s, m->start, m->end, m->end, &end, &bound);
    if (r <= 0)
        return r;
    for (unsigned i = 0; i < s->program->query->labels; i++) {
        labels[i] = bound.labels[i];
        captures[i] = (struct match){bound.capture_start[i], bound.capture_end[i]};
    }
    return TKIT_OK;
}

/* ---- meet and union ---- */

struct position_list {
    uint32_t *at;
    size_t count;
};

static int predicate_positions(struct search *s, const struct predicate *p, struct position_list *out)
{
    struct tkit_segment *segment = s->scope.segment;
    tkit *tk = s->scope.tk;
    size_t capacity = 0;
    uint32_t *list = NULL, *forms, position = 0;
    struct tkit_postings postings = {0};
    bool direct = p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET;
    size_t count;
    int r = direct ? tkit_predicate_forms(p, s->scope.arena, &forms, &count) : TKIT_OK;
    if (r == TKIT_OK && direct)
        r = tkit_postings_open_positions(&postings, p->attribute, forms, count);
    out->count = 0;
    while (r == TKIT_OK) {
        if (direct) {
            position = tkit_postings_next(&postings);
            if (position == TKIT_NO_TOKEN)
                break;
        } else {
            if (position >= segment->tokens)
                break;
            if (!tkit_predicate_holds(p, segment, position, NULL)) {
                position++;
                continue;
            }
        }
        r = tkit_reserve(tk, (void **)&list, &capacity, out->count + 1, sizeof *list);
        if (r == TKIT_OK)
            list[out->count++] = position++;
        if (r == TKIT_OK && (out->count & 0xfff) == 0)
            r = tkit_poll(tk);
    }
    tkit_postings_close(&postings);
    if (r == TKIT_OK && (r = segment->status) == TKIT_OK) {
        out->at = tkit_arena_alloc(s->scope.arena, out->count * sizeof *list + 1);
        if (!out->at)
            r = TKIT_ENOMEM;
        else if (out->count)
            memcpy(out->at, list, out->count * sizeof *list);
    }
    tkit_free(tk, list, capacity * sizeof *list);
    return r;
}

static int meet_positions(struct search *s, const struct meet *m, struct position_list *out)
{
    if (!m->a) {
        struct predicate *p;
        int r = tkit_predicate_build(&s->scope, m->test, &p);
        s->cost += r == TKIT_OK ? p->tokens : 0;
        return r == TKIT_OK ? predicate_positions(s, p, out) : r;
    }
    struct position_list a, b;
    int r = meet_positions(s, m->a, &a);
    if (r == TKIT_OK)
        r = meet_positions(s, m->b, &b);
    if (r != TKIT_OK)
        return r;
    out->count = 0;
    out->at = tkit_arena_alloc(s->scope.arena, (a.count + (m->is_union ? b.count : 0)) * sizeof *out->at + 1);
    if (!out->at)
        return TKIT_ENOMEM;
    if (m->is_union) {
        for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
            uint32_t x = i < a.count ? a.at[i] : TKIT_NO_TOKEN, y = j < b.count ? b.at[j] : TKIT_NO_TOKEN;
            out->at[out->count++] = x < y ? x : y;
            i += x <= y && i < a.count;
            j += y <= x && j < b.count;
        }
        return TKIT_OK;
    }
    struct regions regions;
    if (m->layer) {
        const struct tkit_regions *layer;
        r = tkit_segment_regions(s->scope.segment, m->layer, &layer);
        if (r == TKIT_ENOTFOUND)
            return tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no layer '%s'", m->layer);
        if (r == TKIT_OK)
            r = tkit_regions_prepare(s->scope.arena, layer->start, layer->end, layer->count, NULL, &regions);
        if (r != TKIT_OK)
            return r;
    }
    size_t j = 0;
    for (size_t i = 0; i < a.count; i++) {
        uint32_t x = a.at[i];
        enter_document(s, x);
        int64_t low = (int64_t)x + m->from, high = (int64_t)x + m->to;
        int64_t first = s->scope.segment->first_token[s->document], last = (int64_t)s->document_end - 1;
        if (m->layer) {
            size_t region = tkit_regions_holding(&regions, x);
            if (region == NO_REGION)
                continue;
            low = regions.start[region];
            high = (int64_t)regions.end[region] - 1;
        }
        low = low < first ? first : low;
        high = high > last ? last : high;
        while (j > 0 && b.at[j - 1] >= low) j--; /* regions that overlap can step back */
        while (j < b.count && b.at[j] < low) j++;
        if (j < b.count && b.at[j] <= high)
            out->at[out->count++] = x;
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
    if (p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET)
        return p->label >= 0;
    for (const struct predicate *c = p->first; c; c = c->next)
        if (needs_labels(c))
            return true;
    return false;
}

static bool uses_bindings(const struct predicate *p)
{
    if (p->kind == PREDICATE_COMPARE || ((p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET) && p->label != LABEL_THIS))
        return true;
    for (const struct predicate *c = p->first; c; c = c->next)
        if (uses_bindings(c))
            return true;
    return false;
}

static int open_layer(struct search *s, const char *layer, const struct test *test, uint32_t at, struct regions *out)
{
    const struct tkit_regions *regions;
    uint64_t *keep = NULL;
    int r = tkit_segment_regions(s->scope.segment, layer, &regions);
    if (r == TKIT_ENOTFOUND)
        return tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no layer '%s' at %u", layer, at + 1);
    if (r == TKIT_OK && test)
        r = tkit_region_test(&s->scope, test, layer, regions, &keep);
    if (r == TKIT_OK)
        r = tkit_regions_prepare(s->scope.arena, regions->start, regions->end, regions->count, keep, out);
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
            r = open_layer(s, f->layer, f->test, f->at, &s->filters[i].regions);
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
            r = open_layer(s, x->node->name, x->node->test, x->node->at, &s->assertion_regions[i]);
            continue;
        }
        struct search *look = s->looks[i] = tkit_arena_zalloc(arena, sizeof *look);
        bool inner = false;
        if (!look)
            return TKIT_ENOMEM;
        look->scope = s->scope;
        look->program = s->program;
        r = open_automaton(look, x->automaton, &inner);
        if (r == TKIT_OK && inner)
            r = tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no labels inside a look-around at %u", x->node->at + 1);
    }
    return r;
}

static int open_pattern(struct search *s, bool *labels)
{
    int r = open_automaton(s, s->program->automaton, labels);
    if (r != TKIT_OK)
        return r;
    struct anchor_choice choice = choose_anchor(s, s->program->query->pattern, 0, 0);
    uint64_t tokens = s->scope.segment->tokens;
    s->scan = !choice.usable || choice.cost * (uint64_t)(choice.most - choice.least + 1) > tokens;
    s->cost = tokens;
    return s->scan ? TKIT_OK : open_anchors(s, &choice);
}

int tkit_search_open(struct scope *scope, const struct program *program, const struct match *within, size_t within_count,
                     bool restricted, struct search **out)
{
    const struct parsed *q = program->query;
    bool labels = false;
    *out = NULL;
    struct search *s = tkit_arena_zalloc(scope->arena, sizeof *s);
    if (!s)
        return TKIT_ENOMEM;
    s->scope = *scope;
    struct program *own = tkit_arena_alloc(scope->arena, sizeof *own);
    if (!own)
        return TKIT_ENOMEM;
    *own = *program;
    s->program = own;
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
        if (q->pattern) {
            r = open_pattern(s, &labels);
        } else {
            struct position_list list;
            r = meet_positions(s, q->meet, &list);
            s->positions = list.at;
            s->position_count = list.count;
        }
    }
    own->labels = labels || (s->constraint && needs_labels(s->constraint));
    if (r == TKIT_OK && q->labels && q->pattern) { /* matching or tkit_search_bind() wants them */
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
    tkit_free(s->scope.tk, s->anchor_bits, s->anchor_words * 8);
    s->anchor_bits = NULL;
    tkit_free(s->scope.tk, s->pending, s->pending_capacity * sizeof *s->pending);
    s->pending = NULL;
}

uint64_t tkit_search_cost(const struct search *s)
{
    return s->cost;
}

void tkit_search_explain(const struct search *s, tkit_buffer *out)
{
    tkit_buffer_printf(out, "segment %lld: ", (long long)s->scope.segment->id);
    if (!s->automaton) {
        tkit_buffer_printf(out, "%zu positions by meet and union of %llu postings", s->position_count,
                           (unsigned long long)s->cost);
    } else if (s->scan) {
        tkit_buffer_printf(out, "every one of %u tokens is tried as a start", s->scope.segment->tokens);
    } else {
        const struct test *t = s->automaton->predicates[s->anchor_predicate];
        size_t from = t ? t->at : 0, length = s->program->query->length - from;
        const char *stop = t ? memchr(s->program->query->text + from, ']', length) : NULL;
        if (stop)
            length = (size_t)(stop - (s->program->query->text + from));
        tkit_buffer_printf(out, "%llu of %u tokens are anchors (%.*s), %d to %d behind the start", (unsigned long long)s->cost,
                           s->scope.segment->tokens, (int)(length > 60 ? 60 : length), s->program->query->text + from, s->least,
                           s->most);
    }
    if (s->automaton)
        tkit_buffer_printf(out, "; automaton of %u states, %u conditions", s->automaton->state_count,
                           s->automaton->predicate_count);
    for (size_t i = 0; i < s->filter_count; i++)
        if (s->filters[i].filter->layer)
            tkit_buffer_printf(out, "; layer %s: %zu regions", s->filters[i].filter->layer, s->filters[i].regions.count);
    if (s->program->labels)
        tkit_buffer_puts(out, "; labels are followed");
}
