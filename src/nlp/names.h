/* Names: spans of words that name a person, an organisation, a place, an event, a product or something else.
 *
 * Names lie in stretches of capitalised words and the small words between them. The best division of a stretch into
 * names and words outside is found whole (a semi-Markov model after Sarawagi and Cohen 2004), so that a span is judged
 * as one: by its first and last word, its head, what stands beside it, WordNet's lists and what the text named before.
 * When the document is read, spans of the same form are reconciled. */
#ifndef TOOLKIT_NLP_NAMES_H
#define TOOLKIT_NLP_NAMES_H

#include "nlp/lemmatizer.h"
#include "nlp/lexicon.h"

enum { NAME_FEATURES = 112, NAME_STEPS = 4, NAME_CLASSES = 7, NAME_LONGEST = 12, NAME_MEMORY = 1024 };
/* Class 0 is outside; the others are these kinds. */
extern const uint8_t tkit_name_class_kind[NAME_CLASSES];

/* What this text called a word before; by the hash of its cased form. */
struct name_memory {
    uint64_t word[NAME_MEMORY];
    uint8_t class[NAME_MEMORY];
};

enum name_part { PART_NONE, PART_WORD, PART_JOINT }; /* a joint stands between name words: of, the, - */

/* What the features need beside the words of the sentence, one entry a word. */
struct name_context {
    uint8_t part;        /* enum name_part */
    uint8_t alone;       /* enum lexicon_name of the word by itself */
    uint8_t meaning;     /* class of meaning of the word as a common noun: Bay, College, President */
    uint8_t remembered;  /* class that the text gave to a name with this word before, 0 none */
};

/* A stretch or a part of it: words first .. end - 1, and its class. */
struct name_span {
    uint32_t first, end;
    uint8_t class;
};

/* A name of the document. */
struct name_seen {
    uint64_t form;
    uint32_t first, end; /* words of the document */
    uint8_t kind;
};

struct names {
    tkit *tk;
    struct wide_weights weights, steps;
};

/* One sentence and the document's memory. */
struct name_text {
    const struct lexicon *lexicon;
    const struct word *words;
    const struct name_context *context;
    size_t count;
    bool title; /* words of content are capitalised, so that a capital says little */
};

/* Scores of a span: one for each class; and of a step from the class before. */
struct name_scorer {
    void (*span)(const void *weights, const uint64_t *features, size_t count, int32_t *scores);
    void (*step)(const void *weights, const uint64_t *features, size_t count, int32_t *scores);
    const void *weights;
};

struct names_scratch {
    struct name_context *context;
    size_t capacity;
    struct name_span *found;
    size_t found_count, found_capacity;
    struct name_cell *cells;
    size_t cell_capacity;
    struct name_seen *seen;
    size_t seen_count, seen_capacity;
    struct name_memory memory;
};

int tkit_names_open(struct names *n, tkit *tk, const tkit_model *model);
/* A document: begin, run for every sentence, finish. Rows kind[] (enum tkit_name_kind) and first[] are the
 * document's. */
void tkit_names_begin(struct names_scratch *scratch);
/* Sets the rows for the tagged words of a sentence, which begins at word `at` of the document. */
int tkit_names_run(const struct names *n, const struct lexicon *lexicon, struct names_scratch *scratch,
                   const struct word *words, size_t count, size_t at, uint8_t *kind, uint8_t *first);
/* Names of the same form get the kind that most of them have. */
void tkit_names_finish(struct names_scratch *scratch, uint8_t *kind);
void tkit_names_scratch_free(tkit *tk, struct names_scratch *scratch);

/* ---- shared by work and learning ---- */
void tkit_name_contexts(const struct lexicon *lexicon, const struct name_memory *memory, const struct word *words,
                        size_t count, struct name_context *out);
struct name_text tkit_name_text(const struct lexicon *lexicon, const struct word *words,
                                const struct name_context *context, size_t count);
/* The next stretch from word `at` on; false when there is none. */
bool tkit_name_stretch(const struct name_text *t, size_t at, struct name_span *out);
/* Whether a name may begin and end there. */
bool tkit_name_fits(const struct name_text *t, uint32_t first, uint32_t end);
size_t tkit_name_features(const struct name_text *t, uint32_t first, uint32_t end, uint64_t *out);
/* Features of the step to a span that begins at `first`, behind `before`: the name that ended last, if it is near. */
size_t tkit_name_steps(const struct name_text *t, uint32_t first, const struct name_span *before, uint64_t *out);
/* Appends the names of a stretch to x->found. */
int tkit_name_decode(tkit *tk, const struct name_text *t, struct name_span stretch, const struct name_scorer *score,
                     struct names_scratch *x);
/* The words first .. end - 1 as one key, capitals aside. */
uint64_t tkit_name_form(const struct word *words, uint32_t first, uint32_t end);
void tkit_name_remember(struct name_memory *memory, const struct word *words, struct name_span name);

/* Marks the names of a sentence by GUM's entities: 2 * class - 1 where a name begins, 2 * class where it goes on;
 * `gold` has count + 1 places. */
void tkit_names_gold(const struct treebank *bank, const struct tree_sentence *s, uint8_t *gold);

int tkit_names_train(const struct train_job *job, tkit_buffer *out);

#endif
