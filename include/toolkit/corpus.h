/* corpus.h: the corpus file: documents, layers, claims, index segments in one SQLite file.
 *
 * The schema is part of the interface: any SQLite client may read it (README, "The corpus file"). Columns of tokens and
 * lists of passages are blobs; everything else is rows. A corpus belongs to its context's thread. One process writes at
 * a time, any number read; readers see the state of the last commit. */
#ifndef TOOLKIT_CORPUS_H
#define TOOLKIT_CORPUS_H

#include <toolkit/document.h>
#include <toolkit/nlp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- opening ---- */

typedef struct tkit_corpus tkit_corpus;

enum tkit_open_mode {
    TKIT_OPEN_DEFAULT,  /* read and write; created when missing; read only when the file cannot be written */
    TKIT_OPEN_READ,     /* read only; must exist */
    TKIT_OPEN_EXISTING  /* read and write; must exist */
};

typedef struct tkit_corpus_options {
    uint32_t size; /* sizeof(tkit_corpus_options) */
    int mode;      /* enum tkit_open_mode */
} tkit_corpus_options;

/* Opens a corpus file; NULL or ":memory:" as path gives one that lives in memory. `options` may be NULL. Errors:
 * TKIT_EIO, TKIT_EPERMISSION (cannot be opened), TKIT_EFORMAT (an SQLite file that is no corpus, or no SQLite file at
 * all), TKIT_EUNSUPPORTED (written by a newer version; for writing, an index of another format than this version's:
 * read only, the documents of such a file can be read, and queries fail with this code), TKIT_ECORRUPT, TKIT_EBUSY,
 * TKIT_ENOMEM. */
TKIT_API int tkit_corpus_open(tkit *tk, const char *path, const tkit_corpus_options *options, tkit_corpus **out);

/* Drops the caller's reference. Statements, layers and cursors keep the file open until they are closed as well.
 * NULL is fine. */
TKIT_API void tkit_corpus_close(tkit_corpus *corpus);

TKIT_API const char *tkit_corpus_path(const tkit_corpus *corpus); /* NULL: in memory */
TKIT_API int tkit_corpus_is_read_only(const tkit_corpus *corpus);

/* Number of documents, those that are linked to an identical one included. O(documents / 1000). */
TKIT_API int tkit_corpus_count(tkit_corpus *corpus, uint64_t *count);

/* Groups changes into one transaction; calls nest. tkit_corpus_end() commits when `keep` is not 0, else everything
 * since the outermost begin is undone. TKIT_EBUSY: another process is writing. */
TKIT_API int tkit_corpus_begin(tkit_corpus *corpus);
TKIT_API int tkit_corpus_end(tkit_corpus *corpus, int keep);

/* ---- documents ---- */

typedef struct tkit_add_options {
    uint32_t size;                 /* sizeof(tkit_add_options) */
    const tkit_load_options *load; /* how to read the inputs; NULL = defaults */
    const char *attributes;        /* columns of vertical text, "word,lemma,tag"; or, when all of them are words or
                                    * computed from words, what to compute: "word,lower" (always there), "stem"
                                    * (English) or "stem:german" (any Snowball language), which the corpus then keeps;
                                    * NULL = "word" */
    int prune;                     /* not 0: remove documents of these inputs whose file is gone */
    int annotate;                  /* not 0: documents get the language layer, see tkit_corpus_annotate() */
    unsigned threads;              /* 0 = 1; more read, prepare and annotate texts while others are indexed. The file is
                                      the same for any number */
} tkit_add_options;

typedef struct tkit_add_summary {
    uint64_t added;     /* new documents */
    uint64_t replaced;  /* documents whose file changed */
    uint64_t renamed;   /* known content under a new name, the old file being gone */
    uint64_t identical; /* files with the content of another document: listed and linked, stored and indexed once */
    uint64_t unchanged; /* documents that were there already */
    uint64_t removed;   /* by `prune` */
    uint64_t missing;   /* documents of these inputs whose file is gone, without `prune` */
    uint64_t skipped;   /* files that could not be read as text */
    uint64_t bytes;     /* text added, in bytes */
    uint64_t tokens;    /* tokens indexed */
    uint64_t annotated; /* with `annotate`: documents whose tokens are those of the language layer */
    uint64_t other_language; /* with `annotate`: documents that are not English, and so were indexed without */
} tkit_add_summary;

/* Adds files, folders, archives (whatever tkit_loader_open() takes) or brings them up to date. A file with the size
 * and time of the last run is not read again; one with the SHA-256 of the last run is not stored again. Commits
 * after each index segment: when the process dies, the same call completes the job. A file that cannot be read is
 * reported through the loader's notes and is no error. `options` and `summary` may be NULL.
 * Errors: TKIT_EBUSY, TKIT_EIO (disk full too), TKIT_EINTERRUPT (what was committed stays), TKIT_ENOMEM. */
TKIT_API int tkit_corpus_add(tkit_corpus *corpus, const char *const *inputs, size_t count,
                             const tkit_add_options *options, tkit_add_summary *summary);

/* What happened to one document. */
enum tkit_add_outcome {
    TKIT_ADDED = 1,
    TKIT_REPLACED,
    TKIT_RENAMED,
    TKIT_IDENTICAL, /* *id is that of the new, linked document */
    TKIT_UNCHANGED
};

/* Adds one document, in a transaction of its own (or in the caller's, see tkit_corpus_begin()). Returns an outcome
 * above 0, or an error. Its name decides: a document of that name with other content is replaced. Of `options` (may be
 * NULL) `annotate` is read. */
TKIT_API int tkit_corpus_add_document(tkit_corpus *corpus, tkit_document *document,
                                      const tkit_add_options *options, int64_t *id);

/* Removes a document with its layers and claims. TKIT_ENOTFOUND. */
TKIT_API int tkit_corpus_remove(tkit_corpus *corpus, int64_t id);

/* The id of a document by its name. TKIT_ENOTFOUND. */
TKIT_API int tkit_corpus_find_file(tkit_corpus *corpus, const char *file, int64_t *id);

/* The document as it was added: text, map, blocks, facts, metadata. Release it. TKIT_ENOTFOUND, TKIT_ECORRUPT when the
 * text is not what was written. */
TKIT_API int tkit_corpus_document(tkit_corpus *corpus, int64_t id, tkit_document **out);

/* The smallest id above `after` (start with 0): 1, or 0 behind the last. Ids ascend in the order of adding and are
 * never used again. A linked document has *same_as != 0 (may be NULL). */
TKIT_API int tkit_corpus_next(tkit_corpus *corpus, int64_t after, int64_t *id, int64_t *same_as);

/* ---- the language layer ---- */

typedef struct tkit_annotate_options {
    uint32_t size;           /* sizeof(tkit_annotate_options) */
    const tkit_model *model; /* of kind "labels"; NULL = words */
    const char *layer;       /* with `model`: the layer for its spans; must be given */
    unsigned threads;        /* 0 = 1; how many annotate, each about 400 KB of memory and the texts at hand. The file is
                                the same for any number */
    double least;            /* with `model`: the least probability of a span (tkit_labeller_set_least()); 0 =
                                TKIT_LABELS_LEAST, below 0: all are written */
} tkit_annotate_options;

typedef struct tkit_annotate_summary {
    uint64_t annotated;      /* documents that were annotated now */
    uint64_t other_language; /* documents that are not English: left as they are */
    uint64_t tokens;         /* tokens that were indexed again: of all documents, when one was annotated */
    uint64_t spans;          /* with `model`: spans written */
} tkit_annotate_summary;

/* Annotates the documents of a corpus (see nlp.h); English, or of unknown language.
 *
 * Without a model, documents that have no tokens of their own get words as Universal Dependencies count them: what was
 * one token, "don't", is now two, "do" and "n't", each with its own bytes, which together are those of the token; marks
 * are words. Attributes of the index are then word, lower, lemma, pos (UPOS), xpos, head (distance to the head in
 * words, "0" for a root: a head is at position + head), relation, and ent (kind of the name a word lies in, ""
 * outside). Sentences are those of the annotation. Names are spans of the layer "ent" as well, with their kind as
 * label. Documents that came with tokens (vertical text, CoNLL-U), or were annotated before, stay as they are. When
 * there is something to do the whole index is written again, in one transaction: O(corpus). Texts are annotated by
 * `threads` threads, written by one.
 *
 * The table `setting` says what a corpus was annotated with last: "model.tagger" and the like, "model.labels.LAYER",
 * each with the model's version and hash, as tkit_model_identify() tells them.
 *
 * With a model, what it finds goes into a layer, which is emptied first: spans with their label and {"unit": n}, where
 * spans of one document with the same n belong together.
 *
 * `options` and `summary` may be NULL. Errors: TKIT_EINVALID (a model without a layer, or of another kind), TKIT_EBUSY,
 * TKIT_EINTERRUPT (nothing has changed then), TKIT_EIO, TKIT_ENOMEM. */
TKIT_API int tkit_corpus_annotate(tkit_corpus *corpus, const tkit_annotate_options *options,
                                  tkit_annotate_summary *summary);

/* ---- layers: named sets of spans over the texts ---- */

typedef struct tkit_layer tkit_layer;

/* A layer by name; with `create` not 0 it is made when missing. Names: letters, digits, `_`, `-`, `.`.
 * Errors: TKIT_ENOTFOUND, TKIT_EINVALID. */
TKIT_API int tkit_layer_open(tkit_corpus *corpus, const char *name, int create, tkit_layer **out);
TKIT_API void tkit_layer_close(tkit_layer *layer); /* NULL is fine */
TKIT_API const char *tkit_layer_name(const tkit_layer *layer); /* as long as the layer */
TKIT_API int tkit_layer_count(tkit_layer *layer, uint64_t *count); /* its spans. O(spans) */

/* The name of the layer at `index`, in alphabetical order: 1, 0 behind the last. The name lives until the next call. */
TKIT_API int tkit_corpus_layer_at(tkit_corpus *corpus, size_t index, const char **name);

typedef struct tkit_layer_span {
    int64_t document;
    uint32_t start, end;  /* half-open bytes of the document's text */
    const char *label;    /* NULL: none */
    const char *json;     /* attributes as a JSON object, NULL: none */
} tkit_layer_span;

/* Adds a span. Errors: TKIT_ENOTFOUND (document), TKIT_EINVALID (outside the text; attributes that are no JSON
 * object). */
TKIT_API int tkit_layer_add(tkit_layer *layer, const tkit_layer_span *span);

/* Removes the spans of one document, of all with document = 0. */
TKIT_API int tkit_layer_clear(tkit_layer *layer, int64_t document);

/* Walks the spans of one document (0: of all) in the order of document, start, longest first. */
typedef struct tkit_span_cursor tkit_span_cursor;
TKIT_API int tkit_layer_spans(tkit_layer *layer, int64_t document, tkit_span_cursor **out);
TKIT_API int tkit_span_cursor_next(tkit_span_cursor *cursor, tkit_layer_span *out); /* 1, 0 at the end, error */
TKIT_API void tkit_span_cursor_close(tkit_span_cursor *cursor);

/* ---- is the file sound? ---- */

typedef struct tkit_verify_summary {
    uint64_t texts, blobs, segments; /* looked at */
    uint64_t bytes;                  /* hashed */
    uint64_t faults;
} tkit_verify_summary;

/* Called for each fault: one line, lives until the callback returns. */
typedef void (*tkit_verify_report)(void *user, const char *fault);

/* Hashes every text and every blob and compares, decodes the whole index, lets SQLite check its structure. `report` and
 * `summary` may be NULL. TKIT_OK: sound; TKIT_ECORRUPT: faults were found; TKIT_EUNSUPPORTED: an index of another
 * format than this version's, which cannot be decoded; TKIT_EINTERRUPT. O(file). */
TKIT_API int tkit_corpus_verify(tkit_corpus *corpus, tkit_verify_report report, void *user,
                                tkit_verify_summary *summary);

/* ---- SQL ---- */

enum tkit_value_type { TKIT_NULL, TKIT_INTEGER, TKIT_NUMBER, TKIT_TEXT, TKIT_BLOB };

typedef struct tkit_value {
    int type; /* enum tkit_value_type */
    int64_t integer;
    double number;
    const char *text; /* text and blobs; of a result: lives until the next step */
    size_t length;
} tkit_value;

typedef struct tkit_statement tkit_statement;

/* Prepares one statement. Unless `writable`, whatever could change the file, attach another one, or load code is
 * refused with TKIT_EQUERY. Text that SQLite does not parse is TKIT_EQUERY as well. */
TKIT_API int tkit_statement_open(tkit_corpus *corpus, const char *sql, size_t length, int writable,
                                 tkit_statement **out);
/* Sets parameter `index` (from 1). Strings are copied. TKIT_EINVALID: no such parameter. */
TKIT_API int tkit_statement_bind(tkit_statement *statement, int index, const tkit_value *value);
TKIT_API int tkit_statement_parameter_count(const tkit_statement *statement);
TKIT_API int tkit_statement_step(tkit_statement *statement); /* 1 for a row, 0 at the end, error */
TKIT_API int tkit_statement_column_count(const tkit_statement *statement);
TKIT_API const char *tkit_statement_column_name(const tkit_statement *statement, int column); /* from 0 */
/* A value of the row that the last step gave; TKIT_NULL for a column that is not there. */
TKIT_API void tkit_statement_column(const tkit_statement *statement, int column, tkit_value *out);
TKIT_API void tkit_statement_close(tkit_statement *statement); /* NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
