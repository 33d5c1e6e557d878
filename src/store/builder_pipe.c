/* Two threads that share parcels: see builder_parts.h.
 *
 * A ring. The thread that adds copies texts into one parcel after the other, and the second one reads them. When enough
 * wait for it, the first one reads the next parcel itself, without copies. A parcel that is read is entered as soon as
 * all before it are, by the thread that finds it so. */
#include <pthread.h>
#include <stdio.h>

#include "store/builder_parts.h"

struct tkit_pipe {
    struct tkit_builder *builder;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t filled, taken, entered; /* parcels; parcel n lies in the builder's ring[n % PARCELS] */
    bool is_read[PARCELS];
    bool is_entering, ends;
    int rc; /* the first failure: what comes behind is thrown away */
    char message[256];
};

/* ---- both threads ---- */

static struct tkit_parcel *parcel_of(struct tkit_pipe *pipe, uint64_t n)
{
    return &pipe->builder->ring[n % PARCELS];
}

static void note_failure(struct tkit_pipe *pipe, int rc, const tkit *tk)
{
    if (pipe->rc || !rc)
        return;
    pipe->rc = rc;
    snprintf(pipe->message, sizeof pipe->message, "%s", tkit_errmsg(tk));
}

/* Enters what is read, in order, unless the other thread does. The lock is held before and behind. */
static void enter_read(struct tkit_pipe *pipe)
{
    if (pipe->is_entering)
        return;
    pipe->is_entering = true;
    while (pipe->entered < pipe->taken && pipe->is_read[pipe->entered % PARCELS]) {
        int rc = pipe->rc;
        pthread_mutex_unlock(&pipe->lock);
        if (rc == TKIT_OK)
            rc = tkit_enter_parcel(pipe->builder, parcel_of(pipe, pipe->entered));
        pthread_mutex_lock(&pipe->lock);
        note_failure(pipe, rc, pipe->builder->entering);
        pipe->is_read[pipe->entered++ % PARCELS] = false;
        pthread_cond_broadcast(&pipe->changed);
    }
    pipe->is_entering = false;
}

static int read_whole(struct tkit_parcel_reader *reader, struct tkit_parcel *parcel)
{
    int rc = tkit_parcel_reader_begin(reader, parcel);
    return rc ? rc : tkit_parcel_reader_end(reader);
}

/* Reads a parcel that waits. The lock is held before and behind. */
static void read_parcel(struct tkit_pipe *pipe, struct tkit_parcel_reader *reader)
{
    uint64_t n = pipe->taken++;
    int rc = pipe->rc;
    pthread_mutex_unlock(&pipe->lock);
    if (rc == TKIT_OK && !parcel_of(pipe, n)->reader)
        rc = read_whole(reader, parcel_of(pipe, n));
    pthread_mutex_lock(&pipe->lock);
    note_failure(pipe, rc, reader->tk);
    pipe->is_read[n % PARCELS] = true;
    enter_read(pipe);
}

/* ---- the second thread ---- */

static void *read_parcels(void *user)
{
    struct tkit_pipe *pipe = user;
    pthread_mutex_lock(&pipe->lock);
    while (!pipe->ends) {
        if (pipe->taken < pipe->filled)
            read_parcel(pipe, &pipe->builder->readers[1]);
        else
            pthread_cond_wait(&pipe->changed, &pipe->lock);
    }
    pthread_mutex_unlock(&pipe->lock);
    return NULL;
}

/* ---- the first thread ---- */

enum { ENOUGH = 2 }; /* parcels that wait for the second thread while the first one reads one */

int tkit_pipe_open(struct tkit_builder *b, struct tkit_pipe **out)
{
    struct tkit_pipe *pipe = tkit_calloc(b->tk, 1, sizeof *pipe);
    *out = NULL;
    if (!pipe)
        return tkit_fail_nomem(b->tk);
    pipe->builder = b;
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    if (pthread_create(&pipe->thread, NULL, read_parcels, pipe) != 0) {
        tkit_free(b->tk, pipe, sizeof *pipe);
        return tkit_fail(b->tk, TKIT_ENOMEM, "no second thread can be had");
    }
    *out = pipe;
    return TKIT_OK;
}

void tkit_pipe_close(struct tkit_pipe *pipe)
{
    if (!pipe)
        return;
    pthread_mutex_lock(&pipe->lock);
    pipe->ends = true;
    pthread_cond_broadcast(&pipe->changed);
    pthread_mutex_unlock(&pipe->lock);
    pthread_join(pipe->thread, NULL);
    pthread_mutex_destroy(&pipe->lock);
    pthread_cond_destroy(&pipe->changed);
    tkit_free(pipe->builder->tk, pipe, sizeof *pipe);
}

struct tkit_parcel *tkit_pipe_parcel(struct tkit_pipe *pipe)
{
    return parcel_of(pipe, pipe->filled);
}

/* Parcels that nobody has begun. */
static uint32_t waiting(struct tkit_pipe *pipe)
{
    uint32_t count = 0;
    for (uint64_t n = pipe->taken; n < pipe->filled; n++) count += !parcel_of(pipe, n)->reader;
    return count;
}

/* Helps until at most so many parcels wait. */
static int help(struct tkit_pipe *pipe, uint64_t most)
{
    while (pipe->filled - pipe->entered > most) {
        if (pipe->taken < pipe->filled)
            read_parcel(pipe, &pipe->builder->readers[0]);
        else
            pthread_cond_wait(&pipe->changed, &pipe->lock);
    }
    return pipe->rc ? tkit_fail(pipe->builder->tk, pipe->rc, "%s", pipe->message) : TKIT_OK;
}

int tkit_pipe_hand_over(struct tkit_pipe *pipe, bool *is_idle)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->filled++;
    pthread_cond_broadcast(&pipe->changed);
    int rc = help(pipe, PARCELS - 1);
    *is_idle = waiting(pipe) < ENOUGH;
    pthread_mutex_unlock(&pipe->lock);
    return rc;
}

int tkit_pipe_wait(struct tkit_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    int rc = help(pipe, 0);
    pthread_mutex_unlock(&pipe->lock);
    return rc;
}
