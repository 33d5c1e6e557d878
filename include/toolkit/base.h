/* base.h: the context, results, limits, interruption. */
#ifndef TOOLKIT_BASE_H
#define TOOLKIT_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TKIT_API __attribute__((visibility("default")))
#else
#define TKIT_API
#endif

/* Results. Everything negative is an error; tkit_errstr() names it, tkit_errmsg() explains it. */
enum tkit_result {
    TKIT_OK = 0,
    TKIT_ENOMEM = -1,       /* the allocator returned NULL */
    TKIT_EIO = -2,          /* a file could not be read or written */
    TKIT_EFORMAT = -3,      /* bytes that are not what they claim to be */
    TKIT_ELIMIT = -4,       /* a named limit was reached */
    TKIT_EINTERRUPT = -5,   /* tkit_interrupt() was called */
    TKIT_EBUSY = -6,        /* another writer holds the corpus file */
    TKIT_ECORRUPT = -7,     /* a corpus or model file is damaged */
    TKIT_ENOTFOUND = -8,    /* no such document, attribute, layer, model */
    TKIT_EUNSUPPORTED = -9, /* understood, but not available in this build or for this language */
    TKIT_EQUERY = -10,      /* a query or regular expression that does not parse */
    TKIT_EINVALID = -11,    /* an argument outside its range */
    TKIT_EPERMISSION = -12  /* a file that this process may not read or write */
};

/* The context: allocator, limits, last error, interrupt flag, callbacks. Opaque. */
typedef struct tkit tkit;

enum tkit_log_level { TKIT_LOG_DEBUG, TKIT_LOG_INFO, TKIT_LOG_WARNING, TKIT_LOG_ERROR };

/* Progress of a long operation. Strings live until the callback returns. */
typedef struct tkit_progress {
    const char *what;    /* "load", "index", "merge", "annotate" ... */
    const char *item;    /* what is being worked on (a file name), or NULL */
    uint64_t done;       /* items finished */
    uint64_t total;      /* items in all, 0 when unknown */
    uint64_t bytes_done; /* source bytes finished */
    uint64_t bytes_total; /* source bytes in all, 0 when unknown */
} tkit_progress;

/* Options of tkit_create(). Zero everything but `size` for the defaults. */
typedef struct tkit_options {
    uint32_t size; /* sizeof(tkit_options) */

    /* Allocator: realloc semantics; new_size 0 frees and returns NULL; NULL on failure. It must be safe to call
     * from several threads at once when `threads` is used in any operation. NULL = malloc family. */
    void *(*allocate)(void *user, void *block, size_t old_size, size_t new_size);
    void *allocate_user;

    /* Diagnostics for the user: one line without newline, for instance a skipped file. NULL = silent. */
    void (*log)(void *user, int level, const char *message);
    void *log_user;

    /* Called now and then from the thread that runs the operation. NULL = none. */
    void (*progress)(void *user, const tkit_progress *progress);
    void *progress_user;
} tkit_options;

/* Creates a context. `options` may be NULL. Errors: TKIT_ENOMEM. *out is NULL on error. */
TKIT_API int tkit_create(tkit **out, const tkit_options *options);

/* Frees the context. Everything that came from it must be closed before. NULL is fine. */
TKIT_API void tkit_destroy(tkit *tk);

/* The sentence that explains the last error on this context, "" when there was none. One line, UTF-8, valid until
 * the next call on this context. A NULL context (its creation failed) gives "out of memory". */
TKIT_API const char *tkit_errmsg(const tkit *tk);

/* The name of a result code: "ok", "out of memory", "input/output error" ... Never NULL. */
TKIT_API const char *tkit_errstr(int code);

/* The version of the library, "major.minor.patch". */
TKIT_API const char *tkit_version(void);

/* Versions of the libraries linked in and the optional features, one "name version" per line. */
TKIT_API const char *tkit_build_info(tkit *tk);

/* Stops the running operation of this context soon: it returns TKIT_EINTERRUPT. Any thread, any signal handler.
 * The flag stays up until tkit_clear_interrupt(). */
TKIT_API void tkit_interrupt(tkit *tk);
TKIT_API void tkit_clear_interrupt(tkit *tk);
/* 1 while the flag is up: for loops of the host's own. */
TKIT_API int tkit_is_interrupted(const tkit *tk);

/* Replaces the callbacks after creation (a REPL attaches its own). NULL detaches. */
TKIT_API void tkit_set_log(tkit *tk, void (*log)(void *user, int level, const char *message), void *user);
TKIT_API void tkit_set_progress(tkit *tk, void (*progress)(void *user, const tkit_progress *progress),
                                void *user);

/* Limits, by name. An operation that meets one returns TKIT_ELIMIT and a message that says the name. Units are in
 * the names. TKIT_ENOTFOUND: no limit is called so. tkit_limit_at() walks them for a manual: index from 0, NULL after
 * the last. */
TKIT_API int tkit_set_limit(tkit *tk, const char *name, uint64_t value);
TKIT_API int tkit_get_limit(const tkit *tk, const char *name, uint64_t *value);
TKIT_API const char *tkit_limit_at(const tkit *tk, size_t index, uint64_t *value, const char **meaning);

/* The SHA-256 of bytes as 64 lower-case hexadecimal digits and a NUL: names inputs and scripts in reports. */
TKIT_API void tkit_sha256(const void *data, size_t length, char out[65]);

#ifdef __cplusplus
}
#endif
#endif
