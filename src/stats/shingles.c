/* Words of a text as hashes: see shingles.h. */
#include "stats/shingles.h"

enum { PIECE = 16 }; /* bytes hashed at once; few words are longer */

static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080), ONES = UINT64_C(0x0101010101010101);

/* Eight ASCII characters in lower case: adding brings the high bit of a byte up when it is at least 'A', and when it is
 * above 'Z'; where only the first is so, 0x20 is set. */
static inline uint64_t lower(uint64_t x)
{
    uint64_t from_a = x + ONES * (0x80 - 'A'), above_z = x + ONES * (0x7f - 'Z');
    return x | ((from_a & ~above_z & HIGH_BITS) >> 2);
}

static inline uint64_t mix(uint64_t h, uint64_t low, uint64_t high)
{
    h = (h ^ low) * UINT64_C(0x9fb21c651e98df25); /* odd constants of XXH3 */
    h = (h ^ h >> 32 ^ high) * UINT64_C(0xc2b2ae3d27d4eb4f);
    return h ^ h >> 29;
}

/* The first `length` <= 8 bytes of eight, the others zero. Without a branch: lengths of words cannot be foretold. */
static inline uint64_t keep_bytes(uint64_t x, size_t length)
{
    return x & -(uint64_t)(length > 0) >> ((64 - 8 * length) & 63);
}

static inline uint64_t read_eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* The hash of a word in lower case. `room` bytes may be read from it. False when it has a byte above 0x7F. */
static inline bool hash_ascii(const char *word, size_t length, size_t room, uint64_t *out)
{
    uint64_t h = length, seen = 0;
    for (size_t at = 0; at < length; at += PIECE) {
        size_t left = length - at < PIECE ? length - at : PIECE, in_low = left < 8 ? left : 8;
        char copy[PIECE];
        const char *p = word + at;
        if (room - at < PIECE) {
            memset(copy, 0, PIECE);
            memcpy(copy, p, left);
            p = copy;
        }
        uint64_t low = keep_bytes(read_eight(p), in_low), high = keep_bytes(read_eight(p + 8), left - in_low);
        seen |= low | high;
        h = mix(h, lower(low), lower(high));
    }
    *out = h;
    return !(seen & HIGH_BITS);
}

/* Folded text as it is. */
static uint64_t hash_folded(const char *word, size_t length)
{
    uint64_t h = length;
    for (size_t at = 0; at < length; at += PIECE) {
        char copy[PIECE] = {0};
        memcpy(copy, word + at, length - at < PIECE ? length - at : PIECE);
        h = mix(h, read_eight(copy), read_eight(copy + 8));
    }
    return h;
}

static int hash_other(tkit *tk, const char *word, size_t length, uint64_t *out)
{
    char *folded;
    size_t folded_length;
    int code = tkit_fold(tk, word, length, 0, &folded, &folded_length);
    if (code != TKIT_OK)
        return code;
    *out = hash_folded(folded, folded_length);
    tkit_text_free(tk, folded, folded_length);
    return TKIT_OK;
}

int tkit_word_hashes(tkit *tk, const char *text, size_t length, struct word_hashes *out)
{
    int code = tkit_tokenize(tk, text, length, TKIT_TOKENS_WORDS, &out->words);
    if (code == TKIT_OK)
        code = tkit_reserve(tk, (void **)&out->hash, &out->capacity, out->words.count, sizeof *out->hash);
    for (size_t i = 0; code == TKIT_OK && i < out->words.count; i++) {
        size_t start = out->words.start[i], size = out->words.end[i] - start;
        if (!hash_ascii(text + start, size, length - start, &out->hash[i]))
            code = hash_other(tk, text + start, size, &out->hash[i]);
    }
    return code;
}

void tkit_word_hashes_free(tkit *tk, struct word_hashes *hashes)
{
    tkit_spans_free(tk, &hashes->words);
    tkit_free(tk, hashes->hash, hashes->capacity * sizeof *hashes->hash);
    *hashes = (struct word_hashes){0};
}

static uint64_t polynomial(const uint64_t *words, size_t width)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < width; i++) sum = sum * SHINGLE_BASE + words[i];
    return sum;
}

uint32_t tkit_shingle_hash(const uint64_t *words, size_t width)
{
    return shingle_finish(polynomial(words, width));
}

size_t tkit_shingle_hashes(const uint64_t *words, size_t count, size_t width, uint32_t *out)
{
    uint64_t power = 1; /* SHINGLE_BASE to the width: what the word that leaves is multiplied by */
    if (count < width)
        return 0;
    for (size_t i = 0; i < width; i++) power *= SHINGLE_BASE;
    uint64_t sum = polynomial(words, width);
    size_t shingles = count - width + 1;
    for (size_t i = 0; i < shingles; i++) {
        out[i] = shingle_finish(sum);
        if (i + 1 < shingles)
            sum = sum * SHINGLE_BASE + words[i + width] - words[i] * power;
    }
    return shingles;
}
