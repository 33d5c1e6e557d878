/* Packs WordNet into the lexicon. Format of its files: wndb(5WN). An index line names a lemma and the places of its
 * senses in the data file, the most frequent first; a data line begins with its own place and the number of its
 * lexicographer file (lexnames(5WN): 3-28 nouns, 29-43 verbs). */
#include "nlp/lexicon.h"

#include <stdlib.h>

#include "nlp/lexicon_entry.h"

enum { FIRST_NOUN_FILE = 3, LAST_NOUN_FILE = 28, FIRST_VERB_FILE = 29, LAST_VERB_FILE = 43 };
enum { FILE_GROUP = 14, FILE_LOCATION = 15, FILE_PERSON = 18 };

struct item {
    uint64_t key;
    uint32_t order;
    struct lexicon_entry entry;
    unsigned name;
};

struct trainer {
    tkit *tk;
    const tkit_train_options *options;
    struct item *words, *names;
    size_t word_count, word_capacity, name_count, name_capacity;
    struct lookup_item *out;
};

static const tkit_train_data *file_named(const tkit_train_options *o, const char *ending)
{
    size_t n = strlen(ending);
    for (size_t i = 0; i < o->data_count; i++) {
        size_t size = strlen(o->data[i].name);
        if (size >= n && strcmp(o->data[i].name + size - n, ending) == 0)
            return &o->data[i];
    }
    return NULL;
}

static int add(tkit *tk, struct item **list, size_t *count, size_t *capacity, struct item item)
{
    int code = tkit_reserve(tk, (void **)list, capacity, *count + 1, sizeof **list);
    if (code)
        return code;
    item.order = (uint32_t)*count;
    (*list)[(*count)++] = item;
    return TKIT_OK;
}

/* The field of a line, separated by one blank; NULL behind the last. */
static const char *field(const char *line, const char *end, unsigned number, size_t *size)
{
    while (number-- && line) {
        line = memchr(line, ' ', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || line >= end)
        return NULL;
    const char *stop = memchr(line, ' ', (size_t)(end - line));
    *size = (size_t)((stop ? stop : end) - line);
    return line;
}

static unsigned decimal(const char *at, size_t size)
{
    unsigned value = 0;
    for (size_t i = 0; i < size && at[i] >= '0' && at[i] <= '9'; i++) value = value * 10 + (unsigned)(at[i] - '0');
    return value;
}

/* Number of the lexicographer file of the sense at byte `place` of a data file. */
static unsigned file_of_sense(const tkit_train_data *data, unsigned place)
{
    size_t size;
    if (!data || place >= data->size)
        return 0;
    const char *at = field(data->bytes + place, data->bytes + data->size, 1, &size);
    return at ? decimal(at, size) : 0;
}

static struct lexicon_entry entry_for(char part, unsigned file)
{
    struct lexicon_entry e = {0};
    if (part == 'n' && file >= FIRST_NOUN_FILE && file <= LAST_NOUN_FILE)
        e.noun = (uint8_t)(file - FIRST_NOUN_FILE + 1);
    else if (part == 'v' && file >= FIRST_VERB_FILE && file <= LAST_VERB_FILE)
        e.verb = (uint8_t)(file - FIRST_VERB_FILE + 1);
    e.adjective = part == 'a';
    e.adverb = part == 'r';
    return e;
}

/* lemma pos synset_cnt p_cnt [ptr_symbol...] sense_cnt tagsense_cnt synset_offset ... */
static int read_index(struct trainer *t, const char *index, const char *data_name)
{
    const tkit_train_data *data = file_named(t->options, index), *senses = file_named(t->options, data_name);
    if (!data)
        return tkit_fail(t->tk, TKIT_EINVALID, "the lexicon needs WordNet's file %s", index);
    for (const char *at = data->bytes, *end = at + data->size; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
        size_t lemma_size = 0, size = 0, pointer_size = 0, sense_size = 0;
        const char *lemma = field(at, stop, 0, &lemma_size), *part = field(at, stop, 1, &size);
        const char *pointers = field(at, stop, 3, &pointer_size);
        if (*at != ' ' && lemma && part && pointers && !memchr(lemma, '_', lemma_size)) {
            const char *sense = field(at, stop, 6 + decimal(pointers, pointer_size), &sense_size);
            unsigned file = sense ? file_of_sense(senses, decimal(sense, sense_size)) : 0;
            struct item item = {.key = feature_text(lemma, lemma_size), .entry = entry_for(*part, file)};
            int code = add(t->tk, &t->words, &t->word_count, &t->word_capacity, item);
            if (code)
                return code;
        }
        at = stop + 1;
    }
    return TKIT_OK;
}

/* Names are the words with a capital in the data of nouns, peoples those of adjectives: offset file type w_cnt(hex)
 * word lex_id ... */
static int read_names(struct trainer *t, const char *name, unsigned others)
{
    const tkit_train_data *data = file_named(t->options, name);
    for (const char *at = data ? data->bytes : NULL, *end = data ? at + data->size : NULL; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
        size_t size;
        const char *file_at = *at == ' ' ? NULL : field(at, stop, 1, &size);
        unsigned file = file_at ? decimal(file_at, size) : 0;
        const char *count_at = file_at ? field(at, stop, 3, &size) : NULL;
        unsigned count = count_at ? (unsigned)strtoul(count_at, NULL, 16) : 0;
        for (unsigned k = 0; k < count; k++) {
            char text[WORD_BYTES];
            const char *word = field(at, stop, 4 + 2 * k, &size);
            if (!word || *word < 'A' || *word > 'Z' || size > WORD_BYTES)
                continue;
            size_t n = tkit_word_lower(word, size, text);
            if (size > 3 && memcmp(word + size - 3, "(a)", 3) == 0) /* a marker of adjectives' places */
                n -= 3;
            for (size_t i = 0; i < n; i++) text[i] = text[i] == '_' ? ' ' : text[i];
            struct item item = {.key = feature_text(text, n)};
            item.name = file == FILE_PERSON ? LISTED_PERSON : file == FILE_LOCATION ? LISTED_PLACE
                      : file == FILE_GROUP ? LISTED_GROUP : others;
            int code = add(t->tk, &t->names, &t->name_count, &t->name_capacity, item);
            if (code)
                return code;
        }
        at = stop + 1;
    }
    return TKIT_OK;
}

static int read_lists(struct trainer *t)
{
    for (const struct listed_names *list = tkit_listed_names; list->names; list++)
        for (const char *const *name = list->names; *name; name++) {
            struct item item = {.key = feature_text(*name, strlen(*name)), .name = list->class};
            int code = add(t->tk, &t->names, &t->name_count, &t->name_capacity, item);
            if (code)
                return code;
        }
    return TKIT_OK;
}

static int by_key(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int write_items(struct trainer *t, struct item *items, size_t count, bool names, struct model_writer *w)
{
    size_t used = 0;
    struct lookup_item *list = tkit_alloc(t->tk, (count + 1) * sizeof *list);
    if (!list)
        return tkit_fail_nomem(t->tk);
    if (count)
        qsort(items, count, sizeof *items, by_key);
    for (size_t i = 0; i < count;) {
        struct item all = items[i];
        for (; i < count && items[i].key == all.key; i++) {
            all.name |= items[i].name;
            all.entry.noun = all.entry.noun ? all.entry.noun : items[i].entry.noun;
            all.entry.verb = all.entry.verb ? all.entry.verb : items[i].entry.verb;
            all.entry.adjective |= items[i].entry.adjective;
            all.entry.adverb |= items[i].entry.adverb;
        }
        list[used++] = (struct lookup_item){all.key, names ? all.name : lexicon_pack(all.entry)};
    }
    int code = tkit_lookup_write(t->tk, list, used, w, names ? "NAMES" : "WORDS");
    tkit_free(t->tk, list, (count + 1) * sizeof *list);
    return code;
}

int tkit_lexicon_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.tk = job->tk, .options = job->options};
    struct model_writer w;
    int code = read_index(&t, "index.noun", "data.noun");
    if (!code)
        code = read_index(&t, "index.verb", "data.verb");
    if (!code)
        code = read_index(&t, "index.adj", "data.adj");
    if (!code)
        code = read_index(&t, "index.adv", "data.adv");
    if (!code)
        code = read_names(&t, "data.noun", LISTED_OTHER);
    if (!code)
        code = read_names(&t, "data.adj", LISTED_PEOPLE);
    if (!code)
        code = read_lists(&t);
    tkit_train_begin(job, &w, "lexicon");
    if (!code)
        code = write_items(&t, t.words, t.word_count, false, &w);
    if (!code)
        code = write_items(&t, t.names, t.name_count, true, &w);
    tkit_free(t.tk, t.words, t.word_capacity * sizeof *t.words);
    tkit_free(t.tk, t.names, t.name_capacity * sizeof *t.names);
    if (!code)
        return tkit_model_writer_finish(&w, out);
    tkit_model_writer_free(&w);
    return code;
}
