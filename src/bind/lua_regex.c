/* toolkit.Regex: PCRE2 expressions with the manners of Lua's string functions. */
#include "bind/lua_text.h"

#include <stdbool.h>
#include <string.h>

static const char class_name[] = "toolkit.Regex";
static const char subject_name[] = "toolkit.Subject"; /* internal: what is known of the last long text */
enum { GROUPS_MOST = 200, PAIRS_MOST = GROUPS_MOST + 1, CACHE_MOST = 512 };

struct regex {
    tkit *tk;
    tkit_regex *regex; /* user value 1: the pattern and its flags, "flags/pattern" */
    size_t groups;
};

/* The first upvalue of every method. User value 1 keeps the text alive, so an equal address is the same text. */
struct subject {
    const char *text;
    size_t length;
    int nature;
};

static struct regex *check_regex(lua_State *L)
{
    struct regex *r = luaL_checkudata(L, 1, class_name);
    if (!r->regex)
        luaL_error(L, "this expression is closed");
    return r;
}

/* What the text at index 2 is made of; asked once for a text that is searched again and again. */
static int nature_of(lua_State *L, const char *text, size_t length)
{
    enum { SHORT = 64 };
    if (length <= SHORT)
        return tkit_text_nature(text, length);
    struct subject *s = lua_touserdata(L, lua_upvalueindex(1));
    if (s->text != text || s->length != length) {
        s->nature = tkit_text_nature(text, length);
        s->text = text;
        s->length = length;
        lua_pushvalue(L, 2);
        lua_setiuservalue(L, lua_upvalueindex(1), 1);
    }
    return s->nature;
}

/* Where to start, from argument `index`, as string.find has it; length + 1 when that is behind the end. */
static size_t start_offset(lua_State *L, int index, size_t length)
{
    lua_Integer init = luaL_optinteger(L, index, 1);
    if (init > 0)
        return (lua_Unsigned)init - 1 > length ? length + 1 : (size_t)init - 1;
    if (init == 0 || -(lua_Unsigned)init > length)
        return 0;
    return length - (size_t)(-(lua_Unsigned)init);
}

static int exec(lua_State *L, const struct regex *r, const char *text, size_t length, size_t from, int nature,
                unsigned flags, size_t *spans)
{
    int rc = tkit_regex_exec(r->regex, text, length, from, nature, flags, spans, PAIRS_MOST);
    if (rc < 0)
        tkit_bind_raise(L, r->tk, rc);
    return rc;
}

/* ---- pushing what was found ---- */

/* Group `n` as text; false when it took no part. */
static void push_group(lua_State *L, const char *text, const size_t *spans, size_t n)
{
    if (spans[2 * n] == TKIT_REGEX_UNSET)
        lua_pushboolean(L, 0);
    else
        lua_pushlstring(L, text + spans[2 * n], spans[2 * n + 1] - spans[2 * n]);
}

static int push_span(lua_State *L, const size_t *spans, size_t n)
{
    if (spans[2 * n] == TKIT_REGEX_UNSET) {
        lua_pushboolean(L, 0);
        lua_pushboolean(L, 0);
    } else {
        lua_pushinteger(L, (lua_Integer)spans[2 * n] + 1);
        lua_pushinteger(L, (lua_Integer)spans[2 * n + 1]);
    }
    return 2;
}

/* What the functions hand over for a match. */
enum shape {
    SHAPE_MATCH, /* the groups, or the whole match when there are none */
    SHAPE_FIND,  /* first and last byte, then the groups */
    SHAPE_SPANS  /* first and last byte, then first and last byte of each group */
};

static int push_match(lua_State *L, const struct regex *r, const char *text, const size_t *spans, enum shape shape)
{
    int pushed = 0;
    luaL_checkstack(L, 2 * (int)r->groups + 2, "too many groups");
    if (shape != SHAPE_MATCH)
        pushed += push_span(L, spans, 0);
    if (shape == SHAPE_MATCH && r->groups == 0) {
        push_group(L, text, spans, 0);
        return 1;
    }
    for (size_t n = 1; n <= r->groups; n++) {
        if (shape == SHAPE_SPANS) {
            pushed += push_span(L, spans, n);
        } else {
            push_group(L, text, spans, n);
            pushed++;
        }
    }
    return pushed;
}

/* ---- one match ---- */

static int one_match(lua_State *L, enum shape shape)
{
    size_t length, spans[2 * PAIRS_MOST];
    const struct regex *r = check_regex(L);
    const char *text = luaL_checklstring(L, 2, &length);
    size_t from = start_offset(L, 3, length);
    if (from > length || !exec(L, r, text, length, from, nature_of(L, text, length), 0, spans)) {
        lua_pushnil(L);
        return 1;
    }
    return push_match(L, r, text, spans, shape);
}

static int regex_find(lua_State *L)
{
    return one_match(L, SHAPE_FIND);
}

static int regex_match(lua_State *L)
{
    return one_match(L, SHAPE_MATCH);
}

static int regex_spans(lua_State *L)
{
    return one_match(L, SHAPE_SPANS);
}

/* First and last byte and a table of the groups, by number and by name. */
static int regex_groups(lua_State *L)
{
    size_t length, spans[2 * PAIRS_MOST], group;
    const struct regex *r = check_regex(L);
    const char *text = luaL_checklstring(L, 2, &length);
    size_t from = start_offset(L, 3, length);
    if (from > length || !exec(L, r, text, length, from, nature_of(L, text, length), 0, spans)) {
        lua_pushnil(L);
        return 1;
    }
    push_span(L, spans, 0);
    lua_createtable(L, (int)r->groups, 0);
    for (size_t n = 1; n <= r->groups; n++) {
        push_group(L, text, spans, n);
        lua_rawseti(L, -2, (lua_Integer)n);
    }
    const char *name;
    for (size_t k = 0; (name = tkit_regex_name(r->regex, k, &group)) != NULL; k++) {
        lua_getfield(L, -1, name); /* (?J) allows a name twice: the group that took part counts */
        bool is_set = lua_toboolean(L, -1);
        lua_pop(L, 1);
        if (is_set)
            continue;
        push_group(L, text, spans, group);
        lua_setfield(L, -2, name);
    }
    return 3;
}

/* ---- all matches ---- */

struct walk {
    const struct regex *regex;
    const char *text;
    size_t length, at, last; /* `last`: where the last match ended, plus one; 0 before the first */
    int nature;
    enum shape shape;
    lua_Integer pieces; /* of split: how many may still come */
};

/* The next match of a walk. As in Lua 5.4, no match ends where the one before it ended. */
static int advance(lua_State *L, struct walk *w, size_t *spans)
{
    if (w->at > w->length)
        return 0;
    unsigned flags = w->last == w->at + 1 ? TKIT_REGEX_NOT_EMPTY : 0;
    if (!exec(L, w->regex, w->text, w->length, w->at, w->nature, flags, spans)) {
        w->at = w->length + 1;
        return 0;
    }
    w->at = spans[1];
    w->last = spans[1] + 1;
    return 1;
}

static int walk_next(lua_State *L)
{
    size_t spans[2 * PAIRS_MOST];
    struct walk *w = lua_touserdata(L, lua_upvalueindex(1));
    return advance(L, w, spans) ? push_match(L, w->regex, w->text, spans, w->shape) : 0;
}

static struct walk *push_walk(lua_State *L, int init_index)
{
    size_t length;
    const struct regex *r = check_regex(L);
    const char *text = luaL_checklstring(L, 2, &length);
    size_t from = start_offset(L, init_index, length);
    int nature = nature_of(L, text, length);
    struct walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    *w = (struct walk){.regex = r, .text = text, .length = length, .at = from, .nature = nature};
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    return w;
}

static int walk(lua_State *L, enum shape shape)
{
    push_walk(L, 3)->shape = shape;
    lua_pushcclosure(L, walk_next, 3);
    return 1;
}

static int regex_gmatch(lua_State *L)
{
    return walk(L, SHAPE_MATCH);
}

static int regex_gfind(lua_State *L)
{
    return walk(L, SHAPE_FIND);
}

static int regex_gspans(lua_State *L)
{
    return walk(L, SHAPE_SPANS);
}

/* Upvalues as walk_next; `last` stands for the start of the piece, plus one. */
static int split_next(lua_State *L)
{
    size_t spans[2 * PAIRS_MOST];
    struct walk *w = lua_touserdata(L, lua_upvalueindex(1));
    if (w->at > w->length)
        return 0;
    size_t start = w->at, end = w->length, next = w->length + 1;
    if (--w->pieces > 0 && exec(L, w->regex, w->text, w->length, start, w->nature, TKIT_REGEX_NOT_EMPTY, spans) &&
        !(spans[0] == spans[1] && spans[0] == w->length) && spans[1] > start) {
        end = spans[0];
        next = spans[1];
    }
    w->at = next;
    lua_pushlstring(L, w->text + start, end - start);
    lua_pushinteger(L, (lua_Integer)start + 1);
    lua_pushinteger(L, (lua_Integer)end);
    return 3;
}

static int regex_split(lua_State *L)
{
    lua_Integer most = luaL_optinteger(L, 3, LUA_MAXINTEGER);
    luaL_argcheck(L, most >= 1, 3, "at least one piece");
    lua_settop(L, 2);
    push_walk(L, 3)->pieces = most;
    lua_pushcclosure(L, split_next, 3);
    return 1;
}

/* ---- replacing ---- */

static void add_group(lua_State *L, luaL_Buffer *b, const char *text, const size_t *spans, size_t n)
{
    (void)L;
    if (spans[2 * n] != TKIT_REGEX_UNSET)
        luaL_addlstring(b, text + spans[2 * n], spans[2 * n + 1] - spans[2 * n]);
}

/* The number of a named group that took part, else of the last of that name. */
static size_t named_group(lua_State *L, const struct regex *r, const size_t *spans, const char *name, size_t length)
{
    size_t group, found = 0;
    const char *each;
    for (size_t k = 0; (each = tkit_regex_name(r->regex, k, &group)) != NULL; k++)
        if (strlen(each) == length && memcmp(each, name, length) == 0) {
            found = group;
            if (spans[2 * group] != TKIT_REGEX_UNSET)
                break;
        }
    if (!found) {
        lua_pushlstring(L, name, length);
        luaL_error(L, "no group is called '%s'", lua_tostring(L, -1));
    }
    return found;
}

/* %0-%9, %{name} and %% of a replacement text. */
static void add_template(lua_State *L, luaL_Buffer *b, const struct regex *r, const char *text, const size_t *spans)
{
    size_t length;
    const char *at = lua_tolstring(L, 3, &length), *end = at + length;
    for (const char *p; (p = memchr(at, '%', (size_t)(end - at))) != NULL;) {
        luaL_addlstring(b, at, (size_t)(p - at));
        p++;
        if (p < end && *p == '%') {
            luaL_addchar(b, '%');
        } else if (p < end && *p >= '0' && *p <= '9') {
            size_t n = (size_t)(*p - '0');
            if (n == 1 && r->groups == 0)
                n = 0;
            if (n > r->groups)
                luaL_error(L, "replacement names group %%%d, the expression has %d", (int)n, (int)r->groups);
            add_group(L, b, text, spans, n);
        } else if (p < end && *p == '{') {
            const char *close = memchr(p, '}', (size_t)(end - p));
            if (!close)
                luaL_error(L, "'%%{' without '}' in the replacement");
            add_group(L, b, text, spans, named_group(L, r, spans, p + 1, (size_t)(close - p - 1)));
            p = close;
        } else {
            luaL_error(L, "invalid use of '%%' in the replacement");
        }
        at = p + 1;
    }
    luaL_addlstring(b, at, (size_t)(end - at));
}

static void add_replacement(lua_State *L, luaL_Buffer *b, const struct regex *r, const char *text,
                            const size_t *spans, int type)
{
    if (type == LUA_TSTRING || type == LUA_TNUMBER) {
        add_template(L, b, r, text, spans);
        return;
    }
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_match(L, r, text, spans, SHAPE_MATCH), 1);
    } else {
        push_group(L, text, spans, r->groups ? 1 : 0);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, text + spans[0], spans[1] - spans[0]);
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(b);
    } else {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
}

static int regex_gsub(lua_State *L)
{
    size_t length, spans[2 * PAIRS_MOST];
    const struct regex *r = check_regex(L);
    const char *text = luaL_checklstring(L, 2, &length);
    int type = lua_type(L, 3);
    luaL_argexpected(L, type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                     "string/function/table");
    lua_Integer most = luaL_optinteger(L, 4, LUA_MAXINTEGER), count = 0;
    struct walk w = {.regex = r, .text = text, .length = length, .nature = nature_of(L, text, length)};
    if (type == LUA_TNUMBER)
        lua_tolstring(L, 3, NULL);
    lua_settop(L, 4);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    size_t copied = 0;
    while (count < most && advance(L, &w, spans)) {
        luaL_addlstring(&b, text + copied, spans[0] - copied);
        add_replacement(L, &b, r, text, spans, type);
        copied = spans[1];
        count++;
    }
    luaL_addlstring(&b, text + copied, length - copied);
    luaL_pushresult(&b);
    lua_pushinteger(L, count);
    return 2;
}

/* ---- making and showing ---- */

static unsigned check_flags(lua_State *L, const char *text)
{
    unsigned flags = 0;
    for (; *text; text++) {
        switch (*text) {
        case 'i': flags |= TKIT_REGEX_IGNORE_CASE; break;
        case 'm': flags |= TKIT_REGEX_MULTILINE; break;
        case 's': flags |= TKIT_REGEX_DOTALL; break;
        case 'x': flags |= TKIT_REGEX_EXTENDED; break;
        default: luaL_error(L, "regex: unknown flag '%c' (flags are i, m, s, x)", *text);
        }
    }
    return flags;
}

/* Upvalue 1: the cache "flags/pattern" -> Regex; upvalue 2: how many it holds. */
static int regex_new(lua_State *L)
{
    size_t length;
    const char *pattern = luaL_checklstring(L, 1, &length);
    const char *letters = luaL_optstring(L, 2, "");
    unsigned flags = check_flags(L, letters);
    lua_settop(L, 1);
    lua_pushfstring(L, "%s/", letters);
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TUSERDATA)
        return 1;
    lua_pop(L, 1);
    struct regex *r = tkit_bind_box(L, class_name, sizeof *r);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, -2, 1);
    r->tk = tkit_bind_context(L);
    int rc = tkit_regex_compile(r->tk, pattern, length, flags, &r->regex);
    if (rc != TKIT_OK)
        return tkit_bind_raise(L, r->tk, rc);
    r->groups = tkit_regex_groups(r->regex);
    if (r->groups > GROUPS_MOST)
        return luaL_error(L, "regex: %d groups, at most %d are allowed", (int)r->groups, GROUPS_MOST);
    /* A program that makes expressions without end must not keep them all: the cache starts anew when it is full. */
    lua_Integer count = lua_tointeger(L, lua_upvalueindex(2)) + 1;
    if (count > CACHE_MOST) {
        lua_newtable(L);
        lua_replace(L, lua_upvalueindex(1));
        count = 1;
    }
    lua_pushinteger(L, count);
    lua_replace(L, lua_upvalueindex(2));
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, lua_upvalueindex(1));
    return 1;
}

static int regex_tostring(lua_State *L)
{
    check_regex(L);
    lua_getiuservalue(L, 1, 1);
    const char *key = luaL_tolstring(L, -1, NULL), *slash = strchr(key, '/');
    if (!slash)
        slash = key;
    lua_pushlstring(L, key, (size_t)(slash - key));
    lua_pushfstring(L, "%s: /%s/%s", class_name, slash + 1, lua_tostring(L, -1));
    return 1;
}

static int regex_gc(lua_State *L)
{
    struct regex *r = luaL_checkudata(L, 1, class_name);
    tkit_regex_free(r->regex);
    r->regex = NULL;
    return 0;
}

/* A text as a pattern that matches just this text. */
static int regex_quote(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (size_t i = 0; i < length; i++) {
        if (text[i] && strchr("\\^$.[]|()?*+{}-# \t\n\v\f\r", text[i]))
            luaL_addchar(&b, '\\');
        luaL_addchar(&b, text[i]);
    }
    luaL_pushresult(&b);
    return 1;
}

void tkit_bind_regex(lua_State *L)
{
    static const luaL_Reg methods[] = {{"find", regex_find},     {"match", regex_match},   {"spans", regex_spans},
                                       {"groups", regex_groups}, {"gmatch", regex_gmatch}, {"gfind", regex_gfind},
                                       {"gspans", regex_gspans}, {"gsub", regex_gsub},     {"split", regex_split},
                                       {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__tostring", regex_tostring}, {"__gc", regex_gc}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    tkit_bind_class(L, subject_name, none, NULL);
    tkit_bind_class(L, class_name, none, meta);
    luaL_getmetatable(L, class_name);
    lua_getfield(L, -1, "__index");
    tkit_bind_box(L, subject_name, sizeof(struct subject));
    luaL_setfuncs(L, methods, 1);
    lua_pop(L, 2);
    lua_newtable(L);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, regex_new, 2);
    lua_setfield(L, -2, "regex");
    lua_pushcfunction(L, regex_quote);
    lua_setfield(L, -2, "regex_quote");
}
