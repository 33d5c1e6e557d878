/* Text for a terminal: how many columns it takes, where to cut it, and its control characters made visible.
 *
 * Widths are those of whole grapheme clusters: an emoji sequence is as wide as its widest member, not as their sum.
 * Pure functions over bytes; they own nothing and never fail on ill-formed text. */
#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include <toolkit/text.h>

/* One code point or one ill-formed byte (*code = -1). Returns its length. */
static size_t next_code(const char *text, size_t length, utf8proc_int32_t *code)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, code);
    if (n > 0)
        return (size_t)n;
    *code = -1;
    return 1;
}

static int code_width(utf8proc_int32_t code)
{
    if (code < 0 || code == 0xAD)
        return 1;
    int width = utf8proc_charwidth(code);
    return width < 0 ? 0 : width;
}

/* The next cluster: its length in bytes and its width in columns. */
static size_t next_cluster(const char *text, size_t length, size_t *width)
{
    utf8proc_int32_t code, following, state = 0;
    size_t at = next_code(text, length, &code);
    int widest = code_width(code);
    bool regional = code >= 0x1F1E6 && code <= 0x1F1FF;
    while (at < length && code >= 0) {
        size_t step = next_code(text + at, length - at, &following);
        if (following < 0 || utf8proc_grapheme_break_stateful(code, following, &state))
            break;
        int w = code_width(following);
        if (w > widest)
            widest = w;
        if (following == 0xFE0F || (regional && following >= 0x1F1E6 && following <= 0x1F1FF))
            widest = 2; /* emoji presentation; a flag */
        code = following;
        at += step;
    }
    *width = (size_t)widest;
    return at;
}

size_t tkit_text_width(const char *text, size_t length)
{
    size_t width = 0, at = 0;
    while (at < length) {
        /* ASCII followed by ASCII is a cluster of its own. */
        if ((unsigned char)text[at] < 0x80 && (at + 1 == length || (unsigned char)text[at + 1] < 0x80)) {
            width += (unsigned char)text[at] >= 0x20 && text[at] != 0x7f;
            at++;
            continue;
        }
        size_t one;
        at += next_cluster(text + at, length - at, &one);
        width += one;
    }
    return width;
}

size_t tkit_text_clip(const char *text, size_t length, size_t columns)
{
    size_t at = 0, width = 0;
    while (at < length) {
        size_t one, step = next_cluster(text + at, length - at, &one);
        if (width + one > columns)
            break;
        width += one;
        at += step;
    }
    return at;
}

/* Controls of ASCII and Latin-1, line separators, and the characters that reorder or hide what follows. */
static bool is_unsafe(utf8proc_int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE007F);
}

/* The escape of one code point or ill-formed byte, as Lua writes it. At most 9 bytes. */
static size_t escape(utf8proc_int32_t code, unsigned char raw, char *out)
{
    static const char digits[] = "0123456789ABCDEF", named[] = "\a\b\t\n\v\f\r", letters[] = "abtnvfr";
    size_t n = 0;
    out[n++] = '\\';
    const char *found = code > 0 && code < 0x20 ? strchr(named, (int)code) : NULL;
    if (found) {
        out[n++] = letters[found - named];
    } else if (code < 0x80) {
        unsigned value = code < 0 ? raw : (unsigned)code;
        out[n++] = 'x';
        out[n++] = digits[value >> 4];
        out[n++] = digits[value & 15];
    } else {
        int shift = 20;
        out[n++] = 'u';
        out[n++] = '{';
        while (shift > 0 && (code >> shift) == 0) shift -= 4;
        for (; shift >= 0; shift -= 4) out[n++] = digits[(code >> shift) & 15];
        out[n++] = '}';
    }
    return n;
}

size_t tkit_text_visible(const char *text, size_t length, unsigned flags, char *out, size_t capacity)
{
    size_t at = 0, size = 0;
    while (at < length) {
        utf8proc_int32_t code;
        size_t step = next_code(text + at, length - at, &code), n = step;
        char piece[16];
        bool keep = code >= 0 && (!is_unsafe(code) || (code == '\n' && (flags & TKIT_VISIBLE_KEEP_NEWLINE)) ||
                                  (code == '\t' && (flags & TKIT_VISIBLE_KEEP_TAB)));
        if (!keep)
            n = escape(code, (unsigned char)text[at], piece);
        if (out && size <= capacity && n <= capacity - size)
            memcpy(out + size, keep ? text + at : piece, n);
        size += n;
        at += step;
    }
    return size;
}
