package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/store"
)

var (
	_ parity.Reads  = (*store.Snapshot)(nil)
	_ parity.Reads  = (*store.Tx)(nil)
	_ parity.Writes = (*store.Tx)(nil)
)

var longAgo = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// revise adds a revision, as a save does.
func revise(t testing.TB, db *store.DB, r content.Revision) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddRevision(ctx, &r, nil) })
}

func course(t testing.TB, db *store.DB, id content.PostID, keys ...content.StepKey) content.Course {
	t.Helper()
	var c content.Course
	read(t, db, func(ctx context.Context, s *store.Snapshot) (err error) {
		c, err = s.Course(ctx, id, keys...)
		return err
	})
	return c
}

func TestCourse(t *testing.T) {
	db := open(t)
	addPost(t, db, "p", "en", "fr") // as before meanings were kept
	revise(t, db, content.Revision{Post: "p", Locale: "en", N: 2, Means: 2, Sense: "b"})
	revise(t, db, content.Revision{Post: "p", Locale: "en", N: 3, Means: 2, Sense: "c", Minor: true})
	revise(t, db, content.Revision{Post: "p", Locale: "fr", N: 2, BasedOn: 1, Sense: "x"}) // of the source, whichever it was
	revise(t, db, content.Revision{Post: "p", Locale: "fr", N: 3, Means: 3, BasedOn: 2, BasedIn: "en", Sense: "y"})
	revise(t, db, content.Revision{Post: "p", Locale: "fr", N: 4, Means: 3, BasedOn: 3, BasedIn: "en", Sense: "z", Minor: true})

	got := course(t, db, "p", content.StepKey{Locale: "fr", N: 4}).Steps
	want := map[locale.Tag]map[int]content.Step{
		"fr": {
			3: {N: 3, Means: 3, Sense: "y", BasedOn: 2, BasedIn: "en"}, // it means the same, and stands on something else
			4: {N: 4, Means: 3, Sense: "z", BasedOn: 3, BasedIn: "en"},
		},
		"en": {2: {N: 2, Means: 2, Sense: "b"}, 3: {N: 3, Means: 2, Sense: "c"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("of the newest French (-want +got):\n%s", diff)
	}
	old := course(t, db, "p", content.StepKey{Locale: "fr", N: 2})
	if s := old.Steps["fr"][2]; s != (content.Step{N: 2, Means: 2, Sense: "x", BasedOn: 1, BasedIn: "en"}) || old.Steps["en"][1].Means != 1 {
		t.Errorf("of an old one: %+v", old.Steps)
	}
	if none := course(t, db, "p"); len(none.Steps) > 0 {
		t.Errorf("nothing is live and nothing was asked: %+v", none.Steps)
	}
	for sense, want := range map[string]int{"b": 2, "c": 2, "z": 3, "": 0, "none": 0} {
		tag := locale.Tag("en")
		if sense == "z" {
			tag = "fr"
		}
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			if got, err := s.MeaningOf(ctx, "p", tag, sense); got != want || err != nil {
				t.Errorf("MeaningOf(%q) = %d, %v, want %d", sense, got, err, want)
			}
			return nil
		})
	}
}

// A translation that leaves its post takes along what it was made from, in the
// language that it was; words about it stay behind, and are void.
func TestWordsEndWithTheirLanguage(t *testing.T) {
	db := open(t)
	addPost(t, db, "p", "en", "fr")
	addPost(t, db, "q")
	revise(t, db, content.Revision{Post: "p", Locale: "fr", N: 2, BasedOn: 1})
	say := func(tag locale.Tag, n int) (fresh bool) {
		write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
			fresh, err = tx.AddConfirmation(ctx, "p", content.Confirmation{Locale: tag, N: n, Beside: "en", BesideN: 1, By: "ada"})
			return err
		})
		return fresh
	}
	if !say("fr", 1) || say("fr", 1) || !say("fr", 2) {
		t.Error("a word counts once")
	}
	if c := course(t, db, "p"); len(c.Confirmed) != 2 || c.Confirmed[0].By != "ada" || c.Confirmed[0].At.IsZero() {
		t.Errorf("confirmed = %+v", c.Confirmed)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.MoveTranslation(ctx, "p", "q", "fr") })
	if c := course(t, db, "p"); len(c.Confirmed) != 0 {
		t.Errorf("words about a language that left: %+v", c.Confirmed)
	}
	if s := course(t, db, "q", content.StepKey{Locale: "fr", N: 2}).Steps["fr"][2]; s.BasedOn != 1 || s.BasedIn != "en" {
		t.Errorf("moved: %+v", s)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.MoveTranslation(ctx, "q", "p", "fr") })
	say("fr", 1)
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveTranslation(ctx, "p", "fr", 1) })
	if c := course(t, db, "p"); len(c.Confirmed) != 0 {
		t.Errorf("words about a language that is gone: %+v", c.Confirmed)
	}
}

func TestLedgerLines(t *testing.T) {
	db := open(t)
	lag := content.Lag{Locale: "fr", Why: content.LagStale, Since: longAgo, Behind: 2}
	lines := []content.Line{
		{Post: "p", What: content.WentLive, Locale: "en", Revision: 3, By: "ada", Cause: content.ByPublication, Rule: content.Together},
		{Post: "p", What: content.Overridden, Reason: "parce que", Blockers: []content.Blocker{{Rule: content.RuleTogether, Locale: "fr", Code: "blocker.stale", Args: map[string]any{"locale": "fr"}}}},
		{Post: "p", What: content.Diverged, Since: longAgo, Lags: []content.Lag{lag}, Release: "r", Schedule: "s"},
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.AddLines(ctx, lines) })
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddLines(ctx, []content.Line{{Post: "p", What: content.Converged, Since: longAgo}, {Post: "q", What: content.WentLive, Locale: "en", Revision: 1}})
	})
	var got, history []content.Line
	var parting content.Parting
	var episodes []content.Episode
	read(t, db, func(ctx context.Context, s *store.Snapshot) (err error) {
		if got, err = s.Ledger(ctx, "p", 0, 10); err != nil {
			return err
		}
		if history, err = s.History(ctx, "p"); err != nil {
			return err
		}
		if parting, err = s.Parting(ctx, "p"); err != nil {
			return err
		}
		episodes, err = s.Episodes(ctx, content.EpisodeQuery{Limit: 10})
		return err
	})
	var what []string
	for _, l := range got {
		what = append(what, fmt.Sprintf("%d %s %d", l.ID, l.What, l.Transaction))
	}
	if want := []string{"4 converged 2", "3 diverged 1", "2 overridden 1", "1 live 1"}; !slices.Equal(what, want) {
		t.Errorf("ledger = %v, want %v", what, want)
	}
	if diff := cmp.Diff(lines[1].Blockers, got[2].Blockers); diff != "" {
		t.Errorf("blockers (-want +got):\n%s", diff)
	}
	if lags := got[1].Lags; !content.SameLags(lags, lines[2].Lags) || !lags[0].Since.Equal(longAgo) || lags[0].Behind != 2 || got[1].Release != "r" || got[1].Schedule != "s" {
		t.Errorf("diverged = %+v", got[1])
	}
	if len(history) != 3 || len(parting.Lags) != 0 {
		t.Errorf("history %+v, parting %+v", history, parting)
	}
	if len(episodes) != 1 || !episodes[0].Overridden || episodes[0].Reason != "parce que" || episodes[0].ConvergedAt.IsZero() || !slices.Equal(episodes[0].Locales, []locale.Tag{"fr"}) {
		t.Errorf("episodes = %+v", episodes)
	}
}
