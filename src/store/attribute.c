/* Attributes of a segment: lexicon and counts. See segment.h. */
#include "store/segment_parts.h"
#include "store/varint.h"

/* ---- map ---- */

static bool decode_map(struct tkit_attribute *a, const struct tkit_row *row)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    uint32_t base_forms = a->base->forms;
    int64_t form = 0;
    if (!tkit_numbers_decode(&at, end, a->map, base_forms) || at != end)
        return false;
    for (uint32_t n = 0; n < base_forms; n++) {
        form += tkit_unzigzag(a->map[n]);
        if (form < 0 || form >= a->forms)
            return false;
        a->map[n] = (uint32_t)form;
        a->base_starts[form + 1]++;
    }
    for (uint32_t n = 0; n < a->forms; n++) {
        if (a->base_starts[n + 1] == 0) /* derived from nothing */
            return false;
        a->base_starts[n + 1] += a->base_starts[n];
    }
    /* Counting sort; the starts move and are moved back. */
    for (uint32_t n = 0; n < base_forms; n++) a->base_forms[a->base_starts[a->map[n]]++] = n;
    for (uint32_t n = a->forms; n > 0; n--) a->base_starts[n] = a->base_starts[n - 1];
    a->base_starts[0] = 0;
    return true;
}

/* ---- lexicon ---- */

enum { PIECE = 16 }; /* copied at a time: a form is seldom longer; rows and texts have as much behind them */
#define AS_BASE UINT32_MAX

static uint32_t length_of(const struct tkit_attribute *a, uint32_t form)
{
    return a->ends[form] - (form ? a->ends[form - 1] : 0);
}

/* Sets the ends of all forms, in whose place the bytes of their rests + 1 are; these must add up to what the header
 * says. shared[n] becomes AS_BASE for a form that is not spelled. */
static bool measure_forms(struct tkit_attribute *a, uint32_t *shared, size_t bytes)
{
    uint64_t size = 0;
    uint32_t before = 0;
    for (uint32_t n = 0; n < a->forms; n++) {
        uint64_t length = 0;
        uint32_t rest = a->ends[n];
        if (rest > 0) {
            if (shared[n] > before || rest - 1 > bytes)
                return false;
            bytes -= rest - 1;
            length = (uint64_t)shared[n] + rest - 1;
        } else if (a->base != a) {
            length = length_of(a->base, a->base_forms[a->base_starts[n]]);
            shared[n] = AS_BASE;
        } else {
            return false;
        }
        size += length;
        if (size > a->text_size)
            return false;
        a->ends[n] = (uint32_t)size;
        before = (uint32_t)length;
    }
    return size == a->text_size && bytes == 0;
}

/* `from` lies at least `length` bytes before `to`, or elsewhere. */
static inline void copy(char *to, const char *from, uint32_t length)
{
    for (uint32_t i = 0; i < length; i += PIECE) {
        char piece[PIECE];
        memcpy(piece, from + i, PIECE);
        memcpy(to + i, piece, PIECE);
    }
}

/* The same with A-Z made a-z. */
static inline void copy_lower(char *to, const char *from, uint32_t length)
{
    for (uint32_t i = 0; i < length; i += PIECE) {
        uint8_t piece[PIECE];
        memcpy(piece, from + i, PIECE);
        for (int k = 0; k < PIECE; k++) piece[k] |= (uint8_t)((uint8_t)(piece[k] - 'A') < 26) << 5;
        memcpy(to + i, piece, PIECE);
    }
}

static void spell_forms(struct tkit_attribute *a, const uint32_t *shared, const uint8_t *from)
{
    char *to = a->text;
    const char *before = a->text;
    for (uint32_t n = 0; n < a->forms; n++) {
        char *start = to;
        uint32_t length = length_of(a, n);
        if (shared[n] != AS_BASE) {
            uint32_t rest = length - shared[n];
            copy(to, before, shared[n]);
            copy(to + shared[n], (const char *)from, rest);
            from += rest;
        } else {
            copy_lower(to, tkit_attribute_form(a->base, a->base_forms[a->base_starts[n]], &length), length);
        }
        to += length;
        before = start;
    }
}

/* `numbers` has room for one a form. */
static int decode_forms(struct tkit_attribute *a, const struct tkit_row *row, uint32_t *numbers)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    if (!tkit_numbers_decode(&at, end, numbers, a->forms) || !tkit_numbers_decode(&at, end, a->ends, a->forms) ||
        !measure_forms(a, numbers, (size_t)(end - at)))
        return tkit_segment_damaged(a->segment, "a lexicon");
    a->text = tkit_alloc(a->segment->corpus->tk, (size_t)a->text_size + PIECE);
    if (!a->text)
        return tkit_fail_nomem(a->segment->corpus->tk);
    spell_forms(a, numbers, at);
    return TKIT_OK;
}

/* ---- terms ---- */

/* The numbers of passages are passed over: see lists.c. */
static bool decode_base_terms(struct tkit_attribute *a, const struct tkit_row *row, uint32_t *numbers)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    const struct tkit_segment *segment = a->segment;
    uint64_t sum = 0;
    if (!tkit_numbers_decode(&at, end, numbers, a->forms))
        return false;
    for (uint32_t n = 0; n < a->forms; n++) {
        a->terms[n] = (struct tkit_term){.tokens = numbers[n], .documents = numbers[n]};
        sum += numbers[n];
    }
    if (sum != segment->tokens)
        return false;
    for (int less = 0; less < 2; less++) { /* tokens - passages, passages - documents */
        if (!tkit_numbers_decode(&at, end, numbers, a->forms))
            return false;
        for (uint32_t n = 0; n < a->forms; n++) {
            struct tkit_term *t = &a->terms[n];
            if (numbers[n] >= t->documents)
                return false;
            t->documents -= numbers[n];
        }
    }
    for (uint32_t n = 0; n < a->forms; n++)
        if (a->terms[n].documents > segment->documents)
            return false;
    return true;
}

static bool decode_derived_terms(struct tkit_attribute *a, const struct tkit_row *row, uint32_t *numbers)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    uint32_t several = 0;
    for (uint32_t n = 0; n < a->forms; n++) several += a->base_starts[n + 1] - a->base_starts[n] > 1;
    if (!tkit_numbers_decode(&at, end, numbers, several) || at != end)
        return false;
    several = 0;
    for (uint32_t n = 0; n < a->forms; n++) {
        struct tkit_term *t = &a->terms[n];
        uint32_t first = a->base_starts[n], last = a->base_starts[n + 1];
        *t = (struct tkit_term){0};
        for (uint32_t i = first; i < last; i++) t->tokens += a->base->terms[a->base_forms[i]].tokens;
        t->documents = last - first > 1 ? numbers[several++] : a->base->terms[a->base_forms[first]].documents;
        if (t->documents == 0 || t->documents > t->tokens || t->documents > a->segment->documents)
            return false;
    }
    return true;
}

/* ---- loading ---- */

static int read_part(struct tkit_attribute *a, enum tkit_part part, struct tkit_row *row)
{
    return tkit_segment_row(a->segment, tkit_part_of(a->number, part), 0, row);
}

static int read_map(struct tkit_attribute *a)
{
    struct tkit_row row;
    int rc = read_part(a, PART_MAP, &row);
    if (rc)
        return rc;
    if (!decode_map(a, &row))
        rc = tkit_segment_damaged(a->segment, "the map of a derived attribute");
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

static int read_terms(struct tkit_attribute *a, uint32_t *numbers)
{
    struct tkit_row row;
    int rc = read_part(a, PART_TERMS, &row);
    if (rc)
        return rc;
    if (!(a->base == a ? decode_base_terms : decode_derived_terms)(a, &row, numbers))
        rc = tkit_segment_damaged(a->segment, "a table of terms");
    if (rc == TKIT_OK && a->base == a)
        a->counts = row;
    else
        tkit_segment_row_free(a->segment, &row);
    return rc;
}

static int alloc_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    size_t slots = (size_t)a->forms + 1, base_slots = (size_t)a->base->forms + 1;
    a->ends = tkit_alloc(tk, slots * sizeof *a->ends);
    a->terms = tkit_alloc(tk, slots * sizeof *a->terms);
    bool all = a->ends && a->terms;
    if (a->base != a) {
        a->map = tkit_alloc(tk, base_slots * sizeof *a->map);
        a->base_starts = tkit_calloc(tk, slots + 1, sizeof *a->base_starts);
        a->base_forms = tkit_alloc(tk, base_slots * sizeof *a->base_forms);
        all = all && a->map && a->base_starts && a->base_forms;
    }
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

static void free_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    size_t slots = (size_t)a->forms + 1, base_slots = (size_t)a->base->forms + 1;
    tkit_free(tk, a->text, (size_t)a->text_size + PIECE);
    tkit_free(tk, a->ends, slots * sizeof *a->ends);
    tkit_free(tk, a->terms, slots * sizeof *a->terms);
    tkit_free(tk, a->frequent, slots * sizeof *a->frequent);
    tkit_free(tk, a->map, base_slots * sizeof *a->map);
    tkit_free(tk, a->base_starts, (slots + 1) * sizeof *a->base_starts);
    tkit_free(tk, a->base_forms, base_slots * sizeof *a->base_forms);
    a->text = NULL;
    a->ends = a->frequent = a->map = a->base_starts = a->base_forms = NULL;
    a->terms = NULL;
}

/* How many forms the header may claim is bounded by the bytes that spell them: each differs from the one before in a
 * byte at least, but the empty one. Derived ones are no more than base forms: that was checked with the header. */
static bool can_spell(const struct tkit_attribute *a, const struct tkit_row *forms)
{
    return a->base != a || a->forms <= (uint64_t)forms->size + 1;
}

static int load(struct tkit_attribute *a, const struct tkit_row *forms)
{
    tkit *tk = a->segment->corpus->tk;
    size_t size = ((size_t)a->forms + 1) * sizeof(uint32_t);
    if (!can_spell(a, forms))
        return tkit_segment_damaged(a->segment, "a lexicon");
    uint32_t *numbers = tkit_alloc(tk, size);
    int rc = numbers ? alloc_lexicon(a) : tkit_fail_nomem(tk);
    if (rc == TKIT_OK && a->base != a)
        rc = read_map(a);
    if (rc == TKIT_OK)
        rc = decode_forms(a, forms, numbers);
    if (rc == TKIT_OK)
        rc = read_terms(a, numbers);
    if (rc == TKIT_OK)
        rc = tkit_lists_alloc(a);
    if (rc) {
        tkit_lists_free(a);
        free_lexicon(a);
    }
    tkit_free(tk, numbers, size);
    return rc;
}

int tkit_attribute_load(struct tkit_attribute *a)
{
    struct tkit_row forms;
    if (a->terms)
        return TKIT_OK;
    int rc = a->base == a ? TKIT_OK : tkit_attribute_load(a->base); /* one step: bases have no base */
    if (rc == TKIT_OK)
        rc = read_part(a, PART_FORMS, &forms);
    if (rc)
        return rc;
    rc = load(a, &forms);
    tkit_segment_row_free(a->segment, &forms);
    return rc;
}

void tkit_attribute_unload(struct tkit_attribute *a)
{
    if (!a->segment)
        return;
    tkit_form_sets_forget(a);
    tkit_marks_forget(a);
    tkit_lists_free(a);
    tkit_column_free(a);
    free_lexicon(a);
}

/* ---- look-ups ---- */

uint32_t tkit_attribute_lower_bound(const struct tkit_attribute *a, const char *text, size_t length)
{
    uint32_t low = 0, high = a->forms;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, form_length;
        const char *form = tkit_attribute_form(a, middle, &form_length);
        size_t common = form_length < length ? form_length : length;
        int order = common ? memcmp(form, text, common) : 0;
        if (order < 0 || (order == 0 && form_length < length))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t tkit_attribute_find(const struct tkit_attribute *a, const char *text, size_t length)
{
    uint32_t form = tkit_attribute_lower_bound(a, text, length), found;
    if (form == a->forms)
        return TKIT_NO_TOKEN;
    const char *there = tkit_attribute_form(a, form, &found);
    return found == length && (length == 0 || memcmp(there, text, length) == 0) ? form : TKIT_NO_TOKEN;
}

/* ---- everything ---- */

int tkit_attribute_read_rows(struct tkit_attribute *a)
{
    int rc = tkit_attribute_load(a);
    if (rc || a->base != a)
        return rc;
    for (uint32_t i = 0; i < a->column_rows && rc == TKIT_OK; i++) rc = tkit_column_read_row(a, i);
    return rc == TKIT_OK ? tkit_lists_read_rows(a) : rc;
}
