-- The work on translations: who is to do it, what colleagues say about it, what
-- reviewers decided, and what lists of work look at.

-- +goose Up

-- Of a translation that is there, or of one that is still missing.
CREATE TABLE assignments (
  post_id  TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale   TEXT    NOT NULL,
  version  INTEGER NOT NULL,
  assignee TEXT    NOT NULL, -- an actor's id
  due      INTEGER NOT NULL, -- or 0
  note     TEXT    NOT NULL,
  by       TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

-- Each step of a review. Of one revision the last one counts.
CREATE TABLE reviews (
  id       INTEGER PRIMARY KEY,
  post_id  TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale   TEXT    NOT NULL,
  n        INTEGER NOT NULL, -- the revision
  decision TEXT    NOT NULL CHECK (decision IN ('submit', 'approve', 'return')),
  at       INTEGER NOT NULL,
  by       TEXT    NOT NULL,
  thread   TEXT    NOT NULL  -- what was said to it, or ''
) STRICT;

CREATE INDEX reviews_by_revision ON reviews (post_id, locale, n, id);

CREATE TABLE threads (
  id          TEXT    PRIMARY KEY,
  post_id     TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale      TEXT    NOT NULL,
  segment     TEXT    NOT NULL, -- or '': the whole translation
  excerpt     TEXT    NOT NULL, -- of the segment when the thread began
  of_source   INTEGER NOT NULL, -- 1: the excerpt is the source's words
  revision    INTEGER NOT NULL, -- that was looked at; 0: the translation was missing
  resolved_at INTEGER NOT NULL, -- or 0
  resolved_by TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX threads_by_translation ON threads (post_id, locale, id);
CREATE INDEX threads_open           ON threads (post_id, locale, segment) WHERE resolved_at = 0;

CREATE TABLE comments (
  id        TEXT    PRIMARY KEY,
  thread_id TEXT    NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  version   INTEGER NOT NULL,
  text      TEXT    NOT NULL,
  by        TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  edited_at INTEGER NOT NULL -- or 0
) STRICT, WITHOUT ROWID;

CREATE INDEX comments_by_thread ON comments (thread_id, id);

-- Words of the source of which nothing stands beside them and the memory had something,
-- when that was looked at last.
CREATE TABLE known_words (
  post_id TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale  TEXT    NOT NULL,
  exact   INTEGER NOT NULL, -- it has the same
  fuzzy   INTEGER NOT NULL, -- it has the same words, with other numbers, tags or signs
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

-- What lists of work and reports look at: one row for each translation that is
-- there or missing, the source too, of posts that are not in the trash.
CREATE TABLE work (
  post_id  TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locale   TEXT    NOT NULL,
  by       TEXT    NOT NULL, -- the actor who made the post
  source   INTEGER NOT NULL, -- 1 for the post's source
  state    TEXT    NOT NULL, -- unjudged, missing, partial, stale, current
  status   TEXT    NOT NULL, -- of the translation; '' while it is missing
  taken    INTEGER NOT NULL, -- 1: assigned
  assignee TEXT    NOT NULL,
  due      INTEGER NOT NULL, -- the largest number where there is none
  since    INTEGER NOT NULL, -- when it came into its state, or into review
  todo     INTEGER NOT NULL, -- words of the source that wait for somebody
  old      INTEGER NOT NULL, -- among these, what stands beside them is out of date
  words    INTEGER NOT NULL, -- of the source
  title    TEXT    NOT NULL, -- of the source's head, folded
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

CREATE INDEX work_by_due      ON work (locale, state, status, taken, due, post_id);
CREATE INDEX work_by_age      ON work (locale, state, status, taken, since, post_id);
CREATE INDEX work_by_words    ON work (locale, state, status, taken, todo, post_id);
CREATE INDEX work_by_title    ON work (locale, state, status, taken, title, post_id);
CREATE INDEX work_by_assignee ON work (assignee, post_id) WHERE assignee <> '';
CREATE INDEX work_sums        ON work (locale, source, state, todo, old, words, post_id);

-- The rows of work as they must be.
CREATE VIEW work_due AS
  SELECT h.post_id, h.part AS locale, h.by, h.source,
      CASE WHEN h.state = 'missing' THEN 'missing' WHEN h.source = 1 THEN 'current' WHEN s.post_id IS NULL OR s.target_n = 0 THEN 'unjudged'
        WHEN s.missing > 0 THEN 'partial' WHEN s.state = 'stale' THEN 'stale' ELSE 'current' END AS state,
      h.status, a.post_id IS NOT NULL AS taken, coalesce(a.assignee, '') AS assignee,
      iif(coalesce(a.due, 0) = 0, 9223372036854775807, a.due) AS due,
      CASE WHEN h.status = 'in_review' THEN coalesce((SELECT r.at FROM reviews r
          WHERE r.post_id = h.post_id AND r.locale = h.part AND r.n = h.head ORDER BY r.id DESC LIMIT 1), h.updated)
        WHEN s.target_n = h.head THEN s.since WHEN h.state = 'missing' THEN h.created ELSE h.updated END AS since,
      coalesce(s.todo, 0) AS todo, coalesce(s.words_stale, 0) AS old, coalesce(s.words, 0) AS words, o.title
    FROM posts p CROSS JOIN heads h ON h.post_id = p.id AND h.part <> '' AND h.state <> 'trashed'
    CROSS JOIN heads o ON o.post_id = p.id AND o.part = p.source_locale
    LEFT JOIN standings s ON s.post_id = p.id AND s.locale = h.part AND s.basis = 'head' AND h.source = 0
    LEFT JOIN assignments a ON a.post_id = p.id AND a.locale = h.part;

INSERT INTO work SELECT post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title FROM work_due;

-- When languages came together again, the latest last.
CREATE INDEX ledger_meetings ON ledger (id) WHERE what = 'converged';

-- +goose Down

DROP INDEX ledger_meetings;
DROP VIEW work_due;
DROP TABLE work;
DROP TABLE known_words;
DROP TABLE comments;
DROP TABLE threads;
DROP TABLE reviews;
DROP TABLE assignments;
