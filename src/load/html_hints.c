/* What the names of classes and ids say about a container.
 *
 * Web pages name their parts in a small common vocabulary, mostly English whatever
 * language their text is in; the commonest words of some others are here too. A value like
 * "article__body js-ShareBar" is cut into words at punctuation and at capitals inside a word; single words and pairs
 * of neighbours are looked up. Words that mean different things on different sites are not in the table. */
#include "load/html_page.h"

struct entry {
    char word[18];
    uint32_t hints;
};

enum { /* words that mean something only beside another */
    NEGATION = 1 << 26,  /* has, no, with: what follows is said of the page, not of this part */
    QUALIFIER = 1 << 27, /* more, latest, next ... */
    LISTED = 1 << 28,    /* stories, posts ... */
    THING = 1 << 29,     /* article, post, story ... */
    PART = 1 << 30       /* body, content, text ... */
};
#define BESIDE (NEGATION | QUALIFIER | LISTED | THING | PART)

/* Sorted. */
static const struct entry table[] = {
    {"abonnement", HINT_AD},
    {"absatz", PART},
    {"actualite", THING},
    {"ad", HINT_AD},
    {"adcontainer", HINT_AD},
    {"addthis", HINT_SHARE},
    {"addthistoolbox", HINT_SHARE},
    {"addtoany", HINT_SHARE},
    {"ads", HINT_AD},
    {"adsbygoogle", HINT_AD},
    {"adsense", HINT_AD},
    {"adslot", HINT_AD},
    {"advert", HINT_AD},
    {"advertentie", HINT_AD},
    {"advertisement", HINT_AD},
    {"advertising", HINT_AD},
    {"advertorial", HINT_AD},
    {"adverts", HINT_AD},
    {"adwrapper", HINT_AD},
    {"also", QUALIFIER},
    {"altri", QUALIFIER},
    {"anzeige", HINT_AD},
    {"anzeigen", HINT_AD},
    {"ariane", HINT_NAVIGATION},
    {"article", THING},
    {"articlebody", HINT_BODY},
    {"articlecontent", HINT_BODY},
    {"articlecopy", HINT_BODY},
    {"articlemain", HINT_BODY},
    {"articles", LISTED},
    {"articletext", HINT_BODY},
    {"articolo", THING},
    {"articulo", THING},
    {"artigo", THING},
    {"artikel", THING | LISTED},
    {"artikelbody", HINT_BODY},
    {"artikeltext", HINT_BODY},
    {"artykul", THING},
    {"aside", HINT_ASIDE},
    {"aussi", HINT_RELATED},
    {"auteur", HINT_CREDIT},
    {"author", HINT_CREDIT},
    {"authorbio", HINT_CREDIT},
    {"authorbox", HINT_CREDIT},
    {"authors", HINT_CREDIT},
    {"autor", HINT_CREDIT},
    {"autorbox", HINT_CREDIT},
    {"autore", HINT_CREDIT},
    {"autoren", HINT_CREDIT},
    {"autres", QUALIFIER},
    {"bagikan", HINT_SHARE},
    {"banner", HINT_AD},
    {"beitrag", THING},
    {"benzer", HINT_RELATED},
    {"berita", THING},
    {"bildnachweis", HINT_CAPTION},
    {"bildunterschrift", HINT_CAPTION},
    {"bio", HINT_CREDIT},
    {"blog", THING},
    {"body", PART},
    {"bodycopy", HINT_BODY},
    {"bodytext", HINT_BODY},
    {"branding", HINT_HEADER},
    {"breadcrumb", HINT_NAVIGATION},
    {"breadcrumbs", HINT_NAVIGATION},
    {"brotkrumen", HINT_NAVIGATION},
    {"buscador", HINT_FORM},
    {"byline", HINT_CREDIT},
    {"bylines", HINT_CREDIT},
    {"caption", HINT_CAPTION},
    {"captions", HINT_CAPTION},
    {"carousel", HINT_ASIDE},
    {"cmpbox", HINT_CONSENT},
    {"comentario", HINT_COMMENT},
    {"comentarios", HINT_COMMENT},
    {"comment", HINT_COMMENT},
    {"commentaire", HINT_COMMENT},
    {"commentaires", HINT_COMMENT},
    {"commenti", HINT_COMMENT},
    {"commentlist", HINT_COMMENT},
    {"comments", HINT_COMMENT},
    {"compartilhar", HINT_SHARE},
    {"compartir", HINT_SHARE},
    {"condividi", HINT_SHARE},
    {"consent", HINT_CONSENT},
    {"contenedor", PART},
    {"contenido", PART},
    {"content", PART},
    {"contentinfo", HINT_FOOTER},
    {"contents", PART},
    {"contenu", PART},
    {"contenuto", PART},
    {"conteudo", PART},
    {"contributors", HINT_CREDIT},
    {"cookie", HINT_CONSENT},
    {"cookiebanner", HINT_CONSENT},
    {"cookiebot", HINT_CONSENT},
    {"cookieconsent", HINT_CONSENT},
    {"cookies", HINT_CONSENT},
    {"copy", PART},
    {"copyright", HINT_FOOTER},
    {"corpo", PART},
    {"corps", PART},
    {"correlati", HINT_RELATED},
    {"credits", HINT_CREDIT},
    {"cuerpo", PART},
    {"dateline", HINT_CREDIT},
    {"dek", HINT_LEAD},
    {"delen", HINT_SHARE},
    {"detail", THING},
    {"dfp", HINT_AD},
    {"dialog", HINT_FORM},
    {"didascalia", HINT_CAPTION},
    {"didomi", HINT_CONSENT},
    {"disqus", HINT_COMMENT},
    {"disqusthread", HINT_COMMENT},
    {"donate", HINT_AD},
    {"donation", HINT_AD},
    {"embed", HINT_EMBED},
    {"entry", THING},
    {"entrycontent", HINT_BODY},
    {"etiquetas", HINT_TAGS},
    {"factbox", HINT_ASIDE},
    {"figcaption", HINT_CAPTION},
    {"followus", HINT_SHARE},
    {"footer", HINT_FOOTER},
    {"fotocredit", HINT_CAPTION},
    {"fulltext", PART},
    {"further", QUALIFIER},
    {"fusszeile", HINT_FOOTER},
    {"gallery", HINT_CAPTION},
    {"gdpr", HINT_CONSENT},
    {"gerelateerd", HINT_RELATED},
    {"haber", THING},
    {"has", NEGATION},
    {"header", HINT_HEADER},
    {"headline", HINT_TITLE},
    {"hentry", HINT_ARTICLE},
    {"icerik", PART},
    {"iklan", HINT_AD},
    {"imagecaption", HINT_CAPTION},
    {"impressum", HINT_FOOTER},
    {"infobox", HINT_ASIDE},
    {"inhalt", PART},
    {"inhoud", PART},
    {"inscription", HINT_AD},
    {"is", NEGATION},
    {"isi", PART},
    {"jwplayer", HINT_EMBED},
    {"keywords", HINT_TAGS},
    {"komentar", HINT_COMMENT},
    {"komentare", HINT_COMMENT},
    {"komentari", HINT_COMMENT},
    {"komentarz", HINT_COMMENT},
    {"komentarze", HINT_COMMENT},
    {"kommentar", HINT_COMMENT},
    {"kommentare", HINT_COMMENT},
    {"latest", QUALIFIER},
    {"legende", HINT_CAPTION},
    {"lesezeit", HINT_METADATA},
    {"ligatus", HINT_RELATED},
    {"lightbox", HINT_FORM},
    {"links", LISTED},
    {"livefyre", HINT_COMMENT},
    {"login", HINT_FORM},
    {"main", HINT_ARTICLE},
    {"maincontent", HINT_ARTICLE},
    {"marginal", HINT_ASIDE},
    {"marginalspalte", HINT_ASIDE},
    {"masthead", HINT_HEADER},
    {"materia", THING},
    {"mehr", QUALIFIER},
    {"mehrzumthema", HINT_RELATED},
    {"meldung", THING},
    {"menu", HINT_NAVIGATION},
    {"meta", HINT_METADATA},
    {"metabar", HINT_METADATA},
    {"metadata", HINT_METADATA},
    {"metin", PART},
    {"migas", HINT_NAVIGATION},
    {"modal", HINT_FORM},
    {"more", QUALIFIER},
    {"mostread", HINT_RELATED},
    {"nachricht", THING},
    {"nav", HINT_NAVIGATION},
    {"navbar", HINT_NAVIGATION},
    {"navigation", HINT_NAVIGATION},
    {"news", THING | LISTED},
    {"newsletter", HINT_AD},
    {"newsletters", HINT_AD},
    {"newstext", HINT_BODY},
    {"next", QUALIFIER},
    {"nieuws", THING},
    {"no", NEGATION},
    {"noticia", THING},
    {"noticias", THING},
    {"novosti", THING},
    {"onetrust", HINT_CONSENT},
    {"other", QUALIFIER},
    {"otros", QUALIFIER},
    {"outbrain", HINT_RELATED},
    {"outras", QUALIFIER},
    {"overlay", HINT_FORM},
    {"page", THING},
    {"pagenav", HINT_NAVIGATION},
    {"pager", HINT_NAVIGATION},
    {"pagination", HINT_NAVIGATION},
    {"paper", THING},
    {"paragraphs", PART},
    {"partage", HINT_SHARE},
    {"partager", HINT_SHARE},
    {"paylas", HINT_SHARE},
    {"paywall", HINT_AD},
    {"paywallbox", HINT_AD},
    {"penulis", HINT_CREDIT},
    {"photocredit", HINT_CAPTION},
    {"pie", HINT_FOOTER},
    {"piedepagina", HINT_FOOTER},
    {"plista", HINT_RELATED},
    {"popular", HINT_RELATED},
    {"popup", HINT_FORM},
    {"post", THING},
    {"postarea", HINT_BODY},
    {"postauthor", HINT_CREDIT},
    {"postbody", HINT_BODY},
    {"postcontent", HINT_BODY},
    {"postdetails", HINT_METADATA},
    {"postinfo", HINT_METADATA},
    {"postmeta", HINT_METADATA},
    {"posts", LISTED},
    {"powiazane", HINT_RELATED},
    {"prev", QUALIFIER},
    {"previous", QUALIFIER},
    {"prevnext", HINT_NAVIGATION},
    {"printlink", HINT_METADATA},
    {"promo", HINT_AD},
    {"promos", HINT_AD},
    {"promotion", HINT_AD},
    {"pubblicita", HINT_AD},
    {"pubdate", HINT_CREDIT},
    {"publicidad", HINT_AD},
    {"publicidade", HINT_AD},
    {"publicite", HINT_AD},
    {"rail", HINT_ASIDE},
    {"reacties", HINT_COMMENT},
    {"read", QUALIFIER},
    {"readingtime", HINT_METADATA},
    {"readmore", HINT_RELATED},
    {"readnext", HINT_RELATED},
    {"reads", LISTED},
    {"reaktionen", HINT_COMMENT},
    {"recent", QUALIFIER},
    {"recherche", HINT_FORM},
    {"recirc", HINT_RELATED},
    {"recirculation", HINT_RELATED},
    {"recommend", HINT_RELATED},
    {"recommendation", HINT_RELATED},
    {"recommendations", HINT_RELATED},
    {"recommended", HINT_RELATED},
    {"registration", HINT_FORM},
    {"reklam", HINT_AD},
    {"reklama", HINT_AD},
    {"relacionadas", HINT_RELATED},
    {"relacionado", HINT_RELATED},
    {"relacionados", HINT_RELATED},
    {"related", HINT_RELATED},
    {"relatedarticles", HINT_RELATED},
    {"relatednews", HINT_RELATED},
    {"relatedposts", HINT_RELATED},
    {"replies", HINT_COMMENT},
    {"respond", HINT_COMMENT},
    {"rodape", HINT_FOOTER},
    {"schlagwort", HINT_TAGS},
    {"schlagworte", HINT_TAGS},
    {"search", HINT_FORM},
    {"searchform", HINT_FORM},
    {"seitenleiste", HINT_ASIDE},
    {"share", HINT_SHARE},
    {"sharebar", HINT_SHARE},
    {"sharedaddy", HINT_SHARE},
    {"shariff", HINT_SHARE},
    {"sharing", HINT_SHARE},
    {"sidebar", HINT_ASIDE},
    {"sidebars", HINT_ASIDE},
    {"signin", HINT_FORM},
    {"signup", HINT_AD},
    {"similaires", HINT_RELATED},
    {"similar", QUALIFIER},
    {"single", THING},
    {"sitenav", HINT_NAVIGATION},
    {"skiplink", HINT_NAVIGATION},
    {"slideshow", HINT_CAPTION},
    {"social", HINT_SHARE},
    {"socialbar", HINT_SHARE},
    {"sociallinks", HINT_SHARE},
    {"socialmedia", HINT_SHARE},
    {"socials", HINT_SHARE},
    {"sponsor", HINT_AD},
    {"sponsored", HINT_AD},
    {"sponsors", HINT_AD},
    {"standfirst", HINT_LEAD},
    {"statya", THING},
    {"stopka", HINT_FOOTER},
    {"stories", LISTED},
    {"story", THING},
    {"storybody", HINT_BODY},
    {"storycontent", HINT_BODY},
    {"storycopy", HINT_BODY},
    {"storytext", HINT_BODY},
    {"subnav", HINT_NAVIGATION},
    {"subscribe", HINT_AD},
    {"subscription", HINT_AD},
    {"subtitle", HINT_LEAD},
    {"suche", HINT_FORM},
    {"taboola", HINT_RELATED},
    {"tagcloud", HINT_TAGS},
    {"taglinks", HINT_TAGS},
    {"taglist", HINT_TAGS},
    {"tags", HINT_TAGS},
    {"teaser", HINT_RELATED},
    {"teasers", HINT_RELATED},
    {"teilen", HINT_SHARE},
    {"tekst", PART},
    {"terkait", HINT_RELATED},
    {"testo", PART},
    {"text", PART},
    {"texte", PART},
    {"texto", PART},
    {"thumbnails", HINT_CAPTION},
    {"timestamp", HINT_CREDIT},
    {"toc", HINT_NAVIGATION},
    {"toolbar", HINT_METADATA},
    {"tools", HINT_METADATA},
    {"tooltip", HINT_FORM},
    {"topics", HINT_TAGS},
    {"topnav", HINT_NAVIGATION},
    {"trending", HINT_RELATED},
    {"tresc", PART},
    {"tweet", HINT_EMBED},
    {"udostepnij", HINT_SHARE},
    {"usercentrics", HINT_CONSENT},
    {"verwandt", HINT_RELATED},
    {"verwandte", HINT_RELATED},
    {"videoplayer", HINT_EMBED},
    {"videos", LISTED},
    {"viewcount", HINT_METADATA},
    {"visuallyhidden", HINT_HIDDEN},
    {"weitere", QUALIFIER},
    {"werbung", HINT_AD},
    {"widget", HINT_ASIDE},
    {"widgets", HINT_ASIDE},
    {"with", NEGATION},
    {"without", NEGATION},
    {"wordcount", HINT_METADATA},
    {"yazar", HINT_CREDIT},
    {"yorum", HINT_COMMENT},
    {"yorumlar", HINT_COMMENT},
    {"zergnet", HINT_RELATED},
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
        if ((before & QUALIFIER) && (found & (LISTED | THING)))
            found |= HINT_RELATED;
        if (before & NEGATION)
            found &= BESIDE;
        hints |= found;
        before = found;
    }
    return hints & ~(uint32_t)BESIDE;
}
