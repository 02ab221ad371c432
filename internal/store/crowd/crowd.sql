-- Made posts. The table much holds how many, and how much each says. Run as one script,
-- each statement a transaction: of all in one, the log would be as large as the file.
INSERT INTO terms (id, kind, version, avatar, links)
WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT tags FROM much) - 1)
SELECT printf('01970000-0002-7000-8000-%012x', n), 'tag', 1, '', 'null' FROM i;

INSERT INTO terms (id, kind, version, avatar, links)
WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT authors FROM much) - 1)
SELECT printf('01970000-0003-7000-8000-%012x', n), 'author', 1, '', 'null' FROM i;

INSERT INTO term_texts (term_id, locale, kind, name, slug, doc)
SELECT t.id, l.tag, t.kind, l.tag || ' ' || t.kind || ' ' || substr(t.id, -3), t.kind || '-' || substr(t.id, -3), '{}'
FROM terms t, locales l;

INSERT INTO posts (id, source_locale, targets, parity, version, head, live, live_at, created_at, created_by, updated_at, merged_into, deleted_at)
WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT n FROM much))
SELECT printf('01970000-0001-7000-8000-%012x', n), iif(n % 10 = 1, 'fr', 'en'), 'null', '', 1, 1, 1,
  1700000000000000, 1700000000000000 + n, 'crowd', 1700000000000000 + n, '', 0 FROM i;

CREATE TEMP TABLE made AS
SELECT p.id AS post_id, l.tag AS locale, p.created_at - 1700000000000000 AS n,
  -- neighbours in time are not neighbours in number: a prime times the number
  1500000000000000 + ((p.created_at - 1700000000000000) * 7919 % (SELECT n FROM much)) * 3600000000 AS date
FROM posts p, locales l
WHERE l.tag IN ('en', 'fr') AND NOT (l.tag = 'en' AND p.created_at % 10 = 1) AND NOT (l.tag = 'fr' AND p.created_at % 10 = 0);

CREATE INDEX temp.made_by_post ON made (post_id);

INSERT INTO shared_revisions (post_id, n, at, by, origin, note, hash, doc)
SELECT id, 1, created_at, 'crowd', 'import', '', '', json_object(
  'authors', json_array(printf('01970000-0003-7000-8000-%012x', created_at % (SELECT authors FROM much))),
  'tags', json_array(
    printf('01970000-0002-7000-8000-%012x', (created_at - 1700000000000000) % ((SELECT tags FROM much) - 1)),
    printf('01970000-0002-7000-8000-%012x', (SELECT tags FROM much) - 1)))
FROM posts;

INSERT INTO translations (post_id, locale, version, status, head, live, live_at, first_published_at, updated_at)
SELECT post_id, locale, 1, 'draft', 1, 1, 1700000000000000, date, 1700000000000000 + n FROM made;

INSERT INTO revisions (post_id, locale, n, at, by, origin, note, based_on, minor, hash, policy, title, doc, submitted)
SELECT post_id, locale, 1, 1700000000000000, 'crowd', 'import', '', 0, 0, '', 1, 'post ' || n,
  json_object('slug', 'post-' || n, 'title', 'Post ' || n, 'format', 'html', 'body', '<p>' || n || '</p>', 'html', ''), NULL FROM made;

INSERT INTO term_uses (term_id, post_id, part)
SELECT t.value, s.post_id, '' FROM shared_revisions s, json_each(s.doc, '$.tags') t
UNION SELECT t.value, s.post_id, '' FROM shared_revisions s, json_each(s.doc, '$.authors') t;

-- What the rows say; without words, which follow by upkeep.
INSERT INTO heads (post_id, part, by, source, state, status, head, title, date, created, updated)
SELECT post_id, part, by, source, state, status, head, title, date, created, updated FROM heads_due;

INSERT INTO unsettled (post_id, turn) SELECT id, 1 FROM posts;

-- Nobody has looked at their segments.
INSERT INTO work (post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title)
SELECT post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title FROM work_due;

INSERT INTO slugs (locale, slug, post_id, state) SELECT locale, 'post-' || n, post_id, 'live' FROM made ORDER BY 1, 2;

INSERT INTO paths (url, post_id, locale, kind, state) SELECT '/' || locale || '/post-' || n, post_id, locale, 'current', 'live' FROM made ORDER BY 1;

INSERT INTO entries (locale, post_id, slug, date, updated_at, text, shared, seq, format, etag, facets, alternates, card, body)
SELECT m.locale, m.post_id, 'post-' || m.n, m.date, 1700000000000000 + m.n, 1, 1, 1, (SELECT format FROM much), printf('%032x', m.n),
  json_array(
    printf('01970000-0002-7000-8000-%012x', m.n % ((SELECT tags FROM much) - 1)),
    printf('01970000-0002-7000-8000-%012x', (SELECT tags FROM much) - 1),
    printf('01970000-0003-7000-8000-%012x', m.n % (SELECT authors FROM much))),
  (SELECT json_group_array(json_object('locale', a.locale, 'slug', 'post-' || a.n, 'url', '/' || a.locale || '/post-' || a.n || '/'))
    FROM made a WHERE a.post_id = m.post_id),
  CAST(json_object('id', m.post_id, 'locale', m.locale, 'title', 'Post ' || m.n, 'summary', hex(zeroblob((SELECT summary FROM much) / 2))) AS BLOB),
  -- the part that is joined to the card, with its end
  CAST(',"toc":[],"body":"<p>' || hex(zeroblob((SELECT body FROM much) / 2)) || '</p>"}' AS BLOB)
FROM made m;

CREATE TEMP TABLE facets AS
SELECT e.post_id, e.locale, e.date, f.facet FROM entries e,
  (SELECT '' AS facet) f UNION ALL
SELECT e.post_id, e.locale, e.date, f.value FROM entries e, json_each(e.facets) f;

-- In the order of the key: rows are then put behind each other.
INSERT INTO listing (locale, facet, avail, date, post_id) SELECT locale, facet, '', date, post_id FROM facets
ORDER BY 1, 2, 3, 4, 5;
INSERT INTO listing (locale, facet, avail, date, post_id)
SELECT f.locale, f.facet, e.locale, f.date, f.post_id FROM facets f JOIN entries e ON e.post_id = f.post_id AND e.locale <> f.locale
ORDER BY 1, 2, 3, 4, 5;
INSERT OR IGNORE INTO listing (locale, facet, avail, date, post_id) SELECT '*', facet, '', date, post_id FROM facets
ORDER BY 1, 2, 3, 4, 5;
INSERT OR IGNORE INTO listing (locale, facet, avail, date, post_id)
SELECT '*', f.facet, e.locale, f.date, f.post_id FROM facets f JOIN entries e ON e.post_id = f.post_id
ORDER BY 1, 2, 3, 4, 5;

INSERT INTO listing_counts (locale, facet, avail, n) SELECT locale, facet, avail, count(*) FROM listing GROUP BY 1, 2, 3;

INSERT INTO anchors (post_id, locale, doc, links) SELECT post_id, locale, '[]', '' FROM made;

INSERT INTO entry_ties (post_id, locale, month, series, place, related)
SELECT post_id, locale, CAST(strftime('%Y%m', date / 1000000, 'unixepoch') AS INTEGER), '', 0, 'null' FROM made;

INSERT INTO listing_months (locale, facet, month, n)
SELECT t.locale, f.facet, t.month, count(*) FROM facets f JOIN entry_ties t ON t.post_id = f.post_id AND t.locale = f.locale GROUP BY 1, 2, 3;

INSERT INTO entry_refs (kind, target, post_id) SELECT DISTINCT 'term', facet, post_id FROM facets WHERE facet <> '' ORDER BY 1, 2, 3;

INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect) SELECT post_id, locale, 1, 'upsert', 'content', '', '' FROM made;
INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect, kind) SELECT x.term_id, x.locale, 1, 'upsert', 'content', '', '', x.kind
FROM term_texts x JOIN listing_counts c ON c.locale = x.locale AND c.facet = x.term_id AND c.avail = '';

-- Without their words, too.
INSERT INTO unsearched (id) SELECT id FROM entries;

UPDATE site SET seq = 1 WHERE id = 1;
