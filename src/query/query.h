/* What the files of query/ know about a query and its hits. */
#ifndef TOOLKIT_QUERY_QUERY_H
#define TOOLKIT_QUERY_QUERY_H

#include "base/buffer.h"
#include "query/match.h"

#include <toolkit/query.h>

/* The text and the tokens of one document, kept for the next call. */
struct document_view {
    int64_t document;
    tkit_buffer text;
    tkit_spans tokens;
    uint32_t line_start, line; /* of the last place that was asked for: where its line starts, its number from 1 */
};

struct tkit_query {
    tkit *tk;
    unsigned references;
    struct tkit_index *index;
    tkit_arena arena;
    struct parsed *parsed;
    struct program *program;
    tkit_query_options options;
    tkit_hits *within;
    struct search **searches; /* one a segment, opened when reached */
    size_t segment;           /* that tkit_query_next() stands in */
    uint64_t given;
    uint64_t deadline;        /* see struct scope */
    bool counted;
    uint64_t count;
    const char *explanation;
    struct document_view view;
    const char ***files;      /* [segment][document number], read when needed */
};

tkit_query *tkit_query_retain(tkit_query *query);

/* Where the names of a segment's conditions lead; what is found lies in the arena. */
struct scope tkit_query_scope(const tkit_query *query, tkit_arena *arena, size_t segment);

/* A search of its own over a segment, for who goes through all of it; `documents_only`: see struct scope. */
int tkit_query_open_search(tkit_query *query, tkit_arena *arena, size_t segment, bool documents_only,
                           struct search **out);

/* The search of a segment, opened when it is not yet. */
int tkit_query_search(tkit_query *query, size_t segment, struct search **out);

/* The name of the document that holds a position. */
int tkit_query_file(tkit_query *query, size_t segment, uint32_t position, const char **out);

/* Text and tokens of the document that holds a position of a segment; *first is the position of its first token. */
int tkit_query_view(tkit_query *query, size_t segment, uint32_t position, uint32_t *first, struct document_view **out);

/* A key, parsed: see tkit_hits_value() in the public header. */
enum key_place { KEY_MATCH, KEY_FIRST, KEY_LAST, KEY_LEFT, KEY_RIGHT, KEY_LABEL, KEY_DOCUMENT, KEY_SIDE };
struct key {
    enum key_place place;
    bool descending, leftwards; /* leftwards: KEY_SIDE "left" */
    unsigned distance;          /* LEFT, RIGHT */
    unsigned label;
    char attribute[64];         /* or the metadata's key */
};

/* Values for one hit, looked up in `values`: one array of metadata per segment, filled when needed. */
struct key_reader {
    tkit_query *query;
    struct key key;
    const char ***values; /* KEY_DOCUMENT: [segment][document number] */
    struct tkit_attribute **attributes; /* per segment, NULL: none or not looked for */
    bool *known;
};
struct tkit_hits {
    unsigned references;
    tkit_query *query; /* keeps index, labels, searches */
    tkit_hit *items;
    size_t count, capacity;
    uint64_t total;
    tkit_buffer value;             /* of tkit_hits_value() */
    const char *value_key;         /* of the call before */
    struct key_reader value_reader;
};

int tkit_key_open(tkit_query *query, const char *text, struct key_reader *out); /* lies in the query's arena */
int tkit_key_value(struct key_reader *reader, const tkit_hit *hit, tkit_buffer *out); /* appends */

#endif
