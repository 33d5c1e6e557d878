/* Batches of tokens: see batch.h. */
#include "store/batch.h"

enum { READ_AHEAD = 16 /* bytes that making a key reads behind a form */ };

void tkit_batch_init(struct tkit_batch *batch, tkit *tk)
{
    *batch = (struct tkit_batch){0};
    tkit_buffer_init(&batch->text, tk);
    tkit_buffer_init(&batch->places, tk);
}

void tkit_batch_free(struct tkit_batch *batch)
{
    tkit_buffer_free(&batch->text);
    tkit_buffer_free(&batch->places);
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
    tkit_buffer_clear(&batch->places);
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

/* ---- copied words ---- */

static inline uint8_t *put(uint8_t *to, uint32_t value)
{
    for (; value >= 0x80; value >>= 7) *to++ = (uint8_t)(value | 0x80);
    *to++ = (uint8_t)value;
    return to;
}

static inline const uint8_t *get(const uint8_t *from, uint32_t *value)
{
    unsigned shift = 0;
    for (*value = *from & 0x7f; *from++ & 0x80;) *value |= (uint32_t)(*from & 0x7f) << (shift += 7);
    return from;
}

static int copy_places(struct tkit_batch *batch, const uint32_t *starts, const uint32_t *ends, uint32_t count)
{
    enum { LONGEST = 5 };
    uint8_t *to = (uint8_t *)tkit_buffer_room(&batch->places, (size_t)count * 2 * LONGEST);
    if (!to)
        return tkit_buffer_status(&batch->places);
    uint32_t place = starts[0];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t gap = starts[i] - place, length = ends[i] - starts[i];
        to[0] = (uint8_t)gap;
        to[1] = (uint8_t)length;
        to = (gap | length) < 0x80 ? to + 2 : put(put(to, gap), length);
        place = ends[i];
    }
    batch->places.size = (size_t)((char *)to - batch->places.data);
    return TKIT_OK;
}

int tkit_batch_copy(struct tkit_batch *batch, const char *text, const tkit_spans *words, size_t from, uint32_t count)
{
    uint32_t first = words->start[from];
    size_t bytes = words->end[from + count - 1] - first;
    batch->pieces[batch->piece_count++] = (struct tkit_batch_piece){
        .first = batch->tokens, .count = count, .passage = batch->passages - 1, .text = batch->text.size,
        .places = batch->places.size};
    batch->tokens += count;
    char *room = tkit_buffer_room(&batch->text, bytes + READ_AHEAD);
    if (!room)
        return tkit_buffer_status(&batch->text);
    memcpy(room, text + first, bytes);
    memset(room + bytes, 0, READ_AHEAD);
    batch->text.size += bytes + READ_AHEAD;
    return copy_places(batch, words->start + from, words->end + from, count);
}

void tkit_batch_places(const struct tkit_batch *batch, const struct tkit_batch_piece *piece, uint32_t *starts,
                       uint32_t *ends)
{
    const uint8_t *from = (const uint8_t *)batch->places.data + piece->places;
    uint32_t place = 0;
    for (uint32_t i = 0; i < piece->count; i++) {
        uint32_t gap = from[0], length = from[1];
        from = (gap | length) < 0x80 ? from + 2 : get(get(from, &gap), &length);
        starts[i] = place + gap;
        place = ends[i] = starts[i] + length;
    }
}
