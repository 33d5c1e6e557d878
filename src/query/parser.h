/* What the files of the parser share: lexer.c reads words, parse_test.c conditions, parse.c patterns and the whole
 * query.
 *
 * The first mistake is kept in `error`, with a message that points at it; from then on everything may be called and
 * does nothing of use, so that only loops look at it. */
#ifndef TOOLKIT_QUERY_PARSER_H
#define TOOLKIT_QUERY_PARSER_H

#include "query/ast.h"

struct parser {
    tkit_arena *arena;
    tkit *tk;
    const char *text;
    size_t length, at;
    int depth;
    int error;
    struct parsed *out;
};

/* Notes a mistake: "query: expected ... at 14: rest of the query". Returns the code. */
int tkit_parse_fail(struct parser *p, size_t at, const char *expected);
void *tkit_parse_alloc(struct parser *p, size_t size); /* zeroed; NULL with p->error */

/* ---- lexer.c: all but the last skip white space and comments first ---- */

void tkit_lex_skip_space(struct parser *p);
char tkit_lex_peek(struct parser *p); /* the next character, 0 at the end */
bool tkit_lex_looking_at(struct parser *p, const char *text);
bool tkit_lex_accept(struct parser *p, const char *text); /* takes the text when it comes next */
void tkit_lex_expect(struct parser *p, const char *text); /* ... or fails */
size_t tkit_lex_name_length(struct parser *p);            /* of the name that comes next, 0: none */
const char *tkit_lex_take_name(struct parser *p, const char *what); /* `what` for the message; "" after a failure */
bool tkit_lex_at_keyword(struct parser *p, const char *word);
bool tkit_lex_accept_keyword(struct parser *p, const char *word);
bool tkit_lex_at_integer(struct parser *p);
long tkit_lex_take_integer(struct parser *p, long least, long most);
size_t tkit_lex_number_label(struct parser *p);           /* digits before `:`, a label as in Manatee: how many */
void tkit_lex_take_string(struct parser *p, struct operand *o); /* at its quote; with its flags */
void tkit_lex_take_flags(struct parser *p, struct operand *o);
void tkit_lex_take_number(struct parser *p, struct operand *o);
bool tkit_lex_is_name_start(char c);

/* ---- parse_test.c ---- */

/* The number of a label, -1; declared with the first call, an error behind QUERY_LABELS. */
int tkit_parse_declare_label(struct parser *p, const char *name, size_t at, bool capture);

/* `global`: behind `::`, where every attribute needs a label. NULL with p->error. */
struct test *tkit_parse_test(struct parser *p, bool global);
struct test *tkit_parse_comparison(struct parser *p, bool global);
struct test *tkit_parse_new_test(struct parser *p, enum test_kind kind, struct test *first);
void tkit_parse_operand(struct parser *p, bool global, struct operand *o);

#endif
