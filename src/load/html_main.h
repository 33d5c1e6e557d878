/* Which blocks of a page are its text, and what the others are. */
#ifndef TOOLKIT_LOAD_HTML_MAIN_H
#define TOOLKIT_LOAD_HTML_MAIN_H

#include <toolkit/document.h>

#include "load/html_page.h"

struct html_verdict {
    uint8_t kind;       /* enum tkit_block_kind */
    bool is_body;
    bool keep;          /* belongs to the article in the wide sense: its text, title, credits, captions, comments */
    const char *detail; /* kind of boilerplate, or NULL */
};

/* Judges every block of the page: verdicts[page->block_count]. `title_block` is the block that shows the page's title,
 * -1 when none does; `stated` the article's text as the page gives it as data, or NULL. In a `fragment` everything is
 * text that no hint excludes. Linear in blocks and containers. Errors: TKIT_ENOMEM. */
int tkit_html_judge(const struct html_page *page, long title_block, const char *stated, bool fragment,
                    struct html_verdict *verdicts);

/* What a block is that belongs to the text: paragraph, heading, list, quotation, table, code. */
int tkit_html_kind(const struct html_page *page, size_t block);

#endif
