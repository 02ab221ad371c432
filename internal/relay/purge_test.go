package relay_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/outbound"
	"github.com/diptych-cms/diptych/internal/relay"
)

// A cache notes what it is told to forget.
type cache struct {
	*httptest.Server
	status int
	told   []string // "path: tags"
	secret string
	wrong  []string
}

func newCache(t *testing.T) *cache {
	c := &cache{status: http.StatusNoContent}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Tags []string }
		b, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(b, &body); err != nil || r.Method != http.MethodPost {
			c.wrong = append(c.wrong, r.Method+" "+string(b))
		}
		tags := strings.Join(body.Tags, " ")
		if r.Header.Get("Surrogate-Key") != tags || r.Header.Get("Xkey-Purge") != tags || r.Header.Get("Cache-Tag") != strings.ReplaceAll(tags, " ", ",") {
			c.wrong = append(c.wrong, "headers differ from "+tags)
		}
		c.told = append(c.told, r.URL.Path+": "+tags)
		c.secret = r.Header.Get("Authorization")
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.secret)
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *cache) purge(path string) *relay.Purge {
	host := strings.TrimPrefix(c.URL, "http://")
	return &relay.Purge{URL: c.URL + path, Secret: "s3", Call: outbound.New(outbound.Options{Allow: []string{host}, Hosts: []string{host}})}
}

func recorded(t *testing.T, c event.ContentChanged) event.Recorded {
	t.Helper()
	body, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return event.Recorded{Type: c.Type(), Body: body}
}

func TestPurge(t *testing.T) {
	c := newCache(t)
	changed := event.ContentChanged{
		Items:    []event.Touch{{Post: "p", Locale: "fr"}, {Post: "p", Locale: "en"}},
		Terms:    []event.TermTouch{{Term: "t", Kind: content.Tag, Locale: "fr"}},
		Settings: nil, Files: []content.AssetID{"f"},
	}
	if err := c.purge("/purge").Take(t.Context(), recorded(t, changed)); err != nil {
		t.Fatal(err)
	}
	if want := []string{"/purge: list:* list:en list:fr media:f post:p term:t"}; !slices.Equal(c.told, want) || c.secret != "Bearer s3" {
		t.Errorf("told %q with %q", c.told, c.secret)
	}
	c.told = nil
	if err := c.purge("/purge/{tag}").Take(t.Context(), recorded(t, event.ContentChanged{Items: []event.Touch{{Post: "p", Locale: "fr"}}})); err != nil {
		t.Fatal(err)
	}
	if want := []string{"/purge/list:*: list:*", "/purge/list:fr: list:fr", "/purge/post:p: post:p"}; !slices.Equal(c.told, want) {
		t.Errorf("told one by one %q", c.told)
	}
	if len(c.wrong) > 0 {
		t.Error(c.wrong)
	}
}

func TestPurgeIsCutAndCanFail(t *testing.T) {
	c := newCache(t)
	var many event.ContentChanged
	for i := range 100 {
		many.Items = append(many.Items, event.Touch{Post: content.PostID(strings.Repeat("x", i+1)), Locale: "fr"})
	}
	if err := c.purge("/").Take(t.Context(), recorded(t, many)); err != nil || len(c.told) != 4 {
		t.Errorf("%d requests, %v", len(c.told), err)
	}
	c.status = http.StatusForbidden
	if err := c.purge("/").Take(t.Context(), recorded(t, many)); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a cache that refuses: %v", err)
	}
	if err := c.purge("/").Take(t.Context(), event.Recorded{Body: []byte("x")}); err == nil {
		t.Error("nonsense is told")
	}
}

// TestPurgeKeepsSecrets: why a delivery failed is logged and kept, and holds neither what
// opens the cache nor what a cache says that repeats it.
func TestPurgeKeepsSecrets(t *testing.T) {
	c := newCache(t)
	c.status = http.StatusForbidden
	p := c.purge("/?key=k3y")
	one := recorded(t, event.ContentChanged{Items: []event.Touch{{Post: "p", Locale: "fr"}}})
	refused := p.Take(t.Context(), one)
	c.Close()
	unreached := p.Take(t.Context(), one)
	for _, err := range []error{refused, unreached} {
		if err == nil || strings.Contains(err.Error(), "s3") || strings.Contains(err.Error(), "k3y") {
			t.Errorf("a cache that fails: %v", err)
		}
	}
}
