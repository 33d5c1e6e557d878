/* Building a full positional index in a file of its own: ours, FTS5 (unicode61, contentless, detail=full) with the same
 * page size, journal, cache and one transaction, Xapian (glass, positions).
 *
 * Ours indexes every token, punctuation included, by its form and its folded form, and its file can tell the form at
 * any position; the others index folded words. Answers: the documents that hold some words of which all have the same
 * idea. Sizes: all of the index as it was built, that is ours with its column of forms, FTS5's blocks and sizes of
 * documents, Xapian's files. */
#include "bench.h"
#include "xapian_peer.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/computed.h"
#include "store/indexer.h"
#include "store/segment.h"

/* Words that the transcripts never set beside an underscore, nor with a point or an apostrophe between letters: no two
 * tokenizers disagree about them. */
static const char *const words[] = {"including", "significant", "measures", "almost", "difference", "beyond",
                                    "ourselves", "reduce", "fundamental", "throughout", "discussed", "finally"};
enum { WORDS = sizeof words / sizeof *words };

static uint64_t mix(uint64_t word, uint64_t document)
{
    uint64_t x = (word + 1) * 0x9e3779b97f4a7c15u ^ document * 0xc2b2ae3d27d4eb4fu;
    return x ^ x >> 29;
}

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_index: %s\n", what);
        exit(2);
    }
}

struct files {
    char path[64];
    unsigned threads;
    int stems;
};

static void remove_files(void *state)
{
    const struct files *f = state;
    char name[96];
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", f->path, ends[i]);
        unlink(name);
    }
}

static void *open_files(unsigned threads)
{
    struct files *f = calloc(1, sizeof *f);
    must(f != NULL, "out of memory");
    snprintf(f->path, sizeof f->path, "/tmp/bench-index-%d-%u.db", (int)getpid(), threads);
    f->threads = threads;
    return f;
}

static void close_files(void *state)
{
    remove_files(state);
    free(state);
}

static void *open_one(const struct bench_corpus *corpus)
{
    (void)corpus;
    return open_files(1);
}

static void *open_two(const struct bench_corpus *corpus)
{
    (void)corpus;
    return open_files(2);
}

static void *open_stems(const struct bench_corpus *corpus)
{
    (void)corpus;
    struct files *f = open_files(1);
    f->stems = 1;
    return f;
}

static void *open_fts(const struct bench_corpus *corpus)
{
    (void)corpus;
    return open_files(0);
}

/* ---- ours ---- */

static uint64_t ours_run(void *state, const struct bench_corpus *corpus)
{
    struct files *f = state;
    tkit *tk;
    tkit_corpus *file;
    struct tkit_indexer *indexer;
    bool is_new;
    must(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, f->path, NULL, &file) == TKIT_OK, "open");
    must(tkit_corpus_begin(file) == TKIT_OK, "begin");
    must(!f->stems || tkit_computed_want_stem(file, "english", &is_new) == TKIT_OK, "stems");
    must(tkit_indexer_open(file, f->threads, &indexer) == TKIT_OK, "indexer");
    for (size_t i = 0; i < corpus->count; i++)
        must(tkit_indexer_add_text(indexer, corpus->texts[i].text, corpus->texts[i].length, (int64_t)i + 1) == TKIT_OK,
             "add");
    must(tkit_indexer_finish(indexer) == TKIT_OK && tkit_corpus_end(file, 1) == TKIT_OK, "finish");
    tkit_indexer_free(indexer);
    tkit_corpus_close(file);
    tkit_destroy(tk);
    return corpus->count;
}

static uint64_t sum_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    must(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW, sql);
    uint64_t sum = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return sum;
}

static uint64_t sum_in_file(const struct files *f, const char *sql)
{
    sqlite3 *db;
    must(sqlite3_open(f->path, &db) == SQLITE_OK, "sizes");
    uint64_t sum = sum_of(db, sql);
    sqlite3_close(db);
    return sum;
}

static uint64_t ours_size(void *state)
{
    return sum_in_file(state, "SELECT sum(length(data)) FROM segment_part");
}

static uint64_t ours_answer(void *state, const struct bench_corpus *corpus)
{
    struct files *f = state;
    tkit *tk;
    tkit_corpus *file;
    struct tkit_index *index;
    uint64_t sum = 0;
    ours_run(f, corpus);
    must(tkit_create(&tk, NULL) == TKIT_OK && tkit_corpus_open(tk, f->path, NULL, &file) == TKIT_OK, "open");
    must(tkit_index_open(file, &index) == TKIT_OK, tkit_errmsg(tk));
    for (size_t i = 0; i < index->count; i++) {
        struct tkit_attribute *lower = tkit_segment_attribute(index->segments[i], "lower");
        must(lower && tkit_attribute_load(lower) == TKIT_OK, "lexicon");
        for (int w = 0; w < WORDS; w++) {
            struct tkit_postings p;
            uint32_t form = tkit_attribute_find(lower, words[w], strlen(words[w]));
            if (form == TKIT_NO_TOKEN)
                continue;
            must(tkit_postings_open_documents(&p, lower, &form, 1) == TKIT_OK, "postings");
            for (uint32_t d; (d = tkit_postings_next(&p)) != TKIT_NO_TOKEN;)
                sum += mix((uint64_t)w, (uint64_t)index->segments[i]->document[d]);
            tkit_postings_close(&p);
        }
    }
    tkit_index_close(index);
    tkit_corpus_close(file);
    tkit_destroy(tk);
    return sum;
}

/* ---- FTS5 ---- */

static sqlite3 *fts_open_file(const struct files *f)
{
    sqlite3 *db;
    must(sqlite3_open(f->path, &db) == SQLITE_OK, "FTS5: open");
    must(sqlite3_exec(db, "PRAGMA page_size = 16384; PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL;"
                          " PRAGMA cache_size = -16384", NULL, NULL, NULL) == SQLITE_OK,
         "FTS5: pragmas");
    return db;
}

static uint64_t fts_run(void *state, const struct bench_corpus *corpus)
{
    sqlite3_stmt *s;
    sqlite3 *db = fts_open_file(state);
    must(sqlite3_exec(db, "CREATE VIRTUAL TABLE f USING fts5(x, content='', detail=full, tokenize='unicode61'); BEGIN",
                      NULL, NULL, NULL) == SQLITE_OK, "FTS5: create");
    must(sqlite3_prepare_v2(db, "INSERT INTO f(rowid, x) VALUES(?, ?)", -1, &s, NULL) == SQLITE_OK, "FTS5: prepare");
    for (size_t i = 0; i < corpus->count; i++) {
        sqlite3_bind_int64(s, 1, (int64_t)i + 1);
        sqlite3_bind_text64(s, 2, corpus->texts[i].text, corpus->texts[i].length, SQLITE_STATIC, SQLITE_UTF8);
        must(sqlite3_step(s) == SQLITE_DONE, "FTS5: insert");
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "FTS5: commit");
    sqlite3_close(db);
    return corpus->count;
}

static uint64_t fts_answer(void *state, const struct bench_corpus *corpus)
{
    struct files *f = state;
    sqlite3_stmt *s;
    uint64_t sum = 0;
    fts_run(f, corpus);
    sqlite3 *db = fts_open_file(f);
    must(sqlite3_prepare_v2(db, "SELECT rowid FROM f WHERE f MATCH ?", -1, &s, NULL) == SQLITE_OK, "FTS5: match");
    for (int w = 0; w < WORDS; w++) {
        sqlite3_bind_text(s, 1, words[w], -1, SQLITE_STATIC);
        while (sqlite3_step(s) == SQLITE_ROW) sum += mix((uint64_t)w, (uint64_t)sqlite3_column_int64(s, 0));
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    return sum;
}

static uint64_t fts_size(void *state)
{
    return sum_in_file(state,
                       "SELECT (SELECT sum(length(block)) FROM f_data) + (SELECT sum(length(sz)) FROM f_docsize)");
}

/* ---- Xapian ---- */

#ifdef BENCH_XAPIAN
#define MISSING NULL

static uint64_t xapian_run(void *state, const struct bench_corpus *corpus)
{
    must(bench_xapian_build(((struct files *)state)->path, corpus->texts, corpus->count) == 0, "Xapian: build");
    return corpus->count;
}

static void take_document(void *user, uint64_t word, uint64_t document)
{
    *(uint64_t *)user += mix(word, document);
}

static uint64_t xapian_answer(void *state, const struct bench_corpus *corpus)
{
    uint64_t sum = 0;
    xapian_run(state, corpus);
    must(bench_xapian_documents(((struct files *)state)->path, words, WORDS, take_document, &sum) == 0,
         "Xapian: postings");
    return sum;
}

static uint64_t xapian_size(void *state)
{
    return bench_xapian_size(((struct files *)state)->path);
}

static void xapian_clear(void *state)
{
    bench_xapian_remove(((struct files *)state)->path);
}

static void xapian_close(void *state)
{
    xapian_clear(state);
    free(state);
}
#else
#define MISSING "built without xapian-core"
#define xapian_run fts_run
#define xapian_answer fts_answer
#define xapian_size fts_size
#define xapian_clear remove_files
#define xapian_close close_files
#endif

/* ---- tables ---- */

static const struct bench_system one_thread[] = {
    {.name = "toolkit", .open = open_one, .close = close_files, .clear = remove_files, .run = ours_run,
     .answer = ours_answer, .size = ours_size},
    {.name = "FTS5 unicode61", .open = open_fts, .close = close_files, .clear = remove_files, .run = fts_run,
     .answer = fts_answer, .floor = 3.5, .goal = 5, .size = fts_size, .size_most = 0.75},
};

static const struct bench_system two_threads[] = {
    {.name = "toolkit, 2 threads", .open = open_two, .close = close_files, .clear = remove_files, .run = ours_run,
     .answer = ours_answer},
    {.name = "FTS5 unicode61", .open = open_fts, .close = close_files, .clear = remove_files, .run = fts_run,
     .answer = fts_answer, .floor = 5, .goal = 8},
};

static const struct bench_system with_stems[] = {
    {.name = "toolkit, with stems", .open = open_stems, .close = close_files, .clear = remove_files,
     .run = ours_run, .size = ours_size},
};

static const struct bench_system beside_xapian[] = {
    {.name = "toolkit", .open = open_one, .close = close_files, .clear = remove_files, .run = ours_run,
     .answer = ours_answer, .size = ours_size},
    {.name = "Xapian", .missing = MISSING, .open = open_fts, .close = xapian_close, .clear = xapian_clear,
     .run = xapian_run, .answer = xapian_answer, .floor = 35, .goal = 50, .size = xapian_size, .size_most = 1},
};

enum { SAMPLE = 8 << 20 }; /* Xapian takes its time */

static const struct bench_measure measures[] = {
    {.name = "index", .input = BENCH_SPEECHES, .systems = one_thread, .system_count = 2, .shows_growth = 1,
     .starts_dear = 1, .growth_most = 1.15, .memory_most = 512},
    {.name = "index, 2 threads", .input = BENCH_SPEECHES, .systems = two_threads, .system_count = 2,
     .memory_most = 512},
    {.name = "index, with stems", .input = BENCH_SPEECHES, .systems = with_stems, .system_count = 1},
    {.name = "index, beside Xapian", .input = BENCH_SPEECHES, .systems = beside_xapian, .system_count = 2,
     .sample_bytes = SAMPLE},
};

const struct bench_table bench_index = {"index", measures, sizeof measures / sizeof *measures};
