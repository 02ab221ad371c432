-- What keeps languages together: whose word stands that two revisions are right
-- beside each other, and the ledger of what was live when.

-- +goose Up

-- The language that based_on counts in; empty in older revisions: the source.
ALTER TABLE revisions ADD COLUMN based_in TEXT NOT NULL DEFAULT '';

-- All revisions of a translation that mean the same have one number, for good. 0
-- where a revision is older than this column: it means its own.
ALTER TABLE revisions ADD COLUMN means INTEGER NOT NULL DEFAULT 0;

CREATE INDEX revisions_by_meaning ON revisions (post_id, locale, means, based_in, based_on, n) WHERE means > 0;
CREATE INDEX revisions_by_sense   ON revisions (post_id, locale, sense, n, means) WHERE sense <> '';

CREATE TABLE confirmations (
  post_id  TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale   TEXT    NOT NULL,
  n        INTEGER NOT NULL, -- a revision of locale
  beside   TEXT    NOT NULL,
  beside_n INTEGER NOT NULL, -- a revision of beside
  at       INTEGER NOT NULL,
  by       TEXT    NOT NULL,
  PRIMARY KEY (post_id, locale, n, beside, beside_n)
) STRICT, WITHOUT ROWID;

-- How long the others may lag where the source goes first.
UPDATE site SET settings = json_set(settings, '$.parityGrace', '0');

-- It refers to posts by no foreign key: it stays when they are purged.
CREATE TABLE ledger (
  id          INTEGER PRIMARY KEY,
  post_id     TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  tx          INTEGER NOT NULL, -- outbox_seq of the transaction; 0: before there was a ledger
  what        TEXT    NOT NULL CHECK (what IN ('live', 'gone', 'diverged', 'lagging', 'converged', 'overridden', 'held', 'failed')),
  cause       TEXT    NOT NULL,
  rule        TEXT    NOT NULL, -- that was in force
  by          TEXT    NOT NULL,
  release_id  TEXT    NOT NULL,
  schedule_id TEXT    NOT NULL,
  locale      TEXT    NOT NULL,
  revision    INTEGER NOT NULL,
  since       INTEGER NOT NULL,
  lags        TEXT    NOT NULL, -- JSON list
  reason      TEXT    NOT NULL,
  blockers    TEXT    NOT NULL  -- JSON list
) STRICT;

CREATE INDEX ledger_by_post  ON ledger (post_id, id);
CREATE INDEX ledger_turns    ON ledger (post_id, id) WHERE what IN ('diverged', 'lagging', 'converged');
CREATE INDEX ledger_partings ON ledger (since, id)  WHERE what = 'diverged';

INSERT INTO ledger (post_id, at, tx, what, cause, rule, by, release_id, schedule_id, locale, revision, since, lags, reason, blockers)
  SELECT post_id, live_at, 0, 'live', 'upgrade', '', '', '', '', locale, live, 0, '[]', '', '[]'
    FROM translations WHERE live > 0 ORDER BY live_at, post_id, locale;

-- +goose StatementBegin
CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
-- +goose StatementEnd

-- What replaces a row deletes it without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER ledger_is_not_replaced BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
-- +goose StatementEnd

-- +goose Down

UPDATE site SET settings = json_remove(settings, '$.parityGrace');
DROP TABLE ledger;
DROP TABLE confirmations;
DROP INDEX revisions_by_sense;
DROP INDEX revisions_by_meaning;
ALTER TABLE revisions DROP COLUMN means;
ALTER TABLE revisions DROP COLUMN based_in;
