/* Keys of forms: see form_key.h. */
#include "store/form_key.h"

#include <xxhash.h>

const struct tkit_key_shape tkit_key_shapes[INLINE_FORM + 1] = {
#define SHORT(n) {{(UINT64_C(1) << 8 * (n)) - 1, 0}, ((n) + UINT64_C(1)) << 56, 0}
#define LONGER(n) {{UINT64_MAX, (UINT64_C(1) << 8 * ((n) - 8)) - 1}, ((n) + UINT64_C(1)) << 56, 0}
    SHORT(0), SHORT(1), SHORT(2), SHORT(3), SHORT(4), SHORT(5), SHORT(6), SHORT(7),
    LONGER(8), LONGER(9), LONGER(10), LONGER(11), LONGER(12), LONGER(13), LONGER(14), LONGER(15),
#undef SHORT
#undef LONGER
};

void tkit_key_of_any(const char *form, uint32_t length, struct tkit_key *key)
{
    char copy[16] = {0};
    if (length <= INLINE_FORM) {
        if (length)
            memcpy(copy, form, length);
        tkit_key_of(copy, length, copy + sizeof copy, key);
        return;
    }
    XXH128_hash_t hash = XXH3_128bits(form, length);
    key->part[0] = hash.low64;
    key->part[1] = hash.high64 >> 8 | (uint64_t)LONG_FORM << 56;
    key->hash = tkit_key_mix(key->part[0], key->part[1]);
    key->form = form;
    key->length = length;
}
