/* query.h: the query language, hits, concordances, counts.
 *
 * The language is CQP's (CQL), with one choice wherever engines differ:
 *
 *   [word="said" & pos!="V.*"]   a token: attributes of the corpus with = != < <= > >=, & | ! -> and
 *                                parentheses. Strings are regular expressions (PCRE2) over whole forms;
 *                                "..."%c ignores case, %d diacritics, %l takes the string literally, and so do
 *                                == and !==. < and > compare numbers where the right side is one, else bytes
 *   [f(lemma) < 10]  [strlen(word) >= 16]   how often the token's lemma occurs in the corpus; code points of its form
 *   [lower=$list]  [lower=RE($list)]   a word list, literally or as regular expressions; with flags too
 *   [quote]  [lbound(p)]  [rbound(p)]   inside a region of layer "quote"; the first, the last token of one
 *   [doc_source="X"]             metadata of the document, under a key that some document has; _.doc_source is the
 *                                same
 *   [morph contains "x"]         feature sets like |x|y|: one of them, `matches`: all of them; with `not`
 *   "said"   []                  the same as [word="said"]; any token
 *   A B   A | B   (A)            sequence, alternative, group;  A? A* A+ A{2} A{2,4} A{2,} A{,4}
 *   a:[...]  1:[...]  @[...]     a label for conditions and output (@ is the label "target")
 *   (?<name> A)                  a capture: its span comes with each hit (of a repeated one: the whole stretch)
 *   <s>  </s>  <quote/>          start, end, whole of a region of a layer; /region[quote] is <quote/>. "s" are
 *                                sentences, "p" paragraphs, "doc" documents. <s> A </s> in one sequence are the
 *                                borders of one region. With attributes: <doc source="X"> or <doc_source="X">.
 *                                A region that runs over the border of two documents has its <p> in the first
 *                                and its </p> in the second
 *   (?=A) (?!A) (?<=A) (?<!A)    look-ahead and look-behind; [: lemma="x" :] is (?= [lemma="x"])
 *   :: a.lemma = b.lemma         a condition on the match, also behind `&`: labels, match and matchend (first
 *                                and last token); numbers; distance(a, b) < 5, distabs(a, b);
 *                                match.doc_source = "Xinhua"; f(a.lemma) > f(b.lemma); a label alone: it is set. No
 *                                comparison with a token that is not there holds, != neither: of a label that
 *                                is not set, its document's metadata included
 *   head(b) = a                  there: a is the token that b depends on; also head(a) = head(b),
 *                                head(a).lemma = "say". Inside brackets head.lemma is an attribute of the
 *                                token's head. Heads come from the attribute "head" (annotation, CoNLL-U):
 *                                distance in tokens, 0 for none. A condition on a head that is not there does
 *                                not hold
 *   within s, within 3 s, within 5, within <doc source="X">, within (A B)   the match lies in a region, in three
 *                                in a row, takes at most 5 tokens, lies in some match of another pattern
 *   not within X, containing X, not containing X   a match or region of X inside the match
 *   MU(meet A B -5 5)  MU(meet A B s)  MU(union A B)   tokens A with a B near; MU(meet A B -5 5 [pos!="PUNCT"])
 *                                counts only such tokens between them
 *   cut 10                       the first ten
 *   (?longest) (?shortest) (?standard) (?traditional)   in front: the matching strategy, as in CQP:
 *        standard     from each start the earliest end; of those with one end, the first start
 *        longest      from each start the latest end; none inside another
 *        shortest     from each start the earliest end; none around another
 *        traditional  from each start the earliest end
 *   # comment                    up to the end of the line; `;` may end the query
 *
 * A match never runs over the end of a document, and no tag or look-around sees the next one. `within` bounds the
 * search itself; the other filters choose among the matches that the strategy left. Hits come in the order of the
 * index: segment, then position.
 *
 * Where this differs from CQP and Manatee: both let a match run on into the next document, and CQP ends it 500 tokens
 * on; CQP's `within 5` allows 6 tokens; of alternatives at the start of a pattern CQP's strategy traditional reports
 * one match each, Manatee (which knows no strategies) every match there is; == is Manatee's. */
#ifndef TOOLKIT_QUERY_H
#define TOOLKIT_QUERY_H

#include <toolkit/corpus.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- queries ---- */

typedef struct tkit_query tkit_query;
typedef struct tkit_hits tkit_hits;

/* A named list of words for `$name` in a query. */
typedef struct tkit_word_list {
    const char *name;
    const char *const *words;
    size_t count;
} tkit_word_list;

typedef struct tkit_query_options {
    uint32_t size;               /* sizeof(tkit_query_options) */
    const char *strategy;        /* "standard" (NULL), "longest", "shortest", "traditional" */
    const tkit_word_list *lists; /* copied by nobody: they must live as long as the query */
    size_t list_count;
    tkit_hits *within;           /* a subcorpus: matches lie inside one of these hits; NULL = the whole corpus */
} tkit_query_options;

/* Compiles a query against the present state of the corpus; it goes on to see that state, whatever is added meanwhile.
 * It keeps the corpus open. `options` may be NULL. Errors: TKIT_EQUERY (the message points at the character: "query:
 * expected ']' at 14: ..."), TKIT_EINVALID (strategy), TKIT_ECORRUPT, TKIT_ENOMEM. */
TKIT_API int tkit_query_open(tkit_corpus *corpus, const char *text, size_t length, const tkit_query_options *options,
                             tkit_query **out);
TKIT_API void tkit_query_close(tkit_query *query); /* NULL is fine; hits keep what they need */

/* A hit: a run of tokens of one document. The numbers mean something to this query and its hits only. */
typedef struct tkit_hit {
    uint32_t segment;    /* of the index, from 0 */
    uint32_t start, end; /* token positions in the segment, half-open */
} tkit_hit;

/* The next hit: 1, 0 behind the last, or an error (TKIT_EINTERRUPT; TKIT_ELIMIT for query_milliseconds; TKIT_ECORRUPT).
 * Nothing is kept in memory. */
TKIT_API int tkit_query_next(tkit_query *query, tkit_hit *out);

/* The number of all hits, exact, wherever tkit_query_next() stands. Keeps nothing in memory; a single token with
 * nothing around it is read off the lexicon. */
TKIT_API int tkit_query_count(tkit_query *query, uint64_t *count);

/* How the query is carried out: one line a segment. *out is NUL-terminated and lives as long as the query. */
TKIT_API int tkit_query_explain(tkit_query *query, const char **out);

/* Labels and captures of the query, in order; NULL behind the last. */
TKIT_API const char *tkit_query_label(const tkit_query *query, size_t index);

/* ---- hits ---- */

typedef struct tkit_hits_options {
    uint32_t size;   /* sizeof(tkit_hits_options) */
    uint64_t limit;  /* keep the first so many, 0 = all; the total stays exact */
    uint64_t sample; /* keep so many at random (every hit with the same chance), in order; 0 = all */
    uint64_t seed;   /* of the sample */
} tkit_hits_options;

/* Runs the query to its end and keeps its hits (12 bytes each). TKIT_ELIMIT when they would exceed query_bytes. */
TKIT_API int tkit_hits_collect(tkit_query *query, const tkit_hits_options *options, tkit_hits **out);
TKIT_API void tkit_hits_free(tkit_hits *hits); /* NULL is fine */
TKIT_API tkit_hits *tkit_hits_retain(tkit_hits *hits);

TKIT_API size_t tkit_hits_count(const tkit_hits *hits);   /* that are kept */
TKIT_API uint64_t tkit_hits_total(const tkit_hits *hits); /* that there are */

/* `count` of the hits at random, every one with the same chance, in their order; all when there are not more. */
TKIT_API int tkit_hits_sample(tkit_hits *hits, uint64_t count, uint64_t seed, tkit_hits **out);

/* Both lists must come from one corpus in one state, else TKIT_EINVALID. What has the same span is the same. */
enum tkit_set_operation { TKIT_UNION, TKIT_INTERSECTION, TKIT_DIFFERENCE };
TKIT_API int tkit_hits_combine(tkit_hits *a, tkit_hits *b, int operation, tkit_hits **out);

/* Where a hit stands. */
typedef struct tkit_place {
    int64_t document;            /* id in the corpus */
    const char *file;            /* its name; borrowed as long as the hits live */
    uint32_t start, end;         /* bytes of its text, half-open */
    uint32_t token, token_count; /* number of the first token in the document, from 0; how many */
} tkit_place;

/* TKIT_EINVALID behind the last hit. Reads and tokenizes the document, unless it is that of the call before. */
TKIT_API int tkit_hits_place(tkit_hits *hits, size_t index, tkit_place *out);

/* The span of a label or capture (by its index) of a hit: 1, or 0 when it took no part. */
TKIT_API int tkit_hits_capture(tkit_hits *hits, size_t index, size_t label, tkit_place *out);

/* ---- documents ---- */

/* The documents in which a query has hits, by ascending id. */
typedef struct tkit_documents tkit_documents;
typedef struct tkit_document_hits {
    int64_t document; /* id in the corpus */
    uint64_t hits;    /* how many; 0 when they were not counted */
} tkit_document_hits;

/* `with_hits` 0: only whether there is one, which is much faster; the numbers of hits are then not defined. `cut` is
 * ignored. */
TKIT_API int tkit_query_documents(tkit_query *query, int with_hits, tkit_documents **out);
TKIT_API void tkit_documents_free(tkit_documents *documents); /* NULL is fine */
TKIT_API size_t tkit_documents_count(const tkit_documents *documents);
TKIT_API const tkit_document_hits *tkit_documents_rows(const tkit_documents *documents); /* borrowed */

/* Documents of both sets (TKIT_INTERSECTION, hits added), of one of them (TKIT_UNION), of `a` without `b`
 * (TKIT_DIFFERENCE). O(count of both). */
TKIT_API int tkit_documents_combine(const tkit_documents *a, const tkit_documents *b, int operation,
                                    tkit_documents **out);

/* ---- concordance ---- */

typedef struct tkit_line_options {
    uint32_t size;     /* sizeof(tkit_line_options) */
    const char *unit;  /* of the context: "word" (NULL), "char" (code points), "s", "p" or any layer */
    uint32_t context;  /* how many of them on each side; of "s" and layers: 1 (also for 0) = the region around the
                          hit */
} tkit_line_options;

/* A line of a concordance: spans of the document's text. */
typedef struct tkit_line {
    int64_t document;
    const char *file;         /* borrowed as long as the hits live */
    const char *text;         /* of the whole document; borrowed until the next call on these hits */
    size_t length;
    uint32_t left, start, end, right; /* bytes: left context is [left, start), the match [start, end), right [end,
                                         right) */
    uint32_t line, column;    /* of the match's start in the text, from 1; columns in code points */
} tkit_line;
TKIT_API int tkit_hits_line(tkit_hits *hits, size_t index, const tkit_line_options *options, tkit_line *out);

/* Keys: what hits are sorted, grouped and counted by. PLACE.ATTRIBUTE with the places
 *   match (all its tokens, joined by spaces; the default), first, last, left1, left2 ..., right1 ..., a label of the
 * query or doc.KEY (metadata of the document: title, date, source, file ...). "lemma" is "match.lemma".
 * Appends the value for one hit to a text of the caller's. TKIT_EQUERY: no such place or attribute. */
TKIT_API int tkit_hits_value(tkit_hits *hits, size_t index, const char *key, const char **value, size_t *length);

/* Sorts by at most 8 keys, stable; a key with "-" in front descends. `left` and `right` as a key: the five words to
 * that side, the nearest first. With `collation` NULL words compare by the code points of their folded letters (case
 * and accents aside), then by bytes: the same order in every build. Otherwise collation is a language tag (BCP 47:
 * "en", "sv", "de-u-co-phonebk") and words compare as its dictionaries order them (Unicode Collation Algorithm with the
 * tailoring of CLDR, through ICU): "sv" has å ä ö behind z, "de" has ä with a. TKIT_EINVALID: no such language;
 * TKIT_EUNSUPPORTED: a build without ICU. O(n log n). */
TKIT_API int tkit_hits_sort(tkit_hits *hits, const char *const *keys, size_t count, const char *collation);

/* ---- counts ---- */

/* A frequency list: rows of a key, how many hits or tokens, in how many documents; most frequent first, then by key
 * (n-grams: form by form). */
typedef struct tkit_counts tkit_counts;
TKIT_API void tkit_counts_free(tkit_counts *counts); /* NULL is fine */
TKIT_API size_t tkit_counts_rows(const tkit_counts *counts);
TKIT_API uint64_t tkit_counts_total(const tkit_counts *counts);     /* sum over all rows, those below `least` too */
TKIT_API uint64_t tkit_counts_types(const tkit_counts *counts);     /* rows, those below `least` too */
/* The row at `index`; parts of the key are separated by a TAB. Borrowed until the next call. NULL behind the last. */
TKIT_API const char *tkit_counts_row(tkit_counts *counts, size_t index, size_t *length, uint64_t *count,
                                     uint32_t *documents);

/* Counts hits by up to four keys. */
TKIT_API int tkit_hits_group(tkit_hits *hits, const char *const *keys, size_t count, uint64_t least, tkit_counts **out);

typedef struct tkit_ngram_options {
    uint32_t size;         /* sizeof(tkit_ngram_options) */
    const char *by;        /* attribute whose forms are counted; NULL = "word" */
    unsigned n;            /* 1 (also for 0) to 5 */
    uint64_t least;        /* leave rows of fewer occurrences out */
    int across_sentences;  /* 0: n-grams lie inside one sentence; 1: inside one document */
    int with_punctuation;  /* 0: tokens without a letter or digit break n-grams and are not counted */
    unsigned gap;          /* up to so many tokens, 0 to 10, may be left out inside an n-gram, all gaps together:
                              k-skip-n-grams (Guthrie et al. 2006), those without a gap among them */
    const int64_t *documents; /* only in these (ids, ascending); NULL = all */
    size_t document_count;
    tkit_hits *inside;     /* only n-grams that lie in one of these hits, each once; NULL = all. Hits of this corpus;
                              only read. What they are hits of counts, not what was added later */
} tkit_ngram_options;

/* Frequencies of the n-grams of a corpus, or of a part of it. `options` may be NULL. O(tokens), with gaps times the
 * ways to leave tokens out, (n - 1 + gap)! / ((n - 1)! gap!); memory for a part of the n-grams at a time, and for
 * those that are not rarer than `least`. TKIT_ENOTFOUND: no such attribute; TKIT_EINVALID: n or
 * gap too large. */
TKIT_API int tkit_corpus_ngrams(tkit_corpus *corpus, const tkit_ngram_options *options, tkit_counts **out);

#ifdef __cplusplus
}
#endif
#endif
