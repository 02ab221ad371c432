-- What other servers say of the addresses that live texts link to.

-- +goose Up

CREATE TABLE outside_links (
  url        TEXT    PRIMARY KEY,
  host       TEXT    NOT NULL,
  checked_at INTEGER NOT NULL, -- 0: it was never asked
  status     INTEGER NOT NULL, -- 0: no answer
  why        TEXT    NOT NULL, -- why there was none
  moved      TEXT    NOT NULL, -- where the answer came from, if that is elsewhere
  tries      INTEGER NOT NULL, -- in a row without a final answer
  next_at    INTEGER NOT NULL  -- 0: nobody wants to know
) STRICT, WITHOUT ROWID;

CREATE INDEX outside_links_due     ON outside_links (next_at, url) WHERE next_at > 0;
CREATE INDEX outside_links_checked ON outside_links (checked_at) WHERE checked_at > 0;

-- +goose Down

DROP TABLE outside_links;
