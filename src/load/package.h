/* Documents that are zip packages of XML parts: DOCX, ODT, EPUB. Reads chosen parts into memory, within the limits of
 * archives; says nothing about what is in them. */
#ifndef TOOLKIT_LOAD_PACKAGE_H
#define TOOLKIT_LOAD_PACKAGE_H

#include "load/format.h"
#include "load/xml_tree.h"

struct tkit_part {
    char *name; /* inside the package: "word/document.xml" */
    size_t number; /* in the package */
    tkit_buffer bytes;
};

struct tkit_package {
    tkit *tk;
    struct tkit_part *parts; /* sorted by name once they are read */
    size_t count, capacity;
};

/* Reads the whole source and unpacks the parts whose names `wanted` accepts. Errors: TKIT_EFORMAT, TKIT_ELIMIT,
 * TKIT_EIO, TKIT_ENOMEM. Free it either way. */
int tkit_package_read(struct tkit_package *package, struct tkit_source *source, bool (*wanted)(const char *name));
void tkit_package_free(struct tkit_package *package);

/* A part by its name, the first when there are several, NULL when there is none. */
const struct tkit_part *tkit_package_part(const struct tkit_package *package, const char *name);

/* Does the source begin as a zip file with this text among its first entry names? */
bool tkit_package_begins(const struct tkit_source *source, const char *text);

/* Completes a document whose text came from one part: facts, turns, hash of the whole file. The document's map leads to
 * the part's bytes, and its metadata say so ("part"). */
int tkit_package_complete(struct tkit_source *source, const struct tkit_part *part, tkit_document *document);

/* The same when the part is the document, as a chapter of a book is: it has a hash of its own. */
int tkit_package_complete_part(struct tkit_source *source, const struct tkit_part *part, tkit_document *document);

/* What elements of Dublin Core and its relatives say, wherever they are in a tree. The strings lie in `arena`. */
enum { PACKAGE_PROPERTIES = 13 };
struct tkit_package_properties {
    const char *value[PACKAGE_PROPERTIES]; /* NULL: not stated */
};
int tkit_package_read_properties(const struct xml_tree *tree, tkit_arena *arena, struct tkit_package_properties *out);

/* They become title, author, dates, language and metadata of a document. */
int tkit_package_add_properties(tkit_document *document, const struct tkit_package_properties *properties);

#endif
