/* Scalar functions. NULL in, NULL out; a name that is not known is an error. All are deterministic: they may stand in
 * indexes and generated columns.
 *
 *   tkit_fold(text)            case folding and NFC: texts that differ in case only become equal
 *   tkit_fold(text, what)      what: 'case', 'marks' (drops accents), 'compatibility' (ligatures, full-width), 'all'
 *   tkit_stem(word)            the English stem of a word, folded before
 *   tkit_stem(word, language)  'german', 'de' ...
 *   tkit_normalize(text)       NFC;   tkit_normalize(text, form)   'NFC', 'NFD', 'NFKC', 'NFKD'
 *   tkit_version()             of the library */
#include "sqlite/extension.h"

#include <toolkit/text.h>

SQLITE_EXTENSION_INIT3

static void fail(sqlite3_context *call, struct host *host, int code)
{
    if (code == TKIT_ENOMEM) {
        sqlite3_result_error_nomem(call);
        return;
    }
    sqlite3_result_error(call, tkit_errmsg(host->tk), -1);
    sqlite3_result_error_code(call, tkit_sqlite_code(code));
}

static int any_null(int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            return 1;
    return 0;
}

/* The place of the second argument in a list of names, 0 when there is none; -1 after an error. */
static int choice(sqlite3_context *call, int count, sqlite3_value **values, const char *function,
                  const char *const *names)
{
    if (count < 2)
        return 0;
    const char *given = (const char *)sqlite3_value_text(values[1]);
    for (int i = 0; given && names[i]; i++)
        if (sqlite3_stricmp(given, names[i]) == 0)
            return i;
    char *message =
        sqlite3_mprintf("%s: unknown '%s'; the first choice is '%s'", function, given ? given : "", names[0]);
    if (message)
        sqlite3_result_error(call, message, -1);
    else
        sqlite3_result_error_nomem(call);
    sqlite3_free(message);
    return -1;
}

static void give(sqlite3_context *call, struct host *host, int code, char *text, size_t length)
{
    if (code != TKIT_OK) {
        fail(call, host, code);
        return;
    }
    sqlite3_result_text64(call, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
    tkit_text_free(host->tk, text, length);
}

static void fold(sqlite3_context *call, int count, sqlite3_value **values)
{
    static const char *const names[] = {"case", "marks", "compatibility", "all", NULL};
    static const unsigned flags[] = {0, TKIT_FOLD_MARKS, TKIT_FOLD_COMPATIBILITY,
                                     TKIT_FOLD_MARKS | TKIT_FOLD_COMPATIBILITY};
    struct host *host = sqlite3_user_data(call);
    if (any_null(count, values))
        return;
    int which = choice(call, count, values, "tkit_fold", names);
    if (which < 0)
        return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char *folded = NULL;
    size_t length = 0;
    int code = text ? tkit_fold(host->tk, text, (size_t)sqlite3_value_bytes(values[0]), flags[which], &folded, &length)
                    : TKIT_ENOMEM;
    give(call, host, code, folded, length);
}

static void normalize(sqlite3_context *call, int count, sqlite3_value **values)
{
    static const char *const names[] = {"NFC", "NFD", "NFKC", "NFKD", NULL};
    static const enum tkit_normal_form forms[] = {TKIT_NFC, TKIT_NFD, TKIT_NFKC, TKIT_NFKD};
    struct host *host = sqlite3_user_data(call);
    if (any_null(count, values))
        return;
    int which = choice(call, count, values, "tkit_normalize", names);
    if (which < 0)
        return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char *normal = NULL;
    size_t length = 0;
    int code =
        text ? tkit_normalize(host->tk, text, (size_t)sqlite3_value_bytes(values[0]), forms[which], &normal, &length)
             : TKIT_ENOMEM;
    give(call, host, code, normal, length);
}

static void close_stemmer(void *stemmer)
{
    tkit_stemmer_close(stemmer);
}

static void stem(sqlite3_context *call, int count, sqlite3_value **values)
{
    struct host *host = sqlite3_user_data(call);
    if (any_null(count, values))
        return;
    const char *word = (const char *)sqlite3_value_text(values[0]);
    const char *language = count < 2 ? "english" : (const char *)sqlite3_value_text(values[1]);
    if (!word || !language) {
        sqlite3_result_error_nomem(call);
        return;
    }
    /* SQLite keeps the stemmer beside the language as long as that is a constant of the statement. */
    tkit_stemmer *stemmer = count < 2 ? NULL : sqlite3_get_auxdata(call, 1);
    tkit_stemmer *opened = NULL;
    char *folded = NULL;
    size_t length = 0, stem_length = 0;
    const char *found = NULL;
    int code = TKIT_OK;
    if (!stemmer) {
        code = tkit_stemmer_open(host->tk, language, &opened);
        stemmer = opened;
    }
    if (code == TKIT_OK)
        code = tkit_fold(host->tk, word, (size_t)sqlite3_value_bytes(values[0]), 0, &folded, &length);
    if (code == TKIT_OK)
        code = tkit_stemmer_stem(stemmer, folded, length, &found, &stem_length);
    if (code == TKIT_OK)
        sqlite3_result_text64(call, found, stem_length, SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        fail(call, host, code);
    if (folded)
        tkit_text_free(host->tk, folded, length);
    if (opened && count == 2)
        sqlite3_set_auxdata(call, 1, opened, close_stemmer);
    else
        tkit_stemmer_close(opened);
}

static void version(sqlite3_context *call, int count, sqlite3_value **values)
{
    (void)count, (void)values;
    sqlite3_result_text(call, tkit_version(), -1, SQLITE_STATIC);
}

int tkit_sqlite_add_functions(sqlite3 *db, struct host *host)
{
    static const struct {
        const char *name;
        int arguments;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } list[] = {{"tkit_fold", 1, fold},      {"tkit_fold", 2, fold},           {"tkit_stem", 1, stem},
                {"tkit_stem", 2, stem},      {"tkit_normalize", 1, normalize}, {"tkit_normalize", 2, normalize},
                {"tkit_version", 0, version}};
    int result = SQLITE_OK;
    for (size_t i = 0; result == SQLITE_OK && i < sizeof list / sizeof *list; i++)
        result = sqlite3_create_function_v2(
            db, list[i].name, list[i].arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
            tkit_sqlite_hold(host), list[i].call, NULL, NULL, tkit_sqlite_drop); /* called on failure as well */
    return result;
}
