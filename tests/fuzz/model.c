/* Any bytes as a model file. Length and checksum are put right first, so that what lies behind them is reached; a model
 * that opens must then work on a text without harm. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <toolkit/toolkit.h>

enum { FIXED_BYTES = 32 };
static const char text[] = "Mr. Berg's boats don't sell, \"she said\" in Trent on May 12.\n\nWhy?";

static void put(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 8; i++) at[i] = (unsigned char)(value >> (8 * i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tkit *tk;
    tkit_model *model;
    tkit_annotator *annotator;
    tkit_annotation *annotation;
    tkit_labeller *labeller;
    unsigned char *bytes = malloc(size ? size : 1);
    if (!bytes || tkit_create(&tk, NULL) != TKIT_OK)
        abort();
    memcpy(bytes, data, size);
    if (size >= FIXED_BYTES) {
        put(bytes + 16, size);
        put(bytes + 24, XXH3_64bits(bytes + FIXED_BYTES, size - FIXED_BYTES));
    }
    if (tkit_model_load(tk, "fuzz", bytes, size, &model) == TKIT_OK) {
        const tkit_model *models[] = {model};
        if (tkit_annotator_create(tk, models, 1, &annotator) == TKIT_OK) {
            if (tkit_annotate(annotator, text, sizeof text - 1, TKIT_LAYER_ALL, &annotation) == TKIT_OK)
                tkit_annotation_free(annotation);
            tkit_annotator_free(annotator);
        }
        if (tkit_labeller_open(tk, model, &labeller) == TKIT_OK) {
            tkit_labels found = {0};
            if (tkit_annotator_create(tk, NULL, 0, &annotator) == TKIT_OK) {
                if (tkit_annotate(annotator, text, sizeof text - 1, TKIT_LAYER_ALL, &annotation) == TKIT_OK) {
                    tkit_labeller_run(labeller, text, annotation, &found);
                    tkit_annotation_free(annotation);
                }
                tkit_annotator_free(annotator);
            }
            tkit_labels_free(tk, &found);
            tkit_labeller_free(labeller);
        }
        tkit_model_free(model);
    }
    tkit_destroy(tk);
    free(bytes);
    return 0;
}
