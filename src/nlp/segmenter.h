/* The segmenter: sentences and words of running text, with exact byte offsets.
 *
 * A layer over the tokens of UAX #29: they are cut into atoms (runs of letters, runs of digits, single marks), and a
 * classifier says of every gap between two atoms whether it joins them, parts two words, or parts two sentences. A
 * word with a clitic (don't, John's) stays one token and becomes two words. */
#ifndef TOOLKIT_NLP_SEGMENTER_H
#define TOOLKIT_NLP_SEGMENTER_H

#include "nlp/train.h"
#include "nlp/weights.h"

enum gap { GAP_JOIN, GAP_WORD, GAP_SENTENCE };
enum { SEGMENTER_FEATURES = 48, LONGEST_SENTENCE = 800, TOKEN_PARTS = 4 };

struct segmenter {
    tkit *tk;
    struct narrow_weights gaps;
    struct lookup clitics; /* lower-case token -> bytes before its last word, 0: one word */
};

struct segment_atom {
    uint32_t start, end;
    uint64_t text;  /* hash of the lower form */
    uint32_t kind;  /* what it looks like: letters by case, digits by number, a mark by itself */
    uint8_t space;  /* before it: enum below */
    uint8_t chunk;  /* what the run without white space that it lies in looks like */
    uint8_t quoted; /* inside double quotation marks */
};
enum { SPACE_NONE, SPACE_BLANK, SPACE_PARAGRAPH };

struct segment_word {
    uint32_t start, end;
    uint8_t part; /* 0 a word of its own, 1 first of a multi-word token, 2 a further part */
};

struct segmentation {
    tkit *tk;
    struct segment_atom *atoms;
    size_t atom_count, atom_capacity;
    struct segment_word *words;
    size_t word_count, word_capacity;
    uint32_t *sentence_first; /* numbers of words; one more entry than sentences */
    size_t sentence_count, sentence_capacity;
    tkit_spans tokens;
};

int tkit_segmenter_open(struct segmenter *s, tkit *tk, const tkit_model *model);
/* Fills words and sentences of `out`, which is reused from text to text. */
int tkit_segmenter_run(const struct segmenter *s, tkit *tk, const char *text, size_t size, struct segmentation *out);
void tkit_segmentation_free(struct segmentation *s);

int tkit_segmenter_train(const struct train_job *job, tkit_buffer *out);

/* F1 of sentences and tokens on job->dev, its text rebuilt from the sentences. */
int tkit_segmenter_score(const struct train_job *job, const tkit_model *model, char *out, size_t size);

/* ---- shared by work and learning ---- */
int tkit_segment_atoms(tkit *tk, const char *text, size_t size, struct segmentation *out);
/* What was decided before a gap: where the word and the sentence that lie before it began. */
struct gap_history {
    uint32_t word_atom;      /* first atom of the word */
    uint32_t sentence_words; /* words of the sentence up to here */
};
/* Features of the gap before atom `i` > 0. */
size_t tkit_gap_features(const struct segmentation *s, const char *text, size_t i, const struct gap_history *history,
                         uint64_t *out);
/* Whether a gap is so plain that it is not classified: a space between a letter or digit and a small letter. */
bool tkit_gap_is_plain(const struct segmentation *s, size_t i);
/* How many bytes of a token stand before its last word by the rules for English clitics; 0: it is one word. */
size_t tkit_clitic_at(const char *token, size_t size);

#endif
