/* query.h: the query language, hits, concordances, counts, regular expressions. */
#ifndef TOOLKIT_QUERY_H
#define TOOLKIT_QUERY_H

#include <toolkit/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
