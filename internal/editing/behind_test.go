package editing_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/store"
)

// TestDuplicateIsAsOutOfDate: a copy of a post whose French is out of date is out of
// date, segment by segment, and of one that is not it is not.
func TestDuplicateIsAsOutOfDate(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "Summer", "fr", "Été").Post.ID
	h.rewrite(id, "en", "Three hives stand on the roof.<p>The garden opens.", editing.Edit{})
	h.rewrite(id, "fr", "Trois ruches sont sur le toit.<p>Le jardin ouvre.", editing.Edit{})
	stale := func(want int) {
		t.Helper()
		twin, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: owner, Post: id})
		if err != nil {
			t.Fatal(err)
		}
		err = h.db.Read(t.Context(), func(s *store.Snapshot) error {
			p, err := s.Post(t.Context(), twin.Post.ID)
			if err != nil {
				return err
			}
			pair, err := standing.Of(t.Context(), s, standing.Heads(p, "fr"))
			if err != nil {
				return err
			}
			if pair.Sums.Substantive != want || pair.Sums.Origins[bitext.Human] != 3 || p.Translation("fr").Decided != twin.Post.Translation("fr").Decided {
				t.Errorf("the copy is %+v, want %d stale", pair.Sums, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	stale(0)
	h.rewrite(id, "en", "Five hives stand on the roof.<p>The garden opens.", editing.Edit{})
	stale(1)
}
