/* The context: its creation, memory, errors, callbacks and interrupt flag. */
#include "base/context.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

/* Large arrays are walked and filled as a whole: with pages of 2 MiB the kernel is asked 512 times less often, which
 * makes building an index a fifth faster. So they start at such a page, and are whole ones. */
static size_t whole_pages(size_t size)
{
    return (size + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
}

static void *allocate_pages(size_t size)
{
    void *block = size <= SIZE_MAX / 2 ? aligned_alloc(HUGE_PAGE, whole_pages(size)) : NULL;
#ifdef MADV_HUGEPAGE
    if (block)
        madvise(block, whole_pages(size), MADV_HUGEPAGE); /* only a wish: nothing depends on it */
#endif
    return block;
}

static void *allocate_default(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    if (new_size < HUGE_PAGE)
        return realloc(block, new_size);
    if (block && old_size >= HUGE_PAGE && whole_pages(old_size) == whole_pages(new_size))
        return block;
    void *moved = allocate_pages(new_size);
    if (moved && block) {
        memcpy(moved, block, old_size < new_size ? old_size : new_size);
        free(block);
    }
    return moved;
}

int tkit_create(tkit **out, const tkit_options *options)
{
    tkit_options given = {0};
    *out = NULL;
    if (options) {
        size_t size = options->size < sizeof given ? options->size : sizeof given;
        memcpy(&given, options, size);
    }
    if (!given.allocate)
        given.allocate = allocate_default;
    tkit *tk = given.allocate(given.allocate_user, NULL, 0, sizeof *tk);
    if (!tk)
        return TKIT_ENOMEM;
    memset(tk, 0, sizeof *tk);
    tk->options = given;
    tkit_limits_set_defaults(tk);
    *out = tk;
    return TKIT_OK;
}

int tkit_create_within(const tkit *host, tkit **out)
{
    tkit_options options = {.size = sizeof options, .allocate = host->options.allocate,
                            .allocate_user = host->options.allocate_user};
    int rc = tkit_create(out, &options);
    if (rc)
        return rc;
    memcpy((*out)->limit, host->limit, sizeof host->limit);
    (*out)->host = host;
    return TKIT_OK;
}

void tkit_destroy(tkit *tk)
{
    if (tk)
        tk->options.allocate(tk->options.allocate_user, tk, sizeof *tk, 0);
}

const char *tkit_version(void)
{
    return TKIT_VERSION;
}

/* ---- memory ---- */

void *tkit_realloc(tkit *tk, void *block, size_t old_size, size_t new_size)
{
    return tk->options.allocate(tk->options.allocate_user, block, old_size, new_size);
}

void *tkit_calloc(tkit *tk, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *block = tkit_alloc(tk, count && size ? count * size : 1);
    if (block)
        memset(block, 0, count * size);
    return block;
}

char *tkit_strndup(tkit *tk, const char *text, size_t length)
{
    char *copy = tkit_alloc(tk, length + 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

int tkit_reserve(tkit *tk, void **array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return TKIT_OK;
    size_t grown = *capacity < 16 ? 16 : *capacity * 2;
    if (grown < need)
        grown = need;
    if (grown > SIZE_MAX / size)
        return tkit_fail_nomem(tk);
    void *moved = tkit_realloc(tk, *array, *capacity * size, grown * size);
    if (!moved)
        return tkit_fail_nomem(tk);
    *array = moved;
    *capacity = grown;
    return TKIT_OK;
}

/* ---- errors ---- */

const char *tkit_errmsg(const tkit *tk)
{
    return tk ? tk->message : tkit_errstr(TKIT_ENOMEM);
}

const char *tkit_errstr(int code)
{
    switch (code) {
    case TKIT_OK: return "ok";
    case TKIT_ENOMEM: return "out of memory";
    case TKIT_EIO: return "input/output error";
    case TKIT_EFORMAT: return "malformed input";
    case TKIT_ELIMIT: return "limit reached";
    case TKIT_EINTERRUPT: return "interrupted";
    case TKIT_EBUSY: return "busy";
    case TKIT_ECORRUPT: return "damaged file";
    case TKIT_ENOTFOUND: return "not found";
    case TKIT_EUNSUPPORTED: return "not supported";
    case TKIT_EQUERY: return "query error";
    case TKIT_EINVALID: return "invalid argument";
    case TKIT_EPERMISSION: return "permission denied";
    }
    return "unknown result";
}

/* A message is one line: what a file name or a text smuggles in is made harmless. */
static void flatten(char *line)
{
    for (; *line; line++)
        if ((unsigned char)*line < 0x20 || *line == 0x7f)
            *line = ' ';
}

int tkit_fail(tkit *tk, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(tk->message, sizeof tk->message, format, args);
    va_end(args);
    flatten(tk->message);
    return code;
}

int tkit_fail_nomem(tkit *tk)
{
    return tkit_fail(tk, TKIT_ENOMEM, "out of memory");
}

int tkit_fail_limit(tkit *tk, enum limit which, const char *item)
{
    return tkit_fail(tk, TKIT_ELIMIT, "%s: limit %s (%llu) reached", item, tkit_limit_name(which),
                      (unsigned long long)tk->limit[which]);
}

int tkit_system_code(int number)
{
    switch (number) {
    case ENOENT: return TKIT_ENOTFOUND;
    case EACCES:
    case EPERM: return TKIT_EPERMISSION;
    case ENOMEM: return TKIT_ENOMEM;
    }
    return TKIT_EIO;
}

void tkit_list_name(char *list, size_t size, const char *name)
{
    size_t n = strlen(list);
    if (n + strlen(name) + 2 < size)
        snprintf(list + n, size - n, "%s%s", n ? " " : "", name);
}

/* ---- log, progress, interruption ---- */

void tkit_set_log(tkit *tk, void (*log)(void *, int, const char *), void *user)
{
    tk->options.log = log;
    tk->options.log_user = user;
}

void tkit_set_progress(tkit *tk, void (*progress)(void *, const tkit_progress *), void *user)
{
    tk->options.progress = progress;
    tk->options.progress_user = user;
}

void tkit_log(tkit *tk, int level, const char *format, ...)
{
    if (!tk->options.log)
        return;
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    flatten(line);
    tk->options.log(tk->options.log_user, level, line);
}

void tkit_report_progress(tkit *tk, const tkit_progress *progress)
{
    if (tk->options.progress)
        tk->options.progress(tk->options.progress_user, progress);
}

void tkit_interrupt(tkit *tk)
{
    atomic_store(&tk->interrupted, 1);
}

void tkit_clear_interrupt(tkit *tk)
{
    atomic_store(&tk->interrupted, 0);
}

int tkit_is_interrupted(const tkit *tk)
{
    return atomic_load(&tk->interrupted) != 0;
}

int tkit_poll(tkit *tk)
{
    return tkit_interrupted(tk) ? tkit_fail(tk, TKIT_EINTERRUPT, "interrupted") : TKIT_OK;
}
