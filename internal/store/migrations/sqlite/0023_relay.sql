-- Carrying events from the outbox to those who are told of them.

-- +goose Up

-- Up to where each consumer took events from the outbox, and which process does it now.
CREATE TABLE consumers (
  name         TEXT    PRIMARY KEY,
  seq          INTEGER NOT NULL,
  i            INTEGER NOT NULL,
  holder       TEXT    NOT NULL, -- the process; empty: none
  leased_until INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL  -- when a process last had it
) STRICT, WITHOUT ROWID;

-- Events before that place which a consumer has not taken yet, or never will.
CREATE TABLE deliveries (
  consumer TEXT    NOT NULL REFERENCES consumers (name),
  seq      INTEGER NOT NULL,
  i        INTEGER NOT NULL,
  subject  TEXT    NOT NULL, -- of the event
  tries    INTEGER NOT NULL,
  due      INTEGER NOT NULL, -- when it is tried again
  dead     INTEGER NOT NULL, -- 1: it is not tried any more
  why      TEXT    NOT NULL, -- what the last try came to
  PRIMARY KEY (consumer, seq, i),
  FOREIGN KEY (seq, i) REFERENCES outbox (seq, i)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due     ON deliveries (consumer, due, seq, i) WHERE dead = 0;
CREATE INDEX deliveries_subject ON deliveries (consumer, subject, seq, i) WHERE dead = 0;
CREATE INDEX deliveries_event   ON deliveries (seq, i);

CREATE INDEX outbox_by_age ON outbox (at, seq, i);

-- +goose Down

DROP INDEX outbox_by_age;
DROP TABLE deliveries;
DROP TABLE consumers;
