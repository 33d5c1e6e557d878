/* Who speaks: turn labels ("Reporter:", "MR. EARNEST:", "Hua Chunying answered:", "Q "), questions, answers, and the
 * paragraphs that a turn runs over. */
#include "load/blocks.h"

int tkit_blocks_turns(tkit_document *document)
{
    (void)document;
    return TKIT_OK;
}
