/* Style of the documents of a corpus: the counts behind readability, and diversity, over the tokens of the index. */
#include "query/counts.h"
#include "query/query.h"
#include "query/sample.h"
#include "store/segment.h"

#include <toolkit/stats.h>

#include <utf8proc.h>

/* What one form adds to the counts of its document. */
struct weight {
    uint16_t characters, syllables;
    bool is_word;    /* a word of its own */
    bool is_part;    /* of the word before it */
    uint32_t number; /* of the type in the document looked at, + 1; 0: not yet */
};

struct walk {
    tkit *tk;
    const tkit_style_options *options;
    struct sample sample;
    tkit_style_row *rows;
    size_t count, capacity;
    uint32_t *forms, *types; /* of one document's tokens; of its words, as numbers of this document */
    size_t forms_capacity, types_capacity;
};

static unsigned count_characters(const char *form, uint32_t length)
{
    unsigned count = 0;
    for (utf8proc_ssize_t at = 0, step; at < (utf8proc_ssize_t)length; at += step) {
        utf8proc_int32_t c;
        step = utf8proc_iterate((const utf8proc_uint8_t *)form + at, (utf8proc_ssize_t)length - at, &c);
        if (step <= 0)
            break;
        utf8proc_category_t category = utf8proc_category(c);
        count += (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
                 (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
    }
    return count;
}

static bool is_part_of_word(const char *form, uint32_t length)
{
    static const char *const parts[] = {"n't", "n\xe2\x80\x99t"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (length == strlen(parts[i]) && memcmp(form, parts[i], length) == 0)
            return true;
    return form[0] == '\'' || (length >= 3 && memcmp(form, "\xe2\x80\x99", 3) == 0);
}

static int weigh_forms(tkit *tk, struct tkit_attribute *a, tkit_arena *arena, struct weight **out)
{
    tkit_spans spans = {0};
    int r = TKIT_OK;
    struct weight *weights = *out = tkit_arena_zalloc(arena, a->forms * sizeof *weights + 1);
    if (!weights)
        return TKIT_ENOMEM;
    for (uint32_t f = 0; f < a->forms && r == TKIT_OK; f++) {
        uint32_t length;
        const char *form = tkit_attribute_form(a, f, &length);
        struct weight *w = &weights[f];
        r = tkit_form_is_word(tk, form, length, &spans, &w->is_word);
        if (r != TKIT_OK || !w->is_word)
            continue;
        unsigned characters = count_characters(form, length),
                 syllables = (unsigned)tkit_syllables_english(form, length);
        w->is_part = is_part_of_word(form, length);
        w->is_word = !w->is_part;
        w->characters = (uint16_t)(characters < UINT16_MAX ? characters : UINT16_MAX);
        w->syllables = (uint16_t)(syllables < UINT16_MAX ? syllables : UINT16_MAX);
    }
    tkit_spans_free(tk, &spans);
    return r;
}

static int reserve_tokens(struct walk *k, uint32_t count)
{
    int r = tkit_reserve(k->tk, (void **)&k->forms, &k->forms_capacity, (size_t)count + 1, sizeof *k->forms);
    if (r == TKIT_OK)
        r = tkit_reserve(k->tk, (void **)&k->types, &k->types_capacity, (size_t)count + 1, sizeof *k->types);
    return r == TKIT_OK ? tkit_reserve(k->tk, (void **)&k->rows, &k->capacity, k->count + 1, sizeof *k->rows) : r;
}

/* Sentences of a segment by their starts, and the one that the token before lay in. */
struct sentences {
    const uint32_t *start;
    size_t count, at;
    bool counted; /* that one */
};

/* Whether a token is the first of its sentence to be counted; never where no sentences are known. */
static bool is_first(struct sentences *s, uint32_t position)
{
    if (!s->count)
        return false;
    while (s->at < s->count && s->start[s->at] <= position) {
        s->at++;
        s->counted = false;
    }
    bool first = !s->counted;
    s->counted = true;
    return first;
}

static int add_document(struct walk *k, struct tkit_attribute *a, struct weight *weights, uint32_t d,
                        struct sentences *sentences)
{
    enum { POLYSYLLABLE = 3, LONG_WORD = 7 };
    struct tkit_segment *s = a->segment;
    uint32_t first = s->first_token[d], count = s->first_token[d + 1] - first, types = 0;
    int r = reserve_tokens(k, count);
    if (r != TKIT_OK)
        return r;
    tkit_style_row *row = &k->rows[k->count];
    *row = (tkit_style_row){.document = s->document[d]};
    sentences->counted = false;
    tkit_column_forms(a, first, count, k->forms);
    for (uint32_t i = 0; i < count; i++) {
        struct weight *w = &weights[k->forms[i] < a->forms ? k->forms[i] : 0];
        if (tkit_sample_reach(&k->sample, first + i) == first + i)
            continue;
        row->counts.characters += w->characters;
        if (!w->is_word)
            continue;
        row->counts.sentences += is_first(sentences, first + i);
        if (!w->number)
            w->number = ++types;
        k->types[row->counts.words++] = w->number - 1;
        row->counts.syllables += w->syllables;
        row->counts.polysyllables += w->syllables >= POLYSYLLABLE;
        row->counts.long_words += w->characters >= LONG_WORD;
    }
    for (uint32_t i = 0; i < count; i++) weights[k->forms[i] < a->forms ? k->forms[i] : 0].number = 0;
    if (row->counts.words == 0)
        return TKIT_OK;
    k->count++;
    if (!k->options->with_diversity)
        return TKIT_OK;
    return tkit_diversity_of(k->tk, k->types, (size_t)row->counts.words, types, k->options->window, &row->diversity);
}

static struct tkit_attribute *words_of(struct tkit_segment *s, const char *attribute)
{
    struct tkit_attribute *a = tkit_segment_attribute(s, attribute ? attribute : "lower");
    return a || attribute ? a : tkit_segment_attribute(s, "word");
}

static int add_segment(struct walk *k, struct tkit_segment *s, uint32_t number)
{
    struct tkit_attribute *a = words_of(s, k->options->by);
    struct weight *weights = NULL;
    tkit_arena arena;
    if (!a)
        return TKIT_OK;
    tkit_arena_init(&arena, k->tk);
    int r = tkit_attribute_load(a);
    if (r == TKIT_OK)
        r = weigh_forms(k->tk, a, &arena, &weights);
    if (r == TKIT_OK)
        r = tkit_sample_enter(&k->sample, number);
    struct sentences sentences = {.start = r == TKIT_OK && s->sentences ? tkit_segment_sentences(s) : NULL};
    sentences.count = sentences.start ? s->sentences : 0;
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        if (!s->document[d])
            continue;
        r = add_document(k, a, weights, d, &sentences);
        if (r == TKIT_OK)
            r = tkit_poll(k->tk);
    }
    tkit_arena_free(&arena);
    return r == TKIT_OK ? s->status : r;
}

int tkit_corpus_style(tkit_corpus *corpus, const tkit_style_options *options, tkit_style_row **rows, size_t *count)
{
    tkit_style_options o = {0};
    struct tkit_index *index = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    struct walk k = {.tk = corpus->tk, .options = &o, .sample.inside = o.inside};
    int r = TKIT_OK;
    if (o.inside)
        index = o.inside->query->index;
    else
        r = tkit_index_open(corpus, &index);
    if (r == TKIT_OK && o.by)
        r = tkit_index_need_attribute(index, o.by);
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++) r = add_segment(&k, index->segments[i], (uint32_t)i);
    if (!o.inside)
        tkit_index_close(index);
    tkit_sample_leave(k.tk, &k.sample);
    tkit_free(k.tk, k.forms, k.forms_capacity * sizeof *k.forms);
    tkit_free(k.tk, k.types, k.types_capacity * sizeof *k.types);
    *rows = NULL;
    *count = 0;
    if (r == TKIT_OK && k.count) { /* handed over with its exact size */
        *rows = tkit_alloc(k.tk, k.count * sizeof **rows);
        if (*rows) {
            memcpy(*rows, k.rows, k.count * sizeof **rows);
            *count = k.count;
        } else {
            r = tkit_fail_nomem(k.tk);
        }
    }
    tkit_free(k.tk, k.rows, k.capacity * sizeof *k.rows);
    return r;
}

void tkit_style_free(tkit *tk, tkit_style_row *rows, size_t count)
{
    tkit_free(tk, rows, count * sizeof *rows);
}
