package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/access"
)

// A guardFile is [openapi.Guards] as it is written. The library of the contract reads any
// such document, and takes longer for it than everything else at start together; this reads
// what ours has. A member that is not here is an error, since a rule that nobody reads
// holds nobody to anything.
type guardFile struct {
	OpenAPI    json.RawMessage `json:"openapi"`
	Info       json.RawMessage `json:"info"`
	Tags       json.RawMessage `json:"tags"`
	Security   json.RawMessage `json:"security"`
	Paths      map[string]guardPath
	Components struct {
		Parameters      map[string]guardParameter
		Responses       map[string]guardResponse
		Schemas         map[string]*guardSchema
		SecuritySchemes json.RawMessage `json:"securitySchemes"`
	}
}

// A guardPath is a path with its operations.
type guardPath struct {
	Parameters                    json.RawMessage // of the path itself: the router reads them
	Get, Put, Post, Patch, Delete *guardOperation
}

// operations returns those that there are, by method.
func (p guardPath) operations() iter.Seq2[string, *guardOperation] {
	return func(yield func(string, *guardOperation) bool) {
		for method, op := range map[string]*guardOperation{
			http.MethodGet: p.Get, http.MethodPut: p.Put, http.MethodPost: p.Post, http.MethodPatch: p.Patch, http.MethodDelete: p.Delete,
		} {
			if op != nil && !yield(method, op) {
				return
			}
		}
	}
}

// A guardOperation is one operation.
type guardOperation struct {
	ID         string `json:"operationId"`
	Tags       []string
	Security   []json.RawMessage
	Scopes     []access.Scope `json:"x-scopes"`
	Slow       bool           `json:"x-slow"`
	Parameters []guardParameter
	Responses  map[string]guardResponse
	Body       *struct {
		Required bool
		Content  map[string]struct{ Schema *guardSchema }
	} `json:"requestBody"`
}

// A guardParameter is a parameter of a query, a path or a head, or names one.
type guardParameter struct {
	Ref      string `json:"$ref"`
	In       string
	Name     string
	Required bool
	Schema   *guardSchema
}

// A guardResponse is an answer, of which only the types are kept, or names one.
type guardResponse struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]struct{}
}

// A guardSchema is a schema, or names one.
type guardSchema struct {
	Ref                  string `json:"$ref"`
	Type                 string
	Format               string
	Pattern              string
	Nullable             bool
	Default              any
	Enum                 []any
	Minimum              *float64
	Maximum              *float64
	MinLength            uint64
	MaxLength            *uint64
	MinItems             uint64
	MaxItems             *uint64
	MinProperties        uint64
	MaxProperties        *uint64
	Required             []string
	Items                *guardSchema
	Properties           map[string]*guardSchema
	AdditionalProperties *guardMore

	made *openapi3.Schema // once somebody asked: schemas name each other
}

// A guardMore says what members may be there besides: none, any, or such as a schema wants.
type guardMore struct {
	has    *bool
	schema *guardSchema
}

// UnmarshalJSON reads true, false or a schema.
func (m *guardMore) UnmarshalJSON(text []byte) error {
	if text[0] != '{' {
		return json.Unmarshal(text, &m.has)
	}
	return strictly(text, &m.schema)
}

// strictly decodes JSON into v, which must have every member.
func strictly(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func readGuards(text []byte) (*guardFile, error) {
	f := new(guardFile)
	return f, strictly(text, f)
}

// operation returns what guards know of an operation, but its path.
func (f *guardFile) operation(op *guardOperation) (o operation, err error) {
	o.face, o.locked, o.slow = face(op.Tags[0]), len(op.Security) > 0, op.Slow
	o.machines = slices.Contains(op.Scopes, access.ScopeTranslate)
	if o.parameters, err = f.query(op.Parameters); err != nil {
		return operation{}, err
	}
	types, err := named(f.Components.Responses, "responses", op.Responses["200"].Ref, op.Responses["200"])
	if err != nil {
		return operation{}, err
	}
	o.streams = slices.ContainsFunc(slices.Collect(maps.Keys(types.Content)), isFile)
	_, written := types.Content["text/markdown"]
	_, plain := types.Content["application/json"]
	o.markdown = written && plain
	if op.Body == nil {
		return o, nil
	}
	o.bare = !op.Body.Required
	_, o.patch = op.Body.Content["application/merge-patch+json"]
	for kind, media := range op.Body.Content {
		switch {
		case isFile(kind):
			o.files = append(o.files, kind)
		case kind == "application/json":
			if o.body, err = f.schema(media.Schema); err != nil {
				return operation{}, err
			}
		}
	}
	slices.Sort(o.files)
	return o, nil
}

// query returns the parameters of the query among all of an operation.
func (f *guardFile) query(all []guardParameter) (map[string]parameter, error) {
	found := make(map[string]parameter)
	for _, p := range all {
		p, err := named(f.Components.Parameters, "parameters", p.Ref, p)
		if err != nil {
			return nil, err
		}
		if p.In != openapi3.ParameterInQuery {
			continue
		}
		schema, err := f.schema(p.Schema)
		if err != nil {
			return nil, err
		}
		found[p.Name] = parameter{schema: schema, required: p.Required}
	}
	return found, nil
}

// named returns the component that ref names; own, if it names none.
func named[T any](components map[string]T, kind, ref string, own T) (T, error) {
	if ref == "" {
		return own, nil
	}
	one, ok := components[strings.TrimPrefix(ref, "#/components/"+kind+"/")]
	if !ok {
		return one, fmt.Errorf("no %s", ref)
	}
	return one, nil
}

// schema returns the schema as what holds values to it.
func (f *guardFile) schema(g *guardSchema) (*openapi3.Schema, error) {
	if g == nil {
		return nil, errors.New("no schema")
	}
	g, err := named(f.Components.Schemas, "schemas", g.Ref, g)
	if err != nil || g.made != nil {
		return g.made, err
	}
	s := &openapi3.Schema{
		Format: g.Format, Pattern: g.Pattern, Nullable: g.Nullable, Default: g.Default, Enum: g.Enum, Min: g.Minimum, Max: g.Maximum,
		MinLength: g.MinLength, MaxLength: g.MaxLength, MinItems: g.MinItems, MaxItems: g.MaxItems, MinProps: g.MinProperties, MaxProps: g.MaxProperties,
		Required: g.Required,
	}
	g.made = s
	if g.Type != "" {
		s.Type = &openapi3.Types{g.Type}
	}
	if s.Items, err = f.below(g.Items); err != nil {
		return nil, err
	}
	if g.Properties != nil {
		s.Properties = make(openapi3.Schemas, len(g.Properties))
	}
	for name, one := range g.Properties {
		if s.Properties[name], err = f.below(one); err != nil {
			return nil, err
		}
	}
	if more := g.AdditionalProperties; more != nil {
		s.AdditionalProperties.Has = more.has
		s.AdditionalProperties.Schema, err = f.below(more.schema)
	}
	return s, err
}

// below returns a schema inside another; nil, if there is none.
func (f *guardFile) below(g *guardSchema) (*openapi3.SchemaRef, error) {
	if g == nil {
		return nil, nil
	}
	s, err := f.schema(g)
	return &openapi3.SchemaRef{Ref: g.Ref, Value: s}, err
}
