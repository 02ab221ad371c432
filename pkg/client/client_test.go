package client_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/openapi"
	"github.com/diptych-cms/diptych/pkg/client"
)

// TestTypesHoldTheContract decodes the contract's own examples: no member of
// them may be unknown to the SDK.
func TestTypesHoldTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	for name, into := range map[string]any{
		"EntryFR": new(client.Post), "EntryBorrowed": new(client.Post), "SiteFR": new(client.Site), "Author": new(client.Term), "Tag": new(client.Term),
		"Cards": new(client.Page), "Locales": &struct{ Items []client.Locale }{}, "EntryHeadFR": new(client.Post), "NeighboursFR": new(client.Neighbours),
		"RelatedFR": &struct{ Items []client.Post }{}, "Archives": &struct{ Items []client.Month }{}, "Redirects": &struct {
			Items []client.Moved
			Next  string
		}{},
		"SearchCorrected": new(client.Results), "SuggestedSearchesFR": &struct{ Items []client.Suggestion }{}, "Changes": new(client.Changes),
		"ChangesWithEntry": new(client.Changes), "ResolvedTerm": new(client.Resolution), "ResolvedSwitch": new(client.Resolution),
	} {
		text, err := json.Marshal(doc.Components.Examples[name].Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ask returns the request that a call makes, answered with body.
func ask(t *testing.T, status int, body string, do func(*client.Client) error) (*http.Request, error) {
	t.Helper()
	var got *http.Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	defer s.Close()
	c, err := client.New(s.URL+"/cms", client.WithLanguage("fr"), client.WithHTTPClient(s.Client()), client.WithRetries(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	err = do(c)
	return got, err
}

func TestQueryIsSentWhole(t *testing.T) {
	day := time.Date(2026, 5, 4, 8, 0, 0, 0, time.FixedZone("", -4*3600))
	r, err := ask(t, http.StatusOK, `{}`, func(c *client.Client) error {
		_, err := c.Page(t.Context(), client.Query{
			Locale: "fr", Fallback: "chain", Tag: "été & co", Since: day, Sort: client.OldestFirst,
			Fields: []string{"title", "url"}, Limit: 5, Cursor: "abc", Total: true,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "/cms/content/v1/posts?cursor=abc&fallback=chain&fields=title%2Curl&limit=5&locale=fr&since=2026-05-04T12%3A00%3A00Z&sort=date&tag=%C3%A9t%C3%A9+%26+co&total=true"
	if got := r.URL.Path + "?" + r.URL.Query().Encode(); got != want {
		t.Errorf("asked %s\nwant  %s", got, want)
	}
	if got := r.Header.Get("Accept-Language"); got != "fr" {
		t.Errorf("Accept-Language %q", got)
	}
}

func TestSlugIsEscaped(t *testing.T) {
	r, err := ask(t, http.StatusOK, `{}`, func(c *client.Client) error {
		_, err := c.PostBySlug(t.Context(), "été/../x?y", client.Choice{})
		return err
	})
	if err != nil || r.URL.EscapedPath() != "/cms/content/v1/posts/by-slug/%C3%A9t%C3%A9%2F..%2Fx%3Fy" || r.URL.RawQuery != "" {
		t.Errorf("asked %s, %v", r.URL.EscapedPath(), err)
	}
}

// TestPreviewIsTheOtherFace: the same requests, to where drafts are, with the
// token; an escaped slug stays so.
func TestPreviewIsTheOtherFace(t *testing.T) {
	var got *http.Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		io.WriteString(w, `{}`)
	}))
	defer s.Close()
	c, err := client.New(s.URL, client.WithPreview("dpv_x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.PostBySlug(t.Context(), "a/content/v1/b", client.Choice{Locale: "fr"}); err != nil {
		t.Fatal(err)
	}
	if got.URL.EscapedPath() != "/preview/v1/posts/by-slug/a%2Fcontent%2Fv1%2Fb" || got.Header.Get("Authorization") != "Bearer dpv_x" {
		t.Errorf("asked %s as %q", got.URL.EscapedPath(), got.Header.Get("Authorization"))
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	one := func(c *client.Client) error { _, err := c.Site(t.Context(), "fr"); return err }
	_, err := ask(t, http.StatusBadGateway, "<html>nginx</html>", one)
	if p, ok := errors.AsType[*client.Problem](err); !ok || p.Status != http.StatusBadGateway || p.Code != "" || strings.Contains(err.Error(), "html") {
		t.Errorf("a proxy's page: %v", err)
	}
	if _, err := ask(t, http.StatusOK, `{"title":`, one); err == nil {
		t.Error("half an answer was taken")
	}
	_, err = ask(t, http.StatusOK, `{}`, func(c *client.Client) error { _, err := c.Terms(t.Context(), "menus", "fr"); return err })
	if err == nil {
		t.Error("a kind that is none was asked for")
	}
	for _, address := range []string{"", ":", "cms.example.org", "/cms", "ftp://cms.example.org"} {
		if _, err := client.New(address); err == nil {
			t.Errorf("%q was taken for the address of a server", address)
		}
	}
}

func TestPostsEndsAtAnError(t *testing.T) {
	n, failed := 0, 0
	_, err := ask(t, http.StatusServiceUnavailable, `{"code":"http.unready"}`, func(c *client.Client) error {
		for _, err := range c.Posts(t.Context(), client.Query{}) {
			n++
			if err != nil {
				failed++
			}
		}
		return nil
	})
	if err != nil || n != 1 || failed != 1 {
		t.Errorf("%d steps, %d errors, %v", n, failed, err)
	}
}
