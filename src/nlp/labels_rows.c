/* Anchors: a row of classes over each sentence, log-linear in features of words and of steps between them.
 *
 * Source: Lafferty, McCallum and Pereira 2001 (linear-chain conditional random fields). Sums are scaled. */
#include "nlp/labels.h"

static int row_room(struct label_row *r, tkit *tk, size_t n)
{
    if (n <= r->capacity)
        return TKIT_OK;
    tkit_label_row_free(r, tk);
    n *= 2;
    r->capacity = n;
    r->word = tkit_alloc(tk, n * sizeof *r->word);
    r->step = tkit_alloc(tk, n * sizeof *r->step);
    r->factor = tkit_alloc(tk, n * sizeof *r->factor);
    r->forward = tkit_alloc(tk, n * sizeof *r->forward);
    r->backward = tkit_alloc(tk, n * sizeof *r->backward);
    r->from = tkit_alloc(tk, n * sizeof *r->from);
    if (r->word && r->step && r->factor && r->forward && r->backward && r->from)
        return TKIT_OK;
    tkit_label_row_free(r, tk);
    return tkit_fail_nomem(tk);
}

void tkit_label_row_free(struct label_row *r, tkit *tk)
{
    size_t n = r->capacity;
    tkit_free(tk, r->word, n * sizeof *r->word);
    tkit_free(tk, r->step, n * sizeof *r->step);
    tkit_free(tk, r->factor, n * sizeof *r->factor);
    tkit_free(tk, r->forward, n * sizeof *r->forward);
    tkit_free(tk, r->backward, n * sizeof *r->backward);
    tkit_free(tk, r->from, n * sizeof *r->from);
    *r = (struct label_row){0};
}

/* What goes on has begun. */
static bool follows(unsigned before, unsigned class)
{
    return before != LABEL_OUT || class != LABEL_IN;
}

static int score_row(struct label_row *r, const struct label_text *t, unsigned layer, size_t first, size_t end,
                     const struct label_scorer *s)
{
    int code = row_room(r, t->tk, end - first);
    for (size_t i = 0; !code && i < end - first; i++) {
        uint64_t features[LABEL_FEATURES];
        int32_t sums[ROW_CLASSES];
        s->score(s->weights, layer, features, tkit_label_features(t, 0, s->evidence, first + i, features), sums);
        memcpy(r->word[i], sums, sizeof r->word[i]);
        s->score(s->weights, layer, features, tkit_label_steps(t, 0, s->evidence, first + i, features), sums);
        memcpy(r->step[i], sums + ROW_STEPS, sizeof r->step[i]);
        if (i % 4096 == 4095)
            code = tkit_poll(t->tk);
    }
    return code;
}

/* The factors of word i by class before and class, the largest 1. */
static void make_factors(struct label_row *r, size_t i, const double last[LABEL_CLASSES])
{
    int64_t most = INT64_MIN;
    for (unsigned p = 0; p < LABEL_CLASSES; p++)
        for (unsigned c = 0; c < LABEL_CLASSES; c++)
            if (last[p] > 0 && follows(p, c) && (int64_t)r->step[i][p][c] + r->word[i][c] > most)
                most = (int64_t)r->step[i][p][c] + r->word[i][c];
    for (unsigned p = 0; p < LABEL_CLASSES; p++)
        for (unsigned c = 0; c < LABEL_CLASSES; c++)
            r->factor[i][p][c] = last[p] > 0 && follows(p, c)
                                     ? tkit_learner_exp((int64_t)r->step[i][p][c] + r->word[i][c] - most)
                                     : 0;
}

int tkit_label_row_sum(struct label_row *r, const struct label_text *t, unsigned layer, size_t first, size_t end,
                       unsigned before, const struct label_scorer *scorer)
{
    size_t n = end - first;
    double last[LABEL_CLASSES] = {0};
    int code = score_row(r, t, layer, first, end, scorer);
    last[before] = 1;
    for (size_t i = 0; !code && i < n; i++) {
        double sum = 0, next[LABEL_CLASSES] = {0};
        make_factors(r, i, last);
        for (unsigned c = 0; c < LABEL_CLASSES; c++) {
            for (unsigned p = 0; p < LABEL_CLASSES; p++) next[c] += last[p] * r->factor[i][p][c];
            sum += next[c];
        }
        for (unsigned c = 0; c < LABEL_CLASSES; c++) last[c] = r->forward[i][c] = next[c] / sum;
    }
    for (unsigned c = 0; !code && n && c < LABEL_CLASSES; c++) r->backward[n - 1][c] = 1;
    for (size_t i = n; !code && i-- > 1;) {
        double sum = 0;
        for (unsigned p = 0; p < LABEL_CLASSES; p++) {
            r->backward[i - 1][p] = 0;
            for (unsigned c = 0; c < LABEL_CLASSES; c++)
                r->backward[i - 1][p] += r->factor[i][p][c] * r->backward[i][c];
            sum += r->backward[i - 1][p];
        }
        for (unsigned p = 0; sum > 0 && p < LABEL_CLASSES; p++) r->backward[i - 1][p] /= sum;
    }
    return code;
}

void tkit_label_row_shares(const struct label_row *r, size_t i, unsigned before,
                           double out[LABEL_CLASSES][LABEL_CLASSES])
{
    double sum = 0;
    for (unsigned p = 0; p < LABEL_CLASSES; p++)
        for (unsigned c = 0; c < LABEL_CLASSES; c++) {
            double way = i ? r->forward[i - 1][p] : p == before;
            out[p][c] = way * r->factor[i][p][c] * r->backward[i][c];
            sum += out[p][c];
        }
    for (unsigned p = 0; p < LABEL_CLASSES; p++)
        for (unsigned c = 0; sum > 0 && c < LABEL_CLASSES; c++) out[p][c] /= sum;
}

/* How likely an anchor begins at the i-th word. */
static double begin_share(const struct label_row *r, size_t i)
{
    double sum = 0;
    for (unsigned c = 0; c < LABEL_CLASSES; c++) sum += r->forward[i][c] * r->backward[i][c];
    return r->forward[i][LABEL_BEGIN] * r->backward[i][LABEL_BEGIN] / sum;
}

/* The best row of a sentence. */
static void best_row(struct label_row *r, struct label_text *t, unsigned layer, size_t first, size_t n, unsigned before,
                     int32_t bias)
{
    const int64_t never = INT64_MIN / 2;
    int64_t best[LABEL_CLASSES], next[LABEL_CLASSES];
    for (unsigned c = 0; c < LABEL_CLASSES; c++) best[c] = c == before ? 0 : never;
    for (size_t i = 0; i < n; i++) {
        for (unsigned c = 0; c < LABEL_CLASSES; c++) {
            next[c] = never;
            r->from[i][c] = 0;
            for (unsigned p = 0; p < LABEL_CLASSES; p++) {
                if (best[p] <= never || !follows(p, c))
                    continue;
                int64_t sum = best[p] + r->step[i][p][c] + r->word[i][c] + (c == LABEL_BEGIN ? bias : 0);
                if (sum > next[c]) {
                    next[c] = sum;
                    r->from[i][c] = (uint8_t)p;
                }
            }
        }
        memcpy(best, next, sizeof best);
    }
    unsigned last = 0;
    for (unsigned c = 1; c < LABEL_CLASSES; c++)
        if (best[c] > best[last])
            last = c;
    for (size_t i = n; i-- > 0;) {
        t->layers[layer][first + i] = (uint8_t)last;
        t->begins[first + i] = begin_share(r, i);
        last = r->from[i][last];
    }
}

int tkit_label_anchors(struct label_row *r, struct label_text *t, unsigned layer, int32_t bias,
                       const struct label_scorer *scorer)
{
    int code = TKIT_OK;
    for (size_t s = 0; !code && s < t->c.sentence_count; s++) {
        size_t first = t->c.sentence_first[s], end = t->c.sentence_first[s + 1];
        unsigned before = first ? t->layers[layer][first - 1] : LABEL_OUT;
        code = tkit_label_row_sum(r, t, layer, first, end, before, scorer);
        if (!code)
            best_row(r, t, layer, first, end - first, before, bias);
    }
    return code;
}
