/* Table-valued functions. Positions are half-open bytes of the UTF-8 text, from 0, as in a corpus file.
 *
 *   tkit_tokens(text)              token, kind, start, stop      kind: 'word', 'number', 'punctuation', 'symbol'
 *   tkit_sentences(text)           sentence, start, stop         by UAX #29, trimmed of white space
 *   tkit_sentences(text, 'news')   the rules for English prose
 *   tkit_kwic(corpus, query)       document, file, left, match, right, start, stop, line, "column"
 *   tkit_kwic(corpus, query, n)    n words on each side (default 10)
 *   tkit_kwic(corpus, query, n, unit)   'word', 'char' (n: 40), 's', 'p' or a layer (n: 1)
 *
 * tkit_kwic opens the corpus file for reading only. It is refused inside views and triggers (SQLITE_VTAB_DIRECTONLY): a
 * database of unknown origin must not make its reader open files. One table behind all three: a row of FUNCTIONS says
 * what differs. */
#include "sqlite/extension.h"

#include <string.h>
#include <toolkit/query.h>

SQLITE_EXTENSION_INIT3

enum { PARAMETERS = 4 };

struct cursor {
    sqlite3_vtab_cursor base;
    sqlite3_value *parameters[PARAMETERS]; /* copies; the text that spans point into is the first one */
    size_t row, count;
    tkit_spans spans;
    tkit_corpus *corpus;
    tkit_query *query;
    tkit_hits *hits;
    tkit_line_options line_options;
    tkit_line line; /* of the present row */
};

struct function {
    const char *name, *schema;
    int columns; /* visible ones; the parameters follow as hidden columns */
    int required, parameters;
    int (*open)(struct cursor *cursor, tkit *tk); /* TKIT_... */
    void (*column)(const struct cursor *cursor, sqlite3_context *out, int column);
    int reads_files;
};

struct table {
    sqlite3_vtab base;
    const struct function *function;
    struct host *host;
};

static const char *text_of(const struct cursor *cursor, int parameter)
{
    sqlite3_value *value = cursor->parameters[parameter];
    return value ? (const char *)sqlite3_value_text(value) : NULL;
}

/* ---- tokens and sentences ---- */

static int open_tokens(struct cursor *cursor, tkit *tk)
{
    const char *text = text_of(cursor, 0);
    if (!text)
        return TKIT_ENOMEM;
    int code = tkit_tokenize(tk, text, (size_t)sqlite3_value_bytes(cursor->parameters[0]), 0, &cursor->spans);
    cursor->count = cursor->spans.count;
    return code;
}

static int is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static int open_sentences(struct cursor *cursor, tkit *tk)
{
    const char *text = text_of(cursor, 0), *mode = text_of(cursor, 1);
    tkit_sentence_options options = {.size = sizeof options, .mode = TKIT_SENTENCES_UAX29};
    if (!text)
        return TKIT_ENOMEM;
    if (mode && sqlite3_stricmp(mode, "news") == 0)
        options.mode = TKIT_SENTENCES_NEWS;
    else if (mode && sqlite3_stricmp(mode, "uax29") != 0) {
        sqlite3_vtab *table = cursor->base.pVtab;
        table->zErrMsg = sqlite3_mprintf("tkit_sentences: unknown rules '%s', expected 'uax29' or 'news'", mode);
        return TKIT_EINVALID;
    }
    int code = tkit_sentences(tk, text, (size_t)sqlite3_value_bytes(cursor->parameters[0]), &options, &cursor->spans);
    if (code != TKIT_OK)
        return code;
    /* The spans of UAX #29 tile the text; a row is the sentence without the space around it. */
    tkit_spans *spans = &cursor->spans;
    for (size_t i = 0; i < spans->count; i++) {
        uint32_t start = spans->start[i], end = spans->end[i];
        while (start < end && is_space(text[start])) start++;
        while (end > start && is_space(text[end - 1])) end--;
        if (start == end)
            continue;
        spans->start[cursor->count] = start;
        spans->end[cursor->count++] = end;
    }
    return TKIT_OK;
}

static void result_span(sqlite3_context *out, const char *text, uint32_t start, uint32_t end)
{
    sqlite3_result_text64(out, text + start, end - start, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void span_column(const struct cursor *cursor, sqlite3_context *out, int column)
{
    uint32_t start = cursor->spans.start[cursor->row], end = cursor->spans.end[cursor->row];
    switch (column) {
    case 0: result_span(out, text_of(cursor, 0), start, end); break;
    case 1: sqlite3_result_int64(out, start); break;
    case 2: sqlite3_result_int64(out, end); break;
    }
}

static void token_column(const struct cursor *cursor, sqlite3_context *out, int column)
{
    static const char *const kinds[] = {[TKIT_TOKEN_WORD] = "word",
                                        [TKIT_TOKEN_NUMBER] = "number",
                                        [TKIT_TOKEN_PUNCTUATION] = "punctuation",
                                        [TKIT_TOKEN_SYMBOL] = "symbol"};
    if (column == 1)
        sqlite3_result_text(out, kinds[cursor->spans.kind[cursor->row]], -1, SQLITE_STATIC);
    else
        span_column(cursor, out, column ? column - 1 : 0);
}

/* ---- concordance ---- */

static int open_kwic(struct cursor *cursor, tkit *tk)
{
    const char *path = text_of(cursor, 0), *query = text_of(cursor, 1);
    const char *unit = text_of(cursor, 3);
    sqlite3_int64 context = !unit || strcmp(unit, "word") == 0 ? 10 : strcmp(unit, "char") == 0 ? 40 : 1;
    const tkit_corpus_options read_only = {.size = sizeof read_only, .mode = TKIT_OPEN_READ};
    if (!path || !query)
        return TKIT_ENOMEM;
    if (cursor->parameters[2])
        context = sqlite3_value_int64(cursor->parameters[2]);
    if (context < 0)
        context = 0;
    if (context > 1000000)
        context = 1000000;
    cursor->line_options =
        (tkit_line_options){.size = sizeof cursor->line_options, .unit = unit, .context = (uint32_t)context};
    int code = tkit_corpus_open(tk, path, &read_only, &cursor->corpus);
    if (code == TKIT_OK)
        code = tkit_query_open(cursor->corpus, query, (size_t)sqlite3_value_bytes(cursor->parameters[1]), NULL,
                               &cursor->query);
    if (code == TKIT_OK)
        code = tkit_hits_collect(cursor->query, NULL, &cursor->hits);
    if (code == TKIT_OK)
        cursor->count = tkit_hits_count(cursor->hits);
    return code;
}

static void kwic_column(const struct cursor *cursor, sqlite3_context *out, int column)
{
    const tkit_line *line = &cursor->line;
    switch (column) {
    case 0: sqlite3_result_int64(out, line->document); break;
    case 1: sqlite3_result_text(out, line->file, -1, SQLITE_TRANSIENT); break;
    case 2: result_span(out, line->text, line->left, line->start); break;
    case 3: result_span(out, line->text, line->start, line->end); break;
    case 4: result_span(out, line->text, line->end, line->right); break;
    case 5: sqlite3_result_int64(out, line->start); break;
    case 6: sqlite3_result_int64(out, line->end); break;
    case 7: sqlite3_result_int64(out, line->line); break;
    case 8: sqlite3_result_int64(out, line->column); break;
    }
}

/* ---- the table ---- */

static const struct function FUNCTIONS[] = {
    {"tkit_tokens", "CREATE TABLE x(token, kind, start, stop, text HIDDEN)", 4, 1, 1, open_tokens, token_column, 0},
    {"tkit_sentences", "CREATE TABLE x(sentence, start, stop, text HIDDEN, rules HIDDEN)", 3, 1, 2, open_sentences,
     span_column, 0},
    {"tkit_kwic",
     "CREATE TABLE x(document, file, left, match, right, start, stop, line, \"column\", corpus HIDDEN,"
     " query HIDDEN, context HIDDEN, unit HIDDEN)",
     9, 2, 4, open_kwic, kwic_column, 1},
};

/* What a module is registered with: its row of FUNCTIONS and a use of the context. */
struct module {
    const struct function *function;
    struct host *host;
};

static void free_module(void *pointer)
{
    struct module *module = pointer;
    tkit_sqlite_drop(module->host);
    sqlite3_free(module);
}

static int connect_table(sqlite3 *db, void *pointer, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **message)
{
    const struct module *module = pointer;
    (void)count, (void)arguments, (void)message;
    int result = sqlite3_declare_vtab(db, module->function->schema);
    if (result == SQLITE_OK)
        result =
            sqlite3_vtab_config(db, module->function->reads_files ? SQLITE_VTAB_DIRECTONLY : SQLITE_VTAB_INNOCUOUS);
    if (result != SQLITE_OK)
        return result;
    struct table *table = sqlite3_malloc(sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    *table = (struct table){.function = module->function, .host = tkit_sqlite_hold(module->host)};
    *out = &table->base;
    return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *pointer)
{
    struct table *table = (struct table *)pointer;
    tkit_sqlite_drop(table->host);
    sqlite3_free(table);
    return SQLITE_OK;
}

/* Parameters arrive as equalities on hidden columns. idxNum says which are there, bit by bit, in order. */
static int best_index(sqlite3_vtab *pointer, sqlite3_index_info *info)
{
    const struct function *function = ((struct table *)pointer)->function;
    int place[PARAMETERS] = {-1, -1, -1, -1}, argument = 0;
    for (int i = 0; i < info->nConstraint; i++) {
        int parameter = info->aConstraint[i].iColumn - function->columns;
        if (parameter < 0 || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        if (!info->aConstraint[i].usable)
            return SQLITE_CONSTRAINT; /* in this order of tables it is not known yet */
        place[parameter] = i;
    }
    info->idxNum = 0;
    for (int i = 0; i < function->parameters; i++) {
        if (place[i] < 0)
            continue;
        info->aConstraintUsage[place[i]].argvIndex = ++argument;
        info->aConstraintUsage[place[i]].omit = 1;
        info->idxNum |= 1 << i;
    }
    info->estimatedCost = 1000;
    info->estimatedRows = 1000;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    struct cursor *cursor = sqlite3_malloc(sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    *cursor = (struct cursor){0};
    *out = &cursor->base;
    return SQLITE_OK;
}

static void clear(struct cursor *cursor)
{
    struct table *table = (struct table *)cursor->base.pVtab;
    tkit_hits_free(cursor->hits);
    tkit_query_close(cursor->query);
    tkit_corpus_close(cursor->corpus);
    tkit_spans_free(table->host->tk, &cursor->spans);
    for (int i = 0; i < PARAMETERS; i++) sqlite3_value_free(cursor->parameters[i]);
    *cursor = (struct cursor){.base = cursor->base};
}

static int close_cursor(sqlite3_vtab_cursor *pointer)
{
    clear((struct cursor *)pointer);
    sqlite3_free(pointer);
    return SQLITE_OK;
}

static int fail(struct table *table, int code)
{
    if (!table->base.zErrMsg)
        table->base.zErrMsg = sqlite3_mprintf("%s: %s", table->function->name, tkit_errmsg(table->host->tk));
    return tkit_sqlite_code(code);
}

/* Reads the line of a concordance for the present row, whichever of its columns are asked for. */
static int load_row(struct cursor *cursor)
{
    struct table *table = (struct table *)cursor->base.pVtab;
    if (!cursor->hits || cursor->row >= cursor->count)
        return SQLITE_OK;
    int code = tkit_hits_line(cursor->hits, cursor->row, &cursor->line_options, &cursor->line);
    return code == TKIT_OK ? SQLITE_OK : fail(table, code);
}

static int filter(sqlite3_vtab_cursor *pointer, int given, const char *unused, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)pointer;
    struct table *table = (struct table *)pointer->pVtab;
    const struct function *function = table->function;
    (void)unused, (void)count;
    clear(cursor);
    for (int i = 0, next = 0; i < function->parameters; i++) {
        sqlite3_value *value = given >> i & 1 ? values[next++] : NULL;
        if (!value && i < function->required) {
            sqlite3_free(table->base.zErrMsg);
            table->base.zErrMsg = sqlite3_mprintf("%s: argument %d is missing", function->name, i + 1);
            return SQLITE_ERROR;
        }
        if (!value || sqlite3_value_type(value) == SQLITE_NULL) {
            if (i < function->required)
                return SQLITE_OK; /* NULL: no rows */
            continue;
        }
        cursor->parameters[i] = sqlite3_value_dup(value);
        if (!cursor->parameters[i])
            return SQLITE_NOMEM;
    }
    int code = function->open(cursor, table->host->tk);
    return code == TKIT_OK ? load_row(cursor) : fail(table, code);
}

static int next(sqlite3_vtab_cursor *pointer)
{
    struct cursor *cursor = (struct cursor *)pointer;
    cursor->row++;
    return load_row(cursor);
}

static int at_end(sqlite3_vtab_cursor *pointer)
{
    const struct cursor *cursor = (struct cursor *)pointer;
    return cursor->row >= cursor->count;
}

static int column_value(sqlite3_vtab_cursor *pointer, sqlite3_context *out, int column)
{
    const struct cursor *cursor = (struct cursor *)pointer;
    const struct function *function = ((struct table *)pointer->pVtab)->function;
    if (column < function->columns)
        function->column(cursor, out, column);
    else if (cursor->parameters[column - function->columns])
        sqlite3_result_value(out, cursor->parameters[column - function->columns]);
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *pointer, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct cursor *)pointer)->row + 1;
    return SQLITE_OK;
}

int tkit_sqlite_add_tables(sqlite3 *db, struct host *host)
{
    /* Without xCreate the table exists as a function only. */
    static const sqlite3_module methods = {.xConnect = connect_table,
                                           .xDisconnect = disconnect_table,
                                           .xBestIndex = best_index,
                                           .xOpen = open_cursor,
                                           .xClose = close_cursor,
                                           .xFilter = filter,
                                           .xNext = next,
                                           .xEof = at_end,
                                           .xColumn = column_value,
                                           .xRowid = row_id};
    int result = SQLITE_OK;
    for (size_t i = 0; result == SQLITE_OK && i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        struct module *module = sqlite3_malloc(sizeof *module);
        if (!module)
            return SQLITE_NOMEM;
        *module = (struct module){&FUNCTIONS[i], tkit_sqlite_hold(host)};
        result = sqlite3_create_module_v2(db, FUNCTIONS[i].name, &methods, module, free_module);
    }
    return result;
}
