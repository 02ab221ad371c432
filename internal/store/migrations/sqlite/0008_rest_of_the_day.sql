-- The trash, terms that became others, and which heads name a term.

-- +goose Up

ALTER TABLE posts ADD COLUMN deleted_by TEXT NOT NULL DEFAULT ''; -- the actor who put it into the trash

CREATE INDEX posts_in_trash ON posts (deleted_at, id) WHERE deleted_at > 0;

-- Days after which the trash forgets.
UPDATE site SET settings = json_set(settings, '$.trashDays', 30);

-- The term that absorbed this one, at the end of the chain: documents go on
-- naming this one and mean that one. An absorbed term has no texts.
ALTER TABLE terms ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';

CREATE INDEX terms_absorbed     ON terms (merged_into) WHERE merged_into <> '';
CREATE INDEX term_slugs_by_term ON term_slugs (term_id);

-- Which heads name a term; part is a locale, or empty for the shared part. They
-- name it by the id that their document holds, which another may have absorbed.
CREATE TABLE term_uses (
  term_id TEXT NOT NULL,
  post_id TEXT NOT NULL REFERENCES posts (id),
  part    TEXT NOT NULL,
  PRIMARY KEY (term_id, post_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX term_uses_by_post ON term_uses (post_id, part);

INSERT INTO term_uses (term_id, post_id, part)
  SELECT v.value, p.id, '' FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head, json_each(s.doc, '$.authors') v
    WHERE v.value IS NOT NULL
  UNION
  SELECT v.value, p.id, '' FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head, json_each(s.doc, '$.tags') v
    WHERE v.value IS NOT NULL
  UNION
  SELECT s.doc ->> '$.series.id', p.id, '' FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head
    WHERE s.doc ->> '$.series.id' IS NOT NULL
  UNION
  SELECT v.value, t.post_id, t.locale FROM translations t
    JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head, json_each(r.doc, '$.overrides.authors') v
    WHERE v.value IS NOT NULL
  UNION
  SELECT v.value, t.post_id, t.locale FROM translations t
    JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head, json_each(r.doc, '$.overrides.tags') v
    WHERE v.value IS NOT NULL;

-- +goose Down

DROP TABLE term_uses;
DROP INDEX term_slugs_by_term;
DROP INDEX terms_absorbed;
ALTER TABLE terms DROP COLUMN merged_into;
UPDATE site SET settings = json_remove(settings, '$.trashDays');
DROP INDEX posts_in_trash;
ALTER TABLE posts DROP COLUMN deleted_by;
