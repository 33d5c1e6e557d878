/* An allocator that counts live bytes and fails its Nth call: tkit_options.allocate = metered, allocate_user = &meter.
 * Any number of threads may call it. */
#ifndef METER_H
#define METER_H

#include <stdatomic.h>
#include <stdlib.h>

struct meter {
    atomic_size_t live;  /* bytes not yet given back */
    atomic_size_t calls; /* allocations and growths so far */
    size_t fail_at;      /* the call that fails, from 1; 0 = none */
};

static inline void *metered(void *user, void *block, size_t old_size, size_t new_size)
{
    struct meter *m = user;
    if (new_size == 0) {
        m->live -= block ? old_size : 0;
        free(block);
        return NULL;
    }
    if (++m->calls == m->fail_at)
        return NULL;
    void *moved = realloc(block, new_size);
    if (moved)
        m->live += new_size - (block ? old_size : 0);
    return moved;
}

#endif
