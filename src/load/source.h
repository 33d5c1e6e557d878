/* A source: the bytes that one or many documents are read from - a file, standard input, an archive entry, an
 * attachment, memory. It knows its name and its place inside other sources; it never interprets its bytes. */
#ifndef TOOLKIT_LOAD_SOURCE_H
#define TOOLKIT_LOAD_SOURCE_H

#include <toolkit/document.h>

#include "base/buffer.h"
#include "load/map.h"

struct tkit_format;

/* A field that is known before the bytes are read: from the caller, a table beside the file, a mail's header. */
struct tkit_given {
    const char *key, *value, *how;
    const struct tkit_given *next;
};

struct tkit_source {
    tkit *tk;
    const tkit_load_options *options; /* never NULL; strings in it may be */
    struct tkit_source *parent;       /* the archive or mailbox that it lies in; NULL for a file */
    unsigned depth;                   /* archives around it */
    const struct tkit_format *format; /* chosen by tkit_format_choose() */
    const tkit_reader *reader;        /* the caller's, when that reads it; then `format` is tkit_format_custom */
    void *state;                      /* the format's own, freed by its `close` */
    uint64_t records;                 /* documents made so far */

    char *name;            /* "folder/a.html", "archive.zip!a.html" */
    char extension[16];    /* lower case, without the dot; "" when there is none or it is longer */
    const char *charset;   /* encoding that the container declares (MIME), or NULL. Lives as long as the parent */
    const char *type;      /* media type that the container declares ("text/html"), or NULL. Likewise */
    const struct tkit_rules *rules; /* of a file; sources in it use its. NULL = none. Lives as long as the loader */
    const struct tkit_given *given; /* fields of its documents; lives as long as the parent or the loader */
    struct tkit_map map;   /* from these bytes to the file's, where a container encoded them (base64) */

    int fd;                /* -1: bytes come from `pull`, or all of them are in memory */
    /* Reads up to `want` bytes to `room`: how many, 0 at the end, or a negative code with its message. The parent's
     * format sets it for an entry that is unpacked while it is read. NULL: from fd. */
    long (*pull)(struct tkit_source *source, char *room, size_t want);
    tkit_buffer buffer;    /* owned bytes; empty when `bytes` are borrowed */
    const unsigned char *bytes; /* bytes [base, base + size) of the source */
    size_t size;
    uint64_t base;
    size_t cursor;         /* where tkit_source_line() goes on, an index into `bytes` */
    bool lent;             /* sources in it are read by other threads: tkit_pipeline_settle() before it closes */
    uint64_t wanted;       /* of a file: its number among those that tkit_load_options.want accepted; 0 = not asked */
    bool is_text;          /* some encoding of text, to judge by its first bytes: known when formats are asked */
    bool at_end;           /* nothing follows bytes + size */
    uint64_t total;        /* bytes of the whole source; 0 = unknown */
    int64_t modified;      /* time of last change in seconds since 1970; 0 = unknown */
};

/* Opens a regular file or, for "-", standard input. Refuses FIFOs, devices and sockets without reading them. */
int tkit_source_open_file(tkit *tk, const char *path, const tkit_load_options *options, struct tkit_source **out);

/* Bytes in memory: borrowed when `buffer` is NULL, else taken over from the buffer. */
int tkit_source_open_bytes(tkit *tk, const char *name, const void *bytes, size_t size, tkit_buffer *buffer,
                           const tkit_load_options *options, struct tkit_source **out);

/* Bytes that `pull` gives on demand, out of `parent`. */
int tkit_source_open_pull(struct tkit_source *parent, const char *name,
                          long (*pull)(struct tkit_source *source, char *room, size_t want), struct tkit_source **out);

/* Takes the extension from another name: that of "page.html.gz" is what is before ".gz". */
void tkit_source_set_extension(struct tkit_source *source, const char *name);

/* Gives the source, which nobody began to read, to the context of another thread with the same allocator. */
void tkit_source_move(struct tkit_source *source, tkit *tk);

/* Calls the format's close, frees everything. NULL is fine. The parent stays open. */
void tkit_source_close(struct tkit_source *source);

/* Reads until `size` bytes are there or the source ends: a look at the beginning. */
int tkit_source_peek(struct tkit_source *source, size_t size);

/* Reads everything. TKIT_ELIMIT above limit document_bytes. */
int tkit_source_read_all(struct tkit_source *source);

/* The next line of a line-based format, without its line end, and its byte offset in the source: 1, 0 at the end, or
 * a negative code (TKIT_ELIMIT for a line above limit line_bytes; the next call goes on behind it). The line is
 * borrowed until the next call. Memory stays bounded by the longest line. */
int tkit_source_line(struct tkit_source *source, const char **line, size_t *length, uint64_t *offset);

/* The next `want` bytes, fewer at the end of the source: 1 with *size of them, or a negative code (TKIT_ELIMIT when
 * `want` is above limit document_bytes; nothing is read then). Borrowed until the next call. */
int tkit_source_take(struct tkit_source *source, size_t want, const char **bytes, size_t *size, uint64_t *offset);

/* Passes over `count` bytes, in bounded memory. */
int tkit_source_skip(struct tkit_source *source, uint64_t count);

/* The name of its format, NULL before it is chosen. */
const char *tkit_source_format_name(const struct tkit_source *source);

/* Is the extension among `list` ("txt text log")? */
bool tkit_source_has_extension(const struct tkit_source *source, const char *list);

/* Tells the caller about a skip or a warning; `code` and `message` as in tkit_load_note. */
void tkit_source_note(const struct tkit_source *source, const char *encoding, int code, const char *message);

#endif
