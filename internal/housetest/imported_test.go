package housetest

import (
	"net/url"
	"path/filepath"
	"testing"
)

// TestImportedTermsStayWhereTheyWere imports the built-in site and asks for the pages of
// its terms, where Hugo has them, and for its one series, which has two names.
func TestImportedTermsStayWhereTheyWere(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	run(t, "import", "hugo", "../../testdata/site", "--data", data)
	c := &client{url: serve(t, data).url}
	for _, path := range []string{
		"/tags/winter/", "/fr/tags/hiver/", "/authors/noé-tremblay/", "/fr/authors/noé-tremblay/", "/series/the-keepers-log/", "/fr/series/carnet-de-la-tour/",
	} {
		var found struct{ Match string }
		c.must(t, 200, "GET", "/content/v1/resolve?url="+url.QueryEscape(path), nil).into(t, &found)
		if found.Match != "term" {
			t.Errorf("%s: %+v", path, found)
		}
	}
	for locale, name := range map[string]string{"en": "The keeper’s log", "fr": "Carnet de la tour"} {
		var list struct {
			Items []struct {
				Name       string
				Count      int
				Alternates []struct{ Locale string }
			}
		}
		c.must(t, 200, "GET", "/content/v1/series?locale="+locale, nil).into(t, &list)
		if len(list.Items) != 1 || list.Items[0].Name != name || list.Items[0].Count != 2 || len(list.Items[0].Alternates) != 2 {
			t.Errorf("%s: series %+v", locale, list.Items)
		}
	}
}
