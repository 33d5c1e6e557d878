/* The annotator: runs the layers over a text, sentence by sentence, and keeps their results as columns.
 *
 * Owns the opened models and the scratch memory; an annotation owns its columns and borrows tag and relation names. */
#include "nlp/annotate.h"

#include "base/embedded.h"
#include "nlp/lemmatizer.h"
#include "nlp/lexicon.h"
#include "nlp/names.h"
#include "nlp/parser.h"
#include "nlp/segmenter.h"
#include "nlp/tagger.h"

enum part { LEXICON, SEGMENTER, TAGGER, LEMMATIZER, PARSER, NAMES, PARTS };
static const char *const part_names[PARTS] = {"lexicon", "segmenter", "tagger", "lemmatizer", "parser", "names"};

struct tkit_annotator {
    tkit *tk;
    const tkit_model *models[PARTS];
    tkit_model *owned[PARTS];
    struct lexicon lexicon;
    struct segmenter segmenter;
    struct tagger tagger;
    struct lemmatizer lemmatizer;
    struct parser parser;
    struct names names;
    uint16_t xpos_number[TAGS_MAX]; /* tag -> first tag with the same XPOS */
    struct segmentation segmentation;
    struct parser_scratch parser_scratch;
    struct names_scratch names_scratch;
    struct word *words; /* of one sentence */
    size_t word_capacity;
};

/* Strings, each stored once, in the order in which they came. */
struct strings {
    tkit_buffer text;      /* NUL-terminated, one behind the other */
    uint32_t *offset, *slots;
    size_t count, capacity, slot_count;
};

struct tkit_annotation {
    tkit *tk;
    const struct tkit_annotator *annotator;
    tkit_annotation_columns columns;
    uint32_t *start, *end, *sentence, *sentence_first, *lemma, *left, *right;
    int32_t *head;
    uint16_t *xpos, *feats, *relation;
    uint8_t *part, *upos, *sense, *name, *name_first;
    struct strings lemmas;
    size_t sentence_room;
};

/* ---- the annotator ---- */

static bool is_kind(const tkit_model *model, const char *kind)
{
    size_t size = strlen(kind);
    const char *header = tkit_model_header(model);
    return strncmp(header, "kind: ", 6) == 0 && strncmp(header + 6, kind, size) == 0 && header[6 + size] == '\n';
}

static int find_models(tkit_annotator *a, const tkit_model *const *models, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int part = 0;
        while (part < PARTS && !is_kind(models[i], part_names[part])) part++;
        if (part == PARTS)
            return tkit_fail(a->tk, TKIT_EINVALID, "an annotator has no use for a model of %.40s",
                             tkit_model_header(models[i]));
        a->models[part] = models[i];
    }
    for (int part = 0; part < PARTS; part++)
        for (const struct embedded_model *e = tkit_embedded_models; !a->models[part] && e->name; e++)
            if (strcmp(e->name, part_names[part]) == 0) {
                int code = tkit_model_load(a->tk, e->name, e->data, (size_t)(e->end - e->data), &a->owned[part]);
                if (code)
                    return code;
                a->models[part] = a->owned[part];
            }
    return TKIT_OK;
}

static int open_models(tkit_annotator *a)
{
    if (!a->models[SEGMENTER])
        return tkit_fail(a->tk, TKIT_ENOTFOUND, "no segmenter model");
    int code = tkit_segmenter_open(&a->segmenter, a->tk, a->models[SEGMENTER]);
    if (!code && a->models[LEXICON])
        code = tkit_lexicon_open(&a->lexicon, a->tk, a->models[LEXICON]);
    if (!code && a->models[TAGGER])
        code = tkit_tagger_open(&a->tagger, a->tk, a->models[TAGGER]);
    if (!code && a->models[LEMMATIZER])
        code = tkit_lemmatizer_open(&a->lemmatizer, a->tk, a->models[LEMMATIZER]);
    if (!code && a->models[PARSER])
        code = tkit_parser_open(&a->parser, a->tk, a->models[PARSER]);
    if (!code && a->models[NAMES])
        code = tkit_names_open(&a->names, a->tk, a->models[NAMES]);
    for (uint32_t i = 0; !code && i < a->tagger.tags.count; i++) {
        uint32_t first = 0;
        while (strcmp(a->tagger.xpos[first], a->tagger.xpos[i]) != 0) first++;
        a->xpos_number[i] = (uint16_t)first;
    }
    return code;
}

int tkit_annotator_create(tkit *tk, const tkit_model *const *models, size_t count, tkit_annotator **out)
{
    *out = NULL;
    tkit_annotator *a = tkit_calloc(tk, 1, sizeof *a);
    if (!a)
        return tkit_fail_nomem(tk);
    a->tk = tk;
    int code = find_models(a, models, count);
    if (!code)
        code = open_models(a);
    if (code)
        tkit_annotator_free(a);
    else
        *out = a;
    return code;
}

void tkit_annotator_free(tkit_annotator *a)
{
    if (!a)
        return;
    tkit_tagger_close(&a->tagger);
    tkit_lemmatizer_close(&a->lemmatizer);
    tkit_parser_close(&a->parser);
    tkit_segmentation_free(&a->segmentation);
    tkit_parser_scratch_free(a->tk, &a->parser_scratch);
    tkit_names_scratch_free(a->tk, &a->names_scratch);
    tkit_free(a->tk, a->words, a->word_capacity * sizeof *a->words);
    for (int part = 0; part < PARTS; part++) tkit_model_free(a->owned[part]);
    tkit_free(a->tk, a, sizeof *a);
}

const tkit_model *tkit_annotator_model(const tkit_annotator *a, size_t number)
{
    for (size_t part = 0; part < PARTS; part++)
        if (a->models[part] && !number--)
            return a->models[part];
    return NULL;
}

tkit *tkit_annotator_context(const tkit_annotator *a)
{
    return a->tk;
}

/* ---- strings ---- */

static int grow_slots(tkit *tk, struct strings *s)
{
    size_t slots = s->slot_count ? s->slot_count * 2 : 256;
    uint32_t *table = tkit_calloc(tk, slots, sizeof *table);
    if (!table)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < s->count; i++) {
        const char *text = s->text.data + s->offset[i];
        size_t at = feature_slot(feature_text(text, strlen(text)), slots);
        while (table[at]) at = at + 1 < slots ? at + 1 : 0;
        table[at] = (uint32_t)i + 1;
    }
    tkit_free(tk, s->slots, s->slot_count * sizeof *s->slots);
    s->slots = table;
    s->slot_count = slots;
    return TKIT_OK;
}

static int intern(tkit *tk, struct strings *s, const char *text, size_t size, uint32_t *number)
{
    int code = s->count * 3 >= s->slot_count * 2 ? grow_slots(tk, s) : TKIT_OK;
    if (code)
        return code;
    size_t at = feature_slot(feature_text(text, size), s->slot_count);
    for (; s->slots[at]; at = at + 1 < s->slot_count ? at + 1 : 0) {
        const char *known = s->text.data + s->offset[s->slots[at] - 1];
        if (strncmp(known, text, size) == 0 && !known[size]) {
            *number = s->slots[at] - 1;
            return TKIT_OK;
        }
    }
    code = tkit_reserve(tk, (void **)&s->offset, &s->capacity, s->count + 1, sizeof *s->offset);
    if (code)
        return code;
    s->offset[s->count] = (uint32_t)s->text.size;
    tkit_buffer_add(&s->text, text, size);
    tkit_buffer_putc(&s->text, 0);
    *number = (uint32_t)s->count;
    s->slots[at] = (uint32_t)++s->count;
    return tkit_buffer_status(&s->text);
}

/* ---- columns ---- */

static int make_columns(tkit_annotation *r, size_t words, size_t sentences)
{
    tkit *tk = r->tk;
    size_t n = words + 1;
    r->columns.word_count = words;
    r->columns.sentence_count = sentences;
    r->start = tkit_calloc(tk, n, sizeof *r->start);
    r->end = tkit_calloc(tk, n, sizeof *r->end);
    r->sentence = tkit_calloc(tk, n, sizeof *r->sentence);
    r->sentence_first = tkit_calloc(tk, sentences + 1, sizeof *r->sentence_first);
    r->lemma = tkit_calloc(tk, n, sizeof *r->lemma);
    r->left = tkit_calloc(tk, n, sizeof *r->left);
    r->right = tkit_calloc(tk, n, sizeof *r->right);
    r->head = tkit_calloc(tk, n, sizeof *r->head);
    r->xpos = tkit_calloc(tk, n, sizeof *r->xpos);
    r->feats = tkit_calloc(tk, n, sizeof *r->feats);
    r->relation = tkit_calloc(tk, n, sizeof *r->relation);
    r->part = tkit_calloc(tk, n, 1);
    r->upos = tkit_calloc(tk, n, 1);
    r->sense = tkit_calloc(tk, n, 1);
    r->name = tkit_calloc(tk, n, 1);
    r->name_first = tkit_calloc(tk, n, 1);
    bool all = r->start && r->end && r->sentence && r->sentence_first && r->lemma && r->left && r->right &&
               r->head && r->xpos && r->feats && r->relation && r->part && r->upos && r->sense &&
               r->name && r->name_first;
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

void tkit_annotation_free(tkit_annotation *r)
{
    if (!r)
        return;
    tkit *tk = r->tk;
    size_t n = r->columns.word_count + 1;
    tkit_free(tk, r->start, n * sizeof *r->start);
    tkit_free(tk, r->end, n * sizeof *r->end);
    tkit_free(tk, r->sentence, n * sizeof *r->sentence);
    tkit_free(tk, r->sentence_first, (r->columns.sentence_count + 1) * sizeof *r->sentence_first);
    tkit_free(tk, r->lemma, n * sizeof *r->lemma);
    tkit_free(tk, r->left, n * sizeof *r->left);
    tkit_free(tk, r->right, n * sizeof *r->right);
    tkit_free(tk, r->head, n * sizeof *r->head);
    tkit_free(tk, r->xpos, n * sizeof *r->xpos);
    tkit_free(tk, r->feats, n * sizeof *r->feats);
    tkit_free(tk, r->relation, n * sizeof *r->relation);
    tkit_free(tk, r->part, n);
    tkit_free(tk, r->upos, n);
    tkit_free(tk, r->sense, n);
    tkit_free(tk, r->name, n);
    tkit_free(tk, r->name_first, n);
    tkit_buffer_free(&r->lemmas.text);
    tkit_free(tk, r->lemmas.offset, r->lemmas.capacity * sizeof *r->lemmas.offset);
    tkit_free(tk, r->lemmas.slots, r->lemmas.slot_count * sizeof *r->lemmas.slots);
    tkit_free(tk, r, sizeof *r);
}

void tkit_annotation_move(tkit_annotation *r, const tkit_annotator *to)
{
    r->tk = r->lemmas.text.tk = to->tk;
    r->annotator = to;
}

void tkit_annotation_get(const tkit_annotation *r, tkit_annotation_columns *out)
{
    *out = r->columns;
    out->start = r->start;
    out->end = r->end;
    out->sentence = r->sentence;
    out->sentence_first = r->sentence_first;
    out->token_part = r->part;
    out->upos = r->upos;
    out->xpos = r->xpos;
    out->feats = r->feats;
    out->lemma = r->lemma;
    out->head = r->head;
    out->relation = r->relation;
    out->left = r->left;
    out->right = r->right;
    out->sense = r->sense;
    out->name = r->name;
    out->name_first = r->name_first;
}

const char *tkit_annotation_xpos(const tkit_annotation *r, uint32_t number)
{
    return number < r->annotator->tagger.tags.count ? r->annotator->tagger.xpos[number] : NULL;
}
const char *tkit_annotation_feats(const tkit_annotation *r, uint32_t number)
{
    return number < r->annotator->tagger.feats.count ? r->annotator->tagger.feats.at[number] : NULL;
}
const char *tkit_annotation_relation(const tkit_annotation *r, uint32_t number)
{
    const struct model_strings *names = &r->annotator->parser.relation_names;
    return number < names->count ? names->at[number] : NULL;
}
const char *tkit_annotation_lemma(const tkit_annotation *r, uint32_t number)
{
    return number < r->lemmas.count ? r->lemmas.text.data + r->lemmas.offset[number] : NULL;
}

/* ---- the layers over one sentence ---- */

static int lemmatize(tkit_annotator *a, tkit_annotation *r, size_t first, size_t count)
{
    char lemma[LEMMA_BYTES];
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < count; i++) {
        struct word *w = &a->words[i];
        size_t size = tkit_lemmatizer_run(&a->lemmatizer, w, lemma);
        w->lemma = tkit_lemma_hash(lemma, size);
        w->sense = r->sense[first + i] = tkit_lexicon_sense(&a->lexicon, w->lemma, w->upos);
        code = intern(a->tk, &r->lemmas, lemma, size, &r->lemma[first + i]);
    }
    return code;
}

/* The first and last word of every subtree, dependents before heads. */
static void spread_subtrees(tkit_annotation *r, const struct parser_scratch *x, size_t first, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        uint32_t d = x->walk.order[k] - 1, head = x->heads[d + 1];
        if (!head)
            continue;
        size_t h = first + head - 1;
        if (r->left[first + d] < r->left[h])
            r->left[h] = r->left[first + d];
        if (r->right[first + d] > r->right[h])
            r->right[h] = r->right[first + d];
    }
}

static int parse(tkit_annotator *a, tkit_annotation *r, size_t first, size_t count)
{
    struct parser_scratch *x = &a->parser_scratch;
    int code = tkit_parser_run(&a->parser, x, a->words, count);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++) {
        r->head[first + i] = x->heads[i + 1] ? (int32_t)(first + x->heads[i + 1] - 1) : -1;
        r->relation[first + i] = x->relations[i + 1];
    }
    spread_subtrees(r, x, first, count);
    return TKIT_OK;
}

static int annotate_sentence(tkit_annotator *a, tkit_annotation *r, const char *text, unsigned layers, size_t first,
                             size_t count)
{
    int code = tkit_reserve(a->tk, (void **)&a->words, &a->word_capacity, count, sizeof *a->words);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++) {
        tkit_word_make(&a->words[i], text + r->start[first + i], r->end[first + i] - r->start[first + i]);
        tkit_lexicon_forms(&a->lexicon, &a->words[i]);
    }
    tkit_tagger_run(&a->tagger, a->words, count);
    for (size_t i = 0; i < count; i++) {
        r->upos[first + i] = a->words[i].upos;
        r->xpos[first + i] = a->xpos_number[a->words[i].tag];
        r->feats[first + i] = (uint16_t)tkit_tagger_feats(&a->tagger, &a->words[i]);
    }
    if (layers & (TKIT_LAYER_LEMMAS | TKIT_LAYER_PARSE | TKIT_LAYER_NAMES))
        code = lemmatize(a, r, first, count);
    if (!code && layers & TKIT_LAYER_PARSE)
        code = parse(a, r, first, count);
    if (!code && layers & TKIT_LAYER_NAMES)
        code = tkit_names_run(&a->names, &a->lexicon, &a->names_scratch, a->words, count, first, r->name,
                              r->name_first);
    return code;
}

static void copy_segmentation(tkit_annotation *r, const struct segmentation *x)
{
    for (size_t i = 0; i < x->word_count; i++) {
        r->start[i] = x->words[i].start;
        r->end[i] = x->words[i].end;
        r->part[i] = x->words[i].part;
        r->head[i] = -1;
        r->left[i] = r->right[i] = (uint32_t)i;
    }
    for (size_t s = 0; s < x->sentence_count; s++) {
        r->sentence_first[s] = x->sentence_first[s];
        for (uint32_t i = x->sentence_first[s]; i < x->sentence_first[s + 1]; i++) r->sentence[i] = (uint32_t)s;
    }
    r->sentence_first[x->sentence_count] = (uint32_t)x->word_count;
}

static int check_layers(const tkit_annotator *a, unsigned layers)
{
    if ((layers & ~0u) && !a->models[TAGGER])
        return tkit_fail(a->tk, TKIT_EUNSUPPORTED, "no model for tags");
    if (layers & (TKIT_LAYER_LEMMAS | TKIT_LAYER_PARSE | TKIT_LAYER_NAMES) && !a->models[LEMMATIZER])
        return tkit_fail(a->tk, TKIT_EUNSUPPORTED, "no model for lemmas");
    if (layers & TKIT_LAYER_PARSE && !a->models[PARSER])
        return tkit_fail(a->tk, TKIT_EUNSUPPORTED, "no model for parsing");
    if (layers & TKIT_LAYER_NAMES && !a->models[NAMES])
        return tkit_fail(a->tk, TKIT_EUNSUPPORTED, "no model for names");
    return TKIT_OK;
}

int tkit_annotate(tkit_annotator *a, const char *text, size_t length, unsigned layers, tkit_annotation **out)
{
    *out = NULL;
    int code = check_layers(a, layers);
    if (!code)
        code = tkit_segmenter_run(&a->segmenter, a->tk, text, length, &a->segmentation);
    if (code)
        return code;
    tkit_annotation *r = tkit_calloc(a->tk, 1, sizeof *r);
    if (!r)
        return tkit_fail_nomem(a->tk);
    r->tk = a->tk;
    r->annotator = a;
    tkit_buffer_init(&r->lemmas.text, a->tk);
    tkit_names_begin(&a->names_scratch);
    code = make_columns(r, a->segmentation.word_count, a->segmentation.sentence_count);
    if (!code)
        copy_segmentation(r, &a->segmentation);
    for (size_t s = 0; !code && layers && s < r->columns.sentence_count; s++) {
        size_t first = r->sentence_first[s];
        code = annotate_sentence(a, r, text, layers, first, r->sentence_first[s + 1] - first);
        if (!code)
            code = tkit_poll(a->tk);
    }
    tkit_names_finish(&a->names_scratch, r->name);
    if (code)
        tkit_annotation_free(r);
    else
        *out = r;
    return code;
}
