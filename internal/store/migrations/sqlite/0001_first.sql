-- The first tables. Instants are microseconds since 1970 in UTC, 0 for none.
-- Documents are JSON text. What readers get (entries and below) is written by
-- projection only.

-- +goose Up

-- "DPTY": tells a database of ours from any other, in PRAGMA application_id.
PRAGMA application_id = 0x44505459;

CREATE TABLE site (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  epoch      TEXT    NOT NULL,
  seq        INTEGER NOT NULL, -- grows when readers' bytes change
  outbox_seq INTEGER NOT NULL, -- grows with every transaction that tells something
  version    INTEGER NOT NULL,
  settings   TEXT    NOT NULL
) STRICT;

CREATE TABLE locales (
  tag      TEXT    PRIMARY KEY,
  version  INTEGER NOT NULL,
  settings TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE posts (
  id            TEXT    PRIMARY KEY,
  source_locale TEXT    NOT NULL,
  targets       TEXT    NOT NULL, -- JSON list of locales, or 'null' for all of the site's
  parity        TEXT    NOT NULL,
  version       INTEGER NOT NULL,
  head          INTEGER NOT NULL,
  live          INTEGER NOT NULL, -- a shared revision, or 0
  live_at       INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  created_by    TEXT    NOT NULL, -- the actor who made it
  updated_at    INTEGER NOT NULL, -- last save of any part
  merged_into   TEXT    NOT NULL,
  deleted_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX posts_absorbed ON posts (merged_into) WHERE merged_into <> '';

CREATE INDEX posts_by_update   ON posts (updated_at, id);
CREATE INDEX posts_by_creation ON posts (created_at, id);

CREATE TABLE shared_revisions (
  post_id TEXT    NOT NULL REFERENCES posts (id),
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  by      TEXT    NOT NULL,
  origin  TEXT    NOT NULL,
  note    TEXT    NOT NULL,
  hash    TEXT    NOT NULL,
  doc     TEXT    NOT NULL,
  PRIMARY KEY (post_id, n)
) STRICT;

CREATE TABLE translations (
  post_id            TEXT    NOT NULL REFERENCES posts (id),
  locale             TEXT    NOT NULL REFERENCES locales (tag),
  version            INTEGER NOT NULL,
  status             TEXT    NOT NULL,
  head               INTEGER NOT NULL,
  live               INTEGER NOT NULL, -- a revision, or 0
  live_at            INTEGER NOT NULL,
  first_published_at INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

CREATE INDEX translations_by_locale ON translations (locale);

CREATE TABLE revisions (
  post_id   TEXT    NOT NULL REFERENCES posts (id),
  locale    TEXT    NOT NULL,
  n         INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  by        TEXT    NOT NULL,
  origin    TEXT    NOT NULL,
  note      TEXT    NOT NULL,
  based_on  INTEGER NOT NULL,
  minor     INTEGER NOT NULL,
  hash      TEXT    NOT NULL,
  policy    INTEGER NOT NULL,
  title     TEXT    NOT NULL, -- case and accents folded, for finding
  doc       TEXT    NOT NULL, -- its html is empty where that is its body
  submitted TEXT,             -- the body as it was sent; NULL where that is doc's body
  PRIMARY KEY (post_id, locale, n)
) STRICT;

CREATE TABLE slugs (
  locale  TEXT NOT NULL,
  slug    TEXT NOT NULL,
  post_id TEXT NOT NULL REFERENCES posts (id),
  state   TEXT NOT NULL CHECK (state IN ('reserved', 'live', 'old')),
  PRIMARY KEY (locale, slug)
) STRICT, WITHOUT ROWID;

CREATE INDEX slugs_by_post ON slugs (post_id, locale);

-- Public addresses: host (empty if unknown) and decoded NFC path without final slash.
CREATE TABLE paths (
  url     TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES posts (id),
  locale  TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('current', 'alias')),
  state   TEXT NOT NULL CHECK (state IN ('reserved', 'live', 'old'))
) STRICT, WITHOUT ROWID;

CREATE INDEX paths_by_post ON paths (post_id, locale);

-- Every file that imports took.
CREATE TABLE imports (
  source   TEXT NOT NULL, -- name of the import
  path     TEXT NOT NULL,
  locale   TEXT NOT NULL, -- empty for pictures
  post_id  TEXT NOT NULL, -- empty for pictures
  asset_id TEXT NOT NULL, -- of a picture
  hash     TEXT NOT NULL,
  PRIMARY KEY (source, path, locale)
) STRICT, WITHOUT ROWID;

CREATE INDEX imports_by_post ON imports (post_id, locale);

CREATE TABLE terms (
  id      TEXT    PRIMARY KEY,
  kind    TEXT    NOT NULL CHECK (kind IN ('tag', 'author', 'series')),
  version INTEGER NOT NULL,
  avatar  TEXT    NOT NULL,
  links   TEXT    NOT NULL -- JSON list of URLs
) STRICT, WITHOUT ROWID;

CREATE INDEX terms_by_kind   ON terms (kind, id);
CREATE INDEX terms_by_avatar ON terms (avatar) WHERE avatar <> '';

CREATE TABLE term_texts (
  term_id TEXT NOT NULL REFERENCES terms (id),
  locale  TEXT NOT NULL,
  kind    TEXT NOT NULL,
  name    TEXT NOT NULL,
  slug    TEXT NOT NULL,
  doc     TEXT NOT NULL, -- the rest: description, role
  PRIMARY KEY (term_id, locale)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX term_texts_by_slug ON term_texts (kind, locale, slug);

-- Slugs that a term had: they redirect.
CREATE TABLE term_slugs (
  kind    TEXT NOT NULL,
  locale  TEXT NOT NULL,
  slug    TEXT NOT NULL,
  term_id TEXT NOT NULL REFERENCES terms (id),
  PRIMARY KEY (kind, locale, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE assets (
  id         TEXT    PRIMARY KEY, -- SHA-256 of the bytes
  type       TEXT    NOT NULL,
  bytes      INTEGER NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX assets_by_age ON assets (created_at, id);

CREATE TABLE asset_texts (
  asset_id TEXT NOT NULL REFERENCES assets (id),
  locale   TEXT NOT NULL,
  alt      TEXT NOT NULL,
  caption  TEXT NOT NULL,
  PRIMARY KEY (asset_id, locale)
) STRICT, WITHOUT ROWID;

-- Which revisions name an asset; part is a locale, or empty for the shared part.
CREATE TABLE asset_uses (
  asset_id TEXT    NOT NULL REFERENCES assets (id),
  post_id  TEXT    NOT NULL REFERENCES posts (id),
  part     TEXT    NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (asset_id, post_id, part, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_uses_by_post ON asset_uses (post_id, part, n);

CREATE TABLE entries (
  id         INTEGER PRIMARY KEY,
  locale     TEXT    NOT NULL REFERENCES locales (tag),
  post_id    TEXT    NOT NULL REFERENCES posts (id),
  slug       TEXT    NOT NULL,
  date       INTEGER NOT NULL, -- what lists are sorted by
  updated_at INTEGER NOT NULL,
  text       INTEGER NOT NULL, -- the live revision that it shows
  shared     INTEGER NOT NULL, -- the live revision of the shared part that it shows
  seq        INTEGER NOT NULL,
  format     INTEGER NOT NULL, -- version of the entry's form
  etag       TEXT    NOT NULL,
  facets     TEXT    NOT NULL, -- JSON list of the terms that it is listed under
  alternates TEXT    NOT NULL, -- JSON list, the same in all entries of a post
  card       BLOB    NOT NULL,
  body       BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX entries_by_slug   ON entries (locale, slug);
CREATE UNIQUE INDEX entries_by_post   ON entries (post_id, locale);
CREATE        INDEX entries_by_update ON entries (locale, updated_at, post_id);

-- The order of every list. facet: '' or a term; avail: '' or another live
-- locale. Under locale '*' stands each post once.
CREATE TABLE listing (
  locale  TEXT    NOT NULL,
  facet   TEXT    NOT NULL,
  avail   TEXT    NOT NULL,
  date    INTEGER NOT NULL,
  post_id TEXT    NOT NULL,
  PRIMARY KEY (locale, facet, avail, date, post_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing_counts (
  locale TEXT    NOT NULL,
  facet  TEXT    NOT NULL,
  avail  TEXT    NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (locale, facet, avail)
) STRICT, WITHOUT ROWID;

-- Which live posts show or name something: a post, term, asset, or a path.
CREATE TABLE entry_refs (
  kind    TEXT NOT NULL,
  target  TEXT NOT NULL,
  post_id TEXT NOT NULL REFERENCES posts (id),
  PRIMARY KEY (kind, target, post_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_refs_by_post ON entry_refs (post_id);

-- Referrers that wait to be rendered again; after: the last post done.
CREATE TABLE rerenders (
  kind   TEXT NOT NULL,
  target TEXT NOT NULL,
  cause  TEXT NOT NULL,
  after  TEXT NOT NULL,
  PRIMARY KEY (kind, target, cause)
) STRICT, WITHOUT ROWID;

-- The last change of each entry, present or gone.
CREATE TABLE changes (
  post_id  TEXT    NOT NULL,
  locale   TEXT    NOT NULL,
  seq      INTEGER NOT NULL,
  op       TEXT    NOT NULL CHECK (op IN ('upsert', 'delete')),
  cause    TEXT    NOT NULL,
  by       TEXT    NOT NULL,
  redirect TEXT    NOT NULL,
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_by_seq        ON changes (seq, post_id, locale);
CREATE INDEX changes_by_locale_seq ON changes (locale, seq, post_id);

CREATE TABLE outbox (
  seq     INTEGER NOT NULL,
  i       INTEGER NOT NULL, -- place in its transaction, from 0
  type    TEXT    NOT NULL,
  subject TEXT    NOT NULL, -- the post, or empty
  body    TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (seq, i)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id         TEXT    PRIMARY KEY,
  hash       BLOB    NOT NULL, -- SHA-256 of the secret
  name       TEXT    NOT NULL,
  admin      INTEGER NOT NULL,
  roles      TEXT    NOT NULL, -- JSON: locale to roles
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);

-- +goose Down

DROP TABLE tokens;
DROP TABLE outbox;
DROP TABLE changes;
DROP TABLE rerenders;
DROP TABLE entry_refs;
DROP TABLE listing_counts;
DROP TABLE listing;
DROP TABLE entries;
DROP TABLE asset_uses;
DROP TABLE asset_texts;
DROP TABLE assets;
DROP TABLE term_slugs;
DROP TABLE term_texts;
DROP TABLE terms;
DROP TABLE imports;
DROP TABLE paths;
DROP TABLE slugs;
DROP TABLE revisions;
DROP TABLE translations;
DROP TABLE shared_revisions;
DROP TABLE posts;
DROP TABLE locales;
DROP TABLE site;
