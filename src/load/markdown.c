/* Markdown: headings, lists, quotations, code and tables become blocks; the text stays as it is written, so that every
 * offset is one of the file. Inline markup is left alone. A YAML front matter gives metadata. */
#include "load/blocks.h"
#include "load/facts.h"
#include "load/format.h"

static int sniff(const struct tkit_source *source)
{
    if (!tkit_source_has_extension(source, "md markdown mdown mkd") || !source->is_text)
        return 0;
    return 50;
}

struct reader {
    tkit_document *document;
    const char *text;
    uint32_t length, at; /* `at`: start of the next line */
    uint32_t start, end; /* the current line without white space around it */
    uint32_t indent;     /* spaces before it */
    bool found_title;
};

static bool next_line(struct reader *r)
{
    if (r->at >= r->length)
        return false;
    const char *nl = memchr(r->text + r->at, '\n', r->length - r->at);
    uint32_t from = r->at;
    r->at = nl ? (uint32_t)(nl - r->text) + 1 : r->length;
    r->start = from;
    r->end = r->at;
    tkit_trim(r->text, &r->start, &r->end);
    r->indent = r->start - from;
    return true;
}

static bool is_blank(const struct reader *r)
{
    return r->start == r->end;
}

static bool starts_with(const struct reader *r, const char *prefix)
{
    size_t n = strlen(prefix);
    return r->end - r->start >= n && memcmp(r->text + r->start, prefix, n) == 0;
}

/* The whole line is made of this character (and spaces), at least three of it. */
static bool is_rule_of(const struct reader *r, char c)
{
    uint32_t n = 0;
    for (uint32_t i = r->start; i < r->end; i++) {
        if (r->text[i] != c && r->text[i] != ' ')
            return false;
        n += r->text[i] == c;
    }
    return n >= 3;
}

static uint32_t marker_length(const struct reader *r)
{
    const char *p = r->text + r->start;
    uint32_t n = r->end - r->start, digits = 0;
    if (n > 1 && (*p == '-' || *p == '*' || *p == '+') && p[1] == ' ')
        return 2;
    while (digits < n && digits < 9 && p[digits] >= '0' && p[digits] <= '9') digits++;
    return digits > 0 && digits + 1 < n && (p[digits] == '.' || p[digits] == ')') && p[digits + 1] == ' ' ? digits + 2
                                                                                                           : 0;
}

static int add(struct reader *r, uint32_t start, uint32_t end, int kind)
{
    return tkit_document_add_plain_block(r->document, start, end, kind, NULL);
}

static int add_heading(struct reader *r, uint32_t start, uint32_t end, uint32_t level)
{
    tkit_trim(r->text, &start, &end);
    while (end > start && r->text[end - 1] == '#') end--;
    tkit_trim(r->text, &start, &end);
    bool title = level == 1 && !r->found_title;
    r->found_title = r->found_title || title;
    return add(r, start, end, title ? TKIT_BLOCK_TITLE : TKIT_BLOCK_HEADING);
}

/* ---- front matter ---- */

static int front_matter_line(struct reader *r)
{
    char key[64], value[512];
    uint32_t colon = r->start;
    while (colon < r->end && r->text[colon] != ':') colon++;
    if (colon == r->end || colon - r->start >= sizeof key || r->end - colon > sizeof value)
        return TKIT_OK;
    memcpy(key, r->text + r->start, colon - r->start);
    key[colon - r->start] = 0;
    uint32_t start = colon + 1, end = r->end;
    tkit_trim(r->text, &start, &end);
    if (end - start >= 2 && (r->text[start] == '"' || r->text[start] == '\'') && r->text[end - 1] == r->text[start])
        start++, end--;
    if (start >= end)
        return TKIT_OK;
    memcpy(value, r->text + start, end - start);
    value[end - start] = 0;
    return tkit_document_add_field(r->document, key, value, "front-matter", start, end);
}

static int front_matter(struct reader *r)
{
    if (!next_line(r) || !is_rule_of(r, '-') || r->start > 3) {
        r->at = 0;
        return TKIT_OK;
    }
    uint32_t from = r->start;
    while (next_line(r)) {
        if (is_rule_of(r, '-') || is_rule_of(r, '.'))
            return tkit_document_add_plain_block(r->document, from, r->end, TKIT_BLOCK_BOILERPLATE, "front-matter");
        int rc = front_matter_line(r);
        if (rc)
            return rc;
    }
    r->at = 0; /* never closed: it was a rule */
    return TKIT_OK;
}

/* ---- blocks ---- */

static int fenced_code(struct reader *r)
{
    char fence = r->text[r->start];
    uint32_t start = r->at, end = r->at;
    while (next_line(r) && !is_rule_of(r, fence)) end = r->end;
    return add(r, start, end, TKIT_BLOCK_CODE);
}

/* Lines that go together: up to a blank line or the beginning of something else. */
static int paragraph(struct reader *r, int kind)
{
    uint32_t start = r->start, end = r->end;
    uint32_t skip = kind == TKIT_BLOCK_LIST ? marker_length(r) : kind == TKIT_BLOCK_QUOTE ? 1 : 0;
    start += skip;
    for (;;) {
        uint32_t mark = r->at;
        if (!next_line(r) || is_blank(r))
            break;
        if (kind == TKIT_BLOCK_PARAGRAPH && (is_rule_of(r, '=') || (is_rule_of(r, '-'))))
            return add_heading(r, start, end, is_rule_of(r, '=') ? 1 : 2);
        bool other = starts_with(r, "#") || starts_with(r, "```") || starts_with(r, "~~~") || marker_length(r) > 0 ||
                     (starts_with(r, ">") && kind != TKIT_BLOCK_QUOTE) ||
                     (starts_with(r, "|") && kind != TKIT_BLOCK_TABLE);
        if (other) {
            r->at = mark;
            break;
        }
        end = r->end;
    }
    tkit_trim(r->text, &start, &end);
    return add(r, start, end, kind);
}

static int block(struct reader *r)
{
    uint32_t level = 0;
    while (level < 7 && r->start + level < r->end && r->text[r->start + level] == '#') level++;
    if (level >= 1 && level <= 6 && r->start + level < r->end && r->text[r->start + level] == ' ')
        return add_heading(r, r->start + level, r->end, level);
    if (starts_with(r, "```") || starts_with(r, "~~~"))
        return fenced_code(r);
    if (is_rule_of(r, '-') || is_rule_of(r, '*') || is_rule_of(r, '_'))
        return TKIT_OK;
    if (starts_with(r, "<!--"))
        return add(r, r->start, r->end, TKIT_BLOCK_BOILERPLATE);
    int kind = marker_length(r) > 0      ? TKIT_BLOCK_LIST
               : starts_with(r, ">")     ? TKIT_BLOCK_QUOTE
               : starts_with(r, "|")     ? TKIT_BLOCK_TABLE
               : r->indent >= 4          ? TKIT_BLOCK_CODE
                                         : TKIT_BLOCK_PARAGRAPH;
    return paragraph(r, kind);
}

static int decode(struct tkit_source *source, struct tkit_input *input, tkit_document *document)
{
    (void)source;
    int rc = tkit_input_take(input, document);
    struct reader r = {.document = document, .text = document->text, .length = document->length};
    if (rc == TKIT_OK)
        rc = front_matter(&r);
    while (rc == TKIT_OK && next_line(&r))
        if (!is_blank(&r))
            rc = block(&r);
    return rc;
}

const struct tkit_format tkit_format_markdown = {
    .name = "markdown",
    .sniff = sniff,
    .decode = decode,
    .finish = FINISH_CLASSES | FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
