/* The forms of an attribute in all segments of a corpus, in bytewise order, each once. */
#ifndef TOOLKIT_QUERY_LEXICONS_H
#define TOOLKIT_QUERY_LEXICONS_H

#include "query/counts.h"
#include "store/segment.h"

struct lexicon {
    struct tkit_attribute *attribute; /* NULL: none in this segment */
    const char *text;                 /* of its forms, kept with the counts */
    uint32_t form;                    /* the number of the current form, TKIT_NO_TOKEN: it is not in this segment */
    uint32_t next;
};

/* One a segment, in the arena; before the first form. The texts go into `counts`. */
int tkit_lexicons_open(struct tkit_index *index, const char *attribute, tkit_counts *counts, tkit_arena *arena,
                       struct lexicon **out);

/* The next form, NULL behind the last. */
const char *tkit_lexicons_next(struct lexicon *lexicons, size_t count, uint32_t *length);

#endif
