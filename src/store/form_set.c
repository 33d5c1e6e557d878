/* Answers of regular expressions over a lexicon, remembered: the same expression comes again and again while somebody
 * explores, and a run over all forms costs more than most queries. A view keeps the last few of each attribute. */
#include "store/segment_parts.h"

enum { SETS_MOST = 16 };

struct tkit_form_set {
    struct tkit_form_set *next; /* the newest first */
    size_t key_length, words;
    uint64_t *bits, tokens;
    uint32_t forms;
    char *key;
};

static void free_set(tkit *tk, struct tkit_form_set *set)
{
    tkit_free(tk, set->key, set->key_length + 1);
    tkit_free(tk, set->bits, set->words * sizeof *set->bits);
    tkit_free(tk, set, sizeof *set);
}

bool tkit_form_set_find(struct tkit_attribute *a, const char *key, size_t length, struct tkit_kept_forms *out)
{
    for (struct tkit_form_set **at = &a->sets; *at; at = &(*at)->next) {
        struct tkit_form_set *set = *at;
        if (set->key_length != length || memcmp(set->key, key, length) != 0)
            continue;
        *at = set->next; /* to the front */
        set->next = a->sets;
        a->sets = set;
        *out = (struct tkit_kept_forms){set->bits, set->forms, set->tokens};
        return true;
    }
    return false;
}

int tkit_form_set_keep(struct tkit_attribute *a, const char *key, size_t length, const struct tkit_kept_forms *kept)
{
    tkit *tk = a->segment->corpus->tk;
    struct tkit_form_set *set = tkit_calloc(tk, 1, sizeof *set);
    if (!set)
        return tkit_fail_nomem(tk);
    set->words = (size_t)a->forms / 64 + 1;
    set->key_length = length;
    set->key = tkit_strndup(tk, key, length);
    set->bits = tkit_alloc(tk, set->words * sizeof *set->bits);
    if (!set->key || !set->bits) {
        free_set(tk, set);
        return tkit_fail_nomem(tk);
    }
    memcpy(set->bits, kept->bits, set->words * sizeof *set->bits);
    set->forms = kept->forms;
    set->tokens = kept->tokens;
    set->next = a->sets;
    a->sets = set;
    for (unsigned n = 1; set; set = set->next, n++)
        if (n == SETS_MOST && set->next) {
            free_set(tk, set->next); /* there is never more than one too many */
            set->next = NULL;
        }
    return TKIT_OK;
}

void tkit_form_sets_forget(struct tkit_attribute *a)
{
    while (a->sets) {
        struct tkit_form_set *set = a->sets;
        a->sets = set->next;
        free_set(a->segment->corpus->tk, set);
    }
}
