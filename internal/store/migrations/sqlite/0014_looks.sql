-- What pictures look like, what a crop keeps of them, who brought them; and more
-- words for assets.

-- +goose Up

ALTER TABLE assets ADD COLUMN by       TEXT    NOT NULL DEFAULT ''; -- who uploaded it first; '' if that is not known
ALTER TABLE assets ADD COLUMN looked   INTEGER NOT NULL DEFAULT 0;  -- version of how it was looked at; 0: not yet
ALTER TABLE assets ADD COLUMN frames   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN blurhash TEXT    NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN colour   TEXT    NOT NULL DEFAULT ''; -- "#rrggbb"
ALTER TABLE assets ADD COLUMN focus_x  REAL    NOT NULL DEFAULT -1; -- from 0 to 1; -1: none
ALTER TABLE assets ADD COLUMN focus_y  REAL    NOT NULL DEFAULT -1;

ALTER TABLE asset_texts ADD COLUMN title  TEXT NOT NULL DEFAULT '';
ALTER TABLE asset_texts ADD COLUMN credit TEXT NOT NULL DEFAULT '';

CREATE INDEX assets_unseen  ON assets (id) WHERE looked = 0 AND width > 0;
CREATE INDEX assets_by_user ON assets (by, bytes);

-- +goose Down

DROP INDEX assets_by_user;
DROP INDEX assets_unseen;
ALTER TABLE asset_texts DROP COLUMN credit;
ALTER TABLE asset_texts DROP COLUMN title;
ALTER TABLE assets DROP COLUMN focus_y;
ALTER TABLE assets DROP COLUMN focus_x;
ALTER TABLE assets DROP COLUMN colour;
ALTER TABLE assets DROP COLUMN blurhash;
ALTER TABLE assets DROP COLUMN frames;
ALTER TABLE assets DROP COLUMN looked;
ALTER TABLE assets DROP COLUMN by;
