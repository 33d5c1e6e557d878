/* Growing the span columns of toolkit/text.h. */
#ifndef TOOLKIT_TEXT_SPANS_H
#define TOOLKIT_TEXT_SPANS_H

#include <toolkit/text.h>

#include "base/context.h"

/* Room for `more` spans behind `count`. */
int tkit_spans_grow(tkit *tk, tkit_spans *spans, size_t more);

static inline int tkit_spans_room(tkit *tk, tkit_spans *spans, size_t more)
{
    return spans->capacity - spans->count >= more ? TKIT_OK : tkit_spans_grow(tk, spans, more);
}

static inline int tkit_spans_add(tkit *tk, tkit_spans *spans, size_t start, size_t end, unsigned kind)
{
    int rc = tkit_spans_room(tk, spans, 1);
    if (rc == TKIT_OK) {
        spans->start[spans->count] = (uint32_t)start;
        spans->end[spans->count] = (uint32_t)end;
        spans->kind[spans->count++] = (uint8_t)kind;
    }
    return rc;
}

/* TKIT_ELIMIT when a text is too long for 32-bit offsets. */
int tkit_text_check_length(tkit *tk, size_t length);

#endif
