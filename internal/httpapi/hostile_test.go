package httpapi_test

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The hostile tests ask every operation of the management that the contract
// names in wrong ways. What is refused must change nothing.

// nobody is an id that nothing has.
const nobody = "01a00000-0000-7000-8000-000000000000"

// Things are one of each kind, with which paths can be filled.
type things struct {
	post, other post              // two posts, each with what hangs on it
	of          map[string]string // by name of the path's parameter, or kind and name: what is the post's, or the site's
	others      map[string]string // what is the other post's
}

// things makes one of each kind.
func (w *world) things(t testing.TB, admin string) *things {
	t.Helper()
	th := &things{post: w.pair(t, admin), other: w.pair(t, admin)}
	th.of = map[string]string{"id": th.post.ID, "locale": "fr", "tag": "fr", "n": "1", "session": nobody,
		"segment": nobody, "finding": nobody, "entry": "1", "term": nobody, "variant": "original"}
	th.of["user"] = w.user(t, "anne@example.org", map[locale.Tag][]access.Role{"fr": {access.RoleReader}}).User.ID
	for _, kind := range []string{"tags", "authors", "series"} {
		th.of[kind] = w.id(t, "POST", "/manage/v1/"+kind, admin, `{"translations":{"fr":{"name":"Vent"}}}`)
	}
	gone := w.pair(t, admin)
	w.do(t, call{method: "DELETE", path: "/manage/v1/posts/" + gone.ID, token: admin, header: map[string]string{"If-Match": gone.ETag}}).want(t, http.StatusNoContent, "")
	th.of["trash"] = gone.ID
	th.of["asset"] = into[struct{ ID string }](t, w.upload(t, admin, "toit.png", picture(t))).ID
	th.of["link"] = w.link(t, admin, th.post.ID, "fr").ID
	w.do(t, call{method: "PUT", path: "/manage/v1/posts/" + th.post.ID + "/assignments/en", token: admin, body: `{"assignee":"me"}`}).want(t, http.StatusOK, "")
	th.of["comment"] = w.id(t, "POST", "/manage/v1/posts/"+th.post.ID+"/translations/en/comments", admin, `{"text":"Quel vent?"}`)
	th.others = map[string]string{"link": w.link(t, admin, th.other.ID, "fr").ID, "n": "2"}
	etag := th.other.ETag
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + th.other.ID, token: admin, header: map[string]string{"If-Match": etag}, body: `{"params":{"n":4}}`}).want(t, http.StatusOK, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + th.other.ID + "/translations/fr", token: admin,
		header: map[string]string{"If-Match": th.other.Translations["fr"].ETag}, body: `{"title":"Un autre"}`}).want(t, http.StatusOK, "")
	scheduled := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + th.post.ID + "/publication", token: admin,
		body: `{"shared":1,"translations":{"fr":1},"at":"` + nextYear() + `"}`}).want(t, http.StatusAccepted, "")
	th.of["schedule"] = into[struct{ Schedule struct{ ID string } }](t, scheduled).Schedule.ID
	th.of["release"] = w.id(t, "POST", "/manage/v1/releases", admin,
		`{"name":"Printemps","state":"draft","items":[{"post":"`+th.other.ID+`","action":"publish","shared":1,"translations":{"fr":1}}]}`)
	th.of["entry"], th.of["term"] = w.aLexicon(t, admin)
	th.of["token"] = w.id(t, "POST", "/manage/v1/tokens", admin, `{"name":"x","scopes":["preview"]}`)
	th.of["invitation"] = w.id(t, "POST", "/manage/v1/invitations", admin, `{"email":"luc@example.org","name":"Luc","role":"editor"}`)
	return th
}

// id makes something and returns its id.
func (w *world) id(t testing.TB, method, path, token, body string) string {
	t.Helper()
	return into[struct{ ID string }](t, w.do(t, call{method: method, path: path, token: token, body: body}).want(t, http.StatusCreated, "")).ID
}

// names returns the parameters of a path.
func names(template string) []string {
	var list []string
	for part := range strings.SplitSeq(template, "/") {
		if strings.HasPrefix(part, "{") {
			list = append(list, strings.Trim(part, "{}"))
		}
	}
	return list
}

// fill returns the path with things in it, those of over first.
func (th *things) fill(template string, over map[string]string) string {
	of := maps.Clone(th.of)
	if kind := strings.Split(template, "/")[3]; th.of[kind] != "" && kind != "posts" {
		of["id"] = th.of[kind]
	}
	if aboutPair(template) {
		of["locale"] = "en"
	}
	maps.Copy(of, over)
	for _, name := range names(template) {
		template = strings.ReplaceAll(template, "{"+name+"}", of[name])
	}
	return template
}

// aboutPair reports whether the operation is about a translation beside its source,
// which is French.
func aboutPair(template string) bool {
	return slices.ContainsFunc([]string{"/segments", "/pretranslate", "/checks", "/exchange", "/review", "/comments", "/assignments"}, func(part string) bool {
		return strings.Contains(template, part)
	})
}

// state returns all that the database says but for the record of what was refused.
func (w *world) state(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Store.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(line, "audit") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// writing returns the ids of the operations that take JSON, sorted.
func writing(t *testing.T) []string {
	ops := managed(t)
	maps.DeleteFunc(ops, func(_ string, op operation) bool {
		return op.RequestBody == nil || op.RequestBody.Value.Content["application/json"] == nil
	})
	return slices.Sorted(maps.Keys(ops))
}
