package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
)

// TestLinksReportSaysNothingOfDrafts: to an author, a post of others that is not live
// does not exist, and a link to it leads nowhere, in items, in sums and by filters.
func TestLinksReportSaysNothingOfDrafts(t *testing.T) {
	s := newStory(t)
	zoe := s.member(t, "zoe", access.RoleAuthor, "*")
	read := func(m *member, query string) linkReport {
		return into[linkReport](t, m.asks(t, "GET", "/reports/links?limit=100"+query, "", nil).want(t, http.StatusOK, ""))
	}
	if r := read(zoe, ""); len(r.Items) != 0 || r.Sums["falls_back"]+r.Sums["broken"] != 0 {
		t.Errorf("an author is told of texts of others: %+v", r)
	}
	own := into[post](t, zoe.asks(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "À moi", "body": `<p><a href="cms:post/` + s.b.ID + `">page</a></p>`}}}).want(t, http.StatusCreated, ""))
	s.live(t, own.ID, 1, "fr", 1)
	s.down(t, s.b.ID, "en", 1)
	all := s.report(t, s.admin, "&post="+own.ID)
	if len(all.Items) != 1 || all.Items[0].State != "unpublished" || all.Items[0].Target == nil || all.Sums["unpublished"] != 1 {
		t.Fatalf("the admin is told %+v", all)
	}
	for _, query := range []string{"", "&state=broken", "&locale=fr", "&post=" + own.ID, "&post=" + own.ID + "&state=broken&locale=fr"} {
		r := read(zoe, query)
		if len(r.Items) != 1 || r.Items[0].State != "broken" || r.Items[0].Target != nil || r.Items[0].Reason != "Ce billet n’existe pas." && r.Items[0].Reason != "There is no such post." ||
			r.Sums["broken"] != 1 || r.Sums["unpublished"] != 0 {
			t.Errorf("%q: the author is told %+v", query, r)
		}
	}
	if r := read(zoe, "&state=unpublished"); len(r.Items) != 0 {
		t.Errorf("the author is told of what is not live: %+v", r)
	}
	s.member(t, "nobody", access.RoleReader, "en").asks(t, "GET", "/reports/links?locale=fr", "", nil).want(t, http.StatusForbidden, "")
	zoe.asks(t, "GET", "/reports/links?state=bad", "", nil).want(t, http.StatusBadRequest, "")
	zoe.asks(t, "GET", "/reports/links?cursor=bad", "", nil).want(t, http.StatusBadRequest, "list.cursor")
	zoe.asks(t, "POST", "/reports/links/check", "", nil).want(t, http.StatusForbidden, "access.forbidden")
}

// TestLinksReportPages: pages follow each other through states, languages and texts,
// and hold each link once.
func TestLinksReportPages(t *testing.T) {
	s := newStory(t)
	want := s.report(t, s.admin, "")
	seen, cursor := []string{}, ""
	for range 20 {
		a := into[linkReport](t, s.get(t, "/manage/v1/reports/links?limit=1"+cursor, s.admin).want(t, http.StatusOK, ""))
		for _, l := range a.Items {
			seen = append(seen, fmt.Sprint(l.Locale, l.State, l.Text, l.Post))
		}
		if a.Next == nil {
			break
		}
		cursor = "&cursor=" + *a.Next
	}
	if len(seen) != len(want.Items) || len(seen) < 3 {
		t.Fatalf("%d of %d links on pages: %q", len(seen), len(want.Items), seen)
	}
	for i, l := range want.Items {
		if seen[i] != fmt.Sprint(l.Locale, l.State, l.Text, l.Post) {
			t.Errorf("place %d: %s", i, seen[i])
		}
	}
}

// TestLinksToOtherSites: what other servers say is asked once each, slowly, and told.
func TestLinksToOtherSites(t *testing.T) {
	asked := make(map[string][]string)
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path] = append(asked[r.URL.Path], r.Method+" "+r.UserAgent()+r.Header.Get("Cookie"))
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/ill":
			w.WriteHeader(http.StatusBadGateway)
		case "/head":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/moved":
			http.Redirect(w, r, server.URL+"/here", http.StatusMovedPermanently)
		}
	}))
	defer server.Close()
	s := newStory(t)
	var body strings.Builder
	for _, path := range []string{"/here", "/gone", "/ill", "/head", "/moved"} {
		fmt.Fprintf(&body, `<p><a href="%s%s#part">%s</a></p>`, server.URL, path, path)
	}
	body.WriteString(`<p><a href="http://169.254.169.254/latest">inside</a> <a href="https://me:secret@example.net/">secret</a></p>`)
	p := into[post](t, s.change(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "Ailleurs", "body": body.String()}}}, http.StatusCreated))
	s.live(t, p.ID, 1, "fr", 1)
	queued := into[struct{ Links, Hosts int }](t, s.change(t, "POST", "/reports/links/check", "", nil, http.StatusAccepted))
	if queued.Links != 6 || queued.Hosts != 2 {
		t.Errorf("%+v stand in line", queued)
	}
	for turn := range 6 {
		n, err := s.Linking.Turn(context.Background())
		if err != nil || turn == 0 && n != 2 || turn > 0 && turn < 5 && n != 1 {
			t.Errorf("turn %d asks %d, %v: a server is asked for one address in a turn", turn, n, err)
		}
	}
	if got := strings.Join(asked["/head"], "|"); got != "HEAD Diptych/test (link check)|GET Diptych/test (link check)" {
		t.Errorf("asked %q", got)
	}
	got := make(map[string]string)
	for _, l := range s.report(t, s.admin, "&state=external").Items {
		says := "not asked"
		if c := l.Checked; c != nil {
			says = ""
			if c.Status != nil {
				says = fmt.Sprint(*c.Status)
			}
			if c.Error != nil {
				says += *c.Error
			}
			if c.MovedTo != nil {
				says += " " + strings.TrimPrefix(*c.MovedTo, server.URL)
			}
		}
		got[l.Text] = says
		if bad := l.Text == "/gone" || l.Text == "/ill" || l.Text == "inside"; bad != (l.Reason != "") {
			t.Errorf("%s: the reason is %q", l.Text, l.Reason)
		}
	}
	for text, want := range map[string]string{"/here": "200", "/gone": "410", "/ill": "502", "/head": "200", "/moved": "200 /here", "secret": "not asked",
		"inside": "The server is at an address that is not called from here."} {
		if got[text] != want {
			t.Errorf("%s: the report says %q, want %q", text, got[text], want)
		}
	}
	again := into[struct{ Links, Hosts int }](t, s.change(t, "POST", "/reports/links/check", "", nil, http.StatusAccepted))
	if again.Links != 0 {
		t.Errorf("%d addresses are asked again that answered a moment ago", again.Links)
	}
}
