/* SHA-256 as text, by libmd. */
#include <sha2.h>

#include <toolkit/base.h>

void tkit_sha256(const void *data, size_t length, char out[65])
{
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, data, length);
    SHA256End(&context, out);
}
