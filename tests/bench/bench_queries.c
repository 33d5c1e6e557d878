/* Document sets of words, phrases, NEAR and their combinations, and concordance lines, against FTS5 with our tokenizer
 * over the same texts; token patterns, which FTS5 does not have, against the time that they may take.
 *
 * Sets are compared first. Phrases and NEAR look over punctuation on both sides. */
#include "bench.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef BENCH_BUILD
#define BENCH_BUILD "build"
#endif

enum { LEAVES_MOST = 3, WORDS_MOST = 6, KWIC_LINES = 10000 };

/* A document set: leaves joined by `op`. A leaf is a word, a phrase, or two words that are NEAR. */
struct leaf {
    const char *words; /* separated by spaces */
    int near;          /* 0: a phrase; else so many words may be between the two */
};
static const struct set {
    char op; /* '&' '|' '-', 0 for one leaf */
    struct leaf leaves[LEAVES_MOST];
} sets[] = {
    {0, {{"government", 0}}}, {0, {{"the", 0}}}, {0, {{"australia", 0}}}, {0, {{"minister", 0}}}, {0, {{"economy", 0}}},
    {0, {{"uranium", 0}}}, {0, {{"kangaroo", 0}}}, {0, {{"because", 0}}}, {0, {{"people", 0}}}, {0, {{"wheat", 0}}},
    {0, {{"parliament", 0}}}, {0, {{"xylophone", 0}}},
    {0, {{"prime minister", 0}}}, {0, {{"of the", 0}}}, {0, {{"in the", 0}}}, {0, {{"ladies and gentlemen", 0}}},
    {0, {{"united states", 0}}}, {0, {{"the prime minister of australia", 0}}}, {0, {{"i think that", 0}}},
    {0, {{"foreign policy", 0}}}, {0, {{"a great deal of", 0}}}, {0, {{"the fact that", 0}}},
    {0, {{"tax cut", 5}}}, {0, {{"the of", 10}}}, {0, {{"war peace", 10}}}, {0, {{"uranium export", 10}}},
    {0, {{"government policy", 5}}}, {0, {{"australia japan", 8}}}, {0, {{"oil price", 3}}},
    {'&', {{"government", 0}, {"war", 0}}}, {'|', {{"tax", 0}, {"budget", 0}}}, {'-', {{"government", 0}, {"tax", 0}}},
    {'&', {{"prime minister", 0}, {"united states", 0}}}, {'|', {{"uranium", 0}, {"wool", 0}, {"wheat", 0}}},
    {'-', {{"prime minister", 0}, {"war", 0}}}, {'&', {{"the", 0}, {"of", 0}, {"and", 0}}},
    {'&', {{"inflation", 0}, {"tax cut", 5}}},
};
enum { SETS = sizeof sets / sizeof *sets };

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_queries: %s\n", what);
        exit(2);
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t mix(uint64_t set, uint64_t document)
{
    uint64_t x = (set + 1) * 0x9e3779b97f4a7c15u ^ document * 0xc2b2ae3d27d4eb4fu;
    return x ^ x >> 29;
}

/* Both engines over the same texts, in files of their own; made once for all measures. */
static struct engines {
    tkit *tk;
    tkit_corpus *corpus;
    sqlite3 *db;
    sqlite3_stmt *match, *snippet;
    tkit_query *held; /* keeps the view of the index open, as a session does */
    char ours[64], theirs[64];
    int users;
} engines;

static void remove_files(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[96];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

/* The texts as files of a folder, which is the fast way in; their names keep them in order. */
static void fill_ours(struct engines *e, const struct bench_corpus *texts)
{
    char folder[80], name[120];
    const char *input = folder;
    snprintf(folder, sizeof folder, "%s.texts", e->ours);
    must(mkdir(folder, 0700) == 0, "a folder for the texts");
    for (size_t i = 0; i < texts->count; i++) {
        snprintf(name, sizeof name, "%s/%07zu.txt", folder, i + 1);
        FILE *f = fopen(name, "wb");
        must(f && fwrite(texts->texts[i].text, 1, texts->texts[i].length, f) == texts->texts[i].length &&
                 fclose(f) == 0,
             name);
    }
    must(tkit_create(&e->tk, NULL) == TKIT_OK && tkit_corpus_open(e->tk, e->ours, NULL, &e->corpus) == TKIT_OK, "open");
    must(tkit_corpus_add(e->corpus, &input, 1, NULL, NULL) == TKIT_OK, tkit_errmsg(e->tk));
    for (size_t i = 0; i < texts->count; i++) {
        snprintf(name, sizeof name, "%s/%07zu.txt", folder, i + 1);
        unlink(name);
    }
    rmdir(folder);
}

/* The documents that ours holds: a text that comes twice is one. */
static int fill_theirs(struct engines *e)
{
    char sql[256];
    must(sqlite3_open(e->theirs, &e->db) == SQLITE_OK, "FTS5: open");
    sqlite3_enable_load_extension(e->db, 1);
    if (sqlite3_load_extension(e->db, BENCH_BUILD "/libtoolkit_sqlite", NULL, NULL) != SQLITE_OK)
        return 0;
    must(sqlite3_exec(e->db, "PRAGMA page_size = 16384; PRAGMA cache_size = -65536;"
                             " CREATE VIRTUAL TABLE f USING fts5(x, detail=full, tokenize='toolkit')",
                      NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(e->db));
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS c; BEGIN; INSERT INTO f(rowid, x) SELECT id, text FROM c.documents WHERE same_as IS NULL",
             e->ours);
    must(sqlite3_exec(e->db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(e->db));
    must(sqlite3_exec(e->db, "COMMIT; INSERT INTO f(f) VALUES('optimize')", NULL, NULL, NULL) == SQLITE_OK,
         "FTS5: commit");
    must(sqlite3_prepare_v2(e->db, "SELECT rowid FROM f WHERE f MATCH ?", -1, &e->match, NULL) == SQLITE_OK &&
             sqlite3_prepare_v2(e->db, "SELECT snippet(f, 0, '[', ']', '', 21) FROM f WHERE f MATCH ?", -1, &e->snippet,
                                NULL) == SQLITE_OK,
         "FTS5: prepare");
    return 1;
}

static void *open_engines(const struct bench_corpus *texts)
{
    if (engines.users++ == 0) {
        snprintf(engines.ours, sizeof engines.ours, "/tmp/bench-queries-%d.db", (int)getpid());
        snprintf(engines.theirs, sizeof engines.theirs, "/tmp/bench-queries-%d-fts5.db", (int)getpid());
        fill_ours(&engines, texts);
        must(tkit_query_open(engines.corpus, "\"x\"", 3, NULL, &engines.held) == TKIT_OK, tkit_errmsg(engines.tk));
        if (!fill_theirs(&engines)) {
            sqlite3_close(engines.db);
            engines.db = NULL;
        }
    }
    return &engines;
}

static void *open_theirs(const struct bench_corpus *texts)
{
    struct engines *e = open_engines(texts);
    return e->db ? e : NULL;
}

static void close_engines(void *state)
{
    struct engines *e = state;
    if (--e->users > 0)
        return;
    tkit_query_close(e->held);
    tkit_corpus_close(e->corpus);
    tkit_destroy(e->tk);
    sqlite3_finalize(e->match);
    sqlite3_finalize(e->snippet);
    sqlite3_close(e->db);
    remove_files(e->ours);
    remove_files(e->theirs);
    *e = (struct engines){0};
}

/* ---- document sets ---- */

/* A leaf as CQL: what has no letter or digit does not count between words. */
static void write_leaf(const struct leaf *leaf, char *out, size_t room)
{
    static const char between[] = "[word!=\".*[\\p{L}\\p{N}].*\"]*", word[] = "[word=\".*[\\p{L}\\p{N}].*\"]";
    char words[128], *list[WORDS_MOST], *rest = words;
    size_t count = 0;
    snprintf(words, sizeof words, "%s", leaf->words);
    for (char *w; count < WORDS_MOST && (w = strtok_r(rest, " ", &rest)) != NULL;) list[count++] = w;
    if (leaf->near) {
        snprintf(out, room, "MU(meet [lower=\"%s\"%%l] [lower=\"%s\"%%l] %d %d %s)", list[0], list[1], -leaf->near - 1,
                 leaf->near + 1, word);
        return;
    }
    for (size_t i = 0, n = 0; i < count; i++)
        n += (size_t)snprintf(out + n, room - n, "%s%s [lower=\"%s\"%%l]", i ? " " : "", i ? between : "", list[i]);
}

static tkit_documents *find_leaf(struct engines *e, const struct leaf *leaf)
{
    char text[2048];
    tkit_query *query;
    tkit_documents *found;
    const tkit_query_options options = {.size = sizeof options, .strategy = "traditional"};
    write_leaf(leaf, text, sizeof text);
    must(tkit_query_open(e->corpus, text, strlen(text), &options, &query) == TKIT_OK &&
             tkit_query_documents(query, 0, &found) == TKIT_OK,
         tkit_errmsg(e->tk));
    tkit_query_close(query);
    return found;
}

static uint64_t ours_set(struct engines *e, int number)
{
    const struct set *set = &sets[number];
    tkit_documents *found = find_leaf(e, &set->leaves[0]);
    for (int i = 1; i < LEAVES_MOST && set->leaves[i].words; i++) {
        tkit_documents *other = find_leaf(e, &set->leaves[i]), *joined;
        int operation = set->op == '&' ? TKIT_INTERSECTION : set->op == '|' ? TKIT_UNION : TKIT_DIFFERENCE;
        must(tkit_documents_combine(found, other, operation, &joined) == TKIT_OK, tkit_errmsg(e->tk));
        tkit_documents_free(found);
        tkit_documents_free(other);
        found = joined;
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < tkit_documents_count(found); i++)
        sum += mix((uint64_t)number, (uint64_t)tkit_documents_rows(found)[i].document);
    tkit_documents_free(found);
    return sum;
}

static uint64_t theirs_set(struct engines *e, int number)
{
    const struct set *set = &sets[number];
    char text[512];
    size_t n = 0;
    for (int i = 0; i < LEAVES_MOST && set->leaves[i].words; i++) {
        const char *join = set->op == '&' ? " AND " : set->op == '|' ? " OR " : " NOT ";
        const struct leaf *leaf = &set->leaves[i];
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", i ? join : "");
        if (leaf->near)
            n += (size_t)snprintf(text + n, sizeof text - n, "NEAR(%s, %d)", leaf->words, leaf->near);
        else
            n += (size_t)snprintf(text + n, sizeof text - n, "\"%s\"", leaf->words);
    }
    uint64_t sum = 0;
    sqlite3_bind_text(e->match, 1, text, -1, SQLITE_STATIC);
    while (sqlite3_step(e->match) == SQLITE_ROW)
        sum += mix((uint64_t)number, (uint64_t)sqlite3_column_int64(e->match, 0));
    sqlite3_reset(e->match);
    return sum;
}

static uint64_t ours_sets(void *state, const struct bench_corpus *texts)
{
    uint64_t sum = 0;
    (void)texts;
    for (int i = 0; i < SETS; i++) sum += ours_set(state, i);
    return sum;
}

static uint64_t theirs_sets(void *state, const struct bench_corpus *texts)
{
    uint64_t sum = 0;
    (void)texts;
    for (int i = 0; i < SETS; i++) sum += theirs_set(state, i);
    return sum;
}

static double best_time(struct engines *e, int number, uint64_t (*find)(struct engines *, int))
{
    double best = 1e9;
    for (int r = 0; r < 5; r++) {
        double start = seconds();
        find(e, number);
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    return best;
}

/* The answer, and which query does worst by itself. */
static uint64_t theirs_answer(void *state, const struct bench_corpus *texts)
{
    int worst = 0, unequal = 0;
    double least = 1e9, ours = 0;
    for (int i = 0; i < SETS; i++) {
        double mine = best_time(state, i, ours_set), ratio = best_time(state, i, theirs_set) / mine;
        unequal += ours_set(state, i) != theirs_set(state, i);
        if (ratio < least)
            least = ratio, worst = i, ours = mine;
    }
    printf("  the worst of %d queries, '%s': ours %.2fx FTS5 (floor 0.83), %.2f ms%s; %d sets differ\n", SETS,
           sets[worst].leaves[0].words, least, ours * 1e3, least < 1 / 1.2 ? "  BELOW THE FLOOR" : "", unequal);
    return theirs_sets(state, texts);
}

/* ---- concordance: 10,000 lines ---- */

static uint64_t ours_lines(void *state, const struct bench_corpus *texts)
{
    static const char text[] = "[lower=\"government\"]";
    struct engines *e = state;
    tkit_query *query;
    tkit_hits *hits;
    const tkit_hits_options limit = {.size = sizeof limit, .limit = KWIC_LINES};
    const tkit_line_options options = {.size = sizeof options, .context = 10};
    uint64_t lines = 0;
    (void)texts;
    must(tkit_query_open(e->corpus, text, strlen(text), NULL, &query) == TKIT_OK &&
             tkit_hits_collect(query, &limit, &hits) == TKIT_OK,
         tkit_errmsg(e->tk));
    for (size_t i = 0; i < tkit_hits_count(hits); i++) {
        tkit_line line;
        must(tkit_hits_line(hits, i, &options, &line) == TKIT_OK, tkit_errmsg(e->tk));
        lines += line.right > line.left;
    }
    tkit_hits_free(hits);
    tkit_query_close(query);
    return lines;
}

/* snippet() gives one line a document: as many as there are words that give 10,000. */
static uint64_t theirs_lines(void *state, const struct bench_corpus *texts)
{
    static const char *const words[] = {"government", "the", "of", "and", "to"};
    struct engines *e = state;
    uint64_t lines = 0;
    (void)texts;
    for (size_t w = 0; w < sizeof words / sizeof *words && lines < KWIC_LINES; w++) {
        sqlite3_bind_text(e->snippet, 1, words[w], -1, SQLITE_STATIC);
        while (lines < KWIC_LINES && sqlite3_step(e->snippet) == SQLITE_ROW)
            lines += sqlite3_column_bytes(e->snippet, 0) > 0;
        sqlite3_reset(e->snippet);
    }
    return lines;
}

/* ---- token patterns ---- */

static const char *const patterns[] = {
    "\"the\" []{0,5} \"of\"",
    "\"the\" []* \"of\" within s",
    "(?longest) \"the\" []{0,30} \"of\"",
    "[] []{0,5} \"of\" within s",
    "\"the\" (?! []{0,5} \"of\")",
    "(?<= \"the\" []{0,5}) \"of\"",
    "(?<a> \"the\" []{0,3}) (?<b> []{0,3} \"of\")",
    "<s> []* \"of\" []* </s>",
    "a:[] []{0,5} b:[] :: a.lower = b.lower",
    "a:[] []{0,5} b:[] :: a.lower != b.lower",
    "MU(meet \"the\" \"of\" -5 5)",
    "[word=\".*e\"] []{0,10} [word=\".*e\"] within s",
    "(\"the\" | \"of\" | \"and\") []{0,5} (\"the\" | \"of\" | \"and\")",
    "[lower != \"the\"]{3,8} \"of\"",
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

static double count_time(struct engines *e, const char *text)
{
    uint64_t count;
    tkit_query *query;
    double start = seconds();
    must(tkit_query_open(e->corpus, text, strlen(text), NULL, &query) == TKIT_OK &&
             tkit_query_count(query, &count) == TKIT_OK,
         tkit_errmsg(e->tk));
    tkit_query_close(query);
    return seconds() - start;
}

static uint64_t count_patterns(void *state, const struct bench_corpus *texts)
{
    (void)texts;
    for (int i = 0; i < PATTERNS; i++) count_time(state, patterns[i]);
    return PATTERNS;
}

static uint64_t tell_patterns(void *state, const struct bench_corpus *texts)
{
    (void)texts;
    for (int i = 0; i < PATTERNS; i++) {
        double best = 1e9;
        for (int r = 0; r < 3; r++) {
            double took = count_time(state, patterns[i]);
            best = took < best ? took : best;
        }
        printf("  %7.1f ms  %s%s\n", best * 1e3, patterns[i], best > 0.3 ? "  ABOVE 300 ms" : "");
    }
    return PATTERNS;
}

/* ---- tables ---- */

static const struct bench_system set_systems[] = {
    {.name = "toolkit", .open = open_engines, .close = close_engines, .run = ours_sets},
    {.name = "FTS5, toolkit tokenizer", .open = open_theirs, .close = close_engines, .run = theirs_sets,
     .answer = theirs_answer, .floor = 2, .goal = 4},
};
static const struct bench_system line_systems[] = {
    {.name = "toolkit", .open = open_engines, .close = close_engines, .run = ours_lines},
    {.name = "FTS5 snippet()", .open = open_theirs, .close = close_engines, .run = theirs_lines, .floor = 20,
     .goal = 35},
};
static const struct bench_system pattern_systems[] = {
    {.name = "toolkit", .open = open_engines, .close = close_engines, .run = count_patterns, .answer = tell_patterns},
};
static const struct bench_measure measures[] = {
    {.name = "queries, 37 document sets", .input = BENCH_SPEECHES, .systems = set_systems, .system_count = 2},
    {.name = "concordance, 10,000 lines", .input = BENCH_SPEECHES, .systems = line_systems, .system_count = 2},
    {.name = "queries, token patterns", .input = BENCH_SPEECHES, .systems = pattern_systems, .system_count = 1},
};
const struct bench_table bench_queries = {"Queries", measures, sizeof measures / sizeof *measures};
