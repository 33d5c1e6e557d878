/* Counting over an index: frequency lists, bigrams, collocates, keyness; and near-duplicates, whose signatures are
 * compared with a plain MinHash in JavaScript where Node is installed (tests/bench/minhash.js). Both read the same
 * texts in memory, fold and shingle the same words and take 128 minima over all shingles of a text; neither estimates
 * one from another (no one-permutation hashing). Ours also keeps the shingles to verify pairs, which is part of its
 * time.
 *
 * The corpus is built once, in memory, and kept: what is measured is what an analyst waits for after opening it. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ATTRIBUTE "lower"

static void must(int ok, tkit *tk, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_stats: %s: %s\n", what, tk ? tkit_errmsg(tk) : "out of memory");
        exit(2);
    }
}

/* ---- the corpus ---- */

struct shelf {
    tkit *tk;
    tkit_corpus *corpus;
    char word[64]; /* the one that occurs most nearly 10,000 times */
};

static void choose_word(struct shelf *s)
{
    enum { WANTED = 10000 };
    tkit_ngram_options options = {.size = sizeof options, .by = ATTRIBUTE};
    tkit_counts *counts;
    uint64_t count, nearest = UINT64_MAX;
    uint32_t documents;
    size_t length;
    must(tkit_corpus_ngrams(s->corpus, &options, &counts) == TKIT_OK, s->tk, "frequencies");
    for (size_t i = 0; i < tkit_counts_rows(counts); i++) {
        const char *form = tkit_counts_row(counts, i, &length, &count, &documents);
        uint64_t off = count > WANTED ? count - WANTED : WANTED - count;
        if (off < nearest && length < sizeof s->word && !memchr(form, '"', length)) {
            nearest = off;
            snprintf(s->word, sizeof s->word, "%.*s", (int)length, form);
        }
    }
    tkit_counts_free(counts);
}

/* The texts as JSON Lines: one file is added at once, thousands of documents one by one would be merged again and
 * again. */
static void write_records(const struct bench_corpus *texts, const char *path)
{
    FILE *f = fopen(path, "w");
    must(f != NULL, NULL, path);
    for (size_t i = 0; i < texts->count; i++) {
        fputs("{\"text\":\"", f);
        for (size_t k = 0; k < texts->texts[i].length; k++) {
            unsigned char c = (unsigned char)texts->texts[i].text[k];
            if (c == '"' || c == '\\')
                fprintf(f, "\\%c", c);
            else if (c < 0x20)
                fprintf(f, "\\u%04x", c);
            else
                fputc(c, f);
        }
        fputs("\"}\n", f);
    }
    must(fclose(f) == 0, NULL, path);
}

static void *open_shelf(const struct bench_corpus *texts)
{
    static struct shelf shelf;
    tkit_add_summary sum = {0};
    char path[64];
    const char *file = path;
    snprintf(path, sizeof path, "/tmp/bench-stats-%d.jsonl", (int)getpid());
    if (shelf.corpus)
        return &shelf;
    must(tkit_create(&shelf.tk, NULL) == TKIT_OK, NULL, "context");
    must(tkit_corpus_open(shelf.tk, NULL, NULL, &shelf.corpus) == TKIT_OK, shelf.tk, "corpus");
    write_records(texts, path);
    must(tkit_corpus_add(shelf.corpus, &file, 1, NULL, &sum) == TKIT_OK && sum.added + sum.identical == texts->count,
         shelf.tk, "adding");
    unlink(path);
    choose_word(&shelf);
    return &shelf;
}

/* ---- what is counted ---- */

static uint64_t count_ngrams(struct shelf *s, unsigned n)
{
    tkit_ngram_options options = {.size = sizeof options, .by = ATTRIBUTE, .n = n};
    tkit_counts *counts;
    must(tkit_corpus_ngrams(s->corpus, &options, &counts) == TKIT_OK, s->tk, "n-grams");
    uint64_t total = tkit_counts_total(counts);
    tkit_counts_free(counts);
    return total;
}

static uint64_t run_frequencies(void *state, const struct bench_corpus *texts)
{
    (void)texts;
    return count_ngrams(state, 1) > 0;
}

static uint64_t run_bigrams(void *state, const struct bench_corpus *texts)
{
    (void)texts;
    return count_ngrams(state, 2);
}

static uint64_t run_collocates(void *state, const struct bench_corpus *texts)
{
    enum { WINDOW = 5 };
    struct shelf *s = state;
    char query[96];
    tkit_query *q;
    tkit_hits *hits;
    tkit_neighbours *n;
    (void)texts;
    int length = snprintf(query, sizeof query, "[" ATTRIBUTE "=\"%s\"%%l]", s->word);
    must(tkit_query_open(s->corpus, query, (size_t)length, NULL, &q) == TKIT_OK, s->tk, "query");
    must(tkit_hits_collect(q, NULL, &hits) == TKIT_OK, s->tk, "hits");
    tkit_neighbour_options options = {.size = sizeof options, .by = ATTRIBUTE, .reach = WINDOW};
    must(tkit_neighbours_open(hits, &options, &n) == TKIT_OK, s->tk, "neighbours");
    size_t forms = tkit_neighbours_forms(n);
    tkit_neighbour_row *rows = malloc(forms * sizeof *rows + 1);
    must(rows != NULL, NULL, "rows");
    uint64_t r1 = tkit_neighbours_count(n, WINDOW, WINDOW, rows);
    const tkit_measure *g2 = tkit_measure_find("g2"), *log_dice = tkit_measure_find("log_dice");
    double sum = 0;
    for (size_t f = 0; f < forms; f++) {
        size_t size;
        uint64_t c1;
        tkit_neighbours_form(n, f, &size, &c1);
        tkit_contingency t = {(int64_t)rows[f].count, (int64_t)r1, (int64_t)c1, (int64_t)tkit_neighbours_tokens(n)};
        if (rows[f].count)
            sum += g2->value(&t, NULL) + log_dice->value(&t, NULL);
    }
    free(rows);
    tkit_neighbours_free(n);
    tkit_hits_free(hits);
    tkit_query_close(q);
    return sum > 0;
}

static uint64_t run_keyness(void *state, const struct bench_corpus *texts)
{
    struct shelf *s = state;
    tkit_tally_options options = {.size = sizeof options, .by = ATTRIBUTE};
    tkit_tally *tally;
    tkit_keyness *keyness;
    size_t rows;
    (void)texts;
    must(tkit_tally_open(s->corpus, &options, &tally) == TKIT_OK, s->tk, "tally");
    size_t documents = tkit_tally_documents(tally);
    unsigned char *target = malloc(documents + 1);
    must(target != NULL, NULL, "target");
    for (size_t i = 0; i < documents; i++) target[i] = i % 2 == 0;
    must(tkit_keyness_open(s->tk, tally, target, NULL, NULL, &keyness) == TKIT_OK, s->tk, "keyness");
    tkit_keyness_rows(keyness, &rows);
    tkit_keyness_free(keyness);
    tkit_tally_free(tally);
    free(target);
    return rows > 0;
}

/* ---- near-duplicates ---- */

static void *open_context(const struct bench_corpus *texts)
{
    tkit *tk;
    (void)texts;
    return tkit_create(&tk, NULL) == TKIT_OK ? tk : NULL;
}

static void close_context(void *state)
{
    tkit_destroy(state);
}

static tkit_duplicates *add_texts(tkit *tk, const struct bench_corpus *texts)
{
    tkit_duplicates *finder;
    must(tkit_duplicates_create(tk, NULL, &finder) == TKIT_OK, tk, "duplicates");
    for (size_t i = 0; i < texts->count; i++)
        must(tkit_duplicates_add(finder, texts->texts[i].text, texts->texts[i].length) == TKIT_OK, tk, "adding");
    return finder;
}

static uint64_t run_signatures(void *state, const struct bench_corpus *texts)
{
    tkit_duplicates *finder = add_texts(state, texts);
    uint64_t signatures = 0;
    for (size_t i = 0; i < texts->count; i++) signatures += tkit_duplicates_signature(finder, (uint32_t)i) != NULL;
    tkit_duplicates_free(finder);
    return signatures;
}

static uint64_t run_duplicates(void *state, const struct bench_corpus *texts)
{
    tkit_duplicates *finder = add_texts(state, texts);
    const tkit_duplicate *pairs;
    size_t count;
    must(tkit_duplicates_find(finder, &pairs, &count) == TKIT_OK, state, "finding");
    tkit_duplicates_free(finder);
    return texts->count;
}

/* ---- Node: a child that reads the texts once and answers each line with a line ---- */

struct node {
    pid_t child;
    FILE *to, *from;
    double busy;
};

static void close_node(void *state)
{
    struct node *n = state;
    fclose(n->to); /* it ends with its input */
    fclose(n->from);
    waitpid(n->child, NULL, 0);
    free(n);
}

static uint64_t run_node(void *state, const struct bench_corpus *texts)
{
    struct node *n = state;
    unsigned long long signatures = 0;
    (void)texts;
    fputs("go\n", n->to);
    fflush(n->to);
    return fscanf(n->from, "%llu %lf", &signatures, &n->busy) == 2 ? signatures : 0;
}

static double busy_node(void *state)
{
    return ((struct node *)state)->busy;
}

static int write_texts(const struct bench_corpus *texts, char *path)
{
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!f)
        return 0;
    for (size_t i = 0; i < texts->count; i++) {
        fwrite(texts->texts[i].text, 1, texts->texts[i].length, f);
        fputc(0, f);
    }
    return fclose(f) == 0;
}

static void *open_node(const struct bench_corpus *texts)
{
    char path[] = "/tmp/bench-minhash-XXXXXX";
    int in[2], out[2];
    struct node *n = calloc(1, sizeof *n);
    must(n && write_texts(texts, path) && pipe(in) == 0 && pipe(out) == 0, NULL, "pipes");
    fflush(stdout);
    n->child = fork();
    if (n->child == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execlp("node", "node", "tests/bench/minhash.js", path, (char *)NULL);
        _exit(127);
    }
    close(in[0]), close(out[1]);
    n->to = fdopen(in[1], "w");
    n->from = fdopen(out[0], "r");
    char ready[16] = "";
    int runs = n->to && n->from && fgets(ready, sizeof ready, n->from) && strcmp(ready, "ready\n") == 0;
    unlink(path);
    if (runs)
        return n;
    close_node(n);
    return NULL;
}

/* ---- the table ---- */

static const struct bench_system frequencies[] = {{.name = "toolkit", .open = open_shelf, .run = run_frequencies}};
static const struct bench_system bigrams[] = {{.name = "toolkit", .open = open_shelf, .run = run_bigrams}};
static const struct bench_system collocates[] = {{.name = "toolkit", .open = open_shelf, .run = run_collocates}};
static const struct bench_system keyness[] = {{.name = "toolkit", .open = open_shelf, .run = run_keyness}};
static const struct bench_system duplicates[] = {
    {.name = "toolkit", .open = open_context, .close = close_context, .run = run_duplicates}};
static const struct bench_system signatures[] = {
    {.name = "toolkit", .open = open_context, .close = close_context, .run = run_signatures},
    {.name = "MinHash in JavaScript (Node)", .open = open_node, .close = close_node, .run = run_node,
     .busy = busy_node, .floor = 100, .goal = 200}};

enum { NODE_BYTES = 2 << 20 }; /* it takes seconds for these */

#define OURS(list) .systems = list, .system_count = sizeof list / sizeof *list, .input = BENCH_SPEECHES

static const struct bench_measure measures[] = {
    {.name = "counts: frequency list (20 a second: 50 ms)", OURS(frequencies), .count_floor = 20, .count_goal = 40},
    {.name = "counts: bigram table (tokens)", OURS(bigrams), .count_floor = 20e6, .count_goal = 25e6},
    {.name = "counts: collocates of a word with 10,000 hits (10 a second: 100 ms)", OURS(collocates), .count_floor = 10,
     .count_goal = 20},
    {.name = "counts: keyness of two halves, every form (3.33 a second: 300 ms)", OURS(keyness), .count_floor = 3.33,
     .count_goal = 5},
    {.name = "duplicates: signatures (texts)", OURS(signatures), .sample_bytes = NODE_BYTES},
    {.name = "duplicates: every verified pair (texts)", OURS(duplicates), .shows_growth = 1, .count_floor = 380,
     .count_goal = 1000}, /* 22,814 transcripts in a minute */
};

const struct bench_table bench_stats = {"Counting and near-duplicates", measures, sizeof measures / sizeof *measures};
