/* One record of a structured file (a JSON object, a CSV row) on its way to a document: which field plays which role,
 * the text put together from its pieces, the rest as facts and metadata. */
#ifndef TOOLKIT_LOAD_RECORD_H
#define TOOLKIT_LOAD_RECORD_H

#include "load/format.h"

enum tkit_role {
    ROLE_META, /* a metadata key */
    ROLE_TEXT,
    ROLE_TITLE,
    ROLE_FACT, /* any other fact: date, source, author ... */
};

/* The role of a field called `key` (a dotted path inside nested objects) by the caller's mapping, else by its name.
 * `*as` is the name to keep it under: the key, or the role that the mapping gives it. */
enum tkit_role tkit_record_role(const tkit_load_options *options, const char *key, const char **as);

/* Does the mapping say which field is the text? Then no other is taken for it. */
bool tkit_record_maps_text(const tkit_load_options *options);

struct tkit_record {
    tkit_document *document;
    tkit_buffer text;      /* pieces are appended here ... */
    struct tkit_map map;   /* ... with their map to the bytes of the file (or of its UTF-8 form) */
    uint32_t title_end;    /* the title is text [0, title_end) */
};

/* Makes the document and adds what was given with the source. */
int tkit_record_begin(const struct tkit_source *source, struct tkit_record *record);
/* Call before a piece of text is appended: separates it from the one before by a blank line, which came from
 * nowhere. */
int tkit_record_separate(struct tkit_record *record, uint64_t source);

/* Finishes the document: text, map, name "FILE#N" (N = 0: FILE), hash of its `size` source bytes, encoding as `input`
 * says, blocks and facts. The record is empty afterwards. *out is NULL when the record had no text. */
int tkit_record_end(struct tkit_record *record, struct tkit_source *source, const struct tkit_input *input,
                    uint64_t shift, const void *bytes, size_t size, uint64_t n, tkit_document **out);
void tkit_record_free(struct tkit_record *record);

#endif
