/* SHA-256 as text, by Nettle, which uses the processor's instructions for it: ten times faster than portable C. */
#include <nettle/sha2.h>

#include <toolkit/base.h>

void tkit_sha256(const void *data, size_t length, char out[65])
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx state;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&state);
    sha256_update(&state, length, data);
    sha256_digest(&state, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * sizeof digest] = 0;
}
