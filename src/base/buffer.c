/* Growing runs of bytes: see buffer.h. */
#include "base/buffer.h"

#include <stdio.h>

void tkit_buffer_free(tkit_buffer *b)
{
    tkit_free(b->tk, b->data, b->capacity);
    tkit_buffer_init(b, b->tk);
}

char *tkit_buffer_room(tkit_buffer *b, size_t more)
{
    if (b->failed)
        return NULL;
    if (more > b->capacity - b->size) {
        if (more > SIZE_MAX / 2 - b->size ||
            tkit_reserve(b->tk, (void **)&b->data, &b->capacity, b->size + more, 1) != TKIT_OK) {
            b->failed = true;
            return NULL;
        }
    }
    return b->data + b->size;
}

void tkit_buffer_add(tkit_buffer *b, const void *data, size_t size)
{
    char *at = size ? tkit_buffer_room(b, size) : NULL;
    if (!at)
        return;
    memcpy(at, data, size);
    b->size += size;
}

void tkit_buffer_puts(tkit_buffer *b, const char *text)
{
    tkit_buffer_add(b, text, strlen(text));
}

void tkit_buffer_printf(tkit_buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *at = need >= 0 ? tkit_buffer_room(b, (size_t)need + 1) : NULL;
    if (at) {
        vsnprintf(at, (size_t)need + 1, format, again);
        b->size += (size_t)need;
    }
    va_end(again);
}

const char *tkit_buffer_string(tkit_buffer *b)
{
    char *at = tkit_buffer_room(b, 1);
    if (!at)
        return NULL;
    *at = 0;
    return b->data;
}

int tkit_buffer_status(tkit_buffer *b)
{
    return b->failed ? tkit_fail_nomem(b->tk) : TKIT_OK;
}
