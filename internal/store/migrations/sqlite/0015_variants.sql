-- What was made from assets and is kept: pictures in other sizes, originals without
-- metadata. A row comes after its bytes; without a row they are made again.

-- +goose Up

CREATE TABLE variants (
  asset_id TEXT    NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  spec     TEXT    NOT NULL, -- 'original', 'w640.webp', 'w640h360.webp'
  focus    TEXT    NOT NULL, -- of a crop: the point that it keeps, '50-30'; else ''
  type     TEXT    NOT NULL,
  hash     TEXT    NOT NULL, -- of its bytes; asset_id where they are as they came
  bytes    INTEGER NOT NULL,
  made_at  INTEGER NOT NULL,
  PRIMARY KEY (asset_id, spec)
) WITHOUT ROWID;

CREATE INDEX variants_by_hash ON variants (hash);

-- +goose Down

DROP INDEX variants_by_hash;
DROP TABLE variants;
