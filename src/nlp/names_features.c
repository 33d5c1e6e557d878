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
    if (count > 1 && tkit_name_class_kind[name.class] == TKIT_NAME_ORGANISATION) /* what it is called from here on: World Health Organization, WHO */
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

size_t tkit_name_features(const struct name_text *t, uint32_t first, uint32_t end, uint64_t *out)
{
    static const struct word edge = {.lower = 1, .cased = 1, .tag_key = 1};
    static const struct name_context nothing;
    const struct word *w = t->words, *a = &w[first], *z = &w[end - 1];
    const struct word *p = first > 0 ? a - 1 : &edge, *pp = first > 1 ? a - 2 : &edge;
    const struct word *n = end < t->count ? z + 1 : &edge, *nn = end + 1 < t->count ? z + 2 : &edge;
    const struct name_context *c = t->context, *ca = &c[first], *cz = &c[end - 1];
    uint32_t head = head_of(t, first, end);
    const struct word *h = &w[head];
    const struct name_context *ch = &c[head];
    bool before_name = first > 0 && ca[-1].part == PART_WORD, after_name = end < t->count && cz[1].part == PART_WORD;
    const struct name_context *cn = after_name ? cz + 1 : &nothing, *cp = before_name ? ca - 1 : &nothing;
    uint64_t length = end - first < 6 ? end - first : 6;
    uint64_t start = (first == 0) | t->title << 1;
    uint64_t joints = 0, any = 0, listed = 0, shapes = 0, open = before_name | after_name << 1;
    unsigned classes = 0;
    size_t known = tkit_lexicon_name(t->lexicon, a, end - first, &classes);
    listed = known == end - first ? classes : 0;
    for (uint32_t i = first; i < end; i++) any |= c[i].alone;
    for (uint32_t i = first; i < end; i++) joints |= c[i].part == PART_JOINT;
    for (uint32_t i = first; i < end; i++) shapes = shapes * 3 + (w[i].shape & SHAPE_UPPER_REST ? 2 : w[i].shape & SHAPE_LOWER ? 1 : 0);
    uint64_t form = tkit_name_form(w, first, end), size = length | joints << 3 | start << 4;
    uint64_t *f = out;
    *f++ = feature2(1, length, start);
    *f++ = feature2(2, size, shapes);
    *f++ = feature1(3, form);
    *f++ = feature2(4, form, open);
    *f++ = feature2(5, listed, size);
    *f++ = feature2(6, listed, p->lower);
    *f++ = feature3(7, listed, a->tag_key, z->tag_key);
    *f++ = feature2(8, a->lower, length > 1);
    *f++ = feature2(9, z->lower, length > 1);
    *f++ = feature2(10, h->lower, joints);
    *f++ = feature2(11, h->lower, length);
    *f++ = feature3(12, a->tag_key, z->tag_key, length);
    *f++ = feature3(13, p->tag_key, a->tag_key, length);
    *f++ = feature3(14, z->tag_key, n->tag_key, length);
    *f++ = feature2(15, p->lower, open);
    *f++ = feature2(16, n->lower, open);
    *f++ = feature2(17, p->lower, length);
    *f++ = feature2(18, n->lower, length);
    *f++ = feature2(19, pp->lower, p->lower);
    *f++ = feature2(20, n->lower, nn->lower);
    *f++ = feature2(21, p->sense, length);
    *f++ = feature2(22, n->sense, length);
    *f++ = feature2(23, p->tag_key, n->tag_key);
    *f++ = feature3(24, h->suffix[2], length, joints);
    *f++ = feature2(25, h->suffix[3], length > 1);
    *f++ = feature2(26, z->suffix[2], length);
    *f++ = feature2(27, a->suffix[2], length);
    *f++ = feature2(28, a->prefix[2], length);
    *f++ = feature2(29, ch->meaning, size);
    *f++ = feature3(30, ch->meaning, ch->alone, length > 1);
    *f++ = feature3(31, ca->alone, cz->alone, length);
    *f++ = feature2(32, ca->alone, length);
    *f++ = feature2(33, cz->alone, length);
    *f++ = feature3(34, ca->remembered, cz->remembered, length);
    *f++ = feature2(35, ca->remembered, open);
    *f++ = feature2(36, cz->remembered, open);
    *f++ = feature3(37, ca->alone, ch->meaning, length);
    *f++ = feature3(38, cz->alone, p->lower, length > 1);
    *f++ = feature2(39, a->shape, length);
    *f++ = feature3(40, a->shape, z->shape, length);
    *f++ = feature2(41, cn->alone, length);
    *f++ = feature2(42, cp->alone, length);
    *f++ = feature2(43, cn->meaning, length);
    *f++ = feature2(44, cp->meaning, length);
    *f++ = feature3(45, z->lower, n->lower, after_name);
    *f++ = feature3(46, p->lower, a->lower, before_name);
    *f++ = feature3(47, z->tag_key, n->tag_key, cn->meaning);
    *f++ = feature3(48, p->lower, n->lower, open);
    *f++ = feature3(49, ch->meaning, p->lower, joints);
    *f++ = feature2(50, pp->lower, length);
    *f++ = feature2(51, a->lexicon, start);
    *f++ = feature3(52, a->lexicon, length, start);
    *f++ = feature3(53, h->lexicon, length, start);
    *f++ = feature3(54, ca->meaning, cz->meaning, length);
    *f++ = feature2(55, ca->meaning, start);
    *f++ = feature2(56, z->size < 6 ? z->size : 6, a->shape | length << 8);
    *f++ = feature2(57, any, length > 1);
    *f++ = feature3(58, ch->alone, p->tag_key, length > 1);
    for (uint32_t i = first; i < end && i < first + 8; i++) { /* each word by itself */
        uint64_t place = (i == first) | (i + 1 == end) << 1;
        *f++ = feature2(60, w[i].lower, place);
        *f++ = feature1(61, w[i].cased);
        *f++ = feature2(62, w[i].tag_key, place);
        *f++ = feature3(63, c[i].alone, c[i].meaning, place);
        *f++ = feature2(64, c[i].remembered, place);
    }
    return (size_t)(f - out);
}
