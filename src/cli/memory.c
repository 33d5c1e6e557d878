/* The memory of the command's Lua: a script makes and drops millions of small strings and tables, which come from free
 * lists, one for each size, without a header. Lua tells the size of what it gives back. Larger blocks are malloc's.
 *
 * Owns the slabs that small blocks are cut from; they are given back all at once when the state is closed. A state of
 * its own allocator does not come from luaL_newstate(), so its warnings are printed here as well. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Instrumented builds look at every block of its own. */
#if defined(__SANITIZE_ADDRESS__)
enum { SMALL = 0 };
#else
enum { SMALL = 512 }; /* bytes */
#endif

enum {
    STEP = 8, /* sizes differ by so much; what Lua keeps in a block wants no more alignment */
    SLAB = 64 * 1024
};

struct block {
    struct block *next;
};

struct cli_memory {
    struct block *free[SMALL / STEP + 1]; /* by size in steps */
    struct block *slabs;                  /* each starts with its link */
    char *at, *end;                       /* what is left of the newest slab */
    bool warns, is_inside;                /* are warnings printed; is one half printed */
};

static size_t steps_of(size_t size)
{
    return (size + STEP - 1) / STEP;
}

/* Gives what is left of a slab to the free lists and takes another one. */
static int next_slab(struct cli_memory *memory)
{
    char *slab = malloc(SLAB);
    if (!slab)
        return 0;
    size_t left = (size_t)(memory->end - memory->at) / STEP;
    if (left > 0) {
        struct block *rest = (struct block *)(void *)memory->at;
        rest->next = memory->free[left];
        memory->free[left] = rest;
    }
    struct block *head = (struct block *)(void *)slab;
    head->next = memory->slabs;
    memory->slabs = head;
    memory->at = slab + 2 * sizeof *head; /* keeps malloc's alignment */
    memory->end = slab + SLAB;
    return 1;
}

static void *take(struct cli_memory *memory, size_t size)
{
    if (size > SMALL)
        return malloc(size);
    size_t steps = steps_of(size);
    struct block *found = memory->free[steps];
    if (found) {
        memory->free[steps] = found->next;
        return found;
    }
    if ((size_t)(memory->end - memory->at) < steps * STEP && !next_slab(memory))
        return NULL;
    void *fresh = memory->at;
    memory->at += steps * STEP;
    return fresh;
}

static void give(struct cli_memory *memory, void *block, size_t size)
{
    if (size > SMALL) {
        free(block);
    } else if (block) {
        struct block *freed = block;
        size_t steps = steps_of(size);
        freed->next = memory->free[steps];
        memory->free[steps] = freed;
    }
}

/* A lua_Alloc. */
static void *allocate(void *user, void *block, size_t old, size_t size)
{
    struct cli_memory *memory = user;
    if (size == 0) {
        if (block)
            give(memory, block, old);
        return NULL;
    }
    if (!block)
        return take(memory, size);
    if (old > SMALL && size > SMALL)
        return realloc(block, size);
    if (old <= SMALL && size <= SMALL && steps_of(old) == steps_of(size))
        return block;
    void *moved = take(memory, size);
    if (!moved)
        return NULL;
    memcpy(moved, block, old < size ? old : size);
    give(memory, block, old);
    return moved;
}

/* A lua_WarnFunction: -W or warn("@on") turns it on. */
static void print_warning(void *user, const char *message, int continues)
{
    struct cli_memory *memory = user;
    if (!memory->is_inside && !continues && message[0] == '@') {
        if (strcmp(message, "@on") == 0)
            memory->warns = true;
        else if (strcmp(message, "@off") == 0)
            memory->warns = false;
        return;
    }
    if (memory->warns)
        fprintf(stderr, "%s%s%s", memory->is_inside ? "" : "Lua warning: ", message, continues ? "" : "\n");
    memory->is_inside = continues;
}

lua_State *cli_memory_open(struct cli_memory **out)
{
    struct cli_memory *memory = calloc(1, sizeof *memory);
    lua_State *L = memory ? lua_newstate(allocate, memory) : NULL;
    if (L)
        lua_setwarnf(L, print_warning, memory);
    else
        cli_memory_close(memory);
    *out = L ? memory : NULL;
    return L;
}

void cli_memory_close(struct cli_memory *memory)
{
    if (!memory)
        return;
    while (memory->slabs) {
        struct block *next = memory->slabs->next;
        free(memory->slabs);
        memory->slabs = next;
    }
    free(memory);
}
