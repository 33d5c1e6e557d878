/* The JSON pull reader: see json.h. */
#include "load/json.h"

void tkit_json_init(struct tkit_json *json, tkit *tk, const char *text, size_t length, size_t at)
{
    *json = (struct tkit_json){.tk = tk, .text = text, .length = length, .at = at};
}

static int fail(struct tkit_json *json, const char *reason)
{
    size_t line = 1;
    if (json->quiet)
        return TKIT_EFORMAT;
    for (size_t i = 0; i < json->at && i < json->length; i++) line += json->text[i] == '\n';
    return tkit_fail(json->tk, TKIT_EFORMAT, "JSON: %s at byte %zu (line %zu)", reason, json->at, line);
}

/* ---- levels ---- */

static bool in_object(const struct tkit_json *json)
{
    unsigned level = json->depth - 1;
    return json->depth > 0 && (json->objects[level / 64] >> (level % 64) & 1);
}

static int open_level(struct tkit_json *json, bool object)
{
    if (json->depth >= JSON_LEVELS || json->depth >= json->tk->limit[LIMIT_JSON_DEPTH])
        return json->quiet ? TKIT_ELIMIT : tkit_fail_limit(json->tk, LIMIT_JSON_DEPTH, "JSON");
    uint64_t bit = UINT64_C(1) << (json->depth % 64), *word = &json->objects[json->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    json->depth++;
    json->behind_value = false;
    return object ? JSON_OBJECT : JSON_ARRAY;
}

/* ---- tokens ---- */

static void skip_space(struct tkit_json *json)
{
    while (json->at < json->length && strchr(" \t\r\n", json->text[json->at]) && json->text[json->at]) json->at++;
}

/* Moves behind the closing quote of the string that begins at `at`. */
static bool scan_string(struct tkit_json *json)
{
    const char *text = json->text;
    size_t i = json->at + 1;
    for (;;) {
        const char *quote = i < json->length ? memchr(text + i, '"', json->length - i) : NULL;
        if (!quote)
            return false;
        size_t end = (size_t)(quote - text), slashes = 0;
        while (end - slashes > i && text[end - slashes - 1] == '\\') slashes++;
        /* Going back only to `i` is right: what lies before it ended with a quote that was escaped. */
        i = end + 1;
        if (slashes % 2 == 0) {
            json->at = i;
            return true;
        }
    }
}

static bool scan_word(struct tkit_json *json, const char *word)
{
    size_t n = strlen(word);
    if (json->length - json->at < n || memcmp(json->text + json->at, word, n) != 0)
        return false;
    json->at += n;
    return true;
}

static bool is_digit(const struct tkit_json *json)
{
    return json->at < json->length && json->text[json->at] >= '0' && json->text[json->at] <= '9';
}

static bool scan_number(struct tkit_json *json)
{
    json->at += json->text[json->at] == '-';
    if (!is_digit(json))
        return false;
    while (is_digit(json)) json->at++;
    if (json->at < json->length && json->text[json->at] == '.') {
        json->at++;
        if (!is_digit(json))
            return false;
        while (is_digit(json)) json->at++;
    }
    if (json->at < json->length && (json->text[json->at] | 32) == 'e') {
        json->at++;
        if (json->at < json->length && strchr("+-", json->text[json->at]))
            json->at++;
        if (!is_digit(json))
            return false;
        while (is_digit(json)) json->at++;
    }
    return true;
}

static int scan_scalar(struct tkit_json *json)
{
    switch (json->text[json->at]) {
    case '"': return scan_string(json) ? JSON_STRING : fail(json, "a string without end");
    case 't': return scan_word(json, "true") ? JSON_TRUE : fail(json, "an unknown word");
    case 'f': return scan_word(json, "false") ? JSON_FALSE : fail(json, "an unknown word");
    case 'n': return scan_word(json, "null") ? JSON_NULL : fail(json, "an unknown word");
    default: return scan_number(json) ? JSON_NUMBER : fail(json, "a value expected");
    }
}

/* ---- events ---- */

static int close_level(struct tkit_json *json)
{
    bool object = in_object(json);
    if (json->text[json->at] != (object ? '}' : ']'))
        return fail(json, object ? "'}' expected" : "']' expected");
    json->at++;
    json->end = json->at;
    json->depth--;
    json->behind_value = true;
    return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static int read_key(struct tkit_json *json)
{
    if (json->text[json->at] != '"')
        return fail(json, "a key in quotes expected");
    if (!scan_string(json))
        return fail(json, "a key without end");
    json->end = json->at;
    skip_space(json);
    if (json->at >= json->length || json->text[json->at] != ':')
        return fail(json, "':' expected behind a key");
    json->at++;
    json->behind_key = true;
    return JSON_KEY;
}

int tkit_json_next(struct tkit_json *json)
{
    if (json->started && json->depth == 0)
        return JSON_END;
    skip_space(json);
    if (json->at >= json->length)
        return fail(json, json->started ? "the end of the text inside a value" : "no value");
    json->start = json->at;
    char c = json->text[json->at];
    if (json->behind_value) {
        if (c != ',')
            return close_level(json);
        json->at++;
        json->behind_value = false;
        skip_space(json);
        if (json->at >= json->length)
            return fail(json, "the end of the text behind a comma");
        json->start = json->at;
        c = json->text[json->at];
        if (c == '}' || c == ']')
            return fail(json, "a comma before the end");
    } else if (json->depth > 0 && !json->behind_key && (c == '}' || c == ']')) {
        return close_level(json);
    }
    if (in_object(json) && !json->behind_key)
        return read_key(json);
    json->behind_key = false;
    json->started = true;
    if (c == '{' || c == '[') {
        json->at++;
        json->end = json->at;
        return open_level(json, c == '{');
    }
    int event = scan_scalar(json);
    json->end = json->at;
    json->behind_value = true;
    return event;
}

int tkit_json_skip(struct tkit_json *json, int event)
{
    if (event != JSON_OBJECT && event != JSON_ARRAY)
        return event < 0 ? event : TKIT_OK;
    unsigned outside = json->depth - 1;
    size_t polled = json->at;
    while (json->depth > outside) {
        event = tkit_json_next(json);
        if (event < 0)
            return event;
        if (json->at - polled > (1 << 20)) {
            int rc = tkit_poll(json->tk);
            if (rc)
                return rc;
            polled = json->at;
        }
    }
    return TKIT_OK;
}

/* ---- strings ---- */

static int hex4(const char *p, const char *end)
{
    int value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The character that the escape at p stands for; *used bytes of it. */
static uint32_t unescape(const char *p, const char *end, uint32_t *used)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    *used = 2;
    if (end - p < 2)
        return *used = 1, '\\';
    if (p[1] != 'u') {
        const char *at = strchr(from, p[1]);
        if (at && *at)
            return (uint32_t)to[at - from];
        return *used = 1, '\\'; /* no escape at all: the sign itself */
    }
    int c = hex4(p + 2, end), low;
    if (c < 0)
        return 0xfffd;
    *used = 6;
    if (c < 0xd800 || c > 0xdfff)
        return (uint32_t)c;
    if (c < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u' && (low = hex4(p + 8, end)) >= 0xdc00 &&
        low <= 0xdfff) {
        *used = 12;
        return 0x10000 + (((uint32_t)c - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
    }
    return 0xfffd;
}

static uint32_t put_utf8(tkit_buffer *out, uint32_t c)
{
    char bytes[4];
    uint32_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (uint32_t i = n; i-- > 1; c >>= 6) bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(lead[n] | c);
    tkit_buffer_add(out, bytes, n);
    return n;
}

int tkit_json_string(const struct tkit_json *json, tkit_buffer *out, struct tkit_map *map)
{
    const char *p = json->text + json->start + 1, *end = json->text + json->end - 1;
    int rc = TKIT_OK;
    while (p < end && rc == TKIT_OK) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        size_t plain = slash ? (size_t)(slash - p) : (size_t)(end - p);
        if (plain > 0) {
            if (map)
                rc = tkit_map_add(json->tk, map, (uint32_t)out->size, (uint64_t)(p - json->text), 1, 1);
            tkit_buffer_add(out, p, plain);
            p += plain;
            continue;
        }
        uint32_t used, before = (uint32_t)out->size;
        uint32_t width = put_utf8(out, unescape(p, end, &used));
        if (map)
            rc = tkit_map_add(json->tk, map, before, (uint64_t)(p - json->text), width, used);
        p += used;
    }
    return rc ? rc : tkit_buffer_status(out);
}
