/* Text on a terminal, for tables and the prompt: toolkit.width, clip, visible, terminal_width. */
#include "bind/bind.h"

#include <sys/ioctl.h>
#include <unistd.h>

static int width(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    lua_pushinteger(L, (lua_Integer)tkit_text_width(text, length));
    return 1;
}

static int clip(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    lua_Integer columns = luaL_checkinteger(L, 2);
    size_t keep = tkit_text_clip(text, length, columns < 0 ? 0 : (size_t)columns);
    lua_pushlstring(L, text, keep);
    lua_pushboolean(L, keep < length);
    return 2;
}

static int visible(lua_State *L)
{
    static const char *const known[] = {"newline", "tab", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "toolkit.visible", known);
    unsigned flags = (tkit_bind_opt_boolean(L, 2, "newline", 0) ? TKIT_VISIBLE_KEEP_NEWLINE : 0) |
                     (tkit_bind_opt_boolean(L, 2, "tab", 0) ? TKIT_VISIBLE_KEEP_TAB : 0);
    size_t size = tkit_text_visible(text, length, flags, NULL, 0);
    luaL_Buffer buffer;
    char *out = luaL_buffinitsize(L, &buffer, size);
    tkit_text_visible(text, length, flags, out, size);
    luaL_pushresultsize(&buffer, size);
    return 1;
}

static int terminal_width(lua_State *L)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return 0;
    lua_pushinteger(L, ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80);
    return 1;
}

void tkit_bind_terminal(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"width", width}, {"clip", clip}, {"visible", visible}, {"terminal_width", terminal_width}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
