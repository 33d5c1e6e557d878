/* Closing a segment: forms in order, tokens counted, passages sorted by form; then all of it coded and handed to the
 * sink. See builder.h and segment_format.h.
 *
 * Two threads share the work by parts of it, not by time: what is written does not depend on them. */
#include <pthread.h>
#include <stdlib.h>

#include "store/bitpack.h"
#include "store/builder_close.h"
#include "store/varint.h"

/* ---- an attribute made ready ---- */

static void finished_free(tkit *tk, struct tkit_finished *f)
{
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    uint32_t *const arrays[] = {f->rank, f->order, f->tokens, f->documents, f->passages, f->list_bits, f->starts};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) tkit_free(tk, arrays[i], size);
    tkit_free(tk, f->entries, ((size_t)f->forms + 1) * sizeof *f->entries);
    tkit_free(tk, f->lists, (f->pairs + 1) * sizeof *f->lists);
    *f = (struct tkit_finished){0};
}

static int alloc_finished(tkit *tk, const struct attribute *a, struct tkit_finished *f)
{
    size_t slots = (size_t)a->vocabulary.count + 1;
    f->forms = a->vocabulary.count;
    f->pairs = a->pair_count;
    f->rank = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->order = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->tokens = tkit_calloc(tk, slots, sizeof(uint32_t));
    f->documents = tkit_calloc(tk, slots, sizeof(uint32_t));
    bool all = f->rank && f->order && f->tokens && f->documents;
    if (all && !a->derive) {
        f->passages = tkit_calloc(tk, slots, sizeof(uint32_t));
        f->list_bits = tkit_calloc(tk, slots, sizeof(uint32_t));
        f->starts = tkit_calloc(tk, slots, sizeof(uint32_t));
        f->entries = tkit_alloc(tk, slots * sizeof *f->entries);
        f->lists = tkit_alloc(tk, (f->pairs + 1) * sizeof *f->lists);
        all = f->passages && f->list_bits && f->starts && f->entries && f->lists;
    }
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

/* Passages of each form, ascending: a counting sort of the pairs. starts[id] becomes the end of its list. */
static void sort_pairs(const struct tkit_builder *b, const struct attribute *a, struct tkit_finished *f)
{
    uint32_t sum = 0;
    for (uint32_t id = 0; id < f->forms; id++) {
        f->starts[id] = sum;
        sum += a->vocabulary.entries[id].passages;
    }
    for (uint32_t p = 0; p < b->passage_count; p++) {
        size_t end = p + 1 < b->passage_count ? a->first_pair[p + 1] : a->pair_count;
        for (size_t i = a->first_pair[p]; i < end; i++) f->lists[f->starts[a->pairs[i]]++] = p;
    }
}

/* The first form of the second half: the first half has about half of the pairs. */
static uint32_t find_split(const struct tkit_finished *f)
{
    uint64_t sum = 0;
    for (uint32_t form = 0; form < f->forms; form++) {
        if (sum * 2 >= f->pairs)
            return form;
        sum += f->passages[form];
    }
    return f->forms;
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
        f->passages[form] = v->entries[f->order[form]].passages;
    }
    f->split = find_split(f);
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

/* Documents that hold a derived form: counted along the pairs, which are in the order of documents. */
static int count_derived(tkit *tk, const struct tkit_builder *b, const struct attribute *a, const struct attribute *base,
                         struct tkit_finished *f)
{
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    uint32_t *last = tkit_calloc(tk, (size_t)f->forms + 1, sizeof *last), doc = 0;
    if (!last)
        return tkit_fail_nomem(tk);
    for (uint32_t p = 0; p < b->passage_count; p++) {
        size_t end = p + 1 < b->passage_count ? base->first_pair[p + 1] : base->pair_count;
        while (doc + 1 < b->doc_count && b->docs[doc + 1].first_passage <= p) doc++;
        for (size_t i = base->first_pair[p]; i < end; i++) {
            uint32_t form = a->from_base[base->pairs[i]];
            f->documents[form] += last[form] != doc + 1;
            last[form] = doc + 1;
        }
    }
    for (uint32_t form = 0; form < f->forms; form++) last[form] = f->documents[f->order[form]]; /* ids to forms */
    memcpy(f->documents, last, f->forms * sizeof *last);
    tkit_free(tk, last, size);
    return TKIT_OK;
}

/* ---- passages, coded ---- */

/* Documents in a list of passages. doc_of: passage -> document; NULL when each document is one passage. */
static uint32_t count_documents(const uint32_t *list, uint32_t count, const uint32_t *doc_of)
{
    uint32_t documents = count > 0;
    if (!doc_of)
        return count;
    for (uint32_t i = 1; i < count; i++) documents += doc_of[list[i]] != doc_of[list[i - 1]];
    return documents;
}

/* Codes the lists of forms [first, last) into rows. */
static int encode_lists(const struct tkit_builder *b, struct tkit_finished *f, uint32_t first, uint32_t last,
                        const uint32_t *doc_of, struct tkit_rows *rows)
{
    struct tkit_list_place place = {0};
    struct tkit_bit_writer w = {0};
    for (uint32_t form = first; form < last; form++) {
        uint32_t count = f->passages[form], end = f->starts[f->order[form]];
        const uint32_t *list = f->lists + (end - count);
        uint64_t bits = tkit_passages_size(list, count, b->passage_count);
        f->documents[form] = count_documents(list, count, doc_of);
        f->list_bits[form] = (uint32_t)bits;
        if (tkit_place_list(&place, bits)) {
            tkit_bits_align(&w);
            rows->data.size = (size_t)(w.at - (uint8_t *)rows->data.data);
            if (tkit_rows_end(rows) != TKIT_OK)
                return TKIT_ENOMEM;
            w = (struct tkit_bit_writer){0};
        }
        place.bit += bits;
        size_t written = w.at ? (size_t)(w.at - (uint8_t *)rows->data.data) : rows->data.size;
        rows->data.size = written;
        char *room = tkit_buffer_room(&rows->data, (size_t)(bits / 8) + BITS_SLACK);
        if (!room)
            return TKIT_ENOMEM;
        w.at = (uint8_t *)room;
        tkit_passages_encode(&w, list, count, b->passage_count);
    }
    if (w.at) {
        tkit_bits_align(&w);
        rows->data.size = (size_t)(w.at - (uint8_t *)rows->data.data);
    }
    return place.bit ? tkit_rows_end(rows) : TKIT_OK;
}

/* passage -> document; NULL without error when each document is at most one passage. */
static int map_passages(tkit *tk, const struct tkit_builder *b, uint32_t **doc_of)
{
    *doc_of = NULL;
    uint32_t with_tokens = 0;
    for (uint32_t n = 0; n < b->doc_count; n++) {
        uint32_t next = n + 1 < b->doc_count ? b->docs[n + 1].first_passage : b->passage_count;
        with_tokens += next > b->docs[n].first_passage;
    }
    if (with_tokens == b->passage_count)
        return TKIT_OK;
    *doc_of = tkit_alloc(tk, b->passage_count * sizeof **doc_of);
    if (!*doc_of)
        return tkit_fail_nomem(tk);
    for (uint32_t n = 0; n < b->doc_count; n++) {
        uint32_t next = n + 1 < b->doc_count ? b->docs[n + 1].first_passage : b->passage_count;
        for (uint32_t p = b->docs[n].first_passage; p < next; p++) (*doc_of)[p] = n;
    }
    return TKIT_OK;
}

/* ---- columns, coded ---- */

static int encode_row(const struct attribute *a, const struct tkit_finished *f, uint32_t first, uint32_t count,
                      struct tkit_rows *rows)
{
    uint32_t chunks = (count + COLUMN_CHUNK - 1) / COLUMN_CHUNK;
    uint8_t *sizes = (uint8_t *)tkit_buffer_room(&rows->data, 2 * chunks + (size_t)chunks * COLUMN_CHUNK_ROOM);
    if (!sizes)
        return TKIT_ENOMEM;
    uint8_t *at = sizes + 2 * (size_t)chunks;
    for (uint32_t c = 0; c < chunks; c++) {
        uint32_t from = c * COLUMN_CHUNK, here = count - from < COLUMN_CHUNK ? count - from : COLUMN_CHUNK;
        size_t size = tkit_column_encode(f->entries, a->ids + first + from, here, at);
        sizes[2 * c] = (uint8_t)size;
        sizes[2 * c + 1] = (uint8_t)(size >> 8);
        at += size;
    }
    rows->data.size = (size_t)(at - (uint8_t *)rows->data.data);
    return tkit_rows_end(rows);
}

/* ---- rows ---- */

void tkit_rows_init(struct tkit_rows *rows, tkit *tk)
{
    *rows = (struct tkit_rows){0};
    tkit_buffer_init(&rows->data, tk);
}

int tkit_rows_end(struct tkit_rows *rows)
{
    int rc = tkit_buffer_status(&rows->data);
    if (rc == TKIT_OK)
        rc = tkit_reserve(rows->data.tk, (void **)&rows->ends, &rows->ends_capacity, rows->count + 1,
                          sizeof *rows->ends);
    if (rc == TKIT_OK)
        rows->ends[rows->count++] = rows->data.size;
    return rc;
}

void tkit_rows_free(struct tkit_rows *rows)
{
    tkit_free(rows->data.tk, rows->ends, rows->ends_capacity * sizeof *rows->ends);
    tkit_buffer_free(&rows->data);
}

int tkit_rows_write(const struct tkit_rows *rows, unsigned part, uint32_t *row, tkit_sink sink, void *user)
{
    size_t start = 0;
    for (uint32_t i = 0; i < rows->count; i++) {
        int rc = sink(user, part, (*row)++, rows->data.data + start, rows->ends[i] - start);
        if (rc)
            return rc;
        start = rows->ends[i];
    }
    return TKIT_OK;
}

/* ---- closing ---- */

/* One base attribute; what its two threads do. */
struct closing {
    const struct tkit_builder *b;
    const struct attribute *a;
    struct tkit_finished *f;
    unsigned number;
    const uint32_t *doc_of;
    struct tkit_rows lists[2]; /* made by the second thread */
    struct tkit_rows column;
    tkit_sink sink;
    void *user;
    int rc, second_rc;
};

static void count_here(struct closing *c)
{
    c->rc = count_forms(c->b->tk, c->a, c->f);
}

static void sort_there(struct closing *c)
{
    sort_pairs(c->b, c->a, c->f);
}

static void encode_there(struct closing *c)
{
    c->second_rc = encode_lists(c->b, c->f, 0, c->f->split, c->doc_of, &c->lists[0]);
    if (c->second_rc == TKIT_OK)
        c->second_rc = encode_lists(c->b, c->f, c->f->split, c->f->forms, c->doc_of, &c->lists[1]);
}

static void write_column_here(struct closing *c)
{
    uint32_t tokens = c->b->token_count, row = 0;
    for (uint32_t at = 0; at < tokens && c->rc == TKIT_OK; at += COLUMN_ROW_TOKENS) {
        uint32_t count = tokens - at < COLUMN_ROW_TOKENS ? tokens - at : COLUMN_ROW_TOKENS;
        tkit_rows_clear(&c->column);
        c->rc = encode_row(c->a, c->f, at, count, &c->column);
        if (c->rc == TKIT_OK)
            c->rc = tkit_rows_write(&c->column, tkit_part_of(c->number, PART_COLUMN), &row, c->sink, c->user);
        if (c->rc == TKIT_OK)
            c->rc = tkit_poll(c->b->tk);
    }
}

struct errand {
    void (*run)(struct closing *c);
    struct closing *c;
};

static void *run_errand(void *user)
{
    struct errand *e = user;
    e->run(e->c);
    return NULL;
}

/* Does both, the second in a thread of its own where that may and can be had. */
static void do_both(struct closing *c, bool in_two, void (*here)(struct closing *), void (*there)(struct closing *))
{
    pthread_t thread;
    struct errand second = {there, c};
    bool helped = in_two && pthread_create(&thread, NULL, run_errand, &second) == 0;
    here(c);
    if (helped)
        pthread_join(thread, NULL);
    else
        there(c);
}

static struct closing start_closing(const struct tkit_builder *b, unsigned number, struct tkit_finished *f, tkit *second)
{
    struct closing c = {.b = b, .a = &b->attributes[number], .f = f, .number = number};
    for (int i = 0; i < 2; i++) tkit_rows_init(&c.lists[i], second ? second : b->tk);
    tkit_rows_init(&c.column, b->tk);
    return c;
}

static void end_closing(struct closing *c)
{
    for (int i = 0; i < 2; i++) tkit_rows_free(&c->lists[i]);
    tkit_rows_free(&c->column);
}

static int finish_attribute(struct tkit_builder *b, unsigned number, struct tkit_finished *all, tkit *second)
{
    struct attribute *a = &b->attributes[number];
    int rc = alloc_finished(b->tk, a, &all[number]);
    if (rc)
        return rc;
    if (a->derive) {
        rc = count_forms(b->tk, a, &all[number]);
        return rc ? rc : count_derived(b->tk, b, a, &b->attributes[a->base], &all[number]);
    }
    struct closing c = start_closing(b, number, &all[number], second);
    do_both(&c, second != NULL, count_here, sort_there);
    end_closing(&c);
    return c.rc;
}

static int write_attribute(struct tkit_builder *b, unsigned number, struct tkit_finished *all, tkit *second,
                           const uint32_t *doc_of, struct tkit_output *out)
{
    if (b->attributes[number].derive)
        return tkit_write_derived(b, number, all, out);
    struct closing c = start_closing(b, number, &all[number], second);
    c.doc_of = doc_of;
    c.sink = out->sink;
    c.user = out->user;
    do_both(&c, second != NULL, write_column_here, encode_there);
    int rc = c.rc;
    if (rc == TKIT_OK && c.second_rc)
        rc = tkit_fail_nomem(b->tk);
    if (rc == TKIT_OK)
        rc = tkit_write_base_lexicon(b, number, all, out);
    uint32_t row = 0;
    for (int i = 0; i < 2 && rc == TKIT_OK; i++)
        rc = tkit_rows_write(&c.lists[i], tkit_part_of(number, PART_LISTS), &row, out->sink, out->user);
    end_closing(&c);
    return rc;
}

/* A context for the second thread, so that messages never meet; NULL: do without. */
static tkit *second_context(const tkit *tk, unsigned threads)
{
    tkit *second = NULL;
    tkit_options options = tk->options;
    options.size = sizeof options;
    options.log = NULL;
    options.progress = NULL;
    return threads > 1 && tkit_create(&second, &options) == TKIT_OK ? second : NULL;
}

int tkit_builder_close(struct tkit_builder *b, unsigned threads, tkit_sink sink, void *user)
{
    struct tkit_finished all[MAX_ATTRIBUTES] = {{0}};
    struct tkit_output out = {.sink = sink, .user = user};
    tkit *second = second_context(b->tk, threads);
    uint32_t *doc_of = NULL;
    tkit_buffer_init(&out.scratch, b->tk);
    int rc = map_passages(b->tk, b, &doc_of);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++) rc = finish_attribute(b, i, all, second);
    if (rc == TKIT_OK)
        rc = tkit_write_header(b, all, &out);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        rc = write_attribute(b, i, all, second, doc_of, &out);
    for (unsigned i = 0; i < b->attribute_count; i++) finished_free(b->tk, &all[i]);
    tkit_free(b->tk, doc_of, b->passage_count * sizeof *doc_of);
    tkit_buffer_free(&out.scratch);
    tkit_destroy(second);
    int emptied = tkit_builder_empty(b);
    return rc ? rc : emptied;
}
