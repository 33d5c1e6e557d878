/* The memory of span columns. */
#include "text/spans.h"

int tkit_spans_grow(tkit *tk, tkit_spans *spans, size_t more)
{
    size_t old = spans->capacity, grown = old < 64 ? 64 : old * 2;
    if (grown < spans->count + more)
        grown = spans->count + more;
    if (grown > SIZE_MAX / sizeof(uint32_t))
        return tkit_fail_nomem(tk);
    /* Either all three columns grow or none does: one capacity counts for them. */
    uint32_t *start = tkit_alloc(tk, grown * sizeof *start);
    uint32_t *end = tkit_alloc(tk, grown * sizeof *end);
    uint8_t *kind = tkit_alloc(tk, grown);
    if (!start || !end || !kind) {
        tkit_free(tk, start, grown * sizeof *start);
        tkit_free(tk, end, grown * sizeof *end);
        tkit_free(tk, kind, grown);
        return tkit_fail_nomem(tk);
    }
    if (old) {
        memcpy(start, spans->start, old * sizeof *start);
        memcpy(end, spans->end, old * sizeof *end);
        memcpy(kind, spans->kind, old);
    }
    size_t count = spans->count;
    tkit_spans_free(tk, spans);
    *spans = (tkit_spans){.start = start, .end = end, .kind = kind, .count = count, .capacity = grown};
    return TKIT_OK;
}

void tkit_spans_free(tkit *tk, tkit_spans *spans)
{
    tkit_free(tk, spans->start, spans->capacity * sizeof *spans->start);
    tkit_free(tk, spans->end, spans->capacity * sizeof *spans->end);
    tkit_free(tk, spans->kind, spans->capacity);
    *spans = (tkit_spans){0};
}

int tkit_text_check_length(tkit *tk, size_t length)
{
    if (length > UINT32_MAX - 1)
        return tkit_fail(tk, TKIT_ELIMIT, "text of %zu bytes: offsets end at 4 GiB", length);
    return TKIT_OK;
}
