/* Patterns as lists of sequences: see variants.h. */
#include "query/variants.h"
#include "query/bitset.h"
#include "query/classes.h"

enum {
    VARIANT_LENGTH = 64, /* tokens; longer ones are left to the threads */
    VARIANTS = 512,
    PAIRS = 4,
    NO_PLACE = 0xff
};

struct variant {
    uint16_t length, check_count;
    uint16_t *states;            /* of the automaton, one a token */
    struct {
        uint8_t place, bit;
    } *checks;                   /* conditions on single tokens */
    uint8_t labels[QUERY_LABELS]; /* the token with each label, NO_PLACE: none */
    uint8_t left[PAIRS], right[PAIRS]; /* tokens whose forms are compared */
    bool equal[PAIRS];                 /* must be equal, or must differ */
    uint8_t pair_count;
    bool follows_labels;         /* other conditions inside the pattern look at labels */
};

struct variants {
    struct search *search;
    struct variant *list; /* by length */
    unsigned count;
    bool cut;             /* there are longer ones */
    struct token_classes *classes;

    struct tkit_attribute *attribute; /* of which conditions compare forms of labels; NULL: none does */
    uint32_t numbers, behind_numbers; /* only forms from here to there can be numbers */
    const struct predicate *pair;     /* a.x = b.x, a.x != b.x: every match has to meet it */

    /* the document that is looked at */
    uint32_t document, first;
    uint32_t *bits, *forms; /* of its tokens; forms: of the attribute */
    size_t bits_capacity, forms_capacity;
};

/* ---- writing out ---- */

/* Whether a condition compares two tokens by the attribute whose forms are at hand. */
static bool compares_forms(const struct variants *v, const struct predicate *p)
{
    if (p->kind != PREDICATE_COMPARE) /* others may have no test */
        return false;
    const struct operand *l = &p->test->left, *r = &p->test->right;
    return v->attribute && p->left == v->attribute && p->right == v->attribute && l->kind == OPERAND_ATTRIBUTE &&
           r->kind == OPERAND_ATTRIBUTE && !l->of_head && !r->of_head && !l->function && !r->function;
}

static bool add_pair(struct variant *x, unsigned left, unsigned right, bool equal)
{
    if (x->pair_count == PAIRS)
        return false;
    x->left[x->pair_count] = (uint8_t)left;
    x->right[x->pair_count] = (uint8_t)right;
    x->equal[x->pair_count++] = equal;
    return true;
}

/* The token of an operand for a variant of which `length` tokens are known. */
static unsigned place_in(const struct variant *x, int label, unsigned length)
{
    return label == LABEL_MATCH ? 0 : label == LABEL_MATCHEND || label == LABEL_THIS ? length - 1 : x->labels[label];
}

static bool is_pair(const struct variants *v, const struct predicate *p)
{
    return compares_forms(v, p) && (p->test->compare == COMPARE_EQ || p->test->compare == COMPARE_NE);
}

/* A condition on token `place` that looks at labels: as a pair of forms when it is one. False: it can never hold. */
static bool add_labelled(struct variants *v, struct variant *x, const struct predicate *p, unsigned place)
{
    bool pair = is_pair(v, p);
    unsigned left = pair ? place_in(x, p->test->left.label, place + 1) : 0;
    unsigned right = pair ? place_in(x, p->test->right.label, place + 1) : 0;
    if (left == NO_PLACE || right == NO_PLACE)
        return false;
    if (!pair || !add_pair(x, left, right, p->test->compare == COMPARE_EQ))
        x->follows_labels = true;
    return true;
}

static int add_variant(struct variants *v, const uint16_t *states, unsigned length)
{
    struct search *s = v->search;
    const struct automaton *a = s->automaton;
    tkit_arena *arena = s->scope.arena;
    struct variant *x = &v->list[v->count];
    bool possible = true;
    *x = (struct variant){.length = (uint16_t)length};
    x->states = tkit_arena_alloc(arena, length * sizeof *x->states);
    x->checks = tkit_arena_alloc(arena, length * sizeof *x->checks);
    if (!x->states || !x->checks)
        return TKIT_ENOMEM;
    memcpy(x->states, states, length * sizeof *states);
    memset(x->labels, NO_PLACE, sizeof x->labels);
    for (unsigned i = 0; i < length; i++) {
        const struct state *state = &a->states[states[i]];
        const struct predicate *p = s->predicates[state->predicate];
        if (p->uses_labels) {
            possible &= add_labelled(v, x, p, i);
        } else if (p->kind != PREDICATE_TRUE) {
            x->checks[x->check_count].place = (uint8_t)i;
            x->checks[x->check_count++].bit = (uint8_t)state->predicate;
        }
        if (state->label >= 0)
            x->labels[state->label] = (uint8_t)i;
    }
    if (v->pair)
        possible &= add_labelled(v, x, v->pair, length - 1);
    v->count += possible;
    return TKIT_OK;
}

/* All ways through the automaton, the shorter first. 1: done, 0: too many. */
static int write_out(struct variants *v)
{
    struct search *s = v->search;
    const struct automaton *a = s->automaton;
    tkit_arena *arena = s->scope.arena;
    uint16_t(*now)[VARIANT_LENGTH] = tkit_arena_alloc(arena, VARIANTS * sizeof *now);
    uint16_t(*later)[VARIANT_LENGTH] = tkit_arena_alloc(arena, VARIANTS * sizeof *later);
    v->list = tkit_arena_alloc(arena, VARIANTS * sizeof *v->list);
    if (!now || !later || !v->list)
        return TKIT_ENOMEM;
    unsigned count = 0;
    for (unsigned i = 0; i < a->state_count; i++)
        if (bitset_has(a->first, i)) {
            if (count == VARIANTS)
                return 0;
            now[count++][0] = (uint16_t)i;
        }
    for (unsigned length = 1; count; length++) {
        unsigned next_count = 0;
        for (unsigned k = 0; k < count; k++) {
            unsigned last = now[k][length - 1];
            const uint64_t *follow = automaton_follow(a, 0, last);
            if (bitset_has(a->final, last)) {
                if (v->count == VARIANTS)
                    return 0;
                int r = add_variant(v, now[k], length);
                if (r != TKIT_OK)
                    return r;
            }
            for (unsigned i = 0; i < a->state_count; i++) {
                if (!bitset_has(follow, i))
                    continue;
                if (length == VARIANT_LENGTH) {
                    v->cut = true;
                    break;
                }
                if (next_count == VARIANTS)
                    return 0;
                memcpy(later[next_count], now[k], length * sizeof **now);
                later[next_count++][length] = (uint16_t)i;
            }
        }
        uint16_t(*swap)[VARIANT_LENGTH] = now;
        now = later;
        later = swap;
        count = next_count;
    }
    return 1;
}

/* The attribute by which a condition compares labels. */
static struct tkit_attribute *compared_attribute(const struct predicate *p)
{
    if (p->kind == PREDICATE_COMPARE)
        return p->left && p->left == p->right ? p->left : NULL;
    struct tkit_attribute *found = NULL;
    for (const struct predicate *c = p->first; c && !found; c = c->next) found = compared_attribute(c);
    return found;
}

/* A condition a.x = b.x or a.x != b.x on the match that always has to hold. */
static const struct predicate *find_pair(const struct variants *v, const struct predicate *p)
{
    const struct predicate *found = NULL;
    if (p->kind == PREDICATE_AND)
        for (const struct predicate *c = p->first; c && !found; c = c->next) found = find_pair(v, c);
    else if (is_pair(v, p))
        found = p;
    return found;
}

int tkit_variants_open(struct search *s, struct variants **out)
{
    *out = NULL;
    if (s->automaton->assertion_count > 0)
        return TKIT_OK;
    struct variants *v = tkit_arena_zalloc(s->scope.arena, sizeof *v);
    if (!v)
        return TKIT_ENOMEM;
    v->search = s;
    v->document = TKIT_NO_TOKEN;
    if (s->constraint)
        v->attribute = compared_attribute(s->constraint);
    for (unsigned i = 0; i < s->automaton->predicate_count && !v->attribute; i++)
        v->attribute = compared_attribute(s->predicates[i]);
    if (v->attribute) { /* + , - . / 0 ... 9 are neighbours */
        v->numbers = tkit_attribute_lower_bound(v->attribute, "+", 1);
        v->behind_numbers = tkit_attribute_lower_bound(v->attribute, ":", 1);
    }
    v->pair = s->constraint ? find_pair(v, s->constraint) : NULL;
    int r = write_out(v);
    if (r > 0) {
        r = tkit_classes_open(&s->scope, s->predicates, s->automaton->predicate_count, &v->classes);
        if (r == TKIT_OK && v->classes)
            *out = v;
    }
    return r < 0 ? r : TKIT_OK;
}

void tkit_variants_close(struct variants *v)
{
    if (!v)
        return;
    tkit *tk = v->search->scope.tk;
    tkit_classes_close(&v->search->scope, v->classes);
    tkit_free(tk, v->bits, v->bits_capacity * sizeof *v->bits);
    tkit_free(tk, v->forms, v->forms_capacity * sizeof *v->forms);
    *v = (struct variants){.search = v->search, .document = TKIT_NO_TOKEN};
}

/* ---- trying ---- */

static int enter_document(struct variants *v)
{
    struct search *s = v->search;
    uint32_t first = s->scope.segment->first_token[s->document], count = s->document_end - first;
    int r = tkit_reserve(s->scope.tk, (void **)&v->bits, &v->bits_capacity, count, sizeof *v->bits);
    if (r == TKIT_OK && v->attribute)
        r = tkit_reserve(s->scope.tk, (void **)&v->forms, &v->forms_capacity, count, sizeof *v->forms);
    if (r == TKIT_OK)
        r = tkit_classes_read(&s->scope, v->classes, first, count, v->bits);
    if (r != TKIT_OK)
        return r;
    if (v->attribute)
        tkit_column_forms(v->attribute, first, count, v->forms);
    v->document = s->document;
    v->first = first;
    return s->scope.segment->status;
}

/* Conditions inside the pattern that look at labels, each with the labels as they are when its token comes. */
static bool labels_agree(const struct variants *v, const struct variant *x, uint32_t start)
{
    const struct search *s = v->search;
    uint32_t labels[QUERY_LABELS];
    memset(labels, 0xff, sizeof labels);
    for (unsigned i = 0; i < x->length; i++) {
        const struct state *state = &s->automaton->states[x->states[i]];
        const struct predicate *p = s->predicates[state->predicate];
        struct bindings b = {.first = start, .last = start + i, .labels = labels};
        if (p->uses_labels && !tkit_predicate_holds(p, s->scope.segment, start + i, &b))
            return false;
        if (state->label >= 0)
            labels[state->label] = start + i;
    }
    return true;
}

static bool can_be_number(const struct variants *v, uint32_t form)
{
    return form >= v->numbers && form < v->behind_numbers;
}

/* The condition on the match, with the forms at hand for labels. */
static bool holds(const struct variants *v, const struct variant *x, const struct predicate *p, uint32_t start,
                  const uint32_t *labels)
{
    if (p == v->pair)
        return true; /* one of the pairs */
    switch (p->kind) {
    case PREDICATE_AND:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (!holds(v, x, c, start, labels))
                return false;
        return true;
    case PREDICATE_OR:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (holds(v, x, c, start, labels))
                return true;
        return false;
    case PREDICATE_NOT: return !holds(v, x, p->first, start, labels);
    default: break;
    }
    const uint32_t *forms = v->attribute ? v->forms + (start - v->first) : NULL;
    if (compares_forms(v, p)) {
        unsigned left = place_in(x, p->test->left.label, x->length),
                 right = place_in(x, p->test->right.label, x->length);
        if (left == NO_PLACE || right == NO_PLACE)
            return false;
        uint32_t a = forms[left], b = forms[right]; /* numbered in bytewise order */
        bool is_order = p->test->compare != COMPARE_EQ && p->test->compare != COMPARE_NE;
        if (!is_order || !can_be_number(v, a) || !can_be_number(v, b))
            return tkit_compare_holds(p->test->compare, (a > b) - (a < b));
    }
    if ((p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET) && p->attribute == v->attribute) {
        unsigned place = place_in(x, p->label, x->length);
        if (place == NO_PLACE)
            return false;
        return p->kind == PREDICATE_FORM ? forms[place] == p->form : bitset_has(p->bits, forms[place]);
    }
    struct bindings b = {.first = start, .last = start + x->length - 1, .labels = labels};
    return tkit_predicate_holds(p, v->search->scope.segment, TKIT_NO_TOKEN, &b);
}

static bool satisfied(const struct variants *v, const struct variant *x, uint32_t start)
{
    const struct predicate *constraint = v->search->constraint;
    uint32_t labels[QUERY_LABELS], at = start - v->first, count = v->search->program->query->labels;
    for (unsigned i = 0; i < x->check_count; i++)
        if (!(v->bits[at + x->checks[i].place] >> x->checks[i].bit & 1))
            return false;
    if (x->follows_labels && !labels_agree(v, x, start))
        return false;
    if (!constraint || constraint == v->pair)
        return true;
    for (unsigned i = 0; i < count; i++) labels[i] = x->labels[i] == NO_PLACE ? TKIT_NO_TOKEN : start + x->labels[i];
    return holds(v, x, constraint, start, labels);
}

static bool pairs_agree(const struct variant *x, const uint32_t *forms)
{
    for (unsigned i = 0; i < x->pair_count; i++)
        if ((forms[x->left[i]] == forms[x->right[i]]) != x->equal[i])
            return false;
    return true;
}

int tkit_variants_run(struct variants *v, uint32_t start, uint32_t limit, uint32_t *end, bool *complete)
{
    struct search *s = v->search;
    bool longest = s->program->query->strategy == STRATEGY_LONGEST;
    if (v->document != s->document) {
        int r = enter_document(v);
        if (r != TKIT_OK)
            return r;
    }
    uint32_t room = limit - start, at = start - v->first;
    const uint32_t *forms = v->attribute ? v->forms + at : NULL;
    int found = 0;
    *complete = true;
    s->work += v->count;
    for (const struct variant *x = v->list, *last = x + v->count; x < last && x->length <= room; x++) {
        if (!pairs_agree(x, forms))
            continue;
        if (satisfied(v, x, start)) {
            *end = start + x->length;
            found = 1;
            if (!longest)
                return 1;
        }
    }
    *complete = !v->cut || room <= VARIANT_LENGTH;
    return found;
}
