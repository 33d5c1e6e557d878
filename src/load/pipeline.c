/* The pipeline: what a slot of its ring holds, and the order of what comes out. See pipeline.h and base/ring.h. */
#include "load/pipeline.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/ring.h"
#include "load/format.h"

enum {
    SLOTS_A_THREAD = 8,
    BYTES_MOST = 64 << 20,  /* of sources and texts in all slots */
};

/* What comes out of a slot, in order. */
struct event {
    tkit_document *document; /* or a note: */
    tkit_load_note note;     /* its strings lie in the slot's arena */
};

struct slot {
    struct tkit_source *source;  /* the work: a source to read, or */
    tkit_document *document;     /* a document to complete, or nothing */
    tkit_load_options options;   /* of the source: notes go to this slot */
    tkit_arena arena;
    struct event *events;
    size_t event_count, event_capacity, delivered;
    uint64_t bytes;   /* of the source or text */
    bool is_source;
    int code;         /* of a failure that stops the run, behind the events; its message: */
    char message[256];
};

struct tkit_pipeline {
    tkit *tk;
    tkit_load_options *options;
    void (*note)(void *user, const tkit_load_note *note); /* the caller's */
    void *note_user;
    struct tkit_ring *ring;
    struct slot *open; /* the one that is being filled */
};

static struct slot *slot_at(const struct tkit_pipeline *p, size_t n)
{
    return tkit_ring_slot(p->ring, n);
}

/* ---- what comes out ---- */

static const char *keep(struct slot *slot, const char *string, bool *lost)
{
    const char *copy = string ? tkit_arena_strndup(&slot->arena, string, strlen(string)) : NULL;
    *lost = *lost || (string && !copy);
    return copy;
}

static struct event *add_event(struct slot *slot)
{
    if (tkit_reserve(slot->arena.tk, (void **)&slot->events, &slot->event_capacity, slot->event_count + 1,
                     sizeof *slot->events))
        return NULL;
    struct event *event = &slot->events[slot->event_count++];
    *event = (struct event){0};
    return event;
}

static void keep_note(struct slot *slot, const tkit_load_note *note)
{
    bool lost = false;
    tkit_load_note copy = {.file = keep(slot, note->file, &lost), .format = keep(slot, note->format, &lost),
                           .encoding = keep(slot, note->encoding, &lost), .code = note->code,
                           .message = keep(slot, note->message, &lost)};
    struct event *event = lost ? NULL : add_event(slot);
    if (event)
        event->note = copy;
    else
        slot->code = TKIT_ENOMEM;
}

static void note_of_slot(void *user, const tkit_load_note *note)
{
    keep_note(user, note);
}

static void note_of_loader(void *user, const tkit_load_note *note)
{
    struct tkit_pipeline *p = user;
    if (p->open)
        keep_note(p->open, note);
    else if (p->note)
        p->note(p->note_user, note);
}

static void report(struct tkit_pipeline *p, const tkit_load_note *note)
{
    if (p->note)
        p->note(p->note_user, note);
    else if (note->message)
        tkit_log(p->tk, note->code ? TKIT_LOG_ERROR : TKIT_LOG_WARNING, "%s", note->message);
}

/* ---- the work ---- */

static void fail_slot(struct slot *slot, const tkit *tk, int code)
{
    slot->code = code;
    snprintf(slot->message, sizeof slot->message, "%s", tkit_errmsg(tk));
}

/* Completes a document and puts it into its slot, or releases it. */
static int put_out(struct slot *slot, tkit_document *document)
{
    int rc = tkit_document_complete(document);
    struct event *event = rc == TKIT_OK ? add_event(slot) : NULL;
    if (event)
        event->document = document;
    else
        tkit_document_release(document);
    return rc ? rc : event ? TKIT_OK : TKIT_ENOMEM;
}

/* Reads a source to its end. What is wrong with it is a note, what stops the run the result. */
static int read_source(struct slot *slot, struct tkit_source *source)
{
    tkit *tk = source->tk;
    struct tkit_item item;
    int rc;
    do {
        rc = tkit_poll(tk);
        if (rc == TKIT_OK)
            rc = tkit_format_step(source, &item);
        if (rc == 1) {
            int failed = put_out(slot, item.document);
            rc = failed ? failed : 1;
        }
    } while (rc == 1);
    if (rc == TKIT_OK || rc == TKIT_ENOMEM || rc == TKIT_EINTERRUPT)
        return rc;
    tkit_source_note(source, NULL, rc, tkit_errmsg(tk));
    return TKIT_OK;
}

static void do_work(void *user, void *of, tkit *tk, unsigned worker)
{
    struct slot *slot = of;
    int rc = TKIT_OK;
    (void)user, (void)worker;
    slot->arena.tk = tk;
    if (slot->document) {
        tkit_document *document = slot->document;
        slot->document = NULL;
        tkit_document_move(document, tk);
        rc = put_out(slot, document);
    } else if (slot->source) {
        struct tkit_source *source = slot->source;
        slot->source = NULL;
        tkit_source_move(source, tk);
        rc = read_source(slot, source);
        tkit_source_close(source);
    }
    if (rc)
        fail_slot(slot, tk, rc);
}

void tkit_pipeline_settle(struct tkit_pipeline *p)
{
    for (size_t n = 0; n < tkit_ring_used(p->ring); n++)
        if (slot_at(p, n)->is_source)
            tkit_ring_finish(p->ring, n);
}

/* ---- filling ---- */

bool tkit_pipeline_has_room(const struct tkit_pipeline *p)
{
    return tkit_ring_has_room(p->ring);
}

void tkit_pipeline_begin(struct tkit_pipeline *p)
{
    struct slot *slot = tkit_ring_next(p->ring);
    slot->arena.tk = p->tk;
    tkit_arena_reset(&slot->arena);
    slot->event_count = slot->delivered = 0;
    slot->bytes = 0;
    slot->is_source = false;
    slot->code = TKIT_OK;
    p->open = slot;
}

/* The open slot joins the ring. */
static void put(struct tkit_pipeline *p, bool has_work)
{
    uint64_t bytes = p->open->bytes;
    p->open = NULL;
    tkit_ring_put(p->ring, bytes, has_work);
}

void tkit_pipeline_put_source(struct tkit_pipeline *p, struct tkit_source *source)
{
    struct slot *slot = p->open;
    slot->options = *p->options;
    slot->options.note = note_of_slot;
    slot->options.note_user = slot;
    source->options = &slot->options;
    slot->source = source;
    slot->is_source = true;
    slot->bytes = source->total > source->size ? source->total : source->size;
    put(p, true);
}

void tkit_pipeline_put_document(struct tkit_pipeline *p, tkit_document *document)
{
    p->open->document = document;
    p->open->bytes = document->length;
    put(p, true);
}

void tkit_pipeline_put_code(struct tkit_pipeline *p, int code)
{
    if (code)
        fail_slot(p->open, p->tk, code);
    put(p, false);
}

bool tkit_pipeline_takes(const struct tkit_source *source)
{
    uint64_t size = source->total > source->size ? source->total : source->size;
    return source->format && source->format->alone && !source->state && source->records == 0 &&
           size <= PIPELINE_SOURCE_BYTES && (source->at_end || (source->total && !source->pull));
}

/* ---- emptying ---- */

int tkit_pipeline_take(struct tkit_pipeline *p, tkit_document **out)
{
    while (tkit_ring_used(p->ring) > 0) {
        struct slot *slot = slot_at(p, 0);
        tkit_ring_finish(p->ring, 0);
        while (slot->delivered < slot->event_count) {
            struct event *event = &slot->events[slot->delivered++];
            if (event->document) {
                tkit_document_move(event->document, p->tk);
                *out = event->document;
                return 1;
            }
            report(p, &event->note);
        }
        int code = slot->code;
        tkit_ring_pop(p->ring);
        if (code)
            return tkit_fail(p->tk, code, "%s", slot->message);
    }
    return 0;
}

/* ---- life ---- */

int tkit_pipeline_open(tkit *tk, unsigned threads, tkit_load_options *options, struct tkit_pipeline **out)
{
    struct tkit_pipeline *p = tkit_calloc(tk, 1, sizeof *p);
    *out = NULL;
    if (!p)
        return tkit_fail_nomem(tk);
    *p = (struct tkit_pipeline){.tk = tk, .options = options, .note = options->note, .note_user = options->note_user};
    int rc = tkit_ring_open(tk, threads, SLOTS_A_THREAD, sizeof(struct slot), BYTES_MOST, do_work, NULL, &p->ring);
    if (rc) {
        tkit_free(tk, p, sizeof *p);
        return rc;
    }
    for (size_t n = 0; n < tkit_ring_slots(p->ring); n++) tkit_arena_init(&slot_at(p, n)->arena, tk);
    options->note = note_of_loader;
    options->note_user = p;
    *out = p;
    return TKIT_OK;
}

static void drop_slot(struct tkit_pipeline *p, struct slot *slot)
{
    tkit_document_release(slot->document);
    tkit_source_close(slot->source);
    for (size_t i = slot->delivered; i < slot->event_count; i++) {
        if (slot->events[i].document)
            tkit_document_move(slot->events[i].document, p->tk);
        tkit_document_release(slot->events[i].document);
    }
    tkit_free(p->tk, slot->events, slot->event_capacity * sizeof *slot->events);
    slot->arena.tk = p->tk;
    tkit_arena_free(&slot->arena);
}

void tkit_pipeline_close(struct tkit_pipeline *p)
{
    if (!p)
        return;
    tkit_ring_stop(p->ring);
    for (size_t n = 0; n < tkit_ring_slots(p->ring); n++) drop_slot(p, slot_at(p, n));
    tkit_ring_free(p->ring);
    p->options->note = p->note;
    p->options->note_user = p->note_user;
    tkit_free(p->tk, p, sizeof *p);
}
