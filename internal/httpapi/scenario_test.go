package httpapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A post is what the scenarios read of a post's answer.
type post struct {
	ID, ETag     string
	Head, Live   int
	Tags         []string
	Date         *string
	Series       *struct{ ID string }
	Translations map[string]struct {
		ETag, Slug, Title, Body, HTML, Status string
		Head, Live                            int
	}
	Warnings []struct{ Code, Pointer, Excerpt, Detail string }
}

// pair makes a post in both languages.
func (w *world) pair(t testing.TB, token string) post {
	t.Helper()
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "fr", "date": "2026-05-04", "params": map[string]any{"class_name": "green", "n": 3},
		"translations": map[string]any{
			"fr": map[string]any{"title": "Un jardin sur le toit", "body": "<p>Le vent :</p><script>alert(1)</script>"},
			"en": map[string]any{"title": "A garden on the roof", "format": "markdown", "body": "The *wind*.\n"},
		},
	}}).want(t, http.StatusCreated, "")
	p := into[post](t, a)
	if want := "/manage/v1/posts/" + p.ID; a.header.Get("Location") != want {
		t.Errorf("Location %q, want %q", a.header.Get("Location"), want)
	}
	if a.header.Get("ETag") != p.ETag {
		t.Errorf("ETag %q, in the body %q", a.header.Get("ETag"), p.ETag)
	}
	return p
}

// publish makes the heads of both languages live.
func (w *world) publish(t testing.TB, token string, p post) {
	t.Helper()
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: token, body: map[string]any{
		"shared": p.Head, "translations": map[string]int{"fr": p.Translations["fr"].Head, "en": p.Translations["en"].Head},
	}}).want(t, http.StatusOK, "")
}

func TestPostFromDraftToReaders(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	if len(p.Warnings) != 1 || !strings.HasPrefix(p.Warnings[0].Code, "sanitize.") || p.Warnings[0].Pointer != "/translations/fr/body" || p.Warnings[0].Detail == p.Warnings[0].Code {
		t.Errorf("warnings %+v, want one about the script, in words", p.Warnings)
	}
	if fr, en := p.Translations["fr"], p.Translations["en"]; !strings.Contains(fr.HTML, "Le vent") || strings.Contains(fr.HTML, "script") || en.Body != "The *wind*.\n" || !strings.Contains(en.HTML, "<em>wind</em>") {
		t.Errorf("fr %q, en %q %q", fr.HTML, en.Body, en.HTML)
	}
	draft := "Un jardin sur le toit"
	for _, path := range []string{"/content/v1/posts?locale=fr&total=true", "/content/v1/site?locale=fr", "/content/v1/locales"} {
		w.do(t, call{method: "GET", path: path}).want(t, http.StatusOK, "").absent(t, draft, p.ID, "jardin")
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.unknown").absent(t, draft)
	w.do(t, call{method: "GET", path: "/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr"}).want(t, http.StatusNotFound, "post.unknown").absent(t, draft)

	body := map[string]any{"shared": 1, "translations": map[string]int{"fr": 1, "en": 1}}
	dry := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication?dry_run=true", token: admin, body: body}).want(t, http.StatusOK, "")
	if got := into[struct{ DryRun bool }](t, dry); !got.DryRun {
		t.Error("a dry run does not say that it was one")
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.unknown")
	w.publish(t, admin, p)

	a := w.do(t, call{method: "GET", path: "/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr"}).want(t, http.StatusOK, "")
	entry := into[struct {
		ID, Locale, Title, Body, Date string
		Alternates                    []struct{ Locale, Slug string }
	}](t, a)
	if entry.ID != p.ID || entry.Locale != "fr" || entry.Title != draft || len(entry.Alternates) != 2 || entry.Date != "2026-05-04T00:00:00Z" {
		t.Errorf("entry %+v", entry)
	}
	a.absent(t, "<script", "alert", "A garden on the roof", "private")
	if got := a.header.Get("Content-Language"); got != "fr" {
		t.Errorf("Content-Language %q", got)
	}
	link := a.header.Get("Link")
	for _, want := range []string{`rel="alternate"; hreflang="fr"`, `rel="alternate"; hreflang="en"`, "/en/a-garden-on-the-roof/"} {
		if !strings.Contains(link, want) {
			t.Errorf("Link %q lacks %q", link, want)
		}
	}

	un := map[string]any{"translations": map[string]int{"fr": 1}}
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/unpublication", token: admin, body: un}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.not_translated").absent(t, "jardin")
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=en"}).want(t, http.StatusOK, "").absent(t, "jardin", `hreflang="fr"`)
	borrowed := w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr&fallback=en"}).want(t, http.StatusOK, "")
	if got := borrowed.header.Get("Content-Language"); got != "en" {
		t.Errorf("Content-Language of a borrowed entry %q", got)
	}
}

func TestSavesTouchOnePart(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	post1 := "/manage/v1/posts/" + p.ID
	fr, en := post1+"/translations/fr", post1+"/translations/en"
	before := w.do(t, call{method: "GET", path: en, token: admin}).want(t, http.StatusOK, "")

	a := w.do(t, call{method: "PATCH", path: fr, token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"title":"Un jardin sur notre toit","edit":"minor","note":"titre"}`}).want(t, http.StatusOK, "")
	saved := into[struct{ Title, Slug, HTML, ETag string }](t, a)
	if saved.Title != "Un jardin sur notre toit" || saved.Slug != "un-jardin-sur-le-toit" || saved.ETag != `"2"` || a.header.Get("ETag") != `"2"` || !strings.Contains(saved.HTML, "Le vent") {
		t.Errorf("patched: %+v", saved)
	}
	w.do(t, call{method: "PATCH", path: fr, token: admin, header: map[string]string{"Content-Type": "application/merge-patch+json", "If-Match": `"2"`}, body: `{"overrides":{"date":"2026-05-05","params":{"a":1}}}`}).want(t, http.StatusOK, "")
	a = w.do(t, call{method: "PATCH", path: fr, token: admin, header: map[string]string{"If-Match": `"3"`}, body: `{"overrides":{"params":{"a":null,"b":[]}}}`}).want(t, http.StatusOK, "")
	if got := string(a.body); !strings.Contains(got, `"overrides":{"date":"2026-05-05","params":{"b":[]}}`) && !strings.Contains(got, `"overrides":{"params":{"b":[]},"date":"2026-05-05"}`) {
		t.Errorf("overrides after a patch of one of them: %s", got)
	}
	a = w.do(t, call{method: "PUT", path: fr, token: admin, header: map[string]string{"If-Match": `"4"`}, body: `{"title":"Tout autre","body":"<p>Un</p>","overrides":{"tags":null,"date":null}}`}).want(t, http.StatusOK, "")
	if got := string(a.body); !strings.Contains(got, `"overrides":{"tags":[],"date":null}`) || strings.Contains(got, `"params"`) || !strings.Contains(got, `"slug":"un-jardin-sur-le-toit"`) {
		t.Errorf("after PUT: %s", got)
	}
	if after := w.do(t, call{method: "GET", path: en, token: admin}); string(after.body) != string(before.body) {
		t.Errorf("saves of French changed English:\n%s\n%s", before.body, after.body)
	}

	a = w.do(t, call{method: "PATCH", path: post1, token: admin, header: map[string]string{"If-Match": p.ETag}, body: `{"date":"2026-05-06T10:00:00-04:00","params":{"n":null}}`}).want(t, http.StatusOK, "")
	if got := into[post](t, a); got.ETag != `"2"` || *got.Date != "2026-05-06T14:00:00Z" || strings.Contains(string(a.body), `"n":3`) || !strings.Contains(string(a.body), `"class_name":"green"`) {
		t.Errorf("shared part: %s", a.body)
	}
	a = w.do(t, call{method: "PUT", path: post1, token: admin, header: map[string]string{"If-Match": `"2"`}, body: `{"sourceLocale":"fr","date":"2026-05-06"}`}).want(t, http.StatusOK, "")
	if got := into[post](t, a); *got.Date != "2026-05-06" || strings.Contains(string(a.body), "class_name") {
		t.Errorf("replaced shared part: %s", a.body)
	}
	w.do(t, call{method: "DELETE", path: en, token: admin, header: map[string]string{"If-Match": `"1"`}}).want(t, http.StatusNoContent, "")
	a = w.do(t, call{method: "PUT", path: en, token: admin, body: `{"title":"Again","body":"<p>x</p>"}`}).want(t, http.StatusCreated, "")
	if got := a.header.Get("Location"); got != en {
		t.Errorf("Location %q", got)
	}
	w.do(t, call{method: "DELETE", path: post1, token: admin, header: map[string]string{"If-Match": `"3"`}}).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: post1, token: admin}).want(t, http.StatusNotFound, "post.not_found")
}

func TestPreconditions(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	tests := []struct {
		name, header string
		status       int
		code         string
	}{
		{"none", "", http.StatusPreconditionRequired, "precondition.required"},
		{"any", "*", http.StatusPreconditionRequired, "precondition.required"},
		{"old", `"7"`, http.StatusPreconditionFailed, "translation.stale"},
		{"weak", `W/"1"`, http.StatusPreconditionFailed, "header.if_match_unknown"},
		{"not ours", `"abc"`, http.StatusPreconditionFailed, "header.if_match_unknown"},
		{"the owner's pass", `"-1"`, http.StatusPreconditionFailed, "header.if_match_unknown"},
		{"padded", `"01"`, http.StatusPreconditionFailed, "header.if_match_unknown"},
		{"unquoted", `1`, http.StatusBadRequest, "header.if_match"},
		{"half quoted", `"1`, http.StatusBadRequest, "header.if_match"},
		{"a list without it", `"5", W/"1", "x"`, http.StatusPreconditionFailed, "translation.stale"},
		{"a list with it", `"5",, "1"`, http.StatusOK, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin, body: `{"summary":"x"}`, header: map[string]string{}}
			if tt.header != "" {
				c.header["If-Match"] = tt.header
			}
			a := w.do(t, c).want(t, tt.status, tt.code)
			if tt.status == http.StatusPreconditionFailed && (a.header.Get("ETag") != `"1"` || !strings.Contains(string(a.body), `"etag":"\"1\""`)) {
				t.Errorf("the current tag is missing: %q\n%s", a.header.Get("ETag"), a.body)
			}
		})
	}
}

func TestTermsAndSettings(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for _, kind := range []string{"tags", "authors", "series"} {
		a := w.do(t, call{method: "POST", path: "/manage/v1/" + kind, token: admin, body: `{"translations":{"fr":{"name":"L’été"},"en":{"name":"Summer"}}}`}).want(t, http.StatusCreated, "")
		term := into[struct {
			ID           string
			Translations map[string]struct{ Slug string }
		}](t, a)
		if term.Translations["fr"].Slug == "" {
			t.Errorf("%s: no slug was made: %s", kind, a.body)
		}
		at := "/manage/v1/" + kind + "/" + term.ID
		w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusOK, "")
		w.do(t, call{method: "PATCH", path: at, token: admin, body: `{"translations":{"en":null}}`}).want(t, http.StatusPreconditionRequired, "precondition.required")
		a = w.do(t, call{method: "PATCH", path: at, token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"translations":{"en":null,"fr":{"name":"Été"}}}`}).want(t, http.StatusOK, "")
		a.absent(t, "Summer")
		a = w.do(t, call{method: "PATCH", path: at, token: admin, header: map[string]string{"If-Match": `"2"`}, body: `{"translations":{"fr":{"name":null}}}`}).want(t, http.StatusUnprocessableEntity, "invalid")
		if !strings.Contains(string(a.body), `"pointer":"/translations/fr/name"`) {
			t.Errorf("%s", a.body)
		}
		list := into[struct{ Items []struct{ ID string } }](t, w.do(t, call{method: "GET", path: "/manage/v1/" + kind + "?limit=1", token: admin}).want(t, http.StatusOK, ""))
		if len(list.Items) != 1 || list.Items[0].ID != term.ID {
			t.Errorf("%s: %+v", kind, list)
		}
		w.do(t, call{method: "GET", path: "/content/v1/" + kind + "?locale=fr"}).want(t, http.StatusOK, "").absent(t, term.ID)
	}
	w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: `{"tags":["nobody"],"translations":{"fr":{"title":"x"}}}`}).want(t, http.StatusUnprocessableEntity, "invalid")

	site := w.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).want(t, http.StatusOK, "")
	a := w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": site.header.Get("ETag")}, body: `{"timeZone":"America/Toronto"}`}).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"timeZone":"America/Toronto"`) {
		t.Errorf("%s", a.body)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/locales", token: admin}).want(t, http.StatusOK, "")
	w.do(t, call{method: "POST", path: "/manage/v1/locales", token: admin, body: `{"tag":"DE","title":"Das Dach"}`}).want(t, http.StatusCreated, "")
	de := w.do(t, call{method: "GET", path: "/manage/v1/locales/de", token: admin}).want(t, http.StatusOK, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/locales/de", token: admin, header: map[string]string{"If-Match": de.header.Get("ETag")}, body: `{"paths":{"post":"/de/{year}/{slug}/"}}`}).want(t, http.StatusOK, "")
	w.do(t, call{method: "DELETE", path: "/manage/v1/locales/de", token: admin, header: map[string]string{"If-Match": `"2"`}}).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: "/manage/v1/locales/de", token: admin}).want(t, http.StatusNotFound, "locale.not_found")
}

func TestMergeAndSplit(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	one := func(tag, title string) post {
		body := fmt.Sprintf(`{"translations":{%q:{"title":%q,"body":"<p>x</p>"}}}`, tag, title)
		return into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: body}).want(t, http.StatusCreated, ""))
	}
	fr, en := one("fr", "Le vent"), one("en", "The wind")
	merge := call{method: "POST", path: "/manage/v1/posts/" + fr.ID + "/merge", token: admin, body: map[string]string{"post": en.ID}}
	w.do(t, merge).want(t, http.StatusPreconditionRequired, "precondition.required")
	merge.header = map[string]string{"If-Match": fr.ETag}
	merged := into[post](t, w.do(t, merge).want(t, http.StatusOK, ""))
	if len(merged.Translations) != 2 {
		t.Fatalf("merged: %+v", merged)
	}
	gone := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + en.ID, token: admin}).want(t, http.StatusNotFound, "post.merged")
	if got := into[struct{ MergedInto string }](t, gone); got.MergedInto != fr.ID {
		t.Errorf("the absorbed post leads to %q", got.MergedInto)
	}
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + fr.ID + "/split", token: admin, header: map[string]string{"If-Match": merged.ETag}, body: `{"locale":"en"}`}).want(t, http.StatusCreated, "")
	if part := into[post](t, a); part.ID == fr.ID || a.header.Get("Location") != "/manage/v1/posts/"+part.ID || part.Translations["en"].Title != "The wind" {
		t.Errorf("split: %s", a.body)
	}
}

// TestDaysAreOfTheSitesZone: a bare day comes back as it was written, and is
// midnight where the site is.
func TestDaysAreOfTheSitesZone(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"timeZone":"America/Toronto"}`}).want(t, http.StatusOK, "")
	p := w.pair(t, admin)
	if p.Date == nil || *p.Date != "2026-05-04" {
		t.Errorf("date %v", p.Date)
	}
	w.publish(t, admin, p)
	a := w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")
	if got := into[struct{ Date string }](t, a).Date; got != "2026-05-04T04:00:00Z" {
		t.Errorf("date %s for readers", got)
	}
}

func TestManagementLists(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	one, two := w.pair(t, admin), w.pair(t, admin)
	w.publish(t, admin, one)
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{two.ID, one.ID}},
		{"?sort=created&limit=1", []string{one.ID}},
		{"?live=true", []string{one.ID}},
		{"?live=false&locale=FR", []string{two.ID}},
		{"?missing=fr", nil},
		{"?q=JARDÎN&status=draft", []string{two.ID, one.ID}},
		{"?updated_since=2126-01-01T00:00:00Z", nil},
	}
	for _, tt := range tests {
		a := w.do(t, call{method: "GET", path: "/manage/v1/posts" + tt.query, token: admin}).want(t, http.StatusOK, "")
		var got []string
		for _, p := range into[struct{ Items []post }](t, a).Items {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.query, got, tt.want)
		}
		a.absent(t, `"body":`, `"html":`, "<p>")
	}
	for _, query := range []string{"?locale=not%20a%20tag", "?limit=0", "?status=gone", "?live=1", "?updated_since=yesterday", "?assignee=", "?asignee=x"} {
		w.do(t, call{method: "GET", path: "/manage/v1/posts" + query, token: admin}).want(t, http.StatusBadRequest, "")
	}
	w.do(t, call{method: "GET", path: "/manage/v1/posts?cursor=x", token: admin}).want(t, http.StatusBadRequest, "list.cursor")
}
