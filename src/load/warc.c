/* The format "warc": web archives. Each response, resource or conversion record with a page or a text is a document,
 * named "crawl.warc#12" (the record's number in the file), with the page's address and the time of the visit among its
 * metadata. Records are read one after the other in bounded memory; what a response wraps around the page (HTTP header,
 * chunks) is taken off. Nothing is fetched. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "load/facts.h"
#include "load/format.h"

enum { VALUE = 2048 };

/* What is needed of a record's header. */
struct header {
    char type[32], uri[VALUE], date[64], content_type[128];
    uint64_t length;
};

struct state {
    uint64_t number;             /* of the record */
    struct header header;        /* of the record whose source is open */
    struct tkit_given given[3];  /* its facts */
};

static int sniff(const struct tkit_source *source)
{
    return source->size >= 8 && memcmp(source->bytes, "WARC/", 5) == 0 ? 95 : 0;
}

/* ---- headers ---- */

/* "Name: value": the value into `out` when the name is this one. */
static bool header_is(const char *line, size_t length, const char *name, char *out, size_t room)
{
    size_t n = strlen(name);
    if (length <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
        return false;
    const char *from = line + n + 1, *end = line + length;
    while (from < end && (*from == ' ' || *from == '\t')) from++;
    while (end > from && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')) end--;
    size_t size = (size_t)(end - from) < room - 1 ? (size_t)(end - from) : room - 1;
    memcpy(out, from, size);
    out[size] = '\0';
    return true;
}

/* The next record's header: 1, 0 at the end, negative. */
static int read_header(struct tkit_source *source, struct header *h)
{
    const char *line;
    size_t length;
    uint64_t offset;
    int rc;
    char number[32];
    *h = (struct header){0};
    do rc = tkit_source_line(source, &line, &length, &offset);
    while (rc == 1 && length == 0);
    if (rc != 1)
        return rc;
    if (length < 5 || memcmp(line, "WARC/", 5) != 0)
        return tkit_fail(source->tk, TKIT_EFORMAT, "%s: no record begins at byte %llu", source->name,
                         (unsigned long long)offset);
    while ((rc = tkit_source_line(source, &line, &length, &offset)) == 1 && length > 0) {
        header_is(line, length, "WARC-Type", h->type, sizeof h->type);
        header_is(line, length, "WARC-Target-URI", h->uri, sizeof h->uri);
        header_is(line, length, "WARC-Date", h->date, sizeof h->date);
        header_is(line, length, "Content-Type", h->content_type, sizeof h->content_type);
        if (header_is(line, length, "Content-Length", number, sizeof number))
            h->length = strtoull(number, NULL, 10);
    }
    return rc < 0 ? rc : 1;
}

/* ---- HTTP ---- */

struct body {
    const char *bytes;
    size_t size;
    char type[128];
    bool chunked, ok;
};

static void read_http(struct body *body)
{
    const char *s = body->bytes, *end = s + body->size;
    char value[64];
    int status = 0;
    if (body->size > 12 && memcmp(s, "HTTP/", 5) == 0)
        sscanf(s + 5, "%*[0-9.] %3d", &status);
    body->ok = status == 200;
    body->type[0] = '\0';
    while (s < end) {
        const char *line = s, *stop = memchr(s, '\n', (size_t)(end - s));
        s = stop ? stop + 1 : end;
        size_t length = (size_t)((stop ? stop : end) - line);
        if (length == 0 || (length == 1 && line[0] == '\r'))
            break;
        header_is(line, length, "Content-Type", body->type, sizeof body->type);
        if (header_is(line, length, "Transfer-Encoding", value, sizeof value))
            body->chunked = strcasecmp(value, "chunked") == 0;
    }
    body->size = (size_t)(end - s);
    body->bytes = s;
}

/* Puts the chunks of a body together, with a map from them to the bytes of the source. */
static int join_chunks(tkit *tk, const struct body *body, uint64_t offset, tkit_buffer *out, struct tkit_map *map)
{
    const char *s = body->bytes, *end = s + body->size;
    int rc = TKIT_OK;
    while (s < end && rc == TKIT_OK) {
        char *digits_end, digits[20] = "";
        size_t n = 0;
        while (s + n < end && n < sizeof digits - 1 && s[n] != '\r' && s[n] != '\n') {
            digits[n] = s[n];
            n++;
        }
        unsigned long long size = strtoull(digits, &digits_end, 16);
        const char *line_end = memchr(s, '\n', (size_t)(end - s));
        if (digits_end == digits || !line_end || size == 0)
            break;
        s = line_end + 1;
        if (size > (unsigned long long)(end - s))
            size = (unsigned long long)(end - s);
        rc = tkit_map_add(tk, map, (uint32_t)out->size, offset + (uint64_t)(s - body->bytes), 1, 1);
        tkit_buffer_add(out, s, (size_t)size);
        s += size;
        while (s < end && (*s == '\r' || *s == '\n')) s++;
    }
    return rc ? rc : tkit_buffer_status(out);
}

/* ---- records ---- */

static bool is_text(const char *type)
{
    return type[0] == '\0' || strncasecmp(type, "text/", 5) == 0 || strncasecmp(type, "application/xhtml", 17) == 0 ||
           strncasecmp(type, "application/xml", 15) == 0 || strncasecmp(type, "application/json", 16) == 0 ||
           strncasecmp(type, "application/rss", 15) == 0 || strncasecmp(type, "application/atom", 16) == 0 ||
           strncasecmp(type, "application/pdf", 15) == 0;
}

static const char *extension_of(const char *type)
{
    return strncasecmp(type, "text/html", 9) == 0 || strncasecmp(type, "application/xhtml", 17) == 0 ? "x.html"
           : strncasecmp(type, "text/plain", 10) == 0                                               ? "x.txt"
           : strncasecmp(type, "application/json", 16) == 0                                         ? "x.json"
           : strncasecmp(type, "application/pdf", 15) == 0                                          ? "x.pdf"
           : strstr(type, "xml") != NULL                                                            ? "x.xml"
                                                                                                     : "x";
}

/* charset=... of a media type. */
static const char *charset_of(char *type)
{
    char *found = strcasestr(type, "charset=");
    if (!found)
        return NULL;
    found += 8;
    found += *found == '"';
    found[strcspn(found, "\"; ")] = '\0';
    return *found ? found : NULL;
}

static int open_record(struct tkit_source *source, struct state *st, const struct body *body, uint64_t offset,
                       struct tkit_source **out)
{
    tkit *tk = source->tk;
    char name[64];
    tkit_buffer label, bytes;
    struct tkit_map map = {0};
    tkit_buffer_init(&label, tk);
    tkit_buffer_init(&bytes, tk);
    snprintf(name, sizeof name, "#%llu", (unsigned long long)st->number);
    tkit_buffer_puts(&label, source->name);
    tkit_buffer_puts(&label, name);
    int rc = tkit_buffer_string(&label) ? TKIT_OK : tkit_fail_nomem(tk);
    if (rc == TKIT_OK && body->chunked) {
        rc = join_chunks(tk, body, offset, &bytes, &map);
    } else if (rc == TKIT_OK) {
        rc = tkit_map_add(tk, &map, 0, offset, 1, 1);
        tkit_buffer_add(&bytes, body->bytes, body->size);
        rc = rc ? rc : tkit_buffer_status(&bytes);
    }
    if (rc == TKIT_OK)
        rc = tkit_source_open_bytes(tk, label.data, NULL, 0, &bytes, source->options, out);
    if (rc == TKIT_OK) {
        (*out)->map = map;
        (*out)->parent = source;
        (*out)->depth = source->depth;
        map = (struct tkit_map){0};
    }
    tkit_map_free(tk, &map);
    tkit_buffer_free(&bytes);
    tkit_buffer_free(&label);
    return rc;
}

static int add_facts(tkit_document *document, const struct header *h)
{
    int rc = TKIT_OK;
    if (h->uri[0])
        rc = tkit_document_add_field(document, "url", h->uri, "warc", 0, 0);
    if (rc == TKIT_OK && h->uri[0])
        rc = tkit_document_set_metadata(document, "target_uri", h->uri);
    if (rc == TKIT_OK && h->date[0])
        rc = tkit_document_set_metadata(document, "visited", h->date);
    return rc;
}

/* The same for a source whose documents are made later; until the next record is read. */
static const struct tkit_given *give_facts(struct state *st, const struct header *h)
{
    st->header = *h;
    const struct tkit_given fields[] = {{"url", st->header.uri, "warc", NULL},
                                        {"target_uri", st->header.uri, "warc", NULL},
                                        {"visited", st->header.date, "warc", NULL}};
    const struct tkit_given *first = NULL;
    for (size_t i = 0; i < 3; i++) {
        st->given[i] = fields[i];
        st->given[i].next = first;
        if (st->given[i].value[0])
            first = &st->given[i];
    }
    return first;
}

/* The record's document: 1 with it, 0 when it holds none, negative. */
static int read_record(struct tkit_source *source, struct state *st, const struct header *h, struct tkit_item *item)
{
    struct body body = {.ok = true};
    uint64_t offset;
    int rc = tkit_source_take(source, (size_t)h->length, &body.bytes, &body.size, &offset);
    if (rc < 0)
        return rc;
    const char *start = body.bytes;
    snprintf(body.type, sizeof body.type, "%s", h->content_type);
    if (strcasecmp(h->type, "response") == 0)
        read_http(&body);
    if (!body.ok || body.size == 0 || !is_text(body.type))
        return 0;
    struct tkit_source *child = NULL;
    rc = open_record(source, st, &body, offset + (uint64_t)(body.bytes - start), &child);
    if (rc)
        return rc;
    child->charset = charset_of(body.type);
    tkit_source_set_extension(child, extension_of(body.type));
    rc = tkit_format_choose(child);
    if (rc == TKIT_OK && !child->format->decode) { /* a feed, a packed page: it is read as any source */
        child->charset = NULL;
        child->given = give_facts(st, h);
        item->child = child;
        return 1;
    }
    if (rc == TKIT_OK)
        rc = tkit_format_decode(child, &item->document);
    if (rc == TKIT_OK)
        rc = add_facts(item->document, h);
    if (rc < 0) {
        tkit_document_release(item->document);
        item->document = NULL;
    }
    if (rc < 0 && rc != TKIT_ENOMEM && rc != TKIT_EINTERRUPT) {
        tkit_source_note(child, NULL, rc, tkit_errmsg(source->tk));
        rc = TKIT_OK;
    }
    tkit_source_close(child);
    return rc ? rc : item->document != NULL;
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    struct header h;
    if (!source->state && !(source->state = tkit_calloc(source->tk, 1, sizeof(struct state))))
        return tkit_fail_nomem(source->tk);
    struct state *st = source->state;
    for (;;) {
        int rc = tkit_poll(source->tk);
        if (rc == TKIT_OK)
            rc = read_header(source, &h);
        if (rc != 1)
            return rc;
        st->number++;
        bool page = strcasecmp(h.type, "response") == 0 || strcasecmp(h.type, "resource") == 0 ||
                    strcasecmp(h.type, "conversion") == 0;
        if (page && h.length <= source->tk->limit[LIMIT_DOCUMENT_BYTES])
            rc = read_record(source, st, &h, item);
        else
            rc = tkit_source_skip(source, h.length);
        if (rc != 0)
            return rc;
    }
}

static void close_state(struct tkit_source *source)
{
    tkit_free(source->tk, source->state, sizeof(struct state));
    source->state = NULL;
}

const struct tkit_format tkit_format_warc = {
    .name = "warc",
    .sniff = sniff,
    .next = next,
    .close = close_state,
};
