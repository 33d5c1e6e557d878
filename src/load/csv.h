/* Rows of a CSV or TSV table, for readers that want cells and no documents. */
#ifndef TOOLKIT_LOAD_CSV_H
#define TOOLKIT_LOAD_CSV_H

#include "load/source.h"

/* Reads the whole table and calls `on_row` for every row behind the header with the columns' names and its values, all
 * NUL-terminated and borrowed until it returns; a negative result ends the reading and is passed on. A table without a
 * header has no rows. */
int tkit_csv_each(struct tkit_source *source,
                  int (*on_row)(void *user, size_t columns, const char *const *names, const char *const *values),
                  void *user);

#endif
