/* Keys: the values by which hits are sorted, grouped and shown: see tkit_hits_value() in the public header. */
#include "query/query.h"

#include "text/collation.h"
#include "text/normalize.h"

#include <stdlib.h>

static int no_key(tkit_query *q, const char *text)
{
    return tkit_fail(q->tk, TKIT_EQUERY,
                     "no key '%s': PLACE.ATTRIBUTE with match, first, last, left1, right1 ..., a label, or doc.KEY",
                     text);
}

static bool attribute_known(const tkit_query *q, const char *name)
{
    for (size_t i = 0; i < q->index->count; i++)
        if (tkit_segment_attribute(q->index->segments[i], name))
            return true;
    return q->index->count == 0;
}

/* left3: its number. 0 when the name is another. */
static unsigned numbered(const char *name, size_t length, const char *stem)
{
    size_t n = strlen(stem);
    unsigned value = 0;
    if (length <= n || length > n + 3 || memcmp(name, stem, n) != 0)
        return 0;
    for (size_t i = n; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        value = value * 10 + (unsigned)(name[i] - '0');
    }
    return value;
}

static int parse_key(tkit_query *q, const char *text, struct key *out)
{
    *out = (struct key){.place = KEY_MATCH};
    const char *name = text;
    if (*name == '-') {
        out->descending = true;
        name++;
    }
    const char *dot = strchr(name, '.');
    size_t place = dot ? (size_t)(dot - name) : 0;
    const char *attribute = dot ? dot + 1 : name;
    if (!dot && (strcmp(name, "left") == 0 || strcmp(name, "right") == 0)) {
        out->place = KEY_SIDE;
        out->leftwards = name[0] == 'l';
        strcpy(out->attribute, "word");
        return TKIT_OK;
    }
    if (!dot && (numbered(name, strlen(name), "left") || numbered(name, strlen(name), "right") ||
                 strcmp(name, "match") == 0 || strcmp(name, "first") == 0 || strcmp(name, "last") == 0)) {
        place = strlen(name); /* a place alone: its words */
        attribute = "word";
    }
    if (strncmp(name, "doc_", 4) == 0 && !dot && !attribute_known(q, name)) {
        place = 3;
        attribute = name + 4;
    }
    if (!*attribute || strlen(attribute) >= sizeof out->attribute)
        return no_key(q, text);
    strcpy(out->attribute, attribute);
    if (place == 0)
        ;
    else if (place == 5 && memcmp(name, "match", 5) == 0)
        ;
    else if (place == 5 && memcmp(name, "first", 5) == 0)
        out->place = KEY_FIRST;
    else if (place == 4 && memcmp(name, "last", 4) == 0)
        out->place = KEY_LAST;
    else if (place == 3 && memcmp(name, "doc", 3) == 0)
        out->place = KEY_DOCUMENT;
    else if ((out->distance = numbered(name, place, "left")) != 0)
        out->place = KEY_LEFT;
    else if ((out->distance = numbered(name, place, "right")) != 0)
        out->place = KEY_RIGHT;
    else {
        unsigned i = 0;
        while (i < q->parsed->labels &&
               (strlen(q->parsed->label_names[i]) != place || memcmp(q->parsed->label_names[i], name, place) != 0))
            i++;
        if (i == q->parsed->labels)
            return no_key(q, text);
        out->place = KEY_LABEL;
        out->label = i;
    }
    if (out->place != KEY_DOCUMENT && !attribute_known(q, out->attribute))
        return no_key(q, text);
    return TKIT_OK;
}

int tkit_key_open(tkit_query *q, const char *text, struct key_reader *out)
{
    *out = (struct key_reader){.query = q};
    int r = parse_key(q, text, &out->key);
    if (r != TKIT_OK)
        return r;
    size_t n = q->index->count;
    out->values = tkit_arena_zalloc(&q->arena, n * sizeof *out->values + 1);
    out->attributes = tkit_arena_zalloc(&q->arena, n * sizeof *out->attributes + 1);
    out->known = tkit_arena_zalloc(&q->arena, n + 1);
    return out->values && out->attributes && out->known ? TKIT_OK : TKIT_ENOMEM;
}

/* Looks up what one segment has under the key. */
static int enter_segment(struct key_reader *reader, uint32_t segment)
{
    tkit_query *q = reader->query;
    struct tkit_segment *s = q->index->segments[segment];
    int r = TKIT_OK;
    if (reader->known[segment])
        return TKIT_OK;
    if (reader->key.place == KEY_DOCUMENT) {
        r = tkit_segment_values(s, reader->key.attribute, &q->arena, &reader->values[segment]);
    } else {
        reader->attributes[segment] = tkit_segment_attribute(s, reader->key.attribute);
        if (reader->attributes[segment])
            r = tkit_attribute_load(reader->attributes[segment]);
    }
    reader->known[segment] = r == TKIT_OK;
    return r;
}

static void add_form(struct tkit_attribute *a, uint32_t position, tkit_buffer *out)
{
    uint32_t length;
    if (!a)
        return;
    const char *form = tkit_attribute_form(a, tkit_column_form(a, position), &length);
    tkit_buffer_add(out, form, length);
}

/* The tokens of a label or capture of a hit; *from is TKIT_NO_TOKEN when it took no part. */
static int label_span(struct key_reader *reader, const tkit_hit *hit, uint32_t *from, uint32_t *to)
{
    uint32_t labels[QUERY_LABELS];
    struct match captures[QUERY_LABELS], m = {hit->start, hit->end};
    struct search *search;
    int r = tkit_query_search(reader->query, hit->segment, &search);
    if (r == TKIT_OK)
        r = tkit_search_bind(search, &m, labels, captures);
    if (r != TKIT_OK)
        return r;
    unsigned label = reader->key.label;
    bool is_capture = reader->query->parsed->is_capture[label];
    *from = is_capture ? captures[label].start : labels[label];
    *to = is_capture ? captures[label].end : *from == TKIT_NO_TOKEN ? *from : *from + 1;
    return TKIT_OK;
}

int tkit_key_value(struct key_reader *reader, const tkit_hit *hit, tkit_buffer *out)
{
    enum { SIDE_WORDS = 5 };
    tkit_query *q = reader->query;
    struct tkit_segment *s = q->index->segments[hit->segment];
    int r = enter_segment(reader, hit->segment);
    if (r != TKIT_OK)
        return r;
    struct tkit_attribute *a = reader->attributes[hit->segment];
    uint32_t document = tkit_segment_document_of(s, hit->start, 0), first = s->first_token[document],
             behind = s->first_token[document + 1], from = hit->start, to = hit->end;
    switch (reader->key.place) {
    case KEY_MATCH: break;
    case KEY_FIRST: to = from + 1; break;
    case KEY_LAST: from = to - 1; break;
    case KEY_LEFT:
        if (hit->start - first < reader->key.distance)
            return TKIT_OK;
        from = hit->start - reader->key.distance;
        to = from + 1;
        break;
    case KEY_RIGHT:
        if (behind - hit->end < reader->key.distance)
            return TKIT_OK;
        from = hit->end + reader->key.distance - 1;
        to = from + 1;
        break;
    case KEY_DOCUMENT: {
        const char *value = reader->values[hit->segment][document];
        tkit_buffer_puts(out, value ? value : "");
        return tkit_buffer_status(out);
    }
    case KEY_LABEL:
        if ((r = label_span(reader, hit, &from, &to)) != TKIT_OK || from == TKIT_NO_TOKEN)
            return r;
        break;
    case KEY_SIDE: /* the nearest word first */
        for (uint32_t i = 0; i < SIDE_WORDS; i++) {
            if (reader->key.leftwards ? hit->start - first <= i : behind - hit->end <= i)
                break;
            if (i)
                tkit_buffer_putc(out, ' ');
            add_form(a, reader->key.leftwards ? hit->start - 1 - i : hit->end + i, out);
        }
        return tkit_buffer_status(out);
    }
    for (uint32_t p = from; p < to; p++) {
        if (p > from)
            tkit_buffer_putc(out, ' ');
        add_form(a, p, out);
    }
    r = tkit_buffer_status(out);
    return r != TKIT_OK ? r : s->status;
}

int tkit_hits_value(tkit_hits *h, size_t index, const char *key, const char **value, size_t *length)
{
    int r = TKIT_OK;
    if (index >= h->count)
        return tkit_fail(h->query->tk, TKIT_EINVALID, "no hit %zu: there are %zu", index + 1, h->count);
    tkit_buffer_clear(&h->value);
    if (!h->value_key || strcmp(h->value_key, key) != 0) {
        h->value_key = NULL;
        if ((r = tkit_key_open(h->query, key, &h->value_reader)) == TKIT_OK)
            h->value_key = tkit_arena_strndup(&h->query->arena, key, strlen(key));
    }
    if (r == TKIT_OK)
        r = h->value_key ? tkit_key_value(&h->value_reader, &h->items[index], &h->value) : TKIT_ENOMEM;
    if (r != TKIT_OK)
        return r;
    *value = tkit_buffer_string(&h->value);
    *length = h->value.size;
    return *value ? TKIT_OK : TKIT_ENOMEM;
}

/* ---- sorting ---- */

struct sort_key {
    const char *order, *exact; /* NUL-terminated: the folded letters or the key of a collation; then the bytes
                                  themselves */
};

struct sorter {
    struct sort_key *keys; /* [row][key] */
    const struct key_reader *readers;
    size_t count;
};

static int compare_rows(const void *x, const void *y, void *user)
{
    const struct sorter *s = user;
    uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
    for (size_t k = 0; k < s->count; k++) {
        const struct sort_key *a = &s->keys[(size_t)i * s->count + k], *b = &s->keys[(size_t)j * s->count + k];
        int order = strcmp(a->order, b->order);
        if (order == 0)
            order = strcmp(a->exact, b->exact);
        if (order)
            return s->readers[k].key.descending ? -order : order;
    }
    return (i > j) - (i < j);
}

static int fill_keys(tkit_hits *h, struct key_reader *readers, size_t count, struct tkit_collation *collation,
                     tkit_arena *arena, struct sort_key *keys)
{
    tkit *tk = h->query->tk;
    tkit_buffer order;
    int r = TKIT_OK;
    tkit_buffer_init(&order, tk);
    for (size_t n = 0; n < h->count * count && r == TKIT_OK; n++) {
        if ((n & 0xfff) == 0 && (r = tkit_poll(tk)) != TKIT_OK)
            break;
        tkit_buffer_clear(&h->value);
        tkit_buffer_clear(&order);
        if ((r = tkit_key_value(&readers[n % count], &h->items[n / count], &h->value)) != TKIT_OK)
            break;
        const char *text = h->value.data ? h->value.data : "";
        r = collation ? tkit_collation_key(collation, text, h->value.size, &order)
                      : tkit_fold_into(&order, text, h->value.size, TKIT_FOLD_MARKS);
        if (r != TKIT_OK)
            break;
        keys[n].exact = tkit_arena_strndup(arena, text, h->value.size);
        keys[n].order = tkit_arena_strndup(arena, order.size ? order.data : "", order.size);
        r = keys[n].exact && keys[n].order ? TKIT_OK : TKIT_ENOMEM;
    }
    tkit_buffer_free(&order);
    return r;
}

int tkit_hits_sort(tkit_hits *h, const char *const *names, size_t count, const char *locale)
{
    enum { MOST_KEYS = 8 };
    tkit *tk = h->query->tk;
    struct key_reader readers[MOST_KEYS];
    tkit_arena arena;
    if (count > MOST_KEYS)
        return tkit_fail(tk, TKIT_EINVALID, "hits are sorted by at most %d keys", MOST_KEYS);
    for (size_t k = 0; k < count; k++) {
        int r = tkit_key_open(h->query, names[k], &readers[k]);
        if (r != TKIT_OK)
            return r;
    }
    if (h->count > UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "too many hits to sort");
    struct tkit_collation *collation = NULL;
    int r = locale ? tkit_collation_open(tk, locale, &collation) : TKIT_OK;
    if (r != TKIT_OK)
        return r;
    tkit_arena_init(&arena, tk);
    struct sort_key *keys = tkit_arena_alloc(&arena, h->count * count * sizeof *keys + 1);
    uint32_t *order = tkit_arena_alloc(&arena, h->count * sizeof *order + 1);
    tkit_hit *sorted = tkit_arena_alloc(&arena, h->count * sizeof *sorted + 1);
    r = keys && order && sorted ? fill_keys(h, readers, count, collation, &arena, keys) : TKIT_ENOMEM;
    if (r == TKIT_OK) {
        struct sorter sorter = {keys, readers, count};
        for (uint32_t i = 0; i < h->count; i++) order[i] = i;
        if (h->count)
            qsort_r(order, h->count, sizeof *order, compare_rows, &sorter);
        for (size_t i = 0; i < h->count; i++) sorted[i] = h->items[order[i]];
        if (h->count)
            memcpy(h->items, sorted, h->count * sizeof *sorted);
    }
    tkit_collation_close(collation);
    tkit_arena_free(&arena);
    return r;
}
