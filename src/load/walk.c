/* The walk over files, folders and globs: see walk.h. */
#include "load/walk.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "load/sidecar.h"

/* Paths still to visit: the inputs themselves, a folder's names, a glob's matches. */
struct name {
    char *bytes;
    bool is_file; /* the folder says that it is a regular file: no need to ask */
};

struct level {
    char *prefix;   /* put before each name: "" or "folder/" */
    struct name *names;
    size_t count, capacity, next;
    dev_t device;   /* of the folder, to notice a loop of links; 0 and 0 for lists that are no folder */
    ino_t inode;
};

struct tkit_walk {
    tkit *tk;
    const tkit_load_options *options;
    struct level *levels;
    size_t depth, capacity;
    char *path; /* the last one given out */
    size_t path_size;
};

/* ---- levels ---- */

static void free_level(tkit *tk, struct level *level)
{
    for (size_t i = 0; i < level->count; i++) tkit_free(tk, level->names[i].bytes, strlen(level->names[i].bytes) + 1);
    tkit_free(tk, level->names, level->capacity * sizeof *level->names);
    if (level->prefix)
        tkit_free(tk, level->prefix, strlen(level->prefix) + 1);
    *level = (struct level){0};
}

static int add_name(tkit *tk, struct level *level, const char *name, bool is_file)
{
    int rc = tkit_reserve(tk, (void **)&level->names, &level->capacity, level->count + 1, sizeof *level->names);
    if (rc)
        return rc;
    char *copy = tkit_strndup(tk, name, strlen(name));
    if (!copy)
        return tkit_fail_nomem(tk);
    level->names[level->count++] = (struct name){copy, is_file};
    return TKIT_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->bytes, ((const struct name *)b)->bytes);
}

/* Names in bytewise order, but a table about the files comes before them. */
static void sort_names(struct level *level)
{
    if (level->count > 1)
        qsort(level->names, level->count, sizeof *level->names, by_bytes);
    for (size_t i = 1; i < level->count; i++) {
        if (!tkit_sidecar_is_named(level->names[i].bytes))
            continue;
        struct name name = level->names[i];
        memmove(&level->names[1], &level->names[0], i * sizeof name);
        level->names[0] = name;
    }
}

/* Pushes a level and takes over what it holds, also when it fails. */
static int push(struct tkit_walk *walk, struct level *level)
{
    int rc = tkit_reserve(walk->tk, (void **)&walk->levels, &walk->capacity, walk->depth + 1, sizeof *walk->levels);
    if (rc)
        free_level(walk->tk, level);
    else
        walk->levels[walk->depth++] = *level;
    return rc;
}

static void note(struct tkit_walk *walk, const char *path, int code, const char *reason)
{
    tkit *tk = walk->tk;
    tkit_fail(tk, code, "%s: %s", path, reason);
    tkit_load_note said = {.file = path, .code = code, .message = tkit_errmsg(tk)};
    if (walk->options->note)
        walk->options->note(walk->options->note_user, &said);
    else
        tkit_log(tk, TKIT_LOG_ERROR, "%s", said.message);
}

/* ---- folders and globs ---- */

static bool is_open_folder(const struct tkit_walk *walk, const struct stat *info)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (walk->levels[i].device == info->st_dev && walk->levels[i].inode == info->st_ino)
            return true;
    return false;
}

static int read_names(struct tkit_walk *walk, DIR *folder, struct level *level)
{
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        int rc = add_name(walk->tk, level, entry->d_name, entry->d_type == DT_REG);
        if (rc == TKIT_OK && (level->count & 1023) == 0)
            rc = tkit_poll(walk->tk);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* "folder" and "folder/" alike as "folder/". */
static char *as_prefix(tkit *tk, const char *path)
{
    size_t n = strlen(path);
    while (n > 0 && path[n - 1] == '/') n--;
    char *prefix = tkit_alloc(tk, n + 2);
    if (prefix) {
        memcpy(prefix, path, n);
        memcpy(prefix + n, "/", 2);
    }
    return prefix;
}

static int enter_folder(struct tkit_walk *walk, const char *path, const struct stat *info)
{
    if (is_open_folder(walk, info)) {
        note(walk, path, TKIT_EUNSUPPORTED, "a link back into a folder that is being read");
        return TKIT_OK;
    }
    DIR *folder = opendir(path);
    if (!folder) {
        note(walk, path, tkit_system_code(errno), strerror(errno));
        return TKIT_OK;
    }
    struct level level = {.device = info->st_dev, .inode = info->st_ino};
    level.prefix = as_prefix(walk->tk, path);
    int rc = level.prefix ? TKIT_OK : tkit_fail_nomem(walk->tk);
    if (rc == TKIT_OK)
        rc = read_names(walk, folder, &level);
    closedir(folder);
    if (rc) {
        free_level(walk->tk, &level);
        return rc;
    }
    sort_names(&level);
    return push(walk, &level);
}

static int expand_glob(struct tkit_walk *walk, const char *pattern)
{
    glob_t found;
    int rc = TKIT_OK, result = glob(pattern, GLOB_NOSORT, NULL, &found);
    if (result == GLOB_NOSPACE)
        return tkit_fail_nomem(walk->tk);
    if (result != 0 || found.gl_pathc == 0) {
        note(walk, pattern, TKIT_ENOTFOUND, "no such file, and no file matches");
    } else {
        struct level level = {0};
        for (size_t i = 0; i < found.gl_pathc && rc == TKIT_OK; i++)
            rc = add_name(walk->tk, &level, found.gl_pathv[i], false);
        if (rc == TKIT_OK) {
            qsort(level.names, level.count, sizeof *level.names, by_bytes);
            rc = push(walk, &level);
        } else {
            free_level(walk->tk, &level);
        }
    }
    if (result == 0)
        globfree(&found);
    return rc;
}

/* ---- the walk ---- */

int tkit_walk_open(tkit *tk, const char *const *inputs, size_t count, const tkit_load_options *options,
                   struct tkit_walk **out)
{
    struct tkit_walk *walk = tkit_calloc(tk, 1, sizeof *walk);
    *out = NULL;
    if (!walk)
        return tkit_fail_nomem(tk);
    walk->tk = tk;
    walk->options = options;
    struct level level = {0};
    int rc = TKIT_OK;
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) rc = add_name(tk, &level, inputs[i], false);
    if (rc)
        free_level(tk, &level);
    else
        rc = push(walk, &level);
    if (rc) {
        tkit_walk_close(walk);
        return rc;
    }
    *out = walk;
    return TKIT_OK;
}

void tkit_walk_close(struct tkit_walk *walk)
{
    if (!walk)
        return;
    while (walk->depth > 0) free_level(walk->tk, &walk->levels[--walk->depth]);
    tkit_free(walk->tk, walk->levels, walk->capacity * sizeof *walk->levels);
    tkit_free(walk->tk, walk->path, walk->path_size);
    tkit_free(walk->tk, walk, sizeof *walk);
}

static int set_path(struct tkit_walk *walk, const char *prefix, const char *name)
{
    size_t n = strlen(prefix), m = strlen(name);
    int rc = tkit_reserve(walk->tk, (void **)&walk->path, &walk->path_size, n + m + 1, 1);
    if (rc)
        return rc;
    memcpy(walk->path, prefix, n);
    memcpy(walk->path + n, name, m + 1);
    return TKIT_OK;
}

int tkit_walk_next(struct tkit_walk *walk, const char **path)
{
    while (walk->depth > 0) {
        struct level *top = &walk->levels[walk->depth - 1];
        if (top->next == top->count) {
            free_level(walk->tk, top);
            walk->depth--;
            continue;
        }
        const struct name *name = &top->names[top->next++];
        int rc = set_path(walk, top->prefix ? top->prefix : "", name->bytes);
        if (rc)
            return rc;
        *path = walk->path;
        if (name->is_file)
            return 1;
        bool is_input = walk->depth == 1;
        struct stat info;
        if (is_input && strcmp(walk->path, "-") == 0)
            return 1;
        if (stat(walk->path, &info) == 0) {
            if (!S_ISDIR(info.st_mode))
                return 1;
            rc = enter_folder(walk, walk->path, &info);
        } else if (is_input && errno == ENOENT && strpbrk(walk->path, "*?[")) {
            rc = expand_glob(walk, walk->path);
        } else {
            note(walk, walk->path, tkit_system_code(errno), strerror(errno));
        }
        if (rc)
            return rc;
    }
    return 0;
}

static void say_nothing(void *user, const tkit_load_note *note)
{
    (void)user, (void)note;
}

int tkit_walk_measure(tkit *tk, const char *const *inputs, size_t count, uint64_t *files, uint64_t *bytes)
{
    tkit_load_options options = {.size = sizeof options, .note = say_nothing};
    struct tkit_walk *walk;
    const char *path;
    *files = *bytes = 0;
    int rc = tkit_walk_open(tk, inputs, count, &options, &walk);
    if (rc)
        return rc;
    while ((rc = tkit_walk_next(walk, &path)) == 1 && (rc = tkit_poll(tk)) == TKIT_OK) {
        struct stat info;
        ++*files;
        if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
            *bytes += (uint64_t)info.st_size;
    }
    tkit_walk_close(walk);
    return rc;
}
