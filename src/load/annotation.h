/* Tokens and structures that came with a text: vertical text (CWB, Manatee) and CoNLL-U.
 *
 * Such a file has no running text: it is put together from the forms, with a blank between two tokens unless the file
 * says otherwise, and each token keeps its bytes. The columns become attributes of the index, the structures layers. */
#ifndef TOOLKIT_LOAD_ANNOTATION_H
#define TOOLKIT_LOAD_ANNOTATION_H

#include "load/format.h"

enum { ANNOTATION_COLUMNS = 32, ANNOTATION_DEPTH = 64 };

struct tkit_region {
    const char *name;    /* of the layer */
    const char *label;   /* NULL: none */
    const char *json;    /* attributes as a JSON object, NULL: none */
    uint32_t start, end; /* bytes of the text */
};

struct tkit_given_annotation {
    const char *names[ANNOTATION_COLUMNS]; /* of the attributes; names[0] is "word" */
    unsigned columns;
    tkit_spans tokens;
    tkit_buffer values;    /* for each token its columns 1 .., each with NUL */
    struct tkit_region *regions;
    size_t region_count, region_capacity;
    uint32_t *sentences;   /* numbers of first tokens */
    size_t sentence_count, sentence_capacity;
};

void tkit_given_annotation_free(tkit *tk, struct tkit_given_annotation *annotation);

/* ---- a document under construction ---- */

struct tkit_annotating {
    struct tkit_source *source;
    struct tkit_input *input;
    tkit_document *document;
    struct tkit_given_annotation *annotation; /* the document's */
    tkit_buffer text;
    size_t start;                       /* of the document in the input */
    size_t paragraph;                   /* where the text's current block starts */
    struct tkit_region open[ANNOTATION_DEPTH];
    unsigned depth;
    bool glued;                         /* no blank before the next token */
    bool broken;                        /* a new paragraph before the next token */
};

/* One token. form: already decoded, from input bytes [from, to); values[1 .. columns) as NUL-terminated strings. */
int tkit_annotating_token(struct tkit_annotating *a, const char *form, size_t length, size_t from, size_t to,
                          const char *const *values);
/* A structure starts at the next token, or ends behind the last. Attributes: a JSON object or NULL, copied. An end
 * without a start says nothing; an end closes what was left open inside. "s" also starts a sentence. */
int tkit_annotating_open(struct tkit_annotating *a, const char *name, size_t length, const char *json);
int tkit_annotating_close(struct tkit_annotating *a, const char *name, size_t length);
/* The innermost open structure gets these attributes instead of those that it was opened with. */
int tkit_annotating_describe(struct tkit_annotating *a, const char *json);

/* The next document with tokens, as a format's `next` gives it. `names`: the attributes, "word" first. `read` reads
 * one, of which source->state is the first argument, moves *at and says where the document ends. */
typedef int tkit_annotating_reader(void *state, struct tkit_annotating *a, size_t *end);
int tkit_annotating_next(struct tkit_source *source, struct tkit_input *input, const size_t *at,
                         const char *const *names, unsigned columns, tkit_annotating_reader *read,
                         struct tkit_item *item);

/* Appends a JSON string. */
void tkit_put_json_string(tkit_buffer *out, const char *text, size_t length);

#endif
