-- People, what they sign in with, and the record of what was done.

-- +goose Up

CREATE TABLE users (
  id          TEXT    PRIMARY KEY,
  email       TEXT    NOT NULL, -- as it was given
  folded      TEXT    NOT NULL, -- as it is compared
  name        TEXT    NOT NULL,
  admin       INTEGER NOT NULL,
  roles       TEXT    NOT NULL, -- JSON: locale to roles
  password    TEXT    NOT NULL, -- a PHC string
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  disabled_at INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX users_by_email ON users (folded);

CREATE TABLE sessions (
  id         TEXT    PRIMARY KEY,
  hash       BLOB    NOT NULL, -- SHA-256 of the cookie
  user_id    TEXT    NOT NULL REFERENCES users (id),
  address    TEXT    NOT NULL,
  agent      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash);
CREATE        INDEX sessions_by_user ON sessions (user_id, created_at);
CREATE        INDEX sessions_by_end  ON sessions (expires_at);

-- One-time links: whoever opens one chooses a password.
CREATE TABLE invitations (
  id         TEXT    PRIMARY KEY,
  hash       BLOB    NOT NULL, -- SHA-256 of the secret
  kind       TEXT    NOT NULL CHECK (kind IN ('setup', 'invite', 'reset')),
  user_id    TEXT    NOT NULL, -- whose password is reset, or empty
  email      TEXT    NOT NULL,
  folded     TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  admin      INTEGER NOT NULL,
  roles      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX invitations_by_hash ON invitations (hash);
CREATE        INDEX invitations_by_end  ON invitations (expires_at);

ALTER TABLE tokens ADD COLUMN owner TEXT NOT NULL DEFAULT ''; -- an actor, for whom the token acts; empty: for itself
ALTER TABLE tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '["manage"]'; -- JSON list
ALTER TABLE tokens ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX tokens_by_owner ON tokens (owner) WHERE owner <> '';

-- Whoever may no longer sign in leaves no link behind.
CREATE INDEX preview_links_by_maker ON preview_links (by);
CREATE INDEX preview_links_by_credential ON preview_links (via) WHERE via <> '';

-- Who did what, or tried to. Nothing of it changes.
CREATE TABLE audit (
  id        INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  name      TEXT    NOT NULL, -- the actor's, at that time
  via       TEXT    NOT NULL, -- the credential, or what ran the command
  operation TEXT    NOT NULL, -- the event, or what was refused
  outcome   TEXT    NOT NULL CHECK (outcome IN ('done', 'refused')),
  post      TEXT    NOT NULL,
  locales   TEXT    NOT NULL, -- ' en fr '
  subject   TEXT    NOT NULL, -- what else it was about, as kind and id
  address   TEXT    NOT NULL,
  agent     TEXT    NOT NULL,
  detail    TEXT    NOT NULL  -- JSON
) STRICT;

CREATE INDEX audit_by_time      ON audit (at);
CREATE INDEX audit_by_actor     ON audit (actor, at);
CREATE INDEX audit_by_operation ON audit (operation, at);
CREATE INDEX audit_by_post      ON audit (post, at) WHERE post <> '';
CREATE INDEX audit_by_refusal   ON audit (at) WHERE outcome = 'refused';

-- +goose StatementBegin
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
-- +goose StatementEnd

-- REPLACE deletes without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
-- +goose StatementEnd

-- +goose Down

DROP TABLE audit;
DROP INDEX preview_links_by_credential;
DROP INDEX preview_links_by_maker;
DROP INDEX tokens_by_owner;
ALTER TABLE tokens DROP COLUMN used_at;
ALTER TABLE tokens DROP COLUMN scopes;
ALTER TABLE tokens DROP COLUMN owner;
DROP TABLE invitations;
DROP TABLE sessions;
DROP TABLE users;
