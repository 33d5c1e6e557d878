/* Frequency classes of forms: see column_code.h. */
#include "store/column_code.h"

#include <stdlib.h>

#include "store/bitpack.h"
#include "store/bits.h"

enum {
    CLASS_BITS = 4,
    GROUP = 8,
    GROUP_BYTES = 4,
    LAST_CLASS = COLUMN_CLASSES - 1,
    WIDEST = 28 /* two places are written at once */
};

/* ---- order ---- */

enum { RARE = 4096 }; /* counts below are sorted by counting */

struct frequent {
    uint32_t tokens, form;
};

static int by_frequency(const void *a, const void *b)
{
    const struct frequent *x = a, *y = b;
    if (x->tokens != y->tokens)
        return x->tokens < y->tokens ? 1 : -1;
    return (x->form > y->form) - (x->form < y->form);
}

int tkit_frequency_order(tkit *tk, const uint32_t *tokens, uint32_t forms, uint32_t *order)
{
    uint32_t starts[RARE] = {0}, frequent = 0, at = 0;
    for (uint32_t f = 0; f < forms; f++) {
        if (tokens[f] < RARE)
            starts[tokens[f]]++;
        else
            frequent++;
    }
    struct frequent *top = tkit_alloc(tk, ((size_t)frequent + 1) * sizeof *top);
    if (!top)
        return tkit_fail_nomem(tk);
    for (uint32_t f = 0; f < forms; f++)
        if (tokens[f] >= RARE)
            top[at++] = (struct frequent){tokens[f], f};
    qsort(top, frequent, sizeof *top, by_frequency);
    for (uint32_t i = 0; i < frequent; i++) order[i] = top[i].form;
    tkit_free(tk, top, ((size_t)frequent + 1) * sizeof *top);
    for (int count = RARE - 1; count >= 0; count--) {
        uint32_t here = starts[count];
        starts[count] = at;
        at += here;
    }
    for (uint32_t f = 0; f < forms; f++)
        if (tokens[f] < RARE)
            order[starts[tokens[f]]++] = f;
    return TKIT_OK;
}

/* ---- choosing the widths ---- */

/* Bits for all places; classes that lie behind the last rank are empty. below[r]: tokens of the ranks below r. */
static uint64_t cost(const uint64_t *below, uint32_t forms, uint8_t *width)
{
    uint64_t bits = 0, start = 0;
    for (int c = 0; c < LAST_CLASS; c++) {
        uint64_t end = start + (UINT64_C(1) << width[c]);
        if (end > forms)
            end = forms;
        bits += (below[end] - below[start]) * width[c];
        start = end;
    }
    width[LAST_CLASS] = 0;
    while (start + (UINT64_C(1) << width[LAST_CLASS]) < forms) width[LAST_CLASS]++;
    return bits + (below[forms] - below[start]) * width[LAST_CLASS];
}

/* One width up or down, or two in opposite directions, as long as that helps. */
static void improve(const uint64_t *below, uint32_t forms, uint8_t *width)
{
    uint64_t least = cost(below, forms, width);
    for (bool better = true; better;) {
        better = false;
        for (int i = 0; i < LAST_CLASS * LAST_CLASS * 4; i++) {
            uint8_t next[COLUMN_CLASSES];
            int a = i / 4 / LAST_CLASS, b = i / 4 % LAST_CLASS, up = i & 1 ? 1 : -1, down = i & 2 ? -up : 0;
            memcpy(next, width, sizeof next);
            next[a] = (uint8_t)(next[a] + up);
            next[b] = (uint8_t)(next[b] + down);
            if (next[a] > WIDEST || next[b] > WIDEST)
                continue;
            uint64_t bits = cost(below, forms, next);
            if (bits < least) {
                least = bits;
                memcpy(width, next, sizeof next);
                better = true;
            }
        }
    }
    cost(below, forms, width);
}

int tkit_column_code_choose(tkit *tk, const uint32_t *tokens, const uint32_t *order, uint32_t forms,
                            struct tkit_column_code *code)
{
    static const uint8_t usual[COLUMN_CLASSES] = {1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14};
    size_t size = ((size_t)forms + 1) * sizeof(uint64_t);
    uint64_t *below = tkit_alloc(tk, size);
    if (!below)
        return tkit_fail_nomem(tk);
    below[0] = 0;
    for (uint32_t r = 0; r < forms; r++) below[r + 1] = below[r] + tokens[order[r]];
    memcpy(code->width, usual, sizeof usual);
    improve(below, forms, code->width);
    tkit_free(tk, below, size);
    tkit_column_code_complete(code, forms);
    return TKIT_OK;
}

bool tkit_column_code_complete(struct tkit_column_code *code, uint32_t forms)
{
    uint64_t start = 0;
    for (int c = 0; c < COLUMN_CLASSES; c++) {
        if (code->width[c] > 32)
            return false;
        code->first[c] = start > UINT32_MAX ? UINT32_MAX : (uint32_t)start;
        start += UINT64_C(1) << code->width[c];
    }
    return start >= forms;
}

/* ---- writing ---- */

uint32_t tkit_column_entry_of(const struct tkit_column_code *code, uint32_t rank)
{
    uint32_t c = 0;
    while (c < LAST_CLASS && rank >= code->first[c + 1]) c++;
    return (rank - code->first[c]) << CLASS_BITS | c;
}

size_t tkit_column_encode(const struct tkit_column_code *code, const uint32_t *entries, unsigned count, uint8_t *out)
{
    enum { CLASS = (1 << CLASS_BITS) - 1 };
    uint8_t *classes = out;
    struct tkit_bit_writer w = {.at = out + (size_t)(count + GROUP - 1) / GROUP * GROUP_BYTES};
    for (unsigned i = 0; i < count; i += GROUP) {
        unsigned here = count - i < GROUP ? count - i : GROUP, k = 0;
        uint32_t group = 0;
        for (; k + 2 <= here; k += 2) {
            uint32_t a = entries[i + k], b = entries[i + k + 1];
            unsigned width = code->width[a & CLASS];
            group |= ((a & CLASS) | (b & CLASS) << CLASS_BITS) << CLASS_BITS * k;
            tkit_bits_put(&w, (uint64_t)(b >> CLASS_BITS) << width | a >> CLASS_BITS, width + code->width[b & CLASS]);
        }
        if (k < here) {
            uint32_t a = entries[i + k];
            group |= (a & CLASS) << CLASS_BITS * k;
            tkit_bits_put(&w, a >> CLASS_BITS, code->width[a & CLASS]);
        }
        tkit_store32(classes, group);
        classes += GROUP_BYTES;
    }
    tkit_bits_align(&w);
    return (size_t)(w.at - out);
}

/* ---- reading ---- */

struct class {
    uint64_t mask;
    uint32_t first, width;
};

/* Decodes `count` <= GROUP tokens, whose classes are in `group`; false when one of them is no form. */
static inline __attribute__((always_inline)) bool decode_group(const struct class *classes, const uint32_t *order,
                                                               uint32_t limit, const uint8_t *data, size_t *bit,
                                                               uint32_t group, const unsigned count, uint32_t *forms)
{
    bool good = true;
    size_t at = *bit;
#pragma GCC unroll 8
    for (unsigned k = 0; k < count; k++, group >>= CLASS_BITS) {
        const struct class *c = &classes[group & (COLUMN_CLASSES - 1)];
        uint64_t rank = c->first + (tkit_bits_at(data, at) & c->mask);
        good &= rank <= limit;
        forms[k] = order[rank <= limit ? rank : 0];
        at += c->width;
    }
    *bit = at;
    return good;
}

bool tkit_column_decode(const struct tkit_column_code *code, const uint32_t *order, uint32_t form_count,
                        const uint8_t *data, size_t size, unsigned count, uint32_t *forms)
{
    struct class classes[COLUMN_CLASSES];
    size_t groups = (size_t)(count + GROUP - 1) / GROUP, bit = groups * GROUP_BYTES * 8, end = size * 8;
    uint32_t limit = form_count ? form_count - 1 : 0;
    bool good = bit <= end;
    for (int c = 0; c < COLUMN_CLASSES; c++)
        classes[c] = (struct class){(UINT64_C(1) << code->width[c]) - 1, code->first[c], code->width[c]};
    for (unsigned i = 0; i < count; i += GROUP) {
        if (!good || bit > end) { /* what a group may read behind the end lies in the slack */
            memset(forms + i, 0, (count - i) * sizeof *forms);
            return false;
        }
        uint32_t group = tkit_load32(data + (size_t)i / GROUP * GROUP_BYTES);
        if (count - i >= GROUP)
            good = decode_group(classes, order, limit, data, &bit, group, GROUP, forms + i);
        else
            good = decode_group(classes, order, limit, data, &bit, group, count - i, forms + i);
    }
    return good && (bit + 7) / 8 == size;
}
