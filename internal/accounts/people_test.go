package accounts_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const password = "quarante bacs et une ruche"

var home = accounts.Door{Address: "192.0.2.7", Agent: "Firefox"}

func codeOf(err error) string {
	f, _ := fault.Of(err)
	if f == nil {
		return fmt.Sprint(err)
	}
	if len(f.Fields) > 0 {
		return f.Fields[0].Pointer + " " + f.Fields[0].Code
	}
	return f.Code
}

func setUp(t *testing.T, s *accounts.Service) accounts.SignedIn {
	t.Helper()
	made, err := s.SetUp(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	return accept(t, s, accounts.Accept{Token: made.Secret, Name: "Maude", Email: "maude@example.org"})
}

func accept(t *testing.T, s *accounts.Service, cmd accounts.Accept) accounts.SignedIn {
	t.Helper()
	cmd.Password, cmd.Door = password, home
	in, err := s.Accept(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// join brings somebody in with the roles.
func join(t *testing.T, s *accounts.Service, email string, roles map[locale.Tag][]access.Role) accounts.SignedIn {
	t.Helper()
	made, err := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: email, Name: email, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	return accept(t, s, accounts.Accept{Token: made.Secret})
}

func actorOf(t *testing.T, s *accounts.Service, in accounts.SignedIn) access.Actor {
	t.Helper()
	actor, err := s.Session(t.Context(), in.Cookie)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func editorOf(tags ...locale.Tag) map[locale.Tag][]access.Role {
	roles := make(map[locale.Tag][]access.Role)
	for _, tag := range tags {
		roles[tag] = []access.Role{access.RoleEditor}
	}
	return roles
}

// TestCredentialsEnd ends what somebody has in each way, and looks at all of it.
func TestCredentialsEnd(t *testing.T) {
	change := func(f func(*accounts.Person)) func(*testing.T, *accounts.Service, accounts.SignedIn) {
		return func(t *testing.T, s *accounts.Service, in accounts.SignedIn) {
			_, err := s.SaveUser(t.Context(), accounts.SaveUser{Actor: owner, ID: in.User.ID, Version: etag.Any,
				Change: func(p accounts.Person) (accounts.Person, error) { f(&p); return p, nil }})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct {
		name string
		do   func(*testing.T, *accounts.Service, accounts.SignedIn)
		left string // of session, other session, token
	}{
		{"nothing", func(*testing.T, *accounts.Service, accounts.SignedIn) {}, "yyy"},
		{"another name", change(func(p *accounts.Person) { p.Name = "Luc-André" }), "yyy"},
		{"disabled", change(func(p *accounts.Person) { p.Disabled = true }), "---"},
		{"another role", change(func(p *accounts.Person) { p.Roles = editorOf("en") }), "---"},
		{"an admin", change(func(p *accounts.Person) { p.Admin = true }), "---"},
		{"own password", func(t *testing.T, s *accounts.Service, in accounts.SignedIn) {
			cmd := accounts.ChangePassword{Actor: actorOf(t, s, in), Current: password, New: "cinquante bacs et deux ruches"}
			if err := s.ChangePassword(t.Context(), cmd); err != nil {
				t.Fatal(err)
			}
		}, "y--"},
		{"reset", func(t *testing.T, s *accounts.Service, in accounts.SignedIn) {
			made, err := s.Reset(t.Context(), owner, in.User.ID)
			if err != nil {
				t.Fatal(err)
			}
			accept(t, s, accounts.Accept{Token: made.Secret, Name: "is not taken"})
		}, "---"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := open(t)
			in := join(t, s, "luc@example.org", editorOf("fr"))
			other, err := s.SignIn(t.Context(), accounts.SignIn{Email: "luc@example.org", Password: password, Door: home})
			if err != nil {
				t.Fatal(err)
			}
			token, err := s.Create(t.Context(), accounts.CreateToken{Actor: actorOf(t, s, in), Name: "CI"})
			if err != nil {
				t.Fatal(err)
			}
			tt.do(t, s, in)
			_, a := s.Session(t.Context(), in.Cookie)
			_, b := s.Session(t.Context(), other.Cookie)
			_, c := s.Authenticate(t.Context(), token.Secret)
			left := ""
			for _, err := range []error{a, b, c} {
				left += map[string]string{"<nil>": "y", "access.unauthenticated": "-"}[codeOf(err)]
			}
			if left != tt.left {
				t.Errorf("left: %q, want %q (%v)", left, tt.left, errors.Join(a, b, c))
			}
		})
	}
}

func TestOneAdminStays(t *testing.T) {
	s, _, _ := open(t)
	maude := setUp(t, s)
	save := func(in accounts.SignedIn, f func(*accounts.Person)) string {
		_, err := s.SaveUser(t.Context(), accounts.SaveUser{Actor: owner, ID: in.User.ID, Version: etag.Any,
			Change: func(p accounts.Person) (accounts.Person, error) { f(&p); return p, nil }})
		return codeOf(err)
	}
	demote := func(p *accounts.Person) { p.Admin = false }
	disable := func(p *accounts.Person) { p.Disabled = true }
	luc := join(t, s, "luc@example.org", editorOf("fr"))
	for range 2 {
		for _, f := range []func(*accounts.Person){demote, disable} {
			if got := save(maude, f); got != "user.last_admin" {
				t.Errorf("the last admin: %s", got)
			}
		}
		if _, err := s.Session(t.Context(), maude.Cookie); err != nil {
			t.Errorf("a refused command ended a session: %v", err)
		}
		// An admin who may not sign in does not count.
		save(luc, func(p *accounts.Person) { p.Admin, p.Disabled = true, true })
	}
	save(luc, func(p *accounts.Person) { p.Disabled = false })
	var wg sync.WaitGroup
	got := make([]string, 2)
	for i, in := range []accounts.SignedIn{maude, luc} { // each takes the other's word away at the same time
		wg.Go(func() { got[i] = save(in, demote) })
	}
	wg.Wait()
	if !cmp.Equal(got, []string{"<nil>", "user.last_admin"}) && !cmp.Equal(got, []string{"user.last_admin", "<nil>"}) {
		t.Errorf("two admins at once: %v", got)
	}
}

func TestLinksAreOfTheirMaker(t *testing.T) {
	s, now, _ := open(t)
	setUp(t, s)
	bad := join(t, s, "bad@example.org", nil)
	save := func(f func(*accounts.Person)) {
		t.Helper()
		_, err := s.SaveUser(t.Context(), accounts.SaveUser{Actor: owner, ID: bad.User.ID, Version: etag.Any,
			Change: func(p accounts.Person) (accounts.Person, error) { f(&p); return p, nil }})
		if err != nil {
			t.Fatal(err)
		}
	}
	save(func(p *accounts.Person) { p.Admin = true })
	in, err := s.SignIn(t.Context(), accounts.SignIn{Email: "bad@example.org", Password: password, Door: home})
	if err != nil {
		t.Fatal(err)
	}
	door, err := s.Invite(t.Context(), accounts.Invite{Actor: actorOf(t, s, in), Email: "back@example.org", Name: "Back", Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	save(func(p *accounts.Person) { p.Disabled = true })
	take := func(secret string) string {
		_, err := s.Accept(t.Context(), accounts.Accept{Token: secret, Password: password, Door: home})
		return codeOf(err)
	}
	if got := take(door.Secret); got != "link.gone" {
		t.Errorf("a back door: %s", got)
	}
	late, err := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: "late@example.org", Name: "Late", Expires: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Hour)
	if got := take(late.Secret); got != "link.gone" {
		t.Errorf("too late: %s", got)
	}
	first, _ := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: "a@example.org", Name: "A"})
	second, err := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: "A@Example.org", Name: "A"})
	if err != nil {
		t.Fatal(err)
	}
	if got := take(first.Secret) + " " + take(second.Secret) + " " + take(second.Secret); got != "link.gone <nil> link.gone" {
		t.Errorf("two invitations of one person: %s", got)
	}
	if _, err := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: "a@EXAMPLE.org"}); codeOf(err) != "user.email_taken" {
		t.Errorf("inviting somebody who is there: %v", err)
	}
	for email, want := range map[string]string{"": "member.required", "a@": "user.email"} {
		_, err := s.Invite(t.Context(), accounts.Invite{Actor: owner, Email: email})
		if f, ok := fault.Of(err); !ok || len(f.Fields) != 1 || f.Fields[0].Code != want {
			t.Errorf("inviting %q: %v, want %s", email, err, want)
		}
	}
}

// TestOneLinkOnePerson takes a link up many times at once.
func TestOneLinkOnePerson(t *testing.T) {
	s, _, _ := open(t)
	made, err := s.SetUp(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		wg.Go(func() {
			_, err := s.Accept(t.Context(), accounts.Accept{Token: made.Secret, Password: password, Name: "M", Email: fmt.Sprintf("m%d@example.org", i), Door: home})
			got[i] = codeOf(err)
		})
	}
	wg.Wait()
	if n := strings.Count(strings.Join(got, " "), "<nil>"); n != 1 || strings.Count(strings.Join(got, " "), "link.gone") != len(got)-1 {
		t.Errorf("%v", got)
	}
	page, err := s.Users(t.Context(), accounts.List{Actor: owner})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("users: %+v, %v", page.Items, err)
	}
}

func TestTokensActForTheirOwner(t *testing.T) {
	s, _, _ := open(t)
	in := join(t, s, "luc@example.org", map[locale.Tag][]access.Role{"fr": {access.RoleEditor}, "en": {access.RoleTranslator}})
	luc := actorOf(t, s, in)
	make := func(cmd accounts.CreateToken) (access.Actor, string) {
		cmd.Actor, cmd.Name = luc, "CI"
		created, err := s.Create(t.Context(), cmd)
		if err != nil {
			return access.Actor{}, codeOf(err)
		}
		actor, err := s.Authenticate(t.Context(), created.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if actor.Via != "token:"+created.Token.ID {
			t.Errorf("via %q", actor.Via)
		}
		actor.Via = ""
		return actor, ""
	}
	manage := []access.Scope{access.ScopeManage}
	whole := access.Actor{ID: luc.ID, Name: luc.Name, Roles: luc.Roles, Scopes: manage}
	less := access.Actor{ID: luc.ID, Name: luc.Name, Roles: editorOf("fr"), Scopes: []access.Scope{access.ScopePreview}}
	for _, tt := range []struct {
		cmd  accounts.CreateToken
		want access.Actor
		code string
	}{
		{accounts.CreateToken{}, whole, ""},
		{accounts.CreateToken{Roles: editorOf("fr"), Scopes: []access.Scope{access.ScopePreview, access.ScopePreview}}, less, ""},
		{accounts.CreateToken{Roles: editorOf("fr", "en")}, access.Actor{}, "token.more_than_own"},
		{accounts.CreateToken{Roles: editorOf("*")}, access.Actor{}, "token.more_than_own"},
		{accounts.CreateToken{Admin: true}, access.Actor{}, "token.more_than_own"},
		{accounts.CreateToken{Roles: map[locale.Tag][]access.Role{"fr": {"king"}}}, access.Actor{}, "/roles/fr/0 token.role"},
		{accounts.CreateToken{Scopes: []access.Scope{"all"}}, access.Actor{}, "/scopes/0 token.scope"},
	} {
		got, code := make(tt.cmd)
		if diff := cmp.Diff(tt.want, got); diff != "" || code != tt.code {
			t.Errorf("%+v: %s (-want +got):\n%s", tt.cmd, code, diff)
		}
	}
	byToken := whole
	byToken.Via = "token:x"
	if _, err := s.Create(t.Context(), accounts.CreateToken{Actor: byToken, Name: "child"}); codeOf(err) != "token.by_token" {
		t.Errorf("a token makes a token: %v", err)
	}
	other, err := s.Create(t.Context(), accounts.CreateToken{Actor: whole, Name: "other"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: byToken, ID: other.Token.ID}); codeOf(err) != "token.by_token" {
		t.Errorf("a token ends another: %v", err)
	}
	byToken.Via = access.TokenActor + other.Token.ID
	if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: byToken, ID: other.Token.ID}); err != nil {
		t.Errorf("a token ends itself: %v", err)
	}
	// One that a machine makes dies with the machine.
	parent := create(t, s, accounts.CreateToken{Role: "admin"})
	machine, _ := s.Authenticate(t.Context(), parent.Secret)
	child, err := s.Create(t.Context(), accounts.CreateToken{Actor: machine, Name: "child", Roles: editorOf("*")})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Authenticate(t.Context(), child.Secret); err != nil || got.Admin || got.ID != machine.ID {
		t.Errorf("child: %+v, %v", got, err)
	}
	if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: owner, ID: parent.Token.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate(t.Context(), child.Secret); codeOf(err) != "access.unauthenticated" {
		t.Errorf("it outlived its maker: %v", err)
	}
}

// TestAttemptsAreKept signs in wrongly and is refused, and reads both in the audit.
func TestAttemptsAreKept(t *testing.T) {
	s, _, _ := open(t)
	in := setUp(t, s)
	for _, email := range []string{"maude@example.org", "my other password"} {
		if _, err := s.SignIn(t.Context(), accounts.SignIn{Email: email, Password: "wrong", Door: home}); err == nil {
			t.Fatal("signed in")
		}
	}
	for range 100 {
		s.Refused(access.Actor{ID: "token:x"}, event.Record{Operation: "deletePost", Post: "p", Detail: []byte(`{"status":403}`)})
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	page, err := s.Audit(t.Context(), accounts.Audit{Actor: owner, Query: event.Query{Outcome: event.Refused}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range page.Items {
		got = append(got, r.Actor+" "+r.Operation+" "+string(r.Post)+" "+r.About+" "+r.Origin.Address)
	}
	if len(got) != 62 { // 60 an actor and minute
		t.Errorf("%d rows of attempts", len(got))
	}
	got = got[len(got)-3:]
	want := []string{"token:x deletePost p  ", " session.began   192.0.2.7", " session.began  user:" + in.User.ID + " 192.0.2.7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if _, err := s.Audit(t.Context(), accounts.Audit{Actor: access.Actor{ID: "user:x", Roles: editorOf("*")}}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an editor reads the audit: %v", err)
	}
}
