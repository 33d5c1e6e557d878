/* Marks: where the forms of a set stand, a bit a position. See segment.h.
 *
 * Found a chunk at a time, when one is looked at. An attribute keeps the last few. */
#include "store/segment_parts.h"

enum { MARKS_MOST = 4, WORDS_CHUNK = COLUMN_CHUNK / 64 };

static size_t chunks_of(const struct tkit_attribute *a)
{
    return (size_t)a->segment->tokens / COLUMN_CHUNK + 1;
}

static size_t form_words_of(const struct tkit_attribute *a)
{
    return (size_t)a->forms / 64 + 1;
}

static void free_marks(struct tkit_marks *m)
{
    tkit *tk = m->attribute->segment->corpus->tk;
    tkit_free(tk, m->forms, form_words_of(m->attribute) * sizeof *m->forms);
    tkit_free(tk, m->bits, chunks_of(m->attribute) * WORDS_CHUNK * sizeof *m->bits);
    tkit_free(tk, m->ready, chunks_of(m->attribute));
    tkit_free(tk, m, sizeof *m);
}

static int new_marks(struct tkit_attribute *a, const uint64_t *forms, struct tkit_marks **out)
{
    tkit *tk = a->segment->corpus->tk;
    struct tkit_marks *m = tkit_calloc(tk, 1, sizeof *m);
    if (!m)
        return tkit_fail_nomem(tk);
    m->attribute = a;
    m->forms = tkit_alloc(tk, form_words_of(a) * sizeof *m->forms);
    m->bits = tkit_alloc(tk, chunks_of(a) * WORDS_CHUNK * sizeof *m->bits);
    m->ready = tkit_calloc(tk, chunks_of(a), 1);
    if (!m->forms || !m->bits || !m->ready) {
        free_marks(m);
        return tkit_fail_nomem(tk);
    }
    memcpy(m->forms, forms, form_words_of(a) * sizeof *m->forms);
    *out = m;
    return TKIT_OK;
}

/* Leaves MARKS_MOST, and those that somebody uses. */
static void forget_some(struct tkit_attribute *a)
{
    unsigned n = 0;
    for (struct tkit_marks **at = &a->marks; *at;) {
        struct tkit_marks *m = *at;
        if (++n <= MARKS_MOST || m->users) {
            at = &m->next;
            continue;
        }
        *at = m->next;
        free_marks(m);
    }
}

int tkit_marks_open(struct tkit_attribute *a, const uint64_t *forms, struct tkit_marks **out)
{
    struct tkit_marks **at = &a->marks, *m = NULL;
    while (*at && memcmp((*at)->forms, forms, form_words_of(a) * sizeof *forms) != 0) at = &(*at)->next;
    if (*at) {
        m = *at;
        *at = m->next;
    } else {
        int rc = new_marks(a, forms, &m);
        if (rc)
            return rc;
    }
    m->users++;
    m->next = a->marks;
    *out = a->marks = m;
    forget_some(a);
    return TKIT_OK;
}

void tkit_marks_close(struct tkit_marks *m)
{
    if (m)
        m->users--;
}

void tkit_marks_forget(struct tkit_attribute *a)
{
    while (a->marks) {
        struct tkit_marks *m = a->marks;
        a->marks = m->next;
        free_marks(m);
    }
}

void tkit_marks_find(struct tkit_marks *m, size_t chunk)
{
    uint32_t forms[COLUMN_CHUNK], first = (uint32_t)chunk * COLUMN_CHUNK, left = m->attribute->segment->tokens - first;
    uint32_t count = left < COLUMN_CHUNK ? left : COLUMN_CHUNK;
    uint64_t *bits = m->bits + chunk * WORDS_CHUNK;
    memset(bits, 0, WORDS_CHUNK * sizeof *bits);
    tkit_column_forms(m->attribute, first, count, forms);
    for (uint32_t i = 0; i < count; i++)
        bits[i / 64] |= (m->forms[forms[i] / 64] >> (forms[i] % 64) & 1) << (i % 64);
    m->ready[chunk] = m->attribute->segment->status == TKIT_OK;
}

/* The positions from `at` to the end of its word that lie before `end`. */
static uint64_t piece_of_word(uint32_t at, uint32_t end)
{
    uint64_t piece = UINT64_MAX << (at % 64);
    return end / 64 > at / 64 ? piece : piece & ((UINT64_C(1) << (end % 64)) - 1);
}

uint32_t tkit_marks_count(struct tkit_marks *m, uint32_t first, uint32_t end, uint32_t enough)
{
    uint32_t count = 0;
    for (uint32_t at = first; at < end && count < enough; at = (at / 64 + 1) * 64)
        count += (uint32_t)__builtin_popcountll(tkit_marks_word(m, at / 64) & piece_of_word(at, end));
    return count;
}

bool tkit_marks_are_all(struct tkit_marks *m, uint32_t first, uint32_t end)
{
    for (uint32_t at = first; at < end; at = (at / 64 + 1) * 64)
        if (~tkit_marks_word(m, at / 64) & piece_of_word(at, end))
            return false;
    return true;
}
