/* Numbers that belong to a form: f(word), how often it occurs in the corpus, and strlen(word), its length. */
#ifndef TOOLKIT_QUERY_MEASURE_H
#define TOOLKIT_QUERY_MEASURE_H

#include "query/predicate.h"

/* One number for each form of the operand's attribute in this segment, in the scope's arena: its frequency in all
 * segments without removed documents, or its length in code points. O(forms of all segments); where documents were
 * removed O(tokens). TKIT_ENOMEM, TKIT_ECORRUPT, TKIT_EINTERRUPT. */
int tkit_measure_forms(struct scope *s, const struct operand *o, struct tkit_attribute *attribute, uint64_t **numbers);

#endif
