package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A saved is what the tests read of a revision.
type saved struct {
	N                    int
	By, ByName, Origin   string
	Note, Title, Body    string
	Edit                 *string
	BasedOn              *struct{ Revision int }
	Head, Live           bool
	Slug, Submitted, URL string
	Tags                 []string
}

type pastPage struct {
	Items []saved
	Next  *string
}

// A diffOf is what the tests read of a comparison.
type diffOf struct {
	From, To int
	Change   string
	Fields   []struct {
		Pointer  string
		From, To json.RawMessage
	}
	Body struct {
		Ops []struct {
			Op, HTML, Element string
			Line              int
		}
		HTML           string
		Added, Removed int
	}
}

func (d diffOf) pointers() (list []string) {
	for _, f := range d.Fields {
		list = append(list, f.Pointer)
	}
	return list
}

// put saves the French text of the post and returns its new entity tag.
func (w *world) put(t testing.TB, token string, p post, etag string, body map[string]any) string {
	t.Helper()
	a := w.do(t, call{
		method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: token,
		header: map[string]string{"If-Match": etag}, body: body,
	}).want(t, http.StatusOK, "")
	return a.header.Get("ETag")
}

func TestRevisions(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor")
	p := w.pair(t, editor)
	at := "/manage/v1/posts/" + p.ID + "/translations/fr"
	etag := p.Translations["fr"].ETag
	etag = w.put(t, editor, p, etag, map[string]any{"body": "<p>Le vent souffle :</p>", "note": "un verbe"})
	etag = w.put(t, editor, p, etag, map[string]any{"body": "<p>Le vent souffle !</p>", "edit": "minor", "seo": map[string]any{"noindex": true}})
	same := w.put(t, editor, p, etag, map[string]any{"body": "<p>Le vent souffle !</p>", "note": "rien de neuf"})
	if same != etag {
		t.Errorf("saving the same moved %s to %s", etag, same)
	}
	page := into[pastPage](t, w.do(t, call{method: "GET", path: at + "/revisions?limit=2", token: editor}).want(t, http.StatusOK, ""))
	if len(page.Items) != 2 || page.Next == nil || page.Items[0].N != 3 || !page.Items[0].Head || page.Items[0].Edit == nil || page.Items[1].Note != "un verbe" {
		t.Fatalf("%+v", page)
	}
	if first := page.Items[0]; first.ByName == "" || first.Origin != "api" || first.Live || first.Title != "Un jardin sur le toit" {
		t.Errorf("%+v", first)
	}
	page = into[pastPage](t, w.do(t, call{method: "GET", path: at + "/revisions?limit=2&cursor=" + *page.Next, token: editor}).want(t, http.StatusOK, ""))
	if len(page.Items) != 1 || page.Next != nil || page.Items[0].N != 1 {
		t.Fatalf("second page %+v", page)
	}
	one := into[saved](t, w.do(t, call{method: "GET", path: at + "/revisions/1", token: editor}).want(t, http.StatusOK, ""))
	if one.Body != "<p>Le vent :</p>" || !strings.Contains(one.Submitted, "<script>") {
		t.Errorf("%+v", one)
	}

	d := into[diffOf](t, w.do(t, call{method: "GET", path: at + "/revisions/2/diff", token: editor}).want(t, http.StatusOK, ""))
	if d.From != 1 || d.To != 2 || d.Change != "substantive" || len(d.Fields) != 0 || d.Body.HTML != "<p>Le vent <ins>souffle </ins>:</p>" || d.Body.Added != 1 || len(d.Body.Ops) != 3 {
		t.Errorf("%+v", d)
	}
	d = into[diffOf](t, w.do(t, call{method: "GET", path: at + "/revisions/3/diff", token: editor}).want(t, http.StatusOK, ""))
	if d.Change != "minor" || !slices.Equal(d.pointers(), []string{"/seo/noindex"}) {
		t.Errorf("%+v", d)
	}
	d = into[diffOf](t, w.do(t, call{method: "GET", path: at + "/revisions/1/diff?with=0", token: editor}).want(t, http.StatusOK, ""))
	if d.From != 0 || d.Change != "substantive" || !strings.HasPrefix(d.Body.HTML, "<ins>") {
		t.Errorf("%+v", d)
	}
	if d = into[diffOf](t, w.do(t, call{method: "GET", path: at + "/revisions/3/diff?with=3", token: editor}).want(t, http.StatusOK, "")); d.Change != "none" || len(d.Fields) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestRestoreOverHTTP(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor")
	p := w.pair(t, editor)
	w.publish(t, editor, p)
	at := "/manage/v1/posts/" + p.ID + "/translations/fr"
	etag := w.put(t, editor, p, p.Translations["fr"].ETag, map[string]any{"body": "<p>Le vent souffle.</p>", "slug": "autre"})
	before := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID, token: editor}).want(t, http.StatusOK, "")

	restore := call{method: "POST", path: at + "/revisions/1/restore", token: editor, body: `{"note":"comme avant"}`}
	w.do(t, restore).want(t, http.StatusPreconditionRequired, "precondition.required")
	restore.header = map[string]string{"If-Match": p.Translations["fr"].ETag}
	w.do(t, restore).want(t, http.StatusPreconditionFailed, "translation.stale")
	restore.header = map[string]string{"If-Match": etag, "Idempotency-Key": "une-fois"}
	a := w.do(t, restore).want(t, http.StatusOK, "")
	again := w.do(t, restore).want(t, http.StatusOK, "")
	if string(a.body) != string(again.body) || a.header.Get("ETag") != again.header.Get("ETag") {
		t.Errorf("the same key was answered\n%s\nthen\n%s", a.body, again.body)
	}
	got := into[struct {
		Head, Live int
		Body, Slug string
	}](t, a)
	if got.Head != 3 || got.Live != 1 || got.Body != "<p>Le vent :</p>" || got.Slug != "un-jardin-sur-le-toit" {
		t.Errorf("%+v", got)
	}
	rev := into[saved](t, w.do(t, call{method: "GET", path: at + "/revisions/3", token: editor}).want(t, http.StatusOK, ""))
	if rev.Origin != "restore" || rev.Note != "comme avant" || !strings.Contains(rev.Submitted, "<script>") {
		t.Errorf("%+v", rev)
	}
	after := into[post](t, w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID, token: editor}).want(t, http.StatusOK, ""))
	was := into[post](t, before)
	if after.ETag != was.ETag || after.Translations["en"].ETag != was.Translations["en"].ETag {
		t.Error("restoring French touched the shared part or English")
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "").absent(t, "souffle")

	restore.header = map[string]string{"If-Match": a.header.Get("ETag")}
	restore.body = nil
	if same := w.do(t, restore).want(t, http.StatusOK, ""); same.header.Get("ETag") != a.header.Get("ETag") {
		t.Error("restoring what is there made a revision")
	}
	restore.path = at + "/revisions/99/restore"
	w.do(t, restore).want(t, http.StatusNotFound, "revision.not_found")
	restore.path, restore.body = at+"/revisions/2/restore", `{"note":"a","version":3}`
	if w.do(t, restore).status != http.StatusUnprocessableEntity {
		t.Error("a member that is not of the contract was taken")
	}
}

func TestRestoreTakenSlug(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor")
	p := w.pair(t, editor)
	etag := w.put(t, editor, p, p.Translations["fr"].ETag, map[string]any{"slug": "autre"})
	w.do(t, call{method: "POST", path: "/manage/v1/posts", token: editor, body: `{"translations":{"fr":{"title":"Voleur","slug":"un-jardin-sur-le-toit"}}}`}).want(t, http.StatusCreated, "")
	a := w.do(t, call{
		method: "POST", path: "/manage/v1/posts/" + p.ID + "/translations/fr/revisions/1/restore", token: editor,
		header: map[string]string{"If-Match": etag}, body: `{}`,
	}).want(t, http.StatusConflict, "slug.taken")
	if !strings.Contains(string(a.body), `"/slug"`) || !strings.Contains(string(a.body), "send another as “slug”") {
		t.Errorf("no place, or no remedy: %s", a.body)
	}
	restore := func(body string) call {
		return at("POST", "/manage/v1/posts/"+p.ID+"/translations/fr/revisions/1/restore", editor, etag, body)
	}
	w.do(t, restore(`{"slug":"un/jardin"}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	w.do(t, restore(`{"slug":""}`)).want(t, http.StatusUnprocessableEntity, "")
	got := into[struct{ Slug, Title string }](t, w.do(t, restore(`{"slug":"un-jardin-2026","note":"comme avant"}`)).want(t, http.StatusOK, ""))
	if got.Slug != "un-jardin-2026" || got.Title != "Un jardin sur le toit" {
		t.Errorf("restored elsewhere: %+v", got)
	}
	w.do(t, at("POST", "/manage/v1/posts/"+p.ID+"/revisions/1/restore", editor, p.ETag, `{"slug":"un-autre"}`)).want(t, http.StatusUnprocessableEntity, "")
}

// TestRestoreTakenAlias restores what has an alias that became another post's: the
// answer says to save it without.
func TestRestoreTakenAlias(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor")
	p := w.pair(t, editor)
	etag := w.put(t, editor, p, p.Translations["fr"].ETag, map[string]any{"aliases": []string{"/ancien/"}})
	etag = w.put(t, editor, p, etag, map[string]any{"aliases": []string{}})
	w.do(t, call{method: "POST", path: "/manage/v1/posts", token: editor, body: `{"translations":{"fr":{"title":"Voleur","aliases":["/ancien/"]}}}`}).want(t, http.StatusCreated, "")
	a := w.do(t, at("POST", "/manage/v1/posts/"+p.ID+"/translations/fr/revisions/2/restore", editor, etag, `{"slug":"un-jardin-2026"}`)).want(t, http.StatusConflict, "path.taken")
	if !strings.Contains(string(a.body), `"/aliases/0"`) || !strings.Contains(string(a.body), "without the path or alias") {
		t.Errorf("no place, or no remedy: %s", a.body)
	}
}

func TestSharedRevisions(t *testing.T) {
	w := newWorld(t)
	editor := w.token(t, "editor")
	p := w.pair(t, editor)
	at := "/manage/v1/posts/" + p.ID
	tag := into[struct{ ID string }](t, w.do(t, call{method: "POST", path: "/manage/v1/tags", token: editor, body: `{"translations":{"fr":{"name":"Vent"}}}`}).want(t, http.StatusCreated, "")).ID
	a := w.do(t, call{method: "PATCH", path: at, token: editor, header: map[string]string{"If-Match": p.ETag}, body: map[string]any{"tags": []string{tag}, "date": "2026-05-05", "note": "étiquette"}}).want(t, http.StatusOK, "")
	page := into[pastPage](t, w.do(t, call{method: "GET", path: at + "/revisions", token: editor}).want(t, http.StatusOK, ""))
	if len(page.Items) != 2 || page.Items[0].N != 2 || page.Items[0].Note != "étiquette" || !page.Items[0].Head {
		t.Fatalf("%+v", page)
	}
	if one := into[saved](t, w.do(t, call{method: "GET", path: at + "/revisions/2", token: editor}).want(t, http.StatusOK, "")); !slices.Equal(one.Tags, []string{tag}) {
		t.Errorf("%+v", one)
	}
	d := into[diffOf](t, w.do(t, call{method: "GET", path: at + "/revisions/2/diff?with=1", token: editor}).want(t, http.StatusOK, ""))
	if !slices.Equal(d.pointers(), []string{"/date", "/tags"}) || string(d.Fields[0].From) != `"2026-05-04"` || string(d.Fields[0].To) != `"2026-05-05"` {
		t.Errorf("%+v", d)
	}
	restored := into[post](t, w.do(t, call{method: "POST", path: at + "/revisions/1/restore", token: editor, header: map[string]string{"If-Match": a.header.Get("ETag")}}).want(t, http.StatusOK, ""))
	if restored.Head != 3 || len(restored.Tags) != 0 || restored.Translations["fr"].ETag != p.Translations["fr"].ETag {
		t.Errorf("%+v", restored)
	}
}
