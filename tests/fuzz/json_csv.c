/* Any bytes as JSON, JSON Lines, CSV, TSV and subtitles; the first byte chooses. */
#include "load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.json", "a.jsonl", "a.csv", "a.tsv", "a.srt", "a.vtt"};
    if (size > 0)
        read_as(names[data[0] % 6], data + 1, size - 1, NULL);
    return 0;
}
