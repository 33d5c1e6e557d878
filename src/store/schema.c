/* The schema of a corpus file, version 1. What stands here is documented in the README ("The corpus file") and is read
 * by other programs: extend it by adding, and count CORPUS_SCHEMA_VERSION up. */
#include "store/schema.h"

#include <stddef.h>

const char *const tkit_schema[] = {
    /* A file, archive or folder entry on disk that documents came from; its size and time tell whether to read it. */
    "CREATE TABLE source(id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,"
    " modified INTEGER NOT NULL)", /* nanoseconds since 1970 */
    "CREATE TABLE document(id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE,"
    " source INTEGER REFERENCES source(id) ON DELETE SET NULL,"
    " same_as INTEGER REFERENCES document(id) ON DELETE CASCADE," /* identical content: text, blocks ... are its */
    " sha256 TEXT NOT NULL, source_bytes INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL," /* of text */
    " tokens INTEGER, sentences INTEGER)",
    "CREATE INDEX document_sha256 ON document(sha256)",
    "CREATE INDEX document_source ON document(source)",
    "CREATE INDEX document_same_as ON document(same_as) WHERE same_as IS NOT NULL",
    /* The text, kept apart so that lists of documents stay small. sentences: JSON, [[start,stop],...] in bytes. */
    "CREATE TABLE text(document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL, sentences TEXT, content TEXT NOT NULL)",
    /* From text bytes to source bytes, where they differ: runs of (text, source, text unit, source unit). */
    "CREATE TABLE byte_map(document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL, runs BLOB NOT NULL)",
    "CREATE TABLE block(document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, n INTEGER NOT NULL,"
    " start INTEGER NOT NULL, stop INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT, speaker_start INTEGER,"
    " speaker_stop INTEGER, body_start INTEGER NOT NULL, is_body INTEGER NOT NULL,"
    " PRIMARY KEY(document, n)) WITHOUT ROWID",
    /* title, date, source, author, language, url, modified. n = 0 is the chosen value, 1... are all candidates. */
    "CREATE TABLE fact(document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, name TEXT NOT NULL,"
    " n INTEGER NOT NULL, value TEXT, how TEXT, precision TEXT, start INTEGER NOT NULL,"
    " stop INTEGER NOT NULL, PRIMARY KEY(document, name, n)) WITHOUT ROWID",
    "CREATE TABLE metadata(document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, key TEXT NOT NULL,"
    " value TEXT NOT NULL, PRIMARY KEY(document, key)) WITHOUT ROWID",
    "CREATE INDEX fact_name ON fact(name, document) WHERE n = 0",
    "CREATE INDEX metadata_key ON metadata(key, document)",
    /* Tokens that came with the text (vertical text, CoNLL-U): varints (bytes from the end of the last one, length). */
    "CREATE TABLE token(document INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,"
    " hash BLOB NOT NULL, count INTEGER NOT NULL, spans BLOB NOT NULL)",
    "CREATE TABLE layer(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE span(id INTEGER PRIMARY KEY, layer INTEGER NOT NULL REFERENCES layer(id) ON DELETE CASCADE,"
    " document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, start INTEGER NOT NULL,"
    " stop INTEGER NOT NULL, label TEXT, json TEXT)",
    "CREATE INDEX span_place ON span(layer, document, start, stop DESC)",
    "CREATE INDEX span_document ON span(document)",
    /* A run of an analysis: what was computed by what, so that it can be repeated. */
    "CREATE TABLE run(id INTEGER PRIMARY KEY, version TEXT NOT NULL, script TEXT, script_sha256 TEXT, options TEXT,"
    " finished TEXT)",
    "CREATE TABLE claim(id INTEGER PRIMARY KEY, run INTEGER REFERENCES run(id) ON DELETE CASCADE,"
    " document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE, name TEXT, type TEXT,"
    " start INTEGER NOT NULL, stop INTEGER NOT NULL, speaker TEXT, speaker_id TEXT, cue TEXT, stance TEXT,"
    " polarity TEXT, confidence TEXT, rule TEXT, json TEXT)",
    "CREATE INDEX claim_document ON claim(document, start)",
    "CREATE TABLE claim_link(a INTEGER NOT NULL REFERENCES claim(id) ON DELETE CASCADE,"
    " b INTEGER NOT NULL REFERENCES claim(id) ON DELETE CASCADE, relation TEXT NOT NULL, why TEXT, json TEXT,"
    " PRIMARY KEY(a, b, relation)) WITHOUT ROWID",
    /* The index. A segment never changes; a document that leaves it is marked, until segments merge. */
    "CREATE TABLE segment(id INTEGER PRIMARY KEY AUTOINCREMENT, format INTEGER NOT NULL, tokens INTEGER NOT NULL,"
    " documents INTEGER NOT NULL, sentences INTEGER NOT NULL, attributes TEXT NOT NULL)",
    "CREATE TABLE segment_document(segment INTEGER NOT NULL REFERENCES segment(id) ON DELETE CASCADE,"
    " n INTEGER NOT NULL, document INTEGER, PRIMARY KEY(segment, n)) WITHOUT ROWID", /* NULL: removed */
    "CREATE INDEX segment_document_document ON segment_document(document)",
    /* id = segment << 32 | part << 20 | row; hash = XXH3-128 of data. */
    "CREATE TABLE segment_part(id INTEGER PRIMARY KEY, hash BLOB NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "INSERT INTO setting VALUES('generation', 0)", /* counts commits that changed the index */

    "CREATE VIEW documents AS SELECT d.id, d.file, d.sha256, d.source_bytes, d.bytes, d.tokens, d.sentences, d.same_as,"
    " title.value AS title, date.value AS date, date.precision AS date_precision, date.how AS date_how,"
    " outlet.value AS source, author.value AS author, language.value AS language, url.value AS url, t.content AS text"
    " FROM document d LEFT JOIN text t ON t.document = ifnull(d.same_as, d.id)"
    " LEFT JOIN fact title ON title.document = t.document AND title.name = 'title' AND title.n = 0"
    " LEFT JOIN fact date ON date.document = t.document AND date.name = 'date' AND date.n = 0"
    " LEFT JOIN fact outlet ON outlet.document = t.document AND outlet.name = 'source' AND outlet.n = 0"
    " LEFT JOIN fact author ON author.document = t.document AND author.name = 'author' AND author.n = 0"
    " LEFT JOIN fact language ON language.document = t.document AND language.name = 'language' AND language.n = 0"
    " LEFT JOIN fact url ON url.document = t.document AND url.name = 'url' AND url.n = 0",
    "CREATE VIEW sentences AS SELECT t.document, j.key + 1 AS n, json_extract(j.value, '$[0]') AS start,"
    " json_extract(j.value, '$[1]') AS stop, CAST(substr(CAST(t.content AS BLOB), json_extract(j.value, '$[0]') + 1,"
    " json_extract(j.value, '$[1]') - json_extract(j.value, '$[0]')) AS TEXT) AS text"
    " FROM text t, json_each(t.sentences) j",
    "CREATE VIEW blocks AS SELECT b.*, CAST(substr(CAST(t.content AS BLOB), b.start + 1, b.stop - b.start) AS TEXT)"
    " AS text FROM block b JOIN text t USING(document)",
    "CREATE VIEW spans AS SELECT s.id, l.name AS layer, s.document, d.file, s.start, s.stop, s.label, s.json,"
    " CAST(substr(CAST(t.content AS BLOB), s.start + 1, s.stop - s.start) AS TEXT) AS text"
    " FROM span s JOIN layer l ON l.id = s.layer JOIN document d ON d.id = s.document"
    " JOIN text t ON t.document = s.document",
    "CREATE VIEW claims AS SELECT c.*, d.file,"
    " CAST(substr(CAST(t.content AS BLOB), c.start + 1, c.stop - c.start) AS TEXT) AS text"
    " FROM claim c JOIN document d ON d.id = c.document JOIN text t ON t.document = c.document",
    NULL,
};
