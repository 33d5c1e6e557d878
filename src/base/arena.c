/* Arenas: a list of blocks, each twice the one before. See arena.h. */
#include "base/arena.h"

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 8 << 20, ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size, used; /* of the bytes behind this header */
    _Alignas(16) char data[];
};

static size_t whole(const struct arena_block *b)
{
    return sizeof *b + b->size;
}

void *tkit_arena_alloc(tkit_arena *a, size_t size)
{
    struct arena_block *b = a->block;
    if (size > SIZE_MAX / 2) {
        tkit_fail_nomem(a->tk);
        return NULL;
    }
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!b || size > b->size - b->used) {
        size_t wanted = b ? b->size * 2 : FIRST_BLOCK;
        if (wanted > LARGEST_BLOCK)
            wanted = LARGEST_BLOCK;
        if (wanted < size)
            wanted = size;
        b = tkit_alloc(a->tk, sizeof *b + wanted);
        if (!b) {
            tkit_fail_nomem(a->tk);
            return NULL;
        }
        *b = (struct arena_block){.next = a->block, .size = wanted};
        a->block = b;
    }
    void *at = b->data + b->used;
    b->used += size;
    return at;
}

void *tkit_arena_zalloc(tkit_arena *a, size_t size)
{
    void *at = tkit_arena_alloc(a, size);
    return at ? memset(at, 0, size) : NULL;
}

char *tkit_arena_strndup(tkit_arena *a, const char *text, size_t length)
{
    char *copy = tkit_arena_alloc(a, length + 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static void free_from(tkit_arena *a, struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        tkit_free(a->tk, b, whole(b));
        b = next;
    }
}

void tkit_arena_reset(tkit_arena *a)
{
    if (!a->block)
        return;
    free_from(a, a->block->next);
    a->block->next = NULL;
    a->block->used = 0;
}

void tkit_arena_free(tkit_arena *a)
{
    free_from(a, a->block);
    a->block = NULL;
}
