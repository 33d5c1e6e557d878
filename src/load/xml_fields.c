/* Documents and their fields in XML trees: see xml_fields.h. */
#include "load/xml_fields.h"

#include <stdio.h>

#include "load/blocks.h"
#include "load/facts.h"
#include "load/html_tokenizer.h"

/* ---- vocabularies ---- */

enum { NAMES = 14 };

struct xml_vocabulary {
    const char *root;     /* NULL: any */
    const char *document; /* NULL: found by shape */
    /* Paths by role, best first: the first that has text is it. */
    const char *title[NAMES], *text[NAMES], *date[NAMES], *modified[NAMES], *author[NAMES], *url[NAMES], *outlet[NAMES];
    const char *outlet_of_root; /* path below the root */
};

static const struct xml_vocabulary vocabularies[] = {
    {.root = "rss", .document = "item", .title = {"title"},
     .text = {"content:encoded", "content", "description", "summary"},
     .date = {"pubDate", "dc:date", "published", "date"}, .author = {"dc:creator", "author"}, .url = {"link", "guid"},
     .outlet = {"source"}, .outlet_of_root = "channel/title"},
    {.root = "RDF", .document = "item", .title = {"title"}, .text = {"content:encoded", "description"},
     .date = {"dc:date", "date"}, .author = {"dc:creator"}, .url = {"link"}, .outlet_of_root = "channel/title"},
    {.root = "feed", .document = "entry", .title = {"title"}, .text = {"content", "summary"},
     .date = {"published", "issued", "updated"}, .modified = {"updated"}, .author = {"author/name", "author"},
     .url = {"link/@href", "id"}, .outlet = {"source/title"}, .outlet_of_root = "title"},
    {.root = "TEI", .document = NULL, .title = {"titleStmt/title"}, .text = {"text"},
     .date = {"sourceDesc/bibl/date/@when", "sourceDesc/date/@when", "publicationStmt/date/@when", "date/@when",
              "publicationStmt/date", "date"},
     .author = {"titleStmt/author", "author"}, .outlet = {"publicationStmt/publisher", "publisher"}},
    {.root = "teiCorpus", .document = "TEI", .title = {"titleStmt/title"}, .text = {"text"},
     .date = {"sourceDesc/bibl/date/@when", "sourceDesc/date/@when", "publicationStmt/date/@when", "date/@when",
              "publicationStmt/date", "date"},
     .author = {"titleStmt/author", "author"}, .outlet = {"publicationStmt/publisher", "publisher"}},
    {.root = "REUTERS", .document = "REUTERS", .title = {"TITLE"}, .text = {"BODY", "TEXT"}, .date = {"DATE"},
     .author = {"AUTHOR"}},
    {.root = "DOC", .document = "DOC", .title = {"HEADLINE", "HEAD", "TITLE", "TTL", "HL"}, .text = {"TEXT", "BODY"},
     .date = {"DATE_TIME", "DATETIME", "DATE", "DD", "PUBDATE"}, .author = {"BYLINE", "AUTHOR"},
     .outlet = {"SOURCE", "SO"}},
    {.root = NULL, .document = NULL, .title = {"title", "headline", "head", "heading"},
     .text = {"content", "body", "text", "fulltext", "full-text", "article-body", "articleBody", "story"},
     .date = {"date", "pubDate", "published", "datePublished", "date-published", "publication-date", "release-date",
              "created", "datetime", "timestamp"},
     .modified = {"modified", "updated"}, .author = {"author", "byline", "creator"}, .url = {"url", "link", "uri"},
     .outlet = {"source", "publisher", "outlet", "publication"}},
};
enum { VOCABULARIES = sizeof vocabularies / sizeof *vocabularies };

/* ---- fields ---- */

/* A field's place: an element, or an attribute's value. */
struct place {
    size_t node;
    const char *value; /* NULL: the element's text */
    bool found;
};

static struct place find_field(const struct xml_tree *tree, size_t top, size_t after, const char *path)
{
    const char *at = strrchr(path, '@');
    if (!at) {
        size_t node = tkit_xml_find(tree, top, after, path);
        return (struct place){.node = node, .found = node != 0};
    }
    if (at == path) {
        const char *value = after == top ? tkit_xml_attribute(tree, top, at + 1) : NULL;
        return (struct place){.node = top, .value = value, .found = value != NULL};
    }
    char element[128];
    size_t length = (size_t)(at - path) - (at[-1] == '/');
    if (length >= sizeof element)
        return (struct place){0};
    memcpy(element, path, length);
    element[length] = '\0';
    for (size_t node = after; (node = tkit_xml_find(tree, top, node, element));) {
        const char *value = tkit_xml_attribute(tree, node, at + 1);
        if (value)
            return (struct place){.node = node, .value = value, .found = true};
    }
    return (struct place){0};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The element's text with white space collapsed, at most `room` bytes. */
static size_t copy_collapsed(const struct xml_tree *tree, size_t node, char *out, size_t room)
{
    const struct xml_node *n = &tree->nodes[node];
    size_t size = 0;
    for (uint32_t i = n->text; i < n->text_end && size + 1 < room; i++) {
        char c = tree->text.data[i];
        if (!is_space(c))
            out[size++] = c;
        else if (size > 0 && out[size - 1] != ' ')
            out[size++] = ' ';
    }
    while (size > 0 && (out[size - 1] == ' ' || ((unsigned char)out[size - 1] & 0xC0) == 0x80) &&
           (out[size - 1] == ' ' || size + 1 >= room))
        size--; /* also the pieces of a character that was cut */
    out[size] = '\0';
    return size;
}

enum { FIELD_ROOM = 4096 };

/* The field as a string into `out`: false when it is empty. */
static bool field_value(const struct xml_tree *tree, const struct place *place, char out[FIELD_ROOM])
{
    if (place->value) {
        snprintf(out, FIELD_ROOM, "%s", place->value);
        return out[0] != '\0';
    }
    return copy_collapsed(tree, place->node, out, FIELD_ROOM) > 0;
}

/* Does the caller's mapping give this role? Its nth field, NULL after the last. */
static const char *mapped(const struct xml_plan *plan, const char *role, size_t nth)
{
    for (size_t i = 0; i < plan->mapping_count; i++)
        if (strcmp(plan->mapping[i].role, role) == 0 && nth-- == 0)
            return plan->mapping[i].field;
    return NULL;
}

/* The first non-empty field of a role. */
static bool find_role(const struct xml_plan *plan, const struct xml_tree *tree, size_t top, const char *role,
                      const char *const *usual, struct place *place, char out[FIELD_ROOM])
{
    bool own = mapped(plan, role, 0) != NULL;
    for (size_t i = 0; own || i < NAMES; i++) {
        const char *path = own ? mapped(plan, role, i) : usual[i];
        if (!path)
            return false;
        *place = find_field(tree, top, top, path);
        while (place->found) {
            if (field_value(tree, place, out))
                return true;
            if (place->node == top)
                break;
            *place = find_field(tree, top, place->node, path);
        }
    }
    return false;
}

/* ---- the plan ---- */

/* A root whose children all have one name, with a text inside each, is a list of documents. */
static const char *listed_document(const struct xml_plan *plan, const struct xml_tree *tree)
{
    const char *name = NULL;
    char value[FIELD_ROOM];
    struct place place;
    for (size_t i = 1; i < tree->nodes[0].end; i = tree->nodes[i].end) {
        if (name && strcmp(name, tree->nodes[i].name) != 0)
            return NULL;
        if (!name && !find_role(plan, tree, i, "text", plan->vocabulary->text, &place, value))
            return NULL;
        name = tree->nodes[i].name;
    }
    return name;
}

/* Exactly, but for a prefix: <doc> is anything, <DOC> is newswire. */
static bool is_root(const struct xml_tree *tree, size_t node, const char *name)
{
    const char *own = tree->nodes[node].name, *colon = strchr(own, ':');
    return strcmp(colon ? colon + 1 : own, name) == 0;
}

void tkit_xml_plan(struct xml_plan *plan, const struct xml_tree *tree, const tkit_load_options *options)
{
    *plan = (struct xml_plan){.mapping = options->mapping, .mapping_count = options->mapping_count};
    size_t root = tree->nodes[0].name[0] == '\0' && tree->count > 1 ? 1 : 0; /* SGML has a root without name */
    for (size_t i = 0; i < VOCABULARIES && !plan->vocabulary; i++)
        if (!vocabularies[i].root || is_root(tree, root, vocabularies[i].root))
            plan->vocabulary = &vocabularies[i];
    plan->document = mapped(plan, "document", 0);
    plan->date_order = mapped(plan, "date_order", 0);
    if (!plan->date_order)
        plan->date_order = "dmy";
    if (!plan->document)
        plan->document = plan->vocabulary->document;
    if (!plan->document && !plan->vocabulary->root)
        plan->document = listed_document(plan, tree);
}

size_t tkit_xml_next_document(const struct xml_plan *plan, const struct xml_tree *tree, size_t after)
{
    if (!plan->document)
        return after == SIZE_MAX ? 0 : SIZE_MAX;
    if (after == SIZE_MAX && tkit_xml_is(tree, 0, plan->document))
        return 0;
    size_t from = after == SIZE_MAX ? 0 : tree->nodes[after].end - 1;
    size_t found = after == 0 ? 0 : tkit_xml_find(tree, 0, from, plan->document);
    return found ? found : SIZE_MAX;
}

/* ---- blocks ---- */

static int kind_of(const struct xml_tree *tree, size_t node, size_t top)
{
    static const struct {
        const char *name;
        int kind;
    } kinds[] = {
        {"head", TKIT_BLOCK_HEADING},   {"heading", TKIT_BLOCK_HEADING}, {"title", TKIT_BLOCK_HEADING},
        {"subtitle", TKIT_BLOCK_HEADING}, {"h1", TKIT_BLOCK_HEADING},    {"h2", TKIT_BLOCK_HEADING},
        {"h3", TKIT_BLOCK_HEADING},     {"h4", TKIT_BLOCK_HEADING},      {"item", TKIT_BLOCK_LIST},
        {"li", TKIT_BLOCK_LIST},        {"quote", TKIT_BLOCK_QUOTE},     {"blockquote", TKIT_BLOCK_QUOTE},
        {"cit", TKIT_BLOCK_QUOTE},      {"row", TKIT_BLOCK_TABLE},       {"table", TKIT_BLOCK_TABLE},
        {"tr", TKIT_BLOCK_TABLE},       {"figDesc", TKIT_BLOCK_CAPTION}, {"caption", TKIT_BLOCK_CAPTION},
        {"byline", TKIT_BLOCK_CREDIT},  {"dateline", TKIT_BLOCK_CREDIT}, {"docAuthor", TKIT_BLOCK_CREDIT},
        {"code", TKIT_BLOCK_CODE},      {"speaker", TKIT_BLOCK_CREDIT},
    };
    for (; node != top; node = tree->nodes[node].parent)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (tkit_xml_is(tree, node, kinds[i].name))
                return kinds[i].kind;
    return TKIT_BLOCK_PARAGRAPH;
}

/* Elements that stand for white space, whatever is around them. */
static bool is_break(const struct xml_tree *tree, size_t node)
{
    return tkit_xml_is(tree, node, "lb") || tkit_xml_is(tree, node, "br") || tkit_xml_is(tree, node, "pb") ||
           tkit_xml_is(tree, node, "p") || tkit_xml_is(tree, node, "cell") || tkit_xml_is(tree, node, "td") ||
           tkit_xml_is(tree, node, "item") || tkit_xml_is(tree, node, "l");
}

/* <lb break="no"/> stands inside a word. */
static bool is_inside_word(const struct xml_tree *tree, size_t node)
{
    const char *value = tkit_xml_attribute(tree, node, "break");
    return value && strcmp(value, "no") == 0;
}

/* What a reader of the text does not see in its line: notes, which follow as blocks of their own, and the worse half of
 * a choice between two readings. */
static bool is_aside(const struct xml_tree *tree, size_t node)
{
    if (tkit_xml_is(tree, node, "note"))
        return true;
    return tkit_xml_is(tree, tree->nodes[node].parent, "choice") &&
           (tkit_xml_is(tree, node, "sic") || tkit_xml_is(tree, node, "orig") || tkit_xml_is(tree, node, "abbr"));
}

/* The text of an element with its white space collapsed, as one block. */
static int add_element(struct tkit_assembly *a, const struct xml_tree *tree, size_t node, int kind, tkit_block *block)
{
    const struct xml_node *n = &tree->nodes[node];
    tkit *tk = tree->tk;
    tkit_buffer text;
    struct tkit_map map = {0};
    tkit_buffer_init(&text, tk);
    int rc = TKIT_OK;
    size_t child = node + 1;
    bool space = false;
    for (uint32_t i = n->text; i < n->text_end && rc == TKIT_OK;) {
        uint32_t skip = i;
        for (; child < n->end && tree->nodes[child].text <= i && skip == i; child++) {
            space |= is_break(tree, child) && !is_inside_word(tree, child);
            if (is_aside(tree, child) && tree->nodes[child].text_end > i) {
                skip = tree->nodes[child].text_end;
                child = tree->nodes[child].end - 1;
            }
        }
        if (skip > i) {
            i = skip;
            continue;
        }
        if (is_space(tree->text.data[i])) {
            space = true;
            i++;
            continue;
        }
        uint32_t limit =
            child < n->end && tree->nodes[child].text < n->text_end ? tree->nodes[child].text : n->text_end;
        uint32_t end = i;
        while (end < limit && !is_space(tree->text.data[end])) end++;
        if (space && text.size > 0) {
            uint64_t from, to;
            tkit_map_unit(&tree->map, (uint32_t)tree->text.size, i > n->text ? i - 1 : i, &from, &to);
            bool is_here = i > n->text && is_space(tree->text.data[i - 1]);
            rc = tkit_map_add(tk, &map, (uint32_t)text.size, from, is_here ? 1 : 0,
                              is_here ? (uint32_t)(to - from) : 0);
            tkit_buffer_putc(&text, ' ');
        }
        space = false;
        if (rc == TKIT_OK)
            rc = tkit_map_append(tk, &map, (uint32_t)text.size, &tree->map, i, end);
        tkit_buffer_add(&text, tree->text.data + i, end - i);
        i = end;
    }
    block->kind = kind;
    block->is_body = tkit_block_kind_is_body(kind);
    uint32_t start = 0, end = (uint32_t)text.size;
    if (rc == TKIT_OK)
        rc = tkit_buffer_status(&text);
    if (rc == TKIT_OK && end > 0) {
        tkit_trim(text.data, &start, &end);
        rc = tkit_assembly_add(a, text.data, &map, start, end, block);
    }
    tkit_map_free(tk, &map);
    tkit_buffer_free(&text);
    return rc;
}

/* Plain text in one element: paragraphs at blank lines and at indented lines. */
static int add_lines(struct tkit_assembly *a, const struct xml_tree *tree, uint32_t at, uint32_t end)
{
    const char *s = tree->text.data;
    int rc = TKIT_OK;
    while (at < end && rc == TKIT_OK) {
        while (at < end && is_space(s[at])) at++;
        uint32_t stop = at, last = at; /* last: behind the last visible character */
        for (; stop < end; stop++) {
            if (s[stop] != '\n') {
                if (!is_space(s[stop]))
                    last = stop + 1;
                continue;
            }
            uint32_t next = stop + 1;
            while (next < end && (s[next] == ' ' || s[next] == '\t' || s[next] == '\r')) next++;
            if (next >= end || s[next] == '\n' || next - stop > 3)
                break;
        }
        tkit_block block = {.kind = TKIT_BLOCK_PARAGRAPH, .is_body = 1};
        rc = tkit_assembly_add(a, s, &tree->map, at, last, &block);
        at = stop + 1;
    }
    return rc;
}

/* The notes in an element, behind it. */
static int add_notes(struct tkit_assembly *a, const struct xml_tree *tree, size_t node)
{
    const struct xml_node *n = &tree->nodes[node];
    int rc = TKIT_OK;
    for (size_t i = node + 1; i < n->end && rc == TKIT_OK; i++) {
        if (!tkit_xml_is(tree, i, "note"))
            continue;
        tkit_block block = {.detail = "footnote"};
        rc = add_element(a, tree, i, TKIT_BLOCK_PARAGRAPH, &block);
        i = tree->nodes[i].end - 1; /* a note in a note stays in it */
    }
    return rc;
}

static int add_html(struct tkit_assembly *a, const struct xml_tree *tree, uint32_t start, uint32_t end)
{
    struct tkit_map map = {0};
    int rc = tkit_map_append(tree->tk, &map, 0, &tree->map, start, end);
    if (rc == TKIT_OK)
        rc = tkit_html_assemble(a, tree->text.data + start, end - start, &map, HTML_FRAGMENT | HTML_NO_TITLE);
    tkit_map_free(tree->tk, &map);
    return rc;
}

/* Adds the text within `top` as blocks: each element that holds text of its own is one. Text that is itself HTML is
 * read as HTML; text without elements is split into paragraphs at blank lines. The element `except` (0: none) is left
 * out. */
static int assemble_text(struct tkit_assembly *a, const struct xml_tree *tree, size_t top, size_t except)
{
    const struct xml_node *n = &tree->nodes[top];
    if (n->end == top + 1) { /* no elements inside */
        if (n->text_end > n->text && tkit_html_is_likely(tree->text.data + n->text, n->text_end - n->text))
            return add_html(a, tree, n->text, n->text_end);
        return add_lines(a, tree, n->text, n->text_end);
    }
    int rc = TKIT_OK;
    tkit_block speaker = {0};
    size_t speaks_in = 0;
    for (size_t i = top; i < n->end && rc == TKIT_OK;) {
        const struct xml_node *here = &tree->nodes[i];
        if ((except && i == except) || tkit_xml_is(tree, i, "teiHeader")) {
            i = here->end;
        } else if (here->mixed) {
            tkit_block block = {0};
            rc = add_element(a, tree, i, kind_of(tree, i, top), &block);
            if (tkit_xml_is(tree, i, "speaker")) { /* of a play or protocol: who says what follows in the same
                                                      element */
                speaker = block;
                speaks_in = here->parent;
            } else if (rc == TKIT_OK && speaks_in && i < tree->nodes[speaks_in].end && a->document->block_count > 0) {
                tkit_block *added = &a->document->blocks[a->document->block_count - 1];
                added->kind = TKIT_BLOCK_ANSWER;
                added->speaker_start = speaker.start;
                added->speaker_end = speaker.end;
            }
            if (rc == TKIT_OK)
                rc = add_notes(a, tree, i);
            i = here->end;
        } else {
            i++;
        }
    }
    return rc;
}

/* ---- a document ---- */

static int add_fact(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree, size_t top,
                    const char *role, const char *const *usual)
{
    char value[FIELD_ROOM];
    struct place place;
    if (!find_role(plan, tree, top, role, usual, &place, value))
        return TKIT_OK;
    return tkit_document_add_field(a->document, role, value, "field", 0, 0);
}

/* Titles of feeds are often HTML, and say so or have a character reference left over. */
static bool is_html_title(const struct xml_plan *plan, const struct xml_tree *tree, size_t node)
{
    const struct xml_node *n = &tree->nodes[node];
    const char *s = tree->text.data + n->text, *type = tkit_xml_attribute(tree, node, "type");
    size_t length = n->text_end - n->text;
    char value[8];
    size_t size;
    if (!plan->vocabulary->outlet_of_root || n->end != node + 1) /* no feed */
        return false;
    for (const char *at = s; (at = memchr(at, '&', length - (size_t)(at - s))); at++)
        if (tkit_html_reference(at, length - (size_t)(at - s), false, value, &size))
            return true;
    return type && strcmp(type, "html") == 0 && memchr(s, '<', length);
}

/* The title from HTML, as one block; its kind is set afterwards. */
static int add_html_title(struct tkit_assembly *a, const struct xml_tree *tree, size_t node, tkit_block *block)
{
    size_t before = a->document->block_count;
    int rc = add_html(a, tree, tree->nodes[node].text, tree->nodes[node].text_end);
    if (rc || a->document->block_count == before)
        return rc;
    tkit_block *added = &a->document->blocks[before];
    added->kind = TKIT_BLOCK_TITLE;
    added->is_body = 0;
    *block = *added;
    return TKIT_OK;
}

/* Also tells which element the title was, 0 when there is none. */
static int add_title(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree, size_t top,
                     size_t *title)
{
    char value[FIELD_ROOM];
    struct place place;
    if (!find_role(plan, tree, top, "title", plan->vocabulary->title, &place, value))
        return TKIT_OK;
    tkit_block block = {0};
    int rc = TKIT_OK;
    if (!place.value && (*title = place.node) > 0)
        rc = is_html_title(plan, tree, place.node) ? add_html_title(a, tree, place.node, &block)
                                                   : add_element(a, tree, place.node, TKIT_BLOCK_TITLE, &block);
    tkit_fact fact = {.value = value, .how = "field", .start = block.start, .end = block.end};
    if (rc == TKIT_OK && block.end > block.start && block.end - block.start < FIELD_ROOM) { /* exactly as shown */
        memcpy(value, a->text.data + block.start, block.end - block.start);
        value[block.end - block.start] = '\0';
    }
    return rc ? rc : tkit_document_offer_fact(a->document, FACT_TITLE, &fact);
}

static int add_fields_text(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree,
                           size_t top, size_t title)
{
    char value[FIELD_ROOM];
    struct place place;
    if (!mapped(plan, "text", 0)) {
        bool found = find_role(plan, tree, top, "text", plan->vocabulary->text, &place, value) && !place.value;
        if (!found && plan->vocabulary->root)
            return TKIT_OK;
        return assemble_text(a, tree, found ? place.node : top, title);
    }
    int rc = TKIT_OK;
    const char *path;
    for (size_t k = 0; rc == TKIT_OK && (path = mapped(plan, "text", k)); k++)
        for (size_t i = top; rc == TKIT_OK && (i = tkit_xml_find(tree, top, i, path)); i = tree->nodes[i].end - 1)
            rc = assemble_text(a, tree, i, title);
    return rc;
}

static bool is_role(const char *role)
{
    return strcmp(role, "document") == 0 || strcmp(role, "text") == 0 || strcmp(role, "date_order") == 0 ||
           tkit_fact_name_of(role) >= 0;
}

static bool is_text_field(const struct xml_plan *plan, const struct xml_tree *tree, size_t node)
{
    for (size_t k = 0; plan->vocabulary->root && k < NAMES && plan->vocabulary->text[k]; k++)
        if (strcmp(tree->nodes[node].name, plan->vocabulary->text[k]) == 0)
            return true;
    return false;
}

/* Fields that the caller maps to keys of his own, and small fields and attributes under their own names. */
static int add_metadata(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree, size_t top)
{
    enum { SMALL = 512 };
    char value[FIELD_ROOM];
    int rc = TKIT_OK;
    const struct xml_node *n = &tree->nodes[top];
    for (uint32_t i = 0; i < n->attribute_count && rc == TKIT_OK; i++) {
        const struct xml_attribute *at = &tree->attributes[n->first_attribute + i];
        rc = tkit_document_set_metadata(a->document, at->name, at->value);
    }
    for (size_t i = top + 1; i < n->end && rc == TKIT_OK; i = tree->nodes[i].end) {
        const struct xml_node *field = &tree->nodes[i];
        if (is_text_field(plan, tree, i))
            continue;
        if (field->text_end - field->text < SMALL && copy_collapsed(tree, i, value, SMALL) > 0 && field->end == i + 1)
            rc = tkit_document_set_metadata(a->document, field->name, value);
    }
    for (size_t i = 0; i < plan->mapping_count && rc == TKIT_OK; i++) {
        if (is_role(plan->mapping[i].role))
            continue;
        struct place place = find_field(tree, top, top, plan->mapping[i].field);
        if (place.found && field_value(tree, &place, value))
            rc = tkit_document_set_metadata(a->document, plan->mapping[i].role, value);
    }
    return rc;
}

int tkit_xml_assemble(struct tkit_assembly *a, const struct xml_plan *plan, const struct xml_tree *tree, size_t node)
{
    const struct xml_vocabulary *v = plan->vocabulary;
    static const char *const language[NAMES] = {"@xml:lang"};
    size_t title = 0;
    const char *order = a->document->date_order; /* what the caller says holds for the text too, the custom of XML does
                                                    not */
    a->document->date_order = plan->date_order;
    int rc = add_title(a, plan, tree, node, &title);
    if (rc == TKIT_OK)
        rc = add_fields_text(a, plan, tree, node, title);
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "date", v->date);
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "modified", v->modified);
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "author", v->author);
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "url", v->url);
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "source", v->outlet);
    if (rc == TKIT_OK && v->outlet_of_root && !a->document->facts[FACT_SOURCE].value) {
        const char *const path[NAMES] = {v->outlet_of_root};
        rc = add_fact(a, plan, tree, 0, "source", path);
    }
    if (rc == TKIT_OK)
        rc = add_fact(a, plan, tree, node, "language", language);
    a->document->date_order = order;
    return rc ? rc : add_metadata(a, plan, tree, node);
}
