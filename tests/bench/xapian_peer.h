/* Xapian as a peer, for C: xapian_peer.cc. 0 or -1, the reason on standard error. */
#ifndef BENCH_XAPIAN_PEER_H
#define BENCH_XAPIAN_PEER_H

#include "bench.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Indexes the texts as documents 1, 2 ... of a new database, with positions. */
int bench_xapian_build(const char *path, const struct bench_text *texts, size_t count);

/* Calls `take` for each of the words (its number) and each document that holds it. */
int bench_xapian_documents(const char *path, const char *const *words, size_t count,
                           void (*take)(void *user, uint64_t word, uint64_t document), void *user);

/* Bytes of all its files; taking them away. */
uint64_t bench_xapian_size(const char *path);
void bench_xapian_remove(const char *path);

#ifdef __cplusplus
}
#endif

#endif
