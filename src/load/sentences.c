/* Sentences of a document: those of its blocks. */
#include "load/blocks.h"
#include "text/spans.h"

int tkit_document_sentences(const tkit_document *document, int mode, tkit_spans *out)
{
    tkit *tk = document->tk;
    tkit_sentence_options options = {.size = sizeof options, .mode = mode};
    if (mode == TKIT_SENTENCES_NEWS)
        options.newline = TKIT_NEWLINE_SPACE; /* a block is one paragraph, whatever line ends it has inside */
    tkit_spans local = {0};
    int rc = tkit_document_complete((tkit_document *)document);
    out->count = 0;
    for (size_t b = 0; b < document->block_count && rc == TKIT_OK; b++) {
        const tkit_block *block = &document->blocks[b];
        rc = tkit_sentences(tk, document->text + block->start, block->end - block->start, &options, &local);
        for (size_t i = 0; i < local.count && rc == TKIT_OK; i++) {
            uint32_t start = block->start + local.start[i], end = block->start + local.end[i];
            tkit_trim(document->text, &start, &end);
            if (start < end)
                rc = tkit_spans_add(tk, out, start, end, 0);
        }
    }
    tkit_spans_free(tk, &local);
    return rc;
}
