/* Which elements of an XML tree are documents, and which of their fields are title, date, text. */
#ifndef TOOLKIT_LOAD_XML_FIELDS_H
#define TOOLKIT_LOAD_XML_FIELDS_H

#include "load/html.h"
#include "load/xml_tree.h"

struct xml_vocabulary;

struct xml_plan {
    const char *document;  /* name or path of the elements that are documents; NULL: the root is the only one */
    const struct xml_vocabulary *vocabulary; /* of the root element; never NULL */
    const tkit_field *mapping; /* the caller's; comes first */
    size_t mapping_count;
    const char *date_order;
};

/* Decides how to read a tree. The plan borrows from tree and options. */
void tkit_xml_plan(struct xml_plan *plan, const struct xml_tree *tree, const tkit_load_options *options);

/* The next document's element behind `after` (SIZE_MAX: the first); SIZE_MAX when there is none. Documents do not
 * nest. */
size_t tkit_xml_next_document(const struct xml_plan *plan, const struct xml_tree *tree, size_t after);

/* Adds text, facts and metadata of the document's element to the assembly and its document. */
int tkit_xml_assemble(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree, size_t node);

#endif
