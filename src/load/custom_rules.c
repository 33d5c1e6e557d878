/* The caller's block rules. See custom_rules.h.
 *
 * A page is asked once for the elements around its blocks: a bit for each rule whose element is open, handed down from
 * container to container. */
#include "load/custom_rules.h"

#include <strings.h>

#include "load/facts.h"

enum { ELEMENT_RULES = 64 };

struct rule {
    tkit_block_rule given;
    tkit_regex *pattern;   /* or NULL */
    const char *tag, *key; /* of the element: "div", and "class" or "id"; NULL when not stated */
    const char *value;     /* the name that `key` must hold */
    size_t element;        /* its bit, counted from 0 */
};

struct tkit_rules {
    tkit *tk;
    tkit_arena arena;
    struct rule *rules;
    size_t count, elements;
};

/* ---- making ready ---- */

static int copy_string(struct tkit_rules *r, const char **string)
{
    if (*string && !(*string = tkit_arena_strndup(&r->arena, *string, strlen(*string))))
        return TKIT_ENOMEM;
    return TKIT_OK;
}

/* "div.story", "#comments": cuts the name into its parts. */
static int read_element(struct tkit_rules *r, struct rule *rule)
{
    const char *name = rule->given.element, *mark = strpbrk(name, ".#");
    size_t tag = mark ? (size_t)(mark - name) : strlen(name);
    if (r->elements == ELEMENT_RULES)
        return tkit_fail(r->tk, TKIT_ELIMIT, "at most %d block rules have an element", ELEMENT_RULES);
    if (name[0] == 0 || (mark && (!mark[1] || strpbrk(mark + 1, ".# >[:"))) || memchr(name, ' ', tag))
        return tkit_fail(r->tk, TKIT_EINVALID, "element '%s': expected 'tag', '.class', '#id', 'tag.class' or 'tag#id'",
                         name);
    rule->element = r->elements++;
    if (tag && !(rule->tag = tkit_arena_strndup(&r->arena, name, tag)))
        return TKIT_ENOMEM;
    if (mark) {
        rule->key = *mark == '.' ? "class" : "id";
        rule->value = mark + 1;
    }
    return TKIT_OK;
}

static int make_ready(struct tkit_rules *r, struct rule *rule, size_t number)
{
    tkit_block_rule *given = &rule->given;
    if (!given->name)
        given->name = "rule";
    if (!given->phrase && !given->pattern && !given->element && !given->longest && !given->judge)
        return tkit_fail(r->tk, TKIT_EINVALID, "block rule %zu fits every block", number);
    if (given->element && given->judge)
        return tkit_fail(r->tk, TKIT_EINVALID, "block rule %zu: one with an element cannot decide itself", number);
    if (!given->judge && !tkit_block_kind_name(given->kind))
        return tkit_fail(r->tk, TKIT_EINVALID, "block rule %zu does not say what kind of block it finds", number);
    if (copy_string(r, &given->name) || copy_string(r, &given->phrase) || copy_string(r, &given->pattern) ||
        copy_string(r, &given->element) || copy_string(r, &given->detail))
        return TKIT_ENOMEM;
    for (char *p = (char *)given->phrase; p && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    int rc = given->element ? read_element(r, rule) : TKIT_OK;
    if (rc == TKIT_OK && given->pattern)
        rc = tkit_regex_compile(r->tk, given->pattern, strlen(given->pattern), 0, &rule->pattern);
    return rc;
}

int tkit_rules_create(tkit *tk, const tkit_block_rule *rules, size_t count, struct tkit_rules **out)
{
    *out = NULL;
    if (count == 0)
        return TKIT_OK;
    struct tkit_rules *r = tkit_calloc(tk, 1, sizeof *r);
    if (!r)
        return tkit_fail_nomem(tk);
    r->tk = tk;
    tkit_arena_init(&r->arena, tk);
    r->rules = tkit_calloc(tk, count, sizeof *r->rules);
    int rc = r->rules ? TKIT_OK : tkit_fail_nomem(tk);
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        r->count = i + 1;
        r->rules[i].given = rules[i];
        rc = make_ready(r, &r->rules[i], i + 1);
    }
    if (rc) {
        r->count = count;
        tkit_rules_free(r);
        return rc;
    }
    *out = r;
    return TKIT_OK;
}

void tkit_rules_free(struct tkit_rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; r->rules && i < r->count; i++) tkit_regex_free(r->rules[i].pattern);
    tkit_free(r->tk, r->rules, r->rules ? r->count * sizeof *r->rules : 0);
    tkit_arena_free(&r->arena);
    tkit_free(r->tk, r, sizeof *r);
}

/* ---- asking ---- */

/* Does the text fit what the rule states about it? 1, 0 or a negative code. */
static int fits(const struct rule *rule, const char *text, uint32_t start, uint32_t end)
{
    const tkit_block_rule *given = &rule->given;
    if (given->longest && end - start > given->longest)
        return 0;
    if (given->phrase && tkit_facts_find(text, start, end, given->phrase) == end)
        return 0;
    if (!rule->pattern)
        return 1;
    size_t span[2];
    int rc = tkit_regex_exec(rule->pattern, text + start, end - start, 0, TKIT_TEXT_UNKNOWN, 0, span, 1);
    return rc == TKIT_ELIMIT ? 0 : rc; /* too long to tell: not that block */
}

static const char *detail_of(const struct rule *rule)
{
    return rule->given.detail ? rule->given.detail : rule->given.name;
}

/* ---- pages ---- */

/* Is one of the words of the attribute's value this one? */
static bool holds_word(const char *value, size_t length, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i < length;) {
        size_t start = i;
        while (i < length && !strchr(" \t\n\f\r", value[i])) i++;
        if (i - start == n && strncasecmp(value + start, word, n) == 0)
            return true;
        i++;
    }
    return false;
}

static bool is_element(const struct rule *rule, const struct html_tokenizer *t)
{
    size_t length = t->name_end - t->name_start;
    if (rule->tag && (strlen(rule->tag) != length || strncasecmp(rule->tag, t->text + t->name_start, length) != 0))
        return false;
    if (!rule->key)
        return true;
    const struct html_attribute *a = tkit_html_attribute(t, rule->key);
    return a && holds_word(t->text + a->value_start, a->value_end - a->value_start, rule->value);
}

/* The bits of the rules whose element each container is or lies in. */
static uint64_t *open_elements(const struct tkit_rules *r, const struct html_page *page)
{
    uint64_t *open = tkit_calloc(page->tk, page->node_count + 1, sizeof *open);
    struct html_tokenizer *t = tkit_alloc(page->tk, sizeof *t);
    for (size_t n = 0; open && t && n < page->node_count; n++) {
        const struct html_node *node = &page->nodes[n];
        if (n > 0) { /* the root stands for the body and has no tag */
            open[n] = open[node->parent];
            tkit_html_tokenizer_init(t, page->tk, page->source + node->source, page->source_length - node->source);
            if (!tkit_html_next(t))
                continue;
        }
        for (size_t i = 0; i < r->count; i++) {
            const struct rule *rule = &r->rules[i];
            bool here =
                rule->given.element && (n > 0 ? is_element(rule, t) : !rule->key && strcasecmp(rule->tag, "body") == 0);
            if (here)
                open[n] |= UINT64_C(1) << rule->element;
        }
    }
    if (!open || !t) {
        tkit_free(page->tk, open, (page->node_count + 1) * sizeof *open);
        open = NULL;
    }
    tkit_free(page->tk, t, t ? sizeof *t : 0);
    return open;
}

int tkit_rules_judge_page(const struct tkit_rules *r, const struct html_page *page, long title_block,
                          struct html_verdict *verdicts)
{
    if (!r || r->elements == 0)
        return TKIT_OK;
    uint64_t *open = open_elements(r, page);
    int rc = open ? TKIT_OK : tkit_fail_nomem(page->tk);
    for (size_t b = 0; b < page->block_count && rc == TKIT_OK; b++) {
        const struct html_block *block = &page->blocks[b];
        for (size_t i = 0; i < r->count; i++) {
            const struct rule *rule = &r->rules[i];
            int kind = rule->given.kind;
            if (!rule->given.element || !(open[block->node] >> rule->element & 1) ||
                ((long)b == title_block && kind == TKIT_BLOCK_PARAGRAPH))
                continue;
            rc = fits(rule, page->text.data, block->start, block->end);
            if (rc == 0)
                continue;
            if (rc < 0)
                break;
            rc = TKIT_OK;
            bool text = kind == TKIT_BLOCK_PARAGRAPH;
            verdicts[b] = (struct html_verdict){.kind = (uint8_t)(text ? tkit_html_kind(page, b) : kind), .keep = true,
                                                .is_body = tkit_block_kind_is_body(kind), .detail = detail_of(rule)};
            break;
        }
    }
    tkit_free(page->tk, open, (page->node_count + 1) * sizeof *open);
    return rc;
}

/* ---- documents ---- */

static int judge_block(const struct rule *rule, tkit_document *document, size_t index)
{
    tkit_block *block = &document->blocks[index], changed = *block;
    int rc = fits(rule, document->text, block->start, block->end);
    if (rc <= 0)
        return rc;
    changed.detail = detail_of(rule);
    if (rule->given.judge) {
        rc = rule->given.judge(rule->given.user, document, index, &changed);
        if (rc <= 0)
            return rc;
    } else {
        changed.kind = rule->given.kind;
    }
    if (!tkit_block_kind_name(changed.kind))
        return tkit_fail(document->tk, TKIT_EINVALID, "block rule '%s': there is no kind of block %d", rule->given.name,
                         changed.kind);
    block->kind = changed.kind;
    block->is_body = tkit_block_kind_is_body(changed.kind);
    block->detail =
        changed.detail ? tkit_arena_strndup(&document->arena, changed.detail, strlen(changed.detail)) : NULL;
    return changed.detail && !block->detail ? TKIT_ENOMEM : 1;
}

int tkit_rules_judge_document(const struct tkit_rules *r, tkit_document *document)
{
    if (!r || r->elements == r->count)
        return TKIT_OK;
    for (size_t b = 0; b < document->block_count; b++) {
        if (document->blocks[b].start >= document->length)
            continue;
        for (size_t i = 0; i < r->count; i++) {
            if (r->rules[i].given.element)
                continue;
            int rc = judge_block(&r->rules[i], document, b);
            if (rc < 0)
                return rc;
            if (rc == 1)
                break;
        }
        if ((b & 0xff) == 0xff) {
            int rc = tkit_poll(document->tk);
            if (rc)
                return rc;
        }
    }
    return TKIT_OK;
}

int tkit_rule_fail(const tkit_document *document, const char *message)
{
    return tkit_fail(document->tk, TKIT_EFORMAT, "%s", message);
}
