/* A growing run of bytes. The usual way to build text, blobs and output.
 *
 * Failure is sticky: after an allocation failed, every further append is a no-op and `failed` stays set, so a
 * builder checks once, at the end, with tkit_buffer_status(). */
#ifndef TOOLKIT_BASE_BUFFER_H
#define TOOLKIT_BASE_BUFFER_H

#include "base/context.h"

typedef struct tkit_buffer {
    tkit *tk;
    char *data; /* not NUL-terminated unless tkit_buffer_string() was called */
    size_t size, capacity;
    bool failed;
} tkit_buffer;

static inline void tkit_buffer_init(tkit_buffer *b, tkit *tk)
{
    *b = (tkit_buffer){.tk = tk};
}
void tkit_buffer_free(tkit_buffer *b); /* may be reused afterwards */
static inline void tkit_buffer_clear(tkit_buffer *b)
{
    b->size = 0;
}
/* Room for `more` bytes behind the end: a pointer to write at, NULL on failure. Then add to `size` what was written. */
char *tkit_buffer_room(tkit_buffer *b, size_t more);
void tkit_buffer_add(tkit_buffer *b, const void *data, size_t size);
void tkit_buffer_puts(tkit_buffer *b, const char *text);
static inline void tkit_buffer_putc(tkit_buffer *b, char c)
{
    if (b->size < b->capacity)
        b->data[b->size++] = c;
    else
        tkit_buffer_add(b, &c, 1);
}
void tkit_buffer_printf(tkit_buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The content as a NUL-terminated string, owned by the buffer; NULL on failure. */
const char *tkit_buffer_string(tkit_buffer *b);
/* TKIT_OK, or TKIT_ENOMEM when any append failed. */
int tkit_buffer_status(tkit_buffer *b);

#endif
