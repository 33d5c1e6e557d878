/* Columns: the form at a position. Rows are read and chunks are decoded when they are touched. See segment.h. */
#include "store/segment_parts.h"

static uint32_t row_tokens(const struct tkit_attribute *base, uint32_t row)
{
    uint32_t left = base->segment->tokens - row * COLUMN_ROW_TOKENS;
    return left < COLUMN_ROW_TOKENS ? left : COLUMN_ROW_TOKENS;
}

static inline unsigned chunk_size(const struct tkit_row *row, uint32_t chunk)
{
    return row->data[2 * chunk] | (unsigned)row->data[2 * chunk + 1] << 8;
}

static inline uint64_t all_chunks(uint32_t chunks)
{
    return chunks == 64 ? UINT64_MAX : (UINT64_C(1) << chunks) - 1;
}

int tkit_column_read_row(struct tkit_attribute *base, uint32_t row)
{
    struct tkit_row read;
    uint32_t chunks = (row_tokens(base, row) - 1) / COLUMN_CHUNK + 1;
    if (base->column[row].row.data || base->column[row].ready == all_chunks(chunks))
        return TKIT_OK;
    int rc = tkit_segment_row(base->segment, tkit_part_of(base->number, PART_COLUMN), row, &read);
    if (rc)
        return rc;
    uint64_t size = 2 * (uint64_t)chunks;
    for (uint32_t c = 0; c < chunks && size <= read.size; c++) size += chunk_size(&read, c);
    if (size != read.size) {
        tkit_segment_row_free(base->segment, &read);
        return tkit_segment_damaged(base->segment, "a column");
    }
    base->column[row].row = read;
    return TKIT_OK;
}

/* The forms in the order of the code. */
static int rank_forms(struct tkit_attribute *base)
{
    tkit *tk = base->segment->corpus->tk;
    size_t size = ((size_t)base->forms + 1) * sizeof(uint32_t);
    uint32_t *tokens = tkit_alloc(tk, size), *order = tkit_alloc(tk, size);
    for (uint32_t n = 0; tokens && n < base->forms; n++) tokens[n] = base->terms[n].tokens;
    int rc = tokens && order ? tkit_frequency_order(tk, tokens, base->forms, order) : tkit_fail_nomem(tk);
    tkit_free(tk, tokens, size);
    if (rc)
        tkit_free(tk, order, size);
    else
        base->frequent = order;
    return rc;
}

static int decode_chunk(struct tkit_attribute *base, uint32_t row, uint32_t chunk)
{
    struct tkit_column_row *r = &base->column[row];
    uint32_t tokens = row_tokens(base, row), chunks = (tokens - 1) / COLUMN_CHUNK + 1;
    uint32_t left = tokens - chunk * COLUMN_CHUNK;
    int rc = tkit_attribute_load(base);
    if (rc == TKIT_OK && !base->frequent)
        rc = rank_forms(base);
    if (rc == TKIT_OK)
        rc = tkit_column_read_row(base, row);
    if (rc)
        return rc;
    if (!r->forms) {
        r->forms = tkit_alloc(base->segment->corpus->tk, COLUMN_ROW_TOKENS * sizeof *r->forms);
        if (!r->forms)
            return tkit_fail_nomem(base->segment->corpus->tk);
    }
    const uint8_t *data = r->row.data + 2 * (size_t)chunks;
    for (uint32_t c = 0; c < chunk; c++) data += chunk_size(&r->row, c);
    if (!tkit_column_decode(&base->code, base->frequent, base->forms, data, chunk_size(&r->row, chunk),
                            left < COLUMN_CHUNK ? left : COLUMN_CHUNK, r->forms + (size_t)chunk * COLUMN_CHUNK))
        return tkit_segment_damaged(base->segment, "a column");
    r->ready |= UINT64_C(1) << chunk;
    if (r->ready == all_chunks(chunks))
        tkit_segment_row_free(base->segment, &r->row); /* not needed any more */
    return TKIT_OK;
}

bool tkit_column_read(struct tkit_attribute *base, uint32_t position)
{
    struct tkit_segment *segment = base->segment;
    if (segment->status)
        return false;
    if (position >= segment->tokens)
        segment->status = tkit_segment_damaged(segment, "a position");
    else
        segment->status = decode_chunk(base, position / COLUMN_ROW_TOKENS, position % COLUMN_ROW_TOKENS / COLUMN_CHUNK);
    return segment->status == TKIT_OK;
}

void tkit_column_forms(struct tkit_attribute *a, uint32_t first, uint32_t count, uint32_t *forms)
{
    struct tkit_attribute *base = a->base;
    while (count > 0) {
        uint32_t row = first / COLUMN_ROW_TOKENS, in = first % COLUMN_ROW_TOKENS;
        uint32_t piece = COLUMN_CHUNK - in % COLUMN_CHUNK;
        if (piece > count)
            piece = count;
        if (row >= base->column_rows ||
            (!(base->column[row].ready >> in / COLUMN_CHUNK & 1) && !tkit_column_read(base, first))) {
            memset(forms, 0, count * sizeof *forms);
            return;
        }
        const uint32_t *from = base->column[row].forms + in;
        if (a == base)
            memcpy(forms, from, piece * sizeof *forms);
        else
            for (uint32_t i = 0; i < piece; i++) forms[i] = a->map[from[i]];
        forms += piece;
        first += piece;
        count -= piece;
    }
}

void tkit_column_free(struct tkit_attribute *base)
{
    tkit *tk = base->segment->corpus->tk;
    for (uint32_t i = 0; base->column && i < base->column_rows; i++) {
        tkit_segment_row_free(base->segment, &base->column[i].row);
        tkit_free(tk, base->column[i].forms, COLUMN_ROW_TOKENS * sizeof *base->column[i].forms);
    }
    tkit_free(tk, base->column, base->column_rows * sizeof *base->column);
    base->column = NULL;
}
