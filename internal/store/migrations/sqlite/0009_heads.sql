-- What editors' lists look at: one row for each part of a post, by its head, and
-- the words of the heads of translations.

-- +goose Up

-- part is a locale, or empty for the shared part. state is, of a translation:
-- 'draft' (no reader sees it), 'live', 'behind' (live, and it or the shared part
-- has a newer head); of a locale that the post should exist in and does not:
-- 'missing'; of the shared part: 'post'; of all parts in the trash: 'trashed'.
CREATE TABLE heads (
  post_id TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  part    TEXT    NOT NULL,
  by      TEXT    NOT NULL, -- the actor who made the post
  source  INTEGER NOT NULL, -- 1 for the post's source
  state   TEXT    NOT NULL,
  status  TEXT    NOT NULL, -- of a translation
  head    INTEGER NOT NULL, -- its newest revision
  title   TEXT    NOT NULL, -- case and accents folded, its beginning
  date    INTEGER NOT NULL, -- the date that the head says; else when the post was made
  created INTEGER NOT NULL, -- of the post
  updated INTEGER NOT NULL, -- last save of the part
  worded  INTEGER NOT NULL DEFAULT 0, -- the revision whose words head_words has, or 0
  doc     INTEGER NOT NULL DEFAULT 0, -- their row there, or 0
  PRIMARY KEY (post_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX heads_by_update   ON heads (part, state, updated, post_id);
CREATE INDEX heads_by_creation ON heads (part, state, created, post_id);
CREATE INDEX heads_by_date     ON heads (part, state, date, post_id);
CREATE INDEX heads_by_title    ON heads (part, state, title, post_id) WHERE title <> '';
CREATE INDEX heads_by_maker    ON heads (by, post_id) WHERE part = '';
CREATE INDEX heads_by_status   ON heads (status, post_id) WHERE status NOT IN ('', 'draft');
CREATE INDEX heads_by_doc      ON heads (doc) WHERE doc > 0;
CREATE INDEX heads_wordless    ON heads (updated, post_id, part) WHERE part <> '' AND worded <> head;

-- Words as Go has folded them. A later save has a later row: the order of rows is
-- that of saves, which searches follow. The words alone are kept, not the text.
-- part is the locale as one word: what may not be read is not even looked at.
CREATE VIRTUAL TABLE head_words USING fts5 (part, title, slug, summary, body,
  content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3');

-- +goose StatementBegin
CREATE TRIGGER heads_gone AFTER DELETE ON heads WHEN old.doc > 0 BEGIN
  DELETE FROM head_words WHERE rowid = old.doc;
END;
-- +goose StatementEnd

-- How translations stand to their readers.
CREATE VIEW head_states AS
  SELECT p.id AS post_id, t.locale AS part, CASE WHEN p.deleted_at > 0 THEN 'trashed' WHEN t.live = 0 THEN 'draft'
      WHEN t.head > t.live OR p.head > p.live THEN 'behind' ELSE 'live' END AS state
    FROM posts p JOIN translations t ON t.post_id = p.id;

-- The rows of heads as they must be; but for worded and doc, which follow.
CREATE VIEW heads_due AS
  SELECT p.id AS post_id, '' AS part, p.created_by AS by, 0 AS source, iif(p.deleted_at > 0, 'trashed', 'post') AS state, '' AS status,
      p.head AS head, '' AS title, coalesce(CAST(unixepoch(iif(json_valid(s.doc), s.doc ->> '$.date.at', NULL)) AS INTEGER) * 1000000, p.created_at) AS date,
      p.created_at AS created, s.at AS updated
    FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head WHERE p.merged_into = ''
  UNION ALL
  SELECT p.id, t.locale, p.created_by, t.locale = p.source_locale, l.state, t.status, t.head, substr(r.title, 1, 100),
      coalesce(CAST(unixepoch(CASE iif(json_valid(r.doc), json_type(r.doc, '$.overrides.date'), '') WHEN 'object' THEN r.doc ->> '$.overrides.date.at'
        WHEN 'null' THEN NULL ELSE iif(json_valid(s.doc), s.doc ->> '$.date.at', NULL) END) AS INTEGER) * 1000000, p.created_at),
      p.created_at, t.updated_at
    FROM posts p JOIN translations t ON t.post_id = p.id JOIN head_states l ON l.post_id = p.id AND l.part = t.locale
    JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head JOIN revisions r ON r.post_id = p.id AND r.locale = t.locale AND r.n = t.head WHERE p.merged_into = ''
  UNION ALL
  SELECT p.id, j.value, p.created_by, 0, 'missing', '', 0, '',
      coalesce(CAST(unixepoch(iif(json_valid(s.doc), s.doc ->> '$.date.at', NULL)) AS INTEGER) * 1000000, p.created_at), p.created_at, s.at
    FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head,
      json_each(iif(p.targets = 'null', (SELECT json_group_array(tag) FROM locales), p.targets)) j
    WHERE p.merged_into = '' AND p.deleted_at = 0
      AND NOT EXISTS (SELECT 1 FROM translations t WHERE t.post_id = p.id AND t.locale = j.value);

INSERT INTO heads (post_id, part, by, source, state, status, head, title, date, created, updated)
  SELECT post_id, part, by, source, state, status, head, title, date, created, updated FROM heads_due;

-- +goose Down

DROP VIEW heads_due;
DROP VIEW head_states;
DROP TRIGGER heads_gone;
DROP TABLE head_words;
DROP TABLE heads;
