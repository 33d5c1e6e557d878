/* Plain text: the text is the file. */
#include "load/format.h"

bool tkit_source_looks_like_text(const struct tkit_source *source)
{
    size_t n = source->size < SNIFF_BYTES ? source->size : SNIFF_BYTES, controls = 0;
    if (tkit_encoding_by_zeros(source->bytes, n) ||
        (n >= 2 && (memcmp(source->bytes, "\xFF\xFE", 2) == 0 || memcmp(source->bytes, "\xFE\xFF", 2) == 0)))
        return true;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = source->bytes[i];
        controls += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b;
    }
    return controls <= n / 100 + (n < 100 && n > 20);
}

static int sniff(const struct tkit_source *source)
{
    if (!tkit_source_looks_like_text(source))
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
};
