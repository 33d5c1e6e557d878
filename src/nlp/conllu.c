/* The CoNLL-U reader: see conllu.h. Ten tab-separated columns a word, `#` comments, a blank line after a sentence;
 * ranges (3-4) announce multi-word tokens, decimals (5.1) empty nodes, which are left out. */
#include "nlp/conllu.h"
#include "nlp/feature.h"

enum { COLUMNS = 10, LONGEST_SENTENCE = 100000 };

struct reader {
    struct treebank *bank;
    tkit *tk;
    const char *name;
    size_t line;
    struct tree_sentence sentence;
    struct str token;       /* pending multi-word token */
    uint32_t token_first, token_last;
    bool token_space;
    bool new_paragraph, new_document;
};

static int bad(const struct reader *r, const char *what)
{
    return tkit_fail(r->tk, TKIT_EFORMAT, "%s:%zu: %s", r->name, r->line, what);
}

static bool number(struct str s, uint32_t *out)
{
    uint32_t value = 0;
    if (!s.size || s.size > 7)
        return false;
    for (uint32_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
        value = value * 10 + (uint32_t)(s.at[i] - '0');
    }
    *out = value;
    return true;
}

struct str tkit_conllu_value(struct str column, const char *key)
{
    size_t key_size = strlen(key);
    const char *at = column.at, *end = at + column.size;
    while (at < end) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        const char *stop = bar ? bar : end;
        if ((size_t)(stop - at) > key_size && at[key_size] == '=' && memcmp(at, key, key_size) == 0)
            return (struct str){at + key_size + 1, (uint32_t)(stop - at - (long)key_size - 1)};
        at = bar ? bar + 1 : end;
    }
    return (struct str){"", 0};
}

static int finish_sentence(struct reader *r)
{
    struct treebank *b = r->bank;
    struct tree_sentence *s = &r->sentence;
    s->count = (uint32_t)b->word_count - s->first;
    if (r->token.size)
        return bad(r, "a multi-word token is longer than its sentence");
    if (s->count) {
        for (uint32_t i = 0; i < s->count; i++)
            if (b->words[s->first + i].head > s->count)
                return bad(r, "a head lies outside its sentence");
        int code = tkit_reserve(r->tk, (void **)&b->sentences, &b->sentence_capacity, b->sentence_count + 1,
                                sizeof *b->sentences);
        if (code)
            return code;
        s->new_paragraph = r->new_paragraph || b->sentence_count == 0;
        s->new_document = r->new_document;
        s->file = (uint8_t)(b->file_count - 1);
        b->sentences[b->sentence_count++] = *s;
        r->new_paragraph = r->new_document = false;
    }
    *s = (struct tree_sentence){.first = (uint32_t)b->word_count, .text = {"", 0}};
    return TKIT_OK;
}

static int read_comment(struct reader *r, struct str line)
{
    static const char text[] = "# text = ";
    if (line.size >= sizeof text - 1 && memcmp(line.at, text, sizeof text - 1) == 0)
        r->sentence.text = (struct str){line.at + sizeof text - 1, line.size - (uint32_t)(sizeof text - 1)};
    else if (line.size >= 8 && (memcmp(line.at, "# newpar", 8) == 0 || memcmp(line.at, "# newdoc", 8) == 0))
        r->new_paragraph = true;
    if (line.size >= 8 && memcmp(line.at, "# newdoc", 8) == 0)
        r->new_document = true;
    return TKIT_OK;
}

static int read_range(struct reader *r, const struct str *column, const char *dash)
{
    uint32_t index = (uint32_t)(r->bank->word_count - r->sentence.first) + 1;
    struct str first = {column[0].at, (uint32_t)(dash - column[0].at)};
    struct str last = {dash + 1, column[0].size - first.size - 1};
    if (!number(first, &r->token_first) || !number(last, &r->token_last) || r->token_first != index ||
        r->token_last <= r->token_first || r->token.size || !column[1].size)
        return bad(r, "a broken range of a multi-word token");
    r->token = column[1];
    r->token_space = !str_is(tkit_conllu_value(column[9], "SpaceAfter"), "No");
    return TKIT_OK;
}

static int read_word(struct reader *r, struct str line)
{
    struct treebank *b = r->bank;
    struct str column[COLUMNS];
    const char *at = line.at, *end = line.at + line.size;
    for (int i = 0; i < COLUMNS; i++) {
        const char *tab = i < COLUMNS - 1 ? memchr(at, '\t', (size_t)(end - at)) : end;
        if (!tab)
            return bad(r, "fewer than ten columns");
        column[i] = (struct str){at, (uint32_t)(tab - at)};
        at = tab + (i < COLUMNS - 1);
    }
    const char *dash = memchr(column[0].at, '-', column[0].size);
    if (dash)
        return read_range(r, column, dash);
    if (memchr(column[0].at, '.', column[0].size))
        return TKIT_OK; /* an empty node of the enhanced graph */
    uint32_t index = 0, head = 0, expected = (uint32_t)b->word_count - r->sentence.first + 1;
    if (!number(column[0], &index) || index != expected)
        return bad(r, "the word numbers do not count up");
    if (index > LONGEST_SENTENCE)
        return bad(r, "a sentence of more than 100000 words");
    if (!column[1].size)
        return bad(r, "an empty form");
    if (!str_is(column[6], "_") && !number(column[6], &head))
        return bad(r, "a head that is no number");
    int code = tkit_reserve(r->tk, (void **)&b->words, &b->word_capacity, b->word_count + 1, sizeof *b->words);
    if (code)
        return code;
    struct tree_word *w = &b->words[b->word_count++];
    *w = (struct tree_word){.form = column[1], .lemma = column[2], .upos = column[3], .xpos = column[4],
                            .feats = column[5], .head = head, .relation = column[7], .misc = column[9]};
    w->space_after = !str_is(tkit_conllu_value(column[9], "SpaceAfter"), "No");
    if (tkit_conllu_value(column[9], "Entity").size)
        b->has_entities[b->file_count - 1] = true;
    if (r->token.size) {
        w->part = index == r->token_first ? FIRST_OF_TOKEN : REST_OF_TOKEN;
        w->token = r->token;
        w->space_after = index == r->token_last && r->token_space;
        if (index == r->token_last)
            r->token.size = 0;
    }
    return TKIT_OK;
}

int tkit_treebank_read(struct treebank *bank, tkit *tk, const char *name, const char *bytes, size_t size)
{
    struct reader r = {.bank = bank, .tk = tk, .name = name, .new_paragraph = true, .new_document = true};
    bank->tk = tk;
    if (bank->file_count == TREEBANK_FILES)
        return tkit_fail(tk, TKIT_EINVALID, "more than %d files of data", TREEBANK_FILES);
    bank->has_entities[bank->file_count++] = false;
    r.sentence = (struct tree_sentence){.first = (uint32_t)bank->word_count, .text = {"", 0}};
    if (size >= UINT32_MAX)
        return tkit_fail(tk, TKIT_EFORMAT, "%s: more than 4 GiB", name);
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        struct str line = {at, (uint32_t)(stop - at)};
        int code;
        r.line++;
        if (line.size && line.at[line.size - 1] == '\r')
            line.size--;
        if (!line.size)
            code = finish_sentence(&r);
        else if (line.at[0] == '#')
            code = read_comment(&r, line);
        else
            code = read_word(&r, line);
        if (code || (r.line % 4096 == 0 && (code = tkit_poll(tk)) != 0))
            return code;
        at = stop + 1;
    }
    return finish_sentence(&r);
}

void tkit_treebank_free(struct treebank *bank)
{
    if (!bank->tk)
        return;
    tkit_free(bank->tk, bank->words, bank->word_capacity * sizeof *bank->words);
    tkit_free(bank->tk, bank->sentences, bank->sentence_capacity * sizeof *bank->sentences);
    *bank = (struct treebank){0};
}

uint64_t tkit_tree_tag_key(const struct tree_word *w)
{
    char text[128];
    size_t size = w->upos.size + w->xpos.size + 1;
    if (size > sizeof text)
        return 0;
    memcpy(text, w->upos.at, w->upos.size);
    text[w->upos.size] = '\t';
    memcpy(text + w->upos.size + 1, w->xpos.at, w->xpos.size);
    return feature_text(text, size);
}
