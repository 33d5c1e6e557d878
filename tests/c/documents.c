/* Document sets: phrases and nearness are found without an automaton when nobody counts hits. Random ones over random
 * little corpora, in several segments and with documents removed, agree with the documents of the hits. */
#include "random.h"
#include "test.h"

#include <toolkit/toolkit.h>

enum { DOCUMENTS = 40, CORPORA = 12, QUERIES = 250 };

static const char *pick(const char *const *list, uint32_t count)
{
    return list[random_below(count)];
}

static int64_t add(tkit *tk, tkit_corpus *corpus, int number)
{
    static const char *const words[] = {"a", "a", "a", "A", "b", "B", "c", "d", ",", ".", "!", "\xc3\xa9"};
    char name[16], text[1024];
    int64_t id = 0;
    tkit_document *document;
    const tkit_load_options options = {.size = sizeof options, .format = "text"};
    size_t n = (size_t)snprintf(text, sizeof text, "%d", number); /* no two texts are the same */
    for (uint32_t i = random_below(60); i > 0; i--)
        n += (size_t)snprintf(text + n, sizeof text - n, " %s", pick(words, sizeof words / sizeof *words));
    snprintf(name, sizeof name, "%d.txt", number);
    CHECK(tkit_document_parse(tk, name, text, n, &options, &document) == TKIT_OK);
    CHECK(tkit_corpus_add_document(corpus, document, NULL, &id) == TKIT_ADDED);
    tkit_document_release(document);
    return id;
}

static void write_query(char *out, size_t room)
{
    static const char *const words[] = {"[lower=\"a\"%l]", "[lower=\"b\"%l]",  "\"a\"",   "\"c\"",
                                        "\"B\"%c",         "[lower=\"[ab]\"]", "\"e\"%d", "\"z\"",
                                        "[word!=\"a\"]",   "[lower=\"d\"%l]"};
    static const char *const between[] = {" ",
                                          " ",
                                          " [word!=\".*[\\p{L}\\p{N}].*\"]* ",
                                          " [word=\",\"]* ",
                                          " []* ",
                                          " [word!=\"a\"]* ",
                                          " [lower=\"b\"]* ",
                                          " [word=\"z\"]* ",
                                          " [word=\"[,.]\"]+ "};
    static const char *const counted[] = {"", " [word=\".*[\\p{L}\\p{N}].*\"]", " [lower=\"a\"]", " [word=\"z\"]",
                                          " []"};
    enum { WORDS = sizeof words / sizeof *words };
    if (random_below(3) == 0) {
        snprintf(out, room, "MU(meet %s %s %d %d%s)", pick(words, WORDS), pick(words, WORDS), (int)random_below(7) - 5,
                 (int)random_below(7) + 1, pick(counted, sizeof counted / sizeof *counted));
        return;
    }
    size_t n = (size_t)snprintf(out, room, "%s", pick(words, WORDS));
    for (uint32_t i = random_below(4); i > 0; i--)
        n += (size_t)snprintf(out + n, room - n, "%s%s", pick(between, sizeof between / sizeof *between),
                              pick(words, WORDS));
}

/* How many documents were found. */
static size_t compare(tkit *tk, tkit_corpus *corpus, const char *text)
{
    tkit_query *query;
    tkit_documents *fast, *counted;
    CHECK(tkit_query_open(corpus, text, strlen(text), NULL, &query) == TKIT_OK);
    CHECK(tkit_query_documents(query, 0, &fast) == TKIT_OK && tkit_query_documents(query, 1, &counted) == TKIT_OK);
    size_t count = tkit_documents_count(counted);
    int same = tkit_documents_count(fast) == count;
    for (size_t i = 0; i < count && same; i++)
        same = tkit_documents_rows(fast)[i].document == tkit_documents_rows(counted)[i].document;
    CHECK(same);
    if (!same)
        fprintf(stderr, "%s: %zu documents, by its hits %zu %s\n", text, tkit_documents_count(fast), count,
                tkit_errmsg(tk));
    tkit_documents_free(fast);
    tkit_documents_free(counted);
    tkit_query_close(query);
    return count;
}

static void sets_are_the_documents_of_hits(void)
{
    size_t found = 0;
    char text[512];
    for (int c = 0; c < CORPORA; c++) {
        tkit *tk;
        tkit_corpus *corpus;
        CHECK(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
        for (int d = 0; d < DOCUMENTS; d++) {
            int64_t id = add(tk, corpus, d);
            if (random_below(8) == 0)
                CHECK(tkit_corpus_remove(corpus, id) == TKIT_OK);
        }
        for (int q = 0; q < QUERIES; q++) {
            write_query(text, sizeof text);
            found += compare(tk, corpus, text);
        }
        tkit_corpus_close(corpus);
        tkit_destroy(tk);
    }
    CHECK(found > CORPORA * QUERIES);
}

int main(void)
{
    RUN(sets_are_the_documents_of_hits);
    return test_report();
}
