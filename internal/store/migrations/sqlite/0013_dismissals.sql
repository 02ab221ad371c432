-- What people found right though a check found it wrong.

-- +goose Up

-- finding is made of the check and of the texts it was found in: it says nothing
-- any more once these change, and then the row is only history.
CREATE TABLE dismissals (
  post_id TEXT    NOT NULL,
  locale  TEXT    NOT NULL,
  finding TEXT    NOT NULL,
  name    TEXT    NOT NULL, -- of the check
  excerpt TEXT    NOT NULL,
  reason  TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  by      TEXT    NOT NULL,
  PRIMARY KEY (post_id, locale, finding),
  FOREIGN KEY (post_id, locale) REFERENCES translations (post_id, locale) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose Down

DROP TABLE dismissals;
