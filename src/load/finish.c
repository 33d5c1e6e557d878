/* What every document gets after its reader - blocks, turns, facts - worked out when it is first asked for.
 *
 * Who wants the text alone (to count, to index words, to compare) does not pay for the rest. A document may be read
 * from several threads: one of them does the work, the others wait for it. A failure (memory, interrupt) leaves the
 * document as the reader made it, and the next question tries again. */
#include "load/blocks.h"
#include "load/custom_rules.h"
#include "load/facts.h"
#include "load/format.h"

/* A document as its reader left it. */
struct before {
    tkit_block *blocks;
    size_t block_count, candidate_count;
    tkit_fact facts[FACT_COUNT];
};

static int save(const tkit_document *document, struct before *before)
{
    *before = (struct before){.block_count = document->block_count, .candidate_count = document->candidate_count};
    memcpy(before->facts, document->facts, sizeof before->facts);
    if (document->block_count == 0)
        return TKIT_OK;
    before->blocks = tkit_alloc(document->tk, document->block_count * sizeof *before->blocks);
    if (!before->blocks)
        return tkit_fail_nomem(document->tk);
    memcpy(before->blocks, document->blocks, document->block_count * sizeof *before->blocks);
    return TKIT_OK;
}

/* Metadata that was added stays: it is only added where there is none. */
static void restore(tkit_document *document, const struct before *before)
{
    if (before->block_count)
        memcpy(document->blocks, before->blocks, before->block_count * sizeof *before->blocks);
    document->block_count = before->block_count;
    document->candidate_count = before->candidate_count;
    memcpy(document->facts, before->facts, sizeof before->facts);
}

static int work_out(tkit_document *document)
{
    struct before before;
    unsigned finish = document->finish;
    int rc = save(document, &before);
    if (rc)
        return rc;
    if (finish & FINISH_BLOCKS)
        rc = tkit_blocks_split(document, document->newline);
    if (rc == TKIT_OK && (finish & (FINISH_BLOCKS | FINISH_CLASSES)))
        rc = tkit_blocks_classify(document);
    if (rc == TKIT_OK)
        rc = tkit_rules_judge_document(document->rules, document);
    if (rc == TKIT_OK && (finish & FINISH_TURNS))
        rc = tkit_blocks_turns(document);
    if (rc == TKIT_OK && (finish & FINISH_FACTS))
        rc = tkit_document_find_facts(document);
    if (rc)
        restore(document, &before);
    tkit_free(document->tk, before.blocks, before.block_count * sizeof *before.blocks);
    return rc;
}

int tkit_document_complete(tkit_document *document)
{
    int rc = TKIT_OK;
    if (atomic_load_explicit(&document->is_complete, memory_order_acquire))
        return TKIT_OK;
    pthread_mutex_lock(&document->completing);
    if (!atomic_load_explicit(&document->is_complete, memory_order_relaxed)) {
        rc = work_out(document);
        if (rc == TKIT_OK)
            atomic_store_explicit(&document->is_complete, true, memory_order_release);
    }
    pthread_mutex_unlock(&document->completing);
    return rc;
}

/* The same word, out of our own memory: options do not live as long as documents. */
static const char *constant(const char *word)
{
    static const char *const words[] = {"paragraph", "space", "line", "dmy", "mdy"};
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], word) == 0)
            return words[i];
    return NULL;
}

int tkit_document_finish(tkit_document *document, const tkit_load_options *options, unsigned finish)
{
    int rc = TKIT_OK;
    document->newline = constant(options->newline);
    document->date_order = constant(document->date_order);
    document->finish = finish;
    if (document->rules) /* the caller's functions look at the document, and belong to the loader's time and thread */
        rc = work_out(document);
    else
        atomic_store_explicit(&document->is_complete, finish == 0, memory_order_release);
    document->rules = NULL;
    return rc;
}
