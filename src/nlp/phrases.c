/* Noun phrases and clauses, read off the tree. */
#include "base/context.h"

#include <toolkit/nlp.h>

static bool is_one_of(const char *relation, const char *const *list)
{
    for (; relation && *list; list++)
        if (strcmp(relation, *list) == 0)
            return true;
    return false;
}

static const char *relation_of(const tkit_annotation *a, const tkit_annotation_columns *c, uint32_t word)
{
    return tkit_annotation_relation(a, c->relation[word]);
}

int tkit_annotation_noun_phrase(const tkit_annotation *a, uint32_t word, uint32_t *first, uint32_t *last)
{
    /* what stands within a noun phrase; relations with a colon are of English */
    static const char *const left[] = {"det", "det:predet", "amod", "compound", "nummod", "nmod:poss", "nmod:desc",
                                       "advmod", "flat", "nmod:unmarked", NULL};
    static const char *const right[] = {"flat", "compound", "nummod", "fixed", "goeswith", NULL};
    static const char *const inner[] = {"compound", "flat", "fixed", "goeswith", "nmod:desc", NULL};
    tkit_annotation_columns c;
    tkit_annotation_get(a, &c);
    if (word >= c.word_count || (c.upos[word] != TKIT_UPOS_NOUN && c.upos[word] != TKIT_UPOS_PROPN &&
                                 c.upos[word] != TKIT_UPOS_PRON))
        return 0;
    if (is_one_of(relation_of(a, &c, word), inner))
        return 0; /* part of a larger one */
    *first = *last = word;
    for (uint32_t d = word; d-- > c.left[word];) {
        if (c.head[d] != (int32_t)word)
            continue;
        if (!is_one_of(relation_of(a, &c, d), left))
            break;
        *first = c.left[d];
    }
    for (uint32_t d = word + 1; d <= c.right[word]; d++) {
        if (c.head[d] != (int32_t)word)
            continue;
        if (!is_one_of(relation_of(a, &c, d), right) || c.left[d] != *last + 1)
            break;
        *last = c.right[d];
    }
    return 1;
}

int tkit_annotation_clause(const tkit_annotation *a, uint32_t word, uint32_t *first, uint32_t *last)
{
    static const char *const clauses[] = {"root", "ccomp", "advcl", "advcl:relcl", "acl", "acl:relcl", "csubj",
                                          "csubj:pass", "csubj:outer", "parataxis", NULL};
    static const char *const introducing[] = {"mark", "cc", "punct", NULL};
    tkit_annotation_columns c;
    tkit_annotation_get(a, &c);
    if (word >= c.word_count || !c.left)
        return 0;
    uint32_t top = word;
    const char *relation = relation_of(a, &c, word);
    while (relation && strcmp(relation, "conj") == 0 && c.head[top] >= 0) { /* joined to what is a clause itself */
        top = (uint32_t)c.head[top];
        relation = relation_of(a, &c, top);
    }
    if (!is_one_of(relation, clauses) ||
        (top != word && c.upos[word] != TKIT_UPOS_VERB && c.upos[word] != TKIT_UPOS_AUX))
        return 0;
    *first = c.left[word];
    *last = c.right[word];
    for (uint32_t d = *first; d < word; d++) /* "that", "and", marks at its beginning */
        if (c.head[d] == (int32_t)word && is_one_of(relation_of(a, &c, d), introducing) && c.left[d] == *first)
            *first = c.right[d] + 1;
    for (uint32_t d = word + 1; d <= c.right[word]; d++) { /* joined clauses are clauses of their own */
        const char *name = c.head[d] == (int32_t)word ? relation_of(a, &c, d) : NULL;
        if (name && strcmp(name, "conj") == 0 && (c.upos[d] == TKIT_UPOS_VERB || c.upos[d] == TKIT_UPOS_AUX)) {
            *last = c.left[d] - 1;
            break;
        }
    }
    while (*last > word && c.upos[*last] == TKIT_UPOS_PUNCT) --*last;
    while (*first < word && c.upos[*first] == TKIT_UPOS_PUNCT) ++*first;
    return 1;
}
