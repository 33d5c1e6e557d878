/* Blocks that the pages of one site share: subscription boxes, disclaimers, "about us" under every article.
 *
 * First all pages are counted, then each is judged by the counts: what a third of a site's pages say, and at least
 * four, is furniture. Counts are sums, so the order of the pages does not matter; the same page twice counts once. */
#ifndef TOOLKIT_LOAD_SITE_H
#define TOOLKIT_LOAD_SITE_H

#include "load/document.h"

struct tkit_sites;

/* The site of an address: a hash of its host without "www."; 0 when it is none. */
uint64_t tkit_site_of(const char *url);

int tkit_sites_create(tkit *tk, struct tkit_sites **out);
void tkit_sites_free(struct tkit_sites *sites); /* NULL is fine */

/* Counts the body blocks of a page; of documents without an address, nothing. TKIT_ELIMIT beyond limit `site_blocks`:
 * from then on nothing repeats (which pages were seen before would decide otherwise). O(bytes of the text). */
int tkit_sites_count(struct tkit_sites *sites, const tkit_document *document);

/* Marks the body blocks that repeat as boilerplate, detail "repeated-paragraph" (what it was behind the hyphen), and
 * gives back what was marked and no longer repeats. The document must be complete. *changed: how many; may be NULL. */
int tkit_sites_judge(const struct tkit_sites *sites, tkit_document *document, size_t *changed);

#endif
