/* Documents: construction and the public getters. See document.h and toolkit/document.h. */
#include "load/document.h"
#include "load/annotation.h"

#include <stdlib.h>

/* ---- life ---- */

int tkit_document_create(tkit *tk, tkit_document **out)
{
    tkit_document *document = tkit_calloc(tk, 1, sizeof *document);
    *out = document;
    if (!document)
        return tkit_fail_nomem(tk);
    document->tk = tk;
    atomic_init(&document->references, 1);
    atomic_init(&document->is_complete, true);
    pthread_mutex_init(&document->completing, NULL);
    tkit_arena_init(&document->arena, tk);
    return TKIT_OK;
}

tkit_document *tkit_document_retain(tkit_document *document)
{
    if (document)
        atomic_fetch_add(&document->references, 1);
    return document;
}

void tkit_document_release(tkit_document *document)
{
    if (!document || atomic_fetch_sub(&document->references, 1) != 1)
        return;
    tkit *tk = document->tk;
    tkit_free(tk, document->text, document->text_capacity);
    tkit_free(tk, document->source_copy, document->source_copied + 1);
    tkit_map_free(tk, &document->map);
    tkit_free(tk, document->blocks, document->block_capacity * sizeof *document->blocks);
    tkit_free(tk, document->candidates, document->candidate_capacity * sizeof *document->candidates);
    tkit_free(tk, document->metadata, document->metadata_capacity * sizeof *document->metadata);
    tkit_given_annotation_free(tk, document->annotation);
    tkit_arena_free(&document->arena);
    pthread_mutex_destroy(&document->completing);
    tkit_free(tk, document, sizeof *document);
}

void tkit_document_move(tkit_document *document, tkit *tk)
{
    document->tk = document->arena.tk = tk;
    if (document->annotation)
        document->annotation->values.tk = tk;
}

/* ---- text and source ---- */

static int check_length(tkit_document *document, size_t length)
{
    if (length < UINT32_MAX)
        return TKIT_OK;
    return tkit_fail(document->tk, TKIT_ELIMIT, "a document has at most 4 GiB of text");
}

int tkit_document_take_text(tkit_document *document, tkit_buffer *text)
{
    int rc = check_length(document, text->size);
    if (rc)
        return rc;
    if (!tkit_buffer_string(text))
        return tkit_fail_nomem(document->tk);
    tkit_free(document->tk, document->text, document->text_capacity);
    document->text = text->data;
    document->text_capacity = text->capacity;
    document->length = (uint32_t)text->size;
    tkit_buffer_init(text, text->tk);
    return TKIT_OK;
}

int tkit_document_set_text(tkit_document *document, const char *text, size_t length)
{
    int rc = check_length(document, length);
    if (rc)
        return rc;
    char *copy = tkit_strndup(document->tk, text, length);
    if (!copy)
        return tkit_fail_nomem(document->tk);
    tkit_free(document->tk, document->text, document->text_capacity);
    document->text = copy;
    document->text_capacity = length + 1;
    document->length = (uint32_t)length;
    return TKIT_OK;
}

const char *tkit_document_text(const tkit_document *document, size_t *length)
{
    if (length)
        *length = document->length;
    return document->text ? document->text : "";
}

int tkit_document_set_file(tkit_document *document, const char *file)
{
    document->file = tkit_arena_strndup(&document->arena, file, strlen(file));
    return document->file ? TKIT_OK : TKIT_ENOMEM;
}

const char *tkit_document_file(const tkit_document *document)
{
    return document->file ? document->file : "";
}

/* Hashing costs as much as reading, and most readers of a stream never ask: small sources are kept until then. */
enum { COPIED = 1 << 20 };

int tkit_document_set_source(tkit_document *document, const void *bytes, size_t size)
{
    document->source_bytes = size;
    if (size == document->length && (bytes == document->text || memcmp(bytes, document->text, size) == 0))
        return TKIT_OK;
    if (size > COPIED) {
        tkit_sha256(bytes, size, document->sha256);
        return TKIT_OK;
    }
    document->source_copy = tkit_strndup(document->tk, bytes, size);
    document->source_copied = size;
    return document->source_copy ? TKIT_OK : tkit_fail_nomem(document->tk);
}

const char *tkit_document_sha256(const tkit_document *document)
{
    tkit_document *self = (tkit_document *)document; /* computed on first use: not part of the visible state */
    pthread_mutex_lock(&self->completing);
    if (!self->sha256[0] && self->source_copy)
        tkit_sha256(self->source_copy, self->source_copied, self->sha256);
    else if (!self->sha256[0])
        tkit_sha256(self->text ? self->text : "", self->length, self->sha256);
    pthread_mutex_unlock(&self->completing);
    return self->sha256;
}

uint64_t tkit_document_source_bytes(const tkit_document *document)
{
    return document->source_bytes;
}

int tkit_document_source_span(const tkit_document *document, uint32_t start, uint32_t end,
                              uint64_t *source_start, uint64_t *source_end)
{
    if (start > end || end > document->length)
        return tkit_fail(document->tk, TKIT_EINVALID, "span %u..%u lies outside the text of %u bytes", start, end,
                         document->length);
    tkit_map_span(&document->map, document->length, start, end, source_start, source_end);
    return TKIT_OK;
}

/* ---- blocks ---- */

static const struct kind {
    const char *name;
    int is_body;
} kinds[] = {
    [TKIT_BLOCK_TITLE] = {"title", 0},       [TKIT_BLOCK_HEADING] = {"heading", 1},
    [TKIT_BLOCK_LEAD] = {"lead", 1},         [TKIT_BLOCK_PARAGRAPH] = {"paragraph", 1},
    [TKIT_BLOCK_QUESTION] = {"question", 1}, [TKIT_BLOCK_ANSWER] = {"answer", 1},
    [TKIT_BLOCK_LIST] = {"list", 1},         [TKIT_BLOCK_QUOTE] = {"quote", 1},
    [TKIT_BLOCK_TABLE] = {"table", 1},       [TKIT_BLOCK_CODE] = {"code", 1},
    [TKIT_BLOCK_CAPTION] = {"caption", 0},   [TKIT_BLOCK_CREDIT] = {"credit", 0},
    [TKIT_BLOCK_COMMENT] = {"comment", 0},   [TKIT_BLOCK_BOILERPLATE] = {"boilerplate", 0},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

const char *tkit_block_kind_name(int kind)
{
    return kind > 0 && kind < KIND_COUNT ? kinds[kind].name : NULL;
}

int tkit_block_kind_named(const char *name)
{
    for (int i = 1; i < KIND_COUNT; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return i;
    return 0;
}

int tkit_block_kind_is_body(int kind)
{
    return kind > 0 && kind < KIND_COUNT && kinds[kind].is_body;
}

int tkit_document_add_block(tkit_document *document, const tkit_block *block)
{
    if (block->start >= block->end)
        return TKIT_OK;
    int rc = tkit_reserve(document->tk, (void **)&document->blocks, &document->block_capacity,
                          document->block_count + 1, sizeof *document->blocks);
    if (rc)
        return rc;
    tkit_block *added = &document->blocks[document->block_count];
    *added = *block;
    if (block->detail) {
        added->detail = tkit_arena_strndup(&document->arena, block->detail, strlen(block->detail));
        if (!added->detail)
            return TKIT_ENOMEM;
    }
    document->block_count++;
    return TKIT_OK;
}

int tkit_document_add_plain_block(tkit_document *document, uint32_t start, uint32_t end, int kind,
                                  const char *detail)
{
    return tkit_document_add_block(document, &(tkit_block){.start = start, .end = end, .kind = kind,
                                                           .detail = detail, .speaker_start = start,
                                                           .speaker_end = start, .body_start = start,
                                                           .is_body = tkit_block_kind_is_body(kind)});
}

size_t tkit_document_block_count(const tkit_document *document)
{
    return tkit_document_complete((tkit_document *)document) == TKIT_OK ? document->block_count : 0;
}

int tkit_document_block(const tkit_document *document, size_t index, tkit_block *out)
{
    int rc = tkit_document_complete((tkit_document *)document);
    if (rc)
        return rc;
    if (index >= document->block_count)
        return tkit_fail(document->tk, TKIT_EINVALID, "block %zu of %zu", index, document->block_count);
    *out = document->blocks[index];
    return TKIT_OK;
}

/* ---- facts ---- */

static const char *const fact_names[FACT_COUNT] = {
    [FACT_TITLE] = "title",       [FACT_DATE] = "date", [FACT_SOURCE] = "source",     [FACT_AUTHOR] = "author",
    [FACT_LANGUAGE] = "language", [FACT_URL] = "url",   [FACT_MODIFIED] = "modified",
};

int tkit_fact_name_of(const char *name)
{
    for (int i = 0; i < FACT_COUNT; i++)
        if (strcmp(fact_names[i], name) == 0)
            return i;
    return -1;
}

const char *tkit_fact_name(enum tkit_fact_name name)
{
    return fact_names[name];
}

static int copy_string(tkit_document *document, const char **string)
{
    if (*string && !(*string = tkit_arena_strndup(&document->arena, *string, strlen(*string))))
        return TKIT_ENOMEM;
    return TKIT_OK;
}

static int copy_fact(tkit_document *document, const tkit_fact *fact, tkit_fact *out)
{
    *out = *fact;
    int rc = copy_string(document, &out->value);
    if (rc == TKIT_OK)
        rc = copy_string(document, &out->how);
    if (rc == TKIT_OK)
        rc = copy_string(document, &out->precision);
    return rc;
}

int tkit_document_set_fact(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact)
{
    tkit_fact copy;
    int rc = copy_fact(document, fact, &copy);
    if (rc == TKIT_OK)
        document->facts[name] = copy;
    return rc;
}

int tkit_document_add_candidate(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact)
{
    struct tkit_candidate added = {.name = name};
    int rc = tkit_reserve(document->tk, (void **)&document->candidates, &document->candidate_capacity,
                          document->candidate_count + 1, sizeof *document->candidates);
    if (rc == TKIT_OK)
        rc = copy_fact(document, fact, &added.fact);
    if (rc == TKIT_OK)
        document->candidates[document->candidate_count++] = added;
    return rc;
}

int tkit_document_offer_fact(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact)
{
    if (!fact->value)
        return TKIT_OK;
    int rc = tkit_document_add_candidate(document, name, fact);
    if (rc == TKIT_OK && !document->facts[name].value)
        document->facts[name] = document->candidates[document->candidate_count - 1].fact;
    return rc;
}

int tkit_document_fact(const tkit_document *document, const char *name, tkit_fact *out)
{
    int which = tkit_fact_name_of(name);
    if (which < 0)
        return tkit_fail(document->tk, TKIT_ENOTFOUND, "no fact is called '%s'", name);
    int rc = tkit_document_complete((tkit_document *)document);
    if (rc == TKIT_OK)
        *out = document->facts[which];
    return rc;
}

int tkit_document_candidate(const tkit_document *document, const char *name, size_t index, tkit_fact *out)
{
    int which = tkit_fact_name_of(name);
    int rc = tkit_document_complete((tkit_document *)document);
    if (rc)
        return rc;
    for (size_t i = 0; which >= 0 && i < document->candidate_count; i++) {
        if ((int)document->candidates[i].name != which || index-- > 0)
            continue;
        *out = document->candidates[i].fact;
        return 1;
    }
    if (which < 0)
        return tkit_fail(document->tk, TKIT_ENOTFOUND, "no fact is called '%s'", name);
    return 0;
}

/* ---- metadata ---- */

static size_t metadata_position(const tkit_document *document, const char *key, bool *found)
{
    size_t low = 0, high = document->metadata_count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(document->metadata[middle].key, key);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int tkit_document_set_metadata(tkit_document *document, const char *key, const char *value)
{
    struct tkit_pair pair = {key, value};
    int rc = tkit_reserve(document->tk, (void **)&document->metadata, &document->metadata_capacity,
                          document->metadata_count + 1, sizeof *document->metadata);
    if (rc == TKIT_OK)
        rc = copy_string(document, &pair.key);
    if (rc == TKIT_OK)
        rc = copy_string(document, &pair.value);
    if (rc)
        return rc;
    bool found;
    size_t at = metadata_position(document, key, &found);
    if (!found) {
        memmove(&document->metadata[at + 1], &document->metadata[at],
                (document->metadata_count - at) * sizeof *document->metadata);
        document->metadata_count++;
    }
    document->metadata[at] = pair;
    return TKIT_OK;
}

const char *tkit_document_get_metadata(const tkit_document *document, const char *key)
{
    bool found;
    size_t at = metadata_position(document, key, &found);
    return found ? document->metadata[at].value : NULL;
}

const char *tkit_document_metadata(const tkit_document *document, size_t index, const char **value)
{
    if (tkit_document_complete((tkit_document *)document) != TKIT_OK || index >= document->metadata_count)
        return NULL;
    if (value)
        *value = document->metadata[index].value;
    return document->metadata[index].key;
}
