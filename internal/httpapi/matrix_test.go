package httpapi_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/golden"
)

// TestMatrix tries every operation of the management and the preview, as the
// contract lists them, with every kind of credential. What each gets stands in a
// golden file; the rules that must hold of it stand here.
func TestMatrix(t *testing.T) {
	ids := asked(t)
	got := make(map[string][]int, len(ids))
	for _, cred := range credentials() {
		for id, status := range column(t, cred) {
			got[id] = append(got[id], status)
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s", "operation")
	for _, cred := range credentials() {
		fmt.Fprintf(&table, " %12s", cred.name)
	}
	for _, id := range ids {
		fmt.Fprintf(&table, "\n%-22s", id)
		for _, status := range got[id] {
			fmt.Fprintf(&table, " %12d", status)
		}
	}
	golden.Equal(t, "matrix.txt", table.String()+"\n")
	alike(t, got)
}

// alike holds what somebody's session and their own token get to what a token of
// the same role gets: there is one table, however one asks.
func alike(t *testing.T, got map[string][]int) {
	t.Helper()
	place := make(map[string]int)
	for i, cred := range credentials() {
		place[cred.name] = i
	}
	for id, statuses := range got {
		for _, name := range []string{"session", "own-token"} {
			if a, b := statuses[place["editor"]], statuses[place[name]]; a != b && !oneself(id) && !strings.HasPrefix(id, "preview") {
				t.Errorf("%s: %d by a token, %d by %s", id, a, b, name)
			}
		}
	}
}

// column tries every operation with one credential, those that take things
// away last, and judges each.
func column(t *testing.T, cred credential) map[string]int {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	present := cred.present(t, w, th)
	ops := operations(t)
	order := slices.SortedFunc(slices.Values(asked(t)), func(a, b string) int {
		return cmp.Or(cmp.Compare(takes(a), takes(b)), strings.Compare(a, b))
	})
	statuses := make(map[string]int)
	for _, id := range order {
		op := ops[id]
		a := w.do(t, present(example(t, op, th.fill(op.path, map[string]string{"slug": "un-jardin-sur-le-toit"}), "")))
		statuses[id] = a.status
		if wrong := cred.judge(id, op, a); wrong != "" {
			t.Errorf("%s by %s: %d: %s\n%.300s", id, cred.name, a.status, wrong, a.body)
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

// takes orders operations: those that take something away come late, a schedule
// before its post, which holds it when it goes, and those that take the credential
// away last.
func takes(id string) int {
	switch {
	case id == "logout":
		return 3
	case id == "deleteSchedule":
		return 1
	case slices.ContainsFunc([]string{"delete", "merge", "split", "purge", "bulk"}, func(p string) bool { return strings.HasPrefix(id, p) }):
		return 2
	}
	return 0
}

// oneself reports whether the operation is about who asks alone, so that no role
// decides it.
func oneself(id string) bool {
	return slices.Contains([]string{"createToken", "listTokens", "getMe", "patchMe", "putPassword", "listSessions", "deleteSession", "logout"}, id)
}

// An operation is one of the contract's.
type operation struct {
	method, path string
	*openapi3.Operation
}

// asked returns the ids of the operations that ask who asks, sorted.
func asked(t *testing.T) []string {
	t.Helper()
	ops := operations(t)
	maps.DeleteFunc(ops, func(_ string, op operation) bool { return op.Security == nil })
	return slices.Sorted(maps.Keys(ops))
}

// operations returns the operations of the management and the preview by id.
func operations(t *testing.T) map[string]operation {
	t.Helper()
	ops := managed(t)
	for path, item := range contract().doc.Paths.Map() {
		for method, op := range item.Operations() {
			if strings.HasPrefix(path, "/preview/v1/") {
				ops[op.OperationID] = operation{method, path, op}
			}
		}
	}
	return ops
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
	query := url.Values{}
	for _, p := range op.Parameters {
		if p.Value.Name == "If-Match" {
			c.header["If-Match"] = `"1"`
		}
		if p.Value.In == openapi3.ParameterInQuery && p.Value.Required {
			query.Set(p.Value.Name, fmt.Sprint(p.Value.Example))
		}
	}
	if len(query) > 0 {
		c.path += "?" + query.Encode()
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
	if kind := fileType(op); kind != "" {
		c.body, c.header["Content-Type"] = fmt.Sprint(content[kind].Example), kind
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

// fileType returns the first media type of an operation that takes a file as it is;
// nothing of others.
func fileType(op operation) string {
	if op.RequestBody == nil {
		return ""
	}
	content := op.RequestBody.Value.Content
	if content["application/json"] != nil || content["multipart/form-data"] != nil {
		return ""
	}
	kinds := slices.Sorted(maps.Keys(content))
	return kinds[len(kinds)-1] // application/octet-stream would need a parameter
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
