package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

type segments struct {
	Revision int
	ETag     *string
	Sums     map[string]any
	Items    []struct {
		ID, Kind, State string
		Source, Target  *struct{ Text, Hash string }
		Comments        int
	}
}

// pieces lists the segments of the English translation.
func (m *member) pieces(t testing.TB, p post, query string) segments {
	t.Helper()
	return into[segments](t, m.asks(t, "GET", "/posts/"+p.ID+"/translations/en/segments"+query, "", nil).want(t, http.StatusOK, ""))
}

// puts writes segments of the English translation by what their sources begin with.
func (m *member) puts(t testing.TB, p post, texts map[string]string) answer {
	t.Helper()
	list := m.pieces(t, p, "")
	var writes []map[string]any
	for _, i := range list.Items {
		for begins, text := range texts {
			if i.Source != nil && strings.HasPrefix(i.Source.Text, begins) {
				writes = append(writes, map[string]any{"id": i.ID, "sourceHash": i.Source.Hash, "target": text})
			}
		}
	}
	etag := ""
	if list.ETag != nil {
		etag = *list.ETag
	}
	return m.asks(t, "PATCH", "/posts/"+p.ID+"/translations/en/segments", etag, writes)
}

// TestADayOfATranslator: a post is to be in English too. An editor gives it to Zoé, who
// translates it piece by piece; it is reviewed, returned with a remark on one piece,
// mended, approved, and goes live; nothing of it before that. Where the source changes
// afterwards, the work comes back.
func TestADayOfATranslator(t *testing.T) {
	tm := newTeam(t)
	admin := tm.token(t, "admin")
	etag := tm.do(t, call{method: "GET", path: "/manage/v1/site", token: admin}).header.Get("ETag")
	tm.do(t, at("PATCH", "/manage/v1/site", admin, etag, `{"review":true,"reviewerNotTranslator":true}`)).want(t, http.StatusOK, "")
	p := tm.writes(t, "Les abeilles", nil)
	path := "/posts/" + p.ID
	tm.editor.asks(t, "PUT", path+"/assignments/en", "", map[string]any{"assignee": tm.zoe.id, "due": "2099-12-01"}).want(t, http.StatusOK, "")
	if got, want := tm.zoe.work(t, "assignee=me").titles(), "Les abeilles/en/missing"; got != want {
		t.Fatalf("in the morning: %q, want %q", got, want)
	}

	tm.zoe.puts(t, p, map[string]string{"Les abeilles": "The bees", "Le vent": "The wind turns on the roof."}).want(t, http.StatusOK, "")
	if got, want := tm.zoe.work(t, "assignee=me").titles(), "Les abeilles/en/partial"; got != want {
		t.Errorf("at noon: %q, want %q", got, want)
	}
	tm.zoe.puts(t, p, map[string]string{"Trois": "Two hives are there."}).want(t, http.StatusOK, "")
	head := tm.zoe.pieces(t, p, "").Revision
	tm.zoe.decides(t, p, head, "submit", "").want(t, http.StatusOK, "")

	publish := map[string]any{"shared": 1, "translations": map[string]int{"fr": 1, "en": head}}
	tm.editor.asks(t, "POST", path+"/publication", "", publish).want(t, http.StatusConflict, "publication.blocked")
	var hives string
	for _, i := range tm.reviewer.pieces(t, p, "").Items {
		if i.Target != nil && strings.HasPrefix(i.Target.Text, "Two hives") {
			hives = i.ID
		}
	}
	said := into[thread](t, tm.reviewer.asks(t, "POST", path+"/translations/en/comments", "", map[string]any{"text": "The source says three.", "segment": hives}).want(t, http.StatusCreated, ""))
	if said.Segment == nil || *said.Segment != hives || said.Excerpt != "Two hives are there." || said.Gone || said.Revision != head {
		t.Errorf("said: %+v", said)
	}
	tm.reviewer.decides(t, p, head, "return", "See my remark.").want(t, http.StatusOK, "")

	tm.zoe.puts(t, p, map[string]string{"Trois": "Three hives are there."}).want(t, http.StatusOK, "")
	list := into[threadList](t, tm.zoe.asks(t, "GET", path+"/translations/en/comments?segment="+hives, "", nil))
	if len(list.Items) != 1 || list.Items[0].Gone || list.Items[0].Excerpt != "Two hives are there." {
		t.Errorf("the remark after the edit: %+v", list)
	}
	tm.zoe.asks(t, "PATCH", path+"/translations/en/comments/"+said.ID, `"1"`, `{"resolved":true}`).want(t, http.StatusOK, "")
	head = tm.zoe.pieces(t, p, "").Revision
	tm.zoe.decides(t, p, head, "submit", "").want(t, http.StatusOK, "")
	tm.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=en"}).want(t, http.StatusNotFound, "post.unknown").absent(t, "hives")
	tm.reviewer.decides(t, p, head, "approve", "").want(t, http.StatusOK, "")
	tm.editor.decides(t, post{ID: p.ID}, head, "approve", "").want(t, http.StatusOK, "") // it is already
	tm.editor.asks(t, "POST", path+"/translations/fr/review", "", `{"revision":1,"decision":"submit"}`).want(t, http.StatusOK, "")
	tm.do(t, call{method: "POST", path: "/manage/v1" + path + "/translations/fr/review", token: admin, body: `{"revision":1,"decision":"approve"}`}).want(t, http.StatusOK, "")
	publish["translations"] = map[string]int{"fr": 1, "en": head}
	tm.editor.asks(t, "POST", path+"/publication", "", publish).want(t, http.StatusOK, "")
	tm.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=en"}).want(t, http.StatusOK, "").absent(t, "Two hives")
	if got, want := tm.zoe.work(t, "assignee=me&state=current").titles(), "Les abeilles/en/current"; got != want {
		t.Errorf("in the evening: %q, want %q", got, want)
	}

	p.Translations = into[post](t, tm.editor.asks(t, "GET", path, "", nil)).Translations
	tm.save(t, admin, &p, "fr", "<p>Le vent tourne sur le toit.</p><p>Trois ruches et un hôtel à insectes y sont.</p>")
	again := tm.zoe.work(t, "assignee=me")
	if got, want := again.titles(), "Les abeilles/en/stale"; got != want || again.Items[0].Segments.Stale != 1 {
		t.Errorf("the next day: %q, want %q: %+v", got, want, again.Items)
	}
	// A piece that is taken out keeps what was said about it.
	tm.save(t, admin, &p, "fr", "<p>Le vent tourne sur le toit.</p>")
	p.Translations = into[post](t, tm.editor.asks(t, "GET", path, "", nil)).Translations
	tm.save(t, admin, &p, "en", "<p>The wind turns on the roof.</p>")
	gone := into[threadList](t, tm.zoe.asks(t, "GET", path+"/translations/en/comments?segment="+hives, "", nil))
	if len(gone.Items) != 1 || !gone.Items[0].Gone || gone.Items[0].Excerpt != "Two hives are there." {
		t.Errorf("about a piece that is gone: %+v", gone)
	}
	// Who reads the translation but not what it is made from sees no words of the source.
	first := tm.zoe.pieces(t, p, "").Items[0].ID
	tm.reader.asks(t, "POST", path+"/translations/en/comments", "", map[string]any{"text": "?", "segment": first}).want(t, http.StatusForbidden, "access.forbidden_locale")
}

// TestWordsThatTheMemoryHas: what is missing and was translated elsewhere is counted.
func TestWordsThatTheMemoryHas(t *testing.T) {
	tm := newTeam(t)
	live := tm.writes(t, "Abeilles", map[string]string{"en": "<p>The wind turns on the roof.</p><p>Three hives are there.</p>"})
	tm.publish(t, tm.token(t, "admin"), live)
	tm.zoe.work(t, "")
	body := "<p>Le vent tourne sur le toit.</p><p>Du miel pour tout le monde.</p>"
	tm.editor.asks(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{"fr": map[string]any{"title": "Balcon", "body": body}}}).want(t, http.StatusCreated, "")
	list := tm.zoe.work(t, "state=missing")
	if len(list.Items) != 1 {
		t.Fatalf("missing: %s", list.titles())
	}
	if w := list.Items[0].Words; w.Exact != 6 || w.New <= w.Exact || w.All != w.New {
		t.Errorf("words: %+v", w)
	}
}

// TestApprovalReviewsWhatAMachineWrote: what a machine wrote is reviewed when somebody
// approves the whole, and it is not when they return it.
func TestApprovalReviewsWhatAMachineWrote(t *testing.T) {
	tm := newTeam(t)
	p := tm.writes(t, "Abeilles", nil)
	list := tm.zoe.pieces(t, p, "")
	var writes []map[string]any
	for _, i := range list.Items {
		writes = append(writes, map[string]any{"id": i.ID, "sourceHash": i.Source.Hash, "target": "A machine wrote this of it.", "origin": "machine_unreviewed"})
	}
	tm.zoe.asks(t, "PATCH", "/posts/"+p.ID+"/translations/en/segments", "", writes).want(t, http.StatusOK, "")
	origins := func() string {
		t.Helper()
		var all []string
		for _, i := range into[struct{ Items []struct{ Origin string } }](t, tm.zoe.asks(t, "GET", "/posts/"+p.ID+"/translations/en/segments", "", nil)).Items {
			all = append(all, i.Origin)
		}
		return strings.Join(all, " ")
	}
	unreviewed := strings.TrimSpace(strings.Repeat("machine_unreviewed ", len(writes)))
	if got := origins(); got != unreviewed {
		t.Errorf("as it was written: %s", got)
	}
	tm.zoe.decides(t, p, 1, "submit", "").want(t, http.StatusOK, "")
	if got := origins(); got != unreviewed {
		t.Errorf("submitted: %s", got)
	}
	tm.reviewer.decides(t, p, 1, "approve", "").want(t, http.StatusOK, "")
	if got := origins(); got != strings.ReplaceAll(unreviewed, "unreviewed", "reviewed") {
		t.Errorf("approved: %s", got)
	}
}
