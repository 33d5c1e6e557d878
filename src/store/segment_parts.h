/* What the files that read segments tell each other. */
#ifndef TOOLKIT_STORE_SEGMENT_PARTS_H
#define TOOLKIT_STORE_SEGMENT_PARTS_H

#include "store/segment.h"

int tkit_segment_damaged(struct tkit_segment *segment, const char *what); /* TKIT_ECORRUPT */
void tkit_segment_row_free(struct tkit_segment *segment, struct tkit_row *row);
int tkit_column_read_row(struct tkit_attribute *base, uint32_t row); /* its bytes */
void tkit_column_free(struct tkit_attribute *base);
int tkit_lists_read_rows(struct tkit_attribute *base);  /* all their bytes */
int tkit_lists_alloc(struct tkit_attribute *attribute); /* room for lists that will be made */
void tkit_lists_free(struct tkit_attribute *attribute);

/* The list of a form in `positions` or `documents`; NULL when it was not made yet. A few forms are asked for, out of
 * hundreds of thousands: their places come in pages. */
enum { LISTS_PAGE = 256 };
static inline const struct tkit_row *tkit_list_made(struct tkit_row *const *pages, uint32_t form)
{
    const struct tkit_row *page = pages[form / LISTS_PAGE];
    return page && page[form % LISTS_PAGE].data ? &page[form % LISTS_PAGE] : NULL;
}

/* Keeps the positions of a form of a derived attribute, which somebody joined; packed. */
int tkit_lists_keep_joined(struct tkit_attribute *derived, uint32_t form, const uint32_t *positions, uint32_t count);

/* Makes what is missing of the posting lists of base forms, positions[form] or documents[form]. */
int tkit_lists_positions(struct tkit_attribute *base, const uint32_t *forms, size_t count);
int tkit_lists_documents(struct tkit_attribute *base, const uint32_t *forms, size_t count);
int tkit_segment_read_documents(struct tkit_segment *segment); /* which documents it holds now */
void tkit_segment_forget_regions(struct tkit_segment *segment);
void tkit_attribute_unload(struct tkit_attribute *attribute);
void tkit_form_sets_forget(struct tkit_attribute *attribute);
void tkit_marks_forget(struct tkit_attribute *attribute);
int tkit_attribute_read_rows(struct tkit_attribute *attribute); /* all of them */

#endif
