package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A credential is one column of the matrix.
type credential struct {
	name, role string
	locales    []locale.Tag
	get        func(*testing.T, *world, *things) (token string, header map[string]string) // nil: a token of the role
	kind       kind
}

// A kind says what a credential is good for.
type kind int

const (
	manages  kind = iota
	previews      // opens the preview alone
	drafts        // opens what a machine needs that drafts translations
	dead          // opens nothing
)

func credentials() []credential {
	fr := []locale.Tag{"fr"}
	return []credential{
		{name: "none", kind: dead, get: bearer(func(*testing.T, *world, *things) string { return "" })},
		{name: "wrong", kind: dead, get: bearer(func(*testing.T, *world, *things) string { return "dpt_" + strings.Repeat("A", 43) })},
		{name: "reader", role: "reader", locales: fr}, {name: "translator", role: "translator", locales: fr}, {name: "reviewer", role: "reviewer", locales: fr},
		{name: "author", role: "author"}, {name: "editor-fr", role: "editor", locales: fr}, {name: "editor", role: "editor"},
		{name: "override", role: "override"}, {name: "admin", role: "admin"},
		{name: "session", role: "editor", get: session}, {name: "own-token", role: "editor", get: ownToken},
		{name: "preview-link", kind: previews, get: bearer(func(t *testing.T, w *world, th *things) string {
			return w.link(t, w.token(t, "admin"), th.post.ID, "fr", "en").Token
		})},
		{name: "preview-only", kind: previews, get: bearer(func(t *testing.T, w *world, _ *things) string {
			return w.made(t, accounts.CreateToken{Role: "editor", Scopes: []access.Scope{access.ScopePreview}}).Secret
		})},
		{name: "machine", kind: drafts, get: bearer(func(t *testing.T, w *world, _ *things) string {
			return w.made(t, accounts.CreateToken{Role: "admin", Scopes: []access.Scope{access.ScopeTranslate}}).Secret
		})},
		{name: "expired", kind: dead, get: bearer(func(t *testing.T, w *world, _ *things) string {
			return w.made(t, accounts.CreateToken{Role: "admin", Expires: time.Nanosecond}).Secret
		})},
		{name: "revoked", kind: dead, get: bearer(revoked)}, {name: "disabled", kind: dead, get: bearer(disabled)},
		{name: "signed-out", kind: dead, get: signedOut},
		{name: "invitation", kind: dead, get: bearer(func(t *testing.T, w *world, _ *things) string {
			made, err := w.Accounts.Invite(t.Context(), accounts.Invite{Actor: access.System("cli"), Email: "new@example.org", Admin: true})
			if err != nil {
				t.Fatal(err)
			}
			return made.Secret
		})},
	}
}

func bearer(token func(*testing.T, *world, *things) string) func(*testing.T, *world, *things) (string, map[string]string) {
	return func(t *testing.T, w *world, th *things) (string, map[string]string) { return token(t, w, th), nil }
}

// made makes a token as the machine's owner.
func (w *world) made(t testing.TB, cmd accounts.CreateToken) accounts.Created {
	t.Helper()
	cmd.Actor = access.System("cli")
	made, err := w.Accounts.Create(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// user brings somebody in with the roles, and signs them in.
func (w *world) user(t testing.TB, email string, roles map[locale.Tag][]access.Role) accounts.SignedIn {
	t.Helper()
	made, err := w.Accounts.Invite(t.Context(), accounts.Invite{Actor: access.System("cli"), Email: email, Name: email, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	in, err := w.Accounts.Accept(t.Context(), accounts.Accept{Token: made.Secret, Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (w *world) editor(t testing.TB) accounts.SignedIn {
	t.Helper()
	return w.user(t, "editor@example.org", map[locale.Tag][]access.Role{access.Everywhere: {access.RoleEditor}})
}

func cookieOf(in accounts.SignedIn) map[string]string {
	return map[string]string{"Cookie": "diptych=" + in.Cookie, "X-CSRF-Token": accounts.CSRFToken(in.Cookie)}
}

func session(t *testing.T, w *world, _ *things) (string, map[string]string) {
	return "", cookieOf(w.editor(t))
}

func ownToken(t *testing.T, w *world, _ *things) (string, map[string]string) {
	actor, err := w.Accounts.Session(t.Context(), w.editor(t).Cookie)
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.Accounts.Create(t.Context(), accounts.CreateToken{Actor: actor, Name: "CI"})
	if err != nil {
		t.Fatal(err)
	}
	return made.Secret, nil
}

func revoked(t *testing.T, w *world, _ *things) string {
	made := w.made(t, accounts.CreateToken{Role: "admin"})
	if err := w.Accounts.Revoke(t.Context(), accounts.RevokeToken{Actor: access.System("cli"), ID: made.Token.ID}); err != nil {
		t.Fatal(err)
	}
	return made.Secret
}

func disabled(t *testing.T, w *world, th *things) string {
	token, _ := ownToken(t, w, th)
	user, err := w.Accounts.UserByEmail(t.Context(), access.System("cli"), "editor@example.org")
	if err == nil {
		_, err = w.Accounts.SaveUser(t.Context(), accounts.SaveUser{Actor: access.System("cli"), ID: user.ID, Version: etag.Any,
			Change: func(p accounts.Person) (accounts.Person, error) { p.Disabled = true; return p, nil }})
	}
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func signedOut(t *testing.T, w *world, _ *things) (string, map[string]string) {
	in := w.editor(t)
	actor, err := w.Accounts.Session(t.Context(), in.Cookie)
	if err == nil {
		err = w.Accounts.SignOut(t.Context(), actor)
	}
	if err != nil {
		t.Fatal(err)
	}
	return "", cookieOf(in)
}

// present returns how a call is made with the credential.
func (c credential) present(t *testing.T, w *world, th *things) func(call) call {
	t.Helper()
	token, header := "", map[string]string(nil)
	if c.get != nil {
		token, header = c.get(t, w, th)
	} else {
		token = w.token(t, c.role, c.locales...)
	}
	return func(made call) call {
		made.token = token
		maps.Copy(made.header, header)
		return made
	}
}

// judge returns what is wrong with the answer, or nothing.
func (c credential) judge(id string, op operation, a answer) string {
	reads := op.method == http.MethodGet
	preview := strings.HasPrefix(op.path, "/preview/")
	refused := a.status == http.StatusForbidden || a.status == http.StatusNotFound
	switch {
	case c.kind == dead, preview && c.name == "session":
		if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
			return "nobody is known to ask"
		}
	case a.status == http.StatusUnauthorized && (preview || c.kind == manages):
		return "it is known who asks"
	case c.kind == previews && !preview && a.status != http.StatusUnauthorized && a.status != http.StatusForbidden:
		return "it opens the preview alone"
	case c.kind == previews && !preview:
	case c.kind == drafts && (preview || op.Extensions["x-scopes"] == nil) && a.status != http.StatusForbidden:
		return "a machine drafts, and does nothing else"
	case c.kind == drafts:
	case preview && c.kind == manages && a.status != http.StatusForbidden:
		return "it opens the management alone"
	case preview:
	case oneself(id), slices.Contains([]string{"bulkPosts"}, id): // judged by its items
	case c.name == "reader" && !reads && !refused:
		return "a reader writes"
	case c.name == "override" && id != "getMe" && !refused:
		return "to override is nothing by itself"
	case c.role == "editor" && !reads && (strings.Contains(op.path, "/locales") || id == "patchSite" || adminsAlone(op.path)) && a.status != http.StatusForbidden:
		return "that is an admin's"
	case c.name == "admin" && a.status == http.StatusForbidden:
		return "an admin may"
	}
	return ""
}

// adminsAlone reports whether a path leads to what is an admin's, reading included.
func adminsAlone(path string) bool {
	return slices.ContainsFunc([]string{"/users", "/invitations", "/audit"}, func(part string) bool { return strings.HasPrefix(path, "/manage/v1"+part) })
}
