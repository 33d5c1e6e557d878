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

/* The models inside the library, opened once, and what they say of the text. */
static struct {
    tkit *tk;
    tkit_annotator *annotator;
    tkit_annotation *annotation;
} whole;

static void open_whole(void)
{
    if (whole.tk)
        return;
    if (tkit_create(&whole.tk, NULL) != TKIT_OK ||
        tkit_annotator_create(whole.tk, NULL, 0, &whole.annotator) != TKIT_OK ||
        tkit_annotate(whole.annotator, text, sizeof text - 1, TKIT_LAYER_ALL, &whole.annotation) != TKIT_OK)
        abort();
}

/* The model in the place of ours of its kind. */
static void annotate_with(tkit *tk, const tkit_model *model)
{
    enum { MOST = 16 };
    const tkit_model *models[MOST] = {model}, *other;
    tkit_model_identity kind, of;
    tkit_annotator *annotator;
    tkit_annotation *annotation;
    size_t count = 1;
    tkit_model_identify(model, &kind);
    for (size_t i = 0; (other = tkit_annotator_model(whole.annotator, i)) != NULL && count < MOST; i++) {
        tkit_model_identify(other, &of);
        if (strcmp(kind.kind, of.kind) != 0)
            models[count++] = other;
    }
    if (tkit_annotator_create(tk, models, count, &annotator) != TKIT_OK)
        return;
    if (tkit_annotate(annotator, text, sizeof text - 1, TKIT_LAYER_ALL, &annotation) == TKIT_OK)
        tkit_annotation_free(annotation);
    tkit_annotator_free(annotator);
}

static void label_with(tkit *tk, const tkit_model *model)
{
    tkit_labeller *labeller;
    tkit_labels found = {0};
    if (tkit_labeller_open(tk, model, &labeller) != TKIT_OK)
        return;
    tkit_labeller_run(labeller, text, whole.annotation, &found);
    tkit_labels_free(tk, &found);
    tkit_labeller_free(labeller);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tkit *tk;
    tkit_model *model;
    unsigned char *bytes = malloc(size ? size : 1);
    if (!bytes || tkit_create(&tk, NULL) != TKIT_OK)
        abort();
    open_whole();
    memcpy(bytes, data, size);
    if (size >= FIXED_BYTES) {
        put(bytes + 16, size);
        put(bytes + 24, XXH3_64bits(bytes + FIXED_BYTES, size - FIXED_BYTES));
    }
    if (tkit_model_load(tk, "fuzz", bytes, size, &model) == TKIT_OK) {
        annotate_with(tk, model);
        label_with(tk, model);
        tkit_model_free(model);
    }
    tkit_destroy(tk);
    free(bytes);
    return 0;
}
