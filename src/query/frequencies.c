/* Frequencies of the forms of an attribute. The index has them beside its lexicon, so no token is looked at, except for
 * a part of the corpus and in segments with removed documents, whose counts still hold those. */
#include "query/lexicons.h"
#include "query/sample.h"

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

/* What the lexicon of each segment does not tell: *counted in the arena, NULL where it tells. */
static int count_segment(struct tkit_segment *s, struct tkit_attribute *a, struct sample *sample, tkit_arena *arena,
                         struct form_count **counted)
{
    if (!a || (!s->removed && !sample->chosen.ids && !sample->inside))
        return TKIT_OK;
    *counted = tkit_arena_zalloc(arena, a->forms * sizeof **counted + 1);
    int r = *counted ? count_tokens(s->corpus->tk, s, a, sample, *counted) : TKIT_ENOMEM;
    return r == TKIT_OK ? s->status : r;
}

/* Adds up what the segments say about each form. */
static int add_up(tkit_counts *out, struct lexicon *lexicons, struct form_count *const *counted, size_t count,
                  bool punctuation)
{
    tkit_spans spans = {0};
    const char *form;
    uint32_t length = 0, work = 0;
    int r = TKIT_OK;
    while (r == TKIT_OK && (form = tkit_lexicons_next(lexicons, count, &length)) != NULL) {
        uint64_t tokens = 0;
        uint32_t documents = 0;
        for (size_t i = 0; i < count; i++) {
            const struct lexicon *l = &lexicons[i];
            if (l->form == TKIT_NO_TOKEN)
                continue;
            tokens += counted[i] ? counted[i][l->form].tokens : l->attribute->terms[l->form].tokens;
            documents += counted[i] ? counted[i][l->form].documents : l->attribute->terms[l->form].documents;
        }
        bool keep = tokens > 0 && length > 0;
        if (keep && !punctuation)
            r = tkit_form_is_word(out->tk, form, length, &spans, &keep);
        if (r == TKIT_OK && keep)
            r = tkit_counts_append_kept(out, form, length, tokens, documents);
        if (r == TKIT_OK && (++work & 0xfff) == 0)
            r = tkit_poll(out->tk);
    }
    tkit_spans_free(out->tk, &spans);
    return r;
}

int tkit_index_frequencies(struct tkit_index *index, const tkit_ngram_options *o, struct sample *sample,
                           tkit_counts **out)
{
    tkit_arena arena;
    struct lexicon *lexicons;
    tkit_arena_init(&arena, index->corpus->tk);
    struct form_count **counted = tkit_arena_zalloc(&arena, index->count * sizeof *counted + 1);
    int r = tkit_counts_new(index->corpus->tk, out);
    if (r == TKIT_OK)
        r = counted ? tkit_lexicons_open(index, o->by, *out, &arena, &lexicons) : TKIT_ENOMEM;
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++)
        if ((r = tkit_sample_enter(sample, (uint32_t)i)) == TKIT_OK)
            r = count_segment(index->segments[i], lexicons[i].attribute, sample, &arena, &counted[i]);
    if (r == TKIT_OK)
        r = add_up(*out, lexicons, counted, index->count, o->with_punctuation);
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, o->least ? o->least : 1, true);
    tkit_arena_free(&arena);
    if (r != TKIT_OK) {
        tkit_counts_free(*out);
        *out = NULL;
    }
    return r;
}
