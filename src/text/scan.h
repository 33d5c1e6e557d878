/* The fast way through a text: words and sentences, 64 bytes at a time.
 *
 * One body (scan_body.h) is compiled once for every instruction set; what a block of 64 bytes is made of comes as bit
 * masks, a bit a byte. Characters that the masks cannot treat exactly (Hebrew, Katakana, flags, emoji sequences, faulty
 * bytes) send a stretch of text through the automaton of words.h. All kernels give the same columns. */
#ifndef TOOLKIT_TEXT_SCAN_H
#define TOOLKIT_TEXT_SCAN_H

#include "text/sentences.h"
#include "text/spans.h"

enum scan_words { SCAN_NO_WORDS, SCAN_WORDS, SCAN_VISIBLE, SCAN_ALL };

struct scan {
    tkit *tk;
    const uint8_t *text;
    size_t length;
    enum scan_words want;
    tkit_spans *words;
    const struct sentence_rules *rules; /* NULL: no sentences */
    tkit_spans *sentences;
    size_t sentence; /* where the open sentence starts */
    size_t candidate; /* candidates before this offset are done with */
};

/* The sentence rules at a candidate: adds the sentence that ends there, if one does. */
int tkit_scan_candidate(struct scan *s, size_t at);
/* All candidates of [s->candidate, until), found one character at a time. */
int tkit_scan_candidates(struct scan *s, size_t until);
/* The sentence that the end of the text ends. */
int tkit_scan_last_sentence(struct scan *s);
/* Words one at a time from the boundary `*at` on, up to the first boundary that is not before `until`. */
int tkit_scan_exact(struct scan *s, size_t *at, size_t until);

enum scan_kernel { KERNEL_EXACT, KERNEL_PORTABLE, KERNEL_SSE2, KERNEL_AVX2, KERNEL_AVX512, KERNEL_NEON, KERNEL_COUNT };

/* Runs one kernel; TKIT_EUNSUPPORTED when this machine does not have it. */
int tkit_scan_with(struct scan *s, enum scan_kernel kernel);
/* Runs the best one. */
int tkit_scan(struct scan *s);

int tkit_scan_portable(struct scan *s);
int tkit_scan_sse2(struct scan *s);
int tkit_scan_avx2(struct scan *s);
int tkit_scan_avx512(struct scan *s);
int tkit_scan_neon(struct scan *s);

#endif
