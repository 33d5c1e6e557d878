/* Adding files, folders and archives to a corpus, and bringing it up to date. See tkit_corpus_add().
 *
 * The table `source` remembers size and time of every file that documents came from; the loader asks before it opens a
 * file (load_options.want) and unchanged ones are passed over without a read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "store/annotators.h"
#include "store/computed.h"
#include "store/indexer.h"
#include "store/ingest.h"
#include "store/sites.h"

struct known_source {
    int64_t id;
    const char *file;
    uint64_t bytes;
    int64_t modified;
    uint64_t documents;
    bool seen;
};

/* A file that the loader was told to open; its number is that of tkit_document.wanted. */
struct wanted_file {
    char *path;
    uint64_t bytes;
    int64_t modified;
};

struct adding {
    tkit_corpus *corpus;
    tkit_add_options options;
    tkit_load_options load;
    tkit_add_summary sum;
    struct tkit_indexer *indexer;
    struct tkit_annotators *annotators; /* NULL: none are wanted */
    bool loaded;                        /* nothing is left to put into them */
    struct tkit_site_changes sites;
    tkit_arena arena; /* names of sources */
    struct known_source *known; /* ordered by file */
    size_t known_count, known_capacity;

    struct wanted_file *wanted; /* that the loader opened, from `wanted_first` on those whose documents may still
                                   come */
    size_t wanted_first, wanted_count, wanted_capacity;
    uint64_t wanted_before;     /* how many came before wanted[0] */
    bool failed_memory;

    /* The file whose documents arrive. */
    uint64_t current;     /* its number; 0 = none */
    int64_t source;       /* its row */
    int64_t *present;     /* its documents in this run */
    size_t present_count, present_capacity;
};

/* ---- what is known ---- */

static int load_sources(struct adding *a)
{
    sqlite3_stmt *s;
    tkit *tk = a->corpus->tk;
    int rc = tkit_database_statement(a->corpus, SQL_SOURCE_ALL, &s);
    if (rc)
        return rc;
    while ((rc = tkit_database_step(a->corpus, s)) == 1) {
        const char *file = tkit_column_text(s, 1);
        rc = tkit_reserve(tk, (void **)&a->known, &a->known_capacity, a->known_count + 1, sizeof *a->known);
        if (rc)
            break;
        struct known_source *k = &a->known[a->known_count];
        *k = (struct known_source){
            .id = sqlite3_column_int64(s, 0),
            .file = tkit_arena_strndup(&a->arena, file ? file : "", file ? strlen(file) : 0),
            .bytes = (uint64_t)sqlite3_column_int64(s, 2),
            .modified = sqlite3_column_int64(s, 3),
            .documents = (uint64_t)sqlite3_column_int64(s, 4),
        };
        if (!k->file) {
            rc = TKIT_ENOMEM;
            break;
        }
        a->known_count++;
    }
    sqlite3_reset(s);
    return rc;
}

static int compare_file(const void *path, const void *source)
{
    return strcmp(path, ((const struct known_source *)source)->file);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Whether a path is the corpus file itself or one of SQLite's files beside it: a folder that is added may hold them. */
static bool is_own_file(const tkit_corpus *corpus, const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    if (!corpus->path)
        return false;
    const char *name = file_name(path), *own = file_name(corpus->path);
    size_t length = strlen(own), known = 0;
    if (strncmp(name, own, length) != 0)
        return false;
    while (known < sizeof endings / sizeof *endings && strcmp(name + length, endings[known]) != 0) known++;
    if (known == sizeof endings / sizeof *endings)
        return false;
    struct stat here, there;
    char *base = tkit_strndup(corpus->tk, path, strlen(path) - strlen(endings[known]));
    bool same = base && stat(base, &here) == 0 && stat(corpus->path, &there) == 0 && here.st_dev == there.st_dev &&
                here.st_ino == there.st_ino;
    tkit_free(corpus->tk, base, base ? strlen(base) + 1 : 0);
    return same;
}

/* The loader is about to open a file. */
static int want(void *user, const char *path, uint64_t bytes, int64_t modified)
{
    struct adding *a = user;
    if (is_own_file(a->corpus, path) || (a->load.want && !a->load.want(a->load.want_user, path, bytes, modified)))
        return 0;
    struct known_source *k = a->known_count ? bsearch(path, a->known, a->known_count, sizeof *k, compare_file) : NULL;
    if (k)
        k->seen = true;
    if (k && k->bytes == bytes && k->modified == modified) {
        a->sum.unchanged += k->documents;
        return 0;
    }
    if (tkit_reserve(a->corpus->tk, (void **)&a->wanted, &a->wanted_capacity, a->wanted_count + 1, sizeof *a->wanted) ==
        TKIT_OK) {
        char *copy = tkit_strndup(a->corpus->tk, path, strlen(path));
        if (copy) {
            a->wanted[a->wanted_count++] = (struct wanted_file){copy, bytes, modified};
            return 1;
        }
    }
    a->failed_memory = true;
    return 0;
}

static void note(void *user, const tkit_load_note *said)
{
    struct adding *a = user;
    a->sum.skipped += said->code != TKIT_OK;
    if (a->load.note)
        a->load.note(a->load.note_user, said);
    else if (said->message)
        tkit_log(a->corpus->tk, said->code ? TKIT_LOG_ERROR : TKIT_LOG_WARNING, "%s", said->message);
}

/* ---- what is gone ---- */

static int gone(struct adding *a, int64_t document)
{
    if (!a->options.prune) {
        a->sum.missing++;
        return TKIT_OK;
    }
    a->sum.removed++;
    a->sites.all = true;
    return tkit_document_rows_delete(a->corpus, document);
}

static int compare_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* The documents of a source that are not among `present` are gone. */
static int drop_absent(struct adding *a, int64_t source, int64_t *present, size_t count)
{
    sqlite3_stmt *s;
    int64_t *absent = NULL;
    size_t absent_count = 0, capacity = 0;
    if (count)
        qsort(present, count, sizeof *present, compare_id);
    int rc = tkit_database_statement(a->corpus, SQL_DOCUMENTS_OF_SOURCE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, source);
    while ((rc = tkit_database_step(a->corpus, s)) == 1) {
        int64_t id = sqlite3_column_int64(s, 0);
        if (count && bsearch(&id, present, count, sizeof id, compare_id))
            continue;
        rc = tkit_reserve(a->corpus->tk, (void **)&absent, &capacity, absent_count + 1, sizeof *absent);
        if (rc)
            break;
        absent[absent_count++] = id;
    }
    sqlite3_reset(s);
    for (size_t i = 0; i < absent_count && rc == TKIT_OK; i++) rc = gone(a, absent[i]);
    tkit_free(a->corpus->tk, absent, capacity * sizeof *absent);
    return rc;
}

/* Does a path lie in one of the inputs? */
static bool is_below(const char *path, const char *const *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(inputs[i]);
        while (length > 1 && inputs[i][length - 1] == '/') length--;
        if (strncmp(path, inputs[i], length) == 0 && (path[length] == 0 || path[length] == '/'))
            return true;
        if (strcmp(inputs[i], ".") == 0 && path[0] != '/')
            return true;
    }
    return false;
}

static int find_vanished(struct adding *a, const char *const *inputs, size_t count)
{
    struct stat about;
    for (size_t i = 0; i < a->known_count; i++) {
        struct known_source *k = &a->known[i];
        if (k->seen || !is_below(k->file, inputs, count))
            continue;
        if (stat(k->file, &about) == 0 || (errno != ENOENT && errno != ENOTDIR))
            continue;
        int rc = drop_absent(a, k->id, NULL, 0);
        if (rc)
            return rc;
        if (!a->options.prune)
            continue;
        sqlite3_stmt *s;
        rc = tkit_database_statement(a->corpus, SQL_SOURCE_DELETE, &s);
        if (rc)
            return rc;
        sqlite3_bind_int64(s, 1, k->id);
        rc = tkit_database_run(a->corpus, s);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* ---- one file after the other ---- */

/* The loader went on to another file: what the last one no longer holds is gone. */
static int finish_source(struct adding *a)
{
    int rc = a->source ? drop_absent(a, a->source, a->present, a->present_count) : TKIT_OK;
    a->source = 0;
    a->present_count = 0;
    return rc;
}

/* Forgets the files before number `wanted`: the loader is done with them. */
static void forget_wanted(struct adding *a, uint64_t wanted)
{
    tkit *tk = a->corpus->tk;
    while (a->wanted_first < a->wanted_count && a->wanted_before + a->wanted_first + 1 < wanted) {
        struct wanted_file *file = &a->wanted[a->wanted_first++];
        tkit_free(tk, file->path, strlen(file->path) + 1);
    }
    if (a->wanted_first < a->wanted_count / 2 + 1)
        return;
    a->wanted_count -= a->wanted_first;
    a->wanted_before += a->wanted_first;
    memmove(a->wanted, a->wanted + a->wanted_first, a->wanted_count * sizeof *a->wanted);
    a->wanted_first = 0;
}

/* The first document of a file arrives: its row of `source`. */
static int start_source(struct adding *a, uint64_t wanted)
{
    sqlite3_stmt *s;
    a->current = wanted;
    forget_wanted(a, wanted);
    int rc = finish_source(a);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(a->corpus, SQL_SOURCE_PUT, &s);
    if (rc)
        return rc;
    const struct wanted_file *file = &a->wanted[a->wanted_first];
    sqlite3_bind_text(s, 1, file->path, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, (int64_t)file->bytes);
    sqlite3_bind_int64(s, 3, file->modified);
    rc = tkit_database_step(a->corpus, s);
    if (rc != 1)
        return rc;
    a->source = sqlite3_column_int64(s, 0);
    rc = tkit_database_step(a->corpus, s); /* RETURNING: the change is complete with the last row */
    return rc;
}

/* ---- annotating ---- */

/* The models are for English alone. */
static bool takes_annotation(const tkit_document *document)
{
    return !document->annotation && tkit_language_is_annotated(document->facts[FACT_LANGUAGE].value);
}

static void say_foreign(struct adding *a, const tkit_document *document)
{
    char message[512];
    if (!a->annotators || document->annotation || takes_annotation(document))
        return;
    a->sum.other_language++;
    snprintf(message, sizeof message, "%s: not English but '%s': indexed without annotation",
             tkit_document_file(document), document->facts[FACT_LANGUAGE].value);
    note(a, &(tkit_load_note){.file = tkit_document_file(document), .message = message});
}

/* One document from the loader to the annotators. What the corpus knows will hardly need words. */
static int load_ahead(struct adding *a, tkit_loader *loader)
{
    tkit_document *document;
    int rc = tkit_loader_next(loader, &document);
    if (rc != 1) {
        a->loaded = true;
        if (rc)
            tkit_annotators_put_code(a->annotators, rc); /* behind the documents that came before */
        return TKIT_OK;
    }
    rc = tkit_document_complete(document); /* its language is known then */
    int known = rc ? rc : takes_annotation(document) ? tkit_ingest_knows(a->corpus, document) : 1;
    if (known >= 0)
        tkit_annotators_put(a->annotators, document, 0, known == 0);
    tkit_document_release(document);
    return known < 0 ? known : TKIT_OK;
}

/* The next document, with its words if they are wanted: 1, 0 behind the last. */
static int next_document(struct adding *a, tkit_loader *loader, struct tkit_annotated *out)
{
    int rc = TKIT_OK;
    *out = (struct tkit_annotated){0};
    if (!a->annotators)
        return tkit_loader_next(loader, &out->document);
    while (rc == TKIT_OK && !a->loaded && tkit_annotators_have_room(a->annotators)) rc = load_ahead(a, loader);
    return rc ? rc : tkit_annotators_take(a->annotators, out);
}

/* ---- one document after the other ---- */

static int add_one(struct adding *a, struct tkit_annotated *annotated)
{
    tkit_document *document = annotated->document;
    int64_t id = 0;
    size_t length;
    int rc = document->wanted && document->wanted != a->current ? start_source(a, document->wanted) : TKIT_OK;
    if (rc)
        return rc;
    int outcome = tkit_ingest_document(a->corpus, document, a->source, &id);
    if (outcome < 0)
        return outcome;
    rc = tkit_reserve(a->corpus->tk, (void **)&a->present, &a->present_capacity, a->present_count + 1,
                      sizeof *a->present);
    if (rc)
        return rc;
    a->present[a->present_count++] = id;
    tkit_document_text(document, &length);
    switch (outcome) {
    case TKIT_ADDED: a->sum.added++; break;
    case TKIT_REPLACED: a->sum.replaced++; break;
    case TKIT_RENAMED: a->sum.renamed++; break;
    case TKIT_IDENTICAL: a->sum.identical++; break;
    case TKIT_UNCHANGED: a->sum.unchanged++; break;
    }
    if (outcome != TKIT_ADDED && outcome != TKIT_REPLACED)
        return TKIT_OK;
    a->sum.bytes += length;
    a->sites.all |= outcome == TKIT_REPLACED;
    rc = tkit_site_changes_add(&a->sites, document);
    if (rc)
        return rc;
    say_foreign(a, document);
    if (a->annotators && !annotated->words && takes_annotation(document))
        rc = tkit_annotators_annotate(a->annotators, annotated);
    return rc ? rc : tkit_indexer_add(a->indexer, document, annotated->words, id);
}

/* Blocks that the pages of a site share; the loader cannot know, it saw only what changed. */
static int judge_sites(struct adding *a)
{
    bool full;
    if (a->load.sites < 0)
        return TKIT_OK;
    int rc = tkit_corpus_judge_sites(a->corpus, &a->sites, &full);
    if (rc == TKIT_OK && full)
        note(a, &(tkit_load_note){.file = "", .message = tkit_errmsg(a->corpus->tk)});
    return rc;
}

/* What the option `attributes` says: columns of files, or what the corpus is to compute. */
static int choose_attributes(struct adding *a, tkit_load_options *load, bool *stems_are_new)
{
    char language[STEM_LANGUAGE];
    *stems_are_new = false;
    if (!a->options.attributes)
        return TKIT_OK;
    if (!tkit_computed_parse(a->options.attributes, language)) {
        load->attributes = a->options.attributes;
        return TKIT_OK;
    }
    return language[0] ? tkit_computed_want_stem(a->corpus, language, stems_are_new) : TKIT_OK;
}

static int add_all(struct adding *a, const char *const *inputs, size_t count)
{
    tkit_loader *loader;
    struct tkit_annotated next;
    bool stems_are_new;
    tkit_load_options load = a->load;
    load.size = sizeof load;
    load.want = want;
    load.want_user = a;
    load.note = note;
    load.threads = a->options.threads;
    load.note_user = a;
    load.sites = -1;
    int rc = choose_attributes(a, &load, &stems_are_new);
    if (rc == TKIT_OK)
        rc = load_sources(a);
    if (rc == TKIT_OK)
        rc = tkit_corpus_sites_changed(a->corpus, &a->sites.all);
    if (rc == TKIT_OK)
        rc = tkit_indexer_open(a->corpus, a->options.threads, &a->indexer);
    if (rc == TKIT_OK && a->options.annotate)
        rc = tkit_annotators_open(a->corpus, a->options.threads, NULL, 0, &a->annotators);
    if (rc == TKIT_OK)
        rc = tkit_loader_open(a->corpus->tk, inputs, count, &load, &loader);
    if (rc)
        return rc;
    while ((rc = next_document(a, loader, &next)) == 1) {
        rc = add_one(a, &next);
        tkit_annotated_free(a->corpus->tk, &next);
        if (rc)
            break;
    }
    tkit_loader_close(loader);
    if (rc == TKIT_OK && a->failed_memory)
        rc = tkit_fail_nomem(a->corpus->tk);
    if (rc == TKIT_OK)
        rc = finish_source(a);
    if (rc == TKIT_OK)
        rc = find_vanished(a, inputs, count);
    if (rc == TKIT_OK)
        rc = judge_sites(a);
    if (rc == TKIT_OK)
        rc = tkit_indexer_finish(a->indexer);
    if (rc == TKIT_OK && stems_are_new)
        rc = tkit_indexer_give_stems(a->indexer);
    a->sum.tokens = tkit_indexer_tokens(a->indexer);
    a->sum.annotated = tkit_indexer_annotated(a->indexer);
    return rc;
}

int tkit_corpus_add(tkit_corpus *corpus, const char *const *inputs, size_t count, const tkit_add_options *options,
                    tkit_add_summary *summary)
{
    struct adding a = {.corpus = corpus};
    if (options)
        memcpy(&a.options, options, options->size < sizeof a.options ? options->size : sizeof a.options);
    if (a.options.load) {
        uint32_t size = a.options.load->size;
        memcpy(&a.load, a.options.load, size < sizeof a.load ? size : sizeof a.load);
    }
    tkit_arena_init(&a.arena, corpus->tk);
    int rc = tkit_database_begin(corpus);
    if (rc == TKIT_OK)
        rc = tkit_database_end(corpus, add_all(&a, inputs, count));
    tkit_annotators_close(a.annotators);
    tkit_indexer_free(a.indexer);
    tkit_free(corpus->tk, a.known, a.known_capacity * sizeof *a.known);
    forget_wanted(&a, UINT64_MAX);
    tkit_free(corpus->tk, a.wanted, a.wanted_capacity * sizeof *a.wanted);
    tkit_free(corpus->tk, a.present, a.present_capacity * sizeof *a.present);
    tkit_site_changes_free(&a.sites, corpus->tk);
    tkit_arena_free(&a.arena);
    if (summary)
        *summary = a.sum;
    return rc;
}

/* ---- one document ---- */

static int annotate_now(tkit_corpus *corpus, struct tkit_annotated *annotated)
{
    struct tkit_annotators *annotators;
    int rc = tkit_annotators_open(corpus, 1, NULL, 0, &annotators);
    if (rc == TKIT_OK)
        rc = tkit_annotators_annotate(annotators, annotated);
    tkit_annotators_close(annotators);
    return rc;
}

static int add_document(tkit_corpus *corpus, tkit_document *document, bool annotate, int64_t *id)
{
    struct tkit_indexer *indexer;
    struct tkit_annotated annotated = {0};
    int outcome = tkit_ingest_document(corpus, document, 0, id);
    if (outcome != TKIT_ADDED && outcome != TKIT_REPLACED)
        return outcome;
    int rc = tkit_indexer_open(corpus, 1, &indexer);
    if (rc)
        return rc;
    annotated.document = tkit_document_retain(document);
    if (annotate && takes_annotation(document))
        rc = annotate_now(corpus, &annotated);
    if (rc == TKIT_OK)
        rc = tkit_indexer_add(indexer, document, annotated.words, *id);
    if (rc == TKIT_OK)
        rc = tkit_indexer_finish(indexer);
    tkit_annotated_free(corpus->tk, &annotated);
    tkit_indexer_free(indexer);
    return rc ? rc : outcome;
}

int tkit_corpus_add_document(tkit_corpus *corpus, tkit_document *document, const tkit_add_options *options,
                             int64_t *id)
{
    tkit_add_options o = {0};
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    int64_t added = 0;
    int rc = tkit_database_begin(corpus);
    if (rc)
        return rc;
    rc = tkit_database_end(corpus, add_document(corpus, document, o.annotate != 0, &added));
    if (id && rc > 0)
        *id = added;
    return rc;
}

int tkit_corpus_remove(tkit_corpus *corpus, int64_t id)
{
    struct tkit_document_row row;
    int rc = tkit_document_row_by_id(corpus, id, &row);
    if (rc == 0)
        return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "no document has the id %lld", (long long)id);
    if (rc > 0)
        rc = tkit_database_begin(corpus);
    if (rc < 0)
        return rc;
    return tkit_database_end(corpus, tkit_document_rows_delete(corpus, id));
}
