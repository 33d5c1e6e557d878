/* What every loaded document must be, whatever the bytes were. */
#ifndef DOCUMENT_CHECK_H
#define DOCUMENT_CHECK_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

#define REQUIRE(condition) \
    do { \
        if (!(condition)) \
            abort(); \
    } while (0)

static inline void check_document(const tkit_document *document)
{
    size_t length, count = tkit_document_block_count(document);
    const char *text = tkit_document_text(document, &length);
    uint32_t at = 0;
    REQUIRE(text && text[length] == '\0');
    REQUIRE(tkit_utf8_check(text, length) == length);
    for (size_t i = 0; i < count; i++) {
        tkit_block b;
        uint64_t from, to;
        REQUIRE(tkit_document_block(document, i, &b) == TKIT_OK);
        REQUIRE(b.start >= at && b.start < b.end && b.end <= length);
        REQUIRE(b.speaker_start <= b.speaker_end && b.speaker_end <= length);
        REQUIRE(b.body_start >= b.start && b.body_start <= b.end);
        REQUIRE(tkit_document_source_span(document, b.start, b.end, &from, &to) == TKIT_OK && from <= to);
        at = b.end;
    }
}

static inline void ignore_note(void *user, const tkit_load_note *note)
{
    (void)user;
    (void)note;
}

/* Parses bytes under a name. An error is fine, a broken document is not. */
static inline void parse_and_check(const char *name, const char *keep, const uint8_t *data, size_t size)
{
    tkit *tk;
    tkit_document *document = NULL;
    /* A copy of the exact size: a read beyond the end is a fault that the sanitizer sees. */
    char *bytes = malloc(size ? size : 1);
    REQUIRE(bytes && tkit_create(&tk, NULL) == TKIT_OK);
    memcpy(bytes, data, size);
    tkit_load_options options = {.size = sizeof options, .keep = keep, .note = ignore_note};
    int rc = tkit_document_parse(tk, name, bytes, size, &options, &document);
    REQUIRE((rc == TKIT_OK) == (document != NULL));
    if (document)
        check_document(document);
    tkit_document_release(document);
    tkit_destroy(tk);
    free(bytes);
}

#endif
