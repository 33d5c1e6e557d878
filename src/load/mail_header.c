/* Mail headers: see mail_header.h. */
#include "load/mail_header.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "load/encoding.h"

enum { LONGEST_FIELD = 16384 };

bool tkit_mail_is_header(const char *text, size_t length, size_t at)
{
    size_t i = at;
    while (i < length && i - at < 80 && text[i] > 32 && text[i] < 127 && text[i] != ':') i++;
    return i > at && i < length && text[i] == ':';
}

/* ---- words in other encodings ---- */

static int to_utf8(const struct tkit_source *source, const char *bytes, size_t size, const char *charset,
                   tkit_buffer *out)
{
    struct tkit_load_options options = {.size = sizeof options};
    struct tkit_source part = {.tk = source->tk, .options = &options, .name = source->name,
                               .bytes = (const unsigned char *)bytes, .size = size};
    struct tkit_input input;
    int rc = tkit_input_decode(&input, &part, charset);
    if (rc == TKIT_OK)
        tkit_buffer_add(out, input.text, input.length);
    tkit_input_free(&input);
    return rc ? rc : tkit_buffer_status(out);
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static int base64_digit(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+' || c == '-' ? 62
           : c == '/' || c == '_' ? 63
                                  : -1;
}

/* The bytes of an encoded word's text: "Q" or "B". */
static void decode_word(const char *text, size_t n, bool base64, tkit_buffer *out)
{
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < n; i++) {
        if (base64) {
            int digit = base64_digit(text[i]);
            if (digit < 0)
                continue;
            bits = bits << 6 | (unsigned)digit;
            held += 6;
            if (held >= 8) {
                held -= 8;
                tkit_buffer_putc(out, (char)(bits >> held & 0xff));
            }
        } else if (text[i] == '=' && i + 2 < n && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            tkit_buffer_putc(out, (char)(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else {
            tkit_buffer_putc(out, text[i] == '_' ? ' ' : text[i]);
        }
    }
}

/* "=?utf-8?Q?Caf=C3=A9?=" at `at`: its charset, its text, what is behind it. */
struct encoded_word {
    char charset[64];
    bool base64;
    const char *text;
    size_t length, end;
};

static bool find_word(const char *value, size_t n, size_t at, struct encoded_word *w)
{
    if (n - at < 8 || value[at] != '=' || value[at + 1] != '?')
        return false;
    const char *charset = value + at + 2, *end = value + n;
    const char *one = memchr(charset, '?', (size_t)(end - charset));
    if (!one || end - one < 5 || one[2] != '?')
        return false;
    const char *text = one + 3, *close = text;
    while (close + 1 < end && !(close[0] == '?' && close[1] == '=')) close++;
    size_t size = (size_t)(one - charset);
    if (close + 1 >= end || size >= sizeof w->charset)
        return false;
    memcpy(w->charset, charset, size);
    w->charset[size] = 0;
    w->charset[strcspn(w->charset, "*")] = 0; /* the language of RFC 2231 */
    w->base64 = (one[1] | 32) == 'b';
    w->text = text;
    w->length = (size_t)(close - text);
    w->end = (size_t)(close + 2 - value);
    return true;
}

/* A field's value as UTF-8. Neighbouring words of one encoding are joined before they are converted: a character may
 * be cut in two. */
static int decode_value(const struct tkit_source *source, const char *value, size_t n, tkit_buffer *out)
{
    tkit_buffer bytes;
    tkit_buffer_init(&bytes, source->tk);
    int rc = TKIT_OK;
    for (size_t at = 0; at < n && rc == TKIT_OK;) {
        struct encoded_word w, next;
        if (!find_word(value, n, at, &w)) {
            size_t plain = at;
            while (at < n && (at == plain || value[at] != '=' || !find_word(value, n, at, &next))) at++;
            rc = to_utf8(source, value + plain, at - plain, "", out);
            continue;
        }
        tkit_buffer_clear(&bytes);
        for (;;) {
            decode_word(w.text, w.length, w.base64, &bytes);
            at = w.end;
            size_t blank = at;
            while (blank < n && (value[blank] == ' ' || value[blank] == '\t')) blank++;
            if (!find_word(value, n, blank, &next))
                break;
            at = blank;
            if (strcasecmp(next.charset, w.charset) != 0)
                break;
            w = next;
        }
        rc = tkit_buffer_status(&bytes);
        if (rc == TKIT_OK)
            rc = to_utf8(source, bytes.data ? bytes.data : "", bytes.size, w.charset, out);
    }
    tkit_buffer_free(&bytes);
    return rc;
}

static int keep_value(const struct tkit_source *source, const tkit_buffer *raw, tkit_arena *arena, const char **out)
{
    tkit_buffer value;
    tkit_buffer_init(&value, source->tk);
    int rc = decode_value(source, raw->data, raw->size, &value);
    if (rc == TKIT_OK && !(*out = tkit_arena_strndup(arena, value.data ? value.data : "", value.size)))
        rc = TKIT_ENOMEM;
    tkit_buffer_free(&value);
    return rc;
}

/* ---- parameters ---- */

/* One parameter as it is written: "name=text", "name*=utf-8''te%78t", "name*0=te", "name*1*=%78t". */
struct parameter {
    int section;      /* of a value in pieces, -1 when it is whole */
    bool is_encoded;  /* has %XX, and in its first section charset'language' */
    const char *value;
    size_t size;
};

/* Is this the parameter `name`? *rest is behind it either way. */
static bool read_parameter(const char *p, const char *name, struct parameter *out, const char **rest)
{
    size_t n = strlen(name), own = strcspn(p, "=*; \t");
    bool is_it = own == n && strncasecmp(p, name, n) == 0;
    p += own;
    *out = (struct parameter){.section = -1};
    if (*p == '*' && isdigit((unsigned char)p[1])) {
        out->section = atoi(p + 1);
        p += 1 + strspn(p + 1, "0123456789");
    }
    if (*p == '*') {
        out->is_encoded = true;
        p++;
    }
    p += strspn(p, " \t");
    is_it &= *p == '=';
    p += *p == '=';
    p += strspn(p, " \t");
    bool quoted = *p == '"';
    p += quoted;
    out->value = p;
    out->size = quoted ? strcspn(p, "\"") : strcspn(p, "; \t");
    *rest = p + out->size + (quoted && p[out->size] == '"');
    return is_it;
}

static void add_decoded(const struct parameter *p, tkit_buffer *out)
{
    for (size_t i = 0; i < p->size; i++) {
        if (p->is_encoded && p->value[i] == '%' && i + 2 < p->size && hex(p->value[i + 1]) >= 0 &&
            hex(p->value[i + 2]) >= 0) {
            tkit_buffer_putc(out, (char)(hex(p->value[i + 1]) * 16 + hex(p->value[i + 2])));
            i += 2;
        } else {
            tkit_buffer_putc(out, p->value[i]);
        }
    }
}

/* Takes charset'language' off the first piece of an encoded value. */
static void take_charset(struct parameter *p, char charset[64])
{
    const char *first = memchr(p->value, '\'', p->size);
    const char *second = first ? memchr(first + 1, '\'', p->size - (size_t)(first + 1 - p->value)) : NULL;
    if (!second)
        return;
    size_t n = (size_t)(first - p->value);
    if (n < 64) {
        memcpy(charset, p->value, n);
        charset[n] = 0;
    }
    p->size -= (size_t)(second + 1 - p->value);
    p->value = second + 1;
}

/* The value of a parameter as UTF-8 in the arena; NULL when it is not there. Pieces count in the order of the field. */
static int find_parameter(const struct tkit_source *source, const char *field, const char *name, tkit_arena *arena,
                          const char **out)
{
    tkit_buffer bytes, value;
    char charset[64] = "";
    bool found = false, encoded = false;
    tkit_buffer_init(&bytes, source->tk);
    tkit_buffer_init(&value, source->tk);
    for (const char *p = strchr(field, ';'); p; p = strchr(p, ';')) {
        struct parameter this;
        p++;
        p += strspn(p, " \t");
        if (!read_parameter(p, name, &this, &p) || (found && this.section <= 0))
            continue;
        if (this.is_encoded && this.section <= 0)
            take_charset(&this, charset);
        encoded |= this.is_encoded;
        found = true;
        add_decoded(&this, &bytes);
    }
    int rc = tkit_buffer_status(&bytes);
    if (rc == TKIT_OK && bytes.size > 0)
        rc = encoded ? to_utf8(source, bytes.data, bytes.size, charset, &value)
                     : decode_value(source, bytes.data, bytes.size, &value); /* many write encoded words here */
    if (rc == TKIT_OK && value.size > 0 && !(*out = tkit_arena_strndup(arena, value.data, value.size)))
        rc = TKIT_ENOMEM;
    tkit_buffer_free(&value);
    tkit_buffer_free(&bytes);
    return rc;
}

static int set_type(const struct tkit_source *source, const char *value, tkit_arena *arena, struct mail_header *out)
{
    const char *boundary = "", *name = NULL;
    size_t n = strcspn(value, "; \t");
    char *type = tkit_arena_strndup(arena, value, n);
    if (!type)
        return TKIT_ENOMEM;
    for (char *p = type; *p; p++) *p = (char)tolower((unsigned char)*p);
    if (strchr(type, '/'))
        out->type = type;
    int rc = find_parameter(source, value, "boundary", arena, &boundary);
    if (rc == TKIT_OK)
        rc = find_parameter(source, value, "charset", arena, &out->charset);
    if (rc == TKIT_OK)
        rc = find_parameter(source, value, "name", arena, &name);
    snprintf(out->boundary, sizeof out->boundary, "%s", boundary);
    if (!out->filename)
        out->filename = name;
    return rc;
}

static int set_disposition(const struct tkit_source *source, const char *value, tkit_arena *arena,
                           struct mail_header *out)
{
    out->is_attachment = strncasecmp(value, "attachment", 10) == 0;
    return find_parameter(source, value, "filename", arena, &out->filename);
}

/* ---- the header ---- */

static bool is(const char *name, size_t n, const char *wanted)
{
    return strlen(wanted) == n && strncasecmp(name, wanted, n) == 0;
}

static int take_field(const struct tkit_source *source, const char *name, size_t n, tkit_buffer *value,
                      tkit_arena *arena, struct mail_header *out)
{
    if (is(name, n, "subject"))
        return keep_value(source, value, arena, &out->subject);
    if (is(name, n, "from"))
        return keep_value(source, value, arena, &out->from);
    if (is(name, n, "to"))
        return keep_value(source, value, arena, &out->to);
    if (is(name, n, "date"))
        return keep_value(source, value, arena, &out->date);
    if (is(name, n, "message-id"))
        return keep_value(source, value, arena, &out->message_id);
    const char *string = tkit_buffer_string(value);
    if (!string)
        return tkit_buffer_status(value);
    if (is(name, n, "content-type"))
        return set_type(source, string, arena, out);
    if (is(name, n, "content-disposition"))
        return set_disposition(source, string, arena, out);
    if (is(name, n, "content-transfer-encoding"))
        out->transfer = strncasecmp(string, "base64", 6) == 0             ? TRANSFER_BASE64
                        : strncasecmp(string, "quoted-printable", 16) == 0 ? TRANSFER_QUOTED
                                                                           : TRANSFER_IDENTITY;
    return TKIT_OK;
}

/* The line at `at`: where it ends without its line end, and where the next one begins. */
static size_t line_end(const char *text, size_t length, size_t at, size_t *next)
{
    const char *nl = memchr(text + at, '\n', length - at);
    size_t end = nl ? (size_t)(nl - text) : length;
    *next = nl ? end + 1 : length;
    return end > at && text[end - 1] == '\r' ? end - 1 : end;
}

int tkit_mail_header(const struct tkit_source *source, const char *text, size_t length, size_t at, tkit_arena *arena,
                     struct mail_header *out, size_t *body)
{
    tkit_buffer value;
    tkit_buffer_init(&value, source->tk);
    *out = (struct mail_header){.type = "text/plain"};
    int rc = TKIT_OK;
    while (at < length && rc == TKIT_OK) {
        size_t next, end = line_end(text, length, at, &next);
        if (end == at) { /* the blank line */
            at = next;
            break;
        }
        if (!tkit_mail_is_header(text, length, at))
            break; /* a body without a blank line before it */
        size_t colon = (size_t)((const char *)memchr(text + at, ':', end - at) - text), name = at;
        size_t start = colon + 1;
        tkit_buffer_clear(&value);
        for (;;) {
            while (start < end && (text[start] == ' ' || text[start] == '\t')) start++;
            if (value.size > 0)
                tkit_buffer_putc(&value, ' ');
            if (value.size < LONGEST_FIELD)
                tkit_buffer_add(&value, text + start, end - start);
            at = next;
            if (at >= length || (text[at] != ' ' && text[at] != '\t'))
                break;
            start = at;
            end = line_end(text, length, at, &next);
            if (end == start)
                break;
        }
        rc = tkit_buffer_status(&value);
        if (rc == TKIT_OK && value.size > 0)
            rc = take_field(source, text + name, colon - name, &value, arena, out);
    }
    tkit_buffer_free(&value);
    *body = at;
    return rc;
}
