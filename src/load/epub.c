/* The format "epub": e-books. Each text of the book's reading order is a document of its own, named as an archive's
 * entry is ("book.epub!OEBPS/chapter1.xhtml"), so that its spans lead to the bytes of that entry; the book's title,
 * author, language and date are on all of them. */
#include <stdio.h>

#include "load/facts.h"
#include "load/html.h"
#include "load/package.h"

struct state {
    struct tkit_package package;
    struct xml_tree book; /* the package document (.opf) */
    char folder[512];     /* its folder, with the slash */
    size_t spine;         /* the last itemref that was read */
};

static bool wanted(const char *name)
{
    const char *dot = strrchr(name, '.');
    static const char *const kinds[] = {"xhtml", "html", "htm", "xml", "opf"};
    for (size_t i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(dot + 1, kinds[i]) == 0)
            return true;
    return false;
}

static int sniff(const struct tkit_source *source)
{
    return tkit_package_begins(source, "mimetypeapplication/epub+zip") ||
           (tkit_package_begins(source, "") && tkit_source_has_extension(source, "epub")) ? 96 : 0;
}

/* The package document, where META-INF/container.xml says it is. */
static int find_book(struct tkit_source *source, struct state *st)
{
    struct xml_tree tree;
    const struct tkit_part *part = tkit_package_part(&st->package, "META-INF/container.xml");
    if (!part)
        return tkit_fail(source->tk, TKIT_EFORMAT, "%s: the book has no META-INF/container.xml", source->name);
    int rc = tkit_xml_tree_read(&tree, source->tk, source->name, part->bytes.data, part->bytes.size);
    size_t node = rc == TKIT_OK ? tkit_xml_find(&tree, 0, 0, "rootfile") : 0;
    const char *path = node ? tkit_xml_attribute(&tree, node, "full-path") : NULL;
    part = path ? tkit_package_part(&st->package, path) : NULL;
    if (rc == TKIT_OK && !part)
        rc = tkit_fail(source->tk, TKIT_EFORMAT, "%s: the book has no package document", source->name);
    tkit_xml_tree_free(&tree);
    if (rc)
        return rc;
    const char *slash = strrchr(part->name, '/');
    snprintf(st->folder, sizeof st->folder, "%.*s", slash ? (int)(slash + 1 - part->name) : 0, part->name);
    return tkit_xml_tree_read(&st->book, source->tk, source->name, part->bytes.data, part->bytes.size);
}

static int open_state(struct tkit_source *source)
{
    struct state *st = tkit_calloc(source->tk, 1, sizeof *st);
    if (!st)
        return tkit_fail_nomem(source->tk);
    source->state = st;
    int rc = tkit_package_read(&st->package, source, wanted);
    return rc ? rc : find_book(source, st);
}

static void close_state(struct tkit_source *source)
{
    struct state *st = source->state;
    if (!st)
        return;
    if (st->book.tk)
        tkit_xml_tree_free(&st->book);
    tkit_package_free(&st->package);
    tkit_free(source->tk, st, sizeof *st);
    source->state = NULL;
}

static void unescape_path(char *path)
{
    char *out = path;
    for (; *path && *path != '#'; path++) {
        unsigned code;
        if (*path == '%' && sscanf(path + 1, "%2x", &code) == 1 && code >= 0x20) {
            *out++ = (char)code;
            path += 2;
        } else {
            *out++ = *path;
        }
    }
    *out = '\0';
}

/* The part that an itemref of the spine stands for; NULL when it is no text, or the table of contents. */
static const struct tkit_part *spine_part(const struct state *st, size_t itemref)
{
    const char *id = tkit_xml_attribute(&st->book, itemref, "idref");
    for (size_t i = 0; id && (i = tkit_xml_find(&st->book, 0, i, "manifest/item"));) {
        const char *own = tkit_xml_attribute(&st->book, i, "id"), *href = tkit_xml_attribute(&st->book, i, "href");
        if (!own || !href || strcmp(own, id) != 0)
            continue;
        const char *properties = tkit_xml_attribute(&st->book, i, "properties");
        char path[1024];
        snprintf(path, sizeof path, "%s%s", st->folder, href);
        unescape_path(path);
        return properties && strcmp(properties, "nav") == 0 ? NULL : tkit_package_part(&st->package, path);
    }
    return NULL;
}

static int read_chapter(struct tkit_source *source, struct state *st, const struct tkit_part *part,
                        tkit_document *document)
{
    struct tkit_assembly a;
    tkit_buffer name;
    tkit_buffer_init(&name, source->tk);
    tkit_buffer_printf(&name, "%s!%s", source->name, part->name);
    const char *file = tkit_buffer_string(&name);
    int rc = file ? tkit_document_set_file(document, file) : tkit_fail_nomem(source->tk);
    tkit_buffer_free(&name);
    tkit_assembly_init(&a, document);
    if (rc == TKIT_OK)
        rc = tkit_html_assemble(&a, part->bytes.data, part->bytes.size, NULL, HTML_FRAGMENT | HTML_NO_TITLE);
    rc = tkit_assembly_finish(&a, rc);
    if (rc == TKIT_OK)
        rc = tkit_package_properties(document, &st->book);
    return rc ? rc : tkit_package_complete(source, part, document);
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    int rc = source->state ? TKIT_OK : open_state(source);
    if (rc)
        return rc;
    struct state *st = source->state;
    const struct tkit_part *part = NULL;
    while (!part) {
        st->spine = tkit_xml_find(&st->book, 0, st->spine, "spine/itemref");
        if (!st->spine)
            return 0;
        part = spine_part(st, st->spine);
    }
    rc = tkit_source_document(source, &item->document);
    if (rc == TKIT_OK)
        rc = read_chapter(source, st, part, item->document);
    if (rc) {
        tkit_document_release(item->document);
        item->document = NULL;
        return rc;
    }
    return 1;
}

const struct tkit_format tkit_format_epub = {
    .name = "epub",
    .sniff = sniff,
    .next = next,
    .close = close_state,
    .finish = FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
