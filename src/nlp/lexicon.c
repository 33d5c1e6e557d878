/* The lexicon at work: see lexicon.h. */
#include "nlp/lexicon.h"

#include "nlp/lexicon_entry.h"

int tkit_lexicon_open(struct lexicon *l, tkit *tk, const tkit_model *model)
{
    *l = (struct lexicon){.tk = tk};
    int code = tkit_model_expect(model, "lexicon");
    if (!code)
        code = tkit_lookup_load(model, "WORDS", &l->words);
    if (!code)
        code = tkit_lookup_load(model, "NAMES", &l->names);
    if (code)
        l->tk = NULL;
    return code;
}

static struct lexicon_entry entry_of(const struct lexicon *l, const char *text, size_t size)
{
    return lexicon_unpack(lookup_get(&l->words, feature_text(text, size)));
}

static bool ends_in(const char *text, size_t size, const char *ending)
{
    size_t n = strlen(ending);
    return size > n + 1 && memcmp(text + size - n, ending, n) == 0;
}

static unsigned plain_forms(struct lexicon_entry e)
{
    return (e.noun ? FORM_NOUN : 0) | (e.verb ? FORM_VERB : 0) | (e.adjective ? FORM_ADJECTIVE : 0) |
           (e.adverb ? FORM_ADVERB : 0);
}

/* Base forms that an ending may hide: cut it, cut it and add `e`, cut it and a doubled consonant. */
static bool verb_under(const struct lexicon *l, char *text, size_t base)
{
    if (base < 2)
        return false;
    if (entry_of(l, text, base).verb)
        return true;
    char saved = text[base];
    text[base] = 'e';
    bool found = entry_of(l, text, base + 1).verb;
    text[base] = saved;
    return found || (text[base - 1] == text[base - 2] && entry_of(l, text, base - 1).verb);
}

static unsigned inflected_forms(const struct lexicon *l, char *text, size_t n)
{
    unsigned forms = 0;
    if (ends_in(text, n, "s") && text[n - 2] != 's') {
        struct lexicon_entry e = entry_of(l, text, n - 1);
        if (!e.noun && !e.verb && ends_in(text, n, "es"))
            e = entry_of(l, text, n - 2);
        if (!e.noun && !e.verb && ends_in(text, n, "ies")) {
            text[n - 3] = 'y';
            e = entry_of(l, text, n - 2);
            text[n - 3] = 'i';
        }
        forms |= (e.noun ? FORM_NOUN_S : 0) | (e.verb ? FORM_VERB_S : 0);
    } else if (ends_in(text, n, "ed")) {
        bool verb = verb_under(l, text, n - 2);
        if (!verb && ends_in(text, n, "ied")) {
            text[n - 3] = 'y';
            verb = entry_of(l, text, n - 2).verb;
            text[n - 3] = 'i';
        }
        forms |= verb ? FORM_VERB_ED : 0;
    } else if (ends_in(text, n, "ing")) {
        forms |= verb_under(l, text, n - 3) ? FORM_VERB_ING : 0;
    } else if (ends_in(text, n, "er") || ends_in(text, n, "est")) {
        size_t base = n - (text[n - 1] == 'r' ? 2 : 3);
        forms |= entry_of(l, text, base).adjective || entry_of(l, text, base + 1).adjective ? FORM_COMPARED : 0;
    }
    return forms;
}

void tkit_lexicon_forms(const struct lexicon *l, struct word *w)
{
    char text[WORD_BYTES];
    w->lexicon = 0;
    if (!l->tk || !(w->shape & (SHAPE_LOWER | SHAPE_UPPER_FIRST | SHAPE_UPPER_REST)) || w->size > WORD_BYTES)
        return;
    size_t n = tkit_word_lower(w->form, w->size, text);
    w->lexicon = (uint16_t)(plain_forms(entry_of(l, text, n)) | inflected_forms(l, text, n));
}

uint8_t tkit_lexicon_sense(const struct lexicon *l, uint64_t lemma, uint8_t upos)
{
    if (!l->tk || (upos != TKIT_UPOS_NOUN && upos != TKIT_UPOS_VERB))
        return 0;
    struct lexicon_entry e = lexicon_unpack(lookup_get(&l->words, lemma));
    return upos == TKIT_UPOS_NOUN ? e.noun : e.verb ? (uint8_t)(e.verb + 32) : 0;
}

size_t tkit_lexicon_name(const struct lexicon *l, const struct word *words, size_t count, unsigned *classes)
{
    char text[LONGEST_NAME * (WORD_BYTES + 1)];
    size_t size = 0, longest = 0;
    for (size_t k = 0; l->tk && k < count && k < LONGEST_NAME; k++) {
        if (k)
            text[size++] = ' ';
        size += tkit_word_lower(words[k].form, words[k].size, text + size);
        uint32_t listed = lookup_get(&l->names, feature_text(text, size));
        if (listed != LOOKUP_NONE) {
            *classes = listed;
            longest = k + 1;
        }
    }
    return longest;
}
