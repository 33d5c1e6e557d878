/* Annotation of documents on their way into the index, of those that are there already, and spans of trained labels.
 * See annotate.h and tkit_corpus_annotate().
 *
 * An annotated document is one that brings its tokens: the columns below become attributes, names become regions of the
 * layer "ent", and everything after that is what the index does with imported tokens. */
#include "store/annotate.h"

#include <stdio.h>
#include <strings.h>

#include "store/indexer.h"
#include "store/segment.h"
#include "text/spans.h"

static const char *const columns[] = {"word", "lemma", "pos", "xpos", "head", "relation", "ent"};
enum { COLUMNS = sizeof columns / sizeof *columns };
static const char names_layer[] = "ent";

int tkit_corpus_annotator(tkit_corpus *corpus, tkit_annotator **out)
{
    int rc = corpus->annotator ? TKIT_OK : tkit_annotator_create(corpus->tk, NULL, 0, &corpus->annotator);
    *out = corpus->annotator;
    return rc;
}

bool tkit_language_is_annotated(const char *language)
{
    static const char *const english[] = {"en", "eng", "english"};
    if (!language || !*language)
        return true;
    size_t length = strcspn(language, "-_");
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        if (strlen(english[i]) == length && strncasecmp(language, english[i], length) == 0)
            return true;
    return false;
}

/* ---- what it was annotated with ---- */

/* Notes a model in the table of settings: "model.tagger" -> "0.1.0 5f3c..."; of a layer of labels "model.labels.LAYER". */
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

static int record_models(tkit_corpus *corpus, const tkit_annotator *annotator)
{
    const tkit_model *model;
    int rc = TKIT_OK;
    for (size_t i = 0; rc == TKIT_OK && (model = tkit_annotator_model(annotator, i)); i++)
        rc = record_model(corpus, model, NULL);
    return rc;
}

/* ---- one document ---- */

static void put_value(tkit_buffer *values, const char *value)
{
    tkit_buffer_puts(values, value ? value : "");
    tkit_buffer_putc(values, 0);
}

static int add_words(tkit *tk, struct tkit_given_annotation *to, const tkit_annotation *from,
                     const tkit_annotation_columns *c)
{
    int rc = tkit_spans_room(tk, &to->tokens, c->word_count);
    for (size_t i = 0; i < c->word_count && rc == TKIT_OK; i++) {
        rc = tkit_spans_add(tk, &to->tokens, c->start[i], c->end[i], TKIT_TOKEN_WORD);
        put_value(&to->values, tkit_annotation_lemma(from, c->lemma[i]));
        put_value(&to->values, tkit_upos_name(c->upos[i]));
        put_value(&to->values, tkit_annotation_xpos(from, c->xpos[i]));
        tkit_buffer_printf(&to->values, "%d", c->head[i] < 0 ? 0 : c->head[i] - (int32_t)i);
        tkit_buffer_putc(&to->values, 0);
        put_value(&to->values, tkit_annotation_relation(from, c->relation[i]));
        put_value(&to->values, tkit_name_kind_name(c->name[i]));
    }
    return rc ? rc : tkit_buffer_status(&to->values);
}

static int add_names(tkit *tk, struct tkit_given_annotation *to, const tkit_annotation_columns *c)
{
    for (size_t i = 0; i < c->word_count;) {
        size_t end = i + 1;
        if (!c->name[i]) {
            i = end;
            continue;
        }
        while (end < c->word_count && c->name[end] == c->name[i] && !c->name_first[end]) end++;
        int rc = tkit_reserve(tk, (void **)&to->regions, &to->region_capacity, to->region_count + 1,
                              sizeof *to->regions);
        if (rc)
            return rc;
        to->regions[to->region_count++] = (struct tkit_region){
            .name = names_layer, .label = tkit_name_kind_name(c->name[i]), .start = c->start[i], .end = c->end[end - 1]};
        i = end;
    }
    return TKIT_OK;
}

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

int tkit_document_words(tkit_corpus *corpus, const tkit_document *document, struct tkit_given_annotation **out)
{
    tkit *tk = corpus->tk;
    size_t length;
    tkit_annotator *annotator;
    tkit_annotation *annotation;
    tkit_annotation_columns c;
    struct tkit_given_annotation *given = NULL;
    const char *text = tkit_document_text(document, &length);
    *out = NULL;
    int rc = tkit_corpus_annotator(corpus, &annotator);
    if (rc == TKIT_OK)
        rc = tkit_annotate(annotator, text, length, TKIT_LAYER_ALL, &annotation);
    if (rc)
        return rc;
    tkit_annotation_get(annotation, &c);
    if (c.word_count) {
        rc = record_models(corpus, annotator);
        if (rc == TKIT_OK)
            rc = new_given(tk, &given);
        if (rc == TKIT_OK) {
            memcpy(given->names, columns, sizeof columns);
            given->columns = COLUMNS;
            rc = add_words(tk, given, annotation, &c);
        }
        if (rc == TKIT_OK)
            rc = add_names(tk, given, &c);
        if (rc == TKIT_OK)
            rc = add_sentences(tk, given, c.sentence_first, c.sentence_count);
    }
    tkit_annotation_free(annotation);
    if (rc)
        tkit_given_annotation_free(tk, given);
    else
        *out = given;
    return rc;
}

/* ---- the words of documents that are in the corpus ---- */

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

static int index_again(struct tkit_indexer *x, struct tkit_segment *segment, uint32_t n)
{
    tkit_corpus *corpus = segment->corpus;
    int64_t id = segment->document[n];
    tkit_document *document = NULL;
    struct tkit_given_annotation *given = NULL;
    int known = has_tokens(corpus, id), rc = known < 0 ? known : tkit_corpus_document(corpus, id, &document);
    if (rc == TKIT_OK && known)
        rc = words_of_segment(segment, n, &given);
    if (rc == TKIT_OK)
        rc = known ? tkit_indexer_add_again(x, document, given, id) : tkit_indexer_add(x, document, id);
    tkit_given_annotation_free(corpus->tk, given);
    tkit_document_release(document);
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
static int index_all_again(tkit_corpus *corpus, struct tkit_indexer *x)
{
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
        for (uint32_t n = 0; n < segment->documents && rc == TKIT_OK; n++)
            if (segment->document[n])
                rc = index_again(x, segment, n);
        tkit_segment_free(segment);
        if (rc == TKIT_OK)
            rc = tkit_indexer_drop_segment(x, ids[i]);
    }
    tkit_free(corpus->tk, ids, capacity * sizeof *ids);
    return rc ? rc : tkit_indexer_finish(x);
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

static int annotate_words(tkit_corpus *corpus, tkit_annotate_summary *sum)
{
    struct tkit_indexer *x = NULL;
    int rc = count_plain(corpus, sum);
    if (rc || sum->annotated == 0)
        return rc;
    rc = tkit_database_begin(corpus); /* one transaction: an interrupted run has changed nothing */
    if (rc)
        return rc;
    rc = tkit_indexer_open(corpus, 1, &x);
    if (rc == TKIT_OK)
        rc = tkit_indexer_annotate(x, true);
    if (rc == TKIT_OK)
        rc = index_all_again(corpus, x);
    if (x)
        sum->tokens = tkit_indexer_tokens(x);
    tkit_indexer_free(x);
    return tkit_database_end(corpus, rc);
}

/* ---- labels ---- */

struct labelling {
    tkit_corpus *corpus;
    tkit_annotator *annotator;
    tkit_labeller *labeller;
    tkit_layer *layer;
    tkit_labels found;
    tkit_annotate_summary *sum;
};

static int add_label(struct labelling *l, int64_t document, const tkit_label *label)
{
    char json[32];
    snprintf(json, sizeof json, "{\"unit\":%u}", label->unit);
    l->sum->spans++;
    return tkit_layer_add(l->layer, &(tkit_layer_span){.document = document, .start = label->start, .end = label->end,
                                                       .label = tkit_labeller_label(l->labeller, label->label),
                                                       .json = json});
}

static int label_document(struct labelling *l, const tkit_document *document, int64_t id)
{
    size_t length;
    tkit_annotation *annotation;
    const char *text = tkit_document_text(document, &length);
    int rc = tkit_annotate(l->annotator, text, length, TKIT_LAYER_ALL, &annotation);
    if (rc)
        return rc;
    rc = tkit_labeller_run(l->labeller, text, annotation, &l->found);
    for (size_t i = 0; i < l->found.count && rc == TKIT_OK; i++) rc = add_label(l, id, &l->found.items[i]);
    tkit_annotation_free(annotation);
    return rc;
}

static int label_all(struct labelling *l)
{
    int64_t id = 0, same_as;
    int rc = tkit_layer_clear(l->layer, 0);
    while (rc == TKIT_OK && (rc = tkit_corpus_next(l->corpus, id, &id, &same_as)) == 1) {
        tkit_document *document;
        rc = TKIT_OK;
        if (same_as)
            continue;
        rc = tkit_corpus_document(l->corpus, id, &document);
        if (rc)
            break;
        if (tkit_language_is_annotated(document->facts[FACT_LANGUAGE].value)) {
            rc = label_document(l, document, id);
            l->sum->annotated++;
        } else {
            l->sum->other_language++;
        }
        tkit_document_release(document);
    }
    return rc;
}

static int annotate_labels(tkit_corpus *corpus, const tkit_annotate_options *o, tkit_annotate_summary *sum)
{
    struct labelling l = {.corpus = corpus, .sum = sum};
    if (!o->layer)
        return tkit_fail(corpus->tk, TKIT_EINVALID, "labels need the name of a layer");
    int rc = tkit_corpus_annotator(corpus, &l.annotator);
    if (rc == TKIT_OK)
        rc = tkit_labeller_open(corpus->tk, o->model, &l.labeller);
    if (rc == TKIT_OK)
        rc = tkit_database_begin(corpus);
    if (rc == TKIT_OK) {
        rc = tkit_layer_open(corpus, o->layer, 1, &l.layer);
        if (rc == TKIT_OK)
            rc = label_all(&l);
        if (rc == TKIT_OK)
            rc = record_models(corpus, l.annotator);
        if (rc == TKIT_OK)
            rc = record_model(corpus, o->model, o->layer);
        tkit_layer_close(l.layer);
        rc = tkit_database_end(corpus, rc);
    }
    tkit_labels_free(corpus->tk, &l.found);
    tkit_labeller_free(l.labeller);
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
    return o.model ? annotate_labels(corpus, &o, summary) : annotate_words(corpus, summary);
}
