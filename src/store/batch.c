/* Batches of tokens: see batch.h. */
#include "store/batch.h"

enum { READ_AHEAD = 16 /* bytes that making a key reads behind a form */ };

void tkit_batch_init(struct tkit_batch *batch, tkit *tk)
{
    *batch = (struct tkit_batch){0};
    tkit_buffer_init(&batch->text, tk);
}

void tkit_batch_free(struct tkit_batch *batch, tkit *tk)
{
    tkit_buffer_free(&batch->text);
    tkit_free(tk, batch->starts, BATCH_TOKENS * sizeof *batch->starts);
    tkit_free(tk, batch->ends, BATCH_TOKENS * sizeof *batch->ends);
    *batch = (struct tkit_batch){0};
}

void tkit_batch_start(struct tkit_batch *batch, uint32_t first_token, uint32_t first_passage)
{
    batch->first_token = first_token;
    batch->first_passage = first_passage;
    batch->tokens = batch->passages = batch->piece_count = 0;
    batch->document_starts = 0;
    batch->first_document = batch->last_document = 0;
    batch->reader = NULL;
    tkit_buffer_clear(&batch->text);
}

struct tkit_batch_documents tkit_batch_documents(const struct tkit_batch *batch)
{
    struct tkit_batch_documents d = {.first = batch->first_document, .last = batch->last_document};
    uint64_t last = UINT64_C(1) << (batch->passages - 1), before = batch->document_starts >> 1 & ~last;
    d.ends = before | last;
    d.in_first = d.ends ^ (d.ends - 1);
    d.in_last = ~(before ? UINT64_MAX >> __builtin_clzll(before) : 0);
    return d;
}

static int alloc_spans(struct tkit_batch *batch, tkit *tk)
{
    if (!batch->starts)
        batch->starts = tkit_alloc(tk, BATCH_TOKENS * sizeof *batch->starts);
    if (!batch->ends)
        batch->ends = tkit_alloc(tk, BATCH_TOKENS * sizeof *batch->ends);
    return batch->starts && batch->ends ? TKIT_OK : tkit_fail_nomem(tk);
}

int tkit_batch_copy(struct tkit_batch *batch, tkit *tk, const char *text, const tkit_spans *words, size_t from,
                    uint32_t count)
{
    uint32_t first = words->start[from], at = batch->tokens;
    size_t bytes = words->end[from + count - 1] - first;
    int rc = alloc_spans(batch, tk);
    char *room = rc ? NULL : tkit_buffer_room(&batch->text, bytes + READ_AHEAD);
    if (!room)
        return rc ? rc : tkit_buffer_status(&batch->text);
    memcpy(room, text + first, bytes);
    memset(room + bytes, 0, READ_AHEAD);
    memcpy(batch->starts + at, words->start + from, count * sizeof *batch->starts);
    memcpy(batch->ends + at, words->end + from, count * sizeof *batch->ends);
    batch->pieces[batch->piece_count++] = (struct tkit_batch_piece){
        .first = at, .count = count, .passage = batch->passages - 1, .text = batch->text.size};
    batch->text.size += bytes + READ_AHEAD;
    batch->tokens += count;
    return TKIT_OK;
}
