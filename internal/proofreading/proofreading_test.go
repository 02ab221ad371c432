package proofreading_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/proofreading"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// The store is what proofreading asks for.
var (
	_ proofreading.Tx       = (*store.Tx)(nil)
	_ proofreading.Snapshot = (*store.Snapshot)(nil)
)

// A house has one post in English, with a French translation whose spaces are wrong.
type house struct {
	*app.House
	post  content.PostID
	actor access.Actor
}

func open(t *testing.T, french string) *house {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{actor: access.System("test")}
	dir := t.TempDir()
	if err := crowd.Blank(filepath.Join(dir, "diptych.db")); err != nil {
		t.Fatal(err)
	}
	h.House, err = app.Open(t.Context(), dir, app.Options{Catalog: catalog, Create: true, PasswordCost: accounts.Cost{Memory: 8, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	saved, err := h.Editing.Create(t.Context(), editing.CreatePost{
		Actor: h.actor, Whole: editing.Whole{Source: "en"}, Translations: map[locale.Tag]editing.Translating{
			"en": {Text: content.Text{Title: "Bees", Body: "<p>There are 60 bees: all are well!</p><p>And they work.</p>"}},
			"fr": {Text: content.Text{Title: "Abeilles", Body: french}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.post = saved.Post.ID
	return h
}

func (h *house) fix(version int64) proofreading.Fix {
	return proofreading.Fix{Actor: h.actor, Post: h.post, Locale: "fr", Version: version, All: true}
}

// save changes the French text, as an editor does meanwhile.
func (h *house) save(t *testing.T, version int64, body string) {
	t.Helper()
	_, err := h.Editing.SaveTranslation(t.Context(), editing.SaveTranslation{
		Actor: h.actor, Post: h.post, Locale: "fr", Version: version,
		Change: func(text content.Text) (content.Text, error) { text.Body = body; return text, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
}

const slips = "<p>Il y a 60 abeilles : toutes vont bien !</p><p>Et elles travaillent .</p>"

// TestFixSavesNothingHalfway: what fails in the transaction leaves no revision, and
// what came between is stale.
func TestFixSavesNothingHalfway(t *testing.T) {
	h := open(t, slips)
	broken := &proofreading.Service{Read: h.Proofreading.Read, Write: func(ctx context.Context, fn func(proofreading.Tx) error) error {
		return h.Proofreading.Write(ctx, func(tx proofreading.Tx) error { return fn(mute{tx}) })
	}}
	if _, err := broken.Fix(t.Context(), h.fix(1)); !errors.Is(err, errMute) {
		t.Fatalf("broken: %v", err)
	}
	meanwhile := &proofreading.Service{Read: h.Proofreading.Read, Write: func(ctx context.Context, fn func(proofreading.Tx) error) error {
		h.save(t, 1, "<p>Il y a 61 abeilles : toutes vont bien !</p>")
		return h.Proofreading.Write(ctx, fn)
	}}
	if _, err := meanwhile.Fix(t.Context(), h.fix(1)); !fault.Is(err, fault.Stale) {
		t.Fatalf("saved meanwhile: %v", err)
	}
	done, err := h.Proofreading.Fix(t.Context(), h.fix(2))
	if err != nil || done.Revision != 3 || done.Text.Body != "<p>Il y a 61 abeilles\u00a0: toutes vont bien!</p>" {
		t.Fatalf("then: %+v %v", done, err)
	}
}

var errMute = errors.New("nobody hears")

// mute refuses all events.
type mute struct{ proofreading.Tx }

func (mute) Emit(context.Context, ...event.Event) error { return errMute }

// TestFixIsDoneOnce: the same request again is answered as the first time, though the
// version has moved.
func TestFixIsDoneOnce(t *testing.T) {
	h := open(t, slips)
	cmd := h.fix(1)
	cmd.Once = once.Key{Name: "k"}
	first, err := h.Proofreading.Fix(t.Context(), cmd)
	if err != nil || first.Revision != 2 || len(first.Changes) != 2 {
		t.Fatalf("first: %+v %v", first, err)
	}
	again, err := h.Proofreading.Fix(t.Context(), cmd)
	if err != nil || again.Revision != 2 || len(again.Changes) != 2 || again.Translation.Version != first.Translation.Version {
		t.Fatalf("again: %+v %v", again, err)
	}
}

// TestDismissedIsNotMended, and all else is.
func TestDismissedIsNotMended(t *testing.T) {
	h := open(t, slips)
	found, err := h.Proofreading.Find(t.Context(), proofreading.Find{Actor: h.actor, Post: h.post, Locale: "fr", Check: check.PunctuationGap})
	if err != nil || len(found.Items) != 3 {
		t.Fatalf("found: %+v %v", found, err)
	}
	first := found.Items[0]
	_, err = h.Proofreading.Dismiss(t.Context(), proofreading.Dismiss{Actor: h.actor, Post: h.post, Locale: "fr", Finding: first.ID, Reason: "House style."})
	if err != nil {
		t.Fatal(err)
	}
	dry := h.fix(0)
	dry.DryRun = true
	done, err := h.Proofreading.Fix(t.Context(), dry)
	if err != nil || len(done.Changes) != 2 || done.Changes[0].After != "Il y a 60 abeilles : toutes vont bien!" || done.Revision != 1 {
		t.Errorf("mended: %+v %v", done, err)
	}
}

// TestFixLeavesApprovals: a mended translation stands to its source as before.
func TestFixLeavesApprovals(t *testing.T) {
	h := open(t, slips)
	_, err := h.Editing.SaveTranslation(t.Context(), editing.SaveTranslation{
		Actor: h.actor, Post: h.post, Locale: "en", Version: 1,
		Change: func(text content.Text) (content.Text, error) {
			text.Body = "<p>There are 70 bees: all are well!</p><p>And they work.</p>"
			return text, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Proofreading.Fix(t.Context(), h.fix(1)); err != nil {
		t.Fatal(err)
	}
	found, err := h.Proofreading.Find(t.Context(), proofreading.Find{Actor: h.actor, Post: h.post, Locale: "fr"})
	if err != nil || found.Errors != 1 || found.Items[0].Check != check.Number {
		t.Errorf("after: %+v %v", found, err)
	}
	view, err := h.Editing.Get(t.Context(), editing.GetPost{Actor: h.actor, Post: h.post})
	if err != nil || view.Post.Translation("fr").Head != 2 {
		t.Fatalf("%+v %v", view, err)
	}
	// Mending a text is no approval of it: the number that changed is as stale as it was.
	err = h.Proofreading.Read(t.Context(), func(r proofreading.Snapshot) error {
		rev, err := r.Revision(t.Context(), h.post, "fr", 2)
		if err == nil && !rev.Minor {
			t.Error("the revision does not say that the meaning stays")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
