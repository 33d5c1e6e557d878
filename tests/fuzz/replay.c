/* Runs the seeds of one fuzz target as an ordinary test: each file whole, and cut off at a few places. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_seed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The target aborts on a fault, so a file that comes back has passed. */
static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    fseek(f, 0, SEEK_END);
    long end = ftell(f);
    rewind(f);
    size_t size = end > 0 ? (size_t)end : 0;
    uint8_t *data = malloc(size ? size : 1);
    int ok = data && fread(data, 1, size, f) == size;
    fclose(f);
    if (ok) {
        LLVMFuzzerTestOneInput(data, size);
        for (size_t part = 1; part < 4; part++) LLVMFuzzerTestOneInput(data, size * part / 4);
    }
    free(data);
    return ok;
}

int main(void)
{
    struct dirent **list;
    int count = scandir(SEEDS, &list, is_seed, by_name), passed = 0;
    if (count <= 0) {
        printf("no seeds in %s\n0 passed, 1 failed, 0 skipped\n", SEEDS);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", SEEDS, list[i]->d_name);
        if (replay(path))
            passed++;
        else
            printf("cannot read %s\n", path);
        free(list[i]);
    }
    free(list);
    printf("%d passed, %d failed, 0 skipped\n", passed, count - passed);
    return passed != count;
}
