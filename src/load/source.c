/* Sources of bytes: opening, reading whole or by lines. See source.h. */
#include "load/source.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load/format.h"

enum { READ_CHUNK = 1 << 20 };

/* ---- opening and closing ---- */

void tkit_source_set_extension(struct tkit_source *source, const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *dot = strrchr(slash ? slash : name, '.');
    size_t n = dot ? strlen(dot + 1) : 0;
    memset(source->extension, 0, sizeof source->extension);
    if (n == 0 || n >= sizeof source->extension)
        return;
    for (size_t i = 0; i < n; i++) source->extension[i] = (char)tolower((unsigned char)dot[i + 1]);
}

static int create(tkit *tk, const char *name, const tkit_load_options *options, struct tkit_source **out)
{
    struct tkit_source *source = tkit_calloc(tk, 1, sizeof *source);
    *out = NULL;
    if (!source)
        return tkit_fail_nomem(tk);
    source->tk = tk;
    source->options = options;
    source->fd = -1;
    tkit_buffer_init(&source->buffer, tk);
    source->name = tkit_strndup(tk, name, strlen(name));
    if (!source->name) {
        tkit_free(tk, source, sizeof *source);
        return tkit_fail_nomem(tk);
    }
    tkit_source_set_extension(source, source->name);
    *out = source;
    return TKIT_OK;
}

void tkit_source_close(struct tkit_source *source)
{
    if (!source)
        return;
    tkit *tk = source->tk;
    if (source->format && source->format->close)
        source->format->close(source);
    if (source->fd > STDIN_FILENO)
        close(source->fd);
    tkit_buffer_free(&source->buffer);
    tkit_map_free(tk, &source->map);
    tkit_free(tk, source->name, strlen(source->name) + 1);
    tkit_free(tk, source, sizeof *source);
}

void tkit_source_move(struct tkit_source *source, tkit *tk)
{
    source->tk = source->buffer.tk = tk;
}

static const char *kind_of_file(mode_t mode)
{
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a FIFO"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

int tkit_source_open_file(tkit *tk, const char *path, const tkit_load_options *options, struct tkit_source **out)
{
    int rc = create(tk, strcmp(path, "-") == 0 ? "stdin" : path, options, out);
    if (rc)
        return rc;
    struct tkit_source *source = *out;
    struct stat info;
    if (strcmp(path, "-") == 0) {
        source->fd = STDIN_FILENO;
        return TKIT_OK;
    }
    /* Not blocking: opening a FIFO would wait for a writer. */
    source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (source->fd < 0 || fstat(source->fd, &info) != 0) {
        rc = tkit_fail(tk, tkit_system_code(errno), "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(info.st_mode)) {
        rc = tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: is %s, not a regular file", path, kind_of_file(info.st_mode));
    } else {
        source->total = (uint64_t)info.st_size;
        source->modified = info.st_mtime;
        return TKIT_OK;
    }
    tkit_source_close(source);
    *out = NULL;
    return rc;
}

int tkit_source_open_bytes(tkit *tk, const char *name, const void *bytes, size_t size, tkit_buffer *buffer,
                           const tkit_load_options *options, struct tkit_source **out)
{
    int rc = create(tk, name, options, out);
    if (rc)
        return rc;
    struct tkit_source *source = *out;
    source->bytes = bytes;
    source->size = size;
    if (buffer) {
        source->buffer = *buffer;
        source->bytes = (const unsigned char *)buffer->data;
        source->size = buffer->size;
        tkit_buffer_init(buffer, tk);
    }
    source->at_end = true;
    source->total = source->size;
    return TKIT_OK;
}

int tkit_source_open_pull(struct tkit_source *parent, const char *name,
                          long (*pull)(struct tkit_source *source, char *room, size_t want), struct tkit_source **out)
{
    int rc = create(parent->tk, name, parent->options, out);
    if (rc == TKIT_OK) {
        (*out)->parent = parent;
        (*out)->depth = parent->depth + 1;
        (*out)->pull = pull;
    }
    return rc;
}

/* ---- reading ---- */

/* Appends at most `want` bytes from the file to the buffer. */
static int read_more(struct tkit_source *source, size_t want)
{
    int rc = tkit_poll(source->tk);
    if (rc)
        return rc;
    uint64_t known = source->total > source->base + source->size ? source->total - source->base - source->size : 0;
    if (!source->pull && known && known < want)
        want = (size_t)known;
    char *room = tkit_buffer_room(&source->buffer, want + 1); /* + 1: a document puts its NUL there */
    if (!room)
        return tkit_fail_nomem(source->tk);
    ssize_t got;
    do got = source->pull ? source->pull(source, room, want) : read(source->fd, room, want);
    while (got < 0 && !source->pull && errno == EINTR && !tkit_interrupted(source->tk));
    if (got < 0 && source->pull)
        return (int)got;
    if (got < 0) {
        rc = tkit_poll(source->tk);
        return rc ? rc : tkit_fail(source->tk, TKIT_EIO, "%s: %s", source->name, strerror(errno));
    }
    source->buffer.size += (size_t)got;
    source->bytes = (const unsigned char *)source->buffer.data;
    source->size = source->buffer.size;
    /* A file that grows while it is read is read as long as it was when it was opened. */
    source->at_end = got == 0 || (!source->pull && source->total && source->base + source->size >= source->total);
    return TKIT_OK;
}

int tkit_source_peek(struct tkit_source *source, size_t size)
{
    int rc = TKIT_OK;
    while (rc == TKIT_OK && !source->at_end && source->size < size) rc = read_more(source, size - source->size);
    return rc;
}

int tkit_source_read_all(struct tkit_source *source)
{
    uint64_t limit = source->tk->limit[LIMIT_DOCUMENT_BYTES];
    if (source->total > limit)
        return tkit_fail_limit(source->tk, LIMIT_DOCUMENT_BYTES, source->name);
    if (source->total > source->size && !source->at_end &&
        !tkit_buffer_room(&source->buffer, source->total - source->size + 1))
        return tkit_fail_nomem(source->tk);
    while (!source->at_end) {
        size_t left = source->total > source->size ? source->total - source->size : 0;
        int rc = read_more(source, left && left < READ_CHUNK ? left : left ? READ_CHUNK : 4096);
        if (rc)
            return rc;
        if (source->size > limit)
            return tkit_fail_limit(source->tk, LIMIT_DOCUMENT_BYTES, source->name);
    }
    return TKIT_OK;
}

/* ---- lines ---- */

/* Drops what lies before the cursor, to make room for more. */
static void drop_read(struct tkit_source *source)
{
    tkit_buffer *buffer = &source->buffer;
    if (source->cursor == 0)
        return;
    memmove(buffer->data, buffer->data + source->cursor, buffer->size - source->cursor);
    buffer->size -= source->cursor;
    source->base += source->cursor;
    source->size = buffer->size;
    source->cursor = 0;
}

/* Passes over the rest of a line that is longer than allowed. */
static int skip_line(struct tkit_source *source)
{
    for (;;) {
        const unsigned char *from = source->bytes + source->cursor;
        const unsigned char *end = memchr(from, '\n', source->size - source->cursor);
        source->cursor = end ? (size_t)(end - source->bytes) + 1 : source->size;
        if (end || source->at_end)
            return TKIT_OK;
        drop_read(source);
        int rc = read_more(source, READ_CHUNK);
        if (rc)
            return rc;
    }
}

int tkit_source_line(struct tkit_source *source, const char **line, size_t *length, uint64_t *offset)
{
    uint64_t limit = source->tk->limit[LIMIT_LINE_BYTES];
    size_t seen = 0; /* bytes behind the cursor known to hold no line end */
    for (;;) {
        const unsigned char *from = source->bytes ? source->bytes + source->cursor : NULL;
        size_t left = source->size - source->cursor;
        const unsigned char *end = left > seen ? memchr(from + seen, '\n', left - seen) : NULL;
        size_t n = end ? (size_t)(end - from) : left;
        if (n > limit) {
            int rc = skip_line(source);
            return rc ? rc : tkit_fail_limit(source->tk, LIMIT_LINE_BYTES, source->name);
        }
        if (end || source->at_end) {
            if (!end && left == 0)
                return 0;
            *line = (const char *)from;
            *length = n > 0 && from[n - 1] == '\r' ? n - 1 : n;
            *offset = source->base + source->cursor;
            source->cursor += n + (end != NULL);
            return 1;
        }
        seen = left;
        drop_read(source);
        int rc = read_more(source, READ_CHUNK);
        if (rc)
            return rc;
    }
}

/* ---- parts of known length ---- */

int tkit_source_take(struct tkit_source *source, size_t want, const char **bytes, size_t *size, uint64_t *offset)
{
    if (want > source->tk->limit[LIMIT_DOCUMENT_BYTES])
        return tkit_fail_limit(source->tk, LIMIT_DOCUMENT_BYTES, source->name);
    if (!source->at_end && source->size - source->cursor < want)
        drop_read(source);
    while (!source->at_end && source->size - source->cursor < want) {
        size_t missing = want - (source->size - source->cursor);
        int rc = read_more(source, missing < READ_CHUNK ? missing : READ_CHUNK);
        if (rc)
            return rc;
    }
    size_t left = source->size - source->cursor;
    *bytes = (const char *)source->bytes + source->cursor;
    *size = left < want ? left : want;
    *offset = source->base + source->cursor;
    source->cursor += *size;
    return 1;
}

int tkit_source_skip(struct tkit_source *source, uint64_t count)
{
    for (;;) {
        size_t left = source->size - source->cursor, step = left < count ? left : (size_t)count;
        source->cursor += step;
        count -= step;
        if (count == 0 || source->at_end)
            return TKIT_OK;
        drop_read(source);
        int rc = read_more(source, READ_CHUNK);
        if (rc)
            return rc;
    }
}

/* ---- names and notes ---- */

const char *tkit_source_format_name(const struct tkit_source *source)
{
    return source->reader ? source->reader->name : source->format ? source->format->name : NULL;
}

bool tkit_source_has_extension(const struct tkit_source *source, const char *list)
{
    size_t n = strlen(source->extension);
    while (n && *list) {
        size_t word = 0;
        while (list[word] && list[word] != ' ') word++;
        if (word == n && memcmp(list, source->extension, n) == 0)
            return true;
        list += word + (list[word] == ' ');
    }
    return false;
}

/* What a parser says of bytes does not name their file. */
static const char *with_name(const struct tkit_source *source, int code, const char *message)
{
    char reason[1024];
    snprintf(reason, sizeof reason, "%s", message);
    tkit_fail(source->tk, code, "%s", source->name); /* as it stands in a message: on one line */
    const char *name = tkit_errmsg(source->tk);
    if (strncmp(reason, name, strlen(name)) == 0)
        tkit_fail(source->tk, code, "%s", reason);
    else
        tkit_fail(source->tk, code, "%s: %s", source->name, reason);
    return tkit_errmsg(source->tk);
}

void tkit_source_note(const struct tkit_source *source, const char *encoding, int code, const char *message)
{
    if (code && message)
        message = with_name(source, code, message);
    tkit_load_note note = {.file = source->name,
                           .format = tkit_source_format_name(source),
                           .encoding = encoding,
                           .code = code,
                           .message = message};
    if (source->options->note)
        source->options->note(source->options->note_user, &note);
    else if (message)
        tkit_log(source->tk, code ? TKIT_LOG_ERROR : TKIT_LOG_WARNING, "%s", message);
}
