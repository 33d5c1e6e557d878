/* Web pages to text: the whole way from a page's bytes to a document with blocks, metadata and map, beside Gumbo, which
 * builds the tree and whose text is collected from it. The answer is the number of visible bytes of all pages. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

/* Visible bytes: no white space, no no-break spaces, no control characters beyond ASCII (Gumbo replaces them). */
static uint64_t visible(const char *s, size_t n)
{
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c <= ' ')
            continue;
        if (c == 0xC2 && i + 1 < n && (unsigned char)s[i + 1] <= 0xA0)
            i++;
        else if (i + 2 < n && memcmp(s + i, "\xEF\xBF\xBD", 3) == 0)
            i += 2;
        else
            count++;
    }
    return count;
}

/* ---- toolkit ---- */

static void *ours_open(const struct bench_corpus *corpus)
{
    tkit *tk = NULL;
    (void)corpus;
    tkit_create(&tk, NULL);
    return tk;
}

static void ours_close(void *state)
{
    tkit_destroy(state);
}

static uint64_t ours_of(tkit *tk, const struct bench_text *page, int count_visible)
{
    tkit_document *document;
    tkit_load_options options = {.size = sizeof options, .keep = "all"};
    size_t length;
    if (tkit_document_parse(tk, "page.html", page->text, page->length, &options, &document) != TKIT_OK)
        return 0;
    const char *text = tkit_document_text(document, &length);
    uint64_t result = count_visible ? visible(text, length) : length;
    tkit_document_release(document);
    return result;
}

static uint64_t ours_run(void *state, const struct bench_corpus *corpus)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) sum += ours_of(state, &corpus->texts[i], 0);
    return sum;
}

static uint64_t ours_answer(void *state, const struct bench_corpus *corpus)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) sum += ours_of(state, &corpus->texts[i], 1);
    return sum;
}

/* ---- Gumbo ---- */

#ifdef BENCH_GUMBO
#include <gumbo.h>

static int is_dropped(GumboTag tag)
{
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_IFRAME || tag == GUMBO_TAG_NOEMBED ||
           tag == GUMBO_TAG_NOFRAMES || tag == GUMBO_TAG_TEMPLATE || tag == GUMBO_TAG_SVG || tag == GUMBO_TAG_RP ||
           tag == GUMBO_TAG_TITLE;
}

static uint64_t text_of(const GumboNode *node, int count_visible)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA) {
        size_t n = strlen(node->v.text.text);
        return count_visible ? visible(node->v.text.text, n) : n;
    }
    if (node->type != GUMBO_NODE_ELEMENT || is_dropped(node->v.element.tag))
        return 0;
    uint64_t sum = 0;
    for (unsigned i = 0; i < node->v.element.children.length; i++)
        sum += text_of(node->v.element.children.data[i], count_visible);
    return sum;
}

static uint64_t gumbo_all(const struct bench_corpus *corpus, int count_visible)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, corpus->texts[i].text,
                                                       corpus->texts[i].length);
        sum += text_of(output->root, count_visible);
        gumbo_destroy_output(&kGumboDefaultOptions, output);
    }
    return sum;
}

static uint64_t gumbo_run(void *state, const struct bench_corpus *corpus)
{
    (void)state;
    return gumbo_all(corpus, 0);
}

static uint64_t gumbo_answer(void *state, const struct bench_corpus *corpus)
{
    (void)state;
    return gumbo_all(corpus, 1);
}
#define GUMBO_MISSING NULL
#else
#define GUMBO_MISSING "libgumbo-dev is not installed"
#define gumbo_run NULL
#define gumbo_answer NULL
#endif

static const struct bench_system pages[] = {
    {"toolkit", NULL, ours_open, ours_close, ours_run, ours_answer, 0, 0},
    {"Gumbo", GUMBO_MISSING, NULL, NULL, gumbo_run, gumbo_answer, 5, 10},
};

static const struct bench_measure measures[] = {
    {.name = "load: html", .input = BENCH_PAGES, .systems = pages, .system_count = sizeof pages / sizeof *pages,
     .rate_floor = 150, .rate_goal = 300},
};

const struct bench_table bench_html = {"Web pages to text", measures, 1};
