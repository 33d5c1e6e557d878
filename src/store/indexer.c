/* Documents become segments, small segments become larger ones. See indexer.h.
 *
 * Segments are in size classes, each CLASS_FACTOR times the one before; as soon as MERGE_COUNT neighbours are of one
 * class they become one segment, without the documents that were removed. Each token is so written a few times at
 * most, whatever the order and number of additions. Merging goes through the builder: lexicons are entered form by
 * form, columns number by number; its memory is that of a segment being built. */
#include "store/indexer.h"

#include "load/annotation.h"
#include "store/annotate.h"
#include "store/builder.h"
#include "store/computed.h"
#include "store/segment.h"
#include "store/varint.h"
#include "text/spans.h"

enum {
    MERGE_COUNT = 8,
    CLASS_FACTOR = 8,
    SMALLEST_CLASS = 4096, /* tokens */
    SENTENCE_TEXT = 24     /* bytes of one pair of numbers as text */
};

struct tkit_indexer {
    tkit_corpus *corpus;
    struct tkit_builder *builder;
    uint64_t tokens, annotated;
    bool again; /* see tkit_indexer_again() */
    bool is_index_alone; /* its documents have no rows: see tkit_indexer_add_text() */
    tkit_spans sentences;
    uint32_t *first_tokens;
    size_t first_capacity;
    struct tkit_computed computed;
    tkit_buffer text;
};

/* ---- life ---- */

int tkit_indexer_open(tkit_corpus *corpus, unsigned threads, struct tkit_indexer **out)
{
    *out = NULL;
    struct tkit_indexer *x = tkit_calloc(corpus->tk, 1, sizeof *x);
    if (!x)
        return tkit_fail_nomem(corpus->tk);
    x->corpus = corpus;
    tkit_buffer_init(&x->text, corpus->tk);
    int rc = tkit_builder_create(corpus->tk, threads, &x->builder);
    if (rc == TKIT_OK)
        rc = tkit_computed_open(corpus, x->builder, &x->computed);
    if (rc) {
        tkit_indexer_free(x);
        return rc;
    }
    *out = x;
    return TKIT_OK;
}

void tkit_indexer_free(struct tkit_indexer *x)
{
    if (!x)
        return;
    tkit *tk = x->corpus->tk;
    tkit_computed_close(&x->computed);
    tkit_builder_free(x->builder);
    tkit_spans_free(tk, &x->sentences);
    tkit_free(tk, x->first_tokens, x->first_capacity * sizeof *x->first_tokens);
    tkit_buffer_free(&x->text);
    tkit_free(tk, x, sizeof *x);
}

void tkit_indexer_again(struct tkit_indexer *x)
{
    x->again = true;
}

uint64_t tkit_indexer_tokens(const struct tkit_indexer *x)
{
    return x->tokens;
}

uint64_t tkit_indexer_annotated(const struct tkit_indexer *x)
{
    return x->annotated;
}

/* ---- a segment into the file ---- */

struct writing {
    tkit_corpus *corpus;
    const struct tkit_builder *builder;
    int64_t segment;
};

static int write_row(void *user, unsigned part, uint32_t row, const void *data, size_t size)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    struct writing *w = user;
    int rc = tkit_database_statement(w->corpus, SQL_PART_INSERT, &s);
    if (rc)
        return rc;
    tkit_blob_hash(data, size, hash);
    sqlite3_bind_int64(s, 1, tkit_part_id(w->segment, part, row));
    sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_blob64(s, 3, data, size, SQLITE_STATIC);
    rc = tkit_database_run(w->corpus, s);
    sqlite3_clear_bindings(s);
    return rc;
}

static int insert_segment(tkit_corpus *corpus, const struct tkit_builder *b, int64_t *id)
{
    sqlite3_stmt *s;
    tkit_buffer names;
    tkit_buffer_init(&names, corpus->tk);
    tkit_builder_names(b, &names);
    const char *text = tkit_buffer_string(&names);
    int rc = text ? tkit_database_statement(corpus, SQL_SEGMENT_INSERT, &s) : tkit_fail_nomem(corpus->tk);
    if (rc == TKIT_OK) {
        sqlite3_bind_int(s, 1, SEGMENT_FORMAT);
        sqlite3_bind_int64(s, 2, tkit_builder_tokens(b));
        sqlite3_bind_int64(s, 3, tkit_builder_documents(b));
        sqlite3_bind_int64(s, 4, tkit_builder_sentence_count(b));
        sqlite3_bind_text(s, 5, text, -1, SQLITE_STATIC);
        rc = tkit_database_run(corpus, s);
        *id = sqlite3_last_insert_rowid(corpus->db);
    }
    tkit_buffer_free(&names);
    return rc;
}

static int insert_documents(tkit_corpus *corpus, const struct tkit_builder *b, int64_t segment)
{
    for (uint32_t n = 0; n < tkit_builder_documents(b); n++) {
        sqlite3_stmt *s;
        int rc = tkit_database_statement(corpus, SQL_SEGMENT_DOCUMENT_INSERT, &s);
        if (rc)
            return rc;
        sqlite3_bind_int64(s, 1, segment);
        sqlite3_bind_int64(s, 2, n);
        sqlite3_bind_int64(s, 3, tkit_builder_document_id(b, n));
        rc = tkit_database_run(corpus, s);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

static int begin_segment(void *user)
{
    struct writing *w = user;
    int rc = insert_segment(w->corpus, w->builder, &w->segment);
    return rc ? rc : insert_documents(w->corpus, w->builder, w->segment);
}

static int bump_generation(tkit_corpus *corpus)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_GENERATION_BUMP, &s);
    return rc ? rc : tkit_database_run(corpus, s);
}

static int write_segment(struct tkit_indexer *x)
{
    struct writing w = {.corpus = x->corpus, .builder = x->builder};
    const struct tkit_sink sink = {begin_segment, write_row, &w};
    if (tkit_builder_documents(x->builder) == 0)
        return TKIT_OK;
    int rc = tkit_builder_close(x->builder, &sink);
    return rc ? rc : bump_generation(x->corpus);
}

static int note_counts(struct tkit_indexer *x, uint32_t n)
{
    sqlite3_stmt *s;
    uint32_t tokens, sentences;
    tkit_builder_counts(x->builder, n, &tokens, &sentences);
    x->tokens += tokens;
    int rc = tkit_database_statement(x->corpus, SQL_DOCUMENT_SET_COUNTS, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, tkit_builder_document_id(x->builder, n));
    sqlite3_bind_int64(s, 2, tokens);
    sqlite3_bind_int64(s, 3, sentences);
    return tkit_database_run(x->corpus, s);
}

/* The documents that were added become a segment; how long they are is known by now. */
static int write_added(struct tkit_indexer *x)
{
    int rc = tkit_builder_wait(x->builder);
    uint32_t documents = x->is_index_alone ? 0 : tkit_builder_documents(x->builder);
    for (uint32_t n = 0; n < documents && rc == TKIT_OK; n++) rc = note_counts(x, n);
    return rc ? rc : write_segment(x);
}

/* ---- merging ---- */

struct candidate {
    int64_t id;
    uint64_t tokens; /* with removed ones: what it takes to read it */
    uint32_t documents, removed;
    unsigned size_class;
};

static unsigned size_class(uint64_t tokens)
{
    unsigned c = 0;
    for (uint64_t size = SMALLEST_CLASS; tokens >= size; size *= CLASS_FACTOR) c++;
    return c;
}

static int list_candidates(tkit_corpus *corpus, struct candidate **list, size_t *count, size_t *capacity)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_SEGMENT_ALL, &s);
    if (rc)
        return rc;
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        rc = tkit_reserve(corpus->tk, (void **)list, capacity, *count + 1, sizeof **list);
        if (rc)
            break;
        uint64_t tokens = (uint64_t)sqlite3_column_int64(s, 2);
        (*list)[(*count)++] = (struct candidate){.id = sqlite3_column_int64(s, 0), .tokens = tokens,
                                                 .documents = (uint32_t)sqlite3_column_int64(s, 3),
                                                 .removed = (uint32_t)sqlite3_column_int64(s, 4),
                                                 .size_class = size_class(tokens)};
    }
    sqlite3_reset(s);
    return rc;
}

/* From `first` on, the neighbours of at most this class that are within the limit together: how many, and in *of_class
 * how many of just this class. */
static size_t measure_run(const struct candidate *list, size_t count, size_t first, unsigned size_class, uint64_t limit,
                          size_t *of_class)
{
    uint64_t tokens = 0;
    size_t n = 0;
    *of_class = 0;
    while (first + n < count && list[first + n].size_class <= size_class && tokens + list[first + n].tokens <= limit) {
        *of_class += list[first + n].size_class == size_class;
        tokens += list[first + n++].tokens;
    }
    return n;
}

/* Neighbours that should become one: MERGE_COUNT of one class, with smaller ones between them; or a single segment that
 * is mostly removed. A large segment is so never written again for the sake of a few small ones. 0: nothing to do. */
static size_t choose(const struct candidate *list, size_t count, uint64_t limit, size_t *first)
{
    unsigned largest = 0;
    for (size_t i = 0; i < count; i++) {
        largest = list[i].size_class > largest ? list[i].size_class : largest;
        if (list[i].removed * UINT64_C(2) > list[i].documents) {
            *first = i;
            return 1;
        }
    }
    for (unsigned c = 0; c <= largest; c++)
        for (size_t i = 0; i < count; i++) {
            size_t of_class, n = measure_run(list, count, i, c, limit, &of_class);
            if (of_class >= MERGE_COUNT) {
                *first = i;
                return n;
            }
        }
    return 0;
}

static int delete_segment(tkit_corpus *corpus, int64_t id)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_PARTS_DELETE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, tkit_part_id(id, 0, 0));
    sqlite3_bind_int64(s, 2, tkit_part_id(id + 1, 0, 0) - 1);
    rc = tkit_database_run(corpus, s);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(corpus, SQL_SEGMENT_DELETE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    return tkit_database_run(corpus, s);
}

int tkit_indexer_drop_segment(struct tkit_indexer *x, int64_t id)
{
    int rc = delete_segment(x->corpus, id);
    return rc ? rc : bump_generation(x->corpus);
}

static int merge(struct tkit_indexer *x, const struct candidate *list, size_t count)
{
    int rc = tkit_index_pin(x->corpus);
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        struct tkit_segment *segment;
        rc = tkit_segment_load(x->corpus, list[i].id, &segment);
        if (rc)
            return rc;
        rc = tkit_builder_segment(x->builder, segment);
        tkit_segment_free(segment);
    }
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) rc = delete_segment(x->corpus, list[i].id);
    if (rc == TKIT_OK)
        rc = write_segment(x);
    return rc ? rc : bump_generation(x->corpus);
}

static int merge_small(struct tkit_indexer *x)
{
    uint64_t limit = x->corpus->tk->limit[LIMIT_SEGMENT_TOKENS];
    for (;;) {
        struct candidate *list = NULL;
        size_t count = 0, capacity = 0, first = 0;
        int rc = list_candidates(x->corpus, &list, &count, &capacity);
        size_t chosen = rc ? 0 : choose(list, count, limit, &first);
        if (chosen)
            rc = merge(x, list + first, chosen);
        tkit_free(x->corpus->tk, list, capacity * sizeof *list);
        if (rc || !chosen)
            return rc;
    }
}

int tkit_indexer_give_stems(struct tkit_indexer *x)
{
    for (;;) {
        sqlite3_stmt *s;
        int rc = tkit_database_statement(x->corpus, SQL_SEGMENT_WITHOUT_STEM, &s);
        if (rc == TKIT_OK)
            rc = tkit_database_step(x->corpus, s);
        if (rc <= 0)
            return rc;
        struct candidate one = {.id = sqlite3_column_int64(s, 0)};
        sqlite3_reset(s);
        rc = merge(x, &one, 1);
        if (rc)
            return rc;
    }
}

/* ---- documents ---- */

/* Sentences as the table `text` keeps them: JSON. */
static int store_sentences(struct tkit_indexer *x, int64_t id)
{
    tkit_buffer_clear(&x->text);
    tkit_buffer_putc(&x->text, '[');
    for (size_t i = 0; i < x->sentences.count; i++) {
        uint32_t start = x->sentences.start[i], end = x->sentences.end[i];
        char *to = tkit_buffer_room(&x->text, SENTENCE_TEXT + 4);
        if (!to)
            return tkit_buffer_status(&x->text);
        char digits[SENTENCE_TEXT];
        const uint32_t pair[2] = {start, end};
        *to++ = i ? ',' : ' ';
        for (int n = 0; n < 2; n++) {
            unsigned length = 0;
            *to++ = n ? ',' : '[';
            for (uint32_t v = pair[n]; length == 0 || v; v /= 10) digits[length++] = (char)('0' + v % 10);
            while (length) *to++ = digits[--length];
        }
        *to++ = ']';
        x->text.size = (size_t)(to - x->text.data);
    }
    tkit_buffer_putc(&x->text, ']');
    sqlite3_stmt *s;
    int rc = tkit_buffer_status(&x->text);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(x->corpus, SQL_TEXT_SET_SENTENCES, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_text64(s, 2, x->text.data, x->text.size, SQLITE_STATIC, SQLITE_UTF8);
    return tkit_database_run(x->corpus, s);
}

/* Imported tokens as the table `token` keeps them. */
static int store_tokens(struct tkit_indexer *x, const tkit_spans *tokens, int64_t id)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    uint32_t place = 0;
    tkit_buffer_clear(&x->text);
    for (size_t i = 0; i < tokens->count; i++) {
        tkit_put_varint(&x->text, tokens->start[i] - place);
        tkit_put_varint(&x->text, tokens->end[i] - tokens->start[i]);
        place = tokens->end[i];
    }
    int rc = tkit_buffer_status(&x->text);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(x->corpus, SQL_TOKENS_INSERT, &s);
    if (rc)
        return rc;
    tkit_blob_hash(x->text.data, x->text.size, hash);
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_int64(s, 3, (int64_t)tokens->count);
    sqlite3_bind_blob64(s, 4, x->text.data, x->text.size, SQLITE_STATIC);
    return tkit_database_run(x->corpus, s);
}

static int store_regions(struct tkit_indexer *x, const struct tkit_given_annotation *from, int64_t id)
{
    tkit_layer *layer = NULL;
    int rc = TKIT_OK;
    for (size_t i = 0; i < from->region_count && rc == TKIT_OK; i++) {
        const struct tkit_region *r = &from->regions[i];
        if (!layer || strcmp(tkit_layer_name(layer), r->name) != 0) { /* neighbours are mostly of one layer */
            tkit_layer_close(layer);
            rc = tkit_layer_open(x->corpus, r->name, 1, &layer);
        }
        if (rc == TKIT_OK)
            rc = tkit_layer_add(layer, &(tkit_layer_span){.document = id, .start = r->start, .end = r->end,
                                                          .label = r->label, .json = r->json});
    }
    tkit_layer_close(layer);
    return rc;
}

/* The ends of sentences that the file marked: each goes on to the next one, or to the end of the text. */
static int imported_sentences(struct tkit_indexer *x, const struct tkit_given_annotation *from)
{
    tkit_spans *out = &x->sentences;
    const tkit_spans *tokens = &from->tokens;
    int rc = TKIT_OK;
    out->count = 0;
    for (size_t i = 0; i < from->sentence_count && rc == TKIT_OK; i++) {
        uint32_t first = from->sentences[i], next = (uint32_t)tokens->count;
        if (i + 1 < from->sentence_count)
            next = from->sentences[i + 1];
        if (first < next)
            rc = tkit_spans_add(x->corpus->tk, out, tokens->start[first], tokens->end[next - 1], 0);
    }
    return rc;
}

/* Sentences start with the first token in them. */
static int add_sentences(struct tkit_indexer *x, const tkit_spans *tokens)
{
    size_t token = 0;
    int rc = tkit_reserve(x->corpus->tk, (void **)&x->first_tokens, &x->first_capacity, x->sentences.count + 1,
                          sizeof *x->first_tokens);
    for (size_t i = 0; i < x->sentences.count && rc == TKIT_OK; i++) {
        while (token < tokens->count && tokens->start[token] < x->sentences.start[i]) token++;
        x->first_tokens[i] = (uint32_t)token;
    }
    return rc ? rc : tkit_builder_sentences(x->builder, x->first_tokens, x->sentences.count);
}

static int add_given(struct tkit_indexer *x, tkit_document *document, const struct tkit_given_annotation *from,
                     int64_t id)
{
    const char *text = tkit_document_text(document, NULL), *value = from->values.data;
    unsigned attributes[ANNOTATION_COLUMNS];
    struct tkit_form forms[ANNOTATION_COLUMNS];
    int rc = TKIT_OK;
    for (unsigned i = 0; i < from->columns && rc == TKIT_OK; i++)
        rc = tkit_builder_attribute(x->builder, from->names[i], &attributes[i]);
    if (rc == TKIT_OK)
        rc = tkit_builder_document(x->builder, id);
    for (size_t n = 0; n < from->tokens.count && rc == TKIT_OK; n++) {
        uint32_t start = from->tokens.start[n];
        forms[0] = (struct tkit_form){text + start, from->tokens.end[n] - start};
        for (unsigned i = 1; i < from->columns; i++) {
            forms[i] = (struct tkit_form){value, (uint32_t)strlen(value)};
            value += forms[i].length + 1;
        }
        rc = tkit_builder_row(x->builder, attributes, forms, from->columns);
    }
    if (rc == TKIT_OK)
        rc = from->sentence_count ? imported_sentences(x, from)
                                  : tkit_document_sentences(document, TKIT_SENTENCES_NEWS, &x->sentences);
    return rc ? rc : add_sentences(x, &from->tokens);
}

static int add_plain(struct tkit_indexer *x, tkit_document *document, int64_t id)
{
    size_t length;
    const char *text = tkit_document_text(document, &length);
    int rc = tkit_document_sentences(document, TKIT_SENTENCES_NEWS, &x->sentences);
    return rc ? rc : tkit_builder_text(x->builder, id, text, length, x->sentences.start, x->sentences.count);
}

static int write_if_full(struct tkit_indexer *x)
{
    bool is_full;
    const tkit *tk = x->corpus->tk;
    int rc = tkit_builder_is_full(x->builder, tk->limit[LIMIT_SEGMENT_TOKENS], tk->limit[LIMIT_INDEX_BYTES], &is_full);
    if (rc || !is_full)
        return rc;
    rc = write_added(x);
    if (rc || x->again)
        return rc;
    rc = merge_small(x);
    return rc ? rc : tkit_database_commit_and_continue(x->corpus);
}

static int end_document(struct tkit_indexer *x, int64_t id)
{
    int rc = store_sentences(x, id);
    return rc ? rc : write_if_full(x);
}

int tkit_indexer_add(struct tkit_indexer *x, tkit_document *document, const struct tkit_given_annotation *words,
                     int64_t id)
{
    const struct tkit_given_annotation *given = document->annotation ? document->annotation : words;
    int rc = words && x->annotated == 0 ? tkit_corpus_record_models(x->corpus) : TKIT_OK;
    x->annotated += words != NULL;
    if (rc == TKIT_OK)
        rc = given ? add_given(x, document, given, id) : add_plain(x, document, id);
    if (rc == TKIT_OK && given)
        rc = store_tokens(x, &given->tokens, id);
    if (rc == TKIT_OK && given)
        rc = store_regions(x, given, id);
    return rc ? rc : end_document(x, id);
}

int tkit_indexer_add_again(struct tkit_indexer *x, tkit_document *document,
                           const struct tkit_given_annotation *given, int64_t id)
{
    int rc = add_given(x, document, given, id);
    return rc ? rc : end_document(x, id);
}

int tkit_indexer_add_text(struct tkit_indexer *x, const char *text, size_t length, int64_t id)
{
    x->is_index_alone = true;
    int rc = tkit_builder_text(x->builder, id, text, length, NULL, 0);
    return rc ? rc : write_if_full(x);
}

int tkit_indexer_finish(struct tkit_indexer *x)
{
    int rc = write_added(x);
    return rc ? rc : merge_small(x);
}
