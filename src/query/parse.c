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
#include "query/ast.h"

#include <stdio.h>

struct parser {
    tkit_arena *arena;
    tkit *tk;
    const char *text;
    size_t length, at;
    int depth;
    int error;
    struct parsed *out;
};

/* ---- characters ---- */

static int fail(struct parser *p, size_t at, const char *expected)
{
    enum { EXCERPT = 40 };
    if (p->error)
        return p->error;
    size_t left = p->length - at, characters = 1;
    for (size_t i = 0; i < at; i++) characters += ((unsigned char)p->text[i] & 0xc0) != 0x80;
    if (left == 0)
        p->error = tkit_fail(p->tk, TKIT_EQUERY, "query: %s at %zu: the query ends here", expected, characters);
    else
        p->error = tkit_fail(p->tk, TKIT_EQUERY, "query: %s at %zu: %.*s%s", expected, characters,
                             (int)(left < EXCERPT ? left : EXCERPT), p->text + at, left < EXCERPT ? "" : "...");
    return p->error;
}

static void *node_alloc(struct parser *p, size_t size)
{
    void *block = tkit_arena_zalloc(p->arena, size);
    if (!block)
        p->error = TKIT_ENOMEM;
    return block;
}

static void skip_space(struct parser *p)
{
    while (p->at < p->length) {
        char c = p->text[p->at];
        if (c == '#') { /* a comment */
            while (p->at < p->length && p->text[p->at] != '\n') p->at++;
        } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
            p->at++;
        } else {
            return;
        }
    }
}

static char peek(struct parser *p)
{
    skip_space(p);
    return p->at < p->length ? p->text[p->at] : 0;
}

static bool looking_at(struct parser *p, const char *text)
{
    skip_space(p);
    size_t n = strlen(text);
    return p->length - p->at >= n && memcmp(p->text + p->at, text, n) == 0;
}

static bool accept(struct parser *p, const char *text)
{
    if (!looking_at(p, text))
        return false;
    p->at += strlen(text);
    return true;
}

static void expect(struct parser *p, const char *text)
{
    char message[32];
    if (accept(p, text))
        return;
    snprintf(message, sizeof message, "expected '%s'", text);
    fail(p, p->at, message);
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-';
}

/* The length of the name that follows, 0 when there is none. A `-` before `>` belongs to the arrow. */
static size_t name_length(struct parser *p)
{
    skip_space(p);
    size_t end = p->at;
    if (end >= p->length || !is_name_start(p->text[end]))
        return 0;
    while (end < p->length && is_name(p->text[end]) && !(p->text[end] == '-' && end + 1 < p->length && p->text[end + 1] == '>'))
        end++;
    return end - p->at;
}

static const char *take_name(struct parser *p, const char *what)
{
    char message[64];
    size_t n = name_length(p);
    if (n == 0) {
        snprintf(message, sizeof message, "expected %s", what);
        fail(p, p->at, message);
        return "";
    }
    const char *name = tkit_arena_strndup(p->arena, p->text + p->at, n);
    p->at += n;
    if (!name)
        p->error = TKIT_ENOMEM;
    return name ? name : "";
}

/* Whether the next word is this keyword. */
static bool at_keyword(struct parser *p, const char *word)
{
    size_t n = name_length(p);
    return n == strlen(word) && memcmp(p->text + p->at, word, n) == 0;
}

static bool accept_keyword(struct parser *p, const char *word)
{
    if (!at_keyword(p, word))
        return false;
    p->at += strlen(word);
    return true;
}

static bool at_integer(struct parser *p)
{
    char c = peek(p);
    if (c == '-' || c == '+')
        return p->at + 1 < p->length && p->text[p->at + 1] >= '0' && p->text[p->at + 1] <= '9';
    return c >= '0' && c <= '9';
}

static long take_integer(struct parser *p, long least, long most)
{
    char message[64];
    skip_space(p);
    size_t start = p->at;
    bool negative = accept(p, "-");
    if (!negative)
        accept(p, "+");
    long value = 0;
    size_t digits = p->at;
    for (; p->at < p->length && p->text[p->at] >= '0' && p->text[p->at] <= '9'; p->at++)
        if (value <= 1000000000)
            value = value * 10 + (p->text[p->at] - '0');
    if (negative)
        value = -value;
    if (p->at == digits || value < least || value > most) {
        snprintf(message, sizeof message, "expected a number from %ld to %ld", least, most);
        fail(p, start, message);
        return least;
    }
    return value;
}

/* ---- labels ---- */

static int find_label(const struct parsed *q, const char *name)
{
    for (unsigned i = 0; i < q->labels; i++)
        if (strcmp(q->label_names[i], name) == 0)
            return (int)i;
    return -1;
}

static int declare_label(struct parser *p, const char *name, size_t at, bool capture)
{
    struct parsed *q = p->out;
    int label = find_label(q, name);
    if (label >= 0 || p->error)
        return label;
    if (q->labels + q->hidden == QUERY_LABELS) {
        fail(p, at, "expected at most 16 labels and paired tags");
        return -1;
    }
    q->label_names[q->labels] = name;
    q->is_capture[q->labels] = capture;
    return (int)q->labels++;
}

/* A label in a condition: it must have been declared before, except `match` and `matchend`. */
static int use_label(struct parser *p, const char *name, size_t at)
{
    if (strcmp(name, "match") == 0)
        return LABEL_MATCH;
    if (strcmp(name, "matchend") == 0)
        return LABEL_MATCHEND;
    int label = find_label(p->out, name);
    if (label < 0)
        fail(p, at, "unknown label");
    return label;
}

/* ---- conditions ---- */

static struct test *parse_test(struct parser *p, bool global);

static void take_string(struct parser *p, struct operand *o)
{
    size_t start = p->at;
    char quote = p->text[p->at++];
    char *text = tkit_arena_alloc(p->arena, p->length - start + 1);
    size_t n = 0;
    o->kind = OPERAND_STRING;
    o->at = (uint32_t)start;
    if (!text) {
        p->error = TKIT_ENOMEM;
        return;
    }
    for (;; p->at++) {
        if (p->at >= p->length) {
            fail(p, start, quote == '"' ? "expected '\"' to end the string" : "expected \"'\" to end the string");
            return;
        }
        char c = p->text[p->at];
        if (c == '\\' && p->at + 1 < p->length) { /* the regular expression reads its escapes itself */
            text[n++] = c;
            c = p->text[++p->at];
        } else if (c == quote) {
            if (p->at + 1 >= p->length || p->text[p->at + 1] != quote)
                break;
            p->at++; /* doubled: the quote itself */
        }
        text[n++] = c;
    }
    p->at++;
    text[n] = 0;
    o->text = text;
    o->length = (uint32_t)n;
    if (p->at < p->length && p->text[p->at] == '%') {
        size_t first = ++p->at;
        for (; p->at < p->length && is_name_start(p->text[p->at]); p->at++) {
            switch (p->text[p->at]) {
            case 'c': o->flags |= FLAG_CASE; break;
            case 'd': o->flags |= FLAG_DIACRITICS; break;
            case 'l': o->flags |= FLAG_LITERAL; break;
            default: fail(p, p->at, "expected one of the flags c, d, l"); return;
            }
        }
        if (p->at == first)
            fail(p, p->at, "expected one of the flags c, d, l");
    }
}

static void take_number(struct parser *p, struct operand *o)
{
    double value = 0, scale = 1;
    bool negative = p->text[p->at] == '-';
    o->kind = OPERAND_NUMBER;
    o->text = p->text + p->at;
    size_t start = p->at;
    if (negative || p->text[p->at] == '+')
        p->at++;
    for (; p->at < p->length && p->text[p->at] >= '0' && p->text[p->at] <= '9'; p->at++)
        value = value * 10 + (p->text[p->at] - '0');
    if (p->at + 1 < p->length && p->text[p->at] == '.' && p->text[p->at + 1] >= '0' && p->text[p->at + 1] <= '9')
        for (p->at++; p->at < p->length && p->text[p->at] >= '0' && p->text[p->at] <= '9'; p->at++)
            value += (p->text[p->at] - '0') * (scale /= 10);
    o->number = negative ? -value : value;
    o->length = (uint32_t)(p->at - start);
}

/* `global`: behind `::`, where every attribute needs a label. */
static void parse_operand(struct parser *p, bool global, struct operand *o)
{
    char c = peek(p);
    *o = (struct operand){.at = (uint32_t)p->at, .label = LABEL_THIS, .other = LABEL_THIS};
    if (c == '"' || c == '\'') {
        take_string(p, o);
        return;
    }
    if (at_integer(p)) {
        take_number(p, o);
        return;
    }
    if (c == '$') {
        p->at++;
        o->kind = OPERAND_LIST;
        o->text = take_name(p, "the name of a word list");
        return;
    }
    size_t at = p->at;
    const char *name = take_name(p, global ? "a label, a string or a number" : "an attribute");
    if (p->error)
        return;
    if ((strcmp(name, "distance") == 0 || strcmp(name, "dist") == 0) && accept(p, "(")) {
        skip_space(p);
        size_t first = p->at;
        o->kind = OPERAND_DISTANCE;
        o->label = use_label(p, take_name(p, "a label"), first);
        expect(p, ",");
        skip_space(p);
        size_t second = p->at;
        o->other = use_label(p, take_name(p, "a label"), second);
        expect(p, ")");
        return;
    }
    bool is_head = strcmp(name, "head") == 0, is_call = is_head && accept(p, "(");
    if (is_call) {
        skip_space(p);
        at = p->at;
        name = take_name(p, "a label");
        expect(p, ")");
    }
    o->of_head = is_call || (is_head && !global && find_label(p->out, name) < 0);
    if (p->at < p->length && p->text[p->at] == '.') {
        p->at++;
        o->kind = OPERAND_ATTRIBUTE;
        if (is_call || !o->of_head)
            o->label = use_label(p, name, at);
        o->text = take_name(p, "an attribute");
        return;
    }
    if (global || is_call) {
        o->kind = OPERAND_POSITION;
        o->label = use_label(p, name, at);
        return;
    }
    o->kind = OPERAND_ATTRIBUTE;
    o->of_head = false; /* the attribute of that name */
    o->text = name;
}

static bool parse_compare(struct parser *p, enum compare *compare)
{
    static const struct {
        const char *text;
        enum compare compare;
    } operators[] = {{"!=", COMPARE_NE}, {"<=", COMPARE_LE}, {">=", COMPARE_GE},
                     {"==", COMPARE_EQ}, {"=", COMPARE_EQ},  {"<", COMPARE_LT}, {">", COMPARE_GT}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (accept(p, operators[i].text)) {
            *compare = operators[i].compare;
            return true;
        }
    return false;
}

static struct test *new_test(struct parser *p, enum test_kind kind, struct test *first)
{
    struct test *t = node_alloc(p, sizeof *t);
    if (t)
        *t = (struct test){.kind = kind, .first = first, .at = (uint32_t)p->at};
    return t;
}

static struct test *parse_comparison(struct parser *p, bool global)
{
    struct test *t = new_test(p, TEST_COMPARE, NULL);
    if (!t)
        return NULL;
    skip_space(p);
    t->at = (uint32_t)p->at;
    parse_operand(p, global, &t->left);
    if (p->error)
        return NULL;
    if (looking_at(p, "->") || !parse_compare(p, &t->compare)) {
        if (!global && t->left.kind == OPERAND_ATTRIBUTE && t->left.label == LABEL_THIS) {
            t->kind = TEST_LAYER;
            t->name = t->left.text;
            return t;
        }
        fail(p, p->at, "expected an operator (= != < <= > >=)");
        return NULL;
    }
    parse_operand(p, global, &t->right);
    if (t->left.kind == OPERAND_STRING || t->left.kind == OPERAND_LIST)
        fail(p, t->left.at, "expected an attribute on the left");
    if ((t->right.kind == OPERAND_STRING || t->right.kind == OPERAND_LIST) && t->left.kind != OPERAND_ATTRIBUTE)
        fail(p, t->left.at, "expected an attribute to compare with a string");
    if (t->right.kind == OPERAND_LIST && t->compare != COMPARE_EQ && t->compare != COMPARE_NE)
        fail(p, t->right.at, "expected a string or a number behind this operator");
    return t;
}

static struct test *parse_unary(struct parser *p, bool global)
{
    bool negative = false;
    while (accept(p, "!")) negative = !negative;
    struct test *t;
    if (accept(p, "(")) {
        t = parse_test(p, global);
        if (!p->error)
            expect(p, ")");
    } else {
        t = parse_comparison(p, global);
    }
    return negative && !p->error ? new_test(p, TEST_NOT, t) : t;
}

/* One or several of what `parse_one` reads, with `separator` between them, under one node. */
static struct test *parse_list(struct parser *p, bool global, enum test_kind kind, const char *separator,
                               struct test *(*parse_one)(struct parser *, bool))
{
    struct test *first = parse_one(p, global), *list = NULL, *last = first;
    while (!p->error && accept(p, separator)) {
        struct test *t = parse_one(p, global);
        if (p->error)
            break;
        if (!list)
            list = new_test(p, kind, first);
        last->next = t;
        last = t;
    }
    return p->error ? NULL : list ? list : first;
}

static struct test *parse_all(struct parser *p, bool global)
{
    return parse_list(p, global, TEST_AND, "&", parse_unary);
}

static struct test *parse_test(struct parser *p, bool global)
{
    if (++p->depth > QUERY_DEPTH) {
        fail(p, p->at, "expected at most 100 nested parentheses");
        return NULL;
    }
    struct test *t = parse_list(p, global, TEST_OR, "|", parse_all);
    if (!p->error && accept(p, "->")) { /* a -> b: b holds wherever a does */
        struct test *then = parse_test(p, global);
        struct test *not_a = p->error ? NULL : new_test(p, TEST_NOT, t);
        t = not_a ? new_test(p, TEST_OR, not_a) : NULL;
        if (t)
            not_a->next = then;
    }
    p->depth--;
    return p->error ? NULL : t;
}

/* ---- patterns ---- */

static struct node *parse_choice(struct parser *p);

static struct node *new_node(struct parser *p, enum node_kind kind, size_t at)
{
    struct node *n = node_alloc(p, sizeof *n);
    if (n)
        *n = (struct node){.kind = kind, .at = (uint32_t)at, .label = -1};
    return n;
}

/* [ ... ] or "..." */
static struct test *token_test(struct parser *p)
{
    if (accept(p, "[")) {
        if (accept(p, "]"))
            return NULL;
        struct test *t = parse_test(p, false);
        if (!p->error)
            expect(p, "]");
        return t;
    }
    struct test *t = new_test(p, TEST_COMPARE, NULL);
    if (!t)
        return NULL;
    t->at = (uint32_t)p->at;
    t->left = (struct operand){.kind = OPERAND_ATTRIBUTE, .text = "word", .label = LABEL_THIS, .at = (uint32_t)p->at};
    t->compare = COMPARE_EQ;
    if (peek(p) == '$')
        parse_operand(p, false, &t->right);
    else
        take_string(p, &t->right);
    return t;
}

static bool at_token(struct parser *p)
{
    char c = peek(p);
    return c == '[' || c == '"' || c == '\'' || c == '$';
}

/* Makes <x> the region that it opens; what lies in it stays its child. */
static void make_region(struct parser *p, struct node *open)
{
    struct parsed *q = p->out;
    if (q->labels + q->hidden == QUERY_LABELS) {
        fail(p, open->at, "expected at most 16 labels and paired tags");
        return;
    }
    open->kind = NODE_REGION;
    open->label = (int)(QUERY_LABELS - 1 - q->hidden++);
}

static struct node *parse_tag(struct parser *p)
{
    size_t at = p->at;
    if (accept(p, "</")) {
        struct node *n = new_node(p, NODE_CLOSE, at);
        if (!n)
            return NULL;
        n->name = take_name(p, "the name of a layer");
        expect(p, ">");
        return n;
    }
    p->at++;
    struct node *n = new_node(p, NODE_OPEN, at);
    if (!n)
        return NULL;
    n->name = take_name(p, "the name of a layer");
    while (!p->error && !looking_at(p, "/>") && !looking_at(p, ">")) { /* <doc file="A01" n="1"> */
        struct test *t = parse_comparison(p, false);
        if (t && n->test) {
            t->next = n->test->first;
            n->test->first = t;
        } else if (t) {
            n->test = new_test(p, TEST_AND, t);
        }
        accept(p, "&");
    }
    if (!p->error && accept(p, "/>"))
        make_region(p, n);
    else
        expect(p, ">");
    return n;
}

static struct node *parse_group(struct parser *p)
{
    size_t at = p->at;
    struct node *n = NULL;
    if (++p->depth > QUERY_DEPTH) {
        fail(p, at, "expected at most 100 nested parentheses");
        return NULL;
    }
    p->at++;
    if (looking_at(p, "?=") || looking_at(p, "?!") || looking_at(p, "?<=") || looking_at(p, "?<!")) {
        n = new_node(p, NODE_LOOK, at);
        if (!n)
            return NULL;
        p->at++;
        n->behind = accept(p, "<");
        n->negative = p->text[p->at++] == '!';
        n->first = parse_choice(p);
    } else if (accept(p, "?<")) {
        n = new_node(p, NODE_CAPTURE, at);
        if (!n)
            return NULL;
        n->label = declare_label(p, take_name(p, "the name of a capture"), at, true);
        expect(p, ">");
        n->first = p->error ? NULL : parse_choice(p);
    } else if (looking_at(p, "?")) {
        fail(p, p->at, "expected a matching strategy only at the start, or one of ?= ?! ?<= ?<! ?<name>");
    } else {
        n = parse_choice(p);
    }
    p->depth--;
    if (!p->error)
        expect(p, ")");
    return n;
}

/* /region[x], the macro of CQP: the same as <x/>. */
static struct node *parse_region_macro(struct parser *p)
{
    struct node *n = new_node(p, NODE_OPEN, p->at);
    if (!n)
        return NULL;
    expect(p, "/region[");
    n->name = p->error ? "" : take_name(p, "the name of a layer");
    expect(p, "]");
    if (!p->error)
        make_region(p, n);
    return n;
}

static struct node *parse_atom(struct parser *p)
{
    char c = peek(p);
    size_t at = p->at;
    if (c == '/')
        return parse_region_macro(p);
    if (c == '(')
        return parse_group(p);
    if (c == '<')
        return parse_tag(p);
    const char *label = NULL;
    if (c == '@') {
        p->at++;
        label = "target";
        accept(p, ":");
    } else if (name_length(p)) {
        label = take_name(p, "a label");
        expect(p, ":");
    }
    if (p->error)
        return NULL;
    if (!at_token(p)) {
        fail(p, p->at, "expected '[', a string, '(' or '<'");
        return NULL;
    }
    struct node *n = new_node(p, NODE_TOKEN, at);
    if (!n)
        return NULL;
    if (label) {
        if (strcmp(label, "match") == 0 || strcmp(label, "matchend") == 0)
            fail(p, at, "expected another label: match and matchend are every match's own");
        n->label = declare_label(p, label, at, false);
    }
    if (!p->error)
        n->test = token_test(p);
    return n;
}

static struct node *parse_item(struct parser *p)
{
    struct node *n = parse_atom(p);
    for (int quantifiers = 0; !p->error; quantifiers++) {
        char c = peek(p);
        size_t at = p->at;
        if (c != '?' && c != '*' && c != '+' && c != '{')
            break;
        if (quantifiers == QUERY_QUANTIFIERS) {
            fail(p, at, "expected fewer quantifiers in a row");
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
            if (peek(p) == ',')
                repeat->min = 0;
            else
                repeat->min = (int)take_integer(p, 0, QUERY_REPEAT);
            if (accept(p, ",")) {
                repeat->max = peek(p) == '}' ? -1 : (int)take_integer(p, 0, QUERY_REPEAT);
                if (repeat->max >= 0 && repeat->max < repeat->min)
                    fail(p, at, "expected the larger number second");
            } else {
                repeat->max = repeat->min;
            }
            expect(p, "}");
        }
        n = repeat;
    }
    return n;
}

/* Whether a sequence goes on: an atom follows, not a keyword or the end of a group. */
static bool at_item(struct parser *p)
{
    char c = peek(p);
    if (c == '(' || c == '@' || c == '/' || at_token(p))
        return true;
    if (c == '<')
        return p->at + 1 < p->length && (is_name_start(p->text[p->at + 1]) || p->text[p->at + 1] == '/');
    size_t n = name_length(p);
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
        while (i > 0 && strcmp(open[i - 1]->name, n->name) != 0) i--;
        if (i == 0)
            continue; /* not opened here: any end of a region */
        if (open[i - 1] == before) {
            fail(p, n->at, "expected a token between the tags");
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
    while (!p->error && accept(p, "|")) {
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
    struct meet *m = node_alloc(p, sizeof *m);
    if (!m)
        return NULL;
    skip_space(p);
    size_t at = p->at;
    bool group = accept(p, "(");
    if (++p->depth > QUERY_DEPTH) {
        fail(p, at, "expected at most 100 nested parentheses");
        return NULL;
    }
    if (at_keyword(p, "meet") || at_keyword(p, "union")) {
        m->is_union = at_keyword(p, "union");
        p->at += m->is_union ? 5 : 4;
        m->a = parse_meet(p);
        if (!p->error)
            m->b = parse_meet(p);
        if (!p->error && !m->is_union) {
            if (at_integer(p)) {
                m->from = (int)take_integer(p, -QUERY_REPEAT, QUERY_REPEAT);
                m->to = (int)take_integer(p, m->from, QUERY_REPEAT);
            } else if (name_length(p)) {
                m->layer = take_name(p, "a layer");
            } else {
                m->from = m->to = 1;
            }
        }
    } else if (at_token(p)) {
        m->test = token_test(p);
        if (!m->test && !p->error)
            m->test = new_test(p, TEST_TRUE, NULL);
    } else {
        fail(p, p->at, "expected 'meet', 'union', '[' or a string");
    }
    p->depth--;
    if (group && !p->error)
        expect(p, ")");
    return m;
}

/* Whether the query is a meet: MU(...), or (meet ...), (union ...). */
static bool at_meet(struct parser *p)
{
    size_t start = p->at;
    bool found = false;
    if (accept_keyword(p, "MU") && peek(p) == '(') {
        found = true;
    } else {
        p->at = start;
        if (accept(p, "("))
            found = at_keyword(p, "meet") || at_keyword(p, "union");
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
    struct filter *f = node_alloc(p, sizeof *f);
    if (!f)
        return NULL;
    f->at = (uint32_t)p->at;
    f->negative = negative;
    f->containing = at_keyword(p, "containing");
    p->at += f->containing ? strlen("containing") : strlen("within");
    if (at_integer(p)) {
        long n = take_integer(p, 1, 1000000);
        if (name_length(p) && !at_keyword(p, "within") && !at_keyword(p, "containing") && !at_keyword(p, "not") &&
            !at_keyword(p, "cut")) {
            f->regions = (int)n;
            f->layer = take_name(p, "a layer");
        } else {
            f->tokens = (int)n;
        }
        if (f->containing)
            fail(p, f->at, "expected a layer or a pattern behind 'containing'");
        return f;
    }
    if (peek(p) == '<') {
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
    } else if (name_length(p) && !at_item(p)) {
        f->layer = take_name(p, "a layer");
        return f;
    }
    if (!at_item(p)) {
        fail(p, p->at, "expected a layer, a number or a pattern");
        return NULL;
    }
    /* A sub-query has labels of its own. */
    struct parsed *outer = p->out;
    f->query = node_alloc(p, sizeof *f->query);
    if (!f->query)
        return NULL;
    *f->query = (struct parsed){.text = p->text, .length = p->length, .strategy = STRATEGY_LONGEST};
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
    struct parsed *q = node_alloc(p, sizeof *q);
    if (!q)
        return NULL;
    *q = (struct parsed){.text = p->text, .length = p->length, .strategy = strategy};
    p->out = q;
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++)
        if (accept(p, strategies[i].text))
            q->strategy = strategies[i].strategy;
    if (at_meet(p))
        q->meet = parse_meet(p);
    else
        q->pattern = parse_choice(p);
    if (!p->error && accept(p, "::"))
        q->constraint = parse_test(p, true);
    struct filter **tail = &q->filters;
    while (!p->error) {
        size_t start = p->at;
        bool negative = accept_keyword(p, "not") || accept(p, "!");
        if (at_keyword(p, "within") || at_keyword(p, "containing")) {
            *tail = parse_filter(p, negative);
            if (*tail)
                tail = &(*tail)->next;
            continue;
        }
        if (negative) {
            p->at = start;
            fail(p, p->at, "expected 'within' or 'containing' behind 'not'");
        }
        if (!q->constraint && !p->error && accept(p, "::")) {
            q->constraint = parse_test(p, true);
            continue;
        }
        break;
    }
    if (!p->error && accept_keyword(p, "cut"))
        q->cut = (uint64_t)take_integer(p, 1, 1000000000);
    accept(p, ";");
    if (!p->error && peek(p) != 0)
        fail(p, p->at, p->text[p->at] == ')'   ? "unexpected ')'"
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
