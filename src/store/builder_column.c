/* The column of a base attribute, coded row by row. See builder_close.h and column_code.h. */
#include "store/builder_close.h"

/* What a column holds for each token, from batch to batch. */
struct entries {
    const struct tkit_builder *b;
    unsigned attribute;
    uint32_t *of_reader[2]; /* for each number of a reader's */
    size_t size[2];         /* of these */
    uint32_t batch, at;     /* the next token */
    uint32_t wide;          /* the next of the wide ids of the batch */
};

static void free_entries(struct entries *e)
{
    for (int i = 0; i < 2; i++) tkit_free(e->b->tk, e->of_reader[i], e->size[i]);
}

static int find_entries(struct entries *e, const uint32_t *of_id)
{
    for (unsigned i = 0; i < e->b->reader_count; i++) {
        const uint32_t *ids = tkit_ids_of_segment(&e->b->readers[i], e->attribute);
        uint32_t forms = e->b->readers[i].columns[e->attribute]->vocabulary->count;
        e->size[i] = ((size_t)forms + 1) * sizeof *e->of_reader[i];
        e->of_reader[i] = tkit_alloc(e->b->tk, e->size[i]);
        if (!e->of_reader[i])
            return tkit_fail_nomem(e->b->tk);
        for (uint32_t form = 0; form < forms; form++) e->of_reader[i][form] = of_id[tkit_id_of(ids, form)];
    }
    return TKIT_OK;
}

static void next_entries(struct entries *e, uint32_t count, uint32_t *out)
{
    for (uint32_t n = 0; n < count;) {
        const struct kept_batch *batch = &e->b->batches[e->batch];
        const struct tkit_batch_column *c = &e->b->attributes[e->attribute].columns[e->batch];
        const uint16_t *ids = c->ids + e->at;
        const uint32_t *entries = e->of_reader[batch->reader - e->b->readers];
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

static int code_column_row(struct entries *e, const struct tkit_column_code *code, uint32_t count, tkit_buffer *out)
{
    uint32_t chunks = (count + COLUMN_CHUNK - 1) / COLUMN_CHUNK, entries[COLUMN_CHUNK];
    tkit_buffer_clear(out);
    uint8_t *sizes = (uint8_t *)tkit_buffer_room(out, 2 * chunks + (size_t)chunks * COLUMN_CHUNK_ROOM);
    if (!sizes)
        return tkit_buffer_status(out);
    uint8_t *at = sizes + 2 * (size_t)chunks;
    for (uint32_t c = 0; c < chunks; c++) {
        uint32_t from = c * COLUMN_CHUNK, here = count - from < COLUMN_CHUNK ? count - from : COLUMN_CHUNK;
        next_entries(e, here, entries);
        size_t size = tkit_column_encode(code, entries, here, at);
        sizes[2 * c] = (uint8_t)size;
        sizes[2 * c + 1] = (uint8_t)(size >> 8);
        at += size;
    }
    out->size = (size_t)(at - (uint8_t *)out->data);
    return TKIT_OK;
}

int tkit_write_column(const struct tkit_builder *b, unsigned number, const struct tkit_finished *f, tkit_sink sink,
                      void *user)
{
    tkit_buffer row;
    struct entries e = {.b = b, .attribute = number};
    uint32_t tokens = b->token_count, n = 0;
    int rc = find_entries(&e, f->entries);
    tkit_buffer_init(&row, b->tk);
    for (uint32_t at = 0; at < tokens && rc == TKIT_OK; at += COLUMN_ROW_TOKENS, n++) {
        uint32_t count = tokens - at < COLUMN_ROW_TOKENS ? tokens - at : COLUMN_ROW_TOKENS;
        rc = code_column_row(&e, &f->code, count, &row);
        if (rc == TKIT_OK)
            rc = sink(user, tkit_part_of(number, PART_COLUMN), n, row.data, row.size);
        if (rc == TKIT_OK)
            rc = tkit_poll(b->tk);
    }
    tkit_buffer_free(&row);
    free_entries(&e);
    return rc;
}
