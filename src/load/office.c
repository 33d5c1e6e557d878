/* The formats "docx" and "odt": paragraphs, headings, lists, tables, footnotes and core properties of word processors'
 * packages. The map leads to the bytes of the part that holds the text (word/document.xml, content.xml). Text that was
 * struck out under change tracking or formatted as hidden is left out; so are field codes and comments. */
#include <stdlib.h>

#include "load/assemble.h"
#include "load/facts.h"
#include "load/package.h"

/* How the two vocabularies call the same things. */
struct dialect {
    const char *paragraph, *heading, *row, *cell, *tab, *line_break, *note, *spaces;
    bool runs; /* text counts only inside w:t */
};

static const struct dialect docx = {.paragraph = "w:p", .row = "w:tr", .cell = "w:tc", .tab = "w:tab",
                                    .line_break = "w:br", .note = "w:footnote", .runs = true};
static const struct dialect odt = {.paragraph = "text:p", .heading = "text:h", .row = "table:table-row",
                                   .cell = "table:table-cell", .tab = "text:tab", .line_break = "text:line-break",
                                   .note = "text:note", .spaces = "text:s"};

struct style {
    const char *id, *name;
};

struct reader {
    const struct dialect *dialect;
    const struct xml_tree *tree;
    struct style *styles; /* of docx, sorted */
    size_t style_count, style_capacity;
    struct tkit_assembly *assembly;
    tkit_buffer text; /* of the block under construction */
    struct tkit_map map;
    bool mapped;      /* false: text of another part, which has no place in the map */
};

static bool is(const struct reader *r, size_t node, const char *name)
{
    return name && strcmp(r->tree->nodes[node].name, name) == 0;
}

/* Elements whose text is none of the document's. */
static bool is_dropped(const struct reader *r, size_t node)
{
    static const char *const dropped[] = {"w:del",
                                          "w:instrText",
                                          "mc:Fallback",
                                          "w:pPr",
                                          "w:rPr",
                                          "w:sectPr",
                                          "w:moveFrom",
                                          "text:tracked-changes",
                                          "office:annotation",
                                          "text:sequence-decls",
                                          "text:note-citation",
                                          "svg:title",
                                          "svg:desc",
                                          "text:bookmark"};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        if (is(r, node, dropped[i]))
            return true;
    return false;
}

/* ---- text of a block ---- */

static int insert(struct reader *r, const char *s)
{
    int rc = tkit_map_add(r->tree->tk, &r->map, (uint32_t)r->text.size, 0, 0, 0);
    tkit_buffer_puts(&r->text, s);
    return rc;
}

static int copy(struct reader *r, uint32_t start, uint32_t end)
{
    int rc;
    if (start >= end)
        return TKIT_OK;
    if (r->mapped)
        rc = tkit_map_append(r->tree->tk, &r->map, (uint32_t)r->text.size, &r->tree->map, start, end);
    else
        rc = tkit_map_add(r->tree->tk, &r->map, (uint32_t)r->text.size, 0, 0, 0);
    tkit_buffer_add(&r->text, r->tree->text.data + start, end - start);
    return rc;
}

/* Is the node inside `name`, below `top`? */
static bool is_inside(const struct reader *r, size_t node, size_t top, const char *name)
{
    for (; node != top; node = r->tree->nodes[node].parent)
        if (is(r, node, name))
            return true;
    return false;
}

/* Word does not show text that is formatted as hidden. */
static bool is_hidden(const struct reader *r, size_t run)
{
    if (run + 1 >= r->tree->nodes[run].end || !is(r, run + 1, "w:rPr"))
        return false;
    size_t vanish = tkit_xml_find(r->tree, run + 1, run + 1, "w:vanish");
    const char *value = vanish ? tkit_xml_attribute(r->tree, vanish, "w:val") : NULL;
    return vanish && !(value && (strcmp(value, "0") == 0 || strcmp(value, "false") == 0));
}

/* Appends the text of a paragraph, in document order; elements that stand for characters become them. */
static int add_runs(struct reader *r, size_t top)
{
    const struct xml_tree *tree = r->tree;
    const struct dialect *d = r->dialect;
    uint32_t at = tree->nodes[top].text; /* text up to here is done */
    int rc = TKIT_OK;
    for (size_t i = top + 1; i < tree->nodes[top].end && rc == TKIT_OK;) {
        const struct xml_node *n = &tree->nodes[i];
        if (d->runs && is(r, i, "w:r") && is_hidden(r, i)) {
            i = n->end;
            continue;
        }
        bool nested = is(r, i, d->paragraph) || is(r, i, d->note); /* text boxes, notes: blocks of their own */
        if (!d->runs)
            rc = copy(r, at, n->text);
        at = n->text > at ? n->text : at;
        if (rc == TKIT_OK && d->runs && is(r, i, "w:t")) {
            rc = copy(r, n->text, n->text_end);
            at = n->text_end;
        } else if (rc == TKIT_OK && is(r, i, d->tab)) {
            rc = insert(r, "\t");
        } else if (rc == TKIT_OK && (is(r, i, d->line_break) || is(r, i, "w:cr"))) {
            rc = insert(r, "\n");
        } else if (rc == TKIT_OK && is(r, i, d->spaces)) {
            rc = insert(r, " ");
        } else if (rc == TKIT_OK && is(r, i, "w:noBreakHyphen")) {
            rc = insert(r, "\xE2\x80\x91");
        }
        if (nested || is_dropped(r, i) || is(r, i, "w:t")) {
            at = n->text_end;
            i = n->end;
        } else {
            i++;
        }
    }
    if (!d->runs && rc == TKIT_OK)
        rc = copy(r, at, tree->nodes[top].text_end);
    return rc;
}

static int flush(struct reader *r, int kind, const char *detail)
{
    uint32_t start = 0, end = (uint32_t)r->text.size;
    int rc = tkit_buffer_status(&r->text);
    while (start < end && (unsigned char)r->text.data[start] <= ' ') start++;
    while (end > start && (unsigned char)r->text.data[end - 1] <= ' ') end--;
    tkit_block block = {.kind = kind, .detail = detail, .is_body = tkit_block_kind_is_body(kind)};
    if (rc == TKIT_OK)
        rc = tkit_assembly_add(r->assembly, r->text.data, &r->map, start, end, &block);
    tkit_buffer_clear(&r->text);
    r->map.count = 0;
    return rc;
}

/* ---- what a paragraph is ---- */

static int compare_styles(const void *a, const void *b)
{
    return strcmp(((const struct style *)a)->id, ((const struct style *)b)->id);
}

/* The styles of the package, sorted by id. */
static int read_styles(struct reader *r, const struct xml_tree *tree)
{
    tkit *tk = tree->tk;
    for (size_t i = 0; (i = tkit_xml_find(tree, 0, i, "w:style"));) {
        const char *id = tkit_xml_attribute(tree, i, "w:styleId");
        size_t name = id ? tkit_xml_find(tree, i, i, "w:name") : 0;
        const char *value = name ? tkit_xml_attribute(tree, name, "w:val") : NULL;
        if (!value)
            continue;
        int rc = tkit_reserve(tk, (void **)&r->styles, &r->style_capacity, r->style_count + 1, sizeof *r->styles);
        if (rc)
            return rc;
        r->styles[r->style_count++] = (struct style){id, value};
    }
    if (r->style_count)
        qsort(r->styles, r->style_count, sizeof *r->styles, compare_styles);
    return TKIT_OK;
}

/* The name of a style, in whatever language its id is: "heading 1", "Title". */
static const char *style_name(const struct reader *r, const char *id)
{
    struct style key = {id, NULL};
    const struct style *found =
        r->style_count ? bsearch(&key, r->styles, r->style_count, sizeof key, compare_styles) : NULL;
    return found ? found->name : id;
}

static int kind_of(const struct reader *r, size_t node)
{
    if (is(r, node, r->dialect->heading))
        return TKIT_BLOCK_HEADING;
    if (!r->dialect->runs) {
        for (size_t at = node; at; at = r->tree->nodes[at].parent)
            if (is(r, at, "text:list-item"))
                return TKIT_BLOCK_LIST;
        const char *style = tkit_xml_attribute(r->tree, node, "text:style-name");
        return style && strcmp(style, "Title") == 0 ? TKIT_BLOCK_TITLE : TKIT_BLOCK_PARAGRAPH;
    }
    size_t properties = tkit_xml_find(r->tree, node, node, "w:pPr");
    if (!properties)
        return TKIT_BLOCK_PARAGRAPH;
    size_t style = tkit_xml_find(r->tree, properties, properties, "w:pStyle");
    const char *id = style ? tkit_xml_attribute(r->tree, style, "w:val") : NULL;
    const char *name = id ? style_name(r, id) : NULL;
    if (name && strcasecmp(name, "title") == 0)
        return TKIT_BLOCK_TITLE;
    if (name && strncasecmp(name, "heading", 7) == 0)
        return TKIT_BLOCK_HEADING;
    if (name && strncasecmp(name, "quote", 5) == 0)
        return TKIT_BLOCK_QUOTE;
    if (name && strncasecmp(name, "caption", 7) == 0)
        return TKIT_BLOCK_CAPTION;
    return tkit_xml_find(r->tree, properties, properties, "w:numPr") ? TKIT_BLOCK_LIST : TKIT_BLOCK_PARAGRAPH;
}

/* ---- the text ---- */

/* A row of a table: its cells with tabs between them. */
static int add_row(struct reader *r, size_t row)
{
    const struct xml_tree *tree = r->tree;
    int rc = TKIT_OK;
    bool first = true;
    for (size_t i = row + 1; i < tree->nodes[row].end && rc == TKIT_OK; i++) {
        if (is(r, i, r->dialect->cell)) {
            if (!first)
                rc = insert(r, "\t");
            first = false;
        } else if ((is(r, i, r->dialect->paragraph) || is(r, i, r->dialect->heading)) &&
                   !is_inside(r, tree->nodes[i].parent, row, r->dialect->paragraph)) {
            size_t size = r->text.size;
            if (size > 0 && r->text.data[size - 1] != '\t')
                rc = insert(r, " ");
            if (rc == TKIT_OK)
                rc = add_runs(r, i);
        }
    }
    return rc ? rc : flush(r, TKIT_BLOCK_TABLE, NULL);
}

/* Everything in the tree, in order; the notes of an odt where they stand. */
static int add_blocks(struct reader *r, const char *detail)
{
    const struct xml_tree *tree = r->tree;
    int rc = TKIT_OK;
    for (size_t i = 0; i < tree->count && rc == TKIT_OK;) {
        if (is_dropped(r, i)) {
            i = tree->nodes[i].end;
        } else if (is(r, i, r->dialect->row)) {
            rc = add_row(r, i);
            i = tree->nodes[i].end;
        } else if (is(r, i, r->dialect->paragraph) || is(r, i, r->dialect->heading)) {
            bool note = detail || is_inside(r, i, 0, r->dialect->note);
            int kind = kind_of(r, i);
            rc = add_runs(r, i);
            if (rc == TKIT_OK)
                rc = flush(r, kind, note ? (detail ? detail : "footnote") : NULL);
            i++; /* what is nested in it follows it */
        } else {
            i++;
        }
    }
    return rc;
}

static int add_tree(struct reader *r, struct tkit_source *source, const struct tkit_part *part, const char *detail)
{
    struct xml_tree tree;
    int rc = tkit_xml_tree_read(&tree, source->tk, source->name, part->bytes.data, part->bytes.size);
    r->tree = &tree;
    tkit_buffer_init(&r->text, source->tk);
    if (rc == TKIT_OK)
        rc = add_blocks(r, detail);
    tkit_buffer_free(&r->text);
    tkit_map_free(source->tk, &r->map);
    tkit_xml_tree_free(&tree);
    r->tree = NULL;
    return rc;
}

static int add_properties(struct tkit_source *source, const struct tkit_package *package, const char *name,
                          tkit_document *document)
{
    const struct tkit_part *part = tkit_package_part(package, name);
    struct xml_tree tree;
    if (!part)
        return TKIT_OK;
    int rc = tkit_xml_tree_read(&tree, source->tk, source->name, part->bytes.data, part->bytes.size);
    struct tkit_package_properties properties;
    if (rc == TKIT_OK && tree.count)
        rc = tkit_package_read_properties(&tree, &document->arena, &properties);
    if (rc == TKIT_OK && tree.count)
        rc = tkit_package_add_properties(document, &properties);
    tkit_xml_tree_free(&tree);
    return rc == TKIT_EFORMAT ? TKIT_OK : rc; /* damaged properties cost only themselves */
}

/* The title that the text shows, with its place. */
static int offer_title_block(tkit_document *document, const char *text)
{
    for (size_t i = 0; i < document->block_count; i++) {
        const tkit_block *b = &document->blocks[i];
        if (b->kind != TKIT_BLOCK_TITLE)
            continue;
        char *value = tkit_arena_strndup(&document->arena, text + b->start, b->end - b->start);
        return value ? tkit_document_add_field(document, "title", value, "heading", b->start, b->end) : TKIT_ENOMEM;
    }
    return TKIT_OK;
}

static int read_notes(struct reader *r, struct tkit_source *source, const struct tkit_package *package)
{
    static const struct {
        const char *part, *detail;
    } notes[] = {{"word/footnotes.xml", "footnote"}, {"word/endnotes.xml", "endnote"}};
    int rc = TKIT_OK;
    r->mapped = false;
    for (size_t i = 0; i < 2 && rc == TKIT_OK; i++) {
        const struct tkit_part *part = tkit_package_part(package, notes[i].part);
        if (part)
            rc = add_tree(r, source, part, notes[i].detail);
    }
    return rc;
}

static int build(struct tkit_source *source, const struct tkit_package *package, const struct tkit_part *part,
                 const struct xml_tree *styles, tkit_document *document)
{
    bool word = strcmp(source->format->name, "docx") == 0;
    struct tkit_assembly a;
    tkit_assembly_init(&a, document);
    struct reader r = {.dialect = word ? &docx : &odt, .assembly = &a, .mapped = true};
    int rc = styles ? read_styles(&r, styles) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = add_tree(&r, source, part, NULL);
    if (rc == TKIT_OK)
        rc = offer_title_block(document, a.text.data);
    if (rc == TKIT_OK && word)
        rc = read_notes(&r, source, package);
    tkit_free(source->tk, r.styles, r.style_capacity * sizeof *r.styles);
    rc = tkit_assembly_finish(&a, rc);
    if (rc == TKIT_OK)
        rc = add_properties(source, package, word ? "docProps/core.xml" : "meta.xml", document);
    return rc ? rc : tkit_package_complete(source, part, document);
}

static bool wanted(const char *name)
{
    static const char *const parts[] = {"word/document.xml", "word/styles.xml", "word/footnotes.xml",
                                        "word/endnotes.xml", "docProps/core.xml", "content.xml", "meta.xml"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i], name) == 0)
            return true;
    return false;
}

static int read_package(struct tkit_source *source, const struct tkit_package *package, tkit_document **out)
{
    const char *main_part = strcmp(source->format->name, "docx") == 0 ? "word/document.xml" : "content.xml";
    const struct tkit_part *part = tkit_package_part(package, main_part);
    const struct tkit_part *style_part = tkit_package_part(package, "word/styles.xml");
    struct xml_tree styles = {0};
    if (!part)
        return tkit_fail(source->tk, TKIT_EFORMAT, "%s: the package has no part '%s'", source->name, main_part);
    int rc = TKIT_OK;
    if (style_part)
        rc = tkit_xml_tree_read(&styles, source->tk, source->name, style_part->bytes.data, style_part->bytes.size);
    if (rc == TKIT_OK || rc == TKIT_EFORMAT)
        rc = tkit_source_document(source, out);
    if (rc == TKIT_OK)
        rc = build(source, package, part, styles.count ? &styles : NULL, *out);
    if (styles.tk)
        tkit_xml_tree_free(&styles);
    return rc;
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    struct tkit_package package;
    if (source->records > 0)
        return 0;
    int rc = tkit_package_read(&package, source, wanted);
    if (rc == TKIT_OK)
        rc = read_package(source, &package, &item->document);
    tkit_package_free(&package);
    if (rc) {
        tkit_document_release(item->document);
        item->document = NULL;
        return rc;
    }
    source->records++;
    return 1;
}

static int sniff_docx(const struct tkit_source *source)
{
    if (!tkit_package_begins(source, ""))
        return 0;
    return tkit_source_has_extension(source, "docx docm dotx") || tkit_package_begins(source, "word/document.xml") ? 95
                                                                                                                   : 0;
}

static int sniff_odt(const struct tkit_source *source)
{
    return tkit_package_begins(source, "mimetypeapplication/vnd.oasis.opendocument.text") ||
           (tkit_package_begins(source, "content.xml") && tkit_source_has_extension(source, "odt ott")) ? 95 : 0;
}

const struct tkit_format tkit_format_docx = {
    .name = "docx",
    .sniff = sniff_docx,
    .next = next,
    .finish = FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};

const struct tkit_format tkit_format_odt = {
    .name = "odt",
    .sniff = sniff_odt,
    .next = next,
    .finish = FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
