/* The text that a page gives a second time as data (articleBody of JSON-LD): which blocks say it. */
#ifndef TOOLKIT_LOAD_HTML_STATED_H
#define TOOLKIT_LOAD_HTML_STATED_H

#include "load/html_page.h"

/* Sets stated[i] for every block whose letters stand in `text`, HTML or plain. *found: how much of the text the blocks
 * cover, 0 to 1; *size: letters of the text. O(bytes of text and blocks) for blocks in the order of the text, bounded
 * by a constant times that otherwise: what is not found by then counts as not stated. Errors: TKIT_ENOMEM. */
int tkit_html_find_stated(const struct html_page *page, const char *text, uint8_t *stated, float *found, size_t *size);

/* ASCII letters and digits in lower case and every byte beyond, without typographic marks: for comparing two showings
 * of one text. At most `room` bytes; returns how many. */
size_t tkit_html_squeeze(const char *s, size_t length, char *out, size_t room);

#endif
