package httpapi_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"
)

func (m *member) covers(t testing.TB, query string) coverage {
	t.Helper()
	return into[coverage](t, m.asks(t, "GET", "/reports/coverage"+query, "", nil).want(t, http.StatusOK, ""))
}

func TestCoverageOverHTTP(t *testing.T) {
	tm := newTeam(t)
	admin := tm.token(t, "admin")
	tag := tm.id(t, "POST", "/manage/v1/tags", admin, `{"translations":{"fr":{"name":"Ville & vent <1>"},"en":{"name":"City & wind <1>"}}}`)
	english := "<p>The wind turns on the roof.</p><p>There are three hives.</p>"
	tm.writes(t, "Abeilles", nil)
	stale := tm.writes(t, "Balcon", map[string]string{"en": english})
	apart := tm.writes(t, "Compost", map[string]string{"en": english})
	tm.save(t, admin, &stale, "fr", "<p>Le vent tourne sur le toit.</p><p>Neuf ruches y sont.</p>")
	tm.do(t, at("PATCH", "/manage/v1/posts/"+apart.ID, admin, apart.ETag, map[string]any{"tags": []string{tag}})).want(t, http.StatusOK, "")

	// French goes live first; English two hours later.
	now := into[post](t, tm.editor.asks(t, "GET", "/posts/"+apart.ID, "", nil))
	tm.editor.asks(t, "POST", "/posts/"+apart.ID+"/publication", "", map[string]any{"shared": now.Head, "translations": map[string]int{"fr": 1}}).want(t, http.StatusOK, "")
	tm.ahead.Store(int64(2 * time.Hour))
	tm.editor.asks(t, "POST", "/posts/"+apart.ID+"/publication", "", map[string]any{"translations": map[string]int{"en": 1}}).want(t, http.StatusOK, "")

	report := tm.zoe.covers(t, "")
	if len(report.Items) != 1 || report.Pending != 0 {
		t.Fatalf("%+v", report)
	}
	en := report.Items[0]
	if en.Locale != "en" || en.Term != nil || en.Posts != 3 || en.Translated != 2 || en.Current != 1 || en.Stale != 1 || en.Missing != 1 {
		t.Errorf("in English: %+v", en)
	}
	if en.Words == 0 || en.WordsDone == 0 || en.WordsDone >= en.Words || en.Percent != en.WordsDone*100/en.Words {
		t.Errorf("words: %+v", en)
	}
	if p := en.TimeToParity; p.Count != 1 || p.MedianSeconds < 7200 || p.MedianSeconds > 7300 || p.P90Seconds != p.MedianSeconds {
		t.Errorf("time to parity: %+v", p)
	}
	both := tm.editor.covers(t, "")
	if len(both.Items) != 2 || both.Items[0] != en || both.Items[1].Locale != "fr" || both.Items[1].Posts != 0 || both.Items[1].Percent != 100 {
		t.Errorf("by an editor: %+v", both)
	}
	tags := tm.zoe.covers(t, "?by=tag")
	if len(tags.Items) != 1 || tags.Items[0].Term.ID != tag || tags.Items[0].Term.Name != "City & wind <1>" || tags.Items[0].Posts != 1 || tags.Items[0].Percent != 100 || tags.Items[0].TimeToParity.Count != 1 {
		t.Errorf("by tag: %+v", tags)
	}
	if authors := tm.zoe.covers(t, "?by=author"); len(authors.Items) != 0 {
		t.Errorf("by author: %+v", authors)
	}
	for query, code := range map[string]string{"?by=series": "parameter.invalid", "?format=png": "parameter.invalid", "?limit=0": "parameter.invalid", "?cursor=x": "parameter.unknown"} {
		tm.editor.asks(t, "GET", "/reports/coverage"+query, "", nil).want(t, http.StatusBadRequest, code)
	}
}

// TestCoverageIsDrawn: the drawing speaks the language of who asks, stands alone and
// may load and run nothing.
func TestCoverageIsDrawn(t *testing.T) {
	tm := newTeam(t)
	tm.writes(t, "Abeilles", nil)
	draw := func(query, language string) answer {
		t.Helper()
		c := call{method: "GET", path: "/manage/v1/reports/coverage" + query, header: map[string]string{"Accept-Language": language, "Cookie": tm.editor.header["Cookie"]}}
		a := tm.do(t, c).want(t, http.StatusOK, "")
		if kind := a.header.Get("Content-Type"); kind != "image/svg+xml" {
			t.Errorf("Content-Type %q", kind)
		}
		csp := a.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("headers %v", a.header)
		}
		if err := xml.Unmarshal(a.body, new(struct{})); err != nil {
			t.Errorf("%v\n%s", err, a.body)
		}
		a.absent(t, "<script", "href=", "http://www.w3.org/1999/xlink", "@import", "url(")
		return a
	}
	french, english := draw("?format=svg", "fr-CA"), draw("?format=svg", "en")
	for text, in := range map[string]answer{
		"Traductions": french, "En anglais": french, "0\u00a0%": french, "billets traduits\u00a0: 0 sur 1": french, `lang="fr"`: french, "à traduire": french,
		"Translations": english, "In English": english, "0%": english, "posts translated: 0 of 1": english, `lang="en"`: english, "missing": english,
	} {
		if !strings.Contains(string(in.body), text) {
			t.Errorf("the drawing lacks %q:\n%s", text, in.body)
		}
	}
	french.absent(t, "Translations", "In English", "En français") // nothing is to be translated into French
	if !strings.Contains(string(draw("?format=svg&by=tag", "en").body), "There is nothing to translate.") {
		t.Error("a drawing of nothing does not say so")
	}
}
