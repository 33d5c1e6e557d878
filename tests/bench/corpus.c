/* The texts of the benchmark. They are read by toolkit's own loader, whatever their format, before any clock runs.
 * Nothing is enlarged by repetition: vocabularies and branch predictors would notice. */
#include "bench.h"

#include <archive.h>
#include <archive_entry.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The first of these that is there serves when no path is given. */
static const char *const english[][3] = {
    {"../shared/data/polnear/train/text", "../shared/data/polnear/dev/text", "../shared/data/whitehouse"},
    {"/usr/share/doc/RFC/links", NULL, NULL},
    {"/usr/share/doc/debian", "/usr/share/common-licenses", NULL},
    {"corpus", NULL, NULL},
};
static const char *const other[][3] = {
    {"/usr/share/debian-reference/*.fr.html", "/usr/share/doc/debian/FAQ/fr/*.html",
     "/usr/share/doc/debian/FAQ/ru/*.html"},
};

/* Some thousand texts of some KB each, as records in XML. */
static const char *const speeches[] = {"../shared/data/au-pm/transcripts.tar.gz"};

static int exists(const char *path)
{
    struct stat st;
    char folder[256];
    snprintf(folder, sizeof folder, "%s", path);
    char *star = strchr(folder, '*');
    if (star)
        *star = 0;
    if (star && strrchr(folder, '/'))
        *strrchr(folder, '/') = 0;
    return stat(folder, &st) == 0;
}

static void add(struct bench_corpus *c, const char *text, size_t length)
{
    struct bench_text *texts = realloc(c->texts, (c->count + 1) * sizeof *texts);
    char *copy = malloc(length + 1);
    if (!texts || !copy)
        abort();
    memcpy(copy, text, length);
    copy[length] = 0;
    c->texts = texts;
    c->texts[c->count++] = (struct bench_text){copy, length};
    c->bytes += length;
    for (size_t i = 0; i < length; i++) c->high_bytes += (unsigned char)text[i] >= 0x80;
}

static int is_fit(enum bench_input input, const char *text, size_t length)
{
    enum { SHARE = 20 }; /* one in twenty: 5 % */
    size_t high = 0;
    for (size_t i = 0; i < length; i++) high += (unsigned char)text[i] >= 0x80;
    return input == BENCH_ANY || input == BENCH_SPEECHES || (input == BENCH_ASCII ? high == 0 : high * SHARE >= length);
}

static void load(tkit *tk, struct bench_corpus *c, enum bench_input input, const char *const *paths, size_t count)
{
    tkit_loader *loader;
    tkit_document *document;
    if (tkit_loader_open(tk, paths, count, NULL, &loader) != TKIT_OK)
        return;
    while (tkit_loader_next(loader, &document) > 0) {
        size_t length;
        const char *text = tkit_document_text(document, &length);
        if (length && is_fit(input, text, length))
            add(c, text, length);
        tkit_document_release(document);
    }
    tkit_loader_close(loader);
}

/* The files of an archive, as they are. */
static void load_archived(struct bench_corpus *c, const char *path)
{
    struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_filter_all(archive);
    archive_read_support_format_all(archive);
    if (archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK)
        while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
            size_t length = (size_t)archive_entry_size(entry);
            char *bytes = malloc(length + 1);
            if (!bytes)
                abort();
            if (length && archive_read_data(archive, bytes, length) == (la_ssize_t)length)
                add(c, bytes, length);
            free(bytes);
        }
    archive_read_free(archive);
}

/* Pages are taken as bytes: reading them is what is measured. */
static const char *const pages[] = {"../shared/data/article-extraction/html/*.html.gz",
                                    "/usr/share/debian-reference/*.html", "/usr/share/doc/debian/FAQ/*.html",
                                    "tests/data/html/*.html"};

static void load_pages(struct bench_corpus *c)
{
    enum { ROOM = 32 << 20 };
    char *page = malloc(ROOM);
    for (size_t i = 0; page && i < sizeof pages / sizeof *pages && c->count == 0; i++) {
        glob_t found;
        if (glob(pages[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++) {
            char command[1200];
            snprintf(command, sizeof command, "gzip -dcf '%s'", found.gl_pathv[k]);
            FILE *f = popen(command, "r");
            size_t length = f ? fread(page, 1, ROOM, f) : 0;
            if (f)
                pclose(f);
            if (length)
                add(c, page, length);
        }
        globfree(&found);
    }
    free(page);
}

/* Puts the texts into an order that says nothing about their age or length, so that the first of them stand for all.
 * The same order each time. */
static void shuffle(struct bench_corpus *c)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = c->count; i > 1; i--) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        struct bench_text *a = &c->texts[i - 1], *b = &c->texts[state % i], t = *a;
        *a = *b;
        *b = t;
    }
}

struct bench_corpus *bench_corpus_load(tkit *tk, enum bench_input input, const char *path, const char **why)
{
    struct bench_corpus *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    if (input == BENCH_PAGES) {
        load_pages(c);
    } else if (input == BENCH_XML) {
        load_archived(c, speeches[0]);
    } else if (path) {
        load(tk, c, input, &path, 1);
    } else if (input == BENCH_SPEECHES && exists(speeches[0])) {
        load(tk, c, input, speeches, 1);
    } else {
        const char *const(*sets)[3] = input == BENCH_OTHER ? other : english;
        size_t set_count = input == BENCH_OTHER ? sizeof other / sizeof *other : sizeof english / sizeof *english;
        for (size_t i = 0; i < set_count && c->count == 0; i++) {
            const char *paths[3];
            size_t count = 0;
            for (size_t k = 0; k < 3; k++)
                if (sets[i][k] && exists(sets[i][k]))
                    paths[count++] = sets[i][k];
            if (count)
                load(tk, c, input, paths, count);
        }
    }
    if (input == BENCH_SPEECHES || input == BENCH_XML)
        shuffle(c);
    if (c->count)
        return c;
    bench_corpus_free(c);
    *why = path ? "no fitting text under this path"
           : input == BENCH_OTHER
               ? "no texts: apt-get install debian-reference-fr debian-faq-fr debian-faq-ru, or CORPUS_OTHER="
           : input == BENCH_XML ? "no transcripts.tar.gz"
                                : "no texts: give CORPUS=";
    return NULL;
}

void bench_corpus_free(struct bench_corpus *c)
{
    for (size_t i = 0; i < c->count; i++) free((char *)c->texts[i].text);
    free(c->texts);
    free(c);
}
