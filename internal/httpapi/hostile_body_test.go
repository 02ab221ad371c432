package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

// nextYear is an instant that schedules take.
func nextYear() string { return time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339) }

// TestHostileBodies sends every operation that takes a document what is none, or
// holds what nobody may set.
func TestHostileBodies(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	before := w.state(t)
	for _, id := range writing(t) {
		op := ops[id]
		good := example(t, op, th.fill(op.path, nil), admin)
		text := good.body.(string)
		for name, tt := range hostile(text) {
			if name == "a text" && strings.HasPrefix(text, "[") {
				tt.code = "member.type.array"
			}
			if tt.body == "" && !op.RequestBody.Value.Required {
				continue
			}
			c := good
			c.body = tt.body
			a := w.do(t, c)
			if a.status != tt.status || !strings.Contains(string(a.body), tt.code) {
				t.Errorf("%s, %s: %d %.300s", id, name, a.status, a.body)
			}
		}
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "multipart/form-data; boundary=x"} {
			c := good
			c.header = map[string]string{"Content-Type": kind, "If-Match": good.header["If-Match"]}
			if a := w.do(t, c); a.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s as %s: %d %.300s", id, kind, a.status, a.body)
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("what was refused changed something:\n%s", diff)
	}
}

type refusal struct {
	body   string
	status int
	code   string
}

// hostile returns bodies that no operation takes, made from one that it takes.
func hostile(good string) map[string]refusal {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(good), &members) != nil || len(members) == 0 {
		members = map[string]json.RawMessage{"note": json.RawMessage(`"x"`)}
	}
	name := ""
	for name = range members {
		break
	}
	first := fmt.Sprintf("%q:%s", name, members[name])
	return map[string]refusal{
		"nothing":           {"", http.StatusBadRequest, "json.empty"},
		"a list":            {"[" + good + "]", http.StatusUnprocessableEntity, "member.type.object"},
		"null":              {"null", http.StatusUnprocessableEntity, "invalid"},
		"a text":            {`"x"`, http.StatusUnprocessableEntity, "member.type.object"},
		"two documents":     {good + good, http.StatusBadRequest, "json.malformed"},
		"a member twice":    {"{" + first + "," + first + "}", http.StatusBadRequest, "json.repeated"},
		"twice by escape":   {fmt.Sprintf(`{%s,"\u%04x%s":1}`, first, name[0], name[1:]), http.StatusBadRequest, "json.repeated"},
		"not UTF-8":         {"{\"note\":\"\xff\"}", http.StatusBadRequest, "json.utf8"},
		"NUL":               {`{"note":"a\u0000"}`, http.StatusBadRequest, "json.nul"},
		"deep":              {`{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", http.StatusBadRequest, "json.too_deep"},
		"cut":               {good[:len(good)-1], http.StatusBadRequest, "json.malformed"},
		"more than we read": {`{"x":"` + strings.Repeat("x", 9<<20) + `"}`, http.StatusRequestEntityTooLarge, "body.too_large"},
	}
}

// TestMassAssignment adds to every object of every document the names of what
// only the house sets, in every case: none of them may pass in silence.
func TestMassAssignment(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	ops := managed(t)
	before := w.state(t)
	tried := 0
	for _, id := range writing(t) {
		op := ops[id]
		c := example(t, op, th.fill(op.path, nil), admin)
		var tree any
		if err := json.Unmarshal([]byte(c.body.(string)), &tree); err != nil {
			t.Fatal(err)
		}
		for _, place := range objects(op.RequestBody.Value.Content["application/json"].Schema.Value, tree, "") {
			for _, name := range []string{
				"role", "admin", "version", "publishedAt", "id", "createdBy", "createdAt", "updatedAt", "liveAt", "head", "live", "owner", "by", "etag", "mergedInto",
				"deletedAt", "html", "hash", "via", "origin", "policy", "disabled", "password", "__proto__", "constructor",
			} {
				for _, spelt := range []string{name, strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:], " " + name} {
					if place.names[spelt] {
						continue
					}
					place.object[spelt] = "1"
					text, err := json.Marshal(tree)
					delete(place.object, spelt)
					if err != nil {
						t.Fatal(err)
					}
					c.body, tried = string(text), tried+1
					a := w.do(t, c)
					pointer := fmt.Sprintf(`"pointer":"%s/%s"`, place.pointer, spelt)
					if a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), pointer) || !strings.Contains(string(a.body), "member.unknown") {
						t.Errorf("%s takes %s/%s: %d %.300s", id, place.pointer, spelt, a.status, a.body)
					}
				}
			}
		}
	}
	if tried < 2000 {
		t.Errorf("only %d were tried", tried)
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("what was refused changed something:\n%s", diff)
	}
}

// A place is an object in a document that takes only the members that it names.
type place struct {
	pointer string
	object  map[string]any
	names   map[string]bool
}

// objects returns the closed objects of a document that follows the schema.
func objects(schema *openapi3.Schema, value any, pointer string) []place {
	var list []place
	switch v := value.(type) {
	case []any:
		if len(v) > 0 && schema.Items != nil {
			list = append(list, objects(schema.Items.Value, v[0], pointer+"/0")...)
		}
	case map[string]any:
		known := members(schema)
		if len(known) > 0 {
			p := place{pointer: pointer, object: v, names: make(map[string]bool)}
			for name := range known {
				p.names[name] = true
			}
			list = append(list, p)
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			below := known[name]
			if below == nil && schema.AdditionalProperties.Schema != nil {
				below = schema.AdditionalProperties.Schema.Value
			}
			if below != nil {
				list = append(list, objects(below, v[name], pointer+"/"+name)...)
			}
		}
	}
	return list
}

// members returns what the schema names, in whichever part of it.
func members(schema *openapi3.Schema) map[string]*openapi3.Schema {
	all := make(map[string]*openapi3.Schema)
	for name, p := range schema.Properties {
		all[name] = p.Value
	}
	for _, parts := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, part := range parts {
			for name, p := range members(part.Value) {
				all[name] = p
			}
		}
	}
	return all
}
