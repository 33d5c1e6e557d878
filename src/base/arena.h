/* Memory that is freed all at once: parse trees, plans, per-document scratch. */
#ifndef TOOLKIT_BASE_ARENA_H
#define TOOLKIT_BASE_ARENA_H

#include "base/context.h"

typedef struct tkit_arena {
    tkit *tk;
    struct arena_block *block; /* newest first */
} tkit_arena;

static inline void tkit_arena_init(tkit_arena *a, tkit *tk)
{
    *a = (tkit_arena){.tk = tk};
}
/* 16-byte aligned, not zeroed; NULL on failure (the message is set). */
void *tkit_arena_alloc(tkit_arena *a, size_t size);
void *tkit_arena_zalloc(tkit_arena *a, size_t size);
char *tkit_arena_strndup(tkit_arena *a, const char *text, size_t length);
/* Forgets everything but keeps the newest block for reuse. */
void tkit_arena_reset(tkit_arena *a);
void tkit_arena_free(tkit_arena *a);

#endif
