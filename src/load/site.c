/* Repeated blocks of sites: see site.h.
 *
 * One hash table holds three kinds of keys - a site, a page of a site, a block on a site - with the number of pages.
 * Keys are 64-bit hashes; two blocks in a corpus of a hundred million collide with a chance of one in three
 * thousand. */
#include "load/site.h"

#include <ctype.h>

#include <xxhash.h>

enum {
    FIRST_SLOTS = 1024,
    PAGES = 4,      /* a block repeats when at least so many pages of the site have it ... */
    SHARE = 3,      /* ... and one in three */
    LONG = 60,      /* bytes of a block that may repeat anywhere; shorter ones only at the ends of the text */
    HOST_ROOM = 256
};

static const char prefix[] = "repeated-";

struct slot {
    uint64_t key;   /* 0: free */
    uint32_t pages; /* that have it */
    uint32_t last;  /* the page that was counted last: a block counts once a page */
};

struct tkit_sites {
    tkit *tk;
    struct slot *slots;
    size_t capacity, count;
    uint32_t page; /* number of the page being counted */
    bool is_full;
};

int tkit_sites_create(tkit *tk, struct tkit_sites **out)
{
    struct tkit_sites *sites = *out = tkit_calloc(tk, 1, sizeof *sites);
    if (!sites)
        return tkit_fail_nomem(tk);
    sites->tk = tk;
    sites->capacity = FIRST_SLOTS;
    sites->slots = tkit_calloc(tk, sites->capacity, sizeof *sites->slots);
    if (sites->slots)
        return TKIT_OK;
    tkit_sites_free(sites);
    *out = NULL;
    return tkit_fail_nomem(tk);
}

void tkit_sites_free(struct tkit_sites *sites)
{
    if (!sites)
        return;
    tkit_free(sites->tk, sites->slots, sites->slots ? sites->capacity * sizeof *sites->slots : 0);
    tkit_free(sites->tk, sites, sizeof *sites);
}

/* ---- the table ---- */

static struct slot *find(const struct tkit_sites *sites, uint64_t key)
{
    size_t at = (size_t)(key >> 16) & (sites->capacity - 1);
    while (sites->slots[at].key && sites->slots[at].key != key) at = (at + 1) & (sites->capacity - 1);
    return &sites->slots[at];
}

static int grow(struct tkit_sites *sites)
{
    struct tkit_sites larger = *sites;
    larger.capacity *= 2;
    larger.slots = tkit_calloc(sites->tk, larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return tkit_fail_nomem(sites->tk);
    for (size_t i = 0; i < sites->capacity; i++)
        if (sites->slots[i].key)
            *find(&larger, sites->slots[i].key) = sites->slots[i];
    tkit_free(sites->tk, sites->slots, sites->capacity * sizeof *sites->slots);
    *sites = larger;
    return TKIT_OK;
}

/* Counts a key for the current page. 1 when it is new altogether, 0 when not, or a negative code. */
static int count(struct tkit_sites *sites, uint64_t key)
{
    struct slot *slot = find(sites, key |= 1);
    if (!slot->key) {
        if (sites->count >= sites->tk->limit[LIMIT_SITE_BLOCKS]) {
            sites->is_full = true;
            return tkit_fail_limit(sites->tk, LIMIT_SITE_BLOCKS, "repeated blocks of sites");
        }
        if (sites->count * 4 >= sites->capacity * 3) {
            int rc = grow(sites);
            if (rc)
                return rc;
            slot = find(sites, key);
        }
        sites->count++;
        *slot = (struct slot){key, 1, sites->page};
        return 1;
    }
    slot->pages += slot->last != sites->page && slot->pages < UINT32_MAX;
    slot->last = sites->page;
    return 0;
}

/* ---- keys ---- */

uint64_t tkit_site_of(const char *url)
{
    const char *at = url ? strstr(url, "://") : NULL;
    char host[HOST_ROOM];
    size_t n = 0;
    if (!at)
        return 0;
    at += 3;
    for (; *at && !strchr("/?#:", *at) && n < HOST_ROOM; at++) host[n++] = (char)tolower((unsigned char)*at);
    size_t skip = n > 4 && memcmp(host, "www.", 4) == 0 ? 4 : 0;
    return n > skip ? XXH3_64bits(host + skip, n - skip) | 1 : 0;
}

static uint64_t key_of(const tkit_document *document, const tkit_block *b, uint64_t site)
{
    return XXH3_64bits_withSeed(document->text + b->start, b->end - b->start, site);
}

/* What the block was before it was marked, 0 when it is not marked. */
static int marked_kind(const tkit_block *b)
{
    if (b->kind != TKIT_BLOCK_BOILERPLATE || !b->detail || strncmp(b->detail, prefix, sizeof prefix - 1) != 0)
        return 0;
    return tkit_block_kind_named(b->detail + sizeof prefix - 1);
}

static bool is_text(const tkit_block *b)
{
    return b->is_body || marked_kind(b);
}

int tkit_sites_count(struct tkit_sites *sites, const tkit_document *document)
{
    uint64_t site = tkit_site_of(document->facts[FACT_URL].value);
    if (!site || sites->is_full || document->length == 0)
        return TKIT_OK;
    sites->page++;
    int rc = count(sites, XXH3_64bits_withSeed(document->text, document->length, ~site));
    if (rc <= 0)
        return rc; /* the same page again, or too many */
    rc = count(sites, site);
    for (size_t i = 0; i < document->block_count && rc >= 0; i++)
        if (is_text(&document->blocks[i]))
            rc = count(sites, key_of(document, &document->blocks[i], site));
    return rc < 0 ? rc : TKIT_OK;
}

/* ---- judging ---- */

struct judgement {
    const struct tkit_sites *sites;
    const tkit_document *document;
    uint64_t site;
    uint32_t pages; /* of the site */
};

/* A turn is what somebody said, however often. */
static bool repeats(const struct judgement *j, const tkit_block *b)
{
    int kind = marked_kind(b) ? marked_kind(b) : b->kind;
    if (kind == TKIT_BLOCK_QUESTION || kind == TKIT_BLOCK_ANSWER)
        return false;
    uint32_t n = find(j->sites, key_of(j->document, b, j->site) | 1)->pages;
    return n >= PAGES && (uint64_t)n * SHARE >= j->pages;
}

static int set(tkit_document *document, tkit_block *b, bool repeated)
{
    int was = marked_kind(b);
    if (!repeated) {
        b->kind = was;
        b->detail = NULL;
        b->is_body = tkit_block_kind_is_body(was);
        return TKIT_OK;
    }
    const char *name = tkit_block_kind_name(b->kind);
    size_t n = strlen(name);
    char *detail = tkit_arena_alloc(&document->arena, sizeof prefix + n);
    if (!detail)
        return tkit_fail_nomem(document->tk);
    memcpy(detail, prefix, sizeof prefix - 1);
    memcpy(detail + sizeof prefix - 1, name, n + 1);
    b->kind = TKIT_BLOCK_BOILERPLATE;
    b->detail = detail;
    b->is_body = 0;
    return TKIT_OK;
}

/* Fills in `marks`: which blocks repeat. */
static void mark(const struct judgement *j, uint8_t *marks)
{
    const tkit_document *d = j->document;
    size_t all = 0, hit = 0, first = 0, last = d->block_count;
    for (size_t i = 0; i < d->block_count; i++)
        marks[i] = is_text(&d->blocks[i]) && repeats(j, &d->blocks[i]);
    while (first < last && (marks[first] || !is_text(&d->blocks[first]))) first++;
    while (last > first && (marks[last - 1] || !is_text(&d->blocks[last - 1]))) last--;
    for (size_t i = 0; i < d->block_count; i++) {
        const tkit_block *b = &d->blocks[i];
        marks[i] = marks[i] && (b->end - b->start >= LONG || i < first || i >= last);
        all += is_text(b) ? b->end - b->start : 0;
        hit += marks[i] ? b->end - b->start : 0;
    }
    if (hit * 2 > all) /* a page that is made of other pages' text is a copy, not furniture */
        memset(marks, 0, d->block_count);
}

int tkit_sites_judge(const struct tkit_sites *sites, tkit_document *document, size_t *changed)
{
    struct judgement j = {sites, document, tkit_site_of(document->facts[FACT_URL].value), 0};
    size_t changes = 0;
    int rc = TKIT_OK;
    if (changed)
        *changed = 0;
    if (!j.site || document->block_count == 0)
        return TKIT_OK;
    j.pages = sites->is_full ? UINT32_MAX : find(sites, j.site)->pages;
    uint8_t *marks = tkit_calloc(document->tk, document->block_count, 1);
    if (!marks)
        return tkit_fail_nomem(document->tk);
    if (j.pages >= PAGES)
        mark(&j, marks);
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++) {
        tkit_block *b = &document->blocks[i];
        if (!is_text(b) || (marks[i] != 0) == (marked_kind(b) != 0))
            continue;
        rc = set(document, b, marks[i]);
        changes++;
    }
    tkit_free(document->tk, marks, document->block_count);
    if (changed)
        *changed = changes;
    return rc;
}
