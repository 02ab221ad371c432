package reading_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/reading"
)

// FuzzResolve: whatever a reader types finds something of the site, or nothing; it is
// never our fault, and leads nowhere else.
func FuzzResolve(f *testing.F) {
	for _, at := range []string{
		"/fr/3e/", "https://site.example/en/first/?a=b#c", "/fr/deuxi%C3%A8me", "//site.example/fr/", "https://former.example/x y/", "/fr/mots-cles/nuage", "/FR//3E/index.html",
		"/%2e%2e/%2f", "/%25%32%35", "/fr/\u0065\u0301", "javascript:alert(1)", "//evil.example/%2f..", `/\evil.example`, "/" + strings.Repeat("a/", 900), "/fr/%00", "http://[::1]/x",
	} {
		f.Add(at, "fr")
		f.Add(at, "")
	}
	w := newWorld(f)
	w.pair(1, "en", "fr")
	f.Fuzz(func(t *testing.T, at, tag string) {
		a, err := w.Resolve(t.Context(), reading.ResolveQuery{URL: at, Locale: tag})
		if err != nil {
			if found, ok := fault.Of(err); !ok || found.Kind != fault.NotFound && found.Kind != fault.Malformed {
				t.Fatalf("%q in %q: %v", at, tag, err)
			}
			return
		}
		var got resolution
		if err := json.Unmarshal(a.Body, &got); err != nil {
			t.Fatalf("%v: %s", err, a.Body)
		}
		if got.Redirect != nil && !strings.HasPrefix(got.Redirect.URL, "/en/") && !strings.HasPrefix(got.Redirect.URL, "/fr/") {
			t.Errorf("%q leads to %s", at, a.Body)
		}
	})
}
