package accounts_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ accounts.Tx       = (*store.Tx)(nil)
	_ accounts.Snapshot = (*store.Snapshot)(nil)
)

var (
	noon  = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	owner = access.System("cli")
)

// open returns the service on a fresh database, its clock, and its folder.
func open(t *testing.T) (s *accounts.Service, now *time.Time, dir string) {
	t.Helper()
	dir, now = t.TempDir(), new(noon)
	clock := func() time.Time { return *now }
	path := filepath.Join(dir, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &accounts.Service{
		Write: func(ctx context.Context, fn func(accounts.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(accounts.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
		Now: clock,

		Passwords: accounts.NewPasswords(accounts.Cost{Memory: 8, Passes: 1, Threads: 1}),
		Desk:      accounts.NewDesk(slog.New(slog.DiscardHandler)),
	}, now, dir
}

func create(t *testing.T, s *accounts.Service, cmd accounts.CreateToken) accounts.Created {
	t.Helper()
	cmd.Actor = owner
	created, err := s.Create(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return created
}

func TestTokenOpensTheDoor(t *testing.T) {
	s, _, _ := open(t)
	tests := []struct {
		cmd  accounts.CreateToken
		want access.Actor
	}{
		{accounts.CreateToken{Role: "admin"}, access.Actor{Name: "admin", Admin: true}},
		{accounts.CreateToken{Role: "editor", Name: "Zoé’s laptop"},
			access.Actor{Name: "Zoé’s laptop", Roles: map[locale.Tag][]access.Role{"*": {access.RoleEditor}}}},
		{accounts.CreateToken{Role: "translator", Locales: []locale.Tag{"fr"}, Expires: time.Hour},
			access.Actor{Name: "translator", Roles: map[locale.Tag][]access.Role{"fr": {access.RoleTranslator}}}},
	}
	for _, tt := range tests {
		created := create(t, s, tt.cmd)
		got, err := s.Authenticate(t.Context(), created.Secret)
		if err != nil {
			t.Fatal(err)
		}
		tt.want.ID, tt.want.Scopes = "token:"+created.Token.ID, []access.Scope{access.ScopeManage}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Authenticate (-want +got):\n%s", diff)
		}
	}
}

func TestTokenIsRefused(t *testing.T) {
	s, now, _ := open(t)
	good := create(t, s, accounts.CreateToken{Role: "reader", Expires: time.Hour})
	gone := create(t, s, accounts.CreateToken{Role: "reader"})
	if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: owner, ID: "token:" + gone.Token.ID}); err != nil {
		t.Fatal(err)
	}
	refused := func(name, secret string) {
		t.Helper()
		actor, err := s.Authenticate(t.Context(), secret)
		f, _ := fault.Of(err)
		if f == nil || f.Kind != fault.Unauthenticated || f.Code != "access.unauthenticated" || len(f.Args) > 0 || actor.ID != "" {
			t.Errorf("%s: actor %+v, error %v", name, actor, err)
		}
	}
	for name, secret := range map[string]string{
		"empty": "", "another form": "Bearer x", "prefix alone": "dpt_", "cut": good.Secret[:len(good.Secret)-1],
		"one sign too many": good.Secret + "A", "another": "dpt_" + strings.Repeat("A", 43), "revoked": gone.Secret,
		"its id": good.Token.ID,
	} {
		refused(name, secret)
	}
	if _, err := s.Authenticate(t.Context(), good.Secret); err != nil {
		t.Fatal(err)
	}
	*now = noon.Add(time.Hour)
	refused("expired", good.Secret)
}

func TestSecretIsNowhereAtRest(t *testing.T) {
	s, _, dir := open(t)
	created := create(t, s, accounts.CreateToken{Role: "admin"})
	if len(created.Secret) != 47 || !strings.HasPrefix(created.Secret, "dpt_") {
		t.Errorf("the secret has the wrong form: %d signs", len(created.Secret))
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files { // the log of what is not yet in the file, too
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(created.Token.ID)) {
			seen++
		}
		if bytes.Contains(data, []byte(created.Secret)) || bytes.Contains(data, []byte(created.Secret[4:20])) {
			t.Errorf("%s holds the secret", f.Name())
		}
	}
	if seen == 0 {
		t.Error("no file holds the token's row: the test looks in the wrong place")
	}
}

func TestTwoTokensDiffer(t *testing.T) {
	s, _, _ := open(t)
	a, b := create(t, s, accounts.CreateToken{Role: "admin"}), create(t, s, accounts.CreateToken{Role: "admin"})
	if a.Secret == b.Secret || a.Token.ID == b.Token.ID || a.Token.Hash == b.Token.Hash {
		t.Error("two tokens are one")
	}
}

func TestListAndRevoke(t *testing.T) {
	s, now, _ := open(t)
	a := create(t, s, accounts.CreateToken{Role: "admin", Expires: 90 * 24 * time.Hour})
	*now = noon.Add(time.Minute)
	b := create(t, s, accounts.CreateToken{Role: "author", Locales: []locale.Tag{"en", "fr"}})
	for range 2 { // the second time changes nothing
		if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: owner, ID: a.Token.ID}); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(time.Hour)
	}
	page, err := s.Tokens(t.Context(), accounts.List{Actor: owner})
	if err != nil {
		t.Fatal(err)
	}
	manage := []access.Scope{access.ScopeManage}
	want := []access.Token{
		{ID: b.Token.ID, Name: "author", Scopes: manage, CreatedAt: noon.Add(time.Minute),
			Roles: map[locale.Tag][]access.Role{"en": {access.RoleAuthor}, "fr": {access.RoleAuthor}}},
		{ID: a.Token.ID, Name: "admin", Scopes: manage, Admin: true, CreatedAt: noon, ExpiresAt: noon.Add(90 * 24 * time.Hour), RevokedAt: noon.Add(time.Minute)},
	}
	if diff := cmp.Diff(want, page.Items); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
	if err := s.Revoke(t.Context(), accounts.RevokeToken{Actor: owner, ID: "none"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoking no token: %v, want NotFound", err)
	}
}

func TestWrongTokens(t *testing.T) {
	s, _, _ := open(t)
	tests := []struct {
		name string
		cmd  accounts.CreateToken
		want []string
	}{
		{"no role", accounts.CreateToken{}, []string{"/role token.role"}},
		{"admin of a locale", accounts.CreateToken{Role: "admin", Locales: []locale.Tag{"fr"}}, []string{"/locales token.admin_locales"}},
		{"foreign locale", accounts.CreateToken{Role: "editor", Locales: []locale.Tag{"fr", "de"}}, []string{"/locales/1 locale.unknown"}},
		{"everywhere by its name", accounts.CreateToken{Role: "editor", Locales: []locale.Tag{"*"}}, []string{"/locales/0 locale.unknown"}},
		{"dead before it lives", accounts.CreateToken{Role: "editor", Expires: -1}, []string{"/expiresIn token.expires"}},
		{"all at once", accounts.CreateToken{Role: "king", Name: "two\nlines", Expires: 1 << 62},
			[]string{"/role token.role", "/name token.name", "/expiresIn token.expires"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.cmd.Actor = owner
			_, err := s.Create(t.Context(), tt.cmd)
			f, _ := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid {
				t.Fatalf("Create: %v, want Invalid", err)
			}
			var got []string
			for _, field := range f.Fields {
				got = append(got, field.Pointer+" "+field.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
	if list, err := s.Tokens(t.Context(), accounts.List{Actor: owner}); err != nil || len(list.Items) > 0 {
		t.Errorf("a refused command left %v, %v", list, err)
	}
}

func TestTokensAreTheAdmins(t *testing.T) {
	s, _, _ := open(t)
	kept := create(t, s, accounts.CreateToken{Role: "admin"})
	for _, role := range access.Roles() {
		actor := access.Actor{ID: "token:x", Roles: map[locale.Tag][]access.Role{access.Everywhere: {role}}}
		_, createErr := s.Create(t.Context(), accounts.CreateToken{Actor: actor, Role: "admin"})
		if !fault.Is(createErr, fault.Forbidden) {
			t.Errorf("%s makes an admin: %v, want Forbidden", role, createErr)
		}
		if page, err := s.Tokens(t.Context(), accounts.List{Actor: actor}); err != nil || len(page.Items) > 0 {
			t.Errorf("%s sees others’ tokens: %v, %v", role, page.Items, err)
		}
		hidden := s.Revoke(t.Context(), accounts.RevokeToken{Actor: actor, ID: kept.Token.ID})
		missing := s.Revoke(t.Context(), accounts.RevokeToken{Actor: actor, ID: "none"})
		if !fault.Is(hidden, fault.NotFound) || !fault.Is(missing, fault.NotFound) || !access.Hides(hidden) || access.Hides(missing) {
			t.Errorf("%s: %v and %v, want NotFound both, the first of them hidden", role, hidden, missing)
		}
	}
	if _, err := s.Authenticate(t.Context(), kept.Secret); err != nil {
		t.Errorf("a refused command ended a token: %v", err)
	}
	if !slices.Contains(accounts.RoleNames(), accounts.Admin) {
		t.Error("admin is no role")
	}
}
