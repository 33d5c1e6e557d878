/* What a host in C calls and the Lua binding does not: hits one by one, references that are kept, walks over documents
 * and languages, measures by column, the models of an annotator. */
#include "test.h"

#include <math.h>

#include <toolkit/toolkit.h>

static tkit *tk;

/* A corpus in memory of `count` documents: "1 a b a", "2 a b a" ... */
static tkit_corpus *make_corpus(int count)
{
    tkit_corpus *corpus = NULL;
    CHECK(tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    for (int i = 1; i <= count; i++) {
        char name[16], text[32];
        int64_t id;
        tkit_document *document = NULL;
        snprintf(name, sizeof name, "%d.txt", i);
        size_t length = (size_t)snprintf(text, sizeof text, "%d a b a", i);
        CHECK(tkit_document_parse(tk, name, text, length, NULL, &document) == TKIT_OK);
        CHECK(tkit_corpus_add_document(corpus, document, NULL, &id) == TKIT_ADDED);
        tkit_document_release(document);
    }
    return corpus;
}

static void test_hits_one_by_one(void)
{
    tkit_corpus *corpus = make_corpus(3);
    tkit_query *query = NULL;
    tkit_hit hit;
    uint64_t count = 0;
    CHECK(tkit_query_open(corpus, "\"a\"", 3, NULL, &query) == TKIT_OK);
    CHECK(tkit_query_next(query, &hit) == 1 && hit.end == hit.start + 1);
    CHECK(tkit_query_count(query, &count) == TKIT_OK && count == 6); /* wherever the walk stands */
    int more = 0;
    while (tkit_query_next(query, &hit) == 1) more++;
    CHECK(more == 5);
    CHECK(tkit_query_next(query, &hit) == 0);
    tkit_query_close(query);
    tkit_corpus_close(corpus);
}

static void test_hits_outlive_query_and_corpus(void)
{
    tkit_corpus *corpus = make_corpus(2);
    tkit_query *query = NULL;
    tkit_hits *hits = NULL;
    tkit_line line;
    CHECK(tkit_query_open(corpus, "\"b\"", 3, NULL, &query) == TKIT_OK);
    CHECK(tkit_hits_collect(query, NULL, &hits) == TKIT_OK);
    CHECK(tkit_hits_retain(hits) == hits);
    tkit_hits_free(hits);
    tkit_query_close(query);
    tkit_corpus_close(corpus);
    CHECK(tkit_hits_count(hits) == 2 && tkit_hits_total(hits) == 2);
    CHECK(tkit_hits_line(hits, 1, NULL, &line) == TKIT_OK && strcmp(line.file, "2.txt") == 0);
    CHECK(line.end - line.start == 1 && line.text[line.start] == 'b' && line.line == 1 && line.column == 5);
    CHECK(tkit_hits_line(hits, 2, NULL, &line) == TKIT_EINVALID);
    tkit_hits_free(hits);
}

static void test_documents(void)
{
    tkit_corpus *corpus = make_corpus(3);
    int64_t id = 0, same_as, last = 0;
    int n = 0;
    while (tkit_corpus_next(corpus, id, &id, &same_as) == 1) {
        CHECK(id > last && same_as == 0);
        last = id;
        n++;
    }
    CHECK(n == 3 && tkit_corpus_next(corpus, last, &id, NULL) == 0);
    tkit_document *document = NULL;
    CHECK(tkit_corpus_document(corpus, last, &document) == TKIT_OK);
    CHECK(tkit_document_retain(document) == document);
    tkit_document_release(document);
    tkit_corpus_close(corpus);
    size_t length;
    CHECK(strcmp(tkit_document_text(document, &length), "3 a b a") == 0 && length == 7);
    tkit_document_release(document);
}

static void test_statement_parameters(void)
{
    tkit_corpus *corpus = make_corpus(1);
    tkit_statement *statement = NULL;
    static const char sql[] = "SELECT ?1 + ?2";
    CHECK(tkit_statement_open(corpus, sql, sizeof sql - 1, 0, &statement) == TKIT_OK);
    CHECK(tkit_statement_parameter_count(statement) == 2);
    tkit_value value = {.type = TKIT_INTEGER, .integer = 20};
    CHECK(tkit_statement_bind(statement, 1, &value) == TKIT_OK && tkit_statement_bind(statement, 2, &value) == TKIT_OK);
    CHECK(tkit_statement_bind(statement, 3, &value) == TKIT_EINVALID);
    CHECK(tkit_statement_step(statement) == 1);
    tkit_statement_column(statement, 0, &value);
    CHECK(value.type == TKIT_INTEGER && value.integer == 40);
    tkit_statement_close(statement);
    tkit_corpus_close(corpus);
}

static void test_measures_by_column(void)
{
    static const tkit_contingency tables[] = {{3, 4, 4, 8}, {10, 20, 30, 1000}, {0, 5, 5, 100}};
    enum { COUNT = sizeof tables / sizeof *tables };
    double values[COUNT];
    for (size_t m = 0; tkit_measure_at(m); m++) {
        const tkit_measure *measure = tkit_measure_at(m);
        CHECK(tkit_measure_column(tk, measure, tables, COUNT, NULL, values) == TKIT_OK);
        for (int i = 0; i < COUNT; i++) {
            double one = measure->value(&tables[i], NULL);
            CHECK(memcmp(&one, &values[i], sizeof one) == 0 || (isnan(one) && isnan(values[i])));
        }
    }
    tkit_interrupt(tk);
    CHECK(tkit_measure_column(tk, tkit_measure_at(0), tables, COUNT, NULL, values) == TKIT_EINTERRUPT);
    tkit_clear_interrupt(tk);
    /* The lady tasting tea (Fisher 1935): three of four cups right. */
    CHECK(fabs(tkit_fisher_p(&tables[0], 1) - 17.0 / 70) < 1e-15);
    CHECK(fabs(tkit_fisher_p(&tables[0], -1) - 69.0 / 70) < 1e-15);
    CHECK(fabs(tkit_fisher_p(&tables[0], 0) - 34.0 / 70) < 1e-15);
}

static void test_models_of_an_annotator(void)
{
    tkit_annotator *annotator = NULL;
    CHECK(tkit_annotator_create(tk, NULL, 0, &annotator) == TKIT_OK);
    size_t n = 0, taggers = 0;
    for (const tkit_model *model; (model = tkit_annotator_model(annotator, n)); n++) {
        tkit_model_identity identity;
        tkit_model_identify(model, &identity);
        CHECK(identity.kind[0] && identity.version[0] && strspn(identity.hash, "0123456789abcdef") == 16);
        taggers += strcmp(identity.kind, "tagger") == 0;
    }
    CHECK(n >= 5 && taggers == 1);
    tkit_annotator_free(annotator);
}

static void test_text(void)
{
    size_t languages = 0;
    int english = 0;
    for (const char *name; (name = tkit_stemmer_language(languages)); languages++)
        english += strcmp(name, "english") == 0;
    CHECK(languages > 10 && english == 1);
    CHECK(tkit_is_ascii("plain", 5) == 1 && tkit_is_ascii("na\xc3\xafve", 6) == 0 && tkit_is_ascii("", 0) == 1);
    int major = 0, minor = 0;
    CHECK(sscanf(tkit_unicode(), "%d.%d.", &major, &minor) == 2 && major >= 15);
}

static void test_limits(void)
{
    uint64_t value = 0, before;
    CHECK(tkit_get_limit(tk, "query_milliseconds", &before) == TKIT_OK);
    CHECK(tkit_set_limit(tk, "query_milliseconds", before + 1) == TKIT_OK);
    CHECK(tkit_get_limit(tk, "query_milliseconds", &value) == TKIT_OK && value == before + 1);
    CHECK(tkit_set_limit(tk, "no_such_limit", 1) == TKIT_ENOTFOUND && strstr(tkit_errmsg(tk), "no_such_limit"));
    CHECK(tkit_get_limit(tk, "no_such_limit", &value) == TKIT_ENOTFOUND);
}

int main(void)
{
    if (tkit_create(&tk, NULL) != TKIT_OK)
        return 1;
    RUN(test_hits_one_by_one);
    RUN(test_hits_outlive_query_and_corpus);
    RUN(test_documents);
    RUN(test_statement_parameters);
    RUN(test_measures_by_column);
    RUN(test_models_of_an_annotator);
    RUN(test_text);
    RUN(test_limits);
    tkit_destroy(tk);
    return test_report();
}
