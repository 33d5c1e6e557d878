/* Metadata of a page: see html_meta.h. */
#include "load/html_meta.h"
#include "load/html_stated.h"

#include <stdio.h>

/* ---- JSON-LD ----
 *
 * A walk over the tokens of the script with a stack of keys. Broken JSON gives what stands before the break. */

enum { LD_DEPTH = 48 };

struct ld_level {
    const char *key; /* of the object that this level is the value of */
    size_t key_length;
    bool is_array;
};

struct ld {
    struct html_page *page;
    struct html_meta *meta;
    const char *s, *end;
    struct ld_level level[LD_DEPTH];
    unsigned depth;
    bool nomem;
};

static bool equals(const char *a, size_t length, const char *b)
{
    return strlen(b) == length && memcmp(a, b, length) == 0;
}

static void put_code_point(tkit_buffer *out, uint32_t c)
{
    char b[4];
    if (c < 0x80) {
        tkit_buffer_putc(out, (char)c);
    } else if (c < 0x800) {
        b[0] = (char)(0xC0 | c >> 6);
        b[1] = (char)(0x80 | (c & 0x3F));
        tkit_buffer_add(out, b, 2);
    } else if (c < 0x10000) {
        b[0] = (char)(0xE0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 0x3F));
        b[2] = (char)(0x80 | (c & 0x3F));
        tkit_buffer_add(out, b, 3);
    } else {
        b[0] = (char)(0xF0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 0x3F));
        b[2] = (char)(0x80 | (c >> 6 & 0x3F));
        b[3] = (char)(0x80 | (c & 0x3F));
        tkit_buffer_add(out, b, 4);
    }
}

static int read_hex4(const char *s, const char *end, uint32_t *out)
{
    if (end - s < 4)
        return 0;
    *out = 0;
    for (int i = 0; i < 4; i++) {
        char c = s[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return 0;
        *out = *out * 16 + (uint32_t)d;
    }
    return 1;
}

/* A JSON string's content; sites escape it for HTML once more, which is undone too. */
static const char *unescape(struct ld *ld, const char *s, size_t length)
{
    const char *end = s + length;
    tkit_buffer plain, out;
    tkit_buffer_init(&plain, ld->page->tk);
    tkit_buffer_init(&out, ld->page->tk);
    while (s < end) {
        if (*s != '\\' || s + 1 >= end) {
            tkit_buffer_putc(&plain, *s++);
            continue;
        }
        char c = s[1];
        s += 2;
        uint32_t code, low;
        if (c == 'u' && read_hex4(s, end, &code)) {
            s += 4;
            if (code >= 0xD800 && code < 0xDC00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u' &&
                read_hex4(s + 2, end, &low) && low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                s += 6;
            }
            put_code_point(&plain, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
        } else {
            tkit_buffer_putc(&plain, c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' || c == 'b' || c == 'f' ? ' ' : c);
        }
    }
    if (plain.size)
        tkit_html_decode(&out, plain.data, plain.size, false);
    const char *kept = plain.failed || out.failed ? NULL
                       : tkit_arena_strndup(&ld->page->arena, out.data ? out.data : "", out.size);
    if (!kept)
        ld->nomem = true;
    tkit_buffer_free(&plain);
    tkit_buffer_free(&out);
    return kept;
}

/* The key whose value the current object is, or is one of: elements of an array go by the array's key. */
static const struct ld_level *holder(const struct ld *ld)
{
    for (unsigned i = ld->depth; i-- > 0;)
        if (ld->level[i].key_length)
            return &ld->level[i];
    return NULL;
}

/* Lists of other articles, pictures, comments have titles and dates of their own. */
static bool is_about_others(const struct ld *ld)
{
    static const char *const others[] = {"itemListElement", "hasPart", "mentions", "comment",    "video",
                                         "image",           "review",  "isPartOf", "breadcrumb", "logo",
                                         "associatedMedia", "about",   "citation"};
    for (unsigned i = 0; i < ld->depth; i++)
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            if (equals(ld->level[i].key, ld->level[i].key_length, others[k]))
                return true;
    return false;
}

static void state(struct ld *ld, struct html_statement *where, const char *s, size_t length)
{
    if (where->value || length == 0)
        return;
    const char *value = unescape(ld, s, length);
    if (value && *value)
        *where = (struct html_statement){value, "json-ld"};
}

/* The article's text. Tickers state it in pieces, which all count; some pages state the same twice. */
static void state_text(struct ld *ld, const char *s, size_t length)
{
    enum { PIECES = 64 };
    if (ld->meta->text_pieces == PIECES)
        return;
    const char *value = unescape(ld, s, length), *before = ld->meta->text;
    if (!value || !*value || (before && strstr(before, value)))
        return;
    ld->meta->text_pieces++;
    size_t had = before ? strlen(before) : 0, added = strlen(value);
    char *both = before ? tkit_arena_alloc(&ld->page->arena, had + added + 2) : NULL;
    if (before && !both) {
        ld->nomem = true;
        return;
    }
    if (before) {
        memcpy(both, before, had);
        both[had] = ' ';
        memcpy(both + had + 1, value, added + 1);
    }
    ld->meta->text = before ? both : value;
}

static void string_value(struct ld *ld, const char *key, size_t key_length, const char *s, size_t length)
{
    struct html_meta *meta = ld->meta;
    if (is_about_others(ld))
        return;
    if (equals(key, key_length, "headline"))
        state(ld, &meta->title, s, length);
    else if (equals(key, key_length, "datePublished"))
        state(ld, &meta->date, s, length);
    else if (equals(key, key_length, "dateCreated") && !meta->date.value)
        state(ld, &meta->date, s, length);
    else if (equals(key, key_length, "dateModified"))
        state(ld, &meta->modified, s, length);
    else if (equals(key, key_length, "articleBody"))
        state_text(ld, s, length);
    else if (equals(key, key_length, "inLanguage"))
        state(ld, &meta->language, s, length);
    else if (equals(key, key_length, "author") && memchr(s, ' ', length) && !memmem(s, length, "://", 3))
        state(ld, &meta->author, s, length);
    else if (equals(key, key_length, "name")) {
        const struct ld_level *of = holder(ld);
        if (of && (equals(of->key, of->key_length, "author") || equals(of->key, of->key_length, "creator")))
            state(ld, &meta->author, s, length);
        else if (of && (equals(of->key, of->key_length, "publisher") ||
                        equals(of->key, of->key_length, "sourceOrganization")))
            state(ld, &meta->outlet, s, length);
    }
}

/* Behind the closing quotation mark of the string at `s` ('"'); NULL when there is none. */
static const char *string_end(const char *s, const char *end)
{
    for (s++; s < end && *s != '"'; s++)
        if (*s == '\\')
            s++;
    return s < end ? s + 1 : NULL;
}

static void read_ld(struct ld *ld)
{
    const char *key = NULL, *s = ld->s;
    size_t key_length = 0;
    while (s < ld->end && !ld->nomem) {
        char c = *s;
        if (c == '"') {
            const char *close = string_end(s, ld->end);
            if (!close)
                return;
            const char *text = s + 1;
            size_t length = (size_t)(close - s) - 2;
            s = close;
            while (s < ld->end && (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r')) s++;
            if (s < ld->end && *s == ':') {
                key = text;
                key_length = length;
                s++;
                continue;
            }
            if (key_length) {
                string_value(ld, key, key_length, text, length);
            } else if (ld->depth && ld->level[ld->depth - 1].is_array) { /* ["a", "b"]: the array's key counts */
                const struct ld_level *of = &ld->level[ld->depth - 1];
                string_value(ld, of->key, of->key_length, text, length);
            }
            key_length = 0;
            continue;
        }
        if (c == '{' || c == '[') {
            if (ld->depth == LD_DEPTH)
                return;
            ld->level[ld->depth++] = (struct ld_level){key_length ? key : "", key_length, c == '['};
            key_length = 0;
        } else if (c == '}' || c == ']') {
            if (ld->depth)
                ld->depth--;
            key_length = 0;
        } else if (c == ',') {
            key_length = 0;
        }
        s++;
    }
}

/* ---- meta, link, time ---- */

struct rule {
    const char *name;
    size_t field; /* offset of the statement in struct html_meta */
};

#define FIELD(member) offsetof(struct html_meta, member)

/* Best first within a field. */
static const struct rule meta_rules[] = {
    {"og:title", FIELD(title)}, {"twitter:title", FIELD(title)}, {"dc.title", FIELD(title)},
    {"dcterms.title", FIELD(title)}, {"citation_title", FIELD(title)}, {"headline", FIELD(title)},
    {"article:published_time", FIELD(date)}, {"og:article:published_time", FIELD(date)},
    {"datepublished", FIELD(date)}, {"article.published", FIELD(date)}, {"publish-date", FIELD(date)},
    {"publish_date", FIELD(date)}, {"pubdate", FIELD(date)}, {"parsely-pub-date", FIELD(date)},
    {"sailthru.date", FIELD(date)}, {"dc.date.issued", FIELD(date)}, {"dcterms.issued", FIELD(date)},
    {"dcterms.created", FIELD(date)}, {"dc.date.created", FIELD(date)}, {"dc.date", FIELD(date)},
    {"dcterms.date", FIELD(date)}, {"citation_publication_date", FIELD(date)}, {"citation_date", FIELD(date)},
    {"bt:pubdate", FIELD(date)}, {"og:pubdate", FIELD(date)}, {"date", FIELD(date)},
    {"article:modified_time", FIELD(modified)}, {"og:updated_time", FIELD(modified)},
    {"datemodified", FIELD(modified)}, {"last-modified", FIELD(modified)}, {"dcterms.modified", FIELD(modified)},
    {"author", FIELD(author)}, {"article:author", FIELD(author)}, {"parsely-author", FIELD(author)},
    {"sailthru.author", FIELD(author)}, {"dc.creator", FIELD(author)}, {"dcterms.creator", FIELD(author)},
    {"citation_author", FIELD(author)}, {"byl", FIELD(author)}, {"twitter:creator", FIELD(author)},
    {"og:site_name", FIELD(outlet)}, {"dc.publisher", FIELD(outlet)}, {"dcterms.publisher", FIELD(outlet)},
    {"citation_journal_title", FIELD(outlet)}, {"application-name", FIELD(outlet)},
    {"apple-mobile-web-app-title", FIELD(outlet)}, {"copyright", FIELD(outlet)},
    {"og:locale", FIELD(language)}, {"content-language", FIELD(language)}, {"dc.language", FIELD(language)},
    {"og:url", FIELD(url)},
    {"syndication-source", FIELD(syndicated)}, {"original-source", FIELD(syndicated)},
};

static struct html_statement *statement(struct html_meta *meta, const struct rule *rule)
{
    return (struct html_statement *)(void *)((char *)meta + rule->field);
}

static bool is_blank(const char *s)
{
    while (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r') s++;
    return *s == '\0';
}

static void read_meta(const struct html_page *page, struct html_meta *meta)
{
    for (size_t r = 0; r < sizeof meta_rules / sizeof *meta_rules; r++) {
        struct html_statement *where = statement(meta, &meta_rules[r]);
        for (size_t i = 0; i < page->property_count && !where->value; i++) {
            const struct html_property *p = &page->properties[i];
            if (p->kind != PROPERTY_META || strcasecmp(p->name, meta_rules[r].name) != 0 || is_blank(p->value))
                continue;
            if (where == &meta->author && (strstr(p->value, "://") || *p->value == '@'))
                continue; /* an account, no name */
            *where = (struct html_statement){p->value, "meta"};
        }
    }
}

static void read_elements(const struct html_page *page, struct html_meta *meta)
{
    const struct html_property *first = NULL;
    for (size_t i = 0; i < page->property_count; i++) {
        const struct html_property *p = &page->properties[i];
        if (p->kind == PROPERTY_LINK && strcasecmp(p->name, "canonical") == 0 && !is_blank(p->value)) {
            if (!meta->url.value || strcmp(meta->url.how, "link") != 0)
                meta->url = (struct html_statement){p->value, "link"};
        } else if (p->kind == PROPERTY_TIME && !is_blank(p->value)) {
            if (strcasecmp(p->name, "dateModified") == 0) {
                if (!meta->modified.value)
                    meta->modified = (struct html_statement){p->value, "time"};
            } else if (strcasecmp(p->name, "datePublished") == 0) {
                if (!meta->date.value)
                    meta->date = (struct html_statement){p->value, "time"};
            } else if (!first) {
                first = p;
            }
        }
    }
    /* An unmarked time element is the article's when it stands before the text; the caller knows only that it is
     * the first of the page, which is the same on most pages. */
    if (first && !meta->date.value)
        meta->date = (struct html_statement){first->value, "time"};
}

/* ---- the title ---- */

enum { TITLE_ROOM = 600 };

struct title_search {
    const struct html_page *page;
    char key[2][TITLE_ROOM]; /* what the page states, squeezed */
    size_t key_length[2];
    long best;
    int worth;
};

static void weigh_title(struct title_search *search, size_t i)
{
    const struct html_page *page = search->page;
    const struct html_block *b = &page->blocks[i];
    char shown[TITLE_ROOM];
    size_t size = b->end - b->start;
    bool heading = b->tag >= HTML_H1 && b->tag <= HTML_H6;
    if (size > 400 || size < 2)
        return;
    size_t n = tkit_html_squeeze(page->text.data + b->start, size, shown, TITLE_ROOM);
    int worth = 0;
    for (size_t k = 0; k < 2; k++) {
        if (n == 0 || search->key_length[k] == 0)
            continue;
        if (n == search->key_length[k] && memcmp(shown, search->key[k], n) == 0)
            worth = 60;
        else if (n >= 10 && n * 10 >= search->key_length[k] * 4 && worth < 40 &&
                 memmem(search->key[k], search->key_length[k], shown, n))
            worth = 40;
    }
    if (b->tag == HTML_H1)
        worth += worth ? 30 : 10;
    else if (heading && worth)
        worth += 15 - (int)(b->tag - HTML_H1);
    else if (b->linked * 2 > size)
        worth = worth > 50 ? worth - 50 : 0;
    if (page->nodes[b->node].hints & HINT_TITLE)
        worth += 5;
    if (worth > search->worth) {
        search->best = (long)i;
        search->worth = worth;
    }
}

/* The block that shows the title: a heading that says what the page states, else another block near the top that does,
 * else the first main heading. -1 when there is none. */
static int find_title_block(const struct html_page *page, const char *const stated[2], long *block)
{
    enum { NEAR_TOP = 200, CERTAIN = 40 };
    struct title_search *search = tkit_calloc(page->tk, 1, sizeof *search);
    if (!search)
        return tkit_fail_nomem(page->tk);
    search->page = page;
    search->best = -1;
    for (size_t k = 0; k < 2; k++)
        if (stated[k])
            search->key_length[k] = tkit_html_squeeze(stated[k], strlen(stated[k]), search->key[k], TITLE_ROOM);
    for (size_t i = 0; i < page->block_count; i++)
        if (page->blocks[i].tag >= HTML_H1 && page->blocks[i].tag <= HTML_H6)
            weigh_title(search, i);
    if (search->worth < CERTAIN && search->key_length[0] + search->key_length[1] > 0)
        for (size_t i = 0; i < page->block_count && i < NEAR_TOP; i++)
            if (page->blocks[i].tag < HTML_H1 || page->blocks[i].tag > HTML_H6)
                weigh_title(search, i);
    *block = search->best;
    tkit_free(page->tk, search, sizeof *search);
    return TKIT_OK;
}

/* "Title | Outlet": without the last part when that is short. */
static const char *without_outlet(struct html_page *page, const char *title)
{
    static const char *const marks[] = {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xBB ", " :: "};
    size_t length = strlen(title), cut = length;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        const char *last = NULL;
        for (const char *p = title; (p = strstr(p, marks[k])); p++) last = p;
        if (last && (size_t)(last - title) * 2 >= length && (size_t)(last - title) < cut)
            cut = (size_t)(last - title);
    }
    return cut < length ? tkit_arena_strndup(&page->arena, title, cut) : title;
}

static int choose_title(struct html_page *page, struct html_meta *meta)
{
    const char *const stated[] = {meta->title.value, page->title};
    int rc = find_title_block(page, stated, &meta->title_block);
    if (rc)
        return rc;
    if (meta->title_block >= 0) {
        const struct html_block *b = &page->blocks[meta->title_block];
        const char *shown = tkit_arena_strndup(&page->arena, page->text.data + b->start, b->end - b->start);
        if (!shown)
            return TKIT_ENOMEM;
        for (char *p = (char *)shown; (p = strchr(p, '\n'));) *p = ' ';
        meta->title = (struct html_statement){shown, "heading"};
    } else if (!meta->title.value && page->title) {
        const char *title = without_outlet(page, page->title);
        if (!title)
            return TKIT_ENOMEM;
        meta->title = (struct html_statement){title, "title-element"};
    }
    return TKIT_OK;
}

/* ".../2021/03/04/...": many outlets file by date. */
static int date_of_url(struct html_page *page, struct html_meta *meta)
{
    for (const char *p = meta->url.value; p && (p = strchr(p, '/')); p++) {
        unsigned year, month, day;
        int used = 0;
        if (sscanf(p, "/%4u/%2u/%2u%n", &year, &month, &day, &used) == 3 && (p[used] == '/' || p[used] == '\0') &&
            year >= 1990 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
            char *value = tkit_arena_alloc(&page->arena, 16);
            if (!value)
                return TKIT_ENOMEM;
            snprintf(value, 16, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
            meta->address_date = (struct html_statement){value, "url"};
            return TKIT_OK;
        }
    }
    return TKIT_OK;
}

int tkit_html_meta_read(struct html_page *page, struct html_meta *meta)
{
    *meta = (struct html_meta){.title_block = -1};
    for (size_t i = 0; i < page->property_count; i++) {
        if (page->properties[i].kind != PROPERTY_LD_JSON)
            continue;
        struct ld ld = {.page = page, .meta = meta, .s = page->properties[i].value};
        ld.end = ld.s + page->properties[i].length;
        read_ld(&ld);
        if (ld.nomem)
            return TKIT_ENOMEM;
    }
    read_meta(page, meta);
    read_elements(page, meta);
    if (page->language)
        meta->language = (struct html_statement){page->language, "attribute"};
    int rc = date_of_url(page, meta);
    return rc ? rc : choose_title(page, meta);
}
