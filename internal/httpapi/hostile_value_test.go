package httpapi_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

// oddities are values that somebody may send for anything.
func oddities() []any {
	return []any{
		nil, true, 0.0, -1.0, 1.5, 1e300, 99999999999.0, "", " ", "x", "12abc", "../../etc/passwd", "'; DROP TABLE posts; --", "\u202egnp.exe", "\ufeff",
		"javascript:alert(1)", "<script>alert(1)</script>", "9999-99-99", "2026-02-30", "0000-01-01T00:00:00Z", "99999d", "-1d", "0s", "Mars/Olympus", "http://[::1", "*", "fr", "FR",
		nobody, strings.ToUpper(nobody), strings.Repeat("x", 20_000), []any{}, []any{"x"}, []any{nil}, []any{map[string]any{}}, make([]any, 1000),
		map[string]any{}, map[string]any{"": ""}, map[string]any{"12abc": map[string]any{}}, map[string]any{"fr": nil}, map[string]any{"*": []any{"admin"}},
	}
}

// TestWrongValues puts every odd value into every member of every document. What
// the contract refuses is refused and changes nothing; nothing at all is a fault
// of ours.
func TestWrongValues(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	before := w.state(t)
	var taken []call
	for _, id := range writing(t) {
		op := ops[id]
		c := example(t, op, th.fill(op.path, nil), admin)
		schema := op.RequestBody.Value.Content["application/json"].Schema.Value
		for _, v := range variants(t, schema, c.body.(string)) {
			c.body = v.text
			if v.good {
				taken = append(taken, c)
				continue
			}
			// Of whom nobody knows yet little is read, so that what is long is too large.
			if a := w.do(t, c); a.status != 422 && a.status != 400 && (a.status != 413 || op.Security != nil && len(*op.Security) > 0) {
				t.Errorf("%s with %s: %d %.300s", id, v.what, a.status, a.body)
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("what was refused changed something:\n%s", diff)
	}
	for _, c := range taken {
		if a := w.do(t, c); a.status >= 500 {
			t.Errorf("%s %s with %.200s: %d %.300s\n%.2000s", c.method, c.path, c.body, a.status, a.body, w.log)
		}
	}
	if err := w.Store.Check(t.Context(), func(code, subject string) { t.Errorf("%s: %s", code, subject) }); err != nil {
		t.Error(err)
	}
}

// A variant is a document with one odd value in it.
type variant struct {
	what, text string
	good       bool // the contract takes it
}

func variants(t *testing.T, schema *openapi3.Schema, good string) []variant {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(good), &tree); err != nil {
		t.Fatal(err)
	}
	var list []variant
	for _, p := range objects(schema, tree, "") {
		for _, name := range slices.Sorted(maps.Keys(p.names)) {
			was, there := p.object[name]
			for _, odd := range oddities() {
				p.object[name] = odd
				text, err := json.Marshal(tree)
				if err != nil {
					t.Fatal(err)
				}
				what, _, _ := strings.Cut(string(text[max(0, len(text)-60):]), "\n")
				list = append(list, variant{p.pointer + "/" + name + " … " + what, string(text), schema.VisitJSON(tree) == nil})
			}
			delete(p.object, name)
			if there {
				p.object[name] = was
			}
		}
	}
	return list
}
