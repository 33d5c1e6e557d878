/* Strict UTF-8 validation. */
#include <toolkit/text.h>

#include <string.h>

#include "text/unicode.h"

/* Bytes from `at` on that are ASCII, eight at a time. */
static size_t skip_ascii(const uint8_t *text, size_t length, size_t at)
{
    while (length - at >= 8) {
        uint64_t word;
        memcpy(&word, text + at, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += 8;
    }
    while (at < length && text[at] < 0x80) at++;
    return at;
}

size_t tkit_utf8_check(const char *text, size_t length)
{
    const uint8_t *bytes = (const uint8_t *)text;
    for (size_t at = 0;;) {
        if (at < length && bytes[at] < 0x80)
            at = skip_ascii(bytes, length, at);
        if (at == length)
            return length;
        unsigned n;
        if (utf8_decode(bytes + at, bytes + length, &n) == UNICODE_INVALID)
            return at;
        at += n;
    }
}

int tkit_is_ascii(const char *text, size_t length)
{
    return skip_ascii((const uint8_t *)text, length, 0) == length;
}

uint32_t tkit_utf8_decode(const char *text, size_t length, unsigned *size)
{
    unsigned n = 0;
    uint32_t cp = UNICODE_INVALID;
    if (length) {
        cp = utf8_decode((const uint8_t *)text, (const uint8_t *)text + length, &n);
        if (cp == UNICODE_INVALID)
            cp = UINT32_MAX;
    }
    if (size)
        *size = n;
    return cp;
}

const char *tkit_unicode(void)
{
    return tkit_unicode_version;
}
