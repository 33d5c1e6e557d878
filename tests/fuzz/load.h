/* What holds for every document, whatever bytes it was read from. Shared by the fuzz targets of the loader. */
#ifndef FUZZ_LOAD_H
#define FUZZ_LOAD_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

#define REQUIRE(condition) \
    do { \
        if (!(condition)) \
            abort(); \
    } while (0)

static void ignore_note(void *user, const tkit_load_note *note)
{
    (void)user;
    REQUIRE(note->file);
}

/* Spans of text lead to ordered spans of the source, inside it. `size` 0: the source was packed, its size is
 * unknown. */
static void require_span(const tkit_document *document, uint32_t start, uint32_t end, size_t size)
{
    uint64_t from, to;
    REQUIRE(tkit_document_source_span(document, start, end, &from, &to) == TKIT_OK);
    REQUIRE(from <= to && (size == 0 || to <= size));
}

static void require_document(tkit *tk, const tkit_document *document, size_t size)
{
    size_t length, count = tkit_document_block_count(document);
    const char *text = tkit_document_text(document, &length);
    uint32_t at = 0;
    REQUIRE(tkit_utf8_check(text, length) == length && text[length] == 0);
    for (size_t i = 0; i < count; i++) {
        tkit_block b;
        REQUIRE(tkit_document_block(document, i, &b) == TKIT_OK);
        REQUIRE(b.start >= at && b.start < b.end && b.end <= length && tkit_block_kind_name(b.kind));
        REQUIRE(b.body_start >= b.start && b.body_start <= b.end);
        REQUIRE(b.speaker_start <= b.speaker_end && b.speaker_end <= length);
        require_span(document, b.start, b.end, size);
        at = b.end;
    }
    tkit_spans sentences = {0};
    REQUIRE(tkit_document_sentences(document, TKIT_SENTENCES_NEWS, &sentences) == TKIT_OK);
    for (size_t i = 0; i < sentences.count; i++) require_span(document, sentences.start[i], sentences.end[i], size);
    tkit_spans_free(tk, &sentences);
    static const char *const names[] = {"title", "date", "source", "author", "language", "url", "modified"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        tkit_fact fact;
        REQUIRE(tkit_document_fact(document, names[i], &fact) == TKIT_OK);
        REQUIRE(fact.start <= fact.end && fact.end <= length);
    }
    REQUIRE(strlen(tkit_document_sha256(document)) == 64);
}

/* Reads `data` as a file called `name` and checks every document in it. */
static void read_as(const char *name, const uint8_t *data, size_t size, const char *encoding)
{
    char *copy = malloc(size ? size : 1); /* of the exact size: reading beyond it is seen */
    tkit *tk;
    tkit_loader *loader;
    tkit_document *document;
    REQUIRE(copy && tkit_create(&tk, NULL) == TKIT_OK);
    memcpy(copy, data, size);
    tkit_load_options options = {.size = sizeof options, .encoding = encoding, .note = ignore_note};
    if (tkit_loader_open_memory(tk, name, copy, size, &options, &loader) == TKIT_OK) {
        int more;
        while ((more = tkit_loader_next(loader, &document)) > 0) {
            require_document(tk, document, size);
            tkit_document_release(document);
        }
        REQUIRE(more == 0);
        tkit_loader_close(loader);
    }
    tkit_destroy(tk);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
