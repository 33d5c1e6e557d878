/* Documents with a phrase or with words near each other: see phrase.h.
 *
 * Documents that lack one of the words are ruled out first. In the others, a phrase is looked for around its rarest
 * word, and the positions of two words that shall be near each other are merged. The first match ends the work on a
 * document. */
#include "query/phrase.h"
#include "query/forms.h"

#include "query/search.h"

enum { PHRASE_WORDS = 32, WORD_FORMS = 1024 };

/* A condition on the form of one token. */
struct check {
    const struct predicate *predicate;
    struct tkit_attribute *base;
    const uint32_t *map;  /* from base forms, NULL: none */
    const uint64_t *bits; /* NULL: the form is `form` */
    uint32_t form;
};

struct phrase {
    struct scope *scope;
    struct check word[PHRASE_WORDS], skip[PHRASE_WORDS]; /* skip[i]: what may stand behind word i */
    bool skips[PHRASE_WORDS];
    unsigned count;
    unsigned first_known, last_known; /* words whose positions are merged: the rarest one, or two in a row */
    bool is_empty;                    /* a word does not occur */
    struct tkit_postings first, last; /* last: if there are two */
    struct tkit_marks *marks;         /* of what may stand between the two; NULL: nothing */
};

struct nearness {
    struct scope *scope;
    struct check a, b, counted;
    struct tkit_marks *marks; /* of what is counted; NULL: everything */
    bool counts_all, is_empty;
    uint32_t most_behind, most_before; /* b lies at most so far behind a, or before it */
    struct tkit_postings a_postings, b_postings;
};

static bool form_holds(const struct check *c, uint32_t base_form)
{
    uint32_t form = c->map ? c->map[base_form] : base_form;
    return c->bits ? c->bits[form / 64] >> (form % 64) & 1 : form == c->form;
}

static inline bool holds(const struct check *c, uint32_t position)
{
    return form_holds(c, tkit_column_form(c->base, position));
}

/* 1, or 0 when the condition concerns more than a form. */
static int open_check(struct scope *s, const struct test *test, struct check *out, bool *is_empty)
{
    struct predicate *p;
    int r = tkit_predicate_build(s, test, &p);
    if (r != TKIT_OK)
        return r;
    *out = (struct check){.predicate = p};
    *is_empty |= p->kind == PREDICATE_FALSE;
    if (p->kind == PREDICATE_FALSE)
        return 1;
    if ((p->kind != PREDICATE_FORM && p->kind != PREDICATE_SET) || p->label != LABEL_THIS)
        return 0;
    out->base = p->attribute->base;
    out->map = p->attribute == out->base ? NULL : p->attribute->map;
    out->bits = p->kind == PREDICATE_SET ? p->bits : NULL;
    out->form = p->form;
    return 1;
}

/* Whether no form satisfies both: then a word of a phrase can only stand where the first token is that is not skipped.
 * 1, 0 or an error. */
static int are_disjoint(struct scope *s, const struct check *word, const struct check *skip)
{
    uint32_t *forms;
    size_t count;
    struct tkit_attribute *a = word->predicate->attribute;
    int r = word->base == skip->base ? tkit_forms_list(word->predicate, s->arena, &forms, &count) : TKIT_OK;
    if (r != TKIT_OK || word->base != skip->base || count > WORD_FORMS)
        return r;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *base_forms = &forms[i];
        uint32_t n = 1;
        if (a != a->base) {
            base_forms = a->base_forms + a->base_starts[forms[i]];
            n = a->base_starts[forms[i] + 1] - a->base_starts[forms[i]];
        }
        for (uint32_t k = 0; k < n; k++)
            if (form_holds(skip, base_forms[k]))
                return 0;
    }
    return 1;
}

/* ---- which documents ---- */

static size_t words_of(const struct tkit_segment *segment)
{
    return (size_t)segment->documents / 64 + 1;
}

/* All documents but those that are removed or, as the lists tell cheaply, lack a word. */
static int open_documents(struct scope *s, const struct check *const *words, size_t count, uint64_t **out)
{
    unsigned needed = 0;
    const struct tkit_segment *segment = s->segment;
    uint64_t *documents = *out = tkit_arena_zalloc(s->arena, words_of(segment) * sizeof *documents);
    if (!documents)
        return TKIT_ENOMEM;
    memset(documents, 0xff, (size_t)segment->documents / 64 * sizeof *documents);
    documents[segment->documents / 64] = (UINT64_C(1) << (segment->documents % 64)) - 1;
    for (uint32_t d = 0; d < segment->documents && segment->removed; d++)
        documents[d / 64] &= ~((uint64_t)(segment->document[d] == 0) << (d % 64));
    int r = TKIT_OK;
    for (size_t i = 0; i < count && r == TKIT_OK; i++)
        r = tkit_scope_need_documents(s, words[i]->predicate, documents, &needed);
    return r;
}

static int open_positions(struct scope *s, const struct check *c, struct tkit_postings *out)
{
    uint32_t *forms;
    size_t count;
    int r = tkit_forms_list(c->predicate, s->arena, &forms, &count);
    return r == TKIT_OK ? tkit_postings_open_positions(out, c->predicate->attribute, forms, count) : r;
}

static int open_marks(struct scope *s, const struct check *c, struct tkit_marks **out)
{
    struct tkit_attribute *a = c->predicate->attribute;
    uint64_t *bits = c->predicate->bits;
    if (!c->bits) {
        bits = tkit_arena_zalloc(s->arena, ((size_t)a->forms / 64 + 1) * sizeof *bits);
        if (!bits)
            return TKIT_ENOMEM;
        bits[c->form / 64] = UINT64_C(1) << (c->form % 64);
    }
    return tkit_marks_open(a, bits, out);
}

/* Leaves of `documents` those with a match. */
static int keep_matching(struct scope *s, uint64_t *documents, bool (*matches)(void *, uint32_t first, uint32_t end),
                         void *state)
{
    enum { WORK = 1 << 16 };
    const struct tkit_segment *segment = s->segment;
    uint32_t work = 0;
    int r = TKIT_OK;
    for (size_t w = 0; w < words_of(segment) && r == TKIT_OK; w++)
        for (uint64_t left = documents[w]; left && r == TKIT_OK; left &= left - 1) {
            size_t d = w * 64 + (unsigned)__builtin_ctzll(left);
            uint32_t first = segment->first_token[d], end = segment->first_token[d + 1];
            if (!matches(state, first, end))
                documents[w] &= ~(left & -left);
            if ((work += end - first) > WORK) {
                work = 0;
                r = tkit_poll(s->tk);
                r = r == TKIT_OK ? tkit_query_check_time(s->tk, s->deadline) : r;
            }
        }
    return r == TKIT_OK ? segment->status : r;
}

/* ---- phrases ---- */

/* A token, or any number of tokens that are skipped. 1, 0 or an error. */
static int add_item(struct phrase *p, const struct node *n)
{
    bool is_skip = n->kind == NODE_REPEAT, none = false;
    if (is_skip) {
        if (n->min != 0 || n->max >= 0 || n->first->kind != NODE_TOKEN || p->count == 0 || p->skips[p->count - 1])
            return 0;
        p->skips[p->count - 1] = true;
        int r = open_check(p->scope, n->first->test, &p->skip[p->count - 1], &none);
        if (r > 0 && none)
            p->skips[p->count - 1] = false; /* nothing is ever skipped */
        return r;
    }
    if (n->kind != NODE_TOKEN || p->count == PHRASE_WORDS)
        return 0;
    int r = open_check(p->scope, n->test, &p->word[p->count], &p->is_empty);
    p->count += r > 0;
    return r;
}

static int open_phrase(struct phrase *p, const struct node *pattern)
{
    int r = pattern->kind == NODE_SEQUENCE;
    for (const struct node *n = pattern->first; r > 0 && n; n = n->next) r = add_item(p, n);
    if (r <= 0 || p->is_empty)
        return r;
    if (p->count == 0 || p->skips[p->count - 1])
        return 0;
    for (unsigned i = 0; i < p->count && r > 0; i++) {
        if (p->skips[i])
            r = are_disjoint(p->scope, &p->word[i], &p->skip[i]);
        if (p->skips[i] && r > 0)
            r = are_disjoint(p->scope, &p->word[i + 1], &p->skip[i]);
    }
    return r;
}

static uint64_t tokens_of(const struct phrase *p, unsigned word)
{
    return word < p->count ? p->word[word].predicate->tokens : UINT64_MAX;
}

/* The rarest word, and the rarer one of those beside it: unless that is so frequent that a look at the column for each
 * place of the first is cheaper than its positions. */
static void choose_words(struct phrase *p)
{
    enum { TIMES = 3 };
    unsigned rarest = 0;
    for (unsigned i = 1; i < p->count; i++)
        if (tokens_of(p, i) < tokens_of(p, rarest))
            rarest = i;
    unsigned beside = rarest && tokens_of(p, rarest - 1) < tokens_of(p, rarest + 1) ? rarest - 1 : rarest + 1;
    if (tokens_of(p, beside) > TIMES * tokens_of(p, rarest))
        beside = rarest;
    p->first_known = beside < rarest ? beside : rarest;
    p->last_known = beside < rarest ? rarest : beside;
}

/* Whether the words before the first known one stand before its place. */
static bool precede(const struct phrase *p, uint32_t at, uint32_t first)
{
    for (unsigned i = p->first_known; i-- > 0;)
        for (bool found = false; !found;) {
            if (at-- == first)
                return false;
            found = holds(&p->word[i], at);
            if (!found && !(p->skips[i] && holds(&p->skip[i], at)))
                return false;
        }
    return true;
}

/* Whether those behind the last known one stand behind its place. */
static bool follow(const struct phrase *p, uint32_t at, uint32_t end)
{
    for (unsigned i = p->last_known + 1; i < p->count; i++)
        for (bool found = false; !found;) {
            if (++at == end)
                return false;
            found = holds(&p->word[i], at);
            if (!found && !(p->skips[i - 1] && holds(&p->skip[i - 1], at)))
                return false;
        }
    return true;
}

static bool holds_word(void *state, uint32_t first, uint32_t end)
{
    struct phrase *p = state;
    for (uint32_t at = tkit_postings_seek(&p->first, first); at < end; at = tkit_postings_next(&p->first))
        if (precede(p, at, first) && follow(p, at, end))
            return true;
    return false;
}

/* Before each place of the second word, only the last one of the first can be meant: it is none that is skipped. */
static bool holds_two_words(void *state, uint32_t first, uint32_t end)
{
    struct phrase *p = state;
    uint32_t x = tkit_postings_seek(&p->first, first), y, before;
    while (x < end && (y = tkit_postings_seek(&p->last, x + 1)) < end) {
        do {
            before = x;
            x = tkit_postings_next(&p->first);
        } while (x < y);
        bool adjoin = before + 1 == y || (p->marks && tkit_marks_are_all(p->marks, before + 1, y));
        if (adjoin && precede(p, before, first) && follow(p, y, end))
            return true;
    }
    return false;
}

/* Positions of the known words, and what may stand between them. */
static int open_words(struct phrase *p)
{
    unsigned first = p->first_known, last = p->last_known;
    int r = open_positions(p->scope, &p->word[first], &p->first);
    if (r == TKIT_OK && first != last)
        r = open_positions(p->scope, &p->word[last], &p->last);
    if (r == TKIT_OK && first != last && p->skips[first])
        r = open_marks(p->scope, &p->skip[first], &p->marks);
    return r;
}

static int find_phrase(struct scope *s, const struct node *pattern, uint64_t **documents)
{
    struct phrase p = {.scope = s};
    const struct check *words[PHRASE_WORDS];
    int r = open_phrase(&p, pattern);
    if (r <= 0)
        return r;
    for (unsigned i = 0; i < p.count; i++) words[i] = &p.word[i];
    if (p.is_empty) {
        *documents = tkit_arena_zalloc(s->arena, words_of(s->segment) * sizeof **documents);
        return *documents ? 1 : TKIT_ENOMEM;
    }
    r = open_documents(s, words, p.count, documents);
    choose_words(&p);
    if (r == TKIT_OK)
        r = open_words(&p);
    if (r == TKIT_OK)
        r = keep_matching(s, *documents, p.first_known == p.last_known ? holds_word : holds_two_words, &p);
    tkit_marks_close(p.marks);
    tkit_postings_close(&p.last);
    tkit_postings_close(&p.first);
    return r == TKIT_OK ? 1 : r;
}

/* ---- nearness ---- */

/* Whether `to` lies at most so many counted tokens behind `from`. */
static bool is_within(const struct nearness *n, uint32_t from, uint32_t to, uint32_t most)
{
    if (to - from <= most)
        return true; /* whatever is counted */
    if (n->counts_all || most == 0)
        return false;
    return tkit_marks_count(n->marks, from + 1, to, most) < most;
}

/* If two places are near each other, so are two with none of either word between them. */
static bool holds_near(void *state, uint32_t first, uint32_t end)
{
    struct nearness *n = state;
    uint32_t x = tkit_postings_seek(&n->a_postings, first), y = tkit_postings_seek(&n->b_postings, first), before;
    while (x < end && y < end) {
        if (x == y)
            return true;
        if (x < y) {
            do {
                before = x;
                x = tkit_postings_next(&n->a_postings);
            } while (x < y);
            if (is_within(n, before, y, n->most_behind))
                return true;
        } else {
            do {
                before = y;
                y = tkit_postings_next(&n->b_postings);
            } while (y < x);
            if (is_within(n, before, x, n->most_before))
                return true;
        }
    }
    return false;
}

static int open_nearness(struct nearness *n, const struct meet *m)
{
    bool none = false;
    if (!m->a || m->a->a || m->b->a || m->is_union || m->layer || m->from > 0 || m->to < 0)
        return 0;
    n->most_behind = (uint32_t)m->to;
    n->most_before = 0u - (uint32_t)m->from;
    int r = open_check(n->scope, m->a->test, &n->a, &n->is_empty);
    if (r > 0)
        r = open_check(n->scope, m->b->test, &n->b, &n->is_empty);
    n->counts_all = !m->counts_some;
    if (r > 0 && m->counts_some)
        r = open_check(n->scope, m->counted, &n->counted, &none);
    return none ? 0 : r;
}

static int find_near(struct scope *s, const struct meet *m, uint64_t **documents)
{
    struct nearness n = {.scope = s};
    int r = open_nearness(&n, m);
    if (r <= 0)
        return r;
    if (n.is_empty) {
        *documents = tkit_arena_zalloc(s->arena, words_of(s->segment) * sizeof **documents);
        return *documents ? 1 : TKIT_ENOMEM;
    }
    r = open_documents(s, (const struct check *const[]){&n.a, &n.b}, 2, documents);
    if (r == TKIT_OK)
        r = open_positions(s, &n.a, &n.a_postings);
    if (r == TKIT_OK)
        r = open_positions(s, &n.b, &n.b_postings);
    if (r == TKIT_OK && !n.counts_all)
        r = open_marks(s, &n.counted, &n.marks);
    if (r == TKIT_OK)
        r = keep_matching(s, *documents, holds_near, &n);
    tkit_marks_close(n.marks);
    tkit_postings_close(&n.a_postings);
    tkit_postings_close(&n.b_postings);
    return r == TKIT_OK ? 1 : r;
}

int tkit_phrase_documents(struct scope *scope, const struct parsed *query, uint64_t **documents)
{
    return query->pattern ? find_phrase(scope, query->pattern, documents) : find_near(scope, query->meet, documents);
}
