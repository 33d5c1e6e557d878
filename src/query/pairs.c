/* Pairs of neighbours of chosen documents: every first form's followers are gathered in one stretch of memory, then
 * counted in a table with a cell for each form, which stays in the cache. A hash table of pairs would miss it at every
 * token.
 *
 * The stretches are as long as their form is frequent, which the lexicon tells. Where all of them together would take
 * much memory, they are filled in rounds, a range of first forms in each. */
#include "query/lexicons.h"
#include "query/sample.h"


enum { ROUND_LEAST = 8 << 20, ROUNDS_MOST = 8 }; /* followers in one round: at least so many, or a share of the
                                                    tokens */

struct follower {
    uint32_t form, document;
};

struct stretch {
    uint32_t at, end; /* of the followers; those from the end of the stretch before up to `at` are there */
};

struct cell {
    uint32_t count, documents, last;
};

struct pairs {
    tkit *tk;
    struct tkit_index *index;
    const tkit_ngram_options *options;
    const struct chosen *chosen;
    tkit_arena arena;
    tkit_counts *forms;
    uint32_t **maps;     /* of each segment: base form -> row of `forms` */
    uint64_t *tokens;    /* row of `forms` -> how often it occurs at most */
    uint32_t first, end; /* first forms of this round */
    struct stretch *stretches;
    struct follower *followers;
    size_t follower_count;
    struct cell *cells;
    uint32_t *seen; /* cells that are not empty */
    uint32_t *ids;
    size_t ids_capacity;
    bool overflows; /* more tokens than the lexicon said */
};

/* ---- the forms of all segments ---- */

static int merge_lexicons(struct pairs *p, struct lexicon *lexicons)
{
    tkit_spans spans = {0};
    uint32_t length = 0;
    const char *form;
    int r = TKIT_OK;
    while (r == TKIT_OK && (form = tkit_lexicons_next(lexicons, p->index->count, &length)) != NULL) {
        bool keep = length > 0;
        if (keep && !p->options->with_punctuation)
            r = tkit_form_is_word(p->tk, form, length, &spans, &keep);
        uint32_t row = keep ? (uint32_t)p->forms->count : LEFT_OUT;
        if (r == TKIT_OK && keep)
            r = tkit_counts_append_kept(p->forms, form, length, 0, 0);
        uint64_t tokens = 0;
        for (size_t i = 0; i < p->index->count; i++) {
            const struct lexicon *l = &lexicons[i];
            if (l->form == TKIT_NO_TOKEN)
                continue;
            tokens += l->attribute->terms[l->form].tokens;
            p->maps[i][l->form] = row;
        }
        if (r == TKIT_OK && keep)
            p->tokens[row] = tokens;
    }
    tkit_spans_free(p->tk, &spans);
    return r;
}

/* The map of a segment, from the forms of its column. */
static int map_column(struct pairs *p, const struct tkit_attribute *a, uint32_t **map)
{
    const struct tkit_attribute *base = a->base;
    const uint32_t *rows = *map;
    *map = tkit_arena_alloc(&p->arena, ((size_t)base->forms + 1) * sizeof **map);
    if (!*map)
        return TKIT_ENOMEM;
    for (uint32_t f = 0; f < base->forms; f++) (*map)[f] = rows[a == base ? f : a->map[f]];
    (*map)[base->forms] = LEFT_OUT;
    return TKIT_OK;
}

static int read_lexicons(struct pairs *p)
{
    size_t count = p->index->count, forms = 0;
    struct lexicon *lexicons;
    int r = tkit_counts_new(p->tk, &p->forms);
    if (r == TKIT_OK)
        r = tkit_lexicons_open(p->index, p->options->by, p->forms, &p->arena, &lexicons);
    if (r != TKIT_OK)
        return r;
    p->maps = tkit_arena_zalloc(&p->arena, count * sizeof *p->maps + 1);
    for (size_t i = 0; p->maps && i < count && r == TKIT_OK; i++) {
        const struct tkit_attribute *a = lexicons[i].attribute;
        if (!a)
            continue;
        forms += a->forms;
        p->maps[i] = tkit_arena_alloc(&p->arena, a->forms * sizeof **p->maps + 1); /* of its own forms at first */
        r = p->maps[i] ? TKIT_OK : TKIT_ENOMEM;
    }
    p->tokens = tkit_arena_alloc(&p->arena, forms * sizeof *p->tokens + 1);
    if (r == TKIT_OK)
        r = p->maps && p->tokens ? merge_lexicons(p, lexicons) : TKIT_ENOMEM;
    for (size_t i = 0; i < count && r == TKIT_OK; i++)
        if (lexicons[i].attribute)
            r = map_column(p, lexicons[i].attribute, &p->maps[i]);
    return r;
}

/* ---- one round ---- */

/* Puts the followers of the first forms of this round into their stretches. */
static void gather(struct pairs *p, const uint32_t *map, const uint32_t *ids, uint32_t count, uint32_t document)
{
    uint32_t before = LEFT_OUT, first = p->first, wanted = p->end - p->first;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t form = map[ids[i]];
        if (before - first < wanted && form != LEFT_OUT) { /* wanted < LEFT_OUT - first */
            struct stretch *s = &p->stretches[before - first];
            if (s->at < s->end)
                p->followers[s->at++] = (struct follower){form, document};
            else
                p->overflows = true;
        }
        before = form;
    }
}

static int gather_segment(struct pairs *p, size_t number, uint32_t *document)
{
    struct tkit_segment *s = p->index->segments[number];
    struct tkit_attribute *a = tkit_segment_attribute(s, p->options->by);
    const uint32_t *sentences = NULL;
    int r = TKIT_OK;
    if (!a)
        return TKIT_OK;
    if (!p->options->across_sentences && s->sentences && !(sentences = tkit_segment_sentences(s)))
        return s->status;
    uint32_t next = 0, sentence_count = sentences ? s->sentences : 0;
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        uint32_t at = s->first_token[d], end = s->first_token[d + 1], base = at;
        if (!tkit_is_chosen(p->chosen, s->document[d]))
            continue;
        ++*document;
        if ((r = tkit_reserve(p->tk, (void **)&p->ids, &p->ids_capacity, (size_t)(end - at) + 1, sizeof *p->ids)) !=
            TKIT_OK)
            break;
        tkit_column_forms(a->base, at, end - at, p->ids);
        while (at < end) {
            while (next < sentence_count && sentences[next] <= at) next++;
            uint32_t stop = next < sentence_count && sentences[next] < end ? sentences[next] : end;
            gather(p, p->maps[number], p->ids + (at - base), stop - at, *document);
            at = stop;
        }
        r = tkit_poll(p->tk);
    }
    return r == TKIT_OK ? s->status : r;
}

/* Counts the followers of one form: rows of `out`. */
static int count_followers(struct pairs *p, uint32_t first, const struct follower *from, size_t count, tkit_counts *out)
{
    size_t seen = 0;
    int r = TKIT_OK;
    for (size_t i = 0; i < count; i++) {
        struct cell *c = &p->cells[from[i].form];
        p->seen[seen] = from[i].form;
        seen += c->count++ == 0;
        c->documents += c->last != from[i].document;
        c->last = from[i].document;
    }
    for (size_t i = 0; i < seen && r == TKIT_OK; i++) {
        struct cell *c = &p->cells[p->seen[i]];
        if (c->count >= p->options->least)
            r = tkit_counts_append_pair(out, (uint64_t)first << 32 | p->seen[i], c->count, c->documents);
        *c = (struct cell){0};
    }
    p->follower_count += count;
    out->types += seen;
    return r;
}

static int count_round(struct pairs *p, tkit_counts *out)
{
    uint32_t document = 0, at = 0;
    int r = TKIT_OK;
    for (uint32_t f = p->first; f < p->end; f++) {
        struct stretch *s = &p->stretches[f - p->first];
        s->at = at;
        s->end = at += (uint32_t)p->tokens[f];
    }
    for (size_t i = 0; i < p->index->count && r == TKIT_OK; i++) r = gather_segment(p, i, &document);
    if (r == TKIT_OK && p->overflows)
        r = tkit_fail(p->tk, TKIT_ECORRUPT, "the corpus holds more tokens of a form than its lexicon says");
    uint32_t start = 0;
    for (uint32_t f = p->first; f < p->end && r == TKIT_OK; f++) {
        const struct stretch *s = &p->stretches[f - p->first];
        r = count_followers(p, f, p->followers + start, s->at - start, out);
        if (r == TKIT_OK && (f & 0xfff) == 0)
            r = tkit_poll(p->tk);
        start = s->end;
    }
    return r;
}

/* ---- all rounds ---- */

/* How many followers there is room for: what a round takes, and whatever the most frequent form wants. */
static uint64_t round_size(const struct pairs *p)
{
    uint64_t all = 0, most = 0;
    for (size_t f = 0; f < p->forms->count; f++) {
        all += p->tokens[f];
        most = p->tokens[f] > most ? p->tokens[f] : most;
    }
    uint64_t size = all / ROUNDS_MOST > ROUND_LEAST ? all / ROUNDS_MOST : ROUND_LEAST;
    size = size > most ? size : most;
    return size < all ? size : all;
}

static int count_rounds(struct pairs *p, tkit_counts *out)
{
    uint64_t size = round_size(p);
    size_t forms = p->forms->count;
    if (size > UINT32_MAX)
        return tkit_fail(p->tk, TKIT_ELIMIT, "more than four thousand million pairs to count at once");
    p->stretches = tkit_arena_alloc(&p->arena, forms * sizeof *p->stretches + 1);
    p->cells = tkit_arena_zalloc(&p->arena, forms * sizeof *p->cells + 1);
    p->seen = tkit_arena_alloc(&p->arena, (forms + 1) * sizeof *p->seen); /* one is written ahead */
    p->followers = tkit_alloc(p->tk, (size_t)size * sizeof *p->followers + 1);
    int r = p->stretches && p->cells && p->seen && p->followers ? TKIT_OK : tkit_fail_nomem(p->tk);
    while (p->end < forms && r == TKIT_OK) {
        uint64_t tokens = 0;
        p->first = p->end;
        while (p->end < forms && tokens + p->tokens[p->end] <= size) tokens += p->tokens[p->end++];
        r = count_round(p, out);
    }
    tkit_free(p->tk, p->followers, (size_t)size * sizeof *p->followers + 1);
    return r;
}

int tkit_index_pairs(struct tkit_index *index, const tkit_ngram_options *options, const struct chosen *chosen,
                     tkit_counts **out)
{
    struct pairs p = {.tk = index->corpus->tk, .index = index, .options = options, .chosen = chosen};
    tkit_arena_init(&p.arena, p.tk);
    int r = tkit_counts_new(p.tk, out);
    if (r == TKIT_OK)
        r = read_lexicons(&p);
    if (r == TKIT_OK)
        r = count_rounds(&p, *out);
    if (r == TKIT_OK) {
        uint64_t types = (*out)->types;
        tkit_counts *forms = p.forms;
        p.forms = NULL;
        r = tkit_counts_of_pairs(*out, forms);
        if (r == TKIT_OK)
            r = tkit_counts_finish(*out, 0, false);
        (*out)->total = p.follower_count;
        (*out)->types = types;
    }
    tkit_counts_free(p.forms);
    tkit_free(p.tk, p.ids, p.ids_capacity * sizeof *p.ids);
    tkit_arena_free(&p.arena);
    return r;
}
