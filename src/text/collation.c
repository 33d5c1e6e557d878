/* Collation by ICU, where the build has it; see collation.h. Texts that the language holds to be the same at three
 * levels (letters, accents, case) have the same key; punctuation counts, as in a dictionary that lists it before the
 * letters. */
#include "text/collation.h"

#ifdef TKIT_HAVE_ICU
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

struct tkit_collation {
    tkit *tk;
    UCollator *collator;
    UChar *wide;
    size_t capacity;
};

static int failed(tkit *tk, UErrorCode status)
{
    return status == U_MEMORY_ALLOCATION_ERROR ? tkit_fail_nomem(tk)
                                               : tkit_fail(tk, TKIT_EINVALID, "collation: %s", u_errorName(status));
}

int tkit_collation_open(tkit *tk, const char *locale, struct tkit_collation **out)
{
    char name[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    *out = NULL;
    uloc_forLanguageTag(locale, name, sizeof name, &parsed, &status);
    if (U_SUCCESS(status) && (size_t)parsed == strlen(locale))
        uloc_getLanguage(name, language, sizeof language, &status);
    else
        language[0] = 0;
    if (U_FAILURE(status) || !*language || !*uloc_getISO3Language(language))
        return tkit_fail(tk, TKIT_EINVALID, "no language '%s' to collate by: a tag as 'en', 'sv' or 'de-u-co-phonebk'",
                         locale);
    struct tkit_collation *c = tkit_calloc(tk, 1, sizeof *c);
    if (!c)
        return tkit_fail_nomem(tk);
    c->tk = tk;
    c->collator = ucol_open(name, &status);
    if (U_SUCCESS(status))
        ucol_setAttribute(c->collator, UCOL_NORMALIZATION_MODE, UCOL_ON, &status);
    if (U_FAILURE(status)) {
        tkit_collation_close(c);
        return failed(tk, status);
    }
    *out = c;
    return TKIT_OK;
}

void tkit_collation_close(struct tkit_collation *c)
{
    if (!c)
        return;
    if (c->collator)
        ucol_close(c->collator);
    tkit_free(c->tk, c->wide, c->capacity * sizeof *c->wide);
    tkit_free(c->tk, c, sizeof *c);
}

int tkit_collation_key(struct tkit_collation *c, const char *text, size_t length, tkit_buffer *out)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0;
    if (length > INT32_MAX / 8)
        return tkit_fail(c->tk, TKIT_ELIMIT, "too long a text to sort by");
    int r = tkit_reserve(c->tk, (void **)&c->wide, &c->capacity, length + 1, sizeof *c->wide);
    if (r != TKIT_OK)
        return r;
    u_strFromUTF8WithSub(c->wide, (int32_t)c->capacity, &units, text, (int32_t)length, 0xFFFD, NULL, &status);
    if (U_FAILURE(status))
        return failed(c->tk, status);
    for (size_t room = 4 * length + 32;;) {
        uint8_t *to = (uint8_t *)tkit_buffer_room(out, room);
        if (!to)
            return tkit_buffer_status(out);
        size_t size = (size_t)ucol_getSortKey(c->collator, c->wide, units, to, (int32_t)room);
        if (size == 0)
            return tkit_fail_nomem(c->tk);
        if (size <= room) {
            out->size += size - 1; /* without its NUL */
            return TKIT_OK;
        }
        room = size;
    }
}

#else

int tkit_collation_open(tkit *tk, const char *locale, struct tkit_collation **out)
{
    *out = NULL;
    return tkit_fail(tk, TKIT_EUNSUPPORTED,
                     "collation '%s': this build has no ICU; without a collation, words sort by folded letters",
                     locale);
}

void tkit_collation_close(struct tkit_collation *c)
{
    (void)c;
}

int tkit_collation_key(struct tkit_collation *c, const char *text, size_t length, tkit_buffer *out)
{
    (void)c;
    tkit_buffer_add(out, text, length);
    return tkit_buffer_status(out);
}

#endif
