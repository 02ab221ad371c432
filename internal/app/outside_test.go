package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// TestFetcher calls a machine near us, which must be named for it twice: as one of the
// inner network, and as one that files come from.
func TestFetcher(t *testing.T) {
	near := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer near.Close()
	at, err := url.Parse(near.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		outside Outside
		called  bool
	}{
		"any":                       {Outside{FetchHosts: []string{"*"}}, false},
		"any, of those allowed too": {Outside{FetchHosts: []string{"*"}, Allow: []string{at.Host}}, false},
		"named":                     {Outside{FetchHosts: []string{at.Host}}, false},
		"named and allowed":         {Outside{FetchHosts: []string{at.Host}, Allow: []string{at.Host}}, true},
		"named beside any":          {Outside{FetchHosts: []string{"*", at.Host}, Allow: []string{at.Host}}, true},
		"another one":               {Outside{FetchHosts: []string{"example.org"}, Allow: []string{at.Host}}, false},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, near.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tt.outside.fetcher().Do(r); (err == nil) != tt.called {
			t.Errorf("%s: %v", name, err)
		}
	}
	if (Outside{Allow: []string{at.Host}}).fetcher() != nil {
		t.Error("files are fetched though no host is named")
	}
}
