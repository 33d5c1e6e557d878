/* The format "html": pages and fragments become documents. See html_page.h, html_main.h, html_meta.h for the steps. */
#include "load/html.h"

#include <stdio.h>

#include "load/custom_rules.h"
#include "load/facts.h"
#include "load/format.h"
#include "load/html_main.h"
#include "load/html_meta.h"

/* ---- recognition ---- */

static size_t skip_blank(const char *s, size_t n)
{
    size_t i = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < n && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r')) i++;
    return i;
}

static bool starts_as(const char *s, size_t n, const char *what)
{
    size_t length = strlen(what);
    return n >= length && strncasecmp(s, what, length) == 0;
}

/* Known start tags among the first ones of the text. */
static unsigned known_tags(const char *s, size_t n)
{
    unsigned known = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (s[i] != '<')
            continue;
        size_t from = i + (s[i + 1] == '/' ? 2 : 1), to = from;
        while (to < n &&
               ((s[to] >= 'a' && s[to] <= 'z') || (s[to] >= 'A' && s[to] <= 'Z') || (s[to] >= '1' && s[to] <= '6')))
            to++;
        if (to > from && to < n && (s[to] == '>' || s[to] == ' ' || s[to] == '\n' || s[to] == '/') &&
            tkit_html_tag(s + from, to - from) != HTML_OTHER)
            known++;
    }
    return known;
}

bool tkit_html_is_likely(const char *text, size_t length)
{
    return known_tags(text, length < 4096 ? length : 4096) > 0;
}

static int sniff(const struct tkit_source *source)
{
    const char *s = (const char *)source->bytes;
    size_t n = source->size < 4096 ? source->size : 4096, i = skip_blank(s, n);
    bool named = tkit_source_has_extension(source, "html htm xhtml shtml php asp aspx");
    if (starts_as(s + i, n - i, "<!doctype html") || starts_as(s + i, n - i, "<html"))
        return 90;
    if (i >= n || s[i] != '<')
        return named ? 40 : 0;
    if (starts_as(s + i, n - i, "<?xml"))
        return memmem(s, n, "<html", 5) ? 92 : 0;
    unsigned known = known_tags(s + i, n - i);
    if (named)
        return known ? 85 : 40;
    return starts_as(s + i, n - i, "<!--") || known < 2 ? (known >= 2 ? 45 : 0) : 45;
}

/* The prescan of the standard, over the first 4 KiB: <meta charset> or the content of <meta http-equiv>. */
static void declared(const struct tkit_source *source, char name[64])
{
    size_t n = source->size < 4096 ? source->size : 4096;
    struct html_tokenizer *t = tkit_alloc(source->tk, sizeof *t);
    name[0] = '\0';
    if (!t)
        return;
    tkit_html_tokenizer_init(t, source->tk, (const char *)source->bytes, (uint32_t)n);
    while (!name[0] && tkit_html_next(t)) {
        if (t->kind != HTML_TOKEN_START || t->tag != HTML_META)
            continue;
        const struct html_attribute *a = tkit_html_attribute(t, "charset");
        const char *from, *end;
        if (a) {
            from = t->text + a->value_start;
            end = t->text + a->value_end;
        } else if ((a = tkit_html_attribute(t, "content"))) {
            end = t->text + a->value_end;
            from = memmem(t->text + a->value_start, a->value_end - a->value_start, "charset=", 8);
            if (!from)
                continue;
            from += 8;
        } else {
            continue;
        }
        size_t length = 0;
        while (from < end && (*from == ' ' || *from == '"' || *from == '\'')) from++;
        while (from < end && length < 63 && *from != ' ' && *from != ';' && *from != '"' && *from != '\'')
            name[length++] = *from++;
        name[length] = '\0';
    }
    tkit_free(source->tk, t, sizeof *t);
}

/* ---- facts ---- */

static int add_statement(tkit_document *document, const char *key, const struct html_statement *s, uint32_t start,
                         uint32_t end)
{
    return s->value ? tkit_document_add_field(document, key, s->value, s->how, start, end) : TKIT_OK;
}

static int add_facts(tkit_document *document, const struct html_page *page, struct html_meta *meta,
                     const tkit_block *title)
{
    char language[16] = "";
    if (meta->language.value) { /* "en_US" is "en-US" */
        snprintf(language, sizeof language, "%s", meta->language.value);
        for (char *p = language; *p; p++)
            if (*p == '_')
                *p = '-';
        meta->language.value = language;
    }
    int rc = add_statement(document, "title", &meta->title, title->start, title->end);
    if (rc == TKIT_OK)
        rc = add_statement(document, "date", &meta->date, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "date", &meta->address_date, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "modified", &meta->modified, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "author", &meta->author, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "source", &meta->outlet, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "language", &meta->language, 0, 0);
    if (rc == TKIT_OK)
        rc = add_statement(document, "url", &meta->url, 0, 0);
    if (rc == TKIT_OK && meta->syndicated.value)
        rc = tkit_document_set_metadata(document, "syndicated_from", meta->syndicated.value);
    if (rc == TKIT_OK && page->elements_skipped)
        rc = tkit_document_set_metadata(document, "limit_reached", "markup_depth");
    if (rc == TKIT_OK && page->attributes_skipped)
        rc = tkit_document_set_metadata(document, "limit_reached", "markup_attributes");
    return rc;
}

/* ---- the document ---- */

static int add_blocks(struct tkit_assembly *a, const struct html_page *page, const struct html_verdict *verdicts,
                      unsigned flags, long title_block, tkit_block *title)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < page->block_count && rc == TKIT_OK; i++) {
        const struct html_verdict *v = &verdicts[i];
        if (!v->keep && !(flags & (HTML_KEEP_ALL | HTML_FRAGMENT)))
            continue;
        tkit_block block = {.kind = v->kind, .detail = v->detail, .is_body = v->is_body};
        rc = tkit_assembly_add(a, page->text.data, &page->map, page->blocks[i].start, page->blocks[i].end, &block);
        if ((long)i == title_block)
            *title = block;
    }
    return rc;
}

static int assemble(struct tkit_assembly *a, struct html_page *page, unsigned flags)
{
    tkit *tk = page->tk;
    struct html_meta meta = {.title_block = -1};
    tkit_block title = {0};
    int rc = TKIT_OK;
    if (!(flags & HTML_FRAGMENT))
        rc = tkit_html_meta_read(page, &meta);
    if (flags & HTML_NO_TITLE)
        meta.title = (struct html_statement){0};
    struct html_verdict *verdicts = tkit_calloc(tk, page->block_count + 1, sizeof *verdicts);
    if (!verdicts)
        rc = tkit_fail_nomem(tk);
    if (rc == TKIT_OK)
        rc = tkit_html_judge(page, meta.title_block, meta.text, (flags & HTML_FRAGMENT) != 0, verdicts);
    if (rc == TKIT_OK)
        rc = tkit_rules_judge_page(a->document->rules, page, meta.title_block, verdicts);
    if (rc == TKIT_OK)
        rc = add_blocks(a, page, verdicts, flags, meta.title_block, &title);
    if (rc == TKIT_OK && !(flags & HTML_FRAGMENT))
        rc = add_facts(a->document, page, &meta, &title);
    tkit_free(tk, verdicts, (page->block_count + 1) * sizeof *verdicts);
    return rc;
}

int tkit_html_assemble(struct tkit_assembly *a, const char *html, size_t length, const struct tkit_map *map,
                       unsigned flags)
{
    tkit *tk = a->document->tk;
    if (length >= UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "a page has at most 4 GiB");
    struct html_page page;
    int rc = tkit_html_page_read(&page, tk, html, (uint32_t)length);
    if (rc == TKIT_OK && map)
        rc = tkit_map_compose(tk, &page.map, (uint32_t)page.text.size, map, (uint32_t)length);
    if (rc == TKIT_OK)
        rc = assemble(a, &page, flags);
    tkit_html_page_free(&page);
    return rc;
}

static int decode(struct tkit_source *source, struct tkit_input *input, tkit_document *document)
{
    struct tkit_assembly a;
    tkit_assembly_init(&a, document);
    const char *keep = source->options->keep;
    unsigned flags = keep && strcmp(keep, "all") == 0 ? HTML_KEEP_ALL : 0;
    int rc = tkit_html_assemble(&a, input->text, input->length, NULL, flags);
    return tkit_assembly_finish(&a, rc);
}

const struct tkit_format tkit_format_html = {
    .name = "html",
    .sniff = sniff,
    .decode = decode,
    .declared = declared,
    .finish = FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
