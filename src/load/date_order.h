/* Is 9/1/2011 in January or in September? What else a document says about its order of day and month. */
#ifndef TOOLKIT_LOAD_DATE_ORDER_H
#define TOOLKIT_LOAD_DATE_ORDER_H

#include "load/document.h"

struct tkit_date_order {
    const char *order; /* "mdy", "dmy"; NULL when nothing tells, or the evidence disagrees */
    const char *how;   /* the evidence: "long form at 120..135", "host", "language". Borrowed from the document */
    char value[16];    /* the date, read in that order */
};

/* [start, end) of the text is a date of digits that both orders explain. Reads the whole text: O(length). */
int tkit_date_order_find(tkit_document *document, uint32_t start, uint32_t end, struct tkit_date_order *out);

#endif
