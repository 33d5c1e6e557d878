/* toolkit.freeze() and toolkit.thaw(): Lua values as compact strings and back, with shared and circular references, so
 * that much can be kept in little memory or in a file. Knows plain values and tables only; metatables are not kept.
 *
 * Format: a tag byte, then the value. Numbers of things are varints (LEB128). Tables and strings are numbered as they
 * first appear; later appearances and members of the shared list are numbers.
 *
 * toolkit.freeze_list() and toolkit.thaw_member(): the same for a list of tables each of which can be thawed alone.
 * Format: how many members and words (short strings, each kept once); where each member ends, where each word ends,
 * four bytes each; the words; the members as above, in which words and other members are numbers. */
#include "bind/bind.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum tag { NIL, FALSE, TRUE, INTEGER, FLOAT, STRING, TABLE, SEEN, SHARED, WORD, MEMBER };

enum {
    DEEPEST = 150,    /* nested tables; Lua allows 200 C calls */
    SHORT_STRING = 40 /* longer ones are seldom the same */
};

/* Stack positions: those of both directions; of freezing; of freezing lists. */
enum { ARG_VALUE = 1, ARG_SHARED = 2, SLOT_SEEN = 3 };
enum { SLOT_BUFFER = 4 };
enum { SLOT_MEMBERS = 5, SLOT_WORDS, SLOT_ENDS, SLOT_WORD_BYTES, SLOT_WORD_ENDS };

/* ---- freezing ---- */

/* Bytes that grow, in a userdata at a place of the stack. */
struct bytes {
    unsigned char *data;
    size_t size, capacity;
    int slot;
};

struct writer {
    lua_State *L;
    struct bytes out;
    lua_Integer seen; /* tables and strings, or only tables of a member */
    /* of a list */
    bool is_list;
    lua_Integer words;
    struct bytes ends, word_bytes, word_ends;
};

static struct bytes new_bytes(lua_State *L, int slot)
{
    enum { FIRST = 1024 };
    struct bytes b = {.capacity = FIRST, .slot = slot, .data = lua_newuserdatauv(L, FIRST, 0)};
    return b;
}

static unsigned char *grow(lua_State *L, struct bytes *b, size_t more)
{
    if (b->size + more > b->capacity) {
        size_t capacity = (b->size + more) * 2;
        unsigned char *data = lua_newuserdatauv(L, capacity, 0);
        memcpy(data, b->data, b->size);
        lua_replace(L, b->slot);
        b->data = data;
        b->capacity = capacity;
    }
    unsigned char *at = b->data + b->size;
    b->size += more;
    return at;
}

static unsigned char *room(struct writer *w, size_t more)
{
    return grow(w->L, &w->out, more);
}

/* Notes where something ends. */
static void put_end(lua_State *L, struct bytes *ends, size_t end)
{
    if (end > UINT32_MAX)
        luaL_error(L, "freeze: a list takes more than 4 GB");
    uint32_t value = (uint32_t)end;
    memcpy(grow(L, ends, sizeof value), &value, sizeof value);
}

static void put_tag(struct writer *w, enum tag tag)
{
    *room(w, 1) = (unsigned char)tag;
}

static void put_count(struct writer *w, uint64_t n)
{
    unsigned char bytes[10];
    size_t used = 0;
    do {
        bytes[used++] = (unsigned char)((n & 127) | (n > 127 ? 128 : 0));
        n >>= 7;
    } while (n);
    memcpy(room(w, used), bytes, used);
}

/* Writes a reference to the value on top when it was met before; remembers it otherwise. */
static int put_known(struct writer *w)
{
    lua_State *L = w->L;
    lua_pushvalue(L, -1);
    int known = lua_rawget(L, SLOT_SEEN) == LUA_TNUMBER;
    if (known) {
        lua_Integer number = lua_tointeger(L, -1);
        put_tag(w, number < 0 ? SHARED : SEEN);
        put_count(w, (uint64_t)(number < 0 ? -number : number));
    }
    lua_pop(L, 1);
    if (!known) {
        lua_pushvalue(L, -1);
        lua_pushinteger(L, ++w->seen);
        lua_rawset(L, SLOT_SEEN);
    }
    return known;
}

/* Writes a word of a list, or a reference to a member or to something shared. */
static int put_in_list(struct writer *w, bool is_word)
{
    lua_State *L = w->L;
    lua_pushvalue(L, -1);
    lua_rawget(L, SLOT_MEMBERS);
    lua_Integer number = lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (number) {
        put_tag(w, number < 0 ? SHARED : MEMBER);
        put_count(w, (uint64_t)(number < 0 ? -number : number));
        return 1;
    }
    if (!is_word)
        return put_known(w);
    lua_pushvalue(L, -1);
    lua_rawget(L, SLOT_WORDS);
    number = lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (!number) {
        number = ++w->words;
        lua_pushvalue(L, -1);
        lua_pushinteger(L, number);
        lua_rawset(L, SLOT_WORDS);
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        memcpy(grow(L, &w->word_bytes, length), text, length);
        put_end(L, &w->word_ends, w->word_bytes.size);
    }
    put_tag(w, WORD);
    put_count(w, (uint64_t)number);
    return 1;
}

static int put_reference(struct writer *w, bool is_word)
{
    return w->is_list ? put_in_list(w, is_word) : put_known(w);
}

static void put_value(struct writer *w, int depth);

static void put_table(struct writer *w, int depth)
{
    lua_State *L = w->L;
    if (depth > DEEPEST)
        luaL_error(L, "freeze: tables are nested deeper than %d", DEEPEST);
    luaL_checkstack(L, 8, "freeze");
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1), keys = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        keys += key < 1 || key > length;
    }
    put_tag(w, TABLE);
    put_count(w, (uint64_t)length);
    put_count(w, (uint64_t)keys);
    for (lua_Integer i = 1; i <= length; i++) {
        lua_rawgeti(L, -1, i);
        put_value(w, depth + 1);
    }
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        if (key < 1 || key > length) {
            lua_pushvalue(L, -2);
            put_value(w, depth + 1);
            put_value(w, depth + 1);
        } else {
            lua_pop(L, 1);
        }
    }
}

/* Writes the value on top and pops it. */
static void put_value(struct writer *w, int depth)
{
    lua_State *L = w->L;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: put_tag(w, NIL); break;
    case LUA_TBOOLEAN: put_tag(w, lua_toboolean(L, -1) ? TRUE : FALSE); break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) {
            uint64_t n = (uint64_t)lua_tointeger(L, -1);
            put_tag(w, INTEGER);
            put_count(w, n << 1 ^ (n >> 63 ? UINT64_MAX : 0));
        } else {
            double number = lua_tonumber(L, -1);
            put_tag(w, FLOAT);
            memcpy(room(w, sizeof number), &number, sizeof number);
        }
        break;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        if (length <= SHORT_STRING && put_reference(w, true))
            break;
        put_tag(w, STRING);
        put_count(w, length);
        memcpy(room(w, length), text, length);
        break;
    }
    case LUA_TTABLE:
        if (!put_reference(w, false))
            put_table(w, depth);
        break;
    default: luaL_error(L, "freeze: a %s cannot be frozen", luaL_typename(L, -1));
    }
    lua_pop(L, 1);
}

/* The arguments, the list of shared things in the table at `slot` as what is known, by negative numbers. */
static void start(lua_State *L, int slot)
{
    lua_settop(L, 2);
    if (!lua_isnil(L, ARG_SHARED))
        luaL_checktype(L, ARG_SHARED, LUA_TTABLE);
    while (lua_gettop(L) < slot) lua_newtable(L);
    lua_Integer shared = lua_isnil(L, ARG_SHARED) ? 0 : (lua_Integer)lua_rawlen(L, ARG_SHARED);
    for (lua_Integer i = 1; i <= shared; i++) {
        lua_rawgeti(L, ARG_SHARED, i);
        lua_pushinteger(L, -i);
        lua_rawset(L, slot);
    }
}

static int freeze(lua_State *L)
{
    luaL_checkany(L, 1);
    start(L, SLOT_SEEN);
    struct writer w = {.L = L, .out = new_bytes(L, SLOT_BUFFER)};
    lua_pushvalue(L, ARG_VALUE);
    put_value(&w, 0);
    lua_pushlstring(L, (const char *)w.out.data, w.out.size);
    return 1;
}

/* Puts the parts of a frozen list together. */
static void push_list(struct writer *w, size_t count)
{
    lua_State *L = w->L;
    uint32_t head[2] = {(uint32_t)count, (uint32_t)w->words};
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addlstring(&b, (const char *)head, sizeof head);
    luaL_addlstring(&b, (const char *)w->ends.data, w->ends.size);
    luaL_addlstring(&b, (const char *)w->word_ends.data, w->word_ends.size);
    luaL_addlstring(&b, (const char *)w->word_bytes.data, w->word_bytes.size);
    luaL_addlstring(&b, (const char *)w->out.data, w->out.size);
    luaL_pushresult(&b);
}

static int freeze_list(lua_State *L)
{
    luaL_checktype(L, ARG_VALUE, LUA_TTABLE);
    size_t count = lua_rawlen(L, ARG_VALUE);
    luaL_argcheck(L, count < UINT32_MAX, ARG_VALUE, "the list is too long");
    start(L, SLOT_MEMBERS);
    struct writer w = {.L = L, .is_list = true};
    w.out = new_bytes(L, SLOT_BUFFER);
    lua_replace(L, SLOT_BUFFER);
    lua_newtable(L); /* SLOT_WORDS */
    w.ends = new_bytes(L, SLOT_ENDS);
    w.word_bytes = new_bytes(L, SLOT_WORD_BYTES);
    w.word_ends = new_bytes(L, SLOT_WORD_ENDS);
    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, ARG_VALUE, (lua_Integer)i) != LUA_TTABLE)
            return luaL_error(L, "freeze_list: member %I is a %s, not a table", (lua_Integer)i, luaL_typename(L, -1));
        lua_pushinteger(L, (lua_Integer)i);
        lua_rawset(L, SLOT_MEMBERS);
    }
    for (size_t i = 1; i <= count; i++) {
        lua_newtable(L);
        lua_replace(L, SLOT_SEEN);
        w.seen = 0;
        lua_rawgeti(L, ARG_VALUE, (lua_Integer)i);
        put_table(&w, 0);
        lua_pop(L, 1);
        put_end(L, &w.ends, w.out.size);
    }
    push_list(&w, count);
    return 1;
}

/* ---- thawing ---- */

/* Stack positions of thawing members: the tables made so far by number, and the numbers of those to be filled yet. */
enum { ARG_NUMBER = 4, ARG_MADE = 5, SLOT_WAITING = 6 };

struct reader {
    lua_State *L;
    const unsigned char *at, *end;
    lua_Integer seen, shared;
    /* of a list */
    const unsigned char *ends, *word_ends, *words, *members, *stop;
    uint32_t count, word_count;
    lua_Integer waiting;
};

static void spoiled(struct reader *r)
{
    luaL_error(r->L, "thaw: this is not a frozen value");
}

static uint64_t get_count(struct reader *r)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->at == r->end)
            spoiled(r);
        unsigned char byte = *r->at++;
        n |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return n;
    }
    spoiled(r);
    return 0;
}

static void remember(struct reader *r)
{
    lua_pushvalue(r->L, -1);
    lua_rawseti(r->L, SLOT_SEEN, ++r->seen);
}

static uint32_t get_end(const unsigned char *ends, uint64_t number)
{
    uint32_t end = 0;
    if (number > 0)
        memcpy(&end, ends + (number - 1) * sizeof end, sizeof end);
    return end;
}

static void push_word(struct reader *r)
{
    uint64_t number = get_count(r);
    if (number < 1 || number > r->word_count)
        spoiled(r);
    uint32_t from = get_end(r->word_ends, number - 1), to = get_end(r->word_ends, number);
    if (from > to || to > (size_t)(r->members - r->words))
        spoiled(r);
    lua_pushlstring(r->L, (const char *)r->words + from, to - from);
}

/* Goes to the start of a member's table; how long its list is, and how many other keys it has. */
static void enter_member(struct reader *r, uint64_t number, uint64_t *length, uint64_t *keys)
{
    uint32_t from = get_end(r->ends, number - 1), to = get_end(r->ends, number);
    if (from >= to || to > (size_t)(r->stop - r->members) || r->members[from] != TABLE)
        spoiled(r);
    r->at = r->members + from + 1;
    r->end = r->members + to;
    *length = get_count(r);
    *keys = get_count(r);
    if (*length > to - from || *keys > to - from)
        spoiled(r);
}

/* The table of a member; one that is not there yet is made, to be filled later. */
static void push_member(struct reader *r, uint64_t number)
{
    lua_State *L = r->L;
    if (number < 1 || number > r->count)
        spoiled(r);
    if (lua_rawgeti(L, ARG_MADE, (lua_Integer)number) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    struct reader inside = *r;
    uint64_t length, keys;
    enter_member(&inside, number, &length, &keys);
    lua_createtable(L, (int)length, (int)keys);
    lua_pushvalue(L, -1);
    lua_rawseti(L, ARG_MADE, (lua_Integer)number);
    lua_pushinteger(L, (lua_Integer)number);
    lua_rawseti(L, SLOT_WAITING, ++r->waiting);
}

static void get_value(struct reader *r, int depth);
static void fill_table(struct reader *r, uint64_t length, uint64_t keys, int depth);

static void get_table(struct reader *r, int depth)
{
    lua_State *L = r->L;
    uint64_t length = get_count(r), keys = get_count(r);
    /* every member takes a byte at least: a spoiled count cannot ask for much */
    if (depth > DEEPEST || length > (size_t)(r->end - r->at) || keys > (size_t)(r->end - r->at))
        spoiled(r);
    luaL_checkstack(L, 8, "thaw");
    lua_createtable(L, (int)(length < INT32_MAX ? length : 0), (int)(keys < INT32_MAX ? keys : 0));
    remember(r);
    fill_table(r, length, keys, depth);
}

/* Reads the members of the table on top. */
static void fill_table(struct reader *r, uint64_t length, uint64_t keys, int depth)
{
    lua_State *L = r->L;
    for (uint64_t i = 1; i <= length; i++) {
        get_value(r, depth + 1);
        lua_rawseti(L, -2, (lua_Integer)i);
    }
    for (uint64_t i = 0; i < keys; i++) {
        get_value(r, depth + 1);
        if (lua_isnil(L, -1) || (lua_type(L, -1) == LUA_TNUMBER && lua_tonumber(L, -1) != lua_tonumber(L, -1)))
            spoiled(r);
        get_value(r, depth + 1);
        lua_rawset(L, -3);
    }
}

static void get_value(struct reader *r, int depth)
{
    lua_State *L = r->L;
    if (r->at == r->end)
        spoiled(r);
    switch (*r->at++) {
    case NIL: lua_pushnil(L); break;
    case FALSE: lua_pushboolean(L, 0); break;
    case TRUE: lua_pushboolean(L, 1); break;
    case INTEGER: {
        uint64_t n = get_count(r);
        lua_pushinteger(L, (lua_Integer)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0)));
        break;
    }
    case FLOAT: {
        double number;
        if ((size_t)(r->end - r->at) < sizeof number)
            spoiled(r);
        memcpy(&number, r->at, sizeof number);
        r->at += sizeof number;
        lua_pushnumber(L, number);
        break;
    }
    case STRING: {
        uint64_t length = get_count(r);
        if (length > (size_t)(r->end - r->at))
            spoiled(r);
        lua_pushlstring(L, (const char *)r->at, (size_t)length);
        r->at += length;
        if (length <= SHORT_STRING)
            remember(r);
        break;
    }
    case TABLE: get_table(r, depth); break;
    case SEEN: {
        uint64_t number = get_count(r);
        if (number < 1 || number > (uint64_t)r->seen)
            spoiled(r);
        lua_rawgeti(L, SLOT_SEEN, (lua_Integer)number);
        break;
    }
    case SHARED: {
        uint64_t number = get_count(r);
        if (number < 1 || number > (uint64_t)r->shared)
            luaL_error(L, "thaw: the shared list is not the one it was frozen with");
        lua_rawgeti(L, ARG_SHARED, (lua_Integer)number);
        break;
    }
    case WORD: push_word(r); break;
    case MEMBER: push_member(r, get_count(r)); break;
    default: spoiled(r);
    }
}

static int thaw(lua_State *L)
{
    size_t length;
    const char *data = luaL_checklstring(L, 1, &length);
    lua_settop(L, 2);
    if (!lua_isnil(L, ARG_SHARED))
        luaL_checktype(L, ARG_SHARED, LUA_TTABLE);
    lua_newtable(L);
    struct reader r = {.L = L, .at = (const unsigned char *)data};
    r.end = r.at + length;
    r.shared = lua_isnil(L, ARG_SHARED) ? 0 : (lua_Integer)lua_rawlen(L, ARG_SHARED);
    get_value(&r, 0);
    if (r.at != r.end)
        spoiled(&r);
    return 1;
}

/* Reads the head of a frozen list. */
static void open_list(struct reader *r, const char *data, size_t length)
{
    uint32_t head[2];
    const unsigned char *at = (const unsigned char *)data;
    if (length < sizeof head)
        spoiled(r);
    memcpy(head, at, sizeof head);
    r->count = head[0];
    r->word_count = head[1];
    size_t left = length - sizeof head, ends = ((size_t)head[0] + head[1]) * sizeof(uint32_t);
    if (ends > left)
        spoiled(r);
    r->ends = at + sizeof head;
    r->word_ends = r->ends + r->count * sizeof(uint32_t);
    r->words = r->word_ends + r->word_count * sizeof(uint32_t);
    size_t words = get_end(r->word_ends, r->word_count), members = get_end(r->ends, r->count);
    if (words + members != left - ends)
        spoiled(r);
    r->members = r->words + words;
    r->stop = at + length;
}

/* thaw_member(frozen, shared, number, made): made[number], and the numbers of all that were made for it. */
static int thaw_member(lua_State *L)
{
    size_t length;
    const char *data = luaL_checklstring(L, 1, &length);
    if (!lua_isnil(L, ARG_SHARED))
        luaL_checktype(L, ARG_SHARED, LUA_TTABLE);
    lua_Integer number = luaL_checkinteger(L, 3);
    luaL_checktype(L, 4, LUA_TTABLE);
    lua_settop(L, 4);
    lua_newtable(L);
    lua_insert(L, SLOT_SEEN);
    lua_newtable(L); /* SLOT_WAITING */
    struct reader r = {.L = L};
    r.shared = lua_isnil(L, ARG_SHARED) ? 0 : (lua_Integer)lua_rawlen(L, ARG_SHARED);
    open_list(&r, data, length);
    luaL_argcheck(L, number >= 1 && number <= (lua_Integer)r.count, 3, "there is no such member");
    push_member(&r, (uint64_t)number);
    for (lua_Integer next = 1; next <= r.waiting; next++) {
        lua_rawgeti(L, SLOT_WAITING, next);
        lua_Integer i = lua_tointeger(L, -1);
        lua_rawgeti(L, ARG_MADE, i);
        if (next > 1) { /* tables are numbered in each member */
            lua_newtable(L);
            lua_replace(L, SLOT_SEEN);
            r.seen = 0;
        }
        uint64_t list, keys;
        enter_member(&r, (uint64_t)i, &list, &keys);
        fill_table(&r, list, keys, 0);
        if (r.at != r.end)
            spoiled(&r);
        lua_pop(L, 2);
    }
    lua_pushvalue(L, SLOT_WAITING);
    return 2;
}

void tkit_bind_freeze(lua_State *L)
{
    static const luaL_Reg functions[] = {{"freeze", freeze},
                                         {"thaw", thaw},
                                         {"freeze_list", freeze_list},
                                         {"thaw_member", thaw_member},
                                         {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
