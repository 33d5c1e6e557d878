/* Any bytes as a web archive. */
#include "document_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_and_check("crawl.warc", NULL, data, size);
    return 0;
}
