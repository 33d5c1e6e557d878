/* What names are found by: where they may lie, and what a span shows. See names.h. */
#include "nlp/names.h"

static void remember(struct name_memory *m, uint64_t key, uint8_t class)
{
    size_t at = feature_slot(key, NAME_MEMORY);
    m->word[at] = key;
    m->class[at] = class;
}

void tkit_name_remember(struct name_memory *m, const struct word *words, struct name_span name)
{
    char initials[NAME_LONGEST];
    size_t count = 0;
    for (uint32_t i = name.first; i < name.end; i++) {
        if (!(words[i].shape & SHAPE_UPPER_FIRST))
            continue;
        initials[count++] = words[i].form[0];
        if (words[i].size > 2)
            remember(m, words[i].cased, name.class);
    }
    if (count > 1 && tkit_name_class_kind[name.class] == TKIT_NAME_ORGANISATION) /* what it is called from here on:
                                                                                    World Health Organization, WHO */
        remember(m, feature_text(initials, count), name.class);
}

static bool is_form(const struct word *w, const char *const *forms)
{
    for (const char *const *f = forms; *f; f++)
        if (strlen(*f) == w->size && memcmp(w->form, *f, w->size) == 0)
            return true;
    return false;
}

static bool is_name_word(const struct word *w)
{
    if ((w->shape & (SHAPE_UPPER_FIRST | SHAPE_UPPER_REST | SHAPE_LOWER)) == (SHAPE_UPPER_FIRST | SHAPE_UPPER_REST))
        return true; /* capitals throughout: WHO, U.S. */
    return w->upos == TKIT_UPOS_PROPN || (w->shape & SHAPE_UPPER_FIRST && w->upos != TKIT_UPOS_PRON &&
                                          w->upos != TKIT_UPOS_DET && w->upos != TKIT_UPOS_ADP);
}

static bool is_joint(const struct word *w)
{
    static const char *const forms[] = {"of", "the", "de", "la", "del", "von", "van", "bin", "al", "&", "-", "/", "and",
                                        "for", NULL};
    return w->size < 4 && is_form(w, forms);
}

void tkit_name_contexts(const struct lexicon *lexicon, const struct name_memory *memory, const struct word *words,
                        size_t count, struct name_context *out)
{
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; i < count; i++) {
        unsigned classes = 0;
        if (!is_name_word(&words[i])) {
            out[i].part = is_joint(&words[i]) ? PART_JOINT : PART_NONE;
            continue;
        }
        size_t slot = feature_slot(words[i].cased, NAME_MEMORY);
        out[i].part = PART_WORD;
        if (memory->word[slot] == words[i].cased)
            out[i].remembered = memory->class[slot];
        if (tkit_lexicon_name(lexicon, words + i, 1, &classes))
            out[i].alone = (uint8_t)classes;
        out[i].meaning = tkit_lexicon_sense(lexicon, words[i].lower, TKIT_UPOS_NOUN);
    }
}

struct name_text tkit_name_text(const struct lexicon *lexicon, const struct word *words,
                                const struct name_context *context, size_t count)
{
    struct name_text t = {.lexicon = lexicon, .words = words, .context = context, .count = count};
    size_t large = 0, small = 0;
    for (size_t i = 0; i < count; i++) {
        large += (words[i].shape & SHAPE_UPPER_FIRST) != 0;
        small += !(words[i].shape & SHAPE_UPPER_FIRST) &&
                 (words[i].upos == TKIT_UPOS_NOUN || words[i].upos == TKIT_UPOS_VERB || words[i].upos == TKIT_UPOS_ADJ);
    }
    t.title = large > 2 && !small;
    return t;
}

bool tkit_name_stretch(const struct name_text *t, size_t at, struct name_span *out)
{
    while (at < t->count && t->context[at].part != PART_WORD) at++;
    if (at >= t->count)
        return false;
    size_t end = at + 1, last = end;
    for (; end < t->count && t->context[end].part; end++)
        if (t->context[end].part == PART_WORD)
            last = end + 1;
    *out = (struct name_span){(uint32_t)at, (uint32_t)last, 0};
    return true;
}

bool tkit_name_fits(const struct name_text *t, uint32_t first, uint32_t end)
{
    return t->context[first].part == PART_WORD && t->context[end - 1].part == PART_WORD;
}

size_t tkit_name_steps(const struct name_text *t, uint32_t first, const struct name_span *before, uint64_t *out)
{
    uint32_t gap = first - before->end;
    uint64_t between = gap == 1 ? t->words[before->end].lower : gap == 2 ? t->words[first - 1].lower : gap ? 1 : 2;
    uint64_t class = gap > 2 ? 0 : before->class;
    uint64_t *f = out;
    *f++ = feature2(1, class, between);
    *f++ = feature2(2, class, gap == 0);
    return (size_t)(f - out);
}

uint64_t tkit_name_form(const struct word *words, uint32_t first, uint32_t end)
{
    uint64_t h = 1;
    for (uint32_t i = first; i < end; i++) h = feature2(90, h, words[i].lower);
    return h;
}

/* The last word before the first "of": University of York, Ministry of Justice. */
static uint32_t head_of(const struct name_text *t, uint32_t first, uint32_t end)
{
    for (uint32_t i = first + 1; i + 1 < end; i++)
        if (t->context[i].part == PART_JOINT && t->words[i].size == 2 && t->words[i].form[0] == 'o')
            return i - 1;
    return end - 1;
}

/* What the features of a span are made of. */
struct span_view {
    const struct word *a, *z, *h;            /* its first and last word, its head */
    const struct word *p, *pp, *n, *nn;      /* the two words before it, the two behind it */
    const struct name_context *ca, *cz, *ch; /* of first, last and head */
    const struct name_context *cp, *cn;      /* of the name words beside it */
    bool before_name, after_name;            /* whether there are such words */
    uint64_t open;                           /* both as bits */
    uint64_t length, start, joints, size;    /* at most 6; sentence start and title; holds a joint; all in one */
    uint64_t form, shapes, any, listed;      /* any and listed: enum lexicon_name of its words and of the whole */
};

/* The words around a span and at its ends. */
static void view_words(struct span_view *x, const struct name_text *t, uint32_t first, uint32_t end)
{
    static const struct word edge = {.lower = 1, .cased = 1, .tag_key = 1};
    static const struct name_context nothing;
    uint32_t head = head_of(t, first, end);
    x->a = &t->words[first], x->z = &t->words[end - 1], x->h = &t->words[head];
    x->p = first > 0 ? x->a - 1 : &edge, x->pp = first > 1 ? x->a - 2 : &edge;
    x->n = end < t->count ? x->z + 1 : &edge, x->nn = end + 1 < t->count ? x->z + 2 : &edge;
    x->ca = &t->context[first], x->cz = &t->context[end - 1], x->ch = &t->context[head];
    x->before_name = first > 0 && x->ca[-1].part == PART_WORD;
    x->after_name = end < t->count && x->cz[1].part == PART_WORD;
    x->cp = x->before_name ? x->ca - 1 : &nothing;
    x->cn = x->after_name ? x->cz + 1 : &nothing;
    x->open = x->before_name | x->after_name << 1;
}

/* The span as one: after view_words(). */
static void view_whole(struct span_view *x, const struct name_text *t, uint32_t first, uint32_t end)
{
    unsigned classes = 0;
    size_t known = tkit_lexicon_name(t->lexicon, x->a, end - first, &classes);
    x->listed = known == end - first ? classes : 0;
    x->joints = x->any = x->shapes = 0;
    for (uint32_t i = first; i < end; i++) {
        unsigned shape = t->words[i].shape;
        x->any |= t->context[i].alone;
        x->joints |= t->context[i].part == PART_JOINT;
        x->shapes = x->shapes * 3 + (shape & SHAPE_UPPER_REST ? 2 : shape & SHAPE_LOWER ? 1 : 0);
    }
    x->length = end - first < 6 ? end - first : 6;
    x->start = (first == 0) | t->title << 1;
    x->size = x->length | x->joints << 3 | x->start << 4;
    x->form = tkit_name_form(t->words, first, end);
}

/* The span as one: its length, its form, the lists that have it. */
static uint64_t *whole_features(const struct span_view *x, uint64_t *f)
{
    *f++ = feature2(1, x->length, x->start);
    *f++ = feature2(2, x->size, x->shapes);
    *f++ = feature1(3, x->form);
    *f++ = feature2(4, x->form, x->open);
    *f++ = feature2(5, x->listed, x->size);
    *f++ = feature2(6, x->listed, x->p->lower);
    *f++ = feature3(7, x->listed, x->a->tag_key, x->z->tag_key);
    *f++ = feature2(57, x->any, x->length > 1);
    return f;
}

/* Its first word, its last word and its head. */
static uint64_t *word_features(const struct span_view *x, uint64_t *f)
{
    *f++ = feature2(8, x->a->lower, x->length > 1);
    *f++ = feature2(9, x->z->lower, x->length > 1);
    *f++ = feature2(10, x->h->lower, x->joints);
    *f++ = feature2(11, x->h->lower, x->length);
    *f++ = feature3(12, x->a->tag_key, x->z->tag_key, x->length);
    *f++ = feature3(24, x->h->suffix[2], x->length, x->joints);
    *f++ = feature2(25, x->h->suffix[3], x->length > 1);
    *f++ = feature2(26, x->z->suffix[2], x->length);
    *f++ = feature2(27, x->a->suffix[2], x->length);
    *f++ = feature2(28, x->a->prefix[2], x->length);
    *f++ = feature2(39, x->a->shape, x->length);
    *f++ = feature3(40, x->a->shape, x->z->shape, x->length);
    *f++ = feature2(51, x->a->lexicon, x->start);
    *f++ = feature3(52, x->a->lexicon, x->length, x->start);
    *f++ = feature3(53, x->h->lexicon, x->length, x->start);
    *f++ = feature2(56, x->z->size < 6 ? x->z->size : 6, x->a->shape | x->length << 8);
    return f;
}

/* The words around it. */
static uint64_t *around_features(const struct span_view *x, uint64_t *f)
{
    *f++ = feature3(13, x->p->tag_key, x->a->tag_key, x->length);
    *f++ = feature3(14, x->z->tag_key, x->n->tag_key, x->length);
    *f++ = feature2(15, x->p->lower, x->open);
    *f++ = feature2(16, x->n->lower, x->open);
    *f++ = feature2(17, x->p->lower, x->length);
    *f++ = feature2(18, x->n->lower, x->length);
    *f++ = feature2(19, x->pp->lower, x->p->lower);
    *f++ = feature2(20, x->n->lower, x->nn->lower);
    *f++ = feature2(21, x->p->sense, x->length);
    *f++ = feature2(22, x->n->sense, x->length);
    *f++ = feature2(23, x->p->tag_key, x->n->tag_key);
    *f++ = feature3(45, x->z->lower, x->n->lower, x->after_name);
    *f++ = feature3(46, x->p->lower, x->a->lower, x->before_name);
    *f++ = feature3(48, x->p->lower, x->n->lower, x->open);
    *f++ = feature2(50, x->pp->lower, x->length);
    return f;
}

/* What its words mean as common nouns, are alone, and were called before. */
static uint64_t *meaning_features(const struct span_view *x, uint64_t *f)
{
    *f++ = feature2(29, x->ch->meaning, x->size);
    *f++ = feature3(30, x->ch->meaning, x->ch->alone, x->length > 1);
    *f++ = feature3(31, x->ca->alone, x->cz->alone, x->length);
    *f++ = feature2(32, x->ca->alone, x->length);
    *f++ = feature2(33, x->cz->alone, x->length);
    *f++ = feature3(34, x->ca->remembered, x->cz->remembered, x->length);
    *f++ = feature2(35, x->ca->remembered, x->open);
    *f++ = feature2(36, x->cz->remembered, x->open);
    *f++ = feature3(37, x->ca->alone, x->ch->meaning, x->length);
    *f++ = feature3(38, x->cz->alone, x->p->lower, x->length > 1);
    *f++ = feature3(49, x->ch->meaning, x->p->lower, x->joints);
    *f++ = feature3(54, x->ca->meaning, x->cz->meaning, x->length);
    *f++ = feature2(55, x->ca->meaning, x->start);
    *f++ = feature3(58, x->ch->alone, x->p->tag_key, x->length > 1);
    return f;
}

/* The name words beside it. */
static uint64_t *beside_features(const struct span_view *x, uint64_t *f)
{
    *f++ = feature2(41, x->cn->alone, x->length);
    *f++ = feature2(42, x->cp->alone, x->length);
    *f++ = feature2(43, x->cn->meaning, x->length);
    *f++ = feature2(44, x->cp->meaning, x->length);
    *f++ = feature3(47, x->z->tag_key, x->n->tag_key, x->cn->meaning);
    return f;
}

/* Each word by itself. */
static uint64_t *member_features(const struct name_text *t, uint32_t first, uint32_t end, uint64_t *f)
{
    const struct word *w = t->words;
    const struct name_context *c = t->context;
    for (uint32_t i = first; i < end && i < first + 8; i++) {
        uint64_t place = (i == first) | (i + 1 == end) << 1;
        *f++ = feature2(60, w[i].lower, place);
        *f++ = feature1(61, w[i].cased);
        *f++ = feature2(62, w[i].tag_key, place);
        *f++ = feature3(63, c[i].alone, c[i].meaning, place);
        *f++ = feature2(64, c[i].remembered, place);
    }
    return f;
}

size_t tkit_name_features(const struct name_text *t, uint32_t first, uint32_t end, uint64_t *out)
{
    struct span_view x;
    view_words(&x, t, first, end);
    view_whole(&x, t, first, end);
    uint64_t *f = out;
    f = whole_features(&x, f);
    f = word_features(&x, f);
    f = around_features(&x, f);
    f = meaning_features(&x, f);
    f = beside_features(&x, f);
    f = member_features(t, first, end, f);
    return (size_t)(f - out);
}
