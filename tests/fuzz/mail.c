/* Any bytes as a mail or a mailbox; the first byte chooses. */
#include "load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        read_as(data[0] & 1 ? "a.mbox" : "a.eml", data + 1, size - 1, NULL);
    return 0;
}
