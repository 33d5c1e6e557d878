/* Reads CoNLL-U into columns of borrowed strings: the form in which treebanks and labelled data reach the trainers.
 *
 * Owns the arrays, never the text: the bytes that were read must outlive the treebank. Reads any bytes without
 * trusting them; a line that breaks the format is an error that names its number. */
#ifndef TOOLKIT_NLP_CONLLU_H
#define TOOLKIT_NLP_CONLLU_H

#include "base/context.h"

struct str {
    const char *at;
    uint32_t size;
};

static inline bool str_is(struct str s, const char *text)
{
    return strlen(text) == s.size && memcmp(s.at, text, s.size) == 0;
}
static inline bool str_equal(struct str a, struct str b)
{
    return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

enum { PLAIN_WORD, FIRST_OF_TOKEN, REST_OF_TOKEN };

struct tree_word {
    struct str form, lemma, upos, xpos, feats, relation, misc;
    struct str token;     /* surface of the multi-word token, for FIRST_OF_TOKEN */
    uint32_t head;        /* 1-based in the sentence, 0 for the root */
    uint8_t part;         /* PLAIN_WORD, FIRST_OF_TOKEN, REST_OF_TOKEN */
    bool space_after;
};

struct tree_sentence {
    uint32_t first, count; /* words */
    struct str text;       /* "# text", empty when it is missing */
    bool new_paragraph, new_document;
    uint8_t file;          /* number of the file that it came from */
};

enum { TREEBANK_FILES = 64 };

struct treebank {
    tkit *tk;
    struct tree_word *words;
    struct tree_sentence *sentences;
    size_t word_count, word_capacity, sentence_count, sentence_capacity;
    unsigned file_count;
    bool has_entities[TREEBANK_FILES]; /* a word of the file has `Entity=` */
};

/* Appends the sentences of `bytes`. `name` is for messages. TKIT_EFORMAT with the line, TKIT_ENOMEM. */
int tkit_treebank_read(struct treebank *bank, tkit *tk, const char *name, const char *bytes, size_t size);
void tkit_treebank_free(struct treebank *bank);

/* word->tag_key (word.h) of a word with the tags of the treebank; 0 when they are too long for any tagger. */
uint64_t tkit_tree_tag_key(const struct tree_word *word);

/* The value of `key` in a column of `key=value|...`, empty when it is missing. */
struct str tkit_conllu_value(struct str column, const char *key);

#endif
