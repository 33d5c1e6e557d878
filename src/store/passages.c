/* Lists of passages: see passages.h. */
#include "store/passages.h"

#include "store/bitpack.h"

enum { UNARY_AT_ONCE = 48 };

static unsigned plain_width(uint32_t passages)
{
    return tkit_bit_width(passages ? passages - 1 : 0);
}

/* The k for which 2^k is about 0.7 of the mean gap. */
static unsigned rice_bits(uint32_t count, uint32_t passages)
{
    uint64_t mean = (uint64_t)passages * 7 / ((uint64_t)count * 10);
    return mean ? tkit_bit_width((uint32_t)mean) - 1 : 0;
}

uint64_t tkit_passages_plain_size(uint32_t count, uint32_t passages)
{
    return count <= PASSAGES_PLAIN ? (uint64_t)count * plain_width(passages) : 0;
}

uint64_t tkit_passages_size(const uint32_t *list, uint32_t count, uint32_t passages)
{
    if (count <= PASSAGES_PLAIN)
        return tkit_passages_plain_size(count, passages);
    unsigned k = rice_bits(count, passages);
    uint64_t bits = (uint64_t)count * (k + 1);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        bits += (list[i] - next) >> k;
        next = list[i] + 1;
    }
    return bits;
}

void tkit_passages_encode(struct tkit_bit_writer *w, const uint32_t *list, uint32_t count, uint32_t passages)
{
    if (count <= PASSAGES_PLAIN) {
        for (uint32_t i = 0; i < count; i++) tkit_bits_put(w, list[i], plain_width(passages));
        return;
    }
    unsigned k = rice_bits(count, passages);
    uint32_t next = 0, mask = (UINT32_C(1) << k) - 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t gap = list[i] - next, zeros = gap >> k;
        for (; zeros > UNARY_AT_ONCE; zeros -= UNARY_AT_ONCE) tkit_bits_put(w, 0, UNARY_AT_ONCE);
        if (zeros + 1 + k <= 56) {
            tkit_bits_put(w, ((uint64_t)(gap & mask) << 1 | 1) << zeros, zeros + 1 + k);
        } else {
            tkit_bits_put(w, UINT64_C(1) << zeros, zeros + 1);
            tkit_bits_put(w, gap & mask, k);
        }
        next = list[i] + 1;
    }
}

static bool decode_plain(const uint8_t *data, size_t bit, uint32_t *list, uint32_t count, uint32_t passages)
{
    unsigned width = plain_width(passages);
    for (uint32_t i = 0; i < count; i++, bit += width) {
        list[i] = (uint32_t)(tkit_bits_at(data, bit) & ((UINT64_C(1) << width) - 1));
        if (list[i] >= passages || (i && list[i] <= list[i - 1]))
            return false;
    }
    return true;
}

bool tkit_passages_decode(const uint8_t *data, size_t bit, uint64_t size, uint32_t *list, uint32_t count,
                          uint32_t passages)
{
    if (count <= PASSAGES_PLAIN)
        return size == tkit_passages_plain_size(count, passages) && decode_plain(data, bit, list, count, passages);
    const unsigned k = rice_bits(count, passages);
    const size_t end = bit + size;
    uint64_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word, zeros = 0;
        while ((word = tkit_bits_at(data, bit) & ((UINT64_C(1) << UNARY_AT_ONCE) - 1)) == 0) {
            zeros += UNARY_AT_ONCE;
            bit += UNARY_AT_ONCE;
            if (bit >= end || zeros > passages)
                return false;
        }
        unsigned last = (unsigned)__builtin_ctzll(word);
        zeros += last;
        bit += last + 1;
        next += zeros << k | (tkit_bits_at(data, bit) & ((UINT64_C(1) << k) - 1));
        bit += k;
        if (bit > end || next >= passages)
            return false;
        list[i] = (uint32_t)next++;
    }
    return bit == end;
}
