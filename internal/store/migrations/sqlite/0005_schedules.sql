-- What is to happen to posts, by hand or at an instant: releases and schedules.
-- Neither refers to posts by a foreign key: they are records, and stay when a
-- post is purged.

-- +goose Up

CREATE TABLE releases (
  id         TEXT    PRIMARY KEY,
  version    INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  state      TEXT    NOT NULL, -- draft, scheduled, done, held, failed
  override   TEXT    NOT NULL, -- the reason of an override of parity, or ''
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  done_at    INTEGER NOT NULL,
  done_by    TEXT    NOT NULL,
  result     TEXT    NOT NULL  -- JSON: what it did to each post, in order; 'null' until it is done
) STRICT, WITHOUT ROWID;

CREATE INDEX releases_by_creation ON releases (created_at, id);

CREATE TABLE release_items (
  release_id  TEXT    NOT NULL REFERENCES releases (id),
  i           INTEGER NOT NULL,
  post_id     TEXT    NOT NULL,
  action      TEXT    NOT NULL, -- publish, unpublish
  publication TEXT    NOT NULL, -- JSON: {"shared": n, "translations": {"fr": n}}
  PRIMARY KEY (release_id, i),
  UNIQUE (release_id, post_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX release_items_by_post ON release_items (post_id, release_id);

CREATE TABLE schedules (
  id          TEXT    PRIMARY KEY,
  version     INTEGER NOT NULL,
  post_id     TEXT    NOT NULL, -- '' for one of a release
  action      TEXT    NOT NULL, -- of a post
  publication TEXT    NOT NULL, -- of a post, as in release_items; 'null' for one of a release
  release_id  TEXT    NOT NULL, -- '' for one of a post
  state       TEXT    NOT NULL, -- pending, done, held, failed, cancelled
  due         INTEGER NOT NULL,
  at          TEXT    NOT NULL, -- as it was asked for
  time_zone   TEXT    NOT NULL,
  on_blocked  TEXT    NOT NULL, -- hold, fail
  override    TEXT    NOT NULL, -- the reason of an override of parity, or ''
  by          TEXT    NOT NULL, -- the actor as whom it fires
  created_at  INTEGER NOT NULL,
  fired_at    INTEGER NOT NULL,
  outcome     TEXT    NOT NULL  -- JSON: why it is held or failed; 'null' otherwise
) STRICT, WITHOUT ROWID;

CREATE INDEX schedules_by_due     ON schedules (due, id);
CREATE INDEX schedules_by_state   ON schedules (state, due, id);
CREATE INDEX schedules_by_post    ON schedules (post_id, state, due);
CREATE INDEX schedules_by_release ON schedules (release_id, state);

-- Which posts something waits for: pending or held.
CREATE VIEW waiting_posts AS
  SELECT post_id, state, id AS schedule_id FROM schedules
    WHERE post_id <> '' AND state IN ('pending', 'held')
  UNION ALL
  SELECT i.post_id, s.state, s.id FROM release_items i
    JOIN schedules s ON s.release_id = i.release_id AND s.state IN ('pending', 'held');

-- Which revisions are named by something that may still happen, or by a release:
-- none of these may be pruned. The shared part has the locale ''.
CREATE VIEW named_revisions AS
  WITH named (post_id, publication) AS (
    SELECT post_id, publication FROM schedules WHERE post_id <> '' AND state IN ('pending', 'held')
    UNION ALL
    SELECT post_id, publication FROM release_items
  )
  SELECT post_id, '' AS locale, publication ->> 'shared' AS n FROM named WHERE publication ->> 'shared' > 0
  UNION
  SELECT post_id, t.key, t.value FROM named, json_each(publication, '$.translations') t;

-- +goose Down

DROP VIEW named_revisions;
DROP VIEW waiting_posts;
DROP TABLE schedules;
DROP TABLE release_items;
DROP TABLE releases;
