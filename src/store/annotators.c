/* Annotating texts: the ring, its workers' annotators, and the columns they make. See annotators.h.
 *
 * An annotated document is one that brings its tokens: the columns below become attributes, names become regions of the
 * layer "ent", and everything after that is what the index does with imported tokens. */
#include "store/annotators.h"

#include <stdio.h>
#include <strings.h>

#include "base/ring.h"
#include "text/spans.h"

enum {
    SLOTS_A_THREAD = 8,
    BYTES_MOST = 64 << 20, /* of texts in all slots */
    MODELS_MOST = 16
};

static const char *const columns[] = {"word", "lemma", "pos", "xpos", "head", "relation", "ent"};
enum { COLUMNS = sizeof columns / sizeof *columns };
static const char names_layer[] = "ent";

struct slot {
    struct tkit_annotated item;
    int code; /* of a failure; its message: */
    char message[512];
};

/* What a thread annotates with. */
struct means {
    tkit_annotator *annotator; /* the first thread's is the corpus's */
    tkit_labeller *labeller;   /* NULL: words are wanted */
};

struct tkit_annotators {
    tkit *tk;
    struct tkit_ring *ring;
    struct means *means;
    unsigned threads;
};

bool tkit_language_is_annotated(const char *language)
{
    static const char *const english[] = {"en", "eng", "english"};
    if (!language || !*language)
        return true;
    size_t length = strcspn(language, "-_");
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        if (strlen(english[i]) == length && strncasecmp(language, english[i], length) == 0)
            return true;
    return false;
}

int tkit_corpus_annotator(tkit_corpus *corpus, tkit_annotator **out)
{
    int rc = corpus->annotator ? TKIT_OK : tkit_annotator_create(corpus->tk, NULL, 0, &corpus->annotator);
    *out = corpus->annotator;
    return rc;
}

/* ---- from an annotation to tokens that came with a document ---- */

static void put_value(tkit_buffer *values, const char *value)
{
    tkit_buffer_puts(values, value ? value : "");
    tkit_buffer_putc(values, 0);
}

static int add_words(tkit *tk, struct tkit_given_annotation *to, const tkit_annotation *from,
                     const tkit_annotation_columns *c)
{
    int rc = tkit_spans_room(tk, &to->tokens, c->word_count);
    for (size_t i = 0; i < c->word_count && rc == TKIT_OK; i++) {
        rc = tkit_spans_add(tk, &to->tokens, c->start[i], c->end[i], TKIT_TOKEN_WORD);
        put_value(&to->values, tkit_annotation_lemma(from, c->lemma[i]));
        put_value(&to->values, tkit_upos_name(c->upos[i]));
        put_value(&to->values, tkit_annotation_xpos(from, c->xpos[i]));
        tkit_buffer_printf(&to->values, "%d", c->head[i] < 0 ? 0 : c->head[i] - (int32_t)i);
        tkit_buffer_putc(&to->values, 0);
        put_value(&to->values, tkit_annotation_relation(from, c->relation[i]));
        put_value(&to->values, tkit_name_kind_name(c->name[i]));
    }
    return rc ? rc : tkit_buffer_status(&to->values);
}

static int add_names(tkit *tk, struct tkit_given_annotation *to, const tkit_annotation_columns *c)
{
    for (size_t i = 0; i < c->word_count;) {
        size_t end = i + 1;
        if (!c->name[i]) {
            i = end;
            continue;
        }
        while (end < c->word_count && c->name[end] == c->name[i] && !c->name_first[end]) end++;
        int rc = tkit_reserve(tk, (void **)&to->regions, &to->region_capacity, to->region_count + 1,
                              sizeof *to->regions);
        if (rc)
            return rc;
        to->regions[to->region_count++] = (struct tkit_region){.name = names_layer,
                                                               .label = tkit_name_kind_name(c->name[i]),
                                                               .start = c->start[i],
                                                               .end = c->end[end - 1]};
        i = end;
    }
    return TKIT_OK;
}

static int add_sentences(tkit *tk, struct tkit_given_annotation *to, const tkit_annotation_columns *c)
{
    int rc =
        tkit_reserve(tk, (void **)&to->sentences, &to->sentence_capacity, c->sentence_count, sizeof *to->sentences);
    if (rc == TKIT_OK && c->sentence_count)
        memcpy(to->sentences, c->sentence_first, c->sentence_count * sizeof *to->sentences);
    to->sentence_count = rc ? 0 : c->sentence_count;
    return rc;
}

static int make_words(tkit *tk, const tkit_annotation *annotation, struct tkit_given_annotation **out)
{
    tkit_annotation_columns c;
    tkit_annotation_get(annotation, &c);
    if (!c.word_count)
        return TKIT_OK;
    struct tkit_given_annotation *words = *out = tkit_calloc(tk, 1, sizeof *words);
    if (!words)
        return tkit_fail_nomem(tk);
    tkit_buffer_init(&words->values, tk);
    memcpy(words->names, columns, sizeof columns);
    words->columns = COLUMNS;
    int rc = add_words(tk, words, annotation, &c);
    if (rc == TKIT_OK)
        rc = add_names(tk, words, &c);
    return rc ? rc : add_sentences(tk, words, &c);
}

/* ---- the work ---- */

static int annotate(const struct means *means, struct tkit_annotated *item, tkit *tk)
{
    size_t length;
    tkit_annotation *annotation;
    const char *text = tkit_document_text(item->document, &length);
    int rc = tkit_annotate(means->annotator, text, length, TKIT_LAYER_ALL, &annotation);
    if (rc)
        return rc;
    rc = means->labeller ? tkit_labeller_run(means->labeller, text, annotation, &item->labels)
                         : make_words(tk, annotation, &item->words);
    tkit_annotation_free(annotation);
    return rc;
}

static void fail(struct slot *slot, const tkit *tk, int code)
{
    slot->code = code;
    snprintf(slot->message, sizeof slot->message, "%s", tkit_errmsg(tk));
}

static void work(void *user, void *of, tkit *tk, unsigned worker)
{
    const struct tkit_annotators *a = user;
    struct slot *slot = of;
    int rc = annotate(&a->means[worker], &slot->item, tk);
    if (rc)
        fail(slot, tk, rc);
}

const char *tkit_annotators_label(const struct tkit_annotators *a, uint32_t number)
{
    return tkit_labeller_label(a->means[0].labeller, number);
}

int tkit_annotators_annotate(struct tkit_annotators *a, struct tkit_annotated *item)
{
    return annotate(&a->means[0], item, a->tk);
}

/* ---- in and out ---- */

bool tkit_annotators_have_room(const struct tkit_annotators *a)
{
    return tkit_ring_has_room(a->ring);
}

void tkit_annotators_put(struct tkit_annotators *a, tkit_document *document, int64_t number, bool annotate)
{
    struct slot *slot = tkit_ring_next(a->ring);
    *slot = (struct slot){.item = {.document = tkit_document_retain(document), .number = number}};
    tkit_ring_put(a->ring, document->length, annotate);
}

void tkit_annotators_put_code(struct tkit_annotators *a, int code)
{
    struct slot *slot = tkit_ring_next(a->ring);
    *slot = (struct slot){0};
    fail(slot, a->tk, code);
    tkit_ring_put(a->ring, 0, false);
}

int tkit_annotators_take(struct tkit_annotators *a, struct tkit_annotated *out)
{
    if (tkit_ring_used(a->ring) == 0)
        return 0;
    struct slot *slot = tkit_ring_slot(a->ring, 0);
    tkit_ring_finish(a->ring, 0);
    if (slot->code)
        return tkit_fail(a->tk, slot->code, "%s", slot->message);
    *out = slot->item;
    slot->item = (struct tkit_annotated){0};
    if (out->words)
        out->words->values.tk = a->tk;
    tkit_ring_pop(a->ring);
    return 1;
}

void tkit_annotated_free(tkit *tk, struct tkit_annotated *item)
{
    if (item->words)
        item->words->values.tk = tk;
    tkit_given_annotation_free(tk, item->words);
    tkit_labels_free(tk, &item->labels);
    tkit_document_release(item->document);
    *item = (struct tkit_annotated){0};
}

/* ---- life ---- */

/* One more annotator, with the models of the corpus's. */
static int make_annotator(const tkit_annotator *like, tkit *tk, tkit_annotator **out)
{
    const tkit_model *models[MODELS_MOST];
    size_t count = 0;
    while (count < MODELS_MOST && (models[count] = tkit_annotator_model(like, count)) != NULL) count++;
    return tkit_annotator_create(tk, models, count, out);
}

static int make_means(struct tkit_annotators *a, tkit_corpus *corpus, const tkit_model *labels, double least)
{
    tkit_annotator *own;
    int rc = tkit_corpus_annotator(corpus, &own);
    a->means = tkit_calloc(a->tk, tkit_ring_threads(a->ring), sizeof *a->means);
    if (rc == TKIT_OK && !a->means)
        rc = tkit_fail_nomem(a->tk);
    for (unsigned i = 0; rc == TKIT_OK && i < tkit_ring_threads(a->ring); i++) {
        tkit *tk = tkit_ring_context(a->ring, i);
        a->means[i].annotator = i ? NULL : own;
        a->threads++;
        rc = i ? make_annotator(own, tk, &a->means[i].annotator) : TKIT_OK;
        if (rc == TKIT_OK && labels)
            rc = tkit_labeller_open(tk, labels, &a->means[i].labeller);
        if (a->means[i].labeller)
            tkit_labeller_set_least(a->means[i].labeller, least);
        if (rc && i)
            tkit_fail(a->tk, rc, "%s", tkit_errmsg(tk));
    }
    return rc;
}

int tkit_annotators_open(tkit_corpus *corpus, unsigned threads, const tkit_model *labels, double least,
                         struct tkit_annotators **out)
{
    struct tkit_annotators *a = tkit_calloc(corpus->tk, 1, sizeof *a);
    *out = NULL;
    if (!a)
        return tkit_fail_nomem(corpus->tk);
    a->tk = corpus->tk;
    /* One thread has one document at hand, and reads nothing ahead. */
    int rc = tkit_ring_open(a->tk, threads, threads > 1 ? SLOTS_A_THREAD : 1, sizeof(struct slot), BYTES_MOST, work, a,
                            &a->ring);
    if (rc == TKIT_OK)
        rc = make_means(a, corpus, labels, least);
    if (rc) {
        tkit_annotators_close(a);
        return rc;
    }
    *out = a;
    return TKIT_OK;
}

void tkit_annotators_close(struct tkit_annotators *a)
{
    if (!a)
        return;
    size_t means = a->ring ? tkit_ring_threads(a->ring) : 0;
    if (a->ring)
        tkit_ring_stop(a->ring);
    for (unsigned i = 0; i < a->threads; i++) {
        tkit_labeller_free(a->means[i].labeller);
        if (i)
            tkit_annotator_free(a->means[i].annotator);
    }
    for (size_t n = 0; a->ring && n < tkit_ring_slots(a->ring); n++) {
        struct slot *slot = tkit_ring_slot(a->ring, n);
        tkit_annotated_free(a->tk, &slot->item);
    }
    tkit_free(a->tk, a->means, means * sizeof *a->means);
    tkit_ring_free(a->ring);
    tkit_free(a->tk, a, sizeof *a);
}
