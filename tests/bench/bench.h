/* The benchmark harness: what a table of measurements says, and what a system under measurement gets.
 *
 * Every system of a measurement does the same work on the same texts, once a round, in rotating order; its time is
 * compared with ours of the same round, and the median of these ratios is printed: the machine may be noisy, but it is
 * noisy for both. Before that the answers are compared: unequal answers give no ratio. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

#include <toolkit/toolkit.h>

struct bench_text {
    const char *text;
    size_t length;
};

/* Texts loaded once, untimed. */
struct bench_corpus {
    struct bench_text *texts;
    size_t count, bytes;
    size_t high_bytes; /* above 0x7F */
};

enum bench_input {
    BENCH_ANY,   /* the English texts as they are */
    BENCH_ASCII, /* those of them that are ASCII */
    BENCH_OTHER, /* texts with 5 % or more of their bytes above 0x7F */
    BENCH_PAGES, /* web pages, as they are */
    BENCH_SPEECHES, /* some thousand short texts, or BENCH_ANY */
    BENCH_XML,   /* the same as XML files, as they are */
    BENCH_INPUTS
};

/* One way to do the work. */
struct bench_system {
    const char *name;    /* "toolkit", "ICU word iterator" */
    const char *missing; /* why it cannot run here, NULL when it can */
    /* Makes what may be made once; NULL when nothing is needed. Returns NULL on failure. */
    void *(*open)(const struct bench_corpus *corpus);
    void (*close)(void *state);
    /* The work over the whole corpus: timed. Any number that keeps the compiler from dropping the work. */
    uint64_t (*run)(void *state, const struct bench_corpus *corpus);
    /* The answer that all systems must agree on, untimed; NULL: what run() returns. */
    uint64_t (*answer)(void *state, const struct bench_corpus *corpus);
    double floor, goal; /* how many times faster ours has to be, and should be; 0 for none */
    /* Bytes that run() left behind, asked right after it; NULL: nothing to compare. */
    uint64_t (*size)(void *state);
    double size_most; /* how large ours may be in relation to this one's; 0: any */
    /* Seconds of the processor that the last run() took in another process; NULL: it runs in this one. Where there is
     * one, processor time decides: on a busy machine a long run of theirs and a short one of ours are not disturbed
     * alike. */
    double (*busy)(void *state);
    /* Takes away what the last run left behind: untimed, before each run. NULL: nothing is. */
    void (*clear)(void *state);
};

struct bench_measure {
    const char *name;
    enum bench_input input;
    const struct bench_system *systems; /* ours first */
    size_t system_count;
    int shows_growth; /* run ours on 1, 10, 33 and 100 % of the texts too */
    size_t sample_bytes; /* only the first texts of about this size; 0: all of them */
    double count_floor, count_goal; /* what run() returns a second, for ours: has to be, should be; 0: not shown */
    double rate_floor, rate_goal; /* MB of ours in a second of processor time: has to be, should be; 0: not shown */
    int starts_dear;    /* a run over no texts costs something, which the growth shall not count */
    double memory_most; /* MiB of ours at its peak, without the texts; 0: any */
    double growth_most; /* how much dearer a byte of all texts may be than one of the first 1 %; 0: any */
};

struct bench_table {
    const char *title;
    const struct bench_measure *measures;
    size_t measure_count;
};

/* ---- corpus.c ---- */

/* The texts for an input; `path` may be NULL for those at hand. NULL when there are none: *why says so. */
struct bench_corpus *bench_corpus_load(tkit *tk, enum bench_input input, const char *path, const char **why);
void bench_corpus_free(struct bench_corpus *corpus);

#endif
