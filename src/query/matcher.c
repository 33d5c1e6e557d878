/* One value against one operand: see matcher.h. */
#include "query/matcher.h"

int tkit_scope_fail(struct scope *s, uint32_t at, const char *what, const char *name)
{
    return tkit_fail(s->tk, TKIT_EQUERY, "query: %s '%s' at %u", what, name, at + 1);
}

bool tkit_has_meta(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr("\\.^$|?*+()[]{}", text[i]))
            return true;
    return false;
}

/* A text without combining marks: NFD, then U+0300 - U+036F dropped. Free it with tkit_text_free(text, whole). */
struct stripped {
    char *text;
    size_t length, whole;
};

static int strip_marks(tkit *tk, const char *text, size_t length, struct stripped *out)
{
    int r = tkit_normalize(tk, text, length, TKIT_NFD, &out->text, &out->whole);
    if (r != TKIT_OK)
        return r;
    char *to = out->text;
    out->length = 0;
    for (size_t i = 0; i < out->whole; i++) {
        unsigned char c = (unsigned char)to[i], next = i + 1 < out->whole ? (unsigned char)to[i + 1] : 0;
        if (c == 0xcc || (c == 0xcd && next < 0xb0))
            i++;
        else
            to[out->length++] = (char)c;
    }
    return TKIT_OK;
}

/* Appends a text; `literal`: so that a regular expression takes it as it is. */
static void add_pattern(tkit_buffer *pattern, const char *text, size_t length, bool literal)
{
    for (size_t i = 0; i < length; i++) {
        if (literal && strchr("\\.^$|?*+()[]{}", text[i]))
            tkit_buffer_putc(pattern, '\\');
        tkit_buffer_putc(pattern, text[i]);
    }
}

/* Says what is wrong with a pattern, in terms of what was written: of it alone, when it is wrong alone. */
static void bad_pattern(struct scope *s, const struct operand *o)
{
    char why[256];
    tkit_regex *alone = NULL;
    if (o->kind == OPERAND_STRING)
        tkit_regex_compile(s->tk, o->text, o->length, 0, &alone);
    tkit_regex_free(alone);
    const char *message = tkit_errmsg(s->tk), own[] = "regular expression: ";
    if (strncmp(message, own, sizeof own - 1) == 0)
        message += sizeof own - 1;
    strncpy(why, message, sizeof why - 1);
    why[sizeof why - 1] = 0;
    tkit_fail(s->tk, TKIT_EQUERY, "query: bad regular expression at %u: %s", o->at + 1, why);
}

/* Compiles the pattern `\A(?: ... )\z` of an operand and frees it. */
static int compile_pattern(struct scope *s, const struct operand *o, tkit_buffer *pattern, tkit_regex **regex)
{
    int r = tkit_buffer_status(pattern);
    if (r == TKIT_OK) {
        r = tkit_regex_compile(s->tk, pattern->data, pattern->size, o->flags & FLAG_CASE ? TKIT_REGEX_IGNORE_CASE : 0,
                               regex);
        if (r == TKIT_EQUERY)
            bad_pattern(s, o);
    }
    tkit_buffer_free(pattern);
    return r;
}

/* A word list with flags, or of regular expressions: one of its words. */
static int list_regex(struct scope *s, const struct operand *o, struct matcher *m)
{
    tkit_buffer pattern;
    tkit_buffer_init(&pattern, s->tk);
    tkit_buffer_puts(&pattern, m->list->count ? "\\A(?:" : "(?!");
    for (size_t i = 0; i < m->list->count; i++) {
        const char *word = m->list->words[i];
        struct stripped stripped = {0};
        int r = o->flags & FLAG_DIACRITICS ? strip_marks(s->tk, word, strlen(word), &stripped) : TKIT_OK;
        if (r != TKIT_OK) {
            tkit_buffer_free(&pattern);
            return r;
        }
        tkit_buffer_puts(&pattern, i ? "|(?:" : "(?:");
        add_pattern(&pattern, stripped.text ? stripped.text : word, stripped.text ? stripped.length : strlen(word),
                    !o->as_regex);
        tkit_buffer_putc(&pattern, ')');
        tkit_text_free(s->tk, stripped.text, stripped.whole);
    }
    tkit_buffer_puts(&pattern, m->list->count ? ")\\z" : ")");
    return compile_pattern(s, o, &pattern, &m->regex);
}

int tkit_matcher_open(struct scope *s, const struct operand *o, enum compare compare, struct matcher *m)
{
    *m = (struct matcher){.operand = o, .compare = compare, .text = o->text, .length = o->length};
    if (o->kind == OPERAND_LIST) {
        for (size_t i = 0; i < s->list_count && !m->list; i++)
            if (strcmp(s->lists[i].name, o->text) == 0)
                m->list = &s->lists[i];
        if (!m->list)
            return tkit_scope_fail(s, o->at, "unknown word list", o->text);
        return o->as_regex || o->flags ? list_regex(s, o, m) : TKIT_OK;
    }
    if (o->kind != OPERAND_STRING)
        return TKIT_OK;
    if (o->flags & FLAG_DIACRITICS) {
        struct stripped stripped;
        int r = strip_marks(s->tk, o->text, o->length, &stripped);
        if (r != TKIT_OK)
            return r;
        m->text = tkit_arena_strndup(s->arena, stripped.text, stripped.length);
        m->length = stripped.length;
        tkit_text_free(s->tk, stripped.text, stripped.whole);
        if (!m->text)
            return TKIT_ENOMEM;
    }
    bool is_ordered = compare != COMPARE_EQ && compare != COMPARE_NE;
    bool literal = is_ordered || (o->flags & FLAG_LITERAL) || !tkit_has_meta(m->text, m->length);
    if (literal && !(o->flags & FLAG_CASE))
        return TKIT_OK;
    tkit_buffer pattern;
    tkit_buffer_init(&pattern, s->tk);
    tkit_buffer_puts(&pattern, "\\A(?:");
    add_pattern(&pattern, m->text, m->length, literal);
    tkit_buffer_puts(&pattern, ")\\z");
    return compile_pattern(s, o, &pattern, &m->regex);
}

void tkit_matcher_close(struct matcher *m)
{
    tkit_regex_free(m->regex);
}

int tkit_compare_bytes(const char *a, size_t na, const char *b, size_t nb)
{
    int order = memcmp(a, b, na < nb ? na : nb);
    return order ? order : (na > nb) - (na < nb);
}

bool tkit_compare_holds(enum compare compare, int order)
{
    switch (compare) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    case COMPARE_GE: return order >= 0;
    }
    return false;
}

/* Not strtod(): its point follows the locale. */
bool tkit_to_number(const char *text, size_t length, double *value)
{
    size_t i = length && (text[0] == '-' || text[0] == '+');
    double v = 0, scale = 1;
    size_t digits = 0;
    for (; i < length && text[i] >= '0' && text[i] <= '9'; i++, digits++) v = v * 10 + (text[i] - '0');
    if (i < length && text[i] == '.')
        for (i++; i < length && text[i] >= '0' && text[i] <= '9'; i++, digits++) v += (text[i] - '0') * (scale /= 10);
    if (!digits || i != length)
        return false;
    *value = text[0] == '-' ? -v : v;
    return true;
}

int tkit_matcher_holds(struct scope *s, struct matcher *m, const char *text, size_t length)
{
    const struct operand *o = m->operand;
    int found = 0;
    if (o->kind == OPERAND_NUMBER) {
        double value;
        if (!tkit_to_number(text, length, &value))
            return m->compare == COMPARE_NE;
        return tkit_compare_holds(m->compare, (value > o->number) - (value < o->number));
    }
    if (o->kind == OPERAND_LIST && !m->regex) {
        for (size_t i = 0; i < m->list->count && !found; i++)
            found = strlen(m->list->words[i]) == length && memcmp(m->list->words[i], text, length) == 0;
        return (m->compare == COMPARE_EQ) == found;
    }
    if (m->compare != COMPARE_EQ && m->compare != COMPARE_NE)
        return tkit_compare_holds(m->compare, tkit_compare_bytes(text, length, m->text, m->length));
    struct stripped stripped = {0};
    if (o->flags & FLAG_DIACRITICS && !tkit_is_ascii(text, length)) {
        int r = strip_marks(s->tk, text, length, &stripped);
        if (r != TKIT_OK)
            return r;
        text = stripped.text;
        length = stripped.length;
    }
    if (m->regex) {
        size_t span[2];
        found = tkit_regex_exec(m->regex, text, length, 0, TKIT_TEXT_UNKNOWN, TKIT_REGEX_HERE, span, 1);
    } else {
        found = length == m->length && memcmp(text, m->text, length) == 0;
    }
    tkit_text_free(s->tk, stripped.text, stripped.whole);
    return found < 0 ? found : (m->compare == COMPARE_EQ) == (found > 0);
}
