/* document.h: sources of text become documents: text, byte map, blocks, metadata. */
#ifndef TOOLKIT_DOCUMENT_H
#define TOOLKIT_DOCUMENT_H

#include <toolkit/text.h>
#include <toolkit/nlp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A document: immutable once loaded, reference counted. Its text is UTF-8, decoded but never normalised. */
typedef struct tkit_document tkit_document;

/* One more reference; gives the document back. Any thread. */
TKIT_API tkit_document *tkit_document_retain(tkit_document *document);
TKIT_API void tkit_document_release(tkit_document *document); /* NULL is fine */

/* Text, map, hash and the facts that a file states are there from the start. Blocks and what the text itself shows
 * (turns, title, date, outlet, language) are worked out when a getter first needs them - in the thread that asks;
 * others that ask wait - or here, at a time of one's own choosing. Linear in the text. TKIT_OK, or TKIT_ENOMEM or
 * TKIT_EINTERRUPT, and the document is as before: the next call tries again. A getter that cannot return a code gives 0
 * or NULL then. */
TKIT_API int tkit_document_complete(tkit_document *document);

/* ---- text and its way back to the source ---- */

/* The text, NUL-terminated behind `*length` bytes. Borrowed. */
TKIT_API const char *tkit_document_text(const tkit_document *document, size_t *length);

/* The name: a path, "archive.tar.gz!folder/name.xml" inside an archive, "file.jsonl#12" for one record of many. */
TKIT_API const char *tkit_document_file(const tkit_document *document);

/* Lower-case hexadecimal SHA-256 of the source bytes of this document (64 digits). Borrowed. */
TKIT_API const char *tkit_document_sha256(const tkit_document *document);

/* Size of those source bytes. */
TKIT_API uint64_t tkit_document_source_bytes(const tkit_document *document);

/* Maps a span of the text to the bytes of the original file (of the archive entry, of the record's file) that it
 * was decoded from. The smallest source range that covers it. TKIT_EINVALID outside the text. */
TKIT_API int tkit_document_source_span(const tkit_document *document, uint32_t start, uint32_t end,
                                       uint64_t *source_start, uint64_t *source_end);

/* ---- blocks ---- */

enum tkit_block_kind {
    TKIT_BLOCK_TITLE = 1,
    TKIT_BLOCK_HEADING,
    TKIT_BLOCK_LEAD,
    TKIT_BLOCK_PARAGRAPH,
    TKIT_BLOCK_QUESTION, /* a reporter's turn */
    TKIT_BLOCK_ANSWER,   /* the turn of who answers or speaks */
    TKIT_BLOCK_LIST,
    TKIT_BLOCK_QUOTE,    /* set off as a quotation */
    TKIT_BLOCK_TABLE,
    TKIT_BLOCK_CODE,
    TKIT_BLOCK_CAPTION,
    TKIT_BLOCK_CREDIT,   /* byline, dateline, source, editor */
    TKIT_BLOCK_COMMENT,  /* readers' comments */
    TKIT_BLOCK_BOILERPLATE
};

/* A block never overlaps another; blocks ascend; white space between them belongs to none. */
typedef struct tkit_block {
    uint32_t start, end;
    int kind;                /* enum tkit_block_kind */
    const char *detail;      /* kind of boilerplate ("share-widget", "ad-javascript", "site-footer", "breadcrumb",
                                "duplicate-title", "credit-line" ...), or NULL. Borrowed */
    uint32_t speaker_start, speaker_end; /* the turn label's name ("Dara Venn"), equal when there is none;
                                it may lie in an earlier block when a turn runs over paragraphs */
    uint32_t body_start;     /* first byte behind the turn label; = start when there is no label */
    int is_body;             /* 0: title, boilerplate, caption, credit, comment; 1: text to analyse */
} tkit_block;

/* The blocks of a document, from index 0. TKIT_EINVALID behind the last. */
TKIT_API size_t tkit_document_block_count(const tkit_document *document);
TKIT_API int tkit_document_block(const tkit_document *document, size_t index, tkit_block *out);
TKIT_API const char *tkit_block_kind_name(int kind); /* "title", "paragraph", "question" ... */

/* Sentences block by block, so that none runs over the end of a block. `mode` is one of enum tkit_sentence_mode; white
 * space around a sentence belongs to none. Text outside the blocks has no sentences. O(length). Errors as
 * tkit_sentences(). */
TKIT_API int tkit_document_sentences(const tkit_document *document, int mode, tkit_spans *out);

/* ---- metadata ---- */

/* A derived fact: its value, how it was found, and the bytes that show it. */
typedef struct tkit_fact {
    const char *value;       /* NULL: not known */
    const char *how;         /* method: "explicit", "inferred", "meta", "json-ld", "path", "given", "first-line" ...;
                                "explicit-ordered": written in digits, 9/1/2011, that something else put in order:
                                metadata "date_order" is then "mdy" or "dmy", "date_order_how" says what */
    const char *precision;   /* dates: "day", "month", "year", "time"; else NULL */
    uint32_t start, end;     /* evidence in the text; equal when it lies elsewhere (a meta tag, the path) */
} tkit_fact;

/* "title", "date" (ISO 8601, "--07-05" when the year is unknown), "source" (outlet), "author", "language" (BCP 47),
 * "url", "modified". TKIT_ENOTFOUND for another name; value NULL when the document does not say. */
TKIT_API int tkit_document_fact(const tkit_document *document, const char *name, tkit_fact *out);

/* The candidates for a fact, the chosen one among them, in the order they were found: 1, or 0 behind the last, or
 * TKIT_ENOTFOUND for another name. */
TKIT_API int tkit_document_candidate(const tkit_document *document, const char *name, size_t index, tkit_fact *out);

/* Everything else that is known, as key and value, sorted by key: format, encoding, sidecar columns, mapped fields.
 * NULL after the last. */
TKIT_API const char *tkit_document_metadata(const tkit_document *document, size_t index, const char **value);

/* ---- loading ---- */

/* What happened to one input, documents and refusals alike. Strings live until the next call on the loader. */
typedef struct tkit_load_note {
    const char *file;
    const char *format;   /* "text", "html", ... or NULL */
    const char *encoding; /* "UTF-8", "windows-1252" ... or NULL */
    int code;             /* TKIT_OK, or why it was skipped */
    const char *message;  /* reason of a skip or a warning, with place; NULL when there is nothing to say */
} tkit_load_note;

/* Which field of a structured file (an XML element or attribute, a JSON member, a CSV column) plays which role. Roles:
 * "document" (the element that is one document), "text" (its text; several fields follow each other), "title", "date",
 * "modified", "source", "author", "language", "url"; any other role is a metadata key. The role "date_order" is "dmy"
 * (default in XML) or "mdy" for dates of digits such as 05/07/2021. XML fields are element names ("content"),
 * attributes ("@id"), or paths below the document's element ("head/title", "source/@name"). */
typedef struct tkit_field {
    const char *role;
    const char *field;
} tkit_field;

/* A format that the caller reads. `read` gets the whole file as UTF-8 and makes documents of it with the functions
 * below; its negative result is the file's error. Callbacks run inside tkit_loader_next(). */
typedef struct tkit_reading tkit_reading;
typedef struct tkit_reader {
    const char *name;       /* as `format` and in metadata */
    const char *extensions; /* "abc xyz", lower case, without dots; NULL when `sniff` decides */
    /* How sure it is about a file, from its first bytes: 0 no ... 100 certain. NULL = by extension. */
    int (*sniff)(void *user, const char *file, const char *bytes, size_t length);
    int (*read)(void *user, tkit_reading *reading, const char *file, const char *text, size_t length);
    void *user;
} tkit_reader;

/* Begins a document; the one before is complete. These four: TKIT_OK or an error, which `read` passes on: TKIT_EINVALID
 * (text or a field before any document, no UTF-8, a span outside the file), TKIT_ELIMIT, TKIT_ENOMEM. */
TKIT_API int tkit_reading_begin(tkit_reading *reading);
/* Appends UTF-8 text that stands for bytes [start, end) of the file's text: copied when it is as long, else changed as
 * a whole. TKIT_READING_FIND as `start` looks for it behind the piece before (and `end` is ignored). */
#define TKIT_READING_FIND UINT64_MAX
TKIT_API int tkit_reading_text(tkit_reading *reading, const char *text, size_t length, uint64_t start, uint64_t end);
/* Ends a paragraph: what follows begins a new one. */
TKIT_API int tkit_reading_paragraph(tkit_reading *reading);
/* A field of the document: a fact ("title", "date", "source" ...) or metadata. */
TKIT_API int tkit_reading_field(tkit_reading *reading, const char *key, const char *value);
/* Sets the message of an error and returns TKIT_EFORMAT, for `return tkit_reading_fail(...)`. */
TKIT_API int tkit_reading_fail(tkit_reading *reading, const char *message);

/* What the caller knows about blocks and the library does not: "a paragraph that begins with 'Reach us' is
 * boilerplate", "on this site the text is in div.story". Rules are asked about every block in the order given, and the
 * first that fits decides; one fits when all that it states fits. Rules with an `element` come first, while a web page
 * is read; the others behind the library's own rules and before turns and dates are sought. */
typedef struct tkit_block_rule {
    const char *name;    /* for messages, and the block's detail when there is no `detail`; NULL = "rule" */
    const char *phrase;  /* the block holds this, without regard to ASCII case */
    const char *pattern; /* this regular expression (tkit_regex) matches in it */
    const char *element; /* it lies in this element of a web page: "aside", ".teaser", "#comments", "div.story". At most
                            64 rules have one */
    uint32_t longest;    /* it has at most so many bytes; 0 = any number */
    int kind;            /* what it is then: enum tkit_block_kind. TKIT_BLOCK_PARAGRAPH with an `element` means that
                            what is in it is text: headings, lists and quotations stay what they are, the page's title
                            too */
    const char *detail;
    /* Or decides itself, when all of the above fit (`kind` may be 0 then): sets kind and detail of `block`, a copy of
     * the document's block `index`, and returns 1; 0 = the rule does not fit; a negative code is the document's error,
     * set by tkit_rule_fail(). is_body follows from the kind. `detail` need live only until the call returns. */
    int (*judge)(void *user, const tkit_document *document, size_t index, tkit_block *block);
    void *user;
} tkit_block_rule;

/* Sets the message of an error in a rule and returns TKIT_EFORMAT, for `return tkit_rule_fail(...)`. */
TKIT_API int tkit_rule_fail(const tkit_document *document, const char *message);

/* The kind called so (tkit_block_kind_name), 0 when there is none. */
TKIT_API int tkit_block_kind_named(const char *name);

typedef struct tkit_load_options {
    uint32_t size; /* sizeof(tkit_load_options) */
    const char *format;   /* force a format by name; NULL = by content, then by extension */
    const char *encoding; /* force an encoding, by the names that iconv knows too; NULL = detect */
    const char *newline;  /* what a line end is in plain text: "paragraph" (it ends one), "space" (lines are wrapped,
                             blank lines separate paragraphs), NULL = decide by the shape of the lines */
    const char *keep;     /* web pages: NULL or "main" = the article with its title, credits, captions and comments;
                             "all" = menus, asides and the rest too, marked as boilerplate */
    void (*note)(void *user, const tkit_load_note *note); /* called for each skip and warning; NULL = tkit log */
    void *note_user;
    const tkit_field *mapping; /* NULL = the roles that field names suggest */
    size_t mapping_count;
    /* Asked before a file is opened, with its size and time of last change (nanoseconds since 1970); 0 passes over it.
     * Not asked about standard input. NULL = all files are wanted. */
    int (*want)(void *user, const char *path, uint64_t bytes, int64_t modified);
    void *want_user;
    const tkit_field *set; /* fields of every document, before what its file says: role = name ("source"), field =
                              value */
    size_t set_count;
    const char *attributes; /* vertical text: the names of its columns, "word,lemma,tag"; NULL = "word" */
    const tkit_reader *readers; /* further formats; they live as long as the loader */
    size_t reader_count;
    const tkit_block_rule *rules; /* copied, strings too; errors in them are TKIT_EINVALID or TKIT_EQUERY of the opening
                                     call */
    size_t rule_count;
    /* How many threads read; 0 = 1. With more, documents arrive complete (tkit_document_complete) and in the same
     * order; callbacks are called from the calling thread alone, `want` some files ahead of the documents. Sources of
     * up to 8 MiB, entries of archives among them, are read side by side; of larger ones the documents are completed
     * side by side. */
    unsigned threads;
    int sites; /* blocks that many pages of one site share (by the host of their address) are boilerplate, detail
                  "repeated-paragraph" (what it was): 1 = find them: a loader reads its inputs twice, and not standard
                  input;
                  -1 = do not; 0 = the default: a loader does not, tkit_corpus_add() does, across all pages of the
                  corpus */
} tkit_load_options;

/* A folder may hold a table about its files: metadata.csv (or .tsv, .json, .jsonl) with a column "file" (path relative
 * to the folder). Its other columns become facts and metadata of those files' documents, before what the files say. */

/* Streams documents from files, folders (recursive, bytewise order of names), globs, archives, "-" (standard input). */
typedef struct tkit_loader tkit_loader;

/* Nothing is read yet. The strings of `inputs` are copied; `options` may be NULL. Errors: TKIT_EINVALID (an option, a
 * rule; `sites` with standard input), TKIT_EQUERY (a rule's pattern), TKIT_ENOMEM. */
TKIT_API int tkit_loader_open(tkit *tk, const char *const *inputs, size_t count, const tkit_load_options *options,
                              tkit_loader **out);
/* The same for one source in memory, which must stay as it is until the loader is closed. `name` decides the format as
 * a path would. */
TKIT_API int tkit_loader_open_memory(tkit *tk, const char *name, const char *bytes, size_t length,
                                     const tkit_load_options *options, tkit_loader **out);
/* The next document, owned by the caller (release it): 1, or 0 at the end, or a negative code. A bad file is noted and
 * passed over, it is no error; an error means that the run cannot go on (interrupt, memory). */
TKIT_API int tkit_loader_next(tkit_loader *loader, tkit_document **out);
TKIT_API void tkit_loader_close(tkit_loader *loader);

/* A document from memory, the first one when there are several. `name` decides the format as a path would. Errors: as
 * above; TKIT_EFORMAT, with the reason, where a loader would pass over it. */
TKIT_API int tkit_document_parse(tkit *tk, const char *name, const char *bytes, size_t length,
                                 const tkit_load_options *options, tkit_document **out);

/* The names of the formats, in their order of preference: index from 0, NULL behind the last. */
TKIT_API const char *tkit_format_at(size_t index);

#ifdef __cplusplus
}
#endif
#endif
