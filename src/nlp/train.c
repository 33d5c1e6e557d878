/* Training as the public interface offers it: reads the data, runs the trainer of a kind, scores the result. */
#include "nlp/train.h"

#include <stdio.h>

#include "base/embedded.h"
#include "nlp/labels.h"
#include "nlp/lemmatizer.h"
#include "nlp/lexicon.h"
#include "nlp/names.h"
#include "nlp/parser.h"
#include "nlp/score.h"
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

/* The names of texts; of more than a few, how many there are. */
static void name_texts(const tkit_train_data *data, size_t count, char *out, size_t size)
{
    enum { NAMED = 8 };
    size_t used = 0;
    *out = 0;
    if (count > NAMED)
        snprintf(out, size, "%zu texts", count);
    for (size_t i = 0; i < count && count <= NAMED && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "", data[i].name);
}

void tkit_train_begin(const struct train_job *job, struct model_writer *w, const char *kind)
{
    const tkit_train_options *o = job->options;
    char names[1024];
    name_texts(o->data, o->data_count, names, sizeof names);
    tkit_model_writer_init(w, job->tk, kind);
    tkit_model_writer_note(w, "version", "%s", tkit_version());
    tkit_model_writer_note(w, "language", "en");
    if (job->bank->word_count)
        tkit_model_writer_note(w, "data", "%s (%zu sentences, %zu words)", names, job->bank->sentence_count,
                               job->bank->word_count);
    else
        tkit_model_writer_note(w, "data", "%s", names);
    tkit_model_writer_note(w, "licence", "%s", o->licence ? o->licence : "");
    tkit_model_writer_note(w, "command", "%s", o->command ? o->command : "");
    tkit_model_writer_note(w, "seed", "%llu", (unsigned long long)job->seed);
}

struct trainer_kind {
    const char *name;
    int (*train)(const struct train_job *job, tkit_buffer *out);
    bool reads_treebanks;
};

static int train_tagger(const struct train_job *job, tkit_buffer *out)
{
    return tkit_tagger_train(job, 0, 0, out);
}

static const struct trainer_kind kinds[] = {
    {"lexicon", tkit_lexicon_train, false},
    {"segmenter", tkit_segmenter_train, true},
    {"tagger", train_tagger, true},
    {"lemmatizer", tkit_lemmatizer_train, true},
    {"parser", tkit_parser_train, true},
    {"names", tkit_names_train, true},
    {"labels", tkit_labels_train, false},
    {NULL, NULL, false},
};

static int read_all(tkit *tk, const tkit_train_data *data, size_t count, struct treebank *bank)
{
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < count; i++)
        code = tkit_treebank_read(bank, tk, data[i].name, data[i].bytes, data[i].size);
    return code;
}

/* The given lexicon, or the library's own (then *embedded is set), or one that knows nothing. */
static int open_lexicon(tkit *tk, const tkit_model *given, tkit_model **embedded, struct lexicon *lexicon)
{
    const struct embedded_model *e = tkit_embedded_models;
    while (e->name && strcmp(e->name, "lexicon") != 0) e++;
    if (!given && e->name) {
        int code = tkit_model_load(tk, e->name, e->data, (size_t)(e->end - e->data), embedded);
        if (code)
            return code;
        given = *embedded;
    }
    return given ? tkit_lexicon_open(lexicon, tk, given) : TKIT_OK;
}

/* Scores the model in `out` on the dev data and writes the result into its header. */
static int add_accuracy(const struct train_job *job, const char *kind, tkit_buffer *out)
{
    char line[512] = "", names[1024], all[sizeof names + sizeof line + 2];
    tkit_model *model;
    int code = tkit_model_load(job->tk, kind, out->data, out->size, &model);
    if (code)
        return code;
    code = tkit_train_score(job, kind, model, line, sizeof line);
    if (!code && *line) {
        tkit_buffer noted;
        name_texts(job->options->dev, job->options->dev_count, names, sizeof names);
        snprintf(all, sizeof all, "%s: %s", names, line);
        tkit_buffer_init(&noted, job->tk);
        code = tkit_model_with_note(model, "accuracy", all, &noted);
        if (!code) {
            tkit_buffer_clear(out);
            tkit_buffer_add(out, noted.data, noted.size);
            code = tkit_buffer_status(out);
        }
        tkit_buffer_free(&noted);
    }
    tkit_model_free(model);
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
    tkit_model *embedded = NULL;
    struct lexicon lexicon = {0};
    int code = kind->reads_treebanks ? read_all(tk, options.data, options.data_count, &bank) : TKIT_OK;
    if (!code && kind->reads_treebanks)
        code = read_all(tk, options.dev, options.dev_count, &dev);
    if (!code && kind->reads_treebanks)
        code = open_lexicon(tk, options.lexicon, &embedded, &lexicon);
    if (!code && kind->reads_treebanks && !bank.word_count)
        code = tkit_fail(tk, TKIT_EINVALID, "no sentences to learn from");
    if (!code) {
        struct train_job job = {.tk = tk, .options = &options, .bank = &bank, .dev = dev.word_count ? &dev : NULL,
                                .lexicon = &lexicon, .epochs = options.epochs, .seed = options.seed ? options.seed : 1};
        code = kind->train(&job, &out);
        if (!code && (job.dev || (!kind->reads_treebanks && options.dev_count)))
            code = add_accuracy(&job, kind->name, &out);
    }
    tkit_treebank_free(&bank);
    tkit_treebank_free(&dev);
    tkit_model_free(embedded);
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
