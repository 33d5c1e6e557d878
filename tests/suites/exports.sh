#!/usr/bin/env bash
# The shared library exports tkit_* and luaopen_toolkit and nothing else; the Lua module does not link Lua.
set -u
BUILD=${BUILD:-build}
passed=0 failed=0
expect() { # expect NAME OUTPUT: the output must be empty
    if [ -z "$2" ]; then passed=$((passed + 1)); else echo "FAILED $1: $2"; failed=$((failed + 1)); fi
}
expect "exports" "$(nm -D --defined-only "$BUILD/libtoolkit.so" | awk '{print $3}' | grep -vE '^(tkit_[a-z0-9_]+|luaopen_toolkit)$')"
expect "module links no Lua" "$(ldd "$BUILD/toolkit.so" | grep -i liblua)"
expect "soname" "$(readelf -d "$BUILD/libtoolkit.so" | grep SONAME | grep -v 'libtoolkit.so.0')"
declared=$(cat include/toolkit/*.h | tr '\n' ' ' | grep -oE 'TKIT_API[^;(]*\(' | grep -oE '(tkit_[a-z0-9_]+|luaopen_toolkit) *\($' | tr -d ' (' | sort -u)
exported=$(nm -D --defined-only "$BUILD/libtoolkit.so" | awk '{print $3}' | sort -u)
expect "declared but not exported" "$(comm -23 <(echo "$declared") <(echo "$exported"))"
expect "exported but not declared" "$(comm -13 <(echo "$declared") <(echo "$exported"))"
echo "$passed passed, $failed failed, 0 skipped"
