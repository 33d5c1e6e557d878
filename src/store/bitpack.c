/* Packing and unpacking: see bitpack.h. */
#include "store/bitpack.h"

#include "store/varint.h"

typedef uint32_t lanes __attribute__((vector_size(16)));

enum {
    LANES = 4,
    STEPS = PACK_BLOCK / LANES,
    TAIL_PLAIN = 4,    /* a tail this short has no header */
    TAIL_VARINT = 0xff /* in place of the width */
};

static inline lanes load_lanes(const uint8_t *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < LANES; i++) v[i] = __builtin_bswap32(v[i]);
#endif
    return v;
}

static inline void store_lanes(uint8_t *p, lanes v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < LANES; i++) v[i] = __builtin_bswap32(v[i]);
#endif
    memcpy(p, &v, sizeof v);
}

/* ---- blocks ---- */

/* 128 values of at most `width` <= 32 bits to 16 * width bytes. */
static void pack_block(const uint32_t *values, unsigned width, uint8_t *out)
{
    lanes word = {0};
    unsigned used = 0;
    for (int i = 0; i < STEPS && width; i++) {
        lanes v;
        memcpy(&v, values + i * LANES, sizeof v);
        word |= v << used;
        used += width;
        if (used >= 32) {
            store_lanes(out, word);
            out += sizeof word;
            used -= 32;
            word = used ? v >> (width - used) : (lanes){0};
        }
    }
}

/* Inlined once for each width: with a constant width the shifts are constants and the loop unrolls. */
static inline __attribute__((always_inline)) void unpack(const uint8_t *in, const unsigned width, uint32_t *values)
{
    const uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
    lanes word = load_lanes(in);
    unsigned used = 0;
#pragma GCC unroll 32
    for (int i = 0; i < STEPS; i++) {
        lanes v = word >> used;
        used += width;
        if (used >= 32) {
            used -= 32;
            if (i + 1 < STEPS) {
                in += sizeof word;
                word = load_lanes(in);
                if (used)
                    v |= word << (width - used);
            }
        }
        v &= mask;
        memcpy(values + i * LANES, &v, sizeof v);
    }
}

static void unpack_block(const uint8_t *in, unsigned width, uint32_t *values)
{
    switch (width) {
#define CASE(w) case w: unpack(in, w, values); break;
    CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
    CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14) CASE(15) CASE(16)
    CASE(17) CASE(18) CASE(19) CASE(20) CASE(21) CASE(22) CASE(23) CASE(24)
    CASE(25) CASE(26) CASE(27) CASE(28) CASE(29) CASE(30) CASE(31) CASE(32)
#undef CASE
    default: memset(values, 0, PACK_BLOCK * sizeof *values);
    }
}

/* ---- posting lists: writing ---- */

static unsigned varint_size(uint32_t value)
{
    unsigned width = tkit_bit_width(value);
    return width ? (width + 6) / 7 : 1;
}

/* The width that makes the block shortest, wide gaps being exceptions. */
static unsigned best_width(const uint32_t *gaps)
{
    unsigned of_width[33] = {0}, best = 32, above = 0;
    size_t least = 16 * 32;
    for (int i = 0; i < PACK_BLOCK; i++) of_width[tkit_bit_width(gaps[i])]++;
    for (int w = 32; w >= 0; w--) {
        size_t size = 16 * (size_t)w + 2 * (size_t)above; /* an exception mostly has up to 7 high bits */
        if (size < least) {
            least = size;
            best = (unsigned)w;
        }
        above += of_width[w];
    }
    return best;
}

static void encode_block(tkit_buffer *out, const uint32_t *gaps)
{
    uint32_t low[PACK_BLOCK];
    unsigned width = best_width(gaps), exceptions = 0;
    uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
    for (int i = 0; i < PACK_BLOCK; i++) {
        low[i] = gaps[i] & mask;
        exceptions += low[i] != gaps[i];
    }
    char *at = tkit_buffer_room(out, 2 + 16 * (size_t)width);
    if (!at)
        return;
    at[0] = (char)width;
    at[1] = (char)exceptions;
    pack_block(low, width, (uint8_t *)at + 2);
    out->size += 2 + 16 * (size_t)width;
    for (int i = 0; exceptions > 0 && i < PACK_BLOCK; i++) {
        if (low[i] == gaps[i])
            continue;
        tkit_buffer_putc(out, (char)i);
        tkit_put_varint(out, gaps[i] >> width);
        exceptions--;
    }
}

static void encode_tail(tkit_buffer *out, const uint32_t *gaps, size_t count)
{
    size_t as_varints = 0;
    uint32_t all = 0;
    for (size_t i = 0; i < count; i++) {
        as_varints += varint_size(gaps[i]);
        all |= gaps[i];
    }
    unsigned width = tkit_bit_width(all);
    size_t packed = (count * width + 7) / 8;
    if (count <= TAIL_PLAIN || as_varints <= packed) {
        if (count > TAIL_PLAIN)
            tkit_buffer_putc(out, (char)TAIL_VARINT);
        for (size_t i = 0; i < count; i++) tkit_put_varint(out, gaps[i]);
        return;
    }
    tkit_buffer_putc(out, (char)width);
    uint64_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < count; i++) {
        bits |= (uint64_t)gaps[i] << held;
        for (held += width; held >= 8; held -= 8, bits >>= 8) tkit_buffer_putc(out, (char)bits);
    }
    if (held)
        tkit_buffer_putc(out, (char)bits);
}

void tkit_postings_encode(tkit_buffer *out, const uint32_t *numbers, size_t count)
{
    uint32_t gaps[PACK_BLOCK], before = 0;
    size_t blocks = count / PACK_BLOCK, skips = out->size;
    if (blocks) {
        if (!tkit_buffer_room(out, blocks * PACK_SKIP_BYTES))
            return;
        out->size += blocks * PACK_SKIP_BYTES;
    }
    size_t start = out->size;
    for (size_t b = 0; b < blocks; b++, numbers += PACK_BLOCK) {
        gaps[0] = numbers[0] - before;
        for (int i = 1; i < PACK_BLOCK; i++) gaps[i] = numbers[i] - numbers[i - 1];
        before = numbers[PACK_BLOCK - 1];
        encode_block(out, gaps);
        if (out->failed)
            return;
        uint8_t *skip = (uint8_t *)out->data + skips + b * PACK_SKIP_BYTES;
        tkit_store32(skip, before);
        tkit_store32(skip + 4, (uint32_t)(out->size - start));
    }
    count %= PACK_BLOCK;
    for (size_t i = 0; i < count; i++) {
        gaps[i] = numbers[i] - before;
        before = numbers[i];
    }
    if (count)
        encode_tail(out, gaps, count);
}

void tkit_numbers_encode(tkit_buffer *out, const uint32_t *numbers, size_t count)
{
    for (; count >= PACK_BLOCK && !out->failed; count -= PACK_BLOCK, numbers += PACK_BLOCK) encode_block(out, numbers);
    if (count)
        encode_tail(out, numbers, count);
}

/* ---- posting lists: reading ---- */

bool tkit_postings_open(struct tkit_posting_list *list, const uint8_t *data, size_t size, uint32_t count,
                        uint32_t limit)
{
    uint32_t blocks = count / PACK_BLOCK;
    if ((size_t)blocks * PACK_SKIP_BYTES > size)
        return false;
    *list = (struct tkit_posting_list){
        .skips = data,
        .data = data + (size_t)blocks * PACK_SKIP_BYTES,
        .end = data + size,
        .count = count,
        .blocks = blocks,
        .limit = limit,
    };
    return true;
}

/* Gaps to numbers, in place. False unless they ascend strictly below the limit: sums of 128 gaps of 32 bits fit into
 * 64, so nothing wraps unnoticed. */
static inline bool add_up(uint32_t *values, unsigned count, uint32_t before, bool first, uint32_t limit)
{
    uint32_t zeros = 0;
    uint64_t all = 0, sum = before;
    for (unsigned i = first; i < count; i++) zeros |= values[i] == 0;
    for (unsigned i = 0; i < count; i++) all += values[i];
    if (zeros || sum + all >= limit)
        return false;
    unsigned i = 0;
    lanes base = {before, before, before, before}, zero = {0};
    for (; i + LANES <= count; i += LANES) {
        lanes v;
        memcpy(&v, values + i, sizeof v);
        v += __builtin_shufflevector(v, zero, 4, 0, 1, 2);
        v += __builtin_shufflevector(v, zero, 4, 4, 0, 1);
        v += base;
        memcpy(values + i, &v, sizeof v);
        base = __builtin_shufflevector(v, v, 3, 3, 3, 3);
    }
    uint32_t last = base[0];
    for (; i < count; i++) values[i] = last += values[i];
    return true;
}

/* The bytes [*at, *end) of a full block; false when the skip table points outside. */
static bool block_bytes(const struct tkit_posting_list *list, uint32_t block, const uint8_t **at, const uint8_t **end)
{
    const uint8_t *skip = list->skips + (size_t)block * PACK_SKIP_BYTES;
    size_t room = (size_t)(list->end - list->data);
    size_t from = block ? tkit_load32(skip - PACK_SKIP_BYTES + 4) : 0, to = tkit_load32(skip + 4);
    if (from > to || to > room)
        return false;
    *at = list->data + from;
    *end = list->data + to;
    return true;
}

/* Moves *from behind the block. */
static bool decode_block(const uint8_t **from, const uint8_t *end, uint32_t *values)
{
    const uint8_t *at = *from;
    if (end - at < 2 || at[0] > 32 || at[1] > PACK_BLOCK || (size_t)(end - at) < 2 + 16 * (size_t)at[0])
        return false;
    unsigned width = at[0], exceptions = at[1];
    unpack_block(at + 2, width, values);
    for (at += 2 + 16 * (size_t)width; exceptions > 0; exceptions--) {
        uint64_t high;
        if (at >= end)
            return false;
        unsigned place = *at++;
        if (place >= PACK_BLOCK || !tkit_get_varint(&at, end, &high) || width == 32 ||
            high > UINT32_MAX >> width)
            return false;
        values[place] |= (uint32_t)high << width;
    }
    *from = at;
    return true;
}

/* Moves *from behind the tail. */
static bool decode_tail(const uint8_t **from, const uint8_t *end, unsigned count, uint32_t *values)
{
    const uint8_t *at = *from;
    unsigned width = TAIL_VARINT;
    if (count > TAIL_PLAIN) {
        if (at >= end)
            return false;
        width = *at++;
    }
    if (width == TAIL_VARINT) {
        for (unsigned i = 0; i < count; i++) {
            uint64_t gap;
            if (!tkit_get_varint(&at, end, &gap) || gap > UINT32_MAX)
                return false;
            values[i] = (uint32_t)gap;
        }
        *from = at;
        return true;
    }
    if (width > 32 || (size_t)(end - at) < ((size_t)count * width + 7) / 8)
        return false;
    uint64_t bits = 0, mask = (UINT64_C(1) << width) - 1;
    unsigned held = 0;
    for (unsigned i = 0; i < count; i++) {
        for (; held < width; held += 8) bits |= (uint64_t)*at++ << held;
        values[i] = (uint32_t)(bits & mask);
        bits >>= width;
        held -= width;
    }
    *from = at;
    return true;
}

unsigned tkit_postings_decode(const struct tkit_posting_list *list, uint32_t block, uint32_t *values)
{
    uint32_t before = block ? tkit_postings_last(list, block - 1) : 0;
    if (block < list->blocks) {
        const uint8_t *at, *end;
        if (!block_bytes(list, block, &at, &end) || !decode_block(&at, end, values) ||
            !add_up(values, PACK_BLOCK, before, block == 0, list->limit) ||
            values[PACK_BLOCK - 1] != tkit_postings_last(list, block))
            return 0;
        return PACK_BLOCK;
    }
    unsigned count = list->count % PACK_BLOCK;
    size_t from = list->blocks ? tkit_load32(list->skips + (size_t)(list->blocks - 1) * PACK_SKIP_BYTES + 4) : 0;
    if (block > list->blocks || from > (size_t)(list->end - list->data))
        return 0;
    const uint8_t *tail = list->data + from;
    bool good = decode_tail(&tail, list->end, count, values) &&
                add_up(values, count, before, block == 0, list->limit);
    return good ? count : 0;
}

uint32_t tkit_postings_find_block(const struct tkit_posting_list *list, uint32_t block, uint32_t target)
{
    /* Gallop: seeks mostly go a little way. */
    uint32_t low = block, step = 1;
    while (low + step <= list->blocks && tkit_postings_last(list, low + step - 1) < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step - 1 < list->blocks ? low + step - 1 : list->blocks;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tkit_postings_last(list, middle) < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool tkit_numbers_decode(const uint8_t **at, const uint8_t *end, uint32_t *numbers, size_t count)
{
    for (; count >= PACK_BLOCK; count -= PACK_BLOCK, numbers += PACK_BLOCK)
        if (!decode_block(at, end, numbers))
            return false;
    return count == 0 || decode_tail(at, end, (unsigned)count, numbers);
}
