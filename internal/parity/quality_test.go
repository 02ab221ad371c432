package parity_test

import (
	"context"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/parity"
)

// A strict desk has settings of its own for French, and counts what is looked up.
type strict struct {
	*desk
	french content.LocaleSettings
	errors int
	asked  int // for sums
}

func (s *strict) Locales(context.Context) ([]content.Locale, error) {
	return []content.Locale{{Tag: "en"}, {Tag: "fr", Settings: s.french}}, nil
}

func (s *strict) Errors(context.Context, bitext.Pairing) (int, bool, error) {
	return s.errors, true, nil
}

func (s *strict) Sums(context.Context, bitext.Pairing) (bitext.Sums, bool, error) {
	s.asked++
	return s.sums, true, nil
}

func (s *strict) AssetsByID(context.Context, []content.AssetID) ([]media.Asset, error) {
	return nil, nil
}

func (s *strict) TermsByID(context.Context, []content.TermID) ([]content.Term, error) {
	return nil, nil
}

// What a translation lacks before it may go live, by what the locale and the site ask.
func TestQuality(t *testing.T) {
	machine := bitext.Sums{Current: 3, Origins: map[bitext.Origin]int{bitext.MachineUnreviewed: 2, bitext.Human: 1}}
	tests := []struct {
		name     string
		rule     content.Parity
		sums     bitext.Sums
		requires content.Requirement
		review   bool
		approved bool
		errors   int
		decided  int
		blocks   string
	}{
		{name: "by hand", rule: content.Together},
		{name: "by a machine", rule: content.Independent, sums: machine, decided: 2, blocks: "fr unreviewed"},
		{name: "by a machine, where anything goes", rule: content.Together, sums: machine, requires: content.RequiresAnything, decided: 2},
		{name: "not approved, where the locale asks", rule: content.Independent, requires: content.RequiresApproved, blocks: "fr unapproved"},
		{name: "approved", rule: content.Independent, requires: content.RequiresApproved, approved: true},
		{name: "not approved, where the site asks", rule: content.SourceFirst, review: true, blocks: "en unapproved, fr unapproved"},
		{name: "the locale asks less than the site", rule: content.SourceFirst, review: true, requires: content.RequiresReviewed, blocks: "en unapproved"},
		{name: "begun", rule: content.Independent, sums: bitext.Sums{Missing: 2, Empty: 2}, decided: 1, blocks: "fr untranslated"},
		{name: "with an empty paragraph, and not begun by segments", rule: content.Independent, sums: bitext.Sums{Missing: 1, Empty: 1}},
		{name: "errors", rule: content.Together, errors: 2, blocks: "fr checks"},
		{name: "errors, where each goes alone", rule: content.Independent, errors: 2},
		{name: "missing", rule: content.Together, sums: bitext.Sums{Missing: 1}, blocks: "fr untranslated"},
		{name: "missing, where each goes alone", rule: content.Independent, sums: bitext.Sums{Missing: 1}},
		{name: "stale", rule: content.Together, sums: bitext.Sums{Substantive: 1, Since: 1}, blocks: "fr stale"},
		{name: "stale in form", rule: content.Together, sums: bitext.Sums{Minor: 1, Since: 1}},
		{name: "its source went", rule: content.Together, sums: bitext.Sums{Local: 1, Went: 1, Since: 1}, blocks: "fr stale"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &strict{desk: newDesk(tt.rule), french: content.LocaleSettings{PublishRequires: tt.requires}, errors: tt.errors}
			d.sums, d.approved, d.site.Review = tt.sums, tt.approved, tt.review
			after := post(2, 2)
			after.Translation("fr").Decided = tt.decided
			j, err := parity.Judge(t.Context(), d, post(0, 0), after, noon)
			if err != nil {
				t.Fatal(err)
			}
			if got := codes(j.Blockers); got != tt.blocks {
				t.Errorf("blocked by %q, want %q", got, tt.blocks)
			}
		})
	}
}

// Where languages need not go together, what was just imported is not looked into.
func TestImportsAreNotLookedInto(t *testing.T) {
	for rule, want := range map[content.Parity]int{content.Independent: 0, content.SourceFirst: 0, content.Together: 1} {
		d := &imported{strict{desk: newDesk(rule)}}
		if _, err := parity.Judge(t.Context(), d, post(0, 0), post(1, 1), noon); err != nil || d.asked != want {
			t.Errorf("%s: looked %d times, %v, want %d", rule, d.asked, err, want)
		}
	}
}

// An imported desk has French that was made from the very English beside it.
type imported struct{ strict }

func (i *imported) Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error) {
	rev, err := i.strict.Revision(ctx, id, tag, n)
	if tag == "fr" {
		rev.BasedIn, rev.BasedOn = "en", n
	}
	return rev, err
}
