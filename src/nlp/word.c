/* Words as the models see them: see word.h. */
#include "nlp/word.h"

#include <string.h>
#include <utf8proc.h>

static size_t lower_beyond_ascii(const char *form, size_t size, char *out)
{
    size_t used = 0;
    while (size) {
        utf8proc_int32_t c;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)form, (utf8proc_ssize_t)size, &c);
        if (step <= 0) { /* not UTF-8: the byte stands for itself */
            if (used + 1 > WORD_BYTES)
                break;
            out[used++] = *form++;
            size--;
            continue;
        }
        if (used + 4 > WORD_BYTES)
            break;
        used += (size_t)utf8proc_encode_char(utf8proc_tolower(c), (utf8proc_uint8_t *)out + used);
        form += step;
        size -= (size_t)step;
    }
    return used;
}

size_t tkit_word_lower(const char *form, size_t size, char out[WORD_BYTES])
{
    unsigned char all = 0;
    if (size > WORD_BYTES)
        size = WORD_BYTES;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)form[i];
        all |= c;
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return all < 0x80 ? size : lower_beyond_ascii(form, size, out);
}

static uint8_t shape_of(const char *form, size_t size)
{
    uint8_t shape = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)form[i];
        if (c >= 'a' && c <= 'z')
            shape |= SHAPE_LOWER;
        else if (c >= 'A' && c <= 'Z')
            shape |= i ? SHAPE_UPPER_REST : SHAPE_UPPER_FIRST;
        else if (c >= '0' && c <= '9')
            shape |= SHAPE_DIGIT;
        else if (c >= 0x80)
            shape |= SHAPE_OTHER;
        else
            shape |= c == '-' ? SHAPE_HYPHEN : SHAPE_MARK;
    }
    return shape;
}

static void digits_alike(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] >= '0' && text[i] <= '9')
            text[i] = '0';
}

void tkit_word_make(struct word *w, const char *form, size_t size)
{
    char buffer[WORD_BYTES];
    *w = (struct word){.form = form, .size = (uint32_t)size};
    size_t n = size < WORD_BYTES ? size : WORD_BYTES;
    w->shape = shape_of(form, n);
    memcpy(buffer, form, n);
    if (w->shape & SHAPE_DIGIT)
        digits_alike(buffer, n);
    w->cased = feature_text(buffer, n);
    n = tkit_word_lower(form, size, buffer);
    if (w->shape & SHAPE_DIGIT)
        digits_alike(buffer, n);
    w->lower = feature_text(buffer, n);
    for (size_t k = 0; k < PREFIXES; k++) w->prefix[k] = feature_text(buffer, k + 1 < n ? k + 1 : n);
    for (size_t k = 0; k < SUFFIXES; k++) {
        size_t take = k + 1 < n ? k + 1 : n;
        w->suffix[k] = feature_text(buffer + n - take, take);
    }
}
