/* Lexicons merged: see lexicons.h. Segments are few. */
#include "query/lexicons.h"

int tkit_lexicons_open(struct tkit_index *index, const char *attribute, tkit_counts *counts, tkit_arena *arena,
                       struct lexicon **out)
{
    int r = TKIT_OK;
    *out = tkit_arena_zalloc(arena, index->count * sizeof **out + 1);
    if (!*out)
        return TKIT_ENOMEM;
    for (size_t i = 0; i < index->count && r == TKIT_OK; i++) {
        struct lexicon *l = &(*out)[i];
        struct tkit_attribute *a = l->attribute = tkit_segment_attribute(index->segments[i], attribute);
        r = a ? tkit_attribute_load(a) : TKIT_OK;
        if (a && r == TKIT_OK)
            r = tkit_counts_keep_text(counts, a->text, a->text_size, &l->text);
    }
    return r;
}

static int compare_texts(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* The form that comes next in a lexicon, NULL behind the last. */
static const char *next_form(const struct lexicon *l, uint32_t *length)
{
    const struct tkit_attribute *a = l->attribute;
    if (!a || l->next == a->forms)
        return NULL;
    return l->text + (tkit_attribute_form(a, l->next, length) - a->text);
}

const char *tkit_lexicons_next(struct lexicon *lexicons, size_t count, uint32_t *length)
{
    const char *least = NULL, *form;
    size_t first = 0; /* no lexicon before has it */
    for (size_t i = 0; i < count; i++) {
        uint32_t size;
        lexicons[i].form = TKIT_NO_TOKEN;
        if (!(form = next_form(&lexicons[i], &size)))
            continue;
        int order = least ? compare_texts(form, size, least, *length) : -1;
        if (order > 0)
            continue;
        lexicons[i].form = lexicons[i].next;
        if (order == 0)
            continue;
        for (; first < i; first++) lexicons[first].form = TKIT_NO_TOKEN;
        least = form;
        *length = size;
    }
    for (size_t i = first; i < count; i++) lexicons[i].next += lexicons[i].form != TKIT_NO_TOKEN;
    return least;
}
