/* The HTML tokenizer: see html_tokenizer.h. Function names follow the states of the standard, section 13.2.5.
 *
 * Parse errors are not reported: the standard says for each what to do, and that is done. */
#include "load/html_tokenizer.h"

static const char *const tag_names[] = {
#define X(id, name) name,
    HTML_TAGS(X)
#undef X
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Order of a name against the lower-case `known`, as strcmp. */
static int compare(const char *name, size_t length, const char *known)
{
    for (size_t i = 0; i < length; i++) {
        int d = (unsigned char)lower(name[i]) - (unsigned char)known[i];
        if (d != 0)
            return d;
        if (!known[i])
            return 1; /* a NUL inside the name: longer than the known one */
    }
    return known[length] ? -1 : 0;
}

enum html_tag tkit_html_tag(const char *name, size_t length)
{
    size_t low = 0, high = HTML_OTHER;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int d = compare(name, length, tag_names[middle]);
        if (d == 0)
            return (enum html_tag)middle;
        if (d < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return HTML_OTHER;
}

void tkit_html_tokenizer_init(struct html_tokenizer *t, tkit *tk, const char *text, uint32_t length)
{
    t->text = text;
    t->length = length;
    t->position = 0;
    uint64_t limit = tk->limit[LIMIT_MARKUP_ATTRIBUTES];
    t->attribute_limit = limit < HTML_ATTRIBUTES_MAX ? (uint32_t)limit : HTML_ATTRIBUTES_MAX;
    t->raw = -1;
    t->foreign = 0;
    t->foreign_depth = 0;
    t->attribute_count = t->attributes_skipped = 0;
}

const struct html_attribute *tkit_html_attribute(const struct html_tokenizer *t, const char *name)
{
    for (uint32_t i = 0; i < t->attribute_count; i++) {
        const struct html_attribute *a = &t->attribute[i];
        if (compare(t->text + a->name_start, a->name_end - a->name_start, name) == 0)
            return a;
    }
    return NULL;
}

/* ---- foreign content ----
 *
 * Inside svg and math there is no raw text and CDATA sections are text. A real tree builder keeps the whole stack of
 * elements for this; here a stack of bits does: each svg or math pushes 1, each HTML island inside pushes 0. */

static bool in_foreign(const struct html_tokenizer *t)
{
    return t->foreign & 1;
}

static bool is_island(const struct html_tokenizer *t)
{
    static const char *const islands[] = {"foreignobject", "desc", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"};
    size_t length = t->name_end - t->name_start;
    if (t->tag == HTML_TITLE)
        return true;
    if (t->tag != HTML_OTHER)
        return false;
    for (size_t i = 0; i < sizeof islands / sizeof *islands; i++)
        if (compare(t->text + t->name_start, length, islands[i]) == 0)
            return true;
    return false;
}

/* HTML start tags that end foreign content wherever they appear. */
static bool breaks_out(enum html_tag tag)
{
    switch (tag) {
    case HTML_B: case HTML_BLOCKQUOTE: case HTML_BODY: case HTML_BR: case HTML_CENTER: case HTML_CODE: case HTML_DD:
    case HTML_DIV: case HTML_DL: case HTML_DT: case HTML_EM: case HTML_EMBED: case HTML_H1: case HTML_H2: case HTML_H3:
    case HTML_H4: case HTML_H5: case HTML_H6: case HTML_HEAD: case HTML_HR: case HTML_I: case HTML_IMG: case HTML_LI:
    case HTML_LISTING: case HTML_MENU: case HTML_META: case HTML_OL: case HTML_P: case HTML_PRE: case HTML_S:
    case HTML_SMALL: case HTML_SPAN: case HTML_STRONG: case HTML_SUB: case HTML_SUP: case HTML_TABLE: case HTML_TT:
    case HTML_U: case HTML_UL:
        return true;
    default:
        return false;
    }
}

static void push_foreign(struct html_tokenizer *t, unsigned bit)
{
    if (t->foreign_depth < 64) {
        t->foreign = t->foreign << 1 | bit;
        t->foreign_depth++;
    }
}

static void pop_foreign(struct html_tokenizer *t)
{
    t->foreign >>= 1;
    t->foreign_depth--;
}

static void follow_foreign(struct html_tokenizer *t)
{
    bool opens = t->kind == HTML_TOKEN_START;
    if (t->tag == HTML_SVG || t->tag == HTML_MATH) {
        if (opens) {
            if (!t->self_closing)
                push_foreign(t, 1);
        } else {
            while (t->foreign_depth && !in_foreign(t)) pop_foreign(t);
            if (t->foreign_depth)
                pop_foreign(t);
        }
    } else if (!t->foreign_depth) {
        return;
    } else if (is_island(t)) {
        if (opens && in_foreign(t) && !t->self_closing)
            push_foreign(t, 0);
        else if (!opens && !in_foreign(t))
            pop_foreign(t);
    } else if (opens && in_foreign(t) && breaks_out(t->tag)) {
        while (t->foreign_depth && in_foreign(t)) pop_foreign(t);
    }
}

/* ---- tags ---- */

/* From the name on. False when the input ends inside the tag: then the tag is no token. */
static bool read_tag(struct html_tokenizer *t, uint32_t p)
{
    const char *s = t->text;
    uint32_t n = t->length;
    t->name_start = p;
    while (p < n && !is_space(s[p]) && s[p] != '/' && s[p] != '>') p++;
    t->name_end = p;
    t->self_closing = false;
    t->attribute_count = t->attributes_skipped = 0;
    for (;;) {
        while (p < n && (is_space(s[p]) || s[p] == '/')) { /* a solidus that closes nothing is skipped */
            if (s[p] == '/' && p + 1 < n && s[p + 1] == '>') {
                t->self_closing = true;
                p++;
                break;
            }
            p++;
        }
        if (p >= n)
            return false;
        if (s[p] == '>')
            break;
        struct html_attribute a = {.name_start = p};
        p++; /* also a `=` in this place begins a name */
        while (p < n && !is_space(s[p]) && s[p] != '/' && s[p] != '>' && s[p] != '=') p++;
        a.name_end = p;
        uint32_t q = p;
        while (q < n && is_space(s[q])) q++;
        a.value_start = a.value_end = a.name_end;
        if (q < n && s[q] == '=') {
            p = q + 1;
            while (p < n && is_space(s[p])) p++;
            if (p >= n)
                return false;
            if (s[p] == '"' || s[p] == '\'') {
                const char *close = memchr(s + p + 1, s[p], n - p - 1);
                if (!close)
                    return false;
                a.value_start = p + 1;
                a.value_end = (uint32_t)(close - s);
                p = a.value_end + 1;
            } else {
                a.value_start = p;
                while (p < n && !is_space(s[p]) && s[p] != '>') p++;
                a.value_end = p;
            }
        }
        if (t->attribute_count < t->attribute_limit)
            t->attribute[t->attribute_count++] = a;
        else
            t->attributes_skipped++;
    }
    t->end = t->position = p + 1;
    t->tag = tkit_html_tag(s + t->name_start, t->name_end - t->name_start);
    return true;
}

/* Text at `p` that is an end tag of the open raw text element: "</name" and then white space, "/" or ">". */
static bool is_end_tag_of(const struct html_tokenizer *t, uint32_t p, enum html_tag tag)
{
    size_t length = strlen(tag_names[tag]);
    if (t->length - p < length + 3 || t->text[p] != '<' || t->text[p + 1] != '/')
        return false;
    if (compare(t->text + p + 2, length, tag_names[tag]) != 0)
        return false;
    char after = t->text[p + 2 + length];
    return is_space(after) || after == '/' || after == '>';
}

static uint32_t find(const struct html_tokenizer *t, uint32_t p, char c)
{
    const char *hit = p < t->length ? memchr(t->text + p, c, t->length - p) : NULL;
    return hit ? (uint32_t)(hit - t->text) : t->length;
}

/* The end of a script's text: the states "script data", "escaped" and "double escaped". */
static uint32_t script_end(const struct html_tokenizer *t, uint32_t p)
{
    const char *s = t->text;
    uint32_t n = t->length;
    enum { PLAIN, ESCAPED, DOUBLE } state = PLAIN;
    unsigned dashes = 0;
    while (p < n) {
        if (state == PLAIN) {
            p = find(t, p, '<');
            if (p >= n || is_end_tag_of(t, p, HTML_SCRIPT))
                return p;
            if (n - p >= 4 && memcmp(s + p, "<!--", 4) == 0) {
                state = ESCAPED;
                dashes = 2;
                p += 4;
            } else {
                p++;
            }
            continue;
        }
        char c = s[p];
        if (c == '-') {
            dashes++;
        } else if (c == '>' && dashes >= 2) {
            state = PLAIN;
        } else if (c == '<' && state == ESCAPED && is_end_tag_of(t, p, HTML_SCRIPT)) {
            return p;
        } else if (c == '<') {
            uint32_t q = state == DOUBLE ? p + 2 : p + 1;
            bool form = state == ESCAPED || (p + 1 < n && s[p + 1] == '/');
            if (form && q + 6 < n && compare(s + q, 6, "script") == 0 &&
                (is_space(s[q + 6]) || s[q + 6] == '/' || s[q + 6] == '>')) {
                state = state == ESCAPED ? DOUBLE : ESCAPED;
                dashes = 0;
                p = q + 7; /* the delimiter too is script text */
                continue;
            }
        }
        if (c != '-')
            dashes = 0;
        p++;
    }
    return n;
}

static uint32_t raw_end(const struct html_tokenizer *t, uint32_t p, enum html_tag tag)
{
    if (tag == HTML_PLAINTEXT)
        return t->length;
    if (tag == HTML_SCRIPT)
        return script_end(t, p);
    while ((p = find(t, p, '<')) < t->length && !is_end_tag_of(t, p, tag)) p++;
    return p;
}

/* ---- comments and declarations ---- */

static void read_comment(struct html_tokenizer *t, uint32_t p) /* behind "<!--" */
{
    const char *s = t->text;
    uint32_t n = t->length;
    t->kind = HTML_TOKEN_COMMENT;
    t->name_start = p;
    if (p < n && s[p] == '>') {
        t->name_end = p;
        t->end = p + 1;
        return;
    }
    if (n - p >= 2 && s[p] == '-' && s[p + 1] == '>') {
        t->name_end = p;
        t->end = p + 2;
        return;
    }
    while ((p = find(t, p, '-')) < n) {
        uint32_t q = p;
        while (q < n && s[q] == '-') q++;
        if (q - p >= 2) {
            if (q >= n) { /* two dashes at the end of input belong to the missing close */
                t->name_end = n - 2;
                t->end = n;
                return;
            }
            uint32_t close = s[q] == '!' ? q + 1 : q;
            if (close < n ? s[close] == '>' : s[q] == '!') {
                t->name_end = q - 2;
                t->end = close < n ? close + 1 : n;
                return;
            }
        } else if (q >= n) {
            t->name_end = n - 1;
            t->end = n;
            return;
        }
        p = q;
    }
    t->name_end = t->end = n;
}

static void read_bogus_comment(struct html_tokenizer *t, uint32_t p)
{
    uint32_t close = find(t, p, '>');
    t->kind = HTML_TOKEN_COMMENT;
    t->name_start = p;
    t->name_end = close;
    t->end = close < t->length ? close + 1 : close;
}

static bool starts_with(const struct html_tokenizer *t, uint32_t p, const char *what)
{
    size_t length = strlen(what);
    return t->length - p >= length && compare(t->text + p, length, what) == 0;
}

static void read_declaration(struct html_tokenizer *t, uint32_t p) /* at "<!" */
{
    if (starts_with(t, p, "<!--")) {
        read_comment(t, p + 4);
    } else if (starts_with(t, p, "<!doctype")) {
        read_bogus_comment(t, p + 9);
        t->kind = HTML_TOKEN_DOCTYPE;
    } else if (in_foreign(t) && t->length - p >= 9 && memcmp(t->text + p, "<![CDATA[", 9) == 0) {
        const char *body = t->text + p + 9;
        const char *close = memmem(body, t->length - p - 9, "]]>", 3);
        t->kind = HTML_TOKEN_RAW;
        t->start = p + 9;
        t->end = close ? (uint32_t)(close - t->text) : t->length;
        t->position = close ? t->end + 3 : t->length;
        return;
    } else {
        read_bogus_comment(t, p + 2);
    }
    t->position = t->end;
}

/* ---- the data state ---- */

static void switch_to_raw_text(struct html_tokenizer *t)
{
    if (t->foreign_depth && in_foreign(t))
        return;
    switch (t->tag) {
    case HTML_SCRIPT: case HTML_STYLE: case HTML_XMP: case HTML_IFRAME: case HTML_NOEMBED: case HTML_NOFRAMES:
    case HTML_TITLE: case HTML_TEXTAREA: case HTML_PLAINTEXT:
        t->raw = (int)t->tag;
        break;
    default:
        break;
    }
}

/* Does a `<` at p begin markup? If not it is text. */
static bool is_markup(const struct html_tokenizer *t, uint32_t p)
{
    char c = p + 1 < t->length ? t->text[p + 1] : '\0';
    if (is_alpha(c) || c == '!' || c == '?')
        return true;
    return c == '/' && p + 2 < t->length;
}

static void read_text(struct html_tokenizer *t, uint32_t p)
{
    t->kind = HTML_TOKEN_TEXT;
    t->start = p;
    do {
        p = find(t, p + 1, '<');
    } while (p < t->length && !is_markup(t, p));
    t->end = t->position = p;
}

/* One token at the position, which is before the end. False when there was none in it: an empty end tag, a tag
 * that the end of input cuts. */
static bool read_token(struct html_tokenizer *t)
{
    uint32_t p = t->position;
    t->start = p;
    if (t->raw >= 0) {
        enum html_tag tag = (enum html_tag)t->raw;
        t->raw = -1;
        t->kind = tag == HTML_TITLE || tag == HTML_TEXTAREA ? HTML_TOKEN_TEXT : HTML_TOKEN_RAW;
        t->end = t->position = raw_end(t, p, tag);
        t->tag = tag;
        return t->end > t->start;
    }
    t->tag = HTML_OTHER;
    if (t->text[p] != '<' || !is_markup(t, p)) {
        read_text(t, p);
        return true;
    }
    char c = t->text[p + 1];
    if (c == '!') {
        read_declaration(t, p);
        return t->kind != HTML_TOKEN_RAW || t->end > t->start;
    }
    if (c == '?' || (c == '/' && !is_alpha(t->text[p + 2]))) {
        if (c == '/' && t->text[p + 2] == '>') {
            t->position = p + 3;
            return false;
        }
        read_bogus_comment(t, c == '?' ? p + 1 : p + 2);
        t->position = t->end;
        return true;
    }
    t->kind = c == '/' ? HTML_TOKEN_END : HTML_TOKEN_START;
    if (!read_tag(t, c == '/' ? p + 2 : p + 1)) {
        t->position = t->length;
        return false;
    }
    follow_foreign(t);
    if (t->kind == HTML_TOKEN_START)
        switch_to_raw_text(t);
    return true;
}

bool tkit_html_next(struct html_tokenizer *t)
{
    while (t->position < t->length)
        if (read_token(t))
            return true;
    return false;
}

/* ---- character references ---- */

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* What the C1 controls 0x80-0x9F stand for in character references: their windows-1252 meaning; 0 = themselves. */
static const uint16_t c1_meaning[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t numeric_reference(const char *s, size_t n, char out[8], size_t *size)
{
    size_t p = 2;
    uint32_t value = 0;
    unsigned base = 10;
    if (p < n && (s[p] == 'x' || s[p] == 'X')) {
        base = 16;
        p++;
    }
    size_t digits = p;
    for (; p < n; p++) {
        int d = hex_digit(s[p]);
        if (d < 0 || (unsigned)d >= base)
            break;
        value = value * base + (unsigned)d;
        if (value > 0x10FFFF)
            value = 0x110000;
    }
    if (p == digits)
        return 0;
    if (p < n && s[p] == ';')
        p++;
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        value = 0xFFFD;
    else if (value >= 0x80 && value < 0xA0 && c1_meaning[value - 0x80])
        value = c1_meaning[value - 0x80];
    *size = put_utf8(out, value);
    return p;
}

static const struct html_entity *longest_entity(const char *name, size_t length)
{
    if (length == 0 || !(is_alpha(name[0])))
        return NULL;
    const struct html_entity *found = NULL;
    size_t low = tkit_html_entity_first[(unsigned char)name[0]];
    size_t high = tkit_html_entity_first[(unsigned char)name[0] + 1];
    /* Rows [low, high) share the first `i` bytes with the text; narrow them byte by byte. */
    for (size_t i = 1; low < high; i++) {
        if (tkit_html_entities[low].name_length == i)
            found = &tkit_html_entities[low];
        if (i >= length)
            break;
        unsigned char c = (unsigned char)name[i];
        size_t a = low, b = high;
        while (a < b) { /* first row whose byte i is >= c */
            size_t m = (a + b) / 2;
            if ((unsigned char)tkit_html_entities[m].name[i] < c)
                a = m + 1;
            else
                b = m;
        }
        low = a;
        b = high;
        while (a < b) { /* first row whose byte i is > c */
            size_t m = (a + b) / 2;
            if ((unsigned char)tkit_html_entities[m].name[i] <= c)
                a = m + 1;
            else
                b = m;
        }
        high = a;
        if (c == '\0')
            break;
    }
    return found;
}

size_t tkit_html_reference(const char *text, size_t length, bool in_attribute, char out[8], size_t *size)
{
    if (length < 2)
        return 0;
    if (text[1] == '#')
        return numeric_reference(text, length, out, size);
    const struct html_entity *e = longest_entity(text + 1, length - 1);
    if (!e)
        return 0;
    size_t end = 1 + (size_t)e->name_length;
    if (in_attribute && text[end - 1] != ';' && end < length &&
        (text[end] == '=' || is_alpha(text[end]) || is_digit(text[end])))
        return 0;
    memcpy(out, e->value, e->value_length);
    *size = e->value_length;
    return end;
}

void tkit_html_decode(tkit_buffer *out, const char *text, size_t length, bool in_attribute)
{
    for (size_t p = 0; p < length;) {
        size_t run = p;
        while (run < length && text[run] != '&' && text[run] != '\r' && text[run] != '\0') run++;
        tkit_buffer_add(out, text + p, run - p);
        if ((p = run) >= length)
            break;
        if (text[p] == '&') {
            char value[8];
            size_t size, taken = tkit_html_reference(text + p, length - p, in_attribute, value, &size);
            if (taken)
                tkit_buffer_add(out, value, size);
            else
                tkit_buffer_putc(out, '&');
            p += taken ? taken : 1;
        } else if (text[p] == '\r') {
            tkit_buffer_putc(out, '\n');
            p += p + 1 < length && text[p + 1] == '\n' ? 2 : 1;
        } else {
            tkit_buffer_puts(out, "\xEF\xBF\xBD");
            p++;
        }
    }
}
