/* A pull reader for JSON that knows where everything stands: RFC 8259, UTF-8, no recursion, no allocation.
 *
 * tkit_json_next() gives one event at a time; `start` and `end` are its bytes in the text, so that a value can be
 * passed over now and read later by a second reader on the same bytes. */
#ifndef TOOLKIT_LOAD_JSON_H
#define TOOLKIT_LOAD_JSON_H

#include "base/buffer.h"
#include "load/map.h"

enum tkit_json_event {
    JSON_END = 0, /* behind the value */
    JSON_OBJECT,  /* { */
    JSON_OBJECT_END,
    JSON_ARRAY,   /* [ */
    JSON_ARRAY_END,
    JSON_KEY,     /* start, end: with its quotes */
    JSON_STRING,  /* the same */
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct tkit_json {
    tkit *tk;
    const char *text;
    size_t length, at;
    size_t start, end;  /* of the current event */
    unsigned depth;
    uint64_t objects[4]; /* a bit per open level: object or array */
    bool behind_value;  /* a comma or an end must come next */
    bool behind_key;
    bool started;
    bool quiet;         /* set it to try whether something is JSON: no message is left on the context */
};

enum { JSON_LEVELS = 256 };

/* Reads one JSON value from text[at, length). */
void tkit_json_init(struct tkit_json *json, tkit *tk, const char *text, size_t length, size_t at);

/* The next event, or TKIT_EFORMAT with line and reason, TKIT_ELIMIT for nesting beyond limit json_depth. After the
 * value JSON_END; `at` is then behind it. */
int tkit_json_next(struct tkit_json *json);

/* Behind JSON_OBJECT, JSON_ARRAY or a scalar: reads to the end of that value. TKIT_OK or as above. */
int tkit_json_skip(struct tkit_json *json, int event);

/* Appends the string or key of the current event, unescaped, to `out`. With `map`, says for every byte where it came
 * from: offsets of the text. A lone surrogate becomes U+FFFD. */
int tkit_json_string(const struct tkit_json *json, tkit_buffer *out, struct tkit_map *map);

#endif
