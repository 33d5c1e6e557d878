/* stats.h: measures over counts: association and keyness, dispersion, diversity, readability, tests and corrections.
 *
 * Pure functions: integers in, doubles out, no context, no memory of their own unless said; and, between a corpus and
 * those functions, the counts that they need (tallies, neighbours). Counts are exact 64-bit integers; floating point
 * appears in the last step only and always in the same order, so equal counts give equal bits. A value that does not
 * exist (0/0) is NaN; a limit that does (log 0) is an infinity. */
#ifndef TOOLKIT_STATS_H
#define TOOLKIT_STATS_H

#include <toolkit/query.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- reference ---- */

/* What a figure is: every measure of association and keyness, dispersion, diversity, readability, similarity, tests. */
typedef struct tkit_reference {
    const char *group;   /* "evidence", "effect size", "dispersion" ... */
    const char *name;    /* as in the tables: "g2", "dp_norm", "mattr" */
    const char *formula;
    const char *source;  /* who defined it */
    const char *range;   /* of its values */
    const char *reading; /* how to read it */
    const char *caution; /* when not to use it: "for rare pairs" */
} tkit_reference;

TKIT_API const tkit_reference *tkit_reference_at(size_t index); /* NULL behind the last */
TKIT_API const tkit_reference *tkit_reference_find(const char *name);

/* ---- association and keyness ---- */

/* A 2x2 table by its margins. Association: o11 = joint frequency, r1 and c1 = frequencies of the two items, n = sample
 * size. Keyness: o11 = f1, r1 = n1 (size of the target), c1 = f1 + f2, n = n1 + n2. The other cells follow:
 * o12 = r1 - o11, o21 = c1 - o11, o22 = n - r1 - c1 + o11; expected e_ij = r_i * c_j / n. */
typedef struct tkit_contingency {
    int64_t o11, r1, c1, n;
} tkit_contingency;

/* The table of a word that occurs f1 times among n1 tokens of the target and f2 among n2 of the reference. */
TKIT_API tkit_contingency tkit_contingency_keyness(int64_t f1, int64_t n1, int64_t f2, int64_t n2);

/* 1 when no cell is negative and n > 0. */
TKIT_API int tkit_contingency_valid(const tkit_contingency *table);

/* What some measures need beside the table. Zero = default. */
typedef struct tkit_measure_options {
    uint32_t size;
    double alpha;    /* error rate of intervals, default 0.05 */
    int64_t family;  /* number of items tested (not shown): Bonferroni divides alpha by it; default 1 */
    double constant; /* Simple Maths: what is added to both frequencies per million; default 1 */
} tkit_measure_options;

typedef struct tkit_measure {
    const char *name; /* "g2", "log_ratio" ...: tkit_reference_find() says what it is */
    double (*value)(const tkit_contingency *table, const tkit_measure_options *options);
} tkit_measure;

/* All measures, in a fixed order; NULL after the last. */
TKIT_API const tkit_measure *tkit_measure_at(size_t index);
TKIT_API const tkit_measure *tkit_measure_find(const char *name); /* NULL: no such measure */

/* One measure over many tables: values[i] of tables[i], the same bits as one by one. O(count); TKIT_EINTERRUPT. */
TKIT_API int tkit_measure_column(tkit *tk, const tkit_measure *measure, const tkit_contingency *tables, size_t count,
                                 const tkit_measure_options *options, double *values);

/* The exact interval of the log ratio (Clopper-Pearson on f1 / (f1 + f2), error rate alpha / family, two-sided),
 * log2. */
TKIT_API void tkit_log_ratio_interval(const tkit_contingency *table, const tkit_measure_options *options,
                                      double *low, double *high);

/* ---- tests and corrections ---- */

TKIT_API double tkit_chi2_p(double statistic, double degrees); /* upper tail of the chi-squared distribution */
TKIT_API double tkit_normal_p(double z);                       /* two-sided */
/* Fisher's exact test: side < 0 left, > 0 right tail, 0 two-sided (sum of the tables that are not likelier). */
TKIT_API double tkit_fisher_p(const tkit_contingency *table, int side);
/* Natural logarithms of the same: they go on where p itself is below the smallest double (1e-308). */
TKIT_API double tkit_chi2_log_p(double statistic, double degrees);
TKIT_API double tkit_normal_log_p(double z);
TKIT_API double tkit_fisher_log_p(const tkit_contingency *table, int side);
/* The regularised incomplete beta function I_x(a, b) and its upper tail 1 - I_x(a, b), each accurate when tiny. */
TKIT_API double tkit_beta_p(double x, double a, double b, int upper);
/* x with I_x(a, b) = p (upper: with 1 - I_x(a, b) = p). */
TKIT_API double tkit_beta_quantile(double p, double a, double b, int upper);

enum tkit_correction { TKIT_BONFERRONI, TKIT_HOLM, TKIT_BENJAMINI_HOCHBERG };
/* Adjusts `count` p-values in place for `family` tests (0 = count; the p-values not given count as 1).
 * TKIT_ENOMEM. O(count log count). */
TKIT_API int tkit_adjust_p(tkit *tk, double *p, size_t count, size_t family, enum tkit_correction method);

/* Mann-Whitney U over values per document: U of the first sample, z with tie and continuity correction, its two-sided
 * p, the probability of superiority U / (n1 n2), and the exact two-sided p where there are no ties and fewer than 50
 * values on each side (else NaN). O(n log n), and O(n1^2 n2^2) for the exact p. */
typedef struct tkit_mann_whitney {
    double u, z, p, superiority, p_exact;
} tkit_mann_whitney;
TKIT_API int tkit_mann_whitney_test(tkit *tk, const double *a, size_t na, const double *b, size_t nb,
                                    tkit_mann_whitney *out);

/* Document-level permutation test of a keyness score: the documents of target and reference are shuffled `rounds`
 * times; p = (1 + rounds with |score| >= observed) / (1 + rounds). `hits` and `sizes` are per document, the first
 * `target_count` of them are the target. Deterministic for a seed. O(rounds * documents). */
TKIT_API int tkit_permutation_p(tkit *tk, const tkit_measure *measure, const int64_t *hits, const int64_t *sizes,
                                size_t count, size_t target_count, int rounds, uint64_t seed, double *p);

/* ---- dispersion ---- */

typedef struct tkit_dispersion {
    int64_t frequency;     /* hits in all */
    int64_t range;         /* parts with at least one hit */
    double juilland_d;     /* 1 - CV / sqrt(parts - 1), on relative frequencies of the parts (Juilland & Chang-Rodriguez
                              1964) */
    double juilland_d_raw; /* the same on raw frequencies, as with parts of equal size */
    double carroll_d2;     /* entropy of the relative frequencies / log parts (Carroll 1970) */
    double carroll_d2_raw;
    double rosengren_s;    /* (sum sqrt(s_i f_i))^2 / f (Rosengren 1971) */
    double lyne_d3;        /* 1 - chi2 / (4 f) (Lyne 1985) */
    double zhang_dc;       /* distributional consistency, equal parts (Zhang et al. 2004) */
    double dp;             /* deviation of proportions, 0 = even (Gries 2008) */
    double dp_norm;        /* dp / (1 - min s_i) (Lijffijt & Gries 2012) */
    double dp_norm_2008;   /* dp / (1 - 1 / parts) (Gries 2008) */
    double dp_egbert;      /* 1 - dp / (1 - min s_i over parts with hits) (Egbert, Burch & Biber 2020), 1 = even */
    double kld;            /* sum v_i log2(v_i / s_i), 0 = even (Gries 2020) */
    double kld_o2p, kld_base_2, kld_base_e; /* 1 / (1 + kld), 2^-kld, e^-kld */
    double da;             /* Burch, Egbert & Biber 2017, by Wilcoxon's shortcut, on relative frequencies */
} tkit_dispersion;

/* Dispersion over `parts` parts with `hits[i]` hits among `sizes[i]` tokens. TKIT_EINVALID when a part is empty of
 * tokens or parts < 1; TKIT_ENOMEM. O(parts log parts). */
TKIT_API int tkit_dispersion_of_parts(tkit *tk, const int64_t *hits, const int64_t *sizes, size_t parts,
                                      tkit_dispersion *out);

typedef struct tkit_dispersion_positions {
    double arf;            /* average reduced frequency: sum min(d_i, v) / v, v = n / f (Savicky & Hlavacova 2002) */
    double awt, fawt;      /* average waiting time (1 + sum d_i^2 / n) / 2; its frequency n^2 / sum d_i^2 */
    double ald, fald;      /* average logarithmic distance sum d_i log10 d_i / n; exp(-sum (d_i/n) ln(d_i/n)) */
} tkit_dispersion_positions;

/* Distance-based dispersion of `count` ascending positions in [0, tokens). The corpus is a ring: the first distance
 * runs from the last hit around the end, so these depend on the order of documents. O(count). */
TKIT_API int tkit_dispersion_of_positions(const uint64_t *positions, size_t count, uint64_t tokens,
                                          tkit_dispersion_positions *out);

/* ---- diversity ---- */

typedef struct tkit_diversity {
    int64_t tokens, types, hapax;
    double ttr;      /* types / tokens: falls with length; compare equal lengths only */
    double mattr;    /* mean TTR of all windows of `window` tokens (Covington & McFall 2010); TTR when shorter */
    double mtld;     /* mean length of runs that keep TTR above 0.72, both directions (McCarthy & Jarvis 2010) */
    double yule_k;   /* 10^4 (sum r^2 V_r - N) / N^2 (Yule 1944) */
    double simpson;  /* chance that two tokens drawn without replacement are of one type */
    double hapax_growth; /* hapax / tokens: Baayen's P, the rate at which new types appear at the end */
    double hdd;      /* expected TTR of 42 tokens drawn without replacement (McCarthy & Jarvis 2007); TTR when
                        shorter */
    double guiraud;  /* types / sqrt(tokens) (Guiraud 1954) */
    double herdan;   /* ln types / ln tokens (Herdan 1960); 1 for one token */
} tkit_diversity;

/* Diversity of a sequence of type ids below `types_limit`. window 0 = 100. TKIT_ENOMEM. O(count). */
TKIT_API int tkit_diversity_of(tkit *tk, const uint32_t *ids, size_t count, uint32_t types_limit, size_t window,
                               tkit_diversity *out);

/* ---- readability (English formulas) ---- */

typedef struct tkit_readability_counts {
    int64_t sentences, words, syllables, characters; /* characters: letters and digits */
    int64_t polysyllables;                            /* words of three syllables and more */
    int64_t long_words;                               /* words of more than six letters */
} tkit_readability_counts;

typedef struct tkit_readability {
    double flesch, flesch_kincaid, fog, smog, ari, coleman_liau, lix;
} tkit_readability;

/* Flesch and Flesch-Kincaid (1975), Gunning's Fog, SMOG (McLaughlin 1969), ARI, Coleman-Liau: US school grades, but for
 * Flesch's ease, 0 hard to 100 easy; LIX (Björnsson 1968): 20 easy to 60 hard. TKIT_EINVALID, and zeros, without
 * sentences or words. */
TKIT_API int tkit_readability_of(const tkit_readability_counts *counts, tkit_readability *out);
/* Syllables of an English word: vowel groups, corrected for silent e, -ed, -es, -le. An estimate; at least 1. */
TKIT_API int tkit_syllables_english(const char *word, size_t length);

/* ---- style of documents ---- */

/* What readability and diversity of each document are computed from, read off the index: letters and syllables are
 * counted once for each form. Words are the tokens with a letter or digit; a token that begins with an apostrophe and
 * "n't", which annotation splits off, are parts of the word before them. A sentence counts when it has a word, which
 * rulers and bullets do not. Diversity counts the forms of the attribute. */
typedef struct tkit_style_row {
    int64_t document;
    tkit_readability_counts counts;
    tkit_diversity diversity; /* tokens 0 where it was not asked for */
} tkit_style_row;

typedef struct tkit_style_options {
    uint32_t size;      /* sizeof(tkit_style_options) */
    int with_diversity;
    size_t window;      /* of mattr; 0 = 100 */
    const char *by;     /* attribute whose forms are the words; NULL = "lower", or "word" in an index without it */
    tkit_hits *inside;  /* count only tokens that lie in one of these hits, and the sentences that these lie in; NULL =
                           all */
} tkit_style_options;

/* A row for each document with words, in the order of the index; the caller's: tkit_style_free(). O(tokens).
 * TKIT_ENOTFOUND: no such attribute. */
TKIT_API int tkit_corpus_style(tkit_corpus *corpus, const tkit_style_options *options, tkit_style_row **rows,
                               size_t *count);
TKIT_API void tkit_style_free(tkit *tk, tkit_style_row *rows, size_t count);

/* ---- counts of a corpus ---- */

/* How often each form of an attribute occurs in each document of the corpus, as it was when the tally was opened. Forms
 * and documents have numbers from 0. 8 bytes for each pair of a document and a form in it. */
typedef struct tkit_tally tkit_tally;

typedef struct tkit_tally_options {
    uint32_t size;         /* sizeof(tkit_tally_options) */
    const char *by;        /* attribute whose forms are counted; NULL = "word" */
    int with_punctuation;  /* 0: tokens without a letter or digit are not counted, as in tkit_corpus_ngrams() */
    tkit_hits *inside;     /* count only tokens that lie in one of these hits (each once); NULL = all. Only read while
                              opening */
} tkit_tally_options;

typedef struct tkit_tally_cell {
    uint32_t form, count;
} tkit_tally_cell;

typedef struct tkit_tally_row {
    uint64_t count;
    uint32_t documents; /* that have the form */
    double dp;          /* deviation of proportions over the documents (Gries 2008); NaN for a form that does not
                           occur */
} tkit_tally_row;

/* One pass over the index, O(tokens). `options` may be NULL. TKIT_ENOTFOUND: no such attribute. */
TKIT_API int tkit_tally_open(tkit_corpus *corpus, const tkit_tally_options *options, tkit_tally **out);
TKIT_API void tkit_tally_free(tkit_tally *tally); /* NULL is fine */
TKIT_API size_t tkit_tally_forms(const tkit_tally *tally);
/* Not NUL-terminated, borrowed; NULL behind the last. */
TKIT_API const char *tkit_tally_form(const tkit_tally *tally, size_t form, size_t *length);
TKIT_API size_t tkit_tally_documents(const tkit_tally *tally);
/* The id of document n (0 behind the last), its counted tokens, its cells (in order of first occurrence; borrowed). */
TKIT_API int64_t tkit_tally_document(const tkit_tally *tally, size_t n, uint64_t *tokens, const tkit_tally_cell **cells,
                                     size_t *count);
/* Sums over the documents n with chosen[n] != 0 (NULL: all): a row for each form, with how many tokens and documents
 * there are. O(forms + cells). */
TKIT_API void tkit_tally_sum(const tkit_tally *tally, const unsigned char *chosen, tkit_tally_row *rows,
                             uint64_t *tokens, uint32_t *documents);
/* The frequency list of those documents (NULL: all), as tkit_corpus_ngrams() gives it for the whole corpus: rows of at
 * least `least` (1, also for 0) tokens. Independent of the tally. */
TKIT_API int tkit_tally_frequencies(const tkit_tally *tally, const unsigned char *chosen, uint64_t least,
                                    tkit_counts **out);

/* The forms of a tally in target documents against reference documents: counted, scored and corrected in one call. What
 * is dearer and mostly for rows that nobody looks at (more measures, intervals) comes from tkit_keyness_table() of a
 * row. */
typedef struct tkit_keyness tkit_keyness;

typedef struct tkit_keyness_options {
    uint32_t size;       /* sizeof(tkit_keyness_options) */
    const char *measure; /* that orders the rows, falling; NULL = "g2" */
    uint64_t least;      /* leave out forms rarer than this on both sides together; 1 (also for 0) */
    double alpha;        /* alpha, family, constant: as in tkit_measure_options */
    int64_t family;      /* 0: the number of rows, which is how many forms were tested */
    double constant;
} tkit_keyness_options;

typedef struct tkit_keyness_row {
    uint32_t form;                    /* its number in the tally */
    tkit_tally_row target, reference;
    double score;                     /* of the measure that orders */
    double p, p_holm, p_bh;           /* of g2 (chi-squared, one degree of freedom); adjusted over all rows */
} tkit_keyness_row;

typedef struct tkit_keyness_sizes {
    uint64_t target_tokens, reference_tokens;
    uint32_t target_documents, reference_documents;
} tkit_keyness_sizes;

/* `target` and `reference`: a byte for each document of the tally, not 0 when it is chosen; reference NULL = all
 * others. The tally must live as long. TKIT_EINVALID: no such measure, a side without tokens, a document on both sides.
 * O(cells + forms log forms). */
TKIT_API int tkit_keyness_open(tkit *tk, const tkit_tally *tally, const unsigned char *target,
                               const unsigned char *reference, const tkit_keyness_options *options, tkit_keyness **out);
TKIT_API void tkit_keyness_free(tkit_keyness *keyness); /* NULL is fine */
/* All rows, ranked: falling score, what is not a number last, equal ones bytewise by form. Borrowed. */
TKIT_API const tkit_keyness_row *tkit_keyness_rows(const tkit_keyness *keyness, size_t *count);
TKIT_API tkit_keyness_sizes tkit_keyness_size(const tkit_keyness *keyness);
/* What further measures of a row take. */
TKIT_API tkit_contingency tkit_keyness_table(const tkit_keyness *keyness, const tkit_keyness_row *row);
TKIT_API const tkit_measure_options *tkit_keyness_settings(const tkit_keyness *keyness);

typedef struct tkit_tally_likeness_row {
    double cosine;          /* of the TF-IDF vectors, f ln(D / d) */
    uint32_t shared, types; /* forms in both; forms of this document */
} tkit_tally_likeness_row;

/* How much every document is like document n: a row for each. O(forms + cells). TKIT_EINVALID: no such document;
 * TKIT_ENOMEM. */
TKIT_API int tkit_tally_likeness(const tkit_tally *tally, size_t n, tkit_tally_likeness_row *rows);

/* The tokens around the hits of a query, for collocations. They are counted as in the UCS toolkit (Evert 2005): the
 * sample is the corpus without the tokens of the hits (N); its first part the tokens that lie in a window (R1), each
 * once even where windows overlap; a collocate's C1 is its frequency outside the hits, its O11 that inside the windows.
 * Every token counts, punctuation too. A window stays inside the document, or inside the region that the hit lies
 * in. */
typedef struct tkit_neighbours tkit_neighbours;

typedef struct tkit_neighbour_options {
    uint32_t size;         /* sizeof(tkit_neighbour_options) */
    const char *by;        /* attribute whose forms are counted; NULL = "word" */
    uint32_t reach;        /* widest window that will be asked for, in tokens; 0 = to the bounds */
    const char *within;    /* "s" or another layer (the outermost regions where they are nested); NULL = the document */
    const int64_t *documents; /* only these (ids, ascending) are the sample, other hits do not count; NULL = all */
    size_t document_count;
} tkit_neighbour_options;

typedef struct tkit_neighbour_row {
    uint64_t count;       /* O11 */
    uint64_t left, right; /* how many of them lie to the left of a hit, to the right of one; some do both */
    uint32_t documents;   /* in which they lie */
    uint32_t last;        /* private */
} tkit_neighbour_row;

/* O(hits * reach). `options` may be NULL. The hits may be closed afterwards. TKIT_ENOTFOUND: no such attribute or
 * layer. */
TKIT_API int tkit_neighbours_open(tkit_hits *hits, const tkit_neighbour_options *options, tkit_neighbours **out);

/* The tokens that depend on the hits of a query, or on which its tokens depend, for collocations by grammar. The sample
 * is all pairs of a token and its head that stand in the relation (N); R1 those with a token of a hit as the head (or
 * as the dependent), C1 those with the collocate as the other one, O11 those with both (relational cooccurrence, Evert
 * 2005). Pairs inside one hit do not count. Left and right are as for windows. Needs the attributes "head" and
 * "relation" (annotation, CoNLL-U). */
typedef struct tkit_dependent_options {
    uint32_t size;         /* sizeof(tkit_dependent_options) */
    const char *by;        /* attribute whose forms are counted; NULL = "word" */
    const char *relation;  /* "obj"; "nsubj" is "nsubj:pass" too; NULL = any */
    int heads;             /* 0: the dependents of the hits; 1: the heads that they depend on */
    const int64_t *documents; /* as above */
    size_t document_count;
} tkit_dependent_options;

/* O(tokens). `options` may be NULL. TKIT_ENOTFOUND: no such attribute, or no heads. */
TKIT_API int tkit_dependents_open(tkit_hits *hits, const tkit_dependent_options *options, tkit_neighbours **out);

TKIT_API void tkit_neighbours_free(tkit_neighbours *neighbours); /* NULL is fine */
TKIT_API size_t tkit_neighbours_forms(const tkit_neighbours *neighbours);
TKIT_API uint64_t tkit_neighbours_tokens(const tkit_neighbours *neighbours); /* N */
/* A form (not NUL-terminated, borrowed; NULL behind the last) and its C1. */
TKIT_API const char *tkit_neighbours_form(const tkit_neighbours *neighbours, size_t form, size_t *length,
                                          uint64_t *frequency);
/* Counts for a window of so many tokens to the left and right, each at most the reach: fills a row for each form and
 * returns R1. O(neighbours). */
TKIT_API uint64_t tkit_neighbours_count(const tkit_neighbours *neighbours, uint32_t left, uint32_t right,
                                        tkit_neighbour_row *rows);

/* Where the hits begin, for tkit_dispersion_of_positions(): fills a number for each hit in the documents (as in
 * tkit_neighbour_options), ascending, counted in tokens from 1 through these documents in the order of the index; there
 * must be room for tkit_hits_count(). Returns how many; *tokens is how many tokens the documents have. */
TKIT_API size_t tkit_hits_positions(const tkit_hits *hits, const int64_t *documents, size_t document_count,
                                    int64_t *positions, int64_t *tokens);

/* How many of the hits begin in each document: fills ids and counts for the first `room` documents of the index (0 is
 * the id of one that was removed) and returns how many there are. Reads no text. */
TKIT_API size_t tkit_hits_documents(const tkit_hits *hits, int64_t *documents, uint64_t *counts, size_t room);

/* ---- near-duplicates and shared passages ---- */

/* Finds documents that share text: copies, edited copies, shortened and merged ones. A document is the set of its word
 * shingles (runs of `shingle` folded words, hashed to 32 bits). Candidates come from MinHash signatures (Broder 1997)
 * grouped by bands, and from an index of every fourth shingle, which sees a short text inside a long one. Every
 * candidate is then verified on the full sets: what is reported is counted, not estimated. Of pairs that share 36
 * shingles one in 2,000 is missed, of longer ones fewer. Of a text with several hundred copies, each is paired with
 * some hundreds of the others. Pairs are never joined transitively. */
typedef struct tkit_duplicates tkit_duplicates;

typedef struct tkit_duplicates_options {
    uint32_t size;
    uint32_t shingle;      /* words of a shingle, default 5 */
    uint32_t least_shared; /* shingles that a pair must share, default 12 */
    double jaccard;        /* report pairs with |A and B| / |A or B| of this, default 0.35 */
    double containment;    /* ... or |A and B| / min(|A|, |B|) of this, default 0.5 */
} tkit_duplicates_options;

typedef struct tkit_duplicate {
    uint32_t a, b;         /* numbers in order of tkit_duplicates_add(), a < b */
    uint32_t shared;       /* shingles in both */
    uint32_t shingles_a, shingles_b;
    double jaccard, containment;
} tkit_duplicate;

/* `options` may be NULL; 0 in a field is its default. TKIT_ENOMEM. */
TKIT_API int tkit_duplicates_create(tkit *tk, const tkit_duplicates_options *options, tkit_duplicates **out);
/* Adds the next document (UTF-8 text). O(length). TKIT_ENOMEM, TKIT_EINTERRUPT, TKIT_ELIMIT above 4 GiB. */
TKIT_API int tkit_duplicates_add(tkit_duplicates *finder, const char *text, size_t length);
/* All verified pairs in ascending order; borrowed until the next call on the finder. O(shingles + pairs proposed). */
TKIT_API int tkit_duplicates_find(tkit_duplicates *finder, const tkit_duplicate **pairs, size_t *count);
/* The MinHash signature of a document: 128 numbers, borrowed. NULL for a number that was not added. */
TKIT_API const uint32_t *tkit_duplicates_signature(const tkit_duplicates *finder, uint32_t document);
TKIT_API void tkit_duplicates_free(tkit_duplicates *finder);

/* A passage that two texts share word for word (folded): half-open byte ranges in each. */
typedef struct tkit_passage {
    uint32_t a_start, a_end, b_start, b_end;
    uint32_t words;
} tkit_passage;

/* Shared passages of at least `least_words` words (0 = 8): text b is read from left to right, each time taking the
 * longest match that begins here. Ordered by their place in a; passages of b do not overlap. The list is the caller's:
 * tkit_passages_free(). O(a + b) for texts without long repetitions. */
TKIT_API int tkit_passages_find(tkit *tk, const char *a, size_t a_length, const char *b, size_t b_length,
                                uint32_t least_words, tkit_passage **out, size_t *count);
TKIT_API void tkit_passages_free(tkit *tk, tkit_passage *passages, size_t count);

/* ---- sets that share much ---- */

/* Finds pairs of sets (sentences as sets of words, people as sets of attributes ...) whose weighted overlap is high. A
 * term weighs ln(1 + N / df) for N sets of which df hold it. Candidates come from an inverted index in which a term
 * that more than `common` sets hold proposes nothing, so that the work grows with the number of sets, not with its
 * square; each candidate is then measured on the full sets. Sets of one group (sentences of one document) are not
 * compared. */
typedef struct tkit_overlap tkit_overlap;

#define TKIT_OVERLAP_TERMS (1u << 28) /* terms are numbers below this; small ones save memory */

typedef struct tkit_overlap_options {
    uint32_t size;
    uint32_t common;       /* a term of more sets than this proposes nothing, default 60 */
    uint32_t least_shared; /* proposing terms that a pair must share, default 2 */
    uint32_t least_terms;  /* smaller sets are left out, default 1 */
    double cosine;         /* report pairs with shared weight / sqrt(weight of a * weight of b) of this, default 0.5 */
    double containment;    /* ... or shared weight / the smaller weight of this, default: never */
    uint32_t contained_terms; /* the latter only with so many shared terms */
} tkit_overlap_options;

typedef struct tkit_overlap_pair {
    uint32_t a, b;   /* numbers in order of tkit_overlap_add(), a < b */
    uint32_t shared; /* terms in both */
    double cosine, containment;
} tkit_overlap_pair;

TKIT_API int tkit_overlap_create(tkit *tk, tkit_overlap **out); /* TKIT_ENOMEM */
/* Adds the next set; repeated terms count once. O(count log count). TKIT_EINVALID: a term is too large; TKIT_ENOMEM. */
TKIT_API int tkit_overlap_add(tkit_overlap *overlap, uint32_t group, const uint32_t *terms, size_t count);
TKIT_API size_t tkit_overlap_count(const tkit_overlap *overlap);
/* All pairs in ascending order, among all sets or, with `members` (ascending numbers, NULL: all), among these; weights
 * are always those of all sets, `common` counts among the members. Borrowed until the next call. */
TKIT_API int tkit_overlap_find(tkit_overlap *overlap, const tkit_overlap_options *options, const uint32_t *members,
                               size_t count, const tkit_overlap_pair **pairs, size_t *pair_count);
/* Two sets, of one group or not, however little they share. */
TKIT_API int tkit_overlap_compare(tkit_overlap *overlap, uint32_t a, uint32_t b, tkit_overlap_pair *out);
/* The terms that two sets share, the heaviest first: up to `room` go to `terms`, `count` is how many there are. */
TKIT_API int tkit_overlap_shared(tkit_overlap *overlap, uint32_t a, uint32_t b, uint32_t *terms, size_t room,
                                 size_t *count);
/* The sum of the weights of a set's terms. */
TKIT_API double tkit_overlap_weight(tkit_overlap *overlap, uint32_t set);
TKIT_API void tkit_overlap_free(tkit_overlap *overlap); /* NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
