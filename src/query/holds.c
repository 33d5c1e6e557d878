/* Whether a condition holds for a token of a match: see predicate.h. */
#include "query/bitset.h"
#include "query/matcher.h"

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
        return p->kind == PREDICATE_FORM ? form == p->form : bitset_has(p->bits, form);
    }
    case PREDICATE_DOCUMENTS: {
        /* all of a match lies in one document; a label may not be set */
        uint32_t at = position != TKIT_NO_TOKEN ? position : b->first;
        if (p->label >= 0)
            at = position_of(p->label, position, b);
        return at != TKIT_NO_TOKEN && bitset_has(p->bits, tkit_segment_document_of(segment, at, 0));
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
