package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext/check"
)

type finding struct {
	ID, Check, Severity, Profile, Message, Explanation, Excerpt string
	Segment                                                     *string
	Place                                                       struct {
		Pointer, Field string
		Start, Length  int
	}
	Values    map[string]string
	Fix       *struct{ Before, After string }
	Dismissed *struct{ Reason, By, ByName string }
}

type findings struct {
	Revision, SourceRevision int
	Sums                     struct{ Error, Warning, Dismissed int }
	Items                    []finding
}

type fixes struct {
	Revision int
	ETag     string
	Changes  []struct {
		Segment, Place, Before, After string
		Checks                        []string
	}
	Warnings    []struct{ Code, Pointer, Excerpt string }
	Translation struct {
		Title, Body, HTML, Format string
		Head                      int
	}
}

// checked is a post whose English translation has a wrong number and a space too
// many, and whose French source is well made but for an apostrophe.
func (tm *team) checked(t testing.TB) (p post, path string) {
	t.Helper()
	a := tm.editor.asks(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "L'été sur le toit", "body": "<p>Les 84\u00a0marches mènent au toit.</p><p>Trois ruches y sont.</p>"},
		"en": map[string]any{"title": "Summer on the roof", "body": "<p>The 48 steps lead to the roof.</p><p>Three hives are there , too.</p>"},
	}})
	p = into[post](t, a.want(t, http.StatusCreated, ""))
	return p, "/posts/" + p.ID + "/translations/en/checks"
}

func (f findings) of(check string) *finding {
	i := slices.IndexFunc(f.Items, func(one finding) bool { return one.Check == check })
	if i < 0 {
		return nil
	}
	return &f.Items[i]
}

// TestChecksOverHTTP finds, dismisses, mends.
func TestChecksOverHTTP(t *testing.T) {
	tm := newTeam(t)
	p, path := tm.checked(t)
	found := into[findings](t, tm.zoe.asks(t, "GET", path, "", nil).want(t, http.StatusOK, ""))
	number, space := found.of("number"), found.of("punctuation")
	if number == nil || space == nil || found.Sums.Error != 1 || found.Sums.Warning != 1 || found.Revision != 1 || found.SourceRevision != 1 {
		t.Fatalf("found: %+v", found)
	}
	if number.Severity != "error" || number.Place.Pointer != "/body/0" || number.Place.Field != "target" || number.Place.Start != 4 || number.Place.Length != 2 ||
		number.Fix != nil || number.Values["source"] != "84" || number.Values["target"] != "48" || !strings.Contains(number.Message, "84") || number.Profile != "" {
		t.Errorf("the number: %+v", number)
	}
	if space.Fix == nil || space.Fix.After != "Three hives are there, too." || space.Profile != "en" || space.Explanation == "" {
		t.Errorf("the space: %+v", space)
	}
	only := into[findings](t, tm.zoe.asks(t, "GET", path+"?severity=warning&check=punctuation", "", nil).want(t, http.StatusOK, ""))
	if len(only.Items) != 1 || only.Sums.Error != 1 {
		t.Errorf("filtered: %+v", only)
	}
	french := maps.Clone(tm.zoe.header)
	french["Accept-Language"] = "fr-CA"
	said := into[findings](t, tm.do(t, call{method: "GET", path: "/manage/v1" + path, header: french}))
	if n := said.of("number"); n == nil || !strings.HasPrefix(n.Message, "La source dit 84") || n.ID != number.ID {
		t.Errorf("in French: %+v", n)
	}

	// A word against a finding: it holds while the text stays, whatever changes elsewhere.
	dismissal := path + "/" + number.ID + "/dismissal"
	tm.reader.asks(t, "PUT", dismissal, "", `{"reason":"x"}`).want(t, http.StatusForbidden, "access.forbidden_locale")
	tm.zoe.asks(t, "PUT", dismissal, "", `{"reason":"  "}`).want(t, http.StatusUnprocessableEntity, "invalid")
	tm.zoe.asks(t, "PUT", path+"/none/dismissal", "", `{"reason":"x"}`).want(t, http.StatusNotFound, "finding.not_found")
	one := into[finding](t, tm.zoe.asks(t, "PUT", dismissal, "", `{"reason":"Counted twice."}`).want(t, http.StatusOK, ""))
	if one.Dismissed == nil || one.Dismissed.Reason != "Counted twice." || one.Dismissed.ByName != "zoe@example.org" || one.ID != number.ID {
		t.Errorf("dismissed: %+v", one)
	}
	text := "/posts/" + p.ID + "/translations/en"
	tm.zoe.asks(t, "PATCH", text, `"1"`, `{"title":"A summer on the roof"}`).want(t, http.StatusOK, "")
	if after := into[findings](t, tm.zoe.asks(t, "GET", path, "", nil)); after.Sums.Error != 0 || after.Sums.Dismissed != 1 || after.of("number").Dismissed == nil {
		t.Errorf("after an edit elsewhere: %+v", after)
	}
	tm.zoe.asks(t, "PATCH", text, `"2"`, `{"body":"<p>The 48 stairs lead to the roof.</p><p>Three hives are there , too.</p>"}`).want(t, http.StatusOK, "")
	if after := into[findings](t, tm.zoe.asks(t, "GET", path, "", nil)); after.Sums.Error != 1 || after.Sums.Dismissed != 0 {
		t.Errorf("after an edit of its text: %+v", after)
	}
	tm.zoe.asks(t, "DELETE", dismissal, "", nil).want(t, http.StatusNoContent, "")
	tm.zoe.asks(t, "DELETE", dismissal, "", nil).want(t, http.StatusNotFound, "finding.not_found")

	// Mending: first only shown, then done, as one revision that leaves the meaning.
	tm.reader.asks(t, "POST", path+"/fix", `"3"`, `{"all":true}`).want(t, http.StatusForbidden, "access.forbidden_locale")
	shown := into[fixes](t, tm.zoe.asks(t, "POST", path+"/fix?dry_run=true", "", `{"all":true}`).want(t, http.StatusOK, ""))
	if len(shown.Changes) != 1 || shown.Changes[0].After != "Three hives are there, too." || shown.Revision != 3 || !strings.Contains(shown.Translation.Body, "there ,") {
		t.Errorf("shown: %+v", shown)
	}
	tm.zoe.asks(t, "POST", path+"/fix", "", `{"all":true}`).want(t, http.StatusPreconditionRequired, "precondition.required")
	tm.zoe.asks(t, "POST", path+"/fix", `"1"`, `{"all":true}`).want(t, http.StatusPreconditionFailed, "translation.stale")
	done := into[fixes](t, tm.zoe.asks(t, "POST", path+"/fix", `"3"`, `{"checks":["punctuation"]}`).want(t, http.StatusOK, ""))
	if len(done.Changes) != 1 || done.Revision != 4 || done.ETag != `"4"` || done.Translation.Body != "<p>The 48 stairs lead to the roof.</p><p>Three hives are there, too.</p>" ||
		!slices.Equal(done.Changes[0].Checks, []string{"punctuation"}) {
		t.Errorf("done: %+v", done)
	}
	again := into[fixes](t, tm.zoe.asks(t, "POST", path+"/fix", `"4"`, `{"all":true}`).want(t, http.StatusOK, ""))
	if len(again.Changes) != 0 || again.Revision != 4 {
		t.Errorf("nothing is left: %+v", again)
	}
	for _, body := range []string{`{}`, `{"all":true,"ids":["x"]}`, `{"checks":["none"]}`, `{"checks":[]}`, `{"all":1}`} {
		tm.zoe.asks(t, "POST", path+"/fix", `"4"`, body).want(t, http.StatusUnprocessableEntity, "invalid")
	}
	tm.zoe.asks(t, "GET", path+"?check=none", "", nil).want(t, http.StatusBadRequest, "checks.unknown")
	tm.zoe.asks(t, "GET", path+"?basis=live", "", nil).want(t, http.StatusNotFound, "translation.not_live")
}

// TestTheSourceIsCheckedAlone: its own typography, nothing beside it.
func TestTheSourceIsCheckedAlone(t *testing.T) {
	tm := newTeam(t)
	p, _ := tm.checked(t)
	path := "/posts/" + p.ID + "/translations/fr/checks"
	found := into[findings](t, tm.editor.asks(t, "GET", path, "", nil).want(t, http.StatusOK, ""))
	if len(found.Items) != 1 || found.Items[0].Check != "apostrophe" || found.Items[0].Profile != "fr-CA" || found.SourceRevision != 0 {
		t.Fatalf("found: %+v", found)
	}
	done := into[fixes](t, tm.editor.asks(t, "POST", path+"/fix", `"1"`, map[string]any{"ids": []string{found.Items[0].ID}}).want(t, http.StatusOK, ""))
	if done.Translation.Title != "L’été sur le toit" || len(done.Changes) != 1 {
		t.Errorf("done: %+v", done)
	}
	// What was mended leaves the translation as current as it was.
	standing := into[struct{ Standing struct{ State string } }](t, tm.editor.asks(t, "GET", "/posts/"+p.ID+"/translations/en", "", nil))
	if standing.Standing.State == "stale" {
		t.Errorf("the translation is %+v", standing)
	}
}

// TestMarkdownIsMendedInItsLines changes one sign and leaves every other byte.
func TestMarkdownIsMendedInItsLines(t *testing.T) {
	tm := newTeam(t)
	body := "Un *jardin* : sur le toit !\n\n```\nl'eau : non !\n```\n\n* L'eau\n* [Le toit](/toit \"Le toit !\")\n"
	a := tm.editor.asks(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "Toit", "format": "markdown", "body": body},
	}})
	p := into[post](t, a.want(t, http.StatusCreated, ""))
	done := into[fixes](t, tm.editor.asks(t, "POST", "/posts/"+p.ID+"/translations/fr/checks/fix", `"1"`, `{"all":true}`).want(t, http.StatusOK, ""))
	want := "Un *jardin*\u00a0: sur le toit!\n\n```\nl'eau : non !\n```\n\n* L’eau\n* [Le toit](/toit \"Le toit!\")\n"
	if done.Translation.Body != want || done.Translation.Format != "markdown" {
		t.Errorf("mended:\n%q\nwant\n%q\n%+v", done.Translation.Body, want, done.Warnings)
	}
}

// TestChecksTellNothingElsewhere: who may not read a translation, or what it is made
// from, learns nothing by its checks.
func TestChecksTellNothingElsewhere(t *testing.T) {
	tm := newTeam(t)
	p, path := tm.checked(t)
	found := into[findings](t, tm.zoe.asks(t, "GET", path, "", nil).want(t, http.StatusOK, ""))
	id := found.of("number").ID
	tm.zoe.asks(t, "PUT", path+"/"+id+"/dismissal", "", `{"reason":"Between us."}`).want(t, http.StatusOK, "")
	for _, m := range []*member{tm.french, tm.member(t, "ana", access.RoleAuthor, "en"), tm.reader} {
		for _, a := range []answer{
			m.asks(t, "GET", path, "", nil), m.asks(t, "POST", path+"/fix?dry_run=true", "", `{"all":true}`), m.asks(t, "POST", path+"/fix", `"1"`, `{"all":true}`),
			m.asks(t, "PUT", path+"/"+id+"/dismissal", "", `{"reason":"x"}`), m.asks(t, "DELETE", path+"/"+id+"/dismissal", "", nil),
		} {
			if a.status != http.StatusForbidden && a.status != http.StatusNotFound {
				t.Errorf("%d\n%s", a.status, a.body)
			}
			a.absent(t, "Between", "hives", "marches", ` 84`, `"84`, "\u00a084", "84\u00a0", tm.zoe.id) // ids may hold bare digits
		}
	}
	other, _ := tm.checked(t)
	tm.editor.asks(t, "DELETE", "/posts/"+other.ID+"/translations/en/checks/"+id+"/dismissal", "", nil).want(t, http.StatusNotFound, "finding.not_found")
	tm.editor.asks(t, "GET", "/posts/"+p.ID+"/translations/de/checks", "", nil).want(t, http.StatusNotFound, "translation.not_found")
}

// TestTheSiteSaysWhatChecksWeigh turns one off and another into an error.
func TestTheSiteSaysWhatChecksWeigh(t *testing.T) {
	tm := newTeam(t)
	_, path := tm.checked(t)
	admin := tm.token(t, "admin")
	site := tm.do(t, call{method: "GET", path: "/manage/v1/site", token: admin})
	tm.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": site.header.Get("ETag")},
		body: `{"checks":{"number":"off","punctuation":"error"}}`}).want(t, http.StatusOK, "")
	found := into[findings](t, tm.zoe.asks(t, "GET", path, "", nil).want(t, http.StatusOK, ""))
	if found.of("number") != nil || found.of("punctuation").Severity != "error" || found.Sums.Error != 1 {
		t.Errorf("found: %+v", found)
	}
}

// TestTheContractNamesEveryCheck holds the contract to the checks that there are.
func TestTheContractNamesEveryCheck(t *testing.T) {
	said := contract().doc.Components.Schemas["CheckSeverities"].Value.Description
	errors, warnings, _ := strings.Cut(said, "Warnings:")
	for _, d := range check.Checks() {
		among := warnings
		if d.Severity == check.Error {
			among = errors
		}
		if !strings.Contains(among, "`"+string(d.Check)+"`") {
			t.Errorf("%s, which is of severity %s, is not named there", d.Check, d.Severity)
		}
	}
}

// TestErrorsStandInTheWay: what a check is sure of keeps languages that go together
// from going live, until it is mended or somebody's word stands against it; a
// warning does not.
func TestErrorsStandInTheWay(t *testing.T) {
	tm := newTeam(t)
	p, path := tm.checked(t)
	admin := tm.token(t, "admin")
	site := tm.do(t, call{method: "GET", path: "/manage/v1/site", token: admin})
	tm.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": site.header.Get("ETag")},
		body: `{"parity":"together"}`}).want(t, http.StatusOK, "")
	both := `{"shared":1,"translations":{"fr":1,"en":1}}`
	refused := tm.editor.asks(t, "POST", "/posts/"+p.ID+"/publication", "", both).want(t, http.StatusConflict, "publication.blocked")
	if !strings.Contains(string(refused.body), "blocker.checks") {
		t.Errorf("refused: %s", refused.body)
	}
	found := into[findings](t, tm.editor.asks(t, "GET", path, "", nil))
	tm.editor.asks(t, "PUT", path+"/"+found.of("number").ID+"/dismissal", "", `{"reason":"Counted from the street."}`).want(t, http.StatusOK, "")
	tm.editor.asks(t, "POST", "/posts/"+p.ID+"/publication", "", both).want(t, http.StatusOK, "")
}
