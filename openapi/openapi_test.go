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

// TestManagementIsLocked says that no management operation can be had without
// a token, and that no delivery operation asks for one.
func TestManagementIsLocked(t *testing.T) {
	for path, item := range document(t).Paths.Map() {
		for method, op := range item.Operations() {
			locked := op.Security != nil && len(*op.Security) == 1 && (*op.Security)[0]["bearer"] != nil
			if want := strings.HasPrefix(path, "/manage/v1/"); locked != want {
				t.Errorf("%s %s: locked is %t, want %t", method, path, locked, want)
			}
			if want := map[bool]string{true: "management", false: "delivery"}[locked]; !slices.Contains(op.Tags, want) {
				t.Errorf("%s %s is not tagged %s", method, path, want)
			}
			if !locked && method != "GET" {
				t.Errorf("%s %s: delivery only reads", method, path)
			}
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
