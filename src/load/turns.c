/* Who speaks: turn labels ("Reporter:", "MR. EARNEST:", "Dara Venn answered:", "Q "), questions, answers, and the
 * paragraphs that a turn runs over.
 *
 * A first pass reads what could be a label at the beginning of each paragraph and counts how often each one occurs; a
 * second pass decides with those counts - a name in ordinary letters before a colon is a label only when it comes
 * back, or when the document has questions - and carries turns on. */
#include "load/block_rules.h"
#include "load/blocks.h"
#include "load/fold_line.h"

#include <ctype.h>

enum {
    LABEL_BYTES = 90,   /* longest label */
    LABEL_WORDS = 8,
    ANSWER_WORDS = 3,   /* between "answered" and its colon: "answered the reporter's question:" */
    NARRATED_BYTES = 200, /* longest "At the press conference, another reporter asked:" */
    SPOKEN_BYTES = 20,  /* "Sanders: 46" is a table, not a turn */
    LABELS = 64,        /* different labels that are counted */
};

enum form {
    FORM_NONE,
    FORM_Q,        /* "Q:", "Q1.", "Q    " */
    FORM_A,        /* "A:" */
    FORM_ROLE,     /* "Reporter:", "Moderator:" */
    FORM_CAPITALS, /* "MR. EARNEST:" */
    FORM_NAME,     /* "Mao Ning:" */
    FORM_ANSWERS,  /* "Dara Venn answered:" */
    FORM_HANDLE,   /* "@maren_police: ..." */
    FORM_SAYS,     /* "Odo Karst said, ..." */
    FORM_ASKED     /* "... another reporter asked:", "A reporter asked a question." */
};

struct label {
    enum form form;
    uint32_t name_start, name_end; /* who */
    uint32_t body;                 /* first byte behind the label */
};

/* A label's text and what its turns look like. */
struct count {
    uint32_t start, end;
    size_t turns, asking;
};

struct scan {
    tkit_document *document;
    const char *text;
    struct count counts[LABELS];
    size_t labels;
    size_t asking_turns;  /* turns of reporters: the document is a dialogue */
    size_t q_turns;
    size_t capital_turns;
    bool has_press;       /* a word for people of the press occurs somewhere */
};

/* ---- words ---- */

struct word {
    uint32_t start, end; /* without punctuation behind it */
    char folded[40];
    size_t length;
};

/* The next word in [at, end): letters, digits, inner . ' - & and every byte above ASCII. */
static bool next_word(const char *text, uint32_t *at, uint32_t end, struct word *w)
{
    while (*at < end && !isalnum((unsigned char)text[*at]) && (unsigned char)text[*at] < 0x80) (*at)++;
    w->start = *at;
    while (*at < end) {
        unsigned char c = (unsigned char)text[*at];
        if (tkit_space_at(text, *at, end) || !(isalnum(c) || c >= 0x80 || strchr(".'-&", c)))
            break;
        (*at)++;
    }
    w->end = *at;
    while (w->end > w->start && strchr(".'-", text[w->end - 1])) w->end--;
    w->length = w->end - w->start;
    for (size_t i = 0; i < w->length && i < sizeof w->folded; i++)
        w->folded[i] = (char)tolower((unsigned char)text[w->start + i]);
    return w->end > w->start;
}

static bool is_in(const char *const *list, const struct word *w)
{
    return w->length < sizeof w->folded && tkit_is_word_of(list, w->folded, w->length);
}

static bool holds(const char *const *list, const char *text, uint32_t start, uint32_t end)
{
    struct word w;
    while (next_word(text, &start, end, &w))
        if (is_in(list, &w))
            return true;
    return false;
}

static bool starts_name(const char *text, const struct word *w)
{
    unsigned char c = (unsigned char)text[w->start];
    return isupper(c) || (c >= 0x80 && c != 0xe2);
}

static uint32_t skip_space(const char *text, uint32_t at, uint32_t end)
{
    size_t n;
    while (at < end && (n = tkit_space_at(text, at, end)) > 0) at += (uint32_t)n;
    return at;
}

static bool is_quote(const char *text, uint32_t at, uint32_t end)
{
    return at < end && (text[at] == '"' || (end - at >= 3 && memcmp(text + at, "\xE2\x80\x9C", 3) == 0) ||
                        (end - at >= 2 && memcmp(text + at, "\xC2\xAB", 2) == 0));
}

/* ---- reading a label ---- */

/* "Q:", "Q.", "Q1:", "Q   text": one letter that stands for question or answer. */
static bool read_letter(const char *text, const tkit_block *b, struct label *label)
{
    uint32_t at = b->start;
    char c = text[at];
    if (c != 'Q' && c != 'A')
        return false;
    at++;
    while (at < b->end && isdigit((unsigned char)text[at])) at++;
    uint32_t name_end = at;
    bool sign = at < b->end && (text[at] == ':' || text[at] == '.' || text[at] == ')');
    at += sign;
    uint32_t body = skip_space(text, at, b->end);
    bool wide = c == 'Q' && body > at && (body - at >= 2 || text[at] == '\t');
    bool upper =
        body < b->end && (isupper((unsigned char)text[body]) || text[body] == '(' || is_quote(text, body, b->end));
    /* "Q -- and the other one?": a question that goes on where it was cut off */
    bool goes_on = body + 2 < b->end && ((text[body] == '-' && text[body + 1] == '-') ||
                                         memcmp(text + body, "\xE2\x80", 2) == 0 || isdigit((unsigned char)text[body]));
    if (body >= b->end || body == at || !(sign || wide || (c == 'Q' && (upper || goes_on))))
        return false;
    if (text[at - 1] == '.' && !upper) /* "A. lower" is an initial, a list, anything */
        return false;
    *label = (struct label){c == 'Q' ? FORM_Q : FORM_A, b->start, name_end, body};
    return true;
}

/* Position of the colon that could end a label: near, and no sentence ends before it. */
static uint32_t find_colon(const char *text, const tkit_block *b, uint32_t longest)
{
    uint32_t end = b->end - b->start > longest ? b->start + longest : b->end;
    if (!memchr(text + b->start, ':', end - b->start))
        return b->end;
    for (uint32_t i = b->start; i < end; i++) {
        char c = text[i];
        if (c == ':')
            return i + 1 < b->end && tkit_space_at(text, i + 1, b->end) == 0 && !is_quote(text, i + 1, b->end) &&
                           text[i + 1] != '*' ? b->end : i;
        if (c == '?' || c == '!' || c == ';' || is_quote(text, i, end) || c == '\n')
            return b->end;
        if (c == '.' && i + 1 < end && text[i + 1] == ' ') { /* "MR. EARNEST:" goes on, "He left. Then:" does not */
            uint32_t from = i;
            while (from > b->start && text[from - 1] != ' ') from--;
            struct word w;
            if (!next_word(text, &from, i, &w) || !(w.length == 1 || is_in(tkit_title_words, &w)))
                return b->end;
        }
    }
    return b->end;
}

static size_t words_between(const char *text, uint32_t start, uint32_t end)
{
    struct word w;
    size_t words = 0;
    while (next_word(text, &start, end, &w)) words++;
    return words;
}

/* What the words before a colon are. */
static enum form form_of(const char *text, uint32_t start, uint32_t end, uint32_t *name_end)
{
    static const char *const between[] = {"from", "of", "for", "the", "at", "with", "and", NULL};
    struct word w;
    size_t words = 0, letters = 0, capitals = 0, upper_letters = 0, plain = 0;
    enum form found = FORM_NAME;
    uint32_t last_end = end;
    *name_end = end;
    for (uint32_t at = start; next_word(text, &at, end, &w); words++) {
        if (words > 0 && is_in(tkit_answer_verbs, &w) && islower((unsigned char)text[w.start])) {
            *name_end = last_end;
            /* "Ministry responds to the new duties on steel:" is a headline */
            return words <= 6 && words_between(text, w.end, end) <= ANSWER_WORDS ? FORM_ANSWERS : FORM_NONE;
        }
        if (words > 0 && (is_in(tkit_say_verbs, &w) || is_in(tkit_ask_verbs, &w)) &&
            islower((unsigned char)text[w.start])) {
            *name_end = last_end;
            if (is_in(tkit_ask_verbs, &w) && w.end == end)
                return words <= 6 && capitals + 1 >= words ? FORM_ASKED : FORM_NONE;
            return is_in(tkit_say_verbs, &w) && words <= 6 ? FORM_SAYS : FORM_NONE;
        }
        if (words == 0 && is_in(tkit_no_labels, &w))
            return FORM_NONE;
        capitals += starts_name(text, &w);
        plain += !starts_name(text, &w) && !is_in(between, &w);
        last_end = w.end;
        for (uint32_t i = w.start; i < w.end; i++) {
            letters += isalpha((unsigned char)text[i]) != 0;
            upper_letters += isupper((unsigned char)text[i]) != 0;
        }
        if (is_in(tkit_asker_words, &w) || is_in(tkit_host_words, &w))
            found = FORM_ROLE;
    }
    if (words == 0 || words > LABEL_WORDS || letters == 0)
        return FORM_NONE;
    if (found == FORM_ROLE) /* "Reporter from Kyodo", "First question" - but no sentence about a question */
        return capitals > 0 && words <= 6 && plain <= (words <= 3) ? FORM_ROLE : FORM_NONE;
    if (letters >= 2 && upper_letters == letters)
        return FORM_CAPITALS;
    return capitals + 1 >= words && capitals > 0 && words <= 5 ? FORM_NAME : FORM_NONE;
}

/* Does any word for people of the press occur? */
static bool names_press(const char *text, uint32_t start, uint32_t end)
{
    for (size_t i = 0; i < 3; i++) { /* the singulars; the plurals hold them */
        const char *const *word = &tkit_asker_persons[i];
        if (memmem(text + start, end - start, *word, strlen(*word)))
            return true;
    }
    return false;
}

/* "At the press conference that day, another reporter asked:", "A reporter asked a question." - from `start`, a
 * sentence in which somebody of the press asks and that says nothing of what. */
static bool read_narrated(const char *text, uint32_t start, uint32_t end, struct label *label)
{
    static const char *const content_words[] = {"whether", "if", "why", "how", "what", "when", "where", "who", "about",
                                                NULL};
    struct word w, before = {0};
    if (!names_press(text, start, end - start > NARRATED_BYTES ? start + NARRATED_BYTES : end))
        return false;
    uint32_t name_start = 0, name_end = 0, limit = end - start > NARRATED_BYTES ? start + NARRATED_BYTES : end;
    size_t words = 0, since = 0;
    bool asked = false;
    for (uint32_t at = start; at < limit && next_word(text, &at, limit, &w); words++) {
        if (asked && (++since > 5 || is_in(content_words, &w)))
            return false;
        if (!name_end && !asked && is_in(tkit_asker_persons, &w) && words > 0) {
            name_start = before.start;
            name_end = w.end;
        } else if (name_end && is_in(tkit_ask_verbs, &w)) {
            asked = true;
        }
        char stop = at < limit ? text[at] : 0;
        if (text[w.end] == '.' && w.end < at) /* the word took the full stop along */
            stop = '.';
        /* "Another reporter asked, is it true that ...?" */
        bool comma = stop == ',' && asked && since == 0 && text[end - 1] == '?';
        if (stop == '.' || stop == ':' || stop == '?' || stop == '!' || comma) {
            if (!asked || stop == '?' || stop == '!')
                return false;
            uint32_t body = skip_space(text, at + (stop == ':' || comma), end);
            *label = (struct label){FORM_ASKED, name_start, name_end, body};
            return true;
        }
        before = w;
    }
    return false;
}

/* "Odo Karst said, ...", "Dara Venn pointed out that ...": a name and a verb of saying open the paragraph. */
static bool read_says(const char *text, const tkit_block *b, struct label *label)
{
    struct word w;
    uint32_t at = b->start, end = b->end - b->start > LABEL_BYTES ? b->start + LABEL_BYTES : b->end, last = b->start;
    for (size_t words = 0; words < 6 && next_word(text, &at, end, &w); words++) {
        if (words > 0 && is_in(tkit_say_verbs, &w)) {
            *label = (struct label){FORM_SAYS, b->start, last, b->start};
            return true;
        }
        if (!starts_name(text, &w) || w.start > last + 1 || (words == 0 && w.start != b->start))
            return false;
        last = w.end;
    }
    return false;
}

/* "@maren_police: The dam holds.": a post with its author. */
static bool read_handle(const char *text, const tkit_block *b, struct label *label)
{
    uint32_t at = b->start + 1;
    if (text[b->start] != '@')
        return false;
    while (at < b->end && (isalnum((unsigned char)text[at]) || text[at] == '_')) at++;
    if (at == b->start + 1 || at + 1 >= b->end || text[at] != ':' || text[at + 1] != ' ')
        return false;
    *label = (struct label){FORM_HANDLE, b->start, at, skip_space(text, at + 1, b->end)};
    return true;
}

/* `says`: "Odo Karst said, ..." is of interest; `press`: people of the press occur in the text. */
static struct label read_label(const char *text, const tkit_block *b, bool says, bool press)
{
    struct label label = {0};
    uint32_t start = b->start;
    while (start < b->end && text[start] == '*') start++; /* Markdown: **Reporter:** */
    tkit_block inner = {.start = start, .end = b->end};
    if (read_letter(text, &inner, &label) || read_handle(text, &inner, &label))
        return label;
    uint32_t colon = find_colon(text, &inner, LABEL_BYTES), name_end;
    if (colon < b->end) {
        enum form form = form_of(text, start, colon, &name_end);
        uint32_t body = colon + 1;
        while (body < b->end && text[body] == '*') body++;
        body = skip_space(text, body, b->end);
        /* "Velm Radio asked: ... ?" - but 'Sanna Wick asked: "..."' is told */
        if (form == FORM_ASKED && (is_quote(text, body, b->end) || !memchr(text + body, '?', b->end - body)))
            form = FORM_NONE;
        if (form != FORM_NONE && name_end > start) {
            label = (struct label){form, start, name_end, body};
            return label;
        }
    }
    if ((press && read_narrated(text, start, b->end, &label)) || (says && read_says(text, &inner, &label)))
        return label;
    return (struct label){0};
}

bool tkit_block_starts_turn(const char *text, const tkit_block *b)
{
    enum form form = read_label(text, b, false, false).form;
    return form == FORM_Q || form == FORM_A || form == FORM_ROLE || form == FORM_ANSWERS;
}

/* ---- counting ---- */

static bool can_speak(const tkit_block *b)
{
    return b->kind == TKIT_BLOCK_PARAGRAPH || b->kind == TKIT_BLOCK_LEAD || b->kind == TKIT_BLOCK_LIST ||
           b->kind == TKIT_BLOCK_QUOTE;
}

static struct count *count_of(struct scan *s, const struct label *label, bool add)
{
    uint32_t n = label->name_end - label->name_start;
    for (size_t i = 0; i < s->labels; i++) {
        struct count *c = &s->counts[i];
        if (c->end - c->start == n && memcmp(s->text + c->start, s->text + label->name_start, n) == 0)
            return c;
    }
    if (!add || s->labels == LABELS)
        return NULL;
    s->counts[s->labels] = (struct count){.start = label->name_start, .end = label->name_end};
    return &s->counts[s->labels++];
}

bool tkit_names_asker(const char *text, uint32_t start, uint32_t end)
{
    return holds(tkit_asker_words, text, start, end) || holds(tkit_host_words, text, start, end);
}

static bool is_press(const struct scan *s, const struct label *label)
{
    return tkit_names_asker(s->text, label->name_start, label->name_end) ||
           (label->form == FORM_NAME && holds(tkit_outlet_words, s->text, label->name_start, label->name_end)) ||
           (label->form == FORM_CAPITALS && holds(tkit_outlet_words, s->text, label->name_start, label->name_end));
}

static void count_labels(struct scan *s)
{
    for (size_t i = 0; i < s->document->block_count; i++) {
        const tkit_block *b = &s->document->blocks[i];
        if (!can_speak(b))
            continue;
        struct label label = read_label(s->text, b, false, s->has_press);
        s->q_turns += label.form == FORM_Q;
        s->capital_turns += label.form == FORM_CAPITALS;
        s->asking_turns +=
            label.form == FORM_Q || label.form == FORM_ASKED || (label.form == FORM_ROLE && is_press(s, &label));
        if (label.form != FORM_CAPITALS && label.form != FORM_NAME && label.form != FORM_ROLE)
            continue;
        struct count *c = count_of(s, &label, true);
        if (c) {
            c->turns += b->end - label.body >= SPOKEN_BYTES || label.form == FORM_CAPITALS;
            c->asking += s->text[b->end - 1] == '?';
        }
    }
}

/* ---- deciding ---- */

/* The kind of turn that a label opens, 0 when it is no label after all. `asked`: the turn before was a question. */
static int kind_of_turn(struct scan *s, const struct label *label, bool asked)
{
    const struct count *c = count_of(s, label, false);
    bool dialogue = s->asking_turns > 0;
    switch (label->form) {
    case FORM_Q:
        return s->q_turns > 1 || s->capital_turns > 0 || s->text[label->name_end] == ':' ? TKIT_BLOCK_QUESTION : 0;
    case FORM_A: return s->q_turns > 0 ? TKIT_BLOCK_ANSWER : 0;
    case FORM_ROLE: return is_press(s, label) ? TKIT_BLOCK_QUESTION : TKIT_BLOCK_ANSWER;
    case FORM_ANSWERS:
    case FORM_HANDLE: return TKIT_BLOCK_ANSWER;
    case FORM_SAYS: return asked ? TKIT_BLOCK_ANSWER : 0;
    case FORM_ASKED: return TKIT_BLOCK_QUESTION;
    case FORM_CAPITALS:
    case FORM_NAME:
        if (!c || (c->turns < 2 && !dialogue && label->form == FORM_NAME))
            return 0;
        if (label->form == FORM_CAPITALS && c->turns < 2 && !dialogue && s->capital_turns < 3)
            return 0;
        return is_press(s, label) || (s->labels > 1 && c->asking * 3 > c->turns * 2) ? TKIT_BLOCK_QUESTION
                                                                                     : TKIT_BLOCK_ANSWER;
    case FORM_NONE: break;
    }
    return 0;
}

/* Does a turn with this label run over the paragraphs behind it? A narrated one ("a reporter asked:", "he said") and a
 * post hold for their own paragraph. */
static bool runs_on(const struct label *label)
{
    if (label->form == FORM_SAYS) /* "The spokesperson stated: ..." is an answer that may go on */
        return label->body > label->name_end;
    return label->form != FORM_ASKED && label->form != FORM_HANDLE;
}

/* Ends block `index` at `end` and puts a block from `start` to its old end behind it. */
static int split_block(struct scan *s, size_t index, uint32_t end, uint32_t start)
{
    tkit_document *d = s->document;
    int rc = tkit_document_add_plain_block(d, start, d->blocks[index].end, TKIT_BLOCK_PARAGRAPH, NULL);
    if (rc)
        return rc;
    tkit_block added = d->blocks[d->block_count - 1];
    memmove(&d->blocks[index + 2], &d->blocks[index + 1], (d->block_count - index - 2) * sizeof added);
    d->blocks[index].end = end;
    d->blocks[index + 1] = added;
    return TKIT_OK;
}

/* "... press conference. A reporter asked a question. On June 30 ...": the question begins inside the paragraph. */
static int split_narrated(struct scan *s, size_t index)
{
    tkit_block b = s->document->blocks[index];
    struct label label;
    for (uint32_t i = b.start; i + 2 < b.end; i++) {
        if (s->text[i] != '.' || s->text[i + 1] != ' ' || !isupper((unsigned char)s->text[i + 2]))
            continue;
        if (read_narrated(s->text, i + 2, b.end, &label) && label.body < b.end)
            return split_block(s, index, i + 1, i + 2);
    }
    return TKIT_OK;
}

/* A transcript whose turns are lines of one paragraph: the next line that opens a turn begins a block of its own. */
static int split_lines(struct scan *s, size_t index)
{
    tkit_block b = s->document->blocks[index];
    const char *line = s->text + b.start;
    while ((line = memchr(line, '\n', (size_t)(s->text + b.end - line))) != NULL) {
        uint32_t end = (uint32_t)(line - s->text), start = skip_space(s->text, end, b.end);
        tkit_block rest = {.start = start, .end = b.end};
        line++;
        if (start >= b.end)
            break;
        struct label label = read_label(s->text, &rest, false, false);
        if ((label.form == FORM_Q || label.form == FORM_CAPITALS) && kind_of_turn(s, &label, false)) {
            while (end > b.start && tkit_space_at(s->text, end - 1, b.end)) end--;
            return split_block(s, index, end, start);
        }
    }
    return TKIT_OK;
}

/* "END 1:29 P.M. EDT", "(Pause at 2:08 P.M.)": said by nobody. A clock with its half of the day in a short line. */
static bool is_mark_of_time(const char *text, const tkit_block *b)
{
    enum { LONGEST = 7 };
    struct folded_line line;
    bool clock = false;
    tkit_fold_line(text, b->start, b->end, &line);
    if (line.words == 1 && tkit_folded_starts(&line, "end"))
        return true;
    for (size_t i = 1; i + 1 < line.length; i++)
        clock = clock || (line.text[i] == ':' && isdigit((unsigned char)line.text[i - 1]) &&
                          isdigit((unsigned char)line.text[i + 1]));
    bool half = tkit_folded_has(&line, "a.m") || tkit_folded_has(&line, "p.m") || tkit_folded_has(&line, "am") ||
                tkit_folded_has(&line, "pm");
    return clock && half && line.words <= LONGEST && text[b->end - 1] != '?';
}

static void open_turn(tkit_block *b, int kind, const struct label *label)
{
    b->kind = kind;
    b->is_body = 1;
    b->speaker_start = label->name_start;
    b->speaker_end = label->name_end;
    b->body_start = label->body;
}

int tkit_blocks_turns(tkit_document *document)
{
    struct scan s = {.document = document, .text = document->text};
    struct label turn = {0}; /* the open turn that runs on */
    int kind = 0;
    bool asked = false; /* the turn before, narrated or not, was a question */
    s.has_press = document->length > 0 && names_press(document->text, 0, document->length);
    count_labels(&s);
    for (size_t i = 0; i < document->block_count; i++) {
        if ((i & 0xff) == 0xff && tkit_poll(document->tk))
            return TKIT_EINTERRUPT;
        tkit_block *b = &document->blocks[i];
        if (!can_speak(b)) {
            if (b->kind == TKIT_BLOCK_HEADING || b->kind == TKIT_BLOCK_TITLE)
                kind = 0;
            continue;
        }
        if (s.q_turns > 1 && s.capital_turns > 1) {
            int rc = split_lines(&s, i);
            if (rc)
                return rc;
            b = &document->blocks[i];
        }
        struct label label = read_label(s.text, b, asked || kind, s.has_press);
        if (label.form == FORM_NONE && s.has_press && s.asking_turns == 0 && kind == 0 && b->kind == TKIT_BLOCK_LEAD) {
            int rc = split_narrated(&s, i);
            if (rc)
                return rc;
            b = &document->blocks[i];
        }
        int opened = label.form ? kind_of_turn(&s, &label, asked) : 0;
        /* "Wang said: "..."": a quotation in a report, no turn. */
        if (opened && (label.form == FORM_ANSWERS || label.form == FORM_SAYS) && is_quote(s.text, label.body, b->end))
            opened = 0;
        if (opened) {
            open_turn(b, opened, &label);
            kind = runs_on(&label) ? opened : 0;
            turn = label;
            asked = opened == TKIT_BLOCK_QUESTION || (asked && label.form == FORM_SAYS);
        } else if (kind && is_mark_of_time(s.text, b)) {
            b->kind = TKIT_BLOCK_CREDIT;
            b->detail = "dateline";
            b->is_body = 0;
        } else if (kind &&
                   !((turn.form == FORM_ANSWERS || turn.form == FORM_SAYS) &&
                     (label.form == FORM_SAYS || is_quote(s.text, b->start, b->end)))) {
            open_turn(b, kind, &(struct label){turn.form, turn.name_start, turn.name_end, b->start});
        } else {
            kind = 0;
            asked = asked && b->kind != TKIT_BLOCK_LEAD;
        }
    }
    return TKIT_OK;
}
