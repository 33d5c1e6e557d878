/* Dependents of hits and heads of hits: pairs of tokens and their heads, read off the columns of the index and gathered
 * as neighbours. */
#include "stats/neighbours.h"

#include "query/query.h"
#include "store/segment.h"

#include <stdlib.h>

/* One segment's columns and what their forms mean. */
struct view {
    struct tkit_segment *segment;
    struct tkit_attribute *forms, *heads, *relations;
    int32_t *distance; /* form of "head" -> how far away the head is, 0 for none */
    bool *wanted;      /* form of "relation" -> whether it is asked for */
    uint32_t *row;     /* form -> its row of the counts, + 1; 0: none yet */
};

struct pairing {
    tkit_neighbours *out;
    const tkit_dependent_options *options;
    struct chosen chosen;
    struct runs runs;
    uint32_t *columns; /* forms, heads, relations of one document */
    size_t capacity;
};

static bool is_relation(const char *form, uint32_t length, const char *wanted)
{
    size_t n = wanted ? strlen(wanted) : 0;
    if (!wanted)
        return length > 0;
    return length >= n && memcmp(form, wanted, n) == 0 && (length == n || form[n] == ':');
}

static int open_view(struct pairing *p, struct tkit_segment *s, tkit_arena *arena, struct view *v)
{
    *v = (struct view){s, tkit_segment_attribute(s, p->options->by), tkit_segment_attribute(s, "head"),
                       tkit_segment_attribute(s, "relation"), NULL, NULL, NULL};
    if (!v->forms || !v->heads || !v->relations)
        return TKIT_OK;
    struct tkit_attribute *const all[] = {v->forms, v->heads, v->relations};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int r = tkit_attribute_load(all[i]);
        if (r != TKIT_OK)
            return r;
    }
    v->distance = tkit_arena_zalloc(arena, (v->heads->forms + 1) * sizeof *v->distance);
    v->wanted = tkit_arena_zalloc(arena, v->relations->forms + 1);
    v->row = tkit_arena_zalloc(arena, (v->forms->forms + 1) * sizeof *v->row);
    if (!v->distance || !v->wanted || !v->row)
        return TKIT_ENOMEM;
    for (uint32_t f = 0; f < v->heads->forms; f++) {
        char digits[16] = "";
        uint32_t length;
        const char *text = tkit_attribute_form(v->heads, f, &length);
        if (length < sizeof digits) {
            memcpy(digits, text, length);
            v->distance[f] = (int32_t)strtol(digits, NULL, 10);
        }
    }
    for (uint32_t f = 0; f < v->relations->forms; f++) {
        uint32_t length;
        const char *text = tkit_attribute_form(v->relations, f, &length);
        v->wanted[f] = is_relation(text, length, p->options->relation);
    }
    return TKIT_OK;
}

static int row_of(struct pairing *p, struct view *v, uint32_t form, size_t *row)
{
    int r = TKIT_OK;
    if (!v->row[form]) {
        uint32_t length;
        const char *text = tkit_attribute_form(v->forms, form, &length);
        r = tkit_counts_number(p->out->forms, text, length, row);
        v->row[form] = r == TKIT_OK ? (uint32_t)*row + 1 : 0;
    }
    *row = v->row[form] - 1;
    return r;
}

/* The run that holds a position, NULL when it lies in none. */
static const struct run *run_of(const struct runs *runs, uint32_t position)
{
    size_t low = 0, high = runs->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (runs->items[middle].end <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low < runs->count && runs->items[low].start <= position ? &runs->items[low] : NULL;
}

/* Counts one pair: `node` may lie in a hit, `other` is the collocate. */
static int add_pair(struct pairing *p, struct view *v, uint32_t node, uint32_t other, uint32_t form, uint32_t document)
{
    tkit_neighbours *n = p->out;
    const struct run *run = run_of(&p->runs, node);
    size_t row;
    if (run && other >= run->start && other < run->end)
        return TKIT_OK;
    int r = row_of(p, v, form, &row);
    if (r != TKIT_OK)
        return r;
    tkit_counts_count(n->forms, row, document);
    n->tokens++;
    if (!run)
        return TKIT_OK;
    r = tkit_reserve(n->tk, (void **)&n->list, &n->capacity, n->count + 1, sizeof *n->list);
    if (r == TKIT_OK)
        n->list[n->count++] = (struct neighbour){.form = (uint32_t)row,
                                                 .document = n->documents + document,
                                                 .behind = other > node ? other - run->end + 1 : 0,
                                                 .ahead = other < node ? run->start - other : 0};
    return r;
}

static int add_document(struct pairing *p, struct view *v, uint32_t document)
{
    struct tkit_segment *s = v->segment;
    uint32_t first = s->first_token[document], count = s->first_token[document + 1] - first;
    int r = tkit_reserve(p->out->tk, (void **)&p->columns, &p->capacity, 3 * (size_t)count + 1, sizeof *p->columns);
    if (r != TKIT_OK)
        return r;
    uint32_t *forms = p->columns, *heads = forms + count, *relations = heads + count;
    tkit_column_forms(v->forms, first, count, forms);
    tkit_column_forms(v->heads, first, count, heads);
    tkit_column_forms(v->relations, first, count, relations);
    for (uint32_t i = 0; i < count && r == TKIT_OK; i++) {
        int32_t distance = v->distance[heads[i]];
        int64_t head = (int64_t)i + distance;
        if (!v->wanted[relations[i]] || distance == 0 || head < 0 || head >= count)
            continue;
        uint32_t node = p->options->heads ? i : (uint32_t)head, other = p->options->heads ? (uint32_t)head : i;
        r = add_pair(p, v, first + node, first + other, forms[other], document);
    }
    return r == TKIT_OK ? tkit_poll(p->out->tk) : r;
}

static int add_segment(struct pairing *p, const tkit_hits *hits, uint32_t number, struct tkit_segment *s)
{
    struct view v;
    tkit_arena arena;
    tkit_arena_init(&arena, p->out->tk);
    int r = open_view(p, s, &arena, &v);
    if (r == TKIT_OK && v.row)
        r = tkit_runs_collect(&p->runs, hits, number, &p->chosen);
    tkit_runs_join(&p->runs, false);
    for (uint32_t d = 0; v.row && d < s->documents && r == TKIT_OK; d++)
        if (tkit_is_chosen(&p->chosen, s->document[d]))
            r = add_document(p, &v, d);
    p->out->documents += s->documents;
    tkit_arena_free(&arena);
    return r == TKIT_OK ? s->status : r;
}

/* The rows' own counts are what neighbours call their frequency. */
static int take_frequencies(tkit_neighbours *n)
{
    n->form_count = n->forms->count;
    int r =
        tkit_reserve(n->tk, (void **)&n->frequency, &n->frequency_capacity, n->form_count + 1, sizeof *n->frequency);
    for (size_t f = 0; f < n->form_count && r == TKIT_OK; f++) n->frequency[f] = n->forms->rows[f].count;
    return r;
}

static int check_attributes(const struct tkit_index *index, const char *attribute)
{
    const char *const names[] = {attribute, "head", "relation"};
    int r = TKIT_OK;
    for (size_t k = 0; k < sizeof names / sizeof *names && r == TKIT_OK; k++)
        r = tkit_index_need_attribute(index, names[k]);
    return r;
}

int tkit_dependents_open(tkit_hits *hits, const tkit_dependent_options *options, tkit_neighbours **out)
{
    tkit *tk = hits->query->tk;
    struct tkit_index *index = hits->query->index;
    tkit_dependent_options o = {0};
    *out = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    o.by = o.by ? o.by : "word";
    struct pairing p = {.options = &o, .chosen = {o.documents, o.document_count}};
    int r = check_attributes(index, o.by);
    if (r != TKIT_OK)
        return r;
    tkit_neighbours *n = p.out = tkit_calloc(tk, 1, sizeof *n);
    if (!n)
        return tkit_fail_nomem(tk);
    n->tk = tk;
    n->reach = UINT32_MAX;
    r = tkit_counts_new(tk, &n->forms);
    for (size_t i = 0; i < index->count && r == TKIT_OK; i++)
        r = add_segment(&p, hits, (uint32_t)i, index->segments[i]);
    if (r == TKIT_OK)
        r = take_frequencies(n);
    tkit_free(tk, p.runs.items, p.runs.capacity * sizeof *p.runs.items);
    tkit_free(tk, p.columns, p.capacity * sizeof *p.columns);
    if (r != TKIT_OK)
        tkit_neighbours_free(n);
    else
        *out = n;
    return r;
}
