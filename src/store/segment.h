/* Reading the index: the interface for the query engine and for everything that counts.
 *
 * A tkit_index is a consistent view of all segments of a corpus. It stays valid, and stays the same, until it is
 * closed, whatever this or another process writes meanwhile. Segments are read row by row when they are touched;
 * each row is checked against its hash first, and what is decoded is checked against its bounds, so that a damaged
 * file gives TKIT_ECORRUPT and nothing else.
 *
 * Inside a segment, documents have numbers 0 .. documents - 1 and tokens have *positions* 0 .. tokens - 1, which run
 * through all its documents. Removed documents keep their positions: look at document[n], which is 0 for them, before
 * a hit counts. Everything here belongs to the view and to the thread of its context.
 *
 * Errors: functions that return int give a code. The fast ones (columns, postings) cannot; they leave the code in
 * segment->status, which stays, and give harmless values (form 0, no position). Look at it when a loop has ended. */
#ifndef TOOLKIT_STORE_SEGMENT_H
#define TOOLKIT_STORE_SEGMENT_H

#include "base/arena.h"
#include "store/bitpack.h"
#include "store/corpus.h"
#include "store/segment_format.h"

#define TKIT_NO_TOKEN UINT32_MAX /* behind the last position, document number, form */

/* ---- the view ---- */

struct tkit_index {
    tkit_corpus *corpus;
    unsigned references;
    bool snapshot;     /* it holds a read transaction open */
    int64_t generation;
    struct tkit_segment **segments; /* in the order of their ids */
    size_t count;
    uint64_t tokens, documents, sentences; /* without removed documents; sentences: with them */
};

/* The current state of the corpus. Cheap when nothing changed since the last time: rows that were read are kept. */
int tkit_index_open(tkit_corpus *corpus, struct tkit_index **out);
void tkit_index_close(struct tkit_index *index); /* NULL is fine */
/* Does any segment have the attribute, or is there no segment yet? */
bool tkit_index_has_attribute(const struct tkit_index *index, const char *name);
/* TKIT_ENOTFOUND, naming those that are there, when it has not. */
int tkit_index_need_attribute(const struct tkit_index *index, const char *name);
/* What there is, for a message about an attribute that is not: "word lower; annotation adds this one". */
void tkit_index_list_attributes(const struct tkit_index *index, const char *missing, char *list, size_t size);
/* TKIT_EUNSUPPORTED, naming both, when a segment's format is not this program's. */
int tkit_index_check_format(tkit_corpus *corpus, int format);

/* ---- a segment ---- */

struct tkit_row {
    uint8_t *data; /* NULL: not read yet; BITS_SLACK bytes longer */
    uint32_t size;
};

/* A row of a column: its bytes, and what of them was decoded. */
struct tkit_column_row {
    uint64_t ready;  /* bit c: chunk c is decoded */
    uint32_t *forms; /* NULL before the first is */
    struct tkit_row row;
};

/* One form of a lexicon. */
struct tkit_term {
    uint32_t tokens;    /* how often it occurs, removed documents included */
    uint32_t documents; /* in how many documents, likewise */
};

/* The passages that hold a form of a base attribute. */
struct tkit_listing {
    uint32_t passages;       /* how many */
    uint32_t row, bit, bits; /* the list of them, if there is one: bits from bit `bit` of that row */
};

struct tkit_attribute {
    char name[MAX_ATTRIBUTE_NAME + 1];
    struct tkit_segment *segment;
    struct tkit_attribute *base; /* itself, or what it is derived from: "lower" of "word" */
    unsigned number;
    uint32_t forms; /* size of the lexicon */

    /* After tkit_attribute_load(): */
    struct tkit_term *terms; /* NULL before */
    char *text;              /* all forms in bytewise order, one behind the other */
    uint32_t *ends;          /* form -> end of its text */
    uint32_t *map;           /* derived: form of each base form */
    uint32_t *base_starts;   /* derived: its base forms are base_forms[base_starts[f] .. base_starts[f + 1]) */
    uint32_t *base_forms;

    /* Private. Base attributes: rows, read when needed; posting lists, made when first asked for and kept. Derived
     * ones: positions of forms that are several of the base. */
    struct tkit_column_row *column;
    struct tkit_row counts;  /* what the terms were read from, kept for the listings */
    struct tkit_listing *listings; /* NULL before the first posting list is made */
    struct tkit_row *lists;  /* likewise */
    struct tkit_row **positions, **documents; /* encoded posting lists: see tkit_list_made() */
    struct tkit_column_code code;
    uint32_t *frequent; /* forms in the order of the code; NULL before a chunk is decoded */
    uint32_t column_rows, list_rows;
    uint32_t text_size, split;
    struct tkit_form_set *sets; /* see tkit_form_set_find() */
    struct tkit_marks *marks;   /* see tkit_marks_open() */
};

struct tkit_segment {
    tkit_corpus *corpus;
    int64_t id;
    int status; /* TKIT_OK, or the first error of a fast function; stays */
    uint32_t tokens, documents, sentences, passages;
    uint32_t *first_token; /* document number -> its first position; [documents] = tokens */
    uint32_t *passage;     /* passage -> its first position; [passages] = tokens */
    int64_t *document;     /* document number -> id in the corpus, 0 when it was removed */
    uint32_t removed;      /* documents */
    uint32_t removed_tokens;
    struct tkit_attribute *attributes; /* attributes[0] is "word" */
    unsigned attribute_count;
    uint32_t *sentence;    /* see tkit_segment_sentences() */
    struct tkit_regions *regions; /* cache of tkit_segment_regions() */
};

/* The attribute of a name, NULL when this segment has none (then all its tokens have the form ""). Where there is none
 * of that name, "rel" and "deprel" are "relation", and "upos" is "pos". */
struct tkit_attribute *tkit_segment_attribute(struct tkit_segment *segment, const char *name);

/* The document that holds a position. O(log documents); with the number of a document at or before it as `hint`, O(log
 * distance). */
uint32_t tkit_segment_document_of(const struct tkit_segment *segment, uint32_t position, uint32_t hint);

/* First positions of all sentences, ascending; a sentence ends where the next one or its document ends. NULL on error
 * and when there are none. O(sentences) the first time. */
const uint32_t *tkit_segment_sentences(struct tkit_segment *segment);

/* ---- lexicon ---- */

/* Reads lexicon and counts. Everything below about forms wants it done. O(forms) the first time, then nothing. */
int tkit_attribute_load(struct tkit_attribute *attribute);

static inline const char *tkit_attribute_form(const struct tkit_attribute *a, uint32_t form, uint32_t *length)
{
    uint32_t start = form ? a->ends[form - 1] : 0;
    *length = a->ends[form] - start;
    return a->text + start;
}

/* The first form that is not less than `text`, bytewise: `forms` when all are less. Forms with a prefix are
 * neighbours. */
uint32_t tkit_attribute_lower_bound(const struct tkit_attribute *attribute, const char *text, size_t length);

/* The number of a form, TKIT_NO_TOKEN when it does not occur. */
uint32_t tkit_attribute_find(const struct tkit_attribute *attribute, const char *text, size_t length);

/* Sets of forms that were expensive to find: kept with the view under a key of the caller's. */
struct tkit_kept_forms {
    const uint64_t *bits; /* a bit a form; borrowed until the next call */
    uint32_t forms;       /* how many */
    uint64_t tokens;      /* that have one of them */
};

/* False when the set is not known (any more). */
bool tkit_form_set_find(struct tkit_attribute *attribute, const char *key, size_t length, struct tkit_kept_forms *out);
int tkit_form_set_keep(struct tkit_attribute *attribute, const char *key, size_t length,
                       const struct tkit_kept_forms *set); /* copies */

/* ---- columns: position -> form ---- */

/* Decodes the chunk that holds a position; false on error (segment->status). */
bool tkit_column_read(struct tkit_attribute *base, uint32_t position);

/* The form at a position < tokens. For a derived attribute, tkit_attribute_load() must have been called. */
static inline uint32_t tkit_column_form(struct tkit_attribute *a, uint32_t position)
{
    struct tkit_attribute *base = a->base;
    struct tkit_column_row *row = &base->column[position / COLUMN_ROW_TOKENS];
    uint32_t in = position % COLUMN_ROW_TOKENS;
    if (!(row->ready >> in / COLUMN_CHUNK & 1) && !tkit_column_read(base, position))
        return 0;
    uint32_t form = row->forms[in];
    return a == base ? form : a->map[form];
}

/* Forms of positions [first, first + count), of any length; faster than one by one. */
void tkit_column_forms(struct tkit_attribute *attribute, uint32_t first, uint32_t count, uint32_t *forms);

/* ---- marks: where the forms of a set stand ----
 *
 * A bit a position instead of a form: what lies between tokens that are far from each other is told without touching
 * the column, which is 32 times as large. */

struct tkit_marks {
    struct tkit_attribute *attribute;
    uint64_t *bits; /* of positions */

    /* Private. */
    uint8_t *ready; /* a chunk each */
    struct tkit_marks *next;
    uint64_t *forms;
    unsigned users;
};

/* The marks of a set of forms: a bit each. Kept after closing as long as they are among the last few that were asked
 * for. */
int tkit_marks_open(struct tkit_attribute *attribute, const uint64_t *forms, struct tkit_marks **out);
void tkit_marks_close(struct tkit_marks *marks); /* NULL is fine */

/* Finds the marks of a chunk of the column; all are 0 on error (segment->status). */
void tkit_marks_find(struct tkit_marks *marks, size_t chunk);

/* Marks of positions [64 * word, 64 * word + 64); the first of them is in the segment. */
static inline uint64_t tkit_marks_word(struct tkit_marks *m, size_t word)
{
    if (!m->ready[word / (COLUMN_CHUNK / 64)])
        tkit_marks_find(m, word / (COLUMN_CHUNK / 64));
    return m->bits[word];
}

/* How many marks positions [first, end) have, no further than to `enough`; whether all of them have one. */
uint32_t tkit_marks_count(struct tkit_marks *marks, uint32_t first, uint32_t end, uint32_t enough);
bool tkit_marks_are_all(struct tkit_marks *marks, uint32_t first, uint32_t end);

/* ---- postings: form -> positions, form -> documents ----
 *
 * The file tells the passages of a form. Its positions are looked up in them when they are asked for the first time,
 * and kept, packed. So the first time costs a walk through these passages (about 0.3 ns for each of their tokens),
 * every further time nothing. */

/* A cursor over one posting list. */
struct tkit_cursor {
    struct tkit_segment *segment;
    struct tkit_posting_list list;
    uint32_t block;           /* that is in `numbers` */
    const uint32_t *at, *end; /* what is left of it */
    uint32_t numbers[PACK_BLOCK];
};

/* Ascending numbers - positions, or documents - of one form or of the union of several. Numbers below what was passed
 * never come again. */
struct tkit_postings {
    struct tkit_segment *segment;
    uint64_t total;   /* sum over the forms: an upper bound, exact for positions */
    uint32_t current; /* the number that the last next or seek gave; TKIT_NO_TOKEN behind the last */

    /* Private: one list; a few, kept side by side; or many, gathered in a bitmap when opened. */
    struct tkit_cursor *cursors;
    unsigned cursor_count;
    uint64_t *bits;
    size_t words, word;
    uint64_t left; /* bits of the current word that were not given yet */
};

/* Opens the union of `count` forms (of a base or derived attribute). Positions with tkit_postings_open_positions(),
 * numbers of documents with _documents(). The attribute must be loaded. The postings start before the first number. */
int tkit_postings_open_positions(struct tkit_postings *p, struct tkit_attribute *attribute, const uint32_t *forms,
                                 size_t count);
int tkit_postings_open_documents(struct tkit_postings *p, struct tkit_attribute *attribute, const uint32_t *forms,
                                 size_t count);
void tkit_postings_close(struct tkit_postings *p); /* zeroed or closed is fine */

/* The next number, TKIT_NO_TOKEN behind the last. */
uint32_t tkit_postings_next(struct tkit_postings *p);

/* The first number >= target, going forward only: `current` when that is it already. Skips blocks of 128 unread. */
uint32_t tkit_postings_seek(struct tkit_postings *p, uint32_t target);

/* The next up to `room` numbers at once: how many, 0 behind the last. The fastest way to go through a list. */
size_t tkit_postings_read(struct tkit_postings *p, uint32_t *numbers, size_t room);

/* ---- regions: layers as ranges of positions ---- */

struct tkit_regions {
    struct tkit_regions *next; /* of the segment's cache */
    char *name;
    size_t count;
    uint32_t *start, *end; /* half-open positions, by start, longest first; empty ones are left out */
    int64_t *span;         /* row of the table span, 0 for "s", "doc" and paragraphs from blocks; negative: the rest of
                              a structure that began in the document before (part="F", as in TEI) */
};

/* The regions of a layer in this segment; removed documents have none. "s" is sentences and "doc" documents; "p" is
 * the layer of that name when there is one, else the blocks. TKIT_ENOTFOUND: no such layer. Reads and tokenizes the
 * documents that have spans the first time, then nothing. */
int tkit_segment_regions(struct tkit_segment *segment, const char *layer, const struct tkit_regions **out);

/* ---- from positions back to text ---- */

/* The tokens of a document as byte spans: those that were imported with it, else tkit_tokenize() of its text. Token n
 * of document number d is position first_token[d] + n. `text` may be NULL or gets the text (append). */
int tkit_index_tokens(tkit_corpus *corpus, int64_t document, tkit_spans *out, tkit_buffer *text);

/* Appends the text of a document, checked against its hash. */
int tkit_index_text(tkit_corpus *corpus, int64_t document, tkit_buffer *out);

/* What the documents of a segment say under a key: "document" is the id; else a fact (title, date, source ...), else
 * metadata, else "file". values[n] for document number n, NULL when it says nothing. Strings and array live in the
 * arena. */
int tkit_segment_values(struct tkit_segment *segment, const char *key, tkit_arena *arena, const char ***values);

/* 1 for a fact ("title", "date" ...) and for what the metadata of any document of the corpus has, 0 for others, or an
 * error. */
int tkit_segment_knows_key(struct tkit_segment *segment, const char *key);

/* ---- inside store/ ---- */

/* Reads all rows of every segment of the open view: it no longer needs its snapshot. Called before something is
 * written. */
int tkit_index_pin(tkit_corpus *corpus);
/* The view's cache is of no use any more (the corpus closes). */
void tkit_index_discard(tkit_corpus *corpus);
/* One segment by its id, for merging; free it with tkit_segment_free(). */
int tkit_segment_load(tkit_corpus *corpus, int64_t id, struct tkit_segment **out);
void tkit_segment_free(struct tkit_segment *segment);
/* Reads one row of segment_part: data to be freed with its size. TKIT_ECORRUPT when it is missing or damaged. */
int tkit_segment_row(struct tkit_segment *segment, unsigned part, uint32_t row, struct tkit_row *out);

#endif
