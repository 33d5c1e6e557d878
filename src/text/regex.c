/* Regular expressions: PCRE2 with JIT.
 *
 * One expression is compiled up to three times, at need: for ASCII texts in byte mode (several times faster on \d, \w,
 * \b), for UTF-8 with Unicode properties, and for texts that are not valid UTF-8. All three find the same matches
 * where more than one applies. Never logs, never searches longer than the named limits allow. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "base/context.h"
#include "text/unicode.h"
#include <toolkit/text.h>

enum form { FORM_BYTES, FORM_UTF, FORM_INVALID, FORMS };

struct tkit_regex {
    tkit *tk;
    pcre2_general_context *memory;
    pcre2_match_context *limits;
    pcre2_match_data *match;
    pcre2_jit_stack *stack; /* made when the small one on the machine stack was not enough */
    pcre2_code *code[FORMS];
    bool has_bytes_form; /* may be matched in byte mode */
    uint32_t options;
    uint32_t groups;
    char *pattern;
    size_t pattern_length;
};

/* ---- memory: PCRE2 frees without saying how much, so the size stands before the block ---- */

enum { HEADER = 16 };

static void *take(PCRE2_SIZE size, void *user)
{
    if (size > SIZE_MAX - HEADER)
        return NULL;
    size_t all = size + HEADER;
    char *block = tkit_alloc(user, all);
    if (!block)
        return NULL;
    memcpy(block, &all, sizeof all);
    return block + HEADER;
}

static void give(void *pointer, void *user)
{
    if (!pointer)
        return;
    size_t all;
    char *block = (char *)pointer - HEADER;
    memcpy(&all, block, sizeof all);
    tkit_free(user, block, all);
}

/* ---- compiling ---- */

static int fail_pattern(tkit_regex *r, int code, size_t offset)
{
    enum { SHOWN = 24 };
    char reason[160];
    if (code == PCRE2_ERROR_HEAP_FAILED || code == PCRE2_ERROR_NOMEMORY || code == 121)
        return tkit_fail_nomem(r->tk);
    pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
    if (offset > r->pattern_length)
        offset = r->pattern_length;
    /* What precedes the fault, from a character boundary on. */
    size_t from = offset > SHOWN ? offset - SHOWN : 0;
    while (from < offset && ((unsigned char)r->pattern[from] & 0xC0) == 0x80) from++;
    return tkit_fail(r->tk, TKIT_EQUERY, "regular expression: %s at byte %zu, behind '%s%.*s'", reason,
                     offset + 1, from ? "..." : "", (int)(offset - from), r->pattern + from);
}

static int compile(tkit_regex *r, enum form form, int *error, size_t *offset)
{
    uint32_t options = r->options;
    if (form != FORM_BYTES)
        options |= PCRE2_UTF | PCRE2_UCP;
    if (form == FORM_INVALID)
        options |= PCRE2_MATCH_INVALID_UTF;
    pcre2_compile_context *context = pcre2_compile_context_create(r->memory);
    if (!context)
        return tkit_fail_nomem(r->tk);
    r->code[form] = pcre2_compile((PCRE2_SPTR)r->pattern, r->pattern_length, options, error, offset, context);
    pcre2_compile_context_free(context);
    if (!r->code[form])
        return TKIT_EQUERY;
    pcre2_jit_compile(r->code[form], PCRE2_JIT_COMPLETE); /* without JIT the interpreter does it, slower */
    return TKIT_OK;
}

/* The compiled form for a text, made at its first use. */
static int need_form(tkit_regex *r, enum form form)
{
    if (r->code[form])
        return TKIT_OK;
    int error = 0;
    size_t offset = 0;
    int rc = compile(r, form, &error, &offset);
    return rc == TKIT_EQUERY ? fail_pattern(r, error, offset) : rc;
}

int tkit_regex_compile(tkit *tk, const char *pattern, size_t length, unsigned flags, tkit_regex **out)
{
    *out = NULL;
    tkit_regex *r = tkit_calloc(tk, 1, sizeof *r);
    if (!r)
        return tkit_fail_nomem(tk);
    r->tk = tk;
    r->pattern = tkit_strndup(tk, pattern, length);
    r->pattern_length = length;
    r->memory = pcre2_general_context_create(take, give, tk);
    if (!r->pattern || !r->memory) {
        tkit_regex_free(r);
        return tkit_fail_nomem(tk);
    }
    r->options = (flags & TKIT_REGEX_IGNORE_CASE ? PCRE2_CASELESS : 0) |
                 (flags & TKIT_REGEX_MULTILINE ? PCRE2_MULTILINE : 0) |
                 (flags & TKIT_REGEX_DOTALL ? PCRE2_DOTALL : 0) |
                 (flags & TKIT_REGEX_EXTENDED ? PCRE2_EXTENDED : 0) | PCRE2_NEVER_BACKSLASH_C;
    /* The UTF form is compiled always: it judges the pattern. Byte mode is for patterns that are ASCII themselves
     * and name no code point above 255 (those do not compile there): then the two agree on ASCII texts. */
    int rc = need_form(r, FORM_UTF);
    if (rc == TKIT_OK && tkit_is_ascii(pattern, length)) {
        int error;
        size_t offset;
        rc = compile(r, FORM_BYTES, &error, &offset);
        r->has_bytes_form = rc == TKIT_OK;
        if (rc == TKIT_EQUERY)
            rc = TKIT_OK;
    }
    if (rc == TKIT_OK) {
        r->match = pcre2_match_data_create_from_pattern(r->code[FORM_UTF], r->memory);
        r->limits = pcre2_match_context_create(r->memory);
        if (!r->match || !r->limits)
            rc = tkit_fail_nomem(tk);
    }
    if (rc != TKIT_OK) {
        tkit_regex_free(r);
        return rc;
    }
    pcre2_pattern_info(r->code[FORM_UTF], PCRE2_INFO_CAPTURECOUNT, &r->groups);
    *out = r;
    return TKIT_OK;
}

void tkit_regex_free(tkit_regex *r)
{
    if (!r)
        return;
    tkit *tk = r->tk;
    for (int form = 0; form < FORMS; form++) pcre2_code_free(r->code[form]);
    pcre2_jit_stack_free(r->stack);
    pcre2_match_data_free(r->match);
    pcre2_match_context_free(r->limits);
    pcre2_general_context_free(r->memory);
    tkit_free(tk, r->pattern, r->pattern_length + 1);
    tkit_free(tk, r, sizeof *r);
}

size_t tkit_regex_groups(const tkit_regex *r)
{
    return r->groups;
}

const char *tkit_regex_name(const tkit_regex *r, size_t index, size_t *group)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(r->code[FORM_UTF], PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(r->code[FORM_UTF], PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(r->code[FORM_UTF], PCRE2_INFO_NAMETABLE, &table);
    if (index >= count)
        return NULL;
    const unsigned char *entry = table + index * size; /* two bytes of group number, then the name */
    if (group)
        *group = (size_t)entry[0] << 8 | entry[1];
    return (const char *)entry + 2;
}

/* ---- matching ---- */

static int fail_match(tkit_regex *r, int code)
{
    enum { SHOWN = 60 };
    char item[SHOWN + 32], reason[160];
    snprintf(item, sizeof item, "regular expression '%.*s'%s", SHOWN, r->pattern,
             r->pattern_length > SHOWN ? "..." : "");
    switch (code) {
    case PCRE2_ERROR_MATCHLIMIT: return tkit_fail_limit(r->tk, LIMIT_REGEX_MATCH, item);
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT: return tkit_fail_limit(r->tk, LIMIT_REGEX_HEAP_KIB, item);
    case PCRE2_ERROR_NOMEMORY: return tkit_fail_nomem(r->tk);
    }
    pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
    return tkit_fail(r->tk, TKIT_EQUERY, "%s: %s", item, reason);
}

static uint32_t clamp(uint64_t value)
{
    return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

/* JIT first; where its stack is too small, a large one; where that is too small, the interpreter on the heap. */
static int match(tkit_regex *r, enum form form, const char *text, size_t length, size_t from, uint32_t options)
{
    enum { STACK_START = 32 * 1024, STACK_MOST = 1024 * 1024 };
    pcre2_set_match_limit(r->limits, clamp(r->tk->limit[LIMIT_REGEX_MATCH]));
    pcre2_set_heap_limit(r->limits, clamp(r->tk->limit[LIMIT_REGEX_HEAP_KIB]));
    int rc = pcre2_match(r->code[form], (PCRE2_SPTR)text, length, from, options, r->match, r->limits);
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT && !r->stack) {
        r->stack = pcre2_jit_stack_create(STACK_START, STACK_MOST, r->memory);
        if (r->stack) {
            pcre2_jit_stack_assign(r->limits, NULL, r->stack);
            rc = pcre2_match(r->code[form], (PCRE2_SPTR)text, length, from, options, r->match, r->limits);
        }
    }
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
        rc = pcre2_match(r->code[form], (PCRE2_SPTR)text, length, from, options | PCRE2_NO_JIT, r->match,
                         r->limits);
    return rc;
}

int tkit_text_nature(const char *text, size_t length)
{
    if (tkit_is_ascii(text, length))
        return TKIT_TEXT_ASCII;
    return tkit_utf8_check(text, length) == length ? TKIT_TEXT_UTF8 : TKIT_TEXT_INVALID;
}

int tkit_regex_exec(tkit_regex *r, const char *text, size_t length, size_t from, int nature, unsigned flags,
                    size_t *spans, size_t capacity)
{
    if (from > length)
        return 0;
    if (nature == TKIT_TEXT_UNKNOWN)
        nature = tkit_text_nature(text, length);
    enum form form = nature == TKIT_TEXT_INVALID ? FORM_INVALID
                     : nature == TKIT_TEXT_ASCII && r->has_bytes_form ? FORM_BYTES
                                                                      : FORM_UTF;
    int rc = need_form(r, form);
    if (rc != TKIT_OK)
        return rc;
    uint32_t options = flags & TKIT_REGEX_NOT_EMPTY ? PCRE2_NOTEMPTY_ATSTART : 0;
    if (flags & TKIT_REGEX_HERE)
        options |= PCRE2_ANCHORED;
    if (form == FORM_UTF) {
        options |= PCRE2_NO_UTF_CHECK;
        while (from < length && ((unsigned char)text[from] & 0xC0) == 0x80) from++;
    }
    rc = match(r, form, text ? text : "", length, from, options);
    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    if (rc < 0)
        return fail_match(r, rc);
    const PCRE2_SIZE *found = pcre2_get_ovector_pointer(r->match);
    size_t pairs = (size_t)r->groups + 1;
    for (size_t i = 0; i < capacity && i < pairs; i++) {
        bool is_set = (int)i < rc && found[2 * i] != PCRE2_UNSET;
        spans[2 * i] = is_set ? found[2 * i] : TKIT_REGEX_UNSET;
        spans[2 * i + 1] = is_set ? found[2 * i + 1] : TKIT_REGEX_UNSET;
    }
    return 1;
}
