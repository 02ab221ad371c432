package httpapi

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/openapi"
)

// TestGuardsAskWhatTheContractSays holds what is read at start to the whole contract.
func TestGuardsAskWhatTheContractSays(t *testing.T) {
	whole := wholeContract(t)
	read, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	ids := slices.Sorted(maps.Keys(whole))
	if diff := cmp.Diff(ids, slices.Sorted(maps.Keys(read.operations))); diff != "" {
		t.Fatal(diff)
	}
	for _, id := range ids {
		if diff := cmp.Diff(asRead(t, whole[id]), asRead(t, read.operations[id])); diff != "" {
			t.Errorf("%s: generate ./openapi: %s", id, diff)
		}
	}
}

// wholeContract reads the contract as it is written, by the library and not by what reads
// the guards.
func wholeContract(t *testing.T) map[string]operation {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]operation)
	for path, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			o := operationOf(op)
			o.path = path
			all[op.OperationID] = o
		}
	}
	return all
}

// operationOf is what guards have to know of an operation of the whole contract.
func operationOf(op *openapi3.Operation) operation {
	o := operation{face: face(op.Tags[0]), parameters: make(map[string]parameter)}
	o.locked = op.Security != nil && len(*op.Security) > 0
	if scopes, ok := op.Extensions["x-scopes"].([]any); ok {
		o.machines = slices.Contains(scopes, any(string(access.ScopeTranslate)))
	}
	o.slow = op.Extensions["x-slow"] == true
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			o.parameters[p.Value.Name] = parameter{schema: p.Value.Schema.Value, required: p.Value.Required}
		}
	}
	if ok := op.Responses.Status(http.StatusOK); ok != nil && ok.Value != nil {
		o.markdown = ok.Value.Content["application/json"] != nil && ok.Value.Content["text/markdown"] != nil
		o.streams = slices.ContainsFunc(slices.Collect(maps.Keys(ok.Value.Content)), isFile)
	}
	if op.RequestBody == nil {
		return o
	}
	o.bare = !op.RequestBody.Value.Required
	content := op.RequestBody.Value.Content
	if media := content["application/json"]; media != nil {
		o.body = media.Schema.Value
	}
	o.patch = content["application/merge-patch+json"] != nil
	for kind := range content {
		if isFile(kind) {
			o.files = append(o.files, kind)
		}
	}
	slices.Sort(o.files)
	return o
}

// TestGuardsThatNobodyReads: a rule that is not known is an error, wherever it stands, and so
// is a name of nothing.
func TestGuardsThatNobodyReads(t *testing.T) {
	for name, text := range map[string]string{
		"a keyword of a schema":            `{"components": {"schemas": {"A": {"multipleOf": 2}}}}`,
		"a keyword below":                  `{"components": {"schemas": {"A": {"properties": {"b": {"not": {}}}}}}}`,
		"a keyword of members besides":     `{"components": {"schemas": {"A": {"additionalProperties": {"uniqueItems": true}}}}}`,
		"a member of an operation":         `{"paths": {"/": {"get": {"x-new": true}}}}`,
		"a method":                         `{"paths": {"/": {"trace": {}}}}`,
		"a member of a parameter":          `{"components": {"parameters": {"A": {"style": "form"}}}}`,
		"a member of the body of requests": `{"paths": {"/": {"put": {"requestBody": {"content": {"a/b": {"encoding": {}}}}}}}}`,
	} {
		if _, err := readGuards([]byte(text)); err == nil {
			t.Errorf("%s is read over", name)
		}
	}
	f, err := readGuards([]byte(`{"paths": {"/": {"get": {"tags": ["delivery"], "parameters": [{"$ref": "#/components/parameters/Nothing"}]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.operation(f.Paths["/"].Get); err == nil {
		t.Error("a parameter that is not there is none")
	}
}

// asRead is everything that guards know of an operation.
func asRead(t *testing.T, op operation) map[string]any {
	t.Helper()
	known := map[string]any{
		"face": op.face, "path": op.path, "bare": op.bare, "patch": op.patch, "files": op.files,
		"is": []bool{op.locked, op.machines, op.streams, op.markdown, op.slow, op.body == nil},
	}
	for name, p := range op.parameters {
		known["?"+name] = []any{held(t, p.schema, 0), p.required}
	}
	if op.body != nil {
		known["body"] = held(t, op.body, 0)
	}
	return known
}

// held is what a schema holds values to, some levels deep: schemas name themselves.
func held(t *testing.T, s *openapi3.Schema, depth int) any {
	t.Helper()
	own := *s
	own.Description, own.Example, own.Extensions, own.ExternalDocs = "", nil, nil, nil
	own.Properties, own.Items, own.AllOf, own.OneOf, own.AnyOf, own.Not = nil, nil, nil, nil, nil, nil
	own.AdditionalProperties = openapi3.AdditionalProperties{Has: s.AdditionalProperties.Has}
	text, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{"own": string(text)}
	if depth > 6 {
		return all
	}
	below := maps.Clone(s.Properties)
	if below == nil {
		below = make(openapi3.Schemas)
	}
	for name, ref := range map[string]*openapi3.SchemaRef{"items": s.Items, "not": s.Not, "more": s.AdditionalProperties.Schema} {
		if ref != nil {
			below["/"+name] = ref
		}
	}
	for name, ref := range below {
		all[name] = held(t, ref.Value, depth+1)
	}
	for name, list := range map[string]openapi3.SchemaRefs{"all": s.AllOf, "one": s.OneOf, "any": s.AnyOf} {
		for i, ref := range list {
			all[name+string(rune('0'+i))] = held(t, ref.Value, depth+1)
		}
	}
	return all
}
