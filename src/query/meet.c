/* MU queries: positions of tokens that have others near them. Computed whole, when the search is opened. */
#include "query/search.h"

static int predicate_positions(struct search *s, const struct predicate *p, struct position_list *out)
{
    struct tkit_segment *segment = s->scope.segment;
    tkit *tk = s->scope.tk;
    size_t capacity = 0;
    uint32_t *list = NULL, *forms, position = 0;
    struct tkit_postings postings = {0};
    bool direct = p->kind == PREDICATE_FORM || p->kind == PREDICATE_SET;
    size_t count;
    int r = direct ? tkit_predicate_forms(p, s->scope.arena, &forms, &count) : TKIT_OK;
    if (r == TKIT_OK && direct)
        r = tkit_postings_open_positions(&postings, p->attribute, forms, count);
    out->count = 0;
    if (p->kind == PREDICATE_TRUE) {
        out->at = tkit_arena_alloc(s->scope.arena, (size_t)segment->tokens * sizeof *out->at + 1);
        for (uint32_t i = 0; out->at && i < segment->tokens; i++) out->at[out->count++] = i;
        return out->at ? TKIT_OK : TKIT_ENOMEM;
    }
    while (r == TKIT_OK) {
        if (direct) {
            position = tkit_postings_next(&postings);
            if (position == TKIT_NO_TOKEN)
                break;
        } else {
            if (position >= segment->tokens)
                break;
            if (!tkit_predicate_holds(p, segment, position, NULL)) {
                position++;
                continue;
            }
        }
        r = tkit_reserve(tk, (void **)&list, &capacity, out->count + 1, sizeof *list);
        if (r == TKIT_OK)
            list[out->count++] = position++;
        if (r == TKIT_OK && (out->count & 0xfff) == 0)
            r = tkit_poll(tk);
    }
    tkit_postings_close(&postings);
    if (r == TKIT_OK && (r = segment->status) == TKIT_OK) {
        out->at = tkit_arena_alloc(s->scope.arena, out->count * sizeof *list + 1);
        if (!out->at)
            r = TKIT_ENOMEM;
        else if (out->count)
            memcpy(out->at, list, out->count * sizeof *list);
    }
    tkit_free(tk, list, capacity * sizeof *list);
    return r;
}

/* Whether one of `b` lies from..to tokens behind x, when only those for which `counted` holds are counted between the two. `j` is the
 * number of the first b behind x. */
static bool near_behind(struct search *s, const struct predicate *counted, const struct position_list *b, size_t j, uint32_t x, int from,
                        int to)
{
    int distance = 1;
    for (uint32_t p = x + 1; p < s->document_end && distance <= to && j < b->count; p++) {
        if (b->at[j] == p) {
            if (distance >= from)
                return true;
            j++;
        }
        distance += tkit_predicate_holds(counted, s->scope.segment, p, NULL);
    }
    return false;
}

/* The same before x; `j` is the number of the first b at or behind x. */
static bool near_before(struct search *s, const struct predicate *counted, const struct position_list *b, size_t j, uint32_t x, int from,
                        int to)
{
    int distance = 1;
    uint32_t first = s->scope.segment->first_token[s->document];
    for (uint32_t p = x; p-- > first && distance <= to && j > 0;) {
        if (b->at[j - 1] == p) {
            if (distance >= from)
                return true;
            j--;
        }
        distance += tkit_predicate_holds(counted, s->scope.segment, p, NULL);
    }
    return false;
}

/* meet A B from to [counted]. */
static int meet_counted(struct search *s, const struct meet *m, const struct position_list *a, const struct position_list *b,
                        struct position_list *out)
{
    struct predicate *counted;
    int r = tkit_predicate_build(&s->scope, m->counted, &counted);
    size_t j = 0;
    for (size_t i = 0; i < a->count && r == TKIT_OK; i++) {
        uint32_t x = a->at[i];
        tkit_search_enter_document(s, x);
        while (j < b->count && b->at[j] < x) j++;
        bool here = j < b->count && b->at[j] == x;
        bool yes = (here && m->from <= 0 && m->to >= 0) || near_behind(s, counted, b, j + here, x, m->from, m->to) ||
                   near_before(s, counted, b, j, x, -m->to, -m->from);
        if (yes)
            out->at[out->count++] = x;
        if ((i & 0xfff) == 0xfff)
            r = tkit_poll(s->scope.tk);
    }
    return r;
}

int tkit_search_meet_positions(struct search *s, const struct meet *m, struct position_list *out)
{
    if (!m->a) {
        struct predicate *p;
        int r = tkit_predicate_build(&s->scope, m->test, &p);
        s->cost += r == TKIT_OK ? p->tokens : 0;
        return r == TKIT_OK ? predicate_positions(s, p, out) : r;
    }
    struct position_list a, b;
    int r = tkit_search_meet_positions(s, m->a, &a);
    if (r == TKIT_OK)
        r = tkit_search_meet_positions(s, m->b, &b);
    if (r != TKIT_OK)
        return r;
    out->count = 0;
    out->at = tkit_arena_alloc(s->scope.arena, (a.count + (m->is_union ? b.count : 0)) * sizeof *out->at + 1);
    if (!out->at)
        return TKIT_ENOMEM;
    if (m->is_union) {
        for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
            uint32_t x = i < a.count ? a.at[i] : TKIT_NO_TOKEN, y = j < b.count ? b.at[j] : TKIT_NO_TOKEN;
            out->at[out->count++] = x < y ? x : y;
            i += x <= y && i < a.count;
            j += y <= x && j < b.count;
        }
        return TKIT_OK;
    }
    if (m->counts_some)
        return meet_counted(s, m, &a, &b, out);
    struct regions regions;
    if (m->layer) {
        const struct tkit_regions *layer;
        r = tkit_segment_regions(s->scope.segment, m->layer, &layer);
        if (r == TKIT_ENOTFOUND)
            return tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no layer '%s'", m->layer);
        if (r == TKIT_OK)
            r = tkit_regions_prepare(s->scope.arena, layer->start, layer->end, layer->count, NULL, &regions);
        if (r != TKIT_OK)
            return r;
    }
    size_t j = 0;
    for (size_t i = 0; i < a.count; i++) {
        uint32_t x = a.at[i];
        tkit_search_enter_document(s, x);
        int64_t low = (int64_t)x + m->from, high = (int64_t)x + m->to;
        int64_t first = s->scope.segment->first_token[s->document], last = (int64_t)s->document_end - 1;
        if (m->layer) {
            size_t region = tkit_regions_holding(&regions, x);
            if (region == NO_REGION)
                continue;
            low = regions.start[region];
            high = (int64_t)regions.end[region] - 1;
        }
        low = low < first ? first : low;
        high = high > last ? last : high;
        while (j > 0 && b.at[j - 1] >= low) j--; /* regions that overlap can step back */
        while (j < b.count && b.at[j] < low) j++;
        if (j < b.count && b.at[j] <= high)
            out->at[out->count++] = x;
    }
    return TKIT_OK;
}

