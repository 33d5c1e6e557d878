/* What a page says about itself: title, author, outlet, dates, language, address. */
#ifndef TOOLKIT_LOAD_HTML_META_H
#define TOOLKIT_LOAD_HTML_META_H

#include "load/html_page.h"

/* One statement, decoded, in the page's arena. */
struct html_statement {
    const char *value; /* NULL: the page does not say */
    const char *how;   /* "json-ld", "meta", "time", "heading", "link", "url", "attribute", "title-element" */
};

struct html_meta {
    struct html_statement title, date, modified, author, outlet, language, url;
    struct html_statement syndicated; /* who published it first: an outlet or an address */
    struct html_statement address_date; /* the date in the page's address */
    const char *text;         /* the article's text, given as data; may hold tags; NULL when it is not */
    unsigned text_pieces;     /* that it was put together from */
    long title_block;         /* the block that shows the title, -1 when none does */
};

/* Reads the page's properties. The most reliable statement of each kind wins: JSON-LD before meta elements before
 * marked elements. Errors: TKIT_ENOMEM. */
int tkit_html_meta_read(struct html_page *page, struct html_meta *meta);

#endif
