/* An XML or SGML file as a flat tree: elements in document order, attributes, and all character data in one text with
 * its map. Well-formed XML is read by expat (no external entities, expansion bounded); newswire SGML and broken XML by
 * the HTML tokenizer, which never fails. The tree owns everything; it decides nothing. */
#ifndef TOOLKIT_LOAD_XML_TREE_H
#define TOOLKIT_LOAD_XML_TREE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "load/map.h"

struct xml_attribute {
    const char *name, *value; /* UTF-8, decoded */
};

struct xml_node {
    const char *name;        /* as written, with its prefix: "content:encoded" */
    uint32_t parent;         /* index; the root element (0) is its own parent */
    uint32_t end;            /* descendants are the nodes (index, end) */
    uint32_t text, text_end; /* character data in it: tree->text[text, text_end) */
    uint32_t first_attribute, attribute_count;
    uint64_t source, source_end; /* from `<` of its start tag to behind its end tag */
    bool mixed;              /* has text of its own beside white space */
};

struct xml_tree {
    tkit *tk;
    tkit_buffer text;
    struct tkit_map map; /* to the bytes that were read */
    struct xml_node *nodes;
    size_t count, capacity;
    struct xml_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    tkit_arena arena;
};

/* Reads UTF-8 bytes. TKIT_EFORMAT with line and reason when they are not well-formed, TKIT_ELIMIT for nesting,
 * attributes or expansion beyond the limits, TKIT_ENOMEM, TKIT_EINTERRUPT. Free the tree either way. */
int tkit_xml_tree_read(struct xml_tree *tree, tkit *tk, const char *name, const char *bytes, size_t size);

/* The same for SGML: names in any case, end tags may be missing. Never TKIT_EFORMAT. */
int tkit_xml_tree_read_sgml(struct xml_tree *tree, tkit *tk, const char *bytes, size_t size);

void tkit_xml_tree_free(struct xml_tree *tree);

/* The value of an attribute, NULL when there is none. Names in any case. */
const char *tkit_xml_attribute(const struct xml_tree *tree, size_t node, const char *name);

/* The next node after `after` within `top` that `path` leads to: a name ("title"), or the last names of the way to it
 * ("head/title"); 0 when there is none. Start with after = top. */
size_t tkit_xml_find(const struct xml_tree *tree, size_t top, size_t after, const char *path);

/* Is the node's name this one, in any case, with or without its prefix? */
bool tkit_xml_is(const struct xml_tree *tree, size_t node, const char *name);

#endif
