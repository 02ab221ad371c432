-- Finding out at once whether entries have an older form than the program's.

-- +goose Up

CREATE INDEX entries_by_format ON entries (format);

-- +goose Down

DROP INDEX entries_by_format;
