/* Blocks that the pages of one site share, across a corpus: see load/site.h. */
#ifndef TOOLKIT_STORE_SITES_H
#define TOOLKIT_STORE_SITES_H

#include "load/site.h"
#include "store/corpus.h"

/* The sites whose pages changed in this run. Start with {0}. */
struct tkit_site_changes {
    uint64_t *sites;
    size_t count, capacity;
    bool all; /* a page was replaced or removed: any site may be meant */
};

/* A page came new into the corpus. */
int tkit_site_changes_add(struct tkit_site_changes *changes, const tkit_document *document);
void tkit_site_changes_free(struct tkit_site_changes *changes, tkit *tk);

/* Did pages come or go since the blocks were judged last? */
int tkit_corpus_sites_changed(tkit_corpus *corpus, bool *changed);

/* Marks what repeats in the pages of these sites, and gives back what no longer does, in the table of blocks; of all
 * sites when an earlier run did not come so far. After that the marks are what they would be if all pages had come at
 * once, in any order. Nothing is done when no page changed. *full: limit `site_blocks` was reached, nothing is
 * marked. */
int tkit_corpus_judge_sites(tkit_corpus *corpus, const struct tkit_site_changes *changes, bool *full);

#endif
