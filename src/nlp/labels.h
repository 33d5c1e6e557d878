/* The sequence labeller: learns any kind of span over annotated text.
 *
 * The first label of a model is the anchor (the cue of an attribution); it is sought in the whole text. The others (its
 * source, what is said) are sought around each anchor in turn, in the sentences near it, so that spans of different
 * anchors may nest and overlap, and what belongs together is known. A layer is a row of classes: outside, begins, goes
 * on, rejoins (a further part of a span that something interrupts); the best row of a sentence or window by Viterbi. */
#ifndef TOOLKIT_NLP_LABELS_H
#define TOOLKIT_NLP_LABELS_H

#include "nlp/train.h"
#include "nlp/weights.h"

enum label_class { LABEL_OUT, LABEL_BEGIN, LABEL_IN, LABEL_REJOIN, LABEL_CLASSES };
enum { LABELS_MAX = 8, LABEL_FEATURES = 128, LABEL_STEPS = 24, PATH_MAX = 48, WINDOW_SENTENCES = 8 };
enum label_evidence { EVIDENCE_WORDS, EVIDENCE_TAGS, EVIDENCE_PARSE }; /* each with those before it */

/* How a word hangs together with the anchor in the tree. */
struct anchor {
    uint64_t path;   /* relations from the word up to the meeting point and from there down to the anchor */
    uint64_t branch; /* relation of the last step up: the part of the sentence that the word is in */
    uint64_t up;     /* relations from the anchor up to the meeting point */
    uint64_t lemma;
    int8_t sentence; /* the word's sentence less the anchor's */
    uint8_t side;    /* 0 no anchor, 1 the word before it, 2 behind, 3 in it */
    uint8_t edge;    /* 1 first word of the branch, 2 last */
    uint8_t distance;
    uint8_t between; /* other anchors between the word and this one, up to 3 */
    int8_t quotation; /* number of the word's quotation from the anchor: -1 the last before it, 1 the next, 0 none or its own */
    int8_t paragraph; /* the word's paragraph less the anchor's */
    bool blocked;    /* the way up to this anchor leads through another one */
};

/* One text as the labeller sees it. */
struct label_text {
    tkit *tk;
    const char *text;
    const tkit_annotation *annotation;
    tkit_annotation_columns c;
    uint64_t *form, *lemma;     /* hashes */
    uint64_t *shape;
    uint8_t *quoted;            /* bit 0 inside quotation marks, 1 a mark itself, 2 the sentence has marks */
    uint32_t *quotation;        /* number of the quotation that it is in, counted from 1; 0 none */
    uint32_t *paragraph;        /* number of its paragraph */
    uint64_t *children;         /* set of the relations of the dependents */
    uint64_t *subject;          /* lemma of the subject */
    struct anchor *anchors;     /* towards the anchor at hand, in its window */
    uint8_t *layers[LABELS_MAX]; /* classes: of the whole text for the anchor's, of the window for the others */
    size_t size;
};

int tkit_label_text_init(struct label_text *t, tkit *tk, const char *text, const tkit_annotation *annotation);
void tkit_label_text_free(struct label_text *t);
/* Turns to the anchor of words first .. last: sets `anchors` and clears the layers above in its window, which is its
 * sentence, the ones beside it, and as many more as a quotation runs on. */
void tkit_label_turn(struct label_text *t, size_t first, size_t last, size_t *window_first, size_t *window_end);

size_t tkit_label_features(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                           uint64_t *out);
/* Features of the step from the word before to word i; their class is previous * LABEL_CLASSES + current. */
size_t tkit_label_steps(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                        uint64_t *out);

/* Scores of a word: emission[LABEL_CLASSES] and step[LABEL_CLASSES * LABEL_CLASSES]. */
typedef void label_score(const void *weights, unsigned layer, const struct label_text *t, size_t i, int32_t *emission,
                         int32_t *step);
/* The best row of classes for words first .. end - 1 into `out`. Layer 0 may begin any number of spans, and the word before
 * the first one has class `before`; the layers above begin one, which may rejoin. */
int tkit_label_decode(const struct label_text *t, unsigned layer, size_t first, size_t end, unsigned before,
                      label_score *score, const void *weights, uint8_t *out);

struct labeller {
    tkit *tk;
    struct model_strings names;
    enum label_evidence evidence;
    struct wide_weights words[LABELS_MAX], steps[LABELS_MAX];
};
int tkit_labeller_setup(struct labeller *l, tkit *tk, const tkit_model *model);
void tkit_labeller_close(struct labeller *l);

int tkit_labels_train(const struct train_job *job, tkit_buffer *out);

#endif
