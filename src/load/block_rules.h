/* What the block rules know about words: phrases of boilerplate, credits, captions, turn labels. English. Data only,
 * in block_rules.c; how it is applied stands in block_classes.c and turns.c. */
#ifndef TOOLKIT_LOAD_BLOCK_RULES_H
#define TOOLKIT_LOAD_BLOCK_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* How a phrase must lie in the folded line: lower case, single spaces, straight quotes. */
enum phrase_match { MATCH_WHOLE, MATCH_START, MATCH_END, MATCH_HAS };

/* Where in the document the rule may fire: the head lies before the first full paragraph, the tail behind the last. */
enum phrase_place { PLACE_ANY, PLACE_EDGE, PLACE_HEAD, PLACE_TAIL };

struct phrase_rule {
    const char *phrase;
    unsigned char length; /* of the phrase */
    enum phrase_match match;
    enum phrase_place place;
    unsigned char longest; /* words of the line; 0 = any number */
    int kind;              /* enum tkit_block_kind */
    const char *detail;
};
extern const struct phrase_rule tkit_phrase_rules[];
extern const size_t tkit_phrase_rule_count;

/* Pieces that, one after another, make up a whole line of buttons and links. */
struct phrase_piece {
    const char *phrase, *detail;
};
extern const struct phrase_piece tkit_phrase_pieces[];
extern const size_t tkit_phrase_piece_count;

/* Words of a NULL-terminated list, compared with a folded word or phrase. */
extern const char *const tkit_asker_words[];   /* "reporter", "journalist" ... ask */
extern const char *const tkit_asker_persons[]; /* those that a narrator names: "a reporter asked" */
extern const char *const tkit_host_words[];    /* "host", "moderator" ... ask too */
extern const char *const tkit_outlet_words[];  /* "news", "daily" ... in the name of who asks */
extern const char *const tkit_answer_verbs[];  /* "answered", "replied": a label by themselves */
extern const char *const tkit_say_verbs[];     /* "said", "added": a label only behind a question */
extern const char *const tkit_ask_verbs[];     /* "asked", "inquired" */
extern const char *const tkit_title_words[];   /* "mr", "dr", "gen": a full stop behind them ends nothing */
extern const char *const tkit_no_labels[];     /* "note", "warning": before a colon, but nobody speaks */

bool tkit_is_word_of(const char *const *list, const char *word, size_t length);

#endif
