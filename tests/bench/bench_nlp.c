/* The language layer: words a second on one core, by layers. No packaged C library does this work, so that there is no
 * peer to run beside; the floors are absolute. */
#include "bench.h"

#include <stdlib.h>

struct ours {
    tkit *tk;
    tkit_annotator *annotator;
};

static void ours_close(void *state)
{
    struct ours *o = state;
    tkit_annotator_free(o->annotator);
    tkit_destroy(o->tk);
    free(o);
}

static void *ours_open(const struct bench_corpus *corpus)
{
    (void)corpus;
    struct ours *o = calloc(1, sizeof *o);
    if (!o || tkit_create(&o->tk, NULL) != TKIT_OK)
        abort();
    if (tkit_annotator_create(o->tk, NULL, 0, &o->annotator) == TKIT_OK)
        return o;
    ours_close(o);
    return NULL;
}

/* The number of words. */
static uint64_t annotate(struct ours *o, const struct bench_corpus *corpus, unsigned layers)
{
    uint64_t words = 0;
    for (size_t t = 0; t < corpus->count; t++) {
        tkit_annotation *annotation;
        tkit_annotation_columns columns;
        if (tkit_annotate(o->annotator, corpus->texts[t].text, corpus->texts[t].length, layers, &annotation) != TKIT_OK)
            continue;
        tkit_annotation_get(annotation, &columns);
        words += columns.word_count;
        tkit_annotation_free(annotation);
    }
    return words;
}

static uint64_t run_words(void *state, const struct bench_corpus *corpus)
{
    return annotate(state, corpus, TKIT_LAYER_WORDS);
}
static uint64_t run_tags(void *state, const struct bench_corpus *corpus)
{
    return annotate(state, corpus, TKIT_LAYER_TAGS | TKIT_LAYER_LEMMAS);
}
static uint64_t run_all(void *state, const struct bench_corpus *corpus)
{
    return annotate(state, corpus, TKIT_LAYER_ALL);
}

static const struct bench_system words[] = {
    {.name = "toolkit", .open = ours_open, .close = ours_close, .run = run_words}};
static const struct bench_system tags[] = {
    {.name = "toolkit", .open = ours_open, .close = ours_close, .run = run_tags}};
static const struct bench_system all[] = {{.name = "toolkit", .open = ours_open, .close = ours_close, .run = run_all}};

enum { SAMPLE_BYTES = 300000 };

static const struct bench_measure measures[] = {
    {.name = "annotate: sentences and words", .systems = words, .system_count = 1, .sample_bytes = SAMPLE_BYTES,
     .count_floor = 300000, .count_goal = 1000000},
    {.name = "annotate: tags and lemmas", .systems = tags, .system_count = 1, .sample_bytes = SAMPLE_BYTES,
     .count_floor = 150000, .count_goal = 300000},
    {.name = "annotate: all layers", .systems = all, .system_count = 1, .sample_bytes = SAMPLE_BYTES,
     .count_floor = 50000, .count_goal = 150000, .shows_growth = 1},
};

const struct bench_table bench_nlp = {"Language layer", measures, sizeof measures / sizeof *measures};
