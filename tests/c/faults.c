/* Disks that fail: every n-th write, sync, truncation, opening or reading of the corpus file gives an I/O error, or the
 * disk is full from there on. The run reports an error or has done everything; the file that was there before is intact
 * or has all of the new documents; and the same work done again without faults brings it to its end. */
#include "test.h"

#include <sqlite3.h>
#include <stdint.h>
#include <unistd.h>

#include <toolkit/toolkit.h>

/* ---- a file system that fails ---- */

enum fault { NONE, ONE_ERROR, DISK_FULL };

static enum fault fault;
static int calls, failing_call; /* counted from 1 */

/* What this call gives instead of its work, SQLITE_OK to do it. */
static int fails(int error, int needs_room)
{
    calls++;
    if (fault == ONE_ERROR && calls == failing_call)
        return error;
    return fault == DISK_FULL && calls >= failing_call && needs_room ? SQLITE_FULL : SQLITE_OK;
}

struct file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs shim, *real_vfs;

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

#define PASS(f, method, ...) real_of(f)->pMethods->method(real_of(f), __VA_ARGS__)

static int file_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int file_read(sqlite3_file *f, void *to, int size, sqlite3_int64 at)
{
    int code = fails(SQLITE_IOERR_READ, 0);
    return code ? code : PASS(f, xRead, to, size, at);
}

static int file_write(sqlite3_file *f, const void *from, int size, sqlite3_int64 at)
{
    int code = fails(SQLITE_IOERR_WRITE, 1);
    return code ? code : PASS(f, xWrite, from, size, at);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int code = fails(SQLITE_IOERR_TRUNCATE, 0);
    return code ? code : PASS(f, xTruncate, size);
}

static int file_sync(sqlite3_file *f, int flags)
{
    int code = fails(SQLITE_IOERR_FSYNC, 0);
    return code ? code : PASS(f, xSync, flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size)
{
    int code = fails(SQLITE_IOERR_FSTAT, 0);
    return code ? code : PASS(f, xFileSize, size);
}

static int file_lock(sqlite3_file *f, int level)
{
    return PASS(f, xLock, level);
}

static int file_unlock(sqlite3_file *f, int level)
{
    return PASS(f, xUnlock, level);
}

static int file_check_lock(sqlite3_file *f, int *out)
{
    return PASS(f, xCheckReservedLock, out);
}

static int file_control(sqlite3_file *f, int what, void *argument)
{
    return PASS(f, xFileControl, what, argument);
}

static int file_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int file_features(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return PASS(f, xShmMap, page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *f, int offset, int count, int flags)
{
    return PASS(f, xShmLock, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int file_shm_unmap(sqlite3_file *f, int delete)
{
    return PASS(f, xShmUnmap, delete);
}

static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_check_lock,
    file_control, file_sector, file_features, file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, NULL, NULL,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
    (void)vfs;
    f->pMethods = NULL;
    int code = fails(SQLITE_CANTOPEN, 0);
    if (code)
        return code;
    ((struct file *)f)->real = (sqlite3_file *)((struct file *)f + 1);
    code = real_vfs->xOpen(real_vfs, name, real_of(f), flags, out_flags);
    f->pMethods = code == SQLITE_OK ? &methods : NULL;
    return code;
}

static void install(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    shim = *real_vfs;
    shim.zName = "faults";
    shim.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    shim.xOpen = shim_open;
    sqlite3_vfs_register(&shim, 1);
}

/* ---- the work ---- */

enum { BEFORE = 3, MORE = 4 };

static char path[64], copy[64];

static int add(tkit *tk, tkit_corpus *corpus, int n)
{
    char text[4000], name[32];
    tkit_document *document;
    size_t length = (size_t)snprintf(text, sizeof text, "Report %d\n\n", n);
    for (int i = 0; length + 64 < sizeof text; i++)
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "Gate %d of dam %d was closed at %d.\n", i * n, n, i);
    snprintf(name, sizeof name, "%d.txt", n);
    int rc = tkit_document_parse(tk, name, text, length, NULL, &document);
    if (rc == TKIT_OK) {
        rc = tkit_corpus_add_document(corpus, document, NULL, NULL);
        tkit_document_release(document);
    }
    return rc < 0 ? rc : TKIT_OK;
}

static int add_some(int first, int count)
{
    tkit *tk;
    tkit_corpus *corpus = NULL;
    int rc = tkit_create(&tk, NULL);
    if (rc)
        return rc;
    rc = tkit_corpus_open(tk, path, NULL, &corpus);
    if (rc == TKIT_OK)
        rc = tkit_corpus_begin(corpus);
    if (rc == TKIT_OK) {
        for (int n = first; n < first + count && rc == TKIT_OK; n++) rc = add(tk, corpus, n);
        int ended = tkit_corpus_end(corpus, rc == TKIT_OK);
        rc = rc ? rc : ended;
    }
    CHECK(rc == TKIT_OK || tkit_errmsg(tk)[0]);
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
    return rc;
}

/* The number of documents of a sound corpus, -1 for any other. */
static int documents(void)
{
    tkit *tk;
    tkit_corpus *corpus = NULL;
    uint64_t count = 0;
    if (tkit_create(&tk, NULL) != TKIT_OK)
        return -1;
    int rc = tkit_corpus_open(tk, path, NULL, &corpus);
    if (rc == TKIT_OK)
        rc = tkit_corpus_verify(corpus, NULL, NULL, NULL);
    if (rc == TKIT_OK)
        rc = tkit_corpus_count(corpus, &count);
    if (rc)
        fprintf(stderr, "%s\n", tkit_errmsg(tk));
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
    return rc ? -1 : (int)count;
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 22];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    CHECK(in && out);
    size_t size = in ? fread(bytes, 1, sizeof bytes, in) : 0;
    CHECK(size > 0 && size < sizeof bytes && out && fwrite(bytes, 1, size, out) == size);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
}

static void remove_all(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[96];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(file, sizeof file, "%s%s", name, ends[i]);
        unlink(file);
    }
}

/* Every call that can fail, one after the other. Returns how many there were. */
static int sweep(enum fault kind)
{
    enum { MOST = 3000 };
    int errors = 0;
    for (failing_call = 1; failing_call < MOST; failing_call++) {
        remove_all(path);
        copy_file(copy, path);
        fault = kind;
        calls = 0;
        int rc = add_some(BEFORE, MORE), reached = calls >= failing_call;
        fault = NONE;
        errors += rc != TKIT_OK;
        int there = documents();
        CHECK(there == BEFORE || there == BEFORE + MORE);
        CHECK(rc != TKIT_OK || there == BEFORE + MORE);
        if (there == BEFORE && failing_call % 7 == 0) {
            CHECK(add_some(BEFORE, MORE) == TKIT_OK);
            CHECK(documents() == BEFORE + MORE);
        }
        if (test_bad || !reached)
            break;
    }
    CHECK(failing_call > 50 && failing_call < MOST && errors > 10);
    return failing_call - 1;
}

static void a_corpus_survives_every_io_error(void)
{
    printf("   %d calls that can fail\n", sweep(ONE_ERROR));
}

static void a_corpus_survives_a_full_disk(void)
{
    printf("   %d moments at which the disk is full\n", sweep(DISK_FULL));
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/toolkit-faults-%d.db", (int)getpid());
    snprintf(copy, sizeof copy, "/tmp/toolkit-faults-%d-copy.db", (int)getpid());
    install();
    CHECK(add_some(0, BEFORE) == TKIT_OK && documents() == BEFORE);
    copy_file(path, copy);
    RUN(a_corpus_survives_every_io_error);
    RUN(a_corpus_survives_a_full_disk);
    remove_all(path);
    remove_all(copy);
    return test_report();
}
