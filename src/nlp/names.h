/* Names: runs of words that name a person, an organisation, a place, an event, a product or something else. A word at a
 * time from left to right, B- and I- classes, helped by WordNet's names and by what the text named before. */
#ifndef TOOLKIT_NLP_NAMES_H
#define TOOLKIT_NLP_NAMES_H

#include "nlp/lemmatizer.h"
#include "nlp/lexicon.h"

enum { NAME_FEATURES = 64, NAME_CLASSES = 13, NAME_MEMORY = 1024 };
/* Class 0 is outside; 2k + 1 begins kind k of name_class_kind[], 2k + 2 goes on with it. */
extern const uint8_t tkit_name_class_kind[(NAME_CLASSES - 1) / 2];

/* What this text called a word before; by the hash of its cased form. */
struct name_memory {
    uint64_t word[NAME_MEMORY];
    uint8_t class[NAME_MEMORY];
};

/* What the features need beside the words of the sentence, one entry a word. */
struct name_context {
    uint8_t listed;      /* enum lexicon_name of the longest listed name over the word */
    uint8_t listed_place; /* 0 none, 1 first word of it, 2 a further one */
    uint32_t run_first, run_end; /* the run of capitalised words around it; empty: run_end = 0 */
    uint8_t alone;       /* enum lexicon_name of the word by itself */
    uint8_t meaning;     /* class of meaning of the word as a common noun: Bay, College, President */
    uint8_t remembered;  /* class + 1 that the text gave to the word before, 0 none */
};

struct names {
    tkit *tk;
    struct wide_weights weights;
};

struct names_scratch {
    struct name_context *context;
    size_t capacity;
    struct name_memory memory;
};

int tkit_names_open(struct names *n, tkit *tk, const tkit_model *model);
/* Sets kind[] (enum tkit_name_kind) and first[] for tagged words. */
int tkit_names_run(const struct names *n, const struct lexicon *lexicon, struct names_scratch *scratch,
                   const struct word *words, size_t count, uint8_t *kind, uint8_t *first);
void tkit_names_scratch_free(tkit *tk, struct names_scratch *scratch);

/* ---- shared by work and learning ---- */
void tkit_name_contexts(const struct lexicon *lexicon, const struct name_memory *memory, const struct word *words,
                        size_t count, struct name_context *out);
size_t tkit_name_features(const struct word *words, const struct name_context *context, size_t count, size_t i,
                          unsigned previous, unsigned before, uint64_t *out);
/* Whether class `c` may follow class `previous`. */
bool tkit_name_follows(unsigned c, unsigned previous);
void tkit_name_remember(struct name_memory *memory, const struct word *w, unsigned class);

/* The class of every word of a sentence by GUM's entities; `gold` has count + 1 places. */
void tkit_names_gold(const struct treebank *bank, const struct tree_sentence *s, uint8_t *gold);

int tkit_names_train(const struct train_job *job, tkit_buffer *out);

#endif
