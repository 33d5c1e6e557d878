-- Three examples of the SQLite extension, for the sqlite3 shell:
--   toolkit scripts/index.lua corpus/ -o news.db && sqlite3 < src/sqlite/examples.sql
.load build/libtoolkit_sqlite

-- 1. Full text in any database: case, accents and endings do not count, words are those of Unicode.
CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO note(body) VALUES ('Zoë was running late.'), ('The cafés run out of crème brûlée.'), ('Nothing to see.');
CREATE VIRTUAL TABLE note_text USING fts5(body, content = 'note', content_rowid = 'id',
                                          tokenize = 'toolkit stem english');
INSERT INTO note_text(note_text) VALUES ('rebuild');
SELECT rowid, highlight(note_text, 0, '[', ']') FROM note_text('run') ORDER BY rowid;
SELECT rowid, highlight(note_text, 0, '[', ']') FROM note_text('creme OR zoe') ORDER BY rowid;

-- 2. Words and sentences of any column, counted by SQL.
SELECT tkit_stem(t.token) AS stem, count(*) AS n
FROM note, tkit_tokens(note.body) AS t
WHERE t.kind = 'word' GROUP BY stem HAVING n > 1 ORDER BY n DESC, stem;
SELECT start, stop, sentence FROM tkit_sentences('Mr. Bell wrote it. "Who?" she said.', 'news');

-- 3. A concordance of a corpus file, joined with its metadata or grouped as the question wants it.
SELECT file, left, match, right FROM tkit_kwic('news.db', '[lower="release"] "of" "water"', 4);
SELECT tkit_fold(match) AS form, count(*) AS n, count(DISTINCT document) AS documents
FROM tkit_kwic('news.db', '"said|says|told"%c') GROUP BY form ORDER BY n DESC, form;
