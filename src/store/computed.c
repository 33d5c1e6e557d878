/* Folding and stemming as attributes: see computed.h. */
#include "store/computed.h"

#include "text/normalize.h"

/* "lower": case folding. Nearly all forms are ASCII. */
static int fold(void *user, const char *form, uint32_t length, const char **out, uint32_t *out_length)
{
    tkit_buffer *folded = &((struct tkit_computed *)user)->folded;
    tkit_buffer_clear(folded);
    char *to = tkit_buffer_room(folded, (size_t)length + 1);
    if (!to)
        return tkit_buffer_status(folded);
    uint8_t all = 0;
    for (uint32_t i = 0; i < length; i++) {
        uint8_t c = (uint8_t)form[i];
        all |= c;
        to[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    folded->size = length;
    if (all & 0x80) {
        tkit_buffer_clear(folded);
        int rc = tkit_fold_into(folded, form, length, 0);
        if (rc)
            return rc;
    }
    *out = folded->data;
    *out_length = (uint32_t)folded->size;
    return TKIT_OK;
}

static int stem(void *user, const char *form, uint32_t length, const char **out, uint32_t *out_length)
{
    struct tkit_computed *c = user;
    size_t stem_length;
    int rc = fold(user, form, length, out, out_length);
    if (rc == TKIT_OK)
        rc = tkit_stemmer_stem(c->stemmer, *out, *out_length, out, &stem_length);
    if (rc == TKIT_OK)
        *out_length = (uint32_t)stem_length;
    return rc;
}

/* The language of the corpus's stems, "" when it has none. */
static int wanted_language(tkit_corpus *corpus, char language[STEM_LANGUAGE])
{
    sqlite3_stmt *s;
    language[0] = 0;
    int rc = tkit_database_statement(corpus, SQL_STEM_GET, &s);
    if (rc == TKIT_OK)
        rc = tkit_database_step(corpus, s);
    if (rc <= 0)
        return rc;
    const char *name = tkit_column_text(s, 0);
    if (name && strlen(name) < STEM_LANGUAGE)
        memcpy(language, name, strlen(name) + 1);
    sqlite3_reset(s);
    return TKIT_OK;
}

int tkit_computed_open(tkit_corpus *corpus, struct tkit_builder *builder, struct tkit_computed *c)
{
    char language[STEM_LANGUAGE];
    *c = (struct tkit_computed){.tk = tkit_builder_context(builder)};
    tkit_buffer_init(&c->folded, c->tk);
    int rc = tkit_builder_derive(builder, "lower", fold, c);
    if (rc == TKIT_OK)
        rc = wanted_language(corpus, language);
    if (rc || !language[0])
        return rc;
    rc = tkit_stemmer_open(c->tk, language, &c->stemmer);
    if (rc)
        return c->tk == corpus->tk ? rc : tkit_fail(corpus->tk, rc, "%s", tkit_errmsg(c->tk));
    return tkit_builder_derive(builder, "stem", stem, c);
}

void tkit_computed_close(struct tkit_computed *c)
{
    if (!c->tk)
        return;
    tkit_buffer_free(&c->folded);
    tkit_stemmer_close(c->stemmer);
}

int tkit_computed_parse(const char *attributes, char language[STEM_LANGUAGE])
{
    static const char usual[] = "english";
    language[0] = 0;
    for (const char *name = attributes; name; name = strchr(name, ',') ? strchr(name, ',') + 1 : NULL) {
        size_t length = strcspn(name, ",");
        if ((length == 4 && memcmp(name, "word", 4) == 0) || (length == 5 && memcmp(name, "lower", 5) == 0))
            continue;
        if (length < 4 || memcmp(name, "stem", 4) != 0 || (length > 4 && name[4] != ':') ||
            length - 4 > STEM_LANGUAGE)
            return 0;
        memset(language, 0, STEM_LANGUAGE);
        memcpy(language, length > 5 ? name + 5 : usual, length > 5 ? length - 5 : sizeof usual);
    }
    return 1;
}

int tkit_computed_want_stem(tkit_corpus *corpus, const char *language, bool *is_new)
{
    char before[STEM_LANGUAGE];
    sqlite3_stmt *s;
    tkit_stemmer *stemmer;
    int rc = wanted_language(corpus, before);
    *is_new = rc == TKIT_OK && !before[0];
    if (rc || strcmp(before, language) == 0)
        return rc;
    if (before[0])
        return tkit_fail(corpus->tk, TKIT_EINVALID, "this corpus has stems of '%s' already", before);
    rc = tkit_stemmer_open(corpus->tk, language, &stemmer);
    if (rc)
        return rc;
    tkit_stemmer_close(stemmer);
    rc = tkit_database_statement(corpus, SQL_STEM_SET, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, language, -1, SQLITE_STATIC);
    return tkit_database_run(corpus, s);
}
