-- Changes of terms and of settings stand beside those of posts. What readers see of
-- terms is written down now; the settings are told first to whoever copies everything.

-- +goose Up

-- post_id is the term, or 'site'; locale is empty for what all languages share.
-- redirect is, of a post or a term that is gone, the one that absorbed it; of one that
-- moved, the URL or the slug that it had.
ALTER TABLE changes ADD COLUMN kind TEXT NOT NULL DEFAULT 'post' CHECK (kind IN ('post', 'tag', 'author', 'series', 'site'));

INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect, kind)
  SELECT x.term_id, x.locale, s.seq, 'upsert', 'content', '', '', x.kind FROM site s
  CROSS JOIN term_texts x
  CROSS JOIN listing_counts c ON c.locale = x.locale AND c.facet = x.term_id AND c.avail = ''
  WHERE x.slug <> '';

-- +goose Down

DELETE FROM changes WHERE kind <> 'post';
ALTER TABLE changes DROP COLUMN kind;
