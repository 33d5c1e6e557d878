/* Vertical text: a token a line, its columns separated by tabs, structures as tags on lines of their own. What CWB and
 * Manatee read. Each <doc> or <text> is a document; a file without is one.
 *
 * A line with a tab is a token, whatever it starts with; any other line that is a tag is structure, known or not. */
#include "load/annotation.h"
#include "load/facts.h"

#include <stdio.h>

struct vertical {
    struct tkit_input input;
    size_t at;
    char names_text[512];
    const char *names[ANNOTATION_COLUMNS]; /* of the columns in the file's order */
    const char *ordered[ANNOTATION_COLUMNS]; /* "word" first */
    unsigned columns, word;
    tkit_buffer cell, json;
    char carried[256]; /* names of structures that the last document left open, each with NUL; "" ends the list */
};

static bool is_name_byte(unsigned char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 ||
           (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'));
}

/* ---- entities ---- */

static void put_code_point(tkit_buffer *out, uint32_t c)
{
    if (c < 0x80) {
        tkit_buffer_putc(out, (char)c);
    } else if (c < 0x800) {
        tkit_buffer_putc(out, (char)(0xC0 | c >> 6));
        tkit_buffer_putc(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        tkit_buffer_putc(out, (char)(0xE0 | c >> 12));
        tkit_buffer_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        tkit_buffer_putc(out, (char)(0x80 | (c & 0x3F)));
    } else {
        tkit_buffer_putc(out, (char)(0xF0 | c >> 18));
        tkit_buffer_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
        tkit_buffer_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
        tkit_buffer_putc(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* The length of the entity at `text`, 0 when it is a plain ampersand. */
static size_t entity(const char *text, size_t length, uint32_t *code_point)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t size = strlen(named[i].name);
        if (length >= size && memcmp(text, named[i].name, size) == 0) {
            *code_point = (unsigned char)named[i].c;
            return size;
        }
    }
    if (length < 4 || text[1] != '#')
        return 0;
    bool hex = text[2] == 'x' || text[2] == 'X';
    uint32_t value = 0;
    size_t i = hex ? 3 : 2, start = i;
    for (; i < length && i < start + 8; i++) {
        char c = text[i];
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : hex && (c | 32) >= 'a' && (c | 32) <= 'f'
                                                                          ? (unsigned)((c | 32) - 'a' + 10)
                                                                          : 99;
        if (digit == 99)
            break;
        value = value * (hex ? 16 : 10) + digit;
    }
    if (i == start || i >= length || text[i] != ';' || value == 0 || value > 0x10FFFF ||
        (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code_point = value;
    return i + 1;
}

static void decode(tkit_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t c;
        size_t size = text[i] == '&' ? entity(text + i, length - i, &c) : 0;
        if (size) {
            put_code_point(out, c);
            i += size;
        } else {
            tkit_buffer_putc(out, text[i++]);
        }
    }
}

/* ---- lines ---- */

/* "word,lemma,tag" into names; "word" comes first in `ordered`. */
static int read_names(struct vertical *v, struct tkit_source *source)
{
    const char *given = source->options->attributes ? source->options->attributes : "word";
    if (strlen(given) >= sizeof v->names_text)
        return tkit_fail(source->tk, TKIT_EINVALID, "attributes: the list is too long");
    strcpy(v->names_text, given);
    v->word = ANNOTATION_COLUMNS;
    for (char *p = v->names_text; p;) {
        char *comma = strchr(p, ',');
        if (comma)
            *comma = 0;
        if (v->columns == ANNOTATION_COLUMNS || !*p)
            return tkit_fail(source->tk, TKIT_EINVALID, "attributes: 1 to %d names separated by commas, not '%s'",
                             ANNOTATION_COLUMNS, given);
        if (strcmp(p, "word") == 0)
            v->word = v->columns;
        v->names[v->columns++] = p;
        p = comma ? comma + 1 : NULL;
    }
    if (v->word == ANNOTATION_COLUMNS)
        return tkit_fail(source->tk, TKIT_EINVALID, "attributes: one of the columns must be 'word' (got '%s')", given);
    v->ordered[0] = "word";
    for (unsigned i = 0, n = 1; i < v->columns; i++)
        if (i != v->word)
            v->ordered[n++] = v->names[i];
    return TKIT_OK;
}

/* The next line, without its line end: false at the end of the input. */
static bool next_line(struct vertical *v, size_t *start, size_t *end)
{
    if (v->at >= v->input.length)
        return false;
    const char *text = v->input.text, *newline = memchr(text + v->at, '\n', v->input.length - v->at);
    *start = v->at;
    *end = newline ? (size_t)(newline - text) : v->input.length;
    v->at = *end + 1;
    if (*end > *start && text[*end - 1] == '\r')
        --*end;
    return true;
}

struct tag {
    const char *name;
    size_t length;
    bool closes, empty;
    size_t attributes, end; /* where they start; behind the last */
};

static bool read_tag(const char *line, size_t length, struct tag *tag)
{
    while (length > 0 && (line[length - 1] == ' ')) length--;
    if (length < 3 || line[0] != '<' || line[length - 1] != '>' || memchr(line, '\t', length))
        return false;
    *tag = (struct tag){.closes = line[1] == '/', .empty = line[length - 2] == '/'};
    size_t i = tag->closes ? 2 : 1, start = i;
    while (i < length && is_name_byte((unsigned char)line[i], i == start)) i++;
    if (i == start || !strchr(" />", line[i]))
        return false;
    tag->name = line + start;
    tag->length = i - start;
    tag->attributes = i;
    tag->end = length - 1 - tag->empty;
    return true;
}

static bool is_comment(const char *line, size_t length)
{
    return length >= 2 && line[0] == '<' && (line[1] == '!' || line[1] == '?') && !memchr(line, '\t', length);
}

/* key="value" pairs as a JSON object in v->json; with `document`, as its fields as well. NULL: there are none. */
static int read_attributes(struct vertical *v, const char *line, const struct tag *tag, tkit_document *document,
                           const char **json)
{
    size_t i = tag->attributes;
    int rc = TKIT_OK;
    tkit_buffer_clear(&v->json);
    while (i < tag->end && rc == TKIT_OK) {
        while (i < tag->end && line[i] == ' ') i++;
        size_t key = i;
        while (i < tag->end && is_name_byte((unsigned char)line[i], i == key)) i++;
        size_t key_length = i - key;
        if (key_length == 0 || i + 1 >= tag->end || line[i] != '=' || (line[i + 1] != '"' && line[i + 1] != '\''))
            break;
        const char *from = line + i + 2, *quote = memchr(from, line[i + 1], tag->end - i - 2);
        if (!quote)
            break;
        tkit_buffer_clear(&v->cell);
        decode(&v->cell, from, (size_t)(quote - from));
        tkit_buffer_puts(&v->json, v->json.size ? "," : "{");
        tkit_put_json_string(&v->json, line + key, key_length);
        tkit_buffer_putc(&v->json, ':');
        tkit_put_json_string(&v->json, v->cell.data ? v->cell.data : "", v->cell.size);
        if (document) {
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)key_length, line + key);
            const char *value = tkit_buffer_string(&v->cell);
            rc = value ? tkit_document_add_field(document, name, value, "field", 0, 0) : TKIT_ENOMEM;
        }
        i = (size_t)(quote - line) + 1;
    }
    *json = NULL;
    if (v->json.size == 0 || rc)
        return rc;
    tkit_buffer_putc(&v->json, '}');
    *json = tkit_buffer_string(&v->json);
    return *json ? TKIT_OK : TKIT_ENOMEM;
}

static int add_token(struct vertical *v, struct tkit_annotating *a, size_t start, size_t end)
{
    const char *text = v->input.text, *values[ANNOTATION_COLUMNS];
    size_t places[ANNOTATION_COLUMNS], word_from = start, word_to = start, form_length = 0;
    tkit_buffer_clear(&v->cell);
    for (unsigned i = 0; i < v->columns; i++) {
        size_t to = start;
        while (to < end && text[to] != '\t') to++;
        places[i] = v->cell.size;
        decode(&v->cell, text + start, to - start);
        if (i == v->word) {
            word_from = start;
            word_to = to;
            form_length = v->cell.size - places[i];
        }
        tkit_buffer_putc(&v->cell, 0);
        start = to < end ? to + 1 : end;
    }
    int rc = tkit_buffer_status(&v->cell);
    if (rc)
        return rc;
    for (unsigned i = 0, n = 1; i < v->columns; i++)
        if (i != v->word)
            values[n++] = v->cell.data + places[i];
    return tkit_annotating_token(a, v->cell.data + places[v->word], form_length, word_from, word_to, values);
}

static bool is_document(const struct tag *tag)
{
    return (tag->length == 3 && memcmp(tag->name, "doc", 3) == 0) ||
           (tag->length == 4 && memcmp(tag->name, "text", 4) == 0);
}

/* ---- documents ---- */

/* A structure may run over the border of two documents (a paragraph of SUSANNE does): its rest belongs to the second,
 * and says so as in TEI. */
static void remember_open(struct vertical *v, const struct tkit_annotating *a)
{
    size_t n = 0;
    for (unsigned i = 0; i < a->depth; i++) {
        size_t size = strlen(a->open[i].name) + 1;
        bool is_whole = strcmp(a->open[i].name, "doc") == 0 || strcmp(a->open[i].name, "text") == 0;
        if (is_whole || n + size >= sizeof v->carried)
            continue;
        memcpy(v->carried + n, a->open[i].name, size);
        n += size;
    }
    v->carried[n] = 0;
}

static int open_carried(struct vertical *v, struct tkit_annotating *a)
{
    int rc = TKIT_OK;
    for (const char *name = v->carried; *name && rc == TKIT_OK; name += strlen(name) + 1)
        rc = tkit_annotating_open(a, name, strlen(name), "{\"part\":\"F\"}");
    return rc;
}

/* Whether a structure of this name was carried over and is still open: it ends where the next one of its kind
 * begins. */
static bool is_carried(const struct vertical *v, const struct tag *tag)
{
    for (const char *name = v->carried; *name; name += strlen(name) + 1)
        if (strlen(name) == tag->length && memcmp(name, tag->name, tag->length) == 0)
            return true;
    return false;
}

/* Reads until the document ends: at its closing tag, before the next <doc>, or at the end. */
static int read_document(void *state, struct tkit_annotating *a, size_t *end)
{
    struct vertical *v = state;
    size_t line, stop;
    bool named = false;
    int rc = TKIT_OK;
    for (unsigned n = 0; rc == TKIT_OK; n++) {
        size_t before = v->at;
        struct tag tag;
        if (n % 4096 == 0 && (rc = tkit_poll(a->source->tk)))
            break;
        if (!next_line(v, &line, &stop))
            break;
        const char *text = v->input.text + line;
        size_t length = stop - line;
        if (length == 0 || is_comment(text, length))
            continue;
        if (!read_tag(text, length, &tag)) {
            rc = add_token(v, a, line, stop);
        } else if (tag.closes) {
            if (is_document(&tag))
                remember_open(v, a);
            else if (is_carried(v, &tag))
                v->carried[0] = 0;
            rc = tkit_annotating_close(a, tag.name, tag.length);
            if (is_document(&tag) && a->annotation->tokens.count)
                break;
        } else if (tag.length == 1 && tag.name[0] == 'g' && tag.empty) {
            a->glued = true;
        } else if (!tag.empty) {
            const char *json;
            bool starts = is_document(&tag) && !named;
            if (is_document(&tag) && (named || a->annotation->tokens.count)) {
                v->at = before;
                remember_open(v, a);
                break;
            }
            named = named || starts;
            if (starts)
                a->depth = 0; /* what is around documents is no part of them */
            rc = read_attributes(v, text, &tag, starts ? a->document : NULL, &json);
            if (rc == TKIT_OK && !starts && is_carried(v, &tag))
                rc = tkit_annotating_close(a, tag.name, tag.length);
            if (rc == TKIT_OK)
                rc = tkit_annotating_open(a, tag.name, tag.length, json);
            if (rc == TKIT_OK && starts)
                rc = open_carried(v, a);
        }
    }
    *end = v->at < v->input.length ? v->at : v->input.length;
    return rc;
}

static int start(struct tkit_source *source, struct vertical *v)
{
    tkit_buffer_init(&v->cell, source->tk);
    tkit_buffer_init(&v->json, source->tk);
    int rc = tkit_source_read_all(source);
    if (rc == TKIT_OK)
        rc = tkit_input_decode(&v->input, source, "");
    if (rc)
        return rc;
    v->at = v->input.length >= 3 && memcmp(v->input.text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return read_names(v, source);
}

static int next_document(struct tkit_source *source, struct tkit_item *item)
{
    struct vertical *v = source->state;
    if (!v) {
        v = source->state = tkit_calloc(source->tk, 1, sizeof *v);
        int rc = v ? start(source, v) : tkit_fail_nomem(source->tk);
        if (rc)
            return rc;
    }
    return tkit_annotating_next(source, &v->input, &v->at, v->ordered, v->columns, read_document, item);
}

static void close_vertical(struct tkit_source *source)
{
    struct vertical *v = source->state;
    if (!v)
        return;
    tkit_input_free(&v->input);
    tkit_buffer_free(&v->cell);
    tkit_buffer_free(&v->json);
    tkit_free(source->tk, v, sizeof *v);
}

static int sniff(const struct tkit_source *source)
{
    return tkit_source_has_extension(source, "vrt vert vertical") && source->is_text ? 95 : 0;
}

const struct tkit_format tkit_format_vertical = {
    .name = "vertical",
    .sniff = sniff,
    .next = next_document,
    .close = close_vertical,
    .alone = true,
};
