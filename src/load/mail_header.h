/* The header of a mail or of a part of one: unfolded, decoded, the few fields that matter. RFC 5322, 2045, 2047,
 * 2231. */
#ifndef TOOLKIT_LOAD_MAIL_HEADER_H
#define TOOLKIT_LOAD_MAIL_HEADER_H

#include "base/arena.h"
#include "load/source.h"

enum { BOUNDARY_LENGTH = 200 };

enum transfer { TRANSFER_IDENTITY, TRANSFER_QUOTED, TRANSFER_BASE64 };

struct mail_header {
    const char *subject, *from, *to, *date, *message_id; /* NULL when missing; UTF-8 */
    const char *type;     /* "text/plain", lower case, never NULL */
    const char *charset;  /* NULL when not declared */
    const char *filename; /* of an attachment, NULL without one */
    char boundary[BOUNDARY_LENGTH]; /* of a multipart, "" otherwise */
    enum transfer transfer;
    bool is_attachment;   /* Content-Disposition says so */
};

/* Reads the header lines from `at`; strings live in `arena`. *body is the offset behind the blank line. */
int tkit_mail_header(const struct tkit_source *source, const char *text, size_t length, size_t at, tkit_arena *arena,
                     struct mail_header *out, size_t *body);

/* Does a header line ("Name: value") begin at `at`? */
bool tkit_mail_is_header(const char *text, size_t length, size_t at);

#endif
