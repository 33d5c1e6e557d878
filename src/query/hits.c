/* Lists of hits: collecting, sampling, set operations, places, lines of a concordance. */
#include "base/random.h"
#include "query/query.h"

#include <stdlib.h>

static int hits_new(tkit_query *query, tkit_hits **out)
{
    tkit_hits *h = *out = tkit_calloc(query->tk, 1, sizeof *h);
    if (!h)
        return tkit_fail_nomem(query->tk);
    h->references = 1;
    h->query = tkit_query_retain(query);
    tkit_buffer_init(&h->value, query->tk);
    return TKIT_OK;
}

tkit_hits *tkit_hits_retain(tkit_hits *hits)
{
    hits->references++;
    return hits;
}

void tkit_hits_free(tkit_hits *h)
{
    if (!h || --h->references)
        return;
    tkit *tk = h->query->tk;
    tkit_free(tk, h->items, h->capacity * sizeof *h->items);
    tkit_buffer_free(&h->value);
    tkit_query_close(h->query);
    tkit_free(tk, h, sizeof *h);
}

static int hits_push(tkit_hits *h, const tkit_hit *hit)
{
    tkit *tk = h->query->tk;
    if ((h->count + 1) * sizeof *h->items > tk->limit[LIMIT_QUERY_BYTES])
        return tkit_fail_limit(tk, LIMIT_QUERY_BYTES, "query");
    int r = tkit_reserve(tk, (void **)&h->items, &h->capacity, h->count + 1, sizeof *h->items);
    if (r == TKIT_OK)
        h->items[h->count++] = *hit;
    return r;
}

static bool before(const tkit_hit *a, const tkit_hit *b)
{
    if (a->segment != b->segment)
        return a->segment < b->segment;
    return a->start != b->start ? a->start < b->start : a->end < b->end;
}

static int compare_hits(const void *x, const void *y)
{
    const tkit_hit *a = x, *b = y;
    return before(a, b) ? -1 : before(b, a);
}

/* In the order of the index. Keys are distinct, so that the sort's instability does not show. */
static void sort_hits(tkit_hit *items, size_t count)
{
    if (count)
        qsort(items, count, sizeof *items, compare_hits);
}

int tkit_hits_collect(tkit_query *q, const tkit_hits_options *options, tkit_hits **out)
{
    tkit_hits_options given = {0};
    tkit_hits *h;
    tkit_hit hit;
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    int r = hits_new(q, out);
    if (r != TKIT_OK)
        return r;
    h = *out;
    uint64_t state = given.seed;
    while ((r = tkit_query_next(q, &hit)) > 0) {
        h->total++;
        if (given.sample && h->count == given.sample) { /* a reservoir: algorithm R */
            uint64_t at = tkit_random_below(&state, h->total);
            if (at < given.sample)
                h->items[at] = hit;
        } else if (!given.limit || h->count < given.limit) {
            if ((r = hits_push(h, &hit)) != TKIT_OK)
                break;
        }
    }
    if (r != TKIT_OK) {
        tkit_hits_free(h);
        *out = NULL;
        return r;
    }
    if (given.sample)
        sort_hits(h->items, h->count);
    if (given.sample && given.limit && h->count > given.limit)
        h->count = given.limit;
    return TKIT_OK;
}

size_t tkit_hits_count(const tkit_hits *hits)
{
    return hits->count;
}

uint64_t tkit_hits_total(const tkit_hits *hits)
{
    return hits->total;
}

int tkit_hits_sample(tkit_hits *h, uint64_t count, uint64_t seed, tkit_hits **out)
{
    int r = hits_new(h->query, out);
    uint64_t state = seed, wanted = count;
    /* Selection sampling (Knuth, algorithm S): keeps the order. */
    for (size_t i = 0; i < h->count && r == TKIT_OK && wanted; i++)
        if (tkit_random_below(&state, h->count - i) < wanted) {
            r = hits_push(*out, &h->items[i]);
            wanted--;
        }
    if (r != TKIT_OK) {
        tkit_hits_free(*out);
        *out = NULL;
        return r;
    }
    (*out)->total = h->total;
    return TKIT_OK;
}

static tkit_hit *sorted_copy(tkit_hits *h)
{
    tkit_hit *copy = tkit_alloc(h->query->tk, h->count * sizeof *copy + 1);
    if (copy && h->count)
        memcpy(copy, h->items, h->count * sizeof *copy);
    if (copy)
        sort_hits(copy, h->count);
    return copy;
}

int tkit_hits_combine(tkit_hits *a, tkit_hits *b, int operation, tkit_hits **out)
{
    tkit *tk = a->query->tk;
    *out = NULL;
    if (a->query->index != b->query->index)
        return tkit_fail(tk, TKIT_EINVALID, "these hits belong to two corpora, or to two states of one");
    tkit_hit *x = sorted_copy(a), *y = sorted_copy(b);
    int r = x && y ? hits_new(a->query, out) : tkit_fail_nomem(tk);
    for (size_t i = 0, j = 0; r == TKIT_OK && (i < a->count || j < b->count);) {
        bool first = j >= b->count || (i < a->count && !before(&y[j], &x[i]));
        bool second = i >= a->count || (j < b->count && !before(&x[i], &y[j]));
        const tkit_hit *hit = first ? &x[i] : &y[j];
        if (operation == TKIT_UNION || (operation == TKIT_INTERSECTION && first && second) ||
            (operation == TKIT_DIFFERENCE && first && !second))
            r = hits_push(*out, hit);
        i += first;
        j += second;
    }
    tkit_free(tk, x, a->count * sizeof *x + 1);
    tkit_free(tk, y, b->count * sizeof *y + 1);
    if (r != TKIT_OK) {
        tkit_hits_free(*out);
        *out = NULL;
        return r;
    }
    (*out)->total = (*out)->count;
    return TKIT_OK;
}

/* ---- places ---- */

static int out_of_range(tkit_hits *h, size_t index)
{
    return tkit_fail(h->query->tk, TKIT_EINVALID, "no hit %zu: there are %zu", index + 1, h->count);
}

static int place_of(tkit_query *q, size_t segment, uint32_t start, uint32_t end, tkit_place *out)
{
    struct document_view *view;
    uint32_t first;
    int r = tkit_query_view(q, segment, start, &first, &view);
    if (r != TKIT_OK)
        return r;
    if (end - first > view->tokens.count)
        return tkit_fail(q->tk, TKIT_ECORRUPT, "document %lld has other tokens than its index",
                         (long long)view->document);
    *out = (tkit_place){.document = view->document,
                        .start = view->tokens.start[start - first],
                        .end = view->tokens.end[end - first - 1],
                        .token = start - first,
                        .token_count = end - start};
    return tkit_query_file(q, segment, start, &out->file);
}

int tkit_hits_place(tkit_hits *h, size_t index, tkit_place *out)
{
    if (index >= h->count)
        return out_of_range(h, index);
    const tkit_hit *hit = &h->items[index];
    return place_of(h->query, hit->segment, hit->start, hit->end, out);
}

int tkit_hits_capture(tkit_hits *h, size_t index, size_t label, tkit_place *out)
{
    uint32_t labels[QUERY_LABELS];
    struct match captures[QUERY_LABELS], span;
    struct search *s;
    if (index >= h->count)
        return out_of_range(h, index);
    if (label >= h->query->parsed->labels)
        return tkit_fail(h->query->tk, TKIT_EINVALID, "no label %zu: there are %u", label + 1,
                         h->query->parsed->labels);
    const tkit_hit *hit = &h->items[index];
    struct match m = {hit->start, hit->end};
    int r = tkit_query_search(h->query, hit->segment, &s);
    if (r == TKIT_OK)
        r = tkit_search_bind(s, &m, labels, captures);
    if (r != TKIT_OK)
        return r;
    span = captures[label];
    if (!h->query->parsed->is_capture[label])
        span = (struct match){labels[label], labels[label] == TKIT_NO_TOKEN ? TKIT_NO_TOKEN : labels[label] + 1};
    if (span.start == TKIT_NO_TOKEN)
        return 0;
    r = place_of(h->query, hit->segment, span.start, span.end, out);
    return r == TKIT_OK ? 1 : r;
}

/* ---- lines ---- */

static uint32_t characters_back(const char *text, uint32_t at, uint32_t count)
{
    while (at > 0 && count) {
        at--;
        count -= ((unsigned char)text[at] & 0xc0) != 0x80;
    }
    return at;
}

static uint32_t characters_on(const char *text, uint32_t at, uint32_t length, uint32_t count)
{
    while (at < length && count) {
        at++;
        while (at < length && ((unsigned char)text[at] & 0xc0) == 0x80) at++;
        count--;
    }
    return at;
}

/* Line and column of the match; from the place of the call before on, as hits mostly ascend. */
static void find_line(struct document_view *view, tkit_line *l)
{
    if (l->start < view->line_start) {
        view->line_start = 0;
        view->line = 1;
    }
    for (const char *newline;
         (newline = memchr(l->text + view->line_start, '\n', l->start - view->line_start)) != NULL;) {
        view->line_start = (uint32_t)(newline - l->text) + 1;
        view->line++;
    }
    l->line = view->line;
    l->column = 1;
    for (uint32_t i = view->line_start; i < l->start; i++) l->column += ((unsigned char)l->text[i] & 0xc0) != 0x80;
}

/* Widens tokens [*from, *to] of a document of `count` tokens, whose first is at position `first`, to the regions around
 * a hit; where it lies in none they stay. */
static int regions_around(tkit_query *q, const tkit_hit *hit, const tkit_line_options *options, uint32_t first,
                          uint32_t count, uint32_t *from, uint32_t *to)
{
    const struct tkit_regions *layer;
    int r = tkit_segment_regions(q->index->segments[hit->segment], options->unit, &layer);
    if (r == TKIT_ENOTFOUND)
        return tkit_fail(q->tk, TKIT_EINVALID, "no unit of context '%s': word, char, s, p or a layer", options->unit);
    if (r != TKIT_OK)
        return r;
    size_t low = 0, high = layer->count; /* the last region that starts at or before the hit */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (layer->start[middle] <= hit->start)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || layer->end[low - 1] <= hit->start)
        return TKIT_OK;
    size_t extra = options->context > 1 ? options->context - 1 : 0, left = low - 1, right = low - 1;
    while (right + 1 < layer->count && layer->end[right] < hit->end) right++;
    left -= left < extra ? left : extra;
    right += layer->count - 1 - right < extra ? layer->count - 1 - right : extra;
    uint32_t start = layer->start[left] > first ? layer->start[left] : first;
    uint32_t end = layer->end[right] < first + count ? layer->end[right] : first + count;
    *from = start - first < *from ? start - first : *from;
    *to = end - first - 1 > *to ? end - first - 1 : *to;
    return TKIT_OK;
}

int tkit_hits_line(tkit_hits *h, size_t index, const tkit_line_options *options, tkit_line *out)
{
    tkit_line_options given = {.context = 10};
    struct document_view *view;
    uint32_t first;
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    if (index >= h->count)
        return out_of_range(h, index);
    const tkit_hit *hit = &h->items[index];
    tkit_place place;
    int r = place_of(h->query, hit->segment, hit->start, hit->end, &place);
    if (r == TKIT_OK)
        r = tkit_query_view(h->query, hit->segment, hit->start, &first, &view);
    if (r != TKIT_OK)
        return r;
    *out = (tkit_line){.document = place.document,
                       .file = place.file,
                       .text = view->text.data,
                       .length = view->text.size,
                       .start = place.start,
                       .end = place.end,
                       .left = place.start,
                       .right = place.end};
    find_line(view, out);
    const char *unit = given.unit ? given.unit : "word";
    uint32_t token = place.token, last = place.token + place.token_count - 1, count = (uint32_t)view->tokens.count;
    if (strcmp(unit, "char") == 0) {
        out->left = characters_back(out->text, place.start, given.context);
        out->right = characters_on(out->text, place.end, (uint32_t)out->length, given.context);
        return TKIT_OK;
    }
    uint32_t from = token > given.context ? token - given.context : 0;
    uint32_t to = given.context < count - last ? last + given.context : count - 1;
    if (strcmp(unit, "word") != 0) {
        from = token;
        to = last;
        r = regions_around(h->query, hit, &given, first, count, &from, &to);
        if (r != TKIT_OK)
            return r;
    }
    out->left = view->tokens.start[from];
    out->right = view->tokens.end[to];
    return TKIT_OK;
}
