/* The decision about an encoding, and the conversion with its byte map: see encoding.h. */
#include "load/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <strings.h>

#ifdef TKIT_HAVE_UCHARDET
#include <uchardet/uchardet.h>
#endif

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

/* ---- UTF-8 ---- */

/* Length of the valid sequence at p, 0 when it is not valid (overlong forms and surrogates are not). */
static size_t sequence(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    size_t n = p[0] >= 0xc2 && p[0] <= 0xdf ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4 : 0;
    if (n == 0 || n > left)
        return 0;
    unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

/* Copies UTF-8 with every invalid byte run replaced (one U+FFFD for each maximal invalid part, as browsers do). */
static int repair_utf8(struct tkit_input *input, const unsigned char *bytes, size_t size)
{
    tkit *tk = input->source->tk;
    tkit_buffer *out = &input->converted;
    for (size_t i = 0; i < size;) {
        size_t good = tkit_utf8_check((const char *)bytes + i, size - i);
        int rc = tkit_map_add(tk, &input->map, (uint32_t)out->size, i, 1, 1);
        if (rc)
            return rc;
        tkit_buffer_add(out, bytes + i, good);
        i += good;
        if (i == size)
            break;
        size_t bad = 1;
        while (i + bad < size && (bytes[i + bad] & 0xc0) == 0x80 && bad < 3 && (bytes[i] & 0xc0) == 0xc0) bad++;
        if (input->replacements++ == 0)
            input->first_replacement = i;
        rc = tkit_map_add(tk, &input->map, (uint32_t)out->size, i, 3, (uint32_t)bad);
        if (rc)
            return rc;
        tkit_buffer_add(out, REPLACEMENT, 3);
        i += bad;
    }
    return tkit_buffer_status(out);
}

/* ---- conversion ---- */

static void put_utf8(tkit_buffer *out, uint32_t c)
{
    char bytes[4];
    size_t n;
    if (c < 0x80) {
        bytes[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        bytes[0] = (char)(0xc0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3f));
        n = 2;
    } else if (c < 0x10000) {
        bytes[0] = (char)(0xe0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (c & 0x3f));
        n = 3;
    } else {
        bytes[0] = (char)(0xf0 | c >> 18);
        bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
        bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[3] = (char)(0x80 | (c & 0x3f));
        n = 4;
    }
    tkit_buffer_add(out, bytes, n);
}

/* One unit of source, `used` bytes from `at`, becomes character `c`; REPLACE when it has no meaning. */
enum { REPLACE = 0xfffd };

static int put_unit(struct tkit_input *input, size_t at, size_t used, uint32_t c, bool bad)
{
    if (bad && input->replacements++ == 0)
        input->first_replacement = at;
    uint32_t width = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    int rc = tkit_map_add(input->source->tk, &input->map, (uint32_t)input->converted.size, at, width, (uint32_t)used);
    if (rc == TKIT_OK)
        put_utf8(&input->converted, c);
    return rc;
}

/* windows-1252 as browsers read it: 0x80..0x9f have meanings, the five holes are the C1 controls. */
static const uint16_t cp1252[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

static int convert_1252(struct tkit_input *input, const unsigned char *bytes, size_t size)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < size && rc == TKIT_OK;) {
        size_t ascii = 0;
        while (i + ascii < size && bytes[i + ascii] < 0x80) ascii++;
        if (ascii) {
            rc = tkit_map_add(input->source->tk, &input->map, (uint32_t)input->converted.size, i, 1, 1);
            tkit_buffer_add(&input->converted, bytes + i, ascii);
            i += ascii;
        } else {
            rc = put_unit(input, i, 1, bytes[i] < 0xa0 ? cp1252[bytes[i] - 0x80] : bytes[i], false);
            i++;
        }
    }
    return rc;
}

/* UTF-16 and UTF-32, either byte order; `width` 2 or 4. */
static int convert_wide(struct tkit_input *input, const unsigned char *bytes, size_t size, size_t width, bool big)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < size && rc == TKIT_OK;) {
        uint32_t c = 0, used = (uint32_t)width;
        bool bad = false;
        if (i + width > size) { /* a cut unit at the end */
            rc = put_unit(input, i, size - i, REPLACE, true);
            break;
        }
        for (size_t k = 0; k < width; k++) c |= (uint32_t)bytes[i + k] << 8 * (big ? width - 1 - k : k);
        if (c >= 0xd800 && c < 0xe000) {
            uint32_t low = 0;
            if (width == 2 && c < 0xdc00 && i + 4 <= size)
                low = big ? (uint32_t)bytes[i + 2] << 8 | bytes[i + 3] : (uint32_t)bytes[i + 3] << 8 | bytes[i + 2];
            bad = low < 0xdc00 || low > 0xdfff;
            if (!bad) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                used = 4;
            }
        }
        bad = bad || c > 0x10ffff;
        rc = put_unit(input, i, used, bad ? REPLACE : c, bad);
        i += used;
    }
    return rc;
}

/* Any other encoding, by iconv. It does not say which input made which output, so it is fed in small steps: a run of
 * ASCII at once where the encoding allows, else a character at a time. */
static int convert_iconv(struct tkit_input *input, iconv_t converter, const unsigned char *bytes, size_t size)
{
    enum { LONGEST = 16 };
    tkit *tk = input->source->tk;
    size_t unit = 0; /* where the source of the next output starts: shift sequences belong to what follows them */
    for (size_t i = 0; i < size;) {
        size_t length = 1, got;
        char out[64];
        bool bad = false;
        int rc;
        if ((i & 0xfff) == 0 && (rc = tkit_poll(tk)))
            return rc;
        for (;;) {
            char *from = (char *)bytes + i, *to = out;
            size_t from_left = length, to_left = sizeof out;
            size_t result = iconv(converter, &from, &from_left, &to, &to_left);
            got = sizeof out - to_left;
            i += length - from_left;
            length = from_left;
            if (result != (size_t)-1)
                break;
            bad = errno != EINVAL || length >= LONGEST || i + length >= size;
            if (bad)
                break;
            length++; /* an incomplete character: one byte more */
        }
        if (got > 0) {
            rc = tkit_map_add(tk, &input->map, (uint32_t)input->converted.size, unit, (uint32_t)got,
                              (uint32_t)(i - unit));
            if (rc)
                return rc;
            tkit_buffer_add(&input->converted, out, got);
            unit = i;
        }
        if (bad) {
            iconv(converter, NULL, NULL, NULL, NULL);
            rc = put_unit(input, i, 1, REPLACE, true);
            if (rc)
                return rc;
            unit = ++i;
        }
    }
    return TKIT_OK;
}

static bool is_cp1252_name(const char *name)
{
    static const char *const names[] = {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1",
                                        "windows-1252", "cp1252", "ascii", "us-ascii", "ansi_x3.4-1968", NULL};
    for (const char *const *n = names; *n; n++)
        if (strcasecmp(*n, name) == 0)
            return true;
    return false;
}

static bool is_utf8_name(const char *name)
{
    return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

/* UTF-16 and UTF-32, with LE, BE or without. */
static bool is_wide_name(const char *name)
{
    return (strncasecmp(name, "utf-16", 6) == 0 || strncasecmp(name, "utf-32", 6) == 0) &&
           (!name[6] || strcasecmp(name + 6, "le") == 0 || strcasecmp(name + 6, "be") == 0);
}

bool tkit_encoding_is_known(const char *name)
{
    if (is_utf8_name(name) || is_cp1252_name(name) || is_wide_name(name))
        return true;
    iconv_t converter = *name ? iconv_open("UTF-8", name) : (iconv_t)-1; /* "" would be the locale's */
    bool known = converter != (iconv_t)-1;
    if (known)
        iconv_close(converter);
    return known;
}

/* Converts from the named encoding. TKIT_EUNSUPPORTED when nobody knows it. */
static int convert_named(struct tkit_input *input, const char *name, const unsigned char *bytes, size_t size)
{
    snprintf(input->encoding, sizeof input->encoding, "%s", name);
    if (is_utf8_name(name)) {
        strcpy(input->encoding, "UTF-8");
        return repair_utf8(input, bytes, size);
    }
    if (is_cp1252_name(name)) {
        strcpy(input->encoding, "windows-1252");
        return convert_1252(input, bytes, size);
    }
    if (is_wide_name(name)) {
        size_t width = name[4] == '1' ? 2 : 4;
        bool big = strcasecmp(name + 6, "be") == 0;
        snprintf(input->encoding, sizeof input->encoding, "UTF-%d%s", (int)width * 8, big ? "BE" : "LE");
        return convert_wide(input, bytes, size, width, big);
    }
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return tkit_fail(input->source->tk, TKIT_EUNSUPPORTED, "%s: unknown encoding '%s'", input->source->name, name);
    int rc = convert_iconv(input, converter, bytes, size);
    iconv_close(converter);
    return rc;
}

/* ---- the decision ---- */

/* A byte-order mark: its encoding, or NULL. UTF-32LE before UTF-16LE, whose mark it begins with. */
static const char *byte_order_mark(const unsigned char *p, size_t n)
{
    if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        return "UTF-8";
    if (n >= 4 && memcmp(p, "\xFF\xFE\0\0", 4) == 0)
        return "UTF-32LE";
    if (n >= 4 && memcmp(p, "\0\0\xFE\xFF", 4) == 0)
        return "UTF-32BE";
    if (n >= 2 && memcmp(p, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (n >= 2 && memcmp(p, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

/* Whether units of two bytes, the low one first or second, hold control characters that texts do not have: numbers of
 * a binary file have zeros in the same places. */
static bool has_controls(const unsigned char *p, size_t n, size_t low)
{
    size_t controls = 0;
    for (size_t i = 0; i + 1 < n; i += 2) {
        unsigned char c = p[i + low];
        controls += p[i + 1 - low] == 0 && c < ' ' && (c < '\t' || c > '\r');
    }
    return controls > n / 200;
}

/* Text in UTF-16 or UTF-32 without a mark betrays itself by zeros at every second byte or three of four. */
const char *tkit_encoding_by_zeros(const unsigned char *p, size_t n)
{
    size_t zeros[4] = {0};
    if (n > 4096)
        n = 4096;
    n &= ~(size_t)3;
    if (n < 8 || !memchr(p, 0, n))
        return NULL;
    for (size_t i = 0; i < n; i++) zeros[i & 3] += p[i] == 0;
    size_t quarter = n / 4, most = quarter - quarter / 4, few = quarter / 16;
    bool z0 = zeros[0] >= most, z1 = zeros[1] >= most, z2 = zeros[2] >= most, z3 = zeros[3] >= most;
    if (zeros[0] <= few && z1 && z2 && z3)
        return "UTF-32LE";
    if (z0 && z1 && z2 && zeros[3] <= few)
        return "UTF-32BE";
    /* Scripts other than Latin have their zeros only at spaces and digits: a tenth is enough if the others have
     * none. */
    size_t even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3], tenth = n / 20;
    if (odd > tenth && even <= odd / 50 && !has_controls(p, n, 0))
        return "UTF-16LE";
    if (even > tenth && odd <= even / 50 && !has_controls(p, n, 1))
        return "UTF-16BE";
    return NULL;
}

#ifdef TKIT_HAVE_UCHARDET
static void guess(const unsigned char *bytes, size_t size, char name[64])
{
    enum { ENOUGH = 1 << 18 };
    uchardet_t detector = uchardet_new();
    name[0] = 0;
    if (!detector)
        return;
    if (uchardet_handle_data(detector, (const char *)bytes, size < ENOUGH ? size : ENOUGH) == 0) {
        uchardet_data_end(detector);
        snprintf(name, 64, "%s", uchardet_get_charset(detector));
    }
    uchardet_delete(detector);
}
#else
static void guess(const unsigned char *bytes, size_t size, char name[64])
{
    (void)bytes, (void)size;
    name[0] = 0;
}
#endif

/* Mostly UTF-8 with a few faults, rather than some 8-bit encoding: many good sequences for each bad byte. */
static bool mostly_utf8(const unsigned char *bytes, size_t size)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < size;) {
        if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        size_t n = sequence(bytes + i, size - i);
        good += n != 0;
        bad += n == 0;
        i += n ? n : 1;
    }
    return good >= 4 && good >= 5 * bad;
}

/* Encodings that write text in 7-bit bytes: being valid UTF-8 says nothing against them. */
static bool is_seven_bit(const char *name)
{
    return strncasecmp(name, "iso-2022", 8) == 0 || strcasecmp(name, "hz-gb-2312") == 0 ||
           strcasecmp(name, "utf-7") == 0;
}

/* Is the detector to be believed? It takes a few accents for all sorts of things: an encoding of another script must
 * show in many bytes, one of a Latin neighbour needs a text of some length. */
static bool is_plausible(const char *name, const unsigned char *bytes, size_t size)
{
    static const char *const latin[] = {"iso-8859-2", "windows-1250", "iso-8859-3", "iso-8859-4", "windows-1257",
                                        "iso-8859-9", "windows-1254", "iso-8859-10", "iso-8859-13", "iso-8859-15",
                                        "iso-8859-16", "windows-1258", "viscii"};
    size_t high = 0;
    if (strncasecmp(name, "mac", 3) == 0 || strncasecmp(name, "ibm", 3) == 0 || strncasecmp(name, "cp", 2) == 0)
        return false;
    for (size_t i = 0; i < size; i++) high += bytes[i] >= 0x80;
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (strcasecmp(latin[i], name) == 0)
            return size >= 500 && high * 100 >= size;
    return high * 5 >= size || is_seven_bit(name);
}

static int convert_guessed(struct tkit_input *input, const char *declared, const unsigned char *bytes, size_t size)
{
    if (declared[0]) {
        input->how = "declared";
        int rc = convert_named(input, declared, bytes, size);
        if (rc != TKIT_EUNSUPPORTED)
            return rc;
    }
    if (mostly_utf8(bytes, size)) {
        input->how = "guessed";
        return convert_named(input, "UTF-8", bytes, size);
    }
    char name[64];
    guess(bytes, size, name);
    /* Latin-1 and its neighbours come back for every Western text; browsers read them as windows-1252. */
    if (name[0] && !is_cp1252_name(name) && is_plausible(name, bytes, size)) {
        input->how = "guessed";
        int rc = convert_named(input, name, bytes, size);
        if (rc != TKIT_EUNSUPPORTED)
            return rc;
    }
    input->how = is_cp1252_name(name) ? "guessed" : "fallback";
    return convert_named(input, "windows-1252", bytes, size);
}

int tkit_input_decode(struct tkit_input *input, struct tkit_source *source, const char *declared)
{
    const unsigned char *bytes = source->bytes;
    size_t size = source->size;
    *input = (struct tkit_input){.source = source, .text = size ? (const char *)bytes : "", .length = size};
    tkit_buffer_init(&input->converted, source->tk);
    const char *forced = source->options->encoding, *mark = byte_order_mark(bytes, size), *zeros;
    if (size > UINT32_MAX / 2)
        return tkit_fail_limit(source->tk, LIMIT_DOCUMENT_BYTES, source->name);
    int rc = TKIT_OK;
    bool is_valid = tkit_utf8_check((const char *)bytes, size) == size;
    if (forced && !(is_valid && strcasecmp(forced, "utf-8") == 0)) {
        input->how = "forced";
        rc = convert_named(input, forced, bytes, size);
    } else if (mark && (strcmp(mark, "UTF-8") != 0 || !is_valid)) {
        input->how = "bom";
        rc = convert_named(input, mark, bytes, size);
    } else if (!mark && (zeros = tkit_encoding_by_zeros(bytes, size))) {
        input->how = "zeros";
        rc = convert_named(input, zeros, bytes, size);
    } else if (is_valid && !is_seven_bit(declared)) {
        strcpy(input->encoding, "UTF-8");
        input->how = forced ? "forced" : mark ? "bom" : "valid";
        return TKIT_OK;
    } else {
        rc = convert_guessed(input, declared, bytes, size);
    }
    if (rc == TKIT_OK)
        rc = tkit_buffer_status(&input->converted);
    input->text = input->converted.data ? input->converted.data : "";
    input->length = input->converted.size;
    return rc;
}

void tkit_input_free(struct tkit_input *input)
{
    if (!input->source)
        return;
    tkit_buffer_free(&input->converted);
    tkit_map_free(input->source->tk, &input->map);
}

int tkit_input_take(struct tkit_input *input, tkit_document *document)
{
    struct tkit_source *source = input->source;
    int rc;
    if (input->converted.size > 0) {
        rc = tkit_document_take_text(document, &input->converted);
    } else if (source->buffer.size == input->length && source->buffer.data == input->text) {
        rc = tkit_document_take_text(document, &source->buffer);
        if (rc == TKIT_OK)
            source->bytes = (const unsigned char *)document->text; /* which may have moved */
    } else {
        rc = tkit_document_set_text(document, input->text, input->length);
    }
    if (rc == TKIT_OK)
        input->text = document->text;
    return rc;
}
