/* Attributes of a segment: lexicon, terms, columns. See segment.h. */
#include "store/segment_parts.h"
#include "store/varint.h"

/* ---- lexicon ---- */

static bool decode_forms(struct tkit_attribute *a, const struct tkit_row *row)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    uint32_t size = 0, before = 0; /* bytes of all forms; start of the form before */
    for (uint32_t n = 0; n < a->forms; n++) {
        uint64_t shared, rest;
        if (!tkit_get_varint(&at, end, &shared) || !tkit_get_varint(&at, end, &rest))
            return false;
        if (shared > size - before || (n % FRONT_CODING == 0 && shared) || rest > (uint64_t)(end - at) ||
            shared + rest > a->text_size - size)
            return false;
        uint32_t start = size;
        if (shared)
            memcpy(a->text + size, a->text + before, shared);
        if (rest)
            memcpy(a->text + size + shared, at, rest);
        at += rest;
        size += (uint32_t)(shared + rest);
        a->ends[n] = size;
        before = start;
    }
    return at == end && size == a->text_size;
}

/* Follows the rule by which the builder cut lists into rows. */
struct placing {
    uint32_t row, offset, rows;
};

static void place(struct placing *p, uint32_t size, uint32_t *row, uint32_t *offset)
{
    if (p->offset && (uint64_t)p->offset + size > POSTINGS_ROW_BYTES) {
        p->row++;
        p->offset = 0;
    }
    *row = p->row;
    *offset = p->offset;
    p->offset += size;
    if (size)
        p->rows = p->row + 1;
}

static void next_half(struct placing *p)
{
    if (p->offset)
        p->row++;
    p->offset = 0;
}

static bool decode_terms(struct tkit_attribute *a, const struct tkit_row *row)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    struct tkit_segment *segment = a->segment;
    struct placing postings = {0}, lists = {0};
    uint64_t sum = 0;
    for (uint32_t n = 0; n < a->forms; n++) {
        uint64_t tokens, documents, size = 0, list_size = 0;
        if (!tkit_get_varint(&at, end, &tokens) || !tkit_get_varint(&at, end, &documents) || tokens > segment->tokens ||
            documents > tokens || documents > segment->documents)
            return false;
        sum += tokens;
        struct tkit_term *t = &a->terms[n];
        *t = (struct tkit_term){.tokens = (uint32_t)tokens, .documents = (uint32_t)documents};
        if (a->base != a)
            continue;
        if (!tkit_get_varint(&at, end, &size) || size > INT32_MAX)
            return false;
        if (tkit_term_has_documents(tokens, documents, segment->documents) &&
            (!tkit_get_varint(&at, end, &list_size) || list_size > INT32_MAX))
            return false;
        if (n == a->split) {
            next_half(&postings);
            next_half(&lists);
        }
        t->size = (uint32_t)size;
        t->list_size = (uint32_t)list_size;
        place(&postings, t->size, &t->row, &t->offset);
        place(&lists, t->list_size, &t->list_row, &t->list_offset);
    }
    a->posting_rows = postings.rows;
    a->list_rows = lists.rows;
    return at == end && sum == segment->tokens;
}

static bool decode_map(struct tkit_attribute *a, const struct tkit_row *row)
{
    uint32_t base_forms = a->base->forms;
    size_t blocks = ((size_t)base_forms + PACK_BLOCK - 1) / PACK_BLOCK;
    if (row->size != blocks * 16 * a->width)
        return false;
    for (size_t b = 0; b < blocks; b++)
        tkit_unpack_block(row->data + b * 16 * a->width, a->width, a->map + b * PACK_BLOCK);
    for (uint32_t n = 0; n < base_forms; n++) {
        if (a->map[n] >= a->forms)
            return false;
        a->base_starts[a->map[n] + 1]++;
    }
    for (uint32_t n = 0; n < a->forms; n++) a->base_starts[n + 1] += a->base_starts[n];
    /* Counting sort; the starts move and are moved back. */
    for (uint32_t n = 0; n < base_forms; n++) a->base_forms[a->base_starts[a->map[n]]++] = n;
    for (uint32_t n = a->forms; n > 0; n--) a->base_starts[n] = a->base_starts[n - 1];
    a->base_starts[0] = 0;
    return true;
}

static size_t map_slots(const struct tkit_attribute *a)
{
    return (size_t)a->base->forms + PACK_BLOCK; /* the last block is filled up */
}

static int alloc_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    a->text = tkit_alloc(tk, (size_t)a->text_size + 1);
    a->ends = tkit_calloc(tk, (size_t)a->forms + 1, sizeof *a->ends);
    a->terms = tkit_calloc(tk, (size_t)a->forms + 1, sizeof *a->terms);
    if (!a->text || !a->ends || !a->terms)
        return tkit_fail_nomem(tk);
    if (a->base == a)
        return TKIT_OK;
    a->map = tkit_calloc(tk, map_slots(a), sizeof *a->map);
    a->base_starts = tkit_calloc(tk, (size_t)a->forms + 2, sizeof *a->base_starts);
    a->base_forms = tkit_calloc(tk, map_slots(a), sizeof *a->base_forms);
    return a->map && a->base_starts && a->base_forms ? TKIT_OK : tkit_fail_nomem(tk);
}

static int alloc_rows(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    a->postings = tkit_calloc(tk, (size_t)a->posting_rows + 1, sizeof *a->postings);
    a->lists = tkit_calloc(tk, (size_t)a->list_rows + 1, sizeof *a->lists);
    return a->postings && a->lists ? TKIT_OK : tkit_fail_nomem(tk);
}

static int read_part(struct tkit_attribute *a, enum tkit_part part, bool (*decode)(struct tkit_attribute *,
                                                                                   const struct tkit_row *))
{
    struct tkit_row row;
    int rc = tkit_segment_row(a->segment, tkit_part_of(a->number, part), 0, &row);
    if (rc)
        return rc;
    if (!decode(a, &row))
        rc = tkit_segment_damaged(a->segment, part == PART_FORMS ? "a lexicon" : "a table of terms");
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

static void free_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    tkit_free(tk, a->text, (size_t)a->text_size + 1);
    tkit_free(tk, a->ends, ((size_t)a->forms + 1) * sizeof *a->ends);
    tkit_free(tk, a->terms, ((size_t)a->forms + 1) * sizeof *a->terms);
    tkit_free(tk, a->map, map_slots(a) * sizeof *a->map);
    tkit_free(tk, a->base_starts, ((size_t)a->forms + 2) * sizeof *a->base_starts);
    tkit_free(tk, a->base_forms, map_slots(a) * sizeof *a->base_forms);
    a->text = NULL;
    a->ends = a->map = a->base_starts = a->base_forms = NULL;
    a->terms = NULL;
}

int tkit_attribute_load(struct tkit_attribute *a)
{
    if (a->terms)
        return TKIT_OK;
    /* Sizes in the header are believed only as far as the rows bear them out: a form takes two bytes of its row, and text
     * that is shared is at most what came before. */
    struct tkit_row row;
    int rc = a->base == a ? TKIT_OK : tkit_attribute_load(a->base); /* one step: bases have no base */
    if (rc == TKIT_OK)
        rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_FORMS), 0, &row);
    if (rc)
        return rc;
    bool good = (uint64_t)a->forms * 2 <= row.size && a->text_size <= (uint64_t)row.size * FRONT_CODING;
    rc = good ? alloc_lexicon(a) : tkit_segment_damaged(a->segment, "a lexicon");
    if (rc == TKIT_OK && !decode_forms(a, &row))
        rc = tkit_segment_damaged(a->segment, "a lexicon");
    tkit_segment_row_free(a->segment, &row);
    if (rc == TKIT_OK)
        rc = read_part(a, PART_TERMS, decode_terms);
    if (rc == TKIT_OK && a->base != a)
        rc = read_part(a, PART_MAP, decode_map);
    if (rc == TKIT_OK && a->base == a)
        rc = alloc_rows(a);
    if (rc)
        free_lexicon(a);
    return rc;
}

static void free_rows(struct tkit_attribute *a, struct tkit_row *rows, uint32_t count, uint32_t slots)
{
    for (uint32_t i = 0; rows && i < count; i++) tkit_segment_row_free(a->segment, &rows[i]);
    tkit_free(a->segment->corpus->tk, rows, slots * sizeof *rows);
}

void tkit_attribute_unload(struct tkit_attribute *a)
{
    if (!a->segment)
        return;
    free_lexicon(a);
    free_rows(a, a->column, a->column_rows, a->column_rows);
    free_rows(a, a->postings, a->posting_rows, a->posting_rows + 1);
    free_rows(a, a->lists, a->list_rows, a->list_rows + 1);
    a->column = a->postings = a->lists = NULL;
}

uint32_t tkit_attribute_lower_bound(const struct tkit_attribute *a, const char *text, size_t length)
{
    uint32_t low = 0, high = a->forms;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, form_length;
        const char *form = tkit_attribute_form(a, middle, &form_length);
        size_t common = form_length < length ? form_length : length;
        int order = common ? memcmp(form, text, common) : 0;
        if (order < 0 || (order == 0 && form_length < length))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t tkit_attribute_find(const struct tkit_attribute *a, const char *text, size_t length)
{
    uint32_t form = tkit_attribute_lower_bound(a, text, length), found;
    if (form == a->forms)
        return TKIT_NO_TOKEN;
    const char *there = tkit_attribute_form(a, form, &found);
    return found == length && (length == 0 || memcmp(there, text, length) == 0) ? form : TKIT_NO_TOKEN;
}

/* ---- columns ---- */

bool tkit_column_read(struct tkit_attribute *base, uint32_t row)
{
    struct tkit_segment *segment = base->segment;
    if (segment->status)
        return false;
    if (row >= base->column_rows) {
        segment->status = tkit_segment_damaged(segment, "a position");
        return false;
    }
    if (base->column[row].data)
        return true;
    uint32_t tokens = segment->tokens - row * COLUMN_ROW_TOKENS;
    if (tokens > COLUMN_ROW_TOKENS)
        tokens = COLUMN_ROW_TOKENS;
    uint32_t blocks = (tokens + PACK_BLOCK - 1) / PACK_BLOCK;
    struct tkit_row read;
    segment->status = tkit_segment_row(segment, tkit_part_of(base->number, PART_COLUMN), row, &read);
    if (segment->status)
        return false;
    if (read.size != blocks * 16 * base->width) {
        segment->status = tkit_segment_damaged(segment, "a column");
        tkit_segment_row_free(segment, &read);
        return false;
    }
    base->column[row] = read;
    return true;
}

void tkit_column_forms(struct tkit_attribute *a, uint32_t first, uint32_t count, uint32_t *forms)
{
    struct tkit_attribute *base = a->base;
    uint32_t numbers[PACK_BLOCK], last_form = base->forms ? base->forms - 1 : 0;
    while (count > 0) {
        uint32_t row = first / COLUMN_ROW_TOKENS, in = first % COLUMN_ROW_TOKENS;
        uint32_t skip = in % PACK_BLOCK, piece = PACK_BLOCK - skip;
        if (piece > count)
            piece = count;
        if (row >= base->column_rows || (!base->column[row].data && !tkit_column_read(base, row))) {
            memset(forms, 0, count * sizeof *forms);
            return;
        }
        tkit_unpack_block(base->column[row].data + (size_t)(in / PACK_BLOCK) * 16 * base->width, base->width, numbers);
        for (uint32_t i = 0; i < piece; i++) {
            uint32_t form = numbers[skip + i] <= last_form ? numbers[skip + i] : 0;
            forms[i] = a == base ? form : a->map[form];
        }
        forms += piece;
        first += piece;
        count -= piece;
    }
}

int tkit_attribute_read_rows(struct tkit_attribute *a)
{
    int rc = tkit_attribute_load(a);
    if (rc || a->base != a)
        return rc;
    for (uint32_t i = 0; i < a->column_rows; i++)
        if (!tkit_column_read(a, i))
            return a->segment->status;
    for (uint32_t i = 0; i < a->posting_rows && rc == TKIT_OK; i++)
        if (!a->postings[i].data)
            rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_POSTINGS), i, &a->postings[i]);
    for (uint32_t i = 0; i < a->list_rows && rc == TKIT_OK; i++)
        if (!a->lists[i].data)
            rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_LISTS), i, &a->lists[i]);
    return rc;
}
