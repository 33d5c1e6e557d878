/* nlp.h: the language layer: dates and numbers by rules; tagger, lemmatiser, parser, names, labels and their trainers.
 * English.
 *
 * Models are small linear classifiers that travel inside the library (src/models says what they were trained on). An
 * annotator holds the models and scratch memory; it turns running text into an annotation: columns of words with
 * sentence, lemma, tags, head, relation and name. Same text, same columns, on every machine. */
#ifndef TOOLKIT_NLP_H
#define TOOLKIT_NLP_H

#include <toolkit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- dates ----
 *
 * Dates in running English text, by rules: no model, one linear scan. Spans never overlap and ascend.
 *
 * Values are ISO 8601, with the truncated forms of its 2000 edition where the text leaves something out and the level 1
 * forms of ISO 8601-2 (EDTF) for what has no other: "2021-07-05", "2021-07", "2021", "--07-05" (no year), "--07" (a
 * month), "---20" (a day of some month), "2021-W26", "2021-07-05T14:30", "2019-22" (season: 21 spring - 24 winter),
 * "2020-34" (quarter: 33 - 36), "2020-40" (half: 40, 41), "199X" (decade), "19XX" (century), "-0043" (44 BC), "P10Y"
 * (duration), "A/B" (range), "A/.." (since), "../B" (until). The value is empty when the text, with the anchor, does
 * not say. */

enum tkit_date_how {
    TKIT_DATE_EXPLICIT = 1,        /* "explicit": all of the value is written */
    TKIT_DATE_EXPLICIT_NO_YEAR,    /* "explicit-no-year": July 5, the 20th. With an anchor the year is filled in when
                                      the day is not after it; otherwise the value stays open */
    TKIT_DATE_EXPLICIT_OPEN_RANGE, /* "explicit-open-range": since 2013, until July 5, 2021 */
    TKIT_DATE_RELATIVE,            /* "relative": resolved by the anchor */
    TKIT_DATE_RELATIVE_UNANCHORED, /* "relative-unanchored": on Monday, last year; no anchor or too coarse a one */
    TKIT_DATE_NAMED,               /* "named-event": 9/11, Christmas */
    TKIT_DATE_VAGUE,               /* "vague": recently, in recent years; never a value */
    TKIT_DATE_DURATION,            /* "duration": ten years, 48 hours */
    TKIT_DATE_AMBIGUOUS            /* "ambiguous": 05/07/2021 without an `order`; the value is the year alone */
};

enum tkit_date_precision {
    TKIT_PRECISION_NONE, /* vague, or no value */
    TKIT_PRECISION_TIME,
    TKIT_PRECISION_DAY,
    TKIT_PRECISION_WEEK,
    TKIT_PRECISION_MONTH,
    TKIT_PRECISION_SEASON, /* seasons and quarters */
    TKIT_PRECISION_YEAR,
    TKIT_PRECISION_DECADE,
    TKIT_PRECISION_CENTURY
};

typedef struct tkit_date {
    uint32_t start, end; /* bytes of the expression: with its preposition where that gives the sense ("on Monday",
                            "In May", "Since 2013"), without it otherwise ("July 5, 2021") */
    uint8_t how;         /* enum tkit_date_how */
    uint8_t precision;   /* enum tkit_date_precision: of the coarser end of a range */
    char value[56];      /* NUL-terminated; "" = not known */
} tkit_date;

/* Start with {0}; tkit_dates_free() returns the memory. */
typedef struct tkit_dates {
    tkit_date *items;
    size_t count, capacity;
} tkit_dates;

typedef struct tkit_date_options {
    uint32_t size;      /* sizeof(tkit_date_options) */
    const char *anchor; /* the day that "yesterday" is counted from: "2021-07-05", "2021-07" or "2021". NULL = none */
    const char *order;  /* "dmy" or "mdy" for 05/07/2021. NULL = only what is unmistakable (25/07/2021) is resolved */
} tkit_date_options;

/* Finds the dates of a text. `options` may be NULL. A weekday or month without a year is the nearest one that is not
 * after the anchor ("on Tuesday" in a text of Monday 16 is Tuesday 10), unless "next" says otherwise. O(length).
 * Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB, TKIT_EINTERRUPT, TKIT_EINVALID for an anchor or order that is none. */
TKIT_API int tkit_dates_find(tkit *tk, const char *text, size_t length, const tkit_date_options *options,
                             tkit_dates *out);
TKIT_API void tkit_dates_free(tkit *tk, tkit_dates *dates);

TKIT_API const char *tkit_date_how_name(int how);             /* "explicit" ...; NULL for another number */
TKIT_API const char *tkit_date_precision_name(int precision); /* "day", "month" ...; NULL for none */

/* ---- numbers ----
 *
 * Quantities in running English text: a number with its bounds and what it counts. Not reported: dates and times,
 * ordinals, and digits that are part of a name or a code (5G, APT-C-39, 360 as a company, Section 230, telephone
 * numbers, list numbers). Durations ("10 years") are both a quantity and a date of kind duration. */

enum tkit_number_kind {
    TKIT_NUMBER_BARE = 1, /* "bare": nothing countable follows */
    TKIT_NUMBER_COUNT,    /* "count": 10 back door incidents */
    TKIT_NUMBER_PERCENT,  /* "percent": percentages and percentage points */
    TKIT_NUMBER_MONEY,    /* "money" */
    TKIT_NUMBER_MEASURE,  /* "measure": 5 km */
    TKIT_NUMBER_DURATION, /* "duration": 10 years, a period rather than a date */
    TKIT_NUMBER_FRACTION, /* "fraction": two thirds, half of */
    TKIT_NUMBER_MULTIPLE  /* "multiple": three times, twice, fivefold */
};

typedef struct tkit_number {
    uint32_t start, end;             /* the whole expression: hedge, number, unit, period */
    uint32_t unit_start, unit_end;   /* what is counted or measured, in the text; equal when nothing is */
    uint32_t hedge_start, hedge_end; /* "up to", "nearly", "more than" ...; equal when there is none */
    double min, max;                 /* inclusive bounds; -INFINITY or INFINITY for an open end ("up to", "at least") */
    const char *unit;                /* canonical unit: "%", "percentage point", "USD", "$", "year", "times"; NULL = the
                                        text's own words at unit_start. Static */
    const char *period;              /* "year", "day" ... for "each year", "annually", "a day"; NULL = none. Static */
    uint8_t kind;                    /* enum tkit_number_kind */
} tkit_number;

typedef struct tkit_numbers {
    tkit_number *items;
    size_t count, capacity;
} tkit_numbers;

/* Finds the quantities of a text. O(length). Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB, TKIT_EINTERRUPT. */
TKIT_API int tkit_numbers_find(tkit *tk, const char *text, size_t length, tkit_numbers *out);
TKIT_API void tkit_numbers_free(tkit *tk, tkit_numbers *numbers);

TKIT_API const char *tkit_number_kind_name(int kind); /* "count" ...; NULL for another number */

/* ---- models ---- */

/* A model file in memory. Immutable. */
typedef struct tkit_model tkit_model;

/* Loads a model. `name` is used in messages only. The bytes are used in place when they are aligned to 8 bytes, else
 * copied; keep them until tkit_model_free(). O(size). Errors: TKIT_ECORRUPT (foreign, truncated, damaged; the message
 * says which), TKIT_EUNSUPPORTED (another layout), TKIT_ENOMEM. */
TKIT_API int tkit_model_load(tkit *tk, const char *name, const void *bytes, size_t size, tkit_model **out);
TKIT_API void tkit_model_free(tkit_model *model); /* NULL is fine */

/* The header: lines of "key: value"; the first is "kind: ..." (lexicon segmenter tagger lemmatizer parser names
 * labels). Others: version, data, licence, command, seed, epochs, accuracy. Borrowed. */
TKIT_API const char *tkit_model_header(const tkit_model *model);

/* What tells this model from others: "tagger", its version, and the XXH3-64 of its content in 16 hexadecimal digits.
 * The strings are NUL-terminated and cut to their room. */
typedef struct tkit_model_identity {
    char kind[16], version[24], hash[17];
} tkit_model_identity;
TKIT_API void tkit_model_identify(const tkit_model *model, tkit_model_identity *out);

/* ---- annotation ---- */

/* Universal parts of speech (universaldependencies.org/u/pos). */
enum tkit_upos {
    TKIT_UPOS_X, TKIT_UPOS_ADJ, TKIT_UPOS_ADP, TKIT_UPOS_ADV, TKIT_UPOS_AUX, TKIT_UPOS_CCONJ, TKIT_UPOS_DET,
    TKIT_UPOS_INTJ, TKIT_UPOS_NOUN, TKIT_UPOS_NUM, TKIT_UPOS_PART, TKIT_UPOS_PRON, TKIT_UPOS_PROPN,
    TKIT_UPOS_PUNCT, TKIT_UPOS_SCONJ, TKIT_UPOS_SYM, TKIT_UPOS_VERB, TKIT_UPOS_COUNT
};
TKIT_API const char *tkit_upos_name(int upos); /* "ADJ" ...; NULL outside the range */

enum tkit_name_kind {
    TKIT_NAME_NONE, TKIT_NAME_PERSON, TKIT_NAME_ORGANISATION, TKIT_NAME_PLACE, TKIT_NAME_EVENT,
    TKIT_NAME_PRODUCT, TKIT_NAME_LAW, TKIT_NAME_DEMONYM, TKIT_NAME_OTHER, TKIT_NAME_COUNT
};
TKIT_API const char *tkit_name_kind_name(int kind); /* "person", "organisation" ...; NULL for NONE and outside */

/* The models and the scratch memory of one thread. */
typedef struct tkit_annotator tkit_annotator;

/* Creates an annotator from the models inside the library; those in `models` (may be NULL) take their place by kind
 * and must outlive it. Errors: TKIT_ENOTFOUND when no segmenter or tagger is there, TKIT_ECORRUPT, TKIT_ENOMEM. */
TKIT_API int tkit_annotator_create(tkit *tk, const tkit_model *const *models, size_t count, tkit_annotator **out);
TKIT_API void tkit_annotator_free(tkit_annotator *annotator); /* NULL is fine */

/* Its models, in the order of the layers, counted from 0; NULL behind the last. Borrowed. */
TKIT_API const tkit_model *tkit_annotator_model(const tkit_annotator *annotator, size_t number);

enum tkit_annotation_layer {
    TKIT_LAYER_WORDS = 0,   /* sentences and words: always */
    TKIT_LAYER_TAGS = 1,    /* upos, xpos, feats */
    TKIT_LAYER_LEMMAS = 2,
    TKIT_LAYER_PARSE = 4,   /* head, relation */
    TKIT_LAYER_NAMES = 8,
    TKIT_LAYER_ALL = 15
};

/* The words of one text as columns. Indices are word numbers from 0 through the whole text. All borrowed. */
typedef struct tkit_annotation_columns {
    size_t word_count, sentence_count;
    const uint32_t *start, *end;      /* bytes of the word; the parts of "don't" (do, n't) have their own */
    const uint32_t *sentence;         /* word -> number of its sentence */
    const uint32_t *sentence_first;   /* sentence -> its first word; sentence_count + 1 entries */
    const uint8_t *token_part;        /* 0 a word of its own, 1 first of a multi-word token, 2 a further part */
    const uint8_t *upos;              /* enum tkit_upos */
    const uint16_t *xpos, *feats;     /* numbers for tkit_annotation_xpos(), _feats() */
    const uint32_t *lemma;            /* numbers for tkit_annotation_lemma() */
    const uint8_t *sense;             /* WordNet's broad class of the lemma's first sense as this part of speech, in the
                                       * order of its lexicographer files: nouns 1 to 26, verbs 33 to 47; 0 unknown */
    const int32_t *head;              /* word number of the head, -1 for a root or without a parser */
    const uint16_t *relation;         /* number for tkit_annotation_relation() */
    const uint32_t *left, *right;     /* first and last word of the subtree */
    const uint8_t *name;              /* enum tkit_name_kind, 0 outside names */
    const uint8_t *name_first;        /* 1 on the first word of a name */
} tkit_annotation_columns;

typedef struct tkit_annotation tkit_annotation;

/* Annotates a text (UTF-8). O(length) in time and space. Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB,
 * TKIT_EINTERRUPT, TKIT_EUNSUPPORTED for a layer whose model is missing. */
TKIT_API int tkit_annotate(tkit_annotator *annotator, const char *text, size_t length, unsigned layers,
                           tkit_annotation **out);
TKIT_API void tkit_annotation_free(tkit_annotation *annotation); /* NULL is fine */

/* The columns; they live as long as the annotation. */
TKIT_API void tkit_annotation_get(const tkit_annotation *annotation, tkit_annotation_columns *out);

/* Names of numbers in the columns, NUL-terminated; NULL for a number that does not occur. The lemma lives as long as
 * the annotation, the others as long as the annotator. */
TKIT_API const char *tkit_annotation_xpos(const tkit_annotation *annotation, uint32_t number);
TKIT_API const char *tkit_annotation_feats(const tkit_annotation *annotation, uint32_t number);
TKIT_API const char *tkit_annotation_relation(const tkit_annotation *annotation, uint32_t number);
TKIT_API const char *tkit_annotation_lemma(const tkit_annotation *annotation, uint32_t number);

/* Texts annotated by several threads, ahead of the caller's, and taken back in the order in which they were put in.
 * Annotations are the same for any number of threads. All calls are the caller's thread's. */
typedef struct tkit_ahead tkit_ahead;

/* `threads`: with the caller's, which works when it has to wait; 0 = 1. The annotator and its models must outlive what
 * is opened here and the annotations. Errors: TKIT_ENOMEM, those of tkit_annotator_create(). */
TKIT_API int tkit_ahead_open(tkit_annotator *annotator, unsigned threads, unsigned layers, tkit_ahead **out);
/* May another text be put in? Some are for each thread, up to 16 MB in all, but always one. */
TKIT_API int tkit_ahead_has_room(const tkit_ahead *ahead);
/* Puts a text in, while there is room: it is borrowed until it was taken, or all is closed. */
TKIT_API void tkit_ahead_put(tkit_ahead *ahead, const char *text, size_t length);
/* The annotation of the first text that was not taken yet: 1, and it is the caller's; 0 when there is none; or the code
 * with which that text failed, see tkit_annotate(). */
TKIT_API int tkit_ahead_take(tkit_ahead *ahead, tkit_annotation **out);
TKIT_API void tkit_ahead_close(tkit_ahead *ahead); /* NULL is fine; what was not taken is dropped */

/* Phrases, read off the tree: 1 and the first and last word when `word` heads one, else 0. O(words below it). A noun
 * phrase is a noun, proper noun or pronoun with what stands before it (determiners, adjectives, numbers, compounds,
 * possessors) and the further parts of a name; what follows it (of ..., who ...) is not part. A clause is what a
 * predicate governs, without the word that introduces it (that, and) and without clauses that are joined to it. */
TKIT_API int tkit_annotation_noun_phrase(const tkit_annotation *annotation, uint32_t word, uint32_t *first,
                                         uint32_t *last);
TKIT_API int tkit_annotation_clause(const tkit_annotation *annotation, uint32_t word, uint32_t *first,
                                    uint32_t *last);

/* ---- labels: spans of any kind that a model was trained for ---- */

typedef struct tkit_label {
    uint32_t start, end;  /* bytes */
    uint32_t first, last; /* words; not read in training */
    uint32_t label;       /* its number: tkit_labeller_label(), or the index in tkit_train_options.labels */
    uint32_t unit;        /* spans of the same unit belong together: the anchor, and what was found for it, each in
                             one or several pieces */
    double probability;   /* an anchor's: that one begins there. Of what was found for an anchor: that the anchor has
                             such a span, and with these ends; pieces have that of the whole. Not read in training */
} tkit_label;

/* Start with {0}; reused by the next call; tkit_labels_free() returns it. */
typedef struct tkit_labels {
    tkit_label *items;
    size_t count, capacity;
} tkit_labels;

typedef struct tkit_labeller tkit_labeller;

/* Opens a model of kind "labels", which must outlive the labeller. Errors: TKIT_EINVALID (of another kind),
 * TKIT_EUNSUPPORTED (of another version), TKIT_ECORRUPT, TKIT_ENOMEM. */
TKIT_API int tkit_labeller_open(tkit *tk, const tkit_model *model, tkit_labeller **out);
TKIT_API void tkit_labeller_free(tkit_labeller *labeller); /* NULL is fine */
TKIT_API const char *tkit_labeller_label(const tkit_labeller *labeller, uint32_t number); /* NULL behind the last */

/* Labels a text with all layers annotated: unit after unit, in the order of their anchors; within a unit label after
 * label, spans ascending: one piece, or one before the anchor and one behind it. Spans of different units may overlap.
 * An anchor for which nothing else is found is left out, where anchors that stood alone were mostly false in training.
 * Where no unit of the training data held spans of two labels, every label is an anchor of its own. O(length). */
TKIT_API int tkit_labeller_run(const tkit_labeller *labeller, const char *text, const tkit_annotation *annotation,
                               tkit_labels *out);
TKIT_API void tkit_labels_free(tkit *tk, tkit_labels *labels);

/* From now on what is found for an anchor is left out when it is less probable than `least`, from 0 (all is given) to
 * 1; TKIT_LABELS_LEAST until then. What is doubtful is mostly right in part: the anchor, one end. The measure of exact
 * spans is highest where all that is likelier than half its value is given (Lipton, Elkan and Naryanaswamy 2014). */
#define TKIT_LABELS_LEAST 0.35
TKIT_API void tkit_labeller_set_least(tkit_labeller *labeller, double least);

/* ---- training ---- */

typedef struct tkit_train_data {
    const char *name;  /* for messages and the model's header */
    const char *bytes; /* CoNLL-U; for the lexicon the files of WordNet's database */
    size_t size;
    const tkit_label *spans; /* labels only: `bytes` is running text, and these are its spans */
    size_t span_count;
} tkit_train_data;

typedef struct tkit_train_options {
    uint32_t size;               /* sizeof(tkit_train_options) */
    const char *kind;            /* "lexicon" "segmenter" "tagger" "lemmatizer" "parser" "names" "labels" */
    const tkit_train_data *data;
    size_t data_count;
    const tkit_train_data *dev;  /* scored after training, for the header and the progress; may be none */
    size_t dev_count;
    uint64_t seed;               /* 0 = 1 */
    unsigned epochs;             /* 0 = the kind's default */
    unsigned features;           /* most features to keep, 0 = the kind's default */
    const tkit_model *lexicon;   /* a model of kind "lexicon" for the tagger and the kinds above it; NULL = the one
                                    inside the library */
    const char *const *labels;   /* labels only: their names, the anchor first (the cue of an attribution), then those
                                    that are sought around each anchor, in this order; NULL-terminated. When no unit
                                    holds spans of two of them, each is sought by itself */
    const char *evidence;        /* labels only: "words", "tags" (and words) or "parse" (and both); NULL = "parse" */
    const char *licence;         /* for the header; NULL = "" */
    const char *command;         /* for the header; NULL = "" */
} tkit_train_options;

/* Trains a model and gives its bytes, to be freed with tkit_train_free(). The same data, options and seed give the
 * same bytes. Progress goes to the context's callback. Errors: TKIT_EFORMAT with file and line, TKIT_EINVALID,
 * TKIT_EINTERRUPT, TKIT_ENOMEM. */
TKIT_API int tkit_train(tkit *tk, const tkit_train_options *options, void **bytes, size_t *size);
TKIT_API void tkit_train_free(tkit *tk, void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
