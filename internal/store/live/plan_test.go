package live

import (
	"database/sql"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// small are the scans that cost nothing: values that were asked for, rows that the
// statement has just found, the few locales of a site, the one row of it, and what ends
// at the first row.
var small = []string{"SCAN w", "SCAN l", "SCAN f", "SCAN chain", "SCAN CONSTANT", "SCAN locales", "SCAN site", "SCAN (subquery-1)", "SCAN unsearched"}

// TestEveryStatementIsOneIndexRange calls every method of the Reader with every form of
// arguments, and asks SQLite how it goes about the statements that this prepared.
func TestEveryStatementIsOneIndexRange(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := crowd.Fill(t.Context(), db, 50); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	pool, err := db.OpenReaders(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()

	seen := make(map[string]bool)
	methods := reflect.TypeFor[*Reader]()
	for i := range methods.NumMethod() {
		m := methods.Method(i)
		if m.Name == "Close" || m.Name == "Snapshot" {
			continue
		}
		before := len(seen)
		for _, args := range forms(t, m.Type) {
			queries := prepared(t, r, m, args)
			for query := range queries {
				if !seen[query] {
					seen[query] = true
					checkPlan(t, pool, m.Name, query)
				}
			}
		}
		if len(seen) == before {
			t.Errorf("%s prepares no statement of its own: does the test call it rightly?", m.Name)
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d statements were seen", len(seen))
	}
}

// prepared calls the method inside of a snapshot and returns the statements that its
// session prepared.
func prepared(t *testing.T, r *Reader, m reflect.Method, args []reflect.Value) map[string]bool {
	t.Helper()
	for _, s := range drain(r) {
		if err := s.close(); err != nil { // begin without statements
			t.Fatal(err)
		}
		r.free <- s
	}
	in := append([]reflect.Value{reflect.ValueOf(r), reflect.ValueOf(t.Context())}, args...)
	call := m.Func.Call
	if m.Type.IsVariadic() {
		call = m.Func.CallSlice
	}
	out := call(in)
	if err, ok := out[len(out)-1].Interface().(error); ok && !strings.Contains(err.Error(), "fts5: syntax error") { // words of nothing
		t.Fatalf("%s: %v", m.Name, err)
	}
	all := make(map[string]bool)
	for _, s := range drain(r) {
		for query := range s.stmts {
			all[query] = true
		}
		for query := range s.queries {
			all[query] = true
		}
		r.free <- s
	}
	return all
}

// drain takes all sessions, which nobody uses.
func drain(r *Reader) []*session {
	var all []*session
	for range cap(r.free) {
		all = append(all, <-r.free)
	}
	return all
}

// forms returns the arguments to call a method with, after the context.
func forms(t *testing.T, m reflect.Type) [][]reflect.Value {
	t.Helper()
	list := [][]reflect.Value{nil}
	for i := 2; i < m.NumIn(); i++ {
		var longer [][]reflect.Value
		for _, v := range formsOf(t, m.In(i)) {
			for _, args := range list {
				longer = append(longer, append(args[:len(args):len(args)], v))
			}
		}
		list = longer
	}
	return list
}

// formsOf returns values of a type that may lead to different statements.
func formsOf(t *testing.T, of reflect.Type) []reflect.Value {
	t.Helper()
	switch of {
	case reflect.TypeFor[entry.Range]():
		return ranges()
	case reflect.TypeFor[locale.Tag]():
		return []reflect.Value{reflect.ValueOf(locale.French), reflect.ValueOf(entry.Everywhere), reflect.ValueOf(locale.Tag(""))}
	case reflect.TypeFor[time.Duration]():
		return []reflect.Value{reflect.ValueOf(time.Minute)}
	}
	v := reflect.New(of).Elem()
	switch of.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		return []reflect.Value{reflect.ValueOf(false).Convert(of), reflect.ValueOf(true).Convert(of)}
	case reflect.Slice:
		var list []reflect.Value
		one := formsOf(t, of.Elem())[0]
		for n := 1; n <= 3; n++ {
			v = reflect.Append(v, one)
			list = append(list, v)
		}
		return list
	case reflect.Struct:
		return structs(t, of)
	case reflect.Pointer:
		list := []reflect.Value{v}
		for _, form := range formsOf(t, of.Elem()) {
			p := reflect.New(of.Elem())
			p.Elem().Set(form)
			list = append(list, p)
		}
		return list
	default:
		t.Fatalf("the test has no value of type %v", of)
	}
	return []reflect.Value{v}
}

// structs returns the empty struct, one with all fields, and each with one field in
// every other form.
func structs(t *testing.T, of reflect.Type) []reflect.Value {
	t.Helper()
	full := reflect.New(of).Elem()
	list := []reflect.Value{reflect.New(of).Elem()}
	for i := range of.NumField() {
		if of.Field(i).IsExported() {
			forms := formsOf(t, of.Field(i).Type)
			full.Field(i).Set(forms[len(forms)-1])
		}
	}
	list = append(list, full)
	for i := range of.NumField() {
		if !of.Field(i).IsExported() {
			continue
		}
		for _, form := range append(formsOf(t, of.Field(i).Type), reflect.Zero(of.Field(i).Type)) {
			v := reflect.New(of).Elem()
			v.Set(full)
			v.Field(i).Set(form)
			list = append(list, v)
		}
	}
	return list
}

// ranges returns every form of list.
func ranges() []reflect.Value {
	var list []reflect.Value
	for _, chain := range [][]locale.Tag{{"en"}, {"fr", "en"}, {"fr", "en", "de"}, {entry.Everywhere}} {
		for _, bodies := range []bool{false, true} {
			for _, order := range []entry.Order{entry.NewestFirst, entry.OldestFirst} {
				list = append(list, reflect.ValueOf(entry.Range{
					Locales: chain, Facet: content.TermID("x"), Bodies: bodies, Order: order, Limit: 3,
				}))
			}
		}
	}
	for _, backwards := range []bool{false, true} {
		for _, bodies := range []bool{false, true} {
			list = append(list, reflect.ValueOf(entry.Range{
				Locales: []locale.Tag{"en"}, Order: entry.RecentlyUpdated, Backwards: backwards, Bodies: bodies, Limit: 3,
			}))
		}
	}
	return list
}

// checkPlan asks how SQLite goes about a statement.
func checkPlan(t *testing.T, pool *sql.DB, method, query string) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, values(query))...)
	if err != nil {
		t.Fatalf("%s: %v in %s", method, err, query)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, step := range plan {
		if strings.Contains(step, "TEMP B-TREE") || large(step) {
			t.Errorf("%s: %s\n%s\nplan:\n%s", method, step, query, strings.Join(plan, "\n"))
		}
	}
}

// values returns how many values a statement takes.
func values(query string) int {
	if !strings.Contains(query, "?1") {
		return strings.Count(query, "?")
	}
	n := 0
	for _, c := range []string{"?1", "?2", "?3", "?4", "?5", "?6", "?7", "?8", "?9"} {
		if strings.Contains(query, c) {
			n++
		}
	}
	return n
}

// large reports whether the step goes through a whole table. An index of words goes
// through all of it under number 0 without a word to match.
func large(step string) bool {
	if !strings.HasPrefix(step, "SCAN") || strings.HasSuffix(step, "VALUES CLAUSE") {
		return false
	}
	if _, index, ok := strings.Cut(step, "VIRTUAL TABLE INDEX "); ok {
		return index == "0:"
	}
	for _, s := range small {
		if step == s || strings.HasPrefix(step, s+" ") {
			return false
		}
	}
	return true
}
