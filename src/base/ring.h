/* Work in several threads, with its results in the order in which the work was put in.
 *
 * The thread that owns the ring fills slots; workers do the slots' work in any order, each with a context of its own;
 * the owner takes the slots back in the order in which it filled them, and works itself while it waits for the first
 * one, so that no number of threads is too small. Nothing here knows what the work is: slots are memory of the caller's
 * type, zeroed at the start and kept from one use to the next. Memory is bounded by the number of slots and the bytes
 * said to be in them.
 *
 * Every call but the work itself is the owner's. */
#ifndef TOOLKIT_BASE_RING_H
#define TOOLKIT_BASE_RING_H

#include "base/context.h"

struct tkit_ring;

/* Does the work of a slot, in any thread. `worker`: 0 for the owner, whose context `tk` then is, else the number of the
 * worker. Failures are the slot's to keep. */
typedef void tkit_ring_work(void *user, void *slot, tkit *tk, unsigned worker);

/* Starts `threads` - 1 workers; fewer, even none, when the system has no more: they do the same. There are
 * `slots_a_thread` slots for each thread asked for, and no slot is added to more than `most_bytes`. */
int tkit_ring_open(tkit *tk, unsigned threads, size_t slots_a_thread, size_t slot_size, uint64_t most_bytes,
                   tkit_ring_work *work, void *user, struct tkit_ring **out);

/* Interrupts the workers and waits for their end. Slots and contexts stay until tkit_ring_free(). */
void tkit_ring_stop(struct tkit_ring *ring);
/* Stops if need be. NULL is fine. */
void tkit_ring_free(struct tkit_ring *ring);

/* The owner and the workers that could be started; their contexts, 0 being the owner's. */
unsigned tkit_ring_threads(const struct tkit_ring *ring);
tkit *tkit_ring_context(const struct tkit_ring *ring, unsigned worker);

/* Slots from the first one put in (0) on, then the free ones: all `tkit_ring_slots()` of them. */
void *tkit_ring_slot(const struct tkit_ring *ring, size_t n);
size_t tkit_ring_slots(const struct tkit_ring *ring);
size_t tkit_ring_used(const struct tkit_ring *ring);

/* May another slot be filled? */
bool tkit_ring_has_room(const struct tkit_ring *ring);
/* The slot behind the last one, to be filled; then it joins the ring, with work to be done on it or none. */
void *tkit_ring_next(const struct tkit_ring *ring);
void tkit_ring_put(struct tkit_ring *ring, uint64_t bytes, bool has_work);

/* Works, or waits, until the work on slot n < used is done. */
void tkit_ring_finish(struct tkit_ring *ring, size_t n);
/* The first slot leaves. */
void tkit_ring_pop(struct tkit_ring *ring);

#endif
