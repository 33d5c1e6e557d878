/* CoNLL-U: ten columns a word, sentences separated by blank lines, comments with # before them. "# newdoc" starts a
 * document, "# newpar" a paragraph.
 *
 * Attributes: word lemma pos xpos feats head relation deps misc; head is the distance to the head in tokens (0: the
 * root), so that it stays true inside a corpus; deps and misc are kept as they are written. Of a multi-word token the
 * words are indexed, and an empty node is no token. What has no token is kept with its sentence, in the JSON of the
 * layer "s": sent_id, comments (the comment lines), nodes (the lines of multi-word tokens and empty nodes), so that the
 * file can be written again as it was. */
#include "load/annotation.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIELDS = 10, FIELD_ID = 0, FIELD_FORM = 1, FIELD_HEAD = 6, FIELD_MISC = 9, COLUMNS = 9 };

static const char *const names[COLUMNS] = {"word", "lemma", "pos", "xpos", "feats", "head", "relation", "deps", "misc"};
static const int field_of[COLUMNS] = {FIELD_FORM, 2, 3, 4, 5, FIELD_HEAD, 7, 8, FIELD_MISC};

struct conllu {
    struct tkit_input input;
    size_t at;
    tkit_buffer cells;
    /* of the sentence at hand: */
    tkit_buffer id, comments, nodes, json;
};

static bool starts_with(const char *line, size_t length, const char *prefix)
{
    size_t size = strlen(prefix);
    return length >= size && memcmp(line, prefix, size) == 0;
}

/* The value of "# key = value", NULL when the line is another. */
static const char *comment_value(const char *line, size_t length, const char *key, size_t *value_length)
{
    size_t i = 1;
    while (i < length && line[i] == ' ') i++;
    if (!starts_with(line + i, length - i, key))
        return NULL;
    i += strlen(key);
    while (i < length && line[i] == ' ') i++;
    if (i >= length || line[i] != '=')
        return NULL;
    for (i++; i < length && line[i] == ' '; i++) {}
    *value_length = length - i;
    return line + i;
}

static bool is_newdoc(const char *line, size_t length)
{
    return starts_with(line, length, "# newdoc") || starts_with(line, length, "#newdoc");
}

/* Whether the last column says that no blank follows: CorrectSpaceAfter says something else. */
static bool is_glued(const char *misc, size_t length)
{
    static const char wanted[] = "SpaceAfter=No";
    for (const char *at = misc, *end = misc + length; at < end;) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        size_t size = bar ? (size_t)(bar - at) : (size_t)(end - at);
        if (size == sizeof wanted - 1 && memcmp(at, wanted, size) == 0)
            return true;
        at += size + 1;
    }
    return false;
}

/* One word line. *glued: no blank behind it. */
static int add_word(struct conllu *c, struct tkit_annotating *a, size_t start, size_t end, bool *glued)
{
    const char *text = c->input.text, *values[COLUMNS];
    size_t from[FIELDS], to[FIELDS], places[COLUMNS];
    int n = 0;
    for (size_t at = start; n < FIELDS; n++) {
        const char *tab = memchr(text + at, '\t', end - at);
        from[n] = at;
        to[n] = tab ? (size_t)(tab - text) : end;
        at = tab ? to[n] + 1 : end;
        if (!tab) {
            n++;
            break;
        }
    }
    if (n < FIELDS)
        return tkit_fail(a->source->tk, TKIT_EFORMAT, "%s: byte %zu: a word of CoNLL-U has ten columns, not %d",
                         a->source->name, start, n);
    tkit_buffer_clear(&c->cells);
    long id = strtol(text + from[FIELD_ID], NULL, 10);
    for (int i = 1; i < COLUMNS; i++) {
        int f = field_of[i];
        places[i] = c->cells.size;
        bool none = to[f] - from[f] == 1 && text[from[f]] == '_';
        if (f == FIELD_HEAD && !none) {
            long head = strtol(text + from[f], NULL, 10);
            tkit_buffer_printf(&c->cells, "%ld", head > 0 ? head - id : 0);
        } else if (!none) {
            tkit_buffer_add(&c->cells, text + from[f], to[f] - from[f]);
        }
        tkit_buffer_putc(&c->cells, 0);
    }
    int rc = tkit_buffer_status(&c->cells);
    for (int i = 1; i < COLUMNS; i++) values[i] = c->cells.data + places[i];
    *glued = is_glued(text + from[FIELD_MISC], to[FIELD_MISC] - from[FIELD_MISC]);
    return rc ? rc : tkit_annotating_token(a, text + from[FIELD_FORM], to[FIELD_FORM] - from[FIELD_FORM],
                                           from[FIELD_FORM], to[FIELD_FORM], values);
}

struct sentence {
    bool open;
    long range_end;   /* last word of the multi-word token that we are in, 0: none */
    bool range_glued; /* no blank behind that token */
};

/* The layer "s" over the words since the last call, with what the sentence has besides words. */
static int end_sentence(struct conllu *c, struct tkit_annotating *a, struct sentence *s)
{
    if (!s->open)
        return TKIT_OK;
    *s = (struct sentence){0};
    tkit_buffer_clear(&c->json);
    tkit_buffer_putc(&c->json, '{');
    if (c->id.size) {
        tkit_buffer_puts(&c->json, "\"sent_id\":");
        tkit_put_json_string(&c->json, c->id.data, c->id.size);
        tkit_buffer_putc(&c->json, ',');
    }
    tkit_buffer_puts(&c->json, "\"comments\":");
    tkit_put_json_string(&c->json, c->comments.size ? c->comments.data : "", c->comments.size);
    if (c->nodes.size) {
        tkit_buffer_puts(&c->json, ",\"nodes\":");
        tkit_put_json_string(&c->json, c->nodes.data, c->nodes.size);
    }
    tkit_buffer_putc(&c->json, '}');
    tkit_buffer_clear(&c->id);
    tkit_buffer_clear(&c->comments);
    tkit_buffer_clear(&c->nodes);
    const char *json = tkit_buffer_string(&c->json);
    int rc = json ? tkit_annotating_describe(a, json) : TKIT_ENOMEM;
    return rc ? rc : tkit_annotating_close(a, "s", 1);
}

/* A line of a list of lines. */
static int keep_line(tkit_buffer *lines, const char *line, size_t length)
{
    if (lines->size)
        tkit_buffer_putc(lines, '\n');
    tkit_buffer_add(lines, line, length);
    return tkit_buffer_status(lines);
}

static int comment(struct conllu *c, struct tkit_annotating *a, const char *line, size_t length)
{
    size_t size;
    const char *value = comment_value(line, length, "sent_id", &size);
    int rc = keep_line(&c->comments, line, length);
    if (starts_with(line, length, "# newpar"))
        a->broken = a->annotation->tokens.count > 0;
    if (value) {
        tkit_buffer_clear(&c->id);
        tkit_buffer_add(&c->id, value, size);
        rc = rc ? rc : tkit_buffer_status(&c->id);
    }
    value = comment_value(line, length, "newdoc id", &size);
    if (!value || rc)
        return rc;
    char *id = tkit_arena_strndup(&a->document->arena, value, size);
    return id ? tkit_document_set_metadata(a->document, "id", id) : TKIT_ENOMEM;
}

static int word_line(struct conllu *c, struct tkit_annotating *a, struct sentence *s, size_t line, size_t stop)
{
    const char *text = c->input.text + line;
    size_t length = stop - line, digits = 0;
    bool glued = false;
    int rc = TKIT_OK;
    while (digits < length && text[digits] >= '0' && text[digits] <= '9') digits++;
    if (!s->open) {
        rc = tkit_annotating_open(a, "s", 1, NULL);
        s->open = true;
    }
    if (rc || (digits < length && text[digits] == '.'))
        return rc ? rc : keep_line(&c->nodes, text, length);
    if (digits < length && text[digits] == '-') {
        const char *misc = memrchr(text, '\t', length);
        s->range_end = strtol(text + digits + 1, NULL, 10);
        s->range_glued = misc && is_glued(misc + 1, length - (size_t)(misc + 1 - text));
        return keep_line(&c->nodes, text, length);
    }
    rc = add_word(c, a, line, stop, &glued);
    long id = strtol(text, NULL, 10);
    a->glued = glued;
    if (s->range_end && id < s->range_end)
        a->glued = true;
    else if (s->range_end && id == s->range_end)
        a->glued = s->range_glued;
    if (id >= s->range_end)
        s->range_end = 0;
    return rc;
}

/* Reads until the sentence with the next "# newdoc" or the end. */
static int read_document(void *state, struct tkit_annotating *a, size_t *end)
{
    struct conllu *c = state;
    struct sentence s = {0};
    size_t behind = c->at; /* the last sentence */
    int rc = TKIT_OK;
    tkit_buffer_clear(&c->id);
    tkit_buffer_clear(&c->comments);
    tkit_buffer_clear(&c->nodes);
    for (unsigned n = 0; rc == TKIT_OK && c->at < c->input.length; n++) {
        const char *text = c->input.text, *newline = memchr(text + c->at, '\n', c->input.length - c->at);
        size_t line = c->at, stop = newline ? (size_t)(newline - text) : c->input.length;
        size_t length = stop - line - (stop > line && text[stop - 1] == '\r');
        if (n % 4096 == 0 && (rc = tkit_poll(a->source->tk)))
            break;
        if (!s.open && a->annotation->tokens.count && is_newdoc(text + line, length)) {
            c->at = behind; /* the comments before it belong to the next document, too */
            break;
        }
        c->at = stop + (newline != NULL);
        if (length == 0) {
            rc = end_sentence(c, a, &s);
            behind = c->at;
        } else if (text[line] == '#') {
            rc = comment(c, a, text + line, length);
        } else {
            rc = word_line(c, a, &s, line, line + length);
        }
    }
    if (rc == TKIT_OK)
        rc = end_sentence(c, a, &s);
    *end = c->at;
    return rc;
}

static int start(struct tkit_source *source, struct conllu *c)
{
    tkit_buffer *const buffers[] = {&c->cells, &c->id, &c->comments, &c->nodes, &c->json};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) tkit_buffer_init(buffers[i], source->tk);
    int rc = tkit_source_read_all(source);
    return rc ? rc : tkit_input_decode(&c->input, source, "");
}

static int next_document(struct tkit_source *source, struct tkit_item *item)
{
    struct conllu *c = source->state;
    if (!c) {
        c = source->state = tkit_calloc(source->tk, 1, sizeof *c);
        int rc = c ? start(source, c) : tkit_fail_nomem(source->tk);
        if (rc)
            return rc;
    }
    return tkit_annotating_next(source, &c->input, &c->at, names, COLUMNS, read_document, item);
}

static void close_conllu(struct tkit_source *source)
{
    struct conllu *c = source->state;
    if (!c)
        return;
    tkit_input_free(&c->input);
    tkit_buffer_free(&c->cells);
    tkit_buffer_free(&c->id);
    tkit_buffer_free(&c->comments);
    tkit_buffer_free(&c->nodes);
    tkit_buffer_free(&c->json);
    tkit_free(source->tk, c, sizeof *c);
}

static int sniff(const struct tkit_source *source)
{
    if (!source->is_text)
        return 0;
    if (tkit_source_has_extension(source, "conllu conll"))
        return 95;
    const char *bytes = (const char *)source->bytes;
    return starts_with(bytes, source->size, "# newdoc") || starts_with(bytes, source->size, "# sent_id = ") ? 85 : 0;
}

const struct tkit_format tkit_format_conllu = {
    .name = "conllu",
    .sniff = sniff,
    .next = next_document,
    .close = close_conllu,
    .alone = true,
};
