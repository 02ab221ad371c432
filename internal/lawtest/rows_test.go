package lawtest

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A table is the rows of one, by their primary key.
type table map[string][]string

// A state is all that the database holds, but for the full-text index.
type state map[string]table

// keyOf names the columns that tell rows apart, where that is not the first.
var keyOf = map[string]int{
	"translations": 2, "revisions": 3, "shared_revisions": 2, "slugs": 2, "imports": 3, "term_texts": 2, "term_slugs": 3,
	"asset_texts": 2, "asset_uses": 4, "listing": 5, "listing_counts": 3, "entry_refs": 3, "rerenders": 3, "changes": 2,
	"outbox": 2, "once": 2, "confirmations": 5, "release_items": 2, "term_uses": 3, "heads": 2,
	"decisions": 3, "lineages": 4, "standings": 3, "assignments": 2, "work": 2, "memory_uses": 3, "memory_words": 3, "glossary_stems": 2, "dismissals": 3,
	"anchors": 2, "entry_links": 3,
}

// readColumns learns which tables there are.
func (w *world) readColumns() {
	w.columns = make(map[string][]string)
	rows, err := w.raw.QueryContext(w.ctx(), `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'head_words%' AND m.name NOT LIKE 'memory_texts%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`)
	w.must(err)
	for rows.Next() {
		var table, column string
		w.must(rows.Scan(&table, &column))
		w.columns[table] = append(w.columns[table], column)
	}
	w.must(rows.Err())
	w.reads = make(map[string]*sql.Stmt)
	for name := range w.columns {
		w.reads[name], err = w.raw.PrepareContext(w.ctx(), "SELECT * FROM "+name)
		w.must(err)
	}
}

// read returns everything as it is now.
func (w *world) read() state {
	s := make(state)
	for name := range w.columns {
		s[name] = w.table(name)
	}
	return s
}

func (w *world) table(name string) table {
	rows, err := w.reads[name].QueryContext(w.ctx())
	w.must(err)
	defer rows.Close()
	cells := make([]sql.NullString, len(w.columns[name]))
	places := make([]any, len(cells))
	for i := range cells {
		places[i] = &cells[i]
	}
	list := make(table)
	for rows.Next() {
		w.must(rows.Scan(places...))
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.String
		}
		list[strings.Join(row[:max(1, keyOf[name])], " ")] = row
	}
	w.must(rows.Err())
	return list
}

// at returns a cell.
func (w *world) at(name string, row []string, column string) string {
	i := slices.Index(w.columns[name], column)
	if i < 0 {
		w.t.Fatalf("table %s has no column %s", name, column)
	}
	return row[i]
}

// number returns a cell that holds one.
func (w *world) number(name string, row []string, column string) int {
	n, err := strconv.Atoi(w.at(name, row, column))
	w.must(err)
	return n
}

// without returns the row with the columns left empty.
func (w *world) without(name string, row []string, columns ...string) []string {
	row = slices.Clone(row)
	for _, c := range columns {
		if i := slices.Index(w.columns[name], c); i >= 0 && len(row) > 0 {
			row[i] = ""
		}
	}
	return row
}

// changed returns the keys of rows that are not as they were, in order.
func changed(before, after table) []string {
	var keys []string
	for k, row := range before {
		if !slices.Equal(row, after[k]) {
			keys = append(keys, k)
		}
	}
	for k := range after {
		if _, ok := before[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// same ends the test if the tables, all of them or those named, differ.
func (w *world) same(what string, before, after state, tables ...string) {
	if len(tables) == 0 {
		tables = slices.Sorted(maps.Keys(before))
	}
	for _, name := range tables {
		for _, k := range changed(before[name], after[name]) {
			w.t.Fatalf("%s: %s %q\nwas %q\nis  %q", what, name, k, before[name][k], after[name][k])
		}
	}
}

// posts returns the ids of all posts, oldest first.
func (w *world) posts() []content.PostID {
	var ids []content.PostID
	for _, k := range slices.Sorted(maps.Keys(w.rows["posts"])) {
		ids = append(ids, content.PostID(k))
	}
	return ids
}

// post draws one: mostly one that is still there.
func (w *world) post() *content.Post {
	ids := w.posts()
	if len(ids) == 0 {
		w.t.Skip("there is no post")
	}
	return w.known(ids[draw(w, "post", 0, 0, 1, 1, 2, 3, 4, 5, 6)%len(ids)])
}

// known returns what the rows say of a post.
func (w *world) known(id content.PostID) *content.Post {
	row, ok := w.rows["posts"][string(id)]
	if !ok {
		w.t.Fatalf("there is no post %s", id)
	}
	p := &content.Post{
		ID: id, SourceLocale: locale.Tag(w.at("posts", row, "source_locale")), CreatedBy: w.at("posts", row, "created_by"),
		Parity: content.Parity(w.at("posts", row, "parity")), Version: int64(w.number("posts", row, "version")),
		Head: w.number("posts", row, "head"), Live: w.number("posts", row, "live"), MergedInto: content.PostID(w.at("posts", row, "merged_into")),
	}
	w.unjson(w.at("posts", row, "targets"), &p.Targets)
	for _, tag := range locales {
		if row, ok := w.rows["translations"][string(id)+" "+string(tag)]; ok {
			p.Translations = append(p.Translations, content.Translation{
				Locale: tag, Version: int64(w.number("translations", row, "version")),
				Head: w.number("translations", row, "head"), Live: w.number("translations", row, "live"),
			})
		}
	}
	return p
}

// text returns what a revision says.
func (w *world) text(s state, part content.Part, n int) (text content.Text, ok bool) {
	row, ok := s["revisions"][fmt.Sprintf("%s %s %d", part.Post, part.Locale, n)]
	if ok {
		w.unjson(w.at("revisions", row, "doc"), &text)
	}
	return text, ok
}
