/* Any bytes as a web page: main text and everything. */
#include "document_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_and_check("page.html", NULL, data, size);
    parse_and_check("page.html", "all", data, size);
    return 0;
}
