/* Is the file what was written? Every text and blob against its hash, every segment decoded, SQLite's own check.
 * See tkit_corpus_verify(). */
#include <stdio.h>

#include "store/segment_parts.h"
#include "store/varint.h"

struct verifying {
    tkit_corpus *corpus;
    tkit_verify_report report;
    void *user;
    tkit_verify_summary sum;
};

static void fault(struct verifying *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct verifying *v, const char *format, ...)
{
    va_list args;
    char text[512];
    v->sum.faults++;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (v->report)
        v->report(v->user, text);
}

/* What ends a verification, as opposed to what it is there to find. */
/* What ends the check without being a fault of the file. */
static bool is_fatal(int rc)
{
    return rc == TKIT_ENOMEM || rc == TKIT_EINTERRUPT || rc == TKIT_EBUSY || rc == TKIT_EUNSUPPORTED;
}

/* SQLite's check of its own structure: up to 20 lines, or "ok". */
static int check_structure(struct verifying *v)
{
    sqlite3_stmt *s;
    int rc, code = sqlite3_prepare_v2(v->corpus->db, "PRAGMA quick_check(20)", -1, &s, NULL);
    if (code != SQLITE_OK)
        return tkit_database_fail(v->corpus, code);
    while ((rc = tkit_database_step(v->corpus, s)) == 1) {
        const char *line = tkit_column_text(s, 0);
        if (line && strcmp(line, "ok") != 0)
            fault(v, "structure of the file: %s", line);
    }
    sqlite3_finalize(s);
    return rc;
}

/* Rows of (number, hash, data). */
static int check_hashes(struct verifying *v, const char *sql, const char *what, uint64_t *count)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    int rc, code = sqlite3_prepare_v2(v->corpus->db, sql, -1, &s, NULL);
    if (code != SQLITE_OK)
        return tkit_database_fail(v->corpus, code);
    while ((rc = tkit_database_step(v->corpus, s)) == 1) {
        const void *data = sqlite3_column_blob(s, 2), *stored = sqlite3_column_blob(s, 1);
        size_t size = (size_t)sqlite3_column_bytes(s, 2);
        tkit_blob_hash(data, size, hash);
        if (!stored || sqlite3_column_bytes(s, 1) != BLOB_HASH_BYTES || memcmp(stored, hash, sizeof hash) != 0)
            fault(v, "%s %lld is not what was written", what, (long long)sqlite3_column_int64(s, 0));
        ++*count;
        v->sum.bytes += size;
    }
    sqlite3_finalize(s);
    return rc;
}

static int check_rows(struct verifying *v)
{
    static const struct {
        const char *sql, *what;
        bool is_text;
    } tables[] = {
        {"SELECT document, hash, content FROM text", "the text of document", true},
        {"SELECT document, hash, runs FROM byte_map", "the byte map of document", false},
        {"SELECT document, hash, spans FROM token", "the tokens of document", false},
        {"SELECT id, hash, data FROM segment_part", "index part", false},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        int rc = check_hashes(v, tables[i].sql, tables[i].what, tables[i].is_text ? &v->sum.texts : &v->sum.blobs);
        if (is_fatal(rc))
            return rc;
        if (rc)
            fault(v, "%s", tkit_errmsg(v->corpus->tk));
    }
    return TKIT_OK;
}

/* Rows that must be there: none may come back. */
static int check_references(struct verifying *v)
{
    static const struct {
        const char *sql, *what;
    } rules[] = {
        {"SELECT id FROM document WHERE same_as IS NULL AND id NOT IN (SELECT document FROM text)", "has no text"},
        {"SELECT id FROM document WHERE same_as IS NULL AND tokens IS NOT NULL"
         " AND id NOT IN (SELECT document FROM segment_document WHERE document IS NOT NULL)", "is not in the index"},
        {"SELECT document FROM segment_document WHERE document IS NOT NULL GROUP BY document HAVING count(*) > 1",
         "is in the index more than once"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        sqlite3_stmt *s;
        int rc, code = sqlite3_prepare_v2(v->corpus->db, rules[i].sql, -1, &s, NULL);
        if (code != SQLITE_OK)
            return tkit_database_fail(v->corpus, code);
        while ((rc = tkit_database_step(v->corpus, s)) == 1)
            fault(v, "document %lld %s", (long long)sqlite3_column_int64(s, 0), rules[i].what);
        sqlite3_finalize(s);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* A list of positions or documents decodes to its end. */
static bool decodes(struct tkit_attribute *a, uint32_t form, bool documents)
{
    struct tkit_postings p;
    uint32_t numbers[512];
    int rc = documents ? tkit_postings_open_documents(&p, a, &form, 1) : tkit_postings_open_positions(&p, a, &form, 1);
    uint64_t total = 0;
    for (size_t n; rc == TKIT_OK && (n = tkit_postings_read(&p, numbers, 512)) > 0;) total += n;
    if (rc == TKIT_OK)
        tkit_postings_close(&p);
    return rc == TKIT_OK && total == (documents ? a->terms[form].documents : a->terms[form].tokens);
}

/* Lists of neighbouring forms: their positions are looked up in one walk through the column. */
static int check_lists(struct verifying *v, struct tkit_attribute *a, const uint32_t *forms, uint32_t count)
{
    int rc = tkit_lists_positions(a, forms, count);
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        if (!decodes(a, forms[i], false) || !decodes(a, forms[i], true)) {
            fault(v, "index segment %lld: the postings of form %u of '%s' do not fit its counts",
                  (long long)a->segment->id, forms[i], a->name);
            break;
        }
        if (i % 1024 == 0)
            rc = tkit_poll(v->corpus->tk);
    }
    return rc;
}

static int check_forms(struct verifying *v, struct tkit_attribute *a)
{
    enum { TOKENS_AT_ONCE = 1 << 22 };
    size_t size = ((size_t)a->forms + 1) * sizeof(uint32_t);
    uint32_t *forms = tkit_alloc(v->corpus->tk, size);
    int rc = forms ? TKIT_OK : tkit_fail_nomem(v->corpus->tk);
    for (uint32_t first = 0; first < a->forms && rc == TKIT_OK;) {
        uint64_t tokens = 0;
        uint32_t next = first;
        for (; next < a->forms && tokens < TOKENS_AT_ONCE; next++) {
            forms[next] = next;
            tokens += a->terms[next].tokens;
        }
        rc = check_lists(v, a, forms + first, next - first);
        first = next;
    }
    tkit_free(v->corpus->tk, forms, size);
    return rc;
}

static int check_segment(struct verifying *v, struct tkit_segment *segment)
{
    tkit_segment_sentences(segment);
    for (unsigned i = 0; i < segment->attribute_count && segment->status == TKIT_OK; i++) {
        struct tkit_attribute *a = &segment->attributes[i];
        int rc = tkit_attribute_read_rows(a);
        if (rc == TKIT_OK && a->base == a)
            rc = check_forms(v, a);
        if (rc)
            return rc;
    }
    return segment->status;
}

static int check_segments(struct verifying *v)
{
    sqlite3_stmt *s;
    int rc, code = sqlite3_prepare_v2(v->corpus->db, "SELECT id, format FROM segment ORDER BY id", -1, &s, NULL);
    if (code != SQLITE_OK)
        return tkit_database_fail(v->corpus, code);
    while ((rc = tkit_database_step(v->corpus, s)) == 1) {
        struct tkit_segment *segment;
        if ((rc = tkit_index_check_format(v->corpus, sqlite3_column_int(s, 1))) != TKIT_OK)
            break; /* its bytes mean something else: no fault */
        rc = tkit_segment_load(v->corpus, sqlite3_column_int64(s, 0), &segment);
        if (rc == TKIT_OK) {
            rc = check_segment(v, segment);
            tkit_segment_free(segment);
        }
        if (is_fatal(rc))
            break;
        if (rc)
            fault(v, "%s", tkit_errmsg(v->corpus->tk));
        v->sum.segments++;
    }
    sqlite3_finalize(s);
    return rc;
}

int tkit_corpus_verify(tkit_corpus *corpus, tkit_verify_report report, void *user, tkit_verify_summary *summary)
{
    struct verifying v = {.corpus = corpus, .report = report, .user = user};
    static int (*const checks[])(struct verifying *) = {check_structure, check_rows, check_references,
                                                        check_segments};
    int rc = tkit_database_ready(corpus);
    if (rc)
        return rc;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && !is_fatal(rc); i++) {
        rc = checks[i](&v);
        if (rc && !is_fatal(rc))
            fault(&v, "%s", tkit_errmsg(corpus->tk));
    }
    if (summary)
        *summary = v.sum;
    if (is_fatal(rc))
        return rc;
    if (v.sum.faults == 0)
        return TKIT_OK;
    return tkit_fail(corpus->tk, TKIT_ECORRUPT, "%s: %llu fault%s", corpus->path ? corpus->path : "corpus in memory",
                     (unsigned long long)v.sum.faults, v.sum.faults == 1 ? "" : "s");
}
