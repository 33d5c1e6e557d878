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

static uint32_t length_of(const struct tkit_attribute *a, uint32_t form)
{
    return a->ends[form] - (form ? a->ends[form - 1] : 0);
}

/* Sets the ends of all forms; the bytes must add up to what the header says. */
static bool measure_forms(struct tkit_attribute *a, const uint32_t *shared, const uint32_t *rest, size_t bytes)
{
    uint64_t size = 0;
    uint32_t before = 0;
    for (uint32_t n = 0; n < a->forms; n++) {
        uint64_t length = 0;
        if (rest[n] > 0) {
            if (shared[n] > before || rest[n] - 1 > bytes)
                return false;
            bytes -= rest[n] - 1;
            length = (uint64_t)shared[n] + rest[n] - 1;
        } else if (a->base != a) {
            length = length_of(a->base, a->base_forms[a->base_starts[n]]);
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

static void spell_forms(struct tkit_attribute *a, const uint32_t *shared, const uint32_t *rest, const uint8_t *from)
{
    char *to = a->text;
    const char *before = a->text;
    for (uint32_t n = 0; n < a->forms; n++) {
        char *start = to;
        if (rest[n] > 0) {
            memmove(to, before, shared[n]);
            to += shared[n];
            memcpy(to, from, rest[n] - 1);
            to += rest[n] - 1;
            from += rest[n] - 1;
        } else {
            uint32_t length;
            const char *form = tkit_attribute_form(a->base, a->base_forms[a->base_starts[n]], &length);
            for (uint32_t i = 0; i < length; i++) {
                uint8_t c = (uint8_t)form[i];
                *to++ = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
        }
        before = start;
    }
}

static bool decode_forms(struct tkit_attribute *a, const struct tkit_row *row, uint32_t *shared, uint32_t *rest)
{
    tkit *tk = a->segment->corpus->tk;
    const uint8_t *at = row->data, *end = row->data + row->size;
    if (!tkit_numbers_decode(&at, end, shared, a->forms) || !tkit_numbers_decode(&at, end, rest, a->forms) ||
        !measure_forms(a, shared, rest, (size_t)(end - at)))
        return false;
    a->text = tkit_alloc(tk, (size_t)a->text_size + 1);
    if (a->text)
        spell_forms(a, shared, rest, at);
    return true;
}

static int read_forms(struct tkit_attribute *a)
{
    struct tkit_row row;
    tkit *tk = a->segment->corpus->tk;
    size_t size = ((size_t)a->forms + 1) * sizeof(uint32_t);
    int rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_FORMS), 0, &row);
    if (rc)
        return rc;
    uint32_t *shared = tkit_alloc(tk, size), *rest = tkit_alloc(tk, size);
    if (!shared || !rest)
        rc = tkit_fail_nomem(tk);
    else if (!decode_forms(a, &row, shared, rest))
        rc = tkit_segment_damaged(a->segment, "a lexicon");
    else if (!a->text)
        rc = tkit_fail_nomem(tk);
    tkit_free(tk, shared, size);
    tkit_free(tk, rest, size);
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

/* ---- terms ---- */

static bool decode_counts(struct tkit_attribute *a, const uint8_t **at, const uint8_t *end, uint32_t *numbers)
{
    const struct tkit_segment *segment = a->segment;
    uint64_t sum = 0;
    if (!tkit_numbers_decode(at, end, a->frequent, a->forms) || !tkit_numbers_decode(at, end, numbers, a->forms))
        return false;
    for (uint32_t n = 0; n < a->forms; n++) { /* in `frequent` are the tokens, until it gets its own content */
        struct tkit_term *t = &a->terms[n];
        t->tokens = a->frequent[n];
        t->passages = t->tokens - numbers[n];
        if (numbers[n] >= t->tokens || t->passages > segment->passages)
            return false;
        sum += t->tokens;
    }
    if (sum != segment->tokens || !tkit_numbers_decode(at, end, numbers, a->forms))
        return false;
    for (uint32_t n = 0; n < a->forms; n++) {
        struct tkit_term *t = &a->terms[n];
        t->documents = t->passages - numbers[n];
        if (numbers[n] >= t->passages || t->documents > segment->documents)
            return false;
    }
    return true;
}

static bool has_list(const struct tkit_attribute *a, uint32_t form)
{
    return tkit_term_has_list(a->terms[form].passages, a->segment->passages);
}

static bool decode_base_terms(struct tkit_attribute *a, const struct tkit_row *row, uint32_t *numbers)
{
    const uint8_t *at = row->data, *end = row->data + row->size;
    struct tkit_list_place place = {0};
    uint32_t long_lists = 0, next = 0;
    if (!decode_counts(a, &at, end, numbers))
        return false;
    for (uint32_t n = 0; n < a->forms; n++)
        long_lists += a->terms[n].passages > PASSAGES_PLAIN && has_list(a, n);
    if (!tkit_numbers_decode(&at, end, numbers, long_lists) || at != end)
        return false;
    for (uint32_t n = 0; n < a->forms; n++) {
        struct tkit_term *t = &a->terms[n];
        if (n == a->split)
            tkit_place_second_half(&place);
        if (!has_list(a, n))
            continue;
        bool plain = t->passages <= PASSAGES_PLAIN;
        t->bits = plain ? (uint32_t)tkit_passages_plain_size(t->passages, a->segment->passages) : numbers[next++];
        tkit_place_list(&place, t->bits);
        if (place.bit > UINT32_MAX || place.row >= a->segment->tokens)
            return false;
        t->row = place.row;
        t->bit = (uint32_t)place.bit;
        place.bit += t->bits;
    }
    a->list_rows = place.row + (place.bit > 0);
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
        for (uint32_t i = first; i < last; i++) t->tokens += a->base->terms[a->base_forms[i]].tokens;
        t->documents = last - first > 1 ? numbers[several++] : a->base->terms[a->base_forms[first]].documents;
        if (t->documents == 0 || t->documents > t->tokens || t->documents > a->segment->documents)
            return false;
    }
    return true;
}

static int read_terms(struct tkit_attribute *a)
{
    struct tkit_row row;
    tkit *tk = a->segment->corpus->tk;
    size_t size = ((size_t)a->forms + 1) * sizeof(uint32_t);
    int rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_TERMS), 0, &row);
    if (rc)
        return rc;
    uint32_t *numbers = tkit_alloc(tk, size);
    if (!numbers)
        rc = tkit_fail_nomem(tk);
    else if (!(a->base == a ? decode_base_terms : decode_derived_terms)(a, &row, numbers))
        rc = tkit_segment_damaged(a->segment, "a table of terms");
    if (rc == TKIT_OK && a->base == a) {
        for (uint32_t n = 0; n < a->forms; n++) numbers[n] = a->terms[n].tokens;
        rc = tkit_frequency_order(tk, numbers, a->forms, a->frequent);
    }
    tkit_free(tk, numbers, size);
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

/* ---- loading ---- */

static int read_map(struct tkit_attribute *a)
{
    struct tkit_row row;
    int rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_MAP), 0, &row);
    if (rc)
        return rc;
    if (!decode_map(a, &row))
        rc = tkit_segment_damaged(a->segment, "the map of a derived attribute");
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

static int alloc_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    size_t slots = (size_t)a->forms + 1, base_slots = (size_t)a->base->forms + 1;
    a->ends = tkit_calloc(tk, slots, sizeof *a->ends);
    a->terms = tkit_calloc(tk, slots, sizeof *a->terms);
    a->positions = tkit_calloc(tk, slots, sizeof *a->positions);
    bool all = a->ends && a->terms && a->positions;
    if (a->base == a) {
        a->frequent = tkit_calloc(tk, slots, sizeof *a->frequent);
        a->documents = tkit_calloc(tk, slots, sizeof *a->documents);
        all = all && a->frequent && a->documents;
    } else {
        a->map = tkit_calloc(tk, base_slots, sizeof *a->map);
        a->base_starts = tkit_calloc(tk, slots + 1, sizeof *a->base_starts);
        a->base_forms = tkit_calloc(tk, base_slots, sizeof *a->base_forms);
        all = all && a->map && a->base_starts && a->base_forms;
    }
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

static int alloc_list_rows(struct tkit_attribute *a)
{
    a->lists = tkit_calloc(a->segment->corpus->tk, (size_t)a->list_rows + 1, sizeof *a->lists);
    return a->lists ? TKIT_OK : tkit_fail_nomem(a->segment->corpus->tk);
}

static void free_lexicon(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    size_t slots = (size_t)a->forms + 1, base_slots = (size_t)a->base->forms + 1;
    tkit_free(tk, a->text, (size_t)a->text_size + 1);
    tkit_free(tk, a->ends, slots * sizeof *a->ends);
    tkit_free(tk, a->terms, slots * sizeof *a->terms);
    tkit_free(tk, a->frequent, slots * sizeof *a->frequent);
    tkit_free(tk, a->positions, slots * sizeof *a->positions);
    tkit_free(tk, a->documents, slots * sizeof *a->documents);
    tkit_free(tk, a->map, base_slots * sizeof *a->map);
    tkit_free(tk, a->base_starts, (slots + 1) * sizeof *a->base_starts);
    tkit_free(tk, a->base_forms, base_slots * sizeof *a->base_forms);
    a->text = NULL;
    a->ends = a->frequent = a->map = a->base_starts = a->base_forms = NULL;
    a->terms = NULL;
    a->positions = a->documents = NULL;
}

/* How many forms the header may claim is bounded by the bytes that spell them: each differs from the one before in a
 * byte at least, but the empty one. */
static int check_size(struct tkit_attribute *a)
{
    struct tkit_row row;
    if (a->base != a) /* no more than base forms: that was checked with the header */
        return TKIT_OK;
    int rc = tkit_segment_row(a->segment, tkit_part_of(a->number, PART_FORMS), 0, &row);
    if (rc)
        return rc;
    if (a->forms > (uint64_t)row.size + 1)
        rc = tkit_segment_damaged(a->segment, "a lexicon");
    tkit_segment_row_free(a->segment, &row);
    return rc;
}

int tkit_attribute_load(struct tkit_attribute *a)
{
    if (a->terms)
        return TKIT_OK;
    int rc = a->base == a ? TKIT_OK : tkit_attribute_load(a->base); /* one step: bases have no base */
    if (rc == TKIT_OK)
        rc = check_size(a);
    if (rc)
        return rc;
    rc = alloc_lexicon(a);
    if (rc == TKIT_OK && a->base != a)
        rc = read_map(a);
    if (rc == TKIT_OK)
        rc = read_forms(a);
    if (rc == TKIT_OK)
        rc = read_terms(a);
    if (rc == TKIT_OK && a->base == a)
        rc = alloc_list_rows(a);
    if (rc)
        free_lexicon(a);
    return rc;
}

void tkit_attribute_unload(struct tkit_attribute *a)
{
    if (!a->segment)
        return;
    tkit_form_sets_forget(a);
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
    for (uint32_t i = 0; i < a->list_rows && rc == TKIT_OK; i++) rc = tkit_lists_read_row(a, i);
    return rc;
}
