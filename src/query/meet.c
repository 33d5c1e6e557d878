/* MU queries: positions of tokens that have others near them. Computed whole, before the first is given. */
#include "query/forms.h"
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
    int r = direct ? tkit_forms_list(p, s->scope.arena, &forms, &count) : TKIT_OK;
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

/* How far the token at `to` lies behind the one at `from`, when between them only tokens are counted for which a
 * condition holds; more than `most` when it is further. */
static int counted_distance(struct search *s, const struct predicate *counted, uint32_t from, uint32_t to, int most)
{
    int distance = 1;
    if (counted->kind == PREDICATE_TRUE)
        return to - from > (uint32_t)most ? most + 1 : (int)(to - from);
    for (uint32_t p = from + 1; p < to && distance <= most; p++)
        distance += tkit_predicate_holds(counted, s->scope.segment, p, NULL);
    return distance;
}

/* Whether one of `b` (numbers low .. high - 1, those of the document) lies from..to counted tokens behind x; `j` is the
 * number of the first that is not before x. */
static bool is_near(struct search *s, const struct predicate *counted, const struct position_list *b, size_t low,
                    size_t high, size_t j, uint32_t x, int from, int to)
{
    for (size_t k = j; k < high && to >= 0; k++) {
        if (from <= 1 && b->at[k] > x && b->at[k] - x <= (uint32_t)to)
            return true; /* near enough whatever is counted */
        int d = b->at[k] == x ? 0 : counted_distance(s, counted, x, b->at[k], to);
        if (d > to)
            break;
        if (d >= from)
            return true;
    }
    for (size_t k = j; k-- > low && from < 0;) {
        if (to >= -1 && x - b->at[k] <= (uint32_t)-from)
            return true;
        int d = -counted_distance(s, counted, b->at[k], x, -from);
        if (d < from)
            break;
        if (d <= to)
            return true;
    }
    return false;
}

/* meet A B from to [counted]. Where only documents are asked for, the first token of each is enough. */
static int meet_counted(struct search *s, const struct meet *m, const struct position_list *a,
                        const struct position_list *b, struct position_list *out)
{
    struct predicate *counted;
    const struct tkit_segment *segment = s->scope.segment;
    int r = tkit_predicate_build(&s->scope, m->counted, &counted);
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
        if (is_near(s, counted, b, low, high, j, x, m->from, m->to)) {
            out->at[out->count++] = x;
            while (s->scope.documents_only && m == s->program->query->meet && i + 1 < a->count &&
                   a->at[i + 1] < s->document_end)
                i++;
        }
        if ((i & 0xfff) == 0xfff)
            r = tkit_poll(s->scope.tk);
    }
    return r;
}

/* The same without a list of b: from each of a few x, a look at the tokens around. Cheaper when b is frequent. */
static bool finds_around(struct search *s, const struct predicate *counted, const struct predicate *b, uint32_t x,
                         int from, int to)
{
    struct tkit_segment *segment = s->scope.segment;
    int distance = 1;
    if (from <= 0 && to >= 0 && tkit_predicate_holds(b, segment, x, NULL))
        return true;
    for (uint32_t p = x + 1; p < s->document_end && distance <= to; p++) {
        if (distance >= from && tkit_predicate_holds(b, segment, p, NULL))
            return true;
        distance += tkit_predicate_holds(counted, segment, p, NULL);
    }
    distance = 1;
    for (uint32_t p = x; p-- > segment->first_token[s->document] && distance <= -from;) {
        if (-distance <= to && tkit_predicate_holds(b, segment, p, NULL))
            return true;
        distance += tkit_predicate_holds(counted, segment, p, NULL);
    }
    return false;
}

/* Of the tokens `few`, those that meet one for which `leaf` holds. */
static int meet_around(struct search *s, const struct meet *m, const struct predicate *leaf,
                       const struct position_list *few, struct position_list *out)
{
    struct predicate *counted;
    int r = tkit_predicate_build(&s->scope, m->counted, &counted);
    for (size_t i = 0; i < few->count && r == TKIT_OK; i++) {
        uint32_t x = few->at[i];
        tkit_search_enter_document(s, x);
        if (finds_around(s, counted, leaf, x, m->from, m->to)) {
            out->at[out->count++] = x;
            while (s->scope.documents_only && m == s->program->query->meet && i + 1 < few->count &&
                   few->at[i + 1] < s->document_end)
                i++;
        }
        if ((i & 0xfff) == 0xfff)
            r = tkit_poll(s->scope.tk);
    }
    return r;
}

/* The leaf b of a meet when it is much more frequent than the tokens a. */
static int frequent_leaf(struct search *s, const struct meet *b, size_t count, struct predicate **out)
{
    enum { TIMES = 4 };
    *out = NULL;
    if (b->a)
        return TKIT_OK;
    int r = tkit_predicate_build(&s->scope, b->test, out);
    if (r == TKIT_OK && (*out)->tokens / TIMES < count)
        *out = NULL;
    return r;
}

static void unite(const struct position_list *a, const struct position_list *b, struct position_list *out)
{
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        uint32_t x = i < a->count ? a->at[i] : TKIT_NO_TOKEN, y = j < b->count ? b->at[j] : TKIT_NO_TOKEN;
        out->at[out->count++] = x < y ? x : y;
        i += x <= y && i < a->count;
        j += y <= x && j < b->count;
    }
}

static int layer_regions(struct search *s, const struct meet *m, const struct tkit_regions **out)
{
    int r = tkit_segment_regions(s->scope.segment, m->layer, out);
    return r == TKIT_ENOTFOUND ? tkit_fail(s->scope.tk, TKIT_EQUERY, "query: no layer '%s'", m->layer) : r;
}

int tkit_search_check_meet(struct search *s, const struct meet *m)
{
    struct predicate *p;
    const struct tkit_regions *layer;
    if (!m->a)
        return tkit_predicate_build(&s->scope, m->test, &p);
    int r = tkit_search_check_meet(s, m->a);
    if (r == TKIT_OK)
        r = tkit_search_check_meet(s, m->b);
    if (r == TKIT_OK && m->counts_some)
        r = tkit_predicate_build(&s->scope, m->counted, &p);
    return r == TKIT_OK && m->layer ? layer_regions(s, m, &layer) : r;
}

/* meet A B from to, meet A B layer. */
static int meet_near(struct search *s, const struct meet *m, const struct position_list *a,
                     const struct position_list *b, struct position_list *out)
{
    int r;
    struct regions regions;
    if (m->layer) {
        const struct tkit_regions *layer;
        r = layer_regions(s, m, &layer);
        if (r == TKIT_OK)
            r = tkit_regions_prepare(s->scope.arena, layer->start, layer->end, layer->count, NULL, &regions);
        if (r != TKIT_OK)
            return r;
    }
    size_t j = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint32_t x = a->at[i];
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
        while (j > 0 && b->at[j - 1] >= low) j--; /* regions that overlap can step back */
        while (j < b->count && b->at[j] < low) j++;
        if (j < b->count && b->at[j] <= high)
            out->at[out->count++] = x;
    }
    return TKIT_OK;
}

int tkit_search_meet_positions(struct search *s, const struct meet *m, struct position_list *out)
{
    if (!m->a) {
        struct predicate *p;
        int r = tkit_predicate_build(&s->scope, m->test, &p);
        s->cost += r == TKIT_OK ? p->tokens : 0;
        return r == TKIT_OK ? predicate_positions(s, p, out) : r;
    }
    struct position_list a, b = {0};
    struct predicate *leaf = NULL;
    int r = tkit_search_meet_positions(s, m->a, &a);
    out->count = 0;
    if (r == TKIT_OK && m->counts_some)
        r = frequent_leaf(s, m->b, a.count, &leaf);
    if (r == TKIT_OK && leaf) {
        out->at = tkit_arena_alloc(s->scope.arena, a.count * sizeof *out->at + 1);
        return out->at ? meet_around(s, m, leaf, &a, out) : TKIT_ENOMEM;
    }
    if (r == TKIT_OK)
        r = tkit_search_meet_positions(s, m->b, &b);
    if (r != TKIT_OK)
        return r;
    out->at = tkit_arena_alloc(s->scope.arena, (a.count + (m->is_union ? b.count : 0)) * sizeof *out->at + 1);
    if (!out->at)
        return TKIT_ENOMEM;
    if (m->is_union) {
        unite(&a, &b, out);
        return TKIT_OK;
    }
    return m->counts_some ? meet_counted(s, m, &a, &b, out) : meet_near(s, m, &a, &b, out);
}
