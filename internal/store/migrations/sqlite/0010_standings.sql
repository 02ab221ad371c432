-- How translations stand to their sources, segment by segment: what people decided,
-- which is kept for good, and memos of what follows from it, which are not.

-- +goose Up

-- How many words were given on the translation: decisions on its segments, and
-- confirmations of its revisions. It only grows: with the numbers of two revisions it
-- names what a memo is a function of.
ALTER TABLE translations ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;

UPDATE translations SET decided = (SELECT count(*) FROM confirmations c
  WHERE c.post_id = translations.post_id AND translations.locale IN (c.locale, c.beside));

-- How many translations left the post. One that comes after is numbered from 1 again.
ALTER TABLE posts ADD COLUMN departures INTEGER NOT NULL DEFAULT 0;

CREATE TABLE decisions (
  post_id  TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale   TEXT    NOT NULL,
  n        INTEGER NOT NULL, -- 1, 2, … in the translation
  kind     TEXT    NOT NULL CHECK (kind IN ('written', 'confirmed', 'linked', 'unlinked', 'local', 'omitted', 'restored')),
  beside   TEXT    NOT NULL, -- the language that was the source
  source_n INTEGER NOT NULL, -- the revision of beside that was looked at
  target_n INTEGER NOT NULL, -- the revision of locale that it is in force from
  source   TEXT    NOT NULL, -- JSON list of segments
  target   TEXT    NOT NULL, -- JSON list of segments
  text     TEXT    NOT NULL, -- of the source, that the target was approved against
  origin   TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  by       TEXT    NOT NULL,
  PRIMARY KEY (post_id, locale, n)
) STRICT, WITHOUT ROWID;

-- It may change its post with its translation, and go with it; nothing else.
-- +goose StatementBegin
CREATE TRIGGER decisions_are_not_changed
BEFORE UPDATE OF locale, n, kind, beside, source_n, target_n, source, target, text, origin, reason, at, by ON decisions
BEGIN SELECT raise(ABORT, 'decisions are append-only'); END;
-- +goose StatementEnd

-- What the segments of a revision are called, and, beside another language, against
-- which of its texts each is right. It follows from the revisions up to this one and
-- from the words given on them; of revisions that were pruned it is all that is left.
CREATE TABLE lineages (
  post_id TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale  TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  beside  TEXT    NOT NULL, -- empty: the names alone
  decided INTEGER NOT NULL, -- how many words given on the translation are in it
  doc     TEXT    NOT NULL, -- JSON
  PRIMARY KEY (post_id, locale, n, beside)
) STRICT, WITHOUT ROWID;

-- How each translation stands to its source: as editors see both ('head'), and as
-- readers do ('live'). It is what lists and reports look at. A row is true of what it
-- was made from alone: source_n, target_n, decided and departures.
CREATE TABLE standings (
  post_id     TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale      TEXT    NOT NULL,
  basis       TEXT    NOT NULL CHECK (basis IN ('head', 'live')),
  source      TEXT    NOT NULL, -- the language of the source
  source_n    INTEGER NOT NULL,
  target_n    INTEGER NOT NULL, -- 0: there is no translation yet
  decided     INTEGER NOT NULL,
  departures  INTEGER NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('missing', 'stale', 'current')),
  since       INTEGER NOT NULL, -- when it came to be so
  by          TEXT    NOT NULL, -- the actor who made the post
  current     INTEGER NOT NULL, -- segments, as the columns below
  minor       INTEGER NOT NULL,
  substantive INTEGER NOT NULL,
  missing     INTEGER NOT NULL,
  empty       INTEGER NOT NULL,
  local       INTEGER NOT NULL,
  omitted     INTEGER NOT NULL,
  machine     INTEGER NOT NULL, -- written by a machine, and no person looked at it
  words       INTEGER NOT NULL, -- of the source
  words_missing INTEGER NOT NULL,
  words_stale INTEGER NOT NULL,
  todo        INTEGER NOT NULL, -- words_missing + words_stale
  doc         TEXT    NOT NULL, -- JSON: all sums
  PRIMARY KEY (post_id, locale, basis)
) STRICT, WITHOUT ROWID;

CREATE INDEX standings_by_age   ON standings (locale, basis, state, since, post_id);
CREATE INDEX standings_by_words ON standings (locale, basis, state, todo, post_id);
CREATE INDEX standings_by_maker ON standings (by, locale, basis, post_id);

-- Posts whose rows above may not be true any more.
CREATE TABLE unsettled (
  post_id TEXT    NOT NULL PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
  turn    INTEGER NOT NULL DEFAULT 0 -- 0: a person waits; 1: when there is time; 2: it failed, and waits until it changes
) STRICT, WITHOUT ROWID;

CREATE INDEX unsettled_in_turn ON unsettled (turn, post_id);

INSERT INTO unsettled (post_id, turn) SELECT id, 1 FROM posts WHERE merged_into = '' AND deleted_at = 0;

-- What stops a text is set beside what else is; who may look at whose words too.
UPDATE site SET settings = json_set(settings, '$.tolerance', json('{"missing":0,"stale":0,"errors":0}'),
  '$.reviewerNotTranslator', json('false'), '$.checks', json('{}'), '$.machine', NULL);
UPDATE locales SET settings = json_set(settings, '$.publishRequires', '');

-- +goose Down

UPDATE locales SET settings = json_remove(settings, '$.publishRequires');
UPDATE site SET settings = json_remove(settings, '$.tolerance', '$.reviewerNotTranslator', '$.checks', '$.machine');
DROP TABLE unsettled;
DROP TABLE standings;
DROP TABLE lineages;
DROP TABLE decisions;
ALTER TABLE posts DROP COLUMN departures;
ALTER TABLE translations DROP COLUMN decided;
