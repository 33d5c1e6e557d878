/* The format "epub": e-books. Each text of the book's reading order is a document of its own, named as an archive's
 * entry is ("book.epub!OEBPS/chapter1.xhtml"), so that its spans lead to the bytes of that entry; the book's title,
 * author, language and date are on all of them. */
#include <stdio.h>
#include <stdlib.h>

#include "load/facts.h"
#include "load/html.h"
#include "load/package.h"

struct chapter {
    const char *id;
    size_t item; /* of the manifest */
};

struct state {
    struct tkit_package package;
    struct xml_tree book; /* the package document (.opf) */
    tkit_arena arena;
    struct tkit_package_properties properties; /* of the book */
    struct chapter *chapters; /* items of the manifest, sorted by id */
    size_t chapter_count, chapter_capacity;
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

static int compare_chapters(const void *a, const void *b)
{
    const struct chapter *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->item > y->item) - (x->item < y->item);
}

static int read_manifest(struct state *st, tkit *tk)
{
    for (size_t i = 0; (i = tkit_xml_find(&st->book, 0, i, "manifest/item"));) {
        const char *id = tkit_xml_attribute(&st->book, i, "id");
        int rc = id ? tkit_reserve(tk, (void **)&st->chapters, &st->chapter_capacity, st->chapter_count + 1,
                                   sizeof *st->chapters)
                    : TKIT_OK;
        if (rc)
            return rc;
        if (id)
            st->chapters[st->chapter_count++] = (struct chapter){id, i};
    }
    if (st->chapter_count)
        qsort(st->chapters, st->chapter_count, sizeof *st->chapters, compare_chapters);
    return TKIT_OK;
}

/* The item of the manifest with this id, the first when there are several; 0 when there is none. */
static size_t find_item(const struct state *st, const char *id)
{
    size_t low = 0, high = st->chapter_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(st->chapters[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < st->chapter_count && strcmp(st->chapters[low].id, id) == 0 ? st->chapters[low].item : 0;
}

static int open_state(struct tkit_source *source)
{
    struct state *st = tkit_calloc(source->tk, 1, sizeof *st);
    if (!st)
        return tkit_fail_nomem(source->tk);
    source->state = st;
    tkit_arena_init(&st->arena, source->tk);
    int rc = tkit_package_read(&st->package, source, wanted);
    if (rc == TKIT_OK)
        rc = find_book(source, st);
    if (rc == TKIT_OK)
        rc = read_manifest(st, source->tk);
    return rc ? rc : tkit_package_read_properties(&st->book, &st->arena, &st->properties);
}

static void close_state(struct tkit_source *source)
{
    struct state *st = source->state;
    if (!st)
        return;
    if (st->book.tk)
        tkit_xml_tree_free(&st->book);
    tkit_package_free(&st->package);
    tkit_free(source->tk, st->chapters, st->chapter_capacity * sizeof *st->chapters);
    tkit_arena_free(&st->arena);
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
    size_t item = id ? find_item(st, id) : 0;
    const char *href = item ? tkit_xml_attribute(&st->book, item, "href") : NULL;
    const char *properties = item ? tkit_xml_attribute(&st->book, item, "properties") : NULL;
    if (!href || (properties && strcmp(properties, "nav") == 0))
        return NULL;
    char path[1024];
    snprintf(path, sizeof path, "%s%s", st->folder, href);
    unescape_path(path);
    return tkit_package_part(&st->package, path);
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
        rc = tkit_package_add_properties(document, &st->properties);
    return rc ? rc : tkit_package_complete_part(source, part, document);
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
