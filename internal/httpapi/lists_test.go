package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// titled makes a post in the languages given, by their titles.
func (w *world) titled(t testing.TB, token string, titles map[string]string) post {
	t.Helper()
	translations := make(map[string]any)
	source := ""
	for tag, title := range titles {
		translations[tag] = map[string]any{"title": title, "body": "<p>The words of " + title + " in " + tag + ".</p>"}
		source = max(source, tag)
	}
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{"sourceLocale": source, "translations": translations}})
	return into[post](t, a.want(t, http.StatusCreated, ""))
}

// found returns the first letters of the titles that a list shows, in order.
func (w *world) found(t testing.TB, token, query string) string {
	t.Helper()
	a := w.do(t, call{method: "GET", path: "/manage/v1/posts?" + query, token: token}).want(t, http.StatusOK, "")
	var b strings.Builder
	for _, p := range into[struct{ Items []post }](t, a).Items {
		title := p.Translations["fr"].Title
		if title == "" {
			title = p.Translations["en"].Title
		}
		b.WriteString(title[:1])
	}
	return b.String()
}

// save gives a translation a new body.
func (w *world) save(t testing.TB, token string, p *post, tag, body string) {
	t.Helper()
	tr := p.Translations[tag]
	a := w.do(t, call{
		method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/" + tag, token: token,
		header: map[string]string{"If-Match": tr.ETag}, body: map[string]any{"body": body},
	}).want(t, http.StatusOK, "")
	tr.ETag, tr.Head = a.header.Get("ETag"), tr.Head+1
	p.Translations[tag] = tr
}

func TestListsOfEditors(t *testing.T) {
	w := newWorld(t)
	admin, french := w.token(t, "admin"), w.token(t, "reader", "fr")
	a := w.titled(t, admin, map[string]string{"fr": "Abeilles", "en": "Beehive"})
	b := w.titled(t, admin, map[string]string{"fr": "Balcon", "en": "Xylophone"})
	c := w.titled(t, admin, map[string]string{"en": "Compost"})
	w.publish(t, admin, a)
	w.publish(t, admin, b)
	w.save(t, admin, &b, "fr", "<p>Des géraniums, rien que des géraniums.</p>")
	for query, want := range map[string]string{
		"sort=created": "ABC", "sort=-created": "CBA", "state=draft": "C", "state=live&sort=created": "AB", "state=behind": "B", "state=behind&locale=en": "",
		"live=false": "C", "missing=fr": "C", "sort=title&locale=en": "ACB", "sort=-title&locale=en": "BCA", "sort=-updated": "BCA",
		"sort=-updated&locale=en": "CBA", "state=trashed": "", "state=scheduled": "", "state=held": "",
		"q=geranium": "B", "q=GÉRANIUMS": "B", "q=gerani&locale=en": "", "q=the+words+of": "CBA", "q=words&state=draft": "C",
		"q=abeilles+zzz": "", "q=xylophone": "B", "q=beehive&sort=-updated": "A",
	} {
		if got := w.found(t, admin, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	// Who reads French alone finds nothing by English words, and English saves move nothing.
	for _, query := range []string{"q=xylophone", "q=beehive", "q=compost", "state=draft", "locale=en", "q=the+words+of+xylophone"} {
		if got := w.found(t, french, query); got != "" {
			t.Errorf("a reader of fr, %s: %q", query, got)
		}
	}
	before := w.found(t, french, "sort=-updated&state=live")
	w.save(t, admin, &a, "en", "<p>Bees again.</p>")
	if got := w.found(t, french, "sort=-updated&state=live"); got != before || before != "BA" {
		t.Errorf("a reader of fr sees by the order that English was saved: %q, before %q", got, before)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/posts", token: french}).want(t, http.StatusOK, "").absent(t, "Xylophone", "Beehive", "Compost")
	w.do(t, call{method: "GET", path: "/manage/v1/posts?missing=en", token: french}).want(t, http.StatusForbidden, "access.forbidden_locale")

	w.do(t, call{method: "DELETE", path: "/manage/v1/posts/" + c.ID, token: admin, header: map[string]string{"If-Match": c.ETag}}).want(t, http.StatusNoContent, "")
	for query, want := range map[string]string{"q=compost": "", "state=draft": "", "state=trashed": "C", "state=trashed&q=compost": "C", "missing=fr": ""} {
		if got := w.found(t, admin, query); got != want {
			t.Errorf("after the post went to the trash, %s: %q, want %q", query, got, want)
		}
	}
}

func TestListsRefuse(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.titled(t, admin, map[string]string{"fr": "Abeilles"})
	w.titled(t, admin, map[string]string{"fr": "Balcon"})
	for query, code := range map[string]string{
		"sort=relevance": "posts.relevance", "sort=title": "posts.title_locale", "q=x&sort=title&locale=fr": "list.combination",
		"q=x&sort=-date": "list.combination", "state=trashed&live=true": "list.combination", "state=trashed&missing=fr": "list.combination",
		"state=asleep": "parameter.invalid", "sort=rowid": "parameter.invalid", "q=": "parameter.invalid", "order=1": "parameter.unknown",
		"cursor=%00": "parameter.invalid", "cursor=W10": "list.cursor", "q=a&q=b": "parameter.repeated",
	} {
		w.do(t, call{method: "GET", path: "/manage/v1/posts?" + query, token: admin}).want(t, http.StatusBadRequest, code)
	}
	first := w.do(t, call{method: "GET", path: "/manage/v1/posts?limit=1&sort=created", token: admin}).want(t, http.StatusOK, "")
	next := into[struct{ Next string }](t, first).Next
	w.do(t, call{method: "GET", path: "/manage/v1/posts?limit=1&sort=created&cursor=" + next, token: admin}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/manage/v1/posts?limit=1&sort=-created&cursor=" + next, token: admin}).want(t, http.StatusBadRequest, "list.cursor")
	// Words that mean something to SQL or FTS5 are words.
	for _, q := range []string{
		`"`, `'`, `*`, `a*`, `"a" OR "b"`, `title:abeilles`, `{title} : x`, `NEAR(a b)`, `AND`, `a AND`, `-a`, `^a`, `a + b`, `(`, `';DROP TABLE posts--`,
		`abeilles" NOT "x`, `%`, `_`, `\`, "\u0301", "œ", "💥", strings.Repeat("a ", 100), strings.Repeat("é", 200), "a\tb", "\u202e",
	} {
		w.do(t, call{method: "GET", path: "/manage/v1/posts?q=" + url.QueryEscape(q), token: admin}).want(t, http.StatusOK, "")
	}
	if got := w.found(t, admin, "q="+url.QueryEscape(`abeilles" NOT "x`)); got != "" {
		t.Errorf("NOT was understood: %q", got)
	}
}

// A bulk is what comes back of one.
type bulk struct {
	Mode   string
	DryRun bool
	More   bool
	Items  []struct {
		Post, ETag   string
		Shared       int            `json:"shared,omitempty"`
		Translations map[string]int `json:"translations,omitempty"`
		Titles       map[string]string
		OK           bool
		Problem      *struct {
			Code, Title string
			Status      int
		}
		Blockers []struct{ Code string }
	}
}

// list returns the items as they are sent again.
func (b bulk) list() []map[string]any {
	list := make([]map[string]any, 0, len(b.Items))
	for _, item := range b.Items {
		one := map[string]any{"post": item.Post, "etag": item.ETag}
		if item.Translations != nil {
			one["translations"] = item.Translations
		}
		if item.Shared > 0 {
			one["shared"] = item.Shared
		}
		list = append(list, one)
	}
	return list
}

func (w *world) bulk(t testing.TB, token, query string, body any) answer {
	t.Helper()
	return w.do(t, call{method: "POST", path: "/manage/v1/bulk" + query, token: token, body: body, header: map[string]string{"Accept-Language": "fr"}})
}

func TestBulk(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	tag := into[struct{ ID string }](t, w.do(t, call{
		method: "POST", path: "/manage/v1/tags", token: admin, body: `{"translations":{"fr":{"name":"Ville"},"en":{"name":"City"}}}`,
	}).want(t, http.StatusCreated, "")).ID
	a := w.titled(t, admin, map[string]string{"fr": "Abeilles", "en": "Bees"})
	b := w.titled(t, admin, map[string]string{"fr": "Balcon", "en": "Balcony"})
	filter := map[string]any{"state": "draft", "locale": "fr"}

	plan := into[bulk](t, w.bulk(t, admin, "?dry_run=true", map[string]any{"action": "tag", "tag": tag, "filter": filter}).want(t, http.StatusOK, ""))
	if len(plan.Items) != 2 || !plan.DryRun || plan.More || !plan.Items[0].OK || plan.Items[0].ETag != `"1"` || plan.Items[0].Titles["en"] == "" {
		t.Fatalf("the dry run says %+v", plan)
	}
	if got := w.found(t, admin, "tag="+tag); got != "" {
		t.Errorf("a dry run tagged %q", got)
	}
	done := into[bulk](t, w.bulk(t, admin, "", map[string]any{"action": "tag", "tag": tag, "items": plan.list()}).want(t, http.StatusOK, ""))
	if got := w.found(t, admin, "sort=created&tag="+tag); got != "AB" || done.Items[0].ETag != `"2"` || done.Items[0].Shared != 2 {
		t.Errorf("tagged %q, %+v", got, done)
	}
	// One entity tag is old: all or nothing, then each by itself.
	items := done.list()
	items[1]["etag"] = `"1"`
	refused := w.bulk(t, admin, "", map[string]any{"action": "untag", "tag": tag, "items": items}).want(t, http.StatusConflict, "bulk.refused")
	if p := into[struct {
		Errors []struct{ Pointer, Code, Detail string }
	}](t, refused); len(p.Errors) != 1 || p.Errors[0].Pointer != "/items/1" || p.Errors[0].Code != "post.stale" || !strings.Contains(p.Errors[0].Detail, "enregistré") {
		t.Errorf("refused with %+v", p)
	}
	if got := w.found(t, admin, "sort=created&tag="+tag); got != "AB" {
		t.Errorf("a refused bulk left %q tagged", got)
	}
	half := into[bulk](t, w.bulk(t, admin, "", map[string]any{"action": "untag", "mode": "each", "tag": tag, "items": items}).want(t, http.StatusOK, ""))
	if !half.Items[0].OK || half.Items[1].OK || half.Items[1].Problem.Code != "post.stale" || half.Items[1].ETag != `"2"` || !strings.Contains(half.Items[1].Problem.Title, "enregistré") {
		t.Errorf("each by itself: %+v", half)
	}
	w.bulkPublish(t, admin, a, b)
}

// bulkPublish publishes what a filter finds, and deletes what it may.
func (w *world) bulkPublish(t *testing.T, admin string, a, b post) {
	t.Helper()
	filter := map[string]any{"state": "draft"}
	plan := into[bulk](t, w.bulk(t, admin, "?dry_run=true", map[string]any{"action": "publish", "locales": []string{"fr"}, "filter": filter}).want(t, http.StatusOK, ""))
	if len(plan.Items) != 2 || len(plan.Items[0].Translations) != 1 || plan.Items[0].Translations["fr"] != 1 || plan.Items[0].Shared < 2 {
		t.Fatalf("the dry run says %+v", plan)
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr"}).want(t, http.StatusOK, "").absent(t, "Abeilles", "Balcon")
	w.bulk(t, admin, "", map[string]any{"action": "publish", "items": plan.list()}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=en"}).want(t, http.StatusOK, "").absent(t, "Bees", "Balcony")
	if got := w.found(t, admin, "state=live&locale=fr&sort=created"); got != "AB" {
		t.Errorf("live in fr: %q", got)
	}
	refused := into[bulk](t, w.bulk(t, admin, "?dry_run=true", map[string]any{"action": "delete", "filter": map[string]any{"live": true}}).want(t, http.StatusOK, ""))
	if len(refused.Items) != 2 || refused.Items[0].OK || refused.Items[0].Problem.Code != "post.live" {
		t.Errorf("to delete what is live: %+v", refused)
	}
	un := into[bulk](t, w.bulk(t, admin, "?dry_run=true", map[string]any{"action": "unpublish", "filter": map[string]any{"live": true}}).want(t, http.StatusOK, ""))
	w.bulk(t, admin, "", map[string]any{"action": "unpublish", "mode": "each", "items": un.list()}).want(t, http.StatusOK, "")
	gone := into[bulk](t, w.bulk(t, admin, "?dry_run=true", map[string]any{"action": "delete", "filter": filter}).want(t, http.StatusOK, ""))
	w.bulk(t, admin, "", map[string]any{"action": "delete", "items": gone.list()}).want(t, http.StatusOK, "")
	for _, p := range []post{a, b} {
		w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID, token: admin}).want(t, http.StatusNotFound, "post.not_found")
	}
}

func TestBulkRefuses(t *testing.T) {
	w := newWorld(t)
	admin, author, reader := w.token(t, "admin"), w.token(t, "author"), w.token(t, "reader")
	hidden := w.titled(t, admin, map[string]string{"fr": "Secret"})
	item := []any{map[string]any{"post": hidden.ID, "etag": `"1"`}}
	filter := map[string]any{"state": "draft"}
	for name, tt := range map[string]struct {
		query  string
		body   map[string]any
		status int
		code   string
	}{
		"a filter that acts": {"", map[string]any{"action": "delete", "filter": filter}, 422, "invalid"},
		"both":               {"?dry_run=true", map[string]any{"action": "delete", "filter": filter, "items": item}, 422, "invalid"},
		"neither":            {"", map[string]any{"action": "delete"}, 422, "invalid"},
		"an action":          {"", map[string]any{"action": "purge", "items": item}, 422, "invalid"},
		"no tag":             {"", map[string]any{"action": "tag", "items": item}, 422, "invalid"},
		"a tag too many":     {"", map[string]any{"action": "delete", "tag": "x", "items": item}, 422, "invalid"},
		"an unknown tag":     {"", map[string]any{"action": "tag", "tag": "x", "items": item}, 409, "bulk.refused"},
		"twice":              {"", map[string]any{"action": "delete", "items": slices.Concat(item, item)}, 422, "invalid"},
		"no etag":            {"", map[string]any{"action": "delete", "items": []any{map[string]any{"post": hidden.ID}}}, 409, "bulk.refused"},
		"a weak etag":        {"", map[string]any{"action": "delete", "items": []any{map[string]any{"post": hidden.ID, "etag": `W/"1"`}}}, 422, "invalid"},
		"no revision":        {"", map[string]any{"action": "publish", "items": item}, 422, ""},
		"mass assignment":    {"", map[string]any{"action": "delete", "items": []any{map[string]any{"post": hidden.ID, "etag": `"1"`, "version": 1}}}, 422, "invalid"},
		"a wrong filter":     {"?dry_run=true", map[string]any{"action": "delete", "filter": map[string]any{"sql": "1"}}, 422, "invalid"},
	} {
		t.Run(name, func(t *testing.T) { w.bulk(t, admin, tt.query, tt.body).want(t, tt.status, tt.code) })
	}
	tooMany := make([]any, 501)
	for i := range tooMany {
		tooMany[i] = map[string]any{"post": fmt.Sprintf("0197a3c1-7f2e-7c10-8a55-%012d", i), "etag": `"1"`}
	}
	w.bulk(t, admin, "", map[string]any{"action": "delete", "items": tooMany}).want(t, 422, "invalid")
	w.bulk(t, reader, "", map[string]any{"action": "delete", "items": item}).want(t, 403, "access.forbidden")
	// Another's post is to an author as one that never was.
	never := []any{map[string]any{"post": "0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01", "etag": `"1"`}}
	there := w.bulk(t, author, "", map[string]any{"action": "delete", "items": item}).want(t, 409, "bulk.refused")
	nowhere := w.bulk(t, author, "", map[string]any{"action": "delete", "items": never}).want(t, 409, "bulk.refused")
	if strings.ReplaceAll(string(there.body), hidden.ID, "") != strings.ReplaceAll(string(nowhere.body), "0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01", "") {
		t.Errorf("they can be told apart:\n%s\n%s", there.body, nowhere.body)
	}
	none := w.bulk(t, author, "?dry_run=true", map[string]any{"action": "delete", "filter": map[string]any{"q": "secret"}}).want(t, 200, "")
	none.absent(t, "Secret", hidden.ID)
	if !json.Valid(none.body) || w.found(t, admin, "q=secret") != "S" {
		t.Error("the post is gone")
	}
}
