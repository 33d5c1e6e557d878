/* Zip packages: see package.h. */
#include "load/package.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "load/facts.h"

enum { STEP = 1 << 16 };

void tkit_package_free(struct tkit_package *package)
{
    for (size_t i = 0; i < package->count; i++) {
        tkit_free(package->tk, package->parts[i].name, strlen(package->parts[i].name) + 1);
        tkit_buffer_free(&package->parts[i].bytes);
    }
    tkit_free(package->tk, package->parts, package->capacity * sizeof *package->parts);
    *package = (struct tkit_package){0};
}

static int unpack(struct tkit_source *source, struct archive *a, tkit_buffer *out, uint64_t *total)
{
    tkit *tk = source->tk;
    uint64_t ratio = tk->limit[LIMIT_ARCHIVE_RATIO];
    for (;;) {
        char *room = tkit_buffer_room(out, STEP + 1);
        if (!room)
            return tkit_fail_nomem(tk);
        la_ssize_t got = archive_read_data(a, room, STEP);
        if (got < 0)
            return tkit_fail(tk, TKIT_EFORMAT, "%s: %s", source->name,
                             archive_error_string(a) ? archive_error_string(a) : "damaged package");
        if (got == 0)
            return TKIT_OK;
        out->size += (size_t)got;
        *total += (uint64_t)got;
        if (out->size > tk->limit[LIMIT_ARCHIVE_ENTRY_BYTES])
            return tkit_fail_limit(tk, LIMIT_ARCHIVE_ENTRY_BYTES, source->name);
        if (*total > tk->limit[LIMIT_ARCHIVE_BYTES])
            return tkit_fail_limit(tk, LIMIT_ARCHIVE_BYTES, source->name);
        if (*total > (1 << 20) && *total / ratio > source->size)
            return tkit_fail_limit(tk, LIMIT_ARCHIVE_RATIO, source->name);
        int rc = tkit_poll(tk);
        if (rc)
            return rc;
    }
}

static int add_part(struct tkit_package *package, const char *name, struct tkit_part **out)
{
    int rc = tkit_reserve(package->tk, (void **)&package->parts, &package->capacity, package->count + 1,
                          sizeof *package->parts);
    if (rc)
        return rc;
    struct tkit_part *part = &package->parts[package->count];
    part->name = tkit_strndup(package->tk, name, strlen(name));
    if (!part->name)
        return tkit_fail_nomem(package->tk);
    tkit_buffer_init(&part->bytes, package->tk);
    part->number = package->count++;
    *out = part;
    return TKIT_OK;
}

static int read_entries(struct tkit_package *package, struct tkit_source *source, struct archive *a,
                        bool (*wanted)(const char *name))
{
    tkit *tk = source->tk;
    struct archive_entry *entry;
    uint64_t total = 0, entries = 0;
    int got;
    while ((got = archive_read_next_header(a, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN) {
        const char *name = archive_entry_pathname_utf8(entry);
        if (!name)
            name = archive_entry_pathname(entry);
        if (++entries > tk->limit[LIMIT_ARCHIVE_ENTRIES])
            return tkit_fail_limit(tk, LIMIT_ARCHIVE_ENTRIES, source->name);
        if (!name || !wanted(name))
            continue;
        struct tkit_part *part = NULL;
        int rc = add_part(package, name, &part);
        if (rc == TKIT_OK)
            rc = unpack(source, a, &part->bytes, &total);
        if (rc)
            return rc;
    }
    if (got == ARCHIVE_EOF)
        return TKIT_OK;
    return tkit_fail(tk, TKIT_EFORMAT, "%s: %s", source->name,
                     archive_error_string(a) ? archive_error_string(a) : "damaged package");
}

static int compare_parts(const void *a, const void *b)
{
    const struct tkit_part *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

int tkit_package_read(struct tkit_package *package, struct tkit_source *source, bool (*wanted)(const char *name))
{
    *package = (struct tkit_package){.tk = source->tk};
    int rc = tkit_source_read_all(source);
    if (rc)
        return rc;
    struct archive *a = archive_read_new();
    if (!a)
        return tkit_fail_nomem(source->tk);
    archive_read_support_format_zip(a);
    if (archive_read_open_memory(a, source->bytes, source->size) != ARCHIVE_OK)
        rc = tkit_fail(source->tk, TKIT_EFORMAT, "%s: %s", source->name,
                       archive_error_string(a) ? archive_error_string(a) : "damaged package");
    else
        rc = read_entries(package, source, a, wanted);
    archive_read_free(a);
    if (package->count)
        qsort(package->parts, package->count, sizeof *package->parts, compare_parts);
    return rc;
}

const struct tkit_part *tkit_package_part(const struct tkit_package *package, const char *name)
{
    size_t low = 0, high = package->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(package->parts[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < package->count && strcmp(package->parts[low].name, name) == 0 ? &package->parts[low] : NULL;
}

bool tkit_package_begins(const struct tkit_source *source, const char *text)
{
    size_t n = source->size < SNIFF_BYTES ? source->size : SNIFF_BYTES;
    return n > 4 && memcmp(source->bytes, "PK\3\4", 4) == 0 && memmem(source->bytes, n, text, strlen(text));
}

int tkit_package_complete(struct tkit_source *source, const struct tkit_part *part, tkit_document *document)
{
    struct tkit_input input = {.text = part->bytes.data, .length = source->size, .source = source, .how = "declared"};
    memcpy(input.encoding, "UTF-8", 6);
    int rc = tkit_document_set_metadata(document, "part", part->name);
    return rc ? rc : tkit_format_complete(source, &input, document, 0, source->size);
}

int tkit_package_complete_part(struct tkit_source *source, const struct tkit_part *part, tkit_document *document)
{
    /* The chapter seen as a source: what is known about the book's file holds for it. */
    struct tkit_source chapter = {.tk = source->tk, .options = source->options, .parent = source->parent,
                                  .format = source->format, .name = source->name, .given = source->given,
                                  .bytes = (const unsigned char *)part->bytes.data, .size = part->bytes.size};
    return tkit_package_complete(&chapter, part, document);
}

/* ---- properties ---- */

static const struct {
    const char *element, *key;
} properties[PACKAGE_PROPERTIES] = {
    {"dc:title", "title"},          {"dc:creator", "author"},     {"meta:initial-creator", "author"},
    {"dcterms:created", "date"},    {"meta:creation-date", "date"}, {"dc:date", "date"},
    {"dcterms:modified", "modified"}, {"dc:language", "language"}, {"dc:publisher", "source"},
    {"dc:subject", "subject"},      {"cp:keywords", "keywords"},  {"dc:description", "description"},
    {"dc:identifier", "identifier"},
};

int tkit_package_read_properties(const struct xml_tree *tree, tkit_arena *arena, struct tkit_package_properties *out)
{
    *out = (struct tkit_package_properties){{NULL}};
    for (size_t k = 0; k < PACKAGE_PROPERTIES; k++) {
        size_t node = tkit_xml_find(tree, 0, 0, properties[k].element);
        if (!node)
            continue;
        uint32_t start = tree->nodes[node].text, end = tree->nodes[node].text_end;
        while (start < end && (unsigned char)tree->text.data[start] <= ' ') start++;
        while (end > start && (unsigned char)tree->text.data[end - 1] <= ' ') end--;
        if (start < end && !(out->value[k] = tkit_arena_strndup(arena, tree->text.data + start, end - start)))
            return TKIT_ENOMEM;
    }
    return TKIT_OK;
}

int tkit_package_add_properties(tkit_document *document, const struct tkit_package_properties *stated)
{
    int rc = TKIT_OK;
    for (size_t k = 0; k < PACKAGE_PROPERTIES && rc == TKIT_OK; k++)
        if (stated->value[k])
            rc = tkit_document_add_field(document, properties[k].key, stated->value[k], "properties", 0, 0);
    return rc;
}
