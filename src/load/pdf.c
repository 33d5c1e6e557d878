/* The format "pdf": text by `pdftotext` (poppler), a program that runs beside this one with its time and memory
 * limited. It gets the bytes through a socket and gives the text back through another: nothing is written to disk.
 * Without the program, PDF files are refused with a sentence that says what to install. Text of a PDF has no bytes of
 * its own in the file: its map leads to the whole file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load/format.h"

enum { SECONDS = 60, MEBIBYTES = 2048, STEP = 1 << 16 };

extern char **environ;

static int sniff(const struct tkit_source *source)
{
    size_t n = source->size < 1024 ? source->size : 1024;
    const unsigned char *sign = n > 8 ? memchr(source->bytes, '%', n) : NULL; /* most texts have none */
    return sign && memmem(sign, n - (size_t)(sign - source->bytes), "%PDF-", 5) ? 90 : 0;
}

/* ---- the program ---- */

struct child {
    pid_t pid;
    int in, out; /* our ends */
};

static int start(tkit *tk, const char *name, struct child *child)
{
    int in[2], out[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
        return tkit_fail(tk, TKIT_EIO, "%s: %s", name, strerror(errno));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out) != 0) {
        close(in[0]);
        close(in[1]);
        return tkit_fail(tk, TKIT_EIO, "%s: %s", name, strerror(errno));
    }
    char name_of_program[] = "pdftotext", quiet[] = "-q", enc[] = "-enc", utf8[] = "UTF-8", standard[] = "-";
    char *const arguments[] = {name_of_program, quiet, enc, utf8, standard, standard, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, in[1], STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    if (!error)
        error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!error)
        error = posix_spawnp(&child->pid, "pdftotext", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[1]);
    close(out[1]);
    child->in = in[0];
    child->out = out[0];
    if (!error)
        return TKIT_OK;
    close(in[0]);
    close(out[0]);
    return tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: a PDF file; install pdftotext (package poppler-utils) to read it",
                     name);
}

static void limit(const struct child *child)
{
    struct rlimit time_limit = {SECONDS, SECONDS}, memory = {(rlim_t)MEBIBYTES << 20, (rlim_t)MEBIBYTES << 20};
    prlimit(child->pid, RLIMIT_CPU, &time_limit, NULL);
    prlimit(child->pid, RLIMIT_AS, &memory, NULL);
}

static long seconds_since(const struct timespec *start_time)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - start_time->tv_sec);
}

/* Feeds the bytes and takes the text until the program closes its end. */
static int talk(struct tkit_source *source, struct child *child, tkit_buffer *text)
{
    tkit *tk = source->tk;
    size_t sent = 0;
    struct timespec began;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (;;) {
        int rc = tkit_poll(tk);
        if (rc)
            return rc;
        if (seconds_since(&began) > 2 * SECONDS)
            return tkit_fail(tk, TKIT_ELIMIT, "%s: pdftotext took more than %d s", source->name, 2 * SECONDS);
        struct pollfd fds[2] = {{.fd = child->out, .events = POLLIN}, {.fd = child->in, .events = POLLOUT}};
        if (poll(fds, child->in >= 0 ? 2 : 1, 200) < 0 && errno != EINTR)
            return tkit_fail(tk, TKIT_EIO, "%s: %s", source->name, strerror(errno));
        if (child->in >= 0 && (fds[1].revents & (POLLOUT | POLLERR | POLLHUP))) {
            ssize_t n = sent < source->size ? send(child->in, source->bytes + sent, source->size - sent,
                                                   MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
            sent += n > 0 ? (size_t)n : 0;
            if (sent == source->size || (n < 0 && errno != EAGAIN && errno != EINTR)) {
                close(child->in);
                child->in = -1;
            }
        }
        if (!(fds[0].revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        char *room = tkit_buffer_room(text, STEP);
        if (!room)
            return tkit_fail_nomem(tk);
        ssize_t n = recv(child->out, room, STEP, 0);
        if (n == 0)
            return TKIT_OK;
        if (n < 0 && errno != EINTR)
            return tkit_fail(tk, TKIT_EIO, "%s: %s", source->name, strerror(errno));
        text->size += n > 0 ? (size_t)n : 0;
        if (text->size > tk->limit[LIMIT_DOCUMENT_BYTES])
            return tkit_fail_limit(tk, LIMIT_DOCUMENT_BYTES, source->name);
    }
}

static int run(struct tkit_source *source, tkit_buffer *text)
{
    struct child child;
    int rc = start(source->tk, source->name, &child), status = 0;
    if (rc)
        return rc;
    limit(&child);
    rc = talk(source, &child, text);
    if (child.in >= 0)
        close(child.in);
    close(child.out);
    if (rc)
        kill(child.pid, SIGKILL);
    while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (rc == TKIT_OK && !(WIFEXITED(status) && WEXITSTATUS(status) == 0) && text->size == 0)
        rc = tkit_fail(source->tk, TKIT_EFORMAT, "%s: pdftotext could not read it", source->name);
    return rc;
}

/* ---- the document ---- */

static int make_document(struct tkit_source *source, tkit_buffer *text, tkit_document **out)
{
    tkit *tk = source->tk;
    for (size_t i = 0; i < text->size; i++) /* a page ends a paragraph */
        if (text->data[i] == '\f')
            text->data[i] = '\n';
    while (text->size > 0 && (unsigned char)text->data[text->size - 1] <= ' ') text->size--;
    struct tkit_input input = {.length = source->size, .source = source, .how = "declared"};
    memcpy(input.encoding, "UTF-8", 6);
    int rc = tkit_source_document(source, out);
    if (rc == TKIT_OK)
        rc = tkit_document_take_text(*out, text);
    if (rc == TKIT_OK)
        rc = tkit_map_add(tk, &(*out)->map, 0, 0, 0, source->size < 0xffffff ? (uint32_t)source->size : 0xffffff);
    return rc ? rc : tkit_format_complete(source, &input, *out, 0, source->size);
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    tkit_buffer text;
    if (source->records > 0)
        return 0;
    int rc = tkit_source_read_all(source);
    if (rc)
        return rc;
    tkit_buffer_init(&text, source->tk);
    rc = run(source, &text);
    if (rc == TKIT_OK)
        rc = make_document(source, &text, &item->document);
    tkit_buffer_free(&text);
    if (rc) {
        tkit_document_release(item->document);
        item->document = NULL;
        return rc;
    }
    source->records++;
    return 1;
}

const struct tkit_format tkit_format_pdf = {
    .name = "pdf",
    .sniff = sniff,
    .next = next,
    .finish = FINISH_BLOCKS | FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
