/* Tables beside the texts: see sidecar.h. */
#include "load/sidecar.h"

#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "load/csv.h"
#include "load/json.h"

struct entry {
    const char *file;
    const struct tkit_given *given;
};

struct tkit_sidecar {
    tkit *tk;
    tkit_arena arena;
    size_t folder; /* length of the path's folder with its slash */
    char *path;
    struct entry *entries; /* sorted by file */
    size_t count, capacity;
};

static const char *const names[] = {"metadata.csv", "metadata.tsv", "metadata.jsonl", "metadata.json"};

bool tkit_sidecar_is_named(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool names_file(const char *key)
{
    return strcasecmp(key, "file") == 0 || strcasecmp(key, "filename") == 0 || strcasecmp(key, "file_name") == 0 ||
           strcasecmp(key, "path") == 0;
}

/* ---- rows ---- */

struct row {
    struct tkit_sidecar *sidecar;
    const char *file;
    struct tkit_given *given;
};

static int add_cell(struct row *row, const char *key, const char *value, size_t length)
{
    tkit_arena *arena = &row->sidecar->arena;
    char *copy = tkit_arena_strndup(arena, value, length);
    if (!copy)
        return TKIT_ENOMEM;
    if (names_file(key)) {
        row->file = copy;
        return TKIT_OK;
    }
    if (length == 0 || !key[0])
        return TKIT_OK;
    struct tkit_given *given = tkit_arena_alloc(arena, sizeof *given);
    char *name = tkit_arena_strndup(arena, key, strlen(key));
    if (!given || !name)
        return TKIT_ENOMEM;
    *given = (struct tkit_given){.key = name, .value = copy, .how = "sidecar", .next = row->given};
    row->given = given;
    return TKIT_OK;
}

static int finish_row(struct row *row)
{
    struct tkit_sidecar *s = row->sidecar;
    int rc = TKIT_OK;
    if (row->file) {
        rc = tkit_reserve(s->tk, (void **)&s->entries, &s->capacity, s->count + 1, sizeof *s->entries);
        if (rc == TKIT_OK)
            s->entries[s->count++] = (struct entry){row->file, row->given};
    }
    *row = (struct row){.sidecar = s};
    return rc;
}

static int on_csv_row(void *user, size_t columns, const char *const *keys, const char *const *values)
{
    struct row row = {.sidecar = user};
    for (size_t i = 0; i < columns; i++) {
        int rc = add_cell(&row, keys[i], values[i], strlen(values[i]));
        if (rc)
            return rc;
    }
    return finish_row(&row);
}

/* ---- JSON: objects with a member "file", one a line or in an array ---- */

static int read_object(struct row *row, struct tkit_json *json)
{
    tkit_buffer key, value;
    tkit_buffer_init(&key, json->tk);
    tkit_buffer_init(&value, json->tk);
    int event, rc = TKIT_OK;
    while (rc == TKIT_OK && (event = tkit_json_next(json)) == JSON_KEY) {
        tkit_buffer_clear(&key);
        tkit_buffer_clear(&value);
        rc = tkit_json_string(json, &key, NULL);
        event = rc ? rc : tkit_json_next(json);
        if (event == JSON_STRING)
            rc = tkit_json_string(json, &value, NULL);
        else if (event == JSON_NUMBER || event == JSON_TRUE || event == JSON_FALSE)
            tkit_buffer_add(&value, json->text + json->start, json->end - json->start);
        else
            rc = tkit_json_skip(json, event);
        const char *name = tkit_buffer_string(&key), *string = tkit_buffer_string(&value);
        if (rc == TKIT_OK)
            rc = name && string ? add_cell(row, name, string, value.size) : TKIT_ENOMEM;
    }
    tkit_buffer_free(&key);
    tkit_buffer_free(&value);
    return rc ? rc : event < 0 ? event : finish_row(row);
}

static int read_json(struct tkit_sidecar *s, struct tkit_source *source)
{
    struct tkit_json json = {0};
    size_t at = 0;
    int rc = tkit_source_read_all(source);
    const char *text = (const char *)source->bytes;
    while (rc == TKIT_OK) {
        while (at < source->size && text[at] && strchr(" \t\r\n", text[at])) at++;
        if (at >= source->size)
            break;
        tkit_json_init(&json, s->tk, text, source->size, at);
        int event = tkit_json_next(&json);
        bool many = event == JSON_ARRAY;
        if (many)
            event = tkit_json_next(&json);
        while (rc == TKIT_OK && event == JSON_OBJECT) {
            struct row row = {.sidecar = s};
            rc = read_object(&row, &json);
            event = many && rc == TKIT_OK ? tkit_json_next(&json) : JSON_END;
        }
        if (event < 0)
            rc = event;
        at = json.at;
        if (event != JSON_END && event != JSON_ARRAY_END)
            break; /* something else than objects: no table of ours */
    }
    return rc;
}

/* ---- reading and finding ---- */

static int by_file(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->file, ((const struct entry *)b)->file);
}

int tkit_sidecar_read(tkit *tk, const char *path, const tkit_load_options *options, struct tkit_sidecar **out)
{
    struct tkit_source *source;
    *out = NULL;
    int rc = tkit_source_open_file(tk, path, options, &source);
    if (rc)
        return rc;
    struct tkit_sidecar *s = tkit_calloc(tk, 1, sizeof *s);
    if (!s) {
        tkit_source_close(source);
        return tkit_fail_nomem(tk);
    }
    s->tk = tk;
    tkit_arena_init(&s->arena, tk);
    const char *slash = strrchr(path, '/');
    s->folder = slash ? (size_t)(slash + 1 - path) : 0;
    s->path = tkit_arena_strndup(&s->arena, path, strlen(path));
    rc = s->path ? TKIT_OK : TKIT_ENOMEM;
    if (rc == TKIT_OK)
        rc = tkit_source_has_extension(source, "csv tsv") ? tkit_csv_each(source, on_csv_row, s) : read_json(s, source);
    tkit_source_close(source);
    if (rc || s->count == 0) {
        tkit_sidecar_free(s);
        return rc;
    }
    qsort(s->entries, s->count, sizeof *s->entries, by_file);
    *out = s;
    return TKIT_OK;
}

void tkit_sidecar_free(struct tkit_sidecar *s)
{
    if (!s)
        return;
    tkit *tk = s->tk;
    tkit_free(tk, s->entries, s->capacity * sizeof *s->entries);
    tkit_arena_free(&s->arena);
    tkit_free(tk, s, sizeof *s);
}

const struct tkit_given *tkit_sidecar_find(const struct tkit_sidecar *s, const char *path)
{
    if (strncmp(path, s->path, s->folder) != 0)
        return NULL;
    struct entry wanted = {.file = path + s->folder};
    const struct entry *found = bsearch(&wanted, s->entries, s->count, sizeof *s->entries, by_file);
    return found ? found->given : NULL;
}
