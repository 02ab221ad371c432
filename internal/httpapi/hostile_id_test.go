package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// addressed returns the ids of the operations whose path
// names something, sorted.
func addressed(t *testing.T) []string {
	ops := managed(t)
	maps.DeleteFunc(ops, func(_ string, op operation) bool { return len(names(op.path)) == 0 })
	return slices.Sorted(maps.Keys(ops))
}

// wrong returns values of a path's parameter that name nothing, with what is wrong
// with each.
func (th *things) wrong(template, name string) map[string]string {
	good := th.fill("/manage/v1/"+strings.Split(template, "/")[3]+"/{"+name+"}", nil)
	good = good[strings.LastIndexByte(good, '/')+1:]
	values := map[string]string{
		"no id": "12abc", "another sign": good + "x", "nothing": "null", "a space": "%20", "NUL": "%00", "no text": "%ff", "a quote": "%22%27--",
		"up": "%2e%2e", "a path": "a%2Fb", "long": strings.Repeat("a", 3000), "negative": "-1", "large": "99999999999999999999", "a pattern": "%25",
	}
	switch name {
	case "n":
		values["none"], values["not yet"], values["a fraction"], values["other digits"] = "0", "99", "1.0", "%D9%A1"
		values["padded"], values["sixteen"] = "%201", "0x1"
	case "locale", "tag":
		values["not of the site"], values["all"], values["cut"], values["two"] = "de", "*", "fr-", "fr,en"
	default:
		values["nobody’s"], values["another kind’s"] = nobody, th.of["asset"]
		if name == "asset" {
			values["another kind’s"] = th.post.ID
		}
		if upper := strings.ToUpper(good); upper != good {
			values["other case"] = upper
		}
	}
	if others := th.others[name]; others != "" {
		values["another post’s"] = others
	}
	if kind := strings.Split(template, "/")[3]; name == "id" && kind != "posts" {
		values["a post’s"] = th.post.ID
		values["another kind of term’s"] = map[string]string{"tags": th.of["authors"], "authors": th.of["series"], "series": th.of["tags"]}[kind]
	} else if name == "id" {
		values["a term’s"], values["one in the trash"] = th.of["tags"], th.of["trash"]
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" || value == good })
	return values
}

// TestWrongIDs puts into every path what names nothing there: all of it is not
// found or not readable, and nothing of it changes anything.
func TestWrongIDs(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	before := w.state(t)
	for _, id := range addressed(t) {
		op := ops[id]
		for _, name := range names(op.path) {
			for what, value := range th.wrong(op.path, name) {
				a := w.do(t, example(t, op, th.fill(op.path, map[string]string{name: value}), admin))
				if a.status < 400 || a.status >= 500 {
					t.Errorf("%s, {%s} %s: %d %.300s", id, name, what, a.status, a.body)
				}
				if len(a.body) > 2500 {
					t.Errorf("%s, {%s} %s: %d bytes come back", id, name, what, len(a.body))
				}
				free := strings.Contains(value, "%") || name == "n" || name == "locale" || name == "tag" || name == "session" // only the signed-in have one
				if !free && a.status != http.StatusNotFound {
					t.Errorf("%s, {%s} %s: %d, want not found: %.300s", id, name, what, a.status, a.body)
				}
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("what named nothing changed something:\n%s", diff)
	}
}

// TestWrongQueries sends every operation what its query does not take.
func TestWrongQueries(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	before := w.state(t)
	for _, id := range slices.Sorted(maps.Keys(ops)) {
		op := ops[id]
		queries := []string{"zz=1", "admin=true", "limit=1&limit=1", "%zz", "a;b", "dry_run=maybe", "cursor=" + strings.Repeat("A", 9000)}
		for _, p := range op.Parameters {
			if p.Value.In != "query" {
				continue
			}
			name := p.Value.Name
			queries = append(queries, name+"=%00", name+"=%ff", strings.ToUpper(name)+"=1", name+"=1&"+name+"=2", name+"="+strings.Repeat("9", 5000))
			if name != "q" {
				queries = append(queries, name+"=", name+"=-1", name+"=12abc", name+"='%20OR%201=1--", name+"=99999-01-01T00:00:00Z")
			}
		}
		for _, query := range queries {
			a := w.do(t, example(t, op, th.fill(op.path, nil)+"?"+query, admin))
			if a.status < 400 || a.status >= 500 {
				// A filter that finds nothing is no harm: an empty list, or the head of a table.
				empty := strings.Contains(string(a.body), `"items":[]`) || strings.Count(string(a.body), "\n") == 1
				if op.method != http.MethodGet || a.status >= 500 || !empty {
					t.Errorf("%s?%.60s: %d %.300s", id, query, a.status, a.body)
				}
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("what was refused changed something:\n%s", diff)
	}
}
