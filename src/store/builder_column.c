/* The column of a base attribute, coded row by row, in any order. See builder_close.h and column_code.h. */
#include "store/builder_close.h"

int tkit_prepare_column(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f)
{
    for (unsigned i = 0; i < b->reader_count; i++) {
        const uint32_t *ids = tkit_ids_of_segment(&b->readers[i], number);
        uint32_t forms = b->readers[i].columns[number]->vocabulary->count;
        if (!ids)
            continue;
        f->reader_entries_size[i] = ((size_t)forms + 1) * sizeof *f->entries;
        f->reader_entries[i] = tkit_alloc(tk, f->reader_entries_size[i]);
        if (!f->reader_entries[i])
            return tkit_fail_nomem(tk);
        for (uint32_t form = 0; form < forms; form++) f->reader_entries[i][form] = f->entries[ids[form]];
    }
    return TKIT_OK;
}

uint32_t tkit_column_rows(const struct tkit_builder *b)
{
    return b->token_count / COLUMN_ROW_TOKENS + (b->token_count % COLUMN_ROW_TOKENS != 0);
}

/* What the column holds for each token, from batch to batch. */
struct entries {
    const struct tkit_builder *b;
    const struct tkit_finished *f;
    unsigned attribute;
    uint32_t batch, at; /* the next token */
    uint32_t wide;      /* the next of the wide ids of the batch */
};

static struct entries entries_from(const struct tkit_builder *b, unsigned number, const struct tkit_finished *f,
                                   uint32_t token)
{
    uint32_t low = 0, high = b->entered; /* the batch that holds the token is one of [low, high) */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (b->batches[middle].first_token <= token)
            low = middle;
        else
            high = middle;
    }
    struct entries e = {.b = b, .f = f, .attribute = number, .batch = low, .at = token - b->batches[low].first_token};
    const uint16_t *ids = b->attributes[number].columns[low].ids;
    for (uint32_t i = 0; i < e.at; i++) e.wide += ids[i] == WIDE_ID;
    return e;
}

static void next_entries(struct entries *e, uint32_t count, uint32_t *out)
{
    for (uint32_t n = 0; n < count;) {
        const struct kept_batch *batch = &e->b->batches[e->batch];
        const struct tkit_batch_column *c = &e->b->attributes[e->attribute].columns[e->batch];
        const uint16_t *ids = c->ids + e->at;
        const uint32_t *of_reader = e->f->reader_entries[batch->reader - e->b->readers];
        const uint32_t *entries = of_reader ? of_reader : e->f->entries;
        uint32_t left = batch->tokens - e->at, here = left < count - n ? left : count - n;
        for (uint32_t i = 0; i < here; i++) out[n + i] = entries[ids[i] < WIDE_ID ? ids[i] : c->wide_ids[e->wide++]];
        n += here;
        e->at += here;
        if (here == left) {
            e->at = e->wide = 0;
            e->batch++;
        }
    }
}

int tkit_code_column(const struct tkit_builder *b, unsigned number, const struct tkit_finished *f, uint32_t row,
                     struct tkit_rows *rows)
{
    uint32_t first = row * COLUMN_ROW_TOKENS, left = b->token_count - first, entries[COLUMN_CHUNK];
    uint32_t count = left < COLUMN_ROW_TOKENS ? left : COLUMN_ROW_TOKENS;
    uint32_t chunks = (count + COLUMN_CHUNK - 1) / COLUMN_CHUNK;
    struct entries e = entries_from(b, number, f, first);
    tkit_buffer *out = &rows->data;
    uint8_t *sizes = (uint8_t *)tkit_buffer_room(out, 2 * chunks + (size_t)chunks * COLUMN_CHUNK_ROOM);
    if (!sizes)
        return tkit_buffer_status(out);
    uint8_t *at = sizes + 2 * (size_t)chunks;
    for (uint32_t c = 0; c < chunks; c++) {
        uint32_t from = c * COLUMN_CHUNK, here = count - from < COLUMN_CHUNK ? count - from : COLUMN_CHUNK;
        next_entries(&e, here, entries);
        size_t size = tkit_column_encode(&f->code, entries, here, at);
        sizes[2 * c] = (uint8_t)size;
        sizes[2 * c + 1] = (uint8_t)(size >> 8);
        at += size;
    }
    out->size = (size_t)(at - (uint8_t *)out->data);
    return tkit_rows_end(rows, tkit_part_of(number, PART_COLUMN));
}
