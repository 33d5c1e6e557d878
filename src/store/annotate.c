/* Annotation of documents that are in the corpus, spans of trained labels, and what the corpus was annotated with. See
 * annotate.h and tkit_corpus_annotate(). */
#include "store/annotate.h"

#include <stdio.h>

#include "store/annotators.h"
#include "store/indexer.h"
#include "store/segment.h"
#include "text/spans.h"

/* ---- what it was annotated with ---- */

/* Notes a model in the table of settings: "model.tagger" -> "0.1.0 5f3c..."; of a layer of labels
 * "model.labels.LAYER". */
static int record_model(tkit_corpus *corpus, const tkit_model *model, const char *layer)
{
    tkit_model_identity is;
    tkit_model_identify(model, &is);
    char *sql = sqlite3_mprintf("INSERT INTO setting VALUES('model.%q%q%q', '%q %q') ON CONFLICT(name)"
                                " DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                                is.kind, layer ? "." : "", layer ? layer : "", is.version, is.hash);
    int rc = sql ? tkit_database_execute(corpus, sql) : tkit_fail_nomem(corpus->tk);
    sqlite3_free(sql);
    return rc;
}

int tkit_corpus_record_models(tkit_corpus *corpus)
{
    const tkit_model *model;
    tkit_annotator *annotator;
    int rc = tkit_corpus_annotator(corpus, &annotator);
    for (size_t i = 0; rc == TKIT_OK && (model = tkit_annotator_model(annotator, i)); i++)
        rc = record_model(corpus, model, NULL);
    return rc;
}

/* ---- the words of documents that are in the corpus ---- */

static int add_sentences(tkit *tk, struct tkit_given_annotation *to, const uint32_t *first, size_t count)
{
    int rc = tkit_reserve(tk, (void **)&to->sentences, &to->sentence_capacity, count, sizeof *to->sentences);
    if (rc == TKIT_OK && count)
        memcpy(to->sentences, first, count * sizeof *first);
    to->sentence_count = rc ? 0 : count;
    return rc;
}

static int new_given(tkit *tk, struct tkit_given_annotation **out)
{
    *out = tkit_calloc(tk, 1, sizeof **out);
    if (!*out)
        return tkit_fail_nomem(tk);
    tkit_buffer_init(&(*out)->values, tk);
    return TKIT_OK;
}

static size_t lower_bound(const uint32_t *numbers, size_t count, uint32_t wanted)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (numbers[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Tokens, columns and sentences of a document as the index has them, to be indexed once more. */
static int words_of_segment(struct tkit_segment *segment, uint32_t n, struct tkit_given_annotation **out)
{
    tkit_corpus *corpus = segment->corpus;
    struct tkit_attribute *from[ANNOTATION_COLUMNS];
    struct tkit_given_annotation *given = NULL;
    uint32_t first = segment->first_token[n], count = segment->first_token[n + 1] - first;
    int rc = new_given(corpus->tk, &given);
    *out = given;
    if (rc == TKIT_OK)
        rc = tkit_index_tokens(corpus, segment->document[n], &given->tokens, NULL);
    for (unsigned i = 0; i < segment->attribute_count && rc == TKIT_OK && given->columns < ANNOTATION_COLUMNS; i++) {
        struct tkit_attribute *a = &segment->attributes[i];
        if (a->base != a)
            continue;
        rc = tkit_attribute_load(a);
        from[given->columns] = a;
        given->names[given->columns++] = a->name;
    }
    if (rc == TKIT_OK && given->tokens.count != count)
        rc = tkit_fail(corpus->tk, TKIT_ECORRUPT, "document %lld has %zu tokens, the index says %u",
                       (long long)segment->document[n], given->tokens.count, count);
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        for (unsigned k = 1; k < given->columns; k++) { /* column 0 is in the text */
            uint32_t length;
            const char *form = tkit_attribute_form(from[k], tkit_column_form(from[k], first + i), &length);
            tkit_buffer_add(&given->values, form, length);
            tkit_buffer_putc(&given->values, 0);
        }
        rc = segment->status ? segment->status : tkit_buffer_status(&given->values);
    }
    const uint32_t *sentences = rc == TKIT_OK ? tkit_segment_sentences(segment) : NULL;
    if (sentences) {
        size_t at = lower_bound(sentences, segment->sentences, first);
        size_t end = lower_bound(sentences, segment->sentences, first + count);
        rc = add_sentences(corpus->tk, given, sentences + at, end - at);
    }
    for (size_t i = 0; rc == TKIT_OK && i < given->sentence_count; i++) given->sentences[i] -= first;
    return rc ? rc : segment->status;
}

/* Whether a document came with tokens, or has been annotated: 1, 0, or an error. */
static int has_tokens(tkit_corpus *corpus, int64_t document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_TOKENS_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, document);
    rc = tkit_database_step(corpus, s);
    sqlite3_reset(s);
    return rc;
}

/* The documents of a corpus on their way through the annotators into the index. */
struct again {
    tkit_corpus *corpus;
    struct tkit_indexer *indexer;
    struct tkit_annotators *annotators;
};

static int put_in(struct again *g, int64_t id, uint32_t n)
{
    tkit_document *document;
    int known = has_tokens(g->corpus, id), rc = known < 0 ? known : tkit_corpus_document(g->corpus, id, &document);
    if (rc)
        return rc;
    bool wanted = !known && tkit_language_is_annotated(document->facts[FACT_LANGUAGE].value);
    tkit_annotators_put(g->annotators, document, n, wanted);
    tkit_document_release(document);
    return TKIT_OK;
}

/* The next document into the index: 1, or 0 when there is none. */
static int take_out(struct again *g, struct tkit_segment *segment)
{
    struct tkit_annotated item;
    struct tkit_given_annotation *given = NULL;
    int rc = tkit_annotators_take(g->annotators, &item);
    if (rc <= 0)
        return rc;
    int64_t id = segment->document[item.number];
    int known = has_tokens(g->corpus, id);
    rc = known < 0 ? known : TKIT_OK;
    if (rc == TKIT_OK && known)
        rc = words_of_segment(segment, (uint32_t)item.number, &given);
    if (rc == TKIT_OK)
        rc = known ? tkit_indexer_add_again(g->indexer, item.document, given, id)
                   : tkit_indexer_add(g->indexer, item.document, item.words, id);
    tkit_given_annotation_free(g->corpus->tk, given);
    tkit_annotated_free(g->corpus->tk, &item);
    return rc ? rc : 1;
}

static int index_segment_again(struct again *g, struct tkit_segment *segment)
{
    uint32_t n = 0;
    int rc;
    do {
        for (rc = TKIT_OK; rc == TKIT_OK && n < segment->documents && tkit_annotators_have_room(g->annotators); n++)
            if (segment->document[n])
                rc = put_in(g, segment->document[n], n);
        if (rc == TKIT_OK)
            rc = take_out(g, segment);
    } while (rc == 1);
    return rc;
}

static int list_segments(tkit_corpus *corpus, int64_t **ids, size_t *count, size_t *capacity)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_SEGMENT_ALL, &s);
    if (rc)
        return rc;
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        rc = tkit_reserve(corpus->tk, (void **)ids, capacity, *count + 1, sizeof **ids);
        if (rc)
            break;
        (*ids)[(*count)++] = sqlite3_column_int64(s, 0);
    }
    sqlite3_reset(s);
    return rc;
}

/* Segments are in the order of their documents: all are written anew, so that they stay so. */
static int index_all_again(struct again *g)
{
    tkit_corpus *corpus = g->corpus;
    int64_t *ids = NULL;
    size_t count = 0, capacity = 0;
    int rc = list_segments(corpus, &ids, &count, &capacity);
    if (rc == TKIT_OK)
        rc = tkit_index_pin(corpus);
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        struct tkit_segment *segment;
        rc = tkit_segment_load(corpus, ids[i], &segment);
        if (rc)
            break;
        rc = index_segment_again(g, segment);
        tkit_segment_free(segment);
        if (rc == TKIT_OK)
            rc = tkit_indexer_drop_segment(g->indexer, ids[i]);
    }
    tkit_free(corpus->tk, ids, capacity * sizeof *ids);
    return rc ? rc : tkit_indexer_finish(g->indexer);
}

/* Counts the documents without tokens: those to annotate, and those in other languages. */
static int count_plain(tkit_corpus *corpus, tkit_annotate_summary *sum)
{
    static const char sql[] =
        "SELECT f.value FROM document d LEFT JOIN fact f ON f.document = d.id AND f.name = 'language' AND f.n = 0"
        " WHERE d.same_as IS NULL AND d.tokens > 0 AND NOT EXISTS(SELECT 1 FROM token t WHERE t.document = d.id)";
    tkit_statement *s;
    int rc = tkit_statement_open(corpus, sql, sizeof sql - 1, 0, &s);
    if (rc)
        return rc;
    while ((rc = tkit_statement_step(s)) == 1) {
        tkit_value language;
        tkit_statement_column(s, 0, &language);
        if (tkit_language_is_annotated(language.type == TKIT_TEXT ? language.text : NULL))
            sum->annotated++;
        else
            sum->other_language++;
    }
    tkit_statement_close(s);
    return rc;
}

static int annotate_words(tkit_corpus *corpus, const tkit_annotate_options *o, tkit_annotate_summary *sum)
{
    struct again g = {.corpus = corpus};
    int rc = count_plain(corpus, sum);
    if (rc || sum->annotated == 0)
        return rc;
    rc = tkit_database_begin(corpus); /* one transaction: an interrupted run has changed nothing */
    if (rc)
        return rc;
    rc = tkit_indexer_open(corpus, 1, &g.indexer);
    if (rc == TKIT_OK)
        rc = tkit_annotators_open(corpus, o->threads, NULL, 0, &g.annotators);
    if (rc == TKIT_OK) {
        tkit_indexer_again(g.indexer);
        rc = index_all_again(&g);
    }
    if (g.indexer)
        sum->tokens = tkit_indexer_tokens(g.indexer);
    tkit_annotators_close(g.annotators);
    tkit_indexer_free(g.indexer);
    return tkit_database_end(corpus, rc);
}

/* ---- labels ---- */

struct labelling {
    tkit_corpus *corpus;
    struct tkit_annotators *annotators;
    tkit_layer *layer;
    tkit_annotate_summary *sum;
    int64_t last; /* document that was put in */
    bool ended;
};

/* The next document that is not linked to another one into the annotators. */
static int put_next(struct labelling *l)
{
    int64_t same_as;
    tkit_document *document;
    int rc;
    while ((rc = tkit_corpus_next(l->corpus, l->last, &l->last, &same_as)) == 1 && same_as)
        ;
    l->ended = rc != 1;
    if (rc == 1)
        rc = tkit_corpus_document(l->corpus, l->last, &document);
    if (rc || l->ended)
        return rc;
    bool wanted = tkit_language_is_annotated(document->facts[FACT_LANGUAGE].value);
    l->sum->annotated += wanted;
    l->sum->other_language += !wanted;
    tkit_annotators_put(l->annotators, document, l->last, wanted);
    tkit_document_release(document);
    return TKIT_OK;
}

static int add_label(struct labelling *l, int64_t document, const tkit_label *label)
{
    char json[64];
    snprintf(json, sizeof json, "{\"unit\":%u,\"probability\":%.3f}", label->unit, label->probability);
    l->sum->spans++;
    return tkit_layer_add(l->layer, &(tkit_layer_span){.document = document, .start = label->start, .end = label->end,
                                                       .label = tkit_annotators_label(l->annotators, label->label),
                                                       .json = json});
}

static int label_all(struct labelling *l)
{
    struct tkit_annotated item;
    int rc = tkit_layer_clear(l->layer, 0);
    while (rc == TKIT_OK) {
        while (rc == TKIT_OK && !l->ended && tkit_annotators_have_room(l->annotators)) rc = put_next(l);
        if (rc == TKIT_OK)
            rc = tkit_annotators_take(l->annotators, &item);
        if (rc != 1)
            break;
        rc = TKIT_OK;
        for (size_t i = 0; i < item.labels.count && rc == TKIT_OK; i++)
            rc = add_label(l, item.number, &item.labels.items[i]);
        tkit_annotated_free(l->corpus->tk, &item);
    }
    return rc;
}

static int annotate_labels(tkit_corpus *corpus, const tkit_annotate_options *o, tkit_annotate_summary *sum)
{
    struct labelling l = {.corpus = corpus, .sum = sum};
    if (!o->layer)
        return tkit_fail(corpus->tk, TKIT_EINVALID, "labels need the name of a layer");
    double least = o->least == 0 ? TKIT_LABELS_LEAST : o->least;
    int rc = tkit_annotators_open(corpus, o->threads, o->model, least, &l.annotators);
    if (rc == TKIT_OK)
        rc = tkit_database_begin(corpus);
    if (rc == TKIT_OK) {
        rc = tkit_layer_open(corpus, o->layer, 1, &l.layer);
        if (rc == TKIT_OK)
            rc = label_all(&l);
        if (rc == TKIT_OK)
            rc = tkit_corpus_record_models(corpus);
        if (rc == TKIT_OK)
            rc = record_model(corpus, o->model, o->layer);
        tkit_layer_close(l.layer);
        rc = tkit_database_end(corpus, rc);
    }
    tkit_annotators_close(l.annotators);
    return rc;
}

int tkit_corpus_annotate(tkit_corpus *corpus, const tkit_annotate_options *options, tkit_annotate_summary *summary)
{
    tkit_annotate_options o = {0};
    tkit_annotate_summary own;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    if (!summary)
        summary = &own;
    *summary = (tkit_annotate_summary){0};
    return o.model ? annotate_labels(corpus, &o, summary) : annotate_words(corpus, &o, summary);
}
