/* The interface of a format: one file that fills in a struct tkit_format, one row in formats.c.
 *
 * A format of single documents gives `decode`: it gets the text, already UTF-8, and makes text, map, blocks and
 * facts of the document. A format of many documents (records, archives, mailboxes) gives `next`, which is called
 * until it returns 0 and yields a document or a child source each time. */
#ifndef TOOLKIT_LOAD_FORMAT_H
#define TOOLKIT_LOAD_FORMAT_H

#include "load/document.h"
#include "load/encoding.h"
#include "load/source.h"

/* What `next` yields: one of the two, owned by the caller. */
struct tkit_item {
    tkit_document *document;
    struct tkit_source *child; /* read next, before this source goes on */
};

struct tkit_format {
    const char *name;

    /* How sure it is that the source is of this format, from its first bytes (up to SNIFF_BYTES are there), then its
     * extension: 0 no, 10 possible, 50 likely, 90 certain. */
    int (*sniff)(const struct tkit_source *source);

    /* Single document. `input` is the whole source as UTF-8 with its map; leaving the text as it is means
     * tkit_input_take(). The map that decode makes leads from document text to input text: the caller composes. */
    int (*decode)(struct tkit_source *source, struct tkit_input *input, tkit_document *document);

    /* The encoding that the bytes declare about themselves (<meta charset>, XML declaration) into `name`; "" when
     * there is none. May be NULL. */
    void (*declared)(const struct tkit_source *source, char name[64]);

    /* Many documents: 1 with an item, 0 at the end, negative code. A record that cannot be read is noted
     * (tkit_source_note) and passed over. */
    int (*next)(struct tkit_source *source, struct tkit_item *item);

    /* Frees source->state. May be NULL. */
    void (*close)(struct tkit_source *source);

    /* Reads nothing but the bytes of its own source, calls nobody, yields documents alone: any thread may read it. */
    bool alone;

    /* What to do with the document after `decode`: enum tkit_finish flags. */
    unsigned finish;
};

enum { SNIFF_BYTES = 65536 };

enum tkit_finish {
    FINISH_BLOCKS = 1, /* the reader left the blocks to the rules for running text */
    FINISH_CLASSES = 8, /* the reader made the paragraphs; captions, credits, boilerplate are left to the rules */
    FINISH_TURNS = 2,  /* look for turn labels in the reader's paragraphs */
    FINISH_FACTS = 4   /* look for date, outlet, author in the text */
};

/* Chooses by options->format, then by the highest `sniff`. TKIT_EUNSUPPORTED with the reason in the message. */
int tkit_format_choose(struct tkit_source *source);

/* The next item of a source, whose format is chosen when it is not yet: 1 with it, 0 when the source is exhausted,
 * negative code. */
int tkit_format_step(struct tkit_source *source, struct tkit_item *item);

/* Makes one document: the frame around `decode`. For `next` of record formats as well, which pass a source of the
 * record's bytes. The document gets file name, hash, encoding metadata. */
int tkit_format_decode(struct tkit_source *source, tkit_document **out);

/* The second half of tkit_format_decode(), for readers of several documents in one input: the document has its text,
 * map (to the input), blocks and fields; its own bytes are [start, end) of the input. Names it after the source unless
 * it has a name. */
int tkit_format_complete(struct tkit_source *source, struct tkit_input *input, tkit_document *document, size_t start,
                         size_t end);

/* Writes the decision about the encoding into the metadata; notes replacements. */
int tkit_input_describe(const struct tkit_input *input, tkit_document *document);

/* The reader is done; what is the same for every document - blocks, turns, facts, language, as `finish` says - is left
 * to tkit_document_complete(), unless the caller has rules of his own: those are asked now. */
int tkit_document_finish(tkit_document *document, const tkit_load_options *options, unsigned finish);

/* A new document of the source, with the fields and rules that the caller gives it. */
int tkit_source_document(const struct tkit_source *source, tkit_document **out);

/* Text in some encoding, not binary data? From the first bytes. */
bool tkit_source_looks_like_text(const struct tkit_source *source);

/* The first field that the caller's mapping gives a role, NULL when there is none. */
const char *tkit_options_field(const tkit_load_options *options, const char *role);

/* The table. */
extern const struct tkit_format *const tkit_formats[]; /* NULL-terminated */

extern const struct tkit_format tkit_format_archive;
extern const struct tkit_format tkit_format_conllu;
extern const struct tkit_format tkit_format_csv;
extern const struct tkit_format tkit_format_mail;
extern const struct tkit_format tkit_format_mbox;
extern const struct tkit_format tkit_format_docx;
extern const struct tkit_format tkit_format_epub;
extern const struct tkit_format tkit_format_html;
extern const struct tkit_format tkit_format_json;
extern const struct tkit_format tkit_format_jsonl;
extern const struct tkit_format tkit_format_markdown;
extern const struct tkit_format tkit_format_odt;
extern const struct tkit_format tkit_format_pdf;
extern const struct tkit_format tkit_format_subtitles;
extern const struct tkit_format tkit_format_text;
extern const struct tkit_format tkit_format_vertical;
extern const struct tkit_format tkit_format_warc;
extern const struct tkit_format tkit_format_xml;

#endif
