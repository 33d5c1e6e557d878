/* When a document is from, by its text and its file's name. */
#ifndef TOOLKIT_LOAD_DATING_H
#define TOOLKIT_LOAD_DATING_H

#include "load/document.h"

/* Finds the date that the text gives itself, unless it is known already; every date looked at becomes a candidate.
 * Blocks, language and the fields of the file must be there. */
int tkit_document_find_date(tkit_document *document);

#endif
