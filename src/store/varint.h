/* Variable-length integers (7 bits a byte, low bits first) and the hash of blobs. */
#ifndef TOOLKIT_STORE_VARINT_H
#define TOOLKIT_STORE_VARINT_H

#include <xxhash.h>

#include "base/buffer.h"

static inline void tkit_put_varint(tkit_buffer *b, uint64_t value)
{
    while (value >= 0x80) {
        tkit_buffer_putc(b, (char)(value | 0x80));
        value >>= 7;
    }
    tkit_buffer_putc(b, (char)value);
}

/* Reads a varint at *at; false when it does not end before `end`. Moves *at behind it. */
static inline bool tkit_get_varint(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
    uint64_t result = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = result;
            return true;
        }
    }
    return false;
}

static inline uint64_t tkit_zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

static inline int64_t tkit_unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* XXH3-128, in the canonical (big-endian) order of bytes: what is stored beside every text and blob. */
enum { BLOB_HASH_BYTES = 16 };
static inline void tkit_blob_hash(const void *data, size_t size, uint8_t out[BLOB_HASH_BYTES])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, size));
    memcpy(out, canonical.digest, BLOB_HASH_BYTES);
}

#endif
