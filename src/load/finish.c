/* What every document gets after its reader: blocks, turns, facts. */
#include "load/blocks.h"
#include "load/custom_rules.h"
#include "load/facts.h"
#include "load/format.h"

int tkit_document_finish(tkit_document *document, const tkit_load_options *options, unsigned finish)
{
    int rc = TKIT_OK;
    if (finish & FINISH_BLOCKS)
        rc = tkit_blocks_split(document, options->newline);
    if (rc == TKIT_OK && (finish & (FINISH_BLOCKS | FINISH_CLASSES)))
        rc = tkit_blocks_classify(document);
    if (rc == TKIT_OK)
        rc = tkit_rules_judge_document(document->rules, document);
    if (rc == TKIT_OK && (finish & FINISH_TURNS))
        rc = tkit_blocks_turns(document);
    if (rc == TKIT_OK && (finish & FINISH_FACTS))
        rc = tkit_document_find_facts(document);
    document->rules = NULL;
    document->date_order = NULL;
    return rc;
}
