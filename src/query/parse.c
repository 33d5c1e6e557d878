/* The parser of the query language: recursive descent, at most QUERY_DEPTH deep. The grammar, loosely:
 *
 *   query      = [ "(?" strategy ")" ] ( pattern | meet ) [ "::" test ] { filter } [ "cut" N ] [ ";" ]
 *   pattern    = sequence { "|" sequence }
 *   sequence   = item { item }
 *   item       = atom { "?" | "*" | "+" | "{" N [ "," [ N ] ] "}" }
 *   atom       = [ label ":" ] ( "[" [ test ] "]" | string ) | "(" pattern ")" | "(?<" name ">" pattern ")"
 *              | "(?=" | "(?!" | "(?<=" | "(?<!" pattern ")" | "<" name [ test ] [ "/" ] ">" | "</" name ">"
 *   test       = and { "|" and }        and = unary { "&" unary }      unary = "!" unary | "(" test ")" | comparison
 *   comparison = operand [ operator operand ]
 *   meet       = "MU" meet | "(" "meet" meet meet ( N N | layer ) ")" | "(" "union" meet meet ")" | token
 *   filter     = [ "not" ] ( "within" | "containing" ) ( N [ layer ] | layer | "<" layer ">" | pattern ) */
#include "query/parser.h"

/* ---- patterns ---- */

static struct node *parse_choice(struct parser *p);

static struct node *new_node(struct parser *p, enum node_kind kind, size_t at)
{
    struct node *n = tkit_parse_alloc(p, sizeof *n);
    if (n)
        *n = (struct node){.kind = kind, .at = (uint32_t)at, .label = -1};
    return n;
}

/* [ ... ] or "..." */
static struct test *token_test(struct parser *p)
{
    if (tkit_lex_accept(p, "[")) {
        if (tkit_lex_accept(p, "]"))
            return NULL;
        struct test *t = tkit_parse_test(p, false);
        if (!p->error)
            tkit_lex_expect(p, "]");
        return t;
    }
    struct test *t = tkit_parse_new_test(p, TEST_COMPARE, NULL);
    if (!t)
        return NULL;
    t->at = (uint32_t)p->at;
    t->left = (struct operand){.kind = OPERAND_ATTRIBUTE, .text = "word", .label = LABEL_THIS, .at = (uint32_t)p->at};
    t->compare = COMPARE_EQ;
    if (tkit_lex_peek(p) == '$')
        tkit_parse_operand(p, false, &t->right);
    else
        tkit_lex_take_string(p, &t->right);
    return t;
}

/* [: ... :], a condition on the next token that takes none: the same as (?= [ ... ]). */
static struct node *parse_zero_width(struct parser *p)
{
    struct node *look = new_node(p, NODE_LOOK, p->at), *token = new_node(p, NODE_TOKEN, p->at);
    if (!look || !token)
        return NULL;
    tkit_lex_expect(p, "[:");
    look->first = token;
    if (tkit_lex_accept(p, ":]"))
        return look;
    token->test = tkit_parse_test(p, false);
    if (!p->error)
        tkit_lex_expect(p, ":]");
    return look;
}

static bool at_token(struct parser *p)
{
    char c = tkit_lex_peek(p);
    return c == '[' || c == '"' || c == '\'' || c == '$';
}

/* Makes <x> the region that it opens; what lies in it stays its child. */
static void make_region(struct parser *p, struct node *open)
{
    struct parsed *q = p->out;
    if (q->labels + q->hidden == QUERY_LABELS) {
        tkit_parse_fail(p, open->at, "expected at most 16 labels and paired tags");
        return;
    }
    open->kind = NODE_REGION;
    open->label = (int)(QUERY_LABELS - 1 - q->hidden++);
}

/* <doc_file="A01">, as CQP writes it: layer doc, attribute file. */
static void take_annotation(struct parser *p, struct node *n)
{
    const char *line = strchr(n->name, '_');
    size_t behind = p->at;
    if (!line || line == n->name || !line[1] || !(tkit_lex_looking_at(p, "=") || tkit_lex_looking_at(p, "!=")))
        return;
    n->name = tkit_arena_strndup(p->arena, n->name, (size_t)(line - n->name));
    if (!n->name) {
        p->error = TKIT_ENOMEM;
        return;
    }
    p->at = behind - strlen(line + 1); /* what follows reads like <doc file="A01"> */
}

static struct node *parse_tag(struct parser *p)
{
    size_t at = p->at;
    if (tkit_lex_accept(p, "</")) {
        struct node *n = new_node(p, NODE_CLOSE, at);
        if (!n)
            return NULL;
        n->name = n->written = tkit_lex_take_name(p, "the name of a layer");
        tkit_lex_expect(p, ">");
        return n;
    }
    p->at++;
    struct node *n = new_node(p, NODE_OPEN, at);
    if (!n)
        return NULL;
    n->name = n->written = tkit_lex_take_name(p, "the name of a layer");
    if (!p->error)
        take_annotation(p, n);
    while (!p->error && !tkit_lex_looking_at(p, "/>") && !tkit_lex_looking_at(p, ">")) { /* <doc file="A01" n="1"> */
        struct test *t = tkit_parse_comparison(p, false);
        if (t && n->test) {
            t->next = n->test->first;
            n->test->first = t;
        } else if (t) {
            n->test = tkit_parse_new_test(p, TEST_AND, t);
        }
        tkit_lex_accept(p, "&");
    }
    if (!p->error && tkit_lex_accept(p, "/>"))
        make_region(p, n);
    else
        tkit_lex_expect(p, ">");
    return n;
}

static struct node *parse_group(struct parser *p)
{
    size_t at = p->at;
    struct node *n = NULL;
    if (++p->depth > QUERY_DEPTH) {
        tkit_parse_fail(p, at, "expected at most 100 nested parentheses");
        return NULL;
    }
    p->at++;
    if (tkit_lex_looking_at(p, "?=") || tkit_lex_looking_at(p, "?!") || tkit_lex_looking_at(p, "?<=") ||
        tkit_lex_looking_at(p, "?<!")) {
        n = new_node(p, NODE_LOOK, at);
        if (!n)
            return NULL;
        p->at++;
        n->behind = tkit_lex_accept(p, "<");
        n->negative = p->text[p->at++] == '!';
        n->first = parse_choice(p);
    } else if (tkit_lex_accept(p, "?<")) {
        n = new_node(p, NODE_CAPTURE, at);
        if (!n)
            return NULL;
        n->label = tkit_parse_declare_label(p, tkit_lex_take_name(p, "the name of a capture"), at, true);
        tkit_lex_expect(p, ">");
        n->first = p->error ? NULL : parse_choice(p);
    } else if (tkit_lex_looking_at(p, "?")) {
        tkit_parse_fail(p, p->at, "expected a matching strategy only at the start, or one of ?= ?! ?<= ?<! ?<name>");
    } else {
        n = parse_choice(p);
    }
    p->depth--;
    if (!p->error)
        tkit_lex_expect(p, ")");
    return n;
}

/* /region[x], the macro of CQP: the same as <x/>. */
static struct node *parse_region_macro(struct parser *p)
{
    struct node *n = new_node(p, NODE_OPEN, p->at);
    if (!n)
        return NULL;
    tkit_lex_expect(p, "/region[");
    n->name = p->error ? "" : tkit_lex_take_name(p, "the name of a layer");
    tkit_lex_expect(p, "]");
    if (!p->error)
        make_region(p, n);
    return n;
}

static struct node *parse_atom(struct parser *p)
{
    char c = tkit_lex_peek(p);
    size_t at = p->at;
    if (c == '/')
        return parse_region_macro(p);
    if (tkit_lex_looking_at(p, "[:"))
        return parse_zero_width(p);
    if (c == '(')
        return parse_group(p);
    if (c == '<')
        return parse_tag(p);
    const char *label = NULL;
    if (c == '@') {
        p->at++;
        label = "target";
        if (p->at < p->length && p->text[p->at] >= '0' && p->text[p->at] <= '9') { /* @0 ... @9 */
            label = tkit_arena_strndup(p->arena, p->text + p->at++, 1);
            if (!label)
                p->error = TKIT_ENOMEM;
        }
        tkit_lex_accept(p, ":");
    } else if (tkit_lex_number_label(p)) {
        size_t digits = tkit_lex_number_label(p);
        label = tkit_arena_strndup(p->arena, p->text + p->at, digits);
        if (!label)
            p->error = TKIT_ENOMEM;
        p->at += digits + 1;
    } else if (tkit_lex_name_length(p)) {
        label = tkit_lex_take_name(p, "a label");
        if (!p->error && !tkit_lex_accept(p, ":"))
            tkit_parse_fail(p, p->at, "expected ':' behind a label (a word stands in quotes)");
    }
    if (p->error)
        return NULL;
    if (!at_token(p)) {
        tkit_parse_fail(p, p->at, "expected '[', a string, '(' or '<'");
        return NULL;
    }
    struct node *n = new_node(p, NODE_TOKEN, at);
    if (!n)
        return NULL;
    if (label) {
        if (strcmp(label, "match") == 0 || strcmp(label, "matchend") == 0)
            tkit_parse_fail(p, at, "expected another label: match and matchend are every match's own");
        n->label = tkit_parse_declare_label(p, label, at, false);
    }
    if (!p->error)
        n->test = token_test(p);
    return n;
}

static struct node *parse_item(struct parser *p)
{
    struct node *n = parse_atom(p);
    for (int quantifiers = 0; !p->error; quantifiers++) {
        char c = tkit_lex_peek(p);
        size_t at = p->at;
        if (c != '?' && c != '*' && c != '+' && c != '{')
            break;
        if (quantifiers == QUERY_QUANTIFIERS) {
            tkit_parse_fail(p, at, "expected fewer quantifiers in a row");
            break;
        }
        p->at++;
        struct node *repeat = new_node(p, NODE_REPEAT, at);
        if (!repeat)
            return NULL;
        repeat->first = n;
        repeat->min = c == '+';
        repeat->max = c == '?' ? 1 : -1;
        if (c == '{') {
            if (tkit_lex_peek(p) == ',')
                repeat->min = 0;
            else
                repeat->min = (int)tkit_lex_take_integer(p, 0, QUERY_REPEAT);
            if (tkit_lex_accept(p, ",")) {
                repeat->max = tkit_lex_peek(p) == '}' ? -1 : (int)tkit_lex_take_integer(p, 0, QUERY_REPEAT);
                if (repeat->max >= 0 && repeat->max < repeat->min)
                    tkit_parse_fail(p, at, "expected the larger number second");
            } else {
                repeat->max = repeat->min;
            }
            tkit_lex_expect(p, "}");
        }
        n = repeat;
    }
    return n;
}

/* Whether a sequence goes on: an atom follows, not a keyword or the end of a group. */
static bool at_item(struct parser *p)
{
    char c = tkit_lex_peek(p);
    if (c == '(' || c == '@' || c == '/' || at_token(p) || tkit_lex_number_label(p))
        return true;
    if (c == '<')
        return p->at + 1 < p->length && (tkit_lex_is_name_start(p->text[p->at + 1]) || p->text[p->at + 1] == '/');
    size_t n = tkit_lex_name_length(p);
    if (!n)
        return false;
    size_t end = p->at + n;
    while (end < p->length && p->text[end] == ' ') end++;
    return end < p->length && p->text[end] == ':' && !(end + 1 < p->length && p->text[end + 1] == ':');
}

static struct node *collect(struct parser *p, enum node_kind kind, struct node *first, struct node *rest)
{
    if (!first || !rest)
        return first;
    struct node *n = new_node(p, kind, first->at);
    if (!n)
        return NULL;
    n->first = first;
    first->next = rest;
    return n;
}

/* <x> ... </x> in one sequence are one region, as brackets pair: the siblings between the tags become its child. */
static void pair_tags(struct parser *p, struct node *first)
{
    enum { TAGS = 16 };
    struct node *open[TAGS], *before = NULL;
    unsigned depth = 0;
    for (struct node *n = first; n && !p->error; before = n, n = n->next) {
        if (n->kind == NODE_OPEN && depth < TAGS)
            open[depth++] = n;
        if (n->kind != NODE_CLOSE)
            continue;
        unsigned i = depth;
        while (i > 0 && strcmp(open[i - 1]->written, n->written) != 0) i--;
        if (i == 0)
            continue; /* not opened here: any end of a region */
        if (open[i - 1] == before) {
            tkit_parse_fail(p, n->at, "expected a token between the tags");
            return;
        }
        depth = i - 1;
        struct node *region = open[depth], *child = region->next;
        make_region(p, region);
        before->next = NULL;
        region->first = collect(p, NODE_SEQUENCE, child, child->next);
        region->next = n->next;
        n = region;
    }
}

static struct node *parse_sequence(struct parser *p)
{
    struct node *first = NULL, *rest = NULL, **tail = &rest;
    do {
        struct node *n = parse_item(p);
        if (p->error)
            return NULL;
        if (!first) {
            first = n;
        } else {
            *tail = n;
            tail = &n->next;
        }
    } while (at_item(p));
    if (rest) {
        first->next = rest;
        pair_tags(p, first);
        rest = first->next;
        first->next = NULL;
    }
    return p->error ? NULL : collect(p, NODE_SEQUENCE, first, rest);
}

static struct node *parse_choice(struct parser *p)
{
    struct node *first = parse_sequence(p), *rest = NULL, **tail = &rest;
    while (!p->error && tkit_lex_accept(p, "|")) {
        struct node *n = parse_sequence(p);
        if (p->error)
            return NULL;
        *tail = n;
        tail = &n->next;
    }
    return p->error ? NULL : collect(p, NODE_CHOICE, first, rest);
}

/* ---- meet and union ---- */

static struct meet *parse_meet(struct parser *p)
{
    struct meet *m = tkit_parse_alloc(p, sizeof *m);
    if (!m)
        return NULL;
    tkit_lex_skip_space(p);
    size_t at = p->at;
    bool group = tkit_lex_accept(p, "(");
    if (++p->depth > QUERY_DEPTH) {
        tkit_parse_fail(p, at, "expected at most 100 nested parentheses");
        return NULL;
    }
    if (tkit_lex_at_keyword(p, "meet") || tkit_lex_at_keyword(p, "union")) {
        m->is_union = tkit_lex_at_keyword(p, "union");
        p->at += m->is_union ? 5 : 4;
        m->a = parse_meet(p);
        if (!p->error)
            m->b = parse_meet(p);
        if (!p->error && !m->is_union) {
            if (tkit_lex_at_integer(p)) {
                m->from = (int)tkit_lex_take_integer(p, -QUERY_REPEAT, QUERY_REPEAT);
                m->to = (int)tkit_lex_take_integer(p, m->from, QUERY_REPEAT);
                m->counts_some = !p->error && at_token(p) && tkit_lex_peek(p) == '[';
                if (m->counts_some)
                    m->counted = token_test(p);
            } else if (tkit_lex_name_length(p)) {
                m->layer = tkit_lex_take_name(p, "a layer");
            } else {
                m->from = m->to = 1;
            }
        }
    } else if (at_token(p)) {
        m->test = token_test(p);
        if (!m->test && !p->error)
            m->test = tkit_parse_new_test(p, TEST_TRUE, NULL);
    } else {
        tkit_parse_fail(p, p->at, "expected 'meet', 'union', '[' or a string");
    }
    p->depth--;
    if (group && !p->error)
        tkit_lex_expect(p, ")");
    return m;
}

/* Whether the query is a meet: MU(...), or (meet ...), (union ...). */
static bool at_meet(struct parser *p)
{
    size_t start = p->at;
    bool found = false;
    if (tkit_lex_accept_keyword(p, "MU") && (tkit_lex_peek(p) == '(' || at_token(p))) {
        found = true;
    } else {
        p->at = start;
        if (tkit_lex_accept(p, "("))
            found = tkit_lex_at_keyword(p, "meet") || tkit_lex_at_keyword(p, "union");
        p->at = start;
        if (found)
            return true;
    }
    return found;
}

/* ---- the whole query ---- */

static struct parsed *parse_query(struct parser *p, enum matching_strategy strategy);

static struct filter *parse_filter(struct parser *p, bool negative)
{
    struct filter *f = tkit_parse_alloc(p, sizeof *f);
    if (!f)
        return NULL;
    f->at = (uint32_t)p->at;
    f->negative = negative;
    f->containing = tkit_lex_at_keyword(p, "containing");
    p->at += f->containing ? strlen("containing") : strlen("within");
    if (tkit_lex_at_integer(p)) {
        long n = tkit_lex_take_integer(p, 1, 1000000);
        if (tkit_lex_name_length(p) && !tkit_lex_at_keyword(p, "within") && !tkit_lex_at_keyword(p, "containing") &&
            !tkit_lex_at_keyword(p, "not") && !tkit_lex_at_keyword(p, "cut")) {
            f->regions = (int)n;
            f->layer = tkit_lex_take_name(p, "a layer");
        } else {
            f->tokens = (int)n;
        }
        if (f->containing)
            tkit_parse_fail(p, f->at, "expected a layer or a pattern behind 'containing'");
        return f;
    }
    if (tkit_lex_peek(p) == '<') {
        size_t start = p->at;
        struct node *tag = parse_tag(p);
        if (p->error)
            return NULL;
        if (tag->kind != NODE_CLOSE && !at_item(p)) { /* a region: no tag of the pattern */
            f->layer = tag->name;
            f->test = tag->test;
            return f;
        }
        p->at = start; /* a pattern that begins with a tag */
    } else if (tkit_lex_name_length(p) && !at_item(p)) {
        f->layer = tkit_lex_take_name(p, "a layer");
        return f;
    }
    if (!at_item(p)) {
        tkit_parse_fail(p, p->at, "expected a layer, a number or a pattern");
        return NULL;
    }
    /* A sub-query has labels of its own. What lies within any of its matches lies within a longest one; what contains
     * any contains a shortest one. */
    struct parsed *outer = p->out;
    f->query = tkit_parse_alloc(p, sizeof *f->query);
    if (!f->query)
        return NULL;
    *f->query = (struct parsed){.text = p->text,
                                .length = p->length,
                                .strategy = f->containing ? STRATEGY_SHORTEST : STRATEGY_LONGEST};
    p->out = f->query;
    f->query->pattern = parse_choice(p);
    p->out = outer;
    return f;
}

static struct parsed *parse_query(struct parser *p, enum matching_strategy strategy)
{
    static const struct {
        const char *text;
        enum matching_strategy strategy;
    } strategies[] = {{"(?longest)", STRATEGY_LONGEST},
                      {"(?standard)", STRATEGY_STANDARD},
                      {"(?shortest)", STRATEGY_SHORTEST},
                      {"(?traditional)", STRATEGY_TRADITIONAL}};
    struct parsed *q = tkit_parse_alloc(p, sizeof *q);
    if (!q)
        return NULL;
    *q = (struct parsed){.text = p->text, .length = p->length, .strategy = strategy};
    p->out = q;
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++)
        if (tkit_lex_accept(p, strategies[i].text))
            q->strategy = strategies[i].strategy;
    if (at_meet(p))
        q->meet = parse_meet(p);
    else
        q->pattern = parse_choice(p);
    if (!p->error && (tkit_lex_accept(p, "::") || tkit_lex_accept(p, "&")))
        q->constraint = tkit_parse_test(p, true);
    struct filter **tail = &q->filters;
    while (!p->error) {
        size_t start = p->at;
        bool negative = tkit_lex_accept_keyword(p, "not") || tkit_lex_accept(p, "!");
        if (tkit_lex_at_keyword(p, "within") || tkit_lex_at_keyword(p, "containing")) {
            *tail = parse_filter(p, negative);
            if (*tail)
                tail = &(*tail)->next;
            continue;
        }
        if (negative) {
            p->at = start;
            tkit_parse_fail(p, p->at, "expected 'within' or 'containing' behind 'not'");
        }
        if (!q->constraint && !p->error && (tkit_lex_accept(p, "::") || tkit_lex_accept(p, "&"))) {
            q->constraint = tkit_parse_test(p, true);
            continue;
        }
        break;
    }
    if (!p->error && tkit_lex_accept_keyword(p, "cut"))
        q->cut = (uint64_t)tkit_lex_take_integer(p, 1, 1000000000);
    tkit_lex_accept(p, ";");
    if (!p->error && tkit_lex_peek(p) != 0)
        tkit_parse_fail(p, p->at, p->text[p->at] == ')'   ? "unexpected ')'"
                       : p->text[p->at] == ']' ? "unexpected ']'"
                                               : "expected the end of the query, '::', 'within' or 'containing'");
    return q;
}

int tkit_query_parse(tkit_arena *arena, const char *text, size_t length, enum matching_strategy strategy,
                     struct parsed **out)
{
    struct parser p = {.arena = arena, .tk = arena->tk, .text = text, .length = length};
    *out = NULL;
    if (length > UINT32_MAX / 2)
        return tkit_fail(arena->tk, TKIT_EQUERY, "query: %zu bytes are too many", length);
    if (memchr(text, 0, length))
        return tkit_fail(arena->tk, TKIT_EQUERY, "query: a NUL byte is no part of the language");
    struct parsed *q = parse_query(&p, strategy);
    if (!p.error)
        *out = q;
    return p.error;
}
