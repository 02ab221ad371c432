package httpapi_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A member of a team asks in a session of their own.
type member struct {
	w      *world
	id     string
	header map[string]string
}

// member signs somebody in who has the role in the languages.
func (w *world) member(t testing.TB, name string, role access.Role, tags ...locale.Tag) *member {
	t.Helper()
	roles := make(map[locale.Tag][]access.Role)
	for _, tag := range tags {
		roles[tag] = []access.Role{role}
	}
	in := w.user(t, name+"@example.org", roles)
	return &member{w: w, id: in.User.ID, header: cookieOf(in)}
}

// asks makes the call under the entity tag, if one is given.
func (m *member) asks(t testing.TB, method, path, etag string, body any) answer {
	t.Helper()
	c := call{method: method, path: "/manage/v1" + path, body: body, header: maps.Clone(m.header)}
	if etag != "" {
		c.header["If-Match"] = etag
	}
	return m.w.do(t, c)
}

// A team is who works on posts that are written in French.
type team struct {
	*world
	editor, zoe, luc, reviewer, reader, french *member
}

func newTeam(t *testing.T) *team {
	t.Helper()
	w := newWorld(t)
	return &team{
		world: w, editor: w.member(t, "maude", access.RoleEditor, "*"), zoe: w.member(t, "zoe", access.RoleTranslator, "en"),
		luc: w.member(t, "luc", access.RoleTranslator, "en"), reviewer: w.member(t, "rene", access.RoleReviewer, "en"),
		reader: w.member(t, "lise", access.RoleReader, "en"), french: w.member(t, "fabrice", access.RoleTranslator, "fr"),
	}
}

// writes makes a post in French, and in other languages by their bodies.
func (tm *team) writes(t testing.TB, title string, others map[string]string) post {
	t.Helper()
	translations := map[string]any{"fr": map[string]any{"title": title, "body": "<p>Le vent tourne sur le toit.</p><p>Trois ruches y sont.</p>"}}
	for tag, body := range others {
		translations[tag] = map[string]any{"title": title + " (" + tag + ")", "body": body}
	}
	a := tm.editor.asks(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": translations})
	return into[post](t, a.want(t, http.StatusCreated, ""))
}

type assignment struct {
	Locale, ETag, Note string
	Due                *string
	Assignee, By       struct {
		ID, Name string
		Active   bool
	}
}

func TestAssignmentsOverHTTP(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", nil)
	path := "/posts/" + p.ID + "/assignments/en"
	tm.zoe.asks(t, "PUT", path, "", map[string]any{"assignee": tm.luc.id}).want(t, http.StatusForbidden, "access.forbidden_locale")
	a := tm.editor.asks(t, "PUT", path, "", map[string]any{"assignee": tm.zoe.id, "due": "2026-12-01", "note": "La légende peut attendre."}).want(t, http.StatusOK, "")
	given := into[assignment](t, a)
	if given.Assignee.ID != "user:"+tm.zoe.id || given.Assignee.Name != "zoe@example.org" || !given.Assignee.Active || given.By.ID != "user:"+tm.editor.id ||
		given.Due == nil || *given.Due != "2026-12-02T00:00:00Z" || given.ETag != a.header.Get("ETag") {
		t.Errorf("given: %+v", given)
	}

	tm.luc.asks(t, "PUT", path, "", `{"assignee":"me"}`).want(t, http.StatusConflict, "assignment.taken")
	tm.luc.asks(t, "DELETE", path, given.ETag, nil).want(t, http.StatusForbidden, "access.forbidden_locale")
	tm.zoe.asks(t, "PUT", path, given.ETag, `{"assignee":"me","due":"2027-01-01"}`).want(t, http.StatusForbidden, "assignment.due")
	noted := into[assignment](t, tm.zoe.asks(t, "PUT", path, given.ETag, `{"assignee":"me","due":"2026-12-01","note":"Demain."}`).want(t, http.StatusOK, ""))
	if noted.Note != "Demain." || noted.By.ID != "user:"+tm.editor.id {
		t.Errorf("noted: %+v", noted)
	}
	tm.editor.asks(t, "PUT", path, "", map[string]any{"assignee": tm.luc.id}).want(t, http.StatusPreconditionRequired, "precondition.required")
	tm.editor.asks(t, "PUT", path, given.ETag, map[string]any{"assignee": tm.luc.id}).want(t, http.StatusPreconditionFailed, "assignment.stale")
	again := tm.reviewer.asks(t, "PUT", path, noted.ETag, map[string]any{"assignee": "user:" + tm.luc.id}).want(t, http.StatusOK, "").header.Get("ETag")
	same := tm.reviewer.asks(t, "PUT", path, again, map[string]any{"assignee": "user:" + tm.luc.id}).want(t, http.StatusOK, "").header.Get("ETag")
	if same != again {
		t.Errorf("who has it already is given it again: %s, then %s", again, same)
	}
	tm.luc.asks(t, "DELETE", path, again, nil).want(t, http.StatusNoContent, "")
	tm.editor.asks(t, "DELETE", path, again, nil).want(t, http.StatusNotFound, "assignment.not_found")
	tm.zoe.asks(t, "PUT", path, again, `{"assignee":"me"}`).want(t, http.StatusPreconditionFailed, "assignment.ended")
	tm.zoe.asks(t, "PUT", path, "", `{"assignee":"me","due":"2026-12-24T12:00:00Z"}`).want(t, http.StatusOK, "")

	for _, m := range []*member{tm.zoe, tm.luc, tm.reader, tm.editor} {
		list := into[struct{ Items []assignment }](t, m.asks(t, "GET", "/posts/"+p.ID+"/assignments", "", nil).want(t, http.StatusOK, ""))
		if len(list.Items) != 1 || list.Items[0].Assignee.ID != "user:"+tm.zoe.id {
			t.Errorf("%s sees %+v", m.id, list)
		}
	}
	tm.french.asks(t, "GET", "/posts/"+p.ID+"/assignments", "", nil).want(t, http.StatusOK, "").absent(t, tm.zoe.id, "zoe", "2026-12-24")
	tm.french.asks(t, "PUT", path, "", `{"assignee":"me"}`).want(t, http.StatusForbidden, "access.forbidden_locale")
}

// TestWhoCanBeAssigned: there is one answer about everybody who cannot take it.
func TestWhoCanBeAssigned(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", nil)
	path := "/posts/" + p.ID + "/assignments/en"
	gone := tm.member(t, "ines", access.RoleTranslator, "en")
	admin := tm.token(t, "admin")
	etag := tm.do(t, call{method: "GET", path: "/manage/v1/users/" + gone.id, token: admin}).header.Get("ETag")
	tm.do(t, at("PATCH", "/manage/v1/users/"+gone.id, admin, etag, `{"disabled":true}`)).want(t, http.StatusOK, "")
	var told string
	for _, who := range []string{tm.reader.id, tm.french.id, gone.id, nobody, "user:" + nobody, "token:" + nobody, "cli", "import:hugo", "none", "x"} {
		if who == "cli" {
			continue // the machine's owner may do everything
		}
		a := tm.editor.asks(t, "PUT", path, "", map[string]any{"assignee": who}).want(t, http.StatusUnprocessableEntity, "invalid")
		if told == "" {
			told = string(a.body)
		}
		if string(a.body) != told {
			t.Errorf("of %s it is told otherwise:\n%s\n%s", who, a.body, told)
		}
	}
	for _, body := range []string{`{"assignee":""}`, `{"assignee":"me","due":"demain"}`, `{"assignee":"me","due":"2026-02-30"}`, `{"assignee":"me","note":"` + strings.Repeat("é", 1001) + `"}`} {
		tm.editor.asks(t, "PUT", path, "", body).want(t, http.StatusUnprocessableEntity, "invalid")
	}
	tm.editor.asks(t, "PUT", "/posts/"+p.ID+"/assignments/de", "", `{"assignee":"me"}`).want(t, http.StatusNotFound, "translation.not_found")
	tm.editor.asks(t, "PUT", "/posts/"+nobody+"/assignments/en", "", `{"assignee":"me"}`).want(t, http.StatusNotFound, "post.not_found")

	tm.editor.asks(t, "PUT", path, "", map[string]any{"assignee": tm.luc.id}).want(t, http.StatusOK, "")
	etag = tm.do(t, call{method: "GET", path: "/manage/v1/users/" + tm.luc.id, token: admin}).header.Get("ETag")
	tm.do(t, at("PATCH", "/manage/v1/users/"+tm.luc.id, admin, etag, `{"disabled":true}`)).want(t, http.StatusOK, "")
	list := into[struct{ Items []assignment }](t, tm.editor.asks(t, "GET", "/posts/"+p.ID+"/assignments", "", nil))
	if len(list.Items) != 1 || list.Items[0].Assignee.Active || list.Items[0].Assignee.Name != "luc@example.org" {
		t.Errorf("of who left: %+v", list)
	}
}

type workList struct {
	Items []struct {
		Post, Title, Locale, SourceLocale string
		State, Status                     *string
		Revision, SourceRevision          int
		Words                             struct{ All, New, Stale, Exact, Fuzzy int }
		Segments                          struct{ Missing, Stale, Current int }
		Since, Due                        *string
		Assignee                          *struct{ ID, Name string }
		Comments                          int
	}
	Next    *string
	Pending int
}

// titles returns the titles of the list, with their states.
func (l workList) titles() string {
	var list []string
	for _, i := range l.Items {
		state := "?"
		if i.State != nil {
			state = *i.State
		}
		list = append(list, i.Title+"/"+i.Locale+"/"+state)
	}
	return strings.Join(list, " ")
}

func (m *member) work(t testing.TB, query string) workList {
	t.Helper()
	return into[workList](t, m.asks(t, "GET", "/work?"+query, "", nil).want(t, http.StatusOK, ""))
}

func TestWorkOverHTTP(t *testing.T) {
	tm := newTeam(t)
	english := "<p>The wind turns on the roof.</p><p>There are three hives.</p>"
	missing := tm.writes(t, "Abeilles", nil)
	stale := tm.writes(t, "Balcon", map[string]string{"en": english})
	tm.writes(t, "Compost", map[string]string{"en": english})
	tm.save(t, tm.token(t, "admin"), &stale, "fr", "<p>Le vent tourne sur le toit.</p><p>Neuf ruches y sont.</p>")

	all := tm.zoe.work(t, "locale=en&sort=title")
	if got, want := all.titles(), "Abeilles/en/missing Balcon/en/stale"; got != want {
		t.Fatalf("to do: %s, want %s", got, want)
	}
	if a := all.Items[0]; a.Words.All == 0 || a.Words.New != a.Words.All || a.Status != nil || a.Revision != 0 || a.SourceRevision != 1 || a.Since == nil {
		t.Errorf("what is missing: %+v", a)
	}
	if b := all.Items[1]; b.Words.Stale == 0 || b.Words.Stale >= b.Words.All || b.Segments.Stale != 1 || b.Segments.Missing != 0 || *b.Status != "draft" || b.SourceRevision != 2 {
		t.Errorf("what is stale: %+v", b)
	}
	for query, want := range map[string]string{
		"state=missing": "Abeilles/en/missing", "state=stale": "Balcon/en/stale", "state=current": "Compost/en/current", "state=in_review": "",
		"state=current,stale&sort=-title": "Compost/en/current Balcon/en/stale", "sort=words": "Balcon/en/stale Abeilles/en/missing", "assignee=me": "", "assignee=none&sort=title": "Abeilles/en/missing Balcon/en/stale",
		"sort=-words&limit=1": "Abeilles/en/missing", "due_before=2027-01-01": "", "sort=-age&since=2020-01-01": "Abeilles/en/missing Balcon/en/stale",
		"sort=age&since=2999-01-01": "", "tag=" + nobody: "",
	} {
		if got := tm.zoe.work(t, query).titles(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	tm.editor.asks(t, "PUT", "/posts/"+missing.ID+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id, "due": "2026-12-01"}).want(t, http.StatusOK, "")
	tm.editor.asks(t, "PUT", "/posts/"+stale.ID+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id}).want(t, http.StatusOK, "")
	mine := tm.zoe.work(t, "assignee=me")
	if got, want := mine.titles(), "Abeilles/en/missing Balcon/en/stale"; got != want || *mine.Items[0].Due != "2026-12-02T00:00:00Z" || mine.Items[0].Assignee.Name != "zoe@example.org" {
		t.Errorf("mine: %s, want %s: %+v", got, want, mine.Items[0])
	}
	for query, want := range map[string]string{
		"assignee=" + tm.zoe.id + "&due_before=2026-12-01": "Abeilles/en/missing", "assignee=" + tm.zoe.id + "&due_before=2026-11-30": "", "assignee=none": "", "assignee=" + tm.luc.id: "",
	} {
		if got := tm.luc.work(t, query).titles(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for query, code := range map[string]string{
		"due_before=2026-12-01&sort=words": "list.combination", "since=2026-12-01": "list.combination", "since=2026-12-01&sort=title": "list.combination",
		"cursor=x": "list.cursor", "due_before=demain": "parameter.invalid", "state=unjudged": "parameter.invalid", "state=missing,,stale": "parameter.invalid", "sort=-due": "parameter.invalid",
		"limit=101": "parameter.invalid", "locale=!": "parameter.invalid", "author=x": "parameter.unknown", "locale=en&locale=fr": "parameter.repeated",
	} {
		tm.editor.asks(t, "GET", "/work?"+query, "", nil).want(t, http.StatusBadRequest, code)
	}
}

// TestWorkOfOthersIsNotSeen: who works into French learns nothing of the work into
// English, not how much there is; and the other way round.
func TestWorkOfOthersIsNotSeen(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Secrète", nil)
	tm.editor.asks(t, "PUT", "/posts/"+p.ID+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id}).want(t, http.StatusOK, "")
	a := tm.french.asks(t, "GET", "/work?state=missing,partial,stale,current,in_review", "", nil).want(t, http.StatusOK, "")
	a.absent(t, tm.zoe.id, `"en"`)
	// The source itself is seen by who may write in its language: what is to be reviewed stands there too.
	if got, want := into[workList](t, a).titles(), "Secrète/fr/current"; got != want {
		t.Errorf("in French: %q, want %q", got, want)
	}
	for _, m := range []*member{tm.french, tm.reader} {
		m.asks(t, "GET", "/work?locale=en", "", nil).want(t, http.StatusForbidden, "access.forbidden_locale").absent(t, p.ID, "Secr")
		m.asks(t, "GET", "/reports/coverage?locale=en", "", nil).want(t, http.StatusForbidden, "access.forbidden_locale")
	}
	tm.reader.asks(t, "GET", "/work", "", nil).want(t, http.StatusForbidden, "access.forbidden")
	tm.reader.asks(t, "GET", "/reports/coverage", "", nil).want(t, http.StatusForbidden, "access.forbidden")
	report := into[coverage](t, tm.french.asks(t, "GET", "/reports/coverage", "", nil).want(t, http.StatusOK, ""))
	if len(report.Items) != 1 || report.Items[0].Locale != "fr" || report.Items[0].Posts != 0 || report.Items[0].Words != 0 {
		t.Errorf("coverage of who works into French: %+v", report)
	}
	// An author works on what they made themselves.
	author := tm.member(t, "ana", access.RoleAuthor, "fr", "en")
	own := into[post](t, author.asks(t, "POST", "/posts", "", `{"sourceLocale":"fr","translations":{"fr":{"title":"Mienne","body":"<p>Un deux trois.</p>"}}}`).want(t, http.StatusCreated, ""))
	if got, want := author.work(t, "locale=en").titles(), "Mienne/en/missing"; got != want {
		t.Errorf("an author’s own: %q, want %q", got, want)
	}
	mine := into[coverage](t, author.asks(t, "GET", "/reports/coverage?locale=en", "", nil).want(t, http.StatusOK, ""))
	if len(mine.Items) != 1 || mine.Items[0].Posts != 1 || mine.Items[0].Missing != 1 || mine.Items[0].Words != 4 {
		t.Errorf("coverage of an author’s own: %+v", mine)
	}
	// What went into the trash waits for nobody.
	tm.editor.asks(t, "DELETE", "/posts/"+own.ID, own.ETag, nil).want(t, http.StatusNoContent, "")
	if got := author.work(t, "locale=en").titles(); got != "" {
		t.Errorf("in the trash: %q", got)
	}
}

type coverage struct {
	Items []struct {
		Locale                                                                string
		Term                                                                  *struct{ ID, Name string }
		Posts, Translated, Current, Stale, Missing, Words, WordsDone, Percent int
		TimeToParity                                                          struct{ Count, MedianSeconds, P90Seconds int }
	}
	Pending int
}

// TestPostsOfSomebody lists posts by who has a translation of them, as far as who asks
// may know of it.
func TestPostsOfSomebody(t *testing.T) {
	tm := newTeam(t)
	a := tm.writes(t, "Abeilles", nil)
	b := tm.writes(t, "Balcon", map[string]string{"en": "<p>The wind.</p>"})
	tm.writes(t, "Compost", nil)
	for _, given := range []struct{ post, tag, who string }{{a.ID, "en", tm.zoe.id}, {b.ID, "en", tm.luc.id}, {b.ID, "fr", tm.editor.id}} {
		tm.editor.asks(t, "PUT", "/posts/"+given.post+"/assignments/"+given.tag, "", map[string]any{"assignee": given.who}).want(t, http.StatusOK, "")
	}
	for _, c := range []struct {
		who         *member
		query, want string
	}{
		{tm.zoe, "assignee=me", a.ID}, {tm.editor, "assignee=" + tm.luc.id, b.ID}, {tm.editor, "assignee=user:" + tm.luc.id + "&locale=en", b.ID},
		{tm.editor, "assignee=" + tm.luc.id + "&locale=fr", ""}, {tm.editor, "assignee=" + nobody, ""}, {tm.editor, "assignee=" + tm.luc.id + "&missing=en", ""},
		{tm.editor, "assignee=" + tm.zoe.id + "&missing=en", a.ID}, {tm.editor, "assignee=me&q=balcon", b.ID}, {tm.editor, "assignee=me&q=abeilles", ""},
		{tm.french, "assignee=" + tm.zoe.id, ""}, {tm.french, "assignee=" + tm.luc.id, ""}, {tm.french, "assignee=" + tm.editor.id, b.ID},
	} {
		var got []string
		for _, p := range into[struct{ Items []post }](t, c.who.asks(t, "GET", "/posts?"+c.query, "", nil).want(t, http.StatusOK, "")).Items {
			got = append(got, p.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.query, got, c.want)
		}
	}
	tm.editor.asks(t, "GET", "/posts?assignee=me&state=trashed", "", nil).want(t, http.StatusBadRequest, "list.combination")
}
