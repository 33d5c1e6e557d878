/* HTML inside other formats: feeds, XML records, e-books, mail. */
#ifndef TOOLKIT_LOAD_HTML_H
#define TOOLKIT_LOAD_HTML_H

#include "load/assemble.h"

enum tkit_html_flags {
    HTML_KEEP_ALL = 1, /* every block of the page, marked for what it is */
    HTML_FRAGMENT = 2, /* a piece of text in HTML, no page: all of it is text, and it states nothing about itself */
    HTML_NO_TITLE = 4  /* the title is known from elsewhere */
};

/* Reads HTML of `length` bytes and adds its blocks to the assembly. `map` leads from these bytes to the source. A page
 * also gives facts to the assembly's document. */
int tkit_html_assemble(struct tkit_assembly *a, const char *html, size_t length, const struct tkit_map *map,
                       unsigned flags);

/* Does it look like HTML: tags or character references in running text? */
bool tkit_html_is_likely(const char *text, size_t length);

#endif
