/* The format "archive": packed files and archives, by libarchive: gz, bz2, xz, zst around a single file; tar (packed
 * or not), zip, 7z with many. Nothing is unpacked to disk: each entry is a source whose bytes are unpacked while they
 * are read. Names of entries are labels only, and cleaned. Programs are never run (libarchive could). */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <unistd.h>

#include "load/format.h"

enum { BLOCK = 1 << 18, FREE_BYTES = 1 << 20 };

struct state {
    struct archive *archive;
    struct tkit_source *source;
    bool peeked;       /* the bytes read while sniffing were handed over */
    bool raw;          /* one packed file, no archive */
    bool finished;
    uint64_t entries, unpacked; /* so far, of the whole archive */
    uint64_t entry_unpacked;    /* of the current entry */
    locale_t utf8;              /* libarchive converts names to the thread's locale */
    bool over;                  /* a limit of the whole archive was reached */
    char block[BLOCK];
};

/* ---- recognition ---- */

static const struct magic {
    unsigned char bytes[8];
    uint8_t size;
    uint16_t offset;
} magics[] = {
    {{0x1F, 0x8B, 0x08}, 3, 0},                         /* gzip */
    {{'B', 'Z', 'h'}, 3, 0},                            /* bzip2 */
    {{0xFD, '7', 'z', 'X', 'Z', 0}, 6, 0},              /* xz */
    {{0x28, 0xB5, 0x2F, 0xFD}, 4, 0},                   /* zstd */
    {{'P', 'K', 3, 4}, 4, 0},                           /* zip */
    {{'P', 'K', 5, 6}, 4, 0},                           /* empty zip */
    {{'7', 'z', 0xBC, 0xAF, 0x27, 0x1C}, 6, 0},         /* 7z */
    {{'u', 's', 't', 'a', 'r'}, 5, 257},                /* tar */
};

static int sniff(const struct tkit_source *source)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct magic *m = &magics[i];
        if (source->size < (size_t)m->offset + m->size || memcmp(source->bytes + m->offset, m->bytes, m->size) != 0)
            continue;
        /* Office files are zip archives, but not of documents. */
        return m->bytes[0] == 'P' && tkit_source_has_extension(source, "xlsx xlsm pptx ods odp jar apk") ? 0 : 80;
    }
    return 0;
}

/* ---- names ---- */

/* An entry's name as a harmless label: no root, drive, "." or ".." part, backslash or control character. */
static void clean_name(tkit_buffer *out, const char *name)
{
    if (((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z')) && name[1] == ':')
        name += 2;
    size_t start = out->size;
    while (*name) {
        size_t n = strcspn(name, "/\\");
        bool dots = (n == 1 && name[0] == '.') || (n == 2 && name[0] == '.' && name[1] == '.');
        if (n > 0 && !dots) {
            if (out->size > start)
                tkit_buffer_putc(out, '/');
            for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)name[i];
                tkit_buffer_putc(out, c < 0x20 || c == 0x7F ? '?' : (char)c);
            }
        }
        name += n + (name[n] != '\0');
    }
    if (out->size == start)
        tkit_buffer_puts(out, "unnamed");
}

/* Hidden files and what macOS puts beside files are passed over, as in folders. */
static bool is_hidden(const char *name)
{
    if (strncmp(name, "__MACOSX/", 9) == 0)
        return true;
    const char *slash = strrchr(name, '/');
    return (slash ? slash[1] : name[0]) == '.';
}

/* "page.html" for "page.html.gz". */
static void set_inner_extension(struct tkit_source *child, const char *name)
{
    char inner[512];
    size_t n = strlen(name);
    const char *dot = strrchr(name, '.');
    if (!dot || n >= sizeof inner)
        return;
    memcpy(inner, name, (size_t)(dot - name));
    inner[dot - name] = '\0';
    tkit_source_set_extension(child, inner);
}

/* ---- reading ---- */

static la_ssize_t read_block(struct archive *archive, void *user, const void **block)
{
    struct state *st = user;
    struct tkit_source *source = st->source;
    if (!st->peeked) {
        st->peeked = true;
        *block = source->bytes;
        if (source->size > 0)
            return (la_ssize_t)source->size;
    }
    *block = st->block;
    long got = source->pull ? source->pull(source, st->block, BLOCK) : (long)read(source->fd, st->block, BLOCK);
    if (got < 0)
        archive_set_error(archive, EIO, "cannot be read");
    return (la_ssize_t)got;
}

static int fail(struct state *st)
{
    const char *why = archive_error_string(st->archive);
    return tkit_fail(st->source->tk, TKIT_EFORMAT, "%s: %s", st->source->name, why ? why : "damaged archive");
}

static int open_archive(struct tkit_source *source, struct state *st)
{
    st->archive = archive_read_new();
    if (!st->archive)
        return tkit_fail_nomem(source->tk);
    struct archive *a = st->archive;
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_lzma(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    int rc;
    if (source->at_end && source->base == 0) { /* 7z and zip want to seek: files and memory can */
        rc = archive_read_open_memory(a, source->bytes, source->size);
    } else if (source->fd > STDIN_FILENO && lseek(source->fd, 0, SEEK_SET) == 0) {
        rc = archive_read_open_fd(a, source->fd, BLOCK);
    } else if (source->pull) {
        int read = tkit_source_read_all(source);
        if (read)
            return read;
        rc = archive_read_open_memory(a, source->bytes, source->size);
    } else {
        rc = archive_read_open(a, st, NULL, read_block, NULL);
    }
    return rc == ARCHIVE_OK || rc == ARCHIVE_WARN ? TKIT_OK : fail(st);
}

static int open_state(struct tkit_source *source)
{
    if (source->depth >= source->tk->limit[LIMIT_ARCHIVE_DEPTH])
        return tkit_fail_limit(source->tk, LIMIT_ARCHIVE_DEPTH, source->name);
    struct state *st = tkit_calloc(source->tk, 1, sizeof *st);
    if (!st)
        return tkit_fail_nomem(source->tk);
    source->state = st;
    st->source = source;
    st->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    return open_archive(source, st);
}

static void close_state(struct tkit_source *source)
{
    struct state *st = source->state;
    if (!st)
        return;
    if (st->archive)
        archive_read_free(st->archive);
    if (st->utf8)
        freelocale(st->utf8);
    tkit_free(source->tk, st, sizeof *st);
    source->state = NULL;
}

/* What one archive may give in all. */
static int check_limits(struct state *st, const char *name)
{
    tkit *tk = st->source->tk;
    int64_t packed = archive_filter_bytes(st->archive, -1);
    uint64_t ratio = tk->limit[LIMIT_ARCHIVE_RATIO];
    st->over = true;
    if (st->unpacked > tk->limit[LIMIT_ARCHIVE_BYTES])
        return tkit_fail_limit(tk, LIMIT_ARCHIVE_BYTES, name);
    if (packed > 0 && st->unpacked > FREE_BYTES && st->unpacked / ratio > (uint64_t)packed)
        return tkit_fail_limit(tk, LIMIT_ARCHIVE_RATIO, name);
    st->over = false;
    if (!st->raw && st->entry_unpacked > tk->limit[LIMIT_ARCHIVE_ENTRY_BYTES])
        return tkit_fail_limit(tk, LIMIT_ARCHIVE_ENTRY_BYTES, name);
    return TKIT_OK;
}

/* `pull` of an entry. */
static long pull(struct tkit_source *source, char *room, size_t want)
{
    struct state *st = source->parent->state;
    la_ssize_t got = archive_read_data(st->archive, room, want);
    if (got == ARCHIVE_RETRY)
        got = archive_read_data(st->archive, room, want);
    if (got < 0) {
        const char *why = archive_error_string(st->archive);
        return tkit_fail(source->tk, TKIT_EFORMAT, "%s: %s", source->name, why ? why : "damaged entry");
    }
    st->unpacked += (uint64_t)got;
    st->entry_unpacked += (uint64_t)got;
    int rc = check_limits(st, source->name);
    return rc ? rc : (long)got;
}

/* ---- entries ---- */

static void note_entry(struct state *st, const char *name, int code)
{
    struct tkit_source nameless = {.tk = st->source->tk, .options = st->source->options, .name = (char *)name};
    tkit_source_note(&nameless, NULL, code, tkit_errmsg(st->source->tk));
}

/* Can the entry be read? If not it is noted, or passed over silently. */
static bool is_wanted(struct state *st, struct archive_entry *entry, const char *label, const char *name)
{
    tkit *tk = st->source->tk;
    if (st->raw)
        return true;
    if (archive_entry_filetype(entry) == AE_IFDIR || is_hidden(name))
        return false;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
        note_entry(st, label, tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: is a link or a device, not a file", label));
        return false;
    }
    if (archive_entry_is_encrypted(entry)) {
        note_entry(st, label, tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: is encrypted", label));
        return false;
    }
    if (archive_entry_size_is_set(entry) &&
        (uint64_t)archive_entry_size(entry) > tk->limit[LIMIT_ARCHIVE_ENTRY_BYTES]) {
        st->unpacked += (uint64_t)archive_entry_size(entry); /* passing over it may cost as much */
        note_entry(st, label, tkit_fail_limit(tk, LIMIT_ARCHIVE_ENTRY_BYTES, label));
        return false;
    }
    return true;
}

/* "archive.zip!folder/name", or the packed file's own name. */
static const char *label_entry(struct state *st, const char *given, tkit_buffer *label, const char **name)
{
    tkit_buffer_puts(label, st->source->name);
    if (!st->raw) {
        tkit_buffer_putc(label, '!');
        clean_name(label, given ? given : "");
    }
    const char *text = tkit_buffer_string(label);
    *name = text ? text + (st->raw ? 0 : strlen(st->source->name) + 1) : NULL;
    return text;
}

static int open_entry(struct state *st, struct archive_entry *entry, const char *label, struct tkit_source **out)
{
    int rc = tkit_source_open_pull(st->source, label, pull, out);
    if (rc)
        return rc;
    if (st->raw) {
        set_inner_extension(*out, label);
        (*out)->modified = st->source->modified;
    } else {
        if (archive_entry_size_is_set(entry))
            (*out)->total = (uint64_t)archive_entry_size(entry);
        if (archive_entry_mtime_is_set(entry))
            (*out)->modified = archive_entry_mtime(entry);
    }
    st->entry_unpacked = 0;
    return TKIT_OK;
}

/* The thread's locale is UTF-8 for the time of the call, so that names beyond ASCII survive. */
static int read_header(struct state *st, struct archive_entry **entry, const char **name)
{
    locale_t before = st->utf8 ? uselocale(st->utf8) : (locale_t)0;
    int got = archive_read_next_header(st->archive, entry);
    *name = NULL;
    if (got == ARCHIVE_OK || got == ARCHIVE_WARN) {
        *name = archive_entry_pathname_utf8(*entry);
        if (!*name)
            *name = archive_entry_pathname(*entry);
    }
    if (st->utf8)
        uselocale(before);
    return got;
}

/* One header: 1 with an entry to read, 0 without, negative. */
static int next_entry(struct state *st, struct tkit_source **out)
{
    tkit *tk = st->source->tk;
    struct archive_entry *entry;
    const char *given;
    int got = read_header(st, &entry, &given);
    if (got == ARCHIVE_EOF) {
        st->finished = true;
        return 0;
    }
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
        return fail(st);
    st->raw = archive_format(st->archive) == ARCHIVE_FORMAT_RAW;
    if (++st->entries > tk->limit[LIMIT_ARCHIVE_ENTRIES])
        return tkit_fail_limit(tk, LIMIT_ARCHIVE_ENTRIES, st->source->name);
    tkit_buffer buffer;
    tkit_buffer_init(&buffer, tk);
    const char *name, *label = label_entry(st, given, &buffer, &name);
    int rc = label ? 0 : tkit_fail_nomem(tk);
    if (rc == 0 && is_wanted(st, entry, label, name))
        rc = open_entry(st, entry, label, out) ? TKIT_ENOMEM : 1;
    tkit_buffer_free(&buffer);
    return rc;
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    int rc = source->state ? TKIT_OK : open_state(source);
    if (rc)
        return rc;
    struct state *st = source->state;
    if (st->raw && st->entries > 0) /* looking for another entry would unpack the rest */
        return 0;
    while (rc == 0 && !st->finished && !st->over) {
        rc = check_limits(st, source->name);
        if (rc == TKIT_ELIMIT && !st->over)
            rc = TKIT_OK; /* that entry was noted */
        if (rc == TKIT_OK)
            rc = tkit_poll(source->tk);
        if (rc == TKIT_OK)
            rc = next_entry(st, &item->child);
    }
    return rc;
}

const struct tkit_format tkit_format_archive = {
    .name = "archive",
    .sniff = sniff,
    .next = next,
    .close = close_state,
};
