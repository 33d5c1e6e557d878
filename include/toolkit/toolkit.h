/* toolkit.h: the whole public C interface of libtoolkit.
 *
 * A host creates one context (`tkit`, base.h) and hangs everything else off it: documents (document.h),
 * token columns (text.h), a corpus file (corpus.h), queries (query.h), measures (stats.h), the
 * language layer (nlp.h). Conventions that hold everywhere:
 *
 *  - Functions that can fail return 0 (TKIT_OK) or a negative TKIT_E* code; tkit_errmsg() has the sentence.
 *  - Text is pointer + length in bytes, UTF-8. Spans are half-open byte ranges [start, end), 0-based.
 *  - A getter lends; what comes out through `**out` is owned by the caller and has a `_free`, `_close` or
 *    `_release`, for which NULL is a no-op.
 *  - Option structs start with `uint32_t size` (sizeof the struct); zero in a field means its default, so
 *    fields can be appended without breaking older hosts.
 *  - One context belongs to one thread at a time. Different contexts never share anything. Only
 *    tkit_interrupt() may be called from another thread or a signal handler.
 *  - The library never prints, exits, aborts, changes locale, signals or the working directory.
 */
#ifndef TOOLKIT_TOOLKIT_H
#define TOOLKIT_TOOLKIT_H

#include <toolkit/base.h>
#include <toolkit/text.h>
#include <toolkit/nlp.h>
#include <toolkit/document.h>
#include <toolkit/corpus.h>
#include <toolkit/query.h>
#include <toolkit/stats.h>

#endif
