/* Two contexts in two threads work at once, and another thread may interrupt one. Run under ThreadSanitizer too. */
#include "test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <toolkit/toolkit.h>

#ifdef __SANITIZE_THREAD__
/* libarchive asks mktime(), whose lock inside the C library the sanitizer does not see. */
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void)
{
    return "race:tzset_internal\n";
}
#endif

static const char text[] = "Foreign Minister Odo Karst said on Monday that 12,400 people left their homes. "
                           "\"Warnings were issued,\" he said. Nobody in the valley heard them.";

static void *work(void *result)
{
    size_t *total = result;
    tkit *tk;
    if (tkit_create(&tk, NULL) != TKIT_OK)
        return NULL;
    tkit_spans words = {0};
    for (int round = 0; round < 200; round++) {
        if (tkit_tokenize(tk, text, sizeof text - 1, TKIT_TOKENS_WORDS, &words) != TKIT_OK)
            break;
        *total += words.count;
        tkit_document *document = NULL;
        if (tkit_document_parse(tk, "news.txt", text, sizeof text - 1, NULL, &document) != TKIT_OK)
            break;
        *total += tkit_document_block_count(document);
        tkit_document_release(document);
    }
    tkit_spans_free(tk, &words);
    tkit_destroy(tk);
    return NULL;
}

static void two_contexts_work_at_once(void)
{
    pthread_t a, b;
    size_t words_a = 0, words_b = 0;
    CHECK(pthread_create(&a, NULL, work, &words_a) == 0);
    CHECK(pthread_create(&b, NULL, work, &words_b) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    CHECK(words_a > 200 && words_a == words_b);
}

static void *ask(void *document)
{
    tkit_fact title;
    size_t *blocks = malloc(sizeof *blocks);
    if (blocks)
        *blocks = tkit_document_block_count(document) + (tkit_document_fact(document, "title", &title) == TKIT_OK) +
                  strlen(tkit_document_sha256(document));
    return blocks;
}

static void a_document_is_asked_from_two_threads(void)
{
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    for (int round = 0; round < 50; round++) {
        tkit_document *document = NULL;
        pthread_t other;
        void *theirs = NULL;
        CHECK(tkit_document_parse(tk, "news.txt", text, sizeof text - 1, NULL, &document) == TKIT_OK);
        CHECK(pthread_create(&other, NULL, ask, document) == 0);
        size_t *ours = ask(document);
        pthread_join(other, &theirs);
        CHECK(ours && theirs && *ours == *(size_t *)theirs && *ours > 65);
        free(ours);
        free(theirs);
        tkit_document_release(document);
    }
    tkit_destroy(tk);
}

/* ---- a loader with workers ---- */

/* Everything that comes out of some folders, notes included, as one number. */
struct seen {
    uint64_t hash;
    size_t documents, notes;
};

static void add(struct seen *seen, const char *string)
{
    for (; string && *string; string++) seen->hash = (seen->hash ^ (unsigned char)*string) * UINT64_C(0x100000001b3);
    seen->hash = seen->hash * 31 + 7;
}

static void add_note(void *user, const tkit_load_note *note)
{
    struct seen *seen = user;
    seen->notes++;
    add(seen, note->file);
    add(seen, note->message);
}

static struct seen load_all(tkit *tk, unsigned threads, size_t most)
{
    const char *inputs[] = {"corpus", "tests/data", "tests/fuzz/seeds", "no/such/folder"};
    struct seen seen = {0};
    tkit_load_options options = {.size = sizeof options, .threads = threads, .note = add_note, .note_user = &seen};
    tkit_loader *loader;
    tkit_document *document;
    int rc = 0;
    CHECK(tkit_loader_open(tk, inputs, 4, &options, &loader) == TKIT_OK);
    while (seen.documents < most && (rc = tkit_loader_next(loader, &document)) == 1) {
        tkit_fact date;
        seen.documents++;
        add(&seen, tkit_document_file(document));
        add(&seen, tkit_document_text(document, NULL));
        add(&seen, tkit_document_sha256(document));
        seen.hash += tkit_document_block_count(document);
        CHECK(tkit_document_fact(document, "date", &date) == TKIT_OK);
        add(&seen, date.value);
        tkit_document_release(document);
    }
    CHECK(seen.documents == most || rc == 0);
    tkit_loader_close(loader);
    return seen;
}

static void documents_come_in_order_whatever_the_threads(void)
{
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    struct seen one = load_all(tk, 1, SIZE_MAX);
    CHECK(one.documents > 50 && one.notes > 0);
    for (unsigned threads = 2; threads <= 5; threads += 3) {
        struct seen more = load_all(tk, threads, SIZE_MAX);
        CHECK(more.hash == one.hash && more.documents == one.documents && more.notes == one.notes);
    }
    for (size_t most = 0; most < 40; most += 3) { /* closed with work under way */
        struct seen few = load_all(tk, 3, most);
        CHECK(few.documents == most);
    }
    tkit_destroy(tk);
}

/* Each text is many batches of words; every few hundred words are new. */
static char *long_text(int n, size_t *length)
{
    enum { ROOM = 400000, MARGIN = 64 };
    char *words = malloc(ROOM);
    *length = 0;
    for (int i = 0; words && *length + MARGIN < ROOM; i++)
        *length += (size_t)snprintf(words + *length, ROOM - *length, "Gate %d of Dam%d was closed.%s", i % 700,
                                    i * n / 40, i % 9 ? " " : "\n\n");
    return words;
}

static uint64_t index_with(unsigned threads)
{
    tkit *tk;
    tkit_corpus *corpus = NULL;
    tkit_add_summary sum = {0};
    char folder[] = "/tmp/toolkit-threads-XXXXXX", file[64];
    CHECK(mkdtemp(folder) != NULL && tkit_create(&tk, NULL) == TKIT_OK);
    for (int n = 0; n < 3; n++) {
        size_t length;
        char *words = long_text(n, &length);
        snprintf(file, sizeof file, "%s/%d.txt", folder, n);
        FILE *f = fopen(file, "wb");
        CHECK(f && words && fwrite(words, 1, length, f) == length);
        if (f)
            fclose(f);
        free(words);
    }
    const char *inputs[] = {folder};
    const tkit_add_options options = {.size = sizeof options, .threads = threads, .attributes = "word,lower,stem"};
    CHECK(tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    CHECK(tkit_corpus_add(corpus, inputs, 1, &options, &sum) == TKIT_OK && sum.added == 3);
    CHECK(tkit_corpus_verify(corpus, NULL, NULL, NULL) == TKIT_OK);
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
    for (int n = 0; n < 3; n++) {
        snprintf(file, sizeof file, "%s/%d.txt", folder, n);
        remove(file);
    }
    rmdir(folder);
    return sum.tokens;
}

static void a_second_thread_indexes(void)
{
    uint64_t one = index_with(1);
    CHECK(one > 100000 && index_with(2) == one);
}

/* ---- annotation ---- */

/* What a statement says of a corpus, as one number. */
static void add_rows(struct seen *seen, tkit_corpus *corpus, const char *sql)
{
    tkit_statement *s;
    tkit_value value;
    CHECK(tkit_statement_open(corpus, sql, strlen(sql), 0, &s) == TKIT_OK);
    while (tkit_statement_step(s) == 1) {
        tkit_statement_column(s, 0, &value);
        for (size_t i = 0; value.text && i < value.length; i++)
            seen->hash = (seen->hash ^ (unsigned char)value.text[i]) * UINT64_C(0x100000001b3);
        seen->hash = seen->hash * 31 + (uint64_t)value.integer;
    }
    tkit_statement_close(s);
}

/* Adds the sample texts, annotated at once or later, and says what the index and the layers then hold. */
static struct seen annotate_with(tkit *tk, unsigned threads, int later)
{
    const char *inputs[] = {"corpus", "tests/data"};
    struct seen seen = {0};
    tkit_corpus *corpus = NULL;
    tkit_load_options load = {.size = sizeof load, .note = add_note, .note_user = &seen};
    const tkit_add_options add_options = {
        .size = sizeof add_options, .load = &load, .threads = threads, .annotate = !later};
    const tkit_annotate_options options = {.size = sizeof options, .threads = threads};
    tkit_add_summary sum;
    CHECK(tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    CHECK(tkit_corpus_add(corpus, inputs, 2, &add_options, &sum) == TKIT_OK && sum.added > 20);
    if (later)
        CHECK(tkit_corpus_annotate(corpus, &options, NULL) == TKIT_OK);
    seen.documents = sum.added;
    add_rows(&seen, corpus, "SELECT data FROM segment_part ORDER BY id");
    add_rows(&seen, corpus, "SELECT start FROM span ORDER BY id");
    tkit_corpus_close(corpus);
    return seen;
}

static void annotations_are_the_same_whatever_the_threads(void)
{
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    for (int later = 0; later < 2; later++) {
        struct seen one = annotate_with(tk, 1, later);
        for (unsigned threads = 2; threads <= 5; threads += 3) {
            struct seen more = annotate_with(tk, threads, later);
            CHECK(more.hash == one.hash && more.documents == one.documents);
        }
    }
    tkit_destroy(tk);
}

/* The tags of many texts as one number. */
static uint64_t tags_with(tkit *tk, unsigned threads)
{
    enum { TEXTS = 60, ROOM = 900 };
    static char texts[TEXTS][ROOM];
    size_t put = 0, taken = 0;
    uint64_t hash = 0;
    tkit_annotator *annotator;
    tkit_ahead *ahead;
    tkit_annotation *annotation;
    CHECK(tkit_annotator_create(tk, NULL, 0, &annotator) == TKIT_OK);
    CHECK(tkit_ahead_open(annotator, threads, TKIT_LAYER_ALL, &ahead) == TKIT_OK);
    for (int code = 1; code == 1;) {
        for (; put < TEXTS && tkit_ahead_has_room(ahead); put++) {
            size_t length = 0;
            for (size_t i = 0; i < 1 + put % 11; i++)
                length += (size_t)snprintf(texts[put] + length, ROOM - length,
                                           "Minister Odo Karst (%zu) said that the dam wouldn't hold. ", put);
            tkit_ahead_put(ahead, texts[put], length);
        }
        code = tkit_ahead_take(ahead, &annotation);
        CHECK(code >= 0);
        if (code != 1)
            continue;
        tkit_annotation_columns c;
        tkit_annotation_get(annotation, &c);
        for (size_t i = 0; i < c.word_count; i++)
            hash = (hash ^ (c.start[i] + c.upos[i] * 31u + c.name[i] * 997u + (uint32_t)c.head[i] * 7u)) *
                   UINT64_C(0x100000001b3);
        tkit_annotation_free(annotation);
        taken++;
    }
    CHECK(taken == TEXTS);
    tkit_ahead_close(ahead);
    tkit_annotator_free(annotator);
    return hash;
}

static void texts_annotated_ahead_are_the_same(void)
{
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    uint64_t one = tags_with(tk, 1);
    CHECK(one != 0 && tags_with(tk, 2) == one && tags_with(tk, 5) == one);
    tkit_destroy(tk);
}

static void *interrupt(void *tk)
{
    tkit_interrupt(tk);
    return NULL;
}

static void interrupt_with(unsigned threads)
{
    tkit *tk;
    pthread_t other;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    CHECK(pthread_create(&other, NULL, interrupt, tk) == 0);
    const char *inputs[] = {"corpus"};
    int code = TKIT_OK;
    while (code != TKIT_EINTERRUPT) { /* reads the folder again and again until the flag is seen */
        tkit_loader *loader = NULL;
        tkit_document *document;
        tkit_load_options options = {.size = sizeof options, .threads = threads};
        code = tkit_loader_open(tk, inputs, 1, &options, &loader);
        while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) tkit_document_release(document);
        tkit_loader_close(loader);
        if (code < 0 && code != TKIT_EINTERRUPT)
            break;
    }
    CHECK(code == TKIT_EINTERRUPT);
    pthread_join(other, NULL);
    tkit_clear_interrupt(tk);
    tkit_destroy(tk);
}

static void interrupt_annotation(unsigned threads)
{
    tkit *tk;
    tkit_corpus *corpus;
    pthread_t other;
    const char *inputs[] = {"corpus"};
    const tkit_annotate_options options = {.size = sizeof options, .threads = threads};
    CHECK(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    CHECK(tkit_corpus_add(corpus, inputs, 1, NULL, NULL) == TKIT_OK);
    CHECK(pthread_create(&other, NULL, interrupt, tk) == 0);
    pthread_join(other, NULL);
    CHECK(tkit_corpus_annotate(corpus, &options, NULL) == TKIT_EINTERRUPT);
    tkit_clear_interrupt(tk);
    CHECK(tkit_corpus_annotate(corpus, &options, NULL) == TKIT_OK);
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
}

static void another_thread_interrupts(void)
{
    interrupt_with(1);
    interrupt_with(3);
    interrupt_annotation(1);
    interrupt_annotation(3);
}

int main(void)
{
    RUN(two_contexts_work_at_once);
    RUN(a_document_is_asked_from_two_threads);
    RUN(documents_come_in_order_whatever_the_threads);
    RUN(a_second_thread_indexes);
    RUN(annotations_are_the_same_whatever_the_threads);
    RUN(texts_annotated_ahead_are_the_same);
    RUN(another_thread_interrupts);
    return test_report();
}
