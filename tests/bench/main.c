/* Runs the measurements and prints them: see bench.h. */
#include "bench.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 9, SYSTEMS_MOST = 8, MISSED_MOST = 64 };

#define TABLE(name) extern const struct bench_table name;
#include "bench_tables.h"
#undef TABLE

static const struct bench_table *const tables[] = {
#define TABLE(name) &name,
#include "bench_tables.h"
#undef TABLE
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Time of the processor that this process has had: what other programs take does not count. */
static double processor(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* How long the work took: by the clock, and of the processor. */
struct took {
    double time, busy;
};

static struct took run(const struct bench_system *s, void *state, const struct bench_corpus *corpus)
{
    if (s->clear)
        s->clear(state);
    double start = now(), start_busy = processor();
    s->run(state, corpus);
    struct took took = {now() - start, processor() - start_busy};
    if (s->busy)
        took.busy = s->busy(state);
    return took;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
    double sorted[ROUNDS];
    memcpy(sorted, values, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_value);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static double least(const double *values, int count)
{
    double best = values[0];
    for (int i = 1; i < count; i++) best = values[i] < best ? values[i] : best;
    return best;
}

static double most(const double *values, int count)
{
    double best = values[0];
    for (int i = 1; i < count; i++) best = values[i] > best ? values[i] : best;
    return best;
}

/* Peak memory of one run in a child of its own, in MiB; 0 when it cannot be told. */
static double peak_memory(const struct bench_system *s, const struct bench_corpus *corpus)
{
    struct rusage used;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        void *state = s->open ? s->open(corpus) : NULL;
        run(s, state, corpus);
        if (s->close)
            s->close(state);
        _exit(0);
    }
    if (child < 0 || wait4(child, NULL, 0, &used) < 0)
        return 0;
    return (double)used.ru_maxrss / 1024;
}

/* 1 when ours takes more than it may. */
static int print_memory(const struct bench_measure *m, const struct bench_corpus *corpus)
{
    if (m->memory_most <= 0)
        return 0;
    double more = peak_memory(&m->systems[0], corpus) - (double)corpus->bytes / 1048576;
    int above = more > m->memory_most;
    printf("    peak memory without the texts %.0f MiB (at most %.0f)%s\n", more, m->memory_most,
           above ? "  ABOVE IT" : "");
    return above;
}

/* Ours in relation to the others', by the bytes that a run leaves behind; 1 when it is too large. */
static int print_sizes(const struct bench_measure *m, void *const *states, const int *runs, int running,
                       const struct bench_corpus *corpus)
{
    uint64_t ours = 0;
    int above = 0;
    for (int k = 0; k < running; k++) {
        const struct bench_system *s = &m->systems[runs[k]];
        if (!s->size)
            continue;
        run(s, states[runs[k]], corpus);
        uint64_t size = s->size(states[runs[k]]);
        printf("    %s leaves %.2f MB, %.3f of the text", s->name, (double)size / 1e6,
               (double)size / (double)corpus->bytes);
        if (runs[k] == 0) {
            ours = size;
        } else if (ours && s->size_most > 0) {
            double ratio = (double)ours / (double)size;
            printf(": ours is %.3f of it (at most %g)%s", ratio, s->size_most,
                   ratio > s->size_most ? "  ABOVE IT" : "");
            above |= ratio > s->size_most;
        }
        printf("\n");
    }
    return above;
}

/* Fills the caches with something else: a small part that stays in them would seem cheaper than it is. */
enum { EVICTING = 64 << 20, CACHE_LINE = 64 };

static void evict(volatile char *room)
{
    for (size_t i = 0; room && i < EVICTING; i += CACHE_LINE) room[i] = (char)i;
}

/* Time per byte on the first 1, 10, 33 and 100 % of the texts, in relation to the first; 1 when it grows by more than
 * it may. Small parts run more often: their time is short. */
static int print_growth(const struct bench_measure *m, void *state, const struct bench_corpus *corpus)
{
    static const int percent[] = {1, 10, 33, 100};
    double first = 0, last = 0, nothing = 0;
    char *room = malloc(EVICTING);
    struct bench_corpus no_texts = {.texts = corpus->texts};
    for (int r = 0; m->starts_dear && r < 4 * ROUNDS; r++) {
        evict(room);
        double took = run(&m->systems[0], state, &no_texts).busy;
        nothing = r == 0 || took < nothing ? took : nothing;
    }
    printf("    growth of the cost of a byte:");
    for (size_t i = 0; i < sizeof percent / sizeof *percent; i++) {
        struct bench_corpus part = *corpus;
        double best = 0;
        part.count = corpus->count * (size_t)percent[i] / 100;
        if (part.count == 0)
            part.count = 1;
        part.bytes = 0;
        for (size_t k = 0; k < part.count; k++) part.bytes += corpus->texts[k].length;
        for (int r = 0; r < ROUNDS + 100 / percent[i]; r++) {
            evict(room);
            double took = run(&m->systems[0], state, &part).busy;
            if (r == 0 || took < best)
                best = took;
        }
        last = (best - nothing) / (double)part.bytes;
        if (i == 0)
            first = last;
        printf(" %d%% x%.2f", percent[i], last / first);
    }
    free(room);
    int above = m->growth_most > 0 && first > 0 && last > m->growth_most * first; /* else too few texts to tell */
    if (m->growth_most > 0)
        printf(" (at most %g)%s", m->growth_most, above ? "  ABOVE IT" : "");
    printf("\n");
    return above;
}

/* What ours counts in a second; 1 when that is below the floor. */
static int print_count_rate(const struct bench_measure *m, uint64_t count, const double *times)
{
    if (m->count_floor <= 0)
        return 0;
    double rate = (double)count / median(times, ROUNDS);
    printf("    %.0f a second (floor %.0f, goal %.0f)%s\n", rate, m->count_floor, m->count_goal,
           rate < m->count_floor ? "  BELOW THE FLOOR" : rate >= m->count_goal ? "" : "  below the goal");
    return rate < m->count_floor;
}

/* The MB of ours in a second of the processor, best round, against what it has to be; 1 when that is below the
 * floor. */
static int print_rate(const struct bench_measure *m, size_t bytes, const double *times)
{
    if (m->rate_floor <= 0)
        return 0;
    double rate = (double)bytes / 1e6 / least(times, ROUNDS);
    printf("    %.0f MB a second of processor time (floor %.0f, goal %.0f)%s\n", rate, m->rate_floor, m->rate_goal,
           rate < m->rate_floor ? "  BELOW THE FLOOR" : rate >= m->rate_goal ? "" : "  below the goal");
    return rate < m->rate_floor;
}

/* The first texts of a corpus. The texts themselves are not copied. */
static struct bench_corpus sample(const struct bench_corpus *corpus, size_t bytes)
{
    struct bench_corpus part = {.texts = corpus->texts};
    while (part.count < corpus->count && (!bytes || part.bytes < bytes))
        part.bytes += corpus->texts[part.count++].length;
    for (size_t k = 0; k < part.count; k++)
        for (size_t i = 0; i < part.texts[k].length; i++)
            part.high_bytes += (unsigned char)part.texts[k].text[i] >= 0x80;
    return part;
}

/* The systems of a measurement that run here, and what was found out about them. Ours is system 0. */
struct trial {
    const struct bench_measure *measure;
    const struct bench_corpus *corpus;
    void *states[SYSTEMS_MOST];
    double times[SYSTEMS_MOST][ROUNDS], busy[SYSTEMS_MOST][ROUNDS];
    uint64_t answers[SYSTEMS_MOST];
    int runs[SYSTEMS_MOST], running; /* their numbers */
};

static void start_systems(struct trial *t)
{
    for (size_t i = 0; i < t->measure->system_count && i < SYSTEMS_MOST; i++) {
        const struct bench_system *s = &t->measure->systems[i];
        if (s->missing) {
            printf("  %-28s skipped: %s\n", s->name, s->missing);
            continue;
        }
        t->states[i] = s->open ? s->open(t->corpus) : NULL;
        if (s->open && !t->states[i]) {
            printf("  %-28s skipped: it does not start\n", s->name);
            continue;
        }
        t->answers[i] = (s->answer ? s->answer : s->run)(t->states[i], t->corpus);
        run(s, t->states[i], t->corpus); /* warm */
        t->runs[t->running++] = (int)i;
    }
}

static void stop_systems(struct trial *t)
{
    for (int k = 0; k < t->running; k++)
        if (t->measure->systems[t->runs[k]].close)
            t->measure->systems[t->runs[k]].close(t->states[t->runs[k]]);
}

/* Each system once a round, in rotating order. */
static void take_times(struct trial *t)
{
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < t->running; k++) {
            int i = t->runs[(k + round) % t->running];
            struct took took = run(&t->measure->systems[i], t->states[i], t->corpus);
            t->times[i][round] = took.time;
            t->busy[i][round] = took.busy;
        }
}

/* How ours stands to system `i`; 1 when it is below the floor, or the answers differ. */
static int print_ratio(const struct trial *t, int i)
{
    const struct bench_system *s = &t->measure->systems[i];
    double ratios[ROUNDS], busy_ratios[ROUNDS];
    if (t->answers[i] != t->answers[0]) {
        printf("  no ratio: answer %llu, ours %llu\n", (unsigned long long)t->answers[i],
               (unsigned long long)t->answers[0]);
        return 1;
    }
    for (int r = 0; r < ROUNDS; r++) {
        ratios[r] = t->times[i][r] / t->times[0][r];
        busy_ratios[r] = t->busy[i][r] / t->busy[0][r];
    }
    double ratio = median(ratios, ROUNDS), busy_ratio = median(busy_ratios, ROUNDS);
    double counts = s->busy ? busy_ratio : ratio;
    int fails = s->floor > 0 && counts < s->floor;
    printf("  ours %.1fx, %.1fx in processor time (floor %g, goal %g)%s\n", ratio, busy_ratio, s->floor, s->goal,
           fails ? "  BELOW THE FLOOR" : counts >= s->goal ? "" : "  below the goal");
    return fails;
}

/* One system: its speed, and against it ours. 1 below a floor. */
static int print_system(const struct trial *t, int i)
{
    const struct bench_system *s = &t->measure->systems[i];
    double rates[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) rates[r] = (double)t->corpus->bytes / t->times[i][r] / 1e6;
    printf("  %-28s %7.0f MB/s (%.0f-%.0f), peak %.0f MiB", s->name, median(rates, ROUNDS), least(rates, ROUNDS),
           most(rates, ROUNDS), peak_memory(s, t->corpus));
    if (i > 0)
        return print_ratio(t, i);
    printf("  answer %llu\n", (unsigned long long)t->answers[0]);
    int below = print_count_rate(t->measure, t->answers[0], t->times[0]);
    return below | print_rate(t->measure, t->corpus->bytes, t->busy[0]);
}

/* 0 when every floor is met. */
static int run_measure(const struct bench_measure *m, const struct bench_corpus *whole)
{
    struct bench_corpus part = m->sample_bytes ? sample(whole, m->sample_bytes) : *whole;
    struct trial trial = {.measure = m, .corpus = &part};
    int below = 0;
    printf("\n%s: %zu texts, %.1f MB, %.1f %% of the bytes above ASCII\n", m->name, part.count,
           (double)part.bytes / 1e6, 100.0 * (double)part.high_bytes / (double)part.bytes);
    start_systems(&trial);
    take_times(&trial);
    for (int k = 0; k < trial.running; k++) below |= print_system(&trial, trial.runs[k]);
    below |= print_sizes(m, trial.states, trial.runs, trial.running, &part);
    if (trial.running && trial.runs[0] == 0) {
        below |= print_memory(m, &part);
        if (m->shows_growth)
            below |= print_growth(m, trial.states[0], &part);
    }
    stop_systems(&trial);
    return below;
}

static void print_machine(tkit *tk)
{
    char line[256], model[256] = "unknown processor";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "model name", 10) == 0 && strchr(line, ':')) {
            snprintf(model, sizeof model, "%s", strchr(line, ':') + 2);
            model[strcspn(model, "\n")] = 0;
            break;
        }
    if (f)
        fclose(f);
    printf("%s, %ld processors, one thread\n%s", model, sysconf(_SC_NPROCESSORS_ONLN), tkit_build_info(tk));
}

static int is_chosen(const char *name, char **words, int count)
{
    for (int i = 0; i < count; i++)
        if (strstr(name, words[i]))
            return 1;
    return count == 0;
}

enum { TABLES = sizeof tables / sizeof *tables };

static int explain(void)
{
    fprintf(stderr, "usage: bench [--corpus PATH] [--other PATH] [NAME...]\n"
                    "NAME: measurements whose names hold it (all when left out):\n");
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->measure_count; i++) fprintf(stderr, "  %s\n", tables[t]->measures[i].name);
    return 2;
}

/* What is asked for, the texts loaded so far, and what came out. */
struct session {
    tkit *tk;
    const char *paths[BENCH_INPUTS];
    struct bench_corpus *corpora[BENCH_INPUTS];
    char **words;
    int word_count;
    size_t chosen, missed_count;
    const struct bench_measure *missed[MISSED_MOST]; /* below a floor */
};

static void run_table(struct session *s, const struct bench_table *table)
{
    bool titled = false;
    for (size_t i = 0; i < table->measure_count; i++) {
        const struct bench_measure *m = &table->measures[i];
        const char *why = NULL;
        if (!is_chosen(m->name, s->words, s->word_count))
            continue;
        if (!titled)
            printf("\n== %s\n", table->title);
        titled = true;
        s->chosen++;
        struct bench_corpus **corpus = &s->corpora[m->input];
        if (!*corpus)
            *corpus = bench_corpus_load(s->tk, m->input, s->paths[m->input], &why);
        if (!*corpus)
            printf("\n%s: skipped: %s\n", m->name, why);
        else if (run_measure(m, *corpus) && s->missed_count < MISSED_MOST)
            s->missed[s->missed_count++] = m;
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    struct session s = {0};
    int first = 1;
    for (; first < argc && strncmp(argv[first], "--", 2) == 0; first += 2) {
        if (first + 1 < argc && strcmp(argv[first], "--corpus") == 0)
            s.paths[BENCH_ANY] = s.paths[BENCH_ASCII] = s.paths[BENCH_SPEECHES] = argv[first + 1];
        else if (first + 1 < argc && strcmp(argv[first], "--other") == 0)
            s.paths[BENCH_OTHER] = argv[first + 1];
        else
            return explain();
    }
    s.words = argv + first;
    s.word_count = argc - first;
    if (tkit_create(&s.tk, NULL) != TKIT_OK)
        return 2;
    print_machine(s.tk);
    printf("median speed (slowest-fastest of %d rounds); \"ours 3x\": three times as fast as the other\n", ROUNDS);
    for (size_t t = 0; t < TABLES; t++) run_table(&s, tables[t]);
    for (int i = 0; i < BENCH_INPUTS; i++)
        if (s.corpora[i])
            bench_corpus_free(s.corpora[i]);
    tkit_destroy(s.tk);
    if (s.chosen == 0)
        return explain();
    printf("\n%zu measurement%s, %zu below a floor%s\n", s.chosen, s.chosen == 1 ? "" : "s", s.missed_count,
           s.missed_count ? ":" : "");
    for (size_t i = 0; i < s.missed_count; i++) printf("  %s\n", s.missed[i]->name);
    return s.missed_count != 0;
}
