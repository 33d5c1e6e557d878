#!/usr/bin/env bash
# Runs the test suites and adds up what they count. Last line: N passed, N failed, N skipped.
#   --quick   C tests and specs only
# A suite counts by printing that line last (C tests) or by busted's own summary.
set -u
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD
quick=${1:-}
passed=0 failed=0 skipped=0

add() { passed=$((passed + $1)); failed=$((failed + $2)); skipped=$((skipped + $3)); }

# One suite: run it, show its output, add the counts of its last line; no such line counts as a failure.
suite() {
    local name=$1 output last
    shift
    echo "== $name"
    output=$("$@" 2>&1)
    printf '%s\n' "$output" | grep -v '^$'
    last=$(printf '%s\n' "$output" | grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' | tail -n 1)
    if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
        add "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
    else
        echo "   no summary line: counted as a failure"
        add 0 1 0
    fi
}

# The stock interpreter has to load the sanitizer before the module does.
preload() {
    case ${MODE:-release} in
    asan) echo "$(cc -print-file-name=libasan.so):$(cc -print-file-name=libubsan.so)" ;;
    ubsan) cc -print-file-name=libubsan.so ;;
    tsan) cc -print-file-name=libtsan.so ;;
    esac
}
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/tests/lsan.supp:print_suppressions=0}

specs() {
    local output
    output=$(LD_PRELOAD=$(preload) lua5.4 /usr/bin/busted --output=plainTerminal 2>&1)
    printf '%s\n' "$output"
    printf '%s\n' "$output" | sed -nE \
        's/^([0-9]+) success(es)? \/ ([0-9]+) failures? \/ ([0-9]+) errors? \/ ([0-9]+) pending.*/\1 \3 \4 \5/p' |
        awk '{print $1 " passed, " $2 + $3 " failed, " $4 " skipped"}'
}

for test in "$BUILD"/tests/*; do
    [ -f "$test" ] && [ -x "$test" ] && suite "c/$(basename "$test")" "$test"
done
suite specs specs
if [ "$quick" != --quick ]; then
    for extra in tests/suites/*.sh; do
        [ -e "$extra" ] && suite "$(basename "$extra" .sh)" "$extra"
    done
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
