/* Closing a segment: forms in order, tokens counted, passages sorted by form; then all of it coded and handed to the
 * sink. See builder.h and segment_format.h.
 *
 * One thread ranks forms, then codes columns and feeds the sink; the other sorts passages, then codes them and the
 * lexicons. With one thread it does both; what is written is the same. */
#include <pthread.h>

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
    enum { AHEAD = 24 };
    uint32_t sum = 0;
    for (uint32_t id = 0; id < f->forms; id++) {
        f->starts[id] = sum;
        sum += a->vocabulary.entries[id].passages;
    }
    for (uint32_t p = 0; p < b->passage_count; p++) {
        size_t end = p + 1 < b->passage_count ? a->first_pair[p + 1] : a->pair_count;
        for (size_t i = a->first_pair[p]; i < end; i++) {
            __builtin_prefetch(&f->starts[a->pairs[i + AHEAD < a->pair_count ? i + AHEAD : i]], 1);
            f->lists[f->starts[a->pairs[i]]++] = p;
        }
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

/* ---- derived attributes ---- */

/* Enters the forms [first, first + count) of a base attribute as this one has them. */
static int derive_batch(tkit *tk, struct attribute *a, const struct attribute *base, uint32_t first, uint32_t count,
                        tkit_buffer *texts)
{
    struct tkit_key keys[VOCABULARY_BATCH];
    uint32_t starts[VOCABULARY_BATCH + 1], guesses[VOCABULARY_BATCH];
    tkit_buffer_clear(texts);
    for (uint32_t i = 0; i < count; i++) {
        const char *derived;
        uint32_t length;
        const char *form = tkit_vocabulary_form(&base->vocabulary, first + i, &length);
        int rc = a->derive(a->user, form, length, &derived, &length);
        if (rc)
            return rc;
        starts[i] = (uint32_t)texts->size;
        tkit_buffer_add(texts, derived, length);
    }
    if (texts->size > UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "%u forms of more than 4 GiB", count);
    starts[count] = (uint32_t)texts->size;
    int rc = tkit_buffer_status(texts);
    const char *text = texts->data ? texts->data : "";
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++)
        tkit_vocabulary_key(text, starts[i], starts[i + 1] - starts[i], texts->size, &keys[i]);
    if (rc == TKIT_OK)
        tkit_vocabulary_guess(&a->vocabulary, keys, count, guesses);
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        bool is_known = tkit_vocabulary_is(&a->vocabulary, guesses[i], &keys[i]);
        a->from_base[first + i] = is_known ? guesses[i] : tkit_vocabulary_enter(&a->vocabulary, text, &keys[i]);
        rc = a->from_base[first + i] == UINT32_MAX ? TKIT_ENOMEM : TKIT_OK;
    }
    return rc;
}

static int derive_forms(tkit *tk, struct attribute *a, const struct attribute *base)
{
    tkit_buffer texts;
    uint32_t forms = base->vocabulary.count;
    int rc = tkit_reserve(tk, (void **)&a->from_base, &a->from_base_capacity, (size_t)forms + 1, sizeof *a->from_base);
    tkit_buffer_init(&texts, tk);
    for (uint32_t first = 0; first < forms && rc == TKIT_OK; first += VOCABULARY_BATCH) {
        uint32_t left = forms - first;
        rc = derive_batch(tk, a, base, first, left < VOCABULARY_BATCH ? left : VOCABULARY_BATCH, &texts);
    }
    tkit_buffer_free(&texts);
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

/* Codes the lists of forms [first, last) into rows from *row on. */
static int code_lists(const struct tkit_builder *b, struct tkit_finished *f, unsigned part, uint32_t first, uint32_t last,
                      const uint32_t *doc_of, uint32_t *row, struct tkit_rows *rows)
{
    struct tkit_list_place place = {0};
    struct tkit_bit_writer w = {0};
    for (uint32_t form = first; form < last; form++) {
        uint32_t count = f->passages[form], end = f->starts[f->order[form]];
        const uint32_t *list = f->lists + (end - count);
        f->documents[form] = count_documents(list, count, doc_of);
        if (!tkit_term_has_list(count, b->passage_count))
            continue;
        uint64_t bits = tkit_passages_size(list, count, b->passage_count);
        f->list_bits[form] = (uint32_t)bits;
        if (tkit_place_list(&place, bits)) {
            rows->data.size += w.used > 0;
            w = (struct tkit_bit_writer){0};
            if (tkit_rows_end(rows, part, (*row)++) != TKIT_OK)
                return TKIT_ENOMEM;
        }
        place.bit += bits;
        size_t most = (size_t)(bits / 8) + BITS_SLACK;
        bool fits = rows->data.capacity - rows->data.size >= most;
        char *room = fits ? rows->data.data + rows->data.size : tkit_buffer_room(&rows->data, most);
        if (!room)
            return tkit_buffer_status(&rows->data);
        w.at = (uint8_t *)room;
        tkit_passages_encode(&w, list, count, b->passage_count);
        rows->data.size = (size_t)(w.at - (uint8_t *)rows->data.data);
    }
    rows->data.size += w.used > 0;
    return place.bit ? tkit_rows_end(rows, part, (*row)++) : TKIT_OK;
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

static int code_column_row(const struct attribute *a, const struct tkit_finished *f, uint32_t first, uint32_t count,
                           tkit_buffer *out)
{
    uint32_t chunks = (count + COLUMN_CHUNK - 1) / COLUMN_CHUNK;
    tkit_buffer_clear(out);
    uint8_t *sizes = (uint8_t *)tkit_buffer_room(out, 2 * chunks + (size_t)chunks * COLUMN_CHUNK_ROOM);
    if (!sizes)
        return tkit_buffer_status(out);
    uint8_t *at = sizes + 2 * (size_t)chunks;
    for (uint32_t c = 0; c < chunks; c++) {
        uint32_t from = c * COLUMN_CHUNK, here = count - from < COLUMN_CHUNK ? count - from : COLUMN_CHUNK;
        size_t size = tkit_column_encode(&f->code, f->entries, a->ids + first + from, here, at);
        sizes[2 * c] = (uint8_t)size;
        sizes[2 * c + 1] = (uint8_t)(size >> 8);
        at += size;
    }
    out->size = (size_t)(at - (uint8_t *)out->data);
    return TKIT_OK;
}

/* ---- two threads ---- */

struct closing {
    struct tkit_builder *b;
    struct tkit_finished *all;
    uint32_t *doc_of;
    tkit_sink sink;
    void *user;
    tkit_buffer column;      /* the first thread's */
    struct tkit_rows rows;   /* the second thread's */
    int rc, second_rc;
};

/* 1a: forms in order, codes of columns. */
static void rank_bases(struct closing *c)
{
    struct tkit_builder *b = c->b;
    for (unsigned i = 0; i < b->attribute_count && c->rc == TKIT_OK; i++)
        if (!b->attributes[i].derive)
            c->rc = count_forms(b->tk, &b->attributes[i], &c->all[i]);
}

/* 1b: passages by form. */
static void sort_bases(struct closing *c)
{
    for (unsigned i = 0; i < c->b->attribute_count; i++)
        if (!c->b->attributes[i].derive)
            sort_pairs(c->b, &c->b->attributes[i], &c->all[i]);
}

static int write_column(struct closing *c, unsigned number)
{
    uint32_t tokens = c->b->token_count, row = 0;
    int rc = TKIT_OK;
    for (uint32_t at = 0; at < tokens && rc == TKIT_OK; at += COLUMN_ROW_TOKENS, row++) {
        uint32_t count = tokens - at < COLUMN_ROW_TOKENS ? tokens - at : COLUMN_ROW_TOKENS;
        rc = code_column_row(&c->b->attributes[number], &c->all[number], at, count, &c->column);
        if (rc == TKIT_OK)
            rc = c->sink(c->user, tkit_part_of(number, PART_COLUMN), row, c->column.data, c->column.size);
        if (rc == TKIT_OK)
            rc = tkit_poll(c->b->tk);
    }
    return rc;
}

/* 2a: columns. */
static void write_columns(struct closing *c)
{
    for (unsigned i = 0; i < c->b->attribute_count && c->rc == TKIT_OK; i++)
        if (!c->b->attributes[i].derive)
            c->rc = write_column(c, i);
}

static int code_base(struct closing *c, unsigned number)
{
    struct tkit_finished *f = &c->all[number];
    unsigned part = tkit_part_of(number, PART_LISTS);
    uint32_t row = 0;
    int rc = code_lists(c->b, f, part, 0, f->split, c->doc_of, &row, &c->rows);
    if (rc == TKIT_OK)
        rc = code_lists(c->b, f, part, f->split, f->forms, c->doc_of, &row, &c->rows);
    return rc ? rc : tkit_code_base_lexicon(c->b, number, c->all, &c->rows);
}

static int code_derived(struct closing *c, unsigned number)
{
    tkit *tk = c->rows.data.tk;
    struct attribute *a = &c->b->attributes[number], *base = &c->b->attributes[a->base];
    int rc = derive_forms(tk, a, base);
    if (rc == TKIT_OK)
        rc = alloc_finished(tk, a, &c->all[number]);
    if (rc == TKIT_OK)
        rc = count_forms(tk, a, &c->all[number]);
    if (rc == TKIT_OK)
        rc = count_derived(tk, c->b, a, base, &c->all[number]);
    return rc ? rc : tkit_code_derived(c->b, number, c->all, &c->rows);
}

/* 2b: everything else that is large. */
static void code_lists_and_lexicons(struct closing *c)
{
    for (unsigned i = 0; i < c->b->attribute_count && c->second_rc == TKIT_OK; i++)
        c->second_rc = c->b->attributes[i].derive ? code_derived(c, i) : code_base(c, i);
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
static int do_both(struct closing *c, void (*here)(struct closing *), void (*there)(struct closing *))
{
    pthread_t thread;
    struct errand second = {there, c};
    bool helped = c->b->second && pthread_create(&thread, NULL, run_errand, &second) == 0;
    here(c);
    if (helped)
        pthread_join(thread, NULL);
    else
        there(c);
    if (c->rc == TKIT_OK && c->second_rc)
        c->rc = c->b->second ? tkit_fail(c->b->tk, c->second_rc, "%s", tkit_errmsg(c->b->second)) : c->second_rc;
    return c->rc;
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

static int write_rows(struct closing *c)
{
    size_t start = 0;
    for (size_t i = 0; i < c->rows.count; i++) {
        const struct tkit_row_end *e = &c->rows.ends[i];
        int rc = c->sink(c->user, e->part, e->row, e->end > start ? c->rows.data.data + start : "", e->end - start);
        if (rc)
            return rc;
        start = e->end;
    }
    return TKIT_OK;
}

/* What is known last stands first in the segment. */
static int write_header(struct closing *c)
{
    tkit_buffer *out = &c->column;
    for (unsigned part = PART_HEADER; part <= PART_SENTENCES; part++) {
        tkit_buffer_clear(out);
        if (part == PART_HEADER)
            tkit_code_header(c->b, c->all, out);
        else if (part == PART_DOCUMENTS)
            tkit_code_documents(c->b, out);
        else
            tkit_postings_encode(out, c->b->sentences, c->b->sentence_count);
        int rc = tkit_buffer_status(out);
        if (rc == TKIT_OK)
            rc = c->sink(c->user, part, 0, out->data ? out->data : "", out->size);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* ---- closing ---- */

static int close_segment(struct closing *c)
{
    struct tkit_builder *b = c->b;
    int rc = map_passages(b->tk, b, &c->doc_of);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (!b->attributes[i].derive)
            rc = alloc_finished(b->tk, &b->attributes[i], &c->all[i]);
    if (rc == TKIT_OK)
        rc = do_both(c, rank_bases, sort_bases);
    if (rc == TKIT_OK)
        rc = do_both(c, write_columns, code_lists_and_lexicons);
    if (rc == TKIT_OK)
        rc = write_rows(c);
    return rc ? rc : write_header(c);
}

int tkit_builder_close(struct tkit_builder *b, tkit_sink sink, void *user)
{
    struct tkit_finished all[MAX_ATTRIBUTES] = {{0}};
    struct closing c = {.b = b, .all = all, .sink = sink, .user = user};
    tkit_buffer_init(&c.column, b->tk);
    tkit_buffer_init(&c.rows.data, b->second ? b->second : b->tk);
    int rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = close_segment(&c);
    for (unsigned i = 0; i < b->attribute_count; i++) finished_free(b->tk, &all[i]);
    if (c.doc_of)
        tkit_free(b->tk, c.doc_of, b->passage_count * sizeof *c.doc_of);
    tkit_free(b->tk, c.rows.ends, c.rows.capacity * sizeof *c.rows.ends);
    tkit_buffer_free(&c.rows.data);
    tkit_buffer_free(&c.column);
    int emptied = tkit_builder_empty(b);
    return rc ? rc : emptied;
}
