// Xapian as a peer of the index: see xapian_peer.h.
#include "xapian_peer.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <xapian.h>

static int report(const Xapian::Error &error)
{
    std::fprintf(stderr, "Xapian: %s\n", error.get_description().c_str());
    return -1;
}

int bench_xapian_build(const char *path, const struct bench_text *texts, size_t count)
try {
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
    Xapian::TermGenerator generator;
    generator.set_max_word_length(64);
    for (size_t i = 0; i < count; i++) {
        Xapian::Document document;
        generator.set_document(document);
        generator.set_termpos(0);
        generator.index_text(std::string(texts[i].text, texts[i].length));
        database.add_document(document);
    }
    database.commit();
    return 0;
} catch (const Xapian::Error &error) {
    return report(error);
}

int bench_xapian_documents(const char *path, const char *const *words, size_t count,
                           void (*take)(void *user, uint64_t word, uint64_t document), void *user)
try {
    Xapian::Database database(path);
    for (size_t w = 0; w < count; w++)
        for (Xapian::PostingIterator p = database.postlist_begin(words[w]); p != database.postlist_end(words[w]); ++p)
            take(user, w, *p);
    return 0;
} catch (const Xapian::Error &error) {
    return report(error);
}

uint64_t bench_xapian_size(const char *path)
{
    uint64_t size = 0;
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(path, ignored)) size += entry.file_size(ignored);
    return size;
}

void bench_xapian_remove(const char *path)
{
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}
