/* Every block kernel gives the columns of the exact automaton: on random texts made of the characters that rules are
 * about, on the conformance files of Unicode, at every alignment. */
#include "test.h"

#include "text/scan.h"

/* Weighted towards ASCII prose; one of each class, what joins, what ends sentences, and bytes that are no UTF-8. */
static const char *const pieces[] = {
    "a", "word", "The", "I", "z", "Q", " ", " ", " ", "  ", "1", "42", "_", "__", ".", ".", ",", ";", ":", "'", "\"",
    "!", "?", "-", "(", ")", "$", "=", "~", "\n", "\r\n", "\r", "\t", "\x7f", "\x01", "...", ". ", "can't", "3.14",
    "1,000", "U.S.", "Mr. ", "a:b", "x_1", "_x", "\u00e9", "\u00df", "\u00d7", "\u2019", "\u2019", "\u201c",
    "\u201d", "\u2014", "\u2026", "\u00b7", "\u00a0", "\u202f", "\u2003", "\u0301", "\u0308", "\u00ad", "\u200b",
    "\u200d", "\ufeff", "\u0434\u0430", "\u03b1", "\u05d0", "\u05d1", "\u05f4", "\u30ab\u30ca", "\u3042", "\u65e5",
    "\u672c", "\u3002", "\uff01", "\u0e01\u0e34", "\uac00", "\u0661\u0662", "\u066b", "\u00bd", "\u00b2", "\u2167",
    "\u24b6", "\u02c7", "\u2028", "\xc2\x85", "\U0001F1E9", "\U0001F1EA", "\U0001F600", "\U0001F468\u200d\U0001F469",
    "\u2764\ufe0f", "\u20ac", "\xff", "\xc3", "\xe2\x80", "\xf0\x9f\x98", "\x80", "\U00010400", "\U0001D7CE",
    "abcdefghijklmnopqrstuvwxyz", "                                                                 ",
};
enum { PIECES = sizeof pieces / sizeof *pieces };

static uint64_t state = 88172645463325252u;

static unsigned dice(unsigned sides)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state % sides);
}

static bool same(const tkit_spans *a, const tkit_spans *b)
{
    return a->count == b->count && (a->count == 0 || (memcmp(a->start, b->start, a->count * sizeof *a->start) == 0 &&
                                                      memcmp(a->end, b->end, a->count * sizeof *a->end) == 0 &&
                                                      memcmp(a->kind, b->kind, a->count) == 0));
}

static void show(const char *what, unsigned kernel, unsigned want, const char *text, size_t length)
{
    fprintf(stderr, "kernel %u, words %u, %s differ: ", kernel, want, what);
    for (size_t i = 0; i < length; i++)
        fprintf(stderr, (unsigned char)text[i] < 0x20 || (unsigned char)text[i] > 0x7e ? "\\x%02x" : "%c",
                (unsigned char)text[i]);
    fprintf(stderr, "\n");
}

/* The first span that differs. */
static void show_spans(const tkit_spans *got, const tkit_spans *expected)
{
    size_t i = 0;
    while (i < got->count && i < expected->count && got->start[i] == expected->start[i] &&
           got->end[i] == expected->end[i] && got->kind[i] == expected->kind[i])
        i++;
    fprintf(stderr, "%zu spans for %zu; number %zu:", got->count, expected->count, i);
    if (i < got->count)
        fprintf(stderr, " got %u-%u kind %u", got->start[i], got->end[i], got->kind[i]);
    if (i < expected->count)
        fprintf(stderr, " expected %u-%u kind %u", expected->start[i], expected->end[i], expected->kind[i]);
    fprintf(stderr, "\n");
}

static tkit *tk;
static tkit_spans expected_words, expected_sentences, words, sentences;

static int scan(enum scan_kernel kernel, enum scan_words want, const struct sentence_rules *rules, const char *text,
                size_t length, tkit_spans *w, tkit_spans *s)
{
    struct scan scan = {.tk = tk, .text = (const uint8_t *)text, .length = length, .want = want, .words = w,
                        .rules = rules, .sentences = s};
    w->count = s->count = 0;
    int rc = tkit_scan_with(&scan, kernel);
    return rc == TKIT_OK && rules ? tkit_scan_last_sentence(&scan) : rc;
}

/* All kernels, all kinds of words, with and without sentences. */
static bool agree(const char *text, size_t length)
{
    bool ok = true;
    for (unsigned want = SCAN_NO_WORDS; want <= SCAN_ALL; want++)
        for (unsigned mode = 0; mode < 3; mode++) {
            struct sentence_rules rules = {.is_news = mode > 1, .language = &tkit_sentence_english};
            const struct sentence_rules *given = mode ? &rules : NULL;
            if (!given && want == SCAN_NO_WORDS)
                continue;
            if (scan(KERNEL_EXACT, want, given, text, length, &expected_words, &expected_sentences) != TKIT_OK)
                return false;
            for (unsigned kernel = KERNEL_PORTABLE; kernel < KERNEL_COUNT; kernel++) {
                int rc = scan(kernel, want, given, text, length, &words, &sentences);
                if (rc == TKIT_EUNSUPPORTED)
                    continue;
                if (rc != TKIT_OK || !same(&words, &expected_words))
                    show("words", kernel, want, text, length), show_spans(&words, &expected_words), ok = false;
                if (!same(&sentences, &expected_sentences))
                    show("sentences", kernel, want, text, length), show_spans(&sentences, &expected_sentences),
                        ok = false;
                if (!ok)
                    return false;
            }
        }
    return ok;
}

static void random_texts(void)
{
    enum { TEXTS = 20000, LONGEST = 400 };
    for (int n = 0; n < TEXTS && !test_bad; n++) {
        char *text = malloc(LONGEST + 80);
        size_t length = 0, most = dice(LONGEST);
        unsigned range = n % 3 == 0 ? 45 : PIECES; /* every third text is ASCII */
        while (length < most) {
            const char *piece = pieces[dice(range)];
            size_t size = strlen(piece);
            memcpy(text + length, piece, size);
            length += size;
        }
        char *exact = realloc(text, length ? length : 1); /* no byte behind the end may be read */
        CHECK(exact && agree(exact, length));
        free(exact);
    }
}

/* Two-character contexts, pushed over every place of a block. */
static void every_alignment(void)
{
    for (unsigned a = 0; a < PIECES && !test_bad; a++)
        for (unsigned b = 0; b < PIECES && !test_bad; b++) {
            char text[400];
            size_t length = 0, pad = 40 + dice(30);
            memset(text, "x 1"[dice(3)], pad);
            length += pad;
            for (const char *p = pieces[a]; *p;) text[length++] = *p++;
            for (const char *p = pieces[b]; *p;) text[length++] = *p++;
            for (const char *p = "a1"; *p;) text[length++] = *p++;
            CHECK(agree(text, length));
        }
}

static void conformance_texts(void)
{
    static const char *const files[] = {"WordBreakTest.txt", "SentenceBreakTest.txt", "GraphemeBreakTest.txt"};
    for (unsigned i = 0; i < 3; i++) {
        char path[200], line[1024], text[8192];
        snprintf(path, sizeof path, "/usr/share/unicode/auxiliary/%s", files[i]);
        FILE *f = fopen(path, "r");
        if (!f) {
            SKIP(files[i], "unicode-data is not installed");
            continue;
        }
        size_t length = 0;
        while (fgets(line, sizeof line, f) && !test_bad) {
            char *at = line, *end = strchr(line, '#');
            size_t start = length;
            if (end)
                *end = 0;
            for (; *at; at++) {
                unsigned cp;
                int used;
                if (((*at >= '0' && *at <= '9') || (*at >= 'A' && *at <= 'F')) && sscanf(at, "%x%n", &cp, &used) == 1) {
                    at += used - 1;
                    if (cp < 0x80) {
                        text[length++] = (char)cp;
                    } else if (cp < 0x800) {
                        text[length++] = (char)(0xC0 | cp >> 6);
                        text[length++] = (char)(0x80 | (cp & 0x3F));
                    } else if (cp < 0x10000) {
                        text[length++] = (char)(0xE0 | cp >> 12);
                        text[length++] = (char)(0x80 | (cp >> 6 & 0x3F));
                        text[length++] = (char)(0x80 | (cp & 0x3F));
                    } else {
                        text[length++] = (char)(0xF0 | cp >> 18);
                        text[length++] = (char)(0x80 | (cp >> 12 & 0x3F));
                        text[length++] = (char)(0x80 | (cp >> 6 & 0x3F));
                        text[length++] = (char)(0x80 | (cp & 0x3F));
                    }
                }
            }
            CHECK(agree(text + start, length - start));
            if (length > sizeof text - 1100) { /* and many lines as one text */
                CHECK(agree(text, length));
                length = 0;
            }
        }
        fclose(f);
    }
}

static void an_interrupted_scan_is_an_error(void)
{
    tkit *poor;
    tkit_spans none = {0};
    CHECK(tkit_create(&poor, NULL) == TKIT_OK);
    tkit_interrupt(poor);
    CHECK(tkit_tokenize(poor, "a b", 3, 0, &none) == TKIT_EINTERRUPT);
    tkit_spans_free(poor, &none);
    tkit_destroy(poor);
}

int main(void)
{
    if (tkit_create(&tk, NULL) != TKIT_OK)
        return 1;
    RUN(random_texts);
    RUN(every_alignment);
    RUN(conformance_texts);
    RUN(an_interrupted_scan_is_an_error);
    tkit_spans_free(tk, &expected_words);
    tkit_spans_free(tk, &expected_sentences);
    tkit_spans_free(tk, &words);
    tkit_spans_free(tk, &sentences);
    tkit_destroy(tk);
    return test_report();
}
