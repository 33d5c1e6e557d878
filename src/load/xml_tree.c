/* XML and SGML into a flat tree: see xml_tree.h. */
#include "load/xml_tree.h"

/* The protection against entity bombs is declared only on request. */
#define XML_DTD 1
#define XML_GE 1
#include <expat.h>

#include "load/html_tokenizer.h"

struct builder {
    struct xml_tree *tree;
    XML_Parser parser;
    const char *bytes;
    size_t size;
    size_t at;       /* innermost open node */
    uint32_t depth;
    int rc;
};

/* ---- the tree ---- */

static size_t open_node(struct builder *b, const char *name, size_t length, uint64_t source)
{
    struct xml_tree *tree = b->tree;
    if (tkit_reserve(tree->tk, (void **)&tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes)) {
        b->rc = TKIT_ENOMEM;
        return 0;
    }
    const char *kept = tkit_arena_strndup(&tree->arena, name, length);
    if (!kept) {
        b->rc = TKIT_ENOMEM;
        return 0;
    }
    size_t i = tree->count++;
    tree->nodes[i] = (struct xml_node){.name = kept, .parent = (uint32_t)b->at, .text = (uint32_t)tree->text.size,
                                       .first_attribute = (uint32_t)tree->attribute_count, .source = source};
    b->at = i;
    b->depth++;
    return i;
}

static void add_attribute(struct builder *b, const char *name, size_t name_length, const char *value, size_t length)
{
    struct xml_tree *tree = b->tree;
    if (tkit_reserve(tree->tk, (void **)&tree->attributes, &tree->attribute_capacity, tree->attribute_count + 1,
                     sizeof *tree->attributes)) {
        b->rc = TKIT_ENOMEM;
        return;
    }
    struct xml_attribute a = {tkit_arena_strndup(&tree->arena, name, name_length),
                              tkit_arena_strndup(&tree->arena, value ? value : "", length)};
    if (!a.name || !a.value) {
        b->rc = TKIT_ENOMEM;
        return;
    }
    tree->attributes[tree->attribute_count++] = a;
    tree->nodes[b->at].attribute_count++;
}

static void close_node(struct builder *b, uint64_t source_end)
{
    struct xml_tree *tree = b->tree;
    struct xml_node *node = &tree->nodes[b->at];
    node->end = (uint32_t)tree->count;
    node->text_end = (uint32_t)tree->text.size;
    node->source_end = source_end;
    b->at = node->parent;
    b->depth--;
}

static bool is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r')
            return false;
    return true;
}

static void add_text(struct builder *b, const char *s, size_t n, uint64_t source, size_t source_size)
{
    struct xml_tree *tree = b->tree;
    if (n == 0 || b->depth == 0)
        return;
    if (tree->text.size + n >= UINT32_MAX) {
        b->rc = tkit_fail(tree->tk, TKIT_ELIMIT, "a file has at most 4 GiB of text");
        return;
    }
    bool copied = source_size == n && source + n <= b->size && memcmp(b->bytes + source, s, n) == 0;
    int rc = tkit_map_add(tree->tk, &tree->map, (uint32_t)tree->text.size, source, copied ? 1 : 0,
                          copied ? 1 : (uint32_t)source_size);
    if (rc)
        b->rc = rc;
    tkit_buffer_add(&tree->text, s, n);
    if (!tree->nodes[b->at].mixed && !is_blank(s, n))
        tree->nodes[b->at].mixed = true;
}

static void start_tree(struct xml_tree *tree, tkit *tk)
{
    *tree = (struct xml_tree){.tk = tk};
    tkit_buffer_init(&tree->text, tk);
    tkit_arena_init(&tree->arena, tk);
}

void tkit_xml_tree_free(struct xml_tree *tree)
{
    tkit_buffer_free(&tree->text);
    tkit_map_free(tree->tk, &tree->map);
    tkit_free(tree->tk, tree->nodes, tree->capacity * sizeof *tree->nodes);
    tkit_free(tree->tk, tree->attributes, tree->attribute_capacity * sizeof *tree->attributes);
    tkit_arena_free(&tree->arena);
}

/* ---- expat ---- */

static void stop_on_failure(struct builder *b)
{
    if (b->rc)
        XML_StopParser(b->parser, XML_FALSE);
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct builder *b = user;
    tkit *tk = b->tree->tk;
    if (b->rc)
        return;
    if (b->depth >= tk->limit[LIMIT_MARKUP_DEPTH])
        b->rc = tkit_fail_limit(tk, LIMIT_MARKUP_DEPTH, "XML");
    else if ((b->tree->count & 0xfff) == 0)
        b->rc = tkit_poll(tk);
    if (b->rc == TKIT_OK)
        open_node(b, name, strlen(name), (uint64_t)XML_GetCurrentByteIndex(b->parser));
    for (size_t i = 0; b->rc == TKIT_OK && attributes[i]; i += 2) {
        if (i / 2 >= tk->limit[LIMIT_MARKUP_ATTRIBUTES])
            b->rc = tkit_fail_limit(tk, LIMIT_MARKUP_ATTRIBUTES, name);
        else
            add_attribute(b, attributes[i], strlen(attributes[i]), attributes[i + 1], strlen(attributes[i + 1]));
    }
    stop_on_failure(b);
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct builder *b = user;
    (void)name;
    if (b->rc == TKIT_OK)
        close_node(b, (uint64_t)XML_GetCurrentByteIndex(b->parser) + (uint64_t)XML_GetCurrentByteCount(b->parser));
}

static void XMLCALL on_text(void *user, const XML_Char *s, int length)
{
    struct builder *b = user;
    if (b->rc == TKIT_OK)
        add_text(b, s, (size_t)length, (uint64_t)XML_GetCurrentByteIndex(b->parser),
                 (size_t)XML_GetCurrentByteCount(b->parser));
    stop_on_failure(b);
}

/* Entities of HTML that no DTD declared: feeds are full of them. */
static void XMLCALL on_skipped(void *user, const XML_Char *name, int is_parameter)
{
    struct builder *b = user;
    char reference[64], value[8];
    size_t n = strlen(name), size = 0;
    if (b->rc || is_parameter || n + 2 >= sizeof reference)
        return;
    reference[0] = '&';
    memcpy(reference + 1, name, n);
    reference[n + 1] = ';';
    bool known = tkit_html_reference(reference, n + 2, false, value, &size) == n + 2;
    add_text(b, known ? value : reference, known ? size : n + 2, (uint64_t)XML_GetCurrentByteIndex(b->parser),
             (size_t)XML_GetCurrentByteCount(b->parser));
    stop_on_failure(b);
}

/* External entities and DTDs are never fetched; they count as empty. */
static int XMLCALL on_external(XML_Parser parser, const XML_Char *context, const XML_Char *base, const XML_Char *system,
                               const XML_Char *public)
{
    (void)parser;
    (void)context;
    (void)base;
    (void)system;
    (void)public;
    return XML_STATUS_OK;
}

static int parse(struct builder *b, const char *name)
{
    enum { STEP = 1 << 20 };
    tkit *tk = b->tree->tk;
    for (size_t done = 0;;) {
        size_t n = b->size - done < STEP ? b->size - done : STEP;
        bool last = done + n == b->size;
        enum XML_Status status = XML_Parse(b->parser, b->bytes + done, (int)n, last);
        done += n;
        if (b->rc == TKIT_OK)
            b->rc = tkit_poll(tk);
        if (b->rc)
            return b->rc;
        if (status != XML_STATUS_OK) {
            enum XML_Error error = XML_GetErrorCode(b->parser);
            if (error == XML_ERROR_NO_MEMORY)
                return tkit_fail_nomem(tk);
            return tkit_fail(tk, error == XML_ERROR_AMPLIFICATION_LIMIT_BREACH ? TKIT_ELIMIT : TKIT_EFORMAT,
                             "%s: line %lu: %s", name, (unsigned long)XML_GetCurrentLineNumber(b->parser),
                             XML_ErrorString(error));
        }
        if (last)
            break;
    }
    return tkit_buffer_status(&b->tree->text);
}

int tkit_xml_tree_read(struct xml_tree *tree, tkit *tk, const char *name, const char *bytes, size_t size)
{
    start_tree(tree, tk);
    struct builder b = {.tree = tree, .bytes = bytes, .size = size};
    b.parser = XML_ParserCreate("UTF-8");
    if (!b.parser)
        return tkit_fail_nomem(tk);
    XML_SetUserData(b.parser, &b);
    XML_SetElementHandler(b.parser, on_start, on_end);
    XML_SetCharacterDataHandler(b.parser, on_text);
    XML_SetSkippedEntityHandler(b.parser, on_skipped);
    XML_SetExternalEntityRefHandler(b.parser, on_external);
    XML_UseForeignDTD(b.parser, XML_TRUE);
    XML_SetBillionLaughsAttackProtectionActivationThreshold(b.parser, 1 << 20);
    XML_SetBillionLaughsAttackProtectionMaximumAmplification(b.parser, 20);
    int rc = parse(&b, name);
    XML_ParserFree(b.parser);
    return rc;
}

/* ---- SGML ---- */

static void sgml_text(struct builder *b, const struct html_tokenizer *t)
{
    uint32_t p = t->start;
    while (p < t->end && b->rc == TKIT_OK) {
        uint32_t run = p;
        while (run < t->end && (t->kind == HTML_TOKEN_RAW || t->text[run] != '&') &&
               ((unsigned char)t->text[run] >= 0x20 || t->text[run] == '\n' || t->text[run] == '\t'))
            run++;
        if (run > p) {
            add_text(b, t->text + p, run - p, p, run - p);
            p = run;
        } else if (t->text[p] == '&') {
            char value[8];
            size_t size, taken = tkit_html_reference(t->text + p, t->end - p, false, value, &size);
            if (!taken)
                add_text(b, "&", 1, p, 1);
            else if (size > 1 || (unsigned char)value[0] >= 0x20 || value[0] == '\n')
                add_text(b, value, size, p, taken); /* newswires mark ends of text by control characters */
            p += taken ? (uint32_t)taken : 1;
        } else {
            p++;
        }
    }
}

static void sgml_start(struct builder *b, const struct html_tokenizer *t)
{
    tkit *tk = b->tree->tk;
    if (b->depth >= tk->limit[LIMIT_MARKUP_DEPTH]) {
        b->rc = tkit_fail_limit(tk, LIMIT_MARKUP_DEPTH, "SGML");
        return;
    }
    open_node(b, t->text + t->name_start, t->name_end - t->name_start, t->start);
    for (uint32_t i = 0; i < t->attribute_count && b->rc == TKIT_OK; i++) {
        const struct html_attribute *a = &t->attribute[i];
        tkit_buffer value;
        tkit_buffer_init(&value, tk);
        tkit_html_decode(&value, t->text + a->value_start, a->value_end - a->value_start, true);
        if (value.failed)
            b->rc = TKIT_ENOMEM;
        else
            add_attribute(b, t->text + a->name_start, a->name_end - a->name_start, value.data, value.size);
        tkit_buffer_free(&value);
    }
    if (t->self_closing && b->rc == TKIT_OK)
        close_node(b, t->end);
}

/* Closes the innermost open element of that name; an end tag without one is passed over. */
static void sgml_end(struct builder *b, const struct html_tokenizer *t)
{
    size_t length = t->name_end - t->name_start, at = b->at;
    for (uint32_t i = b->depth; i > 1; i--, at = b->tree->nodes[at].parent) {
        const char *name = b->tree->nodes[at].name;
        if (strlen(name) != length || strncasecmp(name, t->text + t->name_start, length) != 0)
            continue;
        while (b->at != at) close_node(b, t->start);
        close_node(b, t->end);
        return;
    }
}

int tkit_xml_tree_read_sgml(struct xml_tree *tree, tkit *tk, const char *bytes, size_t size)
{
    start_tree(tree, tk);
    struct builder b = {.tree = tree, .bytes = bytes, .size = size};
    if (size >= UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "an SGML file has at most 4 GiB");
    struct html_tokenizer *t = tkit_arena_alloc(&tree->arena, sizeof *t);
    if (!t)
        return TKIT_ENOMEM;
    tkit_html_tokenizer_init(t, tk, bytes, (uint32_t)size);
    open_node(&b, "", 0, 0); /* files of many records have no root element */
    for (uint32_t n = 0; b.rc == TKIT_OK && tkit_html_next(t); n++) {
        if ((n & 0xfff) == 0xfff && (b.rc = tkit_poll(tk)))
            break;
        if (t->kind == HTML_TOKEN_START)
            sgml_start(&b, t);
        else if (t->kind == HTML_TOKEN_END)
            sgml_end(&b, t);
        else if (t->kind == HTML_TOKEN_TEXT || t->kind == HTML_TOKEN_RAW)
            sgml_text(&b, t);
    }
    while (b.rc == TKIT_OK && b.depth > 0) close_node(&b, size);
    return b.rc ? b.rc : tkit_buffer_status(&tree->text);
}

/* ---- looking things up ---- */

const char *tkit_xml_attribute(const struct xml_tree *tree, size_t node, const char *name)
{
    const struct xml_node *n = &tree->nodes[node];
    for (uint32_t i = 0; i < n->attribute_count; i++)
        if (strcasecmp(tree->attributes[n->first_attribute + i].name, name) == 0)
            return tree->attributes[n->first_attribute + i].value;
    return NULL;
}

static bool name_is(const char *name, const char *wanted, size_t length)
{
    if (strncasecmp(name, wanted, length) == 0 && name[length] == '\0')
        return true;
    const char *colon = strchr(name, ':');
    return colon && !memchr(wanted, ':', length) && strncasecmp(colon + 1, wanted, length) == 0 &&
           colon[1 + length] == '\0';
}

bool tkit_xml_is(const struct xml_tree *tree, size_t node, const char *name)
{
    return name_is(tree->nodes[node].name, name, strlen(name));
}

/* Does the way to `node`, below `top`, end in `path`? */
static bool path_matches(const struct xml_tree *tree, size_t top, size_t node, const char *path)
{
    const char *end = path + strlen(path);
    for (;;) {
        const char *start = end;
        while (start > path && start[-1] != '/') start--;
        if (node == top || !name_is(tree->nodes[node].name, start, (size_t)(end - start)))
            return false;
        if (start == path)
            return true;
        end = start - 1;
        node = tree->nodes[node].parent;
    }
}

size_t tkit_xml_find(const struct xml_tree *tree, size_t top, size_t after, const char *path)
{
    for (size_t i = after + 1; i < tree->nodes[top].end; i++)
        if (path_matches(tree, top, i, path))
            return i;
    return 0;
}
