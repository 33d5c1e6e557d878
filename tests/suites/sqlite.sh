#!/usr/bin/env bash
# The SQLite extension in the sqlite3 shell and in a host of its own: the documented examples, tokenizer, functions, tables, errors.
# Last line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case ${MODE:-release} in release|debug) ;; *) echo "skipped sqlite: built with ${MODE}"; echo "0 passed, 0 failed, 1 skipped"; exit 0;; esac
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
extension=$(realpath "$BUILD/libtoolkit_sqlite.so")
passed=0 failed=0
"$BUILD/toolkit" scripts/index.lua corpus/ -o "$dir/news.db" --quiet || { echo "FAILED: no corpus"; failed=1; }

is() { # is NAME WANTED GOT
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); else echo "FAILED $1"; diff <(echo "$2") <(echo "$3"); failed=$((failed + 1)); fi
}
sql() { (cd "$dir" && sqlite3 -cmd ".load ${extension%.so}" :memory: "$1" 2>&1); }

is "the examples" "1|Zoë was [running] late.
2|The cafés [run] out of crème brûlée.
1|[Zoë] was running late.
2|The cafés run out of [crème] brûlée.
run|2
0|18|Mr. Bell wrote it.
19|35|\"Who?\" she said.
corpus/harrow-dam/keld-water-ministry.md|on Monday that the |release of water| at Harrow dam was
said|66|21
told|11|10
says|3|3" "$(sed "s|build/libtoolkit_sqlite|${extension%.so}|" src/sqlite/examples.sql | (cd "$dir" && sqlite3 2>&1))"

is "functions" "strasse zoe|strasse zoë|run|haus|é|ﬁ|fi|1" "$(sql "SELECT tkit_fold('Straße ZOË', 'marks'), tkit_fold('Straße ZOË'),
    tkit_stem('Running'), tkit_stem('Häuser', 'de'), tkit_normalize('e' || char(769)), tkit_normalize('ﬁ'), tkit_normalize('ﬁ', 'nfkc'),
    tkit_fold(NULL) IS NULL AND tkit_stem(NULL) IS NULL")"
is "a stemmer for each row's language" "run
haus" "$(sql "SELECT tkit_stem(column1, column2) FROM (VALUES ('running', 'english'), ('häuser', 'german'))")"
is "tokens" "Zoë|word|0|4
paid|word|5|9
$|symbol|10|11
12.50|number|11|16
.|punctuation|16|17" "$(sql "SELECT * FROM tkit_tokens('Zoë paid \$12.50.')")"
is "positions are bytes of the text" "1" "$(sql "WITH x(t) AS (VALUES ('Ünder the «Häuser».'))
    SELECT min(CAST(substr(CAST(t AS BLOB), start + 1, stop - start) AS TEXT) = token) FROM x, tkit_tokens(t)")"
is "no rows for NULL and for nothing" "0|0|0" "$(sql "SELECT (SELECT count(*) FROM tkit_tokens(NULL)), (SELECT count(*) FROM tkit_tokens('')),
    (SELECT count(*) FROM tkit_sentences('  '))")"
is "sentences" "Mr.|0|3
Bell wrote.|4|15" "$(sql "SELECT * FROM tkit_sentences('Mr. Bell wrote. ')")"
is "a join whichever table comes first" "1|one
1|two
2|three" "$(sql "CREATE TABLE d(id, body); INSERT INTO d VALUES (1, 'one two'), (2, 'three');
    SELECT d.id, token FROM tkit_tokens(d.body), d ORDER BY 1, start")"

fts() { sql "CREATE VIRTUAL TABLE t USING fts5(body, tokenize = '$1'); INSERT INTO t VALUES ('Zoë'), ('ZOË'), ('Zoe'), ('Häuser'), ('Hauses');
    SELECT group_concat(rowid, ' ') FROM (SELECT rowid FROM t('$2') ORDER BY rowid)"; }
is "fold marks" "1 2 3" "$(fts toolkit zoe)"
is "fold case" "1 2" "$(fts 'toolkit fold case' zoë)"
is "fold none" "1" "$(fts 'toolkit fold none' Zoë)"
is "stem" "4 5" "$(fts 'toolkit stem german' haus)"
is "prefixes" "4 5" "$(fts toolkit 'hau*')"
for wrong in "toolkit stem klingon" "toolkit fold" "toolkit fold some" "toolkit colour red" "toolkit fold none stem english"; do
    is "refuses $wrong" "1" "$(fts "$wrong" x | grep -c 'error in tokenizer constructor')"
done

kwic=$(sql "SELECT file || char(9) || start || char(9) || stop FROM tkit_kwic('news.db', '\"said\" []{0,2} \"that\"')")
is "tkit_kwic agrees with scripts/query.lua" "$("$BUILD/toolkit" scripts/query.lua "$dir/news.db" '"said" []{0,2} "that"' --format tsv 2>/dev/null |
    awk -F '\t' 'NR > 1 { print $4 "\t" $5 "\t" $6 }')" "$kwic"
is "which finds something" "1" "$([ "$(echo "$kwic" | wc -l)" -gt 3 ] && echo 1)"
is "words around" "3|3" "$(sql "SELECT (SELECT count(*) FROM tkit_tokens(k.left)), (SELECT count(*) FROM tkit_tokens(k.right))
    FROM tkit_kwic('news.db', '\"hours\" \"before\"', 3) AS k LIMIT 1")"
fails() { is "refuses: $2" "1" "$(sql "$1" | grep -cF "$2")"; }
fails "SELECT * FROM tkit_kwic('none.db', '\"a\"')" "tkit_kwic: none.db: no such file"
fails "SELECT * FROM tkit_kwic('news.db', '[said')" "tkit_kwic: query: expected ']' at 6"
fails "SELECT * FROM tkit_kwic('news.db', '\"said\"', 2, 'verse')" "tkit_kwic: no unit of context 'verse'"
fails "SELECT * FROM tkit_kwic('news.db')" "tkit_kwic: argument 2 is missing"
fails "CREATE VIEW v AS SELECT * FROM tkit_kwic('news.db', '\"said\"'); SELECT * FROM v" "unsafe use of virtual table"
fails "SELECT * FROM tkit_sentences('a', 'some')" "expected 'uax29' or 'news'"
fails "SELECT tkit_stem('a', 'klingon')" "no stemmer for language 'klingon'"
fails "SELECT tkit_fold('a', 'some')" "tkit_fold: unknown 'some'"
[ -e "$dir/none.db" ]; is "no file is made" "1" "$?"

cat >"$dir/host.c" <<'HOST'
#include <sqlite3.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    for (int i = 0; i < 3; i++) { /* loaded again, in a connection of its own */
        sqlite3 *db;
        sqlite3_stmt *statement;
        if (argc < 2 || sqlite3_open(":memory:", &db) || sqlite3_enable_load_extension(db, 1) ||
            sqlite3_load_extension(db, argv[1], NULL, NULL) ||
            sqlite3_prepare_v2(db, "SELECT tkit_stem('running') FROM tkit_tokens('a b')", -1, &statement, NULL))
            return 1;
        while (sqlite3_step(statement) == SQLITE_ROW) printf("%s ", (const char *)sqlite3_column_text(statement, 0));
        sqlite3_finalize(statement);
        if (sqlite3_close(db)) return 1;
    }
    return 0;
}
HOST
cc -o "$dir/host" "$dir/host.c" $(pkg-config --cflags --libs sqlite3)
is "another host, thrice" "run run run run run run " "$("$dir/host" "$extension" && echo)"
is "it exports its entry points only" "sqlite3_extension_init
sqlite3_toolkitsqlite_init" "$(nm -D --defined-only "$extension" | awk '{print $3}' | sort)"
is "it knows no Lua" "" "$(nm -D "$extension" | grep -E ' luaL?_')"
echo "$passed passed, $failed failed, 0 skipped"
