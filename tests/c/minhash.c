/* MinHash signatures: every kernel gives the numbers of the portable one, and the share of equal ones is the Jaccard
 * index. */
#include "test.h"

#include <math.h>

#include "stats/minhash.h"
#include "stats/shingles.h"
#include "stats/sort.h"

static uint64_t state = 88172645463325252u;

static uint32_t random_number(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static void kernels_agree(void)
{
    enum { MOST = 300 };
    struct minhash_family family;
    uint32_t shingles[MOST], expected[MINHASH_SIZE], found[MINHASH_SIZE];
    tkit_minhash_family(&family);
    for (size_t count = 0; count < MOST; count += 1 + count / 7) {
        for (size_t i = 0; i < count; i++) shingles[i] = random_number();
        CHECK(tkit_minhash_with(MINHASH_PORTABLE, &family, shingles, count, expected));
        for (int kernel = 1; kernel < MINHASH_KERNELS; kernel++)
            if (tkit_minhash_with((enum minhash_kernel)kernel, &family, shingles, count, found))
                CHECK(memcmp(found, expected, sizeof found) == 0);
        tkit_minhash(&family, shingles, count, found);
        CHECK(memcmp(found, expected, sizeof found) == 0);
    }
}

/* Sets of 400 with a known share in common, in any order and with repetitions: the mean over many of the share of equal
 * numbers is the Jaccard index, within five standard errors. */
static void equal_numbers_estimate_the_jaccard_index(void)
{
    enum { SIZE = 400, ROUNDS = 60 };
    struct minhash_family family;
    uint32_t a[2 * SIZE], b[SIZE], x[MINHASH_SIZE], y[MINHASH_SIZE];
    tkit_minhash_family(&family);
    for (int shared = 0; shared <= SIZE; shared += 100) {
        double jaccard = (double)shared / (2 * SIZE - shared), equal = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < SIZE; i++) a[i] = a[2 * SIZE - 1 - i] = random_number();
            for (int i = 0; i < SIZE; i++) b[i] = i < shared ? a[i] : random_number();
            tkit_minhash(&family, a, 2 * SIZE, x);
            tkit_minhash(&family, b, SIZE, y);
            for (int k = 0; k < MINHASH_SIZE; k++) equal += x[k] == y[k];
        }
        double trials = (double)ROUNDS * MINHASH_SIZE, error = sqrt(jaccard * (1 - jaccard) / trials);
        CHECK(fabs(equal / trials - jaccard) <= 5 * error);
    }
}

static void shingles_roll(void)
{
    enum { WORDS = 100 };
    uint64_t words[WORDS];
    uint32_t rolled[WORDS];
    for (int i = 0; i < WORDS; i++) words[i] = (uint64_t)random_number() << 32 | random_number();
    for (size_t width = 1; width < 12; width++) {
        CHECK(tkit_shingle_hashes(words, WORDS, width, rolled) == WORDS - width + 1);
        for (size_t i = 0; i + width <= WORDS; i++) CHECK(rolled[i] == tkit_shingle_hash(words + i, width));
    }
    CHECK(tkit_shingle_hashes(words, 4, 5, rolled) == 0);
}

/* Case, length and the place of a word in the text change nothing; a letter does. */
static void words_are_folded(void)
{
    tkit *tk;
    struct word_hashes low = {0}, high = {0};
    char lower[80], upper[80];
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    for (int length = 1; length < 40; length++) {
        for (int i = 0; i < length; i++) {
            lower[i] = (char)('a' + (i * 7 + length) % 26);
            upper[i + 3] = (char)(lower[i] - 32);
        }
        memcpy(upper, "Z, ", 3);
        memcpy(upper + 3 + length, " \xc3\x84", 3);
        CHECK(tkit_word_hashes(tk, lower, (size_t)length, &low) == TKIT_OK && low.words.count == 1);
        CHECK(tkit_word_hashes(tk, upper, (size_t)length + 6, &high) == TKIT_OK && high.words.count == 3);
        CHECK(low.hash[0] == high.hash[1]);
        lower[length - 1] ^= 1;
        CHECK(tkit_word_hashes(tk, lower, (size_t)length, &low) == TKIT_OK && low.hash[0] != high.hash[1]);
    }
    CHECK(tkit_word_hashes(tk, "\xc3\xa4 @[`{AZaz", 12, &low) == TKIT_OK && low.hash[0] == high.hash[2]);
    CHECK(tkit_word_hashes(tk, "K \xe2\x84\xaa", 5, &low) == TKIT_OK && low.hash[0] == low.hash[1]); /* Kelvin sign */
    tkit_word_hashes_free(tk, &low);
    tkit_word_hashes_free(tk, &high);
    tkit_destroy(tk);
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void numbers_are_sorted(void)
{
    enum { MOST = 1000 };
    static uint64_t list[MOST], other[MOST], expected[MOST];
    static uint32_t small[MOST], scratch[MOST];
    for (size_t count = 0; count <= MOST; count += 1 + count / 3) {
        for (unsigned narrow = 0; narrow < 64; narrow += 9) {
            for (size_t i = 0; i < count; i++) {
                list[i] = expected[i] = ((uint64_t)random_number() << 32 | random_number()) >> narrow;
                small[i] = (uint32_t)list[i];
            }
            qsort(expected, count, sizeof *expected, by_size);
            tkit_sort_u64(list, other, count, 0, 64);
            CHECK(memcmp(list, expected, count * sizeof *list) == 0);
            tkit_sort_u32(small, scratch, count);
            for (size_t i = 1; i < count; i++) CHECK(small[i - 1] <= small[i]);
        }
    }
}

int main(void)
{
    RUN(kernels_agree);
    RUN(equal_numbers_estimate_the_jaccard_index);
    RUN(shingles_roll);
    RUN(words_are_folded);
    RUN(numbers_are_sorted);
    return test_report();
}
