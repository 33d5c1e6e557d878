/* Names at work: see names.h. */
#include "nlp/names.h"

const uint8_t tkit_name_class_kind[(NAME_CLASSES - 1) / 2] = {
    TKIT_NAME_PERSON, TKIT_NAME_ORGANISATION, TKIT_NAME_PLACE, TKIT_NAME_EVENT, TKIT_NAME_PRODUCT, TKIT_NAME_OTHER,
};

const char *tkit_name_kind_name(int kind)
{
    static const char *const names[TKIT_NAME_COUNT] = {
        NULL, "person", "organisation", "place", "event", "product", "law", "demonym", "other",
    };
    return kind > 0 && kind < TKIT_NAME_COUNT ? names[kind] : NULL;
}

int tkit_names_open(struct names *n, tkit *tk, const tkit_model *model)
{
    *n = (struct names){.tk = tk};
    int code = tkit_model_expect(model, "names");
    return code ? code : tkit_wide_load(model, "NAM", NAME_CLASSES, &n->weights);
}

void tkit_names_scratch_free(tkit *tk, struct names_scratch *x)
{
    tkit_free(tk, x->context, x->capacity * sizeof *x->context);
    x->context = NULL;
    x->capacity = 0;
}

bool tkit_name_follows(unsigned c, unsigned previous)
{
    return c == 0 || c % 2 == 1 || previous == c || previous + 1 == c;
}

void tkit_name_remember(struct name_memory *m, const struct word *w, unsigned class)
{
    size_t at = feature_slot(w->cased, NAME_MEMORY);
    if (class && w->size > 2) {
        m->word[at] = w->cased;
        m->class[at] = (uint8_t)((class - 1) / 2 + 1);
    }
}

static bool is_capitalised(const struct word *w)
{
    return w->upos == TKIT_UPOS_PROPN || (w->shape & SHAPE_UPPER_FIRST && w->upos != TKIT_UPOS_PRON &&
                                          w->upos != TKIT_UPOS_DET && w->upos != TKIT_UPOS_ADP);
}

static void find_runs(const struct word *words, size_t count, struct name_context *out)
{
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && is_capitalised(&words[end])) end++;
        for (size_t k = i; k < end; k++) {
            out[k].run_first = (uint32_t)i;
            out[k].run_end = (uint32_t)end;
        }
        i = end + (end == i);
    }
}

void tkit_name_contexts(const struct lexicon *lexicon, const struct name_memory *memory, const struct word *words,
                        size_t count, struct name_context *out)
{
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count; i++) {
        size_t slot = feature_slot(words[i].cased, NAME_MEMORY);
        if (memory->word[slot] == words[i].cased)
            out[i].remembered = memory->class[slot];
        if (!is_capitalised(&words[i]))
            continue;
        unsigned classes = 0;
        if (tkit_lexicon_name(lexicon, words + i, 1, &classes))
            out[i].alone = (uint8_t)classes;
        out[i].meaning = tkit_lexicon_sense(lexicon, words[i].lower, TKIT_UPOS_NOUN);
    }
    for (size_t i = 0; i < count;) {
        unsigned classes = 0;
        size_t length = is_capitalised(&words[i]) ? tkit_lexicon_name(lexicon, words + i, count - i, &classes) : 0;
        for (size_t k = i; k < i + length; k++) {
            out[k].listed = (uint8_t)classes;
            out[k].listed_place = k == i ? 1 : 2;
        }
        i += length ? length : 1;
    }
    find_runs(words, count, out);
}

size_t tkit_name_features(const struct word *words, const struct name_context *context, size_t count, size_t i,
                          unsigned previous, unsigned before, uint64_t *out)
{
    static const struct word edge = {.lower = 1, .cased = 1, .tag_key = 1};
    const struct word *w = &words[i];
    const struct word *p = i > 0 ? w - 1 : &edge, *pp = i > 1 ? w - 2 : &edge;
    const struct word *n = i + 1 < count ? w + 1 : &edge, *nn = i + 2 < count ? w + 2 : &edge;
    const struct name_context *c = &context[i];
    uint64_t listed = (uint64_t)c->listed << 2 | c->listed_place;
    uint64_t next_listed = i + 1 < count ? (uint64_t)c[1].listed << 2 | c[1].listed_place : 0;
    uint64_t shape = (uint64_t)w->shape | (i == 0) << 8;
    bool run = c->run_end != 0;
    const struct word *first = run ? &words[c->run_first] : &edge, *last = run ? &words[c->run_end - 1] : &edge;
    const struct word *outside_left = run && c->run_first ? first - 1 : &edge;
    const struct word *outside_right = run && c->run_end < count ? last + 1 : &edge;
    uint64_t place = run ? (i == c->run_first) | (i + 1 == c->run_end) << 1 | 4 : 0;
    uint64_t length = run ? c->run_end - c->run_first : 0;
    uint64_t *f = out;
    *f++ = feature1(1, w->lower);
    *f++ = feature2(2, w->cased, previous);
    *f++ = feature2(3, w->tag_key, previous);
    *f++ = feature2(4, shape, previous);
    *f++ = feature2(5, w->suffix[2], shape);
    *f++ = feature1(6, w->suffix[3]);
    *f++ = feature1(7, w->prefix[2]);
    *f++ = feature2(8, p->lower, previous);
    *f++ = feature2(9, n->lower, previous);
    *f++ = feature1(10, pp->lower);
    *f++ = feature1(11, nn->lower);
    *f++ = feature3(12, p->tag_key, w->tag_key, n->tag_key);
    *f++ = feature3(13, w->tag_key, n->tag_key, previous);
    *f++ = feature2(14, previous, before);
    *f++ = feature2(15, listed, previous);
    *f++ = feature3(16, listed, w->tag_key, place);
    *f++ = feature2(17, next_listed, previous);
    *f++ = feature2(18, c->remembered, previous);
    *f++ = feature3(19, c->remembered, place, length);
    *f++ = feature2(20, p->sense, previous);
    *f++ = feature2(21, n->sense, previous);
    *f++ = feature2(22, w->sense, previous);
    *f++ = feature3(23, place, length, previous);
    *f++ = feature2(24, last->lower, place);
    *f++ = feature2(25, first->lower, place);
    *f++ = feature2(26, outside_left->lower, place);
    *f++ = feature2(27, outside_right->lower, place);
    *f++ = feature2(28, outside_left->sense, outside_right->sense);
    *f++ = feature3(29, outside_left->tag_key, outside_right->tag_key, length);
    *f++ = feature2(30, w->lexicon, shape);
    *f++ = feature3(31, w->lexicon, previous, place);
    *f++ = feature3(32, p->shape, w->shape, n->shape);
    *f++ = feature2(33, w->lower, n->lower);
    *f++ = feature2(34, p->lower, w->lower);
    *f++ = feature2(35, last->suffix[2], place);
    *f++ = feature2(36, first->suffix[2], length);
    *f++ = feature2(37, outside_left->lower, length);
    *f++ = feature2(38, outside_right->lower, length);
    *f++ = feature2(39, run ? context[c->run_first].listed : 0, length);
    *f++ = feature2(40, run ? context[c->run_end - 1].listed : 0, length);
    *f++ = feature3(41, run ? context[c->run_end - 1].remembered : 0, place, previous);
    *f++ = feature2(42, w->suffix[1], place);
    const struct name_context *cf = run ? &context[c->run_first] : c, *cl = run ? &context[c->run_end - 1] : c;
    *f++ = feature3(43, c->alone, previous, place);
    *f++ = feature3(44, cf->alone, cl->alone, length);
    *f++ = feature3(45, cl->meaning, place, length > 1);
    *f++ = feature3(46, cf->meaning, place, length > 1);
    *f++ = feature3(47, c->meaning, previous, place);
    *f++ = feature3(48, cf->alone, cl->meaning, place);
    *f++ = feature3(49, cf->alone, outside_left->lower, place);
    *f++ = feature3(50, cl->alone, outside_right->lower, place);
    *f++ = feature3(51, cf->listed, outside_left->lower, length);
    *f++ = feature2(52, outside_left->sense, place);
    *f++ = feature2(53, outside_right->sense, place);
    const struct word *far = run && c->run_first > 1 ? first - 2 : &edge;
    *f++ = feature3(54, far->lower, outside_left->lower, place);
    *f++ = feature2(55, outside_left->tag_key, place);
    *f++ = feature2(56, outside_right->tag_key, place);
    return (size_t)(f - out);
}

/* Statutes are named after their last word; the treebanks have no class for them. */
static bool is_law(const struct word *last)
{
    static const char *const words[] = {"Act", "Bill", "Treaty", "Convention", "Constitution", "Amendment", "Statute",
                                        "Protocol", "Accord", "Accords", NULL};
    for (const char *const *w = words; *w; w++)
        if (strlen(*w) == last->size && memcmp(last->form, *w, last->size) == 0)
            return true;
    return false;
}

static void name_laws_and_peoples(const struct lexicon *lexicon, const struct word *words, size_t count,
                                  uint8_t *kind, uint8_t *first)
{
    for (size_t i = 0; i < count; i++) {
        unsigned classes = 0;
        bool ends = kind[i] && (i + 1 == count || kind[i + 1] != kind[i] || first[i + 1]);
        if (ends && kind[i] != TKIT_NAME_PERSON && !first[i] && is_law(&words[i]))
            for (size_t k = i + 1; k-- > 0 && kind[k];) {
                kind[k] = TKIT_NAME_LAW;
                if (first[k])
                    break;
            }
        if (!kind[i] && words[i].shape & SHAPE_UPPER_FIRST && tkit_lexicon_name(lexicon, words + i, 1, &classes) &&
            classes & LISTED_PEOPLE) {
            kind[i] = TKIT_NAME_DEMONYM;
            first[i] = 1;
        }
    }
}

/* A title by itself before a person is part of the person's name: President + Barack Obama. */
static void join_titles(const struct name_context *context, size_t count, const uint8_t *kind, uint8_t *first)
{
    enum { SENSE_PERSON = 16 }; /* noun.person */
    for (size_t i = 1; i < count; i++)
        if (kind[i] == TKIT_NAME_PERSON && first[i] && kind[i - 1] == TKIT_NAME_PERSON && first[i - 1] &&
            context[i - 1].meaning == SENSE_PERSON)
            first[i] = 0;
}

int tkit_names_run(const struct names *n, const struct lexicon *lexicon, struct names_scratch *x,
                   const struct word *words, size_t count, uint8_t *kind, uint8_t *first)
{
    uint64_t features[NAME_FEATURES];
    int32_t scores[NAME_CLASSES];
    unsigned previous = 0, before = 0;
    int code = tkit_reserve(n->tk, (void **)&x->context, &x->capacity, count, sizeof *x->context);
    if (code)
        return code;
    tkit_name_contexts(lexicon, &x->memory, words, count, x->context);
    for (size_t i = 0; i < count; i++) {
        unsigned best = 0;
        /* a small word outside of names begins none */
        if (previous || is_capitalised(&words[i]) || words[i].shape & (SHAPE_UPPER_REST | SHAPE_OTHER | SHAPE_DIGIT)) {
            size_t used = tkit_name_features(words, x->context, count, i, previous, before, features);
            wide_score(&n->weights, features, used, scores);
            for (unsigned c = 1; c < NAME_CLASSES; c++)
                if (scores[c] > scores[best] && tkit_name_follows(c, previous))
                    best = c;
        }
        kind[i] = best ? tkit_name_class_kind[(best - 1) / 2] : TKIT_NAME_NONE;
        first[i] = best % 2;
        tkit_name_remember(&x->memory, &words[i], best);
        before = previous;
        previous = best;
    }
    join_titles(x->context, count, kind, first);
    name_laws_and_peoples(lexicon, words, count, kind, first);
    return TKIT_OK;
}
