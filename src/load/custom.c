/* Formats that the caller reads (tkit_reader): its function gets the file's text and makes documents of it. */
#include "load/custom.h"

#include "load/facts.h"
#include "load/record.h"

struct tkit_reading {
    struct tkit_source *source;
    struct tkit_input input;
    struct tkit_record record; /* the open document */
    bool is_open;
    uint64_t number;
    size_t at;                 /* where the search for the next piece begins */
    tkit_document **documents;
    size_t count, capacity, next;
};

static int finish_document(struct tkit_reading *r)
{
    if (!r->is_open)
        return TKIT_OK;
    r->is_open = false;
    tkit_document *document;
    int rc = tkit_reserve(r->source->tk, (void **)&r->documents, &r->capacity, r->count + 1, sizeof *r->documents);
    if (rc) {
        tkit_record_free(&r->record);
        return rc;
    }
    rc = tkit_record_end(&r->record, r->source, &r->input, 0, r->source->bytes, r->source->size, r->number, &document);
    if (rc == TKIT_OK && document)
        r->documents[r->count++] = document;
    return rc;
}

int tkit_reading_begin(tkit_reading *r)
{
    int rc = finish_document(r);
    if (rc)
        return rc;
    r->number++;
    r->is_open = true;
    return tkit_record_begin(r->source, &r->record);
}

/* Where the piece stands in the input, from where the last one ended; SIZE_MAX when it is not there as it is. */
static size_t find_piece(const struct tkit_reading *r, const char *text, size_t length)
{
    const char *from = r->input.text + r->at;
    const char *found = length ? memmem(from, r->input.length - r->at, text, length) : NULL;
    return found ? (size_t)(found - r->input.text) : SIZE_MAX;
}

static int put(struct tkit_reading *r, const char *text, size_t length, uint64_t start, uint64_t end)
{
    bool copied = end - start == length;
    int rc = tkit_map_add(r->source->tk, &r->record.map, (uint32_t)r->record.text.size, start, copied ? 1 : 0,
                          copied ? 1 : (uint32_t)(end - start));
    tkit_buffer_add(&r->record.text, text, length);
    r->at = end;
    return rc ? rc : tkit_buffer_status(&r->record.text);
}

int tkit_reading_text(tkit_reading *r, const char *text, size_t length, uint64_t start, uint64_t end)
{
    if (!r->is_open)
        return tkit_fail(r->source->tk, TKIT_EINVALID, "tkit_reading_begin() comes before text");
    if (tkit_utf8_check(text, length) != length)
        return tkit_fail(r->source->tk, TKIT_EINVALID, "%s: the reader's text is not UTF-8", r->source->name);
    if (start != TKIT_READING_FIND) {
        if (start > end || end > r->input.length)
            return tkit_fail(r->source->tk, TKIT_EINVALID, "%s: the reader's span lies outside the file",
                             r->source->name);
        return length ? put(r, text, length, start, end) : TKIT_OK;
    }
    int rc = TKIT_OK;
    size_t found = find_piece(r, text, length);
    if (found != SIZE_MAX)
        return put(r, text, length, found, found + length);
    while (length > 0 && rc == TKIT_OK) { /* line by line: what was changed in one does not lose the others */
        const char *nl = memchr(text, '\n', length);
        size_t n = nl ? (size_t)(nl - text) : length;
        if (n == 0)
            n = 1; /* the line end itself */
        found = find_piece(r, text, n);
        rc = found != SIZE_MAX ? put(r, text, n, found, found + n) : put(r, text, n, r->at, r->at);
        text += n;
        length -= n;
    }
    return rc;
}

int tkit_reading_paragraph(tkit_reading *r)
{
    return r->is_open ? tkit_record_separate(&r->record, r->at) : TKIT_OK;
}

int tkit_reading_field(tkit_reading *r, const char *key, const char *value)
{
    if (!r->is_open)
        return tkit_fail(r->source->tk, TKIT_EINVALID, "tkit_reading_begin() comes before fields");
    return tkit_document_add_field(r->record.document, key, value, "field", 0, 0);
}

int tkit_reading_fail(tkit_reading *r, const char *message)
{
    return tkit_fail(r->source->tk, TKIT_EFORMAT, "%s: %s", r->source->name, message);
}

/* ---- the format ---- */

static int start(struct tkit_source *source, struct tkit_reading *r)
{
    const struct tkit_reader *reader = source->reader;
    int rc = tkit_source_read_all(source);
    if (rc == TKIT_OK)
        rc = tkit_input_decode(&r->input, source, "");
    if (rc == TKIT_OK)
        rc = reader->read(reader->user, r, source->name, r->input.text, r->input.length);
    if (rc == TKIT_OK)
        rc = finish_document(r);
    if (r->number == 1 && r->count == 1 && rc == TKIT_OK) /* the only one has the file's own name */
        rc = tkit_document_set_file(r->documents[0], source->name);
    return rc;
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    struct tkit_reading *r = source->state;
    if (!r) {
        r = source->state = tkit_calloc(source->tk, 1, sizeof *r);
        if (!r)
            return tkit_fail_nomem(source->tk);
        r->source = source;
        int rc = start(source, r);
        if (rc)
            return rc;
    }
    if (r->next == r->count)
        return 0;
    item->document = r->documents[r->next];
    r->documents[r->next++] = NULL;
    return 1;
}

static void close_reading(struct tkit_source *source)
{
    struct tkit_reading *r = source->state;
    if (!r)
        return;
    for (size_t i = r->next; i < r->count; i++) tkit_document_release(r->documents[i]);
    tkit_free(source->tk, r->documents, r->capacity * sizeof *r->documents);
    if (r->is_open)
        tkit_record_free(&r->record);
    tkit_input_free(&r->input);
    tkit_free(source->tk, r, sizeof *r);
}

const struct tkit_format tkit_format_custom = {.name = "custom", .next = next, .close = close_reading};

const tkit_reader *tkit_reader_choose(const struct tkit_source *source, int *sure)
{
    const tkit_load_options *options = source->options;
    const tkit_reader *best = NULL;
    *sure = 0;
    for (size_t i = 0; i < options->reader_count; i++) {
        const tkit_reader *reader = &options->readers[i];
        bool named = reader->extensions && tkit_source_has_extension(source, reader->extensions);
        int this = reader->sniff ? reader->sniff(reader->user, source->name, (const char *)source->bytes, source->size)
                                 : named ? 100 : 0;
        if (this > *sure) {
            *sure = this;
            best = reader;
        }
    }
    return best;
}

const tkit_reader *tkit_reader_find(const tkit_load_options *options, const char *name)
{
    for (size_t i = 0; i < options->reader_count; i++)
        if (strcmp(options->readers[i].name, name) == 0)
            return &options->readers[i];
    return NULL;
}
