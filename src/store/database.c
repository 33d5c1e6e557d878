/* Opening a corpus file, statements, transactions: see database.h. */
#include "store/database.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store/schema.h"
#include "store/segment.h"

enum {
    BUSY_MILLISECONDS = 2000,         /* patience with another process's commit */
    INTERRUPT_OPCODES = 2000,         /* SQLite virtual machine steps between two looks at the interrupt flag */
    WAL_BYTES_KEPT = 64 * 1024 * 1024 /* a commit that leaves a longer log behind empties it */
};

/* Behind the complaint that a path is no corpus file, with the path once more: the way out. */
#define MAKE_ONE "; to make one: toolkit index %s -o FILE.db"

static const char *const sql[STATEMENT_COUNT] = {
    [SQL_DOCUMENT_INSERT] = "INSERT INTO document(file, source, same_as, sha256, source_bytes, bytes)"
                            " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_DOCUMENT_BY_ID] = "SELECT id, file, source, same_as, sha256, source_bytes, bytes FROM document WHERE id = ?1",
    [SQL_DOCUMENT_BY_FILE] = "SELECT id, file, source, same_as, sha256, source_bytes, bytes FROM document"
                             " WHERE file = ?1",
    [SQL_DOCUMENT_BY_SHA256] = "SELECT id, file, source, same_as, sha256, source_bytes, bytes FROM document"
                               " WHERE sha256 = ?1 ORDER BY same_as IS NOT NULL, id",
    [SQL_DOCUMENT_SAME_AS] = "SELECT id, file, source FROM document WHERE same_as = ?1 ORDER BY id LIMIT 1",
    [SQL_DOCUMENT_DELETE] = "DELETE FROM document WHERE id = ?1",
    [SQL_DOCUMENT_RENAME] = "UPDATE document SET file = ?2, source = ?3 WHERE id = ?1",
    [SQL_DOCUMENT_SET_COUNTS] = "UPDATE document SET tokens = ?2, sentences = ?3 WHERE id = ?1",
    [SQL_DOCUMENT_COUNT] = "SELECT count(*) FROM document",
    [SQL_DOCUMENT_NEXT] = "SELECT id, same_as FROM document WHERE id > ?1 ORDER BY id LIMIT 1",
    [SQL_DOCUMENTS_OF_SOURCE] = "SELECT id, file FROM document WHERE source = ?1 ORDER BY id",
    [SQL_TEXT_INSERT] = "INSERT INTO text(document, hash, content) VALUES(?1, ?2, ?3)",
    [SQL_TEXT_GET] = "SELECT content, hash FROM text WHERE document = ?1",
    [SQL_TEXT_HASH] = "SELECT hash FROM text WHERE document = ?1",
    [SQL_TEXT_SET_SENTENCES] = "UPDATE text SET sentences = ?2 WHERE document = ?1",
    [SQL_MAP_INSERT] = "INSERT INTO byte_map(document, hash, runs) VALUES(?1, ?2, ?3)",
    [SQL_MAP_GET] = "SELECT runs, hash FROM byte_map WHERE document = ?1",
    [SQL_BLOCK_INSERT] = "INSERT INTO block VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_BLOCK_GET] = "SELECT start, stop, kind, detail, speaker_start, speaker_stop, body_start, is_body FROM block"
                      " WHERE document = ?1 ORDER BY n",
    [SQL_BLOCK_UPDATE] = "UPDATE block SET kind = ?3, detail = ?4, is_body = ?5 WHERE document = ?1 AND n = ?2"
                         " AND (kind <> ?3 OR detail IS NOT ?4)",
    [SQL_FACT_INSERT] = "INSERT INTO fact VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_FACT_GET] = "SELECT name, n, value, how, precision, start, stop FROM fact WHERE document = ?1"
                     " ORDER BY n",
    [SQL_METADATA_INSERT] = "INSERT INTO metadata VALUES(?1, ?2, ?3)",
    [SQL_METADATA_GET] = "SELECT key, value FROM metadata WHERE document = ?1 ORDER BY key",
    [SQL_SOURCE_FILE] = "SELECT file FROM source WHERE id = ?1",
    [SQL_SOURCE_ALL] = "SELECT id, file, bytes, modified, (SELECT count(*) FROM document WHERE source = source.id)"
                       " FROM source ORDER BY file",
    [SQL_SOURCE_PUT] = "INSERT INTO source(file, bytes, modified) VALUES(?1, ?2, ?3)"
                       " ON CONFLICT(file) DO UPDATE SET bytes = ?2, modified = ?3 RETURNING id",
    [SQL_SOURCE_DELETE] = "DELETE FROM source WHERE id = ?1",
    [SQL_LAYER_GET] = "SELECT id FROM layer WHERE name = ?1",
    [SQL_LAYER_INSERT] = "INSERT INTO layer(name) VALUES(?1)",
    [SQL_LAYER_AT] = "SELECT name FROM layer ORDER BY name LIMIT 1 OFFSET ?1",
    [SQL_SPAN_INSERT] = "INSERT INTO span(layer, document, start, stop, label, json) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_SPAN_DELETE] = "DELETE FROM span WHERE layer = ?1 AND (?2 = 0 OR document = ?2)",
    [SQL_SPAN_COUNT] = "SELECT count(*) FROM span WHERE layer = ?1",
    [SQL_SEGMENT_INSERT] = "INSERT INTO segment(format, tokens, documents, sentences, attributes)"
                           " VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_PARTS_DELETE] = "DELETE FROM segment_part WHERE id BETWEEN ?1 AND ?2",
    [SQL_SEGMENT_DELETE] = "DELETE FROM segment WHERE id = ?1",
    /* In the order of their documents: merging gives new ids to old documents. */
    [SQL_SEGMENT_ALL] = "SELECT id, format, tokens, documents,"
                        " (SELECT count(*) FROM segment_document WHERE segment = id AND document IS NULL),"
                        " (SELECT min(document) FROM segment_document WHERE segment = id) AS first"
                        " FROM segment ORDER BY first, id",
    [SQL_SEGMENT_DOCUMENTS] = "SELECT n, document FROM segment_document WHERE segment = ?1 ORDER BY n",
    [SQL_SEGMENT_DOCUMENT_INSERT] = "INSERT INTO segment_document VALUES(?1, ?2, ?3)",
    [SQL_SEGMENT_DOCUMENT_DELETE] = "UPDATE segment_document SET document = NULL WHERE document = ?1",
    [SQL_PART_INSERT] = "INSERT INTO segment_part VALUES(?1, ?2, ?3)",
    [SQL_PART_GET] = "SELECT data, hash FROM segment_part WHERE id = ?1",
    [SQL_TOKENS_INSERT] = "INSERT INTO token VALUES(?1, ?2, ?3, ?4)",
    [SQL_TOKENS_GET] = "SELECT spans, hash, count FROM token WHERE document = ?1",
    [SQL_REGIONS] =
        "SELECT document, start, stop, CASE WHEN json LIKE '{\"part\":\"F\"%' THEN -id ELSE id END FROM span"
        " WHERE layer = ?1 AND document BETWEEN ?2 AND ?3"
        " ORDER BY document, start, stop DESC",
    [SQL_BLOCK_REGIONS] = "SELECT document, start, stop, NULL FROM block WHERE document BETWEEN ?2 AND ?3"
                          " ORDER BY document, n",
    [SQL_VALUES_OF_FACT] = "SELECT document, value FROM fact WHERE name = ?1 AND n = 0 AND document BETWEEN ?2 AND ?3"
                           " ORDER BY document",
    [SQL_VALUES_OF_METADATA] = "SELECT document, value FROM metadata WHERE key = ?1 AND document BETWEEN ?2 AND ?3"
                               " ORDER BY document",
    [SQL_VALUES_OF_FILE] = "SELECT id, file FROM document WHERE ?1 = 'file' AND id BETWEEN ?2 AND ?3 ORDER BY id",
    [SQL_GENERATION_GET] = "SELECT value FROM setting WHERE name = 'generation'",
    [SQL_GENERATION_BUMP] = "UPDATE setting SET value = value + 1 WHERE name = 'generation'",
    [SQL_STEM_GET] = "SELECT value FROM setting WHERE name = 'stem'",
    [SQL_STEM_SET] = "INSERT INTO setting VALUES('stem', ?1)",
    [SQL_SEGMENT_WITHOUT_STEM] = "SELECT id FROM segment WHERE ' ' || attributes || ' ' NOT LIKE '% stem %' LIMIT 1",
    [SQL_SITES_CHANGED] = "SELECT value FROM setting WHERE name = 'sites_changed'",
    [SQL_SITES_CHANGE] = "INSERT OR REPLACE INTO setting SELECT 'sites_changed', 1"
                         " WHERE EXISTS(SELECT 1 FROM fact WHERE document = ?1 AND name = 'url')",
};

static const char *shown(const tkit_corpus *corpus)
{
    return corpus->path ? corpus->path : "corpus in memory";
}

static int result_of(int sqlite_code)
{
    switch (sqlite_code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return TKIT_OK;
    case SQLITE_NOMEM: return TKIT_ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return TKIT_EBUSY;
    case SQLITE_INTERRUPT: return TKIT_EINTERRUPT;
    case SQLITE_NOTADB: return TKIT_EFORMAT;
    case SQLITE_CORRUPT: return TKIT_ECORRUPT;
    case SQLITE_TOOBIG: return TKIT_ELIMIT;
    case SQLITE_ERROR:
    case SQLITE_AUTH: return TKIT_EQUERY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE: return TKIT_EINVALID;
    default: return TKIT_EIO;
    }
}

int tkit_database_fail_read_only(tkit_corpus *corpus)
{
    if (access(corpus->path, W_OK) != 0)
        return tkit_fail(corpus->tk, tkit_system_code(errno), "%s: cannot be written: %s", corpus->path,
                         strerror(errno));
    return tkit_fail(corpus->tk, TKIT_EIO, "%s: opened read only", corpus->path);
}

/* The system's reason for a failed read or write, 0 when it is not known. SQLite forgets it when a transaction ends;
 * that files may not grow is asked again. */
static int system_reason(const tkit_corpus *corpus, int sqlite_code)
{
    struct rlimit limit;
    if (!corpus->db || (sqlite_code & 0xff) != SQLITE_IOERR)
        return 0;
    int reason = sqlite3_system_errno(corpus->db);
    if (reason == 0 && sqlite_code == SQLITE_IOERR_WRITE && getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY)
        reason = EFBIG;
    return reason;
}

int tkit_database_fail(tkit_corpus *corpus, int sqlite_code)
{
    int rc = result_of(sqlite_code);
    int system = system_reason(corpus, sqlite_code);
    switch (rc) {
    case TKIT_ENOMEM: return tkit_fail_nomem(corpus->tk);
    case TKIT_EINTERRUPT: return tkit_fail(corpus->tk, rc, "interrupted");
    case TKIT_EBUSY:
        return tkit_fail(corpus->tk, rc, "%s: busy: another process or an open transaction is writing to it",
                         shown(corpus));
    case TKIT_EFORMAT: return tkit_fail(corpus->tk, rc, "%s: not a corpus file" MAKE_ONE, shown(corpus), shown(corpus));
    }
    return tkit_fail(corpus->tk, rc, "%s: %s%s%s", shown(corpus),
                     corpus->db ? sqlite3_errmsg(corpus->db) : sqlite3_errstr(sqlite_code), system ? ": " : "",
                     system ? strerror(system) : "");
}

/* ---- statements ---- */

int tkit_database_statement(tkit_corpus *corpus, enum statement which, sqlite3_stmt **out)
{
    sqlite3_stmt *s = corpus->statements[which];
    int rc = tkit_database_ready(corpus);
    if (rc)
        return rc;
    if (!s) {
        int code = sqlite3_prepare_v3(corpus->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &s, NULL);
        if (code != SQLITE_OK)
            return tkit_database_fail(corpus, code);
        corpus->statements[which] = s;
    } else {
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    *out = s;
    return TKIT_OK;
}

int tkit_database_step(tkit_corpus *corpus, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return 1;
    int rc = code == SQLITE_DONE ? TKIT_OK : tkit_database_fail(corpus, code);
    sqlite3_reset(statement);
    return rc;
}

int tkit_database_run(tkit_corpus *corpus, sqlite3_stmt *statement)
{
    int rc = tkit_database_step(corpus, statement);
    if (rc == 1) {
        sqlite3_reset(statement);
        rc = TKIT_OK;
    }
    return rc;
}

int tkit_database_execute(tkit_corpus *corpus, const char *text)
{
    int code = sqlite3_exec(corpus->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? TKIT_OK : tkit_database_fail(corpus, code);
}

/* ---- a new file ---- */

static int pragma_integer(tkit_corpus *corpus, const char *text, int64_t *value)
{
    sqlite3_stmt *s;
    int code = sqlite3_prepare_v2(corpus->db, text, -1, &s, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        *value = sqlite3_column_int64(s, 0);
        code = SQLITE_OK;
    }
    sqlite3_finalize(s);
    return code == SQLITE_OK ? TKIT_OK : tkit_database_fail(corpus, code);
}

/* In a transaction. */
static int create_schema(tkit_corpus *corpus)
{
    char pragmas[128];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", CORPUS_APPLICATION_ID,
             CORPUS_SCHEMA_VERSION);
    int64_t version = 0; /* another process may have been faster */
    int rc = pragma_integer(corpus, "PRAGMA user_version", &version);
    for (const char *const *statement = tkit_schema; *statement && rc == TKIT_OK && version == 0; statement++)
        rc = tkit_database_execute(corpus, *statement);
    if (rc == TKIT_OK && version == 0)
        rc = tkit_database_execute(corpus, pragmas);
    corpus->schema_due = rc < 0;
    return rc;
}

int tkit_database_ready(tkit_corpus *corpus)
{
    if (!corpus->schema_due || corpus->depth > 0)
        return TKIT_OK;
    int rc = tkit_database_begin(corpus);
    if (rc == TKIT_OK)
        rc = tkit_database_end(corpus, rc);
    corpus->fresh = true;
    return rc;
}

/* ---- transactions ---- */

/* Copies the write-ahead log into the file. Only the writer does this: two processes that reset the log at once can
 * damage the file with SQLite before 3.51.3. Readers in the way are no error; the next commit tries again. */
static void checkpoint(tkit_corpus *corpus)
{
    if (corpus->wal && !corpus->read_only)
        sqlite3_wal_checkpoint_v2(corpus->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static int count_wal(void *user, sqlite3 *db, const char *name, int pages)
{
    (void)db, (void)name;
    tkit_corpus *corpus = user;
    corpus->wrote = true;
    if ((int64_t)pages * CORPUS_PAGE_SIZE > WAL_BYTES_KEPT)
        checkpoint(corpus);
    return SQLITE_OK;
}

static int start_wal(tkit_corpus *corpus)
{
    sqlite3_stmt *s;
    int code = sqlite3_prepare_v2(corpus->db, "PRAGMA journal_mode = WAL", -1, &s, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(s);
    if (code == SQLITE_ROW) { /* where WAL is impossible, the old mode comes back, and serves */
        const char *mode = tkit_column_text(s, 0);
        corpus->wal = mode && strcmp(mode, "wal") == 0;
        code = SQLITE_OK;
    }
    sqlite3_finalize(s);
    if (code != SQLITE_OK)
        return tkit_database_fail(corpus, code);
    sqlite3_wal_hook(corpus->db, count_wal, corpus); /* replaces SQLite's own automatic checkpoints */
    return TKIT_OK;
}

/* The write-ahead log lets others read while this process writes, but what goes through it is written twice. The first
 * transaction of a new file, where there is nothing to read, does without: its pages are appended, and the journal need
 * not hold them to undo that. So the log comes with the next transaction. */
static int start_due_wal(tkit_corpus *corpus)
{
    if (!corpus->wal_due || corpus->fresh)
        return TKIT_OK;
    corpus->wal_due = false;
    return start_wal(corpus);
}

int tkit_database_begin(tkit_corpus *corpus)
{
    if (corpus->read_only)
        return tkit_database_fail_read_only(corpus);
    if (corpus->depth == 0) {
        int rc = start_due_wal(corpus);
        if (rc == TKIT_OK)
            rc = tkit_index_pin(corpus);
        if (rc == TKIT_OK)
            rc = tkit_database_execute(corpus, "BEGIN IMMEDIATE");
        if (rc)
            return rc;
    }
    corpus->depth++;
    int rc = corpus->schema_due && corpus->depth == 1 ? create_schema(corpus) : TKIT_OK;
    return rc ? tkit_database_end(corpus, rc) : TKIT_OK;
}

/* SQLite may have done so already. What made the tables of a new file is undone with the rest. */
static void roll_back(tkit_corpus *corpus)
{
    if (!sqlite3_get_autocommit(corpus->db))
        sqlite3_exec(corpus->db, "ROLLBACK", NULL, NULL, NULL);
    corpus->schema_due = corpus->fresh;
}

int tkit_database_end(tkit_corpus *corpus, int rc)
{
    if (rc < 0) /* undo everything at once: the outer operations see the error as well */
        roll_back(corpus);
    if (--corpus->depth > 0 || rc < 0)
        return rc;
    if (sqlite3_get_autocommit(corpus->db)) /* an inner operation rolled everything back */
        return tkit_fail(corpus->tk, TKIT_EINVALID, "%s: the transaction was undone by an earlier error",
                         shown(corpus));
    int done = tkit_database_execute(corpus, "COMMIT");
    corpus->fresh &= done < 0;
    if (done < 0)
        roll_back(corpus);
    return done < 0 ? done : rc;
}

int tkit_database_commit_and_continue(tkit_corpus *corpus)
{
    if (corpus->depth != 1)
        return TKIT_OK; /* the caller's transaction decides */
    int rc = tkit_database_execute(corpus, "COMMIT");
    corpus->fresh &= rc < 0;
    if (rc == TKIT_OK)
        rc = start_due_wal(corpus);
    return rc ? rc : tkit_database_execute(corpus, "BEGIN IMMEDIATE");
}

/* ---- opening and closing ---- */

static int poll_interrupt(void *user)
{
    return tkit_interrupted(user);
}

/* Shared memory, which the write-ahead log needs, does not work over a network. */
static bool on_network(const char *path)
{
    /* NFS, SMB, SMB2, CIFS, 9P, AFS: statfs(2) */
    static const uint32_t network[] = {0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x5346414f};
    struct statfs about;
    if (statfs(path, &about) != 0)
        return false;
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        if ((uint32_t)about.f_type == network[i])
            return true;
    return false;
}

/* Nothing is added to a file with segments that this program cannot read. Reading, its documents are still to be
 * had. */
static int check_segment_formats(tkit_corpus *corpus)
{
    int64_t segments = 0, oldest = SEGMENT_FORMAT, newest = SEGMENT_FORMAT;
    int rc = pragma_integer(corpus, "SELECT count(*) FROM segment", &segments);
    if (rc == TKIT_OK && segments)
        rc = pragma_integer(corpus, "SELECT min(format) FROM segment", &oldest);
    if (rc == TKIT_OK && segments)
        rc = pragma_integer(corpus, "SELECT max(format) FROM segment", &newest);
    if (rc == TKIT_OK)
        rc = tkit_index_check_format(corpus, (int)oldest);
    return rc ? rc : tkit_index_check_format(corpus, (int)newest);
}

/* `create`: an empty file becomes a corpus. */
static int check_schema(tkit_corpus *corpus, bool create)
{
    int64_t application = 0, version = 0, tables = 0;
    int rc = pragma_integer(corpus, "PRAGMA application_id", &application);
    if (rc == TKIT_OK)
        rc = pragma_integer(corpus, "PRAGMA user_version", &version);
    if (rc == TKIT_OK)
        rc = pragma_integer(corpus, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc)
        return rc;
    if (application == 0 && version == 0 && tables == 0) {
        corpus->fresh = corpus->schema_due = create;
        if (create)
            return TKIT_OK;
        return tkit_fail(corpus->tk, TKIT_EFORMAT, "%s: empty, not a corpus file", shown(corpus));
    }
    if (application != CORPUS_APPLICATION_ID)
        return tkit_fail(corpus->tk, TKIT_EFORMAT, "%s: an SQLite file, but not a corpus file", shown(corpus));
    if (version > CORPUS_SCHEMA_VERSION)
        return tkit_fail(corpus->tk, TKIT_EUNSUPPORTED, "%s: schema %lld is newer than this program's %d",
                         shown(corpus), (long long)version, CORPUS_SCHEMA_VERSION);
    return corpus->read_only ? TKIT_OK : check_segment_formats(corpus);
}

/* A corpus in a folder that cannot be written has no place for the log's index: SQLite may then take the file as it is,
 * since nobody can be writing to it. */
static int open_unchanging(tkit_corpus *corpus)
{
    tkit_buffer uri;
    tkit_buffer_init(&uri, corpus->tk);
    tkit_buffer_puts(&uri, "file:");
    for (const char *p = corpus->path; *p; p++) {
        if (strchr("%?#", *p))
            tkit_buffer_printf(&uri, "%%%02X", (unsigned char)*p);
        else
            tkit_buffer_putc(&uri, *p);
    }
    tkit_buffer_puts(&uri, "?immutable=1");
    const char *name = tkit_buffer_string(&uri);
    int code = SQLITE_NOMEM;
    if (name) {
        sqlite3_close_v2(corpus->db);
        corpus->db = NULL;
        code = sqlite3_open_v2(name, &corpus->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    }
    tkit_buffer_free(&uri);
    return code == SQLITE_OK ? TKIT_OK : tkit_database_fail(corpus, code);
}

/* The program that was filling the file was killed. What it left behind has to be undone first; only a writer can. */
static int open_unfinished(tkit_corpus *corpus)
{
    sqlite3 *writer = NULL;
    int code = sqlite3_open_v2(corpus->path, &writer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(writer, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    sqlite3_close_v2(writer);
    return code == SQLITE_OK ? check_schema(corpus, false) : tkit_database_fail(corpus, code);
}

static bool is_in_wal_mode(sqlite3 *db)
{
    sqlite3_stmt *s;
    const char *mode = NULL;
    if (sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        mode = tkit_column_text(s, 0);
    bool is = mode && strcmp(mode, "wal") == 0;
    sqlite3_finalize(s);
    return is;
}

static int configure(tkit_corpus *corpus)
{
    sqlite3 *db = corpus->db;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, BUSY_MILLISECONDS);
    sqlite3_progress_handler(db, INTERRUPT_OPCODES, poll_interrupt, corpus->tk);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    int rc = tkit_database_execute(corpus, "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;"
                                           " PRAGMA cache_size = -16384; PRAGMA page_size = 16384");
    if (rc || !corpus->path)
        return rc;
    bool wal = !corpus->read_only && !on_network(corpus->path);
    if (!wal) { /* take the journal as it is */
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return TKIT_OK;
    }
    if (is_in_wal_mode(db))
        return start_wal(corpus);
    int64_t pages = 0;
    rc = pragma_integer(corpus, "PRAGMA page_count", &pages);
    corpus->fresh = rc == TKIT_OK && pages == 0;
    corpus->wal_due = true;
    return rc;
}

/* What SQLite would only call unable to open. */
static int check_path(tkit_corpus *corpus, const char *path, int mode)
{
    struct stat info;
    if (stat(path, &info) == 0) {
        if (S_ISDIR(info.st_mode))
            return tkit_fail(corpus->tk, TKIT_EFORMAT, "%s: a folder, not a corpus file" MAKE_ONE, path, path);
        if (access(path, R_OK) != 0)
            return tkit_fail(corpus->tk, tkit_system_code(errno), "%s: %s", path, strerror(errno));
        return mode == TKIT_OPEN_EXISTING && access(path, W_OK) != 0 ? tkit_database_fail_read_only(corpus) : TKIT_OK;
    }
    if (mode != TKIT_OPEN_DEFAULT)
        return tkit_fail(corpus->tk, TKIT_EIO, "%s: %s", path, errno == ENOENT ? "no such file" : strerror(errno));
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    char *folder = slash ? tkit_strndup(corpus->tk, path, length) : NULL;
    if (slash && !folder)
        return tkit_fail_nomem(corpus->tk);
    const char *name = folder ? folder : ".";
    int rc = TKIT_OK;
    if (access(name, F_OK) != 0)
        rc = tkit_fail(corpus->tk, TKIT_EIO, "%s: no such folder: %s", path, name);
    else if (access(name, W_OK) != 0)
        rc = tkit_fail(corpus->tk, tkit_system_code(errno), "%s: cannot be made: %s", path, strerror(errno));
    tkit_free(corpus->tk, folder, folder ? length + 1 : 0);
    return rc;
}

int tkit_database_open(tkit_corpus *corpus, const char *path, int mode)
{
    int flags = SQLITE_OPEN_READWRITE;
    if (!path || strcmp(path, ":memory:") == 0)
        path = NULL;
    else if (!(corpus->path = tkit_strndup(corpus->tk, path, strlen(path))))
        return tkit_fail_nomem(corpus->tk);
    if (path && mode == TKIT_OPEN_DEFAULT && access(path, F_OK) == 0 && access(path, W_OK) != 0)
        mode = TKIT_OPEN_READ;
    corpus->read_only = path && mode == TKIT_OPEN_READ;
    if (corpus->read_only)
        flags = SQLITE_OPEN_READONLY;
    else if (!path || mode == TKIT_OPEN_DEFAULT)
        flags |= SQLITE_OPEN_CREATE;
    bool create = flags & SQLITE_OPEN_CREATE || !path;
    int rc = path ? check_path(corpus, path, mode) : TKIT_OK;
    if (rc)
        return rc;
    int code = sqlite3_open_v2(path ? path : ":memory:", &corpus->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return tkit_database_fail(corpus, code);
    rc = configure(corpus);
    if (rc == TKIT_OK)
        rc = check_schema(corpus, create);
    if (rc == TKIT_EIO && corpus->read_only && sqlite3_extended_errcode(corpus->db) == SQLITE_READONLY_ROLLBACK)
        return open_unfinished(corpus);
    if (rc == TKIT_EIO && corpus->read_only) {
        rc = open_unchanging(corpus);
        if (rc == TKIT_OK)
            rc = configure(corpus);
        if (rc == TKIT_OK)
            rc = check_schema(corpus, create);
    }
    return rc;
}

void tkit_database_close(tkit_corpus *corpus)
{
    tkit_index_discard(corpus);
    tkit_annotator_free(corpus->annotator);
    corpus->annotator = NULL;
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(corpus->statements[i]);
        corpus->statements[i] = NULL;
    }
    if (corpus->db)
        tkit_database_ready(corpus); /* a file that was opened is a corpus, and should that fail, still an empty file */
    if (corpus->db && corpus->wrote)
        checkpoint(corpus);
    sqlite3_close_v2(corpus->db);
    corpus->db = NULL;
    if (corpus->path)
        tkit_free(corpus->tk, corpus->path, strlen(corpus->path) + 1);
    corpus->path = NULL;
}
