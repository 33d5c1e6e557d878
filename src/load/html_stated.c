/* Blocks and the text stated as data: see html_stated.h. */
#include "load/html_stated.h"

size_t tkit_html_squeeze(const char *s, size_t length, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < length && n < room; i++) {
        unsigned char c = (unsigned char)s[i], next = i + 1 < length ? (unsigned char)s[i + 1] : 0;
        if (c >= 'A' && c <= 'Z')
            out[n++] = (char)(c + 32);
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = (char)c;
        else if (c == 0xE2 && (next == 0x80 || next == 0x81))
            i += 2; /* dashes, quotation marks, spaces */
        else if (c == 0xE3 && next == 0x80 && i + 2 < length && (unsigned char)s[i + 2] < 0x84)
            i += 2; /* ideographic space and full stop */
        else if (c == 0xC2 && next < 0xC0 && next != 0xAA && next != 0xB5 && next != 0xBA)
            i += 1; /* no-break space, guillemets, signs */
        else if (c >= 0x80)
            out[n++] = (char)c;
    }
    return n;
}

/* Takes the tags out of HTML, in place. */
static size_t without_tags(char *s, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        char next = i + 1 < length ? (char)(s[i + 1] | 32) : 0;
        const char *end =
            s[i] == '<' && ((next >= 'a' && next <= 'z') || next == '/') ? memchr(s + i, '>', length - i) : NULL;
        if (end)
            i = (size_t)(end - s);
        else
            s[n++] = s[i];
    }
    return n;
}

static void mark_blocks(const struct html_page *page, const char *text, size_t size, char *room, uint8_t *stated,
                        float *found)
{
    enum { LEAST = 12, PASSES = 16 };
    size_t at = 0, covered = 0;
    uint64_t budget = PASSES * ((uint64_t)size + page->text.size);
    for (size_t i = 0; i < page->block_count; i++) {
        const struct html_block *b = &page->blocks[i];
        size_t n = tkit_html_squeeze(page->text.data + b->start, b->end - b->start, room, b->end - b->start);
        if (n < LEAST || n > size)
            continue;
        const char *hit = n <= size - at ? memmem(text + at, size - at, room, n) : NULL;
        uint64_t read = hit ? (uint64_t)(hit - text) - at + n : size - at;
        if (!hit && at > 0) { /* out of order: an earlier showing of the same words */
            hit = memmem(text, at, room, n);
            read += at;
        }
        if (budget < read)
            return;
        budget -= read;
        if (!hit)
            continue;
        stated[i] = 1;
        if (hit >= text + at) {
            covered += n;
            at = (size_t)(hit - text) + n;
        }
    }
    *found = size ? (float)covered / (float)size : 0;
}

int tkit_html_find_stated(const struct html_page *page, const char *text, uint8_t *stated, float *found, size_t *size)
{
    tkit_buffer plain;
    *found = 0;
    *size = 0;
    tkit_buffer_init(&plain, page->tk);
    tkit_html_decode(&plain, text, strlen(text), false);
    char *room = tkit_alloc(page->tk, page->text.size + 1);
    int rc = plain.failed || !room ? tkit_fail_nomem(page->tk) : TKIT_OK;
    if (rc == TKIT_OK && plain.size > 0) {
        plain.size = without_tags(plain.data, plain.size);
        *size = tkit_html_squeeze(plain.data, plain.size, plain.data, plain.size);
        mark_blocks(page, plain.data, *size, room, stated, found);
    }
    tkit_free(page->tk, room, room ? page->text.size + 1 : 0);
    tkit_buffer_free(&plain);
    return rc;
}
