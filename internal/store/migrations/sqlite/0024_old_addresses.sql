-- Old addresses are listed, for servers that lead readers from them.

-- +goose Up

-- Addresses that are not where something stands today.
CREATE INDEX paths_left ON paths (locale, url) WHERE state = 'old' OR kind = 'alias';

-- 1 where readers could see the term under the slug: only then it leads somewhere for them.
ALTER TABLE term_slugs ADD COLUMN seen INTEGER NOT NULL DEFAULT 1;

-- +goose Down

ALTER TABLE term_slugs DROP COLUMN seen;
DROP INDEX paths_left;
