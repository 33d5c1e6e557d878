/* Folding and normalisation into a buffer, for the floors above. */
#ifndef TOOLKIT_TEXT_NORMALIZE_H
#define TOOLKIT_TEXT_NORMALIZE_H

#include <toolkit/text.h>

#include "base/buffer.h"

/* Append the result of tkit_fold() and tkit_normalize() to `out`. */
int tkit_fold_into(tkit_buffer *out, const char *text, size_t length, unsigned flags);
int tkit_normalize_into(tkit_buffer *out, const char *text, size_t length, enum tkit_normal_form form);

#endif
