/* Frequencies of the forms of an attribute. The index has them beside its lexicon, so no token is looked at, except for
 * a part of the corpus and in segments with removed documents, whose counts still hold those. */
#include "query/counts.h"
#include "query/sample.h"
#include "store/segment.h"

int tkit_form_is_word(tkit *tk, const char *form, size_t length, tkit_spans *spans, bool *yes)
{
    bool ascii = true;
    *yes = false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)form[i];
        if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
            *yes = true;
            return TKIT_OK;
        }
        ascii &= c < 0x80;
    }
    if (ascii)
        return TKIT_OK;
    int r = tkit_tokenize(tk, form, length, TKIT_TOKENS_WORDS, spans);
    *yes = r == TKIT_OK && spans->count > 0;
    return r;
}

int tkit_counts_map(tkit_counts *c, const struct tkit_attribute *a, bool punctuation, tkit_arena *arena,
                    uint32_t **map)
{
    tkit_spans spans = {0};
    int r = TKIT_OK;
    *map = tkit_arena_alloc(arena, a->forms * sizeof **map + 1);
    if (!*map)
        return TKIT_ENOMEM;
    for (uint32_t f = 0; f < a->forms && r == TKIT_OK; f++) {
        uint32_t length;
        size_t row;
        const char *form = tkit_attribute_form(a, f, &length);
        bool keep = length > 0;
        (*map)[f] = LEFT_OUT;
        if (keep && !punctuation)
            r = tkit_form_is_word(c->tk, form, length, &spans, &keep);
        if (r == TKIT_OK && keep && (r = tkit_counts_number(c, form, length, &row)) == TKIT_OK)
            (*map)[f] = (uint32_t)row;
    }
    tkit_spans_free(c->tk, &spans);
    return r;
}

/* Counts of one segment's forms, in the arena. */
struct form_count {
    uint32_t tokens, documents, last; /* last: the document counted last, + 1 */
};

/* Counts the tokens of the sample. */
static int count_tokens(tkit *tk, struct tkit_segment *s, struct tkit_attribute *a, struct sample *sample,
                        struct form_count *counts)
{
    uint32_t *ids = NULL;
    size_t capacity = 0;
    int r = TKIT_OK;
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        uint32_t count = s->first_token[d + 1] - s->first_token[d];
        if (!tkit_is_chosen(&sample->chosen, s->document[d]))
            continue;
        r = tkit_reserve(tk, (void **)&ids, &capacity, (size_t)count + 1, sizeof *ids);
        if (r != TKIT_OK)
            break;
        tkit_column_forms(a, s->first_token[d], count, ids);
        for (uint32_t i = 0; i < count; i++) {
            if (tkit_sample_reach(sample, s->first_token[d] + i) == s->first_token[d] + i)
                continue;
            struct form_count *c = &counts[ids[i] < a->forms ? ids[i] : 0];
            c->tokens++;
            c->documents += c->last != d + 1;
            c->last = d + 1;
        }
        r = tkit_poll(tk);
    }
    tkit_free(tk, ids, capacity * sizeof *ids);
    return r;
}

static int count_segment(tkit_counts *out, struct tkit_segment *s, struct tkit_attribute *a, struct sample *sample,
                         bool punctuation, bool only)
{
    tkit_spans spans = {0};
    tkit_arena arena;
    struct form_count *counted = NULL; /* NULL: what the lexicon says */
    const char *text = a->text;
    int r = TKIT_OK;
    tkit_arena_init(&arena, out->tk);
    if (s->removed || sample->chosen.ids || sample->inside) {
        counted = tkit_arena_zalloc(&arena, a->forms * sizeof *counted + 1);
        r = counted ? count_tokens(out->tk, s, a, sample, counted) : TKIT_ENOMEM;
    }
    if (only && r == TKIT_OK)
        r = tkit_counts_keep_text(out, a->text, a->text_size, &text);
    for (uint32_t f = 0; f < a->forms && r == TKIT_OK; f++) {
        uint32_t tokens = counted ? counted[f].tokens : a->terms[f].tokens;
        uint32_t documents = counted ? counted[f].documents : a->terms[f].documents, length;
        const char *form = tkit_attribute_form(a, f, &length);
        bool keep = tokens > 0 && length > 0;
        if (keep && !punctuation)
            r = tkit_form_is_word(out->tk, form, length, &spans, &keep);
        if (r == TKIT_OK && keep)
            r = only ? tkit_counts_append_kept(out, text + (form - a->text), length, tokens, documents)
                     : tkit_counts_sum(out, form, length, tokens, documents);
        if (r == TKIT_OK && (f & 0xfff) == 0)
            r = tkit_poll(out->tk);
    }
    tkit_spans_free(out->tk, &spans);
    tkit_arena_free(&arena);
    return r == TKIT_OK ? s->status : r;
}

int tkit_index_frequencies(struct tkit_index *index, const tkit_ngram_options *o, struct sample *sample,
                           tkit_counts **out)
{
    int r = tkit_counts_new(index->corpus->tk, out);
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++) {
        struct tkit_segment *s = index->segments[i];
        struct tkit_attribute *a = tkit_segment_attribute(s, o->attribute);
        if (a && (r = tkit_attribute_load(a)) == TKIT_OK && (r = tkit_sample_enter(sample, (uint32_t)i)) == TKIT_OK)
            r = count_segment(*out, s, a, sample, o->with_punctuation, index->count == 1);
    }
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, o->least ? o->least : 1, index->count == 1);
    if (r != TKIT_OK) {
        tkit_counts_free(*out);
        *out = NULL;
    }
    return r;
}
