/* What belongs to an anchor: its window is searched for the best span. Every place gets scores for beginning, ending
 * and being in a span; the pairs of the best places are scored as wholes too. A span on both sides of its anchor is a
 * piece before it and a piece behind it. See labels.h. */
#include "nlp/labels.h"

enum { PLACES_WHOLE = 12, PLACES_SIDE = 8 };

static const uint8_t opens[LABEL_ROLES] = {SPAN_START, SPAN_START, SPAN_REJOIN};
static const uint8_t closes[LABEL_ROLES] = {SPAN_STOP, SPAN_BREAK, SPAN_STOP};

static int make_room(struct label_search *x, tkit *tk, size_t words)
{
    if (words + 1 <= x->capacity)
        return TKIT_OK;
    tkit_label_search_free(x, tk);
    size_t n = words * 2 + 2;
    x->capacity = n;
    x->place = tkit_alloc(tk, n * sizeof *x->place);
    x->inside = tkit_alloc(tk, n * sizeof *x->inside);
    x->taken = tkit_alloc(tk, n * sizeof *x->taken);
    if (x->place && x->inside && x->taken)
        return TKIT_OK;
    tkit_label_search_free(x, tk);
    return tkit_fail_nomem(tk);
}

void tkit_label_search_free(struct label_search *x, tkit *tk)
{
    tkit_free(tk, x->place, x->capacity * sizeof *x->place);
    tkit_free(tk, x->inside, x->capacity * sizeof *x->inside);
    tkit_free(tk, x->taken, x->capacity * sizeof *x->taken);
    x->place = NULL;
    x->inside = NULL;
    x->taken = NULL;
    x->capacity = 0;
}

/* ---- places ---- */

static bool is_taken(const struct label_text *t, unsigned layer, size_t w)
{
    bool taken = w >= t->first && w <= t->last;
    for (unsigned k = 1; k < layer; k++) taken |= t->layers[k][w] != LABEL_OUT;
    return taken;
}

/* The step between two words speaks for the one behind it as a beginning and for the one before it as an end. */
static void score_places(struct label_search *x, const struct label_text *t, unsigned layer,
                         const struct label_scorer *s)
{
    uint64_t features[LABEL_FEATURES];
    int32_t sums[SPAN_CLASSES];
    x->inside[0] = 0;
    x->taken[0] = 0;
    for (size_t w = t->window, i = 0; w < t->window_end; w++, i++) {
        s->score(s->weights, layer, features, tkit_label_features(t, layer, s->evidence, w, features), sums);
        memcpy(x->place[i], sums, sizeof x->place[i]);
        x->inside[i + 1] = x->inside[i] + sums[SPAN_INSIDE];
        x->taken[i + 1] = x->taken[i] + is_taken(t, layer, w);
        if (!i)
            continue;
        s->score(s->weights, layer, features, tkit_label_steps(t, layer, s->evidence, w, features), sums);
        x->place[i][SPAN_START] += sums[SPAN_START];
        x->place[i][SPAN_REJOIN] += sums[SPAN_REJOIN];
        x->place[i - 1][SPAN_STOP] += sums[SPAN_STOP];
        x->place[i - 1][SPAN_BREAK] += sums[SPAN_BREAK];
    }
}

/* The free places between two words with the highest scores, best first, earlier ones first where they are equal. */
static unsigned best_places(const struct label_search *x, const struct label_text *t, unsigned class, size_t from,
                            size_t end, unsigned most, uint32_t *out)
{
    unsigned count = 0;
    for (size_t i = from - t->window; i < end - t->window; i++) {
        if (x->taken[i + 1] != x->taken[i])
            continue;
        unsigned k = count;
        while (k > 0 && x->place[out[k - 1] - t->window][class] < x->place[i][class]) k--;
        if (k == most)
            continue;
        count += count < most;
        memmove(out + k + 1, out + k, (count - k - 1) * sizeof *out);
        out[k] = (uint32_t)(i + t->window);
    }
    return count;
}

/* ---- pieces ---- */

static int64_t place_score(const struct label_search *x, const struct label_text *t, unsigned role,
                           struct label_piece piece)
{
    size_t a = piece.first - t->window, z = piece.last - t->window;
    return (int64_t)x->place[a][opens[role]] + x->place[z][closes[role]] + x->inside[z + 1] - x->inside[a];
}

/* Keeps the best `most` pieces of a role. */
static void offer_piece(struct label_search *x, unsigned role, struct label_found piece, unsigned most)
{
    struct label_found *list = x->found[role];
    unsigned k = x->found_count[role];
    while (k > 0 && list[k - 1].score < piece.score) k--;
    if (k == most)
        return;
    x->found_count[role] += x->found_count[role] < most;
    memmove(list + k + 1, list + k, (x->found_count[role] - k - 1) * sizeof *list);
    list[k] = piece;
}

static void find_pieces(struct label_search *x, const struct label_text *t, unsigned role, size_t from, size_t end)
{
    uint32_t open[PLACES_WHOLE], close[PLACES_WHOLE];
    unsigned places = role == ROLE_WHOLE ? PLACES_WHOLE : PLACES_SIDE;
    unsigned most = role == ROLE_WHOLE ? PIECES_WHOLE : PIECES_SIDE;
    unsigned opened = best_places(x, t, opens[role], from, end, places, open);
    unsigned closed = best_places(x, t, closes[role], from, end, places, close);
    x->found_count[role] = 0;
    for (unsigned a = 0; a < opened; a++)
        for (unsigned z = 0; z < closed; z++) {
            struct label_piece piece = {open[a], close[z]};
            if (piece.first <= piece.last && x->taken[piece.first - t->window] == x->taken[piece.last + 1 - t->window])
                offer_piece(x, role, (struct label_found){piece, place_score(x, t, role, piece)}, most);
        }
}

/* The number of a piece, which is added when it was not found. */
static unsigned need_piece(struct label_search *x, const struct label_text *t, unsigned role, struct label_piece piece)
{
    unsigned k = 0;
    while (k < x->found_count[role] && (x->found[role][k].piece.first != piece.first ||
                                        x->found[role][k].piece.last != piece.last))
        k++;
    if (k == x->found_count[role])
        x->found[role][x->found_count[role]++] = (struct label_found){piece, place_score(x, t, role, piece)};
    return k;
}

static void score_pieces(struct label_search *x, const struct label_text *t, unsigned layer,
                         const struct label_scorer *s)
{
    uint64_t features[LABEL_FEATURES];
    int32_t sums[SPAN_CLASSES];
    for (unsigned role = 0; role < LABEL_ROLES; role++)
        for (unsigned k = 0; k < x->found_count[role]; k++) {
            struct label_found *f = &x->found[role][k];
            size_t n = tkit_label_span_features(t, s->evidence, f->piece.first, f->piece.last, features);
            s->score(s->weights, layer, features, n, sums);
            f->score += sums[SPAN_WHOLE + role];
        }
}

/* ---- spans ---- */

static void list_choices(struct label_search *x)
{
    const unsigned *count = x->found_count;
    x->choice_count = 0;
    for (unsigned k = 0; k < count[ROLE_WHOLE]; k++)
        x->choice[x->choice_count++] = (struct label_choice){x->found[ROLE_WHOLE][k].score, 1, {(uint8_t)k}};
    for (unsigned a = 0; a < count[ROLE_BEFORE]; a++)
        for (unsigned z = 0; z < count[ROLE_AFTER]; z++)
            x->choice[x->choice_count++] = (struct label_choice){
                x->found[ROLE_BEFORE][a].score + x->found[ROLE_AFTER][z].score, 2, {(uint8_t)a, (uint8_t)z}};
    x->best = 0;
    for (unsigned k = 1; k < x->choice_count; k++)
        if (x->choice[k].score > x->choice[x->best].score)
            x->best = k;
    double sum = 0;
    for (unsigned k = 0; k < x->choice_count; k++)
        sum += tkit_learner_exp(x->choice[k].score - x->choice[x->best].score);
    x->share = x->choice_count ? 1 / sum : 0;
}

struct label_span tkit_label_choice(const struct label_search *x, unsigned n)
{
    struct label_span span = {0};
    if (n >= x->choice_count)
        return span;
    const struct label_choice *c = &x->choice[n];
    span.pieces = c->pieces;
    for (unsigned p = 0; p < c->pieces; p++)
        span.piece[p] = x->found[c->pieces == 1 ? ROLE_WHOLE : ROLE_BEFORE + p][c->piece[p]].piece;
    return span;
}

/* Logistic: of a score for there being none against one of 0. */
static double likelihood(int32_t score)
{
    double odds = tkit_learner_exp(score < 0 ? score : -(int64_t)score);
    return score < 0 ? odds / (1 + odds) : 1 / (1 + odds);
}

int tkit_label_search(struct label_search *x, const struct label_text *t, unsigned layer,
                      const struct label_scorer *scorer, const struct label_span *gold)
{
    uint64_t features[LABEL_FEATURES];
    int32_t sums[SPAN_CLASSES];
    int code = make_room(x, t->tk, t->window_end - t->window);
    if (!code)
        code = tkit_poll(t->tk);
    if (code)
        return code;
    score_places(x, t, layer, scorer);
    find_pieces(x, t, ROLE_WHOLE, t->window, t->window_end);
    find_pieces(x, t, ROLE_BEFORE, t->window, t->first);
    find_pieces(x, t, ROLE_AFTER, t->last + 1 < t->window_end ? t->last + 1 : t->window_end, t->window_end);
    unsigned whole = 0, before = 0, after = 0;
    if (gold && gold->pieces == 1)
        whole = need_piece(x, t, ROLE_WHOLE, gold->piece[0]);
    if (gold && gold->pieces == 2) {
        before = need_piece(x, t, ROLE_BEFORE, gold->piece[0]);
        after = need_piece(x, t, ROLE_AFTER, gold->piece[1]);
    }
    score_pieces(x, t, layer, scorer);
    list_choices(x);
    x->gold = !gold || !gold->pieces ? x->choice_count
              : gold->pieces == 1    ? whole
                                     : x->found_count[ROLE_WHOLE] + before * x->found_count[ROLE_AFTER] + after;
    size_t n = tkit_label_none_features(t, layer, scorer->evidence, features);
    scorer->score(scorer->weights, layer, features, n, sums);
    x->none = x->choice_count ? likelihood(sums[SPAN_NONE]) : 1;
    return TKIT_OK;
}

void tkit_label_span_write(struct label_text *t, unsigned layer, const struct label_span *span)
{
    for (unsigned p = 0; p < span->pieces; p++) {
        memset(t->layers[layer] + span->piece[p].first, LABEL_IN, span->piece[p].last - span->piece[p].first + 1);
        t->layers[layer][span->piece[p].first] = p ? LABEL_REJOIN : LABEL_BEGIN;
    }
}
