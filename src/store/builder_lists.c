/* Where forms occur: sightings sorted by form, and lists of passages coded. See builder_close.h and passages.h. */
#include "store/bitpack.h"
#include "store/builder_close.h"

/* ---- sightings ---- */

/* Passages and documents of each form, and in how many batches it was seen. */
static void count_sightings(const struct tkit_builder *b, unsigned number, struct tkit_seen *seen)
{
    for (uint32_t n = 0; n < b->entered; n++) {
        const struct kept_batch *batch = &b->batches[n];
        const struct tkit_batch_column *c = &b->attributes[number].columns[n];
        const uint32_t *ids = tkit_ids_of_segment(batch->reader, number);
        for (uint32_t i = 0; i < c->count; i++) {
            struct tkit_seen *s = &seen[tkit_id_of(ids, c->forms[i])];
            s->passages += tkit_count_bits(c->passages[i]);
            s->documents += tkit_batch_new_documents(&batch->documents, c->passages[i], &s->counted);
            s->batches++;
        }
    }
}

/* first_sighting: behind the last sighting of a form that has a list, NO_LIST for the others. */
static const uint32_t NO_LIST = UINT32_MAX;

static void place_sightings(const struct tkit_builder *b, struct tkit_finished *f)
{
    uint32_t sum = 0;
    for (uint32_t id = 0; id < f->forms; id++) {
        bool has_list = tkit_term_has_list(f->seen[id].passages, b->passage_count);
        sum += has_list ? f->seen[id].batches : 0;
        f->first_sighting[id] = has_list ? sum : NO_LIST;
    }
    f->sighting_count = sum;
}

/* A counting sort of the forms of all batches. The last batch comes first, so that first_sighting ends up where it
 * should be. */
int tkit_sort_sightings(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f)
{
    count_sightings(b, number, f->seen);
    place_sightings(b, f);
    f->sightings = tkit_alloc(tk, (f->sighting_count + 1) * sizeof *f->sightings);
    if (!f->sightings)
        return tkit_fail_nomem(tk);
    uint32_t *first = f->first_sighting;
    for (uint32_t n = b->entered; n-- > 0;) {
        const struct tkit_batch_column *c = &b->attributes[number].columns[n];
        const uint32_t *ids = tkit_ids_of_segment(b->batches[n].reader, number);
        for (uint32_t i = 0; i < c->count; i++) {
            uint32_t id = tkit_id_of(ids, c->forms[i]);
            if (first[id] != NO_LIST)
                f->sightings[--first[id]] = (struct tkit_sighting){c->passages[i], b->batches[n].first_passage};
        }
    }
    return TKIT_OK;
}

/* Passages and documents by form, and the first form of the second half: the first half has about half of the
 * passages. */
void tkit_take_counts(struct tkit_finished *f)
{
    uint64_t sum = 0, all = 0;
    for (uint32_t form = 0; form < f->forms; form++) {
        const struct tkit_seen *s = &f->seen[f->order[form]];
        f->passages[form] = s->passages;
        f->documents[form] = s->documents;
        all += s->passages;
    }
    for (f->split = 0; f->split < f->forms && sum * 2 < all; f->split++) sum += f->passages[f->split];
}

/* ---- lists ---- */

/* The passages of a form with a list. */
static void spread(const struct tkit_sighting *s, uint32_t count, uint32_t *list)
{
    for (uint32_t n = 0; n < count; s++)
        for (uint64_t left = s->passages; left; left &= left - 1)
            list[n++] = s->first_passage + (uint32_t)__builtin_ctzll(left);
}

/* Codes the lists of forms [first, last); `list` has room for one. */
static int code_lists(const struct tkit_builder *b, struct tkit_finished *f, unsigned part, uint32_t first,
                      uint32_t last, uint32_t *list, struct tkit_rows *rows)
{
    struct tkit_list_place place = {0};
    struct tkit_bit_writer w = {0};
    for (uint32_t form = first; form < last; form++) {
        uint32_t count = f->passages[form];
        if (!tkit_term_has_list(count, b->passage_count))
            continue;
        spread(f->sightings + f->first_sighting[f->order[form]], count, list);
        uint64_t bits = tkit_passages_size(list, count, b->passage_count);
        f->list_bits[form] = (uint32_t)bits;
        if (tkit_place_list(&place, bits)) {
            rows->data.size += w.used > 0;
            w = (struct tkit_bit_writer){0};
            if (tkit_rows_end(rows, part) != TKIT_OK)
                return TKIT_ENOMEM;
        }
        place.bit += bits;
        size_t most = (size_t)(bits / 8) + BITS_SLACK;
        bool fits = rows->data.capacity - rows->data.size >= most;
        char *room = fits ? rows->data.data + rows->data.size : tkit_buffer_room(&rows->data, most);
        if (!room)
            return tkit_buffer_status(&rows->data);
        w.at = (uint8_t *)room;
        tkit_passages_encode(&w, list, count, b->passage_count);
        rows->data.size = (size_t)(w.at - (uint8_t *)rows->data.data);
    }
    rows->data.size += w.used > 0;
    return place.bit ? tkit_rows_end(rows, part) : TKIT_OK;
}

int tkit_code_lists(const struct tkit_builder *b, unsigned number, struct tkit_finished *f, unsigned half,
                    struct tkit_rows *rows)
{
    tkit *tk = rows->data.tk;
    uint32_t first = half ? f->split : 0, last = half ? f->forms : f->split;
    uint32_t *list = tkit_alloc(tk, (b->passage_count + 1) * sizeof *list);
    int rc = list ? code_lists(b, f, tkit_part_of(number, PART_LISTS), first, last, list, rows) : tkit_fail_nomem(tk);
    tkit_free(tk, list, (b->passage_count + 1) * sizeof *list);
    return rc;
}
