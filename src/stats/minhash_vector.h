/* The body of the vector kernels. A file that includes this has defined
 *
 *     vec                      LANES numbers of 32 bits
 *     HELD                     vectors of minima, and as many of each constant, that fit into the registers together
 *     vec_load, vec_store, vec_set, vec_xor, vec_multiply (low halves), vec_least (unsigned)
 *
 * HELD * LANES permutations are computed over all shingles before the next ones: minima and constants stay in
 * registers. */
static void minhash(const struct minhash_family *f, const uint32_t *shingles, size_t count, uint32_t *signature)
{
    for (int k = 0; k < MINHASH_SIZE; k += HELD * LANES) {
        vec a[HELD], b[HELD], least[HELD];
        for (int i = 0; i < HELD; i++) {
            a[i] = vec_load(f->a + k + i * LANES);
            b[i] = vec_load(f->b + k + i * LANES);
            least[i] = vec_set(UINT32_MAX);
        }
        for (size_t s = 0; s < count; s++) {
            vec h = vec_set(shingles[s]);
            for (int i = 0; i < HELD; i++) least[i] = vec_least(least[i], vec_multiply(vec_xor(h, b[i]), a[i]));
        }
        for (int i = 0; i < HELD; i++) vec_store(signature + k + i * LANES, least[i]);
    }
}
