/* Out of memory at every single allocation: each ends in an error code, without a crash and without a leak.
 *
 * The whole path of a small corpus (open, load, store, query, parse, read back, close) runs with an allocator that
 * fails its Nth call, for every N until the path succeeds. SQLite's own allocations are not counted here. */
#include "meter.h"
#include "test.h"

#include <toolkit/toolkit.h>

/* A run returns its first error; 0 when all went well. */
typedef int (*run)(tkit *tk);

/* Every N, then the run without failures. `step` > 1 samples a long path. */
static void sweep(const char *name, run path, size_t step)
{
    size_t n = 1;
    int code = TKIT_ENOMEM;
    for (; code != TKIT_OK; n += step) {
        struct meter m = {.fail_at = n};
        tkit_options options = {.size = sizeof options, .allocate = metered, .allocate_user = &m};
        tkit *tk;
        code = tkit_create(&tk, &options);
        if (code == TKIT_OK)
            code = path(tk);
        int failed = m.calls >= m.fail_at; /* the failure came up at all */
        tkit_destroy(tk);
        if (m.live != 0 || (code != TKIT_OK && code != TKIT_ENOMEM) || (!failed && code != TKIT_OK)) {
            fprintf(stderr, "%s: allocation %zu: code %d (%s), %zu bytes left\n", name, n, code, tkit_errstr(code),
                    m.live);
            CHECK(!"every failed allocation is TKIT_ENOMEM and leaks nothing");
            return;
        }
        if (failed && code == TKIT_OK)
            code = TKIT_ENOMEM; /* survived on a fallback: go on */
        if (n > 2000000) {
            CHECK(!"the sweep ends");
            return;
        }
    }
    printf("   %s: %zu allocations\n", name, n - 1);
}

static const char news[] =
    "Ministry says no\n\nOSTREL, June 2 - The minister, Odo Karst, said on Monday that 12,400 people left "
    "their homes.\n\nReporter: Did the siren work?\n\nKarst answered: \"It did not.\" He said so twice.\n";

/* Works out what its reader left, and lets it go. */
static int complete(tkit_document *document)
{
    int code = tkit_document_complete(document);
    tkit_document_release(document);
    return code;
}

static int load_text(tkit *tk)
{
    tkit_document *document = NULL;
    int code = tkit_document_parse(tk, "news.txt", news, sizeof news - 1, NULL, &document);
    return code ? code : complete(document);
}

static int load_html(tkit *tk)
{
    static const char page[] =
        "<!DOCTYPE html><title>Dam</title><meta charset=utf-8><body><nav><a href=/>Home</a></nav>"
        "<article><h1>Dam</h1><p>The gates were opened &amp; closed.</p><p>Nobody &ldquo;heard&rdquo; "
        "a thing.</p></article><footer>All rights reserved</footer>";
    tkit_document *document = NULL;
    int code = tkit_document_parse(tk, "page.html", page, sizeof page - 1, NULL, &document);
    return code ? code : complete(document);
}

static int load_records(tkit *tk)
{
    static const struct {
        const char *name, *bytes;
    } files[] = {
        {"a.json", "{\"title\": \"Gates\", \"body\": [\"One \\\"two\\\".\", \"Caf\\u00e9.\"], \"source\": {\"name\": "
                   "\"X\"}, \"n\": 5}"},
        {"a.jsonl", "{\"text\": broken}\n{\"text\": \"One.\", \"id\": 4}\n"},
        {"a.csv", "id,headline,text\n7,\"The dam, again\",\"He said \"\"no\"\".\"\n"},
        {"a.srt", "1\n00:00:01,000 --> 00:00:02,500\nThe <i>harbour</i> &amp; more.\n"},
        {"a.txt", "Caf\xE9 \x93na\xEFve\x94."},
        {"a.eml",
         "From: =?utf-8?Q?Ren=C3=A9?= <r@x>\nSubject: s\nDate: Mon, 05 Jul 2021 10:00:00 +0200\nContent-Type: "
         "multipart/mixed; boundary=o\n\n--o\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9.\n--o--\n"},
    };
    int code = TKIT_OK;
    for (size_t i = 0; i < sizeof files / sizeof *files && code == TKIT_OK; i++) {
        tkit_loader *loader = NULL;
        tkit_document *document;
        code = tkit_loader_open_memory(tk, files[i].name, files[i].bytes, strlen(files[i].bytes), NULL, &loader);
        while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) code = complete(document);
        tkit_loader_close(loader);
    }
    return code;
}

/* Feeds, wires, packages, archives, web archives: the seeds of their fuzz targets. */
static int load_containers(tkit *tk)
{
    const char *inputs[] = {"tests/fuzz/seeds/xml", "tests/fuzz/seeds/packages", "tests/fuzz/seeds/warc"};
    tkit_loader *loader = NULL;
    tkit_document *document;
    int code = tkit_loader_open(tk, inputs, 3, NULL, &loader);
    while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) code = complete(document);
    tkit_loader_close(loader);
    return code;
}

static int make_quote(void *user, const tkit_document *document, size_t index, tkit_block *block)
{
    (void)user, (void)document;
    block->kind = TKIT_BLOCK_QUOTE;
    return index % 2 == 0;
}

/* Pages of one site, which repeat a line, with rules of the caller. */
static int load_site(tkit *tk)
{
    static const char promise[] =
        "This valley paper is made by forty people, who are paid by its readers and nobody else.";
    const tkit_block_rule rules[] = {{.element = "div.x", .kind = TKIT_BLOCK_PARAGRAPH, .detail = "x"},
                                     {.pattern = "^The (gate|dam)", .judge = make_quote}};
    const tkit_load_options options = {.size = sizeof options, .rules = rules, .rule_count = 2, .sites = 1};
    char pages[4096], page[800];
    size_t used = 0;
    for (int i = 0; i < 4; i++) {
        int n = snprintf(
            page, sizeof page,
            "<html><link rel=canonical href=http://v.example/%d><h1>Page %d</h1><div class=x><p>The gate number %d "
            "was opened, and then closed again, which took the men at the mill most of a day.</p></div><p>%s</p>",
            i, i, i, promise);
        used += (size_t)snprintf(pages + used, sizeof pages - used,
                                 "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
                                 "WARC-Target-URI: http://v.example/%d\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
                                 i, n, page);
    }
    tkit_loader *loader = NULL;
    tkit_document *document;
    int code = tkit_loader_open_memory(tk, "a.warc", pages, used, &options, &loader);
    while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) {
        tkit_block last = {0};
        size_t blocks = tkit_document_block_count(document);
        CHECK(tkit_document_block(document, blocks - 1, &last) == TKIT_OK && last.kind == TKIT_BLOCK_BOILERPLATE);
        tkit_document_release(document);
    }
    tkit_loader_close(loader);
    return code;
}

static int load_folder(tkit *tk)
{
    const char *inputs[] = {"corpus/harrow-dam"};
    tkit_loader *loader = NULL;
    tkit_document *document;
    int code = tkit_loader_open(tk, inputs, 1, NULL, &loader);
    while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) code = complete(document);
    tkit_loader_close(loader);
    return code;
}

/* Which thread meets the failure is up to chance. */
static int load_in_threads(tkit *tk)
{
    const char *inputs[] = {"corpus/harrow-dam", "tests/data/html", "tests/data/xml"};
    tkit_load_options options = {.size = sizeof options, .threads = 3};
    tkit_loader *loader = NULL;
    tkit_document *document;
    int code = tkit_loader_open(tk, inputs, 3, &options, &loader);
    while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) code = complete(document);
    tkit_loader_close(loader);
    return code;
}

static int store_and_read_back(tkit *tk)
{
    tkit_corpus *corpus = NULL;
    tkit_document *document = NULL, *again = NULL;
    tkit_statement *statement = NULL;
    int64_t id = 0;
    int code = tkit_corpus_open(tk, NULL, NULL, &corpus);
    if (code == TKIT_OK)
        code = tkit_document_parse(tk, "news.txt", news, sizeof news - 1, NULL, &document);
    if (code == TKIT_OK)
        code = tkit_corpus_add_document(corpus, document, NULL, &id);
    code = code > 0 ? TKIT_OK : code;
    if (code == TKIT_OK)
        code = tkit_corpus_document(corpus, id, &again);
    static const char sql[] = "SELECT count(*) FROM document";
    if (code == TKIT_OK)
        code = tkit_statement_open(corpus, sql, sizeof sql - 1, 0, &statement);
    if (code == TKIT_OK && (code = tkit_statement_step(statement)) > 0)
        code = TKIT_OK;
    tkit_statement_close(statement);
    tkit_document_release(again);
    tkit_document_release(document);
    tkit_corpus_close(corpus);
    return code;
}

/* One document annotated on its way in, another when it is there already. */
static int annotate(tkit *tk)
{
    static const char *const texts[] = {"Alice Miller said they don't agree.",
                                        "Critics in Paris denied it. So did she."};
    const tkit_add_options at_once = {.size = sizeof at_once, .annotate = 1};
    tkit_corpus *corpus = NULL;
    tkit_annotate_summary sum;
    int code = tkit_corpus_open(tk, NULL, NULL, &corpus);
    for (int i = 0; i < 2 && code == TKIT_OK; i++) {
        tkit_document *document = NULL;
        code = tkit_document_parse(tk, i ? "b.txt" : "a.txt", texts[i], strlen(texts[i]), NULL, &document);
        if (code == TKIT_OK)
            code = tkit_corpus_add_document(corpus, document, i ? &at_once : NULL, NULL);
        code = code > 0 ? TKIT_OK : code;
        tkit_document_release(document);
    }
    if (code == TKIT_OK)
        code = tkit_corpus_annotate(corpus, NULL, &sum);
    if (code == TKIT_OK)
        CHECK(sum.annotated == 1 && sum.tokens > 15);
    tkit_corpus_close(corpus);
    return code;
}

/* Which thread meets the failure is up to chance. */
static int annotate_in_threads(tkit *tk)
{
    static const char *const inputs[] = {"corpus/harrow-dam"};
    const tkit_add_options at_once = {.size = sizeof at_once, .annotate = 1, .threads = 3};
    tkit_corpus *corpus = NULL;
    tkit_add_summary sum;
    int code = tkit_corpus_open(tk, NULL, NULL, &corpus);
    if (code == TKIT_OK)
        code = tkit_corpus_add(corpus, inputs, 1, &at_once, &sum);
    tkit_corpus_close(corpus);
    return code;
}

/* Texts annotated ahead: one taken, the others dropped. */
static int annotate_ahead(tkit *tk)
{
    static const char text[] = "Mr. Karst said the dam wouldn't hold.";
    tkit_annotator *annotator = NULL;
    tkit_ahead *ahead = NULL;
    tkit_annotation *annotation = NULL;
    int code = tkit_annotator_create(tk, NULL, 0, &annotator);
    if (code == TKIT_OK)
        code = tkit_ahead_open(annotator, 3, TKIT_LAYER_ALL, &ahead);
    for (int i = 0; code == TKIT_OK && i < 5; i++) tkit_ahead_put(ahead, text, sizeof text - 1);
    if (code == TKIT_OK) {
        int taken = tkit_ahead_take(ahead, &annotation);
        CHECK(taken != 0 && (taken == 1) == (annotation != NULL));
        code = taken == 1 ? TKIT_OK : taken;
    }
    tkit_ahead_close(ahead);
    tkit_annotation_free(annotation);
    tkit_annotator_free(annotator);
    return code;
}

static int query(tkit *tk)
{
    static const char text[] =
        "a:[word=\"said\"] [word=\"t.*\"%c]? (?! \"zz\"%cd) []{0,3} []"
        " :: a.lower = \"said\" & match.doc_file != \"x\" within s not containing (\"zz\" \"y\")";
    const char *inputs[] = {"corpus/harrow-dam/northwind-agency.txt"};
    const char *keys[] = {"match.word", "doc.file"};
    tkit_corpus *corpus = NULL;
    tkit_query *q = NULL;
    tkit_hits *hits = NULL;
    tkit_counts *counts = NULL, *bigrams = NULL;
    tkit_ngram_options two = {.size = sizeof two, .n = 2};
    tkit_line line;
    int code = tkit_corpus_open(tk, NULL, NULL, &corpus);
    if (code == TKIT_OK)
        code = tkit_corpus_add(corpus, inputs, 1, NULL, NULL);
    if (code == TKIT_OK)
        code = tkit_query_open(corpus, text, sizeof text - 1, NULL, &q);
    if (code == TKIT_OK)
        code = tkit_hits_collect(q, NULL, &hits);
    if (code == TKIT_OK)
        code = tkit_hits_sort(hits, keys, 2, NULL);
    if (code == TKIT_OK && tkit_hits_count(hits))
        code = tkit_hits_line(hits, 0, NULL, &line);
    if (code == TKIT_OK)
        code = tkit_hits_group(hits, keys, 2, 0, &counts);
    if (code == TKIT_OK)
        code = tkit_corpus_ngrams(corpus, &two, &bigrams);
    tkit_counts_free(bigrams);
    tkit_counts_free(counts);
    tkit_hits_free(hits);
    tkit_query_close(q);
    tkit_corpus_close(corpus);
    return code;
}

static int count_corpus(tkit *tk)
{
    const char *inputs[] = {"corpus/harrow-dam/northwind-agency.txt", "tests/data/nlp/tiny.conllu"};
    tkit_corpus *corpus = NULL;
    tkit_query *q = NULL;
    tkit_hits *hits = NULL;
    tkit_tally *tally = NULL;
    tkit_tally_likeness_row likeness[16]; /* of each document, as `target` is */
    tkit_neighbours *neighbours = NULL, *dependents = NULL;
    tkit_keyness *keyness = NULL;
    tkit_counts *counts = NULL;
    tkit_style_row *style = NULL;
    tkit_style_options diversity = {.size = sizeof diversity, .with_diversity = 1};
    unsigned char target[16] = {1};
    size_t styled = 0;
    tkit_neighbour_options within = {.size = sizeof within, .by = "lower", .reach = 5, .within = "s"};
    int code = tkit_corpus_open(tk, NULL, NULL, &corpus);
    if (code == TKIT_OK)
        code = tkit_corpus_add(corpus, inputs, 2, NULL, NULL);
    if (code == TKIT_OK)
        code = tkit_tally_open(corpus, NULL, &tally);
    if (code == TKIT_OK)
        code = tkit_tally_likeness(tally, 0, likeness);
    if (code == TKIT_OK)
        code = tkit_tally_frequencies(tally, target, 1, &counts);
    if (code == TKIT_OK)
        code = tkit_keyness_open(tk, tally, target, NULL, NULL, &keyness);
    if (code == TKIT_OK)
        code = tkit_corpus_style(corpus, &diversity, &style, &styled);
    if (code == TKIT_OK)
        code = tkit_query_open(corpus, "\"said\"", 6, NULL, &q);
    if (code == TKIT_OK)
        code = tkit_hits_collect(q, NULL, &hits);
    if (code == TKIT_OK)
        code = tkit_neighbours_open(hits, &within, &neighbours);
    if (code == TKIT_OK)
        code = tkit_dependents_open(hits, NULL, &dependents);
    tkit_neighbours_free(neighbours);
    tkit_neighbours_free(dependents);
    tkit_style_free(tk, style, styled);
    tkit_keyness_free(keyness);
    tkit_counts_free(counts);
    tkit_tally_free(tally);
    tkit_hits_free(hits);
    tkit_query_close(q);
    tkit_corpus_close(corpus);
    return code;
}

static int find_duplicates(tkit *tk)
{
    tkit_duplicates *finder = NULL;
    const tkit_duplicate *pairs;
    tkit_passage *passages = NULL;
    size_t count = 0;
    int code = tkit_duplicates_create(tk, NULL, &finder);
    for (int i = 0; i < 3 && code == TKIT_OK; i++) code = tkit_duplicates_add(finder, news, sizeof news - 1);
    if (code == TKIT_OK)
        code = tkit_duplicates_find(finder, &pairs, &count);
    tkit_duplicates_free(finder);
    if (code == TKIT_OK)
        code = tkit_passages_find(tk, news, sizeof news - 1, news, sizeof news - 1, 4, &passages, &count);
    tkit_passages_free(tk, passages, count);
    return code;
}

static void loading_text(void) { sweep("text", load_text, 1); }
static void loading_html(void) { sweep("html", load_html, 1); }
static void loading_records(void) { sweep("records", load_records, 1); }
static void loading_containers(void) { sweep("containers", load_containers, 1); }
static void loading_a_folder(void) { sweep("folder", load_folder, 1); }
static void loading_a_site(void) { sweep("site", load_site, 1); }
static void loading_in_threads(void) { sweep("threads", load_in_threads, 3); }
static void storing(void) { sweep("store", store_and_read_back, 1); }
static void annotating(void) { sweep("annotate", annotate, 1); }
static void annotating_ahead(void) { sweep("annotate ahead", annotate_ahead, 7); }
static void annotating_in_threads(void) { sweep("annotate in threads", annotate_in_threads, 23); }
static void querying(void) { sweep("query", query, 1); }
static void counting(void) { sweep("counts", count_corpus, 1); }
static void comparing(void) { sweep("duplicates", find_duplicates, 1); }

int main(void)
{
    RUN(loading_text);
    RUN(loading_html);
    RUN(loading_records);
    RUN(loading_containers);
    RUN(loading_a_folder);
    RUN(loading_a_site);
    RUN(loading_in_threads);
    RUN(storing);
    RUN(annotating);
    RUN(annotating_in_threads);
    RUN(annotating_ahead);
    RUN(querying);
    RUN(counting);
    RUN(comparing);
    return test_report();
}
