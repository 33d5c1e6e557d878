/* Running the automaton of a pattern from one start over the forward columns, with and without labels. */
#include "query/bitset.h"
#include "query/search.h"

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
static bool takes_nothing(struct search *look, uint32_t boundary);

/* The table of the automaton that is true at a boundary, as far as `relevant` asks. Of a region that overlaps others,
 * only the thread knows where it started. Between two documents are the tags of the one that is searched. */
static unsigned table_at(struct search *s, uint32_t boundary, unsigned relevant, const struct thread *thread)
{
    unsigned table = 0;
    const struct automaton *a = s->automaton;
    const uint32_t *document = s->scope.segment->first_token + s->document, first = document[0], end = document[1];
    for (unsigned i = 0; i < a->assertion_count; i++) {
        if (!(relevant >> i & 1))
            continue;
        const struct assertion *x = &a->assertions[i];
        bool yes = false;
        switch (x->kind) {
        case ASSERT_OPEN: yes = boundary < end && tkit_regions_start_at(&s->assertion_regions[i], boundary); break;
        case ASSERT_CLOSE: yes = boundary > first && tkit_regions_end_at(&s->assertion_regions[i], boundary); break;
        case ASSERT_INSIDE:
            yes = s->assertion_regions[i].reach || !tkit_regions_end_at(&s->assertion_regions[i], boundary);
            break;
        case ASSERT_PAIR:
            if (s->assertion_regions[i].reach)
                yes = thread &&
                      tkit_regions_have(&s->assertion_regions[i], thread->capture_start[x->node->label], boundary);
            else
                yes = tkit_regions_end_at(&s->assertion_regions[i], boundary);
            break;
        case ASSERT_LOOK: {
            struct search *look = s->looks[i];
            look->document = s->document;
            look->document_end = s->document_end;
            if (!x->node->behind) {
                yes = takes_nothing(look, boundary) || runs_from(look, boundary, s->document_end, TKIT_NO_TOKEN);
            } else {
                uint32_t furthest = (uint32_t)look->automaton->longest;
                uint32_t from = boundary - first > furthest ? boundary - furthest : first;
                yes = takes_nothing(look, boundary);
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

/* Whether a look-around is content with no token at all: it has tags only, or what is optional. */
static bool takes_nothing(struct search *look, uint32_t boundary)
{
    const struct automaton *a = look->automaton;
    return a->nullable && a->empty[table_at(look, boundary, a->relevant_first, NULL)];
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
    unsigned table = table_at(s, start, a->relevant_first, NULL);
    memcpy(s->set, a->first + (size_t)table * a->words, a->words * 8);
    for (uint32_t p = start; p < limit && any(s->set, a->words);) {
        if (!consume(s, s->set, p))
            return false;
        p++;
        table = table_at(s, p, relevant_of(a, s->set), NULL);
        if ((exact_end == TKIT_NO_TOKEN || p == exact_end) && is_final(a, table, s->set))
            return true;
        follow_all(a, table, s->set, s->next);
        uint64_t *swap = s->set;
        s->set = s->next;
        s->next = swap;
    }
    return false;
}

bool tkit_search_satisfies(struct search *s, uint32_t start, uint32_t end, const uint32_t *labels)
{
    if (!s->constraint)
        return true;
    struct bindings b = {.first = start, .last = end - 1, .labels = labels};
    return tkit_predicate_holds(s->constraint, s->scope.segment, TKIT_NO_TOKEN, &b);
}

/* The match from `start` for an automaton of at most 64 states without assertions: nearly all of them. */
uint32_t tkit_search_run_word(struct search *s, uint32_t start, uint32_t limit)
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
        if (taken & final && tkit_search_satisfies(s, start, p, NULL)) {
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
uint32_t tkit_search_run_sets(struct search *s, uint32_t start, uint32_t limit)
{
    const struct automaton *a = s->automaton;
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    uint32_t found = 0;
    unsigned table = table_at(s, start, a->relevant_first, NULL);
    memcpy(s->set, a->first + (size_t)table * a->words, a->words * 8);
    for (uint32_t p = start; p < limit; s->work++) {
        if (!consume(s, s->set, p))
            break;
        p++;
        table = table_at(s, p, relevant_of(a, s->set), NULL);
        if (is_final(a, table, s->set) && tkit_search_satisfies(s, start, p, NULL)) {
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

static int add_thread(struct search *s, struct thread *list, size_t *count, const struct thread *t)
{
    const struct parsed *q = s->program->query;
    size_t size = q->labels * sizeof *t->labels, hidden = QUERY_LABELS - q->hidden;
    for (size_t i = *count; i-- > 0;)
        if (list[i].state == t->state && memcmp(list[i].labels, t->labels, size) == 0 &&
            memcmp(list[i].capture_start + hidden, t->capture_start + hidden, q->hidden * sizeof *t->capture_start) ==
                0)
            return TKIT_OK;
    if (*count == THREAD_LIMIT)
        return tkit_fail(s->scope.tk, TKIT_ELIMIT, "query: more than %d ways to set the labels of one match",
                         THREAD_LIMIT);
    memcpy(&list[(*count)++], t, s->thread_size);
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
        for (unsigned left = state->captures; left; left &= left - 1) {
            unsigned c = (unsigned)__builtin_ctz(left);
            if (t->capture_start[c] == TKIT_NO_TOKEN)
                t->capture_start[c] = p;
            t->capture_end[c] = p + 1;
        }
        for (unsigned left = state->opens; left; left &= left - 1) t->capture_start[__builtin_ctz(left)] = p;
        if (kept != i)
            memcpy(&list[kept], t, s->thread_size);
        kept++;
    }
    return kept;
}

/* Adds a thread for every state of `set`. */
static int spread(struct search *s, const uint64_t *set, const struct thread *from, struct thread *list, size_t *count)
{
    for (unsigned w = 0; w < s->automaton->words; w++)
        for (uint64_t left = set[w]; left; left &= left - 1) {
            struct thread t;
            memcpy(&t, from, s->thread_size);
            t.state = (uint16_t)(w * 64 + (unsigned)__builtin_ctzll(left));
            int r = add_thread(s, list, count, &t);
            if (r != TKIT_OK)
                return r;
        }
    return TKIT_OK;
}

/* The same as tkit_search_run_sets() with labels. With `exact_end`, only the match that ends there; *bound gets the
 * thread that found it. An error is negative; else 1 and *end, or 0. */
int tkit_search_run_threads(struct search *s, uint32_t start, uint32_t limit, uint32_t exact_end, uint32_t *end,
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
    unsigned table = table_at(s, start, a->relevant_first, NULL);
    int r = spread(s, a->first + (size_t)table * a->words, &blank, now, &count), found = 0;
    for (uint32_t p = start; r == TKIT_OK && p < limit && count; s->work += (uint32_t)count) {
        count = consume_threads(s, now, count, start, p);
        p++;
        next_count = 0;
        bool ended = false;
        for (size_t i = 0; i < count && r == TKIT_OK; i++) {
            unsigned state = now[i].state;
            table = table_at(s, p, a->relevant[state], &now[i]);
            bool final = bitset_has(a->final + (size_t)table * a->words, state);
            if (final && !ended && (exact_end == TKIT_NO_TOKEN || p == exact_end) &&
                tkit_search_satisfies(s, start, p, now[i].labels)) {
                *end = p;
                if (bound)
                    memcpy(bound, &now[i], s->thread_size);
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
        if (r == TKIT_OK)
            r = tkit_search_keep_going(s);
    }
    return r != TKIT_OK ? r : found;
}

