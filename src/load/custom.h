/* Formats that the caller brings along: tkit_reader of toolkit/document.h. */
#ifndef TOOLKIT_LOAD_CUSTOM_H
#define TOOLKIT_LOAD_CUSTOM_H

#include "load/format.h"

/* The format of every source whose `reader` is set. */
extern const struct tkit_format tkit_format_custom;

/* The caller's reader that is surest about a source, NULL when none wants it; *sure as in tkit_format.sniff. */
const tkit_reader *tkit_reader_choose(const struct tkit_source *source, int *sure);
const tkit_reader *tkit_reader_find(const tkit_load_options *options, const char *name);

#endif
