/* The body of both MinHash kernels; included by minhash.c and minhash_avx2.c, which differ in their compiler flags.
 *
 * A permutation is h -> (h ^ b) * a with a odd, on 32 bits: cheap, and its high bits, which decide the minimum, depend
 * on every bit of h. The constants come from SplitMix64, so signatures are equal everywhere. */
static void minhash_kernel(const uint32_t *shingles, size_t count, uint32_t *signature)
{
    uint32_t a[MINHASH_SIZE], b[MINHASH_SIZE];
    uint64_t state = 1;
    for (int k = 0; k < MINHASH_SIZE; k++) {
        uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
        a[k] = (uint32_t)z | 1;
        b[k] = (uint32_t)(z >> 32);
        signature[k] = UINT32_MAX;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t h = shingles[i];
        for (int k = 0; k < MINHASH_SIZE; k++) {
            uint32_t value = (h ^ b[k]) * a[k];
            signature[k] = value < signature[k] ? value : signature[k];
        }
    }
}
