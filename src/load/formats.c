/* The table of formats, the choice among them, and the frame around reading one document. See format.h. */
#include "load/custom.h"
#include "load/facts.h"
#include "load/format.h"

#include <stdio.h>
#include <strings.h>

/* In order of preference when two are equally sure. */
const struct tkit_format *const tkit_formats[] = {
    &tkit_format_docx,
    &tkit_format_odt,
    &tkit_format_epub,
    &tkit_format_pdf,
    &tkit_format_warc,
    &tkit_format_archive,
    &tkit_format_vertical, /* before xml and html: vertical text may open like either */
    &tkit_format_conllu,
    &tkit_format_html,
    &tkit_format_jsonl,
    &tkit_format_json,
    &tkit_format_xml,
    &tkit_format_csv,
    &tkit_format_mail,
    &tkit_format_mbox,
    &tkit_format_subtitles,
    &tkit_format_markdown,
    &tkit_format_text,
    NULL,
};

/* ---- what is no text ---- */

/* Files that are known and refused, with what to do about it. */
static const struct refusal {
    const char *magic;
    size_t size;
    const char *extensions; /* NULL: any */
    const char *reason;
} refusals[] = {
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "doc dot",
     "a legacy Word file; convert it first: soffice --headless --convert-to docx FILE"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, NULL,
     "a legacy Office file; save it in a current format (docx, csv) first"},
    {"PK\3\4", 4, "xlsx xlsm", "a spreadsheet; save the sheet as CSV first: soffice --headless --convert-to csv FILE"},
    {"PK\3\4", 4, "pptx", "a presentation; convert it first: soffice --headless --convert-to pdf FILE"},
    {"{\\rtf", 5, NULL, "an RTF file; convert it first: soffice --headless --convert-to docx FILE"},
    {"SQLite format 3", 16, NULL, "an SQLite file, not a text; a corpus file is opened by itself"},
    {"\x89PNG", 4, NULL, "an image (PNG)"},
    {"\xFF\xD8\xFF", 3, NULL, "an image (JPEG)"},
    {"GIF8", 4, NULL, "an image (GIF)"},
    {"RIFF", 4, NULL, "sound, video or an image (RIFF)"},
    {"\x7F" "ELF", 4, NULL, "a program"},
};

static const char *why_refused(const struct tkit_source *source)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        if (source->size >= r->size && memcmp(source->bytes, r->magic, r->size) == 0 &&
            (!r->extensions || tkit_source_has_extension(source, r->extensions)))
            return r->reason;
    }
    return source->size && memchr(source->bytes, 0, source->size) ? "binary data" : "no known text format";
}

/* ---- the choice ---- */

static int choose_forced(struct tkit_source *source, const char *name)
{
    source->reader = tkit_reader_find(source->options, name);
    if (source->reader) {
        source->format = &tkit_format_custom;
        return TKIT_OK;
    }
    for (const struct tkit_format *const *f = tkit_formats; *f; f++) {
        if (strcasecmp((*f)->name, name) == 0) {
            source->format = *f;
            return TKIT_OK;
        }
    }
    return tkit_fail(source->tk, TKIT_EINVALID, "no format is called '%s'", name);
}

/* The format of a part whose container says what it is. */
static const struct tkit_format *choose_declared(const struct tkit_source *source)
{
    static const struct {
        const char *type;
        const struct tkit_format *format;
    } declared[] = {
        {"text/plain", &tkit_format_text},        {"text/html", &tkit_format_html},
        {"text/csv", &tkit_format_csv},           {"text/markdown", &tkit_format_markdown},
        {"application/json", &tkit_format_json},  {"message/rfc822", &tkit_format_mail},
        {"application/xhtml+xml", &tkit_format_html},
    };
    for (size_t i = 0; source->type && i < sizeof declared / sizeof *declared; i++)
        if (strcmp(declared[i].type, source->type) == 0)
            return declared[i].format;
    return NULL;
}

int tkit_format_choose(struct tkit_source *source)
{
    enum { CERTAIN = 90 }; /* no need to ask the others */
    int rc = tkit_source_peek(source, SNIFF_BYTES);
    if (rc)
        return rc;
    if (source->options->format && !source->parent)
        return choose_forced(source, source->options->format);
    if (source->size == 0)
        return tkit_fail(source->tk, TKIT_EUNSUPPORTED, "%s: is empty", source->name);
    source->format = choose_declared(source);
    if (source->format)
        return TKIT_OK;
    source->is_text = tkit_source_looks_like_text(source);
    int best = 0;
    for (const struct tkit_format *const *f = tkit_formats; *f && best < CERTAIN; f++) {
        int sure = (*f)->sniff(source);
        if (sure > best) {
            best = sure;
            source->format = *f;
        }
    }
    int sure;
    const tkit_reader *reader = tkit_reader_choose(source, &sure);
    if (reader && sure >= best) {
        source->reader = reader;
        source->format = &tkit_format_custom;
        best = sure;
    }
    if (best > 0)
        return TKIT_OK;
    return tkit_fail(source->tk, TKIT_EUNSUPPORTED, "%s: %s", source->name, why_refused(source));
}

int tkit_format_step(struct tkit_source *source, struct tkit_item *item)
{
    *item = (struct tkit_item){0};
    if (!source->format) {
        int rc = tkit_format_choose(source);
        if (rc)
            return rc;
    }
    if (source->format->next)
        return source->format->next(source, item);
    if (source->records > 0)
        return 0;
    int rc = tkit_format_decode(source, &item->document);
    return rc ? rc : 1;
}

const char *tkit_format_at(size_t index)
{
    for (size_t i = 0; tkit_formats[i]; i++)
        if (i == index)
            return tkit_formats[i]->name;
    return NULL;
}

/* ---- one document ---- */

int tkit_input_describe(const struct tkit_input *input, tkit_document *document)
{
    char number[32];
    int rc = tkit_document_set_metadata(document, "encoding", input->encoding);
    if (rc == TKIT_OK)
        rc = tkit_document_set_metadata(document, "encoding_how", input->how);
    if (rc || input->replacements == 0)
        return rc;
    snprintf(number, sizeof number, "%llu", (unsigned long long)input->replacements);
    rc = tkit_document_set_metadata(document, "replacements", number);
    if (rc)
        return rc;
    snprintf(number, sizeof number, "%llu", (unsigned long long)input->first_replacement);
    rc = tkit_document_set_metadata(document, "first_replacement", number);
    char message[512];
    snprintf(message, sizeof message, "%s: %llu byte sequence%s not %s, the first at byte %s: shown as U+FFFD",
             input->source->name, (unsigned long long)input->replacements, input->replacements == 1 ? " is" : "s are",
             input->encoding, number);
    tkit_source_note(input->source, input->encoding, TKIT_OK, message);
    return rc;
}

int tkit_format_complete(struct tkit_source *source, struct tkit_input *input, tkit_document *document, size_t start,
                         size_t end)
{
    tkit *tk = source->tk;
    uint64_t from = start, to = end;
    tkit_map_span(&input->map, (uint32_t)input->length, (uint32_t)start, (uint32_t)end, &from, &to);
    int rc = tkit_map_compose(tk, &document->map, document->length, &input->map, (uint32_t)input->length);
    if (rc == TKIT_OK)
        rc = tkit_map_compose(tk, &document->map, document->length, &source->map, (uint32_t)source->size);
    if (rc == TKIT_OK)
        rc = tkit_document_set_source(document, source->bytes + from, to - from);
    if (rc == TKIT_OK && !document->file)
        rc = tkit_document_set_file(document, source->name);
    if (rc == TKIT_OK)
        rc = tkit_document_set_metadata(document, "format", tkit_source_format_name(source));
    if (rc == TKIT_OK)
        rc = tkit_input_describe(input, document);
    if (rc == TKIT_OK)
        rc = tkit_document_add_given(document, source, true);
    if (rc == TKIT_OK)
        rc = tkit_document_finish(document, source->options, source->format->finish);
    return rc;
}

const char *tkit_options_field(const tkit_load_options *options, const char *role)
{
    for (size_t i = 0; i < options->mapping_count; i++)
        if (strcmp(options->mapping[i].role, role) == 0)
            return options->mapping[i].field;
    return NULL;
}

int tkit_source_document(const struct tkit_source *source, tkit_document **out)
{
    int rc = tkit_document_create(source->tk, out);
    if (rc)
        return rc;
    const struct tkit_source *file = source;
    while (file->parent) file = file->parent;
    (*out)->rules = file->rules;
    (*out)->wanted = file->wanted;
    (*out)->date_order = tkit_options_field(source->options, "date_order");
    return tkit_document_add_given(*out, source, false);
}

int tkit_format_decode(struct tkit_source *source, tkit_document **out)
{
    struct tkit_input input = {0};
    char declared[64] = "";
    tkit_document *document = NULL;
    *out = NULL;
    int rc = tkit_source_read_all(source);
    if (rc)
        return rc;
    if (source->charset)
        snprintf(declared, sizeof declared, "%s", source->charset);
    else if (source->format->declared)
        source->format->declared(source, declared);
    rc = tkit_input_decode(&input, source, declared);
    if (rc == TKIT_OK)
        rc = tkit_source_document(source, &document);
    if (rc == TKIT_OK) {
        rc = source->format->decode(source, &input, document);
        if (rc == TKIT_OK)
            rc = tkit_format_complete(source, &input, document, 0, input.length);
    }
    tkit_input_free(&input);
    if (rc) {
        tkit_document_release(document);
        return rc;
    }
    source->records++;
    *out = document;
    return TKIT_OK;
}
