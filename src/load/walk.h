/* The walk over inputs: files, folders, globs, "-" - in a stable order, one path at a time.
 *
 * Folders are entered depth first, names in bytewise order; names that begin with a dot are passed over. Symbolic
 * links are followed unless they lead back into a folder that is being walked. */
#ifndef TOOLKIT_LOAD_WALK_H
#define TOOLKIT_LOAD_WALK_H

#include <toolkit/document.h>

#include "base/context.h"

struct tkit_walk;

/* The inputs are copied. `note` is told about what does not exist or cannot be entered. */
int tkit_walk_open(tkit *tk, const char *const *inputs, size_t count, const tkit_load_options *options,
                   struct tkit_walk **out);
/* The next file: 1 with a path that is borrowed until the next call, 0 at the end, a negative code when the walk
 * cannot go on. Whether it is a regular file that can be read is found out by opening it. */
int tkit_walk_next(struct tkit_walk *walk, const char **path);
/* Goes ahead of a walk: how many files it will meet, and their bytes. What it cannot look at counts nothing, and is
 * said by the walk itself. TKIT_OK, TKIT_ENOMEM or TKIT_EINTERRUPT. */
int tkit_walk_measure(tkit *tk, const char *const *inputs, size_t count, uint64_t *files, uint64_t *bytes);

void tkit_walk_close(struct tkit_walk *walk);

#endif
