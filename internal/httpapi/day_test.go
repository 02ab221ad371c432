package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// at makes a call on what has an entity tag.
func at(method, path, token, etag string, body any) call {
	c := call{method: method, path: path, token: token, body: body, header: map[string]string{}}
	if etag != "" {
		c.header["If-Match"] = etag
	}
	return c
}

func TestTrashOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin, reader := w.token(t, "admin"), w.token(t, "reader", "fr")
	p := w.pair(t, admin)
	post, trash := "/manage/v1/posts/"+p.ID, "/manage/v1/trash/"+p.ID
	w.publish(t, admin, p)
	w.do(t, at("DELETE", post, admin, p.ETag, nil)).want(t, http.StatusConflict, "post.live")
	w.do(t, call{method: "POST", path: post + "/unpublication", token: admin, body: map[string]any{"translations": map[string]int{"fr": 1, "en": 1}}}).want(t, http.StatusOK, "")
	w.do(t, at("DELETE", post, admin, p.ETag, nil)).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.unknown").absent(t, "trash", "jardin")

	type item struct {
		ID, ETag, By, ByName string
		Titles               map[string]string
		TrashedAt            string
		PurgeAt              *string
	}
	page := into[struct{ Items []item }](t, w.do(t, call{method: "GET", path: "/manage/v1/trash", token: reader}).want(t, http.StatusOK, ""))
	if len(page.Items) != 1 || page.Items[0].ID != p.ID || page.Items[0].Titles["fr"] != "Un jardin sur le toit" || len(page.Items[0].Titles) != 1 || page.Items[0].PurgeAt == nil {
		t.Fatalf("the trash: %+v", page)
	}
	if in := page.Items[0]; !strings.HasPrefix(in.By, "token:") || in.ByName == "" {
		t.Errorf("who put it there: %q %q", in.By, in.ByName)
	}
	etag := page.Items[0].ETag
	w.do(t, at("POST", trash+"/restore", admin, "", nil)).want(t, http.StatusPreconditionRequired, "precondition.required")
	w.do(t, at("POST", trash+"/restore", admin, p.ETag, nil)).want(t, http.StatusPreconditionFailed, "post.stale")
	w.do(t, at("POST", trash+"/restore", reader, etag, nil)).want(t, http.StatusForbidden, "access.forbidden")
	c := at("POST", trash+"/restore", admin, etag, nil)
	c.header["Idempotency-Key"] = "once"
	restored := w.do(t, c).want(t, http.StatusOK, "")
	if got := into[struct{ ID, ETag string }](t, restored); got.ID != p.ID || got.ETag == etag || restored.header.Get("ETag") != got.ETag {
		t.Errorf("restored: %s", restored.body)
	}
	if again := w.do(t, c).want(t, http.StatusOK, ""); string(again.body) != string(restored.body) {
		t.Errorf("the same key again:\n%s\n%s", again.body, restored.body)
	}
	w.do(t, at("DELETE", trash, admin, etag, nil)).want(t, http.StatusNotFound, "post.not_trashed")
	w.do(t, at("DELETE", post, admin, restored.header.Get("ETag"), nil)).want(t, http.StatusNoContent, "")
	etag = into[struct{ Items []item }](t, w.do(t, call{method: "GET", path: "/manage/v1/trash", token: admin})).Items[0].ETag
	w.do(t, at("DELETE", trash, w.token(t, "author"), etag, nil)).want(t, http.StatusForbidden, "access.forbidden")
	w.do(t, at("DELETE", trash, admin, "", nil)).want(t, http.StatusPreconditionRequired, "precondition.required")
	w.do(t, at("DELETE", trash, admin, etag, nil)).want(t, http.StatusNoContent, "")
	for _, path := range []string{post, trash} {
		w.do(t, at("DELETE", path, admin, etag, nil)).want(t, http.StatusNotFound, "post.not_found")
	}
	// What was written down about it stays.
	audit := w.do(t, call{method: "GET", path: "/manage/v1/audit?post=" + p.ID, token: admin}).want(t, http.StatusOK, "")
	for _, operation := range []string{"post.created", "post.published", "post.deleted", "post.restored", "post.purged"} {
		if !strings.Contains(string(audit.body), `"`+operation+`"`) {
			t.Errorf("the audit lacks %s: %s", operation, audit.body)
		}
	}
	w.do(t, call{method: "GET", path: "/manage/v1/reports/parity", token: admin}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: post + "/parity", token: admin}).want(t, http.StatusNotFound, "post.not_found")
	w.do(t, call{method: "GET", path: post + "/revisions", token: admin}).want(t, http.StatusNotFound, "post.not_found")
	for _, query := range []string{"?limit=0", "?limit=101", "?cursor=x", "?sort=date"} {
		w.do(t, call{method: "GET", path: "/manage/v1/trash" + query, token: admin}).want(t, http.StatusBadRequest, "")
	}
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"trashDays":-1}`}).want(t, http.StatusUnprocessableEntity, "")
	a := w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"trashDays":0}`}).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"trashDays":0`) {
		t.Errorf("settings: %s", a.body)
	}
}

func TestCopyAndDuplicateOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	const markdown = "# Le vent\n\n* un  \n\tdeux\r\n\n<!-- gardé -->\n"
	made := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
		"date":         "2026-05-04",
		"translations": map[string]any{"fr": map[string]any{"title": "Le vent", "slug": "vent", "format": "markdown", "body": markdown}},
	}}).want(t, http.StatusCreated, ""))
	path := "/manage/v1/posts/" + made.ID
	c := call{method: "POST", path: path + "/translations/en/copy", token: admin, header: map[string]string{"Idempotency-Key": "k1"}, body: `{"note":"pour commencer"}`}
	a := w.do(t, c).want(t, http.StatusCreated, "")
	if got := into[struct{ Title, Slug, Body, Status string }](t, a); got.Title != "Le vent" || got.Slug != "le-vent" || got.Body != markdown || got.Status != "draft" {
		t.Errorf("the copy: %s", a.body)
	}
	if got := a.header.Get("Location"); got != path+"/translations/en" {
		t.Errorf("Location %q", got)
	}
	if again := w.do(t, c).want(t, http.StatusCreated, ""); string(again.body) != string(a.body) {
		t.Errorf("the same key again:\n%s\n%s", again.body, a.body)
	}
	c.header = nil
	w.do(t, c).want(t, http.StatusConflict, "translation.exists")
	w.do(t, call{method: "POST", path: path + "/translations/de/copy", token: admin, body: `{}`}).want(t, http.StatusUnprocessableEntity, "")
	w.do(t, call{method: "POST", path: path + "/translations/x_y/copy", token: admin, body: `{}`}).want(t, http.StatusNotFound, "")
	w.do(t, call{method: "POST", path: path + "/translations/en/copy", token: admin, body: `{"mode":"all"}`}).want(t, http.StatusUnprocessableEntity, "")
	w.do(t, call{method: "POST", path: path + "/translations/en/copy", token: admin, body: `{"mode":"text","mode":"empty"}`}).want(t, http.StatusBadRequest, "")
	w.do(t, call{method: "POST", path: path + "/translations/en/copy", token: admin, body: `{"version":1}`}).want(t, http.StatusUnprocessableEntity, "")
	w.do(t, call{method: "POST", path: path + "/translations/en/copy", token: w.token(t, "reader"), body: `{}`}).want(t, http.StatusForbidden, "access.forbidden_locale")

	a = w.do(t, call{method: "POST", path: path + "/duplicate", token: admin}).want(t, http.StatusCreated, "")
	twin := into[post](t, a)
	if twin.ID == made.ID || a.header.Get("Location") != "/manage/v1/posts/"+twin.ID || twin.Date != nil || twin.Translations["fr"].Slug != "vent-2" || twin.Translations["fr"].Body != markdown || len(twin.Translations) != 2 {
		t.Errorf("the duplicate: %s", a.body)
	}
	a = w.do(t, call{method: "POST", path: path + "/duplicate", token: admin, body: `{"locales":["FR"]}`}).want(t, http.StatusCreated, "")
	if one := into[post](t, a); len(one.Translations) != 1 || one.Translations["fr"].Slug != "vent-3" {
		t.Errorf("French alone: %s", a.body)
	}
	w.do(t, call{method: "POST", path: path + "/duplicate", token: admin, body: `{"locales":[]}`}).want(t, http.StatusUnprocessableEntity, "")
	w.do(t, call{method: "POST", path: path + "/duplicate", token: admin, body: `{"locales":["fr","FR"]}`}).want(t, http.StatusUnprocessableEntity, "")
	w.do(t, call{method: "POST", path: "/manage/v1/posts/12abc/duplicate", token: admin}).want(t, http.StatusNotFound, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr&total=true"}).want(t, http.StatusOK, "").absent(t, "vent", twin.ID)
}

// TestMarkdownComesBackAsWritten: byte for byte, through everything that is done
// to other members.
func TestMarkdownComesBackAsWritten(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for i, markdown := range []string{
		"", "\n\n", "# Été\r\n\r\nUn  \nsaut\u00a0: « oui »\r\n", "\ttab\n  * a\n\t* b\n", "<div>\n*html*\n</div>\n<!-- mot -->", "e\u0301te\u0301", "fin sans ligne", "a\\\nb &amp; &lt; é&nbsp;!\n\n[x]: http://x 'y'\n",
	} {
		made := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
			"translations": map[string]any{"fr": map[string]any{"title": fmt.Sprint("Titre ", i), "format": "markdown", "body": markdown}},
		}}).want(t, http.StatusCreated, ""))
		fr := "/manage/v1/posts/" + made.ID + "/translations/fr"
		body := func(step string, a answer) {
			t.Helper()
			if got := into[struct{ Body, Format string }](t, a); got.Body != markdown || got.Format != "markdown" {
				t.Errorf("%d, %s: %q is %q", i, step, markdown, got.Body)
			}
		}
		body("read", w.do(t, call{method: "GET", path: fr, token: admin}))
		body("patched", w.do(t, at("PATCH", fr, admin, `"1"`, `{"summary":"Un mot"}`)).want(t, http.StatusOK, ""))
		same := w.do(t, at("PATCH", fr, admin, `"2"`, map[string]any{"body": markdown})).want(t, http.StatusOK, "")
		body("sent again", same)
		if got := same.header.Get("ETag"); got != `"2"` {
			t.Errorf("%d: sending the same made version %s", i, got)
		}
		w.do(t, at("PATCH", fr, admin, `"2"`, `{"body":"Autre chose"}`)).want(t, http.StatusOK, "")
		body("restored", w.do(t, at("POST", fr+"/revisions/2/restore", admin, `"3"`, nil)).want(t, http.StatusOK, ""))
		body("copied", w.do(t, call{method: "POST", path: strings.Replace(fr, "/fr", "/en", 1) + "/copy", token: admin, body: `{}`}).want(t, http.StatusCreated, ""))
	}
}

func TestTermsEndOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	type term struct{ ID, ETag string }
	make := func(shelf, en, fr string) term {
		t.Helper()
		return into[term](t, w.do(t, call{method: "POST", path: "/manage/v1/" + shelf, token: admin, body: map[string]any{
			"translations": map[string]any{"en": map[string]any{"name": en}, "fr": map[string]any{"name": fr}},
		}}).want(t, http.StatusCreated, ""))
	}
	for _, shelf := range []string{"tags", "authors", "series"} {
		path := "/manage/v1/" + shelf + "/"
		into1, from := make(shelf, "Wind", "Vent"), make(shelf, "Breeze", "Brise")
		p := w.pair(t, admin)
		patch := map[string]any{"tags": []string{from.ID}}
		if shelf == "authors" {
			patch = map[string]any{"authors": []string{from.ID}}
		}
		if shelf == "series" {
			patch = map[string]any{"series": map[string]any{"id": from.ID, "place": 1}}
		}
		a := w.do(t, at("PATCH", "/manage/v1/posts/"+p.ID, admin, p.ETag, patch)).want(t, http.StatusOK, "")
		w.publish(t, admin, into[post](t, a))
		w.do(t, call{method: "GET", path: "/content/v1/" + shelf + "/brise?locale=fr"}).want(t, http.StatusOK, "")
		w.do(t, at("DELETE", path+from.ID, admin, from.ETag, nil)).want(t, http.StatusConflict, "term.in_use")

		w.do(t, at("POST", path+into1.ID+"/merge", admin, "", map[string]any{"term": from.ID})).want(t, http.StatusPreconditionRequired, "precondition.required")
		w.do(t, at("POST", path+into1.ID+"/merge", admin, into1.ETag, map[string]any{"term": into1.ID})).want(t, http.StatusUnprocessableEntity, "invalid")
		w.do(t, at("POST", path+into1.ID+"/merge", w.token(t, "editor", "fr"), into1.ETag, map[string]any{"term": from.ID})).want(t, http.StatusForbidden, "access.forbidden_locale")
		c := at("POST", path+into1.ID+"/merge", admin, into1.ETag, map[string]any{"term": from.ID})
		c.header["Idempotency-Key"] = "merge-" + shelf
		merged := w.do(t, c).want(t, http.StatusOK, "")
		if again := w.do(t, c).want(t, http.StatusOK, ""); string(again.body) != string(merged.body) || again.header.Get("ETag") != merged.header.Get("ETag") {
			t.Errorf("the same key again: %s", again.body)
		}
		w.do(t, call{method: "GET", path: path + from.ID, token: admin}).want(t, http.StatusNotFound, "term.merged")
		w.do(t, call{method: "GET", path: "/content/v1/" + shelf + "/vent?locale=fr"}).want(t, http.StatusOK, "").absent(t, "brise", "Brise")
		moved := w.do(t, call{method: "GET", path: "/content/v1/" + shelf + "/brise?locale=fr"}).want(t, http.StatusNotFound, "term.moved")
		if got := into[struct{ Redirect struct{ URL, Slug string } }](t, moved).Redirect; got.Slug != "vent" || !strings.HasSuffix(got.URL, "/vent/") {
			t.Errorf("the old page leads to %+v", got)
		}
		w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "").absent(t, "brise", "Brise")
		page := map[string]string{"tags": "/fr/mots-cles/", "authors": "/fr/auteurs/", "series": "/fr/series/"}[shelf]
		found := w.do(t, call{method: "GET", path: "/content/v1/resolve?url=" + page + "vent/"}).want(t, http.StatusOK, "")
		if got := into[struct {
			Match string
			Term  struct{ Name string }
		}](t, found); got.Match != "term" || got.Term.Name != "Vent" {
			t.Errorf("%svent/ is %s", page, found.body)
		}
		led := w.do(t, call{method: "GET", path: "/content/v1/resolve?url=" + page + "brise"}).want(t, http.StatusOK, "")
		if got := into[struct{ Redirect struct{ URL string } }](t, led).Redirect.URL; got != page+"vent/" {
			t.Errorf("%sbrise leads to %s", page, led.body)
		}
		w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID, token: admin}).want(t, http.StatusOK, "").absent(t, from.ID)

		w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID + "/revisions/2", token: admin}).want(t, http.StatusOK, "").absent(t, from.ID)

		usage := into[struct {
			Heads, Live int
			Items       []struct {
				Post, Title string
				Head, Live  bool
			}
		}](t, w.do(t, call{method: "GET", path: path + into1.ID + "/usage", token: admin}).want(t, http.StatusOK, ""))
		if usage.Heads != 1 || usage.Live != 1 || len(usage.Items) != 1 || usage.Items[0].Post != p.ID || !usage.Items[0].Head || !usage.Items[0].Live || usage.Items[0].Title != "Un jardin sur le toit" {
			t.Errorf("usage: %+v", usage)
		}
		none := w.do(t, call{method: "GET", path: path + into1.ID + "/usage", token: w.token(t, "author")}).want(t, http.StatusOK, "")
		none.absent(t, p.ID, "jardin")
		if got := into[struct{ Heads, Live int }](t, none); got.Heads != 0 || got.Live != 0 {
			t.Errorf("a stranger counts %+v", got)
		}
		w.do(t, at("DELETE", path+into1.ID, admin, merged.header.Get("ETag"), nil)).want(t, http.StatusConflict, "term.in_use")
		free := make(shelf, "Free", "Libre")
		w.do(t, at("DELETE", path+free.ID, w.token(t, "author"), free.ETag, nil)).want(t, http.StatusForbidden, "access.forbidden")
		w.do(t, at("DELETE", path+free.ID, admin, free.ETag, nil)).want(t, http.StatusNoContent, "")
		w.do(t, call{method: "GET", path: path + free.ID, token: admin}).want(t, http.StatusNotFound, "term.not_found")
		w.do(t, call{method: "GET", path: path + free.ID + "/usage", token: admin}).want(t, http.StatusNotFound, "term.not_found")
	}
}

func TestPairingOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for tag, title := range map[string]string{"fr": "Microservices en production", "en": "Production microservices"} {
		w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
			"date": "2026-05-04", "translations": map[string]any{tag: map[string]any{"title": title}},
		}}).want(t, http.StatusCreated, "")
	}
	type half struct {
		Post       string
		Missing    []string
		Candidates []struct {
			Post    string
			Titles  map[string]string
			Score   float64
			Reasons []string
		}
	}
	page := into[struct{ Items []half }](t, w.do(t, call{method: "GET", path: "/manage/v1/reports/pairing", token: admin}).want(t, http.StatusOK, ""))
	if len(page.Items) != 2 || len(page.Items[0].Candidates) != 1 || page.Items[0].Candidates[0].Post != page.Items[1].Post || page.Items[0].Candidates[0].Score < 0.5 {
		t.Errorf("the report: %+v", page)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/reports/pairing", token: w.token(t, "author")}).want(t, http.StatusOK, "").absent(t, "icroservices", page.Items[0].Post)
	w.do(t, call{method: "GET", path: "/manage/v1/reports/pairing", token: w.token(t, "reader", "fr")}).want(t, http.StatusOK, "").absent(t, "Production microservices")
	w.do(t, call{method: "GET", path: "/manage/v1/reports/pairing?limit=0", token: admin}).want(t, http.StatusBadRequest, "")
	w.do(t, call{method: "GET", path: "/manage/v1/reports/pairing"}).want(t, http.StatusUnauthorized, "")
}
