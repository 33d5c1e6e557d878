/* The index against a naive scan: random corpora in several segments, with removals, replacements and merges; every
 * form's postings, documents, counts, columns, sentences, regions. Lua reaches it only through the query engine. */
#include "random.h"
#include "test.h"

#include "store/segment.h"
#include "text/normalize.h"

/* ---- posting lists alone ---- */

static void posting_lists_come_back(void)
{
    enum { MOST = 3000 };
    static uint32_t numbers[MOST], values[PACK_BLOCK];
    tkit *tk;
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    for (int round = 0; round < 400; round++) {
        uint32_t count = random_below(round % 4 ? 300 : MOST), at = random_below(10), spread = 1u << random_below(20);
        for (uint32_t i = 0; i < count; i++) {
            numbers[i] = at;
            at += 1 + random_below(random_below(50) ? spread : 1 + spread / 64) + (random_below(90) ? 0 : spread * 8);
        }
        tkit_buffer b;
        tkit_buffer_init(&b, tk);
        tkit_postings_encode(&b, numbers, count);
        CHECK(tkit_buffer_status(&b) == TKIT_OK);
        struct tkit_posting_list list;
        CHECK(tkit_postings_open(&list, (const uint8_t *)b.data, b.size, count, at + 1));
        uint32_t seen = 0;
        for (uint32_t block = 0; seen < count; block++) {
            unsigned n = tkit_postings_decode(&list, block, values);
            CHECK(n > 0 && memcmp(values, numbers + seen, n * sizeof *values) == 0);
            if (n == 0)
                break;
            seen += n;
        }
        CHECK(seen == count);
        /* Damaged bytes are refused or give ascending numbers below the limit. */
        for (int n = 0; n < 20 && b.size; n++) {
            b.data[random_below((uint32_t)b.size)] ^= (char)(1 << random_below(8));
            for (uint32_t block = 0; block <= list.blocks; block++) {
                unsigned got = tkit_postings_decode(&list, block, values);
                for (unsigned i = 0; i < got; i++) CHECK(values[i] <= at && (i == 0 || values[i] > values[i - 1]));
            }
        }
        tkit_buffer_free(&b);
    }
    tkit_destroy(tk);
}

/* ---- corpora ---- */

enum { DOCUMENTS = 120, WORDS = 60, ROUNDS = 12 };

struct naive {
    int64_t id;
    char *text;
    tkit_spans tokens;
};

static struct naive naive[DOCUMENTS * 4];
static size_t naive_count;

static void random_text(tkit_buffer *out, uint32_t words)
{
    static const char *const odd[] = {"Zo\xc3\xab", "zo\xc3\xab",   "ZO\xc3\x8b", "antidisestablishmentarianism",
                                      "3.50",       "don't",        "THE",        "The",
                                      "the",        "\xe6\xb8\xaf", "a-b",        "floccinaucinihilipilification"};
    for (uint32_t i = 0; i < words; i++) {
        uint32_t rank = random_below(1 + random_below(WORDS));
        if (rank < sizeof odd / sizeof *odd)
            tkit_buffer_puts(out, odd[rank]);
        else
            tkit_buffer_printf(out, "%c%u", random_below(3) ? 'w' : 'W', rank);
        tkit_buffer_puts(out, random_below(9) ? " " : random_below(3) ? ". " : ".\n\n");
    }
    tkit_buffer_puts(out, "\n");
}

static void add(tkit *tk, tkit_corpus *corpus, const char *name, uint32_t words)
{
    tkit_buffer text;
    tkit_document *document;
    struct naive *n = &naive[naive_count++];
    tkit_load_options options = {.size = sizeof options, .format = "text"};
    tkit_buffer_init(&text, tk);
    tkit_buffer_printf(&text, "%s\n\n", name); /* no two texts are the same */
    random_text(&text, words);
    CHECK(tkit_document_parse(tk, name, text.data, text.size, &options, &document) == TKIT_OK);
    int outcome = tkit_corpus_add_document(corpus, document, NULL, &n->id);
    CHECK(outcome == TKIT_ADDED || outcome == TKIT_REPLACED);
    n->text = tkit_strndup(tk, text.data, text.size);
    n->tokens = (tkit_spans){0};
    CHECK(tkit_tokenize(tk, n->text, text.size, 0, &n->tokens) == TKIT_OK);
    tkit_document_release(document);
    tkit_buffer_free(&text);
}

static void forget(tkit *tk, size_t i)
{
    tkit_free(tk, naive[i].text, strlen(naive[i].text) + 1);
    tkit_spans_free(tk, &naive[i].tokens);
    memmove(&naive[i], &naive[i + 1], (naive_count - i - 1) * sizeof *naive);
    naive_count--;
}

static const struct naive *naive_of(int64_t id)
{
    for (size_t i = 0; i < naive_count; i++)
        if (naive[i].id == id)
            return &naive[i];
    return NULL;
}

/* Columns and texts agree, token by token; returns the forms of the segment's "lower" by position. */
static void check_columns(tkit *tk, struct tkit_segment *s)
{
    struct tkit_attribute *word = tkit_segment_attribute(s, "word"), *lower = tkit_segment_attribute(s, "lower");
    tkit_buffer folded;
    tkit_buffer_init(&folded, tk);
    CHECK(word && lower && tkit_attribute_load(lower) == TKIT_OK);
    uint32_t *block = tkit_alloc(tk, ((size_t)s->tokens + 1) * sizeof *block);
    tkit_column_forms(lower, 0, s->tokens, block);
    for (uint32_t d = 0; d < s->documents; d++) {
        const struct naive *n = s->document[d] ? naive_of(s->document[d]) : NULL;
        CHECK(!s->document[d] || n);
        if (!n)
            continue;
        CHECK(n->tokens.count == s->first_token[d + 1] - s->first_token[d]);
        for (uint32_t i = 0; i < n->tokens.count; i++) {
            uint32_t length, size = n->tokens.end[i] - n->tokens.start[i];
            const char *expected = n->text + n->tokens.start[i];
            uint32_t form = tkit_column_form(word, s->first_token[d] + i);
            const char *text = tkit_attribute_form(word, form, &length);
            CHECK(length == size && memcmp(text, expected, size) == 0);
            CHECK(tkit_attribute_find(word, expected, size) == form);
            CHECK(tkit_segment_document_of(s, s->first_token[d] + i, random_below(d + 1)) == d);
            tkit_buffer_clear(&folded);
            tkit_fold_into(&folded, expected, size, 0);
            uint32_t own = tkit_column_form(lower, s->first_token[d] + i);
            text = tkit_attribute_form(lower, own, &length);
            CHECK(own == block[s->first_token[d] + i]);
            CHECK(length == folded.size && memcmp(text, folded.data, length) == 0);
        }
    }
    tkit_free(tk, block, ((size_t)s->tokens + 1) * sizeof *block);
    tkit_buffer_free(&folded);
}

/* Postings of a set of forms equal a scan of the column; so do documents, whatever way they are read. */
static void check_postings(tkit *tk, struct tkit_segment *s, struct tkit_attribute *a, const uint32_t *forms,
                           size_t count)
{
    uint32_t *expected = tkit_alloc(tk, ((size_t)s->tokens + 1) * sizeof *expected), found = 0;
    for (uint32_t position = 0; position < s->tokens; position++) {
        uint32_t form = tkit_column_form(a, position);
        for (size_t i = 0; i < count; i++) {
            if (forms[i] == form) {
                expected[found++] = position;
                break;
            }
        }
    }
    struct tkit_postings p;
    CHECK(tkit_postings_open_positions(&p, a, forms, count) == TKIT_OK && p.total == found);
    for (uint32_t i = 0; i < found; i++) CHECK(tkit_postings_next(&p) == expected[i]);
    CHECK(tkit_postings_next(&p) == TKIT_NO_TOKEN && tkit_postings_next(&p) == TKIT_NO_TOKEN);
    tkit_postings_close(&p);

    CHECK(tkit_postings_open_positions(&p, a, forms, count) == TKIT_OK);
    for (uint32_t target = 0, i = 0; target < s->tokens + 10; target += 1 + random_below(1 + s->tokens / 20)) {
        while (i < found && expected[i] < target) i++;
        CHECK(tkit_postings_seek(&p, target) == (i < found ? expected[i] : TKIT_NO_TOKEN));
        if (i < found && random_below(2)) {
            i++;
            target = i < found ? expected[i] : target + 1;
            CHECK(tkit_postings_next(&p) == (i < found ? expected[i] : TKIT_NO_TOKEN));
        }
    }
    tkit_postings_close(&p);

    uint32_t piece[100], read = 0;
    CHECK(tkit_postings_open_positions(&p, a, forms, count) == TKIT_OK);
    for (size_t n; (n = tkit_postings_read(&p, piece, 1 + random_below(100))) > 0; read += (uint32_t)n)
        CHECK(read + n <= found && memcmp(piece, expected + read, n * sizeof *piece) == 0);
    CHECK(read == found);
    tkit_postings_close(&p);

    CHECK(tkit_postings_open_documents(&p, a, forms, count) == TKIT_OK);
    uint32_t documents = 0;
    for (uint32_t i = 0; i < found; i++) {
        uint32_t d = tkit_segment_document_of(s, expected[i], 0);
        if (i && tkit_segment_document_of(s, expected[i - 1], 0) == d)
            continue;
        CHECK(tkit_postings_next(&p) == d);
        documents++;
    }
    CHECK(tkit_postings_next(&p) == TKIT_NO_TOKEN);
    tkit_postings_close(&p);
    if (count == 1)
        CHECK(a->terms[forms[0]].documents == documents && a->terms[forms[0]].tokens == found);
    CHECK(s->status == TKIT_OK);
    tkit_free(tk, expected, ((size_t)s->tokens + 1) * sizeof *expected);
}

/* Marks of a set, counted and looked at between places chosen at random. */
static void check_marks(tkit *tk, struct tkit_segment *s, struct tkit_attribute *a, const uint32_t *forms, size_t count)
{
    struct tkit_marks *marks, *again;
    size_t words = (size_t)a->forms / 64 + 1;
    uint64_t *set = tkit_calloc(tk, words, sizeof *set);
    for (size_t i = 0; i < count; i++) set[forms[i] / 64] |= UINT64_C(1) << (forms[i] % 64);
    CHECK(tkit_marks_open(a, set, &marks) == TKIT_OK);
    CHECK(tkit_marks_open(a, set, &again) == TKIT_OK && again == marks);
    for (int round = 0; round < 50; round++) {
        uint32_t first = random_below(s->tokens + 1), length = random_below(round < 25 ? 200 : s->tokens + 1);
        uint32_t end = length < s->tokens - first ? first + length : s->tokens, expected = 0;
        for (uint32_t i = first; i < end; i++) {
            uint32_t form = tkit_column_form(a, i);
            expected += set[form / 64] >> (form % 64) & 1;
        }
        CHECK(tkit_marks_count(marks, first, end, UINT32_MAX) == expected);
        CHECK((tkit_marks_count(marks, first, end, 3) >= 3) == (expected >= 3));
        CHECK(tkit_marks_are_all(marks, first, end) == (expected == end - first));
    }
    tkit_marks_close(again);
    tkit_marks_close(marks);
    tkit_free(tk, set, words * sizeof *set);
}

static void check_segment(tkit *tk, struct tkit_segment *s)
{
    uint32_t forms[200];
    check_columns(tk, s);
    for (unsigned n = 0; n < s->attribute_count; n++) {
        struct tkit_attribute *a = &s->attributes[n];
        CHECK(tkit_attribute_load(a) == TKIT_OK);
        for (uint32_t form = 0; form < a->forms; form++) check_postings(tk, s, a, &form, 1);
        for (int round = 0; round < 6; round++) {
            uint32_t count = 0, most = round < 3 ? 5 : 150;
            for (uint32_t form = 0; form < a->forms && count < most; form++)
                if (random_below(3) == 0)
                    forms[count++] = form;
            check_postings(tk, s, a, forms, count);
            check_marks(tk, s, a, forms, count);
        }
    }
    const struct tkit_regions *sentences, *documents, *paragraphs;
    CHECK(tkit_segment_regions(s, "s", &sentences) == TKIT_OK);
    CHECK(tkit_segment_regions(s, "doc", &documents) == TKIT_OK);
    CHECK(tkit_segment_regions(s, "p", &paragraphs) == TKIT_OK);
    CHECK(documents->count == s->documents - s->removed);
    for (size_t i = 0; i < sentences->count; i++) {
        CHECK(sentences->start[i] < sentences->end[i]);
        CHECK(i == 0 || sentences->start[i] >= sentences->end[i - 1]);
    }
    CHECK(tkit_segment_regions(s, "none", &documents) == TKIT_ENOTFOUND);
}

static void check_corpus(tkit *tk, tkit_corpus *corpus)
{
    struct tkit_index *index;
    uint64_t tokens = 0;
    CHECK(tkit_index_open(corpus, &index) == TKIT_OK);
    CHECK(index->documents == naive_count);
    for (size_t i = 0; i < naive_count; i++) tokens += naive[i].tokens.count;
    CHECK(index->tokens == tokens);
    for (size_t i = 0; i < index->count; i++) check_segment(tk, index->segments[i]);
    tkit_index_close(index);
}

static void the_index_equals_a_scan(void)
{
    tkit *tk;
    tkit_corpus *corpus;
    char name[32];
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    CHECK(tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    for (int round = 0; round < ROUNDS; round++) {
        for (int n = 0; n < DOCUMENTS / ROUNDS; n++) {
            snprintf(name, sizeof name, "d%d-%d", round, n);
            add(tk, corpus, name, random_below(random_below(8) ? 60 : 1500));
        }
        for (int n = 0; n < 2; n++) {
            size_t i = random_below((uint32_t)naive_count);
            CHECK(tkit_corpus_remove(corpus, naive[i].id) == TKIT_OK);
            forget(tk, i);
        }
        check_corpus(tk, corpus);
    }
    while (naive_count > 3) { /* until segments that are mostly removed are written anew */
        CHECK(tkit_corpus_remove(corpus, naive[0].id) == TKIT_OK);
        forget(tk, 0);
    }
    add(tk, corpus, "last", 50);
    check_corpus(tk, corpus);
    while (naive_count) forget(tk, 0);
    tkit_corpus_close(corpus);
    tkit_destroy(tk);
}

static void a_view_stays_what_it_was(void)
{
    tkit *tk;
    tkit_corpus *corpus;
    struct tkit_index *before, *after;
    char name[32];
    CHECK(tkit_create(&tk, NULL) == TKIT_OK);
    CHECK(tkit_corpus_open(tk, NULL, NULL, &corpus) == TKIT_OK);
    for (int n = 0; n < 7; n++) {
        snprintf(name, sizeof name, "d%d", n);
        add(tk, corpus, name, 40);
    }
    CHECK(tkit_index_open(corpus, &before) == TKIT_OK);
    uint64_t tokens = before->tokens;
    size_t segments = before->count;
    add(tk, corpus, "one more", 40); /* the eighth segment: all become one */
    CHECK(tkit_index_open(corpus, &after) == TKIT_OK);
    CHECK(before->tokens == tokens && before->count == segments && after->count == 1);
    CHECK(before->documents == 7 && after->documents == 8);
    forget(tk, 7);
    for (size_t i = 0; i < before->count; i++) check_columns(tk, before->segments[i]);
    tkit_index_close(after);
    tkit_corpus_close(corpus); /* the view keeps it open */
    tkit_index_close(before);
    while (naive_count) forget(tk, 0);
    tkit_destroy(tk);
}

int main(void)
{
    RUN(posting_lists_come_back);
    RUN(the_index_equals_a_scan);
    RUN(a_view_stays_what_it_was);
    return test_report();
}
