/* Neighbours: the tokens around the hits of a query, gathered once with their distances, counted for any window up to
 * the reach. Every position is there once, however many windows it lies in; the tokens of the hits themselves are left
 * out. */
#include "stats/neighbours.h"

#include "query/query.h"
#include "store/segment.h"

struct gathering {
    tkit_neighbours *out;
    struct chosen chosen;
    const char *attribute;
    struct runs runs; /* of one segment */
    const struct tkit_regions *regions; /* NULL: documents */
    size_t region;                      /* where the last look-up ended */
    uint32_t document;                  /* the same for bounds, and for tokens: windows look ahead */
    uint32_t token_document;
};

/* The bounds of the window around a position: its outermost region, else its document. Positions ascend. */
static struct run bounds(struct gathering *g, const struct tkit_segment *s, uint32_t position)
{
    g->document = tkit_segment_document_of(s, position, g->document);
    if (!g->regions)
        return (struct run){s->first_token[g->document], s->first_token[g->document + 1]};
    const struct tkit_regions *r = g->regions;
    while (g->region < r->count && r->end[g->region] <= position) g->region++;
    if (g->region < r->count && r->start[g->region] <= position)
        return (struct run){r->start[g->region], r->end[g->region]};
    return (struct run){position, position + 1};
}

static int add(struct gathering *g, struct tkit_attribute *a, uint32_t position, uint32_t behind, uint32_t ahead)
{
    tkit_neighbours *n = g->out;
    struct tkit_segment *s = a->segment;
    uint32_t length;
    size_t row;
    const char *form = tkit_attribute_form(a, tkit_column_form(a, position), &length);
    int r = tkit_reserve(n->tk, (void **)&n->list, &n->capacity, n->count + 1, sizeof *n->list);
    if (r == TKIT_OK)
        r = tkit_counts_number(n->forms, form, length, &row);
    g->token_document = tkit_segment_document_of(s, position, g->token_document);
    if (r == TKIT_OK)
        n->list[n->count++] = (struct neighbour){(uint32_t)row, n->documents + g->token_document, behind, ahead};
    return r;
}

/* Tokens of the gap between run i - 1 and run i (either may not exist). */
static int gather_gap(struct gathering *g, struct tkit_attribute *a, size_t i)
{
    struct tkit_segment *s = a->segment;
    uint32_t reach = g->out->reach, from = 0, left_end = 0, right_start = UINT32_MAX, stop = s->tokens;
    if (i > 0) {
        uint32_t room = bounds(g, s, g->runs.items[i - 1].end - 1).end - g->runs.items[i - 1].end;
        from = g->runs.items[i - 1].end;
        left_end = from + (room < reach ? room : reach);
    }
    if (i < g->runs.count) {
        stop = g->runs.items[i].start;
        uint32_t room = stop - bounds(g, s, stop).start;
        right_start = stop - (room < reach ? room : reach);
    }
    if (right_start < from)
        right_start = from;
    if (left_end > stop)
        left_end = stop;
    int r = TKIT_OK;
    for (uint32_t p = from; p < left_end && r == TKIT_OK; p++)
        r = add(g, a, p, p - from + 1, p >= right_start ? stop - p : 0);
    if (i < g->runs.count)
        for (uint32_t p = left_end > right_start ? left_end : right_start; p < stop && r == TKIT_OK; p++)
            r = add(g, a, p, 0, stop - p);
    return r;
}

static int gather_segment(struct gathering *g, const tkit_hits *hits, uint32_t number, struct tkit_segment *s,
                          const char *within)
{
    struct tkit_attribute *a = tkit_segment_attribute(s, g->attribute);
    int r = a ? tkit_attribute_load(a) : TKIT_OK;
    g->region = 0;
    g->document = g->token_document = 0;
    g->regions = NULL;
    if (a && r == TKIT_OK && within)
        r = tkit_segment_regions(s, within, &g->regions);
    if (a && r == TKIT_OK)
        r = tkit_runs_collect(&g->runs, hits, number, &g->chosen);
    tkit_runs_join(&g->runs, true);
    for (size_t i = 0; a && i <= g->runs.count && g->runs.count && r == TKIT_OK; i++) {
        r = gather_gap(g, a, i);
        if (r == TKIT_OK)
            r = tkit_poll(g->out->tk);
        if (r == TKIT_OK && i < g->runs.count)
            g->out->tokens -= g->runs.items[i].end - g->runs.items[i].start;
    }
    g->out->documents += s->documents;
    return r == TKIT_OK ? s->status : r;
}

/* How often each form of a segment occurs in chosen documents; NULL in *counts when its terms tell. In the arena. */
static int count_chosen(const struct gathering *g, struct tkit_attribute *a, tkit_arena *arena, uint32_t **counts)
{
    enum { PIECE = 4096 };
    struct tkit_segment *s = a->segment;
    uint32_t forms[PIECE];
    int r = TKIT_OK;
    *counts = NULL;
    if (!s->removed && !g->chosen.ids)
        return TKIT_OK;
    *counts = tkit_arena_zalloc(arena, (a->forms + 1) * sizeof **counts);
    if (!*counts)
        return TKIT_ENOMEM;
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        if (!tkit_is_chosen(&g->chosen, s->document[d]))
            continue;
        for (uint32_t p = s->first_token[d], end = s->first_token[d + 1], step; p < end; p += step) {
            step = end - p < PIECE ? end - p : PIECE;
            tkit_column_forms(a, p, step, forms);
            for (uint32_t i = 0; i < step; i++) (*counts)[forms[i] < a->forms ? forms[i] : 0]++;
        }
        r = tkit_poll(g->out->tk);
    }
    return r;
}

static uint64_t tokens_of(const struct chosen *chosen, const struct tkit_segment *s)
{
    uint64_t tokens = 0;
    for (uint32_t d = 0; d < s->documents; d++)
        if (tkit_is_chosen(chosen, s->document[d]))
            tokens += s->first_token[d + 1] - s->first_token[d];
    return tokens;
}

/* Frequencies of the gathered forms over all segments, less their occurrences inside the hits. */
static int count_forms(struct gathering *g, const tkit_hits *hits, struct tkit_index *index)
{
    tkit_neighbours *n = g->out;
    int r = tkit_reserve(n->tk, (void **)&n->frequency, &n->frequency_capacity, n->forms->count + 1,
                         sizeof *n->frequency);
    size_t forms = n->form_count = n->forms->count, row;
    if (r != TKIT_OK)
        return r;
    memset(n->frequency, 0, n->frequency_capacity * sizeof *n->frequency);
    for (size_t k = 0; k < index->count && r == TKIT_OK; k++) {
        struct tkit_segment *s = index->segments[k];
        struct tkit_attribute *a = tkit_segment_attribute(s, g->attribute);
        uint32_t *counts = NULL;
        tkit_arena arena;
        tkit_arena_init(&arena, n->tk);
        r = a ? tkit_attribute_load(a) : TKIT_OK;
        if (a && r == TKIT_OK)
            r = count_chosen(g, a, &arena, &counts);
        for (size_t f = 0; a && f < forms && r == TKIT_OK; f++) {
            uint32_t form = tkit_attribute_find(a, n->forms->rows[f].key, n->forms->rows[f].length);
            if (form != TKIT_NO_TOKEN)
                n->frequency[f] += counts ? counts[form] : a->terms[form].tokens;
            if ((f & 255) == 0)
                r = tkit_poll(n->tk);
        }
        tkit_arena_free(&arena);
        if (a && r == TKIT_OK)
            r = tkit_runs_collect(&g->runs, hits, (uint32_t)k, &g->chosen);
        tkit_runs_join(&g->runs, true);
        for (size_t i = 0; a && i < g->runs.count && r == TKIT_OK; i++)
            for (uint32_t p = g->runs.items[i].start; p < g->runs.items[i].end && r == TKIT_OK; p++) {
                uint32_t length;
                const char *form = tkit_attribute_form(a, tkit_column_form(a, p), &length);
                r = tkit_counts_number(n->forms, form, length, &row);
                if (r == TKIT_OK && row < forms)
                    n->frequency[row]--;
            }
        if (r == TKIT_OK)
            r = s->status;
    }
    return r;
}

int tkit_neighbours_open(tkit_hits *hits, const tkit_neighbour_options *options, tkit_neighbours **out)
{
    tkit *tk = hits->query->tk;
    struct tkit_index *index = hits->query->index;
    tkit_neighbour_options o = {0};
    *out = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    struct gathering g = {.attribute = o.by ? o.by : "word", .chosen = {o.documents, o.document_count}};
    tkit_neighbours *n = g.out = tkit_calloc(tk, 1, sizeof *n);
    if (!n)
        return tkit_fail_nomem(tk);
    n->tk = tk;
    n->reach = o.reach ? o.reach : UINT32_MAX;
    for (size_t i = 0; i < index->count; i++) n->tokens += tokens_of(&g.chosen, index->segments[i]);
    int r = tkit_index_need_attribute(index, g.attribute);
    if (r == TKIT_OK)
        r = tkit_counts_new(tk, &n->forms);
    for (size_t i = 0; i < index->count && r == TKIT_OK; i++)
        r = gather_segment(&g, hits, (uint32_t)i, index->segments[i], o.within);
    if (r == TKIT_OK)
        r = count_forms(&g, hits, index);
    tkit_free(tk, g.runs.items, g.runs.capacity * sizeof *g.runs.items);
    if (r != TKIT_OK)
        tkit_neighbours_free(n);
    else
        *out = n;
    return r;
}

void tkit_neighbours_free(tkit_neighbours *n)
{
    if (!n)
        return;
    tkit_counts_free(n->forms);
    tkit_free(n->tk, n->frequency, n->frequency_capacity * sizeof *n->frequency);
    tkit_free(n->tk, n->list, n->capacity * sizeof *n->list);
    tkit_free(n->tk, n, sizeof *n);
}

size_t tkit_neighbours_forms(const tkit_neighbours *n)
{
    return n->form_count;
}

uint64_t tkit_neighbours_tokens(const tkit_neighbours *n)
{
    return n->tokens;
}

const char *tkit_neighbours_form(const tkit_neighbours *n, size_t form, size_t *length, uint64_t *frequency)
{
    if (form >= n->form_count)
        return NULL;
    *length = n->forms->rows[form].length;
    *frequency = n->frequency[form];
    return n->forms->rows[form].key;
}

uint64_t tkit_neighbours_count(const tkit_neighbours *n, uint32_t left, uint32_t right, tkit_neighbour_row *rows)
{
    uint64_t total = 0;
    memset(rows, 0, n->form_count * sizeof *rows);
    for (size_t i = 0; i < n->count; i++) {
        const struct neighbour *x = &n->list[i];
        bool is_left = x->ahead && x->ahead <= left, is_right = x->behind && x->behind <= right;
        if (!is_left && !is_right)
            continue;
        tkit_neighbour_row *row = &rows[x->form];
        total++;
        row->count++;
        row->left += is_left;
        row->right += is_right;
        if (row->last != x->document + 1) {
            row->last = x->document + 1;
            row->documents++;
        }
    }
    return total;
}
