/* Pages into blocks: see html_page.h.
 *
 * In place of a tree there is a stack of the open containers, as deep as limit markup_depth; deeper ones count as
 * part of the last. Links and bold type are counters. That is enough for block boundaries and context. */
#include "load/html_page.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { DEPTH_MAX = 4096 };

struct reader {
    struct html_page *page;
    struct html_tokenizer *t;
    int rc;

    uint32_t *stack; /* open nodes, outermost first */
    uint32_t depth, depth_limit;
    uint32_t overflow; /* containers open beyond the limit */
    uint32_t open[HTML_OTHER + 1];

    /* the block under construction */
    bool in_block;
    uint32_t space_start, space_end; /* white space seen and not yet written: source bytes, empty when none */
    uint32_t breaks;                 /* <br> seen and not yet written */
    uint32_t break_start, break_end;
    bool cell;                       /* a table cell began */
    uint32_t links, bold, pre, dropped;
    uint32_t skip_dropped;           /* tag whose content is dropped, HTML_OTHER when none */
};

/* ---- tags by what they do ---- */

enum {
    BREAKS = 1,    /* begins and ends a block of text */
    CONTAINER = 2, /* has a node */
    VOID = 4,
    DROPPED = 8,   /* its content is no text of the page */
    CLOSES_P = 16
};

static const uint8_t behaviour[HTML_OTHER + 1] = {
#define BLOCK (BREAKS | CONTAINER | CLOSES_P)
    [HTML_ADDRESS] = BLOCK, [HTML_ARTICLE] = BLOCK, [HTML_ASIDE] = BLOCK, [HTML_BLOCKQUOTE] = BLOCK,
    [HTML_CENTER] = BLOCK, [HTML_DETAILS] = BLOCK, [HTML_DIALOG] = BLOCK, [HTML_DIV] = BLOCK, [HTML_DL] = BLOCK,
    [HTML_DD] = BLOCK, [HTML_DT] = BLOCK, [HTML_FIELDSET] = BLOCK, [HTML_FIGCAPTION] = BLOCK, [HTML_FIGURE] = BLOCK,
    [HTML_FOOTER] = BLOCK, [HTML_FORM] = BLOCK, [HTML_H1] = BLOCK, [HTML_H2] = BLOCK, [HTML_H3] = BLOCK,
    [HTML_H4] = BLOCK, [HTML_H5] = BLOCK, [HTML_H6] = BLOCK, [HTML_HEADER] = BLOCK, [HTML_HGROUP] = BLOCK,
    [HTML_LI] = BLOCK, [HTML_LISTING] = BLOCK, [HTML_MAIN] = BLOCK, [HTML_MENU] = BLOCK, [HTML_NAV] = BLOCK,
    [HTML_OL] = BLOCK, [HTML_P] = BLOCK, [HTML_PRE] = BLOCK, [HTML_SEARCH] = BLOCK, [HTML_SECTION] = BLOCK,
    [HTML_SUMMARY] = BLOCK, [HTML_UL] = BLOCK, [HTML_XMP] = BLOCK, [HTML_PLAINTEXT] = BLOCK,
#undef BLOCK
    [HTML_TABLE] = BREAKS | CONTAINER, [HTML_CAPTION] = BREAKS | CONTAINER, [HTML_TBODY] = BREAKS | CONTAINER,
    [HTML_THEAD] = BREAKS | CONTAINER, [HTML_TFOOT] = BREAKS | CONTAINER, [HTML_TR] = BREAKS | CONTAINER,
    [HTML_TD] = CONTAINER, [HTML_TH] = CONTAINER, [HTML_LEGEND] = BREAKS | CONTAINER,
    [HTML_SELECT] = BREAKS | CONTAINER, [HTML_OPTION] = BREAKS | CONTAINER, [HTML_OPTGROUP] = BREAKS | CONTAINER,
    [HTML_TEXTAREA] = BREAKS | CONTAINER, [HTML_NOSCRIPT] = BREAKS | CONTAINER, [HTML_HEAD] = CONTAINER,
    [HTML_OBJECT] = CONTAINER, [HTML_VIDEO] = CONTAINER, [HTML_AUDIO] = CONTAINER, [HTML_CANVAS] = CONTAINER,
    [HTML_HR] = BREAKS | VOID | CLOSES_P, [HTML_INPUT] = VOID, [HTML_IMG] = VOID, [HTML_META] = VOID,
    [HTML_LINK] = VOID, [HTML_BASE] = VOID, [HTML_BR] = VOID, [HTML_WBR] = VOID, [HTML_EMBED] = VOID,
    [HTML_PARAM] = VOID, [HTML_SOURCE] = VOID, [HTML_TRACK] = VOID,
    [HTML_SCRIPT] = DROPPED, [HTML_STYLE] = DROPPED, [HTML_IFRAME] = DROPPED, [HTML_NOEMBED] = DROPPED,
    [HTML_NOFRAMES] = DROPPED, [HTML_TEMPLATE] = DROPPED, [HTML_SVG] = DROPPED, [HTML_RP] = DROPPED,
};

static uint32_t tag_hints(enum html_tag tag)
{
    switch (tag) {
    case HTML_NAV: case HTML_MENU: return HINT_NAVIGATION;
    case HTML_ASIDE: return HINT_ASIDE;
    case HTML_FOOTER: return HINT_FOOTER;
    case HTML_HEADER: return HINT_HEADER;
    case HTML_FIGURE: case HTML_FIGCAPTION: return HINT_CAPTION;
    case HTML_ADDRESS: return HINT_CREDIT;
    case HTML_ARTICLE: case HTML_MAIN: return HINT_ARTICLE;
    case HTML_SELECT: case HTML_OPTION: case HTML_TEXTAREA: case HTML_FIELDSET: case HTML_DIALOG: case HTML_SEARCH:
        return HINT_FORM;
    case HTML_VIDEO: case HTML_AUDIO: case HTML_OBJECT: case HTML_CANVAS: return HINT_EMBED;
    case HTML_NOSCRIPT: return HINT_NOSCRIPT;
    default: return 0;
    }
}

/* ---- blocks ---- */

/* Takes back text behind `size`, and the map with it. */
static void truncate_text(struct html_page *page, uint32_t size)
{
    if (page->text.failed)
        return;
    page->text.size = size;
    while (page->map.count > 0 && page->map.runs[page->map.count - 1].text >= size) page->map.count--;
}

static void end_block(struct reader *r)
{
    struct html_page *page = r->page;
    if (r->in_block) {
        struct html_block *b = &page->blocks[page->block_count - 1];
        uint32_t end = (uint32_t)page->text.size;
        const char *s = page->text.data;
        for (;;) { /* no-break spaces at the end are layout */
            if (end > b->start && (s[end - 1] == ' ' || s[end - 1] == '\n' || s[end - 1] == '\t'))
                end--;
            else if (end >= b->start + 2 && s[end - 1] == '\xA0' && s[end - 2] == '\xC2')
                end -= 2;
            else
                break;
        }
        b->end = end;
        if (b->linked > end - b->start)
            b->linked = end - b->start;
        if (b->emphasised > end - b->start)
            b->emphasised = end - b->start;
        if (end == b->start)
            page->block_count--;
        truncate_text(page, page->block_count ? page->blocks[page->block_count - 1].end : 0);
    }
    r->in_block = false;
    r->space_end = r->space_start;
    r->breaks = 0;
    r->cell = false;
}

static uint8_t block_tag(const struct reader *r)
{
    for (uint32_t i = r->depth; i-- > 0;) {
        enum html_tag tag = (enum html_tag)r->page->nodes[r->stack[i]].tag;
        switch (tag) {
        case HTML_P: case HTML_H1: case HTML_H2: case HTML_H3: case HTML_H4: case HTML_H5: case HTML_H6: case HTML_LI:
        case HTML_DT: case HTML_DD: case HTML_TD: case HTML_TH: case HTML_PRE: case HTML_XMP: case HTML_LISTING:
        case HTML_PLAINTEXT: case HTML_FIGCAPTION: case HTML_CAPTION: case HTML_DIV: case HTML_SECTION:
        case HTML_ARTICLE:
            return (uint8_t)tag;
        default:
            break;
        }
    }
    return HTML_DIV;
}

/* A separator between two blocks belongs to no source byte. */
static void begin_block(struct reader *r, uint32_t source)
{
    struct html_page *page = r->page;
    tkit_buffer *text = &page->text;
    if (text->size > 0) {
        int rc = tkit_map_add(page->tk, &page->map, (uint32_t)text->size, source, 0, 0);
        if (rc)
            r->rc = rc;
        tkit_buffer_add(text, "\n\n", 2);
    }
    if (tkit_reserve(page->tk, (void **)&page->blocks, &page->block_capacity, page->block_count + 1,
                     sizeof *page->blocks)) {
        r->rc = TKIT_ENOMEM;
        return;
    }
    page->blocks[page->block_count++] = (struct html_block){
        .start = (uint32_t)text->size, .node = r->stack[r->depth - 1], .source = source, .lines = 1,
        .tag = block_tag(r)};
    r->in_block = true;
    r->space_end = r->space_start;
    r->breaks = 0;
    r->cell = false;
}

static void put(struct reader *r, const char *bytes, uint32_t size, uint32_t source, uint32_t text_unit,
                uint32_t source_unit)
{
    struct html_page *page = r->page;
    int rc = tkit_map_add(page->tk, &page->map, (uint32_t)page->text.size, source, text_unit, source_unit);
    if (rc)
        r->rc = rc;
    tkit_buffer_add(&page->text, bytes, size);
}

/* Before visible text: opens a block or writes the white space that was put off. */
static void before_text(struct reader *r, uint32_t source)
{
    if (r->in_block && r->breaks >= 2 && !r->pre)
        end_block(r);
    if (!r->in_block) {
        begin_block(r, source);
        return;
    }
    struct html_block *b = &r->page->blocks[r->page->block_count - 1];
    if (r->breaks) {
        put(r, "\n", 1, r->break_start, 0, r->break_end - r->break_start);
        if (b->lines < 255)
            b->lines++;
    } else if (r->cell) {
        put(r, "\t", 1, source, 0, 0);
    } else if (r->space_end > r->space_start) {
        uint32_t length = r->space_end - r->space_start;
        put(r, " ", 1, r->space_start, length == 1 ? 1 : 0, length);
    }
    r->space_end = r->space_start;
    r->breaks = 0;
    r->cell = false;
}

static void count(struct reader *r, uint32_t size)
{
    struct html_block *b = &r->page->blocks[r->page->block_count - 1];
    if (r->links)
        b->linked += size;
    if (r->bold)
        b->emphasised += size;
}

/* Classes of bytes in text: 0 plain, 1 white space, 2 ampersand, 3 NUL. */
static const uint8_t text_class[256] = {
    ['\0'] = 3, ['\t'] = 1, ['\n'] = 1, ['\f'] = 1, ['\r'] = 1, [' '] = 1, ['&'] = 2,
};

/* End of the text that can be copied as it is: a single space between words belongs to it. */
static uint32_t run_end(const char *s, uint32_t p, uint32_t end, bool raw)
{
#ifdef __SSE2__
    const __m128i blank = _mm_set1_epi8(' '), ampersand = _mm_set1_epi8(raw ? ' ' : '&');
    while (end - p > 16) {
        __m128i c = _mm_loadu_si128((const __m128i *)(const void *)(s + p));
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(c, blank), c);
        unsigned stops = (unsigned)_mm_movemask_epi8(_mm_or_si128(low, _mm_cmpeq_epi8(c, ampersand)));
        unsigned spaces = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(c, blank));
        unsigned last = (unsigned char)s[p + 16] <= ' ' || s[p + 16] == '&';
        stops &= ~(spaces & ~(stops >> 1 | last << 15));
        if (stops) {
            p += (uint32_t)__builtin_ctz(stops);
            break;
        }
        p += 16;
    }
#endif
    for (; p < end; p++) {
        unsigned class = text_class[(unsigned char)s[p]];
        if (class == 0 || (class == 2 && raw))
            continue;
        if (s[p] == ' ' && p + 1 < end && text_class[(unsigned char)s[p + 1]] == 0)
            continue;
        break;
    }
    return p;
}

static void add_preformatted(struct reader *r, uint32_t p, uint32_t end, bool raw)
{
    const char *s = r->page->source;
    while (p < end && !r->rc) {
        uint32_t run = p;
        while (run < end && (raw || s[run] != '&') && s[run] != '\r' && s[run] != '\0') run++;
        if (run > p) {
            if (!r->in_block) { /* lines before the first visible character have no text */
                while (p < run && text_class[(unsigned char)s[p]] == 1) p++;
                if (p == run)
                    continue;
            }
            before_text(r, p);
            if (r->rc)
                return;
            put(r, s + p, run - p, p, 1, 1);
            count(r, run - p);
            p = run;
        } else if (s[p] == '&') {
            char value[8];
            size_t size, taken = tkit_html_reference(s + p, end - p, false, value, &size);
            before_text(r, p);
            if (taken)
                put(r, value, (uint32_t)size, p, 0, (uint32_t)taken);
            else
                put(r, "&", 1, p, 1, 1);
            p += taken ? (uint32_t)taken : 1;
        } else if (s[p] == '\r') {
            bool pair = p + 1 < end && s[p + 1] == '\n';
            if (r->in_block)
                put(r, "\n", 1, p, pair ? 0 : 1, pair ? 2 : 1);
            p += pair ? 2 : 1;
        } else {
            p++;
        }
    }
}

static void add_text(struct reader *r, uint32_t p, uint32_t end, bool raw)
{
    const char *s = r->page->source;
    if (r->pre) {
        add_preformatted(r, p, end, raw);
        return;
    }
    while (p < end && !r->rc) {
        unsigned class = text_class[(unsigned char)s[p]];
        if (class == 1) {
            uint32_t start = p;
            while (p < end && text_class[(unsigned char)s[p]] == 1) p++;
            if (r->space_end == r->space_start)
                r->space_start = start;
            r->space_end = p;
            continue;
        }
        if (class == 3) {
            p++;
            continue;
        }
        if (class == 2 && !raw) {
            char value[8];
            size_t size, taken = tkit_html_reference(s + p, end - p, false, value, &size);
            if (taken) {
                bool blank = size == 2 && value[0] == '\xC2' && value[1] == '\xA0';
                if (size == 1 && text_class[(unsigned char)value[0]] == 1) {
                    if (r->space_end == r->space_start)
                        r->space_start = p;
                    r->space_end = p + (uint32_t)taken;
                } else if (!(blank && (!r->in_block || r->breaks))) { /* no line begins with layout */
                    before_text(r, p);
                    if (r->rc)
                        return;
                    put(r, value, (uint32_t)size, p, 0, (uint32_t)taken);
                    count(r, (uint32_t)size);
                }
                p += (uint32_t)taken;
                continue;
            }
        }
        if (s[p] == '\xC2' && p + 1 < end && s[p + 1] == '\xA0' && (!r->in_block || r->breaks)) {
            p += 2;
            continue;
        }
        uint32_t run = run_end(s, p + 1, end, raw);
        before_text(r, p);
        if (r->rc)
            return;
        put(r, s + p, run - p, p, 1, 1);
        count(r, run - p);
        p = run;
    }
}

/* ---- the stack ---- */

static void push(struct reader *r, enum html_tag tag, uint32_t hints, uint32_t class_hash)
{
    struct html_page *page = r->page;
    if (r->depth == r->depth_limit) {
        r->overflow++;
        page->elements_skipped++;
        return;
    }
    if (tkit_reserve(page->tk, (void **)&page->nodes, &page->node_capacity, page->node_count + 1,
                     sizeof *page->nodes)) {
        r->rc = TKIT_ENOMEM;
        return;
    }
    uint32_t blocks = (uint32_t)page->block_count;
    page->nodes[page->node_count] = (struct html_node){
        .parent = r->depth ? r->stack[r->depth - 1] : 0, .tag = (uint16_t)tag, .depth = (uint16_t)r->depth,
        .hints = hints, .first_block = blocks, .end_block = blocks, .class_hash = class_hash, .source = r->t->start};
    r->stack[r->depth++] = (uint32_t)page->node_count++;
    r->open[tag]++;
    if (tag == HTML_PRE || tag == HTML_LISTING || tag == HTML_XMP || tag == HTML_PLAINTEXT || tag == HTML_TEXTAREA)
        r->pre++;
}

static void pop(struct reader *r)
{
    struct html_node *node = &r->page->nodes[r->stack[--r->depth]];
    enum html_tag tag = (enum html_tag)node->tag;
    node->end_block = (uint32_t)r->page->block_count;
    r->open[tag]--;
    if (behaviour[tag] & BREAKS)
        end_block(r);
    node->end_block = (uint32_t)r->page->block_count;
    if (tag == HTML_PRE || tag == HTML_LISTING || tag == HTML_XMP || tag == HTML_PLAINTEXT || tag == HTML_TEXTAREA)
        r->pre--;
}

static enum html_tag tag_at(const struct reader *r, uint32_t i)
{
    return (enum html_tag)r->page->nodes[r->stack[i]].tag;
}

static bool is_table_part(enum html_tag tag)
{
    return tag == HTML_TABLE || tag == HTML_TBODY || tag == HTML_THEAD || tag == HTML_TFOOT || tag == HTML_TR ||
           tag == HTML_TD || tag == HTML_TH || tag == HTML_CAPTION;
}

/* Closes the innermost open `tag` and all within it, unless one of the barriers is nearer. */
static void close_element(struct reader *r, enum html_tag tag, bool (*barrier)(enum html_tag))
{
    if (!r->open[tag])
        return;
    for (uint32_t i = r->depth; i-- > 1;) {
        enum html_tag here = tag_at(r, i);
        if (here == tag) {
            while (r->depth > i) pop(r);
            return;
        }
        if (barrier(here))
            return;
    }
}

static bool no_barrier(enum html_tag tag)
{
    (void)tag;
    return false;
}

static bool cell_barrier(enum html_tag tag)
{
    return tag == HTML_TD || tag == HTML_TH || tag == HTML_CAPTION || tag == HTML_TABLE || tag == HTML_OBJECT;
}

static bool list_barrier(enum html_tag tag)
{
    return tag == HTML_UL || tag == HTML_OL || tag == HTML_MENU || cell_barrier(tag);
}

static bool item_barrier(enum html_tag tag)
{
    return tag == HTML_DL || cell_barrier(tag);
}

static bool table_barrier(enum html_tag tag)
{
    return tag == HTML_TABLE;
}

/* Elements that a start tag closes without an end tag of theirs. */
static void close_implied(struct reader *r, enum html_tag tag)
{
    if (behaviour[tag] & CLOSES_P)
        close_element(r, HTML_P, cell_barrier);
    switch (tag) {
    case HTML_LI:
        close_element(r, HTML_LI, list_barrier);
        break;
    case HTML_DT: case HTML_DD:
        close_element(r, HTML_DT, item_barrier);
        close_element(r, HTML_DD, item_barrier);
        break;
    case HTML_OPTION: case HTML_OPTGROUP:
        close_element(r, HTML_OPTION, no_barrier);
        break;
    case HTML_TD: case HTML_TH:
        close_element(r, HTML_TD, table_barrier);
        close_element(r, HTML_TH, table_barrier);
        break;
    case HTML_TBODY: case HTML_THEAD: case HTML_TFOOT:
        close_element(r, HTML_TBODY, table_barrier);
        close_element(r, HTML_THEAD, table_barrier);
        /* fall through */
    case HTML_TR:
        close_element(r, HTML_TR, table_barrier);
        break;
    case HTML_H1: case HTML_H2: case HTML_H3: case HTML_H4: case HTML_H5: case HTML_H6:
        if (r->depth > 1 && tag_at(r, r->depth - 1) >= HTML_H1 && tag_at(r, r->depth - 1) <= HTML_H6)
            pop(r);
        break;
    default:
        break;
    }
}

/* ---- attributes, metadata ---- */

static const char *keep_value(struct reader *r, const struct html_attribute *a, size_t *length)
{
    tkit_buffer value;
    tkit_buffer_init(&value, r->page->tk);
    tkit_html_decode(&value, r->page->source + a->value_start, a->value_end - a->value_start, true);
    const char *kept =
        value.failed ? NULL : tkit_arena_strndup(&r->page->arena, value.data ? value.data : "", value.size);
    if (length)
        *length = value.size;
    tkit_buffer_free(&value);
    if (!kept)
        r->rc = TKIT_ENOMEM;
    return kept;
}

static void add_property(struct reader *r, int kind, const char *name, const char *value, size_t length)
{
    struct html_page *page = r->page;
    if (r->rc || !name || !value)
        return;
    if (tkit_reserve(page->tk, (void **)&page->properties, &page->property_capacity, page->property_count + 1,
                     sizeof *page->properties)) {
        r->rc = TKIT_ENOMEM;
        return;
    }
    page->properties[page->property_count++] = (struct html_property){
        .kind = kind, .name = name, .value = value, .length = length, .node = r->stack[r->depth - 1],
        .block = (uint32_t)page->block_count, .source = r->t->start};
}

static void add_attributes(struct reader *r, int kind, const char *name, const char *value)
{
    const struct html_attribute *n = tkit_html_attribute(r->t, name), *v = tkit_html_attribute(r->t, value);
    if (!n || !v)
        return;
    size_t length = 0;
    const char *name_value = keep_value(r, n, NULL), *content = keep_value(r, v, &length);
    add_property(r, kind, name_value, content, length);
}

static void note_metadata(struct reader *r)
{
    struct html_tokenizer *t = r->t;
    const struct html_attribute *a;
    size_t length;
    switch (t->tag) {
    case HTML_META:
        add_attributes(r, PROPERTY_META, "property", "content");
        add_attributes(r, PROPERTY_META, "name", "content");
        add_attributes(r, PROPERTY_META, "itemprop", "content");
        break;
    case HTML_LINK:
        add_attributes(r, PROPERTY_LINK, "rel", "href");
        break;
    case HTML_TIME:
        if ((a = tkit_html_attribute(t, "datetime"))) {
            const struct html_attribute *item = tkit_html_attribute(t, "itemprop");
            const char *name = item ? keep_value(r, item, NULL) : "datetime";
            const char *value = keep_value(r, a, &length);
            add_property(r, PROPERTY_TIME, name, value, length);
        }
        break;
    case HTML_HTML:
        if (!r->page->language && (a = tkit_html_attribute(t, "lang")) && a->value_end > a->value_start)
            r->page->language = keep_value(r, a, NULL);
        break;
    case HTML_BASE:
        if (!r->page->base && (a = tkit_html_attribute(t, "href")))
            r->page->base = keep_value(r, a, NULL);
        break;
    default:
        break;
    }
}

static bool value_has(const struct reader *r, const struct html_attribute *a, const char *what)
{
    return a && memmem(r->page->source + a->value_start, a->value_end - a->value_start, what, strlen(what)) != NULL;
}

static uint32_t element_hints(const struct reader *r, uint32_t *class_hash)
{
    static const char *const names[] = {"class", "id", "role", "itemprop", "data-component", "data-testid", "property"};
    const struct html_tokenizer *t = r->t;
    uint32_t hints = tag_hints(t->tag), hash = 2166136261u ^ (uint32_t)t->tag;
    for (uint32_t i = 0; i < t->attribute_count; i++) {
        const struct html_attribute *a = &t->attribute[i];
        size_t length = a->name_end - a->name_start, value = a->value_end - a->value_start;
        const char *name = r->page->source + a->name_start, *text = r->page->source + a->value_start;
        if (length == 5 && value && strncasecmp(name, "style", 5) == 0) {
            if (value_has(r, a, "display:none") || value_has(r, a, "display: none"))
                hints |= HINT_HIDDEN;
            continue;
        }
        if (length == 6 && strncasecmp(name, "hidden", 6) == 0) {
            hints |= HINT_HIDDEN;
            continue;
        }
        if (!value)
            continue;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            if (strlen(names[k]) != length || strncasecmp(name, names[k], length) != 0)
                continue;
            hints |= tkit_html_hints(text, value);
            if (k == 0)
                for (size_t j = 0; j < value; j++) hash = (hash ^ (unsigned char)text[j]) * 16777619u;
            break;
        }
    }
    if (t->tag == HTML_OTHER) /* the name of a custom element is all that some say: <amp-sidebar>, <share-bar> */
        hints |= tkit_html_hints(r->page->source + t->name_start, t->name_end - t->name_start);
    *class_hash = hash;
    return hints;
}

/* ---- tokens ---- */

static bool is_custom_element(const struct reader *r)
{
    const struct html_tokenizer *t = r->t;
    return t->tag == HTML_OTHER && memchr(r->page->source + t->name_start, '-', t->name_end - t->name_start);
}

static void start_tag(struct reader *r)
{
    struct html_tokenizer *t = r->t;
    enum html_tag tag = t->tag;
    unsigned does = behaviour[tag];
    r->page->attributes_skipped += t->attributes_skipped;
    if (r->dropped) {
        if (tag == (enum html_tag)r->skip_dropped && !t->self_closing)
            r->dropped++;
        return;
    }
    if (tag == HTML_META || tag == HTML_LINK || tag == HTML_TIME || tag == HTML_HTML || tag == HTML_BASE)
        note_metadata(r);
    if (does & DROPPED) {
        if (t->raw < 0 && !t->self_closing) { /* raw text is skipped as such */
            r->dropped = 1;
            r->skip_dropped = tag;
        }
        return;
    }
    switch (tag) {
    case HTML_A:
        if (tkit_html_attribute(t, "href")) {
            r->links = 1;
            if (r->in_block && r->page->blocks[r->page->block_count - 1].links < UINT16_MAX)
                r->page->blocks[r->page->block_count - 1].links++;
        }
        return;
    case HTML_BUTTON: case HTML_LABEL:
        r->links = 1;
        return;
    case HTML_B: case HTML_STRONG:
        r->bold++;
        return;
    case HTML_BR:
        if (!r->in_block)
            return;
        if (!r->breaks)
            r->break_start = t->start;
        r->break_end = t->end;
        r->breaks++;
        return;
    default:
        break;
    }
    if (does & (CLOSES_P | BREAKS | CONTAINER))
        close_implied(r, tag);
    if (does & BREAKS)
        end_block(r);
    if ((tag == HTML_TD || tag == HTML_TH) && r->in_block) {
        r->cell = true;
        r->space_end = r->space_start;
    }
    if ((does & CONTAINER) || is_custom_element(r)) {
        if (t->self_closing && tag == HTML_OTHER)
            return;
        uint32_t class_hash, hints = element_hints(r, &class_hash);
        push(r, tag, hints, class_hash);
    }
}

static void end_tag(struct reader *r)
{
    enum html_tag tag = r->t->tag;
    if (r->dropped) {
        if (tag == (enum html_tag)r->skip_dropped)
            r->dropped--;
        return;
    }
    switch (tag) {
    case HTML_A: case HTML_BUTTON: case HTML_LABEL:
        r->links = 0;
        return;
    case HTML_B: case HTML_STRONG:
        if (r->bold)
            r->bold--;
        return;
    case HTML_BR: /* </br> is a line break */
        if (r->in_block && !r->breaks++)
            r->break_start = r->t->start;
        r->break_end = r->t->end;
        return;
    default:
        break;
    }
    if (!(behaviour[tag] & CONTAINER) && !is_custom_element(r))
        return;
    if (r->overflow) {
        r->overflow--;
        if (behaviour[tag] & BREAKS)
            end_block(r);
        return;
    }
    if (tag >= HTML_H1 && tag <= HTML_H6) { /* any heading's end tag closes any heading */
        for (uint32_t i = r->depth; i-- > 1 && !cell_barrier(tag_at(r, i));)
            if (tag_at(r, i) >= HTML_H1 && tag_at(r, i) <= HTML_H6) {
                while (r->depth > i) pop(r);
                return;
            }
        return;
    }
    if (tag == HTML_P && !r->open[HTML_P]) {
        end_block(r); /* stands for an empty paragraph */
        return;
    }
    close_element(r, tag, is_table_part(tag) ? table_barrier : tag == HTML_LI ? list_barrier : cell_barrier);
    if (tag == HTML_TABLE)
        close_element(r, tag, no_barrier);
}

static void title_text(struct reader *r)
{
    struct html_tokenizer *t = r->t;
    tkit_buffer value;
    tkit_buffer_init(&value, r->page->tk);
    tkit_html_decode(&value, r->page->source + t->start, t->end - t->start, false);
    size_t size = 0;
    for (size_t i = 0; i < value.size; i++) { /* collapses white space in place */
        char c = value.data[i];
        if (text_class[(unsigned char)c] == 1) {
            if (size > 0 && value.data[size - 1] != ' ')
                value.data[size++] = ' ';
        } else {
            value.data[size++] = c;
        }
    }
    while (size > 0 && value.data[size - 1] == ' ') size--;
    if (size > 0 && !(r->page->title = tkit_arena_strndup(&r->page->arena, value.data, size)))
        r->rc = TKIT_ENOMEM;
    if (value.failed)
        r->rc = TKIT_ENOMEM;
    tkit_buffer_free(&value);
}

static int read_tokens(struct reader *r)
{
    struct html_tokenizer *t = r->t;
    bool ld_json = false;
    for (uint32_t n = 0; !r->rc && tkit_html_next(t); n++) {
        if ((n & 0xfff) == 0xfff && (r->rc = tkit_poll(r->page->tk)))
            break;
        switch (t->kind) {
        case HTML_TOKEN_START:
            ld_json = t->tag == HTML_SCRIPT && value_has(r, tkit_html_attribute(t, "type"), "ld+json");
            start_tag(r);
            break;
        case HTML_TOKEN_END:
            end_tag(r);
            break;
        case HTML_TOKEN_TEXT:
            if (r->dropped)
                break;
            if (t->tag == HTML_TITLE) {
                if (!r->page->title)
                    title_text(r);
            } else {
                add_text(r, t->start, t->end, false);
            }
            break;
        case HTML_TOKEN_RAW:
            if (t->tag == HTML_SCRIPT && ld_json) {
                const char *text = tkit_arena_strndup(&r->page->arena, r->page->source + t->start, t->end - t->start);
                if (!text)
                    r->rc = TKIT_ENOMEM;
                add_property(r, PROPERTY_LD_JSON, "application/ld+json", text, t->end - t->start);
            } else if (!r->dropped && !(behaviour[t->tag] & DROPPED)) {
                add_text(r, t->start, t->end, true);
            }
            break;
        default:
            break;
        }
    }
    while (r->depth > 0) pop(r);
    end_block(r);
    if (!r->rc && tkit_buffer_status(&r->page->text))
        r->rc = tkit_fail_nomem(r->page->tk);
    return r->rc;
}

int tkit_html_page_read(struct html_page *page, tkit *tk, const char *source, uint32_t length)
{
    *page = (struct html_page){.tk = tk, .source = source, .source_length = length};
    tkit_buffer_init(&page->text, tk);
    tkit_arena_init(&page->arena, tk);
    struct reader r = {.page = page};
    uint64_t limit = tk->limit[LIMIT_MARKUP_DEPTH];
    r.depth_limit = limit < 4 ? 4 : limit > DEPTH_MAX ? DEPTH_MAX : (uint32_t)limit;
    r.stack = tkit_arena_alloc(&page->arena, r.depth_limit * sizeof *r.stack);
    r.t = tkit_arena_alloc(&page->arena, sizeof *r.t);
    if (!r.stack || !r.t)
        return TKIT_ENOMEM;
    tkit_html_tokenizer_init(r.t, tk, source, length);
    push(&r, HTML_BODY, 0, 0);
    if (r.rc)
        return r.rc;
    return read_tokens(&r);
}

void tkit_html_page_free(struct html_page *page)
{
    tkit_buffer_free(&page->text);
    tkit_map_free(page->tk, &page->map);
    tkit_free(page->tk, page->nodes, page->node_capacity * sizeof *page->nodes);
    tkit_free(page->tk, page->blocks, page->block_capacity * sizeof *page->blocks);
    tkit_free(page->tk, page->properties, page->property_capacity * sizeof *page->properties);
    tkit_arena_free(&page->arena);
}
