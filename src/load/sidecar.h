/* A table beside the texts: metadata.csv (or .tsv, .json, .jsonl) with a column "file" that names a file of its folder
 * or below, all other columns being fields of that file's documents. */
#ifndef TOOLKIT_LOAD_SIDECAR_H
#define TOOLKIT_LOAD_SIDECAR_H

#include "load/source.h"

struct tkit_sidecar;

/* Does the path's name say that it may be one? */
bool tkit_sidecar_is_named(const char *path);

/* Reads one. *out is NULL when the file has no column "file": an ordinary file then. */
int tkit_sidecar_read(tkit *tk, const char *path, const tkit_load_options *options, struct tkit_sidecar **out);
void tkit_sidecar_free(struct tkit_sidecar *sidecar);

/* The fields for a file, NULL when there are none. Borrowed from the sidecar. */
const struct tkit_given *tkit_sidecar_find(const struct tkit_sidecar *sidecar, const char *path);

#endif
