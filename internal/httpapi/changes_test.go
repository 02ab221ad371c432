package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// A changed is one item of the list of changes, and changes the list.
type changed struct {
	Kind, TermKind, Op, ID, Cause, By string
	Locale                            *string
	Redirect                          *struct {
		URL    string
		Status int
	}
	Entry, Term map[string]any
}

type changes struct {
	Items    []changed
	Next     string
	UpToDate bool
	Reset    bool
}

func (w *world) changes(t testing.TB, query string) changes {
	t.Helper()
	return into[changes](t, w.do(t, call{method: "GET", path: "/content/v1/changes?" + query}).want(t, http.StatusOK, ""))
}

// String is how tests name an item.
func (c changed) String() string {
	tag, where := "*", ""
	if c.Locale != nil {
		tag = *c.Locale
	}
	if c.Redirect != nil {
		where = " -> " + c.Redirect.URL
	}
	return fmt.Sprintf("%s %s %s %s%s", c.Op, c.Kind, tag, c.Cause, where)
}

func told(c changes) string {
	var list []string
	for _, item := range c.Items {
		list = append(list, item.String())
	}
	slices.Sort(list) // what changed together comes in the order of ids
	return strings.Join(list, "; ")
}

// TestChangesTellWhatReadersSee follows one site from the first post to the last.
func TestChangesTellWhatReadersSee(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	cloud := s.term(t, "tags", "nuage", "cloud")
	p, q := s.write(t, "alpha", cloud, "fr", "en"), s.write(t, "beta", cloud, "en")
	all, fr := s.changes(t, "locale=*"), s.changes(t, "locale=fr")
	if told(all) != "upsert site * settings" || !all.UpToDate || told(fr) != told(all) {
		t.Fatalf("before anything is live: %s", told(all))
	}
	step := func(name, wantAll, wantFrench string) {
		t.Helper()
		for _, f := range []struct {
			at   *changes
			tag  string
			want string
		}{{&all, "*", wantAll}, {&fr, "fr", wantFrench}} {
			now := s.changes(t, "include=entry&locale="+url.QueryEscape(f.tag)+"&since="+f.at.Next)
			if got := told(now); got != f.want || !now.UpToDate || now.Reset {
				t.Errorf("%s, in %s:\n%s, want\n%s", name, f.tag, got, f.want)
			}
			if again := s.changes(t, "locale="+url.QueryEscape(f.tag)+"&since="+now.Next); len(again.Items) > 0 || again.Next != now.Next {
				t.Errorf("%s: the next token gives %s", name, told(again))
			}
			*f.at = now
		}
	}
	step("nothing", "", "")
	s.live(t, q.ID)
	step("a post in English", "upsert post en content; upsert term en content", "")
	s.live(t, p.ID)
	step("a pair", "upsert post en content; upsert post fr content; upsert term en content; upsert term fr content", "upsert post fr content; upsert term fr content")
	s.send(t, "PATCH", "/manage/v1/posts/"+q.ID+"/translations/en", map[string]any{"title": "A draft"})
	step("a draft", "", "")
	s.send(t, "PATCH", "/manage/v1/posts/"+p.ID+"/translations/fr", map[string]any{"slug": "autre"})
	s.live(t, p.ID)
	step("a French address", "upsert post en alternate; upsert post fr content -> /fr/autre/", "upsert post fr content -> /fr/autre/")
	s.send(t, "PATCH", "/manage/v1/tags/"+cloud, map[string]any{"translations": map[string]any{"fr": map[string]string{"name": "Nuée", "slug": "nuee"}}})
	step("a tag's French name", "upsert post fr term; upsert term en content; upsert term fr content -> /fr/mots-cles/nuee/", "upsert post fr term; upsert term fr content -> /fr/mots-cles/nuee/")
	s.send(t, "PATCH", "/manage/v1/locales/en", map[string]any{"title": "In English"})
	s.forgotten(t)
	step("settings of English", "upsert site en settings", "upsert site en settings")
	s.send(t, "POST", "/manage/v1/posts/"+p.ID+"/unpublication", map[string]any{"translations": map[string]int{"fr": 2}})
	step("French goes", "delete post fr content; delete term fr content; upsert post en alternate; upsert term en content", "delete post fr content; delete term fr content")
	fresh := s.changes(t, "locale=fr")
	if told(fresh) != "upsert site * settings" {
		t.Errorf("a copy of French now: %s", told(fresh))
	}
}

// TestChangesOfTerms shows the term as the list of tags has it.
func TestChangesOfTerms(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	cloud, fog := s.term(t, "tags", "nuage", "cloud"), s.term(t, "tags", "brume", "fog")
	for i, tag := range []string{cloud, fog} {
		s.live(t, s.write(t, fmt.Sprint("post", i), tag, "fr").ID)
	}
	copied := s.changes(t, "locale=fr&include=entry")
	var seen []string
	for _, item := range copied.Items {
		if item.Kind == "term" {
			seen = append(seen, item.TermKind+" "+fmt.Sprint(item.Term["slug"]))
		}
	}
	if fmt.Sprint(seen) != "[tag nuage tag brume]" {
		t.Errorf("terms of the copy: %v", seen)
	}
	s.send(t, "POST", "/manage/v1/tags/"+cloud+"/merge", map[string]any{"term": fog})
	var gone string
	for _, item := range s.changes(t, "locale=fr&since="+copied.Next).Items {
		if item.ID == fog {
			gone = item.String()
		}
	}
	if gone != "delete term fr content -> /fr/mots-cles/nuage/" {
		t.Errorf("the tag that was absorbed: %s", gone)
	}
}

func TestTokensOfChanges(t *testing.T) {
	w := newWorld(t)
	fr, all := w.changes(t, "locale=fr").Next, w.changes(t, "").Next
	ask := func(query string) answer {
		return w.do(t, call{method: "GET", path: "/content/v1/changes?" + query})
	}
	for name, query := range map[string]string{
		"of another language": "locale=en&since=" + fr, "of all": "locale=fr&since=" + all, "of one": "since=" + fr,
		"damaged": "locale=fr&since=" + fr[:len(fr)-1], "changed": "locale=fr&since=x" + fr[1:], "no token": "locale=fr&since=x",
	} {
		t.Run(name, func(t *testing.T) { ask(query).want(t, http.StatusBadRequest, "changes.token") })
	}
	ask("locale=xx").want(t, http.StatusNotFound, "locale.unknown")
	ask("include=entry&limit=51").want(t, http.StatusBadRequest, "list.limit")
	plain := ask("locale=fr&since=" + fr)
	if plain.header.Get("ETag") == "" || !strings.Contains(plain.header.Get("Cache-Control"), "s-maxage") {
		t.Errorf("a plain answer cannot be kept: %v", plain.header)
	}
	again := w.do(t, call{method: "GET", path: "/content/v1/changes?locale=fr&since=" + fr, header: map[string]string{"If-None-Match": plain.header.Get("ETag")}})
	again.want(t, http.StatusNotModified, "")
	further := &shop{world: newWorld(t)}
	further.admin = further.token(t, "admin")
	further.live(t, further.write(t, "alpha", further.term(t, "tags", "nuage", "cloud"), "fr").ID)
	if got := w.changes(t, "locale=fr&since="+further.changes(t, "locale=fr").Next); !got.Reset || told(got) != "upsert site * settings" {
		t.Errorf("a token of another site: %+v", got)
	}
}

// TestWaitingForChanges waits for changes of French: those of English alone do not end it.
func TestWaitingForChanges(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	tag := s.term(t, "tags", "nuage", "cloud")
	en, fr := s.write(t, "alpha", tag, "en"), s.write(t, "beta", tag, "fr")
	since := s.changes(t, "locale=fr").Next
	came := make(chan answer, 1)
	go func() {
		came <- s.do(t, call{method: "GET", path: "/content/v1/changes?locale=fr&wait=60&since=" + since})
	}()
	s.live(t, en.ID)
	select {
	case a := <-came:
		t.Fatalf("English ended it: %s", a.body)
	case <-time.After(50 * time.Millisecond):
	}
	s.live(t, fr.ID)
	a := (<-came).want(t, http.StatusOK, "")
	if got := into[changes](t, a); told(got) != "upsert post fr content; upsert term fr content" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s\n%v", a.body, a.header)
	}
	if got := s.changes(t, "locale=en&wait=1&since="+s.changes(t, "locale=en").Next); len(got.Items) > 0 || !got.UpToDate {
		t.Errorf("nothing happened, and this came: %s", told(got))
	}
}

func TestWaitingIsBoundedAndEndsWithTheServer(t *testing.T) {
	w := newWorld(t)
	since := w.changes(t, "").Next
	path := "/content/v1/changes?wait=60&since=" + since
	w.api = w.handler(t, func(c *httpapi.Config) { c.Limits.Waiting = -1 })
	a := w.do(t, call{method: "GET", path: path}).want(t, http.StatusServiceUnavailable, "changes.crowded")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	serving, stop := context.WithCancel(t.Context())
	w.api = w.handler(t, func(c *httpapi.Config) { c.Serving = serving })
	time.AfterFunc(50*time.Millisecond, stop)
	if got := into[changes](t, w.do(t, call{method: "GET", path: path}).want(t, http.StatusOK, "")); len(got.Items) > 0 || got.Next != since {
		t.Errorf("at the end: %+v", got)
	}
}

// TestOneAddressLeavesRoomForOthers: once half of the places are taken, an address that
// has its share waits in no more of them, as an answer or as events, and others do.
func TestOneAddressLeavesRoomForOthers(t *testing.T) {
	w := newWorld(t)
	var log bytes.Buffer
	w.api = w.handler(t, func(c *httpapi.Config) {
		c.Limits.Waiting, c.Log = 2, slog.New(slog.NewTextHandler(&log, nil))
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}
	})
	server := httptest.NewServer(w.api)
	defer server.Close()
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	<-events(ctx, t, server.URL+"/content/v1/changes", "")
	since := w.changes(t, "").Next
	ask := func(client string) answer {
		return w.do(t, call{method: "GET", path: "/content/v1/changes?wait=1&since=" + since, header: map[string]string{"X-Forwarded-For": client, "Accept-Language": "fr"}})
	}
	no := ask("127.0.0.1").want(t, http.StatusTooManyRequests, "changes.share")
	if no.header.Get("Retry-After") != "10" || !strings.Contains(string(no.body), "10 s") {
		t.Errorf("a second place: %v\n%s", no.header, no.body)
	}
	if first := <-events(ctx, t, server.URL+"/content/v1/changes", since); first != "retry: 30000" {
		t.Errorf("as events: %q", first)
	}
	ask("198.51.100.7").want(t, http.StatusOK, "")
	if lines := log.String(); strings.Count(lines, "client=127.0.0.1") != 1 || !strings.Contains(lines, "--trusted-proxies") {
		t.Errorf("the log: %s", lines)
	}
	hangUp()
	for ask("127.0.0.1").status != http.StatusOK { // as soon as the server knows that the client is gone
		time.Sleep(10 * time.Millisecond)
	}
}

// TestEventsWithoutAPlace: browsers give up on what is no stream, and so they get what
// there is, and come again.
func TestEventsWithoutAPlace(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	w.api = w.handler(t, func(c *httpapi.Config) { c.Limits.Waiting = -1 })
	server := httptest.NewServer(w.api)
	defer server.Close()
	for query, pause := range map[string]string{"": "30000", "limit=1": "2000"} {
		var text string
		for line := range events(t.Context(), t, server.URL+"/content/v1/changes?"+query, "") { // to the end of the stream
			text += line + "\n"
		}
		if !strings.HasPrefix(text, "retry: "+pause+"\n\nid: ") || strings.Count(text, "\ndata: ") != 1 {
			t.Errorf("%q: %q", query, text)
		}
	}
}

// TestEventsOfChanges reads the changes as server-sent events, breaks off, and goes on.
func TestEventsOfChanges(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	tag := s.term(t, "tags", "nuage", "cloud")
	p := s.write(t, "alpha", tag, "fr")
	server := httptest.NewServer(s.api)
	defer server.Close()
	ctx, hangUp := context.WithCancel(t.Context())
	lines := events(ctx, t, server.URL+"/content/v1/changes?locale=fr", "")
	if first := <-lines; first != "retry: 2000" {
		t.Errorf("the line begins with %q", first)
	}
	id := strings.TrimPrefix(next(lines, "id: "), "id: ")
	if data := next(lines, "data: "); !strings.Contains(data, `"kind":"site"`) || !strings.Contains(data, id) {
		t.Errorf("the copy: %s", data)
	}
	s.live(t, p.ID)
	if data := next(lines, "data: "); !strings.Contains(data, p.ID) {
		t.Errorf("the publication: %s", data)
	}
	hangUp()
	ctx, hangUp = context.WithCancel(t.Context())
	defer hangUp()
	lines = events(ctx, t, server.URL+"/content/v1/changes?locale=fr", id)
	if data := next(lines, "data: "); !strings.Contains(data, p.ID) || strings.Contains(data, `"kind":"site"`) {
		t.Errorf("going on: %s", data)
	}
	lines = events(ctx, t, server.URL+"/content/v1/changes?locale=fr&since="+url.QueryEscape(id), " ") // which arrives as an empty header
	if data := next(lines, "data: "); !strings.Contains(data, p.ID) || strings.Contains(data, `"kind":"site"`) {
		t.Errorf("going on from since, with an empty Last-Event-ID: %s", data)
	}
	s.do(t, call{method: "GET", path: "/content/v1/changes?locale=fr&since=x", header: map[string]string{"Accept": "text/event-stream"}}).want(t, http.StatusBadRequest, "changes.token")
	for _, accept := range []string{"text/event-stream;q=0", "text/*", "application/json, text/event-streams"} {
		a := s.do(t, call{method: "GET", path: "/content/v1/changes?locale=fr", header: map[string]string{"Accept": accept}}).want(t, http.StatusOK, "")
		if kind := a.header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("%s is answered with %s", accept, kind)
		}
	}
}

// events asks for events and returns the lines that come.
func events(ctx context.Context, t *testing.T, at, last string) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || kind != "text/event-stream" || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer res.Body.Close()
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	return lines
}

// next returns the next line that begins so; none if they end.
func next(lines <-chan string, begin string) string {
	for line := range lines {
		if strings.HasPrefix(line, begin) {
			return line
		}
	}
	return ""
}
