/* The small parts of a segment: header, lexicons, tables of terms, maps. See segment_format.h. */
#include "store/bitpack.h"
#include "store/builder_close.h"
#include "store/varint.h"

/* ---- header ---- */

static void add_attribute(const struct attribute *a, const struct tkit_finished *all, unsigned number, tkit_buffer *s)
{
    const struct tkit_finished *f = &all[number];
    tkit_put_varint(s, strlen(a->name));
    tkit_buffer_puts(s, a->name);
    tkit_put_varint(s, a->base);
    tkit_put_varint(s, f->forms);
    tkit_put_varint(s, a->vocabulary.forms_size);
    tkit_put_varint(s, a->derive ? all[a->base].forms : f->split);
    for (int c = 0; c < COLUMN_CLASSES && !a->derive; c++) tkit_put_varint(s, f->code.width[c]);
}

void tkit_code_header(const struct tkit_builder *b, const struct tkit_finished *all, tkit_buffer *out)
{
    tkit_put_varint(out, b->doc_count);
    tkit_put_varint(out, b->token_count);
    tkit_put_varint(out, b->sentence_count);
    tkit_put_varint(out, b->attribute_count);
    for (unsigned i = 0; i < b->attribute_count; i++) add_attribute(&b->attributes[i], all, i, out);
}

void tkit_code_documents(const struct tkit_builder *b, tkit_buffer *out)
{
    for (uint32_t n = 0; n < b->doc_count; n++) {
        uint32_t next = n + 1 < b->doc_count ? b->docs[n + 1].first_token : b->token_count;
        tkit_put_varint(out, next - b->docs[n].first_token);
    }
}

/* ---- lexicon ---- */

/* Numbers on their way into a part. */
struct numbers {
    tkit *tk;
    uint32_t *shared, *rest;
    size_t size;
};

static int numbers_init(struct numbers *n, tkit *tk, uint32_t count)
{
    *n = (struct numbers){.tk = tk, .size = ((size_t)count + 1) * sizeof(uint32_t)};
    n->shared = tkit_alloc(tk, n->size);
    n->rest = tkit_alloc(tk, n->size);
    return n->shared && n->rest ? TKIT_OK : tkit_fail_nomem(tk);
}

static void numbers_free(struct numbers *n)
{
    tkit_free(n->tk, n->shared, n->size);
    tkit_free(n->tk, n->rest, n->size);
}

static bool is_lowered(const char *form, uint32_t length, const char *base, uint32_t base_length)
{
    if (length != base_length)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        char c = base[i];
        if (form[i] != (c >= 'A' && c <= 'Z' ? (char)(c + 32) : c))
            return false;
    }
    return true;
}

/* Measures the forms and adds what each does not share to `rests`. first_base: form -> id of its first base form; NULL
 * for a base attribute. */
static void spell_forms(const struct attribute *a, const struct attribute *base, const struct tkit_finished *f,
                        const uint32_t *first_base, struct numbers *n, tkit_buffer *rests)
{
    enum { AHEAD = 12 };
    const char *before = "";
    uint32_t before_length = 0;
    for (uint32_t i = 0; i < f->forms; i++) {
        if (i + 2 * AHEAD < f->forms)
            __builtin_prefetch(&a->vocabulary.ends[f->order[i + 2 * AHEAD]]);
        if (i + AHEAD < f->forms)
            __builtin_prefetch(a->vocabulary.forms + a->vocabulary.ends[f->order[i + AHEAD]]);
        uint32_t length, base_length, shared = 0;
        const char *form = tkit_vocabulary_form(&a->vocabulary, f->order[i], &length);
        const char *of = first_base ? tkit_vocabulary_form(&base->vocabulary, first_base[i], &base_length) : NULL;
        n->shared[i] = n->rest[i] = 0;
        if (!of || !is_lowered(form, length, of, base_length)) {
            while (shared < length && shared < before_length && form[shared] == before[shared]) shared++;
            n->shared[i] = shared;
            n->rest[i] = length - shared + 1;
            tkit_buffer_add(rests, form + shared, length - shared);
        }
        before = form;
        before_length = length;
    }
}

static int code_forms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *f,
                      const uint32_t *first_base, struct tkit_rows *rows)
{
    struct numbers n;
    tkit_buffer rests;
    const struct attribute *a = &b->attributes[number];
    int rc = numbers_init(&n, rows->data.tk, f->forms);
    tkit_buffer_init(&rests, rows->data.tk);
    if (rc == TKIT_OK) {
        spell_forms(a, &b->attributes[a->base], f, first_base, &n, &rests);
        rc = tkit_buffer_status(&rests);
    }
    if (rc == TKIT_OK) {
        tkit_numbers_encode(&rows->data, n.shared, f->forms);
        tkit_numbers_encode(&rows->data, n.rest, f->forms);
        tkit_buffer_add(&rows->data, rests.data, rests.size);
        rc = tkit_rows_end(rows, tkit_part_of(number, PART_FORMS));
    }
    tkit_buffer_free(&rests);
    numbers_free(&n);
    return rc;
}

int tkit_code_base_forms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                         struct tkit_rows *rows)
{
    return code_forms(b, number, &all[number], NULL, rows);
}

int tkit_code_base_terms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                         struct tkit_rows *rows)
{
    struct numbers n;
    const struct tkit_finished *f = &all[number];
    int rc = numbers_init(&n, rows->data.tk, f->forms);
    if (rc == TKIT_OK) {
        uint32_t long_lists = 0;
        for (uint32_t i = 0; i < f->forms; i++) {
            n.shared[i] = f->tokens[i] - f->passages[i];
            n.rest[i] = f->passages[i] - f->documents[i];
        }
        tkit_numbers_encode(&rows->data, f->tokens, f->forms);
        tkit_numbers_encode(&rows->data, n.shared, f->forms);
        tkit_numbers_encode(&rows->data, n.rest, f->forms);
        for (uint32_t i = 0; i < f->forms; i++)
            if (f->passages[i] > PASSAGES_PLAIN && tkit_term_has_list(f->passages[i], b->passage_count))
                n.rest[long_lists++] = f->list_bits[i];
        tkit_numbers_encode(&rows->data, n.rest, long_lists);
        rc = tkit_rows_end(rows, tkit_part_of(number, PART_TERMS));
    }
    numbers_free(&n);
    return rc;
}

/* ---- derived attributes ---- */

/* The map from base forms, and the first base form (as its id) of each form. */
static void follow_map(const struct attribute *a, const struct tkit_finished *f, const struct tkit_finished *base,
                       uint32_t *differences, uint32_t *first_base)
{
    uint32_t before = 0;
    memset(first_base, 0xff, f->forms * sizeof *first_base);
    for (uint32_t n = 0; n < base->forms; n++) {
        uint32_t form = f->rank[a->from_base[base->order[n]]];
        differences[n] = (uint32_t)tkit_zigzag((int64_t)form - before);
        before = form;
        if (first_base[form] == UINT32_MAX)
            first_base[form] = base->order[n];
    }
}

int tkit_code_derived_forms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                            struct tkit_rows *rows)
{
    struct numbers n;
    const struct attribute *a = &b->attributes[number];
    const struct tkit_finished *f = &all[number], *base = &all[a->base];
    int rc = numbers_init(&n, rows->data.tk, f->forms > base->forms ? f->forms : base->forms);
    if (rc == TKIT_OK) {
        follow_map(a, f, base, n.shared, n.rest);
        tkit_numbers_encode(&rows->data, n.shared, base->forms);
        rc = tkit_rows_end(rows, tkit_part_of(number, PART_MAP));
    }
    if (rc == TKIT_OK)
        rc = code_forms(b, number, f, n.rest, rows);
    numbers_free(&n);
    return rc;
}

int tkit_code_derived_terms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                            struct tkit_rows *rows)
{
    struct numbers n;
    const struct attribute *a = &b->attributes[number];
    const struct tkit_finished *f = &all[number];
    int rc = numbers_init(&n, rows->data.tk, f->forms);
    if (rc == TKIT_OK) {
        uint32_t *bases = n.shared, several = 0;
        memset(bases, 0, f->forms * sizeof *bases);
        for (uint32_t id = 0; id < all[a->base].forms; id++) bases[a->from_base[id]]++;
        for (uint32_t i = 0; i < f->forms; i++)
            if (bases[f->order[i]] > 1)
                n.rest[several++] = f->documents[i];
        tkit_numbers_encode(&rows->data, n.rest, several);
        rc = tkit_rows_end(rows, tkit_part_of(number, PART_TERMS));
    }
    numbers_free(&n);
    return rc;
}
