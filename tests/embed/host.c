/* The smallest host: reads a folder, counts words, maps the first word of each document back to its source bytes. */
#include <stdio.h>
#include <toolkit/toolkit.h>

int main(int argc, char **argv)
{
    tkit *tk = NULL;
    tkit_loader *loader = NULL;
    tkit_document *document = NULL;
    tkit_spans words = {0};
    const char *inputs[] = {argc > 1 ? argv[1] : "corpus"};
    int code = tkit_create(&tk, NULL);
    if (code == TKIT_OK)
        code = tkit_loader_open(tk, inputs, 1, NULL, &loader);
    while (code >= 0 && (code = tkit_loader_next(loader, &document)) > 0) {
        size_t length;
        uint64_t from = 0, to = 0;
        const char *text = tkit_document_text(document, &length);
        code = tkit_tokenize(tk, text, length, TKIT_TOKENS_WORDS, &words);
        if (code == TKIT_OK && words.count)
            code = tkit_document_source_span(document, words.start[0], words.end[0], &from, &to);
        printf("%-45s %5zu words, the first at bytes %llu-%llu\n", tkit_document_file(document), words.count,
               (unsigned long long)from, (unsigned long long)to);
        tkit_document_release(document);
    }
    if (code < 0)
        fprintf(stderr, "host: %s\n", tkit_errmsg(tk));
    tkit_spans_free(tk, &words);
    tkit_loader_close(loader);
    tkit_destroy(tk);
    return code < 0;
}
