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

/* A byte outside printable ASCII: white space, a typographic sign, part of a character. Its length. */
static uint32_t fold_other(const char *text, uint32_t at, uint32_t end, bool *behind_space, struct folded_line *out)
{
    size_t space = tkit_space_at(text, at, end);
    if (space > 0) {
        if (!*behind_space && out->length < FOLDED_LENGTH)
            out->text[out->length++] = ' ';
        *behind_space = true;
        return (uint32_t)space;
    }
    out->words += *behind_space;
    *behind_space = false;
    char plain = plain_form((const unsigned char *)text + at, end - at);
    if (out->length >= FOLDED_LENGTH)
        out->is_cut = true;
    else
        out->text[out->length++] = plain ? plain : (char)tolower((unsigned char)text[at]);
    return plain ? 3 : 1;
}

void tkit_fold_line(const char *text, uint32_t start, uint32_t end, struct folded_line *out)
{
    bool behind_space = true; /* also at the start: leading spaces go */
    size_t length = 0, words = 0;
    out->is_cut = false;
    for (uint32_t i = start; i < end;) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c > '~' || length >= FOLDED_LENGTH) {
            out->length = length;
            out->words = words;
            i += fold_other(text, i, end, &behind_space, out);
            length = out->length;
            words = out->words;
            continue;
        }
        bool space = c == ' ';
        out->text[length] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c;
        length += !(space && behind_space);
        words += !space && behind_space;
        behind_space = space;
        i++;
    }
    if (length > 0 && out->text[length - 1] == ' ')
        length--;
    memset(out->text + length, 0, FOLDED_ROOM);
    out->length = length;
    out->words = words;
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

void tkit_folded_core(const struct folded_line *line, size_t *start, size_t *end)
{
    static const char around[] = " []()<>|*.:!-_";
    *start = 0;
    *end = line->is_cut ? 0 : line->length;
    while (*start < *end && strchr(around, line->text[*start])) ++*start;
    while (*end > *start && strchr(around, line->text[*end - 1])) --*end;
}
