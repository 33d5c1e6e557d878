/* A page read into blocks: what the HTML reader knows before it decides which of them are the text.
 *
 * Holds the text of the whole page (menus, comments and all) in order, cut into blocks where a browser would begin a
 * new line, with the map back to the page's bytes; the containers (`div`, `article`, `li` ...) that the blocks lie in;
 * and the raw material of metadata. It owns all of it. It decides nothing. */
#ifndef TOOLKIT_LOAD_HTML_PAGE_H
#define TOOLKIT_LOAD_HTML_PAGE_H

#include "base/arena.h"
#include "load/html_tokenizer.h"
#include "load/map.h"

/* What a container's tag, class, id, role and itemprop say about its content. */
enum html_hint {
    HINT_BODY = 1 << 0,        /* the article's text itself: class "entry-content", itemprop "articleBody" */
    HINT_ARTICLE = 1 << 1,     /* an article with what belongs to it: <article>, <main>, class "post" */
    HINT_NAVIGATION = 1 << 2,  /* <nav>, menus, breadcrumbs, pagination */
    HINT_ASIDE = 1 << 3,       /* <aside>, sidebars, widgets, teasers, pull-outs */
    HINT_RELATED = 1 << 4,     /* links to other articles */
    HINT_SHARE = 1 << 5,       /* share bars, follow us */
    HINT_AD = 1 << 6,          /* advertising, sponsors, newsletters, paywalls */
    HINT_FOOTER = 1 << 7,
    HINT_HEADER = 1 << 8,
    HINT_COMMENT = 1 << 9,     /* readers' comments */
    HINT_CREDIT = 1 << 10,     /* byline, author box, date line */
    HINT_CAPTION = 1 << 11,    /* of a picture or video, with photo credits */
    HINT_TAGS = 1 << 12,       /* keywords and categories of the article */
    HINT_FORM = 1 << 13,       /* forms, buttons, choices, dialogs, cookie notices */
    HINT_HIDDEN = 1 << 14,     /* not displayed */
    HINT_EMBED = 1 << 15,      /* embedded posts, players */
    HINT_TITLE = 1 << 16,      /* class "headline", itemprop "headline" */
    HINT_LEAD = 1 << 17,       /* standfirst, summary, "dek" */
    HINT_METADATA = 1 << 18,   /* counts, reading time, print and text size tools */
    HINT_NOSCRIPT = 1 << 19,   /* shown only without scripts */
    HINT_CONSENT = 1 << 20     /* asks about cookies and data: long, but never the text */
};

struct html_node {
    uint32_t parent; /* index; the root (0) is its own parent */
    uint16_t tag;    /* enum html_tag */
    uint16_t depth;
    uint32_t hints;  /* its own; enum html_hint */
    uint32_t first_block, end_block; /* blocks opened while it was open: [first, end) */
    uint32_t class_hash; /* of tag and class: equal for repeated structures */
    uint32_t source;     /* where its start tag begins in the page */
};

struct html_block {
    uint32_t start, end;  /* in the page's text */
    uint32_t node;        /* innermost container at its first byte */
    uint32_t source;      /* byte of the page at its first byte */
    uint32_t linked;      /* bytes of it inside links and buttons */
    uint32_t emphasised;  /* bytes of it in bold type */
    uint16_t links;       /* links that begin in it */
    uint8_t tag;          /* the element that gave it its kind: HTML_P, HTML_H1, HTML_LI, HTML_TR, HTML_PRE ... */
    uint8_t lines;        /* lines in it, at most 255 */
};

/* Raw material of metadata, in order of appearance. Values are decoded. */
enum html_property_kind { PROPERTY_META, PROPERTY_LINK, PROPERTY_TIME, PROPERTY_DATA, PROPERTY_LD_JSON };

struct html_property {
    int kind;
    const char *name;  /* META: name, property or itemprop; LINK: rel; TIME: "datetime"; DATA: itemprop */
    const char *value; /* META: content; LINK: href; TIME: datetime; LD_JSON: the script's text */
    size_t length;     /* of the value */
    uint32_t node, block; /* where: containers, blocks begun before it */
    uint32_t source;
};

struct html_page {
    tkit *tk;
    const char *source;
    uint32_t source_length;
    tkit_buffer text;
    struct tkit_map map;
    struct html_node *nodes;
    size_t node_count, node_capacity;
    struct html_block *blocks;
    size_t block_count, block_capacity;
    struct html_property *properties;
    size_t property_count, property_capacity;
    const char *title;    /* of <title>, white space collapsed, or NULL */
    const char *language; /* <html lang>, or NULL */
    const char *base;     /* <base href>, or NULL */
    tkit_arena arena;
    uint32_t attributes_skipped; /* beyond limit markup_attributes */
    uint32_t elements_skipped;   /* deeper than limit markup_depth */
};

/* Reads a page; linear in its length, whatever its nesting. Errors: TKIT_ENOMEM, TKIT_EINTERRUPT. Free it either
 * way. */
int tkit_html_page_read(struct html_page *page, tkit *tk, const char *source, uint32_t length);
void tkit_html_page_free(struct html_page *page);

/* Hints that a list of names (the values of class, id, role) gives. */
uint32_t tkit_html_hints(const char *names, size_t length);

#endif
