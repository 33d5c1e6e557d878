/* Conditions over whole documents: see classes.h. */
#include "query/classes.h"
#include "query/bitset.h"

/* The column that a condition depends on, as far as it depends on one. */
struct dependence {
    struct tkit_attribute *base; /* NULL: on none yet */
    bool several, other;         /* on several; on something that is no form of the token */
};

static void depend(const struct predicate *p, struct dependence *d)
{
    switch (p->kind) {
    case PREDICATE_FALSE: case PREDICATE_TRUE: return;
    case PREDICATE_FORM: case PREDICATE_SET:
        d->other |= p->label != LABEL_THIS;
        d->several |= d->base && d->base != p->attribute->base;
        d->base = p->attribute->base;
        return;
    case PREDICATE_AND: case PREDICATE_OR: case PREDICATE_NOT:
        for (const struct predicate *c = p->first; c; c = c->next) depend(c, d);
        return;
    default: d->other = true; return;
    }
}

static bool form_satisfies(const struct predicate *p, uint32_t base_form)
{
    switch (p->kind) {
    case PREDICATE_TRUE: return true;
    case PREDICATE_FORM: case PREDICATE_SET: {
        const struct tkit_attribute *a = p->attribute;
        uint32_t form = a->base == a ? base_form : a->map[base_form];
        return p->kind == PREDICATE_FORM ? form == p->form : bitset_has(p->bits, form);
    }
    case PREDICATE_AND:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (!form_satisfies(c, base_form))
                return false;
        return true;
    case PREDICATE_OR:
        for (const struct predicate *c = p->first; c; c = c->next)
            if (form_satisfies(c, base_form))
                return true;
        return false;
    case PREDICATE_NOT: return !form_satisfies(p->first, base_form);
    default: return false;
    }
}

/* The table of a column; NULL with *error set, or when there are too many columns. */
static uint32_t *column_bits(struct scope *s, struct token_classes *c, struct tkit_attribute *base, int *error)
{
    for (unsigned i = 0; i < c->column_count; i++)
        if (c->columns[i].base == base)
            return c->columns[i].bits;
    if (c->column_count == CLASS_COLUMNS)
        return NULL;
    uint32_t *bits = tkit_arena_zalloc(s->arena, (size_t)base->forms * sizeof *bits + 1);
    if (!bits)
        *error = TKIT_ENOMEM;
    else
        c->columns[c->column_count++] = (struct class_column){base, bits};
    return bits;
}

/* One bit for a condition that depends on at most one column. */
static int add_simple(struct scope *s, struct token_classes *c, unsigned bit, const struct predicate *p)
{
    struct dependence d = {0};
    int error = TKIT_OK;
    depend(p, &d);
    c->parts[bit] = p;
    if (d.other || d.several) {
        c->one_by_one |= UINT32_C(1) << bit;
        return TKIT_OK;
    }
    if (!d.base) {
        c->always |= form_satisfies(p, 0) ? UINT32_C(1) << bit : 0;
        return TKIT_OK;
    }
    uint32_t *bits = column_bits(s, c, d.base, &error);
    if (!bits) {
        c->one_by_one |= UINT32_C(1) << bit;
        return error;
    }
    for (uint32_t f = 0; f < d.base->forms; f++) bits[f] |= (uint32_t)form_satisfies(p, f) << bit;
    return TKIT_OK;
}

int tkit_classes_open(struct scope *s, struct predicate *const *predicates, unsigned count, struct token_classes **out)
{
    *out = NULL;
    if (count > CLASS_BITS)
        return TKIT_OK;
    struct token_classes *c = tkit_arena_zalloc(s->arena, sizeof *c);
    if (!c)
        return TKIT_ENOMEM;
    unsigned used = count;
    for (unsigned i = 0; i < count; i++) {
        const struct predicate *p = predicates[i];
        struct dependence d = {0};
        unsigned parts = 0;
        if (p->uses_labels) {
            c->labelled |= UINT32_C(1) << i;
            continue;
        }
        depend(p, &d);
        for (const struct predicate *child = p->first; child; child = child->next) parts++;
        bool join = d.several && (p->kind == PREDICATE_AND || p->kind == PREDICATE_OR) && used + parts <= CLASS_BITS;
        int r = TKIT_OK;
        if (!join)
            r = add_simple(s, c, i, p);
        else
            c->joined[c->joined_count].bit = UINT32_C(1) << i;
        if (join) {
            c->joined[c->joined_count].all = p->kind == PREDICATE_AND;
            for (const struct predicate *child = p->first; child && r == TKIT_OK; child = child->next) {
                c->joined[c->joined_count].parts |= UINT32_C(1) << used;
                r = add_simple(s, c, used++, child);
            }
            c->joined_count++;
        }
        if (r != TKIT_OK)
            return r;
    }
    *out = c;
    return TKIT_OK;
}

void tkit_classes_close(struct scope *s, struct token_classes *c)
{
    if (c)
        tkit_free(s->tk, c->forms, c->capacity * sizeof *c->forms);
}

int tkit_classes_read(struct scope *s, struct token_classes *c, uint32_t first, uint32_t count, uint32_t *bits)
{
    if (c->column_count) {
        int r = tkit_reserve(s->tk, (void **)&c->forms, &c->capacity, count, sizeof *c->forms);
        if (r != TKIT_OK)
            return r;
    }
    for (uint32_t i = 0; i < count; i++) bits[i] = c->always;
    for (unsigned k = 0; k < c->column_count; k++) {
        const uint32_t *of_form = c->columns[k].bits;
        tkit_column_forms(c->columns[k].base, first, count, c->forms);
        for (uint32_t i = 0; i < count; i++) bits[i] |= of_form[c->forms[i]];
    }
    for (uint32_t left = c->one_by_one; left; left &= left - 1) {
        unsigned bit = (unsigned)__builtin_ctz(left);
        for (uint32_t i = 0; i < count; i++)
            bits[i] |= (uint32_t)tkit_predicate_holds(c->parts[bit], s->segment, first + i, NULL) << bit;
    }
    for (unsigned k = 0; k < c->joined_count; k++) {
        uint32_t parts = c->joined[k].parts, bit = c->joined[k].bit;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t have = bits[i] & parts;
            bits[i] |= (c->joined[k].all ? have == parts : have != 0) ? bit : 0;
        }
    }
    return s->segment->status;
}
