/* Any bytes as XML or SGML. */
#include "document_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_and_check("file.xml", NULL, data, size);
    return 0;
}
