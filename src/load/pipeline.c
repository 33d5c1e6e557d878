/* The pipeline: a ring of slots, worker threads, and the order of what comes out. See pipeline.h. */
#include "load/pipeline.h"

#include <pthread.h>
#include <stdio.h>

#include "base/arena.h"
#include "load/format.h"

enum {
    SLOTS_A_THREAD = 8,
    THREADS_MOST = 64,
    BYTES_MOST = 64 << 20,  /* of sources and texts in all slots */
};

/* What comes out of a slot, in order. */
struct event {
    tkit_document *document; /* or a note: */
    tkit_load_note note;     /* its strings lie in the slot's arena */
};

enum state { SLOT_FREE, SLOT_WAITING, SLOT_WORKING, SLOT_DONE };

struct slot {
    enum state state; /* changed under the pipeline's lock */
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

struct worker {
    struct tkit_pipeline *pipeline;
    tkit *tk;
    pthread_t thread;
};

struct tkit_pipeline {
    tkit *tk;
    tkit_load_options *options;
    void (*note)(void *user, const tkit_load_note *note); /* the caller's */
    void *note_user;
    pthread_mutex_t lock;
    pthread_cond_t work, done; /* a slot waits; a slot is done */
    bool stops;
    struct slot *slots;
    size_t slot_count;
    size_t first, used;  /* the ring: slots [first, first + used) */
    size_t bytes;        /* in them */
    struct slot *open;   /* the one that is being filled */
    struct worker *workers;
    size_t worker_count, worker_capacity;
};

static struct slot *slot_at(const struct tkit_pipeline *p, size_t i)
{
    return &p->slots[(p->first + i) % p->slot_count];
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

/* Does the work of a slot, with the context `tk` of this thread. */
static void do_work(struct slot *slot, tkit *tk)
{
    int rc = TKIT_OK;
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

/* The first slot that waits for somebody to do its work, NULL when there is none. Under the lock. */
static struct slot *find_waiting(const struct tkit_pipeline *p)
{
    for (size_t i = 0; i < p->used; i++)
        if (slot_at(p, i)->state == SLOT_WAITING)
            return slot_at(p, i);
    return NULL;
}

/* Under the lock, which is let go meanwhile. */
static void work_on(struct tkit_pipeline *p, struct slot *slot, tkit *tk)
{
    slot->state = SLOT_WORKING;
    pthread_mutex_unlock(&p->lock);
    do_work(slot, tk);
    pthread_mutex_lock(&p->lock);
    slot->state = SLOT_DONE;
    pthread_cond_signal(&p->done);
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    struct tkit_pipeline *p = worker->pipeline;
    pthread_mutex_lock(&p->lock);
    while (!p->stops) {
        struct slot *slot = find_waiting(p);
        if (slot)
            work_on(p, slot, worker->tk);
        else
            pthread_cond_wait(&p->work, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Works, or waits, until the slot is done. */
static void finish_slot(struct tkit_pipeline *p, struct slot *slot)
{
    pthread_mutex_lock(&p->lock);
    while (slot->state != SLOT_DONE) {
        struct slot *waiting = find_waiting(p);
        if (waiting)
            work_on(p, waiting, p->tk);
        else
            pthread_cond_wait(&p->done, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
}

void tkit_pipeline_settle(struct tkit_pipeline *p)
{
    for (size_t i = 0; i < p->used; i++)
        if (slot_at(p, i)->is_source)
            finish_slot(p, slot_at(p, i));
}

/* ---- filling ---- */

bool tkit_pipeline_has_room(const struct tkit_pipeline *p)
{
    return p->used < p->slot_count && (p->used == 0 || p->bytes < BYTES_MOST);
}

void tkit_pipeline_begin(struct tkit_pipeline *p)
{
    struct slot *slot = slot_at(p, p->used);
    slot->arena.tk = p->tk;
    tkit_arena_reset(&slot->arena);
    slot->event_count = slot->delivered = 0;
    slot->bytes = 0;
    slot->is_source = false;
    slot->code = TKIT_OK;
    p->open = slot;
}

/* The open slot joins the ring. */
static void put(struct tkit_pipeline *p, enum state state)
{
    struct slot *slot = p->open;
    p->open = NULL;
    pthread_mutex_lock(&p->lock);
    slot->state = state;
    p->used++;
    p->bytes += slot->bytes;
    if (state == SLOT_WAITING)
        pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
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
    put(p, SLOT_WAITING);
}

void tkit_pipeline_put_document(struct tkit_pipeline *p, tkit_document *document)
{
    p->open->document = document;
    p->open->bytes = document->length;
    put(p, SLOT_WAITING);
}

void tkit_pipeline_put_code(struct tkit_pipeline *p, int code)
{
    if (code)
        fail_slot(p->open, p->tk, code);
    put(p, SLOT_DONE);
}

bool tkit_pipeline_takes(const struct tkit_source *source)
{
    uint64_t size = source->total > source->size ? source->total : source->size;
    return source->format && source->format->alone && !source->state && source->records == 0 && size <= PIPELINE_SOURCE_BYTES &&
           (source->at_end || (source->total && !source->pull));
}

/* ---- emptying ---- */

static void pop(struct tkit_pipeline *p)
{
    struct slot *slot = slot_at(p, 0);
    pthread_mutex_lock(&p->lock);
    slot->state = SLOT_FREE;
    p->first = (p->first + 1) % p->slot_count;
    p->used--;
    p->bytes -= slot->bytes;
    pthread_mutex_unlock(&p->lock);
}

int tkit_pipeline_take(struct tkit_pipeline *p, tkit_document **out)
{
    while (p->used > 0) {
        struct slot *slot = slot_at(p, 0);
        finish_slot(p, slot);
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
        pop(p);
        if (code)
            return tkit_fail(p->tk, code, "%s", slot->message);
    }
    return 0;
}

/* ---- life ---- */

static int start_worker(struct tkit_pipeline *p)
{
    struct worker *worker = &p->workers[p->worker_count];
    worker->pipeline = p;
    int rc = tkit_create_within(p->tk, &worker->tk);
    if (rc)
        return rc;
    if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
        tkit_destroy(worker->tk);
        return TKIT_EUNSUPPORTED;
    }
    p->worker_count++;
    return TKIT_OK;
}

int tkit_pipeline_open(tkit *tk, unsigned threads, tkit_load_options *options, struct tkit_pipeline **out)
{
    struct tkit_pipeline *p = tkit_calloc(tk, 1, sizeof *p);
    *out = NULL;
    if (!p)
        return tkit_fail_nomem(tk);
    if (threads > THREADS_MOST)
        threads = THREADS_MOST;
    p->tk = tk;
    p->slot_count = (size_t)threads * SLOTS_A_THREAD;
    p->slots = tkit_calloc(tk, p->slot_count, sizeof *p->slots);
    p->worker_capacity = threads;
    p->workers = tkit_calloc(tk, p->worker_capacity, sizeof *p->workers);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    p->options = options;
    p->note = options->note;
    p->note_user = options->note_user;
    options->note = note_of_loader;
    options->note_user = p;
    int rc = p->slots && p->workers ? TKIT_OK : tkit_fail_nomem(tk);
    for (size_t i = 0; p->slots && i < p->slot_count; i++) tkit_arena_init(&p->slots[i].arena, tk);
    while (rc == TKIT_OK && p->worker_count + 1 < threads) rc = start_worker(p);
    if (rc && rc != TKIT_EUNSUPPORTED) { /* fewer threads than wished do the same */
        tkit_pipeline_close(p);
        return rc;
    }
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
    tkit *tk = p->tk;
    pthread_mutex_lock(&p->lock);
    p->stops = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->worker_count; i++) {
        tkit_interrupt(p->workers[i].tk);
        pthread_join(p->workers[i].thread, NULL);
    }
    for (size_t i = 0; p->slots && i < p->slot_count; i++) drop_slot(p, &p->slots[i]);
    for (size_t i = 0; i < p->worker_count; i++) tkit_destroy(p->workers[i].tk);
    p->options->note = p->note;
    p->options->note_user = p->note_user;
    pthread_cond_destroy(&p->work);
    pthread_cond_destroy(&p->done);
    pthread_mutex_destroy(&p->lock);
    tkit_free(tk, p->slots, p->slot_count * sizeof *p->slots);
    tkit_free(tk, p->workers, p->worker_capacity * sizeof *p->workers);
    tkit_free(tk, p, sizeof *p);
}
