/* MU queries: positions of tokens that have others near them. Computed whole, when the search is opened. */
#include "query/classes.h"
#include "query/search.h"

/* The first token of the next document that is not ruled out. */
static uint32_t next_allowed(const struct search *s)
{
    const struct tkit_segment *segment = s->scope.segment;
    uint32_t d = s->document + 1;
    while (d < segment->documents && !tkit_search_allows_document(s, d)) d++;
    return d < segment->documents ? segment->first_token[d] : TKIT_NO_TOKEN;
}

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
            while (position != TKIT_NO_TOKEN && s->documents) { /* on to a document that can have a match */
                tkit_search_enter_document(s, position);
                if (tkit_search_allows_document(s, s->document))
                    break;
                position = tkit_postings_seek(&postings, next_allowed(s));
            }
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

/* How many tokens of a document meet a condition, up to each of them. */
struct tally {
    uint32_t document, first;
    uint32_t *up_to;
    size_t capacity;
    struct token_classes *classes;
    struct predicate *counted;
};

static int tally_document(struct search *s, struct tally *t)
{
    uint32_t first = s->scope.segment->first_token[s->document], count = s->document_end - first;
    if (t->document == s->document)
        return TKIT_OK;
    int r = tkit_reserve(s->scope.tk, (void **)&t->up_to, &t->capacity, count, sizeof *t->up_to);
    if (r == TKIT_OK)
        r = tkit_classes_read(&s->scope, t->classes, first, count, t->up_to);
    if (r != TKIT_OK)
        return r;
    for (uint32_t i = 0, sum = 0; i < count; i++) t->up_to[i] = sum += t->up_to[i] & 1;
    t->document = s->document;
    t->first = first;
    return TKIT_OK;
}

/* The distance of two tokens, the first before the second: 1 and what is counted between them. */
static int distance(const struct tally *t, uint32_t left, uint32_t right)
{
    return (int)(t->up_to[right - 1 - t->first] - t->up_to[left - t->first]) + 1;
}

/* Whether one of `b` (numbers low .. high - 1, those of the document) lies from..to counted tokens behind x, in its order. */
static bool is_near(const struct tally *t, const struct position_list *b, size_t low, size_t high, size_t j, uint32_t x, int from, int to)
{
    for (size_t k = j; k < high; k++) { /* behind */
        int d = b->at[k] == x ? 0 : distance(t, x, b->at[k]);
        if (d > to)
            break;
        if (d >= from)
            return true;
    }
    for (size_t k = j; k-- > low;) { /* before */
        int d = -distance(t, b->at[k], x);
        if (d < from)
            break;
        if (d <= to)
            return true;
    }
    return false;
}

/* meet A B from to [counted]. Where only documents are asked for, the first token of each is enough. */
static int meet_counted(struct search *s, const struct meet *m, const struct position_list *a, const struct position_list *b,
                        struct position_list *out)
{
    struct tally t = {.document = TKIT_NO_TOKEN};
    const struct tkit_segment *segment = s->scope.segment;
    int r = tkit_predicate_build(&s->scope, m->counted, &t.counted);
    if (r == TKIT_OK)
        r = tkit_classes_open(&s->scope, &t.counted, 1, &t.classes);
    size_t low = 0, high = 0, j = 0;
    for (size_t i = 0; i < a->count && r == TKIT_OK; i++) {
        uint32_t x = a->at[i];
        tkit_search_enter_document(s, x);
        uint32_t first = segment->first_token[s->document];
        for (low = high > low && b->at[low] >= first ? low : high; low < b->count && b->at[low] < first;) low++;
        for (high = high < low ? low : high; high < b->count && b->at[high] < s->document_end;) high++;
        if (low == high) { /* nothing to meet here */
            while (i + 1 < a->count && a->at[i + 1] < s->document_end) i++;
            continue;
        }
        for (j = j < low ? low : j; j < high && b->at[j] < x;) j++;
        r = tally_document(s, &t);
        if (r == TKIT_OK && is_near(&t, b, low, high, j, x, m->from, m->to)) {
            out->at[out->count++] = x;
            while (s->scope.documents_only && i + 1 < a->count && a->at[i + 1] < s->document_end) i++;
        }
        if (r == TKIT_OK && (i & 0xfff) == 0xfff)
            r = tkit_poll(s->scope.tk);
    }
    tkit_classes_close(&s->scope, t.classes);
    tkit_free(s->scope.tk, t.up_to, t.capacity * sizeof *t.up_to);
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

