#!/usr/bin/env bash
# The command: transcripts, then the prompt in a terminal. Last line: N passed, N failed, N skipped.
cd "$(dirname "$0")/../.." || exit 1
output=$(lua5.4 tests/cli/run.lua tests/cli/*.transcript; bash tests/cli/terminal.sh)
printf '%s\n' "$output" | grep -vE '^[0-9]+ passed, '
printf '%s\n' "$output" | awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5 }
    END { print p + 0 " passed, " f + 0 " failed, " s + 0 " skipped" }'
