-- What readers search: the words of live entries.

-- +goose Up

-- Words as Go has cut, folded and stemmed them, each with its language before it: of
-- two languages nothing is ever mixed, and the words of one stand together in the
-- index. The words alone are kept, not the text. A row has the id of its entry.
-- facets are the terms that the entry is listed under, and nothing that is read.
CREATE VIRTUAL TABLE search_words USING fts5 (title, headings, body, names, facets,
  content='', contentless_delete=1, tokenize="ascii tokenchars ':~.#'");

-- The words of titles and names alone, whole: what is typed begins one of these.
CREATE VIRTUAL TABLE search_titles USING fts5 (title, names,
  content='', contentless_delete=1, tokenize="ascii tokenchars ':~.#'");

-- All words of the one and of the other, with the number of entries that have them.
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search_words, row);
CREATE VIRTUAL TABLE search_title_vocabulary USING fts5vocab (search_titles, row);

-- The entries whose words are there. sum tells whether they would be the same again.
CREATE TABLE searched (
  id  INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
  sum INTEGER NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER searched_gone AFTER DELETE ON searched BEGIN
  DELETE FROM search_words WHERE rowid = old.id;
  DELETE FROM search_titles WHERE rowid = old.id;
END;
-- +goose StatementEnd

-- Entries whose words are to be written: they are older than these tables, or all is
-- made anew.
CREATE TABLE unsearched (
  id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE
) STRICT;

INSERT INTO unsearched (id) SELECT id FROM entries;

-- The form of the words: a program that cuts them otherwise writes them anew.
CREATE TABLE search_form (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  form INTEGER NOT NULL
) STRICT;

INSERT INTO search_form (id, form) VALUES (1, 1);

-- +goose Down

DROP TABLE search_form;
DROP TABLE unsearched;
DROP TRIGGER searched_gone;
DROP TABLE searched;
DROP TABLE search_title_vocabulary;
DROP TABLE search_vocabulary;
DROP TABLE search_titles;
DROP TABLE search_words;
