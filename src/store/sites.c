/* Repeated blocks of sites in a corpus: see sites.h.
 *
 * The setting "sites_changed" is there while pages came or went since the blocks were judged last; it is written in the
 * same transactions as the pages, so a run that was killed leaves it to the next one. */
#include "store/sites.h"

#include <stdlib.h>

struct page {
    int64_t id;
    uint64_t site;
};

struct pages {
    struct page *items;
    size_t count, capacity;
};

int tkit_site_changes_add(struct tkit_site_changes *changes, const tkit_document *document)
{
    uint64_t site = tkit_site_of(document->facts[FACT_URL].value);
    if (!site || changes->all)
        return TKIT_OK;
    for (size_t i = 0; i < changes->count && i < 64; i++) /* pages of a site come one after the other */
        if (changes->sites[changes->count - 1 - i] == site)
            return TKIT_OK;
    int rc = tkit_reserve(document->tk, (void **)&changes->sites, &changes->capacity, changes->count + 1,
                          sizeof *changes->sites);
    if (rc == TKIT_OK)
        changes->sites[changes->count++] = site;
    return rc;
}

void tkit_site_changes_free(struct tkit_site_changes *changes, tkit *tk)
{
    tkit_free(tk, changes->sites, changes->capacity * sizeof *changes->sites);
    *changes = (struct tkit_site_changes){0};
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

int tkit_corpus_sites_changed(tkit_corpus *corpus, bool *changed)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_SITES_CHANGED, &s);
    if (rc)
        return rc;
    rc = tkit_database_step(corpus, s);
    *changed = rc == 1;
    sqlite3_reset(s);
    return rc < 0 ? rc : TKIT_OK;
}

/* The pages of the sites that are meant. */
static int find_pages(tkit_corpus *corpus, const uint64_t *sites, size_t count, bool all, struct pages *out)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_VALUES_OF_FACT, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, "url", -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, 0);
    sqlite3_bind_int64(s, 3, INT64_MAX);
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        uint64_t site = tkit_site_of(tkit_column_text(s, 1));
        if (!site || (!all && !bsearch(&site, sites, count, sizeof site, compare)))
            continue;
        rc = tkit_reserve(corpus->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
        if (rc)
            break;
        out->items[out->count++] = (struct page){sqlite3_column_int64(s, 0), site};
    }
    sqlite3_reset(s);
    return rc;
}

static int write_blocks(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++) {
        const tkit_block *b = &document->blocks[i];
        sqlite3_stmt *s;
        rc = tkit_database_statement(corpus, SQL_BLOCK_UPDATE, &s);
        if (rc)
            return rc;
        sqlite3_bind_int64(s, 1, id);
        sqlite3_bind_int64(s, 2, (int64_t)i);
        tkit_bind_text_or_null(s, 3, tkit_block_kind_name(b->kind));
        tkit_bind_text_or_null(s, 4, b->detail);
        sqlite3_bind_int(s, 5, b->is_body);
        rc = tkit_database_run(corpus, s);
    }
    return rc;
}

/* One of the two looks at every page: to count it, or to judge it. */
static int look_at(tkit_corpus *corpus, const struct pages *pages, struct tkit_sites *sites, bool judge)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < pages->count && rc == TKIT_OK; i++) {
        tkit_document *document;
        size_t changed = 0;
        rc = tkit_poll(corpus->tk);
        if (rc == TKIT_OK)
            rc = tkit_corpus_document(corpus, pages->items[i].id, &document);
        if (rc)
            return rc;
        rc = judge ? tkit_sites_judge(sites, document, &changed) : tkit_sites_count(sites, document);
        if (rc == TKIT_OK && changed)
            rc = write_blocks(corpus, pages->items[i].id, document);
        tkit_document_release(document);
    }
    return rc;
}

static int judge_pages(tkit_corpus *corpus, const struct pages *pages, bool *full)
{
    struct tkit_sites *sites;
    int rc = tkit_sites_create(corpus->tk, &sites);
    if (rc)
        return rc;
    rc = look_at(corpus, pages, sites, false);
    if (rc == TKIT_ELIMIT) {
        *full = true;
        rc = TKIT_OK;
    }
    if (rc == TKIT_OK)
        rc = look_at(corpus, pages, sites, true);
    tkit_sites_free(sites);
    return rc;
}

int tkit_corpus_judge_sites(tkit_corpus *corpus, const struct tkit_site_changes *changes, bool *full)
{
    bool pending = false;
    *full = false;
    int rc = tkit_corpus_sites_changed(corpus, &pending);
    if (rc || !pending)
        return rc;
    struct pages pages = {0};
    if (changes->count)
        qsort(changes->sites, changes->count, sizeof *changes->sites, compare);
    rc = find_pages(corpus, changes->sites, changes->count, changes->all || !changes->count, &pages);
    if (rc == TKIT_OK)
        rc = judge_pages(corpus, &pages, full);
    tkit_free(corpus->tk, pages.items, pages.capacity * sizeof *pages.items);
    return rc ? rc : tkit_database_execute(corpus, "DELETE FROM setting WHERE name = 'sites_changed'");
}
