/* Any bytes as text and Markdown: encoding found by itself or forced, blocks, turns, facts; the first byte chooses. */
#include "load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL,       NULL,        "windows-1252", "utf-16le",
                                            "utf-32be", "shift_jis", "iso-2022-jp",  "utf-8"};
    if (size > 0)
        read_as(data[0] & 8 ? "a.md" : "a.txt", data + 1, size - 1, encodings[data[0] & 7]);
    return 0;
}
