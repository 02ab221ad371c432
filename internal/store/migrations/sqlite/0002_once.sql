-- Requests that were answered, by the key that the client chose.

-- +goose Up

CREATE TABLE once (
  actor      TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  hash       BLOB    NOT NULL, -- SHA-256 of the request
  result     TEXT    NOT NULL, -- JSON: what the command returned
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX once_by_end ON once (expires_at);

-- +goose Down

DROP TABLE once;
