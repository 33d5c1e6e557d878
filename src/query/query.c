/* Queries: opened, streamed, counted, explained. See the public header for the language. */
#include "query/query.h"

static int strategy_by_name(tkit *tk, const char *name, enum matching_strategy *out)
{
    static const char *const names[] = {"standard", "longest", "shortest", "traditional"};
    static const enum matching_strategy strategies[] = {STRATEGY_STANDARD, STRATEGY_LONGEST, STRATEGY_SHORTEST,
                                                        STRATEGY_TRADITIONAL};
    *out = STRATEGY_STANDARD;
    if (!name)
        return TKIT_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *out = strategies[i];
            return TKIT_OK;
        }
    return tkit_fail(tk, TKIT_EINVALID, "no matching strategy '%s' (standard, longest, shortest, traditional)", name);
}

int tkit_query_open(tkit_corpus *corpus, const char *text, size_t length, const tkit_query_options *options,
                    tkit_query **out)
{
    enum matching_strategy strategy;
    tkit *tk = corpus->tk;
    *out = NULL;
    tkit_query *q = tkit_calloc(tk, 1, sizeof *q);
    if (!q)
        return tkit_fail_nomem(tk);
    q->tk = tk;
    q->references = 1;
    tkit_arena_init(&q->arena, tk);
    tkit_buffer_init(&q->view.text, tk);
    if (options)
        memcpy(&q->options, options, options->size < sizeof q->options ? options->size : sizeof q->options);
    int r = strategy_by_name(tk, q->options.strategy, &strategy);
    if (r == TKIT_OK)
        r = tkit_index_open(corpus, &q->index);
    char *copy = r == TKIT_OK ? tkit_arena_strndup(&q->arena, text, length) : NULL; /* the tree points into it */
    if (r == TKIT_OK && !copy)
        r = TKIT_ENOMEM;
    if (r == TKIT_OK)
        r = tkit_query_parse(&q->arena, copy, length, strategy, &q->parsed);
    if (r == TKIT_OK)
        r = tkit_program_build(&q->arena, q->parsed, &q->program);
    if (r == TKIT_OK && q->options.within) {
        q->within = tkit_hits_retain(q->options.within);
        if (q->within->query->index != q->index)
            r = tkit_fail(tk, TKIT_EINVALID,
                          "the subcorpus belongs to another corpus, or to another state of this one");
    }
    if (r == TKIT_OK) {
        q->searches = tkit_arena_zalloc(&q->arena, q->index->count * sizeof *q->searches + 1);
        r = q->searches ? TKIT_OK : TKIT_ENOMEM;
    }
    if (r == TKIT_OK && tk->limit[LIMIT_QUERY_MILLISECONDS])
        q->deadline = tkit_query_clock() + tk->limit[LIMIT_QUERY_MILLISECONDS];
    struct search *first;
    if (r == TKIT_OK && q->index->count) /* unknown attributes and layers are told now */
        r = tkit_query_search(q, 0, &first);
    if (r != TKIT_OK) {
        tkit_query_close(q);
        return r;
    }
    *out = q;
    return TKIT_OK;
}

tkit_query *tkit_query_retain(tkit_query *query)
{
    query->references++;
    return query;
}

void tkit_query_close(tkit_query *q)
{
    if (!q || --q->references)
        return;
    for (size_t i = 0; q->searches && q->index && i < q->index->count; i++) tkit_search_close(q->searches[i]);
    tkit_hits_free(q->within);
    tkit_spans_free(q->tk, &q->view.tokens);
    tkit_buffer_free(&q->view.text);
    tkit_index_close(q->index);
    tkit_arena_free(&q->arena);
    tkit_free(q->tk, q, sizeof *q);
}

/* The hits of the subcorpus that lie in one segment. */
static int spans_within(tkit_query *q, tkit_arena *arena, size_t segment, struct match **out, size_t *count)
{
    const tkit_hits *h = q->within;
    *count = 0;
    *out = tkit_arena_alloc(arena, h->count * sizeof **out + 1);
    if (!*out)
        return TKIT_ENOMEM;
    for (size_t i = 0; i < h->count; i++)
        if (h->items[i].segment == segment)
            (*out)[(*count)++] = (struct match){h->items[i].start, h->items[i].end};
    return TKIT_OK;
}

struct scope tkit_query_scope(const tkit_query *q, tkit_arena *arena, size_t segment)
{
    return (struct scope){.arena = arena,
                          .tk = q->tk,
                          .index = q->index,
                          .segment = q->index->segments[segment],
                          .lists = q->options.lists,
                          .list_count = q->options.list_count,
                          .deadline = q->deadline};
}

int tkit_query_open_search(tkit_query *q, tkit_arena *arena, size_t segment, bool documents_only, struct search **out)
{
    struct match *within = NULL;
    size_t count = 0;
    struct scope scope = tkit_query_scope(q, arena, segment);
    scope.documents_only = documents_only && !q->parsed->filters && !q->parsed->constraint && !q->within;
    int r = q->within ? spans_within(q, arena, segment, &within, &count) : TKIT_OK;
    return r == TKIT_OK ? tkit_search_open(&scope, q->program, within, count, q->within != NULL, out) : r;
}

int tkit_query_search(tkit_query *q, size_t segment, struct search **out)
{
    int r = TKIT_OK;
    if (!q->searches[segment])
        r = tkit_query_open_search(q, &q->arena, segment, false, &q->searches[segment]);
    *out = q->searches[segment];
    return r;
}

int tkit_query_next(tkit_query *q, tkit_hit *out)
{
    while (q->segment < q->index->count) {
        struct search *s;
        struct match m;
        if (q->parsed->cut && q->given >= q->parsed->cut)
            return 0;
        int r = tkit_query_search(q, q->segment, &s);
        if (r == TKIT_OK)
            r = tkit_search_next(s, &m);
        if (r < 0)
            return r;
        if (r > 0) {
            *out = (tkit_hit){(uint32_t)q->segment, m.start, m.end};
            q->given++;
            return 1;
        }
        q->segment++;
    }
    return 0;
}

/* The count of one segment when the lexicon knows it: a token, no condition around it, nothing removed. */
static bool count_from_lexicon(const tkit_query *q, struct scope *scope, uint64_t *count, int *error)
{
    const struct parsed *p = q->parsed;
    struct predicate *predicate;
    if (!p->pattern || p->pattern->kind != NODE_TOKEN || p->constraint || p->filters || q->within ||
        scope->segment->removed)
        return false;
    *error = tkit_predicate_build(scope, p->pattern->test, &predicate);
    if (*error != TKIT_OK || predicate->kind == PREDICATE_FALSE)
        *count = 0;
    else if (predicate->kind == PREDICATE_TRUE)
        *count = scope->segment->tokens;
    else if ((predicate->kind == PREDICATE_FORM || predicate->kind == PREDICATE_SET) && predicate->label == LABEL_THIS)
        *count = predicate->tokens;
    else
        return false;
    return true;
}

static int count_segment(tkit_query *q, tkit_arena *arena, size_t segment, uint64_t *count)
{
    struct scope scope = tkit_query_scope(q, arena, segment);
    int r = TKIT_OK;
    *count = 0;
    if (count_from_lexicon(q, &scope, count, &r))
        return r;
    struct search *s;
    struct match m;
    r = tkit_query_open_search(q, arena, segment, false, &s);
    if (r != TKIT_OK)
        return r;
    while ((r = tkit_search_next(s, &m)) > 0) ++*count;
    tkit_search_close(s);
    return r;
}

int tkit_query_count(tkit_query *q, uint64_t *count)
{
    uint64_t total = 0;
    *count = 0;
    for (size_t i = 0; i < q->index->count && !q->counted; i++) {
        tkit_arena arena;
        uint64_t n;
        tkit_arena_init(&arena, q->tk);
        int r = count_segment(q, &arena, i, &n);
        tkit_arena_free(&arena);
        if (r == TKIT_OK)
            r = tkit_query_check_time(q->tk, q->deadline);
        if (r != TKIT_OK)
            return r;
        total += n;
    }
    if (!q->counted) {
        q->count = q->parsed->cut && total > q->parsed->cut ? q->parsed->cut : total;
        q->counted = true;
    }
    *count = q->count;
    return TKIT_OK;
}

int tkit_query_explain(tkit_query *q, const char **out)
{
    tkit_buffer text;
    tkit_buffer_init(&text, q->tk);
    static const char *const strategies[] = {"standard", "longest", "shortest", "traditional"};
    tkit_buffer_printf(&text, "matching strategy: %s\n", strategies[q->parsed->strategy]);
    int r = TKIT_OK;
    for (size_t i = 0; i < q->index->count && r == TKIT_OK; i++) {
        struct search *s;
        r = tkit_query_search(q, i, &s);
        if (r == TKIT_OK)
            r = tkit_search_prepare(s);
        if (r == TKIT_OK) {
            tkit_search_explain(s, &text);
            tkit_buffer_putc(&text, '\n');
        }
    }
    if (r == TKIT_OK && (r = tkit_buffer_status(&text)) == TKIT_OK) {
        q->explanation = tkit_arena_strndup(&q->arena, text.data, text.size);
        r = q->explanation ? TKIT_OK : TKIT_ENOMEM;
    }
    *out = q->explanation;
    tkit_buffer_free(&text);
    return r;
}

const char *tkit_query_label(const tkit_query *q, size_t index)
{
    return index < q->parsed->labels ? q->parsed->label_names[index] : NULL;
}

int tkit_query_file(tkit_query *q, size_t segment, uint32_t position, const char **out)
{
    struct tkit_segment *s = q->index->segments[segment];
    int r = TKIT_OK;
    if (!q->files)
        q->files = tkit_arena_zalloc(&q->arena, q->index->count * sizeof *q->files);
    if (!q->files)
        return TKIT_ENOMEM;
    if (!q->files[segment])
        r = tkit_segment_values(s, "file", &q->arena, &q->files[segment]);
    *out = r == TKIT_OK ? q->files[segment][tkit_segment_document_of(s, position, 0)] : NULL;
    return r;
}

int tkit_query_view(tkit_query *q, size_t segment, uint32_t position, uint32_t *first, struct document_view **out)
{
    const struct tkit_segment *s = q->index->segments[segment];
    uint32_t number = tkit_segment_document_of(s, position, 0);
    struct document_view *v = &q->view;
    *first = s->first_token[number];
    *out = v;
    if (v->document == s->document[number] && v->document)
        return TKIT_OK;
    v->document = 0;
    v->line_start = 0;
    v->line = 1;
    tkit_buffer_clear(&v->text);
    int r = tkit_index_tokens(q->index->corpus, s->document[number], &v->tokens, &v->text);
    if (r == TKIT_OK)
        v->document = s->document[number];
    return r;
}
