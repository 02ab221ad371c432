package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestTokens(t *testing.T) {
	db, now := clocked(t)
	at := *now
	manage := []access.Scope{access.ScopeManage}
	token := access.Token{
		ID: "k1", Name: "CI", Hash: sha256.Sum256([]byte("secret")), Scopes: manage, CreatedAt: at, ExpiresAt: at.Add(time.Hour),
		Roles: map[locale.Tag][]access.Role{"fr": {access.RoleEditor}},
	}
	owned := access.Token{ID: "k0", Hash: sha256.Sum256([]byte("other")), Owner: "user:u", Scopes: manage, Admin: true, CreatedAt: at}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddToken(ctx, &token), tx.AddToken(ctx, &owned), tx.RevokeToken(ctx, "k1"),
			tx.UseToken(ctx, "k0", at.Add(time.Minute)), tx.UseToken(ctx, "k0", at))
	})
	*now = at.Add(time.Hour)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, "k1") })
	token.RevokedAt, owned.UsedAt = at, at.Add(time.Minute)
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		got, ok, err := s.TokenByHash(ctx, token.Hash)
		if d := cmp.Diff(token, got); d != "" || !ok {
			t.Errorf("TokenByHash() = %t (-want +got):\n%s", ok, d)
		}
		if _, ok, err := s.TokenByHash(ctx, sha256.Sum256([]byte("wrong"))); ok || err != nil {
			t.Errorf("TokenByHash() of nobody's = %t, %v", ok, err)
		}
		for _, tt := range []struct {
			owner, before string
			want          []access.Token
		}{
			{"", "", []access.Token{token, owned}}, {"", "k1", []access.Token{owned}}, {"user:u", "", []access.Token{owned}}, {"user:v", "", nil},
		} {
			list, listErr := s.Tokens(ctx, tt.owner, tt.before, 10)
			if d := cmp.Diff(tt.want, list); d != "" || listErr != nil {
				t.Errorf("Tokens(%q, %q): %v (-want +got):\n%s", tt.owner, tt.before, listErr, d)
			}
		}
		return err
	})
	err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.RevokeToken(t.Context(), "k9") })
	if code(err) != "token.not_found" {
		t.Errorf("RevokeToken() of no token = %v", err)
	}
}

func TestUsers(t *testing.T) {
	db, now := clocked(t)
	zoe := access.User{ID: "u1", Email: "Zoe@x.ca", Folded: "zoe@x.ca", Name: "Zoé", Admin: true, Password: "$", CreatedAt: *now}
	bob := access.User{ID: "u2", Email: "b@x.ca", Folded: "b@x.ca", Name: "Bob", CreatedAt: *now,
		Roles: map[locale.Tag][]access.Role{"fr": {access.RoleEditor, access.RoleOverride}}}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddUser(ctx, &zoe), tx.AddUser(ctx, &bob), tx.SeeUser(ctx, "u2", *now))
	})
	bob.SeenAt = *now
	tries := map[string]func(ctx context.Context, tx *store.Tx) error{
		"user.email_taken": func(ctx context.Context, tx *store.Tx) error {
			return tx.AddUser(ctx, &access.User{ID: "u3", Email: "ZOE@x.ca", Folded: "zoe@x.ca"})
		},
		"user.stale": func(ctx context.Context, tx *store.Tx) error {
			old := zoe
			old.Version = 7
			return tx.SaveUser(ctx, &old)
		},
		"user.not_found": func(ctx context.Context, tx *store.Tx) error { _, err := tx.User(ctx, "u9"); return err },
	}
	for want, try := range tries {
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return try(t.Context(), tx) }); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		taken := bob
		taken.Folded = zoe.Folded
		if err := tx.SaveUser(ctx, &taken); code(err) != "user.email_taken" {
			t.Errorf("another's address: %v", err)
		}
		zoe.DisabledAt = *now
		return tx.SaveUser(ctx, &zoe)
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.Users(ctx, "", 10)
		if d := cmp.Diff([]access.User{zoe, bob}, list); d != "" || zoe.Version != 2 {
			t.Errorf("Users(), version %d (-want +got):\n%s", zoe.Version, d)
		}
		if n, err := s.OtherAdmins(ctx, "u2"); n != 0 || err != nil {
			t.Errorf("a disabled admin counts as %d, %v", n, err)
		}
		return err
	})
}

// TestEndCredentials gives somebody one of each, and expects the one session that
// is kept, and what is another's, to be all that is left.
func TestEndCredentials(t *testing.T) {
	db, now := clocked(t)
	addPost(t, db, "p1", "fr")
	hash := func(s string) [32]byte { return sha256.Sum256([]byte(s)) }
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		var errs []error
		for _, u := range []string{"u1", "u2"} {
			errs = append(errs,
				tx.AddUser(ctx, &access.User{ID: u, Email: u, Folded: u, Name: u, CreatedAt: *now}),
				tx.AddSession(ctx, &access.Session{ID: "s" + u, Hash: hash("s" + u), User: u, CreatedAt: *now, SeenAt: *now, ExpiresAt: now.Add(time.Hour)}, 9),
				tx.AddSession(ctx, &access.Session{ID: "k" + u, Hash: hash("k" + u), User: u, CreatedAt: *now, SeenAt: *now, ExpiresAt: now.Add(time.Hour)}, 9),
				tx.AddToken(ctx, &access.Token{ID: "t" + u, Hash: hash("t" + u), Owner: "user:" + u, CreatedAt: *now}),
				tx.AddLink(ctx, &access.Link{ID: "r" + u, Hash: hash("r" + u), Kind: access.LinkReset, User: u, ExpiresAt: now.Add(time.Hour)}))
		}
		return errors.Join(errs...)
	})
	execute(t, db, `INSERT INTO preview_links (id, hash, post_id, locales, note, by, via, created_at, expires_at, revoked_at, used_at)
		SELECT 'l' || id, CAST(id AS BLOB), 'p1', '[]', '', 'user:' || id, '', 1, 9, 0, 0 FROM users`)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.EndCredentials(ctx, "u1", "ku1") })
	const left = `SELECT group_concat(id, ' ') FROM (SELECT id FROM sessions UNION SELECT id FROM tokens WHERE revoked_at = 0
		UNION SELECT id FROM invitations UNION SELECT id FROM preview_links WHERE revoked_at = 0 ORDER BY 1)`
	if got := value[string](t, db, left); got != "ku1 ku2 lu2 ru2 su2 tu2" {
		t.Errorf("left: %s", got)
	}
}

func TestOneTimeLinks(t *testing.T) {
	db, now := clocked(t)
	link := func(id string, kind access.LinkKind, email string) *access.Link {
		return &access.Link{ID: id, Hash: sha256.Sum256([]byte(id)), Kind: kind, Email: email, Folded: email, CreatedBy: "cli",
			CreatedAt: *now, ExpiresAt: now.Add(time.Hour), Roles: map[locale.Tag][]access.Role{}}
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddLink(ctx, link("i1", access.LinkInvite, "a")), tx.AddLink(ctx, link("i2", access.LinkInvite, "b")),
			tx.AddLink(ctx, link("i3", access.LinkInvite, "a")), tx.AddLink(ctx, link("x1", access.LinkSetup, "")), tx.AddLink(ctx, link("x2", access.LinkSetup, "")))
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.Invitations(ctx, "", 10)
		if d := cmp.Diff([]access.Link{*link("i3", access.LinkInvite, "a"), *link("i2", access.LinkInvite, "b")}, list); d != "" {
			t.Errorf("Invitations() (-want +got):\n%s", d)
		}
		return err
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for id, want := range map[string]bool{"i1": false, "x1": false, "x2": true, "i3": true} {
			for range 2 {
				if _, ok, err := tx.TakeLink(ctx, link(id, "", "").Hash); ok != want || err != nil {
					t.Errorf("TakeLink(%s) = %v, %v, want %v", id, ok, err, want)
				}
				want = false
			}
		}
		return tx.DropInvitation(ctx, "i2")
	})
	for _, id := range []string{"i2", "x2"} {
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.DropInvitation(t.Context(), id) }); code(err) != "invitation.not_found" {
			t.Errorf("DropInvitation(%s) = %v", id, err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	db, now := clocked(t)
	session := func(id string, age time.Duration) *access.Session {
		return &access.Session{ID: id, Hash: sha256.Sum256([]byte(id)), User: "u1", CreatedAt: now.Add(-age), SeenAt: *now, ExpiresAt: now.Add(time.Hour)}
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		errs := []error{tx.AddUser(ctx, &access.User{ID: "u1", CreatedAt: *now})}
		for i, id := range []string{"s1", "s2", "s3", "s4"} {
			errs = append(errs, tx.AddSession(ctx, session(id, time.Duration(9-i)*time.Minute), 3))
		}
		return errors.Join(errs...)
	})
	ids := func() string {
		return value[string](t, db, "SELECT coalesce(group_concat(id, ' ' ORDER BY id), '') FROM sessions")
	}
	if got := ids(); got != "s2 s3 s4" {
		t.Errorf("beside three sessions: %s", got)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.EndSession(ctx, "u1", "s2"), tx.ReplaceSession(ctx, session("s3", 0).Hash), tx.SeeSession(ctx, "s4", now.Add(-time.Hour)))
	})
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.EndSession(t.Context(), "u2", "s4") }); code(err) != "session.not_found" {
		t.Errorf("another's session: %v", err)
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.Sessions(ctx, "u1")
		if d := cmp.Diff([]access.Session{*session("s4", 6*time.Minute)}, list); d != "" {
			t.Errorf("Sessions() (-want +got):\n%s", d)
		}
		return err
	})
	*now = now.Add(time.Hour)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { _, err := tx.ForgetOutdated(ctx, 10); return err })
	if got := ids(); got != "" {
		t.Errorf("outdated: %s", got)
	}
}
