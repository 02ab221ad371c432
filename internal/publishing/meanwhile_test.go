package publishing_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// What others do between scheduling and firing.

func (h *house) trash(id content.PostID) {
	h.t.Helper()
	err := h.edit.RemovePost(h.t.Context(), editing.RemovePost{Actor: owner, Post: id, Version: h.state(id).Version})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) drop(id content.PostID, tag locale.Tag) {
	h.t.Helper()
	err := h.edit.RemoveTranslation(h.t.Context(), editing.RemoveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: h.state(id).Translation(tag).Version,
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// token makes the token with the id, with the role everywhere.
func (h *house) token(id string, role access.Role) {
	h.t.Helper()
	err := h.db.Write(h.t.Context(), func(tx *store.Tx) error {
		return tx.AddToken(h.t.Context(), &access.Token{ID: id, Name: id, Roles: map[locale.Tag][]access.Role{access.Everywhere: {role}}, CreatedAt: noon})
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// execute does to the database what Diptych never would.
func (h *house) execute(statements ...string) {
	h.t.Helper()
	db, err := sql.Open("sqlite", h.path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(h.t.Context(), s); err != nil {
			h.t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestDueInOrder fires all that is due after a downtime, first due first.
func TestDueInOrder(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en")
	h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
	later := h.planAs(owner, put(id, 1, "en", 2), soon.Add(time.Minute))
	away := h.planAs(owner, take(id, "en", 2), soon.Add(2*time.Minute))
	first := h.planAs(owner, put(id, 1, "en", 1), soon)
	h.now = soon.Add(24 * time.Hour)
	look, err := h.Due(t.Context())
	if err != nil || len(look.Due) != 3 || look.Due[0] != first.ID || look.Due[1] != later.ID || look.Due[2] != away.ID {
		t.Fatalf("Due = %+v, %v", look, err)
	}
	for _, s := range look.Due {
		if done, err := h.Fire(t.Context(), s); err != nil || done.State != content.ScheduleDone || done.Late() < 23*time.Hour {
			t.Errorf("fired %+v, %v", done, err)
		}
	}
	if got := h.visible(id); got != "" {
		t.Errorf("visible: %q", got)
	}
}
