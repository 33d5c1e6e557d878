/* Closing a segment: forms in order, tokens counted, passages sorted by form; then all of it coded and handed to the
 * sink. See builder.h and segment_format.h.
 *
 * The work is jobs in a ring (base/ring.h). With two threads whichever is free does the next one; what they make goes
 * to the sink in the order of the jobs, whoever did them. The first thread alone feeds the sink. */
#include "base/ring.h"
#include "store/bitpack.h"
#include "store/builder_close.h"

/* ---- an attribute made ready ---- */

static void finished_free(tkit *tk, struct tkit_finished *f)
{
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    uint32_t *const arrays[] = {f->rank, f->order, f->tokens, f->documents, f->passages, f->list_bits, f->entries,
                                f->first_sighting};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) tkit_free(tk, arrays[i], size);
    for (int i = 0; i < 2; i++) tkit_free(tk, f->reader_entries[i], f->reader_entries_size[i]);
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
        f->first_sighting = tkit_alloc(tk, slots * sizeof *f->first_sighting);
        all = f->passages && f->list_bits && f->seen && f->entries && f->first_sighting;
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

enum { JOBS_A_THREAD = 12 }; /* that wait, are worked on, or are done and wait for the sink */

struct closing {
    struct tkit_builder *b;
    struct tkit_finished *all;
    struct tkit_ring *ring;
    const struct tkit_sink *sink;
    unsigned part; /* of the rows that came last, */
    uint32_t row;  /* and the number of the next one */
};

/* What is to be done for an attribute, or for all of them; `number`: which row or half. */
struct job {
    int (*work)(struct closing *c, struct job *job);
    unsigned attribute;
    uint32_t number;
    tkit *tk; /* the context of the thread that does it */
    int rc;
    struct tkit_rows rows; /* what comes of it */
};

static bool is_base(const struct closing *c, unsigned attribute)
{
    return attribute < c->b->attribute_count && !c->b->attributes[attribute].derive;
}

static void do_job(void *user, void *slot, tkit *tk, unsigned worker)
{
    struct job *job = slot;
    (void)worker;
    job->tk = job->rows.data.tk = tk;
    job->rc = job->work(user, job);
}

/* The rows of a part come one behind the other, and are numbered so. */
static int write_rows(struct closing *c, const struct tkit_rows *rows)
{
    size_t start = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct tkit_row_end *e = &rows->ends[i];
        c->row = e->part == c->part ? c->row : 0;
        c->part = e->part;
        const char *data = e->end > start ? rows->data.data + start : "";
        int rc = c->sink->row(c->sink->user, e->part, c->row++, data, e->end - start);
        if (rc)
            return rc;
        start = e->end;
    }
    return TKIT_OK;
}

/* Waits for the first job, and writes what came of it. */
static int take_job(struct closing *c)
{
    tkit *tk = c->b->tk;
    struct job *job = tkit_ring_slot(c->ring, 0);
    tkit_ring_finish(c->ring, 0);
    int rc = job->rc;
    if (rc && job->tk != tk)
        tkit_fail(tk, rc, "%s", tkit_errmsg(job->tk));
    if (rc == TKIT_OK)
        rc = write_rows(c, &job->rows);
    tkit_buffer_clear(&job->rows.data);
    job->rows.count = 0;
    tkit_ring_pop(c->ring);
    return rc ? rc : tkit_poll(tk);
}

static int take_jobs(struct closing *c)
{
    int rc = TKIT_OK;
    while (rc == TKIT_OK && tkit_ring_used(c->ring)) rc = take_job(c);
    return rc;
}

static int put_job(struct closing *c, int (*work)(struct closing *, struct job *), unsigned attribute, uint32_t number)
{
    int rc = TKIT_OK;
    while (rc == TKIT_OK && !tkit_ring_has_room(c->ring)) rc = take_job(c);
    if (rc)
        return rc;
    struct job *job = tkit_ring_next(c->ring);
    job->work = work;
    job->attribute = attribute;
    job->number = number;
    tkit_ring_put(c->ring, 0, true);
    return TKIT_OK;
}

static int open_ring(struct closing *c)
{
    struct tkit_builder *b = c->b;
    int rc = tkit_ring_open(b->tk, b->reader_count, JOBS_A_THREAD, sizeof(struct job), UINT64_MAX, do_job, c, &c->ring);
    for (size_t i = 0; rc == TKIT_OK && i < tkit_ring_slots(c->ring); i++)
        tkit_buffer_init(&((struct job *)tkit_ring_slot(c->ring, i))->rows.data, b->tk);
    return rc;
}

static void close_ring(struct closing *c)
{
    if (!c->ring)
        return;
    tkit_ring_stop(c->ring);
    for (size_t i = 0; i < tkit_ring_slots(c->ring); i++) {
        struct tkit_rows *rows = &((struct job *)tkit_ring_slot(c->ring, i))->rows;
        rows->data.tk = c->b->tk;
        tkit_buffer_free(&rows->data);
        tkit_free(c->b->tk, rows->ends, rows->capacity * sizeof *rows->ends);
    }
    tkit_ring_free(c->ring);
}

/* ---- sorting, and columns ---- */

static int count_job(struct closing *c, struct job *job)
{
    unsigned i = job->attribute;
    sum_tokens(c->b, i);
    int rc = count_forms(job->tk, &c->b->attributes[i], &c->all[i]);
    return rc ? rc : tkit_prepare_column(job->tk, c->b, i, &c->all[i]);
}

static int sightings_job(struct closing *c, struct job *job)
{
    return tkit_sort_sightings(job->tk, c->b, job->attribute, &c->all[job->attribute]);
}

/* The forms of all derived attributes, one attribute behind the other: what derives them may be one thing. */
static int derive_job(struct closing *c, struct job *job)
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
    job->tk = b->entering;
    return rc;
}

static int column_job(struct closing *c, struct job *job)
{
    return tkit_code_column(c->b, job->attribute, &c->all[job->attribute], job->number, &job->rows);
}

static int sort_forms(struct closing *c)
{
    unsigned count = c->b->attribute_count, bases = 0;
    int rc = TKIT_OK;
    for (unsigned i = 0; i < count; i++) bases += is_base(c, i);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++)
        if (is_base(c, i))
            rc = alloc_finished(c->b->tk, &c->b->attributes[i], &c->all[i]);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++)
        if (is_base(c, i))
            rc = put_job(c, count_job, i, 0);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++)
        if (is_base(c, i))
            rc = put_job(c, sightings_job, i, 0);
    if (rc == TKIT_OK)
        rc = put_job(c, derive_job, 0, 0);
    if (rc == TKIT_OK)
        rc = c->sink->begin(c->sink->user);
    while (rc == TKIT_OK && tkit_ring_used(c->ring) > bases + 1) rc = take_job(c); /* all counts */
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++)
        for (uint32_t row = 0; is_base(c, i) && row < tkit_column_rows(c->b) && rc == TKIT_OK; row++)
            rc = put_job(c, column_job, i, row);
    return rc ? rc : take_jobs(c);
}

/* ---- lists and lexicons ---- */

static int lists_job(struct closing *c, struct job *job)
{
    return tkit_code_lists(c->b, job->attribute, &c->all[job->attribute], job->number, &job->rows);
}

static int documents_job(struct closing *c, struct job *job)
{
    return tkit_count_derived(job->tk, c->b, job->attribute, &c->all[job->attribute]);
}

static int forms_job(struct closing *c, struct job *job)
{
    bool base = is_base(c, job->attribute);
    return (base ? tkit_code_base_forms : tkit_code_derived_forms)(c->b, job->attribute, c->all, &job->rows);
}

static int terms_job(struct closing *c, struct job *job)
{
    bool base = is_base(c, job->attribute);
    return (base ? tkit_code_base_terms : tkit_code_derived_terms)(c->b, job->attribute, c->all, &job->rows);
}

/* Terms wait for what is counted by the jobs in front of the forms. */
static int code_forms(struct closing *c)
{
    unsigned count = c->b->attribute_count;
    int rc = TKIT_OK;
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++)
        if (!is_base(c, i))
            rc = put_job(c, documents_job, i, 0);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        if (!is_base(c, i))
            continue;
        tkit_take_counts(&c->all[i]);
        for (uint32_t half = 0; half < 2 && rc == TKIT_OK; half++) rc = put_job(c, lists_job, i, half);
    }
    for (unsigned i = count; i-- > 0 && rc == TKIT_OK;) rc = put_job(c, forms_job, i, 0);
    while (rc == TKIT_OK && tkit_ring_used(c->ring) > count) rc = take_job(c);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) rc = put_job(c, terms_job, i, 0);
    return rc ? rc : take_jobs(c);
}

/* ---- rows ---- */

int tkit_rows_end(struct tkit_rows *rows, unsigned part)
{
    int rc = tkit_buffer_status(&rows->data);
    if (rc == TKIT_OK)
        rc = tkit_reserve(rows->data.tk, (void **)&rows->ends, &rows->capacity, rows->count + 1, sizeof *rows->ends);
    if (rc == TKIT_OK)
        rows->ends[rows->count++] = (struct tkit_row_end){part, rows->data.size};
    return rc;
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
            rc = c->sink->row(c->sink->user, part, 0, out.data ? out.data : "", out.size);
    }
    tkit_buffer_free(&out);
    return rc;
}

/* ---- closing ---- */

int tkit_builder_close(struct tkit_builder *b, const struct tkit_sink *sink)
{
    struct tkit_finished all[MAX_ATTRIBUTES] = {{0}};
    struct closing c = {.b = b, .all = all, .sink = sink};
    int rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = open_ring(&c);
    if (rc == TKIT_OK)
        rc = sort_forms(&c);
    if (rc == TKIT_OK)
        rc = code_forms(&c);
    close_ring(&c);
    if (rc == TKIT_OK)
        rc = write_header(&c);
    for (unsigned i = 0; i < b->attribute_count; i++) finished_free(b->tk, &all[i]);
    int emptied = tkit_builder_empty(b);
    return rc ? rc : emptied;
}
