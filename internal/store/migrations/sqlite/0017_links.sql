-- Where links lead in the texts that readers see.

-- +goose Up

-- What is kept of a live text beside its entry.
CREATE TABLE anchors (
  post_id TEXT NOT NULL REFERENCES posts (id),
  locale  TEXT NOT NULL,
  doc     TEXT NOT NULL, -- JSON list of the places that fragments may name, with the groups that languages share
  links   TEXT NOT NULL, -- hash of the text's rows of entry_links; '' without any
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

-- Links of live texts that do not simply lead to a page of the site in their language.
CREATE TABLE entry_links (
  post_id  TEXT    NOT NULL REFERENCES posts (id),
  locale   TEXT    NOT NULL,
  n        INTEGER NOT NULL, -- place in the text, from 1
  state    TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  href     TEXT    NOT NULL, -- as the text has it
  text     TEXT    NOT NULL, -- the words of the link, cut
  target   TEXT    NOT NULL, -- id of the post that it means; '': none
  language TEXT    NOT NULL, -- that the reader gets; '': none
  url      TEXT    NOT NULL, -- that the reader gets, or by which another server is asked; '': none
  fragment TEXT    NOT NULL, -- decoded
  found    INTEGER NOT NULL, -- 1: the page has that place
  count    INTEGER NOT NULL,
  PRIMARY KEY (post_id, locale, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_links_by_state ON entry_links (state, locale, post_id, n);
CREATE INDEX entry_links_outside  ON entry_links (url, post_id, locale, n) WHERE state = 'external' AND url <> '';

-- The post whose change caused it, where the target is not its id.
ALTER TABLE rerenders ADD COLUMN by TEXT NOT NULL DEFAULT '';

-- +goose Down

ALTER TABLE rerenders DROP COLUMN by;
DROP TABLE entry_links;
DROP TABLE anchors;
