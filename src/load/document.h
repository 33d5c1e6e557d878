/* A document under construction, and what the library itself may know of a finished one.
 *
 * Readers make a document with tkit_document_create(), give it text, map, blocks, facts and metadata, and hand it on;
 * from then on nobody changes it. The corpus store restores documents through the same calls. What a reader leaves to
 * the rules for running text (blocks, turns, facts) is worked out when it is first asked for: finish.c. Strings given
 * are copied. All calls return TKIT_OK or TKIT_ENOMEM unless said otherwise. */
#ifndef TOOLKIT_LOAD_DOCUMENT_H
#define TOOLKIT_LOAD_DOCUMENT_H

#include <pthread.h>
#include <stdatomic.h>

#include <toolkit/document.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "load/map.h"

enum tkit_fact_name {
    FACT_TITLE,
    FACT_DATE,
    FACT_SOURCE,
    FACT_AUTHOR,
    FACT_LANGUAGE,
    FACT_URL,
    FACT_MODIFIED,
    FACT_COUNT
};

struct tkit_candidate {
    enum tkit_fact_name name;
    tkit_fact fact;
};

struct tkit_pair {
    const char *key, *value;
};

struct tkit_given_annotation; /* annotation.h */

struct tkit_document {
    tkit *tk;
    atomic_uint references;
    tkit_arena arena; /* strings of blocks, facts and metadata */
    char *text;       /* NUL behind the last byte */
    size_t text_capacity;
    uint32_t length;
    struct tkit_map map;
    tkit_block *blocks;
    size_t block_count, block_capacity;
    tkit_fact facts[FACT_COUNT]; /* the chosen ones */
    struct tkit_candidate *candidates;
    size_t candidate_count, candidate_capacity;
    struct tkit_pair *metadata; /* sorted by key */
    size_t metadata_count, metadata_capacity;
    const char *file;
    char sha256[65];       /* "" until it is asked for */
    char *source_copy;     /* source bytes for that, NULL when they are the text's */
    size_t source_copied;
    const struct tkit_rules *rules; /* the caller's, for its blocks, or NULL. Borrowed while it is being made */
    const char *date_order; /* "dmy", "mdy" for dates of digits in its fields, NULL = take no ambiguous one. Borrowed
                               until tkit_document_finish(), a constant then */
    struct tkit_given_annotation *annotation; /* tokens and structures that came with the text, or NULL */
    uint64_t source_bytes; /* size of the source of this document (file, archive entry, record) */
    pthread_mutex_t completing; /* held by the thread that works out the rest */
    atomic_bool is_complete;    /* nothing is left of `finish` */
    unsigned finish;            /* enum tkit_finish: what the reader left */
    const char *newline;        /* for that, as in tkit_load_options. A constant */
    uint64_t wanted;            /* which of the files that tkit_load_options.want accepted it came from, from 1; 0 =
                                   none */
};

int tkit_document_create(tkit *tk, tkit_document **out);

/* Gives the document to the context of another thread, which has the same allocator. */
void tkit_document_move(tkit_document *document, tkit *tk);

/* The text: copied, or taken over from a buffer (which is empty afterwards). TKIT_ELIMIT above 4 GiB. */
int tkit_document_set_text(tkit_document *document, const char *text, size_t length);
int tkit_document_take_text(tkit_document *document, tkit_buffer *text);

int tkit_document_set_file(tkit_document *document, const char *file);

/* Remembers size and SHA-256 of the source. When text and source are the same bytes the hash is left for later. */
int tkit_document_set_source(tkit_document *document, const void *bytes, size_t size);

/* Blocks come in ascending order and do not overlap; `detail` is copied. A block with start == end is dropped. */
int tkit_document_add_block(tkit_document *document, const tkit_block *block);
/* The same for the common case: no turn; is_body follows from the kind. */
int tkit_document_add_plain_block(tkit_document *document, uint32_t start, uint32_t end, int kind,
                                  const char *detail);
int tkit_block_kind_is_body(int kind);

/* Sets the chosen value of a fact; with `value` NULL, forgets it. */
int tkit_document_set_fact(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact);
/* Sets it unless one is known already; either way it is among the candidates. */
int tkit_document_offer_fact(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact);
int tkit_document_add_candidate(tkit_document *document, enum tkit_fact_name name, const tkit_fact *fact);
/* enum tkit_fact_name of "title", "date" ...; -1 when there is none. */
int tkit_fact_name_of(const char *name);
const char *tkit_fact_name(enum tkit_fact_name name);

/* Sets a key to a value, replacing an earlier one. */
int tkit_document_set_metadata(tkit_document *document, const char *key, const char *value);
/* The value of a key, NULL when there is none. */
const char *tkit_document_get_metadata(const tkit_document *document, const char *key);

#endif
