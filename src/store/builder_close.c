/* Closing a segment: lexicon in order, columns packed, positions sorted by form and packed. See builder.h.
 *
 * The postings of an attribute are made in two halves of about the same number of tokens, by one thread after the
 * other or by two at once; both ways give the same bytes. */
#include <pthread.h>
#include <stdlib.h>

#include "store/bitpack.h"
#include "store/builder_parts.h"
#include "store/varint.h"

enum { HALVES = 2, POLL_TOKENS = 1 << 20 };

/* An attribute made ready for writing. */
struct finished {
    uint32_t forms;
    uint32_t *rank, *order; /* number while collecting -> number in bytewise order, and back */
    uint32_t *tokens;       /* form -> tokens */
    uint32_t *documents;    /* form -> documents */
    uint32_t split;         /* first form of the second half */
    unsigned width;         /* of a form number */
    uint32_t *posting_size, *list_size; /* form -> bytes */
};

struct half {
    const struct tkit_builder *b;
    const struct attribute *a;
    struct finished *f;
    uint32_t first, last; /* forms [first, last) */
    const uint32_t *positions; /* of these forms */
    tkit *tk;             /* of this thread: memory and messages */
    tkit_buffer postings, lists;
    int rc;
};

/* ---- lexicon and column ---- */

static void free_finished(tkit *tk, struct finished *f)
{
    size_t size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    tkit_free(tk, f->rank, size);
    tkit_free(tk, f->order, size);
    tkit_free(tk, f->tokens, size);
    tkit_free(tk, f->documents, size);
    tkit_free(tk, f->posting_size, size);
    tkit_free(tk, f->list_size, size);
    *f = (struct finished){0};
}

static int alloc_finished(tkit *tk, uint32_t forms, struct finished *f)
{
    f->forms = forms;
    f->rank = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    f->order = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    f->tokens = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    f->documents = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    f->posting_size = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    f->list_size = tkit_calloc(tk, (size_t)forms + 1, sizeof(uint32_t));
    bool all = f->rank && f->order && f->tokens && f->documents && f->posting_size && f->list_size;
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

/* The form at which the second half of the tokens starts. */
static uint32_t find_split(const struct finished *f, uint32_t tokens)
{
    uint64_t sum = 0;
    uint32_t form = 0;
    while (form < f->forms && (sum + f->tokens[form]) * 2 <= tokens) sum += f->tokens[form++];
    return form;
}

static int finish_base(struct tkit_builder *b, struct attribute *a, struct finished *f)
{
    tkit_vocabulary_documents(&a->vocabulary, f->posting_size); /* by collecting number, for now */
    for (uint32_t form = 0; form < f->forms; form++) f->documents[form] = f->posting_size[f->order[form]];
    memset(f->posting_size, 0, f->forms * sizeof(uint32_t));
    for (uint32_t at = 0; at < b->token_count;) {
        uint32_t stop = b->token_count - at > POLL_TOKENS ? at + POLL_TOKENS : b->token_count;
        for (; at < stop; at++) {
            uint32_t form = f->rank[a->ids[at]];
            a->ids[at] = form;
            f->tokens[form]++;
        }
        int rc = tkit_poll(b->tk);
        if (rc)
            return rc;
    }
    f->split = find_split(f, b->token_count);
    return TKIT_OK;
}

static void finish_derived(const struct attribute *a, const struct finished *base, struct finished *f)
{
    for (uint32_t form = 0; form < f->forms; form++) f->documents[form] = a->seen[f->order[form]].documents;
    for (uint32_t id = 0; id < base->forms; id++)
        f->tokens[f->rank[a->from_base[id]]] += base->tokens[base->rank[id]];
}

static int finish_attribute(struct tkit_builder *b, unsigned number, struct finished *all)
{
    struct attribute *a = &b->attributes[number];
    struct finished *f = &all[number];
    int rc = alloc_finished(b->tk, a->vocabulary.count, f);
    if (rc == TKIT_OK)
        rc = tkit_vocabulary_rank(&a->vocabulary, f->rank, f->order);
    if (rc)
        return rc;
    f->width = f->forms > 1 ? tkit_bit_width(f->forms - 1) : 1;
    if (!a->derive)
        return finish_base(b, a, f);
    finish_derived(a, &all[a->base], f);
    return TKIT_OK;
}

/* ---- postings ---- */

/* The documents of ascending positions, each once. */
static uint32_t documents_of(const struct tkit_builder *b, const uint32_t *positions, uint32_t count, uint32_t *out)
{
    uint32_t doc = 0, found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (found && (doc + 1 == b->doc_count || positions[i] < b->docs[doc + 1].first_token))
            continue;
        while (doc + 1 < b->doc_count && positions[i] >= b->docs[doc + 1].first_token) doc++;
        out[found++] = doc;
    }
    return found;
}

/* The positions of all tokens, sorted by form: a counting sort. */
static int sort_positions(const struct tkit_builder *b, const struct attribute *a, const struct finished *f,
                          uint32_t *positions, uint32_t *cursor)
{
    uint32_t sum = 0;
    for (uint32_t form = 0; form < f->forms; form++) {
        cursor[form] = sum;
        sum += f->tokens[form];
    }
    for (uint32_t at = 0; at < b->token_count;) {
        uint32_t stop = b->token_count - at > POLL_TOKENS ? at + POLL_TOKENS : b->token_count;
        for (; at < stop; at++) positions[cursor[a->ids[at]]++] = at;
        int rc = tkit_poll(b->tk);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

static int encode_half(struct half *h, const uint32_t *positions, uint32_t *documents)
{
    const struct finished *f = h->f;
    for (uint32_t form = h->first; form < h->last; form++) {
        uint32_t count = f->tokens[form];
        size_t before = h->postings.size;
        tkit_postings_encode(&h->postings, positions, count);
        f->posting_size[form] = (uint32_t)(h->postings.size - before);
        if (tkit_term_has_documents(count, f->documents[form], h->b->doc_count)) {
            before = h->lists.size;
            tkit_postings_encode(&h->lists, documents, documents_of(h->b, positions, count, documents));
            f->list_size[form] = (uint32_t)(h->lists.size - before);
        }
        positions += count;
        if (tkit_interrupted(h->b->tk))
            return TKIT_EINTERRUPT;
    }
    return tkit_buffer_status(&h->postings) || tkit_buffer_status(&h->lists) ? TKIT_ENOMEM : TKIT_OK;
}

static void *make_half(void *user)
{
    struct half *h = user;
    size_t documents_size = ((size_t)h->b->doc_count + 1) * sizeof(uint32_t);
    uint32_t *documents = tkit_alloc(h->tk, documents_size);
    h->rc = documents ? encode_half(h, h->positions, documents) : TKIT_ENOMEM;
    tkit_free(h->tk, documents, documents_size);
    return NULL;
}

/* The second half in a thread of its own, with a context of its own: messages and memory never meet. */
static void make_halves_in_two_threads(struct half *halves)
{
    pthread_t thread;
    tkit_options options = halves[0].tk->options;
    tkit *second = NULL;
    options.size = sizeof options;
    options.log = NULL;
    options.progress = NULL;
    if (tkit_create(&second, &options) == TKIT_OK) {
        halves[1].tk = halves[1].postings.tk = halves[1].lists.tk = second;
        if (pthread_create(&thread, NULL, make_half, &halves[1]) == 0) {
            make_half(&halves[0]);
            pthread_join(thread, NULL);
        } else {
            make_half(&halves[0]);
            make_half(&halves[1]);
        }
        halves[1].tk = halves[1].postings.tk = halves[1].lists.tk = halves[0].tk;
        tkit_destroy(second);
        return;
    }
    make_half(&halves[0]);
    make_half(&halves[1]);
}

static int encode_postings(struct tkit_builder *b, const struct attribute *a, struct finished *f, unsigned threads,
                           const uint32_t *positions, struct half *halves)
{
    uint64_t first_half = 0;
    for (uint32_t form = 0; form < f->split; form++) first_half += f->tokens[form];
    for (int i = 0; i < HALVES; i++) {
        halves[i].b = b;
        halves[i].a = a;
        halves[i].f = f;
        halves[i].tk = b->tk;
        halves[i].first = i ? f->split : 0;
        halves[i].last = i ? f->forms : f->split;
        halves[i].positions = positions + (i ? first_half : 0);
    }
    if (threads > 1) {
        make_halves_in_two_threads(halves);
    } else {
        make_half(&halves[0]);
        make_half(&halves[1]);
    }
    for (int i = 0; i < HALVES; i++) {
        if (halves[i].rc == TKIT_ENOMEM)
            return tkit_fail_nomem(b->tk);
        if (halves[i].rc)
            return tkit_poll(b->tk);
    }
    return TKIT_OK;
}

static int make_postings(struct tkit_builder *b, const struct attribute *a, struct finished *f, unsigned threads,
                         struct half *halves)
{
    size_t positions_size = ((size_t)b->token_count + 1) * sizeof(uint32_t);
    size_t cursor_size = ((size_t)f->forms + 1) * sizeof(uint32_t);
    for (int i = 0; i < HALVES; i++) {
        halves[i] = (struct half){0};
        tkit_buffer_init(&halves[i].postings, b->tk);
        tkit_buffer_init(&halves[i].lists, b->tk);
    }
    uint32_t *positions = tkit_alloc(b->tk, positions_size), *cursor = tkit_alloc(b->tk, cursor_size);
    int rc = positions && cursor ? sort_positions(b, a, f, positions, cursor) : tkit_fail_nomem(b->tk);
    if (rc == TKIT_OK)
        rc = encode_postings(b, a, f, threads, positions, halves);
    tkit_free(b->tk, positions, positions_size);
    tkit_free(b->tk, cursor, cursor_size);
    return rc;
}

/* ---- writing ---- */

struct output {
    tkit_sink sink;
    void *user;
    tkit_buffer scratch;
};

static int emit_scratch(struct output *out, unsigned part)
{
    int rc = tkit_buffer_status(&out->scratch);
    if (rc == TKIT_OK)
        rc = out->sink(out->user, part, 0, out->scratch.data ? out->scratch.data : "", out->scratch.size);
    tkit_buffer_clear(&out->scratch);
    return rc;
}

static int write_header(const struct tkit_builder *b, const struct finished *all, struct output *out)
{
    tkit_buffer *s = &out->scratch;
    tkit_put_varint(s, b->doc_count);
    tkit_put_varint(s, b->token_count);
    tkit_put_varint(s, b->sentence_count);
    tkit_put_varint(s, b->attribute_count);
    for (unsigned i = 0; i < b->attribute_count; i++) {
        const struct attribute *a = &b->attributes[i];
        tkit_put_varint(s, strlen(a->name));
        tkit_buffer_puts(s, a->name);
        tkit_put_varint(s, a->base);
        tkit_put_varint(s, all[i].forms);
        tkit_put_varint(s, a->vocabulary.forms_size);
        tkit_put_varint(s, a->derive ? all[a->base].forms : 0);
        tkit_put_varint(s, all[i].width);
        tkit_put_varint(s, all[i].split);
    }
    int rc = emit_scratch(out, PART_HEADER);
    if (rc)
        return rc;
    for (uint32_t n = 0; n < b->doc_count; n++) {
        uint32_t next = n + 1 < b->doc_count ? b->docs[n + 1].first_token : b->token_count;
        tkit_put_varint(s, next - b->docs[n].first_token);
    }
    rc = emit_scratch(out, PART_DOCUMENTS);
    if (rc)
        return rc;
    tkit_postings_encode(s, b->sentences, b->sentence_count);
    return emit_scratch(out, PART_SENTENCES);
}

static int write_lexicon(const struct attribute *a, const struct finished *f, unsigned number, struct output *out)
{
    const char *before = "";
    uint32_t before_length = 0;
    for (uint32_t n = 0; n < f->forms; n++) {
        uint32_t length, shared = 0;
        const char *form = tkit_vocabulary_form(&a->vocabulary, f->order[n], &length);
        if (n % FRONT_CODING)
            while (shared < length && shared < before_length && form[shared] == before[shared]) shared++;
        tkit_put_varint(&out->scratch, shared);
        tkit_put_varint(&out->scratch, length - shared);
        tkit_buffer_add(&out->scratch, form + shared, length - shared);
        before = form;
        before_length = length;
    }
    return emit_scratch(out, tkit_part_of(number, PART_FORMS));
}

static int write_terms(const struct tkit_builder *b, const struct attribute *a, const struct finished *f,
                       unsigned number, struct output *out)
{
    for (uint32_t n = 0; n < f->forms; n++) {
        tkit_put_varint(&out->scratch, f->tokens[n]);
        tkit_put_varint(&out->scratch, f->documents[n]);
        if (a->derive)
            continue;
        tkit_put_varint(&out->scratch, f->posting_size[n]);
        if (tkit_term_has_documents(f->tokens[n], f->documents[n], b->doc_count))
            tkit_put_varint(&out->scratch, f->list_size[n]);
    }
    return emit_scratch(out, tkit_part_of(number, PART_TERMS));
}

/* Packs numbers in blocks of 128; the last one is filled up with zeros. */
static int pack_numbers(struct output *out, const uint32_t *numbers, uint32_t count, unsigned width)
{
    uint32_t last[PACK_BLOCK] = {0};
    for (uint32_t at = 0; at < count; at += PACK_BLOCK) {
        char *to = tkit_buffer_room(&out->scratch, 16 * (size_t)width);
        if (!to)
            return tkit_buffer_status(&out->scratch);
        const uint32_t *block = numbers + at;
        if (count - at < PACK_BLOCK) {
            memcpy(last, block, (count - at) * sizeof *last);
            block = last;
        }
        tkit_pack_block(block, width, (uint8_t *)to);
        out->scratch.size += 16 * (size_t)width;
    }
    return TKIT_OK;
}

static int write_column(const struct tkit_builder *b, const struct attribute *a, const struct finished *f,
                        unsigned number, struct output *out)
{
    for (uint32_t at = 0, row = 0; at < b->token_count; at += COLUMN_ROW_TOKENS, row++) {
        uint32_t count = b->token_count - at < COLUMN_ROW_TOKENS ? b->token_count - at : COLUMN_ROW_TOKENS;
        tkit_buffer_clear(&out->scratch);
        int rc = pack_numbers(out, a->ids + at, count, f->width);
        if (rc == TKIT_OK)
            rc = out->sink(out->user, tkit_part_of(number, PART_COLUMN), row, out->scratch.data, out->scratch.size);
        if (rc)
            return rc;
    }
    tkit_buffer_clear(&out->scratch);
    return TKIT_OK;
}

/* Cuts a half's lists into rows: see segment_format.h. */
static int write_rows(const tkit_buffer *lists, const uint32_t *sizes, uint32_t first, uint32_t last, unsigned part,
                      uint32_t *row, struct output *out)
{
    size_t start = 0, size = 0;
    for (uint32_t form = first; form < last; form++) {
        if (size && size + sizes[form] > POSTINGS_ROW_BYTES) {
            int rc = out->sink(out->user, part, (*row)++, lists->data + start, size);
            if (rc)
                return rc;
            start += size;
            size = 0;
        }
        size += sizes[form];
    }
    return size ? out->sink(out->user, part, (*row)++, lists->data + start, size) : TKIT_OK;
}

static int write_base(struct tkit_builder *b, unsigned number, struct finished *f, unsigned threads,
                      struct output *out)
{
    struct half halves[HALVES];
    const struct attribute *a = &b->attributes[number];
    uint32_t row = 0;
    int rc = make_postings(b, a, f, threads, halves);
    if (rc == TKIT_OK)
        rc = write_lexicon(a, f, number, out);
    if (rc == TKIT_OK)
        rc = write_terms(b, a, f, number, out);
    if (rc == TKIT_OK)
        rc = write_column(b, a, f, number, out);
    for (int i = 0; i < HALVES && rc == TKIT_OK; i++)
        rc = write_rows(&halves[i].postings, f->posting_size, halves[i].first, halves[i].last,
                        tkit_part_of(number, PART_POSTINGS), &row, out);
    row = 0;
    for (int i = 0; i < HALVES && rc == TKIT_OK; i++)
        rc = write_rows(&halves[i].lists, f->list_size, halves[i].first, halves[i].last,
                        tkit_part_of(number, PART_LISTS), &row, out);
    for (int i = 0; i < HALVES; i++) {
        tkit_buffer_free(&halves[i].postings);
        tkit_buffer_free(&halves[i].lists);
    }
    return rc;
}

static int write_derived(const struct tkit_builder *b, unsigned number, const struct finished *all,
                         struct output *out)
{
    const struct attribute *a = &b->attributes[number];
    const struct finished *f = &all[number], *base = &all[a->base];
    int rc = write_lexicon(a, f, number, out);
    if (rc == TKIT_OK)
        rc = write_terms(b, a, f, number, out);
    if (rc)
        return rc;
    uint32_t *map = tkit_alloc(b->tk, ((size_t)base->forms + 1) * sizeof *map);
    if (!map)
        return tkit_fail_nomem(b->tk);
    for (uint32_t n = 0; n < base->forms; n++) map[n] = f->rank[a->from_base[base->order[n]]];
    rc = pack_numbers(out, map, base->forms, f->width);
    tkit_free(b->tk, map, ((size_t)base->forms + 1) * sizeof *map);
    return rc ? rc : emit_scratch(out, tkit_part_of(number, PART_MAP));
}

int tkit_builder_close(struct tkit_builder *b, unsigned threads, tkit_sink sink, void *user)
{
    struct finished all[MAX_ATTRIBUTES] = {{0}};
    struct output out = {.sink = sink, .user = user};
    int rc = TKIT_OK;
    tkit_buffer_init(&out.scratch, b->tk);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++) rc = finish_attribute(b, i, all);
    if (rc == TKIT_OK)
        rc = write_header(b, all, &out);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        rc = b->attributes[i].derive ? write_derived(b, i, all, &out) : write_base(b, i, &all[i], threads, &out);
    for (unsigned i = 0; i < b->attribute_count; i++) free_finished(b->tk, &all[i]);
    tkit_buffer_free(&out.scratch);
    int emptied = tkit_builder_empty(b);
    return rc ? rc : emptied;
}
