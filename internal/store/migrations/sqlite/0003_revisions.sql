-- What a revision says, and which translations have earlier ones.

-- +goose Up

-- SHA-256 of what the text says, case, punctuation and markup set aside: two
-- revisions that have the same differ in form alone. Empty where a revision is
-- older than this column: then it is computed when it is read.
ALTER TABLE revisions ADD COLUMN sense TEXT NOT NULL DEFAULT '';

-- The version that its part had with it, by which a writer who is late is told
-- what changed since; 0 where that was not kept.
ALTER TABLE revisions        ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shared_revisions ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- Few of many posts have earlier revisions: retention looks at no others.
CREATE INDEX translations_revised ON translations (post_id, locale) WHERE head > 1;
CREATE INDEX posts_revised        ON posts (id)                     WHERE head > 1;

-- +goose Down

DROP INDEX posts_revised;
DROP INDEX translations_revised;
ALTER TABLE shared_revisions DROP COLUMN version;
ALTER TABLE revisions DROP COLUMN version;
ALTER TABLE revisions DROP COLUMN sense;
