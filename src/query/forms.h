/* Conditions on one attribute of a token with a fixed value - [word="th.*"], [lemma=$verbs], [f(word) < 10] - as the
 * set of forms that they hold for: the lexicon is looked at once, then a token costs one bit. */
#ifndef TOOLKIT_QUERY_FORMS_H
#define TOOLKIT_QUERY_FORMS_H

#include "query/predicate.h"

/* The predicate of a comparison whose right side is a string, a number or a word list: FALSE, TRUE, FORM or SET. NULL
 * attribute: the segment has none, all its tokens have the form "". The attribute must be loaded. TKIT_EQUERY (bad
 * regular expression, unknown word list), TKIT_ENOMEM, TKIT_EINTERRUPT. O(forms of the lexicon), less for literals and
 * common prefixes. */
int tkit_forms_build(struct scope *s, const struct test *test, struct tkit_attribute *attribute,
                     struct predicate **out);

/* Counts the forms and tokens of a SET and makes it FALSE, FORM or TRUE where it is: how many forms. */
uint32_t tkit_forms_simplify(struct predicate *set);

/* Makes a FORM a SET; others stay as they are. */
int tkit_forms_as_set(struct scope *s, struct predicate *p);

/* Puts a set or form into a set over the same attribute and label: the forms of both, or of either. False: it is none.
 * Simplify it afterwards. */
bool tkit_forms_join(struct predicate *into, const struct predicate *p, bool both);

/* Turns a SET into its opposite. False: it is none, or its token may be missing (then neither holds). */
bool tkit_forms_negate(struct predicate *p);

/* The forms of a FORM or SET, ascending, for its postings: how many; *forms lies in the arena. */
int tkit_forms_list(const struct predicate *p, tkit_arena *arena, uint32_t **forms, size_t *count);

#endif
