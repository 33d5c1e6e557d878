/* Mail: one message (.eml) or a mailbox of many (mbox). The text of a message is a document with subject, sender and
 * date; attachments are read as files of their own, "mail.eml!report.docx".
 *
 * MIME parts are found in one pass over the lines with a stack of boundaries: deep nesting costs nothing. Of the
 * versions of a text (multipart/alternative) the plain one is taken, the HTML one when there is no other. */
#include "load/format.h"
#include "load/mail_header.h"

#include <stdio.h>
#include <strings.h>

enum { NESTING = 32, PARTS = 10000 };

struct part {
    struct mail_header header;
    size_t start, end;   /* of the body, still in its transfer encoding */
    unsigned group;      /* the multipart/alternative that it is a version in; 0 = none */
};

struct mail_state {
    tkit_arena arena;
    struct tkit_given given[5];
    const struct tkit_given *own_given, *attachment_given; /* chains of those that are there */
    struct part *parts;
    size_t count, capacity, next;
    size_t text; /* index of the message's own text; SIZE_MAX without one */
};

/* ---- parts ---- */

struct level {
    char boundary[BOUNDARY_LENGTH];
    size_t length;
    unsigned group;
};

struct walk {
    struct tkit_source *source;
    struct mail_state *state;
    const char *text;
    size_t length;
    struct level levels[NESTING];
    size_t depth;
    unsigned groups;
    struct part part; /* the open one */
    bool in_part;
};

static int finish_part(struct walk *w, size_t end)
{
    struct mail_state *s = w->state;
    if (!w->in_part || s->count >= PARTS)
        return TKIT_OK;
    w->in_part = false;
    if (end > w->part.start && w->text[end - 1] == '\n')
        end--; /* the line end before a boundary belongs to the boundary */
    if (end > w->part.start && w->text[end - 1] == '\r')
        end--;
    w->part.end = end > w->part.start ? end : w->part.start;
    int rc = tkit_reserve(w->source->tk, (void **)&s->parts, &s->capacity, s->count + 1, sizeof *s->parts);
    if (rc == TKIT_OK)
        s->parts[s->count++] = w->part;
    return rc;
}

/* Opens the part whose header was just read; its body begins at `body`. */
static void open_part(struct walk *w, const struct mail_header *header, size_t body)
{
    bool multipart = strncmp(header->type, "multipart/", 10) == 0 && header->boundary[0];
    unsigned group = w->depth > 0 ? w->levels[w->depth - 1].group : 0;
    if (multipart && w->depth < NESTING) {
        struct level *level = &w->levels[w->depth++];
        memcpy(level->boundary, header->boundary, sizeof level->boundary);
        level->length = strlen(level->boundary);
        level->group = strcmp(header->type, "multipart/alternative") == 0 ? ++w->groups : group;
        return;
    }
    w->part = (struct part){.header = *header, .start = body, .group = group};
    w->in_part = true;
}

/* Is the line at `at` a boundary? Its level from 1, 0 when it is none. *closes: the last one of its multipart. */
static size_t match_boundary(const struct walk *w, size_t at, size_t end, bool *closes)
{
    if (end - at < 3 || w->text[at] != '-' || w->text[at + 1] != '-')
        return 0;
    for (size_t i = w->depth; i > 0; i--) {
        const struct level *level = &w->levels[i - 1];
        size_t behind = at + 2 + level->length;
        if (behind > end || memcmp(w->text + at + 2, level->boundary, level->length) != 0)
            continue;
        *closes = end - behind >= 2 && w->text[behind] == '-' && w->text[behind + 1] == '-';
        size_t rest = *closes ? behind + 2 : behind;
        while (rest < end && strchr(" \t\r", w->text[rest])) rest++;
        if (rest == end)
            return i;
    }
    return 0;
}

static int find_parts(struct walk *w, size_t at)
{
    int rc = TKIT_OK;
    while (at < w->length && rc == TKIT_OK) {
        const char *nl = memchr(w->text + at, '\n', w->length - at);
        size_t end = nl ? (size_t)(nl - w->text) : w->length, next = nl ? end + 1 : w->length;
        bool closes;
        size_t level = match_boundary(w, at, end, &closes);
        if (level > 0) {
            rc = finish_part(w, at);
            w->depth = closes ? level - 1 : level;
            if (rc == TKIT_OK && !closes) {
                struct mail_header header;
                rc = tkit_mail_header(w->source, w->text, w->length, next, &w->state->arena, &header, &next);
                if (rc == TKIT_OK)
                    open_part(w, &header, next);
            }
            if (rc == TKIT_OK)
                rc = tkit_poll(w->source->tk);
        }
        at = next;
    }
    return rc ? rc : finish_part(w, w->length);
}

static bool is_blank(const struct walk *w, const struct part *part)
{
    for (size_t i = part->start; i < part->end; i++)
        if (!strchr(" \t\r\n", w->text[i]) || !w->text[i])
            return false;
    return true;
}

/* The part that is the message's text: the first plain one, else the first HTML one. */
static size_t choose_text(const struct walk *w)
{
    static const char *const types[] = {"text/plain", "text/html"};
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < w->state->count; i++) {
            const struct part *part = &w->state->parts[i];
            if (strcmp(part->header.type, types[t]) == 0 && !part->header.is_attachment && !is_blank(w, part))
                return i;
        }
    return SIZE_MAX;
}

/* ---- transfer encodings ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static int decode_quoted(tkit *tk, const char *text, size_t at, size_t end, tkit_buffer *out, struct tkit_map *map)
{
    int rc = TKIT_OK;
    while (at < end && rc == TKIT_OK) {
        const char *sign = memchr(text + at, '=', end - at);
        size_t plain = sign ? (size_t)(sign - text) : end;
        if (plain > at) {
            rc = tkit_map_add(tk, map, (uint32_t)out->size, at, 1, 1);
            tkit_buffer_add(out, text + at, plain - at);
            at = plain;
            continue;
        }
        if (at + 2 < end && hex(text[at + 1]) >= 0 && hex(text[at + 2]) >= 0) {
            rc = tkit_map_add(tk, map, (uint32_t)out->size, at, 1, 3);
            tkit_buffer_putc(out, (char)(hex(text[at + 1]) * 16 + hex(text[at + 2])));
            at += 3;
            continue;
        }
        size_t soft = at + 1; /* "=" at the end of a line joins it with the next */
        while (soft < end && (text[soft] == ' ' || text[soft] == '\t' || text[soft] == '\r')) soft++;
        if (soft >= end || text[soft] == '\n') {
            at = soft < end ? soft + 1 : end;
        } else {
            rc = tkit_map_add(tk, map, (uint32_t)out->size, at, 1, 1);
            tkit_buffer_putc(out, '=');
            at++;
        }
    }
    return rc ? rc : tkit_buffer_status(out);
}

static int decode_base64(tkit *tk, const char *text, size_t at, size_t end, tkit_buffer *out, struct tkit_map *map)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    signed char value[256];
    uint32_t bits = 0, held = 0;
    size_t first = at;
    memset(value, -1, sizeof value);
    for (int i = 0; i < 64; i++) value[(unsigned char)digits[i]] = (signed char)i;
    for (; at < end && text[at] != '='; at++) {
        int digit = value[(unsigned char)text[at]];
        if (digit < 0)
            continue;
        if (held == 0)
            first = at;
        bits = bits << 6 | (uint32_t)digit;
        if (++held < 4)
            continue;
        int rc = tkit_map_add(tk, map, (uint32_t)out->size, first, 3, (uint32_t)(at + 1 - first));
        if (rc)
            return rc;
        char bytes[3] = {(char)(bits >> 16), (char)(bits >> 8), (char)bits};
        tkit_buffer_add(out, bytes, 3);
        bits = held = 0;
    }
    if (held >= 2) {
        int rc = tkit_map_add(tk, map, (uint32_t)out->size, first, held - 1, (uint32_t)(at - first));
        if (rc)
            return rc;
        bits <<= 6 * (4 - held);
        char bytes[2] = {(char)(bits >> 16), (char)(bits >> 8)};
        tkit_buffer_add(out, bytes, held - 1);
    }
    return tkit_buffer_status(out);
}

/* ---- a message ---- */

static int start_message(struct tkit_source *source, struct mail_state *s)
{
    int rc = tkit_source_read_all(source);
    if (rc)
        return rc;
    struct walk w = {.source = source, .state = s, .text = source->size ? (const char *)source->bytes : "",
                     .length = source->size};
    struct mail_header header;
    size_t body;
    rc = tkit_mail_header(source, w.text, w.length, 0, &s->arena, &header, &body);
    if (rc)
        return rc;
    const struct tkit_given fields[] = {{.key = "title", .value = header.subject},
                                        {.key = "author", .value = header.from},
                                        {.key = "date", .value = header.date},
                                        {.key = "to", .value = header.to},
                                        {.key = "message_id", .value = header.message_id}};
    s->attachment_given = NULL;
    for (size_t i = 5; i-- > 0;) {
        s->given[i] = fields[i];
        s->given[i].how = "mail-header";
        s->given[i].next = s->own_given;
        if (fields[i].value && fields[i].value[0])
            s->own_given = &s->given[i];
        if (i > 0)
            s->attachment_given = s->own_given; /* the subject is not an attachment's title */
    }
    open_part(&w, &header, body);
    rc = find_parts(&w, body);
    s->text = choose_text(&w);
    return rc;
}

/* Attachments that hold no text are left alone without a word. */
static bool is_worth_reading(const struct mail_state *s, const struct part *part)
{
    static const char *const others[] = {"image/", "audio/", "video/", "font/", "application/pgp-", "application/pkcs7",
                                         "application/x-pkcs7", "text/calendar", "message/delivery-status"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(part->header.type, others[i], strlen(others[i])) == 0)
            return false;
    bool version = s->text != SIZE_MAX && part->group != 0 && part->group == s->parts[s->text].group;
    return !version && part->end > part->start && (part->header.filename || part->header.is_attachment ||
                                                   strncmp(part->header.type, "text/", 5) == 0 ||
                                                   strcmp(part->header.type, "message/rfc822") == 0);
}

/* A name from a mail is a label: no path, no control characters. */
static int name_part(const struct tkit_source *source, const struct part *part, size_t number, char out[512])
{
    const char *name = part->header.filename, *slash;
    if (name && (slash = strrchr(name, '/')))
        name = slash + 1;
    if (name && (slash = strrchr(name, '\\')))
        name = slash + 1;
    int n = name && name[0] ? snprintf(out, 512, "%s!%.120s", source->name, name)
                            : snprintf(out, 512, "%s!part-%zu", source->name, number);
    for (char *p = out; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '_';
    return n;
}

static int open_child(struct tkit_source *source, struct mail_state *s, size_t index, struct tkit_source **out)
{
    const struct part *part = &s->parts[index];
    const char *text = (const char *)source->bytes;
    struct tkit_map map = {0};
    tkit_buffer bytes;
    char name[512];
    tkit_buffer_init(&bytes, source->tk);
    int rc = TKIT_OK;
    bool own = part->header.transfer != TRANSFER_IDENTITY;
    if (part->header.transfer == TRANSFER_QUOTED)
        rc = decode_quoted(source->tk, text, part->start, part->end, &bytes, &map);
    else if (part->header.transfer == TRANSFER_BASE64)
        rc = decode_base64(source->tk, text, part->start, part->end, &bytes, &map);
    else
        rc = tkit_map_add(source->tk, &map, 0, part->start, 1, 1);
    if (rc == TKIT_OK)
        rc = tkit_map_compose(source->tk, &map, (uint32_t)(own ? bytes.size : part->end - part->start), &source->map,
                              (uint32_t)source->size);
    if (index == s->text)
        snprintf(name, sizeof name, "%s", source->name);
    else
        name_part(source, part, index + 1, name);
    if (rc == TKIT_OK)
        rc = tkit_source_open_bytes(source->tk, name, text + part->start, part->end - part->start, own ? &bytes : NULL,
                                    source->options, out);
    tkit_buffer_free(&bytes);
    if (rc) {
        tkit_map_free(source->tk, &map);
        return rc;
    }
    (*out)->map = map;
    (*out)->parent = source;
    (*out)->depth = source->depth + (index != s->text);
    (*out)->charset = part->header.charset;
    (*out)->type = part->header.filename ? NULL : part->header.type;
    (*out)->given = index == s->text ? s->own_given : s->attachment_given;
    return TKIT_OK;
}

static int next_part(struct tkit_source *source, struct tkit_item *item)
{
    struct mail_state *s = source->state;
    int rc;
    if (!s) {
        s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
        if (!s)
            return tkit_fail_nomem(source->tk);
        tkit_arena_init(&s->arena, source->tk);
        if ((rc = start_message(source, s)))
            return rc;
        if (s->text != SIZE_MAX) {
            rc = open_child(source, s, s->text, &item->child);
            return rc ? rc : 1;
        }
    }
    while (s->next < s->count) {
        size_t index = s->next++;
        if (index == s->text || !is_worth_reading(s, &s->parts[index]))
            continue;
        rc = open_child(source, s, index, &item->child);
        return rc ? rc : 1;
    }
    return 0;
}

static void close_message(struct tkit_source *source)
{
    struct mail_state *s = source->state;
    if (!s)
        return;
    tkit_free(source->tk, s->parts, s->capacity * sizeof *s->parts);
    tkit_arena_free(&s->arena);
    tkit_free(source->tk, s, sizeof *s);
}

/* Two fields of a mail's header among the first lines. */
static int sniff_message(const struct tkit_source *source)
{
    static const char *const names[] = {
        "from:",       "to:",           "subject:",     "date:",         "received:",
        "message-id:", "mime-version:", "return-path:", "delivered-to:", "content-type:"};
    const char *text = (const char *)source->bytes;
    size_t found = 0, at = 0;
    if (!source->size || !tkit_mail_is_header(text, source->size, 0))
        return 0;
    while (at < source->size && at < 8192 && found < 3) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            found += source->size - at > 16 && strncasecmp(text + at, names[i], strlen(names[i])) == 0;
        const char *nl = memchr(text + at, '\n', source->size - at);
        at = nl ? (size_t)(nl - text) + 1 : source->size;
        if (at < source->size && (text[at] == '\n' || text[at] == '\r'))
            break; /* end of the header */
    }
    return found >= 3 ? 75 : found >= 1 && tkit_source_has_extension(source, "eml msg") ? 80 : 0;
}

const struct tkit_format tkit_format_mail = {
    .name = "mail",
    .sniff = sniff_message,
    .next = next_part,
    .close = close_message,
};

/* ---- mailboxes ---- */

struct mbox_state {
    tkit_buffer message;
    struct tkit_map map; /* of the message, to the file */
    uint64_t line_start; /* of the line before */
    size_t line_length;
    bool blank_before; /* a "From " line may follow */
    bool open;         /* the first "From " line was seen */
    bool ends_open;    /* the line before was added, its line end not yet */
    uint64_t n;
};

static int yield_message(struct tkit_source *source, struct mbox_state *s, struct tkit_item *item)
{
    char name[512];
    struct tkit_map map = s->map;
    s->map = (struct tkit_map){0};
    snprintf(name, sizeof name, "%s#%llu", source->name, (unsigned long long)++s->n);
    int rc = tkit_map_compose(source->tk, &map, (uint32_t)s->message.size, &source->map, UINT32_MAX);
    if (rc == TKIT_OK)
        rc = tkit_source_open_bytes(source->tk, name, NULL, 0, &s->message, source->options, &item->child);
    if (rc) {
        tkit_map_free(source->tk, &map);
        return rc;
    }
    item->child->map = map;
    item->child->parent = source;
    item->child->depth = source->depth;
    item->child->type = "message/rfc822";
    return 1;
}

/* Lines that begin like the first of a message are written with a ">" in front, one more each time. */
static size_t is_quoted_from(const char *line, size_t length)
{
    size_t n = 0;
    while (n < length && line[n] == '>') n++;
    return n > 0 && length - n >= 5 && memcmp(line + n, "From ", 5) == 0;
}

static int next_message(struct tkit_source *source, struct tkit_item *item)
{
    struct mbox_state *s = source->state;
    if (!s) {
        s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
        if (!s)
            return tkit_fail_nomem(source->tk);
        tkit_buffer_init(&s->message, source->tk);
        s->blank_before = true;
    }
    for (;;) {
        const char *line;
        size_t length;
        uint64_t offset;
        int rc = tkit_source_line(source, &line, &length, &offset);
        if (rc < 0)
            return rc;
        if (s->ends_open && rc > 0) { /* the line end of the line before, as it was */
            uint64_t raw = offset - s->line_start;
            tkit_buffer_add(&s->message, raw == s->line_length + 2 ? "\r\n" : "\n", raw == s->line_length + 2 ? 2 : 1);
        }
        s->ends_open = false;
        bool begins = rc > 0 && s->blank_before && length > 5 && memcmp(line, "From ", 5) == 0;
        if ((begins || rc == 0) && s->message.size > 0) {
            rc = yield_message(source, s, item);
            s->open = begins;
            s->blank_before = false;
            return rc;
        }
        if (rc == 0)
            return 0;
        s->blank_before = length == 0;
        if (begins) {
            s->open = true;
            continue;
        }
        if (!s->open)
            continue;
        if (s->message.size + length > source->tk->limit[LIMIT_DOCUMENT_BYTES])
            return tkit_fail_limit(source->tk, LIMIT_DOCUMENT_BYTES, source->name);
        size_t quote = is_quoted_from(line, length); /* ">From " in a body stands for "From " */
        rc = tkit_map_add(source->tk, &s->map, (uint32_t)s->message.size, offset + quote, 1, 1);
        if (rc)
            return rc;
        tkit_buffer_add(&s->message, line + quote, length - quote);
        s->line_start = offset;
        s->line_length = length;
        s->ends_open = true;
        if ((rc = tkit_buffer_status(&s->message)))
            return rc;
    }
}

static void close_mailbox(struct tkit_source *source)
{
    struct mbox_state *s = source->state;
    if (!s)
        return;
    tkit_buffer_free(&s->message);
    tkit_map_free(source->tk, &s->map);
    tkit_free(source->tk, s, sizeof *s);
}

/* "From somebody Mon Jul  5 ..." and a header line below it. */
static int sniff_mailbox(const struct tkit_source *source)
{
    const char *text = (const char *)source->bytes;
    if (source->size < 10 || memcmp(text, "From ", 5) != 0)
        return 0;
    const char *nl = memchr(text, '\n', source->size);
    return nl && tkit_mail_is_header(text, source->size, (size_t)(nl + 1 - text)) ? 85 : 0;
}

const struct tkit_format tkit_format_mbox = {
    .name = "mbox",
    .sniff = sniff_mailbox,
    .next = next_message,
    .close = close_mailbox,
};
