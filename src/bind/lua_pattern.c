/* Lua patterns with a budget, for scripts that are not trusted: find, match, gmatch, gsub as the manual of Lua 5.4
 * describes them, except that a call which takes too many steps raises an error.
 *
 * The functions of the string library run inside C, where no hook fires: one find can take hours. Here every
 * comparison counts, and recursion has a limit of its own. */
#include "bind/bind.h"

#include <ctype.h>
#include <string.h>

enum {
    CAPTURES = 32,
    DEPTH = 160,          /* of the matcher's recursion */
    STEPS = 20 * 1000000  /* comparisons of one call: about a tenth of a second */
};
static const ptrdiff_t OPEN = -1, POSITION = -2;

struct matcher {
    lua_State *L;
    const char *start, *end, *pattern_end;
    long steps;
    int depth, captures;
    struct {
        const char *start;
        ptrdiff_t length;
    } capture[CAPTURES];
};

static void count(struct matcher *m)
{
    if (--m->steps < 0) {
        tkit_bind_charge(m->L, STEPS);
        luaL_error(m->L, "pattern takes too long on this text");
    }
}

/* ---- single characters ---- */

/* Behind the class that starts at p: "a", "%a", "[...]". */
static const char *class_end(struct matcher *m, const char *p)
{
    if (*p++ == '%') {
        if (p == m->pattern_end)
            luaL_error(m->L, "malformed pattern (ends with '%%')");
        return p + 1;
    }
    if (p[-1] != '[')
        return p;
    if (p < m->pattern_end && *p == '^')
        p++;
    do {
        if (p == m->pattern_end)
            luaL_error(m->L, "malformed pattern (missing ']')");
        char c = *p++;
        if (c == '%' && p < m->pattern_end)
            p++;
    } while (p == m->pattern_end || *p != ']');
    return p + 1;
}

static int in_class(int c, int class)
{
    int result;
    switch (tolower(class)) {
    case 'a': result = isalpha(c); break;
    case 'c': result = iscntrl(c); break;
    case 'd': result = isdigit(c); break;
    case 'g': result = isgraph(c); break;
    case 'l': result = islower(c); break;
    case 'p': result = ispunct(c); break;
    case 's': result = isspace(c); break;
    case 'u': result = isupper(c); break;
    case 'w': result = isalnum(c); break;
    case 'x': result = isxdigit(c); break;
    case 'z': result = c == 0; break; /* deprecated, still understood */
    default: return class == c;
    }
    return isupper(class) ? !result : !!result;
}

/* p at '[', last at its ']'. */
static int in_set(int c, const char *p, const char *last)
{
    int wanted = 1;
    if (p[1] == '^') {
        wanted = 0;
        p++;
    }
    while (++p < last) {
        if (*p == '%') {
            p++;
            if (in_class(c, (unsigned char)*p))
                return wanted;
        } else if (p[1] == '-' && p + 2 < last) {
            p += 2;
            if ((unsigned char)p[-2] <= c && c <= (unsigned char)*p)
                return wanted;
        } else if ((unsigned char)*p == c) {
            return wanted;
        }
    }
    return !wanted;
}

static int single(struct matcher *m, const char *s, const char *p, const char *ep)
{
    count(m);
    if (s >= m->end)
        return 0;
    int c = (unsigned char)*s;
    switch (*p) {
    case '.': return 1;
    case '%': return in_class(c, (unsigned char)p[1]);
    case '[': return in_set(c, p, ep - 1);
    default: return (unsigned char)*p == c;
    }
}

/* ---- items ---- */

static const char *match(struct matcher *m, const char *s, const char *p);

static const char *balanced(struct matcher *m, const char *s, const char *p)
{
    if (m->pattern_end - p < 2)
        luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
    if (s >= m->end || *s != p[0])
        return NULL;
    for (int open = 1; ++s < m->end;) {
        count(m);
        if (*s == p[1]) {
            if (--open == 0)
                return s + 1;
        } else if (*s == p[0]) {
            open++;
        }
    }
    return NULL;
}

static const char *greedy(struct matcher *m, const char *s, const char *p, const char *ep)
{
    ptrdiff_t n = 0;
    while (single(m, s + n, p, ep)) n++;
    for (; n >= 0; n--) {
        const char *result = match(m, s + n, ep + 1);
        if (result)
            return result;
        count(m);
    }
    return NULL;
}

static const char *lazy(struct matcher *m, const char *s, const char *p, const char *ep)
{
    for (;; s++) {
        const char *result = match(m, s, ep + 1);
        if (result)
            return result;
        if (!single(m, s, p, ep))
            return NULL;
    }
}

static const char *open_capture(struct matcher *m, const char *s, const char *p, ptrdiff_t kind)
{
    if (m->captures >= CAPTURES)
        luaL_error(m->L, "too many captures");
    m->capture[m->captures].start = s;
    m->capture[m->captures].length = kind;
    m->captures++;
    const char *result = match(m, s, p);
    if (!result)
        m->captures--;
    return result;
}

static const char *close_capture(struct matcher *m, const char *s, const char *p)
{
    int last = m->captures - 1;
    while (last >= 0 && m->capture[last].length != OPEN) last--;
    if (last < 0)
        luaL_error(m->L, "invalid pattern capture");
    m->capture[last].length = s - m->capture[last].start;
    const char *result = match(m, s, p);
    if (!result)
        m->capture[last].length = OPEN;
    return result;
}

static const char *back_reference(struct matcher *m, const char *s, int digit)
{
    int index = digit - '1';
    if (index < 0 || index >= m->captures || m->capture[index].length == OPEN)
        luaL_error(m->L, "invalid capture index %%%d", index + 1);
    ptrdiff_t length = m->capture[index].length;
    if (length < 0)
        length = 0; /* a position */
    m->steps -= length;
    count(m);
    if (m->end - s < length || memcmp(m->capture[index].start, s, (size_t)length) != 0)
        return NULL;
    return s + length;
}

/* Where the pattern at p ends in s, or NULL. */
static const char *match_here(struct matcher *m, const char *s, const char *p)
{
    while (p < m->pattern_end) {
        if (*p == '(')
            return p + 1 < m->pattern_end && p[1] == ')' ? open_capture(m, s, p + 2, POSITION)
                                                         : open_capture(m, s, p + 1, OPEN);
        if (*p == ')')
            return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == m->pattern_end)
            return s == m->end ? s : NULL;
        if (*p == '%' && p + 1 < m->pattern_end && p[1] == 'b') {
            s = balanced(m, s, p + 2);
            if (!s)
                return NULL;
            p += 4;
            continue;
        }
        if (*p == '%' && p + 1 < m->pattern_end && p[1] == 'f') {
            p += 2;
            if (p == m->pattern_end || *p != '[')
                luaL_error(m->L, "missing '[' after '%%f' in pattern");
            const char *ep = class_end(m, p);
            int before = s == m->start ? 0 : (unsigned char)s[-1], after = s == m->end ? 0 : (unsigned char)*s;
            count(m);
            if (in_set(before, p, ep - 1) || !in_set(after, p, ep - 1))
                return NULL;
            p = ep;
            continue;
        }
        if (*p == '%' && p + 1 < m->pattern_end && isdigit((unsigned char)p[1])) {
            s = back_reference(m, s, (unsigned char)p[1]);
            if (!s)
                return NULL;
            p += 2;
            continue;
        }
        const char *ep = class_end(m, p);
        char suffix = ep < m->pattern_end ? *ep : 0;
        if (suffix == '*')
            return greedy(m, s, p, ep);
        if (suffix == '-')
            return lazy(m, s, p, ep);
        if (suffix == '+')
            return single(m, s, p, ep) ? greedy(m, s + 1, p, ep) : NULL;
        if (suffix == '?') {
            if (single(m, s, p, ep)) {
                const char *result = match(m, s + 1, ep + 1);
                if (result)
                    return result;
            }
            p = ep + 1;
            continue;
        }
        if (!single(m, s, p, ep))
            return NULL;
        s++;
        p = ep;
    }
    return s;
}

static const char *match(struct matcher *m, const char *s, const char *p)
{
    if (++m->depth > DEPTH)
        luaL_error(m->L, "pattern too complex");
    const char *result = match_here(m, s, p);
    m->depth--;
    return result;
}

/* ---- results ---- */

static void push_capture(struct matcher *m, int index, const char *s, const char *e)
{
    if (index >= m->captures) {
        if (index != 0)
            luaL_error(m->L, "invalid capture index %%%d", index + 1);
        lua_pushlstring(m->L, s, (size_t)(e - s));
    } else if (m->capture[index].length == POSITION) {
        lua_pushinteger(m->L, m->capture[index].start - m->start + 1);
    } else if (m->capture[index].length == OPEN) {
        luaL_error(m->L, "unfinished capture");
    } else {
        lua_pushlstring(m->L, m->capture[index].start, (size_t)m->capture[index].length);
    }
}

/* All captures; the whole match when there are none and `whole` is set. */
static int push_captures(struct matcher *m, const char *s, const char *e, int whole)
{
    int n = m->captures == 0 && whole ? 1 : m->captures;
    luaL_checkstack(m->L, n, "too many captures");
    for (int i = 0; i < n; i++) push_capture(m, i, s, e);
    return n;
}

static void prepare(struct matcher *m, lua_State *L, const char *s, size_t length, const char *p, size_t pattern)
{
    m->L = L;
    m->start = s;
    m->end = s + length;
    m->pattern_end = p + pattern;
    m->steps = STEPS;
    m->depth = m->captures = 0;
}

/* Work that took long counts as instructions of the script. */
static void settle(struct matcher *m)
{
    enum { NOTABLE = 10000 };
    if (STEPS - m->steps > NOTABLE)
        tkit_bind_charge(m->L, STEPS - m->steps);
}

static const char *try_at(struct matcher *m, const char *s, const char *p)
{
    m->captures = m->depth = 0;
    return match(m, s, p);
}

/* Argument `index` as a place in a text, 1-based, negative from the end; always at least 1. */
static size_t check_init(lua_State *L, int index, size_t length)
{
    lua_Integer init = luaL_optinteger(L, index, 1);
    if (init > 0)
        return (size_t)init;
    if (init == 0 || init < -(lua_Integer)length)
        return 1;
    return length + (size_t)(init + 1);
}

static int find_or_match(lua_State *L, int find)
{
    size_t length, pattern;
    const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern);
    size_t init = check_init(L, 3, length) - 1;
    if (init > length)
        return luaL_pushfail(L), 1;
    if (find && (lua_toboolean(L, 4) || strcspn(p, "^$*+?.([%-") == pattern)) {
        const char *found = pattern == 0 ? s + init : memmem(s + init, length - init, p, pattern);
        if (!found)
            return luaL_pushfail(L), 1;
        lua_pushinteger(L, found - s + 1);
        lua_pushinteger(L, found - s + (lua_Integer)pattern);
        return 2;
    }
    struct matcher m;
    int anchored = pattern > 0 && *p == '^';
    prepare(&m, L, s, length, p, pattern);
    p += anchored;
    for (const char *at = s + init; at <= m.end; at++) {
        const char *e = try_at(&m, at, p);
        if (e)
            settle(&m);
        if (e && find) {
            lua_pushinteger(L, at - s + 1);
            lua_pushinteger(L, e - s);
            return push_captures(&m, at, e, 0) + 2;
        }
        if (e)
            return push_captures(&m, at, e, 1);
        if (anchored)
            break;
    }
    settle(&m);
    return luaL_pushfail(L), 1;
}

static int bounded_find(lua_State *L)
{
    return find_or_match(L, 1);
}

static int bounded_match(lua_State *L)
{
    return find_or_match(L, 0);
}

/* Upvalues: text, pattern, where to go on (0-based), end of the last match (-1: none). */
static int gmatch_step(lua_State *L)
{
    size_t length, pattern;
    const char *s = lua_tolstring(L, lua_upvalueindex(1), &length);
    const char *p = lua_tolstring(L, lua_upvalueindex(2), &pattern);
    lua_Integer from = lua_tointeger(L, lua_upvalueindex(3)), last = lua_tointeger(L, lua_upvalueindex(4));
    struct matcher m;
    prepare(&m, L, s, length, p, pattern);
    for (const char *at = s + from; at <= m.end; at++) {
        const char *e = try_at(&m, at, p);
        if (e && e - s != last) {
            lua_pushinteger(L, e - s);
            lua_copy(L, -1, lua_upvalueindex(3));
            lua_replace(L, lua_upvalueindex(4));
            settle(&m);
            return push_captures(&m, at, e, 1);
        }
    }
    return 0;
}

static int bounded_gmatch(lua_State *L)
{
    size_t length;
    luaL_checklstring(L, 1, &length);
    luaL_checkstring(L, 2);
    size_t init = check_init(L, 3, length) - 1;
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(init > length ? length + 1 : init));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_step, 4);
    return 1;
}

/* Adds what replaces s..e; the replacement is argument 3. */
static void add_replacement(struct matcher *m, luaL_Buffer *out, const char *s, const char *e)
{
    lua_State *L = m->L;
    switch (lua_type(L, 3)) {
    case LUA_TFUNCTION:
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, e, 1), 1);
        break;
    case LUA_TTABLE:
        push_capture(m, 0, s, e);
        lua_gettable(L, 3);
        break;
    default: {
        size_t length;
        const char *r = lua_tolstring(L, 3, &length), *end = r + length;
        m->steps -= (long)length;
        count(m);
        for (; r < end; r++) {
            if (*r != '%') {
                luaL_addchar(out, *r);
            } else if (++r == end || !(isdigit((unsigned char)*r) || *r == '%')) {
                luaL_error(L, "invalid use of '%%' in replacement string");
            } else if (*r == '%') {
                luaL_addchar(out, '%');
            } else if (*r == '0') {
                luaL_addlstring(out, s, (size_t)(e - s));
            } else {
                push_capture(m, *r - '1', s, e);
                luaL_tolstring(L, -1, NULL);
                lua_remove(L, -2);
                luaL_addvalue(out);
            }
        }
        return;
    }
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, s, (size_t)(e - s));
    } else if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    } else {
        luaL_addvalue(out);
    }
}

static int bounded_gsub(lua_State *L)
{
    size_t length, pattern;
    const char *s = luaL_checklstring(L, 1, &length), *p = luaL_checklstring(L, 2, &pattern), *last = NULL;
    int type = lua_type(L, 3);
    luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                     "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)length + 1), n = 0;
    int anchored = pattern > 0 && *p == '^';
    struct matcher m;
    luaL_Buffer out;
    prepare(&m, L, s, length, p, pattern);
    p += anchored;
    luaL_buffinit(L, &out);
    while (n < most) {
        const char *e = try_at(&m, s, p);
        if (e && e != last) {
            n++;
            add_replacement(&m, &out, s, e);
            s = last = e;
        } else if (s < m.end) {
            luaL_addchar(&out, *s++);
        } else {
            break;
        }
        if (anchored)
            break;
    }
    settle(&m);
    luaL_addlstring(&out, s, (size_t)(m.end - s));
    luaL_pushresult(&out);
    lua_pushinteger(L, n);
    return 2;
}

void tkit_bind_bounded_patterns(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"find", bounded_find}, {"match", bounded_match}, {"gmatch", bounded_gmatch}, {"gsub", bounded_gsub},
        {NULL, NULL}};
    luaL_newlib(L, functions);
}
