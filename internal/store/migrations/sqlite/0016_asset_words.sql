-- What people find a file by: its name and what it is described with, without case
-- and accents. Files from before get theirs from upkeep.

-- +goose Up

ALTER TABLE assets ADD COLUMN words TEXT NOT NULL DEFAULT '';

CREATE INDEX assets_unworded ON assets (id) WHERE words = '';

-- +goose Down

DROP INDEX assets_unworded;
ALTER TABLE assets DROP COLUMN words;
