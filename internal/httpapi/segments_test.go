package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A row is what the scenarios read of a segment.
type row struct {
	ID, Kind, State string
	Change, Origin  *string
	Source          *struct {
		Text, Hash string
		IDs        []string
	}
	Target *struct {
		Text string
		IDs  []string
	}
	Approved *struct {
		Text     string
		Revision int
	}
	Diff    []struct{ Op, Text string }
	Changed []string
	Reason  *string
}

// A rows is what they read of a list of segments.
type rows struct {
	Revision, SourceRevision int
	ETag                     *string
	Sums                     struct{ Current, Minor, Substantive, Missing, Empty, Local, Omitted int }
	Items                    []row
	Next                     *string
}

// A written is what they read of what became of writes.
type written struct {
	Revision    int
	ETag        string
	Results     []struct{ ID, Outcome, State string }
	Warnings    []struct{ Code, Pointer string }
	Translation struct{ Body, HTML, Title, Slug, Status string }
	Counts      struct{ Exact, Fuzzy, Machine, Left int }
}

const gardenBody = `<h2>The wind</h2><p>It carried <strong>three</strong> tonnes of <a href="https://example.org/soil">soil</a>.</p>` +
	`<p>Nobody was hurt.</p><ul><li>Rain</li><li>Snow <code>x</code></li></ul>`

// source makes a post in English alone.
func (w *world) source(t testing.TB, token, format, body string) post {
	t.Helper()
	return into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "en", "translations": map[string]any{"en": map[string]any{"title": "A garden", "format": format, "body": body}},
	}}).want(t, http.StatusCreated, ""))
}

func french(id string) string { return "/manage/v1/posts/" + id + "/translations/fr" }

func (w *world) segments(t testing.TB, token, id, query string) rows {
	t.Helper()
	return into[rows](t, w.do(t, call{method: "GET", path: french(id) + "/segments" + query, token: token}).want(t, http.StatusOK, ""))
}

// of returns the row whose source has the text.
func (r rows) of(t testing.TB, text string) row {
	t.Helper()
	for _, one := range r.Items {
		if one.Source != nil && strings.Contains(one.Source.Text, text) {
			return one
		}
	}
	t.Fatalf("no row has %q: %+v", text, r.Items)
	return row{}
}

// write is one write of a text.
func write(r row, target string) map[string]any {
	return map[string]any{"id": r.ID, "sourceHash": r.Source.Hash, "target": target}
}

// patch writes segments, on the version that the list has.
func (w *world) patch(t testing.TB, token, id string, etag *string, writes ...map[string]any) answer {
	t.Helper()
	c := call{method: "PATCH", path: french(id) + "/segments", token: token, body: writes, header: map[string]string{}}
	if etag != nil {
		c.header["If-Match"] = *etag
	}
	return w.do(t, c)
}

// TestTranslateFromNothing begins a translation by its first segment and goes on to
// the last.
func TestTranslateFromNothing(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	list := w.segments(t, translator, p.ID, "")
	if list.Revision != 0 || list.ETag != nil || list.Sums.Missing != 6 || len(list.Items) != 6 {
		t.Fatalf("missing: %+v", list)
	}
	done := into[written](t, w.patch(t, translator, p.ID, nil,
		write(list.of(t, "tonnes"), `Il a porté <1>trois</1> tonnes de <2>terre</2>.`)).want(t, http.StatusOK, ""))
	want := `<h2></h2><p>Il a porté <strong>trois</strong> tonnes de <a href="https://example.org/soil">terre</a>.</p><p></p><ul><li></li><li></li></ul>`
	if done.Translation.Body != want || done.Revision != 1 || done.Results[0].State != "current" || done.Translation.Slug != "" {
		t.Errorf("begun: %+v", done)
	}
	list = w.segments(t, translator, p.ID, "?state=missing")
	if list.Sums.Current != 1 || list.Sums.Missing != 5 || list.Sums.Empty != 4 || len(list.Items) != 5 {
		t.Fatalf("after the first: %+v", list)
	}
	w.patch(t, translator, p.ID, nil, write(list.of(t, "A garden"), "Un jardin")).want(t, http.StatusPreconditionRequired, "precondition.required")
	done = into[written](t, w.patch(t, translator, p.ID, list.ETag,
		write(list.of(t, "A garden"), "Un jardin"), write(list.of(t, "The wind"), "Le vent"), write(list.of(t, "Nobody"), "Personne n’est blessé."),
		write(list.of(t, "Rain"), "Pluie"), write(list.of(t, "Snow"), "Neige <1/>")).want(t, http.StatusOK, ""))
	if done.Translation.Title != "Un jardin" || done.Translation.Slug != "un-jardin" || !strings.Contains(done.Translation.HTML, "<li>Neige <code>x</code></li>") {
		t.Errorf("whole: %+v", done)
	}
	list = w.segments(t, translator, p.ID, "")
	if list.Sums.Current != 6 || list.Sums.Missing != 0 {
		t.Errorf("at the end: %+v", list.Sums)
	}
	for _, one := range list.Items {
		if one.Origin == nil || *one.Origin != "human" || one.Approved == nil || one.Approved.Text != one.Source.Text {
			t.Errorf("%+v", one)
		}
	}
	same := into[written](t, w.patch(t, translator, p.ID, list.ETag, write(list.of(t, "Rain"), "Pluie")).want(t, http.StatusOK, ""))
	if same.Revision != done.Revision || same.Results[0].Outcome != "unchanged" {
		t.Errorf("the same again: %+v", same)
	}
}

// TestTwoTranslators holds that none of two at once loses what the other wrote.
func TestTwoTranslators(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	one, other := w.token(t, "translator", "fr"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	begun := w.segments(t, one, p.ID, "")
	w.patch(t, one, p.ID, nil, write(begun.of(t, "Rain"), "Pluie")).want(t, http.StatusOK, "")
	w.patch(t, other, p.ID, nil, write(begun.of(t, "Snow"), "Neige <1/>")).want(t, http.StatusPreconditionRequired, "")
	first, second := w.segments(t, one, p.ID, ""), w.segments(t, other, p.ID, "")
	w.patch(t, one, p.ID, first.ETag, write(first.of(t, "wind"), "Le vent")).want(t, http.StatusOK, "")
	w.patch(t, other, p.ID, second.ETag, write(second.of(t, "Snow"), "Neige <1/>")).want(t, http.StatusPreconditionFailed, "translation.stale")
	w.patch(t, other, p.ID, w.segments(t, other, p.ID, "").ETag, write(second.of(t, "Snow"), "Neige <1/>")).want(t, http.StatusOK, "")
	list := w.segments(t, one, p.ID, "?state=current")
	if len(list.Items) != 3 {
		t.Errorf("%+v", list)
	}
}

// rewrite saves a new body of the English text.
func (w *world) rewrite(t testing.TB, token string, p post, n int, body string) {
	t.Helper()
	w.do(t, call{
		method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/en", token: token,
		header: map[string]string{"If-Match": fmt.Sprintf(`"%d"`, n)}, body: map[string]any{"body": body},
	}).want(t, http.StatusOK, "")
}

// TestSourceMoves writes against a text of the source that is no longer there, and
// confirms.
func TestSourceMoves(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	shown := w.segments(t, translator, p.ID, "")
	w.rewrite(t, admin, p, 1, strings.Replace(gardenBody, "three", "four", 1))
	done := into[written](t, w.patch(t, translator, p.ID, nil, write(shown.of(t, "tonnes"), `<1>Trois</1> tonnes de <2>terre</2>.`),
		write(shown.of(t, "Rain"), "Pluie")).want(t, http.StatusOK, ""))
	if done.Results[0].Outcome != "applied_but_source_moved" || done.Results[0].State != "stale" || done.Results[1].Outcome != "applied" {
		t.Errorf("%+v", done.Results)
	}
	stale := w.segments(t, translator, p.ID, "?state=stale&change=substantive").of(t, "tonnes")
	if stale.Approved == nil || !strings.Contains(stale.Approved.Text, "three") || stale.Approved.Revision != 1 {
		t.Errorf("%+v", stale)
	}
	diff := []struct{ Op, Text string }{{"equal", "It carried <1>"}, {"delete", "three"}, {"insert", "four"}, {"equal", "</1> tonnes of <2>soil</2>."}}
	if d := cmp.Diff(diff, stale.Diff); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	confirm := call{method: "POST", path: french(p.ID) + "/segments/confirm", token: translator}
	confirm.body = map[string]any{"segments": []map[string]any{{"id": stale.ID, "sourceHash": shown.of(t, "tonnes").Source.Hash}}}
	w.do(t, confirm).want(t, http.StatusConflict, "segment.source_moved")
	confirm.body = map[string]any{"segments": []map[string]any{{"id": stale.ID, "sourceHash": stale.Source.Hash}}}
	confirm.header = map[string]string{"Idempotency-Key": "c1"}
	for range 2 {
		said := into[struct {
			Confirmed int
			Items     []row
		}](t, w.do(t, confirm).want(t, http.StatusOK, ""))
		if said.Confirmed != 1 || len(said.Items) != 1 || said.Items[0].State != "current" {
			t.Errorf("%+v", said)
		}
	}
	if list := w.segments(t, translator, p.ID, ""); list.Revision != 1 || list.Sums.Substantive != 0 {
		t.Errorf("a confirmation saves nothing: %+v", list)
	}
	confirm.header = nil
	confirm.body = map[string]any{}
	w.do(t, confirm).want(t, http.StatusUnprocessableEntity, "")
	confirm.body = map[string]any{"all": "stale"}
	if said := into[struct{ Confirmed int }](t, w.do(t, confirm).want(t, http.StatusOK, "")); said.Confirmed != 0 {
		t.Errorf("%+v", said)
	}
}

// TestSegmentVanishes gives a text back whose segment is there no more, and writes
// nothing else of the batch.
func TestSegmentVanishes(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	shown := w.segments(t, translator, p.ID, "")
	w.rewrite(t, admin, p, 1, strings.Replace(gardenBody, "<p>Nobody was hurt.</p>", "", 1))
	a := w.patch(t, translator, p.ID, nil, write(shown.of(t, "Rain"), "Pluie"), write(shown.of(t, "Nobody"), "Personne n’est blessé.")).
		want(t, http.StatusConflict, "segment.gone")
	gone := into[struct{ Segments []struct{ ID, Text string } }](t, a)
	if len(gone.Segments) != 1 || gone.Segments[0].Text != "Personne n’est blessé." || gone.Segments[0].ID != shown.of(t, "Nobody").ID {
		t.Errorf("%s", a.body)
	}
	if list := w.segments(t, translator, p.ID, ""); list.Revision != 0 {
		t.Errorf("something was written: %+v", list)
	}
	w.patch(t, translator, p.ID, nil, map[string]any{"id": shown.of(t, "Rain").ID, "sourceHash": "0123456789abcdef", "target": "Pluie"}).
		want(t, http.StatusUnprocessableEntity, "invalid")
}

// TestHostileSegments holds that no HTML comes in by a segment, and that what is
// wrong is told with its place.
func TestHostileSegments(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	list := w.segments(t, translator, p.ID, "")
	good := write(list.of(t, "Rain"), "Pluie")
	for text, code := range map[string]string{
		`<script>alert(1)</script>`:                    "segment.markup",
		`<1 onclick="alert(1)">x</1> <2>y</2>`:         "segment.markup",
		`<img src=x onerror=alert(1)>`:                 "segment.markup",
		`&lt;b&gt; &#60;script&#62; <1>x</1> <2>y</2>`: "segment.markup",
		`<1>x</1>`:                   "segment.placeholder_lost",
		`<1>x</1> <2>y</2> <3>z</3>`: "segment.placeholder_unknown",
		`<1>x</1> <2>y</2> <2>z</2>`: "segment.placeholder_doubled",
		`<1>x <2>y</1> z</2>`:        "segment.placeholder_nesting",
		`<1>x</1> <2/>`:              "segment.placeholder_form",
		`<1>x</1> <2>y</2><`:         "segment.markup",
	} {
		a := w.patch(t, translator, p.ID, nil, good, write(list.of(t, "tonnes"), text)).want(t, http.StatusUnprocessableEntity, "invalid")
		wrong := into[struct {
			Errors []struct{ Code, Pointer, Detail string }
		}](t, a)
		if len(wrong.Errors) == 0 || wrong.Errors[0].Code != code || wrong.Errors[0].Pointer != "/1/target" || wrong.Errors[0].Detail == "" {
			t.Errorf("%s: %s", text, a.body)
		}
	}
	if list := w.segments(t, translator, p.ID, ""); list.Revision != 0 {
		t.Errorf("something was written: %+v", list)
	}
	text := `&lt;script&gt;alert(1)&lt;/script&gt; <1>x</1> javascript: <2>y</2> &amp;lt;`
	done := into[written](t, w.patch(t, translator, p.ID, nil, write(list.of(t, "tonnes"), text)).want(t, http.StatusOK, ""))
	if strings.Contains(done.Translation.HTML, "<script") || !strings.Contains(done.Translation.HTML, "&lt;script&gt;") {
		t.Errorf("%s", done.Translation.HTML)
	}
	etag := w.segments(t, translator, p.ID, "").ETag
	for _, body := range []any{[]any{}, []any{map[string]any{"id": "x"}}, []any{map[string]any{"id": "x", "target": "a", "state": "omitted"}}} {
		a := w.do(t, call{method: "PATCH", path: french(p.ID) + "/segments", token: translator, body: body, header: map[string]string{"If-Match": *etag}})
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d %s", body, a.status, a.body)
		}
	}
}

// TestMarkdownSegments writes into Markdown, in its own lines.
func TestMarkdownSegments(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "markdown", "## The wind\n\nIt *carried*\nsoil.\n\n- Rain\n- Snow\n\n<div>Raw\n\n</div>\n\n```\ncode\n```\n")
	list := w.segments(t, translator, p.ID, "")
	done := into[written](t, w.patch(t, translator, p.ID, nil, write(list.of(t, "carried"), "Il a <1>porté</1> de la terre * 2."), write(list.of(t, "Snow"), "Neige")).
		want(t, http.StatusOK, ""))
	body := done.Translation.Body
	for _, part := range []string{"##", "Il a *porté* de la terre * 2.\n", "- Neige\n", "```\ncode\n```"} {
		if !strings.Contains(body, part) {
			t.Errorf("no %q in\n%s", part, body)
		}
	}
	for _, gone := range []string{"The wind", "Rain", "Raw", "carried"} {
		if strings.Contains(body, gone) {
			t.Errorf("%q is in\n%s", gone, body)
		}
	}
	w.do(t, call{method: "PATCH", path: french(p.ID), token: translator, header: map[string]string{"If-Match": done.ETag}, body: map[string]any{
		"body": "## Le vent\n\nIl a *porté*\nde la terre.\n\n* Pluie\n* Neige\n\n<div>Brut\n\n</div>\n",
	}}).want(t, http.StatusOK, "")
	list = w.segments(t, translator, p.ID, "")
	done = into[written](t, w.patch(t, translator, p.ID, list.ETag, write(list.of(t, "Snow"), "Neige [x]")).want(t, http.StatusOK, ""))
	if want := "## Le vent\n\nIl a *porté*\nde la terre.\n\n* Pluie\n* Neige [x]\n\n<div>Brut\n\n</div>\n"; done.Translation.Body != want {
		t.Errorf("got\n%s", done.Translation.Body)
	}
	list = w.segments(t, translator, p.ID, "")
	a := w.patch(t, translator, p.ID, list.ETag, write(list.of(t, "Raw"), "Autre")).want(t, http.StatusUnprocessableEntity, "invalid")
	if !strings.Contains(string(a.body), "segment.not_writable") {
		t.Errorf("%s", a.body)
	}
}

// TestTranslatorOfFrench holds what somebody who translates into French may do, and
// what not.
func TestTranslatorOfFrench(t *testing.T) {
	w := newWorld(t)
	admin, translator, reader := w.token(t, "admin"), w.token(t, "translator", "fr"), w.token(t, "reader", "fr")
	english := w.token(t, "translator", "en")
	p := w.source(t, admin, "html", gardenBody)
	list := w.segments(t, translator, p.ID, "") // the English draft is what they work from
	segments := "/manage/v1/posts/" + p.ID + "/translations/%s/segments"
	w.do(t, call{method: "GET", path: fmt.Sprintf(segments, "fr"), token: reader}).want(t, http.StatusForbidden, "").absent(t, "tonnes", "garden")
	w.do(t, call{method: "GET", path: fmt.Sprintf(segments, "fr"), token: english}).want(t, http.StatusForbidden, "").absent(t, "tonnes")
	w.do(t, call{method: "GET", path: fmt.Sprintf(segments, "en"), token: admin}).want(t, http.StatusConflict, "segment.is_source")
	w.do(t, call{method: "GET", path: fmt.Sprintf(segments, "de"), token: admin}).want(t, http.StatusNotFound, "")
	w.do(t, call{method: "GET", path: fmt.Sprintf(segments, "fr")}).want(t, http.StatusUnauthorized, "").absent(t, "tonnes")
	w.do(t, call{method: "PATCH", path: fmt.Sprintf(segments, "en"), token: translator, body: []any{write(list.Items[0], "x")}}).want(t, http.StatusForbidden, "")
	w.patch(t, reader, p.ID, nil, write(list.Items[0], "x")).want(t, http.StatusForbidden, "")
	w.patch(t, english, p.ID, nil, write(list.Items[0], "x")).want(t, http.StatusForbidden, "")
	done := into[written](t, w.patch(t, translator, p.ID, nil, write(list.Items[0], "Un jardin")).want(t, http.StatusOK, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: translator, body: map[string]any{
		"shared": 1, "translations": map[string]int{"fr": done.Revision},
	}}).want(t, http.StatusForbidden, "")
	w.do(t, call{method: "POST", path: french(p.ID) + "/segments/confirm", token: reader, body: map[string]any{"all": "stale"}}).want(t, http.StatusForbidden, "")
	w.do(t, call{method: "POST", path: french(p.ID) + "/segments/links", token: reader, body: map[string]any{"action": "local", "target": []string{"x"}}}).want(t, http.StatusForbidden, "")
	w.do(t, call{method: "GET", path: french(p.ID) + "/segments/title/suggestions", token: reader}).want(t, http.StatusForbidden, "").absent(t, "garden")
	w.do(t, call{method: "GET", path: french(p.ID) + "/segments/title/suggestions", token: translator}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: french(p.ID) + "/segments/none/suggestions", token: translator}).want(t, http.StatusNotFound, "segment.not_found")
}
