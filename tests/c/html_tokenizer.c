/* The HTML tokenizer against cases written after the states of the standard: what a browser's tokenizer gives. */
#include "load/html_tokenizer.h"

#include "test.h"

static tkit *tk;

static void add_decoded(tkit_buffer *out, const char *s, uint32_t start, uint32_t end, bool attribute)
{
    tkit_html_decode(out, s + start, end - start, attribute);
}

/* Tokens as one line each: `text`, <name a=b>, </name>, <!--comment-->, <!DOCTYPE>; joined by "|". */
static const char *tokens(tkit_buffer *out, const char *html, size_t length)
{
    static struct html_tokenizer t;
    bool text = false;
    tkit_buffer_clear(out);
    /* A copy of the exact size lets the sanitizer see a read beyond the end. */
    char *copy = malloc(length ? length : 1);
    memcpy(copy, html, length);
    tkit_html_tokenizer_init(&t, tk, copy, (uint32_t)length);
    while (tkit_html_next(&t)) {
        bool is_text = t.kind == HTML_TOKEN_TEXT || t.kind == HTML_TOKEN_RAW;
        CHECK(t.start < t.end && t.end <= t.position && t.position <= length);
        if (out->size && !(text && is_text))
            tkit_buffer_putc(out, '|');
        text = is_text;
        switch (t.kind) {
        case HTML_TOKEN_TEXT: add_decoded(out, copy, t.start, t.end, false); break;
        case HTML_TOKEN_RAW: tkit_buffer_add(out, copy + t.start, t.end - t.start); break;
        case HTML_TOKEN_COMMENT:
            tkit_buffer_printf(out, "<!--%.*s-->", (int)(t.name_end - t.name_start), copy + t.name_start);
            break;
        case HTML_TOKEN_DOCTYPE: tkit_buffer_puts(out, "<!DOCTYPE>"); break;
        case HTML_TOKEN_START:
        case HTML_TOKEN_END:
            tkit_buffer_puts(out, t.kind == HTML_TOKEN_END ? "</" : "<");
            tkit_buffer_add(out, copy + t.name_start, t.name_end - t.name_start);
            if (t.kind == HTML_TOKEN_START)
                for (uint32_t i = 0; i < t.attribute_count; i++) {
                    const struct html_attribute *a = &t.attribute[i];
                    tkit_buffer_printf(out, " %.*s=", (int)(a->name_end - a->name_start), copy + a->name_start);
                    add_decoded(out, copy, a->value_start, a->value_end, true);
                }
            tkit_buffer_puts(out, t.self_closing ? "/>" : ">");
            break;
        }
    }
    free(copy);
    return tkit_buffer_string(out);
}

struct row {
    const char *html, *tokens;
};

static void check_rows(const struct row *rows, size_t count)
{
    tkit_buffer out;
    tkit_buffer_init(&out, tk);
    for (size_t i = 0; i < count; i++) {
        const char *got = tokens(&out, rows[i].html, strlen(rows[i].html));
        if (strcmp(got, rows[i].tokens) != 0) {
            fprintf(stderr, "  html:     %s\n  expected: %s\n  got:      %s\n", rows[i].html, rows[i].tokens, got);
            test_bad = 1;
        }
    }
    tkit_buffer_free(&out);
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void tags(void)
{
    static const struct row rows[] = {
        {"", ""},
        {"a<b>c</b>", "a|<b>|c|</b>"},
        {"<P Class=X>", "<P Class=X>"},
        {"<a href='x y' b=\"1\" c=2 d>", "<a href=x y b=1 c=2 d=>"},
        {"<a b = c>", "<a b=c>"},
        {"<a =b>", "<a =b=>"},
        {"<a b='1'c=2>", "<a b=1 c=2>"},
        {"<a/b>", "<a b=>"},
        {"<br/>", "<br/>"},
        {"<br / >", "<br>"},
        {"<a b=c/>", "<a b=c/>"},
        {"<a b=>x", "<a b=>|x"},
        {"<a b=x\"y'z<>", "<a b=x\"y'z<>"},
        {"1 < 2 <3 <", "1 < 2 <3 <"},
        {"</", "</"},
        {"</>x", "x"},
        {"</ a>x", "<!-- a-->|x"},
        {"x<a", "x"},
        {"x<a href='1>", "x"},
        {"<a\nb\f=\tc\r>", "<a b=c>"},
        {"<p/ x>", "<p x=>"},
    };
    CHECK_ROWS(rows);
}

static void comments(void)
{
    static const struct row rows[] = {
        {"<!--a-->b", "<!--a-->|b"},
        {"<!-->b", "<!---->|b"},
        {"<!--->b", "<!---->|b"},
        {"<!---->b", "<!---->|b"},
        {"<!--a--!>b", "<!--a-->|b"},
        {"<!--a--b-->c", "<!--a--b-->|c"},
        {"<!--a--->b", "<!--a--->|b"},
        {"<!--a<!--b-->c", "<!--a<!--b-->|c"},
        {"<!--a", "<!--a-->"},
        {"<!--a--", "<!--a-->"},
        {"<!a>b", "<!--a-->|b"},
        {"<?xml version='1'?>b", "<!--?xml version='1'?-->|b"},
        {"<!doctype html>b", "<!DOCTYPE>|b"},
        {"<![CDATA[a]]>b", "<!--[CDATA[a]]-->|b"},
    };
    CHECK_ROWS(rows);
}

static void raw_text(void)
{
    static const struct row rows[] = {
        {"<script>a<b>&amp;</b></script>c", "<script>|a<b>&amp;</b>|</script>|c"},
        {"<script>a</scripty></SCRIPT >b", "<script>|a</scripty>|</SCRIPT>|b"},
        {"<script><!--<script>a</script>--></script>b", "<script>|<!--<script>a</script>-->|</script>|b"},
        {"<script><!--a</script>b", "<script>|<!--a|</script>|b"},
        {"<script><!-->a<script></script>b", "<script>|<!-->a<script>|</script>|b"},
        {"<script>a", "<script>|a"},
        {"<style>a{}</p></style>b", "<style>|a{}</p>|</style>|b"},
        {"<title>a&amp;<b></title>c", "<title>|a&<b>|</title>|c"},
        {"<textarea><p>&lt;</textarea>b", "<textarea>|<p><|</textarea>|b"},
        {"<iframe><p></iframe>b", "<iframe>|<p>|</iframe>|b"},
        {"<plaintext>a</plaintext>", "<plaintext>|a</plaintext>"},
        {"<xmp>&amp;</xmp>", "<xmp>|&amp;|</xmp>"},
    };
    CHECK_ROWS(rows);
}

static void foreign_content(void)
{
    static const struct row rows[] = {
        {"<svg><![CDATA[a<b>]]></svg><![CDATA[c]]>", "<svg>|a<b>|</svg>|<!--[CDATA[c]]-->"},
        {"<svg><title><b></title></svg>", "<svg>|<title>|<b>|</title>|</svg>"},
        {"<svg><style><b></style></svg>", "<svg>|<style>|<b>|</style>|</svg>"},
        {"<svg><p><style><b></style>", "<svg>|<p>|<style>|<b>|</style>"},
        {"<svg><foreignObject><style><b></style></foreignObject><style><b>",
         "<svg>|<foreignObject>|<style>|<b>|</style>"
         "|</foreignObject>|<style>|<b>"},
        {"<svg/><style><b></style>", "<svg/>|<style>|<b>|</style>"},
        {"<math><mi><style><b></style></mi></math>", "<math>|<mi>|<style>|<b>|</style>|</mi>|</math>"},
    };
    CHECK_ROWS(rows);
}

static void character_references(void)
{
    static const struct row rows[] = {
        {"&amp;&lt;&gt;&quot;", "&<>\""},
        {"&amp &ampx &notit; &notin;", "& &x \xC2\xACit; \xE2\x88\x89"},
        {"&CounterClockwiseContourIntegral;", "\xE2\x88\xB3"},
        {"&NotEqualTilde;", "\xE2\x89\x82\xCC\xB8"},
        {"&unknown; &", "&unknown; &"},
        {"&#65;&#x41;&#X4a&#65", "AAJA"},
        {"&#;&#x;&#xg;", "&#;&#x;&#xg;"},
        {"&#0;&#xD800;&#1114112;&#99999999999999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"&#128;&#150;&#129;", "\xE2\x82\xAC\xE2\x80\x93\xC2\x81"},
        {"&#x1F600;", "\xF0\x9F\x98\x80"},
        {"<a href='?a=1&copy=2&lt;&amp=x&not'>", "<a href=?a=1&copy=2<&amp=x\xC2\xAC>"},
    };
    CHECK_ROWS(rows);
}

static void carriage_returns_and_nul(void)
{
    tkit_buffer out;
    tkit_buffer_init(&out, tk);
    CHECK(strcmp(tokens(&out, "a\r\nb\rc", 6), "a\nb\nc") == 0);
    CHECK(strcmp(tokens(&out, "<a b='\0'>", 9), "<a b=\xEF\xBF\xBD>") == 0);
    tkit_buffer_free(&out);
}

static void attributes_are_limited(void)
{
    static char html[20000];
    static struct html_tokenizer t;
    size_t n = 0;
    n += (size_t)sprintf(html, "<a");
    for (int i = 0; i < 1000; i++) n += (size_t)sprintf(html + n, " a%d=%d", i, i);
    n += (size_t)sprintf(html + n, ">x");
    tkit_html_tokenizer_init(&t, tk, html, (uint32_t)n);
    CHECK(tkit_html_next(&t));
    CHECK(t.attribute_count == 256 && t.attributes_skipped == 744);
    CHECK(tkit_html_attribute(&t, "a255") && !tkit_html_attribute(&t, "a256"));
    CHECK(tkit_html_next(&t) && t.kind == HTML_TOKEN_TEXT);
    CHECK(!tkit_html_next(&t));
}

/* The names are looked up by binary search: the table must be in order. */
static void tag_names_are_sorted(void)
{
#define X(id, name) CHECK(tkit_html_tag(name, strlen(name)) == HTML_##id);
    HTML_TAGS(X)
#undef X
    CHECK(tkit_html_tag("BlockQuote", 10) == HTML_BLOCKQUOTE);
    CHECK(tkit_html_tag("blink", 5) == HTML_OTHER);
    CHECK(tkit_html_tag("", 0) == HTML_OTHER);
    CHECK(tkit_html_tag("p\0x", 3) == HTML_OTHER);
}

int main(void)
{
    if (tkit_create(&tk, NULL))
        return 1;
    RUN(tags);
    RUN(comments);
    RUN(raw_text);
    RUN(foreign_content);
    RUN(character_references);
    RUN(carriage_returns_and_nul);
    RUN(attributes_are_limited);
    RUN(tag_names_are_sorted);
    tkit_destroy(tk);
    return test_report();
}
