/* Any bytes as a query over a small corpus with two documents and a layer: it is refused with a message, or it runs,
 * and then counting and collecting agree and every hit lies in its document. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

#define REQUIRE(condition) \
    do { \
        if (!(condition)) \
            abort(); \
    } while (0)

static tkit *tk;
static tkit_corpus *corpus; /* made once; queries do not change it */

static void add(const char *name, const char *text, uint32_t start, uint32_t end)
{
    tkit_document *document;
    tkit_layer *layer;
    int64_t id;
    REQUIRE(tkit_document_parse(tk, name, text, strlen(text), NULL, &document) == TKIT_OK);
    REQUIRE(tkit_corpus_add_document(corpus, document, NULL, &id) > 0);
    tkit_document_release(document);
    tkit_layer_span span = {.document = id, .start = start, .end = end, .label = "x", .json = "{\"n\": 1}"};
    REQUIRE(tkit_layer_open(corpus, "q", 1, &layer) == TKIT_OK && tkit_layer_add(layer, &span) == TKIT_OK);
    tkit_layer_close(layer);
}

static void setup(void)
{
    if (tk)
        return;
    REQUIRE(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    REQUIRE(tkit_set_limit(tk, "query_milliseconds", 2000) == TKIT_OK);
    add("a.txt", "The cat said that the dog said that a cat ran. The end.", 4, 24);
    add("b.txt", "A dog, a cat, 2 dogs. She said so; they said no!", 0, 9);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tkit_query *query;
    tkit_hits *hits;
    uint64_t count;
    setup();
    int r = tkit_query_open(corpus, (const char *)data, size, NULL, &query);
    if (r != TKIT_OK) {
        REQUIRE(r != TKIT_ENOMEM && r != TKIT_ECORRUPT && tkit_errmsg(tk)[0]);
        return 0;
    }
    int counted = tkit_query_count(query, &count), collected = tkit_hits_collect(query, NULL, &hits);
    REQUIRE(counted == TKIT_OK || counted == TKIT_ELIMIT);
    if (collected == TKIT_OK) {
        REQUIRE(counted != TKIT_OK || count == tkit_hits_total(hits));
        for (size_t i = 0; i < tkit_hits_count(hits); i++) {
            tkit_place place;
            tkit_line line;
            REQUIRE(tkit_hits_place(hits, i, &place) == TKIT_OK && place.start < place.end);
            REQUIRE(tkit_hits_line(hits, i, NULL, &line) == TKIT_OK);
            REQUIRE(line.left <= line.start && line.end <= line.right && line.right <= line.length);
            for (size_t label = 0; tkit_query_label(query, label); label++) {
                tkit_place inner;
                r = tkit_hits_capture(hits, i, label, &inner);
                REQUIRE(r <= 0 || (inner.start >= place.start && inner.end <= place.end));
            }
        }
        tkit_hits_free(hits);
    }
    tkit_query_close(query);
    return 0;
}
