/* Model files: a text header that says what the model is, and named sections of numbers that are used in place.
 *
 *   0  8  "TKITMDL\n"              24  8  XXH3-64 of everything from byte 32 on
 *   8  4  version of the layout    32     section table: name[8], offset u64, size u64 (offsets multiples of 64)
 *  12  4  number of sections              then the sections; the first is HEADER, "key: value" lines
 *  16  8  size of the file
 *
 * Little-endian. A model that was loaded is immutable and borrows its bytes unless they had to be copied. */
#ifndef TOOLKIT_NLP_MODEL_H
#define TOOLKIT_NLP_MODEL_H

#include "base/buffer.h"

#include <toolkit/nlp.h>

enum { MODEL_VERSION = 1, MODEL_SECTIONS = 32 };

struct model_section {
    char name[8];
    uint64_t offset, size;
};

struct tkit_model {
    tkit *tk;
    const unsigned char *bytes;
    size_t size;
    unsigned char *copy;     /* set when the bytes are ours */
    char *header;            /* NUL-terminated copy, values cut into strings by model.c */
    size_t header_size;
    const struct model_section *sections;
    uint32_t section_count;
};

/* The bytes of a section that the decoder cannot do without, *count units of them: TKIT_ECORRUPT, naming it, when it is
 * missing or `unit` does not divide its size. Borrowed from the model. */
int tkit_model_need(const tkit_model *model, const char *name, size_t unit, const void **data, size_t *count);
/* The model's kind must be `kind`. */
int tkit_model_expect(const tkit_model *model, const char *kind);

/* ---- writing ---- */
struct model_writer {
    tkit *tk;
    tkit_buffer header, body;
    struct model_section sections[MODEL_SECTIONS];
    uint32_t count;
};
void tkit_model_writer_init(struct model_writer *w, tkit *tk, const char *kind);
void tkit_model_writer_note(struct model_writer *w, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void tkit_model_writer_section(struct model_writer *w, const char *name, const void *data, size_t size);
/* The finished file, appended to `out`. Frees the writer in every case. */
int tkit_model_writer_finish(struct model_writer *w, tkit_buffer *out);
void tkit_model_writer_free(struct model_writer *w);

/* ---- lists of strings as a section: NUL-terminated, one behind the other ---- */
struct model_strings {
    const char **at;
    uint32_t count;
};
int tkit_model_strings(const tkit_model *model, const char *name, struct model_strings *out);
void tkit_model_strings_free(tkit *tk, struct model_strings *strings);

#endif
