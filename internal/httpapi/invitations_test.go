package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	const at = "/manage/v1/invitations"
	invite := func(body string) answer { return owner.call(t, call{method: "POST", path: at, body: body}) }
	for body, pointer := range map[string]string{
		`{"email":"a@x.ca","role":"editor","roles":{"fr":["editor"]}}`: "/role", `{"email":"a@x.ca","locales":["fr"]}`: "/locales",
		`{"email":"a@x.ca","role":"editor","locales":["de"]}`: "/roles/de", `{"email":"a@x.ca","role":"admin"}`: "/role",
		`{"email":"a@x.ca","expiresIn":"31d"}`: "/expiresIn", `{"email":"a@x.ca","expiresIn":"0d"}`: "/expiresIn", `{"email":"a b@x.ca"}`: "/email",
		`{"email":"a@x.ca","createdBy":"user:x"}`: "/createdBy", `{"email":"a@x.ca","name":"x\ny"}`: "/name",
	} {
		p := into[struct{ Errors []struct{ Pointer string } }](t, invite(body).want(t, 422, ""))
		if len(p.Errors) != 1 || p.Errors[0].Pointer != pointer {
			t.Errorf("%s: %+v, want %s", body, p.Errors, pointer)
		}
	}
	invite(`{"email":"MAUDE@example.org","role":"reader"}`).want(t, 409, "user.email_taken")
	var ids []string
	for i := range 3 {
		a := invite(fmt.Sprintf(`{"email":"n%d@x.ca","role":"translator","locales":["fr","en"]}`, i)).want(t, 201, "")
		ids = append(ids, into[struct{ ID string }](t, a).ID)
	}
	type item struct {
		ID, Email, By, ByName, Token, Link string
		Roles                              map[string][]string
	}
	type page struct {
		Items []item
		Next  *string
	}
	first := into[page](t, owner.call(t, call{method: "GET", path: at + "?limit=2"}).want(t, 200, ""))
	if first.Next == nil || len(first.Items) != 2 {
		t.Fatalf("first page: %+v", first)
	}
	roles := map[string][]string{"fr": {"translator"}, "en": {"translator"}}
	want := item{ID: ids[2], Email: "n2@x.ca", By: "user:" + owner.id, ByName: "Maude", Roles: roles}
	if diff := cmp.Diff(want, first.Items[0]); diff != "" {
		t.Errorf("newest (-want +got):\n%s", diff)
	}
	second := into[page](t, owner.call(t, call{method: "GET", path: at + "?limit=2&cursor=" + *first.Next}).want(t, 200, ""))
	if second.Next != nil || len(second.Items) != 1 || second.Items[0].ID != ids[0] {
		t.Errorf("second page: %+v", second)
	}
	owner.call(t, call{method: "DELETE", path: at + "/" + ids[0]}).want(t, 204, "")
	owner.call(t, call{method: "DELETE", path: at + "/" + ids[0]}).want(t, 404, "invitation.not_found")
	owner.call(t, call{method: "GET", path: at + "?cursor=" + strings.Repeat("x", 65)}).want(t, 400, "list.cursor")
}

// TestMeByToken asks who one is with a token of one's own, and what it can change.
func TestMeByToken(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	luc := w.invited(t, owner, map[string]any{"email": "luc@example.org", "role": "translator", "locales": []string{"fr"}})
	made := into[struct{ ID, Secret string }](t, luc.call(t, call{method: "POST", path: "/manage/v1/tokens", body: `{"name":"CI","scopes":["manage"],"expiresIn":"1d"}`}).want(t, 201, ""))
	a := w.do(t, call{method: "GET", path: "/manage/v1/me", token: made.Secret}).want(t, http.StatusOK, "")
	me := into[struct {
		Actor, Via, Name, CSRFToken string
		Admin                       bool
		Permissions                 map[string]map[string]string
	}](t, a)
	if me.Actor != "user:"+luc.id || me.Via != "token:"+made.ID || me.CSRFToken != "" || me.Admin || me.Name != "Luc" {
		t.Errorf("me: %+v", me)
	}
	want := map[string]map[string]string{
		"browse": {"*": "any"}, "read": {"fr": "any"}, "write": {"fr": "not_source"}, "confirm": {"fr": "not_source"}, "read_source": {"fr": "any"}, "translate": {"fr": "not_source"}, "comment": {"fr": "any"}, "preview": {"fr": "any"}, "upload": {"*": "any"},
	}
	if diff := cmp.Diff(want, me.Permissions); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
	a.absent(t, luc.csrf)
	w.do(t, call{method: "PATCH", path: "/manage/v1/me", token: made.Secret, header: map[string]string{"If-Match": a.header.Get("ETag")}, body: `{"name":"Luc N."}`}).want(t, 200, "")
	w.do(t, call{method: "PATCH", path: "/manage/v1/me", token: made.Secret, header: map[string]string{"If-Match": a.header.Get("ETag")}, body: `{"name":"Luc"}`}).want(t, 412, "user.stale")
	w.do(t, call{method: "POST", path: "/manage/v1/tokens", token: made.Secret, body: `{"name":"x","scopes":["manage"]}`}).want(t, 403, "token.by_token")
	w.do(t, call{method: "PUT", path: "/manage/v1/me/password", token: made.Secret, body: `{"current":"` + goodPassword + `","new":"cinquante bacs, deux ruches"}`}).want(t, 403, "session.required")
	luc.call(t, call{method: "POST", path: "/manage/v1/tokens", body: `{"name":"x","scopes":["manage"],"roles":{"en":["editor"]}}`}).want(t, 403, "token.more_than_own")
	luc.call(t, call{method: "POST", path: "/manage/v1/tokens", body: `{"name":"x","scopes":["manage"],"admin":true}`}).want(t, 403, "token.more_than_own")
	// Of tokens, everybody sees their own; an admin all.
	for who, want := range map[*browser]int{luc: 1, owner: 2} {
		w.token(t, "reader")
		items := into[struct{ Items []struct{ ID string } }](t, who.call(t, call{method: "GET", path: "/manage/v1/tokens"}).want(t, 200, "")).Items
		if len(items) < want || who == luc && len(items) != 1 {
			t.Errorf("%d tokens", len(items))
		}
	}
	// A wrong present password is told, and bounded.
	for i := range 7 {
		status := map[bool]int{true: 422, false: 429}[i < 5]
		luc.call(t, call{method: "PUT", path: "/manage/v1/me/password", body: `{"current":"not this one","new":"cinquante bacs, deux ruches"}`}).want(t, status, "")
	}
}
