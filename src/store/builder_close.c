/* Closing a segment: forms in order, tokens counted, passages sorted by form; then all of it coded and handed to the
 * sink. See builder.h and segment_format.h.
 *
 * The work is a row of jobs, and then another one. With two threads whichever is free takes the next job; what is
 * written is the same. The first thread alone feeds the sink. */
#include <pthread.h>

#include "store/bitpack.h"
#include "store/builder_close.h"

/* ---- an attribute made ready ---- */

static void finished_free(tkit *tk, struct tkit_finished *f)
{
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    uint32_t *const arrays[] = {f->rank, f->order, f->tokens, f->documents, f->passages, f->list_bits, f->entries};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) tkit_free(tk, arrays[i], size);
    tkit_free(tk, f->seen, ((size_t)f->forms + 1) * sizeof *f->seen);
    tkit_free(tk, f->sightings, (f->sighting_count + 1) * sizeof *f->sightings);
    *f = (struct tkit_finished){0};
}

static int alloc_finished(tkit *tk, const struct attribute *a, struct tkit_finished *f)
{
    size_t slots = (size_t)a->vocabulary.count + 1;
    f->forms = a->vocabulary.count;
    f->rank = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->order = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->tokens = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->documents = tkit_calloc(tk, slots, sizeof(uint32_t));
    bool all = f->rank && f->order && f->tokens && f->documents;
    if (all && !a->derive) {
        f->passages = tkit_calloc(tk, slots, sizeof(uint32_t));
        f->list_bits = tkit_calloc(tk, slots, sizeof(uint32_t));
        f->seen = tkit_calloc(tk, slots, sizeof *f->seen);
        f->entries = tkit_alloc(tk, slots * sizeof *f->entries);
        all = f->passages && f->list_bits && f->seen && f->entries;
    }
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

/* Tokens of each form of a base attribute, from the readers' own vocabularies. */
static void sum_tokens(struct tkit_builder *b, unsigned number)
{
    struct tkit_entry *entries = b->attributes[number].vocabulary.entries;
    for (unsigned r = 0; r < b->reader_count; r++) {
        const struct tkit_parcel_reader_column *c = b->readers[r].columns[number];
        for (uint32_t form = 0; c->ids_of_segment && form < c->vocabulary->count; form++)
            entries[c->ids_of_segment[form]].tokens += c->vocabulary->entries[form].tokens;
    }
}

/* Ranks, counts, and the code of the column. */
static int count_forms(tkit *tk, const struct attribute *a, struct tkit_finished *f)
{
    const struct tkit_vocabulary *v = &a->vocabulary;
    int rc = tkit_vocabulary_rank(v, f->rank, f->order);
    if (rc || a->derive)
        return rc;
    for (uint32_t form = 0; form < f->forms; form++) {
        f->tokens[form] = v->entries[f->order[form]].tokens;
    }
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    uint32_t *frequent = tkit_alloc(tk, size);
    rc = frequent ? tkit_frequency_order(tk, f->tokens, f->forms, frequent) : tkit_fail_nomem(tk);
    if (rc == TKIT_OK)
        rc = tkit_column_code_choose(tk, f->tokens, frequent, f->forms, &f->code);
    for (uint32_t r = 0; rc == TKIT_OK && r < f->forms; r++)
        f->entries[f->order[frequent[r]]] = tkit_column_entry_of(&f->code, r);
    tkit_free(tk, frequent, size);
    return rc;
}

/* ---- jobs ---- */

struct closing {
    struct tkit_builder *b;
    struct tkit_finished *all;
    struct tkit_rows rows[MAX_ATTRIBUTES]; /* of each attribute, but for its column */
    tkit_sink sink;
    void *user;
    pthread_mutex_t lock;
    unsigned next; /* job */
};

/* Does job n of a row of jobs: with the context of its thread. DONE: there is none. */
typedef int (*job)(struct closing *c, tkit *tk, unsigned n);
enum { DONE = 1 };

/* The forms of all derived attributes, one attribute behind the other: what derives them may be one thing. */
static int derive_all(struct closing *c, tkit *tk)
{
    struct tkit_builder *b = c->b;
    int rc = TKIT_OK;
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++) {
        struct attribute *a = &b->attributes[i];
        if (!a->derive)
            continue;
        rc = tkit_derive_forms(b->entering, a, &b->attributes[a->base]);
        if (rc == TKIT_OK)
            rc = alloc_finished(b->entering, a, &c->all[i]);
        if (rc == TKIT_OK)
            rc = count_forms(b->entering, a, &c->all[i]);
    }
    return rc && tk != b->entering ? tkit_fail(tk, rc, "%s", tkit_errmsg(b->entering)) : rc;
}

/* Sorting by form: the sightings of each base attribute; the forms of derived ones; the forms of each base
 * attribute. */
static int sort_job(struct closing *c, tkit *tk, unsigned n)
{
    struct tkit_builder *b = c->b;
    unsigned count = b->attribute_count, i = n < count ? n : n - count - 1;
    if (n == count)
        return derive_all(c, tk);
    if (n > 2 * count)
        return DONE;
    if (b->attributes[i].derive)
        return TKIT_OK;
    if (n < count)
        return tkit_sort_sightings(tk, b, i, &c->all[i]);
    sum_tokens(b, i);
    return count_forms(tk, &b->attributes[i], &c->all[i]);
}

/* Coding lists and lexicons. */
static int code_job(struct closing *c, tkit *tk, unsigned n)
{
    struct tkit_builder *b = c->b;
    struct tkit_rows *rows = &c->rows[n];
    if (n >= b->attribute_count)
        return DONE;
    tkit_buffer_init(&rows->data, tk);
    bool derived = b->attributes[n].derive != NULL;
    int rc = derived ? tkit_count_derived(tk, b, n, &c->all[n]) : tkit_code_lists(b, n, &c->all[n], rows);
    if (rc == TKIT_OK)
        rc = derived ? tkit_code_derived(b, n, c->all, rows) : tkit_code_base_lexicon(b, n, c->all, rows);
    return rc;
}

static int work(struct closing *c, tkit *tk, job do_job)
{
    int rc = TKIT_OK;
    while (rc == TKIT_OK) {
        pthread_mutex_lock(&c->lock);
        unsigned n = c->next++;
        pthread_mutex_unlock(&c->lock);
        rc = do_job(c, tk, n);
    }
    return rc == DONE ? TKIT_OK : rc;
}

struct errand {
    struct closing *c;
    job do_job;
    int rc;
};

static void *run_errand(void *user)
{
    struct errand *e = user;
    e->rc = work(e->c, e->c->b->readers[1].tk, e->do_job);
    return NULL;
}

/* The first thread writes the columns before it takes jobs. */
static int write_columns(struct closing *c)
{
    int rc = TKIT_OK;
    for (unsigned i = 0; i < c->b->attribute_count && rc == TKIT_OK; i++)
        if (!c->b->attributes[i].derive)
            rc = tkit_write_column(c->b, i, &c->all[i], c->sink, c->user);
    return rc;
}

/* Does a row of jobs, with a thread more where that may and can be had. */
static int do_jobs(struct closing *c, job do_job, int (*before)(struct closing *))
{
    pthread_t thread;
    tkit *tk = c->b->tk;
    struct errand second = {c, do_job, TKIT_OK};
    c->next = 0;
    bool helped = c->b->second && pthread_create(&thread, NULL, run_errand, &second) == 0;
    int rc = before ? before(c) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = work(c, tk, do_job);
    if (helped)
        pthread_join(thread, NULL);
    return rc == TKIT_OK && second.rc ? tkit_fail(tk, second.rc, "%s", tkit_errmsg(c->b->readers[1].tk)) : rc;
}

/* ---- rows ---- */

int tkit_rows_end(struct tkit_rows *rows, unsigned part, uint32_t row)
{
    int rc = tkit_buffer_status(&rows->data);
    if (rc == TKIT_OK)
        rc = tkit_reserve(rows->data.tk, (void **)&rows->ends, &rows->capacity, rows->count + 1, sizeof *rows->ends);
    if (rc == TKIT_OK)
        rows->ends[rows->count++] = (struct tkit_row_end){part, row, rows->data.size};
    return rc;
}

static int write_rows(struct closing *c, const struct tkit_rows *rows)
{
    size_t start = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct tkit_row_end *e = &rows->ends[i];
        int rc = c->sink(c->user, e->part, e->row, e->end > start ? rows->data.data + start : "", e->end - start);
        if (rc)
            return rc;
        start = e->end;
    }
    return TKIT_OK;
}

/* What is known last stands first in the segment. */
static int write_header(struct closing *c)
{
    tkit_buffer out;
    int rc = TKIT_OK;
    tkit_buffer_init(&out, c->b->tk);
    for (unsigned part = PART_HEADER; part <= PART_SENTENCES && rc == TKIT_OK; part++) {
        tkit_buffer_clear(&out);
        if (part == PART_HEADER)
            tkit_code_header(c->b, c->all, &out);
        else if (part == PART_DOCUMENTS)
            tkit_code_documents(c->b, &out);
        else
            tkit_postings_encode(&out, c->b->sentences, c->b->sentence_count);
        rc = tkit_buffer_status(&out);
        if (rc == TKIT_OK)
            rc = c->sink(c->user, part, 0, out.data ? out.data : "", out.size);
    }
    tkit_buffer_free(&out);
    return rc;
}

/* ---- closing ---- */

static int close_segment(struct closing *c)
{
    struct tkit_builder *b = c->b;
    int rc = TKIT_OK;
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (!b->attributes[i].derive)
            rc = alloc_finished(b->tk, &b->attributes[i], &c->all[i]);
    if (rc == TKIT_OK)
        rc = do_jobs(c, sort_job, NULL);
    if (rc == TKIT_OK)
        rc = do_jobs(c, code_job, write_columns);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++) rc = write_rows(c, &c->rows[i]);
    return rc ? rc : write_header(c);
}

int tkit_builder_close(struct tkit_builder *b, tkit_sink sink, void *user)
{
    struct tkit_finished all[MAX_ATTRIBUTES] = {{0}};
    struct closing c = {.b = b, .all = all, .sink = sink, .user = user, .lock = PTHREAD_MUTEX_INITIALIZER};
    int rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = close_segment(&c);
    for (unsigned i = 0; i < b->attribute_count; i++) {
        finished_free(b->tk, &all[i]);
        tkit_free(b->tk, c.rows[i].ends, c.rows[i].capacity * sizeof *c.rows[i].ends);
        if (c.rows[i].data.tk)
            tkit_buffer_free(&c.rows[i].data);
    }
    int emptied = tkit_builder_empty(b);
    return rc ? rc : emptied;
}
