/* Any bytes as an archive, a packed file, an office package, an e-book. The bytes decide which. */
#include "document_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_and_check("file.bin", NULL, data, size);
    return 0;
}
