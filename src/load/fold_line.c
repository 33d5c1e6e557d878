/* Comparable lines: see fold_line.h. */
#include "load/fold_line.h"

#include <ctype.h>
#include <string.h>

#include "load/blocks.h"

/* The plain form of a typographic quote, dash or ellipsis at p, 0 when there is none. All take three bytes. */
static char plain_form(const unsigned char *p, size_t left)
{
    if (left < 3 || p[0] != 0xe2 || p[1] != 0x80)
        return 0;
    switch (p[2]) {
    case 0x98: case 0x99: return '\'';
    case 0x9c: case 0x9d: return '"';
    case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: return '-';
    case 0xa6: return '.';
    }
    return 0;
}

void tkit_fold_line(const char *text, uint32_t start, uint32_t end, struct folded_line *out)
{
    bool in_word = false;
    out->length = out->words = 0;
    out->is_cut = false;
    for (uint32_t i = start; i < end;) {
        unsigned char c = (unsigned char)text[i];
        if (c > ' ' && c < 0x80 && in_word && out->length < FOLDED_LENGTH) { /* the common case */
            out->text[out->length++] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c;
            i++;
            continue;
        }
        size_t space = tkit_space_at(text, i, end);
        if (space > 0) {
            in_word = false;
            i += (uint32_t)space;
            continue;
        }
        if (!in_word && out->words++ > 0 && out->length < FOLDED_LENGTH)
            out->text[out->length++] = ' ';
        in_word = true;
        char plain = plain_form((const unsigned char *)text + i, end - i);
        if (out->length >= FOLDED_LENGTH)
            out->is_cut = true;
        else
            out->text[out->length++] = plain ? plain : (char)tolower((unsigned char)text[i]);
        i += plain ? 3 : 1;
    }
    out->text[out->length] = 0;
}

bool tkit_folded_starts(const struct folded_line *line, const char *phrase)
{
    size_t n = strlen(phrase);
    if (line->length < n || memcmp(line->text, phrase, n) != 0)
        return false;
    return !isalnum((unsigned char)phrase[n - 1]) || !isalnum((unsigned char)line->text[n]);
}

bool tkit_folded_ends(const struct folded_line *line, const char *phrase)
{
    size_t n = strlen(phrase), length = line->length;
    while (length > 0 && strchr(".!", line->text[length - 1]) && phrase[n - 1] != line->text[length - 1]) length--;
    return !line->is_cut && length >= n && memcmp(line->text + length - n, phrase, n) == 0;
}

bool tkit_folded_has(const struct folded_line *line, const char *phrase)
{
    size_t n = strlen(phrase);
    const char *at = line->text;
    while ((at = strstr(at, phrase))) {
        bool left = at == line->text || !isalnum((unsigned char)at[-1]) || !isalnum((unsigned char)phrase[0]);
        bool right = !isalnum((unsigned char)at[n]) || !isalnum((unsigned char)phrase[n - 1]);
        if (left && right)
            return true;
        at++;
    }
    return false;
}

bool tkit_folded_is(const struct folded_line *line, const char *phrase)
{
    static const char around[] = " []()<>|*.:!-_";
    size_t start = 0, end = line->length, n = strlen(phrase);
    while (start < end && strchr(around, line->text[start])) start++;
    while (end > start && strchr(around, line->text[end - 1])) end--;
    return !line->is_cut && end - start == n && memcmp(line->text + start, phrase, n) == 0;
}
