/* Subtitles, SubRip (.srt) and WebVTT (.vtt): the cues' words as running text.
 *
 * Cue numbers, times and tags are left out. Cues that follow each other are joined by a space; a pause, a new speaker
 * or a dash begins a paragraph. The voices of WebVTT are speakers. Where each cue was said can be found through the
 * source span. */
#include "load/blocks.h"
#include "load/format.h"

#include <ctype.h>
#include <stdio.h>

enum { PAUSE = 4000 }; /* milliseconds of silence that end a paragraph */

struct reader {
    tkit *tk;
    const char *text;
    uint32_t length, at;
    uint32_t start, end; /* the current line, trimmed */
    tkit_buffer out;
    struct tkit_map *map;
    long last_end;       /* time at which the cue before ended */
    bool break_before;   /* the next words begin a paragraph */
    tkit_document *document; /* gets the blocks of the paragraphs that are complete */
    tkit_block block;    /* of the open one: its start and its voice */
};

static bool next_line(struct reader *r)
{
    if (r->at >= r->length)
        return false;
    const char *nl = memchr(r->text + r->at, '\n', r->length - r->at);
    r->start = r->at;
    r->at = r->end = nl ? (uint32_t)(nl - r->text) + 1 : r->length;
    tkit_trim(r->text, &r->start, &r->end);
    return true;
}

/* "00:01:02,345" or "01:02.345" in milliseconds; *used bytes. -1 when it is no time. */
static long read_time(const char *p, uint32_t left, uint32_t *used)
{
    char copy[16];
    int a, b, c, ms, n = 0;
    uint32_t size = left < sizeof copy - 1 ? left : sizeof copy - 1;
    memcpy(copy, p, size);
    copy[size] = 0;
    if (sscanf(copy, "%d:%2d:%2d%*1[.,]%3d%n", &a, &b, &c, &ms, &n) == 4 && n > 0) {
        *used = (uint32_t)n;
        return a > 999 || a < 0 ? -1 : ((a * 60L + b) * 60 + c) * 1000 + ms;
    }
    if (sscanf(copy, "%2d:%2d%*1[.,]%3d%n", &a, &b, &ms, &n) == 3 && n > 0) {
        *used = (uint32_t)n;
        return (a * 60L + b) * 1000 + ms;
    }
    return -1;
}

/* The line of times of a cue. */
static bool read_times(const struct reader *r, long *from, long *to)
{
    uint32_t used, at = r->start;
    *from = read_time(r->text + at, r->end - at, &used);
    if (*from < 0)
        return false;
    at += used;
    while (at < r->end && r->text[at] == ' ') at++;
    if (r->end - at < 3 || memcmp(r->text + at, "-->", 3) != 0)
        return false;
    at += 3;
    while (at < r->end && r->text[at] == ' ') at++;
    *to = read_time(r->text + at, r->end - at, &used);
    return *to >= 0;
}

/* Ends the paragraph that is open. */
static int end_paragraph(struct reader *r)
{
    tkit_block block = r->block;
    block.end = (uint32_t)r->out.size;
    if (block.start < block.end)
        tkit_trim(r->out.data, &block.start, &block.end);
    bool dash = block.end - block.start > 2 && r->out.data[block.start] == '-' && r->out.data[block.start + 1] == ' ';
    if (block.speaker_end > block.speaker_start)
        block.kind = tkit_names_asker(r->out.data, block.speaker_start, block.speaker_end) ? TKIT_BLOCK_QUESTION
                                                                                           : TKIT_BLOCK_ANSWER;
    else
        block.kind = dash ? TKIT_BLOCK_LIST : TKIT_BLOCK_PARAGRAPH;
    block.is_body = 1;
    if (block.body_start < block.start)
        block.body_start = block.start;
    r->block = (tkit_block){0};
    return tkit_document_add_block(r->document, &block);
}

static int put_separator(struct reader *r, uint32_t source)
{
    if (r->out.size == 0)
        return TKIT_OK;
    if (r->break_before) {
        int ended = end_paragraph(r);
        if (ended)
            return ended;
    }
    int rc = tkit_map_add(r->tk, r->map, (uint32_t)r->out.size, source, 0, 0);
    tkit_buffer_puts(&r->out, r->break_before ? "\n\n" : " ");
    if (r->break_before)
        r->block.start = (uint32_t)r->out.size;
    return rc;
}

static int put_bytes(struct reader *r, uint32_t start, uint32_t end)
{
    if (start >= end)
        return TKIT_OK;
    int rc = tkit_map_add(r->tk, r->map, (uint32_t)r->out.size, start, 1, 1);
    tkit_buffer_add(&r->out, r->text + start, end - start);
    return rc;
}

/* "<v Ann Lee>": the name as a turn label. Returns where to go on; 0 when it is no voice tag. */
static uint32_t put_voice(struct reader *r, uint32_t at, int *rc)
{
    const char *close = memchr(r->text + at, '>', r->end - at);
    if (!close || r->end - at < 4 || r->text[at + 1] != 'v' || (r->text[at + 2] != ' ' && r->text[at + 2] != '.'))
        return 0;
    uint32_t start = at + 2, end = (uint32_t)(close - r->text);
    while (start < end && r->text[start] != ' ') start++;
    tkit_trim(r->text, &start, &end);
    r->block.speaker_start = (uint32_t)r->out.size;
    *rc = put_bytes(r, start, end);
    r->block.speaker_end = (uint32_t)r->out.size;
    if (*rc == TKIT_OK)
        *rc = tkit_map_add(r->tk, r->map, (uint32_t)r->out.size, end, 0, 0);
    tkit_buffer_puts(&r->out, ": ");
    r->block.body_start = (uint32_t)r->out.size;
    return (uint32_t)(close - r->text) + 1;
}

static const struct entity {
    const char *name, *text;
} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", "\xC2\xA0"}, {"&quot;", "\""}};

static const struct entity *find_entity(const struct reader *r, uint32_t at)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        size_t n = strlen(entities[i].name);
        if (r->end - at >= n && memcmp(r->text + at, entities[i].name, n) == 0)
            return &entities[i];
    }
    return NULL;
}

/* One line of a cue, without tags. */
static int put_line(struct reader *r)
{
    uint32_t at = r->start, plain = at;
    bool voice = r->end - at > 3 && r->text[at] == '<' && r->text[at + 1] == 'v';
    bool dash = r->end - at > 2 && r->text[at] == '-' && r->text[at + 1] != '-';
    r->break_before = r->break_before || voice || dash;
    int rc = put_separator(r, at);
    r->break_before = false;
    while (at < r->end && rc == TKIT_OK) {
        char c = r->text[at];
        const struct entity *entity = c == '&' ? find_entity(r, at) : NULL;
        const char *close = c == '<'   ? memchr(r->text + at, '>', r->end - at)
                            : c == '{' ? memchr(r->text + at, '}', r->end - at)
                                       : NULL;
        if (c == '{' && close && r->text[at + 1] != '\\')
            close = NULL;
        if (!entity && !close) {
            at++;
            continue;
        }
        rc = put_bytes(r, plain, at);
        if (rc)
            return rc;
        if (entity) {
            rc = tkit_map_add(r->tk, r->map, (uint32_t)r->out.size, at, (uint32_t)strlen(entity->text),
                              (uint32_t)strlen(entity->name));
            tkit_buffer_puts(&r->out, entity->text);
            at += (uint32_t)strlen(entity->name);
        } else {
            uint32_t behind = c == '<' ? put_voice(r, at, &rc) : 0;
            at = behind ? behind : (uint32_t)(close - r->text) + 1;
        }
        plain = at;
    }
    return rc ? rc : put_bytes(r, plain, r->end);
}

static int decode(struct tkit_source *source, struct tkit_input *input, tkit_document *document)
{
    struct reader r = {.tk = source->tk, .text = input->text, .length = (uint32_t)input->length, .map = &document->map,
                       .last_end = -1, .document = document};
    tkit_buffer_init(&r.out, source->tk);
    int rc = TKIT_OK;
    bool in_cue = false;
    while (rc == TKIT_OK && next_line(&r)) {
        long from, to;
        if (r.start == r.end) {
            in_cue = false;
        } else if (read_times(&r, &from, &to)) {
            in_cue = true;
            r.break_before = r.last_end >= 0 && from - r.last_end >= PAUSE;
            r.last_end = to;
        } else if (in_cue) {
            rc = put_line(&r);
        } /* else a cue's number, the header, a NOTE or STYLE block */
    }
    if (rc == TKIT_OK)
        rc = tkit_buffer_status(&r.out);
    if (rc == TKIT_OK)
        rc = end_paragraph(&r);
    if (rc == TKIT_OK)
        rc = tkit_document_take_text(document, &r.out);
    tkit_buffer_free(&r.out);
    return rc;
}

/* Is there a line of times near the beginning? */
static bool has_times(const struct tkit_source *source)
{
    struct reader r = {.text = (const char *)source->bytes,
                       .length = (uint32_t)(source->size < 4096 ? source->size : 4096)};
    long from, to;
    while (next_line(&r))
        if (read_times(&r, &from, &to))
            return true;
    return false;
}

static int sniff(const struct tkit_source *source)
{
    if (!source->is_text)
        return 0;
    if (source->size >= 6 && memcmp(source->bytes, "WEBVTT", 6) == 0)
        return 90;
    if (tkit_source_has_extension(source, "srt vtt"))
        return 80;
    return source->size && isdigit(source->bytes[0]) && has_times(source) ? 50 : 0;
}

const struct tkit_format tkit_format_subtitles = {
    .name = "subtitles",
    .sniff = sniff,
    .decode = decode,
    .finish = FINISH_CLASSES | FINISH_TURNS | FINISH_FACTS,
    .alone = true,
};
