/* Blocks of running text: paragraphs from line ends, then what each of them is.
 *
 * Steps, in order, each working on the document's own list of blocks: tkit_blocks_split() makes paragraphs;
 * tkit_blocks_classify() finds title, captions, credits, boilerplate, headings, lists; tkit_blocks_turns() finds who
 * speaks. The phrases that the last two know are data: block_rules.c. They are English. */
#ifndef TOOLKIT_LOAD_BLOCKS_H
#define TOOLKIT_LOAD_BLOCKS_H

#include "load/document.h"

/* `newline`: "paragraph" (each line end ends a paragraph), "space" (lines are wrapped, blank lines separate), NULL
 * (decides by the shape of the lines). Lists by their bullets. */
int tkit_blocks_split(tkit_document *document, const char *newline);
int tkit_blocks_classify(tkit_document *document);
int tkit_blocks_turns(tkit_document *document);

/* Does the block begin with a label that needs no other to be one: "Reporter:", "Q:", "Dara Venn answered:"? */
bool tkit_block_starts_turn(const char *text, const tkit_block *block);

/* Is it somebody whose turns are questions: "Reporter", "Moderator"? */
bool tkit_names_asker(const char *text, uint32_t start, uint32_t end);

/* White space as it occurs in texts: ASCII, no-break and typographic spaces, byte-order mark. Its length at `at`,
 * 0 when there is none there. */
size_t tkit_wide_space_at(const char *text, size_t at, size_t length);
static inline size_t tkit_space_at(const char *text, size_t at, size_t length)
{
    unsigned char c = at < length ? (unsigned char)text[at] : 0;
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return tkit_wide_space_at(text, at, length);
}
/* Moves both ends inwards over white space. */
void tkit_trim(const char *text, uint32_t *start, uint32_t *end);

#endif
