/* The context as the library itself sees it: memory, errors, limits, polling.
 *
 * Owns nothing but the fields of `tkit`. Every other part of the library takes its memory from here and leaves its
 * error messages here, so that a host can count both. */
#ifndef TOOLKIT_BASE_CONTEXT_H
#define TOOLKIT_BASE_CONTEXT_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include <toolkit/base.h>

/* Limits: one row here, one default and meaning in limits.c. */
enum limit {
    LIMIT_DOCUMENT_BYTES,
    LIMIT_LINE_BYTES,
    LIMIT_ARCHIVE_BYTES,
    LIMIT_ARCHIVE_ENTRY_BYTES,
    LIMIT_ARCHIVE_ENTRIES,
    LIMIT_ARCHIVE_RATIO,
    LIMIT_ARCHIVE_DEPTH,
    LIMIT_MARKUP_DEPTH,
    LIMIT_MARKUP_ATTRIBUTES,
    LIMIT_JSON_DEPTH,
    LIMIT_REGEX_MATCH,
    LIMIT_REGEX_HEAP_KIB,
    LIMIT_QUERY_MILLISECONDS,
    LIMIT_QUERY_BYTES,
    LIMIT_SEGMENT_TOKENS,
    LIMIT_INDEX_BYTES,
    LIMIT_SITE_BLOCKS,
    LIMIT_CLAIMS_BYTES,
    LIMIT_COUNT
};

struct tkit {
    tkit_options options;
    uint64_t limit[LIMIT_COUNT];
    atomic_int interrupted;
    const struct tkit *host; /* of a worker's context: whose interruption is its own too. NULL otherwise */
    char message[1024];
    char build_info[1024];
};

/* ---- memory: NULL on failure, tkit_fail_nomem() makes the result code ---- */
void *tkit_realloc(tkit *tk, void *block, size_t old_size, size_t new_size);
static inline void *tkit_alloc(tkit *tk, size_t size)
{
    return tkit_realloc(tk, NULL, 0, size);
}
void *tkit_calloc(tkit *tk, size_t count, size_t size); /* zeroed, overflow checked */
static inline void tkit_free(tkit *tk, void *block, size_t size)
{
    if (block)
        tkit_realloc(tk, block, size, 0);
}
char *tkit_strndup(tkit *tk, const char *text, size_t length); /* NUL-terminated; free with length + 1 */

/* Makes room for `need` elements of `size` bytes in a growing array: amortised doubling. TKIT_OK or TKIT_ENOMEM. */
int tkit_reserve(tkit *tk, void **array, size_t *capacity, size_t need, size_t size);

/* ---- errors ---- */
/* Sets the message (printf) and returns the code, so that `return tkit_fail(tk, TKIT_EIO, "%s: %s", ...)` reads well.
 * Called where the failure is found; callers above pass the code on and leave the message alone. */
int tkit_fail(tkit *tk, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int tkit_fail_nomem(tkit *tk); /* TKIT_ENOMEM */
int tkit_fail_limit(tkit *tk, enum limit which, const char *item); /* "ITEM: limit NAME (VALUE) reached" */
int tkit_system_code(int number); /* the result code for an errno: TKIT_EIO where no other says more */
/* Adds a name to a list in a message, while there is room. */
void tkit_list_name(char *list, size_t size, const char *name);

/* ---- log, progress, interruption ---- */
void tkit_log(tkit *tk, int level, const char *format, ...) __attribute__((format(printf, 3, 4)));
void tkit_report_progress(tkit *tk, const tkit_progress *progress);
static inline bool tkit_interrupted(tkit *tk)
{
    return atomic_load_explicit(&tk->interrupted, memory_order_relaxed) != 0 ||
           (tk->host && atomic_load_explicit(&tk->host->interrupted, memory_order_relaxed) != 0);
}

/* A context for a worker thread of `host`'s operations: the same allocator and limits, its own messages, no callbacks.
 * What one of the two allocated the other may free. */
int tkit_create_within(const tkit *host, tkit **out);

/* 0, or TKIT_EINTERRUPT with its message. Poll it at least every few milliseconds of work. */
int tkit_poll(tkit *tk);

const char *tkit_limit_name(enum limit which);
void tkit_limits_set_defaults(tkit *tk);

#endif
