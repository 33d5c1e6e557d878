/* Main text of a page: see html_main.h.
 *
 * Two questions, answered from measures that hold in every language. Where: the smallest container that holds nearly
 * all running text outside of menus, asides and comments. What: inside it, running text stays; links in a row,
 * captions, share bars and credits are named and set aside. */
#include "load/html_main.h"

#include <xxhash.h>

#include "load/html_stated.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct measure {
    uint32_t size;     /* visible weight: characters, ideographs and syllables counting double */
    uint32_t stops;    /* ends of sentences */
    uint32_t commas;
    uint32_t unmarked; /* letters of scripts that write no sentence marks: Thai, Lao */
    float linked;      /* share of it in links */
    float prose;       /* how much running text it is worth */
};

struct judge {
    const struct html_page *page;
    struct html_verdict *verdicts;
    struct measure *measures;   /* of blocks */
    float *raw, *prose;         /* of nodes: running text, all and outside of what hints exclude */
    uint32_t *hints;            /* of nodes: hints in force, with those of the ancestors */
    uint8_t *stated;            /* of blocks: is in the text that the page gives as data; NULL when that is no help */
    long title;                 /* the block that shows the title, -1 when none does */
};

/* Containers with these hints are no place of running text. */
#define HINTS_FOREIGN                                                                                                  \
    (HINT_NAVIGATION | HINT_ASIDE | HINT_RELATED | HINT_SHARE | HINT_AD | HINT_FOOTER | HINT_COMMENT | HINT_FORM |     \
     HINT_HIDDEN | HINT_EMBED | HINT_CAPTION | HINT_TAGS | HINT_METADATA | HINT_CREDIT | HINT_NOSCRIPT | HINT_HEADER | \
     HINT_CONSENT)

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_H1 && tag <= HTML_H6;
}

/* ---- measures ---- */

/* Sentence marks beyond ASCII that are three bytes long: 。！？、， and those of Devanagari, Tibetan, Burmese, Khmer and
 * Ethiopic. */
static int wide_mark(const unsigned char *s)
{
    if (s[0] == 0xE3 && s[1] == 0x80)
        return s[2] == 0x82 ? 1 : s[2] == 0x81 ? 2 : 0;
    if (s[0] == 0xEF && s[1] == 0xBC)
        return s[2] == 0x81 || s[2] == 0x9F ? 1 : s[2] == 0x8C ? 2 : 0;
    if (s[0] == 0xE0)
        return (s[1] == 0xA5 && s[2] == 0xA4) || (s[1] == 0xBC && s[2] == 0x8D) ? 1 : 0;
    if (s[0] == 0xE1)
        return (s[1] == 0x81 && s[2] == 0x8B) || (s[1] == 0x9F && s[2] == 0x94) || (s[1] == 0x8D && s[2] == 0xA2);
    return 0;
}

/* What the character at s[i] adds; continuation bytes add nothing. */
static void count_character(const unsigned char *s, uint32_t i, uint32_t end, struct measure *m)
{
    unsigned char c = s[i];
    if (c == '.' || c == '!' || c == '?') {
        unsigned char next = i + 1 < end ? s[i + 1] : ' ';
        m->stops +=
            next == ' ' || next == '\n' || next == '"' || next == '\'' || next == ')' || next >= 0x80 || next == '[';
    } else if (c == ',' || c == ';') {
        m->commas++;
    } else if (c >= 0xE0 && i + 2 < end) {
        int mark = wide_mark(s + i);
        m->stops += mark == 1;
        m->commas += mark == 2;
        m->unmarked += c == 0xE0 && s[i + 1] >= 0xB8 && s[i + 1] <= 0xBB;
    } else if (c == 0xD6 && i + 1 < end) { /* Armenian */
        m->stops += s[i + 1] == 0x89;
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
        __m128i mark = _mm_cmpeq_epi8(_mm_max_epu8(c, _mm_set1_epi8((char)0xD6)), c);
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
    enum { SENTENCE = 80 };
    if (m->unmarked * 2 > m->size)
        m->stops += m->size / SENTENCE;
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
    if (tag == HTML_TR || tag == HTML_TD || tag == HTML_TH || tag == HTML_TBODY) /* rows of data have names of their
                                                                                    own */
        hints &= ~(HINT_EMBED | HINT_CAPTION | HINT_CREDIT | HINT_TAGS | HINT_METADATA | HINT_HEADER);
    if (i == 0 || tag == HTML_MAIN || (tag == HTML_ARTICLE && !(node->hints & HINT_COMMENT)))
        return hints & ~HINTS_FOREIGN;
    if (hints & (HINT_BODY | HINT_ARTICLE) && !(hints & (HINT_COMMENT | HINT_RELATED)))
        hints &= ~(HINT_ASIDE | HINT_SHARE | HINT_AD | HINT_TAGS | HINT_METADATA | HINT_CREDIT | HINT_HEADER);
    if (all > 0 && j->raw[i] > 0.4f * all)
        hints &=
            ~HINTS_FOREIGN | (node->hints & (HINT_BODY | HINT_ARTICLE) ? 0 : hints & (HINT_COMMENT | HINT_CONSENT));
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
    {HINT_CONSENT, TKIT_BLOCK_BOILERPLATE, false, "cookie-notice"},
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

/* Running text that is not in what the page gives as data, and the other way round. */
static void believe_stated(struct judge *j, size_t first, size_t end)
{
    enum { LINE = 40 };
    for (size_t i = 0; j->stated && i < j->page->block_count; i++) {
        bool prose = j->measures[i].stops > 0 && j->measures[i].size >= 50;
        if (j->stated[i] && prose && !j->verdicts[i].is_body)
            set(j, i, tkit_html_kind(j->page, i), true, true, NULL);
        else if (!j->stated[i] && i >= first && i < end && j->verdicts[i].kind == TKIT_BLOCK_PARAGRAPH &&
                 j->measures[i].size >= LINE)
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, true, "not-in-article-body");
    }
}

/* A card leads to another article: a heading that is a link, and a few lines about it, in a container of their own. Its
 * end, or `i` when block i does not begin one. */
static size_t end_of_card(const struct judge *j, size_t i, size_t end)
{
    enum { BLOCKS = 4, SIZE = 600 };
    const struct html_page *page = j->page;
    const struct html_block *b = &page->blocks[i];
    uint32_t size = 0, node = b->node;
    if (!is_heading((enum html_tag)b->tag) || j->measures[i].linked < 0.8f)
        return i;
    while (node && page->nodes[node].end_block <= i + 1) node = page->nodes[node].parent;
    const struct html_node *card = &page->nodes[node];
    if (!node || card->end_block > end || card->end_block - i > BLOCKS || i - card->first_block > 1)
        return i;
    for (size_t k = i; k < card->end_block; k++) size += j->measures[k].size;
    return size > SIZE ? i : card->end_block;
}

/* Unless the page consists of nothing else. */
static void drop_cards(struct judge *j, size_t first, size_t end)
{
    float cards = 0, all = 0;
    for (size_t i = first; i < end; i++) all += j->verdicts[i].is_body ? j->measures[i].prose : 0;
    for (size_t i = first; i < end;) {
        size_t to = end_of_card(j, i, end);
        for (size_t k = i; k < to; k++) cards += j->measures[k].prose;
        i = to > i ? to : i + 1;
    }
    if (cards > 0.5f * all)
        return;
    for (size_t i = first; i < end;) {
        size_t to = end_of_card(j, i, end);
        for (size_t k = i; k < to; k++)
            if (j->verdicts[k].is_body && !(j->stated && j->stated[k]))
                set(j, k, TKIT_BLOCK_BOILERPLATE, false, true, "related-links");
        i = to > i ? to : i + 1;
    }
}

/* Running text in front of the title, where most of it stands behind. */
static void drop_before_title(struct judge *j, size_t first, size_t end)
{
    float before = 0, all = 0;
    if (j->title <= (long)first || j->title >= (long)end)
        return;
    for (size_t i = first; i < end; i++) {
        float prose = is_prose(j, i) ? j->measures[i].prose : 0;
        all += prose;
        before += (long)i < j->title ? prose : 0;
    }
    for (size_t i = first; before < 0.4f * all && (long)i < j->title; i++)
        if (is_prose(j, i) && !(j->stated && j->stated[i]))
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "outside");
}

static void judge_inside(struct judge *j, size_t first, size_t end, uint32_t body, bool fragment)
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
    if (!fragment) {
        drop_cards(j, first, end);
        drop_before_title(j, first, end);
        believe_stated(j, first, end);
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

/* ---- the page as a whole ---- */

/* How much of a block's running text counts for finding the place: what stands before the title is hardly ever the
 * text, unless most of the page does. */
static float before_title(const struct judge *j)
{
    float before = 0;
    for (long i = 0; i < j->title; i++) before += block_hints(j, (size_t)i) & HINTS_FOREIGN ? 0 : j->measures[i].prose;
    return before <= 0.5f * j->raw[0] ? 0.25f : 1;
}

static void weigh_nodes(struct judge *j)
{
    const struct html_page *page = j->page;
    float front = before_title(j);
    for (size_t i = 0; i < page->block_count; i++)
        if (!(block_hints(j, i) & HINTS_FOREIGN))
            j->prose[page->blocks[i].node] += j->measures[i].prose * ((long)i < j->title ? front : 1);
    for (size_t i = page->node_count; i-- > 1;) j->prose[page->nodes[i].parent] += j->prose[i];
}

/* The imprint: the largest container around a copyright sign that begins when a good part of the text has passed and
 * does not hold most of it. */
static void mark_imprint(struct judge *j)
{
    const float SHARE = 0.3f;
    const struct html_page *page = j->page;
    float passed = 0, all = j->raw[0];
    uint32_t imprint = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        const struct html_block *b = &page->blocks[i];
        bool late = (long)i > j->title && passed > SHARE * all;
        if (late && !(block_hints(j, i) & HINTS_FOREIGN) && j->measures[i].size < 250 && has_copyright(page, b)) {
            float behind = passed; /* of the text up to the container's first block */
            uint32_t first = (uint32_t)i;
            for (uint32_t at = b->node; at; at = page->nodes[at].parent) {
                while (first > page->nodes[at].first_block) behind -= j->measures[--first].prose;
                if (behind < SHARE * all || j->raw[at] > (1 - SHARE) * all)
                    break;
                imprint = at;
            }
            break;
        }
        passed += j->measures[i].prose;
    }
    if (!imprint)
        return;
    for (uint32_t n = imprint; n < page->node_count; n++)
        if (n == imprint || (j->hints[page->nodes[n].parent] & HINT_FOOTER))
            j->hints[n] |= HINT_FOOTER;
}

static int find_place(struct judge *j, bool fragment, uint32_t *body)
{
    const struct html_page *page = j->page;
    uint32_t *child = tkit_calloc(page->tk, page->node_count, sizeof *child);
    float *best = tkit_calloc(page->tk, page->node_count, sizeof *best);
    int rc = child && best ? TKIT_OK : tkit_fail_nomem(page->tk);
    *body = rc == TKIT_OK && !fragment && !is_plain(j) ? find_body(j, child, best) : 0;
    tkit_free(page->tk, child, page->node_count * sizeof *child);
    tkit_free(page->tk, best, page->node_count * sizeof *best);
    return rc;
}

/* What the page gives as data counts when the page shows nearly all of it, and it is a good part of what was found:
 * some give the first lines only. */
static bool helps(const struct judge *j, float found, size_t letters, const struct html_node *body)
{
    enum { LETTERS = 300 };
    float in = 0, all = 0;
    if (letters < LETTERS || found < 0.85f)
        return false;
    for (size_t i = body->first_block; i < body->end_block; i++) {
        float prose = block_hints(j, i) & HINTS_FOREIGN ? 0 : j->measures[i].prose;
        all += prose;
        in += j->stated[i] ? prose : 0;
    }
    return in >= 0.4f * all;
}

static int read_stated(struct judge *j, const char *text, const struct html_node *body)
{
    float found;
    size_t letters, count = j->page->block_count;
    if (!text)
        return TKIT_OK;
    j->stated = tkit_calloc(j->page->tk, count, 1);
    if (!j->stated)
        return tkit_fail_nomem(j->page->tk);
    int rc = tkit_html_find_stated(j->page, text, j->stated, &found, &letters);
    if (rc || !helps(j, found, letters, body)) {
        tkit_free(j->page->tk, j->stated, count);
        j->stated = NULL;
    }
    return rc;
}

static int judge(struct judge *j, const char *stated, bool fragment)
{
    const struct html_page *page = j->page;
    uint32_t body;
    for (size_t i = 0; i < page->block_count; i++) measure_block(page, &page->blocks[i], &j->measures[i]);
    sum_nodes(j, j->raw);
    spread_hints(j);
    if (!fragment)
        mark_imprint(j);
    weigh_nodes(j);
    int rc = find_place(j, fragment, &body);
    const struct html_node *node = &page->nodes[body];
    if (rc == TKIT_OK)
        rc = read_stated(j, stated, node);
    if (rc)
        return rc;
    for (size_t i = 0; i < page->block_count; i++)
        if (!set_foreign(j, i, block_hints(j, i)))
            set(j, i, TKIT_BLOCK_BOILERPLATE, false, false, "outside");
    judge_inside(j, node->first_block, node->end_block, body, fragment);
    if (!fragment)
        find_lead(j, j->title, node->first_block);
    rc = drop_repetitions(j);
    if (rc)
        return rc;
    if (j->title >= 0) {
        drop_title_again(j, (size_t)j->title);
        set(j, (size_t)j->title, TKIT_BLOCK_TITLE, false, true, NULL);
    }
    return TKIT_OK;
}

int tkit_html_judge(const struct html_page *page, long title_block, const char *stated, bool fragment,
                    struct html_verdict *verdicts)
{
    tkit *tk = page->tk;
    size_t blocks = page->block_count, nodes = page->node_count;
    if (blocks == 0)
        return TKIT_OK;
    struct judge j = {.page = page, .verdicts = verdicts, .title = title_block};
    j.measures = tkit_calloc(tk, blocks, sizeof *j.measures);
    j.raw = tkit_calloc(tk, nodes, sizeof *j.raw);
    j.prose = tkit_calloc(tk, nodes, sizeof *j.prose);
    j.hints = tkit_calloc(tk, nodes, sizeof *j.hints);
    int rc = j.measures && j.raw && j.prose && j.hints ? judge(&j, stated, fragment) : tkit_fail_nomem(tk);
    tkit_free(tk, j.measures, blocks * sizeof *j.measures);
    tkit_free(tk, j.raw, nodes * sizeof *j.raw);
    tkit_free(tk, j.prose, nodes * sizeof *j.prose);
    tkit_free(tk, j.hints, nodes * sizeof *j.hints);
    tkit_free(tk, j.stated, j.stated ? blocks : 0);
    return rc;
}
