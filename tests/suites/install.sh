#!/usr/bin/env bash
# make install into an empty prefix; the embedding example of the README builds there, shared and static, and runs;
# stock lua5.4 finds the module; uninstall leaves nothing behind.
set -u
BUILD=${BUILD:-build}
case ${MODE:-release} in release|debug) ;; *) echo "skipped install: built with ${MODE}"; echo "0 passed, 0 failed, 1 skipped"; exit 0;; esac
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
passed=0 failed=0
try() {
    local name=$1
    shift
    if "$@" >"$prefix/log" 2>&1; then passed=$((passed + 1)); else echo "FAILED $name"; cat "$prefix/log"; failed=$((failed + 1)); fi
}
try "install" make -s install MODE="${MODE:-release}" PREFIX="$prefix"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
# shellcheck disable=SC2046,SC2086
shared() { cc -Wall -Wextra -Werror -o "$prefix/$1-shared" "tests/embed/$1.c" $(pkg-config --cflags --libs toolkit) $2 && LD_LIBRARY_PATH=$prefix/lib "$prefix/$1-shared" corpus; }
# shellcheck disable=SC2046,SC2086
static() { cc -Wall -Wextra -Werror -o "$prefix/$1-static" "tests/embed/$1.c" $(pkg-config --cflags toolkit) "$prefix/lib/libtoolkit.a" $(pkg-config --static --libs toolkit | sed 's/-ltoolkit//') && "$prefix/$1-static" corpus; }
lua=$(pkg-config --cflags --libs lua5.4)
try "a C host, shared" shared host ""
try "a C host, static" static host
try "a host with Lua, shared" shared script "$lua"
module() { LUA_CPATH="$prefix/lib/lua/5.4/?.so" lua5.4 -e 'local t = require "toolkit"; assert(t.version)'; }
try "stock lua5.4 loads the module" module
command_runs() { "$prefix/bin/toolkit" -e 'assert(require("toolkit").version)'; }
try "the installed command runs" command_runs
# What Tab offers behind the words, on one line.
# shellcheck source=/dev/null
offered() (
    source "$prefix/share/bash-completion/completions/toolkit"
    COMP_WORDS=(toolkit "$@") COMP_CWORD=$#
    _toolkit "$prefix/bin/toolkit" "${*: -1}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[*]}"
)
completes() {
    [ "$(offered freq)" = frequencies ] && [ "$(offered --help col)" = collocates ] && [ "$(offered --ver)" = --version ] &&
        [ "$(offered query x.db said --co)" = "--count --collation" ] && [ "$(offered query x.db said --strategy s)" = "standard shortest" ] &&
        [ "$(offered tokens corpus -f = "")" = "conllu vrt tsv" ] && [ -z "$(offered claims "")" ]
}
try "Tab completes scripts, options and choices" completes
try "uninstall" make -s uninstall MODE="${MODE:-release}" PREFIX="$prefix"
empty() { [ -z "$(find "$prefix" -type f ! -name log ! -name 'host-*' ! -name 'script-*')" ]; }
try "uninstall leaves no file" empty
echo "$passed passed, $failed failed, 0 skipped"
