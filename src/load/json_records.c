/* JSON and JSON Lines: objects become documents.
 *
 * "json" is one value: an object that has a text is a document; an array of objects, at the top or as a member of the
 * top object, gives a document each. "jsonl" is one object a line, read as a stream. Members are found by the caller's
 * mapping or by their names; nested ones by a dotted path. */
#include "load/json.h"
#include "load/facts.h"
#include "load/record.h"

#include <stdio.h>
#include <strings.h>

enum { FIELDS = 4096, PATH = 256, LONGEST_VALUE = 65536 };

/* A member that was found, to be read once all are known. */
struct member {
    enum tkit_role role;
    bool speaks;     /* a name to be put before the next piece of text */
    const char *as;
    int event;       /* scalar event of json.h */
    size_t start, end;
};

struct object {
    tkit *tk;
    const tkit_load_options *options;
    const char *text;
    size_t length;
    tkit_arena arena;
    struct member *members;
    size_t count, capacity;
};

/* ---- finding members ---- */

static int add_member(struct object *o, const struct tkit_json *json, int event, enum tkit_role role, const char *as,
                      bool speaks)
{
    if (o->count >= FIELDS || event == JSON_NULL)
        return TKIT_OK;
    int rc = tkit_reserve(o->tk, (void **)&o->members, &o->capacity, o->count + 1, sizeof *o->members);
    if (rc)
        return rc;
    const char *copy = tkit_arena_strndup(&o->arena, as, strlen(as));
    if (!copy)
        return TKIT_ENOMEM;
    o->members[o->count++] = (struct member){role, speaks, copy, event, json->start, json->end};
    return TKIT_OK;
}

static const char *last_step(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* The role of a member by its path; `in_text`: some level above it is the text. */
static enum tkit_role role_of(const struct object *o, char *path, bool in_text, const char **as, bool *speaks)
{
    enum tkit_role role = tkit_record_role(o->options, path, as);
    size_t n = strlen(path);
    *speaks = false;
    if (role != ROLE_META || *as != path || !strchr(path, '.'))
        return role;
    if (in_text) {
        const char *step = last_step(path), *ignored;
        *speaks = strcasecmp(step, "speaker") == 0 || strcasecmp(step, "speaker_name") == 0;
        return *speaks || tkit_record_role(o->options, step, &ignored) == ROLE_TEXT ||
                       strcasecmp(step, "paragraph") == 0 || strcasecmp(step, "p") == 0 ||
                       strcasecmp(step, "utterance") == 0
                   ? ROLE_TEXT
                   : ROLE_META;
    }
    if (n > 5 && strcasecmp(path + n - 5, ".name") == 0) { /* "source": {"name": ...} */
        path[n - 5] = 0;
        role = tkit_record_role(o->options, path, as);
        if (role == ROLE_FACT) {
            *as = tkit_arena_strndup((tkit_arena *)&o->arena, path, n - 5);
            path[n - 5] = '.';
            return *as ? ROLE_FACT : ROLE_META;
        }
        path[n - 5] = '.';
        *as = path;
        return ROLE_META;
    }
    return role;
}

/* Reads the value whose first event is given, with everything below it; `path` is its name. */
static int find_members(struct object *o, struct tkit_json *json, int event, char path[PATH])
{
    uint16_t ends[JSON_LEVELS + 1]; /* length of the path outside each open level */
    bool text_level[JSON_LEVELS + 1] = {false};
    unsigned outside = json->depth - (event == JSON_OBJECT || event == JSON_ARRAY), level = 0;
    ends[0] = (uint16_t)strlen(path);
    int rc = TKIT_OK;
    for (;; event = tkit_json_next(json)) {
        if (event < 0)
            return event;
        size_t n = strlen(path);
        bool speaks;
        const char *as;
        switch (event) {
        case JSON_OBJECT:
        case JSON_ARRAY:
            text_level[level + 1] = text_level[level] || (n > 0 && role_of(o, path, false, &as, &speaks) == ROLE_TEXT);
            ends[++level] = (uint16_t)n;
            break;
        case JSON_OBJECT_END:
        case JSON_ARRAY_END:
            path[ends[level]] = 0;
            level--;
            path[ends[level]] = 0;
            break;
        case JSON_KEY: {
            size_t at = ends[level], size = json->end - json->start - 2;
            if (at + size + 2 > PATH)
                size = PATH - 2 - at;
            if (at > 0)
                path[at++] = '.';
            memcpy(path + at, json->text + json->start + 1, size);
            path[at + size] = 0;
            break;
        }
        default: {
            enum tkit_role role = role_of(o, path, text_level[level], &as, &speaks);
            if (role == ROLE_META && text_level[level] && n == ends[level]) /* a string in the array of paragraphs */
                role = ROLE_TEXT;
            rc = add_member(o, json, event, role, as, speaks);
        }
        }
        if (rc)
            return rc;
        if (json->depth == outside)
            return TKIT_OK;
    }
}

/* ---- members to document ---- */

static int append_string(struct object *o, struct tkit_record *record, const struct member *m)
{
    struct tkit_json at = {.tk = o->tk, .text = o->text, .length = o->length, .start = m->start, .end = m->end};
    return tkit_json_string(&at, &record->text, &record->map);
}

static int add_title(struct object *o, struct tkit_record *record)
{
    for (size_t i = 0; i < o->count; i++) {
        struct member *m = &o->members[i];
        if (m->role != ROLE_TITLE || m->event != JSON_STRING || m->end - m->start <= 2)
            continue;
        int rc = append_string(o, record, m);
        record->title_end = (uint32_t)record->text.size;
        return rc;
    }
    return TKIT_OK;
}

static int add_text(struct object *o, struct tkit_record *record, bool *found)
{
    bool joined = false; /* the piece follows its speaker on the same line */
    for (size_t i = 0; i < o->count; i++) {
        const struct member *m = &o->members[i];
        if (m->role != ROLE_TEXT || m->event != JSON_STRING)
            continue;
        int rc = joined ? TKIT_OK : tkit_record_separate(record, m->start);
        if (rc == TKIT_OK)
            rc = append_string(o, record, m);
        joined = m->speaks;
        if (joined) {
            rc = rc ? rc : tkit_map_add(o->tk, &record->map, (uint32_t)record->text.size, m->end, 0, 0);
            tkit_buffer_add(&record->text, ": ", 2);
        }
        if (rc)
            return rc;
        *found = *found || m->end - m->start > 2;
    }
    return TKIT_OK;
}

/* Everything else; values of the same name (of an array) are joined by commas. */
static int add_others(struct object *o, struct tkit_record *record)
{
    tkit_buffer value;
    tkit_buffer_init(&value, o->tk);
    int rc = TKIT_OK;
    for (size_t i = 0; i < o->count && rc == TKIT_OK; i++) {
        const struct member *m = &o->members[i];
        if (m->role == ROLE_TEXT && m->event == JSON_STRING)
            continue;
        if (m->role == ROLE_TITLE && record->title_end > 0)
            continue;
        if (value.size > 0)
            tkit_buffer_puts(&value, ", ");
        struct tkit_json at = {.tk = o->tk, .text = o->text, .length = o->length, .start = m->start, .end = m->end};
        if (m->event == JSON_STRING)
            rc = tkit_json_string(&at, &value, NULL);
        else
            tkit_buffer_add(&value, o->text + m->start, m->end - m->start);
        bool goes_on =
            i + 1 < o->count && o->members[i + 1].role == m->role && strcmp(o->members[i + 1].as, m->as) == 0;
        if (goes_on && rc == TKIT_OK)
            continue;
        const char *string = tkit_buffer_string(&value);
        if (rc == TKIT_OK && !string)
            rc = TKIT_ENOMEM;
        if (rc == TKIT_OK && value.size > 0 && value.size <= LONGEST_VALUE && m->as[0])
            rc = tkit_document_add_field(record->document, m->as, string, "field", 0, 0);
        tkit_buffer_clear(&value);
    }
    tkit_buffer_free(&value);
    return rc;
}

static int give_title(struct tkit_record *record)
{
    if (record->title_end == 0 || !tkit_buffer_string(&record->text))
        return record->title_end ? TKIT_ENOMEM : TKIT_OK;
    char *title = tkit_arena_strndup(&record->document->arena, record->text.data, record->title_end);
    if (!title)
        return TKIT_ENOMEM;
    return tkit_document_offer_fact(record->document, FACT_TITLE,
                                    &(tkit_fact){.value = title, .how = "field", .start = 0, .end = record->title_end});
}

/* Makes a record of the value whose first event is given. *found: it has text. */
static int read_value(struct object *o, struct tkit_json *json, int event, struct tkit_record *record, bool *found)
{
    char path[PATH] = "";
    *found = false;
    o->count = 0;
    tkit_arena_reset(&o->arena);
    if (event == JSON_STRING) { /* a bare string is a text */
        int rc = add_member(o, json, event, ROLE_TEXT, "text", false);
        return rc ? rc : add_text(o, record, found);
    }
    int rc = find_members(o, json, event, path);
    if (rc == TKIT_OK)
        rc = add_title(o, record);
    if (rc == TKIT_OK)
        rc = give_title(record);
    if (rc == TKIT_OK)
        rc = add_text(o, record, found);
    if (rc == TKIT_OK)
        rc = add_others(o, record);
    return rc;
}

static void object_open(struct object *o, struct tkit_source *source)
{
    *o = (struct object){.tk = source->tk, .options = source->options};
    tkit_arena_init(&o->arena, source->tk);
}

static void object_close(struct object *o)
{
    tkit_arena_free(&o->arena);
    tkit_free(o->tk, o->members, o->capacity * sizeof *o->members);
}

/* "FILE: record N: no member holds the text (id, name, ...): say which by mapping = { text = ... }". */
static int fail_textless(const struct object *o, const struct tkit_source *source, uint64_t n)
{
    char names[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < o->count && used < sizeof names - 40; i++) {
        if (i > 0 && strcmp(o->members[i].as, o->members[i - 1].as) == 0)
            continue;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.30s", used ? ", " : "", o->members[i].as);
    }
    return tkit_fail(o->tk, TKIT_EFORMAT,
                     "%s: record %llu: no member holds the text (%s): say which by mapping = { text = ... }",
                     source->name, (unsigned long long)n, names);
}

/* ---- json: one value ---- */

struct json_state {
    struct tkit_input input;
    struct object object;
    struct tkit_json json; /* inside the array of records */
    bool single;           /* the whole value is one document */
    uint64_t n;
};

/* Looks whether the object that was just opened has a member of role text; else finds the array of objects in it. */
static int look_for_records(struct json_state *s, struct tkit_json json, bool *has_text, size_t *array)
{
    int event;
    *has_text = false;
    *array = SIZE_MAX;
    while ((event = tkit_json_next(&json)) == JSON_KEY) {
        char key[PATH] = "";
        const char *as;
        size_t n = json.end - json.start - 2;
        if (n < sizeof key)
            memcpy(key, json.text + json.start + 1, n);
        enum tkit_role role = tkit_record_role(s->object.options, key, &as);
        event = tkit_json_next(&json);
        if (event < 0)
            return event;
        *has_text = *has_text || role == ROLE_TEXT;
        if (event == JSON_ARRAY && *array == SIZE_MAX) {
            struct tkit_json inner = json;
            if (tkit_json_next(&inner) == JSON_OBJECT)
                *array = json.start;
        }
        event = tkit_json_skip(&json, event);
        if (event < 0)
            return event;
    }
    return event < 0 ? event : TKIT_OK;
}

static int start_json(struct tkit_source *source, struct json_state *s)
{
    int rc = tkit_source_read_all(source);
    if (rc == TKIT_OK)
        rc = tkit_input_decode(&s->input, source, "");
    if (rc)
        return rc;
    const char *text = s->input.text;
    size_t length = s->input.length, at = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    s->object.text = text;
    s->object.length = length;
    tkit_json_init(&s->json, source->tk, text, length, at);
    int event = tkit_json_next(&s->json);
    if (event < 0)
        return event;
    if (event == JSON_ARRAY)
        return TKIT_OK;
    bool has_text = event == JSON_STRING;
    size_t array = SIZE_MAX;
    if (event == JSON_OBJECT)
        rc = look_for_records(s, s->json, &has_text, &array);
    if (rc)
        return rc;
    s->single = has_text || array == SIZE_MAX || tkit_record_maps_text(source->options);
    if (s->single && array != SIZE_MAX && !has_text)
        s->single = false; /* the mapping speaks about the records inside */
    tkit_json_init(&s->json, source->tk, text, length, s->single ? at : array);
    if (!s->single)
        tkit_json_next(&s->json);
    return TKIT_OK;
}

static int read_record(struct tkit_source *source, struct json_state *s, int event, struct tkit_item *item)
{
    struct tkit_record record;
    bool found;
    size_t start = s->json.start;
    int rc = tkit_record_begin(source, &record);
    if (rc == TKIT_OK) {
        rc = read_value(&s->object, &s->json, event, &record, &found);
    }
    if (rc == TKIT_OK && !found) {
        rc = fail_textless(&s->object, source, s->n);
        if (!s->single) {
            tkit_source_note(source, s->input.encoding, rc, tkit_errmsg(source->tk));
            rc = TKIT_OK;
        }
    } else if (rc == TKIT_OK) {
        uint64_t bytes_start, bytes_end;
        tkit_map_span(&s->input.map, (uint32_t)s->input.length, (uint32_t)start, (uint32_t)s->json.at, &bytes_start,
                      &bytes_end);
        if (s->single) {
            bytes_start = 0;
            bytes_end = source->size;
        }
        return tkit_record_end(&record, source, &s->input, 0, source->bytes + bytes_start, bytes_end - bytes_start,
                               s->single ? 0 : s->n, &item->document);
    }
    tkit_record_free(&record);
    return rc;
}

static int next_json(struct tkit_source *source, struct tkit_item *item)
{
    struct json_state *s = source->state;
    int rc;
    if (!s) {
        s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
        if (!s)
            return tkit_fail_nomem(source->tk);
        object_open(&s->object, source);
        if ((rc = start_json(source, s)))
            return rc;
    }
    if (s->single && s->n > 0)
        return 0;
    for (;;) {
        int event = tkit_json_next(&s->json);
        if (event < 0)
            return event;
        if (event == JSON_ARRAY_END || event == JSON_END)
            return 0;
        s->n++;
        if (event != JSON_OBJECT && event != JSON_STRING) {
            if ((rc = tkit_json_skip(&s->json, event)))
                return rc;
            if (s->single)
                return fail_textless(&s->object, source, s->n);
            continue;
        }
        rc = read_record(source, s, event, item);
        if (rc || item->document)
            return rc ? rc : 1;
    }
}

static void close_json(struct tkit_source *source)
{
    struct json_state *s = source->state;
    if (!s)
        return;
    tkit_input_free(&s->input);
    object_close(&s->object);
    tkit_free(source->tk, s, sizeof *s);
}

/* First byte that is no white space, with a byte-order mark passed over; 0 when there is none. */
static size_t first_visible(const struct tkit_source *source)
{
    size_t i = source->size >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < source->size && source->bytes[i] && strchr(" \t\r\n", source->bytes[i])) i++;
    return i;
}

/* Does a whole JSON value begin there that is an object with at least one member? */
static bool begins_object(const struct tkit_source *source, size_t at)
{
    struct tkit_json json;
    tkit_json_init(&json, source->tk, (const char *)source->bytes, source->size, at);
    json.quiet = true;
    int event = tkit_json_next(&json);
    if (event == JSON_ARRAY)
        event = tkit_json_next(&json);
    return event == JSON_OBJECT && tkit_json_next(&json) == JSON_KEY;
}

static int sniff_json(const struct tkit_source *source)
{
    size_t at = first_visible(source);
    bool named = tkit_source_has_extension(source, "json geojson");
    if (at >= source->size || (source->bytes[at] != '{' && source->bytes[at] != '['))
        return named && tkit_encoding_by_zeros(source->bytes, source->size) ? 60 : 0;
    if (named)
        return 90;
    return begins_object(source, at) ? 60 : 0;
}

const struct tkit_format tkit_format_json = {
    .name = "json",
    .sniff = sniff_json,
    .next = next_json,
    .close = close_json,
    .alone = true,
};

/* ---- jsonl: one object a line ---- */

/* One line as a document. A line that is not UTF-8 is converted as a file would be. */
static int read_line(struct tkit_source *source, struct object *o, const char *line, size_t length, uint64_t offset,
                     uint64_t n, struct tkit_item *item)
{
    struct tkit_source part = {.tk = source->tk, .options = source->options, .name = source->name,
                               .bytes = (const unsigned char *)line, .size = length};
    struct tkit_input input;
    struct tkit_record record;
    struct tkit_json json;
    bool found = false;
    int rc = tkit_input_decode(&input, &part, "");
    if (rc == TKIT_OK)
        rc = tkit_record_begin(source, &record);
    if (rc) {
        tkit_input_free(&input);
        return rc;
    }
    size_t at = input.length >= 3 && memcmp(input.text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    o->text = input.text;
    o->length = input.length;
    tkit_json_init(&json, source->tk, input.text, input.length, at);
    rc = tkit_json_next(&json);
    if (rc == JSON_OBJECT || rc == JSON_STRING)
        rc = read_value(o, &json, rc, &record, &found);
    else if (rc >= 0)
        rc = tkit_fail(source->tk, TKIT_EFORMAT, "JSON: an object expected");
    if (rc == TKIT_OK && found)
        rc = tkit_record_end(&record, source, &input, offset, line, length, n, &item->document);
    else if (rc == TKIT_OK)
        rc = fail_textless(o, source, n);
    tkit_record_free(&record);
    tkit_input_free(&input);
    return rc;
}

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return false;
    return true;
}

struct lines_state {
    struct object object;
    uint64_t n;
};

static int next_line(struct tkit_source *source, struct tkit_item *item)
{
    struct lines_state *s = source->state;
    if (!s) {
        s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
        if (!s)
            return tkit_fail_nomem(source->tk);
        object_open(&s->object, source);
    }
    for (;;) {
        const char *line;
        size_t length;
        uint64_t offset;
        int rc = tkit_source_line(source, &line, &length, &offset);
        if (rc == 0)
            return 0;
        s->n++;
        if (rc > 0 && is_blank(line, length))
            continue;
        if (rc > 0)
            rc = read_line(source, &s->object, line, length, offset, s->n, item);
        if (rc == TKIT_OK && item->document)
            return 1;
        if (rc == TKIT_ENOMEM || rc == TKIT_EINTERRUPT || rc == TKIT_EIO)
            return rc;
        char message[1200];
        snprintf(message, sizeof message, "%s#%llu: %s", source->name, (unsigned long long)s->n,
                 tkit_errmsg(source->tk));
        tkit_source_note(source, NULL, rc, message);
    }
}

static void close_lines(struct tkit_source *source)
{
    struct lines_state *s = source->state;
    if (!s)
        return;
    object_close(&s->object);
    tkit_free(source->tk, s, sizeof *s);
}

/* The first line is an object that ends with the line, and another object or the end follows. */
static int sniff_lines(const struct tkit_source *source)
{
    size_t at = first_visible(source);
    bool named = tkit_source_has_extension(source, "jsonl ndjson jsonlines");
    if (at >= source->size || source->bytes[at] != '{')
        return named && at >= source->size ? 20 : 0;
    if (named)
        return 95;
    const unsigned char *end = memchr(source->bytes + at, '\n', source->size - at);
    if (!end || !begins_object(source, at))
        return 0;
    while (end > source->bytes && strchr(" \r\n", end[0])) end--;
    const unsigned char *next = end + 1;
    while (next < source->bytes + source->size && *next && strchr(" \r\n", *next)) next++;
    return *end == '}' && next < source->bytes + source->size && *next == '{' ? 70 : 0;
}

const struct tkit_format tkit_format_jsonl = {
    .name = "jsonl",
    .sniff = sniff_lines,
    .next = next_line,
    .close = close_lines,
    .alone = true,
};
