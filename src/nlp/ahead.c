/* Texts annotated ahead of the thread that asks for them: a ring of texts (base/ring.h), and an annotator for each of
 * its threads. An annotation is handed over to the annotator of the one who asks, which has the same models; so nothing
 * tells by which thread it was made. */
#include "nlp/annotate.h"

#include <stdio.h>

#include "base/ring.h"

enum {
    SLOTS_A_THREAD = 8,
    BYTES_MOST = 16 << 20, /* of texts in all slots; columns take about ten times as much */
    MODELS_MOST = 16
};

struct slot {
    const char *text;
    size_t length;
    tkit_annotation *annotation;
    int code; /* of a failure; its message: */
    char message[256];
};

struct tkit_ahead {
    tkit *tk;
    tkit_annotator *annotator; /* the caller's, and the first thread's */
    struct tkit_ring *ring;
    tkit_annotator **others; /* of the workers, by their number; the first is NULL */
    unsigned threads;
    unsigned layers;
};

static void work(void *user, void *of, tkit *tk, unsigned worker)
{
    const struct tkit_ahead *a = user;
    struct slot *slot = of;
    tkit_annotator *annotator = worker ? a->others[worker] : a->annotator;
    slot->code = tkit_annotate(annotator, slot->text, slot->length, a->layers, &slot->annotation);
    if (slot->code)
        snprintf(slot->message, sizeof slot->message, "%s", tkit_errmsg(tk));
}

/* Annotators for the workers, with the models of the caller's. */
static int make_annotators(tkit_ahead *a)
{
    const tkit_model *models[MODELS_MOST];
    size_t count = 0;
    int rc = TKIT_OK;
    while (count < MODELS_MOST && (models[count] = tkit_annotator_model(a->annotator, count)) != NULL) count++;
    a->threads = tkit_ring_threads(a->ring);
    a->others = tkit_calloc(a->tk, a->threads, sizeof *a->others);
    if (!a->others)
        return tkit_fail_nomem(a->tk);
    for (unsigned i = 1; rc == TKIT_OK && i < a->threads; i++) {
        tkit *tk = tkit_ring_context(a->ring, i);
        rc = tkit_annotator_create(tk, models, count, &a->others[i]);
        if (rc)
            tkit_fail(a->tk, rc, "%s", tkit_errmsg(tk));
    }
    return rc;
}

int tkit_ahead_open(tkit_annotator *annotator, unsigned threads, unsigned layers, tkit_ahead **out)
{
    tkit *tk = tkit_annotator_context(annotator);
    tkit_ahead *a = tkit_calloc(tk, 1, sizeof *a);
    *out = NULL;
    if (!a)
        return tkit_fail_nomem(tk);
    *a = (tkit_ahead){.tk = tk, .annotator = annotator, .layers = layers};
    /* One thread has one text at hand, and reads nothing ahead. */
    int rc = tkit_ring_open(tk, threads, threads > 1 ? SLOTS_A_THREAD : 1, sizeof(struct slot), BYTES_MOST, work, a,
                            &a->ring);
    if (rc == TKIT_OK)
        rc = make_annotators(a);
    if (rc) {
        tkit_ahead_close(a);
        return rc;
    }
    *out = a;
    return TKIT_OK;
}

void tkit_ahead_close(tkit_ahead *a)
{
    if (!a)
        return;
    if (a->ring) {
        tkit_ring_stop(a->ring);
        for (size_t n = 0; n < tkit_ring_slots(a->ring); n++) {
            struct slot *slot = tkit_ring_slot(a->ring, n);
            tkit_annotation_free(slot->annotation);
        }
    }
    for (unsigned i = 1; a->others && i < a->threads; i++) tkit_annotator_free(a->others[i]);
    tkit_free(a->tk, a->others, a->threads * sizeof *a->others);
    tkit_ring_free(a->ring);
    tkit_free(a->tk, a, sizeof *a);
}

int tkit_ahead_has_room(const tkit_ahead *a)
{
    return tkit_ring_has_room(a->ring);
}

void tkit_ahead_put(tkit_ahead *a, const char *text, size_t length)
{
    struct slot *slot = tkit_ring_next(a->ring);
    *slot = (struct slot){.text = text, .length = length};
    tkit_ring_put(a->ring, length, true);
}

int tkit_ahead_take(tkit_ahead *a, tkit_annotation **out)
{
    *out = NULL;
    if (tkit_ring_used(a->ring) == 0)
        return 0;
    struct slot *slot = tkit_ring_slot(a->ring, 0);
    tkit_ring_finish(a->ring, 0);
    int code = slot->code;
    if (code) {
        tkit_fail(a->tk, code, "%s", slot->message);
    } else {
        tkit_annotation_move(slot->annotation, a->annotator);
        *out = slot->annotation;
        slot->annotation = NULL;
    }
    tkit_ring_pop(a->ring);
    return code ? code : 1;
}
