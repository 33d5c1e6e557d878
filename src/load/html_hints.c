/* What the names of classes and ids say about a container.
 *
 * Web pages name their parts in a small common vocabulary, whatever language their text is in. A value like
 * "article__body js-ShareBar" is cut into words at punctuation and at capitals inside a word; single words and pairs
 * of neighbours are looked up. Words that mean different things on different sites are not in the table. */
#include "load/html_page.h"

struct entry {
    char word[18];
    uint32_t hints;
};

enum { /* words that mean something only beside another */
    THING = 1 << 29, /* article, post, story ... */
    PART = 1 << 30   /* body, content, text ... */
};

/* Sorted. */
static const struct entry table[] = {
    {"ad", HINT_AD},
    {"addthis", HINT_SHARE},
    {"addtoany", HINT_SHARE},
    {"ads", HINT_AD},
    {"adsbygoogle", HINT_AD},
    {"adslot", HINT_AD},
    {"advert", HINT_AD},
    {"advertisement", HINT_AD},
    {"advertising", HINT_AD},
    {"advertorial", HINT_AD},
    {"adverts", HINT_AD},
    {"article", THING},
    {"articlebody", HINT_BODY},
    {"articlecontent", HINT_BODY},
    {"articletext", HINT_BODY},
    {"aside", HINT_ASIDE},
    {"author", HINT_CREDIT},
    {"authors", HINT_CREDIT},
    {"banner", HINT_AD},
    {"bio", HINT_CREDIT},
    {"blog", THING},
    {"body", PART},
    {"branding", HINT_HEADER},
    {"breadcrumb", HINT_NAVIGATION},
    {"breadcrumbs", HINT_NAVIGATION},
    {"byline", HINT_CREDIT},
    {"bylines", HINT_CREDIT},
    {"caption", HINT_CAPTION},
    {"captions", HINT_CAPTION},
    {"carousel", HINT_ASIDE},
    {"comment", HINT_COMMENT},
    {"commentary", 0},
    {"commentlist", HINT_COMMENT},
    {"comments", HINT_COMMENT},
    {"consent", HINT_FORM},
    {"content", PART},
    {"contentinfo", HINT_FOOTER},
    {"contents", PART},
    {"contributors", HINT_CREDIT},
    {"cookie", HINT_FORM},
    {"cookies", HINT_FORM},
    {"copy", PART},
    {"copyright", HINT_FOOTER},
    {"dateline", HINT_CREDIT},
    {"dek", HINT_LEAD},
    {"detail", THING},
    {"disqus", HINT_COMMENT},
    {"donate", HINT_AD},
    {"donation", HINT_AD},
    {"embed", HINT_EMBED},
    {"entry", THING},
    {"figcaption", HINT_CAPTION},
    {"footer", HINT_FOOTER},
    {"gallery", HINT_CAPTION},
    {"gdpr", HINT_FORM},
    {"header", HINT_HEADER},
    {"headline", HINT_TITLE},
    {"hentry", HINT_ARTICLE},
    {"jwplayer", HINT_EMBED},
    {"keywords", HINT_TAGS},
    {"login", HINT_FORM},
    {"main", HINT_ARTICLE},
    {"maincontent", HINT_ARTICLE},
    {"masthead", HINT_HEADER},
    {"menu", HINT_NAVIGATION},
    {"meta", HINT_METADATA},
    {"metabar", HINT_METADATA},
    {"metadata", HINT_METADATA},
    {"modal", HINT_FORM},
    {"mostread", HINT_RELATED},
    {"nav", HINT_NAVIGATION},
    {"navbar", HINT_NAVIGATION},
    {"navigation", HINT_NAVIGATION},
    {"news", THING},
    {"newsletter", HINT_AD},
    {"newsletters", HINT_AD},
    {"outbrain", HINT_RELATED},
    {"overlay", HINT_FORM},
    {"pager", HINT_NAVIGATION},
    {"pagination", HINT_NAVIGATION},
    {"paywall", HINT_AD},
    {"popular", HINT_RELATED},
    {"popup", HINT_FORM},
    {"post", THING},
    {"postbody", HINT_BODY},
    {"postcontent", HINT_BODY},
    {"postmeta", HINT_METADATA},
    {"promo", HINT_AD},
    {"promos", HINT_AD},
    {"promotion", HINT_AD},
    {"pubdate", HINT_CREDIT},
    {"rail", HINT_ASIDE},
    {"readmore", HINT_RELATED},
    {"recirc", HINT_RELATED},
    {"recirculation", HINT_RELATED},
    {"recommend", HINT_RELATED},
    {"recommendation", HINT_RELATED},
    {"recommendations", HINT_RELATED},
    {"recommended", HINT_RELATED},
    {"related", HINT_RELATED},
    {"relatedposts", HINT_RELATED},
    {"replies", HINT_COMMENT},
    {"respond", HINT_COMMENT},
    {"search", HINT_FORM},
    {"searchform", HINT_FORM},
    {"share", HINT_SHARE},
    {"sharebar", HINT_SHARE},
    {"sharedaddy", HINT_SHARE},
    {"sharing", HINT_SHARE},
    {"sidebar", HINT_ASIDE},
    {"signin", HINT_FORM},
    {"signup", HINT_AD},
    {"single", THING},
    {"slideshow", HINT_CAPTION},
    {"social", HINT_SHARE},
    {"socials", HINT_SHARE},
    {"sponsor", HINT_AD},
    {"sponsored", HINT_AD},
    {"sponsors", HINT_AD},
    {"standfirst", HINT_LEAD},
    {"story", THING},
    {"storybody", HINT_BODY},
    {"storycontent", HINT_BODY},
    {"storytext", HINT_BODY},
    {"subscribe", HINT_AD},
    {"subscription", HINT_AD},
    {"subtitle", HINT_LEAD},
    {"taboola", HINT_RELATED},
    {"tags", HINT_TAGS},
    {"teaser", HINT_RELATED},
    {"teasers", HINT_RELATED},
    {"text", PART},
    {"thumbnails", HINT_CAPTION},
    {"timestamp", HINT_CREDIT},
    {"toolbar", HINT_METADATA},
    {"tools", HINT_METADATA},
    {"tooltip", HINT_FORM},
    {"topics", HINT_TAGS},
    {"trending", HINT_RELATED},
    {"tweet", HINT_EMBED},
    {"videoplayer", HINT_EMBED},
    {"visuallyhidden", HINT_HIDDEN},
    {"widget", HINT_ASIDE},
    {"widgets", HINT_ASIDE},
};

static uint32_t look_up(const char *word, size_t length)
{
    size_t low = 0, high = sizeof table / sizeof *table;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int d = strncmp(word, table[middle].word, length);
        if (d == 0 && table[middle].word[length])
            d = -1;
        if (d == 0)
            return table[middle].hints;
        if (d < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

uint32_t tkit_html_hints(const char *names, size_t length)
{
    uint32_t hints = 0, before = 0;
    size_t p = 0;
    while (p < length) {
        char word[18];
        size_t n = 0;
        while (p < length && !is_letter(names[p])) {
            if (names[p] == ' ' || (names[p] >= '0' && names[p] <= '9'))
                before = 0; /* a new name */
            p++;
        }
        size_t start = p;
        for (; p < length && is_letter(names[p]); p++) {
            if (p > start && is_upper(names[p]) && !is_upper(names[p - 1]))
                break;
            if (n < sizeof word)
                word[n++] = is_upper(names[p]) ? (char)(names[p] + 32) : names[p];
        }
        if (n < 2 || n == sizeof word) {
            before = 0;
            continue;
        }
        uint32_t found = look_up(word, n);
        if ((before & THING) && (found & PART))
            found |= HINT_BODY;
        hints |= found;
        before = found;
    }
    return hints & ~(THING | PART);
}
