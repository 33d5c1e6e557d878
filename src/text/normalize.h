/* Folding into a buffer, for the floors above. */
#ifndef TOOLKIT_TEXT_NORMALIZE_H
#define TOOLKIT_TEXT_NORMALIZE_H

#include <toolkit/text.h>

#include "base/buffer.h"

/* Appends the result of tkit_fold() to `out`. */
int tkit_fold_into(tkit_buffer *out, const char *text, size_t length, unsigned flags);

#endif
