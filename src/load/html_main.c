/* Main text of a page: see html_main.h.
 *
 * Two questions, answered from measures that hold in every language. Where: the smallest container that holds nearly
 * all running text outside of menus, asides and comments. What: inside it, running text stays; links in a row,
 * captions, share bars and credits are named and set aside. */
#include "load/html_main.h"

#include <xxhash.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct measure {
    uint32_t size;     /* visible weight: characters, ideographs and syllables counting double */
    uint32_t stops;    /* ends of sentences */
    uint32_t commas;
    float linked;      /* share of it in links */
    float prose;       /* how much running text it is worth */
};

struct judge {
    const struct html_page *page;
    struct html_verdict *verdicts;
    struct measure *measures;   /* of blocks */
    float *raw, *prose;         /* of nodes: running text, all and outside of what hints exclude */
    uint32_t *hints;            /* of nodes: hints in force, with those of the ancestors */
};

/* Containers with these hints are no place of running text. */
#define HINTS_FOREIGN (HINT_NAVIGATION | HINT_ASIDE | HINT_RELATED | HINT_SHARE | HINT_AD | HINT_FOOTER | HINT_COMMENT | \
     HINT_FORM | HINT_HIDDEN | HINT_EMBED | HINT_CAPTION | HINT_TAGS | HINT_METADATA | HINT_CREDIT | HINT_NOSCRIPT | HINT_HEADER)

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_H1 && tag <= HTML_H6;
}

/* ---- measures ---- */

/* Sentence marks beyond ASCII that are three bytes long: 。！？、， and the Devanagari danda. */
static int wide_mark(const unsigned char *s)
{
    if (s[0] == 0xE3 && s[1] == 0x80)
        return s[2] == 0x82 ? 1 : s[2] == 0x81 ? 2 : 0;
    if (s[0] == 0xEF && s[1] == 0xBC)
        return s[2] == 0x81 || s[2] == 0x9F ? 1 : s[2] == 0x8C ? 2 : 0;
    if (s[0] == 0xE0 && s[1] == 0xA5)
        return s[2] == 0xA4 ? 1 : 0;
    return 0;
}

/* What the character at s[i] adds; continuation bytes add nothing. */
static void count_character(const unsigned char *s, uint32_t i, uint32_t end, struct measure *m)
{
    unsigned char c = s[i];
    if (c == '.' || c == '!' || c == '?') {
        unsigned char next = i + 1 < end ? s[i + 1] : ' ';
        m->stops += next == ' ' || next == '\n' || next == '"' || next == '\'' || next == ')' || next >= 0x80 || next == '[';
    } else if (c == ',' || c == ';') {
        m->commas++;
    } else if (c >= 0xE0 && i + 2 < end) {
        int mark = wide_mark(s + i);
        m->stops += mark == 1;
        m->commas += mark == 2;
    } else if (c >= 0xD8 && c <= 0xDB && i + 1 < end) { /* Arabic marks */
        m->stops += (c == 0xD8 && s[i + 1] == 0x9F) || (c == 0xDB && s[i + 1] == 0x94);
        m->commas += c == 0xD8 && s[i + 1] == 0x8C;
    }
}

static void count_characters(const unsigned char *s, uint32_t i, uint32_t end, struct measure *m)
{
#ifdef __SSE2__
    /* Sixteen bytes at a time; only those that may be marks are looked at one by one. */
    for (; end - i >= 16; i += 16) {
        __m128i c = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        unsigned rest = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(c, _mm_set1_epi8((char)0xC0)));
        unsigned wide = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(c, _mm_set1_epi8((char)0xE3)), c));
        __m128i mark = _mm_cmpeq_epi8(_mm_max_epu8(c, _mm_set1_epi8((char)0xD8)), c);
        for (const char *k = ".!?,;"; *k; k++) mark = _mm_or_si128(mark, _mm_cmpeq_epi8(c, _mm_set1_epi8(*k)));
        m->size += 16 - (unsigned)__builtin_popcount(rest) + (unsigned)__builtin_popcount(wide);
        for (unsigned at = (unsigned)_mm_movemask_epi8(mark); at; at &= at - 1)
            count_character(s, i + (uint32_t)__builtin_ctz(at), end, m);
    }
#endif
    for (; i < end; i++) {
        if ((s[i] & 0xC0) == 0x80)
            continue;
        m->size += 1 + (s[i] >= 0xE3);
        count_character(s, i, end, m);
    }
}

static void measure_block(const struct html_page *page, const struct html_block *b, struct measure *m)
{
    count_characters((const unsigned char *)page->text.data, b->start, b->end, m);
    uint32_t size = m->size, stops = m->stops;
    m->linked = b->end > b->start ? (float)b->linked / (float)(b->end - b->start) : 0;
    float worth = (float)size * (1 - m->linked);
    if (m->linked > 0.5f || is_heading((enum html_tag)b->tag))
        worth = 0;
    else if (stops == 0 || size < 50)
        worth *= 0.1f;
    else if (b->tag == HTML_LI)
        worth *= 0.5f;
    else if (size > 120)
        worth *= 1.2f;
    m->prose = worth;
}

/* ---- hints in force ---- */

static void sum_nodes(const struct judge *j, float *sum)
{
    const struct html_page *page = j->page;
    for (size_t i = 0; i < page->block_count; i++) sum[page->blocks[i].node] += j->measures[i].prose;
    for (size_t i = page->node_count; i-- > 1;) sum[page->nodes[i].parent] += sum[i];
}

/* A name is believed only where it cannot be about the whole page: "has-sidebar" on the body is no sidebar. */
static uint32_t believed(const struct judge *j, size_t i)
{
    const struct html_node *node = &j->page->nodes[i];
    uint32_t hints = node->hints;
    float all = j->raw[0];
    enum html_tag tag = (enum html_tag)node->tag;
    if (tag == HTML_BLOCKQUOTE) /* an embedded post is quoted text */
        hints &= ~(HINT_EMBED | HINT_SHARE);
    if (tag == HTML_TR || tag == HTML_TD || tag == HTML_TH || tag == HTML_TBODY) /* rows of data have names of their own */
        hints &= ~(HINT_EMBED | HINT_CAPTION | HINT_CREDIT | HINT_TAGS | HINT_METADATA | HINT_HEADER);
    if (i == 0 || tag == HTML_MAIN || (tag == HTML_ARTICLE && !(node->hints & HINT_COMMENT)))
        return hints & ~HINTS_FOREIGN;
    if (hints & (HINT_BODY | HINT_ARTICLE) && !(hints & (HINT_COMMENT | HINT_RELATED)))
        hints &= ~(HINT_ASIDE | HINT_SHARE | HINT_AD | HINT_TAGS | HINT_METADATA | HINT_CREDIT | HINT_HEADER);
    if (all > 0 && j->raw[i] > 0.4f * all)
        hints &= ~HINTS_FOREIGN | (node->hints & (HINT_BODY | HINT_ARTICLE) ? 0 : hints & HINT_COMMENT);
    if (all > 0 && j->raw[i] > 0.85f * all)
        hints &= ~HINTS_FOREIGN;
    return hints;
}

static void spread_hints(struct judge *j)
{
    for (size_t i = 0; i < j->page->node_count; i++) {
        uint32_t above = i ? j->hints[j->page->nodes[i].parent] : 0;
        j->hints[i] = above | believed(j, i);
    }
}

static uint32_t block_hints(const struct judge *j, size_t i)
{
    return j->hints[j->page->blocks[i].node];
}

/* ---- where ---- */

/* A page without site furniture: hardly a link that is not inside running text. */
static bool is_plain(const struct judge *j)
{
    float size = 0, in_lists = 0;
    for (size_t i = 0; i < j->page->block_count; i++) {
        const struct measure *m = &j->measures[i];
        size += (float)m->size;
        if (m->linked > 0.5f || (block_hints(j, i) & HINTS_FOREIGN))
            in_lists += (float)m->size;
    }
    return in_lists < 0.02f * size;
}

/* From the root down while one child holds nearly all running text. */
static uint32_t find_body(const struct judge *j, uint32_t *best_child, float *best)
{
    const struct html_page *page = j->page;
    float all = j->prose[0];
    /* A container that is named as the text and holds a good part of it. */
    uint32_t named = 0;
    float most = 0;
    for (uint32_t i = 1; i < page->node_count; i++)
        if ((page->nodes[i].hints & HINT_BODY) && j->prose[i] > most * 1.0001f && j->prose[i] > 0.35f * all) {
            named = i;
            most = j->prose[i];
        }
    for (uint32_t i = 1; i < page->node_count; i++) {
        uint32_t parent = page->nodes[i].parent;
        if (j->prose[i] > best[parent]) {
            best[parent] = j->prose[i];
            best_child[parent] = i;
        }
    }
    uint32_t at = named;
    while (best_child[at] && best[at] >= 0.8f * j->prose[at]) at = best_child[at];
    while (at && (page->nodes[at].tag == HTML_P || page->nodes[at].tag == HTML_BLOCKQUOTE)) at = page->nodes[at].parent;
    if (named && at != named && j->prose[at] < 0.95f * j->prose[named])
        at = named;
    return at;
}

/* ---- what ---- */

static void set(struct judge *j, size_t i, int kind, bool is_body, bool keep, const char *detail)
{
    j->verdicts[i] = (struct html_verdict){.kind = (uint8_t)kind, .is_body = is_body, .keep = keep, .detail = detail};
}

static bool in_quotation(const struct html_page *page, const struct html_block *b)
{
    uint32_t at = b->node;
    for (int i = 0; i < 3 && at; i++, at = page->nodes[at].parent)
        if (page->nodes[at].tag == HTML_BLOCKQUOTE)
            return true;
    return false;
}

int tkit_html_kind(const struct html_page *page, size_t block)
{
    const struct html_block *b = &page->blocks[block];
    if (in_quotation(page, b))
        return TKIT_BLOCK_QUOTE;
    switch (b->tag) {
    case HTML_H1: case HTML_H2: case HTML_H3: case HTML_H4: case HTML_H5: case HTML_H6: return TKIT_BLOCK_HEADING;
    case HTML_LI: case HTML_DT: case HTML_DD: return TKIT_BLOCK_LIST;
    case HTML_TD: case HTML_TH: return TKIT_BLOCK_TABLE;
    case HTML_PRE: case HTML_XMP: case HTML_LISTING: case HTML_PLAINTEXT: return TKIT_BLOCK_CODE;
    default: return TKIT_BLOCK_PARAGRAPH;
    }
}

static const struct {
    uint32_t hint;
    uint8_t kind;
    bool keep;
    const char *detail;
} foreign[] = {
    {HINT_HIDDEN, TKIT_BLOCK_BOILERPLATE, false, "hidden"},
    {HINT_NOSCRIPT, TKIT_BLOCK_BOILERPLATE, false, "noscript"},
    {HINT_COMMENT, TKIT_BLOCK_COMMENT, true, NULL},
    {HINT_SHARE, TKIT_BLOCK_BOILERPLATE, false, "share-widget"},
    {HINT_AD, TKIT_BLOCK_BOILERPLATE, false, "advertisement"},
    {HINT_NAVIGATION, TKIT_BLOCK_BOILERPLATE, false, "navigation"},
    {HINT_FOOTER, TKIT_BLOCK_BOILERPLATE, false, "site-footer"},
    {HINT_FORM, TKIT_BLOCK_BOILERPLATE, false, "form"},
    {HINT_RELATED, TKIT_BLOCK_BOILERPLATE, true, "related-links"},
    {HINT_CAPTION, TKIT_BLOCK_CAPTION, true, NULL},
    {HINT_TAGS, TKIT_BLOCK_BOILERPLATE, false, "keywords"},
    {HINT_EMBED, TKIT_BLOCK_BOILERPLATE, false, "embed"},
    {HINT_CREDIT, TKIT_BLOCK_CREDIT, true, NULL},
    {HINT_METADATA, TKIT_BLOCK_CREDIT, true, "metadata"},
    {HINT_ASIDE, TKIT_BLOCK_BOILERPLATE, false, "aside"},
    {HINT_HEADER, TKIT_BLOCK_BOILERPLATE, false, "site-header"},
};

static bool set_foreign(struct judge *j, size_t i, uint32_t hints)
{
    for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++)
        if (hints & foreign[k].hint) {
            set(j, i, foreign[k].kind, false, foreign[k].keep, foreign[k].detail);
            return true;
        }
    return false;
}

/* ---- repetition ---- */

/* A long paragraph that stands twice on a page (once for narrow screens, once in a teaser) counts once. */
static int drop_repetitions(struct judge *j)
{
    enum { LONG = 200 };
    const struct html_page *page = j->page;
    size_t room = 16;
    while (room < 2 * page->block_count) room *= 2;
    uint64_t *table = tkit_calloc(page->tk, room, sizeof *table);
    if (!table)
        return tkit_fail_nomem(page->tk);
    for (size_t i = 0; i < page->block_count; i++) {
        const struct html_block *b = &page->blocks[i];
        if (!j->verdicts[i].is_body || b->end - b->start < LONG)
            continue;
        uint64_t hash = XXH3_64bits(page->text.data + b->start, b->end - b->start) | 1;
        size_t at = (size_t)(hash >> 20) & (room - 1);
        while (table[at] && table[at] != hash) at = (at + 1) & (room - 1);
        if (table[at])
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "repeated");
        table[at] = hash;
    }
    tkit_free(page->tk, table, room * sizeof *table);
    return TKIT_OK;
}

static bool has_copyright(const struct html_page *page, const struct html_block *b)
{
    return memmem(page->text.data + b->start, b->end - b->start, "\xC2\xA9", 2) != NULL;
}

static void drop_title_again(struct judge *j, size_t title)
{
    const struct html_page *page = j->page;
    const struct html_block *t = &page->blocks[title];
    for (size_t i = 0; i < page->block_count; i++) {
        const struct html_block *b = &page->blocks[i];
        if (i != title && j->verdicts[i].is_body && b->end - b->start == t->end - t->start &&
            memcmp(page->text.data + b->start, page->text.data + t->start, t->end - t->start) == 0)
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "duplicate-title");
    }
}

/* A year or a time of day, in any language. */
static bool has_date(const char *s, uint32_t size)
{
    for (uint32_t i = 0; i + 4 <= size; i++) {
        bool before = i > 0 && s[i - 1] >= '0' && s[i - 1] <= '9';
        if (before || s[i] < '0' || s[i] > '9')
            continue;
        bool four = true;
        for (uint32_t k = 1; k < 4; k++) four &= s[i + k] >= '0' && s[i + k] <= '9';
        if (four && ((s[i] == '1' && s[i + 1] == '9') || (s[i] == '2' && s[i + 1] == '0')))
            return true;
        uint32_t colon = s[i + 1] == ':' ? i + 1 : i + 2;
        if (s[colon] == ':' && colon + 2 < size && s[colon + 1] >= '0' && s[colon + 1] <= '5')
            return true;
    }
    return false;
}

/* A standfirst stands between the title and the text, often in a header of its own. It is kept, but it is the editors'
 * summary, not the text. */
static void find_lead(struct judge *j, long title_block, size_t body)
{
    for (size_t i = (size_t)(title_block + 1); title_block >= 0 && i < body; i++) {
        const struct measure *m = &j->measures[i];
        uint32_t hints = block_hints(j, i) & HINTS_FOREIGN & ~(uint32_t)HINT_HEADER;
        if (!j->verdicts[i].is_body && !hints && m->stops > 0 && m->size >= 60 && m->linked < 0.3f &&
            !has_copyright(j->page, &j->page->blocks[i]))
            set(j, i, TKIT_BLOCK_LEAD, false, true, "standfirst");
        else if (!j->verdicts[i].is_body && !hints && m->size < 100 && m->linked < 0.5f &&
                 has_date(j->page->text.data + j->page->blocks[i].start, m->size))
            set(j, i, TKIT_BLOCK_CREDIT, false, true, "metadata");
    }
}

static bool is_prose(const struct judge *j, size_t i)
{
    return j->verdicts[i].is_body && j->measures[i].stops > 0 && j->measures[i].size >= 50;
}

/* A linked heading over a paragraph is a heading, over more links a list of links. */
static bool heads_text(const struct judge *j, size_t i, size_t end)
{
    const struct html_block *next = &j->page->blocks[i + 1];
    return is_heading((enum html_tag)j->page->blocks[i].tag) && i + 1 < end && !is_heading((enum html_tag)next->tag) &&
           j->measures[i + 1].linked < 0.5f;
}

/* A line with a date before the first paragraph, and very short lines behind the last (labels of what was set aside).
 * Only where there is running text in between. */
static void drop_edges(struct judge *j, size_t first, size_t end)
{
    enum { LINE = 60, WORD = 16, PARAGRAPHS = 3 };
    size_t from = first, to = end, paragraphs = 0;
    for (size_t i = first; i < end; i++) paragraphs += is_prose(j, i);
    if (paragraphs < PARAGRAPHS)
        return;
    while (!is_prose(j, from)) from++;
    while (!is_prose(j, to - 1)) to--;
    for (size_t i = first; i < end; i++) {
        const struct measure *m = &j->measures[i];
        const struct html_block *b = &j->page->blocks[i];
        if (!j->verdicts[i].is_body || m->stops > 0 || is_heading((enum html_tag)b->tag) || b->tag == HTML_LI ||
            b->tag == HTML_TD)
            continue;
        if (i < from && m->size < LINE && has_date(j->page->text.data + b->start, b->end - b->start))
            set(j, i, TKIT_BLOCK_CREDIT, false, true, "metadata");
        else if (i >= to && m->size < WORD)
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "label");
    }
}

static void judge_inside(struct judge *j, size_t first, size_t end, uint32_t body)
{
    const struct html_page *page = j->page;
    for (size_t i = first; i < end; i++) {
        const struct html_block *b = &page->blocks[i];
        const struct measure *m = &j->measures[i];
        /* Hints of what lies inside the body only. */
        uint32_t hints = block_hints(j, i) & ~(j->hints[body] & HINTS_FOREIGN);
        if (set_foreign(j, i, hints))
            continue;
        if (m->size < 250 && has_copyright(page, b)) {
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "site-footer");
            continue;
        }
        if (m->linked > 0.6f && m->stops == 0 && !heads_text(j, i, end)) {
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, true, "related-links");
            continue;
        }
        set(j, i, tkit_html_kind(j->page, i), true, true, NULL);
    }
    drop_edges(j, first, end);
    /* Headings with nothing below them belong to what was set aside. */
    bool text_below = false;
    for (size_t i = end; i-- > first;) {
        const struct html_block *b = &page->blocks[i];
        if (!j->verdicts[i].is_body)
            continue;
        if (is_heading((enum html_tag)b->tag)) {
            if (!text_below)
                set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "heading-without-text");
        } else {
            text_below = true;
        }
    }
}

static int judge(struct judge *j, long title_block, bool fragment)
{
    const struct html_page *page = j->page;
    for (size_t i = 0; i < page->block_count; i++) measure_block(page, &page->blocks[i], &j->measures[i]);
    sum_nodes(j, j->raw);
    spread_hints(j);
    for (size_t i = 0; i < page->block_count; i++)
        if (block_hints(j, i) & HINTS_FOREIGN)
            j->prose[page->blocks[i].node] += 0;
        else
            j->prose[page->blocks[i].node] += j->measures[i].prose;
    for (size_t i = page->node_count; i-- > 1;) j->prose[page->nodes[i].parent] += j->prose[i];

    uint32_t *child = tkit_calloc(page->tk, page->node_count, sizeof *child);
    float *best = tkit_calloc(page->tk, page->node_count, sizeof *best);
    uint32_t body = child && best && !fragment && !is_plain(j) ? find_body(j, child, best) : 0;
    tkit_free(page->tk, child, page->node_count * sizeof *child);
    tkit_free(page->tk, best, page->node_count * sizeof *best);
    const struct html_node *node = &page->nodes[body];
    for (size_t i = 0; i < page->block_count; i++)
        if (!set_foreign(j, i, block_hints(j, i)))
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "outside");
    judge_inside(j, node->first_block, node->end_block, body);
    if (!fragment)
        find_lead(j, title_block, node->first_block);
    int rc = drop_repetitions(j);
    if (rc)
        return rc;
    if (title_block >= 0) {
        drop_title_again(j, (size_t)title_block);
        set(j, (size_t)title_block, TKIT_BLOCK_TITLE, false, true, NULL);
    }
    return TKIT_OK;
}

int tkit_html_judge(const struct html_page *page, long title_block, bool fragment, struct html_verdict *verdicts)
{
    tkit *tk = page->tk;
    size_t blocks = page->block_count, nodes = page->node_count;
    if (blocks == 0)
        return TKIT_OK;
    struct judge j = {.page = page, .verdicts = verdicts};
    j.measures = tkit_calloc(tk, blocks, sizeof *j.measures);
    j.raw = tkit_calloc(tk, nodes, sizeof *j.raw);
    j.prose = tkit_calloc(tk, nodes, sizeof *j.prose);
    j.hints = tkit_calloc(tk, nodes, sizeof *j.hints);
    int rc = j.measures && j.raw && j.prose && j.hints ? judge(&j, title_block, fragment) : tkit_fail_nomem(tk);
    tkit_free(tk, j.measures, blocks * sizeof *j.measures);
    tkit_free(tk, j.raw, nodes * sizeof *j.raw);
    tkit_free(tk, j.prose, nodes * sizeof *j.prose);
    tkit_free(tk, j.hints, nodes * sizeof *j.hints);
    return rc;
}
