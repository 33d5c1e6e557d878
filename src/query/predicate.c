/* Conditions for one segment: see predicate.h. */
#include "query/matcher.h"
#include "query/measure.h"

#include <stdio.h>

static struct predicate *new_predicate(struct scope *s, enum predicate_kind kind)
{
    struct predicate *p = tkit_arena_zalloc(s->arena, sizeof *p);
    if (p) {
        p->kind = kind;
        p->label = LABEL_THIS;
        p->tokens = kind == PREDICATE_FALSE ? 0 : s->segment->tokens;
    }
    return p;
}

/* ---- sets of forms ---- */

static inline void set_bit(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool get_bit(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

/* The characters that every match of a regular expression starts with. */
static size_t literal_prefix(const char *text, size_t length, char *out, size_t room)
{
    size_t n = 0, last = 0; /* last: where the last character starts, in `out` */
    if (memchr(text, '|', length))
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '\\') {
            c = i + 1 < length ? text[i + 1] : 0;
            if (!c || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'))
                return n;
            i++;
        } else if (c == '?' || c == '*' || c == '{') {
            return last; /* the character before may be missing */
        } else if (strchr(".^$+()[]}", c)) {
            return n;
        }
        if (n == room)
            return n;
        if (((unsigned char)c & 0xc0) != 0x80)
            last = n;
        out[n++] = c;
    }
    return n;
}

/* A literal without regard to case: of the forms that fold to the same "lower" form, those that match. 1: done, 0: this
 * way is not open. */
static int caseless_set(struct scope *s, struct tkit_attribute *a, struct matcher *m, uint64_t *bits)
{
    const struct operand *o = m->operand;
    struct tkit_attribute *lower = tkit_segment_attribute(a->segment, "lower");
    if (o->kind != OPERAND_STRING || o->flags & FLAG_DIACRITICS || m->compare != COMPARE_EQ || !lower || lower == a ||
        lower->base != a || (!(o->flags & FLAG_LITERAL) && tkit_has_meta(m->text, m->length)))
        return 0;
    char *folded;
    size_t length;
    int r = tkit_attribute_load(lower);
    if (r == TKIT_OK)
        r = tkit_fold(s->tk, m->text, m->length, 0, &folded, &length);
    if (r != TKIT_OK)
        return r;
    uint32_t form = tkit_attribute_find(lower, folded, length), form_length;
    tkit_text_free(s->tk, folded, length);
    for (uint32_t i = form == TKIT_NO_TOKEN ? 0 : lower->base_starts[form];
         form != TKIT_NO_TOKEN && i < lower->base_starts[form + 1]; i++) {
        uint32_t base = lower->base_forms[i];
        const char *text = tkit_attribute_form(a, base, &form_length);
        if ((r = tkit_matcher_holds(s, m, text, form_length)) < 0)
            return r;
        if (r > 0)
            set_bit(bits, base);
    }
    return 1;
}

/* The forms that a comparison can hold for: neighbours in the lexicon share a prefix. Where accents are ignored, that
 * is known of
 * ASCII forms only. */
static void prefix_range(struct tkit_attribute *a, const struct matcher *m, uint32_t *low, uint32_t *high)
{
    const struct operand *o = m->operand;
    char prefix[64];
    *low = 0;
    *high = a->forms;
    if (o->kind != OPERAND_STRING || o->flags & FLAG_CASE || (m->compare != COMPARE_EQ && m->compare != COMPARE_NE))
        return;
    bool literal = (o->flags & FLAG_LITERAL) || !m->regex;
    size_t n = m->length < sizeof prefix ? m->length : sizeof prefix - 1;
    if (literal)
        memcpy(prefix, m->text, n);
    else
        n = literal_prefix(m->text, m->length, prefix, sizeof prefix - 1);
    if (n == 0)
        return;
    *low = tkit_attribute_lower_bound(a, prefix, n);
    while (n > 0 && (unsigned char)prefix[n - 1] == 0xff) n--;
    if (n > 0) {
        prefix[n - 1] = (char)((unsigned char)prefix[n - 1] + 1);
        *high = tkit_attribute_lower_bound(a, prefix, n);
    }
}

static int scan_forms(struct scope *s, struct tkit_attribute *a, struct matcher *m, uint64_t *bits)
{
    uint32_t low, high, length;
    enum compare asked = m->compare;
    int r = TKIT_OK;
    prefix_range(a, m, &low, &high);
    bool everywhere = (m->operand->flags & FLAG_DIACRITICS) != 0;
    if (asked == COMPARE_NE)
        m->compare = COMPARE_EQ;
    for (uint32_t f = everywhere ? 0 : low, end = everywhere ? a->forms : high; f < end && r >= 0; f++) {
        const char *form = tkit_attribute_form(a, f, &length);
        if ((f < low || f >= high) && tkit_is_ascii(form, length))
            continue;
        r = tkit_matcher_holds(s, m, form, length);
        if (r > 0)
            set_bit(bits, f);
        if ((f & 0xfff) == 0 && r >= 0)
            r = tkit_poll(s->tk);
    }
    m->compare = asked;
    return r < 0 ? r : TKIT_OK;
}

/* The forms that are not in a set. */
static void flip(const struct tkit_attribute *a, uint64_t *bits)
{
    for (uint32_t w = 0; w < a->forms / 64; w++) bits[w] = ~bits[w];
    bits[a->forms / 64] ^= (UINT64_C(1) << (a->forms % 64)) - 1;
}

/* Whether the token of a label may be missing: no condition on its attributes holds then. */
static bool may_be_unset(int label)
{
    return label >= 0;
}

/* Turns a set of so many forms into what it is: nothing, one form, everything. */
static void settle(struct predicate *p, uint32_t count)
{
    if (count == 0)
        p->kind = PREDICATE_FALSE;
    else if (count == p->attribute->forms && !may_be_unset(p->label))
        p->kind = PREDICATE_TRUE;
    else if (count == 1) {
        uint32_t w = 0;
        while (!p->bits[w]) w++;
        p->kind = PREDICATE_FORM;
        p->form = w * 64 + (uint32_t)__builtin_ctzll(p->bits[w]);
    }
}

/* Counts a set and settles what it is: how many forms. Of a set of most forms, the others are counted. */
static uint32_t simplify(struct predicate *p)
{
    struct tkit_attribute *a = p->attribute;
    uint64_t tokens = 0;
    uint32_t count = 0;
    for (uint32_t w = 0; w <= a->forms / 64; w++)
        if (p->bits[w])
            count += (uint32_t)__builtin_popcountll(p->bits[w]);
    bool is_most = count > a->forms / 2;
    if (is_most)
        flip(a, p->bits);
    for (uint32_t w = 0; w <= a->forms / 64; w++)
        for (uint64_t left = p->bits[w]; left; left &= left - 1)
            tokens += a->terms[w * 64 + (uint32_t)__builtin_ctzll(left)].tokens;
    if (is_most)
        flip(a, p->bits);
    p->tokens = is_most ? a->segment->tokens - tokens : tokens;
    settle(p, count);
    return count;
}

/* The key under which an answer is kept that took a regular expression; *key is NULL for what is cheap to find
 * again. */
static int set_key(struct scope *s, const struct test *t, char **key, size_t *length)
{
    const struct operand *o = &t->right;
    bool plain = t->compare == COMPARE_EQ && o->flags == FLAG_LITERAL;
    *key = NULL;
    *length = (size_t)o->length + 2;
    if (o->kind != OPERAND_STRING || (t->compare != COMPARE_EQ && t->compare != COMPARE_NE) || plain ||
        (!o->flags && !tkit_has_meta(o->text, o->length)))
        return TKIT_OK;
    *key = tkit_arena_alloc(s->arena, *length);
    if (!*key)
        return TKIT_ENOMEM;
    (*key)[0] = (char)('0' + o->flags);
    (*key)[1] = t->compare == COMPARE_EQ ? '=' : '!';
    memcpy(*key + 2, o->text, o->length);
    return TKIT_OK;
}

/* All forms that satisfy a comparison. 1: they were cheap to find, 0: they were not, or an error. */
static int find_set(struct scope *s, struct matcher *m, struct predicate *p)
{
    struct tkit_attribute *a = p->attribute;
    const struct operand *o = m->operand;
    int r = o->flags & FLAG_CASE ? caseless_set(s, a, m, p->bits) : 0;
    if (r != 0)
        return r;
    if (o->kind == OPERAND_LIST && !m->regex) {
        for (size_t i = 0; i < m->list->count; i++) {
            uint32_t form = tkit_attribute_find(a, m->list->words[i], strlen(m->list->words[i]));
            if (form != TKIT_NO_TOKEN)
                set_bit(p->bits, form);
        }
    } else if ((r = scan_forms(s, a, m, p->bits)) != TKIT_OK) {
        return r;
    }
    if (m->compare == COMPARE_NE)
        flip(a, p->bits);
    return TKIT_OK;
}

static int match_set(struct scope *s, const struct test *t, struct predicate *p, const char *key, size_t length)
{
    struct matcher m = {0};
    struct tkit_attribute *a = p->attribute;
    int r = tkit_matcher_open(s, &t->right, t->compare, &m);
    if (r != TKIT_OK)
        return r;
    if (t->right.kind == OPERAND_STRING && !m.regex && !(t->right.flags & FLAG_DIACRITICS) &&
        t->compare == COMPARE_EQ) {
        p->form = tkit_attribute_find(a, m.text, m.length); /* one form, found by its bytes */
        p->kind = p->form == TKIT_NO_TOKEN ? PREDICATE_FALSE : PREDICATE_FORM;
        p->tokens = p->form == TKIT_NO_TOKEN ? 0 : a->terms[p->form].tokens;
    } else {
        p->bits = tkit_arena_zalloc(s->arena, ((size_t)a->forms / 64 + 1) * 8);
        r = p->bits ? find_set(s, &m, p) : TKIT_ENOMEM;
        uint32_t count = r >= 0 ? simplify(p) : 0;
        if (r > 0)
            r = TKIT_OK;
        else if (r == TKIT_OK && key)
            r = tkit_form_set_keep(a, key, length, &(struct tkit_kept_forms){p->bits, count, p->tokens});
    }
    tkit_matcher_close(&m);
    return r;
}

static int build_set(struct scope *s, const struct test *t, struct tkit_attribute *a, struct predicate **out)
{
    char *key;
    size_t length, words = (size_t)a->forms / 64 + 1;
    struct tkit_kept_forms known;
    int r = tkit_attribute_load(a);
    if (r == TKIT_OK)
        r = set_key(s, t, &key, &length);
    if (r != TKIT_OK)
        return r;
    struct predicate *p = *out = new_predicate(s, PREDICATE_SET);
    if (!p)
        return TKIT_ENOMEM;
    p->attribute = a;
    p->label = t->left.label;
    if (!key || !tkit_form_set_find(a, key, length, &known))
        return match_set(s, t, p, key, length);
    p->bits = tkit_arena_alloc(s->arena, words * sizeof *p->bits);
    if (!p->bits)
        return TKIT_ENOMEM;
    memcpy(p->bits, known.bits, words * sizeof *p->bits);
    p->tokens = known.tokens;
    settle(p, known.forms);
    return TKIT_OK;
}

/* f(word) < 10: the forms whose number it holds for. */
static int build_measured(struct scope *s, const struct test *t, struct tkit_attribute *a, struct predicate **out)
{
    double limit = t->right.number;
    uint64_t *numbers;
    if (!a) { /* the segment has no such column: no form, no length */
        *out = new_predicate(s, tkit_compare_holds(t->compare, (limit < 0) - (limit > 0)) ? PREDICATE_TRUE
                                                                                         : PREDICATE_FALSE);
        return *out ? TKIT_OK : TKIT_ENOMEM;
    }
    struct predicate *p = *out = new_predicate(s, PREDICATE_SET);
    if (!p || !(p->bits = tkit_arena_zalloc(s->arena, ((size_t)a->forms / 64 + 1) * 8)))
        return TKIT_ENOMEM;
    int r = tkit_measure_forms(s, &t->left, a, &numbers);
    if (r != TKIT_OK)
        return r;
    for (uint32_t f = 0; f < a->forms; f++) {
        double number = (double)numbers[f];
        if (tkit_compare_holds(t->compare, (number > limit) - (number < limit)))
            set_bit(p->bits, f);
    }
    p->attribute = a;
    p->label = t->left.label;
    simplify(p);
    return TKIT_OK;
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
    int r = tkit_segment_values(segment, key, s->arena, &values);
    if (r == TKIT_OK)
        r = tkit_matcher_open(s, &t->right, t->compare, &m);
    for (uint32_t d = 0; d < segment->documents && r >= 0; d++) {
        const char *value = values[d] ? values[d] : "";
        r = tkit_matcher_holds(s, &m, value, strlen(value));
        if (r > 0)
            set_bit(*bits, d);
    }
    tkit_matcher_close(&m);
    return r < 0 ? r : TKIT_OK;
}

static int build_documents(struct scope *s, const struct test *t, const char *key, struct predicate **out)
{
    struct predicate *p = *out = new_predicate(s, PREDICATE_DOCUMENTS);
    return p ? document_set(s, t, key, &p->bits) : TKIT_ENOMEM;
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
            set_bit(bits, i);
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
        if (get_bit(documents, tkit_segment_document_of(s->segment, regions->start[i], 0)))
            set_bit(*bits, i);
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
    struct predicate *p = *out = new_predicate(s, kind);
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
    struct predicate *p = *out = new_predicate(s, PREDICATE_HEAD);
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
        return t->left.function ? tkit_scope_fail(s, t->left.at, "expected an attribute of tokens, not", t->left.text)
                                : build_documents(s, t, key, out);
    if (t->left.kind == OPERAND_ATTRIBUTE && (r = find_attribute(s, &t->left, &left)) != TKIT_OK)
        return r;
    if (t->right.kind == OPERAND_ATTRIBUTE && (r = find_attribute(s, &t->right, &right)) != TKIT_OK)
        return r;
    bool fixed = t->right.kind == OPERAND_STRING || t->right.kind == OPERAND_NUMBER || t->right.kind == OPERAND_LIST;
    if (t->left.kind == OPERAND_ATTRIBUTE && fixed && t->left.of_head)
        return build_head(s, t, out);
    if (t->left.kind == OPERAND_ATTRIBUTE && fixed) {
        if (t->left.function)
            r = build_measured(s, t, left, out);
        else if (left)
            r = build_set(s, t, left, out);
        else { /* the segment has no such column: every token's form is "" */
            struct matcher m;
            r = tkit_matcher_open(s, &t->right, t->compare, &m);
            if (r == TKIT_OK) {
                r = tkit_matcher_holds(s, &m, "", 0);
                *out = r < 0 ? NULL : new_predicate(s, r ? PREDICATE_TRUE : PREDICATE_FALSE);
                if (r >= 0)
                    r = *out ? TKIT_OK : TKIT_ENOMEM;
                tkit_matcher_close(&m);
            }
        }
        if (r == TKIT_OK && *out)
            (*out)->uses_labels = t->left.label != LABEL_THIS;
        return r;
    }
    struct predicate *p = *out = new_predicate(s, PREDICATE_COMPARE);
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

/* Joins sets over the same attribute into one. */
static bool join(struct predicate *into, const struct predicate *p, bool both)
{
    if (into->kind != PREDICATE_SET || (p->kind != PREDICATE_SET && p->kind != PREDICATE_FORM) ||
        into->attribute != p->attribute || into->label != p->label)
        return false;
    size_t words = (size_t)p->attribute->forms / 64 + 1;
    for (size_t i = 0; i < words; i++) {
        uint64_t bits = p->kind == PREDICATE_SET ? p->bits[i] : i == p->form / 64 ? UINT64_C(1) << (p->form % 64) : 0;
        into->bits[i] = both ? into->bits[i] & bits : into->bits[i] | bits;
    }
    return true;
}

static int to_set(struct scope *s, struct predicate *p)
{
    if (p->kind != PREDICATE_FORM)
        return TKIT_OK;
    p->bits = tkit_arena_zalloc(s->arena, ((size_t)p->attribute->forms / 64 + 1) * 8);
    if (!p->bits)
        return TKIT_ENOMEM;
    set_bit(p->bits, p->form);
    p->kind = PREDICATE_SET;
    return TKIT_OK;
}

static int build_list(struct scope *s, const struct test *test, struct predicate **out)
{
    bool both = test->kind == TEST_AND;
    struct predicate *list = NULL, *decided = NULL, *result = new_predicate(s, both ? PREDICATE_AND : PREDICATE_OR);
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
            if (q->kind == PREDICATE_FORM && q->attribute == p->attribute && (r = to_set(s, q)) != TKIT_OK)
                return r;
            joined = join(q, p, both);
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
            simplify(p);
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
        *out = new_predicate(s, PREDICATE_TRUE);
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
        r = to_set(s, inner);
    if (r != TKIT_OK)
        return r;
    if (inner->kind == PREDICATE_TRUE || inner->kind == PREDICATE_FALSE) {
        *out = new_predicate(s, inner->kind == PREDICATE_TRUE ? PREDICATE_FALSE : PREDICATE_TRUE);
        return *out ? TKIT_OK : TKIT_ENOMEM;
    }
    if (inner->kind == PREDICATE_SET && !may_be_unset(inner->label)) {
        flip(inner->attribute, inner->bits);
        simplify(inner);
        *out = inner;
        return TKIT_OK;
    }
    struct predicate *p = *out = new_predicate(s, PREDICATE_NOT);
    if (!p)
        return TKIT_ENOMEM;
    p->first = inner;
    p->uses_labels = inner->uses_labels;
    return TKIT_OK;
}

/* ---- holding ---- */

static uint32_t position_of(int label, uint32_t position, const struct bindings *b)
{
    switch (label) {
    case LABEL_THIS: return position;
    case LABEL_MATCH: return b ? b->first : TKIT_NO_TOKEN;
    case LABEL_MATCHEND: return b ? b->last : TKIT_NO_TOKEN;
    default: return b && b->labels ? b->labels[label] : TKIT_NO_TOKEN;
    }
}

static const char *attribute_text(struct tkit_attribute *a, uint32_t position, uint32_t *length)
{
    if (a)
        return tkit_attribute_form(a, tkit_column_form(a, position), length);
    *length = 0;
    return "";
}

/* The token that a token depends on: so far away as the attribute "head" says, 0 for none. */
static uint32_t head_of(struct tkit_attribute *heads, uint32_t position)
{
    double distance;
    uint32_t length;
    if (!heads || position == TKIT_NO_TOKEN)
        return TKIT_NO_TOKEN;
    const char *text = attribute_text(heads, position, &length);
    if (!tkit_to_number(text, length, &distance) || distance == 0)
        return TKIT_NO_TOKEN;
    distance += position;
    return distance >= 0 && distance < heads->segment->tokens ? (uint32_t)distance : TKIT_NO_TOKEN;
}

static uint32_t place_of(const struct predicate *p, const struct operand *o, uint32_t position,
                         const struct bindings *b)
{
    uint32_t at = position_of(o->label, position, b);
    return o->of_head ? head_of(p->heads, at) : at;
}

/* One side of a comparison: its operand, the attribute of that, the numbers of its forms. */
struct side {
    const struct operand *operand;
    struct tkit_attribute *attribute;
    const uint64_t *numbers;
};

/* The number that a side is; false when it is none. */
static bool side_number(const struct predicate *owner, const struct side *side, uint32_t position,
                        const struct bindings *b, double *value)
{
    const struct operand *o = side->operand;
    uint32_t p, q;
    switch (o->kind) {
    case OPERAND_NUMBER: *value = o->number; return true;
    case OPERAND_POSITION: case OPERAND_ATTRIBUTE:
        if ((p = place_of(owner, o, position, b)) == TKIT_NO_TOKEN)
            return false;
        if (o->kind == OPERAND_POSITION) {
            *value = p;
        } else if (o->function) {
            *value = side->numbers ? (double)side->numbers[tkit_column_form(side->attribute, p)] : 0;
        } else {
            const char *text = attribute_text(side->attribute, p, &q);
            return tkit_to_number(text, q, value);
        }
        return true;
    case OPERAND_DISTANCE:
        p = position_of(o->label, position, b);
        q = position_of(o->other, position, b);
        if (p == TKIT_NO_TOKEN || q == TKIT_NO_TOKEN)
            return false;
        *value = (double)q - (double)p;
        if (o->absolute && *value < 0)
            *value = -*value;
        return true;
    default: return false;
    }
}

/* Two attributes, as numbers where an order is asked for and both are, else as texts. */
static bool compare_texts(const struct predicate *p, uint32_t position, const struct bindings *b)
{
    const struct test *t = p->test;
    bool is_order = t->compare != COMPARE_EQ && t->compare != COMPARE_NE;
    uint32_t i = place_of(p, &t->left, position, b), j = place_of(p, &t->right, position, b), n, m;
    double x, y;
    if (i == TKIT_NO_TOKEN || j == TKIT_NO_TOKEN)
        return false;
    if (p->left && p->left == p->right && !is_order)
        return (tkit_column_form(p->left, i) == tkit_column_form(p->right, j)) == (t->compare == COMPARE_EQ);
    const char *one = attribute_text(p->left, i, &n), *two = attribute_text(p->right, j, &m);
    if (is_order && tkit_to_number(one, n, &x) && tkit_to_number(two, m, &y))
        return tkit_compare_holds(t->compare, (x > y) - (x < y));
    return tkit_compare_holds(t->compare, tkit_compare_bytes(one, n, two, m));
}

static bool compare_holds(const struct predicate *p, uint32_t position, const struct bindings *b)
{
    const struct operand *l = &p->test->left, *r = &p->test->right;
    if (l->kind == OPERAND_ATTRIBUTE && r->kind == OPERAND_ATTRIBUTE && !l->function && !r->function)
        return compare_texts(p, position, b);
    const struct side left = {l, p->left, p->left_numbers}, right = {r, p->right, p->right_numbers};
    double x, y;
    return side_number(p, &left, position, b, &x) && side_number(p, &right, position, b, &y) &&
           tkit_compare_holds(p->test->compare, (x > y) - (x < y));
}

bool tkit_predicate_holds(const struct predicate *p, struct tkit_segment *segment, uint32_t position,
                          const struct bindings *b)
{
    switch (p->kind) {
    case PREDICATE_FALSE: return false;
    case PREDICATE_TRUE: return true;
    case PREDICATE_FORM: case PREDICATE_SET: {
        uint32_t at = position_of(p->label, position, b);
        if (at == TKIT_NO_TOKEN)
            return false;
        uint32_t form = tkit_column_form(p->attribute, at);
        return p->kind == PREDICATE_FORM ? form == p->form : get_bit(p->bits, form);
    }
    case PREDICATE_DOCUMENTS: {
        uint32_t at = position != TKIT_NO_TOKEN ? position : b->first;
        return get_bit(p->bits, tkit_segment_document_of(segment, at, 0));
    }
    case PREDICATE_REGIONS: return tkit_regions_holding(p->regions, position) != NO_REGION;
    case PREDICATE_FIRST: return tkit_regions_start_at(p->regions, position);
    case PREDICATE_LAST: return tkit_regions_end_at(p->regions, position + 1);
    case PREDICATE_HEAD: {
        uint32_t at = head_of(p->heads, position_of(p->label, position, b));
        return at != TKIT_NO_TOKEN && tkit_predicate_holds(p->first, segment, at, b);
    }
    case PREDICATE_AND:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (!tkit_predicate_holds(c, segment, position, b))
                return false;
        return true;
    case PREDICATE_OR:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (tkit_predicate_holds(c, segment, position, b))
                return true;
        return false;
    case PREDICATE_NOT: return !tkit_predicate_holds(p->first, segment, position, b);
    case PREDICATE_COMPARE: return compare_holds(p, position, b);
    }
    return false;
}

int tkit_predicate_forms(const struct predicate *p, tkit_arena *arena, uint32_t **forms, size_t *count)
{
    uint32_t n = 0; /* no bit is set behind the last form */
    *count = 0;
    if (p->kind == PREDICATE_FORM) {
        *forms = tkit_arena_alloc(arena, sizeof **forms);
        if (!*forms)
            return TKIT_ENOMEM;
        (*forms)[0] = p->form;
        *count = 1;
        return TKIT_OK;
    }
    for (uint32_t w = 0; w <= p->attribute->forms / 64; w++) n += (uint32_t)__builtin_popcountll(p->bits[w]);
    *forms = tkit_arena_alloc(arena, (size_t)n * sizeof **forms + 1);
    if (!*forms)
        return TKIT_ENOMEM;
    for (uint32_t w = 0; w <= p->attribute->forms / 64; w++)
        for (uint64_t left = p->bits[w]; left; left &= left - 1)
            (*forms)[(*count)++] = w * 64 + (uint32_t)__builtin_ctzll(left);
    return TKIT_OK;
}
