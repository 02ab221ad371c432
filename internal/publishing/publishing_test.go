package publishing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
)

func TestPublishBothAtOnce(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	result := h.publish(ask(id, 1, "en", 1, "fr", 1))
	if want := (content.Change{Shared: true, Locales: []locale.Tag{"en", "fr"}}); !cmp.Equal(want, result.Change) || len(result.Warnings) > 0 {
		t.Errorf("result = %+v", result)
	}
	if got := result.Post.LiveLocales(); !slices.Equal(got, []locale.Tag{"en", "fr"}) || result.Post.Version != 1 || result.Post.Translations[0].Version != 1 {
		t.Errorf("post = %+v: versions must stay", result.Post)
	}
	if diff := cmp.Diff(h.state(id), result.Post); diff != "" {
		t.Errorf("what Publish returned is not what is read:\n%s", diff)
	}
	// One transaction: one seq, one event about the post.
	if got := h.rows("SELECT count(DISTINCT seq), count(*) FROM entries"); got[0] != "1 | 2" {
		t.Errorf("seqs and entries: %v", got)
	}
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'post.p%' OR type = 'content.changed'"); len(got) != 2 {
		t.Errorf("events = %v, want the publication and what it changed", got)
	}
	h.unchanged("publishing what is live", func() {
		if result := h.publish(ask(id, 1, "en", 1, "fr", 1)); !result.Change.None() {
			t.Errorf("change = %+v", result.Change)
		}
	})
}

func TestPublishNamesRevisions(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.save(id, "fr", content.Text{Title: "Deux", Body: "<p>2"})
	h.save(id, "fr", content.Text{Title: "Trois", Body: "<p>3"})
	result := h.publish(ask(id, 1, "fr", 2))
	if len(result.Warnings) != 1 || result.Warnings[0].Code != "publication.not_head" || result.Warnings[0].Pointer != "/translations/fr" {
		t.Errorf("warnings = %+v", result.Warnings)
	}
	if got := h.rows("SELECT locale, json_extract(card, '$.title') FROM entries"); !slices.Equal(got, []string{"fr | Deux"}) {
		t.Errorf("entries = %v, want the revision that was named, and it alone", got)
	}
	h.unchanged("an older revision", func() {
		_, err := h.Publish(t.Context(), ask(id, 0, "fr", 1))
		if got := problem(err); got != "publication.overtaken /translations/fr=revision.older_than_live" || fault.KindOf(err) != fault.Conflict {
			t.Errorf("Publish: %s", got)
		}
	})
}

func TestPublishIsRefused(t *testing.T) {
	h := open(t)
	id := h.post(with("token:mine", "author:*"), "en", "fr")
	tests := []struct {
		name  string
		actor access.Actor
		cmd   publishing.Command
		want  string
	}{
		{"no locale", owner, ask(id, 1), "invalid /translations=publication.no_locale"},
		{"first without shared", owner, ask(id, 0, "fr", 1), "invalid /shared=publication.shared_required"},
		{"no such revision", owner, ask(id, 2, "fr", 5), "invalid /shared=revision.unknown /translations/fr=revision.unknown"},
		{"no such translation", owner, ask(id, 1, "de", 1), "invalid /translations/de=translation.missing"},
		{"no such post", owner, ask("none", 1, "fr", 1), "post.not_found"},
		{"the author of it", with("token:mine", "author:*"), ask(id, 1, "fr", 1), "access.forbidden_locale"},
		{"an editor of one", with("token:x", "editor:fr"), ask(id, 1, "fr", 1, "en", 1), "access.forbidden_locale"},
		{"nobody", access.Actor{}, ask(id, 1, "fr", 1), "access.unauthenticated"},
		{"an author, of no locale", with("token:x", "author:*"), ask(id, 1), "access.forbidden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			tt.cmd.Actor = tt.actor
			h.unchanged(tt.name, func() {
				if _, err := h.Publish(t.Context(), tt.cmd); problem(err) != tt.want {
					t.Errorf("Publish: %s\nwant: %s", problem(err), tt.want)
				}
				if _, err := h.Publish(t.Context(), dry(tt.cmd)); problem(err) != tt.want {
					t.Errorf("dry run: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

func TestSharedPartNeedsEveryLiveLocale(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.settle(id, func(w *editing.Whole) { w.Shared.Params = map[string]any{"n": 2} })
	h.save(id, "fr", content.Text{Title: "Deux", Body: "<p>2"})
	french := with("token:f", "editor:fr")

	cmd := ask(id, 2, "fr", 2)
	cmd.Actor = french
	h.unchanged("the shared part by an editor of one language", func() {
		if _, err := h.Publish(t.Context(), cmd); problem(err) != "access.forbidden_locale" {
			t.Errorf("Publish: %v", err)
		}
	})
	cmd.Publication.Shared = 1 // the live one changes nothing for English
	result := h.publish(cmd)
	if result.Change.Shared || !slices.Equal(result.Post.Locales(), []locale.Tag{"fr"}) {
		t.Errorf("result = %+v, %+v", result.Change, result.Post)
	}
	h.publish(ask(id, 2, "fr", 2))
	if got := h.rows("SELECT locale, json_extract(card, '$.params.n') FROM entries ORDER BY locale"); !slices.Equal(got, []string{"en | 2", "fr | 2"}) {
		t.Errorf("params = %v: the shared part is live in all", got)
	}
	if got := h.rows("SELECT locale, cause FROM changes ORDER BY locale"); !slices.Equal(got, []string{"en | shared", "fr | shared"}) {
		t.Errorf("causes = %v", got)
	}
}

func TestBlockers(t *testing.T) {
	tests := []struct {
		name   string
		parity content.Parity
		empty  bool // French has no body
		cmd    []any
		want   string
	}{
		{"independent, one alone", content.Independent, false, []any{"en", 1}, ""},
		{"together, one alone", content.Together, false, []any{"en", 1}, "fr:blocker.translation_not_live"},
		{"together, both", content.Together, false, []any{"en", 1, "fr", 1}, ""},
		{"source first, the source", content.SourceFirst, false, []any{"en", 1}, ""},
		{"source first, the other", content.SourceFirst, false, []any{"fr", 1}, "en:blocker.source_not_live"},
		{"an empty body", content.Independent, true, []any{"en", 1, "fr", 2}, "fr:blocker.body_missing"},
		{"an empty body elsewhere", content.Independent, true, []any{"en", 1}, ""},
		{"all of them", content.Together, true, []any{"fr", 2}, "fr:blocker.body_missing en:blocker.translation_not_live"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t)
			id := h.post(owner, "en", "fr")
			h.settle(id, func(w *editing.Whole) { w.Parity = tt.parity })
			if tt.empty {
				h.save(id, "fr", content.Text{Title: "Vide", Body: "<script>alert(1)</script>"})
			}
			cmd := ask(id, 1, tt.cmd...)
			h.unchanged("a dry run", func() {
				result, err := h.Publish(t.Context(), dry(cmd))
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(codes(result.Blockers), " "); got != tt.want {
					t.Errorf("dry run: %q, want %q", got, tt.want)
				}
			})
			if tt.want == "" {
				h.publish(cmd)
				return
			}
			h.unchanged("a blocked publication", func() {
				_, err := h.Publish(t.Context(), cmd)
				if got := problem(err); got != "publication.blocked "+tt.want || fault.KindOf(err) != fault.Conflict {
					t.Errorf("Publish: %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// TestWhatIsLiveIsNotJudgedAgain has a text live that no publication would take:
// an import shows what the foreign site shows.
func TestWhatIsLiveIsNotJudgedAgain(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.save(id, "fr", content.Text{Title: "Vide"})
	p := h.state(id)
	if _, err := p.Publish(noon, ask(id, 1, "fr", 2).Publication); err != nil {
		t.Fatal(err)
	}
	if err := h.Write(t.Context(), func(tx publishing.Tx) error { return tx.SaveLive(t.Context(), p) }); err != nil {
		t.Fatal(err)
	}
	h.settle(id, func(w *editing.Whole) { w.Shared.Params = map[string]any{"n": 2} })
	h.publish(ask(id, 2, "en", 1))
}

func TestTermsWithoutName(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	term, err := h.edit.CreateTerm(t.Context(), editing.CreateTerm{Actor: owner, Kind: content.Tag,
		Naming: editing.Naming{Texts: map[locale.Tag]content.TermText{"en": {Name: "Cloud"}}}})
	if err != nil {
		t.Fatal(err)
	}
	h.settle(id, func(w *editing.Whole) { w.Shared.Tags = []content.TermID{term.ID} })
	result := h.publish(ask(id, 2, "en", 1, "fr", 1))
	if len(result.Warnings) != 1 || result.Warnings[0].Code != "publication.term_unnamed" || result.Warnings[0].Pointer != "/translations/fr" {
		t.Errorf("warnings = %+v", result.Warnings)
	}
	h.settle(id, func(w *editing.Whole) { w.Parity, w.Shared.Params = content.Together, map[string]any{"n": 1} })
	if _, err := h.Publish(t.Context(), ask(id, 3, "en", 1)); problem(err) != "publication.blocked fr:blocker.term_unnamed" {
		t.Errorf("together: %v", err)
	}
}

func TestUnpublish(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	french := ask(id, 0, "fr", 1)
	french.Actor = with("token:f", "editor:fr")
	result, err := h.Unpublish(t.Context(), french)
	if err != nil {
		t.Fatal(err)
	}
	if want := (content.Change{Locales: []locale.Tag{"fr"}}); !cmp.Equal(want, result.Change) {
		t.Errorf("change = %+v", result.Change)
	}
	if got := h.rows("SELECT locale, json_array_length(card, '$.alternates') FROM entries"); !slices.Equal(got, []string{"en | 1"}) {
		t.Errorf("entries and their alternates = %v", got)
	}
	h.unchanged("unpublishing what is not live", func() {
		if _, err := h.Unpublish(t.Context(), french); err != nil {
			t.Error(err)
		}
	})
	h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
	h.publish(ask(id, 0, "en", 2))
	h.unchanged("unpublishing another revision than the live one", func() {
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", 1)); problem(err) != "unpublication.overtaken /translations/en=revision.not_live" {
			t.Errorf("Unpublish: %v", err)
		}
	})
	if result, err = h.Unpublish(t.Context(), ask(id, 0, "en", 2)); err != nil {
		t.Fatal(err)
	}
	if !result.Change.Shared || h.state(id).Live != 0 {
		t.Errorf("the last language left the shared part live: %+v", result.Change)
	}
	if got := h.rows("SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM listing) + (SELECT count(*) FROM entry_refs)"); got[0] != "0" {
		t.Errorf("%v rows are left for readers", got)
	}
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'post.un%'"); len(got) != 2 {
		t.Errorf("events = %v", got)
	}
	if _, err := h.Publish(t.Context(), ask(id, 0, "en", 1)); problem(err) != "invalid /shared=publication.shared_required" {
		t.Errorf("publishing again is a first publication: %v", err)
	}
	h.publish(ask(id, 1, "en", 1))
}

func TestUnpublishUnderTogether(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.settle(id, func(w *editing.Whole) { w.Parity = content.Together })
	h.unchanged("unpublishing one of two that belong together", func() {
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "fr", 1)); problem(err) != "publication.blocked fr:blocker.translation_not_live" {
			t.Errorf("Unpublish: %v", err)
		}
		result, err := h.Unpublish(t.Context(), dry(ask(id, 0, "fr", 1)))
		if err != nil || len(result.Blockers) != 1 {
			t.Errorf("dry run: %+v, %v", result, err)
		}
	})
	if _, err := h.Unpublish(t.Context(), ask(id, 0, "fr", 1, "en", 1)); err != nil {
		t.Errorf("both at once: %v", err)
	}
}

func TestFailingHalfway(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1))
	h.save(id, "en", content.Text{Title: "Two", Slug: "two", Body: "<p>2"})
	h.fail = errBroken
	h.unchanged("failing commands", func() {
		if _, err := h.Publish(t.Context(), ask(id, 0, "en", 2, "fr", 1)); !errors.Is(err, errBroken) {
			t.Errorf("Publish: %v", err)
		}
		if _, err := h.Unpublish(t.Context(), ask(id, 0, "en", 1)); !errors.Is(err, errBroken) {
			t.Errorf("Unpublish: %v", err)
		}
	})
}

func TestAddressesMoveAtPublication(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1, "fr", 1))
	h.save(id, "en", content.Text{Title: "Two", Slug: "two", Body: "<p>2"})
	slugs := func() []string { return h.rows("SELECT slug, state FROM slugs WHERE locale = 'en' ORDER BY slug") }
	if got := slugs(); !slices.Equal(got, []string{"one | live", "two | reserved"}) {
		t.Errorf("saved: %v", got)
	}
	h.publish(ask(id, 0, "en", 2))
	if got := slugs(); !slices.Equal(got, []string{"one | old", "two | live"}) {
		t.Errorf("published: %v", got)
	}
}

func TestStateIsForWhoMayKnow(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	for roles, want := range map[string]string{"reader:fr": "", "author:*": "post.not_found", "": "access.forbidden"} {
		standing, err := h.Standing(t.Context(), publishing.State{Actor: with("token:x", roles), Post: id})
		if problem(err) != want {
			t.Errorf("%q: %v, want %q", roles, err, want)
		}
		if err == nil && !slices.Equal(standing.Post.Locales(), []locale.Tag{"fr"}) {
			t.Errorf("%q is shown %v", roles, standing.Post.Locales())
		}
	}
}
