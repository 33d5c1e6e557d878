/* The stream of documents: walks the inputs, opens sources, lets their formats read, passes over what fails.
 *
 * Sources lie inside sources (an attachment in a mailbox in an archive): the loader keeps them on a chain from the
 * innermost to the file. */
#include <sys/stat.h>
#include <unistd.h>

#include "load/custom.h"
#include "load/custom_rules.h"
#include "load/encoding.h"
#include "load/format.h"
#include "load/pipeline.h"
#include "load/sidecar.h"
#include "load/site.h"
#include "load/walk.h"

struct tkit_loader {
    tkit *tk;
    tkit_arena arena; /* copies of the option strings */
    tkit_load_options options;
    struct tkit_walk *walk;
    struct tkit_sidecar **sidecars; /* tables about files, as they were met */
    size_t sidecar_count, sidecar_capacity;
    struct tkit_given *set;    /* fields that the caller gives every document */
    struct tkit_rules *rules;  /* the caller's about blocks */
    struct tkit_loader *scout; /* reads the pages of the inputs a first time, for `sites`; NULL when that is done */
    struct tkit_sites *sites;  /* what they repeat, or NULL */
    bool is_scout;
    struct tkit_source *source; /* the innermost open one; `parent` leads outwards */
    struct tkit_pipeline *pipeline; /* NULL while one thread does everything */
    uint64_t wanted;           /* files that options.want accepted */
    bool ended;                /* nothing is left to put into the pipeline */
    tkit_progress progress;
    bool told; /* somebody was told of it, and not yet that it is over */
};

/* ---- opening ---- */

static int copy_option(struct tkit_loader *loader, const char **string)
{
    if (*string && !(*string = tkit_arena_strndup(&loader->arena, *string, strlen(*string))))
        return TKIT_ENOMEM;
    return TKIT_OK;
}

static int copy_mapping(struct tkit_loader *loader)
{
    size_t count = loader->options.mapping_count;
    tkit_field *copy = tkit_arena_alloc(&loader->arena, (count + 1) * sizeof *copy);
    if (!copy)
        return TKIT_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        copy[i] = loader->options.mapping[i];
        if (copy_option(loader, &copy[i].role) || copy_option(loader, &copy[i].field))
            return TKIT_ENOMEM;
    }
    loader->options.mapping = copy;
    return TKIT_OK;
}

/* The caller's fields as a list that sources can take over. */
static int copy_set(struct tkit_loader *loader)
{
    for (size_t i = loader->options.set_count; i-- > 0;) {
        struct tkit_given *given = tkit_arena_alloc(&loader->arena, sizeof *given);
        if (!given)
            return TKIT_ENOMEM;
        *given = (struct tkit_given){.key = loader->options.set[i].role, .value = loader->options.set[i].field,
                                     .how = "given", .next = loader->set};
        if (copy_option(loader, &given->key) || copy_option(loader, &given->value))
            return TKIT_ENOMEM;
        loader->set = given;
    }
    return TKIT_OK;
}

static int copy_options(struct tkit_loader *loader, const tkit_load_options *options)
{
    if (options)
        memcpy(&loader->options, options,
               options->size < sizeof *options ? options->size : sizeof *options);
    loader->options.size = sizeof loader->options;
    int rc = copy_option(loader, &loader->options.format);
    if (rc == TKIT_OK)
        rc = copy_option(loader, &loader->options.encoding);
    if (rc == TKIT_OK)
        rc = copy_option(loader, &loader->options.newline);
    if (rc == TKIT_OK)
        rc = copy_option(loader, &loader->options.attributes);
    if (rc == TKIT_OK)
        rc = copy_option(loader, &loader->options.keep);
    if (rc == TKIT_OK)
        rc = copy_mapping(loader);
    return rc ? rc : copy_set(loader);
}

static int check_options(tkit *tk, const tkit_load_options *options)
{
    const char *newline = options->newline;
    if (newline && strcmp(newline, "paragraph") != 0 && strcmp(newline, "space") != 0 && strcmp(newline, "line") != 0)
        return tkit_fail(tk, TKIT_EINVALID, "newline is 'paragraph', 'space' or 'line', not '%s'", newline);
    if (options->keep && strcmp(options->keep, "main") != 0 && strcmp(options->keep, "all") != 0)
        return tkit_fail(tk, TKIT_EINVALID, "keep is 'main' or 'all', not '%s'", options->keep);
    if (options->encoding && !tkit_encoding_is_known(options->encoding))
        return tkit_fail(tk, TKIT_EINVALID, "unknown encoding '%s'", options->encoding);
    for (size_t i = 0; options->format && !tkit_reader_find(options, options->format); i++) {
        const char *name = tkit_format_at(i);
        if (!name)
            return tkit_fail(tk, TKIT_EINVALID, "no format is called '%s'", options->format);
        if (strcmp(name, options->format) == 0)
            break;
    }
    return TKIT_OK;
}

static int create(tkit *tk, const tkit_load_options *options, struct tkit_loader **out)
{
    struct tkit_loader *loader = tkit_calloc(tk, 1, sizeof *loader);
    *out = NULL;
    if (!loader)
        return tkit_fail_nomem(tk);
    loader->tk = tk;
    tkit_arena_init(&loader->arena, tk);
    int rc = copy_options(loader, options);
    if (rc == TKIT_OK)
        rc = check_options(tk, &loader->options);
    if (rc == TKIT_OK)
        rc = tkit_rules_create(tk, loader->options.rules, loader->options.rule_count, &loader->rules);
    if (rc) {
        tkit_loader_close(loader);
        return rc;
    }
    *out = loader;
    return TKIT_OK;
}

/* What is known about a file: the caller's fields, then those of the nearest table that names it. */
static int give_fields(struct tkit_loader *loader, struct tkit_source *source)
{
    const struct tkit_given *given = NULL;
    for (size_t i = loader->sidecar_count; i-- > 0 && !given;)
        given = tkit_sidecar_find(loader->sidecars[i], source->name);
    source->rules = loader->rules;
    source->given = loader->set ? loader->set : given;
    if (!loader->set || !given)
        return TKIT_OK;
    /* The list of the caller is shared: this file's goes behind a copy of it. */
    struct tkit_given **end = (struct tkit_given **)&source->given;
    for (const struct tkit_given *g = loader->set; g; g = g->next) {
        struct tkit_given *copy = tkit_arena_alloc(&loader->arena, sizeof *copy);
        if (!copy)
            return TKIT_ENOMEM;
        *copy = *g;
        *end = copy;
        end = (struct tkit_given **)&copy->next;
    }
    *end = (struct tkit_given *)given;
    return TKIT_OK;
}

static void keep_silent(void *user, const tkit_load_note *note)
{
    (void)user;
    (void)note;
}

/* The options of a first reading: what goes wrong is told in the second. */
static tkit_load_options scouting(const tkit_load_options *options)
{
    tkit_load_options o = *options;
    o.sites = -1;
    o.threads = 1;
    o.note = keep_silent;
    o.rules = NULL;
    o.rule_count = 0;
    return o;
}

static int scout_pages(struct tkit_loader *loader)
{
    struct tkit_loader *scout = loader->scout;
    tkit_document *page;
    int rc = tkit_sites_create(loader->tk, &loader->sites);
    while (rc == TKIT_OK && (rc = tkit_loader_next(scout, &page)) == 1) {
        rc = tkit_sites_count(loader->sites, page);
        tkit_document_release(page);
    }
    loader->scout = NULL;
    tkit_loader_close(scout);
    if (rc != TKIT_ELIMIT)
        return rc;
    struct tkit_source nameless = {.tk = loader->tk, .options = &loader->options, .name = (char *)""};
    tkit_source_note(&nameless, NULL, TKIT_OK, tkit_errmsg(loader->tk));
    return TKIT_OK;
}

int tkit_loader_open(tkit *tk, const char *const *inputs, size_t count, const tkit_load_options *options,
                     tkit_loader **out)
{
    int rc = create(tk, options, out);
    if (rc)
        return rc;
    rc = tkit_walk_open(tk, inputs, count, &(*out)->options, &(*out)->walk);
    if (rc == TKIT_OK && tk->options.progress) /* somebody looks on, and wants to know how long it will take */
        rc = tkit_walk_measure(tk, inputs, count, &(*out)->progress.total, &(*out)->progress.bytes_total);
    for (size_t i = 0; rc == TKIT_OK && (*out)->options.sites > 0 && i < count; i++)
        if (strcmp(inputs[i], "-") == 0)
            rc = tkit_fail(tk, TKIT_EINVALID, "standard input cannot be read twice, as 'sites' asks");
    if (rc == TKIT_OK && (*out)->options.sites > 0) {
        tkit_load_options first = scouting(&(*out)->options);
        rc = tkit_loader_open(tk, inputs, count, &first, &(*out)->scout);
        if (rc == TKIT_OK)
            (*out)->scout->is_scout = true;
    }
    if (rc) {
        tkit_loader_close(*out);
        *out = NULL;
    }
    return rc;
}

int tkit_loader_open_memory(tkit *tk, const char *name, const char *bytes, size_t length,
                            const tkit_load_options *options, tkit_loader **out)
{
    int rc = create(tk, options, out);
    if (rc)
        return rc;
    rc = tkit_source_open_bytes(tk, name ? name : "", bytes, length, NULL, &(*out)->options, &(*out)->source);
    if (rc == TKIT_OK)
        rc = give_fields(*out, (*out)->source);
    if (rc == TKIT_OK && (*out)->options.sites > 0) {
        tkit_load_options first = scouting(&(*out)->options);
        rc = tkit_loader_open_memory(tk, name, bytes, length, &first, &(*out)->scout);
        if (rc == TKIT_OK)
            (*out)->scout->is_scout = true;
    }
    if (rc) {
        tkit_loader_close(*out);
        *out = NULL;
    }
    return rc;
}

static void close_innermost(struct tkit_loader *loader)
{
    struct tkit_source *source = loader->source;
    if (source->lent)
        tkit_pipeline_settle(loader->pipeline);
    loader->source = source->parent;
    if (!source->parent) {
        loader->progress.done++;
        loader->progress.bytes_done += source->total;
    }
    tkit_source_close(source);
}

/* Says once that the operation is over, so that no progress line outlives it. */
static void finish_progress(struct tkit_loader *loader)
{
    if (!loader->told)
        return;
    loader->told = false;
    uint64_t done = loader->progress.done ? loader->progress.done : 1;
    tkit_progress progress = {.what = "load", .done = done, .total = done, .bytes_done = loader->progress.bytes_done,
                              .bytes_total = loader->progress.bytes_done};
    tkit_report_progress(loader->tk, &progress);
}

void tkit_loader_close(tkit_loader *loader)
{
    if (!loader)
        return;
    finish_progress(loader);
    tkit_pipeline_close(loader->pipeline); /* before the sources that its own lie in */
    for (struct tkit_source *source = loader->source; source; source = source->parent) source->lent = false;
    while (loader->source) close_innermost(loader);
    tkit_loader_close(loader->scout);
    tkit_sites_free(loader->sites);
    tkit_walk_close(loader->walk);
    for (size_t i = 0; i < loader->sidecar_count; i++) tkit_sidecar_free(loader->sidecars[i]);
    tkit_free(loader->tk, loader->sidecars, loader->sidecar_capacity * sizeof *loader->sidecars);
    tkit_rules_free(loader->rules);
    tkit_arena_free(&loader->arena);
    tkit_free(loader->tk, loader, sizeof *loader);
}

/* ---- the stream ---- */

static bool is_fatal(int code)
{
    return code == TKIT_ENOMEM || code == TKIT_EINTERRUPT;
}

static bool is_wanted(struct tkit_loader *loader, const char *path, uint64_t *number)
{
    struct stat about;
    if (!loader->options.want || strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return true; /* opening it will tell what is wrong */
    int64_t modified = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    if (!loader->options.want(loader->options.want_user, path, (uint64_t)about.st_size, modified)) {
        loader->progress.bytes_done += (uint64_t)about.st_size;
        return false;
    }
    *number = ++loader->wanted;
    return true;
}

static void note_file(struct tkit_loader *loader, const char *path, int code)
{
    struct tkit_source nameless = {.tk = loader->tk, .options = &loader->options, .name = (char *)path};
    tkit_source_note(&nameless, NULL, code, tkit_errmsg(loader->tk));
}

/* Reads a table about files. *taken: it was one. */
static int take_sidecar(struct tkit_loader *loader, const char *path, bool *taken)
{
    struct tkit_sidecar *sidecar;
    int rc = tkit_sidecar_read(loader->tk, path, &loader->options, &sidecar);
    *taken = sidecar != NULL;
    if (rc || !sidecar)
        return rc;
    rc = tkit_reserve(loader->tk, (void **)&loader->sidecars, &loader->sidecar_capacity, loader->sidecar_count + 1,
                      sizeof *loader->sidecars);
    if (rc)
        tkit_sidecar_free(sidecar);
    else
        loader->sidecars[loader->sidecar_count++] = sidecar;
    return rc;
}

static int open_next_file(struct tkit_loader *loader)
{
    const char *path;
    int rc = loader->walk ? tkit_walk_next(loader->walk, &path) : 0;
    if (rc <= 0)
        return rc;
    bool taken = false;
    uint64_t wanted = 0;
    rc = tkit_sidecar_is_named(path) ? take_sidecar(loader, path, &taken) : TKIT_OK;
    if (rc == TKIT_OK && taken) {
        loader->progress.done++;
        return 1;
    }
    if (rc == TKIT_OK && !is_wanted(loader, path, &wanted)) {
        loader->progress.done++;
        return 1;
    }
    if (rc == TKIT_OK)
        rc = tkit_source_open_file(loader->tk, path, &loader->options, &loader->source);
    if (rc == TKIT_OK) {
        loader->source->wanted = wanted;
        rc = give_fields(loader, loader->source);
    }
    if (rc && is_fatal(rc))
        return rc;
    if (rc)
        note_file(loader, path, rc);
    return 1;
}

/* A step of a first reading: only pages repeat, other formats are passed over. */
static int scout_step(struct tkit_source *source, struct tkit_item *item)
{
    int rc = source->format ? TKIT_OK : tkit_format_choose(source);
    if (rc)
        return is_fatal(rc) ? rc : 0;
    bool pages = source->format == &tkit_format_html || source->format == &tkit_format_warc ||
                 source->format == &tkit_format_archive;
    return pages ? tkit_format_step(source, item) : 0;
}

static void push_child(struct tkit_loader *loader, struct tkit_source *child)
{
    child->parent = loader->source;
    loader->source = child;
}

static void tell_progress(struct tkit_loader *loader)
{
    tkit_progress progress = loader->progress;
    const struct tkit_source *file = loader->source;
    if (!loader->tk->options.progress)
        return;
    while (file->parent) file = file->parent;
    off_t read = file->fd > STDIN_FILENO ? lseek(file->fd, 0, SEEK_CUR) : 0; /* of an archive, whoever reads it */
    loader->told = true;
    progress.what = "load";
    progress.item = loader->source->name;
    progress.bytes_done += read > 0 ? (uint64_t)read : 0;
    tkit_report_progress(loader->tk, &progress);
}

/* The next document, everything done in this thread. */
static int read_next(struct tkit_loader *loader, tkit_document **out)
{
    for (;;) {
        int rc = tkit_poll(loader->tk);
        if (rc)
            return rc;
        if (!loader->source) {
            rc = open_next_file(loader);
            if (rc <= 0)
                return rc;
            continue;
        }
        tell_progress(loader);
        struct tkit_item item;
        rc = loader->is_scout ? scout_step(loader->source, &item) : tkit_format_step(loader->source, &item);
        if (rc == 1 && item.document) {
            *out = item.document;
            return 1;
        }
        if (rc == 1) {
            push_child(loader, item.child);
            continue;
        }
        if (rc < 0 && is_fatal(rc))
            return rc;
        if (rc < 0)
            tkit_source_note(loader->source, NULL, rc, tkit_errmsg(loader->tk));
        close_innermost(loader);
    }
}

/* ---- several threads ---- */

/* Takes the innermost source off the chain for a worker, if it may have it: a file, or an entry of an archive. */
static int lend_source(struct tkit_loader *loader, bool *lent)
{
    struct tkit_source *source = loader->source;
    int rc = TKIT_OK;
    *lent = false;
    if (loader->rules || (source->parent && source->parent->format != &tkit_format_archive) || source->state)
        return TKIT_OK;
    if (!source->format)
        rc = tkit_format_choose(source);
    if (rc == TKIT_OK && source->pull && source->format->alone && source->total &&
        source->total <= PIPELINE_SOURCE_BYTES)
        rc = tkit_source_read_all(source);
    if (rc || !tkit_pipeline_takes(source))
        return rc;
    loader->source = source->parent;
    if (source->parent)
        source->parent->lent = true;
    else
        loader->progress.done++, loader->progress.bytes_done += source->total;
    tkit_pipeline_put_source(loader->pipeline, source);
    *lent = true;
    return TKIT_OK;
}

/* Fills the slot that was begun: 1, or 0 behind the last input, or the failure that ends the run. */
static int fill_slot(struct tkit_loader *loader)
{
    struct tkit_item item;
    for (;;) {
        bool lent;
        int rc = tkit_poll(loader->tk);
        if (rc == TKIT_OK && !loader->source) {
            rc = open_next_file(loader);
            if (rc == 1)
                continue;
            tkit_pipeline_put_code(loader->pipeline, rc);
            return rc;
        }
        if (rc == TKIT_OK) {
            tell_progress(loader);
            rc = lend_source(loader, &lent);
            if (rc == TKIT_OK && lent)
                return 1;
        }
        if (rc == TKIT_OK)
            rc = tkit_format_step(loader->source, &item);
        if (rc == 1 && item.document) {
            tkit_pipeline_put_document(loader->pipeline, item.document);
            return 1;
        }
        if (rc == 1) {
            push_child(loader, item.child);
            continue;
        }
        if (rc < 0 && !is_fatal(rc)) {
            tkit_source_note(loader->source, NULL, rc, tkit_errmsg(loader->tk));
            rc = TKIT_OK;
        }
        if (rc == TKIT_OK)
            close_innermost(loader);
        tkit_pipeline_put_code(loader->pipeline, rc);
        return rc ? rc : 1;
    }
}

static int take_next(struct tkit_loader *loader, tkit_document **out)
{
    for (;;) {
        while (!loader->ended && tkit_pipeline_has_room(loader->pipeline)) {
            tkit_pipeline_begin(loader->pipeline);
            loader->ended = fill_slot(loader) <= 0;
        }
        int rc = tkit_pipeline_take(loader->pipeline, out);
        if (rc || loader->ended)
            return rc;
    }
}

static int judge(struct tkit_loader *loader, tkit_document **document)
{
    int rc = (*document)->facts[FACT_URL].value ? tkit_document_complete(*document) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = tkit_sites_judge(loader->sites, *document, NULL);
    if (rc == TKIT_OK)
        return 1;
    tkit_document_release(*document);
    *document = NULL;
    return rc;
}

int tkit_loader_next(tkit_loader *loader, tkit_document **out)
{
    *out = NULL;
    if (loader->scout) {
        int rc = scout_pages(loader);
        if (rc)
            return rc;
    }
    if (loader->options.threads > 1 && !loader->pipeline) {
        int rc = tkit_pipeline_open(loader->tk, loader->options.threads, &loader->options, &loader->pipeline);
        if (rc)
            return rc;
    }
    int rc = loader->pipeline ? take_next(loader, out) : read_next(loader, out);
    if (rc == 0)
        finish_progress(loader);
    return rc == 1 && loader->sites ? judge(loader, out) : rc;
}

int tkit_document_parse(tkit *tk, const char *name, const char *bytes, size_t length,
                        const tkit_load_options *options, tkit_document **out)
{
    struct tkit_loader *loader;
    *out = NULL;
    int rc = tkit_loader_open_memory(tk, name, bytes, length, options, &loader);
    while (rc == TKIT_OK) {
        struct tkit_item item;
        rc = tkit_format_step(loader->source, &item);
        if (rc == 1) {
            *out = item.document;
            if (!item.document) {
                push_child(loader, item.child);
                rc = TKIT_OK;
            }
        } else if (rc == 0) {
            rc = tkit_fail(tk, TKIT_EFORMAT, "%s: holds no document", name ? name : "text");
        }
    }
    tkit_loader_close(loader);
    return rc == 1 ? TKIT_OK : rc;
}
