/* The second thread of a builder: it enters words while the first one reads on. See builder_parts.h.
 *
 * A ring of batches. A batch holds the keys of its words, the text they point into, and where documents start. */
#include <pthread.h>

#include "store/builder_parts.h"

enum {
    BATCHES = 4,
    BATCH_KEYS = 8192,
    BATCH_TEXT = 1 << 17, /* bytes of text, unless one word is longer */
    READ_AHEAD = 16       /* bytes that making a key may read behind the text */
};

struct batch {
    tkit_buffer text;
    struct tkit_key keys[BATCH_KEYS];
    uint32_t count;
    uint32_t starts[BATCH_KEYS]; /* words before which a document starts, ascending */
    uint32_t start_count;
};

struct tkit_pipe {
    struct tkit_builder *builder;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t filled, entered; /* batches; batch n lies in batches[n % BATCHES] */
    bool ends;
    int rc; /* of the second thread */
    struct batch batches[BATCHES];
};

/* ---- the second thread ---- */

static int enter_batch(struct tkit_builder *b, const struct batch *batch)
{
    uint32_t start = 0;
    int rc = tkit_enter_room(b, batch->count);
    for (uint32_t at = 0; rc == TKIT_OK;) {
        for (; start < batch->start_count && batch->starts[start] == at; start++) b->entering.in_document = 0;
        uint32_t stop = start < batch->start_count ? batch->starts[start] : batch->count, piece;
        if (at == batch->count)
            break;
        rc = tkit_enter_next(b, stop - at, &piece);
        if (rc == TKIT_OK)
            rc = tkit_enter_words(b, batch->text.data, batch->keys + at, piece);
        at += piece;
    }
    return rc;
}

static void *enter_batches(void *user)
{
    struct tkit_pipe *pipe = user;
    pthread_mutex_lock(&pipe->lock);
    for (;;) {
        while (pipe->entered == pipe->filled && !pipe->ends) pthread_cond_wait(&pipe->changed, &pipe->lock);
        if (pipe->entered == pipe->filled)
            break;
        int rc = pipe->rc;
        pthread_mutex_unlock(&pipe->lock);
        if (rc == TKIT_OK) /* else what comes is thrown away */
            rc = enter_batch(pipe->builder, &pipe->batches[pipe->entered % BATCHES]);
        pthread_mutex_lock(&pipe->lock);
        pipe->rc = rc;
        pipe->entered++;
        pthread_cond_broadcast(&pipe->changed);
    }
    pthread_mutex_unlock(&pipe->lock);
    return NULL;
}

/* ---- the first thread ---- */

int tkit_pipe_open(struct tkit_builder *b, struct tkit_pipe **out)
{
    struct tkit_pipe *pipe = tkit_calloc(b->tk, 1, sizeof *pipe);
    *out = NULL;
    if (!pipe)
        return tkit_fail_nomem(b->tk);
    pipe->builder = b;
    for (int i = 0; i < BATCHES; i++) tkit_buffer_init(&pipe->batches[i].text, b->tk);
    pthread_mutex_init(&pipe->lock, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    if (pthread_create(&pipe->thread, NULL, enter_batches, pipe) != 0) {
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
    for (int i = 0; i < BATCHES; i++) tkit_buffer_free(&pipe->batches[i].text);
    tkit_free(pipe->builder->tk, pipe, sizeof *pipe);
}

/* The batch that is being filled. Nobody else touches it. */
static struct batch *current(struct tkit_pipe *pipe)
{
    return &pipe->batches[pipe->filled % BATCHES];
}

/* Hands the batch over; the next one is free. */
static void hand_over(struct tkit_pipe *pipe)
{
    pthread_mutex_lock(&pipe->lock);
    pipe->filled++;
    pthread_cond_broadcast(&pipe->changed);
    while (pipe->filled - pipe->entered == BATCHES) pthread_cond_wait(&pipe->changed, &pipe->lock);
    pthread_mutex_unlock(&pipe->lock);
    struct batch *next = current(pipe);
    next->count = next->start_count = 0;
    tkit_buffer_clear(&next->text);
}

int tkit_pipe_wait(struct tkit_pipe *pipe)
{
    if (current(pipe)->count || current(pipe)->start_count)
        hand_over(pipe);
    pthread_mutex_lock(&pipe->lock);
    while (pipe->filled != pipe->entered) pthread_cond_wait(&pipe->changed, &pipe->lock);
    int rc = pipe->rc;
    pthread_mutex_unlock(&pipe->lock);
    return rc;
}

int tkit_pipe_document(struct tkit_pipe *pipe)
{
    if (current(pipe)->start_count == BATCH_KEYS)
        hand_over(pipe);
    struct batch *batch = current(pipe);
    batch->starts[batch->start_count++] = batch->count;
    return TKIT_OK;
}

/* As many words from `from` on as the batch takes; at least one when it is empty. */
static size_t words_that_fit(const struct batch *batch, const tkit_spans *tokens, size_t from)
{
    size_t to = tokens->count - from < BATCH_KEYS - batch->count ? tokens->count : from + BATCH_KEYS - batch->count;
    size_t room = batch->text.size < BATCH_TEXT ? BATCH_TEXT - batch->text.size : 0;
    while (to > from && tokens->end[to - 1] - tokens->start[from] > room) to = from + (to - from) / 2;
    return to == from && batch->count == 0 ? from + 1 : to;
}

int tkit_pipe_text(struct tkit_pipe *pipe, const char *text, const tkit_spans *tokens)
{
    for (size_t from = 0; from < tokens->count;) {
        struct batch *batch = current(pipe);
        size_t to = words_that_fit(batch, tokens, from);
        if (to == from) {
            hand_over(pipe);
            continue;
        }
        uint32_t first = tokens->start[from], at = (uint32_t)batch->text.size;
        size_t bytes = tokens->end[to - 1] - first;
        char *room = tkit_buffer_room(&batch->text, bytes + READ_AHEAD);
        if (!room)
            return tkit_buffer_status(&batch->text);
        memcpy(room, text + first, bytes);
        memset(room + bytes, 0, READ_AHEAD);
        batch->text.size += bytes;
        for (size_t i = from; i < to; i++)
            tkit_vocabulary_key(batch->text.data, at + (tokens->start[i] - first), tokens->end[i] - tokens->start[i],
                                at + bytes + READ_AHEAD, &batch->keys[batch->count++]);
        from = to;
        if (batch->count == BATCH_KEYS)
            hand_over(pipe);
    }
    return TKIT_OK;
}
