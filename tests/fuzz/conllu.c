/* Any bytes as a treebank: refused, or learned from without harm. The first byte chooses the kind. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"lemmatizer", "segmenter", "tagger", "names", "parser"};
    tkit *tk;
    void *bytes;
    size_t length;
    if (!size || size > 20000)
        return 0;
    char *copy = malloc(size);
    if (!copy || tkit_create(&tk, NULL) != TKIT_OK)
        abort();
    memcpy(copy, data + 1, size - 1);
    tkit_train_data treebank = {.name = "fuzz", .bytes = copy, .size = size - 1};
    tkit_train_options options = {.size = sizeof options, .data = &treebank, .data_count = 1, .epochs = 1};
    options.kind = kinds[data[0] % (sizeof kinds / sizeof *kinds)];
    if (tkit_train(tk, &options, &bytes, &length) == TKIT_OK)
        tkit_train_free(tk, bytes, length);
    tkit_destroy(tk);
    free(copy);
    return 0;
}
