/* Case folding and the four normal forms, on utf8proc's tables.
 *
 * ASCII runs are copied. Of the rest utf8proc decomposes and composes; the ordering of marks between the two is done
 * here, because utf8proc's own takes quadratic time on a long run of marks. */
#include "text/normalize.h"

#include <utf8proc.h>

#include "text/unicode.h"

struct work {
    tkit_buffer *out;
    unsigned options; /* of utf8proc */
    int32_t *points;
    size_t count, capacity;
    int32_t *sorted; /* scratch of order_run() */
    size_t sorted_capacity;
};

static unsigned combining_class(int32_t cp)
{
    return (unsigned)utf8proc_get_property(cp)->combining_class;
}

/* Stable sort of a run of marks by combining class: by insertion when it is short, by counting when it is not. */
static int order_run(struct work *w, int32_t *run, size_t count)
{
    enum { SHORT = 24 };
    if (count <= SHORT) {
        for (size_t i = 1; i < count; i++) {
            int32_t cp = run[i];
            unsigned class = combining_class(cp);
            size_t j = i;
            for (; j > 0 && combining_class(run[j - 1]) > class; j--) run[j] = run[j - 1];
            run[j] = cp;
        }
        return TKIT_OK;
    }
    int rc = tkit_reserve(w->out->tk, (void **)&w->sorted, &w->sorted_capacity, count, sizeof *w->sorted);
    if (rc != TKIT_OK)
        return rc;
    size_t place[257] = {0};
    for (size_t i = 0; i < count; i++) place[combining_class(run[i]) + 1]++;
    for (int c = 1; c < 257; c++) place[c] += place[c - 1];
    for (size_t i = 0; i < count; i++) w->sorted[place[combining_class(run[i])]++] = run[i];
    memcpy(run, w->sorted, count * sizeof *run);
    return TKIT_OK;
}

static int order_marks(struct work *w)
{
    for (size_t i = 0; i < w->count;) {
        if (combining_class(w->points[i]) == 0) {
            i++;
            continue;
        }
        size_t start = i;
        while (i < w->count && combining_class(w->points[i]) != 0) i++;
        int rc = order_run(w, w->points + start, i - start);
        if (rc != TKIT_OK)
            return rc;
    }
    return TKIT_OK;
}

/* A piece that neither neighbour can compose with. Stray bytes become U+FFFD. */
static int transform(struct work *w, const uint8_t *at, const uint8_t *end)
{
    enum { LONGEST = 32, POLL = 1 << 14 }; /* code points that one may become: 18 in NFKD (U+FDFA) */
    tkit *tk = w->out->tk;
    int rc = TKIT_OK;
    w->count = 0;
    for (size_t n = 0; at < end && rc == TKIT_OK; n++) {
        unsigned size;
        uint32_t cp = utf8_decode(at, end, &size);
        at += size;
        rc = tkit_reserve(tk, (void **)&w->points, &w->capacity, w->count + LONGEST, sizeof *w->points);
        if (rc == TKIT_OK) {
            int boundclass = 0;
            utf8proc_ssize_t made =
                utf8proc_decompose_char(cp == UNICODE_INVALID ? 0xFFFD : (int32_t)cp, w->points + w->count,
                                        LONGEST, (utf8proc_option_t)w->options, &boundclass);
            if (made > 0)
                w->count += (size_t)made;
            if (n % POLL == POLL - 1)
                rc = tkit_poll(tk);
        }
    }
    if (rc == TKIT_OK)
        rc = order_marks(w);
    if (rc != TKIT_OK)
        return rc;
    utf8proc_ssize_t count = (utf8proc_ssize_t)w->count;
    if (w->options & UTF8PROC_COMPOSE)
        count = utf8proc_normalize_utf32(w->points, count, (utf8proc_option_t)w->options);
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        char *room = tkit_buffer_room(w->out, 4);
        if (!room)
            break;
        w->out->size += (size_t)utf8proc_encode_char(w->points[i], (uint8_t *)room);
    }
    return tkit_buffer_status(w->out);
}

static void copy_ascii(tkit_buffer *out, const uint8_t *at, size_t length, bool lower)
{
    char *room = length ? tkit_buffer_room(out, length) : NULL;
    if (!room)
        return;
    if (lower)
        for (size_t i = 0; i < length; i++)
            room[i] = (char)(at[i] + ((unsigned)(at[i] - 'A') < 26 ? 32 : 0));
    else
        memcpy(room, at, length);
    out->size += length;
}

static int run(tkit_buffer *out, const char *text, size_t length, unsigned options)
{
    struct work w = {.out = out, .options = options};
    const uint8_t *at = (const uint8_t *)text, *end = at + length;
    bool lower = options & UTF8PROC_CASEFOLD;
    int rc = TKIT_OK;
    while (at < end && rc == TKIT_OK) {
        const uint8_t *p = at;
        while (p < end && *p < 0x80) p++;
        /* The last character before a non-ASCII one may take a mark: it goes with the piece. */
        const uint8_t *piece = p < end && p > at ? p - 1 : p;
        copy_ascii(out, at, (size_t)(piece - at), lower);
        while (p < end && *p >= 0x80) p++;
        rc = piece < p ? transform(&w, piece, p) : tkit_buffer_status(out);
        at = p;
    }
    tkit_free(out->tk, w.points, w.capacity * sizeof *w.points);
    tkit_free(out->tk, w.sorted, w.sorted_capacity * sizeof *w.sorted);
    return rc;
}

int tkit_fold_into(tkit_buffer *out, const char *text, size_t length, unsigned flags)
{
    unsigned options = UTF8PROC_STABLE | UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE;
    if (flags & TKIT_FOLD_COMPATIBILITY)
        options |= UTF8PROC_COMPAT;
    if (flags & TKIT_FOLD_MARKS)
        options |= UTF8PROC_STRIPMARK;
    return run(out, text, length, options);
}

static int normalize_into(tkit_buffer *out, const char *text, size_t length, enum tkit_normal_form form)
{
    static const unsigned options[] = {
        [TKIT_NFC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
        [TKIT_NFD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
        [TKIT_NFKC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
        [TKIT_NFKD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
    };
    if ((unsigned)form >= sizeof options / sizeof *options)
        return tkit_fail(out->tk, TKIT_EINVALID, "no normal form has the number %d", (int)form);
    return run(out, text, length, options[form]);
}

/* Hands the buffer's bytes over: NUL-terminated, exactly length + 1 allocated. */
static int finish(tkit_buffer *b, int rc, char **out, size_t *out_length)
{
    tkit *tk = b->tk;
    *out = NULL;
    *out_length = 0;
    if (rc == TKIT_OK) {
        *out = tkit_strndup(tk, b->data, b->size);
        if (*out)
            *out_length = b->size;
        else
            rc = tkit_fail_nomem(tk);
    }
    tkit_buffer_free(b);
    return rc;
}

int tkit_fold(tkit *tk, const char *text, size_t length, unsigned flags, char **out, size_t *out_length)
{
    tkit_buffer b;
    tkit_buffer_init(&b, tk);
    return finish(&b, tkit_fold_into(&b, text, length, flags), out, out_length);
}

int tkit_normalize(tkit *tk, const char *text, size_t length, enum tkit_normal_form form, char **out,
                   size_t *out_length)
{
    tkit_buffer b;
    tkit_buffer_init(&b, tk);
    return finish(&b, normalize_into(&b, text, length, form), out, out_length);
}

void tkit_text_free(tkit *tk, char *text, size_t length)
{
    tkit_free(tk, text, length + 1);
}
