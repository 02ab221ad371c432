package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

type thread struct {
	ID, Excerpt string
	Segment     *string
	Gone        bool
	Revision    int
	Resolved    *struct{ By struct{ Name string } }
	Comments    []struct {
		ID, ETag, Text string
		By             struct{ ID, Name string }
		EditedAt       *string
	}
}

type threadList struct {
	Items []thread
	Next  *string
}

// TestCommentsOverHTTP goes through a conversation about a translation.
func TestCommentsOverHTTP(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", nil) // the translation is missing: one can talk about it already
	path := "/posts/" + p.ID + "/translations/en/comments"
	a := tm.zoe.asks(t, "POST", path, "", map[string]any{"text": "  Metric tonnes?\r\n\u202eevil\u0007  "}).want(t, http.StatusCreated, "")
	first := into[thread](t, a)
	if first.Comments[0].Text != "Metric tonnes?\nevil" || first.Comments[0].By.Name != "zoe@example.org" || first.ID != first.Comments[0].ID ||
		first.Comments[0].ETag != a.header.Get("ETag") || a.header.Get("Location") != "/manage/v1"+path+"/"+first.ID || first.Revision != 0 || first.Segment != nil {
		t.Errorf("the question: %+v, %s", first, a.header.Get("Location"))
	}
	answered := into[thread](t, tm.reader.asks(t, "POST", path, "", map[string]any{"text": "Yes.", "replyTo": first.ID}).want(t, http.StatusCreated, ""))
	if len(answered.Comments) != 2 || answered.Comments[1].Text != "Yes." {
		t.Fatalf("answered: %+v", answered)
	}
	q, yes := answered.Comments[0], answered.Comments[1]

	tm.luc.asks(t, "PATCH", path+"/"+q.ID, q.ETag, `{"text":"x"}`).want(t, http.StatusForbidden, "comment.not_yours")
	tm.zoe.asks(t, "PATCH", path+"/"+q.ID, "", `{"text":"x"}`).want(t, http.StatusPreconditionRequired, "precondition.required")
	tm.zoe.asks(t, "PATCH", path+"/"+q.ID, `"7"`, `{"text":"x"}`).want(t, http.StatusPreconditionFailed, "comment.stale")
	edited := into[thread](t, tm.zoe.asks(t, "PATCH", path+"/"+q.ID, q.ETag, `{"text":"Long tons?"}`).want(t, http.StatusOK, ""))
	if c := edited.Comments[0]; c.Text != "Long tons?" || c.EditedAt == nil || c.ETag == q.ETag {
		t.Errorf("edited: %+v", c)
	}
	tm.luc.asks(t, "PATCH", path+"/"+yes.ID, yes.ETag, `{"resolved":true}`).want(t, http.StatusUnprocessableEntity, "invalid")
	resolved := tm.luc.asks(t, "PATCH", path+"/"+q.ID, edited.Comments[0].ETag, `{"resolved":true}`).want(t, http.StatusOK, "")
	if r := into[thread](t, resolved); r.Resolved == nil || r.Resolved.By.Name != "luc@example.org" || r.Comments[0].EditedAt == nil {
		t.Errorf("resolved: %+v", r)
	}
	if n := tm.zoe.work(t, "locale=en").Items[0].Comments; n != 0 {
		t.Errorf("%d threads are open", n)
	}
	open := func(query string) int {
		t.Helper()
		return len(into[threadList](t, tm.zoe.asks(t, "GET", path+query, "", nil).want(t, http.StatusOK, "")).Items)
	}
	if open("?open=true") != 0 || open("?open=false") != 1 || open("") != 1 || open("?segment=none") != 0 {
		t.Error("lists of threads are wrong")
	}
	// Who says more opens it again.
	again := into[thread](t, tm.zoe.asks(t, "POST", path, "", map[string]any{"text": "Sure?", "replyTo": first.ID}).want(t, http.StatusCreated, ""))
	if again.Resolved != nil || open("?open=true") != 1 || tm.zoe.work(t, "locale=en").Items[0].Comments != 1 {
		t.Errorf("said more: %+v", again)
	}

	root := again.Comments[0]
	tm.zoe.asks(t, "DELETE", path+"/"+root.ID, root.ETag, nil).want(t, http.StatusConflict, "comment.answered")
	tm.luc.asks(t, "DELETE", path+"/"+yes.ID, yes.ETag, nil).want(t, http.StatusForbidden, "comment.not_yours")
	tm.editor.asks(t, "DELETE", path+"/"+yes.ID, yes.ETag, nil).want(t, http.StatusNoContent, "")
	tm.zoe.asks(t, "DELETE", path+"/"+again.Comments[2].ID, again.Comments[2].ETag, nil).want(t, http.StatusNoContent, "")
	tm.zoe.asks(t, "DELETE", path+"/"+root.ID, root.ETag, nil).want(t, http.StatusNoContent, "")
	tm.zoe.asks(t, "DELETE", path+"/"+root.ID, root.ETag, nil).want(t, http.StatusNotFound, "comment.not_found")
	if open("") != 0 {
		t.Error("a thread without comments is there")
	}
}

// TestCommentsKeepToTheirTranslation: a thread of one translation is not found by
// another's path, and who may not read the one learns nothing of it.
func TestCommentsKeepToTheirTranslation(t *testing.T) {
	tm := newTeam(t)
	p, q := tm.writes(t, "Abeilles", nil), tm.writes(t, "Balcon", nil)
	comments := func(id, tag string) string { return "/posts/" + id + "/translations/" + tag + "/comments" }
	secret := into[thread](t, tm.zoe.asks(t, "POST", comments(p.ID, "en"), "", `{"text":"Between us."}`).want(t, http.StatusCreated, ""))
	for _, path := range []string{comments(q.ID, "en"), comments(p.ID, "fr")} {
		tm.editor.asks(t, "PATCH", path+"/"+secret.ID, `"1"`, `{"resolved":true}`).want(t, http.StatusNotFound, "comment.not_found")
		tm.editor.asks(t, "DELETE", path+"/"+secret.ID, `"1"`, nil).want(t, http.StatusNotFound, "comment.not_found")
		tm.editor.asks(t, "POST", path, "", map[string]any{"text": "x", "replyTo": secret.ID}).want(t, http.StatusUnprocessableEntity, "invalid").absent(t, "Between")
		tm.editor.asks(t, "GET", path, "", nil).want(t, http.StatusOK, "").absent(t, "Between", secret.ID)
	}
	for _, m := range []*member{tm.french, tm.member(t, "ana", "author", "en")} {
		for _, c := range []answer{
			m.asks(t, "GET", comments(p.ID, "en"), "", nil), m.asks(t, "POST", comments(p.ID, "en"), "", `{"text":"x"}`),
			m.asks(t, "PATCH", comments(p.ID, "en")+"/"+secret.ID, `"1"`, `{"resolved":true}`), m.asks(t, "DELETE", comments(p.ID, "en")+"/"+secret.ID, `"1"`, nil),
		} {
			if c.status != http.StatusForbidden && c.status != http.StatusNotFound {
				t.Errorf("%d\n%s", c.status, c.body)
			}
			c.absent(t, "Between", tm.zoe.id)
		}
	}
	tm.editor.asks(t, "GET", comments(p.ID, "de"), "", nil).want(t, http.StatusNotFound, "translation.not_found")
	for body, status := range map[string]int{
		`{"text":""}`: 422, `{"text":" \n\u0007 "}`: 422, `{"text":"` + strings.Repeat("é", 4001) + `"}`: 422, `{}`: 422, `{"text":1}`: 422,
		`{"text":"x","segment":"paragraph-none"}`: 422, `{"text":"x","segment":"a","replyTo":"b"}`: 422, `{"text":"x","replyTo":"` + nobody + `"}`: 422,
		`{"text":"x","by":"user:1"}`: 422, `{"text":"` + strings.Repeat("é", 4000) + `"}`: 201, `{"text":"<script>alert(1)</script>"}`: 201,
	} {
		if a := tm.editor.asks(t, "POST", comments(p.ID, "en"), "", body); a.status != status {
			t.Errorf("%.60s: %d, want %d\n%.300s", body, a.status, status, a.body)
		}
	}
	tm.editor.asks(t, "GET", comments(p.ID, "en")+"?cursor=x", "", nil).want(t, http.StatusBadRequest, "list.cursor")
	page := into[threadList](t, tm.editor.asks(t, "GET", comments(p.ID, "en")+"?limit=2", "", nil))
	if len(page.Items) != 2 || page.Next == nil || page.Items[0].Comments[0].ID <= page.Items[1].Comments[0].ID {
		t.Fatalf("the first page: %+v", page)
	}
	rest := into[threadList](t, tm.editor.asks(t, "GET", comments(p.ID, "en")+"?limit=2&cursor="+*page.Next, "", nil))
	if len(rest.Items) != 1 || rest.Next != nil || rest.Items[0].ID != secret.ID {
		t.Errorf("the second page: %+v", rest)
	}
}
