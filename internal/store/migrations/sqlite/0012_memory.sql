-- What was translated before, and the words that are always translated the same way.

-- +goose Up

-- The directions in which there is a memory.
CREATE TABLE memory_pairs (
  id     INTEGER PRIMARY KEY,
  source TEXT NOT NULL, -- locale
  target TEXT NOT NULL,
  UNIQUE (source, target)
) STRICT;

-- Pairs of texts. Ids are never given again: memory_words names them without asking.
CREATE TABLE memory (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  pair    INTEGER NOT NULL REFERENCES memory_pairs (id),
  key     INTEGER NOT NULL, -- hash of the source's words, numbers and tags set aside
  sum     INTEGER NOT NULL, -- hash of both texts
  source  TEXT    NOT NULL, -- with numbered tags
  target  TEXT    NOT NULL,
  tags    TEXT    NOT NULL, -- elements of the source's tags, by number, parted by spaces
  tokens  BLOB    NOT NULL, -- of the source: of each word its hash and its stem's, four bytes each
  origin  TEXT    NOT NULL,
  by      TEXT    NOT NULL, -- the actor who wrote or approved it
  at      INTEGER NOT NULL,
  post    TEXT    NOT NULL, -- where it was approved last; empty: it was brought in
  segment TEXT    NOT NULL,
  brought INTEGER NOT NULL, -- 1: from a file; nothing that is fed later takes it away
  UNIQUE (pair, sum)
) STRICT;

CREATE INDEX memory_by_key ON memory (pair, key);

-- What a segment of a post says now. Beside it stands what it stands between.
CREATE TABLE memory_uses (
  pair    INTEGER NOT NULL REFERENCES memory_pairs (id),
  post    TEXT    NOT NULL,
  segment TEXT    NOT NULL,
  entry   INTEGER NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
  before  INTEGER NOT NULL, -- hash of the source text before it; 0: it is the first
  after   INTEGER NOT NULL, -- and after it; 0: the last
  PRIMARY KEY (pair, post, segment)
) STRICT, WITHOUT ROWID;

CREATE INDEX memory_uses_by_entry ON memory_uses (entry);

-- Which entries have a stem: five bytes each, the id (little-endian) and how many
-- words the entry has, at most 255. A block holds those of 1,024 ids, so that one
-- more is written into a small row.
CREATE TABLE memory_words (
  pair  INTEGER NOT NULL,
  stem  INTEGER NOT NULL, -- its hash
  block INTEGER NOT NULL, -- id >> 10
  n     INTEGER NOT NULL,
  ids   BLOB    NOT NULL,
  PRIMARY KEY (pair, stem, block)
) STRICT, WITHOUT ROWID;

-- For people who look for words. pair is the number of the direction, as a word.
CREATE VIRTUAL TABLE memory_texts USING fts5 (pair, source, target,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');

-- +goose StatementBegin
CREATE TRIGGER memory_gone AFTER DELETE ON memory BEGIN
  DELETE FROM memory_texts WHERE rowid = old.id;
END;
-- +goose StatementEnd

CREATE TABLE glossary (
  id      TEXT    PRIMARY KEY,
  version INTEGER NOT NULL,
  source  TEXT    NOT NULL, -- locale
  target  TEXT    NOT NULL,
  term    TEXT    NOT NULL, -- in the source
  folded  TEXT    NOT NULL, -- the term and what it is called, as lists are ordered and searched
  meant   TEXT    NOT NULL, -- the term in the target
  doc     TEXT    NOT NULL, -- JSON: forms, forbidden forms, note, whether case counts
  by      TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX glossary_by_term ON glossary (source, target, term, meant);
CREATE        INDEX glossary_by_fold ON glossary (folded, id);

-- The first stem of every form of a term, in both languages: what to look for in a text.
CREATE TABLE glossary_stems (
  stem INTEGER NOT NULL, -- its hash
  term TEXT    NOT NULL REFERENCES glossary (id) ON DELETE CASCADE,
  PRIMARY KEY (stem, term)
) STRICT, WITHOUT ROWID;

CREATE INDEX glossary_stems_by_term ON glossary_stems (term);

-- +goose Down

DROP TABLE glossary_stems;
DROP TABLE glossary;
DROP TRIGGER memory_gone;
DROP TABLE memory_texts;
DROP TABLE memory_words;
DROP TABLE memory_uses;
DROP TABLE memory;
DROP TABLE memory_pairs;
