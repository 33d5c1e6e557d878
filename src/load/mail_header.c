/* Mail headers: see mail_header.h. */
#include "load/mail_header.h"

#include <ctype.h>
#include <stdio.h>
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

static int to_utf8(const struct tkit_source *source, const char *bytes, size_t size, const char *charset, tkit_buffer *out)
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

/* The value of `name=` behind the first semicolon of a structured field; "" when it is not there. */
static void find_parameter(const char *field, const char *name, char *out, size_t capacity)
{
    size_t n = strlen(name);
    out[0] = 0;
    for (const char *p = strchr(field, ';'); p; p = strchr(p, ';')) {
        p++;
        while (*p == ' ' || *p == '\t') p++;
        if (strncasecmp(p, name, n) != 0)
            continue;
        const char *value = p + n;
        while (*value == ' ') value++;
        if (*value == '*') /* name*=utf-8''text, name*0=text: taken without the continuation */
            value += strcspn(value, "=");
        if (*value++ != '=')
            continue;
        bool quoted = *value == '"';
        value += quoted;
        size_t size = quoted ? strcspn(value, "\"") : strcspn(value, "; \t");
        if (size >= capacity)
            size = capacity - 1;
        memcpy(out, value, size);
        out[size] = 0;
        return;
    }
}

static int set_type(const char *value, tkit_arena *arena, struct mail_header *out)
{
    char parameter[256];
    size_t n = strcspn(value, "; \t");
    char *type = tkit_arena_strndup(arena, value, n);
    if (!type)
        return TKIT_ENOMEM;
    for (char *p = type; *p; p++) *p = (char)tolower((unsigned char)*p);
    if (strchr(type, '/'))
        out->type = type;
    find_parameter(value, "boundary", out->boundary, sizeof out->boundary);
    find_parameter(value, "charset", parameter, sizeof parameter);
    if (parameter[0] && !(out->charset = tkit_arena_strndup(arena, parameter, strlen(parameter))))
        return TKIT_ENOMEM;
    find_parameter(value, "name", parameter, sizeof parameter);
    if (parameter[0] && !out->filename && !(out->filename = tkit_arena_strndup(arena, parameter, strlen(parameter))))
        return TKIT_ENOMEM;
    return TKIT_OK;
}

static int set_disposition(const char *value, tkit_arena *arena, struct mail_header *out)
{
    char parameter[256];
    out->is_attachment = strncasecmp(value, "attachment", 10) == 0;
    find_parameter(value, "filename", parameter, sizeof parameter);
    char *name = parameter, *quotes = strstr(parameter, "''");
    if (quotes)
        name = quotes + 2;
    if (name[0] && !(out->filename = tkit_arena_strndup(arena, name, strlen(name))))
        return TKIT_ENOMEM;
    return TKIT_OK;
}

/* ---- the header ---- */

static bool is(const char *name, size_t n, const char *wanted)
{
    return strlen(wanted) == n && strncasecmp(name, wanted, n) == 0;
}

static int take_field(const struct tkit_source *source, const char *name, size_t n, tkit_buffer *value, tkit_arena *arena,
                      struct mail_header *out)
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
        return set_type(string, arena, out);
    if (is(name, n, "content-disposition"))
        return set_disposition(string, arena, out);
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
