/* Learns the lemmatiser: counts which edit script goes with which ending and tag, over word types, and keeps an ending
 * only where it says something else than the shorter one, a word only where its ending is wrong. */
#include "nlp/lemmatizer.h"

#include <stdlib.h>

enum { SCRIPT_BYTES = 2 + LEMMA_BYTES - WORD_BYTES, SCRIPTS_MAX = LOOKUP_NONE - 1, MOST_CUT = 60 };

struct observed {
    uint64_t key;    /* of what is counted: the word with its tag, or an ending with its tag */
    uint32_t script, count;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    char (*scripts)[SCRIPT_BYTES];
    uint32_t script_count;
    struct observed *uses;      /* word with tag and script, counted */
    uint32_t *example;          /* use -> a word of the bank */
    size_t use_count;
    struct observed *endings;
    size_t ending_count;
    struct lookup_item *rules;
    size_t rule_count;
};

static size_t shared_prefix(const char *a, size_t na, const char *b, size_t nb)
{
    size_t n = 0;
    while (n < na && n < nb && a[n] == b[n]) n++;
    while (n > 0 && n < na && ((unsigned char)a[n] & 0xc0) == 0x80) n--;
    return n;
}

/* The number of the script that makes the lemma; SCRIPTS_MAX when none can. */
static uint32_t script_of(struct trainer *t, const struct tree_word *w)
{
    char lower[WORD_BYTES], script[SCRIPT_BYTES];
    size_t n = tkit_word_lower(w->form.at, w->form.size, lower);
    if (w->form.size > MOST_CUT || n > MOST_CUT)
        return SCRIPTS_MAX;
    size_t in_lower = shared_prefix(lower, n, w->lemma.at, w->lemma.size);
    size_t in_form = shared_prefix(w->form.at, w->form.size, w->lemma.at, w->lemma.size);
    bool keep = in_form > in_lower || (in_form == in_lower && in_form && w->upos.size == 5 && w->upos.at[0] == 'P');
    size_t prefix = keep ? in_form : in_lower, size = keep ? w->form.size : n, added = w->lemma.size - prefix;
    if (added + 3 > SCRIPT_BYTES)
        return SCRIPTS_MAX;
    memset(script, 0, sizeof script);
    script[0] = (char)('0' + size - prefix);
    script[1] = keep ? 'k' : 'l';
    memcpy(script + 2, w->lemma.at + prefix, added);
    for (uint32_t i = 0; i < t->script_count; i++)
        if (strcmp(t->scripts[i], script) == 0)
            return i;
    if (t->script_count >= SCRIPTS_MAX)
        return SCRIPTS_MAX;
    memcpy(t->scripts[t->script_count], script, sizeof script);
    return t->script_count++;
}

static int by_key_and_script(const void *a, const void *b)
{
    const struct observed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->script < y->script ? -1 : x->script > y->script;
}

static size_t merge(struct observed *all, size_t n)
{
    size_t used = 0;
    qsort(all, n, sizeof *all, by_key_and_script);
    for (size_t i = 0; i < n; i++) {
        if (used && all[used - 1].key == all[i].key && all[used - 1].script == all[i].script)
            all[used - 1].count += all[i].count;
        else
            all[used++] = all[i];
    }
    return used;
}

static uint64_t word_key(const struct tree_word *w, uint64_t tag)
{
    char lower[WORD_BYTES];
    size_t n = tkit_word_lower(w->form.at, w->form.size, lower);
    return feature2(1, feature_text(lower, n), tag);
}

static uint64_t ending_key(const char *lower, size_t n, size_t size, uint64_t tag)
{
    return feature3(2, feature_text(lower + n - size, size), tag, size + 1);
}

/* Of merged items the most frequent script of each key, into `out`, which may be `all`. */
static size_t keep_majority(const struct observed *all, size_t n, struct observed *out)
{
    size_t used = 0;
    for (size_t i = 0, k; i < n; i = k) {
        size_t best = i;
        for (k = i; k < n && all[k].key == all[i].key; k++)
            if (all[k].count > all[best].count)
                best = k;
        out[used++] = all[best];
    }
    return used;
}

static const struct observed *find(const struct observed *all, size_t n, uint64_t key)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && all[low].key == key ? &all[low] : NULL;
}

/* The script that the endings give to a word, the longest known one deciding. */
static uint32_t by_ending(const struct trainer *t, const char *lower, size_t n, size_t longest, uint64_t tag)
{
    for (size_t k = (n < longest ? n : longest) + 1; k > 0; k--) {
        const struct observed *e = find(t->endings, t->ending_count, ending_key(lower, n, k - 1, tag));
        if (e)
            return e->script;
    }
    return SCRIPTS_MAX;
}

/* The word types of the treebank, each with its most frequent script. */
struct types {
    struct observed *items;
    size_t count;
    uint8_t *done; /* those that a walk over the words has met */
};

/* A type as a walk over the words meets it for the first time. */
struct type {
    const struct observed *item;
    uint64_t tag;
    char lower[WORD_BYTES];
    size_t size;
};

static void find_types(struct trainer *t, struct types *types)
{
    const struct treebank *b = t->job->bank;
    size_t n = 0;
    for (size_t i = 0; i < b->word_count; i++) {
        uint32_t script = script_of(t, &b->words[i]);
        if (script != SCRIPTS_MAX)
            t->uses[n++] = (struct observed){word_key(&b->words[i], tkit_tree_tag_key(&b->words[i])), script, 1};
    }
    types->count = keep_majority(t->uses, merge(t->uses, n), types->items);
}

/* Whether a word is the first of its type in this walk. */
static bool meet_type(struct types *types, const struct tree_word *w, struct type *out)
{
    out->tag = tkit_tree_tag_key(w);
    out->item = find(types->items, types->count, word_key(w, out->tag));
    if (!out->item || types->done[out->item - types->items])
        return false;
    types->done[out->item - types->items] = 1;
    out->size = tkit_word_lower(w->form.at, w->form.size, out->lower);
    return true;
}

/* Counts the endings of each type once; keeps the majority of each, to be found by bisection. */
static void learn_endings(struct trainer *t, struct types *types)
{
    const struct treebank *b = t->job->bank;
    struct type y;
    size_t n = 0;
    for (size_t i = 0; i < b->word_count; i++) {
        if (!meet_type(types, &b->words[i], &y))
            continue;
        for (size_t k = 0; k <= LONGEST_ENDING && k <= y.size; k++)
            t->endings[n++] = (struct observed){ending_key(y.lower, y.size, k, y.tag), y.item->script, 1};
    }
    t->ending_count = keep_majority(t->endings, merge(t->endings, n), t->endings);
}

/* Keeps what says something new; a rule is written once for all the types that share it. */
static void learn_rules(struct trainer *t, struct types *types)
{
    const struct treebank *b = t->job->bank;
    struct type y;
    for (size_t i = 0; i < b->word_count; i++) {
        if (!meet_type(types, &b->words[i], &y))
            continue;
        for (size_t k = 0; k <= LONGEST_ENDING && k <= y.size; k++) {
            uint32_t here = by_ending(t, y.lower, y.size, k, y.tag);
            if (k == 0 || here != by_ending(t, y.lower, y.size, k - 1, y.tag))
                t->rules[t->rule_count++] = (struct lookup_item){ending_key(y.lower, y.size, k, y.tag), here};
        }
        if (by_ending(t, y.lower, y.size, LONGEST_ENDING, y.tag) != y.item->script)
            t->uses[t->use_count++] = (struct observed){y.item->key, y.item->script, 0};
    }
}

static int learn(struct trainer *t)
{
    size_t room = t->job->bank->word_count + 1;
    struct types types = {.items = tkit_alloc(t->tk, room * sizeof *types.items),
                          .done = tkit_calloc(t->tk, room, 1)};
    int code = types.items && types.done ? TKIT_OK : tkit_fail_nomem(t->tk);
    if (!code) {
        find_types(t, &types);
        learn_endings(t, &types);
        memset(types.done, 0, room);
        learn_rules(t, &types);
    }
    tkit_free(t->tk, types.items, room * sizeof *types.items);
    tkit_free(t->tk, types.done, room);
    return code;
}

static int by_item_key(const void *a, const void *b)
{
    const struct lookup_item *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

static int write_model(struct trainer *t, tkit_buffer *out)
{
    struct model_writer w;
    tkit_buffer text;
    tkit_train_begin(t->job, &w, "lemmatizer");
    tkit_buffer_init(&text, t->tk);
    for (uint32_t i = 0; i < t->script_count; i++)
        tkit_buffer_add(&text, t->scripts[i], strlen(t->scripts[i]) + 1);
    tkit_model_writer_section(&w, "SCRIPTS", text.data, text.size);
    int code = tkit_buffer_status(&text);
    tkit_buffer_free(&text);
    qsort(t->rules, t->rule_count, sizeof *t->rules, by_item_key);
    size_t rules = 0;
    for (size_t i = 0; i < t->rule_count; i++)
        if (!rules || t->rules[rules - 1].key != t->rules[i].key)
            t->rules[rules++] = t->rules[i];
    if (!code)
        code = tkit_lookup_write(t->tk, t->rules, rules, &w, "ENDINGS");
    for (size_t i = 0; i < t->use_count; i++)
        t->rules[i] = (struct lookup_item){t->uses[i].key, t->uses[i].script};
    if (!code)
        code = tkit_lookup_write(t->tk, t->rules, t->use_count, &w, "WORDS");
    if (!code)
        return tkit_model_writer_finish(&w, out);
    tkit_model_writer_free(&w);
    return code;
}

int tkit_lemmatizer_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk};
    size_t n = job->bank->word_count, room = n * (LONGEST_ENDING + 1) + 1;
    t.scripts = tkit_alloc(t.tk, SCRIPTS_MAX * sizeof *t.scripts);
    t.uses = tkit_alloc(t.tk, (n + 1) * sizeof *t.uses);
    t.endings = tkit_alloc(t.tk, room * sizeof *t.endings);
    t.rules = tkit_alloc(t.tk, room * sizeof *t.rules);
    int code = t.scripts && t.uses && t.endings && t.rules ? TKIT_OK : tkit_fail_nomem(t.tk);
    if (!code)
        code = learn(&t);
    if (!code)
        code = write_model(&t, out);
    tkit_free(t.tk, t.scripts, SCRIPTS_MAX * sizeof *t.scripts);
    tkit_free(t.tk, t.uses, (n + 1) * sizeof *t.uses);
    tkit_free(t.tk, t.endings, room * sizeof *t.endings);
    tkit_free(t.tk, t.rules, room * sizeof *t.rules);
    return code;
}
