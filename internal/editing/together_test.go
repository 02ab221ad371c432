package editing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// rewrite saves another body, and returns the number of the head.
func (h *house) rewrite(id content.PostID, tag locale.Tag, body string, edit editing.Edit) int {
	h.t.Helper()
	saved, err := h.SaveTranslation(h.t.Context(), editing.SaveTranslation{
		Actor: owner, Post: id, Locale: tag, Version: etag.Any, Edit: edit,
		Change: func(t content.Text) (content.Text, error) {
			t.Body = "<p>" + body
			return t, nil
		},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return saved.Post.Translation(tag).Head
}

// rule sets the post's parity and its targets.
func (h *house) rule(id content.PostID, rule content.Parity, targets ...locale.Tag) {
	h.t.Helper()
	_, err := h.SavePost(h.t.Context(), editing.SavePost{Actor: owner, Post: id, Version: etag.Any, Change: func(w editing.Whole) (editing.Whole, error) {
		w.Parity, w.Targets = rule, targets
		return w, nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// ledger is the ledger of the post, oldest first: "live publication fr".
func (h *house) ledger(id content.PostID) []string {
	h.t.Helper()
	var words []string
	for _, row := range h.rows(`SELECT printf('%06d', id), what || ' ' || cause, locale,
		(SELECT coalesce(group_concat(value ->> 'locale' || ':' || (value ->> 'why'), ' '), '') FROM json_each(lags))
		FROM ledger WHERE post_id = ?`, string(id)) {
		_, row, _ = strings.Cut(row, " | ")
		words = append(words, strings.Join(strings.Fields(strings.ReplaceAll(row, "|", "")), " "))
	}
	return words
}

func TestConfirm(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "Summer", "fr", "Été").Post.ID
	h.publish(id, "en", "fr")
	h.rewrite(id, "en", "More of summer", editing.Edit{})
	h.publish(id, "en")
	events := len(h.events(0))

	done, err := h.Confirm(t.Context(), editing.Confirm{Actor: owner, Post: id, Locale: "fr", Revision: 1, BesideRevision: 2})
	if err != nil {
		t.Fatal(err)
	}
	want := content.Standing{BasedOn: 1, Confirmed: 2}
	if done.Standing != want || done.Source != "en" || done.Post.Translation("fr").Head != 1 {
		t.Errorf("confirmed: %+v of %s", done.Standing, done.Source)
	}
	if got := h.rows("SELECT card ->> '$.translation.state' FROM entries WHERE locale = 'fr'"); !slices.Equal(got, []string{"current"}) {
		t.Errorf("readers are told that French is %v", got)
	}
	if got := h.events(events); !slices.Equal(got, []string{"post.converged", "translation.confirmed", "content.changed"}) {
		t.Errorf("events = %v", got)
	}
	h.unchanged("saying the same twice", func() {
		again, err := h.Confirm(t.Context(), editing.Confirm{Actor: with("user:b", "reviewer:fr reader:en"), Post: id, Locale: "fr", Revision: 1, Beside: "en", BesideRevision: 2})
		if err != nil || again.Standing != want {
			t.Errorf("again: %+v, %v", again.Standing, err)
		}
	})
	// A draft is confirmed too; that moves nothing live.
	h.rewrite(id, "en", "Less of summer", editing.Edit{})
	if _, err = h.Confirm(t.Context(), editing.Confirm{Actor: owner, Post: id, Locale: "en", Revision: 3, Beside: "fr", BesideRevision: 1}); err != nil {
		t.Fatal(err)
	}
	if got := h.rows("SELECT (card ->> '$.translation.state') || text FROM entries ORDER BY locale"); !slices.Equal(got, []string{"current1", "current2"}) {
		t.Errorf("readers see %v", got)
	}
	if done, err = h.Confirm(t.Context(), editing.Confirm{Actor: owner, Post: id, Locale: "fr", Revision: 1, BesideRevision: 3}); err != nil || done.Standing != (content.Standing{BasedOn: 1, Confirmed: 3}) {
		t.Errorf("beside a draft: %+v, %v", done.Standing, err)
	}
}

func TestConfirmIsRefused(t *testing.T) {
	h := open(t)
	id := h.post(with("user:a", "author:*"), "en", "Summer", "fr", "Été").Post.ID
	h.publish(id, "en", "fr")
	h.rewrite(id, "en", "More of summer", editing.Edit{})
	tests := []struct {
		name  string
		actor access.Actor
		cmd   editing.Confirm
		want  string
	}{
		{"no such revision", owner, editing.Confirm{Locale: "fr", Revision: 7, BesideRevision: 9}, "invalid invalid /revision=revision.unknown /sourceRevision=revision.unknown"},
		{"no such revision of another", owner, editing.Confirm{Locale: "en", Revision: 1, Beside: "fr", BesideRevision: 9}, "invalid invalid /with/revision=revision.unknown"},
		{"the source beside the source", owner, editing.Confirm{Locale: "en", Revision: 1, BesideRevision: 1}, "invalid invalid /sourceRevision=confirm.is_source"},
		{"beside itself", owner, editing.Confirm{Locale: "fr", Revision: 1, Beside: "fr", BesideRevision: 1}, "invalid invalid /with/locale=confirm.without_source"},
		{"without the source", owner, editing.Confirm{Locale: "fr", Revision: 1, Beside: "de", BesideRevision: 1}, "invalid invalid /with/locale=confirm.without_source"},
		{"a language that is not there", owner, editing.Confirm{Locale: "de", Revision: 1, BesideRevision: 1}, "not found translation.not_found"},
		{"beside one that is not there", owner, editing.Confirm{Locale: "en", Revision: 1, Beside: "de", BesideRevision: 1}, "invalid invalid /with/locale=translation.missing"},
		{"a reader", with("user:r", "reader:*"), editing.Confirm{Locale: "fr", Revision: 1, BesideRevision: 1}, "forbidden access.forbidden_locale"},
		{"a translator, of the source", with("user:t", "translator:en"), editing.Confirm{Locale: "en", Revision: 1, Beside: "fr", BesideRevision: 1}, "forbidden access.forbidden_locale"},
		{"an author, of another's post", with("user:b", "author:*"), editing.Confirm{Locale: "fr", Revision: 1, BesideRevision: 1}, "not found post.not_found"},
		{"beside a draft that they may not read", with("user:f", "editor:fr"), editing.Confirm{Locale: "fr", Revision: 1, BesideRevision: 2}, "forbidden access.forbidden_locale"},
		{"nobody", access.Actor{}, editing.Confirm{Locale: "fr", Revision: 1, BesideRevision: 1}, "unauthenticated access.unauthenticated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.cmd.Actor, tt.cmd.Post = tt.actor, id
			h.unchanged(tt.name, func() {
				if _, err := h.Confirm(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("Confirm: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
	// What everybody reads may be named by who may not read drafts.
	if _, err := h.Confirm(t.Context(), editing.Confirm{Actor: with("user:f", "editor:fr"), Post: id, Locale: "fr", Revision: 1, BesideRevision: 1}); err != nil {
		t.Error(err)
	}
	h.fail = errBroken
	h.unchanged("a failing confirmation", func() {
		cmd := editing.Confirm{Actor: owner, Post: id, Locale: "fr", Revision: 1, BesideRevision: 2, Once: once.Key{Name: "k"}}
		if _, err := h.Confirm(t.Context(), cmd); !errors.Is(err, errBroken) {
			t.Errorf("Confirm: %v", err)
		}
	})
}

func blockers(err error) []string {
	var words []string
	f, _ := fault.Of(err)
	if f == nil {
		return nil
	}
	list, _ := f.Extra["blockers"].([]content.Blocker)
	for _, b := range list {
		words = append(words, string(b.Locale)+" "+b.Code)
	}
	return words
}

// A split takes a language away from others that it belongs with.
func TestSplitUnderTogether(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "Summer", "fr", "Été").Post.ID
	h.rule(id, content.Together, "en", "fr")
	cmd := editing.Split{Actor: owner, Post: id, Version: etag.Any, Locale: "fr"}
	h.publish(id, "en", "fr")
	h.unchanged("a blocked split", func() {
		if _, err := h.Split(t.Context(), cmd); !slices.Equal(blockers(err), []string{"fr blocker.translation_leaves"}) {
			t.Errorf("Split: %v, %v", err, blockers(err))
		}
		cmd.Override = "  "
		if _, err := h.Split(t.Context(), cmd); problem(err) != "invalid invalid /override/reason=override.no_reason" {
			t.Errorf("Split for no reason: %v", problem(err))
		}
		cmd.Actor, cmd.Override = with("user:a", "editor:*"), "deux sujets"
		if _, err := h.Split(t.Context(), cmd); problem(err) != "forbidden access.forbidden_locale" {
			t.Errorf("Split without the right: %v", problem(err))
		}
	})
	cmd.Actor = with("user:a", "editor:* override:*")
	parted, err := h.Split(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"live publication en", "live publication fr", "gone split fr", "overridden split"}
	if diff := cmp.Diff(want, h.ledger(id)); diff != "" {
		t.Errorf("ledger of the old post (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"live split fr"}, h.ledger(parted.New.Post.ID)); diff != "" {
		t.Errorf("ledger of the new post (-want +got):\n%s", diff)
	}
	// Both are whole now, each by itself.
	h.rewrite(id, "en", "More of summer", editing.Edit{})
	h.publish(id, "en")

	// Joined again, French is what it was made from: an older English.
	h.rule(id, content.Independent, "en")
	merge := editing.Merge{Actor: owner, Post: id, Version: etag.Any, Absorbed: parted.New.Post.ID}
	if _, err := h.Merge(t.Context(), merge); err != nil {
		t.Fatal(err)
	}
	if got := h.rows("SELECT (card ->> '$.translation.state') FROM entries WHERE locale = 'fr'"); !slices.Equal(got, []string{"stale"}) {
		t.Errorf("French is %v", got)
	}
	if diff := cmp.Diff(append(want, "live publication en", "live merge fr", "diverged merge fr:stale"), h.ledger(id)); diff != "" {
		t.Errorf("ledger after the merge (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"live split fr", "gone merge fr"}, h.ledger(parted.New.Post.ID)); diff != "" {
		t.Errorf("ledger of the absorbed post (-want +got):\n%s", diff)
	}
}

// Posts that were never one are right beside each other by the word of who joins
// them, and from then on follow each other.
func TestMergeIsAWord(t *testing.T) {
	h := open(t)
	en, fr := apart(h)
	if _, err := h.Merge(t.Context(), editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr}); err != nil {
		t.Fatal(err)
	}
	state := func() []string {
		return h.rows("SELECT (card ->> '$.translation.state') FROM entries WHERE locale = 'fr'")
	}
	if got := state(); !slices.Equal(got, []string{"current"}) {
		t.Errorf("joined: %v", got)
	}
	h.rewrite(en, "en", "Another summer", editing.Edit{})
	h.publish(en, "en")
	if got := state(); !slices.Equal(got, []string{"stale"}) {
		t.Errorf("the source went on: %v", got)
	}
}

// A merge that would show half of a set is refused under together.
func TestMergeUnderTogether(t *testing.T) {
	h := open(t)
	if _, err := h.AddLocale(t.Context(), editing.AddLocale{Actor: owner, Tag: "de", Settings: content.FreshLocale("de")}); err != nil {
		t.Fatal(err)
	}
	en, fr := apart(h)
	h.rule(en, content.Together, "de", "en", "fr")
	cmd := editing.Merge{Actor: owner, Post: en, Version: etag.Any, Absorbed: fr}
	h.unchanged("a blocked merge", func() {
		if _, err := h.Merge(t.Context(), cmd); !slices.Equal(blockers(err), []string{"de blocker.translation_missing"}) {
			t.Errorf("Merge: %v, %v", err, blockers(err))
		}
	})
	cmd.Override = "l’allemand suit"
	if _, err := h.Merge(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
	if got := h.rows("SELECT reason FROM ledger WHERE what = 'overridden' AND post_id = ?", string(en)); !slices.Equal(got, []string{cmd.Override}) {
		t.Errorf("reasons = %v", got)
	}
}

// Another source, or other targets, move nothing live; the ledger knows of it.
func TestSettingsOfThePostMoveNothing(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "Summer", "fr", "Été").Post.ID
	h.rule(id, content.Independent, "en")
	h.publish(id, "en")
	seen := h.shows("en", "summer")
	h.rule(id, content.Together, "en", "fr")
	if diff := cmp.Diff(seen, h.shows("en", "summer")); diff != "" {
		t.Errorf("readers see (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"live publication en", "diverged settings fr:not_live"}, h.ledger(id)); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
	// What French stood beside is known under another source too.
	h.publish(id, "en", "fr")
	_, err := h.SavePost(t.Context(), editing.SavePost{Actor: owner, Post: id, Version: etag.Any, Change: func(w editing.Whole) (editing.Whole, error) {
		w.Source = "fr"
		return w, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.rule(id, content.Independent, "en", "fr")
	h.rewrite(id, "fr", "Encore l’été", editing.Edit{})
	h.publish(id, "fr")
	if got := h.rows("SELECT locale || ' ' || (card ->> '$.translation.state') FROM entries ORDER BY locale"); !slices.Equal(got, []string{"en stale", "fr current"}) {
		t.Errorf("states = %v", got)
	}
}
