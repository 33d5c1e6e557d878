/* The FTS5 tokenizer `toolkit`: words and numbers by UAX #29, folded, stemmed when asked.
 *
 *   CREATE VIRTUAL TABLE t USING fts5(body, tokenize = 'toolkit');
 *   CREATE VIRTUAL TABLE t USING fts5(body, tokenize = 'toolkit fold case stem german');
 *
 * fold: 'marks' (default: case and accents do not count), 'case', 'none'. stem: a Snowball language. Words are folded
 * before they are stemmed: with 'marks' a query without accents finds the word with them, with 'case' the stemmer sees
 * the accents its rules know. `stem` wants some folding: 'fold none stem ...' is refused. */
#include "sqlite/extension.h"

#include <toolkit/text.h>

SQLITE_EXTENSION_INIT3

enum folding { FOLD_MARKS, FOLD_CASE, FOLD_NONE };

struct tokenizer {
    struct host *host;
    tkit_stemmer *stemmer; /* NULL: words are not stemmed */
    enum folding fold;
};

static void destroy(Fts5Tokenizer *pointer)
{
    struct tokenizer *tokenizer = (struct tokenizer *)pointer;
    tkit_stemmer_close(tokenizer->stemmer);
    tkit_sqlite_drop(tokenizer->host);
    sqlite3_free(tokenizer);
}

static int set_option(struct tokenizer *tokenizer, const char *name, const char *value)
{
    if (sqlite3_stricmp(name, "stem") == 0) {
        if (tokenizer->stemmer)
            return SQLITE_ERROR;
        return tkit_sqlite_code(tkit_stemmer_open(tokenizer->host->tk, value, &tokenizer->stemmer));
    }
    if (sqlite3_stricmp(name, "fold") != 0)
        return SQLITE_ERROR;
    if (sqlite3_stricmp(value, "marks") == 0)
        tokenizer->fold = FOLD_MARKS;
    else if (sqlite3_stricmp(value, "case") == 0)
        tokenizer->fold = FOLD_CASE;
    else if (sqlite3_stricmp(value, "none") == 0)
        tokenizer->fold = FOLD_NONE;
    else
        return SQLITE_ERROR;
    return SQLITE_OK;
}

static int create(void *host, const char **arguments, int count, Fts5Tokenizer **out)
{
    *out = NULL;
    struct tokenizer *tokenizer = sqlite3_malloc(sizeof *tokenizer);
    if (!tokenizer)
        return SQLITE_NOMEM;
    *tokenizer = (struct tokenizer){.host = tkit_sqlite_hold(host)};
    int result = count % 2 == 0 ? SQLITE_OK : SQLITE_ERROR;
    for (int i = 0; result == SQLITE_OK && i + 1 < count; i += 2)
        result = set_option(tokenizer, arguments[i], arguments[i + 1]);
    if (tokenizer->stemmer && tokenizer->fold == FOLD_NONE)
        result = SQLITE_ERROR;
    if (result != SQLITE_OK)
        destroy((Fts5Tokenizer *)tokenizer);
    else
        *out = (Fts5Tokenizer *)tokenizer;
    return result;
}

/* Plain words are most of a text: lowered in place, without an allocation. 0: it holds other letters. */
static int lower_ascii(const char *word, size_t length, char *out)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)word[i];
        if (byte >= 0x80)
            return 0;
        out[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    return 1;
}

struct callback {
    int (*token)(void *user, int flags, const char *token, int length, int start, int end);
    void *user;
};

static int emit(const struct tokenizer *tokenizer, const char *word, size_t length, int start,
                const struct callback *to)
{
    tkit *tk = tokenizer->host->tk;
    char small[128], *folded = NULL;
    size_t folded_length = 0;
    const char *form = word;
    size_t form_length = length;
    int code = TKIT_OK;
    if (tokenizer->fold != FOLD_NONE) {
        if (length <= sizeof small && lower_ascii(word, length, small)) {
            form = small;
        } else {
            unsigned flags = tokenizer->fold == FOLD_MARKS ? TKIT_FOLD_MARKS : 0;
            code = tkit_fold(tk, word, length, flags, &folded, &folded_length);
            form = folded;
            form_length = folded_length;
        }
    }
    if (code == TKIT_OK && tokenizer->stemmer)
        code = tkit_stemmer_stem(tokenizer->stemmer, form, form_length, &form, &form_length);
    int result = tkit_sqlite_code(code);
    if (code == TKIT_OK)
        result = to->token(to->user, 0, form, (int)form_length, start, start + (int)length);
    if (folded)
        tkit_text_free(tk, folded, folded_length);
    return result;
}

static int tokenize(Fts5Tokenizer *pointer, void *user, int flags, const char *text, int length,
                    int (*token)(void *, int, const char *, int, int, int))
{
    const struct tokenizer *tokenizer = (const struct tokenizer *)pointer;
    const struct callback to = {token, user};
    tkit *tk = tokenizer->host->tk;
    tkit_spans spans = {0};
    (void)flags; /* documents, queries and prefixes are cut alike */
    if (!text || length <= 0)
        return SQLITE_OK;
    int code = tkit_tokenize(tk, text, (size_t)length, TKIT_TOKENS_WORDS, &spans);
    int result = tkit_sqlite_code(code);
    for (size_t i = 0; result == SQLITE_OK && i < spans.count; i++)
        result = emit(tokenizer, text + spans.start[i], spans.end[i] - spans.start[i], (int)spans.start[i], &to);
    tkit_spans_free(tk, &spans);
    return result;
}

int tkit_sqlite_add_tokenizer(sqlite3 *db, struct host *host)
{
    static const fts5_tokenizer methods = {create, destroy, tokenize};
    fts5_api *fts = NULL;
    sqlite3_stmt *statement = NULL;
    /* An SQLite without FTS5 has no such function; everything else still works there. */
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &fts, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    if (!fts || fts->iVersion < 2)
        return SQLITE_OK;
    int result =
        fts->xCreateTokenizer(fts, "toolkit", tkit_sqlite_hold(host), (fts5_tokenizer *)&methods, tkit_sqlite_drop);
    if (result != SQLITE_OK)
        tkit_sqlite_drop(host);
    return result;
}
