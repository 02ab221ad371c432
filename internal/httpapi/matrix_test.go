package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A credential is one column of the matrix.
type credential struct {
	name, role string
	locales    []locale.Tag
}

func credentials() []credential {
	return []credential{
		{name: "none"}, {name: "wrong"},
		{"reader", "reader", []locale.Tag{"fr"}}, {"translator", "translator", []locale.Tag{"fr"}}, {"reviewer", "reviewer", []locale.Tag{"fr"}},
		{"author", "author", nil}, {"editor-fr", "editor", []locale.Tag{"fr"}}, {"editor", "editor", nil}, {"admin", "admin", nil},
	}
}

// TestMatrix tries every operation of the management interface, as the contract
// lists them, with every kind of credential. What each gets stands in a golden
// file; the rules that must hold of it stand here.
func TestMatrix(t *testing.T) {
	ids := built(t)
	got := make(map[string][]int, len(ids))
	for _, cred := range credentials() {
		for id, status := range column(t, cred) {
			got[id] = append(got[id], status)
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-20s", "operation")
	for _, cred := range credentials() {
		fmt.Fprintf(&table, " %10s", cred.name)
	}
	for _, id := range ids {
		fmt.Fprintf(&table, "\n%-20s", id)
		for _, status := range got[id] {
			fmt.Fprintf(&table, " %10d", status)
		}
	}
	golden.Equal(t, "matrix.txt", table.String()+"\n")
}

// column tries every operation with one credential, those that take things
// away last, and judges each.
func column(t *testing.T, cred credential) map[string]int {
	w := newWorld(t)
	admin := w.token(t, "admin")
	path := furnish(t, w, admin)
	token := ""
	switch cred.name {
	case "none":
	case "wrong":
		token = "dpt_" + strings.Repeat("A", 43)
	default:
		token = w.token(t, cred.role, cred.locales...)
	}
	ops := managed(t)
	order := slices.SortedFunc(slices.Values(built(t)), func(a, b string) int {
		takes := func(id string) int {
			return map[bool]int{true: 1}[strings.HasPrefix(id, "delete") || strings.HasPrefix(id, "merge") || strings.HasPrefix(id, "split")]
		}
		if n := takes(a) - takes(b); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	statuses := make(map[string]int)
	for _, id := range order {
		op := ops[id]
		a := w.do(t, example(t, op, path(op.path), token))
		statuses[id] = a.status
		reads := op.method == http.MethodGet
		switch {
		case token == "" || cred.name == "wrong":
			if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s without a good token: %d", id, a.status)
			}
		case cred.name == "reader" && !reads && a.status != http.StatusForbidden && a.status != http.StatusNotFound:
			t.Errorf("%s by a reader: %d", id, a.status)
		case strings.HasPrefix(cred.name, "editor") && !reads && strings.Contains(op.path, "/locales") && a.status != http.StatusForbidden,
			strings.HasPrefix(cred.name, "editor") && id == "patchSite" && a.status != http.StatusForbidden:
			t.Errorf("%s by an editor: %d", id, a.status)
		case cred.name == "admin" && (a.status == http.StatusUnauthorized || a.status == http.StatusForbidden):
			t.Errorf("%s by an admin: %d", id, a.status)
		}
		if a.status >= http.StatusInternalServerError {
			t.Errorf("%s: %d\n%s\n%s", id, a.status, a.body, w.log)
		}
		if got := a.header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s: Cache-Control %q", id, got)
		}
	}
	return statuses
}

// An operation is one of the contract's.
type operation struct {
	method, path string
	*openapi3.Operation
}

// built returns the ids of the operations that have a handler, sorted.
func built(t *testing.T) []string {
	t.Helper()
	ops := managed(t)
	maps.DeleteFunc(ops, func(id string, op operation) bool {
		return httpapi.Unbuilt(id) || op.Security == nil
	})
	return slices.Sorted(maps.Keys(ops))
}

// managed returns the operations of the management interface by id.
func managed(t *testing.T) map[string]operation {
	t.Helper()
	ops := make(map[string]operation)
	for path, item := range contract().doc.Paths.Map() {
		for method, op := range item.Operations() {
			if strings.HasPrefix(path, "/manage/v1/") {
				ops[op.OperationID] = operation{method, path, op}
			}
		}
	}
	if len(ops) < 30 {
		t.Fatalf("only %d operations", len(ops))
	}
	return ops
}

// example is a call of the operation with the first example of its body.
func example(t *testing.T, op operation, path, token string) call {
	t.Helper()
	c := call{method: op.method, path: path, token: token, header: map[string]string{}}
	for _, p := range op.Parameters {
		if p.Value.Name == "If-Match" {
			c.header["If-Match"] = `"1"`
		}
	}
	if op.RequestBody == nil {
		return c
	}
	content := op.RequestBody.Value.Content
	if content["multipart/form-data"] != nil {
		body, kind := file(t, "toit.txt", "Un toit.\n")
		c.body, c.header["Content-Type"] = body, kind
		return c
	}
	examples := content["application/json"].Examples
	if len(examples) == 0 {
		t.Fatalf("%s has no example", op.OperationID)
	}
	first := slices.Min(slices.Collect(maps.Keys(examples)))
	text, err := json.Marshal(examples[first].Value.Value)
	if err != nil {
		t.Fatal(err)
	}
	c.body = string(text)
	return c
}

// file is a multipart body with one file, and its type.
func file(t testing.TB, name, text string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(text))
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

// furnish makes one thing of each kind and returns how to fill path templates
// with them.
func furnish(t *testing.T, w *world, admin string) func(template string) string {
	t.Helper()
	p := w.pair(t, admin)
	ids := make(map[string]string)
	for _, kind := range []string{"tags", "authors", "series"} {
		a := w.do(t, call{method: "POST", path: "/manage/v1/" + kind, token: admin, body: `{"translations":{"fr":{"name":"Vent"}}}`}).want(t, http.StatusCreated, "")
		ids[kind] = into[struct{ ID string }](t, a).ID
	}
	body, kind := file(t, "vent.txt", "Le vent.\n")
	a := w.do(t, call{method: "POST", path: "/manage/v1/assets", token: admin, body: body, header: map[string]string{"Content-Type": kind}}).want(t, http.StatusCreated, "")
	asset := into[struct{ ID string }](t, a).ID
	return func(template string) string {
		id := p.ID
		for kind, term := range ids {
			if strings.Contains(template, "/"+kind+"/{id}") {
				id = term
			}
		}
		return strings.NewReplacer("{id}", id, "{locale}", "fr", "{tag}", "fr", "{asset}", asset).Replace(template)
	}
}
