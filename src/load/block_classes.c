/* What a block of running text is: title, lead. See blocks.h. */
#include "load/blocks.h"

static size_t count_words(const char *text, const tkit_block *b)
{
    size_t words = 0;
    bool inside = false;
    for (uint32_t i = b->start; i < b->end; i++) {
        bool space = tkit_space_at(text, i, b->end) > 0;
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

int tkit_blocks_classify(tkit_document *document)
{
    enum { TITLE_WORDS = 30 };
    const char *text = document->text;
    if (document->block_count < 2)
        return TKIT_OK;
    tkit_block *first = &document->blocks[0];
    if (count_words(text, first) > TITLE_WORDS || text[first->end - 1] == '.')
        return TKIT_OK;
    first->kind = TKIT_BLOCK_TITLE;
    first->is_body = 0;
    document->blocks[1].kind = TKIT_BLOCK_LEAD;
    return TKIT_OK;
}

int tkit_blocks_turns(tkit_document *document)
{
    (void)document;
    return TKIT_OK;
}
