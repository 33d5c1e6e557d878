/* A ring of slots, worker threads, and the order of what comes out. See ring.h. */
#include "base/ring.h"

#include <pthread.h>

enum { THREADS_MOST = 64 };

enum state { FREE, WAITING, WORKING, DONE };

struct place {
    enum state state; /* changed under the lock */
    uint64_t bytes;
};

struct worker {
    struct tkit_ring *ring;
    tkit *tk;
    pthread_t thread;
    unsigned number;
};

struct tkit_ring {
    tkit *tk;
    tkit_ring_work *work;
    void *user;
    pthread_mutex_t lock;
    pthread_cond_t waits, done; /* a slot waits for its work; the work on a slot is done */
    bool stops;
    char *slots;
    struct place *places;
    size_t slot_size, slot_count;
    size_t first, used; /* slots [first, first + used), modulo their count */
    uint64_t bytes, most_bytes;
    struct worker *workers;
    unsigned worker_count, worker_capacity;
};

static size_t at(const struct tkit_ring *r, size_t n)
{
    return (r->first + n) % r->slot_count;
}

void *tkit_ring_slot(const struct tkit_ring *r, size_t n)
{
    return r->slots + at(r, n) * r->slot_size;
}

size_t tkit_ring_slots(const struct tkit_ring *r)
{
    return r->slot_count;
}

size_t tkit_ring_used(const struct tkit_ring *r)
{
    return r->used;
}

unsigned tkit_ring_threads(const struct tkit_ring *r)
{
    return 1 + r->worker_count;
}

tkit *tkit_ring_context(const struct tkit_ring *r, unsigned worker)
{
    return worker ? r->workers[worker - 1].tk : r->tk;
}

/* ---- the work ---- */

/* The first slot that waits for somebody to do its work, as its number from the first; `used` when there is none. Under
 * the lock. */
static size_t find_waiting(const struct tkit_ring *r)
{
    size_t n = 0;
    while (n < r->used && r->places[at(r, n)].state != WAITING) n++;
    return n;
}

/* Under the lock, which is let go meanwhile. */
static void work_on(struct tkit_ring *r, size_t n, tkit *tk, unsigned worker)
{
    struct place *place = &r->places[at(r, n)];
    void *slot = tkit_ring_slot(r, n);
    place->state = WORKING;
    pthread_mutex_unlock(&r->lock);
    r->work(r->user, slot, tk, worker);
    pthread_mutex_lock(&r->lock);
    place->state = DONE;
    pthread_cond_signal(&r->done);
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    struct tkit_ring *r = worker->ring;
    pthread_mutex_lock(&r->lock);
    while (!r->stops) {
        size_t n = find_waiting(r);
        if (n < r->used)
            work_on(r, n, worker->tk, worker->number);
        else
            pthread_cond_wait(&r->waits, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

void tkit_ring_finish(struct tkit_ring *r, size_t n)
{
    pthread_mutex_lock(&r->lock);
    while (r->places[at(r, n)].state != DONE) {
        size_t waiting = find_waiting(r);
        if (waiting < r->used)
            work_on(r, waiting, r->tk, 0);
        else
            pthread_cond_wait(&r->done, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
}

/* ---- in and out ---- */

bool tkit_ring_has_room(const struct tkit_ring *r)
{
    return r->used < r->slot_count && (r->used == 0 || r->bytes < r->most_bytes);
}

void *tkit_ring_next(const struct tkit_ring *r)
{
    return tkit_ring_slot(r, r->used);
}

void tkit_ring_put(struct tkit_ring *r, uint64_t bytes, bool has_work)
{
    pthread_mutex_lock(&r->lock);
    r->places[at(r, r->used)] = (struct place){has_work ? WAITING : DONE, bytes};
    r->used++;
    r->bytes += bytes;
    if (has_work)
        pthread_cond_signal(&r->waits);
    pthread_mutex_unlock(&r->lock);
}

void tkit_ring_pop(struct tkit_ring *r)
{
    pthread_mutex_lock(&r->lock);
    struct place *place = &r->places[r->first];
    r->bytes -= place->bytes;
    *place = (struct place){FREE, 0};
    r->first = at(r, 1);
    r->used--;
    pthread_mutex_unlock(&r->lock);
}

/* ---- life ---- */

static int start_worker(struct tkit_ring *r)
{
    struct worker *worker = &r->workers[r->worker_count];
    *worker = (struct worker){.ring = r, .number = r->worker_count + 1};
    int rc = tkit_create_within(r->tk, &worker->tk);
    if (rc)
        return rc;
    if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
        tkit_destroy(worker->tk);
        return TKIT_EUNSUPPORTED;
    }
    r->worker_count++;
    return TKIT_OK;
}

int tkit_ring_open(tkit *tk, unsigned threads, size_t slots_a_thread, size_t slot_size, uint64_t most_bytes,
                   tkit_ring_work *work, void *user, struct tkit_ring **out)
{
    struct tkit_ring *r = tkit_calloc(tk, 1, sizeof *r);
    *out = NULL;
    if (!r)
        return tkit_fail_nomem(tk);
    threads = threads < 1 ? 1 : threads > THREADS_MOST ? THREADS_MOST : threads;
    *r = (struct tkit_ring){.tk = tk, .work = work, .user = user, .slot_size = slot_size, .most_bytes = most_bytes,
                            .slot_count = threads * slots_a_thread, .worker_capacity = threads};
    r->slots = tkit_calloc(tk, r->slot_count, slot_size);
    r->places = tkit_calloc(tk, r->slot_count, sizeof *r->places);
    r->workers = tkit_calloc(tk, r->worker_capacity, sizeof *r->workers);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->waits, NULL);
    pthread_cond_init(&r->done, NULL);
    int rc = r->slots && r->places && r->workers ? TKIT_OK : tkit_fail_nomem(tk);
    while (rc == TKIT_OK && tkit_ring_threads(r) < threads) rc = start_worker(r);
    if (rc && rc != TKIT_EUNSUPPORTED) { /* fewer threads than wished do the same */
        tkit_ring_free(r);
        return tkit_fail_nomem(tk);
    }
    *out = r;
    return TKIT_OK;
}

void tkit_ring_stop(struct tkit_ring *r)
{
    pthread_mutex_lock(&r->lock);
    bool stopped = r->stops;
    r->stops = true;
    pthread_cond_broadcast(&r->waits);
    pthread_mutex_unlock(&r->lock);
    for (unsigned i = 0; i < r->worker_count && !stopped; i++) {
        tkit_interrupt(r->workers[i].tk);
        pthread_join(r->workers[i].thread, NULL);
    }
}

void tkit_ring_free(struct tkit_ring *r)
{
    if (!r)
        return;
    tkit *tk = r->tk;
    tkit_ring_stop(r);
    for (unsigned i = 0; i < r->worker_count; i++) tkit_destroy(r->workers[i].tk);
    pthread_cond_destroy(&r->waits);
    pthread_cond_destroy(&r->done);
    pthread_mutex_destroy(&r->lock);
    tkit_free(tk, r->slots, r->slot_count * r->slot_size);
    tkit_free(tk, r->places, r->slot_count * sizeof *r->places);
    tkit_free(tk, r->workers, r->worker_capacity * sizeof *r->workers);
    tkit_free(tk, r, sizeof *r);
}
