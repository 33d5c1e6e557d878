/* Batches of tokens: see batch.h. */
#include "store/batch.h"

struct tkit_batch_documents tkit_batch_documents(const struct tkit_batch *batch, uint32_t before)
{
    struct tkit_batch_documents d = {.first = before + batch->first_document, .last = before + batch->last_document};
    uint64_t last = UINT64_C(1) << (batch->passages - 1), ends = batch->document_starts >> 1 & ~last;
    d.ends = ends | last;
    d.in_first = d.ends ^ (d.ends - 1);
    d.in_last = ~(ends ? UINT64_MAX >> __builtin_clzll(ends) : 0);
    return d;
}
