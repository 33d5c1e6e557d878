/* What the tagger looks at, the same for learning and for work. */
#ifndef TOOLKIT_NLP_TAGGER_FEATURES_H
#define TOOLKIT_NLP_TAGGER_FEATURES_H

#include "nlp/word.h"

enum { TAGGER_FEATURES = 48 };

/* The features of word `i`; tags of the words before it are set. Returns their number. */
static inline size_t tagger_features(const struct word *words, size_t count, size_t i, uint64_t *out)
{
    static const struct word edge = {.lower = 1, .cased = 1, .tag_key = 1, .ambiguity = 1};
    const struct word *w = &words[i];
    const struct word *p = i > 0 ? w - 1 : &edge, *pp = i > 1 ? w - 2 : &edge;
    const struct word *n = i + 1 < count ? w + 1 : &edge, *nn = i + 2 < count ? w + 2 : &edge;
    uint64_t t1 = p->tag_key, t2 = pp->tag_key, amb = w->ambiguity, next = n->ambiguity;
    uint64_t shape = (uint64_t)w->shape | (i == 0) << 8;
    uint64_t *f = out;
    *f++ = feature1(1, w->lower);
    *f++ = feature1(2, w->cased);
    *f++ = feature2(3, amb, shape);
    *f++ = feature1(4, w->prefix[1]);
    *f++ = feature1(5, w->prefix[2]);
    *f++ = feature2(6, w->suffix[0], shape);
    *f++ = feature2(7, w->suffix[1], shape);
    *f++ = feature2(8, w->suffix[2], shape);
    *f++ = feature1(9, w->suffix[3]);
    *f++ = feature1(10, w->suffix[4]);
    *f++ = feature2(11, shape, w->size < 12 ? w->size : 12);
    *f++ = feature1(12, p->lower);
    *f++ = feature1(13, n->lower);
    *f++ = feature1(14, pp->lower);
    *f++ = feature1(15, nn->lower);
    *f++ = feature1(16, t1);
    *f++ = feature2(17, t1, t2);
    *f++ = feature2(18, t1, amb);
    *f++ = feature2(19, t1, w->lower);
    *f++ = feature2(20, t1, next);
    *f++ = feature2(21, amb, next);
    *f++ = feature3(22, t1, amb, next);
    *f++ = feature3(23, t2, t1, amb);
    *f++ = feature3(24, amb, next, nn->ambiguity);
    *f++ = feature2(25, w->lower, next);
    *f++ = feature2(26, p->lower, w->lower);
    *f++ = feature2(27, w->lower, n->lower);
    *f++ = feature2(28, t1, w->suffix[2]);
    *f++ = feature2(29, w->suffix[1], next);
    *f++ = feature2(30, t1, shape);
    *f++ = feature2(31, shape, n->shape);
    *f++ = feature2(32, p->lower, amb);
    *f++ = feature1(33, n->suffix[2]);
    *f++ = feature2(34, w->suffix[2], n->suffix[1]);
    *f++ = feature1(35, p->suffix[2]);
    *f++ = feature2(36, pp->lower, p->lower);
    *f++ = feature2(37, n->lower, nn->lower);
    *f++ = feature3(38, p->lower, n->lower, 0);
    *f++ = feature2(39, w->lower, t2);
    *f++ = feature3(40, p->shape, shape, n->shape);
    *f++ = feature2(41, w->lexicon, shape);
    *f++ = feature3(42, w->lexicon, t1, w->suffix[1]);
    *f++ = feature3(43, w->lexicon, next, t1);
    *f++ = feature3(44, w->lexicon, n->lexicon, t1);
    *f++ = feature3(45, w->lexicon, w->suffix[2], shape);
    *f++ = feature3(46, w->lexicon, amb, t1);
    *f++ = feature3(47, amb, n->lexicon, t1);
    return (size_t)(f - out);
}

#endif
