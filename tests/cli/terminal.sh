#!/usr/bin/env bash
# The prompt in a real terminal (tmux): line editing, history, completion, Ctrl-C, what the screen shows.
# Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0 skipped=0

command -v tmux >/dev/null || { echo "tmux is not installed"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }

socket=toolkit-test-$$
state=$(mktemp -d)
tm() { tmux -L "$socket" -f /dev/null "$@"; }
cleanup() { tm kill-server 2>/dev/null; rm -rf "$state"; }
trap cleanup EXIT

# A prompt in a session of its own. The one before goes last: without any session the server ends, in its own time.
session=
start() {
    local before=$session
    session=prompt$((${before#prompt} + 1))
    tm new-session -d -s "$session" -x 90 -y 50 \
        "env XDG_STATE_HOME=$state LC_ALL=C.UTF-8 LUA_INIT= $BUILD/toolkit; echo exit status \$?; cat"
    [ -z "$before" ] || tm kill-session -t "$before"
}
screen() { tm capture-pane -p -t "$session"; }
line() { tm send-keys -t "$session" -l "$1"; tm send-keys -t "$session" Enter; }
type() { tm send-keys -t "$session" -l "$1"; }
key() { tm send-keys -t "$session" "$@"; }

# Waits (20 s at most) until the screen shows a fixed text.
see() {
    local name=$1 text=$2
    for _ in $(seq 400); do
        if screen | grep -qF -- "$text"; then
            passed=$((passed + 1))
            return 0
        fi
        sleep 0.05
    done
    echo "FAIL $name: '$text' is not on the screen:"
    screen | grep -v '^$'
    failed=$((failed + 1))
    return 1
}

# Waits (20 s at most) until an empty prompt is the last line: what is typed before may be thrown away with the line.
ready() {
    for _ in $(seq 400); do
        [ "$(screen | grep -v '^$' | tail -n 1 | tr -d ' ')" = ">" ] && return
        sleep 0.05
    done
}

# Enters a line that runs on, and waits until it does: a Ctrl-C that comes earlier throws the line away.
started=0
running() {
    started=$((started + 1))
    line "print('run ' .. 100 + $started) $1"
    for _ in $(seq 400); do
        screen | grep -qF "run $((100 + started))" && return
        sleep 0.05
    done
}

start
see "greets" "help() lists the library"
line 'answer = 6 * 7'
line 'answer'
see "echoes values" "42"
type 'toolk'; key Tab; type '.tokeni'; key Tab; line '("a b c")'
see "completes globals and fields" 'toolkit.tokenize("a b c")'
see "shows userdata" "toolkit.Tokens"
type 'last:fo'; key Tab; line '()'
see "completes methods; last holds the last value" '{ "a", "b", "c" }'
type '#toolkit.tokenize("a, b", { ke'; key Tab; line '"all" })'
see "completes options" '{ keep = "all" })'
type 'toolkit.f'; key Tab; key Tab
see "lists candidates" "fold"
key C-u
line 'for i = 1, 2 do'
line '  print("row " .. i)'
line 'end'
see "continues a statement" "row 2"
running 'while true do end'
key C-c
see "Ctrl-C stops a loop" "interrupted"
ready
line '"still " .. answer'
see "keeps its variables" "still 42"
key C-l
running 'coroutine.wrap(function() while true do pcall(error) end end)()'
key C-c
see "Ctrl-C stops a coroutine" "interrupted"
key C-l
running 'for d in toolkit.documents("corpus") do while true do d:sentences() end end'
key C-c
see "Ctrl-C stops the library" "interrupted"
key C-l
running 'table.sort({ 3, 2, 1 }, function(a, b) while true do end end)'
key C-c
see "Ctrl-C stops a callback inside C" "interrupted"
ready
type 'thrown away'; key C-c; ready
line '"after " .. answer'
see "Ctrl-C drops a line" "after 42"
line '"\27[31mred\7"'
see "shows control characters" '"\x1B[31mred\a"'
line 'help(toolkit.sha256)'
see "explains a function" "toolkit.sha256(bytes)  ->  string"
line 'absent = toolkit.open("/nosuch/x")'
see "says why a value is nil" "absent is nil: /nosuch/x: no such folder: /nosuch/"
line '"日本 é"'
see "takes UTF-8" '> "日本 é"'
key C-l
key Up; key Up; key Up; key Enter
see "recalls lines" "The SHA-256 of bytes"
key C-d
see "leaves at Ctrl-D" "exit status 0"
start
see "starts again" "lists the library"
key Up
see "keeps its history" 'help(toolkit.sha256)'
key C-u
key C-d
see "leaves again" "exit status 0"
if [ "$(stat -c %a "$state/toolkit/history")" = 600 ]; then
    passed=$((passed + 1))
else
    echo "FAIL the history is readable by others"
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
