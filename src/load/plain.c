/* Plain text: the text is the file. */
#include "load/format.h"

/* A control character that texts have. */
static bool is_of_text(unsigned char c)
{
    return c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0x1b;
}

/* Control characters that no text has. Sixteen bytes at once, each counting for itself until it is about to run
 * over. */
static size_t count_controls(const unsigned char *bytes, size_t n)
{
    typedef unsigned char sixteen __attribute__((vector_size(16)));
    size_t controls = 0, i = 0;
    while (n - i >= sizeof(sixteen)) {
        size_t steps = (n - i) / sizeof(sixteen);
        sixteen sum = {0}, v;
        if (steps > UINT8_MAX)
            steps = UINT8_MAX;
        for (; steps > 0; steps--, i += sizeof v) {
            memcpy(&v, bytes + i, sizeof v);
            sixteen line = (sixteen)(v - '\t' < 2), page = (sixteen)(v - '\f' < 2), escape = (sixteen)(v == 0x1b);
            sum -= (sixteen)(v < 0x20) & ~(line | page | escape); /* true is -1 */
        }
        for (size_t k = 0; k < sizeof sum; k++) controls += sum[k];
    }
    for (; i < n; i++) controls += bytes[i] < 0x20 && !is_of_text(bytes[i]);
    return controls;
}

bool tkit_source_looks_like_text(const struct tkit_source *source)
{
    size_t n = source->size < SNIFF_BYTES ? source->size : SNIFF_BYTES;
    if (tkit_encoding_by_zeros(source->bytes, n) ||
        (n >= 2 && (memcmp(source->bytes, "\xFF\xFE", 2) == 0 || memcmp(source->bytes, "\xFE\xFF", 2) == 0)))
        return true;
    return count_controls(source->bytes, n) <= n / 100 + (n < 100 && n > 20);
}

static int sniff(const struct tkit_source *source)
{
    if (!source->is_text)
        return 0;
    return tkit_source_has_extension(source, "txt text asc") ? 30 : 10;
}

static int decode(struct tkit_source *source, struct tkit_input *input, tkit_document *document)
{
    (void)source;
    return tkit_input_take(input, document);
}

const struct tkit_format tkit_format_text = {
    .name = "text",
    .sniff = sniff,
    .decode = decode,
    .finish = FINISH_BLOCKS | FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
