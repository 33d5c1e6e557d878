/* classify() for vector units. A file that includes this has defined
 *
 *     vec                      sixteen or more signed bytes
 *     VECTORS                  how many make 64 bytes
 *     vec_load, vec_set, vec_equal, vec_above (signed), vec_or, vec_and
 *     mask_of(const vec v[])   bit i = byte i, of bytes that are 0 or -1 */

static inline uint64_t equal_to(const vec *v, char a)
{
    vec out[VECTORS];
    for (int i = 0; i < VECTORS; i++) out[i] = vec_equal(v[i], vec_set(a));
    return mask_of(out);
}

static inline uint64_t equal_to_two(const vec *v, char a, char b)
{
    vec out[VECTORS];
    for (int i = 0; i < VECTORS; i++) out[i] = vec_or(vec_equal(v[i], vec_set(a)), vec_equal(v[i], vec_set(b)));
    return mask_of(out);
}

/* Bytes in [first, last]; `bits` are set in each byte before the comparison. Bytes above 0x7F are negative. */
static inline uint64_t between(const vec *v, char first, char last, char bits)
{
    vec out[VECTORS];
    for (int i = 0; i < VECTORS; i++) {
        vec x = vec_or(v[i], vec_set(bits));
        out[i] = vec_and(vec_above(x, vec_set((char)(first - 1))), vec_above(vec_set((char)(last + 1)), x));
    }
    return mask_of(out);
}

static inline void classify(const uint8_t *p, struct block *b, int want, bool sentences)
{
    vec v[VECTORS], zero = vec_set(0), out[VECTORS];
    for (int i = 0; i < VECTORS; i++) v[i] = vec_load(p + i * (64 / VECTORS));
    for (int i = 0; i < VECTORS; i++) out[i] = vec_above(zero, v[i]);
    b->high = mask_of(out);
    b->letter = between(v, 'a', 'z', 0x20);
    b->digit = between(v, '0', '9', 0);
    b->underscore = equal_to(v, '_');
    b->mid_letter = equal_to(v, ':');
    b->mid_both = equal_to_two(v, '.', '\'');
    b->mid_number = equal_to_two(v, ',', ';');
    b->space = equal_to(v, ' ');
    b->visible = b->symbol = b->cr = b->lf = b->candidate = 0;
    if (want != SCAN_WORDS) {
        b->visible = between(v, '!', '~', 0) & ~(b->letter | b->digit | b->underscore);
        b->symbol = equal_to_two(v, '$', '+') | between(v, '<', '>', 0) | equal_to_two(v, '^', '`') |
                    equal_to_two(v, '|', '~');
    }
    if (want == SCAN_ALL || sentences) {
        b->cr = equal_to(v, '\r');
        b->lf = equal_to(v, '\n');
    }
    if (sentences) {
        for (int i = 0; i < VECTORS; i++)
            out[i] = vec_or(vec_equal(v[i], vec_set('.')),
                            vec_or(vec_equal(v[i], vec_set('?')), vec_equal(v[i], vec_set('!'))));
        b->candidate = mask_of(out) | b->cr | b->lf;
    }
}
