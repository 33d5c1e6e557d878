/* Training as the public interface offers it: reads the data, runs the trainer of a kind, scores the result. */
#include "nlp/train.h"

#include <stdio.h>

#include "nlp/lemmatizer.h"
#include "nlp/parser.h"
#include "nlp/segmenter.h"
#include "nlp/tagger.h"

void tkit_train_report(const struct train_job *job, unsigned epoch, const char *format, ...)
{
    char item[256];
    va_list args;
    va_start(args, format);
    vsnprintf(item, sizeof item, format, args);
    va_end(args);
    tkit_report_progress(job->tk, &(tkit_progress){.what = job->options->kind, .item = item, .done = epoch + 1});
}

void tkit_train_begin(const struct train_job *job, struct model_writer *w, const char *kind)
{
    const tkit_train_options *o = job->options;
    char names[1024] = "";
    for (size_t i = 0, used = 0; i < o->data_count && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? " " : "", o->data[i].name);
    tkit_model_writer_init(w, job->tk, kind);
    tkit_model_writer_note(w, "version", "%s", tkit_version());
    tkit_model_writer_note(w, "language", "en");
    tkit_model_writer_note(w, "data", "%s (%zu sentences, %zu words)", names, job->bank->sentence_count,
                           job->bank->word_count);
    tkit_model_writer_note(w, "licence", "%s", o->licence ? o->licence : "");
    tkit_model_writer_note(w, "command", "%s", o->command ? o->command : "");
    tkit_model_writer_note(w, "seed", "%llu", (unsigned long long)job->seed);
}

struct trainer_kind {
    const char *name;
    int (*train)(const struct train_job *job, tkit_buffer *out);
};

static int train_tagger(const struct train_job *job, tkit_buffer *out)
{
    return tkit_tagger_train(job, 0, 0, out);
}

static const struct trainer_kind kinds[] = {
    {"segmenter", tkit_segmenter_train},
    {"tagger", train_tagger},
    {"lemmatizer", tkit_lemmatizer_train},
    {"parser", tkit_parser_train},
    {NULL, NULL},
};

static int read_all(tkit *tk, const tkit_train_data *data, size_t count, struct treebank *bank)
{
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < count; i++)
        code = tkit_treebank_read(bank, tk, data[i].name, data[i].bytes, data[i].size);
    return code;
}

int tkit_train(tkit *tk, const tkit_train_options *given, void **bytes, size_t *size)
{
    tkit_train_options options = {0};
    struct treebank bank = {0}, dev = {0};
    const struct trainer_kind *kind = kinds;
    tkit_buffer out;
    *bytes = NULL;
    *size = 0;
    memcpy(&options, given, given->size < sizeof options ? given->size : sizeof options);
    while (kind->name && (!options.kind || strcmp(kind->name, options.kind) != 0)) kind++;
    if (!kind->name)
        return tkit_fail(tk, TKIT_EINVALID, "no trainer for models of kind '%s'", options.kind ? options.kind : "");
    tkit_buffer_init(&out, tk);
    int code = read_all(tk, options.data, options.data_count, &bank);
    if (!code)
        code = read_all(tk, options.dev, options.dev_count, &dev);
    if (!code && !bank.word_count)
        code = tkit_fail(tk, TKIT_EINVALID, "no sentences to learn from");
    if (!code) {
        struct train_job job = {.tk = tk, .options = &options, .bank = &bank, .dev = dev.word_count ? &dev : NULL,
                                .epochs = options.epochs, .seed = options.seed ? options.seed : 1};
        code = kind->train(&job, &out);
    }
    tkit_treebank_free(&bank);
    tkit_treebank_free(&dev);
    if (!code) { /* an exact block, so that its size is all that is needed to free it */
        *bytes = tkit_alloc(tk, out.size);
        *size = out.size;
        code = *bytes ? TKIT_OK : tkit_fail_nomem(tk);
        if (*bytes)
            memcpy(*bytes, out.data, out.size);
    }
    tkit_buffer_free(&out);
    return code;
}

void tkit_train_free(tkit *tk, void *bytes, size_t size)
{
    tkit_free(tk, bytes, size);
}
