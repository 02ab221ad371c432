package openapi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/openapi"
)

func document(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestDocumentIsValid holds the contract to OpenAPI 3.0.3, and every example in
// it to its schema.
func TestDocumentIsValid(t *testing.T) {
	doc := document(t)
	if doc.OpenAPI != "3.0.3" {
		t.Errorf("version %s: validation of 3.1 documents is many times dearer", doc.OpenAPI)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
}

func TestEveryOperationHasExamples(t *testing.T) {
	for path, item := range document(t).Paths.Map() {
		for method, op := range item.Operations() {
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 {
				t.Errorf("%s %s lacks an id, a summary or its one tag", method, path)
			}
			if body := op.RequestBody; body != nil {
				exemplified(t, method+" "+path+" request", body.Value.Content)
			}
			for status, answer := range op.Responses.Map() {
				exemplified(t, method+" "+path+" "+status, answer.Value.Content)
			}
		}
	}
}

func exemplified(t *testing.T, where string, content openapi3.Content) {
	t.Helper()
	for kind, media := range content {
		if media.Example == nil && len(media.Examples) == 0 {
			t.Errorf("%s has no example of %s", where, kind)
		}
	}
}

// open are the operations without a credential, beside those of delivery: who
// signs in has none yet, and a page shows files by their signed addresses.
var open = map[string]bool{"login": true, "accept": true, "previewMedia": true}

// TestEveryInterfaceIsLocked says which credentials open what: management a
// token, or a session that proves who sends what writes; preview a token;
// delivery nothing at all.
func TestEveryInterfaceIsLocked(t *testing.T) {
	for path, item := range document(t).Paths.Map() {
		for method, op := range item.Operations() {
			face, _, _ := strings.Cut(path[1:], "/")
			want := map[string]string{"content": "delivery", "manage": "management", "preview": "preview"}[face]
			if !slices.Equal(op.Tags, []string{want}) {
				t.Errorf("%s %s is tagged %s, want %s", method, path, op.Tags, want)
			}
			if got, want := keysOf(op), keysFor(method, face, op.OperationID); got != want {
				t.Errorf("%s %s is opened by %q, want %q", method, path, got, want)
			}
			if face != "manage" && method != "GET" {
				t.Errorf("%s %s: only management writes", method, path)
			}
		}
	}
}

// keysOf says what opens an operation: alternatives by "|", what goes together
// by "+".
func keysOf(op *openapi3.Operation) string {
	if op.Security == nil {
		return ""
	}
	var ways []string
	for _, way := range *op.Security {
		ways = append(ways, strings.Join(slices.Sorted(maps.Keys(way)), "+"))
	}
	return strings.Join(ways, "|")
}

func keysFor(method, face, id string) string {
	switch {
	case face == "content", open[id]:
		return ""
	case face == "preview":
		return "bearer"
	case method == "GET":
		return "bearer|session"
	}
	return "bearer|csrf+session"
}

// TestEveryPostCanBeSentAgain: each POST of management names the header that
// makes it safe, and takes it or says that it does not.
func TestEveryPostCanBeSentAgain(t *testing.T) {
	for path, item := range document(t).Paths.Map() {
		if op := item.Post; op != nil && op.Parameters.GetByInAndName("header", "Idempotency-Key") == nil {
			t.Errorf("POST %s takes no Idempotency-Key", path)
		}
	}
}

// TestPathsHaveNoColon: Echo's router and generated code disagree on them.
func TestPathsHaveNoColon(t *testing.T) {
	for _, path := range slices.Sorted(maps.Keys(document(t).Paths.Map())) {
		if strings.Contains(path, ":") {
			t.Error(path)
		}
	}
}

// TestIfMatchIsOptional: a missing one must be answered in our words, 428, not
// by the generated code.
func TestIfMatchIsOptional(t *testing.T) {
	ref := document(t).Components.Parameters["IfMatch"]
	if ref == nil || ref.Value.Required {
		t.Error("If-Match must be declared, and optional")
	}
}
