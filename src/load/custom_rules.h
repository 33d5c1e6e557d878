/* Block rules that the caller brings along: tkit_block_rule of toolkit/document.h, made ready to be asked. */
#ifndef TOOLKIT_LOAD_CUSTOM_RULES_H
#define TOOLKIT_LOAD_CUSTOM_RULES_H

#include "load/html_main.h"

struct tkit_rules;

/* Copies and compiles; *out is NULL when there are none. TKIT_EINVALID for a rule that says nothing, TKIT_EQUERY for
 * its pattern. */
int tkit_rules_create(tkit *tk, const tkit_block_rule *rules, size_t count, struct tkit_rules **out);
void tkit_rules_free(struct tkit_rules *rules); /* NULL is fine */

/* Both take NULL for no rules. Blocks of a page: the rules with an element. */
int tkit_rules_judge_page(const struct tkit_rules *rules, const struct html_page *page, long title_block,
                          struct html_verdict *verdicts);
/* Blocks of a document: the others. */
int tkit_rules_judge_document(const struct tkit_rules *rules, tkit_document *document);

#endif
