package editing_test

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
	"github.com/diptych-cms/diptych/internal/store"
)

// machine says that a machine wrote the head of the translation.
func (h *house) machine(id content.PostID, tag locale.Tag) {
	h.t.Helper()
	err := h.db.Write(h.t.Context(), func(tx *store.Tx) error {
		p, err := tx.Post(h.t.Context(), id)
		if err != nil {
			return err
		}
		pair, err := standing.Of(h.t.Context(), tx, standing.Heads(p, tag))
		if err != nil {
			return err
		}
		var list []bitext.Decision
		for _, row := range pair.Rows {
			list = append(list, bitext.Decision{
				Kind: bitext.Written, SourceN: pair.Pairing.SourceN, TargetN: pair.Pairing.TargetN, Source: []string{row.Source[0].ID},
				Target: []string{row.Target[0].ID}, SourceText: row.SourceText(), Origin: bitext.MachineUnreviewed, By: "token:machine",
			})
		}
		return tx.AddDecisions(h.t.Context(), id, tag, list)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// TestUnreadWordsStayWhereTheyAre: nothing takes what a machine wrote to where it would
// pass for a person's, until somebody has read it.
func TestUnreadWordsStayWhereTheyAre(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "Summer", "fr", "Été").Post.ID
	h.machine(id, "fr")
	if _, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "de"}); err != nil {
		t.Fatal(err)
	}
	other := h.post(owner, "de", "Sommer").Post.ID
	ways := map[string]func(context.Context) error{
		"source": func(ctx context.Context) error {
			_, err := h.SavePost(ctx, editing.SavePost{Actor: owner, Post: id, Version: etag.Any, Change: func(w editing.Whole) (editing.Whole, error) {
				w.Source = "fr"
				return w, nil
			}})
			return err
		},
		"duplicate": func(ctx context.Context) error {
			_, err := h.DuplicatePost(ctx, editing.DuplicatePost{Actor: owner, Post: id})
			return err
		},
		"duplicate of it alone": func(ctx context.Context) error {
			_, err := h.DuplicatePost(ctx, editing.DuplicatePost{Actor: owner, Post: id, Locales: []locale.Tag{"fr"}})
			return err
		},
		"split": func(ctx context.Context) error {
			_, err := h.Split(ctx, editing.Split{Actor: owner, Post: id, Locale: "fr", Version: etag.Any})
			return err
		},
		"merge": func(ctx context.Context) error {
			_, err := h.Merge(ctx, editing.Merge{Actor: owner, Post: other, Absorbed: id, Version: etag.Any})
			return err
		},
	}
	for name, way := range ways {
		if f, ok := fault.Of(way(t.Context())); !ok || f.Kind != fault.Conflict || f.Code != "translation.unread" {
			t.Errorf("%s: %v", name, f)
		}
	}
	if _, err := h.DuplicatePost(t.Context(), editing.DuplicatePost{Actor: owner, Post: id, Locales: []locale.Tag{"en"}}); err != nil {
		t.Errorf("the other language alone: %v", err)
	}
	if _, err := h.Confirm(t.Context(), editing.Confirm{Actor: owner, Post: id, Locale: "fr", Revision: 1, BesideRevision: 1}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"duplicate", "duplicate of it alone", "source"} {
		if err := ways[name](t.Context()); err != nil {
			t.Errorf("%s, of what was read: %v", name, err)
		}
	}
}
