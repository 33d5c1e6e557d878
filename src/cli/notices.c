/* Log lines and the progress line. Both go to stderr; the progress line only when that is a terminal, at most ten
 * times a second, and it never outlives its operation. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static struct {
    bool verbose, terminal, shown;
    uint64_t last; /* milliseconds */
    char what[32]; /* the operation that is being told about, since when, and how far it was then */
    uint64_t started, first_done, first_bytes;
} notices;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void cli_notices_clear(void)
{
    if (notices.shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr); /* before anything goes to stdout, which may be the same terminal */
    }
    notices.shown = false;
}

/* Untrusted text as it may be shown, cut to fit `size`. */
static void make_visible(const char *text, char *out, size_t size)
{
    size_t length = strlen(text), need;
    while ((need = tkit_text_visible(text, length, 0, NULL, 0)) >= size) length = length * (size - 1) / need;
    out[tkit_text_visible(text, length, 0, out, size - 1)] = 0;
}

static void on_log(void *user, int level, const char *message)
{
    static const char *const names[] = {"debug: ", "", "", "error: "};
    char safe[4096];
    (void)user;
    if (level < (notices.verbose ? TKIT_LOG_DEBUG : TKIT_LOG_WARNING))
        return;
    cli_notices_clear();
    make_visible(message, safe, sizeof safe);
    fprintf(stderr, "toolkit: %s%s\n", level >= 0 && level <= TKIT_LOG_ERROR ? names[level] : "", safe);
}

/* "  45.1 MB/s  1:05 left" of the operation under way, once there is enough of it to judge by. */
static void tell_speed(const tkit_progress *p, uint64_t t, char *out, size_t size)
{
    enum { ENOUGH = 1000 };
    const char *what = p->what ? p->what : "";
    uint64_t bytes = p->bytes_done - notices.first_bytes, done = p->done - notices.first_done;
    out[0] = 0;
    if (strncmp(notices.what, what, sizeof notices.what - 1) != 0 || p->done < notices.first_done ||
        p->bytes_done < notices.first_bytes || !notices.started) {
        snprintf(notices.what, sizeof notices.what, "%s", what);
        notices.started = t;
        notices.first_done = p->done;
        notices.first_bytes = p->bytes_done;
        return;
    }
    double seconds = (double)(t - notices.started) / 1000, left = -1;
    if (t - notices.started < ENOUGH)
        return;
    int n = bytes ? snprintf(out, size, "  %.1f MB/s", (double)bytes / 1e6 / seconds) : 0;
    if (p->bytes_total > p->bytes_done && bytes)
        left = seconds * (double)(p->bytes_total - p->bytes_done) / (double)bytes;
    else if (p->total > p->done && done)
        left = seconds * (double)(p->total - p->done) / (double)done;
    if (left >= 0 && left < 1e6)
        snprintf(out + n, size - (size_t)n, "  %d:%02d left", (int)left / 60, (int)left % 60);
}

static void on_progress(void *user, const tkit_progress *p)
{
    enum { INTERVAL = 100 };
    (void)user;
    uint64_t t = now();
    bool finished = p->total && p->done >= p->total;
    if (finished) {
        cli_notices_clear();
        notices.started = 0;
        return;
    }
    if (t - notices.last < INTERVAL)
        return;
    notices.last = t;
    struct winsize window;
    size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col ? window.ws_col : 80;
    char line[512], item[256] = "", speed[64];
    if (p->item)
        make_visible(p->item, item, sizeof item);
    int n = snprintf(line, sizeof line, "%s %llu", p->what ? p->what : "work", (unsigned long long)p->done);
    if (p->total)
        n += snprintf(line + n, sizeof line - (size_t)n, "/%llu", (unsigned long long)p->total);
    if (p->bytes_done)
        n += snprintf(line + n, sizeof line - (size_t)n, "  %.1f MiB", (double)p->bytes_done / (1 << 20));
    if (p->bytes_total)
        n += snprintf(line + n, sizeof line - (size_t)n, " (%d%%)",
                      (int)(100.0 * (double)p->bytes_done / (double)p->bytes_total));
    tell_speed(p, t, speed, sizeof speed);
    n += snprintf(line + n, sizeof line - (size_t)n, "%s  %s", speed, item);
    size_t length = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    fprintf(stderr, "\r\033[K%.*s", (int)tkit_text_clip(line, length, columns - 1), line);
    fflush(stderr);
    notices.shown = true;
}

void cli_notices_attach(tkit *tk, bool verbose)
{
    notices.verbose = verbose;
    notices.terminal = isatty(STDERR_FILENO);
    tkit_set_log(tk, on_log, NULL);
    tkit_set_progress(tk, notices.terminal ? on_progress : NULL, NULL);
}
