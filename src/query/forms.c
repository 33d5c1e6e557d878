/* Conditions on one attribute as sets of forms: see forms.h. */
#include "query/forms.h"
#include "query/bitset.h"
#include "query/matcher.h"
#include "query/measure.h"

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
            bitset_add(bits, base);
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
            bitset_add(bits, f);
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

uint32_t tkit_forms_simplify(struct predicate *p)
{
    struct tkit_attribute *a = p->attribute;
    uint64_t tokens = 0;
    uint32_t count = 0;
    for (uint32_t w = 0; w <= a->forms / 64; w++)
        if (p->bits[w])
            count += (uint32_t)__builtin_popcountll(p->bits[w]);
    bool is_most = count > a->forms / 2; /* then the others are counted */
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
                bitset_add(p->bits, form);
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
        uint32_t count = r >= 0 ? tkit_forms_simplify(p) : 0;
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
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_SET);
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
    uint64_t *numbers;
    struct predicate *p = *out = tkit_predicate_new(s, PREDICATE_SET);
    if (!p || !(p->bits = tkit_arena_zalloc(s->arena, ((size_t)a->forms / 64 + 1) * 8)))
        return TKIT_ENOMEM;
    int r = tkit_measure_forms(s, &t->left, a, &numbers);
    if (r != TKIT_OK)
        return r;
    for (uint32_t f = 0; f < a->forms; f++) {
        double number = (double)numbers[f], limit = t->right.number;
        if (tkit_compare_holds(t->compare, (number > limit) - (number < limit)))
            bitset_add(p->bits, f);
    }
    p->attribute = a;
    p->label = t->left.label;
    tkit_forms_simplify(p);
    return TKIT_OK;
}

/* The segment has no such column: every token's form is "", every number 0. */
static int build_absent(struct scope *s, const struct test *t, struct predicate **out)
{
    double limit = t->right.number;
    struct matcher m = {0};
    int holds;
    if (t->left.function) {
        holds = tkit_compare_holds(t->compare, (limit < 0) - (limit > 0));
    } else {
        holds = tkit_matcher_open(s, &t->right, t->compare, &m);
        if (holds == TKIT_OK)
            holds = tkit_matcher_holds(s, &m, "", 0);
        tkit_matcher_close(&m);
    }
    if (holds < 0)
        return holds;
    *out = tkit_predicate_new(s, holds ? PREDICATE_TRUE : PREDICATE_FALSE);
    return *out ? TKIT_OK : TKIT_ENOMEM;
}

int tkit_forms_build(struct scope *s, const struct test *t, struct tkit_attribute *a, struct predicate **out)
{
    return !a ? build_absent(s, t, out) : t->left.function ? build_measured(s, t, a, out) : build_set(s, t, a, out);
}

/* ---- sets together ---- */

bool tkit_forms_join(struct predicate *into, const struct predicate *p, bool both)
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

int tkit_forms_as_set(struct scope *s, struct predicate *p)
{
    if (p->kind != PREDICATE_FORM)
        return TKIT_OK;
    p->bits = tkit_arena_zalloc(s->arena, ((size_t)p->attribute->forms / 64 + 1) * 8);
    if (!p->bits)
        return TKIT_ENOMEM;
    bitset_add(p->bits, p->form);
    p->kind = PREDICATE_SET;
    return TKIT_OK;
}

bool tkit_forms_negate(struct predicate *p)
{
    if (p->kind != PREDICATE_SET || may_be_unset(p->label))
        return false;
    flip(p->attribute, p->bits);
    tkit_forms_simplify(p);
    return true;
}

int tkit_forms_list(const struct predicate *p, tkit_arena *arena, uint32_t **forms, size_t *count)
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
