-- Made posts. The table much holds how many, and how much each says. Run as one script,
-- each statement a transaction: of all in one, the log would be as large as the file.
-- Rows are written in the order of their keys, so that trees grow at their end alone, and
-- nothing that was written is read again; the indexes are made afterwards.
INSERT INTO terms (id, kind, version, avatar, links)
WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT tags FROM much) - 1)
SELECT printf('01970000-0002-7000-8000-%012x', n), 'tag', 1, '', 'null' FROM i;

INSERT INTO terms (id, kind, version, avatar, links)
WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT authors FROM much) - 1)
SELECT printf('01970000-0003-7000-8000-%012x', n), 'author', 1, '', 'null' FROM i;

INSERT INTO term_texts (term_id, locale, kind, name, slug, doc)
SELECT t.id, l.tag, t.kind, l.tag || ' ' || t.kind || ' ' || substr(t.id, -3), t.kind || '-' || substr(t.id, -3), '{}'
FROM terms t, locales l;

-- What lists are of, numbered in the order of its keys: all, the tags, the authors.
CREATE TEMP TABLE facets (i INTEGER PRIMARY KEY, id TEXT);
INSERT INTO facets VALUES (0, '');
INSERT INTO facets SELECT row_number() OVER (ORDER BY id), id FROM terms;

-- The posts. Their tag and author are facets; en and fr say where they are live.
CREATE TEMP TABLE made (n INTEGER PRIMARY KEY, post_id TEXT, slug TEXT, at INTEGER, date INTEGER, month INTEGER, tag INTEGER, author INTEGER, en INTEGER, fr INTEGER);
INSERT INTO made
WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < (SELECT n FROM much)),
  -- neighbours in time are not neighbours in number: a prime times the number
  dated AS (SELECT i.n, 1500000000 + (i.n * 7919 % m.n) * 3600 AS date, m.tags, m.authors FROM i CROSS JOIN much m)
SELECT n, printf('01970000-0001-7000-8000-%012x', n), 'post-' || n, 1700000000000000 + n, date * 1000000, CAST(strftime('%Y%m', date, 'unixepoch') AS INTEGER),
  1 + n % (tags - 1), 1 + tags + n % authors, n % 10 <> 1, n % 10 <> 0 FROM dated;

CREATE TEMP TABLE tongues (locale TEXT, en INTEGER, fr INTEGER);
INSERT INTO tongues VALUES ('en', 1, 0), ('fr', 0, 1);

INSERT INTO posts (id, source_locale, targets, parity, version, head, live, live_at, created_at, created_by, updated_at, merged_into, deleted_at)
SELECT post_id, iif(en, 'en', 'fr'), 'null', '', 1, 1, 1, 1700000000000000, at, 'crowd', at, '', 0 FROM made;

INSERT INTO shared_revisions (post_id, n, at, by, origin, note, hash, doc)
SELECT m.post_id, 1, m.at, 'crowd', 'import', '', '', '{"authors":["' || a.id || '"],"tags":["' || t.id || '","' || o.id || '"]}'
FROM made m CROSS JOIN much CROSS JOIN facets a ON a.i = m.author CROSS JOIN facets t ON t.i = m.tag CROSS JOIN facets o ON o.i = much.tags;

INSERT INTO translations (post_id, locale, version, status, head, live, live_at, first_published_at, updated_at)
SELECT m.post_id, l.locale, 1, 'draft', 1, 1, 1700000000000000, m.date, m.at FROM made m CROSS JOIN tongues l WHERE m.en >= l.en AND m.fr >= l.fr;

INSERT INTO revisions (post_id, locale, n, at, by, origin, note, based_on, minor, hash, policy, title, doc, submitted)
SELECT m.post_id, l.locale, 1, 1700000000000000, 'crowd', 'import', '', 0, 0, '', 1, 'post ' || m.n,
  '{"slug":"' || m.slug || '","title":"Post ' || m.n || '","format":"html","body":"<p>' || m.n || '</p>","html":""}', NULL
FROM made m CROSS JOIN tongues l WHERE m.en >= l.en AND m.fr >= l.fr;

CREATE INDEX temp.made_by_tag ON made (tag, post_id);
CREATE INDEX temp.made_by_author ON made (author, post_id);
INSERT INTO term_uses (term_id, post_id, part) SELECT f.id, m.post_id, '' FROM facets f CROSS JOIN made m INDEXED BY made_by_tag ON m.tag = f.i;
INSERT INTO term_uses (term_id, post_id, part) SELECT f.id, m.post_id, '' FROM much CROSS JOIN facets f ON f.i = much.tags CROSS JOIN made m;
INSERT INTO term_uses (term_id, post_id, part) SELECT f.id, m.post_id, '' FROM facets f CROSS JOIN made m INDEXED BY made_by_author ON m.author = f.i;
INSERT INTO entry_refs (kind, target, post_id) SELECT 'term', term_id, post_id FROM term_uses;

-- What the rows say, as the views heads_due and work_due have it. Nobody has looked at the
-- segments; words follow by upkeep, unless nothing is to be left to it.
CREATE TEMP TABLE parts (part TEXT, en INTEGER, fr INTEGER);
INSERT INTO parts SELECT tag, tag = 'en', tag = 'fr' FROM locales UNION ALL SELECT '', 0, 0 ORDER BY 1;
INSERT INTO heads (post_id, part, by, source, state, status, head, title, date, created, updated, worded)
SELECT post_id, part, 'crowd', part = iif(e, 'en', 'fr'), iif(part = '', 'post', iif(there, 'live', 'missing')), iif(there, 'draft', ''), part = '' OR there,
  iif(there, 'post ' || n, ''), at, at, at, there AND settled
FROM (SELECT m.post_id, p.part, m.n, m.at, m.en AS e, (p.en AND m.en) OR (p.fr AND m.fr) AS there, much.settled FROM much CROSS JOIN made m CROSS JOIN parts p);

INSERT INTO work (post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title)
SELECT post_id, part, 'crowd', source, iif(there, iif(source, 'current', 'unjudged'), 'missing'), iif(there, 'draft', ''), 0, '', 9223372036854775807, at, 0, 0, 0, 'post ' || n
FROM (SELECT m.post_id, p.part, m.n, m.at, p.part = iif(m.en, 'en', 'fr') AS source, (p.en AND m.en) OR (p.fr AND m.fr) AS there FROM made m CROSS JOIN parts p WHERE p.part <> '');

INSERT INTO unsettled (post_id, turn) SELECT post_id, 1 + settled FROM much CROSS JOIN made;

CREATE TEMP TABLE alphabetical AS SELECT slug, post_id, en, fr FROM made ORDER BY slug;
INSERT INTO slugs (locale, slug, post_id, state)
SELECT l.locale, a.slug, a.post_id, 'live' FROM tongues l CROSS JOIN alphabetical a WHERE a.en >= l.en AND a.fr >= l.fr;
INSERT INTO paths (url, post_id, locale, kind, state)
SELECT '/' || l.locale || '/' || a.slug, a.post_id, l.locale, 'current', 'live' FROM tongues l CROSS JOIN alphabetical a WHERE a.en >= l.en AND a.fr >= l.fr;
DROP TABLE alphabetical;

CREATE TEMP TABLE said AS SELECT hex(zeroblob(summary / 2)) AS summary,
  -- the part that is joined to the card, with its end
  CAST(',"toc":[],"body":"<p>' || hex(zeroblob(body / 2)) || '</p>"}' AS BLOB) AS body FROM much;
INSERT INTO entries (locale, post_id, slug, date, updated_at, text, shared, seq, format, etag, facets, alternates, card, body)
SELECT l.locale, m.post_id, m.slug, m.date, m.at, 1, 1, 1, much.format, printf('%032x', m.n), '["' || t.id || '","' || o.id || '","' || a.id || '"]',
  '[' || iif(m.en, '{"locale":"en","slug":"' || m.slug || '","url":"/en/' || m.slug || '/"}', '') || iif(m.en AND m.fr, ',', '')
    || iif(m.fr, '{"locale":"fr","slug":"' || m.slug || '","url":"/fr/' || m.slug || '/"}', '') || ']',
  CAST('{"id":"' || m.post_id || '","locale":"' || l.locale || '","title":"Post ' || m.n || '","summary":"' || said.summary || '"}' AS BLOB), said.body
FROM much CROSS JOIN said CROSS JOIN facets o ON o.i = much.tags CROSS JOIN tongues l CROSS JOIN made m CROSS JOIN facets t ON t.i = m.tag CROSS JOIN facets a ON a.i = m.author
WHERE m.en >= l.en AND m.fr >= l.fr;

-- Where posts stand under each facet, by date; and the kinds of lists that a post is in.
CREATE TEMP TABLE placed (facet INTEGER, month INTEGER, date INTEGER, post_id TEXT, en INTEGER, fr INTEGER, PRIMARY KEY (facet, month, date, post_id)) WITHOUT ROWID;
INSERT INTO placed SELECT 0, month, date, post_id, en, fr FROM made ORDER BY date, post_id;
INSERT INTO placed SELECT tag, month, date, post_id, en, fr FROM made ORDER BY tag, date, post_id;
INSERT INTO placed SELECT tags, month, date, post_id, en, fr FROM much CROSS JOIN placed ON facet = 0;
INSERT INTO placed SELECT author, month, date, post_id, en, fr FROM made ORDER BY author, date, post_id;
CREATE TEMP TABLE lists (locale TEXT, avail TEXT, en INTEGER, fr INTEGER);
INSERT INTO lists VALUES ('*', '', 0, 0), ('*', 'en', 1, 0), ('*', 'fr', 0, 1), ('en', '', 1, 0), ('en', 'fr', 1, 1), ('fr', '', 0, 1), ('fr', 'en', 1, 1);

INSERT INTO listing (locale, facet, avail, date, post_id)
SELECT l.locale, f.id, l.avail, p.date, p.post_id
FROM (SELECT '*' AS locale UNION ALL SELECT 'en' UNION ALL SELECT 'fr') k CROSS JOIN facets f CROSS JOIN lists l ON l.locale = k.locale
CROSS JOIN placed p ON p.facet = f.i WHERE p.en >= l.en AND p.fr >= l.fr;

CREATE TEMP TABLE counted AS
SELECT facet, month, count(*) AS either, sum(en) AS en, sum(fr) AS fr, sum(en AND fr) AS both FROM placed GROUP BY facet, month;
INSERT INTO listing_counts (locale, facet, avail, n)
SELECT l.locale, f.id, l.avail, sum(iif(l.en, iif(l.fr, c.both, c.en), iif(l.fr, c.fr, c.either))) AS n
FROM lists l CROSS JOIN facets f CROSS JOIN counted c ON c.facet = f.i GROUP BY 1, 2, 3 HAVING n > 0;
INSERT INTO listing_months (locale, facet, month, n)
SELECT l.locale, f.id, c.month, iif(l.en, c.en, c.fr) AS n
FROM tongues l CROSS JOIN facets f CROSS JOIN counted c ON c.facet = f.i WHERE n > 0 ORDER BY 1, 2, 3;
DROP TABLE placed;

INSERT INTO anchors (post_id, locale, doc, links) SELECT m.post_id, l.locale, '[]', '' FROM made m CROSS JOIN tongues l WHERE m.en >= l.en AND m.fr >= l.fr;

INSERT INTO entry_ties (post_id, locale, month, series, place, related)
SELECT m.post_id, l.locale, m.month, '', 0, 'null' FROM made m CROSS JOIN tongues l WHERE m.en >= l.en AND m.fr >= l.fr;

INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect)
SELECT m.post_id, l.locale, 1, 'upsert', 'content', '', '' FROM made m CROSS JOIN tongues l WHERE m.en >= l.en AND m.fr >= l.fr;
INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect, kind) SELECT x.term_id, x.locale, 1, 'upsert', 'content', '', '', x.kind
FROM term_texts x JOIN listing_counts c ON c.locale = x.locale AND c.facet = x.term_id AND c.avail = '';

-- Without their words, too. Entries are numbered from 1.
INSERT INTO unsearched (id)
WITH RECURSIVE i (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM i WHERE id < (SELECT max(id) FROM entries))
SELECT id FROM i WHERE NOT (SELECT settled FROM much);

UPDATE site SET seq = 1 WHERE id = 1;
