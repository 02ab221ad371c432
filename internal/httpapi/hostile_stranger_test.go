package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/httpapi"
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
			if name == "locale" || name == "n" || name == "asset" || name == "tag" || th.of[kind] != "" && kind != "trash" {
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
		if httpapi.Unbuilt(id) || op.Security == nil || len(*op.Security) == 0 {
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
