/* Any bytes as a web page: main text, everything, and with rules of the caller. */
#include "document_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int judge(void *user, const tkit_document *document, size_t index, tkit_block *block)
{
    (void)user;
    REQUIRE(index < tkit_document_block_count(document));
    block->kind = TKIT_BLOCK_QUOTE;
    return index % 2 == 0;
}

static void parse_with_rules(const uint8_t *data, size_t size)
{
    static const tkit_block_rule rules[] = {{.element = "div.a", .kind = TKIT_BLOCK_PARAGRAPH},
                                            {.element = "#b", .kind = TKIT_BLOCK_BOILERPLATE, .longest = 40},
                                            {.element = "body", .phrase = "x", .kind = TKIT_BLOCK_CREDIT},
                                            {.pattern = "^\\w+ \\w", .longest = 80, .judge = judge}};
    tkit *tk;
    tkit_document *document = NULL;
    tkit_loader *loader = NULL;
    char *bytes = malloc(size ? size : 1);
    REQUIRE(bytes && tkit_create(&tk, NULL) == TKIT_OK);
    memcpy(bytes, data, size);
    tkit_load_options options = {.size = sizeof options, .note = ignore_note, .rules = rules, .sites = 1,
                                 .rule_count = sizeof rules / sizeof *rules};
    if (tkit_loader_open_memory(tk, "page.html", bytes, size, &options, &loader) == TKIT_OK)
        while (tkit_loader_next(loader, &document) == 1) {
            check_document(document);
            tkit_document_release(document);
        }
    tkit_loader_close(loader);
    tkit_destroy(tk);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    parse_and_check("page.html", NULL, data, size);
    parse_and_check("page.html", "all", data, size);
    parse_with_rules(data, size);
    return 0;
}
