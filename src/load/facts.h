/* Facts of a document: what its file states in fields, and what its text shows. */
#ifndef TOOLKIT_LOAD_FACTS_H
#define TOOLKIT_LOAD_FACTS_H

#include "load/document.h"

/* A field that the file states (front matter, JSON, meta tag, mail header): a fact when its key is one of the known
 * names for one ("headline", "datePublished" ...), metadata otherwise. `how` names the method; [start, end) is its
 * place in the text, equal when it has none. Dates are understood in the usual notations. */
int tkit_document_add_field(tkit_document *document, const char *key, const char *value, const char *how,
                            uint32_t start, uint32_t end);

/* The fact that a field of this name is (enum tkit_fact_name), -1 when it is none. */
int tkit_field_fact(const char *key);

/* Adds the fields that were given with the source. First, before the document's own, so that they win; then once more
 * with `again`, behind them, for metadata that the document's own replaced. */
struct tkit_source;
int tkit_document_add_given(tkit_document *document, const struct tkit_source *source, bool again);

/* Title, date, outlet, author from the blocks and their text. Facts that are known already stay. */
int tkit_document_find_facts(tkit_document *document);

/* The first place of `phrase` in [start, end), without regard to ASCII case; `end` when it is not there. */
uint32_t tkit_facts_find(const char *text, uint32_t start, uint32_t end, const char *phrase);

/* "Maren Evening Post, 6 June 2031": where the paper's name before the date ends; the block's start without one. */
uint32_t tkit_facts_signature_end(const char *text, const tkit_block *block);

#endif
