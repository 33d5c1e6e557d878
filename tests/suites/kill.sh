#!/usr/bin/env bash
# Kills the indexer at random moments and starts it again until it comes to its end: the corpus must be sound each
# time, and at the end equal to that of a run that nobody disturbed. Bounded: KILLS kills (default 100).
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
KILLS=${KILLS:-100}
RANDOM=11
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
check() { # name, condition's exit status
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $1"; fi
}

# Texts of the sample corpus in other orders, 600 files; segments of 2,000 tokens, so that there are many commits.
cat > "$work/make.lua" <<'LUA'
local folder, count = arg[1], 600
local lines = {}
for _, name in ipairs { table.unpack(arg, 2) } do
    for line in io.lines(name) do if #line > 40 then lines[#lines + 1] = line end end
end
math.randomseed(3)
for n = 1, count do
    local f = assert(io.open(("%s/%04d.txt"):format(folder, n), "w"))
    f:write("Report ", n, "\n\n")
    for _ = 1, 6 do f:write(lines[math.random(#lines)], "\n\n") end
    f:close()
end
LUA
cat > "$work/index.lua" <<'LUA'
local toolkit = require "toolkit"
toolkit.limit("segment_tokens", 2000)
local corpus = assert(toolkit.open(arg[2]))
assert(corpus:add(arg[1]))
corpus:close()
LUA
# Everything but the numbers of segments: what a reader of the corpus can see.
dump() {
    sqlite3 "$1" "SELECT d.*, hex(t.hash), t.sentences FROM document d LEFT JOIN text t ON t.document = d.id ORDER BY d.id;
        SELECT * FROM source ORDER BY file; SELECT * FROM block; SELECT * FROM fact; SELECT * FROM metadata;
        SELECT hex(hash), hex(data) FROM segment_part ORDER BY id;
        SELECT segment, n, document FROM segment_document ORDER BY document" | sha256sum
}

mkdir "$work/texts"
"$BUILD/toolkit" "$work/make.lua" "$work/texts" corpus/*/*.txt corpus/*/*.md
start=$(date +%s%N)
"$BUILD/toolkit" "$work/index.lua" "$work/texts" "$work/clean.db"
check "a run that nobody disturbs" $?
whole=$((($(date +%s%N) - start) / 1000)) # microseconds
expected=$(dump "$work/clean.db")

kills=0 resumes=0
while [ "$kills" -lt "$KILLS" ]; do
    rm -f "$work"/killed.db*
    while :; do
        "$BUILD/toolkit" "$work/index.lua" "$work/texts" "$work/killed.db" 2> "$work/err" &
        pid=$!
        if [ "$kills" -lt "$KILLS" ]; then
            sleep "$(awk -v us=$((RANDOM * 32768 + RANDOM)) -v whole="$whole" 'BEGIN { printf "%.6f", us % whole / 1e6 }')"
            if kill -9 "$pid" 2>/dev/null; then kills=$((kills + 1)); fi
        fi
        wait "$pid" 2>/dev/null
        status=$?
        resumes=$((resumes + 1))
        if [ "$status" -eq 0 ]; then break; fi
        if [ "$status" -ne 137 ]; then
            cat "$work/err"
            check "a resumed run (exit $status)" 1
            break
        fi
        if [ -s "$work/killed.db" ]; then
            "$BUILD/toolkit" scripts/verify.lua --quiet "$work/killed.db" > "$work/err" || {
                # killed before the schema was there: an empty file is no corpus yet
                grep -q "empty, not a corpus file" "$work/err" || { cat "$work/err"; check "soundness after a kill" 1; }
            }
        fi
    done
    [ "$(dump "$work/killed.db")" = "$expected" ]
    check "after $kills kills the corpus is that of a clean run" $?
done
echo "$kills kills, $resumes runs"

# Killed within a change that is half in the file already: who only reads gets the state before it.
sed -i 's/^toolkit.limit.*//' "$work/index.lua"
"$BUILD/toolkit" "$work/index.lua" "$work/texts" "$work/half.db" 2> "$work/err"
expected=$(dump "$work/half.db")
mkfifo "$work/orders"
sqlite3 "$work/half.db" < "$work/orders" > "$work/answers" &
pid=$!
{
    echo "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE text SET hash = zeroblob(16), content = zeroblob(9000);"
    echo "UPDATE segment_part SET data = zeroblob(99); SELECT 'changed';"
    while ! grep -q changed "$work/answers" && kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    kill -9 "$pid"
} > "$work/orders"
wait "$pid" 2>/dev/null
[ -s "$work/half.db-journal" ]
check "there is something to undo" $?
"$BUILD/toolkit" scripts/verify.lua --quiet "$work/half.db"
check "a reader finds the corpus sound" $?
[ "$(dump "$work/half.db")" = "$expected" ]
check "the change is undone" $?
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
