/* Words of a text as columns. */
#include "text/spans.h"
#include "text/words.h"

enum { POLL_TOKENS = 1 << 16 };

int tkit_tokenize(tkit *tk, const char *text, size_t length, unsigned flags, tkit_spans *out)
{
    out->count = 0;
    int rc = tkit_text_check_length(tk, length);
    for (size_t at = 0, n = 0; at < length && rc == TKIT_OK; n++) {
        unsigned kinds;
        size_t end = tkit_word_end((const uint8_t *)text, length, at, &kinds);
        unsigned kind = tkit_word_kind(kinds);
        if ((flags & TKIT_TOKENS_ALL) ||
            (kind != TKIT_TOKEN_SPACE && (!(flags & TKIT_TOKENS_WORDS) || kind <= TKIT_TOKEN_NUMBER)))
            rc = tkit_spans_add(tk, out, at, end, kind);
        if (n % POLL_TOKENS == 0 && rc == TKIT_OK)
            rc = tkit_poll(tk);
        at = end;
    }
    return rc;
}
