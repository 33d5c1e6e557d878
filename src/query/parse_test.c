/* Parsing conditions, inside brackets and behind `::`: see parser.h. */
#include "query/parser.h"

/* ---- labels ---- */

static int find_label(const struct parsed *q, const char *name)
{
    for (unsigned i = 0; i < q->labels; i++)
        if (strcmp(q->label_names[i], name) == 0)
            return (int)i;
    return -1;
}

int tkit_parse_declare_label(struct parser *p, const char *name, size_t at, bool capture)
{
    struct parsed *q = p->out;
    int label = find_label(q, name);
    if (label >= 0 || p->error)
        return label;
    if (q->labels + q->hidden == QUERY_LABELS) {
        tkit_parse_fail(p, at, "expected at most 16 labels and paired tags");
        return -1;
    }
    q->label_names[q->labels] = name;
    q->is_capture[q->labels] = capture;
    return (int)q->labels++;
}

static void unknown_label(struct parser *p, size_t at)
{
    char message[256] = "unknown label (there are: match matchend";
    size_t n = strlen(message);
    for (unsigned i = 0; i < p->out->labels; i++) {
        size_t length = strlen(p->out->label_names[i]);
        if (n + length + 3 > sizeof message)
            break;
        message[n++] = ' ';
        memcpy(message + n, p->out->label_names[i], length);
        n += length;
    }
    memcpy(message + n, ")", 2);
    tkit_parse_fail(p, at, message);
}

/* A label in a condition: it must have been declared before, except `match`, `matchend`, and `_`, the token itself. */
static int use_label(struct parser *p, const char *name, size_t at)
{
    if (strcmp(name, "_") == 0)
        return LABEL_THIS;
    if (strcmp(name, "match") == 0)
        return LABEL_MATCH;
    if (strcmp(name, "matchend") == 0)
        return LABEL_MATCHEND;
    int label = find_label(p->out, name);
    if (label < 0)
        unknown_label(p, at);
    return label;
}

/* ---- conditions ---- */

/* $list, RE($list), both with flags. */
static void parse_list_operand(struct parser *p, struct operand *o)
{
    o->kind = OPERAND_LIST;
    o->as_regex = tkit_lex_accept(p, "RE(");
    if (o->as_regex)
        tkit_lex_skip_space(p);
    tkit_lex_expect(p, "$");
    o->text = tkit_lex_take_name(p, "the name of a word list");
    if (o->as_regex)
        tkit_lex_expect(p, ")");
    tkit_lex_take_flags(p, o);
}

/* distance(a, b): behind the opening parenthesis. */
static void parse_distance(struct parser *p, struct operand *o)
{
    tkit_lex_skip_space(p);
    size_t first = p->at;
    o->kind = OPERAND_DISTANCE;
    o->label = use_label(p, tkit_lex_take_name(p, "a label"), first);
    tkit_lex_expect(p, ",");
    tkit_lex_skip_space(p);
    size_t second = p->at;
    o->other = use_label(p, tkit_lex_take_name(p, "a label"), second);
    tkit_lex_expect(p, ")");
}

/* 1.word: a label that is a number. */
static bool parse_number_label(struct parser *p, struct operand *o)
{
    size_t end = p->at;
    while (end < p->length && p->text[end] >= '0' && p->text[end] <= '9') end++;
    if (end == p->at || end + 1 >= p->length || p->text[end] != '.' || !tkit_lex_is_name_start(p->text[end + 1]))
        return false;
    const char *name = tkit_arena_strndup(p->arena, p->text + p->at, end - p->at);
    o->kind = OPERAND_ATTRIBUTE;
    o->label = name ? use_label(p, name, p->at) : 0;
    p->at = end + 1;
    o->text = tkit_lex_take_name(p, "an attribute");
    return true;
}

/* word, a.word, a label alone, distance(a, b), head(a). */
static void parse_reference(struct parser *p, bool global, struct operand *o)
{
    size_t at = p->at;
    const char *name = tkit_lex_take_name(p, global ? "a label, a string or a number" : "an attribute");
    if (p->error)
        return;
    o->absolute = strcmp(name, "distabs") == 0;
    if ((o->absolute || strcmp(name, "distance") == 0 || strcmp(name, "dist") == 0) && tkit_lex_accept(p, "(")) {
        parse_distance(p, o);
        return;
    }
    bool is_head = strcmp(name, "head") == 0, is_call = is_head && tkit_lex_accept(p, "(");
    if (is_call) {
        tkit_lex_skip_space(p);
        at = p->at;
        name = tkit_lex_take_name(p, "a label");
        tkit_lex_expect(p, ")");
    }
    o->of_head = is_call || (is_head && !global && find_label(p->out, name) < 0);
    if (p->at < p->length && p->text[p->at] == '.') {
        p->at++;
        o->kind = OPERAND_ATTRIBUTE;
        if (is_call || !o->of_head)
            o->label = use_label(p, name, at);
        o->text = tkit_lex_take_name(p, "an attribute");
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

/* f(word), strlen(a.word); int(word), for CQP's sake: whatever is compared with a number is one. */
static bool parse_function(struct parser *p, bool global, struct operand *o)
{
    static const struct {
        const char *name;
        enum operand_function function;
    } functions[] = {{"f", FUNCTION_FREQUENCY}, {"strlen", FUNCTION_LENGTH}, {"int", FUNCTION_NONE}};
    size_t start = p->at;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (tkit_lex_accept_keyword(p, functions[i].name) && tkit_lex_accept(p, "(")) {
            tkit_lex_skip_space(p);
            size_t at = p->at;
            parse_reference(p, global, o);
            if (!p->error && (o->kind != OPERAND_ATTRIBUTE))
                tkit_parse_fail(p, at, global ? "expected an attribute of a label" : "expected an attribute");
            o->function = functions[i].function;
            o->at = (uint32_t)at;
            tkit_lex_expect(p, ")");
            return true;
        }
        p->at = start;
    }
    return false;
}

void tkit_parse_operand(struct parser *p, bool global, struct operand *o)
{
    char c = tkit_lex_peek(p);
    *o = (struct operand){.at = (uint32_t)p->at, .label = LABEL_THIS, .other = LABEL_THIS};
    if (c == '"' || c == '\'') {
        tkit_lex_take_string(p, o);
        return;
    }
    if (tkit_lex_at_integer(p)) {
        if (!parse_number_label(p, o))
            tkit_lex_take_number(p, o);
        return;
    }
    if (c == '$' || tkit_lex_looking_at(p, "RE(")) {
        parse_list_operand(p, o);
        return;
    }
    if (!parse_function(p, global, o))
        parse_reference(p, global, o);
}

/* With == and !== a string means itself, as in Manatee. */
static bool parse_compare(struct parser *p, enum compare *compare, bool *literal)
{
    static const struct {
        const char *text;
        enum compare compare;
        bool literal;
    } operators[] = {{"!==", COMPARE_NE, true}, {"==", COMPARE_EQ, true}, {"!=", COMPARE_NE, false},
                     {"<=", COMPARE_LE, false}, {">=", COMPARE_GE, false}, {"=", COMPARE_EQ, false},
                     {"<", COMPARE_LT, false},  {">", COMPARE_GT, false}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (tkit_lex_accept(p, operators[i].text)) {
            *compare = operators[i].compare;
            *literal = operators[i].literal;
            return true;
        }
    return false;
}

/* `contains "x"`, `matches "x"`, both with `not`: comparisons of feature sets, |a|b|. The string becomes a regular
 * expression over the whole set. */
static bool parse_feature_operator(struct parser *p, struct test *t)
{
    size_t start = p->at;
    bool negative = tkit_lex_accept_keyword(p, "not"), contains = tkit_lex_accept_keyword(p, "contains");
    if (!contains && !tkit_lex_accept_keyword(p, "matches")) {
        p->at = start;
        return false;
    }
    t->compare = negative ? COMPARE_NE : COMPARE_EQ;
    char c = tkit_lex_peek(p);
    if (c != '"' && c != '\'') {
        tkit_parse_fail(p, p->at, "expected a string");
        return true;
    }
    tkit_lex_take_string(p, &t->right);
    static const char any_before[] = ".*\\|(?:", any_behind[] = ")\\|.*",
                      all_before[] = "\\|(?:(?:", all_behind[] = ")\\|)+";
    const char *before = contains ? any_before : all_before, *behind = contains ? any_behind : all_behind;
    size_t n = strlen(before), m = strlen(behind);
    char *text = p->error ? NULL : tkit_parse_alloc(p, n + t->right.length + m + 1);
    if (text) {
        memcpy(text, before, n);
        memcpy(text + n, t->right.text, t->right.length);
        memcpy(text + n + t->right.length, behind, m);
        t->right.text = text;
        t->right.length += (uint32_t)(n + m);
    }
    return true;
}

/* lbound(layer), rbound(layer). */
static bool parse_bound(struct parser *p, struct test *t)
{
    size_t start = p->at;
    bool first = tkit_lex_accept_keyword(p, "lbound");
    if ((!first && !tkit_lex_accept_keyword(p, "rbound")) || !tkit_lex_accept(p, "(")) {
        p->at = start;
        return false;
    }
    t->kind = first ? TEST_FIRST : TEST_LAST;
    t->name = tkit_lex_take_name(p, "a layer");
    tkit_lex_expect(p, ")");
    return true;
}

struct test *tkit_parse_new_test(struct parser *p, enum test_kind kind, struct test *first)
{
    struct test *t = tkit_parse_alloc(p, sizeof *t);
    if (t)
        *t = (struct test){.kind = kind, .first = first, .at = (uint32_t)p->at};
    return t;
}

struct test *tkit_parse_comparison(struct parser *p, bool global)
{
    struct test *t = tkit_parse_new_test(p, TEST_COMPARE, NULL);
    if (!t)
        return NULL;
    tkit_lex_skip_space(p);
    t->at = (uint32_t)p->at;
    if (!global && parse_bound(p, t))
        return t;
    tkit_parse_operand(p, global, &t->left);
    if (p->error)
        return NULL;
    if (t->left.kind == OPERAND_ATTRIBUTE && parse_feature_operator(p, t))
        return t;
    bool literal = false;
    if (tkit_lex_looking_at(p, "->") || !parse_compare(p, &t->compare, &literal)) {
        if (!global && t->left.kind == OPERAND_ATTRIBUTE && t->left.label == LABEL_THIS && !t->left.function) {
            t->kind = TEST_LAYER;
            t->name = t->left.text;
            return t;
        }
        if (global && t->left.kind == OPERAND_POSITION) { /* a label alone: it is set */
            t->compare = COMPARE_GE;
            t->right = (struct operand){.kind = OPERAND_NUMBER, .at = t->at};
            return t;
        }
        tkit_parse_fail(p, p->at, "expected an operator (= != < <= > >=)");
        return NULL;
    }
    tkit_parse_operand(p, global, &t->right);
    bool is_text = t->right.kind == OPERAND_STRING || t->right.kind == OPERAND_LIST;
    if (literal && t->right.kind == OPERAND_STRING)
        t->right.flags |= FLAG_LITERAL;
    if (t->left.kind == OPERAND_STRING || t->left.kind == OPERAND_LIST)
        tkit_parse_fail(p, t->left.at, "expected an attribute on the left");
    if (is_text && t->left.kind != OPERAND_ATTRIBUTE)
        tkit_parse_fail(p, t->left.at, "expected an attribute to compare with a string");
    if (is_text && t->left.function)
        tkit_parse_fail(p, t->right.at, "expected a number to compare with");
    if (t->right.kind == OPERAND_LIST && t->compare != COMPARE_EQ && t->compare != COMPARE_NE)
        tkit_parse_fail(p, t->right.at, "expected a string or a number behind this operator");
    return t;
}

static struct test *parse_unary(struct parser *p, bool global)
{
    bool negative = false;
    while (tkit_lex_accept(p, "!")) negative = !negative;
    struct test *t;
    if (tkit_lex_accept(p, "(")) {
        t = tkit_parse_test(p, global);
        if (!p->error)
            tkit_lex_expect(p, ")");
    } else {
        t = tkit_parse_comparison(p, global);
    }
    return negative && !p->error ? tkit_parse_new_test(p, TEST_NOT, t) : t;
}

/* One or several of what `parse_one` reads, with `separator` between them, under one node. */
static struct test *parse_list(struct parser *p, bool global, enum test_kind kind, const char *separator,
                               struct test *(*parse_one)(struct parser *, bool))
{
    struct test *first = parse_one(p, global), *list = NULL, *last = first;
    while (!p->error && tkit_lex_accept(p, separator)) {
        struct test *t = parse_one(p, global);
        if (p->error)
            break;
        if (!list)
            list = tkit_parse_new_test(p, kind, first);
        last->next = t;
        last = t;
    }
    return p->error ? NULL : list ? list : first;
}

static struct test *parse_all(struct parser *p, bool global)
{
    return parse_list(p, global, TEST_AND, "&", parse_unary);
}

struct test *tkit_parse_test(struct parser *p, bool global)
{
    if (++p->depth > QUERY_DEPTH) {
        tkit_parse_fail(p, p->at, "expected at most 100 nested parentheses");
        return NULL;
    }
    struct test *t = parse_list(p, global, TEST_OR, "|", parse_all);
    if (!p->error && tkit_lex_accept(p, "->")) { /* a -> b: b holds wherever a does */
        struct test *then = tkit_parse_test(p, global);
        struct test *not_a = p->error ? NULL : tkit_parse_new_test(p, TEST_NOT, t);
        t = not_a ? tkit_parse_new_test(p, TEST_OR, not_a) : NULL;
        if (t)
            not_a->next = then;
    }
    p->depth--;
    return p->error ? NULL : t;
}
