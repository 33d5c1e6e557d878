/* HTML tokens: the tokenizer states of the HTML standard over UTF-8 bytes, without a tree builder.
 *
 * Pull parser: each call gives one token with the byte offsets of everything in it. It owns nothing, allocates
 * nothing, does not recurse and reads every byte a bounded number of times, so hostile nesting costs linear time.
 * What a tree builder would tell the tokenizer (raw text of `script`, CDATA inside `svg`) it derives from the tags
 * themselves. It never changes or interprets text beyond that. */
#ifndef TOOLKIT_LOAD_HTML_TOKENIZER_H
#define TOOLKIT_LOAD_HTML_TOKENIZER_H

#include "base/buffer.h"

/* ---- tags ---- */

/* Elements that mean something to this reader; every other name is HTML_OTHER. Ascending by name. */
#define HTML_TAGS(X) \
    X(A, "a") X(ABBR, "abbr") X(ADDRESS, "address") X(ARTICLE, "article") X(ASIDE, "aside") X(AUDIO, "audio") \
    X(B, "b") X(BASE, "base") X(BLOCKQUOTE, "blockquote") X(BODY, "body") X(BR, "br") X(BUTTON, "button") \
    X(CANVAS, "canvas") X(CAPTION, "caption") X(CENTER, "center") X(CODE, "code") X(DD, "dd") \
    X(DETAILS, "details") X(DIALOG, "dialog") X(DIV, "div") X(DL, "dl") X(DT, "dt") X(EM, "em") \
    X(EMBED, "embed") X(FIELDSET, "fieldset") X(FIGCAPTION, "figcaption") X(FIGURE, "figure") X(FONT, "font") \
    X(FOOTER, "footer") X(FORM, "form") X(FRAMESET, "frameset") X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") \
    X(H5, "h5") X(H6, "h6") X(HEAD, "head") X(HEADER, "header") X(HGROUP, "hgroup") X(HR, "hr") X(HTML, "html") \
    X(I, "i") X(IFRAME, "iframe") X(IMG, "img") X(INPUT, "input") X(LABEL, "label") X(LEGEND, "legend") X(LI, "li") \
    X(LINK, "link") X(LISTING, "listing") X(MAIN, "main") X(MATH, "math") X(MENU, "menu") X(META, "meta") \
    X(NAV, "nav") X(NOEMBED, "noembed") X(NOFRAMES, "noframes") X(NOSCRIPT, "noscript") X(OBJECT, "object") \
    X(OL, "ol") X(OPTGROUP, "optgroup") X(OPTION, "option") X(P, "p") X(PARAM, "param") \
    X(PLAINTEXT, "plaintext") X(PRE, "pre") X(RP, "rp") X(RT, "rt") X(S, "s") X(SCRIPT, "script") \
    X(SEARCH, "search") X(SECTION, "section") X(SELECT, "select") X(SMALL, "small") X(SOURCE, "source") \
    X(SPAN, "span") X(STRONG, "strong") X(STYLE, "style") X(SUB, "sub") X(SUMMARY, "summary") X(SUP, "sup") \
    X(SVG, "svg") X(TABLE, "table") X(TBODY, "tbody") X(TD, "td") X(TEMPLATE, "template") \
    X(TEXTAREA, "textarea") X(TFOOT, "tfoot") X(TH, "th") X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") \
    X(TR, "tr") X(TRACK, "track") X(TT, "tt") X(U, "u") X(UL, "ul") X(VIDEO, "video") X(WBR, "wbr") X(XMP, "xmp")

enum html_tag {
#define X(id, name) HTML_##id,
    HTML_TAGS(X)
#undef X
    HTML_OTHER
};

/* The element called so, letters of either case. */
enum html_tag tkit_html_tag(const char *name, size_t length);

/* ---- tokens ---- */

enum html_token_kind {
    HTML_TOKEN_TEXT,   /* [start, end): may hold character references */
    HTML_TOKEN_RAW,    /* [start, end): text without character references: script, style, CDATA ... */
    HTML_TOKEN_START,
    HTML_TOKEN_END,
    HTML_TOKEN_COMMENT, /* data in [name_start, name_end) */
    HTML_TOKEN_DOCTYPE
};

/* Values still hold their character references; decode them with tkit_html_decode(). */
struct html_attribute {
    uint32_t name_start, name_end;
    uint32_t value_start, value_end; /* equal when there is no value */
};

#define HTML_ATTRIBUTES_MAX 256 /* further ones are skipped, as limit `markup_attributes` says */

struct html_tokenizer {
    const char *text;
    uint32_t length, position;
    uint32_t attribute_limit;
    int raw;                    /* state between tokens: the element whose raw text comes next, or -1 */
    uint64_t foreign;           /* innermost first: 1 = inside svg or math, 0 = HTML inside them */
    unsigned foreign_depth;

    /* the token */
    enum html_token_kind kind;
    enum html_tag tag;
    bool self_closing;
    uint32_t start, end;           /* source bytes of the whole token */
    uint32_t name_start, name_end; /* the tag's name as written */
    uint32_t attribute_count, attributes_skipped;
    struct html_attribute attribute[HTML_ATTRIBUTES_MAX];
};

/* `length` bytes of UTF-8 text below 4 GiB; they must outlive the tokenizer. */
void tkit_html_tokenizer_init(struct html_tokenizer *t, tkit *tk, const char *text, uint32_t length);

/* The next token into the tokenizer's fields: true, or false at the end. O(bytes of the token). */
bool tkit_html_next(struct html_tokenizer *t);

/* The first attribute with this lower-case name, NULL when the start tag has none. */
const struct html_attribute *tkit_html_attribute(const struct html_tokenizer *t, const char *name);

/* ---- character references ---- */

struct html_entity {
    char name[33]; /* without `&`; with `;` unless the standard allows to leave it out */
    uint8_t name_length, value_length;
    char value[7];
};
extern const struct html_entity tkit_html_entities[];
extern const uint16_t tkit_html_entity_first[129]; /* by first byte of the name: rows [first[c], first[c + 1]) */

/* Reads the character reference that starts at text[0] == '&'. Writes its UTF-8 (at most 6 bytes) to `out`, its
 * length to *size, and returns how many bytes of text it takes; 0 when the ampersand is only an ampersand. */
size_t tkit_html_reference(const char *text, size_t length, bool in_attribute, char out[8], size_t *size);

/* Appends text with its references decoded, line ends as LF, NUL as U+FFFD: an attribute's value, a title. */
void tkit_html_decode(tkit_buffer *out, const char *text, size_t length, bool in_attribute);

#endif
