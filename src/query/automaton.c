/* From a pattern to its automaton: unroll to instructions, then close over those that take no token. */
#include "query/automaton.h"
#include "query/bitset.h"

enum opcode { OP_TOKEN, OP_SPLIT, OP_ASSERT, OP_MATCH, OP_FAIL };

struct instruction {
    enum opcode op;
    uint32_t next, other; /* other: SPLIT */
    unsigned index;       /* TOKEN: state; ASSERT: assertion */
};

struct builder {
    tkit_arena *arena;
    tkit *tk;
    struct automaton *a;
    struct instruction *code;
    size_t count, capacity;
    size_t states_capacity;
    unsigned captures; /* open ones */
    const struct node *inside[AUTOMATON_ASSERTIONS]; /* paired tags around what is emitted */
    unsigned inside_count;
    int error;
};

/* ---- extents ---- */

static int add_extent(int a, int b)
{
    return a == AUTOMATON_UNBOUNDED || b == AUTOMATON_UNBOUNDED || a > AUTOMATON_UNBOUNDED - b ? AUTOMATON_UNBOUNDED
                                                                                               : a + b;
}

static int times_extent(int a, int n)
{
    if (a == 0 || n == 0)
        return 0;
    return a == AUTOMATON_UNBOUNDED || n < 0 || a > AUTOMATON_UNBOUNDED / n ? AUTOMATON_UNBOUNDED : a * n;
}

void tkit_node_extent(const struct node *n, int *shortest, int *longest)
{
    int least, most;
    *shortest = *longest = 0;
    switch (n->kind) {
    case NODE_TOKEN: *shortest = *longest = 1; return;
    case NODE_SEQUENCE:
        for (const struct node *c = n->first; c; c = c->next) {
            tkit_node_extent(c, &least, &most);
            *shortest = add_extent(*shortest, least);
            *longest = add_extent(*longest, most);
        }
        return;
    case NODE_CHOICE:
        *shortest = AUTOMATON_UNBOUNDED;
        for (const struct node *c = n->first; c; c = c->next) {
            tkit_node_extent(c, &least, &most);
            *shortest = least < *shortest ? least : *shortest;
            *longest = most > *longest ? most : *longest;
        }
        return;
    case NODE_REPEAT:
        tkit_node_extent(n->first, &least, &most);
        *shortest = times_extent(least, n->min);
        *longest = times_extent(most, n->max);
        return;
    case NODE_CAPTURE: tkit_node_extent(n->first, shortest, longest); return;
    case NODE_REGION:
        least = 0, most = AUTOMATON_UNBOUNDED;
        if (n->first)
            tkit_node_extent(n->first, &least, &most);
        *shortest = least > 1 ? least : 1;
        *longest = most > 1 ? most : 1;
        return;
    case NODE_OPEN: case NODE_CLOSE: case NODE_LOOK: return;
    }
}

/* ---- instructions, built from the end to the start: emit() returns where to enter ---- */

static uint32_t instruction(struct builder *b, enum opcode op, uint32_t next, uint32_t other, unsigned index)
{
    enum { CODE_LIMIT = 1 << 18 };
    if (b->error)
        return 0;
    if (b->count >= CODE_LIMIT)
        b->error =
            tkit_fail(b->tk, TKIT_EQUERY, "query: the repetitions unroll to more than %d tokens", AUTOMATON_STATES);
    else
        b->error = tkit_reserve(b->tk, (void **)&b->code, &b->capacity, b->count + 1, sizeof *b->code);
    if (b->error)
        return 0;
    b->code[b->count] = (struct instruction){op, next, other, index};
    return (uint32_t)b->count++;
}

static bool same_operand(const struct operand *a, const struct operand *b)
{
    if (a->kind != b->kind || a->flags != b->flags || a->label != b->label || a->other != b->other ||
        a->number != b->number || a->length != b->length || a->of_head != b->of_head || a->absolute != b->absolute ||
        a->as_regex != b->as_regex || a->function != b->function)
        return false;
    if (a->kind == OPERAND_STRING)
        return memcmp(a->text, b->text, a->length) == 0;
    return a->kind == OPERAND_NUMBER || a->text == b->text || (a->text && b->text && strcmp(a->text, b->text) == 0);
}

/* Only flat tests are compared: what is written twice is nearly always one comparison. */
static bool same_test(const struct test *a, const struct test *b)
{
    if (a == b)
        return true;
    return a && b && a->kind == TEST_COMPARE && b->kind == TEST_COMPARE && a->compare == b->compare &&
           same_operand(&a->left, &b->left) && same_operand(&a->right, &b->right);
}

unsigned tkit_automaton_predicate(const struct automaton *a, const struct test *test)
{
    unsigned i = 0;
    while (i < a->predicate_count && !same_test(a->predicates[i], test)) i++;
    return i;
}

static unsigned predicate_number(struct builder *b, const struct test *test)
{
    struct automaton *a = b->a;
    unsigned known = tkit_automaton_predicate(a, test);
    if (known < a->predicate_count)
        return known;
    if ((a->predicate_count & (a->predicate_count - 1)) == 0) { /* full at each power of two */
        unsigned capacity = a->predicate_count ? a->predicate_count * 2 : 1;
        const struct test **grown = tkit_arena_alloc(b->arena, capacity * sizeof *grown);
        if (!grown) {
            b->error = TKIT_ENOMEM;
            return 0;
        }
        if (a->predicate_count)
            memcpy(grown, a->predicates, a->predicate_count * sizeof *grown);
        a->predicates = grown;
    }
    a->predicates[a->predicate_count] = test;
    return a->predicate_count++;
}

bool tkit_assertion_concerns(const struct assertion *x, const struct node *tag)
{
    return x->node == tag || (x->kind != ASSERT_LOOK && tag->kind != NODE_LOOK && !x->node->test && !tag->test &&
                              strcmp(x->node->name, tag->name) == 0);
}

static uint32_t emit_assert(struct builder *b, enum assertion_kind kind, const struct node *node, uint32_t next)
{
    struct automaton *a = b->a;
    if (b->error)
        return 0;
    unsigned i = 0;
    for (; i < a->assertion_count; i++) { /* repetitions unroll to the same node again */
        const struct assertion *s = &a->assertions[i];
        if (s->kind == kind && (s->node == node || (kind != ASSERT_PAIR && tkit_assertion_concerns(s, node))))
            break;
    }
    if (i == a->assertion_count) {
        if (i == AUTOMATON_ASSERTIONS) {
            b->error = tkit_fail(b->tk, TKIT_EQUERY, "query: at most %d different tags and look-arounds",
                                 AUTOMATON_ASSERTIONS);
            return 0;
        }
        a->assertions[i] = (struct assertion){.kind = kind, .node = node};
        a->assertion_count++;
        if (kind == ASSERT_LOOK) {
            int shortest, longest;
            tkit_node_extent(node->first, &shortest, &longest);
            if (node->behind && longest > QUERY_REPEAT) {
                b->error = tkit_fail(b->tk, TKIT_EQUERY, "query: a look-behind takes at most %d tokens", QUERY_REPEAT);
                return 0;
            }
            b->error = tkit_automaton_build(b->arena, node->first, &a->assertions[i].automaton);
        }
    }
    return instruction(b, OP_ASSERT, next, 0, i);
}

/* Whoever is between paired tags must not pass the end of their region; `opens`: those that are only being entered. */
static uint32_t emit_inside(struct builder *b, unsigned opens, uint32_t next)
{
    for (unsigned i = 0; i < b->inside_count && !b->error; i++)
        if (!(opens >> b->inside[i]->label & 1))
            next = emit_assert(b, ASSERT_INSIDE, b->inside[i], next);
    return next;
}

static uint32_t emit_token(struct builder *b, const struct test *test, int label, unsigned opens, uint32_t next)
{
    struct automaton *a = b->a;
    if (b->error)
        return 0;
    if (a->state_count == AUTOMATON_STATES) {
        b->error =
            tkit_fail(b->tk, TKIT_EQUERY, "query: the repetitions unroll to more than %d tokens", AUTOMATON_STATES);
        return 0;
    }
    if (a->state_count == b->states_capacity) {
        size_t capacity = b->states_capacity ? b->states_capacity * 2 : 16;
        struct state *grown = tkit_arena_alloc(b->arena, capacity * sizeof *grown);
        if (!grown) {
            b->error = TKIT_ENOMEM;
            return 0;
        }
        if (a->state_count)
            memcpy(grown, a->states, a->state_count * sizeof *grown);
        a->states = grown;
        b->states_capacity = capacity;
    }
    a->states[a->state_count] = (struct state){.test = test,
                                               .predicate = predicate_number(b, test),
                                               .label = label,
                                               .captures = b->captures,
                                               .opens = opens};
    uint32_t token = instruction(b, OP_TOKEN, next, 0, a->state_count++);
    return emit_inside(b, opens, token);
}

/* Where to enter a part of a pattern. While a part stands directly behind opening tags (`opens`) nothing was taken yet,
 * and then its first token is another state than later: who takes it remembers the start of the region. `fresh` is
 * where to go on when the part took no token. Without `opens`, fresh is next. */
static uint32_t emit(struct builder *b, const struct node *n, unsigned opens, uint32_t next, uint32_t fresh);

static uint32_t emit_children(struct builder *b, const struct node *child, unsigned opens, uint32_t next,
                              uint32_t fresh)
{
    /* Backwards, without recursion over a long list: the siblings go through a small array. */
    size_t count = 0, i = 0;
    for (const struct node *c = child; c; c = c->next) count++;
    const struct node **list = tkit_arena_alloc(b->arena, count * sizeof *list);
    if (!list) {
        b->error = TKIT_ENOMEM;
        return 0;
    }
    for (const struct node *c = child; c; c = c->next) list[i++] = c;
    while (i-- > 0 && !b->error) {
        fresh = opens ? emit(b, list[i], opens, next, fresh) : next;
        next = opens && i == 0 ? fresh : emit(b, list[i], 0, next, next);
    }
    return next;
}

static uint32_t emit_repeat(struct builder *b, const struct node *n, uint32_t next)
{
    uint32_t enter = next;
    if (n->max < 0) { /* a loop behind the copies that must be */
        uint32_t loop = instruction(b, OP_SPLIT, next, next, 0);
        uint32_t body = emit(b, n->first, 0, loop, loop);
        if (b->error)
            return 0;
        b->code[loop].next = body;
        b->code[loop].other = next;
        enter = loop;
        if (n->min > 0)
            enter = body;
        for (int i = 1; i < n->min && !b->error; i++) {
            size_t before = b->count;
            enter = emit(b, n->first, 0, enter, enter);
            if (b->count == before)
                break; /* nothing to repeat: a{0} */
        }
        return enter;
    }
    for (int i = n->max; i > n->min && !b->error; i--) {
        uint32_t body = emit(b, n->first, 0, enter, enter);
        enter = instruction(b, OP_SPLIT, body, next, 0);
    }
    for (int i = 0; i < n->min && !b->error; i++) {
        size_t before = b->count;
        enter = emit(b, n->first, 0, enter, enter);
        if (b->count == before)
            break;
    }
    return enter;
}

/* A repetition of which nothing was taken yet: its first round, then the others. */
static uint32_t emit_first_round(struct builder *b, const struct node *n, unsigned opens, uint32_t next, uint32_t fresh)
{
    int shortest, longest;
    if (n->max == 0)
        return fresh;
    tkit_node_extent(n->first, &shortest, &longest);
    struct node others = *n;
    others.min = n->min > 0 ? n->min - 1 : 0;
    others.max = n->max < 0 ? -1 : n->max - 1;
    uint32_t rest = emit_repeat(b, &others, next);
    uint32_t body = emit(b, n->first, opens, rest, fresh);
    return n->min == 0 ? instruction(b, OP_SPLIT, body, fresh, 0) : body;
}

/* <x> ... </x> on one region. */
static uint32_t emit_region(struct builder *b, const struct node *n, unsigned opens, uint32_t next)
{
    static const struct node any = {.kind = NODE_TOKEN, .label = -1};
    static const struct node any_more = {
        .kind = NODE_REPEAT, .min = 1, .max = -1, .label = -1, .first = (struct node *)&any};
    if (b->error)
        return 0;
    if (b->inside_count == AUTOMATON_ASSERTIONS) {
        b->error =
            tkit_fail(b->tk, TKIT_EQUERY, "query: at most %d different tags and look-arounds", AUTOMATON_ASSERTIONS);
        return 0;
    }
    uint32_t close = emit_assert(b, ASSERT_PAIR, n, next), none = instruction(b, OP_FAIL, 0, 0, 0);
    b->inside[b->inside_count++] = n;
    uint32_t body = emit(b, n->first ? n->first : &any_more, opens | 1u << n->label, close, none);
    b->inside_count--;
    return emit_inside(b, opens, emit_assert(b, ASSERT_OPEN, n, body));
}

static uint32_t emit(struct builder *b, const struct node *n, unsigned opens, uint32_t next, uint32_t fresh)
{
    if (b->error)
        return 0;
    switch (n->kind) {
    case NODE_TOKEN: return emit_token(b, n->test, n->label, opens, next);
    case NODE_SEQUENCE: return emit_children(b, n->first, opens, next, fresh);
    case NODE_CHOICE: {
        uint32_t enter = emit(b, n->first, opens, next, fresh);
        for (const struct node *c = n->first->next; c && !b->error; c = c->next)
            enter = instruction(b, OP_SPLIT, enter, emit(b, c, opens, next, fresh), 0);
        return enter;
    }
    case NODE_REPEAT: return opens ? emit_first_round(b, n, opens, next, fresh) : emit_repeat(b, n, next);
    case NODE_OPEN: return emit_assert(b, ASSERT_OPEN, n, fresh);
    case NODE_CLOSE: return emit_assert(b, ASSERT_CLOSE, n, fresh);
    case NODE_LOOK: return emit_assert(b, ASSERT_LOOK, n, fresh);
    case NODE_CAPTURE: {
        unsigned outer = b->captures;
        if (n->label >= 0)
            b->captures |= 1u << n->label;
        uint32_t enter = emit(b, n->first, opens, next, fresh);
        b->captures = outer;
        return enter;
    }
    case NODE_REGION: return emit_region(b, n, opens, next);
    }
    return next;
}

/* ---- closure ---- */

struct closer {
    const struct builder *b;
    uint32_t *stack;
    uint32_t *seen; /* stamp per instruction */
    uint32_t stamp;
};

/* States that can be entered from instruction `from` when the assertions in `table` are true; whether MATCH can be,
 * too; and which assertions had a say. */
static bool close_over(struct closer *c, uint32_t from, unsigned table, uint64_t *states, uint8_t *relevant)
{
    const struct instruction *code = c->b->code;
    size_t top = 0;
    bool match = false;
    c->stamp++;
    c->stack[top++] = from;
    c->seen[from] = c->stamp;
    while (top) {
        const struct instruction *i = &code[c->stack[--top]];
        uint32_t go[2];
        unsigned ways = 0;
        switch (i->op) {
        case OP_TOKEN: bitset_add(states, i->index); break;
        case OP_MATCH: match = true; break;
        case OP_FAIL: break;
        case OP_SPLIT: go[ways++] = i->next, go[ways++] = i->other; break;
        case OP_ASSERT:
            *relevant |= (uint8_t)(1u << i->index);
            if (table >> i->index & 1)
                go[ways++] = i->next;
            break;
        }
        while (ways--)
            if (c->seen[go[ways]] != c->stamp) {
                c->seen[go[ways]] = c->stamp;
                c->stack[top++] = go[ways];
            }
    }
    return match;
}

static int close_all(struct builder *b, uint32_t enter)
{
    struct automaton *a = b->a;
    size_t n = a->state_count, words = a->words;
    if ((uint64_t)a->tables * (n + 2) * words * 8 > AUTOMATON_TABLE_BYTES)
        return tkit_fail(b->tk, TKIT_EQUERY, "query: too many repetitions together with tags and look-arounds");
    a->first = tkit_arena_zalloc(b->arena, a->tables * words * 8);
    a->final = tkit_arena_zalloc(b->arena, a->tables * words * 8);
    a->follow = tkit_arena_zalloc(b->arena, a->tables * n * words * 8 + 1);
    a->relevant = tkit_arena_zalloc(b->arena, n + 1);
    a->empty = tkit_arena_zalloc(b->arena, a->tables);
    uint32_t *behind = tkit_arena_alloc(b->arena, n * sizeof *behind + 1); /* state -> instruction that follows */
    struct closer c = {.b = b,
                       .stack = tkit_arena_alloc(b->arena, b->count * sizeof(uint32_t) * 2),
                       .seen = tkit_arena_zalloc(b->arena, b->count * sizeof(uint32_t))};
    if (!a->first || !a->final || !a->follow || !a->relevant || !a->empty || !behind || !c.stack || !c.seen)
        return TKIT_ENOMEM;
    for (size_t i = 0; i < b->count; i++)
        if (b->code[i].op == OP_TOKEN)
            behind[b->code[i].index] = b->code[i].next;
    for (unsigned t = 0; t < a->tables; t++) {
        a->empty[t] = close_over(&c, enter, t, a->first + t * words, &a->relevant_first);
        a->nullable |= a->empty[t];
        for (size_t s = 0; s < n; s++) {
            uint64_t *set = a->follow + (t * n + s) * words;
            if (close_over(&c, behind[s], t, set, &a->relevant[s]))
                bitset_add(a->final + t * words, s);
        }
        int r = tkit_poll(b->tk);
        if (r != TKIT_OK)
            return r;
    }
    return TKIT_OK;
}

int tkit_automaton_build(tkit_arena *arena, const struct node *pattern, struct automaton **out)
{
    struct builder b = {.arena = arena, .tk = arena->tk};
    *out = NULL;
    b.a = tkit_arena_zalloc(arena, sizeof *b.a);
    if (!b.a)
        return TKIT_ENOMEM;
    uint32_t match = instruction(&b, OP_MATCH, 0, 0, 0);
    uint32_t enter = emit(&b, pattern, 0, match, match);
    if (!b.error) {
        b.a->words = b.a->state_count ? (b.a->state_count + 63) / 64 : 1;
        b.a->tables = 1u << b.a->assertion_count;
        tkit_node_extent(pattern, &b.a->shortest, &b.a->longest);
        b.error = close_all(&b, enter);
    }
    tkit_free(arena->tk, b.code, b.capacity * sizeof *b.code);
    if (!b.error)
        *out = b.a;
    return b.error;
}
