/* Documents out of tokens: see annotation.h. */
#include "load/annotation.h"

#include "text/spans.h"

void tkit_given_annotation_free(tkit *tk, struct tkit_given_annotation *annotation)
{
    if (!annotation)
        return;
    tkit_spans_free(tk, &annotation->tokens);
    tkit_buffer_free(&annotation->values);
    tkit_free(tk, annotation->regions, annotation->region_capacity * sizeof *annotation->regions);
    tkit_free(tk, annotation->sentences, annotation->sentence_capacity * sizeof *annotation->sentences);
    tkit_free(tk, annotation, sizeof *annotation);
}

/* `start`: where the document starts in the input. */
static int begin(struct tkit_annotating *a, struct tkit_source *source, struct tkit_input *input,
                          const char *const *names, unsigned columns, size_t start)
{
    *a = (struct tkit_annotating){.source = source, .input = input, .start = start};
    tkit_buffer_init(&a->text, source->tk);
    int rc = tkit_source_document(source, &a->document);
    if (rc)
        return rc;
    a->annotation = a->document->annotation = tkit_calloc(source->tk, 1, sizeof *a->annotation);
    if (!a->annotation)
        return tkit_fail_nomem(source->tk);
    tkit_buffer_init(&a->annotation->values, source->tk);
    a->annotation->columns = columns;
    for (unsigned i = 0; i < columns; i++) {
        a->annotation->names[i] = tkit_arena_strndup(&a->document->arena, names[i], strlen(names[i]));
        if (!a->annotation->names[i])
            return TKIT_ENOMEM;
    }
    return TKIT_OK;
}

static void release(struct tkit_annotating *a)
{
    if (!a->source)
        return;
    tkit_document_release(a->document);
    tkit_buffer_free(&a->text);
    a->source = NULL;
}

/* ---- tokens ---- */

static int end_paragraph(struct tkit_annotating *a)
{
    if (a->paragraph >= a->text.size)
        return TKIT_OK;
    int rc = tkit_document_add_plain_block(a->document, (uint32_t)a->paragraph, (uint32_t)a->text.size,
                                           TKIT_BLOCK_PARAGRAPH, NULL);
    a->paragraph = a->text.size;
    return rc;
}

/* The white space before a token, which came from nowhere. */
static int separate(struct tkit_annotating *a, size_t from)
{
    if (a->text.size == 0 || (a->glued && !a->broken))
        return TKIT_OK;
    int rc = tkit_map_add(a->source->tk, &a->document->map, (uint32_t)a->text.size, from, 0, 0);
    if (rc == TKIT_OK && a->broken)
        rc = end_paragraph(a);
    tkit_buffer_puts(&a->text, a->broken ? "\n\n" : " ");
    if (a->broken)
        a->paragraph = a->text.size;
    return rc;
}

int tkit_annotating_token(struct tkit_annotating *a, const char *form, size_t length, size_t from, size_t to,
                          const char *const *values)
{
    tkit *tk = a->source->tk;
    if (length == 0)
        return TKIT_OK;
    if (a->text.size + length + 8 > UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "a document has at most 4 GiB of text");
    int rc = separate(a, from);
    uint32_t start = (uint32_t)a->text.size;
    uint32_t unit = length == to - from; /* decoded otherwise: the whole token came from the whole cell */
    if (rc == TKIT_OK)
        rc = tkit_map_add(tk, &a->document->map, start, from, unit, unit ? 1 : (uint32_t)(to - from) & 0xffffff);
    tkit_buffer_add(&a->text, form, length);
    if (rc == TKIT_OK)
        rc = tkit_spans_add(tk, &a->annotation->tokens, start, start + length, TKIT_TOKEN_WORD);
    for (unsigned i = 1; i < a->annotation->columns; i++) {
        tkit_buffer_puts(&a->annotation->values, values[i]);
        tkit_buffer_putc(&a->annotation->values, 0);
    }
    a->glued = a->broken = false;
    return rc ? rc : tkit_buffer_status(&a->text);
}

/* ---- structures ---- */

static bool is_paragraph(const char *name, size_t length)
{
    static const char *const names[] = {"p", "para", "head", "title", "u", "turn", "div", "lg", NULL};
    for (const char *const *n = names; *n; n++)
        if (strlen(*n) == length && strncmp(name, *n, length) == 0)
            return true;
    return false;
}

static int start_sentence(struct tkit_annotating *a)
{
    struct tkit_given_annotation *to = a->annotation;
    int rc = tkit_reserve(a->source->tk, (void **)&to->sentences, &to->sentence_capacity, to->sentence_count + 1,
                          sizeof *to->sentences);
    if (rc == TKIT_OK)
        to->sentences[to->sentence_count++] = (uint32_t)to->tokens.count;
    return rc;
}

int tkit_annotating_open(struct tkit_annotating *a, const char *name, size_t length, const char *json)
{
    if (a->depth == ANNOTATION_DEPTH)
        return tkit_fail(a->source->tk, TKIT_ELIMIT, "%s: more than %d structures inside each other", a->source->name,
                         ANNOTATION_DEPTH);
    tkit_arena *arena = &a->document->arena;
    struct tkit_region *r = &a->open[a->depth];
    *r = (struct tkit_region){.name = tkit_arena_strndup(arena, name, length),
                              .json = json ? tkit_arena_strndup(arena, json, strlen(json)) : NULL,
                              .start = (uint32_t)a->annotation->tokens.count}; /* a token number, for now */
    if (!r->name || (json && !r->json))
        return TKIT_ENOMEM;
    a->depth++;
    a->broken = a->broken || is_paragraph(name, length);
    return strcmp(r->name, "s") == 0 ? start_sentence(a) : TKIT_OK;
}

int tkit_annotating_describe(struct tkit_annotating *a, const char *json)
{
    const char *copy = tkit_arena_strndup(&a->document->arena, json, strlen(json));
    if (a->depth)
        a->open[a->depth - 1].json = copy;
    return copy ? TKIT_OK : TKIT_ENOMEM;
}

static int close_innermost(struct tkit_annotating *a)
{
    struct tkit_given_annotation *to = a->annotation;
    struct tkit_region r = a->open[--a->depth];
    if (r.start >= to->tokens.count)
        return TKIT_OK; /* it holds nothing */
    r.start = to->tokens.start[r.start];
    r.end = to->tokens.end[to->tokens.count - 1];
    int rc = tkit_reserve(a->source->tk, (void **)&to->regions, &to->region_capacity, to->region_count + 1,
                          sizeof *to->regions);
    if (rc == TKIT_OK)
        to->regions[to->region_count++] = r;
    a->broken = a->broken || is_paragraph(r.name, strlen(r.name));
    return rc;
}

int tkit_annotating_close(struct tkit_annotating *a, const char *name, size_t length)
{
    unsigned i = a->depth;
    while (i > 0 && (strlen(a->open[i - 1].name) != length || strncmp(a->open[i - 1].name, name, length) != 0)) i--;
    int rc = TKIT_OK;
    while (i > 0 && a->depth >= i && rc == TKIT_OK) rc = close_innermost(a);
    return rc;
}

/* The only document of a file has its name; others have their number behind it. */
static int set_name(struct tkit_annotating *a, size_t end)
{
    const char *rest = a->input->text + end;
    size_t left = a->input->length - end;
    while (left > 0 && strchr(" \t\r\n", *rest)) rest++, left--;
    if (a->source->records == 0 && left == 0)
        return TKIT_OK;
    tkit_buffer name;
    tkit_buffer_init(&name, a->source->tk);
    tkit_buffer_printf(&name, "%s#%llu", a->source->name, (unsigned long long)a->source->records + 1);
    const char *text = tkit_buffer_string(&name);
    int rc = text ? tkit_document_set_file(a->document, text) : TKIT_ENOMEM;
    tkit_buffer_free(&name);
    return rc;
}

/* Ends the document at input byte `end`, named "FILE#N" unless it is the only one: *out is NULL when it had no tokens.
 * Frees the rest. */
static int end_document(struct tkit_annotating *a, size_t end, tkit_document **out)
{
    int rc = TKIT_OK;
    *out = NULL;
    while (a->depth > 0 && rc == TKIT_OK) rc = close_innermost(a);
    if (a->annotation->tokens.count == 0) {
        release(a);
        return rc;
    }
    if (rc == TKIT_OK)
        rc = end_paragraph(a);
    if (rc == TKIT_OK)
        rc = tkit_buffer_status(&a->annotation->values);
    if (rc == TKIT_OK)
        tkit_buffer_putc(&a->text, '\n');
    if (rc == TKIT_OK)
        rc = tkit_map_add(a->source->tk, &a->document->map, (uint32_t)a->text.size - 1, end, 0, 0);
    if (rc == TKIT_OK)
        rc = tkit_document_take_text(a->document, &a->text);
    if (rc == TKIT_OK)
        rc = set_name(a, end);
    if (rc == TKIT_OK)
        rc = tkit_format_complete(a->source, a->input, a->document, a->start, end);
    if (rc == TKIT_OK) {
        *out = a->document;
        a->document = NULL;
        a->source->records++;
    }
    release(a);
    return rc;
}

int tkit_annotating_next(struct tkit_source *source, struct tkit_input *input, const size_t *at,
                         const char *const *names, unsigned columns, tkit_annotating_reader *read,
                         struct tkit_item *item)
{
    struct tkit_annotating a;
    while (*at < input->length) {
        size_t end;
        int rc = begin(&a, source, input, names, columns, *at);
        if (rc == TKIT_OK)
            rc = read(source->state, &a, &end);
        if (rc) {
            release(&a);
            return rc;
        }
        rc = end_document(&a, end, &item->document);
        if (rc || item->document)
            return rc ? rc : 1;
    }
    return 0;
}

void tkit_put_json_string(tkit_buffer *out, const char *text, size_t length)
{
    tkit_buffer_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            tkit_buffer_printf(out, "\\%c", c);
        else if (c < 0x20)
            tkit_buffer_printf(out, "\\u%04x", c);
        else
            tkit_buffer_putc(out, (char)c);
    }
    tkit_buffer_putc(out, '"');
}
