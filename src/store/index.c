/* The view of all segments: opened cheaply, kept consistent. See segment.h.
 *
 * A view holds a read transaction open while somebody uses it, so that other processes may merge segments meanwhile.
 * Before this process writes, the view reads all its rows (tkit_index_pin) and lets the transaction go. */
#include "store/segment_parts.h"

#include <stdio.h>

static int generation_of(tkit_corpus *corpus, int64_t *generation)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_GENERATION_GET, &s);
    if (rc == TKIT_OK)
        rc = tkit_database_step(corpus, s);
    if (rc < 0)
        return rc;
    *generation = rc == 1 ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    return TKIT_OK;
}

static void free_index(struct tkit_index *index)
{
    tkit *tk = index->corpus->tk;
    for (size_t i = 0; i < index->count; i++) tkit_segment_free(index->segments[i]);
    if (index->segments)
        tkit_free(tk, index->segments, index->count * sizeof *index->segments);
    tkit_free(tk, index, sizeof *index);
}

/* A segment that the old view has read already, if nothing in it changed. Taken from the old view. */
static struct tkit_segment *take_over(struct tkit_index *old, int64_t id, uint32_t removed)
{
    for (size_t i = 0; old && i < old->count; i++) {
        struct tkit_segment *s = old->segments[i];
        if (!s || s->id != id || s->removed != removed || s->status)
            continue;
        old->segments[i] = NULL;
        tkit_segment_forget_regions(s); /* layers may have changed */
        return s;
    }
    return NULL;
}

int tkit_index_check_format(tkit_corpus *corpus, int format)
{
    if (format == SEGMENT_FORMAT)
        return TKIT_OK;
    return tkit_fail(corpus->tk, TKIT_EUNSUPPORTED, "%s: index segment format %d is %s than this program's %d%s",
                     corpus->path ? corpus->path : "corpus in memory", format,
                     format < SEGMENT_FORMAT ? "older" : "newer", SEGMENT_FORMAT,
                     format < SEGMENT_FORMAT ? ": make the corpus anew" : "");
}

struct listed {
    int64_t id;
    uint32_t removed;
};

static int list_segments(tkit_corpus *corpus, struct listed **list, size_t *count, size_t *capacity)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_SEGMENT_ALL, &s);
    if (rc)
        return rc;
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        rc = tkit_index_check_format(corpus, sqlite3_column_int(s, 1));
        if (rc)
            break;
        rc = tkit_reserve(corpus->tk, (void **)list, capacity, *count + 1, sizeof **list);
        if (rc)
            break;
        (*list)[(*count)++] = (struct listed){.id = sqlite3_column_int64(s, 0),
                                              .removed = (uint32_t)sqlite3_column_int64(s, 4)};
    }
    sqlite3_reset(s);
    return rc;
}

static int load_segments(struct tkit_index *index, struct tkit_index *old)
{
    struct listed *list = NULL;
    size_t count = 0, capacity = 0;
    tkit_corpus *corpus = index->corpus;
    int rc = list_segments(corpus, &list, &count, &capacity);
    if (rc == TKIT_OK && count) {
        index->segments = tkit_calloc(corpus->tk, count, sizeof *index->segments);
        rc = index->segments ? TKIT_OK : tkit_fail_nomem(corpus->tk);
        index->count = index->segments ? count : 0;
    }
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        index->segments[i] = take_over(old, list[i].id, list[i].removed);
        if (!index->segments[i])
            rc = tkit_segment_load(corpus, list[i].id, &index->segments[i]);
        if (rc)
            break;
        const struct tkit_segment *s = index->segments[i];
        index->tokens += s->tokens - s->removed_tokens;
        index->documents += s->documents - s->removed;
        index->sentences += s->sentences;
    }
    tkit_free(corpus->tk, list, capacity * sizeof *list);
    return rc;
}

/* Starts the read transaction, unless there is one (or a write) already. */
static int start_snapshot(tkit_corpus *corpus, bool *started)
{
    *started = false;
    if (!sqlite3_get_autocommit(corpus->db))
        return TKIT_OK;
    *started = true;
    int rc = tkit_database_ready(corpus);
    return rc ? rc : tkit_database_execute(corpus, "BEGIN");
}

static void end_snapshot(struct tkit_index *index)
{
    if (index->snapshot && !sqlite3_get_autocommit(index->corpus->db) && index->corpus->depth == 0)
        sqlite3_exec(index->corpus->db, "COMMIT", NULL, NULL, NULL);
    index->snapshot = false;
}

static int renew(tkit_corpus *corpus, int64_t generation, struct tkit_index **out)
{
    struct tkit_index *old = corpus->index;
    struct tkit_index *index = tkit_calloc(corpus->tk, 1, sizeof *index);
    if (!index)
        return tkit_fail_nomem(corpus->tk);
    index->corpus = corpus;
    index->generation = generation;
    int rc = load_segments(index, old && old->references == 0 ? old : NULL);
    if (old && old->references == 0)
        free_index(old);
    corpus->index = NULL; /* a view that is still used lives on by its references */
    if (rc) {
        free_index(index);
        return rc;
    }
    *out = index;
    return TKIT_OK;
}

int tkit_index_open(tkit_corpus *corpus, struct tkit_index **out)
{
    bool started;
    int64_t generation;
    struct tkit_index *index = corpus->index;
    *out = NULL;
    if (index && index->references > 0 && index->snapshot) { /* nothing can have changed under it */
        index->references++;
        *out = index;
        return TKIT_OK;
    }
    int rc = start_snapshot(corpus, &started);
    if (rc)
        return rc;
    rc = generation_of(corpus, &generation);
    if (rc == TKIT_OK && (!index || index->generation != generation))
        rc = renew(corpus, generation, &index);
    if (rc) {
        if (started)
            sqlite3_exec(corpus->db, "COMMIT", NULL, NULL, NULL);
        return rc;
    }
    index->snapshot = started;
    if (index->references++ == 0)
        tkit_corpus_retain(corpus);
    corpus->index = index;
    *out = index;
    return TKIT_OK;
}

void tkit_index_close(struct tkit_index *index)
{
    if (!index || --index->references > 0)
        return;
    tkit_corpus *corpus = index->corpus;
    end_snapshot(index);
    if (corpus->index != index)
        free_index(index);
    tkit_corpus_close(corpus);
}

void tkit_index_discard(tkit_corpus *corpus)
{
    if (corpus->index && corpus->index->references == 0)
        free_index(corpus->index);
    corpus->index = NULL;
}

bool tkit_index_has_attribute(const struct tkit_index *index, const char *name)
{
    for (size_t i = 0; i < index->count; i++)
        if (tkit_segment_attribute(index->segments[i], name))
            return true;
    return index->count == 0;
}

void tkit_index_list_attributes(const struct tkit_index *index, const char *missing, char *list, size_t size)
{
    static const char *const annotated[] = {"lemma", "pos", "xpos", "head", "relation", "ent"};
    const struct tkit_segment *first = index->segments[0];
    list[0] = 0;
    for (unsigned i = 0; i < first->attribute_count; i++) tkit_list_name(list, size, first->attributes[i].name);
    size_t n = strlen(list);
    for (size_t i = 0; i < sizeof annotated / sizeof *annotated; i++)
        if (strcmp(missing, annotated[i]) == 0)
            snprintf(list + n, size - n, "; annotation adds this one");
}

int tkit_index_need_attribute(const struct tkit_index *index, const char *name)
{
    char known[256];
    if (tkit_index_has_attribute(index, name))
        return TKIT_OK;
    tkit_index_list_attributes(index, name, known, sizeof known);
    return tkit_fail(index->corpus->tk, TKIT_ENOTFOUND, "the corpus has no attribute '%s' (there are: %s)", name,
                     known);
}

int tkit_index_pin(tkit_corpus *corpus)
{
    struct tkit_index *index = corpus->index;
    int rc = TKIT_OK;
    if (!index || index->references == 0)
        return TKIT_OK;
    for (size_t i = 0; i < index->count && rc == TKIT_OK; i++) {
        struct tkit_segment *s = index->segments[i];
        tkit_segment_sentences(s);
        rc = s->status;
        for (unsigned n = 0; n < s->attribute_count && rc == TKIT_OK; n++)
            rc = tkit_attribute_read_rows(&s->attributes[n]);
    }
    if (rc == TKIT_OK)
        end_snapshot(index);
    return rc;
}
