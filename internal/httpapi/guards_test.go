package httpapi

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/openapi"
)

// TestGuardsAskWhatTheContractSays holds what is read at start to the whole contract.
func TestGuardsAskWhatTheContractSays(t *testing.T) {
	whole, err := contractOf(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	read, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	ids := slices.Sorted(maps.Keys(whole.operations))
	if diff := cmp.Diff(ids, slices.Sorted(maps.Keys(read.operations))); diff != "" {
		t.Fatal(diff)
	}
	for _, id := range ids {
		if diff := cmp.Diff(asRead(t, whole.operations[id]), asRead(t, read.operations[id])); diff != "" {
			t.Errorf("%s: generate ./openapi: %s", id, diff)
		}
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
