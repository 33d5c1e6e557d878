/* Loading: from files in the page cache to tokens, on one core. Texts as small files in folders, as one large file, as
 * JSON Lines, as records in XML; web pages stand in bench_html.c.
 *
 * "to tokens" opens the folder or file, decodes, keeps the map to the source, and tokenizes; "whole" works out what
 * else a document knows: blocks, turns, title, date, outlet, language, and the hash of its source. The peer of the
 * first reads the same files and runs the same tokenizer over their bytes, without decoding or checking anything: no
 * loader can be faster than that. The answer is the number of tokens. */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 100, PARTS = 4 };
static const int part_percent[PARTS] = {1, 10, 33, 100}; /* those of bench.h's growth */

/* The corpus on disk. */
struct disk {
    tkit *tk;
    tkit_spans tokens;
    char root[64];
    const char *extension;      /* of the files */
    char *paths[FOLDERS];       /* small files: folder k holds texts [k * count / 100, (k + 1) * count / 100) */
    char *files[PARTS];         /* one file: the first 1, 10, 33, 100 % of the texts */
    size_t counts[PARTS];
    size_t count;
    int whole;
};

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_load: %s\n", what);
        exit(2);
    }
}

static struct disk *create_disk(const char *extension, const struct bench_corpus *corpus)
{
    static unsigned made;
    struct disk *d = calloc(1, sizeof *d);
    must(d && tkit_create(&d->tk, NULL) == TKIT_OK, "out of memory");
    snprintf(d->root, sizeof d->root, "/tmp/bench-load-%d-%u", (int)getpid(), ++made);
    d->extension = extension;
    d->count = corpus->count;
    for (int i = 0; i < PARTS; i++) {
        size_t n = corpus->count * (size_t)part_percent[i] / 100;
        d->counts[i] = n ? n : 1;
    }
    must(mkdir(d->root, 0700) == 0, "mkdir");
    return d;
}

static void write_file(const char *path, const char *mode, const char *bytes, size_t length)
{
    FILE *f = fopen(path, mode);
    must(f && fwrite(bytes, 1, length, f) == length && fclose(f) == 0, path);
}

static void close_disk(void *state)
{
    struct disk *d = state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", d->root);
    must(system(command) == 0, "rm");
    for (int i = 0; i < FOLDERS; i++) free(d->paths[i]);
    for (int i = 0; i < PARTS; i++) free(d->files[i]);
    tkit_spans_free(d->tk, &d->tokens);
    tkit_destroy(d->tk);
    free(d);
}

/* ---- the same corpus in three forms ---- */

static size_t folder_start(const struct disk *d, size_t k)
{
    return k * d->count / FOLDERS;
}

static void *open_folders(const char *extension, const struct bench_corpus *corpus)
{
    struct disk *d = create_disk(extension, corpus);
    char path[160];
    for (size_t k = 0; k < FOLDERS; k++) {
        snprintf(path, sizeof path, "%s/%02zu", d->root, k);
        d->paths[k] = strdup(path);
        must(d->paths[k] && mkdir(path, 0700) == 0, "mkdir");
        for (size_t i = folder_start(d, k); i < folder_start(d, k + 1); i++) {
            snprintf(path, sizeof path, "%s/%06zu.%s", d->paths[k], i, extension);
            write_file(path, "w", corpus->texts[i].text, corpus->texts[i].length);
        }
    }
    return d;
}

static void *open_small_files(const struct bench_corpus *corpus)
{
    return open_folders("txt", corpus);
}

static void *open_small_whole(const struct bench_corpus *corpus)
{
    struct disk *d = open_folders("txt", corpus);
    d->whole = 1;
    return d;
}

static void *open_xml_files(const struct bench_corpus *corpus)
{
    return open_folders("xml", corpus);
}

static void *open_xml_whole(const struct bench_corpus *corpus)
{
    struct disk *d = open_folders("xml", corpus);
    d->whole = 1;
    return d;
}

static void *open_large(const struct bench_corpus *corpus)
{
    struct disk *d = create_disk("txt", corpus);
    char path[160];
    for (int p = 0; p < PARTS; p++) {
        snprintf(path, sizeof path, "%s/upto-%d.txt", d->root, part_percent[p]);
        d->files[p] = strdup(path);
        FILE *f = fopen(path, "w");
        must(f != NULL, path);
        for (size_t i = 0; i < d->counts[p]; i++) {
            fwrite(corpus->texts[i].text, 1, corpus->texts[i].length, f);
            fputs("\n\n", f);
        }
        must(fclose(f) == 0, path);
    }
    return d;
}

static void put_json(FILE *f, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            fprintf(f, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", f);
        else if (c < 0x20)
            fprintf(f, "\\u%04x", c);
        else
            fputc(c, f);
    }
}

static void *open_json_lines(const struct bench_corpus *corpus)
{
    struct disk *d = create_disk("jsonl", corpus);
    char path[160];
    for (int p = 0; p < PARTS; p++) {
        snprintf(path, sizeof path, "%s/upto-%d.jsonl", d->root, part_percent[p]);
        d->files[p] = strdup(path);
        FILE *f = fopen(path, "w");
        must(f != NULL, path);
        for (size_t i = 0; i < d->counts[p]; i++) {
            fprintf(f, "{\"id\": %zu, \"date\": \"2021-07-%02zu\", \"title\": \"Text %zu\", \"text\": \"", i,
                    i % 28 + 1, i);
            put_json(f, corpus->texts[i].text, corpus->texts[i].length);
            fputs("\"}\n", f);
        }
        must(fclose(f) == 0, path);
    }
    return d;
}

static void *open_json_whole(const struct bench_corpus *corpus)
{
    struct disk *d = open_json_lines(corpus);
    d->whole = 1;
    return d;
}

/* ---- toolkit ---- */

static uint64_t use_document(struct disk *d, tkit_document *document)
{
    size_t length;
    const char *text = tkit_document_text(document, &length);
    must(tkit_tokenize(d->tk, text, length, 0, &d->tokens) == TKIT_OK, "tokenize");
    if (d->whole)
        must(tkit_document_sha256(document)[0] && tkit_document_complete(document) == TKIT_OK, "complete");
    return d->tokens.count;
}

/* The inputs that hold the first `count` texts. */
static size_t inputs_of(const struct disk *d, size_t count, const char *inputs[FOLDERS])
{
    size_t n = 0;
    if (d->files[0]) {
        while (n + 1 < PARTS && d->counts[n] < count) n++;
        inputs[0] = d->files[n];
        return 1;
    }
    while (n < FOLDERS && folder_start(d, n) < count) {
        inputs[n] = d->paths[n];
        n++;
    }
    return n;
}

static uint64_t ours_run(void *state, const struct bench_corpus *corpus)
{
    struct disk *d = state;
    const char *inputs[FOLDERS];
    tkit_loader *loader;
    tkit_document *document;
    uint64_t sum = 0;
    int rc;
    must(tkit_loader_open(d->tk, inputs, inputs_of(d, corpus->count, inputs), NULL, &loader) == TKIT_OK, "open");
    while ((rc = tkit_loader_next(loader, &document)) == 1) {
        sum += use_document(d, document);
        tkit_document_release(document);
    }
    must(rc == 0, "load");
    tkit_loader_close(loader);
    return sum;
}

/* ---- reading and tokenizing alone ---- */

static uint64_t read_path(struct disk *d, const char *path, char **room, size_t *capacity)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    must(fd >= 0 && fstat(fd, &about) == 0, path);
    if ((size_t)about.st_size > *capacity) {
        *capacity = (size_t)about.st_size;
        *room = realloc(*room, *capacity);
        must(*room != NULL, "out of memory");
    }
    ssize_t got = read(fd, *room, *capacity);
    close(fd);
    must(got == (ssize_t)about.st_size, path);
    must(tkit_tokenize(d->tk, *room, (size_t)got, 0, &d->tokens) == TKIT_OK, "tokenize");
    return d->tokens.count;
}

static uint64_t read_run(void *state, const struct bench_corpus *corpus)
{
    struct disk *d = state;
    char path[160], *room = NULL;
    size_t capacity = 0;
    uint64_t sum = 0;
    const char *inputs[FOLDERS];
    if (d->files[0]) {
        inputs_of(d, corpus->count, inputs);
        sum = read_path(d, inputs[0], &room, &capacity);
    } else {
        for (size_t k = 0, i = 0; k < FOLDERS && i < corpus->count; k++)
            for (; i < folder_start(d, k + 1) && i < corpus->count; i++) {
                snprintf(path, sizeof path, "%s/%06zu.%s", d->paths[k], i, d->extension);
                sum += read_path(d, path, &room, &capacity);
            }
    }
    free(room);
    return sum;
}

/* ---- the table ---- */

#define OURS(opener) {.name = "toolkit", .open = opener, .close = close_disk, .run = ours_run}
#define READING(opener) {.name = "read(2), then tokenizing", .open = opener, .close = close_disk, .run = read_run}

static const struct bench_system small[] = {OURS(open_small_files), READING(open_small_files)};
static const struct bench_system large[] = {OURS(open_large), READING(open_large)};
static const struct bench_system lines[] = {OURS(open_json_lines)};
static const struct bench_system xml[] = {OURS(open_xml_files)};
static const struct bench_system small_whole[] = {OURS(open_small_whole)};
static const struct bench_system lines_whole[] = {OURS(open_json_whole)};
static const struct bench_system xml_whole[] = {OURS(open_xml_whole)};

static const struct bench_measure measures[] = {
    {.name = "load: small text files to tokens", .input = BENCH_SPEECHES, .systems = small, .system_count = 2,
     .shows_growth = 1, .growth_most = 1.1, .rate_floor = 600, .rate_goal = 800},
    {.name = "load: one large text file to tokens", .input = BENCH_SPEECHES, .systems = large, .system_count = 2,
     .shows_growth = 1, .growth_most = 1.1, .rate_floor = 600, .rate_goal = 800},
    {.name = "load: JSON Lines to tokens", .input = BENCH_SPEECHES, .systems = lines, .system_count = 1,
     .shows_growth = 1, .growth_most = 1.1, .rate_floor = 300, .rate_goal = 400},
    {.name = "load: XML transcripts to tokens", .input = BENCH_XML, .systems = xml, .system_count = 1,
     .shows_growth = 1, .growth_most = 1.1},
    {.name = "load: small text files, whole", .input = BENCH_SPEECHES, .systems = small_whole, .system_count = 1,
     .shows_growth = 1, .growth_most = 1.1},
    {.name = "load: JSON Lines, whole", .input = BENCH_SPEECHES, .systems = lines_whole, .system_count = 1},
    {.name = "load: XML transcripts, whole", .input = BENCH_XML, .systems = xml_whole, .system_count = 1},
};

const struct bench_table bench_load = {"Loading", measures, sizeof measures / sizeof *measures};
