/* Deterministic automata: see dfa.h.
 *
 * A state stands for the states of the pattern's automaton that may take the next token. Where a token leads from it is
 * found out when it is needed the first time, and kept in a table: a row a state, a column for each combination of
 * conditions that a token can meet. */
#include "query/dfa.h"
#include "query/classes.h"

enum {
    DFA_STATES = 512, /* more, and all is forgotten */
    DFA_CONDITIONS = 8,
    DEAD = 0,         /* the state without a way on */
    START = 1,
    UNKNOWN = 0xffff
};

struct dfa {
    struct search *search;
    struct token_classes *classes;
    unsigned columns;
    uint64_t sets[DFA_STATES];
    unsigned count;
    uint16_t *steps;  /* [state][conditions]: next state * 2 + whether the match may end behind the token */

    /* the document that is looked at */
    uint32_t document, first;
    uint32_t *bits;
    uint8_t *met;     /* conditions that each token meets */
    size_t bits_capacity, met_capacity;
};

static void forget_states(struct dfa *d)
{
    d->sets[DEAD] = 0;
    d->sets[START] = d->search->automaton->first[0];
    d->count = START + 1;
    memset(d->steps, 0xff, 2 * d->columns * sizeof *d->steps);
}

int tkit_dfa_open(struct search *s, struct dfa **out)
{
    const struct automaton *a = s->automaton;
    *out = NULL;
    if (!s->is_simple || s->follows_labels || a->predicate_count > DFA_CONDITIONS)
        return TKIT_OK;
    struct dfa *d = tkit_arena_zalloc(s->scope.arena, sizeof *d);
    if (!d)
        return TKIT_ENOMEM;
    d->search = s;
    d->document = TKIT_NO_TOKEN;
    d->columns = 1u << a->predicate_count;
    int r = tkit_classes_open(&s->scope, s->predicates, a->predicate_count, &d->classes);
    if (r != TKIT_OK || !d->classes)
        return r;
    if (!d->classes->labelled && !d->classes->one_by_one) {
        d->steps = tkit_alloc(s->scope.tk, DFA_STATES * d->columns * sizeof *d->steps);
        r = d->steps ? TKIT_OK : tkit_fail_nomem(s->scope.tk);
    }
    if (!d->steps) {
        tkit_dfa_close(d);
        return r;
    }
    forget_states(d);
    *out = d;
    return TKIT_OK;
}

void tkit_dfa_close(struct dfa *d)
{
    if (!d)
        return;
    tkit *tk = d->search->scope.tk;
    tkit_classes_close(&d->search->scope, d->classes);
    tkit_free(tk, d->steps, DFA_STATES * d->columns * sizeof *d->steps);
    tkit_free(tk, d->bits, d->bits_capacity * sizeof *d->bits);
    tkit_free(tk, d->met, d->met_capacity);
    *d = (struct dfa){.search = d->search, .document = TKIT_NO_TOKEN};
}

static int enter_document(struct dfa *d)
{
    struct search *s = d->search;
    uint32_t first = s->scope.segment->first_token[s->document], count = s->document_end - first;
    int r = tkit_reserve(s->scope.tk, (void **)&d->bits, &d->bits_capacity, count, sizeof *d->bits);
    if (r == TKIT_OK)
        r = tkit_reserve(s->scope.tk, (void **)&d->met, &d->met_capacity, count, 1);
    if (r == TKIT_OK)
        r = tkit_classes_read(&s->scope, d->classes, first, count, d->bits);
    if (r != TKIT_OK)
        return r;
    for (uint32_t i = 0; i < count; i++) d->met[i] = (uint8_t)(d->bits[i] & (d->columns - 1));
    d->document = s->document;
    d->first = first;
    return TKIT_OK;
}

/* The number of a set of the automaton's states. */
static unsigned state_of(struct dfa *d, uint64_t set)
{
    for (unsigned i = 0; i < d->count; i++)
        if (d->sets[i] == set)
            return i;
    memset(d->steps + d->count * d->columns, 0xff, d->columns * sizeof *d->steps);
    d->sets[d->count] = set;
    return d->count++;
}

/* Finds where a token that meets these conditions leads. */
static unsigned find_step(struct dfa *d, unsigned state, unsigned met)
{
    const struct automaton *a = d->search->automaton;
    uint64_t set = d->sets[state], next = 0, taken = 0;
    for (uint64_t left = set; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        if (!(met >> a->states[i].predicate & 1))
            continue;
        taken |= left & -left;
        next |= a->follow[i];
    }
    if (d->count == DFA_STATES) {
        forget_states(d);
        state = state_of(d, set);
    }
    unsigned step = state_of(d, next) * 2 + ((taken & a->final[0]) != 0);
    d->steps[state * d->columns + met] = (uint16_t)step;
    return step;
}

int tkit_dfa_run(struct dfa *d, uint32_t start, uint32_t limit, uint32_t *end)
{
    struct search *s = d->search;
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    if (d->document != s->document) {
        int r = enter_document(d);
        if (r != TKIT_OK)
            return r;
    }
    const uint8_t *met = d->met + (start - d->first);
    unsigned state = START;
    int found = 0;
    uint32_t p = start;
    for (; state != DEAD && p < limit; met++) {
        unsigned step = d->steps[state * d->columns + *met];
        if (step == UNKNOWN)
            step = find_step(d, state, *met);
        state = step / 2;
        p++;
        if (step % 2 && tkit_search_satisfies(s, start, p, NULL)) {
            *end = p;
            found = 1;
            if (!longest)
                break;
        }
    }
    s->work += p - start;
    return found;
}
