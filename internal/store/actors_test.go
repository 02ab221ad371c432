package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestActorIsAsItIsNow(t *testing.T) {
	db, now := clocked(t)
	execute(t, db,
		`INSERT INTO users VALUES ('u1', 'Zoe@x.ca', 'zoe@x.ca', 'Zoé', 0, '{"fr":["editor"]}', '', 1, 1, 0, 0)`,
		`INSERT INTO users VALUES ('u2', 'b@x.ca', 'b@x.ca', 'Bob', 1, '{}', '', 1, 1, 9, 0)`)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for _, token := range []access.Token{
			{ID: "t1", Hash: [32]byte{1}, Name: "Robot", Admin: true},
			{ID: "t2", Hash: [32]byte{2}, Name: "Old", ExpiresAt: now.Add(time.Hour)},
			{ID: "t3", Hash: [32]byte{3}, Name: "Revoked", RevokedAt: *now},
		} {
			if err := tx.AddToken(t.Context(), &token); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Hour)
	want := map[string]access.Actor{
		"user:u1":  {ID: "user:u1", Name: "Zoé", Roles: map[locale.Tag][]access.Role{"fr": {access.RoleEditor}}},
		"token:t1": {ID: "token:t1", Name: "Robot", Admin: true},
		"cli":      access.System("cli"),
	}
	ids := []string{"user:u1", "user:u2", "token:t1", "token:t2", "token:t3", "token:u1", "user:t1", "cli", "", "user:", "import:hugo"}
	err = db.Read(t.Context(), func(s *store.Snapshot) error {
		for _, id := range ids {
			got, err := s.Actor(t.Context(), id)
			if good, ok := want[id]; ok {
				if diff := cmp.Diff(good, got); err != nil || diff != "" {
					t.Errorf("Actor(%q): %v (-want +got):\n%s", id, err, diff)
				}
			} else if f, _ := fault.Of(err); f == nil || f.Kind != fault.NotFound || f.Code != "actor.gone" || got.ID != "" {
				t.Errorf("Actor(%q) = %+v, %v, want actor.gone", id, got, err)
			}
		}
		return names(t, s, ids)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, s *store.Snapshot, ids []string) error {
	got, err := s.ActorNames(t.Context(), ids)
	want := map[string]string{"user:u1": "Zoé", "user:u2": "Bob", "token:t1": "Robot", "token:t2": "Old", "token:t3": "Revoked"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ActorNames (-want +got):\n%s", diff)
	}
	return err
}

// execute runs statements beside the database.
func execute(t *testing.T, db *store.DB, statements ...string) {
	t.Helper()
	pool := raw(t, db.Path())
	for _, s := range statements {
		if _, err := pool.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
