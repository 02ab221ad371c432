package httpapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/store"
)

// decides takes a step of the review of the English revision.
func (m *member) decides(t testing.TB, p post, revision int, decision, comment string) answer {
	t.Helper()
	body := map[string]any{"revision": revision, "decision": decision}
	if comment != "" {
		body["comment"] = comment
	}
	return m.asks(t, "POST", "/posts/"+p.ID+"/translations/en/review", "", body)
}

// TestReviewOverHTTP goes through the states of a translation: submitted, returned,
// submitted again, approved; and what is saved afterwards is a draft, while readers
// see what they saw.
func TestReviewOverHTTP(t *testing.T) {
	tm := newTeam(t)
	admin := tm.token(t, "admin")
	p := tm.writes(t, "Abeilles", map[string]string{"en": "<p>The wind turns on the roof.</p><p>There are three hives.</p>"})
	status := func(want string, a answer) string {
		t.Helper()
		got := into[struct{ Status, ETag, HTML string }](t, a.want(t, http.StatusOK, ""))
		if got.Status != want || !strings.Contains(got.HTML, "hives") || got.ETag != a.header.Get("ETag") {
			t.Errorf("status %q, want %q: %s", got.Status, want, a.body)
		}
		return got.ETag
	}
	tm.reviewer.decides(t, p, 1, "return", "Pas encore.").want(t, http.StatusConflict, "review.return_draft")
	tm.reviewer.decides(t, p, 1, "submit", "").want(t, http.StatusForbidden, "access.forbidden_locale")
	first := status("in_review", tm.zoe.decides(t, p, 1, "submit", ""))
	if again := status("in_review", tm.zoe.decides(t, p, 1, "submit", "")); again != first {
		t.Errorf("submitting it again changes something: %s, %s", first, again)
	}
	if got, want := tm.reviewer.work(t, "state=in_review").titles(), "Abeilles/en/current"; got != want {
		t.Errorf("what waits for the reviewer: %q, want %q", got, want)
	}
	for _, m := range []*member{tm.zoe, tm.reader, tm.french} {
		m.decides(t, p, 1, "approve", "").want(t, http.StatusForbidden, "access.forbidden_locale")
	}
	tm.reviewer.decides(t, p, 1, "return", " \n ").want(t, http.StatusUnprocessableEntity, "invalid")
	tm.reviewer.decides(t, p, 2, "approve", "").want(t, http.StatusUnprocessableEntity, "invalid")
	status("draft", tm.reviewer.decides(t, p, 1, "return", "The second hive is missing."))
	threads := into[threadList](t, tm.zoe.asks(t, "GET", "/posts/"+p.ID+"/translations/en/comments?open=true", "", nil))
	if len(threads.Items) != 1 || threads.Items[0].Comments[0].Text != "The second hive is missing." || threads.Items[0].Revision != 1 || threads.Items[0].Segment != nil {
		t.Errorf("why it was returned: %+v", threads)
	}

	p.Translations = into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil)).Translations
	tm.save(t, admin, &p, "en", "<p>The wind turns on the roof.</p><p>There are three hives there.</p>")
	tm.reviewer.decides(t, p, 1, "approve", "").want(t, http.StatusConflict, "review.overtaken")
	status("in_review", tm.zoe.decides(t, p, 2, "submit", ""))
	status("approved", tm.reviewer.decides(t, p, 2, "approve", "Well done."))
	tm.zoe.decides(t, p, 2, "submit", "").want(t, http.StatusConflict, "review.submit_approved")

	tm.publish(t, admin, p)
	read := func() string {
		return string(tm.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=en"}).want(t, http.StatusOK, "").body)
	}
	live := read()
	p.Translations = into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil)).Translations
	tm.save(t, admin, &p, "en", "<p>The wind turns on our roof.</p><p>There are three hives there.</p>")
	now := into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil)).Translations["en"]
	if now.Status != "draft" || now.Head != 3 || now.Live != 2 || read() != live {
		t.Errorf("after another save: %+v", now)
	}
}

// TestTheReviewerIsNotTheTranslator: where the site says so, nobody approves what they
// saved since the last approval, whatever else they may; who did not may.
func TestTheReviewerIsNotTheTranslator(t *testing.T) {
	tm := newTeam(t)
	admin := tm.token(t, "admin")
	etag := tm.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).header.Get("ETag")
	tm.do(t, at("PATCH", "/manage/v1/site", admin, etag, `{"reviewerNotTranslator":true}`)).want(t, http.StatusOK, "")
	p := tm.writes(t, "Abeilles", map[string]string{"en": "<p>The wind.</p>"}) // by the editor
	tm.editor.decides(t, p, 1, "submit", "").want(t, http.StatusOK, "")
	tm.editor.decides(t, p, 1, "approve", "").want(t, http.StatusForbidden, "review.own_work")
	tm.reviewer.decides(t, p, 1, "approve", "").want(t, http.StatusOK, "")
	tm.editor.decides(t, p, 1, "return", "Wait.").want(t, http.StatusOK, "") // whoever may, returns
	tm.editor.decides(t, p, 1, "approve", "").want(t, http.StatusForbidden, "review.own_work")
	tm.reviewer.decides(t, p, 1, "approve", "").want(t, http.StatusOK, "")

	p.Translations = into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil)).Translations
	a := tm.zoe.asks(t, "PATCH", "/posts/"+p.ID+"/translations/en", p.Translations["en"].ETag, `{"body":"<p>The north wind.</p>"}`).want(t, http.StatusOK, "")
	if got := into[struct{ Status string }](t, a).Status; got != "draft" {
		t.Errorf("saved after approval: %s", got)
	}
	tm.editor.decides(t, p, 2, "approve", "").want(t, http.StatusOK, "") // the editor wrote what was approved, and nothing since
}

// TestReviewOfWhatIsNot: there is one answer about posts and languages that are not
// there, and none about what was merged or thrown away.
func TestReviewOfWhatIsNot(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", nil)
	tm.reviewer.decides(t, p, 1, "approve", "").want(t, http.StatusNotFound, "translation.not_found")
	tm.reviewer.decides(t, post{ID: nobody}, 1, "approve", "").want(t, http.StatusNotFound, "post.not_found")
	q := tm.writes(t, "Balcon", map[string]string{"en": "<p>The wind.</p>"})
	tm.editor.asks(t, "DELETE", "/posts/"+q.ID, q.ETag, nil).want(t, http.StatusNoContent, "")
	tm.reviewer.decides(t, q, 1, "approve", "").want(t, http.StatusNotFound, "post.not_found")
	for _, body := range []string{`{}`, `{"revision":0,"decision":"approve"}`, `{"revision":1,"decision":"publish"}`, `{"revision":1.5,"decision":"submit"}`, `{"revision":1,"decision":"submit","comment":""}`} {
		tm.editor.asks(t, "POST", "/posts/"+p.ID+"/translations/en/review", "", body).want(t, http.StatusUnprocessableEntity, "invalid")
	}
}

// TestWhatIsRemovedIsNotApproved: numbers of revisions begin again where a translation
// was removed, and what was approved of the old ones is not of the new.
func TestWhatIsRemovedIsNotApproved(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", map[string]string{"en": "<p>The wind.</p>"})
	etag := tm.editor.decides(t, p, 1, "approve", "Fine.").want(t, http.StatusOK, "").header.Get("ETag")
	path := "/posts/" + p.ID + "/translations/en"
	tm.editor.asks(t, "PUT", "/posts/"+p.ID+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id}).want(t, http.StatusOK, "")
	tm.editor.asks(t, "DELETE", path, etag, nil).want(t, http.StatusNoContent, "")
	if got, want := tm.zoe.work(t, "assignee=me").titles(), "Abeilles/en/missing"; got != want {
		t.Errorf("the work that is left: %q, want %q", got, want)
	}
	tm.zoe.asks(t, "PUT", path, "", `{"title":"Bees","body":"<p>Other words.</p>"}`).want(t, http.StatusCreated, "")
	err := tm.Store.Read(t.Context(), func(s *store.Snapshot) error {
		approved, err := s.Approved(t.Context(), content.PostID(p.ID), "en", 1)
		if err == nil && approved {
			err = errors.New("what nobody looked at is approved")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if got := into[threadList](t, tm.zoe.asks(t, "GET", path+"/comments", "", nil)); len(got.Items) != 1 {
		t.Errorf("what was said is gone: %+v", got)
	}
}

// TestSplitTakesItsWorkAlong: who has a translation and what was said about it goes
// with it where it becomes a post of its own, and comes back with it.
func TestSplitTakesItsWorkAlong(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", map[string]string{"en": "<p>The wind.</p>"})
	tm.editor.asks(t, "PUT", "/posts/"+p.ID+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id}).want(t, http.StatusOK, "")
	tm.editor.decides(t, p, 1, "approve", "Fine.").want(t, http.StatusOK, "")
	parted := tm.editor.asks(t, "POST", "/posts/"+p.ID+"/split", p.ETag, `{"locale":"en"}`).want(t, http.StatusCreated, "")
	_, alone, _ := strings.Cut(parted.header.Get("Location"), "/posts/")
	has := func(id string) (n int) {
		t.Helper()
		n = len(into[struct{ Items []assignment }](t, tm.editor.asks(t, "GET", "/posts/"+id+"/assignments", "", nil)).Items)
		a := tm.editor.asks(t, "GET", "/posts/"+id+"/translations/en/comments", "", nil)
		if a.status == http.StatusOK {
			n += len(into[threadList](t, a).Items)
		}
		return n
	}
	if old, own := has(p.ID), has(alone); old != 0 || own != 2 {
		t.Errorf("after the split: %d with the old post, %d with the new one", old, own)
	}
	back := into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil))
	tm.editor.asks(t, "POST", "/posts/"+p.ID+"/merge", back.ETag, map[string]string{"post": alone}).want(t, http.StatusOK, "")
	if n := has(p.ID); n != 2 {
		t.Errorf("after the merge: %d", n)
	}
	if got := into[post](t, tm.editor.asks(t, "GET", "/posts/"+p.ID, "", nil)).Translations["en"].Status; got != "approved" {
		t.Errorf("status after the merge: %s", got)
	}
	if err := tm.Store.Check(t.Context(), func(code, subject string) { t.Errorf("%s %s", code, subject) }); err != nil {
		t.Error(err)
	}
}
