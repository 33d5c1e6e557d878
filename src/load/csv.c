/* CSV and TSV: each row a document. RFC 4180 with what occurs besides: other separators, no header, a byte-order mark,
 * cells of several lines, quotes that are never closed.
 *
 * Columns are found by the caller's mapping, by their names in the header, else the widest column is the text. */
#include "load/csv.h"
#include "load/facts.h"
#include "load/record.h"

#include <ctype.h>
#include <stdio.h>

enum { COLUMNS = 1024, LOOKED_AT = 32, WIDE_ENOUGH = 20, LONGEST_VALUE = 65536, LONGEST_NAME = 80 };

struct cell {
    size_t start, end; /* without the quotes around it */
    bool quoted;       /* "" inside stands for " */
};

struct csv_state {
    struct tkit_input input;
    const char *text;
    size_t length, at;
    char separator;
    struct cell cells[COLUMNS];
    size_t count;
    char (*names)[LONGEST_NAME]; /* of the columns */
    size_t columns;
    size_t text_column;          /* SIZE_MAX: by role */
    uint64_t row;                /* of data, from 1 */
};

/* ---- rows ---- */

static bool ends_cell(const struct csv_state *s, size_t at)
{
    return at >= s->length || s->text[at] == s->separator || s->text[at] == '\n' || s->text[at] == '\r';
}

/* The end of a quoted cell that opens at `at`: the closing quote's position. A quote that is never closed, or is closed
 * in the middle of a cell's text, was no opening quote. */
static bool closing_quote(const struct csv_state *s, size_t at, size_t *close)
{
    for (size_t i = at + 1; i < s->length; i++) {
        const char *quote = memchr(s->text + i, '"', s->length - i);
        if (!quote)
            return false;
        i = (size_t)(quote - s->text);
        if (i + 1 < s->length && s->text[i + 1] == '"') {
            i++;
            continue;
        }
        *close = i;
        return ends_cell(s, i + 1);
    }
    return false;
}

/* Reads the row at `at`: false at the end of the text. *unclosed: a quote had no end; its row was read as plain
 * text. */
static bool read_row(struct csv_state *s, bool *unclosed)
{
    s->count = 0;
    *unclosed = false;
    if (s->at >= s->length)
        return false;
    for (;;) {
        struct cell cell = {.start = s->at};
        size_t close;
        bool opens = s->at < s->length && s->text[s->at] == '"' && s->separator != '\t';
        if (s->at < s->length && s->text[s->at] == '"' && s->separator == '\t')
            opens = closing_quote(s, s->at, &close) && !memchr(s->text + s->at, '\n', close - s->at);
        if (opens && closing_quote(s, s->at, &close)) {
            cell = (struct cell){s->at + 1, close, true};
            s->at = close + 1;
        } else {
            *unclosed = *unclosed || (opens && s->separator != '\t');
            while (!ends_cell(s, s->at)) s->at++;
            cell.end = s->at;
        }
        if (s->count < COLUMNS)
            s->cells[s->count++] = cell;
        if (s->at >= s->length)
            return true;
        char end = s->text[s->at++];
        if (end == s->separator)
            continue;
        if (end == '\r' && s->at < s->length && s->text[s->at] == '\n')
            s->at++;
        return true;
    }
}

static bool is_blank_row(const struct csv_state *s)
{
    return s->count == 0 || (s->count == 1 && s->cells[0].start == s->cells[0].end);
}

/* Appends a cell's value; with `map`, where it came from. */
static int put_cell(const struct csv_state *s, const struct cell *cell, tkit_buffer *out, struct tkit_map *map)
{
    size_t at = cell->start;
    int rc = TKIT_OK;
    while (at < cell->end && rc == TKIT_OK) {
        const char *quote = cell->quoted ? memchr(s->text + at, '"', cell->end - at) : NULL;
        size_t end = quote ? (size_t)(quote - s->text) : cell->end;
        if (end > at) {
            if (map)
                rc = tkit_map_add(out->tk, map, (uint32_t)out->size, at, 1, 1);
            tkit_buffer_add(out, s->text + at, end - at);
        }
        at = end;
        if (quote && rc == TKIT_OK) {
            if (map)
                rc = tkit_map_add(out->tk, map, (uint32_t)out->size, at, 1, 2);
            tkit_buffer_putc(out, '"');
            at += 2;
        }
    }
    return rc ? rc : tkit_buffer_status(out);
}

/* ---- separator, header, text column ---- */

/* The separator that cuts the first rows into the same number of columns, the more the better. */
static char find_separator(struct csv_state *s, const struct tkit_source *source)
{
    static const char candidates[] = ",;\t|";
    size_t most = 0;
    char best = tkit_source_has_extension(source, "tsv tab") ? '\t' : ',';
    for (const char *c = candidates; *c; c++) {
        size_t first = 0, same = 0, rows = 0;
        bool unclosed;
        size_t start = s->at;
        s->separator = *c;
        while (rows < LOOKED_AT && read_row(s, &unclosed)) {
            if (is_blank_row(s))
                continue;
            if (rows++ == 0)
                first = s->count;
            same += s->count == first;
        }
        s->at = start;
        if (first > 1 && same * 10 >= rows * 9 && first > most) {
            most = first;
            best = *c;
        }
    }
    return best;
}

static void copy_name(const struct csv_state *s, const struct cell *cell, char name[LONGEST_NAME])
{
    size_t n = cell->end - cell->start;
    if (n >= LONGEST_NAME)
        n = LONGEST_NAME - 1;
    memcpy(name, s->text + cell->start, n);
    name[n] = 0;
    while (n > 0 && name[n - 1] == ' ') name[--n] = 0;
}

/* Is the row that was just read a header? It is when one of its cells is a name we know or the caller maps, or when
 * all are short words without digits, none twice. */
static bool is_header(const struct csv_state *s, const tkit_load_options *options)
{
    char name[LONGEST_NAME], other[LONGEST_NAME];
    const char *as;
    bool plain = s->count > 1;
    for (size_t i = 0; i < s->count; i++) {
        copy_name(s, &s->cells[i], name);
        if (tkit_record_role(options, name, &as) != ROLE_META || as != name)
            return true;
        plain = plain && name[0] && strlen(name) < 40 && !strpbrk(name, "0123456789.?!");
        for (size_t k = 0; k < i && plain; k++) {
            copy_name(s, &s->cells[k], other);
            plain = strcmp(name, other) != 0;
        }
    }
    return plain;
}

/* The column with the most bytes in the first rows, SIZE_MAX when none is wide. */
static size_t widest_column(struct csv_state *s)
{
    size_t sums[COLUMNS] = {0}, rows = 0, start = s->at, best = 0;
    bool unclosed;
    while (rows < LOOKED_AT && read_row(s, &unclosed)) {
        for (size_t i = 0; i < s->count; i++) sums[i] += s->cells[i].end - s->cells[i].start;
        rows++;
    }
    s->at = start;
    for (size_t i = 1; i < COLUMNS; i++)
        if (sums[i] > sums[best])
            best = i;
    return rows > 0 && sums[best] >= rows * WIDE_ENOUGH ? best : SIZE_MAX;
}

/* Decodes the source, finds separator and names. *header: the names come from a header, not from counting. */
static int open_table(struct tkit_source *source, struct csv_state *s, bool *header)
{
    bool unclosed;
    *header = false;
    int rc = tkit_source_read_all(source);
    if (rc == TKIT_OK)
        rc = tkit_input_decode(&s->input, source, "");
    if (rc)
        return rc;
    s->text = s->input.text;
    s->length = s->input.length;
    s->at = s->length >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    s->separator = find_separator(s, source);
    size_t start = s->at;
    if (!read_row(s, &unclosed))
        return TKIT_OK;
    *header = is_header(s, source->options);
    if (!*header)
        s->at = start;
    s->names = tkit_calloc(source->tk, s->count, sizeof *s->names);
    if (!s->names)
        return tkit_fail_nomem(source->tk);
    s->columns = s->count;
    for (size_t i = 0; i < s->columns; i++) {
        if (*header)
            copy_name(s, &s->cells[i], s->names[i]);
        else
            snprintf(s->names[i], LONGEST_NAME, "%zu", i + 1);
    }
    return TKIT_OK;
}

static int start_table(struct tkit_source *source, struct csv_state *s)
{
    bool header, has_text = false;
    const char *as;
    int rc = open_table(source, s, &header);
    if (rc || s->columns == 0)
        return rc;
    for (size_t i = 0; i < s->columns; i++)
        has_text = has_text || tkit_record_role(source->options, s->names[i], &as) == ROLE_TEXT;
    s->text_column = has_text ? SIZE_MAX : widest_column(s);
    if (has_text || s->text_column != SIZE_MAX)
        return TKIT_OK;
    return tkit_fail(source->tk, TKIT_EFORMAT,
                     "%s: no column holds the text (%s, %s ...): say which by mapping = { text = ... }", source->name,
                     s->names[0], s->columns > 1 ? s->names[1] : "-");
}

/* ---- rows to documents ---- */

static enum tkit_role role_of(const struct csv_state *s, const struct tkit_source *source, size_t column,
                              const char **as)
{
    if (column == s->text_column)
        return ROLE_TEXT;
    return tkit_record_role(source->options, column < s->columns ? s->names[column] : "", as);
}

static int add_title(struct csv_state *s, struct tkit_source *source, struct tkit_record *record)
{
    const char *as;
    for (size_t i = 0; i < s->count && i < s->columns; i++) {
        if (role_of(s, source, i, &as) != ROLE_TITLE || s->cells[i].start == s->cells[i].end)
            continue;
        int rc = put_cell(s, &s->cells[i], &record->text, &record->map);
        if (rc)
            return rc;
        record->title_end = (uint32_t)record->text.size;
        char *title = tkit_arena_strndup(&record->document->arena, record->text.data, record->text.size);
        if (!title)
            return TKIT_ENOMEM;
        return tkit_document_offer_fact(record->document, FACT_TITLE,
                                        &(tkit_fact){.value = title, .how = "field", .end = record->title_end});
    }
    return TKIT_OK;
}

static int add_cells(struct csv_state *s, struct tkit_source *source, struct tkit_record *record, bool *found)
{
    tkit_buffer value;
    tkit_buffer_init(&value, source->tk);
    int rc = TKIT_OK;
    for (size_t i = 0; i < s->count && i < s->columns && rc == TKIT_OK; i++) {
        const struct cell *cell = &s->cells[i];
        const char *as;
        enum tkit_role role = role_of(s, source, i, &as);
        if (cell->start == cell->end || role == ROLE_TITLE)
            continue;
        if (role == ROLE_TEXT) {
            rc = tkit_record_separate(record, cell->start);
            if (rc == TKIT_OK)
                rc = put_cell(s, cell, &record->text, &record->map);
            *found = true;
            continue;
        }
        tkit_buffer_clear(&value);
        if (cell->end - cell->start > LONGEST_VALUE || !as[0])
            continue;
        rc = put_cell(s, cell, &value, NULL);
        const char *string = rc ? NULL : tkit_buffer_string(&value);
        if (rc == TKIT_OK)
            rc = string ? tkit_document_add_field(record->document, as, string, "field", 0, 0) : TKIT_ENOMEM;
    }
    tkit_buffer_free(&value);
    return rc;
}

static int read_document(struct tkit_source *source, struct csv_state *s, size_t start, struct tkit_item *item)
{
    struct tkit_record record;
    bool found = false;
    int rc = tkit_record_begin(source, &record);
    if (rc)
        return rc;
    rc = add_title(s, source, &record);
    if (rc == TKIT_OK)
        rc = add_cells(s, source, &record, &found);
    if (rc == TKIT_OK && found) {
        uint64_t from, to;
        tkit_map_span(&s->input.map, (uint32_t)s->length, (uint32_t)start, (uint32_t)s->at, &from, &to);
        return tkit_record_end(&record, source, &s->input, 0, source->bytes + from, to - from, s->row, &item->document);
    }
    tkit_record_free(&record);
    return rc;
}

static int next_row(struct tkit_source *source, struct tkit_item *item)
{
    struct csv_state *s = source->state;
    int rc;
    if (!s) {
        s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
        if (!s)
            return tkit_fail_nomem(source->tk);
        if ((rc = start_table(source, s)))
            return rc;
    }
    for (;;) {
        bool unclosed;
        size_t start = s->at;
        if ((rc = tkit_poll(source->tk)))
            return rc;
        if (!read_row(s, &unclosed))
            return 0;
        if (is_blank_row(s))
            continue;
        s->row++;
        if (unclosed) {
            char message[1200];
            snprintf(message, sizeof message, "%s#%llu: a quote at byte %zu is never closed: taken as text",
                     source->name, (unsigned long long)s->row, start);
            tkit_source_note(source, s->input.encoding, TKIT_OK, message);
        }
        rc = read_document(source, s, start, item);
        if (rc || item->document)
            return rc ? rc : 1;
    }
}

static void close_table(struct tkit_source *source)
{
    struct csv_state *s = source->state;
    if (!s)
        return;
    tkit_input_free(&s->input);
    tkit_free(source->tk, s->names, s->columns * sizeof *s->names);
    tkit_free(source->tk, s, sizeof *s);
}

/* ---- cells without documents ---- */

static int give_row(struct csv_state *s, tkit_arena *arena,
                    int (*on_row)(void *user, size_t columns, const char *const *names, const char *const *values),
                    void *user)
{
    const char *names[COLUMNS], *values[COLUMNS];
    tkit_buffer value;
    int rc = TKIT_OK;
    tkit_buffer_init(&value, arena->tk);
    tkit_arena_reset(arena);
    for (size_t i = 0; i < s->columns && rc == TKIT_OK; i++) {
        names[i] = s->names[i];
        values[i] = "";
        tkit_buffer_clear(&value);
        if (i < s->count)
            rc = put_cell(s, &s->cells[i], &value, NULL);
        if (rc == TKIT_OK && value.size > 0 && !(values[i] = tkit_arena_strndup(arena, value.data, value.size)))
            rc = TKIT_ENOMEM;
    }
    tkit_buffer_free(&value);
    return rc ? rc : on_row(user, s->columns, names, values);
}

int tkit_csv_each(struct tkit_source *source,
                  int (*on_row)(void *user, size_t columns, const char *const *names, const char *const *values),
                  void *user)
{
    struct csv_state *s = source->state = tkit_calloc(source->tk, 1, sizeof *s);
    tkit_arena arena;
    bool header, unclosed;
    if (!s)
        return tkit_fail_nomem(source->tk);
    tkit_arena_init(&arena, source->tk);
    int rc = open_table(source, s, &header);
    while (rc == TKIT_OK && header && read_row(s, &unclosed)) {
        if (!is_blank_row(s))
            rc = give_row(s, &arena, on_row, user);
        if (rc == TKIT_OK)
            rc = tkit_poll(source->tk);
    }
    tkit_arena_free(&arena);
    close_table(source);
    source->state = NULL;
    return rc;
}

/* ---- the format ---- */

/* By extension; without one, by the same number of tabs in each of the first lines. */
static int sniff(const struct tkit_source *source)
{
    if (!source->is_text)
        return 0;
    if (tkit_source_has_extension(source, "csv tsv tab"))
        return 80;
    size_t lines = 0, tabs = 0, first = 0;
    if (!memchr(source->bytes, '\t', source->size))
        return 0;
    for (size_t i = 0; i < source->size && lines < 8; i++) {
        tabs += source->bytes[i] == '\t';
        if (source->bytes[i] != '\n')
            continue;
        if (lines++ == 0)
            first = tabs;
        else if (tabs != first)
            return 0;
        tabs = 0;
    }
    return lines >= 4 && first >= 2 ? 25 : 0;
}

const struct tkit_format tkit_format_csv = {
    .name = "csv",
    .sniff = sniff,
    .next = next_row,
    .close = close_table,
    .alone = true,
};
