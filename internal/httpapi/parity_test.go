package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
)

// A stand is what the scenarios read of how languages stand together.
type stand struct {
	Rule, State string
	Since       *string
	Lags        []struct{ Locale, Why string }
	Locales     map[string]struct {
		Live, Head, BehindRevisions, Confirmed int
		Stale                                  bool
	}
	Ledger []struct {
		Kind, Cause string
		Locale      *string
		Reason      *string
		By          string
		Blockers    []struct{ Code, Detail string }
	}
	Next *string
}

// edit patches a translation, whatever version it has.
func (w *world) edit(t testing.TB, token, id, tag, body string) answer {
	t.Helper()
	path := "/manage/v1/posts/" + id + "/translations/" + tag
	etag := w.do(t, call{method: "GET", path: path, token: token}).want(t, http.StatusOK, "").header.Get("ETag")
	return w.do(t, call{method: "PATCH", path: path, token: token, header: map[string]string{"If-Match": etag}, body: body}).want(t, http.StatusOK, "")
}

// together makes a live pair whose languages belong together.
func (w *world) together(t testing.TB, token string) string {
	t.Helper()
	p := w.pair(t, token)
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID, token: token, header: map[string]string{"If-Match": p.ETag}, body: `{"parity":"together"}`}).want(t, http.StatusOK, "")
	w.publish(t, token, p)
	return p.ID
}

func (w *world) stand(t testing.TB, token, id string) stand {
	t.Helper()
	return into[stand](t, w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id + "/parity", token: token}).want(t, http.StatusOK, ""))
}

func TestLanguagesThatBelongTogether(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	id := w.together(t, admin)
	publication := "/manage/v1/posts/" + id + "/publication"
	w.edit(t, admin, id, "fr", `{"body":"<p>Le vent, et la pluie."}`)

	asked := call{method: "POST", path: publication, token: admin, body: `{"translations":{"fr":2}}`, header: map[string]string{"Accept-Language": "fr"}}
	refused := w.do(t, asked).want(t, http.StatusConflict, "publication.blocked")
	type blockers struct {
		Detail   string
		Blockers []struct {
			Rule, Locale, Field, Code, Detail string
			Count                             int
		}
	}
	said := into[blockers](t, refused)
	if len(said.Blockers) != 1 || said.Blockers[0].Code != "blocker.stale" || said.Blockers[0].Locale != "en" || said.Blockers[0].Field != "body" || said.Blockers[0].Count != 1 {
		t.Fatalf("blockers = %+v", said.Blockers)
	}
	want := "La source en français a changé, et 1 segment en anglais n’a pas suivi. Traduisez ce qui a changé, si aucune révision après la 1 ne le dit déjà, et publiez les deux d’une même commande; ou confirmez que ces segments, ou toute la révision 1, sont justes à côté de la révision 2 en français. Une simple coquille s’enregistre avec `edit: minor` et ne fait attendre personne."
	if got := said.Blockers[0].Detail; got != want {
		t.Errorf("words: %s\nwant:  %s", got, want)
	}
	asked.path += "?dry_run=true"
	if dry := into[blockers](t, w.do(t, asked).want(t, http.StatusOK, "")); len(dry.Blockers) != 1 || dry.Blockers[0] != said.Blockers[0] {
		t.Errorf("a dry run tells %+v", dry.Blockers)
	}

	confirm := "/manage/v1/posts/" + id + "/translations/en/confirm"
	done := into[struct {
		Head     int
		Standing struct {
			SourceLocale                        string
			BasedOn, Confirmed, BehindRevisions int
			Stale                               bool
		}
	}](t, w.do(t, call{method: "POST", path: confirm, token: admin, body: `{"revision":1,"sourceRevision":2}`}).want(t, http.StatusOK, ""))
	if s := done.Standing; done.Head != 1 || s.SourceLocale != "fr" || s.BasedOn != 1 || s.Confirmed != 2 || s.Stale || s.BehindRevisions != 0 {
		t.Errorf("standing = %+v", s)
	}
	w.do(t, call{method: "POST", path: publication, token: admin, body: `{"translations":{"fr":2}}`}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + id + "?locale=en"}).want(t, http.StatusOK, "").absent(t, `"state":"stale"`)

	// The translation changes: now the source is asked.
	w.edit(t, admin, id, "en", `{"body":"The *storm*.\n"}`)
	said = into[blockers](t, w.do(t, call{method: "POST", path: publication, token: admin, body: `{"translations":{"en":2}}`}).want(t, http.StatusConflict, "publication.blocked"))
	if len(said.Blockers) != 1 || said.Blockers[0].Code != "blocker.unconfirmed" || said.Blockers[0].Locale != "fr" || !strings.Contains(said.Blockers[0].Detail, "`basedOn` naming revision 2 in English") {
		t.Errorf("blockers = %+v", said.Blockers)
	}
	w.edit(t, admin, id, "fr", `{"body":"<p>La tempête.","basedOn":{"locale":"en","revision":2}}`)
	w.do(t, call{method: "POST", path: publication, token: admin, body: `{"translations":{"en":2,"fr":3}}`}).want(t, http.StatusOK, "")

	// A typo in one language is corrected alone.
	w.edit(t, admin, id, "fr", `{"body":"<p>La tempete.","edit":"minor"}`)
	w.do(t, call{method: "POST", path: publication, token: admin, body: `{"translations":{"fr":4}}`}).want(t, http.StatusOK, "")
	if s := w.stand(t, admin, id); s.State != "together" || s.Rule != "together" || s.Since == nil || len(s.Lags) != 0 || s.Locales["en"].Stale || s.Locales["fr"].Live != 4 {
		t.Errorf("parity = %+v", s)
	}
}

func TestParityIsSetAside(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	id := w.together(t, admin)
	w.edit(t, admin, id, "fr", `{"title":"=cmd|' /C calc'!A0","body":"<p>Avis de sécurité."}`)
	cmd := call{method: "POST", path: "/manage/v1/posts/" + id + "/publication", body: `{"translations":{"fr":2},"override":{"reason":"=HYPERLINK(\"x\"), l’anglais suit"}}`}
	cmd.token = w.token(t, "editor")
	w.do(t, cmd).want(t, http.StatusForbidden, "access.forbidden_locale")
	cmd.token = admin
	w.do(t, cmd).want(t, http.StatusOK, "")

	s := w.stand(t, admin, id)
	if s.State != "apart" || len(s.Lags) != 1 || s.Lags[0].Locale != "en" || s.Lags[0].Why != "stale" || s.Locales["en"].BehindRevisions != 1 {
		t.Errorf("parity = %+v", s)
	}
	var kinds []string
	for _, l := range s.Ledger {
		kinds = append(kinds, l.Kind)
	}
	if want := []string{"diverged", "overridden", "live", "live", "live"}; !slices.Equal(kinds, want) {
		t.Errorf("ledger = %v, want %v", kinds, want)
	}
	if o := s.Ledger[1]; o.Reason == nil || !strings.Contains(*o.Reason, "l’anglais suit") || len(o.Blockers) != 1 || o.Blockers[0].Detail == "" || o.Cause != "publication" {
		t.Errorf("override = %+v", o)
	}
	w.edit(t, admin, id, "en", `{"title":"An advisory","body":"Security advisory.\n"}`) // the title, too: each piece is asked for itself
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + id + "/publication", token: admin, body: `{"translations":{"en":2}}`}).want(t, http.StatusOK, "")

	report := "/manage/v1/reports/parity"
	page := into[struct {
		Items []struct {
			Post, Title, Rule, DivergedAt, By string
			ConvergedAt, Reason               *string
			LagSeconds                        int
			Locales                           []string
			Override                          bool
		}
	}](t, w.do(t, call{method: "GET", path: report, token: admin}).want(t, http.StatusOK, ""))
	if len(page.Items) != 1 || page.Items[0].Post != id || page.Items[0].ConvergedAt == nil || !page.Items[0].Override || !slices.Equal(page.Items[0].Locales, []string{"en"}) {
		t.Fatalf("report = %+v", page.Items)
	}
	sheet := w.do(t, call{method: "GET", path: report + "?format=csv", token: admin}).want(t, http.StatusOK, "")
	if got := sheet.header.Get("Content-Type"); got != "text/csv; charset=utf-8" || !strings.Contains(string(sheet.body), "\r\n") {
		t.Errorf("Content-Type %q of\n%s", got, sheet.body)
	}
	rows, err := csv.NewReader(strings.NewReader(string(sheet.body))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	if rows[1][1] != "'=cmd|' /C calc'!A0" || rows[1][11] != `'=HYPERLINK("x"), l’anglais suit` || rows[1][5] != fmt.Sprint(page.Items[0].LagSeconds) || rows[1][10] != "true" {
		t.Errorf("row = %q: a spreadsheet may compute it", rows[1])
	}
	for query, code := range map[string]string{"?from=yesterday": "parameter.invalid", "?to=2026-13-01": "parameter.invalid", "?format=xml": "parameter.invalid", "?cursor=x": "list.cursor", "?limit=1000": "parameter.invalid"} {
		w.do(t, call{method: "GET", path: report + query, token: admin}).want(t, http.StatusBadRequest, code)
	}
	if a := w.do(t, call{method: "GET", path: report + "?from=2026-05-01&to=2099-01-01", token: admin}).want(t, http.StatusOK, ""); !strings.Contains(string(a.body), id) {
		t.Errorf("within days: %s", a.body)
	}
	w.do(t, call{method: "GET", path: report + "?to=2001-01-01", token: admin}).want(t, http.StatusOK, "").absent(t, id)
}

func TestConfirmBadly(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	id := w.together(t, admin)
	path := "/manage/v1/posts/" + id + "/translations/en/confirm"
	for body, code := range map[string]string{
		`{"revision":1}`: "invalid", `{"revision":1,"sourceRevision":1,"with":{"locale":"fr","revision":1}}`: "invalid",
		`{"revision":1,"sourceRevision":9}`: "invalid", `{"revision":0,"sourceRevision":1}`: "invalid", `{"sourceRevision":1}`: "invalid",
		`{"revision":1,"sourceRevision":1,"by":"user:x"}`: "invalid", `{"revision":1,"with":{"locale":"xx-invalid-","revision":1}}`: "invalid",
	} {
		if a := w.do(t, call{method: "POST", path: path, token: admin, body: body}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s, want 422 %s", body, a.status, a.body, code)
		}
	}
	stranger := w.token(t, string(access.RoleAuthor))
	known := w.do(t, call{method: "POST", path: path, token: stranger, body: `{"revision":1,"sourceRevision":1}`}).want(t, http.StatusNotFound, "post.not_found")
	unknown := w.do(t, call{method: "POST", path: "/manage/v1/posts/0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01/translations/en/confirm", token: stranger, body: `{"revision":1,"sourceRevision":1}`}).want(t, http.StatusNotFound, "post.not_found")
	if strings.ReplaceAll(string(known.body), id, "") != strings.ReplaceAll(string(unknown.body), "0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01", "") {
		t.Errorf("a stranger can tell %s from %s", known.body, unknown.body)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id + "/parity", token: stranger}).want(t, http.StatusNotFound, "post.not_found")
	w.do(t, call{method: "GET", path: "/manage/v1/reports/parity", token: stranger}).want(t, http.StatusOK, "").absent(t, id)

	key := map[string]string{"Idempotency-Key": "un-mot"}
	first := w.do(t, call{method: "POST", path: path, token: admin, body: `{"revision":1,"sourceRevision":1}`, header: key}).want(t, http.StatusOK, "")
	again := w.do(t, call{method: "POST", path: path, token: admin, body: `{"revision":1,"sourceRevision":1}`, header: key}).want(t, http.StatusOK, "")
	if string(first.body) != string(again.body) {
		t.Errorf("again: %s\nfirst: %s", again.body, first.body)
	}
}

func TestMergeAndSplitUnderTogether(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	id := w.together(t, admin)
	etag := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id, token: admin}).header.Get("ETag")
	cmd := call{method: "POST", path: "/manage/v1/posts/" + id + "/split", token: admin, header: map[string]string{"If-Match": etag}, body: `{"locale":"en"}`}
	a := w.do(t, cmd).want(t, http.StatusConflict, "publication.blocked")
	if !strings.Contains(string(a.body), "blocker.translation_leaves") || !strings.Contains(string(a.body), "Send `override` with a reason") {
		t.Errorf("split: %s", a.body)
	}
	cmd.body = `{"locale":"en","override":{"reason":"deux sujets"}}`
	own := into[post](t, w.do(t, cmd).want(t, http.StatusCreated, ""))
	if s := w.stand(t, admin, own.ID); s.State != "together" || len(s.Ledger) != 1 || s.Ledger[0].Cause != "split" {
		t.Errorf("the new post: %+v", s)
	}
}

func TestGraceIsASetting(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	site := func() (grace, etag string) {
		a := w.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).want(t, http.StatusOK, "")
		return into[struct{ ParityGrace string }](t, a).ParityGrace, a.header.Get("ETag")
	}
	grace, etag := site()
	if grace != "0" {
		t.Errorf("a fresh site has the grace %q", grace)
	}
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": etag}, body: `{"parityGrace":"3d"}`}).want(t, http.StatusOK, "")
	if grace, etag = site(); grace != "3d" {
		t.Errorf("grace = %q", grace)
	}
	for _, wrong := range []string{`"soon"`, `"-1h"`, `3`} {
		a := w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": etag}, body: `{"parityGrace":` + wrong + `}`})
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", wrong, a.status, a.body)
		}
	}
}
