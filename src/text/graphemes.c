/* Grapheme clusters (UAX #29, extended). */
#include "text/spans.h"
#include "text/unicode.h"

/* What the rules have to remember of a cluster. */
struct cluster {
    unsigned left;       /* class of the last character */
    bool pictographic;   /* ExtPict Extend* so far (GB11) */
    bool odd_regional;   /* an odd number of regional indicators so far (GB12, GB13) */
};

static void begin(struct cluster *c, unsigned grapheme)
{
    c->left = grapheme & GB_CLASS;
    c->pictographic = grapheme & GB_PICTOGRAPHIC;
    c->odd_regional = c->left == GB_REGIONAL;
}

/* Does the next character belong to the cluster? Updates the memory if so. */
static bool extends(struct cluster *c, unsigned grapheme)
{
    unsigned left = c->left, right = grapheme & GB_CLASS;
    bool is_pictograph = grapheme & GB_PICTOGRAPHIC;
    bool join = false;
    if (left == GB_CR || left == GB_LF || left == GB_CONTROL)
        join = left == GB_CR && right == GB_LF; /* GB3, GB4 */
    else if (right == GB_CR || right == GB_LF || right == GB_CONTROL)
        join = false; /* GB5 */
    else if (right == GB_EXTEND || right == GB_ZWJ || right == GB_SPACING || left == GB_PREPEND)
        join = true; /* GB9, GB9a, GB9b */
    else if (left == GB_L)
        join = right == GB_L || right == GB_V || right == GB_LV || right == GB_LVT; /* GB6 */
    else if (left == GB_LV || left == GB_V)
        join = right == GB_V || right == GB_T; /* GB7 */
    else if (left == GB_LVT || left == GB_T)
        join = right == GB_T; /* GB8 */
    else if (left == GB_ZWJ && is_pictograph)
        join = c->pictographic; /* GB11 */
    else if (left == GB_REGIONAL && right == GB_REGIONAL)
        join = c->odd_regional; /* GB12, GB13 */
    if (!join)
        return false;
    c->pictographic = is_pictograph || (c->pictographic && right == GB_EXTEND) ||
                      (c->pictographic && right == GB_ZWJ && left != GB_ZWJ);
    c->odd_regional = right == GB_REGIONAL && !(left == GB_REGIONAL && c->odd_regional);
    c->left = right;
    return true;
}

/* The end of the cluster that starts at `from`. */
static size_t cluster_end(const uint8_t *text, size_t length, size_t from)
{
    const uint8_t *at = text + from, *end = text + length;
    unsigned n;
    struct cluster c;
    begin(&c, unicode_record(utf8_decode(at, end, &n))->grapheme);
    for (at += n; at < end; at += n)
        if (!extends(&c, unicode_record(utf8_decode(at, end, &n))->grapheme))
            break;
    return (size_t)(at - text);
}

int tkit_graphemes(tkit *tk, const char *text, size_t length, tkit_spans *out)
{
    enum { POLL = 1 << 16 };
    out->count = 0;
    int rc = tkit_text_check_length(tk, length);
    for (size_t at = 0, n = 0; at < length && rc == TKIT_OK; n++) {
        size_t end = cluster_end((const uint8_t *)text, length, at);
        rc = tkit_spans_add(tk, out, at, end, 0);
        if (n % POLL == 0 && rc == TKIT_OK)
            rc = tkit_poll(tk);
        at = end;
    }
    return rc;
}
