/* An index whose parts were changed behind the hashes' back: everything that reads segments must refuse it or stay
 * inside its bounds. The input is a list of edits of four bytes: which part, where in it (two bytes), what to flip. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/segment.h"
#include "store/varint.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) \
            abort(); \
    } while (0)

enum { EDIT = 4, MOST_EDITS = 64, TEXT = 6000, NOTES = 460 };

static void add_text(tkit *tk, tkit_corpus *corpus, const char *name, unsigned seed)
{
    static const char *const words[] = {"the ",     "The ",        "harbour ", "was ",
                                        "closed. ", "Zo\xc3\xab ", "on\n\n",   "3.5 "};
    char text[TEXT + 32];
    size_t length = 0;
    tkit_document *document;
    tkit_load_options options = {.size = sizeof options, .format = "text"};
    while (length < TEXT) {
        seed = seed * 1103515245 + 12345;
        const char *word = words[seed >> 16 & 7];
        memcpy(text + length, word, strlen(word));
        length += strlen(word);
    }
    REQUIRE(tkit_document_parse(tk, name, text, length, &options, &document) == TKIT_OK);
    REQUIRE(tkit_corpus_add_document(corpus, document, NULL, NULL) == TKIT_ADDED);
    tkit_document_release(document);
}

/* So many short ones that forms have lists of passages, of all kinds. */
static void add_note(tkit *tk, tkit_corpus *corpus, int n)
{
    char text[200], name[32];
    tkit_document *document;
    snprintf(name, sizeof name, "note %d", n);
    size_t length = (size_t)snprintf(text, sizeof text, "Note%d of gate%d, dam%d: %s closed.\n", n, n % 60, n % 200,
                                     n % 90 ? "it was" : "never");
    tkit_load_options options = {.size = sizeof options, .format = "text"};
    REQUIRE(tkit_document_parse(tk, name, text, length, &options, &document) == TKIT_OK);
    REQUIRE(tkit_corpus_add_document(corpus, document, NULL, NULL) == TKIT_ADDED);
    tkit_document_release(document);
}

/* Made once; each input works on a copy. */
static tkit_corpus *original(void)
{
    static tkit_corpus *corpus;
    tkit *tk;
    if (corpus)
        return corpus;
    REQUIRE(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    add_text(tk, corpus, "a", 1);
    REQUIRE(tkit_corpus_begin(corpus) == TKIT_OK);
    for (int n = 0; n < NOTES; n++) add_note(tk, corpus, n);
    REQUIRE(tkit_corpus_end(corpus, 1) == TKIT_OK);
    add_text(tk, corpus, "b", 2);
    return corpus;
}

static void copy_original(tkit_corpus *corpus)
{
    sqlite3_backup *copy = sqlite3_backup_init(corpus->db, "main", original()->db, "main");
    REQUIRE(copy && sqlite3_backup_step(copy, -1) == SQLITE_DONE);
    REQUIRE(sqlite3_backup_finish(copy) == SQLITE_OK);
}

/* Flips bits of one part and makes its hash fit again. */
static void edit_part(tkit_corpus *corpus, const uint8_t edit[EDIT])
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    REQUIRE(sqlite3_prepare_v2(corpus->db, "SELECT id, data FROM segment_part ORDER BY id LIMIT 1 OFFSET"
                                           " ?1 % (SELECT count(*) FROM segment_part)", -1, &s, NULL) == SQLITE_OK);
    sqlite3_bind_int(s, 1, edit[0]);
    REQUIRE(sqlite3_step(s) == SQLITE_ROW);
    int64_t id = sqlite3_column_int64(s, 0);
    size_t size = (size_t)sqlite3_column_bytes(s, 1);
    uint8_t *data = malloc(size + 1);
    REQUIRE(data);
    if (size)
        memcpy(data, sqlite3_column_blob(s, 1), size);
    sqlite3_finalize(s);
    if (size)
        data[(size_t)(edit[1] | edit[2] << 8) % size] ^= edit[3];
    tkit_blob_hash(data, size, hash);
    REQUIRE(sqlite3_prepare_v2(corpus->db, "UPDATE segment_part SET hash = ?2, data = ?3 WHERE id = ?1", -1, &s,
                               NULL) == SQLITE_OK);
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_blob64(s, 3, data, size, SQLITE_STATIC);
    REQUIRE(sqlite3_step(s) == SQLITE_DONE);
    sqlite3_finalize(s);
    free(data);
}

static void read_postings(struct tkit_attribute *a, const uint32_t *forms, size_t count, int documents)
{
    struct tkit_postings p;
    uint32_t limit = documents ? a->segment->documents : a->segment->tokens, before = 0, number;
    int rc = documents ? tkit_postings_open_documents(&p, a, forms, count)
                       : tkit_postings_open_positions(&p, a, forms, count);
    for (uint32_t n = 0; rc == TKIT_OK && (number = tkit_postings_next(&p)) != TKIT_NO_TOKEN; n++) {
        REQUIRE(number < limit && (n == 0 || number > before));
        before = number;
        if (n % 5 == 4 && (number = tkit_postings_seek(&p, number + 7)) == TKIT_NO_TOKEN)
            break;
        before = number;
    }
    if (rc == TKIT_OK)
        tkit_postings_close(&p);
}

static void read_segment(struct tkit_segment *s)
{
    const struct tkit_regions *regions;
    uint32_t forms[20];
    for (unsigned i = 0; i < s->attribute_count; i++) {
        struct tkit_attribute *a = &s->attributes[i];
        if (tkit_attribute_load(a) != TKIT_OK)
            continue;
        for (uint32_t form = 0; form < a->forms; form++) {
            uint32_t length;
            const char *text = tkit_attribute_form(a, form, &length);
            tkit_attribute_find(a, text, length);
            forms[form % 20] = form;
            read_postings(a, &form, 1, 0);
            read_postings(a, &form, 1, 1);
        }
        uint32_t count = a->forms < 20 ? a->forms : 20;
        read_postings(a, forms, count, 0);
        read_postings(a, forms, count < 4 ? count : 4, 0);
        for (uint32_t position = 0; position < s->tokens; position += 13) {
            REQUIRE(tkit_column_form(a, position) < a->forms);
            uint32_t document = tkit_segment_document_of(s, position, 0);
            REQUIRE(s->first_token[document] <= position && position < s->first_token[document + 1]);
        }
    }
    tkit_segment_regions(s, "s", &regions);
    tkit_segment_regions(s, "p", &regions);
    tkit_segment_regions(s, "doc", &regions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tkit *tk;
    tkit_corpus *corpus;
    struct tkit_index *index;
    REQUIRE(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    copy_original(corpus);
    for (size_t at = 0; at + EDIT <= size && at < (size_t)MOST_EDITS * EDIT; at += EDIT) edit_part(corpus, data + at);
    if (tkit_index_open(corpus, &index) == TKIT_OK) {
        for (size_t i = 0; i < index->count; i++) read_segment(index->segments[i]);
        tkit_index_close(index);
    }
    int rc = tkit_corpus_verify(corpus, NULL, NULL, NULL);
    REQUIRE(size >= EDIT || rc == TKIT_OK);
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
    return 0;
}
