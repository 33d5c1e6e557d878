/* The format "xml": feeds (RSS, Atom), TEI, newswire SGML, and any other XML by a mapping of fields to roles.
 *
 * A file holds one document or many: elements of one name, each with its title, date and text somewhere inside. Which
 * names play which role comes from the options, else from the vocabulary that the root element shows, else from what
 * such fields are usually called. */
#include <stdio.h>

#include "load/facts.h"
#include "load/format.h"
#include "load/xml_fields.h"

struct state {
    struct tkit_input input;
    struct xml_tree tree;
    struct xml_plan plan;
    size_t at;       /* the last document's element, or SIZE_MAX before the first */
    uint64_t number; /* of the last document */
    bool single;     /* only one: it goes by the file's own name */
};

/* ---- recognition ---- */

static const char *skip_space(const char *s, const char *end)
{
    if (end - s >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
        s += 3;
    while (s < end && (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r')) s++;
    return s;
}

static bool starts(const char *s, const char *end, const char *what)
{
    size_t n = strlen(what);
    return (size_t)(end - s) >= n && strncasecmp(s, what, n) == 0;
}

/* Newswire SGML names its records in capitals. */
static bool is_newswire(const char *s, const char *end)
{
    return starts(s, end, "<!DOCTYPE lewis") || starts(s, end, "<REUTERS") || starts(s, end, "<DOC>") ||
           starts(s, end, "<DOC ");
}

static int sniff(const struct tkit_source *source)
{
    const char *s = (const char *)source->bytes, *end = s + (source->size < 4096 ? source->size : 4096);
    s = skip_space(s, end);
    bool named = tkit_source_has_extension(source, "xml rss atom tei rdf sgm sgml");
    if (is_newswire(s, end))
        return 80;
    if (starts(s, end, "<?xml"))
        return 90;
    if (starts(s, end, "<rss") || starts(s, end, "<feed") || starts(s, end, "<tei"))
        return 90;
    return named && s < end && *s == '<' ? 60 : 0;
}

static void declared(const struct tkit_source *source, char name[64])
{
    const char *s = (const char *)source->bytes, *end = s + (source->size < 200 ? source->size : 200);
    const char *close = memmem(s, (size_t)(end - s), "?>", 2), *found;
    name[0] = '\0';
    if (!close || !(found = memmem(s, (size_t)(close - s), "encoding", 8)))
        return;
    found += 8;
    while (found < close && (*found == ' ' || *found == '=' || *found == '"' || *found == '\'')) found++;
    size_t n = 0;
    while (found < close && n < 63 && *found != '"' && *found != '\'') name[n++] = *found++;
    name[n] = '\0';
}

/* ---- opening ---- */

static int read_tree(struct tkit_source *source, struct state *st)
{
    const char *s = st->input.text, *end = s + st->input.length;
    if (is_newswire(skip_space(s, end), end))
        return tkit_xml_tree_read_sgml(&st->tree, source->tk, s, st->input.length);
    int rc = tkit_xml_tree_read(&st->tree, source->tk, source->name, s, st->input.length);
    if (rc != TKIT_EFORMAT)
        return rc;
    char message[512];
    snprintf(message, sizeof message, "%s; read as far as its tags can be told", tkit_errmsg(source->tk));
    tkit_source_note(source, st->input.encoding, TKIT_OK, message);
    tkit_xml_tree_free(&st->tree);
    return tkit_xml_tree_read_sgml(&st->tree, source->tk, s, st->input.length);
}

static int open_state(struct tkit_source *source)
{
    char encoding[64] = "";
    struct state *st = tkit_calloc(source->tk, 1, sizeof *st);
    if (!st)
        return tkit_fail_nomem(source->tk);
    source->state = st;
    st->at = SIZE_MAX;
    int rc = tkit_source_read_all(source);
    if (rc)
        return rc;
    if (source->charset)
        snprintf(encoding, sizeof encoding, "%s", source->charset);
    else
        declared(source, encoding);
    rc = tkit_input_decode(&st->input, source, encoding);
    if (rc == TKIT_OK)
        rc = read_tree(source, st);
    if (rc == TKIT_OK && st->tree.count == 0)
        rc = tkit_fail(source->tk, TKIT_EFORMAT, "%s: holds no element", source->name);
    if (rc)
        return rc;
    tkit_xml_plan(&st->plan, &st->tree, source->options);
    size_t first = tkit_xml_next_document(&st->plan, &st->tree, SIZE_MAX);
    st->single = first == SIZE_MAX || tkit_xml_next_document(&st->plan, &st->tree, first) == SIZE_MAX;
    if (first == SIZE_MAX)
        return tkit_fail(source->tk, TKIT_EFORMAT, "%s: holds no element '%s'", source->name, st->plan.document);
    return TKIT_OK;
}

static void close_state(struct tkit_source *source)
{
    struct state *st = source->state;
    if (!st)
        return;
    if (st->tree.tk)
        tkit_xml_tree_free(&st->tree);
    tkit_input_free(&st->input);
    tkit_free(source->tk, st, sizeof *st);
    source->state = NULL;
}

/* ---- documents ---- */

static int name_document(struct tkit_source *source, struct state *st, tkit_document *document)
{
    if (st->single)
        return TKIT_OK;
    tkit_buffer name;
    tkit_buffer_init(&name, source->tk);
    tkit_buffer_printf(&name, "%s#%llu", source->name, (unsigned long long)st->number);
    const char *text = tkit_buffer_string(&name);
    int rc = text ? tkit_document_set_file(document, text) : tkit_fail_nomem(source->tk);
    tkit_buffer_free(&name);
    return rc;
}

static int read_document(struct tkit_source *source, struct state *st, tkit_document *document)
{
    struct tkit_assembly a;
    tkit_assembly_init(&a, document);
    int rc = name_document(source, st, document);
    if (rc == TKIT_OK)
        rc = tkit_xml_assemble(&a, &st->plan, &st->tree, st->at);
    rc = tkit_assembly_finish(&a, rc);
    const struct xml_node *node = &st->tree.nodes[st->at];
    return rc ? rc : tkit_format_complete(source, &st->input, document, node->source, node->source_end);
}

static int next(struct tkit_source *source, struct tkit_item *item)
{
    int rc = source->state ? TKIT_OK : open_state(source);
    if (rc)
        return rc;
    struct state *st = source->state;
    st->at = tkit_xml_next_document(&st->plan, &st->tree, st->at);
    if (st->at == SIZE_MAX)
        return 0;
    st->number++;
    rc = tkit_poll(source->tk);
    if (rc == TKIT_OK)
        rc = tkit_source_document(source, &item->document);
    if (rc == TKIT_OK)
        rc = read_document(source, st, item->document);
    if (rc) {
        tkit_document_release(item->document);
        item->document = NULL;
        return rc;
    }
    return 1;
}

const struct tkit_format tkit_format_xml = {
    .name = "xml",
    .sniff = sniff,
    .next = next,
    .close = close_state,
    .declared = declared,
    .finish = FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
