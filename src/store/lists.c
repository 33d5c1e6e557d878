/* Posting lists, made from what the file tells: the passages of a form, if it is not in every other one anyway, and the
 * column. See segment.h.
 *
 * Made when first asked for, then kept with the segment, packed as bitpack.h says. */
#include "store/segment_parts.h"

enum { ONE_BY_ONE = 4, STRIDE = 16 };

typedef uint32_t lanes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/* ---- passages ---- */

static bool has_list(const struct tkit_attribute *base, uint32_t form)
{
    return tkit_term_has_list(base->listings[form].passages, base->segment->passages);
}

/* Where the lists lie that are not short: `bits` holds how long each of them is. */
static bool place_lists(struct tkit_attribute *base, const uint32_t *bits)
{
    struct tkit_list_place place = {0};
    const struct tkit_segment *segment = base->segment;
    for (uint32_t n = 0; n < base->forms; n++) {
        struct tkit_listing *l = &base->listings[n];
        if (n == base->split)
            tkit_place_second_half(&place);
        if (!has_list(base, n))
            continue;
        bool plain = l->passages <= PASSAGES_PLAIN;
        l->bits = plain ? (uint32_t)tkit_passages_plain_size(l->passages, segment->passages) : *bits++;
        tkit_place_list(&place, l->bits);
        if (place.bit > UINT32_MAX || place.row >= segment->tokens)
            return false;
        l->row = place.row;
        l->bit = (uint32_t)place.bit;
        place.bit += l->bits;
    }
    base->list_rows = place.row + (place.bit > 0);
    return true;
}

/* `numbers` has room for one a form. */
static bool decode_listings(struct tkit_attribute *base, uint32_t *numbers)
{
    const uint8_t *at = base->counts.data, *end = at + base->counts.size;
    uint32_t long_lists = 0;
    if (!tkit_numbers_decode(&at, end, numbers, base->forms) || !tkit_numbers_decode(&at, end, numbers, base->forms))
        return false;
    for (uint32_t n = 0; n < base->forms; n++) {
        uint32_t passages = base->terms[n].tokens - numbers[n];
        base->listings[n] = (struct tkit_listing){.passages = passages};
        long_lists += passages > PASSAGES_PLAIN && has_list(base, n);
        if (passages > base->segment->passages)
            return false;
    }
    return tkit_numbers_decode(&at, end, numbers, base->forms) &&
           tkit_numbers_decode(&at, end, numbers, long_lists) && at == end && place_lists(base, numbers);
}

/* What a query that only counts forms has no need of. */
static int read_listings(struct tkit_attribute *base)
{
    if (base->lists)
        return TKIT_OK;
    tkit *tk = base->segment->corpus->tk;
    size_t slots = (size_t)base->forms + 1;
    uint32_t *numbers = tkit_alloc(tk, slots * sizeof *numbers);
    base->listings = tkit_alloc(tk, slots * sizeof *base->listings);
    int rc = numbers && base->listings ? TKIT_OK : tkit_fail_nomem(tk);
    if (rc == TKIT_OK && !decode_listings(base, numbers))
        rc = tkit_segment_damaged(base->segment, "a table of terms");
    if (rc == TKIT_OK)
        base->lists = tkit_calloc(tk, (size_t)base->list_rows + 1, sizeof *base->lists);
    if (rc == TKIT_OK && !base->lists)
        rc = tkit_fail_nomem(tk);
    tkit_free(tk, numbers, slots * sizeof *numbers);
    if (rc == TKIT_OK) {
        tkit_segment_row_free(base->segment, &base->counts);
        return TKIT_OK;
    }
    tkit_free(tk, base->listings, slots * sizeof *base->listings);
    base->listings = NULL;
    return rc;
}

static int read_row(struct tkit_attribute *base, uint32_t row)
{
    if (base->lists[row].data)
        return TKIT_OK;
    return tkit_segment_row(base->segment, tkit_part_of(base->number, PART_LISTS), row, &base->lists[row]);
}

int tkit_lists_read_rows(struct tkit_attribute *base)
{
    int rc = read_listings(base);
    for (uint32_t i = 0; rc == TKIT_OK && i < base->list_rows; i++) rc = read_row(base, i);
    return rc;
}

/* The passages to look into for a form: those of its list, or all. There is room for all. */
static int read_passages(struct tkit_attribute *base, uint32_t form, uint32_t *passages, uint32_t *count)
{
    const struct tkit_listing *l = &base->listings[form];
    *count = has_list(base, form) ? l->passages : base->segment->passages;
    if (!has_list(base, form)) {
        for (uint32_t p = 0; p < *count; p++) passages[p] = p;
        return TKIT_OK;
    }
    int rc = read_row(base, l->row);
    if (rc)
        return rc;
    const struct tkit_row *row = &base->lists[l->row];
    if (l->bit + (uint64_t)l->bits > (uint64_t)row->size * 8 ||
        !tkit_passages_decode(row->data, l->bit, l->bits, passages, l->passages, base->segment->passages))
        return tkit_segment_damaged(base->segment, "a list of passages");
    return TKIT_OK;
}

/* Keeps the list of a form in `pages`; there is none yet. */
static int keep(tkit *tk, tkit_buffer *scratch, const uint32_t *numbers, uint32_t count, struct tkit_row **pages,
                uint32_t form)
{
    struct tkit_row **page = &pages[form / LISTS_PAGE];
    if (!*page)
        *page = tkit_calloc(tk, LISTS_PAGE, sizeof **page);
    tkit_buffer_clear(scratch);
    tkit_postings_encode(scratch, numbers, count);
    int rc = tkit_buffer_status(scratch);
    uint8_t *data = rc || !*page ? NULL : tkit_alloc(tk, scratch->size + 1);
    if (!data)
        return tkit_fail_nomem(tk);
    memcpy(data, scratch->data, scratch->size);
    (*page)[form % LISTS_PAGE] = (struct tkit_row){data, (uint32_t)scratch->size};
    return TKIT_OK;
}

/* ---- positions of one form ---- */

/* Writes the places of `form` among `count` forms, the first of which is at `position`. `out` has room for STRIDE
 * more. */
static uint32_t *find(const uint32_t *forms, uint32_t count, uint32_t form, uint32_t position, uint32_t *out)
{
    const lanes wanted = {form, form, form, form};
    uint32_t i = 0;
    for (; i + STRIDE <= count; i += STRIDE) {
        lanes v[4];
        memcpy(v, forms + i, sizeof v);
        halves any = (halves)((lanes)(v[0] == wanted) | (lanes)(v[1] == wanted) | (lanes)(v[2] == wanted) |
                              (lanes)(v[3] == wanted));
        if (any[0] | any[1])
            for (uint32_t k = 0; k < STRIDE; k++) {
                *out = position + i + k;
                out += forms[i + k] == form;
            }
    }
    for (; i < count; i++) {
        *out = position + i;
        out += forms[i] == form;
    }
    return out;
}

/* The piece of decoded forms that a position starts: at most up to `end` and to the end of its chunk. */
static const uint32_t *decoded(struct tkit_attribute *base, uint32_t position, uint32_t end, uint32_t *count)
{
    struct tkit_column_row *row = &base->column[position / COLUMN_ROW_TOKENS];
    uint32_t in = position % COLUMN_ROW_TOKENS, left = COLUMN_CHUNK - in % COLUMN_CHUNK;
    if (!(row->ready >> in / COLUMN_CHUNK & 1) && !tkit_column_read(base, position))
        return NULL;
    *count = end - position < left ? end - position : left;
    return row->forms + in;
}

static int find_positions(struct tkit_attribute *base, uint32_t form, uint32_t *passages, uint32_t *positions)
{
    const struct tkit_term *t = &base->terms[form];
    const uint32_t *limit = positions + t->tokens;
    uint32_t *out = positions, count, with = 0;
    int rc = read_passages(base, form, passages, &count);
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        uint32_t at = base->segment->passage[passages[i]], end = base->segment->passage[passages[i] + 1], piece;
        const uint32_t *before = out;
        for (; at < end; at += piece) {
            const uint32_t *forms = decoded(base, at, end, &piece);
            if (!forms)
                return base->segment->status;
            out = find(forms, piece, form, at, out);
            if (out > limit)
                return tkit_segment_damaged(base->segment, "a list of passages");
        }
        with += out > before;
        if (i % 256 == 255)
            rc = tkit_poll(base->segment->corpus->tk);
    }
    if (rc == TKIT_OK && (out != limit || with != base->listings[form].passages))
        rc = tkit_segment_damaged(base->segment, "a list of passages");
    return rc;
}

static int make_one(struct tkit_attribute *base, uint32_t form, tkit_buffer *scratch)
{
    tkit *tk = base->segment->corpus->tk;
    const struct tkit_term *t = &base->terms[form];
    /* One chunk's worth of places may be written before they are seen to be too many. */
    size_t room = ((size_t)t->tokens + COLUMN_CHUNK + STRIDE) * sizeof(uint32_t);
    size_t passages_size = ((size_t)base->segment->passages + 1) * sizeof(uint32_t);
    uint32_t *positions = tkit_alloc(tk, room), *passages = tkit_alloc(tk, passages_size);
    int rc = positions && passages ? find_positions(base, form, passages, positions) : tkit_fail_nomem(tk);
    if (rc == TKIT_OK)
        rc = keep(tk, scratch, positions, t->tokens, base->positions, form);
    tkit_free(tk, positions, room);
    tkit_free(tk, passages, passages_size);
    return rc;
}

/* ---- positions of many forms in one walk ---- */

struct walk {
    struct tkit_attribute *base;
    const uint32_t *forms;
    uint32_t count;
    uint32_t *number;    /* form -> its number among the wanted, from 1; 0: not wanted */
    uint32_t *next, *end; /* of each wanted form, in positions */
    uint32_t *positions;
    size_t total;
    uint32_t *passages;
    uint64_t *wanted; /* bit: passage */
};

static size_t bits_of(const struct walk *w)
{
    return (size_t)w->base->segment->passages / 64 + 1;
}

static int walk_alloc(struct walk *w)
{
    tkit *tk = w->base->segment->corpus->tk;
    uint64_t total = 0;
    for (uint32_t i = 0; i < w->count; i++) total += w->base->terms[w->forms[i]].tokens;
    w->total = (size_t)total;
    w->number = tkit_calloc(tk, (size_t)w->base->forms + 1, sizeof *w->number);
    w->next = tkit_calloc(tk, (size_t)w->count + 1, sizeof *w->next);
    w->end = tkit_calloc(tk, (size_t)w->count + 1, sizeof *w->end);
    w->positions = tkit_alloc(tk, ((size_t)total + 1) * sizeof *w->positions);
    w->passages = tkit_alloc(tk, ((size_t)w->base->segment->passages + 1) * sizeof *w->passages);
    w->wanted = tkit_calloc(tk, bits_of(w), sizeof *w->wanted);
    bool all = w->number && w->next && w->end && w->positions && w->passages && w->wanted;
    return all ? TKIT_OK : tkit_fail_nomem(tk);
}

static void walk_free(struct walk *w)
{
    tkit *tk = w->base->segment->corpus->tk;
    tkit_free(tk, w->number, ((size_t)w->base->forms + 1) * sizeof *w->number);
    tkit_free(tk, w->next, ((size_t)w->count + 1) * sizeof *w->next);
    tkit_free(tk, w->end, ((size_t)w->count + 1) * sizeof *w->end);
    tkit_free(tk, w->positions, ((size_t)w->total + 1) * sizeof *w->positions);
    tkit_free(tk, w->passages, ((size_t)w->base->segment->passages + 1) * sizeof *w->passages);
    tkit_free(tk, w->wanted, bits_of(w) * sizeof *w->wanted);
}

static int mark_wanted(struct walk *w)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct tkit_term *t = &w->base->terms[w->forms[i]];
        w->next[i] = w->end[i] = at;
        if (w->number[w->forms[i]]) /* the same form twice */
            continue;
        uint32_t count;
        int rc = read_passages(w->base, w->forms[i], w->passages, &count);
        if (rc)
            return rc;
        for (uint32_t k = 0; k < count; k++) w->wanted[w->passages[k] / 64] |= UINT64_C(1) << w->passages[k] % 64;
        w->number[w->forms[i]] = i + 1;
        w->end[i] = at += t->tokens;
        if (i % 1024 == 1023 && (rc = tkit_poll(w->base->segment->corpus->tk)))
            return rc;
    }
    return TKIT_OK;
}

static int walk_passage(struct walk *w, uint32_t passage)
{
    uint32_t at = w->base->segment->passage[passage], end = w->base->segment->passage[passage + 1], count;
    for (; at < end; at += count) {
        const uint32_t *forms = decoded(w->base, at, end, &count);
        if (!forms)
            return w->base->segment->status;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t number = w->number[forms[i]];
            if (number == 0)
                continue;
            if (w->next[number - 1] == w->end[number - 1])
                return tkit_segment_damaged(w->base->segment, "a list of passages");
            w->positions[w->next[number - 1]++] = at + i;
        }
    }
    return TKIT_OK;
}

static int walk_all(struct walk *w, tkit_buffer *scratch)
{
    int rc = mark_wanted(w);
    for (uint32_t p = 0; p < w->base->segment->passages && rc == TKIT_OK; p++) {
        if (w->wanted[p / 64] >> p % 64 & 1)
            rc = walk_passage(w, p);
        if (rc == TKIT_OK && p % 256 == 255)
            rc = tkit_poll(w->base->segment->corpus->tk);
    }
    for (uint32_t i = 0, start = 0; i < w->count && rc == TKIT_OK; start = w->end[i++]) {
        if (w->number[w->forms[i]] != i + 1)
            continue;
        if (w->next[i] != w->end[i])
            rc = tkit_segment_damaged(w->base->segment, "a list of passages");
        else
            rc = keep(w->base->segment->corpus->tk, scratch, w->positions + start, w->end[i] - start,
                      w->base->positions, w->forms[i]);
    }
    return rc;
}

static int make_many(struct tkit_attribute *base, const uint32_t *forms, uint32_t count, tkit_buffer *scratch)
{
    struct walk w = {.base = base, .forms = forms, .count = count};
    int rc = walk_alloc(&w);
    if (rc == TKIT_OK)
        rc = walk_all(&w, scratch);
    walk_free(&w);
    return rc;
}

/* ---- what is missing ---- */

int tkit_lists_positions(struct tkit_attribute *base, const uint32_t *forms, size_t count)
{
    tkit *tk = base->segment->corpus->tk;
    uint32_t missing = 0;
    for (size_t i = 0; i < count; i++) missing += !tkit_list_made(base->positions, forms[i]);
    if (missing == 0)
        return TKIT_OK;
    int rc = read_listings(base);
    if (rc)
        return rc;
    size_t size = missing * sizeof(uint32_t);
    uint32_t *list = tkit_alloc(tk, size);
    if (!list)
        return tkit_fail_nomem(tk);
    tkit_buffer scratch;
    tkit_buffer_init(&scratch, tk);
    missing = 0;
    for (size_t i = 0; i < count; i++)
        if (!tkit_list_made(base->positions, forms[i]))
            list[missing++] = forms[i];
    if (missing > ONE_BY_ONE)
        rc = make_many(base, list, missing, &scratch);
    for (uint32_t i = 0; missing <= ONE_BY_ONE && i < missing && rc == TKIT_OK; i++)
        if (!tkit_list_made(base->positions, list[i])) /* the same form twice */
            rc = make_one(base, list[i], &scratch);
    tkit_buffer_free(&scratch);
    tkit_free(tk, list, size);
    return rc;
}

/* Ascending positions, or starts of passages, to their documents, in place. */
static uint32_t to_documents(const struct tkit_segment *segment, uint32_t *numbers, uint32_t count)
{
    uint32_t document = 0, found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (numbers[i] >= segment->first_token[document + 1])
            document = tkit_segment_document_of(segment, numbers[i], document);
        if (found == 0 || numbers[found - 1] != document)
            numbers[found++] = document;
    }
    return found;
}

static int read_positions(struct tkit_attribute *base, uint32_t form, uint32_t *numbers)
{
    struct tkit_posting_list list;
    const struct tkit_term *t = &base->terms[form];
    int rc = tkit_lists_positions(base, &form, 1);
    if (rc)
        return rc;
    const struct tkit_row *row = tkit_list_made(base->positions, form);
    bool good = tkit_postings_open(&list, row->data, row->size, t->tokens, base->segment->tokens);
    for (uint32_t at = 0, block = 0; good && at < t->tokens; block++) {
        unsigned here = tkit_postings_decode(&list, block, numbers + at);
        good = here > 0;
        at += here;
    }
    return good ? TKIT_OK : tkit_segment_damaged(base->segment, "a posting list");
}

static int make_documents(struct tkit_attribute *base, uint32_t form, tkit_buffer *scratch)
{
    tkit *tk = base->segment->corpus->tk;
    const struct tkit_term *t = &base->terms[form];
    bool listed = has_list(base, form);
    uint32_t count = listed ? base->listings[form].passages : t->tokens;
    size_t size = ((size_t)count + PACK_BLOCK) * sizeof(uint32_t);
    uint32_t *numbers = tkit_alloc(tk, size);
    int rc;
    if (!numbers)
        rc = tkit_fail_nomem(tk);
    else
        rc = listed ? read_passages(base, form, numbers, &count) : read_positions(base, form, numbers);
    for (uint32_t i = 0; rc == TKIT_OK && listed && i < count; i++) numbers[i] = base->segment->passage[numbers[i]];
    if (rc == TKIT_OK)
        count = to_documents(base->segment, numbers, count);
    if (rc == TKIT_OK && count != t->documents)
        rc = tkit_segment_damaged(base->segment, "a list of passages");
    if (rc == TKIT_OK)
        rc = keep(tk, scratch, numbers, count, base->documents, form);
    tkit_free(tk, numbers, size);
    return rc;
}

int tkit_lists_documents(struct tkit_attribute *base, const uint32_t *forms, size_t count)
{
    tkit_buffer scratch;
    int rc = read_listings(base);
    tkit_buffer_init(&scratch, base->segment->corpus->tk);
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        if (!tkit_list_made(base->documents, forms[i]))
            rc = make_documents(base, forms[i], &scratch);
        if (rc == TKIT_OK && i % 256 == 255)
            rc = tkit_poll(base->segment->corpus->tk);
    }
    tkit_buffer_free(&scratch);
    return rc;
}

int tkit_lists_keep_joined(struct tkit_attribute *derived, uint32_t form, const uint32_t *positions, uint32_t count)
{
    tkit *tk = derived->segment->corpus->tk;
    tkit_buffer scratch;
    tkit_buffer_init(&scratch, tk);
    int rc = keep(tk, &scratch, positions, count, derived->positions, form);
    tkit_buffer_free(&scratch);
    return rc;
}

/* ---- room ---- */

static size_t pages_of(const struct tkit_attribute *a)
{
    return (size_t)a->forms / LISTS_PAGE + 1;
}

int tkit_lists_alloc(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    a->positions = tkit_calloc(tk, pages_of(a), sizeof *a->positions);
    a->documents = a->base == a ? tkit_calloc(tk, pages_of(a), sizeof *a->documents) : NULL;
    return a->positions && (a->documents || a->base != a) ? TKIT_OK : tkit_fail_nomem(tk);
}

static void free_made(const struct tkit_attribute *a, struct tkit_row **pages)
{
    tkit *tk = a->segment->corpus->tk;
    for (size_t p = 0; pages && p < pages_of(a); p++) {
        for (size_t i = 0; pages[p] && i < LISTS_PAGE; i++)
            if (pages[p][i].data)
                tkit_free(tk, pages[p][i].data, (size_t)pages[p][i].size + 1);
        tkit_free(tk, pages[p], LISTS_PAGE * sizeof *pages[p]);
    }
    tkit_free(tk, pages, pages_of(a) * sizeof *pages);
}

void tkit_lists_free(struct tkit_attribute *a)
{
    tkit *tk = a->segment->corpus->tk;
    free_made(a, a->positions);
    free_made(a, a->documents);
    for (uint32_t i = 0; a->lists && i < a->list_rows; i++) tkit_segment_row_free(a->segment, &a->lists[i]);
    tkit_free(tk, a->lists, ((size_t)a->list_rows + 1) * sizeof *a->lists);
    tkit_free(tk, a->listings, ((size_t)a->forms + 1) * sizeof *a->listings);
    tkit_segment_row_free(a->segment, &a->counts);
    a->positions = a->documents = NULL;
    a->lists = NULL;
    a->listings = NULL;
}
