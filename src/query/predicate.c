/* Conditions for one segment: see predicate.h. */
#include "query/bitset.h"
#include "query/forms.h"
#include "query/matcher.h"
#include "query/measure.h"

#include <stdio.h>

struct predicate *tkit_predicate_new(struct scope *s, enum predicate_kind kind)
{
    struct predicate *p = tkit_arena_zalloc(s->arena, sizeof *p);
    if (p) {
        p->kind = kind;
        p->label = LABEL_THIS;
        p->tokens = kind == PREDICATE_FALSE ? 0 : s->segment->tokens;
    }
    return p;
}

/* ---- documents ---- */

/* "doc_source", "text_source": the key of a document's metadata; NULL for another name. */
static const char *document_key(const char *name)
{
    if (strncmp(name, "doc_", 4) == 0)
        return name + 4;
    return strncmp(name, "text_", 5) == 0 ? name + 5 : NULL;
}

static int document_set(struct scope *s, const struct test *t, const char *key, uint64_t **bits)
{
    struct tkit_segment *segment = s->segment;
    const char **values;
    struct matcher m = {0};
    *bits = tkit_arena_zalloc(s->arena, ((size_t)segment->documents / 64 + 1) * 8);
    if (!*bits)
        return TKIT_ENOMEM;
    if (t->right.kind == OPERAND_ATTRIBUTE || t->right.kind == OPERAND_POSITION || t->right.kind == OPERAND_DISTANCE)
        return tkit_scope_fail(s, t->right.at, "expected a string, a number or a word list to compare with",
                               t->left.text);
    int r = tkit_segment_knows_key(segment, key);
    if (r == 0)
        return tkit_fail(s->tk, TKIT_EQUERY, "query: no document has metadata '%s' at %u", key, t->left.at + 1);
    if (r > 0)
        r = tkit_segment_values(segment, key, s->arena, &values);
    if (r == TKIT_OK)
        r = tkit_matcher_open(s, &t->right, t->compare, &m);
    for (uint32_t d = 0; d < segment->documents && r >= 0; d++) {
        const char *value = values[d] ? values[d] : "";
        r = tkit_matcher_holds(s, &m, value, strlen(value));
        if (r > 0)
            bitset_add(*bits, d);
    }
    tkit_matcher_close(&m);
    return r < 0 ? r : TKIT_OK;
}

static int build_documents(struct scope *s, const struct test *t, const char *key, struct predicate **out)
{
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_DOCUMENTS);
    if (!p)
        return TKIT_ENOMEM;
    p->label = t->left.label;
    p->uses_labels = p->label >= 0;
    return document_set(s, t, key, &p->bits);
}

/* ---- regions ---- */

static int layer_regions(struct scope *s, const char *layer, uint32_t at, const struct tkit_regions **out)
{
    int r = tkit_segment_regions(s->segment, layer, out);
    return r == TKIT_ENOTFOUND ? tkit_fail(s->tk, TKIT_EQUERY, "query: no layer or attribute '%s' at %u", layer, at + 1)
                               : r;
}

/* A value of SQL as the text that conditions look at; `digits` is room for a number. */
static void to_text(tkit_value *value, char digits[32])
{
    if (value->type == TKIT_INTEGER) {
        char *end = digits + 32, *at = end;
        uint64_t left = value->integer < 0 ? 0 - (uint64_t)value->integer : (uint64_t)value->integer;
        do *--at = (char)('0' + left % 10);
        while ((left /= 10) != 0);
        if (value->integer < 0)
            *--at = '-';
        value->text = at;
        value->length = (size_t)(end - at);
    } else if (value->type != TKIT_TEXT) {
        value->text = "";
        value->length = 0;
    }
}

static int bind_region_values(const struct tkit_segment *segment, const char *layer, const char *name,
                              tkit_statement *statement)
{
    int64_t first = INT64_MAX, last = 0;
    for (uint32_t n = 0; n < segment->documents; n++) {
        if (segment->document[n] && segment->document[n] < first)
            first = segment->document[n];
        if (segment->document[n] > last)
            last = segment->document[n];
    }
    const tkit_value values[] = {{.type = TKIT_TEXT, .text = layer, .length = strlen(layer)},
                                 {.type = TKIT_TEXT, .text = name, .length = strlen(name)},
                                 {.type = TKIT_INTEGER, .integer = first},
                                 {.type = TKIT_INTEGER, .integer = last}};
    int r = TKIT_OK;
    for (int i = 0; i < 4 && r == TKIT_OK; i++) r = tkit_statement_bind(statement, i + 1, &values[i]);
    return r;
}

/* What a region's attribute says: label, or a field of its JSON. One walk over the layer, in the order of its
 * regions. */
static int region_values(struct scope *s, const struct test *t, const char *layer, const struct tkit_regions *regions,
                         uint64_t *bits)
{
    static const char sql[] =
        "SELECT id, CASE ?2 WHEN 'label' THEN label ELSE json_extract(json, '$.\"' || ?2 || '\"') END"
        " FROM span WHERE layer = (SELECT id FROM layer WHERE name = ?1)"
        " AND document BETWEEN ?3 AND ?4 ORDER BY document, start, stop DESC";
    struct matcher m = {0};
    tkit_statement *statement = NULL;
    size_t i = 0;
    int r = tkit_matcher_open(s, &t->right, t->compare, &m);
    if (r == TKIT_OK)
        r = tkit_statement_open(s->index->corpus, sql, sizeof sql - 1, 0, &statement);
    if (r == TKIT_OK)
        r = bind_region_values(s->segment, layer, t->left.text, statement);
    while (r >= 0 && i < regions->count && (r = tkit_statement_step(statement)) == 1) {
        tkit_value id, value;
        char digits[32];
        tkit_statement_column(statement, 0, &id);
        if (id.integer != regions->span[i] && id.integer != -regions->span[i])
            continue; /* an empty one, or of a document that is gone */
        tkit_statement_column(statement, 1, &value);
        to_text(&value, digits);
        r = tkit_matcher_holds(s, &m, value.text, value.length);
        if (r > 0)
            bitset_add(bits, i);
        i++;
    }
    if (r >= 0 && i < regions->count)
        r = tkit_fail(s->tk, TKIT_ECORRUPT, "query: the layer '%s' changed while it was read", layer);
    tkit_statement_close(statement);
    tkit_matcher_close(&m);
    return r < 0 ? r : TKIT_OK;
}

int tkit_region_test(struct scope *s, const struct test *test, const char *layer, const struct tkit_regions *regions,
                     uint64_t **bits)
{
    size_t words = regions->count / 64 + 1;
    *bits = tkit_arena_zalloc(s->arena, words * 8);
    if (!*bits)
        return TKIT_ENOMEM;
    if (test->kind == TEST_AND) {
        memset(*bits, 0xff, words * 8);
        for (const struct test *t = test->first; t; t = t->next) {
            uint64_t *one;
            int r = tkit_region_test(s, t, layer, regions, &one);
            if (r != TKIT_OK)
                return r;
            for (size_t i = 0; i < words; i++) (*bits)[i] &= one[i];
        }
        return TKIT_OK;
    }
    if (test->kind != TEST_COMPARE || test->left.kind != OPERAND_ATTRIBUTE ||
        (test->right.kind != OPERAND_STRING && test->right.kind != OPERAND_NUMBER && test->right.kind != OPERAND_LIST))
        return tkit_fail(s->tk, TKIT_EQUERY, "query: expected attribute=\"value\" inside the tag at %u", test->at + 1);
    if (strcmp(layer, "doc") != 0) {
        if (regions->count == 0)
            return TKIT_OK;
        if (regions->span && regions->span[0]) /* rows of a layer; sentences and blocks have none */
            return region_values(s, test, layer, regions, *bits);
        return tkit_fail(s->tk, TKIT_EQUERY, "query: regions of '%s' have no attributes at %u", layer, test->at + 1);
    }
    uint64_t *documents;
    int r = document_set(s, test, test->left.text, &documents);
    for (size_t i = 0; i < regions->count && r == TKIT_OK; i++)
        if (bitset_has(documents, tkit_segment_document_of(s->segment, regions->start[i], 0)))
            bitset_add(*bits, i);
    return r;
}

static int build_layer(struct scope *s, const struct test *t, struct predicate **out)
{
    const struct tkit_regions *regions;
    int r = layer_regions(s, t->name, t->at, &regions);
    if (r != TKIT_OK)
        return r;
    enum predicate_kind kind = t->kind == TEST_FIRST  ? PREDICATE_FIRST
                               : t->kind == TEST_LAST ? PREDICATE_LAST
                                                      : PREDICATE_REGIONS;
    struct predicate *p = *out = tkit_predicate_new(s, kind);
    if (!p || !(p->regions = tkit_arena_zalloc(s->arena, sizeof *p->regions)))
        return TKIT_ENOMEM;
    p->tokens = 0;
    for (size_t i = 0; i < regions->count; i++)
        p->tokens += kind == PREDICATE_REGIONS ? regions->end[i] - regions->start[i] : 1;
    enum region_side side = kind == PREDICATE_FIRST  ? REGION_STARTS
                            : kind == PREDICATE_LAST ? REGION_ENDS
                                                     : REGION_WHOLE;
    return tkit_regions_of_layer(s->arena, regions, NULL, side, p->regions);
}

int tkit_scope_no_layer(struct scope *s, uint32_t at, const char *layer)
{
    char known[256] = "s p doc";
    const char *name;
    size_t i = 0;
    int r;
    while ((r = tkit_corpus_layer_at(s->index->corpus, i++, &name)) == 1)
        if (strcmp(name, "s") != 0 && strcmp(name, "p") != 0 && strcmp(name, "doc") != 0)
            tkit_list_name(known, sizeof known, name);
    return r < 0 ? r
                 : tkit_fail(s->tk, TKIT_EQUERY, "query: no layer '%s' at %u (there are: %s)", layer, at + 1, known);
}

/* ---- building ---- */

static int find_attribute(struct scope *s, const struct operand *o, struct tkit_attribute **out)
{
    *out = tkit_segment_attribute(s->segment, o->text);
    if (*out)
        return tkit_attribute_load(*out);
    if (tkit_index_has_attribute(s->index, o->text))
        return TKIT_OK;
    char known[256];
    tkit_index_list_attributes(s->index, o->text, known, sizeof known);
    return tkit_fail(s->tk, TKIT_EQUERY, "query: no attribute '%s' at %u (there are: %s)", o->text, o->at + 1, known);
}

static int find_heads(struct scope *s, uint32_t at, struct tkit_attribute **out)
{
    const struct operand head = {.text = "head", .at = at};
    return find_attribute(s, &head, out);
}

/* A condition on one attribute of a token's head. */
static int build_head(struct scope *s, const struct test *t, struct predicate **out)
{
    struct test *inner = tkit_arena_alloc(s->arena, sizeof *inner);
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_HEAD);
    if (!inner || !p)
        return TKIT_ENOMEM;
    *inner = *t;
    inner->left.of_head = false;
    inner->left.label = LABEL_THIS;
    p->label = t->left.label;
    p->uses_labels = p->label != LABEL_THIS;
    int r = find_heads(s, t->left.at, &p->heads);
    return r == TKIT_OK ? tkit_predicate_build(s, inner, &p->first) : r;
}

static int build_compare(struct scope *s, const struct test *t, struct predicate **out)
{
    struct tkit_attribute *left = NULL, *right = NULL;
    const char *key = t->left.kind == OPERAND_ATTRIBUTE ? document_key(t->left.text) : NULL;
    int r;
    if (key && !tkit_segment_attribute(s->segment, t->left.text))
        return t->left.function  ? tkit_scope_fail(s, t->left.at, "expected an attribute of tokens, not", t->left.text)
               : t->left.of_head ? build_head(s, t, out)
                                 : build_documents(s, t, key, out);
    if (t->left.kind == OPERAND_ATTRIBUTE && (r = find_attribute(s, &t->left, &left)) != TKIT_OK)
        return r;
    if (t->right.kind == OPERAND_ATTRIBUTE && (r = find_attribute(s, &t->right, &right)) != TKIT_OK)
        return r == TKIT_EQUERY && t->right.label == LABEL_THIS
                   ? tkit_fail(s->tk, r, "query: no attribute '%s' at %u (a word stands in quotes)", t->right.text,
                               t->right.at + 1)
                   : r;
    bool fixed = t->right.kind == OPERAND_STRING || t->right.kind == OPERAND_NUMBER || t->right.kind == OPERAND_LIST;
    if (t->left.kind == OPERAND_ATTRIBUTE && fixed && t->left.of_head)
        return build_head(s, t, out);
    if (t->left.kind == OPERAND_ATTRIBUTE && fixed) {
        r = tkit_forms_build(s, t, left, out);
        if (r == TKIT_OK)
            (*out)->uses_labels = t->left.label != LABEL_THIS;
        return r;
    }
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_COMPARE);
    if (!p)
        return TKIT_ENOMEM;
    p->test = t;
    p->left = left;
    p->right = right;
    p->uses_labels = true;
    if (left && t->left.function && (r = tkit_measure_forms(s, &t->left, left, &p->left_numbers)) != TKIT_OK)
        return r;
    if (right && t->right.function && (r = tkit_measure_forms(s, &t->right, right, &p->right_numbers)) != TKIT_OK)
        return r;
    return t->left.of_head || t->right.of_head ? find_heads(s, t->at, &p->heads) : TKIT_OK;
}

static int build_list(struct scope *s, const struct test *test, struct predicate **out)
{
    bool both = test->kind == TEST_AND;
    struct predicate *result = tkit_predicate_new(s, both ? PREDICATE_AND : PREDICATE_OR);
    struct predicate *list = NULL, *decided = NULL;
    if (!result)
        return TKIT_ENOMEM;
    uint64_t tokens = both ? UINT64_MAX : 0;
    for (const struct test *t = test->first; t; t = t->next) {
        struct predicate *p;
        int r = tkit_predicate_build(s, t, &p);
        if (r != TKIT_OK)
            return r;
        if (p->kind == (both ? PREDICATE_TRUE : PREDICATE_FALSE))
            continue;
        if (decided)
            continue; /* the rest is only looked at for mistakes, which every segment must find */
        if (p->kind == (both ? PREDICATE_FALSE : PREDICATE_TRUE)) {
            decided = p;
            continue;
        }
        bool joined = false;
        for (struct predicate *q = list; q && !joined; q = q->next) {
            if (q->kind == PREDICATE_FORM && q->attribute == p->attribute && (r = tkit_forms_as_set(s, q)) != TKIT_OK)
                return r;
            joined = tkit_forms_join(q, p, both);
        }
        if (!joined) {
            p->next = list;
            list = p;
        }
    }
    if (decided) {
        *out = decided;
        return TKIT_OK;
    }
    for (struct predicate *p = list; p; p = p->next) {
        if (p->kind == PREDICATE_SET)
            tkit_forms_simplify(p);
        result->uses_labels |= p->uses_labels;
        if (both)
            tokens = p->tokens < tokens ? p->tokens : tokens;
        else
            tokens += p->tokens;
        if (both && p->kind == PREDICATE_FALSE)
            tokens = 0;
    }
    result->first = list;
    result->tokens = tokens > s->segment->tokens ? s->segment->tokens : tokens;
    if (!list)
        result->kind = both ? PREDICATE_TRUE : PREDICATE_FALSE;
    *out = list && !list->next ? list : result;
    return TKIT_OK;
}

int tkit_predicate_build(struct scope *s, const struct test *test, struct predicate **out)
{
    *out = NULL;
    if (!test || test->kind == TEST_TRUE) {
        *out = tkit_predicate_new(s, PREDICATE_TRUE);
        return *out ? TKIT_OK : TKIT_ENOMEM;
    }
    switch (test->kind) {
    case TEST_AND: case TEST_OR: return build_list(s, test, out);
    case TEST_LAYER: case TEST_FIRST: case TEST_LAST: return build_layer(s, test, out);
    case TEST_COMPARE: return build_compare(s, test, out);
    default: break;
    }
    struct predicate *inner;
    int r = tkit_predicate_build(s, test->first, &inner);
    if (r == TKIT_OK)
        r = tkit_forms_as_set(s, inner);
    if (r != TKIT_OK)
        return r;
    if (inner->kind == PREDICATE_TRUE || inner->kind == PREDICATE_FALSE) {
        *out = tkit_predicate_new(s, inner->kind == PREDICATE_TRUE ? PREDICATE_FALSE : PREDICATE_TRUE);
        return *out ? TKIT_OK : TKIT_ENOMEM;
    }
    if (tkit_forms_negate(inner)) {
        *out = inner;
        return TKIT_OK;
    }
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_NOT);
    if (!p)
        return TKIT_ENOMEM;
    p->first = inner;
    p->uses_labels = inner->uses_labels;
    return TKIT_OK;
}
