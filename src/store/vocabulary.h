/* The vocabulary of a segment under construction: forms to numbers, numbers to forms.
 *
 * Numbers are given in the order of first sight. Forms of up to 16 bytes lie inside the hash table's slots, so that
 * finding a frequent word touches one cache line. It also counts in how many documents a form occurs. */
#ifndef TOOLKIT_STORE_VOCABULARY_H
#define TOOLKIT_STORE_VOCABULARY_H

#include "base/context.h"

enum { INLINE_FORM = 16 };

struct tkit_slot {
    uint64_t key[2]; /* the form, zero padded; of a long form: its hash and its number, again */
    uint32_t length; /* of the form; SLOT_EMPTY when free */
    uint32_t id;
    uint32_t documents;     /* that hold the form */
    uint32_t last_document; /* the one counted last, + 1 */
};

struct tkit_vocabulary {
    tkit *tk;
    struct tkit_slot *slots;
    size_t mask; /* slots - 1 */
    uint32_t count;
    char *forms;       /* all forms, one behind the other in the order of their ids */
    size_t forms_size, forms_capacity;
    uint32_t *ends; /* id -> end of the form in `forms` */
    size_t ends_capacity;
};

int tkit_vocabulary_init(struct tkit_vocabulary *v, tkit *tk);
void tkit_vocabulary_free(struct tkit_vocabulary *v);
size_t tkit_vocabulary_bytes(const struct tkit_vocabulary *v);

/* A form made ready: what a batch of look-ups computes ahead of the table. */
struct tkit_key {
    uint64_t part[2];
    const char *form;
    uint32_t length;
    uint32_t hash;
};

/* `readable`: how many bytes may be read at `form`, at least `length`. */
struct tkit_key tkit_vocabulary_key(const char *form, uint32_t length, size_t readable);

static inline void tkit_vocabulary_prefetch(const struct tkit_vocabulary *v, const struct tkit_key *key)
{
    __builtin_prefetch(&v->slots[key->hash & v->mask]);
}

/* The slot of a form, which is entered when it is new (*is_new). NULL: out of memory. The slot stays where it is until the
 * next call that enters a form. */
struct tkit_slot *tkit_vocabulary_enter(struct tkit_vocabulary *v, const struct tkit_key *key, bool *is_new);

static inline const char *tkit_vocabulary_form(const struct tkit_vocabulary *v, uint32_t id, uint32_t *length)
{
    uint32_t start = id ? v->ends[id - 1] : 0;
    *length = v->ends[id] - start;
    return v->forms + start;
}

/* rank[id]: the place of each form among all forms, ordered by their bytes. `order` is its inverse. Both have room for
 * v->count numbers. */
int tkit_vocabulary_rank(const struct tkit_vocabulary *v, uint32_t *rank, uint32_t *order);

/* documents[id] for all ids. */
void tkit_vocabulary_documents(const struct tkit_vocabulary *v, uint32_t *documents);

#endif
