/* Paragraphs from line ends. See blocks.h. */
#include "load/blocks.h"

/* ---- white space ---- */

/* The spaces beyond ASCII. */
size_t tkit_wide_space_at(const char *text, size_t at, size_t length)
{
    const unsigned char *p = (const unsigned char *)text + at;
    size_t left = length - at;
    if (left >= 2 && p[0] == 0xc2 && (p[1] == 0xa0 || p[1] == 0x85))
        return 2;
    if (left < 3)
        return 0;
    bool typographic = p[0] == 0xe2 && p[1] == 0x80 && ((p[2] >= 0x80 && p[2] <= 0x8b) || p[2] == 0xa8 ||
                                                         p[2] == 0xa9 || p[2] == 0xaf);
    bool ideographic = p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80;
    bool mark = p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
    return typographic || ideographic || mark ? 3 : 0;
}

void tkit_trim(const char *text, uint32_t *start, uint32_t *end)
{
    size_t n;
    while (*start < *end && (n = tkit_space_at(text, *start, *end)) > 0) *start += (uint32_t)n;
    while (*end > *start) {
        if (tkit_space_at(text, *end - 1, *end) == 1)
            *end -= 1;
        else if (*end - *start >= 2 && tkit_space_at(text, *end - 2, *end) == 2)
            *end -= 2;
        else if (*end - *start >= 3 && tkit_space_at(text, *end - 3, *end) == 3)
            *end -= 3;
        else
            break;
    }
}

/* ---- lines ---- */

struct line {
    uint32_t start, end; /* without white space around it; equal for a blank line */
};

struct lines {
    struct line *line;
    size_t count, capacity;
};

static int split_lines(tkit_document *document, struct lines *lines)
{
    const char *text = document->text;
    uint32_t at = 0;
    while (at < document->length) {
        const char *end = memchr(text + at, '\n', document->length - at);
        uint32_t next = end ? (uint32_t)(end - text) + 1 : document->length;
        struct line line = {at, next};
        tkit_trim(text, &line.start, &line.end);
        int rc = tkit_reserve(document->tk, (void **)&lines->line, &lines->capacity, lines->count + 1,
                              sizeof *lines->line);
        if (rc)
            return rc;
        lines->line[lines->count++] = line;
        at = next;
    }
    return TKIT_OK;
}

static bool ends_sentence(const char *text, const struct line *line)
{
    char last = text[line->end - 1];
    return last == '.' || last == '!' || last == '?' || last == '"' || last == ':' || (unsigned char)last >= 0x80;
}

/* Are the lines wrapped, so that a line end is no more than a space? They are when lines that another one follows
 * are about equally long, of book or mail width, and mostly stop in the middle of a sentence. */
static bool is_wrapped(const char *text, const struct lines *lines)
{
    enum { NARROWEST = 40, WIDEST = 132 };
    size_t followed = 0, wrapped = 0;
    for (size_t i = 0; i + 1 < lines->count; i++) {
        const struct line *line = &lines->line[i], *next = line + 1;
        if (line->start == line->end || next->start == next->end)
            continue;
        uint32_t width = line->end - line->start;
        if (width > 2 * WIDEST)
            return false;
        followed++;
        wrapped += width >= NARROWEST && width <= WIDEST && !ends_sentence(text, line);
    }
    return followed >= 2 && wrapped * 2 > followed;
}

/* ---- bullets ---- */

static bool is_list_item(const char *text, const struct line *line)
{
    const char *p = text + line->start;
    uint32_t n = line->end - line->start;
    if (n > 2 && (*p == '-' || *p == '*' || *p == '+') && p[1] == ' ')
        return true;
    if (n > 4 && memcmp(p, "\xE2\x80\xA2", 3) == 0) /* bullet */
        return true;
    uint32_t digits = 0;
    while (digits < n && digits < 3 && p[digits] >= '0' && p[digits] <= '9') digits++;
    return digits > 0 && digits + 2 < n && (p[digits] == '.' || p[digits] == ')') && p[digits + 1] == ' ';
}

/* ---- paragraphs ---- */

int tkit_blocks_split(tkit_document *document, const char *newline)
{
    struct lines lines = {0};
    const char *text = document->text;
    int rc = split_lines(document, &lines);
    bool joins = newline ? strcmp(newline, "space") == 0 : rc == TKIT_OK && is_wrapped(text, &lines);
    for (size_t i = 0; i < lines.count && rc == TKIT_OK;) {
        struct line *line = &lines.line[i++];
        if (line->start == line->end)
            continue;
        bool item = is_list_item(text, line);
        uint32_t end = line->end;
        while (joins && i < lines.count && lines.line[i].start < lines.line[i].end &&
               !is_list_item(text, &lines.line[i]))
            end = lines.line[i++].end;
        rc = tkit_document_add_plain_block(document, line->start, end,
                                           item ? TKIT_BLOCK_LIST : TKIT_BLOCK_PARAGRAPH, NULL);
        if (rc == TKIT_OK && (i & 0xfff) == 0)
            rc = tkit_poll(document->tk);
    }
    tkit_free(document->tk, lines.line, lines.capacity * sizeof *lines.line);
    return rc;
}
