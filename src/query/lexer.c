/* The words of a query: see parser.h. */
#include "query/parser.h"

#include <stdio.h>

int tkit_parse_fail(struct parser *p, size_t at, const char *expected)
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

void *tkit_parse_alloc(struct parser *p, size_t size)
{
    void *block = tkit_arena_zalloc(p->arena, size);
    if (!block)
        p->error = TKIT_ENOMEM;
    return block;
}

void tkit_lex_skip_space(struct parser *p)
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

char tkit_lex_peek(struct parser *p)
{
    tkit_lex_skip_space(p);
    return p->at < p->length ? p->text[p->at] : 0;
}

bool tkit_lex_looking_at(struct parser *p, const char *text)
{
    tkit_lex_skip_space(p);
    size_t n = strlen(text);
    return p->length - p->at >= n && memcmp(p->text + p->at, text, n) == 0;
}

bool tkit_lex_accept(struct parser *p, const char *text)
{
    if (!tkit_lex_looking_at(p, text))
        return false;
    p->at += strlen(text);
    return true;
}

void tkit_lex_expect(struct parser *p, const char *text)
{
    char message[32];
    if (tkit_lex_accept(p, text))
        return;
    snprintf(message, sizeof message, "expected '%s'", text);
    tkit_parse_fail(p, p->at, message);
}

bool tkit_lex_is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
    return tkit_lex_is_name_start(c) || (c >= '0' && c <= '9') || c == '-';
}

/* The length of the name that follows, 0 when there is none. A `-` before `>` belongs to the arrow. */
size_t tkit_lex_name_length(struct parser *p)
{
    tkit_lex_skip_space(p);
    size_t end = p->at;
    if (end >= p->length || !tkit_lex_is_name_start(p->text[end]))
        return 0;
    while (end < p->length && is_name(p->text[end]) &&
           !(p->text[end] == '-' && end + 1 < p->length && p->text[end + 1] == '>'))
        end++;
    return end - p->at;
}

const char *tkit_lex_take_name(struct parser *p, const char *what)
{
    char message[64];
    size_t n = tkit_lex_name_length(p);
    if (n == 0) {
        snprintf(message, sizeof message, "expected %s", what);
        tkit_parse_fail(p, p->at, message);
        return "";
    }
    const char *name = tkit_arena_strndup(p->arena, p->text + p->at, n);
    p->at += n;
    if (!name)
        p->error = TKIT_ENOMEM;
    return name ? name : "";
}

bool tkit_lex_at_keyword(struct parser *p, const char *word)
{
    size_t n = tkit_lex_name_length(p);
    return n == strlen(word) && memcmp(p->text + p->at, word, n) == 0;
}

bool tkit_lex_accept_keyword(struct parser *p, const char *word)
{
    if (!tkit_lex_at_keyword(p, word))
        return false;
    p->at += strlen(word);
    return true;
}

bool tkit_lex_at_integer(struct parser *p)
{
    char c = tkit_lex_peek(p);
    if (c == '-' || c == '+')
        return p->at + 1 < p->length && p->text[p->at + 1] >= '0' && p->text[p->at + 1] <= '9';
    return c >= '0' && c <= '9';
}

size_t tkit_lex_number_label(struct parser *p)
{
    tkit_lex_skip_space(p);
    size_t end = p->at;
    while (end < p->length && p->text[end] >= '0' && p->text[end] <= '9') end++;
    bool is_label = end > p->at && end < p->length && p->text[end] == ':';
    return is_label && !(end + 1 < p->length && p->text[end + 1] == ':') ? end - p->at : 0;
}

long tkit_lex_take_integer(struct parser *p, long least, long most)
{
    char message[64];
    tkit_lex_skip_space(p);
    size_t start = p->at;
    bool negative = tkit_lex_accept(p, "-");
    if (!negative)
        tkit_lex_accept(p, "+");
    long value = 0;
    size_t digits = p->at;
    for (; p->at < p->length && p->text[p->at] >= '0' && p->text[p->at] <= '9'; p->at++)
        if (value <= 1000000000)
            value = value * 10 + (p->text[p->at] - '0');
    if (negative)
        value = -value;
    if (p->at == digits || value < least || value > most) {
        snprintf(message, sizeof message, "expected a number from %ld to %ld", least, most);
        tkit_parse_fail(p, start, message);
        return least;
    }
    return value;
}

/* ---- values ---- */

void tkit_lex_take_string(struct parser *p, struct operand *o)
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
            tkit_parse_fail(p, start,
                            quote == '"' ? "expected '\"' to end the string" : "expected \"'\" to end the string");
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
    tkit_lex_take_flags(p, o);
}

void tkit_lex_take_flags(struct parser *p, struct operand *o)
{
    if (tkit_lex_peek(p) != '%')
        return;
    size_t first = ++p->at;
    for (; p->at < p->length && tkit_lex_is_name_start(p->text[p->at]); p->at++) {
        switch (p->text[p->at]) {
        case 'c': o->flags |= FLAG_CASE; break;
        case 'd': o->flags |= FLAG_DIACRITICS; break;
        case 'l': o->flags |= FLAG_LITERAL; break;
        default: tkit_parse_fail(p, p->at, "expected one of the flags c, d, l"); return;
        }
    }
    if (p->at == first)
        tkit_parse_fail(p, p->at, "expected one of the flags c, d, l");
}

void tkit_lex_take_number(struct parser *p, struct operand *o)
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
