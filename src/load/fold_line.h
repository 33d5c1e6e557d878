/* A line made comparable: lower case (ASCII), single spaces, straight quotes and hyphens. For the block rules. */
#ifndef TOOLKIT_LOAD_FOLD_LINE_H
#define TOOLKIT_LOAD_FOLD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FOLDED_LENGTH = 512, FOLDED_ROOM = 8 };

struct folded_line {
    char text[FOLDED_LENGTH + FOLDED_ROOM]; /* the beginning, when the line is longer; FOLDED_ROOM NULs behind it */
    size_t length;
    size_t words;                 /* of the whole line */
    bool is_cut;
};

void tkit_fold_line(const char *text, uint32_t start, uint32_t end, struct folded_line *out);
bool tkit_folded_starts(const struct folded_line *line, const char *phrase);
bool tkit_folded_ends(const struct folded_line *line, const char *phrase);
bool tkit_folded_has(const struct folded_line *line, const char *phrase); /* at word boundaries */
/* The line without brackets, bars and punctuation around it: text[*start, *end), nothing when the line was cut. */
void tkit_folded_core(const struct folded_line *line, size_t *start, size_t *end);

#endif
