/* The named limits: what each is called, what it means, its default. */
#include "base/context.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

static const struct row {
    const char *name;
    uint64_t value;
    const char *meaning;
} rows[LIMIT_COUNT] = {
    [LIMIT_DOCUMENT_BYTES] = {"document_bytes", 256 * MIB, "largest document, in bytes of its source"},
    [LIMIT_LINE_BYTES] = {"line_bytes", 64 * MIB, "longest line of a line-based format"},
    [LIMIT_ARCHIVE_BYTES] = {"archive_bytes", GIB, "bytes unpacked from one archive in all"},
    [LIMIT_ARCHIVE_ENTRY_BYTES] = {"archive_entry_bytes", 100 * MIB, "bytes unpacked from one archive entry"},
    [LIMIT_ARCHIVE_ENTRIES] = {"archive_entries", 100000, "entries of one archive"},
    [LIMIT_ARCHIVE_RATIO] = {"archive_ratio", 200, "bytes unpacked per packed byte after the first MiB"},
    [LIMIT_ARCHIVE_DEPTH] = {"archive_depth", 2, "archives inside archives"},
    [LIMIT_MARKUP_DEPTH] = {"markup_depth", 512, "open elements that HTML and XML readers keep track of"},
    [LIMIT_MARKUP_ATTRIBUTES] = {"markup_attributes", 256, "attributes of one tag"},
    [LIMIT_JSON_DEPTH] = {"json_depth", 256, "nesting of JSON arrays and objects"},
    [LIMIT_REGEX_MATCH] = {"regex_match", 1000000, "PCRE2 match limit: internal calls for one match"},
    [LIMIT_REGEX_HEAP_KIB] = {"regex_heap_kib", 64 * KIB, "PCRE2 heap limit, in KiB"},
    [LIMIT_QUERY_MILLISECONDS] = {"query_milliseconds", 0, "time of one query, 0 = no limit"},
    [LIMIT_QUERY_BYTES] = {"query_bytes", 512 * MIB, "memory of one query's results"},
    [LIMIT_SEGMENT_TOKENS] = {"segment_tokens", 32 * MIB, "tokens after which an index segment is closed"},
    [LIMIT_SITE_BLOCKS] = {"site_blocks", 8000000,
                           "different blocks of web pages that are counted to find repeated ones"},
    [LIMIT_CLAIMS_BYTES] = {"claims_bytes", 16 * MIB, "text of one document whose claims are read"},
    [LIMIT_INDEX_BYTES] = {"index_bytes", 256 * MIB, "memory of an index segment under construction"},
};

const char *tkit_limit_name(enum limit which)
{
    return rows[which].name;
}

void tkit_limits_set_defaults(tkit *tk)
{
    for (int i = 0; i < LIMIT_COUNT; i++) tk->limit[i] = rows[i].value;
}

static int find(const char *name)
{
    for (int i = 0; i < LIMIT_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return i;
    return -1;
}

int tkit_set_limit(tkit *tk, const char *name, uint64_t value)
{
    int i = find(name);
    if (i < 0)
        return tkit_fail(tk, TKIT_ENOTFOUND, "no limit is called '%s'", name);
    tk->limit[i] = value;
    return TKIT_OK;
}

int tkit_get_limit(const tkit *tk, const char *name, uint64_t *value)
{
    int i = find(name);
    if (i < 0)
        return TKIT_ENOTFOUND;
    *value = tk->limit[i];
    return TKIT_OK;
}

const char *tkit_limit_at(const tkit *tk, size_t index, uint64_t *value, const char **meaning)
{
    if (index >= LIMIT_COUNT)
        return NULL;
    if (value)
        *value = tk->limit[index];
    if (meaning)
        *meaning = rows[index].meaning;
    return rows[index].name;
}
