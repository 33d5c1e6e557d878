/* The sequence labeller: learns any kind of span over annotated text.
 *
 * The first label of a model is the anchor (the cue of an attribution); it is sought in the whole text. The others (its
 * source, what is said) are sought around each anchor in turn, in the sentences near it, so that spans of different
 * anchors may nest and overlap, and what belongs together is known. Where nothing belongs together in the data (names,
 * say), every label is an anchor that nothing hangs on: the model is flat.
 *
 *   labels_features.c       a text as the labeller sees it; what is seen of a word and of an anchor
 *   labels_rows.c           anchors: a row of classes over a sentence (a linear-chain conditional random field)
 *   labels_spans.c          what belongs to an anchor: the best of the spans in its window, each scored as a whole
 *   labels_span_features.c  what is seen of a span
 *   labels_train.c          learning: log-linear, anchors first, the rest around anchors as they are found
 *
 * Scores are logarithms of odds in units of 1 / LEARNER_ONE. */
#ifndef TOOLKIT_NLP_LABELS_H
#define TOOLKIT_NLP_LABELS_H

#include "nlp/train.h"
#include "nlp/weights.h"

enum label_class { LABEL_OUT, LABEL_BEGIN, LABEL_IN, LABEL_REJOIN, LABEL_CLASSES };
enum { LABELS_MAX = 8, LABEL_FEATURES = 160, PATH_MAX = 48, WINDOW_SENTENCES = 8 };
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
    int8_t quotation; /* number of the word's quotation from the anchor: -1 the last before it, 1 the next, 0 its own */
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
    uint64_t *agent;            /* what kind of thing the subject is: meaning, part of speech, name */
    uint8_t *layers[LABELS_MAX]; /* classes: of the whole text for the anchor's, of the window for the others */
    double *begins;             /* how likely an anchor begins at a word */
    size_t size;
    /* The anchor at hand. */
    struct anchor *anchors;     /* the way to it of each word in its window */
    size_t first, last, head;   /* its words, and the one of them that hangs outside */
    size_t window, window_end;
    bool found[LABELS_MAX];     /* whether it has a span of the label */
};

int tkit_label_text_init(struct label_text *t, tkit *tk, const char *text, const tkit_annotation *annotation);
void tkit_label_text_free(struct label_text *t);
/* Turns to the anchor of words first .. last: sets what is said of the anchor at hand and clears the layers above in
 * its window, which is its sentence, the ones beside it, and as many more as a quotation runs on. */
void tkit_label_turn(struct label_text *t, size_t first, size_t last);
struct label_piece {
    uint32_t first, last;
};
/* The words that bytes start .. end - 1 lie in; false when there are none. */
bool tkit_label_words(const struct label_text *t, uint32_t start, uint32_t end, struct label_piece *out);
/* The last word of the piece that begins at a word in a row of classes. */
size_t tkit_label_piece_end(const uint8_t *row, size_t first, size_t end);

/* Features of a word; of the step to word i from the one before it; at most LABEL_FEATURES. */
size_t tkit_label_features(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                           uint64_t *out);
size_t tkit_label_steps(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                        uint64_t *out);
/* Features of words first .. last as a span of the anchor at hand; of the anchor's having no span. */
size_t tkit_label_span_features(const struct label_text *t, enum label_evidence evidence, size_t first, size_t last,
                                uint64_t *out);
size_t tkit_label_none_features(const struct label_text *t, unsigned layer, enum label_evidence evidence,
                                uint64_t *out);

/* ---- scores ---- */

/* Classes of weights: of rows, where steps from class to class stand behind the classes of words; of spans. */
enum { ROW_STEPS = LABEL_CLASSES, ROW_CLASSES = ROW_STEPS + LABEL_CLASSES * LABEL_CLASSES };
enum span_class {
    SPAN_START, SPAN_STOP, SPAN_INSIDE, /* places: first word, last word, any word */
    SPAN_BREAK, SPAN_REJOIN,            /* last word before the anchor and first behind it of a span on both sides */
    SPAN_PLACES,
    SPAN_WHOLE = SPAN_PLACES, SPAN_BEFORE, SPAN_AFTER, /* a whole; its piece before the anchor, its piece behind */
    SPAN_NONE,
    SPAN_CLASSES
};

/* Who knows the weights: sets `scores` (ROW_CLASSES or SPAN_CLASSES of them) to the sums over the features. */
struct label_scorer {
    void (*score)(const void *weights, unsigned layer, const uint64_t *features, size_t count, int32_t *scores);
    const void *weights;
    enum label_evidence evidence;
};

/* ---- rows: the anchors ---- */

/* Scores, sums and ways of a sentence; reused. */
struct label_row {
    size_t capacity;
    int32_t (*word)[LABEL_CLASSES];
    int32_t (*step)[LABEL_CLASSES][LABEL_CLASSES];
    double (*factor)[LABEL_CLASSES][LABEL_CLASSES], (*forward)[LABEL_CLASSES], (*backward)[LABEL_CLASSES];
    uint8_t (*from)[LABEL_CLASSES];
};
void tkit_label_row_free(struct label_row *r, tkit *tk);
/* Sums over all rows of a layer of words first .. end - 1; the word before the first has class `before`. */
int tkit_label_row_sum(struct label_row *r, const struct label_text *t, unsigned layer, size_t first, size_t end,
                       unsigned before, const struct label_scorer *scorer);
/* The share of the rows, after that, which go from one class to another at the i-th word. */
void tkit_label_row_shares(const struct label_row *r, size_t i, unsigned before,
                           double out[LABEL_CLASSES][LABEL_CLASSES]);
/* The best row of a whole text into a layer when beginning an anchor has `bias` added to its score, and `begins`. */
int tkit_label_anchors(struct label_row *r, struct label_text *t, unsigned layer, int32_t bias,
                       const struct label_scorer *scorer);

/* ---- spans: what belongs to an anchor ---- */

/* A span: one piece, or one before the anchor and one behind it; no piece: none. */
struct label_span {
    unsigned pieces;
    struct label_piece piece[2];
};

enum { PIECES_WHOLE = 40, PIECES_SIDE = 6, SPANS_MAX = PIECES_WHOLE + 1 + (PIECES_SIDE + 1) * (PIECES_SIDE + 1) };
enum label_role { ROLE_WHOLE, ROLE_BEFORE, ROLE_AFTER, LABEL_ROLES };

struct label_found {
    struct label_piece piece;
    int64_t score;
};
struct label_choice {
    int64_t score;
    unsigned pieces;
    uint8_t piece[2]; /* numbers in the lists of its role, or of both sides */
};

/* The spans that come into question in the window of the anchor at hand; reused. */
struct label_search {
    size_t capacity;
    int32_t (*place)[SPAN_PLACES]; /* from the window's first word on, as are the next two */
    int64_t *inside;               /* sums of SPAN_INSIDE before a word */
    uint32_t *taken;               /* words before a word that belong to the anchor or to an earlier layer */
    struct label_found found[LABEL_ROLES][PIECES_WHOLE + 1];
    unsigned found_count[LABEL_ROLES];
    struct label_choice choice[SPANS_MAX];
    unsigned choice_count;
    unsigned best; /* number of the best span; choice_count when there is none */
    unsigned gold; /* number of the span that was asked for */
    double share;  /* how likely the best span is among all of them */
    double none;   /* how likely the anchor has no span */
};
void tkit_label_search_free(struct label_search *x, tkit *tk);
/* Which words the choice's number n has. */
struct label_span tkit_label_choice(const struct label_search *x, unsigned n);
/* Finds and scores the spans of a layer; `gold`, unless it is NULL, is one of them. */
int tkit_label_search(struct label_search *x, const struct label_text *t, unsigned layer,
                      const struct label_scorer *scorer, const struct label_span *gold);
/* Writes a span into the layer's row. */
void tkit_label_span_write(struct label_text *t, unsigned layer, const struct label_span *span);

/* ---- models ---- */

/* What a model says of itself beside its labels: section SETTING. */
enum { LABELS_VERSION = 2 };
struct label_setting {
    uint8_t evidence;
    uint8_t version;
    uint8_t flags; /* enum label_flag */
};
enum label_flag {
    LABELS_LONELY = 1, /* an anchor of which no label is found is none */
    LABELS_FLAT = 2,   /* every label is an anchor */
    LABELS_APART = 4   /* flat, and no word is in two spans */
};

struct labeller {
    tkit *tk;
    struct model_strings names;
    struct label_setting setting;
    struct wide_weights weights[LABELS_MAX];
};
int tkit_labeller_setup(struct labeller *l, tkit *tk, const tkit_model *model);
void tkit_labeller_close(struct labeller *l);
/* What is added to the score of beginning an anchor: found too easily where the other labels have their say. */
int32_t tkit_label_bias(unsigned labels);

int tkit_labels_train(const struct train_job *job, tkit_buffer *out);

#endif
