/* The text of real pages against Gumbo, a parser that builds the tree of the standard: the same characters in the same
 * order, white space aside. Needs libgumbo and the pages beside the working copy; skipped without either. */
#include "load/html_page.h"

#include "test.h"

#ifdef HAVE_GUMBO
#include <dirent.h>
#include <gumbo.h>

static tkit *tk;

static bool is_dropped(const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_SCRIPT: case GUMBO_TAG_STYLE: case GUMBO_TAG_IFRAME: case GUMBO_TAG_NOEMBED: case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_TEMPLATE: case GUMBO_TAG_SVG: case GUMBO_TAG_RP: case GUMBO_TAG_TITLE:
        return true;
    default:
        return false;
    }
}

/* White space and no-break spaces are layout here. Gumbo replaces control characters beyond ASCII, the standard keeps
 * them: neither is compared. */
static void add_visible(tkit_buffer *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r' || s[i] == '\f')
            continue;
        if (s[i] == '\xC2' && i + 1 < n && (unsigned char)s[i + 1] <= 0xA0) {
            i++;
            continue;
        }
        if (i + 2 < n && memcmp(s + i, "\xEF\xBF\xBD", 3) == 0) {
            i += 2;
            continue;
        }
        tkit_buffer_putc(out, s[i]);
    }
}

static void add_tree(tkit_buffer *out, const GumboNode *node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA) {
        add_visible(out, node->v.text.text, strlen(node->v.text.text));
        return;
    }
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_DOCUMENT)
        return;
    if (node->type == GUMBO_NODE_ELEMENT && is_dropped(node))
        return;
    const GumboVector *children =
        node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++) add_tree(out, children->data[i]);
}

static bool same_text(const char *html, size_t size, const char *name)
{
    tkit_buffer theirs, ours;
    struct html_page page;
    tkit_buffer_init(&theirs, tk);
    tkit_buffer_init(&ours, tk);
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html, size);
    add_tree(&theirs, output->document);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
    CHECK(tkit_html_page_read(&page, tk, html, (uint32_t)size) == TKIT_OK);
    add_visible(&ours, page.text.data, page.text.size);
    tkit_html_page_free(&page);
    bool same = ours.size == theirs.size && memcmp(ours.data, theirs.data, ours.size) == 0;
    if (!same) {
        size_t at = 0, n = ours.size < theirs.size ? ours.size : theirs.size;
        while (at < n && ours.data[at] == theirs.data[at]) at++;
        size_t from = at > 30 ? at - 30 : 0;
        fprintf(stderr, "  %s: differs at %zu of %zu and %zu\n    gumbo: %.80s\n    here:  %.80s\n", name, at,
                theirs.size, ours.size, tkit_buffer_string(&theirs) + from, tkit_buffer_string(&ours) + from);
    }
    tkit_buffer_free(&theirs);
    tkit_buffer_free(&ours);
    return same;
}

/* A file as it is, or unpacked. */
static char *read_page(const char *path, size_t *size)
{
    enum { ROOM = 32 << 20 };
    char command[1200], *html = malloc(ROOM);
    snprintf(command, sizeof command, "gzip -dcf '%s'", path);
    FILE *f = html ? popen(command, "r") : NULL;
    *size = f ? fread(html, 1, ROOM, f) : 0;
    if (f)
        pclose(f);
    return html;
}

static void compare_folder(const char *folder, unsigned *same, unsigned *all)
{
    struct dirent **list;
    int count = scandir(folder, &list, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, list[i]->d_name);
        bool page = strstr(list[i]->d_name, ".html") != NULL;
        free(list[i]);
        if (!page)
            continue;
        size_t size;
        char *html = read_page(path, &size);
        ++*all;
        *same += html && size > 0 && same_text(html, size, path);
        free(html);
    }
    if (count >= 0)
        free(list);
}

static const char *folder_of_pages;

static void real_pages_have_the_same_text(void)
{
    unsigned same = 0, all = 0;
    compare_folder(folder_of_pages, &same, &all);
    printf("%u of %u pages of %s have the text that gumbo finds\n", same, all, folder_of_pages);
    CHECK(all > 0 && same == all);
}

/* What goes wrong in pages: each must come out as the standard's tree has it. */
static void broken_markup_has_the_same_text(void)
{
    static const char *const pages[] = {
        "<p>a<div>b</p>c</div>d",
        "<b><p>a</b>b</p>",
        "<a href=x>a<a href=y>b</a>c",
        "<ul><li>a<ul><li>b</ul><li>c</ul>d",
        "<p>a &amp b &ampc &notit; &#128; &#xD800;</p>",
        "<textarea><p>a</textarea>b",
        "<select><option>a<option>b</select>c",
        "<pre>\n a\n  b</pre>",
        "<!-- a -- b --!> c",
        "a<!-->b",
        "<script><!--<script></script>a</script>b",
        "a</br>b",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<h1>a<h2>b</h1>c",
        "<math><mi>a</mi><mo>b</math>c",
        "<noscript>a<p>b</noscript>c",
        "<p>a</",
        "<p>a<b",
        "a<!DOCTYPE html>b",
        "<table><caption>a</caption><tr><td>b<td>c<tr><th>d</table>e",
        "<body>a</body>b</html>c",
        "<plaintext>a</p>b",
        "<xmp>a<b></xmp>c",
        "\xC3\xA9&eacute;&#233;&#xE9;",
        "<q>a</q><cite>b</cite><custom-x>c</custom-x>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) CHECK(same_text(pages[i], strlen(pages[i]), pages[i]));
}

int main(void)
{
    static const char *const folders[] = {"../shared/data/whitehouse", "../shared/data/article-extraction/html",
                                          "tests/data/html"};
    if (tkit_create(&tk, NULL))
        return 1;
    RUN(broken_markup_has_the_same_text);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        DIR *there = opendir(folders[i]);
        folder_of_pages = folders[i];
        if (!there) {
            SKIP("text of pages", folders[i]);
            continue;
        }
        closedir(there);
        RUN(real_pages_have_the_same_text);
    }
    tkit_destroy(tk);
    return test_report();
}
#else
int main(void)
{
    SKIP("text of pages", "libgumbo is not installed");
    return test_report();
}
#endif
