/* Numbers of forms: see measure.h. */
#include "query/measure.h"
#include "query/matcher.h"

static void measure_lengths(const struct tkit_attribute *a, uint64_t *numbers)
{
    uint32_t length;
    for (uint32_t f = 0; f < a->forms; f++) {
        const char *form = tkit_attribute_form(a, f, &length);
        for (uint32_t i = 0; i < length; i++) numbers[f] += ((unsigned char)form[i] & 0xc0) != 0x80;
    }
}

/* How often the forms of a segment occur in the documents that are still there. */
static int count_forms(tkit *tk, struct tkit_attribute *a, uint64_t *counts)
{
    struct tkit_segment *s = a->segment;
    uint32_t *forms = NULL;
    size_t capacity = 0;
    int r = TKIT_OK;
    for (uint32_t f = 0; f < a->forms && !s->removed; f++) counts[f] = a->terms[f].tokens;
    for (uint32_t d = 0; d < s->documents && s->removed && r == TKIT_OK; d++) {
        uint32_t first = s->first_token[d], count = s->first_token[d + 1] - first;
        if (!s->document[d])
            continue;
        r = tkit_reserve(tk, (void **)&forms, &capacity, (size_t)count + 1, sizeof *forms);
        if (r != TKIT_OK)
            break;
        tkit_column_forms(a, first, count, forms);
        for (uint32_t i = 0; i < count; i++) counts[forms[i] < a->forms ? forms[i] : 0]++;
        r = tkit_poll(tk);
    }
    tkit_free(tk, forms, capacity * sizeof *forms);
    return r == TKIT_OK ? s->status : r;
}

/* Adds what another segment has of the same forms; both lexicons are in bytewise order. */
static int add_segment(struct scope *s, struct tkit_attribute *a, struct tkit_attribute *other, uint64_t *counts)
{
    uint64_t *there = tkit_alloc(s->tk, other->forms * sizeof *there + 1);
    int r = there ? TKIT_OK : TKIT_ENOMEM;
    if (r == TKIT_OK) {
        memset(there, 0, other->forms * sizeof *there);
        r = count_forms(s->tk, other, there);
    }
    for (uint32_t i = 0, j = 0, n, m; i < a->forms && j < other->forms && r == TKIT_OK;) {
        const char *one = tkit_attribute_form(a, i, &n), *two = tkit_attribute_form(other, j, &m);
        int order = tkit_compare_bytes(one, n, two, m);
        if (order == 0)
            counts[i] += there[j];
        i += order <= 0;
        j += order >= 0;
        if ((i & 0xfff) == 0)
            r = tkit_poll(s->tk);
    }
    tkit_free(s->tk, there, other->forms * sizeof *there + 1);
    return r;
}

int tkit_measure_forms(struct scope *s, const struct operand *o, struct tkit_attribute *a, uint64_t **out)
{
    *out = tkit_arena_zalloc(s->arena, (size_t)a->forms * sizeof **out + 1);
    if (!*out)
        return TKIT_ENOMEM;
    if (o->function == FUNCTION_LENGTH) {
        measure_lengths(a, *out);
        return TKIT_OK;
    }
    int r = count_forms(s->tk, a, *out);
    for (size_t i = 0; i < s->index->count && r == TKIT_OK; i++) {
        struct tkit_attribute *other = tkit_segment_attribute(s->index->segments[i], o->text);
        if (other && other != a && (r = tkit_attribute_load(other)) == TKIT_OK)
            r = add_segment(s, a, other, *out);
    }
    return r;
}
