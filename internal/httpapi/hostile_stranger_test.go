package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStrangersLearnNothing asks for what an author has no part in, and for the
// same where there is nothing: no answer may tell one from the other.
func TestStrangersLearnNothing(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	stranger := w.token(t, "author")
	ops := managed(t)
	before := w.state(t)
	for _, id := range addressed(t) {
		op := ops[id]
		over := make(map[string]string)
		for _, name := range names(op.path) {
			kind := strings.Split(op.path, "/")[3]
			if name == "locale" || name == "n" || name == "asset" || name == "variant" || name == "tag" || name == "term" || th.of[kind] != "" && kind != "trash" {
				continue // in what everybody may read
			}
			over[name] = nobody
		}
		if len(over) == 0 {
			continue
		}
		there := w.do(t, example(t, op, th.fill(op.path, nil), stranger))
		nowhere := w.do(t, example(t, op, th.fill(op.path, over), stranger))
		if there.status < 400 || there.status != nowhere.status || blank(th, there) != blank(th, nowhere) {
			t.Errorf("%s: %d %.300s\nwhere there is nothing: %d %.300s", id, there.status, there.body, nowhere.status, nowhere.body)
		}
		for _, name := range []string{"Etag", "Location", "Last-Modified", "Allow"} {
			if there.header.Get(name) != nowhere.header.Get(name) {
				t.Errorf("%s: %s is %q, and %q where there is nothing", id, name, there.header.Get(name), nowhere.header.Get(name))
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("a stranger changed something:\n%s", diff)
	}
}

// TestStrangersNameNothing names in documents what an author has no part in, and
// what is not there: the answers are the same, and nothing comes of either.
func TestStrangersNameNothing(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	author := w.token(t, "author")
	own := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: author, body: `{"translations":{"fr":{"title":"Le mien"}}}`}).want(t, http.StatusCreated, ""))
	item := `{"post":"POST","action":"publish","shared":1,"translations":{"fr":1}}`
	before := w.state(t)
	for name, c := range map[string]call{
		"merge":         {method: "POST", path: "/manage/v1/posts/" + own.ID + "/merge", body: `{"post":"POST"}`},
		"release":       {method: "POST", path: "/manage/v1/releases", body: `{"items":[` + item + `]}`},
		"dry release":   {method: "POST", path: "/manage/v1/releases?dry_run=true", body: `{"items":[` + item + `]}`},
		"draft release": {method: "POST", path: "/manage/v1/releases", body: `{"state":"draft","items":[` + item + `]}`},
		"later release": {method: "POST", path: "/manage/v1/releases", body: `{"at":"` + nextYear() + `","items":[` + item + `]}`},
		"publish each":  {method: "POST", path: "/manage/v1/bulk", body: `{"action":"publish","mode":"each","items":[{"post":"POST","shared":1,"translations":{"fr":1}}]}`},
		"publish all":   {method: "POST", path: "/manage/v1/bulk", body: `{"action":"publish","mode":"all","items":[{"post":"POST","shared":1,"translations":{"fr":1}}]}`},
		"unpublish":     {method: "POST", path: "/manage/v1/bulk", body: `{"action":"unpublish","mode":"each","items":[{"post":"POST","translations":{"fr":1}}]}`},
		"delete each":   {method: "POST", path: "/manage/v1/bulk", body: `{"action":"delete","mode":"each","items":[{"post":"POST","version":1}]}`},
		"tag":           {method: "POST", path: "/manage/v1/bulk", body: `{"action":"tag","mode":"all","tag":"` + th.of["tags"] + `","items":[{"post":"POST","version":1}]}`},
		"schedules":     {method: "GET", path: "/manage/v1/schedules?post=POST"},
		"related":       {method: "PATCH", path: "/manage/v1/posts/" + own.ID, body: `{"related":["POST"]}`},
		"a new post’s":  {method: "POST", path: "/manage/v1/posts", body: `{"related":["POST"],"translations":{"fr":{"title":"x"}}}`},
		"a link":        {method: "PATCH", path: "/manage/v1/posts/" + own.ID + "/translations/fr", body: `{"body":"<a href=\"cms:post/POST\">x</a>"}`},
	} {
		ask := func(id string) answer {
			c := c
			c.token, c.header = author, map[string]string{"If-Match": own.ETag}
			c.path = strings.ReplaceAll(c.path, "POST", id)
			if body, ok := c.body.(string); ok {
				c.body = strings.ReplaceAll(body, "POST", id)
			}
			return w.do(t, c)
		}
		there, nowhere := ask(th.post.ID), ask(nobody)
		if there.status != nowhere.status || blank(th, there) != blank(th, nowhere) {
			t.Errorf("%s: %d %.300s\nwhere there is nothing: %d %.300s", name, there.status, there.body, nowhere.status, nowhere.body)
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("a stranger changed something:\n%s", diff)
	}
}

// blank returns the answer's body without the ids that were asked for.
func blank(th *things, a answer) string {
	body := string(a.body)
	for _, id := range append(slices.Collect(maps.Values(th.of)), th.post.ID, nobody) {
		if len(id) > 10 {
			body = strings.ReplaceAll(body, id, "…")
		}
	}
	return body
}

// TestOtherDoors tries every operation of the management with credentials of
// other interfaces, and every one of previews with the management's.
func TestOtherDoors(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	link, scoped := w.link(t, admin, th.post.ID, "fr").Token, w.previewer(t, "admin").Secret
	ops := managed(t)
	before := w.state(t)
	for _, id := range slices.Sorted(maps.Keys(ops)) {
		op := ops[id]
		if op.Security == nil || len(*op.Security) == 0 {
			continue
		}
		for token, want := range map[string][]int{
			link: {http.StatusUnauthorized}, scoped: {http.StatusForbidden, http.StatusUnauthorized}, "": {http.StatusUnauthorized}, "dpt_": {http.StatusUnauthorized},
			strings.ToUpper(admin): {http.StatusUnauthorized}, admin + "x": {http.StatusUnauthorized}, "Bearer " + admin: {http.StatusUnauthorized},
		} {
			a := w.do(t, example(t, op, th.fill(op.path, nil), token))
			if !slices.Contains(want, a.status) {
				t.Errorf("%s with %.6s…: %d %.200s", id, token, a.status, a.body)
			}
		}
	}
	if diff := cmp.Diff(before, w.state(t)); diff != "" {
		t.Errorf("a credential of another interface changed something:\n%s", diff)
	}
}
