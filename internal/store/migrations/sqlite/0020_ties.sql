-- What joins live texts to others, and how many of them are of each month. Both are
-- filled by rendering every post again, which a new form of entries brings about.

-- +goose Up

-- Of one live text, beside its entry: in a table of its own, since behind the
-- body it would be found only by reading that.
CREATE TABLE entry_ties (
  post_id TEXT    NOT NULL REFERENCES posts (id),
  locale  TEXT    NOT NULL,
  month   INTEGER NOT NULL, -- of its date in the site's zone: 202605
  series  TEXT    NOT NULL, -- that it is listed under; '': none
  place   INTEGER NOT NULL, -- in the series
  related TEXT    NOT NULL, -- JSON list of posts, as its editors order them; null: none
  PRIMARY KEY (post_id, locale)
) STRICT, WITHOUT ROWID;

-- How many posts a list has of each month. facet: '' or a term.
CREATE TABLE listing_months (
  locale TEXT    NOT NULL,
  facet  TEXT    NOT NULL,
  month  INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (locale, facet, month)
) STRICT, WITHOUT ROWID;

-- +goose Down

DROP TABLE listing_months;
DROP TABLE entry_ties;
