/* Records to documents: see record.h. */
#include "load/record.h"

#include <stdio.h>
#include <strings.h>

#include "load/facts.h"

/* ---- roles ---- */

/* Names under which files keep the text itself. */
static const char *const text_names[] = {
    "text",      "body",       "content",   "articlebody", "article_body", "article",    "fulltext",
    "full_text", "maintext",   "main_text", "story",       "transcript",   "message",    "paragraphs",
    "plaintext", "plain_text", "news_body", "turns",       "segments",     "utterances", NULL};

static bool is_text_name(const char *key)
{
    for (const char *const *name = text_names; *name; name++)
        if (strcasecmp(*name, key) == 0)
            return true;
    return false;
}

bool tkit_record_maps_text(const tkit_load_options *options)
{
    return tkit_options_field(options, "text") != NULL;
}

enum tkit_role tkit_record_role(const tkit_load_options *options, const char *key, const char **as)
{
    *as = key;
    for (size_t i = 0; i < options->mapping_count; i++) {
        const tkit_field *field = &options->mapping[i];
        if (strcmp(field->field, key) != 0 || strcmp(field->role, "date_order") == 0)
            continue;
        *as = field->role;
        return strcmp(field->role, "text") == 0 ? ROLE_TEXT : strcmp(field->role, "title") == 0 ? ROLE_TITLE
               : tkit_field_fact(field->role) >= 0                                             ? ROLE_FACT
                                                                                                : ROLE_META;
    }
    if (is_text_name(key))
        return tkit_record_maps_text(options) ? ROLE_META : ROLE_TEXT;
    int fact = tkit_field_fact(key);
    if (fact < 0 || tkit_options_field(options, tkit_fact_name((enum tkit_fact_name)fact)))
        return ROLE_META; /* no fact, or the mapping takes it from elsewhere */
    return fact == FACT_TITLE ? ROLE_TITLE : ROLE_FACT;
}

/* ---- building ---- */

int tkit_record_begin(const struct tkit_source *source, struct tkit_record *record)
{
    *record = (struct tkit_record){0};
    tkit_buffer_init(&record->text, source->tk);
    return tkit_source_document(source, &record->document);
}

void tkit_record_free(struct tkit_record *record)
{
    tkit *tk = record->text.tk;
    if (!tk)
        return;
    tkit_document_release(record->document);
    tkit_buffer_free(&record->text);
    tkit_map_free(tk, &record->map);
    record->document = NULL;
}

int tkit_record_separate(struct tkit_record *record, uint64_t source)
{
    if (record->text.size == 0)
        return TKIT_OK;
    int rc = tkit_map_add(record->text.tk, &record->map, (uint32_t)record->text.size, source, 0, 0);
    tkit_buffer_add(&record->text, "\n\n", 2);
    return rc;
}

static int describe(struct tkit_record *record, struct tkit_source *source, const struct tkit_input *input, uint64_t n)
{
    tkit_document *document = record->document;
    char *name = tkit_arena_alloc(&document->arena, strlen(source->name) + 24);
    if (!name)
        return TKIT_ENOMEM;
    if (n > 0)
        sprintf(name, "%s#%llu", source->name, (unsigned long long)n);
    else
        strcpy(name, source->name);
    int rc = tkit_document_set_file(document, name);
    if (rc == TKIT_OK)
        rc = tkit_document_set_metadata(document, "format", tkit_source_format_name(source));
    if (rc == TKIT_OK)
        rc = tkit_input_describe(input, document);
    return rc;
}

int tkit_record_end(struct tkit_record *record, struct tkit_source *source, const struct tkit_input *input,
                    uint64_t shift, const void *bytes, size_t size, uint64_t n, tkit_document **out)
{
    tkit *tk = source->tk;
    tkit_document *document = record->document;
    *out = NULL;
    int rc = tkit_buffer_status(&record->text);
    if (rc || record->text.size == 0) {
        tkit_record_free(record);
        return rc;
    }
    rc = tkit_document_take_text(document, &record->text);
    if (rc == TKIT_OK) {
        document->map = record->map;
        record->map = (struct tkit_map){0};
        if (input)
            rc = tkit_map_compose(tk, &document->map, document->length, &input->map, (uint32_t)input->length);
    }
    if (rc == TKIT_OK)
        rc = tkit_map_shift(tk, &document->map, shift);
    if (rc == TKIT_OK)
        rc = tkit_map_compose(tk, &document->map, document->length, &source->map, UINT32_MAX);
    if (rc == TKIT_OK)
        rc = tkit_document_set_source(document, bytes, size);
    if (rc == TKIT_OK)
        rc = describe(record, source, input, n);
    if (rc == TKIT_OK)
        rc = tkit_document_add_given(document, source, true);
    if (rc == TKIT_OK)
        rc = tkit_document_finish(document, source->options, FINISH_BLOCKS | FINISH_TURNS | FINISH_FACTS);
    if (rc == TKIT_OK) {
        *out = document;
        record->document = NULL;
        source->records++;
    }
    tkit_record_free(record);
    return rc;
}
