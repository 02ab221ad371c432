package httpapi

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestCheckQuery(t *testing.T) {
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	posts := c.operations["readPosts"].parameters
	tests := []struct{ query, code, pointer string }{
		{"", "", ""},
		{"locale=fr&limit=20&sort=-date&total=true", "", ""},
		{"locale=*&utm_source=x&utm_source=y&utm_anything", "", ""},
		{"tag=%C3%A9t%C3%A9", "", ""},
		{"page=2", "parameter.unknown", "?page"},
		{"Locale=fr", "parameter.unknown", "?Locale"},
		{"locale=fr&locale=fr", "parameter.repeated", "?locale"},
		{"limit=0", "parameter.invalid", "?limit"},
		{"limit=101", "parameter.invalid", "?limit"},
		{"limit=1e1", "parameter.invalid", "?limit"},
		{"limit=99999999999999999999", "parameter.invalid", "?limit"},
		{"limit=", "parameter.invalid", "?limit"},
		{"total=yes", "parameter.invalid", "?total"},
		{"sort=title", "parameter.invalid", "?sort"},
		{"sort=date;DROP", "parameter.malformed", ""},
		{"locale=%zz", "parameter.malformed", ""},
		{"locale=%ff", "parameter.invalid", "?locale"},
		{"tag=a%00b", "parameter.invalid", "?tag"},
		{"locale=" + strings.Repeat("f", 36), "parameter.invalid", "?locale"},
		{"tag=" + strings.Repeat("f", maxQuery), "parameter.too_long", ""},
		{"%ff=1", "parameter.unknown", "?\uFFFD"},
	}
	for _, tt := range tests {
		err := checkQuery(tt.query, posts)
		if tt.code == "" {
			if err != nil {
				t.Errorf("checkQuery(%q) = %v", tt.query, err)
			}
			continue
		}
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Malformed || f.Code != tt.code {
			t.Errorf("checkQuery(%q) = %v, want %s", tt.query, err, tt.code)
			continue
		}
		if tt.pointer != "" && f.Fields[0].Pointer != tt.pointer {
			t.Errorf("checkQuery(%q) names %q, want %q", tt.query, f.Fields[0].Pointer, tt.pointer)
		}
	}
}

func TestCheckQuerySaysWhatIsAccepted(t *testing.T) {
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	lists, audit := c.operations["listPosts"].parameters, c.operations["listAudit"].parameters
	tests := []struct {
		query      string
		parameters map[string]parameter
		code       string
		args       map[string]any
	}{
		{"limit=1000", lists, "member.too_large", map[string]any{"most": 100.0}},
		{"limit=0", lists, "member.too_small", map[string]any{"least": 1.0}},
		{"limit=ten", lists, "member.type.integer", nil},
		{"live=oui", lists, "member.type.boolean", nil},
		{"state=asleep", lists, "member.choice", map[string]any{"choices": "draft, live, behind, scheduled, held, trashed"}},
		{"q=", lists, "member.empty", nil},
		{"updated_since=2026-11-28", lists, "member.instant", nil},
		{"since=yesterday", audit, "member.instant", nil},
		{"q=a%00b", lists, "member.invalid", nil},
	}
	for _, tt := range tests {
		f, ok := fault.Of(checkQuery(tt.query, tt.parameters))
		if !ok || f.Code != "parameter.invalid" || len(f.Fields) != 1 {
			t.Errorf("checkQuery(%q) = %v, want parameter.invalid with its field", tt.query, f)
			continue
		}
		if got := f.Fields[0]; got.Code != tt.code || !maps.Equal(got.Args, tt.args) {
			t.Errorf("checkQuery(%q) says %s %v, want %s %v", tt.query, got.Code, got.Args, tt.code, tt.args)
		}
	}
}

// TestCheckQueryNamesParameters: who asks without what an operation needs, or with a name
// that it does not know, hears the right names.
func TestCheckQueryNamesParameters(t *testing.T) {
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	search := c.operations["searchPosts"].parameters
	for _, query := range []string{"", "locale=fr", "query=jardin"} {
		f, ok := fault.Of(checkQuery(query, search))
		if !ok || f.Code != "parameter.missing" || f.Args["name"] != "q" || f.Fields[0].Pointer != "?q" {
			t.Errorf("checkQuery(%q) = %v, want parameter.missing for q", query, f)
		}
	}
	f, ok := fault.Of(checkQuery("q=jardin&lang=fr", search))
	if known, _ := f.Args["known"].(string); !ok || f.Code != "parameter.unknown" || !strings.HasPrefix(known, "author, ") || !strings.Contains(known, ", locale, ") {
		t.Errorf("an unknown parameter gives %v, want the names that there are", f)
	}
}

// FuzzCheckQuery: what passes is named by the contract, stands once, and is
// what url.ParseQuery reads.
func FuzzCheckQuery(f *testing.F) {
	c, err := readContract()
	if err != nil {
		f.Fatal(err)
	}
	posts := c.operations["readPosts"].parameters
	for _, s := range []string{"locale=fr", "limit=1&limit=2", "utm_x=1", "%zz", "tag=%C3%A9", "a;b", "limit=0x10", "total=TRUE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if err := checkQuery(query, posts); err != nil {
			if fault.KindOf(err) != fault.Malformed {
				t.Errorf("checkQuery(%q): %v is no fault", query, err)
			}
			return
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatalf("checkQuery took %q: %v", query, err)
		}
		for name, given := range values {
			if strings.HasPrefix(name, "utm_") {
				continue
			}
			if posts[name].schema == nil || len(given) != 1 || strings.ContainsRune(given[0], 0) {
				t.Errorf("checkQuery took %q with %s=%q", query, name, given)
			}
		}
	})
}
