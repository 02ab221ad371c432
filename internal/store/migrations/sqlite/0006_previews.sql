-- Links that show drafts of one post, and the key of the addresses under which
-- their files are delivered.

-- +goose Up

CREATE TABLE preview_links (
  id         TEXT    PRIMARY KEY,
  hash       BLOB    NOT NULL, -- SHA-256 of the secret
  post_id    TEXT    NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
  locales    TEXT    NOT NULL, -- JSON list
  note       TEXT    NOT NULL,
  by         TEXT    NOT NULL, -- the actor who made it
  via        TEXT    NOT NULL, -- the credential that it was made with, or empty
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX preview_links_by_hash ON preview_links (hash);
CREATE        INDEX preview_links_by_post ON preview_links (post_id, created_at, id);
CREATE        INDEX preview_links_by_end  ON preview_links (expires_at);

CREATE TABLE preview_key (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB    NOT NULL -- of HMAC-SHA-256
) STRICT;

-- +goose Down

DROP TABLE preview_key;
DROP TABLE preview_links;
