/* Stems through libstemmer (Snowball). */
#include <libstemmer.h>

#include "base/context.h"
#include <toolkit/text.h>

struct tkit_stemmer {
    tkit *tk;
    struct sb_stemmer *snowball;
};

int tkit_stemmer_open(tkit *tk, const char *language, tkit_stemmer **out)
{
    *out = NULL;
    tkit_stemmer *s = tkit_calloc(tk, 1, sizeof *s);
    if (!s)
        return tkit_fail_nomem(tk);
    s->tk = tk;
    s->snowball = sb_stemmer_new(language, "UTF_8");
    if (!s->snowball) {
        tkit_free(tk, s, sizeof *s);
        return tkit_fail(tk, TKIT_EUNSUPPORTED, "no stemmer for language '%s'", language);
    }
    *out = s;
    return TKIT_OK;
}

void tkit_stemmer_close(tkit_stemmer *s)
{
    if (!s)
        return;
    sb_stemmer_delete(s->snowball);
    tkit_free(s->tk, s, sizeof *s);
}

int tkit_stemmer_stem(tkit_stemmer *s, const char *word, size_t length, const char **stem, size_t *stem_length)
{
    enum { LONGEST = 1 << 16 };
    if (length > LONGEST) { /* no word: handed back as it is */
        *stem = word;
        *stem_length = length;
        return TKIT_OK;
    }
    const sb_symbol *found = sb_stemmer_stem(s->snowball, (const sb_symbol *)word, (int)length);
    if (!found)
        return tkit_fail_nomem(s->tk);
    *stem = (const char *)found;
    *stem_length = (size_t)sb_stemmer_length(s->snowball);
    return TKIT_OK;
}

const char *tkit_stemmer_language(size_t index)
{
    const char **names = sb_stemmer_list();
    for (size_t i = 0; names[i]; i++)
        if (i == index)
            return names[i];
    return NULL;
}
