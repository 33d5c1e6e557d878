/* Names at work: see names.h; what is looked at is in names_features.c. */
#include "nlp/names.h"

#include <stdlib.h>

const uint8_t tkit_name_class_kind[NAME_CLASSES] = {
    TKIT_NAME_NONE,  TKIT_NAME_PERSON,  TKIT_NAME_ORGANISATION, TKIT_NAME_PLACE,
    TKIT_NAME_EVENT, TKIT_NAME_PRODUCT, TKIT_NAME_OTHER,
};

const char *tkit_name_kind_name(int kind)
{
    static const char *const names[TKIT_NAME_COUNT] = {
        NULL, "person", "organisation", "place", "event", "product", "law", "demonym", "other",
    };
    return kind > 0 && kind < TKIT_NAME_COUNT ? names[kind] : NULL;
}

int tkit_names_open(struct names *n, tkit *tk, const tkit_model *model)
{
    *n = (struct names){.tk = tk};
    int code = tkit_model_expect(model, "names");
    if (!code)
        code = tkit_wide_load(model, "SPANS", NAME_CLASSES, &n->weights);
    return code ? code : tkit_wide_load(model, "STEPS", NAME_CLASSES, &n->steps);
}

/* ---- the best division of a stretch ---- */

/* The best way to a place in the stretch whose last part has a class: where that part begins, and the class before
 * it. */
struct name_cell {
    int64_t score;
    uint32_t first;
    uint8_t before;
};

void tkit_names_scratch_free(tkit *tk, struct names_scratch *x)
{
    tkit_free(tk, x->context, x->capacity * sizeof *x->context);
    tkit_free(tk, x->found, x->found_capacity * sizeof *x->found);
    tkit_free(tk, x->cells, x->cell_capacity * sizeof *x->cells);
    tkit_free(tk, x->seen, x->seen_capacity * sizeof *x->seen);
    x->context = NULL;
    x->found = NULL;
    x->cells = NULL;
    x->seen = NULL;
    x->capacity = x->found_count = x->found_capacity = x->cell_capacity = x->seen_count = x->seen_capacity = 0;
}

static const int64_t never = INT64_MIN / 2;

/* All ways to end a part at first .. end - 1. */
static void extend(const struct name_text *t, const struct name_scorer *score, const struct name_span *last,
                   struct name_span stretch, uint32_t first, uint32_t end, struct name_cell *cells)
{
    uint64_t features[NAME_FEATURES];
    int32_t scores[NAME_CLASSES], step[NAME_CLASSES];
    bool one = end == first + 1, name = tkit_name_fits(t, first, end);
    const struct name_cell *from = cells + (size_t)(first - stretch.first) * NAME_CLASSES;
    struct name_cell *to = cells + (size_t)(end - stretch.first) * NAME_CLASSES;
    size_t n = tkit_name_features(t, first, end, features);
    score->span(score->weights, features, n, scores);
    for (unsigned b = 0; b < NAME_CLASSES; b++) {
        if (from[b].score <= never)
            continue;
        struct name_span before = {first, first, (uint8_t)b};
        if (first == stretch.first)
            before = *last;
        n = tkit_name_steps(t, first, &before, features);
        score->step(score->weights, features, n, step);
        for (unsigned c = one ? 0 : 1; c < (name ? NAME_CLASSES : 1); c++) {
            int64_t sum = from[b].score + scores[c] + step[c];
            if (sum > to[c].score)
                to[c] = (struct name_cell){sum, first, (uint8_t)b};
        }
    }
}

int tkit_name_decode(tkit *tk, const struct name_text *t, struct name_span stretch, const struct name_scorer *score,
                     struct names_scratch *x)
{
    uint32_t length = stretch.end - stretch.first;
    struct name_span last = x->found_count ? x->found[x->found_count - 1] : (struct name_span){0};
    int code = tkit_reserve(tk, (void **)&x->cells, &x->cell_capacity, (length + 1) * (size_t)NAME_CLASSES,
                            sizeof *x->cells);
    if (!code) /* room for as many names as words */
        code = tkit_reserve(tk, (void **)&x->found, &x->found_capacity, x->found_count + length, sizeof *x->found);
    if (code)
        return code;
    for (size_t i = 0; i < (length + 1) * (size_t)NAME_CLASSES; i++) x->cells[i] = (struct name_cell){.score = never};
    x->cells[0].score = 0;
    for (uint32_t end = stretch.first + 1; end <= stretch.end; end++)
        for (uint32_t first = end; first-- > stretch.first && end - first <= NAME_LONGEST;)
            if (first + 1 == end || tkit_name_fits(t, first, end))
                extend(t, score, &last, stretch, first, end, x->cells);
    unsigned class = 0;
    const struct name_cell *at = x->cells + length * (size_t)NAME_CLASSES;
    for (unsigned c = 1; c < NAME_CLASSES; c++)
        if (at[c].score > at[class].score)
            class = c;
    size_t first_found = x->found_count;
    for (uint32_t end = stretch.end; end > stretch.first;) {
        struct name_cell cell = x->cells[(end - stretch.first) * (size_t)NAME_CLASSES + class];
        if (class)
            x->found[x->found_count++] = (struct name_span){cell.first, end, (uint8_t)class};
        end = cell.first;
        class = cell.before;
    }
    for (size_t a = first_found, b = x->found_count; a + 1 < b; a++) { /* found from the right */
        struct name_span swap = x->found[a];
        x->found[a] = x->found[--b];
        x->found[b] = swap;
    }
    return TKIT_OK;
}

/* ---- kinds that rules give ---- */

/* Statutes are named after their last word; the treebanks have no class for them. */
static bool is_law(const struct word *last)
{
    static const char *const words[] = {"Act", "Bill", "Treaty", "Convention", "Constitution", "Amendment", "Statute",
                                        "Protocol", "Accord", "Accords", NULL};
    for (const char *const *w = words; *w; w++)
        if (strlen(*w) == last->size && memcmp(last->form, *w, last->size) == 0)
            return true;
    return false;
}

static void name_peoples(const struct lexicon *lexicon, const struct word *words, size_t count, uint8_t *kind,
                         uint8_t *first)
{
    for (size_t i = 0; i < count; i++) {
        unsigned classes = 0;
        if (!kind[i] && words[i].shape & SHAPE_UPPER_FIRST && tkit_lexicon_name(lexicon, words + i, 1, &classes) &&
            classes & LISTED_PEOPLE) {
            kind[i] = TKIT_NAME_DEMONYM;
            first[i] = 1;
        }
    }
}

/* ---- the whole ---- */

static void score_spans(const void *weights, const uint64_t *features, size_t count, int32_t *scores)
{
    wide_score(&((const struct names *)weights)->weights, features, count, scores);
}
static void score_steps(const void *weights, const uint64_t *features, size_t count, int32_t *scores)
{
    wide_score(&((const struct names *)weights)->steps, features, count, scores);
}

void tkit_names_begin(struct names_scratch *x)
{
    memset(&x->memory, 0, sizeof x->memory);
    x->seen_count = 0;
}

int tkit_names_run(const struct names *n, const struct lexicon *lexicon, struct names_scratch *x,
                   const struct word *words, size_t count, size_t at, uint8_t *kind, uint8_t *first)
{
    const struct name_scorer score = {.span = score_spans, .step = score_steps, .weights = n};
    struct name_span stretch = {0};
    int code = tkit_reserve(n->tk, (void **)&x->context, &x->capacity, count, sizeof *x->context);
    if (code)
        return code;
    kind += at;
    first += at;
    memset(kind, TKIT_NAME_NONE, count);
    memset(first, 0, count);
    tkit_name_contexts(lexicon, &x->memory, words, count, x->context);
    struct name_text t = tkit_name_text(lexicon, words, x->context, count);
    x->found_count = 0;
    while (!code && tkit_name_stretch(&t, stretch.end, &stretch))
        code = tkit_name_decode(n->tk, &t, stretch, &score, x);
    if (!code)
        code =
            tkit_reserve(n->tk, (void **)&x->seen, &x->seen_capacity, x->seen_count + x->found_count, sizeof *x->seen);
    for (size_t k = 0; !code && k < x->found_count; k++) {
        struct name_span name = x->found[k];
        uint8_t found = tkit_name_class_kind[name.class];
        if (found != TKIT_NAME_PERSON && name.end > name.first + 1 && is_law(&words[name.end - 1]))
            found = TKIT_NAME_LAW;
        memset(kind + name.first, found, name.end - name.first);
        first[name.first] = 1;
        tkit_name_remember(&x->memory, words, name);
        x->seen[x->seen_count++] = (struct name_seen){tkit_name_form(words, name.first, name.end),
                                                      (uint32_t)at + name.first, (uint32_t)at + name.end, found};
    }
    name_peoples(lexicon, words, count, kind, first);
    return code;
}

static int by_form(const void *a, const void *b)
{
    const struct name_seen *x = a, *y = b;
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

void tkit_names_finish(struct names_scratch *x, uint8_t *kind)
{
    if (x->seen_count)
        qsort(x->seen, x->seen_count, sizeof *x->seen, by_form);
    for (size_t k = 0, end; k < x->seen_count; k = end) {
        uint32_t uses[TKIT_NAME_COUNT] = {0};
        uint8_t most = x->seen[k].kind; /* the first one's where there are ties */
        for (end = k; end < x->seen_count && x->seen[end].form == x->seen[k].form; end++) uses[x->seen[end].kind]++;
        for (uint8_t c = 0; c < TKIT_NAME_COUNT; c++)
            if (uses[c] > uses[most])
                most = c;
        for (size_t i = k; i < end; i++) memset(kind + x->seen[i].first, most, x->seen[i].end - x->seen[i].first);
    }
}
