package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/translating"
)

// both makes a post in both languages, and publishes them if it is to.
func (w *world) both(t testing.TB, token string, live bool, en, fr string) post {
	t.Helper()
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "en", "date": "2026-05-04", "translations": map[string]any{
			"en": map[string]any{"title": "A garden", "body": en}, "fr": map[string]any{"title": "Un jardin", "body": fr},
		},
	}}).want(t, http.StatusCreated, ""))
	if live {
		w.publish(t, token, p)
	}
	return p
}

// decided is what a word on segments answers.
type decided struct {
	Confirmed int
	Sums      struct{ Current, Minor, Substantive, Missing, Local, Omitted int }
	Items     []row
}

func (w *world) say(t testing.TB, token, id, what string, body map[string]any) answer {
	t.Helper()
	return w.do(t, call{method: "POST", path: french(id) + "/segments/" + what, token: token, body: body})
}

// TestLocalAndOmitted says of segments that they have no counterpart, and takes it back.
func TestLocalAndOmitted(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.both(t, admin, false, "<p>The wind carried soil.</p><p>Offer valid in Ontario only.</p>", "<p>Le vent a porté de la terre.</p>")
	list := w.segments(t, translator, p.ID, "")
	offer := list.of(t, "Ontario")
	if offer.State != "missing" {
		t.Fatalf("%+v", list)
	}
	leave := map[string]any{"id": offer.ID, "sourceHash": offer.Source.Hash, "state": "omitted"}
	w.patch(t, translator, p.ID, list.ETag, leave).want(t, http.StatusUnprocessableEntity, "invalid")
	leave["reason"] = "Ne vaut pas au Québec"
	done := into[written](t, w.patch(t, translator, p.ID, list.ETag, leave).want(t, http.StatusOK, ""))
	if done.Results[0].State != "omitted" || done.Revision != 1 {
		t.Errorf("%+v", done)
	}
	list = w.segments(t, translator, p.ID, "?state=omitted,missing")
	if list.Sums.Omitted != 1 || list.Sums.Missing != 0 || *list.Items[0].Reason != "Ne vaut pas au Québec" {
		t.Errorf("%+v", list)
	}
	back := map[string]any{"id": offer.ID, "sourceHash": offer.Source.Hash, "state": "current"}
	w.patch(t, translator, p.ID, list.ETag, back).want(t, http.StatusOK, "")
	if list = w.segments(t, translator, p.ID, ""); list.Sums.Missing != 1 || list.Sums.Omitted != 0 {
		t.Errorf("taken back: %+v", list.Sums)
	}
	done = into[written](t, w.patch(t, translator, p.ID, list.ETag, write(list.of(t, "Ontario"), "Offre valable en Ontario.")).want(t, http.StatusOK, ""))
	if want := "<p>Le vent a porté de la terre.</p><p>Offre valable en Ontario.</p>"; done.Translation.Body != want {
		t.Errorf("written where it belongs: %s", done.Translation.Body)
	}
}

// TestLinks says which segments belong together, against what is computed.
func TestLinks(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.both(t, admin, false, "<p>The wind carried soil from 3 roofs.</p><p>Rain fell for 12 days.</p>",
		"<p>Le vent a porté la terre de 3 toits.</p><p>Il a plu 12 jours.</p>")
	list := w.segments(t, translator, p.ID, "")
	wind, rain := list.of(t, "wind"), list.of(t, "Rain")
	said := into[decided](t, w.say(t, translator, p.ID, "links", map[string]any{"action": "unlink", "source": wind.Source.IDs, "target": wind.Target.IDs}).want(t, http.StatusOK, ""))
	if said.Sums.Missing == 0 {
		t.Errorf("parted: %+v", said)
	}
	w.say(t, translator, p.ID, "links", map[string]any{"action": "link", "source": wind.Source.IDs, "target": wind.Target.IDs}).want(t, http.StatusOK, "")
	list = w.segments(t, translator, p.ID, "")
	if again := list.of(t, "wind"); again.Target == nil || again.Target.IDs[0] != wind.Target.IDs[0] {
		t.Errorf("joined again: %+v", list)
	}
	w.say(t, translator, p.ID, "links", map[string]any{"action": "local", "target": rain.Target.IDs}).want(t, http.StatusOK, "")
	if list = w.segments(t, translator, p.ID, "?state=local"); len(list.Items) != 1 || list.Items[0].ID != "t-"+rain.Target.IDs[0] || list.Items[0].Source != nil {
		t.Errorf("local: %+v", list)
	}
	w.say(t, translator, p.ID, "links", map[string]any{"action": "restore", "target": rain.Target.IDs}).want(t, http.StatusOK, "")
	if list = w.segments(t, translator, p.ID, ""); list.Sums.Local != 0 {
		t.Errorf("restored: %+v", list.Sums)
	}
	for _, body := range []map[string]any{
		{"action": "link", "source": []string{"none"}, "target": rain.Target.IDs},
		{"action": "link", "source": wind.Source.IDs},
		{"action": "local"},
		{"action": "restore"},
	} {
		w.say(t, translator, p.ID, "links", body).want(t, http.StatusUnprocessableEntity, "invalid")
	}
}

// TestRuleNine is the story of a number: the source says another one, French stays
// live and says that it is behind; then it is confirmed, or changed and goes live.
func TestRuleNine(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.both(t, admin, true, "<p>The wind carried 3 tonnes of soil.</p>", "<p>Le vent a porté 3 tonnes de terre.</p>")
	state := func() string {
		t.Helper()
		return into[struct {
			Translation struct{ State string }
		}](t, w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")).Translation.State
	}
	publish := func(tag string, n int) {
		t.Helper()
		w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: map[string]any{
			"translations": map[string]int{tag: n},
		}}).want(t, http.StatusOK, "")
	}
	if state() != "current" {
		t.Fatalf("at first %s", state())
	}
	w.rewrite(t, admin, p, 1, "<p>The wind carried 4 tonnes of soil.</p>")
	if state() != "current" {
		t.Error("a draft of the source makes what is live stale")
	}
	publish("en", 2)
	a := w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"})
	if state() != "stale" || !strings.Contains(string(a.body), "3 tonnes de terre") {
		t.Errorf("%s", a.body)
	}
	a.absent(t, "4 tonnes")
	list := w.segments(t, translator, p.ID, "?state=stale&basis=live")
	if len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	said := into[decided](t, w.say(t, translator, p.ID, "confirm", map[string]any{"all": "stale"}).want(t, http.StatusOK, ""))
	if said.Confirmed != 1 || state() != "current" {
		t.Errorf("confirmed: %+v, readers are told %s", said, state())
	}
	w.rewrite(t, admin, p, 2, "<p>The wind carried 5 tonnes of soil.</p>")
	publish("en", 3)
	if state() != "stale" {
		t.Errorf("behind again: %s", state())
	}
	list = w.segments(t, translator, p.ID, "?state=stale")
	done := into[written](t, w.patch(t, translator, p.ID, list.ETag, write(list.Items[0], "Le vent a porté 5 tonnes de terre.")).want(t, http.StatusOK, ""))
	if state() != "stale" {
		t.Error("what was written went live by itself")
	}
	publish("fr", done.Revision)
	if state() != "current" {
		t.Errorf("at the end %s", state())
	}
	w.rewrite(t, admin, p, 3, "<p>The wind carried 5 tons of soil.</p>")
	publish("en", 4)
	list = w.segments(t, translator, p.ID, "?state=stale")
	done = into[written](t, w.patch(t, translator, p.ID, list.ETag, write(list.Items[0], "Le vent a porté 5 tonnes de terre.")).want(t, http.StatusOK, ""))
	if done.Revision != 2 || done.Results[0].Outcome != "unchanged" || done.Results[0].State != "current" || state() != "current" {
		t.Errorf("the same words, sent again, are right: %+v, readers are told %s", done, state())
	}
}

// TestSegmentPages pages through a list, and asks for more of each segment.
func TestSegmentPages(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.both(t, admin, false, gardenBody, "<p>Personne n’a été blessé. Vraiment.</p>")
	whole := w.segments(t, admin, p.ID, "?sentences=true&checks=true&suggest=true")
	var ids []string
	query := "?limit=2"
	for {
		page := w.segments(t, admin, p.ID, query)
		for _, one := range page.Items {
			ids = append(ids, one.ID)
		}
		if page.Next == nil {
			break
		}
		query = "?limit=2&cursor=" + *page.Next
	}
	if len(ids) != len(whole.Items) {
		t.Errorf("%d in pages, %d at once", len(ids), len(whole.Items))
	}
	for i, id := range ids {
		if whole.Items[i].ID != id {
			t.Errorf("%d is %s, want %s", i, id, whole.Items[i].ID)
		}
	}
	path := french(p.ID) + "/segments"
	w.do(t, call{method: "GET", path: path + "?cursor=x", token: admin}).want(t, http.StatusBadRequest, "list.cursor")
	w.do(t, call{method: "GET", path: path + "?suggest=true&limit=501", token: admin}).want(t, http.StatusBadRequest, "list.limit")
	w.do(t, call{method: "GET", path: path + "?basis=live", token: admin}).want(t, http.StatusNotFound, "translation.not_live")
	if only := w.segments(t, admin, p.ID, "?kind=heading"); len(only.Items) != 1 || only.Items[0].Kind != "heading" {
		t.Errorf("%+v", only)
	}
}

// TestPretranslate fills a translation from what was approved elsewhere.
func TestPretranslate(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.both(t, admin, true, "<p>The wind carried soil from the roof.</p>", "<p>Le vent a porté la terre du toit.</p>")
	if _, err := w.Settling.Settle(t.Context(), false, 100); err != nil {
		t.Fatal(err)
	}
	p := w.source(t, admin, "html", "<p>The wind carried soil from the roof.</p><p>Nobody knew.</p>")
	fill := call{method: "POST", path: french(p.ID) + "/pretranslate", token: admin, body: map[string]any{}, header: map[string]string{"Idempotency-Key": "k"}}
	for range 2 {
		done := into[written](t, w.do(t, fill).want(t, http.StatusOK, ""))
		if done.Counts.Exact != 2 || done.Counts.Left != 1 || done.Translation.Title != "Un jardin" ||
			done.Translation.Body != "<p>Le vent a porté la terre du toit.</p><p></p>" || done.Translation.Status != "draft" {
			t.Errorf("%+v", done)
		}
	}
	list := w.segments(t, admin, p.ID, "?state=current")
	if len(list.Items) != 2 || *list.Items[0].Origin != "tm_exact" || list.Revision != 1 {
		t.Errorf("%+v", list)
	}
	fill.header = map[string]string{"If-Match": *list.ETag}
	if done := into[written](t, w.do(t, fill).want(t, http.StatusOK, "")); done.Revision != 1 || done.Counts.Left != 1 {
		t.Errorf("nothing more: %+v", done)
	}
	fill.body = map[string]any{"machine": true}
	w.do(t, fill).want(t, http.StatusConflict, "machine.none")
	fill.body = map[string]any{"fuzzy": 20}
	w.do(t, fill).want(t, http.StatusUnprocessableEntity, "invalid")
	found := into[struct {
		Items []struct{ Kind, Target string }
	}](t, w.do(t, call{method: "GET", path: french(p.ID) + "/segments/title/suggestions", token: admin}).want(t, http.StatusOK, ""))
	if len(found.Items) == 0 || found.Items[0].Target != "Un jardin" {
		t.Errorf("%+v", found)
	}
	w.do(t, call{method: "POST", path: "/manage/v1/glossary", token: admin, body: map[string]any{
		"source": map[string]any{"locale": "en", "term": "garden"}, "target": map[string]any{"locale": "fr", "term": "jardin"},
	}}).want(t, http.StatusCreated, "")
	terms := into[struct {
		Items []struct{ Kind, ByName string }
	}](t, w.do(t, call{method: "GET", path: french(p.ID) + "/segments/title/suggestions", token: admin}).want(t, http.StatusOK, ""))
	if last := len(terms.Items) - 1; last < 0 || terms.Items[last].Kind != "glossary" || terms.Items[last].ByName == "" {
		t.Errorf("a term says who wrote it: %+v", terms)
	}
}

// TestSourceSavedMeanwhile saves the source between the moment that a batch is
// planned and the one that it is written: the words are kept, and are stale.
func TestSourceSavedMeanwhile(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.source(t, admin, "html", gardenBody)
	list := w.segments(t, translator, p.ID, "")
	saved, write1 := false, w.Translating.Write
	w.Translating.Write = func(ctx context.Context, fn func(translating.Tx) error) error {
		if !saved {
			saved = true
			w.rewrite(t, admin, p, 1, strings.Replace(gardenBody, "three", "four", 1))
		}
		return write1(ctx, fn)
	}
	done := into[written](t, w.patch(t, translator, p.ID, nil, write(list.of(t, "tonnes"), "<1>Trois</1> tonnes de <2>terre</2>.")).want(t, http.StatusOK, ""))
	if done.Results[0].Outcome != "applied_but_source_moved" || done.Revision != 1 {
		t.Errorf("%+v", done)
	}
}

// TestMachineDrafts holds that what a machine writes is a machine's, and that it
// decides nothing.
func TestMachineDrafts(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	made, err := w.Accounts.Create(t.Context(), accounts.CreateToken{
		Actor: access.System("test"), Role: "translator", Locales: []locale.Tag{"fr"}, Scopes: []access.Scope{access.ScopeTranslate},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := w.source(t, admin, "html", "<p>The wind.</p><p>The rain.</p>")
	list := w.segments(t, made.Secret, p.ID, "")
	human := write(list.of(t, "wind"), "Le vent.")
	human["origin"] = "human"
	w.patch(t, made.Secret, p.ID, nil, human).want(t, http.StatusOK, "")
	list = w.segments(t, admin, p.ID, "?state=current")
	if len(list.Items) != 1 || *list.Items[0].Origin != "machine_unreviewed" {
		t.Fatalf("%+v", list)
	}
	again := write(list.Items[0], "Le vent.")
	w.patch(t, made.Secret, p.ID, list.ETag, again).want(t, http.StatusOK, "")
	if list = w.segments(t, admin, p.ID, "?state=current"); *list.Items[0].Origin != "machine_unreviewed" {
		t.Error("a machine reviewed itself")
	}
	rain := w.segments(t, admin, p.ID, "").of(t, "rain")
	w.patch(t, made.Secret, p.ID, list.ETag, map[string]any{"id": rain.ID, "sourceHash": rain.Source.Hash, "state": "omitted", "reason": "x"}).
		want(t, http.StatusForbidden, "access.scope")
	w.say(t, made.Secret, p.ID, "confirm", map[string]any{"all": "stale"}).want(t, http.StatusForbidden, "")
	w.patch(t, admin, p.ID, list.ETag, again).want(t, http.StatusOK, "")
	if list = w.segments(t, admin, p.ID, "?state=current"); *list.Items[0].Origin != "machine_reviewed" {
		t.Errorf("a person wrote the same: %s", *list.Items[0].Origin)
	}
}

// TestTwoForOne writes beside two paragraphs of the source what is one in French.
func TestTwoForOne(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	p := w.both(t, admin, false, "<p>The <b>wind</b> carried 3 tonnes.</p><p>It came from <b>12</b> roofs.</p>", "<p>Le vent a porté 3 tonnes, venues de 12 toits.</p>")
	list := w.segments(t, translator, p.ID, "")
	all := map[string]any{"action": "link", "target": list.of(t, "tonnes").Target.IDs}
	all["source"] = append(list.of(t, "tonnes").Source.IDs, list.of(t, "roofs").Source.IDs...)
	w.say(t, translator, p.ID, "links", all).want(t, http.StatusOK, "")
	list = w.segments(t, translator, p.ID, "")
	both := list.of(t, "tonnes")
	if want := "The <1>wind</1> carried 3 tonnes.\nIt came from <2>12</2> roofs."; both.Source.Text != want {
		t.Fatalf("%q, want %q", both.Source.Text, want)
	}
	done := into[written](t, w.patch(t, translator, p.ID, list.ETag, write(both, "Le <1>vent</1> a porté 3 tonnes, de <2>12</2> toits.")).want(t, http.StatusOK, ""))
	if want := "<p>Le <b>vent</b> a porté 3 tonnes, de <b>12</b> toits.</p>"; done.Translation.Body != want {
		t.Errorf("%s", done.Translation.Body)
	}
	list = w.segments(t, translator, p.ID, "")
	if one := list.of(t, "tonnes"); one.State != "current" || len(one.Source.IDs) != 2 || list.Sums.Missing != 0 {
		t.Errorf("%+v, %+v", one, list.Sums)
	}
}
